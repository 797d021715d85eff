//! A branch: one source-to-sink path of a topology as one task.
//!
//! The sink asks, the branch pulls: renderer ← converter ← decoder ← stream. Between two of our own components a
//! sample moves by a plain call. The branch alone touches its transforms; the driver reaches it only through
//! [`BranchControl`].

mod control;
mod port;
mod trim;

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use openmf_core::{
    Error, Guid, Input, Marker, MarkerKind, MediaTime, MediaType, Output, PresentationTime, Result, Sample,
    SharedTransform, StreamItem, TransformCatalog, TransformMessage, Variant, guids,
};

pub(crate) use control::{BranchControl, IN_SINK, IN_STREAM, OUTSIDE, Order, RunOrder};
pub(crate) use port::{RequestCounter, SinkPort, StreamPort, StreamSlot};
use trim::{Trim, Trimmed};

/// What a branch tells its driver.
#[derive(Debug)]
pub(crate) enum Report {
    /// Everything of older generations is gone; the branch holds.
    Flushed { generation: u64 },
    /// All samples and the end-of-segment marker were given to the sink.
    Drained {
        generation: u64,
        end: Option<PresentationTime>,
    },
    /// A component could not go on.
    Failed { generation: u64, error: Error },
    /// A component reported an error and went on, or the stream ended early because of it.
    NonFatal { error: Error },
}

pub(crate) trait Observer: Send + Sync {
    fn report(&self, report: Report);
}

/// One transform of a branch.
pub(crate) struct Stage {
    transform: SharedTransform,
    state: StageState,
    started: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StageState {
    Flowing,
    Draining,
    Ended,
}

impl Stage {
    pub(crate) fn new(transform: SharedTransform) -> Self {
        Self {
            transform,
            state: StageState::Flowing,
            started: false,
        }
    }
}

/// What a branch is made of.
pub(crate) struct BranchParts {
    pub stream: Arc<StreamSlot>,
    pub stages: Vec<Stage>,
    /// After how many stages the content is trimmed: behind the last decoder.
    pub trim_after: usize,
    /// Where the content is valid; what decodes outside is encoder delay or padding.
    pub valid: (Option<MediaTime>, Option<MediaTime>),
    pub sink: SinkPort,
    /// For converters that a change of format makes necessary.
    pub catalog: Arc<dyn TransformCatalog>,
}

pub(crate) struct Branch {
    parts: BranchParts,
    stream: StreamPort,
    control: Arc<BranchControl>,
    observer: Arc<dyn Observer>,
    seen: u64,
    /// Where the last delivered sample of this run ends.
    end: Option<MediaTime>,
    mode: Mode,
    trim: Trim,
    /// Codec errors since the last output.
    codec_errors: u32,
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Holding,
    Running(RunOrder),
    /// The end-of-segment marker was placed.
    Ended,
}

/// After so many damaged packets in a row a stream is given up.
const MAX_CODEC_ERRORS: u32 = 500;
/// How long a branch keeps its worker before others get a turn.
const TURN: Duration = Duration::from_millis(2);
/// How many samples are delivered between two looks at the time.
const SAMPLES_PER_LOOK: u32 = 16;

impl Branch {
    pub(crate) fn new(parts: BranchParts, control: Arc<BranchControl>, observer: Arc<dyn Observer>) -> Self {
        let mut branch = Self {
            parts,
            stream: StreamPort::None,
            control,
            observer,
            seen: 0,
            end: None,
            mode: Mode::Holding,
            trim: Trim::default(),
            codec_errors: 0,
        };
        branch.update_trim_type();
        branch
    }

    fn poll_branch(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let (mut order, mut version) = self.control.listen(cx.waker());
        let mut turn = Turn::default();
        loop {
            if version != self.seen {
                self.seen = version;
                if order == Order::Exit {
                    return Poll::Ready(());
                }
                self.obey(order);
            }
            let Mode::Running(run) = self.mode else {
                return Poll::Pending;
            };
            match self.poll_step(cx, run) {
                Poll::Pending if self.control.version() == self.seen => return Poll::Pending,
                Poll::Pending | Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => {
                    self.mode = Mode::Holding;
                    self.observer.report(Report::Failed {
                        generation: run.generation,
                        error,
                    });
                }
            }
            if self.control.version() != self.seen {
                (order, version) = self.control.listen(cx.waker());
            } else if turn.is_over(!self.parts.stages.is_empty()) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Hold { generation } => {
                self.mode = Mode::Holding;
                self.flush();
                self.observer.report(Report::Flushed { generation });
            }
            Order::Run(run) => {
                let (valid_start, valid_stop) = self.parts.valid;
                let start = valid_start.map_or(run.start, |valid| valid.max(run.start));
                let stop = [run.stop, valid_stop].into_iter().flatten().min();
                self.trim.set_range(Some(start), stop);
                self.stream.update(&self.parts.stream);
                self.end = None;
                self.mode = Mode::Running(run);
            }
            Order::Exit => {}
        }
    }

