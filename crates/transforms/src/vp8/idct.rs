//! Dequantized coefficients to residuals. Source: RFC 6386, sections 14.3 and 14.4.
//!
//! Values between the two passes have 16 bits, as in the RFC's code; only nonsense streams make them wrap.

/// The inverse Walsh-Hadamard transform: the DC coefficients of the 16 luma blocks.
pub(super) fn inverse_walsh(input: &[i16; 16]) -> [i16; 16] {
    let mut columns = [0_i16; 16];
    for i in 0..4 {
        let [x0, x1, x2, x3] = [0, 4, 8, 12].map(|row| i32::from(input[row + i]));
        let (a, b, c, d) = (x0 + x3, x1 + x2, x1 - x2, x0 - x3);
        columns[i] = (a + b) as i16;
        columns[4 + i] = (c + d) as i16;
        columns[8 + i] = (a - b) as i16;
        columns[12 + i] = (d - c) as i16;
    }
    let mut output = [0; 16];
    for (row, out) in columns
        .as_chunks::<4>()
        .0
        .iter()
        .zip(output.as_chunks_mut::<4>().0)
    {
        let [x0, x1, x2, x3] = row.map(i32::from);
        let (a, b, c, d) = (x0 + x3, x1 + x2, x1 - x2, x0 - x3);
        *out = [a + b, c + d, a - b, d - c].map(|x| ((x + 3) >> 3) as i16);
    }
    output
}

/// √2·cos(π/8) − 1 and √2·sin(π/8), by 65536.
const COSINE: i32 = 20091;
const SINE: i32 = 35468;

fn butterfly([x0, x1, x2, x3]: [i32; 4]) -> [i32; 4] {
    let (a, b) = (x0 + x2, x0 - x2);
    let c = ((x1 * SINE) >> 16) - (x3 + ((x3 * COSINE) >> 16));
    let d = x1 + ((x1 * COSINE) >> 16) + ((x3 * SINE) >> 16);
    [a + d, b + c, b - c, a - d]
}

/// Adds the inverse cosine transform of `input` to the 4×4 block at `start`.
pub(super) fn add_inverse_dct(input: &[i16; 16], samples: &mut [u8], start: usize, stride: usize) {
    let mut columns = [0_i16; 16];
    for i in 0..4 {
        let out = butterfly([0, 4, 8, 12].map(|row| i32::from(input[row + i])));
        for (row, value) in out.into_iter().enumerate() {
            columns[row * 4 + i] = value as i16;
        }
    }
    for (y, row) in columns.as_chunks::<4>().0.iter().enumerate() {
        let residual = butterfly(row.map(i32::from)).map(|x| (x + 4) >> 3);
        let at = start + y * stride;
        for (sample, residual) in samples[at..at + 4].iter_mut().zip(residual) {
            *sample = (i32::from(*sample) + residual).clamp(0, 255) as u8;
        }
    }
}

/// The same for a block with a DC coefficient alone.
pub(super) fn add_dc(dc: i16, samples: &mut [u8], start: usize, stride: usize) {
    let residual = (i32::from(dc) + 4) >> 3;
    for y in 0..4 {
        let at = start + y * stride;
        for sample in &mut samples[at..at + 4] {
            *sample = (i32::from(*sample) + residual).clamp(0, 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_dc_coefficient_needs_no_transform() {
        for dc in [-2000, -37, -4, -1, 0, 3, 4, 100, 2000] {
            let mut input = [0; 16];
            input[0] = dc;
            let mut whole = [100; 16];
            let mut short = [100; 16];
            add_inverse_dct(&input, &mut whole, 0, 4);
            add_dc(dc, &mut short, 0, 4);
            assert_eq!(whole, short, "{dc}");
            assert_eq!(inverse_walsh(&input), [(dc + 3) >> 3; 16], "{dc}");
        }
    }

    #[test]
    fn extreme_coefficients_do_not_overflow() {
        for input in [[i16::MIN; 16], [i16::MAX; 16]] {
            inverse_walsh(&input);
            add_inverse_dct(&input, &mut [0; 16], 0, 4);
        }
    }
}
