use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use openmf_core::{Error, Result};

/// What one thread at a time works with, without a lock held meanwhile: the work may call the application.
pub(crate) struct Exclusive<T> {
    slot: Mutex<Slot<T>>,
    /// The value is there again.
    returned: Condvar,
}

struct Slot<T> {
    value: Option<T>,
    worker: Option<ThreadId>,
    is_closed: bool,
}

impl<T> Exclusive<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            slot: Mutex::new(Slot {
                value: Some(value),
                worker: None,
                is_closed: false,
            }),
            returned: Condvar::new(),
        }
    }

    /// Works with the value when no other thread does.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: this thread works with it already, and what it called has called back.
    /// - [`Error::Shutdown`]: the value was given up.
    pub(crate) fn with<R>(&self, run: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let mut slot = self.lock();
        let mut value = loop {
            if let Some(value) = slot.value.take() {
                break value;
            }
            if slot.is_closed {
                return Err(Error::Shutdown);
            }
            if slot.worker == Some(thread::current().id()) {
                return Err(Error::invalid_request(
                    "a file that is being written by the caller",
                ));
            }
            slot = self.returned.wait(slot).unwrap_or_else(PoisonError::into_inner);
        };
        slot.worker = Some(thread::current().id());
        drop(slot);
        let result = catch_unwind(AssertUnwindSafe(|| run(&mut value)));
        let mut slot = self.lock();
        slot.worker = None;
        let given_up = if slot.is_closed {
            Some(value)
        } else {
            slot.value = Some(value);
            None
        };
        drop(slot);
        self.returned.notify_all();
        drop(given_up);
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Gives the value up, as soon as nobody works with it.
    pub(crate) fn close(&self) {
        let mut slot = self.lock();
        slot.is_closed = true;
        let value = slot.value.take();
        drop(slot);
        self.returned.notify_all();
        drop(value);
    }

    fn lock(&self) -> MutexGuard<'_, Slot<T>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
