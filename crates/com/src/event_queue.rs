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
    pending: Arc<Mutex<Option<Pending>>>,
}

/// A request that has begun and not ended.
struct Pending {
    callback: Held<IMFAsyncCallback>,
    state: Option<Held<IUnknown>>,
    /// What the core compares: the same for the same callback and state.
    adapter: Arc<Adapter>,
    object: Option<UserObject>,
    /// The result the callback was invoked with, and the core's.
    result: Option<(Held<IMFAsyncResult>, Arc<AsyncResult>)>,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Pending {}

/// An application's callback as the core calls it.
struct Adapter {
    callback: Held<IMFAsyncCallback>,
    state: Option<Held<IUnknown>>,
    /// Weak: the request, which has the adapter, ends with its object.
    pending: Weak<Mutex<Option<Pending>>>,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Adapter {}
// SAFETY: as above.
unsafe impl Sync for Adapter {}

impl AsyncCallback for Adapter {
    fn invoke(&self, result: Arc<AsyncResult>) {
        let com = async_result::create(None, Some(&self.callback), self.state.as_deref());
        if let Some(pending) = self.pending.upgrade()
            && let Some(pending) = &mut *lock(&pending)
        {
            pending.result = Some((Held::new(com.clone()), result));
        }
        // Never on this thread, which may be inside a method that has the event as its effect: the queues of the core's
        // components know no work queues, and the caller's locks are its own.
        work_items::complete(&com, &self.callback);
    }

    fn work_queue(&self) -> WorkQueueId {
        // Not behind the application's callbacks, on the way to the queue that this one asks for.
        WorkQueueId::MULTITHREADED
    }
}

fn lock(pending: &Mutex<Option<Pending>>) -> MutexGuard<'_, Option<Pending>> {
    pending.lock().unwrap_or_else(PoisonError::into_inner)
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
            pending: Arc::default(),
        }
    }

    pub(crate) fn get(&self, flags: u32) -> windows_core::Result<IMFMediaEvent> {
        event::to_com(self.get_core(flags)?)
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
        let callback = callback.ok_or_else(event::missing)?;
        let (adapter, object) = self.adapter_for(callback, state);
        // The core may invoke the callback before it returns, so the request is noted first.
        let noted = self.note(callback, state, &adapter, object.as_ref());
        match self.queue.begin_get_event(adapter.clone(), object) {
            Ok(Begin::Pending) => Ok(()),
            Ok(Begin::AlreadyPending) => Err(code(codes::MF_S_MULTIPLE_BEGIN)),
            Err(error) => {
                if noted {
                    let mut pending = lock(&self.pending);
                    let ours = pending.take_if(|pending| Arc::ptr_eq(&pending.adapter, &adapter));
                    drop(pending);
                    drop(ours);
                }
                Err(fail(error))
            }
        }
    }

    /// The adapter and state of the pending request, where they are the same objects.
    fn adapter_for(
        &self,
        callback: &IMFAsyncCallback,
        state: Option<&IUnknown>,
    ) -> (Arc<Adapter>, Option<UserObject>) {
        let known = lock(&self.pending).as_ref().map(|pending| {
            (
                pending.callback.clone(),
                pending.state.clone(),
                Arc::clone(&pending.adapter),
                pending.object.clone(),
            )
        });
        if let Some((known_callback, known_state, adapter, object)) = known
            && *known_callback == *callback
        {
            let same_state = known_state.as_deref() == state;
            let object = if same_state {
                object
            } else {
                event::user_object(state)
            };
            return (adapter, object);
        }
        let adapter = Adapter {
            callback: Held::new(callback.clone()),
            state: state.cloned().map(Held::new),
            pending: Arc::downgrade(&self.pending),
        };
        (Arc::new(adapter), event::user_object(state))
    }

    /// Returns whether no request was noted before.
    fn note(
        &self,
        callback: &IMFAsyncCallback,
        state: Option<&IUnknown>,
        adapter: &Arc<Adapter>,
        object: Option<&UserObject>,
    ) -> bool {
        let mut pending = lock(&self.pending);
        if pending.is_some() {
            return false;
        }
        *pending = Some(Pending {
            callback: Held::new(callback.clone()),
            state: state.cloned().map(Held::new),
            adapter: Arc::clone(adapter),
            object: object.cloned(),
            result: None,
        });
        true
    }

    pub(crate) fn end(&self, result: Option<&IMFAsyncResult>) -> windows_core::Result<IMFMediaEvent> {
        event::to_com(self.end_core(result)?)
    }

    pub(crate) fn end_core(&self, result: Option<&IMFAsyncResult>) -> windows_core::Result<SharedEvent> {
        let result = result.ok_or_else(event::missing)?;
        let ended = {
            let mut pending = lock(&self.pending);
            let ours = pending.as_ref().is_some_and(|pending| {
                let known = pending.result.as_ref();
                known.is_some_and(|(com, _)| com.as_raw() == result.as_raw())
            });
            if ours { pending.take() } else { None }
        };
        let Some(Pending {
            result: Some((_, core)),
            ..
        }) = ended
        else {
            let code_of = if self.queue.is_shut_down() {
                codes::MF_E_SHUTDOWN
            } else {
                codes::E_FAIL
            };
            return Err(code(code_of));
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
        // SAFETY: by the caller's promise.
        let event = unsafe { event::from_arguments(event_type, extended, status, value) }?;
        self.queue.queue(event).map_err(fail)
    }

    pub(crate) fn shutdown(&self) {
        self.queue.shutdown();
        // A request that was answered and not ended has the caller's callback, which may have the queue.
        let answered = lock(&self.pending).take_if(|pending| pending.result.is_some());
        if let Some(Pending {
            result: Some((_, core)),
            ..
        }) = &answered
        {
            // What it would have given is lost with the queue.
            let _ = self.queue.end_get_event(core);
        }
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
        // SAFETY: the interface's caller gives a GUID or NULL.
        let event = unsafe { event::from_arguments(event_type.0, extended, status, std::ptr::null()) }?;
        let event = event.with_value(event::object_value(object.as_ref()));
        self.events.queue.queue(event).map_err(fail)
    }

    fn Shutdown(&self) -> windows_core::Result<()> {
        self.events.shutdown();
        Ok(())
    }
}
