//! What a source delivers at a rate, as rules that need no reading.

use openmf_core::{MediaTime, Sample, TimeSpan};

use super::control::Next;

/// The source's rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    pub(super) thin: bool,
    pub(super) rate: f32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            thin: false,
            rate: 1.0,
        }
    }
}

impl Pace {
    pub(super) fn is_reverse(self) -> bool {
        self.rate < 0.0
    }

    /// Whether streams other than video deliver nothing but ticks.
    pub(super) fn is_silent(self) -> bool {
        self.thin || self.is_reverse()
    }

    /// Whichever of two times lies further in the direction of play.
    pub(super) fn further(self, one: MediaTime, other: MediaTime) -> MediaTime {
        if self.is_reverse() {
            one.min(other)
        } else {
            one.max(other)
        }
    }
}

/// How often a silent stream says that it has nothing: documented is once a second at least.
const TICK: TimeSpan = TimeSpan::from_millis(500);

/// Where a stream is on its way through rates and directions.
#[derive(Debug, Default)]
pub(super) struct Passage {
    /// What the stream's reader knows of thinning.
    pub(super) told_thin: bool,
    /// The end of what is still to come while going backwards. `None` until the first group was read.
    pub(super) before: Option<MediaTime>,
    last_tick: Option<MediaTime>,
    /// Samples were left out: the next one to be delivered has to stand alone.
    resuming: bool,
    /// Nothing that ends before this is wanted: another stream was there when this one's silence ended.
    not_before: Option<MediaTime>,
    /// The key frame with which the pictures came back. Those that are shown before it need the ones left out.
    resumed_at: Option<MediaTime>,
}

impl Passage {
    /// The source starts anew somewhere.
    pub(super) fn restart(&mut self) {
        *self = Self {
            told_thin: self.told_thin,
            ..Self::default()
        };
    }

    /// The source goes on at `position`, no longer leaving samples out.
    pub(super) fn resume(&mut self, position: MediaTime, is_video: bool) {
        self.resuming = true;
        self.not_before = (!is_video).then_some(position);
        self.last_tick = None;
    }

    pub(super) fn tick(&mut self, position: MediaTime) -> Next {
        let far = |last: MediaTime| position - last >= TICK || last - position >= TICK;
        if self.last_tick.is_none_or(far) {
            self.last_tick = Some(position);
            Next::Tick(position)
        } else {
            Next::Wait
        }
    }

    /// Whether a sample is delivered at this pace.
    pub(super) fn admits(&mut self, sample: &Sample, pace: Pace, is_video: bool) -> bool {
        if pace.is_reverse() {
            return true;
        }
        let clean = sample.flags.clean_point || !is_video;
        if pace.thin {
            return clean;
        }
        if self.resuming {
            let early = |from| sample.end().or(sample.time).is_some_and(|end| end <= from);
            if !clean || self.not_before.is_some_and(early) {
                return false;
            }
            self.resuming = false;
            self.resumed_at = sample.time.filter(|_| is_video);
            return true;
        }
        if self.resumed_at.is_some() {
            if sample.time < self.resumed_at {
                return false;
            }
            self.resumed_at = None;
        }
        true
    }
}
