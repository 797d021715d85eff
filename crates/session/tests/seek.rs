//! Seeks: exact and by key frames, in bursts, and against everything else.

mod common;

use common::*;
use openmf_core::{Error, TimeSpan};
use openmf_session::{Command, Component, Generation, Input, OpId, SessionState, SourceId, TopologyKey};

/// The completions and what the sources were asked for, which is all that a burst is about.
#[track_caller]
fn check_essence(rig: &mut Rig, expected: &str) {
    let essential = |line: &String| {
        line.starts_with("start source") || line.starts_with("start clock") || line.starts_with("! MESession")
    };
    rig.trace.retain(essential);
    check(rig, expected);
}

const SEEK_TO_1: &str = "stop source 1
    flush branches 2,3 g2
    start source 1 of t1 at 10000000
    flush sinks 2,3
    preroll 3 at 10000000
    run branches 2 from 10000000 +0,3 from 10000000 +0 g3
    start clock at 10000000
    ! MESessionStarted offset 0";

#[test]
fn a_key_frame_seek_starts_at_the_key_frame_and_says_where() {
    // Key frames lie four seconds apart.
    for (state, op) in [("Started", 3), ("Paused", 4)] {
        let mut rig = Rig::in_state(state);
        rig.command(seek_to_key_frame(5 * SECOND));
        check(
            &mut rig,
            &format!(
                "stop source 1
                flush branches 2,3 g2
                find key frame of source 1 at 50000000
                start source 1 of t1 at 40000000
                flush sinks 2,3
                preroll 3 at 40000000
                run branches 2 from 40000000 +0,3 from 40000000 +0 g3
                start clock at 40000000
                ! MESessionStarted offset 0 start 40000000
                done {op}"
            ),
        );
    }
    let mut rig = Rig::in_state("Stopped");
    rig.command(seek_to_key_frame(5 * SECOND));
    check(
        &mut rig,
        "find key frame of source 1 at 50000000
        start source 1 of t1 at 40000000
        ! MESessionNotifyPresentationTime start 40000000 offset 0 at output 40000000
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        preroll 3 at 40000000
        run branches 2 from 40000000 +0,3 from 40000000 +0 g1
        start clock at 40000000
        ! MESessionStarted offset 0 start 40000000
        done 2",
    );
}

#[test]
fn a_key_frame_before_the_media_start_is_not_the_beginning() {
    let mut rig = Rig::new();
    let mut clip = shape(1);
    for branch in &mut clip.branches {
        branch.media_start = openmf_core::MediaTime::from_100ns(3 * SECOND);
    }
    rig.resolutions.insert(TopologyKey(1), Ok(clip));
    rig.set(1);
    rig.forget();
    // Media time 3.5 s: the key frame is at 0, the presentation begins at 3 s.
    rig.command(seek_to_key_frame(SECOND / 2));
    let started = rig.trace.iter().find(|line| line.contains("MESessionStarted"));
    assert_eq!(
        started.map(String::as_str),
        Some("! MESessionStarted offset -30000000 start 0")
    );
    assert!(rig.trace.contains(&"start source 1 of t1 at 30000000".to_owned()));
}

#[test]
fn of_two_sources_the_earlier_key_frame_counts() {
    let mut rig = Rig::new();
    let mut both = shape(1);
    both.sources.push(openmf_session::SourceShape {
        id: SourceId(9),
        ..both.sources[0].clone()
    });
    both.branches[1].source = SourceId(9);
    rig.resolutions.insert(TopologyKey(1), Ok(both));
    rig.set(1);
    rig.command(start());
    rig.silent.insert(Component::Source(SourceId(9)));
    rig.forget();
    rig.command(seek_to_key_frame(5 * SECOND));
    let (source, at) = (SourceId(9), openmf_core::MediaTime::from_100ns(2 * SECOND));
    let stopped = |source| Input::SourceStopped {
        source,
        result: Ok(()),
    };
    rig.input(stopped(source));
    rig.input(Input::KeyFrameFound {
        source,
        result: Ok(at),
    });
    rig.input(Input::SourceStarted {
        source,
        result: Ok(()),
    });
    check_essence(
        &mut rig,
        "start source 1 of t1 at 20000000
        start source 9 of t1 at 20000000
        start clock at 20000000
        ! MESessionStarted offset 0 start 20000000",
    );
}

#[test]
fn a_key_frame_that_cannot_be_found_is_the_status_of_the_start() {
    let mut rig = Rig::in_state("Started");
    rig.silent.insert(Component::Source(SourceId(1)));
    rig.command(seek_to_key_frame(5 * SECOND));
    let source = SourceId(1);
    rig.input(Input::SourceStopped {
        source,
        result: Ok(()),
    });
    let result = Err(Error::invalid_request("past the end"));
    rig.input(Input::KeyFrameFound { source, result });
    check(
        &mut rig,
        "stop source 1
        flush branches 2,3 g2
        find key frame of source 1 at 50000000
        stop clock
        flush branches 2,3 g3
        ! MESessionStarted 0xC00D36B2
        done 3 0xC00D36B2",
    );
    assert_eq!(rig.session.state(), SessionState::Stopped);
}

