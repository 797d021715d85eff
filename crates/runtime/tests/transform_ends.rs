//! What transforms are told where streams and topologies end, those with several inputs too.
//!
//! Sources: `MF_TOPONODE_DRAIN`, `MF_TOPONODE_FLUSH`, `MF_TOPONODE_NOSHUTDOWN_ON_REMOVE`, `MFT_MESSAGE_COMMAND_DRAIN`,
//! `METransformDrainComplete` (Microsoft Learn).

mod common;

use std::sync::{Arc, Mutex};

use common::*;
use openmf_core::{
    AudioFormat, EventType, Input, MediaTime, MediaType, Output, Result, Sample, SampleFormat,
    SharedTransform, Transform, TransformActivate, TransformMessage, keys,
};
use openmf_session::SetTopologyFlags;
use openmf_testkit::{
    Converter, Journal, Mixer, PassThrough, RecordingSink, ScriptedSource, SinkScript, SourceScript,
};
use openmf_topology::{NodeKind, NodeObject, Topology, TopologyNode};

/// Any transform, which notes what it is told of an end.
struct Told {
    inner: Box<dyn Transform>,
    /// `MFT_MESSAGE_COMMAND_DRAIN` reaches it for each input.
    one_by_one: bool,
    journal: Journal,
}

fn told(journal: &Journal, inner: impl Transform + 'static, one_by_one: bool) -> TopologyNode {
    TopologyNode::transform(SharedTransform::new(Box::new(Told {
        inner: Box::new(inner),
        one_by_one,
        journal: journal.clone(),
    })))
}

impl Transform for Told {
    fn name(&self) -> &str {
        "told"
    }
    fn stream_count(&self) -> (u32, u32) {
        self.inner.stream_count()
    }
    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.inner.input_available_type(stream, index)
    }
    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.inner.output_available_type(stream, index)
    }
    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.test_input_type(stream, media_type)
    }
    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.set_input_type(stream, media_type)
    }
    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.set_output_type(stream, media_type)
    }
    fn input_type(&self, stream: u32) -> Result<MediaType> {
        self.inner.input_type(stream)
    }
    fn output_type(&self, stream: u32) -> Result<MediaType> {
        self.inner.output_type(stream)
    }
    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        if sample.flags.discontinuity {
            let time = sample.time.map_or(-1, |time| time.as_100ns() / 10_000);
            self.journal.note(format!("told.gap({time})"));
        }
        self.inner.process_input(stream, sample)
    }
    fn process_output(&mut self) -> Result<Output> {
        self.inner.process_output()
    }
    fn process_any_output(&mut self) -> Result<(u32, Output)> {
        self.inner.process_any_output()
    }
    fn end_input(&mut self, stream: u32) -> Result<()> {
        self.journal.note(format!("told.end {stream}"));
        self.inner.end_input(stream)
    }
    fn drain_input(&mut self, stream: u32) -> Result<bool> {
        if self.one_by_one {
            self.journal.note(format!("told.drain {stream}"));
        }
        Ok(self.one_by_one)
    }
    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.journal.note(format!("told.{message:?}"));
        self.inner.process_message(message)
    }
    fn shut_down(&mut self) {
        self.journal.note("told.shut down");
    }
}

/// Makes such a transform.
struct Maker {
    made: Mutex<Option<SharedTransform>>,
    journal: Journal,
}

impl TransformActivate for Maker {
    fn activate(&self) -> Result<SharedTransform> {
        let mut made = self.made.lock().unwrap();
        Ok(made
            .get_or_insert_with(|| {
                self.journal.note("told.made");
                let node = told(&self.journal, PassThrough::default(), false);
                node.shared_transform().unwrap()
            })
            .clone())
    }

    fn shutdown_object(&self) {
        let former = self.made.lock().unwrap().take();
        self.journal.note(match former {
            Some(_) => "told.given up",
            None => "told.given up again",
        });
    }
}

fn maker(journal: &Journal) -> TopologyNode {
    let node = TopologyNode::new(NodeKind::Transform);
    let maker = Maker {
        made: Mutex::default(),
        journal: journal.clone(),
    };
    let object = NodeObject::TransformActivate(Arc::new(maker));
    node.set_object(Some(object)).unwrap();
    node
}

fn told_of(journal: &Journal) -> Vec<String> {
    let entries = journal.entries().into_iter();
    entries
        .filter_map(|entry| entry.strip_prefix("told.").map(str::to_owned))
        .collect()
}

