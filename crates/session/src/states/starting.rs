use openmf_core::{
    ClockStart, Error, EventType, HostTime, MediaTime, PresentationTime, Result, StartPosition, TimeSpan,
};

use super::stopping::AfterStop;
use super::{Hold, State, Stopped};
use crate::machine::Session;
use crate::pipeline::{ClockRun, SourceRun};
use crate::presentation::{Flow, Presentation, Running};
use crate::waits::{Answer, Waits};
use crate::{
    Action, Component, EventAttribute, OpId, SeekMode, SessionEvent, SessionState, SourceId, TopologyStatus,
};

/// A start, a seek or a resume, step by step.
#[derive(Clone, Debug)]
pub(crate) struct Starting {
    /// `None`: a presentation that takes the place of a playing one.
    pub(crate) op: Option<OpId>,
    pub(crate) kind: Kind,
    pub(crate) running: Running,
    pub(crate) position: StartPosition,
    pub(crate) mode: SeekMode,
    pub(crate) stage: Stage,
    pub(crate) waits: Waits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// From `Stopped`. `switched`: in place of a playing one.
    Fresh { switched: bool },
    /// To another position; `paused`: from `Paused`.
    Seek { paused: bool },
    /// From `Paused`, where it was.
    Resume,
    /// At rate 0, the next frame.
    Step,
    /// Nobody asked: a source that had run dry has data again, and the clock that was held for it goes on.
    Buffered,
}

impl Starting {
    /// A start of the clock alone.
    pub(crate) fn of_clock(kind: Kind, running: Running, now: HostTime) -> Self {
        Self {
            op: None,
            kind,
            running,
            position: StartPosition::Current,
            mode: SeekMode::Exact,
            stage: Stage::StartingSources,
            waits: Waits::new(now, TimeSpan::ZERO),
        }
    }
}

/// The steps in order. A resume has only the sources and the clock.
///
/// Observed on Windows for a seek: the sources stop, the transforms are flushed, the sources start at the new position,
/// output is requested, the sinks are flushed, the clock starts without having stopped. Here the sinks are flushed before
/// output is requested: with branches that run by themselves the first sample could be there before the flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// A seek: the sources stop, the branches flush.
    Quiescing,
    /// The sources are asked for their key frames. `shift`: by how much the earliest one lies before the position.
    Locating {
        shift: TimeSpan,
    },
    StartingSources,
    Prerolling,
    /// `before`: what the clock did, and goes on doing if its time source refuses.
    StartingClock {
        before: ClockRun,
    },
}

impl Session {
    /// Starts a presentation while the clock is stopped.
    pub(crate) fn begin_fresh(
        &mut self,
        presentation: Presentation,
        op: Option<OpId>,
        position: StartPosition,
        mode: SeekMode,
        switched: bool,
    ) {
        let mut flow = Flow::new(presentation);
        let start = target(&position, &flow.presentation);
        flow.restart(start);
        self.begin_flow(flow, op, position, mode, switched);
    }

    fn begin_flow(
        &mut self,
        flow: Flow,
        op: Option<OpId>,
        position: StartPosition,
        mode: SeekMode,
        switched: bool,
    ) {
        if let Some(error) = self.pipeline.obstacle(&flow.presentation) {
            self.state = State::Stopped(Stopped::new(flow.presentation));
            match op {
                Some(op) => self.complete(op, SessionEvent::failed(EventType::SessionStarted, error)),
                None => self.emit(SessionEvent::failed(EventType::Error, error)),
            }
            return;
        }
        self.locate(Starting {
            op,
            kind: Kind::Fresh { switched },
            running: Running::new(flow),
            position,
            mode,
            stage: Stage::StartingSources,
            waits: Waits::new(self.now, self.config.start_timeout),
        });
    }

