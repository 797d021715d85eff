use std::fmt;

use crate::{
    Attributes, Error, FrameSize, Guid, MatchType, PixelFormat, Ratio, Result, TimeSpan, guids, keys,
};

/// What a stream carries (`IMFMediaType`): a store of attributes with a major type and a subtype.
///
/// Cloning copies. [`AudioFormat`] and [`VideoFormat`] are typed views of the attributes.
#[derive(Clone, Default, PartialEq)]
pub struct MediaType {
    attributes: Attributes,
}

impl MediaType {
    /// A media type without attributes.
    pub const fn new() -> Self {
        Self {
            attributes: Attributes::new(),
        }
    }

    /// A media type with only its major type and subtype: a partial type.
    pub fn partial(major: Guid, subtype: Guid) -> Self {
        let media_type = Self::new();
        media_type.attributes.set(keys::MF_MT_MAJOR_TYPE, major);
        if subtype != Guid::ZERO {
            media_type.attributes.set(keys::MF_MT_SUBTYPE, subtype);
        }
        media_type
    }

    /// The attributes.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// The major type, or [`Guid::ZERO`] if it is not set.
    pub fn major_type(&self) -> Guid {
        self.attributes.get_or(keys::MF_MT_MAJOR_TYPE, Guid::ZERO)
    }

    /// The subtype, or [`Guid::ZERO`] if it is not set.
    pub fn subtype(&self) -> Guid {
        self.attributes.get_or(keys::MF_MT_SUBTYPE, Guid::ZERO)
    }

    /// Whether this is an audio type.
    pub fn is_audio(&self) -> bool {
        self.major_type() == guids::MFMediaType_Audio
    }

    /// Whether this is a video type.
    pub fn is_video(&self) -> bool {
        self.major_type() == guids::MFMediaType_Video
    }

    /// Whether the samples have to be decoded before they can be rendered.
    pub fn is_compressed(&self) -> bool {
        let subtype = self.subtype();
        if self.is_video() {
            PixelFormat::from_subtype(&subtype).is_none()
        } else {
            subtype != guids::MFAudioFormat_PCM && subtype != guids::MFAudioFormat_Float
        }
    }

    /// Whether every attribute of `partial` is present here with the same value
    /// (`MFCompareFullToPartialMediaType`).
    pub fn satisfies(&self, partial: &Self) -> bool {
        partial.attributes.matches(&self.attributes, MatchType::OurItems)
    }
}

impl fmt::Display for MediaType {
    /// One line for a person: `video MFVideoFormat_H264 640x360 30/1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let a = &self.attributes;
        let major = self.major_type();
        if self.is_audio() {
            f.write_str("audio")?;
        } else if self.is_video() {
            f.write_str("video")?;
        } else {
            write!(f, "{major}")?;
        }
        if self.subtype() != Guid::ZERO {
            write!(f, " {}", self.subtype())?;
        }
        if let Ok(name) = a.get(keys::OPENMF_CODEC_NAME) {
            write!(f, " ({name})")?;
        }
        if let Ok(size) = a.get(keys::MF_MT_FRAME_SIZE) {
            write!(f, " {size}")?;
        }
        if let Ok(rate) = a.get(keys::MF_MT_FRAME_RATE) {
            write!(f, " {:.3} fps", rate.as_f64())?;
        }
        if let Ok(rate) = a.get(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND) {
            write!(f, " {rate} Hz")?;
        }
        if let Ok(channels) = a.get(keys::MF_MT_AUDIO_NUM_CHANNELS) {
            write!(f, " {channels} ch")?;
        }
        if let Ok(bits) = a.get(keys::MF_MT_AUDIO_BITS_PER_SAMPLE) {
            write!(f, " {bits} bit")?;
        }
        Ok(())
    }
}

impl fmt::Debug for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MediaType").field(&self.attributes).finish()
    }
}

