use std::mem;

use openmf_core::{Error, EventType, MediaTime, PresentationTime, Result, StartPosition};

use super::State;
use super::stopping::AfterStop;
use crate::machine::Session;
use crate::presentation::{Flow, NextStage, Running};
use crate::waits::{Answer, Waits};
use crate::{
    Action, BranchId, Component, Generation, Note, SessionEvent, SessionState, SourceId, TopologyKey,
    TopologyStatus,
};

impl Session {
    pub(crate) fn source_ended(&mut self, source: SourceId, generation: Generation) {
        let of_start = self.start_has_source(source);
        let Some(running) = self.state.running_mut() else {
            return;
        };
        let flow = if of_start {
            Some(&mut running.flow)
        } else {
            running.flow_of(generation)
        };
        let is_new = flow
            .is_some_and(|flow| flow.presentation.has_source(source) && flow.ended_sources.insert(source));
        if is_new {
            self.end_buffering(source);
            self.emit(SessionEvent::new(EventType::EndOfPresentation));
        }
    }

    pub(crate) fn branch_drained(
        &mut self,
        branch: BranchId,
        generation: Generation,
        end: Option<PresentationTime>,
    ) {
        let flow = self
            .state
            .running_mut()
            .and_then(|running| running.flow_of(generation));
        if flow.is_some_and(|flow| flow.branch_drained(branch, generation, end)) {
            self.preroll_of_drained();
        }
    }

    pub(crate) fn branch_ended(
        &mut self,
        branch: BranchId,
        generation: Generation,
        end: Option<PresentationTime>,
    ) {
        let flow = self
            .state
            .running_mut()
            .and_then(|running| running.flow_of(generation));
        if flow.is_some_and(|flow| flow.branch_ended(branch, generation, end)) {
            self.preroll_of_drained();
        }
    }

    pub(crate) fn branch_failed(&mut self, branch: BranchId, generation: Generation, error: Error) {
        let Some(flow) = self
            .state
            .running_mut()
            .and_then(|running| running.flow_of(generation))
        else {
            return;
        };
        let presentation = &flow.presentation;
        let Some(shape) = flow.branch(branch) else {
            return;
        };
        let stream_sink = shape.stream_sink;
        let sources = &presentation.shape.sources;
        let mut sources = sources.iter().filter(|source| shape.reads(source.id));
        let lost_source = sources.any(|source| self.pipeline.is_gone(source.id));
        if self.pipeline.is_lost(presentation, stream_sink)
            || self.pipeline.is_cut_off(Component::Branch(branch))
        {
            return;
        }
        match error {
            Error::Shutdown if lost_source => {}
            error => self.fail_streaming(error),
        }
    }

    /// The status keeps its place in the numeric order: not before `STARTED_SOURCE`, and not behind `ENDED`.
    pub(crate) fn topology_changed(&mut self, topology: TopologyKey) {
        let running = self.state.running_mut();
        if running.is_some_and(|running| running.note_change(topology)) {
            self.emit(SessionEvent::topology_status(
                topology,
                TopologyStatus::DynamicChanged,
            ));
        }
    }

    pub(crate) fn source_failed(&mut self, source: SourceId, error: Error) {
        match error {
            Error::Shutdown => self.source_is_gone(source),
            error => {
                let flows = self.state.running().is_some_and(|running| {
                    let following = running.next.as_ref().map(|next| &next.flow);
                    let mut flows = [Some(&running.flow), following].into_iter().flatten();
                    flows.any(|flow| flow.presentation.has_source(source))
                });
                match &self.state {
                    State::Closed(_) | State::ShutDown => self.out.push(Action::Note(Note::IgnoredFailure {
                        component: Component::Source(source),
                        error,
                    })),
                    State::New
                    | State::Stopped(_)
                    | State::Started(_)
                    | State::Paused(_)
                    | State::Activating(_)
                    | State::Starting(_)
                    | State::Pausing(_)
                    | State::Rating(_)
                    | State::Stopping(_)
                    | State::Closing(_) => {
                        if flows {
                            self.fail_streaming(error);
                        } else {
                            self.emit(SessionEvent::failed(EventType::Error, error));
                        }
                    }
                }
            }
        }
    }

    /// An answer for the presentation that follows.
    pub(crate) fn next_answered(&mut self, answer: Answer, result: Result<()>) {
        let Some(running) = self.state.running_mut() else {
            return;
        };
        let Some(mut next) = running.next.take() else {
            return;
        };
        match (answer, result) {
            (Answer::Activated, Ok(())) => {
                next.stage = NextStage::Prepared;
                let mut presentation = next.flow.presentation.clone();
                self.announce_ready(&mut presentation);
                next.flow.presentation = presentation;
            }
            (Answer::Activated, Err(error)) => {
                self.next_failed(next.flow.presentation, error);
                return;
            }
            (_, Ok(())) => {}
            (_, Err(error)) => {
                self.put_next(Some(next));
                self.fail_streaming(error);
                return;
            }
        }
        self.put_next(Some(next));
    }

    fn put_next(&mut self, next: Option<crate::presentation::Next>) {
        if let Some(running) = self.state.running_mut() {
            running.next = next;
        }
    }

    /// Whether nothing but the rendering of what is there is still to come, and nothing follows.
    pub(crate) fn is_ending(&self, running: &Running) -> bool {
        running.flow.sources_are_done() && running.next.is_none() && self.queue.is_empty()
    }