#[test]
fn of_a_burst_only_the_last_seek_is_carried_out() {
    for (state, first) in [("Started", 3), ("Paused", 4)] {
        let mut rig = Rig::in_state(state);
        for n in 1..=10 {
            rig.submit(seek(n * SECOND / 10));
        }
        rig.settle();
        // The sources were told to stop once, and to start once.
        let mut expected = "stop source 1\nflush branches 2,3 g2\n".to_owned();
        for op in first..first + 9 {
            expected += &format!("! MESessionStarted overtaken\ndone {op}\n");
        }
        let (_, rest) = SEEK_TO_1.split_once("g2\n").unwrap();
        expected += rest;
        expected += &format!("\ndone {}", first + 9);
        check(&mut rig, &expected);
        assert_eq!(rig.session.state(), SessionState::Started);
    }
}

#[test]
fn starts_from_stopped_with_a_position_overtake_each_other_too() {
    let mut rig = Rig::in_state("New");
    rig.submit(set(1));
    for n in 1..=3 {
        rig.submit(seek(n * SECOND));
    }
    rig.settle();
    check_essence(
        &mut rig,
        "! MESessionTopologySet t1
        ! MESessionTopologyStatus t1 READY
        ! MESessionCapabilitiesChanged 0x47 delta 0x47
        ! MESessionStarted overtaken
        ! MESessionStarted overtaken
        start source 1 of t1 at 30000000
        ! MESessionNotifyPresentationTime start 30000000 offset 0 at output 30000000
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        start clock at 30000000
        ! MESessionStarted offset 0",
    );
}

#[test]
fn a_start_that_is_no_seek_is_never_overtaken() {
    let mut rig = Rig::in_state("Stopped");
    rig.submit(start());
    rig.submit(seek(SECOND));
    rig.settle();
    check_essence(
        &mut rig,
        "start source 1 of t1 at current
        ! MESessionNotifyPresentationTime start 0 offset 0 at output 0
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        start clock at 0
        ! MESessionStarted offset 0
        start source 1 of t1 at 10000000
        start clock at 10000000
        ! MESessionStarted offset 0",
    );
    let mut rig = Rig::in_state("Paused");
    rig.submit(seek(SECOND));
    rig.submit(start());
    rig.settle();
    check_essence(
        &mut rig,
        "start source 1 of t1 at 10000000
        start clock at 10000000
        ! MESessionStarted offset 0
        ! MESessionStarted offset 0",
    );
}

/// Lets a seek come so far that its last action is `stage`, then calls another.
fn overtaken_at(stage: &str) -> Rig {
    let mut rig = Rig::in_state("Started");
    rig.submit(seek_to_key_frame(5 * SECOND));
    while !rig.trace.iter().any(|line| line.starts_with(stage)) {
        assert!(rig.pending() > 0, "never came to {stage}");
        rig.deliver(0);
    }
    rig.forget();
    rig.submit(seek(SECOND));
    rig.settle();
    rig
}

#[test]
fn a_seek_is_overtaken_at_every_step() {
    // While the sources stop, and while their key frames are sought: nothing is done twice.
    for stage in ["stop source", "find key frame"] {
        let mut rig = overtaken_at(stage);
        check_essence(
            &mut rig,
            "! MESessionStarted overtaken
            start source 1 of t1 at 10000000
            start clock at 10000000
            ! MESessionStarted offset 0",
        );
    }
    // While the sources start and while the sinks preroll: the sources stop once more, and nothing is shown.
    for (stage, generation) in [("start source", 3), ("preroll", 4)] {
        let mut rig = overtaken_at(stage);
        // The first preroll still ends some time.
        rig.trace.retain(|line| !line.starts_with("note "));
        check(
            &mut rig,
            &format!(
                "! MESessionStarted overtaken
                done 3
                stop source 1
                flush branches 2,3 g{generation}
                start source 1 of t1 at 10000000
                flush sinks 2,3
                preroll 3 at 10000000
                run branches 2 from 10000000 +0,3 from 10000000 +0 g{}
                start clock at 10000000
                ! MESessionStarted offset 0
                done 4",
                generation + 1
            ),
        );
    }
    // Once the clock starts it is as good as done.
    let mut rig = overtaken_at("start clock");
    check_essence(
        &mut rig,
        "! MESessionStarted offset 0 start 40000000
        start source 1 of t1 at 10000000
        start clock at 10000000
        ! MESessionStarted offset 0",
    );
}

