use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{
    Attributes, ClockStateSink, ClockedSink, Error, Guid, HostTime, MediaTime, MediaType, PresentationClock,
    Result, Sample, TimeSpan, guids, keys,
};

use crate::render_sink::{ClockChange, Render, RenderSink, Schedule, Timing};
use crate::stream_queue::{OPEN_REQUESTS, QueueLimits};

/// What a sample grabber calls (`IMFSampleGrabberSinkCallback`): once for each sample, and for each change of the
/// clock. Calls come one after the other for samples; a change of the clock may come at the same time as a sample.
///
/// An error that a method returns becomes the event `MEError` of the stream sink.
pub trait SampleGrabberCallback: ClockStateSink {
    /// The sink got or lost its clock.
    ///
    /// # Errors
    /// Any; see the trait.
    fn on_set_presentation_clock(&self, clock: Option<&Arc<dyn PresentationClock>>) -> Result<()>;

    /// A sample's time has come. `flags` is reserved and 0; `time` and `duration` are in 100 ns and `i64::MAX` where
    /// the sample has none; several buffers of a sample come as one.
    ///
    /// # Errors
    /// Any; see the trait. The grabber then refuses further samples with the same error until it is stopped.
    fn on_process_sample(
        &self,
        major: &Guid,
        flags: u32,
        time: i64,
        duration: i64,
        data: &[u8],
    ) -> Result<()>;

    /// As [`on_process_sample`](Self::on_process_sample), with the sample's attributes, among them what its flags say
    /// (`IMFSampleGrabberSinkCallback2::OnProcessSampleEx`). This is what the grabber calls. Default: goes without them.
    ///
    /// # Errors
    /// Those of [`on_process_sample`](Self::on_process_sample).
    fn on_process_sample_ex(
        &self,
        major: &Guid,
        flags: u32,
        time: i64,
        duration: i64,
        data: &[u8],
        _attributes: &Attributes,
    ) -> Result<()> {
        self.on_process_sample(major, flags, time, duration, data)
    }

    /// The sink was shut down.
    fn on_shutdown(&self);
}

/// How a sample grabber works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GrabberOptions {
    /// `MF_SAMPLEGRABBERSINK_IGNORE_CLOCK`: samples are grabbed as they come; the sink is rateless. Default: at their
    /// presentation time.
    pub ignore_clock: bool,
    /// `MF_SAMPLEGRABBERSINK_SAMPLE_TIME_OFFSET`: samples are grabbed this much earlier than their time. Default: 0.
    pub sample_time_offset: TimeSpan,
    /// Only uncompressed types are taken, so that the loader puts a decoder in front; the grabber's type may then be
    /// as partial as a major type. Default: every type that satisfies the grabber's.
    pub uncompressed: bool,
    /// Sound is given as it is to be heard: at rates of [`openmf_core::AUDIBLE_RATES`] stretched, with its pitch kept.
    /// Default: the frames of the media, whatever the rate.
    pub stretched: bool,
}

/// A sink that gives its samples to the application (`MFCreateSampleGrabberSinkActivate`).
///
/// It takes every media type that satisfies the one it was made for, which may be partial, and keeps four requests
/// open. All samples are given, also late ones.
#[derive(Clone)]
pub struct SampleGrabber {
    sink: Arc<RenderSink<GrabberRender>>,
}

impl SampleGrabber {
    /// A grabber that calls `callback`.
    pub fn new(
        media_type: MediaType,
        options: GrabberOptions,
        callback: Arc<dyn SampleGrabberCallback>,
    ) -> Self {
        Self::with_target(media_type, options, Target::Callback(callback))
    }

    /// A grabber that hands each whole sample, with its buffers, layout and attributes, to a function.
    pub fn from_fn(
        media_type: MediaType,
        options: GrabberOptions,
        function: impl Fn(Sample) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::with_target(media_type, options, Target::Function(Box::new(function)))
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink) as _
    }

    fn with_target(wanted: MediaType, options: GrabberOptions, target: Target) -> Self {
        let render = GrabberRender {
            current_major: Mutex::new(wanted.major_type()),
            wanted,
            uncompressed: options.uncompressed,
            stretched: options.stretched,
            target,
        };
        let schedule = Schedule {
            clocked: !options.ignore_clock,
            lead: options.sample_time_offset,
            limits: LIMITS,
        };
        Self {
            sink: RenderSink::new(render, schedule),
        }
    }
}

