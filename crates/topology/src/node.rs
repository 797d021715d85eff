use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use openmf_core::{
    Attributes, Error, MediaSource, MediaType, PresentationDescriptor, Result, SharedTransform, SinkActivate,
    SourceObject, StreamDescriptor, StreamSink, TransformActivate, UserObject, codes, keys,
};

use crate::{MAX_NODES, NodeId};

/// What a node is (`MF_TOPOLOGY_TYPE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum NodeKind {
    /// `MF_TOPOLOGY_OUTPUT_NODE`: a stream sink. One input.
    Output = 0,
    /// `MF_TOPOLOGY_SOURCESTREAM_NODE`: one stream of a media source. One output.
    SourceStream = 1,
    /// `MF_TOPOLOGY_TRANSFORM_NODE`: a transform.
    Transform = 2,
    /// `MF_TOPOLOGY_TEE_NODE`: every sample of its one input goes to all its outputs.
    Tee = 3,
}

impl fmt::Display for NodeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Output => "output",
            Self::SourceStream => "source",
            Self::Transform => "transform",
            Self::Tee => "tee",
        })
    }
}

/// The object of a node (`IMFTopologyNode::GetObject`).
#[derive(Clone)]
pub enum NodeObject {
    /// The stream sink of an output node.
    StreamSink(Arc<dyn StreamSink>),
    /// What makes the media sink of an output node; which of its streams is meant is in `MF_TOPONODE_STREAMID`.
    SinkActivate(Arc<dyn SinkActivate>),
    /// The transform of a transform node.
    Transform(SharedTransform),
    /// What makes the transform of a transform node.
    TransformActivate(Arc<dyn TransformActivate>),
    /// Whatever a source node or a tee was given, which use none. It is kept for who asks for it.
    Unused(UserObject),
}

impl NodeObject {
    /// Whether both are the same object.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::StreamSink(a), Self::StreamSink(b)) => Arc::ptr_eq(a, b),
            (Self::SinkActivate(a), Self::SinkActivate(b)) => Arc::ptr_eq(a, b),
            (Self::Transform(a), Self::Transform(b)) => a.is_same(b),
            (Self::TransformActivate(a), Self::TransformActivate(b)) => Arc::ptr_eq(a, b),
            (Self::Unused(a), Self::Unused(b)) => a == b,
            _ => false,
        }
    }

    fn fits(&self, kind: NodeKind) -> bool {
        match self {
            Self::StreamSink(_) | Self::SinkActivate(_) => kind == NodeKind::Output,
            Self::Transform(_) | Self::TransformActivate(_) => kind == NodeKind::Transform,
            Self::Unused(_) => matches!(kind, NodeKind::SourceStream | NodeKind::Tee),
        }
    }
}

impl fmt::Debug for NodeObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StreamSink(sink) => write!(f, "StreamSink({})", sink.id()),
            Self::SinkActivate(activate) => write!(f, "SinkActivate({})", activate.name()),
            Self::Transform(transform) => write!(f, "Transform({})", transform.name()),
            Self::TransformActivate(_) => f.write_str("TransformActivate"),
            Self::Unused(_) => f.write_str("Unused"),
        }
    }
}

/// A node of a topology (`IMFTopologyNode`): a cheap handle to a shared, mutable object.
///
/// A connection keeps the node that it leads to alive, not the one that it comes from: programs release a node that they
/// connected, and one that is in no topology has nobody else. A connection that closes a loop keeps nothing, so no shape
/// can leak.
#[derive(Clone)]
pub struct TopologyNode {
    node: Arc<Node>,
}

struct Node {
    kind: NodeKind,
    attributes: Attributes,
    original: Option<UserObject>,
    state: Mutex<State>,
}

/// However long the chain of nodes that end with this one, they end one after the other.
impl Drop for Node {
    fn drop(&mut self) {
        let mut ending = self.take_kept();
        while let Some(node) = ending.pop() {
            if let Some(mut node) = Arc::into_inner(node) {
                ending.append(&mut node.take_kept());
            }
        }
    }
}

