//! `IMFPresentationClock`, `IMFTimer`, and the system's time source.

use std::sync::{Arc, Mutex, PoisonError};

use openmf_clock::{Scheduler, SessionClock, SystemTimeSource};
use openmf_core::{
    ClockStart, ClockState, Error, HostClock, HostTime, PresentationClock, PresentationTime,
    PresentationTimeSource, RateBounds, RateSupport, ShutdownStatus, TICKS_PER_SECOND, TimeSpan, TimerKey,
    TimerTime, UserObject, codes,
};
use windows_core::{GUID, IUnknown, Interface, Ref, implement};

use crate::bindings::{
    IMFAsyncCallback, IMFAsyncResult, IMFClock, IMFClock_Impl, IMFClockStateSink, IMFClockStateSink_Impl,
    IMFPresentationClock, IMFPresentationClock_Impl, IMFPresentationTimeSource,
    IMFPresentationTimeSource_Impl, IMFRateControl, IMFRateSupport, IMFShutdown, IMFShutdown_Impl, IMFTimer,
    IMFTimer_Impl, MFCLOCK_PROPERTIES, MFCLOCK_STATE, MFSHUTDOWN_STATUS, MFTIME,
};
use crate::convert::{code, fail};
use crate::edge::{Live, succeed_with};
use crate::event::missing;
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::inward::Object;
use crate::rate::{Rates, rates_of};
use crate::{async_result, inward, neighbours, platform, work_items};

type Result<T> = windows_core::Result<T>;

/// A presentation clock as an object.
pub(crate) struct ClockHandle(pub(crate) Arc<dyn PresentationClock>);

/// `PRESENTATION_CURRENT_POSITION`.
const CURRENT_POSITION: i64 = i64::MAX;
/// `MFTIMER_RELATIVE`.
const TIMER_RELATIVE: u32 = 1;
/// `MFCLOCK_CHARACTERISTICS_FLAG_FREQUENCY_10MHZ`, `_IS_SYSTEM_CLOCK`.
const CHARACTERISTICS: u32 = 2 | 4;
/// `MFCLOCK_TOLERANCE_UNKNOWN`.
const TOLERANCE: u32 = 50_000;

#[implement(
    IMFPresentationClock,
    IMFTimer,
    IMFShutdown,
    IMFRateControl,
    IMFRateSupport,
    IOwn
)]
struct ClockObject {
    clock: Arc<dyn PresentationClock>,
    /// Only of a clock that the application made: a session starts and stops its own.
    control: Option<Arc<SessionClock>>,
    rates: ClockRates,
    source: Mutex<Option<IMFPresentationTimeSource>>,
    own: UserObject,
    _registration: Registration,
}

own!(ClockObject_Impl);

/// The COM object of a clock: the same one for the clock's whole life as long as anybody has it.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn to_com(clock: &Arc<dyn PresentationClock>) -> Result<IMFPresentationClock> {
    object(clock, None)
}

