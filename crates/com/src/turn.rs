//! Turns: one thread at a time, and again by the thread whose turn it is.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

/// A turn that a caller takes and ends (`LockStore`), or that a thread has while it uses what has one position. Code of
/// the application's that runs meanwhile may come back on the same thread.
#[derive(Default)]
pub(crate) struct Turn {
    owner: Mutex<Option<(ThreadId, u32)>>,
    ended: Condvar,
}

impl Turn {
    /// Waits until no other thread has the turn.
    pub(crate) fn wait(&self) -> MutexGuard<'_, Option<(ThreadId, u32)>> {
        let me = thread::current().id();
        let mut owner = self.owner.lock().unwrap_or_else(PoisonError::into_inner);
        while owner.is_some_and(|(thread, _)| thread != me) {
            owner = self.ended.wait(owner).unwrap_or_else(PoisonError::into_inner);
        }
        owner
    }

    /// Takes it.
    pub(crate) fn begin(&self) {
        let mut owner = self.wait();
        let depth = owner.map_or(0, |(_, depth)| depth);
        *owner = Some((thread::current().id(), depth.saturating_add(1)));
    }

    /// Ends what [`Turn::begin`] began; whether this thread had the turn.
    pub(crate) fn end(&self) -> bool {
        let mut owner = self.owner.lock().unwrap_or_else(PoisonError::into_inner);
        let me = thread::current().id();
        match *owner {
            Some((thread, depth)) if thread == me => {
                *owner = (depth > 1).then_some((thread, depth - 1));
                if owner.is_none() {
                    self.ended.notify_all();
                }
                true
            }
            _ => false,
        }
    }

    /// Has the turn while `work` runs.
    pub(crate) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        struct Ends<'a>(&'a Turn);
        impl Drop for Ends<'_> {
            fn drop(&mut self) {
                self.0.end();
            }
        }
        self.begin();
        let _ends = Ends(self);
        work()
    }
}
