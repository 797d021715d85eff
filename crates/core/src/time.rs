//! Three kinds of time, and the span between two points of one kind.
//!
//! All are in 100-nanosecond units, as everywhere in Media Foundation. They are different types because
//! mixing them is the classic error of a media engine.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::time::{Duration, SystemTime};

/// Units of 100 ns in one second.
pub const TICKS_PER_SECOND: i64 = 10_000_000;

/// A length of time in 100-nanosecond units; negative if it points backwards.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TimeSpan(i64);

impl TimeSpan {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest span there is.
    pub const MAX: Self = Self(i64::MAX);

    /// A span of `value` 100-nanosecond units.
    pub const fn from_100ns(value: i64) -> Self {
        Self(value)
    }

    /// A span of whole milliseconds. Saturates.
    pub const fn from_millis(value: i64) -> Self {
        Self(value.saturating_mul(10_000))
    }

    /// A span of `frames` at `rate` frames per second, rounded to the nearest unit. Saturates; zero for rate 0.
    pub const fn from_frames(frames: u64, rate: u32) -> Self {
        if rate == 0 {
            return Self::ZERO;
        }
        let value = (frames as u128 * TICKS_PER_SECOND as u128 + rate as u128 / 2) / rate as u128;
        Self(if value > i64::MAX as u128 {
            i64::MAX
        } else {
            value as i64
        })
    }

    /// A span of seconds, rounded to the nearest unit. Saturates; NaN becomes zero.
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self((seconds * TICKS_PER_SECOND as f64).round() as i64)
    }

    /// The number of 100-nanosecond units.
    pub const fn as_100ns(self) -> i64 {
        self.0
    }

    /// The length in seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / TICKS_PER_SECOND as f64
    }

    /// The number of frames at `rate` frames per second, rounded to the nearest; zero for a negative span.
    pub const fn to_frames(self, rate: u32) -> u64 {
        if self.0 <= 0 {
            return 0;
        }
        ((self.0 as u128 * rate as u128 + TICKS_PER_SECOND as u128 / 2) / TICKS_PER_SECOND as u128) as u64
    }

    /// As a standard duration; a negative span becomes zero.
    pub fn to_duration(self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0).unwrap_or(0).saturating_mul(100))
    }

    /// The length without its direction.
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }
}

impl From<Duration> for TimeSpan {
    fn from(value: Duration) -> Self {
        Self(i64::try_from(value.as_nanos() / 100).unwrap_or(i64::MAX))
    }
}

impl Add for TimeSpan {
    type Output = Self;
    /// Saturates.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for TimeSpan {
    type Output = Self;
    /// Saturates.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for TimeSpan {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} s", self.as_secs_f64())
    }
}

impl fmt::Debug for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.7} s", self.as_secs_f64())
    }
}

macro_rules! time_point {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(i64);

        impl $name {
            /// The beginning of the timeline.
            pub const ZERO: Self = Self(0);
            /// The last point there is.
            pub const MAX: Self = Self(i64::MAX);

            /// The point `value` 100-nanosecond units after zero.
            pub const fn from_100ns(value: i64) -> Self {
                Self(value)
            }

            /// The point `ticks / timescale` seconds after zero, rounded to the nearest unit; `None` when it
            /// is out of range or the timescale is zero.
            pub fn from_ticks(ticks: i64, timescale: u32) -> Option<Self> {
                if timescale == 0 {
                    return None;
                }
                let scaled = i128::from(ticks) * i128::from(TICKS_PER_SECOND);
                let half = i128::from(timescale / 2);
                let rounded = (scaled + half).div_euclid(i128::from(timescale));
                i64::try_from(rounded).ok().map(Self)
            }

            /// The point `seconds` after zero, rounded to the nearest unit. Saturates; NaN becomes zero.
            pub fn from_secs_f64(seconds: f64) -> Self {
                Self(TimeSpan::from_secs_f64(seconds).as_100ns())
            }

            /// The number of 100-nanosecond units since zero.
            pub const fn as_100ns(self) -> i64 {
                self.0
            }

            /// The number of seconds since zero.
            pub fn as_secs_f64(self) -> f64 {
                self.0 as f64 / TICKS_PER_SECOND as f64
            }

            /// The span since zero.
            pub const fn since_zero(self) -> TimeSpan {
                TimeSpan::from_100ns(self.0)
            }
        }

        impl Add<TimeSpan> for $name {
            type Output = Self;
            /// Saturates.
            fn add(self, span: TimeSpan) -> Self {
                Self(self.0.saturating_add(span.as_100ns()))
            }
        }

        impl AddAssign<TimeSpan> for $name {
            fn add_assign(&mut self, span: TimeSpan) {
                *self = *self + span;
            }
        }

        impl Sub<TimeSpan> for $name {
            type Output = Self;
            /// Saturates.
            fn sub(self, span: TimeSpan) -> Self {
                Self(self.0.saturating_sub(span.as_100ns()))
            }
        }

        impl Sub for $name {
            type Output = TimeSpan;
            /// Saturates.
            fn sub(self, other: Self) -> TimeSpan {
                TimeSpan::from_100ns(self.0.saturating_sub(other.0))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:.3} s", self.as_secs_f64())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:.7} s", self.as_secs_f64())
            }
        }
    };
}

