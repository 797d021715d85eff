use std::ops::RangeInclusive;

use crate::{Error, Result};

/// The rates at which sound is heard. At others than 1.0 it is stretched, so that it keeps its pitch; outside, backwards
/// and while scrubbing it is silent.
pub const AUDIBLE_RATES: RangeInclusive<f32> = 0.25..=4.0;

/// Which way a presentation plays (`MFRATE_DIRECTION`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateDirection {
    /// `MFRATE_FORWARD`.
    Forward,
    /// `MFRATE_REVERSE`.
    Reverse,
}

impl RateDirection {
    /// The direction of a rate. Zero, which scrubs, counts as forward.
    pub fn of(rate: f32) -> Self {
        if rate < 0.0 { Self::Reverse } else { Self::Forward }
    }
}

/// A rate that is refused, and the nearest one that is not.
#[derive(Clone, Debug)]
pub struct RateRefused {
    /// Why.
    pub error: Error,
    /// The nearest supported rate, if there is any.
    pub nearest: Option<f32>,
}

/// At which rates a component works (`IMFRateSupport`). 1.0 is normal, negative plays backwards, 0 scrubs.
///
/// *Thinned* playback delivers key frames only. What a component does not say limits the session: a source without
/// rate support plays at 1.0 alone, a transform without it takes every forward rate and plays backwards thinned only,
/// a sink without it plays at 1.0 alone unless it is rateless.
pub trait RateSupport: Send + Sync {
    /// The rate nearest to zero. A bound: zero itself may still be refused. Negative for [`RateDirection::Reverse`].
    ///
    /// # Errors
    /// - [`Error::ReverseUnsupported`]: it does not play backwards.
    /// - [`Error::ThinningUnsupported`]: it does not thin.
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32>;

    /// The rate farthest from zero. Negative for [`RateDirection::Reverse`].
    ///
    /// # Errors
    /// - [`Error::ReverseUnsupported`]: it does not play backwards.
    /// - [`Error::ThinningUnsupported`]: it does not thin.
    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32>;

    /// Whether it works at this rate.
    ///
    /// # Errors
    /// [`RateRefused`], whose error is [`Error::ReverseUnsupported`], [`Error::ThinningUnsupported`] or
    /// [`Error::UnsupportedRate`].
    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused>;
}

/// Sets the rate of a source or a transform (`IMFRateControl`).
pub trait RateControl: RateSupport {
    /// Sets the rate. A source completes by its event `SourceRateChanged`; its samples keep their stamps whatever the
    /// rate. At a negative rate it delivers decreasing stamps, when thinned key frames alone, and
    /// [`crate::StreamItem::ThinMode`] marks in each stream where thinning begins and ends.
    ///
    /// # Errors
    /// - [`Error::ReverseUnsupported`], [`Error::ThinningUnsupported`], [`Error::UnsupportedRate`]: as
    ///   [`RateSupport::is_rate_supported`].
    /// - [`Error::UnsupportedRateTransition`]: not in this state.
    /// - [`Error::Shutdown`]: it was shut down.
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()>;

    /// Whether it thins, and the rate. `(false, 1.0)` at the beginning.
    fn rate(&self) -> (bool, f32);

    /// Whether a source that plays backwards with every sample delivers groups of pictures, each in the order in which
    /// it is decoded, the last group first, to whoever reads its streams directly. A group begins with a clean point that
    /// is earlier than the one before it, and may go on with samples of the next group that its own last pictures need.
    /// So any decoder can play it backwards. Default: no.
    fn delivers_groups(&self) -> bool {
        false
    }
}

/// A range of rates in one direction, as distances from zero, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateRange {
    /// The rate nearest to zero.
    pub slowest: f32,
    /// The rate farthest from zero.
    pub fastest: f32,
}

impl RateRange {
    /// Every rate in one direction.
    pub const ALL: Self = Self {
        slowest: 0.0,
        fastest: f32::MAX,
    };

    fn and(self, other: Self) -> Option<Self> {
        let both = Self {
            slowest: self.slowest.max(other.slowest),
            fastest: self.fastest.min(other.fastest),
        };
        (both.slowest <= both.fastest).then_some(both)
    }
}

/// The rates at which something plays, in one of the two ways: with every sample, or thinned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateModes {
    /// Forward; zero is not meant.
    pub forward: Option<RateRange>,
    /// Backwards.
    pub reverse: Option<RateRange>,
    /// Rate 0.
    pub scrub: bool,
}

