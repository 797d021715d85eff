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

/// `MFCreateSystemTimeSource`, also a clock by itself: what it is told, it follows.
#[implement(IMFPresentationTimeSource, IMFClockStateSink)]
struct SystemTimeSourceObject {
    source: Arc<dyn PresentationTimeSource>,
    state: Mutex<ClockState>,
    _live: Live,
}

/// `MFCreateSystemTimeSource`.
///
/// # Errors
/// None in practice.
pub(crate) fn system() -> Result<IMFPresentationTimeSource> {
    let host: Arc<dyn HostClock> = Arc::new(neighbours::pool());
    let source: Arc<dyn PresentationTimeSource> = Arc::new(SystemTimeSource::new(host));
    Ok(SystemTimeSourceObject {
        source,
        state: Mutex::new(ClockState::Invalid),
        _live: Live::new(),
    }
    .into())
}

/// # Safety
/// `result` is NULL or writable.
unsafe fn write_properties(result: *mut MFCLOCK_PROPERTIES) -> Result<()> {
    if result.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: not NULL, so writable by the caller's promise.
    unsafe { result.write(properties()) };
    Ok(())
}

impl SystemTimeSourceObject {
    fn to(&self, state: ClockState) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

impl IMFClock_Impl for SystemTimeSourceObject_Impl {
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
        Ok(state_number(
            *self.state.lock().unwrap_or_else(PoisonError::into_inner),
        ))
    }

    fn GetProperties(&self, result: *mut MFCLOCK_PROPERTIES) -> Result<()> {
        // SAFETY: the interface's caller gives a pointer as the method documents it.
        unsafe { write_properties(result) }
    }
}

impl IMFPresentationTimeSource_Impl for SystemTimeSourceObject_Impl {
    fn GetUnderlyingClock(&self) -> Result<IMFClock> {
        Err(code(codes::MF_E_NO_CLOCK))
    }
}

impl IMFClockStateSink_Impl for SystemTimeSourceObject_Impl {
    fn OnClockStart(&self, system: MFTIME, offset: i64) -> Result<()> {
        let told = self.source.on_clock_start(host_time(system), clock_start(offset));
        self.to(ClockState::Running);
        told.map_err(fail)
    }

    fn OnClockStop(&self, system: MFTIME) -> Result<()> {
        let told = self.source.on_clock_stop(host_time(system));
        self.to(ClockState::Stopped);
        told.map_err(fail)
    }

    fn OnClockPause(&self, system: MFTIME) -> Result<()> {
        let told = self.source.on_clock_pause(host_time(system));
        self.to(ClockState::Paused);
        told.map_err(fail)
    }

    fn OnClockRestart(&self, system: MFTIME) -> Result<()> {
        let told = self.source.on_clock_restart(host_time(system));
        self.to(ClockState::Running);
        told.map_err(fail)
    }

    fn OnClockSetRate(&self, system: MFTIME, rate: f32) -> Result<()> {
        self.source
            .on_clock_set_rate(host_time(system), rate)
            .map_err(fail)
    }
}

/// The time source of a session's clock, to be read: the session alone starts and stops it.
#[implement(IMFPresentationTimeSource, IMFClockStateSink)]
struct SessionTimeSource {
    source: Arc<dyn PresentationTimeSource>,
    clock: Arc<dyn PresentationClock>,
    _registration: Registration,
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
        let object: IMFPresentationTimeSource = SessionTimeSource {
            source: Arc::clone(source),
            clock: Arc::clone(clock),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

fn refused() -> windows_core::Error {
    fail(Error::invalid_request(
        "the time source is its session's, which starts and stops it",
    ))
}

impl IMFClock_Impl for SessionTimeSource_Impl {
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
        Ok(state_number(self.clock.state()))
    }

    fn GetProperties(&self, result: *mut MFCLOCK_PROPERTIES) -> Result<()> {
        // SAFETY: the interface's caller gives a pointer as the method documents it.
        unsafe { write_properties(result) }
    }
}

impl IMFPresentationTimeSource_Impl for SessionTimeSource_Impl {
    fn GetUnderlyingClock(&self) -> Result<IMFClock> {
        Err(code(codes::MF_E_NO_CLOCK))
    }
}

impl IMFClockStateSink_Impl for SessionTimeSource_Impl {
    fn OnClockStart(&self, _system: MFTIME, _offset: i64) -> Result<()> {
        Err(refused())
    }

    fn OnClockStop(&self, _system: MFTIME) -> Result<()> {
        Err(refused())
    }

    fn OnClockPause(&self, _system: MFTIME) -> Result<()> {
        Err(refused())
    }

    fn OnClockRestart(&self, _system: MFTIME) -> Result<()> {
        Err(refused())
    }

    fn OnClockSetRate(&self, _system: MFTIME, _rate: f32) -> Result<()> {
        Err(refused())
    }
}
