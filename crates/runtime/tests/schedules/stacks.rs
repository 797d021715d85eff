//! Here nothing waits for ever.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub(crate) fn wait_for(_flag: &Arc<AtomicBool>) {}
