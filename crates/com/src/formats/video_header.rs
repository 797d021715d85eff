//! `BITMAPINFOHEADER`, `VIDEOINFOHEADER`, `VIDEOINFOHEADER2`, `MPEG1VIDEOINFO` and `MPEG2VIDEOINFO`.
//!
//! Sources: the structures' pages, "Video Media Types", "Image Stride", `AM_MEDIA_TYPE` (Microsoft Learn).

use openmf_core::{AttributeValue, Attributes, FrameSize, Guid, MediaType, Ratio, guids, keys};

use super::bytes::Fields;
use super::color::ColorInfo;
use super::{image, invalid, rate};

type Result<T> = windows_core::Result<T>;

/// Bytes of a `BITMAPINFOHEADER`.
pub(crate) const BITMAP: usize = 40;
/// Bytes of a `VIDEOINFOHEADER`.
pub(crate) const HEADER: usize = 48 + BITMAP;
/// Bytes of a `VIDEOINFOHEADER2`.
pub(crate) const HEADER2: usize = 72 + BITMAP;
/// Bytes of an `MPEG1VIDEOINFO` in front of the sequence header.
pub(crate) const MPEG1: usize = HEADER + 8;
/// Bytes of an `MPEG2VIDEOINFO` in front of the sequence header.
pub(crate) const MPEG2: usize = HEADER2 + 20;

const BI_RGB: u32 = 0;
const BI_BITFIELDS: u32 = 3;

/// Colours of a palette of eight bits.
const MAX_PALETTE: usize = 256;

// Source: `VIDEOINFOHEADER2`, `dwInterlaceFlags` and `dwControlFlags`.
const INTERLACED: u32 = 1;
const ONE_FIELD: u32 = 2;
const FIELD1_FIRST: u32 = 4;
const BOB_OR_WEAVE: u32 = 0x80;
const CONTROL_USED: u32 = 1;
const CONTROL_PAD_4X3: u32 = 2;
const CONTROL_PAD_16X9: u32 = 4;
const CONTROL_COLOR: u32 = 0x80;

// Source: `MFVideoInterlaceMode`.
const PROGRESSIVE: u32 = 2;
const UPPER_FIRST: u32 = 3;
const LOWER_FIRST: u32 = 4;
const SINGLE_UPPER: u32 = 5;
const SINGLE_LOWER: u32 = 6;
const MIXED: u32 = 7;

/// Subtypes that DirectShow names otherwise: theirs, ours. Source: "Video Subtypes" of both.
const RENAMED: [(Guid, Guid); 9] = [
    (
        Guid::from_u128(0xe436eb7a_524f_11ce_9f53_0020af0ba770),
        guids::MFVideoFormat_RGB8,
    ),
    (
        Guid::from_u128(0xe436eb7b_524f_11ce_9f53_0020af0ba770),
        guids::MFVideoFormat_RGB565,
    ),
    (
        Guid::from_u128(0xe436eb7c_524f_11ce_9f53_0020af0ba770),
        guids::MFVideoFormat_RGB555,
    ),
    (
        Guid::from_u128(0xe436eb7d_524f_11ce_9f53_0020af0ba770),
        guids::MFVideoFormat_RGB24,
    ),
    (
        Guid::from_u128(0xe436eb7e_524f_11ce_9f53_0020af0ba770),
        guids::MFVideoFormat_RGB32,
    ),
    (
        Guid::from_u128(0x773c9ac0_3274_11d0_b724_00aa006c1a01),
        guids::MFVideoFormat_ARGB32,
    ),
    (
        Guid::from_u128(0x2f8bb76d_b644_4550_acf3_d30caa65d5c5),
        guids::MFVideoFormat_A2R10G10B10,
    ),
    // MEDIASUBTYPE_MPEG1Payload, MEDIASUBTYPE_MPEG1Packet
    (
        Guid::from_u128(0xe436eb81_524f_11ce_9f53_0020af0ba770),
        guids::MFVideoFormat_MPG1,
    ),
    (
        Guid::from_u128(0xe436eb80_524f_11ce_9f53_0020af0ba770),
        guids::MFVideoFormat_MPG1,
    ),
];

