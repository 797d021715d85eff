//! SetTopology, ClearTopologies and GetFullTopology: what is resolved, queued, dropped, and what becomes of it.
//!
//! Source: `IMFMediaSession::SetTopology`, `MFSESSION_SETTOPOLOGY_FLAGS`, `MESessionTopologySet` (Microsoft Learn).

mod common;

use std::sync::Arc;

use common::*;
use openmf_core::{
    Error, EventType, MediaTime, PresentationTime, SharedEvent, StartPosition, TopologyFault, Variant, codes,
    keys,
};
use openmf_session::{SessionState, SetTopologyFlags, TopologyQuery};
use openmf_testkit::{Answer, RecordingSink, SinkScript, SourceScript};
use openmf_topology::Topology;

const IMMEDIATE: SetTopologyFlags = SetTopologyFlags {
    immediate: true,
    no_resolution: false,
    clear_current: false,
};
const NORESOLUTION: SetTopologyFlags = SetTopologyFlags {
    immediate: false,
    no_resolution: true,
    clear_current: false,
};
const CLEAR_CURRENT: SetTopologyFlags = SetTopologyFlags {
    immediate: false,
    no_resolution: false,
    clear_current: true,
};

fn set_flags(rig: &mut Rig, flags: SetTopologyFlags, topology: Option<&Topology>) {
    let set = rig.session.set_topology(flags, topology).unwrap();
    rig.settled(set).unwrap();
}

fn statuses(events: &[SharedEvent], topology: &Topology) -> Vec<u32> {
    let of_it = events.iter().filter(|event| {
        event.event_type() == EventType::SessionTopologyStatus && topology_in(event).id() == topology.id()
    });
    of_it
        .map(|event| event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS).unwrap())
        .collect()
}

/// A topology whose stream the sink does not take.
fn unresolvable(rig: &Rig) -> Topology {
    let video = openmf_sinks::NullRenderer::video(openmf_sinks::NullOptions::default());
    let sinks = openmf_core::MediaSink::stream_sinks(&*video.sink()).unwrap();
    topology_to(Arc::clone(&rig.source) as _, &sinks, || None)
}

#[test]
fn immediate_drops_the_queue_too() {
    let mut rig = Rig::clocked().playing();
    let (_queued_source, queued, waiting) = another(&rig, "queued");
    let (_next_source, next, now) = another(&rig, "next");
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&waiting));
    rig.manual.advance(ms(100));
    set_flags(&mut rig, IMMEDIATE, Some(&now));
    assert_eq!(rig.session.state(), SessionState::Started);
    let gone = rig.session.full_topology(TopologyQuery::Id(waiting.id().0));
    assert!(matches!(gone, Err(Error::NotFound { .. })));
    rig.until(EventType::SessionEnded, ms(1_001));
    assert_eq!(statuses(&rig.seen, &waiting), [0; 0]);
    assert_eq!(next.take().len(), 100);
    assert!(queued.take().is_empty());
    rig.session.shutdown().unwrap();
}

#[test]
fn a_queued_topology_may_be_full_already() {
    let mut rig = Rig::clocked().playing();
    let (_source, sink, topology) = another(&rig, "second");
    set_flags(&mut rig, NORESOLUTION, Some(&topology));
    rig.events();
    // Its value is the caller's own object.
    let set: Vec<_> = rig
        .seen
        .iter()
        .filter(|event| event.event_type() == EventType::SessionTopologySet)
        .collect();
    assert!(topology_in(set[0]).is_same(&topology));
    rig.until(EventType::SessionEnded, ms(2_001));
    assert_eq!(statuses(&rig.seen, &topology), [100, 200, 300, 400]);
    assert_eq!(sink.take_times(), (100..200).map(|n| n * 10).collect::<Vec<_>>());
    rig.session.shutdown().unwrap();
}

