use openmf_core::{Error, EventType, Result};

use super::State;
use crate::machine::Session;
use crate::presentation::Presentation;
use crate::waits::{Answer, Waits};
use crate::{Action, Component, OpId, SessionEvent, SinkId, TopologyKey};

/// The sinks finish their files.
#[derive(Clone, Debug)]
pub(crate) struct Closing {
    pub(crate) presentation: Option<Presentation>,
    pub(crate) op: OpId,
    pub(crate) waits: Waits,
    pub(crate) failure: Option<Error>,
}

/// A dropped presentation whose sinks finish their files before it is released.
#[derive(Clone, Debug)]
pub(crate) struct Retiring {
    pub(crate) presentation: Presentation,
    pub(crate) waits: Waits,
}

impl Session {
    pub(crate) fn begin_closing(
        &mut self,
        presentation: Option<Presentation>,
        op: OpId,
        failure: Option<Error>,
    ) {
        self.clear_queue(presentation.as_ref());
        let mut waits = Waits::new(self.now, self.config.finalize_timeout);
        if let Some(presentation) = &presentation {
            self.finalize_sinks(presentation, None, &mut waits);
        }
        for sink in std::mem::take(&mut self.dormant) {
            self.finalize(sink, &mut waits);
        }
        self.state = State::Closing(Closing {
            presentation,
            op,
            waits,
            failure,
        });
    }

    pub(crate) fn finish_closing(&mut self, closing: Closing) {
        let Closing {
            presentation,
            op,
            failure,
            ..
        } = closing;
        self.state = State::Closed(presentation);
        let status = failure.map_or(Ok(()), Err);
        self.complete(
            op,
            SessionEvent::new(EventType::SessionClosed).with_status(status),
        );
    }

    /// Drops a presentation that was current: its sinks finish their files, then it is released. `successor` is a
    /// presentation not yet in the queue that may share sinks with it.
    pub(crate) fn retire(&mut self, presentation: Presentation, successor: Option<&Presentation>) {
        let mut waits = Waits::new(self.now, self.config.finalize_timeout);
        for sink in presentation.shape.sinks.iter().filter(|sink| sink.finalizable) {
            if sink.shutdown_on_remove {
                self.dormant.remove(&sink.id);
            } else {
                self.dormant.insert(sink.id);
            }
        }
        self.finalize_sinks(&presentation, successor, &mut waits);
        if waits.is_empty() {
            self.release_beside(presentation, successor);
        } else {
            self.retiring.push(Retiring { presentation, waits });
        }
    }

    /// Drops everything that is queued.
    pub(crate) fn clear_queue(&mut self, other: Option<&Presentation>) {
        while let Some(queued) = self.queue.pop_front() {
            self.release_beside(queued, other);
        }
    }

    /// Drops a presentation that was never current.
    pub(crate) fn release(&mut self, presentation: Presentation) {
        self.release_beside(presentation, None);
    }

    /// The same; `other` is a presentation that is not in its place yet and may share sinks with it.
    pub(crate) fn release_beside(&mut self, presentation: Presentation, other: Option<&Presentation>) {
        let shutdown_sinks = self.sinks_to_shut_down(&presentation, other);
        self.dormant.retain(|sink| !shutdown_sinks.contains(sink));
        self.out.push(Action::Release {
            topology: presentation.key,
            shutdown_sinks,
        });
    }

    pub(crate) fn sink_finalized(&mut self, sink: SinkId, result: Result<()>) {
        let component = Component::Sink(sink);
        let mut awaited = false;
        for retiring in &mut self.retiring {
            awaited |= retiring.waits.take(Answer::Finalized, component);
        }
        if let State::Closing(closing) = &mut self.state {
            awaited |= closing.waits.take(Answer::Finalized, component);
        }
        if !awaited {
            self.note_unexpected(Answer::Finalized, component);
            return;
        }
        if let Err(error) = result {
            self.finalize_failed(error);
        }
        self.release_finalized();
    }

    /// The status of `MESessionClosed` while the session closes, else an event of its own.
    pub(crate) fn finalize_failed(&mut self, error: Error) {
        if let State::Closing(closing) = &mut self.state {
            closing.failure.get_or_insert(error);
        } else {
            self.tell_non_fatal(Some(error));
        }
    }

    pub(crate) fn release_finalized(&mut self) {
        let (done, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.retiring)
            .into_iter()
            .partition(|retiring| retiring.waits.is_empty());
        self.retiring = waiting;
        for retiring in done {
            self.release(retiring.presentation);
        }
    }

    /// `IMFMediaSession::Shutdown`: everything is released, whatever was going on.
    pub(crate) fn shut_down(&mut self) {
        let state = std::mem::replace(&mut self.state, State::ShutDown);
        if self.pipeline.clock != crate::pipeline::ClockRun::Stopped {
            self.out.push(Action::StopClock);
        }
        for (source, _) in std::mem::take(&mut self.pipeline.sources) {
            self.out.push(Action::StopSource { source });
        }
        let (ops, unresolved, presentations) = self.take_everything(state);
        for op in ops {
            self.out.push(Action::Complete {
                op,
                result: Err(Error::Shutdown),
            });
        }
        let mut seen = std::collections::BTreeSet::new();
        for presentation in presentations {
            let sinks = presentation.shape.sinks.iter().map(|sink| sink.id);
            let shutdown_sinks = sinks.filter(|sink| seen.insert(*sink)).collect();
            self.out.push(Action::Release {
                topology: presentation.key,
                shutdown_sinks,
            });
        }
        for topology in unresolved {
            self.out.push(Action::Release {
                topology,
                shutdown_sinks: Vec::new(),
            });
        }
        self.out.push(Action::ShutDown);
    }