fn set_flags(rig: &mut Rig, flags: u32, topology: Option<&Topology>) {
    let flags = SetTopologyFlags::from_bits(flags);
    let set = rig.session.set_topology(flags, topology).unwrap();
    rig.settled(set).unwrap();
}

const IMMEDIATE: u32 = 1;
const CLEAR_CURRENT: u32 = 4;

/// A source of its own, through a transform, to the sink of the rig or another.
fn through(rig: &Rig, transform: &TopologyNode, name: &str) -> (Arc<ScriptedSource>, Topology) {
    let (source, sink, _) = another(rig, name);
    let topology = Topology::new();
    let (input, output) = (source_node(&source), output_node(&sink));
    for node in [&input, transform, &output] {
        topology.add_node(node).unwrap();
    }
    input.connect_output(0, transform, 0).unwrap();
    transform.connect_output(0, &output, 0).unwrap();
    (source, topology)
}

#[test]
fn what_becomes_of_the_transforms_of_a_topology_that_leaves() {
    // MF_TOPONODE_NOSHUTDOWN_ON_REMOVE; default true. The way on which the topology leaves.
    for keep in [None, Some(true), Some(false)] {
        for way in ["replaced", "cleared", "unqueued", "played"] {
            let case = format!("{keep:?}, {way}");
            let mut rig = Rig::clocked();
            let node = told(&rig.journal, PassThrough::default(), false);
            if let Some(keep) = keep {
                node.attributes()
                    .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, keep);
            }
            let (source, topology) = through(&rig, &node, "first");
            let (_last_source, _last, following) = another(&rig, "last");
            match way {
                "unqueued" => {
                    rig = rig.playing();
                    set_flags(&mut rig, 0, Some(&topology));
                    let clear = rig.session.clear_topologies().unwrap();
                    rig.settled(clear).unwrap();
                }
                _ => {
                    set_flags(&mut rig, 0, Some(&topology));
                    rig.begin();
                    match way {
                        "replaced" => set_flags(&mut rig, IMMEDIATE, Some(&following)),
                        "cleared" => set_flags(&mut rig, CLEAR_CURRENT, None),
                        _ => {
                            set_flags(&mut rig, 0, Some(&following));
                            rig.manual.advance(ms(1_500));
                        }
                    }
                }
            }
            rig.manual.run_until_idle();
            let calls = told_of(&rig.journal);
            let count = calls.iter().filter(|call| *call == "shut down").count();
            assert_eq!(count, usize::from(keep == Some(false)), "{case}: {calls:?}");
            if count > 0 {
                // Whatever the topology has to say to it comes before.
                assert_eq!(calls.last().unwrap(), "shut down", "{case}: {calls:?}");
            }
            rig.session.shutdown().unwrap();
            rig.manual.run_until_idle();
            // The session's Shutdown concerns the topologies that it has.
            assert_eq!(told_of(&rig.journal), calls, "{case}");
            drop(source);
        }
    }
}

#[test]
fn shutdown_ends_the_transforms_of_the_topologies_that_the_session_has_whatever_the_attribute_says() {
    for keep in [None, Some(true), Some(false)] {
        for queued in [false, true] {
            let mut rig = Rig::clocked();
            if queued {
                rig = rig.playing();
            }
            let node = told(&rig.journal, PassThrough::default(), false);
            if let Some(keep) = keep {
                node.attributes()
                    .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, keep);
            }
            let (_source, topology) = through(&rig, &node, "other");
            set_flags(&mut rig, 0, Some(&topology));
            if !queued {
                rig.begin();
                rig.manual.advance(ms(50));
            }
            rig.session.shutdown().unwrap();
            rig.manual.run_until_idle();
            let calls = told_of(&rig.journal);
            let expected: &[&str] = match queued {
                true => &["shut down"],
                false => &[
                    "NotifyBeginStreaming",
                    "NotifyStartOfStream",
                    "Flush",
                    "NotifyEndStreaming",
                    "shut down",
                ],
            };
            assert_eq!(calls, expected, "{keep:?}, queued: {queued}");
        }
    }
}

