use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use openmf_core::{
    ClockStart, ClockState, ClockStateSink, Error, HostTime, PresentationClock, PresentationTime,
    PresentationTimeSource, Result, ShutdownStatus, TICKS_PER_SECOND, TimeSpan, TimerKey,
};

/// Runs work at host times. The runtime implements it; tests use a manual one.
pub trait Scheduler: Send + Sync {
    /// The host time now.
    fn now(&self) -> HostTime;
    /// Runs `work` once when the host time has come, never within this call.
    fn schedule(&self, at: HostTime, work: Box<dyn FnOnce() + Send>) -> TimerKey;
    /// Forgets scheduled work; nothing happens if it has run.
    fn cancel(&self, key: TimerKey);
}

/// The session's presentation clock (`IMFPresentationClock`).
///
/// It takes its time from a time source, tells state sinks about changes, and runs timers. Each change is told to the
/// time source first, which may refuse it, then to the other state sinks in the order of their registration: within the
/// call, or after it ([`SessionClock::asynchronous`]). No lock
/// is held while any of them is called. Control methods are for the session, one at a time.
///
/// Source: "Presentation Clock" (Microsoft Learn).
pub struct SessionClock {
    scheduler: Arc<dyn Scheduler>,
    state: Mutex<State>,
    /// What the state sinks have still to be told, of a clock that tells them later.
    outbox: Option<Mutex<Outbox>>,
    this: Weak<Self>,
}

/// What state sinks are told.
#[derive(Clone, Copy)]
enum Change {
    Start(HostTime, ClockStart),
    Restart(HostTime),
    Stop(HostTime),
    Pause(HostTime),
    Rate(HostTime, f32),
}

impl Change {
    fn tell(self, sink: &dyn ClockStateSink) -> Result<()> {
        match self {
            Self::Start(at, start) => sink.on_clock_start(at, start),
            Self::Restart(at) => sink.on_clock_restart(at),
            Self::Stop(at) => sink.on_clock_stop(at),
            Self::Pause(at) => sink.on_clock_pause(at),
            Self::Rate(at, rate) => sink.on_clock_set_rate(at, rate),
        }
    }
}

#[derive(Default)]
struct Outbox {
    pending: VecDeque<(Arc<dyn ClockStateSink>, Change)>,
    /// Somebody is at it.
    is_emptied: bool,
}

struct State {
    clock_state: ClockState,
    rate: f32,
    source: Option<Arc<dyn PresentationTimeSource>>,
    sinks: Vec<Arc<dyn ClockStateSink>>,
    timers: Vec<Timer>,
    next_key: u64,
    armed: Option<TimerKey>,
    /// The sinks that have still to be told of the stop, which somebody is at.
    untold: VecDeque<Arc<dyn ClockStateSink>>,
    shut_down: bool,
    /// What the clock showed when it was last known, and at which host time.
    known: (PresentationTime, HostTime),
    /// How often the clock has been changed: what was read before a change says nothing of the time after it.
    changes: u64,
}

/// The time source, the other state sinks, and the state before a change.
type Parts = (
    Arc<dyn PresentationTimeSource>,
    Vec<Arc<dyn ClockStateSink>>,
    ClockState,
);

struct Timer {
    at: PresentationTime,
    key: TimerKey,
    callback: Box<dyn FnOnce() + Send>,
}

/// A wake-up that found nothing due is repeated this much later at the earliest: the time source may stand still just
/// before a timer's time.
const MIN_REPEAT: TimeSpan = TimeSpan::from_millis(1);

/// Timer keys of the clock and of its scheduler share one type; the clock's own have this bit.
const CLOCK_TIMER: u64 = 1 << 63;

impl SessionClock {
    /// A clock without a time source.
    pub fn new(scheduler: Arc<dyn Scheduler>) -> Arc<Self> {
        Self::create(scheduler, None)
    }

    /// A clock without a time source whose state sinks, but for the time source, are told of a change after it: by the
    /// scheduler, in the order of the changes (`MFCreatePresentationClock`).
    ///
    /// Source: `IMFClockStateSink::OnClockStart` (Microsoft Learn).
    pub fn asynchronous(scheduler: Arc<dyn Scheduler>) -> Arc<Self> {
        Self::create(scheduler, Some(Mutex::default()))
    }

