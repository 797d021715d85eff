//! The operations: how they wait, overtake each other, and begin.

use std::mem;

use openmf_core::{
    Error, EventType, Guid, HostTime, MediaTime, PresentationTime, Result, StartPosition, Variant, codes,
    guids,
};

use crate::machine::Session;
use crate::presentation::{Presentation, Running};
use crate::states::{AfterStop, Follow, Kind, Purpose, Starting, State, Stopped};
use crate::{
    Action, Command, Component, EventAttribute, Note, OpId, PresentationShape, SeekMode, SessionEvent,
    SessionState, SetTopologyFlags, TopologyKey,
};

/// An operation that has not begun.
#[derive(Clone, Debug)]
pub(crate) struct QueuedOp {
    pub(crate) op: OpId,
    pub(crate) command: Command,
    pub(crate) fate: Fate,
    /// `Stop`: when the operations before it have to be over. `None` once that has been seen to.
    pub(crate) overtakes_at: Option<HostTime>,
    /// What is before it does not wait for anything any longer.
    pub(crate) overtaken: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Fate {
    Run,
    /// It fails when its turn comes.
    Fail(Error),
    /// It fails when its turn comes, unless there is a topology by then.
    FailWithoutTopology(Error),
}

/// A `SetTopology` between its beginning and its effect.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) op: OpId,
    pub(crate) topology: TopologyKey,
    pub(crate) immediate: bool,
    pub(crate) stage: SettingStage,
}

#[derive(Clone, Debug)]
pub(crate) enum SettingStage {
    Resolving { deadline: HostTime },
    Resolved(Result<PresentationShape>),
}

impl QueuedOp {
    pub(crate) fn will_run(&self) -> bool {
        match self.fate {
            Fate::Run | Fate::FailWithoutTopology(_) => true,
            Fate::Fail(_) => false,
        }
    }

    /// At rate 0 a start waits until the frame of the one before it is shown.
    fn waits_for_scrub(&self) -> bool {
        let starts = match self.command {
            Command::Start { .. } | Command::StepBack => true,
            Command::SetTopology { .. }
            | Command::ClearTopologies
            | Command::Pause
            | Command::SetRate { .. }
            | Command::Stop
            | Command::Close => false,
        };
        starts && self.will_run()
    }
}

impl Setting {
    pub(crate) fn deadline(&self) -> Option<HostTime> {
        match self.stage {
            SettingStage::Resolving { deadline } => Some(deadline),
            SettingStage::Resolved(_) => None,
        }
    }
}

/// A `Start` from the current position that came while the last of the presentation was being rendered. It waits for
/// `MESessionEnded` and then plays from the beginning.
#[derive(Clone, Debug)]
pub(crate) struct Deferred {
    pub(crate) op: OpId,
    pub(crate) deadline: HostTime,
}

impl Command {
    /// The event by which it completes.
    pub(crate) const fn completion(&self) -> EventType {
        match self {
            Self::SetTopology { .. } => EventType::SessionTopologySet,
            Self::ClearTopologies => EventType::SessionTopologiesCleared,
            Self::Start { .. } => EventType::SessionStarted,
            Self::SetRate { .. } => EventType::SessionRateChanged,
            Self::StepBack => EventType::SessionStarted,
            Self::Pause => EventType::SessionPaused,
            Self::Stop => EventType::SessionStopped,
            Self::Close => EventType::SessionClosed,
        }
    }

    /// The topology that it brings.
    pub(crate) const fn topology(&self) -> Option<TopologyKey> {
        match self {
            Self::SetTopology { topology, .. } => *topology,
            Self::ClearTopologies
            | Self::Start { .. }
            | Self::Pause
            | Self::SetRate { .. }
            | Self::StepBack
            | Self::Stop
            | Self::Close => None,
        }
    }
}

