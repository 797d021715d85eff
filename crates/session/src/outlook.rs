//! What will hold when the operations that were called so far have run.

use openmf_core::{Error, RateBounds, RateSupport, Result};

use crate::machine::Session;
use crate::operations::SettingStage;
use crate::presentation::Presentation;
use crate::rate::{Rate, Sign};
use crate::states::{AfterStop, Held, Purpose, State};
use crate::{Command, OpId, SessionState, SetTopologyFlags};

/// The session once everything before a call has succeeded.
#[derive(Clone, Copy, Debug)]
struct Outlook {
    state: SessionState,
    rate: Rate,
    /// `None`: those of a topology that nobody has seen yet.
    rates: Option<RateBounds>,
    /// The presentation has played to its end: a topology that is set takes its place.
    ended: bool,
}

impl Outlook {
    fn of(state: SessionState, presentation: Option<&Presentation>, rate: Rate) -> Self {
        Self {
            state,
            rate,
            rates: presentation.map(Presentation::rates),
            ended: false,
        }
    }

    fn apply(&mut self, command: &Command) {
        match command {
            Command::SetTopology { flags, topology, .. } => {
                if topology.is_some() && (flags.immediate || !flags.clear_current) {
                    self.set_topology(*flags);
                } else {
                    // What follows in the queue, if anything does, takes the place of the current one.
                    self.rates = None;
                }
            }
            Command::Start { .. } => match self.state {
                SessionState::Stopped | SessionState::Paused => self.state = SessionState::Started,
                SessionState::New | SessionState::Started | SessionState::Closed | SessionState::Shutdown => {
                }
            },
            Command::Pause => {
                if self.state == SessionState::Started {
                    self.state = SessionState::Paused;
                }
            }
            Command::Stop => match self.state {
                SessionState::Started | SessionState::Paused => self.state = SessionState::Stopped,
                SessionState::New | SessionState::Stopped | SessionState::Closed | SessionState::Shutdown => {
                }
            },
            Command::SetRate { rate } => {
                if self.state != SessionState::New {
                    self.rate = *rate;
                }
            }
            Command::Close => self.state = SessionState::Closed,
            Command::ClearTopologies | Command::StepBack => {}
        }
    }

    fn set_topology(&mut self, flags: SetTopologyFlags) {
        match self.state {
            SessionState::New => {
                self.state = SessionState::Stopped;
                self.rates = None;
            }
            SessionState::Stopped if flags.immediate || self.ended => self.rates = None,
            SessionState::Started if flags.immediate => self.rates = None,
            SessionState::Paused if flags.immediate => {
                self.state = SessionState::Stopped;
                self.rates = None;
            }
            SessionState::Stopped
            | SessionState::Started
            | SessionState::Paused
            | SessionState::Closed
            | SessionState::Shutdown => {}
        }
    }
}

impl Session {
    /// Notes a command that was accepted and will be passed to [`Session::handle`] later, so that [`Session::check`] of
    /// the next one knows of it. Only for a driver that does not pass it at once.
    pub fn expect(&mut self, op: OpId, command: &Command) {
        self.expected.push_back((op, command.clone()));
    }

    /// The command has come.
    pub(crate) fn expected_came(&mut self, op: OpId) {
        self.expected.retain(|(expected, _)| *expected != op);
    }

    /// Whether the rate may be set once the operations so far have run.
    ///
    /// Source: `IMFRateControl::SetRate`. The state that holds then decides on the transition; where an operation before
    /// this one fails, it is decided again when its turn comes.
    pub(crate) fn check_rate(&self, rate: Rate) -> Result<()> {
        let outlook = self.outlook();
        match outlook.state {
            SessionState::Closed => return Err(Error::invalid_request("the session is closed")),
            SessionState::Shutdown => return Err(Error::Shutdown),
            SessionState::New | SessionState::Stopped | SessionState::Started | SessionState::Paused => {}
        }
        if !rate.rate.is_finite() {
            return Err(Error::UnsupportedRate { rate: rate.rate });
        }
        if !Sign::of(outlook.rate.rate).may_become(Sign::of(rate.rate), outlook.state) {
            return Err(Error::UnsupportedRateTransition);
        }
        match outlook.rates {
            Some(rates) => rates
                .is_rate_supported(rate.thin, rate.rate)
                .map_err(|refused| refused.error),
            None => Ok(()),
        }
    }

    fn outlook(&self) -> Outlook {
        let mut outlook = self.present_outlook();
        if let Some(setting) = &self.setting {
            let is_known_to_fail = match &setting.stage {
                SettingStage::Resolved(result) => result.is_err(),
                SettingStage::Resolving { .. } => false,
            };
            if !is_known_to_fail {
                outlook.set_topology(SetTopologyFlags {
                    immediate: setting.immediate,
                    ..SetTopologyFlags::default()
                });
            }
        }
        let queued = self.ops.iter().filter(|queued| queued.will_run());
        let expected = self.expected.iter().map(|(_, command)| command);
        for command in queued.map(|queued| &queued.command).chain(expected) {
            outlook.apply(command);
        }
        outlook
    }

    /// The outlook of the operation that runs.
    fn present_outlook(&self) -> Outlook {
        let rate = self.pipeline.rate;
        let current = self.state.presentation();
        let of = |state| Outlook::of(state, current, rate);
        match &self.state {
            State::New => match self.queue.front() {
                Some(queued) => Outlook::of(SessionState::Stopped, Some(queued), rate),
                None => of(SessionState::New),
            },
            State::Stopped(stopped) => Outlook {
                ended: stopped.ended,
                ..of(self.state.documented())
            },
            State::Started(_) | State::Starting(_) => of(SessionState::Started),
            State::Paused(_) | State::Pausing(_) => of(SessionState::Paused),
            State::Activating(activating) => match activating.purpose {
                Purpose::Set { play: true, .. } | Purpose::Load { play: true, .. } => {
                    of(SessionState::Started)
                }
                Purpose::Set { play: false, .. } | Purpose::Load { play: false, .. } => {
                    of(SessionState::Stopped)
                }
            },
            State::Rating(rating) => Outlook {
                rate: rating.rate,
                ended: match &rating.held {
                    Held::Stopped(stopped) => stopped.ended,
                    Held::Started(_) | Held::Paused(_) => false,
                },
                ..of(rating.held.documented())
            },
            State::Stopping(stopping) => match &stopping.then {
                AfterStop::Stop { .. }
                | AfterStop::FailedStart { .. }
                | AfterStop::Failed
                | AfterStop::Refuse { .. } => of(SessionState::Stopped),
                AfterStop::Ended => Outlook {
                    ended: true,
                    ..of(SessionState::Stopped)
                },
                AfterStop::Skipped | AfterStop::Awaiting { .. } => Outlook {
                    ended: true,
                    ..of(SessionState::Started)
                },
                AfterStop::Close { .. } => of(SessionState::Closed),
                AfterStop::Replace { with, play, .. } => Outlook::of(after_switch(*play), Some(with), rate),
                AfterStop::Clear { play, .. } => match self.queue.front() {
                    Some(next) => Outlook::of(after_switch(*play), Some(next), rate),
                    None => Outlook::of(SessionState::New, None, rate),
                },
            },
            State::Closing(_) | State::Closed(_) => of(SessionState::Closed),
            State::ShutDown => of(SessionState::Shutdown),
        }
    }
}

fn after_switch(play: bool) -> SessionState {
    if play {
        SessionState::Started
    } else {
        SessionState::Stopped
    }
}
