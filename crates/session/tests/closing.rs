//! Close and Shutdown, action for action, and what becomes of unfinished files.

mod common;

use common::*;
use openmf_core::{Error, TimeSpan};
use openmf_session::{Command, Component, EventKey, Input, SessionState, SinkId, SourceId, TopologyKey};

const MS: fn(i64) -> TimeSpan = TimeSpan::from_millis;

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
    // What was found out while it was resolved comes too late to be told.
    rig.input(Input::ForwardedEvent { event: EventKey(7) });
    check(&mut rig, "");
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
