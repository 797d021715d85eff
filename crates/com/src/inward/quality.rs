//! An application's quality manager.

use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{Guid, MediaEvent, PresentationClock, Sample};
use openmf_runtime::{QualityManagement, QualityManager};
use openmf_topology::{NodeId, Topology, TopologyNode};
use windows_core::{IUnknown, Interface};

use crate::bindings::{IMFQualityManager, IMFTopologyNode};
use crate::inward::Object;
use crate::{classes, clock, event, node, sample_convert, topology};

struct ForeignQuality {
    manager: Option<Object<IMFQualityManager>>,
    topology: Mutex<Option<Topology>>,
}

/// The quality manager of a class (`MF_SESSION_QUALITY_MANAGER`), made for each session; none if the class is unknown.
pub(crate) fn of_class(class: Guid) -> QualityManagement {
    QualityManagement::Custom(Arc::new(move || {
        let manager = classes::create(class).ok().map(Object::new);
        Arc::new(ForeignQuality {
            manager,
            topology: Mutex::default(),
        })
    }))
}

impl ForeignQuality {
    fn node(&self, id: NodeId) -> Option<(TopologyNode, IMFTopologyNode)> {
        let topology = self
            .topology
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()?;
        let found = topology.node_by_id(id).ok()?;
        let object = node::to_com(&found).ok()?;
        Some((found, object))
    }
}

// Nobody hears what a manager answers.
impl QualityManager for ForeignQuality {
    fn notify_topology(&self, now: Option<&Topology>) {
        let former = {
            let mut topology = self.topology.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *topology, now.cloned())
        };
        drop(former);
        let now = now.and_then(|now| topology::to_com(now).ok());
        if let Some(manager) = &self.manager {
            // SAFETY: live objects, or NULL.
            let _ = unsafe { manager.NotifyTopology(now.as_ref()) };
        }
    }

    fn notify_presentation_clock(&self, set: Option<&Arc<dyn PresentationClock>>) {
        let set = set.and_then(|set| clock::to_com(set).ok());
        if let Some(manager) = &self.manager {
            // SAFETY: live objects, or NULL.
            let _ = unsafe { manager.NotifyPresentationClock(set.as_ref()) };
        }
    }

    fn watches(&self, _node: &TopologyNode, _rateless: bool) -> bool {
        self.manager.is_some()
    }

    fn notify_process_input(&self, id: NodeId, input: u32, sample: &Sample) {
        if let (Some(manager), Some((_, node)), Ok(sample)) = (
            &self.manager,
            self.node(id),
            sample_convert::to_com(sample.clone()),
        ) {
            // SAFETY: live objects.
            let _ = unsafe { manager.NotifyProcessInput(&node, input as i32, &sample) };
        }
    }

    fn notify_process_output(&self, id: NodeId, output: u32, sample: &Sample) {
        if let (Some(manager), Some((_, node)), Ok(sample)) = (
            &self.manager,
            self.node(id),
            sample_convert::to_com(sample.clone()),
        ) {
            // SAFETY: live objects.
            let _ = unsafe { manager.NotifyProcessOutput(&node, output as i32, &sample) };
        }
    }

    fn notify_quality_event(&self, id: NodeId, told: &MediaEvent) {
        let (Some(manager), Some((_, node))) = (&self.manager, self.node(id)) else {
            return;
        };
        let copy = MediaEvent::new(told.event_type())
            .with_extended_type(told.extended_type())
            .with_status(told.status())
            .with_value(told.value().clone());
        copy.attributes().copy_from(told.attributes());
        // SAFETY: live objects.
        unsafe {
            let object: Option<IUnknown> = node.GetObject().ok();
            let object = object.or_else(|| node.cast().ok());
            if let (Some(object), Ok(told)) = (object, event::to_com(Arc::new(copy))) {
                let _ = manager.NotifyQualityEvent(&object, &told);
            }
        }
    }

    fn shutdown(&self) {
        if let Some(manager) = &self.manager {
            // SAFETY: a live object.
            let _ = unsafe { manager.Shutdown() };
        }
    }
}
