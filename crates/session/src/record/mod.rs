//! Records what a session was told and what it did about it, as text, and plays that again.
//!
//! The machine is pure: the same inputs at the same times have the same actions. So a recording of the inputs is the
//! whole of what happened, and [`Replay`] shows it again, state by state, also in a later version, where it tells what
//! the machine would do differently now.
//!
//! The text is made for people and for `diff`: a header, then for each input a line with its time, a line for each
//! action, and a line with the state that came of it.
//!
//! ```text
//! openmf-session-log 1
//! config component_timeout=0.4000000 start_timeout=10.0000000 …
//! @12.3456789 command op=3 command=pause
//! > pause-clock
//! = started
//! @12.3470000 clock-changed result=ok
//! = started
//! ```
//!
//! `docs/record.md` has the rules. [`header`], [`input`] and [`answer`] write it, a piece at a time, each piece of whole
//! lines; [`Reader`] reads it.
//!
//! ```
//! use openmf_core::HostTime;
//! use openmf_session::record::{self, Reader, Replay};
//! use openmf_session::{Config, Input, Session};
//!
//! let mut session = Session::new(Config::default());
//! let mut log = record::header(&Config::default(), "an example");
//! log += &record::input(HostTime::ZERO, &Input::Wake);
//! let actions = session.handle(HostTime::ZERO, Input::Wake);
//! log += &record::answer(actions.as_slice(), session.state());
//!
//! let mut reader = Reader::new(log.as_bytes()).expect("just written");
//! let mut replay = Replay::new(*reader.config());
//! while let Some(entry) = reader.next_entry().expect("just written") {
//!     assert_eq!(replay.step(&entry).difference, None);
//! }
//! ```

mod fields;
mod read;
mod replay;
mod schema;
#[cfg(test)]
mod tests;
mod value;

use std::fmt::Write;

use openmf_core::HostTime;

use crate::{Action, Config, Input, SessionState};
use fields::{Put, STATES};
pub use read::{Damage, Entry, ReadError, Reader};
pub use replay::{Difference, Replay, Step};
use value::Value;

/// What the first line begins with.
const MAGIC: &str = "openmf-session-log";
/// The version that is written; [`Reader`] reads all up to it.
const VERSION: u32 = 1;

/// The first lines of a recording. `program` says who made it, for people.
pub fn header(config: &Config, program: &str) -> String {
    let program: String = program.chars().filter(|c| !c.is_control()).collect();
    let mut text = format!("{MAGIC} {VERSION}\n# {program}\n");
    line(&mut text, "", "config", config);
    text
}

/// The line of an input, before the machine gets it.
pub fn input(now: HostTime, input: &Input) -> String {
    let mut text = format!("@{} ", now.value());
    line(&mut text, "", "", input);
    text
}

/// The lines of what the machine did about the last input, and the state it is in.
pub fn answer(actions: &[Action], state: SessionState) -> String {
    let mut text = String::new();
    for action in actions {
        line(&mut text, "> ", "", action);
    }
    // A string takes everything.
    let _ = writeln!(text, "= {}", state_name(state));
    text
}

/// The words of an action, as in a recording.
pub fn action(action: &Action) -> String {
    as_line("", action).to_string()
}

/// The name of a state, as in a recording.
pub fn state_name(state: SessionState) -> &'static str {
    let known = STATES.iter().find(|(known, _)| *known == state);
    known.map_or("", |(_, name)| name)
}

/// A value with its fields open, as it stands in a line of its own.
fn as_line(name: &str, value: &dyn Put) -> value::Record {
    match value.value() {
        Value::Record(mut record) => {
            if !name.is_empty() {
                record.name = name.to_owned();
            }
            record
        }
        Value::Atom(name) => value::Record::named(&name),
        // Inputs and actions are names with or without fields.
        Value::Text(_) | Value::List(_) => value::Record::named(name),
    }
}

fn line(text: &mut String, prefix: &str, name: &str, value: &dyn Put) {
    let _ = writeln!(text, "{prefix}{}", as_line(name, value));
}
