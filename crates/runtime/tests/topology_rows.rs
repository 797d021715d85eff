//! Attributes and shapes of topologies, each test named after the row of the documentation that it shows.

mod common;

use std::sync::{Arc, Mutex};

use common::*;
use openmf_core::{
    AudioFormat, Error, EventType, HResult, MediaTime, Result, SampleFormat, SharedTransform, StartPosition,
    TopologyFault, TransformCatalog, Variant, codes, keys,
};
use openmf_runtime::{SessionDriver, SessionParts};
use openmf_session::{Config, SetTopologyFlags, TopologyQuery};
use openmf_testkit::{Converter, Journal, PassThrough, ScriptedSource, SinkScript, SourceScript};
use openmf_topology::{
    ConnectMethod, Explanation, LoadFailure, NodeKind, Resolved, StandardTopologyLoader, Topology,
    TopologyLoader, TopologyNode, current_type,
};

/// A pass-through that notes what it is told. With `picky` it refuses every type.
fn effect(journal: &Journal, picky: bool) -> TopologyNode {
    let effect = PassThrough::noted("effect", journal);
    let effect = if picky { effect.refusing() } else { effect };
    TopologyNode::transform(SharedTransform::new(Box::new(effect)))
}

/// Source → these → sink.
fn chain(rig: &Rig, between: &[TopologyNode]) -> Topology {
    let topology = Topology::new();
    let (source, output) = (source_node(&rig.source), output_node(&rig.sinks[0]));
    let mut last = source.clone();
    topology.add_node(&source).unwrap();
    for node in between.iter().chain([&output]) {
        topology.add_node(node).unwrap();
        last.connect_output(0, node, 0).unwrap();
        last = node.clone();
    }
    topology
}

fn samples(count: u64) -> SourceScript {
    SourceScript {
        samples: count,
        ..SourceScript::default()
    }
}

fn set_with(rig: &mut Rig, flags: SetTopologyFlags, topology: &Topology) -> Result<()> {
    let set = rig.session.set_topology(flags, Some(topology))?;
    rig.settled(set)
}

const FULL: SetTopologyFlags = SetTopologyFlags {
    immediate: false,
    no_resolution: true,
    clear_current: false,
};

fn status<T>(result: Result<T>) -> Option<HResult> {
    result.err().map(|error| error.hresult())
}

#[test]
fn w11_an_effect_gets_its_types_then_begin_and_start_then_data_flush_on_seek_end_and_drain_at_the_end() {
    let mut rig = Rig::new(samples(60), [named("sink", false)]);
    let effect = effect(&rig.journal, false);
    let topology = chain(&rig, &[effect]);
    start(&mut rig, &topology);
    rig.manual.advance(ms(20));
    let seek = rig.session.start(at(570)).unwrap();
    rig.settled(seek).unwrap();
    rig.until(EventType::SessionEnded, ms(100));
    let told: Vec<_> = rig.journal.take();
    let told: Vec<_> = told
        .iter()
        .filter_map(|entry| entry.strip_prefix("effect."))
        .collect();
    let first_data = told.iter().position(|entry| entry.starts_with("in(")).unwrap();
    assert_eq!(
        told[..first_data],
        ["type", "NotifyBeginStreaming", "NotifyStartOfStream"]
    );
    let after_seek = told.iter().position(|entry| *entry == "Flush").unwrap();
    assert_eq!(
        told[after_seek..],
        [
            "Flush",
            "NotifyStartOfStream",
            "in(570)",
            "in(580)",
            "in(590)",
            "NotifyEndOfStream",
            "Drain",
            "Flush",
            "NotifyEndStreaming"
        ]
    );
    drop(topology);
    rig.shut_down();
}

