use std::sync::Arc;

use crate::{HostTime, PresentationTime, Result, TICKS_PER_SECOND, TimeSpan};

/// The state of a clock (`MFCLOCK_STATE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ClockState {
    /// No time source, or shut down.
    #[default]
    Invalid,
    /// The time advances.
    Running,
    /// The time is zero.
    Stopped,
    /// The time is frozen.
    Paused,
}

/// Where a clock starts (`IMFPresentationClock::Start`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStart {
    /// `PRESENTATION_CURRENT_POSITION`.
    Current,
    /// From this time; a seek if the clock is running.
    At(PresentationTime),
}

/// A presentation clock as sinks and applications see it (`IMFPresentationClock`, reading part).
///
/// Only the session starts, pauses and stops its clock.
pub trait PresentationClock: Send + Sync {
    /// The presentation time now; 0 while stopped.
    ///
    /// # Errors
    /// - [`crate::Error::NoTimeSource`]: no topology is ready yet.
    /// - [`crate::Error::Shutdown`]: the clock was shut down.
    fn time(&self) -> Result<PresentationTime> {
        self.correlated_time().map(|(time, _)| time)
    }

    /// The presentation time together with the host time at which it was read.
    ///
    /// # Errors
    /// - [`crate::Error::NoTimeSource`]: no topology is ready yet.
    /// - [`crate::Error::Shutdown`]: the clock was shut down.
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)>;

    /// The clock's state.
    fn state(&self) -> ClockState;

    /// The rate: 1.0 is normal.
    fn rate(&self) -> f32;

    /// The host time now, on the clock by which timers run; virtual in tests.
    fn host_time(&self) -> HostTime;

    /// Registers an object that is told about changes of state from now on. The time source is told first and may
    /// refuse; the others are told afterwards, in order of registration.
    ///
    /// # Errors
    /// - [`crate::Error::InvalidArgument`]: it is registered already.
    fn add_state_sink(&self, sink: Arc<dyn ClockStateSink>) -> Result<()>;

    /// Ends a registration.
    ///
    /// # Errors
    /// - [`crate::Error::InvalidArgument`]: it is not registered.
    fn remove_state_sink(&self, sink: &Arc<dyn ClockStateSink>) -> Result<()>;

    /// Calls back once at a presentation time (`IMFTimer::SetTimer`), or at once if it has passed. While the clock is
    /// paused or stopped the timer waits. The callback runs on a work queue; it must return soon. With a clock that
    /// has no time source, or was shut down, the callback is dropped.
    fn set_timer(&self, at: PresentationTime, callback: Box<dyn FnOnce() + Send>) -> TimerKey;

    /// Calls back once at a host time, whatever the clock's state.
    fn set_host_timer(&self, at: HostTime, callback: Box<dyn FnOnce() + Send>) -> TimerKey;

    /// Calls back once (`IMFTimer::SetTimer`). As [`PresentationClock::set_timer`], with the documented results.
    ///
    /// # Errors
    /// - [`crate::Error::NoTimeSource`]: no topology is ready yet.
    /// - [`crate::Error::Shutdown`]: the clock was shut down.
    fn start_timer(&self, at: TimerTime, callback: Box<dyn FnOnce() + Send>) -> Result<TimerSet> {
        let now = self.time()?;
        let clock_stopped = self.state() == ClockState::Stopped;
        let at = match at {
            TimerTime::At(time) => time,
            TimerTime::After(span) => now + span,
        };
        let key = self.set_timer(at, callback);
        Ok(TimerSet { key, clock_stopped })
    }

    /// What gives the clock its time (`IMFPresentationClock::GetTimeSource`). `None` if there is nothing, or it is not to
    /// be had.
    fn time_source(&self) -> Option<Arc<dyn PresentationTimeSource>> {
        None
    }

    /// How far the clock's end is (`IMFShutdown::GetShutdownStatus`).
    ///
    /// # Errors
    /// - [`crate::Error::InvalidRequest`]: it was not shut down.
    fn shutdown_status(&self) -> Result<ShutdownStatus> {
        Err(crate::Error::invalid_request("the clock was not shut down"))
    }

    /// `IMFClock::GetContinuityKey`: always 0.
    fn continuity_key(&self) -> u32 {
        0
    }

    /// Cancels a timer; nothing happens if it has fired.
    fn cancel_timer(&self, key: TimerKey);
}

/// Identifies a timer of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimerKey(pub u64);

/// `MFSHUTDOWN_STATUS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShutdownStatus {
    /// `MFSHUTDOWN_INITIATED`: it goes on.
    Initiated,
    /// `MFSHUTDOWN_COMPLETED`: it is over.
    Completed,
}

/// When a timer calls back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerTime {
    /// At this presentation time.
    At(PresentationTime),
    /// `MFTIMER_RELATIVE`: this much presentation time after the call. A stopped clock is at zero.
    After(TimeSpan),
}

/// A timer that was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerSet {
    /// Cancels it.
    pub key: TimerKey,
    /// `MF_S_CLOCK_STOPPED`: the clock is stopped, and the timer waits for its start.
    pub clock_stopped: bool,
}

/// What is told about changes of a clock's state (`IMFClockStateSink`). Each call returns at once.
pub trait ClockStateSink: Send + Sync {
    /// The clock starts, or moves to another time while it runs.
    ///
    /// # Errors
    /// A time source's failure refuses the change; others' failures become events.
    fn on_clock_start(&self, host_time: HostTime, start: ClockStart) -> Result<()>;
    /// The clock stops: queued samples are dropped.
    ///
    /// # Errors
    /// As for [`ClockStateSink::on_clock_start`].
    fn on_clock_stop(&self, host_time: HostTime) -> Result<()>;
    /// The clock pauses.
    ///
    /// # Errors
    /// As for [`ClockStateSink::on_clock_start`].
    fn on_clock_pause(&self, host_time: HostTime) -> Result<()>;
    /// The clock goes on from where it paused.
    ///
    /// # Errors
    /// As for [`ClockStateSink::on_clock_start`].
    fn on_clock_restart(&self, host_time: HostTime) -> Result<()>;
    /// The clock's rate changes.
    ///
    /// # Errors
    /// As for [`ClockStateSink::on_clock_start`].
    fn on_clock_set_rate(&self, host_time: HostTime, rate: f32) -> Result<()>;
}

/// Gives a presentation clock its time (`IMFPresentationTimeSource`), such as an audio device.
pub trait PresentationTimeSource: ClockStateSink {
    /// The time of this source, which follows the changes of state it was told, and the host time it belongs to.
    ///
    /// # Errors
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)>;

    /// Another time source drives the clock from now on. What this one belongs to goes on as a state sink of the clock.
    fn dismissed(&self) {}

    /// How many units of its time make a second (`MFCLOCK_PROPERTIES`). A presentation clock takes 10,000,000 alone,
    /// the default.
    ///
    /// # Errors
    /// - [`crate::Error::NotInitialized`]: the source cannot be used yet.
    fn frequency(&self) -> Result<u64> {
        Ok(TICKS_PER_SECOND as u64)
    }
}

/// Tells the host time. Components never read a system clock themselves.
pub trait HostClock: Send + Sync {
    /// The host time now.
    fn now(&self) -> HostTime;
}
