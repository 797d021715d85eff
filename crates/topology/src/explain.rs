use openmf_core::{Error, Guid, MediaType};

use crate::{NodeId, NodeKind, TopologyId, TopologyNode};

/// What a loader tried, what it was told, and what it chose: data for programs, text for people (`Display`).
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The topology that was to be resolved.
    pub topology: TopologyId,
    /// The connections of the partial topology, in the order of their resolution.
    pub connections: Vec<Connection>,
    /// What was decided about single nodes, in order.
    pub nodes: Vec<NodeNote>,
}

/// A node, by identifier and name, so that an explanation outlives its topology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeRef {
    /// The identifier.
    pub id: NodeId,
    /// What the node is.
    pub kind: NodeKind,
    /// The node's name at that time.
    pub name: String,
}

impl NodeRef {
    /// Refers to a node.
    pub fn new(node: &TopologyNode) -> Self {
        Self {
            id: node.id(),
            kind: node.kind(),
            name: node.name(),
        }
    }
}

/// How one connection of the partial topology was resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// The upstream node.
    pub upstream: NodeRef,
    /// Its output.
    pub output: u32,
    /// The downstream node.
    pub downstream: NodeRef,
    /// Its input.
    pub input: u32,
    /// What was tried, in order. The last one was chosen unless there is an error.
    pub attempts: Vec<Attempt>,
    /// Why it failed, if it did.
    pub error: Option<Error>,
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// How the nodes were to be joined.
    pub method: Method,
    /// The media type offered by the upstream side.
    pub media_type: MediaType,
    /// What came of it.
    pub result: AttemptResult,
    /// For an inserted transform: what was tried to connect its output, in order.
    pub then: Vec<Attempt>,
}

/// How two nodes are joined.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Without anything in between.
    Direct,
    /// By a converter from the registry.
    Converter {
        /// The converter's name.
        name: String,
        /// Its class.
        class: Guid,
        /// Its merit.
        merit: u32,
    },
    /// By a decoder from the registry.
    Decoder {
        /// The decoder's name.
        name: String,
        /// Its class.
        class: Guid,
        /// Its merit.
        merit: u32,
    },
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum AttemptResult {
    /// It is part of the full topology.
    Chosen,
    /// The downstream side, or the inserted transform itself, refused.
    Refused(Error),
    /// It was possible here, but nothing fitted further downstream.
    Abandoned(Error),
}

/// A decision about one node.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeNote {
    /// The node.
    pub node: NodeRef,
    /// The decision.
    pub note: Note,
}

/// A decision about a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// The loader put it in.
    Inserted,
    /// It is optional and was left out for this error.
    OptionalNodeRejected(Error),
    /// It begins an optional branch, which was removed for this error.
    OptionalBranchRemoved(Error),
    /// The branch is trimmed to its start and stop here.
    TrimsHere,
}