/// Media Foundation's name of a DirectShow subtype.
pub(crate) fn from_direct_show(subtype: Guid) -> Guid {
    RENAMED
        .iter()
        .find(|(theirs, _)| *theirs == subtype)
        .map_or(subtype, |(_, ours)| *ours)
}

/// DirectShow's name of a subtype.
pub(crate) fn to_direct_show(subtype: Guid) -> Guid {
    RENAMED
        .iter()
        .find(|(_, ours)| *ours == subtype)
        .map_or(subtype, |(theirs, _)| *theirs)
}

/// A picture's part, from its top left corner.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Rect {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

impl Rect {
    fn read(fields: Fields<'_>, at: usize) -> Option<Self> {
        Some(Self {
            left: fields.i32(at)?,
            top: fields.i32(at + 4)?,
            right: fields.i32(at + 8)?,
            bottom: fields.i32(at + 12)?,
        })
    }

    /// Its size if it is a part of a picture of this size.
    fn size_within(self, size: FrameSize) -> Option<FrameSize> {
        let (left, top) = (u32::try_from(self.left).ok()?, u32::try_from(self.top).ok()?);
        let (right, bottom) = (u32::try_from(self.right).ok()?, u32::try_from(self.bottom).ok()?);
        let within = left < right && top < bottom && right <= size.width && bottom <= size.height;
        within.then(|| FrameSize {
            width: right - left,
            height: bottom - top,
        })
    }

    /// As an `MFVideoArea`.
    fn area(self, size: FrameSize) -> Vec<u8> {
        let mut area = Vec::with_capacity(AREA);
        for offset in [self.left, self.top] {
            // An `MFOffset`: sixteen bits of fraction, then the whole part.
            area.extend(0_u16.to_le_bytes());
            area.extend((offset as i16).to_le_bytes());
        }
        area.extend(size.width.to_le_bytes());
        area.extend(size.height.to_le_bytes());
        area
    }
}

/// Bytes of an `MFVideoArea`.
pub(crate) const AREA: usize = 16;

/// What a `BITMAPINFOHEADER` says, and what follows it.
pub(crate) struct Bitmap<'a> {
    pub(crate) width: u32,
    pub(crate) height: i32,
    bits: u16,
    compression: u32,
    pub(crate) image_size: u32,
    colors: u32,
    pub(crate) after: &'a [u8],
}

impl<'a> Bitmap<'a> {
    /// # Errors
    /// `MF_E_INVALIDMEDIATYPE`: too short, or of a size that no picture has.
    pub(crate) fn read(block: &'a [u8], at: usize) -> Result<Self> {
        let fields = Fields(block.get(at..).unwrap_or_default());
        let read = || {
            // What an application extends the header with belongs to it, and is not looked at.
            let size = usize::try_from(fields.u32(0)?).ok()?;
            let width = u32::try_from(fields.i32(4)?).ok()?;
            let height = fields.i32(8)?;
            (size >= BITMAP && size <= fields.0.len() && height != i32::MIN).then_some(())?;
            Some(Self {
                width,
                height,
                bits: fields.u16(14)?,
                compression: fields.u32(16)?,
                image_size: fields.u32(20)?,
                colors: fields.u32(32)?,
                after: fields.rest(size),
            })
        };
        read().ok_or_else(invalid)
    }

    pub(crate) fn size(&self) -> FrameSize {
        FrameSize {
            width: self.width,
            height: self.height.unsigned_abs(),
        }
    }

