//! What stands between a stream of the source and who reads it: found by the topology loader, as for a session.

use std::sync::Arc;

use openmf_core::{
    Error, Guid, HardwareMode, Key, MediaTime, MediaType, Result, SharedTransform, StreamSink, SuitedCatalog,
    TransformCatalog, TransformRegistration, guids, keys,
};
use openmf_topology::{NodeId, StandardTopologyLoader, Topology, TopologyLoader, TopologyNode};

use super::VideoConversion;
use super::engine::Shared;
use super::sink::ReaderSink;
use crate::branch::{Conduct, Reshaping, Stage, TrimPlace};
use crate::driver::segments::{Cut, Head, Tail};

/// The transforms of one stream, and what they lead to.
#[derive(Clone)]
pub(super) struct Chain {
    pub(super) links: Vec<Link>,
    pub(super) trim: Option<TrimPlace>,
    pub(super) valid: (Option<MediaTime>, Option<MediaTime>),
    pub(super) stream_type: MediaType,
    pub(super) sink: Arc<ReaderSink>,
    pub(super) catalog: Arc<dyn TransformCatalog>,
    /// The type at the end.
    pub(super) output: MediaType,
    pub(super) end: NodeId,
}

/// One transform.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) transform: SharedTransform,
    /// `MFT_CATEGORY_*`.
    pub(super) category: Guid,
    pub(super) decodes: bool,
    /// The application has added it.
    is_effect: bool,
    node: NodeId,
    conduct: Conduct,
}

/// What a branch has done to itself.
pub(super) struct Reshaped {
    removed: Option<NodeId>,
    inserted: Vec<Link>,
    before: NodeId,
}

impl Reshaped {
    /// Components are called: no lock may be held.
    pub(super) fn of(change: &Reshaping) -> Self {
        Self {
            removed: change.removed,
            inserted: change
                .inserted
                .iter()
                .filter_map(|node| Link::of(node, &[]))
                .collect(),
            before: change.before.0,
        }
    }
}

impl Chain {
    /// Nothing in between. If no type was asked for, the stream is given in whatever type the source has it.
    pub(super) fn direct(
        shared: &Arc<Shared>,
        stream: usize,
        native: &MediaType,
        wanted: Option<&MediaType>,
    ) -> Self {
        let any = || MediaType::partial(native.major_type(), Guid::ZERO);
        let wanted = wanted.cloned().unwrap_or_else(any);
        let sink = ReaderSink::new(&Arc::downgrade(shared), stream, wanted.clone());
        sink.change(wanted, native.clone());
        Self {
            links: Vec::new(),
            trim: None,
            valid: (None, None),
            stream_type: native.clone(),
            sink,
            catalog: shared.catalog_for(native, native),
            output: native.clone(),
            end: NodeId(0),
        }
    }

    pub(super) fn decodes(&self) -> bool {
        self.links.iter().any(|link| link.decodes)
    }

    /// Follows what the branch has done to itself; gives the transform that it has taken out.
    pub(super) fn reshape(&mut self, change: Reshaped) -> Option<SharedTransform> {
        let gone = self
            .links
            .iter()
            .position(|link| Some(link.node) == change.removed);
        let removed = gone.map(|at| self.links.remove(at).transform);
        let at = self.links.iter().position(|link| link.node == change.before);
        let at = at.unwrap_or(self.links.len());
        self.links.splice(at..at, change.inserted);
        removed
    }

    pub(super) fn stages(&self) -> Vec<Stage> {
        self.links
            .iter()
            .map(|link| Stage::new(link.transform.clone(), link.node, link.conduct).optional(link.is_effect))
            .collect()
    }

    /// Looks for what makes the wanted type, which may be partial, of the stream's, with the application's transforms in
    /// between. Components are called: no lock may be held.
    ///
    /// # Errors
    /// - [`Error::CodecNotFound`]: no decoder takes the stream's type.
    /// - [`Error::InvalidMediaType`]: the type cannot be made of it.
    pub(super) fn find(
        shared: &Arc<Shared>,
        stream: usize,
        wanted: &MediaType,
        effects: &[SharedTransform],
    ) -> Result<Self> {
        let presentation = openmf_core::PresentationDescriptor::clone(&shared.presentation());
        presentation.select(stream, true)?;
        let descriptor = Arc::clone(presentation.stream(stream)?.0);
        let native = descriptor.current_type();
        if effects.is_empty() && native.satisfies(wanted) {
            return Ok(Self::direct(shared, stream, &native, Some(wanted)));
        }
        let sink = ReaderSink::new(&Arc::downgrade(shared), stream, wanted.clone());
        let catalog = shared.catalog_for(&native, wanted);

        let topology = Topology::new();
        // What of it the reader may use the catalog says.
        let hardware = Key::<u32>::new(guids::MF_TOPOLOGY_HARDWARE_MODE);
        topology.attributes().set(hardware, USE_HARDWARE);
        let source = TopologyNode::source(Arc::clone(&shared.source), Arc::new(presentation), descriptor);
        topology.add_node(&source)?;
        let mut last = source;
        for effect in effects {
            let node = TopologyNode::transform(effect.clone());
            topology.add_node(&node)?;
            last.connect_output(0, &node, 0)?;
            last = node;
        }
        let end: Arc<dyn StreamSink> = sink.clone();
        let end = TopologyNode::output_for(end);
        topology.add_node(&end)?;
        last.connect_output(0, &end, 0)?;

        let loader = StandardTopologyLoader::new(Arc::clone(&catalog));
        let full = loader
            .load(&topology, None)
            .map_err(|failure| settle(failure.error))?;
        let mut cut = Cut::new(&full.topology)?;
        cut.ask_types();
        let [segment] = &cut.segments[..] else {
            return Err(Error::invalid_media_type(
                "an effect has several inputs or outputs",
            ));
        };
        if !matches!((segment.head, segment.tail), (Head::Source(_), Tail::Sink)) {
            return Err(Error::invalid_media_type("the effects are not a line"));
        }
        let links: Vec<Link> = segment
            .nodes
            .iter()
            .filter_map(|node| Link::of(node, effects))
            .collect();
        let decodes = links.iter().any(|link| link.decodes);
        let output = sink.current().unwrap_or_else(|| wanted.clone());
        Ok(Self {
            // What is not decoded is given as it is.
            trim: segment.trim.filter(|_| decodes || !native.is_compressed()),
            valid: segment.valid,
            stream_type: segment.stream_type.clone().unwrap_or(native),
            links,
            sink,
            catalog,
            output,
            end: cut.ends.first().map_or(NodeId(0), |(node, _)| node.id()),
        })
    }
}

