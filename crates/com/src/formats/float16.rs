//! Half-precision numbers (IEEE 754 binary16).

/// The nearest half-precision number, ties to even.
pub(crate) fn from_f32(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = ((bits >> 16) & 0x8000) as u16;
    let magnitude = bits & 0x7fff_ffff;
    if magnitude > 0x7f80_0000 {
        // Not a number stays one, with the top bits of what it carries.
        return sign | 0x7e00 | ((magnitude >> 13) & 0x3ff) as u16;
    }
    // 65520 and above round to infinity.
    if magnitude >= 0x477f_f000 {
        return sign | 0x7c00;
    }
    let (mantissa, shift) = if magnitude >= 0x3880_0000 {
        // A normal number: the exponent's bias goes from 127 to 15.
        (magnitude - 0x3800_0000, 13)
    } else if magnitude >= 0x3300_0000 {
        // A subnormal one: as many units of 2^-24 as it has.
        let exponent = magnitude >> 23;
        ((magnitude & 0x7f_ffff) | 0x80_0000, 126 - exponent)
    } else {
        return sign;
    };
    let half = mantissa >> shift;
    let rest = mantissa & ((1 << shift) - 1);
    let tie = 1 << (shift - 1);
    let up = rest > tie || (rest == tie && half & 1 == 1);
    sign | (half + u32::from(up)) as u16
}

/// The same number in single precision, exactly.
pub(crate) fn to_f32(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let exponent = u32::from(half >> 10) & 0x1f;
    let mantissa = u32::from(half) & 0x3ff;
    let bits = match (exponent, mantissa) {
        (0x1f, mantissa) => 0x7f80_0000 | (mantissa << 13),
        (0, mantissa) => (mantissa as f32 * 2.0_f32.powi(-24)).to_bits(),
        (exponent, mantissa) => ((exponent + 112) << 23) | (mantissa << 13),
    };
    f32::from_bits(sign | bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives_single_precision() {
        for half in 0..=u16::MAX {
            let single = to_f32(half);
            if single.is_nan() {
                assert_eq!(from_f32(single), half | 0x200, "{half:04x}");
            } else {
                assert_eq!(from_f32(single), half, "{half:04x} is {single}");
            }
        }
    }

    #[test]
    fn numbers_are_rounded_to_the_nearest_even() {
        // Source: IEEE 754, binary16.
        let table = [
            (1.0, 0x3c00),
            (-2.0, 0xc000),
            (65504.0, 0x7bff),
            (65519.996, 0x7bff),
            (65520.0, 0x7c00),
            (f32::INFINITY, 0x7c00),
            (1.0 + 1.0 / 2048.0, 0x3c00),
            (1.0 + 3.0 / 2048.0, 0x3c02),
            (5.960_464_5e-8, 0x0001),
            (2.980_232_2e-8, 0x0000),
            (2.980_233e-8, 0x0001),
            (6.103_515_6e-5, 0x0400),
            (6.097_555e-5, 0x03ff),
            (0.333_251_95, 0x3555),
            (-0.0, 0x8000),
        ];
        for (single, half) in table {
            assert_eq!(from_f32(single), half, "{single}");
        }
    }
}
