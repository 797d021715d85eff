//! Who shuts a transform down.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use openmf_core::{SharedTransform, TransformActivate};

/// A transform in a topology: held by the topology, and by whatever feeds the transform for it. When the last of them
/// lets go, nobody is inside the transform any more, and it is shut down if it goes with the topology.
///
/// Source: `IMFActivate::ShutdownObject`: who calls `ActivateObject`, here the session by its topology loader, calls this.
pub(crate) struct Custody {
    transform: SharedTransform,
    /// What it was made with, if that was in the topology.
    activate: Option<Arc<dyn TransformActivate>>,
    ends: AtomicBool,
}

impl Custody {
    pub(crate) fn new(transform: SharedTransform, activate: Option<Arc<dyn TransformActivate>>) -> Self {
        Self {
            transform,
            activate,
            ends: AtomicBool::new(false),
        }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.is_of(&other.transform)
    }

    pub(crate) fn is_of(&self, transform: &SharedTransform) -> bool {
        self.transform.is_same(transform)
    }

    pub(crate) fn is_made_by(&self, activate: &Arc<dyn TransformActivate>) -> bool {
        let known = self.activate.as_ref();
        known.is_some_and(|known| Arc::ptr_eq(known, activate))
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
            if let Some(activate) = self.activate.take() {
                let _ = catch_unwind(AssertUnwindSafe(|| activate.shutdown_object()));
            }
        }
    }
}