impl Session {
    pub(crate) fn enqueue(&mut self, op: OpId, command: Command) {
        if let (State::Started(running), Some(deferred)) = (&self.state, &self.deferred) {
            // What comes behind it is not to wait for the end: it has started what is playing already.
            let (op, offset) = (deferred.op, running.flow.presentation_offset());
            self.deferred = None;
            self.complete_started(op, offset);
        }
        let mut queued = QueuedOp {
            op,
            command,
            fate: Fate::Run,
            overtakes_at: None,
            overtaken: false,
        };
        match queued.command {
            Command::Stop => queued.overtakes_at = Some(self.now + self.config.overtake_grace),
            Command::Close if !self.is_closing() => {
                for earlier in &mut self.ops {
                    earlier.fate = Fate::Fail(overtaken_by("Close"));
                    earlier.overtakes_at = None;
                }
                queued.overtaken = true;
                self.ops.push_back(queued);
                self.interrupt(&overtaken_by("Close"));
                return;
            }
            Command::SetTopology { .. }
            | Command::ClearTopologies
            | Command::Start { .. }
            | Command::Pause
            | Command::SetRate { .. }
            | Command::StepBack
            | Command::Close => {}
        }
        self.ops.push_back(queued);
    }

    /// Whether a `Stop` or `Close` waits that nothing is to hold up.
    pub(crate) fn is_overtaken(&self) -> bool {
        self.ops.iter().any(|queued| queued.overtaken)
    }

    /// Lets each `Stop` whose patience has run out overtake what is before it.
    pub(crate) fn overtake(&mut self) {
        let now = self.now;
        let last = self
            .ops
            .iter()
            .rposition(|queued| queued.overtakes_at.is_some_and(|at| at <= now));
        let Some(last) = last else {
            return;
        };
        let error = overtaken_by("Stop");
        for (index, queued) in self.ops.iter_mut().enumerate().take(last + 1) {
            let waits = match queued.command {
                Command::SetTopology { .. }
                | Command::Start { .. }
                | Command::Pause
                | Command::SetRate { .. }
                | Command::StepBack => true,
                Command::ClearTopologies | Command::Stop | Command::Close => false,
            };
            if waits {
                queued.fate = Fate::Fail(error.clone());
            }
            queued.overtakes_at = None;
            queued.overtaken |= index == last;
        }
        self.interrupt(&error);
    }

    pub(crate) fn topology_resolved(
        &mut self,
        op: OpId,
        topology: TopologyKey,
        result: Result<PresentationShape>,
    ) {
        let awaited = self.setting.as_mut().filter(|setting| {
            setting.op == op && setting.topology == topology && setting.deadline().is_some()
        });
        match awaited {
            Some(setting) => setting.stage = SettingStage::Resolved(result),
            None => self.out.push(Action::Note(Note::UnexpectedAnswer {
                component: Component::Loader(topology),
                what: "resolved",
            })),
        }
    }

    pub(crate) fn expire_deferred(&mut self) {
        let now = self.now;
        if let Some(deferred) = self.deferred.take_if(|deferred| deferred.deadline <= now) {
            self.complete_deferred(deferred);
        }
    }

