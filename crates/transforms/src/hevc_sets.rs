//! The parameter sets and slice headers of HEVC, as far as describing pictures and finding their time stamps needs.
//!
//! Source: ISO/IEC 23008-2 §7.3.2, §7.3.3, §7.3.6.1, Annex E.

use openmf_core::annex_b::unescape;
use openmf_core::nal::Family;
use openmf_core::{ColorInfo, FrameSize, Ratio};

use crate::bits::BitReader;
use crate::color::{self, PIXEL_ASPECTS};

/// The largest picture of any level, in luma samples. Source: table A.8, level 6.2.
const MAX_SAMPLES: u64 = 35_651_584;
/// Source: §A.4.2, MaxDpbSize.
const MAX_HELD_PICTURES: u32 = 16;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sps {
    pub(crate) id: u32,
    /// chroma_format_idc: 0 luma only, 1 4:2:0, 2 4:2:2, 3 4:4:4.
    pub(crate) chroma_format: u32,
    pub(crate) bit_depth: u32,
    pub(crate) chroma_bit_depth: u32,
    /// After cropping.
    pub(crate) size: FrameSize,
    pub(crate) pixel_aspect: Option<Ratio>,
    pub(crate) color: ColorInfo,
    pub(crate) frame_rate: Option<Ratio>,
    /// The most pictures that the decoder has to hold, the current one included.
    pub(crate) held_pictures: u32,
    separate_planes: bool,
    order_count_bits: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pps {
    pub(crate) id: u32,
    pub(crate) sps: u32,
    output_flag_present: bool,
    extra_slice_bits: u32,
}

/// What the first slice of a picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SliceStart {
    /// pic_output_flag.
    pub(crate) output: bool,
    /// slice_pic_order_cnt_lsb; 0 for an instantaneous refresh.
    pub(crate) order_count_low: u32,
    pub(crate) order_count_bits: u32,
    pub(crate) sps: u32,
}

/// The type of a unit. Source: table 7-1.
pub(crate) fn unit_type(unit: &[u8]) -> u8 {
    Family::Hevc.unit_type(unit)
}

fn profile_tier_level(bits: &mut BitReader<'_>, max_sub_layers: u32) -> Option<()> {
    bits.skip(96)?;
    let mut present = [(false, false); 8];
    for slot in present.iter_mut().take(max_sub_layers as usize) {
        *slot = (bits.flag()?, bits.flag()?);
    }
    if max_sub_layers > 0 {
        bits.skip(2 * (8 - max_sub_layers as usize))?;
    }
    for (profile, level) in present {
        bits.skip(if profile { 88 } else { 0 } + if level { 8 } else { 0 })?;
    }
    Some(())
}

fn skip_scaling_lists(bits: &mut BitReader<'_>) -> Option<()> {
    for size in 0..4 {
        for _ in 0..if size == 3 { 2 } else { 6 } {
            if !bits.flag()? {
                bits.ue()?;
                continue;
            }
            if size > 1 {
                bits.se()?;
            }
            for _ in 0..(1u32 << (4 + (size << 1))).min(64) {
                bits.se()?;
            }
        }
    }
    Some(())
}

/// The number of pictures in each short-term reference picture set; one set may be coded relative to the one before.
fn skip_reference_sets(bits: &mut BitReader<'_>) -> Option<()> {
    let count = bits.ue().filter(|count| *count <= 64)?;
    let mut pictures = 0;
    for index in 0..count {
        if index > 0 && bits.flag()? {
            bits.skip(1)?;
            bits.ue()?;
            let mut used = 0;
            for _ in 0..=pictures {
                let by_current = bits.flag()?;
                if by_current || bits.flag()? {
                    used += 1;
                }
            }
            pictures = used;
        } else {
            let (negative, positive) = (bits.ue()?, bits.ue()?);
            pictures = negative.checked_add(positive).filter(|count| *count <= 32)?;
            for _ in 0..pictures {
                bits.ue()?;
                bits.skip(1)?;
            }
        }
    }
    Some(())
}

fn parse_vui(bits: &mut BitReader<'_>, sps: &mut Sps) -> Option<()> {
    if bits.flag()? {
        let ratio = match bits.bits(8)? {
            255 => Some((bits.bits(16)?, bits.bits(16)?)),
            index => (index as usize)
                .checked_sub(1)
                .and_then(|index| PIXEL_ASPECTS.get(index).copied()),
        };
        sps.pixel_aspect =
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
        sps.color = color::from_code_points(primaries, transfer, matrix, Some(full_range));
    }
    if bits.flag()? {
        bits.ue()?;
        bits.ue()?;
    }
    bits.skip(3)?;
    // The default display window is a hint that players do not apply.
    if bits.flag()? {
        for _ in 0..4 {
            bits.ue()?;
        }
    }
    if bits.flag()? {
        let (tick, scale) = (bits.bits(32)?, bits.bits(32)?);
        sps.frame_rate = (tick != 0 && scale != 0).then_some(Ratio {
            numerator: scale,
            denominator: tick,
        });
    }
    Some(())
}

