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
        let rows = std::array::from_fn(|y| {
            let at = first + (half + y) * stride;
            samples[at..at + 8]
                .first_chunk()
                .copied()
                .map_or(0, u64::from_le_bytes)
        });
        for (line, column) in lines.iter_mut().zip(transpose(rows)) {
            line[half..half + 8].copy_from_slice(&column.to_le_bytes());
        }
    }
    if filter(&mut lines) {
        for half in (0..N).step_by(8) {
            let columns = std::array::from_fn(|i| {
                lines[i][half..half + 8]
                    .first_chunk()
                    .copied()
                    .map_or(0, u64::from_le_bytes)
            });
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
fn edge_mask<const N: usize>(p: &[[u8; N]; 8], i: usize, limit: u8) -> bool {
    let step = u16::from(p[3][i].abs_diff(p[4][i])) * 2 + u16::from(p[2][i].abs_diff(p[5][i]) >> 1);
    step <= u16::from(limit)
}

/// Which of the `N` columns are filtered.
#[inline(always)]
fn masks<const N: usize>(p: &[[u8; N]; 8], edge: u8, interior: u8) -> Option<[i16; N]> {
    let mut masks = [0; N];
    let mut any = 0;
    for i in 0..N {
        let d = |a: usize, b: usize| p[a][i].abs_diff(p[b][i]);
        let step = d(0, 1)
            .max(d(1, 2))
            .max(d(2, 3))
            .max(d(4, 5))
            .max(d(5, 6))
            .max(d(6, 7));
        masks[i] = mask(edge_mask(p, i, edge)) & mask(step <= interior);
        any |= masks[i];
    }
    (any != 0).then_some(masks)
}

#[inline(always)]
fn high_variance<const N: usize>(p: &[[u8; N]; 8], i: usize, threshold: u8) -> i16 {
    mask(p[2][i].abs_diff(p[3][i]).max(p[4][i].abs_diff(p[5][i])) > threshold)
}

fn simple_edge<const N: usize>(p: &mut [[u8; N]; 8], limit: u8) -> bool {
    for i in 0..N {
        let [p1, p0, q0, q1] = [2, 3, 4, 5].map(|k: usize| signed(p[k][i]));
        let a = clamp(clamp(p1 - q1) + 3 * (q0 - p0)) & mask(edge_mask(p, i, limit));
        p[4][i] = unsigned(q0 - (clamp(a + 4) >> 3));
        p[3][i] = unsigned(p0 + (clamp(a + 3) >> 3));
    }
    true
}

fn block_edge<const N: usize>(p: &mut [[u8; N]; 8], limits: Limits) -> bool {
    let Some(masks) = masks(p, limits.block_edge, limits.interior) else {
        return false;
    };
    for i in 0..N {
        let variance = high_variance(p, i, limits.high_variance);
        let [p1, p0, q0, q1] = [2, 3, 4, 5].map(|k: usize| signed(p[k][i]));
        let a = clamp((clamp(p1 - q1) & variance) + 3 * (q0 - p0)) & masks[i];
        let (f1, f2) = (clamp(a + 4) >> 3, clamp(a + 3) >> 3);
        p[4][i] = unsigned(q0 - f1);
        p[3][i] = unsigned(p0 + f2);
        let outer = ((f1 + 1) >> 1) & !variance;
        p[5][i] = unsigned(q1 - outer);
        p[2][i] = unsigned(p1 + outer);
    }
    true
}

fn macroblock_edge<const N: usize>(p: &mut [[u8; N]; 8], limits: Limits) -> bool {
    let Some(masks) = masks(p, limits.macroblock_edge, limits.interior) else {
        return false;
    };
    for i in 0..N {
        let variance = high_variance(p, i, limits.high_variance);
        let [p2, p1, p0, q0, q1, q2] = [1, 2, 3, 4, 5, 6].map(|k: usize| signed(p[k][i]));
        let w = clamp(clamp(p1 - q1) + 3 * (q0 - p0)) & masks[i];
        let a = w & variance;
        let (f1, f2) = (clamp(a + 4) >> 3, clamp(a + 3) >> 3);
        let w = w & !variance;
        let [a0, a1, a2] = [27, 18, 9].map(|weight| (w * weight + 63) >> 7);
        p[4][i] = unsigned(q0 - f1 - a0);
        p[3][i] = unsigned(p0 + f2 + a0);
        p[5][i] = unsigned(q1 - a1);
        p[2][i] = unsigned(p1 + a1);
        p[6][i] = unsigned(q2 - a2);
        p[1][i] = unsigned(p2 + a2);
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
