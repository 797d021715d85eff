//! A media sink of one stream that does what the scenario says, and looks at what it is given.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    ClockStart, ClockStateSink, DirectStreamSink, Error, EventQueue, EventType, FinalizableMediaSink,
    HostTime, Marker, MarkerKind, MediaEvent, MediaSink, MediaSinkPreroll, MediaTime, MediaTypeHandler,
    PresentationClock, PresentationTime, RateBounds, RateSupport, Result, Sample, SinkCharacteristics,
    StreamSink, TakenBack, TakenItem, TypeList, keys,
};

use crate::scenario::{Call, FIRST_SINK, SinkPlan};
use crate::source::{Tag, media_type, run_of};
use crate::world::{Reply, World, lock};

pub(crate) struct SimulatedSink {
    this: Weak<Self>,
    world: Arc<World>,
    number: usize,
    plan: SinkPlan,
    /// It may be put into another topology after the session has shut it down, which is a fault of the application.
    doomed: bool,
    /// What is on its way to it may be discarded.
    loses: bool,
    events: EventQueue,
    types: TypeList,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    phase: Phase,
    clock: Option<Arc<dyn PresentationClock>>,
    queue: VecDeque<Item>,
    samples: u32,
    prerolling: bool,
    /// Requests sent by events and not yet answered.
    open: u32,
    /// Where the last consumed sample ends.
    until: Option<PresentationTime>,
    armed: Option<PresentationTime>,
    waker: Option<Waker>,
    shut_down: bool,
    finalized: bool,
    lost: bool,
    /// Whose the last sample was and from when to when: the next one follows.
    expected: Option<(Tag, MediaTime, MediaTime)>,
    /// The same when the end was marked, which may be taken back.
    at_end: Option<(Tag, MediaTime, MediaTime)>,
    /// At rate 0: a frame was asked for.
    scrubbing: bool,
    /// Of each stream the run that the last sample was of, or that the sink was started for.
    runs: BTreeMap<u8, u32>,
}

enum Item {
    Sample {
        due: PresentationTime,
        end: PresentationTime,
        sample: Sample,
    },
    Marker(Marker),
}

/// A flush that has not succeeded.
struct Flushing<'a>(Option<&'a SimulatedSink>);