#[test]
fn connect_as_optional_an_effect_that_refuses_the_type_is_skipped_and_the_resolution_status_says_so() {
    let mut rig = Rig::new(samples(10), [named("sink", false)]);
    let effect = effect(&rig.journal, true);
    let method = ConnectMethod::ALLOW_DECODER.with(ConnectMethod::AS_OPTIONAL);
    effect
        .attributes()
        .set(keys::MF_TOPONODE_CONNECT_METHOD, method.0);
    let topology = chain(&rig, &[effect]);
    start(&mut rig, &topology);
    let full = rig.session.full_topology(TopologyQuery::Current).unwrap();
    assert_eq!(full.attributes().get(keys::MF_TOPOLOGY_RESOLUTION_STATUS), Ok(1));
    assert_eq!(full.nodes().len(), 2);
    rig.until(EventType::SessionEnded, ms(200));
    assert_eq!(rig.sinks[0].take().len(), 10);
    drop((topology, full));
    rig.shut_down();
}

#[test]
fn without_connect_as_optional_it_fails_with_names_and_types() {
    let mut rig = Rig::new(samples(10), [named("sink", false)]);
    let effect = effect(&rig.journal, true);
    let topology = chain(&rig, &[effect]);
    let error = set_with(&mut rig, SetTopologyFlags::default(), &topology).unwrap_err();
    assert_eq!(error.hresult(), codes::MF_E_TOPO_CANNOT_CONNECT);
    let text = error.to_string();
    for part in ["source stream", "effect", "PCM"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // The application's own node says so.
    let told: Vec<_> = topology
        .nodes()
        .iter()
        .filter_map(|node| {
            let code = node.attributes().get(keys::MF_TOPONODE_ERRORCODE).ok()?;
            Some((node.kind(), code))
        })
        .collect();
    assert_eq!(
        told,
        [(NodeKind::Transform, codes::MF_E_TOPO_CANNOT_CONNECT.0 as u32)]
    );
    let explanation = rig.session.explanation(topology.id().0).unwrap();
    let text = explanation.to_string();
    assert!(text.contains("nothing pleases it"), "{text}");
    drop(topology);
    rig.session.shutdown().unwrap();
}

fn delayed(journal: &Journal) -> TopologyNode {
    TopologyNode::transform(SharedTransform::new(Box::new(Converter::new(journal, true))))
}

#[test]
fn toponode_drain_default_at_the_end_of_the_stream_and_not_where_marked_out_always_never() {
    // The transform keeps one of the samples of 10 ms back until it is drained.
    let table = [
        (None, None, 20),
        (None, Some(100), 9),
        (Some(0), Some(100), 9),
        (Some(1), Some(100), 10),
        (Some(1), None, 20),
        (Some(2), None, 19),
        (Some(2), Some(100), 9),
    ];
    for (drain, stop, expected) in table {
        let mut rig = Rig::new(samples(20), [named("sink", false)]);
        let effect = delayed(&rig.journal);
        if let Some(drain) = drain {
            effect.attributes().set(keys::MF_TOPONODE_DRAIN, drain);
        }
        let topology = chain(&rig, &[effect]);
        if let Some(stop) = stop {
            let source = topology.source_nodes().remove(0);
            source
                .attributes()
                .set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::ZERO + ms(stop));
        }
        start(&mut rig, &topology);
        rig.until(EventType::SessionEnded, ms(400));
        assert_eq!(
            rig.sinks[0].take().len(),
            expected,
            "drain {drain:?}, stop {stop:?}"
        );
        drop(topology);
        rig.shut_down();
    }
}

#[test]
fn toponode_flush_never_leaves_the_transform_alone_on_a_seek() {
    for (flush, flushed) in [(None, true), (Some(0), true), (Some(1), true), (Some(2), false)] {
        let mut rig = Rig::new(samples(100), [named("sink", false)]);
        let effect = effect(&rig.journal, false);
        if let Some(flush) = flush {
            effect.attributes().set(keys::MF_TOPONODE_FLUSH, flush);
        }
        let topology = chain(&rig, &[effect]);
        start(&mut rig, &topology);
        let seek = rig.session.start(at(500)).unwrap();
        rig.settled(seek).unwrap();
        assert_eq!(rig.journal.count("effect.Flush") > 0, flushed, "{flush:?}");
        drop(topology);
        rig.shut_down();
    }
}

