use std::fmt;
use std::io::{self, BufRead, Read};

use openmf_core::HostTime;

use super::fields::{STATES, Take};
use super::value::{Record, Value};
use super::{MAGIC, VERSION};
use crate::{Config, Input, SessionState};

/// A longer line is damage. An input with a topology of a hundred streams has some 30,000 bytes.
const MAX_LINE_BYTES: u64 = 1 << 20;
/// More actions of one input than any session has.
const MAX_ACTIONS: usize = 1 << 16;

/// Reads a recording, one input at a time.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    config: Config,
    damage: Option<Damage>,
}

/// An input and what was done about it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The line it is in, counted from 1.
    pub line: u64,
    /// When it came.
    pub now: HostTime,
    /// The input.
    pub input: Input,
    /// Its words.
    pub text: String,
    pub(super) actions: Vec<Recorded>,
    /// The state after it and its line; `None` if the recording ends before.
    pub(super) state: Option<(u64, SessionState)>,
}

/// An action as it was recorded.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub line: u64,
    pub text: String,
    pub record: Record,
}

/// Where a recording can be read no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for Damage {}

/// Why something is no recording.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// It could not be read.
    Io(io::Error),
    /// It does not begin as a recording does.
    NotARecording,
    /// It was written by a later version.
    UnknownVersion {
        /// The version of its format.
        version: String,
    },
    /// Its header is damaged.
    Damaged(Damage),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::NotARecording => f.write_str("not a recording of a session"),
            Self::UnknownVersion { version } => write!(
                f,
                "a recording of version {version}; up to {VERSION} can be read here"
            ),
            Self::Damaged(damage) => write!(f, "{damage}"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Damaged(damage) => Some(damage),
            Self::NotARecording | Self::UnknownVersion { .. } => None,
        }
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// - [`ReadError::Io`]: the first line cannot be read.
    /// - [`ReadError::NotARecording`]: it is something else.
    /// - [`ReadError::UnknownVersion`]: it was written by a later version.
    /// - [`ReadError::Damaged`]: the header is damaged.
    pub fn new(from: R) -> Result<Self, ReadError> {
        let mut lines = Lines { from, number: 0 };
        let first = match lines.next() {
            Ok(first) => first.map(|(_, text)| text).unwrap_or_default(),
            Err(LineError::Io(error)) => return Err(ReadError::Io(error)),
            Err(LineError::Damaged(_)) => return Err(ReadError::NotARecording),
        };
        let version = match first.split_once(' ') {
            Some((MAGIC, version)) => version,
            _ => return Err(ReadError::NotARecording),
        };
        if version != VERSION.to_string() {
            let version = version.chars().take(16).collect();
            return Err(ReadError::UnknownVersion { version });
        }
        let (line, text) = match lines.next_told() {
            Ok(Some(told)) => told,
            Ok(None) => {
                let what = "the configuration is missing".to_owned();
                let line = lines.number;
                return Err(ReadError::Damaged(Damage { line, what }));
            }
            Err(LineError::Io(error)) => return Err(ReadError::Io(error)),
            Err(LineError::Damaged(damage)) => return Err(ReadError::Damaged(damage)),
        };
        let config = Record::parse(&text).and_then(|record| match &*record.name {
            "config" => Config::read(Value::Record(record)),
            other => Err(format!("`config` expected, not `{other}`")),
        });
        Ok(Self {
            config: config.map_err(|what| ReadError::Damaged(Damage { line, what }))?,
            lines,
            damage: None,
        })
    }

    /// What the session was made with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The next input; `None` at the end.
    ///
    /// # Errors
    /// - [`Damage`]: the recording is damaged, or ends in the middle of a line. What was read before is intact. The same
    ///   error comes again.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, Damage> {
        if let Some(damage) = &self.damage {
            return Err(damage.clone());
        }
        self.read_entry()
            .inspect_err(|damage| self.damage = Some(damage.clone()))
    }

    fn read_entry(&mut self) -> Result<Option<Entry>, Damage> {
        let Some((line, text)) = self.told()? else {
            return Ok(None);
        };
        let mut entry = parse_input(line, &text).map_err(|what| Damage { line, what })?;
        loop {
            let (line, text) = match self.told() {
                Ok(Some(told)) => told,
                Ok(None) => return Ok(Some(entry)),
                // The input is whole, whatever follows.
                Err(damage) => {
                    self.damage = Some(damage);
                    return Ok(Some(entry));
                }
            };
            if let Some(text) = text.strip_prefix("> ") {
                let record = Record::parse(text).map_err(|what| Damage { line, what });
                match record {
                    Ok(record) if entry.actions.len() < MAX_ACTIONS => entry.actions.push(Recorded {
                        line,
                        text: text.to_owned(),
                        record,
                    }),
                    Ok(_) => self.damage = Some(too_many(line)),
                    Err(damage) => self.damage = Some(damage),
                }
                if self.damage.is_some() {
                    return Ok(Some(entry));
                }
            } else if let Some(name) = text.strip_prefix("= ") {
                match STATES.iter().find(|(_, known)| *known == name) {
                    Some((state, _)) => entry.state = Some((line, *state)),
                    None => {
                        let what = format!("there is no state `{}`", name.escape_default());
                        self.damage = Some(Damage { line, what });
                    }
                }
                return Ok(Some(entry));
            } else {
                // The session ended before it had answered; nothing comes after that.
                self.damage = Some(Damage {
                    line,
                    what: "`>` or `=` expected".to_owned(),
                });
                return Ok(Some(entry));
            }
        }
    }

    fn told(&mut self) -> Result<Option<(u64, String)>, Damage> {
        let number = self.lines.number;
        self.lines.next_told().map_err(|error| match error {
            LineError::Damaged(damage) => damage,
            LineError::Io(error) => Damage {
                line: number + 1,
                what: error.to_string(),
            },
        })
    }
}

