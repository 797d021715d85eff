use std::fmt;
use std::sync::Arc;

use openmf_core::{Error, MediaSink, Result, SinkActivate, StreamSink, TopologyFault, keys};

use crate::{NodeId, NodeObject, Topology, TopologyNode};

/// The sinks of a topology whose output nodes are bound.
#[derive(Clone, Default)]
pub struct BoundSinks {
    /// One for each output node, in the order of the nodes.
    pub bindings: Vec<SinkBinding>,
}

/// What an output node was bound to.
#[derive(Clone)]
pub struct SinkBinding {
    /// The output node.
    pub node: NodeId,
    /// What made the sink, if the node held that.
    pub activate: Option<Arc<dyn SinkActivate>>,
    /// The media sink.
    pub sink: Arc<dyn MediaSink>,
    /// The stream sink that is now the node's object.
    pub stream: Arc<dyn StreamSink>,
}

impl BoundSinks {
    /// The media sinks, each once, in the order of their first node.
    pub fn sinks(&self) -> Vec<Arc<dyn MediaSink>> {
        let mut sinks: Vec<Arc<dyn MediaSink>> = Vec::new();
        for binding in &self.bindings {
            if !sinks.iter().any(|sink| Arc::ptr_eq(sink, &binding.sink)) {
                sinks.push(Arc::clone(&binding.sink));
            }
        }
        sinks
    }

    /// Shuts down the sinks that were made by their activation objects; sinks that the application brought are left
    /// alone. For a topology that failed after it was bound.
    pub fn shut_down_activated(&self) {
        self.shut_down_activated_of(|_| true);
    }

    /// The same for some of the sinks: those that leave while others stay with another topology.
    pub fn shut_down_activated_of(&self, leaves: impl Fn(&Arc<dyn MediaSink>) -> bool) {
        let leaving = self.bindings.iter().filter(|binding| leaves(&binding.sink));
        let activates: Vec<_> = leaving.filter_map(|b| b.activate.clone()).collect();
        shut_down(&activates);
    }
}

impl fmt::Debug for BoundSinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.bindings.iter();
        f.debug_list()
            .entries(entries.map(|b| (b.node, b.sink.name(), b.stream.id(), b.activate.is_some())))
            .finish()
    }
}

/// Replaces the activation objects of output nodes by stream sinks: the sink is made, asked for the stream of
/// `MF_TOPONODE_STREAMID` (default 0), and told to add it if it has none. Nodes that hold the same activation object
/// share the sink. Nodes that hold a stream sink stay as they are.
///
/// The topology is changed in place, so the session does this on its own copy. On failure the nodes hold what they held
/// and every sink that was made here is shut down.
///
/// # Errors
/// - [`Error::Topology`] with `MissingObject`: an output node holds nothing.
/// - Those of [`SinkActivate::activate`] and [`MediaSink::add_stream_sink`].
///
/// Source: `IMFTopoLoader::Load`, Remarks; "Binding Output Nodes to Media Sinks" (Microsoft Learn).
pub fn bind_output_nodes(topology: &Topology) -> Result<BoundSinks> {
    bind_output_nodes_beside(topology, &[])
}

/// As [`bind_output_nodes`] beside other topologies that may hold the same activation objects: on failure, these sinks of
/// theirs are not shut down.
///
/// # Errors
/// Those of [`bind_output_nodes`].
pub fn bind_output_nodes_beside(topology: &Topology, in_use: &[Arc<dyn MediaSink>]) -> Result<BoundSinks> {
    let nodes = topology.output_nodes();
    let mut bound = BoundSinks::default();
    let mut activated = Vec::new();
    for node in &nodes {
        match bind(node, &mut activated) {
            Ok(binding) => bound.bindings.push(binding),
            Err(error) => {
                let made = activated.into_iter().filter(|(_, sink)| !is_among(in_use, sink));
                let made: Vec<_> = made.map(|(activate, _)| activate).collect();
                shut_down(&made);
                return Err(error);
            }
        }
    }
    for (node, binding) in nodes.iter().zip(&bound.bindings) {
        node.set_object(Some(NodeObject::StreamSink(Arc::clone(&binding.stream))))?;
    }
    Ok(bound)
}

fn is_among(sinks: &[Arc<dyn MediaSink>], sink: &Arc<dyn MediaSink>) -> bool {
    sinks.iter().any(|other| Arc::ptr_eq(other, sink))
}

type Activated = (Arc<dyn SinkActivate>, Arc<dyn MediaSink>);

fn bind(node: &TopologyNode, activated: &mut Vec<Activated>) -> Result<SinkBinding> {
    let (activate, sink, stream) = match node.object() {
        Some(NodeObject::StreamSink(stream)) => (None, stream.media_sink()?, stream),
        Some(NodeObject::SinkActivate(activate)) => {
            let sink = activate.activate()?;
            activated.push((Arc::clone(&activate), Arc::clone(&sink)));
            let id = node.attributes().get_or(keys::MF_TOPONODE_STREAMID, 0);
            let stream = sink
                .stream_sink_by_id(id)
                .or_else(|_| sink.add_stream_sink(id, None))?;
            (Some(activate), sink, stream)
        }
        // `set_object` admits nothing else on an output node.
        None | Some(NodeObject::Transform(_) | NodeObject::TransformActivate(_) | NodeObject::Unused(_)) => {
            return Err(Error::Topology(TopologyFault::MissingObject {
                node: node.id().0,
            }));
        }
    };
    Ok(SinkBinding {
        node: node.id(),
        activate,
        sink,
        stream,
    })
}

fn shut_down(activates: &[Arc<dyn SinkActivate>]) {
    for (index, activate) in activates.iter().enumerate() {
        let before = activates.iter().take(index);
        if !before.into_iter().any(|other| Arc::ptr_eq(other, activate)) {
            activate.shutdown_object();
        }
    }
}
