//! Pictures in memory: pixel formats, planes and strides.

use crate::{Error, FrameSize, Guid, Result, guids};

/// How the pixels of an uncompressed picture are stored.
///
/// Formats of more than 8 bits use 16-bit little-endian words with the value in the low bits, except `P010`,
/// which has it in the high bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PixelFormat {
    /// Luma only, 8 bits.
    I400,
    /// Planar 4:2:0, 8 bits: Y, U, V.
    I420,
    /// Planar 4:2:2, 8 bits.
    I422,
    /// Planar 4:4:4, 8 bits.
    I444,
    /// Luma only, 10 bits.
    I410Gray,
    /// Planar 4:2:0, 10 bits.
    I010,
    /// Planar 4:2:2, 10 bits.
    I210,
    /// Planar 4:4:4, 10 bits.
    I410,
    /// Planar 4:2:0, 12 bits.
    I012,
    /// Planar 4:2:2, 12 bits.
    I212,
    /// Planar 4:4:4, 12 bits.
    I412,
    /// 4:2:0, 8 bits: Y, then interleaved U and V.
    Nv12,
    /// As `Nv12` with 10 bits in the high bits of 16-bit words.
    P010,
    /// Bytes B, G, R, X; the first row is the top one.
    Rgb32,
    /// Bytes B, G, R, A; the first row is the top one.
    Argb32,
    /// As `I420`, with V before U.
    Yv12,
    /// As `I420`, under the other name that it has.
    Iyuv,
    /// 4:2:2, 8 bits, in one plane: bytes Y, U, Y, V for two pixels. A row of odd width has a pixel more than is shown.
    Yuy2,
    /// As `Yuy2`, with the bytes U, Y, V, Y.
    Uyvy,
    /// 4:4:4, 8 bits, in one plane: bytes V, U, Y, A.
    Ayuv,
}

impl PixelFormat {
    /// All formats, in declaration order.
    pub const ALL: [Self; 20] = [
        Self::I400,
        Self::I420,
        Self::I422,
        Self::I444,
        Self::I410Gray,
        Self::I010,
        Self::I210,
        Self::I410,
        Self::I012,
        Self::I212,
        Self::I412,
        Self::Nv12,
        Self::P010,
        Self::Rgb32,
        Self::Argb32,
        Self::Yv12,
        Self::Iyuv,
        Self::Yuy2,
        Self::Uyvy,
        Self::Ayuv,
    ];

    /// The media subtype. Formats that Media Foundation has no name for use the four-character codes that
    /// other software uses for them.
    pub const fn subtype(self) -> Guid {
        match self {
            Self::I400 => Guid::from_fourcc(*b"I400"),
            Self::I420 => guids::MFVideoFormat_I420,
            Self::I422 => Guid::from_fourcc(*b"I422"),
            Self::I444 => Guid::from_fourcc(*b"I444"),
            Self::I410Gray => Guid::from_fourcc(*b"Y1\x00\x0a"),
            Self::I010 => Guid::from_fourcc(*b"I010"),
            Self::I210 => Guid::from_fourcc(*b"I210"),
            Self::I410 => Guid::from_fourcc(*b"I410"),
            Self::I012 => Guid::from_fourcc(*b"I012"),
            Self::I212 => Guid::from_fourcc(*b"I212"),
            Self::I412 => Guid::from_fourcc(*b"I412"),
            Self::Nv12 => guids::MFVideoFormat_NV12,
            Self::P010 => guids::MFVideoFormat_P010,
            Self::Rgb32 => guids::MFVideoFormat_RGB32,
            Self::Argb32 => guids::MFVideoFormat_ARGB32,
            Self::Yv12 => guids::MFVideoFormat_YV12,
            Self::Iyuv => guids::MFVideoFormat_IYUV,
            Self::Yuy2 => guids::MFVideoFormat_YUY2,
            Self::Uyvy => guids::MFVideoFormat_UYVY,
            Self::Ayuv => guids::MFVideoFormat_AYUV,
        }
    }

