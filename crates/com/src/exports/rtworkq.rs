//! The real-time work queue functions of `rtworkq.h`: the same queues, results and callbacks under other names.

use std::collections::HashSet;
use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};

use openmf_core::{WorkQueueId, codes};
use windows_core::HRESULT;

use super::{answer, borrow, work_queue_calls as calls};
use crate::bindings::{HANDLE, IRtwqPlatformEvents};
use crate::convert::code;
use crate::platform;
use crate::work_items::PeriodicCallback;

/// The deadlines that were set and not cancelled: the last number, and which there are. No scheduler takes them as more
/// than a hint, and there is none here.
static DEADLINES: Mutex<Option<(usize, HashSet<usize>)>> = Mutex::new(None);

fn set_deadline(queue: u32, request: *mut HANDLE) -> HRESULT {
    answer(|| {
        if request.is_null() {
            return Err(code(codes::E_POINTER));
        }
        calls::existing(WorkQueueId(queue))?;
        let mut deadlines = DEADLINES.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, known) = deadlines.get_or_insert_default();
        *last = last.wrapping_add(1).max(1);
        known.insert(*last);
        // SAFETY: not NULL, so writable.
        unsafe { request.write(HANDLE(*last as *mut c_void)) };
        Ok(())
    })
}

exports! {
    /// Starts the platform; counted together with `MFStartup`.
    fn RtwqStartup() -> HRESULT {
        answer(|| {
            platform::startup_queues();
            Ok(())
        })
    }

    /// Ends one use of the platform.
    fn RtwqShutdown() -> HRESULT {
        answer(|| {
            let was_started = platform::shutdown();
            was_started.then_some(()).ok_or_else(|| code(codes::MF_E_NOT_INITIALIZED))
        })
    }

    /// Holds the end of the platform back.
    fn RtwqLockPlatform() -> HRESULT {
        answer(platform::lock_platform)
    }

    /// Ends one `RtwqLockPlatform`.
    fn RtwqUnlockPlatform() -> HRESULT {
        answer(platform::unlock_platform)
    }

    /// Tells an object when the platform starts and ends.
    fn RtwqRegisterPlatformEvents(events: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let events = unsafe { borrow::<IRtwqPlatformEvents>(&events) };
            platform::listen(events.ok_or_else(|| code(codes::E_POINTER))?)
        })
    }

    /// Ends one `RtwqRegisterPlatformEvents`.
    fn RtwqUnregisterPlatformEvents(events: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let events = unsafe { borrow::<IRtwqPlatformEvents>(&events) };
            platform::unlisten(events.ok_or_else(|| code(codes::E_POINTER))?)
        })
    }

    /// As `MFCreateAsyncResult`.
    fn RtwqCreateAsyncResult(
        object: *mut c_void,
        callback: *mut c_void,
        state: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::create_result(object, callback, state, result) }
    }

    /// As `MFInvokeCallback`.
    fn RtwqInvokeCallback(result: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::invoke(result) }
    }

    /// As `MFPutWorkItemEx2`.
    fn RtwqPutWorkItem(queue: u32, priority: i32, result: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::put_result(queue, priority, result) }
    }

    /// As `MFPutWaitingWorkItem`.
    fn RtwqPutWaitingWorkItem(event: HANDLE, priority: i32, result: *mut c_void, key: *mut u64) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::put_waiting(event, priority, result, key) }
    }

    /// As `MFScheduleWorkItemEx`.
    fn RtwqScheduleWorkItem(result: *mut c_void, timeout: i64, key: *mut u64) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::schedule_result(result, timeout, key) }
    }

    /// As `MFCancelWorkItem`.
    fn RtwqCancelWorkItem(key: u64) -> HRESULT {
        calls::cancel(key)
    }

    /// As `MFAddPeriodicCallback`.
    fn RtwqAddPeriodicCallback(callback: Option<PeriodicCallback>, context: *mut c_void, key: *mut u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::add_periodic(callback, context, key) }
    }

    /// As `MFRemovePeriodicCallback`.
    fn RtwqRemovePeriodicCallback(key: u32) -> HRESULT {
        calls::remove_periodic(key)
    }

    /// As `MFAllocateWorkQueueEx`.
    fn RtwqAllocateWorkQueue(kind: i32, queue: *mut u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::allocate(kind, queue) }
    }

    /// As `MFAllocateSerialWorkQueue`.
    fn RtwqAllocateSerialWorkQueue(over: u32, queue: *mut u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::allocate_serial(over, queue) }
    }

    /// As `MFLockSharedWorkQueue`.
    fn RtwqLockSharedWorkQueue(class: *const u16, priority: i32, task: *mut u32, queue: *mut u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::lock_shared(class, priority, task, queue) }
    }

    /// As `MFLockWorkQueue`.
    fn RtwqLockWorkQueue(queue: u32) -> HRESULT {
        calls::lock(queue)
    }

    /// As `MFUnlockWorkQueue`.
    fn RtwqUnlockWorkQueue(queue: u32) -> HRESULT {
        calls::unlock(queue)
    }

    /// A hint that the items of a queue take long: every queue here may be held up, and others then run on.
    fn RtwqSetLongRunning(queue: u32, _enable: i32) -> HRESULT {
        answer(|| calls::existing(WorkQueueId(queue)).map(drop))
    }

    /// A hint by when the items of a queue are to be done.
    fn RtwqSetDeadline(queue: u32, _deadline: i64, request: *mut HANDLE) -> HRESULT {
        set_deadline(queue, request)
    }

    /// As `RtwqSetDeadline`, with an earlier one before.
    fn RtwqSetDeadline2(queue: u32, _deadline: i64, _before: i64, request: *mut HANDLE) -> HRESULT {
        set_deadline(queue, request)
    }

    /// Takes a deadline back.
    fn RtwqCancelDeadline(request: HANDLE) -> HRESULT {
        answer(|| {
            let mut deadlines = DEADLINES.lock().unwrap_or_else(PoisonError::into_inner);
            let known = deadlines.as_mut().is_some_and(|(_, known)| known.remove(&(request.0 as usize)));
            known.then_some(()).ok_or_else(|| code(codes::MF_E_NOT_FOUND))
        })
    }

    /// As `MFBeginRegisterWorkQueueWithMMCSSEx`.
    fn RtwqBeginRegisterWorkQueueWithMMCSS(
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

    /// As `MFEndRegisterWorkQueueWithMMCSS`.
    fn RtwqEndRegisterWorkQueueWithMMCSS(result: *mut c_void, task: *mut u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::end_register(result, task) }
    }

    /// As `MFBeginUnregisterWorkQueueWithMMCSS`.
    fn RtwqBeginUnregisterWorkQueueWithMMCSS(queue: u32, callback: *mut c_void, state: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::begin_unregister(queue, callback, state) }
    }

    /// As `MFEndUnregisterWorkQueueWithMMCSS`.
    fn RtwqEndUnregisterWorkQueueWithMMCSS(result: *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::end_unregister(result) }
    }

    /// As `MFGetWorkQueueMMCSSClass`.
    fn RtwqGetWorkQueueMMCSSClass(queue: u32, class: *mut u16, len: *mut u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::class(queue, class, len) }
    }

    /// As `MFGetWorkQueueMMCSSTaskId`.
    fn RtwqGetWorkQueueMMCSSTaskId(queue: u32, task: *mut u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::task(queue, task) }
    }

    /// As `MFGetWorkQueueMMCSSPriority`.
    fn RtwqGetWorkQueueMMCSSPriority(queue: u32, priority: *mut i32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { calls::priority(queue, priority) }
    }

    /// As `MFRegisterPlatformWithMMCSS`.
    fn RtwqRegisterPlatformWithMMCSS(class: *const u16, task: *mut u32, priority: i32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { calls::register_platform(class, task, priority) }
    }

    /// As `MFUnregisterPlatformFromMMCSS`.
    fn RtwqUnregisterPlatformFromMMCSS() -> HRESULT {
        calls::unregister_platform()
    }
}
