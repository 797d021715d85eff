//! Simulates sessions: the real machine and the real driver on a virtual clock, under a schedule chosen by a seed, with
//! components that answer late, twice, wrongly or never, block, panic and vanish.
//!
//! After every step the promises of the session are checked. A seed that fails is printed with the smallest list of
//! commands and faults that still fails; `--start SEED --seeds 1 --trace` shows it input by input.
//!
//! What a check is worth, a fault shows that is put into the engine. Of old output that is kept behind a flush, so many
//! seeds from 0 on, or the regression named, find:
//!
//! | fault | found by |
//! | --- | --- |
//! | transforms of a branch are not flushed | 50 seeds |
//! | transforms with several inputs or outputs are not flushed | 19 seeds |
//! | their outputs keep what they had | 5 seeds |
//! | their outputs get what a reader takes behind the flush | `what_comes_out_of_a_slow_transform_behind_a_seek_is_dropped` |
//! | the flush that is due behind the call of a reader is left out | 6,371 seeds |
//! | a sample with the token of an older request is taken | 22 seeds |
//! | what a sink gave back is kept | 8,740 seeds |
//! | a branch delivers what its transform gives behind a stop | 37,271 seeds |
//! | a transform that another topology has left is read before it is flushed | 10,874 seeds |

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program")]

mod app;
mod check;
mod graph;
mod loader;
mod mixer;
mod random;
#[cfg(test)]
mod regressions;
mod run;
mod scenario;
mod shrink;
mod sink;
mod source;
mod splitter;
mod stacks;
mod world;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use scenario::Scenario;

const USAGE: &str =
    "usage: simulate [--seeds N] [--start SEED] [--jobs N] [--seconds N] [--trace] [--keep-going]";

struct Options {
    seeds: u64,
    start: u64,
    jobs: u64,
    seconds: Option<u64>,
    trace: bool,
    keep_going: bool,
}

/// A run that takes longer than this has come to a stop in itself.
const STUCK_AFTER: Duration = Duration::from_secs(120);
/// How often a long run says how far it is.
const REPORT_EVERY: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    // A run that was given up unwinds nothing, and what panics is told by the run it happens in.
    std::panic::set_hook(Box::new(|_| {}));
    let began = Instant::now();
    let progress = Arc::new(Progress::default());
    let workers: Vec<_> = (0..options.jobs)
        .map(|job| {
            let (progress, options) = (Arc::clone(&progress), Options { ..options });
            std::thread::spawn(move || work(job, &options, &progress, began))
        })
        .collect();
    let (mut reported, mut stuck) = (Instant::now(), (Vec::new(), Instant::now()));
    while workers.iter().any(|worker| !worker.is_finished()) {
        std::thread::sleep(Duration::from_millis(20));
        if reported.elapsed() >= REPORT_EVERY {
            reported = Instant::now();
            progress.print(began);
        }
        let at: Vec<u64> = progress.at();
        if at != stuck.0 {
            stuck = (at, Instant::now());
        } else if stuck.1.elapsed() > STUCK_AFTER {
            println!("seed {at:?} hangs: a lock is held while a component is called");
            return ExitCode::FAILURE;
        }
    }
    progress.print(began);
    if progress.failed.load(Ordering::Relaxed) > 0 {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

#[derive(Default)]
struct Progress {
    seeds: AtomicU64,
    steps: AtomicU64,
    failed: AtomicU64,
    stop: AtomicBool,
    /// The seed each worker is at.
    at: std::sync::Mutex<Vec<u64>>,
}

impl Progress {
    fn at(&self) -> Vec<u64> {
        world::lock(&self.at).clone()
    }

    fn print(&self, began: Instant) {
        let (seeds, steps) = (
            self.seeds.load(Ordering::Relaxed),
            self.steps.load(Ordering::Relaxed),
        );
        let seconds = began.elapsed().as_secs_f64();
        println!(
            "{seeds} seeds, {steps} steps, {} failed, {:.0} s, {:.0} seeds/s",
            self.failed.load(Ordering::Relaxed),
            seconds,
            seeds as f64 / seconds
        );
    }
}

fn work(job: u64, options: &Options, progress: &Progress, began: Instant) {
    let place = {
        let mut at = world::lock(&progress.at);
        at.push(0);
        at.len() - 1
    };
    let mut seed = options.start + job;
    let end = options.start.saturating_add(options.seeds);
    while seed < end && !progress.stop.load(Ordering::Relaxed) {
        if options
            .seconds
            .is_some_and(|limit| began.elapsed().as_secs() >= limit)
        {
            return;
        }
        if let Some(at) = world::lock(&progress.at).get_mut(place) {
            *at = seed;
        }
        let scenario = Scenario::from_seed(seed);
        let outcome = run::run(&scenario, options.trace);
        progress.seeds.fetch_add(1, Ordering::Relaxed);
        progress.steps.fetch_add(outcome.steps, Ordering::Relaxed);
        if let Some(violation) = outcome.violation {
            progress.failed.fetch_add(1, Ordering::Relaxed);
            report(seed, &scenario, violation, options);
            if !options.keep_going {
                progress.stop.store(true, Ordering::Relaxed);
            }
        }
        seed += options.jobs;
    }
    // Nobody waits for this worker any more.
    if let Some(at) = world::lock(&progress.at).get_mut(place) {
        *at = seed;
    }
}

fn report(seed: u64, scenario: &Scenario, violation: String, options: &Options) {
    println!("seed {seed} FAILS: {violation}");
    let (smallest, violation) = shrink::shrink(scenario, violation);
    println!("smallest: {violation}\n{smallest:#?}");
    if options.trace {
        println!("trace of the smallest:");
        run::run(&smallest, true);
    }
    println!("again: cargo xtask simulate --start {seed} --seeds 1 --trace");
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            seeds: 20_000,
            start: 0,
            jobs: 1,
            seconds: None,
            trace: false,
            keep_going: false,
        };
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let value = arguments.next().ok_or(format!("{argument} needs a number"))?;
                value
                    .parse::<u64>()
                    .map_err(|_| format!("{argument}: `{value}` is no number"))
            };
            match argument.as_str() {
                "--seeds" => options.seeds = number()?,
                "--start" => options.start = number()?,
                "--jobs" => options.jobs = number()?.max(1),
                "--seconds" => options.seconds = Some(number()?),
                "--trace" => options.trace = true,
                "--keep-going" => options.keep_going = true,
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        Ok(options)
    }
}
