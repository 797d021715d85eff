//! Intra and inter prediction. Source: RFC 6386, sections 12 and 18.

use super::frame::{BORDER, PlaneBuffer};
use super::tables::*;

/// Predicts a macroblock's square of one plane from its neighbours: section 12.2 and 12.3. `column` and `row` count
/// macroblocks.
pub(super) fn intra<const SIZE: usize>(plane: &mut PlaneBuffer, column: usize, row: usize, mode: u8) {
    let stride = plane.stride;
    let start = plane.index((column * SIZE) as isize, (row * SIZE) as isize);
    let samples = &mut plane.data[..];
    let above: [u8; SIZE] = std::array::from_fn(|x| samples[start - stride + x]);
    let corner = i32::from(samples[start - stride - 1]);
    match mode {
        V_PRED => {
            for y in 0..SIZE {
                samples[start + y * stride..][..SIZE].copy_from_slice(&above);
            }
        }
        H_PRED => {
            for y in 0..SIZE {
                let at = start + y * stride;
                let left = samples[at - 1];
                samples[at..at + SIZE].fill(left);
            }
        }
        TM_PRED => {
            for y in 0..SIZE {
                let at = start + y * stride;
                let base = i32::from(samples[at - 1]) - corner;
                for (sample, &above) in samples[at..at + SIZE].iter_mut().zip(&above) {
                    *sample = (i32::from(above) + base).clamp(0, 255) as u8;
                }
            }
        }
        _ => {
            let mut sum = 0;
            let mut count = 0;
            if row > 0 {
                sum += above.iter().map(|&x| u32::from(x)).sum::<u32>();
                count += SIZE as u32;
            }
            if column > 0 {
                sum += (0..SIZE)
                    .map(|y| u32::from(samples[start + y * stride - 1]))
                    .sum::<u32>();
                count += SIZE as u32;
            }
            // An average of `SIZE` or twice as many samples, rounded.
            let dc = (sum + count / 2).checked_div(count).unwrap_or(128) as u8;
            for y in 0..SIZE {
                samples[start + y * stride..][..SIZE].fill(dc);
            }
        }
    }
}

/// Predicts a 4×4 luma block at `start`: section 12.3. `above_right` are the four samples after those above it.
pub(super) fn intra_block(samples: &mut [u8], start: usize, stride: usize, mode: u8, above_right: [u8; 4]) {
    // The edge from the bottom left over the corner, at 4, to the right.
    let mut edge = [0_i32; 13];
    for i in 0..4 {
        edge[i] = i32::from(samples[start + (3 - i) * stride - 1]);
        edge[5 + i] = i32::from(samples[start - stride + i]);
        edge[9 + i] = i32::from(above_right[i]);
    }
    edge[4] = i32::from(samples[start - stride - 1]);
    let e = |i: usize| edge[i];
    let two = |i: usize| ((e(i) + e(i + 1) + 1) >> 1) as u8;
    let three = |i: usize| ((e(i - 1) + 2 * e(i) + e(i + 1) + 2) >> 2) as u8;

    let block: [[u8; 4]; 4] = match mode {
        B_TM_PRED => {
            std::array::from_fn(|y| std::array::from_fn(|x| (e(3 - y) + e(5 + x) - e(4)).clamp(0, 255) as u8))
        }
        B_VE_PRED => [std::array::from_fn(|x| three(5 + x)); 4],
        B_HE_PRED => {
            let last = ((e(1) + 3 * e(0) + 2) >> 2) as u8;
            [[three(3); 4], [three(2); 4], [three(1); 4], [last; 4]]
        }
        B_LD_PRED => std::array::from_fn(|y| {
            std::array::from_fn(|x| match x + y {
                6 => ((e(11) + 3 * e(12) + 2) >> 2) as u8,
                i => three(6 + i),
            })
        }),
        B_RD_PRED => std::array::from_fn(|y| std::array::from_fn(|x| three(4 + x - y))),
        B_VR_PRED => [
            [two(4), two(5), two(6), two(7)],
            [three(4), three(5), three(6), three(7)],
            [three(3), two(4), two(5), two(6)],
            [three(2), three(4), three(5), three(6)],
        ],
        B_VL_PRED => [
            [two(5), two(6), two(7), two(8)],
            [three(6), three(7), three(8), three(9)],
            [two(6), two(7), two(8), three(10)],
            [three(7), three(8), three(9), three(11)],
        ],
        B_HD_PRED => [
            [two(3), three(4), three(5), three(6)],
            [two(2), three(3), two(3), three(4)],
            [two(1), three(2), two(2), three(3)],
            [two(0), three(1), two(1), three(2)],
        ],
        B_HU_PRED => {
            let last = e(0) as u8;
            let before = ((e(1) + 3 * e(0) + 2) >> 2) as u8;
            [
                [two(2), three(2), two(1), three(1)],
                [two(1), three(1), two(0), before],
                [two(0), before, last, last],
                [last; 4],
            ]
        }
        // `B_DC_PRED`
        _ => {
            let sum = (0..4).map(|i| e(i) + e(5 + i)).sum::<i32>();
            [[((sum + 4) >> 3) as u8; 4]; 4]
        }
    };
    for (y, row) in block.iter().enumerate() {
        samples[start + y * stride..][..4].copy_from_slice(row);
    }
}

