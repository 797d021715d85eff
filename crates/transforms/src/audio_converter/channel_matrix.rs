//! How the channels of one layout become those of another.

/// Speaker positions in the order of their `WAVEFORMATEXTENSIBLE` bits.
const FRONT_LEFT: u32 = 0;
const FRONT_RIGHT: u32 = 1;
const FRONT_CENTER: u32 = 2;
const LOW_FREQUENCY: u32 = 3;
const BACK_LEFT: u32 = 4;
const BACK_RIGHT: u32 = 5;
const FRONT_LEFT_OF_CENTER: u32 = 6;
const FRONT_RIGHT_OF_CENTER: u32 = 7;
const BACK_CENTER: u32 = 8;
const SIDE_LEFT: u32 = 9;
const SIDE_RIGHT: u32 = 10;
const TOP_CENTER: u32 = 11;
const TOP_FRONT_LEFT: u32 = 12;
const TOP_FRONT_CENTER: u32 = 13;
const TOP_FRONT_RIGHT: u32 = 14;
const TOP_BACK_LEFT: u32 = 15;
const TOP_BACK_CENTER: u32 = 16;
const TOP_BACK_RIGHT: u32 = 17;
const POSITIONS: u32 = 18;

/// -3 dB: a sound that two loudspeakers share keeps its power.
const HALF_POWER: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// Speakers that take over a sound together, each with its share.
type Line = &'static [(u32, f64)];

/// Where the sound of a speaker goes that the output lacks: the first line whose speakers the output has, else, by the
/// last line, wherever that line's speakers go in their turn. An empty list drops the sound.
///
/// Source: ITU-R BS.775-4, Annex 4, table 2 (centre and surround at -3 dB into the front pair, LFE left out); the
/// positions BS.775 does not know go to their nearest neighbours by the same rule of equal power.
const SUBSTITUTES: [(u32, &[Line]); POSITIONS as usize] = [
    (FRONT_LEFT, &[&[(FRONT_CENTER, HALF_POWER)]]),
    (FRONT_RIGHT, &[&[(FRONT_CENTER, HALF_POWER)]]),
    (
        FRONT_CENTER,
        &[&[(FRONT_LEFT, HALF_POWER), (FRONT_RIGHT, HALF_POWER)]],
    ),
    (LOW_FREQUENCY, &[]),
    (
        BACK_LEFT,
        &[
            &[(SIDE_LEFT, 1.0)],
            &[(BACK_CENTER, HALF_POWER)],
            &[(FRONT_LEFT, HALF_POWER)],
        ],
    ),
    (
        BACK_RIGHT,
        &[
            &[(SIDE_RIGHT, 1.0)],
            &[(BACK_CENTER, HALF_POWER)],
            &[(FRONT_RIGHT, HALF_POWER)],
        ],
    ),
    (FRONT_LEFT_OF_CENTER, &[&[(FRONT_LEFT, 1.0)]]),
    (FRONT_RIGHT_OF_CENTER, &[&[(FRONT_RIGHT, 1.0)]]),
    (
        BACK_CENTER,
        &[
            &[(BACK_LEFT, HALF_POWER), (BACK_RIGHT, HALF_POWER)],
            &[(SIDE_LEFT, HALF_POWER), (SIDE_RIGHT, HALF_POWER)],
            &[(FRONT_LEFT, 0.5), (FRONT_RIGHT, 0.5)],
        ],
    ),
    (
        SIDE_LEFT,
        &[
            &[(BACK_LEFT, 1.0)],
            &[(BACK_CENTER, HALF_POWER)],
            &[(FRONT_LEFT, HALF_POWER)],
        ],
    ),
    (
        SIDE_RIGHT,
        &[
            &[(BACK_RIGHT, 1.0)],
            &[(BACK_CENTER, HALF_POWER)],
            &[(FRONT_RIGHT, HALF_POWER)],
        ],
    ),
    (
        TOP_CENTER,
        &[
            &[(TOP_FRONT_LEFT, HALF_POWER), (TOP_FRONT_RIGHT, HALF_POWER)],
            &[(FRONT_LEFT, 0.5), (FRONT_RIGHT, 0.5)],
        ],
    ),
    (TOP_FRONT_LEFT, &[&[(FRONT_LEFT, HALF_POWER)]]),
    (
        TOP_FRONT_CENTER,
        &[
            &[(TOP_FRONT_LEFT, HALF_POWER), (TOP_FRONT_RIGHT, HALF_POWER)],
            &[(FRONT_CENTER, HALF_POWER)],
        ],
    ),
    (TOP_FRONT_RIGHT, &[&[(FRONT_RIGHT, HALF_POWER)]]),
    (TOP_BACK_LEFT, &[&[(BACK_LEFT, HALF_POWER)]]),
    (
        TOP_BACK_CENTER,
        &[
            &[(TOP_BACK_LEFT, HALF_POWER), (TOP_BACK_RIGHT, HALF_POWER)],
            &[(BACK_CENTER, HALF_POWER)],
        ],
    ),
    (TOP_BACK_RIGHT, &[&[(BACK_RIGHT, HALF_POWER)]]),
];

