//! What the numbers of a picture mean, and how to get from one meaning to another.

use openmf_core::{ColorInfo, PixelFormat};

/// `MFVideoTransferMatrix_BT709`.
pub(crate) const MATRIX_BT709: u32 = 1;
/// `MFVideoTransferMatrix_BT601`.
pub(crate) const MATRIX_BT601: u32 = 2;
/// `MFVideoTransferMatrix_SMPTE240M`.
pub(crate) const MATRIX_SMPTE240M: u32 = 3;
/// `MFVideoTransferMatrix_BT2020_10`.
pub(crate) const MATRIX_BT2020_10: u32 = 4;
/// `MFVideoTransferMatrix_BT2020_12`.
pub(crate) const MATRIX_BT2020_12: u32 = 5;
/// `MFVideoPrimaries_BT2020`.
const PRIMARIES_BT2020: u32 = 9;
/// `MFNominalRange_0_255`.
pub(crate) const RANGE_FULL: u32 = 1;
/// `MFNominalRange_16_235`.
pub(crate) const RANGE_LIMITED: u32 = 2;
/// Unspecified pictures of at least this many rows are BT.709, smaller ones BT.601: the sizes of HD and SD television.
const HD_HEIGHT: u32 = 720;

/// Fills in what a description leaves open: the matrix from the primaries or the height, the range as limited. RGB is
/// always full range and has no matrix. Only matrix and range are kept: nothing else changes the numbers here.
pub(crate) fn resolve(color: ColorInfo, format: PixelFormat, height: u32) -> ColorInfo {
    if is_rgb(format) {
        return ColorInfo {
            matrix: 0,
            range: RANGE_FULL,
            ..ColorInfo::default()
        };
    }
    let matrix = match color.matrix {
        known @ MATRIX_BT709..=MATRIX_BT2020_12 => known,
        _ if color.primaries == PRIMARIES_BT2020 => MATRIX_BT2020_10,
        _ if height >= HD_HEIGHT => MATRIX_BT709,
        _ => MATRIX_BT601,
    };
    let range = match color.range {
        RANGE_FULL => RANGE_FULL,
        _ => RANGE_LIMITED,
    };
    ColorInfo {
        matrix,
        range,
        ..color
    }
}

pub(crate) const fn is_rgb(format: PixelFormat) -> bool {
    matches!(format, PixelFormat::Rgb32 | PixelFormat::Argb32)
}

/// How three components are stored as 16-bit numbers: a code of `n` bits is shifted up by `16 - n`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Coding {
    /// The weights of red and blue in luma; `None` for RGB.
    weights: Option<(f64, f64)>,
    /// The value of black, and the span from black to white.
    luma: (f64, f64),
    /// The span between the extremes of a colour difference, around 2¹⁵.
    chroma: f64,
}

/// The value of no colour.
pub(crate) const NEUTRAL: u16 = 0x8000;

/// Three rows of a linear map with its constant: `out[i] = m[i][0..3] · in + m[i][3]`.
pub(crate) type Affine = [[f64; 4]; 3];

impl Coding {
    /// The coding of a format; the description has to be resolved.
    pub(crate) fn new(format: PixelFormat, color: ColorInfo) -> Self {
        let depth = format.bit_depth();
        let unit = f64::from(1_u32 << (16 - depth));
        let full = f64::from((1_u32 << depth) - 1) * unit;
        if is_rgb(format) {
            return Self {
                weights: None,
                luma: (0.0, full),
                chroma: full,
            };
        }
        // Rec. ITU-T H.273, table 4 and equations 26 to 31.
        let weights = match color.matrix {
            MATRIX_BT601 => (0.299, 0.114),
            MATRIX_SMPTE240M => (0.212, 0.087),
            MATRIX_BT2020_10 | MATRIX_BT2020_12 => (0.2627, 0.0593),
            _ => (0.2126, 0.0722),
        };
        let (luma, chroma) = if color.range == RANGE_FULL {
            ((0.0, full), full)
        } else {
            ((16.0 * 256.0, 219.0 * 256.0), 224.0 * 256.0)
        };
        Self {
            weights: Some(weights),
            luma,
            chroma,
        }
    }

