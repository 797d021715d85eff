//! Components that do what they should, until the one method that a test has chosen is called: that does not return.
#![allow(dead_code, reason = "each test uses its part")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    AudioFormat, ClockConsumer, DirectStream, DropMode, Error, EventQueue, EventType, Guid, Input,
    MediaBuffer, MediaEvent, MediaSource, MediaStream, MediaTime, MediaType, Output, PresentationDescriptor,
    PresentationProvider, QualityAdvise, RateControl, RateDirection, RateRefused, RateSupport, Result,
    Sample, SampleFormat, SeekInfo, SharedTransform, SourceCharacteristics, StartPosition, StreamDescriptor,
    StreamItem, StreamObject, TimeSpan, Transform, TransformActivate, TransformMessage, UserObject, Variant,
    keys,
};

use openmf_testkit::PassThrough;

use crate::stacks::wait_for;

#[path = "sink.rs"]
mod sink;
#[allow(unused_imports, reason = "each test uses its part")]
pub(crate) use sink::{GatedActivate, GatedSink, NEW_STREAM};

/// The one method that does not return.
#[derive(Default)]
pub(crate) struct Gate {
    chosen: Mutex<Option<&'static str>>,
    pub entered: AtomicBool,
    pub released: Arc<AtomicBool>,
    /// The components that exist.
    pub alive: AtomicUsize,
}

impl Gate {
    pub(crate) fn choose(&self, method: &'static str) {
        *lock(&self.chosen) = Some(method);
    }

    pub(crate) fn pass(&self, method: &'static str) {
        if *lock(&self.chosen) == Some(method) {
            self.entered.store(true, Ordering::Release);
            wait_for(&self.released);
        }
    }
}

/// A component exists.
pub(crate) struct Alive(Arc<Gate>, &'static str);

impl Alive {
    pub(crate) fn new(gate: &Arc<Gate>, end: &'static str) -> Self {
        gate.alive.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(gate), end)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.pass(self.1);
        self.0.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// In Hz. A frame lasts a round number of 100 ns.
const SAMPLE_RATE: u32 = 10_000;
const SAMPLE_MS: i64 = 10;
/// In each stream.
const SAMPLES: i64 = 30;

fn media_type() -> MediaType {
    AudioFormat::pcm(SampleFormat::S16, SAMPLE_RATE, 1).to_media_type()
}

pub(crate) struct GatedSource {
    this: Weak<Self>,
    gate: Arc<Gate>,
    direct: bool,
    events: EventQueue,
    descriptor: Arc<PresentationDescriptor>,
    state: Mutex<SourceState>,
    _alive: Alive,
}

#[derive(Default)]
struct SourceState {
    started: bool,
    streams: Vec<Arc<GatedStream>>,
    rate: f32,
}

impl GatedSource {
    pub(crate) fn new(gate: &Arc<Gate>, streams: u32, direct: bool) -> Arc<Self> {
        let streams = (1..=streams).map(|id| (Arc::new(StreamDescriptor::new(id, vec![media_type()])), true));
        let descriptor = PresentationDescriptor::new(streams);
        let duration = TimeSpan::from_millis(SAMPLES * SAMPLE_MS);
        descriptor.attributes().set(keys::MF_PD_DURATION, duration);
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            gate: Arc::clone(gate),
            direct,
            events: EventQueue::inline(),
            descriptor: Arc::new(descriptor),
            state: Mutex::default(),
            _alive: Alive::new(gate, "MediaSource::drop"),
        })
    }

    pub(crate) fn tell_characteristics(&self) {
        let _ = self.events.queue_type(EventType::SourceCharacteristicsChanged);
    }

    fn tell_all(&self, on_source: EventType, on_stream: EventType) {
        let streams = lock(&self.state).streams.clone();
        let _ = self.events.queue_type(on_source);
        for stream in streams {
            let _ = stream.events.queue_type(on_stream);
            stream.wake();
        }
    }
}

impl MediaSource for GatedSource {
    fn events(&self) -> &EventQueue {
        self.gate.pass("MediaSource::events");
        &self.events
    }

