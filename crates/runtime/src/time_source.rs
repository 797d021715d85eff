use std::sync::atomic::{AtomicBool, AtomicI8, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{
    ClockStart, ClockStateSink, HostClock, HostTime, PresentationTime, PresentationTimeSource, Result,
};

/// The time source of a presentation whose sinks are all rateless: the time is as far as the data has come, so the
/// clock runs as fast as data flows and never passes the end.
pub(crate) struct RatelessTimeSource {
    host: Arc<dyn HostClock>,
    reached: AtomicI64,
    running: AtomicBool,
    /// Backwards the time falls, and at rate 0 it stands still, whatever the data say.
    direction: AtomicI8,
    frozen: Mutex<PresentationTime>,
}

impl RatelessTimeSource {
    pub(crate) fn new(host: Arc<dyn HostClock>) -> Self {
        Self {
            host,
            reached: AtomicI64::new(0),
            running: AtomicBool::new(false),
            direction: AtomicI8::new(1),
            frozen: Mutex::default(),
        }
    }

    /// The data have come to this time: where a sample ends, or backwards where one begins.
    pub(crate) fn reach(&self, time: PresentationTime) {
        if self.running.load(Ordering::Relaxed) {
            match self.direction.load(Ordering::Relaxed) {
                1 => self.reached.fetch_max(time.as_100ns(), Ordering::Relaxed),
                -1 => self.reached.fetch_min(time.as_100ns(), Ordering::Relaxed),
                _ => return,
            };
        }
    }

    pub(crate) fn now(&self) -> PresentationTime {
        if self.running.load(Ordering::Acquire) {
            PresentationTime::from_100ns(self.reached.load(Ordering::Relaxed))
        } else {
            *self.frozen.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    fn freeze(&self, time: PresentationTime) {
        *self.frozen.lock().unwrap_or_else(PoisonError::into_inner) = time;
        self.running.store(false, Ordering::Release);
    }
}

impl ClockStateSink for RatelessTimeSource {
    fn on_clock_start(&self, _host_time: HostTime, start: ClockStart) -> Result<()> {
        let time = match start {
            ClockStart::Current => self.now(),
            ClockStart::At(time) => time,
        };
        self.reached.store(time.as_100ns(), Ordering::Relaxed);
        self.running.store(true, Ordering::Release);
        Ok(())
    }

    fn on_clock_stop(&self, _host_time: HostTime) -> Result<()> {
        self.freeze(PresentationTime::ZERO);
        Ok(())
    }

    fn on_clock_pause(&self, _host_time: HostTime) -> Result<()> {
        self.freeze(self.now());
        Ok(())
    }

    fn on_clock_restart(&self, host_time: HostTime) -> Result<()> {
        self.on_clock_start(host_time, ClockStart::Current)
    }

    fn on_clock_set_rate(&self, _host_time: HostTime, rate: f32) -> Result<()> {
        let direction = i8::from(rate > 0.0) - i8::from(rate < 0.0);
        self.direction.store(direction, Ordering::Relaxed);
        Ok(())
    }
}

impl PresentationTimeSource for RatelessTimeSource {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        Ok((self.now(), self.host.now()))
    }
}
