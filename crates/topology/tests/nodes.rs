//! Where transforms come from, and attributes that change nothing.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use openmf_core::*;
use openmf_topology::*;
use support::*;

fn load(catalog: &Arc<Catalog>, topology: &Topology) -> Result<Resolved, Box<LoadFailure>> {
    StandardTopologyLoader::new(Arc::clone(catalog) as _).load(topology, None)
}

/// Makes its converter on demand, and counts how often.
struct OnDemand(AtomicUsize, SharedTransform);

impl TransformActivate for OnDemand {
    fn activate(&self) -> Result<SharedTransform> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(self.1.clone())
    }
    fn shutdown_object(&self) {}
}

#[test]
fn a_transform_comes_from_its_activation() {
    let source = Source::new(&[vec![s16(44_100)]]);
    let (node, activated) = (source.node(0), TopologyNode::new(NodeKind::Transform));
    let made = Arc::new(OnDemand(AtomicUsize::new(0), converter().make()));
    let object = NodeObject::TransformActivate(Arc::clone(&made) as _);
    activated.set_object(Some(object)).unwrap();
    let (sink_node, _sink) = output("renderer", vec![f32(44_100)]);
    let partial = chain(&[&node, &activated, &sink_node]);
    let full = load(&standard_catalog(), &partial).unwrap().topology;
    let transform = full
        .node_by_id(activated.id())
        .unwrap()
        .shared_transform()
        .unwrap();
    assert!(transform.is_same(&made.1), "the one that was activated");
    assert_eq!(made.0.load(Ordering::Relaxed), 1);
    // The application's topology still has the activation.
    assert!(matches!(
        activated.object(),
        Some(NodeObject::TransformActivate(_))
    ));
}

#[test]
fn attributes_of_acceleration_change_nothing() {
    // There are no accelerated transforms: what is asked of them resolves to the same, and no node says it is one.
    let set: [fn(&Attributes); 8] = [
        |_| {},
        |a| a.set(Key::new(guids::MF_TOPOLOGY_DXVA_MODE), 1_u32),
        |a| a.set(Key::new(guids::MF_TOPOLOGY_DXVA_MODE), 2_u32),
        |a| a.set(Key::new(guids::MF_TOPOLOGY_HARDWARE_MODE), 1_u32),
        |a| a.set(Key::new(guids::MF_TOPOLOGY_ENABLE_XVP_FOR_PLAYBACK), 1_u32),
        |a| a.set(Key::new(guids::MF_TOPOLOGY_STATIC_PLAYBACK_OPTIMIZATIONS), 1_u32),
        |a| {
            a.set(
                Key::new(guids::MF_TOPOLOGY_PLAYBACK_MAX_DIMS),
                (1_920_u64 << 32) | 1_080,
            )
        },
        |a| {
            a.set(
                Key::new(guids::MF_TOPOLOGY_PLAYBACK_FRAMERATE),
                (60_u64 << 32) | 1,
            )
        },
    ];
    let mut first = None;
    for (case, set) in set.iter().enumerate() {
        let source = Source::new(&[vec![aac()]]);
        let node = source.node(0);
        let (sink_node, _sink) = output("renderer", vec![s16(48_000)]);
        let partial = chain(&[&node, &sink_node]);
        set(partial.attributes());
        let full = load(&standard_catalog(), &partial).unwrap().topology;
        let found = path(&full, node.id());
        assert_eq!(first.get_or_insert(found.clone()), &found, "{case}");
        for node in full.nodes() {
            let aware = Key::<bool>::new(guids::MF_TOPONODE_D3DAWARE);
            assert!(!node.attributes().get_or(aware, false), "{case}");
        }
    }
}

#[test]
fn kinds_have_their_published_numbers() {
    // MF_TOPOLOGY_TYPE.
    let table = [
        (NodeKind::Output, 0),
        (NodeKind::SourceStream, 1),
        (NodeKind::Transform, 2),
        (NodeKind::Tee, 3),
    ];
    for (kind, number) in table {
        assert_eq!(kind as u32, number);
        assert_eq!(TopologyNode::new(kind).kind(), kind);
    }
}
