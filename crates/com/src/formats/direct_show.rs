//! `AM_MEDIA_TYPE`: which format block goes with a type, and what is beside it.
//!
//! Sources: `AM_MEDIA_TYPE`, `MFInitAMMediaTypeFromMFMediaType`, `MFValidateMediaTypeSize` (Microsoft Learn).

use openmf_core::{AttributeValue, Attributes, Guid, MediaType, Ratio, codes, guids, keys};

use super::{image, invalid, rate, video_format, video_header, wave};
use crate::convert::{code, fail};

type Result<T> = windows_core::Result<T>;

/// `FORMAT_None`.
pub(crate) const FORMAT_NONE: Guid = Guid::from_u128(0x0f6417d6_c318_11d0_a43f_00a0c9223196);
/// `FORMAT_VideoInfo`.
pub(crate) const FORMAT_VIDEO_INFO: Guid = Guid::from_u128(0x05589f80_c356_11ce_bf01_00aa0055595a);
/// `FORMAT_VideoInfo2`.
pub(crate) const FORMAT_VIDEO_INFO2: Guid = Guid::from_u128(0xf72a76a0_eb0a_11d0_ace4_0000c0cc16ba);
/// `FORMAT_WaveFormatEx`.
pub(crate) const FORMAT_WAVE: Guid = Guid::from_u128(0x05589f81_c356_11ce_bf01_00aa0055595a);
/// `FORMAT_MPEGVideo`.
pub(crate) const FORMAT_MPEG: Guid = Guid::from_u128(0x05589f82_c356_11ce_bf01_00aa0055595a);
/// `FORMAT_MPEGStreams`.
const FORMAT_MPEG_STREAMS: Guid = Guid::from_u128(0x05589f83_c356_11ce_bf01_00aa0055595a);
/// `FORMAT_DvInfo`.
const FORMAT_DV: Guid = Guid::from_u128(0x05589f84_c356_11ce_bf01_00aa0055595a);
/// `FORMAT_MPEG2Video`.
pub(crate) const FORMAT_MPEG2: Guid = Guid::from_u128(0xe06d80e3_db46_11cf_b4d1_00805f6cbbea);
/// `FORMAT_MFVideoFormat`.
pub(crate) const FORMAT_MF: Guid = Guid::from_u128(0xaed4ab2d_7326_43cb_9464_c879cab9c43d);
/// `AM_MEDIA_TYPE_REPRESENTATION`.
pub(crate) const REPRESENTATION: Guid = Guid::from_u128(0xe2e42ad2_132c_491e_a268_3c7c2dca181f);

/// Bytes of a `DVINFO`.
const DV_INFO: usize = 32;

/// Format blocks beyond this are refused: a wild length is not to be read.
pub(crate) const MAX_BLOCK: usize = 1 << 24;

/// A DirectShow type, as values.
pub(crate) struct AmType {
    pub(crate) major: Guid,
    pub(crate) subtype: Guid,
    pub(crate) fixed_size: bool,
    pub(crate) temporal_compression: bool,
    pub(crate) sample_size: u32,
    pub(crate) format: Guid,
    pub(crate) block: Vec<u8>,
}

/// The DirectShow type of a media type. `format` is the block that is wanted; zero lets the type choose.
///
/// # Errors
/// `MF_E_ATTRIBUTENOTFOUND`: without major type, subtype, or what the block needs. `MF_E_INVALIDMEDIATYPE`: the type does
/// not fit the block. `MF_E_UNSUPPORTED_REPRESENTATION`: no such block.
pub(crate) fn write(media_type: &MediaType, format: Guid) -> Result<AmType> {
    let set = media_type.attributes();
    let major = set.get(keys::MF_MT_MAJOR_TYPE).map_err(fail)?;
    let subtype = set.get(keys::MF_MT_SUBTYPE).unwrap_or(Guid::ZERO);
    let format = if format == Guid::ZERO {
        choose(media_type)
    } else {
        format
    };
    let block = match format {
        FORMAT_WAVE => wave::write(media_type, false)?,
        FORMAT_VIDEO_INFO => video_header::write(media_type)?,
        FORMAT_VIDEO_INFO2 => video_header::write2(media_type)?,
        FORMAT_MPEG => video_header::write_mpeg1(media_type)?,
        FORMAT_MPEG2 => video_header::write_mpeg2(media_type)?,
        FORMAT_MF => video_format::write(media_type)?,
        FORMAT_NONE => Vec::new(),
        other => match (set.item(&guids::MF_MT_AM_FORMAT_TYPE), user_data(media_type)) {
            // A block that came from DirectShow and is nobody's here goes back as it came.
            (Some(AttributeValue::Guid(kept)), data) if kept == other => data,
            _ => return Err(code(codes::MF_E_UNSUPPORTED_REPRESENTATION)),
        },
    };
    let number = |key: Guid| match set.item(&key) {
        Some(AttributeValue::U32(value)) => Some(value),
        _ => None,
    };
    let uncompressed = image::format_of(&subtype).is_some();
    let (fixed_size, sample_size) = match format {
        FORMAT_WAVE => {
            let align = number(guids::MF_MT_AUDIO_BLOCK_ALIGNMENT).unwrap_or(0);
            (true, align)
        }
        _ => {
            let size = set.get(keys::MF_MT_FRAME_SIZE).ok();
            let computed = size.and_then(|size| image::size_of(&subtype, size).flatten());
            let fixed = number(guids::MF_MT_FIXED_SIZE_SAMPLES).map_or(uncompressed, |fixed| fixed != 0);
            (fixed, number(guids::MF_MT_SAMPLE_SIZE).or(computed).unwrap_or(0))
        }
    };
    let independent = number(guids::MF_MT_ALL_SAMPLES_INDEPENDENT).map_or(uncompressed, |value| value != 0);
    Ok(AmType {
        major,
        subtype: if major == guids::MFMediaType_Video {
            video_header::to_direct_show(subtype)
        } else {
            subtype
        },
        fixed_size,
        temporal_compression: major == guids::MFMediaType_Video && !independent,
        sample_size: if fixed_size { sample_size } else { 0 },
        format,
        block,
    })
}

