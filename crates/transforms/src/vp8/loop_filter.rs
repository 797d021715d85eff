//! The loop filter. Source: RFC 6386, section 15.

use super::frame::PlaneBuffer;

/// The limits of one macroblock: section 15.2 and 15.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    macroblock_edge: u8,
    block_edge: u8,
    interior: u8,
    high_variance: u8,
}

impl Limits {
    /// Of the filter level of a macroblock, 1 to 63, and the sharpness of the frame.
    pub(super) fn new(level: u8, sharpness: u8, key_frame: bool) -> Self {
        let mut interior = level >> u8::from(sharpness > 0) >> u8::from(sharpness > 4);
        if sharpness > 0 {
            interior = interior.min(9 - sharpness);
        }
        let interior = interior.max(1);
        let high_variance = match level {
            40.. => 2 + u8::from(!key_frame),
            20.. => 1 + u8::from(!key_frame),
            15.. => 1,
            _ => 0,
        };
        Self {
            macroblock_edge: (level + 2) * 2 + interior,
            block_edge: level * 2 + interior,
            interior,
            high_variance,
        }
    }
}

/// Filters the edges of one macroblock of the luma plane alone, with the simple filter: section 15.2.
pub(super) fn simple(plane: &mut PlaneBuffer, column: usize, row: usize, limits: Limits, inner: bool) {
    let start = plane.index((column * 16) as isize, (row * 16) as isize);
    let stride = plane.stride;
    let samples = &mut plane.data[..];
    let filter = |p: &mut [[u8; 16]; 8], limit| simple_edge(p, limit);
    if column > 0 {
        across_columns::<16>(samples, start, stride, |p| filter(p, limits.macroblock_edge));
    }
    if inner {
        for x in [4, 8, 12] {
            across_columns::<16>(samples, start + x, stride, |p| filter(p, limits.block_edge));
        }
    }
    if row > 0 {
        across_rows::<16>(samples, start, stride, |p| filter(p, limits.macroblock_edge));
    }
    if inner {
        for y in [4, 8, 12] {
            across_rows::<16>(samples, start + y * stride, stride, |p| {
                filter(p, limits.block_edge)
            });
        }
    }
}

/// Filters the edges of one macroblock of one plane, `SIZE` samples wide, with the normal filter: section 15.3.
pub(super) fn normal<const SIZE: usize>(
    plane: &mut PlaneBuffer,
    column: usize,
    row: usize,
    limits: Limits,
    inner: bool,
) {
    let start = plane.index((column * SIZE) as isize, (row * SIZE) as isize);
    let stride = plane.stride;
    let samples = &mut plane.data[..];
    if column > 0 {
        across_columns::<SIZE>(samples, start, stride, |p| macroblock_edge(p, limits));
    }
    if inner {
        for x in (4..SIZE).step_by(4) {
            across_columns::<SIZE>(samples, start + x, stride, |p| block_edge(p, limits));
        }
    }
    if row > 0 {
        across_rows::<SIZE>(samples, start, stride, |p| macroblock_edge(p, limits));
    }
    if inner {
        for y in (4..SIZE).step_by(4) {
            across_rows::<SIZE>(samples, start + y * stride, stride, |p| block_edge(p, limits));
        }
    }
}

/// Hands the eight samples across a horizontal edge above `start` to `filter`, for `N` columns at once.
#[inline(always)]
fn across_rows<const N: usize>(
    samples: &mut [u8],
    start: usize,
    stride: usize,
    filter: impl FnOnce(&mut [[u8; N]; 8]) -> bool,
) {
    let mut lines = [[0; N]; 8];
    let first = start - 4 * stride;
    for (i, line) in lines.iter_mut().enumerate() {
        line.copy_from_slice(&samples[first + i * stride..][..N]);
    }
    if filter(&mut lines) {
        // The outermost samples never change.
        for (i, line) in lines.iter().enumerate().skip(1).take(6) {
            samples[first + i * stride..][..N].copy_from_slice(line);
        }
    }
}

