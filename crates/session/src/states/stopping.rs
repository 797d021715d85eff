use openmf_core::{Error, EventType, PresentationTime, Result, StartPosition};

use super::{Follow, Purpose, State, Stopped};
use crate::machine::Session;
use crate::pipeline::ClockRun;
use crate::presentation::{Presentation, Running};
use crate::waits::{Answer, Waits};
use crate::{
    Action, Component, EventAttribute, EventValue, Generation, Note, OpId, SeekMode, SessionEvent,
    SessionState, SourceId, StreamSinkId, TopologyKey, TopologyStatus,
};

/// Everything is told to stop at once, and has one limit in common: how long a stop takes does not depend on how many
/// components are stuck.
#[derive(Clone, Debug)]
pub(crate) struct Stopping {
    pub(crate) presentation: Presentation,
    /// The documented state before.
    pub(crate) before: SessionState,
    pub(crate) then: AfterStop,
    pub(crate) waits: Waits,
    pub(crate) failure: Option<Error>,
    /// `MF_TOPOSTATUS_ENDED` was sent already.
    pub(crate) ended: bool,
    /// Sinks that were prerolled for a clock that was not started: no stop of it makes them drop what they have.
    pub(crate) prerolled: Vec<StreamSinkId>,
}

/// What the pipeline is stopped for.
#[derive(Clone, Debug)]
pub(crate) enum AfterStop {
    /// `Stop`.
    Stop { op: OpId },
    /// `Close`.
    Close { op: OpId },
    /// A start that did not succeed; `None` if nobody called for it.
    FailedStart { op: Option<OpId>, error: Error },
    /// The last presentation has ended.
    Ended,
    /// The presentation has no data: its source goes on to another one.
    Skipped,
    /// The presentation has ended, and its source has announced another one, which has no topology yet.
    Awaiting { from: PresentationTime },
    /// `MEError` was sent.
    Failed,
    /// `SetTopology` with `MFSESSION_SETTOPOLOGY_IMMEDIATE`.
    Replace {
        op: OpId,
        with: Presentation,
        play: bool,
    },
    /// `SetTopology` with `MFSESSION_SETTOPOLOGY_IMMEDIATE` that a later operation overtook.
    Refuse {
        op: OpId,
        topology: TopologyKey,
        error: Error,
    },
    /// `SetTopology` with `MFSESSION_SETTOPOLOGY_CLEAR_CURRENT`.
    Clear {
        op: OpId,
        topology: Option<TopologyKey>,
        play: bool,
    },
}

impl Stopping {
    /// No other topology is activated after this stop.
    pub(crate) fn refusing(mut self, error: &Error) -> Self {
        self.then = match self.then {
            AfterStop::Replace { op, with, .. } => AfterStop::Refuse {
                op,
                topology: with.key,
                error: error.clone(),
            },
            other @ (AfterStop::Stop { .. }
            | AfterStop::Close { .. }
            | AfterStop::FailedStart { .. }
            | AfterStop::Ended
            | AfterStop::Skipped
            | AfterStop::Awaiting { .. }
            | AfterStop::Failed
            | AfterStop::Refuse { .. }
            | AfterStop::Clear { .. }) => other,
        };
        self
    }
}

impl Session {
    pub(crate) fn begin_stopping(&mut self, running: Running, before: SessionState, then: AfterStop) {
        let mut waits = Waits::new(self.now, self.config.component_timeout);
        let presentation = &running.flow.presentation;
        let mut prerolled = Vec::new();
        if self.pipeline.clock == ClockRun::Stopped {
            // A flow that never ran has given its sinks nothing.
            let ran = running.flow.generation != Generation::default();
            let sinks = presentation
                .shape
                .sinks
                .iter()
                .filter(|sink| ran && sink.can_preroll);
            prerolled.extend(sinks.flat_map(|sink| sink.stream_sinks.iter().copied()));
            let live = self.pipeline.live_stream_sinks(presentation);
            prerolled.retain(|stream_sink| live.contains(stream_sink));
        } else {
            self.pipeline.clock = ClockRun::Stopped;
            self.out.push(Action::StopClock);
            for stream_sink in self.pipeline.live_stream_sinks(presentation) {
                waits.add(Answer::SinkStopped, Component::StreamSink(stream_sink));
            }
        }
        self.quiesce(&running, &mut waits);
        let Running {
            flow, next, ended, ..
        } = running;
        if let Some(next) = next {
            self.queue.push_front(next.flow.presentation);
        }
        self.state = State::Stopping(Stopping {
            presentation: flow.presentation,
            before,
            then,
            waits,
            failure: None,
            ended,
            prerolled,
        });
    }

