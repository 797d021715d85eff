//! Planes of other sizes.

use super::color::round_u16;

/// How the samples of a plane lie among the pixels of the picture along one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grid {
    /// Pixels of the picture.
    pub(crate) pixels: usize,
    /// Pixels from one sample to the next: 1, or 2 for subsampled chroma.
    pub(crate) step: usize,
    /// How far the first sample lies from the centre of the first pixel, in pixels.
    pub(crate) offset: f64,
}

impl Grid {
    /// One sample for each pixel.
    pub(crate) const fn full(pixels: usize) -> Self {
        Self {
            pixels,
            step: 1,
            offset: 0.0,
        }
    }

    /// How many samples there are.
    pub(crate) const fn samples(&self) -> usize {
        self.pixels.div_ceil(self.step)
    }
}

/// The filter of one axis: every output sample is a weighted sum of `taps` input samples in a row.
pub(crate) struct Axis {
    taps: usize,
    starts: Vec<u32>,
    weights: Vec<f32>,
    identity: bool,
}

impl Axis {
    /// The filter from one grid to another that covers the same picture.
    ///
    /// A change of size uses the Catmull-Rom cubic, a mere change of the subsampling the triangle, which cannot
    /// overshoot. Where samples get fewer the kernel is widened by as much, so that every input sample counts. Beyond
    /// the edges the edge sample goes on.
    pub(crate) fn new(from: Grid, to: Grid) -> Self {
        let scaled = from.pixels != to.pixels;
        let ratio = from.pixels as f64 / to.pixels as f64;
        let slope = to.step as f64 * ratio / from.step as f64;
        let shift = ((to.offset + 0.5) * ratio - 0.5 - from.offset) / from.step as f64;
        let (count_in, count_out) = (from.samples(), to.samples());
        let width = slope.max(1.0);
        let radius = width * if scaled { 2.0 } else { 1.0 };
        // Between `center - radius`, left out, and `center + radius`.
        let taps = ((radius * 2.0).ceil() as usize).min(count_in);
        let mut axis = Self {
            taps,
            starts: Vec::with_capacity(count_out),
            weights: vec![0.0; taps * count_out],
            identity: !scaled && from == to,
        };
        let last = count_in as i64 - 1;
        for (index, weights) in axis.weights.chunks_exact_mut(taps).enumerate() {
            let center = slope * index as f64 + shift;
            let first = (center - radius).floor() as i64 + 1;
            let start = first.clamp(0, last + 1 - taps as i64);
            let mut sum = 0.0;
            let mut exact = vec![0.0; taps];
            for source in first..=(center + radius).floor() as i64 {
                let distance = (source as f64 - center) / width;
                let weight = if scaled {
                    catmull_rom(distance)
                } else {
                    triangle(distance)
                };
                let at = (source.clamp(0, last) - start).clamp(0, taps as i64 - 1) as usize;
                exact[at] += weight;
                sum += weight;
            }
            for (weight, exact) in weights.iter_mut().zip(exact) {
                *weight = (exact / sum) as f32;
            }
            axis.starts.push(start as u32);
        }
        axis
    }

    fn taps_of(&self, index: usize) -> (usize, &[f32]) {
        let start = self.starts.get(index).map_or(0, |start| *start as usize);
        let at = index * self.taps;
        (start, self.weights.get(at..at + self.taps).unwrap_or(&[]))
    }
}

