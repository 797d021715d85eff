use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};

use openmf_core::{
    ClockStart, ClockStateSink, DirectStreamSink, Error, EventQueue, EventType, FinalizableMediaSink, Guid,
    HostTime, Marker, MarkerKind, MediaEvent, MediaSink, MediaSinkPreroll, MediaTime, MediaType,
    MediaTypeHandler, PresentationClock, PresentationTime, RateBounds, RateSupport, Result, Sample,
    SinkCharacteristics, StandIn, StreamSink, TakenBack, TimeSpan, TimerKey, UserObject,
};

use crate::stream_queue::{Item, Phase, QueueLimits, StreamQueue};

/// The identifier of the only stream.
pub(crate) const STREAM_ID: u32 = 0;

/// What a [`RenderSink`] does with the samples whose turn has come. No lock is held during any call.
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

/// When a [`RenderSink`] renders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// Samples are rendered at their time; else as they come.
    pub(crate) clocked: bool,
    /// How much earlier than its time a sample is rendered.
    pub(crate) lead: TimeSpan,
    /// How much is queued.
    pub(crate) limits: QueueLimits,
}

/// A media sink of one stream that hands each sample to a [`Render`] at its presentation time, or as it comes.
///
/// The sink is its own stream sink, or one of those of another sink. One thread at a time renders (`pumping`) and one sends events (`emitting`); what
/// another thread adds meanwhile is picked up by that one, so that both keep their order without a lock held.
pub(crate) struct RenderSink<R> {
    this: Weak<Self>,
    id: u32,
    /// The sink that this is a stream of, if it is not its own.
    owner: Option<Weak<dyn MediaSink>>,
    pub(crate) render: R,
    schedule: Schedule,
    events: EventQueue,
    current_type: Mutex<Option<MediaType>>,
    typed: AtomicBool,
    direct: AtomicBool,
    /// The sink that this was a stream of lives on without it.
    removed: AtomicBool,
    state: Mutex<State>,
}

struct State {
    queue: StreamQueue,
    clock: Option<Arc<dyn PresentationClock>>,
    /// Changes with every change of the clock, so that a time read before it is recognised.
    epoch: u64,
    timer: Option<Timer>,
    last_timer: u64,
    pumping: bool,
    pump_again: bool,
    /// When the last sample that left the queue ends.
    consumed_until: Option<PresentationTime>,
    failure: Option<Error>,
}

struct Timer {
    number: u64,
    due: PresentationTime,
    key: Option<TimerKey>,
}

enum Step {
    Render(Sample, Option<Timing>),
    /// Shows a sample while the clock stands still.
    Scrub(Sample),
    Arm {
        number: u64,
        due: PresentationTime,
        clock: Arc<dyn PresentationClock>,
    },
    Ended,
    Passed(MediaTime),
    Again,
    Done,
}

impl<R: Render> RenderSink<R> {
    pub(crate) fn new(render: R, schedule: Schedule) -> Arc<Self> {
        Self::make(render, schedule, STREAM_ID, None)
    }

    /// A stream of a sink of several, to which it forwards what concerns them all.
    pub(crate) fn part(render: R, schedule: Schedule, id: u32, owner: Weak<dyn MediaSink>) -> Arc<Self> {
        Self::make(render, schedule, id, Some(owner))
    }

