//! How far the streams of a file get from each other.
//!
//! A stream that is ahead of another one is held: it asks for no more samples until the other has caught up. What others
//! wait for is where a stream is in the file, or that it has ended. Nobody is waited for in vain: not for a stream that
//! nothing is connected to, which never asks, nor for one from which nothing has come for a while although it asks, such as
//! one whose samples lie behind those of the held stream in a file that is read in one go.

use openmf_core::{TICKS_PER_SECOND, TimeSpan};

/// How far ahead of another stream one may be, in 100-nanosecond units.
const LEAD: i64 = TICKS_PER_SECOND;
/// How long a stream is waited for that gets nothing.
pub(crate) const PATIENCE: TimeSpan = TimeSpan::from_millis(500);

/// The positions of the streams of a file, and which are held. It calls nobody.
#[derive(Debug)]
pub(crate) struct Pace {
    tracks: Vec<Track>,
    /// There is a clock to wait by. Without one nobody is held.
    is_timed: bool,
    /// The watch that runs, of those that were begun.
    watch: Option<u64>,
    last_watch: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Track {
    /// The clock has started it, and has not stopped it since.
    runs: bool,
    /// Somebody feeds it: it has asked, or was given something.
    asks: bool,
    ended: bool,
    /// Nothing has come for a while.
    lags: bool,
    /// Something came since the watch began.
    moved: bool,
    held: bool,
    /// Where it is in the file, in 100-nanosecond units.
    at: i64,
}

/// What follows of a change: streams that are to look anew, and a watch to begin.
#[derive(Debug, Default, PartialEq)]
#[must_use]
pub(crate) struct Change {
    pub(crate) streams: Vec<usize>,
    /// [`Pace::watched`] follows after [`PATIENCE`], with this number.
    pub(crate) watch: Option<u64>,
}

impl Pace {
    pub(crate) fn new(streams: usize) -> Self {
        Self {
            tracks: vec![Track::default(); streams],
            is_timed: false,
            watch: None,
            last_watch: 0,
        }
    }

    /// There is a clock, or none.
    pub(crate) fn set_timed(&mut self, is_timed: bool) -> Change {
        self.is_timed = is_timed;
        // The former clock's timers are no longer waited for.
        self.watch = None;
        self.settle()
    }

    /// The clock has started a stream, whose next sample belongs there.
    pub(crate) fn began(&mut self, stream: usize, at: i64) -> Change {
        self.change(stream, |track| {
            *track = Track {
                runs: true,
                held: track.held,
                at,
                ..Track::default()
            };
        })
    }

    /// The clock has stopped it.
    pub(crate) fn stopped(&mut self, stream: usize) -> Change {
        self.change(stream, |track| track.runs = false)
    }

    /// Somebody waits for it to ask.
    pub(crate) fn asked(&mut self, stream: usize) -> Change {
        self.change(stream, |track| track.asks = true)
    }

    /// A sample that ends there was written, or there is none before that.
    pub(crate) fn reached(&mut self, stream: usize, at: i64) -> Change {
        self.change(stream, |track| {
            track.asks = true;
            track.moved = true;
            track.lags = false;
            track.at = track.at.max(at);
        })
    }

    /// Nothing more comes of it.
    pub(crate) fn ended(&mut self, stream: usize) -> Change {
        self.change(stream, |track| track.ended = true)
    }

    /// A watch is over: who was waited for and got nothing is waited for no longer.
    pub(crate) fn watched(&mut self, number: u64) -> Change {
        if self.watch != Some(number) {
            return Change::default();
        }
        self.watch = None;
        for track in &mut self.tracks {
            if track.is_awaited() && !track.held && !track.moved {
                track.lags = true;
            }
        }
        self.settle()
    }

    /// Whether a stream is to ask for nothing.
    pub(crate) fn is_held(&self, stream: usize) -> bool {
        self.tracks.get(stream).is_some_and(|track| track.held)
    }

    fn change(&mut self, stream: usize, change: impl FnOnce(&mut Track)) -> Change {
        if let Some(track) = self.tracks.get_mut(stream) {
            change(track);
        }
        self.settle()
    }

