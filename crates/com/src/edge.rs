//! What every function that a foreign caller enters has in common.

use std::panic::{AssertUnwindSafe, catch_unwind};

use openmf_core::codes;
use windows_core::HRESULT;

/// A NULL where a result is to be written.
pub(crate) const E_POINTER: HRESULT = HRESULT(codes::E_POINTER.0);

/// Runs an entry function; a panic becomes `E_UNEXPECTED`.
pub(crate) fn guard(body: impl FnOnce() -> HRESULT) -> HRESULT {
    // The objects are left as the panic found them: every lock of the edge is taken without regard to poisoning, and
    // what a panic interrupts is a single call.
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(HRESULT(codes::E_UNEXPECTED.0))
}

/// Runs an entry function that returns no code; a panic becomes the type's default.
pub(crate) fn guard_value<T: Default>(body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_default()
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
