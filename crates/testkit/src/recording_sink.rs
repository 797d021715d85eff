use std::collections::VecDeque;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    ClockStart, ClockStateSink, DirectStreamSink, Error, EventQueue, EventType, FinalizableMediaSink, Guid,
    HostTime, Marker, MarkerKind, MediaEvent, MediaSink, MediaSinkPreroll, MediaTime, MediaType,
    MediaTypeHandler, PresentationClock, PresentationTime, PresentationTimeSource, RateBounds, RateDirection,
    RateRefused, RateSupport, Result, Sample, SinkCharacteristics, StreamSink, TakenBack, TakenItem,
    TypeList, UserObject, keys,
};

use crate::script::{Answer, HeldBack, Journal, find_service, lock};

/// What a [`RecordingSink`] is like. [`RecordingSink::script`] changes the answers while it runs.
#[derive(Clone, Debug)]
pub struct SinkScript {
    /// What messages and the journal call it.
    pub name: String,
    /// Samples are consumed as they come; else when the presentation clock reaches them.
    pub rateless: bool,
    /// The sink is asked by `poll_request`; else it asks by events.
    pub direct: bool,
    /// The sink follows no clock but its own.
    pub cannot_match_clock: bool,
    /// The sink is prerolled.
    pub can_preroll: bool,
    /// With how many samples.
    pub preroll_samples: usize,
    /// The sink has to be finalized.
    pub finalizable: bool,
    /// The media types it takes; none: any.
    pub types: Vec<MediaType>,
    /// How many samples it wants at a time.
    pub capacity: usize,
    /// How it answers a start or restart of the clock.
    pub on_start: Answer,
    /// How it answers a pause of the clock.
    pub on_pause: Answer,
    /// How it answers a stop of the clock.
    pub on_stop: Answer,
    /// How it answers a flush; only `AtOnce` and `Blocks` mean something.
    pub on_flush: Answer,
    /// How it answers a sample; `AtOnce`, `Refused` and `Blocks` mean something.
    pub on_sample: Answer,
    /// How it is finalized; `AtOnce`, `Refused` and `Blocks` mean something.
    pub on_finalize: Answer,
    /// How it answers a preroll.
    pub on_preroll: Answer,
    /// Its answers to a preroll have the number of that.
    pub numbers_prerolls: bool,
    /// What it answers when it is asked for a service.
    pub services: Vec<(Guid, UserObject)>,
    /// The rates of its rate support, if it has one.
    pub rates: Option<RateBounds>,
    /// How it answers a change of the rate.
    pub on_rate: Answer,
    /// With the direct path: it gives back what it has not consumed.
    pub takes_back: bool,
    /// At rate 0 it consumes one sample for each start of the clock; else none.
    pub scrubs: bool,
    /// How it then answers.
    pub on_scrub: Answer,
}

impl Default for SinkScript {
    /// A rateless sink with the direct path that does everything at once.
    fn default() -> Self {
        Self {
            name: "sink".to_owned(),
            rateless: true,
            direct: true,
            cannot_match_clock: false,
            can_preroll: false,
            preroll_samples: 1,
            finalizable: false,
            types: Vec::new(),
            capacity: 4,
            on_start: Answer::AtOnce,
            on_pause: Answer::AtOnce,
            on_stop: Answer::AtOnce,
            on_flush: Answer::AtOnce,
            on_sample: Answer::AtOnce,
            on_finalize: Answer::AtOnce,
            on_preroll: Answer::AtOnce,
            numbers_prerolls: true,
            services: Vec::new(),
            rates: Some(RateBounds::ALL),
            on_rate: Answer::AtOnce,
            takes_back: true,
            scrubs: true,
            on_scrub: Answer::AtOnce,
        }
    }
}

/// A sink of one stream that does what a test says and keeps what it consumed.
///
/// The journal gets `NAME.clock`, `NAME.no clock`, `NAME.start(TIME)`, `NAME.restart`, `NAME.pause`, `NAME.stop`,
/// `NAME.preroll(TIME)`, `NAME.flush`, `NAME.first(TIME)` for the first sample after a start, `NAME.finalize` and
/// `NAME.shutdown`, `NAME.rate(RATE)`, `NAME.tick(TIME)`; times are in milliseconds.
pub struct RecordingSink {
    this: Weak<Self>,
    events: EventQueue,
    types: TypeList,
    journal: Journal,
    script: Mutex<SinkScript>,
    state: Mutex<State>,
    held: HeldBack,
    time_source: Mutex<Option<Arc<dyn PresentationTimeSource>>>,
}

