//! Decoders and converters.

mod audio_converter;
mod converters;
mod video_converter;

use openmf_core::TransformRegistration;

/// All transforms of this crate, in no particular order.
pub fn registrations() -> Vec<TransformRegistration> {
    converters::registrations()
}
