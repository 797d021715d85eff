//! The modes and motion vectors of macroblocks. Source: RFC 6386, sections 10, 11, 16 and 17.

use super::bool_decoder::BoolDecoder;
use super::header::{FrameHeader, MvProbabilities, Persistent};
use super::tables::*;

/// A motion vector in quarters of a luma sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mv {
    pub(super) row: i16,
    pub(super) column: i16,
}

impl Mv {
    const ZERO: Self = Self { row: 0, column: 0 };

    fn inverted_if(self, invert: bool) -> Self {
        if invert {
            Self {
                row: self.row.wrapping_neg(),
                column: self.column.wrapping_neg(),
            }
        } else {
            self
        }
    }
}

/// What is known of a macroblock, for its prediction and its neighbours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Macroblock {
    pub(super) y_mode: u8,
    pub(super) uv_mode: u8,
    /// 0 for intra prediction, 1 for the last frame, 2 for the golden and 3 for the alternate one.
    pub(super) reference: u8,
    /// The vectors of the 16 blocks; zero for intra prediction.
    pub(super) mvs: [Mv; 16],
}

impl Macroblock {
    /// Whether the DC coefficients of luma are coded apart.
    pub(super) fn has_y2(&self) -> bool {
        self.y_mode != B_PRED && self.y_mode != SPLIT_MV
    }

    /// The vector that stands for the whole macroblock.
    fn mv(&self) -> Mv {
        self.mvs[15]
    }
}

/// How far vectors may point, in quarters of a sample: one macroblock outside the frame.
#[derive(Clone, Copy)]
struct Bounds {
    rows: (i16, i16),
    columns: (i16, i16),
}

impl Bounds {
    /// Of the macroblock `position` in a frame of `count` macroblocks, by column and row.
    fn new(position: (usize, usize), count: (usize, usize)) -> Self {
        // At most 1024 macroblocks either way, each of 64 quarters.
        let range = |at: usize, count: usize| {
            let before = (at as i32 + 1) * -64;
            let after = (count as i32 - at as i32) * 64;
            (
                before.max(i16::MIN.into()) as i16,
                after.min(i16::MAX.into()) as i16,
            )
        };
        Self {
            rows: range(position.1, count.1),
            columns: range(position.0, count.0),
        }
    }

    fn clamp(self, mv: Mv) -> Mv {
        Mv {
            row: mv.row.clamp(self.rows.0, self.rows.1),
            column: mv.column.clamp(self.columns.0, self.columns.1),
        }
    }
}

/// The macroblocks next to the current one.
pub(super) struct Neighbours<'a> {
    pub(super) above: &'a Macroblock,
    pub(super) left: &'a Macroblock,
    pub(super) above_left: &'a Macroblock,
}

/// Reads the modes of the macroblocks of one frame.
pub(super) struct ModeReader<'a> {
    pub(super) key_frame: bool,
    pub(super) header: &'a FrameHeader,
    pub(super) persistent: &'a Persistent,
    /// The size of the frame in macroblocks.
    pub(super) count: (usize, usize),
}

