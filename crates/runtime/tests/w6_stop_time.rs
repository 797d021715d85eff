//! W6: a clip between a start and a stop time, and a stop time that changes while it plays.
//!
//! Source: `MF_TOPONODE_MEDIASTART`, `MF_TOPONODE_MEDIASTOP`, `IMFTopologyNodeAttributeEditor` (Microsoft Learn).

mod common;

use common::*;
use openmf_core::{
    AttributeValue, Error, EventType, MediaTime, RateBounds, Sample, StartPosition, TopologyFault, codes,
    keys,
};
use openmf_runtime::NodeAttributeUpdate;
use openmf_session::SessionState;
use openmf_testkit::{SinkScript, SourceScript};
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
    // When it is changed, to what, and where the presentation ends, in ms.
    type Row<'t> = (Option<i64>, &'t [(i64, i64)], i64);
    let table: [Row<'_>; 12] = [
        (None, &[(100, 400)], 400),
        (None, &[(100, 2_000)], 1_000),
        // Within what the sink holds already, also within one sample.
        (None, &[(300, 330)], 330),
        (None, &[(300, 313)], 313),
        // What was cut off comes back when the stop moves on, and may be cut again.
        (None, &[(300, 313), (305, 400)], 400),
        (None, &[(300, 313), (305, 1_500)], 1_000),
        (None, &[(300, 400), (300, 313), (310, 700)], 700),
        (None, &[(300, 330), (325, 331), (328, 326)], 330),
        // The branch has given everything up to its stop to the sink, and so far nothing else.
        (Some(400), &[(395, 800)], 800),
        (Some(405), &[(380, 390), (385, 395)], 395),
        (Some(405), &[(200, 605)], 605),
        // Where the clock has been: at once.
        (None, &[(300, 200)], 310),
    ];
    for (row, (first, moves, end)) in table.into_iter().enumerate() {
        for (by_id, direct) in [(true, true), (false, false)] {
            let script = SourceScript {
                direct,
                ..SourceScript::default()
            };
            let mut rig = Rig::new(script, [clocked()]);
            let topology = rig.topology();
            clip(&topology, None, first);
            let set = rig.set(&topology);
            rig.settled(set).unwrap();
            rig.begin();
            let node = node_of(&rig);
            let id = if by_id { topology.id().0 } else { 0 };
            let mut now = 0;
            for (when, stop) in moves {
                rig.manual.advance(ms(*when - now));
                now = now.max(*when);
                let update = NodeAttributeUpdate::media_stop(node.id(), media(*stop));
                rig.session.update_node_attributes(id, &[update]).unwrap();
                assert_eq!(
                    node.attributes().get(keys::MF_TOPONODE_MEDIASTOP),
                    Ok(media(*stop))
                );
            }
            let last = moves.last().unwrap().1.min(1_000);
            let events = rig.until(EventType::SessionEnded, ms((last - now).max(0)));
            assert_eq!(
                events.last().map(String::as_str),
                Some("MESessionEnded"),
                "row {row}"
            );
            let samples = rig.sinks[0].take();
            let mut at = media(0);
            for sample in &samples {
                assert_eq!(sample.time, Some(at), "row {row}: without a gap");
                at = sample.end().unwrap();
            }
            assert_eq!(at, media(end), "row {row}");
            // To the frame: 48 a millisecond, two bytes each.
            let bytes: usize = samples.iter().map(openmf_core::Sample::total_len).sum();
            assert_eq!(bytes as i64, end * 96, "row {row}");
            drop((topology, node));
            rig.shut_down();
        }
    }
}

#[test]
fn w6_2_a_sink_that_gives_nothing_back_ends_with_what_it_has() {
    for sink in [
        SinkScript {
            direct: false,
            ..clocked()
        },
        SinkScript {
            takes_back: false,
            ..clocked()
        },
    ] {
        // It holds four samples. Moved back within them, and on again, before and after the end was placed behind them.
        for (moves, end) in [
            (&[(300, 313)][..], 350),
            (&[(300, 313), (305, 600)], 350),
            (&[(300, 600)], 600),
        ] {
            let mut rig = Rig::new(SourceScript::default(), [sink.clone()]);
            let topology = rig.topology();
            let set = rig.set(&topology);
            rig.settled(set).unwrap();
            rig.begin();
            let node = node_of(&rig);
            let mut now = 0;
            for (when, stop) in moves {
                rig.manual.advance(ms(*when - now));
                now = *when;
                let update = NodeAttributeUpdate::media_stop(node.id(), media(*stop));
                rig.session.update_node_attributes(0, &[update]).unwrap();
            }
            rig.until(EventType::SessionEnded, ms(end - now));
            let last = rig.sinks[0].take().last().and_then(openmf_core::Sample::end);
            assert_eq!(last, Some(media(end)), "{moves:?}");
            drop((topology, node));
            rig.shut_down();
        }
    }
}

/// The samples follow each other; where they begin and end, in 100 ns.
fn whole(samples: &[Sample]) -> (i64, i64) {
    let begin = samples[0].time.unwrap();
    let end = samples.iter().fold(begin, |at, sample| {
        assert_eq!(sample.time, Some(at), "without a gap");
        sample.end().unwrap()
    });
    (begin.as_100ns(), end.as_100ns())
}

#[test]
fn w6_2_what_follows_begins_where_a_moved_stop_is() {
    // When the stop is moved and to what, and where the first of two presentations ends.
    for (moves, end) in [
        (&[(500, 513)][..], 513),
        (&[(500, 700), (600, 613)], 613),
        // The second one has begun to flow behind the first: where it begins is settled.
        (&[(500, 513), (505, 800)], 513),
        (&[(500, 513), (505, 508)], 513),
    ] {
        let mut rig = Rig::clocked().playing();
        let (_source, sink, second) = another(&rig, "second");
        let set = rig.set(&second);
        rig.settled(set).unwrap();
        let node = node_of(&rig);
        let mut now = 0;
        for (when, stop) in moves {
            rig.manual.advance(ms(*when - now));
            now = *when;
            let update = NodeAttributeUpdate::media_stop(node.id(), media(*stop));
            rig.session.update_node_attributes(0, &[update]).unwrap();
        }
        rig.until(EventType::SessionEnded, ms(end + 1_000 - now));
        assert_eq!(whole(&rig.sinks[0].take()), (0, end * 10_000), "{moves:?}");
        let span = (end * 10_000, (end + 1_000) * 10_000);
        assert_eq!(whole(&sink.take()), span, "{moves:?}");
        drop((second, node));
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn w6_2_a_stop_that_moves_backwards_counts_from_the_next_start() {
    let script = SourceScript {
        rates: Some(RateBounds::ALL),
        clean_every: 1,
        ..SourceScript::default()
    };
    let mut rig = Rig::new(script, [clocked()]);
    let topology = rig.topology();
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let rate = rig.session.set_rate(false, -1.0).unwrap();
    rig.settled(rate).unwrap();
    let start = rig.session.start(at(500)).unwrap();
    rig.settled(start).unwrap();
    rig.manual.advance(ms(100));
    let node = node_of(&rig);
    let update = NodeAttributeUpdate::media_stop(node.id(), media(300));
    rig.session.update_node_attributes(0, &[update]).unwrap();
    rig.until(EventType::SessionEnded, ms(401));
    let last = rig.sinks[0].take_times().pop();
    assert_eq!(last, Some(0), "down to the beginning");
    drop((topology, node));
    rig.shut_down();
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
