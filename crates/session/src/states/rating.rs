use openmf_core::{Error, EventType, PresentationTime, RateSupport, Result, StartPosition};

use super::{AfterStop, State, Stopped};
use crate::machine::Session;
use crate::presentation::{Flow, Presentation, Running, Scrub};
use crate::rate::{Rate, Sign};
use crate::waits::{Answer, Waits};
use crate::{
    Action, Component, EventAttribute, EventValue, OpId, SeekMode, SessionEvent, SessionState, SourceId,
    StreamSinkId,
};

/// The rate changes: first at the sources, then in the branches and on the clock, which tells the sinks.
///
/// Source: "How to Set the Playback Rate on the Media Session" (Microsoft Learn), which leaves the order of sources and
/// clock open. Data goes on flowing meanwhile.
#[derive(Clone, Debug)]
pub(crate) struct Rating {
    pub(crate) held: Held,
    /// `None`: the session goes back to 1.0 on its own, for a presentation that plays at no other rate.
    pub(crate) op: Option<OpId>,
    pub(crate) rate: Rate,
    pub(crate) stage: Stage,
    /// The clock has taken the new rate.
    pub(crate) clock_follows: bool,
    pub(crate) waits: Waits,
    pub(crate) failure: Option<Error>,
}

/// The state in which the rate changes, and which holds again afterwards.
#[derive(Clone, Debug)]
pub(crate) enum Held {
    Stopped(Stopped),
    Started(Running),
    Paused(Running),
}

impl Held {
    pub(crate) fn documented(&self) -> SessionState {
        match self {
            Self::Stopped(_) => SessionState::Stopped,
            Self::Started(_) => SessionState::Started,
            Self::Paused(_) => SessionState::Paused,
        }
    }

    pub(crate) fn running(&self) -> Option<&Running> {
        match self {
            Self::Started(running) | Self::Paused(running) => Some(running),
            Self::Stopped(_) => None,
        }
    }

    pub(crate) fn running_mut(&mut self) -> Option<&mut Running> {
        match self {
            Self::Started(running) | Self::Paused(running) => Some(running),
            Self::Stopped(_) => None,
        }
    }

    pub(crate) fn presentation(&self) -> &Presentation {
        match self {
            Self::Stopped(stopped) => &stopped.presentation,
            Self::Started(running) | Self::Paused(running) => &running.flow.presentation,
        }
    }

    pub(crate) fn presentation_mut(&mut self) -> &mut Presentation {
        match self {
            Self::Stopped(stopped) => &mut stopped.presentation,
            Self::Started(running) | Self::Paused(running) => &mut running.flow.presentation,
        }
    }

    fn into_state(self) -> State {
        match self {
            Self::Stopped(stopped) => State::Stopped(stopped),
            Self::Started(running) => State::Started(running),
            Self::Paused(running) => State::Paused(running),
        }
    }

