//! The sinks among the components.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    AudioFormat, ClockStart, ClockStateSink, DeviceManager, DirectStreamSink, Error, EventQueue, EventType,
    FinalizableMediaSink, Guid, HostClock, HostTime, Marker, MediaEvent, MediaSink, MediaSinkPreroll,
    MediaType, MediaTypeHandler, PresentationClock, PresentationTime, PresentationTimeSource, RateDirection,
    RateRefused, RateSupport, Result, Sample, SampleFormat, SinkActivate, SinkCharacteristics, StreamSink,
    TakenBack, TimeSpan, TypeList, UserObject, Variant, guids,
};
use openmf_runtime::Runtime;

use super::{Alive, Gate, lock, media_type};

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
    capacity: usize,
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

/// By how much the sink says that its samples are late, which a quality manager does something about.
const LAG: TimeSpan = TimeSpan::from_millis(50);
/// The identifier of a stream that the sink is asked to add.
pub(crate) const NEW_STREAM: u32 = 7;
/// How many samples a sink holds, unless it is said.
const CAPACITY: usize = 3;

impl GatedSink {
    pub(crate) fn new(gate: &Arc<Gate>, runtime: &Runtime, direct: bool) -> Arc<Self> {
        Self::with(gate, runtime, (direct, false), CAPACITY)
    }

    /// One that consumes what it gets at once.
    pub(crate) fn rateless(gate: &Arc<Gate>, runtime: &Runtime, direct: bool) -> Arc<Self> {
        Self::with(gate, runtime, (direct, true), CAPACITY)
    }

    /// The same, by events; it asks for the next sample when it has consumed the last.
    pub(crate) fn one_by_one(gate: &Arc<Gate>, runtime: &Runtime) -> Arc<Self> {
        Self::with(gate, runtime, (false, true), 1)
    }

    /// One that is still to be told its media type.
    pub(crate) fn untyped(gate: &Arc<Gate>, runtime: &Runtime, direct: bool) -> Arc<Self> {
        let types = TypeList::new(vec![media_type()]);
        Self::typed(gate, runtime, (direct, false), CAPACITY, types)
    }

    /// One that does not take what the sources give.
    pub(crate) fn of_another_type(gate: &Arc<Gate>, runtime: &Runtime, direct: bool) -> Arc<Self> {
        let other = AudioFormat::pcm(SampleFormat::S16, 44_100, 2).to_media_type();
        Self::typed(
            gate,
            runtime,
            (direct, false),
            CAPACITY,
            TypeList::new(vec![other]),
        )
    }

    fn with(
        gate: &Arc<Gate>,
        runtime: &Runtime,
        (direct, rateless): (bool, bool),
        capacity: usize,
    ) -> Arc<Self> {
        let types = TypeList::default();
        let _ = types.set_current_type(&media_type());
        Self::typed(gate, runtime, (direct, rateless), capacity, types)
    }

    fn typed(
        gate: &Arc<Gate>,
        runtime: &Runtime,
        (direct, rateless): (bool, bool),
        capacity: usize,
        types: TypeList,
    ) -> Arc<Self> {
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
            capacity,
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
                true => self.capacity.saturating_sub(held + state.open),
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

    fn stream_sink_by_id(&self, id: u32) -> Result<Arc<dyn StreamSink>> {
        self.gate.pass("MediaSink::stream_sink_by_id");
        match id {
            NEW_STREAM => Err(Error::InvalidStreamNumber { stream: id }),
            _ => Ok(self.this.upgrade().ok_or(Error::Shutdown)?),
        }
    }

    fn add_stream_sink(&self, _id: u32, _media_type: Option<&MediaType>) -> Result<Arc<dyn StreamSink>> {
        self.gate.pass("MediaSink::add_stream_sink");
        Ok(self.this.upgrade().ok_or(Error::Shutdown)?)
    }

    fn service(&self, _service: &Guid) -> Option<UserObject> {
        self.gate.pass("MediaSink::service");
        None
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

    fn stand_in(&self) -> Option<&openmf_core::StandIn> {
        self.gate.pass("MediaSink::stand_in");
        None
    }

    fn takes_stretched_sound(&self) -> bool {
        self.gate.pass("MediaSink::takes_stretched_sound");
        true
    }

    fn name(&self) -> String {
        self.gate.pass("MediaSink::name");
        "gated sink".to_owned()
    }
}

impl RateSupport for GatedSink {
    fn slowest_rate(&self, _direction: RateDirection, _thin: bool) -> Result<f32> {
        self.gate.pass("RateSupport::slowest_rate (sink)");
        Ok(0.0)
    }

    fn fastest_rate(&self, _direction: RateDirection, _thin: bool) -> Result<f32> {
        self.gate.pass("RateSupport::fastest_rate (sink)");
        Ok(8.0)
    }

    fn is_rate_supported(&self, _thin: bool, _rate: f32) -> Result<(), RateRefused> {
        self.gate.pass("RateSupport::is_rate_supported (sink)");
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
    fn notify_preroll(&self, start: PresentationTime) -> Result<()> {
        self.notify_numbered_preroll(start, 0)
    }

    fn notify_numbered_preroll(&self, _start: PresentationTime, _number: u64) -> Result<()> {
        self.gate.pass("MediaSinkPreroll::notify_numbered_preroll");
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
        if !self.rateless {
            let lag = MediaEvent::new(EventType::QualityNotify)
                .with_extended_type(guids::MF_QUALITY_NOTIFY_SAMPLE_LAG)
                .with_value(Variant::I64(LAG.as_100ns()));
            let _ = self.events.queue(lag);
        }
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

    fn device_managers(&self) -> Vec<DeviceManager> {
        self.gate.pass("StreamSink::device_managers");
        Vec::new()
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
        if state.active && state.queue.len() < self.capacity {
            return Poll::Ready(Ok(()));
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }

    fn take_back(&self, _from: PresentationTime) -> Option<TakenBack> {
        self.gate.pass("DirectStreamSink::take_back");
        None
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