/// The same for a vertical edge to the left of `start`, for `N` rows at once.
#[inline(always)]
fn across_columns<const N: usize>(
    samples: &mut [u8],
    start: usize,
    stride: usize,
    filter: impl FnOnce(&mut [[u8; N]; 8]) -> bool,
) {
    let mut lines = [[0; N]; 8];
    let first = start - 4;
    for half in (0..N).step_by(8) {
        let mut rows = [0; 8];
        for (y, row) in rows.iter_mut().enumerate() {
            let at = first + (half + y) * stride;
            *row = samples[at..].first_chunk().copied().map_or(0, u64::from_le_bytes);
        }
        for (line, column) in lines.iter_mut().zip(transpose(rows)) {
            line[half..half + 8].copy_from_slice(&column.to_le_bytes());
        }
    }
    if filter(&mut lines) {
        for half in (0..N).step_by(8) {
            let mut columns = [0; 8];
            for (column, line) in columns.iter_mut().zip(&lines) {
                *column = line[half..].first_chunk().copied().map_or(0, u64::from_le_bytes);
            }
            for (y, row) in transpose(columns).into_iter().enumerate() {
                let at = first + (half + y) * stride;
                samples[at..at + 8].copy_from_slice(&row.to_le_bytes());
            }
        }
    }
}

/// Transposes 8×8 bytes, the first byte of a row the least significant: swaps quarters, then quarters of those.
#[inline(always)]
fn transpose(mut rows: [u64; 8]) -> [u64; 8] {
    for (distance, mask) in [
        (4, 0x0000_0000_ffff_ffff),
        (2, 0x0000_ffff_0000_ffff),
        (1, 0x00ff_00ff_00ff_00ff_u64),
    ] {
        let shift = distance * 8;
        for i in 0..8 {
            if i & distance == 0 {
                let swapped = (rows[i] >> shift ^ rows[i + distance]) & mask;
                rows[i] ^= swapped << shift;
                rows[i + distance] ^= swapped;
            }
        }
    }
    rows
}

#[inline(always)]
fn clamp(x: i16) -> i16 {
    x.clamp(-128, 127)
}

#[inline(always)]
fn signed(x: u8) -> i16 {
    i16::from(x) - 128
}

#[inline(always)]
fn unsigned(x: i16) -> u8 {
    (clamp(x) + 128) as u8
}

/// All ones where `condition` holds.
#[inline(always)]
fn mask(condition: bool) -> i16 {
    -i16::from(condition)
}

/// Whether the step over the edge is small enough to be filtered.
#[inline(always)]
fn below_edge_limit(p1: u8, p0: u8, q0: u8, q1: u8, limit: u8) -> bool {
    // Saturation does no harm: no limit is as great.
    p0.abs_diff(q0)
        .saturating_mul(2)
        .saturating_add(p1.abs_diff(q1) >> 1)
        <= limit
}

/// All ones for the columns that are filtered, or nothing if none is.
#[inline(always)]
fn masks<const N: usize>(p: &[[u8; N]; 8], edge: u8, interior: u8) -> Option<[i16; N]> {
    let [p3, p2, p1, p0, q0, q1, q2, q3] = p;
    let mut masks = [0; N];
    for i in 0..N {
        let before = p3[i]
            .abs_diff(p2[i])
            .max(p2[i].abs_diff(p1[i]))
            .max(p1[i].abs_diff(p0[i]));
        let after = q3[i]
            .abs_diff(q2[i])
            .max(q2[i].abs_diff(q1[i]))
            .max(q1[i].abs_diff(q0[i]));
        masks[i] =
            mask(below_edge_limit(p1[i], p0[i], q0[i], q1[i], edge)) & mask(before.max(after) <= interior);
    }
    (masks != [0; N]).then_some(masks)
}

#[inline(always)]
fn high_variance(p1: u8, p0: u8, q0: u8, q1: u8, threshold: u8) -> i16 {
    mask(p1.abs_diff(p0).max(q0.abs_diff(q1)) > threshold)
}

#[inline(always)]
fn simple_edge<const N: usize>(lines: &mut [[u8; N]; 8], limit: u8) -> bool {
    let [_, _, p1, p0, q0, q1, _, _] = lines;
    for i in 0..N {
        let mask = mask(below_edge_limit(p1[i], p0[i], q0[i], q1[i], limit));
        let (s0, t0) = (signed(p0[i]), signed(q0[i]));
        let a = clamp(clamp(signed(p1[i]) - signed(q1[i])) + 3 * (t0 - s0)) & mask;
        q0[i] = unsigned(t0 - (clamp(a + 4) >> 3));
        p0[i] = unsigned(s0 + (clamp(a + 3) >> 3));
    }
    true
}

