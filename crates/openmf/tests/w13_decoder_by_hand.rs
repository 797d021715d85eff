//! W13: a decoder that the application has put in, and the topology loader called by the application.
//!
//! Source: "How to Insert a Decoder", `IMFTopoLoader`, `MFTEnum` (Microsoft Learn).

mod support;

use std::sync::Arc;

use openmf::core::{TransformCatalog, codes, guids};
use openmf::registry::Registry;
use openmf::sinks::{NullOptions, NullRenderer};
use openmf::{
    Error, EventType, ManualRuntime, MediaSession, MediaSink, MediaSource, MediaType, NodeKind, Platform,
    SetTopologyFlags, SinkFactory, TimeSpan, Topology, TopologyBuilder, TopologyNode, keys,
};
use support::testdata;

struct Bench {
    time: ManualRuntime,
    platform: Platform,
    registry: Arc<Registry>,
    source: Arc<dyn MediaSource>,
    renderer: NullRenderer,
}

fn bench(clip: &str) -> Bench {
    let time = ManualRuntime::new();
    let registry = Arc::new(Registry::with_defaults());
    let platform = Platform::new(time.runtime().clone(), Arc::clone(&registry));
    let source = platform.open_path(&testdata().join("clips").join(clip)).unwrap();
    Bench {
        time,
        platform,
        registry,
        source,
        renderer: NullRenderer::audio(NullOptions::default()),
    }
}

impl Bench {
    fn sink(&self) -> Arc<dyn MediaSink> {
        self.renderer.sink()
    }

    fn play(&self, flags: SetTopologyFlags, topology: &Topology) -> Topology {
        let session = MediaSession::new(&self.platform);
        session.set_topology_with(flags, Some(topology)).wait().unwrap();
        let full = session.full_topology(topology.id().0).unwrap();
        session.start().wait().unwrap();
        let mut events = session.events();
        let ended = self.time.advance_until(TimeSpan::from_millis(60_000), || {
            std::iter::from_fn(|| events.try_next_event().ok())
                .any(|event| event.event_type() == EventType::SessionEnded)
        });
        assert!(ended);
        session.shutdown().unwrap();
        full
    }
}

/// The frames that a clip gives when the loader does everything.
fn frames_of(clip: &str) -> u64 {
    let bench = bench(clip);
    let sink = bench.sink();
    let topology = TopologyBuilder::new(&bench.source)
        .unwrap()
        .build(|_| {
            let sink = Arc::clone(&sink);
            Some(SinkFactory::new("null", move || Ok(Arc::clone(&sink))))
        })
        .unwrap();
    bench.play(SetTopologyFlags::default(), &topology);
    bench.renderer.statistics().frames
}

/// Source → decoder → renderer, with the decoder by class or as an object.
fn by_hand(bench: &Bench, as_object: bool) -> (Topology, TopologyNode) {
    let descriptor = bench.source.create_presentation_descriptor().unwrap();
    let stream = Arc::clone(descriptor.stream(0).unwrap().0);
    let input = stream.current_type();
    // FindDecoder.
    let found = bench
        .registry
        .enumerate(&guids::MFT_CATEGORY_AUDIO_DECODER, Some(&input), None);
    let registration = found.first().expect("there is a decoder");
    let decoder = if as_object {
        TopologyNode::transform(registration.create().unwrap())
    } else {
        let node = TopologyNode::new(NodeKind::Transform);
        node.attributes()
            .set(keys::MF_TOPONODE_TRANSFORM_OBJECTID, registration.class);
        node
    };
    for key in [
        keys::MF_TOPONODE_DECODER,
        keys::MF_TOPONODE_MARKIN_HERE,
        keys::MF_TOPONODE_MARKOUT_HERE,
    ] {
        decoder.attributes().set(key, true);
    }
    let source = TopologyNode::source(Arc::clone(&bench.source), descriptor, stream);
    let stream_sink = bench.sink().stream_sinks().unwrap().remove(0);
    let output = TopologyNode::output_for(stream_sink);
    let topology = Topology::new();
    for node in [&source, &decoder, &output] {
        topology.add_node(node).unwrap();
    }
    source.connect_output(0, &decoder, 0).unwrap();
    decoder.connect_output(0, &output, 0).unwrap();
    (topology, decoder)
}

#[test]
fn w13_a_decoder_put_in_by_hand_is_kept_and_trims() {
    for clip in ["mp3-cbr.mp3", "aac-edit-list.m4a"] {
        let frames = frames_of(clip);
        assert!(frames > 1_000, "{clip}");
        for as_object in [false, true] {
            let bench = bench(clip);
            let (topology, decoder) = by_hand(&bench, as_object);
            let full = bench.play(SetTopologyFlags::default(), &topology);
            let decoders: Vec<_> = full
                .nodes()
                .into_iter()
                .filter(|node| node.attributes().get_or(keys::MF_TOPONODE_DECODER, false))
                .collect();
            assert_eq!(decoders.len(), 1, "{clip}: the loader adds converters only");
            assert_eq!(decoders[0].id(), decoder.id());
            assert!(
                decoders[0]
                    .attributes()
                    .get(keys::MF_TOPONODE_MARKIN_HERE)
                    .unwrap()
            );
            if as_object {
                let mine = decoder.shared_transform().unwrap();
                assert!(decoders[0].shared_transform().unwrap().is_same(&mine));
            }
            // Encoder delay and padding are trimmed there as they are behind the loader's own decoder.
            assert_eq!(bench.renderer.statistics().frames, frames, "{clip}, {as_object}");
        }
    }
}

#[test]
fn w13_without_a_decoder_the_application_finds_none() {
    let registry = Registry::with_defaults();
    let unknown = MediaType::partial(guids::MFMediaType_Audio, openmf::Guid::from_u128(0x1234));
    let found = registry.enumerate(&guids::MFT_CATEGORY_AUDIO_DECODER, Some(&unknown), None);
    assert!(found.is_empty());
}

#[test]
fn w13_the_loader_called_by_hand_and_its_result_set_without_resolution() {
    let clip = "mp3-cbr.mp3";
    let frames = frames_of(clip);
    let bench = bench(clip);
    let sink = bench.sink();
    let partial = TopologyBuilder::new(&bench.source)
        .unwrap()
        .build(|_| {
            let sink = Arc::clone(&sink);
            Some(SinkFactory::new("null", move || Ok(Arc::clone(&sink))))
        })
        .unwrap();
    // Outputs that are not bound yet are refused.
    let failure = bench.platform.loader().load(&partial, None).unwrap_err();
    assert_eq!(
        failure.error.hresult(),
        codes::MF_E_TOPO_SINK_ACTIVATES_UNSUPPORTED
    );
    let Error::Topology(_) = failure.error else {
        panic!("{}", failure.error);
    };
    let bound = openmf_topology::bind_output_nodes(&partial).unwrap();
    assert_eq!(bound.sinks().len(), 1);
    let full = bench.platform.loader().load(&partial, None).unwrap().topology;
    assert!(full.nodes().len() > partial.nodes().len(), "a decoder was put in");
    let flags = SetTopologyFlags {
        no_resolution: true,
        ..SetTopologyFlags::default()
    };
    bench.play(flags, &full);
    assert_eq!(bench.renderer.statistics().frames, frames);
}
