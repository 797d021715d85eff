use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use openmf_core::{Error, Result};
use openmf_runtime::Runtime;

/// What was asked of a [`Player`](crate::Player): resolves when it is done, with its outcome.
///
/// Await it in any executor, wait for it with [`Operation::wait`], or drop it: it is carried out in any case. What goes
/// wrong is also told by [`PlayerEvent::Failed`](crate::PlayerEvent::Failed) or
/// [`PlayerEvent::Refused`](crate::PlayerEvent::Refused).
pub struct Operation<T = ()> {
    runtime: Runtime,
    slot: Arc<Mutex<Slot<T>>>,
}

/// Answers an operation; dropped without an answer, it answers [`Error::Shutdown`].
pub(super) struct Reply<T> {
    slot: Option<Arc<Mutex<Slot<T>>>>,
}

struct Slot<T> {
    result: Option<Result<T>>,
    waker: Option<Waker>,
}

impl<T> Operation<T> {
    pub(super) fn new(runtime: &Runtime) -> (Self, Reply<T>) {
        let slot = Arc::new(Mutex::new(Slot {
            result: None,
            waker: None,
        }));
        let operation = Self {
            runtime: runtime.clone(),
            slot: Arc::clone(&slot),
        };
        (operation, Reply { slot: Some(slot) })
    }
}

impl<T: Clone> Operation<T> {
    /// Waits on the calling thread, which may be any, also one that runs an event handler.
    ///
    /// # Errors
    /// Those of the operation, or [`Error::Shutdown`] if the player was shut down first.
    pub fn wait(self) -> Result<T> {
        self.runtime.clone().block_on(self)
    }
}

impl<T: Clone> Future for Operation<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        let mut slot = lock(&self.slot);
        match &slot.result {
            Some(result) => Poll::Ready(result.clone()),
            None => {
                slot.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> Reply<T> {
    pub(super) fn done(mut self, result: Result<T>) {
        self.answer(result);
    }

    fn answer(&mut self, result: Result<T>) {
        let Some(slot) = self.slot.take() else { return };
        let waker = {
            let mut slot = lock(&slot);
            slot.result = Some(result);
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        self.answer(Err(Error::Shutdown));
    }
}

impl<T> std::fmt::Debug for Operation<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operation")
            .field("is_done", &lock(&self.slot).result.is_some())
            .finish()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