impl Node {
    fn take_kept(&mut self) -> Vec<Arc<Self>> {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state
            .outputs
            .iter_mut()
            .filter_map(|port| port.kept.take())
            .collect()
    }
}

struct State {
    id: NodeId,
    object: Option<NodeObject>,
    inputs: Vec<Port>,
    outputs: Vec<Port>,
}

#[derive(Clone, Default)]
struct Port {
    peer: Option<(Weak<Node>, u32)>,
    /// The peer of an output, which nobody else may have.
    kept: Option<Arc<Node>>,
    preferred: Option<MediaType>,
}

/// The handles of a connection that was broken, for whoever broke it to drop.
struct Broken {
    _peer: Option<(TopologyNode, u32)>,
    _kept: Option<Arc<Node>>,
}

/// A handle of a node that does not keep it alive.
#[derive(Clone)]
pub struct WeakTopologyNode {
    node: Weak<Node>,
}

impl WeakTopologyNode {
    /// The node, if it is still there.
    pub fn upgrade(&self) -> Option<TopologyNode> {
        let node = self.node.upgrade()?;
        Some(TopologyNode { node })
    }

    /// Whether the node is gone.
    pub fn is_dead(&self) -> bool {
        self.node.strong_count() == 0
    }
}

// Serializes changes of connections, which touch up to four nodes. A node's own lock is only ever held alone, so
// there is no order of locks to keep.
static CONNECTING: Mutex<()> = Mutex::new(());