    /// The subtype that compression and bits mean.
    pub(crate) fn subtype(&self) -> Option<Guid> {
        let masks = || {
            let fields = Fields(self.after);
            Some([fields.u32(0)?, fields.u32(4)?, fields.u32(8)?])
        };
        let code = match (self.compression, self.bits) {
            (BI_RGB, 8) => image::D3DFMT_P8,
            (BI_RGB, 16) => image::D3DFMT_X1R5G5B5,
            (BI_RGB, 24) => image::D3DFMT_R8G8B8,
            (BI_RGB, 32) => image::D3DFMT_X8R8G8B8,
            (BI_RGB, _) => return None,
            (BI_BITFIELDS, 16) => match masks()? {
                [0xf800, 0x07e0, 0x001f] => image::D3DFMT_R5G6B5,
                [0x7c00, 0x03e0, 0x001f] => image::D3DFMT_X1R5G5B5,
                _ => return None,
            },
            (BI_BITFIELDS, 32) => match masks()? {
                [0x00ff_0000, 0x0000_ff00, 0x0000_00ff] => image::D3DFMT_X8R8G8B8,
                [0x3ff0_0000, 0x000f_fc00, 0x0000_03ff] => image::D3DFMT_A2R10G10B10,
                [0x0000_03ff, 0x000f_fc00, 0x3ff0_0000] => image::D3DFMT_A2B10G10R10,
                _ => return None,
            },
            // BI_RLE8, BI_RLE4, BI_BITFIELDS of other depths, BI_JPEG, BI_PNG: no video formats.
            (1..=5, _) => return None,
            (code, _) => code,
        };
        Some(image::subtype_of(code))
    }

    /// The bytes of masks and palette in front of what else follows.
    fn table_len(&self) -> usize {
        let masks = if self.compression == BI_BITFIELDS { 12 } else { 0 };
        masks + self.palette_len() * 4
    }

    fn palette_len(&self) -> usize {
        let indexed = self.compression == BI_RGB && self.bits == 8;
        match self.colors as usize {
            _ if !indexed => 0,
            0 => MAX_PALETTE,
            colors => colors.min(MAX_PALETTE),
        }
    }

    fn palette(&self) -> &'a [u8] {
        let masks = self.table_len() - self.palette_len() * 4;
        let palette = self.after.get(masks..).unwrap_or_default();
        palette.get(..self.palette_len() * 4).unwrap_or_default()
    }

    /// Sets what the header says of the picture.
    ///
    /// # Errors
    /// `MF_E_INVALIDMEDIATYPE`: the subtype is neither given nor said.
    pub(crate) fn write_to(&self, set: &Attributes, subtype: Option<Guid>) -> Result<()> {
        let said = subtype.map(from_direct_show).or_else(|| self.subtype());
        let subtype = said.ok_or_else(invalid)?;
        set.set(keys::MF_MT_MAJOR_TYPE, guids::MFMediaType_Video);
        set.set(keys::MF_MT_SUBTYPE, subtype);
        let size = self.size();
        set.set(keys::MF_MT_FRAME_SIZE, size);
        let Some(format) = image::format_of(&subtype) else {
            // Of a compressed format: the codec's own data follows the header.
            let data = self.after.get(self.table_len()..).unwrap_or_default();
            if !data.is_empty() {
                set.set_item(guids::MF_MT_USER_DATA, AttributeValue::Blob(data.to_vec()));
            }
            return Ok(());
        };
        let u32s = |key, value| set.set_item(key, AttributeValue::U32(value));
        u32s(guids::MF_MT_ALL_SAMPLES_INDEPENDENT, 1);
        u32s(guids::MF_MT_FIXED_SIZE_SAMPLES, 1);
        if let Some(bytes) = format.size(size.width, size.height) {
            u32s(guids::MF_MT_SAMPLE_SIZE, bytes);
        }
        if let Some(stride) = format
            .stride(size.width)
            .and_then(|stride| i32::try_from(stride).ok())
        {
            // "If biHeight is positive, the bitmap is a bottom-up DIB"; of YUV it is top-down either way.
            let bottom_up = self.height > 0 && !format.is_yuv();
            let stride = if bottom_up { -stride } else { stride };
            u32s(guids::MF_MT_DEFAULT_STRIDE, stride as u32);
        }
        let palette = self.palette();
        if !palette.is_empty() {
            // An `RGBQUAD` has its bytes as an `MFARGB` does.
            set.set_item(guids::MF_MT_PALETTE, AttributeValue::Blob(palette.to_vec()));
        }
        Ok(())
    }
}