#[test]
fn the_value_of_topology_set_is_the_full_topology() {
    let mut rig = Rig::clocked();
    let topology = rig.topology();
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&topology));
    rig.events();
    let full = topology_in(&rig.seen[0]);
    assert_eq!(rig.seen[0].event_type(), EventType::SessionTopologySet);
    assert!(!full.is_same(&topology), "resolved, it is another object");
    assert_eq!(full.id(), topology.id());
    let current = rig.session.full_topology(TopologyQuery::Current).unwrap();
    assert!(full.is_same(&current));
    // Corresponding nodes have the same identifiers, and what is used is locked.
    for node in topology.nodes() {
        let same = full.node_by_id(node.id()).unwrap();
        assert_eq!(same.kind(), node.kind());
        assert_eq!(same.attributes().get(keys::MF_TOPONODE_LOCKED), Ok(true));
        assert!(node.attributes().get(keys::MF_TOPONODE_LOCKED).is_err());
    }
    drop((full, current, topology));
    rig.shut_down();
}

#[test]
fn clear_current_names_the_current_topology_or_does_nothing() {
    let mut rig = Rig::clocked().playing();
    let (_source, sink, queued) = another(&rig, "second");
    let current = rig.session.full_topology(TopologyQuery::Current).unwrap();
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&queued));
    rig.events();
    // One that is not current: nothing happens.
    set_flags(&mut rig, CLEAR_CURRENT, Some(&queued));
    assert_eq!(rig.events(), ["MESessionTopologySet"]);
    assert_eq!(rig.seen[0].value(), &Variant::Empty);
    assert_eq!(rig.session.state(), SessionState::Started);
    rig.manual.advance(ms(50));
    // The current one: the queued one takes its place.
    set_flags(&mut rig, CLEAR_CURRENT, Some(&current));
    rig.manual.advance(ms(50));
    assert_eq!(rig.session.state(), SessionState::Started);
    rig.events();
    assert_eq!(statuses(&rig.seen, &queued), [100, 200, 300]);
    assert_eq!(sink.take_times(), [0, 10, 20, 30, 40, 50]);
    drop((current, queued));
    rig.session.shutdown().unwrap();
}

