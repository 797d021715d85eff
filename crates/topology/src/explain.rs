use std::fmt;

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

impl fmt::Display for Explanation {
    /// One block of lines for each connection, then the decisions about nodes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for connection in &self.connections {
            write!(f, "{connection}")?;
        }
        for note in &self.nodes {
            writeln!(f, "{note}")?;
        }
        Ok(())
    }
}

impl fmt::Display for NodeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (node {})", self.name, self.id)
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} -> {}", self.upstream, self.downstream)?;
        write_attempts(f, &self.attempts, 1)?;
        match &self.error {
            Some(error) => writeln!(f, "  failed: {error}"),
            None => Ok(()),
        }
    }
}

fn write_attempts(f: &mut fmt::Formatter<'_>, attempts: &[Attempt], depth: usize) -> fmt::Result {
    for attempt in attempts {
        writeln!(f, "{:1$}{attempt}", "", depth * 2)?;
        write_attempts(f, &attempt.then, depth + 1)?;
    }
    Ok(())
}

impl fmt::Display for Attempt {
    /// The attempt without what was tried behind it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {}: {}", self.method, self.media_type, self.result)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct => f.write_str("directly"),
            Self::Converter { name, merit, .. } => write!(f, "converter \"{name}\" (merit {merit})"),
            Self::Decoder { name, merit, .. } => write!(f, "decoder \"{name}\" (merit {merit})"),
        }
    }
}

impl fmt::Display for AttemptResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chosen => f.write_str("chosen"),
            Self::Refused(error) => write!(f, "refused, {error}"),
            Self::Abandoned(error) => write!(f, "possible here, but further on {error}"),
        }
    }
}

impl fmt::Display for NodeNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.node, self.note)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inserted => f.write_str("put in by the loader"),
            Self::OptionalNodeRejected(error) => write!(f, "optional, left out: {error}"),
            Self::OptionalBranchRemoved(error) => write!(f, "optional branch, left out: {error}"),
            Self::TrimsHere => f.write_str("trims the branch to its start and stop"),
        }
    }
}