    /// The format of a media subtype.
    pub fn from_subtype(subtype: &Guid) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.subtype() == *subtype)
    }

    /// Significant bits per component.
    pub const fn bit_depth(self) -> u32 {
        match self {
            Self::I400
            | Self::I420
            | Self::I422
            | Self::I444
            | Self::Nv12
            | Self::Rgb32
            | Self::Argb32
            | Self::Yv12
            | Self::Iyuv
            | Self::Yuy2
            | Self::Uyvy
            | Self::Ayuv => 8,
            Self::I410Gray | Self::I010 | Self::I210 | Self::I410 | Self::P010 => 10,
            Self::I012 | Self::I212 | Self::I412 => 12,
        }
    }

    /// Bytes per component.
    pub const fn bytes_per_component(self) -> usize {
        if self.bit_depth() > 8 { 2 } else { 1 }
    }

    /// By how many bits the width and height are shifted right for chroma.
    pub const fn chroma_shift(self) -> (u32, u32) {
        match self {
            Self::I420 | Self::I010 | Self::I012 | Self::Nv12 | Self::P010 | Self::Yv12 | Self::Iyuv => {
                (1, 1)
            }
            Self::I422 | Self::I210 | Self::I212 | Self::Yuy2 | Self::Uyvy => (1, 0),
            _ => (0, 0),
        }
    }

    /// How many planes a picture has.
    pub const fn plane_count(self) -> usize {
        match self {
            Self::I400
            | Self::I410Gray
            | Self::Rgb32
            | Self::Argb32
            | Self::Yuy2
            | Self::Uyvy
            | Self::Ayuv => 1,
            Self::Nv12 | Self::P010 => 2,
            _ => 3,
        }
    }

    /// Bytes of a row and number of rows of a plane; chroma sizes are rounded up.
    pub fn plane_size(self, plane: usize, size: FrameSize) -> (usize, usize) {
        let (width, height) = (size.width as usize, size.height as usize);
        let (shift_x, shift_y) = self.chroma_shift();
        let (chroma_width, chroma_height) = (width.div_ceil(1 << shift_x), height.div_ceil(1 << shift_y));
        let bytes = self.bytes_per_component();
        match self {
            Self::Rgb32 | Self::Argb32 | Self::Ayuv => (width * 4, height),
            Self::Yuy2 | Self::Uyvy => (chroma_width * 4, height),
            Self::Nv12 | Self::P010 if plane > 0 => (chroma_width * 2 * bytes, chroma_height),
            _ if plane > 0 => (chroma_width * bytes, chroma_height),
            _ => (width * bytes, height),
        }
    }
}

/// Where one plane of a picture lies in its buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Plane {
    /// Bytes from the start of the buffer to the first pixel of the top row.
    pub offset: usize,
    /// Bytes from one row to the next.
    pub stride: usize,
    /// Bytes of a row that hold pixels.
    pub width_bytes: usize,
    /// Rows.
    pub rows: usize,
}

/// Where the planes of a picture lie in their buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameLayout {
    format: PixelFormat,
    size: FrameSize,
    planes: [Plane; 3],
}

impl FrameLayout {
    /// The largest width or height accepted, in pixels.
    pub const MAX_DIMENSION: u32 = 16_384;
    /// Strides of [`FrameLayout::new`] are multiples of this many bytes.
    pub const ALIGNMENT: usize = 32;

    /// The usual layout: planes one after the other, strides rounded up to [`FrameLayout::ALIGNMENT`].
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: a dimension is zero or above [`FrameLayout::MAX_DIMENSION`].
    pub fn new(format: PixelFormat, size: FrameSize) -> Result<Self> {
        Self::with_alignment(format, size, Self::ALIGNMENT)
    }

    /// Planes one after the other without padding, as a raw video file has them.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: a dimension is zero or above [`FrameLayout::MAX_DIMENSION`].
    pub fn packed(format: PixelFormat, size: FrameSize) -> Result<Self> {
        Self::with_alignment(format, size, 1)
    }