    fn make(render: R, schedule: Schedule, id: u32, owner: Option<Weak<dyn MediaSink>>) -> Arc<Self> {
        let events = EventQueue::inline();
        render.events_made(&events);
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            id,
            owner,
            state: Mutex::new(State {
                queue: StreamQueue::new(schedule.limits, render.renders_preroll()),
                clock: None,
                epoch: 0,
                timer: None,
                last_timer: 0,
                pumping: false,
                pump_again: false,
                consumed_until: None,
                failure: None,
            }),
            render,
            schedule,
            events,
            current_type: Mutex::new(None),
            typed: AtomicBool::new(false),
            direct: AtomicBool::new(false),
            removed: AtomicBool::new(false),
        })
    }

    /// Ends a stream of a sink that goes on (`IMFMediaSink::RemoveStreamSink`): from now on it answers
    /// [`Error::StreamSinkRemoved`].
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the sink was shut down before.
    pub(crate) fn remove(&self) -> Result<()> {
        self.removed.store(true, Ordering::Release);
        MediaSink::shutdown(self)
    }

    fn is_removed(&self) -> bool {
        self.removed.load(Ordering::Acquire)
    }

    fn there(&self) -> Result<()> {
        if self.is_removed() {
            return Err(Error::StreamSinkRemoved);
        }
        Ok(())
    }

    /// What a stream that was removed answers instead of [`Error::Shutdown`].
    fn told<T>(&self, answer: Result<T>) -> Result<T> {
        answer.map_err(|error| match error {
            Error::Shutdown if self.is_removed() => Error::StreamSinkRemoved,
            error => error,
        })
    }

    /// [`Render::is_held`] has changed.
    pub(crate) fn hold_changed(&self) {
        {
            let mut state = self.lock();
            // Asked under the lock, so that of two changes the later one stays.
            let is_held = self.render.is_held();
            state.queue.set_held(is_held);
        }
        self.emit();
    }

    /// Renders what is due, arms the timer for what is not, and sends the events that are owed.
    fn settle(&self) {
        self.pump();
        self.emit();
    }

    fn pump(&self) {
        {
            let mut state = self.lock();
            if state.pumping {
                state.pump_again = true;
                return;
            }
            state.pumping = true;
        }
        loop {
            match self.step() {
                Step::Render(sample, timing) => self.render_one(sample, timing),
                Step::Scrub(sample) => {
                    let time = sample.time.map(presentation);
                    self.render_one(sample, None);
                    self.lock().queue.scrubbed(time);
                }
                Step::Arm { number, due, clock } => self.arm(number, due, clock.as_ref()),
                Step::Ended => self.render.segment_ended(),
                Step::Passed(time) => self.render.passed(time),
                Step::Again => {}
                Step::Done => break,
            }
            self.emit();
        }
    }

    /// Decides what the pumping thread does next; gives the turn up when nothing is left to do.
    fn step(&self) -> Step {
        let (clock, epoch) = {
            let mut state = self.lock();
            state.pump_again = false;
            if state.queue.phase() != Phase::Running {
                state.pumping = false;
                return Step::Done;
            }
            if state.queue.is_scrubbing() {
                return self.scrub(&mut state);
            }
            if state.queue.front().is_none() {
                state.pumping = false;
                return Step::Done;
            }
            let clock = if self.schedule.clocked {
                state.clock.clone()
            } else {
                None
            };
            (clock, state.epoch)
        };
        // The clock is asked without the lock: it may be somebody else's.
        let now = clock.as_ref().and_then(|clock| clock.time().ok());
        let mut state = self.lock();
        if state.epoch != epoch {
            return Step::Again;
        }
        let rate = state.queue.rate();
        let due = match state.queue.front() {
            None => return Step::Again,
            Some(Item::Sample(sample)) => enters_at(sample, rate),
            Some(Item::Marker(_)) => state.consumed_until,
        };
        let due = due.map(|time| self.with_lead(time, rate));
        let waits = match (self.schedule.clocked, now, due) {
            (true, Some(now), Some(due)) if is_ahead(due, now, rate) => Some(due),
            (true, None, _) => {
                // Without a time nothing is due; a change of the clock brings us back.
                state.pumping = state.pump_again;
                return if state.pump_again { Step::Again } else { Step::Done };
            }
            _ => None,
        };
        if let (Some(due), Some(clock)) = (waits, clock) {
            if state.timer.as_ref().is_some_and(|timer| timer.due == due) {
                state.pumping = state.pump_again;
                return if state.pump_again { Step::Again } else { Step::Done };
            }
            state.last_timer += 1;
            let number = state.last_timer;
            let key = state
                .timer
                .replace(Timer {
                    number,
                    due,
                    key: None,
                })
                .and_then(|timer| timer.key);
            drop(state);
            if let Some(key) = key {
                clock.cancel_timer(key);
            }
            return Step::Arm { number, due, clock };
        }
        match state.queue.pop() {
            Some(Item::Sample(sample)) => {
                state.consumed_until = leaves_at(&sample, rate).or(state.consumed_until);
                let timing = now.zip(due).map(|(now, due)| Timing { due, now, rate });
                Step::Render(sample, timing)
            }
            Some(Item::Marker(marker)) => {
                state.queue.answer(&marker, Ok(()));
                match marker.kind {
                    MarkerKind::EndOfSegment => Step::Ended,
                    MarkerKind::Tick(time) => Step::Passed(time),
                    MarkerKind::Default | MarkerKind::Event(_) => Step::Again,
                }
            }
            None => Step::Again,
        }
    }

    /// While the clock stands still the queue is held. A start shows the next frame, once.
    fn scrub(&self, state: &mut State) -> Step {
        if !state.queue.scrub_is_pending() {
            state.pumping = false;
            return Step::Done;
        }
        match state.queue.front() {
            Some(Item::Sample(_)) if self.render.renders_scrubs() => {}
            // The frame is still to come.
            None if self.render.renders_scrubs() => {
                state.pumping = false;
                return Step::Done;
            }
            // A marker that says that something ends waits for the time to come there, which it does not.
            Some(Item::Marker(marker))
                if self.render.renders_scrubs() && !matches!(marker.kind, MarkerKind::EndOfSegment) => {}
            Some(Item::Sample(_) | Item::Marker(_)) | None => {
                state.queue.scrubbed(None);
                return Step::Again;
            }
        }
        match state.queue.pop() {
            Some(Item::Sample(sample)) => {
                state.consumed_until = leaves_at(&sample, 1.0).or(state.consumed_until);
                Step::Scrub(sample)
            }
            Some(Item::Marker(marker)) => {
                state.queue.answer(&marker, Ok(()));
                Step::Again
            }
            None => Step::Again,
        }
    }

    fn with_lead(&self, time: PresentationTime, rate: f32) -> PresentationTime {
        if rate < 0.0 {
            time + self.schedule.lead
        } else {
            time - self.schedule.lead
        }
    }

    fn render_one(&self, sample: Sample, timing: Option<Timing>) {
        let result = catch_unwind(AssertUnwindSafe(|| self.render.render(sample, timing)))
            .unwrap_or_else(|panic| Err(self.panicked(panic.as_ref())));
        if let Err(error) = result {
            let mut state = self.lock();
            state
                .queue
                .owe(MediaEvent::new(EventType::Error).with_error(error.clone()));
            state.failure.get_or_insert(error);
        }
    }

    /// Takes the turn to render a sample that need not be queued: what is consumed as it comes costs two short locks.
    fn begin_passing(&self, sample: &Sample) -> Result<bool> {
        let mut state = self.lock();
        if let Some(failure) = &state.failure {
            return Err(failure.clone());
        }
        let passes = !state.pumping && state.queue.passes(sample);
        if passes {
            state.pumping = true;
            state.pump_again = false;
        }
        Ok(passes)
    }

    fn arm(&self, number: u64, due: PresentationTime, clock: &dyn PresentationClock) {
        let this = self.this.clone();
        let key = clock.set_timer(
            due,
            Box::new(move || {
                if let Some(this) = this.upgrade() {
                    this.timer_fired(number);
                }
            }),
        );
        let mut state = self.lock();
        match &mut state.timer {
            Some(timer) if timer.number == number => timer.key = Some(key),
            _ => {
                drop(state);
                clock.cancel_timer(key);
            }
        }
    }

    fn timer_fired(&self, number: u64) {
        {
            let mut state = self.lock();
            if state.timer.as_ref().is_none_or(|timer| timer.number != number) {
                return;
            }
            state.timer = None;
        }
        self.settle();
    }

    /// Sends the events that are owed and wakes the branch, in order, without the lock.
    fn emit(&self) {
        loop {
            let emission = self.lock().queue.begin_emit();
            let Some(emission) = emission else {
                return;
            };
            emission.perform(&self.events);
            self.lock().queue.end_emit();
        }
    }

    /// Whether a sample that left the queue is still being rendered: its time is not over.
    fn is_showing(&self) -> bool {
        if !self.schedule.clocked {
            return false;
        }
        let (until, clock, rate) = {
            let state = self.lock();
            (state.consumed_until, state.clock.clone(), state.queue.rate())
        };
        let now = clock.and_then(|clock| clock.time().ok());
        until
            .zip(now)
            .is_some_and(|(until, now)| is_ahead(until, now, rate))
    }

    fn change(&self, host_time: HostTime, change: ClockChange) -> Result<()> {
        let showing = change == ClockChange::Pause && self.is_showing();
        let rate = self.clock_rate();
        if let ClockChange::Start(ClockStart::At(start)) = change {
            self.render.starting(start, rate)?;
        }
        let cancelled = {
            let mut state = self.lock();
            if state.queue.phase() == Phase::ShutDown {
                return Err(Error::Shutdown);
            }
            state.epoch += 1;
            match change {
                ClockChange::Start(start) => {
                    state.queue.set_rate(rate);
                    let start = match start {
                        ClockStart::At(time) => Some(time),
                        ClockStart::Current => None,
                    };
                    if start.is_some() {
                        state.consumed_until = None;
                    }
                    state.queue.started(start);
                }
                ClockChange::Restart => {
                    state.queue.set_rate(rate);
                    state.queue.started(None);
                }
                ClockChange::Pause => {
                    let rendering = state.pumping || showing;
                    state.queue.paused(rendering);
                }
                ClockChange::Stop => {
                    state.consumed_until = None;
                    state.failure = None;
                    state.queue.stopped();
                }
                ClockChange::Rate(rate) => state.queue.rate_changed(rate),
            }
            state.take_timer()
        };
        cancel(cancelled);
        let result = self.render.clock_changed(host_time, change);
        if let Err(error) = &result {
            self.lock()
                .queue
                .owe(MediaEvent::new(EventType::Error).with_error(error.clone()));
        }
        self.settle();
        result
    }

    /// Asked without the lock, like everything of the clock.
    fn clock_rate(&self) -> f32 {
        let clock = self.lock().clock.clone();
        clock.map_or(1.0, |clock| clock.rate())
    }

    fn panicked(&self, panic: &(dyn std::any::Any + Send)) -> Error {
        let message = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Error::ComponentPanicked {
            component: self.render.name(),
            message,
        }
    }

    fn sink(&self) -> Result<Arc<Self>> {
        if self.lock().queue.phase() == Phase::ShutDown {
            return Err(Error::Shutdown);
        }
        self.this.upgrade().ok_or(Error::Shutdown)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take_timer(&mut self) -> Option<(Arc<dyn PresentationClock>, TimerKey)> {
        let key = self.timer.take()?.key?;
        Some((Arc::clone(self.clock.as_ref()?), key))
    }
}