impl ModeReader<'_> {
    /// Whether the macroblock has no coefficients: section 9.11.
    pub(super) fn skip(&self, decoder: &mut BoolDecoder<'_>) -> bool {
        self.header
            .skip_probability
            .is_some_and(|probability| decoder.read(probability))
    }

    /// Reads the prediction of the macroblock at `position`. `blocks` gets the modes of a `B_PRED` macroblock; in a
    /// key frame `above` and `left` are those at the edges of the neighbours, and are updated.
    pub(super) fn macroblock(
        &self,
        decoder: &mut BoolDecoder<'_>,
        position: (usize, usize),
        neighbours: &Neighbours<'_>,
        blocks: &mut [u8; 16],
        above: &mut [u8; 4],
        left: &mut [u8; 4],
    ) -> Macroblock {
        let mut macroblock = Macroblock::default();
        if self.key_frame {
            macroblock.y_mode = decoder.tree(&KEY_Y_MODE_TREE, &KEY_Y_MODE_PROBABILITIES);
            if macroblock.y_mode == B_PRED {
                for (i, block) in blocks.iter_mut().enumerate() {
                    let (x, y) = (i & 3, i >> 2);
                    let probabilities =
                        &KEY_B_MODE_PROBABILITIES[usize::from(above[x])][usize::from(left[y])];
                    *block = decoder.tree(&B_MODE_TREE, probabilities);
                    above[x] = *block;
                    left[y] = *block;
                }
            } else {
                let implied = match macroblock.y_mode {
                    V_PRED => B_VE_PRED,
                    H_PRED => B_HE_PRED,
                    TM_PRED => B_TM_PRED,
                    _ => B_DC_PRED,
                };
                *above = [implied; 4];
                *left = [implied; 4];
            }
            macroblock.uv_mode = decoder.tree(&UV_MODE_TREE, &KEY_UV_MODE_PROBABILITIES);
        } else if decoder.read(self.header.intra_probability) {
            macroblock.reference = match decoder.read(self.header.last_probability) {
                false => 1,
                true => 2 + u8::from(decoder.read(self.header.golden_probability)),
            };
            self.inter(
                decoder,
                &mut macroblock,
                Bounds::new(position, self.count),
                neighbours,
            );
        } else {
            let probabilities = &self.persistent.probabilities;
            macroblock.y_mode = decoder.tree(&Y_MODE_TREE, &probabilities.y_mode);
            if macroblock.y_mode == B_PRED {
                blocks.fill_with(|| decoder.tree(&B_MODE_TREE, &B_MODE_PROBABILITIES));
            }
            macroblock.uv_mode = decoder.tree(&UV_MODE_TREE, &probabilities.uv_mode);
        }
        macroblock
    }

    /// Sections 16.3 and 16.4.
    fn inter(
        &self,
        decoder: &mut BoolDecoder<'_>,
        macroblock: &mut Macroblock,
        bounds: Bounds,
        neighbours: &Neighbours<'_>,
    ) {
        let near = self.near_mvs(macroblock.reference, neighbours);
        let probabilities: [u8; 4] =
            std::array::from_fn(|i| MV_MODE_PROBABILITIES[usize::from(near.counts[i]).min(5)][i]);
        macroblock.y_mode = decoder.tree(&MV_MODE_TREE, &probabilities);
        let best = bounds.clamp(near.best);
        let mv = match macroblock.y_mode {
            NEAREST_MV => bounds.clamp(near.nearest),
            NEAR_MV => bounds.clamp(near.near),
            NEW_MV => read_mv(decoder, &self.persistent.probabilities.mv, best),
            SPLIT_MV => {
                self.split(decoder, macroblock, best, neighbours);
                return;
            }
            // `ZERO_MV`
            _ => Mv::ZERO,
        };
        macroblock.mvs = [mv; 16];
    }

    /// The vectors of the neighbours, sorted by how many of them, and how close ones, have each: section 16.3.
    fn near_mvs(&self, reference: u8, neighbours: &Neighbours<'_>) -> NearMvs {
        let sign_bias = &self.persistent.sign_bias;
        let bias = sign_bias[usize::from(reference & 3)];
        // The first stands for the zero vector.
        let mut mvs = [Mv::ZERO; 4];
        let mut counts = [0_u8; 4];
        let mut last = 0;
        let weighted = [
            (neighbours.above, 2),
            (neighbours.left, 2),
            (neighbours.above_left, 1),
        ];
        for (neighbour, weight) in weighted {
            if neighbour.reference == 0 {
                continue;
            }
            let mv = neighbour.mv();
            if mv == Mv::ZERO {
                counts[0] += weight;
                continue;
            }
            let mv = mv.inverted_if(sign_bias[usize::from(neighbour.reference & 3)] != bias);
            if last == 0 || mv != mvs[last] {
                last += 1;
                mvs[last] = mv;
            }
            counts[last] += weight;
        }
        // Three different vectors, of which the last equals the first: they are two.
        if counts[3] > 0 && mvs[3] == mvs[1] {
            counts[1] += 1;
        }
        let split = |macroblock: &Macroblock| u8::from(macroblock.y_mode == SPLIT_MV);
        counts[3] = (split(neighbours.above) + split(neighbours.left)) * 2 + split(neighbours.above_left);
        if counts[2] > counts[1] {
            counts.swap(1, 2);
            mvs.swap(1, 2);
        }
        let best = if counts[1] >= counts[0] { mvs[1] } else { Mv::ZERO };
        NearMvs {
            best,
            nearest: mvs[1],
            near: mvs[2],
            counts,
        }
    }

    /// Section 16.4: vectors for parts of the macroblock.
    fn split(
        &self,
        decoder: &mut BoolDecoder<'_>,
        macroblock: &mut Macroblock,
        best: Mv,
        neighbours: &Neighbours<'_>,
    ) {
        let kind = usize::from(decoder.tree(&SPLIT_TREE, &SPLIT_PROBABILITIES)) & 3;
        let map = &SPLIT_MAPS[kind];
        for part in 0..SPLIT_PARTS[kind] {
            // Every part has a first block.
            let first = map.iter().position(|&p| usize::from(p) == part).unwrap_or(0);
            let left = match first & 3 {
                0 => neighbours.left.mvs[first + 3],
                _ => macroblock.mvs[first - 1],
            };
            let above = match first >> 2 {
                0 => neighbours.above.mvs[first + 12],
                _ => macroblock.mvs[first - 4],
            };
            let context = match (left == above, left == Mv::ZERO, above == Mv::ZERO) {
                (true, true, _) => 4,
                (true, false, _) => 3,
                (false, _, true) => 2,
                (false, true, _) => 1,
                (false, false, false) => 0,
            };
            let mv = match decoder.tree(&SUB_MV_TREE, &SUB_MV_PROBABILITIES[context]) {
                LEFT_4X4 => left,
                ABOVE_4X4 => above,
                NEW_4X4 => read_mv(decoder, &self.persistent.probabilities.mv, best),
                // `ZERO_4X4`
                _ => Mv::ZERO,
            };
            for (block, &p) in macroblock.mvs.iter_mut().zip(map) {
                if usize::from(p) == part {
                    *block = mv;
                }
            }
        }
    }
}

