//! An application's topology loader.

use std::sync::Arc;

use openmf_core::{Error, Guid};
use openmf_topology::{Explanation, LoadFailure, Resolved, Topology, TopologyLoader};

use crate::bindings::IMFTopoLoader;
use crate::inward::{Object, check, error};
use crate::{classes, topology};

/// A loader that is made by its class when it is first needed: an unknown class fails the topology, not the session.
struct ForeignLoader {
    class: Guid,
}

/// The loader of a class (`MF_SESSION_TOPOLOADER`).
pub(crate) fn of_class(class: Guid) -> Arc<dyn TopologyLoader> {
    Arc::new(ForeignLoader { class })
}

impl ForeignLoader {
    fn load_with(&self, partial: &Topology, current: Option<&Topology>) -> Result<Topology, Error> {
        let loader: Object<IMFTopoLoader> = Object::new(classes::create(self.class).map_err(error)?);
        let partial = topology::to_com(partial).map_err(error)?;
        let current = current.map(topology::to_com).transpose().map_err(error)?;
        let mut full = None;
        // SAFETY: live objects, and a writable local.
        check(unsafe { loader.Load(&partial, &mut full, current.as_ref()) })?;
        let full = full.ok_or(openmf_core::codes::E_UNEXPECTED)?;
        let full = topology::to_core(&full).map_err(error)?;
        topology::refresh(&full).map_err(error)?;
        Ok(full)
    }
}

impl TopologyLoader for ForeignLoader {
    fn load(&self, partial: &Topology, current: Option<&Topology>) -> Result<Resolved, Box<LoadFailure>> {
        let explanation = Explanation {
            topology: partial.id(),
            connections: Vec::new(),
            nodes: Vec::new(),
        };
        match self.load_with(partial, current) {
            Ok(topology) => Ok(Resolved {
                topology,
                explanation,
            }),
            Err(error) => Err(Box::new(LoadFailure { error, explanation })),
        }
    }
}