fn cancel(timer: Option<(Arc<dyn PresentationClock>, TimerKey)>) {
    if let Some((clock, key)) = timer {
        clock.cancel_timer(key);
    }
}

/// Whether a clock at `now` has still to come to `time`.
pub(crate) fn is_ahead(time: PresentationTime, now: PresentationTime, rate: f32) -> bool {
    if rate < 0.0 { time < now } else { time > now }
}

/// Where a clock comes upon a sample: at its beginning, backwards at its end.
fn enters_at(sample: &Sample, rate: f32) -> Option<PresentationTime> {
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

impl<R: Render> MediaSink for RenderSink<R> {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics {
            fixed_streams: true,
            cannot_match_clock: false,
            rateless: !self.schedule.clocked,
            can_preroll: self.schedule.clocked,
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        Ok(vec![self.sink()?])
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        let (former, timer) = {
            let mut state = self.lock();
            if state.queue.phase() == Phase::ShutDown {
                return Err(Error::Shutdown);
            }
            state.epoch += 1;
            let timer = state.take_timer();
            (std::mem::replace(&mut state.clock, clock.clone()), timer)
        };
        cancel(timer);
        let as_state_sink: Arc<dyn ClockStateSink> = Arc::clone(&self) as _;
        if let Some(former) = former {
            // A clock that was shut down has forgotten its sinks; leaving it cannot fail in a way that matters.
            let _ = former.remove_state_sink(&as_state_sink);
        }
        if let Some(clock) = &clock {
            clock.add_state_sink(as_state_sink)?;
        }
        self.render.clock_set(clock.as_ref())
    }

    fn presentation_clock(&self) -> Option<Arc<dyn PresentationClock>> {
        self.lock().clock.clone()
    }

    fn shutdown(&self) -> Result<()> {
        let (clock, timer) = {
            let mut state = self.lock();
            state.queue.shut_down()?;
            state.epoch += 1;
            let timer = state.take_timer();
            (state.clock.take(), timer)
        };
        cancel(timer);
        if let (Some(clock), Some(this)) = (clock, self.this.upgrade()) {
            let this: Arc<dyn ClockStateSink> = this;
            let _ = clock.remove_state_sink(&this);
        }
        self.events.shutdown();
        self.emit();
        self.render.shut_down();
        Ok(())
    }

    fn clock_state_sink(self: Arc<Self>) -> Option<Arc<dyn ClockStateSink>> {
        Some(self)
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        self.render.finalizable()
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        // Whatever the rate, a sample is rendered when the clock comes upon it, or as it comes.
        Some(&RateBounds::ALL)
    }

    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        if self.schedule.clocked { Some(self) } else { None }
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        self.render.service(service)
    }

    fn stand_in(&self) -> Option<&StandIn> {
        self.render.stand_in()
    }

    fn takes_stretched_sound(&self) -> bool {
        self.render.takes_stretched_sound()
    }

    fn name(&self) -> String {
        self.render.name()
    }
}