    fn characteristics(&self) -> Result<SourceCharacteristics> {
        self.gate.pass("MediaSource::characteristics");
        Ok(SourceCharacteristics::FILE)
    }

    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        self.gate.pass("MediaSource::create_presentation_descriptor");
        Ok(Arc::clone(&self.descriptor))
    }

    fn start(&self, _descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        self.gate.pass("MediaSource::start");
        let this = self.this.upgrade().ok_or(Error::Shutdown)?;
        let mut told = Vec::new();
        let seeks = {
            let mut state = lock(&self.state);
            let was_started = std::mem::replace(&mut state.started, true);
            let seeks = was_started && *position != StartPosition::Current;
            let from = match position {
                StartPosition::At(time) => Some(*time),
                _ => (!was_started).then_some(MediaTime::ZERO),
            };
            let known = !state.streams.is_empty();
            if !known {
                state.streams = self
                    .descriptor
                    .streams()
                    .map(|(descriptor, _)| {
                        Arc::new(GatedStream {
                            source: Arc::downgrade(&this),
                            gate: Arc::clone(&self.gate),
                            direct: self.direct,
                            events: EventQueue::inline(),
                            descriptor: Arc::clone(descriptor),
                            state: Mutex::default(),
                            _alive: Alive::new(&self.gate, "MediaStream::drop"),
                        })
                    })
                    .collect();
            }
            if let Some(time) = from {
                for stream in &state.streams {
                    *lock(&stream.state) = StreamState {
                        next: time.as_100ns() / 10_000 / SAMPLE_MS,
                        ..StreamState::default()
                    };
                }
            }
            let event = match known {
                true => EventType::UpdatedStream,
                false => EventType::NewStream,
            };
            for stream in &state.streams {
                let object = UserObject::new(StreamObject(stream.clone()));
                told.push(MediaEvent::new(event).with_value(Variant::Object(object)));
            }
            seeks
        };
        for event in told {
            let _ = self.events.queue(event);
        }
        match seeks {
            true => self.tell_all(EventType::SourceSeeked, EventType::StreamSeeked),
            false => self.tell_all(EventType::SourceStarted, EventType::StreamStarted),
        }
        Ok(())
    }

    fn pause(&self) -> Result<()> {
        self.gate.pass("MediaSource::pause");
        self.tell_all(EventType::SourcePaused, EventType::StreamPaused);
        Ok(())
    }

    fn stop(&self) -> Result<()> {
        self.gate.pass("MediaSource::stop");
        lock(&self.state).started = false;
        self.tell_all(EventType::SourceStopped, EventType::StreamStopped);
        Ok(())
    }

    fn shutdown(&self) -> Result<()> {
        let streams = std::mem::take(&mut lock(&self.state).streams);
        self.events.shutdown();
        for stream in streams {
            stream.events.shutdown();
            stream.wake();
        }
        Ok(())
    }

    fn service(&self, _service: &Guid) -> Option<UserObject> {
        self.gate.pass("MediaSource::service");
        None
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        self.gate.pass("MediaSource::rate_control");
        Some(self)
    }

    fn seek_info(&self) -> Option<&dyn SeekInfo> {
        self.gate.pass("MediaSource::seek_info");
        Some(self)
    }

    fn presentation_provider(&self) -> Option<&dyn PresentationProvider> {
        self.gate.pass("MediaSource::presentation_provider");
        Some(self)
    }

    fn name(&self) -> String {
        self.gate.pass("MediaSource::name");
        "gated source".to_owned()
    }

    fn clock_consumer(&self) -> Option<Arc<dyn ClockConsumer>> {
        self.gate.pass("MediaSource::clock_consumer");
        None
    }
}

impl RateSupport for GatedSource {
    fn slowest_rate(&self, direction: RateDirection, _thin: bool) -> Result<f32> {
        self.gate.pass("RateSupport::slowest_rate");
        match direction {
            RateDirection::Forward => Ok(0.0),
            RateDirection::Reverse => Err(Error::ReverseUnsupported),
        }
    }

    fn fastest_rate(&self, direction: RateDirection, _thin: bool) -> Result<f32> {
        self.gate.pass("RateSupport::fastest_rate");
        match direction {
            RateDirection::Forward => Ok(4.0),
            RateDirection::Reverse => Err(Error::ReverseUnsupported),
        }
    }

    fn is_rate_supported(&self, _thin: bool, _rate: f32) -> Result<(), RateRefused> {
        self.gate.pass("RateSupport::is_rate_supported");
        Ok(())
    }
}

impl RateControl for GatedSource {
    fn set_rate(&self, _thin: bool, rate: f32) -> Result<()> {
        self.gate.pass("RateControl::set_rate");
        lock(&self.state).rate = rate;
        let _ = self.events.queue_type(EventType::SourceRateChanged);
        Ok(())
    }

