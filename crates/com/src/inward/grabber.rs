//! An application's callback of a sample grabber.

use std::sync::Arc;

use openmf_core::{ClockStart, ClockStateSink, Guid, HostTime, PresentationClock, Result};
use openmf_sinks::SampleGrabberCallback;
use windows_core::Interface;

use crate::bindings::{IMFClockStateSink, IMFSampleGrabberSinkCallback};
use crate::clock;
use crate::convert::to_guid;
use crate::inward::clock::adapt_state_sink;
use crate::inward::{Object, check, error};

struct Callback {
    callback: Object<IMFSampleGrabberSinkCallback>,
    sink: Arc<dyn ClockStateSink>,
}

/// The callback in the core's terms.
///
/// # Errors
/// Whatever it answers to `QueryInterface`.
pub(crate) fn adapt(
    callback: &IMFSampleGrabberSinkCallback,
) -> windows_core::Result<Arc<dyn SampleGrabberCallback>> {
    let sink: IMFClockStateSink = callback.cast()?;
    Ok(Arc::new(Callback {
        callback: Object::new(callback.clone()),
        sink: adapt_state_sink(&sink)?,
    }))
}

impl ClockStateSink for Callback {
    fn on_clock_start(&self, host_time: HostTime, start: ClockStart) -> Result<()> {
        self.sink.on_clock_start(host_time, start)
    }
    fn on_clock_stop(&self, host_time: HostTime) -> Result<()> {
        self.sink.on_clock_stop(host_time)
    }
    fn on_clock_pause(&self, host_time: HostTime) -> Result<()> {
        self.sink.on_clock_pause(host_time)
    }
    fn on_clock_restart(&self, host_time: HostTime) -> Result<()> {
        self.sink.on_clock_restart(host_time)
    }
    fn on_clock_set_rate(&self, host_time: HostTime, rate: f32) -> Result<()> {
        self.sink.on_clock_set_rate(host_time, rate)
    }
}

impl SampleGrabberCallback for Callback {
    fn on_set_presentation_clock(&self, set: Option<&Arc<dyn PresentationClock>>) -> Result<()> {
        let set = set.map(clock::to_com).transpose().map_err(error)?;
        // SAFETY: a live object, and a live clock or NULL.
        check(unsafe { self.callback.OnSetPresentationClock(set.as_ref()) })
    }

    fn on_process_sample(
        &self,
        major: &Guid,
        flags: u32,
        time: i64,
        duration: i64,
        data: &[u8],
    ) -> Result<()> {
        let major = to_guid(*major);
        // SAFETY: a live object, and bytes that stay as they are during the call.
        check(unsafe { self.callback.OnProcessSample(&major, flags, time, duration, data) })
    }

    fn on_shutdown(&self) {
        // SAFETY: a live object. Its answer has no receiver.
        let _ = unsafe { self.callback.OnShutdown() };
    }
}