#[inline(always)]
fn block_edge<const N: usize>(lines: &mut [[u8; N]; 8], limits: Limits) -> bool {
    let Some(masks) = masks(lines, limits.block_edge, limits.interior) else {
        return false;
    };
    let [_, _, p1, p0, q0, q1, _, _] = lines;
    for i in 0..N {
        let variance = high_variance(p1[i], p0[i], q0[i], q1[i], limits.high_variance);
        let (s1, s0, t0, t1) = (signed(p1[i]), signed(p0[i]), signed(q0[i]), signed(q1[i]));
        let a = clamp((clamp(s1 - t1) & variance) + 3 * (t0 - s0)) & masks[i];
        let (f1, f2) = (clamp(a + 4) >> 3, clamp(a + 3) >> 3);
        let outer = ((f1 + 1) >> 1) & !variance;
        p1[i] = unsigned(s1 + outer);
        p0[i] = unsigned(s0 + f2);
        q0[i] = unsigned(t0 - f1);
        q1[i] = unsigned(t1 - outer);
    }
    true
}

#[inline(always)]
fn macroblock_edge<const N: usize>(lines: &mut [[u8; N]; 8], limits: Limits) -> bool {
    let Some(masks) = masks(lines, limits.macroblock_edge, limits.interior) else {
        return false;
    };
    let [_, p2, p1, p0, q0, q1, q2, _] = lines;
    for i in 0..N {
        let variance = high_variance(p1[i], p0[i], q0[i], q1[i], limits.high_variance);
        let (s2, s1, s0) = (signed(p2[i]), signed(p1[i]), signed(p0[i]));
        let (t0, t1, t2) = (signed(q0[i]), signed(q1[i]), signed(q2[i]));
        let w = clamp(clamp(s1 - t1) + 3 * (t0 - s0)) & masks[i];
        let a = w & variance;
        let (f1, f2) = (clamp(a + 4) >> 3, clamp(a + 3) >> 3);
        let w = w & !variance;
        let (a0, a1, a2) = ((w * 27 + 63) >> 7, (w * 18 + 63) >> 7, (w * 9 + 63) >> 7);
        p2[i] = unsigned(s2 + a2);
        p1[i] = unsigned(s1 + a1);
        p0[i] = unsigned(s0 + f2 + a0);
        q0[i] = unsigned(t0 - f1 - a0);
        q1[i] = unsigned(t1 - a1);
        q2[i] = unsigned(t2 - a2);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_follow_level_and_sharpness() {
        // Level, sharpness, key frame; edges, interior, high variance.
        let table = [
            ((1, 0, true), (7, 3, 1, 0)),
            ((14, 0, true), (46, 42, 14, 0)),
            ((15, 0, true), (49, 45, 15, 1)),
            ((20, 0, false), (64, 60, 20, 2)),
            ((20, 0, true), (64, 60, 20, 1)),
            ((40, 3, true), (90, 86, 6, 2)),
            ((40, 5, false), (88, 84, 4, 3)),
            ((63, 7, false), (132, 128, 2, 3)),
        ];
        for ((level, sharpness, key_frame), (macroblock_edge, block_edge, interior, high_variance)) in table {
            let expected = Limits {
                macroblock_edge,
                block_edge,
                interior,
                high_variance,
            };
            assert_eq!(
                Limits::new(level, sharpness, key_frame),
                expected,
                "{level} {sharpness} {key_frame}"
            );
        }
    }

    #[test]
    fn transposing_swaps_rows_and_columns() {
        let rows: [u64; 8] =
            std::array::from_fn(|y| u64::from_le_bytes(std::array::from_fn(|x| (y * 8 + x) as u8)));
        for (x, column) in transpose(rows).into_iter().enumerate() {
            assert_eq!(column.to_le_bytes(), std::array::from_fn(|y| (y * 8 + x) as u8));
        }
    }
}
