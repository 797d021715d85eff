//! Who shuts a transform down.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use openmf_core::SharedTransform;

/// A transform in a topology: held by the topology, and by whatever feeds the transform for it. When the last of them
/// lets go, nobody is inside the transform any more, and it is shut down if it goes with the topology.
pub(crate) struct Custody {
    transform: SharedTransform,
    ends: AtomicBool,
}

impl Custody {
    pub(crate) fn new(transform: SharedTransform) -> Self {
        Self {
            transform,
            ends: AtomicBool::new(false),
        }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.is_of(&other.transform)
    }

    pub(crate) fn is_of(&self, transform: &SharedTransform) -> bool {
        self.transform.is_same(transform)
    }

    /// It goes with the topology.
    pub(crate) fn end(&self) {
        self.ends.store(true, Ordering::Release);
    }
}

impl Drop for Custody {
    fn drop(&mut self) {
        if self.ends.load(Ordering::Acquire) {
            // There is nothing to do about one that panics.
            let _ = catch_unwind(AssertUnwindSafe(|| self.transform.lock().shut_down()));
        }
    }
}
