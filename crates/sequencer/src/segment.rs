//! An element of the sequence, as it was appended.

use std::sync::Arc;

use openmf_core::{
    Error, Guid, Key, MediaSource, MediaTime, MediaTypeHandler, PresentationDescriptor, PresentationTime,
    Result, StreamDescriptor, TimeSpan, UserObject, keys,
};
use openmf_topology::{NodeKind, Topology, TopologyNode};

/// Marks the presentation descriptors of a sequencer with the element they describe.
const OPENMF_SEQUENCER_CONTEXT: Key<UserObject> =
    Key::new(Guid::from_u128(0x6f70656e_6d66_4e01_8000_73657175656e));

/// The most media types that are taken over from one stream.
const MAX_TYPES: usize = 256;

/// What a presentation descriptor of the sequencer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    /// The sequencer's number in the process.
    pub(crate) sequencer: u64,
    pub(crate) element: u32,
    /// Which of the element's topologies: each update has a new one.
    pub(crate) revision: u32,
}

impl Context {
    pub(crate) fn of(descriptor: &PresentationDescriptor) -> Option<Self> {
        let object = descriptor.attributes().get(OPENMF_SEQUENCER_CONTEXT).ok()?;
        Some(*object.downcast::<Self>()?)
    }
}

/// An element's content. Immutable: an update makes another one.
pub(crate) struct Segment {
    pub(crate) context: Context,
    /// The application's object.
    pub(crate) topology: Topology,
    /// The state of it when it was appended.
    copy: Topology,
    /// All streams of all sources, with the identifiers they have in the sequence.
    descriptor: PresentationDescriptor,
    pub(crate) parts: Vec<Part>,
    pub(crate) project_start: Option<PresentationTime>,
}

/// What a segment has of one native source.
pub(crate) struct Part {
    pub(crate) source: Arc<dyn MediaSource>,
    pub(crate) descriptor: Arc<PresentationDescriptor>,
    /// In the order of the native descriptor.
    pub(crate) streams: Vec<Arc<StreamDescriptor>>,
    /// Where the earliest of its nodes begins.
    pub(crate) media_start: MediaTime,
}

impl Segment {
    /// `next_stream` is the next unused stream identifier of the sequence.
    pub(crate) fn new(context: Context, topology: &Topology, next_stream: &mut u32) -> Result<Self> {
        let copy = topology.duplicate_connected();
        let mut parts: Vec<Part> = Vec::new();
        for node in copy.source_nodes() {
            let missing = |key: Guid| Error::AttributeNotFound { key };
            let source = node
                .media_source()
                .ok_or_else(|| missing(keys::MF_TOPONODE_SOURCE.guid()))?;
            let descriptor = node
                .presentation_descriptor()
                .ok_or_else(|| missing(keys::MF_TOPONODE_PRESENTATION_DESCRIPTOR.guid()))?;
            let stream = node
                .stream_descriptor()
                .ok_or_else(|| missing(keys::MF_TOPONODE_STREAM_DESCRIPTOR.guid()))?;
            if !descriptor.streams().any(|(known, _)| Arc::ptr_eq(known, &stream)) {
                return Err(Error::invalid_argument(
                    "a stream that is not in its presentation descriptor",
                ));
            }
            let start = node
                .attributes()
                .get_or(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO);
            match parts.iter_mut().find(|part| Arc::ptr_eq(&part.source, &source)) {
                Some(part) if Arc::ptr_eq(&part.descriptor, &descriptor) => {
                    part.media_start = part.media_start.min(start);
                }
                Some(_) => {
                    return Err(Error::invalid_argument(
                        "two presentation descriptors of one source",
                    ));
                }
                None => parts.push(Part {
                    streams: descriptor
                        .streams()
                        .map(|(stream, _)| {
                            *next_stream = next_stream.wrapping_add(1);
                            Arc::new(under_new_identifier(*next_stream, stream))
                        })
                        .collect(),
                    source,
                    descriptor,
                    media_start: start,
                }),
            }
        }
        if parts.is_empty() {
            return Err(Error::invalid_argument("a topology without a source node"));
        }
        Ok(Self {
            context,
            topology: topology.clone(),
            project_start: copy.attributes().get(keys::MF_TOPOLOGY_PROJECTSTART).ok(),
            copy,
            descriptor: describe(context, &parts),
            parts,
        })
    }