impl<R: Render> MediaSinkPreroll for RenderSink<R> {
    fn notify_preroll(&self, start: PresentationTime) -> Result<()> {
        self.begin_preroll(start, None)
    }

    fn notify_numbered_preroll(&self, start: PresentationTime, number: u64) -> Result<()> {
        self.begin_preroll(start, Some(number))
    }
}

impl<R: Render> RenderSink<R> {
    fn begin_preroll(&self, start: PresentationTime, number: Option<u64>) -> Result<()> {
        let rate = self.clock_rate();
        let timer = {
            let mut state = self.lock();
            state.queue.set_rate(rate);
            state.queue.preroll(start, number)?;
            state.epoch += 1;
            state.consumed_until = None;
            state.take_timer()
        };
        cancel(timer);
        self.settle();
        Ok(())
    }
}

impl<R: Render> StreamSink for RenderSink<R> {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn id(&self) -> u32 {
        self.id
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        let sink = self.told(self.sink())?;
        match &self.owner {
            Some(owner) => owner.upgrade().ok_or(Error::Shutdown),
            None => Ok(sink),
        }
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        self
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        self.there()?;
        if !self.typed.load(Ordering::Acquire) {
            return Err(match self.lock().queue.phase() {
                Phase::ShutDown => Error::Shutdown,
                _ => Error::NotInitialized {
                    what: "the stream sink's media type",
                },
            });
        }
        if self.schedule.clocked && sample.time.is_none() {
            return Err(Error::NoSampleTimestamp);
        }
        if !self.schedule.clocked && self.begin_passing(&sample)? {
            self.render_one(sample, None);
            let more = {
                let mut state = self.lock();
                state.pumping = false;
                state.pump_again || state.queue.has_work()
            };
            if more {
                self.settle();
            }
            return Ok(());
        }
        let enters = [1.0, -1.0].map(|rate| enters_at(&sample, rate));
        let (taken, clock, rate) = {
            let mut state = self.lock();
            if let Some(failure) = &state.failure {
                return Err(failure.clone());
            }
            if self.schedule.clocked && state.clock.is_none() && state.queue.phase() != Phase::ShutDown {
                return Err(Error::NoClock);
            }
            let taken = state.queue.push_sample(sample)?;
            let running = self.schedule.clocked && state.queue.phase() == Phase::Running;
            let clock = running.then(|| state.clock.clone()).flatten();
            (taken, clock, state.queue.rate())
        };
        let [forward, backwards] = enters;
        let time = if rate < 0.0 { backwards } else { forward };
        if !taken {
            self.render.skipped();
        } else if let (Some(clock), Some(time)) = (clock, time)
            && rate != 0.0
            && clock
                .time()
                .is_ok_and(|now| is_ahead(now, self.with_lead(time, rate), rate))
        {
            self.render.arrived_late();
        }
        self.settle();
        Ok(())
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        self.there()?;
        let showing = self.is_showing();
        let ends = matches!(marker.kind, MarkerKind::EndOfSegment);
        let at_once = {
            let mut state = self.lock();
            let rendering = state.pumping || showing;
            let waiting = state.queue.front().is_some() || rendering;
            let at_once = ends && !waiting && state.queue.phase() == Phase::Paused;
            state.queue.push_marker(marker, rendering)?;
            at_once
        };
        if at_once {
            self.render.segment_ended();
        }
        self.settle();
        Ok(())
    }

