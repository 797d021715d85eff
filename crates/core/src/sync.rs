//! What threads meet at. With the feature `schedules`, for the tests of that name alone, they are those of a library
//! that tries one order of the threads' steps after the other.

#[cfg(feature = "schedules")]
pub(crate) use shuttle::sync::{Condvar, Mutex, MutexGuard};
#[cfg(not(feature = "schedules"))]
pub(crate) use std::sync::{Condvar, Mutex, MutexGuard};
