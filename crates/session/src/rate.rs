use openmf_core::{RateBounds, RateDirection};

use crate::presentation::Presentation;
use crate::{Capabilities, SessionState};

/// A rate of playback (`IMFRateControl::GetRate`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Whether key frames alone are delivered.
    pub thin: bool,
    /// 1.0 is normal, 0 scrubs, negative plays backwards.
    pub rate: f32,
}

impl Rate {
    pub(crate) fn is_reverse(self) -> bool {
        RateDirection::of(self.rate) == RateDirection::Reverse
    }
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            thin: false,
            rate: 1.0,
        }
    }
}

/// What a change of rate must not cross while it is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Reverse,
    Zero,
    Forward,
}

impl Sign {
    pub(crate) fn of(rate: f32) -> Self {
        if rate == 0.0 {
            return Self::Zero;
        }
        match RateDirection::of(rate) {
            RateDirection::Forward => Self::Forward,
            RateDirection::Reverse => Self::Reverse,
        }
    }

    /// Source: `IMFRateControl::SetRate`, the table of rate transitions.
    pub(crate) fn may_become(self, to: Self, state: SessionState) -> bool {
        if self == to {
            return true;
        }
        match state {
            SessionState::New | SessionState::Stopped | SessionState::Closed | SessionState::Shutdown => true,
            SessionState::Paused => self != Self::Reverse && to != Self::Reverse,
            SessionState::Started => false,
        }
    }
}

impl Presentation {
    /// The rates that all of its sources, transforms and sinks with a clock have in common.
    ///
    /// What a component does not say: a source plays at 1.0 only, a transform takes every forward rate and plays
    /// backwards thinned only, a sink renders at 1.0 only.
    pub(crate) fn rates(&self) -> RateBounds {
        let shape = &self.shape;
        let sources = shape
            .sources
            .iter()
            .map(|source| source.rates.unwrap_or(RateBounds::NORMAL));
        let transforms = shape.branches.iter().flat_map(|branch| &branch.transform_rates);
        let transforms = transforms.map(|rates| rates.unwrap_or(RateBounds::PLAIN_TRANSFORM));
        let sinks = shape.sinks.iter().filter(|sink| !sink.rateless);
        let sinks = sinks.map(|sink| sink.rates.unwrap_or(RateBounds::NORMAL));
        sources
            .chain(transforms)
            .chain(sinks)
            .fold(RateBounds::ALL, RateBounds::and)
    }
}

impl Capabilities {
    /// The flags of the rates that these bounds have. "Faster than 1.0" for `MFSESSIONCAP_RATE_FORWARD`.
    pub(crate) fn with_rates(mut self, rates: &RateBounds) -> Self {
        let has = |direction, than: f32| {
            [false, true].into_iter().any(|thin| {
                let range = rates.range(direction, thin);
                range.is_ok_and(|range| range.fastest > than)
            })
        };
        self.rate_forward = has(RateDirection::Forward, 1.0);
        self.rate_reverse = has(RateDirection::Reverse, 0.0);
        self
    }

    /// The flags that differ, and those of rates whose details do.
    pub(crate) fn delta_with_rates(self, before: Self, now: &RateBounds, then: &RateBounds) -> Self {
        let mut delta = self.delta(before);
        let differs = |direction| {
            [false, true]
                .into_iter()
                .any(|thin| now.range(direction, thin).ok() != then.range(direction, thin).ok())
        };
        delta.rate_forward |= self.rate_forward && differs(RateDirection::Forward);
        delta.rate_reverse |= self.rate_reverse && differs(RateDirection::Reverse);
        delta
    }
}