/// Substitutes lead at most this many steps on: top back center, back center, front left, front center.
const MAX_STEPS: u32 = 4;

/// How much of every input channel goes into every output channel.
///
/// - A channel whose position the output has goes there unchanged. Others go to [`SUBSTITUTES`]; where two input pairs
///   would meet in one output pair (the back and side pairs of 7.1 in 5.1), the moved pair comes at -3 dB.
/// - One channel goes into both sides of a stereo pair unchanged, so that a mono file keeps its level.
/// - If the sum of an output channel's coefficients is above 1, all coefficients are divided by the largest sum: full
///   scale in every input channel does not clip, and the balance stays. 5.1 to stereo is thus 7.7 dB quieter than the
///   plain BS.775 sums; players that leave the sums alone clip loud mixes instead.
///
/// An unknown layout of up to eight channels is taken as the usual one of that count, unless both sides have the same
/// count: then, and for all other unknown layouts, channels map by index.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ChannelMatrix {
    inputs: usize,
    /// One row for each output channel.
    rows: Vec<Vec<f64>>,
}

impl ChannelMatrix {
    /// The matrix between two layouts of speaker masks; a mask of 0 is an unknown layout.
    pub(crate) fn new(inputs: u32, input_mask: u32, outputs: u32, output_mask: u32) -> Self {
        let same_count = inputs == outputs;
        let (from, to) = (
            positions(inputs, input_mask, !same_count),
            positions(outputs, output_mask, !same_count),
        );
        let (inputs, outputs) = (inputs as usize, outputs as usize);
        let mut rows = vec![vec![0.0; inputs]; outputs];
        match (from, to) {
            (Some(from), Some(to)) if from != to => {
                if let [FRONT_CENTER] = from[..]
                    && !to.contains(&FRONT_CENTER)
                    && to.contains(&FRONT_LEFT)
                {
                    for (row, position) in rows.iter_mut().zip(&to) {
                        if matches!(*position, FRONT_LEFT | FRONT_RIGHT) {
                            row[0] = 1.0;
                        }
                    }
                } else {
                    for (input, position) in from.iter().enumerate() {
                        let mut place = |output: usize, level: f64| rows[output][input] += level;
                        spread(*position, 1.0, &from, &to, MAX_STEPS, &mut place);
                    }
                }
            }
            _ => {
                for (index, row) in rows.iter_mut().enumerate() {
                    if let Some(level) = row.get_mut(index) {
                        *level = 1.0;
                    }
                }
            }
        }
        let largest = rows.iter().map(|row| row.iter().sum::<f64>()).fold(0.0, f64::max);
        if largest > 1.0 {
            rows.iter_mut().flatten().for_each(|level| *level /= largest);
        }
        Self { inputs, rows }
    }

