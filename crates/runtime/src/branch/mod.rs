//! A branch: one source-to-sink path of a topology as one task.
//!
//! The sink asks, the branch pulls: renderer ← converter ← decoder ← stream. Between two of our own components a
//! sample moves by a plain call. The branch alone touches its transforms; the driver reaches it only through
//! [`BranchControl`].
//!
//! Where a topology is no set of lines, at tees and at transforms with several inputs or outputs, it is cut into
//! *segments*, each a branch of its own, that a [`Junction`] joins.

mod change;
mod control;
mod custody;
mod event_port;
mod junction;
mod limit;
mod port;
mod regroup;
mod requests;
mod stage;
mod tempo;
mod trim;
mod watch;

use std::collections::VecDeque;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use openmf_core::live::{self, Live};
use openmf_core::{
    Error, HostClock, HostTime, Input, MediaTime, MediaType, Output, PresentationTime, Result, Sample,
    SharedTransform, StreamItem, TakenItem, TimeSpan, TransformCatalog, TransformMessage,
};
use openmf_topology::NodeId;

pub(crate) use change::Reshaping;
pub(crate) use control::{BranchControl, IN_SINK, IN_STREAM, Notice, OUTSIDE, Order, RunOrder};
pub(crate) use custody::Custody;
pub use junction::OutputStatistics;
pub(crate) use junction::{Junction, JunctionInput, JunctionKind, JunctionOutput};
pub(crate) use port::{Inlet, Outlet, SinkPort, StreamPort, StreamSlot};
use regroup::Regroup;
pub(crate) use requests::{RequestCounter, RequestReader};
use stage::StageState;
pub(crate) use stage::{Conduct, Stage};
use trim::{Trim, Trimmed};
use watch::Watched;
pub(crate) use watch::{JunctionWatch, Watch};

/// What a branch tells its driver.
#[derive(Debug)]
pub(crate) enum Report {
    /// Everything of older generations is gone; the branch holds.
    Flushed { generation: u64 },
    /// All samples and the end-of-segment marker were given to the sink.
    Drained {
        generation: u64,
        /// The change of the stop that is obeyed.
        change: u64,
        end: Option<PresentationTime>,
    },
    /// A component could not go on.
    Failed { generation: u64, error: Error },
    /// A component reported an error and went on, or the stream ended early because of it.
    NonFatal { error: Error },
    /// A change of format made other transforms necessary.
    Reshaped(Reshaping),
    /// The stream has another type from now on.
    StreamType,
}

pub(crate) trait Observer: Send + Sync {
    fn report(&self, report: Report);
}

/// Where a branch trims, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TrimPlace {
    /// Behind so many transforms.
    pub after: usize,
    /// To the start (`MF_TOPONODE_MARKIN_HERE`).
    pub start: bool,
    /// To the stop (`MF_TOPONODE_MARKOUT_HERE`).
    pub stop: bool,
}

/// What a branch is made of.
pub(crate) struct BranchParts {
    pub inlet: Inlet,
    pub stages: Vec<Stage>,
    /// Where the content is trimmed: behind the last decoder. `None`: elsewhere, or nowhere.
    pub trim: Option<TrimPlace>,
    /// Where the content is valid; what decodes outside is encoder delay or padding.
    pub valid: (Option<MediaTime>, Option<MediaTime>),
    pub outlet: Outlet,
    /// The node at its end, and the input of that.
    pub end_node: (NodeId, u32),
    /// For transforms that a change of format makes necessary.
    pub catalog: Arc<dyn TransformCatalog>,
    /// Who is told of its samples.
    pub watch: Option<Watch>,
    /// Tells how long the branch has kept its worker.
    pub host: Arc<dyn HostClock>,
    /// Not `MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED`.
    pub may_reshape: bool,
    /// What the source gives from before the place that it was sent to is wanted too.
    pub wants_preroll: bool,
    /// The type of what comes, as far as it is known.
    pub stream_type: Option<MediaType>,
    /// Of its transforms.
    pub custody: Vec<Arc<Custody>>,
}