#[test]
fn toponode_disable_preroll_the_sink_is_not_prerolled() {
    for disabled in [false, true] {
        let sink = SinkScript {
            can_preroll: true,
            ..named("sink", false)
        };
        let mut rig = Rig::new(samples(10), [sink]);
        let topology = chain(&rig, &[]);
        let output = topology.output_nodes().remove(0);
        output
            .attributes()
            .set(keys::MF_TOPONODE_DISABLE_PREROLL, disabled);
        start(&mut rig, &topology);
        assert_eq!(rig.journal.count("sink.preroll(0)"), usize::from(!disabled));
        drop((topology, output));
        rig.shut_down();
    }
}

#[test]
fn toponode_rateless_the_clock_follows_the_data_though_the_sink_says_otherwise() {
    let mut rig = Rig::new(samples(10), [named("sink", false)]);
    let topology = chain(&rig, &[]);
    let output = topology.output_nodes().remove(0);
    output.attributes().set(keys::MF_TOPONODE_RATELESS, true);
    start(&mut rig, &topology);
    // In no time at all: the sink waits for the clock, and the clock for the data alone.
    let events = rig.until(EventType::SessionEnded, ms(1));
    assert_eq!(events.last().unwrap(), "MESessionEnded");
    drop((topology, output));
    rig.session.shutdown().unwrap();
}

#[test]
fn topology_no_markin_markout_nothing_is_trimmed() {
    for (off, first) in [(false, 255), (true, 200)] {
        let script = SourceScript {
            clean_every: 10,
            ..samples(100)
        };
        let mut rig = Rig::new(script, [named("sink", true)]);
        let topology = chain(&rig, &[]);
        topology
            .attributes()
            .set(keys::MF_TOPOLOGY_NO_MARKIN_MARKOUT, off);
        let set = rig.set(&topology);
        rig.settled(set).unwrap();
        let begun = rig.session.start(at(255)).unwrap();
        rig.settled(begun).unwrap();
        rig.until(EventType::SessionEnded, ms(1_000));
        assert_eq!(rig.sinks[0].take_times()[0], first, "off {off}");
        drop(topology);
        rig.shut_down();
    }
}

#[test]
fn markin_here_and_markout_here_trim_where_the_application_says_so() {
    let mut rig = Rig::new(samples(100), [named("sink", false)]);
    let effects = [effect(&rig.journal, false), pass_through()];
    effects[0].attributes().set(keys::MF_TOPONODE_MARKIN_HERE, true);
    effects[0].attributes().set(keys::MF_TOPONODE_MARKOUT_HERE, true);
    let topology = chain(&rig, &effects);
    let source = topology.source_nodes().remove(0);
    source
        .attributes()
        .set(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO + ms(105));
    source
        .attributes()
        .set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::ZERO + ms(205));
    start(&mut rig, &topology);
    rig.until(EventType::SessionEnded, ms(200));
    let kept = rig.sinks[0].take();
    assert_eq!(
        (kept[0].time, kept[0].duration),
        (Some(MediaTime::ZERO), Some(ms(5)))
    );
    assert_eq!(kept.last().unwrap().end(), Some(MediaTime::ZERO + ms(100)));
    // In front of the mark the data is whole.
    assert_eq!(rig.journal.count("effect.in(100)"), 1);
    assert_eq!(rig.journal.count("effect.in(200)"), 1);
    drop((topology, source, effects));
    rig.shut_down();
}

