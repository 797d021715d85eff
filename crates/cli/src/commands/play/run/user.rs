//! What the user does to a run, in the terminal or in the window, and what the terminal shows of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use openmf::sinks::WindowInput;
use openmf::{PresentationTime, SessionState, TimeSpan};

use super::super::screen::UserKey;
use super::{Run, leave_at_once};
use crate::time::show_time;

/// How far the arrow keys go.
const SEEK_STEP: TimeSpan = TimeSpan::from_millis(5_000);
const VOLUME_STEP: f32 = 0.05;

impl Run<'_> {
    /// Whether somebody can press a key.
    pub(super) fn has_user(&self) -> bool {
        let streams = self.playing.iter().flat_map(|playing| &playing.streams);
        self.screen.has_keys() || streams.into_iter().any(|stream| stream.rendered.is_window())
    }

    pub(super) fn window(&mut self, input: &WindowInput) {
        match input {
            WindowInput::CloseRequested => self.key(UserKey::Quit),
            WindowInput::Key(key) => {
                if let Some(key) = UserKey::of_window(*key) {
                    self.key(key);
                }
            }
            _ => {}
        }
    }

    pub(super) fn key(&mut self, key: UserKey) {
        let volume = Arc::clone(&self.outputs.volume);
        match key {
            UserKey::Interrupt if std::mem::replace(&mut self.interrupted, true) => leave_at_once(),
            UserKey::Interrupt | UserKey::Quit => {
                self.cut_short |= self.interrupted && self.closing.is_none();
                self.script.give_up();
                self.close();
            }
            UserKey::Mute => volume.set_muted(!volume.is_muted()),
            UserKey::Louder => volume.set_level(volume.level() + VOLUME_STEP),
            UserKey::Quieter => volume.set_level(volume.level() - VOLUME_STEP),
            UserKey::Suspend => self.suspend(),
            UserKey::PauseOrResume if self.closing.is_none() && self.rate() == 0.0 => self.leave_steps(),
            UserKey::PauseOrResume if self.closing.is_none() => {
                match (self.will_be_paused(), &mut self.wanted) {
                    // A seek that waits takes it along.
                    (Some(paused), Some(wanted)) => wanted.1 = !paused,
                    (Some(false), None) => self.pause(),
                    (Some(true), None) => self.resume(),
                    (None, _) => {}
                }
            }
            UserKey::Back if self.closing.is_none() => self.seek_by(-SEEK_STEP),
            UserKey::Forward if self.closing.is_none() => self.seek_by(SEEK_STEP),
            UserKey::Slower if self.closing.is_none() => self.scale_rate(0.5),
            UserKey::Faster if self.closing.is_none() => self.scale_rate(2.0),
            UserKey::StepBack if self.closing.is_none() => self.step(true),
            UserKey::StepForward if self.closing.is_none() => self.step(false),
            UserKey::PauseOrResume
            | UserKey::Back
            | UserKey::Forward
            | UserKey::Slower
            | UserKey::Faster
            | UserKey::StepBack
            | UserKey::StepForward => {}
        }
        self.screen.refresh();
    }

    pub(super) fn status_line(&self) -> String {
        let (session, volume, playing) = (&self.session, &self.outputs.volume, self.playing.as_ref());
        let rate = self.rate();
        let state = match session.state() {
            SessionState::New => "opening",
            SessionState::Stopped => "stopped",
            SessionState::Started if rate == 0.0 => "stepping",
            SessionState::Started => "playing",
            SessionState::Paused => "paused",
            SessionState::Closed | SessionState::Shutdown => "closed",
        };
        let duration = playing.and_then(|playing| playing.duration);
        let dropped: u64 = playing
            .map(|playing| {
                playing
                    .streams
                    .iter()
                    .map(|stream| stream.rendered.statistics().dropped)
                    .sum()
            })
            .unwrap_or_default();
        let volume = match (volume.is_muted(), volume.level()) {
            (true, _) => "muted".to_owned(),
            (false, level) => format!("volume {:.0}%", level * 100.0),
        };
        format!(
            "{state}  {} / {}  {rate}x  {dropped} dropped  {volume}",
            show_time(self.position().as_secs_f64()),
            duration.map_or_else(|| "?".to_owned(), |duration| show_time(duration.as_secs_f64())),
        )
    }

    fn seek_by(&mut self, step: TimeSpan) {
        let Some(paused) = self.will_be_paused() else {
            return;
        };
        // Presses add up: each goes on from where the one before leads to.
        let wanted = self.wanted.map(|(position, _)| position);
        let from = wanted.or(self.heading.0).unwrap_or_else(|| self.position());
        let last = self
            .playing
            .as_ref()
            .and_then(|playing| playing.duration)
            .unwrap_or(PresentationTime::MAX);
        self.wanted = Some(((from + step).clamp(PresentationTime::ZERO, last), paused));
        self.seek_on();
    }

    /// Seeks to where the user wants to be, when nothing is under way: keys that repeat make one seek at a time.
    pub(super) fn seek_on(&mut self) {
        if self.pending > 0 || self.closing.is_some() {
            return;
        }
        if let Some((position, paused)) = self.wanted.take() {
            self.seek(position);
            if paused {
                self.pause();
            }
        }
    }

    /// Pauses, gives the terminal back and stops the process; goes on when the shell lets it.
    fn suspend(&mut self) {
        /// How long pausing may hold the user up.
        const PATIENCE: Duration = Duration::from_secs(1);
        let plays = self.will_be_paused() == Some(false) && self.closing.is_none();
        if plays {
            self.pause();
            let since = Instant::now();
            while self.pending > 0 && since.elapsed() < PATIENCE {
                self.wait(PATIENCE);
            }
        }
        self.screen.suspend();
        if plays && self.closing.is_none() {
            self.resume();
        }
    }
}
