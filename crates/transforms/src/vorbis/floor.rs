//! Floors: the coarse shape of the spectrum. Source: Vorbis I specification §6, §7.

use std::f64::consts::PI;

use super::bits::PacketReader;
use super::codebook::{Codebook, ilog};
use super::headers::{Identification, Malformed, OrShort, read_index};

/// Source: §7.2.2.
const MAX_POINTS: usize = 65;

pub(super) enum Floor {
    LineSpectralPairs(LineSpectralPairs),
    Lines(Lines),
}

/// A floor as a packet has it, before its curve is drawn. Its memory is used again.
#[derive(Default)]
pub(super) struct Values {
    /// Heights of the points, or coefficients.
    heights: Vec<i32>,
    used: Vec<bool>,
    coefficients: Vec<f32>,
    amplitude: u32,
}

impl Floor {
    pub(super) fn read(
        bits: &mut PacketReader<'_>,
        codebooks: &[Codebook],
        identification: &Identification,
    ) -> Result<Self, Malformed> {
        match bits.bits(16).or_short()? {
            0 => LineSpectralPairs::read(bits, codebooks, identification).map(Self::LineSpectralPairs),
            1 => Lines::read(bits, codebooks).map(Self::Lines),
            _ => Err(Malformed("an unknown type of floor")),
        }
    }

    /// Reads one channel's floor; false if the channel is silent. The end of the packet makes it silent as well.
    pub(super) fn decode(
        &self,
        bits: &mut PacketReader<'_>,
        codebooks: &[Codebook],
        values: &mut Values,
    ) -> bool {
        let read = match self {
            Self::LineSpectralPairs(floor) => floor.decode(bits, codebooks, values),
            Self::Lines(floor) => floor.decode(bits, codebooks, values),
        };
        read.unwrap_or(false)
    }

    /// Multiplies the spectrum of a block with the curve.
    pub(super) fn apply(&self, values: &mut Values, long: bool, spectrum: &mut [f32], decibels: &[f32; 256]) {
        match self {
            Self::LineSpectralPairs(floor) => floor.apply(values, long, spectrum),
            Self::Lines(floor) => floor.apply(values, spectrum, decibels),
        }
    }
}

/// The heights of type 1 as factors: 256 steps of the same ratio over 140 dB. Source: §10.1, whose printed values these
/// are to the precision of their type.
pub(super) fn inverse_decibels() -> Box<[f32; 256]> {
    let mut table = Box::new([0.0; 256]);
    for (index, value) in table.iter_mut().enumerate() {
        *value = 10f64.powf(-7.0 * (255 - index) as f64 / 256.0) as f32;
    }
    table
}

/// Type 1.
pub(super) struct Lines {
    /// For each partition its class.
    partitions: Vec<usize>,
    classes: Vec<Class>,
    multiplier: i32,
    points: Vec<Point>,
    /// The points from left to right.
    order: Vec<usize>,
}

struct Class {
    dimensions: usize,
    subclass_bits: u32,
    masterbook: Option<usize>,
    books: Vec<Option<usize>>,
}

struct Point {
    x: i32,
    /// The nearest points to the left and right among those before it.
    low: usize,
    high: usize,
}

