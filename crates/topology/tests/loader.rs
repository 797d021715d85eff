//! The standard loader on small topologies: what it inserts, what it chooses, and how it fails.

mod support;

use openmf_core::*;
use openmf_topology::*;
use support::*;

const F32_44: &str = "audio MFAudioFormat_Float 44100 Hz 2 ch 32 bit";
const F32_48: &str = "audio MFAudioFormat_Float 48000 Hz 2 ch 32 bit";
const S16_44: &str = "audio MFAudioFormat_PCM 44100 Hz 2 ch 16 bit";
const S16_48: &str = "audio MFAudioFormat_PCM 48000 Hz 2 ch 16 bit";
const AAC: &str = "audio MFAudioFormat_AAC 44100 Hz 2 ch";

fn load(catalog: &std::sync::Arc<Catalog>, topology: &Topology) -> Result<Resolved, Box<LoadFailure>> {
    StandardTopologyLoader::new(std::sync::Arc::clone(catalog) as _).load(topology, None)
}

fn flag(node: &TopologyNode, key: Key<bool>) -> bool {
    node.attributes().get_or(key, false)
}

#[test]
fn branches_resolve_to_these_paths() {
    let catalog = standard_catalog();
    let pcm = || audio(guids::MFAudioFormat_PCM);
    let float = || audio(guids::MFAudioFormat_Float);
    let table: [(&str, MediaType, Vec<MediaType>, Vec<&str>); 7] = [
        ("direct", s16(48_000), vec![s16(48_000)], vec![S16_48]),
        ("a partial sink type", s16(44_100), vec![pcm()], vec![S16_44]),
        ("a sink that takes anything", aac(), vec![], vec![AAC]),
        (
            "a decoder, and its first type that fits",
            aac(),
            vec![pcm(), float()],
            vec![AAC, "AAC decoder", F32_44],
        ),
        (
            "a decoder's second type rather than a converter",
            aac(),
            vec![pcm()],
            vec![AAC, "AAC decoder", S16_44],
        ),
        (
            "a converter, and the sink's first type",
            s16(44_100),
            vec![f32(48_000), s16(48_000)],
            vec![S16_44, "audio converter", F32_48],
        ),
        (
            "a decoder and a converter",
            aac(),
            vec![s16(48_000)],
            vec![AAC, "AAC decoder", F32_44, "audio converter", S16_48],
        ),
    ];
    for (case, stream, accepted, between) in table {
        let source = Source::new(&[vec![stream]]);
        let node = source.node(0);
        let (sink_node, _sink) = output("renderer", accepted);
        let partial = chain(&[&node, &sink_node]);
        let resolved = load(&catalog, &partial).unwrap_or_else(|e| panic!("{case}: {e}"));
        let mut expected = vec!["clip.mp4 stream 0"];
        expected.extend(between);
        expected.push("renderer");
        assert_eq!(path(&resolved.topology, node.id()), expected, "{case}");
        assert_eq!(resolved.topology.id(), partial.id(), "{case}");
        assert_eq!(partial.node_count(), 2, "{case}: the partial topology stays");
        assert_eq!(
            resolved
                .topology
                .attributes()
                .get(keys::MF_TOPOLOGY_RESOLUTION_STATUS),
            Ok(0),
            "{case}"
        );
    }
}

#[test]
fn the_decoder_trims_else_the_source() {
    let catalog = standard_catalog();
    for (stream, trimmer) in [(aac(), "AAC decoder"), (s16(44_100), "clip.mp4 stream 0")] {
        let source = Source::new(&[vec![stream]]);
        let (sink_node, _sink) = output("renderer", vec![f32(48_000)]);
        let partial = chain(&[&source.node(0), &sink_node]);
        let full = load(&catalog, &partial).unwrap().topology;
        let marked: Vec<String> = full
            .nodes()
            .iter()
            .filter(|n| flag(n, keys::MF_TOPONODE_MARKIN_HERE) && flag(n, keys::MF_TOPONODE_MARKOUT_HERE))
            .map(TopologyNode::name)
            .collect();
        assert_eq!(marked, [trimmer]);
        for node in full.nodes() {
            assert!(flag(&node, keys::MF_TOPONODE_LOCKED), "{node:?}");
            assert_eq!(
                flag(&node, keys::MF_TOPONODE_DECODER),
                node.name() == "AAC decoder",
                "{node:?}"
            );
        }
    }
}