impl RateModes {
    /// None at all.
    pub const NONE: Self = Self {
        forward: None,
        reverse: None,
        scrub: false,
    };
    /// Every rate.
    pub const ALL: Self = Self {
        forward: Some(RateRange::ALL),
        reverse: Some(RateRange::ALL),
        scrub: true,
    };

    fn and(self, other: Self) -> Self {
        let both = |one: Option<RateRange>, other: Option<RateRange>| one?.and(other?);
        Self {
            forward: both(self.forward, other.forward),
            reverse: both(self.reverse, other.reverse),
            scrub: self.scrub && other.scrub,
        }
    }

    fn range(&self, direction: RateDirection) -> Option<RateRange> {
        match direction {
            RateDirection::Forward => self.forward,
            RateDirection::Reverse => self.reverse,
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::NONE
    }

    fn supports(&self, rate: f32) -> bool {
        if rate == 0.0 {
            return self.scrub;
        }
        self.range(RateDirection::of(rate))
            .is_some_and(|range| (range.slowest..=range.fastest).contains(&rate.abs()))
    }

    fn nearest(&self, rate: f32) -> Option<f32> {
        let forward = self.forward.map(|range| rate.clamp(range.slowest, range.fastest));
        let reverse = self
            .reverse
            .map(|range| rate.clamp(-range.fastest, -range.slowest));
        let scrub = self.scrub.then_some(0.0);
        let all = [forward, reverse, scrub].into_iter().flatten();
        // A range may reach to zero where zero itself is not supported.
        all.filter(|near| self.supports(*near))
            .min_by(|a, b| (a - rate).abs().total_cmp(&(b - rate).abs()))
    }
}

/// At which rates something works, as a value: what a component says, or the rates that several have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateBounds {
    /// With every sample.
    pub whole: RateModes,
    /// With key frames alone.
    pub thinned: RateModes,
}

impl RateBounds {
    /// 1.0 alone, as of a source or sink that says nothing.
    pub const NORMAL: Self = Self {
        whole: RateModes {
            forward: Some(RateRange {
                slowest: 1.0,
                fastest: 1.0,
            }),
            ..RateModes::NONE
        },
        thinned: RateModes::NONE,
    };
    /// Every rate, thinned or not.
    pub const ALL: Self = Self {
        whole: RateModes::ALL,
        thinned: RateModes::ALL,
    };
    /// Every forward rate, and backwards thinned only, as of a transform that says nothing.
    pub const PLAIN_TRANSFORM: Self = Self {
        whole: RateModes {
            reverse: None,
            ..RateModes::ALL
        },
        thinned: RateModes::ALL,
    };

    /// What a component says.
    pub fn of(component: &dyn RateSupport) -> Self {
        let modes = |thin| {
            let range = |direction| {
                let slowest = component.slowest_rate(direction, thin).ok()?.abs();
                let fastest = component.fastest_rate(direction, thin).ok()?.abs();
                // Also sorts out numbers that are none.
                (slowest <= fastest).then_some(RateRange { slowest, fastest })
            };
            RateModes {
                forward: range(RateDirection::Forward),
                reverse: range(RateDirection::Reverse),
                scrub: component.is_rate_supported(thin, 0.0).is_ok(),
            }
        };
        Self {
            whole: modes(false),
            thinned: modes(true),
        }
    }

    /// The rates that both have.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            whole: self.whole.and(other.whole),
            thinned: self.thinned.and(other.thinned),
        }
    }

    /// The range in one direction.
    ///
    /// # Errors
    /// - [`Error::ReverseUnsupported`]: backwards, and it does not play backwards in this way.
    /// - [`Error::ThinningUnsupported`]: it does not thin.
    /// - [`Error::UnsupportedRate`]: no rate at all is common to those it was made of.
    pub fn range(&self, direction: RateDirection, thin: bool) -> Result<RateRange> {
        self.modes(thin)
            .range(direction)
            .ok_or_else(|| self.refusal(direction, thin, 1.0))
    }

    fn modes(&self, thin: bool) -> &RateModes {
        if thin { &self.thinned } else { &self.whole }
    }

    fn refusal(&self, direction: RateDirection, thin: bool, rate: f32) -> Error {
        let modes = self.modes(thin);
        if direction == RateDirection::Reverse && modes.reverse.is_none() {
            let thins = !thin || !modes.is_empty();
            return if thins || self.whole.reverse.is_none() {
                Error::ReverseUnsupported
            } else {
                Error::ThinningUnsupported
            };
        }
        if thin && modes.is_empty() {
            return Error::ThinningUnsupported;
        }
        Error::UnsupportedRate { rate }
    }
}

