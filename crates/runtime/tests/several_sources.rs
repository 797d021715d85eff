//! Several sources in one topology, side by side and joined by a transform with several inputs; several outputs.

mod common;

use std::sync::Arc;

use common::*;
use openmf_core::{EventType, MediaTime, SharedTransform, StartPosition, keys};
use openmf_runtime::NodeAttributeUpdate;
use openmf_testkit::{Mixer, ScriptedSource, SourceScript, Splitter};
use openmf_topology::{Topology, TopologyNode};

fn source(name: &str, samples: u64) -> SourceScript {
    SourceScript {
        name: name.to_owned(),
        samples,
        ..SourceScript::default()
    }
}

/// Two sources, each with a sink of its own.
fn side_by_side(short: u64) -> (Rig, Arc<ScriptedSource>, Topology) {
    let rig = Rig::new(
        source("one", 100),
        [named("first", false), named("second", false)],
    );
    let other = ScriptedSource::new(source("two", short), &rig.journal);
    let topology = Topology::new();
    for (source, sink) in [(&rig.source, &rig.sinks[0]), (&other, &rig.sinks[1])] {
        let (input, output) = (source_node(source), output_node(sink));
        topology.add_node(&input).unwrap();
        topology.add_node(&output).unwrap();
        input.connect_output(0, &output, 0).unwrap();
    }
    (rig, other, topology)
}

#[test]
fn two_sources_are_started_sought_paused_and_stopped_together() {
    let (mut rig, _other, topology) = side_by_side(100);
    start(&mut rig, &topology);
    for position in ["one.start", "two.start"] {
        assert_eq!(rig.journal.count(position), 1);
    }
    rig.manual.advance(ms(50));
    let seek = rig.session.start(at(500)).unwrap();
    rig.settled(seek).unwrap();
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    for call in ["one.start(500)", "two.start(500)", "one.pause", "two.pause"] {
        assert_eq!(rig.journal.count(call), 1, "{call}");
    }
    rig.sinks.iter().for_each(|sink| drop(sink.take()));
    let resume = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(resume).unwrap();
    rig.manual.advance(ms(20));
    assert_eq!(rig.sinks[0].take_times(), rig.sinks[1].take_times());
    rig.journal.take();
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    assert_eq!(
        (rig.journal.count("one.stop"), rig.journal.count("two.stop")),
        (1, 1)
    );
    rig.session.shutdown().unwrap();
}

#[test]
fn a_presentation_of_two_sources_ends_when_the_longer_one_has() {
    let (mut rig, _other, topology) = side_by_side(20);
    start(&mut rig, &topology);
    let events = rig.until(EventType::SessionEnded, ms(1_100));
    assert_eq!((rig.sinks[0].take().len(), rig.sinks[1].take().len()), (100, 20));
    assert_eq!(
        events
            .iter()
            .filter(|event| *event == "MEEndOfPresentation")
            .count(),
        2
    );
    assert_eq!(rig.time(), 0, "the clock is stopped");
    rig.session.shutdown().unwrap();
}

/// Two sources into a mixer, into one sink.
fn mixed(lengths: [u64; 2]) -> (Rig, Arc<ScriptedSource>, Topology, [TopologyNode; 2]) {
    let rig = Rig::new(source("one", lengths[0]), [named("sink", false)]);
    let other = ScriptedSource::new(source("two", lengths[1]), &rig.journal);
    let topology = Topology::new();
    let mixer = SharedTransform::new(Box::new(Mixer::new(2, &rig.journal)));
    let (mixer, output) = (TopologyNode::transform(mixer), output_node(&rig.sinks[0]));
    let inputs = [source_node(&rig.source), source_node(&other)];
    for node in inputs.iter().chain([&mixer, &output]) {
        topology.add_node(node).unwrap();
    }
    inputs[0].connect_output(0, &mixer, 0).unwrap();
    inputs[1].connect_output(0, &mixer, 1).unwrap();
    mixer.connect_output(0, &output, 0).unwrap();
    (rig, other, topology, inputs)
}

