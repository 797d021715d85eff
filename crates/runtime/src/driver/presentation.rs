//! From a full topology to the pieces that run it.

use std::sync::Arc;

use openmf_core::{
    Error, EventQueue, MediaSink, MediaSource, MediaTime, PresentationDescriptor, PresentationTime,
    PresentationTimeSource, RateBounds, Result, StreamSink, TimeSpan, TopologyFault, keys,
};
use openmf_session::{
    BranchId, BranchInput, BranchShape, PresentationShape, SinkId, SinkShape, SourceId, SourceShape,
    StreamSinkId,
};
use openmf_topology::{NodeId, Topology, TopologyNode};

use super::segments::Cut;
use super::survey::{Survey, SurveyedSink, SurveyedSource};
use crate::branch::Junction;

/// The components the session knows, each with its number for the session's life.
#[derive(Default)]
pub(crate) struct Components {
    pub sources: Vec<(SourceId, Arc<dyn MediaSource>, EventQueue)>,
    pub sinks: Vec<(SinkId, Arc<dyn MediaSink>)>,
    pub stream_sinks: Vec<KnownStreamSink>,
    next: u32,
}

pub(crate) struct KnownStreamSink {
    pub id: StreamSinkId,
    pub sink: SinkId,
    pub stream_sink: Arc<dyn StreamSink>,
    pub events: EventQueue,
}

impl Components {
    fn source_id(&mut self, source: &Arc<dyn MediaSource>, events: &EventQueue) -> SourceId {
        let mut all = self.sources.iter();
        let known = all
            .find(|(_, known, _)| Arc::ptr_eq(known, source))
            .map(|(id, ..)| *id);
        known.unwrap_or_else(|| {
            self.next += 1;
            let id = SourceId(self.next);
            self.sources.push((id, Arc::clone(source), events.clone()));
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

    fn stream_sink_id(
        &mut self,
        sink: SinkId,
        stream_sink: &Arc<dyn StreamSink>,
        events: &EventQueue,
    ) -> StreamSinkId {
        let known = self
            .stream_sinks
            .iter()
            .find(|known| Arc::ptr_eq(&known.stream_sink, stream_sink))
            .map(|known| known.id);
        known.unwrap_or_else(|| {
            self.next += 1;
            let id = StreamSinkId(self.next);
            self.stream_sinks.push(KnownStreamSink {
                id,
                sink,
                stream_sink: Arc::clone(stream_sink),
                events: events.clone(),
            });
            id
        })
    }

    pub(crate) fn next_branch(&mut self) -> BranchId {
        self.next += 1;
        BranchId(self.next)
    }

    /// Sinks that were shut down cannot come back. Returns what is forgotten.
    pub(crate) fn forget_sinks(&mut self, gone: &[SinkId]) -> impl Send + use<> {
        let sinks = self.sinks.extract_if(.., |(id, _)| gone.contains(id));
        let sinks: Vec<_> = sinks.collect();
        let streams = self
            .stream_sinks
            .extract_if(.., |known| gone.contains(&known.sink));
        (sinks, streams.collect::<Vec<_>>())
    }

    pub(crate) fn source(&self, id: SourceId) -> Option<&Arc<dyn MediaSource>> {
        self.sources
            .iter()
            .find(|(known, ..)| *known == id)
            .map(|(_, source, _)| source)
    }

    pub(crate) fn source_events(&self, id: SourceId) -> Option<&EventQueue> {
        self.sources
            .iter()
            .find(|(known, ..)| *known == id)
            .map(|(.., events)| events)
    }

    pub(crate) fn sink(&self, id: SinkId) -> Option<&Arc<dyn MediaSink>> {
        self.sinks
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, sink)| sink)
    }

    pub(crate) fn known_stream_sink(&self, id: StreamSinkId) -> Option<&KnownStreamSink> {
        self.stream_sinks.iter().find(|known| known.id == id)
    }

    pub(crate) fn stream_sink(&self, id: StreamSinkId) -> Option<&Arc<dyn StreamSink>> {
        self.known_stream_sink(id).map(|known| &known.stream_sink)
    }
}

/// One branch as the topology describes it.
pub(crate) struct BranchPlan {
    pub id: BranchId,
    /// The sources that feed it.
    pub sources: Vec<SourceId>,
    /// Its source nodes.
    pub inputs: Vec<SourceInput>,
    pub sink: SinkId,
    pub stream_sink: StreamSinkId,
    pub output_node: NodeId,
    /// The segment that ends at its sink.
    pub segment: usize,
    /// The segments before that.
    pub inner: Vec<BranchId>,
    /// The junctions on the way, as indexes, with the output it comes out of.
    pub via: Vec<(usize, usize)>,
    pub rateless: bool,
    /// Its sink tells of a frame at rate 0.
    pub scrubs: bool,
}

/// A source node of a branch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SourceInput {
    pub node: NodeId,
    /// `MF_TOPONODE_MEDIASTART`.
    pub start: MediaTime,
    /// `MF_TOPONODE_MEDIASTOP`.
    pub stop: Option<MediaTime>,
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
    pub junctions: Vec<(NodeId, Arc<Junction>)>,
    /// The time source of the sink whose own clock is to be followed.
    pub time_source: Option<Arc<dyn PresentationTimeSource>>,
}

