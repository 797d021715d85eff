//! The converters' entries in the registry.

use std::sync::Arc;

use openmf_core::{Guid, PixelFormat, TransformRegistration, guids};

use crate::audio_converter::AudioConverter;
use crate::video_converter::VideoConverter;

/// Converters come after everything that is more specific.
const MERIT: u32 = 0x0010_0000;

/// The class identifier of the audio converter.
const AUDIO_CONVERTER: Guid = Guid::from_u128(0x6f70656e_6d66_4d03_8001_617564696f00);
/// The class identifier of the video converter.
const VIDEO_CONVERTER: Guid = Guid::from_u128(0x6f70656e_6d66_4d03_8002_766964656f00);

/// The audio and the video converter.
pub(crate) fn registrations() -> Vec<TransformRegistration> {
    let audio = vec![
        (guids::MFMediaType_Audio, guids::MFAudioFormat_PCM),
        (guids::MFMediaType_Audio, guids::MFAudioFormat_Float),
    ];
    let video: Vec<(Guid, Guid)> = PixelFormat::ALL
        .into_iter()
        .map(|format| (guids::MFMediaType_Video, format.subtype()))
        .collect();
    vec![
        TransformRegistration {
            class: AUDIO_CONVERTER,
            name: AudioConverter::NAME,
            category: guids::MFT_CATEGORY_AUDIO_EFFECT,
            inputs: audio.clone(),
            outputs: audio,
            merit: MERIT,
            factory: Arc::new(|| Ok(Box::new(AudioConverter::new()))),
        },
        TransformRegistration {
            class: VIDEO_CONVERTER,
            name: VideoConverter::NAME,
            category: guids::MFT_CATEGORY_VIDEO_PROCESSOR,
            inputs: video.clone(),
            outputs: video,
            merit: MERIT,
            factory: Arc::new(|| Ok(Box::new(VideoConverter::new()))),
        },
    ]
}
