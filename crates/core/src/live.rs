//! How many objects of each kind there are: what a test looks at when all should be gone.

#[cfg(debug_assertions)]
use std::sync::atomic::{AtomicUsize, Ordering};

/// Samples.
pub const SAMPLE: usize = 0;
/// Buffers, each slice and clone by itself.
pub const BUFFER: usize = 1;
/// Topologies.
pub const TOPOLOGY: usize = 2;
/// Branches of running topologies.
pub const BRANCH: usize = 3;
/// Sessions.
pub const SESSION: usize = 4;

const NAMES: [&str; 5] = ["sample", "buffer", "topology", "branch", "session"];

#[cfg(debug_assertions)]
static COUNTS: [AtomicUsize; NAMES.len()] = [const { AtomicUsize::new(0) }; NAMES.len()];

/// A field of what is counted. It is counted only with debug assertions, and costs nothing without.
#[derive(Debug)]
pub struct Live<const KIND: usize>(());

impl<const KIND: usize> Live<KIND> {
    /// One more.
    pub fn new() -> Self {
        #[cfg(debug_assertions)]
        COUNTS[KIND].fetch_add(1, Ordering::Relaxed);
        Self(())
    }
}

impl<const KIND: usize> Default for Live<KIND> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const KIND: usize> Clone for Live<KIND> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

#[cfg(debug_assertions)]
impl<const KIND: usize> Drop for Live<KIND> {
    fn drop(&mut self) {
        COUNTS[KIND].fetch_sub(1, Ordering::Relaxed);
    }
}

/// The kinds of objects and how many of each there are in the process; all 0 without debug assertions.
pub fn live_objects() -> [(&'static str, usize); NAMES.len()] {
    #[cfg_attr(
        not(debug_assertions),
        allow(unused_mut, reason = "changed with debug assertions only")
    )]
    let mut counts = NAMES.map(|name| (name, 0));
    #[cfg(debug_assertions)]
    for (count, live) in counts.iter_mut().zip(&COUNTS) {
        count.1 = live.load(Ordering::Relaxed);
    }
    counts
}
