//! Cuts a full topology into segments: lines of transforms between sources, junctions and sinks.

use openmf_core::{
    Error, HardwareMode, MediaTime, MediaType, Result, SharedTransform, TimeSpan, TopologyFault, keys,
};
use openmf_topology::{NodeId, NodeKind, Topology, TopologyNode, current_type};

use crate::branch::{Conduct, Junction, JunctionKind, RunOrder, Stage, TrimPlace};

/// A line of transforms.
pub(crate) struct Segment {
    pub head: Head,
    /// The transform nodes, in the order of the data.
    pub nodes: Vec<TopologyNode>,
    pub tail: Tail,
    pub trim: Option<TrimPlace>,
    pub timing: Timing,
    /// Where the content of the one stream that comes here is valid.
    pub valid: (Option<MediaTime>, Option<MediaTime>),
    /// The source nodes whose data comes here, as indexes.
    pub sources: Vec<usize>,
    /// The type of what comes, as far as it is known.
    pub stream_type: Option<MediaType>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// The source node of this index.
    Source(usize),
    /// An output of the junction of this index.
    Junction(usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    Sink,
    /// An input of the junction of this index.
    Junction(usize, usize),
}

/// Which time the samples of a segment carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timing {
    /// That of a source.
    Media {
        /// The source node.
        node: NodeId,
        /// `MF_TOPONODE_MEDIASTART` of the source node.
        start: MediaTime,
        /// `MF_TOPONODE_MEDIASTOP` of the source node.
        stop: Option<MediaTime>,
        /// The segment's samples leave it with presentation time: at a sink, and where sources join, which may begin at
        /// different times of their own.
        translates: bool,
    },
    /// Presentation time.
    Presentation,
}

impl Timing {
    /// A source node ends elsewhere.
    pub(crate) fn set_stop(&mut self, of: NodeId, to: MediaTime) {
        if let Self::Media { node, stop, .. } = self
            && *node == of
        {
            *stop = Some(to);
        }
    }

    /// The source node, if its time is carried.
    pub(crate) fn node(&self) -> Option<NodeId> {
        match self {
            Self::Media { node, .. } => Some(*node),
            Self::Presentation => None,
        }
    }

    /// The order of this segment, from that of the branch whose first source node is this one and starts there. `end`: the
    /// presentation time at which everything that feeds the branch has ended, if all of it has a stop.
    pub(crate) fn order(
        &self,
        branch: &RunOrder,
        (first, media_start): (NodeId, MediaTime),
        end: Option<MediaTime>,
    ) -> RunOrder {
        match *self {
            Self::Media {
                node,
                start,
                stop,
                translates,
            } => {
                let shift = start - media_start;
                RunOrder {
                    start: branch.start + shift,
                    stop: match node == first {
                        true => branch.stop,
                        false if branch.rate < 0.0 => Some(start),
                        false => stop,
                    },
                    offset: if translates {
                        branch.offset - shift
                    } else {
                        TimeSpan::ZERO
                    },
                    ..*branch
                }
            }
            Self::Presentation => RunOrder {
                start: branch.start + branch.offset,
                stop: end,
                offset: TimeSpan::ZERO,
                ..*branch
            },
        }
    }
}

/// A tee, or a transform with several inputs or outputs.
pub(crate) struct JunctionPlan {
    pub node: TopologyNode,
    /// The segments that end here, with their inputs.
    feeds: Vec<usize>,
    sources: Vec<usize>,
}

impl JunctionPlan {
    pub(crate) fn build(&self) -> Result<std::sync::Arc<Junction>> {
        let node = &self.node;
        let outputs = node.output_count() as usize;
        let connected: Vec<u32> = node.inputs().into_iter().map(|(input, ..)| input).collect();
        let types = (0..node.input_count()).map(|input| {
            connected
                .contains(&input)
                .then(|| current_type(node, input, false).ok())
        });
        let kind = match node.shared_transform() {
            Some(transform) => JunctionKind::Transform(transform),
            None if node.kind() == NodeKind::Tee => JunctionKind::Tee {
                primary: node.attributes().get_or(keys::MF_TOPONODE_PRIMARYOUTPUT, 0) as usize,
                discardable: discardable_outputs(node),
            },
            None => {
                return Err(Error::Topology(TopologyFault::MissingObject {
                    node: node.id().0,
                }));
            }
        };
        Ok(Junction::new(
            node.name(),
            kind,
            Conduct::of(node),
            types.collect(),
            outputs,
        ))
    }
}

