use openmf_core::HostTime;

use super::read::Entry;
use super::{as_line, state_name};
use crate::states::State;
use crate::{Action, Config, Session, SessionState};

/// Runs the machine over a recording.
///
/// It asks nobody for anything: the answers of the components are inputs too, and so are the deadlines that passed.
#[derive(Debug)]
pub struct Replay {
    session: Session,
}

/// What came of one input.
#[derive(Clone, Debug)]
pub struct Step {
    /// The machine's actions, now.
    pub actions: Vec<Action>,
    /// The state after it.
    pub state: SessionState,
    /// What the session is in the middle of: "starting", "stopping", …; the state if it is in the middle of nothing.
    pub phase: &'static str,
    /// When the machine wants to be woken.
    pub deadline: Option<HostTime>,
    /// Where this is not what was recorded.
    pub difference: Option<Difference>,
}

/// The first place where the machine answers otherwise than it did. What follows it in the recording are answers to
/// questions that are not asked any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line of the recording.
    pub line: u64,
    /// What is there; `None` if the machine does more than was recorded.
    pub recorded: Option<String>,
    /// What the machine does; `None` if it does less.
    pub answered: Option<String>,
}

impl Replay {
    /// A session as the recorded one was at its beginning.
    pub fn new(config: Config) -> Self {
        Self {
            session: Session::new(config),
        }
    }

    /// Gives the machine the next input.
    pub fn step(&mut self, entry: &Entry) -> Step {
        let actions = self.session.handle(entry.now, entry.input.clone());
        let actions: Vec<Action> = actions.into_iter().collect();
        let state = self.session.state();
        Step {
            difference: difference(entry, &actions, state),
            actions,
            state,
            phase: self.session.state.phase(),
            deadline: self.session.next_deadline(),
        }
    }
}

fn difference(entry: &Entry, actions: &[Action], state: SessionState) -> Option<Difference> {
    let answers: Vec<_> = actions.iter().map(|action| as_line("", action)).collect();
    let mut line = entry.line;
    for (index, recorded) in entry.actions.iter().enumerate() {
        line = recorded.line;
        let answer = answers.get(index);
        if !answer.is_some_and(|answer| answer.agrees(&recorded.record)) {
            return Some(Difference {
                line,
                recorded: Some(recorded.text.clone()),
                answered: answer.map(ToString::to_string),
            });
        }
    }
    // Without the state the recording may have ended before the last actions.
    let (line, recorded) = entry.state.map(|(at, state)| (at.max(line), state))?;
    if let Some(more) = answers.get(entry.actions.len()) {
        return Some(Difference {
            line,
            recorded: None,
            answered: Some(more.to_string()),
        });
    }
    (recorded != state).then(|| Difference {
        line,
        recorded: Some(format!("state {}", state_name(recorded))),
        answered: Some(format!("state {}", state_name(state))),
    })
}

impl State {
    fn phase(&self) -> &'static str {
        match self {
            Self::Activating(_) => "activating",
            Self::Starting(_) => "starting",
            Self::Pausing(_) => "pausing",
            Self::Rating(_) => "changing the rate",
            Self::Stopping(_) => "stopping",
            Self::Closing(_) => "closing",
            Self::New
            | Self::Stopped(_)
            | Self::Started(_)
            | Self::Paused(_)
            | Self::Closed(_)
            | Self::ShutDown => state_name(self.documented()),
        }
    }
}