    fn flush(&self) -> Result<()> {
        self.there()?;
        let timer = {
            let mut state = self.lock();
            state.queue.flush()?;
            state.consumed_until = None;
            state.epoch += 1;
            state.take_timer()
        };
        cancel(timer);
        self.settle();
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        // Asked before each sample: only the first time there is something to do.
        if !self.direct.load(Ordering::Relaxed) && !self.direct.swap(true, Ordering::AcqRel) {
            self.lock().queue.use_direct();
        }
        Some(self)
    }
}

impl<R: Render> DirectStreamSink for RenderSink<R> {
    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.render.asked();
        let wanted = self.lock().queue.poll_request(cx);
        wanted.map(|answer| self.told(answer))
    }

    fn take_back(&self, from: PresentationTime) -> Option<TakenBack> {
        let clock = self.lock().clock.clone().filter(|_| self.schedule.clocked);
        // Asked without the lock, like everything of the clock.
        let now = clock.and_then(|clock| clock.time().ok());
        let (back, timer) = {
            let mut state = self.lock();
            let items = state.queue.take_back(from);
            if let Some(until) = state.consumed_until.filter(|until| *until > from)
                && self.schedule.clocked
            {
                let over = now.map_or(from, |now| now.max(from));
                state.consumed_until = Some(until.min(over));
            }
            let until = state.queue.end().or(state.consumed_until);
            state.epoch += 1;
            (TakenBack { items, until }, state.take_timer())
        };
        cancel(timer);
        self.settle();
        Some(back)
    }
}

