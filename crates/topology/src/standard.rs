use std::sync::Arc;

use openmf_core::{
    DeviceCatalog, Error, HardwareMode, PresentationDescriptor, Result, SuitedCatalog, TopologyFault,
    TransformCatalog, UserObject, keys,
};

use crate::devices::{self, Devices};
use crate::explain::{Explanation, NodeNote, NodeRef, Note};
use crate::negotiate::{Edge, Search};
use crate::validate::{can_be_bypassed, connect_method, is_protected, nodes_of_branches, validate_graph};
use crate::{
    ConnectMethod, LoadFailure, NodeId, NodeKind, NodeObject, Resolved, Topology, TopologyLoader,
    TopologyNode,
};

/// The loader of the engine: negotiates media types along every connection and puts in decoders and converters from a
/// catalog, by their merit: those that playback is for, and of those that work in hardware what
/// `MF_TOPOLOGY_HARDWARE_MODE` says.
///
/// Types are tried in this order: without conversion, then with a converter, then with a decoder, then with a decoder
/// and a converter. Among decoders the one of highest merit that can be joined is taken; among its output types the
/// first that needs no conversion. New transforms are always made afresh: nothing of the current topology is reused.
pub struct StandardTopologyLoader {
    catalog: Arc<dyn TransformCatalog>,
}

impl StandardTopologyLoader {
    /// A loader that takes its transforms from this catalog (`MFCreateTopoLoader`).
    pub fn new(catalog: Arc<dyn TransformCatalog>) -> Self {
        Self { catalog }
    }
}

impl TopologyLoader for StandardTopologyLoader {
    fn with_catalog(&self, catalog: Arc<dyn TransformCatalog>) -> Option<Arc<dyn TopologyLoader>> {
        Some(Arc::new(Self::new(catalog)))
    }

    fn load(&self, partial: &Topology, _current: Option<&Topology>) -> Result<Resolved, Box<LoadFailure>> {
        let mut explanation = Explanation {
            topology: partial.id(),
            connections: Vec::new(),
            nodes: Vec::new(),
        };
        match self.resolve(partial, &mut explanation) {
            Ok(topology) => Ok(Resolved {
                topology,
                explanation,
            }),
            Err(error) => Err(Box::new(LoadFailure { error, explanation })),
        }
    }
}

/// `MF_TOPOLOGY_RESOLUTION_OPTIONAL_NODE_REJECTED_MEDIA_TYPE`.
const OPTIONAL_NODE_REJECTED_MEDIA_TYPE: u32 = 1;

// What went wrong, and the node of the partial topology where it did.
struct Fault {
    error: Error,
    no_decoder_for: Option<(openmf_core::Guid, openmf_core::Guid)>,
    node: NodeId,
}

impl StandardTopologyLoader {
    fn resolve(&self, partial: &Topology, explanation: &mut Explanation) -> Result<Topology> {
        let base = partial.duplicate_connected();
        validate_graph(&base)?;
        let mut status = 0;
        let mut is_first = true;
        // Every round but the last leaves out at least one more node, so there are at most as many as nodes.
        loop {
            explanation.connections.clear();
            let round = base.duplicate();
            let is_first = std::mem::take(&mut is_first);
            let fault = match self.round(&base, &round, is_first, explanation) {
                Ok(()) => {
                    if leave_out_unaware(&base, &round, explanation) {
                        continue;
                    }
                    round
                        .attributes()
                        .set(keys::MF_TOPOLOGY_RESOLUTION_STATUS, status);
                    return Ok(round);
                }
                Err(fault) => fault,
            };
            if !leave_out(&base, &fault, explanation, &mut status) {
                annotate(partial, &fault);
                return Err(fault.error);
            }
        }
    }