    /// A new descriptor of this element.
    pub(crate) fn describe(&self) -> Arc<PresentationDescriptor> {
        Arc::new(self.descriptor.clone())
    }

    /// The element's topology with the sequencer in place of its sources.
    pub(crate) fn topology_for(
        &self,
        sequencer: &Arc<dyn MediaSource>,
        descriptor: &Arc<PresentationDescriptor>,
    ) -> Result<Topology> {
        let topology = self.copy.duplicate();
        for node in topology.source_nodes() {
            let stream = self.stream_for(&node).ok_or(Error::AttributeNotFound {
                key: keys::MF_TOPONODE_STREAM_DESCRIPTOR.guid(),
            })?;
            let stand_in = TopologyNode::source(Arc::clone(sequencer), Arc::clone(descriptor), stream);
            let a = node.attributes();
            for (key, value) in stand_in.attributes().items() {
                a.set_item(key, value);
            }
            a.set(keys::MF_TOPONODE_SEQUENCE_ELEMENTID, self.context.element);
            debug_assert_eq!(node.kind(), NodeKind::SourceStream);
        }
        Ok(topology)
    }

    fn stream_for(&self, node: &TopologyNode) -> Option<Arc<StreamDescriptor>> {
        let (source, stream) = (node.media_source()?, node.stream_descriptor()?);
        let part = self
            .parts
            .iter()
            .find(|part| Arc::ptr_eq(&part.source, &source))?;
        let mut natives = part.descriptor.streams().map(|(native, _)| native);
        let index = natives.position(|native| Arc::ptr_eq(native, &stream))?;
        part.streams.get(index).cloned()
    }

    /// Where the element begins on the timelines of its sources.
    pub(crate) fn media_start(&self) -> MediaTime {
        let starts = self.parts.iter().map(|part| part.media_start);
        starts.min().unwrap_or(MediaTime::ZERO)
    }
}

impl Part {
    /// A copy of the native descriptor with the selection, and the media types, of a descriptor of the sequence.
    pub(crate) fn started_with(&self, chosen: &PresentationDescriptor) -> Arc<PresentationDescriptor> {
        let native = PresentationDescriptor::clone(&self.descriptor);
        for (index, ours) in self.streams.iter().enumerate() {
            let on = chosen
                .streams()
                .any(|(stream, on)| on && stream.id() == ours.id());
            // There are as many streams on both sides.
            let _ = native.select(index, on);
            if let (true, Ok((stream, _))) = (on, native.stream(index)) {
                let wanted = ours.current_type();
                if stream.current_type() != wanted {
                    // It is one of the native stream's own types.
                    let _ = stream.type_handler().set_current_type(&wanted);
                }
            }
        }
        Arc::new(native)
    }

    pub(crate) fn start_of(&self, offset: TimeSpan) -> MediaTime {
        self.media_start + offset
    }
}

fn describe(context: Context, parts: &[Part]) -> PresentationDescriptor {
    let streams = parts.iter().flat_map(|part| {
        let selected = part.descriptor.streams().map(|(_, on)| on);
        part.streams.iter().cloned().zip(selected)
    });
    let descriptor = PresentationDescriptor::new(streams);
    let a = descriptor.attributes();
    if let Some(first) = parts.first() {
        a.copy_from(first.descriptor.attributes());
    }
    let durations = parts
        .iter()
        .filter_map(|part| part.descriptor.attributes().get(keys::MF_PD_DURATION).ok());
    if let Some(longest) = durations.max() {
        a.set(keys::MF_PD_DURATION, longest);
    }
    a.set(OPENMF_SEQUENCER_CONTEXT, UserObject::new(context));
    descriptor
}

fn under_new_identifier(id: u32, native: &StreamDescriptor) -> StreamDescriptor {
    let handler = native.type_handler();
    let types = (0..MAX_TYPES).map_while(|index| handler.type_by_index(index).ok());
    let stream = StreamDescriptor::new(id, types.collect());
    stream.attributes().copy_from(native.attributes());
    if let Ok(current) = handler.current_type() {
        // The list is the native stream's, which accepted the type.
        let _ = stream.type_handler().set_current_type(&current);
    }
    stream
}