fn u32_of(attributes: &Attributes, key: &Guid) -> Option<u32> {
    match attributes.item(key) {
        Some(AttributeValue::U32(value)) => Some(value),
        _ => None,
    }
}

fn blob_of(attributes: &Attributes, key: &Guid) -> Option<Vec<u8>> {
    match attributes.item(key) {
        Some(AttributeValue::Blob(value)) => Some(value),
        _ => None,
    }
}

/// What both headers begin with; returns the size that is to be shown.
fn read_common(fields: Fields<'_>, bitmap: &Bitmap<'_>, set: &Attributes) -> Result<FrameSize> {
    let source = Rect::read(fields, 0).ok_or_else(invalid)?;
    let size = bitmap.size();
    let shown = source.size_within(size).unwrap_or(size);
    if shown != size {
        let area = source.area(shown);
        set.set_item(
            guids::MF_MT_MINIMUM_DISPLAY_APERTURE,
            AttributeValue::Blob(area.clone()),
        );
        set.set_item(guids::MF_MT_GEOMETRIC_APERTURE, AttributeValue::Blob(area));
    }
    let numbers = [
        (guids::MF_MT_AVG_BITRATE, fields.u32(32)),
        (guids::MF_MT_AVG_BIT_ERROR_RATE, fields.u32(36)),
    ];
    for (key, value) in numbers {
        let value = value.ok_or_else(invalid)?;
        if value != 0 {
            set.set_item(key, AttributeValue::U32(value));
        }
    }
    let time = fields.i64(40).ok_or_else(invalid)?;
    if let Some(time) = u64::try_from(time).ok().filter(|time| *time > 0) {
        let (numerator, denominator) = rate::frame_rate(time);
        if numerator != 0 {
            set.set(
                keys::MF_MT_FRAME_RATE,
                Ratio {
                    numerator,
                    denominator,
                },
            );
        }
    }
    Ok(shown)
}

fn set_aspect(set: &Attributes, x: u64, y: u64) {
    let divisor = rate::gcd(x, y);
    let parts = (u32::try_from(x / divisor), u32::try_from(y / divisor));
    let ratio = match parts {
        (Ok(numerator), Ok(denominator)) if numerator != 0 && denominator != 0 => Ratio {
            numerator,
            denominator,
        },
        _ => Ratio {
            numerator: 1,
            denominator: 1,
        },
    };
    set.set(keys::MF_MT_PIXEL_ASPECT_RATIO, ratio);
}

/// A media type of a `VIDEOINFOHEADER` with what follows it.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: too short, or not a video format.
pub(crate) fn parse(block: &[u8], subtype: Option<Guid>) -> Result<MediaType> {
    let bitmap = Bitmap::read(block, HEADER - BITMAP)?;
    let media_type = MediaType::new();
    let set = media_type.attributes();
    bitmap.write_to(set, subtype)?;
    read_common(Fields(block), &bitmap, set)?;
    set_aspect(set, 1, 1);
    set.set_item(guids::MF_MT_INTERLACE_MODE, AttributeValue::U32(PROGRESSIVE));
    Ok(media_type)
}

