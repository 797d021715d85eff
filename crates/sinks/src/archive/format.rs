//! What a stream of a file is: its codec, the description that the container has of it, and what is done to its samples.

use openmf_core::aac::audio_specific_config;
use openmf_core::annex_b::is_annex_b;
use openmf_core::nal::{Family, Role, split_length};
use openmf_core::{AudioFormat, Error, Guid, Key, MediaType, Result, Sample, VideoFormat, guids, keys};

use super::nal::{self, ParameterSets};
use crate::packets::RATES;

/// A sample description that the application has made itself.
const SAMPLE_DESCRIPTION: Key<Vec<u8>> = Key::new(guids::MF_MT_MPEG4_SAMPLE_DESCRIPTION);
/// The largest description taken from a media type, in bytes.
const MAX_CONFIG: usize = 1 << 20;
/// The bytes of the first sample that a description may be made of.
const HEAD_BYTES: usize = 4096;
/// Bytes of an ADTS header without its checksum.
const ADTS_HEADER: usize = 7;

/// The codecs that have a place in MP4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    H264,
    Hevc,
    Av1,
    Vp8,
    Vp9,
    /// MPEG-4 part 2, MPEG-1, MPEG-2, JPEG: by the object type indication of ISO/IEC 14496-1.
    Mpeg4Visual(u8),
    H263,
    Aac,
    Mp3,
    Ac3,
    Eac3,
    Alac,
    Flac,
    Opus,
    AmrNb,
    AmrWb,
    /// Something that the application describes.
    Described,
}

/// What pictures or sound are like.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Video(Box<VideoFormat>),
    Audio(AudioFormat),
}

/// The format of one stream, and how its samples are stored.
#[derive(Clone, Debug)]
pub(crate) struct TrackFormat {
    pub(crate) codec: Codec,
    pub(crate) shape: Shape,
    /// The decoder's configuration as the container has it; empty if the samples have to tell.
    pub(crate) config: Vec<u8>,
    /// The beginning of the first sample.
    pub(crate) head: Vec<u8>,
    /// Bits per second, if the type says it.
    pub(crate) bitrate: u32,
    storage: Storage,
}

/// What is done to samples.
#[derive(Clone, Debug)]
enum Storage {
    AsIs,
    /// NAL units get lengths of this many bytes instead of start codes.
    Units {
        family: Family,
        length_bytes: usize,
        sets: ParameterSets,
        /// A parameter set came that the record does not have.
        has_more_sets: bool,
    },
    /// ADTS headers are left out.
    Adts,
}

impl TrackFormat {
    /// # Errors
    /// - [`Error::InvalidMediaType`]: no file can hold it, or the type says too little.
    pub(crate) fn of(media_type: &MediaType) -> Result<Self> {
        let refused = || Error::invalid_media_type(format!("{media_type} in an MP4 file"));
        let a = media_type.attributes();
        let header = a.get(keys::MF_MT_MPEG_SEQUENCE_HEADER).unwrap_or_default();
        let user_data = a.get(keys::MF_MT_USER_DATA).unwrap_or_default();
        if header.len().max(user_data.len()) > MAX_CONFIG {
            return Err(Error::LimitReached {
                what: "bytes of a codec's configuration",
                limit: MAX_CONFIG as u64,
            });
        }
        let subtype = media_type.subtype();
        let shape = if media_type.is_video() {
            let format = VideoFormat::try_from(media_type)?;
            let fits = |side| (1..=u32::from(u16::MAX)).contains(&side);
            if !fits(format.size.width) || !fits(format.size.height) {
                return Err(Error::invalid_media_type(format!(
                    "{media_type} without a size that a file can state"
                )));
            }
            Shape::Video(Box::new(format))
        } else if media_type.is_audio() {
            let format = AudioFormat::try_from(media_type)?;
            if format.sample_rate == 0 || format.channels == 0 {
                return Err(Error::invalid_media_type(format!(
                    "{media_type} without a rate and channels"
                )));
            }
            Shape::Audio(format)
        } else {
            return Err(refused());
        };
        let bitrate = match shape {
            Shape::Video(_) => a.get_or(keys::MF_MT_AVG_BITRATE, 0),
            Shape::Audio(_) => a
                .get_or(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 0)
                .saturating_mul(8),
        };
        let mut made = Self {
            codec: Codec::Described,
            shape,
            config: Vec::new(),
            head: Vec::new(),
            bitrate,
            storage: Storage::AsIs,
        };
        if media_type.is_video() {
            made.set_video(subtype, header, user_data)
        } else {
            let payload = a.get_or(keys::MF_MT_AAC_PAYLOAD_TYPE, 0);
            made.set_audio(subtype, user_data, payload)?
        }
        .or_else(|| {
            let described = a.get(SAMPLE_DESCRIPTION).ok()?;
            made.config = described;
            // An `stsd` box of one entry at least.
            (made.config.len() > 16 && made.config.get(4..8) == Some(b"stsd")).then_some(Codec::Described)
        })
        .map(|codec| made.codec = codec)
        .ok_or_else(refused)?;
        Ok(made)
    }

