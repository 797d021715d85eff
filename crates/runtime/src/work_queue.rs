//! Work queues by identifier, over the pool.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};

use openmf_core::{Error, Result, WorkQueueId};

use crate::executor::Inner;
use crate::sync::{Mutex, MutexGuard};

type Work = Box<dyn FnOnce() + Send>;

/// The work queues of a pool (`MFAllocateWorkQueue`, `MFPutWorkItem`).
///
/// The documented queues exist always. Items of `STANDARD` and of serial queues run one after the other, in order;
/// items of `MULTITHREADED`, `LONG_FUNCTION`, `IO` and `TIMER` may overlap. No queue owns a thread.
#[derive(Default)]
pub struct WorkQueues {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    serial: HashMap<WorkQueueId, Allocated>,
    next: u32,
}

struct Allocated {
    queue: SerialQueue,
    references: u32,
}

/// Private identifiers have bits set in the upper half. Source: "Work Queues" (Microsoft Learn).
const FIRST_PRIVATE: u32 = 0x0001_0000;

impl WorkQueues {
    /// Makes a serial queue with one reference (`MFAllocateWorkQueue`).
    pub fn allocate(&self) -> WorkQueueId {
        let mut state = self.lock();
        loop {
            state.next = state.next.wrapping_add(1) % (u32::MAX - FIRST_PRIVATE);
            let id = WorkQueueId(FIRST_PRIVATE + state.next);
            if let Entry::Vacant(vacant) = state.serial.entry(id) {
                vacant.insert(Allocated {
                    queue: SerialQueue::default(),
                    references: 1,
                });
                return id;
            }
        }
    }

    /// Adds a reference to a private queue (`MFLockWorkQueue`).
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: there is no such queue.
    pub fn lock_queue(&self, id: WorkQueueId) -> Result<()> {
        let mut state = self.lock();
        let queue = state
            .serial
            .get_mut(&id)
            .ok_or_else(|| Error::invalid_argument("unknown work queue"))?;
        queue.references += 1;
        Ok(())
    }

    /// Releases a reference; the last one removes the queue after its items have run (`MFUnlockWorkQueue`).
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: there is no such queue.
    pub fn unlock_queue(&self, id: WorkQueueId) -> Result<()> {
        let mut state = self.lock();
        let queue = state
            .serial
            .get_mut(&id)
            .ok_or_else(|| Error::invalid_argument("unknown work queue"))?;
        queue.references -= 1;
        if queue.references == 0 {
            state.serial.remove(&id);
        }
        Ok(())
    }

    pub(crate) fn put(pool: &Arc<Inner>, id: WorkQueueId, work: Work) {
        let queue = match id {
            WorkQueueId::MULTITHREADED
            | WorkQueueId::LONG_FUNCTION
            | WorkQueueId::IO
            | WorkQueueId::TIMER => None,
            WorkQueueId::STANDARD | WorkQueueId::RT => {
                let mut state = pool.queues.lock();
                let entry = state.serial.entry(id);
                let standard = entry.or_insert_with(|| Allocated {
                    queue: SerialQueue::default(),
                    references: 1,
                });
                Some(standard.queue.clone())
            }
            // An item for a queue that is gone still runs: it was promised its one call.
            private => pool
                .queues
                .lock()
                .serial
                .get(&private)
                .map(|allocated| allocated.queue.clone()),
        };
        match queue {
            Some(queue) => queue.put(pool, work),
            None => pool.spawn(async move { work() }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs items one after the other, in order, on whichever worker is free.
#[derive(Clone, Default)]
pub(crate) struct SerialQueue {
    shared: Arc<Mutex<Serial>>,
}

#[derive(Default)]
struct Serial {
    items: VecDeque<Work>,
    running: bool,
}

impl SerialQueue {
    pub(crate) fn put(&self, pool: &Arc<Inner>, work: Work) {
        let start = {
            let mut serial = self.lock();
            serial.items.push_back(work);
            !std::mem::replace(&mut serial.running, true)
        };
        if start {
            let queue = self.clone();
            pool.spawn(async move { queue.drain().await });
        }
    }

    /// Takes out what has not begun yet.
    pub(crate) fn take_items(&self) -> Vec<Work> {
        self.lock().items.drain(..).collect()
    }

    async fn drain(self) {
        loop {
            let item = {
                let mut serial = self.lock();
                let item = serial.items.pop_front();
                serial.running = item.is_some();
                item
            };
            let Some(item) = item else { return };
            // A callback that panics must not end the queue for the others; its own component notices.
            let _ = catch_unwind(AssertUnwindSafe(item));
            futures_lite::future::yield_now().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Serial> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