#[derive(Default)]
struct State {
    phase: Phase,
    clock: Option<Arc<dyn PresentationClock>>,
    queue: VecDeque<Item>,
    consumed: Vec<Sample>,
    first: bool,
    /// At rate 0: a frame was asked for.
    scrubbing: bool,
    /// A preroll was not answered; its number, if it has one.
    prerolling: Option<Option<u64>>,
    /// Requests sent by events and not yet answered.
    open: usize,
    /// Where the last consumed sample ends.
    until: Option<PresentationTime>,
    /// The time for which a timer of the clock is set.
    armed: Option<PresentationTime>,
    waker: Option<Waker>,
    shut_down: bool,
}

enum Item {
    Sample(Sample),
    Marker(Marker),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Stopped,
    Prerolling,
    Running,
    Paused,
}

impl RecordingSink {
    /// A sink without a clock.
    pub fn new(script: SinkScript, journal: &Journal) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            events: EventQueue::inline(),
            types: TypeList::new(script.types.clone()),
            journal: journal.clone(),
            script: Mutex::new(script),
            state: Mutex::default(),
            held: HeldBack::default(),
            time_source: Mutex::default(),
        })
    }

    /// Changes the script from now on.
    pub fn script(&self, change: impl FnOnce(&mut SinkScript)) {
        change(&mut lock(&self.script));
    }

    /// Gives the answers that were held back by [`Answer::Late`].
    pub fn release(&self) {
        self.held.release();
    }

    /// The sink's own clock, offered to the session as time source.
    pub fn set_time_source(&self, source: Arc<dyn PresentationTimeSource>) {
        *lock(&self.time_source) = Some(source);
    }

    /// Asks again: the script may want more than before.
    pub fn ask(&self) {
        self.request();
    }

    /// Sends an event of the stream sink.
    pub fn send(&self, event: MediaEvent) {
        let _ = self.events.queue(event);
    }

    /// The samples consumed since the last call.
    pub fn take(&self) -> Vec<Sample> {
        std::mem::take(&mut lock(&self.state).consumed)
    }

    /// The times of the samples consumed since the last call, in milliseconds.
    pub fn take_times(&self) -> Vec<i64> {
        let times = self.take().into_iter().filter_map(|sample| sample.time);
        times.map(|time| time.as_100ns() / 10_000).collect()
    }

    /// Whether the sink was shut down.
    pub fn is_shut_down(&self) -> bool {
        lock(&self.state).shut_down
    }

    fn note(&self, what: &str) {
        let name = lock(&self.script).name.clone();
        self.journal.note(format!("{name}.{what}"));
    }

    fn wants(&self, state: &State) -> bool {
        let samples = state
            .queue
            .iter()
            .filter(|item| matches!(item, Item::Sample(_)))
            .count();
        state.phase != Phase::Stopped && samples < lock(&self.script).capacity
    }

    /// Sends requests by event up to the capacity, or wakes who asks by the direct path.
    fn request(&self) {
        let script = lock(&self.script).clone();
        let (requests, waker) = {
            let mut state = lock(&self.state);
            if !self.wants(&state) {
                return;
            }
            let waker = state.waker.take();
            let mut requests = 0;
            if !script.direct {
                let queued = state
                    .queue
                    .iter()
                    .filter(|item| matches!(item, Item::Sample(_)))
                    .count();
                requests = script.capacity.saturating_sub(queued + state.open);
                state.open += requests;
            }
            (requests, waker)
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
        let rateless = lock(&self.script).rateless;
        let clock = lock(&self.state).clock.clone();
        let now = clock.as_ref().and_then(|clock| clock.time().ok());
        let rate = clock.as_ref().map_or(1.0, |clock| clock.rate());
        if rate == 0.0 {
            self.scrub();
            return self.request();
        }
        let ahead = |due: PresentationTime, now: PresentationTime| {
            if rate < 0.0 { due < now } else { due > now }
        };
        loop {
            let (answered, wait) = {
                let mut state = lock(&self.state);
                if state.phase != Phase::Running {
                    break;
                }
                let due = match state.queue.front() {
                    None => break,
                    Some(Item::Sample(sample)) => {
                        let enters = if rate < 0.0 { sample.end() } else { sample.time };
                        enters.map(|t| PresentationTime::from_100ns(t.as_100ns()))
                    }
                    Some(Item::Marker(_)) => state.until,
                };
                let wait = due.filter(|due| !rateless && now.is_none_or(|now| ahead(*due, now)));
                if wait.is_some() {
                    (None, wait)
                } else {
                    match state.queue.pop_front() {
                        Some(Item::Sample(sample)) => {
                            let leaves = if rate < 0.0 { None } else { sample.end() };
                            let end = leaves.or(sample.time);
                            state.until = end
                                .map(|t| PresentationTime::from_100ns(t.as_100ns()))
                                .or(state.until);
                            let first = std::mem::take(&mut state.first);
                            let time = sample.time.unwrap_or_default();
                            state.consumed.push(sample);
                            drop(state);
                            if first {
                                self.note(&format!("first({})", time.as_100ns() / 10_000));
                            }
                            (None, None)
                        }
                        Some(Item::Marker(marker)) => (Some(marker), None),
                        None => (None, None),
                    }
                }
            };
            if let Some(marker) = answered {
                self.answer_marker(&marker, Ok(()));
            }
            if let (Some(due), Some(clock)) = (wait, &clock) {
                if lock(&self.state).armed.replace(due) == Some(due) {
                    break;
                }
                let this = self.this.clone();
                clock.set_timer(
                    due,
                    Box::new(move || {
                        if let Some(this) = this.upgrade() {
                            {
                                let mut state = lock(&this.state);
                                if state.armed == Some(due) {
                                    state.armed = None;
                                }
                            }
                            this.settle();
                        }
                    }),
                );
                break;
            }
        }
        self.request();
    }

    /// Shows the frame that was asked for, if there is one.
    fn scrub(&self) {
        let script = lock(&self.script).clone();
        let time = {
            let mut state = lock(&self.state);
            if !state.scrubbing || state.phase != Phase::Running {
                return;
            }
            match state.queue.front() {
                None if script.scrubs => return,
                Some(Item::Sample(_)) if script.scrubs => match state.queue.pop_front() {
                    Some(Item::Sample(sample)) => {
                        let time = sample.time;
                        state.until = sample
                            .end()
                            .map(|end| PresentationTime::from_100ns(end.as_100ns()));
                        state.consumed.push(sample);
                        time
                    }
                    _ => None,
                },
                _ => None,
            }
        };
        lock(&self.state).scrubbing = false;
        let events = self.events.clone();
        let _ = self.held.answer(script.on_scrub, move |result| {
            let event = MediaEvent::completion(EventType::StreamSinkScrubSampleComplete, result);
            if let Some(time) = time {
                let time = PresentationTime::from_100ns(time.as_100ns());
                event.attributes().set(keys::MF_EVENT_SCRUBSAMPLE_TIME, time);
            }
            let _ = events.queue(event);
        });
    }

    fn answer_marker(&self, marker: &Marker, result: Result<()>) {
        let event = MediaEvent::completion(EventType::StreamSinkMarker, result);
        let _ = self.events.queue(event.with_value(marker.context.clone()));
    }

    fn drop_queue(&self) {
        let dropped = {
            let mut state = lock(&self.state);
            state.until = None;
            std::mem::take(&mut state.queue)
        };
        for item in dropped {
            if let Item::Marker(marker) = item {
                self.answer_marker(&marker, Err(Error::Aborted));
            }
        }
    }

    fn answer(&self, answer: Answer, event: EventType) -> Result<()> {
        let events = self.events.clone();
        self.held.answer(answer, move |result| {
            let _ = events.queue(MediaEvent::completion(event, result));
        })
    }

    fn prerolled(&self) {
        let due = {
            let wanted = lock(&self.script).preroll_samples;
            let mut state = lock(&self.state);
            let filled = state.queue.len() >= wanted;
            if filled { state.prerolling.take() } else { None }
        };
        if let Some(number) = due {
            let answer = lock(&self.script).on_preroll.clone();
            let events = self.events.clone();
            let _ = self.held.answer(answer, move |result| {
                let event = MediaEvent::completion(EventType::StreamSinkPrerolled, result);
                if let Some(number) = number {
                    event.attributes().set(keys::OPENMF_EVENT_PREROLL, number);
                }
                let _ = events.queue(event);
            });
        }
    }

    fn enter(&self, phase: Phase, answer: Answer, event: EventType) -> Result<()> {
        {
            let mut state = lock(&self.state);
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            state.phase = phase;
            if phase == Phase::Stopped {
                state.open = 0;
            }
        }
        self.answer(answer, event)?;
        self.settle();
        Ok(())
    }
}