#[test]
fn set_topology_with_noresolution_plays_a_full_topology_made_by_hand_with_two_transforms_in_a_row() {
    let mut rig = Rig::new(samples(20), [named("sink", false)]);
    let media_type = AudioFormat::pcm(SampleFormat::S16, 48_000, 1).to_media_type();
    let effects = [effect(&rig.journal, false), pass_through()];
    for node in &effects {
        let transform = node.shared_transform().unwrap();
        transform.lock().set_input_type(0, &media_type).unwrap();
    }
    let topology = chain(&rig, &effects);
    set_with(&mut rig, FULL, &topology).unwrap();
    rig.events();
    let set = rig
        .seen
        .iter()
        .find(|event| event.event_type() == EventType::SessionTopologySet)
        .unwrap();
    let Variant::Object(value) = set.value() else {
        panic!("no topology")
    };
    let value = value.downcast::<Topology>().unwrap();
    assert!(
        value.nodes()[0].is_same(&topology.nodes()[0]),
        "the caller's own object"
    );
    let begun = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(begun).unwrap();
    rig.until(EventType::SessionEnded, ms(300));
    assert_eq!(rig.sinks[0].take().len(), 20);
    assert_eq!(rig.journal.count("effect.in(190)"), 1);
    rig.session.shutdown().unwrap();
}

#[test]
fn loops_missing_parts_and_unconnected_nodes_are_refused_with_their_code_with_and_without_resolution() {
    type Break = fn(&Topology);
    let table: [(&str, Break, HResult); 5] = [
        (
            "a loop",
            |topology| {
                let nodes: Vec<_> = topology
                    .nodes()
                    .into_iter()
                    .filter(|node| node.kind() == NodeKind::Transform)
                    .collect();
                nodes[1].connect_output(1, &nodes[0], 1).unwrap();
            },
            codes::MF_E_TOPO_LOOPS_IN_TOPOLOGY,
        ),
        (
            "no connection to a source",
            |topology| {
                topology.source_nodes()[0].disconnect_output(0).unwrap();
            },
            codes::MF_E_TOPO_UNSUPPORTED,
        ),
        (
            "a transform node without a transform",
            |topology| {
                let node = topology
                    .nodes()
                    .into_iter()
                    .find(|node| node.kind() == NodeKind::Transform);
                node.unwrap().set_object(None).unwrap();
            },
            codes::E_FAIL,
        ),
        (
            "an output node without a sink",
            |topology| topology.output_nodes()[0].set_object(None).unwrap(),
            codes::E_FAIL,
        ),
        (
            "a source node that may be left out",
            |topology| {
                let method = ConnectMethod::AS_OPTIONAL;
                topology.source_nodes()[0]
                    .attributes()
                    .set(keys::MF_TOPONODE_CONNECT_METHOD, method.0);
            },
            codes::MF_E_TOPO_INVALID_OPTIONAL_NODE,
        ),
    ];
    for flags in [SetTopologyFlags::default(), FULL] {
        for (what, broken, expected) in table {
            let mut rig = Rig::new(samples(10), [named("sink", false)]);
            let effects = [pass_through(), pass_through()];
            let topology = chain(&rig, &effects);
            broken(&topology);
            let refused = set_with(&mut rig, flags, &topology);
            assert_eq!(status(refused), Some(expected), "{what}");
            assert!(
                !rig.sinks[0].is_shut_down(),
                "{what}: a refused topology's sink is left alone"
            );
            // The session is as good as before.
            let good = chain(&rig, &[]);
            start(&mut rig, &good);
            rig.until(EventType::SessionEnded, ms(200));
            rig.session.shutdown().unwrap();
        }
    }
}