    fn set_video(&mut self, subtype: Guid, header: Vec<u8>, user_data: Vec<u8>) -> Option<Codec> {
        let is = |codes: &[&[u8; 4]]| codes.iter().any(|code| subtype == Guid::from_fourcc(**code));
        let config = if header.is_empty() { user_data } else { header };
        if subtype == guids::MFVideoFormat_H264
            || subtype == guids::MFVideoFormat_H264_ES
            || is(&[b"AVC1", b"avc1"])
        {
            self.set_units(Family::H264, config);
            return Some(Codec::H264);
        }
        if subtype == guids::MFVideoFormat_HEVC
            || subtype == guids::MFVideoFormat_HEVC_ES
            || is(&[b"HVC1", b"hvc1", b"HEV1", b"hev1"])
        {
            self.set_units(Family::Hevc, config);
            return Some(Codec::Hevc);
        }
        let codec = match subtype {
            // av1C begins with a marker bit and its version.
            guids::MFVideoFormat_AV1 if config.len() >= 4 && config.first() == Some(&0x81) => Codec::Av1,
            guids::MFVideoFormat_VP80 => Codec::Vp8,
            guids::MFVideoFormat_VP90 => Codec::Vp9,
            guids::MFVideoFormat_MP4V => Codec::Mpeg4Visual(0x20),
            guids::MFVideoFormat_MPEG2 => Codec::Mpeg4Visual(0x61),
            guids::MFVideoFormat_MPG1 => Codec::Mpeg4Visual(0x6a),
            guids::MFVideoFormat_MJPG => Codec::Mpeg4Visual(0x6c),
            guids::MFVideoFormat_H263 => Codec::H263,
            _ => return None,
        };
        self.config = match codec {
            Codec::Vp8 | Codec::Vp9 if config.len() < 12 => Vec::new(),
            _ => config,
        };
        Some(codec)
    }

    fn set_units(&mut self, family: Family, config: Vec<u8>) {
        // A record begins with its version, at least seven bytes; parameter sets with a start code.
        let length_field = match family {
            Family::H264 => config.get(4).filter(|_| config.len() >= 7),
            Family::Hevc => config.get(21).filter(|_| config.len() >= 23),
        };
        let record = length_field.filter(|_| !is_annex_b(&config));
        let length_bytes = record.map_or(4, |field| usize::from(field & 3) + 1);
        let sets = match record {
            Some(_) => ParameterSets::default(),
            None => ParameterSets::of(family, &config),
        };
        self.config = match record {
            Some(_) => config,
            None => sets.record(family).unwrap_or_default(),
        };
        self.storage = Storage::Units {
            family,
            length_bytes,
            sets,
            has_more_sets: false,
        };
    }

