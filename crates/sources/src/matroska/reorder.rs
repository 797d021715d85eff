//! Decoding times for pictures that are stored out of the order they are shown in.
//!
//! Matroska has presentation times only. The pictures are decoded at the same times, in order, but so much earlier that
//! none is shown before it is decoded.

use openmf_core::{MediaTime, TimeSpan};

/// Gives the pictures of one track their decoding times.
#[derive(Clone, Debug, Default)]
pub(super) struct Reorder {
    /// By how many pictures decoding is ahead.
    depth: usize,
    /// The least time between two pictures.
    step: TimeSpan,
    /// Presentation times that no picture was decoded at yet, in order; at most `depth`.
    open: Vec<MediaTime>,
    /// Pictures since the start.
    seen: usize,
    first: Option<MediaTime>,
    last: Option<MediaTime>,
}

impl Reorder {
    /// Finds the depth from the presentation times of some pictures, in the order of the file.
    pub(super) fn measure(times: &[i64]) -> Self {
        let later = |(at, time): (usize, &i64)| {
            let before = times.get(..at).unwrap_or(&[]);
            before.iter().filter(|earlier| *earlier > time).count()
        };
        let depth = times.iter().enumerate().map(later).max().unwrap_or(0);
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        let gaps = sorted
            .windows(2)
            .filter_map(|pair| pair.last()?.checked_sub(*pair.first()?));
        let step = gaps.filter(|gap| *gap > 0).min().unwrap_or(0);
        Self {
            depth,
            step: TimeSpan::from_100ns(step),
            ..Self::default()
        }
    }

    /// Starts again, after a seek.
    pub(super) fn restart(&mut self) {
        self.open.clear();
        (self.seen, self.first, self.last) = (0, None, None);
    }

    /// The decoding time of the next picture; `None` if it is the presentation time.
    pub(super) fn next(&mut self, time: MediaTime) -> Option<MediaTime> {
        if self.depth == 0 {
            return None;
        }
        let first = *self.first.get_or_insert(time);
        let at = self.open.partition_point(|open| *open <= time);
        self.open.insert(at, time);
        let decode = if self.open.len() > self.depth {
            self.open.remove(0)
        } else {
            let ahead = i64::try_from(self.depth - self.seen).unwrap_or(0);
            first - TimeSpan::from_100ns(self.step.as_100ns().saturating_mul(ahead))
        };
        self.seen += 1;
        // Later reordering may be deeper than what was measured; order counts for more than the exact time.
        let decode = decode.min(time);
        let decode = self.last.map_or(decode, |last| decode.max(last));
        self.last = Some(decode);
        Some(decode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_times_rise_and_stay_before_presentation() {
        // I P B B with a reference B: 0 4 2 1 3, then the same again.
        let times = [0, 4, 2, 1, 3, 8, 6, 5, 7].map(|frame| frame * 400_000);
        let mut reorder = Reorder::measure(&times);
        let found: Vec<i64> = times
            .iter()
            .map(|time| reorder.next(MediaTime::from_100ns(*time)).unwrap().as_100ns() / 400_000)
            .collect();
        assert_eq!(found, [-2, -1, 0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(Reorder::measure(&[0, 1, 2]).next(MediaTime::ZERO), None);
    }
}
