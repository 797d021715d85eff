use openmf_core::{Error, EventType, PresentationTime, Result};

use super::{State, Stopped};
use crate::machine::Session;
use crate::presentation::{Flow, Next, NextStage, Presentation, Running};
use crate::waits::{Answer, Waits};
use crate::{Action, Component, EventValue, OpId, SessionEvent, TopologyKey, TopologyStatus};

/// A presentation is becoming current.
#[derive(Clone, Debug)]
pub(crate) struct Activating {
    pub(crate) presentation: Presentation,
    pub(crate) purpose: Purpose,
    pub(crate) waits: Waits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// `SetTopology` made it current. `MESessionTopologySet` waits for it, so that it tells of a failure.
    Set {
        op: OpId,
        /// It takes the place of one that was playing.
        play: bool,
    },
    /// It was queued, and its turn has come. `from`: where the one before ended, if this one continues it.
    Load {
        play: bool,
        from: Option<PresentationTime>,
    },
}

impl Session {
    /// Only while there is no current presentation.
    pub(crate) fn begin_activating(&mut self, presentation: Presentation, purpose: Purpose) {
        self.pipeline.forget_clock();
        let mut waits = Waits::new(self.now, self.config.start_timeout);
        waits.add(Answer::Activated, Component::Activation(presentation.key));
        self.out.push(Action::Activate {
            topology: presentation.key,
        });
        self.state = State::Activating(Activating {
            presentation,
            purpose,
            waits,
        });
    }

    pub(crate) fn activated(&mut self, activating: Activating, result: Result<()>) {
        let Activating {
            mut presentation,
            purpose,
            ..
        } = activating;
        self.state = State::New;
        let key = presentation.key;
        if let Err(error) = result {
            match purpose {
                Purpose::Set { op, .. } => self.refuse_topology(op, key, error),
                Purpose::Load { play, from } => {
                    self.next_failed(presentation, error);
                    if play
                        && !self.is_overtaken()
                        && let Some(next) = self.queue.pop_front()
                    {
                        self.begin_activating(next, Purpose::Load { play, from });
                    }
                }
            }
            self.update_capabilities();
            return;
        }
        let (play, from) = match purpose {
            Purpose::Set { op, play } => {
                let value = EventValue::FullTopology(key);
                self.complete(
                    op,
                    SessionEvent::new(EventType::SessionTopologySet).with_value(value),
                );
                (play, None)
            }
            Purpose::Load { play, from } => (play, from),
        };
        self.announce_ready(&mut presentation);
        self.state = State::Stopped(Stopped::new(presentation));
        self.keep_or_reset_rate();
        self.update_capabilities();
        if play {
            self.begin_switched(from);
        }
    }

    /// Begins to build the next presentation's branches while the present one drains.
    pub(crate) fn begin_preparing(&mut self, running: &mut Running, presentation: Presentation) {
        let mut waits = Waits::new(self.now, self.config.start_timeout);
        waits.add(Answer::Activated, Component::Activation(presentation.key));
        self.out.push(Action::Prepare {
            topology: presentation.key,
        });
        running.next = Some(Next {
            flow: Flow::new(presentation),
            stage: NextStage::Preparing(waits),
        });
    }

    /// A queued presentation cannot be played. Its status event says so; what follows it in the queue is next.
    pub(crate) fn next_failed(&mut self, presentation: Presentation, error: Error) {
        let event = SessionEvent::topology_status(presentation.key, TopologyStatus::Ready);
        self.emit(event.with_status(Err(error)));
        self.release(presentation);
    }

    pub(crate) fn announce_ready(&mut self, presentation: &mut Presentation) {
        if presentation.ready {
            return;
        }
        presentation.ready = true;
        self.emit(SessionEvent::topology_status(
            presentation.key,
            TopologyStatus::Ready,
        ));
    }

    /// Completes a `SetTopology` that failed and gives its topology back.
    pub(crate) fn refuse_topology(&mut self, op: OpId, topology: TopologyKey, error: Error) {
        self.fail_starts_without_topology(&error);
        let event = SessionEvent::new(EventType::SessionTopologySet)
            .with_value(EventValue::FullTopology(topology))
            .with_status(Err(error));
        self.complete(op, event);
        self.out.push(Action::Release {
            topology,
            shutdown_sinks: Vec::new(),
        });
    }
}