    fn settle(&mut self) -> Change {
        let awaited = self.tracks.iter().filter(|track| track.is_awaited());
        let last = awaited.map(|track| track.at).min().filter(|_| self.is_timed);
        let mut change = Change::default();
        for (stream, track) in self.tracks.iter_mut().enumerate() {
            let is_ahead = last.is_some_and(|last| track.at.saturating_sub(last) > LEAD);
            let held = is_ahead && track.runs && !track.ended;
            if held != track.held {
                track.held = held;
                change.streams.push(stream);
            }
        }
        if self.watch.is_none() && self.tracks.iter().any(|track| track.held) {
            for track in &mut self.tracks {
                track.moved = false;
            }
            self.last_watch += 1;
            self.watch = Some(self.last_watch);
            change.watch = self.watch;
        }
        change
    }
}

impl Track {
    /// Whether others wait for it.
    fn is_awaited(&self) -> bool {
        self.runs && self.asks && !self.ended && !self.lags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = TICKS_PER_SECOND;

    fn started(streams: usize) -> Pace {
        let mut pace = Pace::new(streams);
        let mut changes = vec![pace.set_timed(true)];
        for stream in 0..streams {
            changes.push(pace.began(stream, 0));
            changes.push(pace.asked(stream));
        }
        assert!(changes.iter().all(|change| *change == Change::default()));
        pace
    }

    fn change(streams: &[usize], watch: Option<u64>) -> Change {
        Change {
            streams: streams.to_vec(),
            watch,
        }
    }

    #[test]
    fn who_is_ahead_waits_for_the_last_one() {
        let mut pace = started(3);
        assert_eq!(pace.reached(0, SECOND), change(&[], None));
        assert_eq!(pace.reached(0, SECOND + 1), change(&[0], Some(1)));
        assert_eq!(pace.reached(1, SECOND / 2), change(&[], None));
        assert_eq!(pace.reached(2, SECOND / 2), change(&[0], None));
        assert!(!pace.is_held(0));
        assert_eq!(pace.reached(0, 2 * SECOND), change(&[0], None));
        // A time that goes back does not.
        assert_eq!(pace.reached(0, 0), change(&[], None));
        assert!(pace.is_held(0));
        // The end is a position.
        assert_eq!(pace.ended(1), change(&[], None));
        assert_eq!(pace.ended(2), change(&[0], None));
    }

    #[test]
    fn nobody_waits_for_a_stream_that_is_not_fed() {
        let mut pace = Pace::new(2);
        let _ = pace.set_timed(true);
        let _ = (pace.began(0, 0), pace.began(1, 0));
        assert_eq!(pace.reached(0, 100 * SECOND), change(&[], None));
        assert_eq!(pace.asked(1), change(&[0], Some(1)));
        assert_eq!(pace.stopped(1), change(&[0], None));
    }

    #[test]
    fn nobody_waits_for_ever() {
        let mut pace = started(2);
        assert_eq!(pace.reached(0, 3 * SECOND), change(&[0], Some(1)));
        assert_eq!(pace.reached(1, SECOND), change(&[], None));
        // It has moved; the next time it has not.
        assert_eq!(pace.watched(1), change(&[], Some(2)));
        assert_eq!(pace.watched(1), change(&[], None));
        assert_eq!(pace.watched(2), change(&[0], None));
        assert_eq!(pace.reached(0, 9 * SECOND), change(&[], None));
        // It is back.
        assert_eq!(pace.reached(1, 2 * SECOND), change(&[0], Some(3)));
        assert_eq!(pace.ended(1), change(&[0], None));
        assert_eq!(pace.watched(3), change(&[], None));
    }

    #[test]
    fn without_a_clock_nobody_is_held() {
        let mut pace = started(2);
        assert_eq!(pace.reached(0, 3 * SECOND), change(&[0], Some(1)));
        assert_eq!(pace.set_timed(false), change(&[0], None));
        assert_eq!(pace.reached(0, 4 * SECOND), change(&[], None));
        assert_eq!(pace.watched(1), change(&[], None));
    }

    #[test]
    fn a_start_begins_anew() {
        let mut pace = started(2);
        assert_eq!(pace.reached(0, 3 * SECOND), change(&[0], Some(1)));
        assert_eq!(pace.began(0, SECOND), change(&[0], None));
        assert_eq!(pace.began(1, SECOND), change(&[], None));
        assert_eq!(pace.reached(0, 2 * SECOND), change(&[], None));
    }
}
