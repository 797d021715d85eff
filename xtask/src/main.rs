//! Development tasks: `cargo xtask TASK`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program")]

use std::process::ExitCode;

mod conformance;
mod dist;
mod exports;
mod licences;
mod peers;
mod rows;
mod schedules;
mod simulate;
mod tidy;

/// A task's name, what it is for, and what runs it with the arguments after its name.
type Task = (&'static str, &'static str, fn(&[String]) -> Result<(), String>);

const TASKS: &[Task] = &[
    (
        "bindings",
        "make crates/com/src/bindings.rs from Microsoft's metadata; `--check` to compare",
        bindings,
    ),
    (
        "conformance",
        "the C programs of conformance/c: `linux`, `wine`, `wine32`, `beside`, names of programs; all without arguments; \
         `wine --builtin` lists what differs there, `cost` measures",
        conformance::run,
    ),
    (
        "dist",
        "make the libraries that programs load: `linux`, or `windows` with x86_64 or i686",
        dist::run,
    ),
    (
        "explore",
        "every order of a few commands and all answers, over the session machine",
        simulate::explore,
    ),
    (
        "licences",
        "check the licences of all dependencies",
        licences::run,
    ),
    (
        "peers",
        "the same work through openmf, GStreamer and ffmpeg; `sample` or a codec's name for one",
        peers::run,
    ),
    (
        "schedules",
        "the driver's threads in many orders; `--count N`, `--seed S`",
        schedules::run,
    ),
    (
        "simulate",
        "sessions under a seeded scheduler, with components that fail",
        simulate::run,
    ),
    (
        "tidy",
        "check the layers, the purity and the manners of the crates",
        tidy::run,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let found = arguments
        .split_first()
        .and_then(|(name, rest)| Some((TASKS.iter().find(|task| task.0 == name)?, rest)));
    let Some(((name, _, task), rest)) = found else {
        eprintln!("usage: cargo xtask TASK\n");
        for (name, summary, _) in TASKS {
            eprintln!("  {name:<11} {summary}");
        }
        return ExitCode::from(2);
    };
    match task(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask {name}: {message}");
            ExitCode::FAILURE
        }
    }
}

fn bindings(arguments: &[String]) -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = std::process::Command::new(cargo)
        .args(["run", "--quiet", "--package", "openmf-bindings", "--"])
        .args(arguments)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("failed".to_owned())
    }
}
