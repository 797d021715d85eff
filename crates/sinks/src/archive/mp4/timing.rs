//! The times of a track: from 100-nanosecond units to the ticks and edits of the file.
//!
//! Sources: ISO/IEC 14496-12 §8.6.1 (decoding and composition times), §8.6.6 (edit lists).

use openmf_core::{MediaTime, Ratio, TICKS_PER_SECOND};

/// How much earlier than a decoding time that came before a presentation time may be, in 100-nanosecond units. What is
/// farther back is a clock that has jumped.
const MAX_REORDER: i64 = 10 * TICKS_PER_SECOND;
/// How far a time of sound may be from where the sound before it ends and still follow it: containers count in
/// milliseconds.
const JOINT: i64 = TICKS_PER_SECOND / 1000;
/// The finest scale, for times that fit no other.
pub(super) const FINEST: u32 = TICKS_PER_SECOND as u32;
/// Scales that files have, by which pictures are counted if they fit.
const SCALES: [u32; 8] = [90_000, 12_800, 15_360, 16_000, 24_000, 30_000, 60_000, 1_000_000];

/// A sample as the index keeps it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// When it is decoded, 100-nanosecond units in the file. Sound is presented then.
    pub(super) decode: i64,
    /// Of a picture: how much later it is presented. Of sound: how long it is, 0 if it does not say so.
    more: i32,
    /// Its bytes, and in the highest bit whether decoding can start there.
    size_and_key: u32,
}

impl Entry {
    pub(super) const MAX_SIZE: u32 = (1 << 31) - 1;

    /// A picture. What is presented an absurd time after it is decoded is presented then.
    pub(super) fn picture(decode: i64, time: i64, size: u32, is_key: bool) -> Self {
        let offset = i32::try_from(time.saturating_sub(decode));
        Self {
            decode: if offset.is_ok() { decode } else { time },
            more: offset.unwrap_or(0),
            size_and_key: size & Self::MAX_SIZE | u32::from(is_key) << 31,
        }
    }

    pub(super) fn sound(time: i64, duration: Option<i64>, size: u32) -> Self {
        let duration = duration.and_then(|duration| i32::try_from(duration).ok());
        Self {
            decode: time,
            more: duration.unwrap_or(0).max(0),
            size_and_key: size & Self::MAX_SIZE | 1 << 31,
        }
    }

    pub(super) fn size(&self) -> u32 {
        self.size_and_key & Self::MAX_SIZE
    }

    pub(super) fn is_key(&self) -> bool {
        self.size_and_key >> 31 == 1
    }

    /// When a picture is presented.
    pub(super) fn time(&self) -> i64 {
        self.decode.saturating_add(i64::from(self.more))
    }
}

/// Samples that were presented in one piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// Its first sample.
    pub(super) first: usize,
    /// Where it begins in the file's time.
    pub(super) base: i64,
    /// Whether a sample said when it is decoded.
    pub(super) has_decode_times: bool,
    /// How long the last sample is, if it said so.
    pub(super) last_duration: Option<i64>,
}

/// Decoding times for pictures that have none: theirs in the order of presentation.
pub(super) fn derive_decode_times(entries: &mut [Entry]) {
    let mut times: Vec<i64> = entries.iter().map(Entry::time).collect();
    if times.is_sorted() {
        return;
    }
    times.sort_unstable();
    for (entry, decode) in entries.iter_mut().zip(times) {
        *entry = Entry::picture(decode, entry.time(), entry.size(), entry.is_key());
    }
}

/// Ticks in 100-nanosecond units, as readers have them.
pub(super) fn to_time(ticks: i64, scale: u32) -> i64 {
    MediaTime::from_ticks(ticks, scale).map_or(i64::MAX, MediaTime::as_100ns)
}

/// The nearest tick.
pub(super) fn to_ticks(time: i64, scale: u32) -> i64 {
    let scaled = i128::from(time) * i128::from(scale) + i128::from(TICKS_PER_SECOND / 2);
    // Times are bounded where they come in, so that this fits.
    i64::try_from(scaled.div_euclid(i128::from(TICKS_PER_SECOND))).unwrap_or(i64::MAX)
}

