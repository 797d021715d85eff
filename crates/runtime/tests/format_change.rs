//! Changes of format while data flows.

mod common;

use std::sync::Arc;

use common::*;
use openmf_core::{
    AudioFormat, Error, EventType, Guid, MediaEvent, MediaType, SampleFormat, SharedTransform, StreamSink,
    Transform, TransformCatalog, TransformKind, TransformRegistration, codes, guids, keys,
};
use openmf_session::TopologyQuery;
use openmf_testkit::{Converter, Journal, PassThrough, SinkScript, SourceScript};
use openmf_topology::{NodeKind, Topology, TopologyNode, current_type};

/// Converts any audio into any other.
struct Converters(Journal);

const CLASS: Guid = Guid::from_u128(0xc0);

impl Converters {
    fn registration(&self) -> Arc<TransformRegistration> {
        let journal = self.0.clone();
        let any = vec![(guids::MFMediaType_Audio, Guid::ZERO)];
        Arc::new(TransformRegistration {
            class: CLASS,
            name: "converter",
            category: guids::MFT_CATEGORY_AUDIO_EFFECT,
            inputs: any.clone(),
            outputs: any,
            merit: 1,
            kind: TransformKind::default(),
            factory: Arc::new(move || Ok(Box::new(Converter::new(&journal, true)) as Box<dyn Transform>)),
        })
    }
}

impl TransformCatalog for Converters {
    fn enumerate(
        &self,
        category: &Guid,
        _input: Option<&MediaType>,
        _output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        if *category == guids::MFT_CATEGORY_AUDIO_EFFECT {
            vec![self.registration()]
        } else {
            Vec::new()
        }
    }

    fn by_class(&self, _class: &Guid) -> Result<Arc<TransformRegistration>, Error> {
        Ok(self.registration())
    }
}

fn pcm(rate: u32, channels: u32) -> AudioFormat {
    AudioFormat::pcm(SampleFormat::S16, rate, channels)
}

/// 300 ms of 48 kHz mono, 300 ms of 24 kHz stereo, 300 ms of 48 kHz mono.
fn changing(direct: bool) -> SourceScript {
    SourceScript {
        samples: 90,
        direct,
        formats: vec![(30, pcm(24_000, 2)), (60, pcm(48_000, 1))],
        ..SourceScript::default()
    }
}

fn rig(source: SourceScript, sinks: impl IntoIterator<Item = SinkScript>) -> Rig {
    let mut rig = Rig::new(source, sinks);
    let converters = Arc::new(Converters(rig.journal.clone()));
    rig.session = driver_with(rig.manual.runtime(), converters);
    rig
}

/// A sink that takes 48 kHz mono alone.
fn strict(name: &str) -> SinkScript {
    SinkScript {
        types: vec![pcm(48_000, 1).to_media_type()],
        ..named(name, false)
    }
}

fn line(rig: &Rig) -> Topology {
    topology_of(&rig.source, &rig.sinks)
}

#[test]
fn a_sink_that_takes_the_new_type_gets_it_and_the_topology_stays_as_it_is() {
    for direct in [true, false] {
        let mut rig = rig(changing(direct), [named("sink", false)]);
        let topology = line(&rig);
        start(&mut rig, &topology);
        let events = rig.until(EventType::SessionEnded, ms(1_000));
        assert!(!events.iter().any(|event| event.ends_with(" 210")), "{events:?}");
        let sizes: Vec<_> = rig.sinks[0]
            .take()
            .iter()
            .map(openmf_core::Sample::total_len)
            .collect();
        // 10 ms of 48 kHz mono and of 24 kHz stereo are of the same size: the type alone tells them apart.
        assert_eq!(sizes, [960; 90]);
        assert_eq!(
            rig.sinks[0].media_type_handler().current_type().unwrap(),
            pcm(48_000, 1).to_media_type()
        );
        drop(topology);
        rig.shut_down();
    }
}