impl MediaSink for RecordingSink {
    fn service(&self, service: &Guid) -> Option<UserObject> {
        find_service(&lock(&self.script).services, service)
    }

    fn characteristics(&self) -> SinkCharacteristics {
        let script = lock(&self.script);
        SinkCharacteristics {
            fixed_streams: true,
            cannot_match_clock: script.cannot_match_clock,
            rateless: script.rateless,
            can_preroll: script.can_preroll,
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        let this = self
            .this
            .upgrade()
            .filter(|_| !self.is_shut_down())
            .ok_or(Error::Shutdown)?;
        Ok(vec![this])
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        if self.is_shut_down() {
            return Err(Error::Shutdown);
        }
        self.note(if clock.is_some() { "clock" } else { "no clock" });
        let former = std::mem::replace(&mut lock(&self.state).clock, clock.clone());
        let this: Arc<dyn ClockStateSink> = self;
        if let Some(former) = former {
            let _ = former.remove_state_sink(&this);
        }
        match clock {
            Some(clock) => clock.add_state_sink(this),
            None => Ok(()),
        }
    }

    fn shutdown(&self) -> Result<()> {
        let (clock, waker) = {
            let mut state = lock(&self.state);
            if std::mem::replace(&mut state.shut_down, true) {
                return Err(Error::Shutdown);
            }
            state.queue.clear();
            (state.clock.take(), state.waker.take())
        };
        self.note("shutdown");
        self.events.shutdown();
        if let (Some(clock), Some(this)) = (clock, self.this.upgrade()) {
            let this: Arc<dyn ClockStateSink> = this;
            let _ = clock.remove_state_sink(&this);
        }
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(())
    }

    fn time_source(&self) -> Option<Arc<dyn PresentationTimeSource>> {
        lock(&self.time_source).clone()
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        let finalizable = lock(&self.script).finalizable;
        if finalizable { Some(self) } else { None }
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        let has = lock(&self.script).rates.is_some();
        if has { Some(self) } else { None }
    }

    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        let can_preroll = lock(&self.script).can_preroll;
        if can_preroll { Some(self) } else { None }
    }