impl RateSupport for RateBounds {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        let range = self.range(direction, thin)?;
        Ok(signed(range.slowest, direction))
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        let range = self.range(direction, thin)?;
        Ok(signed(range.fastest, direction))
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        let modes = self.modes(thin);
        if modes.supports(rate) {
            return Ok(());
        }
        if !rate.is_finite() {
            let error = Error::UnsupportedRate { rate };
            return Err(RateRefused { error, nearest: None });
        }
        Err(RateRefused {
            error: self.refusal(RateDirection::of(rate), thin, rate),
            nearest: modes.nearest(rate),
        })
    }
}

fn signed(rate: f32, direction: RateDirection) -> f32 {
    match direction {
        RateDirection::Forward => rate,
        RateDirection::Reverse => -rate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    const fn range(slowest: f32, fastest: f32) -> Option<RateRange> {
        Some(RateRange { slowest, fastest })
    }

    /// A source that plays at 0.25 to 4, thinned up to 16, thinned backwards up to 16, and scrubs.
    const SOURCE: RateBounds = RateBounds {
        whole: RateModes {
            forward: range(0.25, 4.0),
            reverse: None,
            scrub: true,
        },
        thinned: RateModes {
            forward: range(1.0, 16.0),
            reverse: range(0.5, 16.0),
            scrub: false,
        },
    };

    #[test]
    fn a_refused_rate_has_the_nearest_one_and_the_documented_code() {
        // Source: `IMFRateSupport::IsRateSupported`.
        let table = [
            (SOURCE, false, 1.0, None),
            (SOURCE, false, 0.0, None),
            (SOURCE, false, 0.25, None),
            (SOURCE, true, -16.0, None),
            (
                SOURCE,
                false,
                4.5,
                Some((codes::MF_E_UNSUPPORTED_RATE, Some(4.0))),
            ),
            (
                SOURCE,
                false,
                0.1,
                Some((codes::MF_E_UNSUPPORTED_RATE, Some(0.0))),
            ),
            (
                SOURCE,
                false,
                0.2,
                Some((codes::MF_E_UNSUPPORTED_RATE, Some(0.25))),
            ),
            (
                SOURCE,
                false,
                -1.0,
                Some((codes::MF_E_REVERSE_UNSUPPORTED, Some(0.0))),
            ),
            (
                SOURCE,
                true,
                -0.2,
                Some((codes::MF_E_UNSUPPORTED_RATE, Some(-0.5))),
            ),
            (
                SOURCE,
                true,
                0.0,
                Some((codes::MF_E_UNSUPPORTED_RATE, Some(-0.5))),
            ),
            (
                SOURCE,
                false,
                f32::NAN,
                Some((codes::MF_E_UNSUPPORTED_RATE, None)),
            ),
            (
                SOURCE,
                true,
                f32::INFINITY,
                Some((codes::MF_E_UNSUPPORTED_RATE, None)),
            ),
            (
                RateBounds::NORMAL,
                false,
                2.0,
                Some((codes::MF_E_UNSUPPORTED_RATE, Some(1.0))),
            ),
            (
                RateBounds::NORMAL,
                true,
                1.0,
                Some((codes::MF_E_THINNING_UNSUPPORTED, None)),
            ),
            (
                RateBounds::NORMAL,
                true,
                -1.0,
                Some((codes::MF_E_REVERSE_UNSUPPORTED, None)),
            ),
        ];
        for (bounds, thin, rate, expected) in table {
            let found = bounds.is_rate_supported(thin, rate);
            let found = found
                .err()
                .map(|refused| (refused.error.hresult(), refused.nearest));
            assert_eq!(found, expected, "thin {thin}, rate {rate}");
        }
    }

    #[test]
    fn common_rates_are_those_of_every_component() {
        let both = SOURCE.and(RateBounds::PLAIN_TRANSFORM).and(RateBounds::ALL);
        assert_eq!(both, SOURCE);
        assert_eq!(RateBounds::of(&both), both);
        assert_eq!(both.fastest_rate(RateDirection::Reverse, true).unwrap(), -16.0);
        assert_eq!(
            both.slowest_rate(RateDirection::Reverse, false)
                .unwrap_err()
                .hresult(),
            codes::MF_E_REVERSE_UNSUPPORTED
        );
        assert_eq!(SOURCE.and(RateBounds::NORMAL), RateBounds::NORMAL);
    }
}
