use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{Guid, TimeSpan, UserObject};

use crate::render_sink::Timing;

/// The service under which a renderer gives its [`StatisticsReader`] as a [`UserObject`].
pub const STATISTICS_SERVICE: Guid = Guid::from_u128(0x6f70656e_6d66_5001_8000_737461747301);

/// What a renderer has done since it was made. Stop and seek do not reset it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Statistics {
    /// Samples rendered.
    pub samples: u64,
    /// Bytes of the samples rendered.
    pub bytes: u64,
    /// Audio frames rendered (one number for each channel); 0 for video.
    pub frames: u64,
    /// Samples that arrived after their time. Late audio is rendered, late video only if it is not too late.
    pub late: u64,
    /// Samples that were not rendered because their time was over.
    pub dropped: u64,
    /// Samples that were not rendered because they end before the start position.
    pub skipped: u64,
    /// How many times the device ran out of data; always 0 without a device.
    pub underruns: u64,
    /// How far from its presentation time a sample was rendered: the mean of the absolute values.
    pub mean_error: TimeSpan,
    /// As `mean_error`: 99 of 100 samples were closer than this. Exact up to 3.2 µs, above to within 3.2 %.
    pub p99_error: TimeSpan,
    /// As `mean_error`: the largest.
    pub max_error: TimeSpan,
}

/// Reads a renderer's statistics at any time, also after the renderer was shut down. Clones read the same.
#[derive(Clone, Default)]
pub struct StatisticsReader {
    counters: Arc<Mutex<Kept>>,
}

impl StatisticsReader {
    /// The statistics now.
    pub fn read(&self) -> Statistics {
        self.lock().all.read()
    }

    /// What was done of the present segment, or since the last one ended (`MFSTREAMSINK_MARKER_ENDOFSEGMENT`).
    pub fn segment(&self) -> Statistics {
        self.lock().segment.read()
    }

    /// The statistics of the oldest segment that has ended and was not taken; the last [`MAX_SEGMENTS`] are kept.
    pub fn take_segment(&self) -> Option<Statistics> {
        self.lock().ended.pop_front()
    }

    /// All samples of a segment were rendered.
    pub(crate) fn end_segment(&self) {
        let mut counters = self.lock();
        let ended = std::mem::take(&mut counters.segment).read();
        if counters.ended.len() == MAX_SEGMENTS {
            counters.ended.pop_front();
        }
        counters.ended.push_back(ended);
    }

    pub(crate) fn service(&self, service: &Guid) -> Option<UserObject> {
        (*service == STATISTICS_SERVICE).then(|| UserObject::new(self.clone()))
    }

    pub(crate) fn rendered(&self, bytes: usize, frames: u64, timing: Option<Timing>) {
        self.count(|counters| {
            counters.plain.samples += 1;
            counters.plain.bytes += bytes as u64;
            counters.plain.frames += frames;
            if let Some(timing) = timing {
                counters.errors.add(timing.lateness().abs());
            }
        });
    }

    /// Sound that was counted was not heard. `whole`: nothing of its sample.
    pub(crate) fn given_back(&self, bytes: usize, frames: u64, whole: bool) {
        self.count(|counters| {
            let plain = &mut counters.plain;
            plain.samples = plain.samples.saturating_sub(u64::from(whole));
            plain.bytes = plain.bytes.saturating_sub(bytes as u64);
            plain.frames = plain.frames.saturating_sub(frames);
        });
    }

    /// The segment that has ended last, of sound, goes on.
    pub(crate) fn resume_segment(&self) {
        let mut counters = self.lock();
        let Some(former) = counters.ended.pop_back() else {
            return;
        };
        let plain = &mut counters.segment.plain;
        plain.samples += former.samples;
        plain.bytes += former.bytes;
        plain.frames += former.frames;
        plain.late += former.late;
        plain.dropped += former.dropped;
        plain.skipped += former.skipped;
    }

    pub(crate) fn late(&self) {
        self.count(|counters| counters.plain.late += 1);
    }

    pub(crate) fn dropped(&self) {
        self.count(|counters| counters.plain.dropped += 1);
    }

    pub(crate) fn skipped(&self) {
        self.count(|counters| counters.plain.skipped += 1);
    }

    fn count(&self, change: impl Fn(&mut Counters)) {
        let mut kept = self.lock();
        change(&mut kept.all);
        change(&mut kept.segment);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for StatisticsReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read().fmt(f)
    }
}

