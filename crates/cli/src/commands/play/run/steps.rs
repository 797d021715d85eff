//! The steps of a script, as a run takes them.

use std::time::{Duration, Instant};

use openmf::SessionState;

use super::super::report::ScriptFailure;
use super::super::script::Action;
use super::super::script_run::{Turn, View};
use super::Run;

impl Run<'_> {
    /// Lets the script do what it is time for. Returns how long to sleep.
    pub(super) fn run_script(&mut self) -> Duration {
        const LONGEST: Duration = Duration::from_millis(500);
        let longest = self.screen.patience().unwrap_or(LONGEST);
        loop {
            if self.closing.is_some() && self.script.line().is_none() {
                return longest;
            }
            let view = View {
                now: Instant::now(),
                state: self.session.state(),
                position: self.position(),
                pending: self.pending > 0,
            };
            match self.script.turn(view) {
                Turn::Wait(time) => return time.min(longest),
                Turn::Do(action) => self.act(&action),
                Turn::Finished => {
                    let at_rest = match view.state {
                        SessionState::Stopped => true,
                        SessionState::Paused => !self.has_user(),
                        _ => false,
                    };
                    let over = self.at_end || (at_rest && self.script.was_used());
                    if over && !view.pending {
                        self.close();
                    }
                    return longest;
                }
                Turn::Failed(message) => {
                    self.script_failed(message);
                    return Duration::ZERO;
                }
            }
        }
    }

    fn act(&mut self, action: &Action) {
        match action {
            Action::Start => self.resume(),
            Action::Pause => self.pause(),
            Action::Stop => self.command(|session| session.stop()),
            Action::Seek(time) => self.seek(*time),
            Action::Rate(rate) => self.change_rate(*rate),
            Action::Step { back } => self.step(*back),
            Action::Volume(level) => self.outputs.volume.set_level(*level),
            Action::Mute(muted) => self.outputs.volume.set_muted(*muted),
            Action::Close | Action::Quit => self.close(),
            Action::Shutdown => {
                // Fails only if it was shut down before.
                let _ = self.session.shutdown();
                self.pending = 0;
            }
        }
    }

    fn script_failed(&mut self, message: String) {
        let path = self
            .arguments
            .script
            .as_ref()
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        if let Some(line) = self.script.line().cloned() {
            self.screen.say(&format!(
                "openmf: {path}:{}: {}: {message}",
                line.number, line.text
            ));
            self.script_failure = Some(ScriptFailure {
                path,
                line: line.number,
                text: line.text,
                message,
            });
        }
        self.script.give_up();
        self.close();
    }
}