/// A media type of a `VIDEOINFOHEADER2` with what follows it.
///
/// # Errors
/// As [`parse`].
pub(crate) fn parse2(block: &[u8], subtype: Option<Guid>) -> Result<MediaType> {
    let bitmap = Bitmap::read(block, HEADER2 - BITMAP)?;
    let fields = Fields(block);
    let media_type = MediaType::new();
    let set = media_type.attributes();
    bitmap.write_to(set, subtype)?;
    let shown = read_common(fields, &bitmap, set)?;
    let field = |at| fields.u32(at).ok_or_else(invalid);
    let mode = interlace_mode(field(48)?);
    set.set_item(guids::MF_MT_INTERLACE_MODE, AttributeValue::U32(mode));
    // The header has the aspect ratio of the picture, a media type that of a pixel.
    let (x, y) = (u64::from(field(56)?), u64::from(field(60)?));
    let pixel = (x * u64::from(shown.height), y * u64::from(shown.width));
    set_aspect(set, pixel.0, pixel.1);
    let control = field(64)?;
    if control & CONTROL_USED != 0 {
        let pad = match control & (CONTROL_PAD_4X3 | CONTROL_PAD_16X9) {
            CONTROL_PAD_4X3 => 1,
            CONTROL_PAD_16X9 => 2,
            _ => 0,
        };
        if pad != 0 {
            set.set_item(guids::MF_MT_PAD_CONTROL_FLAGS, AttributeValue::U32(pad));
        }
        if control & CONTROL_COLOR != 0 {
            ColorInfo::from_dxva(control).write_to(set);
        }
    }
    Ok(media_type)
}

fn interlace_mode(flags: u32) -> u32 {
    let upper = flags & FIELD1_FIRST != 0;
    if flags & INTERLACED == 0 {
        PROGRESSIVE
    } else if flags & ONE_FIELD != 0 {
        if upper { SINGLE_UPPER } else { SINGLE_LOWER }
    } else if flags & BOB_OR_WEAVE != 0 {
        MIXED
    } else if upper {
        UPPER_FIRST
    } else {
        LOWER_FIRST
    }
}

fn interlace_flags(mode: u32) -> u32 {
    match mode {
        UPPER_FIRST => INTERLACED | FIELD1_FIRST,
        LOWER_FIRST => INTERLACED,
        SINGLE_UPPER => INTERLACED | ONE_FIELD | FIELD1_FIRST,
        SINGLE_LOWER => INTERLACED | ONE_FIELD,
        MIXED => INTERLACED | BOB_OR_WEAVE,
        _ => 0,
    }
}

/// A media type of an `MPEG1VIDEOINFO`.
///
/// # Errors
/// As [`parse`]; the sequence header is not within the block.
pub(crate) fn parse_mpeg1(block: &[u8], subtype: Option<Guid>) -> Result<MediaType> {
    let fields = Fields(block);
    let header = fields.bytes(0, HEADER).ok_or_else(invalid)?;
    let media_type = parse(header, Some(subtype.unwrap_or(guids::MFVideoFormat_MPG1)))?;
    let set = media_type.attributes();
    let start = fields.u32(HEADER).ok_or_else(invalid)?;
    let len = fields.u32(HEADER + 4).ok_or_else(invalid)?;
    set.set_item(guids::MF_MT_MPEG_START_TIME_CODE, AttributeValue::U32(start));
    set_sequence(set, fields.bytes(MPEG1, len as usize).ok_or_else(invalid)?);
    Ok(media_type)
}

