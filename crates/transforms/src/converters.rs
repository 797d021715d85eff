//! The converters' entries in the registry.

use std::sync::Arc;

use openmf_core::{Guid, PixelFormat, TIME_STRETCH_CLASS, TransformKind, TransformRegistration, guids};

use crate::audio_converter::AudioConverter;
use crate::time_stretch::TimeStretch;
use crate::video_converter::VideoConverter;

/// Converters come after everything that is more specific.
const MERIT: u32 = 0x0010_0000;

/// The class identifier of the audio converter.
const AUDIO_CONVERTER: Guid = Guid::from_u128(0x6f70656e_6d66_4d03_8001_617564696f00);
/// The class identifier of the video converter.
const VIDEO_CONVERTER: Guid = Guid::from_u128(0x6f70656e_6d66_4d03_8002_766964656f00);

/// The audio and the video converter, and the time stretch, which no loader puts in.
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
            outputs: audio.clone(),
            merit: MERIT,
            kind: TransformKind::default(),
            factory: Arc::new(|| Ok(Box::new(AudioConverter::new()))),
        },
        TransformRegistration {
            class: VIDEO_CONVERTER,
            name: VideoConverter::NAME,
            category: guids::MFT_CATEGORY_VIDEO_PROCESSOR,
            inputs: video.clone(),
            outputs: video,
            merit: MERIT,
            kind: TransformKind::default(),
            factory: Arc::new(|| Ok(Box::new(VideoConverter::new()))),
        },
        TransformRegistration {
            class: TIME_STRETCH_CLASS,
            name: TimeStretch::NAME,
            category: guids::MFT_CATEGORY_OTHER,
            inputs: audio.clone(),
            outputs: audio,
            merit: MERIT,
            kind: TransformKind::default(),
            factory: Arc::new(|| Ok(Box::new(TimeStretch::new()))),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use openmf_core::{AudioFormat, Error, FrameSize, SampleFormat, VideoFormat};

    #[test]
    fn each_takes_and_makes_what_it_is_registered_for() {
        let size = FrameSize { width: 6, height: 4 };
        let sound = AudioFormat::pcm(SampleFormat::S16, 44_100, 2).to_media_type();
        let picture = VideoFormat::new(guids::MFVideoFormat_NV12, size).to_media_type();
        let aac = AudioFormat::compressed(guids::MFAudioFormat_AAC, 44_100, 2).to_media_type();
        for (registration, own) in registrations().into_iter().zip([&sound, &picture, &sound]) {
            for media_type in [&sound, &picture, &aac] {
                let expected = media_type == own;
                assert_eq!(registration.takes(media_type), expected, "{media_type}");
                assert_eq!(registration.makes(media_type), expected, "{media_type}");
                let converter = registration.create().unwrap();
                let result = converter.lock().set_input_type(0, media_type);
                match result {
                    Ok(()) => assert!(expected, "{media_type}"),
                    Err(Error::InvalidMediaType { .. }) => assert!(!expected, "{media_type}"),
                    Err(other) => panic!("{media_type}: {other}"),
                }
            }
        }
    }
}
