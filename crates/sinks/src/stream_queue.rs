use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use openmf_core::{
    Error, EventQueue, EventType, Marker, MarkerKind, MediaEvent, MediaTime, PresentationTime, Result,
    Sample, TakenItem, TimeSpan, keys,
};

/// How many requests a sink keeps open when it asks by events (observed behaviour of the platform's sample grabber).
pub(crate) const OPEN_REQUESTS: u32 = 4;
/// No sink holds more items than this, whatever it is given.
const MAX_ITEMS: usize = 1024;

/// How much a stream sink keeps queued.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueueLimits {
    /// Samples.
    pub(crate) samples: usize,
    /// Total duration, where samples are short.
    pub(crate) span: Option<TimeSpan>,
    /// Samples that make the sink prerolled.
    pub(crate) preroll_samples: usize,
    /// Total duration that makes the sink prerolled, instead of the number of samples.
    pub(crate) preroll_span: Option<TimeSpan>,
}

/// What a stream sink is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// No samples are taken.
    Stopped,
    /// Samples are taken and kept for a start that is still to come.
    Prerolling,
    /// Samples are consumed.
    Running,
    /// Samples are kept.
    Paused,
    /// Everything is refused.
    ShutDown,
}

/// An entry of the queue.
#[derive(Debug)]
pub(crate) enum Item {
    /// A sample.
    Sample(Sample),
    /// A marker behind the samples before it.
    Marker(Marker),
}

/// The samples and markers of one stream sink, its state, its open requests, and the events it owes.
///
/// It holds the rules of "Stream Sinks" and "Handling Clock State Changes" (Microsoft Learn) and nothing else: it
/// reads no clock and calls nobody. The owner keeps it under a lock, and afterwards performs each
/// [`StreamQueue::begin_emit`] without the lock.
#[derive(Debug)]
pub(crate) struct StreamQueue {
    limits: QueueLimits,
    phase: Phase,
    items: VecDeque<Item>,
    samples: usize,
    span: TimeSpan,
    start: Option<PresentationTime>,
    rate: f32,
    /// What ends before the start is taken like everything.
    keeps_preroll: bool,
    /// At rate 0: a frame was asked for and not shown yet.
    scrub_pending: bool,
    /// A preroll was not answered; its number, if it has one.
    preroll_pending: Option<Option<u64>>,
    direct: bool,
    /// Nothing is asked for, for now. What comes all the same is taken.
    held: bool,
    open_requests: u32,
    waker: Option<Waker>,
    events: VecDeque<MediaEvent>,
    emitting: bool,
}

/// What has to be done without the lock.
#[derive(Debug)]
pub(crate) struct Emission {
    event: Option<MediaEvent>,
    waker: Option<Waker>,
}

impl Emission {
    pub(crate) fn perform(self, events: &EventQueue) {
        if let Some(event) = self.event {
            // A queue that was shut down takes no events; there is nobody left to tell.
            let _ = events.queue(event);
        }
        if let Some(waker) = self.waker {
            waker.wake();
        }
    }
}

impl StreamQueue {
    /// A stopped queue.
    pub(crate) fn new(limits: QueueLimits, keeps_preroll: bool) -> Self {
        Self {
            limits,
            phase: Phase::Stopped,
            items: VecDeque::new(),
            samples: 0,
            span: TimeSpan::ZERO,
            start: None,
            rate: 1.0,
            keeps_preroll,
            scrub_pending: false,
            preroll_pending: None,
            direct: false,
            held: false,
            open_requests: 0,
            waker: None,
            events: VecDeque::new(),
            emitting: false,
        }
    }

    /// The stream asks by `poll_request` from now on; requests by event end.
    pub(crate) fn use_direct(&mut self) {
        self.direct = true;
        self.open_requests = 0;
    }

    /// Nothing is asked for, or everything again.
    pub(crate) fn set_held(&mut self, held: bool) {
        self.held = held;
        self.request();
    }

