//! The coefficients of a macroblock. Source: RFC 6386, sections 13 and 14.1.

use super::bool_decoder::BoolDecoder;
use super::header::{CoefficientProbabilities, QuantizerIndices};
use super::tables::*;

/// The number of blocks of a macroblock: 16 luma, 4 of each chroma, and the luma DC coefficients.
const BLOCKS: usize = 25;
const Y2: usize = 24;

/// Types of blocks, as the probabilities are sorted.
const Y_AFTER_Y2: usize = 0;
const Y2_TYPE: usize = 1;
const CHROMA: usize = 2;
const Y_WITH_DC: usize = 3;

/// Factors of the DC coefficient and of the others.
#[derive(Clone, Copy, Default)]
struct Factors {
    dc: i32,
    ac: i32,
}

/// The dequantization factors of a segment: section 14.1.
#[derive(Clone, Copy, Default)]
pub(super) struct Dequantizer {
    y: Factors,
    y2: Factors,
    uv: Factors,
}

impl Dequantizer {
    /// `index` is the quantizer index of the segment, before it is limited to 0 to 127.
    pub(super) fn new(index: i32, deltas: &QuantizerIndices) -> Self {
        let index = index.clamp(0, 127);
        let at = |delta: i8| (index + i32::from(delta)).clamp(0, 127) as usize;
        let dc = |delta| i32::from(DC_QUANTIZERS[at(delta)]);
        let ac = |delta| i32::from(AC_QUANTIZERS[at(delta)]);
        Self {
            y: Factors {
                dc: dc(deltas.y_dc_delta),
                ac: ac(0),
            },
            y2: Factors {
                dc: dc(deltas.y2_dc_delta) * 2,
                ac: (ac(deltas.y2_ac_delta) * 155 / 100).max(8),
            },
            uv: Factors {
                dc: dc(deltas.uv_dc_delta).min(132),
                ac: ac(deltas.uv_ac_delta),
            },
        }
    }
}

/// Whether the blocks at an edge of a macroblock had coefficients: four luma blocks, two of each chroma, and Y2.
#[derive(Clone, Copy, Default)]
pub(super) struct EdgeContext {
    y: [bool; 4],
    uv: [[bool; 2]; 2],
    y2: bool,
}

impl EdgeContext {
    /// For a macroblock without coefficients. One without Y2 leaves that context to the next.
    pub(super) fn clear(&mut self, has_y2: bool) {
        *self = Self {
            y2: self.y2 && !has_y2,
            ..Self::default()
        };
    }
}

/// The dequantized coefficients of a macroblock.
pub(super) struct Coefficients {
    pub(super) blocks: [[i16; 16]; BLOCKS],
    /// For each block the place after its last token; 0 or 1 say that there is at most a DC coefficient.
    pub(super) ends: [u8; BLOCKS],
}

impl Default for Coefficients {
    fn default() -> Self {
        Self {
            blocks: [[0; 16]; BLOCKS],
            ends: [0; BLOCKS],
        }
    }
}

impl Coefficients {
    /// Reads all blocks, and says whether any has a token.
    pub(super) fn read(
        &mut self,
        decoder: &mut BoolDecoder<'_>,
        probabilities: &CoefficientProbabilities,
        dequantizer: &Dequantizer,
        has_y2: bool,
        above: &mut EdgeContext,
        left: &mut EdgeContext,
    ) -> bool {
        self.blocks.as_flattened_mut().fill(0);
        // A copy the compiler can keep in registers.
        let mut local = *decoder;
        let mut any = false;
        let mut read = |block: usize, kind: usize, first: usize, factors, a: &mut bool, l: &mut bool| {
            let context = usize::from(*a) + usize::from(*l);
            let end = read_block(
                &mut local,
                &probabilities[kind],
                context,
                first,
                factors,
                &mut self.blocks[block],
            );
            self.ends[block] = end as u8;
            let has_tokens = end > first;
            *a = has_tokens;
            *l = has_tokens;
            any |= has_tokens;
        };
        let (kind, first) = if has_y2 {
            read(Y2, Y2_TYPE, 0, dequantizer.y2, &mut above.y2, &mut left.y2);
            (Y_AFTER_Y2, 1)
        } else {
            (Y_WITH_DC, 0)
        };
        for y in 0..4 {
            for x in 0..4 {
                read(
                    y * 4 + x,
                    kind,
                    first,
                    dequantizer.y,
                    &mut above.y[x],
                    &mut left.y[y],
                );
            }
        }
        for plane in 0..2 {
            for y in 0..2 {
                for x in 0..2 {
                    let block = 16 + plane * 4 + y * 2 + x;
                    let (above, left) = (&mut above.uv[plane][x], &mut left.uv[plane][y]);
                    read(block, CHROMA, 0, dequantizer.uv, above, left);
                }
            }
        }
        *decoder = local;
        any
    }

    /// The DC coefficients of the luma blocks, to be transformed into those blocks.
    pub(super) fn y2(&self) -> &[i16; 16] {
        &self.blocks[Y2]
    }
}

/// Reads the tokens of one block into `out`, and gives the place after the last: section 13.2.
#[inline(always)]
fn read_block(
    decoder: &mut BoolDecoder<'_>,
    probabilities: &[[[u8; 11]; 3]; 8],
    context: usize,
    first: usize,
    factors: Factors,
    out: &mut [i16; 16],
) -> usize {
    let mut n = first;
    let mut p = &probabilities[usize::from(COEFFICIENT_BANDS[n & 15])][context];
    while decoder.read(p[0]) {
        // No end of block can follow a zero.
        while !decoder.read(p[1]) {
            n += 1;
            if n == 16 {
                return 16;
            }
            p = &probabilities[usize::from(COEFFICIENT_BANDS[n & 15])][0];
        }
        let (value, context) = if decoder.read(p[2]) {
            (read_large(decoder, p), 2)
        } else {
            (1, 1)
        };
        let value = if decoder.flag() { -value } else { value };
        let factor = if n == 0 { factors.dc } else { factors.ac };
        // 16 bits hold every product of a sound stream: section 14.1.
        out[usize::from(ZIGZAG[n & 15]) & 15] = (value * factor) as i16;
        n += 1;
        if n == 16 {
            return 16;
        }
        p = &probabilities[usize::from(COEFFICIENT_BANDS[n & 15])][context];
    }
    n
}

/// A value of 2 or more.
fn read_large(decoder: &mut BoolDecoder<'_>, p: &[u8; 11]) -> i32 {
    if !decoder.read(p[3]) {
        if !decoder.read(p[4]) {
            return 2;
        }
        return 3 + i32::from(decoder.read(p[5]));
    }
    let category = if !decoder.read(p[6]) {
        usize::from(decoder.read(p[7]))
    } else {
        let high = usize::from(decoder.read(p[8]));
        2 + 2 * high + usize::from(decoder.read(p[9 + high]))
    };
    let extra = CATEGORY_BITS[category]
        .iter()
        .fold(0, |extra, &p| extra << 1 | i32::from(decoder.read(p)));
    CATEGORY_BASE[category] + extra
}
