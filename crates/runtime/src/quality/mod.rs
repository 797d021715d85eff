//! Quality management: who watches the data flow, and makes components do less when they cannot keep up.

mod standard;

use std::sync::Arc;

use openmf_core::{MediaEvent, PresentationClock, Sample};
use openmf_topology::{NodeId, Topology, TopologyNode};

pub use standard::StandardQualityManager;

/// Watches a session's data flow and advises its components (`IMFQualityManager`).
///
/// The session calls it from its branches, before a component gets a sample and after it gave one; a call is to return
/// at once. What it finds at a node ([`openmf_core::Transform::quality_advise`] and its like) it may call from any
/// thread. One session has one manager: a manager is not shared.
pub trait QualityManager: Send + Sync {
    /// A topology becomes the current one; `None`: there is none any more, and what is held of the last is released.
    fn notify_topology(&self, topology: Option<&Topology>);

    /// The session's clock.
    fn notify_presentation_clock(&self, clock: Option<&Arc<dyn PresentationClock>>);

    /// Whether samples at this node are to be told. `rateless`: nothing on its way to the sink looks at the clock. What
    /// is not watched costs nothing. Asked once for each node and branch. Default: everything.
    fn watches(&self, _node: &TopologyNode, _rateless: bool) -> bool {
        true
    }

    /// A node is about to get a sample. A stream sink's samples are stamped with presentation time, others with media
    /// time.
    fn notify_process_input(&self, node: NodeId, input: u32, sample: &Sample);

    /// A node has given a sample.
    fn notify_process_output(&self, node: NodeId, output: u32, sample: &Sample);

    /// `MEQualityNotify` of the object of a node. Its extended type is `MF_QUALITY_NOTIFY_SAMPLE_LAG` or
    /// `MF_QUALITY_NOTIFY_PROCESSING_LATENCY`, its value a time in 100 ns.
    fn notify_quality_event(&self, node: NodeId, event: &MediaEvent);

    /// The session was shut down; no call follows.
    fn shutdown(&self);
}

/// Which quality manager a session has (`MF_SESSION_QUALITY_MANAGER`).
#[derive(Clone, Default)]
pub enum QualityManagement {
    /// A [`StandardQualityManager`].
    #[default]
    Standard,
    /// None (`GUID_NULL`).
    Off,
    /// The application's own, made for each session.
    Custom(Arc<dyn Fn() -> Arc<dyn QualityManager> + Send + Sync>),
}

impl QualityManagement {
    /// The manager for one session.
    pub fn create(&self) -> Option<Arc<dyn QualityManager>> {
        match self {
            Self::Standard => Some(Arc::new(StandardQualityManager::new())),
            Self::Off => None,
            Self::Custom(make) => Some(make()),
        }
    }
}

impl std::fmt::Debug for QualityManagement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Standard => "Standard",
            Self::Off => "Off",
            Self::Custom(_) => "Custom",
        })
    }
}
