//! Uncompressed pictures: sizes, strides and planes by format.
//!
//! A format is named by the first 32 bits of its subtype: a four-character code or a `D3DFORMAT`. Sources: "Recommended
//! 8-Bit YUV Formats for Video Rendering", "10-bit and 16-bit YUV Video Formats", "Image Stride" (Microsoft Learn).

use openmf_core::{FrameSize, Guid, PixelFormat};

/// How rows and planes follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// One plane of groups of `pixels` pixels in `bytes` bytes; rows are whole multiples of `align` bytes.
    Packed { pixels: u32, bytes: u32, align: u32 },
    /// Luma of `bytes` bytes a pixel, then both chroma components in one plane of the same stride.
    Interleaved { bytes: u32, rows: Rows },
    /// Luma, then two planes of half its stride, each with half the rows.
    Planar,
    /// As `Planar`, with the stride of the luma plane.
    PlanarWide,
    /// Luma, then both half-width chroma planes side by side, with half the rows.
    SideBySide,
    /// 4:1:1: luma, then interleaved chroma of half the stride.
    Quarter,
    /// 4:1:0: luma, then two planes of a quarter of its stride and rows.
    Sixteenth,
}

/// How many rows of chroma there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    Half,
    All,
}

/// An uncompressed format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImageFormat {
    code: u32,
    layout: Layout,
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Color {
    Rgb,
    Yuv,
}

const fn rgb(code: u32, bytes: u32) -> ImageFormat {
    // Rows of RGB are whole multiples of 32 bits, as in a bitmap.
    let layout = Layout::Packed {
        pixels: 1,
        bytes,
        align: 4,
    };
    ImageFormat {
        code,
        layout,
        color: Color::Rgb,
    }
}

const fn yuv(code: &[u8; 4], layout: Layout) -> ImageFormat {
    ImageFormat {
        code: u32::from_le_bytes(*code),
        layout,
        color: Color::Yuv,
    }
}

const fn packed(pixels: u32, bytes: u32) -> Layout {
    Layout::Packed {
        pixels,
        bytes,
        align: 1,
    }
}

const fn interleaved(bytes: u32, rows: Rows) -> Layout {
    Layout::Interleaved { bytes, rows }
}

// Source: `D3DFORMAT`.
pub(crate) const D3DFMT_R8G8B8: u32 = 20;
pub(crate) const D3DFMT_A8R8G8B8: u32 = 21;
pub(crate) const D3DFMT_X8R8G8B8: u32 = 22;
pub(crate) const D3DFMT_R5G6B5: u32 = 23;
pub(crate) const D3DFMT_X1R5G5B5: u32 = 24;
pub(crate) const D3DFMT_A2B10G10R10: u32 = 31;
pub(crate) const D3DFMT_A2R10G10B10: u32 = 35;
pub(crate) const D3DFMT_P8: u32 = 41;

const FORMATS: &[ImageFormat] = &[
    rgb(D3DFMT_R8G8B8, 3),
    rgb(D3DFMT_A8R8G8B8, 4),
    rgb(D3DFMT_X8R8G8B8, 4),
    rgb(D3DFMT_R5G6B5, 2),
    rgb(D3DFMT_X1R5G5B5, 2),
    // D3DFMT_A1R5G5B5, D3DFMT_A4R4G4B4
    rgb(25, 2),
    rgb(26, 2),
    rgb(D3DFMT_A2B10G10R10, 4),
    // D3DFMT_A8B8G8R8, D3DFMT_X8B8G8R8
    rgb(32, 4),
    rgb(33, 4),
    rgb(D3DFMT_A2R10G10B10, 4),
    // D3DFMT_A16B16G16R16
    rgb(36, 8),
    rgb(D3DFMT_P8, 1),
    // D3DFMT_L8, D3DFMT_D16, D3DFMT_L16
    rgb(50, 1),
    rgb(80, 2),
    rgb(81, 2),
    // D3DFMT_A16B16G16R16F
    rgb(113, 8),
    yuv(b"AYUV", packed(1, 4)),
    yuv(b"YUY2", packed(2, 4)),
    yuv(b"UYVY", packed(2, 4)),
    yuv(b"YVYU", packed(2, 4)),
    yuv(b"Y41P", packed(8, 12)),
    yuv(b"Y41T", packed(8, 12)),
    yuv(b"Y42T", packed(2, 4)),
    yuv(b"Y210", packed(2, 8)),
    yuv(b"Y216", packed(2, 8)),
    yuv(b"v216", packed(2, 8)),
    yuv(b"Y410", packed(1, 4)),
    yuv(b"v410", packed(1, 4)),
    yuv(b"Y416", packed(1, 8)),
    // Six pixels in sixteen bytes, and rows of whole blocks of 128 bytes.
    yuv(
        b"v210",
        Layout::Packed {
            pixels: 6,
            bytes: 16,
            align: 128,
        },
    ),
    yuv(b"AI44", packed(1, 1)),
    yuv(b"NV12", interleaved(1, Rows::Half)),
    yuv(b"NV21", interleaved(1, Rows::Half)),
    yuv(b"420O", interleaved(1, Rows::Half)),
    yuv(b"P010", interleaved(2, Rows::Half)),
    yuv(b"P016", interleaved(2, Rows::Half)),
    yuv(b"P210", interleaved(2, Rows::All)),
    yuv(b"P216", interleaved(2, Rows::All)),
    yuv(b"I420", Layout::Planar),
    yuv(b"IYUV", Layout::Planar),
    yuv(b"YV12", Layout::Planar),
    yuv(b"IMC1", Layout::PlanarWide),
    yuv(b"IMC3", Layout::PlanarWide),
    yuv(b"IMC2", Layout::SideBySide),
    yuv(b"IMC4", Layout::SideBySide),
    yuv(b"NV11", Layout::Quarter),
    yuv(b"YVU9", Layout::Sixteenth),
];