    /// Whether every channel goes unchanged to where it was.
    pub(crate) fn is_identity(&self) -> bool {
        self.rows.len() == self.inputs
            && self.rows.iter().enumerate().all(|(output, row)| {
                row.iter()
                    .enumerate()
                    .all(|(input, level)| *level == if input == output { 1.0 } else { 0.0 })
            })
    }

    /// Appends the interleaved output frames of interleaved input frames.
    pub(crate) fn apply(&self, frames: &[f64], out: &mut Vec<f64>) {
        for frame in frames.chunks_exact(self.inputs.max(1)) {
            for row in &self.rows {
                out.push(frame.iter().zip(row).map(|(value, level)| value * level).sum());
            }
        }
    }
}

/// The speaker of every channel; `None` if that is not known.
fn positions(channels: u32, mask: u32, guess: bool) -> Option<Vec<u32>> {
    let mask = if mask == 0 && guess {
        openmf_core::default_channel_mask(channels)
    } else {
        mask
    };
    let positions: Vec<u32> = (0..POSITIONS).filter(|bit| mask >> bit & 1 == 1).collect();
    // A mask that does not fit the count says nothing reliable about any channel.
    (positions.len() == channels as usize).then_some(positions)
}

fn spread(
    position: u32,
    level: f64,
    from: &[u32],
    to: &[u32],
    steps: u32,
    place: &mut dyn FnMut(usize, f64),
) {
    let find = |position: u32| to.iter().position(|other| *other == position);
    if let Some(output) = find(position) {
        return place(output, level);
    }
    let Some((_, lines)) = SUBSTITUTES.get(position as usize) else {
        return;
    };
    let complete = lines
        .iter()
        .find(|line| line.iter().all(|(substitute, _)| find(*substitute).is_some()));
    let Some(line) = complete.or(lines.last()) else {
        return;
    };
    if steps == 0 {
        return;
    }
    for (substitute, share) in *line {
        let meets = *share == 1.0 && from.contains(substitute) && is_surround(*substitute);
        let share = if meets { HALF_POWER } else { *share };
        spread(*substitute, level * share, from, to, steps - 1, place);
    }
}