    fn create(scheduler: Arc<dyn Scheduler>, outbox: Option<Mutex<Outbox>>) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            scheduler,
            outbox,
            state: Mutex::new(State {
                clock_state: ClockState::Invalid,
                rate: 1.0,
                source: None,
                sinks: Vec::new(),
                timers: Vec::new(),
                next_key: 0,
                armed: None,
                untold: VecDeque::new(),
                shut_down: false,
                known: (PresentationTime::ZERO, HostTime::ZERO),
                changes: 0,
            }),
            this: this.clone(),
        })
    }

    /// Sets the time source, and tells it the rate if that is not 1.0. A clock that had none is stopped afterwards.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: the clock runs or is paused.
    /// - [`Error::ClockNotSimple`]: the source does not count in units of 100 ns.
    /// - [`Error::NotInitialized`]: the source cannot be used yet.
    /// - [`Error::Shutdown`]: the clock was shut down.
    pub fn set_time_source(&self, source: Arc<dyn PresentationTimeSource>) -> Result<()> {
        if self.is_shut_down() {
            return Err(Error::Shutdown);
        }
        check_simple(&*source)?;
        let rate = self.rate();
        if rate != 1.0 {
            source.on_clock_set_rate(self.scheduler.now(), rate)?;
        }
        let mut state = self.lock();
        if state.shut_down {
            return Err(Error::Shutdown);
        }
        if matches!(state.clock_state, ClockState::Running | ClockState::Paused) {
            return Err(Error::invalid_request(
                "the clock's time source cannot change while the clock runs",
            ));
        }
        let former = state.source.replace(Arc::clone(&source));
        state.clock_state = ClockState::Stopped;
        state.set_known(PresentationTime::ZERO, self.scheduler.now());
        drop(state);
        if let Some(former) = former.filter(|former| !Arc::ptr_eq(former, &source)) {
            former.dismissed();
        }
        Ok(())
    }

    /// Starts, resumes or moves the clock. At rate 0 there is nothing to resume: each start, also one from a pause, asks
    /// the state sinks for another frame.
    ///
    /// # Errors
    /// - [`Error::NoTimeSource`]: there is no time source.
    /// - [`Error::Shutdown`]: the clock was shut down.
    /// - The time source's own error, if it refuses.
    pub fn start(&self, start: ClockStart) -> Result<()> {
        let (source, sinks, before) = self.parts()?;
        let now = self.scheduler.now();
        let resume = before == ClockState::Paused && start == ClockStart::Current && self.rate() != 0.0;
        let tell = if resume {
            Change::Restart(now)
        } else {
            Change::Start(now, start)
        };
        let at = match start {
            ClockStart::Current => None,
            ClockStart::At(time) => Some((time, now)),
        };
        self.change((ClockState::Running, at), &*source, &sinks, tell)
    }

    /// Freezes the clock.
    ///
    /// # Errors
    /// - [`Error::ClockStateAlreadySet`]: it is paused.
    /// - [`Error::InvalidRequest`]: it is stopped.
    /// - [`Error::NoTimeSource`], [`Error::Shutdown`], or the time source's own error.
    pub fn pause(&self) -> Result<()> {
        let (source, sinks, before) = self.parts()?;
        match before {
            ClockState::Paused => return Err(Error::ClockStateAlreadySet),
            ClockState::Stopped | ClockState::Invalid => {
                return Err(Error::invalid_request("a stopped clock cannot be paused"));
            }
            ClockState::Running => {}
        }
        let now = self.scheduler.now();
        self.change((ClockState::Paused, None), &*source, &sinks, Change::Pause(now))
    }

    /// Stops the clock unless the time source refuses: then nothing changes, and no state sink is told.
    ///
    /// # Errors
    /// - [`Error::ClockStateAlreadySet`]: it is stopped.
    /// - [`Error::NoTimeSource`], [`Error::Shutdown`], or the time source's own error.
    ///
    /// Source: `IMFPresentationClock::Stop` (Microsoft Learn).
    pub fn stop_unless_refused(&self) -> Result<()> {
        let (source, sinks, before) = self.parts()?;
        if before == ClockState::Stopped {
            return Err(Error::ClockStateAlreadySet);
        }
        let now = self.scheduler.now();
        let stopped = (ClockState::Stopped, Some((PresentationTime::ZERO, now)));
        self.change(stopped, &*source, &sinks, Change::Stop(now))
    }

    /// Stops the clock; its time is zero from now on, also if the time source refuses to stop: nothing may keep a
    /// session from stopping. The time source is told last, so that one that does not return keeps no sink running.
    ///
    /// # Errors
    /// - [`Error::ClockStateAlreadySet`]: it is stopped.
    /// - [`Error::NoTimeSource`], [`Error::Shutdown`].
    /// - The time source's own error; the clock is stopped all the same.
    pub fn stop(&self) -> Result<()> {
        let (source, sinks, before) = self.parts()?;
        if before == ClockState::Stopped {
            return Err(Error::ClockStateAlreadySet);
        }
        let now = self.scheduler.now();
        {
            let mut state = self.lock();
            state.clock_state = ClockState::Stopped;
            state.set_known(PresentationTime::ZERO, now);
            let others = sinks.into_iter().filter(|sink| !is_same(sink, &*source));
            state.untold = others.collect();
        }
        self.arm(TimeSpan::ZERO);
        self.go_on_stopping();
        source.on_clock_stop(now)
    }

    /// Tells those state sinks of a stop that have not been told yet. For a caller of [`SessionClock::stop`] that is held
    /// up inside one sink: the others are told from another thread.
    pub fn go_on_stopping(&self) {
        let now = self.scheduler.now();
        loop {
            let Some(sink) = self.lock().untold.pop_front() else {
                return;
            };
            tell_one(&sink, |sink| sink.on_clock_stop(now));
        }
    }

    /// Lets a presentation join the running or paused clock: the time goes on without a jump, from `source` if one is
    /// given, and the state sinks that `register` adds are told that the clock runs.
    ///
    /// # Errors
    /// - [`Error::NoTimeSource`], [`Error::Shutdown`].
    /// - The new time source's own error; the former one is then kept.
    pub fn join(
        &self,
        source: Option<Arc<dyn PresentationTimeSource>>,
        register: impl FnOnce(),
    ) -> Result<()> {
        let (time, _) = self.correlated_time()?;
        let (former, known, state) = self.parts()?;
        let now = self.scheduler.now();
        if let Some(source) = source.filter(|source| !Arc::ptr_eq(source, &former)) {
            check_simple(&*source)?;
            source.on_clock_set_rate(now, self.rate())?;
            source.on_clock_start(now, ClockStart::At(time))?;
            if state == ClockState::Paused {
                source.on_clock_pause(now)?;
            }
            self.lock().source = Some(source);
            former.dismissed();
        }
        register();
        let (source, sinks, state) = self.parts()?;
        let newcomers: Vec<_> = sinks
            .into_iter()
            .filter(|sink| !known.iter().any(|old| Arc::ptr_eq(old, sink)))
            .collect();
        if state == ClockState::Running {
            self.tell_all(&*source, &newcomers, Change::Start(now, ClockStart::At(time)));
        }
        self.arm(TimeSpan::ZERO);
        Ok(())
    }

    /// Changes the rate.
    ///
    /// # Errors
    /// - [`Error::NoTimeSource`], [`Error::Shutdown`], or the time source's own error.
    pub fn set_rate(&self, rate: f32) -> Result<()> {
        let (source, sinks, _) = self.parts()?;
        let now = self.scheduler.now();
        source.on_clock_set_rate(now, rate)?;
        {
            let mut state = self.lock();
            let time = state.extrapolate(now);
            state.set_known(time, now);
            state.rate = rate;
        }
        self.tell_all(&*source, &sinks, Change::Rate(now, rate));
        self.arm(TimeSpan::ZERO);
        Ok(())
    }

    /// Ends the clock: every call fails from now on, timers and state sinks are dropped.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: it was shut down before.
    pub fn shutdown(&self) -> Result<()> {
        let (armed, dropped) = {
            let mut state = self.lock();
            if std::mem::replace(&mut state.shut_down, true) {
                return Err(Error::Shutdown);
            }
            state.clock_state = ClockState::Invalid;
            let parts = (
                state.source.take(),
                std::mem::take(&mut state.untold),
                std::mem::take(&mut state.sinks),
                std::mem::take(&mut state.timers),
            );
            (state.armed.take(), parts)
        };
        if let Some(key) = armed {
            self.scheduler.cancel(key);
        }
        // Dropped outside the lock: what they own may call the clock.
        drop(dropped);
        Ok(())
    }

    /// About what the clock shows, reckoned from when it was last known, without a question to the time source, which
    /// might not answer. `None` without a time source and after the shutdown.
    pub fn approximate_time(&self) -> Option<PresentationTime> {
        let now = self.scheduler.now();
        let state = self.lock();
        (!state.shut_down && state.source.is_some()).then(|| state.extrapolate(now))
    }

    /// Whether the clock was shut down.
    pub fn is_shut_down(&self) -> bool {
        self.lock().shut_down
    }

    fn parts(&self) -> Result<Parts> {
        let state = self.lock();
        if state.shut_down {
            return Err(Error::Shutdown);
        }
        let source = state.source.clone().ok_or(Error::NoTimeSource)?;
        Ok((source, state.sinks.clone(), state.clock_state))
    }

    fn change(
        &self,
        (to, at): (ClockState, Option<(PresentationTime, HostTime)>),
        source: &dyn PresentationTimeSource,
        sinks: &[Arc<dyn ClockStateSink>],
        change: Change,
    ) -> Result<()> {
        change.tell(source)?;
        {
            let mut state = self.lock();
            let now = self.scheduler.now();
            let (time, host) = at.unwrap_or_else(|| (state.extrapolate(now), now));
            state.set_known(time, host);
            state.clock_state = to;
        }
        self.tell_all(source, sinks, change);
        self.arm(TimeSpan::ZERO);
        Ok(())
    }

    fn tell_all(
        &self,
        source: &dyn PresentationTimeSource,
        sinks: &[Arc<dyn ClockStateSink>],
        change: Change,
    ) {
        // A time source that is a sink too was told already.
        let others = sinks.iter().filter(|sink| !is_same(sink, source));
        let Some(outbox) = &self.outbox else {
            return others.for_each(|sink| tell_one(sink, |sink| change.tell(sink)));
        };
        let begins = {
            let mut outbox = outbox.lock().unwrap_or_else(PoisonError::into_inner);
            outbox
                .pending
                .extend(others.map(|sink| (Arc::clone(sink), change)));
            !outbox.pending.is_empty() && !std::mem::replace(&mut outbox.is_emptied, true)
        };
        // Kept by the work: what has happened is told also when nobody has the clock any more.
        if let Some(this) = self.this.upgrade().filter(|_| begins) {
            let work = move || this.empty_outbox();
            self.scheduler.schedule(self.scheduler.now(), Box::new(work));
        }
    }

    fn empty_outbox(&self) {
        let Some(outbox) = &self.outbox else { return };
        loop {
            let next = {
                let mut outbox = outbox.lock().unwrap_or_else(PoisonError::into_inner);
                let next = outbox.pending.pop_front();
                outbox.is_emptied = next.is_some();
                next
            };
            let Some((sink, change)) = next else { return };
            tell_one(&sink, |sink| change.tell(sink));
        }
    }

    /// Asks the scheduler for a wake-up at the earliest timer's time, if the clock runs.
    fn arm(&self, at_least: TimeSpan) {
        let source = {
            let state = self.lock();
            if state.timers.is_empty() && state.armed.is_none() {
                return;
            }
            state.source.clone()
        };
        let reading = source.and_then(|source| source.correlated_time().ok());
        let mut state = self.lock();
        if let Some(key) = state.armed.take() {
            self.scheduler.cancel(key);
        }
        let (Some((time, host)), ClockState::Running) = (reading, state.clock_state) else {
            return;
        };
        let Some(delay) = state
            .timers
            .iter()
            .filter_map(|timer| delay(timer.at, time, state.rate))
            .min()
        else {
            return;
        };
        let this = self.this.clone();
        let work = move || {
            if let Some(clock) = this.upgrade() {
                clock.fire();
            }
        };
        state.armed = Some(
            self.scheduler
                .schedule(host + delay.max(at_least), Box::new(work)),
        );
    }

    fn fire(&self) {
        let Ok((time, _)) = self.correlated_time() else {
            return;
        };
        let due = {
            let mut state = self.lock();
            state.armed = None;
            if state.clock_state != ClockState::Running {
                return;
            }
            let rate = state.rate;
            let (mut due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut state.timers)
                .into_iter()
                .partition(|timer| delay(timer.at, time, rate).is_some_and(|delay| delay <= TimeSpan::ZERO));
            state.timers = later;
            due.sort_by_key(|timer| {
                if rate < 0.0 {
                    -timer.at.as_100ns()
                } else {
                    timer.at.as_100ns()
                }
            });
            due
        };
        let at_least = if due.is_empty() {
            MIN_REPEAT
        } else {
            TimeSpan::ZERO
        };
        for timer in due {
            (timer.callback)();
        }
        self.arm(at_least);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn set_known(&mut self, time: PresentationTime, host: HostTime) {
        self.changes += 1;
        self.known = (time, host);
    }

    fn extrapolate(&self, now: HostTime) -> PresentationTime {
        let (time, host) = self.known;
        match self.clock_state {
            ClockState::Running => {
                let passed = (now - host).as_100ns().max(0) as f64 * f64::from(self.rate);
                time + TimeSpan::from_100ns(passed as i64)
            }
            ClockState::Paused => time,
            ClockState::Stopped | ClockState::Invalid => PresentationTime::ZERO,
        }
    }
}

