//! `IMFWorkQueueServices`: the work queues of a session and their scheduling classes.

use std::sync::Arc;

use openmf_core::{UserObject, WorkQueueId, codes};
use openmf_runtime::{QueueClass, WorkQueueServices};
use windows_core::{IUnknown, PCWSTR, PWSTR, Ref, implement};

use crate::bindings::{
    IMFAsyncCallback, IMFAsyncResult, IMFWorkQueueServices_Impl, IMFWorkQueueServicesEx,
    IMFWorkQueueServicesEx_Impl,
};
use crate::convert::{code, fail, read_string};
use crate::edge::Live;
use crate::event::missing;
use crate::inward::Object;
use crate::{async_result, identity, work_items};

type Result<T> = windows_core::Result<T>;

/// The services of a session as COM callers see them.
pub(crate) fn to_com(services: Arc<WorkQueueServices>) -> IUnknown {
    let services: IMFWorkQueueServicesEx = WorkQueues {
        services,
        _live: Live::new(),
    }
    .into();
    services.into()
}

#[implement(IMFWorkQueueServicesEx)]
struct WorkQueues {
    services: Arc<WorkQueueServices>,
    _live: Live,
}

/// An operation whose callback comes, on its work queue, when it is over.
struct Pending {
    result: Object<IMFAsyncResult>,
    callback: Object<IMFAsyncCallback>,
}

impl Pending {
    fn new(
        callback: Option<&IMFAsyncCallback>,
        state: Option<&IUnknown>,
        object: Option<&IUnknown>,
    ) -> Result<Self> {
        let callback = callback.ok_or_else(missing)?;
        Ok(Self {
            result: Object::new(async_result::create(object, Some(callback), state)),
            callback: Object::new(callback.clone()),
        })
    }

    /// Another handle of the same operation, which ends once.
    fn again(&self) -> Self {
        Self {
            result: Object::new((*self.result).clone()),
            callback: Object::new((*self.callback).clone()),
        }
    }

    fn end(&self, status: openmf_core::Result<()>) {
        if let Err(error) = status {
            // SAFETY: a live result. Ours takes every status.
            let _ = unsafe { self.result.SetStatus(fail(error).code()) };
        }
        work_items::complete(&self.result, &self.callback);
    }
}

fn status(result: Option<&IMFAsyncResult>) -> Result<()> {
    // SAFETY: a live object.
    unsafe { result.ok_or_else(missing)?.GetStatus() }.ok()
}

/// Writes the name of a class, and its length with the terminator, which alone is told without a buffer.
///
/// # Errors
/// `E_POINTER`: there is no place for the length. `MF_E_BUFFERTOOSMALL`.
///
/// # Safety
/// `buffer` is NULL or has room for `*len` units; `len` is NULL or readable and writable.
pub(crate) unsafe fn write_class(class: &QueueClass, buffer: *mut u16, len: *mut u32) -> Result<()> {
    if len.is_null() {
        return Err(code(codes::E_POINTER));
    }
    let units: Vec<u16> = class.name.encode_utf16().chain([0]).collect();
    // SAFETY: not NULL; otherwise by the caller's promise.
    unsafe {
        let room = len.read() as usize;
        len.write(u32::try_from(units.len()).unwrap_or(u32::MAX));
        if buffer.is_null() {
            return Ok(());
        }
        if room < units.len() {
            return Err(code(codes::MF_E_BUFFERTOOSMALL));
        }
        std::ptr::copy_nonoverlapping(units.as_ptr(), buffer, units.len());
    }
    Ok(())
}

impl IMFWorkQueueServices_Impl for WorkQueues_Impl {
    fn BeginRegisterTopologyWorkQueuesWithMMCSS(
        &self,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        let pending = Pending::new(callback.as_ref(), state.as_ref(), None)?;
        let told = pending.again();
        if let Err(error) = self.services.register_topology_then(move || told.end(Ok(()))) {
            pending.end(Err(error));
        }
        Ok(())
    }

    fn EndRegisterTopologyWorkQueuesWithMMCSS(&self, result: Ref<'_, IMFAsyncResult>) -> Result<()> {
        status(result.as_ref())
    }