#[test]
fn dynamic_changed_a_converter_is_put_in_and_shown_by_the_full_topology() {
    for direct in [true, false] {
        let mut rig = rig(changing(direct), [strict("sink")]);
        let topology = line(&rig);
        let set = rig.set(&topology);
        rig.settled(set).unwrap();
        let before = rig.session.full_topology(TopologyQuery::Current).unwrap();
        assert_eq!(before.nodes().len(), 2);
        let started = rig.session.start(openmf_core::StartPosition::Current).unwrap();
        rig.settled(started).unwrap();
        let events = rig.until(EventType::SessionEnded, ms(1_000));
        let statuses: Vec<_> = events
            .iter()
            .filter_map(|event| event.strip_prefix("MESessionTopologyStatus "))
            .collect();
        assert_eq!(statuses, ["100", "200", "210", "400"], "in numeric order");
        let told = rig
            .seen
            .iter()
            .find(|event| event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS) == Ok(210))
            .unwrap();
        let openmf_core::Variant::Object(value) = told.value() else {
            panic!("no topology")
        };
        let value = value.downcast::<Topology>().unwrap();
        let full = rig.session.full_topology(TopologyQuery::Current).unwrap();
        for after in [&*value, &full] {
            assert_eq!(after.id(), topology.id(), "the same identifier");
            assert_eq!(after.nodes().len(), 3);
            let source = after.source_nodes().remove(0);
            let (converter, _) = source.output(0).unwrap();
            assert_eq!(converter.kind(), NodeKind::Transform);
            assert_eq!(
                converter.attributes().get(keys::MF_TOPONODE_TRANSFORM_OBJECTID),
                Ok(CLASS)
            );
            let (output, _) = converter.output(0).unwrap();
            assert_eq!(output.id(), topology.output_nodes()[0].id());
            assert_eq!(
                current_type(&converter, 0, true).unwrap(),
                pcm(48_000, 1).to_media_type()
            );
        }
        assert_eq!(
            before.nodes().len(),
            2,
            "what was handed out before stays as it was"
        );
        assert_eq!(
            rig.sinks[0].take_times(),
            (0..900).step_by(10).collect::<Vec<_>>()
        );
        drop((topology, before, value, full));
        rig.shut_down();
    }
}

#[test]
fn a_transform_gives_out_what_it_holds_before_its_input_type_changes() {
    let mut rig = rig(changing(true), [strict("sink")]);
    let topology = Topology::new();
    let converter = SharedTransform::new(Box::new(Converter::new(&rig.journal, true)));
    let (input, output) = (source_node(&rig.source), output_node(&rig.sinks[0]));
    let effect = TopologyNode::transform(converter);
    for node in [&input, &effect, &output] {
        topology.add_node(node).unwrap();
    }
    input.connect_output(0, &effect, 0).unwrap();
    effect.connect_output(0, &output, 0).unwrap();
    start(&mut rig, &topology);
    let events = rig.until(EventType::SessionEnded, ms(1_000));
    assert!(
        !events.iter().any(|event| event.ends_with(" 210")),
        "no node is new: {events:?}"
    );
    // Nothing is missing at the changes, although the transform holds a sample back.
    assert_eq!(
        rig.sinks[0].take_times(),
        (0..900).step_by(10).collect::<Vec<_>>()
    );
    let journal = rig.journal.take();
    let relevant: Vec<_> = journal
        .iter()
        .map(String::as_str)
        .filter(|entry| {
            [
                "converter.drain",
                "converter.type",
                "converter.in(290)",
                "converter.in(300)",
            ]
            .contains(entry)
        })
        .skip_while(|entry| *entry != "converter.in(290)")
        .collect();
    assert_eq!(
        relevant,
        [
            "converter.in(290)",
            "converter.drain",
            "converter.type",
            "converter.in(300)",
            "converter.drain",
            "converter.type",
            "converter.drain"
        ]
    );
    rig.session.shutdown().unwrap();
}

#[test]
fn a_transform_that_supports_dynamic_changes_is_not_drained() {
    for supports in [false, true] {
        let mut rig = rig(changing(true), [named("sink", false)]);
        let attributes = openmf_core::Attributes::new();
        let key = openmf_core::Key::<bool>::new(openmf_core::guids::MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE);
        attributes.set(key, supports);
        let journal = rig.journal.clone();
        let topology = topology_with(&rig.source, &rig.sinks, || {
            let effect = PassThrough::noted("effect", &journal);
            Some(Box::new(effect.with_attributes(attributes.clone())))
        });
        start(&mut rig, &topology);
        rig.until(EventType::SessionEnded, ms(1_000));
        assert_eq!(rig.sinks[0].take().len(), 90);
        // Two changes, and the end.
        let drains = if supports { 1 } else { 3 };
        assert_eq!(rig.journal.count("effect.Drain"), drains, "supports {supports}");
        drop(topology);
        rig.shut_down();
    }
}

