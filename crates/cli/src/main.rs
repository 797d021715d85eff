//! The `openmf` program: plays, inspects and decodes media files with the openmf Media Session.
#![expect(clippy::print_stderr, reason = "a program prints")]

/// Prints to standard output; see [`print::print`].
macro_rules! out {
    ($($argument:tt)*) => {
        $crate::print::print(format_args!($($argument)*))
    };
}

/// As [`out`], with the end of the line.
macro_rules! outln {
    ($($argument:tt)*) => {
        out!("{}\n", format_args!($($argument)*))
    };
}

mod commands;
mod exit;
mod hash;
mod name;
mod overwrite;
mod print;
mod problem;
mod time;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Play, inspect and decode media files with an open Media Session.
#[derive(Debug, Parser)]
#[command(name = "openmf", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play files, one after the other.
    Play(commands::play::Arguments),
    /// Show what is in a file and how it would be played.
    Inspect(commands::inspect::Arguments),
    /// Run a recording of `play --record` again, step by step.
    Replay(commands::replay::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let exit = match arguments.command {
        Command::Play(arguments) => commands::play::run(&arguments),
        Command::Inspect(arguments) => commands::inspect::run(&arguments),
        Command::Replay(arguments) => commands::replay::run(&arguments),
    };
    if print::lost() && exit == exit::Exit::Done {
        return exit::Exit::Failed.into();
    }
    exit.into()
}