/// Source: `IMFActivate::ShutdownObject`: the component that calls `ActivateObject` is responsible for calling it; here
/// the session is, and does it when it shuts the transform down.
#[test]
fn what_made_a_transform_is_shut_down_with_it() {
    for keep in [None, Some(true), Some(false)] {
        let mut rig = Rig::clocked();
        let node = maker(&rig.journal);
        if let Some(keep) = keep {
            node.attributes()
                .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, keep);
        }
        let (_source, topology) = through(&rig, &node, "first");
        set_flags(&mut rig, 0, Some(&topology));
        set_flags(&mut rig, CLEAR_CURRENT, None);
        let gone = keep == Some(false);
        let first: &[&str] = match gone {
            true => &["made", "shut down", "given up"],
            false => &["made"],
        };
        assert_eq!(told_of(&rig.journal), first, "{keep:?}");
        // A topology with the same object again: what was given up is made anew.
        set_flags(&mut rig, 0, Some(&topology));
        rig.session.shutdown().unwrap();
        rig.manual.run_until_idle();
        let all: &[&str] = match gone {
            true => &["made", "shut down", "given up", "made", "shut down", "given up"],
            false => &["made", "shut down", "given up"],
        };
        assert_eq!(told_of(&rig.journal), all, "{keep:?}");
    }
}

#[test]
fn what_made_a_transform_for_a_topology_that_is_refused_is_shut_down_unless_another_one_has_it() {
    for playing in [false, true] {
        let mut rig = Rig::clocked();
        let node = maker(&rig.journal);
        let (_source, good) = through(&rig, &node, "good");
        if playing {
            set_flags(&mut rig, 0, Some(&good));
        }
        // Of the two branches one does not connect.
        let again = TopologyNode::new(NodeKind::Transform);
        again.set_object(node.object()).unwrap();
        let (_other_source, bad) = through(&rig, &again, "bad");
        let (source, ..) = another(&rig, "strange");
        let strange = SinkScript {
            types: vec![AudioFormat::pcm(SampleFormat::S16, 8_000, 1).to_media_type()],
            ..named("strange", false)
        };
        let sink = RecordingSink::new(strange, &rig.journal);
        let (input, output) = (source_node(&source), output_node(&sink));
        bad.add_node(&input).unwrap();
        bad.add_node(&output).unwrap();
        input.connect_output(0, &output, 0).unwrap();
        let set = rig.set(&bad);
        rig.settled(set).unwrap_err();
        rig.manual.run_until_idle();
        let expected: &[&str] = match playing {
            true => &["made"],
            false => &["made", "given up"],
        };
        assert_eq!(told_of(&rig.journal), expected, "playing: {playing}");
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn a_transform_that_the_next_topology_has_too_is_not_shut_down_with_the_first() {
    let mut rig = Rig::clocked();
    let node = told(&rig.journal, PassThrough::default(), false);
    node.attributes()
        .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, false);
    let (_first_source, first) = through(&rig, &node, "first");
    let again = TopologyNode::transform(node.shared_transform().unwrap());
    again
        .attributes()
        .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, false);
    let (_second_source, second) = through(&rig, &again, "second");
    set_flags(&mut rig, 0, Some(&first));
    set_flags(&mut rig, 0, Some(&second));
    rig.begin();
    rig.manual.advance(ms(1_500));
    assert_eq!(rig.journal.count("told.shut down"), 0);
    rig.until(EventType::SessionEnded, ms(1_000));
    set_flags(&mut rig, CLEAR_CURRENT, None);
    assert_eq!(rig.journal.count("told.shut down"), 1);
    rig.session.shutdown().unwrap();
}

fn source(name: &str, samples: u64) -> SourceScript {
    SourceScript {
        name: name.to_owned(),
        samples,
        ..SourceScript::default()
    }
}

/// Two sources of so many samples of 10 ms into a mixer, into one sink.
fn mixed(lengths: [u64; 2], one_by_one: bool) -> (Rig, Arc<ScriptedSource>, Topology, TopologyNode) {
    let rig = Rig::new(source("one", lengths[0]), [named("sink", false)]);
    let other = ScriptedSource::new(source("two", lengths[1]), &rig.journal);
    let topology = Topology::new();
    let mixer = told(&rig.journal, Mixer::new(2, &Journal::default()), one_by_one);
    let output = output_node(&rig.sinks[0]);
    let inputs = [source_node(&rig.source), source_node(&other)];
    for node in inputs.iter().chain([&mixer, &output]) {
        topology.add_node(node).unwrap();
    }
    inputs[0].connect_output(0, &mixer, 0).unwrap();
    inputs[1].connect_output(0, &mixer, 1).unwrap();
    mixer.connect_output(0, &output, 0).unwrap();
    (rig, other, topology, mixer)
}