/// How the numbers of uncompressed audio are stored. Channels are interleaved; bytes are little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SampleFormat {
    /// Unsigned 8 bits, 128 is silence.
    U8,
    /// Signed 16 bits.
    S16,
    /// Signed 24 bits in three bytes.
    S24,
    /// Signed 32 bits.
    S32,
    /// 32-bit floating point, full scale ±1.
    F32,
    /// 64-bit floating point, full scale ±1.
    F64,
}

impl SampleFormat {
    /// Bytes of one number.
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::S16 => 2,
            Self::S24 => 3,
            Self::S32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The media subtype.
    pub const fn subtype(self) -> Guid {
        match self {
            Self::F32 | Self::F64 => guids::MFAudioFormat_Float,
            _ => guids::MFAudioFormat_PCM,
        }
    }
}

/// A typed view of an audio media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioFormat {
    /// The subtype.
    pub subtype: Guid,
    /// Hz.
    pub sample_rate: u32,
    /// Channels.
    pub channels: u32,
    /// Speaker positions as a `WAVEFORMATEXTENSIBLE` mask; 0 if unknown.
    pub channel_mask: u32,
    /// Bits per sample in its container; 0 for most compressed formats.
    pub bits_per_sample: u32,
}

impl AudioFormat {
    /// The largest number of channels accepted.
    pub const MAX_CHANNELS: u32 = 64;
    /// The largest sample rate accepted, in Hz.
    pub const MAX_SAMPLE_RATE: u32 = 1_536_000;

    /// An uncompressed format with the usual channel mask.
    pub fn pcm(format: SampleFormat, sample_rate: u32, channels: u32) -> Self {
        Self {
            subtype: format.subtype(),
            sample_rate,
            channels,
            channel_mask: default_channel_mask(channels),
            bits_per_sample: format.bytes() as u32 * 8,
        }
    }

    /// A compressed format.
    pub fn compressed(subtype: Guid, sample_rate: u32, channels: u32) -> Self {
        Self {
            subtype,
            sample_rate,
            channels,
            channel_mask: default_channel_mask(channels),
            bits_per_sample: 0,
        }
    }

    /// How the numbers are stored, if the format is uncompressed.
    pub fn sample_format(&self) -> Option<SampleFormat> {
        match (self.subtype, self.bits_per_sample) {
            (guids::MFAudioFormat_PCM, 8) => Some(SampleFormat::U8),
            (guids::MFAudioFormat_PCM, 16) => Some(SampleFormat::S16),
            (guids::MFAudioFormat_PCM, 24) => Some(SampleFormat::S24),
            (guids::MFAudioFormat_PCM, 32) => Some(SampleFormat::S32),
            (guids::MFAudioFormat_Float, 32) => Some(SampleFormat::F32),
            (guids::MFAudioFormat_Float, 64) => Some(SampleFormat::F64),
            _ => None,
        }
    }

    /// Bytes of one frame (one number for each channel), if the format is uncompressed.
    pub fn frame_bytes(&self) -> Option<usize> {
        Some(self.sample_format()?.bytes() * self.channels as usize)
    }

    /// The media type with this format's attributes.
    pub fn to_media_type(&self) -> MediaType {
        let media_type = MediaType::partial(guids::MFMediaType_Audio, self.subtype);
        let a = media_type.attributes();
        a.set(keys::MF_MT_AUDIO_NUM_CHANNELS, self.channels);
        a.set(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND, self.sample_rate);
        if self.channel_mask != 0 {
            a.set(keys::MF_MT_AUDIO_CHANNEL_MASK, self.channel_mask);
        }
        if self.bits_per_sample != 0 {
            a.set(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, self.bits_per_sample);
        }
        if let Some(bytes) = self.frame_bytes() {
            a.set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, bytes as u32);
            a.set(
                keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND,
                (bytes as u32).saturating_mul(self.sample_rate),
            );
            a.set(keys::MF_MT_ALL_SAMPLES_INDEPENDENT, true);
        }
        media_type
    }

    /// The length of `frames` frames.
    pub fn duration_of(&self, frames: u64) -> TimeSpan {
        TimeSpan::from_frames(frames, self.sample_rate)
    }
}

