//! A source that runs dry: the clock stands still, the session is started all the same.
//!
//! Source: `MEBufferingStarted`, `MEBufferingStopped` (Microsoft Learn): the Media Session pauses the presentation clock
//! in between and forwards both.

mod common;

use common::*;
use openmf_core::{Error, TimeSpan};
use openmf_session::{Command, Component, EventKey, Input, SessionState, SourceId, StreamSinkId};

const MS: fn(i64) -> TimeSpan = TimeSpan::from_millis;

fn buffers(rig: &mut Rig, buffering: bool) {
    rig.input(told(1, buffering));
}

fn told(source: u32, buffering: bool) -> Input {
    Input::SourceBuffering {
        source: SourceId(source),
        buffering,
        event: EventKey(if buffering { 122 } else { 123 }),
    }
}

#[track_caller]
fn check(rig: &mut Rig, expected: &str) {
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(rig.take_trace(), expected);
}

#[test]
fn the_clock_is_held_in_between_and_the_state_stays_started() {
    let mut rig = Rig::in_state("Started");
    buffers(&mut rig, true);
    check(&mut rig, "! forward 122\npause clock");
    assert_eq!(rig.session.state(), SessionState::Started);
    buffers(&mut rig, false);
    check(&mut rig, "! forward 123\nstart clock");
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn what_is_not_paired_is_not_passed_on() {
    const STARTED: &str =
        "note UnexpectedAnswer { component: Source(SourceId(1)), what: \"buffering started\" }";
    const STOPPED: &str =
        "note UnexpectedAnswer { component: Source(SourceId(1)), what: \"buffering stopped\" }";
    let mut rig = Rig::in_state("Started");
    buffers(&mut rig, false);
    check(&mut rig, STOPPED);
    buffers(&mut rig, true);
    buffers(&mut rig, true);
    check(&mut rig, &format!("! forward 122\npause clock\n{STARTED}"));
    buffers(&mut rig, false);
    buffers(&mut rig, false);
    check(&mut rig, &format!("! forward 123\nstart clock\n{STOPPED}"));
    for state in ["Stopped", "Ended", "Closed"] {
        let mut rig = Rig::in_state(state);
        buffers(&mut rig, true);
        check(&mut rig, STARTED);
    }
}

/// With the topology 1, whose second branch reads source 9.
fn of_two_sources() -> Rig {
    let mut rig = Rig::new();
    let mut both = shape(1);
    both.sources.push(openmf_session::SourceShape {
        id: SourceId(9),
        ..both.sources[0].clone()
    });
    both.branches[1].source = SourceId(9);
    rig.resolutions.insert(openmf_session::TopologyKey(1), Ok(both));
    rig.set(1);
    rig
}

#[test]
fn each_of_two_sources_holds_the_clock() {
    let mut rig = of_two_sources();
    rig.command(start());
    rig.forget();
    rig.input(told(1, true));
    rig.input(told(9, true));
    rig.input(told(1, false));
    check(
        &mut rig,
        "! forward 122\npause clock\n! forward 122\n! forward 123",
    );
    rig.input(told(9, false));
    check(&mut rig, "! forward 123\nstart clock");
}

#[test]
fn stop_close_and_a_seek_end_the_buffering() {
    for (command, completes) in [
        (Command::Stop, "MESessionStopped"),
        (Command::Close, "MESessionClosed"),
    ] {
        let mut rig = Rig::in_state("Started");
        buffers(&mut rig, true);
        rig.forget();
        rig.command(command);
        let trace = rig.take_trace();
        assert_eq!(
            trace[..3],
            ["stop clock", "stop source 1", "! MEBufferingStopped"]
        );
        assert!(trace.contains(&format!("! {completes}")), "{trace:?}");
        // The source says it too, in its own time.
        buffers(&mut rig, false);
        assert_eq!(
            rig.take_trace()
                .iter()
                .filter(|line| line.starts_with('!'))
                .count(),
            0
        );
    }
    let mut rig = Rig::in_state("Started");
    buffers(&mut rig, true);
    rig.forget();
    rig.command(seek(SECOND));
    check(
        &mut rig,
        "stop source 1
        ! MEBufferingStopped
        flush branches 2,3 g2
        start source 1 of t1 at 10000000
        flush sinks 2,3
        preroll 3 at 10000000
        run branches 2 from 10000000 +0,3 from 10000000 +0 g3
        start clock at 10000000
        ! MESessionStarted offset 0
        done 3",
    );
    buffers(&mut rig, true);
    check(&mut rig, "! forward 122\npause clock");
}

#[test]
fn a_pause_while_buffering_pauses_the_sources_and_a_resume_waits_for_data() {
    let mut rig = Rig::in_state("Started");
    buffers(&mut rig, true);
    rig.forget();
    rig.command(Command::Pause);
    check(&mut rig, "pause source 1\n! MESessionPaused\ndone 3");
    rig.command(start());
    check(
        &mut rig,
        "start source 1 of t1 at current\n! MESessionStarted offset 0\ndone 4",
    );
    buffers(&mut rig, false);
    check(&mut rig, "! forward 123\nstart clock");
    // Buffering that ends while the session is paused leaves nothing to wait for.
    buffers(&mut rig, true);
    rig.command(Command::Pause);
    buffers(&mut rig, false);
    rig.forget();
    rig.command(start());
    check(
        &mut rig,
        "start source 1 of t1 at current\nstart clock\n! MESessionStarted offset 0\ndone 6",
    );
    // And buffering that begins while it is paused touches the clock no more than a resume would.
    rig.command(Command::Pause);
    rig.forget();
    buffers(&mut rig, true);
    check(&mut rig, "! forward 122");
}

#[test]
fn a_start_that_waits_for_data_is_not_cut_off_as_long_as_the_source_says_so() {
    let mut rig = Rig::in_state("Stopped");
    rig.silent.insert(Component::StreamSink(StreamSinkId(3)));
    rig.command(start());
    buffers(&mut rig, true);
    rig.forget();
    rig.wait(MS(59_000));
    check(&mut rig, "");
    buffers(&mut rig, false);
    rig.wait(MS(9_999));
    check(&mut rig, "! forward 123");
    rig.wait(MS(1));
    assert!(rig.take_trace().iter().any(|line| line.starts_with("cut off")));
    // Nobody buffers for ever.
    let mut rig = Rig::in_state("Stopped");
    rig.silent.insert(Component::StreamSink(StreamSinkId(3)));
    rig.command(start());
    buffers(&mut rig, true);
    rig.wait(MS(60_001));
    assert_eq!(rig.completions.len(), 1);
    assert_eq!(rig.session.state(), SessionState::Stopped);
}

#[test]
fn a_source_that_is_gone_no_longer_prolongs_the_limit_of_a_start() {
    let mut rig = of_two_sources();
    rig.command(start());
    rig.silent.insert(Component::StreamSink(StreamSinkId(3)));
    rig.command(seek(SECOND));
    rig.input(told(9, true));
    rig.input(Input::SourceFailed {
        source: SourceId(9),
        error: Error::Shutdown,
    });
    rig.forget();
    rig.wait(MS(9_999));
    check(&mut rig, "");
    rig.wait(MS(1));
    let trace = rig.take_trace();
    assert!(trace.iter().any(|line| line.starts_with("cut off")), "{trace:?}");
}

#[test]
fn a_source_that_ends_or_goes_away_buffers_no_longer() {
    let mut rig = Rig::in_state("Started");
    buffers(&mut rig, true);
    rig.forget();
    rig.source_ends(1);
    check(
        &mut rig,
        "! MEBufferingStopped\n! MEEndOfPresentation\nstart clock",
    );
    rig.drain(1, SECOND);
    buffers(&mut rig, false);
    rig.forget();
    rig.render(1, SECOND);
    assert_eq!(rig.session.state(), SessionState::Stopped);

    let mut rig = Rig::in_state("Started");
    buffers(&mut rig, true);
    rig.forget();
    rig.input(Input::SourceFailed {
        source: SourceId(1),
        error: Error::Shutdown,
    });
    check(
        &mut rig,
        "! MEBufferingStopped\n! MEError 0xC00D3E85\nstart clock",
    );
}

#[test]
fn everything_that_was_read_is_rendered_though_the_source_says_that_it_buffers() {
    // The end of a presentation was cut off by a stop time: the source reads on behind it.
    let mut rig = Rig::in_state("Started");
    rig.drain(1, SECOND);
    rig.forget();
    buffers(&mut rig, true);
    check(&mut rig, "! forward 122");
    rig.render(1, SECOND);
    assert_eq!(rig.session.state(), SessionState::Stopped);
    assert_eq!(
        rig.trace
            .iter()
            .filter(|line| line.contains("MEBufferingStopped"))
            .count(),
        1
    );
}

#[test]
fn a_time_source_that_will_not_pause_keeps_running() {
    let mut rig = Rig::in_state("Started");
    rig.failing.insert(Component::Clock, Error::NoClock);
    buffers(&mut rig, true);
    check(&mut rig, "! forward 122\npause clock");
    buffers(&mut rig, false);
    check(&mut rig, "! forward 123");
    assert_eq!(rig.session.state(), SessionState::Started);
    buffers(&mut rig, true);
    check(&mut rig, "! forward 122\npause clock");
}

#[test]
fn stop_does_not_wait_for_a_clock_that_is_being_held() {
    for silent in [Component::Clock, Component::StreamSink(StreamSinkId(2))] {
        for resuming in [false, true] {
            let mut rig = Rig::in_state("Started");
            if resuming {
                buffers(&mut rig, true);
            }
            rig.silent.insert(silent);
            buffers(&mut rig, !resuming);
            rig.silent.clear();
            rig.submit(Command::Stop);
            rig.settle();
            rig.wait(MS(500));
            assert_eq!(
                rig.session.state(),
                SessionState::Stopped,
                "{silent:?} {resuming}"
            );
            assert_eq!(rig.completions.last().map(|(_, error)| error.clone()), Some(None));
        }
    }
}