/// One plane of a picture at some stride.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImagePlane {
    /// Bytes from one row to the next.
    pub(crate) stride: u32,
    /// Bytes of a row that hold pixels.
    pub(crate) row: u32,
    pub(crate) rows: u32,
}

/// The format of a four-character code or `D3DFORMAT`.
pub(crate) fn format(code: u32) -> Option<ImageFormat> {
    FORMATS.iter().find(|format| format.code == code).copied()
}

/// The format of a subtype, which is a code followed by a fixed tail.
pub(crate) fn format_of(subtype: &Guid) -> Option<ImageFormat> {
    format(code_of(subtype)?)
}

/// The code in a subtype of the usual form.
pub(crate) fn code_of(subtype: &Guid) -> Option<u32> {
    (*subtype == subtype_of(subtype.data1)).then_some(subtype.data1)
}

/// The subtype of a code. Source: `DEFINE_MEDIATYPE_GUID`.
pub(crate) const fn subtype_of(code: u32) -> Guid {
    Guid {
        data1: code,
        data2: 0,
        data3: 0x10,
        data4: [0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71],
    }
}

impl ImageFormat {
    pub(crate) fn is_yuv(self) -> bool {
        self.color == Color::Yuv
    }

    /// Bits that a pixel takes on average. Source: `biBitCount`.
    pub(crate) fn bits_per_pixel(self) -> u16 {
        let bits = match self.layout {
            Layout::Packed { pixels, bytes, .. } => bytes * 8 / pixels,
            Layout::Interleaved {
                bytes,
                rows: Rows::Half,
            } => bytes * 12,
            Layout::Interleaved {
                bytes,
                rows: Rows::All,
            } => bytes * 16,
            Layout::Planar | Layout::SideBySide | Layout::Quarter => 12,
            Layout::PlanarWide => 16,
            Layout::Sixteenth => 9,
        };
        bits as u16
    }

    /// The bytes of a row of the first plane without padding beyond what the format prescribes; `None` for more than
    /// 31 bits.
    pub(crate) fn stride(self, width: u32) -> Option<u32> {
        let stride = match self.layout {
            Layout::Packed { pixels, bytes, align } => width
                .div_ceil(pixels)
                .checked_mul(bytes)?
                .checked_next_multiple_of(align)?,
            Layout::Interleaved { bytes, .. } => width.checked_next_multiple_of(2)?.checked_mul(bytes)?,
            Layout::Planar | Layout::PlanarWide | Layout::SideBySide => width.checked_next_multiple_of(2)?,
            Layout::Quarter | Layout::Sixteenth => width.checked_next_multiple_of(4)?,
        };
        i32::try_from(stride).ok().map(|_| stride)
    }

