//! What the session does, action for action, when components fail, stall or vanish.

mod common;

use common::*;
use openmf_core::{Error, PresentationTime, TimeSpan};
use openmf_session::{BranchId, Command, Component, Input, SessionState, SinkId, SourceId, StreamSinkId};

const MS: fn(i64) -> TimeSpan = TimeSpan::from_millis;

#[test]
fn a_start_that_a_source_fails_is_undone() {
    let mut rig = Rig::in_state("Stopped");
    rig.failing
        .insert(Component::Source(SourceId(1)), Error::NoStreamsSelected);
    rig.command(start());
    check(
        &mut rig,
        "start source 1 of t1 at current
        stop source 1
        flush branches 2,3 g1
        ! MESessionStarted 0xC00D3E9C
        done 2 0xC00D3E9C",
    );
    assert_eq!(rig.session.state(), SessionState::Stopped);
    rig.command(start());
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn a_time_source_can_refuse_to_start() {
    let mut rig = Rig::in_state("Stopped");
    rig.failing
        .insert(Component::Clock, Error::InvalidStateTransition);
    rig.command(start());
    let trace = rig.take_trace();
    assert_eq!(
        trace[5..],
        [
            "start clock at 0",
            "stop source 1",
            "flush branches 2,3 g2",
            "flush sinks 3",
            "! MESessionStarted 0xC00D3E82",
            "done 2 0xC00D3E82"
        ]
    );
}

#[test]
fn a_stuck_source_is_cut_off_and_stop_completes() {
    let mut rig = Rig::in_state("Started");
    rig.silent.insert(Component::Source(SourceId(1)));
    rig.command(Command::Stop);
    rig.wait(MS(399));
    check(
        &mut rig,
        "stop clock
        stop source 1
        flush branches 2,3 g2",
    );
    rig.wait(MS(1));
    check(
        &mut rig,
        "cut off source 1: file1.mp4 did not answer within 0.400 s and was cut off
        ! MESessionStopped 0x800705B4
        done 3 0x800705B4",
    );
    // It is not asked again, and its late answer changes nothing.
    rig.input(Input::SourceStopped {
        source: SourceId(1),
        result: Ok(()),
    });
    rig.command(start());
    check(
        &mut rig,
        "! MESessionStarted 0x800705B4
        done 4 0x800705B4",
    );
    // The session takes another topology.
    rig.command(set_with(1, Some(2)));
    rig.command(start());
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn stop_overtakes_a_start_that_does_not_end() {
    let mut rig = Rig::in_state("Stopped");
    rig.silent.insert(Component::Source(SourceId(1)));
    rig.command(start());
    rig.command(Command::Pause);
    rig.command(Command::Stop);
    rig.forget();
    rig.wait(MS(99));
    check(&mut rig, "");
    rig.wait(MS(1));
    check(
        &mut rig,
        "stop source 1
        flush branches 2,3 g1",
    );
    rig.wait(MS(400));
    check(
        &mut rig,
        "cut off source 1: file1.mp4 did not answer within 0.400 s and was cut off
        ! MESessionStarted 0x800705B4
        done 2 0x800705B4
        ! MESessionPaused 0xC00D36B2
        done 3 0xC00D36B2
        ! MESessionStopped
        done 4",
    );
}

#[test]
fn a_failing_branch_ends_the_playback_and_what_waits_for_it() {
    let mut rig = Rig::in_state("Started");
    rig.submit(set(2));
    rig.submit(Command::Pause);
    rig.submit(Command::Stop);
    rig.submit(start());
    rig.feed(Input::BranchFailed {
        branch: BranchId(2),
        generation: rig.running[&BranchId(2)],
        error: Error::codec("decoder", "bad data"),
    });
    rig.settle();
    let code = code(&Error::codec("", ""));
    let trace = rig.take_trace();
    assert_eq!(
        trace[..6],
        [
            "resolve t2 for 3".to_owned(),
            format!("! MEError {code}"),
            "stop clock".to_owned(),
            "stop source 1".to_owned(),
            "flush branches 2,3 g2".to_owned(),
            "! MESessionTopologySet t2".to_owned(),
        ]
    );
    let failed: Vec<_> = rig
        .completions
        .iter()
        .map(|(op, error)| (op.0, error.clone()))
        .collect();
    assert_eq!(
        failed,
        [(3, None), (4, Some(Error::codec("", ""))), (5, None), (6, None)]
    );
}

#[test]
fn a_lost_device_ends_its_branch_only() {
    let mut rig = Rig::in_state("Started");
    rig.input(Input::SinkInvalidated {
        sink: SinkId(2),
        error: Error::NoClock,
    });
    check(
        &mut rig,
        "! MESinkInvalidated 0xC00D36D7 node of sink 2 in t1
        flush branches 2 g1
        note UnexpectedAnswer { component: Branch(BranchId(2)), what: \"flushed\" }",
    );
    rig.silent.insert(Component::StreamSink(StreamSinkId(2)));
    rig.silent.insert(Component::Branch(BranchId(2)));
    rig.command(Command::Stop);
    rig.command(start());
    rig.forget();
    rig.input(Input::BranchEnded {
        branch: BranchId(3),
        generation: rig.running[&BranchId(3)],
        end: Some(PresentationTime::from_100ns(SECOND)),
    });
    check(
        &mut rig,
        "! MEEndOfPresentation
        ! MESessionTopologyStatus t1 ENDED
        stop clock
        stop source 1
        flush branches 2,3 g4
        ! MESessionEnded",
    );
}

#[test]
fn the_last_lost_device_ends_the_playback() {
    let mut rig = Rig::in_state("Started");
    for id in [2, 3] {
        rig.silent.insert(Component::StreamSink(StreamSinkId(id)));
        rig.silent.insert(Component::Branch(BranchId(id)));
    }
    for sink in [2, 3] {
        rig.input(Input::SinkInvalidated {
            sink: SinkId(sink),
            error: Error::NoClock,
        });
    }
    check(
        &mut rig,
        "! MESinkInvalidated 0xC00D36D7 node of sink 2 in t1
        flush branches 2 g1
        ! MESinkInvalidated 0xC00D36D7 node of sink 3 in t1
        ! MEError 0xC00D36D7
        stop clock
        stop source 1
        flush branches 2,3 g2",
    );
    assert_eq!(rig.session.state(), SessionState::Stopped);
}

#[test]
fn a_source_shut_down_by_its_owner_does_not_hold_up_the_session() {
    let gone = || Input::SourceFailed {
        source: SourceId(1),
        error: Error::Shutdown,
    };
    // (state, command, status of its completion)
    let table = [
        ("Stopped", start(), Some("0xC00D36B2")),
        ("Started", start(), Some("0xC00D36B2")),
        ("Started", seek(SECOND), Some("0xC00D36B2")),
        ("Paused", start(), Some("0xC00D36B2")),
        ("Started", Command::Pause, None),
        ("Started", Command::Stop, None),
        ("Paused", Command::Stop, None),
        ("Started", Command::Close, None),
    ];
    for (state, command, expected) in table {
        let mut rig = Rig::in_state(state);
        rig.input(gone());
        rig.command(command.clone());
        let status = rig.completions[0].1.as_ref().map(code);
        assert_eq!(status.as_deref(), expected, "{state} {command:?}");
        rig.command(set_with(1, Some(2)));
        if command != Command::Close {
            rig.command(start());
            assert_eq!(rig.session.state(), SessionState::Started, "{state} {command:?}");
        }
    }
    // A seek that is in flight completes with S_OK.
    let mut rig = Rig::in_state("Started");
    rig.failing.clear();
    rig.submit(seek(SECOND));
    rig.silent.insert(Component::Source(SourceId(1)));
    rig.input(Input::SourceStopped {
        source: SourceId(1),
        result: Ok(()),
    });
    rig.input(gone());
    assert_eq!(
        rig.completions
            .iter()
            .map(|(op, error)| (op.0, error.clone()))
            .collect::<Vec<_>>(),
        [(3, None)]
    );
}

#[test]
fn a_seek_that_the_source_refuses_leaves_the_session_usable() {
    for state in ["Started", "Paused"] {
        let mut rig = Rig::in_state(state);
        rig.submit(seek(99 * SECOND));
        rig.failing.insert(
            Component::Source(SourceId(1)),
            Error::invalid_request("past the end"),
        );
        rig.settle();
        rig.wait(MS(1_000));
        assert_eq!(
            rig.completions[0].1.as_ref().map(code).as_deref(),
            Some("0xC00D36B2")
        );
        assert_eq!(rig.session.state(), SessionState::Stopped);
        rig.command(start());
        assert_eq!(rig.session.state(), SessionState::Started);
    }
}
