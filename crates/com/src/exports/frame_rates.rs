//! Between frame rates and the time of a frame.

use openmf_core::{TICKS_PER_SECOND, codes};
use windows_core::HRESULT;

use super::answer;
use crate::convert::code;

/// The common rates, each a fraction, with the time that is documented for them in 100-nanosecond units.
/// Source: `MFFrameRateToAverageTimePerFrame`.
const COMMON: [(u32, u32, u64); 8] = [
    (60_000, 1001, 166_833),
    (30_000, 1001, 333_667),
    (24_000, 1001, 417_188),
    (60, 1, 166_667),
    (30, 1, 333_333),
    (50, 1, 200_000),
    (25, 1, 400_000),
    (24, 1, 416_667),
];

/// The time of a frame, rounded to the nearest; 0 for a rate of 0, which is an unknown one.
fn time_of(numerator: u32, denominator: u32) -> Option<u64> {
    if numerator == 0 {
        return Some(0);
    }
    if denominator == 0 {
        return None;
    }
    let (numerator, denominator) = (u64::from(numerator), u64::from(denominator));
    let is_same = |(n, d, _): &&(u32, u32, u64)| numerator * u64::from(*d) == denominator * u64::from(*n);
    if let Some((.., time)) = COMMON.iter().find(is_same) {
        return Some(*time);
    }
    // Below 2^56.
    let second = denominator * TICKS_PER_SECOND as u64;
    Some((second + numerator / 2) / numerator)
}

/// The rate as a fraction in lowest terms; 0/1 for a time of 0. A frame of more than seven minutes is told to the second.
fn rate_of(time: u64) -> (u32, u32) {
    if time == 0 {
        return (0, 1);
    }
    if let Some((numerator, denominator, _)) = COMMON.iter().find(|(.., common)| *common == time) {
        return (*numerator, *denominator);
    }
    let second = TICKS_PER_SECOND as u64;
    let (mut a, mut b) = (second, time);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    match (u32::try_from(second / a), u32::try_from(time / a)) {
        (Ok(numerator), Ok(denominator)) => (numerator, denominator),
        _ => (1, u32::try_from(time / second).unwrap_or(u32::MAX)),
    }
}

exports! {
    /// The time of a frame in 100-nanosecond units.
    fn MFFrameRateToAverageTimePerFrame(numerator: u32, denominator: u32, time: *mut u64) -> HRESULT {
        answer(|| {
            if time.is_null() {
                return Err(code(codes::E_POINTER));
            }
            let found = time_of(numerator, denominator).ok_or_else(|| code(codes::E_INVALIDARG))?;
            // SAFETY: not NULL, so writable.
            unsafe { time.write(found) };
            Ok(())
        })
    }

    /// The frame rate of a time of a frame in 100-nanosecond units.
    fn MFAverageTimePerFrameToFrameRate(time: u64, numerator: *mut u32, denominator: *mut u32) -> HRESULT {
        answer(|| {
            if numerator.is_null() || denominator.is_null() {
                return Err(code(codes::E_POINTER));
            }
            let found = rate_of(time);
            // SAFETY: not NULL, so writable.
            unsafe {
                numerator.write(found.0);
                denominator.write(found.1);
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_rates_have_the_documented_times() {
        for (numerator, denominator, time) in COMMON {
            assert_eq!(time_of(numerator, denominator), Some(time));
            assert_eq!(rate_of(time), (numerator, denominator));
        }
        assert_eq!(time_of(120, 4), Some(333_333), "in any terms");
    }

    #[test]
    fn other_rates_are_calculated() {
        for (numerator, denominator, time) in [
            (15, 1, 666_667),
            (120, 1, 83_333),
            (1, 1, 10_000_000),
            (10_000_000, 1, 1),
            (u32::MAX, 1, 0),
            (1, u32::MAX, 42_949_672_950_000_000),
            (0, 0, 0),
            (0, 1, 0),
        ] {
            assert_eq!(time_of(numerator, denominator), Some(time));
        }
        assert_eq!(time_of(1, 0), None);
        for (time, rate) in [
            (0, (0, 1)),
            (1, (10_000_000, 1)),
            (10_000_000, (1, 1)),
            (666_667, (10_000_000, 666_667)),
            (80_000, (125, 1)),
            (u64::MAX, (1, u32::MAX)),
            (6_000_000_001, (1, 600)),
        ] {
            assert_eq!(rate_of(time), rate);
        }
    }
}
