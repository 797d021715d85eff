//! Turns the codec descriptions of containers into media types.

use openmf_core::aac::user_data;
use openmf_core::{
    AudioFormat, ColorInfo, FrameSize, Guid, MediaType, SampleFormat, TimeSpan, VideoFormat, guids, keys,
};

use crate::bytes::Bytes;
use crate::demuxer::Track;

/// Pictures wider or higher than this are nonsense, in pixels.
const MAX_SIDE: u32 = 65_536;

/// A-law, `WAVE_FORMAT_ALAW`.
pub(crate) const ALAW: Guid = Guid::from_tag(6);
/// mu-law, `WAVE_FORMAT_MULAW`.
pub(crate) const MULAW: Guid = Guid::from_tag(7);
/// QuickTime's IMA ADPCM.
pub(crate) const IMA4: Guid = Guid::from_fourcc(*b"ima4");

/// Colours by the numbers of ITU-T H.273, as `colr` boxes and Matroska have them.
pub(crate) fn h273_color(primaries: u64, transfer: u64, matrix: u64, full_range: Option<bool>) -> ColorInfo {
    ColorInfo {
        // H.273 table 2 to `MFVideoPrimaries`.
        primaries: match primaries {
            1 => 2,
            4 => 3,
            5 => 4,
            6 => 5,
            7 => 6,
            9 => 9,
            10 => 10,
            11 => 11,
            12 => 13,
            22 => 7,
            _ => 0,
        },
        // H.273 table 3 to `MFVideoTransferFunction`. The BT.601 and BT.2020 curves are BT.709's in other words.
        transfer: match transfer {
            1 | 6 => 5,
            4 => 4,
            5 => 8,
            7 => 6,
            8 => 1,
            9 => 9,
            10 => 10,
            11 => 11,
            12 => 18,
            13 => 7,
            14 | 15 => 13,
            16 => 15,
            17 => 19,
            18 => 16,
            _ => 0,
        },
        // H.273 table 4 to `MFVideoTransferMatrix`.
        matrix: match matrix {
            0 => 6,
            1 => 1,
            4 => 7,
            5 | 6 => 2,
            7 => 3,
            8 => 8,
            9 | 10 => 4,
            11 => 9,
            12 => 10,
            13 => 11,
            14 => 12,
            _ => 0,
        },
        range: match full_range {
            Some(true) => 1,
            Some(false) => 2,
            None => 0,
        },
    }
}

/// A picture size out of a file; zero, "the stream has to tell", where it is nonsense.
pub(crate) fn frame_size(width: u32, height: u32) -> FrameSize {
    if (1..=MAX_SIDE).contains(&width) && (1..=MAX_SIDE).contains(&height) {
        FrameSize { width, height }
    } else {
        FrameSize::default()
    }
}

/// Names uncompressed sound that the container has in another form than it is given out: big-endian, or signed bytes.
pub(crate) fn set_stored_pcm(media_type: &MediaType, float: bool, bytes: usize, big_endian: bool) {
    match (bytes, big_endian) {
        (1, _) => set_codec_name(media_type, "pcm_s8"),
        (_, true) => {
            let kind = if float { 'f' } else { 's' };
            set_codec_name(media_type, &format!("pcm_{kind}{}be", bytes * 8));
        }
        (_, false) => {}
    }
}

/// What a compressed stream of this codec is called, for subtypes that do not tell it themselves.
pub(crate) fn set_codec_name(media_type: &MediaType, name: &str) {
    let name = name.trim_matches(|c: char| c == ' ' || c == '\0');
    if !name.is_empty() {
        media_type
            .attributes()
            .set(keys::OPENMF_CODEC_NAME, name.to_owned());
    }
}

/// A stream that is neither audio nor video.
pub(crate) fn other_stream(major: Guid, code: [u8; 4]) -> MediaType {
    let media_type = MediaType::partial(major, Guid::from_fourcc(code));
    set_codec_name(&media_type, &fourcc_text(code));
    media_type
}

/// A code of four characters for a person.
pub(crate) fn fourcc_text(code: [u8; 4]) -> String {
    if code.iter().all(|b| b.is_ascii_graphic() || *b == b' ') {
        String::from_utf8_lossy(&code).trim_end().to_owned()
    } else {
        format!("0x{:08x}", u32::from_le_bytes(code))
    }
}