    fn flush(&mut self) {
        self.stream.forget();
        self.codec_errors = 0;
        for (index, stage) in self.parts.stages.iter_mut().enumerate() {
            self.control.enter(index as u32);
            // A transform that cannot flush has nothing that could be used; its next input tells.
            let _ = stage.transform.lock().process_message(TransformMessage::Flush);
            stage.state = StageState::Flowing;
            stage.started = false;
        }
        self.control.enter(OUTSIDE);
    }

    /// Delivers one item, if the sink asks and the stream has one.
    fn poll_step(&mut self, cx: &mut Context<'_>, run: RunOrder) -> Poll<Result<()>> {
        ready!(self.parts.sink.poll_request(cx))?;
        let item = ready!(self.poll_pull(cx))?;
        match item {
            StreamItem::Sample(mut sample) => {
                sample.time = sample.time.map(|time| time + run.offset);
                self.end = sample.end().or(sample.time).or(self.end);
                self.parts.sink.progress(self.end);
                self.control.enter(IN_SINK);
                let result = self.parts.sink.deliver(sample);
                self.control.enter(OUTSIDE);
                match result {
                    // The sink was stopped meanwhile; the order that says so is on its way.
                    Err(Error::InvalidRequest { .. }) => Poll::Ready(Ok(())),
                    result => Poll::Ready(result),
                }
            }
            StreamItem::Tick(time) => {
                let kind = MarkerKind::Tick(time + run.offset);
                Poll::Ready(self.parts.sink.sink.place_marker(Marker {
                    kind,
                    context: Variant::Empty,
                }))
            }
            StreamItem::FormatChanged(media_type) => Poll::Ready(self.change_source_type(&media_type)),
            // What a thinned stream leaves out is not missing: its sink shows each key frame until the next.
            StreamItem::ThinMode(_) => Poll::Ready(Ok(())),
            StreamItem::EndOfStream => Poll::Ready(self.end(run.generation)),
        }
    }

    fn end(&mut self, generation: u64) -> Result<()> {
        self.mode = Mode::Ended;
        let marker = Marker {
            kind: MarkerKind::EndOfSegment,
            context: Variant::U64(generation),
        };
        self.parts.sink.sink.place_marker(marker)?;
        let end = self.end.map(|end| PresentationTime::from_100ns(end.as_100ns()));
        self.observer.report(Report::Drained { generation, end });
        Ok(())
    }

    /// The next item out of the last stage, trimmed.
    fn poll_pull(&mut self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        let last = self.parts.stages.len();
        let mut level = last;
        loop {
            let item = match level.checked_sub(1) {
                None => {
                    self.control.enter(IN_STREAM);
                    let polled = self.stream.poll_next(cx);
                    self.control.enter(OUTSIDE);
                    match ready!(polled) {
                        Ok(item) => item,
                        Err(error) => self.stream_failed(error)?,
                    }
                }
                Some(stage) => match self.take_output(stage)? {
                    Some(item) => item,
                    None => {
                        level = stage;
                        continue;
                    }
                },
            };
            let item = if level == self.parts.trim_after {
                match self.cut(item) {
                    Some(item) => item,
                    None => continue,
                }
            } else {
                item
            };
            if level == last {
                return Poll::Ready(Ok(item));
            }
            match item {
                StreamItem::Sample(sample) => self.give_input(level, sample)?,
                StreamItem::EndOfStream => self.begin_drain(level)?,
                StreamItem::FormatChanged(media_type) if level == 0 => {
                    self.change_source_type(&media_type)?
                }
                // Ticks and later changes need no transform.
                item @ (StreamItem::Tick(_) | StreamItem::FormatChanged(_) | StreamItem::ThinMode(_)) => {
                    return Poll::Ready(Ok(item));
                }
            }
            level += 1;
        }
    }

    /// A file that is damaged or ends early ends its stream there; anything else is fatal.
    fn stream_failed(&mut self, error: Error) -> Result<StreamItem> {
        match error {
            Error::Malformed(_)
            | Error::Io { .. }
            | Error::UnsupportedFormat { .. }
            | Error::LimitReached { .. } => {
                self.observer.report(Report::NonFatal { error });
                Ok(StreamItem::EndOfStream)
            }
            error => Err(error),
        }
    }

