//! From a full topology to the pieces that run it.

use std::sync::Arc;

use openmf_core::{
    Error, MediaSink, MediaSource, MediaTime, PresentationDescriptor, PresentationTime, RateBounds, Result,
    StreamDescriptor, StreamSink, TimeSpan, TopologyFault, keys,
};
use openmf_session::{
    BranchId, BranchInput, BranchShape, PresentationShape, SinkId, SinkShape, SourceId, SourceShape,
    StreamSinkId,
};
use openmf_topology::{NodeId, Topology, TopologyNode};

use super::segments::Cut;

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
    /// The sources that feed it.
    pub sources: Vec<SourceId>,
    /// Where its first source node starts.
    pub media_start: MediaTime,
    pub sink: SinkId,
    pub stream_sink: StreamSinkId,
    pub output_node: NodeId,
    /// Its first source node.
    pub source_node: NodeId,
    /// The segment that ends at its sink.
    pub segment: usize,
    /// The segments before that.
    pub inner: Vec<BranchId>,
    /// The junctions on the way, as indexes, with the output it comes out of.
    pub via: Vec<(usize, usize)>,
    pub rateless: bool,
}

/// What a full topology consists of.
pub(crate) struct Plan {
    pub shape: PresentationShape,
    pub graph: Graph,
    pub descriptors: Vec<(SourceId, Arc<PresentationDescriptor>)>,
}

/// The branches of a topology, and the segments that they share.
#[derive(Default)]
pub(crate) struct Graph {
    pub branches: Vec<BranchPlan>,
    pub cut: Cut,
    /// For each source node its source and stream.
    pub streams: Vec<(SourceId, u32)>,
    /// The segments between junctions, with the number of each and an output node that they lead to.
    pub inner: Vec<(BranchId, usize, NodeId)>,
}

/// Reads a full topology whose output nodes are bound.
pub(crate) fn plan(topology: &Topology, components: &mut Components) -> Result<Plan> {
    openmf_topology::validate_graph(topology)?;
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
    let cut = Cut::new(topology)?;
    let mut descriptors: Vec<(SourceId, Arc<PresentationDescriptor>)> = Vec::new();
    let mut inputs = Vec::new();
    let mut streams: Vec<(SourceId, u32)> = Vec::new();
    for node in &cut.sources {
        let (source, descriptor, stream) = parts_of(node)?;
        let id = components.source_id(&source);
        if !shape.sources.iter().any(|known| known.id == id) {
            if source.characteristics()?.has_multiple_presentations {
                shape.playlist_sources.push(id);
            }
            shape.sources.push(source_shape(id, &source, &descriptor)?);
            descriptors.push((id, Arc::clone(&descriptor)));
        }
        if streams.contains(&(id, stream.id())) {
            let what = "two source nodes of one stream: a tee behind one source node serves both branches";
            return Err(Error::Topology(TopologyFault::Unsupported { what }));
        }
        streams.push((id, stream.id()));
        let attributes = node.attributes();
        let input = BranchInput {
            source: id,
            media_start: attributes.get_or(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO),
            media_stop: attributes.get(keys::MF_TOPONODE_MEDIASTOP).ok(),
        };
        inputs.push((input, format!("stream {} of {}", stream.id(), source.name())));
    }
    let mut graph = Graph {
        streams,
        ..Graph::default()
    };
    for (output, segment) in &cut.ends {
        let missing_sink = || Error::Topology(TopologyFault::MissingObject { node: output.id().0 });
        let stream_sink = output.stream_sink().ok_or_else(missing_sink)?;
        let sink = stream_sink.media_sink()?;
        let sink_id = components.sink_id(&sink);
        let stream_sink_id = components.stream_sink_id(&stream_sink);
        let rateless =
            sink.characteristics().rateless || output.attributes().get_or(keys::MF_TOPONODE_RATELESS, false);
        add_sink(&mut shape, sink_id, stream_sink_id, &sink, output, rateless);

        let sources = cut.segments.get(*segment).map_or(&[][..], |known| &known.sources);
        let mut fed_by = sources.iter().filter_map(|index| inputs.get(*index));
        let Some((first, name)) = fed_by.next() else {
            continue;
        };
        let joined: Vec<BranchInput> = fed_by.map(|(input, _)| *input).collect();
        let (upstream, via) = cut.upstream(*segment);
        let mut inner = Vec::new();
        for segment in upstream {
            let known = graph
                .inner
                .iter()
                .find(|(_, known, _)| *known == segment)
                .map(|(id, ..)| *id);
            inner.push(known.unwrap_or_else(|| {
                let id = components.next_branch();
                graph.inner.push((id, segment, output.id()));
                id
            }));
        }
        let of_groups = std::iter::once(first)
            .chain(&joined)
            .all(|input| delivers_groups(components.source(input.source)));
        let id = components.next_branch();
        graph.branches.push(BranchPlan {
            id,
            sources: std::iter::once(first)
                .chain(&joined)
                .map(|input| input.source)
                .collect(),
            media_start: first.media_start,
            sink: sink_id,
            stream_sink: stream_sink_id,
            output_node: output.id(),
            source_node: cut
                .sources
                .get(*sources.first().unwrap_or(&0))
                .map_or(NodeId(0), TopologyNode::id),
            segment: *segment,
            inner,
            via,
            rateless,
        });
        shape.branches.push(BranchShape {
            id,
            name: name.clone(),
            source: first.source,
            stream_sink: stream_sink_id,
            media_start: first.media_start,
            media_stop: first.media_stop,
            joined,
            transform_rates: cut
                .transforms(*segment)
                .iter()
                .map(|transform| {
                    let transform = transform.lock();
                    let stated = transform.rate_control().map(|control| RateBounds::of(control));
                    // The branch gives it one group of pictures after the other, each forwards.
                    stated.or(of_groups.then_some(RateBounds::ALL))
                })
                .collect(),
        });
    }
    if graph.branches.is_empty() {
        return Err(Error::Topology(TopologyFault::NoSourceNode));
    }
    graph.cut = cut;
    Ok(Plan {
        shape,
        graph,
        descriptors,
    })
}

type SourceParts = (
    Arc<dyn MediaSource>,
    Arc<PresentationDescriptor>,
    Arc<StreamDescriptor>,
);

fn parts_of(source: &TopologyNode) -> Result<SourceParts> {
    let node = source.id().0;
    let missing = Error::Topology(TopologyFault::MissingSource { node });
    let descriptor = TopologyFault::MissingPresentationDescriptor { node };
    let stream = TopologyFault::MissingStreamDescriptor { node };
    Ok((
        source.media_source().ok_or(missing)?,
        source
            .presentation_descriptor()
            .ok_or(Error::Topology(descriptor))?,
        source.stream_descriptor().ok_or(Error::Topology(stream))?,
    ))
}

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
        rates: rates_of_source(source),
    })
}

fn delivers_groups(source: Option<&Arc<dyn MediaSource>>) -> bool {
    let control = source.and_then(|source| source.rate_control());
    control.is_some_and(|control| control.delivers_groups())
}

/// The rates of a source's rate control, if it has one.
pub(crate) fn rates_of_source(source: &Arc<dyn MediaSource>) -> Option<RateBounds> {
    source.rate_control().map(|control| RateBounds::of(control))
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
            rates: sink.rate_support().map(RateBounds::of),
            can_preroll: sink.characteristics().can_preroll && sink.preroll().is_some() && !no_preroll,
            finalizable: sink.finalizable().is_some(),
            shutdown_on_remove,
        }),
    }
}
