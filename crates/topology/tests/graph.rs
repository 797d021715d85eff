//! Topologies and nodes as objects: connections, copies, identifiers, errors.

mod support;

use std::sync::Arc;

use openmf_core::*;
use openmf_topology::*;
use support::*;

fn code<T>(result: Result<T>) -> Option<HResult> {
    result.err().map(|error| error.hresult())
}

#[test]
fn connections_follow_the_documented_rules() {
    use NodeKind::{Output, SourceStream, Tee, Transform};
    let invalid = Some(codes::E_INVALIDARG);
    let table = [
        (SourceStream, 0, Output, 0, None),
        (SourceStream, 0, Transform, 3, None),
        (Transform, 2, Transform, 1, None),
        (Tee, 5, Output, 0, None),
        (Output, 0, Transform, 0, Some(codes::E_FAIL)),
        (Transform, 0, SourceStream, 0, Some(codes::E_FAIL)),
        (SourceStream, 1, Output, 0, invalid),
        (Transform, 0, Output, 1, invalid),
        (Transform, 0, Tee, 1, invalid),
        (
            Transform,
            TopologyNode::MAX_STREAMS,
            Output,
            0,
            Some(codes::E_OUTOFMEMORY),
        ),
        (Transform, u32::MAX, Output, 0, Some(codes::E_OUTOFMEMORY)),
    ];
    for (up_kind, output, down_kind, input, expected) in table {
        let (up, down) = (TopologyNode::new(up_kind), TopologyNode::new(down_kind));
        let case = format!("{up_kind}.{output} -> {down_kind}.{input}");
        assert_eq!(code(up.connect_output(output, &down, input)), expected, "{case}");
        let counts = (up.output_count(), down.input_count());
        if expected.is_some() {
            assert_eq!(counts, (0, 0), "{case}");
            continue;
        }
        assert_eq!(counts, (output + 1, input + 1), "{case}");
        let (to, at) = up.output(output).unwrap();
        assert!(to.is_same(&down) && at == input, "{case}");
        let (from, at) = down.input(input).unwrap();
        assert!(from.is_same(&up) && at == output, "{case}");
    }
    let node = TopologyNode::new(Transform);
    assert_eq!(code(node.connect_output(0, &node, 0)), invalid);
}

#[test]
fn a_new_connection_replaces_those_at_both_ends() {
    let nodes: Vec<TopologyNode> = (0..4).map(|_| TopologyNode::new(NodeKind::Transform)).collect();
    let [a, b, c, d] = &nodes[..] else { unreachable!() };
    a.connect_output(0, b, 0).unwrap();
    c.connect_output(0, d, 0).unwrap();
    a.connect_output(0, d, 0).unwrap();
    assert_eq!(code(b.input(0)), Some(codes::MF_E_NOT_FOUND));
    assert_eq!(code(c.output(0)), Some(codes::MF_E_NOT_FOUND));
    assert!(d.input(0).unwrap().0.is_same(a));
    a.disconnect_output(0).unwrap();
    assert_eq!(code(a.disconnect_output(0)), Some(codes::MF_E_NOT_FOUND));
    assert_eq!(code(a.disconnect_output(1)), Some(codes::E_INVALIDARG));
    assert_eq!(code(d.input(0)), Some(codes::MF_E_NOT_FOUND));
    assert_eq!(code(d.input(1)), Some(codes::E_INVALIDARG));
    assert_eq!((a.output_count(), d.input_count()), (1, 1));
}

