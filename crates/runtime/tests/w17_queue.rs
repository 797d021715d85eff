//! W17 and queued presentations.

mod common;

use common::*;
use openmf_core::{EventType, StartPosition};
use openmf_session::{SessionState, SetTopologyFlags};
use openmf_testkit::Answer;

#[test]
fn a_queued_presentation_follows_without_a_gap() {
    let mut rig = Rig::clocked().playing();
    let (_source, sink, topology) = another(&rig, "second");
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    assert_eq!(rig.events(), ["MESessionTopologySet"]);
    let events = rig.until(EventType::SessionEnded, ms(2_001));
    let wanted = [
        "MESessionTopologyStatus 400",
        "MESessionTopologyStatus 200",
        "MESessionTopologyStatus 300",
        "MEEndOfPresentation",
        "MESessionTopologyStatus 400",
        "MESessionEnded",
    ];
    let mut at = 0;
    for event in &events {
        if at < wanted.len() && event == wanted[at] {
            at += 1;
        }
    }
    assert_eq!(at, wanted.len(), "{events:#?}");
    assert!(!events.contains(&"MESessionStarted".to_owned()));
    assert_eq!(
        rig.sinks[0].take_times(),
        (0..100).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(
        sink.take_times(),
        (100..200).map(|n| n * 10).collect::<Vec<_>>(),
        "presentation time goes on"
    );
    rig.session.shutdown().unwrap();
    assert!(sink.is_shut_down());
}

#[test]
fn the_same_sink_and_source_may_be_queued_again() {
    let mut rig = Rig::clocked().playing();
    let (other, _, _) = another(&rig, "second");
    let again = topology_of(&other, &rig.sinks);
    let set = rig.set(&again);
    rig.settled(set).unwrap();
    rig.until(EventType::SessionEnded, ms(2_001));
    assert_eq!(
        rig.sinks[0].take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    drop(again);
    rig.shut_down();
}

#[test]
fn clear_topologies_drops_what_is_queued_and_the_first_plays_on() {
    let mut rig = Rig::clocked().playing();
    let (_source, sink, topology) = another(&rig, "second");
    drop(rig.set(&topology));
    let clear = rig.session.clear_topologies().unwrap();
    rig.settled(clear).unwrap();
    assert_eq!(
        rig.events(),
        ["MESessionTopologySet", "MESessionTopologiesCleared"]
    );
    let events = rig.until(EventType::SessionEnded, ms(1_001));
    assert_eq!(events.last().unwrap(), "MESessionEnded");
    assert!(sink.take().is_empty());
    assert_eq!(rig.sinks[0].take().len(), 100);
    rig.shut_down();
}

#[test]
fn clear_current_stops_the_playback() {
    let mut rig = Rig::clocked().playing();
    let flags = SetTopologyFlags::from_bits(4);
    let cleared = rig.session.set_topology(flags, None).unwrap();
    rig.settled(cleared).unwrap();
    let events = rig.events();
    assert!(events.contains(&"MESessionTopologySet".to_owned()), "{events:?}");
    assert_eq!(rig.session.state(), SessionState::New);
    assert!(rig.journal.count("sink.stop") == 1 && rig.journal.count("source.stop") == 1);
    rig.session.shutdown().unwrap();
}

#[test]
fn an_immediate_topology_replaces_the_one_that_plays() {
    let mut rig = Rig::clocked().playing();
    let (_source, sink, topology) = another(&rig, "second");
    rig.manual.advance(ms(300));
    let flags = SetTopologyFlags::from_bits(1);
    let set = rig.session.set_topology(flags, Some(&topology)).unwrap();
    rig.settled(set).unwrap();
    rig.manual.advance(ms(50));
    assert_eq!(rig.session.state(), SessionState::Started, "{:?}", rig.events());
    assert_eq!(sink.take_times(), [0, 10, 20, 30, 40, 50]);
    assert_eq!(rig.sinks[0].take().len(), 31);
    rig.session.shutdown().unwrap();
}

#[test]
fn commands_fired_without_waiting_complete_in_order() {
    let mut rig = Rig::clocked().ready();
    rig.events();
    let all = [
        rig.session.start(StartPosition::Current).unwrap(),
        rig.session.pause().unwrap(),
        rig.session.stop().unwrap(),
    ];
    for completion in all {
        rig.settled(completion).unwrap();
    }
    let events = rig.events();
    let completions: Vec<_> = events
        .iter()
        .filter(|event| !event.contains("Topology") && !event.contains("Notify"))
        .collect();
    assert_eq!(
        completions,
        ["MESessionStarted", "MESessionPaused", "MESessionStopped"]
    );
    rig.shut_down();
}

#[test]
fn stop_before_start_completes_lets_it_complete_first() {
    let mut rig = Rig::clocked().ready();
    rig.events();
    rig.source.script(|script| script.on_start = Answer::Late);
    let start = rig.session.start(StartPosition::Current).unwrap();
    let stop = rig.session.stop().unwrap();
    rig.manual.advance(ms(50));
    rig.source.release();
    rig.settled(start).unwrap();
    rig.settled(stop).unwrap();
    let events = rig.events();
    let place = |name: &str| events.iter().position(|event| event == name).unwrap();
    assert!(place("MESessionStarted") < place("MESessionStopped"));
    rig.shut_down();
}

#[test]
fn shutdown_shuts_down_the_sinks_of_former_topologies_too() {
    let mut rig = Rig::clocked().playing();
    let (_source, sink, topology) = another(&rig, "second");
    let set = rig
        .session
        .set_topology(SetTopologyFlags::from_bits(1), Some(&topology))
        .unwrap();
    rig.settled(set).unwrap();
    assert!(!rig.sinks[0].is_shut_down(), "its node does not ask for that");
    rig.session.shutdown().unwrap();
    assert!(rig.sinks[0].is_shut_down() && sink.is_shut_down());
}