/// An audio format with numbers out of a file: what is absurd becomes zero, so that no decoder takes it.
pub(crate) fn audio(subtype: Guid, sample_rate: u32, channels: u32) -> AudioFormat {
    let sample_rate = if sample_rate <= AudioFormat::MAX_SAMPLE_RATE {
        sample_rate
    } else {
        0
    };
    let channels = if channels <= AudioFormat::MAX_CHANNELS {
        channels
    } else {
        0
    };
    AudioFormat::compressed(subtype, sample_rate, channels)
}

/// Uncompressed audio of this many bits, if it is a format we have.
pub(crate) fn pcm(bits: u32, float: bool, sample_rate: u32, channels: u32) -> Option<AudioFormat> {
    let format = match (bits, float) {
        (8, false) => SampleFormat::U8,
        (16, false) => SampleFormat::S16,
        (24, false) => SampleFormat::S24,
        (32, false) => SampleFormat::S32,
        (32, true) => SampleFormat::F32,
        (64, true) => SampleFormat::F64,
        _ => return None,
    };
    let checked = audio(format.subtype(), sample_rate, channels);
    Some(AudioFormat::pcm(format, checked.sample_rate, checked.channels))
}

/// How far before a position decoding has to start, for `position` to come out right.
pub(crate) fn preroll(media_type: &MediaType) -> TimeSpan {
    let rate = media_type
        .attributes()
        .get_or(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND, 0);
    match media_type.subtype() {
        // The overlap of one frame; two are gone back, since with SBR the declared rate may be twice the frames'.
        guids::MFAudioFormat_AAC => TimeSpan::from_frames(2 * 1024, rate),
        // The bit reservoir reaches back 511 bytes, which may be nine frames at the lowest bit rates.
        guids::MFAudioFormat_MP3 => TimeSpan::from_frames(10 * 1152, rate),
        // RFC 7845 §4.6.
        guids::MFAudioFormat_Opus => TimeSpan::from_millis(80),
        guids::MFAudioFormat_Vorbis => TimeSpan::from_frames(2 * 8192 / 4, rate),
        _ => TimeSpan::ZERO,
    }
}

/// What the decoder has to know out of an MPEG-4 AudioSpecificConfig.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AudioSpecificConfig {
    pub(crate) object_type: u32,
    /// Of the decoder's output in Hz: twice the core's with explicit SBR.
    pub(crate) sample_rate: u32,
    /// 0 if the stream has to tell.
    pub(crate) channels: u32,
}

/// Reads an AudioSpecificConfig. Source: ISO/IEC 14496-3 §1.6.2.1.
pub(crate) fn audio_specific_config(data: &[u8]) -> Option<AudioSpecificConfig> {
    let mut bits = Bits { data, at: 0 };
    let mut object_type = object_type(&mut bits)?;
    let mut sample_rate = sampling_frequency(&mut bits)?;
    let configuration = bits.read(4)?;
    let mut channels = match configuration {
        1..=6 => configuration,
        7 | 12 | 14 => 8,
        11 => 7,
        _ => 0,
    };
    if object_type == 5 || object_type == 29 {
        if object_type == 29 && channels == 1 {
            channels = 2;
        }
        sample_rate = sampling_frequency(&mut bits)?;
        object_type = self::object_type(&mut bits)?;
    }
    Some(AudioSpecificConfig {
        object_type,
        sample_rate,
        channels,
    })
}

fn object_type(bits: &mut Bits<'_>) -> Option<u32> {
    match bits.read(5)? {
        31 => Some(32 + bits.read(6)?),
        kind => Some(kind),
    }
}

fn sampling_frequency(bits: &mut Bits<'_>) -> Option<u32> {
    const RATES: [u32; 13] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ];
    match bits.read(4)? {
        15 => bits.read(24),
        index => RATES.get(index as usize).copied(),
    }
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn read(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.data.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }
}

