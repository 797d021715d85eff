//! `MFStartup` and `MFShutdown`, and what holds the latter back.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use openmf_core::{codes, deferred};
use openmf_runtime::Runtime;
use windows_core::Interface;

use crate::bindings::IRtwqPlatformEvents;
use crate::convert::code;
use crate::foreign::Foreign;
use crate::{diagnostics, neighbours, serialize, work_items};

type Result<T> = windows_core::Result<T>;

/// `MF_SDK_VERSION` of the published headers; `MF_API_VERSION` beside it is not used any more.
const SDK_VERSION: u32 = 2;

/// How long the last `MFShutdown` waits for locks and results: "a few seconds" (`MFLockPlatform`).
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(5);

#[derive(Default)]
struct State {
    started: u32,
    /// Of `MFLockPlatform`.
    locks: u32,
    /// How often each of the application's queues is locked; making one locks it.
    queues: BTreeMap<u32, u32>,
    listeners: Vec<Foreign>,
}

static STATE: Mutex<State> = Mutex::new(State {
    started: 0,
    locks: 0,
    queues: BTreeMap::new(),
    listeners: Vec::new(),
});

/// A lock was released, or the platform was started again.
static RELEASED: Condvar = Condvar::new();

/// How many results there are: each locks the platform.
static RESULTS: AtomicU32 = AtomicU32::new(0);

fn lock() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts one user of the platform more.
///
/// # Errors
/// `MF_E_BAD_STARTUP_VERSION`: the caller was built for a newer version.
pub(crate) fn startup(version: u32) -> Result<()> {
    if version >> 16 > SDK_VERSION {
        return Err(code(codes::MF_E_BAD_STARTUP_VERSION));
    }
    startup_queues();
    Ok(())
}

/// The same without a version (`RtwqStartup`).
pub(crate) fn startup_queues() {
    settle();
    let listeners = {
        let mut state = lock();
        state.started = state.started.saturating_add(1);
        RELEASED.notify_all();
        if state.started == 1 {
            state.listeners.clone()
        } else {
            Vec::new()
        }
    };
    // SAFETY: live objects. Their answers have no receiver.
    tell(&listeners, |events| unsafe {
        let _ = events.InitializationComplete();
    });
}

/// What has to be so before the engine works for an application, with whosever platform.
pub(crate) fn settle() {
    stay_loaded();
    neighbours::pool();
    diagnostics::start();
}

