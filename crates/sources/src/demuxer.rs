//! What a container parser has to offer; [`crate::DemuxSource`] makes a media source of it.

use std::sync::Arc;

use openmf_core::{Attributes, MediaTime, MediaType, Result, Sample, TimeSpan};

/// What a container holds, known once it is opened.
#[derive(Clone, Debug, Default)]
pub struct Presentation {
    /// Duration, MIME type, tags, chapters, cover: they become the presentation descriptor's attributes.
    pub attributes: Attributes,
    /// The streams, in the container's order.
    pub tracks: Vec<Track>,
    /// The length of the whole presentation, if it is known.
    pub duration: Option<TimeSpan>,
    /// Whether [`Demuxer::seek`] works.
    pub can_seek: bool,
}

/// One stream of a container.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// The container's number of the stream; becomes the stream descriptor's identifier.
    pub id: u32,
    /// What the stream carries.
    pub media_type: MediaType,
    /// Language, name, valid range: they become the stream descriptor's attributes.
    pub attributes: Attributes,
    /// Whether the stream is selected by default.
    pub selected: bool,
}

/// Reads packets out of a container.
///
/// A demuxer may block while it reads. It is used by one thread at a time, and it must survive any content: an error
/// for what it cannot read, never a panic, a loop or memory out of proportion.
pub trait Demuxer: Send {
    /// What the container holds.
    fn presentation(&self) -> &Presentation;

    /// Says which tracks are wanted; packets of others are skipped. All are wanted at first.
    fn set_wanted(&mut self, wanted: &[bool]);

    /// The next packet of some wanted track, in the order of the file; a container with an index returns the next
    /// packet of `track`, so that no other track's packets pile up. `None` when `track` has no more packets.
    ///
    /// The sample has its presentation time on the stream's timeline, its duration if known, its decoding time where
    /// that differs, and whether it is a clean point.
    ///
    /// # Errors
    /// - [`openmf_core::Error::Malformed`], [`openmf_core::Error::Io`]: the file ends early or is damaged here. What was
    ///   read before stays valid; the next call may go on behind the damage or ends the track.
    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>>;

    /// The type of the packet of this track that [`Demuxer::next_packet`] returned last, where the stream has changed;
    /// `None` while it is the one that [`Demuxer::presentation`] tells. The same type is always the same object.
    ///
    /// Such a type may tell by `OPENMF_VALID_START` and `OPENMF_VALID_STOP` which part of its content is valid.
    fn changed_type(&self, _track: usize) -> Option<&Arc<MediaType>> {
        None
    }

    /// Moves all wanted tracks to the last clean point at or before `time`, and so far before it as the codec needs to
    /// decode `time` correctly (audio that overlaps, a bit reservoir, Opus pre-roll).
    ///
    /// # Errors
    /// - [`openmf_core::Error::InvalidRequest`]: the time is past the end, or seeking is not possible.
    fn seek(&mut self, time: MediaTime) -> Result<()>;
}
