//! What the functions of `mfapi.h` and of `rtworkq.h` for work queues share. The interfaces of both are the same: their
//! identifiers and tables are equal.

use std::ffi::c_void;

use openmf_core::{WorkQueueId, codes};
use openmf_runtime::{QueueClass, QueueKind, Runtime};
use windows_core::{HRESULT, IUnknown};

use super::{answer, borrow, create};
use crate::bindings::{HANDLE, IMFAsyncCallback, IMFAsyncResult};
use crate::convert::{code, fail, read_string};
use crate::work_items::{self, PERIOD_MS, PeriodicCallback};
use crate::work_queue_services::write_class;
use crate::{async_result, neighbours, operation, platform};

type Result<T> = windows_core::Result<T>;

/// `MFASYNC_CALLBACK_QUEUE_ALL`: all of the platform's.
const ALL_QUEUES: u32 = u32::MAX;

fn null() -> windows_core::Error {
    code(codes::E_POINTER)
}

/// Writes what was made through a caller's pointer.
///
/// # Safety
/// `result` is NULL or writable.
unsafe fn give<T>(result: *mut T, make: impl FnOnce() -> Result<T>) -> HRESULT {
    answer(|| {
        if result.is_null() {
            return Err(null());
        }
        let value = make()?;
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { result.write(value) };
        Ok(())
    })
}

/// # Safety
/// `object` is NULL or a live result.
unsafe fn result_of(object: &*mut c_void) -> Result<&IMFAsyncResult> {
    // SAFETY: by the caller's promise.
    unsafe { borrow(object) }.ok_or_else(null)
}

/// The platform's pool, if it has this queue.
pub(super) fn existing(queue: WorkQueueId) -> Result<Runtime> {
    let runtime = platform::running()?;
    if !runtime.work_queues().exists(queue) {
        return Err(code(codes::MF_E_INVALID_WORKQUEUE));
    }
    Ok(runtime)
}

/// # Safety
/// The pointers are NULL or objects of their interfaces; `result` is NULL or writable.
pub(super) unsafe fn create_result(
    object: *mut c_void,
    callback: *mut c_void,
    state: *mut c_void,
    result: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe {
        create(result, || {
            Ok(async_result::create(
                borrow(&object),
                borrow(&callback),
                borrow(&state),
            ))
        })
    }
}

/// # Safety
/// `result` is NULL or a live result.
pub(super) unsafe fn invoke(result: *mut c_void) -> HRESULT {
    // SAFETY: by the caller's promise.
    answer(|| work_items::invoke(unsafe { result_of(&result) }?))
}

/// # Safety
/// The pointers are NULL or objects of their interfaces.
pub(super) unsafe fn put(queue: u32, priority: i32, callback: *mut c_void, state: *mut c_void) -> HRESULT {
    answer(|| {
        // SAFETY: by the caller's promise.
        let (callback, state) =
            unsafe { (borrow::<IMFAsyncCallback>(&callback), borrow::<IUnknown>(&state)) };
        work_items::put(queue, priority, callback.ok_or_else(null)?, state)
    })
}

/// # Safety
/// `result` is NULL or a live result.
pub(super) unsafe fn put_result(queue: u32, priority: i32, result: *mut c_void) -> HRESULT {
    // SAFETY: by the caller's promise.
    answer(|| work_items::put_result(queue, priority, unsafe { result_of(&result) }?))
}

/// # Safety
/// `result` is NULL or a live result, `key` NULL or writable.
pub(super) unsafe fn put_waiting(
    event: HANDLE,
    priority: i32,
    result: *mut c_void,
    key: *mut u64,
) -> HRESULT {
    answer(|| {
        // SAFETY: by the caller's promise.
        let result = unsafe { result_of(&result) }?;
        let made = work_items::put_waiting(event, priority, result)?;
        if !key.is_null() {
            // SAFETY: not NULL, so writable by the caller's promise.
            unsafe { key.write(made) };
        }
        Ok(())
    })
}

/// # Safety
/// The pointers are NULL or objects of their interfaces; `key` is NULL or writable.
pub(super) unsafe fn schedule(
    callback: *mut c_void,
    state: *mut c_void,
    timeout: i64,
    key: *mut u64,
) -> HRESULT {
    answer(|| {
        // SAFETY: by the caller's promise.
        let (callback, state) =
            unsafe { (borrow::<IMFAsyncCallback>(&callback), borrow::<IUnknown>(&state)) };
        let callback = callback.ok_or_else(null)?;
        let result = async_result::create(None, Some(callback), state);
        // SAFETY: as above.
        unsafe { schedule_at(&result, timeout, key) }
    })
}

