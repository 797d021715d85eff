//! What the session does, action for action.

mod common;

use common::*;
use openmf_core::{Error, TimeSpan};
use openmf_session::{Command, Component, Input, SessionState, SinkId, SourceId, StreamSinkId, TopologyKey};

#[track_caller]
fn check(rig: &mut Rig, expected: &str) {
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let found = rig.take_trace();
    assert!(
        found == expected,
        "expected\n  {}\nfound\n  {}",
        expected.join("\n  "),
        found.join("\n  ")
    );
}

#[test]
fn print_all() {
    let mut r = Rig::new();
    r.set(1);
    r.command(start());
    r.command(seek(SECOND));
    r.command(Command::Pause);
    r.command(start());
    r.command(Command::Pause);
    r.command(seek(SECOND / 2));
    r.command(Command::Stop);
    r.command(start());
    r.end(1, 2 * SECOND);
    r.command(start());
    r.command(set_with(1, Some(2)));
    r.command(set(3));
    r.end(2, 2 * SECOND);
    r.command(Command::Close);
    r.command(start());
    r.command(Command::Close);
    r.input(Input::Shutdown);
    println!("{}", r.trace.join("\n"));
}
