use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use crate::sync::{Condvar, Mutex, MutexGuard};
use crate::{
    AsyncCallback, AsyncResult, Error, EventType, MediaEvent, Result, SharedEvent, UserObject, WorkQueueId,
};

/// Runs callbacks on work queues. The runtime implements it; [`InlineDispatcher`] serves where there is none.
pub trait Dispatcher: Send + Sync {
    /// Queues `work` and returns without running it, on any thread and under any lock of the caller.
    fn dispatch(&self, queue: WorkQueueId, work: Box<dyn FnOnce() + Send>);

    /// Whether the work runs at once, on the calling thread. Default: it does not.
    fn is_inline(&self) -> bool {
        false
    }
}

/// Runs the work at once on the calling thread. For queues that are read only by `poll_event` or `get_event`.
#[derive(Clone, Copy, Debug, Default)]
pub struct InlineDispatcher;

impl Dispatcher for InlineDispatcher {
    fn dispatch(&self, _queue: WorkQueueId, work: Box<dyn FnOnce() + Send>) {
        work();
    }

    fn is_inline(&self) -> bool {
        true
    }
}

/// A component's queue of events (`IMFMediaEventQueue`, the engine behind `IMFMediaEventGenerator`).
///
/// Events come out in the order in which they were queued. One reader at a time: a blocked or polling reader, or
/// one request of [`EventQueue::begin_get_event`]. Clones share the queue. No lock is held while a callback or a
/// waker runs.
///
/// Source: `IMFMediaEventGenerator` (Microsoft Learn).
#[derive(Clone)]
pub struct EventQueue {
    shared: Arc<Shared>,
}

/// Is shown each event before it is queued, and may take it: for what need not wait for the queue's reader.
pub trait EventTap: Send + Sync {
    /// Takes an event or leaves it. Called for one event at a time, in their order and under the queue's lock: it must
    /// neither use the queue nor call or wake anybody.
    fn take(&self, event: &MediaEvent) -> Tapped;
}

/// What a tap does with an event.
#[derive(Debug)]
pub enum Tapped {
    /// It is queued.
    Left,
    /// It is not; who waits for it is woken.
    Taken(Option<Waker>),
}

struct Shared {
    state: Mutex<State>,
    queued: Condvar,
    dispatcher: Arc<dyn Dispatcher>,
}

#[derive(Default)]
struct State {
    events: VecDeque<SharedEvent>,
    request: Option<Request>,
    wakers: Wakers,
    /// Threads that wait for an event. Telling nobody costs as much as telling somebody.
    waiting: usize,
    tap: Option<Weak<dyn EventTap>>,
    shut_down: bool,
}

/// The tasks that wait: mostly one, for which no memory is needed.
#[derive(Default)]
struct Wakers {
    first: Option<Waker>,
    more: Vec<Waker>,
}

impl Wakers {
    fn add(&mut self, waker: &Waker) {
        if self
            .first
            .iter()
            .chain(&self.more)
            .any(|known| known.will_wake(waker))
        {
            return;
        }
        match &self.first {
            None => self.first = Some(waker.clone()),
            Some(_) => self.more.push(waker.clone()),
        }
    }

    fn wake(self) {
        self.first.into_iter().chain(self.more).for_each(Waker::wake);
    }
}

struct Request {
    callback: Arc<dyn AsyncCallback>,
    state: Option<UserObject>,
    result: Arc<AsyncResult>,
    invoked: bool,
}

/// What a repeated request was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// The request is pending now.
    Pending,
    /// `MF_S_MULTIPLE_BEGIN`: the same request was pending already; there is still only one.
    AlreadyPending,
}

