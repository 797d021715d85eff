//! The states of the session. Each owns what exists only in it, and one file holds what happens in it.

mod activating;
mod buffering;
mod closing;
mod pausing;
mod rating;
mod running;
mod starting;
mod stopping;

pub(crate) use activating::{Activating, Purpose};
pub(crate) use buffering::Hold;
pub(crate) use closing::{Closing, Retiring};
pub(crate) use pausing::Pausing;
pub(crate) use rating::{Held, Rating, Stage as RateStage};
pub(crate) use starting::{Kind, Stage as StartStage, Starting};
pub(crate) use stopping::{AfterStop, Stopping};

use openmf_core::PresentationTime;

use crate::SessionState;
use crate::presentation::{Presentation, Running};
use crate::waits::Waits;

/// Where the session is. `New`, `Stopped`, `Started`, `Paused` and `Closed` are the settled ones, in which the next
/// operation begins.
#[derive(Clone, Debug)]
pub(crate) enum State {
    New,
    Stopped(Stopped),
    Started(Running),
    Paused(Running),
    Activating(Activating),
    Starting(Starting),
    Pausing(Pausing),
    Rating(Rating),
    Stopping(Stopping),
    Closing(Closing),
    /// `Close` is complete; what was current is held until `Shutdown`.
    Closed(Option<Presentation>),
    ShutDown,
}

#[derive(Clone, Debug)]
pub(crate) struct Stopped {
    pub(crate) presentation: Presentation,
    /// It played to its end: a topology that is set now replaces it.
    pub(crate) ended: bool,
    /// The topology that is set next is played: another presentation of the same source was announced.
    pub(crate) follow: Option<Follow>,
}

/// How the presentation that is to come is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Follow {
    /// Where the one before ended, if it played to its end.
    pub(crate) from: Option<PresentationTime>,
    /// `Pause` was called meanwhile.
    pub(crate) holds: bool,
}

impl Stopped {
    pub(crate) fn new(presentation: Presentation) -> Self {
        Self {
            presentation,
            ended: false,
            follow: None,
        }
    }
}

impl State {
    pub(crate) fn is_settled(&self) -> bool {
        match self {
            Self::New | Self::Stopped(_) | Self::Started(_) | Self::Paused(_) | Self::Closed(_) => true,
            Self::Activating(_)
            | Self::Starting(_)
            | Self::Pausing(_)
            | Self::Rating(_)
            | Self::Stopping(_)
            | Self::Closing(_)
            | Self::ShutDown => false,
        }
    }

    /// As the documentation speaks of it; while an operation runs, the state before it.
    pub(crate) fn documented(&self) -> SessionState {
        match self {
            Self::New | Self::Activating(_) => SessionState::New,
            Self::Stopped(stopped) => match stopped.follow {
                None => SessionState::Stopped,
                Some(Follow { holds: false, .. }) => SessionState::Started,
                Some(Follow { holds: true, .. }) => SessionState::Paused,
            },
            Self::Started(_) | Self::Pausing(_) => SessionState::Started,
            Self::Paused(_) => SessionState::Paused,
            Self::Starting(starting) => match starting.kind {
                Kind::Fresh { .. } => SessionState::Stopped,
                Kind::Resume => SessionState::Paused,
                Kind::Seek { paused: true } => SessionState::Paused,
                Kind::Seek { paused: false } | Kind::Step | Kind::Buffered => SessionState::Started,
            },
            Self::Rating(rating) => rating.held.documented(),
            Self::Stopping(stopping) => stopping.before,
            Self::Closing(_) | Self::Closed(_) => SessionState::Closed,
            Self::ShutDown => SessionState::Shutdown,
        }
    }

    pub(crate) fn waits(&self) -> Option<&Waits> {
        match self {
            Self::Activating(activating) => Some(&activating.waits),
            Self::Starting(starting) => Some(&starting.waits),
            Self::Pausing(pausing) => Some(&pausing.waits),
            Self::Rating(rating) => Some(&rating.waits),
            Self::Stopping(stopping) => Some(&stopping.waits),
            Self::Closing(closing) => Some(&closing.waits),
            Self::New
            | Self::Stopped(_)
            | Self::Started(_)
            | Self::Paused(_)
            | Self::Closed(_)
            | Self::ShutDown => None,
        }
    }

