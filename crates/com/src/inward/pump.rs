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
    /// Where events go: of the pump that reads the object now, if any does.
    target: Mutex<Option<EventQueue>>,
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
        if let Some(shared) = waits {
            *lock(&shared.target) = Some(self.queue.clone());
            *lock(&self.running) = Some(shared);
            return Ok(());
        }
        let shared = Arc::new(Shared {
            generator: Object::new(self.generator.clone()),
            target: Mutex::new(Some(self.queue.clone())),
        });
        *lock(&self.running) = Some(Arc::clone(&shared));
        let begun = begin(&shared);
        if begun.is_err() {
            let former = lock(&self.running).take();
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
            let mut target = lock(&shared.target);
            // Another pump may have taken it over.
            let ours = target.as_ref().is_some_and(|target| target.is_same(&self.queue));
            let former = if ours { target.take() } else { None };
            drop(target);
            drop(former);
        }
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        self.end();
    }
}

fn begin(shared: &Arc<Shared>) -> Result<()> {
    let canonical: IUnknown = shared.generator.cast()?;
    let key = canonical.as_raw().addr();
    let former = waiting().insert(key, Arc::downgrade(shared));
    drop(former);
    let callback: IMFAsyncCallback = Callback {
        shared: Arc::clone(shared),
    }
    .into();
    let begun = request(shared, &callback);
    if begun.is_err() {
        let mut waiting = waiting();
        let ours = waiting
            .get(&key)
            .is_some_and(|known| std::ptr::eq(known.as_ptr(), Arc::as_ptr(shared)));
        let former = ours.then(|| waiting.remove(&key));
        drop(waiting);
        drop(former);
    }
    begun
}

/// # Errors
/// What the object's `BeginGetEvent` answers.
fn request(shared: &Shared, callback: &IMFAsyncCallback) -> Result<()> {
    // SAFETY: a live object and a live callback.
    unsafe { shared.generator.BeginGetEvent(callback, None) }.ok()
}

/// Whether a callback is one that reads an object for a pump: it takes no time but the object's.
pub(crate) fn is_own(callback: &IMFAsyncCallback) -> bool {
    foreign::own_of::<Callback>(callback).is_some()
}

#[implement(IMFAsyncCallback)]
struct Callback {
    shared: Arc<Shared>,
}

impl IMFAsyncCallback_Impl for Callback_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> Result<()> {
        // One request at a time keeps the order.
        not_behind_others(flags, queue)
    }

    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> Result<()> {
        let shared = &self.shared;
        // SAFETY: live objects.
        let told = unsafe { shared.generator.EndGetEvent(result.as_ref()) };
        // The next request first, so that nothing that the event leads to finds the object without one; its answer
        // may come on another thread at once, which is why the order is kept by the queue's own: one at a time.
        let target = lock(&shared.target).clone();
        let (event, read) = match told {
            // What cannot be read is lost: whoever waits for it is told so.
            Ok(told) => (read_event(&told).map_err(failure), true),
            Err(error) => (Err(failure(error)), false),
        };
        if let Some(target) = &target {
            let queued = match event {
                Ok(event) => target.queue_shared(event),
                Err(Error::Shutdown) => {
                    target.shutdown();
                    Ok(())
                }
                Err(error) => {
                    lost(target, &error);
                    Ok(())
                }
            };
            if let Err(error) = queued {
                tracing::debug!(%error, "an event of an application's object was not taken");
            }
        }
        if !read || target.is_none() {
            forget(shared);
        } else if let Err(error) = request(shared, &self.as_interface::<IMFAsyncCallback>()) {
            forget(shared);
            if let Some(target) = &target {
                match failure(error) {
                    Error::Shutdown => target.shutdown(),
                    error => lost(target, &error),
                }
            }
        }
        Ok(())
    }
}

/// Tells whoever waits for events that there are none.
fn lost(target: &EventQueue, error: &Error) {
    // A queue that was shut down has nobody who waits.
    let _ = target.queue(MediaEvent::new(EventType::Error).with_status(error.hresult()));
}

fn forget(shared: &Arc<Shared>) {
    let mut waiting = waiting();
    waiting.retain(|_, known| known.strong_count() > 0 && !std::ptr::eq(known.as_ptr(), Arc::as_ptr(shared)));
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
