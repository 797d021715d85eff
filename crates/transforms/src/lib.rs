//! Decoders and converters.

use openmf_core::TransformRegistration;

/// All transforms of this crate, in no particular order.
pub fn registrations() -> Vec<TransformRegistration> {
    vec![]
}