    fn cut(&mut self, item: StreamItem) -> Option<StreamItem> {
        let StreamItem::Sample(sample) = item else {
            return Some(item);
        };
        match self.trim.apply(sample) {
            Trimmed::Keep(sample) => Some(StreamItem::Sample(sample)),
            Trimmed::Before => None,
            Trimmed::Behind => Some(StreamItem::EndOfStream),
        }
    }

    /// What a stage has to give; `None` if it needs input.
    fn take_output(&mut self, index: usize) -> Result<Option<StreamItem>> {
        loop {
            let Some(stage) = self.parts.stages.get_mut(index) else {
                return Ok(None);
            };
            if stage.state == StageState::Ended {
                return Ok(Some(StreamItem::EndOfStream));
            }
            self.control.enter(index as u32);
            let output = stage.transform.lock().process_output();
            self.control.enter(OUTSIDE);
            match output {
                Ok(Output::Sample(sample)) => {
                    self.codec_errors = 0;
                    return Ok(Some(StreamItem::Sample(sample)));
                }
                Ok(Output::NeedMoreInput) if stage.state == StageState::Draining => {
                    stage.state = StageState::Ended;
                    return Ok(Some(StreamItem::EndOfStream));
                }
                Ok(Output::NeedMoreInput) => return Ok(None),
                Ok(Output::StreamChange) => self.renegotiate(index)?,
                Err(error) => self.codec_failed(error)?,
            }
        }
    }

    fn give_input(&mut self, index: usize, sample: Sample) -> Result<()> {
        let Some(stage) = self.parts.stages.get_mut(index) else {
            return Ok(());
        };
        self.control.enter(index as u32);
        let mut transform = stage.transform.lock();
        if !stage.started {
            stage.started = true;
            transform.process_message(TransformMessage::NotifyBeginStreaming)?;
            transform.process_message(TransformMessage::NotifyStartOfStream)?;
        }
        let input = transform.process_input(0, sample);
        drop(transform);
        self.control.enter(OUTSIDE);
        match input {
            Ok(Input::Accepted) => Ok(()),
            // It said that it needs input, so it has to take it: a synchronous transform is never both.
            Ok(Input::NotAccepting(_)) => Err(Error::Unexpected {
                what: format!("{} asked for input and refused it", stage.transform.name()).into(),
            }),
            Err(error) => self.codec_failed(error),
        }
    }

    fn begin_drain(&mut self, index: usize) -> Result<()> {
        let Some(stage) = self.parts.stages.get_mut(index) else {
            return Ok(());
        };
        stage.state = StageState::Draining;
        let mut transform = stage.transform.lock();
        transform.process_message(TransformMessage::NotifyEndOfStream)?;
        transform.process_message(TransformMessage::Drain)
    }

    fn codec_failed(&mut self, error: Error) -> Result<()> {
        let damaged = matches!(
            error,
            Error::Codec { .. }
                | Error::Malformed(_)
                | Error::PicturesTooLarge { .. }
                | Error::ComponentPanicked { .. }
        );
        self.codec_errors += 1;
        if !damaged || self.codec_errors > MAX_CODEC_ERRORS {
            return Err(error);
        }
        self.observer.report(Report::NonFatal { error });
        Ok(())
    }

    fn change_source_type(&mut self, media_type: &MediaType) -> Result<()> {
        match self.parts.stages.first() {
            Some(stage) => {
                let mut transform = stage.transform.lock();
                transform.set_input_type(0, media_type)?;
                let lost = transform.output_type(0).is_err();
                drop(transform);
                if lost { self.renegotiate(0) } else { Ok(()) }
            }
            None => {
                self.parts
                    .sink
                    .sink
                    .media_type_handler()
                    .set_current_type(media_type)?;
                self.update_trim_type();
                Ok(())
            }
        }
    }

    /// Chooses a stage's output type again and carries the change downstream, with a converter in between where
    /// nothing else fits.
    ///
    /// Source: "Handling Stream Changes" (Microsoft Learn).
    fn renegotiate(&mut self, index: usize) -> Result<()> {
        let Some(stage) = self.parts.stages.get(index) else {
            return Ok(());
        };
        let upstream = stage.transform.clone();
        let mut offered = Vec::new();
        for candidate in 0.. {
            let media_type = match upstream.lock().output_available_type(0, candidate) {
                Ok(media_type) => media_type,
                Err(Error::NoMoreTypes) => break,
                Err(error) => return Err(error),
            };
            if self.accepts(index + 1, &media_type) {
                upstream.lock().set_output_type(0, &media_type)?;
                return self.carry_on(index + 1, &media_type);
            }
            offered.push(media_type);
        }
        let Some(first) = offered.first() else {
            return Err(Error::invalid_media_type(format!(
                "{} offers no output type",
                upstream.name()
            )));
        };
        upstream.lock().set_output_type(0, first)?;
        self.insert_converter(index + 1, first)
    }