#[test]
fn topologies_are_resolved_while_paused_and_stopped() {
    // Without a Start in between: the event comes when the topology is resolved and queued.
    for paused in [true, false] {
        let mut rig = Rig::clocked().playing();
        let halt = if paused {
            rig.session.pause().unwrap()
        } else {
            rig.session.stop().unwrap()
        };
        rig.settled(halt).unwrap();
        rig.events();
        let (_source, _sink, topology) = another(&rig, "second");
        set_flags(&mut rig, SetTopologyFlags::default(), Some(&topology));
        assert_eq!(rig.events(), ["MESessionTopologySet"], "paused {paused}");
        set_flags(&mut rig, IMMEDIATE, Some(&topology));
        rig.events();
        assert_eq!(statuses(&rig.seen, &topology), [100], "paused {paused}");
        assert_eq!(rig.session.state(), SessionState::Stopped);
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn later_edits_of_a_topology_have_no_effect() {
    let mut rig = Rig::clocked();
    let topology = rig.topology();
    let set = rig.set(&topology);
    for node in topology.source_nodes() {
        let stop = MediaTime::ZERO + ms(100);
        node.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
    }
    topology.clear();
    rig.settled(set).unwrap();
    rig.begin();
    rig.until(EventType::SessionEnded, ms(1_001));
    assert_eq!(rig.sinks[0].take().len(), 100);
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_topology_that_fails_leaves_the_queue_as_it_was() {
    let mut rig = Rig::clocked().playing();
    let (_source, sink, queued) = another(&rig, "second");
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&queued));
    let bad = unresolvable(&rig);
    let set = rig.set(&bad);
    let error = rig.settled(set).unwrap_err();
    assert_eq!(error.hresult(), codes::MF_E_TOPO_CANNOT_CONNECT);
    rig.events();
    let failed = rig.seen.last().unwrap();
    assert_eq!(failed.event_type(), EventType::SessionTopologySet);
    assert_eq!(failed.status(), codes::MF_E_TOPO_CANNOT_CONNECT);
    assert_eq!(topology_in(failed).id(), bad.id());
    rig.until(EventType::SessionEnded, ms(2_001));
    assert_eq!(sink.take_times(), (100..200).map(|n| n * 10).collect::<Vec<_>>());
    rig.session.shutdown().unwrap();
}

#[test]
fn a_sink_of_a_topology_that_was_refused_is_left_alone() {
    // Observed: the session's Shutdown shuts down the sinks of topologies that were set, not of those it refused.
    let mut rig = Rig::clocked();
    let (_source, sink, topology) = another(&rig, "refused");
    // Its second branch cannot be resolved.
    let bad = unresolvable(&rig);
    for node in bad.nodes() {
        topology.add_node(&node).unwrap();
    }
    let set = rig.set(&topology);
    let error = rig.settled(set).unwrap_err();
    assert_eq!(error.hresult(), codes::MF_E_TOPO_CANNOT_CONNECT);
    rig.session.shutdown().unwrap();
    rig.manual.run_until_idle();
    assert!(!sink.is_shut_down());
    assert_eq!(rig.journal.count("refused."), 0, "{:?}", rig.journal.entries());
}

#[test]
fn what_becomes_of_the_sinks_of_a_topology_that_leaves() {
    // MF_TOPONODE_NOSHUTDOWN_ON_REMOVE; default true. The way on which the first topology leaves.
    for keep in [None, Some(true), Some(false)] {
        for way in ["replaced", "cleared", "unqueued", "played"] {
            let mut rig = Rig::clocked();
            let (_second_source, second, topology) = another(&rig, "second");
            if let Some(keep) = keep {
                let output = topology.output_nodes().remove(0);
                output
                    .attributes()
                    .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, keep);
            }
            let (_last_source, last, following) = another(&rig, "last");
            match way {
                "unqueued" => {
                    rig = rig.playing();
                    set_flags(&mut rig, SetTopologyFlags::default(), Some(&topology));
                    let clear = rig.session.clear_topologies().unwrap();
                    rig.settled(clear).unwrap();
                }
                _ => {
                    set_flags(&mut rig, SetTopologyFlags::default(), Some(&topology));
                    rig.begin();
                    match way {
                        "replaced" => set_flags(&mut rig, IMMEDIATE, Some(&following)),
                        "cleared" => set_flags(&mut rig, CLEAR_CURRENT, None),
                        _ => {
                            set_flags(&mut rig, SetTopologyFlags::default(), Some(&following));
                            rig.manual.advance(ms(1_500));
                        }
                    }
                }
            }
            rig.manual.run_until_idle();
            let gone = keep == Some(false);
            assert_eq!(second.is_shut_down(), gone, "{keep:?}, {way}");
            assert!(!last.is_shut_down(), "{keep:?}, {way}");
            // In the end the session shuts down every sink it was given, whatever the attribute says.
            rig.session.shutdown().unwrap();
            rig.manual.run_until_idle();
            assert!(second.is_shut_down(), "{keep:?}, {way}");
        }
    }
}

#[test]
fn a_queued_topology_starts_where_its_attribute_says() {
    // MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH; the first presentation starts where Start says.
    let mut rig = Rig::clocked();
    let late = PresentationTime::ZERO + ms(700);
    let first = rig.topology();
    let key = keys::MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH;
    first.attributes().set(key, late);
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&first));
    rig.begin();
    let (_source, sink, second) = another(&rig, "second");
    second.attributes().set(key, late);
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&second));
    rig.journal.take();
    rig.until(EventType::SessionEnded, ms(1_301));
    assert_eq!(rig.sinks[0].take().len(), 100);
    assert_eq!(
        rig.journal.count("second source.start(700)"),
        1,
        "{:?}",
        rig.journal.entries()
    );
    // From there to its end, on a clock that runs on.
    let times: Vec<_> = (100..130).map(|n| n * 10).collect();
    assert_eq!(sink.take_times(), times);
    let told: Vec<_> = rig
        .seen
        .iter()
        .filter(|event| event.event_type() == EventType::SessionNotifyPresentationTime)
        .map(|event| {
            let attributes = event.attributes();
            (
                attributes.get(keys::MF_EVENT_START_PRESENTATION_TIME).unwrap(),
                attributes.get(keys::MF_EVENT_PRESENTATION_TIME_OFFSET).unwrap(),
            )
        })
        .collect();
    assert_eq!(told.last(), Some(&(presentation(1_000), ms(300))));
    drop((first, second));
    rig.session.shutdown().unwrap();
}