    fn round(
        &self,
        base: &Topology,
        round: &Topology,
        is_first: bool,
        explanation: &mut Explanation,
    ) -> Result<(), Box<Fault>> {
        let nodes = nodes_of_branches(&round.nodes());
        if let Some(node) = nodes.iter().find(|node| is_protected(node)) {
            let fault = TopologyFault::CannotFindDecryptor { node: node.id().0 };
            return Err(Box::new(Fault {
                error: Error::Topology(fault),
                no_decoder_for: None,
                // Whether its branch may be left out is looked for upstream of its end.
                node: first_end(node).id(),
            }));
        }
        for node in &nodes {
            self.make_transform(base, node).map_err(|error| {
                Box::new(Fault {
                    error,
                    no_decoder_for: None,
                    node: node.id(),
                })
            })?;
        }
        let suited = SuitedCatalog {
            all: &*self.catalog,
            mode: HardwareMode::of(round.attributes()),
        };
        let mut inserted = Vec::new();
        for edges in groups(&nodes) {
            let devices = Devices::of(round, &edges);
            if let Some(devices) = devices.as_ref().filter(|_| is_first) {
                devices.give(&edges);
            }
            let with_devices = devices.map(|devices| DeviceCatalog {
                all: &suited,
                managers: devices.managers,
                decoders_alone: devices.decoders_alone,
            });
            let catalog: &dyn TransformCatalog = match &with_devices {
                Some(catalog) => catalog,
                None => &suited,
            };
            let mut search = Search::new(catalog, round, edges.clone());
            let result = search.run();
            inserted.append(&mut search.inserted);
            explanation
                .connections
                .extend(search.reports.into_iter().flatten());
            if let Err(failure) = result {
                let node = edges.get(failure.edge).map_or(NodeId(0), |edge| edge.down.id());
                return Err(Box::new(Fault {
                    error: failure.error,
                    no_decoder_for: failure.no_decoder_for,
                    node,
                }));
            }
        }
        let notes = inserted.iter().map(|node| NodeNote {
            node: NodeRef::new(node),
            note: Note::Inserted,
        });
        explanation.nodes.extend(notes);
        finish(round, explanation);
        Ok(())
    }

    // The transform is put into both topologies, so that it is made once for all rounds.
    fn make_transform(&self, base: &Topology, node: &TopologyNode) -> Result<()> {
        if node.kind() != NodeKind::Transform {
            return Ok(());
        }
        let transform = match node.object() {
            Some(NodeObject::TransformActivate(activate)) => activate.activate()?,
            None => {
                let class = node.attributes().get(keys::MF_TOPONODE_TRANSFORM_OBJECTID)?;
                self.catalog.by_class(&class)?.create()?
            }
            Some(_) => return Ok(()),
        };
        node.set_object(Some(NodeObject::Transform(transform.clone())))?;
        base.node_by_id(node.id())?
            .set_object(Some(NodeObject::Transform(transform)))
    }
}

/// The end of the first path from a node.
fn first_end(node: &TopologyNode) -> TopologyNode {
    let mut last = node.clone();
    // The graph has no loop and at most so many nodes.
    for _ in 0..crate::validate::MAX_NODES {
        match last.outputs().into_iter().next() {
            Some((_, down, _)) => last = down,
            None => break,
        }
    }
    last
}

/// The connections of the branches, in groups that have no node in common, in the order of the data's flow.
fn groups(nodes: &[TopologyNode]) -> Vec<Vec<Edge>> {
    let place = |node: &TopologyNode| nodes.iter().position(|other| other.is_same(node));
    let mut group: Vec<usize> = (0..nodes.len()).collect();
    let mut edges = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        for (output, down, input) in node.outputs() {
            let Some(other) = place(&down) else { continue };
            let (from, to) = (group[index], group[other]);
            group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            edges.push((
                index,
                Edge {
                    up: node.clone(),
                    output,
                    down,
                    input,
                },
            ));
        }
    }
    let mut order: Vec<usize> = Vec::new();
    for &(index, _) in &edges {
        if !order.contains(&group[index]) {
            order.push(group[index]);
        }
    }
    order
        .into_iter()
        .map(|wanted| {
            edges
                .iter()
                .filter(|(index, _)| group[*index] == wanted)
                .map(|(_, edge)| edge.clone())
                .collect()
        })
        .collect()
}

/// Leaves out an optional node that knows nothing of the devices with which the decoder before it works; `false` if there
/// is none.
fn leave_out_unaware(base: &Topology, round: &Topology, explanation: &mut Explanation) -> bool {
    let nodes = nodes_of_branches(&round.nodes());
    let found = devices::in_the_way(round, &nodes).and_then(|node| base.node_by_id(node.id()).ok());
    let Some(node) = found else {
        return false;
    };
    let error = Error::NotImplemented {
        what: "Direct3D in a transform".into(),
    };
    explanation.nodes.push(NodeNote {
        node: NodeRef::new(&node),
        note: Note::OptionalNodeRejected(error),
    });
    bypass(base, &node);
    true
}