/// # Safety
/// `result` is NULL or a live result, `key` NULL or writable.
pub(super) unsafe fn schedule_result(result: *mut c_void, timeout: i64, key: *mut u64) -> HRESULT {
    // SAFETY: by the caller's promise.
    answer(|| unsafe { schedule_at(result_of(&result)?, timeout, key) })
}

/// # Safety
/// `key` is NULL or writable.
unsafe fn schedule_at(result: &IMFAsyncResult, timeout: i64, key: *mut u64) -> Result<()> {
    let made = work_items::schedule(result, timeout)?;
    if !key.is_null() {
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { key.write(made) };
    }
    Ok(())
}

pub(super) fn cancel(key: u64) -> HRESULT {
    answer(|| work_items::cancel(key))
}

/// # Safety
/// `milliseconds` is NULL or writable.
pub(super) unsafe fn periodicity(milliseconds: *mut u32) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe { give(milliseconds, || Ok(PERIOD_MS)) }
}

/// # Safety
/// `context` is NULL or a live object that `callback` takes; `key` is NULL or writable.
pub(super) unsafe fn add_periodic(
    callback: Option<PeriodicCallback>,
    context: *mut c_void,
    key: *mut u32,
) -> HRESULT {
    answer(|| {
        let callback = callback.ok_or_else(null)?;
        // SAFETY: by the caller's promise.
        let made = work_items::add_periodic(callback, unsafe { borrow(&context) })?;
        if !key.is_null() {
            // SAFETY: not NULL, so writable by the caller's promise.
            unsafe { key.write(made) };
        }
        Ok(())
    })
}

pub(super) fn remove_periodic(key: u32) -> HRESULT {
    answer(|| work_items::remove_periodic(key))
}

/// The kinds of `MFASYNC_WORKQUEUE_TYPE`. A queue with a message loop has none here: its items run one after the other
/// like those of a standard queue, on threads that dispatch no messages.
///
/// # Safety
/// `queue` is NULL or writable.
pub(super) unsafe fn allocate(kind: i32, queue: *mut u32) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe {
        give(queue, || {
            let runtime = platform::running()?;
            let kind = match kind {
                0 | 1 => QueueKind::Standard,
                2 => QueueKind::Multithreaded,
                _ => return Err(code(codes::E_INVALIDARG)),
            };
            made(runtime.work_queues().allocate(kind))
        })
    }
}

/// # Safety
/// `queue` is NULL or writable.
pub(super) unsafe fn allocate_serial(over: u32, queue: *mut u32) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe {
        give(queue, || {
            let kind = QueueKind::Serial {
                over: WorkQueueId(over),
            };
            made(platform::running()?.work_queues().allocate(kind))
        })
    }
}

/// # Safety
/// `class` is NULL or a string; the other pointers are NULL or writable.
pub(super) unsafe fn lock_shared(
    class: *const u16,
    priority: i32,
    task: *mut u32,
    queue: *mut u32,
) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe {
        give(queue, || {
            let runtime = platform::running()?;
            let name = class_name(class)?;
            // The queue of regular priority has neither task nor priority.
            let is_regular = name.is_empty();
            if is_regular && (!task.is_null() || priority != 0) {
                return Err(code(codes::E_INVALIDARG));
            }
            if !is_regular && task.is_null() {
                return Err(null());
            }
            let class = QueueClass {
                name,
                task: if is_regular { 0 } else { task.read() },
                priority,
            };
            made(runtime.work_queues().lock_shared(class))
        })
    }
}

pub(super) fn lock(queue: u32) -> HRESULT {
    answer(|| {
        let runtime = platform::running()?;
        runtime
            .work_queues()
            .lock_queue(WorkQueueId(queue))
            .map_err(fail)?;
        if is_private(queue) {
            platform::queue_locked(queue);
        }
        Ok(())
    })
}

/// Works also while `MFShutdown` waits for it, and after it has given up.
pub(super) fn unlock(queue: u32) -> HRESULT {
    answer(|| {
        let id = WorkQueueId(queue);
        let runtime = platform::running().or_else(|error| {
            let left = neighbours::pool();
            let known = is_private(queue) && left.work_queues().exists(id);
            known.then_some(left).ok_or(error)
        })?;
        runtime.work_queues().unlock_queue(id).map_err(fail)?;
        platform::queue_unlocked(queue);
        Ok(())
    })
}