    fn BeginUnregisterTopologyWorkQueuesWithMMCSS(
        &self,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        let pending = Pending::new(callback.as_ref(), state.as_ref(), None)?;
        self.services
            .unregister_topology_then(move || pending.end(Ok(())));
        Ok(())
    }

    fn EndUnregisterTopologyWorkQueuesWithMMCSS(&self, result: Ref<'_, IMFAsyncResult>) -> Result<()> {
        status(result.as_ref())
    }

    fn GetTopologyWorkQueueMMCSSClass(&self, queue: u32, class: PWSTR, len: *mut u32) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { write_class(&self.services.topology_class(queue), class.0, len) }
    }

    fn GetTopologyWorkQueueMMCSSTaskId(&self, queue: u32) -> Result<u32> {
        Ok(self.services.topology_class(queue).task)
    }

    fn BeginRegisterPlatformWorkQueueWithMMCSS(
        &self,
        queue: u32,
        class: &PCWSTR,
        task: u32,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        // SAFETY: the interface's caller gives a string.
        unsafe { self.register(queue, class, task, 0, callback.as_ref(), state.as_ref()) }
    }

    fn EndRegisterPlatformWorkQueueWithMMCSS(&self, result: Ref<'_, IMFAsyncResult>) -> Result<u32> {
        let result = result.as_ref().ok_or_else(missing)?;
        status(Some(result))?;
        // SAFETY: a live object.
        let object = unsafe { result.GetObject() }?;
        let task = identity::inner_of::<u32>(&object);
        task.map(|task| *task).ok_or_else(missing)
    }

    fn BeginUnregisterPlatformWorkQueueWithMMCSS(
        &self,
        queue: u32,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        let pending = Pending::new(callback.as_ref(), state.as_ref(), None)?;
        self.services.unregister_platform(WorkQueueId(queue));
        pending.end(Ok(()));
        Ok(())
    }

    fn EndUnregisterPlatformWorkQueueWithMMCSS(&self, result: Ref<'_, IMFAsyncResult>) -> Result<()> {
        status(result.as_ref())
    }

    fn GetPlaftormWorkQueueMMCSSClass(&self, queue: u32, class: PWSTR, len: *mut u32) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { write_class(&self.services.platform_class(WorkQueueId(queue)), class.0, len) }
    }

    fn GetPlatformWorkQueueMMCSSTaskId(&self, queue: u32) -> Result<u32> {
        Ok(self.services.platform_class(WorkQueueId(queue)).task)
    }
}

impl IMFWorkQueueServicesEx_Impl for WorkQueues_Impl {
    fn GetTopologyWorkQueueMMCSSPriority(&self, queue: u32) -> Result<i32> {
        Ok(self.services.topology_class(queue).priority)
    }

    fn BeginRegisterPlatformWorkQueueWithMMCSSEx(
        &self,
        queue: u32,
        class: &PCWSTR,
        task: u32,
        priority: i32,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<()> {
        // SAFETY: the interface's caller gives a string.
        unsafe { self.register(queue, class, task, priority, callback.as_ref(), state.as_ref()) }
    }

    fn GetPlatformWorkQueueMMCSSPriority(&self, queue: u32) -> Result<i32> {
        Ok(self.services.platform_class(WorkQueueId(queue)).priority)
    }
}

impl WorkQueues {
    /// # Safety
    /// `class` is NULL or a string.
    unsafe fn register(
        &self,
        queue: u32,
        class: &PCWSTR,
        task: u32,
        priority: i32,
        callback: Option<&IMFAsyncCallback>,
        state: Option<&IUnknown>,
    ) -> Result<()> {
        if class.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let class = QueueClass {
            // SAFETY: not NULL, so a string by the caller's promise.
            name: unsafe { read_string(class.0) },
            task,
            priority,
        };
        let registered = self.services.register_platform(WorkQueueId(queue), class);
        let (task, status) = match registered {
            Ok(task) => (task, Ok(())),
            Err(error) => (0, Err(error)),
        };
        let task = identity::opaque(UserObject::new(task));
        Pending::new(callback, state, Some(&task))?.end(status);
        Ok(())
    }
}
