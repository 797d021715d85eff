//! Asynchronous results and work queues.

use std::ffi::c_void;

use openmf_core::codes;
use windows_core::{HRESULT, IUnknown};

use super::{answer, borrow, create};
use crate::bindings::{IMFAsyncCallback, IMFAsyncResult};
use crate::convert::code;
use crate::{async_result, platform};

exports! {
    /// A result for an asynchronous operation.
    fn MFCreateAsyncResult(
        object: *mut c_void,
        callback: *mut c_void,
        state: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                Ok(async_result::create(borrow(&object), borrow(&callback), borrow(&state)))
            })
        }
    }

    /// Calls a result's callback on the work queue it asks for.
    fn MFInvokeCallback(result: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let result: &IMFAsyncResult = unsafe { borrow(&result) }.ok_or_else(|| code(codes::E_POINTER))?;
            // SAFETY: results that are invoked were made by `MFCreateAsyncResult`.
            let callback = unsafe { async_result::callback_of(result) };
            let callback = callback.ok_or_else(|| code(codes::E_UNEXPECTED))?;
            platform::put_result(crate::event_queue::queue_of(&callback).0, result, &callback)
        })
    }

    /// Calls back on a work queue.
    fn MFPutWorkItem(queue: u32, callback: *mut c_void, state: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            let (callback, state) = unsafe { (borrow::<IMFAsyncCallback>(&callback), borrow::<IUnknown>(&state)) };
            platform::put(queue, callback.ok_or_else(|| code(codes::E_POINTER))?, state)
        })
    }

    /// As `MFPutWorkItem`, with a result that exists.
    fn MFPutWorkItemEx(queue: u32, result: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let result: &IMFAsyncResult = unsafe { borrow(&result) }.ok_or_else(|| code(codes::E_POINTER))?;
            // SAFETY: results that are queued were made by `MFCreateAsyncResult`.
            let callback = unsafe { async_result::callback_of(result) };
            platform::put_result(queue, result, &callback.ok_or_else(|| code(codes::E_UNEXPECTED))?)
        })
    }

    /// A serial work queue with one reference.
    fn MFAllocateWorkQueue(queue: *mut u32) -> HRESULT {
        answer(|| {
            if queue.is_null() {
                return Err(code(codes::E_POINTER));
            }
            let id = platform::running()?.work_queues().allocate();
            // SAFETY: not NULL, so writable.
            unsafe { queue.write(id.0) };
            Ok(())
        })
    }

    /// Adds a reference to a work queue.
    fn MFLockWorkQueue(queue: u32) -> HRESULT {
        answer(|| {
            let runtime = platform::running()?;
            let locked = runtime.work_queues().lock_queue(openmf_core::WorkQueueId(queue));
            locked.map_err(|_| code(codes::MF_E_INVALID_WORKQUEUE))
        })
    }

    /// Releases a reference to a work queue.
    fn MFUnlockWorkQueue(queue: u32) -> HRESULT {
        answer(|| {
            let runtime = platform::running()?;
            let unlocked = runtime.work_queues().unlock_queue(openmf_core::WorkQueueId(queue));
            unlocked.map_err(|_| code(codes::MF_E_INVALID_WORKQUEUE))
        })
    }
}
