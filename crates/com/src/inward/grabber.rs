//! An application's callback of a sample grabber.

use std::sync::Arc;

use openmf_core::{Attributes, ClockStart, ClockStateSink, Guid, HostTime, PresentationClock, Result};
use openmf_sinks::SampleGrabberCallback;
use windows_core::Interface;

use crate::attributes::AttributesObject;
use crate::bindings::{IMFClockStateSink, IMFSampleGrabberSinkCallback, IMFSampleGrabberSinkCallback2};
use crate::clock;
use crate::convert::to_guid;
use crate::inward::clock::adapt_state_sink;
use crate::inward::{Object, check, error};

struct Callback {
    callback: Object<IMFSampleGrabberSinkCallback>,
    /// The same, if it takes attributes.
    with_attributes: Option<Object<IMFSampleGrabberSinkCallback2>>,
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
        with_attributes: callback.cast().ok().map(Object::new),
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

    fn on_process_sample_ex(
        &self,
        major: &Guid,
        flags: u32,
        time: i64,
        duration: i64,
        data: &[u8],
        attributes: &Attributes,
    ) -> Result<()> {
        let Some(callback) = &self.with_attributes else {
            return self.on_process_sample(major, flags, time, duration, data);
        };
        let (major, given) = (to_guid(*major), Attributes::new());
        given.copy_from(attributes);
        let given = AttributesObject::create(given);
        // SAFETY: live objects, and bytes that stay as they are during the call.
        check(unsafe { callback.OnProcessSampleEx(&major, flags, time, duration, data, &given) })
    }

    fn on_shutdown(&self) {
        // SAFETY: a live object. Its answer has no receiver.
        let _ = unsafe { self.callback.OnShutdown() };
    }
}
