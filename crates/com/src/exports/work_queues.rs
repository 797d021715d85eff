//! Asynchronous results and work queues.

use std::ffi::c_void;

use windows_core::HRESULT;

use super::work_queue_calls as calls;
use crate::bindings::HANDLE;
use crate::work_items::PeriodicCallback;

exports! {
    /// A result for an asynchronous operation.
    fn MFCreateAsyncResult(
        object: *mut c_void,
        callback: *mut c_void,
        state: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::create_result(object, callback, state, result) }
    }

    /// Calls a result's callback on the work queue it asks for.
    fn MFInvokeCallback(result: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::invoke(result) }
    }

    /// Calls back on a work queue.
    fn MFPutWorkItem(queue: u32, callback: *mut c_void, state: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::put(queue, 0, callback, state) }
    }

    /// As `MFPutWorkItem`; items of a higher priority go first.
    fn MFPutWorkItem2(queue: u32, priority: i32, callback: *mut c_void, state: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::put(queue, priority, callback, state) }
    }

    /// As `MFPutWorkItem`, with a result that exists.
    fn MFPutWorkItemEx(queue: u32, result: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::put_result(queue, 0, result) }
    }

    /// As `MFPutWorkItemEx`; items of a higher priority go first.
    fn MFPutWorkItemEx2(queue: u32, priority: i32, result: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::put_result(queue, priority, result) }
    }

    /// Calls back when an event is signalled. Off Windows the handle is the number of a file descriptor.
    fn MFPutWaitingWorkItem(event: HANDLE, priority: i32, result: *mut c_void, key: *mut u64) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::put_waiting(event, priority, result, key) }
    }

    /// Calls back after -`timeout` milliseconds.
    fn MFScheduleWorkItem(callback: *mut c_void, state: *mut c_void, timeout: i64, key: *mut u64) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::schedule(callback, state, timeout, key) }
    }

    /// As `MFScheduleWorkItem`, with a result that exists.
    fn MFScheduleWorkItemEx(result: *mut c_void, timeout: i64, key: *mut u64) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::schedule_result(result, timeout, key) }
    }

    /// Takes back an item that waits for its time or its event.
    fn MFCancelWorkItem(key: u64) -> HRESULT {
        calls::cancel(key)
    }

    /// The interval of periodic callbacks, in milliseconds.
    fn MFGetTimerPeriodicity(milliseconds: *mut u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::periodicity(milliseconds) }
    }

    /// Calls a function at a fixed interval.
    fn MFAddPeriodicCallback(callback: Option<PeriodicCallback>, context: *mut c_void, key: *mut u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::add_periodic(callback, context, key) }
    }

    /// Ends the calls of a function.
    fn MFRemovePeriodicCallback(key: u32) -> HRESULT {
        calls::remove_periodic(key)
    }

    /// A standard work queue with one reference.
    fn MFAllocateWorkQueue(queue: *mut u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::allocate(0, queue) }
    }

    /// A work queue of a kind with one reference.
    fn MFAllocateWorkQueueEx(kind: i32, queue: *mut u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::allocate(kind, queue) }
    }

    /// A queue whose items run one after the other, as items of another queue.
    fn MFAllocateSerialWorkQueue(over: u32, queue: *mut u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::allocate_serial(over, queue) }
    }

    /// The multithreaded queue of a scheduling class, with one reference more.
    fn MFLockSharedWorkQueue(class: *const u16, priority: i32, task: *mut u32, queue: *mut u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::lock_shared(class, priority, task, queue) }
    }

    /// Adds a reference to a work queue.
    fn MFLockWorkQueue(queue: u32) -> HRESULT {
        calls::lock(queue)
    }

    /// Releases a reference to a work queue.
    fn MFUnlockWorkQueue(queue: u32) -> HRESULT {
        calls::unlock(queue)
    }

    /// Begins to register a queue with a scheduling class.
    fn MFBeginRegisterWorkQueueWithMMCSS(
        queue: u32,
        class: *const u16,
        task: u32,
        callback: *mut c_void,
        state: *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::begin_register(queue, class, task, 0, callback, state) }
    }

    /// As `MFBeginRegisterWorkQueueWithMMCSS`, with a priority.
    fn MFBeginRegisterWorkQueueWithMMCSSEx(
        queue: u32,
        class: *const u16,
        task: u32,
        priority: i32,
        callback: *mut c_void,
        state: *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::begin_register(queue, class, task, priority, callback, state) }
    }

    /// Ends what `MFBeginRegisterWorkQueueWithMMCSS` began.
    fn MFEndRegisterWorkQueueWithMMCSS(result: *mut c_void, task: *mut u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::end_register(result, task) }
    }

    /// Begins to end the registration of a queue.
    fn MFBeginUnregisterWorkQueueWithMMCSS(queue: u32, callback: *mut c_void, state: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::begin_unregister(queue, callback, state) }
    }

    /// Ends what `MFBeginUnregisterWorkQueueWithMMCSS` began.
    fn MFEndUnregisterWorkQueueWithMMCSS(result: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::end_unregister(result) }
    }

    /// The scheduling class of a queue; an empty string without one.
    fn MFGetWorkQueueMMCSSClass(queue: u32, class: *mut u16, len: *mut u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::class(queue, class, len) }
    }

    /// The task group of a queue; 0 without one.
    fn MFGetWorkQueueMMCSSTaskId(queue: u32, task: *mut u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::task(queue, task) }
    }

    /// The priority of a queue in its class.
    fn MFGetWorkQueueMMCSSPriority(queue: u32, priority: *mut i32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::priority(queue, priority) }
    }

    /// Registers the platform's queues with a scheduling class.
    fn MFRegisterPlatformWithMMCSS(class: *const u16, task: *mut u32, priority: i32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::register_platform(class, task, priority) }
    }

    /// Ends the registration of the platform's queues.
    fn MFUnregisterPlatformFromMMCSS() -> HRESULT {
        calls::unregister_platform()
    }
}