    fn set_audio(&mut self, subtype: Guid, user_data: Vec<u8>, payload: u32) -> Result<Option<Codec>> {
        let Shape::Audio(format) = &self.shape else {
            return Ok(None);
        };
        let codec = match subtype {
            guids::MFAudioFormat_AAC => {
                let config = audio_specific_config(&user_data);
                match payload {
                    0 if config.is_empty() => self.config = aac_lc(format),
                    0 => self.config = config.to_vec(),
                    1 => {
                        self.config = config.to_vec();
                        self.storage = Storage::Adts;
                    }
                    other => {
                        return Err(Error::invalid_media_type(format!(
                            "AAC of payload type {other} in an MP4 file"
                        )));
                    }
                }
                return Ok(Some(Codec::Aac));
            }
            guids::MFAudioFormat_MP3 => Codec::Mp3,
            guids::MFAudioFormat_Dolby_AC3 => Codec::Ac3,
            guids::MFAudioFormat_Dolby_DDPlus => Codec::Eac3,
            // ALACSpecificConfig.
            guids::MFAudioFormat_ALAC if user_data.len() >= 24 => Codec::Alac,
            // STREAMINFO.
            guids::MFAudioFormat_FLAC if user_data.len() >= 34 => Codec::Flac,
            guids::MFAudioFormat_Opus if user_data.starts_with(b"OpusHead") && user_data.len() >= 19 => {
                Codec::Opus
            }
            guids::MFAudioFormat_AMR_NB => Codec::AmrNb,
            guids::MFAudioFormat_AMR_WB => Codec::AmrWb,
            _ => return Ok(None),
        };
        self.config = user_data;
        Ok(Some(codec))
    }

    /// Whether samples of another format can follow in the same stream of the file.
    pub(crate) fn goes_on_as(&self, other: &Self) -> bool {
        let same_shape = match (&self.shape, &other.shape) {
            (Shape::Video(a), Shape::Video(b)) => a.size == b.size,
            (Shape::Audio(a), Shape::Audio(b)) => (a.sample_rate, a.channels) == (b.sample_rate, b.channels),
            _ => false,
        };
        // What comes in another framing is told by the samples; new parameter sets go into them.
        let is_units = matches!(
            (&self.storage, &other.storage),
            (Storage::Units { sets, .. }, Storage::Units { .. }) if sets.is_complete()
        );
        self.codec == other.codec
            && same_shape
            && (self.config == other.config || other.config.is_empty() || is_units)
    }

    /// Whether parameter sets are among the samples which the description does not have.
    pub(crate) fn has_sets_in_samples(&self) -> bool {
        matches!(
            self.storage,
            Storage::Units {
                has_more_sets: true,
                ..
            }
        )
    }

    /// Appends a sample as it is stored. Whether it says by itself that decoding can start there.
    ///
    /// # Errors
    /// - [`Error::Codec`]: the sample is not what the type says.
    pub(crate) fn store(&mut self, sample: &Sample, out: &mut Vec<u8>) -> Result<bool> {
        let start = out.len();
        let is_key = match &mut self.storage {
            Storage::AsIs => {
                for buffer in sample.buffers() {
                    out.extend_from_slice(buffer);
                }
                false
            }
            Storage::Adts => {
                let data = sample.contiguous();
                let (config, frame) = strip_adts(&data)?;
                if self.config.is_empty() {
                    self.config = config;
                }
                out.extend_from_slice(frame);
                false
            }
            Storage::Units {
                family,
                length_bytes,
                sets,
                has_more_sets,
            } => {
                let data = sample.contiguous();
                let has_record = !self.config.is_empty();
                if !is_annex_b(&data) || has_record && is_framed(&data, *length_bytes) {
                    if !has_record {
                        return Err(Error::codec(
                            "MP4 file",
                            "NAL units without start codes, of a type without a configuration record",
                        ));
                    }
                    out.extend_from_slice(&data);
                    false
                } else {
                    let family = *family;
                    let mut is_key = false;
                    for unit in nal::units(&data) {
                        let role = family.role(unit);
                        if role.is_set() {
                            // It is in the record, or will be.
                            if sets.contains(role, unit) {
                                continue;
                            }
                            if self.config.is_empty() {
                                sets.add(role, unit);
                                continue;
                            }
                            *has_more_sets = true;
                        }
                        is_key |= role == Role::Key;
                        push_unit(unit, *length_bytes, out)?;
                    }
                    if self.config.is_empty() {
                        self.config = sets.record(family).unwrap_or_default();
                    }
                    is_key
                }
            }
        };
        if self.head.is_empty() {
            let stored = out.get(start..).unwrap_or(&[]);
            self.head = stored.get(..HEAD_BYTES).unwrap_or(stored).to_vec();
        }
        Ok(is_key)
    }
}