fn user_data(media_type: &MediaType) -> Vec<u8> {
    match media_type.attributes().item(&guids::MF_MT_USER_DATA) {
        Some(AttributeValue::Blob(data)) => data,
        _ => Vec::new(),
    }
}

/// The block that loses least.
fn choose(media_type: &MediaType) -> Guid {
    let set = media_type.attributes();
    if let Some(AttributeValue::Guid(format)) = set.item(&guids::MF_MT_AM_FORMAT_TYPE) {
        return format;
    }
    if media_type.is_audio() {
        return FORMAT_WAVE;
    }
    if !media_type.is_video() {
        return FORMAT_NONE;
    }
    let subtype = media_type.subtype();
    if set.contains(&guids::MF_MT_MPEG_SEQUENCE_HEADER) && subtype == guids::MFVideoFormat_MPG1 {
        return FORMAT_MPEG;
    }
    if subtype == guids::MFVideoFormat_MPEG2 {
        return FORMAT_MPEG2;
    }
    let number = |key: Guid| match set.item(&key) {
        Some(AttributeValue::U32(value)) => value,
        _ => 0,
    };
    let square = set
        .get(keys::MF_MT_PIXEL_ASPECT_RATIO)
        .is_ok_and(|pixel| pixel.numerator == pixel.denominator);
    // Progressive and square, or nothing said of either: the shorter header says all of it.
    let progressive = matches!(number(guids::MF_MT_INTERLACE_MODE), 0 | 2);
    let plain = (square || !set.contains(&guids::MF_MT_PIXEL_ASPECT_RATIO))
        && progressive
        && number(guids::MF_MT_PAD_CONTROL_FLAGS) == 0
        && super::color::ColorInfo::from_attributes(set) == super::color::ColorInfo::default();
    if plain {
        FORMAT_VIDEO_INFO
    } else {
        FORMAT_VIDEO_INFO2
    }
}

/// The media type of a DirectShow type.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: the block is not what the type says.
pub(crate) fn parse(am: &AmType) -> Result<MediaType> {
    let subtype = (am.subtype != Guid::ZERO).then_some(am.subtype);
    let media_type = match am.format {
        FORMAT_WAVE => wave::parse(&am.block)?,
        FORMAT_VIDEO_INFO => video_header::parse(&am.block, subtype)?,
        FORMAT_VIDEO_INFO2 => video_header::parse2(&am.block, subtype)?,
        FORMAT_MPEG => video_header::parse_mpeg1(&am.block, subtype)?,
        FORMAT_MPEG2 => video_header::parse_mpeg2(&am.block, subtype)?,
        FORMAT_MF => video_format::parse(&am.block)?,
        _ => {
            let media_type = MediaType::new();
            let set = media_type.attributes();
            if let Some(subtype) = subtype {
                set.set(keys::MF_MT_SUBTYPE, video_header::from_direct_show(subtype));
            }
            if am.format != FORMAT_NONE && am.format != Guid::ZERO {
                set.set_item(guids::MF_MT_AM_FORMAT_TYPE, AttributeValue::Guid(am.format));
                set.set_item(guids::MF_MT_USER_DATA, AttributeValue::Blob(am.block.clone()));
            }
            media_type
        }
    };
    let set = media_type.attributes();
    set.set(keys::MF_MT_MAJOR_TYPE, am.major);
    let number = |key, value| set.set_item(key, AttributeValue::U32(value));
    if am.major == guids::MFMediaType_Video {
        if !am.temporal_compression {
            number(guids::MF_MT_ALL_SAMPLES_INDEPENDENT, 1);
        }
        if am.fixed_size {
            number(guids::MF_MT_FIXED_SIZE_SAMPLES, 1);
        }
        if am.sample_size != 0 {
            number(guids::MF_MT_SAMPLE_SIZE, am.sample_size);
        }
    }
    Ok(media_type)
}

