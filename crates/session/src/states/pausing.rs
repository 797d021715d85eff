use openmf_core::{Error, EventType, Result};

use super::{Hold, State};
use crate::machine::Session;
use crate::pipeline::{ClockRun, SourceRun};
use crate::presentation::Running;
use crate::waits::{Answer, Waits};
use crate::{Action, Component, OpId, SessionEvent};

/// The clock freezes first, so that time stands still at the call; then the sources.
#[derive(Clone, Debug)]
pub(crate) struct Pausing {
    pub(crate) running: Running,
    /// `None`: nobody asked; a source has run dry.
    pub(crate) op: Option<OpId>,
    pub(crate) waits: Waits,
    pub(crate) failure: Option<Error>,
}

impl Session {
    pub(crate) fn begin_pausing(&mut self, mut running: Running, op: Option<OpId>) {
        // A frame that is still to be shown is not waited for.
        running.scrub = None;
        let mut waits = Waits::new(self.now, self.config.component_timeout);
        if self.pipeline.clock == ClockRun::Paused {
            // It stands still already, because a source has run dry.
            self.pause_sources(&mut waits);
            self.state = State::Pausing(Pausing {
                running,
                op,
                waits,
                failure: None,
            });
            return;
        }
        if let Some(error) = self.pipeline.why_cut_off(Component::Clock) {
            // Its time source did not answer before, and is not asked again.
            match op {
                Some(op) => self.complete(op, SessionEvent::failed(EventType::SessionPaused, error)),
                None => running.hold = Hold::Refused,
            }
            self.state = State::Started(running);
            return;
        }
        waits.add(Answer::ClockChanged, Component::Clock);
        for stream_sink in self.pipeline.live_stream_sinks(&running.flow.presentation) {
            waits.add(Answer::SinkPaused, Component::StreamSink(stream_sink));
        }
        self.out.push(Action::PauseClock);
        self.state = State::Pausing(Pausing {
            running,
            op,
            waits,
            failure: None,
        });
    }

    pub(crate) fn pausing_answered(&mut self, mut pausing: Pausing, answer: Answer, result: Result<()>) {
        if answer == Answer::ClockChanged {
            if let Err(error) = result {
                // The time source has refused: nobody was told, and the clock runs on.
                match pausing.op {
                    Some(op) => self.complete(op, SessionEvent::failed(EventType::SessionPaused, error)),
                    None => pausing.running.hold = Hold::Refused,
                }
                self.state = State::Started(pausing.running);
                return;
            }
            self.pipeline.clock = ClockRun::Paused;
            if pausing.op.is_some() {
                self.pause_sources(&mut pausing.waits);
            }
        } else if let Err(error) = result {
            pausing.failure.get_or_insert(error);
        }
        self.state = State::Pausing(pausing);
    }

    fn pause_sources(&mut self, waits: &mut Waits) {
        let started = self
            .pipeline
            .sources
            .iter_mut()
            .filter(|(_, run)| **run == SourceRun::Started);
        for (&source, run) in started {
            *run = SourceRun::Paused;
            self.out.push(Action::PauseSource { source });
            waits.add(Answer::SourcePaused, Component::Source(source));
        }
    }

    /// A component that fails to pause, or does not answer, is told by the status; the clock is frozen all the same.
    pub(crate) fn finish_pausing(&mut self, pausing: Pausing) {
        let Pausing {
            mut running,
            op,
            failure,
            ..
        } = pausing;
        let Some(op) = op else {
            running.hold = Hold::Held;
            self.state = State::Started(running);
            self.tell_non_fatal(failure);
            return;
        };
        let status = failure.map_or(Ok(()), Err);
        self.state = State::Paused(running);
        self.complete(
            op,
            SessionEvent::new(EventType::SessionPaused).with_status(status),
        );
    }

    /// An operation that must not wait has come: the pause ends where it is.
    pub(crate) fn interrupt_pausing(&mut self, pausing: Pausing, error: Error) {
        let Pausing {
            running, op, waits, ..
        } = pausing;
        self.pipeline.verdict_is_out |= waits.awaits(Answer::ClockChanged, Component::Clock);
        let Some(op) = op else {
            self.interrupt_hold(running);
            return;
        };
        self.state = if self.pipeline.clock == ClockRun::Paused {
            State::Paused(running)
        } else {
            State::Started(running)
        };
        self.complete(op, SessionEvent::failed(EventType::SessionPaused, error));
    }
}