    /// Planes one after the other, each with a stride of its own in bytes.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: as [`FrameLayout::new`], or a stride is smaller than a row or beyond
    ///   what 8 bytes a pixel of the widest row take.
    pub fn with_strides(format: PixelFormat, size: FrameSize, strides: [usize; 3]) -> Result<Self> {
        let mut layout = Self::packed(format, size)?;
        let mut offset = 0;
        for (plane, stride) in layout.planes.iter_mut().zip(strides).take(format.plane_count()) {
            if stride < plane.width_bytes || stride > 8 * Self::MAX_DIMENSION as usize {
                return Err(Error::invalid_media_type(format!(
                    "a row of {} bytes with a stride of {stride}",
                    plane.width_bytes
                )));
            }
            plane.offset = offset;
            plane.stride = stride;
            offset += stride * plane.rows;
        }
        Ok(layout)
    }

    fn with_alignment(format: PixelFormat, size: FrameSize, alignment: usize) -> Result<Self> {
        let valid = 1..=Self::MAX_DIMENSION;
        if !valid.contains(&size.width) || !valid.contains(&size.height) {
            return Err(Error::invalid_media_type(format!("a picture of {size} pixels")));
        }
        let mut planes = [Plane::default(); 3];
        let mut offset = 0;
        for (index, plane) in planes.iter_mut().enumerate().take(format.plane_count()) {
            let (width_bytes, rows) = format.plane_size(index, size);
            let stride = width_bytes.next_multiple_of(alignment);
            *plane = Plane {
                offset,
                stride,
                width_bytes,
                rows,
            };
            offset += stride * rows;
        }
        Ok(Self { format, size, planes })
    }

    /// The pixel format.
    pub fn format(&self) -> PixelFormat {
        self.format
    }

    /// The size in pixels.
    pub fn size(&self) -> FrameSize {
        self.size
    }

    /// The planes.
    pub fn planes(&self) -> &[Plane] {
        // `plane_count` is at most 3 for every format.
        self.planes
            .get(..self.format.plane_count())
            .unwrap_or(&self.planes)
    }

    /// The bytes a buffer must have to hold the picture.
    pub fn required_len(&self) -> usize {
        self.planes()
            .iter()
            .map(|p| p.offset + p.stride * p.rows.saturating_sub(1) + p.width_bytes)
            .max()
            .unwrap_or(0)
    }

    /// The bytes of the whole layout, padding of the last row included.
    pub fn total_len(&self) -> usize {
        self.planes()
            .iter()
            .map(|p| p.offset + p.stride * p.rows)
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_sizes_round_chroma_up() {
        let layout = FrameLayout::packed(PixelFormat::I420, FrameSize { width: 5, height: 3 }).unwrap();
        let sizes: Vec<_> = layout
            .planes()
            .iter()
            .map(|p| (p.offset, p.width_bytes, p.rows))
            .collect();
        assert_eq!(sizes, [(0, 5, 3), (15, 3, 2), (21, 3, 2)]);
        assert_eq!(layout.total_len(), 27);
        let layout = FrameLayout::packed(PixelFormat::Yuy2, FrameSize { width: 5, height: 3 }).unwrap();
        assert_eq!((layout.planes().len(), layout.total_len()), (1, 36));
    }

    #[test]
    fn every_format_has_its_own_subtype() {
        for format in PixelFormat::ALL {
            assert_eq!(PixelFormat::from_subtype(&format.subtype()), Some(format));
        }
    }

    #[test]
    fn absurd_sizes_are_refused() {
        for size in [
            FrameSize { width: 0, height: 2 },
            FrameSize {
                width: 2,
                height: 20_000,
            },
        ] {
            assert!(matches!(
                FrameLayout::new(PixelFormat::Nv12, size),
                Err(Error::InvalidMediaType { .. })
            ));
        }
    }
}
