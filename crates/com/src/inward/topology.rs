//! Another implementation's topologies: copied by their public interfaces.

use openmf_topology::{NodeKind, Topology, TopologyNode};
use windows_core::{IUnknown, Interface};

use crate::bindings::{IMFTopology, IMFTopologyNode};
use crate::{node, topology};

type Result<T> = windows_core::Result<T>;

/// More connections than this on either side of a node are not read.
const MAX_STREAMS: u32 = 1024;

/// A topology of ours with the nodes, objects, attributes and connections of another one.
///
/// # Errors
/// Whatever the topology and its nodes answer.
pub(crate) fn copy(of: &IMFTopology) -> Result<Topology> {
    let core = Topology::new();
    let ours = topology::to_com(&core)?;
    // SAFETY: calls of live objects, with writable locals.
    unsafe {
        of.CopyAllItems(&ours).ok()?;
        let mut nodes: Vec<(IUnknown, IMFTopologyNode, IMFTopologyNode)> = Vec::new();
        for index in 0..of.GetNodeCount()? {
            let theirs = of.GetNode(index)?;
            let copied = node::to_com(&copy_node(&theirs)?)?;
            ours.AddNode(&copied).ok()?;
            nodes.push((theirs.cast()?, theirs, copied));
        }
        for (_, theirs, copied) in &nodes {
            for output in 0..theirs.GetOutputCount()?.min(MAX_STREAMS) {
                let (mut downstream, mut input) = (None, 0);
                // An output without a connection has nothing to give.
                if theirs.GetOutput(output, &mut downstream, &mut input).is_err() {
                    continue;
                }
                let Some(downstream) = downstream else { continue };
                let identity: IUnknown = downstream.cast()?;
                if let Some((_, _, to)) = nodes.iter().find(|(known, ..)| *known == identity) {
                    copied.ConnectOutput(output, to, input).ok()?;
                }
            }
        }
    }
    Ok(core)
}

/// A node of ours, without connections, with another one's object, attributes and preferred types.
///
/// # Errors
/// Whatever the node answers.
pub(crate) fn copy_node(of: &IMFTopologyNode) -> Result<TopologyNode> {
    // SAFETY: calls of live objects.
    unsafe {
        let ours = node::create(of.GetNodeType()?)?;
        of.CopyAllItems(&ours).ok()?;
        if let Ok(object) = of.GetObject() {
            ours.SetObject(&object).ok()?;
        }
        ours.SetTopoNodeID(of.GetTopoNodeID()?).ok()?;
        let copied = node::to_core(&ours)?;
        if copied.kind() != NodeKind::SourceStream {
            for input in 0..of.GetInputCount()?.min(MAX_STREAMS) {
                if let Ok(preferred) = of.GetInputPrefType(input) {
                    ours.SetInputPrefType(input, &preferred).ok()?;
                }
            }
        }
        if copied.kind() != NodeKind::Output {
            for output in 0..of.GetOutputCount()?.min(MAX_STREAMS) {
                if let Ok(preferred) = of.GetOutputPrefType(output) {
                    ours.SetOutputPrefType(output, &preferred).ok()?;
                }
            }
        }
        Ok(copied)
    }
}
