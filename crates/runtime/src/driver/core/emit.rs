//! Events out of what the machine says.

use std::sync::Arc;

use openmf_core::{MediaEvent, PresentationClock, UserObject, Variant, keys};
use openmf_session::{EventAttribute, EventValue, SessionEvent, SinkId, TopologyKey};
use openmf_topology::NodeId;

use super::super::Shared;

use super::Core;

impl Core {
    pub(super) fn emit(&self, shared: &Arc<Shared>, event: SessionEvent) {
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
        if let Ok(time) = shared.clock.time() {
            attributes.set(keys::MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME, time);
        }
        // Fails only after Shutdown, when no event may be sent.
        let _ = shared.events.queue(media_event);
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
