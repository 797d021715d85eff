use std::sync::{Arc, Mutex, PoisonError};

use crate::{HResult, UserObject};

/// Which work queue a callback wants. The documented numbers are constants; private queues have others.
///
/// Source: "Work Queue Identifiers" (Microsoft Learn).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WorkQueueId(pub u32);

impl WorkQueueId {
    /// `MFASYNC_CALLBACK_QUEUE_STANDARD`: items run one after the other.
    pub const STANDARD: Self = Self(1);
    /// `MFASYNC_CALLBACK_QUEUE_RT`.
    pub const RT: Self = Self(2);
    /// `MFASYNC_CALLBACK_QUEUE_IO`.
    pub const IO: Self = Self(3);
    /// `MFASYNC_CALLBACK_QUEUE_TIMER`.
    pub const TIMER: Self = Self(4);
    /// `MFASYNC_CALLBACK_QUEUE_MULTITHREADED`: items may overlap.
    pub const MULTITHREADED: Self = Self(5);
    /// `MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION`.
    pub const LONG_FUNCTION: Self = Self(7);
}

/// What is told when an asynchronous operation has ended (`IMFAsyncCallback`).
pub trait AsyncCallback: Send + Sync {
    /// Called exactly once for each request that began, on the work queue the callback asked for.
    fn invoke(&self, result: Arc<AsyncResult>);

    /// The work queue on which to be called. Default: the standard queue (`GetParameters` answering `E_NOTIMPL`).
    fn work_queue(&self) -> WorkQueueId {
        WorkQueueId::STANDARD
    }
}

/// Identifies one asynchronous operation between its begin and its end (`IMFAsyncResult`).
#[derive(Debug, Default)]
pub struct AsyncResult {
    state: Option<UserObject>,
    status: Mutex<HResult>,
}

impl AsyncResult {
    /// A result that carries the caller's state object.
    pub fn new(state: Option<UserObject>) -> Self {
        Self {
            state,
            status: Mutex::default(),
        }
    }

    /// The state object given when the operation began.
    pub fn state(&self) -> Option<&UserObject> {
        self.state.as_ref()
    }

    /// The operation's status.
    pub fn status(&self) -> HResult {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the operation's status.
    pub fn set_status(&self, status: HResult) {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }
}