/// AAC as it is in files: frames without headers.
pub(crate) fn aac(config: &[u8], sample_rate: u32, channels: u32) -> MediaType {
    let parsed = audio_specific_config(config);
    let rate = parsed
        .map(|c| c.sample_rate)
        .filter(|rate| *rate != 0)
        .unwrap_or(sample_rate);
    let channels = parsed
        .map(|c| c.channels)
        .filter(|count| *count != 0)
        .unwrap_or(channels);
    let media_type = audio(guids::MFAudioFormat_AAC, rate, channels).to_media_type();
    let a = media_type.attributes();
    a.set(keys::MF_MT_AAC_PAYLOAD_TYPE, 0);
    a.set(keys::MF_MT_USER_DATA, user_data(0, config));
    if let Some(name) = match parsed.map(|c| c.object_type) {
        Some(36) => Some("MPEG-4 ALS"),
        Some(42) => Some("xHE-AAC"),
        _ => None,
    } {
        // Not AAC at all, though it shares the configuration: no AAC decoder is to take it.
        a.set(
            keys::MF_MT_SUBTYPE,
            Guid::from_fourcc(if name == "xHE-AAC" { *b"usac" } else { *b"als " }),
        );
        set_codec_name(&media_type, name);
    }
    media_type
}

/// Opus with its OpusHead packet in the user data.
pub(crate) fn opus(head: Vec<u8>) -> MediaType {
    let channels = head.get(9).copied().unwrap_or(0);
    // Opus always decodes at 48 kHz; the header's rate is only that of the original.
    let media_type = audio(guids::MFAudioFormat_Opus, 48_000, u32::from(channels)).to_media_type();
    media_type.attributes().set(keys::MF_MT_USER_DATA, head);
    media_type
}

/// FLAC with the 34 bytes of its STREAMINFO block in the user data.
pub(crate) fn flac(stream_info: &[u8], sample_rate: u32, channels: u32) -> MediaType {
    // STREAMINFO, RFC 9639 §8.2: 10 bytes of block and frame sizes, then 20 bits rate, 3 channels - 1, 5 bits - 1.
    let packed = stream_info
        .get(10..18)
        .and_then(|bytes| <[u8; 8]>::try_from(bytes).ok())
        .map(u64::from_be_bytes);
    let (rate, channels, bits) = match packed {
        Some(packed) => (
            (packed >> 44) as u32,
            (packed >> 41 & 7) as u32 + 1,
            (packed >> 36 & 31) as u32 + 1,
        ),
        None => (sample_rate, channels, 0),
    };
    let mut format = audio(guids::MFAudioFormat_FLAC, rate, channels);
    format.bits_per_sample = bits;
    let media_type = format.to_media_type();
    media_type.attributes().set(
        keys::MF_MT_USER_DATA,
        stream_info.get(..34).unwrap_or(stream_info).to_vec(),
    );
    media_type
}

/// ALAC with its cookie in the user data.
pub(crate) fn alac(cookie: &[u8], sample_rate: u32, channels: u32) -> MediaType {
    let mut format = audio(guids::MFAudioFormat_ALAC, sample_rate, channels);
    // ALACSpecificConfig: frame length 4, version 1, bit depth 1, three tuning bytes, channels 1, ..., rate at 20.
    if let (Some(bits), Some(count)) = (cookie.get(5), cookie.get(9)) {
        format.bits_per_sample = u32::from(*bits);
        format.channels = u32::from(*count).min(AudioFormat::MAX_CHANNELS);
        format.channel_mask = openmf_core::default_channel_mask(format.channels);
    }
    if let Some(rate) = cookie.get(20..24).and_then(|bytes| Bytes::new(bytes).u32())
        && (1..=AudioFormat::MAX_SAMPLE_RATE).contains(&rate)
    {
        format.sample_rate = rate;
    }
    let media_type = format.to_media_type();
    media_type
        .attributes()
        .set(keys::MF_MT_USER_DATA, cookie.to_vec());
    media_type
}

