//! What an application gives to a session besides the components of a topology.

use std::sync::Arc;

use openmf_core::{
    AsyncCallback, AsyncResult, Error, EventQueue, Guid, HostTime, MediaEvent, MediaType, PresentationClock,
    Sample, TransformCatalog, TransformRegistration,
};
use openmf_runtime::{QualityManager, Recorder};
use openmf_session::{Action, Input, SessionState};
use openmf_topology::{
    LoadFailure, NodeId, Resolved, StandardTopologyLoader, Topology, TopologyLoader, TopologyNode,
};

use super::components::{Alive, Gate};

/// The standard loader behind a gate.
pub(crate) struct GatedLoader {
    inner: StandardTopologyLoader,
    gate: Arc<Gate>,
    _alive: Alive,
}

impl GatedLoader {
    pub(crate) fn new(gate: &Arc<Gate>, catalog: Arc<dyn TransformCatalog>) -> Self {
        Self {
            inner: StandardTopologyLoader::new(catalog),
            gate: Arc::clone(gate),
            _alive: Alive::new(gate, "TopologyLoader::drop"),
        }
    }
}

impl TopologyLoader for GatedLoader {
    fn load(&self, partial: &Topology, current: Option<&Topology>) -> Result<Resolved, Box<LoadFailure>> {
        self.gate.pass("TopologyLoader::load");
        self.inner.load(partial, current)
    }
}

/// A catalog in which nothing is.
pub(crate) struct GatedCatalog(pub Arc<Gate>);

impl TransformCatalog for GatedCatalog {
    fn enumerate(
        &self,
        _category: &Guid,
        _input: Option<&MediaType>,
        _output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        self.0.pass("TransformCatalog::enumerate");
        Vec::new()
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>, Error> {
        self.0.pass("TransformCatalog::by_class");
        Err(Error::NotFound {
            what: class.to_string().into(),
        })
    }
}

/// A quality manager that has an eye on everything.
pub(crate) struct GatedQuality {
    gate: Arc<Gate>,
    _alive: Alive,
}

impl GatedQuality {
    pub(crate) fn new(gate: &Arc<Gate>) -> Self {
        Self {
            gate: Arc::clone(gate),
            _alive: Alive::new(gate, "QualityManager::drop"),
        }
    }
}

impl QualityManager for GatedQuality {
    fn notify_topology(&self, _topology: Option<&Topology>) {
        self.gate.pass("QualityManager::notify_topology");
    }

    fn notify_presentation_clock(&self, _clock: Option<&Arc<dyn PresentationClock>>) {
        self.gate.pass("QualityManager::notify_presentation_clock");
    }

    fn watches(&self, _node: &TopologyNode, _rateless: bool) -> bool {
        self.gate.pass("QualityManager::watches");
        true
    }

    fn notify_process_input(&self, _node: NodeId, _input: u32, _sample: &Sample) {
        self.gate.pass("QualityManager::notify_process_input");
    }

    fn notify_process_output(&self, _node: NodeId, _output: u32, _sample: &Sample) {
        self.gate.pass("QualityManager::notify_process_output");
    }

    fn notify_quality_event(&self, _node: NodeId, _event: &MediaEvent) {
        self.gate.pass("QualityManager::notify_quality_event");
    }

    fn shutdown(&self) {
        self.gate.pass("QualityManager::shutdown");
    }
}

pub(crate) struct GatedRecorder {
    gate: Arc<Gate>,
    _alive: Alive,
}

impl GatedRecorder {
    pub(crate) fn new(gate: &Arc<Gate>) -> Self {
        Self {
            gate: Arc::clone(gate),
            _alive: Alive::new(gate, "Recorder::drop"),
        }
    }
}

impl Recorder for GatedRecorder {
    fn input(&self, _now: HostTime, _input: &Input) {
        self.gate.pass("Recorder::input");
    }

    fn actions(&self, _actions: &[Action], _state: SessionState) {
        self.gate.pass("Recorder::actions");
    }
}

/// Reads a session's events, one after the other.
pub(crate) struct GatedCallback {
    gate: Arc<Gate>,
    events: EventQueue,
    alive: Arc<Alive>,
}

impl GatedCallback {
    pub(crate) fn begin(gate: &Arc<Gate>, events: &EventQueue) {
        let first = Self {
            gate: Arc::clone(gate),
            events: events.clone(),
            alive: Arc::new(Alive::new(gate, "AsyncCallback::drop")),
        };
        let _ = events.begin_get_event(Arc::new(first), None);
    }
}

impl AsyncCallback for GatedCallback {
    fn invoke(&self, result: Arc<AsyncResult>) {
        self.gate.pass("AsyncCallback::invoke");
        if self.events.end_get_event(&result).is_ok() {
            let next = Self {
                gate: Arc::clone(&self.gate),
                events: self.events.clone(),
                alive: Arc::clone(&self.alive),
            };
            let _ = self.events.begin_get_event(Arc::new(next), None);
        }
    }
}
