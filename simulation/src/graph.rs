//! The topologies of a scenario, and what plays them together.

use std::sync::Arc;

use openmf_core::{
    MediaSource, MediaTime, PresentationDescriptor, PresentationTime, SharedTransform, StreamSink, keys,
};
use openmf_sequencer::SequencerSource;
use openmf_sources::AggregateSource;
use openmf_topology::{NodeKind, Topology, TopologyNode};

use crate::mixer::Mixer;
use crate::scenario::TopologyPlan;
use crate::sink::SimulatedSink;
use crate::source::SimulatedSource;
use crate::splitter::Splitter;
use crate::world::World;

/// What plays one topology after the other.
#[derive(Clone)]
pub(crate) struct Playlist {
    pub(crate) world: Arc<World>,
    pub(crate) sequencer: Arc<SequencerSource>,
    pub(crate) elements: Vec<u32>,
}

impl Playlist {
    pub(crate) fn new(world: &Arc<World>, topologies: &[Topology]) -> Self {
        let sequencer = SequencerSource::new(Arc::new(world.runtime.clone()));
        let elements = topologies.iter().enumerate().map(|(index, topology)| {
            let element = sequencer.append_topology(topology, index + 1 == topologies.len());
            element.unwrap_or_else(|error| {
                world.violated(|| format!("a topology is not appended: {error}"));
                0
            })
        });
        Self {
            world: Arc::clone(world),
            elements: elements.collect(),
            sequencer,
        }
    }
}

pub(crate) struct Aggregate {
    pub(crate) source: Arc<AggregateSource>,
    pub(crate) descriptor: Arc<PresentationDescriptor>,
    /// Each with the number of its first stream.
    pub(crate) parts: [(usize, usize); 2],
}

impl Aggregate {
    /// The number of a part's stream.
    fn place(&self, source: usize, stream: usize) -> Option<usize> {
        let (_, before) = self.parts.iter().find(|(part, _)| *part == source)?;
        Some(before + stream)
    }

    /// The descriptor for a topology: a part with a selected stream that nobody reads would never end.
    fn selection(&self, plan: &TopologyPlan) -> Arc<PresentationDescriptor> {
        let descriptor = PresentationDescriptor::clone(&self.descriptor);
        let read = plan.read_streams();
        let read: Vec<_> = read
            .iter()
            .filter_map(|(source, stream, _)| self.place(*source, *stream))
            .collect();
        for index in 0..descriptor.streams().count() {
            // Each of them is there.
            let _ = descriptor.select(index, read.contains(&index));
        }
        Arc::new(descriptor)
    }
}

/// A topology, with a tee behind each stream that several branches read.
pub(crate) fn connect(
    world: &Arc<World>,
    plan: &TopologyPlan,
    sources: &[Arc<SimulatedSource>],
    aggregate: Option<&Aggregate>,
    sinks: &[Arc<SimulatedSink>],
) -> Topology {
    let topology = Topology::new();
    if let Some(start) = plan.start_on_switch {
        let start = PresentationTime::from_100ns(i64::from(start) * 10_000);
        topology
            .attributes()
            .set(keys::MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH, start);
    }
    let mixer = plan.is_mixed().then(|| {
        let mixer = SharedTransform::new(Box::new(Mixer::new(world)));
        TopologyNode::transform(mixer)
    });
    if let Some(mixer) = &mixer {
        let _ = topology.add_node(mixer);
    }
    let whole = aggregate.map(|aggregate| aggregate.selection(plan));
    for (index, (source_number, stream, outputs)) in plan.read_streams().into_iter().enumerate() {
        let part = aggregate.and_then(|aggregate| {
            let source: Arc<dyn MediaSource> = aggregate.source.clone();
            let place = aggregate.place(source_number, stream)?;
            Some((source, Ok(Arc::clone(whole.as_ref()?)), place))
        });
        let (source, descriptor, stream) = part.unwrap_or_else(|| {
            let source: Arc<dyn MediaSource> = sources[source_number].clone();
            let descriptor = source.create_presentation_descriptor();
            (source, descriptor, stream)
        });
        let Ok(descriptor) = descriptor else { continue };
        let Ok((stream, _)) = descriptor
            .stream(stream)
            .map(|(stream, on)| (Arc::clone(stream), on))
        else {
            continue;
        };
        let input = TopologyNode::source(source, descriptor, stream);
        if let Some(stop) = plan.media_stop {
            let stop = MediaTime::from_100ns(i64::from(stop) * 10_000);
            input.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
        }
        let _ = topology.add_node(&input);
        // What the sinks are behind.
        let end = match &mixer {
            Some(mixer) if index < 2 => {
                let _ = input.connect_output(0, mixer, index as u32);
                mixer
            }
            _ => &input,
        };
        let splits = index == 0 && plan.is_split();
        let in_rows = index == 0 && plan.is_in_rows();
        let several = outputs.len() > 1;
        let first_outputs = if in_rows { 2 } else { outputs.len() };
        let first = (several && splits).then(|| {
            let splitter = TopologyNode::transform(SharedTransform::new(Box::new(Splitter::new(
                world,
                first_outputs,
            ))));
            let _ = topology.add_node(&splitter);
            splitter
        });
        let first = first.or_else(|| {
            let discardable = plan.tee.1.filter(|_| !in_rows);
            several.then(|| tee(&topology, (plan.tee.0, discardable), first_outputs))
        });
        if let Some(first) = &first {
            let _ = end.connect_output(0, first, 0);
        }
        // All sinks but the last one are behind it.
        let last = outputs.len().saturating_sub(1);
        let second = in_rows.then(|| tee(&topology, plan.tee, last));
        if let (Some(first), Some(second)) = (&first, &second) {
            let _ = first.connect_output(0, second, 0);
        }
        for (index, sink) in outputs.iter().enumerate() {
            let sink: Arc<dyn StreamSink> = sinks[*sink].clone();
            let output = TopologyNode::output_for(sink);
            output
                .attributes()
                .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, !plan.shut_down_on_remove);
            let _ = topology.add_node(&output);
            let output = if plan.filters && index == 0 {
                let filter = Splitter::new(world, 1);
                let filter = TopologyNode::transform(SharedTransform::new(Box::new(filter)));
                let _ = topology.add_node(&filter);
                let _ = filter.connect_output(0, &output, 0);
                filter
            } else {
                output
            };
            let _ = match (&first, &second) {
                (Some(first), Some(_)) if index == last => first.connect_output(1, &output, 0),
                (_, Some(second)) => second.connect_output(index as u32, &output, 0),
                (Some(first), None) => first.connect_output(index as u32, &output, 0),
                (None, None) => end.connect_output(0, &output, 0),
            };
        }
    }
    topology
}

/// A tee of so many outputs in a topology.
fn tee(topology: &Topology, (primary, discardable): (u32, Option<u32>), outputs: usize) -> TopologyNode {
    let tee = TopologyNode::new(NodeKind::Tee);
    let attributes = tee.attributes();
    let outputs = outputs as u32;
    attributes.set(keys::MF_TOPONODE_PRIMARYOUTPUT, primary % outputs);
    if let Some(output) = discardable.filter(|_| outputs > 1) {
        let output = output % outputs;
        attributes.set(keys::MF_TOPONODE_DISCARDABLE, output.to_le_bytes().to_vec());
    }
    let _ = topology.add_node(&tee);
    tee
}
