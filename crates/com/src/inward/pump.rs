//! Reads the events of an application's object into a queue of the core.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use openmf_core::{
    Error, EventQueue, EventType, Guid, MediaEvent, SharedEvent, StreamObject, UserObject, Variant,
};
use windows_core::{HRESULT, IUnknown, IUnknownImpl, Interface, Ref, implement};

use crate::bindings::{
    IMFAsyncCallback, IMFAsyncCallback_Impl, IMFAsyncResult, IMFMediaEvent, IMFMediaEventGenerator,
    IMFMediaStream, IMFMediaType, IMFPresentationDescriptor, IMFSample, MediaEventType,
};
use crate::convert::to_guid;
use crate::edge::Live;
use crate::foreign::{self, Foreign};
use crate::inward::{Object, error as failure, not_behind_others};
use crate::media_type::media_type;
use crate::{descriptors, event, neighbours, sample_convert, source};

type Result<T> = windows_core::Result<T>;

/// The queue of the core into which an object's events go, for as long as this lives.
pub(crate) struct Pump {
    queue: EventQueue,
    generator: Object<IMFMediaEventGenerator>,
    running: Mutex<Option<Arc<Shared>>>,
    /// It was told once that the object cannot be listened to.
    deaf: AtomicBool,
}

/// What the callback that waits in the object's queue shares with the pump.
struct Shared {
    generator: Object<IMFMediaEventGenerator>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Where events go: of the pump that reads the object now, if any does.
    target: Option<EventQueue>,
    /// There is no request any more, and none will be made.
    is_over: bool,
    /// The threads that make a request now, each with the answer that has come meanwhile on the same thread.
    requesting: Vec<(usize, Option<Answer>)>,
}

/// A result that the callback was called with, which may be NULL.
type Answer = Option<Object<IMFAsyncResult>>;

impl Shared {
    fn new(generator: &IMFMediaEventGenerator, target: &EventQueue) -> Self {
        Self {
            generator: Object::new(generator.clone()),
            state: Mutex::new(State {
                target: Some(target.clone()),
                ..State::default()
            }),
        }
    }

    /// Has events go to this queue from now on; `false`: there is no request that would bring any.
    fn aim(&self, target: &EventQueue) -> bool {
        let (is_aimed, former) = {
            let mut state = lock(&self.state);
            match state.is_over {
                true => (false, None),
                false => (true, state.target.replace(target.clone())),
            }
        };
        drop(former);
        is_aimed
    }

    fn target(&self) -> Option<EventQueue> {
        lock(&self.state).target.clone()
    }

    /// Whether anybody wants the next event. If not, there will be none: who comes now makes a request of its own.
    fn goes_on(&self) -> bool {
        let mut state = lock(&self.state);
        state.is_over |= state.target.is_none();
        !state.is_over
    }

    /// There is no request any more.
    fn end(self: &Arc<Self>) {
        lock(&self.state).is_over = true;
        let mut waiting = waiting();
        waiting
            .retain(|_, known| known.strong_count() > 0 && !std::ptr::eq(known.as_ptr(), Arc::as_ptr(self)));
    }

    /// Asks for an event. An object may answer before it returns: what it calls back with then is given here, so that
    /// many events do not nest.
    ///
    /// # Errors
    /// What the object's `BeginGetEvent` answers.
    fn request(&self, callback: &IMFAsyncCallback) -> Result<Option<Answer>> {
        let me = this_thread();
        lock(&self.state).requesting.push((me, None));
        // SAFETY: a live object and a live callback.
        let begun = unsafe { self.generator.BeginGetEvent(callback, None) }.ok();
        let answer = {
            let mut state = lock(&self.state);
            let at = state.requesting.iter().rposition(|(thread, _)| *thread == me);
            at.and_then(|at| state.requesting.remove(at).1)
        };
        // What it has called back with has begun, whatever it says.
        if answer.is_some() {
            Ok(answer)
        } else {
            begun.map(|()| None)
        }
    }

    /// Keeps an answer for the request that this thread makes; `false`: it makes none.
    fn keep(&self, result: Option<&IMFAsyncResult>) -> bool {
        let me = this_thread();
        let mut state = lock(&self.state);
        let makes = state.requesting.iter_mut().rfind(|(thread, _)| *thread == me);
        match makes {
            Some((_, answer @ None)) => {
                *answer = Some(result.cloned().map(Object::new));
                true
            }
            Some((_, Some(_))) | None => false,
        }
    }
}

thread_local! {
    static HERE: u8 = const { 0 };
}

/// No other thread has the number for as long as this one lives.
fn this_thread() -> usize {
    HERE.with(|here| std::ptr::from_ref(here).addr())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The callbacks that wait, by the identity of their objects. A request outlives the pump that made it; the next pump of
/// the same object goes on with it, for an object takes one request at a time.
fn waiting() -> MutexGuard<'static, HashMap<usize, Weak<Shared>>> {
    static WAITING: OnceLock<Mutex<HashMap<usize, Weak<Shared>>>> = OnceLock::new();
    lock(WAITING.get_or_init(Mutex::default))
}

