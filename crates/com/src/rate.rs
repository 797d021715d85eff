//! `IMFRateControl` and `IMFRateSupport`, for whatever has a rate.

use std::sync::Arc;

use openmf_core::{Error, MediaSource, RateDirection, RateRefused, RateSupport, codes};
use openmf_runtime::SessionDriver;
use windows_core::{BOOL, implement};

use crate::bindings::{IMFRateControl, IMFRateSupport, MFRATE_DIRECTION};
use crate::convert::{code, fail};
use crate::edge::Live;

type Result<T> = windows_core::Result<T>;

/// What has a rate.
pub(crate) trait Rates: Send + Sync {
    fn set(&self, thin: bool, rate: f32) -> openmf_core::Result<()>;
    fn get(&self) -> openmf_core::Result<(bool, f32)>;
    /// Answers a question about the rates.
    fn ask(&self, question: &mut dyn FnMut(&dyn RateSupport)) -> openmf_core::Result<()>;
}

impl Rates for SessionDriver {
    fn set(&self, thin: bool, rate: f32) -> openmf_core::Result<()> {
        self.set_rate(thin, rate).map(drop)
    }

    fn get(&self) -> openmf_core::Result<(bool, f32)> {
        self.rate().map(|rate| (rate.thin, rate.rate))
    }

    fn ask(&self, question: &mut dyn FnMut(&dyn RateSupport)) -> openmf_core::Result<()> {
        question(&self.rate_support()?);
        Ok(())
    }
}

/// The rate of a source.
pub(crate) struct SourceRates(pub(crate) Arc<dyn MediaSource>);

impl Rates for SourceRates {
    fn set(&self, thin: bool, rate: f32) -> openmf_core::Result<()> {
        self.0.rate_control().ok_or_else(none)?.set_rate(thin, rate)
    }

    fn get(&self) -> openmf_core::Result<(bool, f32)> {
        Ok(self.0.rate_control().ok_or_else(none)?.rate())
    }

    fn ask(&self, question: &mut dyn FnMut(&dyn RateSupport)) -> openmf_core::Result<()> {
        question(self.0.rate_control().ok_or_else(none)?);
        Ok(())
    }
}

fn none() -> Error {
    Error::UnsupportedService {
        service: openmf_core::guids::MF_RATE_CONTROL_SERVICE,
    }
}

pub(crate) fn set(rates: &dyn Rates, thin: BOOL, rate: f32) -> Result<()> {
    rates.set(thin.as_bool(), rate).map_err(fail)
}

/// # Safety
/// The pointers are NULL or writable.
pub(crate) unsafe fn get(rates: &dyn Rates, thin: *mut BOOL, rate: *mut f32) -> Result<()> {
    // Observed: the thin flag may be NULL, the rate may not.
    if rate.is_null() {
        return Err(code(codes::E_POINTER));
    }
    let (is_thin, now) = rates.get().map_err(fail)?;
    // SAFETY: not NULL, or checked within; otherwise by the caller's promise.
    unsafe {
        if !thin.is_null() {
            thin.write(is_thin.into());
        }
        rate.write(now);
    }
    Ok(())
}

fn direction(number: MFRATE_DIRECTION) -> RateDirection {
    if number == 0 {
        RateDirection::Forward
    } else {
        RateDirection::Reverse
    }
}

pub(crate) fn bound(rates: &dyn Rates, slowest: bool, way: MFRATE_DIRECTION, thin: BOOL) -> Result<f32> {
    let mut answer = Err(Error::Aborted);
    rates
        .ask(&mut |support| {
            answer = if slowest {
                support.slowest_rate(direction(way), thin.as_bool())
            } else {
                support.fastest_rate(direction(way), thin.as_bool())
            };
        })
        .map_err(fail)?;
    answer.map_err(fail)
}

/// # Safety
/// `nearest` is NULL or writable.
pub(crate) unsafe fn supported(rates: &dyn Rates, thin: BOOL, rate: f32, nearest: *mut f32) -> Result<()> {
    let mut answer = Ok(());
    rates
        .ask(&mut |support| answer = support.is_rate_supported(thin.as_bool(), rate))
        .map_err(fail)?;
    let near = match &answer {
        Ok(()) => Some(rate),
        Err(RateRefused { nearest, .. }) => *nearest,
    };
    if let Some(near) = near.filter(|_| !nearest.is_null()) {
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { nearest.write(near) };
    }
    answer.map_err(|refused| fail(refused.error))
}

/// Implements both interfaces for an object with a method `rates`.
macro_rules! rates_of {
    ($object:ty) => {
        impl crate::bindings::IMFRateControl_Impl for $object {
            fn SetRate(&self, thin: windows_core::BOOL, rate: f32) -> windows_core::Result<()> {
                crate::rate::set(self.rates(), thin, rate)
            }
            fn GetRate(&self, thin: *mut windows_core::BOOL, rate: *mut f32) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::rate::get(self.rates(), thin, rate) }
            }
        }
        impl crate::bindings::IMFRateSupport_Impl for $object {
            fn GetSlowestRate(
                &self,
                direction: crate::bindings::MFRATE_DIRECTION,
                thin: windows_core::BOOL,
            ) -> windows_core::Result<f32> {
                crate::rate::bound(self.rates(), true, direction, thin)
            }
            fn GetFastestRate(
                &self,
                direction: crate::bindings::MFRATE_DIRECTION,
                thin: windows_core::BOOL,
            ) -> windows_core::Result<f32> {
                crate::rate::bound(self.rates(), false, direction, thin)
            }
            fn IsRateSupported(
                &self,
                thin: windows_core::BOOL,
                rate: f32,
                nearest: *mut f32,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::rate::supported(self.rates(), thin, rate, nearest) }
            }
        }
    };
}
pub(crate) use rates_of;

/// The rate of a component, as a service.
#[implement(IMFRateControl, IMFRateSupport)]
pub(crate) struct RateObject {
    rates: Box<dyn Rates>,
    _live: Live,
}

impl RateObject {
    pub(crate) fn create(rates: impl Rates + 'static) -> IMFRateControl {
        Self {
            rates: Box::new(rates),
            _live: Live::new(),
        }
        .into()
    }

    fn rates(&self) -> &dyn Rates {
        &*self.rates
    }
}

rates_of!(RateObject_Impl);