#[test]
fn the_inputs_of_a_mixer_are_asked_in_turn_and_output_is_taken_until_there_is_none() {
    let (mut rig, _other, topology, _inputs) = mixed([3, 3]);
    start(&mut rig, &topology);
    rig.until(EventType::SessionEnded, ms(100));
    let calls: Vec<_> = rig
        .journal
        .take()
        .into_iter()
        .filter(|entry| entry.starts_with("mixer."))
        .collect();
    let expected = [
        "NotifyBeginStreaming",
        "NotifyStartOfStream",
        "in 0",
        "in 1",
        "out(0)",
        "in 0",
        "in 1",
        "out(10)",
        "in 0",
        "in 1",
        "out(20)",
        "end 0",
        "end 1",
        "Drain",
        "NotifyEndStreaming",
    ];
    let calls: Vec<_> = calls
        .iter()
        .map(|call| call.trim_start_matches("mixer."))
        .collect();
    let data: Vec<_> = calls.iter().copied().filter(|call| *call != "Flush").collect();
    assert_eq!(data, expected);
    let samples = rig.sinks[0].take();
    assert_eq!(samples.len(), 3);
    assert_eq!(samples[2].total_len(), 2 * 960, "of both inputs");
    rig.session.shutdown().unwrap();
}

#[test]
fn a_mixer_goes_on_with_the_inputs_that_have_not_ended() {
    let (mut rig, _other, topology, _inputs) = mixed([10, 30]);
    start(&mut rig, &topology);
    rig.until(EventType::SessionEnded, ms(400));
    let sizes: Vec<_> = rig.sinks[0]
        .take()
        .iter()
        .map(|sample| sample.total_len())
        .collect();
    assert_eq!(sizes, [vec![1_920; 10], vec![960; 20]].concat());
    rig.session.shutdown().unwrap();
}

#[test]
fn sources_that_join_begin_each_at_its_own_media_start_and_meet_in_presentation_time() {
    let (mut rig, _other, topology, inputs) = mixed([100, 100]);
    inputs[1]
        .attributes()
        .set(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO + ms(300));
    start(&mut rig, &topology);
    assert_eq!(rig.journal.count("two.start(300)"), 1);
    rig.manual.advance(ms(20));
    let seek = rig.session.start(at(200)).unwrap();
    rig.settled(seek).unwrap();
    assert_eq!(
        (
            rig.journal.count("one.start(200)"),
            rig.journal.count("two.start(500)")
        ),
        (1, 1)
    );
    rig.sinks[0].take();
    rig.manual.advance(ms(10));
    let first = rig.sinks[0].take().remove(0);
    assert_eq!(first.time, Some(MediaTime::ZERO + ms(210)));
    let bytes = first.contiguous();
    assert_eq!((bytes[0], bytes[960]), (21, 51));
    rig.until(EventType::SessionEnded, ms(1_000));
    rig.session.shutdown().unwrap();
}