/// A media type of an `MPEG2VIDEOINFO`.
///
/// # Errors
/// As [`parse_mpeg1`].
pub(crate) fn parse_mpeg2(block: &[u8], subtype: Option<Guid>) -> Result<MediaType> {
    let fields = Fields(block);
    let header = fields.bytes(0, HEADER2).ok_or_else(invalid)?;
    let media_type = parse2(header, Some(subtype.unwrap_or(guids::MFVideoFormat_MPEG2)))?;
    let set = media_type.attributes();
    let field = |at| fields.u32(at).ok_or_else(invalid);
    let numbers = [
        (guids::MF_MT_MPEG_START_TIME_CODE, field(HEADER2)?),
        (guids::MF_MT_MPEG2_PROFILE, field(HEADER2 + 8)?),
        (guids::MF_MT_MPEG2_LEVEL, field(HEADER2 + 12)?),
        (guids::MF_MT_MPEG2_FLAGS, field(HEADER2 + 16)?),
    ];
    for (key, value) in numbers {
        set.set_item(key, AttributeValue::U32(value));
    }
    let len = field(HEADER2 + 4)?;
    set_sequence(set, fields.bytes(MPEG2, len as usize).ok_or_else(invalid)?);
    Ok(media_type)
}

fn set_sequence(set: &Attributes, sequence: &[u8]) {
    if !sequence.is_empty() {
        let blob = AttributeValue::Blob(sequence.to_vec());
        set.set_item(guids::MF_MT_MPEG_SEQUENCE_HEADER, blob);
    }
}

/// Size and subtype of a video type.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: not video, or of a size that the structures cannot hold. `MF_E_ATTRIBUTENOTFOUND`.
pub(crate) fn picture(media_type: &MediaType) -> Result<(Guid, FrameSize)> {
    let attributes = media_type.attributes();
    let major = attributes
        .get(keys::MF_MT_MAJOR_TYPE)
        .map_err(crate::convert::fail)?;
    if major != guids::MFMediaType_Video {
        return Err(invalid());
    }
    let subtype = attributes
        .get(keys::MF_MT_SUBTYPE)
        .map_err(crate::convert::fail)?;
    let size = attributes
        .get(keys::MF_MT_FRAME_SIZE)
        .map_err(crate::convert::fail)?;
    if i32::try_from(size.width).is_err() || i32::try_from(size.height).is_err() {
        return Err(invalid());
    }
    Ok((subtype, size))
}

/// The part of the picture that is to be shown: left, top, size.
fn shown(attributes: &Attributes, size: FrameSize) -> (i32, i32, FrameSize) {
    let area = blob_of(attributes, &guids::MF_MT_MINIMUM_DISPLAY_APERTURE);
    let area = area.filter(|area| area.len() == AREA);
    let read = area.and_then(|area| {
        let fields = Fields(&area);
        let (left, top) = (i32::from(fields.u16(2)? as i16), i32::from(fields.u16(6)? as i16));
        let (width, height) = (fields.i32(8)?, fields.i32(12)?);
        let rect = Rect {
            left,
            top,
            right: left.checked_add(width)?,
            bottom: top.checked_add(height)?,
        };
        Some((left, top, rect.size_within(size)?))
    });
    read.unwrap_or((0, 0, size))
}

fn write_common(block: &mut Vec<u8>, attributes: &Attributes, size: FrameSize) -> FrameSize {
    let (left, top, shown) = shown(attributes, size);
    // The sizes fit: they are within that of the picture.
    let rect = [left, top, left + shown.width as i32, top + shown.height as i32];
    for side in rect.into_iter().chain([0; 4]) {
        block.extend(side.to_le_bytes());
    }
    for key in [guids::MF_MT_AVG_BITRATE, guids::MF_MT_AVG_BIT_ERROR_RATE] {
        block.extend(u32_of(attributes, &key).unwrap_or(0).to_le_bytes());
    }
    let rate = attributes.get(keys::MF_MT_FRAME_RATE).ok();
    let time = rate.and_then(|rate| rate::average_time(rate.numerator, rate.denominator));
    block.extend(time.unwrap_or(0).to_le_bytes());
    shown
}