#[test]
fn a_missing_source_or_descriptor_is_refused_by_the_call_itself() {
    let table = [
        (keys::MF_TOPONODE_SOURCE.guid(), codes::MF_E_TOPO_MISSING_SOURCE),
        (
            keys::MF_TOPONODE_PRESENTATION_DESCRIPTOR.guid(),
            codes::MF_E_TOPO_MISSING_PRESENTATION_DESCRIPTOR,
        ),
        (
            keys::MF_TOPONODE_STREAM_DESCRIPTOR.guid(),
            codes::MF_E_TOPO_MISSING_STREAM_DESCRIPTOR,
        ),
    ];
    for (key, expected) in table {
        let rig = Rig::new(samples(10), [named("sink", false)]);
        let topology = chain(&rig, &[]);
        topology.source_nodes()[0].attributes().delete(&key);
        let refused = rig
            .session
            .set_topology(SetTopologyFlags::default(), Some(&topology));
        assert_eq!(status(refused), Some(expected));
        rig.session.shutdown().unwrap();
    }
    let rig = Rig::new(samples(10), [named("sink", false)]);
    let topology = chain(&rig, &[]);
    let descriptor = topology.source_nodes()[0].presentation_descriptor().unwrap();
    descriptor.select(0, false).unwrap();
    let refused = rig
        .session
        .set_topology(SetTopologyFlags::default(), Some(&topology));
    assert_eq!(
        status(refused),
        Some(codes::MF_E_TOPO_STREAM_DESCRIPTOR_NOT_SELECTED)
    );
    rig.session.shutdown().unwrap();
}

#[test]
fn two_source_nodes_of_one_stream_are_refused_and_the_tee_is_named() {
    let mut rig = Rig::new(samples(10), [named("one", false), named("two", false)]);
    let topology = Topology::new();
    let source = source_node(&rig.source);
    let again = TopologyNode::new(NodeKind::SourceStream);
    again.copy_from(&source).unwrap();
    again.set_id(TopologyNode::new(NodeKind::Tee).id());
    for (input, sink) in [(&source, &rig.sinks[0]), (&again, &rig.sinks[1])] {
        let output = output_node(sink);
        topology.add_node(input).unwrap();
        topology.add_node(&output).unwrap();
        input.connect_output(0, &output, 0).unwrap();
    }
    let error = set_with(&mut rig, SetTopologyFlags::default(), &topology).unwrap_err();
    assert_eq!(error.hresult(), codes::MF_E_TOPO_UNSUPPORTED);
    assert!(error.to_string().contains("tee"), "{error}");
    rig.session.shutdown().unwrap();
}

/// Notes what it is asked, and lets the standard loader do the work, or fails, or makes nonsense.
struct CustomLoader {
    standard: StandardTopologyLoader,
    calls: Mutex<Vec<(u64, Option<u64>)>>,
    answer: Mutex<Answered>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    AsStandard,
    WithEffect,
    ByFailure,
    WithLoop,
}

impl TopologyLoader for CustomLoader {
    fn load(&self, partial: &Topology, current: Option<&Topology>) -> Result<Resolved, Box<LoadFailure>> {
        let ids = (partial.id().0, current.map(|topology| topology.id().0));
        self.calls.lock().unwrap().push(ids);
        let answer = *self.answer.lock().unwrap();
        if answer == Answered::ByFailure {
            return Err(Box::new(LoadFailure {
                error: Error::Topology(TopologyFault::Unsupported { what: "the weather" }),
                explanation: Explanation {
                    topology: partial.id(),
                    connections: Vec::new(),
                    nodes: Vec::new(),
                },
            }));
        }
        let resolved = self.standard.load(partial, current)?;
        let full = &resolved.topology;
        let (source, output) = (full.source_nodes().remove(0), full.output_nodes().remove(0));
        if answer != Answered::AsStandard {
            let effect = pass_through();
            let transform = effect.shared_transform().unwrap();
            let media_type = current_type(&source, 0, true).unwrap();
            transform.lock().set_input_type(0, &media_type).unwrap();
            full.add_node(&effect).unwrap();
            source.connect_output(0, &effect, 0).unwrap();
            effect.connect_output(0, &output, 0).unwrap();
            if answer == Answered::WithLoop {
                let other = pass_through();
                full.add_node(&other).unwrap();
                effect.connect_output(1, &other, 0).unwrap();
                other.connect_output(0, &effect, 1).unwrap();
            }
        }
        Ok(resolved)
    }
}