/// `MF_TOPONODE_DISCARDABLE`: a list of 32-bit output indexes.
fn discardable_outputs(tee: &TopologyNode) -> Vec<usize> {
    let bytes = tee
        .attributes()
        .get(keys::MF_TOPONODE_DISCARDABLE)
        .unwrap_or_default();
    let words = bytes.as_chunks::<4>().0;
    words
        .iter()
        .map(|word| u32::from_le_bytes(*word) as usize)
        .collect()
}

/// What a topology is cut into.
#[derive(Default)]
pub(crate) struct Cut {
    pub segments: Vec<Segment>,
    pub junctions: Vec<JunctionPlan>,
    pub sources: Vec<TopologyNode>,
    /// For each branch its output node and its last segment.
    pub ends: Vec<(TopologyNode, usize)>,
    /// `MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED`.
    pub fixed: bool,
    /// Which transforms may be put in.
    pub hardware: HardwareMode,
}

/// How deep junctions may lie behind each other: the cutting recurses once for each.
const MAX_JUNCTION_DEPTH: usize = 64;

impl Cut {
    pub(crate) fn new(topology: &Topology) -> Result<Self> {
        let mut cut = Self {
            hardware: HardwareMode::of(topology.attributes()),
            fixed: topology
                .attributes()
                .get_or(keys::MF_TOPOLOGY_DYNAMIC_CHANGE_NOT_ALLOWED, false),
            ..Self::default()
        };
        for output in topology.output_nodes() {
            if let Some(segment) = cut.segment(&output, 0, Tail::Sink, 0)? {
                cut.ends.push((output, segment));
            }
        }
        cut.place_trims(
            topology
                .attributes()
                .get_or(keys::MF_TOPOLOGY_NO_MARKIN_MARKOUT, false),
        );
        cut.set_times();
        Ok(cut)
    }

    /// The segment that ends at an input of a node; `None` if no source feeds it.
    fn segment(&mut self, end: &TopologyNode, input: u32, tail: Tail, depth: usize) -> Result<Option<usize>> {
        let mut nodes = Vec::new();
        let (mut at, mut at_input) = (end.clone(), input);
        let (head, sources) = loop {
            let Ok((upstream, output)) = at.input(at_input) else {
                return Ok(None);
            };
            match upstream.kind() {
                NodeKind::SourceStream => {
                    let source = self.source(&upstream);
                    break (Head::Source(source), vec![source]);
                }
                NodeKind::Transform if upstream.input_count() <= 1 && upstream.output_count() <= 1 => {
                    if upstream.shared_transform().is_none() {
                        return Err(Error::Topology(TopologyFault::MissingObject {
                            node: upstream.id().0,
                        }));
                    }
                    nodes.push(upstream.clone());
                    (at, at_input) = (upstream, 0);
                }
                NodeKind::Transform | NodeKind::Tee => match self.junction(&upstream, depth)? {
                    Some(junction) => {
                        let sources = self.junctions.get(junction).map(|known| known.sources.clone());
                        break (
                            Head::Junction(junction, output as usize),
                            sources.unwrap_or_default(),
                        );
                    }
                    None => return Ok(None),
                },
                NodeKind::Output => {
                    return Err(Error::Unexpected {
                        what: "an output node upstream of another node".into(),
                    });
                }
            }
        };
        nodes.reverse();
        self.segments.push(Segment {
            head,
            nodes,
            tail,
            trim: None,
            timing: Timing::Presentation,
            valid: (None, None),
            sources,
            stream_type: None,
        });
        Ok(Some(self.segments.len() - 1))
    }