impl TryFrom<&MediaType> for AudioFormat {
    type Error = Error;

    /// Reads the view.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: not an audio type, or rate or channels are missing, zero or absurd.
    fn try_from(media_type: &MediaType) -> Result<Self> {
        let a = media_type.attributes();
        if !media_type.is_audio() {
            return Err(Error::invalid_media_type(format!("{media_type} is not audio")));
        }
        let sample_rate = a.get_or(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND, 0);
        let channels = a.get_or(keys::MF_MT_AUDIO_NUM_CHANNELS, 0);
        if !(1..=Self::MAX_SAMPLE_RATE).contains(&sample_rate)
            || !(1..=Self::MAX_CHANNELS).contains(&channels)
        {
            return Err(Error::invalid_media_type(format!(
                "audio of {channels} channels at {sample_rate} Hz"
            )));
        }
        Ok(Self {
            subtype: media_type.subtype(),
            sample_rate,
            channels,
            channel_mask: a.get_or(keys::MF_MT_AUDIO_CHANNEL_MASK, 0),
            bits_per_sample: a.get_or(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, 0),
        })
    }
}

/// The usual speaker positions of 1 to 8 channels (`WAVEFORMATEXTENSIBLE` bits); 0 for other counts.
pub const fn default_channel_mask(channels: u32) -> u32 {
    match channels {
        1 => 0x4,
        2 => 0x3,
        3 => 0x7,
        4 => 0x33,
        5 => 0x37,
        6 => 0x3f,
        7 => 0x70f,
        8 => 0x63f,
        _ => 0,
    }
}

/// How the numbers of a picture mean colours. Zero in a field means unspecified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct ColorInfo {
    /// `MFVideoPrimaries`.
    pub primaries: u32,
    /// `MFVideoTransferFunction`.
    pub transfer: u32,
    /// `MFVideoTransferMatrix`: 1 BT.709, 2 BT.601, 4 BT.2020 (10 bit), 5 BT.2020 (12 bit).
    pub matrix: u32,
    /// `MFNominalRange`: 1 full (0-255), 2 limited (16-235).
    pub range: u32,
}

/// A typed view of a video media type.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoFormat {
    /// The subtype.
    pub subtype: Guid,
    /// Pixels; zero if the stream itself has to tell.
    pub size: FrameSize,
    /// Frames per second, if it is known and constant.
    pub frame_rate: Option<Ratio>,
    /// Width to height of a pixel.
    pub pixel_aspect: Ratio,
    /// `MFVideoInterlaceMode`: 2 progressive, 3 upper field first, 4 lower field first, 7 mixed; 0 unknown.
    pub interlace_mode: u32,
    /// Clockwise rotation for display, in degrees.
    pub rotation: u32,
    /// Colour description.
    pub color: ColorInfo,
}

impl VideoFormat {
    /// A format of this subtype and size with everything else unspecified.
    pub fn new(subtype: Guid, size: FrameSize) -> Self {
        Self {
            subtype,
            size,
            frame_rate: None,
            pixel_aspect: Ratio::ONE,
            interlace_mode: 0,
            rotation: 0,
            color: ColorInfo::default(),
        }
    }

    /// The pixel format, if the format is uncompressed.
    pub fn pixel_format(&self) -> Option<PixelFormat> {
        PixelFormat::from_subtype(&self.subtype)
    }