impl Pump {
    /// A pump that reads nothing yet.
    pub(crate) fn new(generator: IMFMediaEventGenerator) -> Self {
        Self {
            queue: EventQueue::new(Arc::new(neighbours::pool())),
            generator: Object::new(generator),
            running: Mutex::default(),
            deaf: AtomicBool::new(false),
        }
    }

    /// The core's queue.
    pub(crate) fn queue(&self) -> &EventQueue {
        &self.queue
    }

    /// Begins to read, if it does not yet.
    ///
    /// # Errors
    /// What the object's `BeginGetEvent` answers.
    pub(crate) fn run(&self) -> Result<()> {
        if lock(&self.running).is_some() {
            return Ok(());
        }
        let canonical: IUnknown = self.generator.cast()?;
        let key = canonical.as_raw().addr();
        let waits = waiting().get(&key).and_then(Weak::upgrade);
        let waits = waits.filter(|waits| waits.aim(&self.queue));
        let is_new = waits.is_none();
        let shared = waits.unwrap_or_else(|| Arc::new(Shared::new(&self.generator, &self.queue)));
        {
            let mut running = lock(&self.running);
            if running.is_some() {
                // Another thread was faster.
                return Ok(());
            }
            *running = Some(Arc::clone(&shared));
        }
        if !is_new {
            return Ok(());
        }
        let begun = begin(&shared, key);
        if begun.is_err() {
            let former = lock(&self.running).take_if(|running| Arc::ptr_eq(running, &shared));
            drop(former);
        }
        begun
    }

    /// As [`Pump::run`]; who reads the queue is told of a failure.
    pub(crate) fn run_or_tell(&self) {
        if let Err(error) = self.run()
            && !self.deaf.swap(true, Ordering::AcqRel)
        {
            lost(&self.queue, &failure(error));
        }
    }

    /// Queues an event of an extended type behind those that the object has queued so far.
    ///
    /// # Errors
    /// What the object's `QueueEvent` answers.
    pub(crate) fn mark(&self, extended_type: Guid) -> Result<()> {
        let met = MediaEventType(EventType::ExtendedType.code());
        let extended_type = to_guid(extended_type);
        // SAFETY: a live object and valid arguments; there is no value.
        let queued = unsafe {
            self.generator
                .QueueEvent(met, &extended_type, HRESULT(0), std::ptr::null())
        };
        queued.ok()
    }

    /// Ends reading: nothing is queued any more.
    pub(crate) fn end(&self) {
        let running = lock(&self.running).take();
        if let Some(shared) = running {
            let mut state = lock(&shared.state);
            // Another pump may have taken it over.
            let former = state.target.take_if(|target| target.is_same(&self.queue));
            drop(state);
            drop(former);
        }
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        self.end();
    }
}

fn begin(shared: &Arc<Shared>, key: usize) -> Result<()> {
    let former = waiting().insert(key, Arc::downgrade(shared));
    drop(former);
    let callback: IMFAsyncCallback = Callback {
        shared: Arc::clone(shared),
        _live: Live::new(),
    }
    .into();
    match shared.request(&callback) {
        Ok(None) => Ok(()),
        Ok(Some(answer)) => {
            read(shared, &callback, answer);
            Ok(())
        }
        Err(error) => {
            shared.end();
            Err(error)
        }
    }
}

/// Reads an event, and those that come while the next one is asked for.
fn read(shared: &Arc<Shared>, callback: &IMFAsyncCallback, first: Answer) {
    let mut next = Some(first);
    while let Some(answer) = next.take() {
        if !read_one(shared, answer.as_deref()) {
            return shared.end();
        }
        match shared.request(callback) {
            Ok(answer) => next = answer,
            Err(error) => {
                shared.end();
                if let Some(target) = shared.target() {
                    unreadable(&target, &failure(error));
                }
            }
        }
    }
}

/// Queues the event that has come; whether another one is wanted.
fn read_one(shared: &Shared, answer: Option<&IMFAsyncResult>) -> bool {
    // SAFETY: live objects, or NULL.
    let told = unsafe { shared.generator.EndGetEvent(answer) };
    let (event, is_read) = match told {
        // What cannot be read is lost: whoever waits for it is told so.
        Ok(told) => (read_event(&told).map_err(failure), true),
        Err(error) => (Err(failure(error)), false),
    };
    // The one that wants it now, after what the object was asked.
    if let Some(target) = shared.target() {
        match event {
            Ok(event) => {
                if let Err(error) = target.queue_shared(event) {
                    tracing::debug!(%error, "an event of an application's object was not taken");
                }
            }
            Err(error) => unreadable(&target, &error),
        }
    }
    is_read && shared.goes_on()
}

