//! Track entries as media types. Source: RFC 9559 §5.1.4, "Matroska Codec Specifications".

use openmf_core::{Guid, MediaType, Ratio, TimeSpan, VideoFormat, guids, keys};

use super::ebml::Child;
use super::ids;
use crate::bitrate;
use crate::codec;
use crate::demuxer::Track;

/// A track of the file.
pub(super) struct MatroskaTrack {
    pub(super) number: u64,
    /// The identifier by which tags name it; 0: none.
    pub(super) uid: u64,
    pub(super) track: Track,
    /// Length of a frame in nanoseconds, if it is constant.
    pub(super) default_duration: Option<u64>,
    /// What is taken off all times, in nanoseconds.
    pub(super) codec_delay: i64,
    /// How far before a position decoding has to start.
    pub(super) preroll: TimeSpan,
    /// Bytes that precede every frame.
    pub(super) stripped: Vec<u8>,
    /// Bytes of a big-endian number of uncompressed audio; 0 if nothing has to be swapped.
    pub(super) swap: usize,
}

impl MatroskaTrack {
    pub(super) fn is_video(&self) -> bool {
        self.track.media_type.is_video()
    }

    /// Whether pictures of the codec may be stored out of the order that they are shown in.
    pub(super) fn may_reorder(&self) -> bool {
        !matches!(
            self.track.media_type.subtype(),
            guids::MFVideoFormat_VP80
                | guids::MFVideoFormat_VP90
                | guids::MFVideoFormat_AV1
                | guids::MFVideoFormat_MJPG
        )
    }

    pub(super) fn is_opus(&self) -> bool {
        self.track.media_type.subtype() == guids::MFAudioFormat_Opus
    }
}

/// The fields of a track entry.
struct Fields<'a> {
    codec: String,
    private: &'a [u8],
    default_duration: Option<u64>,
    video: Option<Child<'a>>,
    rate: f64,
    output_rate: f64,
    channels: u32,
    bits: u32,
}

