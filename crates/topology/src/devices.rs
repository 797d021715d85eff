//! Who works with the Direct3D devices of a sink.
//!
//! Source: `MF_TOPOLOGY_DXVA_MODE`, `MF_TOPONODE_D3DAWARE`, "Supporting DXVA 2.0 in Media Foundation" (Microsoft Learn).

use openmf_core::{Attributes, DeviceManager, Key, guids, keys};

use crate::negotiate::Edge;
use crate::validate::{can_be_bypassed, connect_method};
use crate::{ConnectMethod, NodeKind, NodeObject, Topology, TopologyNode};

const D3D_AWARE: Key<bool> = Key::new(guids::MF_TOPONODE_D3DAWARE);

// `MFTOPOLOGY_DXVA_MODE`.
const NONE: u32 = 1;
const FULL: u32 = 2;

/// The devices for the transforms of connected branches.
pub(crate) struct Devices {
    pub(crate) managers: Vec<DeviceManager>,
    /// Only decoders get them.
    pub(crate) decoders_alone: bool,
}

impl Devices {
    /// What the topology allows and the sink of these connections offers. What is behind a tee is for sinks that need not
    /// share a device, so it stays in system memory.
    pub(crate) fn of(topology: &Topology, edges: &[Edge]) -> Option<Self> {
        let mode = Key::<u32>::new(guids::MF_TOPOLOGY_DXVA_MODE);
        let mode = topology.attributes().get_or(mode, 0);
        let mut ends = edges
            .iter()
            .map(|edge| &edge.down)
            .filter(|node| node.kind() == NodeKind::Output);
        let (Some(end), None) = (ends.next(), ends.next()) else {
            return None;
        };
        let Some(NodeObject::StreamSink(sink)) = end.object().filter(|_| mode != NONE) else {
            return None;
        };
        let managers = sink.device_managers();
        (!managers.is_empty()).then_some(Self {
            managers,
            decoders_alone: mode != FULL,
        })
    }

    /// Gives them to the transforms that are there already.
    pub(crate) fn give(&self, edges: &[Edge]) {
        for node in edges.iter().map(|edge| &edge.down) {
            if let Some(NodeObject::Transform(transform)) = node.object()
                && (!self.decoders_alone || is_decoder(node))
            {
                let mut transform = transform.lock();
                let _ = self.managers.iter().any(|manager| manager.give(&mut **transform));
            }
        }
    }
}

/// A program that puts a decoder in by hand marks it.
fn is_decoder(node: &TopologyNode) -> bool {
    let a = node.attributes();
    a.get_or(keys::MF_TOPONODE_DECODER, false) || a.get_or(D3D_AWARE, false)
}

fn works_with_devices(node: &TopologyNode) -> bool {
    matches!(node.object(), Some(NodeObject::Transform(transform)) if transform.lock().has_device_manager())
}

/// Says of each transform that works with devices that it does.
pub(crate) fn mark(nodes: &[TopologyNode]) {
    for node in nodes.iter().filter(|node| works_with_devices(node)) {
        node.attributes().set(D3D_AWARE, true);
    }
}

/// An optional transform behind a decoder that works with devices, of which it knows nothing: where decoders alone are to
/// work with them, it is left out.
pub(crate) fn in_the_way(topology: &Topology, nodes: &[TopologyNode]) -> Option<TopologyNode> {
    let mode = Key::<u32>::new(guids::MF_TOPOLOGY_DXVA_MODE);
    if topology.attributes().get_or(mode, 0) != 0 {
        return None;
    }
    let knows = |a: &Attributes| {
        [guids::MF_SA_D3D_AWARE, guids::MF_SA_D3D11_AWARE]
            .iter()
            .any(|aware| a.get_or(Key::<bool>::new(*aware), false))
    };
    let knows_devices = |node: &TopologyNode| match node.object() {
        Some(NodeObject::Transform(transform)) => transform.lock().attributes().is_some_and(knows),
        _ => true,
    };
    let decoders = nodes
        .iter()
        .filter(|node| is_decoder(node) && works_with_devices(node));
    let mut open: Vec<TopologyNode> = decoders
        .flat_map(|node| node.outputs().into_iter().map(|(_, down, _)| down))
        .collect();
    // The graph has no loop and at most so many nodes.
    for _ in 0..crate::validate::MAX_NODES {
        let node = open.pop()?;
        if node.kind() == NodeKind::Transform
            && connect_method(&node).contains(ConnectMethod::AS_OPTIONAL)
            && can_be_bypassed(&node)
            && !knows_devices(&node)
        {
            return Some(node);
        }
        open.extend(node.outputs().into_iter().map(|(_, down, _)| down));
    }
    None
}
