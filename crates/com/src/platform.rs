//! `MFStartup` and `MFShutdown`, and the work queues behind the C functions.

use std::sync::{Mutex, MutexGuard, PoisonError};

use openmf_core::{Dispatcher, WorkQueueId, codes};
use openmf_runtime::Runtime;
use windows_core::IUnknown;

use crate::async_result;
use crate::bindings::{IMFAsyncCallback, IMFAsyncResult};
use crate::convert::code;

type Result<T> = windows_core::Result<T>;

/// `MF_SDK_VERSION` of the published headers.
const SDK_VERSION: u32 = 2;

#[derive(Default)]
struct State {
    started: u32,
}

static STATE: Mutex<State> = Mutex::new(State { started: 0 });

fn lock() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts one user of the platform more.
///
/// # Errors
/// `MF_E_BAD_STARTUP_VERSION`: the caller was built for another major version.
pub(crate) fn startup(version: u32) -> Result<()> {
    if version >> 16 != SDK_VERSION {
        return Err(code(codes::MF_E_BAD_STARTUP_VERSION));
    }
    stay_loaded();
    let mut state = lock();
    state.started = state.started.saturating_add(1);
    Ok(())
}

/// Keeps the library in the process: the threads of the work queues run on after an application that loaded it at run
/// time has shut the platform down and freed it.
#[cfg(windows)]
fn stay_loaded() {
    use std::sync::Once;
    // `GET_MODULE_HANDLE_EX_FLAG_PIN`, `GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS`.
    const PIN: u32 = 1;
    const FROM_ADDRESS: u32 = 4;
    windows_core::link!("kernel32.dll" "system" fn GetModuleHandleExW(flags: u32, address: *const u16, module: *mut *mut std::ffi::c_void) -> windows_core::BOOL);
    static PINNED: Once = Once::new();
    PINNED.call_once(|| {
        let mut module = std::ptr::null_mut();
        // SAFETY: the address of a static of this module, and a place for its handle. If it fails, the library can be
        // unloaded as any other.
        let _ = unsafe { GetModuleHandleExW(PIN | FROM_ADDRESS, (&raw const PINNED).cast(), &mut module) };
    });
}

/// The library is linked to stay (`-z nodelete`).
#[cfg(not(windows))]
fn stay_loaded() {}

/// Counts one user less. Objects that are still held stay usable where the documentation does not forbid it.
///
/// # Errors
/// `MF_E_PLATFORM_NOT_INITIALIZED`: there was no user.
pub(crate) fn shutdown() -> Result<()> {
    let mut state = lock();
    state.started = state
        .started
        .checked_sub(1)
        .ok_or_else(|| code(codes::MF_E_PLATFORM_NOT_INITIALIZED))?;
    Ok(())
}

/// The pool behind the work queues.
///
/// # Errors
/// `MF_E_SHUTDOWN`: the platform was not started, or was shut down.
pub(crate) fn running() -> Result<Runtime> {
    if lock().started == 0 {
        return Err(code(codes::MF_E_SHUTDOWN));
    }
    Ok(Runtime::shared())
}

/// A result that a work queue's thread will pass to its callback.
struct Item {
    result: IMFAsyncResult,
    callback: IMFAsyncCallback,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Item {}

impl Item {
    fn invoke(self) {
        // SAFETY: a live callback with a live result. Its answer has no receiver.
        let _ = unsafe { self.callback.Invoke(&self.result) };
    }
}

/// `MFPutWorkItem`: calls back on a queue with a new result that carries the state.
///
/// # Errors
/// `MF_E_SHUTDOWN`: the platform is not running. `MF_E_INVALID_WORKQUEUE`: no queue has this number.
pub(crate) fn put(queue: u32, callback: &IMFAsyncCallback, state: Option<&IUnknown>) -> Result<()> {
    let result = async_result::create(None, Some(callback), state);
    put_result(queue, &result, callback)
}

/// As [`put`], with a result that exists.
///
/// # Errors
/// As [`put`].
pub(crate) fn put_result(queue: u32, result: &IMFAsyncResult, callback: &IMFAsyncCallback) -> Result<()> {
    let runtime = running()?;
    check_queue(&runtime, queue)?;
    let item = Item {
        result: result.clone(),
        callback: callback.clone(),
    };
    runtime.dispatch(WorkQueueId(queue), Box::new(move || item.invoke()));
    Ok(())
}

fn check_queue(runtime: &Runtime, queue: u32) -> Result<()> {
    let id = WorkQueueId(queue);
    let documented = [
        WorkQueueId::STANDARD,
        WorkQueueId::RT,
        WorkQueueId::IO,
        WorkQueueId::TIMER,
        WorkQueueId::MULTITHREADED,
        WorkQueueId::LONG_FUNCTION,
    ];
    if documented.contains(&id) {
        return Ok(());
    }
    // A private queue exists as long as a reference to it can be taken.
    let queues = runtime.work_queues();
    let invalid = |_| code(codes::MF_E_INVALID_WORKQUEUE);
    queues.lock_queue(id).map_err(invalid)?;
    queues.unlock_queue(id).map_err(invalid)
}
