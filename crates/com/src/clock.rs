//! `IMFPresentationClock` and `IMFTimer`.

use std::sync::{Arc, Mutex, PoisonError};

use openmf_clock::{Scheduler, SessionClock};
use openmf_core::{
    ClockStart, ClockState, Error, HostTime, PresentationClock, PresentationTime, RateBounds, RateSupport,
    ShutdownStatus, TICKS_PER_SECOND, TimeSpan, TimerKey, TimerTime, UserObject, codes,
};
use windows_core::{GUID, IUnknown, Interface, Ref, implement};

use crate::bindings::{
    IMFAsyncCallback, IMFAsyncResult, IMFClock_Impl, IMFClockStateSink, IMFPresentationClock,
    IMFPresentationClock_Impl, IMFPresentationTimeSource, IMFRateControl, IMFRateSupport, IMFShutdown,
    IMFShutdown_Impl, IMFTimer, IMFTimer_Impl, MFCLOCK_PROPERTIES, MFCLOCK_STATE, MFSHUTDOWN_STATUS, MFTIME,
};
use crate::convert::{code, fail};
use crate::edge::succeed_with;
use crate::event::missing;
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::inward::Object;
use crate::rate::{Rates, rates_of};
use crate::{async_result, inward, neighbours, platform, time_source, work_items};

type Result<T> = windows_core::Result<T>;

/// A presentation clock as an object.
pub(crate) struct ClockHandle(pub(crate) Arc<dyn PresentationClock>);

/// `PRESENTATION_CURRENT_POSITION`.
const CURRENT_POSITION: i64 = i64::MAX;
/// `MFTIMER_RELATIVE`.
const TIMER_RELATIVE: u32 = 1;
/// `MFCLOCK_CHARACTERISTICS_FLAG_FREQUENCY_10MHZ`, `_IS_SYSTEM_CLOCK`.
pub(crate) const CHARACTERISTICS: u32 = 2 | 4;
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
    let control = SessionClock::asynchronous(scheduler);
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

    /// The time source that the application has set.
    fn own_source(&self) -> Option<IMFPresentationTimeSource> {
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
        match self.own_source() {
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
        let told = self.own_source().is_some_and(|source| {
            // SAFETY: a live object, and a place that is not NULL, so writable by the interface's contract.
            unsafe { source.GetProperties(result) }.is_ok()
        });
        if !told {
            self.clock.time().map_err(fail)?;
            // SAFETY: not NULL, so writable by the interface's contract.
            unsafe { result.write(properties()) };
        }
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
        if let Some(source) = self.own_source() {
            return Ok(source);
        }
        match self.clock.time_source() {
            Some(source) => time_source::of_session(&source, &self.clock),
            None => Err(code(codes::MF_E_CLOCK_NO_TIME_SOURCE)),
        }
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
        self.control()?.start(clock_start(offset)).map_err(fail)
    }

    fn Stop(&self) -> Result<()> {
        self.control()?.stop_unless_refused().map_err(fail)
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
