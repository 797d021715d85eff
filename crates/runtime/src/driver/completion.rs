use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use openmf_core::{Error, Result};
use openmf_session::OpId;

use crate::Runtime;
use crate::sync::{Mutex, MutexGuard};

/// Who waits for which operation.
#[derive(Default)]
pub(crate) struct Completions {
    pending: Mutex<BTreeMap<OpId, Arc<Mutex<Slot>>>>,
}

#[derive(Default)]
struct Slot {
    result: Option<Result<()>>,
    waker: Option<Waker>,
}

impl Completions {
    pub(crate) fn expect(&self, op: OpId, runtime: Runtime) -> Completion {
        let slot = Arc::<Mutex<Slot>>::default();
        lock(&self.pending).insert(op, Arc::clone(&slot));
        Completion { runtime, slot }
    }

    pub(crate) fn complete(&self, op: OpId, result: &Result<()>) {
        let slot = lock(&self.pending).remove(&op);
        if let Some(slot) = slot {
            fill(&slot, result.clone());
        }
    }

    /// After Shutdown nothing completes any more.
    pub(crate) fn shutdown(&self) {
        let slots = std::mem::take(&mut *lock(&self.pending));
        for slot in slots.into_values() {
            fill(&slot, Err(Error::Shutdown));
        }
    }
}

fn fill(slot: &Mutex<Slot>, result: Result<()>) {
    let waker = {
        let mut slot = lock(slot);
        slot.result = Some(result);
        slot.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Resolves when an operation of the session has completed, with the status of its event.
///
/// The operation was queued when this was made; it goes on and sends its event also if this is dropped.
#[must_use = "an operation that is not awaited completes later"]
pub struct Completion {
    runtime: Runtime,
    slot: Arc<Mutex<Slot>>,
}

impl Completion {
    /// The outcome of an operation that was refused at once.
    pub(crate) fn refused(runtime: Runtime, error: Error) -> Self {
        Self {
            runtime,
            slot: Arc::new(Mutex::new(Slot {
                result: Some(Err(error)),
                waker: None,
            })),
        }
    }

    /// Waits on the calling thread, which may be any, also one that runs an event callback.
    ///
    /// # Errors
    /// The status of the operation's event, or [`Error::Shutdown`] if the session was shut down first.
    pub fn wait(self) -> Result<()> {
        self.runtime.clone().block_on(self)
    }
}

impl Future for Completion {
    type Output = Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
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

impl std::fmt::Debug for Completion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Completion")
            .field("result", &lock(&self.slot).result)
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