#[test]
fn session_topoloader_a_custom_loader_may_wrap_the_standard_one_edit_its_result_and_fail() {
    let mut rig = Rig::new(samples(10), [named("sink", false)]);
    let catalog: Arc<dyn TransformCatalog> = Arc::new(NoTransforms);
    let loader = Arc::new(CustomLoader {
        standard: StandardTopologyLoader::new(Arc::clone(&catalog)),
        calls: Mutex::default(),
        answer: Mutex::new(Answered::WithEffect),
    });
    rig.session = SessionDriver::new(
        rig.manual.runtime(),
        SessionParts {
            loader: Arc::clone(&loader) as _,
            catalog,
            config: Config::default(),
        },
    );
    let first = chain(&rig, &[]);
    start(&mut rig, &first);
    let full = rig.session.full_topology(TopologyQuery::Current).unwrap();
    assert_eq!(full.nodes().len(), 3, "as the loader made it");
    assert_eq!(*loader.calls.lock().unwrap(), [(first.id().0, None)]);

    *loader.answer.lock().unwrap() = Answered::ByFailure;
    let second = chain(&rig, &[]);
    let error = set_with(&mut rig, SetTopologyFlags::default(), &second).unwrap_err();
    assert!(error.to_string().contains("the weather"), "{error}");
    assert_eq!(
        loader.calls.lock().unwrap()[1],
        (second.id().0, Some(first.id().0)),
        "the current topology is passed on"
    );

    *loader.answer.lock().unwrap() = Answered::WithLoop;
    let third = chain(&rig, &[]);
    let refused = set_with(&mut rig, SetTopologyFlags::default(), &third);
    assert_eq!(status(refused), Some(codes::MF_E_TOPO_LOOPS_IN_TOPOLOGY));

    rig.until(EventType::SessionEnded, ms(300));
    assert_eq!(rig.sinks[0].take().len(), 10);
    // With NORESOLUTION no loader is asked.
    let fourth = chain(&rig, &[]);
    set_with(&mut rig, FULL, &fourth).unwrap();
    assert_eq!(loader.calls.lock().unwrap().len(), 3);
    rig.session.shutdown().unwrap();
}

#[test]
fn w15_every_node_and_type_of_a_full_topology_can_be_inspected() {
    let mut rig = Rig::new(samples(10), [named("one", false), named("two", false)]);
    let topology = Topology::new();
    let (source, tee) = (source_node(&rig.source), TopologyNode::new(NodeKind::Tee));
    let (effect, outputs) = (
        effect(&rig.journal, false),
        [output_node(&rig.sinks[0]), output_node(&rig.sinks[1])],
    );
    for node in [&source, &tee, &effect].into_iter().chain(&outputs) {
        topology.add_node(node).unwrap();
    }
    source.connect_output(0, &tee, 0).unwrap();
    tee.connect_output(0, &effect, 0).unwrap();
    effect.connect_output(0, &outputs[0], 0).unwrap();
    tee.connect_output(1, &outputs[1], 0).unwrap();
    start(&mut rig, &topology);
    let full = rig.session.full_topology(TopologyQuery::Current).unwrap();
    assert_eq!((full.source_nodes().len(), full.output_nodes().len()), (1, 2));
    let media_type = AudioFormat::pcm(SampleFormat::S16, 48_000, 1).to_media_type();
    let mut links = 0;
    for node in full.nodes() {
        for (output, down, input) in node.outputs() {
            links += 1;
            assert_eq!(
                current_type(&node, output, true).unwrap(),
                media_type,
                "out of {}",
                node.name()
            );
            assert_eq!(
                current_type(&down, input, false).unwrap(),
                media_type,
                "into {}",
                down.name()
            );
            assert!(down.input(input).unwrap().0.is_same(&node));
        }
        let refused = current_type(&node, 7, true);
        assert_eq!(
            status(refused),
            Some(codes::MF_E_INVALIDSTREAMNUMBER),
            "{}",
            node.name()
        );
    }
    assert_eq!(links, 4);
    for output in full.output_nodes() {
        let mut marked = 0;
        let mut at = output;
        while let Ok((up, _)) = at.input(0) {
            marked += usize::from(up.attributes().get_or(keys::MF_TOPONODE_MARKIN_HERE, false));
            at = up;
        }
        assert_eq!(marked, 1, "one node of each branch trims");
    }
    // An edit of the copy that was handed out does not reach the session.
    full.source_nodes()[0]
        .attributes()
        .set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::ZERO + ms(10));
    let id = full.id().0;
    rig.until(EventType::SessionEnded, ms(300));
    assert_eq!(rig.sinks[1].take().len(), 10);
    let ended = rig.session.full_topology(TopologyQuery::Id(id));
    assert_eq!(status(ended), Some(codes::MF_E_NOT_FOUND));
    rig.session.shutdown().unwrap();
}