    /// Whether what follows takes this type: the stage of that number, or the sink behind the last one.
    fn accepts(&self, index: usize, media_type: &MediaType) -> bool {
        match self.parts.stages.get(index) {
            Some(stage) => stage.transform.lock().test_input_type(0, media_type).is_ok(),
            None => self
                .parts
                .sink
                .sink
                .media_type_handler()
                .is_supported(media_type)
                .is_ok(),
        }
    }

    fn carry_on(&mut self, index: usize, media_type: &MediaType) -> Result<()> {
        match self.parts.stages.get(index) {
            Some(stage) => {
                let mut transform = stage.transform.lock();
                transform.set_input_type(0, media_type)?;
                let lost = transform.output_type(0).is_err();
                drop(transform);
                self.update_trim_type();
                if lost { self.renegotiate(index) } else { Ok(()) }
            }
            None => {
                self.parts
                    .sink
                    .sink
                    .media_type_handler()
                    .set_current_type(media_type)?;
                self.update_trim_type();
                Ok(())
            }
        }
    }

    fn insert_converter(&mut self, index: usize, media_type: &MediaType) -> Result<()> {
        let wanted = match self.parts.stages.get(index) {
            Some(stage) => stage.transform.lock().input_type(0)?,
            None => self.parts.sink.sink.media_type_handler().current_type()?,
        };
        let mut last = Error::invalid_media_type(format!("{media_type} cannot be converted to {wanted}"));
        for registration in
            self.parts
                .catalog
                .enumerate(&converter_category(media_type), Some(media_type), Some(&wanted))
        {
            let attempt = registration.create().and_then(|converter| {
                let mut transform = converter.lock();
                transform.set_input_type(0, media_type)?;
                transform.set_output_type(0, &wanted)?;
                drop(transform);
                Ok(converter)
            });
            match attempt {
                Ok(converter) => {
                    self.parts.stages.insert(index, Stage::new(converter));
                    self.update_trim_type();
                    return Ok(());
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn update_trim_type(&mut self) {
        let media_type = match self
            .parts
            .trim_after
            .checked_sub(1)
            .and_then(|at| self.parts.stages.get(at))
        {
            Some(stage) => stage.transform.lock().output_type(0),
            None => match self.parts.stages.first() {
                Some(stage) => stage.transform.lock().input_type(0),
                None => self.parts.sink.sink.media_type_handler().current_type(),
            },
        };
        if let Ok(media_type) = media_type {
            self.trim.set_type(&media_type);
        }
    }

    fn component_name(&self, inside: u32) -> String {
        match inside {
            IN_STREAM => "the media stream".to_owned(),
            IN_SINK => "the stream sink".to_owned(),
            OUTSIDE => "the branch".to_owned(),
            index => self
                .parts
                .stages
                .get(index as usize)
                .map_or("a transform", |stage| stage.transform.name())
                .to_owned(),
        }
    }
}

fn converter_category(media_type: &MediaType) -> Guid {
    if media_type.is_video() {
        guids::MFT_CATEGORY_VIDEO_PROCESSOR
    } else {
        guids::MFT_CATEGORY_AUDIO_EFFECT
    }
}

impl Future for Branch {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let branch = &mut *self;
        match catch_unwind(AssertUnwindSafe(|| branch.poll_branch(cx))) {
            Ok(poll) => poll,
            Err(panic) => {
                let component = branch.component_name(branch.control.inside());
                branch.control.enter(OUTSIDE);
                let generation = match branch.mode {
                    Mode::Running(run) => run.generation,
                    Mode::Holding | Mode::Ended => 0,
                };
                branch.mode = Mode::Holding;
                let error = Error::ComponentPanicked {
                    component,
                    message: panic_message(&*panic),
                };
                branch.observer.report(Report::Failed { generation, error });
                // Orders that came meanwhile are read at the next poll.
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|message| (*message).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// One stay on a worker.
#[derive(Default)]
struct Turn {
    began: Option<Instant>,
    samples: u32,
}

impl Turn {
    fn is_over(&mut self, computes: bool) -> bool {
        self.samples += 1;
        let every = if computes { 4 } else { SAMPLES_PER_LOOK };
        if !self.samples.is_multiple_of(every) {
            return false;
        }
        self.began.get_or_insert_with(Instant::now).elapsed() >= TURN
    }
}