    /// Starts the current presentation, which has taken the place of one that was playing. `from` is where that one
    /// ended, if this one continues it.
    pub(crate) fn begin_switched(&mut self, from: Option<PresentationTime>) {
        match std::mem::replace(&mut self.state, State::New) {
            State::Stopped(Stopped { presentation, .. }) => {
                let mut flow = Flow::new(presentation);
                let origin = flow.presentation.origin();
                let start = origin + flow.presentation.shape.start_on_switch;
                match from {
                    Some(from) => flow.restart_from(from),
                    None => flow.restart(start),
                }
                let position = if flow.presentation.shape.playlist_sources.is_empty() {
                    StartPosition::At(MediaTime::from_100ns(start.as_100ns()))
                } else {
                    StartPosition::Current
                };
                self.begin_flow(flow, None, position, SeekMode::Exact, true);
            }
            other @ (State::New
            | State::Started(_)
            | State::Paused(_)
            | State::Activating(_)
            | State::Starting(_)
            | State::Pausing(_)
            | State::Rating(_)
            | State::Stopping(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown) => self.state = other,
        }
    }

    pub(crate) fn begin_resume(&mut self, running: Running, op: OpId) {
        self.start_sources(Starting {
            op: Some(op),
            kind: Kind::Resume,
            running,
            position: StartPosition::Current,
            mode: SeekMode::Exact,
            stage: Stage::StartingSources,
            waits: Waits::new(self.now, self.config.start_timeout),
        });
    }

    /// At rate 0 a start from the current position shows the next frame: only the clock starts anew.
    pub(crate) fn begin_step(&mut self, running: Running, op: OpId) {
        self.start_clock(Starting {
            op: Some(op),
            ..Starting::of_clock(Kind::Step, running, self.now)
        });
    }

    pub(crate) fn begin_seek(
        &mut self,
        mut running: Running,
        op: OpId,
        position: StartPosition,
        mode: SeekMode,
        paused: bool,
    ) {
        let mut waits = Waits::new(self.now, self.config.component_timeout);
        self.quiesce(&running, &mut waits);
        if let Some(next) = running.next.take() {
            self.queue.push_front(next.flow.presentation);
        }
        if running.switching.take().is_some() {
            self.emit(SessionEvent::topology_status(
                running.flow.presentation.key,
                TopologyStatus::SinkSwitched,
            ));
        }
        running.scrub = None;
        running.scrubbed_to = None;
        running.flow.generation = self.pipeline.generation;
        let start = target(&position, &running.flow.presentation);
        running.flow.restart(start);
        self.state = State::Starting(Starting {
            op: Some(op),
            kind: Kind::Seek { paused },
            running,
            position,
            mode,
            stage: Stage::Quiescing,
            waits,
        });
    }

    /// Gives up a seek for the one that waits behind it, at the next point where no component is in the middle of it.
    /// Returns whether it did. A seek whose clock is starting is as good as done.
    pub(crate) fn overtake_seek(&mut self) -> bool {
        let State::Starting(starting) = &self.state else {
            return false;
        };
        let Kind::Seek { paused } = starting.kind else {
            return false;
        };
        let answered = starting.waits.is_empty();
        // The sources are still, or will be: only the position is another one.
        let in_place = match starting.stage {
            Stage::Quiescing => true,
            Stage::Locating { .. } if answered => true,
            Stage::StartingSources if answered => false,
            Stage::Prerolling => false,
            Stage::Locating { .. } | Stage::StartingSources | Stage::StartingClock { .. } => return false,
        };
        let Some((op, position, mode)) = self.take_waiting_seek() else {
            return false;
        };
        match std::mem::replace(&mut self.state, State::New) {
            State::Starting(mut starting) => {
                if let Some(overtaken) = starting.op.take() {
                    self.complete_overtaken(overtaken);
                }
                if in_place {
                    starting.op = Some(op);
                    let start = target(&position, &starting.running.flow.presentation);
                    starting.running.flow.restart(start);
                    starting.position = position;
                    starting.mode = mode;
                    starting.stage = Stage::Quiescing;
                    self.state = State::Starting(starting);
                } else {
                    self.begin_seek(starting.running, op, position, mode, paused);
                }
            }
            other @ (State::New
            | State::Stopped(_)
            | State::Started(_)
            | State::Paused(_)
            | State::Activating(_)
            | State::Pausing(_)
            | State::Rating(_)
            | State::Stopping(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown) => self.state = other,
        }
        true
    }

    /// Asks the sources for their key frames, where that is wanted; else starts them.
    fn locate(&mut self, mut starting: Starting) {
        match (starting.mode, &starting.position) {
            (SeekMode::KeyFrame, StartPosition::At(_)) => {}
            (SeekMode::Exact, _)
            | (SeekMode::KeyFrame, StartPosition::Current | StartPosition::Other { .. }) => {
                return self.start_sources(starting);
            }
        }
        starting.stage = Stage::Locating {
            shift: TimeSpan::ZERO,
        };
        starting.waits = Waits::new(self.now, self.config.start_timeout);
        let flow = &starting.running.flow;
        for source in flow.presentation.shape.sources.iter().map(|source| source.id) {
            let time = flow.source_start(source, self.pipeline.rate);
            self.out.push(Action::FindKeyFrame { source, time });
            starting
                .waits
                .add(Answer::KeyFrameFound, Component::Source(source));
        }
        self.state = State::Starting(starting);
    }

    /// The presentation starts at the earliest of the sources' key frames, but not before its beginning.
    pub(crate) fn key_frame_found(&mut self, source: SourceId, result: Result<MediaTime>) {
        if let (State::Starting(starting), Ok(time)) = (&mut self.state, &result)
            && starting
                .waits
                .awaits(Answer::KeyFrameFound, Component::Source(source))
            && let Stage::Locating { shift } = &mut starting.stage
        {
            *shift = (*shift).max(starting.running.flow.source_start(source, self.pipeline.rate) - *time);
        }
        self.answer(
            Answer::KeyFrameFound,
            Component::Source(source),
            result.map(|_| ()),
        );
    }

    pub(crate) fn starting_answered(
        &mut self,
        starting: Starting,
        answer: Answer,
        component: Component,
        result: Result<()>,
    ) {
        let Err(error) = result else {
            self.state = State::Starting(starting);
            return;
        };
        if let (Answer::ClockChanged, Stage::StartingClock { before }) = (answer, starting.stage) {
            if self.pipeline.verdict_is_out {
                // Perhaps it refuses an earlier start, and this one runs: it is stopped, but no sink need have heard of it.
                self.fail_starting(starting, error);
                if let State::Stopping(stopping) = &mut self.state {
                    stopping.waits.forget_kind(Answer::SinkStopped);
                }
                return;
            }
            self.pipeline.clock = before;
        }
        match (component, &error) {
            (Component::Source(source), Error::Shutdown) => {
                self.state = State::Starting(starting);
                self.source_is_gone(source);
            }
            (
                Component::Source(_)
                | Component::Loader(_)
                | Component::Activation(_)
                | Component::Clock
                | Component::Branch(_)
                | Component::StreamSink(_)
                | Component::Sink(_),
                _,
            ) => self.fail_starting(starting, error),
        }
    }

    /// The owner of a source has shut it down. Observed: a start then completes with `MF_E_INVALIDREQUEST`, a seek that
    /// was in flight with `S_OK`.
    pub(crate) fn starting_lost_source(&mut self, source: SourceId) {
        let state = std::mem::replace(&mut self.state, State::New);
        let State::Starting(mut starting) = state else {
            self.state = state;
            return;
        };
        let in_flight = match (starting.kind, starting.stage) {
            (Kind::Seek { .. }, Stage::StartingSources | Stage::Prerolling | Stage::StartingClock { .. }) => {
                true
            }
            (Kind::Buffered, _) => true,
            (Kind::Seek { .. }, Stage::Quiescing | Stage::Locating { .. })
            | (Kind::Fresh { .. } | Kind::Resume | Kind::Step, _) => false,
        };
        if !in_flight {
            self.fail_starting(
                starting,
                Error::invalid_request("a source was shut down by its owner"),
            );
            return;
        }
        starting.waits.forget(Component::Source(source));
        let branches = &starting.running.flow.presentation.shape.branches;
        for branch in branches.iter().filter(|branch| branch.reads(source)) {
            starting
                .waits
                .take(Answer::SinkPrerolled, Component::StreamSink(branch.stream_sink));
        }
        self.state = State::Starting(starting);
        self.emit(SessionEvent::failed(EventType::Error, Error::Shutdown));
    }

    /// What was started is stopped again.
    pub(crate) fn fail_starting(&mut self, starting: Starting, error: Error) {
        let Starting {
            op,
            kind,
            running,
            waits,
            ..
        } = starting;
        self.pipeline.verdict_is_out |= waits.awaits(Answer::ClockChanged, Component::Clock);
        let before = match kind {
            Kind::Fresh { .. } => SessionState::Stopped,
            Kind::Seek { paused: false } | Kind::Step | Kind::Buffered => SessionState::Started,
            Kind::Seek { paused: true } | Kind::Resume => SessionState::Paused,
        };
        self.begin_stopping(running, before, AfterStop::FailedStart { op, error });
    }

    /// Every answer of this stage is there.
    pub(crate) fn step_starting(&mut self, mut starting: Starting) {
        match starting.stage {
            Stage::Quiescing => self.locate(starting),
            Stage::Locating { shift } => {
                let flow = &mut starting.running.flow;
                let start = (flow.start - shift).max(flow.presentation.origin());
                flow.restart(start);
                self.start_sources(starting);
            }
            Stage::StartingSources => {
                if starting.running.flow.is_fake() {
                    self.skip(starting);
                    return;
                }
                let chose = match starting.kind {
                    Kind::Fresh { .. } | Kind::Seek { .. } => {
                        !matches!(starting.position, StartPosition::At(_))
                    }
                    Kind::Resume | Kind::Step | Kind::Buffered => false,
                };
                if chose {
                    starting.running.flow.settle_start();
                }
                match starting.kind {
                    Kind::Fresh { .. } => self.announce_start(&mut starting.running.flow),
                    Kind::Seek { .. } => {
                        // It was told to have ended, and plays again.
                        if std::mem::take(&mut starting.running.ended) {
                            self.announce_start(&mut starting.running.flow);
                        }
                        let stream_sinks = self
                            .pipeline
                            .live_stream_sinks(&starting.running.flow.presentation);
                        self.out.push(Action::FlushSinks { stream_sinks });
                    }
                    Kind::Resume if self.holds_clock(&starting.running.flow) => {
                        starting.running.hold = Hold::Held;
                        self.finish_starting(starting);
                        return;
                    }
                    Kind::Resume | Kind::Step | Kind::Buffered => {
                        self.start_clock(starting);
                        return;
                    }
                }
                starting.stage = Stage::Prerolling;
                starting.waits = Waits::new(self.now, self.start_limit(&starting.running.flow));
                self.preroll(&mut starting);
                self.run_branches(&mut starting.running.flow);
                self.state = State::Starting(starting);
            }
            Stage::Prerolling => self.start_clock(starting),
            Stage::StartingClock { .. } => self.finish_starting(starting),
        }
    }

    /// The presentation that was started has no data: its source goes on to another one. What was started is stopped, and
    /// the presentation that comes next starts in its place.
    fn skip(&mut self, starting: Starting) {
        let Starting {
            op,
            kind,
            mut running,
            ..
        } = starting;
        // One that was told to have ended plays again.
        let had_ended = std::mem::take(&mut running.ended);
        if had_ended || matches!(kind, Kind::Fresh { .. }) {
            self.emit(SessionEvent::topology_status(
                running.flow.presentation.key,
                TopologyStatus::StartedSource,
            ));
        }
        let before = match kind {
            Kind::Fresh { .. } => SessionState::Stopped,
            Kind::Seek { paused: false } | Kind::Step | Kind::Buffered => SessionState::Started,
            Kind::Seek { paused: true } | Kind::Resume => SessionState::Paused,
        };
        if let Some(op) = op {
            self.complete_started(op, running.flow.presentation_offset());
        }
        self.begin_stopping(running, before, AfterStop::Skipped);
    }

    /// A branch that has given everything it has cannot preroll its sink any further.
    pub(crate) fn preroll_of_drained(&mut self) {
        if let State::Starting(starting) = &mut self.state {
            let flow = &starting.running.flow;
            let branches = flow.presentation.shape.branches.iter();
            for branch in branches.filter(|branch| flow.has_drained(branch.id)) {
                starting
                    .waits
                    .take(Answer::SinkPrerolled, Component::StreamSink(branch.stream_sink));
            }
        }
    }

    pub(crate) fn announce_start(&mut self, flow: &mut Flow) {
        self.emit(
            SessionEvent::new(EventType::SessionNotifyPresentationTime)
                .with(EventAttribute::StartPresentationTime(flow.start))
                .with(EventAttribute::PresentationTimeOffset(flow.presentation_offset()))
                .with(EventAttribute::StartPresentationTimeAtOutput(flow.start)),
        );
        self.emit(SessionEvent::topology_status(
            flow.presentation.key,
            TopologyStatus::StartedSource,
        ));
        flow.announced = true;
        if std::mem::take(&mut flow.changed) {
            self.emit(SessionEvent::topology_status(
                flow.presentation.key,
                TopologyStatus::DynamicChanged,
            ));
        }
    }

    /// Lets the branches of a flow run as a generation of their own.
    pub(crate) fn run_branches(&mut self, flow: &mut Flow) {
        flow.generation = self.pipeline.next_generation();
        let branches = self
            .pipeline
            .live_branches(&flow.presentation)
            .map(|branch| flow.run(branch, self.pipeline.rate))
            .collect();
        let lost: Vec<_> = flow
            .presentation
            .shape
            .branches
            .iter()
            .filter(|branch| self.pipeline.is_lost(&flow.presentation, branch.stream_sink))
            .map(|branch| branch.id)
            .collect();
        for branch in lost {
            flow.branch_lost(branch);
        }
        self.out.push(Action::RunBranches {
            branches,
            generation: flow.generation,
        });
    }

    fn start_sources(&mut self, mut starting: Starting) {
        starting.stage = Stage::StartingSources;
        starting.waits = Waits::new(self.now, self.config.start_timeout);
        match starting.kind {
            Kind::Resume => {
                let paused = self
                    .pipeline
                    .sources
                    .iter_mut()
                    .filter(|(_, run)| **run == SourceRun::Paused);
                for (&source, run) in paused {
                    *run = SourceRun::Started;
                    let Some(owner) = starting.running.owner_of(source) else {
                        continue;
                    };
                    self.out.push(Action::StartSource {
                        source,
                        topology: owner.key,
                        position: StartPosition::Current,
                    });
                    starting
                        .waits
                        .add(Answer::SourceStarted, Component::Source(source));
                }
            }
            Kind::Step | Kind::Buffered => {}
            Kind::Fresh { .. } | Kind::Seek { .. } => {
                let position = starting.position.clone();
                self.start_flow_sources(&starting.running.flow, &position, &mut starting.waits);
            }
        }
        self.state = State::Starting(starting);
    }

    pub(crate) fn start_flow_sources(&mut self, flow: &Flow, position: &StartPosition, waits: &mut Waits) {
        for source in &flow.presentation.shape.sources {
            let start = flow.source_start(source.id, self.pipeline.rate);
            let chooses = flow.presentation.is_playlist(source.id);
            let position = match position {
                StartPosition::Current if chooses || start == MediaTime::ZERO => StartPosition::Current,
                StartPosition::Current | StartPosition::At(_) => StartPosition::At(start),
                other @ StartPosition::Other { .. } => other.clone(),
            };
            self.pipeline.sources.insert(source.id, SourceRun::Started);
            self.set_source_rate(source.id, self.pipeline.rate, waits);
            self.out.push(Action::StartSource {
                source: source.id,
                topology: flow.presentation.key,
                position,
            });
            waits.add(Answer::SourceStarted, Component::Source(source.id));
        }
    }

    fn preroll(&mut self, starting: &mut Starting) {
        self.pipeline.preroll.0 += 1;
        let preroll = self.pipeline.preroll;
        let flow = &starting.running.flow;
        let live = self.pipeline.live_stream_sinks(&flow.presentation);
        for sink in flow
            .presentation
            .shape
            .sinks
            .iter()
            .filter(|sink| sink.can_preroll)
        {
            let stream_sinks: Vec<_> = sink.stream_sinks.iter().filter(|id| live.contains(id)).collect();
            if stream_sinks.is_empty() {
                continue;
            }
            self.out.push(Action::Preroll {
                sink: sink.id,
                preroll,
                time: flow.start,
            });
            for &&id in &stream_sinks {
                starting
                    .waits
                    .add(Answer::SinkPrerolled, Component::StreamSink(id));
            }
        }
    }

    /// How long a step of a start may take.
    fn start_limit(&self, flow: &Flow) -> TimeSpan {
        if self.is_buffering(flow) {
            self.config.buffering_timeout
        } else {
            self.config.start_timeout
        }
    }

    /// A source says that it needs time, or that it needs no more.
    pub(crate) fn adapt_start_limit(&mut self) {
        let (State::Starting(starting), now) = (&self.state, self.now) else {
            return;
        };
        match starting.stage {
            Stage::StartingSources | Stage::Prerolling => {
                let limit = self.start_limit(&starting.running.flow);
                if let State::Starting(starting) = &mut self.state {
                    starting.waits.extend(now, limit);
                }
            }
            Stage::Quiescing | Stage::Locating { .. } | Stage::StartingClock { .. } => {}
        }
    }

    /// The clock was about to go on after buffering, and something that must not wait has come.
    pub(crate) fn interrupt_starting(&mut self, starting: Starting) {
        let verdict = starting.waits.awaits(Answer::ClockChanged, Component::Clock);
        self.pipeline.verdict_is_out |= verdict;
        self.interrupt_hold(starting.running);
    }

    pub(crate) fn start_clock(&mut self, mut starting: Starting) {
        starting.running.hold = Hold::Free;
        starting.stage = Stage::StartingClock {
            before: self.pipeline.clock,
        };
        starting.waits = Waits::new(self.now, self.config.start_timeout);
        starting.waits.add(Answer::ClockChanged, Component::Clock);
        for stream_sink in self
            .pipeline
            .live_stream_sinks(&starting.running.flow.presentation)
        {
            starting
                .waits
                .add(Answer::SinkStarted, Component::StreamSink(stream_sink));
        }
        let start = match starting.kind {
            // Frames were stepped through, and the clock stood still: it goes on where they are.
            Kind::Resume | Kind::Buffered if !self.is_scrubbing() => starting
                .running
                .scrubbed_to
                .take()
                .map_or(ClockStart::Current, ClockStart::At),
            Kind::Resume | Kind::Step | Kind::Buffered => ClockStart::Current,
            Kind::Fresh { .. } | Kind::Seek { .. } => ClockStart::At(starting.running.flow.start),
        };
        if self.is_scrubbing() {
            self.begin_scrub(&mut starting.running);
        }
        self.pipeline.clock = ClockRun::Running;
        let rate = self.pipeline.rate.rate;
        self.out.push(Action::StartClock { start, rate });
        self.state = State::Starting(starting);
    }

    fn finish_starting(&mut self, starting: Starting) {
        let Starting {
            op,
            kind,
            running,
            mode,
            ..
        } = starting;
        let key = running.flow.presentation.key;
        let offset = running.flow.presentation_offset();
        let start = running.flow.start;
        self.state = State::Started(running);
        match (op, mode) {
            (Some(op), SeekMode::Exact) => self.complete_started(op, offset),
            (Some(op), SeekMode::KeyFrame) => {
                let event = SessionEvent::new(EventType::SessionStarted)
                    .with(EventAttribute::PresentationTimeOffset(offset))
                    .with(EventAttribute::StartPresentationTime(start));
                self.complete(op, event);
            }
            (None, _) => {}
        }
        match kind {
            Kind::Fresh { switched: true } => {
                self.emit(SessionEvent::topology_status(key, TopologyStatus::SinkSwitched));
            }
            Kind::Fresh { switched: false }
            | Kind::Seek { .. }
            | Kind::Resume
            | Kind::Step
            | Kind::Buffered => {}
        }
    }

    pub(crate) fn complete_started(&mut self, op: OpId, offset: TimeSpan) {
        let event = SessionEvent::new(EventType::SessionStarted);
        self.complete(op, event.with(EventAttribute::PresentationTimeOffset(offset)));
    }

    /// Whether an end that a source reports now belongs to what is being started, although its branches do not run yet.
    pub(crate) fn start_has_source(&self, source: SourceId) -> bool {
        match &self.state {
            State::Starting(starting) => match starting.stage {
                Stage::Quiescing | Stage::Locating { .. } => false,
                Stage::StartingSources | Stage::Prerolling | Stage::StartingClock { .. } => {
                    starting.running.flow.presentation.has_source(source)
                        && !starting
                            .waits
                            .awaits(Answer::SourceStarted, Component::Source(source))
                }
            },
            State::New
            | State::Stopped(_)
            | State::Started(_)
            | State::Paused(_)
            | State::Activating(_)
            | State::Pausing(_)
            | State::Rating(_)
            | State::Stopping(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown => false,
        }
    }
}

/// `Start` gives a presentation time.
fn target(position: &StartPosition, presentation: &Presentation) -> PresentationTime {
    match position {
        StartPosition::At(time) => PresentationTime::from_100ns(time.as_100ns()),
        StartPosition::Current | StartPosition::Other { .. } => presentation.origin(),
    }
}