    /// Carries the playing presentation to its end, and the next one into its place. Returns whether anything changed.
    ///
    /// For two presentations the order is `READY` of the next, `ENDED`, then `STARTED_SOURCE` and `SINK_SWITCHED` of the
    /// next. Preparing begins when the sources have nothing more to give; the next sources start when everything has
    /// reached the sinks, so that their data is there when the last of the present data has been rendered.
    pub(crate) fn progress(&mut self) -> bool {
        if self.finish_scrub() {
            return true;
        }
        let state = mem::replace(&mut self.state, State::New);
        let State::Started(mut running) = state else {
            self.state = state;
            return false;
        };
        if running.switching.as_ref().is_some_and(Waits::is_empty) {
            running.switching = None;
            let key = running.flow.presentation.key;
            self.state = State::Started(running);
            self.emit(SessionEvent::topology_status(key, TopologyStatus::SinkSwitched));
            return true;
        }
        if running.next.is_none()
            && running.flow.sources_are_done()
            && !self.pipeline.rate.is_reverse()
            && let Some(presentation) = self.queue.pop_front()
        {
            self.begin_preparing(&mut running, presentation);
            self.state = State::Started(running);
            return true;
        }
        let changed = match running.next.take() {
            None => {
                if running.flow.has_ended() {
                    self.announce_end(&running.flow);
                    self.begin_stopping(running, SessionState::Started, AfterStop::Ended);
                    return true;
                }
                false
            }
            Some(mut next) => {
                let is_prepared = match &next.stage {
                    NextStage::Preparing(_) => false,
                    NextStage::Prepared | NextStage::Starting(_) | NextStage::Flowing => true,
                };
                if is_prepared && !running.ended && running.flow.has_ended() {
                    running.ended = true;
                    self.announce_end(&running.flow);
                }
                match next.stage {
                    NextStage::Preparing(waits) => {
                        next.stage = NextStage::Preparing(waits);
                        running.next = Some(next);
                        false
                    }
                    NextStage::Prepared if !self.rate_suits(&next.flow.presentation) => {
                        let waits = running.flow.is_drained();
                        next.stage = NextStage::Prepared;
                        running.next = Some(next);
                        if waits {
                            self.reset_rate(running);
                            return true;
                        }
                        false
                    }
                    NextStage::Prepared if running.flow.is_drained() => {
                        if let Some(error) = self.pipeline.obstacle(&next.flow.presentation) {
                            self.release_beside(next.flow.presentation, Some(&running.flow.presentation));
                            self.state = State::Started(running);
                            self.fail_streaming(error);
                            return true;
                        }
                        let start = running.flow.end();
                        next.flow.restart(
                            start,
                            start.since_zero() - next.flow.presentation.shape.start_on_switch,
                        );
                        let mut waits = Waits::new(self.now, self.config.start_timeout);
                        let position = StartPosition::At(MediaTime::ZERO);
                        self.start_flow_sources(&next.flow, &position, &mut waits);
                        next.stage = NextStage::Starting(waits);
                        running.next = Some(next);
                        true
                    }
                    NextStage::Starting(waits) if waits.is_empty() => {
                        self.run_branches(&mut next.flow);
                        next.stage = NextStage::Flowing;
                        running.next = Some(next);
                        true
                    }
                    NextStage::Flowing if running.ended => {
                        let hold = running.hold;
                        running = self.take_over(running.flow, next.flow);
                        running.hold = hold;
                        true
                    }
                    stage @ (NextStage::Prepared | NextStage::Starting(_) | NextStage::Flowing) => {
                        next.stage = stage;
                        running.next = Some(next);
                        false
                    }
                }
            }
        };
        self.state = State::Started(running);
        if changed {
            self.update_capabilities();
        }
        changed
    }

    /// The next presentation takes the place of one that has ended, while the clock runs.
    fn take_over(&mut self, old: Flow, mut new: Flow) -> Running {
        self.announce_start(&mut new);
        let mut waits = Waits::new(self.now, self.config.start_timeout);
        let live = self.pipeline.live_stream_sinks(&new.presentation);
        let added = new
            .presentation
            .shape
            .sinks
            .iter()
            .filter(|sink| !old.presentation.has_sink(sink.id));
        let joining: Vec<_> = added
            .filter(|sink| sink.stream_sinks.iter().any(|id| live.contains(id)))
            .collect();
        let stream_sinks = joining.iter().flat_map(|sink| &sink.stream_sinks);
        for stream_sink in stream_sinks.filter(|id| live.contains(id)) {
            waits.add(Answer::SinkStarted, Component::StreamSink(*stream_sink));
        }
        self.out.push(Action::JoinClock {
            topology: new.presentation.key,
            sinks: joining.iter().map(|sink| sink.id).collect(),
        });
        // A source that only the old one has is not needed any longer.
        for source in &old.presentation.shape.sources {
            if !new.presentation.has_source(source.id) && self.pipeline.sources.remove(&source.id).is_some() {
                self.out.push(Action::StopSource { source: source.id });
                self.pipeline.dismissed.insert(source.id);
                self.end_buffering(source.id);
            }
        }
        self.retire(old.presentation, Some(&new.presentation));
        let mut running = Running::new(new);
        running.switching = Some(waits);
        running
    }

    /// `MF_TOPOSTATUS_ENDED`, after `MEEndOfPresentation` for the sources that did not send theirs: a stop time ends a
    /// presentation before its sources do.
    fn announce_end(&mut self, flow: &Flow) {
        if flow.ended_sources.is_empty() {
            self.emit(SessionEvent::new(EventType::EndOfPresentation));
        }
        self.emit(SessionEvent::topology_status(
            flow.presentation.key,
            TopologyStatus::Ended,
        ));
    }
}