impl<R: Render> ClockStateSink for RenderSink<R> {
    fn on_clock_start(&self, host_time: HostTime, start: ClockStart) -> Result<()> {
        self.change(host_time, ClockChange::Start(start))
    }

    fn on_clock_stop(&self, host_time: HostTime) -> Result<()> {
        self.change(host_time, ClockChange::Stop)
    }

    fn on_clock_pause(&self, host_time: HostTime) -> Result<()> {
        self.change(host_time, ClockChange::Pause)
    }

    fn on_clock_restart(&self, host_time: HostTime) -> Result<()> {
        self.change(host_time, ClockChange::Restart)
    }

    fn on_clock_set_rate(&self, host_time: HostTime, rate: f32) -> Result<()> {
        self.change(host_time, ClockChange::Rate(rate))
    }
}

impl<R: Render> MediaTypeHandler for RenderSink<R> {
    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        self.there()?;
        self.render.is_supported(media_type)
    }

    fn type_by_index(&self, index: usize) -> Result<MediaType> {
        self.there()?;
        self.render
            .preferred_types()
            .into_iter()
            .nth(index)
            .ok_or(Error::NoMoreTypes)
    }

    fn set_current_type(&self, media_type: &MediaType) -> Result<()> {
        self.there()?;
        self.render.is_supported(media_type)?;
        self.render.set_type(media_type)?;
        *self.current_type.lock().unwrap_or_else(PoisonError::into_inner) = Some(media_type.clone());
        self.typed.store(true, Ordering::Release);
        Ok(())
    }

    fn current_type(&self) -> Result<MediaType> {
        let current = self.current_type.lock().unwrap_or_else(PoisonError::into_inner);
        current.clone().ok_or(Error::NotInitialized {
            what: "the stream sink's media type",
        })
    }
}
