use std::mem;

use openmf_core::{Error, EventType, MediaTime, PresentationTime, Result, StartPosition};

use super::stopping::AfterStop;
use super::{Follow, Purpose, State, Stopped};
use crate::machine::Session;
use crate::presentation::{Flow, NextStage, Running, StartReport};
use crate::waits::{Answer, Waits};
use crate::{
    Action, BranchId, Component, Generation, Note, SessionEvent, SessionState, SourceId, TopologyKey,
    TopologyStatus,
};

impl Session {
    pub(crate) fn source_ended(&mut self, source: SourceId, generation: Generation) {
        if self.end_of_sequence(source) {
            return;
        }
        let flow = self.flow_that_ended(source, generation);
        let is_new = flow.is_some_and(|flow| flow.ended_sources.insert(source));
        if is_new {
            self.end_buffering(source);
            self.emit(SessionEvent::new(EventType::EndOfPresentation));
        }
    }

    pub(crate) fn segment_ended(&mut self, source: SourceId, generation: Generation) {
        if let Some(flow) = self.flow_that_ended(source, generation) {
            flow.ended_segments.insert(source);
            self.end_buffering(source);
        }
    }

    fn flow_that_ended(&mut self, source: SourceId, generation: Generation) -> Option<&mut Flow> {
        let of_start = self.start_has_source(source);
        let running = self.state.running_mut()?;
        let of_next = running.next.as_ref().is_some_and(|next| next.has_started(source));
        let flow = if of_next {
            running.next.as_mut().map(|next| &mut next.flow)
        } else if of_start {
            Some(&mut running.flow)
        } else {
            running.flow_of(generation)
        };
        flow.filter(|flow| flow.presentation.has_source(source))
    }

    /// A source that had another presentation to come has none after all. Returns whether it was waited for.
    fn end_of_sequence(&mut self, source: SourceId) -> bool {
        if let State::Stopping(stopping) = &mut self.state
            && matches!(stopping.then, AfterStop::Awaiting { .. })
            && stopping.presentation.is_playlist(source)
        {
            stopping.then = AfterStop::Ended;
            self.emit(SessionEvent::new(EventType::EndOfPresentation));
            return true;
        }
        let State::Stopped(stopped) = &mut self.state else {
            return false;
        };
        if stopped.follow.is_none() || !stopped.presentation.is_playlist(source) {
            return false;
        }
        stopped.follow = None;
        self.emit(SessionEvent::new(EventType::EndOfPresentation));
        self.emit(SessionEvent::new(EventType::SessionEnded));
        true
    }

