//! Frame rates and average times per frame.

/// Rates that are converted by table, so that both directions agree: numerator, denominator, 100-nanosecond units.
///
/// Source: the remarks of `MFFrameRateToAverageTimePerFrame`.
const COMMON: [(u32, u32, u64); 8] = [
    (60000, 1001, 166_833),
    (30000, 1001, 333_667),
    (24000, 1001, 417_188),
    (60, 1, 166_667),
    (30, 1, 333_333),
    (50, 1, 200_000),
    (25, 1, 400_000),
    (24, 1, 416_667),
];

const SECOND: u64 = 10_000_000;

/// The average time of a frame, in 100-nanosecond units; `None` for a rate of zero or without denominator.
pub(crate) fn average_time(numerator: u32, denominator: u32) -> Option<u64> {
    if numerator == 0 || denominator == 0 {
        return None;
    }
    let same = |(n, d, _): &&(u32, u32, u64)| {
        u64::from(*n) * u64::from(denominator) == u64::from(*d) * u64::from(numerator)
    };
    if let Some((_, _, time)) = COMMON.iter().find(same) {
        return Some(*time);
    }
    let (numerator, denominator) = (u64::from(numerator), u64::from(denominator));
    Some((SECOND * denominator + numerator / 2) / numerator)
}

/// The frame rate of an average time; 0/1 for none.
pub(crate) fn frame_rate(average_time: u64) -> (u32, u32) {
    if average_time == 0 {
        return (0, 1);
    }
    if let Some((numerator, denominator, _)) = COMMON.iter().find(|(_, _, time)| *time == average_time) {
        return (*numerator, *denominator);
    }
    let divisor = gcd(SECOND, average_time);
    let denominator = average_time / divisor;
    match u32::try_from(denominator) {
        // The numerator divides `SECOND`, so it fits.
        Ok(denominator) => ((SECOND / divisor) as u32, denominator),
        // Less than one frame in seven minutes.
        Err(_) => (0, 1),
    }
}

/// The greatest common divisor; of 0 and 0 it is 1.
pub(crate) fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_rates_convert_both_ways() {
        for (numerator, denominator, time) in COMMON {
            assert_eq!(average_time(numerator, denominator), Some(time));
            assert_eq!(frame_rate(time), (numerator, denominator));
        }
        assert_eq!(average_time(48000, 2002), Some(417_188), "not in lowest terms");
    }

    #[test]
    fn other_rates_are_computed() {
        let table = [
            ((15, 1), 666_667),
            ((10, 1), 1_000_000),
            ((1, 3), 30_000_000),
            ((u32::MAX, 1), 0),
        ];
        for ((numerator, denominator), time) in table {
            assert_eq!(average_time(numerator, denominator), Some(time));
        }
        assert_eq!(average_time(0, 1), None);
        assert_eq!(average_time(1, 0), None);
        let back = [
            (1_000_000, (10, 1)),
            (30_000_000, (1, 3)),
            (666_667, (10_000_000, 666_667)),
            (0, (0, 1)),
            (u64::MAX, (0, 1)),
        ];
        for (time, rate) in back {
            assert_eq!(frame_rate(time), rate, "{time}");
        }
    }
}
