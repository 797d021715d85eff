use std::collections::{BTreeSet, VecDeque};
use std::mem;

use openmf_core::{Error, HostTime, RateBounds, Result, TimeSpan};

use crate::operations::{Deferred, QueuedOp, Setting, SettingStage};
use crate::pipeline::Pipeline;
use crate::presentation::{NextStage, Presentation, StartReport};
use crate::states::{Retiring, State};
use crate::waits::{Answer, Waits};
use crate::{
    Action, Actions, Capabilities, Command, Component, EventAttribute, EventKey, Input, Note, OpId, Rate,
    SessionEvent, SinkId, StreamSinkId, TopologyKey,
};

/// How long the session waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// How long components have, together, to stop or pause. Default 400 ms. What has not answered then is cut off.
    pub component_timeout: TimeSpan,
    /// How long a loader, an activation, a source's start or a preroll has. Default 10 s.
    pub start_timeout: TimeSpan,
    /// How long a sink has to finalize while the session closes. Default 10 s.
    pub finalize_timeout: TimeSpan,
    /// How long a start waits for a source that says that it is buffering. Default 60 s.
    pub buffering_timeout: TimeSpan,
    /// How long operations that `Stop` was called behind may still run before they are cut short. Default 100 ms.
    /// `Stop` takes at most this and `component_timeout`. A longer one lets more of them succeed.
    pub overtake_grace: TimeSpan,
    /// `MF_SESSION_GLOBAL_TIME`: every topology carries `MF_TOPOLOGY_PROJECTSTART` and `MF_TOPOLOGY_PROJECTSTOP`, its
    /// place in the whole sequence, and presentation time is relative to that. Default false: none may.
    pub global_time: bool,
    /// `MF_LOW_LATENCY`: what is not said by a topology itself, its transforms are told to prefer low latency. The
    /// machine does nothing else because of it. Default false.
    pub low_latency: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            component_timeout: TimeSpan::from_millis(400),
            start_timeout: TimeSpan::from_millis(10_000),
            finalize_timeout: TimeSpan::from_millis(10_000),
            buffering_timeout: TimeSpan::from_millis(60_000),
            overtake_grace: TimeSpan::from_millis(100),
            global_time: false,
            low_latency: false,
        }
    }
}

/// The state of a session, as the documentation speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionState {
    /// There is no current topology.
    New,
    /// There is a current topology; the clock is stopped.
    Stopped,
    /// The clock runs.
    Started,
    /// The clock is frozen.
    Paused,
    /// `Close` was called.
    Closed,
    /// `Shutdown` was called.
    Shutdown,
}

/// Which topology `GetFullTopology` is to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TopologyQuery {
    /// `MFSESSION_GETFULLTOPOLOGY_CURRENT`.
    Current,
    /// The one with this identifier, current or queued.
    Id(u64),
}

/// The session.
///
/// Where it is, is its state; what it has been asked for is a queue of operations, of which one runs at a time. After
/// every input it goes on as far as it can without waiting.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) config: Config,
    pub(crate) now: HostTime,
    pub(crate) out: Actions,
    pub(crate) state: State,
    /// The operations that have not begun, in call order.
    pub(crate) ops: VecDeque<QueuedOp>,
    /// The `SetTopology` that has begun, until it takes effect. The present topology plays on meanwhile.
    pub(crate) setting: Option<Setting>,
    /// A `Start` that waits for the end of the presentation.
    pub(crate) deferred: Option<Deferred>,
    /// The presentations that follow the current one.
    pub(crate) queue: VecDeque<Presentation>,
    /// The presentations that are over, but whose sinks are still finishing their files.
    pub(crate) retiring: Vec<Retiring>,
    pub(crate) pipeline: Pipeline,
    /// Sinks with an unfinished file that outlive their topologies: a later one may write on, else `Close` finishes them.
    pub(crate) dormant: BTreeSet<SinkId>,
    /// The capabilities of the last `MESessionCapabilitiesChanged`.
    pub(crate) announced: Capabilities,
    /// The rates that held then.
    pub(crate) announced_rates: RateBounds,
    /// Commands that were accepted and have not come yet.
    pub(crate) expected: VecDeque<(OpId, Command)>,
}

