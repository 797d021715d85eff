use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{
    ClockStart, ClockStateSink, HostClock, HostTime, PresentationTime, PresentationTimeSource, Result,
};

use crate::Timeline;

/// A time source that runs with the host clock (`MFCreateSystemTimeSource`). Takes any rate.
pub struct SystemTimeSource {
    host: Arc<dyn HostClock>,
    timeline: Mutex<Timeline>,
}

impl SystemTimeSource {
    /// A stopped time source over a host clock.
    pub fn new(host: Arc<dyn HostClock>) -> Self {
        Self {
            host,
            timeline: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Timeline> {
        self.timeline.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClockStateSink for SystemTimeSource {
    fn on_clock_start(&self, host_time: HostTime, start: ClockStart) -> Result<()> {
        self.lock().start(host_time, start);
        Ok(())
    }

    fn on_clock_stop(&self, _host_time: HostTime) -> Result<()> {
        self.lock().stop();
        Ok(())
    }

    fn on_clock_pause(&self, host_time: HostTime) -> Result<()> {
        self.lock().pause(host_time);
        Ok(())
    }

    fn on_clock_restart(&self, host_time: HostTime) -> Result<()> {
        self.lock().start(host_time, ClockStart::Current);
        Ok(())
    }

    fn on_clock_set_rate(&self, host_time: HostTime, rate: f32) -> Result<()> {
        self.lock().set_rate(host_time, rate);
        Ok(())
    }
}

impl PresentationTimeSource for SystemTimeSource {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        let now = self.host.now();
        Ok((self.lock().time_at(now), now))
    }
}
