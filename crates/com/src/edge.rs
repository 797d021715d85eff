//! What every function that a foreign caller enters has in common.

#[cfg(debug_assertions)]
use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::ops::Deref;
#[cfg(debug_assertions)]
use std::panic::Location;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
#[cfg(debug_assertions)]
use std::sync::{Mutex, PoisonError};

use openmf_core::codes;
use openmf_core::deferred::{self, Words};
use windows_core::HRESULT;

/// A NULL where a result is to be written.
pub(crate) const E_POINTER: HRESULT = HRESULT(codes::E_POINTER.0);
/// A slice that is longer than the interface can say.
pub(crate) const INVALID_ARGUMENT: HRESULT = HRESULT(codes::E_INVALIDARG.0);

static PANICS: AtomicU64 = AtomicU64::new(0);

/// How many panics the edge has turned into an answer: each is a mistake of the engine's.
pub(crate) fn panics() -> u64 {
    PANICS.load(Ordering::Relaxed)
}

/// A method of somebody's object answered with success and gave nothing: `E_POINTER`, as for an interface that is asked
/// for and given as NULL. Other errors stay what they are.
pub(crate) fn not_given(error: windows_core::Error) -> windows_core::Error {
    if error.code().is_ok() {
        E_POINTER.into()
    } else {
        error
    }
}

/// Runs an entry function; a panic becomes `E_UNEXPECTED`.
pub(crate) fn guard(body: impl FnOnce() -> HRESULT) -> HRESULT {
    // The objects are left as the panic found them: every lock of the edge is taken without regard to poisoning, and
    // what a panic interrupts is a single call.
    let _entered = deferred::enter();
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        HRESULT(codes::E_UNEXPECTED.0)
    })
}

/// Runs an entry function that returns no code; a panic becomes the type's default.
pub(crate) fn guard_value<T: Default>(body: impl FnOnce() -> T) -> T {
    let _entered = deferred::enter();
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        T::default()
    })
}

/// Somebody's object, whose last reference may end anywhere in the engine: it is released where no lock is held.
///
/// `AddRef` is the one foreign function that may run under a lock: it counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held<T: 'static>(ManuallyDrop<T>);

impl<T: 'static> Held<T> {
    pub(crate) const fn new(object: T) -> Self {
        Self(ManuallyDrop::new(object))
    }
}

impl<T: 'static> Drop for Held<T> {
    fn drop(&mut self) {
        // SAFETY: taken once, here, and not used after.
        let object = unsafe { ManuallyDrop::take(&mut self.0) };
        if size_of::<T>() > size_of::<Words>() || align_of::<T>() > align_of::<Words>() {
            return deferred::later(object);
        }
        let end = |words: Words| {
            // SAFETY: called once, with the words below, in which the object is.
            drop(unsafe { words.as_ptr().cast::<T>().read() });
        };
        let mut words = Words::uninit();
        // SAFETY: there is room for it, aligned.
        unsafe { words.as_mut_ptr().cast::<T>().write(object) };
        deferred::later_in_words(words, end);
    }
}

impl<T: 'static> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

thread_local! {
    static SUCCESS: std::cell::Cell<i32> = const { std::cell::Cell::new(0) };
}

/// Says with which code of success the method that runs on this thread answers, besides its result.
pub(crate) fn succeed_with(code: openmf_core::HResult) {
    SUCCESS.set(code.0);
}

/// What [`succeed_with`] said, once.
pub(crate) fn success() -> HRESULT {
    HRESULT(SUCCESS.take())
}

static LIVE: AtomicU32 = AtomicU32::new(0);

/// Counts the object that it is a field of, for [`live_objects`]; with debug assertions also by where it is made, for
/// [`live_places`].
#[derive(Debug)]
pub(crate) struct Live {
    #[cfg(debug_assertions)]
    place: &'static Location<'static>,
}

#[cfg(debug_assertions)]
static PLACES: Mutex<BTreeMap<&'static Location<'static>, usize>> = Mutex::new(BTreeMap::new());

impl Live {
    #[track_caller]
    pub(crate) fn new() -> Self {
        LIVE.fetch_add(1, Ordering::Relaxed);
        #[cfg(debug_assertions)]
        {
            let place = Location::caller();
            let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
            *places.entry(place).or_default() += 1;
            Self { place }
        }
        #[cfg(not(debug_assertions))]
        Self {}
    }
}

impl Default for Live {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        #[cfg(debug_assertions)]
        {
            let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(count) = places.get_mut(&self.place) {
                *count -= 1;
            }
        }
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Where the objects were made that there are, and how many of each; nothing without debug assertions.
pub(crate) fn live_places() -> Vec<(String, usize)> {
    #[cfg(debug_assertions)]
    {
        let places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
        let alive = places.iter().filter(|(_, count)| **count != 0);
        alive
            .map(|(place, count)| (format!("{}:{}", place.file(), place.line()), *count))
            .collect()
    }
    #[cfg(not(debug_assertions))]
    Vec::new()
}

/// How many objects with a [`Live`] there are.
pub(crate) fn live_objects() -> u32 {
    LIVE.load(Ordering::Relaxed)
}
