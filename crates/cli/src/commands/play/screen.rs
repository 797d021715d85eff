//! The terminal: lines, the status line, and keys.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal;
use openmf::sinks::WindowKey;

use crate::print::harmless;

/// What the user asks for by a key, in the terminal or in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UserKey {
    PauseOrResume,
    Back,
    Forward,
    Slower,
    Faster,
    StepBack,
    StepForward,
    Louder,
    Quieter,
    Mute,
    Quit,
    Interrupt,
    /// Ctrl-Z.
    Suspend,
}

impl UserKey {
    pub(super) fn of_window(key: WindowKey) -> Option<Self> {
        match key {
            WindowKey::Character(c) => Self::of_character(c),
            WindowKey::Escape => Some(Self::Quit),
            WindowKey::Left => Some(Self::Back),
            WindowKey::Right => Some(Self::Forward),
            WindowKey::Up => Some(Self::Louder),
            WindowKey::Down => Some(Self::Quieter),
            _ => None,
        }
    }

    fn of_terminal(event: &Event) -> Option<Self> {
        let Event::Key(key) = event else { return None };
        if key.kind == KeyEventKind::Release {
            return None;
        }
        match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(Self::Interrupt),
            KeyCode::Char('z') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(Self::Suspend),
            KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => Self::of_character(c),
            KeyCode::Esc => Some(Self::Quit),
            KeyCode::Left => Some(Self::Back),
            KeyCode::Right => Some(Self::Forward),
            KeyCode::Up => Some(Self::Louder),
            KeyCode::Down => Some(Self::Quieter),
            _ => None,
        }
    }

    fn of_character(c: char) -> Option<Self> {
        match c {
            ' ' => Some(Self::PauseOrResume),
            'm' | 'M' => Some(Self::Mute),
            '<' => Some(Self::Slower),
            '>' => Some(Self::Faster),
            ',' => Some(Self::StepBack),
            '.' => Some(Self::StepForward),
            'q' | 'Q' => Some(Self::Quit),
            _ => None,
        }
    }
}

/// How often the status line is written.
const STATUS_EVERY: Duration = Duration::from_millis(200);
/// How often keys are looked for.
const KEYS_EVERY: Duration = Duration::from_millis(25);
const DEFAULT_WIDTH: usize = 79;
const CLEAR_LINE: &str = "\r\x1b[K";

/// Where the program writes. Dropping it gives the terminal back as it was.
pub(super) struct Screen {
    /// Standard error shows a status line.
    status: bool,
    /// Standard input is a terminal in raw mode.
    keys: bool,
    shown: bool,
    last_status: Option<Instant>,
    out_is_terminal: bool,
    /// Standard output was closed by its reader.
    broken: bool,
    /// Standard output is an output file.
    taken: bool,
}

impl Screen {
    /// A status line is shown and keys are read if `interactive` and there is a terminal.
    /// What goes to standard output goes to standard error if `taken`.
    pub(super) fn new(interactive: bool, taken: bool) -> Self {
        let status = interactive && io::stderr().is_terminal();
        let keys = status && io::stdin().is_terminal() && terminal::enable_raw_mode().is_ok();
        let out_is_terminal = io::stdout().is_terminal();
        Self {
            status,
            keys,
            shown: false,
            last_status: None,
            out_is_terminal,
            broken: false,
            taken,
        }
    }

    /// Whether a user can press keys.
    pub(super) fn has_keys(&self) -> bool {
        self.keys
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// How long the program may sleep.
    pub(super) fn patience(&self) -> Option<Duration> {
        match (self.keys, self.status) {
            (true, _) => Some(KEYS_EVERY),
            (false, true) => Some(STATUS_EVERY),
            (false, false) => None,
        }
    }

    /// A line on standard output.
    pub(super) fn print(&mut self, line: &str) {
        if self.taken {
            return self.say(line);
        }
        if self.out_is_terminal {
            self.clear();
        }
        let end = self.line_end(self.out_is_terminal);
        let mut out = io::stdout().lock();
        if write!(out, "{}{end}", harmless(line))
            .and_then(|()| out.flush())
            .is_err()
        {
            self.broken = true;
        }
    }

    /// A line on standard error.
    pub(super) fn say(&mut self, line: &str) {
        self.clear();
        let end = self.line_end(io::stderr().is_terminal());
        // There is nobody left to tell.
        let _ = write!(io::stderr().lock(), "{}{end}", harmless(line));
    }

    fn line_end(&self, terminal: bool) -> &'static str {
        if self.keys && terminal { "\r\n" } else { "\n" }
    }

    /// Whether it is time to write the status line.
    pub(super) fn wants_status(&self) -> bool {
        self.status && self.last_status.is_none_or(|last| last.elapsed() >= STATUS_EVERY)
    }

    /// Writes the status line, cut to the terminal's width.
    pub(super) fn status(&mut self, line: &str) {
        self.last_status = Some(Instant::now());
        // A terminal that does not know its size says 0.
        let columns = terminal::size().map_or(0, |(columns, _)| usize::from(columns));
        let width = if columns == 0 {
            DEFAULT_WIDTH
        } else {
            columns.saturating_sub(1)
        };
        let line: String = line.chars().take(width).collect();
        let mut err = io::stderr().lock();
        // There is nobody left to tell.
        let _ = write!(err, "\r{line}\x1b[K").and_then(|()| err.flush());
        self.shown = true;
    }

    /// The status line is to be written anew at once.
    pub(super) fn refresh(&mut self) {
        self.last_status = None;
    }

    /// The keys that were pressed since the last call.
    pub(super) fn pressed(&mut self) -> Vec<UserKey> {
        let mut keys = Vec::new();
        while self.keys {
            match crossterm::event::poll(Duration::ZERO) {
                Ok(true) => match crossterm::event::read() {
                    Ok(event) => keys.extend(UserKey::of_terminal(&event)),
                    Err(_) => self.restore(),
                },
                Ok(false) => break,
                Err(_) => self.restore(),
            }
        }
        keys
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let mut err = io::stderr().lock();
            let _ = write!(err, "{CLEAR_LINE}").and_then(|()| err.flush());
            self.last_status = None;
        }
    }

    /// Stops the process as Ctrl-Z does where no program takes the keys; returns when it goes on.
    pub(super) fn suspend(&mut self) {
        self.clear();
        restore_terminal();
        stop_process();
        self.keys = terminal::enable_raw_mode().is_ok();
        self.refresh();
    }

    fn restore(&mut self) {
        if std::mem::take(&mut self.keys) {
            restore_terminal();
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.clear();
        self.restore();
    }
}

#[cfg(unix)]
fn stop_process() {
    // Fails only for a signal that does not exist.
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
}

#[cfg(not(unix))]
fn stop_process() {}

/// Gives the terminal back before the program leaves at once. Does nothing if it was not taken.
pub(super) fn restore_terminal() {
    // A terminal that is gone needs no restoring.
    let _ = terminal::disable_raw_mode();
}
