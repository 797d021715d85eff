//! What the tests look at.

use crate::edge;

exports! {
    /// How many of our objects are alive in this process. For tests: an application has no use for it.
    fn OpenMFLiveObjects() -> u32 {
        edge::live_objects()
    }
}