impl Lines {
    fn read(bits: &mut PacketReader<'_>, codebooks: &[Codebook]) -> Result<Self, Malformed> {
        let count = bits.bits(5).or_short()?;
        let mut partitions = Vec::with_capacity(count as usize);
        for _ in 0..count {
            partitions.push(bits.bits(4).or_short()? as usize);
        }
        let class_count = partitions.iter().max().map_or(0, |max| max + 1);
        let mut classes = Vec::with_capacity(class_count);
        for _ in 0..class_count {
            let dimensions = bits.bits(3).or_short()? as usize + 1;
            let subclass_bits = bits.bits(2).or_short()?;
            let masterbook = match subclass_bits {
                0 => None,
                _ => Some(read_index(bits, 8, codebooks.len())?),
            };
            let mut books = Vec::with_capacity(1 << subclass_bits);
            for _ in 0..1 << subclass_bits {
                let book = (bits.bits(8).or_short()? as usize).checked_sub(1);
                if book.is_some_and(|book| book >= codebooks.len()) {
                    return Err(Malformed("a floor with a codebook that is not there"));
                }
                books.push(book);
            }
            classes.push(Class {
                dimensions,
                subclass_bits,
                masterbook,
                books,
            });
        }
        let multiplier = bits.bits(2).or_short()? as i32 + 1;
        let range_bits = bits.bits(4).or_short()?;
        let mut xs = vec![0, 1 << range_bits];
        for class in &partitions {
            for _ in 0..classes.get(*class).map_or(0, |class| class.dimensions) {
                xs.push(bits.bits(range_bits).or_short()? as i32);
            }
        }
        if xs.len() > MAX_POINTS {
            return Err(Malformed("a floor of too many points"));
        }
        let mut order: Vec<usize> = (0..xs.len()).collect();
        order.sort_by_key(|at| xs.get(*at));
        let twice = |pair: &[usize]| matches!(pair, [a, b] if xs.get(*a) == xs.get(*b));
        if order.windows(2).any(twice) {
            return Err(Malformed("a floor with two points in one place"));
        }
        let points = xs
            .iter()
            .enumerate()
            .map(|(at, x)| {
                let before = || xs.iter().take(at).enumerate();
                // The first two points have no neighbours, and none are asked for.
                Point {
                    x: *x,
                    low: before()
                        .filter(|p| p.1 < x)
                        .max_by_key(|p| p.1)
                        .map_or(0, |p| p.0),
                    high: before()
                        .filter(|p| p.1 > x)
                        .min_by_key(|p| p.1)
                        .map_or(1, |p| p.0),
                }
            })
            .collect();
        Ok(Self {
            partitions,
            classes,
            multiplier,
            points,
            order,
        })
    }

    fn range(&self) -> i32 {
        match self.multiplier {
            1 => 256,
            2 => 128,
            3 => 86,
            _ => 64,
        }
    }

    /// Source: §7.2.3.
    fn decode(
        &self,
        bits: &mut PacketReader<'_>,
        codebooks: &[Codebook],
        values: &mut Values,
    ) -> Option<bool> {
        if !bits.flag()? {
            return Some(false);
        }
        let width = ilog(self.range() as u32 - 1);
        let heights = &mut values.heights;
        heights.clear();
        heights.push(bits.bits(width)? as i32);
        heights.push(bits.bits(width)? as i32);
        for class in &self.partitions {
            let class = self.classes.get(*class)?;
            let mut word = match class.masterbook {
                Some(book) => codebooks.get(book)?.entry(bits)?,
                None => 0,
            };
            for _ in 0..class.dimensions {
                let book = *class
                    .books
                    .get((word & ((1 << class.subclass_bits) - 1)) as usize)?;
                word >>= class.subclass_bits;
                heights.push(match book {
                    Some(book) => codebooks.get(book)?.entry(bits)? as i32,
                    None => 0,
                });
            }
        }
        self.unwrap_heights(values);
        Some(true)
    }

    /// Heights from their differences to what the points before predict. Source: §7.2.4, step 1.
    fn unwrap_heights(&self, values: &mut Values) {
        let Values { heights, used, .. } = values;
        let range = self.range();
        used.clear();
        used.resize(heights.len(), false);
        for at in used.iter_mut().take(2) {
            *at = true;
        }
        for (at, point) in self.points.iter().enumerate().skip(2) {
            let place = |index: usize, heights: &[i32]| {
                let x = self.points.get(index).map_or(0, |point| point.x);
                (x, heights.get(index).copied().unwrap_or(0))
            };
            let predicted = render_point(place(point.low, heights), place(point.high, heights), point.x);
            let Some(height) = heights.get_mut(at) else { return };
            let value = *height;
            let (high_room, low_room) = (range - predicted, predicted);
            let room = 2 * high_room.min(low_room);
            *height = if value == 0 {
                predicted
            } else if value >= room {
                if high_room > low_room {
                    value.saturating_sub(low_room).saturating_add(predicted)
                } else {
                    predicted.saturating_sub(value).saturating_add(high_room - 1)
                }
            } else if value % 2 == 1 {
                predicted - (value + 1) / 2
            } else {
                predicted + value / 2
            };
            // A height is below the range in any sound stream; the limit keeps the arithmetic in bounds for others.
            *height = (*height).clamp(0, range - 1);
            if value != 0 {
                for index in [point.low, point.high, at] {
                    if let Some(used) = used.get_mut(index) {
                        *used = true;
                    }
                }
            }
        }
    }

