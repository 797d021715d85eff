//! A topology loader that finds every topology full, unless the scenario says otherwise.

use std::sync::Arc;

use openmf_core::{Error, Guid, MediaType, Result, TransformCatalog, TransformRegistration};
use openmf_topology::{Explanation, LoadFailure, Resolved, Topology, TopologyLoader};

use crate::scenario::{Call, LOADER};
use crate::world::{Reply, World};

pub(crate) struct SimulatedLoader(pub Arc<World>);

impl TopologyLoader for SimulatedLoader {
    fn load(&self, partial: &Topology, _current: Option<&Topology>) -> Result<Resolved, Box<LoadFailure>> {
        let explanation = Explanation {
            topology: partial.id(),
            connections: Vec::new(),
            nodes: Vec::new(),
        };
        let reply = match self.0.call(LOADER, Call::Load) {
            Ok(Reply::Failed) => Err(Error::NoStreamsSelected),
            Ok(Reply::Late(milliseconds)) => {
                self.0.sleep(milliseconds);
                Ok(())
            }
            Ok(Reply::Never | Reply::ShutsDown) => Err(Error::Aborted),
            Ok(Reply::Now | Reply::Twice) => Ok(()),
            Err(error) => Err(error),
        };
        match reply {
            Ok(()) => Ok(Resolved {
                topology: partial.duplicate(),
                explanation,
            }),
            Err(error) => Err(Box::new(LoadFailure { error, explanation })),
        }
    }
}

pub(crate) struct NoTransforms;

impl TransformCatalog for NoTransforms {
    fn enumerate(
        &self,
        _category: &Guid,
        _input: Option<&MediaType>,
        _output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        Vec::new()
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>> {
        Err(Error::NotFound {
            what: class.to_string().into(),
        })
    }
}