fn connecting() -> MutexGuard<'static, ()> {
    CONNECTING.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TopologyNode {
    /// The most streams a node can have on either side.
    pub const MAX_STREAMS: u32 = 1024;

    /// A node without object, streams or attributes (`MFCreateTopologyNode`).
    pub fn new(kind: NodeKind) -> Self {
        Self::of(kind, None)
    }

    /// A node that stands for another implementation's, without anything of it yet. Whoever made it keeps it up to date
    /// ([`TopologyNode::renew_from`]); connected nodes keep it alive. Copies stand for nothing.
    pub fn standing_for(kind: NodeKind, original: UserObject) -> Self {
        Self::of(kind, Some(original))
    }

    fn of(kind: NodeKind, original: Option<UserObject>) -> Self {
        Self {
            node: Arc::new(Node {
                kind,
                attributes: Attributes::new(),
                original,
                state: Mutex::new(State {
                    id: NodeId::next(),
                    object: None,
                    inputs: Vec::new(),
                    outputs: Vec::new(),
                }),
            }),
        }
    }

    /// A source node for one stream of a media source. All nodes of one source must share its presentation descriptor.
    pub fn source(
        source: Arc<dyn MediaSource>,
        presentation: Arc<PresentationDescriptor>,
        stream: Arc<StreamDescriptor>,
    ) -> Self {
        let node = Self::new(NodeKind::SourceStream);
        let a = node.attributes();
        a.set(keys::MF_TOPONODE_SOURCE, UserObject::new(SourceObject(source)));
        a.set(
            keys::MF_TOPONODE_PRESENTATION_DESCRIPTOR,
            UserObject::from_arc(presentation),
        );
        a.set(keys::MF_TOPONODE_STREAM_DESCRIPTOR, UserObject::from_arc(stream));
        node
    }

    /// An output node over a stream sink.
    pub fn output_for(sink: Arc<dyn StreamSink>) -> Self {
        Self::with_object(NodeKind::Output, NodeObject::StreamSink(sink))
    }

    /// An output node over a sink that is made when the topology is resolved; `stream` is the stream sink's identifier.
    pub fn output_for_activate(activate: Arc<dyn SinkActivate>, stream: u32) -> Self {
        let node = Self::with_object(NodeKind::Output, NodeObject::SinkActivate(activate));
        node.attributes().set(keys::MF_TOPONODE_STREAMID, stream);
        node
    }

    /// A transform node.
    pub fn transform(transform: SharedTransform) -> Self {
        Self::with_object(NodeKind::Transform, NodeObject::Transform(transform))
    }

    fn with_object(kind: NodeKind, object: NodeObject) -> Self {
        let node = Self::new(kind);
        node.state().object = Some(object);
        node
    }

    /// What the node is.
    pub fn kind(&self) -> NodeKind {
        self.node.kind
    }

    /// The node's identifier.
    pub fn id(&self) -> NodeId {
        self.state().id
    }

    /// Replaces the node's identifier (`SetTopoNodeID`). Whoever does so keeps it unique within the topology.
    pub fn set_id(&self, id: NodeId) {
        self.state().id = id;
    }

    /// The node's attributes.
    pub fn attributes(&self) -> &Attributes {
        &self.node.attributes
    }

    /// Whether both handles are of the same node. Copies of a node are not.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.node, &other.node)
    }

    /// What the node stands for, by [`TopologyNode::standing_for`].
    pub fn original(&self) -> Option<&UserObject> {
        self.node.original.as_ref()
    }

    /// A handle that does not keep the node alive.
    pub fn downgrade(&self) -> WeakTopologyNode {
        WeakTopologyNode {
            node: Arc::downgrade(&self.node),
        }
    }

    /// A number that handles of this node share, and no other node's as long as it lives.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.node).addr()
    }

    /// The node's object, if it has one. That of source nodes and tees is not used.
    pub fn object(&self) -> Option<NodeObject> {
        self.state().object.clone()
    }

    /// Sets or clears the node's object.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: a node of this kind cannot have such an object.
    pub fn set_object(&self, object: Option<NodeObject>) -> Result<()> {
        if let Some(object) = &object
            && !object.fits(self.kind())
        {
            return Err(Error::invalid_argument(format!(
                "{object:?} cannot be the object of the {} node {}",
                self.kind(),
                self.id()
            )));
        }
        // Dropped after the lock: it may be the last handle of an object of the application.
        let former = std::mem::replace(&mut self.state().object, object);
        drop(former);
        Ok(())
    }

    /// The media source of a source node.
    pub fn media_source(&self) -> Option<Arc<dyn MediaSource>> {
        let object = self.attributes().get(keys::MF_TOPONODE_SOURCE).ok()?;
        Some(Arc::clone(&object.downcast::<SourceObject>()?.0))
    }

    /// The presentation descriptor of a source node.
    pub fn presentation_descriptor(&self) -> Option<Arc<PresentationDescriptor>> {
        let object = self.attributes().get(keys::MF_TOPONODE_PRESENTATION_DESCRIPTOR);
        object.ok()?.downcast()
    }

    /// The stream descriptor of a source node.
    pub fn stream_descriptor(&self) -> Option<Arc<StreamDescriptor>> {
        let object = self.attributes().get(keys::MF_TOPONODE_STREAM_DESCRIPTOR);
        object.ok()?.downcast()
    }

    /// The stream sink of an output node, once it is bound.
    pub fn stream_sink(&self) -> Option<Arc<dyn StreamSink>> {
        match self.object() {
            Some(NodeObject::StreamSink(sink)) => Some(sink),
            _ => None,
        }
    }

    /// The transform of a transform node, once it exists.
    pub fn shared_transform(&self) -> Option<SharedTransform> {
        match self.object() {
            Some(NodeObject::Transform(transform)) => Some(transform),
            _ => None,
        }
    }

    /// What to call the node in messages: its object's name, else its kind.
    pub fn name(&self) -> String {
        match self.object() {
            Some(NodeObject::StreamSink(sink)) => sink
                .media_sink()
                .map_or_else(|_| "stream sink".to_owned(), |s| s.name()),
            Some(NodeObject::SinkActivate(activate)) => activate.name(),
            Some(NodeObject::Transform(transform)) => transform.name().to_owned(),
            Some(NodeObject::TransformActivate(_)) => "transform".to_owned(),
            None | Some(NodeObject::Unused(_)) => match self.media_source() {
                Some(source) => match self.stream_descriptor() {
                    Some(stream) => {
                        // Streams are counted as the presentation lists them; their identifiers are the container's.
                        let presentation = self.presentation_descriptor();
                        let index = presentation.and_then(|presentation| {
                            let mut streams = presentation.streams();
                            streams.position(|(known, _)| std::sync::Arc::ptr_eq(known, &stream))
                        });
                        match index {
                            Some(index) => format!("{} stream {index}", source.name()),
                            None => format!("{} stream with id {}", source.name(), stream.id()),
                        }
                    }
                    None => source.name(),
                },
                None => self.kind().to_string(),
            },
        }
    }

    /// Connects an output of this node to an input of another one. Both ends lose a connection they had; missing streams
    /// are created. Success does not mean that the media types agree.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: a node cannot be connected to itself; or source nodes, output nodes and tees were
    ///   asked for a stream beyond their single one.
    /// - [`Error::LimitReached`]: an index reaches [`TopologyNode::MAX_STREAMS`].
    /// - [`Error::Code`] (`E_FAIL`): this is an output node, or the other one is a source node.
    ///
    /// Source: `IMFTopologyNode::ConnectOutput`.
    pub fn connect_output(&self, output: u32, downstream: &Self, input: u32) -> Result<()> {
        if self.kind() == NodeKind::Output || downstream.kind() == NodeKind::SourceStream {
            return Err(codes::E_FAIL.into());
        }
        if self.is_same(downstream) {
            return Err(Error::invalid_argument("a node cannot be connected to itself"));
        }
        self.check_output(output)?;
        downstream.check_input(input)?;
        // Dropped after the lock, as in all that breaks connections: it may be the last handle of a node of the
        // application.
        let _broken;
        let _connecting = connecting();
        _broken = [self.break_output(output), downstream.break_input(input)];
        // What stands for somebody else's node keeps none, and so closes no loop.
        let keep =
            self.original().is_none() && (downstream.original().is_some() || !downstream.leads_to(self));
        {
            let mut state = self.state();
            let port = port(&mut state.outputs, output);
            port.peer = Some((Arc::downgrade(&downstream.node), input));
            port.kept = keep.then(|| Arc::clone(&downstream.node));
        }
        port(&mut downstream.state().inputs, input).peer = Some((Arc::downgrade(&self.node), output));
        Ok(())
    }

    /// Whether a way along the connections leads from this node to another, or is too long to say.
    fn leads_to(&self, other: &Self) -> bool {
        let (mut seen, mut next) = (HashSet::new(), vec![self.clone()]);
        while let Some(node) = next.pop() {
            if node.is_same(other) || seen.len() > MAX_NODES {
                return true;
            }
            if seen.insert(node.address()) {
                next.extend(node.outputs().into_iter().map(|(_, node, _)| node));
            }
        }
        false
    }

    /// Breaks the connection of an output.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: there is no such output.
    /// - [`Error::NotFound`]: it is not connected.
    pub fn disconnect_output(&self, output: u32) -> Result<()> {
        let _broken;
        let _connecting = connecting();
        self.output(output)?;
        _broken = self.break_output(output);
        Ok(())
    }

    /// The node and output that feed an input.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: there is no such input.
    /// - [`Error::NotFound`]: it is not connected.
    pub fn input(&self, input: u32) -> Result<(Self, u32)> {
        peer(&self.state().inputs, input, "input")
    }

    /// The node and input that an output feeds.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: there is no such output.
    /// - [`Error::NotFound`]: it is not connected.
    pub fn output(&self, output: u32) -> Result<(Self, u32)> {
        peer(&self.state().outputs, output, "output")
    }

    /// How many inputs there are, connected or not.
    pub fn input_count(&self) -> u32 {
        self.state().inputs.len() as u32
    }

    /// How many outputs there are, connected or not.
    pub fn output_count(&self) -> u32 {
        self.state().outputs.len() as u32
    }

    /// The connected inputs, in order: own input, upstream node, its output.
    pub fn inputs(&self) -> Vec<(u32, Self, u32)> {
        connected(&self.state().inputs)
    }

    /// The connected outputs, in order: own output, downstream node, its input.
    pub fn outputs(&self) -> Vec<(u32, Self, u32)> {
        connected(&self.state().outputs)
    }

    /// Sets the type that the loader tries first on an output; creates streams up to the index.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: output nodes have no outputs.
    /// - [`Error::InvalidArgument`], [`Error::LimitReached`]: as for [`TopologyNode::connect_output`].
    pub fn set_output_preferred_type(&self, output: u32, media_type: Option<MediaType>) -> Result<()> {
        self.has_outputs()?;
        self.check_output(output)?;
        port(&mut self.state().outputs, output).preferred = media_type;
        Ok(())
    }

    /// The type that the loader tries first on an output; `None` if none was set.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: output nodes have no outputs.
    pub fn output_preferred_type(&self, output: u32) -> Result<Option<MediaType>> {
        self.has_outputs()?;
        Ok(preferred(&self.state().outputs, output))
    }

    /// Sets the type that the loader demands on an input; creates streams up to the index.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: source nodes have no inputs.
    /// - [`Error::InvalidArgument`], [`Error::LimitReached`]: as for [`TopologyNode::connect_output`].
    pub fn set_input_preferred_type(&self, input: u32, media_type: Option<MediaType>) -> Result<()> {
        self.has_inputs()?;
        self.check_input(input)?;
        port(&mut self.state().inputs, input).preferred = media_type;
        Ok(())
    }

    /// The type that the loader demands on an input; `None` if none was set.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: source nodes have no inputs.
    pub fn input_preferred_type(&self, input: u32) -> Result<Option<MediaType>> {
        self.has_inputs()?;
        Ok(preferred(&self.state().inputs, input))
    }

    /// Becomes a copy of another node, identifier included; connections are not copied (`IMFTopologyNode::CloneFrom`).
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: the nodes are of different kinds.
    pub fn copy_from(&self, other: &Self) -> Result<()> {
        self.check_kind(other)?;
        if self.is_same(other) {
            return Ok(());
        }
        self.disconnect();
        self.take_over(other, |_| Port::default());
        Ok(())
    }

    /// Becomes like another node, as by [`TopologyNode::copy_from`], and keeps its connections.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: the nodes are of different kinds.
    pub fn renew_from(&self, other: &Self) -> Result<()> {
        self.check_kind(other)?;
        if !self.is_same(other) {
            self.take_over(other, Port::clone);
        }
        Ok(())
    }

    fn check_kind(&self, other: &Self) -> Result<()> {
        if self.kind() == other.kind() {
            return Ok(());
        }
        Err(Error::invalid_request(format!(
            "a {} node cannot become a copy of a {} node",
            self.kind(),
            other.kind()
        )))
    }

    // Takes the other's identifier, object, attributes and preferred types; `connection` makes the rest of a port.
    fn take_over(&self, other: &Self, connection: fn(&Port) -> Port) {
        let (id, object, inputs, outputs) = {
            let other = other.state();
            let preferred = |ports: &[Port]| -> Vec<Option<MediaType>> {
                ports.iter().map(|port| port.preferred.clone()).collect()
            };
            (
                other.id,
                other.object.clone(),
                preferred(&other.inputs),
                preferred(&other.outputs),
            )
        };
        self.attributes().copy_from(other.attributes());
        let guard = connecting();
        let mut state = self.state();
        let ports = |mine: &[Port], theirs: Vec<Option<MediaType>>| -> Vec<Port> {
            let mut ports: Vec<Port> = mine.iter().map(connection).collect();
            // Streams that only this one has stay if something is connected to them.
            let connected = ports.iter().rposition(|port| port.peer.is_some());
            ports.resize_with(
                theirs.len().max(connected.map_or(0, |last| last + 1)),
                Port::default,
            );
            for (index, port) in ports.iter_mut().enumerate() {
                port.preferred = theirs.get(index).cloned().flatten();
            }
            ports
        };
        let new = State {
            id,
            object,
            inputs: ports(&state.inputs, inputs),
            outputs: ports(&state.outputs, outputs),
        };
        let former = std::mem::replace(&mut *state, new);
        drop(state);
        drop(guard);
        drop(former);
    }

    /// A new node with the same identifier, object, attributes and preferred types, without connections.
    pub(crate) fn duplicate(&self) -> Self {
        let copy = Self::new(self.kind());
        // The kinds are equal, which is the only condition.
        let _ = copy.copy_from(self);
        copy
    }

    /// Breaks all connections of the node. The streams stay.
    pub fn disconnect(&self) {
        let mut broken = Vec::new();
        let _connecting = connecting();
        broken.extend((0..self.input_count()).map(|input| self.break_input(input)));
        broken.extend((0..self.output_count()).map(|output| self.break_output(output)));
    }

    fn break_output(&self, output: u32) -> Broken {
        let peer = self.output(output).ok();
        let mut kept = None;
        if let Some(port) = self.state().outputs.get_mut(output as usize) {
            port.peer = None;
            kept = port.kept.take();
        }
        if let Some((node, input)) = &peer
            && let Some(port) = node.state().inputs.get_mut(*input as usize)
        {
            port.peer = None;
        }
        Broken {
            _peer: peer,
            _kept: kept,
        }
    }

    fn break_input(&self, input: u32) -> Broken {
        let peer = self.input(input).ok();
        let mut kept = None;
        if let Some(port) = self.state().inputs.get_mut(input as usize) {
            port.peer = None;
        }
        if let Some((node, output)) = &peer
            && let Some(port) = node.state().outputs.get_mut(*output as usize)
        {
            port.peer = None;
            kept = port.kept.take();
        }
        Broken {
            _peer: peer,
            _kept: kept,
        }
    }

    fn has_outputs(&self) -> Result<()> {
        if self.kind() == NodeKind::Output {
            return Err(Error::NotImplemented {
                what: "an output node has no outputs".into(),
            });
        }
        Ok(())
    }

    fn has_inputs(&self) -> Result<()> {
        if self.kind() == NodeKind::SourceStream {
            return Err(Error::NotImplemented {
                what: "a source node has no inputs".into(),
            });
        }
        Ok(())
    }

    fn check_output(&self, output: u32) -> Result<()> {
        check_index(output, self.kind() == NodeKind::SourceStream)
    }

    fn check_input(&self, input: u32) -> Result<()> {
        check_index(input, matches!(self.kind(), NodeKind::Output | NodeKind::Tee))
    }

    // A poisoned node is still whole: every change under the lock is a plain assignment.
    fn state(&self) -> MutexGuard<'_, State> {
        self.node.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for TopologyNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TopologyNode({} {} {:?})", self.kind(), self.id(), self.name())
    }
}

