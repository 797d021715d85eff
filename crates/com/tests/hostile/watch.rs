//! What runs: for whoever looks at a failure, and so that nothing hangs unseen.

use std::cell::RefCell;
use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use crate::call::Call;

/// Guards against a hang; nothing depends on it.
const LIMIT: Duration = Duration::from_secs(180);

thread_local! {
    static CURRENT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The calls that have not returned, with their threads' numbers and their starts.
static RUNNING: Mutex<Vec<(u64, String, Instant)>> = Mutex::new(Vec::new());
/// The messages of panics, also of those that were caught.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn locked<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has panics tell in which call they were, and a thread end the process when a call does not return.
pub fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        show(std::env::var_os("OPENMF_SHOW").is_some());
        crate::scratch::folder();
        let former = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let calls = CURRENT
                .try_with(|calls| calls.borrow().join(" > "))
                .unwrap_or_default();
            let message = format!("in [{calls}]: {info}");
            eprintln!("{message}");
            locked(&PANICS).push(message);
            former(info);
        }));
        std::thread::spawn(|| {
            loop {
                std::thread::park_timeout(Duration::from_secs(5));
                let late: Vec<_> = locked(&RUNNING)
                    .iter()
                    .filter(|(_, _, start)| start.elapsed() > LIMIT)
                    .map(|(_, name, _)| name.clone())
                    .collect();
                if !late.is_empty() {
                    eprintln!("does not return: {late:?}");
                    std::process::abort();
                }
            }
        });
    });
}

/// The messages of the panics since it was last asked, on any thread.
pub fn take_panics() -> Vec<String> {
    std::mem::take(&mut *locked(&PANICS))
}

static SHOWS: AtomicBool = AtomicBool::new(false);

/// Has every call printed.
pub fn show(all: bool) {
    SHOWS.store(all, Ordering::Relaxed);
}

/// Whether every call is printed.
pub fn shows() -> bool {
    SHOWS.load(Ordering::Relaxed)
}

/// Makes the call.
///
/// # Safety
/// As [`Call::run`].
pub unsafe fn run(call: &Call, object: *mut c_void, words: &[u64]) -> u64 {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("{}({words:x?})", call.full_name());
    if shows() {
        eprintln!("{name}");
    }
    CURRENT.with(|calls| calls.borrow_mut().push(name.clone()));
    locked(&RUNNING).push((number, name, Instant::now()));
    // SAFETY: the caller's promise.
    let answer = unsafe { (call.run)(object, words) };
    locked(&RUNNING).retain(|(other, _, _)| *other != number);
    CURRENT.with(|calls| calls.borrow_mut().pop());
    answer
}

/// Waits until there are as many objects of the engine as that.
pub fn expect_live(count: u32, after: &str) {
    let end = Instant::now() + Duration::from_secs(60);
    // SAFETY: no pointers.
    while unsafe { openmf_com::exports::OpenMFLiveObjects() } != count {
        if Instant::now() > end {
            // SAFETY: no pointers.
            let left = unsafe { openmf_com::exports::OpenMFLiveObjects() };
            panic!("{left} objects are left after {after}");
        }
        std::thread::yield_now();
    }
}
