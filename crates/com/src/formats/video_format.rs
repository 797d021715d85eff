//! `MFVIDEOFORMAT`, which the documentation advises against in favour of attributes.
//!
//! The structure has the same layout wherever 64-bit numbers are aligned to eight bytes, as on every platform this
//! builds for; a test compares it with that of the bindings.

use openmf_core::{AttributeValue, Attributes, FrameSize, Guid, MediaType, Ratio, guids, keys};

use super::bytes::{Fields, guid_bytes};
use super::color::ColorInfo;
use super::video_header::{AREA, picture};
use super::{image, invalid};

type Result<T> = windows_core::Result<T>;

/// Bytes of the structure, which has room for one colour.
pub(crate) const SIZE: usize = 176;

/// Where the palette is.
const PALETTE: usize = 168;

/// Colours of a palette of eight bits.
const MAX_PALETTE: usize = 256;

/// Bytes of the longest structure that is accepted or made.
pub(crate) const MAX_SIZE: usize = PALETTE + MAX_PALETTE * 4;

// Source: `MFVideoFlags`.
const PAD_MASK: u64 = 3;
const HINT_MASK: u64 = 0x1c;
const HINT_SHIFT: u32 = 2;
const DRM_MASK: u64 = 0x60;
const DRM_SHIFT: u32 = 5;
const PAN_SCAN: u64 = 0x2_0000;
pub(crate) const BOTTOM_UP: u64 = 0x8_0000;

/// Apertures, and where they are.
const APERTURES: [(Guid, usize); 3] = [
    (guids::MF_MT_GEOMETRIC_APERTURE, 60),
    (guids::MF_MT_MINIMUM_DISPLAY_APERTURE, 76),
    (guids::MF_MT_PAN_SCAN_APERTURE, 92),
];

/// Where the fields of [`ColorInfo`] are, in its order.
fn read_color(fields: Fields<'_>) -> Option<ColorInfo> {
    Some(ColorInfo {
        chroma_siting: fields.u32(24)?,
        transfer: fields.u32(32)?,
        primaries: fields.u32(36)?,
        matrix: fields.u32(40)?,
        lighting: fields.u32(44)?,
        nominal_range: fields.u32(56)?,
    })
}

/// The size that a structure says it has, if it is one that there can be.
pub(crate) fn declared_size(size: u32) -> Option<usize> {
    let size = size as usize;
    (SIZE..=MAX_SIZE).contains(&size).then_some(size)
}

/// A media type of the structure.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: shorter than it says, or than its palette needs.
pub(crate) fn parse(block: &[u8]) -> Result<MediaType> {
    let fields = Fields(block);
    let size = fields.u32(0).and_then(declared_size).ok_or_else(invalid)?;
    if size > block.len() {
        return Err(invalid());
    }
    read(fields, size).ok_or_else(invalid)
}