    fn rate(&self) -> (bool, f32) {
        (false, lock(&self.state).rate)
    }

    fn delivers_groups(&self) -> bool {
        self.gate.pass("RateControl::delivers_groups");
        false
    }
}

impl SeekInfo for GatedSource {
    fn previous_key_frame(&self, time: MediaTime) -> Result<MediaTime> {
        self.gate.pass("SeekInfo::previous_key_frame");
        Ok(time)
    }

    fn next_key_frame(&self, time: MediaTime) -> Result<Option<MediaTime>> {
        Ok(Some(time))
    }
}

impl PresentationProvider for GatedSource {
    fn force_end_of_presentation(&self, _descriptor: &PresentationDescriptor) -> Result<()> {
        self.gate.pass("PresentationProvider::force_end_of_presentation");
        let _ = self.events.queue_type(EventType::EndOfPresentation);
        Ok(())
    }
}

struct GatedStream {
    source: Weak<GatedSource>,
    gate: Arc<Gate>,
    direct: bool,
    events: EventQueue,
    descriptor: Arc<StreamDescriptor>,
    state: Mutex<StreamState>,
    _alive: Alive,
}

#[derive(Default)]
struct StreamState {
    next: i64,
    ended: bool,
    waker: Option<Waker>,
}

impl GatedStream {
    fn wake(&self) {
        let waker = lock(&self.state).waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn next(&self) -> Option<Sample> {
        let mut state = lock(&self.state);
        if state.next >= SAMPLES {
            return None;
        }
        let time = MediaTime::ZERO + TimeSpan::from_millis(state.next * SAMPLE_MS);
        state.next += 1;
        let bytes = vec![0; (SAMPLE_RATE as usize / 1000) * SAMPLE_MS as usize * 2];
        Some(
            Sample::new(MediaBuffer::from(bytes))
                .at(time)
                .lasting(TimeSpan::from_millis(SAMPLE_MS))
                .clean_point(true),
        )
    }

    fn end(&self) {
        if std::mem::replace(&mut lock(&self.state).ended, true) {
            return;
        }
        let _ = self.events.queue_type(EventType::EndOfStream);
        let Some(source) = self.source.upgrade() else {
            return;
        };
        let streams = lock(&source.state).streams.clone();
        if streams.iter().all(|stream| lock(&stream.state).ended) {
            let _ = source.events.queue_type(EventType::EndOfPresentation);
        }
    }
}

impl MediaStream for GatedStream {
    fn events(&self) -> &EventQueue {
        self.gate.pass("MediaStream::events");
        &self.events
    }

    fn descriptor(&self) -> Arc<StreamDescriptor> {
        self.gate.pass("MediaStream::descriptor");
        Arc::clone(&self.descriptor)
    }

    fn request_sample(&self, token: Option<UserObject>) -> Result<()> {
        self.gate.pass("MediaStream::request_sample");
        match self.next() {
            Some(mut sample) => {
                sample.set_token(token);
                let value = Variant::Object(UserObject::new(sample));
                let event = MediaEvent::new(EventType::MediaSample).with_value(value);
                let _ = self.events.queue(event);
            }
            None => self.end(),
        }
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStream> {
        self.gate.pass("MediaStream::direct");
        self.direct.then_some(self)
    }
}

impl DirectStream for GatedStream {
    fn poll_next(&self, _cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        self.gate.pass("DirectStream::poll_next");
        Poll::Ready(Ok(match self.next() {
            Some(sample) => StreamItem::Sample(sample),
            None => {
                self.end();
                StreamItem::EndOfStream
            }
        }))
    }

    fn set_attached(&self, _attached: bool) {
        self.gate.pass("DirectStream::set_attached");
    }
}

/// Any transform, with a gate in front of each method.
pub(crate) struct GatedTransform {
    inner: Box<dyn Transform>,
    /// Its output type is to be chosen, by whoever has set its input type.
    output_is_set: bool,
    gate: Arc<Gate>,
    _alive: Alive,
}

impl GatedTransform {
    pub(crate) fn new(gate: &Arc<Gate>, inner: impl Transform + 'static) -> Self {
        Self {
            inner: Box::new(inner),
            output_is_set: false,
            gate: Arc::clone(gate),
            _alive: Alive::new(gate, "Transform::drop"),
        }
    }
}

impl Transform for GatedTransform {
    fn name(&self) -> &str {
        self.gate.pass("Transform::name");
        self.inner.name()
    }