#[test]
fn a_late_preroll_of_a_seek_that_was_overtaken_does_not_pass_for_the_next_ones() {
    let mut rig = Rig::in_state("Started");
    rig.forget();
    let mut prerolled = |position| {
        rig.forget();
        rig.submit(seek(position));
        while !rig.trace.iter().any(|line| line.starts_with("preroll 3")) {
            assert!(rig.pending() > 0, "never came to the preroll");
            rig.deliver(0);
        }
        rig.hold(|input| matches!(input, Input::SinkPrerolled { .. }))
            .expect("the sink answers")
    };
    let (early, late) = (prerolled(5 * SECOND), prerolled(SECOND));
    rig.settle();
    let starts = |rig: &Rig| {
        rig.trace
            .iter()
            .filter(|line| line.starts_with("start clock"))
            .count()
    };
    assert_eq!(starts(&rig), 0);
    let completed = rig.completions.len();
    rig.feed(early);
    rig.settle();
    assert_eq!(
        (starts(&rig), rig.completions.len()),
        (0, completed),
        "{:?}",
        rig.trace
    );
    rig.feed(late);
    rig.settle();
    assert_eq!(
        (starts(&rig), rig.completions.len()),
        (1, completed + 1),
        "{:?}",
        rig.trace
    );
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn a_seek_that_would_be_refused_overtakes_nothing() {
    let mut rig = Rig::in_state("Started");
    rig.submit(seek(SECOND));
    rig.submit(seek(-1));
    rig.settle();
    check_essence(
        &mut rig,
        "start source 1 of t1 at 10000000
        start clock at 10000000
        ! MESessionStarted offset 0
        ! MESessionStarted 0xC00D36B2",
    );
    let mut rig = Rig::in_state("Started");
    rig.input(Input::SourceCharacteristicsChanged {
        source: SourceId(1),
        can_seek: false,
        can_pause: true,
        rates: None,
    });
    rig.forget();
    rig.submit(seek(SECOND));
    rig.submit(seek(SECOND));
    rig.settle();
    check_essence(
        &mut rig,
        "! MESessionStarted 0xC00D36B2
        ! MESessionStarted 0xC00D36B2",
    );
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn a_seek_races_a_pause() {
    // Each completes once, in call order; the pause freezes what the seek before it has shown.
    for (calls, expected, state) in [
        (
            [seek(SECOND), Command::Pause, seek(2 * SECOND)],
            "start source 1 of t1 at 10000000
            start clock at 10000000
            ! MESessionStarted offset 0
            ! MESessionPaused
            start source 1 of t1 at 20000000
            start clock at 20000000
            ! MESessionStarted offset 0",
            SessionState::Started,
        ),
        (
            [Command::Pause, seek(SECOND), Command::Pause],
            "! MESessionPaused
            start source 1 of t1 at 10000000
            start clock at 10000000
            ! MESessionStarted offset 0
            ! MESessionPaused",
            SessionState::Paused,
        ),
        (
            [seek(SECOND), seek(2 * SECOND), Command::Pause],
            "! MESessionStarted overtaken
            start source 1 of t1 at 20000000
            start clock at 20000000
            ! MESessionStarted offset 0
            ! MESessionPaused",
            SessionState::Paused,
        ),
    ] {
        let mut rig = Rig::in_state("Started");
        for call in calls {
            rig.submit(call);
        }
        rig.settle();
        check_essence(&mut rig, expected);
        assert_eq!(rig.session.state(), state);
    }
}

#[test]
fn a_seek_races_a_stop() {
    let mut rig = Rig::in_state("Started");
    rig.submit(seek(SECOND));
    rig.submit(Command::Stop);
    rig.submit(seek(2 * SECOND));
    rig.settle();
    check_essence(
        &mut rig,
        "start source 1 of t1 at 10000000
        start clock at 10000000
        ! MESessionStarted offset 0
        ! MESessionStopped
        start source 1 of t1 at 20000000
        ! MESessionNotifyPresentationTime start 20000000 offset 0 at output 20000000
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        start clock at 20000000
        ! MESessionStarted offset 0",
    );
    // A source that hangs in the seek holds up neither the burst behind it nor the stop.
    let mut rig = Rig::in_state("Started");
    rig.silent.insert(Component::Source(SourceId(1)));
    for call in [seek(SECOND), seek(2 * SECOND), seek(3 * SECOND), Command::Stop] {
        rig.submit(call);
    }
    rig.settle();
    rig.wait(TimeSpan::from_millis(500));
    check_essence(
        &mut rig,
        "! MESessionStarted overtaken
        ! MESessionStarted overtaken
        ! MESessionStarted 0xC00D36B2
        ! MESessionStopped",
    );
    assert_eq!(rig.session.state(), SessionState::Stopped);
}

#[test]
fn a_seek_while_draining_plays_on() {
    let mut rig = Rig::in_state("Started");
    rig.source_ends(1);
    rig.drain(1, 2 * SECOND);
    let stale = rig.running.clone();
    rig.forget();
    rig.command(seek(SECOND));
    check(&mut rig, &format!("{SEEK_TO_1}\ndone 3"));
    // What was on its way to the end is void.
    for (branch, generation) in stale {
        let end = None;
        rig.input(Input::BranchEnded {
            branch,
            generation,
            end,
        });
    }
    check(&mut rig, "");
    rig.end(1, 2 * SECOND);
    let ends = rig.trace.iter().filter(|line| line.contains("MESessionEnded"));
    assert_eq!(ends.count(), 1);
}

#[test]
fn a_seek_on_an_ended_presentation_replays() {
    let mut rig = Rig::in_state("Ended");
    rig.command(seek(SECOND));
    check(
        &mut rig,
        "start source 1 of t1 at 10000000
        ! MESessionNotifyPresentationTime start 10000000 offset 0 at output 10000000
        ! MESessionTopologyStatus t1 STARTED_SOURCE
        preroll 3 at 10000000
        run branches 2 from 10000000 +0,3 from 10000000 +0 g3
        start clock at 10000000
        ! MESessionStarted offset 0
        done 3",
    );
}

#[test]
fn a_seek_to_the_end_ends_and_a_seek_past_it_fails() {
    let mut rig = Rig::in_state("Started");
    rig.command(seek(2 * SECOND));
    rig.end(1, 2 * SECOND);
    check_essence(
        &mut rig,
        "start source 1 of t1 at 20000000
        start clock at 20000000
        ! MESessionStarted offset 0
        ! MESessionTopologyStatus t1 ENDED
        ! MESessionEnded",
    );
    // Only the source knows where the end is. What it says is the status; the session is stopped and usable.
    for state in ["Started", "Paused", "Stopped", "Ended"] {
        let mut rig = Rig::in_state(state);
        rig.silent.insert(Component::Source(SourceId(1)));
        rig.command(seek(3 * SECOND));
        let source = SourceId(1);
        rig.input(Input::SourceStopped {
            source,
            result: Ok(()),
        });
        rig.silent.clear();
        let result = Err(Error::invalid_request("past the end"));
        rig.input(Input::SourceStarted { source, result });
        let last = rig.events.last().map(event_text);
        assert_eq!(last.as_deref(), Some("! MESessionStarted 0xC00D36B2"), "{state}");
        assert_eq!(rig.session.state(), SessionState::Stopped, "{state}");
        rig.forget();
        rig.command(seek(SECOND));
        assert_eq!(rig.session.state(), SessionState::Started, "{state}");
    }
}

#[test]
fn a_seek_on_a_failed_source_is_an_error_event() {
    let mut rig = Rig::in_state("Started");
    let source = SourceId(1);
    rig.input(Input::SourceFailed {
        source,
        error: Error::Shutdown,
    });
    rig.forget();
    rig.submit(seek(SECOND));
    rig.submit(seek(SECOND));
    rig.settle();
    check(
        &mut rig,
        "! MESessionStarted 0xC00D36B2
        done 3 0xC00D36B2
        ! MESessionStarted 0xC00D36B2
        done 4 0xC00D36B2",
    );
    // One that broke off can be tried again.
    let mut rig = Rig::in_state("Started");
    rig.input(Input::SourceFailed {
        source,
        error: Error::TimeOutOfRange,
    });
    assert_eq!(rig.session.state(), SessionState::Stopped);
    rig.command(seek(SECOND));
    assert_eq!(rig.session.state(), SessionState::Started);
}

#[test]
fn an_end_of_before_an_overtaken_seek_is_no_end() {
    let mut rig = Rig::in_state("Started");
    rig.submit(seek(SECOND));
    // Up to its preroll.
    while !rig.trace.iter().any(|line| line.starts_with("run branches")) {
        rig.deliver(0);
    }
    let stale = rig.running.clone();
    rig.submit(seek(2 * SECOND / 10));
    rig.forget();
    for (branch, generation) in stale {
        assert_eq!(generation, Generation(3));
        let end = None;
        rig.feed(Input::BranchEnded {
            branch,
            generation,
            end,
        });
    }
    rig.settle();
    assert_eq!(rig.session.state(), SessionState::Started);
    assert!(!rig.trace.iter().any(|line| line.contains("ENDED")));
    let completed: Vec<_> = rig.completions.iter().map(|(op, _)| *op).collect();
    assert_eq!(completed, [OpId(4)]);
}
