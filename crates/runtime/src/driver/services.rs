//! What a session answers when it is asked for a service (`IMFGetService`, `MFGetService`).

use std::sync::{Arc, Weak};

use openmf_core::{Error, Guid, MediaSink, MediaSource, Result, SharedTransform, UserObject, guids};
use openmf_session::TopologyQuery;
use openmf_topology::{NodeKind, Topology, TopologyNode};

use super::{SessionDriver, Shared, TaskGuard, lock};
use crate::Runtime;
use crate::local_transforms::LocalTransforms;
use crate::work_queue_services::WorkQueueServices;

/// The services of the session itself. They are there from its creation to its shutdown.
pub(crate) struct OwnServices {
    work_queues: Arc<WorkQueueServices>,
    transforms: Arc<LocalTransforms>,
}

impl OwnServices {
    pub(crate) fn new(runtime: Runtime, session: Weak<Shared>, transforms: Arc<LocalTransforms>) -> Self {
        let topology = move || {
            let session = session.upgrade().ok_or(Error::Shutdown)?;
            lock(&session.core).full_topology(TopologyQuery::Current)
        };
        Self {
            work_queues: Arc::new(WorkQueueServices::new(runtime, topology)),
            transforms,
        }
    }

    /// Another topology is the current one.
    pub(super) fn topology_changed(&self, topology: Topology, guard: TaskGuard) {
        self.work_queues.topology_changed(&topology, guard);
    }

    /// There is no current topology any more.
    pub(super) fn topology_left(&self, guard: TaskGuard) {
        self.work_queues.topology_left(guard);
    }

    fn find(&self, service: &Guid) -> Option<UserObject> {
        match *service {
            guids::MF_WORKQUEUE_SERVICES => Some(UserObject::from_arc(Arc::clone(&self.work_queues))),
            guids::MF_LOCAL_MFT_REGISTRATION_SERVICE => {
                Some(UserObject::from_arc(Arc::clone(&self.transforms)))
            }
            _ => None,
        }
    }
}

impl SessionDriver {
    /// The object behind a service. The first that has it answers: the session itself, then, from the time when the
    /// current topology is ready, its sources, its transforms in the order of the data, and its sinks.
    ///
    /// The session's own are [`WorkQueueServices`] (`MF_WORKQUEUE_SERVICES`), [`LocalTransforms`]
    /// (`MF_LOCAL_MFT_REGISTRATION_SERVICE`), and for `MF_RATE_CONTROL_SERVICE` and
    /// `MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE` the [`SessionDriver`] itself, which has the methods. Renderers answer for
    /// sound (`MR_POLICY_VOLUME_SERVICE`, `MR_STREAM_VOLUME_SERVICE`) and pictures (`MR_VIDEO_RENDER_SERVICE`), sources
    /// for their metadata (`MF_METADATA_PROVIDER_SERVICE`).
    ///
    /// # Errors
    /// - [`Error::UnsupportedService`]: nobody has it, or there is no topology yet whose components could be asked.
    /// - [`Error::Shutdown`]: the session was shut down.
    ///
    /// Source: `IMFGetService::GetService`.
    pub fn service(&self, service: &Guid) -> Result<UserObject> {
        lock(&self.shared.core).check_open()?;
        if let guids::MF_RATE_CONTROL_SERVICE | guids::MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE = *service {
            return Ok(UserObject::new(self.clone()));
        }
        if let Some(own) = self.shared.services.find(service) {
            return Ok(own);
        }
        let unsupported = || Error::UnsupportedService { service: *service };
        if !self.capabilities()?.start {
            return Err(unsupported());
        }
        // No lock is held while components are asked.
        let topology = self.full_topology(TopologyQuery::Current)?;
        let components = Components::of(&topology);
        let of_sources = components
            .sources
            .iter()
            .find_map(|source| source.service(service));
        of_sources
            .or_else(|| {
                let mut transforms = components.transforms.iter();
                transforms.find_map(|transform| transform.lock().service(service))
            })
            .or_else(|| components.sinks.iter().find_map(|sink| sink.service(service)))
            .ok_or_else(unsupported)
    }

    /// The object behind a service as what it is expected to be; see [`SessionDriver::service`].
    ///
    /// # Errors
    /// Those of [`SessionDriver::service`]; [`Error::UnsupportedService`] also if the object is another one.
    pub fn service_of<T: std::any::Any + Send + Sync>(&self, service: &Guid) -> Result<Arc<T>> {
        self.service(service)?
            .downcast()
            .ok_or(Error::UnsupportedService { service: *service })
    }
}

/// The components of a topology, each once.
#[derive(Default)]
pub(super) struct Components {
    pub(super) sources: Vec<Arc<dyn MediaSource>>,
    /// In the order of the data: none comes before one that feeds it.
    pub(super) transforms: Vec<SharedTransform>,
    sinks: Vec<Arc<dyn MediaSink>>,
}

impl Components {
    pub(super) fn of(topology: &Topology) -> Self {
        let mut found = Self::default();
        for output in topology.output_nodes() {
            found.visit(&output, 0);
            if let Some(sink) = output.stream_sink().and_then(|stream| stream.media_sink().ok())
                && !found.sinks.iter().any(|known| Arc::ptr_eq(known, &sink))
            {
                found.sinks.push(sink);
            }
        }
        found
    }

    /// What is upstream of a node comes first.
    fn visit(&mut self, node: &TopologyNode, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for input in 0..node.input_count() {
            if let Ok((upstream, _)) = node.input(input) {
                self.visit(&upstream, depth + 1);
            }
        }
        match node.kind() {
            NodeKind::SourceStream => {
                if let Some(source) = node.media_source()
                    && !self.sources.iter().any(|known| Arc::ptr_eq(known, &source))
                {
                    self.sources.push(source);
                }
            }
            NodeKind::Transform => {
                if let Some(transform) = node.shared_transform()
                    && !self.transforms.iter().any(|known| known.is_same(&transform))
                {
                    self.transforms.push(transform);
                }
            }
            NodeKind::Tee | NodeKind::Output => {}
        }
    }
}

/// No topology is deeper; one with a loop was refused.
const MAX_DEPTH: usize = 256;
