//! Between stored numbers and numbers to compute with.
//!
//! The computing format is `f64` with full scale ±1. Every integer of up to 32 bits and every `f32` has an exact `f64`,
//! so a way there and back changes nothing, and a wider integer format holds a narrower one exactly.

use openmf_core::SampleFormat;

/// Adding and subtracting 1.5 × 2⁵² rounds a double of less than 2⁵¹ to the nearest integer, ties to even. Unlike
/// `f64::round_ties_even` it needs no instruction newer than SSE2, so the loops below vectorize.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Appends the numbers stored in `bytes`; an incomplete one at the end is left out.
pub(crate) fn decode(format: SampleFormat, bytes: &[u8], out: &mut Vec<f64>) {
    match format {
        SampleFormat::U8 => out.extend(bytes.iter().map(|b| (f64::from(*b) - 128.0) / 128.0)),
        SampleFormat::S16 => out.extend(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|b| f64::from(i16::from_le_bytes(*b)) / 32_768.0),
        ),
        SampleFormat::S24 => out.extend(bytes.as_chunks().0.iter().map(|[a, b, c]| {
            // In the upper bytes the sign needs no extending.
            f64::from(i32::from_le_bytes([0, *a, *b, *c])) / 2_147_483_648.0
        })),
        SampleFormat::S32 => out.extend(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|b| f64::from(i32::from_le_bytes(*b)) / 2_147_483_648.0),
        ),
        SampleFormat::F32 => out.extend(
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|b| f64::from(f32::from_le_bytes(*b))),
        ),
        SampleFormat::F64 => out.extend(bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b))),
    }
}

/// Stores numbers. Integers are rounded to the nearest, ties to even, and clipped to what the format holds; NaN
/// becomes silence. Floating point is neither clipped nor otherwise changed.
///
/// `out` holds `values.len()` numbers of the format.
pub(crate) fn encode(format: SampleFormat, values: &[f64], dither: Option<&mut Dither>, out: &mut [u8]) {
    match dither {
        None => store(format, values, |value, scale| integer(value * scale, scale), out),
        Some(dither) => store(
            format,
            values,
            |value, scale| integer(value * scale + dither.next(), scale),
            out,
        ),
    }
}

fn store(format: SampleFormat, values: &[f64], mut integer: impl FnMut(f64, f64) -> i32, out: &mut [u8]) {
    match format {
        SampleFormat::U8 => {
            for (out, value) in out.iter_mut().zip(values) {
                // -128..=127 moves to 0..=255.
                *out = (integer(*value, 128.0) + 128) as u8;
            }
        }
        SampleFormat::S16 => {
            for (out, value) in out.as_chunks_mut().0.iter_mut().zip(values) {
                *out = (integer(*value, 32_768.0) as i16).to_le_bytes();
            }
        }
        SampleFormat::S24 => {
            for (out, value) in out.as_chunks_mut().0.iter_mut().zip(values) {
                let [a, b, c, _] = integer(*value, 8_388_608.0).to_le_bytes();
                *out = [a, b, c];
            }
        }
        SampleFormat::S32 => {
            for (out, value) in out.as_chunks_mut().0.iter_mut().zip(values) {
                *out = integer(*value, 2_147_483_648.0).to_le_bytes();
            }
        }
        SampleFormat::F32 => {
            for (out, value) in out.as_chunks_mut().0.iter_mut().zip(values) {
                *out = (*value as f32).to_le_bytes();
            }
        }
        SampleFormat::F64 => {
            for (out, value) in out.as_chunks_mut().0.iter_mut().zip(values) {
                *out = value.to_le_bytes();
            }
        }
    }
}

/// The nearest integer that a format of full scale `scale` holds; 0 for NaN.
fn integer(scaled: f64, scale: f64) -> i32 {
    ((scaled.clamp(-scale, scale - 1.0) + ROUND) - ROUND) as i32
}

/// Triangular noise of ±1 step (TPDF), which turns the rounding error into noise that does not depend on the signal.
#[derive(Clone, Debug)]
pub(crate) struct Dither {
    state: u64,
}

impl Dither {
    pub(crate) fn new() -> Self {
        Self {
            state: 0x9e37_79b9_7f4a_7c15,
        }
    }