/// Leaves out the optional node or branch that is nearest upstream of the failure; `false` if there is none.
fn leave_out(topology: &Topology, fault: &Fault, explanation: &mut Explanation, status: &mut u32) -> bool {
    let Ok(start) = topology.node_by_id(fault.node) else {
        return false;
    };
    let mut open = std::collections::VecDeque::from([start]);
    let mut seen: Vec<TopologyNode> = Vec::new();
    while let Some(node) = open.pop_front() {
        if seen.iter().any(|other| other.is_same(&node)) {
            continue;
        }
        let method = connect_method(&node);
        let name = NodeRef::new(&node);
        let note = if method.contains(ConnectMethod::AS_OPTIONAL) && can_be_bypassed(&node) {
            bypass(topology, &node);
            *status |= OPTIONAL_NODE_REJECTED_MEDIA_TYPE;
            Some(Note::OptionalNodeRejected(fault.error.clone()))
        } else if method.contains(ConnectMethod::AS_OPTIONAL_BRANCH) && remove_branch(topology, &node) {
            Some(Note::OptionalBranchRemoved(fault.error.clone()))
        } else {
            None
        };
        if let Some(note) = note {
            explanation.nodes.push(NodeNote { node: name, note });
            return true;
        }
        open.extend(node.inputs().into_iter().map(|(_, up, _)| up));
        seen.push(node);
    }
    false
}

fn bypass(topology: &Topology, node: &TopologyNode) {
    let upstream = node.inputs().into_iter().next();
    let downstream = node.outputs().into_iter().next();
    // The node is in the topology, and its neighbours were connected before.
    let _ = topology.remove_node(node);
    if let (Some((_, up, output)), Some((_, down, input))) = (upstream, downstream) {
        let _ = up.connect_output(output, &down, input);
    }
}

/// Removes a node, everything behind it, and what thereby leads nowhere; `false`, with nothing changed, if no branch
/// would be left.
fn remove_branch(topology: &Topology, node: &TopologyNode) -> bool {
    let mut doomed: Vec<TopologyNode> = Vec::new();
    let mut open = vec![node.clone()];
    while let Some(node) = open.pop() {
        if !doomed.iter().any(|other| other.is_same(&node)) {
            open.extend(node.outputs().into_iter().map(|(_, down, _)| down));
            doomed.push(node);
        }
    }
    let is_doomed =
        |doomed: &[TopologyNode], node: &TopologyNode| doomed.iter().any(|other| other.is_same(node));
    // Upstream of the branch: a node all of whose outputs lead into it.
    loop {
        let useless = topology.nodes().into_iter().find(|candidate| {
            let outputs = candidate.outputs();
            !is_doomed(&doomed, candidate)
                && !outputs.is_empty()
                && outputs.iter().all(|(_, down, _)| is_doomed(&doomed, down))
        });
        match useless {
            Some(node) => doomed.push(node),
            None => break,
        }
    }
    let rest: Vec<TopologyNode> = topology
        .nodes()
        .into_iter()
        .filter(|node| !is_doomed(&doomed, node))
        .collect();
    if nodes_of_branches(&rest).is_empty() {
        return false;
    }
    for node in &doomed {
        // Every doomed node is in the topology: connections that lead out of it were not copied.
        let _ = topology.remove_node(node);
    }
    for source in doomed.iter().filter(|node| node.kind() == NodeKind::SourceStream) {
        deselect(topology, source);
    }
    true
}

