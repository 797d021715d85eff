use std::sync::Arc;
use std::task::{Context, Poll};

use crate::{
    ClockConsumer, Error, EventQueue, Guid, MediaTime, MediaType, PresentationDescriptor, QualityAdvise,
    RateControl, RealTimeClient, Result, Sample, StreamDescriptor, TimeSpan, UserObject, Variant, guids,
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
    /// `Start` may skip entries of a playlist forward ([`StartPosition::entry_relative`]).
    pub can_skip_forward: bool,
    /// `Start` may skip entries of a playlist backward.
    pub can_skip_backward: bool,
}

impl SourceCharacteristics {
    /// What a file on a disk can do.
    pub const FILE: Self = Self {
        is_live: false,
        can_seek: true,
        can_pause: true,
        has_slow_seek: false,
        has_multiple_presentations: false,
        can_skip_forward: false,
        can_skip_backward: false,
    };

    /// The documented flags.
    pub const fn to_flags(self) -> u32 {
        self.is_live as u32
            | (self.can_seek as u32) << 1
            | (self.can_pause as u32) << 2
            | (self.has_slow_seek as u32) << 3
            | (self.has_multiple_presentations as u32) << 4
            | (self.can_skip_forward as u32) << 5
            | (self.can_skip_backward as u32) << 6
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

impl StartPosition {
    /// A place in an element of a sequencer source: `offset` after its start
    /// (`MFCreateSequencerSegmentOffset`, `MF_TIME_FORMAT_SEGMENT_OFFSET`).
    pub fn segment_offset(element: u32, offset: TimeSpan) -> Self {
        let mut value = element.to_le_bytes().to_vec();
        value.extend(offset.as_100ns().to_le_bytes());
        Self::Other {
            format: guids::MF_TIME_FORMAT_SEGMENT_OFFSET,
            value: Variant::Blob(value),
        }
    }

    /// The element and the offset of [`StartPosition::segment_offset`]; `None` for any other position.
    pub fn as_segment_offset(&self) -> Option<(u32, TimeSpan)> {
        let Self::Other {
            format: guids::MF_TIME_FORMAT_SEGMENT_OFFSET,
            value: Variant::Blob(value),
        } = self
        else {
            return None;
        };
        let (element, offset) = value.split_first_chunk::<4>()?;
        let offset = i64::from_le_bytes(offset.try_into().ok()?);
        Some((u32::from_le_bytes(*element), TimeSpan::from_100ns(offset)))
    }

    /// So many entries of a playlist further on, or back (`MF_TIME_FORMAT_ENTRY_RELATIVE`).
    pub fn entry_relative(entries: i32) -> Self {
        Self::Other {
            format: guids::MF_TIME_FORMAT_ENTRY_RELATIVE,
            value: Variant::I32(entries),
        }
    }
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

    /// Where its key frames are (`IMFSeekInfo`). Default: it cannot tell.
    fn seek_info(&self) -> Option<&dyn SeekInfo> {
        None
    }

    /// What a quality manager may tell it (`MF_QUALITY_SERVICES`). Default: nothing.
    fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        None
    }

    /// The source as one whose presentations can be ended early. Default: none.
    fn presentation_provider(&self) -> Option<&dyn PresentationProvider> {
        None
    }

    /// What to call the source in messages: usually the file name.
    fn name(&self) -> String {
        "media source".to_owned()
    }

    /// Who is told the work queue and the scheduling class of its branch (`IMFRealTimeClient`). Default: nobody.
    fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        None
    }

    /// Who is told the session's clock (`IMFClockConsumer`). Default: nobody.
    fn clock_consumer(&self) -> Option<Arc<dyn ClockConsumer>> {
        None
    }

    /// The Direct3D devices that it may work with (`IMFMediaSourceEx::SetD3DManager`). Default: it has no use for them.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: it has no use for them.
    fn set_device_manager(&self, _manager: Option<&UserObject>) -> Result<()> {
        Err(Error::NotImplemented {
            what: "Direct3D in a source".into(),
        })
    }
}

/// The key frames of a source (`IMFSeekInfo`): those of its first selected video stream; without video every time is
/// one.
///
/// The source need not be started. It may read, so it is called like [`MediaSource::start`]. A session does not ask while
/// samples are wanted; an application may, and the streams of a source that runs go on where they are.
///
/// Source: `IMFSeekInfo::GetNearestKeyFrames`.
pub trait SeekInfo: Send + Sync {
    /// The last key frame at or before a time; if there is none, the first one of all.
    ///
    /// # Errors
    /// - [`crate::Error::InvalidRequest`]: the time is past the end, or the source cannot seek.
    /// - [`crate::Error::Malformed`], [`crate::Error::Io`]: the file could not be read there.
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn previous_key_frame(&self, time: MediaTime) -> Result<MediaTime>;

    /// The first key frame behind a time; `None` if there is none within reasonable reading.
    ///
    /// # Errors
    /// Those of [`SeekInfo::previous_key_frame`].
    fn next_key_frame(&self, time: MediaTime) -> Result<Option<MediaTime>>;
}

/// Ends presentations of a source before their time (`IMFMediaSourcePresentationProvider`).
pub trait PresentationProvider: Send + Sync {
    /// The session has come to the stop time of this presentation: what the source still has of it is not wanted. The
    /// source answers by `EndOfPresentation` or `EndOfPresentationSegment`, unless it has ended already.
    ///
    /// # Errors
    /// - [`crate::Error::InvalidArgument`]: the descriptor is not of this source.
    /// - [`crate::Error::Shutdown`]: the source was shut down.
    fn force_end_of_presentation(&self, descriptor: &PresentationDescriptor) -> Result<()>;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_offset_comes_back_as_it_was() {
        let offset = TimeSpan::from_100ns(-5);
        let position = StartPosition::segment_offset(0xfffe_0001, offset);
        assert_eq!(position.as_segment_offset(), Some((0xfffe_0001, offset)));
        let others = [
            StartPosition::Current,
            StartPosition::entry_relative(1),
            StartPosition::Other {
                format: guids::MF_TIME_FORMAT_SEGMENT_OFFSET,
                value: Variant::Blob(vec![0; 11]),
            },
        ];
        for other in others {
            assert_eq!(other.as_segment_offset(), None, "{other:?}");
        }
    }
}