/// Fails unless an application has started the platform, which may be another implementation's: its work queues then
/// call back where they are asked for, and the engine's own threads do its work.
///
/// # Errors
/// `MF_E_SHUTDOWN`: nobody has started the platform, or it was shut down.
pub(crate) fn require_started() -> Result<()> {
    if lock().started == 0 && !neighbours::have_started() {
        return Err(code(codes::MF_E_SHUTDOWN));
    }
    settle();
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

/// Counts one user less. The last one cancels what is scheduled and waits, for a few seconds at most, until the
/// platform's locks are released: while anybody has called `MFLockPlatform`, while a queue that the application made or
/// locked is not unlocked (`MFLockWorkQueue`), and while there are results of asynchronous operations, so that items that
/// were put before have run. A worker of the queues, which must not call this, is not
/// made to wait. Objects that are still held stay usable where the documentation does not forbid it.
///
/// Returns whether there was a user.
pub(crate) fn shutdown() -> bool {
    let listeners = {
        let mut state = lock();
        let Some(left) = state.started.checked_sub(1) else {
            return false;
        };
        state.started = left;
        if left > 0 {
            return true;
        }
        state.listeners.clone()
    };
    // SAFETY: live objects. Their answers have no receiver.
    tell(&listeners, |events| unsafe {
        let _ = events.ShutdownStart();
    });
    work_items::cancel_all();
    serialize::shut_down();
    if !neighbours::pool().is_worker() {
        // The results of what was cancelled would hold this call back until it is over.
        deferred::settle();
        let locked = |state: &mut State| {
            let results = RESULTS.load(Ordering::Acquire);
            state.started == 0 && (state.locks > 0 || !state.queues.is_empty() || results > 0)
        };
        let waited = RELEASED.wait_timeout_while(lock(), SHUTDOWN_PATIENCE, locked);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.started == 0 {
            // Queues that were left behind hold back no later end.
            state.queues.clear();
        }
    }
    // SAFETY: as above.
    tell(&listeners, |events| unsafe {
        let _ = events.ShutdownComplete();
    });
    true
}

fn tell(listeners: &[Foreign], what: impl Fn(&IRtwqPlatformEvents)) {
    for listener in listeners {
        if let Ok(events) = listener.object().cast::<IRtwqPlatformEvents>() {
            what(&events);
        }
    }
}

/// `RtwqRegisterPlatformEvents`.
pub(crate) fn listen(events: &IRtwqPlatformEvents) -> Result<()> {
    let events = Foreign::new(&events.cast()?);
    lock().listeners.push(events);
    Ok(())
}

/// `RtwqUnregisterPlatformEvents`.
///
/// # Errors
/// `MF_E_NOT_FOUND`: the object was not registered.
pub(crate) fn unlisten(events: &IRtwqPlatformEvents) -> Result<()> {
    let events = Foreign::new(&events.cast()?);
    let gone = {
        let mut state = lock();
        let at = state.listeners.iter().position(|known| *known == events);
        at.map(|at| state.listeners.remove(at))
    };
    gone.map(drop).ok_or_else(|| code(codes::MF_E_NOT_FOUND))
}

/// `MFLockPlatform`.
///
/// # Errors
/// `MF_E_SHUTDOWN`: the platform was not started, or was shut down.
pub(crate) fn lock_platform() -> Result<()> {
    let mut state = lock();
    if state.started == 0 {
        return Err(code(codes::MF_E_SHUTDOWN));
    }
    state.locks = state.locks.saturating_add(1);
    Ok(())
}

/// `MFUnlockPlatform`. Works also while `MFShutdown` waits, and after it has given up.
///
/// # Errors
/// `MF_E_INVALIDREQUEST`: it was not locked.
pub(crate) fn unlock_platform() -> Result<()> {
    let mut state = lock();
    state.locks = state
        .locks
        .checked_sub(1)
        .ok_or_else(|| code(codes::MF_E_INVALIDREQUEST))?;
    RELEASED.notify_all();
    Ok(())
}

/// The application has made or locked a queue, which holds the end of the platform back.
pub(crate) fn queue_locked(queue: u32) {
    let mut state = lock();
    let locks = state.queues.entry(queue).or_default();
    *locks = locks.saturating_add(1);
}

/// The application has unlocked a queue.
pub(crate) fn queue_unlocked(queue: u32) {
    let mut state = lock();
    if let Some(locks) = state.queues.get_mut(&queue) {
        *locks -= 1;
        if *locks == 0 {
            state.queues.remove(&queue);
            RELEASED.notify_all();
        }
    }
}

/// A field of every result: "the default implementation of `IMFAsyncResult` automatically locks the platform when the
/// result object is created; releasing the interface unlocks it" (`MFLockPlatform`).
#[derive(Debug)]
pub(crate) struct ResultLock(());

impl ResultLock {
    pub(crate) fn new() -> Self {
        RESULTS.fetch_add(1, Ordering::AcqRel);
        Self(())
    }
}

impl Drop for ResultLock {
    fn drop(&mut self) {
        if RESULTS.fetch_sub(1, Ordering::AcqRel) == 1 {
            // Who waits has either seen the number, or is told; nobody does while the platform is in use.
            let state = lock();
            if state.started == 0 {
                RELEASED.notify_all();
            }
        }
    }
}

/// The pool behind the work queues.
///
/// # Errors
/// `MF_E_SHUTDOWN`: the platform was not started, or was shut down.
pub(crate) fn running() -> Result<Runtime> {
    if lock().started == 0 {
        return Err(code(codes::MF_E_SHUTDOWN));
    }
    Ok(neighbours::pool())
}