    /// The map from stored components to R, G, B between 0 and 1.
    pub(crate) fn to_rgb(self) -> Affine {
        let (black, span) = self.luma;
        let y = 1.0 / span;
        let Some((kr, kb)) = self.weights else {
            return [
                [y, 0.0, 0.0, -black * y],
                [0.0, y, 0.0, -black * y],
                [0.0, 0.0, y, -black * y],
            ];
        };
        let kg = 1.0 - kr - kb;
        let (r_v, b_u) = (2.0 * (1.0 - kr) / self.chroma, 2.0 * (1.0 - kb) / self.chroma);
        let (g_u, g_v) = (-b_u * kb / kg, -r_v * kr / kg);
        let middle = f64::from(NEUTRAL);
        [
            [y, 0.0, r_v, -black * y - middle * r_v],
            [y, g_u, g_v, -black * y - middle * (g_u + g_v)],
            [y, b_u, 0.0, -black * y - middle * b_u],
        ]
    }

    /// The map from R, G, B between 0 and 1 to stored components.
    fn of_rgb(self) -> Affine {
        let (black, span) = self.luma;
        let Some((kr, kb)) = self.weights else {
            return [
                [span, 0.0, 0.0, black],
                [0.0, span, 0.0, black],
                [0.0, 0.0, span, black],
            ];
        };
        let kg = 1.0 - kr - kb;
        let (u, v) = (0.5 * self.chroma / (1.0 - kb), 0.5 * self.chroma / (1.0 - kr));
        let middle = f64::from(NEUTRAL);
        [
            [span * kr, span * kg, span * kb, black],
            [-u * kr, -u * kg, u * (1.0 - kb), middle],
            [v * (1.0 - kr), -v * kg, -v * kb, middle],
        ]
    }

    /// The value of black.
    pub(crate) fn black(self) -> f64 {
        self.luma.0
    }

    /// Whether black, white and the span of the colour differences are stored as the same numbers.
    pub(crate) fn has_same_range(self, other: Self) -> bool {
        self.luma == other.luma && self.chroma == other.chroma
    }

    /// The map to another coding.
    pub(crate) fn to(self, other: Self) -> Affine {
        let (first, second) = (self.to_rgb(), other.of_rgb());
        let mut map = [[0.0; 4]; 3];
        for (row, second) in map.iter_mut().zip(&second) {
            for (column, cell) in row.iter_mut().enumerate() {
                *cell = (0..3).map(|i| second[i] * first[i][column]).sum();
            }
            row[3] += second[3];
        }
        map
    }
}

/// Applies a map to 16-bit components in place, rounding and clipping.
pub(crate) fn apply(map: &Affine, a: &mut [u16], b: &mut [u16], c: &mut [u16]) {
    let [r0, r1, r2] = map.map(|row| row.map(|cell| cell as f32));
    for ((a, b), c) in a.iter_mut().zip(b.iter_mut()).zip(c.iter_mut()) {
        let (x, y, z) = (f32::from(*a), f32::from(*b), f32::from(*c));
        *a = round_u16(r0[0] * x + r0[1] * y + r0[2] * z + r0[3]);
        *b = round_u16(r1[0] * x + r1[1] * y + r1[2] * z + r1[3]);
        *c = round_u16(r2[0] * x + r2[1] * y + r2[2] * z + r2[3]);
    }
}

/// The nearest 16-bit number. Adding 2²³ leaves the rounded integer in the low bits of the mantissa, which vectorizes
/// on any processor, where a saturating cast does not.
#[inline(always)]
pub(crate) fn round_u16(value: f32) -> u16 {
    (value.clamp(0.0, 65_535.0) + 8_388_608.0).to_bits() as u16
}
