//! Rates and frame steps, as the user and scripts ask for them.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use openmf::{Error, PresentationTime, RateDirection, RateSupport, SessionState};

use super::run::Run;

/// How fast it is to play, and where it stands while it is stepped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rating {
    /// The rate that was asked for, which each file starts at and to which stepping returns.
    pub(super) wanted: f32,
    /// The frame that is shown while the rate is 0.
    pub(super) shown: Option<PresentationTime>,
}

impl Run<'_> {
    /// The rate that holds.
    pub(super) fn rate(&self) -> f32 {
        self.session.rate().map_or(1.0, |rate| rate.rate)
    }

    pub(super) fn position(&self) -> PresentationTime {
        let shown = self.rating.shown.filter(|_| self.rate() == 0.0);
        shown.unwrap_or_else(|| self.clock_position())
    }

    /// Gives the file that is about to start the rate that is wanted.
    pub(super) fn begin_rate(&mut self) {
        self.rating.shown = None;
        if self.rate() != self.rating.wanted {
            self.set_rate(self.rating.wanted);
        }
    }

    /// Twice as fast, or half as fast, as far as the file allows.
    pub(super) fn scale_rate(&mut self, factor: f32) {
        let rate = self.rate();
        let Ok(support) = self.session.rate_support() else {
            return;
        };
        let direction = RateDirection::of(rate);
        let ranges = [false, true].map(|thin| support.range(direction, thin).ok());
        let bounds = ranges.into_iter().flatten();
        let slowest = bounds.clone().map(|range| range.slowest).reduce(f32::min);
        let fastest = bounds.map(|range| range.fastest).reduce(f32::max);
        let (Some(slowest), Some(fastest)) = (slowest, fastest) else {
            return;
        };
        let wanted = (rate.abs() * factor).clamp(slowest.max(SLOWEST), fastest.min(FASTEST));
        if rate != 0.0 && wanted != rate.abs() {
            self.change_rate(wanted.copysign(rate));
        }
    }

    /// Changes the rate from whatever holds: through a pause to and from 0, through a stop to and from backwards.
    pub(super) fn change_rate(&mut self, rate: f32) {
        let (former, state, position) = (self.rate(), self.session.state(), self.position());
        let moves = matches!(state, SessionState::Started | SessionState::Paused);
        let plays = state == SessionState::Started && former != 0.0;
        if !moves || former.signum() == rate.signum() && former != 0.0 && rate != 0.0 {
            self.set_rate(rate);
        } else if former < 0.0 || rate < 0.0 {
            self.command(|session| session.stop());
            self.set_rate(rate);
            self.seek(position);
            if !plays && rate != 0.0 {
                self.pause();
            }
        } else {
            if state == SessionState::Started {
                self.pause();
            }
            self.set_rate(rate);
            if rate != 0.0 && former == 0.0 {
                self.resume();
            }
        }
        if rate != 0.0 {
            self.rating.wanted = rate;
        }
    }

    /// Shows the next frame, or the one before.
    pub(super) fn step(&mut self, back: bool) {
        let state = self.session.state();
        if !matches!(state, SessionState::Started | SessionState::Paused) {
            return;
        }
        if self.rate() != 0.0 {
            let (position, reverse) = (self.clock_position(), self.rate() < 0.0);
            self.change_rate(0.0);
            // Which frame is on the screen is known when it has been shown while the clock stands still.
            if back && !reverse {
                self.seek(position);
            }
        }
        self.command(|session| session.step(back));
    }

    /// Plays on from the frame that is shown.
    pub(super) fn leave_steps(&mut self) {
        let rate = if self.rating.wanted > 0.0 {
            self.rating.wanted
        } else {
            1.0
        };
        self.change_rate(rate);
    }

    /// Whole where that is possible, else key frames alone.
    fn set_rate(&mut self, rate: f32) {
        let whole = self.session.rate_support().is_ok_and(|support| {
            support.is_rate_supported(false, rate).is_ok() || support.is_rate_supported(true, rate).is_err()
        });
        let mut completion = self.session.set_rate(!whole, rate);
        // It completes by its event, unless it was refused at once. What follows it is behind it in the session's queue.
        if let Poll::Ready(Err(error)) =
            Pin::new(&mut completion).poll(&mut Context::from_waker(Waker::noop()))
        {
            self.rate_refused(&error);
        }
    }

    fn rate_refused(&mut self, error: &Error) {
        self.rating.wanted = 1.0;
        self.tell_refused(error);
    }
}

/// What the keys reach.
const SLOWEST: f32 = 0.0625;
const FASTEST: f32 = 64.0;