    /// The flows whose sources and branches have to know.
    fn flows(&self) -> impl Iterator<Item = &Flow> {
        let running = self.running();
        let following = running.and_then(|running| running.next.as_ref());
        let following = following
            .filter(|next| !next.is_unstarted())
            .map(|next| &next.flow);
        running.map(|running| &running.flow).into_iter().chain(following)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Sources,
    Clock,
    /// Something refused: the sources that had accepted go back to the former rate, and the clock.
    Undoing,
}

impl Rating {
    /// The sources of what is held, each once.
    fn sources(&self) -> std::collections::BTreeSet<SourceId> {
        let flows = self.held.flows();
        let flows = flows.flat_map(|flow| &flow.presentation.shape.sources);
        let sources = self.held.presentation().shape.sources.iter().chain(flows);
        sources.map(|source| source.id).collect()
    }
}

impl Session {
    pub(crate) fn begin_set_rate(&mut self, op: OpId, rate: Rate) {
        if let Some(error) = self.rate_refusal(rate) {
            self.complete_rate(Some(op), Err(error));
            return;
        }
        match std::mem::replace(&mut self.state, State::New) {
            State::Stopped(stopped) => self.change_rate(Held::Stopped(stopped), Some(op), rate),
            State::Started(running) => self.change_rate(Held::Started(running), Some(op), rate),
            State::Paused(running) => self.change_rate(Held::Paused(running), Some(op), rate),
            // Observed: without a topology it succeeds, and the clock's rate stays 1.0.
            other @ (State::New
            | State::Activating(_)
            | State::Starting(_)
            | State::Pausing(_)
            | State::Rating(_)
            | State::Stopping(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown) => {
                self.state = other;
                self.pipeline.rate = Rate::default();
                self.complete_rate(Some(op), Ok(()));
            }
        }
    }

    /// Why the rate cannot change to this one now.
    fn rate_refusal(&self, rate: Rate) -> Option<Error> {
        let state = self.state.documented();
        if !Sign::of(self.pipeline.rate.rate).may_become(Sign::of(rate.rate), state) {
            return Some(Error::UnsupportedRateTransition);
        }
        let current = self.state.presentation()?;
        let running = self.state.running();
        let following = running.and_then(|running| running.next.as_ref());
        let following = following.filter(|next| !next.is_unstarted());
        let bounds = following.map_or(current.rates(), |next| {
            current.rates().and(next.flow.presentation.rates())
        });
        let refused = bounds.is_rate_supported(rate.thin, rate.rate).err();
        refused.map(|refused| refused.error)
    }

    fn change_rate(&mut self, held: Held, op: Option<OpId>, rate: Rate) {
        let obstacle = self.pipeline.obstacle(held.presentation());
        if let (Some(error), Some(_)) = (obstacle, op) {
            self.state = held.into_state();
            self.complete_rate(op, Err(error));
            return;
        }
        let mut rating = Rating {
            held,
            op,
            rate,
            stage: Stage::Sources,
            clock_follows: false,
            waits: Waits::new(self.now, self.config.component_timeout),
            failure: None,
        };
        if rate != self.pipeline.rate {
            for source in rating.sources() {
                self.set_source_rate(source, rate, &mut rating.waits);
            }
        }
        self.state = State::Rating(rating);
    }

    /// Tells a source the rate, unless it has it.
    pub(crate) fn set_source_rate(&mut self, source: SourceId, rate: Rate, waits: &mut Waits) {
        if self.pipeline.tell_rate(source, rate) {
            self.out.push(Action::SetSourceRate { source, rate });
            waits.add(Answer::SourceRateChanged, Component::Source(source));
        }
    }

    pub(crate) fn rating_answered(&mut self, mut rating: Rating, answer: Answer, result: Result<()>) {
        match (answer, result) {
            (Answer::ClockChanged, Ok(())) => rating.clock_follows = true,
            (_, Ok(())) => {}
            (Answer::ClockChanged, Err(error)) => {
                // The time source refuses: no sink was told.
                rating.waits.forget_kind(Answer::SinkRateChanged);
                rating.failure.get_or_insert(error);
            }
            (_, Err(error)) => {
                rating.failure.get_or_insert(error);
            }
        }
        self.state = State::Rating(rating);
    }

    /// A component did not answer and was cut off.
    pub(crate) fn rating_stalled(&mut self, mut rating: Rating, error: Error) {
        rating.failure.get_or_insert(error);
        self.state = State::Rating(rating);
    }

    /// Every answer of this stage is there.
    pub(crate) fn step_rating(&mut self, mut rating: Rating) {
        match (rating.stage, &rating.failure) {
            (Stage::Sources | Stage::Clock, Some(_)) => self.undo_rate(rating),
            (Stage::Sources, None) => {
                if rating.rate == self.pipeline.rate {
                    self.finish_rating(rating, true);
                    return;
                }
                rating.stage = Stage::Clock;
                rating.waits = Waits::new(self.now, self.config.component_timeout);
                self.change_clock_rate(&mut rating);
                self.state = State::Rating(rating);
            }
            (Stage::Clock, None) => self.finish_rating(rating, true),
            (Stage::Undoing, _) => self.finish_rating(rating, false),
        }
    }

    fn change_clock_rate(&mut self, rating: &mut Rating) {
        self.set_branch_rates(&rating.held, rating.rate);
        self.out.push(Action::SetClockRate {
            rate: rating.rate.rate,
        });
        rating.waits.add(Answer::ClockChanged, Component::Clock);
        for stream_sink in self.rated_stream_sinks(rating.held.presentation()) {
            let component = Component::StreamSink(stream_sink);
            rating.waits.add(Answer::SinkRateChanged, component);
        }
    }

    fn set_branch_rates(&mut self, held: &Held, rate: Rate) {
        for flow in held.flows() {
            let branches: Vec<_> = self
                .pipeline
                .live_branches(&flow.presentation)
                .map(|branch| branch.id)
                .collect();
            if !branches.is_empty() {
                self.out.push(Action::SetBranchRates {
                    branches,
                    generation: flow.generation,
                    rate,
                });
            }
        }
    }

    /// The stream sinks that tell of a change of rate, and of a scrub.
    pub(crate) fn rated_stream_sinks(&self, presentation: &Presentation) -> Vec<StreamSinkId> {
        let mut live = self.pipeline.live_stream_sinks(presentation);
        live.retain(|id| {
            let sinks = presentation.shape.sinks.iter();
            let mut rated = sinks.filter(|sink| sink.rates.is_some());
            rated.any(|sink| sink.stream_sinks.contains(id))
        });
        live
    }

    fn undo_rate(&mut self, mut rating: Rating) {
        rating.waits = Waits::new(self.now, self.config.component_timeout);
        let former = self.pipeline.rate;
        if rating.stage == Stage::Clock {
            self.set_branch_rates(&rating.held, former);
        }
        if rating.clock_follows && !self.pipeline.is_cut_off(Component::Clock) {
            self.out.push(Action::SetClockRate { rate: former.rate });
            rating.waits.add(Answer::ClockChanged, Component::Clock);
        }
        rating.stage = Stage::Undoing;
        // Another presentation's source that has the rate, and is gone with it, is not asked again.
        let playing: std::collections::BTreeSet<SourceId> = rating.sources();
        let told = self.pipeline.sources_at(rating.rate);
        for source in told.into_iter().filter(|source| playing.contains(source)) {
            self.set_source_rate(source, former, &mut rating.waits);
        }
        self.state = State::Rating(rating);
    }

    fn finish_rating(&mut self, rating: Rating, changed: bool) {
        let Rating {
            held,
            op,
            rate,
            failure,
            ..
        } = rating;
        self.state = held.into_state();
        if changed {
            self.pipeline.rate = rate;
        }
        match (op, failure) {
            (None, Some(error)) => self.fail_streaming(error),
            (op, failure) => self.complete_rate(op, failure.map_or(Ok(()), Err)),
        }
    }

    /// `MESessionRateChanged`: the rate that holds now.
    fn complete_rate(&mut self, op: Option<OpId>, status: Result<()>) {
        let mut event = SessionEvent::new(EventType::SessionRateChanged);
        if status.is_ok() {
            event = event.with_value(EventValue::Rate(self.pipeline.rate.rate));
        }
        let event = event.with_status(status);
        match op {
            Some(op) => self.complete(op, event),
            None => self.emit(event),
        }
    }

    /// An operation that must not wait has come: the change ends where it is. What the components know of it is set
    /// right by the next start.
    pub(crate) fn interrupt_rating(&mut self, rating: Rating, error: Error) {
        let Rating { held, op, waits, .. } = rating;
        self.pipeline.verdict_is_out |= waits.awaits(Answer::ClockChanged, Component::Clock);
        self.state = held.into_state();
        self.complete_rate(op, Err(error));
    }

    /// `MEError` while the rate changes.
    pub(crate) fn fail_rating(&mut self, rating: Rating, error: Error) {
        let before = rating.held.documented();
        self.emit(SessionEvent::failed(EventType::Error, error.clone()));
        self.interrupt_rating(rating, error.clone());
        self.fail_transport_ops(&error);
        match std::mem::replace(&mut self.state, State::New) {
            State::Started(running) | State::Paused(running) => {
                self.begin_stopping(running, before, AfterStop::Failed);
            }
            other @ (State::New
            | State::Stopped(_)
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

    /// Whether a presentation plays at the session's rate.
    pub(crate) fn rate_suits(&self, presentation: &Presentation) -> bool {
        let Rate { thin, rate } = self.pipeline.rate;
        presentation.rates().is_rate_supported(thin, rate).is_ok()
    }

    /// A presentation becomes current that may not play at the session's rate: it then is 1.0 again.
    pub(crate) fn keep_or_reset_rate(&mut self) {
        let unfit = self
            .state
            .presentation()
            .is_some_and(|presentation| !self.rate_suits(presentation));
        if unfit {
            self.pipeline.rate = Rate::default();
            self.complete_rate(None, Ok(()));
        }
    }

    /// The same before one follows that playing one without a gap: its sources have to change too.
    pub(crate) fn reset_rate(&mut self, running: Running) {
        self.change_rate(Held::Started(running), None, Rate::default());
    }

    pub(crate) fn is_scrubbing(&self) -> bool {
        self.pipeline.rate.rate == 0.0
    }

    /// The clock starts at rate 0: each stream sink shows a frame.
    pub(crate) fn begin_scrub(&mut self, running: &mut Running) {
        let mut waits = Waits::new(self.now, self.config.start_timeout);
        let flow = &running.flow;
        for stream_sink in self.rated_stream_sinks(&flow.presentation) {
            // One that has rendered everything has no frame left to tell of.
            let mut branches = flow.presentation.shape.branches.iter();
            let has_ended =
                branches.any(|branch| branch.stream_sink == stream_sink && flow.has_rendered(branch.id));
            if !has_ended {
                waits.add(Answer::SinkScrubbed, Component::StreamSink(stream_sink));
            }
        }
        running.scrub = Some(Scrub {
            waits,
            time: None,
            failure: None,
        });
    }

    /// A stream sink has shown its frame, or shows none while scrubbing.
    pub(crate) fn sink_scrubbed(
        &mut self,
        stream_sink: StreamSinkId,
        time: Option<PresentationTime>,
        result: Result<()>,
    ) {
        let component = Component::StreamSink(stream_sink);
        let scrub = self
            .state
            .running_mut()
            .and_then(|running| running.scrub.as_mut())
            .filter(|_| !self.pipeline.is_cut_off(component));
        let awaited = scrub.filter(|scrub| scrub.waits.awaits(Answer::SinkScrubbed, component));
        let Some(scrub) = awaited else {
            self.note_unexpected(Answer::SinkScrubbed, component);
            return;
        };
        scrub.waits.take(Answer::SinkScrubbed, component);
        scrub.time = scrub.time.max(time);
        if let Err(error) = result {
            scrub.failure.get_or_insert(error);
        }
    }

    /// Sends `MESessionScrubSampleComplete` when every stream sink is done. Returns whether it did.
    pub(crate) fn finish_scrub(&mut self) -> bool {
        let State::Started(running) = &mut self.state else {
            return false;
        };
        let Some(scrub) = running.scrub.take_if(|scrub| scrub.waits.is_empty()) else {
            return false;
        };
        if scrub.time.is_some() {
            running.scrubbed_to = scrub.time;
        }
        let status = scrub.failure.map_or(Ok(()), Err);
        let mut event = SessionEvent::new(EventType::SessionScrubSampleComplete).with_status(status);
        if let Some(time) = scrub.time {
            event = event.with(EventAttribute::ScrubSampleTime(time));
        }
        self.emit(event);
        true
    }

    /// Gives up on stream sinks that show nothing and do not say so.
    pub(crate) fn expire_scrub(&mut self) {
        let now = self.now;
        let scrub = self
            .state
            .running_mut()
            .and_then(|running| running.scrub.as_mut());
        let stalled = scrub
            .filter(|scrub| scrub.waits.has_expired(now))
            .map(|scrub| scrub.waits.give_up());
        let Some(error) = stalled.and_then(|stalled| self.cut_off(stalled)) else {
            return;
        };
        let scrub = self
            .state
            .running_mut()
            .and_then(|running| running.scrub.as_mut());
        if let Some(scrub) = scrub {
            scrub.failure.get_or_insert(error);
        }
    }

    /// Whether the scrub of an earlier `Start` is still under way.
    pub(crate) fn scrub_is_pending(&self) -> bool {
        let running = self.state.running();
        running.is_some_and(|running| running.scrub.is_some())
    }

    /// One frame back from the one that is shown.
    pub(crate) fn begin_step_back(&mut self, op: OpId) {
        let scrubs = self.state.is_settled() && self.is_scrubbing();
        let shown = self.state.running().filter(|_| scrubs).map(|running| {
            let shown = running.scrubbed_to.unwrap_or(running.flow.start);
            shown - running.flow.offset
        });
        let Some(shown) = shown else {
            let error = Error::invalid_request("frames are stepped back while the rate is 0");
            self.complete(op, SessionEvent::failed(EventType::SessionStarted, error));
            return;
        };
        // The frame that is shown at the last instant before this one, whatever their durations. Before the first
        // frame there is none: that one is shown again.
        let before = shown.as_100ns().saturating_sub(1).max(0);
        let position = StartPosition::At(openmf_core::MediaTime::from_100ns(before));
        self.begin_start(op, position, SeekMode::Exact);
    }
}