    fn junction(&mut self, node: &TopologyNode, depth: usize) -> Result<Option<usize>> {
        if let Some(known) = self.junctions.iter().position(|known| known.node.is_same(node)) {
            return Ok(Some(known));
        }
        if depth >= MAX_JUNCTION_DEPTH {
            return Err(Error::LimitReached {
                what: "tees and mixers behind each other",
                limit: MAX_JUNCTION_DEPTH as u64,
            });
        }
        // Upstream ones come first, so that the index is known only afterwards.
        let mut feeds = Vec::new();
        for (input, ..) in node.inputs() {
            let tail = Tail::Junction(usize::MAX, input as usize);
            feeds.extend(self.segment(node, input, tail, depth + 1)?);
        }
        let index = self.junctions.len();
        let mut sources = Vec::new();
        for feed in &feeds {
            if let Some(segment) = self.segments.get_mut(*feed) {
                if let Tail::Junction(junction, _) = &mut segment.tail {
                    *junction = index;
                }
                let new = segment.sources.iter().filter(|source| !sources.contains(*source));
                let new: Vec<usize> = new.copied().collect();
                sources.extend(new);
            }
        }
        if feeds.is_empty() {
            return Ok(None);
        }
        self.junctions.push(JunctionPlan {
            node: node.clone(),
            feeds,
            sources,
        });
        Ok(Some(index))
    }

    fn source(&mut self, node: &TopologyNode) -> usize {
        let known = self.sources.iter().position(|known| known.is_same(node));
        known.unwrap_or_else(|| {
            self.sources.push(node.clone());
            self.sources.len() - 1
        })
    }

    /// The segments in front of one, and the junction outputs on the way.
    pub(crate) fn upstream(&self, segment: usize) -> (Vec<usize>, Vec<(usize, usize)>) {
        let (mut segments, mut via, mut open) = (Vec::new(), Vec::new(), vec![segment]);
        while let Some(index) = open.pop() {
            let Some(Head::Junction(junction, output)) = self.segments.get(index).map(|segment| segment.head)
            else {
                continue;
            };
            if !via.contains(&(junction, output)) {
                via.push((junction, output));
            }
            for feed in self.feeds(junction) {
                if !segments.contains(feed) {
                    segments.push(*feed);
                    open.push(*feed);
                }
            }
        }
        (segments, via)
    }

    /// Asks for the types of what comes into the segments.
    pub(crate) fn ask_types(&mut self) {
        let types: Vec<_> = self
            .segments
            .iter()
            .map(|segment| self.type_into(segment))
            .collect();
        for (segment, known) in self.segments.iter_mut().zip(types) {
            segment.stream_type = known;
        }
    }

    /// The type of what comes into a segment.
    fn type_into(&self, segment: &Segment) -> Option<MediaType> {
        match segment.head {
            Head::Source(index) => {
                let stream = self.sources.get(index)?.stream_descriptor()?;
                Some(stream.current_type())
            }
            Head::Junction(junction, output) => {
                let node = &self.junctions.get(junction)?.node;
                current_type(node, output as u32, true).ok()
            }
        }
    }

    /// The node behind a segment that ends at a junction, and the input of that.
    pub(crate) fn node_behind(&self, segment: &Segment) -> Option<(NodeId, u32)> {
        match segment.tail {
            Tail::Sink => None,
            Tail::Junction(junction, input) => Some((self.junctions.get(junction)?.node.id(), input as u32)),
        }
    }

    /// The transforms on all the ways from its sources to the end of a segment.
    pub(crate) fn transforms(&self, segment: usize) -> Vec<SharedTransform> {
        let (upstream, via) = self.upstream(segment);
        let segments = upstream.into_iter().chain([segment]);
        let nodes = segments.filter_map(|index| self.segments.get(index));
        let nodes = nodes.flat_map(|segment| &segment.nodes);
        let mut junctions: Vec<usize> = via.into_iter().map(|(junction, _)| junction).collect();
        junctions.dedup();
        let junctions = junctions
            .into_iter()
            .filter_map(|index| self.junctions.get(index));
        nodes
            .chain(junctions.map(|junction| &junction.node))
            .filter_map(TopologyNode::shared_transform)
            .collect()
    }

    fn feeds(&self, junction: usize) -> &[usize] {
        self.junctions.get(junction).map_or(&[], |known| &known.feeds)
    }