const LIMITS: QueueLimits = QueueLimits {
    samples: OPEN_REQUESTS as usize,
    span: None,
    preroll_samples: 1,
    preroll_span: None,
};

enum Target {
    Callback(Arc<dyn SampleGrabberCallback>),
    Function(Box<dyn Fn(Sample) -> Result<()> + Send + Sync>),
}

struct GrabberRender {
    wanted: MediaType,
    uncompressed: bool,
    stretched: bool,
    current_major: Mutex<Guid>,
    target: Target,
}

impl Render for GrabberRender {
    fn name(&self) -> String {
        "sample grabber".to_owned()
    }

    fn takes_stretched_sound(&self) -> bool {
        self.stretched
    }

    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        if self.uncompressed && media_type.is_compressed() {
            Err(Error::invalid_media_type(format!("{media_type} is compressed")))
        } else if media_type.satisfies(&self.wanted) {
            Ok(())
        } else {
            Err(Error::invalid_media_type(format!(
                "{media_type} where the grabber wants {}",
                self.wanted
            )))
        }
    }

    fn preferred_types(&self) -> Vec<MediaType> {
        vec![self.wanted.clone()]
    }

    fn set_type(&self, media_type: &MediaType) -> Result<()> {
        *self.current_major.lock().unwrap_or_else(PoisonError::into_inner) = media_type.major_type();
        Ok(())
    }

    fn renders_scrubs(&self) -> bool {
        let major = *self.current_major.lock().unwrap_or_else(PoisonError::into_inner);
        major == guids::MFMediaType_Video
    }

    fn render(&self, sample: Sample, _timing: Option<Timing>) -> Result<()> {
        match &self.target {
            Target::Function(function) => function(sample),
            Target::Callback(callback) => {
                let major = *self.current_major.lock().unwrap_or_else(PoisonError::into_inner);
                let time = sample.time.map_or(i64::MAX, MediaTime::as_100ns);
                let duration = sample.duration.map_or(i64::MAX, TimeSpan::as_100ns);
                let data = sample.contiguous();
                let mut attributes = Cow::Owned(Attributes::new());
                if let Some(known) = sample.attributes() {
                    attributes = Cow::Borrowed(known);
                }
                // A sample has these apart from its attributes.
                for (key, on) in [
                    (keys::MFSampleExtension_CleanPoint, sample.flags.clean_point),
                    (keys::MFSampleExtension_Discontinuity, sample.flags.discontinuity),
                ] {
                    if on {
                        attributes.to_mut().set(key, true);
                    }
                }
                // "Currently no flags are defined." Source: `IMFSample::GetSampleFlags`.
                callback.on_process_sample_ex(&major, 0, time, duration, &data, &attributes)
            }
        }
    }

    fn clock_set(&self, clock: Option<&Arc<dyn PresentationClock>>) -> Result<()> {
        match &self.target {
            Target::Function(_) => Ok(()),
            Target::Callback(callback) => callback.on_set_presentation_clock(clock),
        }
    }

    fn clock_changed(&self, host_time: HostTime, change: ClockChange) -> Result<()> {
        let Target::Callback(callback) = &self.target else {
            return Ok(());
        };
        match change {
            ClockChange::Start(start) => callback.on_clock_start(host_time, start),
            ClockChange::Stop => callback.on_clock_stop(host_time),
            ClockChange::Pause => callback.on_clock_pause(host_time),
            ClockChange::Restart => callback.on_clock_restart(host_time),
            ClockChange::Rate(rate) => callback.on_clock_set_rate(host_time, rate),
        }
    }

    fn shut_down(&self) {
        if let Target::Callback(callback) = &self.target {
            callback.on_shutdown();
        }
    }
}