/// The AudioSpecificConfig of AAC-LC.
fn aac_lc(format: &AudioFormat) -> Vec<u8> {
    let channels = match format.channels {
        channels @ 1..=6 => channels,
        8 => 7,
        _ => 0,
    };
    match RATES.iter().position(|rate| *rate == format.sample_rate) {
        Some(index) => (2_u16 << 11 | (index as u16) << 7 | (channels as u16) << 3)
            .to_be_bytes()
            .to_vec(),
        // 5 bits object type, 4 of ones, 24 the rate, 4 channels, 3 of zeros.
        None => {
            let bits = 2_u64 << 35
                | 15 << 31
                | u64::from(format.sample_rate & 0xff_ffff) << 7
                | u64::from(channels) << 3;
            bits.to_be_bytes().get(3..).unwrap_or(&[]).to_vec()
        }
    }
}

/// The configuration that the header of an ADTS frame says, and the frame without it.
fn strip_adts(data: &[u8]) -> Result<(Vec<u8>, &[u8])> {
    let refused = |what| Error::codec("MP4 file", what);
    let Some(&[0xff, second, third, fourth, fifth, sixth, last]) = data.first_chunk::<ADTS_HEADER>() else {
        return Err(refused("a sample without an ADTS header"));
    };
    if second & 0xf6 != 0xf0 {
        return Err(refused("a sample without an ADTS header"));
    }
    let len = usize::from(fourth & 3) << 11 | usize::from(fifth) << 3 | usize::from(sixth) >> 5;
    let header = if second & 1 == 0 {
        ADTS_HEADER + 2
    } else {
        ADTS_HEADER
    };
    if len != data.len() || last & 3 != 0 {
        return Err(refused("a sample of more or less than one ADTS frame"));
    }
    let (profile, index) = (u16::from(third >> 6), u16::from(third >> 2 & 15));
    let channels = u16::from(third & 1) << 2 | u16::from(fourth >> 6);
    let config = (profile + 1) << 11 | index << 7 | channels << 3;
    let frame = data.get(header..).unwrap_or(&[]);
    Ok((config.to_be_bytes().to_vec(), frame))
}

/// Whether bytes are NAL units behind lengths, to the end.
pub(super) fn is_framed(data: &[u8], length_bytes: usize) -> bool {
    let mut rest = data;
    while length_bytes > 0 && !rest.is_empty() {
        let Some((len, behind)) = split_length(rest, length_bytes) else {
            return false;
        };
        let Some(behind) = behind.get(len..).filter(|_| len > 0) else {
            return false;
        };
        rest = behind;
    }
    true
}

fn push_unit(unit: &[u8], length_bytes: usize, out: &mut Vec<u8>) -> Result<()> {
    let len = (unit.len() as u64).to_be_bytes();
    let (unused, field) = len.split_at(8 - length_bytes.clamp(1, 4));
    if unused.iter().any(|byte| *byte != 0) {
        return Err(Error::LimitReached {
            what: "bytes of a NAL unit",
            limit: (1_u64 << (8 * length_bytes)) - 1,
        });
    }
    out.extend_from_slice(field);
    out.extend_from_slice(unit);
    Ok(())
}

#[cfg(test)]
mod tests {
    use openmf_core::{FrameSize, MediaBuffer};

    use super::*;

    fn sample(data: &[u8]) -> Sample {
        Sample::new(MediaBuffer::from(data.to_vec()))
    }

    fn h264(header: &[u8]) -> MediaType {
        let size = FrameSize {
            width: 16,
            height: 16,
        };
        let media_type = VideoFormat::new(guids::MFVideoFormat_H264, size).to_media_type();
        media_type
            .attributes()
            .set(keys::MF_MT_MPEG_SEQUENCE_HEADER, header.to_vec());
        media_type
    }