/// Whether a block is one of its kind.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: too short or not valid. `MF_E_UNSUPPORTED_FORMAT`: of no kind that is known.
pub(crate) fn validate(format: Guid, block: &[u8]) -> Result<()> {
    let video = Some(guids::MFVideoFormat_H264);
    match format {
        FORMAT_WAVE => wave::parse(block).map(drop),
        FORMAT_VIDEO_INFO => video_header::parse(block, video).map(drop),
        FORMAT_VIDEO_INFO2 => video_header::parse2(block, video).map(drop),
        FORMAT_MPEG => video_header::parse_mpeg1(block, video).map(drop),
        FORMAT_MPEG2 => video_header::parse_mpeg2(block, video).map(drop),
        FORMAT_MF => video_format::parse(block).map(drop),
        FORMAT_DV if block.len() >= DV_INFO => Ok(()),
        FORMAT_MPEG_STREAMS => {
            // An `AM_MPEGSYSTEMTYPE`: bit rate, number of streams, and that many entries of their own size.
            let fields = super::bytes::Fields(block);
            let streams = fields.u32(4).ok_or_else(invalid)?;
            let mut at = 8_usize;
            for _ in 0..streams {
                // An entry: stream id, reserved, size of what follows, which is a multiple of eight.
                let size = fields.u32(at.saturating_add(8)).ok_or_else(invalid)?;
                let size = (size as usize).checked_next_multiple_of(8).ok_or_else(invalid)?;
                at = at
                    .checked_add(16)
                    .and_then(|at| at.checked_add(size))
                    .ok_or_else(invalid)?;
                if at > block.len() {
                    return Err(invalid());
                }
            }
            Ok(())
        }
        FORMAT_DV => Err(invalid()),
        _ => Err(code(codes::MF_E_UNSUPPORTED_FORMAT)),
    }
}

/// What is said of a picture beside its header.
#[derive(Default)]
pub(crate) struct Beside {
    pub(crate) pixel: (u32, u32),
    pub(crate) interlace: u32,
    pub(crate) flags: u64,
    pub(crate) rate: (u64, u64),
    pub(crate) bit_rate: u32,
}

impl Beside {
    /// Sets what is said; 0 says nothing.
    pub(crate) fn write_to(&self, set: &Attributes) {
        let ratio = |key, (a, b): (u64, u64)| {
            let divisor = rate::gcd(a, b);
            let parts = (u32::try_from(a / divisor), u32::try_from(b / divisor));
            if let (Ok(numerator), Ok(denominator)) = parts
                && numerator != 0
                && denominator != 0
            {
                let ratio = Ratio {
                    numerator,
                    denominator,
                };
                set.set(key, ratio);
            }
        };
        let (x, y) = self.pixel;
        ratio(keys::MF_MT_PIXEL_ASPECT_RATIO, (u64::from(x), u64::from(y)));
        ratio(keys::MF_MT_FRAME_RATE, self.rate);
        if self.interlace != 0 {
            set.set_item(guids::MF_MT_INTERLACE_MODE, AttributeValue::U32(self.interlace));
        }
        if self.bit_rate != 0 {
            set.set_item(guids::MF_MT_AVG_BITRATE, AttributeValue::U32(self.bit_rate));
        }
        if self.flags & video_format::BOTTOM_UP != 0
            && let Some(AttributeValue::U32(stride)) = set.item(&guids::MF_MT_DEFAULT_STRIDE)
        {
            let stride = -(stride as i32).saturating_abs();
            set.set_item(guids::MF_MT_DEFAULT_STRIDE, AttributeValue::U32(stride as u32));
        }
    }
}

/// A media type of a `BITMAPINFOHEADER` with what follows it.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: not a video format.
pub(crate) fn parse_bitmap(block: &[u8], beside: &Beside) -> Result<MediaType> {
    let bitmap = video_header::Bitmap::read(block, 0)?;
    let media_type = MediaType::new();
    bitmap.write_to(media_type.attributes(), None)?;
    beside.write_to(media_type.attributes());
    Ok(media_type)
}