#[test]
fn dynamic_change_not_allowed_is_an_error_with_mf_e_invalidmediatype() {
    let mut rig = rig(changing(true), [strict("sink")]);
    let topology = line(&rig);
    topology
        .attributes()
        .set(keys::MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED, true);
    start(&mut rig, &topology);
    rig.until(EventType::Error, ms(1_000));
    let error = rig
        .seen
        .iter()
        .find(|event| event.event_type() == EventType::Error)
        .unwrap();
    assert_eq!(error.status(), codes::MF_E_INVALIDMEDIATYPE);
    assert!(
        !rig.seen
            .iter()
            .any(|event| event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS) == Ok(210))
    );
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_seek_over_a_change_of_format_in_either_direction_keeps_type_and_data_together() {
    let mut rig = rig(changing(true), [strict("sink")]);
    let topology = line(&rig);
    start(&mut rig, &topology);
    // The converter of the testkit refuses data of another type than was set.
    for position in [400, 100, 800, 350, 0, 595] {
        rig.manual.advance(ms(25));
        let pause = rig.session.pause().unwrap();
        rig.settled(pause).unwrap();
        let seek = rig.session.start(at(position)).unwrap();
        rig.settled(seek).unwrap();
        rig.sinks[0].take();
        rig.manual.advance(ms(10));
        let times = rig.sinks[0].take_times();
        let expected = (position + 10) / 10 * 10;
        assert_eq!(times, [expected], "{position}");
    }
    let events = rig.until(EventType::SessionEnded, ms(1_000));
    assert!(
        !events.iter().any(|event| event.starts_with("MEError")),
        "{events:?}"
    );
    drop(topology);
    rig.shut_down();
}

#[test]
fn behind_a_tee_each_branch_converts_for_itself() {
    let mut rig = rig(changing(true), [named("any", false), strict("strict")]);
    let topology = Topology::new();
    let (source, tee) = (source_node(&rig.source), TopologyNode::new(NodeKind::Tee));
    let outputs: Vec<_> = rig.sinks.iter().map(output_node).collect();
    for node in [&source, &tee].into_iter().chain(&outputs) {
        topology.add_node(node).unwrap();
    }
    source.connect_output(0, &tee, 0).unwrap();
    for (index, output) in outputs.iter().enumerate() {
        tee.connect_output(index as u32, output, 0).unwrap();
    }
    start(&mut rig, &topology);
    let events = rig.until(EventType::SessionEnded, ms(1_000));
    assert_eq!(events.iter().filter(|event| event.ends_with(" 210")).count(), 1);
    let full = rig.session.full_topology(TopologyQuery::Current).unwrap();
    assert_eq!(full.nodes().len(), 5);
    let (behind, _) = full.node_by_id(tee.id()).unwrap().output(1).unwrap();
    assert_eq!(behind.kind(), NodeKind::Transform);
    for sink in &rig.sinks {
        assert_eq!(sink.take().len(), 90);
    }
    drop((topology, source, tee, outputs, full, behind));
    rig.shut_down();
}

