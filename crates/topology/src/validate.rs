use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use openmf_core::{Attribute, Attributes, Error, Key, Result, TopologyFault, keys};

use crate::{ConnectMethod, NodeId, NodeKind, NodeObject, Topology, TopologyNode};

/// Checks what `SetTopology` checks before it returns: that every source node names its source, its presentation
/// descriptor and its stream, and that the stream is selected.
///
/// # Errors
/// - [`Error::Topology`] with `MissingSource`, `MissingPresentationDescriptor`, `MissingStreamDescriptor` or
///   `StreamNotSelected`: the first fault in the order of the nodes.
pub fn validate_structure(topology: &Topology) -> Result<()> {
    topology.source_nodes().iter().try_for_each(check_source_node)
}

fn check_source_node(node: &TopologyNode) -> Result<()> {
    let id = node.id().0;
    if node.media_source().is_none() {
        return Err(Error::Topology(TopologyFault::MissingSource { node: id }));
    }
    let presentation = node.presentation_descriptor().ok_or(Error::Topology(
        TopologyFault::MissingPresentationDescriptor { node: id },
    ))?;
    let stream = node
        .stream_descriptor()
        .ok_or(Error::Topology(TopologyFault::MissingStreamDescriptor {
            node: id,
        }))?;
    // Copies of a presentation descriptor share their stream descriptors, so identity is the right test.
    let selected = presentation
        .streams()
        .any(|(candidate, on)| on && Arc::ptr_eq(candidate, &stream));
    if !selected {
        return Err(Error::Topology(TopologyFault::StreamNotSelected { node: id }));
    }
    Ok(())
}

/// Checks that no source node has a stream that is protected (`MF_SD_PROTECTED`): there is no decryptor.
///
/// # Errors
/// - [`Error::Topology`] with `CannotFindDecryptor`: the first such node.
///
/// Source: `MF_SD_PROTECTED`; `MF_E_TOPO_CANNOT_FIND_DECRYPTOR`.
pub fn validate_protection(topology: &Topology) -> Result<()> {
    let protected = topology.source_nodes().into_iter().find(is_protected);
    protected.map_or(Ok(()), |node| {
        let node = node.id().0;
        Err(Error::Topology(TopologyFault::CannotFindDecryptor { node }))
    })
}

pub(crate) fn is_protected(node: &TopologyNode) -> bool {
    let stream = node.stream_descriptor();
    stream.is_some_and(|stream| stream.attributes().get_or(keys::MF_SD_PROTECTED, false))
}

/// Checks the time attributes, which `SetTopology` does before it returns. `global_time` is the session's
/// `MF_SESSION_GLOBAL_TIME`: then every topology carries its place in the whole sequence, else none does.
///
/// # Errors
/// - [`Error::Topology`] with `InvalidTimeAttributes`: a time is negative or no time at all, a stop lies before its
///   start, or the place in the sequence is missing or not allowed.
///
/// Source: `IMFMediaSession::SetTopology`; `MF_SESSION_GLOBAL_TIME`.
pub fn validate_times(topology: &Topology, global_time: bool) -> Result<()> {
    for node in topology.source_nodes() {
        let start = time(
            node.attributes(),
            keys::MF_TOPONODE_MEDIASTART,
            "MEDIASTART is not a time",
        )?;
        let stop = time(
            node.attributes(),
            keys::MF_TOPONODE_MEDIASTOP,
            "MEDIASTOP is not a time",
        )?;
        let start = start.map_or(0, |t| t.as_100ns());
        if start < 0 {
            return Err(time_fault("MEDIASTART is negative"));
        }
        if stop.is_some_and(|stop| stop.as_100ns() < start) {
            return Err(time_fault("MEDIASTOP lies before MEDIASTART"));
        }
    }
    let a = topology.attributes();
    let start = time(a, keys::MF_TOPOLOGY_PROJECTSTART, "PROJECTSTART is not a time")?;
    let stop = time(a, keys::MF_TOPOLOGY_PROJECTSTOP, "PROJECTSTOP is not a time")?;
    match (global_time, start, stop) {
        (false, None, None) => Ok(()),
        (false, ..) => Err(time_fault(
            "PROJECTSTART and PROJECTSTOP need a session with global time",
        )),
        (true, Some(start), Some(stop)) if stop.as_100ns() < start.as_100ns() => {
            Err(time_fault("PROJECTSTOP lies before PROJECTSTART"))
        }
        (true, Some(_), Some(_)) => Ok(()),
        (true, ..) => Err(time_fault(
            "a session with global time needs PROJECTSTART and PROJECTSTOP",
        )),
    }
}