fn write_bitmap(block: &mut Vec<u8>, attributes: &Attributes, subtype: Guid, size: FrameSize) -> Result<()> {
    let format = image::format_of(&subtype);
    let code = image::code_of(&subtype);
    let bits: u16 = match (code, format) {
        (Some(image::D3DFMT_P8 | 50), _) => 8,
        (Some(image::D3DFMT_R5G6B5 | image::D3DFMT_X1R5G5B5 | 25 | 26), _) => 16,
        (Some(image::D3DFMT_A8R8G8B8 | image::D3DFMT_X8R8G8B8), _) => 32,
        (_, Some(format)) => format.bits_per_pixel(),
        // What decoders are given as a rule.
        (_, None) => 24,
    };
    let rgb = format.is_some_and(|format| !format.is_yuv());
    let bitfields = matches!(
        code,
        Some(image::D3DFMT_R5G6B5 | image::D3DFMT_A2R10G10B10 | image::D3DFMT_A2B10G10R10)
    );
    let compression = match code {
        _ if bitfields => BI_BITFIELDS,
        _ if rgb => BI_RGB,
        Some(code) => code,
        // A subtype of another form, such as MPEG-2: it goes beside the block.
        None => BI_RGB,
    };
    let stride = u32_of(attributes, &guids::MF_MT_DEFAULT_STRIDE).map(|stride| stride as i32);
    // RGB is bottom-up unless the type says otherwise.
    let top_down = rgb && stride.is_some_and(|stride| stride > 0);
    let height = size.height as i32;
    let image_size = format.map_or_else(
        || u32_of(attributes, &guids::MF_MT_SAMPLE_SIZE),
        |format| format.size(size.width, size.height),
    );
    let palette = match code {
        Some(image::D3DFMT_P8) => blob_of(attributes, &guids::MF_MT_PALETTE).unwrap_or_default(),
        _ => Vec::new(),
    };
    if palette.len() > MAX_PALETTE * 4 || palette.len() % 4 != 0 {
        return Err(invalid());
    }
    block.extend((BITMAP as u32).to_le_bytes());
    block.extend(size.width.to_le_bytes());
    block.extend((if top_down { -height } else { height }).to_le_bytes());
    block.extend(1_u16.to_le_bytes());
    block.extend(bits.to_le_bytes());
    block.extend(compression.to_le_bytes());
    block.extend(image_size.unwrap_or(0).to_le_bytes());
    block.extend([0; 8]);
    block.extend(((palette.len() / 4) as u32).to_le_bytes());
    block.extend([0; 4]);
    let masks: [u32; 3] = match code {
        Some(image::D3DFMT_R5G6B5) => [0xf800, 0x07e0, 0x001f],
        Some(image::D3DFMT_A2R10G10B10) => [0x3ff0_0000, 0x000f_fc00, 0x0000_03ff],
        _ => [0x0000_03ff, 0x000f_fc00, 0x3ff0_0000],
    };
    if bitfields {
        block.extend(masks.into_iter().flat_map(u32::to_le_bytes));
    }
    block.extend(palette);
    Ok(())
}

/// Adds the codec's own data behind the bitmap.
fn write_user_data(block: &mut Vec<u8>, attributes: &Attributes, subtype: Guid) {
    if image::format_of(&subtype).is_none() {
        block.extend(blob_of(attributes, &guids::MF_MT_USER_DATA).unwrap_or_default());
    }
}

/// A `VIDEOINFOHEADER` with what follows it.
///
/// # Errors
/// As [`picture`].
pub(crate) fn write(media_type: &MediaType) -> Result<Vec<u8>> {
    let (subtype, _) = picture(media_type)?;
    let mut block = head(media_type)?;
    write_user_data(&mut block, media_type.attributes(), subtype);
    Ok(block)
}

fn head(media_type: &MediaType) -> Result<Vec<u8>> {
    let (subtype, size) = picture(media_type)?;
    let mut block = Vec::with_capacity(HEADER);
    write_common(&mut block, media_type.attributes(), size);
    write_bitmap(&mut block, media_type.attributes(), subtype, size)?;
    Ok(block)
}

