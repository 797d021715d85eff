use std::sync::Arc;

use openmf_core::{
    Error, MediaSource, MediaType, PresentationDescriptor, Result, SinkActivate, StreamDescriptor, TimeSpan,
    keys,
};
use openmf_runtime::Runtime;
use openmf_topology::{Topology, TopologyNode};

use super::output::Outputs;
use crate::{TopologyBuilder, codec_name};

/// What a player has opened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MediaInfo {
    /// What the source calls itself: usually the file name.
    pub name: String,
    /// The container's short name, such as `mp4`, if the source tells it.
    pub container: Option<String>,
    /// The title from the file's tags.
    pub title: Option<String>,
    /// How long it is, if that is known.
    pub duration: Option<TimeSpan>,
    /// Whether [`Player::seek`](crate::Player::seek) works.
    pub can_seek: bool,
    /// All streams in the order of the file, also those that are not played.
    pub streams: Vec<StreamInfo>,
}

/// A stream of what a player has opened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StreamInfo {
    /// The place in [`MediaInfo::streams`], by which other calls name the stream.
    pub index: usize,
    /// The number that the container gives the stream.
    pub id: u32,
    /// What it carries.
    pub kind: StreamKind,
    /// The codec's short name, as [`codec_name`] gives it.
    pub codec: String,
    /// The language as the file writes it, such as `eng`.
    pub language: Option<String>,
    /// The stream's own title.
    pub title: Option<String>,
    /// The media type as it comes from the file.
    pub media_type: MediaType,
    /// Whether it is played.
    pub selected: bool,
    /// Why the stream was left out although it was selected.
    pub left_out: Option<Error>,
}

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamKind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
    /// Anything else; never played.
    Other,
}

impl StreamKind {
    fn of(media_type: &MediaType) -> Self {
        if media_type.is_audio() {
            Self::Audio
        } else if media_type.is_video() {
            Self::Video
        } else {
            Self::Other
        }
    }
}

/// An open source with what is chosen of it and what plays it.
pub(super) struct Media {
    pub(super) source: Arc<dyn MediaSource>,
    pub(super) info: Arc<MediaInfo>,
    pub(super) branches: Vec<Branch>,
}

/// One selected stream on its way to its sink.
pub(super) struct Branch {
    pub(super) stream: usize,
    pub(super) output_node: u64,
    pub(super) activate: Arc<dyn SinkActivate>,
}

impl Media {
    /// # Errors
    /// - [`Error::Shutdown`]: the source was shut down.
    pub(super) fn new(source: Arc<dyn MediaSource>) -> Result<Self> {
        let descriptor = source.create_presentation_descriptor()?;
        let can_seek = source.characteristics()?.can_seek;
        let mut streams = Vec::with_capacity(descriptor.stream_count());
        for (index, (stream, selected)) in descriptor.streams().enumerate() {
            let info = stream_info(index, stream);
            // One of a kind is played; a file may well select more.
            let first = |streams: &[StreamInfo]| !streams.iter().any(|s| s.selected && s.kind == info.kind);
            let selected = selected && info.kind != StreamKind::Other && first(&streams);
            streams.push(StreamInfo { selected, ..info });
        }
        let attributes = descriptor.attributes();
        let info = MediaInfo {
            name: source.name(),
            container: attributes.get(keys::OPENMF_CONTAINER).ok(),
            title: attributes.get(keys::OPENMF_TITLE).ok(),
            duration: attributes.get(keys::MF_PD_DURATION).ok(),
            can_seek,
            streams,
        };
        Ok(Self {
            source,
            info: Arc::new(info),
            branches: Vec::new(),
        })
    }

    /// The partial topology of the selected streams; notes which stream goes where.
    ///
    /// # Errors
    /// - [`Error::NoStreamsSelected`]: no stream has an output.
    pub(super) fn topology(&mut self, outputs: &Outputs, runtime: &Runtime) -> Result<Topology> {
        let builder = TopologyBuilder::new(&self.source)?;
        let descriptor = builder.descriptor();
        select(descriptor, &self.info)?;
        let mut chosen = Vec::new();
        let topology = builder.build(|stream| {
            let activate = outputs.sink_for(&stream.current_type(), runtime)?;
            chosen.push((stream.id(), Arc::clone(&activate)));
            Some(activate)
        })?;
        // Source and output nodes come in the order in which the builder asked.
        self.branches = chosen
            .into_iter()
            .zip(topology.output_nodes())
            .filter_map(|((id, activate), node): (_, TopologyNode)| {
                let stream = self.info.streams.iter().find(|stream| stream.id == id)?.index;
                Some(Branch {
                    stream,
                    output_node: node.id().0,
                    activate,
                })
            })
            .collect();
        let info = Arc::make_mut(&mut self.info);
        for stream in &mut info.streams {
            stream.selected = self.branches.iter().any(|branch| branch.stream == stream.index);
            stream.left_out = None;
        }
        Ok(topology)
    }

    /// Selects or deselects a stream; selecting one deselects the other of its kind.
    ///
    /// # Errors
    /// - [`Error::InvalidIndex`]: there is no such stream.
    /// - [`Error::InvalidRequest`]: it is neither sound nor pictures.
    pub(super) fn select(&mut self, index: usize, selected: bool) -> Result<()> {
        let info = Arc::make_mut(&mut self.info);
        let count = info.streams.len() as u64;
        let kind = info.streams.get(index).map(|stream| stream.kind);
        let kind = kind.ok_or(Error::InvalidIndex {
            index: index as u64,
            count,
        })?;
        if kind == StreamKind::Other {
            return Err(Error::InvalidRequest {
                what: "a stream that is neither sound nor pictures".into(),
            });
        }
        for stream in info.streams.iter_mut().filter(|stream| stream.kind == kind) {
            if stream.index == index {
                stream.selected = selected;
            } else if selected {
                stream.selected = false;
            }
        }
        Ok(())
    }

    /// Notes that the stream of this output node was left out.
    pub(super) fn leave_out(&mut self, output_node: Option<u64>, error: &Error) -> Option<usize> {
        let index = self.stream_of(output_node)?;
        let stream = Arc::make_mut(&mut self.info).streams.get_mut(index)?;
        stream.selected = false;
        stream.left_out = Some(error.clone());
        self.branches.retain(|branch| branch.stream != index);
        Some(index)
    }

    pub(super) fn stream_of(&self, output_node: Option<u64>) -> Option<usize> {
        let node = output_node?;
        self.branches
            .iter()
            .find(|branch| branch.output_node == node)
            .map(|branch| branch.stream)
    }
}

fn stream_info(index: usize, stream: &StreamDescriptor) -> StreamInfo {
    let media_type = stream.current_type();
    StreamInfo {
        index,
        id: stream.id(),
        kind: StreamKind::of(&media_type),
        codec: codec_name(&media_type),
        language: stream.attributes().get(keys::MF_SD_LANGUAGE).ok(),
        title: stream.attributes().get(keys::MF_SD_STREAM_NAME).ok(),
        media_type,
        selected: false,
        left_out: None,
    }
}

fn select(descriptor: &PresentationDescriptor, info: &MediaInfo) -> Result<()> {
    for stream in &info.streams {
        descriptor.select(stream.index, stream.selected)?;
    }
    Ok(())
}