/// A compressed or uncompressed audio format out of a `WAVEFORMATEX`, and the bytes behind it.
///
/// Source: "WAVEFORMATEX structure", "WAVEFORMATEXTENSIBLE structure" (Microsoft Learn).
pub(crate) fn wave_format(data: &[u8]) -> Option<MediaType> {
    let mut r = Bytes::new(data);
    let mut tag = u32::from(r.u16_le()?);
    let channels = u32::from(r.u16_le()?);
    let sample_rate = r.u32_le()?;
    let bytes_per_second = r.u32_le()?;
    let block_alignment = u32::from(r.u16_le()?);
    let bits = u32::from(r.u16_le().unwrap_or(0));
    let extra_len = usize::from(r.u16_le().unwrap_or(0));
    let mut extra = r.rest();
    extra = extra.get(..extra_len).unwrap_or(extra);
    let mut valid_bits = bits;
    let mut mask = None;
    let mut subtype = Guid::from_tag(tag);
    if tag == 0xfffe && extra.len() >= 22 {
        let mut r = Bytes::new(extra);
        valid_bits = u32::from(r.u16_le()?);
        mask = Some(r.u32_le()?);
        subtype = Guid {
            data1: r.u32_le()?,
            data2: r.u16_le()?,
            data3: r.u16_le()?,
            data4: *r.array()?,
        };
        tag = subtype.tag().unwrap_or(0xfffe);
        extra = r.rest();
    }
    let media_type = match tag {
        1 | 3 => match pcm(bits, tag == 3, sample_rate, channels) {
            Some(format) => format.to_media_type(),
            None => {
                // A width that nothing here reads: listed under its own code, so that no one takes it for PCM we know.
                let media_type = audio(Guid::from_fourcc(*b"pcm "), sample_rate, channels).to_media_type();
                set_codec_name(&media_type, &format!("PCM of {bits} bits"));
                media_type
            }
        },
        0xff | 0x1610 if !extra.is_empty() => {
            // 0x1610 carries HEAACWAVEINFO's 12 further bytes before the AudioSpecificConfig.
            let config = if tag == 0x1610 { extra.get(12..)? } else { extra };
            return Some(aac(config, sample_rate, channels));
        }
        0xff | 0x1600 => {
            let media_type = audio(guids::MFAudioFormat_AAC, sample_rate, channels).to_media_type();
            media_type.attributes().set(keys::MF_MT_AAC_PAYLOAD_TYPE, 1);
            media_type
        }
        0xf1ac if extra.len() >= 34 => return Some(flac(extra, sample_rate, channels)),
        0x2000 => audio(guids::MFAudioFormat_Dolby_AC3, sample_rate, channels).to_media_type(),
        0x2001 => audio(guids::MFAudioFormat_DTS, sample_rate, channels).to_media_type(),
        _ => audio(subtype, sample_rate, channels).to_media_type(),
    };
    let a = media_type.attributes();
    if media_type.is_compressed() {
        a.set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, block_alignment);
        a.set(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, bytes_per_second);
        if bits != 0 {
            a.set(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, bits);
        }
        if !extra.is_empty() {
            a.set(keys::MF_MT_USER_DATA, extra.to_vec());
        }
        if let Some(name) = wave_tag_name(tag) {
            set_codec_name(&media_type, name);
        }
        // The first word behind WAVEFORMATEX of both ADPCMs: samples per block.
        if let (2 | 0x11, Some(samples)) = (tag, Bytes::new(extra).u16_le()) {
            a.set(keys::MF_MT_AUDIO_SAMPLES_PER_BLOCK, u32::from(samples));
        }
    } else {
        if valid_bits != 0 && valid_bits < bits {
            a.set(keys::MF_MT_AUDIO_VALID_BITS_PER_SAMPLE, valid_bits);
        }
        if let Some(mask) = mask.filter(|mask| *mask != 0) {
            a.set(keys::MF_MT_AUDIO_CHANNEL_MASK, mask);
        }
    }
    Some(media_type)
}

fn wave_tag_name(tag: u32) -> Option<&'static str> {
    Some(match tag {
        0x2 => "MS ADPCM",
        0x6 => "A-law",
        0x7 => "mu-law",
        0x11 => "IMA ADPCM",
        0x31 => "GSM 6.10",
        0x50 => "MPEG audio",
        0x160 => "WMA 1",
        0x161 => "WMA",
        0x162 => "WMA Pro",
        0x163 => "WMA Lossless",
        0x2000 => "AC-3",
        0x2001 => "DTS",
        _ => return None,
    })
}