    /// The planes of a picture whose first plane has this stride, which is at least that of its width.
    pub(crate) fn planes(self, width: u32, height: u32, stride: u32) -> Option<Vec<ImagePlane>> {
        let row = self.stride(width)?;
        if stride < row {
            return None;
        }
        let luma = ImagePlane {
            stride,
            row,
            rows: height,
        };
        let plane = |divisor: u32, rows: u32| ImagePlane {
            stride: stride / divisor,
            row: row / divisor,
            rows,
        };
        let half = height.div_ceil(2);
        Some(match self.layout {
            Layout::Packed { .. } => vec![luma],
            Layout::Interleaved { rows: Rows::Half, .. } | Layout::SideBySide => vec![luma, plane(1, half)],
            Layout::Interleaved { rows: Rows::All, .. } => vec![luma, plane(1, height)],
            Layout::Planar => vec![luma, plane(2, half), plane(2, half)],
            Layout::PlanarWide => {
                let wide = ImagePlane {
                    row: row / 2,
                    ..plane(1, half)
                };
                vec![luma, wide, wide]
            }
            Layout::Quarter => vec![luma, plane(2, height)],
            Layout::Sixteenth => {
                let quarter = height.div_ceil(4);
                vec![luma, plane(4, quarter), plane(4, quarter)]
            }
        })
    }

    /// The bytes of a picture without padding; `None` for 4 GB and more.
    pub(crate) fn size(self, width: u32, height: u32) -> Option<u32> {
        let planes = self.planes(width, height, self.stride(width)?)?;
        planes.iter().try_fold(0_u32, |size, plane| {
            size.checked_add(plane.stride.checked_mul(plane.rows)?)
        })
    }
}

/// The bytes of a picture of a subtype: `Some(None)` for more than 32 bits, `None` for a subtype that is not known as
/// uncompressed.
pub(crate) fn size_of(subtype: &Guid, size: FrameSize) -> Option<Option<u32>> {
    if let Some(format) = format_of(subtype) {
        return Some(format.size(size.width, size.height));
    }
    let format = PixelFormat::from_subtype(subtype)?;
    let total = (0..format.plane_count()).try_fold(0_usize, |total, plane| {
        let (row, rows) = format.plane_size(plane, size);
        total.checked_add(row.checked_mul(rows)?)
    });
    Some(total.and_then(|total| u32::try_from(total).ok()))
}

/// Pairs of `D3DFORMAT` or four-character code, and `DXGI_FORMAT`. Source: the formats' definitions; "Recommended 8-Bit
/// YUV Formats" names the DXGI formats of the codes.
const DXGI: &[(u32, u32)] = &[
    (D3DFMT_A8R8G8B8, 87),
    (D3DFMT_X8R8G8B8, 88),
    (D3DFMT_R5G6B5, 85),
    // D3DFMT_A1R5G5B5
    (25, 86),
    // D3DFMT_A8
    (28, 65),
    (D3DFMT_A2B10G10R10, 24),
    // D3DFMT_A8B8G8R8
    (32, 28),
    // D3DFMT_A16B16G16R16
    (36, 11),
    // D3DFMT_A8P8
    (40, 114),
    (D3DFMT_P8, 113),
    // D3DFMT_L8, D3DFMT_A8L8, D3DFMT_D16, D3DFMT_L16
    (50, 61),
    (51, 49),
    (80, 55),
    (81, 56),
    // D3DFMT_R16F, D3DFMT_G16R16F, D3DFMT_A16B16G16R16F
    (111, 54),
    (112, 34),
    (113, 10),
    (u32::from_le_bytes(*b"AYUV"), 100),
    (u32::from_le_bytes(*b"NV12"), 103),
    (u32::from_le_bytes(*b"P010"), 104),
    (u32::from_le_bytes(*b"P016"), 105),
    (u32::from_le_bytes(*b"420O"), 106),
    (u32::from_le_bytes(*b"YUY2"), 107),
    (u32::from_le_bytes(*b"Y210"), 108),
    (u32::from_le_bytes(*b"Y410"), 101),
    (u32::from_le_bytes(*b"NV11"), 110),
    (u32::from_le_bytes(*b"Y216"), 109),
    (u32::from_le_bytes(*b"Y416"), 102),
    (u32::from_le_bytes(*b"AI44"), 111),
    (u32::from_le_bytes(*b"IA44"), 112),
];

/// The `DXGI_FORMAT` of a code; 0 (unknown) for others.
pub(crate) fn to_dxgi(code: u32) -> u32 {
    DXGI.iter()
        .find(|(known, _)| *known == code)
        .map_or(0, |(_, dxgi)| *dxgi)
}

/// The code of a `DXGI_FORMAT`; 0 (unknown) for others.
pub(crate) fn from_dxgi(dxgi: u32) -> u32 {
    DXGI.iter()
        .find(|(_, known)| *known == dxgi)
        .map_or(0, |(code, _)| *code)
}