#[test]
fn an_aggregate_source_plays_its_parts_together_through_one_presentation_descriptor() {
    let mut rig = Rig::new(samples(30), [named("one", false), named("two", false)]);
    let script = SourceScript {
        name: "other".to_owned(),
        ..samples(20)
    };
    let other = ScriptedSource::new(script, &rig.journal);
    let parts: Vec<Arc<dyn openmf_core::MediaSource>> =
        vec![Arc::clone(&rig.source) as _, Arc::clone(&other) as _];
    let whole = openmf_sources::AggregateSource::new(parts).unwrap();
    let sinks: Vec<Arc<dyn openmf_core::StreamSink>> =
        rig.sinks.iter().map(|sink| Arc::clone(sink) as _).collect();
    let topology = topology_to(whole, &sinks, || None);
    start(&mut rig, &topology);
    rig.manual.advance(ms(50));
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    let seek = rig.session.start(at(100)).unwrap();
    rig.settled(seek).unwrap();
    for call in [
        "source.start(100)",
        "other.start(100)",
        "source.pause",
        "other.pause",
    ] {
        assert_eq!(rig.journal.count(call), 1, "{call}");
    }
    rig.sinks.iter().for_each(|sink| drop(sink.take()));
    let events = rig.until(EventType::SessionEnded, ms(400));
    assert_eq!(
        events
            .iter()
            .filter(|event| *event == "MEEndOfPresentation")
            .count(),
        1
    );
    let last = |sink: usize| rig.sinks[sink].take_times().last().copied();
    assert_eq!((last(0), last(1)), (Some(290), Some(190)));
    rig.session.shutdown().unwrap();
}

#[test]
fn low_latency_is_told_to_the_transforms() {
    // By the topology, by the session, by neither; and the topology has the last word.
    let table = [
        (Some(true), false, true),
        (None, true, true),
        (None, false, false),
        (Some(false), true, false),
    ];
    for (of_topology, of_session, told) in table {
        let mut rig = Rig::new(samples(10), [named("sink", false)]);
        let config = Config {
            low_latency: of_session,
            ..Config::default()
        };
        rig.session = session_with(rig.manual.runtime(), Arc::new(NoTransforms), config);
        let attributes = openmf_core::Attributes::new();
        let effect = PassThrough::default().with_attributes(attributes);
        let effect = SharedTransform::new(Box::new(effect));
        let topology = chain(&rig, &[TopologyNode::transform(effect.clone())]);
        if let Some(wanted) = of_topology {
            topology.attributes().set(keys::MF_LOW_LATENCY, wanted);
        }
        start(&mut rig, &topology);
        let found = effect
            .lock()
            .attributes()
            .is_some_and(|attributes| attributes.get_or(keys::MF_LOW_LATENCY, false));
        assert_eq!(found, told, "{of_topology:?} {of_session}");
        rig.until(EventType::SessionEnded, ms(200));
        assert_eq!(rig.sinks[0].take().len(), 10);
        drop(topology);
        rig.shut_down();
    }
}