    fn stream_count(&self) -> (u32, u32) {
        self.gate.pass("Transform::stream_count");
        self.inner.stream_count()
    }

    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.gate.pass("Transform::input_available_type");
        self.inner.input_available_type(stream, index)
    }

    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.gate.pass("Transform::output_available_type");
        self.inner.output_available_type(stream, index)
    }

    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.gate.pass("Transform::test_input_type");
        self.inner.test_input_type(stream, media_type)
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.gate.pass("Transform::set_input_type");
        self.inner.set_input_type(stream, media_type)
    }

    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.gate.pass("Transform::set_output_type");
        self.output_is_set = true;
        self.inner.set_output_type(stream, media_type)
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        self.gate.pass("Transform::input_type");
        self.inner.input_type(stream)
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        self.gate.pass("Transform::output_type");
        if !self.output_is_set {
            return Err(Error::TypeNotSet { side: "output" });
        }
        self.inner.output_type(stream)
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        self.gate.pass("Transform::process_input");
        self.inner.process_input(stream, sample)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.gate.pass("Transform::process_output");
        self.inner.process_output()
    }

    fn process_any_output(&mut self) -> Result<(u32, Output)> {
        self.gate.pass("Transform::process_any_output");
        self.inner.process_any_output()
    }

    fn end_input(&mut self, stream: u32) -> Result<()> {
        self.gate.pass("Transform::end_input");
        self.inner.end_input(stream)
    }

    fn drain_input(&mut self, stream: u32) -> Result<bool> {
        self.gate.pass("Transform::drain_input");
        self.inner.drain_input(stream)
    }

    fn shut_down(&mut self) {
        self.gate.pass("Transform::shut_down");
        self.inner.shut_down();
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.gate.pass(match message {
            TransformMessage::Flush => "Transform::process_message(Flush)",
            TransformMessage::Drain => "Transform::process_message(Drain)",
            _ => "Transform::process_message",
        });
        self.inner.process_message(message)
    }

    fn attributes(&self) -> Option<&openmf_core::Attributes> {
        self.gate.pass("Transform::attributes");
        self.inner.attributes()
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        self.gate.pass("Transform::rate_control");
        self.inner.rate_control()
    }

    fn quality_advise(&self) -> Option<Arc<dyn openmf_core::QualityAdvise>> {
        self.gate.pass("Transform::quality_advise");
        Some(Arc::new(GatedAdvise {
            gate: Arc::clone(&self.gate),
            mode: Mutex::default(),
        }))
    }

    fn has_device_manager(&self) -> bool {
        self.gate.pass("Transform::has_device_manager");
        self.inner.has_device_manager()
    }

    fn clock_consumer(&self) -> Option<Arc<dyn ClockConsumer>> {
        self.gate.pass("Transform::clock_consumer");
        self.inner.clock_consumer()
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        self.gate.pass("Transform::service");
        self.inner.service(service)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a quality manager tells a transform.
struct GatedAdvise {
    gate: Arc<Gate>,
    mode: Mutex<DropMode>,
}

impl QualityAdvise for GatedAdvise {
    fn set_drop_mode(&self, mode: DropMode) -> Result<()> {
        self.gate.pass("QualityAdvise::set_drop_mode");
        *lock(&self.mode) = mode;
        Ok(())
    }

    fn drop_mode(&self) -> DropMode {
        self.gate.pass("QualityAdvise::drop_mode");
        *lock(&self.mode)
    }
}

/// Makes a [`GatedTransform`].
pub(crate) struct GatedTransformActivate {
    gate: Arc<Gate>,
    made: Mutex<Option<SharedTransform>>,
}

impl GatedTransformActivate {
    pub(crate) fn new(gate: &Arc<Gate>) -> Self {
        Self {
            gate: Arc::clone(gate),
            made: Mutex::default(),
        }
    }
}

impl TransformActivate for GatedTransformActivate {
    fn activate(&self) -> Result<SharedTransform> {
        self.gate.pass("TransformActivate::activate");
        let mut made = lock(&self.made);
        let make = || SharedTransform::new(Box::new(GatedTransform::new(&self.gate, PassThrough::default())));
        Ok(made.get_or_insert_with(make).clone())
    }

    fn shutdown_object(&self) {
        self.gate.pass("TransformActivate::shutdown_object");
        drop(lock(&self.made).take());
    }
}