#[test]
fn stream_sink_format_changed_renegotiates_and_is_told_with_the_output_node() {
    let mut rig = rig(SourceScript::default(), [named("sink", false)]);
    let topology = line(&rig);
    start(&mut rig, &topology);
    rig.manual.advance(ms(100));
    rig.sinks[0]
        .media_type_handler()
        .set_current_type(&pcm(24_000, 1).to_media_type())
        .unwrap();
    rig.sinks[0].take();
    rig.sinks[0].send(MediaEvent::new(EventType::StreamSinkFormatChanged));
    let events = rig.events();
    assert!(
        events.contains(&"MESessionStreamSinkFormatChanged".to_owned()),
        "{events:?}"
    );
    let told = rig
        .seen
        .iter()
        .find(|event| event.event_type() == EventType::SessionStreamSinkFormatChanged)
        .unwrap();
    let node = topology.output_nodes()[0].id();
    assert_eq!(told.attributes().get(keys::MF_EVENT_OUTPUT_NODE), Ok(node.0));
    rig.manual.advance(ms(100));
    // 10 ms of 24 kHz mono.
    assert_eq!(rig.sinks[0].take().last().unwrap().total_len(), 480);
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_request_behind_stream_sink_format_changed_is_answered_in_the_new_type() {
    let old = [false, true].map(|requests| {
        let asks = SinkScript {
            direct: false,
            ..named("sink", false)
        };
        let mut rig = rig(SourceScript::default(), [asks]);
        let topology = line(&rig);
        start(&mut rig, &topology);
        rig.manual.advance(ms(100));
        let sink = &rig.sinks[0];
        sink.take();
        sink.media_type_handler()
            .set_current_type(&pcm(24_000, 1).to_media_type())
            .unwrap();
        sink.send(MediaEvent::new(EventType::StreamSinkFormatChanged));
        if requests {
            sink.send(MediaEvent::new(EventType::StreamSinkRequestSample));
        }
        rig.manual.advance(ms(100));
        let lengths: Vec<_> = rig.sinks[0]
            .take()
            .iter()
            .map(|sample| sample.total_len())
            .collect();
        let old = lengths.iter().take_while(|length| **length == 960).count();
        assert!(
            lengths.iter().skip(old).all(|length| *length == 480),
            "{lengths:?}"
        );
        assert!((1..lengths.len()).contains(&old), "{lengths:?}");
        drop(topology);
        rig.shut_down();
        old
    });
    assert_eq!(old[0], old[1]);
}

#[test]
fn stream_sink_format_invalidated_sets_the_type_again_and_data_goes_on() {
    let mut rig = rig(SourceScript::default(), [strict("sink")]);
    let topology = line(&rig);
    start(&mut rig, &topology);
    rig.manual.advance(ms(100));
    rig.sinks[0].send(MediaEvent::new(EventType::StreamSinkFormatInvalidated));
    rig.sinks[0].send(MediaEvent::new(EventType::StreamSinkDeviceChanged));
    let events = rig.until(EventType::SessionEnded, ms(1_000));
    assert!(
        !events.iter().any(|event| event.starts_with("MEError")),
        "{events:?}"
    );
    assert_eq!(rig.sinks[0].take().len(), 100);
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_mixer_in_front_of_which_one_input_changes_gets_a_converter_on_that_input() {
    let mut rig = rig(changing(true), [named("sink", false)]);
    let other = openmf_testkit::ScriptedSource::new(
        SourceScript {
            name: "other".to_owned(),
            samples: 90,
            ..SourceScript::default()
        },
        &rig.journal,
    );
    let topology = Topology::new();
    let mixer = SharedTransform::new(Box::new(openmf_testkit::Mixer::new(2, &rig.journal)));
    let (mixer, output) = (TopologyNode::transform(mixer), output_node(&rig.sinks[0]));
    let inputs = [source_node(&rig.source), source_node(&other)];
    for node in inputs.iter().chain([&mixer, &output]) {
        topology.add_node(node).unwrap();
    }
    inputs[0].connect_output(0, &mixer, 0).unwrap();
    inputs[1].connect_output(0, &mixer, 1).unwrap();
    mixer.connect_output(0, &output, 0).unwrap();
    start(&mut rig, &topology);
    let events = rig.until(EventType::SessionEnded, ms(1_000));
    assert_eq!(events.iter().filter(|event| event.ends_with(" 210")).count(), 1);
    let full = rig.session.full_topology(TopologyQuery::Current).unwrap();
    let (in_front, _) = full.node_by_id(mixer.id()).unwrap().input(0).unwrap();
    assert_eq!(in_front.kind(), NodeKind::Transform);
    assert_eq!(rig.sinks[0].take().len(), 90);
    rig.session.shutdown().unwrap();
}

#[test]
fn a_transform_whose_output_follows_its_input_passes_the_change_on() {
    let mut rig = rig(changing(true), [strict("sink")]);
    let topology = topology_with(&rig.source, &rig.sinks, || Some(Box::new(PassThrough::default())));
    start(&mut rig, &topology);
    let events = rig.until(EventType::SessionEnded, ms(1_000));
    assert_eq!(events.iter().filter(|event| event.ends_with(" 210")).count(), 1);
    let full = rig.session.full_topology(TopologyQuery::Current).unwrap();
    let names: Vec<_> = full.nodes().iter().map(TopologyNode::name).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    let (last, _) = full.output_nodes()[0].input(0).unwrap();
    assert_eq!(last.name(), "converter");
    assert_eq!(rig.sinks[0].take().len(), 90);
    drop((topology, full, last));
    rig.shut_down();
}