#[test]
fn each_input_of_a_mixer_is_ended_and_drained_by_itself_as_its_node_asks() {
    // MF_TOPONODE_DRAIN; where the inputs are marked out, in ms; what a transform is told that drains its inputs one by
    // one; what another one is.
    type Row<'r> = (Option<u32>, [Option<i64>; 2], &'r [&'r str], &'r [&'r str]);
    let both: [&str; 4] = ["end 1", "drain 1", "end 0", "drain 0"];
    let ends = ["end 1", "end 0"];
    let at_last = ["end 1", "end 0", "Drain"];
    let table: [Row<'_>; 8] = [
        (None, [None, None], &both, &at_last),
        (Some(1), [None, None], &both, &at_last),
        (Some(2), [None, None], &ends, &ends),
        (None, [Some(60), Some(30)], &ends, &ends),
        (
            Some(0),
            [None, Some(30)],
            &["end 1", "end 0", "drain 0"],
            &at_last,
        ),
        (
            Some(0),
            [Some(60), None],
            &["end 1", "drain 1", "end 0"],
            &at_last,
        ),
        (Some(1), [Some(60), Some(30)], &both, &at_last),
        (Some(2), [Some(60), Some(30)], &ends, &ends),
    ];
    for (drain, stops, by_itself, together) in table {
        for (one_by_one, expected) in [(true, by_itself), (false, together)] {
            let (mut rig, _other, topology, mixer) = mixed([10, 5], one_by_one);
            if let Some(drain) = drain {
                mixer.attributes().set(keys::MF_TOPONODE_DRAIN, drain);
            }
            for (node, stop) in topology.source_nodes().iter().zip(stops) {
                if let Some(stop) = stop {
                    let stop = MediaTime::ZERO + ms(stop);
                    node.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
                }
            }
            start(&mut rig, &topology);
            rig.until(EventType::SessionEnded, ms(400));
            let mut calls = told_of(&rig.journal);
            calls.retain(|call| call.to_lowercase().contains("drain") || call.starts_with("end"));
            assert_eq!(
                calls, expected,
                "drain {drain:?}, stops {stops:?}, one by one: {one_by_one}"
            );
            rig.session.shutdown().unwrap();
        }
    }
}

#[test]
fn a_transform_behind_a_tee_is_not_drained_where_the_segment_is_marked_out() {
    for (stop, drained) in [(None, true), (Some(50), false)] {
        let mut rig = Rig::new(source("one", 10), [named("first", false), named("second", false)]);
        let topology = Topology::new();
        let tee = TopologyNode::new(openmf_topology::NodeKind::Tee);
        let node = told(&rig.journal, PassThrough::default(), false);
        let input = source_node(&rig.source);
        let outputs = [output_node(&rig.sinks[0]), output_node(&rig.sinks[1])];
        for node in [&input, &tee, &node, &outputs[0], &outputs[1]] {
            topology.add_node(node).unwrap();
        }
        input.connect_output(0, &tee, 0).unwrap();
        tee.connect_output(0, &node, 0).unwrap();
        node.connect_output(0, &outputs[0], 0).unwrap();
        tee.connect_output(1, &outputs[1], 0).unwrap();
        // In front of the tee.
        tee.attributes().set(keys::MF_TOPONODE_MARKIN_HERE, true);
        tee.attributes().set(keys::MF_TOPONODE_MARKOUT_HERE, true);
        if let Some(stop) = stop {
            let stop = MediaTime::ZERO + ms(stop);
            input.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
        }
        set_flags(&mut rig, 2, Some(&topology));
        rig.begin();
        rig.until(EventType::SessionEnded, ms(400));
        let calls = told_of(&rig.journal);
        assert_eq!(
            calls.contains(&"Drain".to_owned()),
            drained,
            "{stop:?}: {calls:?}"
        );
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn a_mixer_is_flushed_as_its_node_asks() {
    // MF_TOPONODE_FLUSH; whether a seek flushes it, and whether the end of its topology does.
    let table = [
        (None, true, true),
        (Some(0), true, true),
        (Some(1), true, false),
        (Some(2), false, true),
    ];
    for (flush, by_seek, at_release) in table {
        let (mut rig, _other, topology, mixer) = mixed([100, 100], true);
        if let Some(flush) = flush {
            mixer.attributes().set(keys::MF_TOPONODE_FLUSH, flush);
        }
        start(&mut rig, &topology);
        rig.manual.advance(ms(50));
        rig.journal.take();
        let seek = rig.session.start(at(500)).unwrap();
        rig.settled(seek).unwrap();
        assert_eq!(rig.journal.count("told.Flush"), usize::from(by_seek), "{flush:?}");
        rig.journal.take();
        rig.session.shutdown().unwrap();
        rig.manual.run_until_idle();
        let mut expected = vec!["Flush", "NotifyEndStreaming", "shut down"];
        if !at_release {
            expected.remove(0);
        }
        assert_eq!(told_of(&rig.journal), expected, "{flush:?}");
    }
}

#[test]
fn a_mixer_that_is_dropped_without_a_stop_is_told_that_its_streaming_ends() {
    for way in ["replaced", "cleared", "shut down", "stopped before"] {
        let (mut rig, other, topology, _mixer) = mixed([100, 100], true);
        start(&mut rig, &topology);
        rig.manual.advance(ms(50));
        let (_next_source, _next, following) = another(&rig, "next");
        if way == "stopped before" {
            let stop = rig.session.stop().unwrap();
            rig.settled(stop).unwrap();
        }
        match way {
            "shut down" => rig.session.shutdown().unwrap(),
            "cleared" => set_flags(&mut rig, CLEAR_CURRENT, None),
            _ => set_flags(&mut rig, IMMEDIATE, Some(&following)),
        }
        rig.manual.run_until_idle();
        let calls = told_of(&rig.journal);
        let count = calls.iter().filter(|call| *call == "NotifyEndStreaming").count();
        assert_eq!(count, 1, "{way}: {calls:?}");
        let _ = rig.session.shutdown();
        drop((topology, other));
    }
}

#[test]
fn a_mixer_that_the_next_topology_has_taken_over_is_left_alone() {
    let (mut rig, _other, first, mixer) = mixed([30, 30], true);
    let sources = ["three", "four"].map(|name| ScriptedSource::new(source(name, 30), &rig.journal));
    let sink = openmf_testkit::RecordingSink::new(named("last", false), &rig.journal);
    let again = TopologyNode::transform(mixer.shared_transform().unwrap());
    let second = Topology::new();
    let (inputs, output) = (sources.each_ref().map(source_node), output_node(&sink));
    for node in inputs.iter().chain([&again, &output]) {
        second.add_node(node).unwrap();
    }
    inputs[0].connect_output(0, &again, 0).unwrap();
    inputs[1].connect_output(0, &again, 1).unwrap();
    again.connect_output(0, &output, 0).unwrap();
    set_flags(&mut rig, 0, Some(&first));
    set_flags(&mut rig, 0, Some(&second));
    rig.begin();
    rig.until(EventType::SessionEnded, ms(2_000));
    assert_eq!(sink.take().len(), 30);
    let calls = told_of(&rig.journal);
    let begins: Vec<_> = calls
        .iter()
        .enumerate()
        .filter(|(_, call)| *call == "NotifyBeginStreaming")
        .map(|(at, _)| at)
        .collect();
    let [_, second] = begins[..] else {
        panic!("{calls:?}");
    };
    // Where the former topology goes before the new one feeds it, it ends that use; it says nothing more afterwards.
    let before = [
        "NotifyBeginStreaming",
        "NotifyStartOfStream",
        "end 0",
        "drain 0",
        "end 1",
        "drain 1",
    ];
    assert_eq!(calls[..before.len()], before);
    assert!(
        calls[before.len()..second].contains(&"Flush".to_owned()),
        "{calls:?}"
    );
    let after = calls[second..].iter().map(String::as_str).collect::<Vec<_>>();
    let expected = [&before[..], &["Flush", "NotifyEndStreaming"]].concat();
    assert_eq!(after, expected);
    rig.session.shutdown().unwrap();
}

#[test]
fn the_first_sample_behind_a_drain_has_the_discontinuity_attribute() {
    let pcm = |rate, channels| AudioFormat::pcm(SampleFormat::S16, rate, channels);
    let script = SourceScript {
        samples: 60,
        formats: vec![(30, pcm(24_000, 2))],
        ..SourceScript::default()
    };
    let mut rig = Rig::new(script, [SinkScript::default()]);
    // It has to be drained before its input type changes.
    let node = told(&rig.journal, Converter::new(&Journal::default(), true), false);
    let topology = Topology::new();
    let (input, output) = (source_node(&rig.source), output_node(&rig.sinks[0]));
    for node in [&input, &node, &output] {
        topology.add_node(node).unwrap();
    }
    input.connect_output(0, &node, 0).unwrap();
    node.connect_output(0, &output, 0).unwrap();
    start(&mut rig, &topology);
    rig.until(EventType::SessionEnded, ms(1_000));
    let calls = told_of(&rig.journal);
    let of_change: Vec<_> = calls
        .iter()
        .filter(|call| *call == "Drain" || call.starts_with("gap"))
        .collect();
    assert_eq!(of_change, ["Drain", "gap(300)", "Drain"]);
    assert_eq!(rig.sinks[0].take().len(), 60);
    rig.session.shutdown().unwrap();
}