    /// Stops the sources and flushes the branches.
    pub(crate) fn quiesce(&mut self, running: &Running, waits: &mut Waits) {
        for (source, _) in std::mem::take(&mut self.pipeline.sources) {
            self.out.push(Action::StopSource { source });
            waits.add(Answer::SourceStopped, Component::Source(source));
            self.end_buffering(source);
        }
        let following = running
            .next
            .iter()
            .filter(|next| next.is_flowing())
            .map(|next| &next.flow);
        let mut branches = Vec::new();
        for flow in std::iter::once(&running.flow).chain(following) {
            // The branch of a lost sink is told like the others, but its sink may hold it: nobody waits for it.
            let awaited = self
                .pipeline
                .live_branches(&flow.presentation)
                .map(|branch| branch.id);
            awaited.for_each(|branch| waits.add(Answer::BranchFlushed, Component::Branch(branch)));
            let all = flow.presentation.shape.branches.iter().map(|branch| branch.id);
            branches.extend(all.filter(|branch| !self.pipeline.is_cut_off(Component::Branch(*branch))));
        }
        let generation = self.pipeline.next_generation();
        if !branches.is_empty() {
            self.out.push(Action::FlushBranches { branches, generation });
        }
    }

    pub(crate) fn stopping_answered(
        &mut self,
        mut stopping: Stopping,
        component: Component,
        result: Result<()>,
    ) {
        match (component, result) {
            (_, Ok(())) => {}
            // Gone is as good as stopped.
            (Component::Source(source), Err(Error::Shutdown)) => {
                self.pipeline.source_gone(source);
                self.end_buffering(source);
            }
            (component, Err(error)) => match stopping.then {
                AfterStop::Stop { .. } => {
                    stopping.failure.get_or_insert(error);
                }
                AfterStop::Close { .. }
                | AfterStop::FailedStart { .. }
                | AfterStop::Ended
                | AfterStop::Skipped
                | AfterStop::Awaiting { .. }
                | AfterStop::Failed
                | AfterStop::Replace { .. }
                | AfterStop::Refuse { .. }
                | AfterStop::Clear { .. } => {
                    self.out
                        .push(Action::Note(Note::IgnoredFailure { component, error }));
                }
            },
        }
        self.state = State::Stopping(stopping);
    }

    /// Everything has stopped, or was cut off.
    pub(crate) fn finish_stopping(&mut self, stopping: Stopping) {
        let Stopping {
            presentation,
            before,
            then,
            failure,
            ended,
            prerolled,
            ..
        } = stopping;
        self.state = State::New;
        if !prerolled.is_empty() {
            self.out.push(Action::FlushSinks {
                stream_sinks: prerolled,
            });
        }
        match then {
            AfterStop::Stop { op } => {
                self.state = stopped(presentation, false);
                let status = failure.map_or(Ok(()), Err);
                self.complete(
                    op,
                    SessionEvent::new(EventType::SessionStopped).with_status(status),
                );
            }
            AfterStop::Close { op } => self.begin_closing(Some(presentation), op, failure),
            AfterStop::FailedStart { op, error } => {
                self.state = stopped(presentation, false);
                let error = failure.unwrap_or(error);
                match op {
                    Some(op) => self.complete(op, SessionEvent::failed(EventType::SessionStarted, error)),
                    None => self.emit(SessionEvent::failed(EventType::Error, error)),
                }
            }
            AfterStop::Ended => {
                self.state = stopped(presentation, true);
                self.tell_non_fatal(failure);
                self.emit(SessionEvent::new(EventType::SessionEnded));
                if let Some(deferred) = self.deferred.take() {
                    self.begin_start(deferred.op, StartPosition::Current, SeekMode::Exact);
                }
            }
            AfterStop::Skipped => {
                self.tell_non_fatal(failure);
                self.emit(SessionEvent::topology_status(
                    presentation.key,
                    TopologyStatus::Ended,
                ));
                self.state = following(presentation, None);
            }
            AfterStop::Awaiting { from } => {
                self.tell_non_fatal(failure);
                self.state = following(presentation, Some(from));
            }
            AfterStop::Failed => {
                self.state = stopped(presentation, false);
                self.tell_non_fatal(failure);
            }
            AfterStop::Replace { op, with, play } => {
                self.tell_non_fatal(failure);
                if !ended {
                    self.announce_cut_short(&presentation, before);
                }
                self.retire(presentation, Some(&with));
                self.begin_activating(with, Purpose::Set { op, play });
            }
            AfterStop::Refuse { op, topology, error } => {
                self.tell_non_fatal(failure);
                self.state = stopped(presentation, false);
                self.refuse_topology(op, topology, error);
            }
            AfterStop::Clear { op, topology, play } => {
                self.tell_non_fatal(failure);
                if !ended {
                    self.announce_cut_short(&presentation, before);
                }
                self.finish_clearing(presentation, op, topology, play);
            }
        }
    }