/// A `VIDEOINFOHEADER2` with what follows it.
///
/// # Errors
/// As [`picture`].
pub(crate) fn write2(media_type: &MediaType) -> Result<Vec<u8>> {
    let (subtype, _) = picture(media_type)?;
    let mut block = head2(media_type)?;
    write_user_data(&mut block, media_type.attributes(), subtype);
    Ok(block)
}

fn head2(media_type: &MediaType) -> Result<Vec<u8>> {
    let (subtype, size) = picture(media_type)?;
    let attributes = media_type.attributes();
    let mut block = Vec::with_capacity(HEADER2);
    let shown = write_common(&mut block, attributes, size);
    let mode = u32_of(attributes, &guids::MF_MT_INTERLACE_MODE).unwrap_or(PROGRESSIVE);
    let (x, y) = match attributes.get(keys::MF_MT_PIXEL_ASPECT_RATIO) {
        Ok(pixel) if pixel.numerator != 0 && pixel.denominator != 0 => (
            u64::from(pixel.numerator) * u64::from(shown.width),
            u64::from(pixel.denominator) * u64::from(shown.height),
        ),
        _ => (u64::from(shown.width), u64::from(shown.height)),
    };
    let divisor = rate::gcd(x, y);
    let (x, y) = (x / divisor, y / divisor);
    let (x, y) = match (u32::try_from(x), u32::try_from(y)) {
        (Ok(x), Ok(y)) => (x, y),
        _ => (shown.width, shown.height),
    };
    let color = ColorInfo::from_attributes(attributes);
    let mut control = match u32_of(attributes, &guids::MF_MT_PAD_CONTROL_FLAGS) {
        Some(1) => CONTROL_USED | CONTROL_PAD_4X3,
        Some(2) => CONTROL_USED | CONTROL_PAD_16X9,
        _ => 0,
    };
    if color != ColorInfo::default() {
        control |= CONTROL_USED | CONTROL_COLOR | color.to_dxva();
    }
    for field in [interlace_flags(mode), 0, x, y, control, 0] {
        block.extend(field.to_le_bytes());
    }
    write_bitmap(&mut block, attributes, subtype, size)?;
    Ok(block)
}

/// An `MPEG1VIDEOINFO`.
///
/// # Errors
/// As [`picture`].
pub(crate) fn write_mpeg1(media_type: &MediaType) -> Result<Vec<u8>> {
    let mut block = head(media_type)?;
    block.resize(HEADER, 0);
    let attributes = media_type.attributes();
    let sequence = blob_of(attributes, &guids::MF_MT_MPEG_SEQUENCE_HEADER).unwrap_or_default();
    let start = u32_of(attributes, &guids::MF_MT_MPEG_START_TIME_CODE).unwrap_or(0);
    block.extend(start.to_le_bytes());
    block.extend(
        u32::try_from(sequence.len())
            .map_err(|_| invalid())?
            .to_le_bytes(),
    );
    block.extend(sequence);
    Ok(block)
}

/// An `MPEG2VIDEOINFO`.
///
/// # Errors
/// As [`picture`].
pub(crate) fn write_mpeg2(media_type: &MediaType) -> Result<Vec<u8>> {
    let mut block = head2(media_type)?;
    block.resize(HEADER2, 0);
    let attributes = media_type.attributes();
    let sequence = blob_of(attributes, &guids::MF_MT_MPEG_SEQUENCE_HEADER).unwrap_or_default();
    let number = |key| u32_of(attributes, &key).unwrap_or(0);
    let fields = [
        number(guids::MF_MT_MPEG_START_TIME_CODE),
        u32::try_from(sequence.len()).map_err(|_| invalid())?,
        number(guids::MF_MT_MPEG2_PROFILE),
        number(guids::MF_MT_MPEG2_LEVEL),
        number(guids::MF_MT_MPEG2_FLAGS),
    ];
    block.extend(fields.into_iter().flat_map(u32::to_le_bytes));
    block.extend(sequence);
    Ok(block)
}