    pub(crate) fn waits_mut(&mut self) -> Option<&mut Waits> {
        match self {
            Self::Activating(activating) => Some(&mut activating.waits),
            Self::Starting(starting) => Some(&mut starting.waits),
            Self::Pausing(pausing) => Some(&mut pausing.waits),
            Self::Rating(rating) => Some(&mut rating.waits),
            Self::Stopping(stopping) => Some(&mut stopping.waits),
            Self::Closing(closing) => Some(&mut closing.waits),
            Self::New
            | Self::Stopped(_)
            | Self::Started(_)
            | Self::Paused(_)
            | Self::Closed(_)
            | Self::ShutDown => None,
        }
    }

    pub(crate) fn running(&self) -> Option<&Running> {
        match self {
            Self::Started(running) | Self::Paused(running) => Some(running),
            Self::Starting(starting) => Some(&starting.running),
            Self::Pausing(pausing) => Some(&pausing.running),
            Self::Rating(rating) => rating.held.running(),
            Self::New
            | Self::Stopped(_)
            | Self::Activating(_)
            | Self::Stopping(_)
            | Self::Closing(_)
            | Self::Closed(_)
            | Self::ShutDown => None,
        }
    }

    pub(crate) fn running_mut(&mut self) -> Option<&mut Running> {
        match self {
            Self::Started(running) | Self::Paused(running) => Some(running),
            Self::Starting(starting) => Some(&mut starting.running),
            Self::Pausing(pausing) => Some(&mut pausing.running),
            Self::Rating(rating) => rating.held.running_mut(),
            Self::New
            | Self::Stopped(_)
            | Self::Activating(_)
            | Self::Stopping(_)
            | Self::Closing(_)
            | Self::Closed(_)
            | Self::ShutDown => None,
        }
    }

    /// The current presentation, ready or on its way to be.
    pub(crate) fn presentation(&self) -> Option<&Presentation> {
        match self {
            Self::Stopped(stopped) => Some(&stopped.presentation),
            Self::Started(running) | Self::Paused(running) => Some(&running.flow.presentation),
            Self::Activating(activating) => Some(&activating.presentation),
            Self::Starting(starting) => Some(&starting.running.flow.presentation),
            Self::Pausing(pausing) => Some(&pausing.running.flow.presentation),
            Self::Rating(rating) => Some(rating.held.presentation()),
            Self::Stopping(stopping) => Some(&stopping.presentation),
            Self::Closing(closing) => closing.presentation.as_ref(),
            Self::Closed(presentation) => presentation.as_ref(),
            Self::New | Self::ShutDown => None,
        }
    }

    /// The presentation for which the current one is being stopped.
    pub(crate) fn replacement(&self) -> Option<&Presentation> {
        match self {
            Self::Stopping(stopping) => match &stopping.then {
                AfterStop::Replace { with, .. } => Some(with),
                AfterStop::Stop { .. }
                | AfterStop::Close { .. }
                | AfterStop::FailedStart { .. }
                | AfterStop::Ended
                | AfterStop::Skipped
                | AfterStop::Awaiting { .. }
                | AfterStop::Failed
                | AfterStop::Refuse { .. }
                | AfterStop::Clear { .. } => None,
            },
            Self::New
            | Self::Stopped(_)
            | Self::Started(_)
            | Self::Paused(_)
            | Self::Activating(_)
            | Self::Starting(_)
            | Self::Pausing(_)
            | Self::Rating(_)
            | Self::Closing(_)
            | Self::Closed(_)
            | Self::ShutDown => None,
        }
    }

    pub(crate) fn presentation_mut(&mut self) -> Option<&mut Presentation> {
        match self {
            Self::Stopped(stopped) => Some(&mut stopped.presentation),
            Self::Started(running) | Self::Paused(running) => Some(&mut running.flow.presentation),
            Self::Activating(activating) => Some(&mut activating.presentation),
            Self::Starting(starting) => Some(&mut starting.running.flow.presentation),
            Self::Pausing(pausing) => Some(&mut pausing.running.flow.presentation),
            Self::Rating(rating) => Some(rating.held.presentation_mut()),
            Self::Stopping(stopping) => Some(&mut stopping.presentation),
            Self::Closing(closing) => closing.presentation.as_mut(),
            Self::Closed(presentation) => presentation.as_mut(),
            Self::New | Self::ShutDown => None,
        }
    }
}