impl Sps {
    /// Parses the unit, header included; `None` if it is malformed or its pictures are larger than any level has.
    pub(crate) fn parse(unit: &[u8]) -> Option<Self> {
        let payload = unescape(unit.get(2..)?);
        let bits = &mut BitReader::new(&payload);
        bits.skip(4)?;
        let max_sub_layers = bits.bits(3).filter(|layers| *layers < 7)?;
        bits.skip(1)?;
        profile_tier_level(bits, max_sub_layers)?;
        let id = bits.ue().filter(|id| *id < 16)?;
        let chroma_format = bits.ue().filter(|format| *format <= 3)?;
        let separate_planes = chroma_format == 3 && bits.flag()?;
        let (width, height) = (bits.ue()?, bits.ue()?);
        if u64::from(width) * u64::from(height) > MAX_SAMPLES {
            return None;
        }
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
        let mut sps = Self {
            id,
            chroma_format,
            bit_depth: 8 + bits.ue().filter(|extra| *extra <= 8)?,
            chroma_bit_depth: 8 + bits.ue().filter(|extra| *extra <= 8)?,
            size: FrameSize {
                width: width
                    .checked_sub(crop_width.checked_mul(unit_x)?)
                    .filter(|width| *width > 0)?,
                height: height
                    .checked_sub(crop_height.checked_mul(unit_y)?)
                    .filter(|height| *height > 0)?,
            },
            pixel_aspect: None,
            color: ColorInfo::default(),
            frame_rate: None,
            held_pictures: MAX_HELD_PICTURES,
            separate_planes,
            order_count_bits: 4 + bits.ue().filter(|bits| *bits <= 12)?,
        };
        // What follows only describes; what was read of it before a malformed end still helps.
        let _ = sps.parse_rest(bits, max_sub_layers);
        Some(sps)
    }

    fn parse_rest(&mut self, bits: &mut BitReader<'_>, max_sub_layers: u32) -> Option<()> {
        let layers = if bits.flag()? { max_sub_layers + 1 } else { 1 };
        let mut held = 1;
        for _ in 0..layers {
            held = held.max(bits.ue()?.saturating_add(1));
            bits.ue()?;
            bits.ue()?;
        }
        self.held_pictures = held.min(MAX_HELD_PICTURES);
        for _ in 0..6 {
            bits.ue()?;
        }
        if bits.flag()? && bits.flag()? {
            skip_scaling_lists(bits)?;
        }
        bits.skip(2)?;
        if bits.flag()? {
            bits.skip(8)?;
            bits.ue()?;
            bits.ue()?;
            bits.skip(1)?;
        }
        skip_reference_sets(bits)?;
        if bits.flag()? {
            let count = bits.ue().filter(|count| *count <= 32)?;
            bits.skip((count * (self.order_count_bits + 1)) as usize)?;
        }
        bits.skip(2)?;
        if bits.flag()? {
            parse_vui(bits, self)?;
        }
        Some(())
    }
}

impl Pps {
    /// Parses the unit, header included.
    pub(crate) fn parse(unit: &[u8]) -> Option<Self> {
        let payload = unescape(unit.get(2..)?);
        let bits = &mut BitReader::new(&payload);
        let id = bits.ue().filter(|id| *id < 64)?;
        let sps = bits.ue().filter(|id| *id < 16)?;
        bits.skip(1)?;
        Some(Self {
            id,
            sps,
            output_flag_present: bits.flag()?,
            extra_slice_bits: bits.bits(3)?,
        })
    }
}

/// Whether the slice is the first one of a picture.
pub(crate) fn starts_picture(unit: &[u8]) -> bool {
    unit.get(2).is_some_and(|byte| byte & 0x80 != 0)
}

impl SliceStart {
    /// Parses the header of a picture's first slice.
    pub(crate) fn parse<'a>(
        unit: &[u8],
        sets: impl FnOnce(u32) -> Option<(&'a Pps, &'a Sps)>,
    ) -> Option<Self> {
        let kind = unit_type(unit);
        // Some flags and Exp-Golomb numbers.
        let payload = unescape(unit.get(2..unit.len().min(48))?);
        let bits = &mut BitReader::new(&payload);
        bits.skip(1)?;
        if (16..=23).contains(&kind) {
            bits.skip(1)?;
        }
        let (pps, sps) = sets(bits.ue()?)?;
        bits.skip(pps.extra_slice_bits as usize)?;
        bits.ue()?;
        let output = if pps.output_flag_present {
            bits.flag()?
        } else {
            true
        };
        if sps.separate_planes {
            bits.skip(2)?;
        }
        let instantaneous = matches!(kind, 19 | 20);
        Some(Self {
            output,
            order_count_low: if instantaneous {
                0
            } else {
                bits.bits(sps.order_count_bits)?
            },
            order_count_bits: sps.order_count_bits,
            sps: sps.id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // x265: `-s 176x144 -r 25 -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc`.
    #[rustfmt::skip]
    const MAIN10: [u8; 44] = [
        0x42, 0x01, 0x01, 0x02, 0x20, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03, 0x00, 0x3c, 0xa0, 0x16,
        0x20, 0x24, 0x4d, 0x96, 0x56, 0x69, 0x24, 0xca, 0xf0, 0x16, 0xa1, 0x22, 0x01, 0x20, 0x80, 0x00, 0x00, 0x03, 0x00, 0x80,
        0x00, 0x00, 0x0c, 0x84,
    ];

    #[test]
    fn a_sequence_set_describes_its_pictures() {
        let sps = Sps::parse(&MAIN10).unwrap();
        assert_eq!(
            (sps.chroma_format, sps.bit_depth, sps.chroma_bit_depth),
            (1, 10, 10)
        );
        assert_eq!(
            sps.size,
            FrameSize {
                width: 176,
                height: 144
            }
        );
        assert_eq!(
            sps.frame_rate,
            Some(Ratio {
                numerator: 25,
                denominator: 1
            })
        );
        assert_eq!(
            sps.color,
            ColorInfo {
                primaries: 9,
                transfer: 15,
                matrix: 4,
                range: 2
            }
        );
        for len in 0..MAIN10.len() {
            if let Some(cut) = Sps::parse(&MAIN10[..len]) {
                assert_eq!(cut.size, sps.size, "{len} bytes");
            }
        }
    }
}