/// How many segments that have ended are kept for [`StatisticsReader::take_segment`].
pub const MAX_SEGMENTS: usize = 64;

#[derive(Default)]
struct Kept {
    all: Counters,
    segment: Counters,
    ended: VecDeque<Statistics>,
}

#[derive(Default)]
struct Counters {
    plain: Statistics,
    errors: Histogram,
}

impl Counters {
    fn read(&self) -> Statistics {
        Statistics {
            mean_error: self.errors.mean(),
            p99_error: self.errors.quantile(99, 100),
            max_error: TimeSpan::from_100ns(self.errors.max),
            ..self.plain
        }
    }
}

/// Each power of two is divided into this many buckets.
const SUB_BUCKETS: u64 = 32;
const SUB_BITS: u32 = SUB_BUCKETS.trailing_zeros();
const BUCKETS: usize = (64 - SUB_BITS as usize) * SUB_BUCKETS as usize;

/// Counts values in buckets of 3 % width, so that a quantile needs no memory per value.
struct Histogram {
    buckets: Box<[u64]>,
    count: u64,
    sum: i128,
    max: i64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            buckets: vec![0; BUCKETS].into_boxed_slice(),
            count: 0,
            sum: 0,
            max: 0,
        }
    }
}

impl Histogram {
    fn add(&mut self, value: TimeSpan) {
        let value = value.as_100ns().max(0);
        if let Some(bucket) = self.buckets.get_mut(bucket_of(value as u64)) {
            *bucket += 1;
        }
        self.count += 1;
        self.sum += i128::from(value);
        self.max = self.max.max(value);
    }

    fn mean(&self) -> TimeSpan {
        if self.count == 0 {
            return TimeSpan::ZERO;
        }
        TimeSpan::from_100ns(i64::try_from(self.sum / i128::from(self.count)).unwrap_or(i64::MAX))
    }

    /// The value that `numerator` of `denominator` values do not exceed: the upper end of its bucket.
    fn quantile(&self, numerator: u64, denominator: u64) -> TimeSpan {
        let rank = (u128::from(self.count) * u128::from(numerator)).div_ceil(u128::from(denominator));
        let mut seen = 0_u128;
        for (index, count) in self.buckets.iter().enumerate() {
            seen += u128::from(*count);
            if *count > 0 && seen >= rank {
                let upper = i64::try_from(upper_end(index)).unwrap_or(i64::MAX);
                return TimeSpan::from_100ns(upper.min(self.max));
            }
        }
        TimeSpan::ZERO
    }
}

fn bucket_of(value: u64) -> usize {
    if value < SUB_BUCKETS {
        return value as usize;
    }
    let shift = value.ilog2() - SUB_BITS;
    (u64::from(shift + 1) * SUB_BUCKETS + ((value >> shift) - SUB_BUCKETS)) as usize
}

fn upper_end(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < SUB_BUCKETS {
        return bucket;
    }
    let shift = bucket / SUB_BUCKETS - 1;
    let low = (SUB_BUCKETS + bucket % SUB_BUCKETS) << shift;
    low + ((1_u64 << shift) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_a_bucket_of_at_most_3_percent() {
        let mut last = None;
        for value in (0..10_000).chain([1 << 20, u64::MAX / 3, i64::MAX as u64]) {
            let bucket = bucket_of(value);
            let upper = upper_end(bucket);
            assert!(bucket < BUCKETS && upper >= value, "{value}");
            assert!(upper - value <= value / SUB_BUCKETS, "{value} {upper}");
            assert!(last.is_none_or(|last| last <= bucket));
            last = Some(bucket);
        }
    }

    #[test]
    fn quantiles_are_ranks() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(99, 100), TimeSpan::ZERO);
        for value in 1..=100 {
            histogram.add(TimeSpan::from_100ns(if value <= 98 { 7 } else { value * 1_000 }));
        }
        assert_eq!(histogram.quantile(98, 100), TimeSpan::from_100ns(7));
        let p99 = histogram.quantile(99, 100).as_100ns();
        assert!((99_000..=100_000).contains(&p99), "{p99}");
        assert_eq!(histogram.max, 100_000);
        assert_eq!(histogram.mean(), TimeSpan::from_100ns((98 * 7 + 199_000) / 100));
    }
}