struct NearMvs {
    best: Mv,
    nearest: Mv,
    near: Mv,
    counts: [u8; 4],
}

/// A vector coded as the difference from `base`: section 17.
fn read_mv(decoder: &mut BoolDecoder<'_>, probabilities: &MvProbabilities, base: Mv) -> Mv {
    let row = read_component(decoder, &probabilities[0]);
    let column = read_component(decoder, &probabilities[1]);
    Mv {
        row: base.row.wrapping_add(row),
        column: base.column.wrapping_add(column),
    }
}

fn read_component(decoder: &mut BoolDecoder<'_>, p: &[u8; 19]) -> i16 {
    let magnitude = if decoder.read(p[MV_IS_LONG]) {
        let mut x = 0;
        for i in (0..3).chain((4..MV_LONG_BITS).rev()) {
            x |= i16::from(decoder.read(p[MV_LONG + i])) << i;
        }
        // A long one is 8 or more: without higher bits this one is understood.
        if x & 0x7ff0 == 0 || decoder.read(p[MV_LONG + 3]) {
            x |= 8;
        }
        x
    } else {
        i16::from(decoder.tree(&SHORT_MV_TREE, &p[MV_SHORT..MV_LONG]))
    };
    if magnitude != 0 && decoder.read(p[MV_SIGN]) {
        -magnitude
    } else {
        magnitude
    }
}