#[test]
fn no_trimming_leaves_no_marks() {
    let source = Source::new(&[vec![aac()]]);
    let (sink_node, _sink) = output("renderer", vec![f32(44_100)]);
    let partial = chain(&[&source.node(0), &sink_node]);
    partial
        .attributes()
        .set(keys::MF_TOPOLOGY_NO_MARKIN_MARKOUT, true);
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    assert!(
        !full
            .nodes()
            .iter()
            .any(|n| flag(n, keys::MF_TOPONODE_MARKIN_HERE))
    );
}

#[test]
fn a_decoder_that_fails_gives_way_to_the_next_by_merit() {
    let broken = TransformRegistration {
        factory: std::sync::Arc::new(|| Err(Error::codec("broken decoder", "no licence"))),
        ..aac_decoder("broken decoder").register(guids::MFT_CATEGORY_AUDIO_DECODER, 300)
    };
    let picky = Table::new(
        "HE-AAC decoder",
        vec![{
            let he = audio(guids::MFAudioFormat_AAC);
            he.attributes().set(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND, 24_000);
            he
        }],
        vec![audio(guids::MFAudioFormat_Float)],
    );
    let catalog = Catalog::with(vec![
        aac_decoder("AAC decoder").register(guids::MFT_CATEGORY_AUDIO_DECODER, 100),
        picky.register(guids::MFT_CATEGORY_AUDIO_DECODER, 200),
        broken,
    ]);
    let source = Source::new(&[vec![aac()]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("renderer", vec![f32(44_100)]);
    let resolved = load(&catalog, &chain(&[&node, &sink_node])).unwrap();
    assert_eq!(
        path(&resolved.topology, node.id()),
        ["clip.mp4 stream 0", AAC, "AAC decoder", F32_44, "renderer"]
    );
    let tried: Vec<(String, bool)> = resolved.explanation.connections[0]
        .attempts
        .iter()
        .map(|attempt| {
            let name = match &attempt.method {
                Method::Direct => "direct",
                Method::Converter { name, .. } | Method::Decoder { name, .. } => name,
            };
            (name.to_owned(), attempt.result == AttemptResult::Chosen)
        })
        .collect();
    let expected = [
        ("direct", false),
        ("broken decoder", false),
        ("HE-AAC decoder", false),
        ("AAC decoder", true),
    ];
    assert_eq!(tried, expected.map(|(name, chosen)| (name.to_owned(), chosen)));
}

#[test]
fn a_missing_codec_is_named_with_what_was_tried() {
    let broken = TransformRegistration {
        factory: std::sync::Arc::new(|| Err(Error::codec("broken decoder", "no licence"))),
        ..aac_decoder("broken decoder").register(guids::MFT_CATEGORY_AUDIO_DECODER, 300)
    };
    for (registrations, expected) in [
        (vec![], vec![]),
        (vec![broken], vec!["broken decoder: broken decoder: no licence"]),
    ] {
        let source = Source::new(&[vec![aac()]]);
        let (sink_node, _sink) = output("renderer", vec![f32(44_100)]);
        let partial = chain(&[&source.node(0), &sink_node]);
        let failure = load(&Catalog::with(registrations), &partial).unwrap_err();
        assert_eq!(failure.hresult(), codes::MF_E_TOPO_CODEC_NOT_FOUND);
        let Error::CodecNotFound {
            subtype,
            media_type,
            tried,
        } = &failure.error
        else {
            panic!("{failure}");
        };
        assert_eq!((subtype, media_type.as_str()), (&guids::MFAudioFormat_AAC, AAC));
        assert_eq!(tried, &expected);
        let a = sink_node.attributes();
        assert_eq!(
            a.get(keys::MF_TOPONODE_ERRORCODE),
            Ok(codes::MF_E_TOPO_CODEC_NOT_FOUND.0 as u32)
        );
        assert_eq!(
            a.get(keys::MF_TOPONODE_ERROR_MAJORTYPE),
            Ok(guids::MFMediaType_Audio)
        );
        assert_eq!(
            a.get(keys::MF_TOPONODE_ERROR_SUBTYPE),
            Ok(guids::MFAudioFormat_AAC)
        );
        assert_eq!(partial.node_count(), 2);
        let connection = failure.explanation.connections.last().unwrap();
        assert_eq!(connection.error.as_ref(), Some(&failure.error));
    }
}

#[test]
fn the_connect_method_limits_what_is_inserted() {
    let catalog = standard_catalog();
    let cannot = codes::MF_E_TOPO_CANNOT_CONNECT;
    let table = [
        (ConnectMethod::DIRECT, s16(44_100), Some(cannot)),
        (ConnectMethod::ALLOW_CONVERTER, s16(44_100), None),
        (ConnectMethod::ALLOW_CONVERTER, aac(), Some(cannot)),
        (ConnectMethod::DIRECT, aac(), Some(cannot)),
        (ConnectMethod::ALLOW_DECODER, aac(), None),
    ];
    for (method, stream, expected) in table {
        let source = Source::new(&[vec![stream.clone()]]);
        let (sink_node, _sink) = output("renderer", vec![f32(48_000)]);
        sink_node
            .attributes()
            .set(keys::MF_TOPONODE_CONNECT_METHOD, method.0);
        let result = load(&catalog, &chain(&[&source.node(0), &sink_node]));
        assert_eq!(
            result.as_ref().err().map(|failure| failure.hresult()),
            expected,
            "{method:?} {stream}"
        );
        if let Err(failure) = result {
            assert_eq!(
                failure.to_string(),
                format!(
                    "clip.mp4 stream 0 cannot be connected to renderer: it offers {stream}, but {F32_48} is accepted"
                )
            );
        }
    }
}

#[test]
fn nodes_of_the_application_keep_their_place() {
    // The effect works on 48 kHz only; the decoder goes in front of it, the converter between.
    let effect = Table::new("reverb", vec![f32(48_000)], vec![f32(48_000)]).make();
    let source = Source::new(&[vec![aac()]]);
    let (node, effect_node) = (source.node(0), TopologyNode::transform(effect.clone()));
    let (sink_node, _sink) = output("renderer", vec![audio(guids::MFAudioFormat_PCM)]);
    let full = load(&standard_catalog(), &chain(&[&node, &effect_node, &sink_node]))
        .unwrap()
        .topology;
    assert_eq!(
        path(&full, node.id()),
        [
            "clip.mp4 stream 0",
            AAC,
            "AAC decoder",
            F32_44,
            "audio converter",
            F32_48,
            "reverb",
            F32_48,
            "audio converter",
            S16_48,
            "renderer"
        ]
    );
    let kept = full.node_by_id(effect_node.id()).unwrap();
    assert!(kept.shared_transform().unwrap().is_same(&effect));
}

#[test]
fn a_converter_of_the_application_makes_what_the_sink_asks_for() {
    let mine = TopologyNode::transform(converter().make());
    let source = Source::new(&[vec![aac()]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("renderer", vec![s16(48_000)]);
    let full = load(&standard_catalog(), &chain(&[&node, &mine, &sink_node]))
        .unwrap()
        .topology;
    assert_eq!(
        path(&full, node.id()),
        [
            "clip.mp4 stream 0",
            AAC,
            "AAC decoder",
            F32_44,
            "audio converter",
            S16_48,
            "renderer"
        ]
    );
    assert_eq!(full.node_count(), 4);
}

#[test]
fn a_decoder_of_the_application_is_used_and_trims() {
    let mine = aac_decoder("my decoder").make();
    let source = Source::new(&[vec![aac()]]);
    let (node, mine_node) = (source.node(0), TopologyNode::transform(mine));
    mine_node.attributes().set(keys::MF_TOPONODE_DECODER, true);
    let (sink_node, _sink) = output("renderer", vec![s16(48_000)]);
    let full = load(&standard_catalog(), &chain(&[&node, &mine_node, &sink_node]))
        .unwrap()
        .topology;
    assert_eq!(
        path(&full, node.id()),
        [
            "clip.mp4 stream 0",
            AAC,
            "my decoder",
            F32_44,
            "audio converter",
            S16_48,
            "renderer"
        ]
    );
    let copy = full.node_by_id(mine_node.id()).unwrap();
    assert!(flag(&copy, keys::MF_TOPONODE_MARKIN_HERE));
}

#[test]
fn a_transform_named_by_its_class_is_made() {
    let catalog = standard_catalog();
    let class = catalog
        .0
        .iter()
        .find(|r| r.name == "audio converter")
        .unwrap()
        .class;
    let source = Source::new(&[vec![s16(44_100)]]);
    let (node, named) = (source.node(0), TopologyNode::new(NodeKind::Transform));
    named
        .attributes()
        .set(keys::MF_TOPONODE_TRANSFORM_OBJECTID, class);
    let (sink_node, _sink) = output("renderer", vec![f32(44_100)]);
    let partial = chain(&[&node, &named, &sink_node]);
    let full = load(&catalog, &partial).unwrap().topology;
    assert_eq!(
        path(&full, node.id()),
        ["clip.mp4 stream 0", S16_44, "audio converter", F32_44, "renderer"]
    );
    assert!(named.object().is_none(), "the partial topology stays");
    named
        .attributes()
        .set(keys::MF_TOPONODE_TRANSFORM_OBJECTID, Guid::from_u128(7));
    assert_eq!(
        load(&catalog, &partial).unwrap_err().hresult(),
        codes::MF_E_NOT_FOUND
    );
}

#[test]
fn preferred_types_come_first_or_are_demanded() {
    let source = Source::new(&[vec![aac()]]);
    let node = source.node(0);
    let mine_node = TopologyNode::transform(aac_decoder("my decoder").make());
    mine_node
        .set_output_preferred_type(0, Some(audio(guids::MFAudioFormat_PCM)))
        .unwrap();
    let (sink_node, _sink) = output("renderer", vec![]);
    let partial = chain(&[&node, &mine_node, &sink_node]);
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    assert_eq!(
        path(&full, node.id()),
        ["clip.mp4 stream 0", AAC, "my decoder", S16_44, "renderer"]
    );
    sink_node.set_input_preferred_type(0, Some(f32(48_000))).unwrap();
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    assert_eq!(
        path(&full, node.id()),
        [
            "clip.mp4 stream 0",
            AAC,
            "my decoder",
            S16_44,
            "audio converter",
            F32_48,
            "renderer"
        ]
    );
}

#[test]
fn a_choice_that_fails_further_down_is_taken_back() {
    // The effect prefers float but then gives out float, which the sink refuses; with 16 bit it passes 16 bit on.
    struct Passing(Box<dyn Transform>);
    impl Transform for Passing {
        fn name(&self) -> &str {
            "passing effect"
        }
        fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
            self.0.input_available_type(stream, index)
        }
        fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
            match index {
                0 => self.0.input_type(stream),
                _ => Err(Error::NoMoreTypes),
            }
        }
        fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
            self.0.test_input_type(stream, media_type)
        }
        fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
            self.0.set_input_type(stream, media_type)
        }
        fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
            self.0.set_output_type(stream, media_type)
        }
        fn input_type(&self, stream: u32) -> Result<MediaType> {
            self.0.input_type(stream)
        }
        fn output_type(&self, stream: u32) -> Result<MediaType> {
            self.0.output_type(stream)
        }
        fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
            self.0.process_input(stream, sample)
        }
        fn process_output(&mut self) -> Result<Output> {
            self.0.process_output()
        }
        fn process_message(&mut self, message: TransformMessage) -> Result<()> {
            self.0.process_message(message)
        }
    }
    let effect = SharedTransform::new(Box::new(Passing(converter().boxed())));
    let source = Source::new(&[vec![aac()]]);
    let (node, effect_node) = (source.node(0), TopologyNode::transform(effect));
    let (sink_node, _sink) = output("renderer", vec![s16(44_100)]);
    sink_node
        .attributes()
        .set(keys::MF_TOPONODE_CONNECT_METHOD, ConnectMethod::DIRECT.0);
    let resolved = load(&standard_catalog(), &chain(&[&node, &effect_node, &sink_node])).unwrap();
    assert_eq!(
        path(&resolved.topology, node.id()),
        [
            "clip.mp4 stream 0",
            AAC,
            "AAC decoder",
            S16_44,
            "passing effect",
            S16_44,
            "renderer"
        ]
    );
    let behind = &resolved.explanation.connections[0].attempts.last().unwrap().then;
    assert_eq!(behind.len(), 2);
    assert!(matches!(
        behind[0].result,
        AttemptResult::Abandoned(Error::CannotConnect { .. })
    ));
    assert_eq!(behind[1].result, AttemptResult::Chosen);
}