    /// The end has not come: the presentation goes on, or was given up.
    fn complete_deferred(&mut self, deferred: Deferred) {
        match &self.state {
            State::Started(running) => {
                let offset = running.flow.presentation_offset();
                self.complete_started(deferred.op, offset);
            }
            State::New
            | State::Stopped(_)
            | State::Paused(_)
            | State::Activating(_)
            | State::Starting(_)
            | State::Pausing(_)
            | State::Rating(_)
            | State::Stopping(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown => {
                let error = Error::invalid_request("the presentation ended");
                self.complete(
                    deferred.op,
                    SessionEvent::failed(EventType::SessionStarted, error),
                );
            }
        }
    }

    pub(crate) fn fail_deferred(&mut self, error: &Error) {
        if let Some(deferred) = self.deferred.take() {
            self.complete(
                deferred.op,
                SessionEvent::failed(EventType::SessionStarted, error.clone()),
            );
        }
    }

    /// The operations that wait to start or pause the present presentation fail when their turn comes.
    pub(crate) fn fail_transport_ops(&mut self, error: &Error) {
        for queued in &mut self.ops {
            match queued.command {
                Command::Start { .. } | Command::Pause | Command::StepBack => {
                    queued.fate = Fate::Fail(error.clone());
                }
                Command::ClearTopologies | Command::SetRate { .. } => {}
                Command::SetTopology { .. } | Command::Stop | Command::Close => return,
            }
        }
    }

    /// A `Start` that was called while the topology was being set fails as that did, if there is none.
    pub(crate) fn fail_starts_without_topology(&mut self, error: &Error) {
        for queued in &mut self.ops {
            if let (Command::Start { .. }, Fate::Run) = (&queued.command, &queued.fate) {
                queued.fate = Fate::FailWithoutTopology(error.clone());
            }
        }
    }

    /// A resolved topology takes effect.
    pub(crate) fn apply_setting(&mut self) -> bool {
        let resolved = self.setting.take_if(|setting| setting.deadline().is_none());
        let Some(setting) = resolved else {
            return false;
        };
        let Setting {
            op,
            topology,
            immediate,
            stage,
        } = setting;
        let shape = match stage {
            SettingStage::Resolved(Ok(shape)) => shape,
            SettingStage::Resolved(Err(error)) => {
                self.refuse_topology(op, topology, error);
                return true;
            }
            SettingStage::Resolving { .. } => return false,
        };
        let presentation = Presentation::new(topology, shape);
        if immediate {
            self.clear_queue(Some(&presentation));
        }
        let set = Purpose::Set { op, play: false };
        match mem::replace(&mut self.state, State::New) {
            State::New if self.queue.is_empty() => self.begin_activating(presentation, set),
            State::Stopped(stopped) if immediate || (stopped.ended && stopped.follow.is_none()) => {
                let play = stopped.follow.is_some_and(|follow| !follow.holds);
                self.retire(stopped.presentation, Some(&presentation));
                self.begin_activating(presentation, Purpose::Set { op, play });
            }
            State::Started(running) if immediate => {
                let then = AfterStop::Replace {
                    op,
                    with: presentation,
                    play: true,
                };
                self.begin_stopping(running, SessionState::Started, then);
            }
            State::Paused(running) if immediate => {
                let then = AfterStop::Replace {
                    op,
                    with: presentation,
                    play: false,
                };
                self.begin_stopping(running, SessionState::Paused, then);
            }
            other @ (State::New
            | State::Stopped(_)
            | State::Started(_)
            | State::Paused(_)
            | State::Activating(_)
            | State::Starting(_)
            | State::Pausing(_)
            | State::Rating(_)
            | State::Stopping(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown) => {
                self.state = other;
                self.queue.push_back(presentation);
                let value = crate::EventValue::FullTopology(topology);
                self.complete(
                    op,
                    SessionEvent::new(EventType::SessionTopologySet).with_value(value),
                );
            }
        }
        true
    }

    /// With no current presentation the first queued one becomes current.
    pub(crate) fn load_next(&mut self) -> bool {
        if !matches!(self.state, State::New) || self.setting.is_some() {
            return false;
        }
        let Some(presentation) = self.queue.pop_front() else {
            return false;
        };
        self.begin_activating(
            presentation,
            Purpose::Load {
                play: false,
                from: None,
            },
        );
        true
    }

    pub(crate) fn begin_next_op(&mut self) -> bool {
        if self.setting.is_some() || self.deferred.is_some() {
            return false;
        }
        let scrub_is_pending = self.scrub_is_pending();
        let next = self
            .ops
            .pop_front_if(|next| !(scrub_is_pending && next.waits_for_scrub()));
        let Some(queued) = next else {
            return false;
        };
        let QueuedOp {
            op, command, fate, ..
        } = queued;
        match (fate, &self.state) {
            (Fate::Fail(error), _) => {
                self.refuse(op, &command, error);
                return true;
            }
            (Fate::FailWithoutTopology(error), State::New) if self.queue.is_empty() => {
                self.refuse(op, &command, error);
                return true;
            }
            (Fate::FailWithoutTopology(_) | Fate::Run, _) => {}
        }
        if let State::Closed(_) = self.state {
            match command {
                Command::Close => self.out.push(Action::Complete { op, result: Ok(()) }),
                Command::SetTopology { .. }
                | Command::ClearTopologies
                | Command::Start { .. }
                | Command::Pause
                | Command::SetRate { .. }
                | Command::StepBack
                | Command::Stop => self.refuse(op, &command, Error::invalid_request("the session is closed")),
            }
            return true;
        }
        match command {
            Command::SetTopology {
                flags,
                topology,
                topology_id,
            } => self.begin_set_topology(op, flags, topology, topology_id),
            Command::ClearTopologies => {
                self.clear_queue(None);
                self.drop_unstarted_next();
                self.complete(op, SessionEvent::new(EventType::SessionTopologiesCleared));
            }
            Command::Start { position, mode } => self.begin_start(op, position, mode),
            Command::Pause => self.begin_pause(op),
            Command::SetRate { rate } => self.begin_set_rate(op, rate),
            Command::StepBack => self.begin_step_back(op),
            Command::Stop => self.begin_stop(op),
            Command::Close => self.begin_close(op),
        }
        true
    }

    fn begin_set_topology(
        &mut self,
        op: OpId,
        flags: SetTopologyFlags,
        topology: Option<TopologyKey>,
        topology_id: u64,
    ) {
        let Some(key) = topology else {
            self.begin_clear_current(op, None);
            return;
        };
        if flags.clear_current && !flags.immediate {
            let current = self.state.presentation();
            if current.is_some_and(|current| current.shape.topology_id == topology_id) {
                self.begin_clear_current(op, topology);
            } else {
                self.complete_cleared(op, topology);
            }
            return;
        }
        self.out.push(Action::Resolve {
            op,
            topology: key,
            no_resolution: flags.no_resolution,
        });
        self.setting = Some(Setting {
            op,
            topology: key,
            immediate: flags.immediate,
            stage: SettingStage::Resolving {
                deadline: self.now + self.config.start_timeout,
            },
        });
    }

    fn begin_clear_current(&mut self, op: OpId, topology: Option<TopologyKey>) {
        match mem::replace(&mut self.state, State::New) {
            State::Stopped(stopped) => {
                let play = stopped.follow.is_some_and(|follow| !follow.holds);
                self.finish_clearing(stopped.presentation, op, topology, play);
            }
            State::Started(running) => {
                let then = AfterStop::Clear {
                    op,
                    topology,
                    play: true,
                };
                self.begin_stopping(running, SessionState::Started, then);
            }
            State::Paused(running) => {
                let then = AfterStop::Clear {
                    op,
                    topology,
                    play: false,
                };
                self.begin_stopping(running, SessionState::Paused, then);
            }
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
                self.complete_cleared(op, topology);
            }
        }
    }

    /// Why a start from this position is refused before any component is asked.
    pub(crate) fn start_refusal(&self, position: &StartPosition) -> Option<Error> {
        let origin = self
            .state
            .presentation()
            .map_or(PresentationTime::ZERO, Presentation::origin);
        match (&self.state, position) {
            (State::New, _) => Some(Error::invalid_request("there is no topology")),
            (_, StartPosition::At(time)) if time.as_100ns() < origin.as_100ns() => Some(
                Error::invalid_request("the start position is before the beginning"),
            ),
            (
                State::Started(Running { flow, .. })
                | State::Paused(Running { flow, .. })
                | State::Starting(Starting {
                    running: Running { flow, .. },
                    ..
                }),
                position,
            ) => {
                let moves = *position != StartPosition::Current;
                let obstacle = self.pipeline.obstacle(&flow.presentation);
                let cannot = moves && !self.present_capabilities().seek;
                obstacle.or_else(|| cannot.then(|| Error::invalid_request("a source cannot seek")))
            }
            (
                State::Stopped(_)
                | State::Activating(_)
                | State::Pausing(_)
                | State::Rating(_)
                | State::Stopping(_)
                | State::Closing(_)
                | State::Closed(_)
                | State::ShutDown,
                _,
            ) => None,
        }
    }

    /// Whether the next operation is a seek that will be tried, so that one before it would be in vain.
    pub(crate) fn seek_waits(&self) -> bool {
        self.ops
            .front()
            .is_some_and(|next| match (&next.command, &next.fate) {
                (Command::Start { position, .. }, Fate::Run | Fate::FailWithoutTopology(_)) => {
                    *position != StartPosition::Current
                        && !is_relative(position)
                        && self.start_refusal(position).is_none()
                }
                (_, _) => false,
            })
    }

    /// The seek that waits next, without its turn having come.
    pub(crate) fn take_waiting_seek(&mut self) -> Option<(OpId, StartPosition, SeekMode)> {
        if !self.seek_waits() {
            return None;
        }
        let QueuedOp { op, command, .. } = self.ops.pop_front()?;
        match command {
            Command::Start { position, mode } => Some((op, position, mode)),
            Command::SetTopology { .. }
            | Command::ClearTopologies
            | Command::Pause
            | Command::SetRate { .. }
            | Command::StepBack
            | Command::Stop
            | Command::Close => None,
        }
    }

    /// Completes a seek that was not carried out because another one follows it.
    pub(crate) fn complete_overtaken(&mut self, op: OpId) {
        let event = SessionEvent::new(EventType::SessionStarted);
        self.complete(op, event.with(EventAttribute::SeekOvertaken));
    }

    /// Called with a settled state, like the other beginnings.
    pub(crate) fn begin_start(&mut self, op: OpId, position: StartPosition, mode: SeekMode) {
        let position = match in_default_format(position) {
            Ok(position) => position,
            Err(error) => {
                self.complete(op, SessionEvent::failed(EventType::SessionStarted, error));
                return;
            }
        };
        if let Some(error) = self.start_refusal(&position) {
            self.complete(op, SessionEvent::failed(EventType::SessionStarted, error));
            return;
        }
        if position != StartPosition::Current && self.seek_waits() {
            self.complete_overtaken(op);
            return;
        }
        match mem::replace(&mut self.state, State::New) {
            State::Stopped(Stopped {
                presentation,
                ended,
                follow: Some(follow),
            }) if position == StartPosition::Current => {
                let offset = presentation.origin().since_zero();
                self.state = State::Stopped(Stopped {
                    presentation,
                    ended,
                    follow: Some(Follow {
                        holds: false,
                        ..follow
                    }),
                });
                self.complete_started(op, offset);
            }
            State::Stopped(Stopped { presentation, .. }) => {
                self.begin_fresh(presentation, Some(op), position, mode, false);
            }
            State::Started(running) => {
                if position != StartPosition::Current {
                    self.begin_seek(running, op, position, mode, false);
                } else if self.is_scrubbing() {
                    self.begin_step(running, op);
                } else if self.is_ending(&running) && self.ops.is_empty() {
                    self.deferred = Some(Deferred {
                        op,
                        deadline: self.now + self.config.start_timeout,
                    });
                    self.state = State::Started(running);
                } else {
                    let offset = running.flow.presentation_offset();
                    self.state = State::Started(running);
                    self.complete_started(op, offset);
                }
            }
            State::Paused(running) => {
                if position == StartPosition::Current {
                    self.begin_resume(running, op);
                } else {
                    self.begin_seek(running, op, position, mode, true);
                }
            }
            other @ (State::New
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

    fn begin_pause(&mut self, op: OpId) {
        let can_pause = self.present_capabilities().pause;
        let status = match mem::replace(&mut self.state, State::New) {
            State::Started(running) if can_pause => {
                self.begin_pausing(running, Some(op));
                return;
            }
            other @ State::Started(_) => {
                self.state = other;
                Err(Error::invalid_request("a source cannot pause"))
            }
            other @ State::Paused(_) => {
                self.state = other;
                Ok(())
            }
            State::Stopped(mut stopped) => {
                let follow = stopped.follow.as_mut();
                let status = follow.map_or(Err(Error::PauseWhileStopped), |follow| {
                    follow.holds = true;
                    Ok(())
                });
                self.state = State::Stopped(stopped);
                status
            }
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
                Err(Error::invalid_request("there is no topology"))
            }
        };
        self.complete(
            op,
            SessionEvent::new(EventType::SessionPaused).with_status(status),
        );
    }

    fn begin_stop(&mut self, op: OpId) {
        let status = match mem::replace(&mut self.state, State::New) {
            State::Started(running) => {
                self.begin_stopping(running, SessionState::Started, AfterStop::Stop { op });
                return;
            }
            State::Paused(running) => {
                self.begin_stopping(running, SessionState::Paused, AfterStop::Stop { op });
                return;
            }
            State::Stopped(mut stopped) => {
                stopped.follow = None;
                self.state = State::Stopped(stopped);
                Ok(())
            }
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
                Err(Error::invalid_request("there is no topology"))
            }
        };
        self.complete(
            op,
            SessionEvent::new(EventType::SessionStopped).with_status(status),
        );
    }

    fn begin_close(&mut self, op: OpId) {
        match mem::replace(&mut self.state, State::New) {
            State::Stopped(stopped) => self.begin_closing(Some(stopped.presentation), op, None),
            State::Started(running) => {
                self.begin_stopping(running, SessionState::Started, AfterStop::Close { op })
            }
            State::Paused(running) => {
                self.begin_stopping(running, SessionState::Paused, AfterStop::Close { op })
            }
            State::New
            | State::Activating(_)
            | State::Starting(_)
            | State::Pausing(_)
            | State::Rating(_)
            | State::Stopping(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown => self.begin_closing(None, op, None),
        }
    }

    /// Completes an operation that does not run.
    fn refuse(&mut self, op: OpId, command: &Command, error: Error) {
        self.complete(op, SessionEvent::failed(command.completion(), error));
        if let Some(topology) = command.topology() {
            self.out.push(Action::Release {
                topology,
                shutdown_sinks: Vec::new(),
            });
        }
    }

    /// Ends the operation that runs, so that nothing is waited for but a stop.
    fn interrupt(&mut self, error: &Error) {
        if let Some(setting) = self.setting.take() {
            self.refuse_topology(setting.op, setting.topology, error.clone());
        }
        if let Some(deferred) = self.deferred.take() {
            self.complete_deferred(deferred);
        }
        match mem::replace(&mut self.state, State::New) {
            State::Activating(activating) => match activating.purpose {
                Purpose::Set { .. } => self.activated(activating, Err(error.clone())),
                Purpose::Load { .. } => self.queue.push_front(activating.presentation),
            },
            State::Starting(starting) if starting.kind == Kind::Buffered => self.interrupt_starting(starting),
            State::Starting(starting) => self.fail_starting(starting, error.clone()),
            State::Pausing(pausing) => self.interrupt_pausing(pausing, error.clone()),
            State::Rating(rating) => self.interrupt_rating(rating, error.clone()),
            State::Stopping(stopping) => self.state = State::Stopping(stopping.refusing(error)),
            other @ (State::New
            | State::Stopped(_)
            | State::Started(_)
            | State::Paused(_)
            | State::Closing(_)
            | State::Closed(_)
            | State::ShutDown) => self.state = other,
        }
    }

    /// A presentation whose sources have not started yet is still queued, as far as the application can tell.
    fn drop_unstarted_next(&mut self) {
        let next = self.state.running_mut().and_then(|running: &mut Running| {
            running.next.take_if(|next| next.is_unstarted() && !running.ended)
        });
        if let Some(next) = next {
            self.release(next.flow.presentation);
        }
    }

    fn is_closing(&self) -> bool {
        let queued = self
            .ops
            .iter()
            .any(|queued| matches!(queued.command, Command::Close));
        queued
            || match &self.state {
                State::Closing(_) | State::Closed(_) => true,
                State::Stopping(stopping) => matches!(stopping.then, AfterStop::Close { .. }),
                State::New
                | State::Stopped(_)
                | State::Started(_)
                | State::Paused(_)
                | State::Activating(_)
                | State::Starting(_)
                | State::Pausing(_)
                | State::Rating(_)
                | State::ShutDown => false,
            }
    }
}

/// Whether the position depends on where the presentation is.
fn is_relative(position: &StartPosition) -> bool {
    matches!(position, StartPosition::Other { format, .. } if *format == guids::MF_TIME_FORMAT_ENTRY_RELATIVE)
}

/// `GUID_NULL` as the time format is the default one, whose values are `VT_EMPTY` and `VT_I8`.
fn in_default_format(position: StartPosition) -> Result<StartPosition> {
    match position {
        StartPosition::Other {
            format: Guid::ZERO,
            value,
        } => match value {
            Variant::Empty => Ok(StartPosition::Current),
            Variant::I64(time) => Ok(StartPosition::At(MediaTime::from_100ns(time))),
            _ => Err(codes::MF_E_INVALIDTYPE.into()),
        },
        other => Ok(other),
    }
}

fn overtaken_by(command: &str) -> Error {
    Error::invalid_request(format!("a later {command} overtook it"))
}