pub(crate) struct Branch {
    stages: Vec<Stage>,
    trim_place: Option<TrimPlace>,
    valid: (Option<MediaTime>, Option<MediaTime>),
    outlet: Outlet,
    end_node: (NodeId, u32),
    catalog: Arc<dyn TransformCatalog>,
    /// Until the first run.
    watch: Option<Watch>,
    watched: Option<Watched>,
    host: Arc<dyn HostClock>,
    may_reshape: bool,
    wants_preroll: bool,
    stream_type: Option<MediaType>,
    stream: StreamPort,
    control: Arc<BranchControl>,
    observer: Arc<dyn Observer>,
    seen: u64,
    obeyed: Option<Order>,
    /// Where the last delivered sample of this run ends; backwards, where it begins.
    end: Option<MediaTime>,
    mode: Mode,
    /// While the branch plays backwards or key frames alone.
    regroup: Option<Regroup>,
    /// The transform that stretches sound at another rate than 1.0.
    stretch: Option<SharedTransform>,
    /// The end of this run is a stop time, not the end of the stream.
    marked_out: bool,
    /// The generation of the last run, which may have ended or failed.
    ran: u64,
    /// Whether it is thinned, and the rate, as the transforms know them.
    told_rate: (bool, f32),
    trim: Trim,
    /// What comes next behind the place where the content is trimmed.
    after_cut: Option<StreamItem>,
    /// Where what the sink gets ends, in presentation time, since the stop has moved in this run.
    limit: Option<MediaTime>,
    /// What the sink gets before anything else: it was taken back, or is behind the limit.
    recalled: VecDeque<TakenItem>,
    /// Changes of format that came when their run was over, with the number of the stage they were in front of.
    kept_changes: Vec<(usize, MediaType)>,
    /// The transforms give out what they hold, and nothing is asked of the stream.
    drains: bool,
    /// The generation in which the branch ends as soon as its sink does not ask.
    late: Option<u64>,
    /// Codec errors since the last output.
    codec_errors: u32,
    _live: Live<{ live::BRANCH }>,
    yield_of: Yield,
    _custody: Vec<Arc<Custody>>,
}

/// What the decoder made of the samples since the last flush.
#[derive(Clone, Copy, Debug, Default)]
struct Yield {
    given: u64,
    taken: u64,
    told: bool,
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Holding,
    Running(RunOrder),
    /// The end-of-segment marker was placed.
    Ended(RunOrder),
}

/// After so many damaged packets in a row a stream is given up.
const MAX_CODEC_ERRORS: u32 = 500;
/// From so many samples on a decoder that gives nothing is suspicious: some need two to make the first sound.
const MIN_SWALLOWED: u64 = 3;
/// How long a branch keeps its worker before others get a turn.
const TURN: TimeSpan = TimeSpan::from_millis(2);
/// How many samples are delivered between two looks at the time.
const SAMPLES_PER_LOOK: u32 = 16;

impl Branch {
    pub(crate) fn new(parts: BranchParts, control: Arc<BranchControl>, observer: Arc<dyn Observer>) -> Self {
        let mut branch = Self {
            stages: parts.stages,
            trim_place: parts.trim,
            valid: parts.valid,
            outlet: parts.outlet,
            end_node: parts.end_node,
            catalog: parts.catalog,
            watch: parts.watch,
            watched: None,
            host: parts.host,
            may_reshape: parts.may_reshape,
            wants_preroll: parts.wants_preroll,
            stream_type: parts.stream_type,
            stream: StreamPort::new(parts.inlet),
            control,
            observer,
            seen: 0,
            obeyed: Some(Order::NOTHING),
            end: None,
            mode: Mode::Holding,
            regroup: None,
            stretch: None,
            marked_out: false,
            ran: 0,
            told_rate: (false, 1.0),
            trim: Trim::default(),
            after_cut: None,
            limit: None,
            recalled: VecDeque::new(),
            kept_changes: Vec::new(),
            drains: false,
            late: None,
            codec_errors: 0,
            yield_of: Yield::default(),
            _live: Live::new(),
            _custody: parts.custody,
        };
        if let Some(media_type) = &branch.stream_type {
            branch.trim.set_valid(media_type);
        }
        branch
    }

