//! What the tests look at.

use crate::{edge, identity};

exports! {
    /// How many of our objects are alive in this process. For tests: an application has no use for it.
    fn OpenMFLiveObjects() -> u32 {
        let others = u32::try_from(identity::live()).unwrap_or(u32::MAX);
        edge::live_objects().saturating_add(others)
    }
}