fn check_simple(source: &dyn PresentationTimeSource) -> Result<()> {
    match source.frequency()? {
        frequency if frequency == TICKS_PER_SECOND as u64 => Ok(()),
        frequency => Err(Error::ClockNotSimple { frequency }),
    }
}

fn is_same(sink: &Arc<dyn ClockStateSink>, source: &dyn PresentationTimeSource) -> bool {
    std::ptr::addr_eq(Arc::as_ptr(sink), std::ptr::from_ref(source))
}

/// "Results ignored": a sink that fails says so by its own event. One that panics must not keep the news from the others;
/// it does not answer.
fn tell_one(sink: &Arc<dyn ClockStateSink>, tell: impl Fn(&dyn ClockStateSink) -> Result<()>) {
    let _ = catch_unwind(AssertUnwindSafe(|| tell(&**sink)));
}

/// How long until a running clock at `time` reaches `at`; zero or less if it has; `None` if it never moves there.
fn delay(at: PresentationTime, time: PresentationTime, rate: f32) -> Option<TimeSpan> {
    let distance = (at - time).as_100ns() as f64;
    if rate == 0.0 {
        return (distance == 0.0).then_some(TimeSpan::ZERO);
    }
    // Rounded up: a wake-up just before the time would only be repeated.
    Some(TimeSpan::from_100ns((distance / f64::from(rate)).ceil() as i64))
}