fn check_index(index: u32, single: bool) -> Result<()> {
    if single && index != 0 {
        return Err(Error::invalid_argument(format!(
            "stream {index} of a node that has one stream"
        )));
    }
    if index >= TopologyNode::MAX_STREAMS {
        return Err(Error::LimitReached {
            what: "streams of a topology node",
            limit: TopologyNode::MAX_STREAMS.into(),
        });
    }
    Ok(())
}

// The index was checked by `check_index`, so the resize is bounded.
fn port(ports: &mut Vec<Port>, index: u32) -> &mut Port {
    let index = index as usize;
    if ports.len() <= index {
        ports.resize_with(index + 1, Port::default);
    }
    &mut ports[index]
}

fn preferred(ports: &[Port], index: u32) -> Option<MediaType> {
    ports.get(index as usize)?.preferred.clone()
}

fn peer(ports: &[Port], index: u32, side: &'static str) -> Result<(TopologyNode, u32)> {
    let port = ports.get(index as usize).ok_or_else(|| {
        Error::invalid_argument(format!("there is no {side} {index}, only {}", ports.len()))
    })?;
    live_peer(port).ok_or_else(|| Error::NotFound {
        what: format!("a connection of {side} {index}").into(),
    })
}

fn live_peer(port: &Port) -> Option<(TopologyNode, u32)> {
    let (node, index) = port.peer.as_ref()?;
    let node = node.upgrade()?;
    Some((TopologyNode { node }, *index))
}

fn connected(ports: &[Port]) -> Vec<(u32, TopologyNode, u32)> {
    (0u32..)
        .zip(ports)
        .filter_map(|(index, port)| live_peer(port).map(|(node, other)| (index, node, other)))
        .collect()
}