impl Drop for Flushing<'_> {
    fn drop(&mut self) {
        if let Some(sink) = self.0 {
            lock(&sink.state).expected = None;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Stopped,
    Prerolling,
    Running,
    Paused,
}

impl SimulatedSink {
    pub(crate) fn new(
        world: &Arc<World>,
        number: usize,
        plan: SinkPlan,
        doomed: bool,
        loses: bool,
    ) -> Arc<Self> {
        let types = TypeList::default();
        let _ = types.set_current_type(&media_type(false));
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            world: Arc::clone(world),
            number: FIRST_SINK + number,
            plan,
            doomed,
            loses,
            events: EventQueue::inline(),
            types,
            state: Mutex::default(),
        })
    }

    pub(crate) fn send(&self, event: MediaEvent) {
        let _ = self.events.queue(event);
    }

    /// Its device is gone: it neither says nor shows anything worth looking at.
    pub(crate) fn lose_device(&self) {
        lock(&self.state).lost = true;
        self.send(MediaEvent::new(EventType::AudioSessionDeviceRemoved));
    }

    pub(crate) fn is_shut_down(&self) -> bool {
        lock(&self.state).shut_down
    }

    fn call(&self, call: Call) -> Result<Reply> {
        if lock(&self.state).shut_down {
            return Err(Error::Shutdown);
        }
        let reply = self.world.call(self.number, call)?;
        if reply == Reply::ShutsDown {
            let _ = self.end();
        }
        // A call may have come back late, after the sink was shut down.
        if lock(&self.state).shut_down {
            return Err(Error::Shutdown);
        }
        Ok(reply)
    }

    fn wants(&self, state: &State) -> bool {
        !self.plan.silent && state.phase != Phase::Stopped && state.samples < self.plan.capacity
    }

    fn request(&self) {
        let (requests, waker) = {
            let mut state = lock(&self.state);
            if !self.wants(&state) {
                return;
            }
            let mut requests = 0;
            if !self.plan.direct {
                requests = self.plan.capacity.saturating_sub(state.samples + state.open);
                state.open += requests;
            }
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
        let clock = lock(&self.state).clock.clone();
        let now = clock.as_ref().and_then(|clock| clock.time().ok());
        let rate = clock.as_ref().map_or(1.0, |clock| clock.rate());
        if rate == 0.0 {
            self.scrub();
            return self.request();
        }
        let mut wait = None;
        loop {
            let marker = {
                let mut state = lock(&self.state);
                if state.phase != Phase::Running {
                    break;
                }
                let due = match state.queue.front() {
                    None => break,
                    Some(Item::Sample { due, end, .. }) => Some(if rate < 0.0 { *end } else { *due }),
                    Some(Item::Marker(_)) => state.until,
                };
                if let Some(due) = due
                    && !self.plan.rateless
                    && now.is_none_or(|now| if rate < 0.0 { now > due } else { now < due })
                {
                    if state.armed.replace(due) != Some(due) {
                        wait = Some(due);
                    }
                    break;
                }
                match state.queue.pop_front() {
                    Some(Item::Sample { due, end, .. }) => {
                        state.samples -= 1;
                        state.until = Some(if rate < 0.0 { due } else { end });
                        None
                    }
                    Some(Item::Marker(marker)) => Some(marker),
                    None => None,
                }
            };
            if let Some(marker) = marker {
                self.answer_marker(&marker, Ok(()));
            }
        }
        if let (Some(due), Some(clock)) = (wait, clock) {
            let this = self.this.clone();
            clock.set_timer(
                due,
                Box::new(move || {
                    let Some(this) = this.upgrade() else { return };
                    {
                        let mut state = lock(&this.state);
                        if state.armed == Some(due) {
                            state.armed = None;
                        }
                    }
                    this.settle();
                }),
            );
        }
        self.request();
    }

    /// Shows the frame that was asked for, if there is one.
    fn scrub(&self) {
        let time = {
            let mut state = lock(&self.state);
            if !state.scrubbing || state.phase != Phase::Running {
                return;
            }
            let time = match state.queue.front() {
                None => return,
                Some(Item::Sample { due, end, .. }) => {
                    let (due, end) = (*due, *end);
                    state.queue.pop_front();
                    state.samples -= 1;
                    state.until = Some(end);
                    Some(due)
                }
                // There is no more frame.
                Some(Item::Marker(_)) => None,
            };
            state.scrubbing = false;
            time
        };
        let Ok(reply) = self.call(Call::Scrub) else { return };
        let events = self.events.clone();
        self.world.answer(reply, move |result| {
            let event = MediaEvent::completion(EventType::StreamSinkScrubSampleComplete, result);
            if let Some(time) = time {
                event.attributes().set(keys::MF_EVENT_SCRUBSAMPLE_TIME, time);
            }
            let _ = events.queue(event);
        });
    }

    fn answer_marker(&self, marker: &Marker, result: Result<()>) {
        let event = MediaEvent::completion(EventType::StreamSinkMarker, result);
        self.send(event.with_value(marker.context.clone()));
    }

    fn drop_queue(&self) {
        let dropped = {
            let mut state = lock(&self.state);
            state.until = None;
            state.samples = 0;
            (state.expected, state.at_end) = (None, None);
            std::mem::take(&mut state.queue)
        };
        for item in dropped {
            if let Item::Marker(marker) = item {
                self.answer_marker(&marker, Err(Error::Aborted));
            }
        }
    }

    fn answer(&self, reply: Reply, event: EventType) {
        let events = self.events.clone();
        self.world.answer(reply, move |result| {
            let _ = events.queue(MediaEvent::completion(event, result));
        });
    }

    fn prerolled(&self) {
        let due = {
            let mut state = lock(&self.state);
            !state.queue.is_empty() && std::mem::take(&mut state.prerolling)
        };
        if due {
            self.answer(Reply::Now, EventType::StreamSinkPrerolled);
        }
    }

    fn enter(&self, phase: Phase, call: Call, event: EventType) -> Result<()> {
        if phase == Phase::Stopped {
            // One that refuses to stop shows what it has.
            lock(&self.state).expected = None;
        }
        let reply = self.call(call)?;
        if phase == Phase::Stopped {
            self.drop_queue();
        }
        {
            let mut state = lock(&self.state);
            state.phase = phase;
            if phase == Phase::Stopped {
                state.open = 0;
                state.prerolling = false;
            }
        }
        self.answer(reply, event);
        self.settle();
        self.world.pass();
        Ok(())
    }

    fn end(&self) -> Result<()> {
        let (clock, waker) = {
            let mut state = lock(&self.state);
            if std::mem::replace(&mut state.shut_down, true) {
                return Err(Error::Shutdown);
            }
            state.queue.clear();
            (state.clock.take(), state.waker.take())
        };
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

    /// Whatever was cut off: nothing brings what is of before a stop or a seek when what is behind it has begun.
    fn look_at_run(&self, sample: &Sample) {
        let byte = sample
            .buffer()
            .and_then(|buffer| buffer.as_slice().first().copied());
        let Some(stream) = byte.map(|byte| Tag::of(byte).stream) else {
            return;
        };
        let (run, newest) = {
            let mut state = lock(&self.state);
            let newest = state.runs.entry(stream).or_default();
            let run = run_of(sample);
            (run, std::mem::replace(newest, run.max(*newest)))
        };
        if run < newest {
            self.world.violated(|| {
                format!(
                    "component {}: a sample of run {run} of stream {stream} in run {newest}",
                    self.number
                )
            });
        }
    }

    /// Within one run no sample is missing, none comes twice, and none is of the run before.
    fn look_at(&self, sample: &Sample) {
        let tag = sample
            .buffer()
            .and_then(|buffer| buffer.as_slice().first().map(|byte| Tag::of(*byte)));
        let (Some(tag), Some(time), Some(end)) = (tag, sample.time, sample.end()) else {
            return self
                .world
                .violated(|| format!("component {}: a sample without data or time", self.number));
        };
        let former = {
            let mut state = lock(&self.state);
            let former = state.expected.replace((tag, time, end));
            former.filter(|_| !state.lost && !self.loses)
        };
        let Some((_, began, ended)) = former.filter(|(former, ..)| *former == tag) else {
            return;
        };
        let follows = match (tag.backwards, tag.thin) {
            (false, false) => time == ended,
            (false, true) => time >= ended,
            (true, false) => end == began,
            (true, true) => end <= began,
        };
        if !follows && !self.world.cut_off.load(std::sync::atomic::Ordering::Relaxed) {
            let ms = |time: MediaTime| time.as_100ns() / 10_000;
            self.world.violated(|| {
                format!(
                    "component {}: {tag:?} at {} to {} ms after {} to {} ms",
                    self.number,
                    ms(time),
                    ms(end),
                    ms(began),
                    ms(ended)
                )
            });
        }
    }
}

impl MediaSink for SimulatedSink {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics {
            fixed_streams: true,
            cannot_match_clock: false,
            rateless: self.plan.rateless,
            can_preroll: self.plan.can_preroll,
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        let alive = self.this.upgrade().filter(|_| !lock(&self.state).shut_down);
        Ok(vec![alive.ok_or(Error::Shutdown)?])
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        self.call(Call::SetClock)?;
        let former = std::mem::replace(&mut lock(&self.state).clock, clock.clone());
        let sink = Arc::clone(&self);
        let this: Arc<dyn ClockStateSink> = self;
        if let Some(former) = former {
            let _ = former.remove_state_sink(&this);
        }
        match clock {
            Some(clock) => clock.add_state_sink(this),
            None => {
                // Without a clock it is stopped.
                {
                    let mut state = lock(&sink.state);
                    state.phase = Phase::Stopped;
                    state.open = 0;
                    state.armed = None;
                }
                sink.drop_queue();
                Ok(())
            }
        }
    }

    fn shutdown(&self) -> Result<()> {
        let result = self.call(Call::SinkShutdown);
        self.end()?;
        result.map(|_| ())
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        self.plan.finalizable.then_some(self)
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        self.plan.rates.then_some(&RateBounds::ALL as &dyn RateSupport)
    }

    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        self.plan.can_preroll.then_some(self)
    }

    fn name(&self) -> String {
        format!("sink {}", self.number)
    }
}