/// Tells whoever waits for events why there are none.
fn unreadable(target: &EventQueue, error: &Error) {
    match error {
        Error::Shutdown => target.shutdown(),
        error => lost(target, error),
    }
}

/// Whether a callback is one that reads an object for a pump: it takes no time but the object's.
pub(crate) fn is_own(callback: &IMFAsyncCallback) -> bool {
    foreign::own_of::<Callback>(callback).is_some()
}

#[implement(IMFAsyncCallback)]
struct Callback {
    shared: Arc<Shared>,
    _live: Live,
}

impl IMFAsyncCallback_Impl for Callback_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> Result<()> {
        // One request at a time keeps the order.
        not_behind_others(flags, queue)
    }

    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> Result<()> {
        if !self.shared.keep(result.as_ref()) {
            let answer = result.as_ref().cloned().map(Object::new);
            read(&self.shared, &self.as_interface::<IMFAsyncCallback>(), answer);
        }
        Ok(())
    }
}

/// Tells whoever waits for events that there are none.
fn lost(target: &EventQueue, error: &Error) {
    // A queue that was shut down has nobody who waits.
    let _ = target.queue(MediaEvent::new(EventType::Error).with_status(error.hresult()));
}

/// An application's event as it is queued. Those of the way of a sample stay in the engine, so that they need not come
/// out as the same objects.
///
/// # Errors
/// Whatever the objects in it answer.
fn read_event(told: &IMFMediaEvent) -> Result<SharedEvent> {
    let Some(known) = event::known(told) else {
        return converted(told).map(Arc::new);
    };
    match (known.event_type(), known.value()) {
        (EventType::StreamSinkRequestSample, Variant::Empty) => Ok(Arc::clone(known)),
        (EventType::MediaSample, Variant::Object(object)) => {
            let Some(object) = Foreign::unwrap(object) else {
                return converted(told).map(Arc::new);
            };
            let sample = UserObject::new(sample_convert::to_core(&object.cast()?)?);
            let event = MediaEvent::new(EventType::MediaSample)
                .with_extended_type(known.extended_type())
                .with_status(known.status())
                .with_value(Variant::Object(sample));
            if !known.attributes().is_empty() {
                event.attributes().copy_from(known.attributes());
            }
            Ok(Arc::new(event))
        }
        _ => converted(told).map(Arc::new),
    }
}

