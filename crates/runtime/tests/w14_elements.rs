//! W14: how the elements of a sequencer source come, go and end, and where they lie in time.

mod common;

use std::sync::Arc;

use common::playlist::*;
use common::*;
use openmf_core::{EventType, MediaSource, MediaTime, PresentationTime, StartPosition, Variant, codes, keys};
use openmf_session::{SessionState, SetTopologyFlags};
use openmf_testkit::Answer;
use openmf_topology::Topology;

const NOTIFY: &str = "MESessionNotifyPresentationTime";

#[test]
fn without_a_last_element_the_session_waits_for_more() {
    // W14 row "no Last flag".
    let mut playlist = Playlist::new(1, false);
    playlist.play(StartPosition::Current);
    playlist.pass(3_000);
    assert_eq!(playlist.count(EventType::EndOfPresentation), 0);
    assert_eq!(playlist.count(EventType::SessionEnded), 0);
    assert_eq!(playlist.session.state(), SessionState::Started);
    playlist.take();
    let more = playlist.file(2);
    playlist.append(more, true);
    playlist.pass(1_200);
    assert_eq!(
        playlist.take(),
        [
            "MENewPresentation S2",
            "MESessionTopologySet S2",
            "MESessionTopologyStatus 100 S2",
            NOTIFY,
            "MESessionTopologyStatus 200 S2",
            "MESessionTopologyStatus 300 S2",
            "MEEndOfPresentation",
            "MESessionTopologyStatus 400 S2",
            "MESessionEnded",
        ]
    );
    assert_eq!(
        playlist.sink.take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>(),
        "presentation time goes on where it was"
    );
    playlist.end();
}

#[test]
fn an_element_that_becomes_the_last_one_ends_the_session() {
    let mut playlist = Playlist::new(1, false);
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    playlist.take();
    playlist.sequencer.update_topology_flags(1, true).unwrap();
    assert_eq!(playlist.take(), ["MEEndOfPresentation", "MESessionEnded"]);
    assert_eq!(playlist.session.state(), SessionState::Stopped);
    playlist.end();
}

#[test]
fn an_element_may_become_the_last_one_while_the_session_stops_behind_it() {
    let mut playlist = Playlist::new(1, false);
    playlist.play(StartPosition::Current);
    playlist.pass(900);
    playlist.sink.script(|script| script.on_stop = Answer::Late);
    playlist.pass(200);
    playlist.take();
    playlist.sequencer.update_topology_flags(1, true).unwrap();
    assert_eq!(playlist.take(), ["MEEndOfPresentation"]);
    playlist.sink.release();
    assert_eq!(playlist.take(), ["MESessionEnded"]);
    assert_eq!(playlist.session.state(), SessionState::Stopped);
    playlist.end();
}

#[test]
fn the_same_topology_can_be_played_twice() {
    // `components/8.append`: two identifiers for one topology.
    let mut playlist = Playlist::new(1, false);
    let again = playlist.topologies[0].clone();
    let second = playlist.append(again, true);
    assert_eq!(second, 2);
    playlist.play(StartPosition::Current);
    playlist.pass(2_200);
    assert_eq!(
        playlist.sink.take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    playlist.end();
}

#[test]
fn elements_are_deleted_and_updated() {
    // `components/8.delete`, `components/8.update`.
    let mut playlist = Playlist::new(4, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    // The third is another file now.
    let other = playlist.file(5);
    playlist.sequencer.update_topology(3, &other).unwrap();
    playlist.topologies[2] = other;
    // The session has the second one already; it is skipped.
    playlist.sequencer.delete_topology(2).unwrap();
    playlist.settle();
    let updated: Vec<_> = playlist
        .seen
        .iter()
        .filter(|event| event.event_type() == EventType::SequencerSourceTopologyUpdated)
        .map(|event| (event.value().clone(), event.status().is_ok()))
        .collect();
    assert_eq!(updated, [(Variant::U32(3), true)]);
    playlist.pass(3_000);
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    assert_eq!(
        playlist.sink.take_times(),
        (0..300).map(|n| n * 10).collect::<Vec<_>>()
    );
    let journal = playlist.journal.take();
    assert!(!journal.contains(&"file3.start".to_owned()), "it was replaced");
    assert!(
        journal.iter().any(|entry| entry.starts_with("file5.start")),
        "{journal:?}"
    );
    assert!(
        journal.contains(&"file2.shutdown".to_owned()),
        "nobody needs it any longer"
    );
    for unknown in [2, 17] {
        let calls = [
            playlist.sequencer.delete_topology(unknown),
            playlist.sequencer.update_topology_flags(unknown, true),
            playlist
                .sequencer
                .update_topology(unknown, &playlist.topologies[0]),
        ];
        for call in calls {
            assert_eq!(
                call.unwrap_err().hresult(),
                codes::MF_E_SEQUENCER_UNKNOWN_SEGMENT_ID
            );
        }
    }
    // W14 row "DeleteTopology after ENDED(S1) and STARTED_SOURCE(S2)".
    playlist.sequencer.delete_topology(1).unwrap();
    assert_eq!(playlist.sequencer.elements(), [3, 4]);
    playlist.end();
}

#[test]
fn an_element_that_was_announced_can_be_updated() {
    let mut playlist = Playlist::new(3, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    let other = playlist.file(5);
    playlist.sequencer.update_topology(2, &other).unwrap();
    playlist.topologies[1] = other;
    playlist.pass(3_000);
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    assert_eq!(
        playlist.sink.take_times(),
        (0..300).map(|n| n * 10).collect::<Vec<_>>()
    );
    let journal = playlist.journal.take();
    assert!(journal.contains(&"file5.start".to_owned()), "{journal:?}");
    playlist.end();
}

#[test]
fn deleting_the_element_that_plays_ends_it() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    playlist.take();
    playlist.sequencer.delete_topology(1).unwrap();
    playlist.pass(1_500);
    let events = playlist.take();
    assert_eq!(
        events.first().unwrap(),
        "MEEndOfPresentationSegment cancelled",
        "{events:?}"
    );
    assert_eq!(events.last().unwrap(), "MESessionEnded");
    let times = playlist.sink.take_times();
    assert!((130..150).contains(&times.len()), "{}", times.len());
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] == 10), "no gap");
    playlist.end();
}

