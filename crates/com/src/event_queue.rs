//! Event queues: `IMFMediaEventQueue`, and the generator's methods for the objects that have a queue.
//!
//! The rules (one request at a time, who may read meanwhile) are the core queue's. What is added here is identity: a
//! caller's callback and state are compared as COM objects, and a result that the caller hands back is found again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use openmf_core::{
    AsyncCallback, AsyncResult, Begin, EventQueue, InlineDispatcher, SharedEvent, UserObject, WorkQueueId,
    codes, deferred,
};
use windows_core::{GUID, HRESULT, IUnknown, Interface, Ref, implement};

use crate::async_result;
use crate::bindings::{
    IMFAsyncCallback, IMFAsyncResult, IMFMediaEvent, IMFMediaEventQueue, IMFMediaEventQueue_Impl,
    MediaEventType, PROPVARIANT,
};
use crate::convert::{code, fail};
use crate::edge::{Held, Live};
use crate::{event, work_items};

/// `MF_EVENT_FLAG_NO_WAIT`.
const NO_WAIT: u32 = 1;

/// A queue of the core as COM callers see it.
pub(crate) struct Events {
    queue: EventQueue,
    /// The request that has begun and not ended; more while several threads begin, of which the core's queue takes one.
    /// That has it, and lets go of it when it is shut down, whoever does that: a caller's callback and state may have the
    /// object that the queue belongs to.
    pending: Mutex<Vec<Weak<Adapter>>>,
}

/// An application's callback as the core calls it: the same for the same callback and state.
struct Adapter {
    callback: Held<IMFAsyncCallback>,
    state: Option<Held<IUnknown>>,
    object: Option<UserObject>,
    /// The result the callback was invoked with, and the core's.
    result: Mutex<Option<Answer>>,
}

struct Answer {
    com: Held<IMFAsyncResult>,
    core: Arc<AsyncResult>,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Adapter {}
// SAFETY: as above.
unsafe impl Sync for Adapter {}

impl AsyncCallback for Adapter {
    fn invoke(&self, result: Arc<AsyncResult>) {
        let com = async_result::create(None, Some(&self.callback), self.state.as_deref());
        *lock(&self.result) = Some(Answer {
            com: Held::new(com.clone()),
            core: result,
        });
        // Never on this thread, which may be inside a method that has the event as its effect: the queues of the core's
        // components know no work queues, and the caller's locks are its own.
        work_items::complete(&com, &self.callback);
    }

