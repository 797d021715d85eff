//! What the session does, action for action.

mod common;

use common::*;
use openmf_core::{Error, PresentationTime, TimeSpan};
use openmf_session::{
    BranchId, Command, Component, EventKey, Generation, Input, SessionState, SinkId, SourceId, StreamSinkId,
    TopologyKey,
};

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

const MS: fn(i64) -> TimeSpan = TimeSpan::from_millis;

#[test]
fn a_topology_is_resolved_activated_and_ready() {
    let mut rig = Rig::new();
    rig.set(1);
    check(
        &mut rig,
        "resolve t1 for 1
        activate t1
        ! MESessionTopologySet t1
        done 1
        ! MESessionTopologyStatus t1 READY
        ! MESessionCapabilitiesChanged 0x47 delta 0x47",
    );
}

#[test]
fn a_start_goes_from_the_sources_to_the_clock() {
    let mut rig = Rig::in_state("Stopped");
    rig.command(start());
    check(
        &mut rig,
        "start source 1 of t1 at current
        ! MESessionNotifyPresentationTime start 0 offset 0 at output 0
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        preroll 3 at 0
        run branches 2 from 0 +0,3 from 0 +0 g1
        start clock at 0
        ! MESessionStarted offset 0
        done 2",
    );
}

#[test]
fn a_start_from_a_position_trims_and_sets_the_clock() {
    let mut rig = Rig::in_state("Stopped");
    rig.command(seek(SECOND));
    check(
        &mut rig,
        "start source 1 of t1 at 10000000
        ! MESessionNotifyPresentationTime start 10000000 offset 0 at output 10000000
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        preroll 3 at 10000000
        run branches 2 from 10000000 +0,3 from 10000000 +0 g1
        start clock at 10000000
        ! MESessionStarted offset 0
        done 2",
    );
}

#[test]
fn the_media_start_of_a_branch_is_its_presentation_zero() {
    let mut rig = Rig::new();
    let mut clip = shape(1);
    clip.branches[0].media_start = openmf_core::MediaTime::from_100ns(3 * SECOND);
    clip.branches[1].media_start = openmf_core::MediaTime::from_100ns(2 * SECOND);
    clip.branches[1].media_stop = Some(openmf_core::MediaTime::from_100ns(5 * SECOND));
    rig.resolutions.insert(TopologyKey(1), Ok(clip));
    rig.set(1);
    rig.forget();
    rig.command(seek(SECOND));
    check(
        &mut rig,
        "start source 1 of t1 at 30000000
        ! MESessionNotifyPresentationTime start 10000000 offset -30000000 at output 10000000
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        preroll 3 at 10000000
        run branches 2 from 40000000 -30000000,3 from 30000000..50000000 -20000000 g1
        start clock at 10000000
        ! MESessionStarted offset -30000000
        done 2",
    );
}

#[test]
fn a_seek_while_running_does_not_stop_the_clock() {
    let mut rig = Rig::in_state("Started");
    rig.command(seek(SECOND));
    check(
        &mut rig,
        "stop source 1
        flush branches 2,3 g2
        start source 1 of t1 at 10000000
        flush sinks 2,3
        preroll 3 at 10000000
        run branches 2 from 10000000 +0,3 from 10000000 +0 g3
        start clock at 10000000
        ! MESessionStarted offset 0
        done 3",
    );
}

