//! What the quality manager is told besides samples.

use std::sync::Arc;

use openmf_core::{PresentationClock, SharedEvent};
use openmf_session::{StreamSinkId, TopologyKey};

use super::super::Shared;
use super::Core;

impl Core {
    /// A topology becomes the current one. Behind the calls that make it so, which go through the same lane.
    pub(super) fn watch_topology(&mut self, shared: &Arc<Shared>, key: TopologyKey) {
        let Some(manager) = self.quality.clone() else {
            return;
        };
        if self.watched.replace(key) == Some(key) {
            return;
        }
        let topology = self.topologies.get(&key).and_then(|entry| entry.full.clone());
        let clock: Arc<dyn PresentationClock> = shared.clock.clone();
        self.call_sinks(shared, move || {
            manager.notify_topology(topology.as_ref());
            manager.notify_presentation_clock(Some(&clock));
        });
    }

    /// A topology is dropped.
    pub(super) fn forget_topology(&mut self, shared: &Arc<Shared>, key: TopologyKey) {
        if self.watched.take_if(|watched| *watched == key).is_none() {
            return;
        }
        if let Some(manager) = self.quality.clone() {
            self.call_sinks(shared, move || manager.notify_topology(None));
        }
    }

    /// `MEQualityNotify` of a stream sink.
    pub(super) fn tell_quality(&self, shared: &Arc<Shared>, stream_sink: StreamSinkId, event: SharedEvent) {
        let Some(manager) = self.quality.clone() else {
            return;
        };
        let sink = self.components.stream_sink(stream_sink).cloned();
        let current = self
            .watched
            .and_then(|key| self.topologies.get(&key)?.full.clone());
        let node = sink.zip(current).and_then(|(sink, topology)| {
            let mut outputs = topology.output_nodes().into_iter();
            outputs.find(|node| node.stream_sink().is_some_and(|bound| Arc::ptr_eq(&bound, &sink)))
        });
        if let Some(node) = node {
            self.call_sinks(shared, move || manager.notify_quality_event(node.id(), &event));
        }
    }
}
