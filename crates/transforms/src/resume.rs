//! Going on behind a flush: what a decoder has decoded already it does not decode again.
//!
//! A seek flushes the decoder, and the source goes back to a key frame. Where that is the key frame of the group of
//! pictures that the decoder is in, the samples up to where it was repeat what it knows, and it may go on from there: if
//! none of the pictures that came out before the flush is wanted once more. A sample that is marked as preroll makes no
//! picture that is wanted, but for one: while scrubbing, the last picture before the position is shown whatever its
//! duration says. So one that is still to come has to lie between it and the position; until such a one is seen, and
//! until all that is known was repeated, the samples are kept, and decoded from the first if it turns out otherwise.

use openmf_core::{MediaTime, Sample};

/// The longest group of pictures that is remembered, in samples.
const MAX_SAMPLES: usize = 4_096;
/// Bytes of samples that are kept until it is clear whether they have to be decoded again.
const MAX_KEPT_BYTES: usize = 32 << 20;
/// So many samples behind those that are known may come before it is clear.
const MAX_UNCLEAR: usize = 16;

/// What the decoder was given since the last clean point, and how far the samples behind a flush repeat it.
#[derive(Default)]
pub(crate) struct Resume {
    seen: Vec<Seen>,
    /// What was given since the last clean point is all in `seen`.
    whole: bool,
    replay: Option<Replay>,
}

struct Seen {
    time: MediaTime,
    end: MediaTime,
    len: usize,
    hash: u64,
    became: Became,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Became {
    /// A picture that the decoder has given out, or lost.
    Taken,
    /// A picture that is still to come.
    Held,
    LeftOut,
}

#[derive(Default)]
struct Replay {
    /// How many samples of the history were repeated.
    at: usize,
    kept: Vec<Sample>,
    kept_bytes: usize,
    /// The time of the last picture that was taken; `None` if there was none.
    taken: Option<MediaTime>,
    /// The first picture to come that lasts beyond the position.
    next: Option<MediaTime>,
    /// The end of the samples that are preroll: the position is not before it.
    position: MediaTime,
    /// There is a picture to come between the last one that was taken and the position.
    clear: bool,
}

/// What to do with a sample behind a flush.
#[derive(Debug)]
pub(crate) enum Step {
    /// Nothing until the next one.
    Wait,
    /// Everything has to be decoded again: these, by a decoder that has forgotten what it knew.
    Again(Vec<Sample>),
    /// The decoder goes on, with these.
    GoOn(Vec<Sample>),
}

impl Resume {
    /// Notes a sample that the decoder is given, or that it leaves out.
    pub(crate) fn note(&mut self, sample: &Sample, data: &[u8], left_out: bool) {
        if sample.flags.clean_point {
            self.seen.clear();
            self.whole = true;
        }
        let (Some(time), Some(end), true) = (sample.time, sample.end(), self.seen.len() < MAX_SAMPLES) else {
            return self.forget();
        };
        if self.whole {
            self.seen.push(Seen {
                time,
                end,
                len: data.len(),
                hash: hash(data),
                became: if left_out { Became::LeftOut } else { Became::Taken },
            });
        }
    }

    /// The decoder is not in the state that the samples since the last clean point lead to.
    pub(crate) fn forget(&mut self) {
        self.seen.clear();
        self.whole = false;
        self.replay = None;
    }

    /// The decoder was flushed and keeps its state; false if it had better forget that. `holds` says which pictures are
    /// still to come.
    pub(crate) fn begin(&mut self, holds: impl Fn(MediaTime) -> bool) -> bool {
        if !self.whole || self.seen.is_empty() {
            return false;
        }
        for seen in &mut self.seen {
            if seen.became != Became::LeftOut {
                seen.became = match holds(seen.time) {
                    true => Became::Held,
                    false => Became::Taken,
                };
            }
        }
        let taken = self.seen.iter().filter(|seen| seen.became == Became::Taken);
        let taken = taken.map(|seen| seen.time).max();
        self.replay = Some(Replay {
            taken,
            position: MediaTime::from_100ns(i64::MIN),
            clear: taken.is_none(),
            ..Replay::default()
        });
        true
    }

    /// Whether the samples that come may repeat what is known.
    pub(crate) fn is_replaying(&self) -> bool {
        self.replay.is_some()
    }

    /// Takes a sample while [`Resume::is_replaying`].
    pub(crate) fn take(&mut self, mut sample: Sample, data: &[u8]) -> Step {
        let Some(replay) = &mut self.replay else {
            return Step::GoOn(vec![sample]);
        };
        let preroll = sample.flags.preroll;
        let (time, end) = (sample.time, sample.end());
        let comes = match self.seen.get(replay.at) {
            Some(seen) => {
                let same = (time, end, data.len()) == (Some(seen.time), Some(seen.end), seen.len)
                    && (replay.at > 0 || sample.flags.clean_point)
                    && hash(data) == seen.hash;
                if !same || !(preroll || seen.became == Became::Held) {
                    return self.again(Some(sample));
                }
                replay.at += 1;
                seen.became == Became::Held
            }
            None => true,
        };
        let is_new = replay.kept.len() >= replay.at;
        if let Some(time) = time.filter(|time| comes && replay.taken.is_none_or(|taken| *time > taken)) {
            if !preroll {
                replay.next = Some(replay.next.map_or(time, |next| next.min(time)));
            } else if !replay.clear {
                replay.clear = true;
                // It is the one that is shown if nothing follows it before the position.
                sample.flags.preroll = !is_new;
            }
        }
        if let (Some(end), true) = (end, preroll) {
            replay.position = replay.position.max(end);
        }
        replay.clear |= replay.next.is_some_and(|next| next <= replay.position);
        replay.kept_bytes = replay.kept_bytes.saturating_add(data.len());
        replay.kept.push(sample);
        let repeated = replay.at == self.seen.len();
        if repeated && replay.clear {
            let new = replay.kept.split_off(replay.at);
            self.replay = None;
            return Step::GoOn(new);
        }
        if replay.kept_bytes > MAX_KEPT_BYTES || replay.kept.len() > self.seen.len() + MAX_UNCLEAR {
            return self.again(None);
        }
        Step::Wait
    }