#[test]
fn a_topology_keeps_its_nodes_in_order() {
    let topology = Topology::new();
    let nodes: Vec<TopologyNode> = [NodeKind::Output, NodeKind::SourceStream, NodeKind::Transform]
        .map(TopologyNode::new)
        .into();
    for node in &nodes {
        topology.add_node(node).unwrap();
    }
    assert_eq!(code(topology.add_node(&nodes[0])), Some(codes::E_INVALIDARG));
    let twin = TopologyNode::new(NodeKind::Tee);
    twin.set_id(nodes[1].id());
    assert_eq!(code(topology.add_node(&twin)), Some(codes::E_INVALIDARG));
    assert_eq!(topology.node_count(), 3);
    assert!(topology.node(2).unwrap().is_same(&nodes[2]));
    assert_eq!(code(topology.node(3)), Some(codes::MF_E_INVALIDINDEX));
    assert!(topology.node_by_id(nodes[1].id()).unwrap().is_same(&nodes[1]));
    assert_eq!(
        code(topology.node_by_id(NodeId(u64::MAX))),
        Some(codes::MF_E_NOT_FOUND)
    );
    assert!(topology.source_nodes()[0].is_same(&nodes[1]));
    assert!(topology.output_nodes()[0].is_same(&nodes[0]));
    nodes[1].connect_output(0, &nodes[2], 0).unwrap();
    topology.remove_node(&nodes[2]).unwrap();
    assert_eq!(code(topology.remove_node(&nodes[2])), Some(codes::E_INVALIDARG));
    assert_eq!(code(nodes[1].output(0)), Some(codes::MF_E_NOT_FOUND));
    let id = topology.id();
    topology
        .attributes()
        .set(keys::MF_TOPOLOGY_NO_MARKIN_MARKOUT, true);
    topology.clear();
    assert_eq!((topology.node_count(), topology.id()), (0, id));
    assert_eq!(topology.attributes().len(), 1);
    assert!(id.0 != 0 && Topology::new().id() != id);
}

#[test]
fn copies_have_the_same_identifiers_and_connections() {
    let source = Source::new(&[vec![aac()]]);
    let (node, effect) = (source.node(0), TopologyNode::transform(converter().make()));
    let (sink_node, _sink) = output("renderer", vec![]);
    let original = chain(&[&node, &effect, &sink_node]);
    original
        .attributes()
        .set(keys::MF_TOPOLOGY_NO_MARKIN_MARKOUT, true);
    effect.set_input_preferred_type(0, Some(s16(8_000))).unwrap();
    let outside = TopologyNode::new(NodeKind::Output);
    effect.connect_output(1, &outside, 0).unwrap();
    let copy = original.duplicate();
    assert!(!copy.is_same(&original));
    assert_eq!(copy.id(), original.id());
    assert_eq!(copy.attributes(), original.attributes());
    for (ours, theirs) in copy.nodes().iter().zip(original.nodes()) {
        assert_eq!((ours.id(), ours.kind()), (theirs.id(), theirs.kind()));
        assert!(!ours.is_same(&theirs));
        assert_eq!(ours.attributes(), theirs.attributes());
    }
    let ours = copy.node_by_id(effect.id()).unwrap();
    assert!(ours.object().unwrap().is_same(&effect.object().unwrap()));
    assert_eq!(ours.input_preferred_type(0).unwrap(), Some(s16(8_000)));
    assert!(ours.output(0).unwrap().0.is_same(&copy.nodes()[2]));
    assert_eq!(code(ours.output(1)), Some(codes::MF_E_NOT_FOUND));
    assert_eq!(ours.output_count(), 2);
    assert!(
        effect.output(0).unwrap().0.is_same(&sink_node),
        "the original stays"
    );
    let source_copy = &copy.source_nodes()[0];
    assert!(std::sync::Arc::ptr_eq(
        &source_copy.media_source().unwrap(),
        &node.media_source().unwrap()
    ));
    assert_eq!(code(effect.copy_from(&node)), Some(codes::MF_E_INVALIDREQUEST));
}

#[test]
fn objects_and_preferred_types_belong_to_their_kinds() {
    let transform = || Some(NodeObject::Transform(converter().make()));
    let sink = Sink::new("sink", vec![], &[0], true);
    let stream = || Some(NodeObject::StreamSink(sink.stream_sink_by_id(0).unwrap()));
    let invalid = Some(codes::E_INVALIDARG);
    for (kind, of_transform, of_sink) in [
        (NodeKind::Output, invalid, None),
        (NodeKind::SourceStream, invalid, invalid),
        (NodeKind::Transform, None, invalid),
        (NodeKind::Tee, invalid, invalid),
    ] {
        let node = TopologyNode::new(kind);
        assert_eq!(code(node.set_object(transform())), of_transform, "{kind}");
        assert_eq!(code(node.set_object(stream())), of_sink, "{kind}");
        node.set_object(None).unwrap();
        assert!(node.object().is_none());
        let not_implemented = |absent: bool| absent.then_some(codes::E_NOTIMPL);
        assert_eq!(
            code(node.output_preferred_type(0)),
            not_implemented(kind == NodeKind::Output)
        );
        assert_eq!(
            code(node.set_input_preferred_type(0, Some(aac()))),
            not_implemented(kind == NodeKind::SourceStream)
        );
    }
}