impl PresentationClock for SessionClock {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        let (source, state, changes) = {
            let state = self.lock();
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            let source = state.source.clone().ok_or(Error::NoTimeSource)?;
            (source, state.clock_state, state.changes)
        };
        let (time, host) = source.correlated_time()?;
        if matches!(state, ClockState::Running | ClockState::Paused) {
            let mut state = self.lock();
            if state.changes == changes {
                state.known = (time, host);
            }
        }
        Ok((
            if state == ClockState::Stopped {
                PresentationTime::ZERO
            } else {
                time
            },
            host,
        ))
    }

    fn state(&self) -> ClockState {
        self.lock().clock_state
    }

    fn rate(&self) -> f32 {
        self.lock().rate
    }

    fn host_time(&self) -> HostTime {
        self.scheduler.now()
    }

    fn add_state_sink(&self, sink: Arc<dyn ClockStateSink>) -> Result<()> {
        let mut state = self.lock();
        if state.shut_down {
            return Err(Error::Shutdown);
        }
        if state.sinks.iter().any(|existing| Arc::ptr_eq(existing, &sink)) {
            return Err(Error::invalid_argument(
                "the object is a state sink of this clock already",
            ));
        }
        state.sinks.push(sink);
        Ok(())
    }

    fn remove_state_sink(&self, sink: &Arc<dyn ClockStateSink>) -> Result<()> {
        let mut state = self.lock();
        if state.shut_down {
            return Err(Error::Shutdown);
        }
        let at = state
            .sinks
            .iter()
            .position(|existing| Arc::ptr_eq(existing, sink));
        let at = at.ok_or_else(|| Error::invalid_argument("the object is not a state sink of this clock"))?;
        let removed = state.sinks.remove(at);
        drop(state);
        drop(removed);
        Ok(())
    }

    fn set_timer(&self, at: PresentationTime, callback: Box<dyn FnOnce() + Send>) -> TimerKey {
        let key = {
            let mut state = self.lock();
            state.next_key += 1;
            let key = TimerKey(state.next_key | CLOCK_TIMER);
            if state.shut_down || state.source.is_none() {
                return key;
            }
            state.timers.push(Timer { at, key, callback });
            key
        };
        self.arm(TimeSpan::ZERO);
        key
    }

    fn time_source(&self) -> Option<Arc<dyn PresentationTimeSource>> {
        self.lock().source.clone()
    }

    fn shutdown_status(&self) -> Result<ShutdownStatus> {
        if self.is_shut_down() {
            Ok(ShutdownStatus::Completed)
        } else {
            Err(Error::invalid_request("the clock was not shut down"))
        }
    }

    fn set_host_timer(&self, at: HostTime, callback: Box<dyn FnOnce() + Send>) -> TimerKey {
        self.scheduler.schedule(at, callback)
    }

    fn cancel_timer(&self, key: TimerKey) {
        if key.0 & CLOCK_TIMER == 0 {
            return self.scheduler.cancel(key);
        }
        let removed = {
            let mut state = self.lock();
            let at = state.timers.iter().position(|timer| timer.key == key);
            at.map(|at| state.timers.swap_remove(at))
        };
        drop(removed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemTimeSource;
    use openmf_core::HostClock;
    use std::sync::mpsc::{Receiver, Sender, channel};

    type Scheduled = (HostTime, TimerKey, Box<dyn FnOnce() + Send>);

    #[derive(Default)]
    struct Manual {
        now: Mutex<i64>,
        work: Mutex<Vec<Scheduled>>,
        keys: Mutex<u64>,
    }

    impl Manual {
        fn advance(&self, ms: i64) {
            let target = *self.now.lock().unwrap() + ms * 10_000;
            loop {
                let next = {
                    let mut work = self.work.lock().unwrap();
                    work.sort_by_key(|(at, key, _)| (*at, *key));
                    let due = work.first().is_some_and(|(at, _, _)| at.as_100ns() <= target);
                    due.then(|| work.remove(0))
                };
                let Some((at, _, run)) = next else { break };
                let mut now = self.now.lock().unwrap();
                *now = at.as_100ns().max(*now);
                drop(now);
                run();
            }
            *self.now.lock().unwrap() = target;
        }
    }

    impl HostClock for Manual {
        fn now(&self) -> HostTime {
            HostTime::from_100ns(*self.now.lock().unwrap())
        }
    }

    impl Scheduler for Manual {
        fn now(&self) -> HostTime {
            HostClock::now(self)
        }
        fn schedule(&self, at: HostTime, work: Box<dyn FnOnce() + Send>) -> TimerKey {
            let mut keys = self.keys.lock().unwrap();
            *keys += 1;
            self.work.lock().unwrap().push((at, TimerKey(*keys), work));
            TimerKey(*keys)
        }
        fn cancel(&self, key: TimerKey) {
            self.work
                .lock()
                .unwrap()
                .retain(|(_, existing, _)| *existing != key);
        }
    }

    struct Told(Sender<&'static str>, bool);

    impl Told {
        fn tell(&self, what: &'static str) -> Result<()> {
            self.0.send(what).unwrap();
            if self.1 { Err(Error::Aborted) } else { Ok(()) }
        }
    }

    impl ClockStateSink for Told {
        fn on_clock_start(&self, _: HostTime, _: ClockStart) -> Result<()> {
            self.tell("start")
        }
        fn on_clock_stop(&self, _: HostTime) -> Result<()> {
            self.tell("stop")
        }
        fn on_clock_pause(&self, _: HostTime) -> Result<()> {
            self.tell("pause")
        }
        fn on_clock_restart(&self, _: HostTime) -> Result<()> {
            self.tell("restart")
        }
        fn on_clock_set_rate(&self, _: HostTime, _: f32) -> Result<()> {
            self.tell("rate")
        }
    }

    impl PresentationTimeSource for Told {
        fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
            Ok((PresentationTime::ZERO, HostTime::ZERO))
        }
    }

    fn rig() -> (Arc<Manual>, Arc<SessionClock>, Receiver<&'static str>) {
        let manual = Arc::new(Manual::default());
        let clock = SessionClock::new(manual.clone());
        let (sender, told) = channel();
        clock.add_state_sink(Arc::new(Told(sender, true))).unwrap();
        (manual, clock, told)
    }

    const fn ms(value: i64) -> PresentationTime {
        PresentationTime::from_100ns(value * 10_000)
    }

    #[test]
    fn without_a_time_source_nothing_works() {
        let (_, clock, _told) = rig();
        assert!(matches!(
            clock.start(ClockStart::Current),
            Err(Error::NoTimeSource)
        ));
        assert!(matches!(clock.time(), Err(Error::NoTimeSource)));
        assert_eq!(clock.state(), ClockState::Invalid);
    }

    #[test]
    fn the_table_of_calls_and_notifications() {
        // Source: "Presentation Clock", Clock Time and Clock States (Microsoft Learn); a failing sink changes nothing.
        let (manual, clock, told) = rig();
        clock
            .set_time_source(Arc::new(SystemTimeSource::new(manual.clone())))
            .unwrap();
        assert!(matches!(clock.pause(), Err(Error::InvalidRequest { .. })));
        assert!(matches!(clock.stop(), Err(Error::ClockStateAlreadySet)));
        clock.start(ClockStart::At(ms(100))).unwrap();
        manual.advance(50);
        assert_eq!(clock.time().unwrap(), ms(150));
        clock.start(ClockStart::At(ms(400))).unwrap();
        clock.pause().unwrap();
        assert!(matches!(clock.pause(), Err(Error::ClockStateAlreadySet)));
        manual.advance(50);
        clock.start(ClockStart::Current).unwrap();
        assert_eq!(clock.time().unwrap(), ms(400));
        clock.stop().unwrap();
        assert_eq!(clock.time().unwrap(), ms(0));
        assert_eq!(
            told.try_iter().collect::<Vec<_>>(),
            ["start", "start", "pause", "restart", "stop"]
        );
        clock.shutdown().unwrap();
        assert!(matches!(clock.start(ClockStart::Current), Err(Error::Shutdown)));
    }

    #[test]
    fn a_time_source_that_refuses_vetoes_the_change() {
        let (_, clock, told) = rig();
        let (sender, source_told) = channel();
        clock.set_time_source(Arc::new(Told(sender, true))).unwrap();
        assert!(matches!(clock.start(ClockStart::Current), Err(Error::Aborted)));
        assert_eq!(clock.state(), ClockState::Stopped);
        assert_eq!(source_told.try_iter().count(), 1);
        assert_eq!(told.try_iter().count(), 0);
    }

    #[test]
    fn an_asynchronous_clock_tells_its_sinks_after_the_change_and_its_time_source_within() {
        let manual = Arc::new(Manual::default());
        let clock = SessionClock::asynchronous(manual.clone());
        let (sender, told) = channel();
        clock.add_state_sink(Arc::new(Told(sender, true))).unwrap();
        let (sender, source_told) = channel();
        clock.set_time_source(Arc::new(Told(sender, false))).unwrap();
        clock.start(ClockStart::At(ms(100))).unwrap();
        clock.pause().unwrap();
        clock.start(ClockStart::Current).unwrap();
        clock.set_rate(2.0).unwrap();
        clock.stop_unless_refused().unwrap();
        let all = ["start", "pause", "restart", "rate", "stop"];
        assert_eq!(source_told.try_iter().collect::<Vec<_>>(), all);
        assert_eq!(told.try_iter().count(), 0);
        drop(clock);
        manual.advance(0);
        assert_eq!(told.try_iter().collect::<Vec<_>>(), all);
    }

    #[test]
    fn a_time_source_can_keep_a_clock_from_stopping() {
        let (_, clock, told) = rig();
        assert!(matches!(clock.stop_unless_refused(), Err(Error::NoTimeSource)));
        let (sender, _source_told) = channel();
        struct Stubborn(Told);
        impl ClockStateSink for Stubborn {
            fn on_clock_start(&self, at: HostTime, start: ClockStart) -> Result<()> {
                self.0.on_clock_start(at, start)
            }
            fn on_clock_stop(&self, _: HostTime) -> Result<()> {
                Err(Error::Aborted)
            }
            fn on_clock_pause(&self, at: HostTime) -> Result<()> {
                self.0.on_clock_pause(at)
            }
            fn on_clock_restart(&self, at: HostTime) -> Result<()> {
                self.0.on_clock_restart(at)
            }
            fn on_clock_set_rate(&self, at: HostTime, rate: f32) -> Result<()> {
                self.0.on_clock_set_rate(at, rate)
            }
        }
        impl PresentationTimeSource for Stubborn {
            fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
                Ok((ms(7), HostTime::ZERO))
            }
        }
        clock
            .set_time_source(Arc::new(Stubborn(Told(sender, false))))
            .unwrap();
        clock.start(ClockStart::Current).unwrap();
        assert!(matches!(clock.stop_unless_refused(), Err(Error::Aborted)));
        assert_eq!(
            (clock.state(), clock.time().unwrap()),
            (ClockState::Running, ms(7))
        );
        assert_eq!(told.try_iter().collect::<Vec<_>>(), ["start"]);
    }

    #[test]
    fn a_time_source_that_stands_still_before_a_timer_does_not_keep_the_pool_busy() {
        struct Source(Arc<Manual>);
        impl ClockStateSink for Source {
            fn on_clock_start(&self, _: HostTime, _: ClockStart) -> Result<()> {
                Ok(())
            }
            fn on_clock_stop(&self, _: HostTime) -> Result<()> {
                Ok(())
            }
            fn on_clock_pause(&self, _: HostTime) -> Result<()> {
                Ok(())
            }
            fn on_clock_restart(&self, _: HostTime) -> Result<()> {
                Ok(())
            }
            fn on_clock_set_rate(&self, _: HostTime, _: f32) -> Result<()> {
                Ok(())
            }
        }
        impl PresentationTimeSource for Source {
            fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
                Ok((PresentationTime::from_100ns(999_999), HostClock::now(&*self.0)))
            }
        }
        let (manual, clock, _told) = rig();
        clock.set_time_source(Arc::new(Source(manual.clone()))).unwrap();
        clock.start(ClockStart::At(ms(0))).unwrap();
        clock.set_timer(ms(100), Box::new(|| panic!("its time never comes")));
        manual.advance(1_000);
        let wake_ups = *manual.keys.lock().unwrap();
        assert!(wake_ups <= 1_002, "{wake_ups} wake-ups in one second");
    }

    #[test]
    fn stop_reaches_every_sink_though_others_panic_or_the_time_source_hangs() {
        struct Panics(Sender<&'static str>);
        impl ClockStateSink for Panics {
            fn on_clock_start(&self, _: HostTime, _: ClockStart) -> Result<()> {
                panic!("start")
            }
            fn on_clock_stop(&self, _: HostTime) -> Result<()> {
                self.0.send("panics").unwrap();
                panic!("stop")
            }
            fn on_clock_pause(&self, _: HostTime) -> Result<()> {
                panic!("pause")
            }
            fn on_clock_restart(&self, _: HostTime) -> Result<()> {
                panic!("restart")
            }
            fn on_clock_set_rate(&self, _: HostTime, _: f32) -> Result<()> {
                panic!("rate")
            }
        }
        let manual = Arc::new(Manual::default());
        let clock = SessionClock::new(manual);
        let (sender, told) = channel();
        clock
            .set_time_source(Arc::new(Told(sender.clone(), false)))
            .unwrap();
        clock.add_state_sink(Arc::new(Panics(sender.clone()))).unwrap();
        let (last, last_told) = channel();
        clock.add_state_sink(Arc::new(Told(last, false))).unwrap();
        clock.start(ClockStart::Current).unwrap();
        assert_eq!(last_told.try_iter().collect::<Vec<_>>(), ["start"]);
        told.try_iter().count();
        clock.stop().unwrap();
        assert_eq!(last_told.try_iter().collect::<Vec<_>>(), ["stop"]);
        assert_eq!(
            told.try_iter().collect::<Vec<_>>(),
            ["panics", "stop"],
            "the time source comes last"
        );
    }

    #[test]
    fn timers_wait_for_their_time_and_follow_the_clock() {
        let (manual, clock, _told) = rig();
        clock
            .set_time_source(Arc::new(SystemTimeSource::new(manual.clone())))
            .unwrap();
        let (sender, fired) = channel();
        for at in [300, 100, 200] {
            let sender = sender.clone();
            clock.set_timer(ms(at), Box::new(move || sender.send(at).unwrap()));
        }
        let cancelled = clock.set_timer(ms(150), Box::new(|| panic!("cancelled")));
        clock.cancel_timer(cancelled);
        manual.advance(1_000);
        assert_eq!(fired.try_iter().count(), 0);
        clock.start(ClockStart::At(ms(0))).unwrap();
        manual.advance(99);
        assert_eq!(fired.try_iter().count(), 0);
        manual.advance(1);
        assert_eq!(fired.try_iter().collect::<Vec<_>>(), [100]);
        clock.pause().unwrap();
        manual.advance(500);
        assert_eq!(fired.try_iter().count(), 0);
        clock.set_rate(2.0).unwrap();
        clock.start(ClockStart::Current).unwrap();
        manual.advance(50);
        assert_eq!(fired.try_iter().collect::<Vec<_>>(), [200]);
        clock.start(ClockStart::At(ms(350))).unwrap();
        manual.advance(0);
        assert_eq!(fired.try_iter().collect::<Vec<_>>(), [300]);
    }
}
