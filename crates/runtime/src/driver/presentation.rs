//! From a full topology to the pieces that run it.

use std::sync::Arc;

use openmf_core::{
    Error, MediaSink, MediaSource, MediaTime, PresentationDescriptor, PresentationTime, Result, StreamSink,
    TimeSpan, TopologyFault, keys,
};
use openmf_session::{
    BranchId, BranchShape, PresentationShape, SinkId, SinkShape, SourceId, SourceShape, StreamSinkId,
};
use openmf_topology::{NodeId, NodeKind, Topology, TopologyNode};

use crate::branch::Stage;

/// The components the session knows, each with its number for the session's life.
#[derive(Default)]
pub(crate) struct Components {
    pub sources: Vec<(SourceId, Arc<dyn MediaSource>)>,
    pub sinks: Vec<(SinkId, Arc<dyn MediaSink>)>,
    pub stream_sinks: Vec<(StreamSinkId, Arc<dyn StreamSink>)>,
    next: u32,
}

impl Components {
    fn source_id(&mut self, source: &Arc<dyn MediaSource>) -> SourceId {
        let known = self
            .sources
            .iter()
            .find(|(_, known)| Arc::ptr_eq(known, source))
            .map(|(id, _)| *id);
        known.unwrap_or_else(|| {
            self.next += 1;
            let id = SourceId(self.next);
            self.sources.push((id, Arc::clone(source)));
            id
        })
    }

    fn sink_id(&mut self, sink: &Arc<dyn MediaSink>) -> SinkId {
        let known = self
            .sinks
            .iter()
            .find(|(_, known)| Arc::ptr_eq(known, sink))
            .map(|(id, _)| *id);
        known.unwrap_or_else(|| {
            self.next += 1;
            let id = SinkId(self.next);
            self.sinks.push((id, Arc::clone(sink)));
            id
        })
    }

    fn stream_sink_id(&mut self, sink: &Arc<dyn StreamSink>) -> StreamSinkId {
        let known = self
            .stream_sinks
            .iter()
            .find(|(_, known)| Arc::ptr_eq(known, sink))
            .map(|(id, _)| *id);
        known.unwrap_or_else(|| {
            self.next += 1;
            let id = StreamSinkId(self.next);
            self.stream_sinks.push((id, Arc::clone(sink)));
            id
        })
    }

    pub(crate) fn next_branch(&mut self) -> BranchId {
        self.next += 1;
        BranchId(self.next)
    }

    /// Sinks that were shut down cannot come back.
    pub(crate) fn forget_sinks(&mut self, gone: &[SinkId]) {
        let gone: Vec<_> = gone.iter().filter_map(|id| self.sink(*id).cloned()).collect();
        let is_gone = |sink: &Arc<dyn MediaSink>| gone.iter().any(|gone| Arc::ptr_eq(gone, sink));
        self.sinks.retain(|(_, sink)| !is_gone(sink));
        self.stream_sinks
            .retain(|(_, stream)| !stream.media_sink().is_ok_and(|sink| is_gone(&sink)));
    }

    pub(crate) fn source(&self, id: SourceId) -> Option<&Arc<dyn MediaSource>> {
        self.sources
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, source)| source)
    }

    pub(crate) fn sink(&self, id: SinkId) -> Option<&Arc<dyn MediaSink>> {
        self.sinks
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, sink)| sink)
    }

    pub(crate) fn stream_sink(&self, id: StreamSinkId) -> Option<&Arc<dyn StreamSink>> {
        self.stream_sinks
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, sink)| sink)
    }
}

/// One branch as the topology describes it.
pub(crate) struct BranchPlan {
    pub id: BranchId,
    pub source: SourceId,
    pub stream_id: u32,
    pub sink: SinkId,
    pub stream_sink: StreamSinkId,
    pub output_node: NodeId,
    pub source_node: NodeId,
    pub nodes: Vec<TopologyNode>,
    pub trim_after: usize,
    pub valid: (Option<MediaTime>, Option<MediaTime>),
    pub rateless: bool,
}

impl BranchPlan {
    pub(crate) fn stages(&self) -> Vec<Stage> {
        self.nodes
            .iter()
            .filter_map(TopologyNode::shared_transform)
            .map(Stage::new)
            .collect()
    }
}

/// What a full topology consists of.
pub(crate) struct Plan {
    pub shape: PresentationShape,
    pub branches: Vec<BranchPlan>,
    pub descriptors: Vec<(SourceId, Arc<PresentationDescriptor>)>,
}

