//! Decoders and converters.
//!
//! Each is an [`openmf_core::Transform`]; [`registrations`] lists them with what they take and make. A decoder puts out
//! its natural format: lossless sound as S16 or S32, lossy sound as F32, pictures as planar YUV at the size of the
//! display window. Converters do the rest.

mod aac;
mod adpcm;
mod audio_converter;
mod av1;
mod bits;
mod channels;
mod color;
mod converters;
mod decoder;
mod g711;
mod h264;
mod h264_sps;
mod hevc;
mod hevc_sets;
mod jpeg;
mod mjpeg;
mod nal;
mod opus;
mod panic_guard;
mod picture_memory;
mod reorder;
mod resume;
mod symphonia_audio;
mod time_stretch;
mod video_converter;
mod vorbis;
mod vp8;
mod vp9;

use openmf_core::TransformRegistration;

/// All transforms of this crate, in no particular order.
pub fn registrations() -> Vec<TransformRegistration> {
    [
        &aac::KIND,
        &adpcm::KIND,
        &av1::KIND,
        &g711::KIND,
        &h264::KIND,
        &hevc::KIND,
        &mjpeg::KIND,
        &opus::KIND,
        &symphonia_audio::ALAC,
        &symphonia_audio::FLAC,
        &symphonia_audio::MPEG_AUDIO,
        &vorbis::KIND,
        &vp8::KIND,
        &vp9::KIND,
    ]
    .into_iter()
    .map(decoder::DecoderKind::registration)
    .chain(converters::registrations())
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use openmf_core::{Error, MediaType};

    use super::*;

    #[test]
    fn every_registration_is_one_of_a_kind_and_refuses_what_it_does_not_take() {
        let registrations = registrations();
        let classes: HashSet<_> = registrations
            .iter()
            .map(|registration| registration.class)
            .collect();
        assert_eq!(classes.len(), registrations.len());
        for registration in &registrations {
            let mut transform = (registration.factory)().unwrap();
            let nothing = MediaType::new();
            assert!(matches!(
                transform.set_input_type(0, &nothing),
                Err(Error::InvalidMediaType { .. })
            ));
            assert!(matches!(transform.output_type(0), Err(Error::TypeNotSet { .. })));
            assert!(matches!(
                transform.process_output(),
                Err(Error::TypeNotSet { .. })
            ));
        }
    }
}
