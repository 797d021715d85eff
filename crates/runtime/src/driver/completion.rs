use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use openmf_core::{Error, Result};
use openmf_session::OpId;

/// Who waits for which operation.
#[derive(Default)]
pub(crate) struct Completions {
    pending: Mutex<HashMap<OpId, Arc<Mutex<Slot>>>>,
}

#[derive(Default)]
struct Slot {
    result: Option<Result<()>>,
    waker: Option<Waker>,
}

impl Completions {
    pub(crate) fn expect(&self, op: OpId) -> Completion {
        let slot = Arc::<Mutex<Slot>>::default();
        lock(&self.pending).insert(op, Arc::clone(&slot));
        Completion { op, slot }
    }

    pub(crate) fn complete(&self, op: OpId, result: &Result<()>) {
        let slot = lock(&self.pending).remove(&op);
        if let Some(slot) = slot {
            fill(&slot, result.clone());
        }
    }

    /// After Shutdown nothing completes any more.
    pub(crate) fn shutdown(&self) {
        let slots: Vec<_> = lock(&self.pending).drain().map(|(_, slot)| slot).collect();
        for slot in slots {
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
/// May be dropped: the operation goes on and sends its event all the same.
#[must_use = "an operation that is not awaited completes later"]
pub struct Completion {
    op: OpId,
    slot: Arc<Mutex<Slot>>,
}

impl Completion {
    /// The operation's number, higher than those of all earlier ones of the session.
    pub fn op(&self) -> u64 {
        self.op.0
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
        f.debug_struct("Completion").field("op", &self.op).finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
