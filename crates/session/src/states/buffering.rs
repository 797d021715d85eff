use std::mem;

use openmf_core::EventType;

use super::starting::Kind;
use super::{Starting, State};
use crate::machine::Session;
use crate::pipeline::ClockRun;
use crate::presentation::{Flow, Running};
use crate::{Action, Component, EventKey, Note, SessionEvent, SourceId};

/// Whether the clock stands still because a source has run dry. The session is `Started` all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Hold {
    #[default]
    Free,
    /// The clock is paused until the source has data again.
    Held,
    /// The time source would not pause: the clock runs on.
    Refused,
}

impl Session {
    /// `MEBufferingStarted` and `MEBufferingStopped`. What the application gets is strictly paired, and between a
    /// source's start and its stop.
    pub(crate) fn source_buffering(&mut self, source: SourceId, buffering: bool, event: EventKey) {
        let paired = if buffering {
            self.pipeline.sources.contains_key(&source) && self.pipeline.buffering.insert(source)
        } else {
            self.pipeline.buffering.remove(&source)
        };
        if !paired {
            self.out.push(Action::Note(Note::UnexpectedAnswer {
                component: Component::Source(source),
                what: if buffering {
                    "buffering started"
                } else {
                    "buffering stopped"
                },
            }));
            return;
        }
        self.forward(event);
        self.adapt_start_limit();
    }

    /// A source that was stopped, has ended or is gone does not buffer any longer, whether or not it says so.
    pub(crate) fn end_buffering(&mut self, source: SourceId) {
        if self.pipeline.buffering.remove(&source) {
            self.emit(SessionEvent::new(EventType::BufferingStopped));
            self.adapt_start_limit();
        }
    }

    /// Whether the clock has to wait for a source of this flow. At rate 0 it stands still anyway.
    pub(crate) fn holds_clock(&self, flow: &Flow) -> bool {
        !self.is_scrubbing() && self.is_buffering(flow)
    }

    /// Whether a source of this flow has run dry, and there is data still to come.
    pub(crate) fn is_buffering(&self, flow: &Flow) -> bool {
        let sources = &flow.presentation.shape.sources;
        !flow.is_drained()
            && sources
                .iter()
                .any(|source| self.pipeline.buffering.contains(&source.id))
    }

    /// Freezes the clock while a source buffers, and lets it go on afterwards. Returns whether anything changed.
    pub(crate) fn follow_buffering(&mut self) -> bool {
        let (State::Started(running), false) = (&self.state, self.is_overtaken()) else {
            return false;
        };
        let buffers = self.holds_clock(&running.flow);
        let change = match (buffers, running.hold) {
            (true, Hold::Free) => self.pipeline.clock == ClockRun::Running,
            (false, Hold::Held | Hold::Refused) => true,
            (true, Hold::Held | Hold::Refused) | (false, Hold::Free) => false,
        };
        if !change {
            return false;
        }
        let State::Started(mut running) = mem::replace(&mut self.state, State::New) else {
            return false;
        };
        match running.hold {
            Hold::Free => self.begin_pausing(running, None),
            Hold::Held => self.start_clock(Starting::of_clock(Kind::Buffered, running, self.now)),
            Hold::Refused => {
                running.hold = Hold::Free;
                self.state = State::Started(running);
            }
        }
        true
    }

    /// What the clock does is not known for certain: an operation that does not wait for it has come.
    pub(crate) fn interrupt_hold(&mut self, mut running: Running) {
        running.hold = match self.pipeline.clock {
            ClockRun::Paused => Hold::Held,
            ClockRun::Running | ClockRun::Stopped => Hold::Free,
        };
        self.state = State::Started(running);
    }
}