/// A reader's user asks for a type, not for a connection.
fn settle(error: Error) -> Error {
    match error {
        Error::CannotConnect {
            offered, accepted, ..
        } => Error::invalid_media_type(format!("{accepted} cannot be made of {offered}")),
        error => error,
    }
}

impl Link {
    fn of(node: &TopologyNode, effects: &[SharedTransform]) -> Option<Self> {
        let transform = node.shared_transform()?;
        let decodes = node.attributes().get_or(keys::MF_TOPONODE_DECODER, false);
        let is_video = transform.lock().input_type(0).is_ok_and(|known| known.is_video());
        let added = effects.iter().any(|effect| effect.is_same(&transform));
        let category = match (decodes, is_video) {
            (true, true) => guids::MFT_CATEGORY_VIDEO_DECODER,
            (true, false) => guids::MFT_CATEGORY_AUDIO_DECODER,
            (false, true) if added => guids::MFT_CATEGORY_VIDEO_EFFECT,
            (false, true) => guids::MFT_CATEGORY_VIDEO_PROCESSOR,
            (false, false) => guids::MFT_CATEGORY_AUDIO_EFFECT,
        };
        Some(Self {
            transform,
            category,
            decodes,
            is_effect: added,
            node: node.id(),
            conduct: Conduct::of(node),
        })
    }
}

/// `MFTOPOLOGY_HWMODE_USE_HARDWARE`.
const USE_HARDWARE: u32 = 1;

/// The catalog without what the reader may not put in.
pub(super) struct Restricted {
    pub(super) all: SuitedCatalog<Arc<dyn TransformCatalog>>,
    pub(super) video: bool,
    pub(super) audio: bool,
    /// Those that work in hardware, of all processes; its own process' are used anyhow.
    pub(super) hardware: bool,
}

impl TransformCatalog for Restricted {
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        let allowed = match *category {
            guids::MFT_CATEGORY_VIDEO_PROCESSOR => self.video,
            guids::MFT_CATEGORY_AUDIO_EFFECT => self.audio,
            _ => true,
        };
        if !allowed {
            return Vec::new();
        }
        let mut found = self.all.enumerate(category, input, output);
        found.retain(|transform| self.hardware || transform.kind.local || !transform.kind.hardware);
        found
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>> {
        self.all.by_class(class)
    }
}

impl Shared {
    /// The transforms that may be put in between these types.
    pub(super) fn catalog_for(&self, native: &MediaType, wanted: &MediaType) -> Arc<dyn TransformCatalog> {
        let converts = !self.options.disable_converters;
        let video = match self.options.video {
            _ if is_relayout(native, wanted) => true,
            VideoConversion::None => false,
            VideoConversion::Basic => converts && is_rgb32(wanted) && same_pictures(native, wanted),
            VideoConversion::Advanced => converts,
        };
        Arc::new(Restricted {
            all: SuitedCatalog {
                all: Arc::clone(&self.catalog),
                mode: HardwareMode::UseHardware,
            },
            video,
            audio: converts,
            hardware: self.options.enable_hardware,
        })
    }
}

/// The layouts in which a decoder of 8-bit pictures with quarter colour is expected to give them, whichever one it makes.
const DECODER_LAYOUTS: [Guid; 5] = [
    guids::MFVideoFormat_NV12,
    guids::MFVideoFormat_YV12,
    guids::MFVideoFormat_IYUV,
    guids::MFVideoFormat_I420,
    guids::MFVideoFormat_YUY2,
];

/// Whether the wanted pictures are those of the decoder in another order of bytes.
fn is_relayout(native: &MediaType, wanted: &MediaType) -> bool {
    let yuv = |known: &MediaType| DECODER_LAYOUTS.contains(&known.subtype());
    yuv(wanted) && (native.is_compressed() || yuv(native)) && same_pictures(native, wanted)
}

fn is_rgb32(wanted: &MediaType) -> bool {
    matches!(
        wanted.subtype(),
        guids::MFVideoFormat_RGB32 | guids::MFVideoFormat_ARGB32
    )
}

/// Whether neither size nor rate of the pictures changes.
fn same_pictures(native: &MediaType, wanted: &MediaType) -> bool {
    let same = |key: Guid| match (wanted.attributes().item(&key), native.attributes().item(&key)) {
        (Some(wanted), Some(native)) => wanted == native,
        (None, _) | (_, None) => true,
    };
    same(guids::MF_MT_FRAME_SIZE) && same(guids::MF_MT_FRAME_RATE)
}