fn read(fields: Fields<'_>, size: usize) -> Option<MediaType> {
    let media_type = MediaType::new();
    let set = media_type.attributes();
    let number = |key: Guid, value: u32| {
        if value != 0 {
            set.set_item(key, AttributeValue::U32(value));
        }
    };
    let ratio = |key, at: usize| {
        let ratio = Ratio {
            numerator: fields.u32(at)?,
            denominator: fields.u32(at + 4)?,
        };
        if ratio.numerator != 0 && ratio.denominator != 0 {
            set.set(key, ratio);
        }
        Some(())
    };
    set.set(keys::MF_MT_MAJOR_TYPE, guids::MFMediaType_Video);
    let subtype = fields.guid(120)?;
    set.set(keys::MF_MT_SUBTYPE, subtype);
    let frame = FrameSize {
        width: fields.u32(8)?,
        height: fields.u32(12)?,
    };
    set.set(keys::MF_MT_FRAME_SIZE, frame);
    ratio(keys::MF_MT_PIXEL_ASPECT_RATIO, 16)?;
    read_color(fields)?.write_to(set);
    number(guids::MF_MT_INTERLACE_MODE, fields.u32(28)?);
    ratio(keys::MF_MT_FRAME_RATE, 48)?;
    for (key, at) in APERTURES {
        let area = fields.bytes(at, AREA)?;
        if area.iter().any(|byte| *byte != 0) {
            set.set_item(key, AttributeValue::Blob(area.to_vec()));
        }
    }
    let flags = fields.u64(112)?;
    number(guids::MF_MT_PAD_CONTROL_FLAGS, (flags & PAD_MASK) as u32);
    number(
        guids::MF_MT_SOURCE_CONTENT_HINT,
        ((flags & HINT_MASK) >> HINT_SHIFT) as u32,
    );
    number(guids::MF_MT_DRM_FLAGS, ((flags & DRM_MASK) >> DRM_SHIFT) as u32);
    number(guids::MF_MT_PAN_SCAN_ENABLED, u32::from(flags & PAN_SCAN != 0));
    // Rates are 64 bits here and 32 in a media type.
    number(
        guids::MF_MT_AVG_BITRATE,
        u32::try_from(fields.i64(136)?).unwrap_or(0),
    );
    number(
        guids::MF_MT_AVG_BIT_ERROR_RATE,
        u32::try_from(fields.i64(144)?).unwrap_or(0),
    );
    number(guids::MF_MT_MAX_KEYFRAME_SPACING, fields.u32(152)?);
    let colors = fields.u32(164)? as usize;
    if colors > MAX_PALETTE || PALETTE + colors * 4 > size {
        return None;
    }
    if colors > 0 {
        let palette = fields.bytes(PALETTE, colors * 4)?.to_vec();
        set.set_item(guids::MF_MT_PALETTE, AttributeValue::Blob(palette));
    }
    if let Some(format) = image::format_of(&subtype) {
        number(guids::MF_MT_ALL_SAMPLES_INDEPENDENT, 1);
        number(guids::MF_MT_FIXED_SIZE_SAMPLES, 1);
        number(
            guids::MF_MT_SAMPLE_SIZE,
            format.size(frame.width, frame.height).unwrap_or(0),
        );
        let stride = format
            .stride(frame.width)
            .and_then(|stride| i32::try_from(stride).ok());
        let sign = if flags & BOTTOM_UP == 0 { 1 } else { -1 };
        number(
            guids::MF_MT_DEFAULT_STRIDE,
            stride.map_or(0, |stride| sign * stride) as u32,
        );
    }
    Some(media_type)
}

/// The structure of a media type.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: not video. `MF_E_ATTRIBUTENOTFOUND`: without major type, subtype or size.
pub(crate) fn write(media_type: &MediaType) -> Result<Vec<u8>> {
    let (subtype, size) = picture(media_type)?;
    let set = media_type.attributes();
    let palette = match set.item(&guids::MF_MT_PALETTE) {
        Some(AttributeValue::Blob(palette)) => palette,
        _ => Vec::new(),
    };
    if palette.len() > MAX_PALETTE * 4 || palette.len() % 4 != 0 {
        return Err(invalid());
    }
    let mut block = Block::new(palette.len());
    block.put(PALETTE, &palette);
    block.u32(164, (palette.len() / 4) as u32);
    block.write(set, subtype, size);
    Ok(block.0)
}

/// A structure in the making.
struct Block(Vec<u8>);

impl Block {
    fn new(palette: usize) -> Self {
        let size = SIZE.max(PALETTE + palette);
        let mut block = Self(vec![0; size]);
        block.u32(0, size as u32);
        block
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(target) = self.0.get_mut(at..at + bytes.len()) {
            target.copy_from_slice(bytes);
        }
    }

    fn u32(&mut self, at: usize, value: u32) {
        self.put(at, &value.to_le_bytes());
    }

    fn ratio(&mut self, at: usize, ratio: Ratio) {
        self.u32(at, ratio.numerator);
        self.u32(at + 4, ratio.denominator);
    }