impl FinalizableMediaSink for SimulatedSink {
    fn finalize(&self) -> Result<()> {
        if std::mem::replace(&mut lock(&self.state).finalized, true) && !self.doomed {
            self.world
                .violated(|| format!("component {} is finalized twice", self.number));
        }
        match self.call(Call::Finalize)? {
            Reply::Failed => Err(Error::InvalidStateTransition),
            Reply::Late(milliseconds) => {
                self.world.sleep(milliseconds);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl MediaSinkPreroll for SimulatedSink {
    fn notify_preroll(&self, _start: PresentationTime) -> Result<()> {
        let reply = self.call(Call::Preroll)?;
        {
            let mut state = lock(&self.state);
            state.phase = Phase::Prerolling;
            state.prerolling = reply == Reply::Now;
        }
        if reply != Reply::Now {
            self.answer(reply, EventType::StreamSinkPrerolled);
        }
        self.prerolled();
        self.request();
        Ok(())
    }
}

impl StreamSink for SimulatedSink {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn id(&self) -> u32 {
        0
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        let alive = self.this.upgrade().filter(|_| !lock(&self.state).shut_down);
        Ok(alive.ok_or(Error::Shutdown)?)
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        &self.types
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        // Before the call takes its time.
        self.look_at_run(&sample);
        match self.call(Call::Sample)? {
            Reply::Failed => return Err(Error::InvalidStateTransition),
            Reply::Late(milliseconds) => self.world.sleep(milliseconds),
            // It loses the sample, and asks for another one.
            Reply::Never => {
                let mut state = lock(&self.state);
                state.open = state.open.saturating_sub(1);
                state.expected = None;
                drop(state);
                self.settle();
                return Ok(());
            }
            Reply::Now | Reply::Twice | Reply::ShutsDown => {}
        }
        {
            let state = lock(&self.state);
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            if state.phase == Phase::Stopped {
                let is_lost = [&self.world.clean, &self.world.running]
                    .iter()
                    .all(|flag| flag.load(std::sync::atomic::Ordering::Relaxed));
                if is_lost && !self.world.cut_off.load(std::sync::atomic::Ordering::Relaxed) {
                    self.world
                        .violated(|| format!("component {}: a sample before it has started", self.number));
                }
                return Err(Error::invalid_request("a sample for a stopped sink"));
            }
        }
        self.look_at(&sample);
        let due = PresentationTime::from_100ns(sample.time.unwrap_or_default().as_100ns());
        let end = PresentationTime::from_100ns(sample.end().unwrap_or_default().as_100ns());
        {
            let mut state = lock(&self.state);
            state.open = state.open.saturating_sub(1);
            state.samples += 1;
            state.queue.push_back(Item::Sample { due, end, sample });
        }
        self.prerolled();
        self.settle();
        Ok(())
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        if matches!(marker.kind, MarkerKind::EndOfSegment) {
            let mut state = lock(&self.state);
            state.at_end = state.expected.take();
        }
        let reply = self.call(Call::Marker)?;
        if reply == Reply::Never {
            return Ok(());
        }
        let stopped = {
            let mut state = lock(&self.state);
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
        // One that does not flush shows what it has.
        let mut flushing = Flushing(Some(self));
        self.call(Call::Flush)?;
        flushing.0 = None;
        self.drop_queue();
        self.settle();
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        self.plan.direct.then_some(self)
    }
}

impl DirectStreamSink for SimulatedSink {
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
        let clock = lock(&self.state).clock.clone().filter(|_| !self.plan.rateless);
        let now = clock.and_then(|clock| clock.time().ok());
        let back = {
            let mut state = lock(&self.state);
            let first = state.queue.iter().position(|item| match item {
                Item::Sample { end, .. } => *end > from,
                Item::Marker(marker) => matches!(marker.kind, MarkerKind::EndOfSegment),
            });
            let kept = first.unwrap_or(state.queue.len());
            let items: Vec<_> = state
                .queue
                .drain(kept..)
                .map(|item| match item {
                    Item::Sample { sample, .. } => TakenItem::Sample(sample),
                    Item::Marker(marker) => TakenItem::Marker(marker),
                })
                .collect();
            if items.iter().any(|item| matches!(item, TakenItem::Marker(_))) {
                state.expected = state.at_end;
            }
            let samples = items.iter().filter(|item| matches!(item, TakenItem::Sample(_)));
            state.samples -= samples.count() as u32;
            let first = items.iter().find_map(|item| match item {
                TakenItem::Sample(sample) => sample.time,
                TakenItem::Marker(_) => None,
            });
            // What comes next follows what is kept.
            if let (Some((_, _, end)), Some(first)) = (&mut state.expected, first) {
                *end = first;
            }
            if !self.plan.rateless {
                let over = now.map_or(from, |now| now.max(from));
                state.until = state.until.map(|until| until.min(over));
                state.armed = None;
            }
            let last = state.queue.iter().rev().find_map(|item| match item {
                Item::Sample { end, .. } => Some(*end),
                Item::Marker(_) => None,
            });
            let until = last.or(state.until);
            TakenBack { items, until }
        };
        self.settle();
        Some(back)
    }
}

impl ClockStateSink for SimulatedSink {
    fn on_clock_start(&self, _host_time: HostTime, _start: ClockStart) -> Result<()> {
        {
            let mut state = lock(&self.state);
            let scrubs = state.clock.as_ref().is_some_and(|clock| clock.rate() == 0.0);
            state.scrubbing = scrubs && self.plan.rates;
            // What it is started for, the sources were started for before.
            for (stream, run) in lock(&self.world.runs).iter() {
                let newest = state.runs.entry(*stream).or_default();
                *newest = (*newest).max(*run);
            }
        }
        self.enter(Phase::Running, Call::SinkStart, EventType::StreamSinkStarted)
    }

    fn on_clock_stop(&self, _host_time: HostTime) -> Result<()> {
        self.enter(Phase::Stopped, Call::SinkStop, EventType::StreamSinkStopped)
    }

    fn on_clock_pause(&self, _host_time: HostTime) -> Result<()> {
        lock(&self.state).scrubbing = false;
        self.enter(Phase::Paused, Call::SinkPause, EventType::StreamSinkPaused)
    }

    fn on_clock_restart(&self, _host_time: HostTime) -> Result<()> {
        self.enter(Phase::Running, Call::SinkStart, EventType::StreamSinkStarted)
    }

    fn on_clock_set_rate(&self, _host_time: HostTime, _rate: f32) -> Result<()> {
        lock(&self.state).armed = None;
        if self.plan.rates {
            let reply = self.call(Call::SinkRate)?;
            self.answer(reply, EventType::StreamSinkRateChanged);
        }
        self.settle();
        Ok(())
    }
}
