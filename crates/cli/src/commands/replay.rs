//! `openmf replay`: runs the session machine over a recording.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use openmf::record::{self, Damage, Difference, Entry, Reader, Replay, Step};
use serde::Serialize;

use crate::exit::Exit;
use crate::name;

/// Which recording, and what to show of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The session runs on nothing but the recording: no file is opened and nothing is played. Shown are each input with its
time in seconds, what the session does about it, and the state it is in.

Exit codes: 0 the session does what was recorded, 1 it does something else, and standard error says where, 2 wrong usage,
or the file cannot be read or is no recording, 3 the recording is damaged or cut off: what comes before was replayed.")]
pub(crate) struct Arguments {
    /// A file of `openmf play --record`; - is standard input.
    #[arg(value_name = "FILE")]
    file: OsString,
    /// Print only how it went.
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
    /// Print each step as a JSON object, one per line, and a last one with the result; see docs/record.md.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    let name = match arguments.file.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => name::shown(&arguments.file),
    };
    let input: Box<dyn BufRead> = if arguments.file == "-" {
        Box::new(io::stdin().lock())
    } else {
        match File::open(Path::new(&arguments.file)) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => {
                eprintln!("openmf: {name}: {error}");
                return Exit::Usage;
            }
        }
    };
    let mut reader = match Reader::new(input) {
        Ok(reader) => reader,
        Err(record::ReadError::Damaged(damage)) => {
            return Outcome {
                damage: Some(damage),
                ..Outcome::default()
            }
            .tell(arguments, &name);
        }
        Err(error) => {
            eprintln!("openmf: {name}: {error}");
            return Exit::Usage;
        }
    };
    let mut replay = Replay::new(*reader.config());
    let mut outcome = Outcome::default();
    loop {
        let entry = match reader.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            Err(damage) => {
                outcome.damage = Some(damage);
                break;
            }
        };
        let step = replay.step(&entry);
        outcome.inputs += 1;
        outcome.actions += step.actions.len() as u64;
        outcome.cut_off = !entry.is_whole();
        outcome.state = record::state_name(step.state);
        arguments.show(&entry, &step);
        if step.difference.is_some() {
            outcome.difference = step.difference;
            break;
        }
    }
    outcome.tell(arguments, &name)
}

impl Arguments {
    fn show(&self, entry: &Entry, step: &Step) {
        let deadline = step.deadline.map(|at| at.as_100ns() as f64 / 1e7);
        let state = record::state_name(step.state);
        let actions: Vec<String> = step.actions.iter().map(record::action).collect();
        if self.json {
            let shown = StepReport {
                kind: "step",
                line: entry.line,
                time: entry.now.as_100ns() as f64 / 1e7,
                input: &entry.text,
                actions: &actions,
                state,
                phase: step.phase,
                deadline,
            };
            json(&shown);
        } else if !self.quiet {
            outln!("{:>14.7} {}", entry.now.as_100ns() as f64 / 1e7, entry.text);
            for action in &actions {
                outln!("{:>14} > {action}", "");
            }
            let phase = if step.phase == state {
                String::new()
            } else {
                format!(", {}", step.phase)
            };
            let deadline = deadline.map_or(String::new(), |at| format!(", waits until {at:.7}"));
            outln!("{:>14} = {state}{phase}{deadline}", "");
        }
    }
}

/// How a replay went.
#[derive(Debug, Default)]
struct Outcome {
    inputs: u64,
    actions: u64,
    difference: Option<Difference>,
    damage: Option<Damage>,
    /// The answer to the last input is not recorded, or not to its end.
    cut_off: bool,
    /// The last state.
    state: &'static str,
}

impl Outcome {
    fn tell(&self, arguments: &Arguments, name: &str) -> Exit {
        let (exit, result) = if self.difference.is_some() {
            (Exit::Failed, "different")
        } else if self.damage.is_some() || self.cut_off {
            (Exit::Partly, "damaged")
        } else {
            (Exit::Done, "same")
        };
        if arguments.json {
            json(&Report {
                kind: "result",
                result,
                exit_code: exit.code(),
                inputs: self.inputs,
                actions: self.actions,
                state: self.state,
                difference: self.difference.as_ref().map(|difference| DifferenceReport {
                    line: difference.line,
                    recorded: difference.recorded.as_deref(),
                    answered: difference.answered.as_deref(),
                }),
                damage: self.damage.as_ref().map(|damage| DamageReport {
                    line: damage.line,
                    message: &damage.what,
                }),
            });
        } else if exit == Exit::Done {
            outln!(
                "{} inputs, {} actions, as recorded; the session is {}",
                self.inputs,
                self.actions,
                self.state
            );
        }
        if let Some(difference) = &self.difference {
            eprintln!(
                "openmf: {name}:{}: the session does something else now",
                difference.line
            );
            let nothing = || "nothing more".to_owned();
            eprintln!(
                "  recorded: {}",
                difference.recorded.clone().unwrap_or_else(nothing)
            );
            eprintln!(
                "  now:      {}",
                difference.answered.clone().unwrap_or_else(nothing)
            );
        } else if let Some(damage) = &self.damage {
            eprintln!(
                "openmf: {name}:{}: {}; {} inputs before it are as recorded",
                damage.line, damage.what, self.inputs
            );
        } else if self.cut_off {
            eprintln!(
                "openmf: {name}: the recording ends before the session had answered; {} inputs are as recorded",
                self.inputs
            );
        }
        exit
    }
}

fn json(report: &impl Serialize) {
    match serde_json::to_string(report) {
        Ok(line) => outln!("{line}"),
        Err(error) => eprintln!("openmf: {error}"),
    }
}

#[derive(Serialize)]
struct StepReport<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    line: u64,
    time: f64,
    input: &'a str,
    actions: &'a [String],
    state: &'a str,
    phase: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<f64>,
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    result: &'a str,
    exit_code: u8,
    inputs: u64,
    actions: u64,
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<DifferenceReport<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    damage: Option<DamageReport<'a>>,
}

#[derive(Serialize)]
struct DifferenceReport<'a> {
    line: u64,
    recorded: Option<&'a str>,
    answered: Option<&'a str>,
}

#[derive(Serialize)]
struct DamageReport<'a> {
    line: u64,
    message: &'a str,
}
