//! What renders samples, and where in time a sample is.

use std::sync::Arc;

use openmf_core::{
    ClockStart, EventQueue, FinalizableMediaSink, Guid, HostTime, MediaTime, MediaType, PresentationClock,
    PresentationTime, Result, Sample, StandIn, TimeSpan, UserObject,
};

/// What a [`RenderSink`](super::RenderSink) does with the samples whose turn has come. No lock is held during any call.
pub(crate) trait Render: Send + Sync + 'static {
    /// What to call the sink in messages.
    fn name(&self) -> String;

    /// Whether a media type is taken.
    fn is_supported(&self, media_type: &MediaType) -> Result<()>;

    /// The list of preferred types.
    fn preferred_types(&self) -> Vec<MediaType>;

    /// The type becomes the current one; it was found to be supported.
    fn set_type(&self, _media_type: &MediaType) -> Result<()> {
        Ok(())
    }

    /// Whether a sample is rendered when the clock starts at rate 0. What is heard has no frame to show.
    fn renders_scrubs(&self) -> bool {
        false
    }

    /// A sample's turn has come. `timing` is there if the sink is clocked and its clock moves.
    fn render(&self, sample: Sample, timing: Option<Timing>) -> Result<()>;

    /// A sample arrived after its time.
    fn arrived_late(&self) {}

    /// A sample was dropped because it ends before the start.
    fn skipped(&self) {}

    /// The sink got or lost its clock.
    fn clock_set(&self, _clock: Option<&Arc<dyn PresentationClock>>) -> Result<()> {
        Ok(())
    }

    /// The clock is about to start at a time, at this rate; no sample of what follows was rendered yet.
    fn starting(&self, _start: PresentationTime, _rate: f32) -> Result<()> {
        Ok(())
    }

    /// As [`MediaSink::takes_stretched_sound`].
    fn takes_stretched_sound(&self) -> bool {
        false
    }

    /// All samples of the segment were rendered.
    fn segment_ended(&self) {}

    /// There is no sample before a time.
    fn passed(&self, _time: MediaTime) {}

    /// The stream's branch waits until a sample is wanted.
    fn asked(&self) {}

    /// Whether nothing is to be asked for, for now: [`RenderSink::hold_changed`] looks again. Called with a lock held.
    fn is_held(&self) -> bool {
        false
    }

    /// The clock changed; the queue has changed accordingly.
    fn clock_changed(&self, _host_time: HostTime, _change: ClockChange) -> Result<()> {
        Ok(())
    }

    /// The sink is shut down.
    fn shut_down(&self) {}

    /// A service.
    fn service(&self, _service: &Guid) -> Option<UserObject> {
        None
    }

    /// As [`MediaSink::stand_in`].
    fn stand_in(&self) -> Option<&StandIn> {
        None
    }

    /// The sink's events go here.
    fn events_made(&self, _events: &EventQueue) {}

    /// What has to be finalized.
    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        None
    }

    /// Whether samples are rendered that end before the start: those after them need them to be decoded.
    fn renders_preroll(&self) -> bool {
        false
    }
}

/// When a sample was due and when its turn came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// The time it was scheduled for.
    pub(crate) due: PresentationTime,
    /// The time at which it is rendered.
    pub(crate) now: PresentationTime,
    /// The rate of the clock, which is not 0.
    pub(crate) rate: f32,
}

impl Timing {
    /// How late it is, in host time; negative if it is early.
    pub(crate) fn lateness(&self) -> TimeSpan {
        self.in_host_time(self.now - self.due)
    }

    /// How long the clock takes for a span of presentation time.
    pub(crate) fn in_host_time(&self, span: TimeSpan) -> TimeSpan {
        if self.rate == 1.0 {
            return span;
        }
        TimeSpan::from_100ns((span.as_100ns() as f64 / f64::from(self.rate)) as i64)
    }
}

/// A change of the clock's state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ClockChange {
    Start(ClockStart),
    Stop,
    Pause,
    Restart,
    Rate(f32),
}

/// Whether a clock at `now` has still to come to `time`.
pub(crate) fn is_ahead(time: PresentationTime, now: PresentationTime, rate: f32) -> bool {
    if rate < 0.0 { time < now } else { time > now }
}

/// Where a clock comes upon a sample: at its beginning, backwards at its end.
pub(super) fn enters_at(sample: &Sample, rate: f32) -> Option<PresentationTime> {
    let end = if rate < 0.0 { sample.end() } else { None };
    end.or(sample.time).map(presentation)
}

/// Where a clock is done with it.
pub(crate) fn leaves_at(sample: &Sample, rate: f32) -> Option<PresentationTime> {
    let end = if rate < 0.0 { None } else { sample.end() };
    end.or(sample.time).map(presentation)
}

/// The stamps that reach a sink are presentation time already.
pub(crate) fn presentation(time: MediaTime) -> PresentationTime {
    PresentationTime::from_100ns(time.as_100ns())
}