/// A video format out of a `BITMAPINFOHEADER`, and the bytes behind it.
///
/// Source: "BITMAPINFOHEADER structure" (Microsoft Learn).
pub(crate) fn bitmap_info(data: &[u8]) -> Option<VideoDescription> {
    let mut r = Bytes::new(data);
    let header = r.u32_le()?;
    let width = r.i32_le()?;
    let height = r.i32_le()?;
    r.u16_le()?;
    let bits = r.u16_le()?;
    let code = *r.array::<4>()?;
    let extra = usize::try_from(header)
        .ok()
        .and_then(|start| data.get(start.max(40)..));
    Some(VideoDescription {
        code,
        bits,
        size: frame_size(width.unsigned_abs(), height.unsigned_abs()),
        top_down: height < 0,
        extra: extra.unwrap_or(&[]).to_vec(),
    })
}

/// What a `BITMAPINFOHEADER` says.
pub(crate) struct VideoDescription {
    pub(crate) code: [u8; 4],
    pub(crate) bits: u16,
    pub(crate) size: FrameSize,
    pub(crate) top_down: bool,
    pub(crate) extra: Vec<u8>,
}

impl VideoDescription {
    /// The media type, without the frame rate.
    pub(crate) fn media_type(&self) -> MediaType {
        let upper = self.code.map(|b| b.to_ascii_uppercase());
        let subtype = match &upper {
            [0, 0, 0, 0] => match self.bits {
                24 => guids::MFVideoFormat_RGB24,
                32 => guids::MFVideoFormat_RGB32,
                16 => guids::MFVideoFormat_RGB555,
                _ => Guid::from_fourcc(*b"DIB "),
            },
            b"H264" | b"X264" | b"AVC1" | b"DAVC" | b"VSSH" => guids::MFVideoFormat_H264,
            b"HEVC" | b"H265" | b"X265" | b"HEV1" | b"HVC1" => guids::MFVideoFormat_HEVC,
            b"AV01" => guids::MFVideoFormat_AV1,
            b"VP80" => guids::MFVideoFormat_VP80,
            b"VP90" => guids::MFVideoFormat_VP90,
            b"MJPG" | b"AVRN" | b"LJPG" | b"JPGL" | b"JPEG" => guids::MFVideoFormat_MJPG,
            b"MPG1" | b"MPEG" => guids::MFVideoFormat_MPG1,
            b"MPG2" => guids::MFVideoFormat_MPEG2,
            b"XVID" | b"DIVX" | b"DX50" | b"FMP4" | b"MP4V" | b"M4S2" | b"MP4S" => guids::MFVideoFormat_MP4V,
            _ => Guid::from_fourcc(self.code),
        };
        let media_type = VideoFormat::new(subtype, self.size).to_media_type();
        let a = media_type.attributes();
        if self.code == [0; 4] {
            let stride = (self.size.width * u32::from(self.bits)).div_ceil(32) * 4;
            // Bitmaps are stored with the lowest row first unless their height is negative.
            let stride = if self.top_down {
                stride
            } else {
                stride.wrapping_neg()
            };
            a.set(keys::MF_MT_DEFAULT_STRIDE, stride);
        } else if media_type.is_compressed() {
            set_codec_name(&media_type, &fourcc_text(self.code));
        }
        // avcC and hvcC start with version 1; Annex B, which decoders find in the stream itself, with zeros.
        let is_record = |data: &[u8]| data.first() == Some(&1) && data.len() >= 7;
        match subtype {
            guids::MFVideoFormat_H264 | guids::MFVideoFormat_HEVC if is_record(&self.extra) => {
                a.set(keys::MF_MT_MPEG_SEQUENCE_HEADER, self.extra.clone());
            }
            guids::MFVideoFormat_H264 | guids::MFVideoFormat_HEVC => {}
            _ if !self.extra.is_empty() => a.set(keys::MF_MT_USER_DATA, self.extra.clone()),
            _ => {}
        }
        media_type
    }
}

