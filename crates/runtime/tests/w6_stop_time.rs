//! W6: a clip between a start and a stop time, and a stop time that changes while it plays.
//!
//! Source: `MF_TOPONODE_MEDIASTART`, `MF_TOPONODE_MEDIASTOP`, `IMFTopologyNodeAttributeEditor` (Microsoft Learn).

mod common;

use common::*;
use openmf_core::{AttributeValue, Error, EventType, MediaTime, StartPosition, TopologyFault, codes, keys};
use openmf_runtime::NodeAttributeUpdate;
use openmf_session::SessionState;
use openmf_testkit::SourceScript;
use openmf_topology::{NodeId, Topology, TopologyNode};

fn source() -> SourceScript {
    SourceScript {
        streams: 2,
        clean_every: 30,
        ..SourceScript::default()
    }
}

/// Sets times on every source node, in ms.
fn clip(topology: &Topology, start: Option<i64>, stop: Option<i64>) {
    for node in topology.source_nodes() {
        if let Some(start) = start {
            let start = MediaTime::ZERO + ms(start);
            node.attributes().set(keys::MF_TOPONODE_MEDIASTART, start);
        }
        if let Some(stop) = stop {
            let stop = MediaTime::ZERO + ms(stop);
            node.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
        }
    }
}

fn media(milliseconds: i64) -> MediaTime {
    MediaTime::ZERO + ms(milliseconds)
}

#[test]
fn w6_1_media_start_and_stop_bound_what_is_rendered() {
    // The times in ms, and the time and length of the whole.
    let table = [
        (Some(205), Some(505), 300),
        (Some(205), None, 795),
        (None, Some(505), 505),
        (Some(300), Some(300), 0),
        (None, Some(5_000), 1_000),
    ];
    for direct in [true, false] {
        for (start, stop, length) in table {
            let script = SourceScript { direct, ..source() };
            let mut rig = Rig::new(script, [clocked(), clocked()]);
            let topology = rig.topology();
            clip(&topology, start, stop);
            let set = rig.set(&topology);
            rig.settled(set).unwrap();
            rig.begin();
            let events = rig.until(EventType::SessionEnded, ms(1_001));
            // The application is told of the end of the presentation, whoever ended it.
            assert_eq!(
                events[events.len() - 3..],
                [
                    "MEEndOfPresentation",
                    "MESessionTopologyStatus 400",
                    "MESessionEnded"
                ],
                "{start:?} {stop:?}"
            );
            for sink in &rig.sinks {
                let samples = sink.take();
                let begin = samples.first().and_then(|sample| sample.time);
                let end = samples.last().and_then(openmf_core::Sample::end);
                let expected = (length > 0).then(|| (media(0), media(length)));
                assert_eq!(begin.zip(end), expected, "{start:?} {stop:?}");
                // To the frame: 48 a millisecond, two bytes each.
                let bytes: usize = samples.iter().map(openmf_core::Sample::total_len).sum();
                assert_eq!(bytes as i64, length * 96, "{start:?} {stop:?}");
            }
            drop(topology);
            rig.shut_down();
        }
    }
}

#[test]
fn w6_1_branches_have_start_times_of_their_own() {
    let mut rig = Rig::new(source(), [clocked(), clocked()]);
    let topology = rig.topology();
    let nodes = topology.source_nodes();
    nodes[0]
        .attributes()
        .set(keys::MF_TOPONODE_MEDIASTART, media(100));
    nodes[1]
        .attributes()
        .set(keys::MF_TOPONODE_MEDIASTART, media(400));
    nodes[1].attributes().set(keys::MF_TOPONODE_MEDIASTOP, media(600));
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    rig.begin();
    rig.until(EventType::SessionEnded, ms(1_001));
    let bytes = |sink: usize| -> Vec<u8> {
        let samples = rig.sinks[sink].take();
        samples
            .iter()
            .map(|sample| sample.contiguous().as_slice()[0])
            .collect()
    };
    // Both begin at presentation time 0, each with the content of its own start.
    assert_eq!(bytes(0), (10..100).collect::<Vec<u8>>());
    assert_eq!(bytes(1), (40..60).collect::<Vec<u8>>());
    drop((topology, nodes));
    rig.shut_down();
}

fn node_of(rig: &Rig) -> TopologyNode {
    let full = rig
        .session
        .full_topology(openmf_session::TopologyQuery::Current)
        .unwrap();
    full.source_nodes().remove(0)
}