#[test]
fn optional_nodes_and_branches_are_left_out() {
    let optional = ConnectMethod::AS_OPTIONAL.with(ConnectMethod::DIRECT);
    let fussy = Table::new("fussy effect", vec![f32(8_000)], vec![f32(8_000)]).make();
    let source = Source::new(&[vec![s16(44_100)], vec![video(guids::MFVideoFormat_H264)]]);
    let (node, fussy_node) = (source.node(0), TopologyNode::transform(fussy));
    fussy_node
        .attributes()
        .set(keys::MF_TOPONODE_CONNECT_METHOD, optional.0);
    let (sink_node, _sink) = output("renderer", vec![s16(44_100)]);
    let partial = chain(&[&node, &fussy_node, &sink_node]);
    let resolved = load(&standard_catalog(), &partial).unwrap();
    assert_eq!(
        path(&resolved.topology, node.id()),
        ["clip.mp4 stream 0", S16_44, "renderer"]
    );
    assert_eq!(
        resolved
            .topology
            .attributes()
            .get(keys::MF_TOPOLOGY_RESOLUTION_STATUS),
        Ok(1)
    );
    let rejected = &resolved.explanation.nodes[0];
    assert_eq!(
        (rejected.node.id, rejected.node.name.as_str()),
        (fussy_node.id(), "fussy effect")
    );
    assert!(matches!(
        rejected.note,
        Note::OptionalNodeRejected(Error::CannotConnect { .. })
    ));
    assert_eq!(partial.node_count(), 3);

    // A second branch, for which there is no decoder.
    let picture = source.node(1);
    let (picture_sink, _picture_sink) = output("window", vec![video(guids::MFVideoFormat_NV12)]);
    partial.add_node(&picture).unwrap();
    partial.add_node(&picture_sink).unwrap();
    picture.connect_output(0, &picture_sink, 0).unwrap();
    assert_eq!(
        load(&standard_catalog(), &partial).unwrap_err().hresult(),
        codes::MF_E_TOPO_CODEC_NOT_FOUND
    );
    picture_sink.attributes().set(
        keys::MF_TOPONODE_CONNECT_METHOD,
        ConnectMethod::ALLOW_DECODER
            .with(ConnectMethod::AS_OPTIONAL_BRANCH)
            .0,
    );
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    let names: Vec<String> = full.nodes().iter().map(TopologyNode::name).collect();
    assert_eq!(names, ["clip.mp4 stream 0", "renderer"]);
    let started = full.source_nodes()[0].presentation_descriptor().unwrap();
    let selected: Vec<bool> = started.streams().map(|(_, on)| on).collect();
    assert_eq!(selected, [true, false]);
    let ours: Vec<bool> = source.presentation.streams().map(|(_, on)| on).collect();
    assert_eq!(ours, [true, true], "the application's descriptor stays");
    // With the sound left out as well, the picture is the last branch, which cannot be left out.
    sink_node.attributes().set(
        keys::MF_TOPONODE_CONNECT_METHOD,
        ConnectMethod::AS_OPTIONAL_BRANCH.0,
    );
    sink_node.set_input_preferred_type(0, Some(s16(8_000))).unwrap();
    assert_eq!(
        load(&standard_catalog(), &partial).unwrap_err().hresult(),
        codes::MF_E_TOPO_CODEC_NOT_FOUND
    );
}

