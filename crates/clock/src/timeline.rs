use openmf_core::{ClockStart, ClockState, HostTime, PresentationTime, TimeSpan};

/// The arithmetic of a clock: how presentation time follows from host time, state and rate.
///
/// Knows no clock of its own; every method is told the host time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timeline {
    state: ClockState,
    rate: f32,
    anchor_host: HostTime,
    anchor_time: PresentationTime,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            state: ClockState::Stopped,
            rate: 1.0,
            anchor_host: HostTime::ZERO,
            anchor_time: PresentationTime::ZERO,
        }
    }
}

impl Timeline {
    /// A stopped clock at time zero with rate 1.
    pub fn new() -> Self {
        Self::default()
    }

    /// The state; never `Invalid`.
    pub fn state(&self) -> ClockState {
        self.state
    }

    /// The rate.
    pub fn rate(&self) -> f32 {
        self.rate
    }

    /// The presentation time at a host time: zero while stopped, frozen while paused.
    pub fn time_at(&self, host: HostTime) -> PresentationTime {
        match self.state {
            ClockState::Running => self.anchor_time + scale(host - self.anchor_host, self.rate),
            ClockState::Paused => self.anchor_time,
            ClockState::Stopped | ClockState::Invalid => PresentationTime::ZERO,
        }
    }

    /// When a running clock reaches a time: in the past if it has passed, `None` if it never comes at this rate or
    /// the clock does not run.
    pub fn host_time_of(&self, time: PresentationTime) -> Option<HostTime> {
        if self.state != ClockState::Running || self.rate == 0.0 {
            return None;
        }
        Some(self.anchor_host + scale(time - self.anchor_time, 1.0 / self.rate))
    }

    /// Starts, resumes or moves the clock.
    pub fn start(&mut self, host: HostTime, start: ClockStart) {
        self.anchor_time = match start {
            ClockStart::Current => self.time_at(host),
            ClockStart::At(time) => time,
        };
        self.anchor_host = host;
        self.state = ClockState::Running;
    }

    /// Freezes the time.
    pub fn pause(&mut self, host: HostTime) {
        self.anchor_time = self.time_at(host);
        self.anchor_host = host;
        self.state = ClockState::Paused;
    }

    /// Stops; the time is zero from now on.
    pub fn stop(&mut self) {
        self.anchor_time = PresentationTime::ZERO;
        self.state = ClockState::Stopped;
    }

    /// Changes the rate; the time goes on from where it is.
    pub fn set_rate(&mut self, host: HostTime, rate: f32) {
        self.anchor_time = self.time_at(host);
        self.anchor_host = host;
        self.rate = rate;
    }
}

fn scale(span: TimeSpan, rate: f32) -> TimeSpan {
    if rate == 1.0 {
        return span;
    }
    TimeSpan::from_100ns((span.as_100ns() as f64 * f64::from(rate)).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn host(ms: i64) -> HostTime {
        HostTime::from_100ns(ms * 10_000)
    }

    const fn time(ms: i64) -> PresentationTime {
        PresentationTime::from_100ns(ms * 10_000)
    }

    #[test]
    fn time_follows_state_and_rate() {
        // Source: "Presentation Clock", Clock Time and Clock States (Microsoft Learn).
        let mut clock = Timeline::new();
        assert_eq!(clock.time_at(host(500)), time(0));
        clock.start(host(1_000), ClockStart::At(time(250)));
        assert_eq!(clock.time_at(host(1_100)), time(350));
        clock.pause(host(1_100));
        assert_eq!(clock.time_at(host(9_000)), time(350));
        clock.start(host(9_000), ClockStart::Current);
        clock.set_rate(host(9_100), 2.0);
        assert_eq!(clock.time_at(host(9_200)), time(650));
        assert_eq!(clock.host_time_of(time(850)), Some(host(9_300)));
        clock.start(host(9_300), ClockStart::At(time(100)));
        assert_eq!(clock.time_at(host(9_300)), time(100));
        clock.stop();
        assert_eq!(clock.time_at(host(9_999)), time(0));
        assert_eq!(clock.host_time_of(time(1)), None);
        clock.start(host(10_000), ClockStart::Current);
        assert_eq!(clock.time_at(host(10_000)), time(0));
    }

    #[test]
    fn a_backward_clock_reaches_earlier_times() {
        let mut clock = Timeline::new();
        clock.set_rate(host(0), -1.0);
        clock.start(host(0), ClockStart::At(time(1_000)));
        assert_eq!(clock.time_at(host(400)), time(600));
        assert_eq!(clock.host_time_of(time(200)), Some(host(800)));
    }
}
