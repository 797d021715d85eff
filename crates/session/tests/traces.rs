//! What the session does, action for action: from the first topology to the end.

mod common;

use common::*;
use openmf_session::{
    BranchId, Command, Component, Generation, Input, SessionState, SourceId, StreamSinkId, TopologyKey,
};

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