    /// The pending operations in call order, the topologies without a shape, and the presentations.
    fn take_everything(&mut self, state: State) -> (Vec<OpId>, Vec<TopologyKey>, Vec<Presentation>) {
        use super::{AfterStop, Held, Purpose};
        let mut ops = Vec::new();
        let mut unresolved = Vec::new();
        let mut presentations = Vec::new();
        if let Some(setting) = self.setting.take() {
            ops.push(setting.op);
            unresolved.push(setting.topology);
        }
        ops.extend(self.deferred.take().map(|deferred| deferred.op));
        let running = |running: crate::presentation::Running, presentations: &mut Vec<Presentation>| {
            presentations.push(running.flow.presentation);
            presentations.extend(running.next.map(|next| next.flow.presentation));
        };
        match state {
            State::New | State::ShutDown => {}
            State::Stopped(stopped) => presentations.push(stopped.presentation),
            State::Started(started) | State::Paused(started) => running(started, &mut presentations),
            State::Activating(activating) => {
                presentations.push(activating.presentation);
                match activating.purpose {
                    Purpose::Set { op, .. } => ops.push(op),
                    Purpose::Load { .. } => {}
                }
            }
            State::Starting(starting) => {
                running(starting.running, &mut presentations);
                ops.extend(starting.op);
            }
            State::Rating(rating) => {
                match rating.held {
                    Held::Stopped(stopped) => presentations.push(stopped.presentation),
                    Held::Started(held) | Held::Paused(held) => running(held, &mut presentations),
                }
                ops.extend(rating.op);
            }
            State::Pausing(pausing) => {
                running(pausing.running, &mut presentations);
                ops.extend(pausing.op);
            }
            State::Stopping(stopping) => {
                presentations.push(stopping.presentation);
                match stopping.then {
                    AfterStop::Stop { op } | AfterStop::Close { op } => ops.push(op),
                    AfterStop::FailedStart { op, .. } => ops.extend(op),
                    AfterStop::Ended
                    | AfterStop::Skipped
                    | AfterStop::Awaiting { .. }
                    | AfterStop::Failed => {}
                    AfterStop::Replace { op, with, .. } => {
                        ops.push(op);
                        presentations.push(with);
                    }
                    AfterStop::Refuse { op, topology, .. } => {
                        ops.push(op);
                        unresolved.push(topology);
                    }
                    AfterStop::Clear { op, topology, .. } => {
                        ops.push(op);
                        unresolved.extend(topology);
                    }
                }
            }
            State::Closing(closing) => {
                presentations.extend(closing.presentation);
                ops.push(closing.op);
            }
            State::Closed(presentation) => presentations.extend(presentation),
        }
        presentations.extend(std::mem::take(&mut self.queue));
        presentations.extend(
            std::mem::take(&mut self.retiring)
                .into_iter()
                .map(|retiring| retiring.presentation),
        );
        for queued in std::mem::take(&mut self.ops) {
            ops.push(queued.op);
            unresolved.extend(queued.command.topology());
        }
        ops.sort_unstable();
        (ops, unresolved, presentations)
    }

    /// Those that no other presentation can write on.
    fn finalize_sinks(
        &mut self,
        presentation: &Presentation,
        successor: Option<&Presentation>,
        waits: &mut Waits,
    ) {
        let sinks: Vec<_> = presentation
            .shape
            .sinks
            .iter()
            .filter(|sink| sink.finalizable)
            .collect();
        for sink in sinks {
            if !self.dormant.contains(&sink.id) && !self.is_shared(sink.id, presentation, successor) {
                self.finalize(sink.id, waits);
            }
        }
    }

    fn finalize(&mut self, sink: SinkId, waits: &mut Waits) {
        let component = Component::Sink(sink);
        // A sink is finalized once, also if the application has put it into a later topology again.
        if !self.pipeline.is_cut_off(component) && self.pipeline.finalized.insert(sink) {
            self.out.push(Action::Finalize { sink });
            waits.add(Answer::Finalized, component);
        }
    }

    /// The sinks that go with a dropped presentation: those that ask for it and that no other one holds.
    fn sinks_to_shut_down(&self, presentation: &Presentation, other: Option<&Presentation>) -> Vec<SinkId> {
        let removed = presentation
            .shape
            .sinks
            .iter()
            .filter(|sink| sink.shutdown_on_remove);
        let removed = removed.map(|sink| sink.id);
        removed
            .filter(|sink| !self.is_shared(*sink, presentation, other))
            .collect()
    }

    /// Whether another presentation than the dropped one has this sink.
    fn is_shared(&self, sink: SinkId, dropped: &Presentation, other: Option<&Presentation>) -> bool {
        let mut others = self.held().chain(other).filter(|other| other.key != dropped.key);
        others.any(|other| other.has_sink(sink))
    }
}