    fn write(&mut self, set: &Attributes, subtype: Guid, size: FrameSize) {
        let number = |key: Guid| match set.item(&key) {
            Some(AttributeValue::U32(value)) => value,
            _ => 0,
        };
        self.u32(8, size.width);
        self.u32(12, size.height);
        let square = Ratio {
            numerator: 1,
            denominator: 1,
        };
        let pixel = set.get(keys::MF_MT_PIXEL_ASPECT_RATIO).unwrap_or(square);
        self.ratio(16, pixel);
        let color = ColorInfo::from_attributes(set);
        let fields = [
            (24, color.chroma_siting),
            (28, number(guids::MF_MT_INTERLACE_MODE)),
            (32, color.transfer),
            (36, color.primaries),
            (40, color.matrix),
            (44, color.lighting),
            (56, color.nominal_range),
        ];
        for (at, value) in fields {
            self.u32(at, value);
        }
        if let Ok(rate) = set.get(keys::MF_MT_FRAME_RATE) {
            self.ratio(48, rate);
        }
        for (key, at) in APERTURES {
            if let Some(AttributeValue::Blob(area)) = set.item(&key)
                && area.len() == AREA
            {
                self.put(at, &area);
            }
        }
        let stride = number(guids::MF_MT_DEFAULT_STRIDE) as i32;
        let mut flags = u64::from(number(guids::MF_MT_PAD_CONTROL_FLAGS)) & PAD_MASK;
        flags |= (u64::from(number(guids::MF_MT_SOURCE_CONTENT_HINT)) << HINT_SHIFT) & HINT_MASK;
        flags |= (u64::from(number(guids::MF_MT_DRM_FLAGS)) << DRM_SHIFT) & DRM_MASK;
        if number(guids::MF_MT_PAN_SCAN_ENABLED) != 0 {
            flags |= PAN_SCAN;
        }
        if stride < 0 {
            flags |= BOTTOM_UP;
        }
        self.put(112, &flags.to_le_bytes());
        self.put(120, &guid_bytes(subtype));
        self.put(136, &u64::from(number(guids::MF_MT_AVG_BITRATE)).to_le_bytes());
        self.put(
            144,
            &u64::from(number(guids::MF_MT_AVG_BIT_ERROR_RATE)).to_le_bytes(),
        );
        self.u32(152, number(guids::MF_MT_MAX_KEYFRAME_SPACING));
        if image::format_of(&subtype).is_some() {
            self.u32(160, subtype.data1);
        }
    }
}

/// What a standard is: subtype, size, shape of a pixel, interlace mode, frame rate, nominal range, matrix, primaries.
struct Standard {
    subtype: Guid,
    size: (u32, u32),
    pixel: (u32, u32),
    interlace: u32,
    rate: (u32, u32),
    matrix: u32,
    primaries: u32,
}

// Source: `MFVideoInterlaceMode`, `MFVideoTransferMatrix`, `MFVideoPrimaries`.
const PROGRESSIVE: u32 = 2;
const UPPER_FIRST: u32 = 3;
const LOWER_FIRST: u32 = 4;
const BT709: u32 = 1;
const BT601: u32 = 2;
const PRIMARIES_BT709: u32 = 2;
const PRIMARIES_EBU: u32 = 5;
const PRIMARIES_SMPTE170M: u32 = 6;

/// A structure for a standard (`MFStandardVideoFormat`); `None` for a number that is none.
///
/// The documentation names the standards and leaves the fields open. They are the sizes and rates of ITU-R BT.601, BT.709
/// and ATSC A/53, in the uncompressed subtype that capture (4:2:2) or a decoder (4:2:0) gives.
pub(crate) fn standard(number: u32) -> Option<Vec<u8>> {
    let ntsc = |subtype, interlace| Standard {
        subtype,
        size: (720, 480),
        pixel: (10, 11),
        interlace,
        rate: (30000, 1001),
        matrix: BT601,
        primaries: PRIMARIES_SMPTE170M,
    };
    let pal = |subtype, interlace| Standard {
        size: (720, 576),
        pixel: (12, 11),
        rate: (25, 1),
        primaries: PRIMARIES_EBU,
        ..ntsc(subtype, interlace)
    };
    let high = |size, interlace, rate| Standard {
        subtype: guids::MFVideoFormat_NV12,
        size,
        pixel: (1, 1),
        interlace,
        rate,
        matrix: BT709,
        primaries: PRIMARIES_BT709,
    };
    let (yuy2, nv12) = (guids::MFVideoFormat_YUY2, guids::MFVideoFormat_NV12);
    let of = match number {
        // NTSC, PAL, DVD of both, DV of both; DV has the lower field first.
        1 => ntsc(yuy2, LOWER_FIRST),
        2 => pal(yuy2, UPPER_FIRST),
        3 => ntsc(nv12, UPPER_FIRST),
        4 => pal(nv12, UPPER_FIRST),
        5 => pal(yuy2, LOWER_FIRST),
        6 => ntsc(yuy2, LOWER_FIRST),
        // ATSC: SD 480i, HD 1080i, HD 720p.
        7 => ntsc(nv12, UPPER_FIRST),
        8 => high((1920, 1080), UPPER_FIRST, (30000, 1001)),
        9 => high((1280, 720), PROGRESSIVE, (60000, 1001)),
        _ => return None,
    };
    let set = Attributes::new();
    let color = ColorInfo {
        nominal_range: 2,
        matrix: of.matrix,
        primaries: of.primaries,
        transfer: 5,
        ..ColorInfo::default()
    };
    color.write_to(&set);
    set.set_item(guids::MF_MT_INTERLACE_MODE, AttributeValue::U32(of.interlace));
    let ratio = |(numerator, denominator)| Ratio {
        numerator,
        denominator,
    };
    set.set(keys::MF_MT_PIXEL_ASPECT_RATIO, ratio(of.pixel));
    set.set(keys::MF_MT_FRAME_RATE, ratio(of.rate));
    let mut block = Block::new(0);
    let (width, height) = of.size;
    block.write(&set, of.subtype, FrameSize { width, height });
    Some(block.0)
}