    /// The marked nodes trim. Without any mark, in a full topology made by hand, the last decoder of a branch does, or
    /// what stands in front of its other transforms.
    fn place_trims(&mut self, off: bool) {
        if off {
            return;
        }
        let marks: Vec<_> = (0..self.segments.len()).map(|index| self.mark(index)).collect();
        for (segment, mark) in self.segments.iter_mut().zip(marks) {
            segment.trim = mark;
        }
        if self.segments.iter().any(|segment| segment.trim.is_some()) {
            return;
        }
        for (_, last) in &self.ends {
            if let Some(segment) = self.segments.get_mut(*last) {
                segment.trim = Some(TrimPlace {
                    after: last_decoder(&segment.nodes),
                    start: true,
                    stop: true,
                });
            }
        }
    }

    fn mark(&self, index: usize) -> Option<TrimPlace> {
        let segment = self.segments.get(index)?;
        let head = match segment.head {
            Head::Source(source) => self.sources.get(source),
            // What a transform with several streams makes is trimmed behind it, what a tee gets in front of it.
            Head::Junction(junction, _) => self
                .junctions
                .get(junction)
                .map(|known| &known.node)
                .filter(|node| node.kind() == NodeKind::Transform),
        };
        let tail = match segment.tail {
            Tail::Sink => None,
            Tail::Junction(junction, _) => self
                .junctions
                .get(junction)
                .map(|known| (segment.nodes.len(), &known.node))
                .filter(|(_, node)| node.kind() == NodeKind::Tee),
        };
        let inner = segment.nodes.iter().enumerate().map(|(at, node)| (at + 1, node));
        let all = head.map(|node| (0, node)).into_iter().chain(inner).chain(tail);
        let marked: Vec<_> = all
            .map(|(after, node)| {
                let has = |key| node.attributes().get_or(key, false);
                TrimPlace {
                    after,
                    start: has(keys::MF_TOPONODE_MARKIN_HERE),
                    stop: has(keys::MF_TOPONODE_MARKOUT_HERE),
                }
            })
            .filter(|place| place.start || place.stop)
            .collect();
        let last = marked.last()?;
        Some(TrimPlace {
            after: last.after,
            start: marked.iter().any(|place| place.start),
            stop: marked.iter().any(|place| place.stop),
        })
    }

    fn set_times(&mut self) {
        for index in 0..self.segments.len() {
            let Some(segment) = self.segments.get(index) else {
                continue;
            };
            let [only] = segment.sources[..] else { continue };
            let translates = match segment.tail {
                Tail::Sink => true,
                Tail::Junction(junction, _) => self
                    .junctions
                    .get(junction)
                    .is_some_and(|known| known.sources.len() > 1),
            };
            let Some(source) = self.sources.get(only) else {
                continue;
            };
            let attributes = source.attributes();
            let timing = Timing::Media {
                node: source.id(),
                start: attributes.get_or(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO),
                stop: attributes.get(keys::MF_TOPONODE_MEDIASTOP).ok(),
                translates,
            };
            let joins = attributes.contains(&keys::MF_TOPONODE_SEQUENCE_ELEMENTID.guid());
            let valid = source.stream_descriptor().map_or((None, None), |stream| {
                let described = stream.attributes();
                let padding = joins
                    .then(|| described.get(keys::OPENMF_CONTENT_STOP).ok())
                    .flatten();
                (
                    described.get(keys::OPENMF_VALID_START).ok(),
                    described.get(keys::OPENMF_VALID_STOP).ok().or(padding),
                )
            });
            if let Some(segment) = self.segments.get_mut(index) {
                (segment.timing, segment.valid) = (timing, valid);
            }
        }
    }
}

impl Segment {
    pub(crate) fn stages(&self) -> Vec<Stage> {
        self.nodes
            .iter()
            .filter_map(|node| Some(Stage::new(node.shared_transform()?, node.id(), Conduct::of(node))))
            .collect()
    }
}

fn last_decoder(nodes: &[TopologyNode]) -> usize {
    let decodes = |node: &TopologyNode| node.attributes().get_or(keys::MF_TOPONODE_DECODER, false);
    nodes.iter().rposition(decodes).map_or(0, |at| at + 1)
}