#[test]
fn toponode_flush_a_transform_that_goes_over_to_the_next_segment() {
    // The second topology has the transform of the first one.
    for (flush, flushed) in [(None, true), (Some(0), true), (Some(1), false), (Some(2), false)] {
        let mut rig = Rig::new(samples(20), [named("sink", false)]);
        let effect = PassThrough::noted("effect", &rig.journal);
        let effect = SharedTransform::new(Box::new(effect));
        let node = || {
            let node = TopologyNode::transform(effect.clone());
            if let Some(flush) = flush {
                node.attributes().set(keys::MF_TOPONODE_FLUSH, flush);
            }
            node
        };
        let first = chain(&rig, &[node()]);
        start(&mut rig, &first);
        let next = ScriptedSource::new(samples(20), &rig.journal);
        let second = Topology::new();
        let nodes = [source_node(&next), node(), output_node(&rig.sinks[0])];
        for node in &nodes {
            second.add_node(node).unwrap();
        }
        nodes[0].connect_output(0, &nodes[1], 0).unwrap();
        nodes[1].connect_output(0, &nodes[2], 0).unwrap();
        let set = rig.set(&second);
        rig.settled(set).unwrap();
        rig.journal.take();
        rig.until(EventType::SessionEnded, ms(401));
        assert_eq!(
            rig.sinks[0].take_times(),
            (0..40).map(|n| n * 10).collect::<Vec<_>>()
        );
        let told = rig.journal.take();
        let of_effect: Vec<_> = told
            .iter()
            .filter_map(|entry| entry.strip_prefix("effect."))
            .filter(|entry| !entry.starts_with("in(") && *entry != "type")
            .collect();
        let start = of_effect
            .iter()
            .position(|entry| *entry == "NotifyBeginStreaming")
            .unwrap();
        let flushes = of_effect[..start].contains(&"Flush");
        assert_eq!(flushes, flushed, "{flush:?}: {of_effect:?}");
        // Where the session stops there is no next segment: all but "never" flush, and "never" when it is released.
        let stops = of_effect[start..].contains(&"Flush");
        assert_eq!(stops, flush != Some(2), "{flush:?}: {of_effect:?}");
        drop((first, second, nodes));
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn transforms_with_a_rate_control_are_told_of_the_rate() {
    let script = SourceScript {
        rates: Some(openmf_core::RateBounds::ALL),
        ..SourceScript::default()
    };
    let mut rig = Rig::new(script, [named("sink", false)]);
    let effect = PassThrough::noted("effect", &rig.journal).with_rates(openmf_core::RateBounds::ALL);
    let effect = TopologyNode::transform(SharedTransform::new(Box::new(effect)));
    let topology = chain(&rig, &[effect]);
    start(&mut rig, &topology);
    assert_eq!(rig.journal.count("effect.rate"), 0, "1.0 is what it begins with");
    let faster = rig.session.set_rate(false, 2.0).unwrap();
    rig.settled(faster).unwrap();
    let again = rig.session.set_rate(false, 2.0).unwrap();
    rig.settled(again).unwrap();
    assert_eq!(rig.journal.count("effect.rate"), 1);
    assert_eq!(rig.journal.count("effect.rate(2)"), 1);
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    let normal = rig.session.set_rate(false, 1.0).unwrap();
    rig.settled(normal).unwrap();
    rig.begin();
    assert_eq!(rig.journal.count("effect.rate(1)"), 1);
    drop(topology);
    rig.shut_down();
}
