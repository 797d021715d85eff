use std::collections::VecDeque;

use openmf_core::{AUDIBLE_RATES, PresentationTime, TimeSpan};

/// Samples that were made for a former rate may come for so long after a change.
const LAG: TimeSpan = TimeSpan::from_millis(500);
/// By how much the length of a sample may differ from what its rate makes of its duration.
const TOLERANCE: f32 = 0.2;

/// Which frame of the device is which presentation time.
///
/// A sample that was stretched keeps its time and its duration, and has as many frames fewer or more as its rate says.
/// So the time follows what is really heard: after a change of the rate it runs at the former one until the sound that
/// was made for that has been played, and there is neither a gap nor a jump.
#[derive(Debug)]
pub(super) struct TimeMap {
    /// Each from its frame on; never empty.
    segments: VecDeque<Segment>,
    /// The clock's rate.
    rate: f32,
    /// The rate before it, and up to when there may be samples of it.
    former: Option<(f32, PresentationTime)>,
}

#[derive(Clone, Copy, Debug)]
struct Segment {
    frame: u64,
    time: PresentationTime,
    rate: f32,
}

impl TimeMap {
    pub(super) fn new() -> Self {
        let mut map = Self {
            segments: VecDeque::new(),
            rate: 1.0,
            former: None,
        };
        map.rebase(0, PresentationTime::ZERO);
        map
    }

    /// Starts a new count.
    pub(super) fn rebase(&mut self, frame: u64, time: PresentationTime) {
        let rate = self.rate;
        self.former = None;
        self.segments.clear();
        self.segments.push_back(Segment { frame, time, rate });
    }

    pub(super) fn rate(&self) -> f32 {
        self.rate
    }

    /// The rate from now on; [`TimeMap::rebase`] follows.
    pub(super) fn set_rate(&mut self, rate: f32) {
        self.rate = rate;
    }

    /// The rate for what comes after the sound up to `until`, which is there already.
    pub(super) fn set_next_rate(&mut self, rate: f32, until: PresentationTime) {
        self.former = Some((self.rate, until + LAG));
        self.rate = rate;
    }

    /// Whether nothing is heard: too fast or too slow to be stretched, backwards, or at a standstill.
    pub(super) fn is_silent(&self) -> bool {
        !is_audible(self.rate)
    }

    /// The time at a frame.
    pub(super) fn time_at(&self, frame: u64, hz: u32) -> PresentationTime {
        let segments = self.segments.iter().rev();
        let found = segments.clone().find(|segment| segment.frame <= frame);
        let Some(segment) = found.or(self.segments.front()) else {
            return PresentationTime::ZERO;
        };
        let span = TimeSpan::from_frames(frame.saturating_sub(segment.frame), hz);
        segment.time + scaled(span, segment.rate)
    }

    /// From this frame, behind all that was placed, the time runs at this rate.
    pub(super) fn go_on_at(&mut self, frame: u64, rate: f32, hz: u32) {
        let time = self.time_at(frame, hz);
        if self.segments.back().is_some_and(|last| last.rate != rate) {
            self.segments.push_back(Segment { frame, time, rate });
        }
    }

    /// From this frame, behind all that was placed, this time and what follows is heard at this rate.
    pub(super) fn place(&mut self, frame: u64, time: PresentationTime, rate: f32) {
        while self.segments.len() > 1 && self.segments.back().is_some_and(|last| last.frame >= frame) {
            self.segments.pop_back();
        }
        self.segments.push_back(Segment { frame, time, rate });
    }

    /// The frame at which a time is heard, as far as is known; at a rate at which something is heard.
    pub(super) fn frame_at(&self, time: PresentationTime, hz: u32) -> u64 {
        let mut segments = self.segments.iter().rev();
        let found = segments.find(|segment| segment.time <= time);
        let Some(segment) = found.or(self.segments.front()) else {
            return 0;
        };
        let frames = frames_for(time - segment.time, segment.rate, hz);
        segment.frame.saturating_add_signed(frames)
    }

    /// Nothing is placed from this frame on.
    pub(super) fn cut(&mut self, frame: u64) {
        while self.segments.len() > 1 && self.segments.back().is_some_and(|last| last.frame > frame) {
            self.segments.pop_back();
        }
    }

    /// What was heard is not asked for any more.
    pub(super) fn forget_before(&mut self, frame: u64) {
        while self.segments.get(1).is_some_and(|next| next.frame <= frame) {
            self.segments.pop_front();
        }
    }

    /// The rate for which a sample was made; `None` if it is none at which the time runs, so that it cannot be heard.
    pub(super) fn rate_of(
        &self,
        time: PresentationTime,
        duration: Option<TimeSpan>,
        frames: u64,
        hz: u32,
    ) -> Option<f32> {
        let former = self
            .former
            .filter(|(_, until)| time < *until)
            .map(|(rate, _)| rate);
        if self.rate == 1.0 && former.is_none() {
            return Some(1.0);
        }
        let own = TimeSpan::from_frames(frames, hz);
        let span = duration.unwrap_or(own);
        if own <= TimeSpan::ZERO {
            return Some(self.rate);
        }
        let made_for = span.as_100ns() as f32 / own.as_100ns() as f32;
        let off = |rate: f32| (made_for / rate - 1.0).abs();
        let candidates = [Some(self.rate), former];
        candidates
            .into_iter()
            .flatten()
            .min_by(|a, b| off(*a).total_cmp(&off(*b)))
            .filter(|rate| off(*rate) <= TOLERANCE)
    }
}

/// Whether sound is heard at a rate.
pub(super) fn is_audible(rate: f32) -> bool {
    AUDIBLE_RATES.contains(&rate)
}

/// How many frames play for a span of presentation time; negative for a negative one.
pub(super) fn frames_for(span: TimeSpan, rate: f32, hz: u32) -> i64 {
    let span = if rate == 1.0 {
        span
    } else {
        TimeSpan::from_100ns((span.as_100ns() as f64 / f64::from(rate)) as i64)
    };
    match span.as_100ns() {
        0.. => span.to_frames(hz) as i64,
        _ => -((-span).to_frames(hz) as i64),
    }
}

/// What a span is at a rate.
pub(super) fn scaled(span: TimeSpan, rate: f32) -> TimeSpan {
    if rate == 1.0 {
        return span;
    }
    TimeSpan::from_100ns((span.as_100ns() as f64 * f64::from(rate)).round() as i64)
}