    /// Source: §7.2.4, step 2.
    fn apply(&self, values: &Values, spectrum: &mut [f32], decibels: &[f32; 256]) {
        let height = |at: usize| values.heights.get(at).copied().unwrap_or(0) * self.multiplier;
        let mut left = (0, height(0));
        for at in self.order.iter().skip(1) {
            if !values.used.get(*at).copied().unwrap_or(false) {
                continue;
            }
            let x = self.points.get(*at).map_or(0, |point| point.x);
            let right = (x, height(*at));
            render_line(left, right, spectrum, decibels);
            left = right;
        }
        let factor = decibels.get(left.1 as usize).copied().unwrap_or(1.0);
        for value in spectrum.iter_mut().skip(left.0 as usize) {
            *value *= factor;
        }
    }
}

/// The height at `x` of the line between two points. Source: §9.2.6.
fn render_point(low: (i32, i32), high: (i32, i32), x: i32) -> i32 {
    let (run, rise) = (high.0 - low.0, high.1 - low.1);
    let offset = rise.abs() * (x - low.0) / run.max(1);
    if rise < 0 { low.1 - offset } else { low.1 + offset }
}

/// Multiplies with the heights of the line from `left` on, before `right`. Source: §9.2.7.
fn render_line(left: (i32, i32), right: (i32, i32), spectrum: &mut [f32], decibels: &[f32; 256]) {
    let (run, rise) = ((right.0 - left.0).max(1), right.1 - left.1);
    let base = rise / run;
    let rest = rise.abs() - base.abs() * run;
    let step = if rise < 0 { -1 } else { 1 };
    let (mut height, mut error) = (left.1, 0);
    let end = (right.0 as usize).min(spectrum.len());
    let Some(spectrum) = spectrum.get_mut(left.0 as usize..end) else {
        return;
    };
    for value in spectrum {
        *value *= decibels.get(height as usize).copied().unwrap_or(1.0);
        error += rest;
        height += base;
        if error >= run {
            error -= run;
            height += step;
        }
    }
}

/// Type 0.
pub(super) struct LineSpectralPairs {
    order: usize,
    amplitude_bits: u32,
    amplitude_offset: u32,
    bark_map_size: u32,
    books: Vec<usize>,
    /// For a short and a long block, the place on the Bark scale of each number of the spectrum.
    maps: [Vec<u32>; 2],
}

