//! The sequence and picture parameter sets of H.264, as far as choosing a decoder and describing its pictures needs.
//!
//! Source: ISO/IEC 14496-10 §7.3.2.1, §7.3.2.2, Annex E.

use openmf_core::annex_b::unescape;
use openmf_core::{ColorInfo, FrameSize, Ratio};

use crate::bits::BitReader;
use crate::color::{self, PIXEL_ASPECTS};
use crate::reorder::MAX_DEPTH;

/// The largest picture of any level, in macroblocks. Source: table A-1, level 6.2.
const MAX_MACROBLOCKS: u32 = 139_264;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sps {
    pub(crate) id: u32,
    pub(crate) profile: u32,
    /// chroma_format_idc: 0 luma only, 1 4:2:0, 2 4:2:2, 3 4:4:4.
    pub(crate) chroma_format: u32,
    pub(crate) bit_depth: u32,
    pub(crate) chroma_bit_depth: u32,
    pub(crate) frames_only: bool,
    /// After cropping.
    pub(crate) size: FrameSize,
    pub(crate) pixel_aspect: Option<Ratio>,
    pub(crate) color: ColorInfo,
    pub(crate) frame_rate: Option<Ratio>,
    /// How many pictures the output may lag behind.
    pub(crate) reorder_frames: usize,
    /// The stream does not tell, and that is what there is room for.
    pub(crate) reorder_guessed: bool,
    /// max_num_ref_frames.
    pub(crate) reference_frames: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pps {
    pub(crate) id: u32,
    pub(crate) sps: u32,
    /// weighted_bipred_idc is 1.
    pub(crate) explicit_bipred: bool,
}

fn has_chroma_fields(profile: u32) -> bool {
    matches!(
        profile,
        100 | 110 | 122 | 244 | 44 | 83 | 86 | 118 | 128 | 138 | 139 | 134 | 135
    )
}

fn skip_scaling_list(bits: &mut BitReader<'_>, size: u32) -> Option<()> {
    let (mut last, mut next) = (8i32, 8i32);
    for _ in 0..size {
        if next != 0 {
            next = (last + bits.se()?).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

/// The largest number of frames in the decoded picture buffer. Source: table A-1, §A.3.1.
fn max_dpb_frames(level: u32, constraint_set3: bool, macroblocks: u32) -> usize {
    let capacity = match level {
        11 if constraint_set3 => 396,
        0..=10 => 396,
        11 => 900,
        12 | 13 | 20 => 2_376,
        21 => 4_752,
        22 | 30 => 8_100,
        31 => 18_000,
        32 => 20_480,
        40 | 41 => 32_768,
        42 => 34_816,
        50 => 110_400,
        51 | 52 => 184_320,
        _ => 696_320,
    };
    ((capacity / macroblocks.max(1)) as usize).min(MAX_DEPTH)
}

#[derive(Default)]
struct Vui {
    pixel_aspect: Option<Ratio>,
    color: ColorInfo,
    frame_rate: Option<Ratio>,
    reorder_frames: Option<u32>,
}

fn skip_hrd(bits: &mut BitReader<'_>) -> Option<()> {
    let count = bits.ue()?;
    if count > 31 {
        return None;
    }
    bits.skip(8)?;
    for _ in 0..=count {
        bits.ue()?;
        bits.ue()?;
        bits.skip(1)?;
    }
    bits.skip(20)
}

fn parse_vui(bits: &mut BitReader<'_>, vui: &mut Vui) -> Option<()> {
    if bits.flag()? {
        let ratio = match bits.bits(8)? {
            255 => Some((bits.bits(16)?, bits.bits(16)?)),
            index => (index as usize)
                .checked_sub(1)
                .and_then(|index| PIXEL_ASPECTS.get(index).copied()),
        };
        vui.pixel_aspect =
            ratio
                .filter(|(width, height)| *width != 0 && *height != 0)
                .map(|(numerator, denominator)| Ratio {
                    numerator,
                    denominator,
                });
    }
    if bits.flag()? {
        bits.skip(1)?;
    }
    if bits.flag()? {
        bits.skip(3)?;
        let full_range = bits.flag()?;
        let (mut primaries, mut transfer, mut matrix) = (2, 2, 2);
        if bits.flag()? {
            (primaries, transfer, matrix) = (bits.bits(8)?, bits.bits(8)?, bits.bits(8)?);
        }
        vui.color = color::from_code_points(primaries, transfer, matrix, Some(full_range));
    }
    if bits.flag()? {
        bits.ue()?;
        bits.ue()?;
    }
    if bits.flag()? {
        let (tick, scale) = (bits.bits(32)?, bits.bits(32)?);
        bits.skip(1)?;
        // A tick is a field's time.
        vui.frame_rate = tick
            .checked_mul(2)
            .filter(|denominator| *denominator != 0 && scale != 0)
            .map(|denominator| Ratio {
                numerator: scale,
                denominator,
            });
    }
    let nal_hrd = bits.flag()?;
    if nal_hrd {
        skip_hrd(bits)?;
    }
    let vcl_hrd = bits.flag()?;
    if vcl_hrd {
        skip_hrd(bits)?;
    }
    if nal_hrd || vcl_hrd {
        bits.skip(1)?;
    }
    bits.skip(1)?;
    if bits.flag()? {
        bits.skip(1)?;
        for _ in 0..4 {
            bits.ue()?;
        }
        vui.reorder_frames = Some(bits.ue()?);
    }
    Some(())
}

impl Sps {
    /// Parses the unit, header byte included; `None` if it is malformed or its pictures are larger than any level has.
    pub(crate) fn parse(unit: &[u8]) -> Option<Self> {
        let payload = unescape(unit.get(1..)?);
        let bits = &mut BitReader::new(&payload);
        let profile = bits.bits(8)?;
        let constraints = bits.bits(8)?;
        let constraint_set3 = constraints & 0x10 != 0;
        let level = bits.bits(8)?;
        let id = bits.ue().filter(|id| *id < 32)?;
        let (mut chroma_format, mut bit_depth, mut chroma_bit_depth) = (1, 8, 8);
        let mut separate_planes = false;
        if has_chroma_fields(profile) {
            chroma_format = bits.ue().filter(|format| *format <= 3)?;
            if chroma_format == 3 {
                separate_planes = bits.flag()?;
            }
            bit_depth = 8 + bits.ue().filter(|extra| *extra <= 6)?;
            chroma_bit_depth = 8 + bits.ue().filter(|extra| *extra <= 6)?;
            bits.skip(1)?;
            if bits.flag()? {
                for list in 0..if chroma_format == 3 { 12 } else { 8 } {
                    if bits.flag()? {
                        skip_scaling_list(bits, if list < 6 { 16 } else { 64 })?;
                    }
                }
            }
        }
        bits.ue()?;
        let order_count_type = bits.ue()?;
        match order_count_type {
            0 => {
                bits.ue()?;
            }
            1 => {
                bits.skip(1)?;
                bits.se()?;
                bits.se()?;
                for _ in 0..bits.ue().filter(|count| *count < 256)? {
                    bits.se()?;
                }
            }
            _ => {}
        }
        let reference_frames = bits.ue()?;
        bits.skip(1)?;
        let width_mbs = bits.ue()?.checked_add(1)?;
        let map_units = bits.ue()?.checked_add(1)?;
        let frames_only = bits.flag()?;
        let height_mbs = map_units.checked_mul(if frames_only { 1 } else { 2 })?;
        let macroblocks = width_mbs
            .checked_mul(height_mbs)
            .filter(|count| *count <= MAX_MACROBLOCKS)?;
        if !frames_only {
            bits.skip(1)?;
        }
        bits.skip(1)?;
        let (mut crop_width, mut crop_height) = (0, 0);
        if bits.flag()? {
            crop_width = bits.ue()?.checked_add(bits.ue()?)?;
            crop_height = bits.ue()?.checked_add(bits.ue()?)?;
        }
        let (unit_x, unit_y) = match chroma_format {
            1 => (2, 2),
            2 => (2, 1),
            _ => (1, 1),
        };
        let unit_y = if frames_only { unit_y } else { unit_y * 2 };
        let size = FrameSize {
            width: (width_mbs * 16)
                .checked_sub(crop_width.checked_mul(unit_x)?)
                .filter(|width| *width > 0)?,
            height: (height_mbs * 16)
                .checked_sub(crop_height.checked_mul(unit_y)?)
                .filter(|height| *height > 0)?,
        };
        let mut vui = Vui::default();
        if bits.flag()? {
            // What was read before a malformed end still helps.
            let _ = parse_vui(bits, &mut vui);
        }
        let intra_only = constraint_set3 && matches!(profile, 44 | 86 | 100 | 110 | 122 | 244);
        let (reorder_frames, reorder_guessed) = match vui.reorder_frames {
            Some(frames) => ((frames as usize).min(MAX_DEPTH), false),
            // Baseline has no B slices, and type 2 means that decoding order is output order.
            None if intra_only || order_count_type == 2 || profile == 66 => (0, false),
            None => (max_dpb_frames(level, constraint_set3, macroblocks), true),
        };
        Some(Self {
            id,
            profile,
            chroma_format: if separate_planes { 3 } else { chroma_format },
            bit_depth,
            chroma_bit_depth,
            frames_only,
            size,
            pixel_aspect: vui.pixel_aspect,
            color: vui.color,
            frame_rate: vui.frame_rate,
            reorder_frames,
            reorder_guessed,
            reference_frames: reference_frames.min(MAX_DEPTH as u32),
        })
    }
}

impl Pps {
    /// Parses the unit, header byte included.
    pub(crate) fn parse(unit: &[u8]) -> Option<Self> {
        let payload = unescape(unit.get(1..)?);
        let bits = &mut BitReader::new(&payload);
        let id = bits.ue().filter(|id| *id < 256)?;
        let sps = bits.ue().filter(|id| *id < 32)?;
        bits.skip(2)?;
        let mut explicit_bipred = false;
        // Slice groups, of which no decoder here knows anything, come before the rest.
        if bits.ue()? == 0 {
            bits.ue()?;
            bits.ue()?;
            bits.skip(1)?;
            explicit_bipred = bits.bits(2)? == 1;
        }
        Some(Self {
            id,
            sps,
            explicit_bipred,
        })
    }
}

/// The picture parameter set that a slice names.
pub(crate) fn slice_pps(unit: &[u8]) -> Option<u32> {
    // Three Exp-Golomb numbers of at most 63 bits each.
    let payload = unescape(unit.get(1..unit.len().min(40))?);
    let mut bits = BitReader::new(&payload);
    bits.ue()?;
    bits.ue()?;
    bits.ue()
}

#[cfg(test)]
mod tests {
    use super::*;

    // x264: `-s 640x360 -r 30 -aspect 2:1 -bf 3 -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv`.
    #[rustfmt::skip]
    const HIGH_640X360: [u8; 34] = [
        0x67, 0x64, 0x00, 0x1e, 0xac, 0xd9, 0x40, 0xa0, 0x2f, 0xf9, 0x7f, 0xf0, 0x00, 0x90, 0x00, 0x86, 0xa0, 0x20, 0x20, 0x28,
        0x00, 0x00, 0x03, 0x00, 0x08, 0x00, 0x00, 0x03, 0x01, 0xe0, 0x78, 0xb1, 0x6c, 0xb0,
    ];

    #[test]
    fn a_truncated_set_is_none_or_complete_in_what_matters() {
        let whole = Sps::parse(&HIGH_640X360).unwrap();
        assert_eq!(
            (
                whole.profile,
                whole.chroma_format,
                whole.bit_depth,
                whole.frames_only
            ),
            (100, 1, 8, true)
        );
        assert_eq!(
            whole.size,
            FrameSize {
                width: 640,
                height: 360
            }
        );
        assert_eq!(
            whole.pixel_aspect,
            Some(Ratio {
                numerator: 9,
                denominator: 8
            })
        );
        assert_eq!(
            whole.frame_rate,
            Some(Ratio {
                numerator: 60,
                denominator: 2
            })
        );
        let color = ColorInfo {
            primaries: 2,
            transfer: 5,
            matrix: 1,
            range: 2,
        };
        assert_eq!((whole.color, whole.reorder_frames), (color, 2));
        for len in 0..HIGH_640X360.len() {
            if let Some(sps) = Sps::parse(&HIGH_640X360[..len]) {
                assert_eq!(sps.size, whole.size, "{len} bytes");
            }
        }
    }

    #[test]
    fn buffer_sizes_follow_the_level_table() {
        for (level, macroblocks, frames) in [
            (31, 3_600, 5),
            (40, 8_160, 4),
            (30, 920, 8),
            (51, 8_160, 16),
            (10, 99, 4),
        ] {
            assert_eq!(max_dpb_frames(level, false, macroblocks), frames, "level {level}");
        }
    }

    #[test]
    fn picture_sets() {
        // pps 0, sps 0, CABAC, no slice groups, explicit bipred 1: 1 1 1 0 1 1 1 0 01 ...
        let pps = Pps::parse(&[0x68, 0b1110_1110, 0b0100_0000]).unwrap();
        assert_eq!(
            pps,
            Pps {
                id: 0,
                sps: 0,
                explicit_bipred: true
            }
        );
        assert_eq!(Pps::parse(&[0x68]), None);
    }
}
