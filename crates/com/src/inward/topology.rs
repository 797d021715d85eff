//! Another implementation's topologies, copied by their public interfaces, and its nodes in topologies of ours.
//!
//! Such a node keeps its contents and its outputs to itself: a node of the core stands for it, and is brought up to date
//! before a topology is used. Only what feeds it is known here alone, for no interface could tell it.

use openmf_topology::{NodeId, NodeKind, Topology, TopologyId, TopologyNode};
use windows_core::{IUnknown, Interface};

use crate::bindings::{IMFTopology, IMFTopologyNode};
use crate::convert::fail;
use crate::foreign::Foreign;
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
        core.set_id(TopologyId(of.GetTopologyID()?.0));
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
fn copy_node(of: &IMFTopologyNode) -> Result<TopologyNode> {
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

fn original(node: &TopologyNode) -> Option<IMFTopologyNode> {
    node.original().and_then(Foreign::unwrap)?.cast().ok()
}

fn originals(topology: &Topology) -> Vec<(TopologyNode, IMFTopologyNode)> {
    let nodes = topology.nodes().into_iter();
    nodes
        .filter_map(|node| original(&node).map(|theirs| (node, theirs)))
        .collect()
}

/// Reads another implementation's nodes of a topology of ours again, with their connections.
///
/// # Errors
/// Whatever the nodes answer.
pub(crate) fn refresh(topology: &Topology) -> Result<()> {
    for (node, _) in originals(topology) {
        refresh_node(&node)?;
    }
    refresh_connections(topology)
}

/// Reads a node again, but not its connections. Nothing happens with ours.
///
/// # Errors
/// Whatever the node answers.
pub(crate) fn refresh_node(node: &TopologyNode) -> Result<()> {
    match original(node) {
        Some(theirs) => node.renew_from(&copy_node(&theirs)?).map_err(fail),
        None => Ok(()),
    }
}

/// Reads the identifiers of another implementation's nodes again. One that does not tell it keeps the one it had: who
/// asks for another node need not suffer for it.
pub(crate) fn refresh_identifiers(topology: &Topology) {
    for (node, theirs) in originals(topology) {
        // SAFETY: a live object.
        if let Ok(id) = unsafe { theirs.GetTopoNodeID() } {
            node.set_id(NodeId(id.0));
        }
    }
}

/// Reads what the outputs of another implementation's nodes are connected to.
///
/// # Errors
/// Whatever the nodes answer.
pub(crate) fn refresh_connections(topology: &Topology) -> Result<()> {
    for (node, theirs) in originals(topology) {
        // SAFETY: a live object.
        let count = unsafe { theirs.GetOutputCount() }?.min(MAX_STREAMS);
        for output in 0..count.max(node.output_count()) {
            let (mut downstream, mut input) = (None, 0);
            // SAFETY: a live object, and writable locals.
            let told = unsafe { theirs.GetOutput(output, &mut downstream, &mut input) };
            let now = node.output(output);
            match downstream.filter(|_| told.is_ok()) {
                Some(downstream) => {
                    let downstream = node::to_core(&downstream)?;
                    if !now.is_ok_and(|(known, at)| known.is_same(&downstream) && at == input) {
                        node.connect_output(output, &downstream, input).map_err(fail)?;
                    }
                }
                None if now.is_ok() => node.disconnect_output(output).map_err(fail)?,
                None => {}
            }
        }
    }
    Ok(())
}

/// What feeds another implementation's tee by its own account, connected to it. `None` if it is ours, or nothing feeds it.
///
/// # Errors
/// Whatever the nodes answer.
pub(crate) fn upstream(tee: &TopologyNode) -> Result<Option<TopologyNode>> {
    let Some(theirs) = original(tee).filter(|_| tee.kind() == NodeKind::Tee && tee.input(0).is_err()) else {
        return Ok(None);
    };
    let (mut upstream, mut output) = (None, 0);
    // SAFETY: a live object, and writable locals.
    let told = unsafe { theirs.GetInput(0, &mut upstream, &mut output) };
    let Some(upstream) = upstream.filter(|_| told.is_ok()) else {
        return Ok(None);
    };
    let upstream = node::to_core(&upstream)?;
    if upstream.output(output).is_ok() {
        return Ok(None);
    }
    refresh_node(&upstream)?;
    upstream.connect_output(output, tee, 0).map_err(fail)?;
    Ok(Some(upstream))
}

/// Tells another implementation's node that its output is connected no longer. Nothing happens with ours.
pub(crate) fn disconnect(node: &TopologyNode, output: u32) {
    if let Some(theirs) = original(node) {
        // SAFETY: a live object. That it is not connected is what is wanted.
        let _ = unsafe { theirs.DisconnectOutput(output) };
    }
}

/// What a node is connected to, for the nodes of others that end a connection to be told.
pub(crate) struct Connections(Vec<(TopologyNode, u32)>);

impl Connections {
    pub(crate) fn of(node: &TopologyNode) -> Self {
        let outputs = node
            .outputs()
            .into_iter()
            .map(|(output, ..)| (node.clone(), output));
        let inputs = node
            .inputs()
            .into_iter()
            .map(|(_, upstream, output)| (upstream, output));
        Self(outputs.chain(inputs).collect())
    }

    pub(crate) fn disconnect(&self) {
        for (node, output) in &self.0 {
            disconnect(node, *output);
        }
    }
}