    /// What a source says of its start, before the start itself.
    pub(crate) fn start_reported(&mut self, report: StartReport) {
        let awaited = (Answer::SourceStarted, Component::Source(report.source));
        let flow = match &mut self.state {
            State::Starting(starting) if starting.waits.awaits(awaited.0, awaited.1) => {
                Some(&mut starting.running.flow)
            }
            state => {
                let next = state.running_mut().and_then(|running| running.next.as_mut());
                next.filter(|next| {
                    next.waits()
                        .is_some_and(|waits| waits.awaits(awaited.0, awaited.1))
                })
                .map(|next| &mut next.flow)
            }
        };
        if let Some(flow) = flow.filter(|flow| flow.presentation.is_playlist(report.source)) {
            flow.report = Some(report);
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
        if flow.is_some_and(|flow| flow.branch_drained(branch, end)) {
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
        let Some(flow) = flow else { return };
        let stream_sink = flow.branch(branch).map(|shape| shape.stream_sink);
        if flow.branch_ended(branch, end) {
            self.preroll_of_drained();
            // A sink that was given nothing has no frame to tell of.
            if let (Some(stream_sink), None) = (stream_sink, end)
                && let Some(scrub) = self
                    .state
                    .running_mut()
                    .and_then(|running| running.scrub.as_mut())
            {
                scrub
                    .waits
                    .take(Answer::SinkScrubbed, Component::StreamSink(stream_sink));
            }
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
        running.flow.sources_are_done()
            && running.next.is_none()
            && self.queue.is_empty()
            && !running.flow.awaits_more()
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
        self.force_end(&mut running.flow);
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
                if running.flow.has_ended()
                    && running.flow.playlists_have_told()
                    && running.switching.is_none()
                {
                    self.announce_end(&running.flow);
                    let then = if running.flow.awaits_more() {
                        let from = running.flow.end();
                        AfterStop::Awaiting { from }
                    } else {
                        AfterStop::Ended
                    };
                    self.begin_stopping(running, SessionState::Started, then);
                    return true;
                }
                false
            }
            Some(mut next) => {
                let is_prepared = match &next.stage {
                    NextStage::Preparing(_) => false,
                    NextStage::Prepared | NextStage::Starting(_) | NextStage::Flowing => true,
                };
                let has_told = running.flow.playlists_have_told() || next.is_flowing();
                // The sinks are told to have switched before they are told to have ended.
                let at_end = running.flow.has_ended() && running.switching.is_none();
                if is_prepared && !running.ended && at_end && has_told {
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
                    NextStage::Prepared if running.flow.gives_way() => {
                        if let Some(error) = self.pipeline.obstacle(&next.flow.presentation) {
                            self.release_beside(next.flow.presentation, Some(&running.flow.presentation));
                            self.state = State::Started(running);
                            self.fail_streaming(error);
                            return true;
                        }
                        next.flow.restart_from(running.flow.end());
                        let mut waits = Waits::new(self.now, self.config.start_timeout);
                        let position = if next.flow.presentation.shape.playlist_sources.is_empty() {
                            StartPosition::At(MediaTime::ZERO)
                        } else {
                            StartPosition::Current
                        };
                        self.start_flow_sources(&next.flow, &position, &mut waits);
                        next.stage = NextStage::Starting(waits);
                        running.next = Some(next);
                        true
                    }
                    NextStage::Starting(waits) if waits.is_empty() => {
                        if next.flow.is_fake() {
                            next.flow.generation = self.pipeline.next_generation();
                            next.flow.lose_all_branches();
                        } else {
                            next.flow.settle_start();
                            self.run_branches(&mut next.flow);
                        }
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

    /// A presentation whose branches have come to their stop time is over for its sources too.
    fn force_end(&mut self, flow: &mut Flow) {
        if flow.is_forced || !flow.is_drained() || !flow.has_stop() {
            return;
        }
        flow.is_forced = true;
        for source in flow.presentation.shape.sources.iter().map(|source| source.id) {
            if !flow.ended_sources.contains(&source) && !flow.ended_segments.contains(&source) {
                self.out.push(Action::ForceEndOfPresentation {
                    source,
                    topology: flow.presentation.key,
                });
            }
        }
    }

    /// The presentation that was announced takes the place of the one before, if it is there.
    pub(crate) fn follow_on(&mut self) -> bool {
        let State::Stopped(Stopped {
            follow: Some(Follow { from, holds: false }),
            ..
        }) = &self.state
        else {
            return false;
        };
        let from = *from;
        let Some(next) = self.queue.pop_front() else {
            return false;
        };
        if let State::Stopped(stopped) = mem::replace(&mut self.state, State::New) {
            self.retire(stopped.presentation, Some(&next));
        }
        self.begin_activating(next, Purpose::Load { play: true, from });
        true
    }

    /// Another stop time for a source node of a branch, which may be running. It counts until the presentation that follows
    /// has been started behind this one, or the source was told of its end; backwards from the next start on.
    pub(crate) fn media_stop_changed(&mut self, branch: BranchId, input: u32, stop: MediaTime) {
        let stop_of = |session: &Self| {
            let running = session.state.running()?;
            let next = running.next.as_ref().map(|next| &next.flow);
            let mut flows = [Some(&running.flow), next].into_iter().flatten();
            flows.find_map(|flow| flow.stop_of(branch, input))
        };
        let before = stop_of(self);
        for held in self.held_mut() {
            for shape in held.shape.branches.iter_mut().filter(|shape| shape.id == branch) {
                shape.set_stop(input, stop);
            }
        }
        let Some(stop) = stop_of(self).filter(|stop| Some(*stop) != before) else {
            return;
        };
        if self.pipeline.rate.is_reverse() {
            return;
        }
        let Some(running) = self.state.running_mut() else {
            return;
        };
        let follows = running.next.as_ref().is_some_and(|next| !next.is_unstarted());
        let is_settled = running.ended || follows;
        let flow = match &mut running.next {
            Some(next) if next.flow.branch(branch).is_some() => Some(&mut next.flow),
            _ => Some(&mut running.flow).filter(|_| !is_settled),
        };
        if flow.is_some_and(|flow| flow.resume(branch)) {
            self.out.push(Action::ChangeStop { branch, input, stop });
        }
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
        if flow.ended_sources.is_empty() && flow.presentation.shape.playlist_sources.is_empty() {
            self.emit(SessionEvent::new(EventType::EndOfPresentation));
        }
        self.emit(SessionEvent::topology_status(
            flow.presentation.key,
            TopologyStatus::Ended,
        ));
    }
}