    /// Whether one more sample is wanted.
    pub(crate) fn poll_request(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.use_direct();
        if self.phase == Phase::ShutDown {
            return Poll::Ready(Err(Error::Shutdown));
        }
        if self.wants() {
            return Poll::Ready(Ok(()));
        }
        match &mut self.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            waker => *waker = Some(cx.waker().clone()),
        }
        Poll::Pending
    }

    /// Appends a sample that the stream was given.
    ///
    /// Returns `false` when the sample ends before the start, or backwards begins behind it, and was dropped.
    pub(crate) fn push_sample(&mut self, sample: Sample) -> Result<bool> {
        let asked = if self.direct {
            self.wants()
        } else {
            self.open_requests > 0
        };
        self.open_requests = self.open_requests.saturating_sub(1);
        match self.phase {
            Phase::ShutDown => return Err(Error::Shutdown),
            Phase::Stopped => return Err(Error::invalid_request("a sample for a stopped stream sink")),
            Phase::Prerolling if !asked => return Err(Error::InvalidStateTransition),
            Phase::Paused if !asked && self.is_full() => {
                return Err(Error::invalid_request(
                    "a sample for a paused stream sink that is full",
                ));
            }
            Phase::Prerolling | Phase::Running | Phase::Paused => {}
        }
        if self.items.len() >= MAX_ITEMS {
            return Err(Error::LimitReached {
                what: "samples queued in a stream sink",
                limit: MAX_ITEMS as u64,
            });
        }
        if self.is_preroll(&sample) {
            self.request();
            return Ok(false);
        }
        self.samples += 1;
        self.span = self.span + sample.duration.unwrap_or_default();
        self.items.push_back(Item::Sample(sample));
        self.check_prerolled(false);
        self.request();
        Ok(true)
    }

    /// Whether a sample given now would come straight out again: the direct path of a running stream with an empty
    /// queue.
    pub(crate) fn passes(&self, sample: &Sample) -> bool {
        self.direct
            && self.phase == Phase::Running
            && self.items.is_empty()
            && !self.is_scrubbing()
            && !self.is_preroll(sample)
    }

    /// Whether an item, an event, or a task waits for something to be done.
    pub(crate) fn has_work(&self) -> bool {
        !self.items.is_empty() || !self.events.is_empty() || self.waker.is_some()
    }

    /// Appends a marker, or answers it where nothing is before it. `rendering` tells that a sample which left the
    /// queue is still being rendered.
    pub(crate) fn push_marker(&mut self, marker: Marker, rendering: bool) -> Result<()> {
        // A stream that says that it has nothing now, thinned or played backwards, fills itself no further.
        let ends = matches!(marker.kind, MarkerKind::EndOfSegment | MarkerKind::Tick(_));
        match self.phase {
            Phase::ShutDown => return Err(Error::Shutdown),
            Phase::Stopped => self.answer(&marker, Ok(())),
            Phase::Paused if self.items.is_empty() && !rendering => self.answer(&marker, Ok(())),
            Phase::Prerolling | Phase::Running | Phase::Paused => {
                if self.items.len() >= MAX_ITEMS {
                    return Err(Error::LimitReached {
                        what: "markers queued in a stream sink",
                        limit: MAX_ITEMS as u64,
                    });
                }
                self.items.push_back(Item::Marker(marker));
            }
        }
        if ends {
            self.check_prerolled(true);
        }
        Ok(())
    }

    /// The stream is to fill itself for a start at `start`; answers by `StreamSinkPrerolled` once, with the
    /// number.
    pub(crate) fn preroll(&mut self, start: PresentationTime, number: Option<u64>) -> Result<()> {
        if self.phase == Phase::ShutDown {
            return Err(Error::Shutdown);
        }
        self.phase = Phase::Prerolling;
        self.start = Some(start);
        // An answer to the preroll before that was not sent yet would be taken for one to this.
        self.events
            .retain(|event| event.event_type() != EventType::StreamSinkPrerolled);
        self.preroll_pending = Some(number);
        self.drop_before_start();
        let ended = self.has_end();
        self.check_prerolled(ended);
        self.request();
        Ok(())
    }

    /// The clock starts, at `start` if it moves.
    pub(crate) fn started(&mut self, start: Option<PresentationTime>) {
        self.phase = Phase::Running;
        self.preroll_pending = None;
        if start.is_some() {
            self.start = start;
            self.drop_before_start();
        }
        self.scrub_pending = self.is_scrubbing();
        self.event(EventType::StreamSinkStarted);
        self.request();
    }

    /// The clock is about to start there: what does not belong to it is dropped.
    pub(crate) fn starts_at(&mut self, start: PresentationTime) {
        self.start = Some(start);
        self.drop_before_start();
    }

    /// The clock pauses.
    pub(crate) fn paused(&mut self, rendering: bool) {
        self.phase = Phase::Paused;
        self.scrub_pending = false;
        if !rendering {
            self.answer_leading_markers();
        }
        self.event(EventType::StreamSinkPaused);
        self.request();
    }

    /// The clock stops.
    pub(crate) fn stopped(&mut self) {
        self.clear();
        self.phase = Phase::Stopped;
        self.start = None;
        self.scrub_pending = false;
        self.preroll_pending = None;
        self.open_requests = 0;
        self.event(EventType::StreamSinkStopped);
    }

    /// The rate changed.
    pub(crate) fn rate_changed(&mut self, rate: f32) {
        self.set_rate(rate);
        self.event(EventType::StreamSinkRateChanged);
    }

    /// The clock has this rate. A sink that joins it later is not told otherwise.
    pub(crate) fn set_rate(&mut self, rate: f32) {
        self.rate = rate;
    }

    /// The clock's rate, as far as the stream was told.
    pub(crate) fn rate(&self) -> f32 {
        self.rate
    }

    /// Whether the clock stands still and the queue is held, except for the frame that is asked for.
    pub(crate) fn is_scrubbing(&self) -> bool {
        self.rate == 0.0
    }

    /// Whether a frame is to be shown while the clock stands still.
    pub(crate) fn scrub_is_pending(&self) -> bool {
        self.scrub_pending && self.phase == Phase::Running
    }

    /// The frame that was asked for is shown: the sample of this time, or none.
    pub(crate) fn scrubbed(&mut self, time: Option<PresentationTime>) {
        self.scrub_pending = false;
        let event = MediaEvent::new(EventType::StreamSinkScrubSampleComplete);
        if let Some(time) = time {
            event.attributes().set(keys::MF_EVENT_SCRUBSAMPLE_TIME, time);
        }
        self.events.push_back(event);
    }

    /// Drops the samples and answers the markers with `E_ABORT`.
    pub(crate) fn flush(&mut self) -> Result<()> {
        if self.phase == Phase::ShutDown {
            return Err(Error::Shutdown);
        }
        self.clear();
        self.request();
        Ok(())
    }

    /// Gives back what ends behind a time, and the markers behind that; an end-of-segment marker in any case.
    pub(crate) fn take_back(&mut self, from: PresentationTime) -> Vec<TakenItem> {
        let first = self.items.iter().position(|item| match item {
            Item::Sample(sample) => ends_behind(sample, from),
            Item::Marker(marker) => matches!(marker.kind, MarkerKind::EndOfSegment),
        });
        let Some(first) = first else { return Vec::new() };
        let mut taken = Vec::new();
        for item in self.items.drain(first..) {
            taken.push(match item {
                Item::Sample(sample) => {
                    self.samples = self.samples.saturating_sub(1);
                    self.span = self.span - sample.duration.unwrap_or_default();
                    TakenItem::Sample(sample)
                }
                Item::Marker(marker) => TakenItem::Marker(marker),
            });
        }
        self.request();
        taken
    }

    /// Ends everything.
    pub(crate) fn shut_down(&mut self) -> Result<()> {
        if self.phase == Phase::ShutDown {
            return Err(Error::Shutdown);
        }
        self.phase = Phase::ShutDown;
        self.items.clear();
        self.samples = 0;
        self.span = TimeSpan::ZERO;
        self.events.clear();
        Ok(())
    }

    /// Where the last sample ends.
    pub(crate) fn end(&self) -> Option<PresentationTime> {
        let end = self.items.iter().rev().find_map(|item| match item {
            Item::Sample(sample) => sample.end().or(sample.time),
            Item::Marker(_) => None,
        });
        end.map(|end| PresentationTime::from_100ns(end.as_100ns()))
    }

    /// The oldest item.
    pub(crate) fn front(&self) -> Option<&Item> {
        self.items.front()
    }

    /// Takes the oldest item out and asks for the next sample.
    pub(crate) fn pop(&mut self) -> Option<Item> {
        let item = self.items.pop_front()?;
        if let Item::Sample(sample) = &item {
            self.samples = self.samples.saturating_sub(1);
            self.span = self.span - sample.duration.unwrap_or_default();
            self.request();
        }
        Some(item)
    }

    /// Owes the answer to a marker.
    pub(crate) fn answer(&mut self, marker: &Marker, result: Result<()>) {
        let event =
            MediaEvent::completion(EventType::StreamSinkMarker, result).with_value(marker.context.clone());
        self.events.push_back(event);
    }

    /// Owes an event.
    pub(crate) fn owe(&mut self, event: MediaEvent) {
        self.events.push_back(event);
    }

    /// Begins to send one owed event and to wake the task that waits for a request, unless another thread is at it or
    /// nothing is owed. [`StreamQueue::end_emit`] follows.
    pub(crate) fn begin_emit(&mut self) -> Option<Emission> {
        if self.emitting {
            return None;
        }
        let event = self.events.pop_front();
        let waker = if self.phase == Phase::ShutDown || self.wants() {
            self.waker.take()
        } else {
            None
        };
        self.emitting = event.is_some() || waker.is_some();
        self.emitting.then_some(Emission { event, waker })
    }

    /// Ends what [`StreamQueue::begin_emit`] began; there may be more.
    pub(crate) fn end_emit(&mut self) {
        self.emitting = false;
    }

    /// What the stream is doing.
    pub(crate) fn phase(&self) -> Phase {
        self.phase
    }

    fn wants(&self) -> bool {
        match self.phase {
            Phase::Stopped | Phase::ShutDown => false,
            Phase::Prerolling | Phase::Running | Phase::Paused => !self.held && !self.is_full(),
        }
    }

    fn is_full(&self) -> bool {
        self.samples >= self.limits.samples || self.limits.span.is_some_and(|limit| self.span >= limit)
    }

    fn request(&mut self) {
        while !self.direct
            && self.wants()
            && self.open_requests < OPEN_REQUESTS
            && self.samples + (self.open_requests as usize) < self.limits.samples
        {
            self.open_requests += 1;
            self.event(EventType::StreamSinkRequestSample);
        }
    }

    fn check_prerolled(&mut self, ended: bool) {
        let enough = match self.limits.preroll_span {
            Some(span) => self.span >= span || self.is_full(),
            None => self.samples >= self.limits.preroll_samples,
        };
        if (ended || enough)
            && let Some(number) = self.preroll_pending.take()
        {
            let event = MediaEvent::new(EventType::StreamSinkPrerolled);
            if let Some(number) = number {
                event.attributes().set(keys::OPENMF_EVENT_PREROLL, number);
            }
            self.events.push_back(event);
        }
    }

    fn has_end(&self) -> bool {
        self.items.iter().any(
            |item| matches!(item, Item::Marker(marker) if matches!(marker.kind, MarkerKind::EndOfSegment)),
        )
    }

    /// Whether a sample is dropped because the start is behind it.
    fn is_preroll(&self, sample: &Sample) -> bool {
        !self.keeps_preroll && (sample.flags.preroll || self.is_before_start(sample))
    }

    fn is_before_start(&self, sample: &Sample) -> bool {
        let (Some(start), Some(time)) = (self.start, sample.time) else {
            return false;
        };
        let start = MediaTime::from_100ns(start.as_100ns());
        // While scrubbing the branch gives the frame that belongs to the start, wherever that one begins.
        if self.keeps_preroll || self.is_scrubbing() {
            return false;
        }
        if self.rate < 0.0 {
            return time > start;
        }
        time < start && sample.end().is_none_or(|end| end <= start)
    }

    fn drop_before_start(&mut self) {
        let items = std::mem::take(&mut self.items);
        for item in items {
            match item {
                Item::Sample(sample) if self.is_before_start(&sample) => {
                    self.samples = self.samples.saturating_sub(1);
                    self.span = self.span - sample.duration.unwrap_or_default();
                }
                item => self.items.push_back(item),
            }
        }
    }

    fn clear(&mut self) {
        for item in std::mem::take(&mut self.items) {
            if let Item::Marker(marker) = item {
                self.answer(&marker, Err(Error::Aborted));
            }
        }
        self.samples = 0;
        self.span = TimeSpan::ZERO;
    }

    fn answer_leading_markers(&mut self) {
        while let Some(Item::Marker(_)) = self.items.front() {
            if let Some(Item::Marker(marker)) = self.items.pop_front() {
                self.answer(&marker, Ok(()));
            }
        }
    }

    fn event(&mut self, event_type: EventType) {
        self.events.push_back(MediaEvent::new(event_type));
    }
}

/// Whether a part of a sample is behind a time.
fn ends_behind(sample: &Sample, from: PresentationTime) -> bool {
    let from = MediaTime::from_100ns(from.as_100ns());
    sample.time.is_none_or(|time| time >= from) || sample.end().is_some_and(|end| end > from)
}
