use openmf_core::{AudioFormat, Guid, MediaType, PixelFormat, SampleFormat, guids, keys};

/// The short name of a media type's codec as other software writes it: `h264`, `aac`, `pcm_s16le`.
///
/// A codec that is not known here has its own name from the container, else its four-character code in lower case.
pub fn codec_name(media_type: &MediaType) -> String {
    let subtype = media_type.subtype();
    if let Some(name) = uncompressed_name(media_type) {
        // The container may have the numbers in another form than they are given out.
        let stored = media_type.attributes().get(keys::OPENMF_CODEC_NAME);
        return stored
            .ok()
            .filter(|stored| stored.starts_with("pcm_"))
            .unwrap_or(name);
    }
    if let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == subtype) {
        return (*name).to_owned();
    }
    if media_type.is_video() && PixelFormat::from_subtype(&subtype).is_some() {
        return "rawvideo".to_owned();
    }
    if let Ok(name) = media_type.attributes().get(keys::OPENMF_CODEC_NAME) {
        return name;
    }
    let code = subtype
        .tag()
        .map(u32::to_le_bytes)
        .filter(|code| code.iter().all(u8::is_ascii_graphic));
    match code {
        Some(code) => String::from_utf8_lossy(&code).to_lowercase(),
        None => subtype.to_string(),
    }
}

/// The name of uncompressed sound as its samples are, whatever its container had: `pcm_s16le`.
pub fn uncompressed_name(media_type: &MediaType) -> Option<String> {
    let format = AudioFormat::try_from(media_type).ok()?.sample_format()?;
    Some(pcm_name(format).to_owned())
}

const fn pcm_name(format: SampleFormat) -> &'static str {
    match format {
        SampleFormat::U8 => "pcm_u8",
        SampleFormat::S16 => "pcm_s16le",
        SampleFormat::S24 => "pcm_s24le",
        SampleFormat::S32 => "pcm_s32le",
        SampleFormat::F32 => "pcm_f32le",
        SampleFormat::F64 => "pcm_f64le",
    }
}

const NAMES: &[(Guid, &str)] = &[
    (guids::MFVideoFormat_H264, "h264"),
    (guids::MFVideoFormat_HEVC, "hevc"),
    (guids::MFVideoFormat_AV1, "av1"),
    (guids::MFVideoFormat_VP90, "vp9"),
    (guids::MFVideoFormat_VP80, "vp8"),
    (guids::MFVideoFormat_MJPG, "mjpeg"),
    (guids::MFAudioFormat_AAC, "aac"),
    (guids::MFAudioFormat_MP3, "mp3"),
    (guids::MFAudioFormat_MPEG, "mp2"),
    (guids::MFAudioFormat_FLAC, "flac"),
    (guids::MFAudioFormat_ALAC, "alac"),
    (guids::MFAudioFormat_Vorbis, "vorbis"),
    (guids::MFAudioFormat_Opus, "opus"),
    (guids::MFAudioFormat_Dolby_AC3, "ac3"),
    (guids::MFVideoFormat_MP4V, "mpeg4"),
    (Guid::from_tag(2), "adpcm_ms"),
    (Guid::from_tag(6), "pcm_alaw"),
    (Guid::from_tag(7), "pcm_mulaw"),
    (Guid::from_tag(0x11), "adpcm_ima_wav"),
    (Guid::from_fourcc(*b"ima4"), "adpcm_ima_qt"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_unknown_and_uncompressed_types_have_names() {
        let partial = |major, subtype| codec_name(&MediaType::partial(major, subtype));
        assert_eq!(
            partial(guids::MFMediaType_Video, guids::MFVideoFormat_H264),
            "h264"
        );
        assert_eq!(
            partial(guids::MFMediaType_Video, Guid::from_fourcc(*b"XVID")),
            "xvid"
        );
        assert_eq!(
            partial(guids::MFMediaType_Video, guids::MFVideoFormat_NV12),
            "rawvideo"
        );
        let pcm = AudioFormat::pcm(SampleFormat::S24, 48_000, 2).to_media_type();
        assert_eq!(codec_name(&pcm), "pcm_s24le");
    }
}