#[test]
fn a_tee_feeds_every_branch() {
    let source = Source::new(&[vec![aac()]]);
    let (node, tee) = (source.node(0), TopologyNode::new(NodeKind::Tee));
    let (first, _a) = output("first", vec![audio(guids::MFAudioFormat_PCM)]);
    let (second, _b) = output("second", vec![f32(48_000)]);
    let partial = chain(&[&node, &tee, &first]);
    partial.add_node(&second).unwrap();
    tee.connect_output(1, &second, 0).unwrap();
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    assert_eq!(
        path(&full, node.id()),
        [
            "clip.mp4 stream 0",
            AAC,
            "AAC decoder",
            S16_44,
            "tee",
            S16_44,
            "first"
        ]
    );
    let (other, _) = full.node_by_id(tee.id()).unwrap().output(1).unwrap();
    assert_eq!(path(&full, other.id()), ["audio converter", F32_48, "second"]);
}

#[test]
fn source_types_are_enumerated_on_request() {
    // The current type has no decoder; the second one has.
    let wma = AudioFormat::compressed(guids::MFAudioFormat_WMAudioV8, 44_100, 2).to_media_type();
    let source = Source::new(&[vec![wma, aac()]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("renderer", vec![f32(44_100)]);
    let partial = chain(&[&node, &sink_node]);
    assert_eq!(
        load(&standard_catalog(), &partial).unwrap_err().hresult(),
        codes::MF_E_TOPO_CODEC_NOT_FOUND
    );
    partial
        .attributes()
        .set(keys::MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES, true);
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    assert_eq!(
        path(&full, node.id()),
        ["clip.mp4 stream 0", AAC, "AAC decoder", F32_44, "renderer"]
    );
    assert_eq!(node.stream_descriptor().unwrap().current_type(), aac());
}

#[test]
fn the_flag_for_independent_types_changes_the_order() {
    // Of two uncompressed types the second fits directly, the first with a converter.
    for (flags, expected) in [
        (
            ConnectMethod::ALLOW_DECODER,
            vec!["clip.mp4 stream 0", S16_48, "renderer"],
        ),
        (
            ConnectMethod::ALLOW_DECODER.with(ConnectMethod::RESOLVE_INDEPENDENT_OUTPUT_TYPES),
            vec!["clip.mp4 stream 0", F32_44, "audio converter", S16_48, "renderer"],
        ),
    ] {
        let source = Source::new(&[vec![f32(44_100), s16(48_000)]]);
        let node = source.node(0);
        node.attributes().set(keys::MF_TOPONODE_CONNECT_METHOD, flags.0);
        let (sink_node, _sink) = output("renderer", vec![s16(48_000)]);
        let partial = chain(&[&node, &sink_node]);
        partial
            .attributes()
            .set(keys::MF_TOPOLOGY_ENUMERATE_SOURCE_TYPES, true);
        let full = load(&standard_catalog(), &partial).unwrap().topology;
        assert_eq!(path(&full, node.id()), expected);
    }
}

#[test]
fn faults_of_shape_are_named() {
    let build = || {
        let source = Source::new(&[vec![s16(44_100)]]);
        let effect = TopologyNode::transform(converter().make());
        let (sink_node, sink) = output("renderer", vec![]);
        let node = source.node(0);
        let topology = chain(&[&node, &effect, &sink_node]);
        (topology, node, effect, sink_node, sink, source)
    };
    type Break = fn(&Topology, &TopologyNode, &TopologyNode, &TopologyNode);
    let table: [(Break, HResult); 10] = [
        (
            |_, source, _, _| source.attributes().delete(&keys::MF_TOPONODE_SOURCE.guid()),
            codes::MF_E_TOPO_MISSING_SOURCE,
        ),
        (
            |_, source, _, _| {
                let key = keys::MF_TOPONODE_PRESENTATION_DESCRIPTOR.guid();
                source.attributes().delete(&key);
            },
            codes::MF_E_TOPO_MISSING_PRESENTATION_DESCRIPTOR,
        ),
        (
            |_, source, _, _| {
                let key = keys::MF_TOPONODE_STREAM_DESCRIPTOR.guid();
                source.attributes().delete(&key);
            },
            codes::MF_E_TOPO_MISSING_STREAM_DESCRIPTOR,
        ),
        (
            |_, source, _, _| {
                source
                    .presentation_descriptor()
                    .unwrap()
                    .select(0, false)
                    .unwrap();
            },
            codes::MF_E_TOPO_STREAM_DESCRIPTOR_NOT_SELECTED,
        ),
        (
            |topology, _, effect, _| {
                let other = TopologyNode::transform(converter().make());
                topology.add_node(&other).unwrap();
                effect.connect_output(1, &other, 0).unwrap();
                other.connect_output(0, effect, 1).unwrap();
            },
            codes::MF_E_TOPO_LOOPS_IN_TOPOLOGY,
        ),
        (
            |_, source, _, _| source.disconnect(),
            codes::MF_E_TOPO_UNSUPPORTED,
        ),
        (
            |topology, _, _, sink| topology.remove_node(sink).unwrap(),
            codes::MF_E_TOPO_UNSUPPORTED,
        ),
        (|_, _, effect, _| effect.set_object(None).unwrap(), codes::E_FAIL),
        (
            |_, _, _, sink| {
                let activate = Activate::new(Sink::new("made", vec![], &[], false));
                sink.set_object(Some(NodeObject::SinkActivate(activate))).unwrap();
            },
            codes::MF_E_TOPO_SINK_ACTIVATES_UNSUPPORTED,
        ),
        (
            |_, _, _, sink| {
                sink.attributes()
                    .set(keys::MF_TOPONODE_CONNECT_METHOD, ConnectMethod::AS_OPTIONAL.0);
            },
            codes::MF_E_TOPO_INVALID_OPTIONAL_NODE,
        ),
    ];
    for (row, (break_it, expected)) in table.into_iter().enumerate() {
        let (topology, node, effect, sink_node, _sink, _source) = build();
        break_it(&topology, &node, &effect, &sink_node);
        let failure = load(&standard_catalog(), &topology).unwrap_err();
        assert_eq!(failure.hresult(), expected, "row {row}: {failure}");
        // What SetTopology reports before it returns.
        let early = validate_structure(&topology).err().map(|error| error.hresult());
        assert_eq!(early, (row < 4).then_some(expected), "row {row}");
    }
}

#[test]
fn unconnected_nodes_are_left_alone() {
    let source = Source::new(&[vec![s16(44_100)], vec![video(guids::MFVideoFormat_H264)]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("renderer", vec![]);
    let partial = chain(&[&node, &sink_node]);
    let (idle_source, idle) = (source.node(1), TopologyNode::new(NodeKind::Transform));
    partial.add_node(&idle_source).unwrap();
    partial.add_node(&idle).unwrap();
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    assert_eq!(full.node_count(), 4);
    assert!(!flag(
        &full.node_by_id(idle.id()).unwrap(),
        keys::MF_TOPONODE_LOCKED
    ));
}

/// The branches of two sources meet in a mixer.
#[test]
fn a_transform_of_two_inputs_is_resolved_once_both_are_set() {
    struct Mixer {
        inputs: [Option<MediaType>; 2],
        output: Option<MediaType>,
    }
    impl Transform for Mixer {
        fn name(&self) -> &str {
            "mixer"
        }
        fn stream_count(&self) -> (u32, u32) {
            (2, 1)
        }
        fn input_available_type(&self, _: u32, index: usize) -> Result<MediaType> {
            [f32(48_000)].get(index).cloned().ok_or(Error::NoMoreTypes)
        }
        fn output_available_type(&self, _: u32, index: usize) -> Result<MediaType> {
            if self.inputs.contains(&None) {
                return Err(Error::TypeNotSet { side: "input" });
            }
            [f32(48_000)].get(index).cloned().ok_or(Error::NoMoreTypes)
        }
        fn test_input_type(&self, _: u32, media_type: &MediaType) -> Result<()> {
            if *media_type == f32(48_000) {
                return Ok(());
            }
            Err(Error::invalid_media_type("not 48 kHz float"))
        }
        fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
            self.test_input_type(stream, media_type)?;
            self.inputs[stream as usize] = Some(media_type.clone());
            Ok(())
        }
        fn set_output_type(&mut self, _: u32, media_type: &MediaType) -> Result<()> {
            if self.inputs.contains(&None) {
                return Err(Error::TypeNotSet { side: "input" });
            }
            self.output = Some(media_type.clone());
            Ok(())
        }
        fn input_type(&self, stream: u32) -> Result<MediaType> {
            self.inputs[stream as usize]
                .clone()
                .ok_or(Error::TypeNotSet { side: "input" })
        }
        fn output_type(&self, _: u32) -> Result<MediaType> {
            self.output.clone().ok_or(Error::TypeNotSet { side: "output" })
        }
        fn process_input(&mut self, _: u32, sample: Sample) -> Result<Input> {
            Ok(Input::NotAccepting(sample))
        }
        fn process_output(&mut self) -> Result<Output> {
            Ok(Output::NeedMoreInput)
        }
        fn process_message(&mut self, _: TransformMessage) -> Result<()> {
            Ok(())
        }
    }
    let source = Source::new(&[vec![aac()], vec![s16(44_100)]]);
    let mixer = TopologyNode::transform(SharedTransform::new(Box::new(Mixer {
        inputs: [None, None],
        output: None,
    })));
    let (first, second) = (source.node(0), source.node(1));
    let (sink_node, _sink) = output("renderer", vec![s16(48_000)]);
    let partial = chain(&[&first, &mixer, &sink_node]);
    partial.add_node(&second).unwrap();
    second.connect_output(0, &mixer, 1).unwrap();
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    let behind = ["mixer", F32_48, "audio converter", S16_48, "renderer"];
    for (source, front) in [
        (
            &first,
            vec![
                "clip.mp4 stream 0",
                AAC,
                "AAC decoder",
                F32_44,
                "audio converter",
                F32_48,
            ],
        ),
        (
            &second,
            vec!["clip.mp4 stream 1", S16_44, "audio converter", F32_48],
        ),
    ] {
        let expected: Vec<&str> = front.into_iter().chain(behind).collect();
        assert_eq!(path(&full, source.id()), expected);
    }
}

#[test]
fn a_full_topology_resolves_to_itself() {
    let source = Source::new(&[vec![aac()]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("renderer", vec![s16(48_000)]);
    let full = load(&standard_catalog(), &chain(&[&node, &sink_node]))
        .unwrap()
        .topology;
    let again = load(&Catalog::with(vec![]), &full).unwrap().topology;
    assert_eq!(again.tree(), full.tree());
    // Its types are locked: the sink cannot get another one now.
    let sink = full.node_by_id(sink_node.id()).unwrap();
    sink.set_input_preferred_type(0, Some(s16(8_000))).unwrap();
    assert_eq!(
        load(&standard_catalog(), &full).unwrap_err().hresult(),
        codes::MF_E_TOPO_CANNOT_CONNECT
    );
}

#[test]
fn endless_lists_of_types_and_long_chains_come_to_an_end() {
    // Each effect takes anything and lists 8 kHz to 8255 Hz; nothing pleases the sink, and every effect has 256 ways
    // to fail, so that a full search would take 256^6 attempts.
    let rates: Vec<MediaType> = (8_000..9_000).map(f32).collect();
    let effects: Vec<TopologyNode> = (0..6)
        .map(|_| {
            let any = vec![audio(guids::MFAudioFormat_Float), audio(guids::MFAudioFormat_PCM)];
            TopologyNode::transform(Table::new("effect", any, rates.clone()).make())
        })
        .collect();
    let source = Source::new(&[vec![f32(44_100)]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("renderer", vec![s16(48_000)]);
    let mut nodes = vec![&node];
    nodes.extend(&effects);
    nodes.push(&sink_node);
    let failure = load(&Catalog::with(vec![]), &chain(&nodes)).unwrap_err();
    assert!(
        matches!(failure.error, Error::LimitReached { limit: 10_000, .. }),
        "{failure}"
    );

    for (effects, expected) in [(127, None), (128, Some(codes::E_OUTOFMEMORY))] {
        let effects: Vec<TopologyNode> = (0..effects)
            .map(|_| TopologyNode::transform(converter().make()))
            .collect();
        let source = Source::new(&[vec![f32(44_100)]]);
        let node = source.node(0);
        let (sink_node, _sink) = output("renderer", vec![]);
        let mut nodes = vec![&node];
        nodes.extend(&effects);
        nodes.push(&sink_node);
        let result = load(&standard_catalog(), &chain(&nodes));
        assert_eq!(result.err().map(|failure| failure.hresult()), expected);
    }
}

/// Qt 5's player connects a tee and does not add it to the topology.
#[test]
fn a_tee_that_is_connected_but_not_added_is_resolved() {
    let source = Source::new(&[vec![s16(44_100)]]);
    let node = source.node(0);
    let [(left, _first), (right, _second)] = [output("left", vec![]), output("right", vec![])];
    let partial = Topology::new();
    for node in [&node, &left, &right] {
        partial.add_node(node).unwrap();
    }
    {
        let tee = TopologyNode::new(NodeKind::Tee);
        node.connect_output(0, &tee, 0).unwrap();
        tee.connect_output(0, &left, 0).unwrap();
        tee.connect_output(1, &right, 0).unwrap();
    }
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    assert_eq!(full.node_count(), 4);
    let (tee, _) = full.node_by_id(node.id()).unwrap().output(0).unwrap();
    assert_eq!(tee.kind(), NodeKind::Tee);
    for (index, sink) in [(0, &left), (1, &right)] {
        assert_eq!(tee.output(index).unwrap().0.id(), sink.id());
    }
    assert_eq!(partial.node_count(), 3, "the program's topology stays");
}
