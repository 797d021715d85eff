//! Components that do what they should, until the one method that a test has chosen is called: that does not return.
#![allow(dead_code, reason = "each test uses its part")]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    AudioFormat, ClockStart, ClockStateSink, DirectStream, DirectStreamSink, Error, EventQueue, EventType,
    FinalizableMediaSink, Guid, HostClock, HostTime, Input, Marker, MediaBuffer, MediaEvent, MediaSink,
    MediaSinkPreroll, MediaSource, MediaStream, MediaTime, MediaType, MediaTypeHandler, Output,
    PresentationClock, PresentationDescriptor, PresentationProvider, PresentationTime,
    PresentationTimeSource, RateControl, RateDirection, RateRefused, RateSupport, Result, Sample,
    SampleFormat, SeekInfo, SinkActivate, SinkCharacteristics, SourceCharacteristics, StartPosition,
    StreamDescriptor, StreamItem, StreamObject, StreamSink, TimeSpan, Transform, TransformMessage, TypeList,
    UserObject, Variant, keys,
};
use openmf_runtime::Runtime;

use crate::stacks::wait_for;

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
struct Alive(Arc<Gate>, &'static str);

impl Alive {
    fn new(gate: &Arc<Gate>, end: &'static str) -> Self {
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
    gate: Arc<Gate>,
    _alive: Alive,
}

impl GatedTransform {
    pub(crate) fn new(gate: &Arc<Gate>, inner: impl Transform + 'static) -> Self {
        Self {
            inner: Box::new(inner),
            gate: Arc::clone(gate),
            _alive: Alive::new(gate, "Transform::drop"),
        }
    }
}

impl Transform for GatedTransform {
    fn name(&self) -> &str {
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
        self.inner.set_output_type(stream, media_type)
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        self.gate.pass("Transform::input_type");
        self.inner.input_type(stream)
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        self.gate.pass("Transform::output_type");
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

    fn rate_control(&self) -> Option<&dyn RateControl> {
        self.gate.pass("Transform::rate_control");
        self.inner.rate_control()
    }

    fn quality_advise(&self) -> Option<Arc<dyn openmf_core::QualityAdvise>> {
        self.gate.pass("Transform::quality_advise");
        self.inner.quality_advise()
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        self.inner.service(service)
    }
}

/// Makes a [`GatedSink`].
pub(crate) struct GatedActivate {
    pub sink: Mutex<Option<Arc<GatedSink>>>,
    pub gate: Arc<Gate>,
}

impl SinkActivate for GatedActivate {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        self.gate.pass("SinkActivate::activate");
        Ok(lock(&self.sink).clone().ok_or(Error::Shutdown)?)
    }

    fn shutdown_object(&self) {
        self.gate.pass("SinkActivate::shutdown_object");
        drop(lock(&self.sink).take());
    }

    fn name(&self) -> String {
        self.gate.pass("SinkActivate::name");
        "gated sink".to_owned()
    }
}

pub(crate) struct GatedSink {
    this: Weak<Self>,
    gate: Arc<Gate>,
    runtime: Runtime,
    direct: bool,
    rateless: bool,
    events: EventQueue,
    types: TypeList,
    state: Mutex<SinkState>,
    _alive: Alive,
}

#[derive(Default)]
struct SinkState {
    active: bool,
    running: bool,
    prerolling: bool,
    clock: Option<Arc<dyn PresentationClock>>,
    queue: VecDeque<Item>,
    /// Requests by event that have not been answered.
    open: usize,
    waker: Option<Waker>,
    /// Of the time source: what it shows, since when, and how fast.
    time: PresentationTime,
    since: HostTime,
    rate: f32,
}

enum Item {
    Sample(PresentationTime),
    Marker(Marker),
}

const CAPACITY: usize = 3;

impl GatedSink {
    pub(crate) fn new(gate: &Arc<Gate>, runtime: &Runtime, direct: bool) -> Arc<Self> {
        Self::with(gate, runtime, (direct, false))
    }

    /// One that consumes what it gets at once.
    pub(crate) fn rateless(gate: &Arc<Gate>, runtime: &Runtime, direct: bool) -> Arc<Self> {
        Self::with(gate, runtime, (direct, true))
    }

    fn with(gate: &Arc<Gate>, runtime: &Runtime, (direct, rateless): (bool, bool)) -> Arc<Self> {
        let types = TypeList::default();
        let _ = types.set_current_type(&media_type());
        let state = SinkState {
            rate: 1.0,
            ..SinkState::default()
        };
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            gate: Arc::clone(gate),
            runtime: runtime.clone(),
            direct,
            rateless,
            events: EventQueue::inline(),
            types,
            state: Mutex::new(state),
            _alive: Alive::new(gate, "MediaSink::drop"),
        })
    }

    fn request(&self) {
        let (requests, waker) = {
            let mut state = lock(&self.state);
            let held = state.queue.len();
            let wanted = match state.active {
                true => CAPACITY.saturating_sub(held + state.open),
                false => 0,
            };
            let requests = if self.direct { 0 } else { wanted };
            state.open += requests;
            (requests, state.waker.take())
        };
        for _ in 0..requests {
            let _ = self.events.queue_type(EventType::StreamSinkRequestSample);
        }
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Consumes what is due.
    fn settle(&self) {
        loop {
            let (clock, running) = {
                let state = lock(&self.state);
                (state.clock.clone(), state.running)
            };
            let Some(clock) = clock.filter(|_| running) else {
                break;
            };
            let now = clock.time().unwrap_or_default();
            let mut state = lock(&self.state);
            match state.queue.front() {
                Some(Item::Sample(due)) if *due > now && !self.rateless => {
                    let (due, this) = (*due, self.this.clone());
                    drop(state);
                    let again = move || {
                        if let Some(this) = this.upgrade() {
                            this.settle();
                        }
                    };
                    clock.set_timer(due, Box::new(again));
                    break;
                }
                Some(Item::Sample(_)) => drop(state.queue.pop_front()),
                Some(Item::Marker(_)) => {
                    if let Some(Item::Marker(marker)) = state.queue.pop_front() {
                        drop(state);
                        let event = MediaEvent::new(EventType::StreamSinkMarker);
                        let _ = self.events.queue(event.with_value(marker.context));
                    }
                }
                None => break,
            }
        }
        self.request();
    }

    fn put(&self, item: Item) -> Result<()> {
        let prerolled = {
            let mut state = lock(&self.state);
            if !state.active {
                return Err(Error::invalid_request("the sink is stopped"));
            }
            state.open = state.open.saturating_sub(1);
            state.queue.push_back(item);
            std::mem::take(&mut state.prerolling)
        };
        if prerolled {
            let _ = self.events.queue_type(EventType::StreamSinkPrerolled);
        }
        self.settle();
        Ok(())
    }

    /// Notes what the time source shows from now on.
    fn set_time(&self, host: HostTime, change: impl FnOnce(&mut SinkState, PresentationTime)) {
        let mut state = lock(&self.state);
        let now = state.shown(host);
        state.time = now;
        state.since = host;
        change(&mut state, now);
    }

    fn clock_changed(&self, event: EventType) {
        let _ = self.events.queue_type(event);
        self.settle();
    }
}

impl SinkState {
    fn shown(&self, host: HostTime) -> PresentationTime {
        if !self.running {
            return self.time;
        }
        let passed = (host - self.since).as_100ns() as f64 * f64::from(self.rate);
        self.time + TimeSpan::from_100ns(passed as i64)
    }
}

impl MediaSink for GatedSink {
    fn characteristics(&self) -> SinkCharacteristics {
        self.gate.pass("MediaSink::characteristics");
        SinkCharacteristics {
            fixed_streams: true,
            cannot_match_clock: false,
            rateless: self.rateless,
            can_preroll: true,
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        self.gate.pass("MediaSink::stream_sinks");
        Ok(vec![self.this.upgrade().ok_or(Error::Shutdown)?])
    }

    fn stream_sink_by_id(&self, _id: u32) -> Result<Arc<dyn StreamSink>> {
        self.gate.pass("MediaSink::stream_sink_by_id");
        Ok(self.this.upgrade().ok_or(Error::Shutdown)?)
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        self.gate.pass("MediaSink::set_presentation_clock");
        let former = std::mem::replace(&mut lock(&self.state).clock, clock.clone());
        let this: Arc<dyn ClockStateSink> = self;
        if let Some(former) = former {
            let _ = former.remove_state_sink(&this);
        }
        clock.map_or(Ok(()), |clock| clock.add_state_sink(this))
    }

    fn shutdown(&self) -> Result<()> {
        self.gate.pass("MediaSink::shutdown");
        self.events.shutdown();
        let dropped = {
            let mut state = lock(&self.state);
            state.active = false;
            (state.clock.take(), std::mem::take(&mut state.queue))
        };
        drop(dropped);
        Ok(())
    }

    fn time_source(&self) -> Option<Arc<dyn PresentationTimeSource>> {
        self.gate.pass("MediaSink::time_source");
        (!self.rateless).then_some(self.this.upgrade()? as _)
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        self.gate.pass("MediaSink::finalizable");
        Some(self)
    }

    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        self.gate.pass("MediaSink::preroll");
        Some(self)
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        self.gate.pass("MediaSink::rate_support");
        Some(self)
    }

    fn name(&self) -> String {
        self.gate.pass("MediaSink::name");
        "gated sink".to_owned()
    }
}

impl RateSupport for GatedSink {
    fn slowest_rate(&self, _direction: RateDirection, _thin: bool) -> Result<f32> {
        Ok(0.0)
    }

    fn fastest_rate(&self, _direction: RateDirection, _thin: bool) -> Result<f32> {
        Ok(8.0)
    }

    fn is_rate_supported(&self, _thin: bool, _rate: f32) -> Result<(), RateRefused> {
        Ok(())
    }
}

impl FinalizableMediaSink for GatedSink {
    fn finalize(&self) -> Result<()> {
        self.gate.pass("FinalizableMediaSink::finalize");
        Ok(())
    }
}

impl MediaSinkPreroll for GatedSink {
    fn notify_preroll(&self, _start: PresentationTime) -> Result<()> {
        self.gate.pass("MediaSinkPreroll::notify_preroll");
        {
            let mut state = lock(&self.state);
            (state.active, state.prerolling) = (true, true);
        }
        self.request();
        Ok(())
    }
}

impl StreamSink for GatedSink {
    fn events(&self) -> &EventQueue {
        self.gate.pass("StreamSink::events");
        &self.events
    }

    fn id(&self) -> u32 {
        self.gate.pass("StreamSink::id");
        0
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        self.gate.pass("StreamSink::media_sink");
        Ok(self.this.upgrade().ok_or(Error::Shutdown)?)
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        self.gate.pass("StreamSink::media_type_handler");
        self
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        self.gate.pass("StreamSink::process_sample");
        let end = sample.end().unwrap_or_default().as_100ns();
        self.put(Item::Sample(PresentationTime::from_100ns(end)))
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        self.gate.pass("StreamSink::place_marker");
        self.put(Item::Marker(marker))
    }

    fn flush(&self) -> Result<()> {
        self.gate.pass("StreamSink::flush");
        let dropped = std::mem::take(&mut lock(&self.state).queue);
        drop(dropped);
        self.settle();
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        self.gate.pass("StreamSink::direct");
        self.direct.then_some(self)
    }
}

impl DirectStreamSink for GatedSink {
    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.gate.pass("DirectStreamSink::poll_request");
        let mut state = lock(&self.state);
        if state.active && state.queue.len() < CAPACITY {
            return Poll::Ready(Ok(()));
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl MediaTypeHandler for GatedSink {
    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        self.gate.pass("MediaTypeHandler::is_supported");
        self.types.is_supported(media_type)
    }

    fn type_by_index(&self, index: usize) -> Result<MediaType> {
        self.gate.pass("MediaTypeHandler::type_by_index");
        self.types.type_by_index(index)
    }

    fn set_current_type(&self, media_type: &MediaType) -> Result<()> {
        self.gate.pass("MediaTypeHandler::set_current_type");
        self.types.set_current_type(media_type)
    }

    fn current_type(&self) -> Result<MediaType> {
        self.gate.pass("MediaTypeHandler::current_type");
        self.types.current_type()
    }
}

impl ClockStateSink for GatedSink {
    fn on_clock_start(&self, host_time: HostTime, start: ClockStart) -> Result<()> {
        self.gate.pass("ClockStateSink::on_clock_start");
        self.set_time(host_time, |state, _| {
            if let ClockStart::At(time) = start {
                state.time = time;
            }
            (state.active, state.running) = (true, true);
        });
        self.clock_changed(EventType::StreamSinkStarted);
        if lock(&self.state).rate == 0.0 {
            let _ = self.events.queue_type(EventType::StreamSinkScrubSampleComplete);
        }
        Ok(())
    }

    fn on_clock_stop(&self, host_time: HostTime) -> Result<()> {
        self.gate.pass("ClockStateSink::on_clock_stop");
        let mut dropped = VecDeque::new();
        self.set_time(host_time, |state, _| {
            state.time = PresentationTime::ZERO;
            (state.active, state.running, state.prerolling) = (false, false, false);
            state.open = 0;
            dropped = std::mem::take(&mut state.queue);
        });
        drop(dropped);
        self.clock_changed(EventType::StreamSinkStopped);
        Ok(())
    }

    fn on_clock_pause(&self, host_time: HostTime) -> Result<()> {
        self.gate.pass("ClockStateSink::on_clock_pause");
        self.set_time(host_time, |state, _| state.running = false);
        self.clock_changed(EventType::StreamSinkPaused);
        Ok(())
    }

    fn on_clock_restart(&self, host_time: HostTime) -> Result<()> {
        self.gate.pass("ClockStateSink::on_clock_restart");
        self.set_time(host_time, |state, _| state.running = true);
        self.clock_changed(EventType::StreamSinkStarted);
        Ok(())
    }

    fn on_clock_set_rate(&self, host_time: HostTime, rate: f32) -> Result<()> {
        self.gate.pass("ClockStateSink::on_clock_set_rate");
        self.set_time(host_time, |state, _| state.rate = rate);
        self.clock_changed(EventType::StreamSinkRateChanged);
        Ok(())
    }
}

impl PresentationTimeSource for GatedSink {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        self.gate.pass("PresentationTimeSource::correlated_time");
        let now = HostClock::now(&self.runtime);
        Ok((lock(&self.state).shown(now), now))
    }

    fn dismissed(&self) {
        self.gate.pass("PresentationTimeSource::dismissed");
    }

    fn frequency(&self) -> Result<u64> {
        self.gate.pass("PresentationTimeSource::frequency");
        Ok(10_000_000)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
