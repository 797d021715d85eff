use std::sync::{Arc, PoisonError};

use crate::Runtime;
use crate::sync::Mutex;
use crate::watched::Call;
use crate::work_queue::SerialQueue;

/// Calls to one component, or to components whose calls must keep their order, one after the other.
///
/// A call that does not return holds up only its lane; [`Lane::abandon`] lets the calls behind it go on without it.
#[derive(Clone)]
pub(crate) struct Lane {
    runtime: Runtime,
    queue: Arc<Mutex<SerialQueue>>,
}

impl Lane {
    pub(crate) fn new(runtime: Runtime) -> Self {
        Self {
            runtime,
            queue: Arc::default(),
        }
    }

    pub(crate) fn run(&self, call: impl FnOnce() + Send + 'static) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.put(self.runtime.pool(), Box::new(call));
    }

    /// As [`Lane::run`]; a worker makes the call itself when the task that it is in has returned, and wakes nobody for it. For
    /// a task that is about to return.
    pub(crate) fn run_behind(&self, kind: Call, call: impl FnOnce() + Send + 'static) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.put_behind(self.runtime.pool(), kind, Box::new(call));
    }

    /// Leaves the call that is in progress to itself.
    pub(crate) fn abandon(&self) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = queue.take_items();
        *queue = SerialQueue::default();
        for item in rest {
            queue.put(self.runtime.pool(), item);
        }
    }
    /// The same, and what waits behind it no longer waits for each other either: for calls whose order has come to
    /// mean nothing, of which more may hang.
    pub(crate) fn abandon_all(&self) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = queue.take_items();
        *queue = SerialQueue::default();
        for item in rest {
            SerialQueue::default().put(self.runtime.pool(), item);
        }
    }
}
