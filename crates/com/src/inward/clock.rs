//! An application's clock state sinks, time sources and clocks.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use openmf_clock::Scheduler;
use openmf_core::{
    ClockStart, ClockState, ClockStateSink, Error, HostClock, HostTime, PresentationClock, PresentationTime,
    PresentationTimeSource, Result, TICKS_PER_SECOND, TimerKey,
};
use windows_core::{IUnknown, Interface, Ref, implement};

use crate::bindings::{
    IMFAsyncCallback, IMFAsyncCallback_Impl, IMFAsyncResult, IMFClockStateSink, IMFClockStateSink_Impl,
    IMFPresentationClock, IMFPresentationTimeSource, IMFRateControl, IMFTimer, MFCLOCK_PROPERTIES, MFTIME,
};
use crate::clock::{clock_start, host_time, start_offset};
use crate::convert::fail;
use crate::edge::Live;
use crate::identity::{self, Kind};
use crate::inward::{Object, check};
use crate::neighbours;
use crate::sink::SinkHandle;

/// What an application's object is to a clock: told about it, the time source, or both, which is then told once.
struct ForeignClockSink {
    sink: Option<Object<IMFClockStateSink>>,
    source: Option<Object<IMFPresentationTimeSource>>,
}

fn adapt_object(object: &IUnknown) -> windows_core::Result<Arc<ForeignClockSink>> {
    identity::adapter(Kind::StateSink, object, |object| {
        Ok(Arc::new(ForeignClockSink {
            sink: object.cast().ok().map(Object::new),
            source: object.cast().ok().map(Object::new),
        }))
    })
}

/// The object as one that is told about changes of a clock.
///
/// # Errors
/// Whatever it answers to `QueryInterface`.
pub(crate) fn adapt_state_sink(sink: &IMFClockStateSink) -> windows_core::Result<Arc<dyn ClockStateSink>> {
    let object: IUnknown = sink.cast()?;
    if let Some(ours) = identity::inner_of::<SinkHandle>(&object)
        && let Some(sink) = Arc::clone(&ours.0).clock_state_sink()
    {
        return Ok(sink);
    }
    Ok(adapt_object(&object)?)
}

/// The object as a time source.
///
/// # Errors
/// Whatever it answers to `QueryInterface`.
pub(crate) fn adapt_time_source(
    source: &IMFPresentationTimeSource,
) -> windows_core::Result<Arc<dyn PresentationTimeSource>> {
    let object: IUnknown = source.cast()?;
    if let Some(ours) = identity::inner_of::<SinkHandle>(&object)
        && let Some(source) = ours.0.time_source()
    {
        return Ok(source);
    }
    Ok(adapt_object(&object)?)
}

fn system(time: HostTime) -> MFTIME {
    MFTIME(time.as_100ns())
}

impl ClockStateSink for ForeignClockSink {
    fn on_clock_start(&self, host_time: HostTime, start: ClockStart) -> Result<()> {
        match &self.sink {
            // SAFETY: a live object.
            Some(sink) => check(unsafe { sink.OnClockStart(system(host_time), start_offset(start)) }),
            None => Ok(()),
        }
    }

    fn on_clock_stop(&self, host_time: HostTime) -> Result<()> {
        match &self.sink {
            // SAFETY: a live object.
            Some(sink) => check(unsafe { sink.OnClockStop(system(host_time)) }),
            None => Ok(()),
        }
    }

    fn on_clock_pause(&self, host_time: HostTime) -> Result<()> {
        match &self.sink {
            // SAFETY: a live object.
            Some(sink) => check(unsafe { sink.OnClockPause(system(host_time)) }),
            None => Ok(()),
        }
    }

    fn on_clock_restart(&self, host_time: HostTime) -> Result<()> {
        match &self.sink {
            // SAFETY: a live object.
            Some(sink) => check(unsafe { sink.OnClockRestart(system(host_time)) }),
            None => Ok(()),
        }
    }