#[test]
fn the_attribute_editor_reaches_each_source_node_that_joins() {
    // The stops of the two before they play, the changes (when, which, to what), where the second one ends in the mix, and
    // where all ends. What is mixed is not taken apart again.
    type Row<'t> = ([Option<i64>; 2], &'t [(i64, usize, i64)], i64, i64);
    let table: [Row<'_>; 6] = [
        ([None, None], &[(100, 1, 500)], 500, 1_000),
        ([None, None], &[(100, 1, 500), (200, 0, 600)], 500, 600),
        ([None, None], &[(300, 1, 320), (300, 0, 330)], 330, 330),
        ([None, Some(300)], &[(100, 1, 500)], 500, 1_000),
        ([Some(400), Some(400)], &[(395, 0, 700)], 400, 700),
        ([Some(400), Some(400)], &[(100, 0, 605), (100, 1, 600)], 600, 605),
    ];
    for (row, (stops, moves, mixed_until, end)) in table.into_iter().enumerate() {
        let (mut rig, _other, topology, inputs) = mixed([100, 100]);
        for (node, stop) in inputs.iter().zip(stops) {
            if let Some(stop) = stop {
                let stop = MediaTime::ZERO + ms(stop);
                node.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
            }
        }
        start(&mut rig, &topology);
        let mut now = 0;
        for (when, which, stop) in moves {
            rig.manual.advance(ms(*when - now));
            now = *when;
            let update = NodeAttributeUpdate::media_stop(inputs[*which].id(), MediaTime::ZERO + ms(*stop));
            rig.session.update_node_attributes(0, &[update]).unwrap();
        }
        let events = rig.until(EventType::SessionEnded, ms(end - now));
        assert_eq!(
            events.last().map(String::as_str),
            Some("MESessionEnded"),
            "row {row}"
        );
        let samples = rig.sinks[0].take();
        let mut time = MediaTime::ZERO;
        for sample in &samples {
            assert_eq!(sample.time, Some(time), "row {row}");
            time = sample.end().unwrap();
        }
        assert_eq!(time, MediaTime::ZERO + ms(end), "row {row}");
        let of_both = samples
            .iter()
            .filter(|sample| sample.total_len() == 2 * 960)
            .count();
        assert_eq!(of_both as i64, mixed_until / 10, "row {row}");
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn a_seek_flushes_a_mixer_once_before_the_sources_start_again() {
    let (mut rig, _other, topology, _inputs) = mixed([100, 100]);
    start(&mut rig, &topology);
    rig.manual.advance(ms(25));
    rig.journal.take();
    let seek = rig.session.start(at(500)).unwrap();
    rig.settled(seek).unwrap();
    let journal = rig.journal.take();
    let place = |what: &str| journal.iter().position(|entry| entry == what).unwrap();
    assert_eq!(journal.iter().filter(|entry| *entry == "mixer.Flush").count(), 1);
    assert!(place("mixer.Flush") < place("one.start(500)"), "{journal:?}");
    assert!(place("mixer.Flush") < place("two.start(500)"), "{journal:?}");
    rig.sinks[0].take();
    rig.manual.advance(ms(10));
    let first = rig.sinks[0].take().remove(0);
    assert_eq!((first.contiguous()[0], first.contiguous()[960]), (51, 51));
    rig.session.shutdown().unwrap();
}

#[test]
fn a_transform_with_two_outputs_feeds_two_sinks() {
    let mut rig = Rig::new(source("one", 20), [named("even", false), named("odd", true)]);
    let topology = Topology::new();
    let splitter = TopologyNode::transform(SharedTransform::new(Box::new(Splitter::default())));
    let input = source_node(&rig.source);
    topology.add_node(&input).unwrap();
    topology.add_node(&splitter).unwrap();
    input.connect_output(0, &splitter, 0).unwrap();
    for (index, sink) in rig.sinks.iter().enumerate() {
        let output = output_node(sink);
        topology.add_node(&output).unwrap();
        splitter.connect_output(index as u32, &output, 0).unwrap();
    }
    start(&mut rig, &topology);
    rig.until(EventType::SessionEnded, ms(300));
    assert_eq!(
        rig.sinks[0].take_times(),
        (0..200).step_by(20).collect::<Vec<_>>()
    );
    assert_eq!(
        rig.sinks[1].take_times(),
        (10..200).step_by(20).collect::<Vec<_>>()
    );
    let statistics = rig.session.output_statistics(splitter.id()).unwrap();
    assert_eq!((statistics[0].delivered, statistics[1].delivered), (10, 10));
    drop((topology, splitter, input));
    rig.shut_down();
}

#[test]
fn a_transform_where_branches_meet_is_told_of_the_rate() {
    let bounds = openmf_core::RateBounds::ALL;
    let script = |name: &str| SourceScript {
        rates: Some(bounds),
        ..source(name, 100)
    };
    let mut rig = Rig::new(script("one"), [named("sink", false)]);
    let other = ScriptedSource::new(script("two"), &rig.journal);
    let topology = Topology::new();
    let mixer = Mixer::new(2, &rig.journal).with_rates(bounds);
    let mixer = TopologyNode::transform(SharedTransform::new(Box::new(mixer)));
    let output = output_node(&rig.sinks[0]);
    let inputs = [source_node(&rig.source), source_node(&other)];
    for node in inputs.iter().chain([&mixer, &output]) {
        topology.add_node(node).unwrap();
    }
    inputs[0].connect_output(0, &mixer, 0).unwrap();
    inputs[1].connect_output(0, &mixer, 1).unwrap();
    mixer.connect_output(0, &output, 0).unwrap();
    start(&mut rig, &topology);
    assert_eq!(rig.journal.count("mixer.rate"), 0);
    let faster = rig.session.set_rate(false, 2.0).unwrap();
    rig.settled(faster).unwrap();
    rig.until(EventType::SessionEnded, ms(600));
    assert_eq!(rig.journal.count("mixer.rate(2)"), 1);
    assert_eq!(rig.journal.count("mixer.rate"), 1);
    rig.session.shutdown().unwrap();
}