#[test]
fn what_is_appended_is_checked() {
    let playlist = Playlist::new(1, true);
    let topology = topology_of(&playlist.sources[0], std::slice::from_ref(&playlist.sink));
    topology.source_nodes()[0]
        .attributes()
        .delete(&keys::MF_TOPONODE_STREAM_DESCRIPTOR.guid());
    let refused = playlist.sequencer.append_topology(&topology, false);
    assert_eq!(refused.unwrap_err().hresult(), codes::MF_E_ATTRIBUTENOTFOUND);
    let empty = playlist.sequencer.append_topology(&Topology::new(), false);
    assert_eq!(empty.unwrap_err().hresult(), codes::E_INVALIDARG);
    // A descriptor of another source.
    let foreign = playlist.sources[0].create_presentation_descriptor().unwrap();
    let refused = playlist.sequencer.media_source_topology(&foreign);
    assert_eq!(refused.unwrap_err().hresult(), codes::E_INVALIDARG);
    // The topology that is given out names the sequencer and the element, and keeps its identifiers.
    let descriptor = playlist.sequencer.create_presentation_descriptor().unwrap();
    let given = playlist.sequencer.media_source_topology(&descriptor).unwrap();
    assert_eq!(given.id(), playlist.topologies[0].id());
    let node = &given.source_nodes()[0];
    assert_eq!(node.id(), playlist.topologies[0].source_nodes()[0].id());
    assert_eq!(
        node.attributes()
            .get(keys::MF_TOPONODE_SEQUENCE_ELEMENTID)
            .unwrap(),
        1
    );
    assert_eq!(node.media_source().unwrap().name(), "sequencer source");
    let (element, original) = playlist.sequencer.presentation_context(&descriptor).unwrap();
    assert!(element == 1 && original.is_same(&playlist.topologies[0]));
    playlist.end();
}

#[test]
fn stop_times_end_a_segment_early() {
    // W6.1 in a playlist: the source's presentation provider is told.
    let clip = |_: usize, topology: &Topology| {
        let a = topology.source_nodes()[0].attributes().clone();
        a.set(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO + ms(200));
        a.set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::ZERO + ms(500));
        topology.source_nodes()[0].attributes().copy_from(&a);
    };
    let mut playlist = Playlist::with(2, true, clip, openmf_session::Config::default());
    playlist.play(StartPosition::Current);
    playlist.pass(800);
    assert_eq!(
        playlist.sink.take_times(),
        (0..60).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::EndOfPresentationSegment), 1);
    assert_eq!(playlist.count(EventType::EndOfPresentation), 1);
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    playlist.end();
}

#[test]
fn with_global_time_presentation_time_is_that_of_the_whole_sequence() {
    // W14, the whole sequence's time; `session/7.timing`.
    let place = |index: usize, topology: &Topology| {
        let start = presentation(5_000 + 600 * index as i64);
        let a = topology.attributes();
        a.set(keys::MF_TOPOLOGY_PROJECTSTART, start);
        a.set(keys::MF_TOPOLOGY_PROJECTSTOP, start + ms(600));
    };
    let config = openmf_session::Config {
        global_time: true,
        ..openmf_session::Config::default()
    };
    let mut playlist = Playlist::with(3, true, place, config);
    playlist.play(StartPosition::Current);
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(5_000)
    );
    playlist.pass(700);
    assert_eq!(
        playlist.sink.take_times(),
        (500..571).map(|n| n * 10).collect::<Vec<_>>(),
        "the first is cut at its project stop"
    );
    // A jump adds PROJECTSTART.
    let jump = StartPosition::segment_offset(playlist.elements[2], ms(100));
    playlist.start(jump).unwrap();
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(6_300)
    );
    playlist.pass(600);
    assert_eq!(
        playlist.sink.take_times(),
        (630..680).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    playlist.end();
}

#[test]
fn project_times_are_needed_with_global_time_only() {
    // W6.3; `session/1.global_time`.
    let rig = Rig::clocked();
    let config = openmf_session::Config {
        global_time: true,
        ..openmf_session::Config::default()
    };
    let global = session_with(rig.manual.runtime(), Arc::new(NoTransforms), config);
    let placed = rig.topology();
    placed
        .attributes()
        .set(keys::MF_TOPOLOGY_PROJECTSTART, PresentationTime::ZERO);
    placed
        .attributes()
        .set(keys::MF_TOPOLOGY_PROJECTSTOP, presentation(1));
    let table = [
        (&rig.session, rig.topology(), true),
        (&rig.session, placed.duplicate(), false),
        (&global, rig.topology(), false),
        (&global, placed, true),
    ];
    for (index, (session, topology, accepted)) in table.into_iter().enumerate() {
        let result = session.set_topology(SetTopologyFlags::default(), Some(&topology));
        let code = result.err().map(|error| error.hresult());
        let expected = (!accepted).then_some(codes::MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
        assert_eq!(code, expected, "case {index}");
    }
    global.shutdown().unwrap();
    rig.session.shutdown().unwrap();
}