#[test]
fn a_seek_while_paused_plays_from_there() {
    let mut rig = Rig::in_state("Paused");
    rig.command(seek(SECOND));
    check(
        &mut rig,
        "stop source 1
        flush branches 2,3 g2
        start source 1 of t1 at 10000000
        flush sinks 2,3
        preroll 3 at 10000000
        run branches 2 from 10000000 +0,3 from 10000000 +0 g3
        start clock at 10000000
        ! MESessionStarted offset 0
        done 4",
    );
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn a_pause_freezes_the_clock_first_and_a_resume_flushes_nothing() {
    let mut rig = Rig::in_state("Started");
    rig.command(Command::Pause);
    rig.command(start());
    check(
        &mut rig,
        "pause clock
        pause source 1
        ! MESessionPaused
        done 3
        start source 1 of t1 at current
        start clock
        ! MESessionStarted offset 0
        done 4",
    );
}

#[test]
fn a_stop_tells_everyone_at_once() {
    for state in ["Started", "Paused"] {
        let mut rig = Rig::in_state(state);
        let op = rig.command(Command::Stop).0;
        check(
            &mut rig,
            &format!(
                "stop clock
                stop source 1
                flush branches 2,3 g2
                ! MESessionStopped
                done {op}"
            ),
        );
    }
}

#[test]
fn the_end_comes_when_the_branches_have_ended_and_is_not_a_stop() {
    let mut rig = Rig::in_state("Started");
    rig.source_ends(1);
    rig.drain(1, 2 * SECOND);
    check(&mut rig, "! MEEndOfPresentation");
    rig.render(1, 2 * SECOND);
    check(
        &mut rig,
        "! MESessionTopologyStatus t1 ENDED
        stop clock
        stop source 1
        flush branches 2,3 g2
        ! MESessionEnded",
    );
    rig.command(start());
    check(
        &mut rig,
        "start source 1 of t1 at current
        ! MESessionNotifyPresentationTime start 0 offset 0 at output 0
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        preroll 3 at 0
        run branches 2 from 0 +0,3 from 0 +0 g3
        start clock at 0
        ! MESessionStarted offset 0
        done 3",
    );
}

#[test]
fn the_end_does_not_wait_for_the_source() {
    // A stop time, or a source with a selected stream that nobody reads.
    let mut rig = Rig::in_state("Started");
    rig.render(1, SECOND);
    check(
        &mut rig,
        "! MEEndOfPresentation
        ! MESessionTopologyStatus t1 ENDED
        stop clock
        stop source 1
        flush branches 2,3 g2
        ! MESessionEnded",
    );
}

#[test]
fn an_end_of_before_a_seek_is_no_end() {
    let mut rig = Rig::in_state("Started");
    let stale = rig.running.clone();
    rig.command(seek(SECOND));
    rig.forget();
    for (branch, generation) in stale {
        rig.input(Input::BranchEnded {
            branch,
            generation,
            end: None,
        });
    }
    rig.input(Input::SourceEnded {
        source: SourceId(1),
        generation: Generation(1),
    });
    check(&mut rig, "");
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn a_start_while_the_last_is_rendered_replays_after_the_end() {
    let mut rig = Rig::in_state("Started");
    rig.source_ends(1);
    rig.command(start());
    check(&mut rig, "! MEEndOfPresentation");
    rig.render(1, 2 * SECOND);
    check(
        &mut rig,
        "! MESessionTopologyStatus t1 ENDED
        stop clock
        stop source 1
        flush branches 2,3 g2
        ! MESessionEnded
        start source 1 of t1 at current
        ! MESessionNotifyPresentationTime start 0 offset 0 at output 0
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        preroll 3 at 0
        run branches 2 from 0 +0,3 from 0 +0 g3
        start clock at 0
        ! MESessionStarted offset 0
        done 3",
    );
}

#[test]
fn what_comes_behind_a_start_while_the_last_is_rendered_does_not_wait() {
    let mut rig = Rig::in_state("Started");
    rig.source_ends(1);
    rig.command(start());
    rig.command(Command::Pause);
    check(
        &mut rig,
        "! MEEndOfPresentation
        ! MESessionStarted offset 0
        done 3
        pause clock
        pause source 1
        ! MESessionPaused
        done 4",
    );
}

#[test]
fn close_finalizes_after_everything_has_stopped() {
    let mut rig = Rig::new();
    let mut clip = shape(1);
    clip.sinks[0].finalizable = true;
    rig.resolutions.insert(TopologyKey(1), Ok(clip));
    rig.set(1);
    rig.command(start());
    rig.set(2);
    rig.forget();
    rig.command(Command::Close);
    check(
        &mut rig,
        "stop clock
        stop source 1
        flush branches 2,3 g2
        release t2
        finalize 2
        ! MESessionClosed
        done 4",
    );
    rig.command(Command::Pause);
    rig.command(Command::Close);
    check(
        &mut rig,
        "! MESessionPaused 0xC00D36B2
        done 5 0xC00D36B2
        done 6",
    );
}

#[test]
fn a_finalizer_that_fails_or_stalls_is_the_status_of_close() {
    for (stalls, status) in [(false, "0xC00D36B2"), (true, "0x800705B4")] {
        let mut rig = Rig::new();
        let mut clip = shape(1);
        clip.sinks[0].finalizable = true;
        rig.resolutions.insert(TopologyKey(1), Ok(clip));
        rig.set(1);
        if stalls {
            rig.silent.insert(Component::Sink(SinkId(2)));
        } else {
            rig.failing
                .insert(Component::Sink(SinkId(2)), Error::invalid_request("full disk"));
        }
        rig.forget();
        rig.command(Command::Close);
        rig.wait(MS(10_000));
        let trace = rig.take_trace();
        assert_eq!(trace[0], "finalize 2");
        assert_eq!(
            trace[trace.len() - 2..],
            [format!("! MESessionClosed {status}"), format!("done 2 {status}")]
        );
        assert_eq!(trace.len(), 3 + usize::from(stalls), "{trace:?}");
    }
}

#[test]
fn close_does_not_let_what_is_pending_run() {
    let mut rig = Rig::in_state("Stopped");
    rig.silent.insert(Component::Source(SourceId(1)));
    rig.command(start());
    rig.command(Command::Pause);
    rig.silent.clear();
    rig.command(Command::Close);
    check(
        &mut rig,
        "start source 1 of t1 at current
        stop source 1
        flush branches 2,3 g1
        ! MESessionStarted 0xC00D36B2
        done 2 0xC00D36B2
        ! MESessionPaused 0xC00D36B2
        done 3 0xC00D36B2
        ! MESessionClosed
        done 4",
    );
}

#[test]
fn close_while_resolving_gives_the_topology_back() {
    let mut rig = Rig::new();
    rig.silent.insert(Component::Loader(TopologyKey(1)));
    rig.set(1);
    rig.command(start());
    rig.command(Command::Close);
    check(
        &mut rig,
        "resolve t1 for 1
        ! MESessionTopologySet 0xC00D36B2 t1
        done 1 0xC00D36B2
        release t1
        ! MESessionStarted 0xC00D36B2
        done 2 0xC00D36B2
        ! MESessionClosed
        done 3",
    );
    rig.input(Input::TopologyResolved {
        op: openmf_session::OpId(1),
        topology: TopologyKey(1),
        result: Ok(shape(1)),
    });
    assert_eq!(rig.session.state(), SessionState::Closed);
}

#[test]
fn shutdown_releases_everything_in_every_state() {
    let table = [
        ("New", "shut down"),
        ("Stopped", "release t1 shutting down 2,3\nshut down"),
        ("Ended", "release t1 shutting down 2,3\nshut down"),
        (
            "Started",
            "stop clock\nstop source 1\nrelease t1 shutting down 2,3\nshut down",
        ),
        (
            "Paused",
            "stop clock\nstop source 1\nrelease t1 shutting down 2,3\nshut down",
        ),
        ("Closed", "release t1 shutting down 2,3\nshut down"),
        ("ClosedNew", "shut down"),
        ("Shutdown", ""),
    ];
    for (state, expected) in table {
        let mut rig = Rig::in_state(state);
        rig.input(Input::Shutdown);
        check(&mut rig, expected);
        rig.wait(MS(60_000));
        rig.source_ends(1);
        check(&mut rig, "");
        assert_eq!(rig.session.check_open(), Err(Error::Shutdown));
    }
}

#[test]
fn shutdown_with_operations_pending_completes_them_without_events() {
    let mut rig = Rig::in_state("Stopped");
    rig.silent.insert(Component::Source(SourceId(1)));
    rig.command(start());
    rig.set(2);
    rig.command(Command::Stop);
    rig.forget();
    rig.input(Input::Shutdown);
    check(
        &mut rig,
        "stop source 1
        done 2 0xC00D3E85
        done 3 0xC00D3E85
        done 4 0xC00D3E85
        release t1 shutting down 2,3
        release t2
        shut down",
    );
}

#[test]
fn immediate_stops_one_and_plays_the_other() {
    let mut rig = Rig::in_state("Started");
    rig.set(3);
    rig.forget();
    rig.command(set_with(1, Some(2)));
    check(
        &mut rig,
        "resolve t2 for 4
        release t3
        stop clock
        stop source 1
        flush branches 2,3 g2
        ! MESessionTopologyStatus t1 ENDED
        release t1
        activate t2
        ! MESessionTopologySet t2
        done 4
        ! MESessionTopologyStatus t2 READY
        start source 2 of t2 at 0
        ! MESessionNotifyPresentationTime start 0 offset 0 at output 0
        ! MESessionTopologyStatus t2 STARTED_SOURCE
        preroll 5 at 0
        run branches 4 from 0 +0,5 from 0 +0 g3
        start clock at 0
        ! MESessionTopologyStatus t2 SINK_SWITCHED",
    );
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn a_dropped_presentation_finishes_its_file_before_its_sinks_go() {
    let mut rig = Rig::new();
    let mut recording = shape(1);
    recording.sinks[0].finalizable = true;
    recording.sinks[0].shutdown_on_remove = true;
    rig.resolutions.insert(TopologyKey(1), Ok(recording));
    rig.set(1);
    rig.forget();
    rig.command(set_with(1, Some(2)));
    check(
        &mut rig,
        "resolve t2 for 2
        finalize 2
        activate t2
        release t1 shutting down 2
        ! MESessionTopologySet t2
        done 2
        ! MESessionTopologyStatus t2 READY",
    );
}

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
fn a_start_behind_a_topology_that_fails_fails_alike() {
    let mut rig = Rig::new();
    rig.resolutions
        .insert(TopologyKey(1), Err(Error::NoStreamsSelected));
    rig.submit(set(1));
    rig.submit(start());
    rig.settle();
    rig.command(start());
    check(
        &mut rig,
        "resolve t1 for 1
        ! MESessionTopologySet 0xC00D3E9C t1
        done 1 0xC00D3E9C
        release t1
        ! MESessionStarted 0xC00D3E9C
        done 2 0xC00D3E9C
        ! MESessionStarted 0xC00D36B2
        done 3 0xC00D36B2",
    );
}

#[test]
fn commands_without_waiting_complete_in_order() {
    let mut rig = Rig::new();
    for command in [
        set(1),
        start(),
        Command::Pause,
        start(),
        seek(SECOND),
        Command::Stop,
    ] {
        rig.submit(command);
    }
    rig.settle();
    let found: Vec<_> = rig
        .completions
        .iter()
        .map(|(op, error)| (op.0, error.is_none()))
        .collect();
    assert_eq!(found, (1..=6).map(|op| (op, true)).collect::<Vec<_>>());
}

#[test]
fn a_queued_presentation_follows_without_a_gap() {
    let mut rig = Rig::in_state("Started");
    rig.set(2);
    check(
        &mut rig,
        "resolve t2 for 3
        ! MESessionTopologySet t2
        done 3",
    );
    rig.source_ends(1);
    check(
        &mut rig,
        "! MEEndOfPresentation
        prepare t2
        ! MESessionTopologyStatus t2 READY",
    );
    rig.drain(1, 2 * SECOND);
    check(
        &mut rig,
        "start source 2 of t2 at 0
        run branches 4 from 0 +20000000,5 from 0 +20000000 g2",
    );
    rig.render(1, 2 * SECOND);
    check(
        &mut rig,
        "! MESessionTopologyStatus t1 ENDED
        ! MESessionNotifyPresentationTime start 20000000 offset 20000000 at output 20000000
        ! MESessionTopologyStatus t2 STARTED_SOURCE
        join clock t2 sinks 4,5
        stop source 1
        release t1
        ! MESessionTopologyStatus t2 SINK_SWITCHED",
    );
    rig.end(2, 4 * SECOND);
    check(
        &mut rig,
        "! MEEndOfPresentation
        ! MESessionTopologyStatus t2 ENDED
        stop clock
        stop source 2
        flush branches 4,5 g3
        ! MESessionEnded",
    );
}

#[test]
fn a_stop_before_the_next_has_taken_over_keeps_it_queued() {
    let mut rig = Rig::in_state("Started");
    rig.set(2);
    rig.source_ends(1);
    rig.drain(1, 2 * SECOND);
    rig.forget();
    rig.command(Command::Stop);
    check(
        &mut rig,
        "stop clock
        stop source 1
        stop source 2
        flush branches 2,3,4,5 g3
        ! MESessionStopped
        done 4",
    );
    rig.command(start());
    rig.forget();
    rig.source_ends(1);
    rig.drain(1, 2 * SECOND);
    check(
        &mut rig,
        "! MEEndOfPresentation
        prepare t2
        start source 2 of t2 at 0
        run branches 4 from 0 +20000000,5 from 0 +20000000 g5",
    );
}

#[test]
fn cleared_topologies_do_not_play() {
    let mut rig = Rig::in_state("Started");
    rig.set(2);
    rig.source_ends(1);
    rig.forget();
    rig.command(Command::ClearTopologies);
    check(
        &mut rig,
        "release t2
        ! MESessionTopologiesCleared
        done 4",
    );
    rig.render(1, 2 * SECOND);
    assert_eq!(
        rig.take_trace().last().map(String::as_str),
        Some("! MESessionEnded")
    );
}

#[test]
fn clearing_the_current_one_plays_the_next() {
    let mut rig = Rig::in_state("Started");
    rig.set(2);
    rig.forget();
    rig.command(set_with(4, None));
    check(
        &mut rig,
        "stop clock
        stop source 1
        flush branches 2,3 g2
        ! MESessionTopologyStatus t1 ENDED
        release t1
        ! MESessionTopologySet
        done 4
        activate t2
        ! MESessionTopologyStatus t2 READY
        start source 2 of t2 at 0
        ! MESessionNotifyPresentationTime start 0 offset 0 at output 0
        ! MESessionTopologyStatus t2 STARTED_SOURCE
        preroll 5 at 0
        run branches 4 from 0 +0,5 from 0 +0 g3
        start clock at 0
        ! MESessionTopologyStatus t2 SINK_SWITCHED",
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
fn changed_characteristics_change_the_capabilities() {
    let mut rig = Rig::in_state("Started");
    rig.input(Input::SourceCharacteristicsChanged {
        source: SourceId(1),
        can_seek: false,
        can_pause: false,
        rates: None,
    });
    rig.input(Input::ForwardedEvent { event: EventKey(7) });
    rig.command(seek(SECOND));
    rig.command(Command::Pause);
    check(
        &mut rig,
        "! MESessionCapabilitiesChanged 0x41 delta 0x6
        ! forward 7
        ! MESessionStarted 0xC00D36B2
        done 3 0xC00D36B2
        ! MESessionPaused 0xC00D36B2
        done 4 0xC00D36B2",
    );
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn a_short_stream_does_not_hold_up_the_preroll() {
    // A seek to just before the end: the sink gets too little to call itself prerolled.
    let mut rig = Rig::in_state("Started");
    rig.silent.insert(Component::StreamSink(StreamSinkId(3)));
    rig.command(seek(2 * SECOND - 1));
    rig.silent.clear();
    rig.forget();
    rig.input(Input::BranchDrained {
        branch: BranchId(3),
        generation: rig.running[&BranchId(3)],
        end: None,
    });
    check(
        &mut rig,
        "start clock at 19999999
        ! MESessionStarted offset 0
        done 3",
    );
}

#[test]
fn of_a_burst_of_seeks_each_completes_and_the_last_wins() {
    let mut rig = Rig::in_state("Started");
    for tenth in 0..10 {
        rig.submit(seek(tenth * SECOND / 10));
    }
    rig.settle();
    let found: Vec<_> = rig
        .completions
        .iter()
        .map(|(op, error)| (op.0, error.is_none()))
        .collect();
    assert_eq!(found, (3..=12).map(|op| (op, true)).collect::<Vec<_>>());
    let clock: Vec<_> = rig
        .trace
        .iter()
        .filter(|line| line.starts_with("start clock"))
        .collect();
    assert_eq!(
        clock.last().map(|line| line.as_str()),
        Some("start clock at 9000000")
    );
    // The others were overtaken.
    assert_eq!(clock.len(), 1);
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

#[test]
fn a_topology_that_cannot_be_made_ready_is_refused_by_its_own_event() {
    let mut rig = Rig::new();
    rig.failing
        .insert(Component::Activation(TopologyKey(1)), Error::NoClock);
    rig.set(1);
    check(
        &mut rig,
        "resolve t1 for 1
        activate t1
        ! MESessionTopologySet 0xC00D36D7 t1
        done 1 0xC00D36D7
        release t1",
    );
    assert_eq!(rig.session.state(), SessionState::New);
}

#[test]
fn a_queued_topology_that_cannot_be_made_ready_is_skipped() {
    let mut rig = Rig::in_state("Started");
    rig.set(2);
    rig.set(3);
    rig.forget();
    rig.failing
        .insert(Component::Activation(TopologyKey(2)), Error::NoClock);
    rig.source_ends(1);
    check(
        &mut rig,
        "! MEEndOfPresentation
        prepare t2
        ! MESessionTopologyStatus 0xC00D36D7 t2 READY
        release t2
        prepare t3
        ! MESessionTopologyStatus t3 READY",
    );
}

#[test]
fn a_loader_that_never_answers_is_cut_off() {
    let mut rig = Rig::new();
    rig.silent.insert(Component::Loader(TopologyKey(1)));
    rig.set(1);
    rig.forget();
    rig.wait(MS(10_000));
    check(
        &mut rig,
        "cut off loader of topology 1: loader of topology 1 did not answer within 10.000 s and was cut off
        ! MESessionTopologySet 0x800705B4 t1
        done 1 0x800705B4
        release t1",
    );
}

#[test]
fn dynamic_changed_comes_behind_started_source_and_not_behind_the_end() {
    let mut rig = Rig::in_state("Stopped");
    let changed = || Input::TopologyChanged {
        topology: TopologyKey(1),
    };
    rig.input(changed());
    check(&mut rig, "");
    rig.command(start());
    rig.forget();
    rig.input(changed());
    check(&mut rig, "! MESessionTopologyStatus t1 DYNAMIC_CHANGED");
    rig.input(Input::TopologyChanged {
        topology: TopologyKey(7),
    });
    check(&mut rig, "");
}

#[test]
fn dynamic_changed_of_a_presentation_that_has_not_taken_over_waits_for_its_started_source() {
    let mut rig = Rig::in_state("Started");
    rig.set(2);
    rig.source_ends(1);
    rig.drain(1, SECOND);
    rig.forget();
    rig.input(Input::TopologyChanged {
        topology: TopologyKey(2),
    });
    check(&mut rig, "");
    rig.render(1, SECOND);
    let trace = rig.take_trace();
    let statuses: Vec<_> = trace
        .iter()
        .filter_map(|line| line.strip_prefix("! MESessionTopologyStatus "))
        .collect();
    assert_eq!(
        statuses,
        [
            "t1 ENDED",
            "t2 STARTED_SOURCE",
            "t2 DYNAMIC_CHANGED",
            "t2 SINK_SWITCHED"
        ]
    );
}