/// A language as RFC 1766 wants it out of an ISO 639-2 code; `None` if it says nothing.
pub(crate) fn language(code: &str) -> Option<String> {
    const TWO_LETTERS: &[(&str, &str)] = &[
        ("ara", "ar"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("chi", "zh"),
        ("zho", "zh"),
        ("cze", "cs"),
        ("ces", "cs"),
        ("dan", "da"),
        ("dut", "nl"),
        ("nld", "nl"),
        ("ell", "el"),
        ("gre", "el"),
        ("eng", "en"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("fre", "fr"),
        ("deu", "de"),
        ("ger", "de"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("ice", "is"),
        ("isl", "is"),
        ("ind", "id"),
        ("ita", "it"),
        ("jpn", "ja"),
        ("kor", "ko"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("nor", "no"),
        ("nob", "nb"),
        ("nno", "nn"),
        ("per", "fa"),
        ("fas", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rum", "ro"),
        ("rus", "ru"),
        ("slk", "sk"),
        ("slo", "sk"),
        ("slv", "sl"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tha", "th"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("vie", "vi"),
    ];
    let code = code.trim_matches(|c: char| c == '\0' || c == ' ');
    if code.is_empty() || code.eq_ignore_ascii_case("und") || !code.is_ascii() {
        return None;
    }
    let (first, rest) = code
        .split_once('-')
        .map_or((code, ""), |(first, rest)| (first, rest));
    let first = first.to_ascii_lowercase();
    let short = TWO_LETTERS
        .iter()
        .find(|(long, _)| *long == first)
        .map_or(&*first, |(_, short)| short);
    Some(if rest.is_empty() {
        short.to_owned()
    } else {
        format!("{short}-{rest}")
    })
}

/// Leaves one audio and one video track selected: the first that is marked, else the first; and no other track.
pub(crate) fn select_one_of_a_kind<'a>(tracks: impl Iterator<Item = &'a mut Track>) {
    let mut tracks: Vec<&mut Track> = tracks.collect();
    for major in [guids::MFMediaType_Video, guids::MFMediaType_Audio] {
        let of_kind = |track: &&mut Track| track.media_type.major_type() == major;
        let chosen = tracks
            .iter()
            .position(|track| of_kind(track) && track.selected)
            .or_else(|| tracks.iter().position(of_kind));
        for (at, track) in tracks.iter_mut().enumerate().filter(|(_, track)| of_kind(track)) {
            track.selected = Some(at) == chosen;
        }
    }
    for track in tracks {
        track.selected &= track.media_type.is_audio() || track.media_type.is_video();
    }
}

/// One chapter: its start and title.
pub(crate) type Chapter = (openmf_core::MediaTime, String);

/// Chapters as [`keys::OPENMF_CHAPTERS`] wants them.
pub(crate) fn chapter_lines(chapters: &[Chapter]) -> String {
    chapters
        .iter()
        .map(|(start, title)| format!("{}\t{}", start.as_100ns(), title.replace(['\n', '\r', '\t'], " ")))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_specific_configs() {
        type Row = (&'static [u8], Option<(u32, u32, u32)>);
        let table: [Row; 5] = [
            (&[0x12, 0x10], Some((2, 44_100, 2))),
            (&[0x11, 0x90], Some((2, 48_000, 2))),
            // HE-AAC, explicit: 22.05 kHz core, 44.1 kHz out.
            (&[0x2b, 0x92, 0x08, 0x00], Some((2, 44_100, 2))),
            (&[0x12], None),
            (&[], None),
        ];
        for (data, expected) in table {
            let found = audio_specific_config(data).map(|c| (c.object_type, c.sample_rate, c.channels));
            assert_eq!(found, expected, "{data:02x?}");
        }
    }

    #[test]
    fn colours_follow_h273() {
        let color = h273_color(9, 16, 9, Some(false));
        assert_eq!(
            color,
            ColorInfo {
                primaries: 9,
                transfer: 15,
                matrix: 4,
                range: 2
            }
        );
        assert_eq!(h273_color(2, 2, 2, None), ColorInfo::default());
    }

    #[test]
    fn languages_become_rfc_1766() {
        let table = [
            ("eng", Some("en")),
            ("und", None),
            ("pt-BR", Some("pt-BR")),
            ("fre-ca", Some("fr-ca")),
            ("", None),
        ];
        for (code, expected) in table {
            assert_eq!(language(code).as_deref(), expected, "{code}");
        }
    }
}
