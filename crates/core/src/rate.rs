use crate::{Error, Result};

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
}