    /// The next value in steps, between -1 and 1.
    fn next(&mut self) -> f64 {
        // xorshift64: its period and spectrum are ample for noise below the last bit.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let (high, low) = ((self.state >> 32) as u32, self.state as u32);
        (f64::from(high) - f64::from(low)) / 4_294_967_296.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SampleFormat::{F32, F64, S16, S24, S32, U8};

    const FORMATS: [SampleFormat; 6] = [U8, S16, S24, S32, F32, F64];

    fn convert(from: SampleFormat, bytes: &[u8], to: SampleFormat) -> Vec<u8> {
        let mut values = Vec::new();
        decode(from, bytes, &mut values);
        let mut out = vec![0; values.len() * to.bytes()];
        encode(to, &values, None, &mut out);
        out
    }

    #[test]
    fn chosen_values_convert_exactly() {
        let f32_bytes = |value: f32| value.to_le_bytes().to_vec();
        let f64_bytes = |value: f64| value.to_le_bytes().to_vec();
        let table: Vec<(SampleFormat, Vec<u8>, SampleFormat, Vec<u8>)> = vec![
            (U8, vec![0, 128, 255], S16, vec![0, 0x80, 0, 0, 0, 0x7f]),
            (U8, vec![0, 129], S24, vec![0, 0, 0x80, 0, 0, 1]),
            (S16, vec![0x34, 0x12], S24, vec![0, 0x34, 0x12]),
            (S16, vec![0xff, 0xff], S32, vec![0, 0, 0xff, 0xff]),
            (S24, vec![0x56, 0x34, 0x92], S32, vec![0, 0x56, 0x34, 0x92]),
            // 0x1234_8000 is a tie: 0x1234 is even. 0x1235_8000 goes up.
            (S32, vec![0, 0x80, 0x34, 0x12], S16, vec![0x34, 0x12]),
            (S32, vec![0, 0x80, 0x35, 0x12], S16, vec![0x36, 0x12]),
            (S32, vec![0xff, 0xff, 0xff, 0x7f], S16, vec![0xff, 0x7f]),
            (S32, vec![0xff, 0xff, 0xff, 0x7f], S24, vec![0xff, 0xff, 0x7f]),
            (S16, vec![0, 0x80], F32, f32_bytes(-1.0)),
            (S16, vec![0xff, 0x7f], F32, f32_bytes(32_767.0 / 32_768.0)),
            (F32, f32_bytes(1.0), S16, vec![0xff, 0x7f]),
            (F32, f32_bytes(-1.5), S16, vec![0, 0x80]),
            (F32, f32_bytes(0.5), U8, vec![192]),
            (F32, f32_bytes(f32::NAN), S16, vec![0, 0]),
            (F32, f32_bytes(f32::INFINITY), S32, vec![0xff, 0xff, 0xff, 0x7f]),
            (F32, f32_bytes(f32::NEG_INFINITY), S24, vec![0, 0, 0x80]),
            (F64, f64_bytes(0.25), S32, vec![0, 0, 0, 0x20]),
            (F64, f64_bytes(-2.5), F32, f32_bytes(-2.5)),
            (F64, f64_bytes(0.1), F32, f32_bytes(0.1)),
        ];
        for (from, bytes, to, expected) in table {
            assert_eq!(
                convert(from, &bytes, to),
                expected,
                "{from:?} {bytes:?} to {to:?}"
            );
        }
    }

    #[test]
    fn wider_formats_hold_narrower_ones_exactly() {
        let all_s16: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
        let all_u8: Vec<u8> = (0..=u8::MAX).collect();
        for to in FORMATS {
            assert_eq!(convert(to, &convert(U8, &all_u8, to), U8), all_u8, "U8 by {to:?}");
            if to != U8 {
                assert_eq!(
                    convert(to, &convert(S16, &all_s16, to), S16),
                    all_s16,
                    "S16 by {to:?}"
                );
            }
        }
        let mut state = 1_u32;
        let random: Vec<u8> = (0..30_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        for (narrow, wide) in [(S24, S32), (S24, F32), (S24, F64), (S32, F64)] {
            assert_eq!(
                convert(wide, &convert(narrow, &random, wide), narrow),
                random,
                "{narrow:?} {wide:?}"
            );
        }
    }

    #[test]
    fn dither_keeps_the_mean_between_two_steps() {
        let values = vec![0.3 / 32_768.0; 100_000];
        let mut out = vec![0; values.len() * 2];
        encode(S16, &values, Some(&mut Dither::new()), &mut out);
        let steps: Vec<i16> = out.as_chunks().0.iter().map(|b| i16::from_le_bytes(*b)).collect();
        let mean = steps.iter().map(|s| f64::from(*s)).sum::<f64>() / steps.len() as f64;
        assert!((mean - 0.3).abs() < 0.01, "mean {mean}");
        assert!(steps.iter().all(|s| (-1..=2).contains(s)));
    }
}