fn is_surround(position: u32) -> bool {
    matches!(position, BACK_LEFT | BACK_RIGHT | SIDE_LEFT | SIDE_RIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONO: (u32, u32) = (1, 0x4);
    const STEREO: (u32, u32) = (2, 0x3);
    const QUAD: (u32, u32) = (4, 0x33);
    const BACK_5_1: (u32, u32) = (6, 0x3f);
    const SIDE_5_1: (u32, u32) = (6, 0x60f);
    const SURROUND_7_1: (u32, u32) = (8, 0x63f);

    #[test]
    fn substitutes_are_listed_in_the_order_of_the_bits() {
        for (bit, (position, _)) in SUBSTITUTES.iter().enumerate() {
            assert_eq!(bit, *position as usize);
        }
    }

    #[test]
    fn layouts_map_by_the_documented_table() {
        let h = HALF_POWER;
        let five = 1.0 + 2.0 * h;
        let seven = 1.0 + 3.0 * h;
        let table = [
            (MONO, STEREO, vec![vec![1.0], vec![1.0]]),
            ((1, 0), STEREO, vec![vec![1.0], vec![1.0]]),
            (STEREO, MONO, vec![vec![0.5, 0.5]]),
            (STEREO, (2, 0), vec![vec![1.0, 0.0], vec![0.0, 1.0]]),
            (
                BACK_5_1,
                STEREO,
                vec![
                    vec![1.0 / five, 0.0, h / five, 0.0, h / five, 0.0],
                    vec![0.0, 1.0 / five, h / five, 0.0, 0.0, h / five],
                ],
            ),
            (
                (6, 0),
                STEREO,
                vec![
                    vec![1.0 / five, 0.0, h / five, 0.0, h / five, 0.0],
                    vec![0.0, 1.0 / five, h / five, 0.0, 0.0, h / five],
                ],
            ),
            (
                SURROUND_7_1,
                STEREO,
                vec![
                    vec![1.0 / seven, 0.0, h / seven, 0.0, h / seven, 0.0, h / seven, 0.0],
                    vec![0.0, 1.0 / seven, h / seven, 0.0, 0.0, h / seven, 0.0, h / seven],
                ],
            ),
            (
                QUAD,
                STEREO,
                vec![
                    vec![1.0 / (1.0 + h), 0.0, h / (1.0 + h), 0.0],
                    vec![0.0, 1.0 / (1.0 + h), 0.0, h / (1.0 + h)],
                ],
            ),
            (
                STEREO,
                QUAD,
                vec![vec![1.0, 0.0], vec![0.0, 1.0], vec![0.0, 0.0], vec![0.0, 0.0]],
            ),
            // Nine channels have no usual layout: by index.
            ((9, 0), STEREO, {
                let mut rows = vec![vec![0.0; 9]; 2];
                rows[0][0] = 1.0;
                rows[1][1] = 1.0;
                rows
            }),
        ];
        for (from, to, expected) in table {
            let matrix = ChannelMatrix::new(from.0, from.1, to.0, to.1);
            assert_eq!(matrix.rows.len(), expected.len());
            for (row, expected) in matrix.rows.iter().flatten().zip(expected.iter().flatten()) {
                assert!(
                    (row - expected).abs() < 1e-12,
                    "{from:?} to {to:?}: {:?}",
                    matrix.rows
                );
            }
        }
    }

    #[test]
    fn side_and_back_pairs_stand_in_for_each_other() {
        assert!(ChannelMatrix::new(6, 0x3f, 6, 0x60f).is_identity());
        assert!(ChannelMatrix::new(6, SIDE_5_1.1, 6, BACK_5_1.1).is_identity());
        assert!(ChannelMatrix::new(6, 0, 6, BACK_5_1.1).is_identity());
        let matrix = ChannelMatrix::new(8, SURROUND_7_1.1, 6, SIDE_5_1.1);
        let sum = 1.0 + HALF_POWER;
        let left = [0.0, 0.0, 0.0, 0.0, HALF_POWER / sum, 0.0, 1.0 / sum, 0.0];
        for (level, expected) in matrix.rows[4].iter().zip(left) {
            assert!((level - expected).abs() < 1e-12, "{:?}", matrix.rows[4]);
        }
    }

    #[test]
    fn no_pair_of_layouts_clips_or_loses_a_full_range_channel() {
        for from in 1..1_u32 << POSITIONS {
            // All single positions and pairs with the front pair are enough to meet every row of the table.
            if from.count_ones() > 2 {
                continue;
            }
            for to in [0x4, 0x3, 0x7, 0x33, 0x103, 0x107, 0x3f, 0x60f, 0x63f, 0x70f] {
                let matrix = ChannelMatrix::new(from.count_ones(), from, u32::count_ones(to), to);
                for row in &matrix.rows {
                    assert!(row.iter().sum::<f64>() <= 1.0 + 1e-12, "{from:#x} to {to:#x}");
                }
                let inputs = (0..POSITIONS).filter(|bit| from >> bit & 1 == 1);
                for (index, position) in inputs.enumerate() {
                    let heard = matrix.rows.iter().any(|row| row[index] > 0.0);
                    let expected = position != LOW_FREQUENCY || to >> LOW_FREQUENCY & 1 == 1;
                    assert_eq!(heard, expected, "position {position} of {from:#x} to {to:#x}");
                }
            }
        }
    }

    #[test]
    fn frames_are_mixed_in_order() {
        let matrix = ChannelMatrix::new(2, 3, 1, 4);
        let mut out = Vec::new();
        matrix.apply(&[0.5, -0.25, 1.0, 1.0, 9.0], &mut out);
        assert_eq!(out, [0.125, 1.0]);
    }
}