#[test]
fn an_immediate_topology_starts_where_its_attribute_says_too() {
    let mut rig = Rig::clocked().playing();
    let (_source, sink, second) = another(&rig, "second");
    second.attributes().set(
        keys::MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH,
        PresentationTime::ZERO + ms(700),
    );
    rig.manual.advance(ms(100));
    set_flags(&mut rig, IMMEDIATE, Some(&second));
    assert_eq!(rig.time(), 700);
    rig.manual.advance(ms(20));
    assert_eq!(sink.take_times(), [700, 710, 720]);
    rig.session.shutdown().unwrap();
}

#[test]
fn full_topologies_are_found_until_they_have_ended() {
    let mut rig = Rig::clocked();
    let first = rig.topology();
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&first));
    rig.begin();
    let (_source, _sink, second) = another(&rig, "second");
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&second));
    let find = |rig: &Rig, topology: &Topology| {
        let found = rig.session.full_topology(TopologyQuery::Id(topology.id().0));
        found.map(|found| found.id())
    };
    let current = |rig: &Rig| {
        let found = rig.session.full_topology(TopologyQuery::Current);
        found.map(|found| found.id())
    };
    assert_eq!(find(&rig, &first), Ok(first.id()));
    assert_eq!(find(&rig, &second), Ok(second.id()));
    assert_eq!(current(&rig), Ok(first.id()));
    rig.manual.advance(ms(1_200));
    assert!(matches!(find(&rig, &first), Err(Error::NotFound { .. })));
    assert_eq!(find(&rig, &second), Ok(second.id()));
    assert_eq!(current(&rig), Ok(second.id()));
    rig.manual.advance(ms(2_000));
    assert!(matches!(find(&rig, &second), Err(Error::NotFound { .. })));
    assert_eq!(rig.session.state(), SessionState::Stopped);
    rig.session.shutdown().unwrap();
}

#[test]
fn an_ended_topology_is_held_until_the_next_has_started() {
    // Between ENDED and STARTED_SOURCE of the next the old one is still the current one.
    let mut rig = Rig::clocked();
    let first = rig.topology();
    for node in first.output_nodes() {
        node.attributes()
            .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, false);
    }
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&first));
    rig.begin();
    let (source, _sink, second) = another(&rig, "second");
    source.script(|script| script.on_start = Answer::Late);
    set_flags(&mut rig, SetTopologyFlags::default(), Some(&second));
    let events = rig.until(EventType::EndOfPresentation, ms(1_001));
    assert!(
        !events
            .iter()
            .any(|event| event.ends_with("200") && event.contains("Status 200 "))
    );
    rig.manual.advance(ms(1_100));
    rig.events();
    assert_eq!(statuses(&rig.seen, &first).last(), Some(&400));
    assert!(!statuses(&rig.seen, &second).contains(&200));
    let current = rig.session.full_topology(TopologyQuery::Current).unwrap();
    assert_eq!(current.id(), first.id());
    assert!(!rig.sinks[0].is_shut_down(), "ENDED is not a release");
    source.release();
    rig.events();
    assert_eq!(statuses(&rig.seen, &second)[0], 200);
    assert!(rig.sinks[0].is_shut_down());
    drop((first, current));
    rig.session.shutdown().unwrap();
}