fn time<T: Attribute>(attributes: &Attributes, key: Key<T>, fault: &'static str) -> Result<Option<T>> {
    match attributes.get(key) {
        Ok(value) => Ok(Some(value)),
        Err(Error::AttributeType { .. }) => Err(time_fault(fault)),
        Err(_) => Ok(None),
    }
}

fn time_fault(what: &'static str) -> Error {
    Error::Topology(TopologyFault::InvalidTimeAttributes { what })
}

/// Checks the shape that a loader, or a session that is told not to resolve, relies on: what [`validate_structure`]
/// checks, at least one branch from a source node to an output node, no loop, a stream sink in every output node of a
/// branch, and no optional flag where nothing can be left out.
///
/// # Errors
/// - [`Error::Topology`]: the first fault found.
/// - [`Error::LimitReached`]: there are more than [`MAX_NODES`] nodes.
pub fn validate_graph(topology: &Topology) -> Result<()> {
    let nodes = topology.nodes();
    if nodes.len() > MAX_NODES {
        return Err(Error::LimitReached {
            what: "nodes of a topology",
            limit: MAX_NODES as u64,
        });
    }
    validate_structure(topology)?;
    if let Some(node) = find_loop(&nodes) {
        return Err(Error::Topology(TopologyFault::Loop { node: node.id().0 }));
    }
    let branches = nodes_of_branches(&nodes);
    if branches.is_empty() {
        return Err(Error::Topology(TopologyFault::NoSourceNode));
    }
    for node in &branches {
        let id = node.id().0;
        if connect_method(node).contains(ConnectMethod::AS_OPTIONAL) && !can_be_bypassed(node) {
            return Err(Error::Topology(TopologyFault::InvalidOptionalNode { node: id }));
        }
        match (node.kind(), node.object()) {
            (NodeKind::Output, Some(NodeObject::StreamSink(_))) => {}
            (NodeKind::Output, Some(_)) => {
                return Err(Error::Topology(TopologyFault::SinkActivatesUnsupported {
                    node: id,
                }));
            }
            (NodeKind::Output, None) => {
                return Err(Error::Topology(TopologyFault::MissingObject { node: id }));
            }
            // A transform may still be made from its class.
            (NodeKind::Transform, None)
                if !node
                    .attributes()
                    .contains(&keys::MF_TOPONODE_TRANSFORM_OBJECTID.guid()) =>
            {
                return Err(Error::Topology(TopologyFault::MissingObject { node: id }));
            }
            (NodeKind::SourceStream | NodeKind::Transform | NodeKind::Tee, _) => {}
        }
    }
    Ok(())
}

/// The most nodes of a topology that can be resolved or run.
pub const MAX_NODES: usize = 1024;

/// The flags of `MF_TOPONODE_CONNECT_METHOD`; by default a decoder is allowed.
pub(crate) fn connect_method(node: &TopologyNode) -> ConnectMethod {
    ConnectMethod(
        node.attributes()
            .get_or(keys::MF_TOPONODE_CONNECT_METHOD, ConnectMethod::ALLOW_DECODER.0),
    )
}

pub(crate) fn can_be_bypassed(node: &TopologyNode) -> bool {
    node.kind() == NodeKind::Transform && node.inputs().len() == 1 && node.outputs().len() == 1
}

/// The nodes that lie on some path from a source node to an output node, in an order in which every node comes after
/// the nodes that feed it. The graph has no loop.
pub(crate) fn nodes_of_branches(nodes: &[TopologyNode]) -> Vec<TopologyNode> {
    let fed = spread(nodes, NodeKind::SourceStream, |node| {
        node.outputs().into_iter().map(|(_, next, _)| next).collect()
    });
    let draining = spread(nodes, NodeKind::Output, |node| {
        node.inputs().into_iter().map(|(_, next, _)| next).collect()
    });
    in_order(nodes)
        .into_iter()
        .filter(|&index| fed.get(index) == Some(&true) && draining.get(index) == Some(&true))
        .filter_map(|index| nodes.get(index).cloned())
        .collect()
}

// Which nodes can be reached from the nodes of a kind.
fn spread(
    nodes: &[TopologyNode],
    from: NodeKind,
    next: impl Fn(&TopologyNode) -> Vec<TopologyNode>,
) -> Vec<bool> {
    let mut reached = vec![false; nodes.len()];
    let mut open: Vec<usize> = (0..nodes.len()).filter(|&i| nodes[i].kind() == from).collect();
    while let Some(index) = open.pop() {
        if std::mem::replace(&mut reached[index], true) {
            continue;
        }
        open.extend(next(&nodes[index]).iter().filter_map(|node| place(nodes, node)));
    }
    reached
}

fn place(nodes: &[TopologyNode], node: &TopologyNode) -> Option<usize> {
    nodes.iter().position(|other| other.is_same(node))
}

