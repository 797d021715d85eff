//! Sinks of one stream that render each sample at its time, or as it comes.

mod interfaces;
mod render;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use openmf_core::{
    ClockStart, Error, EventQueue, EventType, HostTime, MarkerKind, MediaEvent, MediaSink, MediaTime,
    MediaType, PresentationClock, PresentationTime, Result, Sample, TimeSpan, TimerKey,
};

use crate::stream_queue::{Item, Phase, QueueLimits, StreamQueue};

use render::enters_at;
pub(crate) use render::{ClockChange, Render, Timing, is_ahead, leaves_at, presentation};

/// The identifier of the only stream.
pub(crate) const STREAM_ID: u32 = 0;

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