time_point! {
    /// A point on a source's own timeline: the stamp of a sample as the file has it.
    MediaTime
}
time_point! {
    /// A point on the presentation clock's timeline: what sinks schedule against and applications show.
    PresentationTime
}
time_point! {
    /// A point on the machine's monotonic clock. Its zero has no meaning.
    HostTime
}

/// How many 100-nanosecond units after 1601 the year 1970 began.
const UNIX_EPOCH: i128 = 116_444_736_000_000_000;

/// The bytes of a `FILETIME`, as the attributes hold it: 100-nanosecond units since 1601 (UTC), little-endian. `None` for a
/// time that it cannot hold.
pub fn file_time(time: SystemTime) -> Option<Vec<u8>> {
    // What is between two units belongs to the earlier one.
    let units = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i128::try_from(after.as_nanos() / 100).ok()?,
        Err(before) => -i128::try_from(before.duration().as_nanos().div_ceil(100)).ok()?,
    };
    let units = u64::try_from(UNIX_EPOCH.checked_add(units)?).ok()?;
    Some(units.to_le_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_times_count_from_1601() {
        let epoch = SystemTime::UNIX_EPOCH;
        let from_1601 = Duration::from_secs(11_644_473_600);
        let table = [
            (epoch, Some(116_444_736_000_000_000_u64)),
            (epoch + Duration::from_nanos(199), Some(116_444_736_000_000_001)),
            (epoch - Duration::from_nanos(199), Some(116_444_735_999_999_998)),
            (epoch - from_1601, Some(0)),
            (epoch - from_1601 - Duration::from_nanos(100), None),
        ];
        for (time, units) in table {
            assert_eq!(file_time(time), units.map(|units| units.to_le_bytes().to_vec()));
        }
    }

    #[test]
    fn ticks_are_rounded_to_the_nearest_unit() {
        let table = [
            (1, 3, Some(3_333_333)),
            (2, 3, Some(6_666_667)),
            (-1, 3, Some(-3_333_333)),
            (i64::MAX, 1, None),
            (5, 0, None),
            (90_000, 90_000, Some(10_000_000)),
        ];
        for (ticks, timescale, expected) in table {
            let time = MediaTime::from_ticks(ticks, timescale).map(MediaTime::as_100ns);
            assert_eq!(time, expected, "{ticks}/{timescale}");
        }
    }

    #[test]
    fn frames_round_trip_at_audio_rates() {
        for rate in [8_000, 11_025, 44_100, 48_000, 96_000, 192_000] {
            for frames in [0_u64, 1, 1023, 1024, 44_099, 1_000_000_007] {
                assert_eq!(
                    TimeSpan::from_frames(frames, rate).to_frames(rate),
                    frames,
                    "{frames} at {rate}"
                );
            }
        }
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(MediaTime::MAX + TimeSpan::from_millis(1), MediaTime::MAX);
        assert_eq!(TimeSpan::from_100ns(i64::MIN).abs(), TimeSpan::MAX);
    }
}
