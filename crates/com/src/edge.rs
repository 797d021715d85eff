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
