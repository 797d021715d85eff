use openmf_core::{
    AudioFormat, FrameSize, MediaType, PixelFormat, Ratio, SampleFormat, VideoFormat, default_channel_mask,
    guids, keys,
};

/// Completes a partial media type from the type upstream: what the partial type leaves open is as upstream.
///
/// A type that is complete, or of another major type than upstream, comes back as it is: a transform that says all that
/// matters about its output knows better what else there is to say.
pub(crate) fn complete(partial: &MediaType, upstream: &MediaType) -> MediaType {
    let foreign = partial.major_type() != upstream.major_type();
    if foreign || partial.is_compressed() || is_complete(partial) {
        return partial.clone();
    }
    let completed = if partial.is_audio() {
        complete_audio(partial, upstream)
    } else {
        complete_video(partial, upstream)
    };
    // What the partial type says itself wins over anything derived, also attributes that no view knows.
    for (key, value) in partial.attributes().items() {
        completed.attributes().set_item(key, value);
    }
    completed
}

/// Whether samples of the type can be laid out in memory.
pub(crate) fn is_complete(media_type: &MediaType) -> bool {
    if media_type.is_audio() {
        AudioFormat::try_from(media_type).is_ok_and(|format| format.sample_format().is_some())
    } else {
        VideoFormat::try_from(media_type).is_ok_and(|format| format.size != FrameSize::default())
    }
}

fn complete_audio(partial: &MediaType, upstream: &MediaType) -> MediaType {
    let Ok(from) = AudioFormat::try_from(upstream) else {
        return partial.clone();
    };
    let a = partial.attributes();
    let sample_rate = a.get_or(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND, from.sample_rate);
    let channels = a.get_or(keys::MF_MT_AUDIO_NUM_CHANNELS, from.channels);
    let default_mask = if channels == from.channels && from.channel_mask != 0 {
        from.channel_mask
    } else {
        default_channel_mask(channels)
    };
    let default_bits = match partial.subtype() {
        same if same == from.subtype && from.bits_per_sample != 0 => from.bits_per_sample,
        guids::MFAudioFormat_Float => SampleFormat::F32.bytes() as u32 * 8,
        _ => SampleFormat::S16.bytes() as u32 * 8,
    };
    AudioFormat {
        subtype: partial.subtype(),
        sample_rate,
        channels,
        channel_mask: a.get_or(keys::MF_MT_AUDIO_CHANNEL_MASK, default_mask),
        bits_per_sample: a.get_or(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, default_bits),
    }
    .to_media_type()
}

/// `MFNominalRange_0_255`.
const FULL_RANGE: u32 = 1;

fn complete_video(partial: &MediaType, upstream: &MediaType) -> MediaType {
    let Ok(mut format) = VideoFormat::try_from(upstream) else {
        return partial.clone();
    };
    format.subtype = partial.subtype();
    if matches!(
        format.pixel_format(),
        Some(PixelFormat::Rgb32 | PixelFormat::Argb32)
    ) {
        // RGB has no matrix and always its full range, whatever the pictures upstream have.
        format.color.matrix = 0;
        format.color.range = FULL_RANGE;
    }
    // A quarter turn, which only a transform that turns pictures can be asked for, exchanges the sides.
    let rotation = partial
        .attributes()
        .get_or(keys::MF_MT_VIDEO_ROTATION, format.rotation);
    if rotation % 180 != format.rotation % 180 {
        let FrameSize { width, height } = format.size;
        format.size = FrameSize {
            width: height,
            height: width,
        };
        let Ratio {
            numerator,
            denominator,
        } = format.pixel_aspect;
        format.pixel_aspect = Ratio {
            numerator: denominator,
            denominator: numerator,
        };
    }
    let completed = format.to_media_type();
    if !upstream
        .attributes()
        .contains(&keys::MF_MT_PIXEL_ASPECT_RATIO.guid())
    {
        completed
            .attributes()
            .delete(&keys::MF_MT_PIXEL_ASPECT_RATIO.guid());
    }
    completed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_as_upstream() {
        let audio = |subtype| MediaType::partial(guids::MFMediaType_Audio, subtype);
        let s24 = AudioFormat::pcm(SampleFormat::S24, 96_000, 6).to_media_type();
        let aac = AudioFormat::compressed(guids::MFAudioFormat_AAC, 44_100, 1).to_media_type();
        let at_48k = audio(guids::MFAudioFormat_Float);
        at_48k
            .attributes()
            .set(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND, 48_000);
        let stereo = audio(guids::MFAudioFormat_PCM);
        stereo.attributes().set(keys::MF_MT_AUDIO_NUM_CHANNELS, 2);
        // Complete without a channel mask.
        let bare = AudioFormat {
            channel_mask: 0,
            ..AudioFormat::pcm(SampleFormat::F32, 96_000, 6)
        }
        .to_media_type();
        let table = [
            (audio(guids::MFAudioFormat_PCM), &s24, s24.clone()),
            (
                audio(guids::MFAudioFormat_PCM),
                &aac,
                AudioFormat::pcm(SampleFormat::S16, 44_100, 1).to_media_type(),
            ),
            (
                at_48k,
                &s24,
                AudioFormat::pcm(SampleFormat::F32, 48_000, 6).to_media_type(),
            ),
            (
                stereo,
                &s24,
                AudioFormat::pcm(SampleFormat::S24, 96_000, 2).to_media_type(),
            ),
            (aac.clone(), &s24, aac.clone()),
            (bare.clone(), &s24, bare),
        ];
        for (partial, upstream, expected) in table {
            assert_eq!(
                complete(&partial, upstream),
                expected,
                "{partial} from {upstream}"
            );
        }
    }

    #[test]
    fn a_quarter_turn_exchanges_the_sides() {
        let of = |width, height, pixel_aspect, rotation| {
            let mut format = VideoFormat::new(guids::MFVideoFormat_NV12, FrameSize { width, height });
            format.pixel_aspect = pixel_aspect;
            format.rotation = rotation;
            format
        };
        let ratio = |numerator, denominator| Ratio {
            numerator,
            denominator,
        };
        let upstream = of(720, 576, ratio(16, 15), 90);
        let table = [
            (None, upstream.clone()),
            (Some(90), upstream.clone()),
            (Some(0), of(576, 720, ratio(15, 16), 0)),
            (Some(180), of(576, 720, ratio(15, 16), 180)),
            (Some(270), of(720, 576, ratio(16, 15), 270)),
        ];
        for (rotation, expected) in table {
            let partial = MediaType::partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
            if let Some(rotation) = rotation {
                partial.attributes().set(keys::MF_MT_VIDEO_ROTATION, rotation);
            }
            let completed = complete(&partial, &upstream.to_media_type());
            assert_eq!(
                VideoFormat::try_from(&completed).unwrap(),
                expected,
                "{rotation:?}"
            );
        }
    }

    #[test]
    fn video_keeps_size_rate_and_colour() {
        let mut format = VideoFormat::new(
            guids::MFVideoFormat_H264,
            FrameSize {
                width: 640,
                height: 360,
            },
        );
        format.frame_rate = Some(Ratio {
            numerator: 25,
            denominator: 1,
        });
        format.color.matrix = 1;
        let partial = MediaType::partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12);
        let completed = complete(&partial, &format.to_media_type());
        format.subtype = guids::MFVideoFormat_NV12;
        assert_eq!(VideoFormat::try_from(&completed).unwrap(), format);
    }
}
