//! What the components of a full topology say of themselves.
//!
//! They are asked in the task that resolves the topology, which may be held up inside one of them: the driver, which may
//! not, calls no component, and plans from their answers.

use std::sync::Arc;

use openmf_core::{
    Error, EventQueue, MediaSink, MediaSource, MediaTime, PresentationDescriptor, PresentationTimeSource,
    RateBounds, Result, SourceCharacteristics, StreamDescriptor, StreamSink, TopologyFault, keys,
};
use openmf_topology::{NodeId, Topology, TopologyNode};

use super::segments::Cut;
use crate::branch::Junction;

/// A topology cut into segments, and its components' answers.
pub(crate) struct Survey {
    pub cut: Cut,
    pub junctions: Vec<(NodeId, Arc<Junction>)>,
    /// Each once.
    pub sources: Vec<SurveyedSource>,
    /// For each source node of the cut.
    pub inputs: Vec<SurveyedInput>,
    /// Each once.
    pub sinks: Vec<SurveyedSink>,
    /// For each end of the cut.
    pub outputs: Vec<SurveyedOutput>,
}

pub(crate) struct SurveyedSource {
    pub source: Arc<dyn MediaSource>,
    pub events: EventQueue,
    pub descriptor: Arc<PresentationDescriptor>,
    pub name: String,
    pub characteristics: SourceCharacteristics,
    pub rates: Option<RateBounds>,
    /// See [`openmf_core::RateControl::delivers_groups`].
    pub delivers_groups: bool,
}

pub(crate) struct SurveyedInput {
    /// An index into the sources.
    pub source: usize,
    pub stream: u32,
    pub media_start: MediaTime,
    pub media_stop: Option<MediaTime>,
}

pub(crate) struct SurveyedSink {
    pub sink: Arc<dyn MediaSink>,
    pub name: String,
    pub rateless: bool,
    pub cannot_match_clock: bool,
    pub time_source: Option<Arc<dyn PresentationTimeSource>>,
    pub rates: Option<RateBounds>,
    pub can_preroll: bool,
    pub finalizable: bool,
}

pub(crate) struct SurveyedOutput {
    /// An index into the sinks.
    pub sink: usize,
    pub stream_sink: Arc<dyn StreamSink>,
    pub events: EventQueue,
    /// The rates that the transforms on the way state, in no order; `None` for one that states nothing.
    pub transform_rates: Vec<Option<RateBounds>>,
}

impl Survey {
    /// Asks the components of a topology whose output nodes are bound.
    ///
    /// # Errors
    /// - [`Error::Topology`]: the topology cannot be run.
    /// - Those of the components.
    pub(crate) fn of(topology: &Topology) -> Result<Self> {
        openmf_topology::validate_graph(topology)?;
        let mut cut = Cut::new(topology)?;
        cut.ask_types();
        let junctions = cut.junctions.iter();
        let junctions = junctions
            .map(|plan| Ok((plan.node.id(), plan.build()?)))
            .collect::<Result<Vec<_>>>()?;
        let mut sources: Vec<SurveyedSource> = Vec::new();
        let mut inputs = Vec::new();
        for node in &cut.sources {
            let (source, descriptor, stream) = parts_of(node)?;
            let known = sources
                .iter()
                .position(|known| Arc::ptr_eq(&known.source, &source));
            let index = match known {
                Some(index) => index,
                None => {
                    sources.push(SurveyedSource::ask(source, descriptor)?);
                    sources.len() - 1
                }
            };
            let attributes = node.attributes();
            inputs.push(SurveyedInput {
                source: index,
                stream: stream.id(),
                media_start: attributes.get_or(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO),
                media_stop: attributes.get(keys::MF_TOPONODE_MEDIASTOP).ok(),
            });
        }
        let mut sinks: Vec<SurveyedSink> = Vec::new();
        let mut outputs = Vec::new();
        for (output, segment) in &cut.ends {
            let missing_sink = || Error::Topology(TopologyFault::MissingObject { node: output.id().0 });
            let stream_sink = output.stream_sink().ok_or_else(missing_sink)?;
            let sink = stream_sink.media_sink()?;
            let known = sinks.iter().position(|known| Arc::ptr_eq(&known.sink, &sink));
            let index = known.unwrap_or_else(|| {
                sinks.push(SurveyedSink::ask(sink));
                sinks.len() - 1
            });
            let transforms = cut.transforms(*segment).into_iter();
            outputs.push(SurveyedOutput {
                sink: index,
                events: stream_sink.events().clone(),
                stream_sink,
                transform_rates: transforms
                    .map(|transform| {
                        transform
                            .lock()
                            .rate_control()
                            .map(|control| RateBounds::of(control))
                    })
                    .collect(),
            });
        }
        Ok(Self {
            cut,
            junctions,
            sources,
            inputs,
            sinks,
            outputs,
        })
    }
}

impl SurveyedSource {
    fn ask(source: Arc<dyn MediaSource>, descriptor: Arc<PresentationDescriptor>) -> Result<Self> {
        Ok(Self {
            events: source.events().clone(),
            name: source.name(),
            characteristics: source.characteristics()?,
            rates: rates_of_source(&*source),
            delivers_groups: source
                .rate_control()
                .is_some_and(|control| control.delivers_groups()),
            descriptor,
            source,
        })
    }
}

impl SurveyedSink {
    fn ask(sink: Arc<dyn MediaSink>) -> Self {
        let characteristics = sink.characteristics();
        Self {
            name: sink.name(),
            rateless: characteristics.rateless,
            cannot_match_clock: characteristics.cannot_match_clock,
            time_source: sink.time_source(),
            rates: sink.rate_support().map(RateBounds::of),
            can_preroll: characteristics.can_preroll && sink.preroll().is_some(),
            finalizable: sink.finalizable().is_some(),
            sink,
        }
    }
}

/// The rates of a source's rate control, if it has one.
pub(crate) fn rates_of_source(source: &dyn MediaSource) -> Option<RateBounds> {
    source.rate_control().map(|control| RateBounds::of(control))
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