/// Whether the number is that of a queue that was made (`MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK`).
fn is_private(queue: u32) -> bool {
    queue & 0xFFFF_0000 != 0
}

/// The number of a queue that the application has from now on.
fn made(queue: openmf_core::Result<WorkQueueId>) -> Result<u32> {
    let queue = queue.map_err(fail)?;
    platform::queue_locked(queue.0);
    Ok(queue.0)
}

/// # Safety
/// `class` is NULL or a string.
unsafe fn class_name(class: *const u16) -> Result<String> {
    if class.is_null() {
        return Err(null());
    }
    // SAFETY: not NULL, so a string by the caller's promise.
    Ok(unsafe { read_string(class) })
}

fn registered(queue: u32) -> Result<(Runtime, Option<WorkQueueId>)> {
    if queue == ALL_QUEUES {
        return Ok((platform::running()?, None));
    }
    let queue = WorkQueueId(queue);
    Ok((existing(queue)?, Some(queue)))
}

/// Notes the class. There is no scheduler service to register with: the task is the one that was asked for, 0 for a new
/// one.
///
/// # Safety
/// `class` is NULL or a string; the other pointers are NULL or objects of their interfaces.
pub(super) unsafe fn begin_register(
    queue: u32,
    class: *const u16,
    task: u32,
    priority: i32,
    callback: *mut c_void,
    state: *mut c_void,
) -> HRESULT {
    answer(|| {
        // SAFETY: by the caller's promise.
        let (name, callback, state) = unsafe { (class_name(class)?, borrow(&callback), borrow(&state)) };
        let (runtime, queue) = registered(queue)?;
        let class = QueueClass { name, task, priority };
        operation::begin(callback, state, move || {
            runtime.work_queues().set_class(queue, &class).map_err(fail)?;
            Ok(class.task)
        })
    })
}

/// # Safety
/// `result` is NULL or a live result, `task` NULL or writable.
pub(super) unsafe fn end_register(result: *mut c_void, task: *mut u32) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe { give(task, || operation::end(Some(result_of(&result)?))) }
}

/// # Safety
/// The pointers are NULL or objects of their interfaces.
pub(super) unsafe fn begin_unregister(queue: u32, callback: *mut c_void, state: *mut c_void) -> HRESULT {
    answer(|| {
        // SAFETY: by the caller's promise.
        let (callback, state) = unsafe { (borrow(&callback), borrow(&state)) };
        let (runtime, queue) = registered(queue)?;
        operation::begin(callback, state, move || {
            let none = QueueClass::default();
            runtime.work_queues().set_class(queue, &none).map_err(fail)
        })
    })
}

/// # Safety
/// `result` is NULL or a live result.
pub(super) unsafe fn end_unregister(result: *mut c_void) -> HRESULT {
    // SAFETY: by the caller's promise.
    answer(|| operation::end::<()>(Some(unsafe { result_of(&result) }?)))
}

fn class_of(queue: u32) -> Result<QueueClass> {
    let runtime = platform::running()?;
    runtime.work_queues().class(WorkQueueId(queue)).map_err(fail)
}

/// # Safety
/// `class` is NULL or has room for `*len` units; `len` is NULL or readable and writable.
pub(super) unsafe fn class(queue: u32, class: *mut u16, len: *mut u32) -> HRESULT {
    // SAFETY: by the caller's promise.
    answer(|| unsafe { write_class(&class_of(queue)?, class, len) })
}

/// # Safety
/// `task` is NULL or writable.
pub(super) unsafe fn task(queue: u32, task: *mut u32) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe { give(task, || Ok(class_of(queue)?.task)) }
}

/// # Safety
/// `priority` is NULL or writable.
pub(super) unsafe fn priority(queue: u32, priority: *mut i32) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe { give(priority, || Ok(class_of(queue)?.priority)) }
}

/// # Safety
/// `class` is NULL or a string, `task` NULL or readable and writable.
pub(super) unsafe fn register_platform(class: *const u16, task: *mut u32, priority: i32) -> HRESULT {
    answer(|| {
        if task.is_null() {
            return Err(null());
        }
        // SAFETY: not NULL; otherwise by the caller's promise.
        let (name, task) = unsafe { (class_name(class)?, task.read()) };
        let class = QueueClass { name, task, priority };
        platform::running()?
            .work_queues()
            .set_class(None, &class)
            .map_err(fail)
    })
}

pub(super) fn unregister_platform() -> HRESULT {
    answer(|| {
        let none = QueueClass::default();
        platform::running()?
            .work_queues()
            .set_class(None, &none)
            .map_err(fail)
    })
}
