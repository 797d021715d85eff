//! Topologies that are queued, replaced, cleared, changed or refused, action for action.

mod common;

use common::*;
use openmf_core::{Error, TimeSpan};
use openmf_session::{Command, Component, EventKey, Input, SessionState, SourceId, TopologyKey};

const MS: fn(i64) -> TimeSpan = TimeSpan::from_millis;

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
        "cut off loader of topology 1, or a component that it asks,: loader of topology 1, or a component that it asks, did not answer within 10.000 s and was cut off
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