    /// The current presentation is dropped; the next one in the queue is loaded.
    pub(crate) fn finish_clearing(
        &mut self,
        presentation: Presentation,
        op: OpId,
        topology: Option<TopologyKey>,
        play: bool,
    ) {
        self.state = State::New;
        self.retire(presentation, None);
        self.complete_cleared(op, topology);
        if play
            && !self.is_overtaken()
            && let Some(next) = self.queue.pop_front()
        {
            self.begin_activating(next, Purpose::Load { play, from: None });
            return;
        }
        self.update_capabilities();
    }

    /// Completes `SetTopology` with `MFSESSION_SETTOPOLOGY_CLEAR_CURRENT`, and gives back the topology it named.
    pub(crate) fn complete_cleared(&mut self, op: OpId, topology: Option<TopologyKey>) {
        self.complete(op, SessionEvent::new(EventType::SessionTopologySet));
        if let Some(topology) = topology {
            self.out.push(Action::Release {
                topology,
                shutdown_sinks: Vec::new(),
            });
        }
    }

    /// A presentation that was playing has ended before its time.
    fn announce_cut_short(&mut self, presentation: &Presentation, before: SessionState) {
        match before {
            SessionState::Started | SessionState::Paused => {
                self.emit(SessionEvent::topology_status(
                    presentation.key,
                    TopologyStatus::Ended,
                ));
            }
            SessionState::New | SessionState::Stopped | SessionState::Closed | SessionState::Shutdown => {}
        }
    }

    /// Tells of a component that was cut off where no operation's status can.
    pub(crate) fn tell_non_fatal(&mut self, failure: Option<Error>) {
        if let Some(error) = failure {
            let event = SessionEvent::new(EventType::NonFatalError)
                .with_value(EventValue::Code(error.hresult()))
                .with_status(Err(error));
            self.emit(event);
        }
    }

