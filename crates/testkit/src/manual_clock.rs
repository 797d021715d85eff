use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{
    ClockStart, ClockState, ClockStateSink, Error, HostClock, HostTime, PresentationClock, PresentationTime,
    Result, TimeSpan, TimerKey,
};

/// A presentation clock whose host time moves only when the test says so.
///
/// [`ManualClock::advance`] fires the timers on the way, each at exactly its time, in order of time and then of
/// setting. A timer whose time has passed when it is set fires at the next `advance`, also one by zero, because a
/// callback never runs inside `set_timer`. State sinks are told synchronously, in order of registration; what they
/// answer is collected and returned.
#[derive(Default)]
pub struct ManualClock {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    host: HostTime,
    state: ClockState,
    base: PresentationTime,
    anchor: HostTime,
    rate: f32,
    sinks: Vec<Arc<dyn ClockStateSink>>,
    timers: Vec<Timer>,
    last_key: u64,
}

struct Timer {
    key: TimerKey,
    due: Due,
    callback: Box<dyn FnOnce() + Send>,
}

#[derive(Clone, Copy)]
enum Due {
    Presentation(PresentationTime),
    Host(HostTime),
}

impl ManualClock {
    /// A stopped clock at host time `host`.
    pub fn new(host: HostTime) -> Arc<Self> {
        let inner = Inner {
            host,
            state: ClockState::Stopped,
            rate: 1.0,
            ..Inner::default()
        };
        Arc::new(Self {
            inner: Mutex::new(inner),
        })
    }

    /// Starts, seeks or resumes the clock and tells the state sinks.
    pub fn start(&self, start: ClockStart) -> Vec<Result<()>> {
        let resume = {
            let mut inner = self.lock();
            let resume = inner.state == ClockState::Paused && start == ClockStart::Current;
            let now = inner.time();
            inner.base = match start {
                ClockStart::Current => now,
                ClockStart::At(time) => time,
            };
            inner.anchor = inner.host;
            inner.state = ClockState::Running;
            resume
        };
        self.tell(|sink, host| {
            if resume {
                sink.on_clock_restart(host)
            } else {
                sink.on_clock_start(host, start)
            }
        })
    }

    /// Freezes the clock and tells the state sinks.
    pub fn pause(&self) -> Vec<Result<()>> {
        self.halt(ClockState::Paused);
        self.tell(|sink, host| sink.on_clock_pause(host))
    }

    /// Stops the clock at zero and tells the state sinks.
    pub fn stop(&self) -> Vec<Result<()>> {
        self.halt(ClockState::Stopped);
        self.tell(|sink, host| sink.on_clock_stop(host))
    }

    /// Changes the rate and tells the state sinks.
    pub fn set_rate(&self, rate: f32) -> Vec<Result<()>> {
        {
            let mut inner = self.lock();
            inner.base = inner.time();
            inner.anchor = inner.host;
            inner.rate = rate;
        }
        self.tell(|sink, host| sink.on_clock_set_rate(host, rate))
    }

    /// Moves the host time forward and fires what comes due on the way.
    pub fn advance(&self, span: TimeSpan) {
        let target = self.lock().host + span;
        loop {
            let callback = {
                let mut inner = self.lock();
                let Some((at, index)) = inner.next_due(target) else {
                    inner.host = target;
                    break;
                };
                inner.host = at;
                inner.timers.remove(index).callback
            };
            callback();
        }
    }

    /// How many timers wait.
    pub fn timer_count(&self) -> usize {
        self.lock().timers.len()
    }

    /// How many state sinks are registered.
    pub fn state_sink_count(&self) -> usize {
        self.lock().sinks.len()
    }

    fn halt(&self, state: ClockState) {
        let mut inner = self.lock();
        inner.base = match state {
            ClockState::Paused => inner.time(),
            _ => PresentationTime::ZERO,
        };
        inner.anchor = inner.host;
        inner.state = state;
    }

    fn tell(&self, call: impl Fn(&Arc<dyn ClockStateSink>, HostTime) -> Result<()>) -> Vec<Result<()>> {
        let (sinks, host) = {
            let inner = self.lock();
            (inner.sinks.clone(), inner.host)
        };
        sinks.iter().map(|sink| call(sink, host)).collect()
    }