impl EventQueue {
    /// Whether both handles are of the same queue.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// A queue whose callbacks run through `dispatcher`.
    pub fn new(dispatcher: Arc<dyn Dispatcher>) -> Self {
        let shared = Shared {
            state: Mutex::default(),
            queued: Condvar::new(),
            dispatcher,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// A queue for a component inside the engine, read by [`EventQueue::poll_event`].
    pub fn inline() -> Self {
        Self::new(Arc::new(InlineDispatcher))
    }

    /// Appends an event.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the queue was shut down.
    pub fn queue(&self, event: MediaEvent) -> Result<()> {
        self.queue_shared(Arc::new(event))
    }

    /// Appends a successful event without a value.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the queue was shut down.
    pub fn queue_type(&self, event_type: EventType) -> Result<()> {
        self.queue(MediaEvent::new(event_type))
    }

    /// Appends an event that others hold too.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the queue was shut down.
    pub fn queue_shared(&self, event: SharedEvent) -> Result<()> {
        // What ends here ends behind the lock.
        let tap;
        let (wakers, callback, waiting) = {
            let mut state = self.lock();
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            tap = state.tap.as_ref().and_then(Weak::upgrade);
            if let Some(tap) = &tap
                && let Tapped::Taken(waker) = tap.take(&event)
            {
                drop(state);
                waker.into_iter().for_each(Waker::wake);
                return Ok(());
            }
            state.events.push_back(event);
            (std::mem::take(&mut state.wakers), state.take_due(), state.waiting)
        };
        if waiting > 0 {
            self.shared.queued.notify_one();
        }
        self.notify(wakers, callback);
        Ok(())
    }

    /// From now on the tap is shown each event, in place of another one; first those that wait. It is not kept alive.
    pub fn tap<T: EventTap + 'static>(&self, tap: &Arc<T>) {
        let (mut taken, mut wakers) = (Vec::new(), Vec::new());
        {
            let mut state = self.lock();
            if state.shut_down {
                return;
            }
            for event in std::mem::take(&mut state.events) {
                match tap.take(&event) {
                    Tapped::Left => state.events.push_back(event),
                    Tapped::Taken(waker) => {
                        wakers.extend(waker);
                        taken.push(event);
                    }
                }
            }
            let tap: Weak<T> = Arc::downgrade(tap);
            state.tap = Some(tap);
        }
        drop(taken);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// The tap is shown no more events.
    pub fn untap<T: EventTap + 'static>(&self, tap: &Arc<T>) {
        let mut state = self.lock();
        let is_it = |known: &mut Weak<dyn EventTap>| std::ptr::addr_eq(known.as_ptr(), Arc::as_ptr(tap));
        let removed = state.tap.take_if(is_it);
        drop(state);
        drop(removed);
    }

    /// The oldest event; waits for one if there is none (`GetEvent(0)`).
    ///
    /// # Errors
    /// - [`Error::MultipleSubscribers`]: a request of `begin_get_event` is pending.
    /// - [`Error::Shutdown`]: the queue was shut down, also while waiting.
    pub fn get_event(&self) -> Result<SharedEvent> {
        let mut state = self.lock();
        loop {
            if let Some(event) = state.take()? {
                return Ok(event);
            }
            state.waiting += 1;
            state = self
                .shared
                .queued
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
    }

    /// The oldest event, at once (`MF_EVENT_FLAG_NO_WAIT`).
    ///
    /// # Errors
    /// - [`Error::NoEventsAvailable`]: there is none.
    /// - [`Error::MultipleSubscribers`]: a request of `begin_get_event` is pending.
    /// - [`Error::Shutdown`]: the queue was shut down.
    pub fn try_get_event(&self) -> Result<SharedEvent> {
        self.lock().take()?.ok_or(Error::NoEventsAvailable)
    }

    /// The oldest event; registers the task's waker if there is none. Errors are those of [`EventQueue::get_event`].
    pub fn poll_event(&self, cx: &mut Context<'_>) -> Poll<Result<SharedEvent>> {
        let mut state = self.lock();
        match state.take() {
            Err(error) => Poll::Ready(Err(error)),
            Ok(Some(event)) => Poll::Ready(Ok(event)),
            Ok(None) => {
                state.wakers.add(cx.waker());
                Poll::Pending
            }
        }
    }

    /// Asks for one event. The callback is invoked once, on its work queue, when an event is there or the queue is
    /// shut down; it then calls [`EventQueue::end_get_event`]. The request stays pending until then.
    ///
    /// # Errors
    /// - [`Error::MultipleBegin`]: the same callback's request with another state object is pending.
    /// - [`Error::MultipleSubscribers`]: another callback's request is pending.
    /// - [`Error::Shutdown`]: the queue was shut down.
    pub fn begin_get_event(
        &self,
        callback: Arc<dyn AsyncCallback>,
        object: Option<UserObject>,
    ) -> Result<Begin> {
        let due = {
            let mut state = self.lock();
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            if let Some(pending) = &state.request {
                return match (Arc::ptr_eq(&pending.callback, &callback), pending.state == object) {
                    (true, true) => Ok(Begin::AlreadyPending),
                    (true, false) => Err(Error::MultipleBegin),
                    (false, _) => Err(Error::MultipleSubscribers),
                };
            }
            let result = Arc::new(AsyncResult::new(object.clone()));
            state.request = Some(Request {
                callback,
                state: object,
                result,
                invoked: false,
            });
            state.take_due()
        };
        self.notify(Wakers::default(), due);
        Ok(Begin::Pending)
    }

    /// Completes the request whose callback was invoked and returns its event.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the queue was shut down.
    /// - [`Error::Code`] (`E_FAIL`): the result is not this queue's, or was used before (observed behaviour).
    pub fn end_get_event(&self, result: &Arc<AsyncResult>) -> Result<SharedEvent> {
        let mut state = self.lock();
        if state.shut_down {
            return Err(Error::Shutdown);
        }
        let ours = |request: &mut Request| Arc::ptr_eq(&request.result, result);
        if !state.request.as_mut().is_some_and(ours) {
            return Err(crate::codes::E_FAIL.into());
        }
        // The callback is invoked only when an event is there, and nobody else may take it meanwhile.
        let event = state.events.pop_front().ok_or(Error::NoEventsAvailable)?;
        let request = state.request.take();
        drop(state);
        drop(request);
        Ok(event)
    }

    /// Drops all events, refuses further ones, wakes every reader with [`Error::Shutdown`] and invokes a pending
    /// request's callback; the request is let go, with what belongs to it. Nothing happens the second time.
    pub fn shutdown(&self) {
        drop(self.shut_down_with_rest());
    }

    /// The same, but returns the events that nobody has read: they may hold what takes its time to be dropped.
    pub fn shut_down_with_rest(&self) -> Vec<SharedEvent> {
        let (rest, wakers, callback, request) = {
            let mut state = self.lock();
            state.shut_down = true;
            let rest = state.events.drain(..).collect();
            let wakers = std::mem::take(&mut state.wakers);
            (rest, wakers, state.take_due(), state.request.take())
        };
        self.shared.queued.notify_all();
        self.notify(wakers, callback);
        drop(request);
        rest
    }

    /// Whether the queue was shut down.
    pub fn is_shut_down(&self) -> bool {
        self.lock().shut_down
    }

    fn notify(&self, wakers: Wakers, due: Option<(Arc<dyn AsyncCallback>, Arc<AsyncResult>)>) {
        wakers.wake();
        if let Some((callback, result)) = due {
            if self.shared.dispatcher.is_inline() {
                return callback.invoke(result);
            }
            let queue = callback.work_queue();
            self.shared
                .dispatcher
                .dispatch(queue, Box::new(move || callback.invoke(result)));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self) -> Result<Option<SharedEvent>> {
        if self.shut_down {
            return Err(Error::Shutdown);
        }
        if self.request.is_some() {
            return Err(Error::MultipleSubscribers);
        }
        Ok(self.events.pop_front())
    }

    /// The request that has to be told now, at most once.
    fn take_due(&mut self) -> Option<(Arc<dyn AsyncCallback>, Arc<AsyncResult>)> {
        let ready = self.shut_down || !self.events.is_empty();
        let request = self
            .request
            .as_mut()
            .filter(|request| ready && !request.invoked)?;
        request.invoked = true;
        Some((Arc::clone(&request.callback), Arc::clone(&request.result)))
    }
}

impl fmt::Debug for EventQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("EventQueue")
            .field("events", &state.events.len())
            .field("shut_down", &state.shut_down)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    struct Forward(mpsc::Sender<Arc<AsyncResult>>);

    impl AsyncCallback for Forward {
        fn invoke(&self, result: Arc<AsyncResult>) {
            self.0.send(result).unwrap();
        }
    }

    fn forward() -> (Arc<Forward>, mpsc::Receiver<Arc<AsyncResult>>) {
        let (sender, receiver) = mpsc::channel();
        (Arc::new(Forward(sender)), receiver)
    }

    /// Counts `SessionStarted`, which it takes, and is shown all others.
    #[derive(Default)]
    struct Counts(std::sync::Mutex<(usize, Vec<EventType>)>);

    impl EventTap for Counts {
        fn take(&self, event: &MediaEvent) -> Tapped {
            let mut told = self.0.lock().unwrap();
            if event.event_type() == EventType::SessionStarted {
                told.0 += 1;
                return Tapped::Taken(None);
            }
            told.1.push(event.event_type());
            Tapped::Left
        }
    }

    #[test]
    fn a_tap_is_shown_what_waits_and_what_comes_until_it_goes() {
        use EventType::{SessionPaused as Paused, SessionStarted as Started, SessionStopped as Stopped};
        let queue = EventQueue::inline();
        for event in [Started, Paused, Started] {
            queue.queue_type(event).unwrap();
        }
        let (tap, other) = (Arc::new(Counts::default()), Arc::new(Counts::default()));
        queue.tap(&tap);
        queue.queue_type(Started).unwrap();
        queue.queue_type(Stopped).unwrap();
        assert_eq!(*tap.0.lock().unwrap(), (3, vec![Paused, Stopped]));
        queue.untap(&other);
        queue.queue_type(Started).unwrap();
        queue.tap(&other);
        queue.untap(&tap);
        queue.queue_type(Started).unwrap();
        drop(other);
        queue.queue_type(Started).unwrap();
        assert_eq!(tap.0.lock().unwrap().0, 4);
        let rest: Vec<_> = std::iter::from_fn(|| queue.try_get_event().ok()).collect();
        let rest: Vec<_> = rest.iter().map(|event| event.event_type()).collect();
        assert_eq!(rest, [Paused, Stopped, Started]);
        queue.shutdown();
        queue.tap(&tap);
        assert!(queue.queue_type(Started).is_err());
        assert_eq!(tap.0.lock().unwrap().0, 4);
    }

    #[test]
    fn w2_1_an_empty_queue_answers_without_waiting() {
        let queue = EventQueue::inline();
        assert!(matches!(queue.try_get_event(), Err(Error::NoEventsAvailable)));
        queue.queue_type(EventType::SessionStarted).unwrap();
        queue.queue_type(EventType::SessionPaused).unwrap();
        assert_eq!(
            queue.try_get_event().unwrap().event_type(),
            EventType::SessionStarted
        );
        assert_eq!(queue.get_event().unwrap().event_type(), EventType::SessionPaused);
    }

    #[test]
    fn w2_2_only_one_request_may_be_pending() {
        let queue = EventQueue::inline();
        let (one, _keep) = forward();
        let (two, _keep) = forward();
        let state = UserObject::new(1);
        assert_eq!(
            queue.begin_get_event(one.clone(), Some(state.clone())).unwrap(),
            Begin::Pending
        );
        assert_eq!(
            queue.begin_get_event(one.clone(), Some(state.clone())).unwrap(),
            Begin::AlreadyPending
        );
        assert!(matches!(
            queue.begin_get_event(one, Some(UserObject::new(1))),
            Err(Error::MultipleBegin)
        ));
        assert!(matches!(
            queue.begin_get_event(two, Some(state)),
            Err(Error::MultipleSubscribers)
        ));
        assert!(matches!(queue.get_event(), Err(Error::MultipleSubscribers)));
    }

    #[test]
    fn w2_3_shutdown_wakes_a_blocked_reader() {
        let queue = EventQueue::inline();
        let reader = std::thread::spawn({
            let queue = queue.clone();
            move || queue.get_event().map(|_| ())
        });
        queue.shutdown();
        assert!(matches!(reader.join().unwrap(), Err(Error::Shutdown)));
        assert!(matches!(queue.queue_type(EventType::Error), Err(Error::Shutdown)));
    }

    #[test]
    fn a_request_is_answered_once_and_ends_with_its_own_result() {
        let queue = EventQueue::inline();
        let (callback, results) = forward();
        queue.begin_get_event(callback.clone(), None).unwrap();
        queue.queue_type(EventType::SessionStarted).unwrap();
        queue.queue_type(EventType::SessionPaused).unwrap();
        let result = results.try_recv().unwrap();
        assert!(results.try_recv().is_err());
        assert!(queue.end_get_event(&Arc::new(AsyncResult::new(None))).is_err());
        assert_eq!(
            queue.end_get_event(&result).unwrap().event_type(),
            EventType::SessionStarted
        );
        assert!(queue.end_get_event(&result).is_err());
        queue.begin_get_event(callback, None).unwrap();
        let result = results.try_recv().unwrap();
        assert_eq!(
            queue.end_get_event(&result).unwrap().event_type(),
            EventType::SessionPaused
        );
    }

    #[test]
    fn shutdown_completes_a_pending_request() {
        let queue = EventQueue::inline();
        let (callback, results) = forward();
        queue.begin_get_event(callback, None).unwrap();
        queue.shutdown();
        queue.shutdown();
        assert!(matches!(
            queue.end_get_event(&results.try_recv().unwrap()),
            Err(Error::Shutdown)
        ));
        assert!(results.try_recv().is_err());
    }
}