/// An application's event in the core's terms.
///
/// # Errors
/// Whatever the objects in it answer.
fn converted(told: &IMFMediaEvent) -> Result<MediaEvent> {
    let event = event::to_core_event(told)?;
    let Variant::Object(object) = event.value() else {
        return Ok(event);
    };
    let Some(object) = Foreign::unwrap(object) else {
        return Ok(event);
    };
    let known = match event.event_type() {
        EventType::NewStream | EventType::UpdatedStream => {
            let stream: IMFMediaStream = object.cast()?;
            UserObject::new(StreamObject(source::stream_to_core(&stream)?))
        }
        EventType::MediaSample => {
            let sample: IMFSample = object.cast()?;
            UserObject::new(sample_convert::to_core(&sample)?)
        }
        EventType::StreamFormatChanged => {
            let changed: IMFMediaType = object.cast()?;
            UserObject::new(media_type(&changed)?)
        }
        EventType::NewPresentation => {
            let descriptor: IMFPresentationDescriptor = object.cast()?;
            UserObject::from_arc(descriptors::presentation_to_core(&descriptor)?)
        }
        _ => return Ok(event),
    };
    Ok(event.with_value(Variant::Object(known)))
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::atomic::AtomicU32;
    use std::sync::{Barrier, mpsc};

    use openmf_core::codes;
    use windows_core::GUID;

    use super::*;
    use crate::async_result;
    use crate::bindings::{IMFMediaEventGenerator_Impl, PROPVARIANT};
    use crate::convert::code;

    type Hook = Box<dyn FnOnce() + Send>;

    /// Answers a request for an event at once, on the thread that asks, as long as it has one.
    #[implement(IMFMediaEventGenerator)]
    #[derive(Default)]
    struct Eager {
        events: Mutex<VecDeque<SharedEvent>>,
        waiting: Mutex<Option<Object<IMFAsyncCallback>>>,
        requests: AtomicU32,
        /// Runs once when an event is taken out.
        hook: Mutex<Option<Hook>>,
    }

    impl Eager {
        fn call(callback: &IMFAsyncCallback) {
            let result = async_result::create(None, Some(callback), None);
            // SAFETY: live objects.
            let _ = unsafe { callback.Invoke(&result) };
        }

        /// Queues an event of this type, and answers a request that waits for one.
        fn queue(&self, event_type: u32) {
            let event = event::make(event_type, Guid::ZERO, HRESULT(0), Variant::Empty);
            lock(&self.events).push_back(Arc::new(event));
            let waits = lock(&self.waiting).take();
            if let Some(callback) = waits {
                Self::call(&callback);
            }
        }
    }

    impl IMFMediaEventGenerator_Impl for Eager_Impl {
        fn GetEvent(&self, _flags: u32) -> Result<IMFMediaEvent> {
            Err(code(codes::E_NOTIMPL))
        }

        fn BeginGetEvent(
            &self,
            callback: Ref<'_, IMFAsyncCallback>,
            _state: Ref<'_, IUnknown>,
        ) -> Result<()> {
            self.requests.fetch_add(1, Ordering::Relaxed);
            let callback = callback.as_ref().unwrap();
            if lock(&self.events).is_empty() {
                let former = lock(&self.waiting).replace(Object::new(callback.clone()));
                return match former {
                    None => Ok(()),
                    Some(_) => Err(code(codes::MF_E_MULTIPLE_BEGIN)),
                };
            }
            Eager::call(callback);
            Ok(())
        }

        fn EndGetEvent(&self, _result: Ref<'_, IMFAsyncResult>) -> Result<IMFMediaEvent> {
            let hook = lock(&self.hook).take();
            if let Some(hook) = hook {
                hook();
            }
            let event = lock(&self.events).pop_front();
            event::to_com(event.ok_or_else(|| code(codes::MF_E_NO_EVENTS_AVAILABLE))?)
        }

        fn QueueEvent(
            &self,
            event_type: MediaEventType,
            _extended: *const GUID,
            _status: HRESULT,
            _value: *const PROPVARIANT,
        ) -> Result<()> {
            self.queue(event_type.0);
            Ok(())
        }
    }

    fn eager() -> (IMFMediaEventGenerator, Pump) {
        let generator: IMFMediaEventGenerator = Eager::default().into();
        let pump = Pump::new(generator.clone());
        (generator, pump)
    }

    fn of(generator: &IMFMediaEventGenerator) -> &Eager {
        generator.cast_object_ref::<Eager>().unwrap()
    }

    fn types(pump: &Pump) -> Vec<u32> {
        std::iter::from_fn(|| pump.queue().try_get_event().ok())
            .map(|event| event.event_type().code())
            .collect()
    }

    #[test]
    fn an_object_that_answers_before_it_returns_is_read_to_its_end() {
        // So many that they would not fit on a stack, one in the other.
        const COUNT: u32 = 100_000;
        let (generator, pump) = eager();
        let event = |number| event::make(1000 + number, Guid::ZERO, HRESULT(0), Variant::Empty);
        lock(&of(&generator).events).extend((0..COUNT).map(|number| Arc::new(event(number))));
        pump.run().unwrap();
        assert_eq!(types(&pump), (1000..1000 + COUNT).collect::<Vec<_>>());
        of(&generator).queue(7);
        assert_eq!(types(&pump), [7]);
        assert_eq!(of(&generator).requests.load(Ordering::Relaxed), COUNT + 2);
    }

    #[test]
    fn who_takes_over_while_an_event_is_read_hears_of_it() {
        let (generator, first) = eager();
        first.run().unwrap();
        let second = Arc::new(Pump::new(generator.clone()));
        // Nobody reads the object when its event comes; meanwhile somebody begins to.
        first.end();
        let next = Arc::clone(&second);
        *lock(&of(&generator).hook) = Some(Box::new(move || next.run().unwrap()));
        of(&generator).queue(7);
        of(&generator).queue(8);
        assert_eq!(types(&second), [7, 8]);
        assert_eq!(types(&first), []);
    }

    #[test]
    fn who_begins_when_nobody_has_listened_for_long_makes_a_request_of_its_own() {
        let (generator, first) = eager();
        first.run().unwrap();
        first.end();
        of(&generator).queue(7);
        assert!(lock(&of(&generator).waiting).is_none());
        let second = Pump::new(generator.clone());
        second.run().unwrap();
        of(&generator).queue(8);
        assert_eq!(types(&second), [8]);
    }

    #[test]
    fn threads_that_begin_at_the_same_time_make_one_request() {
        for _ in 0..200 {
            let (generator, pump) = eager();
            let (start, (sender, errors)) = (Barrier::new(3), mpsc::channel());
            std::thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| {
                        start.wait();
                        sender.clone().send(pump.run()).unwrap();
                    });
                }
            });
            drop(sender);
            assert!(errors.iter().all(|begun| begun.is_ok()));
            assert_eq!(of(&generator).requests.load(Ordering::Relaxed), 1);
            of(&generator).queue(7);
            assert_eq!(types(&pump), [7]);
            pump.end();
            of(&generator).queue(8);
            assert_eq!(types(&pump), []);
        }
    }
}