    fn name(&self) -> String {
        lock(&self.script).name.clone()
    }
}

impl RecordingSink {
    fn bounds(&self) -> RateBounds {
        lock(&self.script).rates.unwrap_or(RateBounds::NORMAL)
    }
}

impl RateSupport for RecordingSink {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.bounds().slowest_rate(direction, thin)
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.bounds().fastest_rate(direction, thin)
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        self.bounds().is_rate_supported(thin, rate)
    }
}

impl FinalizableMediaSink for RecordingSink {
    fn finalize(&self) -> Result<()> {
        self.note("finalize");
        let answer = lock(&self.script).on_finalize.clone();
        match answer {
            Answer::Refused(error) | Answer::Failed(error) => Err(error),
            Answer::Blocks(gate) => {
                gate.pass();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl MediaSinkPreroll for RecordingSink {
    fn notify_preroll(&self, start: PresentationTime) -> Result<()> {
        self.begin_preroll(start, None)
    }

    fn notify_numbered_preroll(&self, start: PresentationTime, number: u64) -> Result<()> {
        let numbers = lock(&self.script).numbers_prerolls;
        self.begin_preroll(start, numbers.then_some(number))
    }
}

impl RecordingSink {
    fn begin_preroll(&self, start: PresentationTime, number: Option<u64>) -> Result<()> {
        self.note(&format!("preroll({})", start.as_100ns() / 10_000));
        {
            let mut state = lock(&self.state);
            state.phase = Phase::Prerolling;
            state.prerolling = Some(number);
        }
        self.prerolled();
        self.request();
        Ok(())
    }
}

impl StreamSink for RecordingSink {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn id(&self) -> u32 {
        0
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        Ok(self
            .this
            .upgrade()
            .filter(|_| !self.is_shut_down())
            .ok_or(Error::Shutdown)?)
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        &self.types
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        let answer = lock(&self.script).on_sample.clone();
        match answer {
            Answer::Refused(error) | Answer::Failed(error) => return Err(error),
            Answer::Blocks(gate) => gate.pass(),
            _ => {}
        }
        {
            let mut state = lock(&self.state);
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            if state.phase == Phase::Stopped {
                return Err(Error::invalid_request("a sample for a stopped sink"));
            }
            state.open = state.open.saturating_sub(1);
            state.queue.push_back(Item::Sample(sample));
        }
        self.prerolled();
        self.settle();
        Ok(())
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        if let MarkerKind::Tick(time) = &marker.kind {
            self.note(&format!("tick({})", time.as_100ns() / 10_000));
        }
        let stopped = {
            let mut state = lock(&self.state);
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            let stopped = state.phase == Phase::Stopped;
            if !stopped {
                state.queue.push_back(Item::Marker(marker.clone()));
            }
            stopped
        };
        if stopped {
            self.answer_marker(&marker, Ok(()));
        }
        self.prerolled();
        self.settle();
        Ok(())
    }

    fn flush(&self) -> Result<()> {
        self.note("flush");
        let answer = lock(&self.script).on_flush.clone();
        if let Answer::Blocks(gate) = answer {
            gate.pass();
        }
        self.drop_queue();
        lock(&self.state).first = true;
        self.settle();
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        let direct = lock(&self.script).direct;
        if direct { Some(self) } else { None }
    }
}

impl DirectStreamSink for RecordingSink {
    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let mut state = lock(&self.state);
        if state.shut_down {
            return Poll::Ready(Err(Error::Shutdown));
        }
        if self.wants(&state) {
            return Poll::Ready(Ok(()));
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }

    fn take_back(&self, from: PresentationTime) -> Option<TakenBack> {
        if !lock(&self.script).takes_back {
            return None;
        }
        let (rateless, clock) = (lock(&self.script).rateless, lock(&self.state).clock.clone());
        let now = clock.filter(|_| !rateless).and_then(|clock| clock.time().ok());
        let behind = |sample: &Sample| {
            let from = MediaTime::from_100ns(from.as_100ns());
            sample.time.is_none_or(|time| time >= from) || sample.end().is_some_and(|end| end > from)
        };
        let back = {
            let mut state = lock(&self.state);
            let first = state.queue.iter().position(|item| match item {
                Item::Sample(sample) => behind(sample),
                Item::Marker(marker) => matches!(marker.kind, MarkerKind::EndOfSegment),
            });
            let kept = first.unwrap_or(state.queue.len());
            let items = state.queue.drain(kept..).map(|item| match item {
                Item::Sample(sample) => TakenItem::Sample(sample),
                Item::Marker(marker) => TakenItem::Marker(marker),
            });
            let items = items.collect();
            if !rateless {
                let over = now.map_or(from, |now| now.max(from));
                state.until = state.until.map(|until| until.min(over));
                state.armed = None;
            }
            let last = state.queue.iter().rev().find_map(|item| match item {
                Item::Sample(sample) => sample.end(),
                Item::Marker(_) => None,
            });
            let last = last.map(|end| PresentationTime::from_100ns(end.as_100ns()));
            let until = last.or(state.until);
            TakenBack { items, until }
        };
        self.settle();
        Some(back)
    }
}

impl ClockStateSink for RecordingSink {
    fn on_clock_start(&self, _host_time: HostTime, start: ClockStart) -> Result<()> {
        self.note(&match start {
            ClockStart::Current => "start".to_owned(),
            ClockStart::At(time) => format!("start({})", time.as_100ns() / 10_000),
        });
        {
            let mut state = lock(&self.state);
            state.first = true;
            state.scrubbing = state.clock.as_ref().is_some_and(|clock| clock.rate() == 0.0);
        }
        let answer = lock(&self.script).on_start.clone();
        self.enter(Phase::Running, answer, EventType::StreamSinkStarted)
    }

    fn on_clock_stop(&self, _host_time: HostTime) -> Result<()> {
        self.note("stop");
        self.drop_queue();
        let answer = lock(&self.script).on_stop.clone();
        self.enter(Phase::Stopped, answer, EventType::StreamSinkStopped)
    }

    fn on_clock_pause(&self, _host_time: HostTime) -> Result<()> {
        self.note("pause");
        lock(&self.state).scrubbing = false;
        let answer = lock(&self.script).on_pause.clone();
        self.enter(Phase::Paused, answer, EventType::StreamSinkPaused)
    }

    fn on_clock_restart(&self, _host_time: HostTime) -> Result<()> {
        self.note("restart");
        let answer = lock(&self.script).on_start.clone();
        self.enter(Phase::Running, answer, EventType::StreamSinkStarted)
    }

    fn on_clock_set_rate(&self, _host_time: HostTime, rate: f32) -> Result<()> {
        self.note(&format!("rate({rate})"));
        lock(&self.state).armed = None;
        let answer = lock(&self.script).on_rate.clone();
        self.answer(answer, EventType::StreamSinkRateChanged)?;
        self.settle();
        Ok(())
    }
}