    #[test]
    fn start_codes_become_lengths_and_known_sets_are_left_out() {
        let sps = [0x67, 66, 0xc0, 30, 0x95];
        let picture = [
            0, 0, 1, 0x67, 66, 0xc0, 30, 0x95, 0, 0, 1, 0x68, 0xce, 0, 0, 1, 0x65, 9, 8,
        ];
        let mut record = vec![1, 66, 0xc0, 30, 0xff, 0xe1, 0, 5];
        record.extend(sps);
        record.extend([1, 0, 2, 0x68, 0xce]);
        // The sets are in the samples alone, or in the header alone or too.
        for header in [&[][..], &picture[..13]] {
            let mut format = TrackFormat::of(&h264(header)).unwrap();
            let mut out = Vec::new();
            assert!(format.store(&sample(&picture), &mut out).unwrap());
            assert_eq!(out, [0, 0, 0, 3, 0x65, 9, 8]);
            assert_eq!((&format.config, format.has_sets_in_samples()), (&record, false));
            // Another picture set later on stays where it is.
            out.clear();
            let other = sample(&[0, 0, 0, 1, 0x68, 0xcf, 0, 0, 1, 0x41, 7]);
            assert!(!format.store(&other, &mut out).unwrap());
            assert_eq!(out, [0, 0, 0, 2, 0x68, 0xcf, 0, 0, 0, 2, 0x41, 7]);
            assert!(format.has_sets_in_samples());
        }
        // A record: samples stay as they are, also where a length looks like a start code.
        let mut format = TrackFormat::of(&h264(&record)).unwrap();
        for data in [&[0, 0, 0, 1, 0x0a][..], &[0, 0, 0, 2, 0x65, 1]] {
            let mut out = Vec::new();
            format.store(&sample(data), &mut out).unwrap();
            assert_eq!(out, data);
        }
        // Lengths of two bytes take no unit of 64 KiB.
        record[4] = 0xfd;
        let mut format = TrackFormat::of(&h264(&record)).unwrap();
        let mut large = vec![0, 0, 0, 1, 0x65];
        large.resize(5 + 65_536, 1);
        let error = format.store(&sample(&large), &mut Vec::new()).unwrap_err();
        assert!(
            matches!(error, Error::LimitReached { limit: 65_535, .. }),
            "{error}"
        );
    }

    #[test]
    fn aac_is_described_by_what_there_is() {
        let aac = |rate, user_data: &[u8], payload: u32| {
            let media_type = AudioFormat::compressed(guids::MFAudioFormat_AAC, rate, 2).to_media_type();
            media_type.attributes().set(keys::MF_MT_AAC_PAYLOAD_TYPE, payload);
            media_type
                .attributes()
                .set(keys::MF_MT_USER_DATA, user_data.to_vec());
            TrackFormat::of(&media_type)
        };
        let waveinfo = [0, 0, 0x29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x90];
        assert_eq!(aac(48_000, &waveinfo, 0).unwrap().config, [0x11, 0x90]);
        assert_eq!(
            aac(48_000, &[0x2b, 0x11, 0x88], 0).unwrap().config,
            [0x2b, 0x11, 0x88]
        );
        assert_eq!(aac(44_100, &[], 0).unwrap().config, [0x12, 0x10]);
        // 11.111 kHz has no index.
        assert_eq!(
            aac(11_111, &[], 0).unwrap().config,
            [0x17, 0x80, 0x15, 0xb3, 0x90]
        );
        assert!(aac(48_000, &[], 3).is_err());
        let mut framed = aac(44_100, &waveinfo[..12], 1).unwrap();
        let mut out = Vec::new();
        let frame = sample(&[0xff, 0xf1, 0x50, 0x80, 0x01, 0x3f, 0xfc, 1, 2]);
        framed.store(&frame, &mut out).unwrap();
        assert_eq!((out, framed.config.as_slice()), (vec![1, 2], &[0x12, 0x10][..]));
        for data in [&[0xff, 0xf1, 0x50, 0x80, 0x01, 0x3f, 0xfc, 1][..], &[1, 2, 3]] {
            assert!(framed.store(&sample(data), &mut Vec::new()).is_err());
        }
    }
}
