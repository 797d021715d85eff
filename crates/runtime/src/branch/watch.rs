use std::sync::{Arc, OnceLock};

use openmf_core::{Sample, SharedTransform};
use openmf_topology::{NodeId, TopologyNode};

use crate::quality::QualityManager;

/// Who is told of the samples of a branch.
pub(crate) struct Watch {
    manager: Arc<dyn QualityManager>,
    source: Option<TopologyNode>,
    transforms: Vec<TopologyNode>,
    output: Option<TopologyNode>,
    rateless: bool,
}

impl Watch {
    pub(crate) fn new(
        manager: Arc<dyn QualityManager>,
        source: Option<TopologyNode>,
        transforms: Vec<TopologyNode>,
        output: Option<TopologyNode>,
        rateless: bool,
    ) -> Self {
        Self {
            manager,
            source,
            transforms,
            output,
            rateless,
        }
    }

    /// Asks the manager what it wants to know; `None` if nothing.
    pub(crate) fn begin(self) -> Option<Watched> {
        let wanted = |node: &TopologyNode| {
            let wanted = self.manager.watches(node, self.rateless);
            wanted.then(|| node.id())
        };
        let transforms = self.transforms.iter().filter_map(|node| {
            let transform = node.shared_transform()?;
            Some((transform, wanted(node)?))
        });
        let watched = Watched {
            source: self.source.as_ref().and_then(wanted),
            transforms: transforms.collect(),
            output: self.output.as_ref().and_then(wanted),
            manager: Arc::clone(&self.manager),
        };
        let nothing = watched.source.is_none() && watched.transforms.is_empty() && watched.output.is_none();
        (!nothing).then_some(watched)
    }
}

/// Who is told of the samples of a transform where branches meet.
pub(crate) struct JunctionWatch {
    manager: Arc<dyn QualityManager>,
    node: TopologyNode,
    rateless: bool,
    /// Asked when the first sample comes.
    wanted: OnceLock<bool>,
}

impl JunctionWatch {
    pub(crate) fn new(manager: Arc<dyn QualityManager>, node: TopologyNode, rateless: bool) -> Self {
        Self {
            manager,
            node,
            rateless,
            wanted: OnceLock::new(),
        }
    }

    fn is_wanted(&self) -> bool {
        *self
            .wanted
            .get_or_init(|| self.manager.watches(&self.node, self.rateless))
    }

    pub(super) fn before(&self, input: u32, sample: &Sample) {
        if self.is_wanted() {
            self.manager.notify_process_input(self.node.id(), input, sample);
        }
    }

    pub(super) fn after(&self, output: u32, sample: &Sample) {
        if self.is_wanted() {
            self.manager.notify_process_output(self.node.id(), output, sample);
        }
    }
}

/// The nodes of a branch whose samples are told.
pub(crate) struct Watched {
    manager: Arc<dyn QualityManager>,
    source: Option<NodeId>,
    transforms: Vec<(SharedTransform, NodeId)>,
    output: Option<NodeId>,
}

impl Watched {
    pub(crate) fn after_source(&self, sample: &Sample) {
        if let Some(node) = self.source {
            self.manager.notify_process_output(node, 0, sample);
        }
    }

    pub(crate) fn before_transform(&self, transform: &SharedTransform, sample: &Sample) {
        if let Some(node) = self.node_of(transform) {
            self.manager.notify_process_input(node, 0, sample);
        }
    }

    pub(crate) fn after_transform(&self, transform: &SharedTransform, sample: &Sample) {
        if let Some(node) = self.node_of(transform) {
            self.manager.notify_process_output(node, 0, sample);
        }
    }

    pub(crate) fn before_sink(&self, sample: &Sample) {
        if let Some(node) = self.output {
            self.manager.notify_process_input(node, 0, sample);
        }
    }

    fn node_of(&self, transform: &SharedTransform) -> Option<NodeId> {
        let known = self.transforms.iter().find(|(known, _)| known.is_same(transform));
        known.map(|(_, node)| *node)
    }
}
