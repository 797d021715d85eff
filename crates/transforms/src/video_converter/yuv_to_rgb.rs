//! From YUV to RGB in 16-bit fixed point: the way of almost every picture to a screen.
//!
//! Every factor is below 2¹⁵ and every product keeps its upper half, which is one instruction for eight pixels on the
//! oldest 64-bit x86. The error before the final rounding is below a tenth of a step.

use super::color::{Affine, Coding};

/// Bits behind the point of a sum, before the final rounding.
const FRACTION: u32 = 5;

/// The coefficients of one coding, scaled for [`Kernel::row`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kernel {
    black: i16,
    luma: i16,
    red_v: i16,
    green_u: i16,
    green_v: i16,
    blue_u: i16,
}

impl Kernel {
    /// The kernel of a YUV coding.
    pub(crate) fn new(coding: Coding) -> Self {
        let map: Affine = coding.to_rgb();
        // Luma comes as half of its 16-bit number, chroma as the signed number; a product keeps the upper 16 bits.
        let fixed = |factor: f64, input_scale: f64| {
            let scaled = factor * 255.0 * f64::from(1_u32 << FRACTION) * 65_536.0 / input_scale;
            scaled.round() as i16
        };
        Self {
            black: (coding.black() / 2.0).round() as i16,
            luma: fixed(map[0][0], 0.5),
            red_v: fixed(map[0][2], 1.0),
            green_u: fixed(map[1][1], 1.0),
            green_v: fixed(map[1][2], 1.0),
            blue_u: fixed(map[2][1], 1.0),
        }
    }

    /// Converts a row of 16-bit components to bytes B, G, R, 255. All rows have the same number of pixels.
    pub(crate) fn row(&self, y: &[u16], u: &[u16], v: &[u16], out: &mut [u8]) {
        let pixels = out.as_chunks_mut::<4>().0;
        for (((pixel, y), u), v) in pixels.iter_mut().zip(y).zip(u).zip(v) {
            let luma = upper((*y >> 1) as i16 - self.black, self.luma);
            let u = (*u ^ 0x8000) as i16;
            let v = (*v ^ 0x8000) as i16;
            let blue = luma + upper(u, self.blue_u);
            let green = luma + upper(u, self.green_u) + upper(v, self.green_v);
            let red = luma + upper(v, self.red_v);
            // Two words, not four bytes: the vectorizer interleaves them in one step.
            let (low, high) = (to_byte(blue) | to_byte(green) << 8, to_byte(red) | 0xff00);
            *pixel = (u32::from(low) | u32::from(high) << 16).to_le_bytes();
        }
    }
}

#[inline(always)]
fn upper(a: i16, b: i16) -> i16 {
    ((i32::from(a) * i32::from(b)) >> 16) as i16
}

#[inline(always)]
fn to_byte(sum: i16) -> u16 {
    let rounded = (sum + (1 << (FRACTION - 1))) >> FRACTION;
    rounded.clamp(0, 255) as u16
}

/// Doubles the width of a row of left-sited chroma: a sample, then the mean of it and the next one.
///
/// The input comes from [`blend`], with `shift` bringing four times its values to 16 bits. `out` is twice as long as
/// the input, or one shorter.
pub(crate) fn double(row: &[u16], shift: u32, out: &mut [u16]) {
    let (pairs, rest) = out.as_chunks_mut::<2>();
    let next = row.get(1..).unwrap_or(&[]);
    for ((pair, value), next) in pairs.iter_mut().zip(row).zip(next) {
        *pair = [(value << 2) << shift, ((value + next) << 1) << shift];
    }
    // The last sample has no neighbour.
    if let Some(last) = row.last() {
        let value = (last << 2) << shift;
        if let Some(pair) = pairs.get_mut(row.len() - 1) {
            *pair = [value, value];
        }
        if let Some(single) = rest.first_mut() {
            *single = value;
        }
    }
}

/// Moves a row of chroma half-way between rows: 3 parts of the near row and 1 of the far one, as codes of `depth` bits.
pub(crate) fn blend(near: &[u16], far: &[u16], depth: u32, out: &mut [u16]) {
    let shift = 16 - depth;
    for ((out, near), far) in out.iter_mut().zip(near).zip(far) {
        *out = (near >> shift) * 3 + (far >> shift);
    }
}