/// Gives the remaining nodes of a removed node's source a presentation descriptor in which its stream is not selected.
/// The application's own descriptor stays as it is.
fn deselect(topology: &Topology, removed: &TopologyNode) {
    let (Some(presentation), Some(stream)) = (removed.presentation_descriptor(), removed.stream_descriptor())
    else {
        return;
    };
    let remaining: Vec<TopologyNode> = topology
        .source_nodes()
        .into_iter()
        .filter(|node| {
            node.presentation_descriptor()
                .is_some_and(|p| Arc::ptr_eq(&p, &presentation))
        })
        .collect();
    let still_read = remaining.iter().any(|node| {
        node.stream_descriptor()
            .is_some_and(|other| Arc::ptr_eq(&other, &stream))
    });
    if still_read {
        return;
    }
    let started = Arc::new(PresentationDescriptor::clone(&presentation));
    let index = started
        .streams()
        .position(|(other, _)| Arc::ptr_eq(other, &stream));
    if let Some(index) = index {
        // The index was just found.
        let _ = started.select(index, false);
    }
    for node in remaining {
        node.attributes().set(
            keys::MF_TOPONODE_PRESENTATION_DESCRIPTOR,
            UserObject::from_arc(Arc::clone(&started)),
        );
    }
}

/// Leaves the error on the node of the application's topology.
fn annotate(partial: &Topology, fault: &Fault) {
    let Ok(node) = partial.node_by_id(fault.node) else {
        return;
    };
    let a = node.attributes();
    a.set(keys::MF_TOPONODE_ERRORCODE, fault.error.hresult().0 as u32);
    if let Some((major, subtype)) = fault.no_decoder_for {
        a.set(keys::MF_TOPONODE_ERROR_MAJORTYPE, major);
        a.set(keys::MF_TOPONODE_ERROR_SUBTYPE, subtype);
    }
}

/// Sets the attributes of a full topology: where each branch is trimmed, and that the types stay.
fn finish(topology: &Topology, explanation: &mut Explanation) {
    let nodes = nodes_of_branches(&topology.nodes());
    let trims = !topology
        .attributes()
        .get_or(keys::MF_TOPOLOGY_NO_MARKIN_MARKOUT, false);
    for source in nodes.iter().filter(|node| node.kind() == NodeKind::SourceStream) {
        if trims {
            for node in trimming_nodes(source) {
                node.attributes().set(keys::MF_TOPONODE_MARKIN_HERE, true);
                node.attributes().set(keys::MF_TOPONODE_MARKOUT_HERE, true);
                explanation.nodes.push(NodeNote {
                    node: NodeRef::new(&node),
                    note: Note::TrimsHere,
                });
            }
        }
    }
    for node in &nodes {
        node.attributes().set(keys::MF_TOPONODE_LOCKED, true);
    }
    devices::mark(&nodes);
}

/// The nodes that trim the branches of a source node: on every path the last decoder; the source node if there is no
/// decoder at all. Nothing, if the application has marked a node itself.
///
/// Behind a tee some paths may have a decoder and others none: compressed data must not be trimmed before it is decoded,
/// so the source node is left alone then, and the last transform of such a path trims.
fn trimming_nodes(source: &TopologyNode) -> Vec<TopologyNode> {
    let mut paths: Vec<Vec<TopologyNode>> = Vec::new();
    let mut open = vec![vec![source.clone()]];
    while let Some(path) = open.pop() {
        let Some(last) = path.last() else { continue };
        if last.kind() == NodeKind::Output {
            paths.push(path);
        } else if paths.len() + open.len() < crate::validate::MAX_NODES {
            for (_, down, _) in last.outputs().into_iter().rev() {
                let mut longer = path.clone();
                longer.push(down);
                open.push(longer);
            }
        }
    }
    let marked = |node: &TopologyNode| {
        node.attributes().get_or(keys::MF_TOPONODE_MARKIN_HERE, false)
            || node.attributes().get_or(keys::MF_TOPONODE_MARKOUT_HERE, false)
    };
    if paths.iter().flatten().any(marked) {
        return Vec::new();
    }
    let decoder = |path: &[TopologyNode]| {
        path.iter()
            .rfind(|node| node.attributes().get_or(keys::MF_TOPONODE_DECODER, false))
            .cloned()
    };
    let none_decodes = paths.iter().all(|path| decoder(path).is_none());
    let mut trimming: Vec<TopologyNode> = Vec::new();
    for path in &paths {
        let node = match decoder(path) {
            Some(node) => Some(node),
            None if none_decodes => Some(source.clone()),
            None => path
                .iter()
                .rfind(|node| node.kind() == NodeKind::Transform)
                .cloned(),
        };
        if let Some(node) = node
            && !trimming.iter().any(|other| other.is_same(&node))
        {
            trimming.push(node);
        }
    }
    trimming
}
