//! Colour descriptions of the video standards in Media Foundation's numbers.

use openmf_core::ColorInfo;

/// The numbers of ISO/IEC 23091-2 (H.273) as `MFVideoPrimaries`, `MFVideoTransferFunction`, `MFVideoTransferMatrix` and
/// `MFNominalRange`. Unknown ones become 0.
pub(crate) const fn from_code_points(
    primaries: u32,
    transfer: u32,
    matrix: u32,
    full_range: Option<bool>,
) -> ColorInfo {
    ColorInfo {
        primaries: match primaries {
            1 => 2,
            4 => 3,
            5 => 4,
            6 => 5,
            7 => 6,
            9 => 9,
            10 => 10,
            11 => 11,
            22 => 7,
            _ => 0,
        },
        transfer: match transfer {
            1 | 6 => 5,
            4 => 4,
            5 => 8,
            7 => 6,
            8 => 1,
            9 => 9,
            10 => 10,
            13 => 7,
            14 | 15 => 13,
            16 => 15,
            18 => 16,
            _ => 0,
        },
        matrix: match matrix {
            1 => 1,
            5 | 6 => 2,
            7 => 3,
            9 => 4,
            _ => 0,
        },
        range: match full_range {
            Some(true) => 1,
            Some(false) => 2,
            None => 0,
        },
    }
}

/// The pixel aspect of aspect_ratio_idc 1 to 16. Source: ISO/IEC 14496-10 table E-1.
pub(crate) const PIXEL_ASPECTS: [(u32, u32); 16] = [
    (1, 1),
    (12, 11),
    (10, 11),
    (16, 11),
    (40, 33),
    (24, 11),
    (20, 11),
    (32, 11),
    (80, 33),
    (18, 11),
    (15, 11),
    (64, 33),
    (160, 99),
    (4, 3),
    (3, 2),
    (2, 1),
];
