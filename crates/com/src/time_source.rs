//! `IMFPresentationTimeSource`: the system's, and that of a session.

use std::sync::{Arc, Mutex, PoisonError};

use openmf_clock::SystemTimeSource;
use openmf_core::{ClockState, Error, HostClock, PresentationClock, PresentationTimeSource, codes};
use windows_core::{Interface, implement};

use crate::bindings::{
    IMFClock, IMFClock_Impl, IMFClockStateSink, IMFClockStateSink_Impl, IMFPresentationTimeSource,
    IMFPresentationTimeSource_Impl, MFCLOCK_PROPERTIES, MFCLOCK_STATE, MFTIME,
};
use crate::clock::{CHARACTERISTICS, clock_start, host_time, properties, state_number, write_times};
use crate::convert::{code, fail};
use crate::edge::Live;
use crate::identity::{self, Kind, Registration};
use crate::neighbours;

type Result<T> = windows_core::Result<T>;

/// A time source to an application.
#[implement(IMFPresentationTimeSource, IMFClockStateSink)]
struct TimeSourceObject {
    source: Arc<dyn PresentationTimeSource>,
    led: Led,
}

/// Who starts and stops a time source.
enum Led {
    /// Whoever calls: it is a clock by itself, and follows what it is told.
    Freely { state: Mutex<ClockState>, _live: Live },
    /// Its session alone; others read it.
    BySession {
        clock: Arc<dyn PresentationClock>,
        _registration: Registration,
    },
}

/// `MFCreateSystemTimeSource`.
///
/// # Errors
/// None in practice.
pub(crate) fn system() -> Result<IMFPresentationTimeSource> {
    let host: Arc<dyn HostClock> = Arc::new(neighbours::pool());
    Ok(TimeSourceObject {
        source: Arc::new(SystemTimeSource::new(host)),
        led: Led::Freely {
            state: Mutex::new(ClockState::Invalid),
            _live: Live::new(),
        },
    }
    .into())
}

/// The COM object of what gives a session's clock its time: the application's own, if it is.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn of_session(
    source: &Arc<dyn PresentationTimeSource>,
    clock: &Arc<dyn PresentationClock>,
) -> Result<IMFPresentationTimeSource> {
    identity::outward(Kind::TimeSource, identity::address(source), |registration| {
        let object: IMFPresentationTimeSource = TimeSourceObject {
            source: Arc::clone(source),
            led: Led::BySession {
                clock: Arc::clone(clock),
                _registration: registration,
            },
        }
        .into();
        object.into()
    })
    .cast()
}

impl TimeSourceObject {
    /// # Errors
    /// `MF_E_INVALIDREQUEST`: the source is a session's. Whatever the source answers.
    fn tell(
        &self,
        to: Option<ClockState>,
        tell: impl FnOnce(&dyn PresentationTimeSource) -> openmf_core::Result<()>,
    ) -> Result<()> {
        let Led::Freely { state, .. } = &self.led else {
            return Err(fail(Error::invalid_request(
                "the time source is its session's, which starts and stops it",
            )));
        };
        let told = tell(&*self.source);
        if let Some(to) = to {
            *state.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
        told.map_err(fail)
    }
}

impl IMFClock_Impl for TimeSourceObject_Impl {
    fn GetClockCharacteristics(&self) -> Result<u32> {
        Ok(CHARACTERISTICS)
    }

    fn GetCorrelatedTime(&self, _reserved: u32, time: *mut i64, system: *mut MFTIME) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { write_times(self.source.correlated_time(), time, system) }
    }

    fn GetContinuityKey(&self) -> Result<u32> {
        Ok(0)
    }

    fn GetState(&self, _reserved: u32) -> Result<MFCLOCK_STATE> {
        Ok(state_number(match &self.led {
            Led::Freely { state, .. } => *state.lock().unwrap_or_else(PoisonError::into_inner),
            Led::BySession { clock, .. } => clock.state(),
        }))
    }

    fn GetProperties(&self, result: *mut MFCLOCK_PROPERTIES) -> Result<()> {
        if result.is_null() {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: not NULL, so writable: the interface's caller gives a pointer as the method documents it.
        unsafe { result.write(properties()) };
        Ok(())
    }
}

impl IMFPresentationTimeSource_Impl for TimeSourceObject_Impl {
    fn GetUnderlyingClock(&self) -> Result<IMFClock> {
        Err(code(codes::MF_E_NO_CLOCK))
    }
}

impl IMFClockStateSink_Impl for TimeSourceObject_Impl {
    fn OnClockStart(&self, system: MFTIME, offset: i64) -> Result<()> {
        self.tell(Some(ClockState::Running), |source| {
            source.on_clock_start(host_time(system), clock_start(offset))
        })
    }

    fn OnClockStop(&self, system: MFTIME) -> Result<()> {
        self.tell(Some(ClockState::Stopped), |source| {
            source.on_clock_stop(host_time(system))
        })
    }

    fn OnClockPause(&self, system: MFTIME) -> Result<()> {
        self.tell(Some(ClockState::Paused), |source| {
            source.on_clock_pause(host_time(system))
        })
    }

    fn OnClockRestart(&self, system: MFTIME) -> Result<()> {
        self.tell(Some(ClockState::Running), |source| {
            source.on_clock_restart(host_time(system))
        })
    }

    fn OnClockSetRate(&self, system: MFTIME, rate: f32) -> Result<()> {
        self.tell(None, |source| source.on_clock_set_rate(host_time(system), rate))
    }
}