#[test]
fn nothing_is_kept_alive_by_connections() {
    // A loop of nodes whose objects tell when they are gone.
    let sink = Sink::new("sink", vec![], &[0], true);
    let stream = sink.stream_sink_by_id(0).unwrap();
    let before = std::sync::Arc::strong_count(&stream);
    let topology = Topology::new();
    let nodes: Vec<TopologyNode> = (0..3).map(|_| TopologyNode::new(NodeKind::Transform)).collect();
    let end = TopologyNode::output_for(std::sync::Arc::clone(&stream));
    for node in nodes.iter().chain([&end]) {
        topology.add_node(node).unwrap();
    }
    for i in 0..3 {
        nodes[i].connect_output(0, &nodes[(i + 1) % 3], 0).unwrap();
    }
    nodes[0].connect_output(1, &end, 0).unwrap();
    assert_eq!(std::sync::Arc::strong_count(&stream), before + 1);
    drop((topology, nodes, end));
    assert_eq!(std::sync::Arc::strong_count(&stream), before);
}

#[test]
fn identifiers_are_unique_and_never_0() {
    let mut topologies = std::collections::HashSet::new();
    let mut nodes = std::collections::HashSet::new();
    let makers: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn(|| {
                let made =
                    (0..100).map(|_| (Topology::new().id().0, TopologyNode::new(NodeKind::Tee).id().0));
                made.collect::<Vec<_>>()
            })
        })
        .collect();
    for maker in makers {
        for (topology, node) in maker.join().unwrap() {
            assert!(topology != 0 && topologies.insert(topology));
            assert!(nodes.insert(node));
        }
    }
}

#[test]
fn a_node_that_stands_for_another_is_kept_by_what_is_connected_to_it() {
    let original = Arc::new(());
    let node = || {
        let node =
            TopologyNode::standing_for(NodeKind::Transform, UserObject::from_arc(Arc::clone(&original)));
        (node.downgrade(), node)
    };
    let (weak, standing) = node();
    let upstream = TopologyNode::new(NodeKind::SourceStream);
    let downstream = TopologyNode::new(NodeKind::Output);
    upstream.connect_output(0, &standing, 0).unwrap();
    standing.connect_output(0, &downstream, 0).unwrap();
    drop(standing);
    let standing = weak.upgrade().expect("what feeds it keeps it");
    assert!(upstream.output(0).unwrap().0.is_same(&standing));
    assert!(downstream.input(0).unwrap().0.is_same(&standing));
    let topology = Topology::new();
    topology.add_node(&standing).unwrap();
    let copy = topology.duplicate().node(0).unwrap();
    assert!(standing.original().is_some() && copy.original().is_none());
    drop(topology);

    // Renewed, it has everything but the connections of the other.
    let renewed = TopologyNode::new(NodeKind::Transform);
    let key = keys::MF_TOPONODE_STREAMID;
    renewed.attributes().set(key, 3_u32);
    renewed
        .set_input_preferred_type(1, Some(MediaType::new()))
        .unwrap();
    standing.renew_from(&renewed).unwrap();
    assert_eq!(standing.id(), renewed.id());
    assert_eq!(standing.attributes().get(key).unwrap(), 3);
    assert_eq!((standing.input_count(), standing.output_count()), (2, 1));
    assert!(standing.input_preferred_type(1).unwrap().is_some());
    assert!(standing.input(0).unwrap().0.is_same(&upstream));
    standing
        .renew_from(&TopologyNode::new(NodeKind::Transform))
        .unwrap();
    assert_eq!((standing.input_count(), standing.output_count()), (1, 1));
    assert_eq!(
        code(standing.renew_from(&upstream)),
        Some(codes::MF_E_INVALIDREQUEST)
    );

    // Each way to break the connection lets go of it.
    drop(standing);
    upstream.disconnect_output(0).unwrap();
    assert!(weak.is_dead());
    for way in 0..4 {
        let (weak, standing) = node();
        let upstream = TopologyNode::new(NodeKind::SourceStream);
        upstream.connect_output(0, &standing, 0).unwrap();
        match way {
            0 => standing.disconnect(),
            1 => upstream.disconnect(),
            2 => upstream.connect_output(0, &downstream, 0).unwrap(),
            _ => drop(upstream),
        }
        drop(standing);
        assert!(weak.is_dead(), "{way}");
    }
    // Two of them hold each other up by nothing.
    let ((first_weak, first), (second_weak, second)) = (node(), node());
    first.connect_output(0, &second, 0).unwrap();
    second.connect_output(0, &first, 0).unwrap();
    drop((first, second));
    assert!(first_weak.is_dead() && second_weak.is_dead());
    assert_eq!(Arc::strong_count(&original), 1);
}