/// A scale in which every time of these pictures comes out as it went in, if there is a usual one.
pub(super) fn video_scale(entries: &[Entry], rate: Option<Ratio>) -> u32 {
    let by_rate = rate
        .filter(|rate| rate.numerator != 0 && rate.numerator <= 1_000_000)
        .map(|rate| {
            let mut scale = rate.numerator;
            while scale < 10_000 {
                scale *= 2;
            }
            scale
        });
    let fits = |scale: &u32| {
        let is_exact = |time| to_time(to_ticks(time, *scale), *scale) == time;
        entries
            .iter()
            .all(|entry| is_exact(entry.decode) && is_exact(entry.time()))
    };
    let scale = by_rate.into_iter().chain(SCALES).find(fits).unwrap_or(FINEST);
    // A long wait for the next picture does not fit a field of 32 bits at the finest scale.
    let longest = entries
        .iter()
        .zip(entries.iter().skip(1))
        .map(|(entry, next)| next.decode.saturating_sub(entry.decode))
        .max();
    if longest.is_some_and(|longest| to_ticks(longest, scale) > i64::from(u32::MAX)) {
        return 1000;
    }
    scale
}

/// Where a sample is on its track's timeline, in ticks of the file's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticks {
    pub(super) decode: i64,
    pub(super) time: i64,
}

/// Turns entries into ticks, one after the other: decoding times grow, whatever the samples say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counter {
    scale: u32,
    is_audio: bool,
    /// The last decoding time, and where the last sample of sound ended if it was as long as the one before.
    last: Option<i64>,
    len: Option<i64>,
}

impl Counter {
    pub(super) fn new(scale: u32, is_audio: bool) -> Self {
        Self {
            scale,
            is_audio,
            last: None,
            len: None,
        }
    }

    /// The next sample.
    pub(super) fn next(&mut self, entry: &Entry) -> Ticks {
        let mut decode = to_ticks(entry.decode, self.scale);
        let mut time = to_ticks(entry.time(), self.scale);
        if self.is_audio {
            let expected = self.last.zip(self.len).map(|(last, len)| last + len);
            if let Some(expected) = expected
                && (to_time(expected, self.scale) - entry.decode).abs() <= JOINT
            {
                decode = expected;
            }
            self.len = Some(to_ticks(i64::from(entry.more), self.scale)).filter(|len| *len > 0);
        }
        if let Some(last) = self.last {
            decode = decode.max(last + 1);
        }
        if self.is_audio || time < decode - to_ticks(MAX_REORDER, self.scale) {
            time = decode;
        }
        self.last = Some(decode);
        Ticks { decode, time }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(times: &[i64]) -> Vec<Entry> {
        times
            .iter()
            .map(|time| Entry::picture(*time, *time, 1, true))
            .collect()
    }

    #[test]
    fn decoding_times_are_the_presentation_times_in_order() {
        let mut pictures = entries(&[0, 120, 40, 80, 160]);
        derive_decode_times(&mut pictures);
        let found: Vec<(i64, i32)> = pictures.iter().map(|entry| (entry.decode, entry.more)).collect();
        assert_eq!(found, [(0, 0), (40, 80), (80, -40), (120, -40), (160, 0)]);
    }

    #[test]
    fn a_scale_is_found_that_loses_nothing() {
        let rate = |numerator, denominator| {
            Some(Ratio {
                numerator,
                denominator,
            })
        };
        let table = [
            (rate(25, 1), vec![0, 400_000, 800_000], 12_800),
            (rate(30_000, 1001), vec![0, 333_667, 667_333, 1_001_000], 30_000),
            // Milliseconds.
            (rate(24, 1), vec![0, 410_000, 830_000], 90_000),
            (None, vec![0, 333_667, 667_333], 90_000),
            (None, vec![0, 1, 2], FINEST),
            // Eight minutes are more than 32 bits hold.
            (None, vec![0, 1, 4_800_000_000], 1000),
        ];
        for (rate, times, expected) in table {
            assert_eq!(video_scale(&entries(&times), rate), expected, "{times:?}");
        }
    }

    #[test]
    fn sound_out_of_milliseconds_is_counted_in_frames() {
        let mut counter = Counter::new(44_100, true);
        let times = [0, 230_000, 460_000, 700_000, 1_000_000];
        let decode: Vec<i64> = times
            .iter()
            .map(|time| counter.next(&Entry::sound(*time, Some(232_200), 1)).decode)
            .collect();
        // The last is 7 ms late.
        assert_eq!(decode, [0, 1024, 2048, 3072, 4410]);
    }

    #[test]
    fn lying_times_grow_all_the_same() {
        let mut counter = Counter::new(1000, false);
        let second = TICKS_PER_SECOND;
        let ticks: Vec<(i64, i64)> = entries(&[0, 5 * second, 3 * second, -30 * second])
            .iter()
            .map(|entry| counter.next(entry))
            .map(|ticks| (ticks.decode, ticks.time))
            .collect();
        assert_eq!(ticks, [(0, 0), (5000, 5000), (5001, 3000), (5002, 5002)]);
    }
}