/// Which filter makes samples between samples: section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interpolation {
    SixTap,
    Bilinear,
}

/// The most rows and columns a filter of section 18.3 looks at around a block: two before, three after.
const REACH: usize = 5;

/// Copies the `W`×`H` block of `reference` that a vector points to into `target`. The position is in whole samples and
/// may lie anywhere; `fraction` is in eighths of a sample.
pub(super) fn inter<const W: usize, const H: usize>(
    target: &mut [u8],
    target_stride: usize,
    reference: &PlaneBuffer,
    (x, y): (isize, isize),
    fraction: (usize, usize),
    interpolation: Interpolation,
) {
    let border = BORDER as isize;
    let (left, top) = (x - 2, y - 2);
    let inside = left >= -border
        && top >= -border
        && left + (W + REACH) as isize <= reference.width as isize + border
        && top + (H + REACH) as isize <= reference.height as isize + border;
    if inside {
        let start = reference.index(left, top);
        interpolate::<W, H>(
            target,
            target_stride,
            &reference.data[start..],
            reference.stride,
            fraction,
            interpolation,
        );
        return;
    }
    // Beyond the border the outermost samples go on for ever.
    let mut block = [0_u8; (16 + REACH) * (16 + REACH)];
    let stride = W + REACH;
    for (row, out) in block.chunks_exact_mut(stride).take(H + REACH).enumerate() {
        let y = (top + row as isize).clamp(0, reference.height as isize - 1);
        let start = reference.index(0, y);
        let source = &reference.data[start..start + reference.width];
        for (column, out) in out.iter_mut().enumerate() {
            *out = source[(left + column as isize).clamp(0, source.len() as isize - 1) as usize];
        }
    }
    interpolate::<W, H>(target, target_stride, &block, stride, fraction, interpolation);
}

/// `source` starts two samples to the left of and above the block.
fn interpolate<const W: usize, const H: usize>(
    target: &mut [u8],
    target_stride: usize,
    source: &[u8],
    stride: usize,
    (fx, fy): (usize, usize),
    interpolation: Interpolation,
) {
    let targets = target.chunks_mut(target_stride).take(H);
    if (fx, fy) == (0, 0) {
        for (out, row) in targets.zip(source.chunks(stride).skip(2)) {
            out[..W].copy_from_slice(&row[2..2 + W]);
        }
        return;
    }
    // Rows first, into this, then columns: section 18.3. Both filters leave a sample as it is where its fraction is 0.
    let mut rows = [[0_u8; W]; 16 + REACH];
    // Without a vertical fraction the rows around the block are not needed.
    let (first, count) = if fy == 0 { (2, H) } else { (0, H + REACH) };
    for (out, row) in rows.iter_mut().zip(source.chunks(stride)).skip(first).take(count) {
        if fx == 0 {
            out.copy_from_slice(&row[2..2 + W]);
        } else if let Some(taps) = horizontal_taps::<W>(row) {
            filter(out, taps, fx, interpolation);
        }
    }
    for (y, out) in targets.enumerate() {
        let Some(out) = out.first_chunk_mut::<W>() else {
            continue;
        };
        if fy == 0 {
            *out = rows[y + 2];
        } else if let Some(taps) = rows[y..].first_chunk::<6>() {
            filter(out, taps.each_ref(), fy, interpolation);
        }
    }
}

/// The samples under each tap of a filter along `row`.
#[inline(always)]
fn horizontal_taps<const W: usize>(row: &[u8]) -> Option<[&[u8; W]; 6]> {
    let row = row.get(..W + REACH)?;
    Some([
        row.first_chunk()?,
        row[1..].first_chunk()?,
        row[2..].first_chunk()?,
        row[3..].first_chunk()?,
        row[4..].first_chunk()?,
        row[5..].first_chunk()?,
    ])
}

#[inline(always)]
fn filter<const W: usize>(
    out: &mut [u8; W],
    taps: [&[u8; W]; 6],
    fraction: usize,
    interpolation: Interpolation,
) {
    match interpolation {
        Interpolation::SixTap => six_tap(out, taps, &SIX_TAP[fraction & 7]),
        Interpolation::Bilinear => {
            let second = (fraction & 7) as u16 * 16;
            for x in 0..W {
                let sum = u16::from(taps[2][x]) * (128 - second) + u16::from(taps[3][x]) * second;
                out[x] = ((sum + 64) >> 7) as u8;
            }
        }
    }
}

#[inline(always)]
fn six_tap<const W: usize>(out: &mut [u8; W], taps: [&[u8; W]; 6], weights: &[i16; 6]) {
    // The sum lies between -32·255 and 160·255; raised by this it fits 16 unsigned bits, which are twice as fast as 32.
    const BIAS: u16 = 128 << 7;
    let [a, b, c, d, e, f] = taps;
    let weights = weights.map(|weight| weight as u16);
    for x in 0..W {
        let term = |tap: &[u8; W], i: usize| u16::from(tap[x]).wrapping_mul(weights[i]);
        let sum = (BIAS + 64)
            .wrapping_add(term(a, 0))
            .wrapping_add(term(b, 1))
            .wrapping_add(term(c, 2))
            .wrapping_add(term(d, 3))
            .wrapping_add(term(e, 4))
            .wrapping_add(term(f, 5));
        out[x] = ((sum >> 7) as i16 - 128).clamp(0, 255) as u8;
    }
}