#[test]
fn w6_2_the_attribute_editor_changes_the_stop_time_of_what_plays() {
    // When it is changed, to what, and where the presentation ends, in ms; by the topology's identifier and by 0.
    let table = [
        (100, 400, 400),
        (100, 2_000, 1_000),
        // Less than what was given to the sink already: as soon as possible.
        (300, 310, 350),
    ];
    for by_id in [true, false] {
        for (when, stop, end) in table {
            let mut rig = Rig::clocked();
            let topology = rig.topology();
            let set = rig.set(&topology);
            rig.settled(set).unwrap();
            rig.begin();
            rig.manual.advance(ms(when));
            let node = node_of(&rig);
            let id = if by_id { topology.id().0 } else { 0 };
            let update = NodeAttributeUpdate::media_stop(node.id(), media(stop));
            rig.session.update_node_attributes(id, &[update]).unwrap();
            assert_eq!(
                node.attributes().get(keys::MF_TOPONODE_MEDIASTOP),
                Ok(media(stop))
            );
            let events = rig.until(EventType::SessionEnded, ms(1_001));
            assert_eq!(events.last().unwrap(), "MESessionEnded");
            let last = rig.sinks[0]
                .take()
                .last()
                .and_then(openmf_core::Sample::end)
                .unwrap();
            assert!(
                last <= media(end) && last >= media(stop.min(1_000)),
                "{when} {stop}: {}",
                last.as_100ns() / 10_000
            );
            drop((topology, node));
            rig.shut_down();
        }
    }
}

#[test]
fn w6_2_a_stop_time_set_while_paused_or_stopped_or_queued_holds_too() {
    for state in ["paused", "stopped", "queued"] {
        let mut rig = Rig::clocked().playing();
        let topology = rig
            .session
            .full_topology(openmf_session::TopologyQuery::Current)
            .unwrap();
        let (_source, sink, second) = another(&rig, "second");
        let (id, node) = match state {
            "queued" => {
                let set = rig.set(&second);
                rig.settled(set).unwrap();
                (second.id().0, second.source_nodes().remove(0).id())
            }
            _ => (topology.id().0, topology.source_nodes().remove(0).id()),
        };
        let halt = match state {
            "paused" => Some(rig.session.pause().unwrap()),
            "stopped" => Some(rig.session.stop().unwrap()),
            _ => None,
        };
        if let Some(halt) = halt {
            rig.settled(halt).unwrap();
        }
        if state == "stopped" {
            rig.sinks[0].take();
        }
        let update = NodeAttributeUpdate::media_stop(node, media(500));
        rig.session.update_node_attributes(id, &[update]).unwrap();
        rig.begin();
        rig.until(EventType::SessionEnded, ms(2_001));
        let (first, second_took) = (rig.sinks[0].take().len(), sink.take().len());
        let expected = if state == "queued" { (100, 50) } else { (50, 0) };
        assert_eq!((first, second_took), expected, "{state}");
        drop((topology, second));
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn w6_2_what_the_editor_does_not_know_is_left_alone() {
    let mut rig = Rig::clocked().playing();
    let topology = rig
        .session
        .full_topology(openmf_session::TopologyQuery::Current)
        .unwrap();
    let node = topology.source_nodes().remove(0);
    let output = topology.output_nodes().remove(0);
    let update = |node: NodeId, attribute, value| NodeAttributeUpdate {
        node,
        attribute,
        value,
    };
    let stop = keys::MF_TOPONODE_MEDIASTOP.guid();
    // Other attributes, other types, other nodes: S_OK, and nothing happens.
    let ignored = [
        update(
            node.id(),
            keys::MF_TOPONODE_MEDIASTART.guid(),
            AttributeValue::U64(5_000_000),
        ),
        update(node.id(), stop, AttributeValue::U32(5_000_000)),
        update(output.id(), stop, AttributeValue::U64(5_000_000)),
        update(NodeId(u64::MAX), stop, AttributeValue::U64(5_000_000)),
    ];
    rig.session.update_node_attributes(0, &ignored).unwrap();
    assert!(node.attributes().get(keys::MF_TOPONODE_MEDIASTART).is_err());
    assert!(node.attributes().get(keys::MF_TOPONODE_MEDIASTOP).is_err());
    // A topology that there is not, and a time that cannot be.
    let to = |stop| NodeAttributeUpdate::media_stop(node.id(), media(stop));
    let unknown = rig.session.update_node_attributes(u64::MAX, &[to(500)]);
    assert!(matches!(unknown, Err(Error::NotFound { .. })));
    let wrong = rig.session.update_node_attributes(0, &[to(500), to(-1)]);
    assert!(matches!(
        wrong,
        Err(Error::Topology(TopologyFault::InvalidTimeAttributes { .. }))
    ));
    rig.until(EventType::SessionEnded, ms(1_001));
    assert_eq!(rig.sinks[0].take().len(), 100, "nothing was changed");
    assert_eq!(rig.session.state(), SessionState::Stopped);
    drop((topology, node, output));
    rig.shut_down();
    let mut rig = Rig::clocked();
    let none = rig.session.update_node_attributes(0, &[]);
    assert_eq!(none.unwrap_err().hresult(), codes::MF_E_INVALIDREQUEST);
    let start = rig.session.start(StartPosition::Current).unwrap();
    assert!(rig.settled(start).is_err());
    rig.session.shutdown().unwrap();
}