impl LineSpectralPairs {
    fn read(
        bits: &mut PacketReader<'_>,
        codebooks: &[Codebook],
        identification: &Identification,
    ) -> Result<Self, Malformed> {
        let order = bits.bits(8).or_short()? as usize;
        let rate = bits.bits(16).or_short()?;
        let bark_map_size = bits.bits(16).or_short()?;
        let amplitude_bits = bits.bits(6).or_short()?;
        let amplitude_offset = bits.bits(8).or_short()?;
        let count = bits.bits(4).or_short()? + 1;
        let mut books = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let book = read_index(bits, 8, codebooks.len())?;
            if !codebooks.get(book).is_some_and(Codebook::has_vectors) {
                return Err(Malformed("a floor with a codebook without vectors"));
            }
            books.push(book);
        }
        // More bits of amplitude than a read gives have never been made.
        if order == 0 || rate == 0 || bark_map_size == 0 || amplitude_bits > 32 {
            return Err(Malformed("a floor of no order, rate or size"));
        }
        let maps = identification
            .block_bits
            .map(|block_bits| bark_map(rate, 1 << (block_bits - 1), bark_map_size));
        Ok(Self {
            order,
            amplitude_bits,
            amplitude_offset,
            bark_map_size,
            books,
            maps,
        })
    }

    /// Source: §6.2.2.
    fn decode(
        &self,
        bits: &mut PacketReader<'_>,
        codebooks: &[Codebook],
        values: &mut Values,
    ) -> Option<bool> {
        values.amplitude = bits.bits(self.amplitude_bits)?;
        if values.amplitude == 0 {
            return Some(false);
        }
        let book = bits.bits(ilog(self.books.len() as u32))? as usize;
        let book = codebooks.get(*self.books.get(book)?)?;
        let coefficients = &mut values.coefficients;
        coefficients.clear();
        let mut last = 0.0;
        while coefficients.len() < self.order {
            coefficients.extend(book.vector(bits)?.iter().map(|value| value + last));
            last = coefficients.last().copied().unwrap_or(0.0);
        }
        coefficients.truncate(self.order);
        Some(true)
    }

    /// Source: §6.2.3.
    fn apply(&self, values: &mut Values, long: bool, spectrum: &mut [f32]) {
        for coefficient in &mut values.coefficients {
            *coefficient = coefficient.cos();
        }
        let [short_map, long_map] = &self.maps;
        let map = if long { long_map } else { short_map };
        let largest = ((1u64 << self.amplitude_bits) - 1) as f64;
        let offset = f64::from(self.amplitude_offset);
        let amplitude = f64::from(values.amplitude) * offset / largest;
        let mut last = (u32::MAX, 0.0f32);
        for (value, place) in spectrum.iter_mut().zip(map) {
            if last.0 != *place {
                let omega = PI * f64::from(*place) / f64::from(self.bark_map_size);
                let cos = omega.cos();
                let product = |first: usize| {
                    values
                        .coefficients
                        .iter()
                        .skip(first)
                        .step_by(2)
                        .map(|c| 4.0 * (f64::from(*c) - cos).powi(2))
                        .product::<f64>()
                };
                let (p, q) = if self.order % 2 == 1 {
                    (product(1) * (1.0 - cos * cos), product(0) / 4.0)
                } else {
                    (product(1) * (1.0 - cos) / 2.0, product(0) * (1.0 + cos) / 2.0)
                };
                let level = amplitude / (p + q).sqrt() - offset;
                last = (*place, (0.115_129_25 * level).exp() as f32);
            }
            *value *= last.1;
        }
    }
}

fn bark(frequency: f64) -> f64 {
    13.1 * (0.000_74 * frequency).atan()
        + 2.24 * (0.000_000_018_5 * frequency * frequency).atan()
        + 0.000_1 * frequency
}

fn bark_map(rate: u32, len: usize, size: u32) -> Vec<u32> {
    let rate = f64::from(rate);
    let scale = f64::from(size) / bark(0.5 * rate);
    (0..len)
        .map(|at| {
            let place = bark(rate * at as f64 / (2.0 * len as f64)) * scale;
            (place.floor() as u32).min(size - 1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_factors_is_the_printed_one() {
        // Source: §10.1, the first, second, one from the middle and the last value.
        let table = inverse_decibels();
        for (at, printed) in [
            (0, 1.0649863e-7f32),
            (1, 1.1341951e-7),
            (127, 0.00031622777),
            (254, 0.938_977_1),
            (255, 1.0),
        ] {
            let error = (table[at] / printed - 1.0).abs();
            assert!(error < 1e-4, "{at}: {} {printed}", table[at]);
        }
    }

    #[test]
    fn lines_are_drawn_in_whole_steps() {
        let mut decibels = [0.0; 256];
        for (at, value) in decibels.iter_mut().enumerate() {
            *value = at as f32;
        }
        let mut spectrum = [1.0; 8];
        render_line((1, 10), (6, 7), &mut spectrum, &decibels);
        assert_eq!(spectrum, [1.0, 10.0, 10.0, 9.0, 9.0, 8.0, 1.0, 1.0]);
        assert_eq!(render_point((0, 10), (10, 0), 3), 7);
        assert_eq!(render_point((0, 0), (3, 10), 1), 3);
        render_line((4, 0), (20, 5), &mut spectrum, &decibels);
        assert_eq!(spectrum[4], 0.0);
    }
}