impl Session {
    /// A session without a topology.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            now: HostTime::ZERO,
            out: Actions::default(),
            state: State::New,
            ops: VecDeque::new(),
            setting: None,
            deferred: None,
            queue: VecDeque::new(),
            retiring: Vec::new(),
            pipeline: Pipeline::default(),
            dormant: BTreeSet::new(),
            announced: Capabilities::default(),
            announced_rates: RateBounds::NORMAL,
            expected: VecDeque::new(),
        }
    }

    /// Advances the session by one input at host time `now`. The actions are performed in order.
    ///
    /// Time does not go back: an earlier `now` than before counts as the same time.
    pub fn handle(&mut self, now: HostTime, input: Input) -> Actions {
        self.now = self.now.max(now);
        if !self.is_shut_down() {
            self.take(input);
        }
        if !self.is_shut_down() {
            self.expire();
            self.settle();
        }
        mem::take(&mut self.out)
    }

    /// When the session wants an [`Input::Wake`], if it waits for anything.
    pub fn next_deadline(&self) -> Option<HostTime> {
        if self.is_shut_down() {
            return None;
        }
        let state = self.state.waits().and_then(Waits::deadline);
        let running = self.state.running();
        let next = running.and_then(|running| running.next.as_ref()?.waits()?.deadline());
        let switching = running.and_then(|running| running.switching.as_ref()?.deadline());
        let scrub = running.and_then(|running| running.scrub.as_ref()?.waits.deadline());
        let setting = self.setting.as_ref().and_then(Setting::deadline);
        let deferred = self.deferred.as_ref().map(|deferred| deferred.deadline);
        let retiring = self
            .retiring
            .iter()
            .filter_map(|retiring| retiring.waits.deadline());
        let overtaking = self.ops.iter().filter_map(|queued| queued.overtakes_at);
        let single = [state, next, switching, scrub, setting, deferred]
            .into_iter()
            .flatten();
        single.chain(retiring).chain(overtaking).min()
    }

    /// Whether a command is accepted. What is accepted returns `S_OK` and completes by its event.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    /// - [`Error::InvalidArgument`]: `SetTopology` with no topology, and not to clear the current one.
    /// - `SetRate` alone: [`Error::UnsupportedRateTransition`] in the state that will hold when its turn comes,
    ///   [`Error::UnsupportedRate`], [`Error::ReverseUnsupported`] or [`Error::ThinningUnsupported`] with the topology
    ///   of then, if it is known yet, and [`Error::InvalidRequest`] when the session is closed.
    pub fn check(&self, command: &Command) -> Result<()> {
        self.check_open()?;
        match command {
            Command::SetTopology {
                flags,
                topology: None,
                ..
            } if !flags.clear_current => Err(Error::invalid_argument(
                "a topology is needed, except to clear the current one",
            )),
            Command::SetRate { rate } => self.check_rate(*rate),
            Command::SetTopology { .. }
            | Command::ClearTopologies
            | Command::Start { .. }
            | Command::Pause
            | Command::Stop
            | Command::StepBack
            | Command::Close => Ok(()),
        }
    }

    /// Whether the methods that only read (`GetClock`), or `Shutdown`, are accepted.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn check_open(&self) -> Result<()> {
        if self.is_shut_down() {
            Err(Error::Shutdown)
        } else {
            Ok(())
        }
    }

    /// What it was made with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The state between operations; while one runs, the state before it.
    pub fn state(&self) -> SessionState {
        self.state.documented()
    }

    /// What the present topology allows (`IMFMediaSession::GetSessionCapabilities`).
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn capabilities(&self) -> Result<Capabilities> {
        self.check_open()?;
        Ok(self.present_capabilities())
    }

    /// The rate that holds (`IMFRateControl::GetRate`); 1.0 without a topology.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn rate(&self) -> Result<Rate> {
        self.check_open()?;
        Ok(self.pipeline.rate)
    }

    /// The rates at which the current topology plays (`IMFRateSupport`): 1.0 alone without a topology.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn rate_support(&self) -> Result<RateBounds> {
        self.check_open()?;
        Ok(self.present_rates())
    }

    /// The topology that `IMFMediaSession::GetFullTopology` gives.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: there is no current topology.
    /// - [`Error::NotFound`]: no current or queued topology has this identifier; one that has ended is not found.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn full_topology(&self, query: TopologyQuery) -> Result<TopologyKey> {
        self.check_open()?;
        let current = self.state.presentation();
        match query {
            TopologyQuery::Current => current
                .map(|presentation| presentation.key)
                .ok_or_else(|| Error::invalid_request("there is no current topology")),
            TopologyQuery::Id(id) => {
                let has_ended = match &self.state {
                    State::Stopped(stopped) => stopped.ended,
                    State::Started(running) => running.ended,
                    State::New
                    | State::Paused(_)
                    | State::Activating(_)
                    | State::Starting(_)
                    | State::Pausing(_)
                    | State::Rating(_)
                    | State::Stopping(_)
                    | State::Closing(_)
                    | State::Closed(_)
                    | State::ShutDown => false,
                };
                let mut candidates = self
                    .held()
                    .filter(|held| !(has_ended && current.is_some_and(|c| c.key == held.key)));
                candidates
                    .find(|held| held.shape.topology_id == id)
                    .map(|held| held.key)
                    .ok_or_else(|| Error::NotFound {
                        what: format!("topology {id}").into(),
                    })
            }
        }
    }

    fn is_shut_down(&self) -> bool {
        matches!(self.state, State::ShutDown)
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Command { op, command } => {
                self.expected_came(op);
                self.enqueue(op, command);
            }
            Input::Shutdown => self.shut_down(),
            Input::Wake => {}
            Input::TopologyResolved { op, topology, result } => self.topology_resolved(op, topology, result),
            Input::PresentationActivated { topology, result } => {
                self.answer(Answer::Activated, Component::Activation(topology), result);
            }
            Input::SourceStarted { source, result } => {
                self.answer(Answer::SourceStarted, Component::Source(source), result);
            }
            Input::SourceStartReported {
                source,
                actual_start: actual,
                is_fake,
            } => self.start_reported(StartReport {
                source,
                actual,
                is_fake,
            }),
            Input::SourceSegmentEnded { source, generation } => self.segment_ended(source, generation),
            Input::MediaStopChanged { branch, input, stop } => self.media_stop_changed(branch, input, stop),
            Input::KeyFrameFound { source, result } => self.key_frame_found(source, result),
            Input::SourcePaused { source, result } => {
                self.answer(Answer::SourcePaused, Component::Source(source), result);
            }
            Input::SourceStopped { source, result } => {
                self.answer(Answer::SourceStopped, Component::Source(source), result);
            }
            Input::SourceRateChanged { source, result } => {
                self.pipeline.source_rate_answered(source, result.is_ok());
                self.answer(Answer::SourceRateChanged, Component::Source(source), result);
            }
            Input::SinkRateChanged { stream_sink, result } => {
                self.answer(
                    Answer::SinkRateChanged,
                    Component::StreamSink(stream_sink),
                    result,
                );
            }
            Input::SinkScrubbed {
                stream_sink,
                time,
                result,
            } => self.sink_scrubbed(stream_sink, time, result),
            Input::BranchFlushed { branch, generation } => {
                if generation == self.pipeline.generation {
                    self.answer(Answer::BranchFlushed, Component::Branch(branch), Ok(()));
                } else {
                    self.note_unexpected(Answer::BranchFlushed, Component::Branch(branch));
                }
            }
            Input::SinkStarted { stream_sink, result } => {
                self.answer(Answer::SinkStarted, Component::StreamSink(stream_sink), result);
            }
            Input::SinkPaused { stream_sink, result } => {
                self.answer(Answer::SinkPaused, Component::StreamSink(stream_sink), result);
            }
            Input::SinkStopped { stream_sink, result } => {
                self.answer(Answer::SinkStopped, Component::StreamSink(stream_sink), result);
            }
            Input::SinkPrerolled {
                stream_sink,
                preroll,
                result,
            } => {
                let (answer, component) = (Answer::SinkPrerolled, Component::StreamSink(stream_sink));
                if preroll == self.pipeline.preroll {
                    self.answer(answer, component, result);
                } else {
                    self.note_unexpected(answer, component);
                }
            }
            Input::ClockChanged { result } => self.answer(Answer::ClockChanged, Component::Clock, result),
            Input::SinkFinalized { sink, result } => self.sink_finalized(sink, result),
            Input::SourceEnded { source, generation } => self.source_ended(source, generation),
            Input::BranchDrained {
                branch,
                generation,
                end,
            } => self.branch_drained(branch, generation, end),
            Input::BranchEnded {
                branch,
                generation,
                end,
            } => self.branch_ended(branch, generation, end),
            Input::BranchFailed {
                branch,
                generation,
                error,
            } => self.branch_failed(branch, generation, error),
            Input::TopologyChanged { topology } => self.topology_changed(topology),
            Input::SourceFailed { source, error } => self.source_failed(source, error),
            Input::SinkInvalidated { sink, error } => self.sink_invalidated(sink, error),
            Input::SourceCharacteristicsChanged {
                source,
                can_seek,
                can_pause,
                rates,
            } => {
                for presentation in self.held_mut() {
                    for shape in presentation
                        .shape
                        .sources
                        .iter_mut()
                        .filter(|shape| shape.id == source)
                    {
                        shape.can_seek = can_seek;
                        shape.can_pause = can_pause;
                        shape.rates = rates;
                    }
                }
                self.update_capabilities();
            }
            Input::SourceBuffering {
                source,
                buffering,
                event,
            } => self.source_buffering(source, buffering, event),
            Input::ForwardedEvent { event } => self.forward(event),
        }
    }

    /// Passes on what a component tells. `MESessionClosed` is behind all of that.
    pub(crate) fn forward(&mut self, event: EventKey) {
        if !matches!(self.state, State::Closed(_) | State::ShutDown) {
            self.out.push(Action::Forward(event));
        }
    }

    /// Passes an answer to whoever waits for it.
    pub(crate) fn answer(&mut self, answer: Answer, component: Component, result: Result<()>) {
        if self.pipeline.is_cut_off(component) {
            return;
        }
        if self
            .state
            .waits_mut()
            .is_some_and(|waits| waits.take(answer, component))
        {
            match mem::replace(&mut self.state, State::New) {
                State::Activating(activating) => self.activated(activating, result),
                State::Starting(starting) => self.starting_answered(starting, answer, component, result),
                State::Pausing(pausing) => self.pausing_answered(pausing, answer, result),
                State::Rating(rating) => self.rating_answered(rating, answer, result),
                State::Stopping(stopping) => self.stopping_answered(stopping, component, result),
                settled @ (State::New
                | State::Stopped(_)
                | State::Started(_)
                | State::Paused(_)
                | State::Closing(_)
                | State::Closed(_)
                | State::ShutDown) => self.state = settled,
            }
            return;
        }
        let running = self.state.running_mut();
        if let Some(running) = running {
            let next = running.next.as_mut().and_then(|next| next.waits_mut());
            if next.is_some_and(|waits| waits.take(answer, component)) {
                self.next_answered(answer, result);
                return;
            }
            if running
                .switching
                .as_mut()
                .is_some_and(|waits| waits.take(answer, component))
            {
                if let Err(error) = result {
                    self.fail_streaming(error);
                }
                return;
            }
        }
        if answer == Answer::ClockChanged {
            self.pipeline.verdict_is_out = false;
        }
        if let (State::Stopping(stopping), Answer::ClockChanged, Err(_)) = (&mut self.state, answer, &result)
        {
            // The verdict on the start that this stop interrupted: the sinks were never told to start.
            stopping.waits.forget_kind(Answer::SinkStopped);
            return;
        }
        self.note_unexpected(answer, component);
    }

    /// Gives up on what has not answered in time.
    fn expire(&mut self) {
        if self
            .state
            .waits()
            .is_some_and(|waits| waits.has_expired(self.now))
        {
            let given_up = self.state.waits_mut().map(Waits::give_up);
            let failure = given_up.and_then(|stalled| self.cut_off(stalled));
            if let Some(error) = failure {
                self.state_stalled(error);
            }
        }
        self.expire_next();
        self.expire_scrub();
        self.expire_setting();
        self.expire_deferred();
        let mut failures = Vec::new();
        let mut retiring = mem::take(&mut self.retiring);
        for retiring in &mut retiring {
            if retiring.waits.has_expired(self.now) {
                let stalled = retiring.waits.give_up();
                failures.extend(self.cut_off_in(stalled, Some(&retiring.presentation)));
            }
        }
        self.retiring = retiring;
        for error in failures {
            self.finalize_failed(error);
        }
        self.release_finalized();
        self.overtake();
    }

    fn state_stalled(&mut self, error: Error) {
        match mem::replace(&mut self.state, State::New) {
            State::Activating(activating) => self.activated(activating, Err(error)),
            State::Starting(starting) => self.fail_starting(starting, error),
            State::Pausing(mut pausing) => {
                if self.pipeline.is_cut_off(Component::Clock) {
                    let of_nobody = pausing.op.is_none();
                    self.interrupt_pausing(pausing, error.clone());
                    if of_nobody {
                        self.fail_streaming(error);
                    }
                } else {
                    pausing.failure = Some(error);
                    self.state = State::Pausing(pausing);
                }
            }
            State::Rating(rating) => self.rating_stalled(rating, error),
            State::Stopping(mut stopping) => {
                stopping.failure = Some(error);
                self.state = State::Stopping(stopping);
            }
            State::Closing(mut closing) => {
                closing.failure.get_or_insert(error);
                self.state = State::Closing(closing);
            }
            other @ (State::New
            | State::Stopped(_)
            | State::Started(_)
            | State::Paused(_)
            | State::Closed(_)
            | State::ShutDown) => self.state = other,
        }
    }

    fn expire_next(&mut self) {
        let now = self.now;
        let Some(running) = self.state.running_mut() else {
            return;
        };
        let mut stalled = None;
        if let Some(waits) = running.next.as_mut().and_then(|next| next.waits_mut())
            && waits.has_expired(now)
        {
            stalled = Some(waits.give_up());
        }
        if let Some(error) = stalled.and_then(|stalled| self.cut_off(stalled)) {
            let Some(running) = self.state.running_mut() else {
                return;
            };
            let preparing = running.next.as_ref().is_some_and(|next| match next.stage {
                NextStage::Preparing(_) => true,
                NextStage::Prepared | NextStage::Starting(_) | NextStage::Flowing => false,
            });
            if preparing {
                if let Some(next) = running.next.take() {
                    self.next_failed(next.flow.presentation, error);
                }
            } else {
                self.fail_streaming(error);
            }
            return;
        }
        let Some(switching) = self
            .state
            .running_mut()
            .and_then(|running| running.switching.as_mut())
        else {
            return;
        };
        if switching.has_expired(now) {
            let stalled = switching.give_up();
            if let Some(error) = self.cut_off(stalled) {
                self.fail_streaming(error);
            }
        }
    }

    pub(crate) fn cut_off(
        &mut self,
        stalled: (TimeSpan, std::collections::BTreeSet<Component>),
    ) -> Option<Error> {
        self.cut_off_in(stalled, None)
    }

    /// Abandons components; the first one's error.
    fn cut_off_in(
        &mut self,
        (waited, stalled): (TimeSpan, std::collections::BTreeSet<Component>),
        presentation: Option<&Presentation>,
    ) -> Option<Error> {
        let mut first = None;
        for component in stalled {
            let name = self
                .held()
                .chain(presentation)
                .find_map(|held| held.name_of(component));
            let error = Error::ComponentStalled {
                component: name.map_or_else(|| component.to_string(), |name| name.to_owned()),
                waited,
            };
            match component {
                // Made anew for each topology.
                Component::Loader(_) | Component::Activation(_) => {}
                Component::Clock
                | Component::Source(_)
                | Component::Branch(_)
                | Component::StreamSink(_)
                | Component::Sink(_) => self.pipeline.cut_off(component, error.clone()),
            }
            if let Component::Source(source) = component {
                self.end_buffering(source);
            }
            first.get_or_insert_with(|| error.clone());
            self.out.push(Action::CutOff { component, error });
        }
        first
    }

    /// Goes on as far as it can without waiting.
    fn settle(&mut self) {
        loop {
            if self.overtake_seek() {
                continue;
            }
            if self.state.waits().is_some_and(Waits::is_empty) {
                if self.step() {
                    continue;
                }
                return;
            }
            if !self.state.is_settled() {
                return;
            }
            let changed = self.apply_setting()
                || self.follow_buffering()
                || self.progress()
                || (!self.is_overtaken() && (self.load_next() || self.follow_on()))
                || self.begin_next_op()
                || self.load_next();
            if !changed {
                return;
            }
        }
    }

    /// Every answer that the state waits for is there.
    fn step(&mut self) -> bool {
        match mem::replace(&mut self.state, State::New) {
            State::Starting(starting) => self.step_starting(starting),
            State::Pausing(pausing) => self.finish_pausing(pausing),
            State::Rating(rating) => self.step_rating(rating),
            State::Stopping(stopping) => self.finish_stopping(stopping),
            State::Closing(closing) if self.retiring.is_empty() => self.finish_closing(closing),
            other @ (State::New
            | State::Stopped(_)
            | State::Started(_)
            | State::Paused(_)
            | State::Activating(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown) => {
                self.state = other;
                return false;
            }
        }
        true
    }

    /// The presentations that are current, follow it, or are queued.
    pub(crate) fn held(&self) -> impl Iterator<Item = &Presentation> {
        let following = self.state.running().and_then(|running| running.next.as_ref());
        let following = following.map(|next| &next.flow.presentation);
        let current = self.state.presentation();
        let held = current.into_iter().chain(following);
        held.chain(self.state.replacement()).chain(&self.queue)
    }

    pub(crate) fn held_mut(&mut self) -> Vec<&mut Presentation> {
        let mut held: Vec<&mut Presentation> = self.queue.iter_mut().collect();
        if self.state.running().is_some() {
            if let Some(running) = self.state.running_mut() {
                held.push(&mut running.flow.presentation);
                held.extend(running.next.as_mut().map(|next| &mut next.flow.presentation));
            }
        } else {
            held.extend(self.state.presentation_mut());
        }
        held
    }

    pub(crate) fn stream_sinks_of(&self, sink: SinkId) -> Vec<StreamSinkId> {
        let shapes = self
            .held()
            .flat_map(|held| &held.shape.sinks)
            .filter(|shape| shape.id == sink);
        shapes
            .flat_map(|shape| shape.stream_sinks.iter().copied())
            .collect()
    }

    pub(crate) fn emit(&mut self, event: SessionEvent) {
        self.out.push(Action::Emit(event));
    }

    /// Sends an operation's event and completes it.
    pub(crate) fn complete(&mut self, op: OpId, event: SessionEvent) {
        let result = event.status.clone();
        self.emit(event);
        self.out.push(Action::Complete { op, result });
    }

    pub(crate) fn note_unexpected(&mut self, answer: Answer, component: Component) {
        if let (Answer::SourceStopped, Component::Source(source)) = (answer, component)
            && self.pipeline.dismissed.remove(&source)
        {
            return;
        }
        self.out.push(Action::Note(Note::UnexpectedAnswer {
            component,
            what: answer.name(),
        }));
    }

    pub(crate) fn present_capabilities(&self) -> Capabilities {
        let Some(presentation) = self
            .state
            .presentation()
            .filter(|presentation| presentation.ready)
        else {
            return Capabilities::default();
        };
        let sources = &presentation.shape.sources;
        Capabilities {
            start: true,
            seek: sources.iter().all(|source| source.can_seek),
            pause: sources.iter().all(|source| source.can_pause),
            does_not_use_network: sources.iter().all(|source| source.is_local),
            ..Capabilities::default()
        }
        .with_rates(&presentation.rates())
    }

    fn present_rates(&self) -> RateBounds {
        let ready = self
            .state
            .presentation()
            .filter(|presentation| presentation.ready);
        ready.map_or(RateBounds::NORMAL, Presentation::rates)
    }

    /// Sends `MESessionCapabilitiesChanged` if they are others than before.
    pub(crate) fn update_capabilities(&mut self) {
        let present = self.present_capabilities();
        let rates = self.present_rates();
        let delta = present.delta_with_rates(self.announced, &rates, &self.announced_rates);
        self.announced_rates = rates;
        if delta == Capabilities::default() {
            return;
        }
        let event = SessionEvent::new(openmf_core::EventType::SessionCapabilitiesChanged)
            .with(EventAttribute::SessionCaps(present))
            .with(EventAttribute::SessionCapsDelta(delta));
        self.announced = present;
        self.emit(event);
    }

    fn expire_setting(&mut self) {
        let expired = self
            .setting
            .take_if(|setting| setting.deadline().is_some_and(|deadline| deadline <= self.now));
        let Some(setting) = expired else {
            return;
        };
        let stalled = [Component::Loader(setting.topology)].into();
        if let (Some(error), SettingStage::Resolving { .. }) =
            (self.cut_off((self.config.start_timeout, stalled)), setting.stage)
        {
            self.refuse_topology(setting.op, setting.topology, error);
        }
    }
}