    /// An error that ends the playback: `MEError`, then everything stops.
    ///
    /// Operations that wait to start or pause this presentation fail with it; those that stop it, close the session
    /// or bring another topology do not.
    pub(crate) fn fail_streaming(&mut self, error: Error) {
        let state = std::mem::replace(&mut self.state, State::New);
        let before = state.documented();
        match state {
            State::Started(running) | State::Paused(running) => {
                self.emit(SessionEvent::failed(EventType::Error, error.clone()));
                self.fail_deferred(&error);
                self.fail_transport_ops(&error);
                self.begin_stopping(running, before, AfterStop::Failed);
            }
            State::Pausing(pausing) => {
                self.emit(SessionEvent::failed(EventType::Error, error.clone()));
                if let Some(op) = pausing.op {
                    self.complete(op, SessionEvent::failed(EventType::SessionPaused, error.clone()));
                }
                self.fail_transport_ops(&error);
                self.begin_stopping(pausing.running, before, AfterStop::Failed);
            }
            State::Starting(starting) => self.fail_starting(starting, error),
            State::Rating(rating) => self.fail_rating(rating, error),
            other @ (State::New
            | State::Stopped(_)
            | State::Activating(_)
            | State::Stopping(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown) => self.state = other,
        }
    }

    /// A source was shut down by its owner. The session stays as it is; its operations say so.
    pub(crate) fn source_is_gone(&mut self, source: SourceId) {
        if !self.pipeline.source_gone(source) {
            return;
        }
        self.end_buffering(source);
        let component = Component::Source(source);
        match &mut self.state {
            State::Started(_) | State::Paused(_) => {
                self.emit(SessionEvent::failed(EventType::Error, Error::Shutdown));
            }
            State::Pausing(pausing) => {
                pausing.waits.forget(component);
                self.emit(SessionEvent::failed(EventType::Error, Error::Shutdown));
            }
            State::Rating(rating) => {
                rating.waits.forget(component);
                if rating.held.running().is_some() {
                    self.emit(SessionEvent::failed(EventType::Error, Error::Shutdown));
                }
            }
            State::Starting(_) => self.starting_lost_source(source),
            State::Stopping(stopping) => stopping.waits.forget(component),
            State::New
            | State::Stopped(_)
            | State::Activating(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown => {}
        }
        let Some(running) = self.state.running_mut() else {
            return;
        };
        if let Some(scrub) = &mut running.scrub {
            let branches = running.flow.presentation.shape.branches.iter();
            for branch in branches.filter(|branch| branch.reads(source)) {
                scrub.waits.forget(Component::StreamSink(branch.stream_sink));
            }
        }
        if let Some(waits) = running.next.as_mut().and_then(|next| next.waits_mut()) {
            waits.forget(component);
        }
    }

    pub(crate) fn sink_invalidated(&mut self, sink: crate::SinkId, error: Error) {
        if !self.pipeline.sink_lost(sink, error.clone()) {
            return;
        }
        let mut event = SessionEvent::failed(EventType::SinkInvalidated, error.clone());
        if let Some(presentation) = self.state.presentation().filter(|current| current.has_sink(sink)) {
            event = event.with(EventAttribute::OutputNode {
                topology: presentation.key,
                sink,
            });
        }
        let stream_sinks = self.stream_sinks_of(sink);
        self.emit(event);
        let mut branches = Vec::new();
        let mut held = Vec::new();
        if let Some(running) = self.state.running_mut() {
            let following = running.next.as_mut().map(|next| &mut next.flow);
            for flow in [Some(&mut running.flow), following].into_iter().flatten() {
                let shape = &flow.presentation.shape;
                let fed = shape
                    .branches
                    .iter()
                    .filter(|branch| stream_sinks.contains(&branch.stream_sink));
                let lost: Vec<_> = fed.map(|branch| branch.id).collect();
                for &branch in &lost {
                    flow.branch_lost(branch);
                }
                if !lost.is_empty() && flow.generation != Generation::default() {
                    held.push((lost.clone(), flow.generation));
                }
                branches.extend(lost);
            }
            if let Some(switching) = &mut running.switching {
                stream_sinks
                    .iter()
                    .for_each(|id| switching.forget(Component::StreamSink(*id)));
            }
            if let Some(scrub) = &mut running.scrub {
                stream_sinks
                    .iter()
                    .for_each(|id| scrub.waits.forget(Component::StreamSink(*id)));
            }
        }
        if let Some(waits) = self.state.waits_mut() {
            waits.forget(Component::Sink(sink));
            stream_sinks
                .iter()
                .for_each(|id| waits.forget(Component::StreamSink(*id)));
            branches
                .iter()
                .for_each(|id| waits.forget(Component::Branch(*id)));
        }
        let nothing_left = self.state.running().is_some_and(|running| {
            let presentation = &running.flow.presentation;
            self.pipeline.live_branches(presentation).next().is_none()
        });
        if nothing_left {
            self.fail_streaming(error);
            return;
        }
        // What they would read from now on may be another branch's, of this presentation or the next.
        for (branches, generation) in held {
            self.out.push(Action::FlushBranches { branches, generation });
        }
    }
}

fn stopped(presentation: Presentation, ended: bool) -> State {
    State::Stopped(Stopped {
        ended,
        ..Stopped::new(presentation)
    })
}

fn following(presentation: Presentation, from: Option<PresentationTime>) -> State {
    State::Stopped(Stopped {
        presentation,
        ended: true,
        follow: Some(Follow { from, holds: false }),
    })
}