    fn poll_branch(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let (mut order, mut version, mut notices) = self.control.listen(cx.waker());
        let mut turn = Turn::default();
        loop {
            if version != self.seen {
                self.seen = version;
                if order == Order::Exit {
                    self.for_stages(self.stages.len(), Stage::release);
                    return Poll::Ready(());
                }
                if self.obeyed != Some(order) {
                    self.obeyed = Some(order);
                    self.obey(order);
                }
            }
            for notice in std::mem::take(&mut notices) {
                if let Err(error) = self.heed(notice) {
                    self.fail(error);
                }
            }
            let Mode::Running(run) = self.mode else {
                return Poll::Pending;
            };
            match self.poll_step(cx, run) {
                Poll::Pending if self.control.version() == self.seen => return Poll::Pending,
                Poll::Pending | Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => self.fail(error),
            }
            if self.control.version() != self.seen {
                (order, version, notices) = self.control.listen(cx.waker());
            } else if turn.is_over(!self.stages.is_empty(), &*self.host) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
    }

    /// Whether the run was over before the component returned that the branch has called last. What that gave is of
    /// before: it goes neither to a transform nor to a sink, which may be another presentation's by now.
    fn is_void(&self) -> bool {
        self.control.version() != self.seen && self.control.is_held()
    }

    /// A change of format holds for what comes after it, in whatever run: it is kept for the next one.
    fn keep_change(&mut self, level: usize, item: StreamItem) {
        if let StreamItem::FormatChanged(media_type) = item {
            self.kept_changes.retain(|(at, _)| *at != level);
            self.kept_changes.push((level, media_type));
        }
    }

    /// What was [kept](Self::keep_change) of what comes out in front of the stage `level`.
    fn kept_change(&mut self, level: usize) -> Option<StreamItem> {
        let at = self.kept_changes.iter().position(|(at, _)| *at == level)?;
        Some(StreamItem::FormatChanged(self.kept_changes.swap_remove(at).1))
    }

    fn fail(&mut self, error: Error) {
        let generation = match self.mode {
            Mode::Running(run) => run.generation,
            Mode::Holding | Mode::Ended(_) => 0,
        };
        self.mode = Mode::Holding;
        self.observer.report(Report::Failed { generation, error });
    }

    fn heed(&mut self, notice: Notice) -> Result<()> {
        match notice {
            Notice::SinkTypeChanged => self.without_stretch(Self::follow_sink),
            Notice::SinkTypeInvalid => self.without_stretch(Self::renew_sink_type),
            Notice::Drain => {
                self.drains = true;
                Ok(())
            }
            Notice::Late(generation) => {
                self.late = Some(generation);
                Ok(())
            }
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Hold { generation, ends } => {
                self.mode = Mode::Holding;
                self.flush(generation, ends);
                if ends {
                    self.for_stages(self.stages.len(), Stage::end_streaming);
                }
                self.observer.report(Report::Flushed { generation });
            }
            Order::Run(run) => {
                if let Some(watch) = self.watch.take() {
                    self.watched = watch.begin();
                }
                let (valid_start, valid_stop) = self.valid;
                let (start, stop) = if run.rate < 0.0 {
                    let start = valid_stop.map_or(run.start, |valid| valid.min(run.start));
                    (start, [run.stop, valid_start].into_iter().flatten().max())
                } else {
                    let start = valid_start.map_or(run.start, |valid| valid.max(run.start));
                    (start, [run.stop, valid_stop].into_iter().flatten().min())
                };
                let place = self.trim_place;
                let stop = stop.filter(|_| place.is_some_and(|place| place.stop));
                self.tell_rate(run.thin, run.rate);
                if run.generation == self.ran {
                    self.go_on(run, stop);
                    return;
                }
                if self.ran == 0 {
                    // Not when the branch is made: components are called in its task alone.
                    self.update_trim_type();
                }
                self.ran = run.generation;
                (self.after_cut, self.marked_out, self.limit) = (None, false, None);
                self.recalled.clear();
                let range = RunOrder { start, stop, ..run };
                let start = Some(start).filter(|_| place.is_some_and(|place| place.start));
                self.trim.set_range(start, stop, run.rate);
                self.stream.begin(run.generation);
                self.regroup = self.regroup_for(&range);
                self.outlet.begin(run.generation);
                self.end = None;
                self.mode = Mode::Running(run);
                self.change_tempo(run.rate, true);
            }
            Order::Exit => {}
        }
    }

    fn change_tempo(&mut self, rate: f32, flushed: bool) {
        if let Err(error) = self.set_tempo(rate, flushed) {
            self.fail(error);
        }
    }

    fn flush(&mut self, generation: u64, ends: bool) {
        self.stream.forget(generation, ends);
        self.codec_errors = 0;
        self.drains = false;
        self.drop_group();
        self.limit = None;
        self.recalled.clear();
        self.yield_of = Yield::default();
        self.for_stages(self.stages.len(), Stage::flush);
    }

    /// Has the first transforms do what is done between two runs. One that panics in that has done it as well as it can,
    /// and keeps nobody waiting.
    fn for_stages(&mut self, count: usize, mut act: impl FnMut(&mut Stage)) {
        for (index, stage) in self.stages.iter_mut().enumerate().take(count) {
            self.control.enter(index as u32);
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| act(stage))) {
                let error = Error::ComponentPanicked {
                    component: stage.transform.name().to_owned(),
                    message: panic_message(&*panic),
                };
                self.observer.report(Report::NonFatal { error });
            }
        }
        self.control.enter(OUTSIDE);
    }

    /// Tells the transforms with a rate control of another rate than they know.
    fn tell_rate(&mut self, thin: bool, rate: f32) {
        if std::mem::replace(&mut self.told_rate, (thin, rate)) == (thin, rate) {
            return;
        }
        for (index, stage) in self.stages.iter().enumerate() {
            self.control.enter(index as u32);
            if let Some(control) = stage.transform.lock().rate_control() {
                // The session was told what it supports; what it refuses all the same it plays as before.
                let _ = control.set_rate(thin, rate);
            }
        }
        self.control.enter(OUTSIDE);
        self.stream.tell_rate(thin, rate);
    }

    /// How the samples of a run are taken, if not one after the other. Sound is taken as its source gives it: backwards
    /// our own give ticks.
    fn regroup_for(&self, run: &RunOrder) -> Option<Regroup> {
        let decoders = self.stages.get(..self.trim_place?.after).unwrap_or_default();
        if decoders.is_empty() || self.stream.is_junction() || self.trim.is_audio() {
            return None;
        }
        // Who is told of the rate, and given every sample in its order, plays backwards by itself.
        let told = |stage: &Stage| stage.transform.lock().rate_control().is_some();
        if run.rate < 0.0 && !run.thin && !self.stream.is_direct() && decoders.iter().any(told) {
            return None;
        }
        if run.rate < 0.0 {
            // Presentation time begins at 0, wherever that is in the source.
            let floor = run.stop.unwrap_or(MediaTime::ZERO - run.offset);
            return Some(Regroup::backwards(run.start, floor));
        }
        run.thin.then(Regroup::thinned)
    }

    /// Whether the stream's compressed pictures go to the sink, or to a junction, as they are.
    fn is_undecoded_video(&self) -> bool {
        let compressed = |known: &MediaType| known.is_video() && known.is_compressed();
        let decodes = self.trim_place.is_some_and(|place| place.after > 0);
        !decodes && !self.stream.is_junction() && self.stream_type.as_ref().is_some_and(compressed)
    }

    /// Thinning begins or ends within a run.
    fn change_thinning(&mut self, thin: bool) {
        let (Mode::Running(run), Some(place)) = (self.mode, self.trim_place) else {
            return;
        };
        if run.rate < 0.0 || self.regroup.is_some() == thin {
            return;
        }
        // What is in the decoders waits for samples that are left out.
        self.for_stages(place.after, Stage::flush);
        self.drop_group();
        self.regroup = self.regroup_for(&RunOrder { thin, ..run });
    }

    /// Delivers one item, if the sink asks and the stream has one.
    fn poll_step(&mut self, cx: &mut Context<'_>, run: RunOrder) -> Poll<Result<()>> {
        if self.is_at_limit() {
            return Poll::Ready(self.end_at_limit(run));
        }
        match self.outlet.poll_request(cx) {
            Poll::Ready(request) => request?,
            Poll::Pending if self.late == Some(run.generation) => {
                self.stream.discard();
                return Poll::Ready(self.end(run));
            }
            Poll::Pending => {
                if self.outlet.rests() {
                    // Nor is what it has asked for wanted, where another junction is in front.
                    self.stream.rest();
                }
                return Poll::Pending;
            }
        }
        let item = match self.recalled.pop_front() {
            Some(TakenItem::Sample(sample)) => StreamItem::Sample(sample),
            Some(TakenItem::Marker(marker)) => return Poll::Ready(self.outlet.place(marker)),
            None => match ready!(self.poll_pull(cx))? {
                StreamItem::Sample(mut sample) => {
                    sample.time = sample.time.map(|time| time + run.offset);
                    StreamItem::Sample(sample)
                }
                item => item,
            },
        };
        match item {
            StreamItem::Sample(sample) => {
                let Some(sample) = self.cut_at_limit(sample) else {
                    return Poll::Ready(Ok(()));
                };
                let end = if run.rate < 0.0 { None } else { sample.end() };
                self.end = end.or(sample.time).or(self.end);
                self.outlet.progress(self.end);
                if let Some(watched) = &self.watched {
                    watched.before_sink(&sample);
                }
                self.control.enter(IN_SINK);
                let result = self.outlet.deliver(sample);
                self.control.enter(OUTSIDE);
                match result {
                    // The sink was stopped meanwhile; the order that says so is on its way.
                    Err(Error::InvalidRequest { .. }) => Poll::Ready(Ok(())),
                    result => Poll::Ready(result),
                }
            }
            StreamItem::Tick(time) => Poll::Ready(self.outlet.tick(time + run.offset)),
            StreamItem::FormatChanged(media_type) => Poll::Ready(self.change_outlet(&media_type)),
            StreamItem::ThinMode(thin) => {
                self.change_thinning(thin);
                self.outlet.thin_mode(thin);
                Poll::Ready(Ok(()))
            }
            StreamItem::EndOfStream if self.drains => Poll::Ready(self.end_drain()),
            StreamItem::EndOfStream => Poll::Ready(self.end(run)),
        }
    }

    /// The transforms hold nothing; the stream goes on.
    fn end_drain(&mut self) -> Result<()> {
        self.drains = false;
        self.stages.iter_mut().for_each(Stage::resume);
        self.outlet.drained()
    }

    fn end(&mut self, run: RunOrder) -> Result<()> {
        self.check_yield();
        // The stream may go on behind a stop time, and other branches with it.
        self.stream.finish(run.change);
        // While it runs: a sink that refuses the marker fails this run.
        let whole = self.outlet.end(run.generation, run.change, self.marked_out)?;
        self.mode = Mode::Ended(run);
        if whole {
            self.report_end(run);
        }
        Ok(())
    }

    /// The stage behind which the content is trimmed: the last decoder.
    fn decoder(&self) -> Option<usize> {
        self.trim_place?.after.checked_sub(1)
    }

    /// A decoder that swallows a whole stream without an error has not decoded it.
    fn check_yield(&mut self) {
        let Yield { given, taken, told } = std::mem::take(&mut self.yield_of);
        let Some(decoder) = self.decoder().and_then(|at| self.stages.get(at)) else {
            return;
        };
        if taken == 0 && given >= MIN_SWALLOWED && !told {
            let what = format!(
                "{}: nothing came out of {given} samples",
                decoder.transform.name()
            );
            let error = Error::codec("decoder", what);
            self.observer.report(Report::NonFatal { error });
        }
    }

    /// The next item out of the last stage, trimmed.
    fn poll_pull(&mut self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        let mut level = self.stages.len();
        loop {
            // Where the pictures come from: the stream, or the group that was decoded.
            let place = self.trim_place.filter(|_| self.regroup.is_some());
            let from = place.map_or(0, |place| place.after.min(self.stages.len()));
            // Backwards, what is too early or too late was left out already.
            let trims = self.trim_place.is_some_and(|place| place.after == level)
                && !self.regroup.as_ref().is_some_and(Regroup::is_reverse);
            let known = match self.kept_change(level) {
                Some(change) => Some(change),
                None if trims => self.after_cut.take(),
                None => None,
            };
            let item = match known {
                Some(item) => item,
                None => {
                    // What was behind the stop, which may have moved on.
                    let rest = if trims { self.trim.take_rest() } else { None };
                    let item = if let Some(rest) = rest {
                        StreamItem::Sample(rest)
                    } else if level == from {
                        match &self.regroup {
                            _ if self.drains => StreamItem::EndOfStream,
                            Some(_) => ready!(self.poll_regrouped(cx, from))?,
                            None => ready!(self.poll_stream(cx))?,
                        }
                    } else {
                        let stage = level.saturating_sub(1);
                        match self.take_output(stage)? {
                            Some(item) => item,
                            None if self.is_void() => return Poll::Pending,
                            None => {
                                level = stage;
                                continue;
                            }
                        }
                    };
                    if self.is_void() {
                        self.keep_change(level, item);
                        return Poll::Pending;
                    }
                    if !trims {
                        item
                    } else if let Some(item) = self.cut(item) {
                        item
                    } else {
                        continue;
                    }
                }
            };
            if let StreamItem::FormatChanged(media_type) = &item {
                if level == 0 {
                    self.stream_type = Some(media_type.clone());
                    self.observer.report(Report::StreamType);
                }
                if self.trim_place.is_some_and(|place| place.after == level) {
                    self.trim.set_type(media_type);
                    if level == 0 {
                        self.trim.set_valid(media_type);
                    }
                }
            }
            if level >= self.stages.len() {
                return Poll::Ready(Ok(item));
            }
            match item {
                StreamItem::Sample(sample) => self.give_input(level, sample)?,
                StreamItem::EndOfStream => self.begin_drain(level)?,
                StreamItem::FormatChanged(media_type) => {
                    self.change_input(level, &media_type)?;
                    if level >= self.stages.len() {
                        return Poll::Ready(Ok(StreamItem::FormatChanged(media_type)));
                    }
                }
                // These need no transform.
                item @ (StreamItem::Tick(_) | StreamItem::ThinMode(_)) => {
                    return Poll::Ready(Ok(item));
                }
            }
            level += 1;
        }
    }

    /// The next item of the stream.
    fn poll_stream(&mut self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        loop {
            self.control.enter(IN_STREAM);
            let polled = self.stream.poll_next(cx);
            self.control.enter(OUTSIDE);
            let item = match ready!(polled) {
                Ok(mut item) => {
                    if let (StreamItem::Sample(sample), true) = (&mut item, self.wants_preroll) {
                        sample.flags.preroll = false;
                    }
                    if let (Some(watched), StreamItem::Sample(sample)) = (&self.watched, &item) {
                        watched.after_source(sample);
                    }
                    if let StreamItem::EndOfStream = item {
                        self.marked_out |= self.stream.is_marked_out();
                    }
                    item
                }
                Err(error) if self.stream.is_junction() => {
                    self.codec_failed(error)?;
                    continue;
                }
                // It was stopped by somebody else; who starts it again tells, and nothing has failed.
                Err(Error::SourceWrongState) => return Poll::Pending,
                Err(error) => self.stream_failed(error)?,
            };
            let reverse = matches!(self.mode, Mode::Running(run) if run.rate < 0.0);
            // Where nobody decodes, only what stands alone can be in another order.
            if let (StreamItem::Sample(sample), true, None) = (&item, reverse, &self.regroup)
                && !sample.flags.clean_point
                && self.is_undecoded_video()
            {
                continue;
            }
            return Poll::Ready(Ok(item));
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
        let sample = match item {
            StreamItem::Sample(sample) => sample,
            StreamItem::EndOfStream => return Some(self.cut_end()),
            item @ (StreamItem::Tick(_) | StreamItem::FormatChanged(_) | StreamItem::ThinMode(_)) => {
                return Some(item);
            }
        };
        match self.trim.apply(sample) {
            Trimmed::Keep(sample) => Some(StreamItem::Sample(sample)),
            Trimmed::KeepBoth(first, second) => {
                self.after_cut = Some(StreamItem::Sample(second));
                Some(StreamItem::Sample(first))
            }
            Trimmed::Before => None,
            Trimmed::Behind => {
                self.marked_out = true;
                Some(self.cut_end())
            }
        }
    }

    /// The end, behind what was held back.
    fn cut_end(&mut self) -> StreamItem {
        match self.trim.take_held() {
            Some(held) => {
                self.after_cut = Some(StreamItem::EndOfStream);
                StreamItem::Sample(held)
            }
            None => StreamItem::EndOfStream,
        }
    }

    /// What a stage has to give; `None` if it needs input.
    fn take_output(&mut self, index: usize) -> Result<Option<StreamItem>> {
        loop {
            let Some(stage) = self.stages.get_mut(index) else {
                return Ok(None);
            };
            if let Some(media_type) = stage.announced.take() {
                return Ok(Some(StreamItem::FormatChanged(media_type)));
            }
            if stage.state == StageState::Ended {
                return Ok(Some(StreamItem::EndOfStream));
            }
            self.control.enter(index as u32);
            stage.take_over()?;
            let output = stage.transform.lock().process_output();
            self.control.enter(OUTSIDE);
            match output {
                Ok(Output::Sample(sample)) => {
                    if let Some(watched) = &self.watched {
                        watched.after_transform(&stage.transform, &sample);
                    }
                    self.codec_errors = 0;
                    self.yield_of.taken += u64::from(self.decoder() == Some(index));
                    return Ok(Some(StreamItem::Sample(sample)));
                }
                Ok(Output::NeedMoreInput) if stage.state == StageState::Draining => {
                    stage.state = StageState::Ended;
                    return Ok(Some(StreamItem::EndOfStream));
                }
                Ok(Output::NeedMoreInput) => {
                    let Some(media_type) = stage.pending.take() else {
                        return Ok(None);
                    };
                    stage.state = StageState::Flowing;
                    self.apply_input(index, &media_type)?;
                }
                Ok(Output::StreamChange) => self.choose_output(index)?,
                Err(error) => self.codec_failed(error)?,
            }
        }
    }

    fn give_input(&mut self, index: usize, mut sample: Sample) -> Result<()> {
        let Some(stage) = self.stages.get_mut(index) else {
            return Ok(());
        };
        if let Some(watched) = &self.watched {
            watched.before_transform(&stage.transform, &sample);
        }
        self.yield_of.given += u64::from(index == 0);
        self.control.enter(index as u32);
        stage.begin()?;
        // Source: MFT_MESSAGE_COMMAND_DRAIN: the first sample behind a drain has the discontinuity attribute.
        sample.flags.discontinuity |= std::mem::take(&mut stage.drained);
        let input = stage.transform.lock().process_input(0, sample);
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
        let Some(stage) = self.stages.get_mut(index) else {
            return Ok(());
        };
        let drains = stage.conduct.drains(self.marked_out);
        let mut transform = stage.transform.lock();
        transform.process_message(TransformMessage::NotifyEndOfStream)?;
        if !drains {
            stage.state = StageState::Ended;
            return Ok(());
        }
        stage.state = StageState::Draining;
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
        self.yield_of.told = true;
        if !damaged || self.codec_errors > MAX_CODEC_ERRORS {
            return Err(error);
        }
        self.observer.report(Report::NonFatal { error });
        Ok(())
    }

    fn update_trim_type(&mut self) {
        let Some(place) = self.trim_place else { return };
        let media_type = match place.after.checked_sub(1).and_then(|at| self.stages.get(at)) {
            Some(stage) => stage.transform.lock().output_type(0),
            None => match self.stages.first() {
                Some(stage) => stage.transform.lock().input_type(0),
                None => self.outlet.current_type(),
            },
        };
        if let Ok(media_type) = media_type {
            self.trim.set_type(&media_type);
        }
    }

    fn component_name(&self, inside: u32) -> String {
        match inside {
            IN_STREAM => self.stream.name().to_owned(),
            IN_SINK => self.outlet.name().to_owned(),
            OUTSIDE => "the branch".to_owned(),
            index => self
                .stages
                .get(index as usize)
                .map_or("a transform", |stage| stage.transform.name())
                .to_owned(),
        }
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
                branch.fail(Error::ComponentPanicked {
                    component,
                    message: panic_message(&*panic),
                });
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
    began: Option<HostTime>,
    samples: u32,
}

impl Turn {
    fn is_over(&mut self, computes: bool, host: &dyn HostClock) -> bool {
        self.samples += 1;
        let every = if computes { 4 } else { SAMPLES_PER_LOOK };
        if !self.samples.is_multiple_of(every) {
            return false;
        }
        let now = host.now();
        now - *self.began.get_or_insert(now) >= TURN
    }
}
