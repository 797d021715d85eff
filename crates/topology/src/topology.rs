use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::live::{self, Live};
use openmf_core::{Attributes, Error, Result};

use crate::{MAX_NODES, NodeId, NodeKind, TopologyId, TopologyNode};

/// A graph of nodes (`IMFTopology`): a cheap handle to a shared, mutable object.
///
/// Nodes keep the order in which they were added.
#[derive(Clone)]
pub struct Topology {
    graph: Arc<Graph>,
}

struct Graph {
    attributes: Attributes,
    state: Mutex<State>,
    _live: Live<{ live::TOPOLOGY }>,
}

struct State {
    id: TopologyId,
    nodes: Vec<TopologyNode>,
}

impl Topology {
    /// An empty topology with a new identifier (`MFCreateTopology`).
    pub fn new() -> Self {
        Self {
            graph: Arc::new(Graph {
                attributes: Attributes::new(),
                state: Mutex::new(State {
                    id: TopologyId::next(),
                    nodes: Vec::new(),
                }),
                _live: Live::new(),
            }),
        }
    }

    /// The topology's identifier.
    pub fn id(&self) -> TopologyId {
        self.state().id
    }

    /// Replaces the topology's identifier: a copy of another implementation's topology has that one's.
    pub fn set_id(&self, id: TopologyId) {
        self.state().id = id;
    }

    /// The topology's attributes.
    pub fn attributes(&self) -> &Attributes {
        &self.graph.attributes
    }

    /// Whether both handles are of the same topology. Copies are not.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.graph, &other.graph)
    }

    /// A number that handles of this topology share, and no other topology's as long as it lives.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.graph).addr()
    }

    /// Adds a node.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: the node, or one with its identifier, is there already.
    pub fn add_node(&self, node: &TopologyNode) -> Result<()> {
        let id = node.id();
        let mut state = self.state();
        if state
            .nodes
            .iter()
            .any(|other| other.is_same(node) || other.id() == id)
        {
            return Err(Error::invalid_argument(format!(
                "node {id} is in the topology already"
            )));
        }
        state.nodes.push(node.clone());
        Ok(())
    }

    /// Removes a node and breaks its connections.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: the node is not in this topology.
    pub fn remove_node(&self, node: &TopologyNode) -> Result<()> {
        {
            let mut state = self.state();
            let index = state.nodes.iter().position(|other| other.is_same(node));
            let index = index.ok_or_else(|| {
                Error::invalid_argument(format!("node {} is not in the topology", node.id()))
            })?;
            state.nodes.remove(index);
        }
        node.disconnect();
        Ok(())
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.state().nodes.len()
    }

    /// The node at an index, in the order of their adding.
    ///
    /// # Errors
    /// - [`Error::InvalidIndex`]: there are fewer nodes.
    pub fn node(&self, index: usize) -> Result<TopologyNode> {
        let state = self.state();
        state.nodes.get(index).cloned().ok_or(Error::InvalidIndex {
            index: index as u64,
            count: state.nodes.len() as u64,
        })
    }

    /// The node of an identifier.
    ///
    /// # Errors
    /// - [`Error::NotFound`]: there is none.
    pub fn node_by_id(&self, id: NodeId) -> Result<TopologyNode> {
        let nodes = self.nodes();
        nodes
            .into_iter()
            .find(|node| node.id() == id)
            .ok_or_else(|| Error::NotFound {
                what: format!("node {id}").into(),
            })
    }

    /// All nodes, in the order of their adding.
    pub fn nodes(&self) -> Vec<TopologyNode> {
        self.state().nodes.clone()
    }

    /// The source nodes, in the order of their adding (`GetSourceNodeCollection`).
    pub fn source_nodes(&self) -> Vec<TopologyNode> {
        self.nodes_of(NodeKind::SourceStream)
    }

    /// The output nodes, in the order of their adding (`GetOutputNodeCollection`).
    pub fn output_nodes(&self) -> Vec<TopologyNode> {
        self.nodes_of(NodeKind::Output)
    }

    fn nodes_of(&self, kind: NodeKind) -> Vec<TopologyNode> {
        let mut nodes = self.nodes();
        nodes.retain(|node| node.kind() == kind);
        nodes
    }

    /// Removes all nodes. Their connections among each other, the attributes and the identifier stay.
    pub fn clear(&self) {
        // Dropped after the lock: the last handle of a node drops objects of the application.
        let nodes = std::mem::take(&mut self.state().nodes);
        drop(nodes);
    }

    /// Becomes a copy of another topology: its identifier, its attributes, and copies of its nodes with the same
    /// identifiers and the same connections (`IMFTopology::CloneFrom`). The nodes' objects are shared. A connection
    /// to a node that is not in the other topology is left out.
    pub fn copy_from(&self, other: &Self) {
        if !self.is_same(other) {
            self.copy_nodes(other, other.nodes());
        }
    }

    fn copy_nodes(&self, other: &Self, originals: Vec<TopologyNode>) {
        let id = other.id();
        let copies: Vec<TopologyNode> = originals.iter().map(TopologyNode::duplicate).collect();
        for (original, copy) in originals.iter().zip(&copies) {
            for (output, downstream, input) in original.outputs() {
                let place = originals.iter().position(|node| node.is_same(&downstream));
                if let Some(downstream) = place.and_then(|index| copies.get(index)) {
                    // The same connection was accepted between the originals.
                    let _ = copy.connect_output(output, downstream, input);
                }
            }
        }
        self.attributes().copy_from(other.attributes());
        let former = std::mem::replace(&mut *self.state(), State { id, nodes: copies });
        drop(former);
    }

    /// A new topology that is a copy of this one, as by [`Topology::copy_from`].
    pub fn duplicate(&self) -> Self {
        let copy = Self::new();
        copy.copy_from(self);
        copy
    }

    /// The same, with the nodes that its own lead to and that nobody added: a program that connects a tee may leave it at
    /// that. Not one that has the identifier of another.
    pub fn duplicate_connected(&self) -> Self {
        let mut nodes = self.nodes();
        let mut next = 0;
        while let Some(node) = nodes.get(next).filter(|_| nodes.len() <= MAX_NODES) {
            for (_, downstream, _) in node.outputs() {
                let id = downstream.id();
                if !nodes
                    .iter()
                    .any(|known| known.is_same(&downstream) || known.id() == id)
                {
                    nodes.push(downstream);
                }
            }
            next += 1;
        }
        let copy = Self::new();
        copy.copy_nodes(self, nodes);
        copy
    }

    // A poisoned topology is still whole: every change under the lock is a single assignment, push or remove.
    fn state(&self) -> MutexGuard<'_, State> {
        self.graph.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Topology {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Topology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Topology")
            .field("id", &self.id())
            .field("nodes", &self.nodes())
            .finish()
    }
}