    fn work_queue(&self) -> WorkQueueId {
        // Not behind the application's callbacks, on the way to the queue that this one asks for.
        WorkQueueId::MULTITHREADED
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Events {
    /// A new queue.
    pub(crate) fn new() -> Self {
        Self::over(EventQueue::new(Arc::new(InlineDispatcher)))
    }

    /// A queue of the core. Callbacks run on the work queues that they ask for, whatever the core's queue does.
    pub(crate) fn over(queue: EventQueue) -> Self {
        Self {
            queue,
            pending: Mutex::default(),
        }
    }

    pub(crate) fn get(&self, flags: u32) -> windows_core::Result<IMFMediaEvent> {
        event::to_com(self.get_core(flags)?)
    }

    /// After the shutdown every method says so, whatever else is wrong.
    ///
    /// # Errors
    /// `MF_E_SHUTDOWN`.
    fn alive(&self) -> windows_core::Result<()> {
        if self.queue.is_shut_down() {
            return Err(code(codes::MF_E_SHUTDOWN));
        }
        Ok(())
    }

    pub(crate) fn get_core(&self, flags: u32) -> windows_core::Result<SharedEvent> {
        let event = if flags & NO_WAIT != 0 {
            self.queue.try_get_event()
        } else {
            deferred::settle();
            self.queue.get_event()
        };
        let event = event.map_err(fail)?;
        crate::diagnostics::event(&event);
        Ok(event)
    }

    pub(crate) fn begin(
        &self,
        callback: Option<&IMFAsyncCallback>,
        state: Option<&IUnknown>,
    ) -> windows_core::Result<()> {
        self.alive()?;
        let callback = callback.ok_or_else(event::missing)?;
        let (adapter, object) = self.adapter_for(callback, state);
        // The core may invoke the callback before it returns, so the request is noted first.
        let noted = self.note(&adapter);
        match self.queue.begin_get_event(adapter.clone(), object) {
            Ok(Begin::Pending) => Ok(()),
            Ok(Begin::AlreadyPending) => Err(code(codes::MF_S_MULTIPLE_BEGIN)),
            Err(error) => {
                if noted {
                    self.forget(&adapter);
                }
                Err(fail(error))
            }
        }
    }

    /// The first pending request that is wanted.
    fn pending<T>(&self, wanted: impl Fn(&Arc<Adapter>) -> Option<T>) -> Option<T> {
        for index in 0.. {
            let known = lock(&self.pending).get(index).cloned()?;
            // Looked at without the lock: it may end here.
            if let Some(found) = known.upgrade().as_ref().and_then(&wanted) {
                return Some(found);
            }
        }
        None
    }

    /// The adapter for the core, the pending one for the same callback, and the state.
    fn adapter_for(
        &self,
        callback: &IMFAsyncCallback,
        state: Option<&IUnknown>,
    ) -> (Arc<Adapter>, Option<UserObject>) {
        let known = self.pending(|known| (*known.callback == *callback).then(|| Arc::clone(known)));
        if let Some(known) = known {
            let object = if known.state.as_deref() == state {
                known.object.clone()
            } else {
                event::user_object(state)
            };
            return (known, object);
        }
        let object = event::user_object(state);
        let adapter = Adapter {
            callback: Held::new(callback.clone()),
            state: state.cloned().map(Held::new),
            object: object.clone(),
            result: Mutex::default(),
        };
        (Arc::new(adapter), object)
    }

    /// Returns whether the request was not noted before.
    fn note(&self, adapter: &Arc<Adapter>) -> bool {
        let mut pending = lock(&self.pending);
        pending.retain(|known| known.strong_count() > 0);
        let is_new = pending.iter().all(|known| known.as_ptr() != Arc::as_ptr(adapter));
        if is_new {
            pending.push(Arc::downgrade(adapter));
        }
        is_new
    }

    fn forget(&self, adapter: &Arc<Adapter>) {
        lock(&self.pending).retain(|known| known.as_ptr() != Arc::as_ptr(adapter));
    }

    pub(crate) fn end(&self, result: Option<&IMFAsyncResult>) -> windows_core::Result<IMFMediaEvent> {
        event::to_com(self.end_core(result)?)
    }

    pub(crate) fn end_core(&self, result: Option<&IMFAsyncResult>) -> windows_core::Result<SharedEvent> {
        let Some(result) = result else {
            self.alive()?;
            return Err(event::missing());
        };
        // After the shutdown too, so that what the result holds goes with it.
        let ended = self.pending(|adapter| {
            let answer = lock(&adapter.result).take_if(|answer| answer.com.as_raw() == result.as_raw());
            answer.inspect(|_| self.forget(adapter))
        });
        let Some(Answer { core, .. }) = ended else {
            self.alive()?;
            return Err(code(codes::E_FAIL));
        };
        let event = self.queue.end_get_event(&core).map_err(fail)?;
        crate::diagnostics::event(&event);
        Ok(event)
    }

    /// # Safety
    /// `extended` is NULL or a GUID, `value` is NULL or a valid variant.
    pub(crate) unsafe fn queue(
        &self,
        event_type: u32,
        extended: *const GUID,
        status: HRESULT,
        value: *const PROPVARIANT,
    ) -> windows_core::Result<()> {
        self.alive()?;
        // SAFETY: by the caller's promise.
        let event = unsafe { event::from_arguments(event_type, extended, status, value) }?;
        self.queue.queue(event).map_err(fail)
    }

    pub(crate) fn shutdown(&self) {
        self.queue.shutdown();
    }
}

/// Implements `IMFMediaEventGenerator` for an object with a field `events`.
macro_rules! generator_of {
    ($object:ty) => {
        impl crate::bindings::IMFMediaEventGenerator_Impl for $object {
            fn GetEvent(&self, flags: u32) -> windows_core::Result<crate::bindings::IMFMediaEvent> {
                self.events.get(flags)
            }
            fn BeginGetEvent(
                &self,
                callback: windows_core::Ref<'_, crate::bindings::IMFAsyncCallback>,
                state: windows_core::Ref<'_, windows_core::IUnknown>,
            ) -> windows_core::Result<()> {
                self.events.begin(callback.as_ref(), state.as_ref())
            }
            fn EndGetEvent(
                &self,
                result: windows_core::Ref<'_, crate::bindings::IMFAsyncResult>,
            ) -> windows_core::Result<crate::bindings::IMFMediaEvent> {
                self.events.end(result.as_ref())
            }
            fn QueueEvent(
                &self,
                event_type: crate::bindings::MediaEventType,
                extended: *const windows_core::GUID,
                status: windows_core::HRESULT,
                value: *const crate::bindings::PROPVARIANT,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.events.queue(event_type.0, extended, status, value) }
            }
        }
    };
}
pub(crate) use generator_of;

/// `MFCreateEventQueue`.
#[implement(IMFMediaEventQueue)]
pub(crate) struct EventQueueObject {
    events: Events,
    _live: Live,
}

impl EventQueueObject {
    pub(crate) fn create() -> IMFMediaEventQueue {
        Self {
            events: Events::new(),
            _live: Live::new(),
        }
        .into()
    }
}

impl IMFMediaEventQueue_Impl for EventQueueObject_Impl {
    fn GetEvent(&self, flags: u32) -> windows_core::Result<IMFMediaEvent> {
        self.events.get(flags)
    }

    fn BeginGetEvent(
        &self,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        self.events.begin(callback.as_ref(), state.as_ref())
    }

    fn EndGetEvent(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<IMFMediaEvent> {
        self.events.end(result.as_ref())
    }

    fn QueueEvent(&self, event: Ref<'_, IMFMediaEvent>) -> windows_core::Result<()> {
        self.events.alive()?;
        let event = event.as_ref().ok_or_else(event::missing)?;
        self.events
            .queue
            .queue(event::to_core_event(event)?)
            .map_err(fail)
    }

    fn QueueEventParamVar(
        &self,
        event_type: MediaEventType,
        extended: *const GUID,
        status: HRESULT,
        value: *const PROPVARIANT,
    ) -> windows_core::Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { self.events.queue(event_type.0, extended, status, value) }
    }

    fn QueueEventParamUnk(
        &self,
        event_type: MediaEventType,
        extended: *const GUID,
        status: HRESULT,
        object: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        self.events.alive()?;
        // SAFETY: the interface's caller gives a GUID or NULL.
        let event = unsafe { event::from_arguments(event_type.0, extended, status, std::ptr::null()) }?;
        let event = event.with_value(event::object_value(object.as_ref()));
        self.events.queue.queue(event).map_err(fail)
    }

    fn Shutdown(&self) -> windows_core::Result<()> {
        // "After this method is called, all IMFMediaEventQueue methods return MF_E_SHUTDOWN", this one too.
        self.events.alive()?;
        self.events.shutdown();
        Ok(())
    }
}