/// Reads a track entry; `None` if it has no number.
pub(super) fn parse(entry: Child<'_>) -> Option<MatroskaTrack> {
    let mut fields = Fields {
        codec: String::new(),
        private: &[],
        default_duration: None,
        video: None,
        rate: 8_000.0,
        output_rate: 0.0,
        channels: 1,
        bits: 0,
    };
    let (mut number, mut uid, mut kind, mut enabled, mut default) = (0, 0, 0, true, true);
    let (mut delay, mut preroll) = (0, 0);
    let (mut language, mut bcp47, mut name) = (None, None, None);
    let mut encodings = None;
    for child in entry.children() {
        match child.id {
            ids::TRACK_NUMBER => number = child.uint(),
            ids::TRACK_UID => uid = child.uint(),
            ids::TRACK_TYPE => kind = child.uint(),
            ids::FLAG_ENABLED => enabled = child.uint() != 0,
            ids::FLAG_DEFAULT => default = child.uint() != 0,
            ids::DEFAULT_DURATION => fields.default_duration = Some(child.uint()).filter(|len| *len != 0),
            ids::NAME => name = Some(child.text()),
            ids::LANGUAGE => language = Some(child.text()),
            ids::LANGUAGE_BCP47 => bcp47 = Some(child.text()),
            ids::CODEC_ID => fields.codec = child.text(),
            ids::CODEC_PRIVATE => fields.private = child.body,
            ids::CODEC_DELAY => delay = child.uint(),
            ids::SEEK_PRE_ROLL => preroll = child.uint(),
            ids::VIDEO => fields.video = Some(child),
            ids::CONTENT_ENCODINGS => encodings = Some(child),
            ids::AUDIO => {
                for child in child.children() {
                    match child.id {
                        ids::SAMPLING_FREQUENCY => fields.rate = child.float(),
                        ids::OUTPUT_SAMPLING_FREQUENCY => fields.output_rate = child.float(),
                        ids::CHANNELS => fields.channels = u32::try_from(child.uint()).unwrap_or(0),
                        ids::BIT_DEPTH => fields.bits = u32::try_from(child.uint()).unwrap_or(0),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    if number == 0 {
        return None;
    }
    let mut swap = 0;
    let media_type = match kind {
        1 => video(&fields),
        2 => audio(&fields, &mut swap),
        17 => other(guids::MFMediaType_Subtitle, &fields.codec),
        _ => other(guids::MFMediaType_Binary, &fields.codec),
    };
    let mut track = MatroskaTrack {
        number,
        uid,
        // The registry's limit on delays is far below this; more is nonsense.
        codec_delay: i64::try_from(delay).unwrap_or(0).min(1_000_000_000),
        preroll: codec::preroll(&media_type).max(TimeSpan::from_100ns(
            i64::try_from(preroll / 100).unwrap_or(0).min(10_000_000),
        )),
        default_duration: fields.default_duration,
        stripped: Vec::new(),
        swap,
        track: Track {
            id: u32::try_from(number).unwrap_or(u32::MAX),
            media_type,
            selected: enabled && default,
            ..Track::default()
        },
    };
    // Behind the lengths of the headers.
    let header = fields
        .private
        .windows(7)
        .take(8)
        .position(|found| found == b"\x01vorbis");
    if fields.codec == "A_VORBIS"
        && let Some((bits, _)) = header.and_then(|at| bitrate::of_vorbis(fields.private.get(at..)?))
    {
        bitrate::tell(&track.track.media_type, bits);
    }
    if let Some(encodings) = encodings {
        content_encodings(&mut track, encodings);
    }
    let s = &track.track.attributes;
    // English is what the specification says of a track without the element.
    let language = bcp47.or(language).unwrap_or_else(|| "eng".to_owned());
    if let Some(language) = codec::language(&language) {
        s.set(keys::MF_SD_LANGUAGE, language);
    }
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        s.set(keys::MF_SD_STREAM_NAME, name);
    }
    Some(track)
}

fn other(major: Guid, id: &str) -> MediaType {
    let code = match id {
        "S_TEXT/UTF8" | "S_TEXT/ASCII" => *b"srt ",
        "S_TEXT/ASS" | "S_ASS" | "S_TEXT/SSA" | "S_SSA" => *b"ssa ",
        "S_TEXT/WEBVTT" | "D_WEBVTT/SUBTITLES" => *b"wvtt",
        "S_HDMV/PGS" => *b"pgs ",
        "S_VOBSUB" => *b"dvds",
        _ => *b"mkv ",
    };
    let media_type = codec::other_stream(major, code);
    codec::set_codec_name(&media_type, id);
    media_type
}

/// Frames may lack a common start, which is put back; other encodings make a track that nothing can decode.
fn content_encodings(track: &mut MatroskaTrack, encodings: Child<'_>) {
    const HEADER_STRIPPING: u64 = 3;
    for encoding in encodings
        .children()
        .filter(|child| child.id == ids::CONTENT_ENCODING)
    {
        for child in encoding.children() {
            let undecodable = match child.id {
                ids::CONTENT_COMPRESSION => {
                    let mut algorithm = 0;
                    let mut settings: &[u8] = &[];
                    for child in child.children() {
                        match child.id {
                            ids::CONTENT_COMP_ALGO => algorithm = child.uint(),
                            ids::CONTENT_COMP_SETTINGS => settings = child.body,
                            _ => {}
                        }
                    }
                    if algorithm == HEADER_STRIPPING && settings.len() <= 4096 {
                        track.stripped = settings.to_vec();
                        None
                    } else {
                        Some("compressed")
                    }
                }
                ids::CONTENT_ENCRYPTION => {
                    track.track.attributes.set(keys::MF_SD_PROTECTED, true);
                    Some("encrypted")
                }
                _ => None,
            };
            if let Some(how) = undecodable {
                let media_type = &track.track.media_type;
                let name = format!("{how} {}", media_type.subtype());
                media_type
                    .attributes()
                    .set(keys::MF_MT_SUBTYPE, Guid::from_fourcc(*b"mkv "));
                codec::set_codec_name(media_type, &name);
            }
        }
    }
}

fn video(fields: &Fields<'_>) -> MediaType {
    let mut format = VideoFormat::new(Guid::ZERO, codec::frame_size(0, 0));
    if let Some(video) = fields.video {
        picture(video, &mut format);
    }
    format.frame_rate = fields.default_duration.and_then(frame_rate);
    let (subtype, known) = match fields.codec.as_str() {
        "V_MPEG4/ISO/AVC" => (guids::MFVideoFormat_H264, true),
        "V_MPEGH/ISO/HEVC" => (guids::MFVideoFormat_HEVC, true),
        "V_AV1" => (guids::MFVideoFormat_AV1, true),
        "V_VP8" => (guids::MFVideoFormat_VP80, true),
        "V_VP9" => (guids::MFVideoFormat_VP90, true),
        "V_MJPEG" => (guids::MFVideoFormat_MJPG, true),
        "V_THEORA" => (guids::MFVideoFormat_Theora, false),
        "V_MPEG1" => (guids::MFVideoFormat_MPG1, false),
        "V_MPEG2" => (guids::MFVideoFormat_MPEG2, false),
        "V_MPEG4/ISO/ASP" | "V_MPEG4/ISO/SP" | "V_MPEG4/ISO/AP" => (guids::MFVideoFormat_MP4V, false),
        "V_MS/VFW/FOURCC" => {
            if let Some(description) = codec::bitmap_info(fields.private) {
                let media_type = description.media_type();
                format.subtype = media_type.subtype();
                let ours = format.to_media_type();
                for (key, value) in ours.attributes().items() {
                    media_type.attributes().set_item(key, value);
                }
                return media_type;
            }
            (Guid::from_fourcc(*b"mkv "), false)
        }
        _ => (Guid::from_fourcc(*b"mkv "), false),
    };
    format.subtype = subtype;
    let media_type = format.to_media_type();
    let a = media_type.attributes();
    if !known {
        codec::set_codec_name(&media_type, fields.codec.trim_start_matches("V_"));
    }
    if subtype == guids::MFVideoFormat_MJPG {
        a.set(keys::MF_MT_ALL_SAMPLES_INDEPENDENT, true);
    }
    let has_record = matches!(
        subtype,
        guids::MFVideoFormat_H264
            | guids::MFVideoFormat_HEVC
            | guids::MFVideoFormat_AV1
            | guids::MFVideoFormat_VP90
    );
    if !fields.private.is_empty() {
        let key = if has_record {
            keys::MF_MT_MPEG_SEQUENCE_HEADER
        } else {
            keys::MF_MT_USER_DATA
        };
        a.set(key, fields.private.to_vec());
    }
    media_type
}

fn picture(video: Child<'_>, format: &mut VideoFormat) {
    let (mut width, mut height) = (0, 0);
    let (mut display, mut unit) = ((0, 0), 0);
    let (mut interlaced, mut order) = (0, 2);
    for child in video.children() {
        let number = || u32::try_from(child.uint()).unwrap_or(0);
        match child.id {
            ids::PIXEL_WIDTH => width = number(),
            ids::PIXEL_HEIGHT => height = number(),
            ids::DISPLAY_WIDTH => display.0 = number(),
            ids::DISPLAY_HEIGHT => display.1 = number(),
            ids::DISPLAY_UNIT => unit = number(),
            ids::FLAG_INTERLACED => interlaced = number(),
            ids::FIELD_ORDER => order = number(),
            ids::COLOUR => {
                let find = |id| {
                    child
                        .children()
                        .find(|found| found.id == id)
                        .map(|found| found.uint())
                };
                format.color = codec::h273_color(
                    find(ids::PRIMARIES).unwrap_or(2),
                    find(ids::TRANSFER_CHARACTERISTICS).unwrap_or(2),
                    find(ids::MATRIX_COEFFICIENTS).unwrap_or(2),
                    match find(ids::RANGE) {
                        Some(1) => Some(false),
                        Some(2) => Some(true),
                        _ => None,
                    },
                );
            }
            ids::PROJECTION => {
                if let Some(roll) = child
                    .children()
                    .find(|found| found.id == ids::PROJECTION_POSE_ROLL)
                {
                    // Counter-clockwise in the file.
                    format.rotation = match roll.float().round().rem_euclid(360.0) as u32 {
                        90 => 270,
                        180 => 180,
                        270 => 90,
                        _ => 0,
                    };
                }
            }
            _ => {}
        }
    }
    format.size = codec::frame_size(width, height);
    format.interlace_mode = match (interlaced, order) {
        (2, _) => 2,
        (1, 1 | 9) => 3,
        (1, 6 | 14) => 4,
        (1, _) => 7,
        _ => 0,
    };
    // Units 0 pixels, 1 centimetres, 2 inches, 3 an aspect ratio: all say the shape of the picture.
    if display.0 != 0 && display.1 != 0 && unit <= 3 && width != 0 && height != 0 {
        let numerator = u64::from(display.0) * u64::from(height);
        let denominator = u64::from(display.1) * u64::from(width);
        format.pixel_aspect = ratio(numerator, denominator).unwrap_or(Ratio::ONE);
    }
}

fn ratio(mut numerator: u64, mut denominator: u64) -> Option<Ratio> {
    let (mut a, mut b) = (numerator, denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    numerator /= a.max(1);
    denominator /= a.max(1);
    while numerator > u64::from(u32::MAX) || denominator > u64::from(u32::MAX) {
        numerator >>= 1;
        denominator >>= 1;
    }
    (numerator != 0 && denominator != 0).then_some(Ratio {
        numerator: numerator as u32,
        denominator: denominator as u32,
    })
}

/// Frames per second out of the nanoseconds of a frame, which are rounded: 33366667 is 30000/1001.
fn frame_rate(nanoseconds: u64) -> Option<Ratio> {
    for denominator in [1, 1001] {
        let scale = if denominator == 1 { 1 } else { 1000 };
        let frames = (1_000_000_000 * denominator + nanoseconds * scale / 2)
            .checked_div(nanoseconds.checked_mul(scale)?)?;
        let numerator = frames.checked_mul(scale).filter(|numerator| *numerator != 0)?;
        let exact = (1_000_000_000 * denominator + numerator / 2) / numerator;
        if exact.abs_diff(nanoseconds) <= 1 {
            return ratio(numerator, denominator);
        }
    }
    ratio(1_000_000_000, nanoseconds)
}

fn audio(fields: &Fields<'_>, swap: &mut usize) -> MediaType {
    let whole = |rate: f64| rate.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    let (rate, channels) = (whole(fields.rate), fields.channels);
    let named = |subtype, name: &str| {
        let media_type = codec::audio(subtype, rate, channels).to_media_type();
        codec::set_codec_name(&media_type, name);
        if !fields.private.is_empty() {
            media_type
                .attributes()
                .set(keys::MF_MT_USER_DATA, fields.private.to_vec());
        }
        media_type
    };
    let pcm = |bits, float| match codec::pcm(bits, float, rate, channels) {
        Some(format) => format.to_media_type(),
        None => named(Guid::from_fourcc(*b"pcm "), &format!("PCM of {bits} bits")),
    };
    match fields.codec.as_str() {
        "A_AAC" => codec::aac(fields.private, rate, channels),
        old if old.starts_with("A_AAC/") => {
            let output = whole(fields.output_rate).max(rate);
            codec::aac(&old_aac_config(old, rate, channels), output, channels)
        }
        "A_MPEG/L3" => named(guids::MFAudioFormat_MP3, ""),
        "A_MPEG/L2" | "A_MPEG/L1" => named(guids::MFAudioFormat_MPEG, "MPEG audio"),
        "A_FLAC" => {
            // "fLaC", a block header of four bytes, STREAMINFO.
            let info = fields
                .private
                .strip_prefix(b"fLaC")
                .and_then(|rest| rest.get(4..));
            codec::flac(info.unwrap_or(fields.private), rate, channels)
        }
        "A_VORBIS" => named(guids::MFAudioFormat_Vorbis, ""),
        "A_OPUS" if fields.private.starts_with(b"OpusHead") => codec::opus(fields.private.to_vec()),
        "A_OPUS" => codec::opus(opus_head(channels)),
        "A_PCM/INT/LIT" => pcm(fields.bits, false),
        "A_PCM/INT/BIG" => {
            *swap = if fields.bits > 8 {
                fields.bits as usize / 8
            } else {
                0
            };
            let media_type = pcm(fields.bits, false);
            if *swap > 1 {
                codec::set_stored_pcm(&media_type, false, *swap, true);
            }
            media_type
        }
        "A_PCM/FLOAT/IEEE" => pcm(fields.bits, true),
        "A_ALAC" => {
            // Some writers keep the whole `alac` box.
            let cookie = match fields.private.get(4..8) {
                Some(b"alac") => fields.private.get(12..).unwrap_or(&[]),
                _ => fields.private,
            };
            codec::alac(cookie, rate, channels)
        }
        "A_MS/ACM" => {
            codec::wave_format(fields.private).unwrap_or_else(|| named(Guid::from_fourcc(*b"mkv "), "ACM"))
        }
        "A_AC3" => named(guids::MFAudioFormat_Dolby_AC3, "AC-3"),
        "A_EAC3" => named(guids::MFAudioFormat_Dolby_DDPlus, "E-AC-3"),
        "A_DTS" => named(guids::MFAudioFormat_DTS, "DTS"),
        other => named(Guid::from_fourcc(*b"mkv "), other.trim_start_matches("A_")),
    }
}

/// An AudioSpecificConfig for identifiers of the kind `A_AAC/MPEG4/LC`, which come without one.
fn old_aac_config(id: &str, rate: u32, channels: u32) -> Vec<u8> {
    const RATES: [u32; 12] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    ];
    let object = if id.contains("/MAIN") {
        1_u16
    } else if id.contains("/SSR") {
        3
    } else if id.contains("/LTP") {
        4
    } else {
        2
    };
    let index = RATES.iter().position(|known| *known == rate).unwrap_or(4) as u16;
    (object << 11 | index << 7 | (channels.min(7) as u16) << 3)
        .to_be_bytes()
        .to_vec()
}

fn opus_head(channels: u32) -> Vec<u8> {
    let mut head = b"OpusHead\x01".to_vec();
    head.push(channels.min(2) as u8);
    head.extend([0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]);
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_frame_lengths_become_rates() {
        let table = [
            (33_366_667, (30_000, 1001)),
            (33_366_666, (30_000, 1001)),
            (41_708_333, (24_000, 1001)),
            (40_000_000, (25, 1)),
            (33_333_333, (30, 1)),
            (16_666_666, (60, 1)),
            (80_000_000, (25, 2)),
        ];
        for (nanoseconds, (numerator, denominator)) in table {
            assert_eq!(
                frame_rate(nanoseconds),
                Some(Ratio {
                    numerator,
                    denominator
                }),
                "{nanoseconds}"
            );
        }
    }

    #[test]
    fn old_aac_identifiers() {
        assert_eq!(old_aac_config("A_AAC/MPEG4/LC", 44_100, 2), [0x12, 0x10]);
    }
}