    /// The media type with this format's attributes.
    pub fn to_media_type(&self) -> MediaType {
        let media_type = MediaType::partial(guids::MFMediaType_Video, self.subtype);
        let a = media_type.attributes();
        if self.size != FrameSize::default() {
            a.set(keys::MF_MT_FRAME_SIZE, self.size);
        }
        if let Some(rate) = self.frame_rate {
            a.set(keys::MF_MT_FRAME_RATE, rate);
        }
        a.set(keys::MF_MT_PIXEL_ASPECT_RATIO, self.pixel_aspect);
        let numbers = [
            (keys::MF_MT_INTERLACE_MODE, self.interlace_mode),
            (keys::MF_MT_VIDEO_ROTATION, self.rotation),
            (keys::MF_MT_VIDEO_PRIMARIES, self.color.primaries),
            (keys::MF_MT_TRANSFER_FUNCTION, self.color.transfer),
            (keys::MF_MT_YUV_MATRIX, self.color.matrix),
            (keys::MF_MT_VIDEO_NOMINAL_RANGE, self.color.range),
        ];
        for (key, value) in numbers {
            if value != 0 {
                a.set(key, value);
            }
        }
        if self.pixel_format().is_some() {
            a.set(keys::MF_MT_ALL_SAMPLES_INDEPENDENT, true);
        }
        media_type
    }
}

impl TryFrom<&MediaType> for VideoFormat {
    type Error = Error;

    /// Reads the view.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: not a video type.
    fn try_from(media_type: &MediaType) -> Result<Self> {
        let a = media_type.attributes();
        if !media_type.is_video() {
            return Err(Error::invalid_media_type(format!("{media_type} is not video")));
        }
        Ok(Self {
            subtype: media_type.subtype(),
            size: a.get_or(keys::MF_MT_FRAME_SIZE, FrameSize::default()),
            frame_rate: a
                .get(keys::MF_MT_FRAME_RATE)
                .ok()
                .filter(|r| r.numerator != 0 && r.denominator != 0),
            pixel_aspect: a
                .get(keys::MF_MT_PIXEL_ASPECT_RATIO)
                .ok()
                .filter(|r| r.numerator != 0 && r.denominator != 0)
                .unwrap_or(Ratio::ONE),
            interlace_mode: a.get_or(keys::MF_MT_INTERLACE_MODE, 0),
            rotation: a.get_or(keys::MF_MT_VIDEO_ROTATION, 0),
            color: ColorInfo {
                primaries: a.get_or(keys::MF_MT_VIDEO_PRIMARIES, 0),
                transfer: a.get_or(keys::MF_MT_TRANSFER_FUNCTION, 0),
                matrix: a.get_or(keys::MF_MT_YUV_MATRIX, 0),
                range: a.get_or(keys::MF_MT_VIDEO_NOMINAL_RANGE, 0),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_views_round_trip() {
        let format = AudioFormat::pcm(SampleFormat::S24, 48_000, 6);
        assert_eq!(format.frame_bytes(), Some(18));
        assert_eq!(AudioFormat::try_from(&format.to_media_type()).unwrap(), format);
    }

    #[test]
    fn video_views_round_trip() {
        let mut format = VideoFormat::new(
            guids::MFVideoFormat_NV12,
            FrameSize {
                width: 640,
                height: 360,
            },
        );
        format.frame_rate = Some(Ratio {
            numerator: 30_000,
            denominator: 1_001,
        });
        format.color = ColorInfo {
            primaries: 2,
            transfer: 5,
            matrix: 1,
            range: 2,
        };
        format.rotation = 90;
        let media_type = format.to_media_type();
        assert!(!media_type.is_compressed());
        assert_eq!(VideoFormat::try_from(&media_type).unwrap(), format);
    }

    #[test]
    fn a_full_type_satisfies_its_partial_type_only() {
        let full = AudioFormat::pcm(SampleFormat::S16, 44_100, 2).to_media_type();
        let pcm = MediaType::partial(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM);
        let float = MediaType::partial(guids::MFMediaType_Audio, guids::MFAudioFormat_Float);
        assert!(full.satisfies(&pcm) && !pcm.satisfies(&full) && !full.satisfies(&float));
    }
}