    fn on_clock_set_rate(&self, host_time: HostTime, rate: f32) -> Result<()> {
        match &self.sink {
            // SAFETY: a live object.
            Some(sink) => check(unsafe { sink.OnClockSetRate(system(host_time), rate) }),
            None => Ok(()),
        }
    }
}

impl PresentationTimeSource for ForeignClockSink {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        let Some(source) = &self.source else {
            return Err(Error::NoTimeSource);
        };
        let (mut time, mut theirs) = (0, MFTIME(0));
        // SAFETY: a live object, and writable locals.
        check(unsafe { source.GetCorrelatedTime(0, &mut time, &mut theirs) })?;
        // Another implementation's system time counts from another zero: the moment of the answer is now.
        Ok((
            PresentationTime::from_100ns(time),
            HostClock::now(&neighbours::pool()),
        ))
    }

    fn frequency(&self) -> Result<u64> {
        let Some(source) = &self.source else {
            return Ok(TICKS_PER_SECOND as u64);
        };
        let mut properties = MFCLOCK_PROPERTIES::default();
        // SAFETY: a live object, and a writable local.
        check(unsafe { source.GetProperties(&mut properties) })?;
        Ok(properties.qwClockFrequency)
    }
}

/// One of the core's sinks as an application's clock sees it.
#[implement(IMFClockStateSink)]
struct StateSinkObject {
    sink: Arc<dyn ClockStateSink>,
    _live: Live,
}

impl IMFClockStateSink_Impl for StateSinkObject_Impl {
    fn OnClockStart(&self, system: MFTIME, offset: i64) -> windows_core::Result<()> {
        self.sink
            .on_clock_start(host_time(system), clock_start(offset))
            .map_err(fail)
    }
    fn OnClockStop(&self, system: MFTIME) -> windows_core::Result<()> {
        self.sink.on_clock_stop(host_time(system)).map_err(fail)
    }
    fn OnClockPause(&self, system: MFTIME) -> windows_core::Result<()> {
        self.sink.on_clock_pause(host_time(system)).map_err(fail)
    }
    fn OnClockRestart(&self, system: MFTIME) -> windows_core::Result<()> {
        self.sink.on_clock_restart(host_time(system)).map_err(fail)
    }
    fn OnClockSetRate(&self, system: MFTIME, rate: f32) -> windows_core::Result<()> {
        self.sink.on_clock_set_rate(host_time(system), rate).map_err(fail)
    }
}

/// A sink of the core, and what stands for it.
type Registered = (Arc<dyn ClockStateSink>, Object<IMFClockStateSink>);

/// Another implementation's clock, for our sinks in its session.
struct ForeignClock {
    clock: Object<IMFPresentationClock>,
    timer: Option<Object<IMFTimer>>,
    rate: Option<Object<IMFRateControl>>,
    sinks: Mutex<Vec<Registered>>,
    timers: Arc<Mutex<HashMap<u64, Set>>>,
    next: AtomicU64,
}

/// A timer that was set, on the clock or on the host.
enum Set {
    /// Its key is not known yet.
    Begun,
    Clock(Object<IUnknown>),
    Host(TimerKey),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The clock in the core's terms.
///
/// # Errors
/// Whatever it answers to `QueryInterface`.
pub(crate) fn adapt(clock: &IMFPresentationClock) -> windows_core::Result<Arc<dyn PresentationClock>> {
    let unknown: IUnknown = clock.cast()?;
    let adapter = identity::adapter(Kind::Clock, &unknown, |unknown| {
        Ok::<_, windows_core::Error>(Arc::new_cyclic(|_: &Weak<ForeignClock>| ForeignClock {
            clock: Object::new(clock.clone()),
            timer: unknown.cast().ok().map(Object::new),
            rate: unknown.cast().ok().map(Object::new),
            sinks: Mutex::default(),
            timers: Arc::default(),
            next: AtomicU64::new(1),
        }))
    })?;
    Ok(adapter)
}

type Work = Box<dyn FnOnce() + Send>;

/// Calls a function once.
#[implement(IMFAsyncCallback)]
struct Once {
    work: Mutex<Option<Work>>,
    _live: Live,
}

impl IMFAsyncCallback_Impl for Once_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> windows_core::Result<()> {
        crate::inward::not_behind_others(flags, queue)
    }