fn object(
    clock: &Arc<dyn PresentationClock>,
    control: Option<Arc<SessionClock>>,
) -> Result<IMFPresentationClock> {
    identity::outward(Kind::Clock, identity::address(clock), |registration| {
        let object: IMFPresentationClock = ClockObject {
            own: UserObject::new(ClockHandle(Arc::clone(clock))),
            rates: ClockRates {
                clock: Arc::clone(clock),
                control: control.clone(),
            },
            clock: Arc::clone(clock),
            control,
            source: Mutex::default(),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

/// `MFCreatePresentationClock`.
///
/// # Errors
/// None in practice.
pub(crate) fn create() -> Result<IMFPresentationClock> {
    platform::settle();
    let scheduler: Arc<dyn Scheduler> = Arc::new(neighbours::pool());
    let control = SessionClock::new(scheduler);
    let clock: Arc<dyn PresentationClock> = control.clone();
    object(&clock, Some(control))
}

/// The core's form of somebody's clock.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn to_core(clock: &IMFPresentationClock) -> Result<Arc<dyn PresentationClock>> {
    let unknown: IUnknown = clock.cast()?;
    match identity::inner_of::<ClockHandle>(&unknown) {
        Some(ours) => Ok(Arc::clone(&ours.0)),
        None => inward::clock::adapt(clock),
    }
}

struct ClockRates {
    clock: Arc<dyn PresentationClock>,
    control: Option<Arc<SessionClock>>,
}

impl Rates for ClockRates {
    fn set(&self, _thin: bool, rate: f32) -> openmf_core::Result<()> {
        let control = self.control.as_ref();
        control.ok_or_else(of_session)?.set_rate(rate)
    }

    fn get(&self) -> openmf_core::Result<(bool, f32)> {
        Ok((false, self.clock.rate()))
    }

    fn ask(&self, question: &mut dyn FnMut(&dyn RateSupport)) -> openmf_core::Result<()> {
        question(&RateBounds::ALL);
        Ok(())
    }
}

fn of_session() -> Error {
    Error::invalid_request("the clock is its session's, which starts and stops it")
}

impl ClockObject {
    fn control(&self) -> Result<&Arc<SessionClock>> {
        self.control.as_ref().ok_or_else(|| fail(of_session()))
    }

    fn rates(&self) -> &dyn Rates {
        &self.rates
    }

    fn time_source(&self) -> Option<IMFPresentationTimeSource> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

rates_of!(ClockObject_Impl);

pub(crate) fn state_number(state: ClockState) -> MFCLOCK_STATE {
    match state {
        ClockState::Invalid => 0,
        ClockState::Running => 1,
        ClockState::Stopped => 2,
        ClockState::Paused => 3,
    }
}

pub(crate) fn properties() -> MFCLOCK_PROPERTIES {
    MFCLOCK_PROPERTIES {
        qwCorrelationRate: 0,
        guidClockId: GUID::zeroed(),
        dwClockFlags: 0,
        qwClockFrequency: TICKS_PER_SECOND as u64,
        dwClockTolerance: TOLERANCE,
        dwClockJitter: 1,
    }
}

fn host_units(time: HostTime) -> MFTIME {
    MFTIME(time.as_100ns())
}

/// # Safety
/// The pointers are NULL or writable.
pub(crate) unsafe fn write_times(
    read: openmf_core::Result<(PresentationTime, HostTime)>,
    time: *mut i64,
    system: *mut MFTIME,
) -> Result<()> {
    if time.is_null() || system.is_null() {
        return Err(code(codes::E_POINTER));
    }
    let (now, host) = read.map_err(fail)?;
    // SAFETY: not NULL, so writable by the caller's promise.
    unsafe {
        time.write(now.as_100ns());
        system.write(host_units(host));
    }
    Ok(())
}

impl IMFClock_Impl for ClockObject_Impl {
    fn GetClockCharacteristics(&self) -> Result<u32> {
        match self.time_source() {
            // SAFETY: a live object.
            Some(source) => unsafe { source.GetClockCharacteristics() },
            None => match self.clock.time() {
                Err(error) => Err(fail(error)),
                Ok(_) => Ok(CHARACTERISTICS),
            },
        }
    }

    fn GetCorrelatedTime(&self, _reserved: u32, time: *mut i64, system: *mut MFTIME) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { write_times(self.clock.correlated_time(), time, system) }
    }

    fn GetContinuityKey(&self) -> Result<u32> {
        Ok(self.clock.continuity_key())
    }

    fn GetState(&self, _reserved: u32) -> Result<MFCLOCK_STATE> {
        Ok(state_number(self.clock.state()))
    }

    fn GetProperties(&self, result: *mut MFCLOCK_PROPERTIES) -> Result<()> {
        if result.is_null() {
            return Err(code(codes::E_POINTER));
        }
        self.clock.time().map_err(fail)?;
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe { result.write(properties()) };
        Ok(())
    }
}

impl IMFPresentationClock_Impl for ClockObject_Impl {
    fn SetTimeSource(&self, source: Ref<'_, IMFPresentationTimeSource>) -> Result<()> {
        let source = source.as_ref().ok_or_else(missing)?;
        let core = inward::clock::adapt_time_source(source)?;
        self.control()?.set_time_source(core).map_err(fail)?;
        let mut kept = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let former = kept.replace(source.clone());
        drop(kept);
        drop(former);
        Ok(())
    }

    fn GetTimeSource(&self) -> Result<IMFPresentationTimeSource> {
        self.time_source()
            .ok_or_else(|| code(codes::MF_E_CLOCK_NO_TIME_SOURCE))
    }

    fn GetTime(&self) -> Result<MFTIME> {
        let now = self.clock.time().map_err(fail)?;
        Ok(MFTIME(now.as_100ns()))
    }

    fn AddClockStateSink(&self, sink: Ref<'_, IMFClockStateSink>) -> Result<()> {
        let sink = inward::clock::adapt_state_sink(sink.as_ref().ok_or_else(missing)?)?;
        self.clock.add_state_sink(sink).map_err(fail)
    }

    fn RemoveClockStateSink(&self, sink: Ref<'_, IMFClockStateSink>) -> Result<()> {
        let sink = inward::clock::adapt_state_sink(sink.as_ref().ok_or_else(missing)?)?;
        self.clock.remove_state_sink(&sink).map_err(fail)
    }

    fn Start(&self, offset: i64) -> Result<()> {
        let start = if offset == CURRENT_POSITION {
            ClockStart::Current
        } else {
            ClockStart::At(PresentationTime::from_100ns(offset))
        };
        self.control()?.start(start).map_err(fail)
    }

    fn Stop(&self) -> Result<()> {
        self.control()?.stop().map_err(fail)
    }

    fn Pause(&self) -> Result<()> {
        self.control()?.pause().map_err(fail)
    }
}

/// A timer's callback with the result it gets.
struct Alarm {
    callback: Object<IMFAsyncCallback>,
    result: Object<IMFAsyncResult>,
}

impl Alarm {
    fn ring(self) {
        work_items::complete(&self.result, &self.callback);
    }
}

impl IMFTimer_Impl for ClockObject_Impl {
    fn SetTimer(
        &self,
        flags: u32,
        time: i64,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> Result<IUnknown> {
        let callback = callback.as_ref().ok_or_else(missing)?;
        let alarm = Alarm {
            result: Object::new(async_result::create(None, Some(callback), state.as_ref())),
            callback: Object::new(callback.clone()),
        };
        let at = if flags & TIMER_RELATIVE != 0 {
            TimerTime::After(TimeSpan::from_100ns(time))
        } else {
            TimerTime::At(PresentationTime::from_100ns(time))
        };
        let set = self
            .clock
            .start_timer(at, Box::new(move || alarm.ring()))
            .map_err(fail)?;
        if set.clock_stopped {
            succeed_with(codes::MF_S_CLOCK_STOPPED);
        }
        Ok(identity::opaque(UserObject::new(set.key)))
    }

    fn CancelTimer(&self, key: Ref<'_, IUnknown>) -> Result<()> {
        let key = identity::inner_of::<TimerKey>(key.as_ref().ok_or_else(missing)?).ok_or_else(missing)?;
        self.clock.cancel_timer(*key);
        Ok(())
    }
}

impl IMFShutdown_Impl for ClockObject_Impl {
    fn Shutdown(&self) -> Result<()> {
        let former = self.source.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(former);
        self.control()?.shutdown().map_err(fail)
    }

    fn GetShutdownStatus(&self) -> Result<MFSHUTDOWN_STATUS> {
        match self.clock.shutdown_status().map_err(fail)? {
            ShutdownStatus::Initiated => Ok(0),
            ShutdownStatus::Completed => Ok(1),
        }
    }
}

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
pub(crate) fn system_time_source() -> Result<IMFPresentationTimeSource> {
    let host: Arc<dyn HostClock> = Arc::new(neighbours::pool());
    let source: Arc<dyn PresentationTimeSource> = Arc::new(SystemTimeSource::new(host));
    Ok(SystemTimeSourceObject {
        source,
        state: Mutex::new(ClockState::Invalid),
        _live: Live::new(),
    }
    .into())
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
        if result.is_null() {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe { result.write(properties()) };
        Ok(())
    }
}

impl IMFPresentationTimeSource_Impl for SystemTimeSourceObject_Impl {
    fn GetUnderlyingClock(&self) -> Result<IMFClock> {
        Err(code(codes::MF_E_NO_CLOCK))
    }
}

/// A caller's system time, which counts from the same zero.
pub(crate) fn host_time(system: MFTIME) -> HostTime {
    HostTime::from_100ns(system.0)
}

/// A caller's start offset.
pub(crate) fn clock_start(offset: i64) -> ClockStart {
    if offset == CURRENT_POSITION {
        ClockStart::Current
    } else {
        ClockStart::At(PresentationTime::from_100ns(offset))
    }
}

/// The offset of a start.
pub(crate) fn start_offset(start: ClockStart) -> i64 {
    match start {
        ClockStart::Current => CURRENT_POSITION,
        ClockStart::At(time) => time.as_100ns(),
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
