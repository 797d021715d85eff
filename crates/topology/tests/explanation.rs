//! What people are told: explanations, trees and pictures, to the letter.

mod support;

use std::sync::Arc;

use openmf_core::*;
use openmf_topology::*;
use support::*;

fn load(topology: &Topology) -> Result<Resolved, Box<LoadFailure>> {
    StandardTopologyLoader::new(standard_catalog()).load(topology, None)
}

#[test]
fn a_success_is_explained() {
    let source = Source::new(&[vec![aac()]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("renderer", vec![s16(48_000)]);
    let resolved = load(&chain(&[&node, &sink_node])).unwrap();
    let decoder = resolved.topology.nodes()[2].id();
    let (a, b, c, d) = (
        node.id(),
        sink_node.id(),
        decoder,
        resolved.topology.nodes()[3].id(),
    );
    let expected = format!(
        "clip.mp4 stream 0 (node {a}) -> renderer (node {b})
  directly with audio MFAudioFormat_AAC 44100 Hz 2 ch: refused, invalid media type: \
         audio MFAudioFormat_AAC 44100 Hz 2 ch is not one of the stream's types
  decoder \"AAC decoder\" (merit 100) with audio MFAudioFormat_AAC 44100 Hz 2 ch: chosen
    directly with audio MFAudioFormat_Float 44100 Hz 2 ch 32 bit: refused, invalid media type: \
         audio MFAudioFormat_Float 44100 Hz 2 ch 32 bit is not one of the stream's types
    directly with audio MFAudioFormat_PCM 44100 Hz 2 ch 16 bit: refused, invalid media type: \
         audio MFAudioFormat_PCM 44100 Hz 2 ch 16 bit is not one of the stream's types
    converter \"audio converter\" (merit 50) with audio MFAudioFormat_Float 44100 Hz 2 ch 32 bit: chosen
      directly with audio MFAudioFormat_PCM 48000 Hz 2 ch 16 bit: chosen
AAC decoder (node {c}): put in by the loader
audio converter (node {d}): put in by the loader
AAC decoder (node {c}): trims the branch to its start and stop
"
    );
    assert_eq!(resolved.explanation.to_string(), expected);
    let connection = &resolved.explanation.connections[0];
    assert_eq!(connection.attempts.len(), 2);
    assert_eq!(connection.attempts[0].method, Method::Direct);
    assert_eq!(connection.attempts[0].media_type, aac());
    assert!(matches!(
        &connection.attempts[1].method,
        Method::Decoder { merit: 100, .. }
    ));
}

#[test]
fn a_failure_is_explained() {
    let source = Source::new(&[vec![video(guids::MFVideoFormat_H264)]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("window", vec![video(guids::MFVideoFormat_NV12)]);
    let failure = load(&chain(&[&node, &sink_node])).unwrap_err();
    let expected = format!(
        "clip.mp4 stream 0 (node {}) -> window (node {})
  directly with video MFVideoFormat_H264 64x48: refused, invalid media type: \
         video MFVideoFormat_H264 64x48 is not one of the stream's types
  failed: no decoder for video MFVideoFormat_H264 64x48
",
        node.id(),
        sink_node.id()
    );
    assert_eq!(failure.explanation.to_string(), expected);
}

#[test]
fn trees_and_graphs_show_names_and_types() {
    let source = Source::new(&[vec![aac()]]);
    let (node, tee) = (source.node(0), TopologyNode::new(NodeKind::Tee));
    let (first, _a) = output("first", vec![]);
    let (second, _b) = output("a \"second\" <sink> & more", vec![]);
    let partial = chain(&[&node, &tee, &first]);
    partial.add_node(&second).unwrap();
    tee.connect_output(1, &second, 0).unwrap();
    let full = load(&partial).unwrap().topology;
    let [n, t, f, s] = [node.id(), tee.id(), first.id(), second.id()];
    let aac = "audio MFAudioFormat_AAC 44100 Hz 2 ch";
    assert_eq!(
        full.tree(),
        format!(
            "clip.mp4 stream 0 (source node {n})
└─ {aac} ─> tee (tee node {t})
   ├─ {aac} ─> first (output node {f})
   └─ {aac} ─> a \"second\" <sink> & more (output node {s})
"
        )
    );
    assert_eq!(
        full.to_dot(),
        format!(
            "digraph topology {{
  rankdir=LR;
  node [shape=box];
  n{n} [label=\"clip.mp4 stream 0\\nsource node {n}\"];
  n{t} [label=\"tee\\ntee node {t}\"];
  n{f} [label=\"first\\noutput node {f}\"];
  n{s} [label=\"a \\\"second\\\" <sink> & more\\noutput node {s}\"];
  n{n} -> n{t} [label=\"{aac}\"];
  n{t} -> n{f} [label=\"{aac}\"];
  n{t} -> n{s} [label=\"{aac}\"];
}}
"
        )
    );
    let svg = full.to_svg();
    assert!(
        svg.contains("a &quot;second&quot; &lt;sink&gt; &amp; more"),
        "{svg}"
    );
    assert_eq!(svg.matches("<rect x=").count(), 4);
    assert_eq!(svg.matches("<path ").count(), 3);
    // Three columns of boxes, the second sink in a row of its own.
    for corner in [(20, 20), (400, 20), (780, 20), (780, 130)] {
        let rect = format!("<rect x=\"{}\" y=\"{}\"", corner.0, corner.1);
        assert_eq!(svg.matches(&rect).count(), 1, "{rect}");
    }
}

#[test]
fn pictures_of_odd_topologies_end() {
    let topology = Topology::new();
    assert_eq!(topology.tree(), "");
    assert!(topology.to_svg().ends_with("</svg>\n"));
    let nodes: Vec<TopologyNode> = (0..3).map(|_| TopologyNode::new(NodeKind::Transform)).collect();
    for node in &nodes {
        topology.add_node(node).unwrap();
    }
    for i in 0..3 {
        nodes[i].connect_output(0, &nodes[(i + 1) % 3], 0).unwrap();
    }
    let [a, b, c] = [nodes[0].id(), nodes[1].id(), nodes[2].id()];
    assert_eq!(
        topology.tree(),
        format!(
            "transform (transform node {a})
└─ not negotiated ─> transform (transform node {b})
   └─ not negotiated ─> transform (transform node {c})
      └─ not negotiated ─> transform (transform node {a}, see above)
"
        )
    );
    assert_eq!(topology.to_svg().matches("<path ").count(), 3);
    assert_eq!(
        validate_graph(&topology).map_err(|e| e.hresult()),
        Err(codes::MF_E_TOPO_LOOPS_IN_TOPOLOGY)
    );
}

#[test]
fn output_nodes_are_bound_as_documented() {
    let shared = Activate::new(Sink::new("shared", vec![], &[0], false));
    let single = Sink::new("single", vec![], &[4], true);
    let topology = Topology::new();
    let nodes = [
        TopologyNode::output_for_activate(Arc::clone(&shared) as _, 0),
        TopologyNode::output_for_activate(Arc::clone(&shared) as _, 7),
        TopologyNode::output_for(single.stream_sink_by_id(4).unwrap()),
    ];
    for node in &nodes {
        topology.add_node(node).unwrap();
    }
    let bound = bind_output_nodes(&topology).unwrap();
    let streams: Vec<u32> = nodes
        .iter()
        .map(|node| node.stream_sink().unwrap().id())
        .collect();
    assert_eq!(streams, [0, 7, 4]);
    let names: Vec<String> = bound.sinks().iter().map(|sink| sink.name()).collect();
    assert_eq!(names, ["shared", "single"]);
    let activated: Vec<bool> = bound.bindings.iter().map(|b| b.activate.is_some()).collect();
    assert_eq!(activated, [true, true, false]);
    bound.shut_down_activated();
    assert_eq!(shared.shut_down.load(std::sync::atomic::Ordering::Relaxed), 1);
}

#[test]
fn a_binding_that_fails_shuts_down_what_it_made() {
    let good = Activate::new(Sink::new("good", vec![], &[0], false));
    let fixed = Activate::new(Sink::new("fixed", vec![], &[0], true));
    let topology = Topology::new();
    let nodes = [
        TopologyNode::output_for_activate(Arc::clone(&good) as _, 0),
        TopologyNode::output_for_activate(Arc::clone(&fixed) as _, 3),
    ];
    for node in &nodes {
        topology.add_node(node).unwrap();
    }
    let error = bind_output_nodes(&topology).unwrap_err();
    assert_eq!(error.hresult(), codes::MF_E_STREAMSINKS_FIXED);
    for activate in [&good, &fixed] {
        assert_eq!(activate.shut_down.load(std::sync::atomic::Ordering::Relaxed), 1);
    }
    assert!(
        nodes
            .iter()
            .all(|node| matches!(node.object(), Some(NodeObject::SinkActivate(_))))
    );
}

#[test]
fn current_types_are_those_of_the_objects() {
    let source = Source::new(&[vec![aac()]]);
    let node = source.node(0);
    let (sink_node, _sink) = output("renderer", vec![f32(44_100)]);
    let full = load(&chain(&[&node, &sink_node])).unwrap().topology;
    let by_id = |id| full.node_by_id(id).unwrap();
    let decoder = full.nodes().pop().unwrap();
    let table = [
        (by_id(node.id()), 0, true, Ok(aac())),
        (by_id(node.id()), 0, false, Ok(aac())),
        (decoder.clone(), 0, false, Ok(aac())),
        (decoder.clone(), 0, true, Ok(f32(44_100))),
        (by_id(sink_node.id()), 0, false, Ok(f32(44_100))),
        (by_id(sink_node.id()), 0, true, Ok(f32(44_100))),
        (by_id(node.id()), 1, true, Err(codes::MF_E_INVALIDSTREAMNUMBER)),
        (decoder, 1, true, Err(codes::MF_E_INVALIDSTREAMNUMBER)),
        (
            by_id(sink_node.id()),
            2,
            false,
            Err(codes::MF_E_INVALIDSTREAMNUMBER),
        ),
    ];
    for (node, stream, output, expected) in table {
        let found = current_type(&node, stream, output).map_err(|error| error.hresult());
        assert_eq!(found, expected, "{node:?} {stream} {output}");
    }
}