    /// Nothing more comes: what has to be decoded again while [`Resume::is_replaying`].
    pub(crate) fn end(&mut self) -> Vec<Sample> {
        match self.again(None) {
            Step::Again(samples) => samples,
            Step::Wait | Step::GoOn(_) => Vec::new(),
        }
    }

    fn again(&mut self, last: Option<Sample>) -> Step {
        let mut samples = self.replay.take().map_or(Vec::new(), |replay| replay.kept);
        samples.extend(last);
        self.forget();
        Step::Again(samples)
    }
}

/// Tells samples of one stream from each other; they have the same time and length besides.
fn hash(data: &[u8]) -> u64 {
    // 2^64 divided by the golden ratio, as in Knuth's multiplicative hashing.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(FACTOR).rotate_left(29);
    let (words, rest) = data.as_chunks::<8>();
    let hash = words
        .iter()
        .fold(FACTOR, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use openmf_core::{MediaBuffer, TimeSpan};

    /// Lasts 10.
    fn sample(time: i64, preroll: bool) -> Sample {
        let mut sample = Sample::new(MediaBuffer::from(vec![time as u8; 20]))
            .at(MediaTime::from_100ns(time))
            .lasting(TimeSpan::from_100ns(10))
            .clean_point(time == 0);
        sample.flags.preroll = preroll;
        sample
    }

    /// The samples of a group in decoding order, with the pictures of `held` still to come when the flush is.
    fn known(times: &[i64], held: &[i64]) -> Resume {
        let mut resume = Resume::default();
        for time in times {
            let sample = sample(*time, false);
            resume.note(&sample, &sample.contiguous(), false);
        }
        assert!(resume.begin(|time| held.contains(&time.as_100ns())));
        resume
    }

    /// What is to be decoded: all again, or from some sample on.
    fn decoded(resume: &mut Resume, position: i64, times: &[i64]) -> Option<(bool, Vec<i64>)> {
        let list = |samples: Vec<Sample>| {
            let time = |sample: &Sample| sample.time.unwrap().as_100ns();
            samples.iter().map(time).collect()
        };
        for time in times {
            let sample = sample(*time, time + 10 <= position);
            let data = sample.contiguous();
            match resume.take(sample, &data) {
                Step::Wait => {}
                Step::Again(samples) => return Some((true, list(samples))),
                Step::GoOn(samples) => return Some((false, list(samples))),
            }
        }
        None
    }

    #[test]
    fn what_was_taken_before_the_position_is_not_decoded_again() {
        let times = [0, 40, 20, 10, 30, 80, 60, 50, 70];
        let mut resume = known(&times[..4], &[20, 40]);
        assert_eq!(
            decoded(&mut resume, 50, &times),
            Some((false, vec![])),
            "the pictures that are held come before the position"
        );
        let mut resume = known(&times[..5], &[40]);
        assert_eq!(
            decoded(&mut resume, 40, &times),
            Some((false, vec![])),
            "the picture that follows the last one is held"
        );
        let mut resume = known(&times[..5], &[]);
        assert_eq!(decoded(&mut resume, 90, &times), Some((false, vec![80])));
        let mut resume = known(&times[..5], &[]);
        assert_eq!(
            decoded(&mut resume, 55, &times),
            Some((false, vec![80, 60, 50])),
            "of the first two it is not clear that they begin before the position"
        );
    }

    #[test]
    fn what_was_taken_and_is_wanted_is_decoded_again() {
        let times = [0, 10, 20, 30, 40];
        let mut resume = known(&times[..4], &[]);
        assert_eq!(decoded(&mut resume, 20, &times), Some((true, vec![0, 10, 20])));
        assert!(!resume.is_replaying());
        // The last picture before a gap is on the screen in it.
        let mut resume = known(&times[..4], &[]);
        assert_eq!(decoded(&mut resume, 50, &[0, 10, 20, 30]), None);
        assert_eq!(resume.end().len(), 4);
    }

    #[test]
    fn another_group_is_decoded() {
        let mut resume = known(&[0, 10, 20], &[]);
        assert_eq!(decoded(&mut resume, 50, &[0, 20]), Some((true, vec![0, 20])));
        let mut resume = known(&[0, 10, 20], &[]);
        let mut other = sample(0, true);
        other.set_buffer(MediaBuffer::from(vec![1; 20]));
        let data = other.contiguous();
        assert!(matches!(resume.take(other, &data), Step::Again(samples) if samples.len() == 1));
    }

    #[test]
    fn a_sample_without_a_time_leaves_a_gap() {
        let mut resume = Resume::default();
        let mut untimed = sample(10, false);
        untimed.time = None;
        for sample in [sample(0, false), untimed, sample(20, false)] {
            resume.note(&sample, &sample.contiguous(), false);
        }
        assert!(!resume.begin(|_| false));
        let key = sample(0, false);
        resume.note(&key, &key.contiguous(), false);
        assert!(resume.begin(|_| false), "until the next clean point");
    }
}
