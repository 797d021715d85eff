//! Events out of what the machine says.

use std::sync::Arc;

use openmf_core::{ClockState, MediaEvent, PresentationClock, PresentationTime, UserObject, Variant, keys};
use openmf_session::{EventAttribute, EventValue, SessionEvent, SinkId, TopologyKey};
use openmf_topology::NodeId;

use super::super::Shared;

use super::{Core, News};

impl Core {
    pub(super) fn emit(&mut self, shared: &Arc<Shared>, event: SessionEvent) {
        let mut media_event = MediaEvent::new(event.event_type);
        if let Err(error) = event.status {
            media_event = media_event.with_error(error);
        }
        media_event = media_event.with_value(match event.value {
            EventValue::Empty => Variant::Empty,
            EventValue::Rate(rate) => Variant::F32(rate),
            EventValue::Code(code) => Variant::U32(code.0 as u32),
            EventValue::FullTopology(key) => self.topology_value(key),
        });
        let attributes = media_event.attributes();
        for attribute in event.attributes {
            match attribute {
                EventAttribute::TopologyStatus(status) => {
                    attributes.set(keys::MF_EVENT_TOPOLOGY_STATUS, status.code());
                }
                EventAttribute::StartPresentationTime(time) => {
                    attributes.set(keys::MF_EVENT_START_PRESENTATION_TIME, time);
                }
                EventAttribute::PresentationTimeOffset(offset) => {
                    attributes.set(keys::MF_EVENT_PRESENTATION_TIME_OFFSET, offset);
                }
                EventAttribute::StartPresentationTimeAtOutput(time) => {
                    attributes.set(keys::MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT, time);
                }
                EventAttribute::SeekOvertaken => attributes.set(keys::OPENMF_EVENT_SEEK_OVERTAKEN, true),
                EventAttribute::ScrubSampleTime(time) => {
                    attributes.set(keys::MF_EVENT_SCRUBSAMPLE_TIME, time);
                }
                EventAttribute::SessionCaps(caps) => attributes.set(keys::MF_EVENT_SESSIONCAPS, caps.bits()),
                EventAttribute::SessionCapsDelta(caps) => {
                    attributes.set(keys::MF_EVENT_SESSIONCAPS_DELTA, caps.bits());
                }
                EventAttribute::OutputNode { topology, sink } => {
                    if let Some(node) = self.output_node_of(topology, sink) {
                        attributes.set(keys::MF_EVENT_OUTPUT_NODE, node.0);
                    }
                }
            }
        }
        if let Some(time) = self.approximate_time(shared) {
            attributes.set(keys::MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME, time);
        }
        self.aftermath.news.push(News::Event(Arc::new(media_event)));
    }

    /// The time of the presentation clock, without a question to a time source that is not the engine's own.
    fn approximate_time(&self, shared: &Shared) -> Option<PresentationTime> {
        let time = shared.clock.approximate_time()?;
        match (&self.progress, shared.clock.state()) {
            (Some(progress), ClockState::Running | ClockState::Paused) => Some(progress.now()),
            _ => Some(time),
        }
    }

    /// Observed: with NORESOLUTION the value is the caller's own object, else another one.
    pub(super) fn topology_value(&self, key: TopologyKey) -> Variant {
        let Some(entry) = self.topologies.get(&key) else {
            return Variant::Empty;
        };
        let topology = match &entry.full {
            Some(_) if entry.no_resolution => &entry.original,
            Some(full) => full,
            None => &entry.copy,
        };
        Variant::Object(UserObject::new(topology.clone()))
    }

    pub(super) fn output_node_of(&self, topology: TopologyKey, sink: SinkId) -> Option<NodeId> {
        let wanted = self.components.sink(sink)?;
        let entry = self.topologies.get(&topology)?;
        let bound = entry.bound.as_ref()?;
        bound
            .bindings
            .iter()
            .find(|binding| Arc::ptr_eq(&binding.sink, wanted))
            .map(|binding| binding.node)
    }
}
