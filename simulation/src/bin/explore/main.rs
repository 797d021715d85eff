//! Explores the session machine: every order of up to so many commands and of all answers of components, of which some
//! fail, come late, come twice, or never come. States that go on alike are explored once.
//!
//! `--all` takes all commands instead of the main ones: also those of the rate, frame steps, seeks to key frames, and
//! topologies that are cleared. `--ends` lets the data of every branch end, at any time. `--events` lets components fail
//! of their own accord, as a fault: sources with an error or shut down, branches, and sinks whose device is lost.
//!
//! `--check` takes each state for itself instead and shows that those that count as one go on alike.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program")]

mod answer;
mod canonical;
mod check;
mod search;
mod shape;
mod world;

use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use search::Search;
use world::{Options, World};

const USAGE: &str = "usage: explore [--commands N] [--branches 1|2] [--faults N] [--jobs N] [--seconds N] \
                     [--all] [--ends] [--events] [--check] [--keep-going]";

struct Arguments {
    commands: u8,
    faults: u8,
    jobs: usize,
    seconds: u64,
    check: bool,
    keep_going: bool,
    options: Options,
}

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let Arguments {
        commands,
        faults,
        options,
        ..
    } = arguments;
    let began = Instant::now();
    let start = World::new(commands, faults);
    print!(
        "{} commands{}{}{}, {} branches, {} faults: ",
        commands,
        if options.all { " of all" } else { "" },
        if options.ends { " and ends of data" } else { "" },
        if options.events { " and events" } else { "" },
        options.branches,
        faults,
    );
    if arguments.check {
        return match check::run(&start, options, arguments.jobs) {
            Ok(what) => {
                println!("{what}, {:.1} s", began.elapsed().as_secs_f64());
                ExitCode::SUCCESS
            }
            Err(what) => {
                println!("{what}");
                ExitCode::FAILURE
            }
        };
    }
    let limit = Duration::from_secs(arguments.seconds);
    let search = Search::new(options, faults, arguments.jobs, limit, arguments.keep_going);
    let search = search.run(start.clone());
    let counts = &search.counts;
    println!(
        "{} states, {} transitions, {} at rest, {:.1} s{}",
        counts.states.load(Ordering::Relaxed),
        counts.transitions.load(Ordering::Relaxed),
        counts.rests.load(Ordering::Relaxed),
        began.elapsed().as_secs_f64(),
        if search.is_complete { "" } else { ", not complete" }
    );
    let violations = search.violations();
    for violation in violations.iter() {
        println!("VIOLATED: {}", violation.what);
        println!("{}", search::trace(start.clone(), &violation.moves, options));
    }
    if violations.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Arguments {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self {
            commands: 3,
            faults: 1,
            jobs: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            seconds: u64::from(u32::MAX),
            check: false,
            keep_going: false,
            options: Options {
                branches: 1,
                all: false,
                ends: false,
                events: false,
                sabotage: None,
            },
        };
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let value = arguments.next().ok_or(format!("{argument} needs a number"))?;
                value
                    .parse::<u32>()
                    .map_err(|_| format!("{argument}: `{value}` is no number"))
            };
            match argument.as_str() {
                "--commands" => parsed.commands = number()?.min(64) as u8,
                "--branches" => parsed.options.branches = number()?.clamp(1, shape::MAX_BRANCHES),
                "--faults" => parsed.faults = number()?.min(64) as u8,
                "--jobs" => parsed.jobs = number()?.max(1) as usize,
                "--seconds" => parsed.seconds = u64::from(number()?),
                "--all" => parsed.options.all = true,
                "--ends" => parsed.options.ends = true,
                "--events" => parsed.options.events = true,
                "--check" => parsed.check = true,
                "--keep-going" => parsed.keep_going = true,
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        Ok(parsed)
    }
}