fn catmull_rom(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

fn triangle(x: f64) -> f64 {
    (1.0 - x.abs()).max(0.0)
}

/// A separable filter for one plane.
pub(crate) struct Scaler {
    horizontal: Axis,
    vertical: Axis,
    width_in: usize,
    row: Vec<f32>,
    /// Four rows at once, for the horizontal filter: the rows of a column side by side.
    columns: Vec<[f32; 4]>,
}

impl Scaler {
    /// The filter between the grids of two planes, given as horizontal and vertical.
    pub(crate) fn new(from: (Grid, Grid), to: (Grid, Grid)) -> Self {
        let width_in = from.0.samples();
        Self {
            horizontal: Axis::new(from.0, to.0),
            vertical: Axis::new(from.1, to.1),
            width_in,
            row: vec![0.0; width_in],
            columns: vec![[0.0; 4]; width_in],
        }
    }

    /// Whether a plane comes out as it is.
    pub(crate) fn is_identity(&self) -> bool {
        self.horizontal.identity && self.vertical.identity
    }

    /// Computes the whole output plane.
    pub(crate) fn plane(&mut self, plane: &[u16], out: &mut [u16]) {
        let width = self.horizontal.starts.len();
        let mut index = 0;
        for block in out.chunks_mut(width * 4) {
            if block.len() < width * 4 || self.horizontal.identity {
                for row in block.chunks_exact_mut(width) {
                    self.row(plane, index, row);
                    index += 1;
                }
                continue;
            }
            for lane in 0..4 {
                self.down(plane, index + lane);
                for (column, value) in self.columns.iter_mut().zip(&self.row) {
                    column[lane] = *value;
                }
            }
            index += 4;
            let (ab, cd) = block.split_at_mut(width * 2);
            let ((a, b), (c, d)) = (ab.split_at_mut(width), cd.split_at_mut(width));
            let axis = &self.horizontal;
            let outputs = a.iter_mut().zip(b).zip(c).zip(d);
            let taps = axis.starts.iter().zip(axis.weights.chunks_exact(axis.taps));
            for ((((a, b), c), d), (start, weights)) in outputs.zip(taps) {
                let columns = self.columns.get(*start as usize..).unwrap_or(&[]);
                let mut sums = [0.0; 4];
                for (column, weight) in columns.iter().zip(weights) {
                    for (sum, value) in sums.iter_mut().zip(column) {
                        *sum += value * weight;
                    }
                }
                [*a, *b, *c, *d] = sums.map(round_u16);
            }
        }
    }

    /// Computes one row of the output from the whole input plane.
    pub(crate) fn row(&mut self, plane: &[u16], index: usize, out: &mut [u16]) {
        self.down(plane, index);
        if self.horizontal.identity {
            for (out, value) in out.iter_mut().zip(&self.row) {
                *out = round_u16(*value);
            }
            return;
        }
        match self.horizontal.taps {
            2 => self.across::<2>(out),
            4 => self.across::<4>(out),
            _ => self.across_any(out),
        }
    }

    /// The weighted sum of the input rows that an output row needs.
    fn down(&mut self, plane: &[u16], index: usize) {
        let (start, weights) = self.vertical.taps_of(index);
        let width = self.width_in;
        let rows = plane.get(start * width..).unwrap_or(&[]);
        if let [a, b, c, d] = *weights
            && let Some(rows) = rows.get(..4 * width)
        {
            let (ab, cd) = rows.split_at(2 * width);
            let ((ra, rb), (rc, rd)) = (ab.split_at(width), cd.split_at(width));
            for ((((sum, va), vb), vc), vd) in self.row.iter_mut().zip(ra).zip(rb).zip(rc).zip(rd) {
                *sum = (f32::from(*va) * a + f32::from(*vb) * b) + (f32::from(*vc) * c + f32::from(*vd) * d);
            }
            return;
        }
        self.row.fill(0.0);
        for (row, weight) in rows.chunks_exact(width).zip(weights) {
            for (sum, value) in self.row.iter_mut().zip(row) {
                *sum += f32::from(*value) * weight;
            }
        }
    }

    fn across<const TAPS: usize>(&self, out: &mut [u16]) {
        let axis = &self.horizontal;
        for ((out, start), weights) in out
            .iter_mut()
            .zip(&axis.starts)
            .zip(axis.weights.as_chunks::<TAPS>().0)
        {
            let start = *start as usize;
            if let Some(values) = self.row.get(start..start + TAPS) {
                let sum: f32 = values
                    .iter()
                    .zip(weights)
                    .map(|(value, weight)| value * weight)
                    .sum();
                *out = round_u16(sum);
            }
        }
    }

    fn across_any(&self, out: &mut [u16]) {
        let axis = &self.horizontal;
        for ((out, start), weights) in out
            .iter_mut()
            .zip(&axis.starts)
            .zip(axis.weights.chunks_exact(axis.taps.max(1)))
        {
            let values = self.row.get(*start as usize..).unwrap_or(&[]);
            let sum: f32 = values
                .iter()
                .zip(weights)
                .map(|(value, weight)| value * weight)
                .sum();
            *out = round_u16(sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: f64 = 0.0;
    const CENTER: f64 = 0.5;

    fn half(pixels: usize, offset: f64) -> Grid {
        Grid {
            pixels,
            step: 2,
            offset,
        }
    }

    fn run(from: Grid, to: Grid, values: &[u16]) -> Vec<u16> {
        let mut scaler = Scaler::new((from, Grid::full(1)), (to, Grid::full(1)));
        let mut out = vec![0; to.samples()];
        scaler.row(values, 0, &mut out);
        out
    }

    #[test]
    fn chroma_moves_between_grids_with_the_documented_weights() {
        let table: Vec<(Grid, Grid, Vec<u16>, Vec<u16>)> = vec![
            // On the left: every second pixel has a sample of its own.
            (
                half(6, LEFT),
                Grid::full(6),
                vec![0, 400, 800],
                vec![0, 200, 400, 600, 800, 800],
            ),
            // In the centre: 3 to 1.
            (
                half(6, CENTER),
                Grid::full(6),
                vec![0, 400, 800],
                vec![0, 100, 300, 500, 700, 800],
            ),
            (
                Grid::full(6),
                half(6, LEFT),
                vec![0, 0, 0, 400, 0, 0],
                vec![0, 100, 100],
            ),
            (Grid::full(4), half(4, CENTER), vec![800, 0, 0, 0], vec![400, 0]),
            (Grid::full(1), half(1, CENTER), vec![77], vec![77]),
            (half(1, LEFT), Grid::full(1), vec![77], vec![77]),
            (half(5, LEFT), half(5, LEFT), vec![1, 2, 3], vec![1, 2, 3]),
        ];
        for (from, to, values, expected) in table {
            assert_eq!(run(from, to, &values), expected, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn a_constant_plane_stays_constant_at_any_size() {
        for from in [1, 2, 3, 5, 7, 16, 33, 100] {
            for to in [1, 2, 3, 5, 7, 16, 33, 100] {
                for value in [0, 1, 0x8000, 0xff00, 0xffff] {
                    let mut scaler = Scaler::new(
                        (Grid::full(from), half(from, CENTER)),
                        (Grid::full(to), Grid::full(to)),
                    );
                    let plane = vec![value; from * from.div_ceil(2)];
                    let mut out = vec![0; to];
                    for row in 0..to {
                        scaler.row(&plane, row, &mut out);
                        assert_eq!(out, vec![value; to], "{from} to {to}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_ramp_stays_a_ramp() {
        // Catmull-Rom reproduces straight lines, and any symmetric kernel does on average.
        let ramp: Vec<u16> = (0..100).map(|x| 1_000 + x * 500).collect();
        let up = run(Grid::full(100), Grid::full(250), &ramp);
        for (index, value) in up.iter().enumerate().take(240).skip(10) {
            let ideal = 1_000.0 + ((index as f64 + 0.5) / 2.5 - 0.5) * 500.0;
            assert!(
                (f64::from(*value) - ideal).abs() <= 1.0,
                "{index}: {value} {ideal}"
            );
        }
        let down = run(Grid::full(100), Grid::full(50), &ramp);
        for (index, value) in down.iter().enumerate().take(46).skip(4) {
            let ideal = 1_000.0 + (index as f64 * 2.0 + 0.5) * 500.0;
            assert!(
                (f64::from(*value) - ideal).abs() <= 1.0,
                "{index}: {value} {ideal}"
            );
        }
    }

    #[test]
    fn fine_stripes_become_grey_when_they_no_longer_fit() {
        let stripes: Vec<u16> = (0..120).map(|x| if x % 2 == 0 { 0 } else { 60_000 }).collect();
        for to in [60, 40, 17, 1] {
            let out = run(Grid::full(120), Grid::full(to), &stripes);
            let inner = if to > 10 { &out[3..to - 3] } else { &out[..] };
            for value in inner {
                assert!((29_000..=31_000).contains(value), "{to}: {out:?}");
            }
        }
    }
}