/// The nodes in an order in which every node comes after those that feed it (Kahn's algorithm), as indexes. Nodes on a
/// loop, or behind one, are left out.
pub(crate) fn in_order(nodes: &[TopologyNode]) -> Vec<usize> {
    let places: HashMap<NodeId, usize> = nodes.iter().enumerate().map(|(i, node)| (node.id(), i)).collect();
    let mut waiting: Vec<usize> = nodes
        .iter()
        .map(|node| {
            let inputs = node.inputs().into_iter();
            inputs.filter(|(_, up, _)| places.contains_key(&up.id())).count()
        })
        .collect();
    let mut order = Vec::with_capacity(nodes.len());
    let mut open: VecDeque<usize> = (0..nodes.len()).filter(|&i| waiting[i] == 0).collect();
    while let Some(index) = open.pop_front() {
        order.push(index);
        for (_, down, _) in nodes[index].outputs() {
            let Some(&next) = places.get(&down.id()) else {
                continue;
            };
            waiting[next] = waiting[next].saturating_sub(1);
            if waiting[next] == 0 {
                open.push_back(next);
            }
        }
    }
    order
}

fn find_loop(nodes: &[TopologyNode]) -> Option<TopologyNode> {
    let order = in_order(nodes);
    let mut ordered = vec![false; nodes.len()];
    for index in order {
        ordered[index] = true;
    }
    // Behind a loop nodes are left out too; walking upstream from any of them comes to the loop.
    let mut index = ordered.iter().position(|in_order| !in_order)?;
    for _ in 0..nodes.len() {
        let upstream = nodes[index].inputs().into_iter();
        let back = upstream
            .filter_map(|(_, up, _)| place(nodes, &up))
            .find(|&up| !ordered[up]);
        index = back?;
    }
    nodes.get(index).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use openmf_core::{MediaTime, PresentationTime};

    #[test]
    fn time_attributes_must_agree() {
        type Set = fn(&Topology, &TopologyNode);
        let table: [(&str, bool, Set, Option<&str>); 9] = [
            ("nothing", false, |_, _| (), None),
            (
                "start and stop",
                false,
                |_, n| {
                    n.attributes()
                        .set(keys::MF_TOPONODE_MEDIASTART, MediaTime::from_100ns(5));
                    n.attributes()
                        .set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::from_100ns(5));
                },
                None,
            ),
            (
                "stop before start",
                false,
                |_, n| {
                    n.attributes()
                        .set(keys::MF_TOPONODE_MEDIASTART, MediaTime::from_100ns(5));
                    n.attributes()
                        .set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::from_100ns(4));
                },
                Some("MEDIASTOP lies before MEDIASTART"),
            ),
            (
                "negative start",
                false,
                |_, n| {
                    n.attributes()
                        .set(keys::MF_TOPONODE_MEDIASTART, MediaTime::from_100ns(-1));
                },
                Some("MEDIASTART is negative"),
            ),
            (
                "negative stop",
                false,
                |_, n| {
                    n.attributes()
                        .set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::from_100ns(-1));
                },
                Some("MEDIASTOP lies before MEDIASTART"),
            ),
            (
                "a wrong type",
                false,
                |_, n| {
                    n.attributes()
                        .set(Key::<u32>::new(keys::MF_TOPONODE_MEDIASTOP.guid()), 1);
                },
                Some("MEDIASTOP is not a time"),
            ),
            (
                "project times without global time",
                false,
                |t, _| {
                    t.attributes()
                        .set(keys::MF_TOPOLOGY_PROJECTSTART, PresentationTime::from_100ns(0));
                },
                Some("PROJECTSTART and PROJECTSTOP need a session with global time"),
            ),
            (
                "global time without project times",
                true,
                |_, _| (),
                Some("a session with global time needs PROJECTSTART and PROJECTSTOP"),
            ),
            (
                "project stop before start",
                true,
                |t, _| {
                    t.attributes()
                        .set(keys::MF_TOPOLOGY_PROJECTSTART, PresentationTime::from_100ns(2));
                    t.attributes()
                        .set(keys::MF_TOPOLOGY_PROJECTSTOP, PresentationTime::from_100ns(1));
                },
                Some("PROJECTSTOP lies before PROJECTSTART"),
            ),
        ];
        for (case, global, set, expected) in table {
            let topology = Topology::new();
            let node = TopologyNode::new(NodeKind::SourceStream);
            topology.add_node(&node).unwrap();
            set(&topology, &node);
            let fault = validate_times(&topology, global).err().map(|error| match error {
                Error::Topology(TopologyFault::InvalidTimeAttributes { what }) => what,
                other => panic!("{case}: {other}"),
            });
            assert_eq!(fault, expected, "{case}");
        }
    }
}