/// A structure for an uncompressed RGB format (`MFInitVideoFormat_RGB`); 0 means 32 bits. `None` for other formats.
pub(crate) fn rgb(width: u32, height: u32, code: u32) -> Option<Vec<u8>> {
    let code = if code == 0 { image::D3DFMT_X8R8G8B8 } else { code };
    image::format(code).filter(|format| !format.is_yuv())?;
    let set = Attributes::new();
    let color = ColorInfo {
        // Full range, and the transfer function and primaries of sRGB.
        nominal_range: 1,
        transfer: 7,
        primaries: PRIMARIES_BT709,
        ..ColorInfo::default()
    };
    color.write_to(&set);
    set.set_item(guids::MF_MT_INTERLACE_MODE, AttributeValue::U32(PROGRESSIVE));
    let mut block = Block::new(0);
    block.write(&set, image::subtype_of(code), FrameSize { width, height });
    Some(block.0)
}

/// The interlace mode and colours that a structure has, for `MFConvertColorInfoToDXVA`.
pub(crate) fn color(block: &[u8]) -> Option<(u32, ColorInfo)> {
    let fields = Fields(block);
    Some((fields.u32(28)?, read_color(fields)?))
}

/// Puts interlace mode and colours into a structure, for `MFConvertColorInfoFromDXVA`.
pub(crate) fn set_color(block: &mut [u8], interlace: u32, color: ColorInfo) {
    let fields = [
        (24, color.chroma_siting),
        (28, interlace),
        (32, color.transfer),
        (36, color.primaries),
        (40, color.matrix),
        (44, color.lighting),
        (56, color.nominal_range),
    ];
    for (at, value) in fields {
        if let Some(target) = block.get_mut(at..at + 4) {
            target.copy_from_slice(&value.to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;
    use crate::bindings::{MFVIDEOFORMAT, MFVideoInfo};

    #[test]
    fn the_structure_is_that_of_the_headers() {
        assert_eq!(size_of::<MFVIDEOFORMAT>(), SIZE);
        let info = offset_of!(MFVIDEOFORMAT, videoInfo);
        let table = [
            (info + offset_of!(MFVideoInfo, dwWidth), 8),
            (info + offset_of!(MFVideoInfo, PixelAspectRatio), 16),
            (info + offset_of!(MFVideoInfo, SourceChromaSubsampling), 24),
            (info + offset_of!(MFVideoInfo, InterlaceMode), 28),
            (info + offset_of!(MFVideoInfo, TransferFunction), 32),
            (info + offset_of!(MFVideoInfo, ColorPrimaries), 36),
            (info + offset_of!(MFVideoInfo, TransferMatrix), 40),
            (info + offset_of!(MFVideoInfo, SourceLighting), 44),
            (info + offset_of!(MFVideoInfo, FramesPerSecond), 48),
            (info + offset_of!(MFVideoInfo, NominalRange), 56),
            (info + offset_of!(MFVideoInfo, GeometricAperture), 60),
            (info + offset_of!(MFVideoInfo, MinimumDisplayAperture), 76),
            (info + offset_of!(MFVideoInfo, PanScanAperture), 92),
            (info + offset_of!(MFVideoInfo, VideoFlags), 112),
            (offset_of!(MFVIDEOFORMAT, guidFormat), 120),
            (offset_of!(MFVIDEOFORMAT, compressedInfo), 136),
            (offset_of!(MFVIDEOFORMAT, surfaceInfo), 160),
        ];
        for (actual, documented) in table {
            assert_eq!(actual, documented);
        }
    }
}