    fn add_timer(&self, due: Due, callback: Box<dyn FnOnce() + Send>) -> TimerKey {
        let mut inner = self.lock();
        inner.last_key += 1;
        let key = TimerKey(inner.last_key);
        inner.timers.push(Timer { key, due, callback });
        key
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn time(&self) -> PresentationTime {
        match self.state {
            ClockState::Running => {
                let elapsed = (self.host - self.anchor).as_100ns() as f64 * f64::from(self.rate);
                self.base + TimeSpan::from_100ns(elapsed.round() as i64)
            }
            _ => self.base,
        }
    }

    fn host_due(&self, due: Due) -> Option<HostTime> {
        match due {
            Due::Host(host) => Some(host.max(self.host)),
            Due::Presentation(time) if self.state == ClockState::Running && self.rate > 0.0 => {
                let ahead = (time - self.base).as_100ns() as f64 / f64::from(self.rate);
                Some((self.anchor + TimeSpan::from_100ns(ahead.ceil() as i64)).max(self.host))
            }
            Due::Presentation(_) => None,
        }
    }

    fn next_due(&self, target: HostTime) -> Option<(HostTime, usize)> {
        self.timers
            .iter()
            .enumerate()
            .filter_map(|(index, timer)| Some((self.host_due(timer.due)?, timer.key, index)))
            .filter(|(at, ..)| *at <= target)
            .min_by_key(|(at, key, _)| (*at, *key))
            .map(|(at, _, index)| (at, index))
    }
}

impl PresentationClock for ManualClock {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        let inner = self.lock();
        Ok((inner.time(), inner.host))
    }

    fn state(&self) -> ClockState {
        self.lock().state
    }

    fn rate(&self) -> f32 {
        self.lock().rate
    }

    fn host_time(&self) -> HostTime {
        self.lock().host
    }

    fn add_state_sink(&self, sink: Arc<dyn ClockStateSink>) -> Result<()> {
        let mut inner = self.lock();
        if inner.sinks.iter().any(|known| Arc::ptr_eq(known, &sink)) {
            return Err(Error::invalid_argument("the state sink is registered already"));
        }
        inner.sinks.push(sink);
        Ok(())
    }

    fn remove_state_sink(&self, sink: &Arc<dyn ClockStateSink>) -> Result<()> {
        let mut inner = self.lock();
        let at = inner
            .sinks
            .iter()
            .position(|known| Arc::ptr_eq(known, sink))
            .ok_or_else(|| Error::invalid_argument("the state sink is not registered"))?;
        inner.sinks.remove(at);
        Ok(())
    }

    fn set_timer(&self, at: PresentationTime, callback: Box<dyn FnOnce() + Send>) -> TimerKey {
        self.add_timer(Due::Presentation(at), callback)
    }

    fn set_host_timer(&self, at: HostTime, callback: Box<dyn FnOnce() + Send>) -> TimerKey {
        self.add_timer(Due::Host(at), callback)
    }

    fn cancel_timer(&self, key: TimerKey) {
        self.lock().timers.retain(|timer| timer.key != key);
    }
}

impl HostClock for ManualClock {
    fn now(&self) -> HostTime {
        self.lock().host
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.lock();
        f.debug_struct("ManualClock")
            .field("host", &inner.host)
            .field("state", &inner.state)
            .field("time", &inner.time())
            .field("timers", &inner.timers.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(value: i64) -> TimeSpan {
        TimeSpan::from_millis(value)
    }

    #[test]
    fn timers_fire_in_order_at_their_own_time() {
        let clock = ManualClock::new(HostTime::from_100ns(500));
        let fired = Arc::new(Mutex::new(Vec::new()));
        let note = |name: &'static str| -> Box<dyn FnOnce() + Send> {
            let (fired, clock) = (Arc::clone(&fired), Arc::clone(&clock));
            Box::new(move || {
                fired
                    .lock()
                    .unwrap()
                    .push((name, clock.time().unwrap(), clock.host_time()))
            })
        };
        clock.set_timer(PresentationTime::ZERO + ms(30), note("c"));
        clock.set_timer(PresentationTime::ZERO + ms(10), note("a"));
        clock.set_host_timer(HostTime::from_100ns(500) + ms(20), note("b"));
        let cancelled = clock.set_timer(PresentationTime::ZERO + ms(15), note("never"));
        clock.cancel_timer(cancelled);
        clock.start(ClockStart::At(PresentationTime::ZERO));
        clock.advance(ms(25));
        clock.pause();
        clock.advance(ms(100));
        clock.start(ClockStart::Current);
        clock.advance(ms(5));
        let host = HostTime::from_100ns(500);
        assert_eq!(
            *fired.lock().unwrap(),
            [
                ("a", PresentationTime::ZERO + ms(10), host + ms(10)),
                ("b", PresentationTime::ZERO + ms(20), host + ms(20)),
                ("c", PresentationTime::ZERO + ms(30), host + ms(130)),
            ]
        );
    }

    #[test]
    fn a_rate_scales_the_time() {
        let clock = ManualClock::new(HostTime::ZERO);
        clock.start(ClockStart::At(PresentationTime::ZERO + ms(100)));
        clock.set_rate(2.0);
        clock.advance(ms(50));
        assert_eq!(clock.time().unwrap(), PresentationTime::ZERO + ms(200));
        clock.stop();
        assert_eq!(clock.time().unwrap(), PresentationTime::ZERO);
    }
}