#[test]
fn a_connection_keeps_the_node_that_it_leads_to() {
    let source = TopologyNode::new(NodeKind::SourceStream);
    let tee = TopologyNode::new(NodeKind::Tee);
    let sink = TopologyNode::new(NodeKind::Output);
    let (tee_id, weak) = (tee.id(), tee.downgrade());
    source.connect_output(0, &tee, 0).unwrap();
    tee.connect_output(0, &sink, 0).unwrap();
    drop(tee);
    assert_eq!(source.output(0).unwrap().0.id(), tee_id);
    assert_eq!(sink.input(0).unwrap().0.id(), tee_id);
    // Not the other way round.
    drop(source);
    assert!(weak.is_dead());
    assert_eq!(code(sink.input(0)), Some(codes::MF_E_NOT_FOUND));
}

#[test]
fn no_shape_of_connections_leaks() {
    let [a, b] = [(); 2].map(|()| TopologyNode::new(NodeKind::Transform));
    a.connect_output(0, &b, 0).unwrap();
    b.connect_output(0, &a, 0).unwrap();
    let weak = [a.downgrade(), b.downgrade()];
    drop((a, b));
    assert!(weak.iter().all(openmf_topology::WeakTopologyNode::is_dead));

    // A chain that is longer than any stack is deep.
    let first = TopologyNode::new(NodeKind::Transform);
    let mut last = first.clone();
    for _ in 0..100_000 {
        let next = TopologyNode::new(NodeKind::Transform);
        last.connect_output(0, &next, 0).unwrap();
        last = next;
    }
    let weak = last.downgrade();
    drop(last);
    assert!(!weak.is_dead());
    drop(first);
    assert!(weak.is_dead());
}

#[test]
fn a_copy_of_what_is_connected_has_nodes_that_were_not_added() {
    let source = Source::new(&[vec![s16(44_100)]]);
    let node = source.node(0);
    let tee = TopologyNode::new(NodeKind::Tee);
    let [(left, _), (right, _)] = [output("left", vec![]), output("right", vec![])];
    let original = Topology::new();
    for node in [&node, &left] {
        original.add_node(node).unwrap();
    }
    node.connect_output(0, &tee, 0).unwrap();
    tee.connect_output(0, &left, 0).unwrap();
    tee.connect_output(1, &right, 0).unwrap();
    let ids: Vec<_> = [&node, &left, &tee, &right].map(TopologyNode::id).into();
    let copy = original.duplicate_connected();
    assert_eq!(copy.nodes().iter().map(TopologyNode::id).collect::<Vec<_>>(), ids);
    let copied = copy.node_by_id(tee.id()).unwrap();
    assert!(!copied.is_same(&tee));
    assert!(
        copied
            .output(1)
            .unwrap()
            .0
            .is_same(&copy.node_by_id(right.id()).unwrap())
    );
    assert_eq!(original.node_count(), 2, "the original stays");
    assert_eq!(original.duplicate().node_count(), 2, "a clone has what was added");

    right.set_id(left.id());
    assert_eq!(
        original.duplicate_connected().node_count(),
        3,
        "no two of an identifier"
    );
}
