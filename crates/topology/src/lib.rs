//! Topologies, their nodes, and the loader that completes them.
//!
//! A [`Topology`] says which streams flow where: source nodes, transform nodes, output nodes, tees, and the connections
//! between them. An application builds a *partial* one, without decoders and converters; a [`TopologyLoader`] makes a
//! *full* one of it, in which every transform exists and every media type is set.
//!
//! The order of calls: build a [`Topology`] from [`TopologyNode`]s, [`validate_structure`] and [`validate_times`] it, [`bind_output_nodes`] to
//! turn activation objects into stream sinks, [`TopologyLoader::load`]. What the loader did and why is in the
//! [`Explanation`], as data, as text, and as a picture.
//!
//! The crate is pure: it starts no thread and touches no file or clock.

mod bind;
mod complete;
mod current_type;
mod devices;
mod explain;
mod ids;
mod loader;
mod negotiate;
mod node;
mod picture;
mod standard;
mod topology;
mod validate;

pub use bind::{BoundSinks, SinkBinding, bind_output_nodes, bind_output_nodes_beside};
pub use current_type::current_type;
pub use explain::{Attempt, AttemptResult, Connection, Explanation, Method, NodeNote, NodeRef, Note};
pub use ids::{NodeId, TopologyId};
pub use loader::{ConnectMethod, LoadFailure, Resolved, TopologyLoader};
pub use node::{NodeKind, NodeObject, TopologyNode, WeakTopologyNode};
pub use standard::StandardTopologyLoader;
pub use topology::Topology;
pub use validate::{MAX_NODES, validate_graph, validate_protection, validate_structure, validate_times};