    fn Invoke(&self, _result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        let work = lock(&self.work).take();
        if let Some(work) = work {
            work();
        }
        Ok(())
    }
}

impl ForeignClock {
    /// The number of a timer that is about to be set, and may fire before its key is known.
    fn begin(&self) -> u64 {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        lock(&self.timers).insert(number, Set::Begun);
        number
    }

    /// Notes the key of a timer; gives it back if that has fired, or was cancelled, meanwhile.
    fn note(&self, number: u64, set: Set) -> Option<Set> {
        match lock(&self.timers).get_mut(&number) {
            Some(known) => {
                *known = set;
                None
            }
            None => Some(set),
        }
    }

    fn forget(&self, number: u64) {
        let set = lock(&self.timers).remove(&number);
        drop(set);
    }

    /// The work, which forgets its timer first.
    fn once(&self, number: u64, work: Work) -> Work {
        let timers = Arc::clone(&self.timers);
        Box::new(move || {
            let set = lock(&timers).remove(&number);
            drop(set);
            work();
        })
    }
}

impl PresentationClock for ForeignClock {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        let (mut time, mut theirs) = (0, MFTIME(0));
        // SAFETY: a live object, and writable locals.
        check(unsafe { self.clock.GetCorrelatedTime(0, &mut time, &mut theirs) })?;
        Ok((PresentationTime::from_100ns(time), self.host_time()))
    }

    fn state(&self) -> ClockState {
        // SAFETY: a live object.
        match unsafe { self.clock.GetState(0) } {
            Ok(1) => ClockState::Running,
            Ok(2) => ClockState::Stopped,
            Ok(3) => ClockState::Paused,
            _ => ClockState::Invalid,
        }
    }

    fn rate(&self) -> f32 {
        let mut rate = 1.0;
        if let Some(control) = &self.rate {
            // SAFETY: a live object, and a writable local.
            let _ = unsafe { control.GetRate(std::ptr::null_mut(), &mut rate) };
        }
        rate
    }

    fn host_time(&self) -> HostTime {
        HostClock::now(&neighbours::pool())
    }

    fn add_state_sink(&self, sink: Arc<dyn ClockStateSink>) -> Result<()> {
        let object: IMFClockStateSink = StateSinkObject {
            sink: Arc::clone(&sink),
            _live: Live::new(),
        }
        .into();
        // SAFETY: live objects.
        check(unsafe { self.clock.AddClockStateSink(&object) })?;
        lock(&self.sinks).push((sink, Object::new(object)));
        Ok(())
    }

    fn remove_state_sink(&self, sink: &Arc<dyn ClockStateSink>) -> Result<()> {
        let known = {
            let mut sinks = lock(&self.sinks);
            let at = sinks.iter().position(|(known, _)| Arc::ptr_eq(known, sink));
            at.map(|at| sinks.swap_remove(at))
        };
        let (_, object) =
            known.ok_or_else(|| Error::invalid_argument("the object is not a state sink of this clock"))?;
        // SAFETY: live objects.
        check(unsafe { self.clock.RemoveClockStateSink(&*object) })
    }

    fn set_timer(&self, at: PresentationTime, callback: Work) -> TimerKey {
        let number = self.begin();
        let work = self.once(number, callback);
        let Some(timer) = &self.timer else {
            self.forget(number);
            return TimerKey(number);
        };
        let once: IMFAsyncCallback = Once {
            work: Mutex::new(Some(work)),
            _live: Live::new(),
        }
        .into();
        // SAFETY: live objects.
        match unsafe { timer.SetTimer(0, at.as_100ns(), &once, None) } {
            Ok(key) => {
                let key = Object::new(key);
                if let Some(Set::Clock(key)) = self.note(number, Set::Clock(key)) {
                    // SAFETY: live objects. A timer that has fired cannot be cancelled, which is no fault.
                    let _ = unsafe { timer.CancelTimer(&*key) };
                }
            }
            Err(_) => self.forget(number),
        }
        TimerKey(number)
    }

    fn set_host_timer(&self, at: HostTime, callback: Work) -> TimerKey {
        let number = self.begin();
        let key = neighbours::pool().schedule(at, self.once(number, callback));
        if let Some(Set::Host(key)) = self.note(number, Set::Host(key)) {
            neighbours::pool().cancel(key);
        }
        TimerKey(number)
    }

    fn cancel_timer(&self, key: TimerKey) {
        let set = lock(&self.timers).remove(&key.0);
        match (set, &self.timer) {
            (Some(Set::Clock(key)), Some(timer)) => {
                // SAFETY: live objects. A timer that has fired cannot be cancelled, which is no fault.
                let _ = unsafe { timer.CancelTimer(&*key) };
            }
            (Some(Set::Host(key)), _) => neighbours::pool().cancel(key),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use openmf_core::codes;
    use windows_core::IUnknownImpl;

    use super::*;
    use crate::bindings::IMFTimer_Impl;
    use crate::convert::code;

    /// Calls back before it returns, fails, or does neither; keeps what it was told to cancel.
    #[implement(IMFTimer)]
    struct Hasty {
        fires: bool,
        fails: bool,
        cancelled: Mutex<u32>,
    }

    impl IMFTimer_Impl for Hasty_Impl {
        fn SetTimer(
            &self,
            _flags: u32,
            _time: i64,
            callback: Ref<'_, IMFAsyncCallback>,
            _state: Ref<'_, IUnknown>,
        ) -> windows_core::Result<IUnknown> {
            if self.fails {
                return Err(code(codes::MF_E_CLOCK_NO_TIME_SOURCE));
            }
            if self.fires {
                // SAFETY: a live object.
                let _ = unsafe { callback.as_ref().unwrap().Invoke(None) };
            }
            Ok(self.to_object().to_interface::<IMFTimer>().into())
        }

        fn CancelTimer(&self, _key: Ref<'_, IUnknown>) -> windows_core::Result<()> {
            *lock(&self.cancelled) += 1;
            Ok(())
        }
    }

    #[test]
    fn a_timer_that_fires_at_once_or_never_leaves_nothing_behind() {
        // Whether it fires, fails, and is cancelled: how often it has fired, and what the object was told to cancel.
        let table = [
            (true, false, false, 1, 1),
            (true, false, true, 1, 1),
            (false, true, false, 0, 0),
            (false, false, true, 0, 1),
        ];
        for (fires, fails, cancels, fired, cancelled) in table {
            let timer: IMFTimer = Hasty {
                fires,
                fails,
                cancelled: Mutex::default(),
            }
            .into();
            let clock = ForeignClock {
                // SAFETY: not called; the tables of both begin alike.
                clock: Object::new(unsafe {
                    std::mem::transmute::<IMFTimer, IMFPresentationClock>(timer.clone())
                }),
                timer: Some(Object::new(timer.clone())),
                rate: None,
                sinks: Mutex::default(),
                timers: Arc::default(),
                next: AtomicU64::new(1),
            };
            let count = Arc::new(AtomicU64::new(0));
            let counted = Arc::clone(&count);
            let work = Box::new(move || {
                counted.fetch_add(1, Ordering::Relaxed);
            });
            let key = clock.set_timer(PresentationTime::ZERO, work);
            if cancels {
                clock.cancel_timer(key);
            }
            let what = format!("{fires} {fails} {cancels}");
            assert_eq!(count.load(Ordering::Relaxed), fired, "{what}");
            assert!(lock(&clock.timers).is_empty(), "{what}");
            let told = *lock(&timer.cast_object_ref::<Hasty>().unwrap().cancelled);
            assert_eq!(told, cancelled, "{what}");
            assert_eq!(Arc::strong_count(&count), 1, "{what}");
        }
    }
}