#[test]
fn a_protected_stream_needs_a_decryptor_that_there_is_not() {
    for flags in [SetTopologyFlags::default(), NORESOLUTION] {
        let mut rig = Rig::clocked();
        let topology = rig.topology();
        let node = topology.source_nodes().remove(0);
        node.stream_descriptor()
            .unwrap()
            .attributes()
            .set(keys::MF_SD_PROTECTED, true);
        let set = rig.session.set_topology(flags, Some(&topology)).unwrap();
        let error = rig.settled(set).unwrap_err();
        let id = node.id().0;
        assert_eq!(
            error,
            Error::Topology(TopologyFault::CannotFindDecryptor { node: id })
        );
        assert_eq!(error.hresult(), codes::MF_E_TOPO_CANNOT_FIND_DECRYPTOR);
        assert_eq!(rig.session.state(), SessionState::New);
        drop((topology, node));
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn w6_3_wrong_times_are_refused_by_the_call() {
    // MEDIASTART, MEDIASTOP in milliseconds, and whether the topology has a place in a sequence.
    let table = [
        (Some(200), Some(100), false, false),
        (Some(-10), None, false, false),
        (None, Some(-10), false, false),
        (None, None, true, false),
        (Some(100), Some(100), false, true),
        (Some(100), Some(200), false, true),
    ];
    for (start, stop, project, allowed) in table {
        let rig = Rig::clocked();
        let topology = rig.topology();
        let node = topology.source_nodes().remove(0);
        let time = |value| MediaTime::ZERO + ms(value);
        if let Some(start) = start {
            node.attributes().set(keys::MF_TOPONODE_MEDIASTART, time(start));
        }
        if let Some(stop) = stop {
            node.attributes().set(keys::MF_TOPONODE_MEDIASTOP, time(stop));
        }
        if project {
            let zero = PresentationTime::ZERO;
            topology.attributes().set(keys::MF_TOPOLOGY_PROJECTSTART, zero);
        }
        let set = rig
            .session
            .set_topology(SetTopologyFlags::default(), Some(&topology));
        let code = set.err().map(|error| error.hresult());
        let expected = (!allowed).then_some(codes::MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
        assert_eq!(code, expected, "{start:?} {stop:?} {project}");
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn start_without_waiting_runs_when_the_topology_is_ready() {
    let mut rig = Rig::clocked();
    let topology = rig.topology();
    let set = rig.set(&topology);
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(set).unwrap();
    rig.settled(start).unwrap();
    assert_eq!(
        rig.events(),
        [
            "MESessionTopologySet",
            "MESessionTopologyStatus 100",
            "MESessionCapabilitiesChanged",
            "MESessionNotifyPresentationTime",
            "MESessionTopologyStatus 200",
            "MESessionStarted"
        ]
    );
    // Behind one that fails, Start fails with its code.
    let mut rig = Rig::clocked();
    let bad = unresolvable(&rig);
    let set = rig.set(&bad);
    let start = rig.session.start(StartPosition::Current).unwrap();
    let failed = rig.settled(set).unwrap_err();
    assert_eq!(rig.settled(start).unwrap_err().hresult(), failed.hresult());
    rig.session.shutdown().unwrap();
}

#[test]
fn shutdown_finalizes_nothing() {
    for close in [false, true] {
        let sink = SinkScript {
            finalizable: true,
            ..clocked()
        };
        let mut rig = Rig::new(SourceScript::default(), [sink]).playing();
        rig.manual.advance(ms(100));
        if close {
            let close = rig.session.close().unwrap();
            rig.settled(close).unwrap();
        }
        rig.session.shutdown().unwrap();
        rig.manual.run_until_idle();
        assert_eq!(rig.journal.count("sink.finalize"), usize::from(close));
        assert_eq!(rig.journal.count("sink.shutdown"), 1);
    }
}

#[test]
fn w15_a_sink_and_a_topology_may_be_used_by_one_session_after_another_only_in_turn() {
    // A sink belongs to the session that has it; behind its Shutdown it is gone for every other.
    let mut rig = Rig::clocked().playing();
    let topology = rig.topology();
    rig.session.shutdown().unwrap();
    rig.manual.run_until_idle();
    assert!(rig.sinks[0].is_shut_down());
    rig.session = driver(rig.manual.runtime());
    let set = rig.set(&topology);
    let error = rig.settled(set).unwrap_err();
    assert_eq!(error.hresult(), codes::MF_E_SHUTDOWN);
    // The source is the application's, and plays again.
    let sink = RecordingSink::new(named("fresh", false), &rig.journal);
    let again = topology_of(&rig.source, &[Arc::clone(&sink)]);
    let set = rig.set(&again);
    rig.settled(set).unwrap();
    rig.begin();
    rig.until(EventType::SessionEnded, ms(1_001));
    assert_eq!(sink.take().len(), 100);
    rig.session.shutdown().unwrap();
}