/// Reads a full topology whose output nodes are bound.
pub(crate) fn plan(topology: &Topology, components: &mut Components) -> Result<Plan> {
    let attributes = topology.attributes();
    let project_start = attributes.get(keys::MF_TOPOLOGY_PROJECTSTART).ok();
    let project_stop = attributes.get(keys::MF_TOPOLOGY_PROJECTSTOP).ok();
    let mut shape = PresentationShape {
        topology_id: topology.id().0,
        project: project_start.zip(project_stop),
        start_on_switch: topology
            .attributes()
            .get_or(
                keys::MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH,
                PresentationTime::ZERO,
            )
            .since_zero(),
        ..PresentationShape::default()
    };
    let mut branches = Vec::new();
    let mut descriptors: Vec<(SourceId, Arc<PresentationDescriptor>)> = Vec::new();
    for output in topology.output_nodes() {
        let Some((source_node, nodes)) = path_to(&output)? else {
            continue;
        };
        let node = source_node.id().0;
        let source = source_node
            .media_source()
            .ok_or(Error::Topology(TopologyFault::MissingSource { node }))?;
        let descriptor = source_node.presentation_descriptor().ok_or(Error::Topology(
            TopologyFault::MissingPresentationDescriptor { node },
        ))?;
        let stream = source_node
            .stream_descriptor()
            .ok_or(Error::Topology(TopologyFault::MissingStreamDescriptor { node }))?;
        let missing_sink = || Error::Topology(TopologyFault::MissingObject { node: output.id().0 });
        let stream_sink = output.stream_sink().ok_or_else(missing_sink)?;
        let sink = stream_sink.media_sink()?;

        let source_id = components.source_id(&source);
        if !shape.sources.iter().any(|known| known.id == source_id) {
            if source.characteristics()?.has_multiple_presentations {
                shape.playlist_sources.push(source_id);
            }
            shape.sources.push(source_shape(source_id, &source, &descriptor)?);
            descriptors.push((source_id, Arc::clone(&descriptor)));
        }
        let sink_id = components.sink_id(&sink);
        let stream_sink_id = components.stream_sink_id(&stream_sink);
        let rateless =
            sink.characteristics().rateless || output.attributes().get_or(keys::MF_TOPONODE_RATELESS, false);
        add_sink(&mut shape, sink_id, stream_sink_id, &sink, &output, rateless);

        let id = components.next_branch();
        let attributes = source_node.attributes();
        shape.branches.push(BranchShape {
            id,
            name: format!("stream {} of {}", stream.id(), source.name()),
            source: source_id,
            stream_sink: stream_sink_id,
            media_start: attributes.get_or(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO),
            media_stop: attributes.get(keys::MF_TOPONODE_MEDIASTOP).ok(),
        });
        let marked = |node: &TopologyNode| node.attributes().get_or(keys::MF_TOPONODE_MARKIN_HERE, false);
        branches.push(BranchPlan {
            id,
            source: source_id,
            stream_id: stream.id(),
            sink: sink_id,
            stream_sink: stream_sink_id,
            output_node: output.id(),
            source_node: source_node.id(),
            trim_after: nodes.iter().rposition(marked).map_or(0, |at| at + 1),
            valid: (
                stream.attributes().get(keys::OPENMF_VALID_START).ok(),
                stream.attributes().get(keys::OPENMF_VALID_STOP).ok(),
            ),
            nodes,
            rateless,
        });
    }
    if branches.is_empty() {
        return Err(Error::Topology(TopologyFault::NoSourceNode));
    }
    Ok(Plan {
        shape,
        branches,
        descriptors,
    })
}

/// The transform nodes from the source node to this output node, in the order of the data.
fn path_to(output: &TopologyNode) -> Result<Option<(TopologyNode, Vec<TopologyNode>)>> {
    let mut nodes = Vec::new();
    let mut at = output.clone();
    loop {
        let Ok((upstream, _)) = at.input(0) else {
            return Ok(None);
        };
        match upstream.kind() {
            NodeKind::SourceStream => {
                nodes.reverse();
                return Ok(Some((upstream, nodes)));
            }
            NodeKind::Transform if upstream.input_count() <= 1 && upstream.output_count() <= 1 => {
                if upstream.shared_transform().is_none() {
                    return Err(Error::Topology(TopologyFault::MissingObject {
                        node: upstream.id().0,
                    }));
                }
                nodes.push(upstream.clone());
            }
            NodeKind::Transform => {
                let what = "a transform with several inputs or outputs";
                return Err(Error::Topology(TopologyFault::Unsupported { what }));
            }
            NodeKind::Tee => return Err(Error::Topology(TopologyFault::Unsupported { what: "a tee node" })),
            NodeKind::Output => {
                return Err(Error::Unexpected {
                    what: "an output node upstream of another node".into(),
                });
            }
        }
        if nodes.len() > MAX_STAGES {
            return Err(Error::Topology(TopologyFault::Loop { node: output.id().0 }));
        }
        at = upstream;
    }
}

const MAX_STAGES: usize = 64;

fn source_shape(
    id: SourceId,
    source: &Arc<dyn MediaSource>,
    descriptor: &PresentationDescriptor,
) -> Result<SourceShape> {
    let characteristics = source.characteristics()?;
    Ok(SourceShape {
        id,
        name: source.name(),
        can_seek: characteristics.can_seek,
        can_pause: characteristics.can_pause,
        is_live: characteristics.is_live,
        is_local: !characteristics.has_slow_seek,
        duration: descriptor
            .attributes()
            .get(keys::MF_PD_DURATION)
            .ok()
            .filter(|d| *d > TimeSpan::ZERO),
    })
}

fn add_sink(
    shape: &mut PresentationShape,
    id: SinkId,
    stream_sink: StreamSinkId,
    sink: &Arc<dyn MediaSink>,
    output: &TopologyNode,
    rateless: bool,
) {
    let no_preroll = output
        .attributes()
        .get_or(keys::MF_TOPONODE_DISABLE_PREROLL, false);
    let shutdown_on_remove = !output
        .attributes()
        .get_or(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, true);
    match shape.sinks.iter_mut().find(|known| known.id == id) {
        Some(known) => {
            known.stream_sinks.push(stream_sink);
            known.can_preroll &= !no_preroll;
            known.shutdown_on_remove |= shutdown_on_remove;
        }
        None => shape.sinks.push(SinkShape {
            id,
            name: sink.name(),
            stream_sinks: vec![stream_sink],
            rateless,
            can_preroll: sink.characteristics().can_preroll && sink.preroll().is_some() && !no_preroll,
            finalizable: sink.finalizable().is_some(),
            shutdown_on_remove,
        }),
    }
}