fn too_many(line: u64) -> Damage {
    Damage {
        line,
        what: format!("more than {MAX_ACTIONS} actions of one input"),
    }
}

fn parse_input(line: u64, text: &str) -> Result<Entry, String> {
    let told = text.strip_prefix('@').ok_or("`@` expected")?;
    let (now, told) = told.split_once(' ').ok_or("an input expected")?;
    let record = Record::parse(told)?;
    Ok(Entry {
        line,
        now: HostTime::read(Value::Atom(now.to_owned()))?,
        input: Input::read(Value::Record(record))?,
        text: told.to_owned(),
        actions: Vec::new(),
        state: None,
    })
}

impl Entry {
    /// Whether what was done about it is recorded to the end.
    pub fn is_whole(&self) -> bool {
        self.state.is_some()
    }
}

#[derive(Debug)]
struct Lines<R> {
    from: R,
    /// Of the last line.
    number: u64,
}

enum LineError {
    Io(io::Error),
    Damaged(Damage),
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<Option<(u64, String)>, LineError> {
        let mut bytes = Vec::new();
        let limited = self
            .from
            .by_ref()
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut bytes);
        limited.map_err(LineError::Io)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let line = self.number;
        let damaged = |what: &str| {
            let what = what.to_owned();
            Err(LineError::Damaged(Damage { line, what }))
        };
        if bytes.pop() != Some(b'\n') {
            return damaged(match bytes.len() as u64 + 1 {
                MAX_LINE_BYTES => "the line is too long",
                _ => "the recording ends in the middle of the line",
            });
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some((line, text))),
            Err(_) => damaged("the line is no text"),
        }
    }

    /// The next line that is neither empty nor a comment.
    fn next_told(&mut self) -> Result<Option<(u64, String)>, LineError> {
        loop {
            match self.next()? {
                Some((_, text)) if text.is_empty() || text.starts_with('#') => {}
                told => return Ok(told),
            }
        }
    }
}