impl Graph {
    /// Before the branches are made: a source node ends elsewhere.
    pub(crate) fn set_stop(&mut self, node: NodeId, stop: MediaTime) {
        let inputs = self.branches.iter_mut().flat_map(|plan| &mut plan.inputs);
        for input in inputs.filter(|input| input.node == node) {
            input.stop = Some(stop);
        }
        for segment in &mut self.cut.segments {
            segment.timing.set_stop(node, stop);
        }
    }
}

/// Gives numbers to what a survey has found.
pub(crate) fn plan(topology: &Topology, survey: Survey, components: &mut Components) -> Result<Plan> {
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
    let Survey {
        cut,
        junctions,
        sources,
        inputs,
        sinks,
        outputs,
    } = survey;
    let mut descriptors: Vec<(SourceId, Arc<PresentationDescriptor>)> = Vec::new();
    for known in &sources {
        let id = components.source_id(&known.source, &known.events);
        if known.characteristics.has_multiple_presentations {
            shape.playlist_sources.push(id);
        }
        shape.sources.push(source_shape(id, known));
        descriptors.push((id, Arc::clone(&known.descriptor)));
    }
    let mut streams: Vec<(SourceId, u32)> = Vec::new();
    let mut fed: Vec<(BranchInput, String, bool)> = Vec::new();
    for input in &inputs {
        let (Some((source, _)), Some(known)) = (descriptors.get(input.source), sources.get(input.source))
        else {
            continue;
        };
        if streams.contains(&(*source, input.stream)) {
            let what = "two source nodes of one stream: a tee behind one source node serves both branches";
            return Err(Error::Topology(TopologyFault::Unsupported { what }));
        }
        streams.push((*source, input.stream));
        let name = format!("stream {} of {}", input.stream, known.name);
        let input = BranchInput {
            source: *source,
            media_start: input.media_start,
            media_stop: input.media_stop,
        };
        fed.push((input, name, known.delivers_groups));
    }
    let mut graph = Graph {
        streams,
        junctions,
        time_source: time_source_of(&sinks),
        ..Graph::default()
    };
    for ((output, segment), surveyed) in cut.ends.iter().zip(outputs) {
        let Some(known) = sinks.get(surveyed.sink) else {
            continue;
        };
        let sink_id = components.sink_id(&known.sink);
        let stream_sink_id = components.stream_sink_id(sink_id, &surveyed.stream_sink, &surveyed.events);
        let rateless = known.rateless || output.attributes().get_or(keys::MF_TOPONODE_RATELESS, false);
        add_sink(&mut shape, sink_id, stream_sink_id, known, output, rateless);

        let sources = cut.segments.get(*segment).map_or(&[][..], |known| &known.sources);
        let mut fed_by = sources.iter().filter_map(|index| fed.get(*index));
        let Some((first, name, _)) = fed_by.next() else {
            continue;
        };
        let joined: Vec<BranchInput> = fed_by.map(|(input, ..)| *input).collect();
        let of_groups = sources
            .iter()
            .filter_map(|index| fed.get(*index))
            .all(|(.., groups)| *groups);
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
        let nodes = sources.iter().filter_map(|index| {
            let ((input, ..), node) = (fed.get(*index)?, cut.sources.get(*index)?);
            Some(SourceInput {
                node: node.id(),
                start: input.media_start,
                stop: input.media_stop,
            })
        });
        let id = components.next_branch();
        graph.branches.push(BranchPlan {
            id,
            sources: std::iter::once(first)
                .chain(&joined)
                .map(|input| input.source)
                .collect(),
            inputs: nodes.collect(),
            sink: sink_id,
            stream_sink: stream_sink_id,
            output_node: output.id(),
            segment: *segment,
            inner,
            via,
            rateless,
            scrubs: known.rates.is_some(),
        });
        shape.branches.push(BranchShape {
            id,
            name: name.clone(),
            source: first.source,
            stream_sink: stream_sink_id,
            media_start: first.media_start,
            media_stop: first.media_stop,
            joined,
            transform_rates: surveyed
                .transform_rates
                .into_iter()
                // The branch gives it one group of pictures after the other, each forwards.
                .map(|stated| stated.or(of_groups.then_some(RateBounds::ALL)))
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

/// The sink whose own clock is to be followed: one that cannot match another clock first.
fn time_source_of(sinks: &[SurveyedSink]) -> Option<Arc<dyn PresentationTimeSource>> {
    let mut sinks: Vec<_> = sinks.iter().collect();
    sinks.sort_by_key(|sink| !sink.cannot_match_clock);
    sinks.into_iter().find_map(|sink| sink.time_source.clone())
}

fn source_shape(id: SourceId, known: &SurveyedSource) -> SourceShape {
    let characteristics = known.characteristics;
    SourceShape {
        id,
        name: known.name.clone(),
        can_seek: characteristics.can_seek,
        can_pause: characteristics.can_pause,
        is_live: characteristics.is_live,
        is_local: !characteristics.has_slow_seek,
        duration: known
            .descriptor
            .attributes()
            .get(keys::MF_PD_DURATION)
            .ok()
            .filter(|d| *d > TimeSpan::ZERO),
        rates: known.rates,
    }
}

fn add_sink(
    shape: &mut PresentationShape,
    id: SinkId,
    stream_sink: StreamSinkId,
    sink: &SurveyedSink,
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
            name: sink.name.clone(),
            stream_sinks: vec![stream_sink],
            rateless,
            rates: sink.rates,
            can_preroll: sink.can_preroll && !no_preroll,
            finalizable: sink.finalizable,
            shutdown_on_remove,
        }),
    }
}
