use std::sync::Arc;
use std::task::{Context, Poll};

use crate::{
    EventQueue, Guid, MediaTime, MediaType, PresentationDescriptor, RateControl, Result, Sample,
    StreamDescriptor, UserObject, Variant,
};

/// What a media source can do (`MFMEDIASOURCE_CHARACTERISTICS`). May change while it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SourceCharacteristics {
    /// The source runs on whether or not it is read.
    pub is_live: bool,
    /// `Start` may name a position.
    pub can_seek: bool,
    /// `Pause` is possible.
    pub can_pause: bool,
    /// Seeking is slow.
    pub has_slow_seek: bool,
    /// The source announces further presentations.
    pub has_multiple_presentations: bool,
}

impl SourceCharacteristics {
    /// What a file on a disk can do.
    pub const FILE: Self = Self {
        is_live: false,
        can_seek: true,
        can_pause: true,
        has_slow_seek: false,
        has_multiple_presentations: false,
    };

    /// The documented flags.
    pub const fn to_flags(self) -> u32 {
        self.is_live as u32
            | (self.can_seek as u32) << 1
            | (self.can_pause as u32) << 2
            | (self.has_slow_seek as u32) << 3
            | (self.has_multiple_presentations as u32) << 4
    }
}

/// Where a source is to start.
#[derive(Clone, Debug, PartialEq)]
pub enum StartPosition {
    /// `VT_EMPTY`: where it is; at the beginning when stopped.
    Current,
    /// `VT_I8` in the default time format (`GUID_NULL`).
    At(MediaTime),
    /// Another time format and its value.
    Other {
        /// The time format.
        format: Guid,
        /// The value in that format.
        value: Variant,
    },
}

/// Makes media data (`IMFMediaSource`).
///
/// Every method may return at once and complete later through [`MediaSource::events`]; a method that fails sends no
/// event. `start` announces each selected stream by `NewStream` or `UpdatedStream` (value: a [`StreamObject`] as
/// [`Variant::Object`]) and completes by `SourceStarted` or `SourceSeeked`; `pause` by `SourcePaused`; `stop` by
/// `SourceStopped`. When all selected streams have ended it sends `EndOfPresentation`.
///
/// `start` may block while it positions the source; the session calls it on a thread that may block.
pub trait MediaSource: Send + Sync {
    /// The source's own events.
    fn events(&self) -> &EventQueue;

    /// What the source can do.
    ///
    /// # Errors
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn characteristics(&self) -> Result<SourceCharacteristics>;

    /// A new descriptor of the presentation, with the default selection.
    ///
    /// # Errors
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>>;

    /// Starts, resumes or seeks. A seek goes to the last clean point at or before the position.
    ///
    /// # Errors
    /// - [`crate::Error::InvalidRequest`]: the position is past the end.
    /// - [`crate::Error::UnsupportedTimeFormat`]: the position's format is not supported.
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn start(&self, descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()>;

    /// Pauses. Requests for samples stay queued.
    ///
    /// # Errors
    /// - [`crate::Error::InvalidStateTransition`]: the source is not started.
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn pause(&self) -> Result<()>;

    /// Stops and drops all requests and samples.
    ///
    /// # Errors
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn stop(&self) -> Result<()>;

    /// Releases everything. The session never calls it: a source is its application's.
    ///
    /// # Errors
    /// - [`crate::Error::Shutdown`]: the source was shut down before.
    fn shutdown(&self) -> Result<()>;

    /// A service object, such as rate control.
    fn service(&self, _service: &Guid) -> Option<UserObject> {
        None
    }

    /// The control of its rate (`MF_RATE_CONTROL_SERVICE`). Default: none, it plays at 1.0 alone.
    fn rate_control(&self) -> Option<&dyn RateControl> {
        None
    }

    /// What to call the source in messages: usually the file name.
    fn name(&self) -> String {
        "media source".to_owned()
    }
}

/// One stream of a media source (`IMFMediaStream`).
///
/// In general a sample is requested with [`MediaStream::request_sample`] and arrives as the event `MediaSample`, at
/// any later time, from any thread. A stream of our own also offers [`MediaStream::direct`], by which a branch takes
/// samples without a queue or an event.
pub trait MediaStream: Send + Sync {
    /// The stream's own events.
    fn events(&self) -> &EventQueue;

    /// The stream's descriptor.
    fn descriptor(&self) -> Arc<StreamDescriptor>;

    /// Requests one sample. The token comes back with the sample.
    ///
    /// # Errors
    /// - [`crate::Error::EndOfStream`]: the stream has ended.
    /// - [`crate::Error::SourceWrongState`]: the source is stopped.
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn request_sample(&self, token: Option<UserObject>) -> Result<()>;

    /// The direct path, if the stream has one. While a branch uses it, nobody calls `request_sample`.
    fn direct(&self) -> Option<&dyn DirectStream> {
        None
    }
}

/// A stream that hands samples over in the call.
pub trait DirectStream: Send + Sync {
    /// The next item, in decoding order. Registers the waker when the source has to wait. After a completed `start`
    /// only items from the new position come; after `stop` it fails with [`crate::Error::SourceWrongState`].
    /// May read from the disk. After `EndOfStream` it keeps answering `EndOfStream`.
    ///
    /// # Errors
    /// Whatever broke the stream; the same again when called again.
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>>;

    /// Says whether a branch reads this stream. A selected stream that nobody reads must not hold anything up and
    /// must not collect data; its samples are dropped. Default at the start: not attached.
    fn set_attached(&self, attached: bool);
}

/// What a stream delivers.
#[derive(Clone, Debug)]
pub enum StreamItem {
    /// A sample.
    Sample(Sample),
    /// `MEStreamTick`: there is no data up to this time.
    Tick(MediaTime),
    /// `MEStreamThinMode`: later samples are key frames alone, or are not any longer.
    ThinMode(bool),
    /// `MEStreamFormatChanged`: later samples have this type.
    FormatChanged(MediaType),
    /// `MEEndOfStream`.
    EndOfStream,
}

/// A media source as an attribute's or event's object.
#[derive(Clone)]
pub struct SourceObject(pub Arc<dyn MediaSource>);

/// A media stream as an event's object.
#[derive(Clone)]
pub struct StreamObject(pub Arc<dyn MediaStream>);
