use openmf_core::{Error, MediaType, MediaTypeHandler, Result, TopologyFault, keys};

use crate::validate::MAX_NODES;
use crate::{NodeKind, TopologyNode};

/// The media type that a stream of a resolved node has now, from the node's object (`MFGetTopoNodeCurrentType`).
///
/// `output` tells which side is meant; source and output nodes have one side only, and it is ignored there. A tee has the
/// type of what feeds it, else that of what its primary output feeds.
///
/// # Errors
/// - [`Error::InvalidStreamNumber`]: the node has no such stream.
/// - [`Error::NotInitialized`], [`Error::TypeNotSet`]: the type was not set yet.
/// - [`Error::Topology`] with `MissingObject`: the node has no object to ask.
pub fn current_type(node: &TopologyNode, stream: u32, output: bool) -> Result<MediaType> {
    match node.kind() {
        NodeKind::SourceStream => {
            single(stream)?;
            let descriptor =
                node.stream_descriptor()
                    .ok_or(Error::Topology(TopologyFault::MissingStreamDescriptor {
                        node: node.id().0,
                    }))?;
            descriptor.type_handler().current_type()
        }
        NodeKind::Output => {
            single(stream)?;
            let sink = node.stream_sink().ok_or_else(|| missing(node))?;
            sink.media_type_handler().current_type()
        }
        NodeKind::Transform => {
            let transform = node.shared_transform().ok_or_else(|| missing(node))?;
            let transform = transform.lock();
            let (inputs, outputs) = transform.stream_count();
            if stream >= if output { outputs } else { inputs } {
                return Err(Error::InvalidStreamNumber { stream });
            }
            if output {
                transform.output_type(stream)
            } else {
                transform.input_type(stream)
            }
        }
        NodeKind::Tee => {
            if stream >= if output { node.output_count() } else { 1 } {
                return Err(Error::InvalidStreamNumber { stream });
            }
            tee_type(node)
        }
    }
}

// Walks over tees behind tees without recursion; a loop of tees ends at the limit.
fn tee_type(tee: &TopologyNode) -> Result<MediaType> {
    let mut node = tee.clone();
    for _ in 0..MAX_NODES {
        match node.input(0) {
            Ok((upstream, _)) if upstream.kind() == NodeKind::Tee => node = upstream,
            Ok((upstream, output)) => return current_type(&upstream, output, true),
            Err(_) => break,
        }
    }
    let mut node = tee.clone();
    for _ in 0..MAX_NODES {
        match primary_output(&node)? {
            (downstream, _) if downstream.kind() == NodeKind::Tee => node = downstream,
            (downstream, input) => return current_type(&downstream, input, false),
        }
    }
    Err(Error::Topology(TopologyFault::Loop { node: tee.id().0 }))
}

/// What the primary output of a tee feeds; by default output 0 is the primary one.
pub(crate) fn primary_output(tee: &TopologyNode) -> Result<(TopologyNode, u32)> {
    let primary = tee.attributes().get_or(keys::MF_TOPONODE_PRIMARYOUTPUT, 0);
    tee.output(primary).or_else(|error| {
        let first = tee.outputs().into_iter().next();
        first.map(|(_, node, input)| (node, input)).ok_or(error)
    })
}

fn single(stream: u32) -> Result<()> {
    if stream != 0 {
        return Err(Error::InvalidStreamNumber { stream });
    }
    Ok(())
}

fn missing(node: &TopologyNode) -> Error {
    Error::Topology(TopologyFault::MissingObject { node: node.id().0 })
}
