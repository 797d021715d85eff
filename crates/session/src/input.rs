use openmf_core::{Error, MediaTime, PresentationTime, RateBounds, Result, StartPosition};

use crate::{
    BranchId, EventKey, Generation, OpId, PresentationShape, Rate, SinkId, SourceId, StreamSinkId,
    TopologyKey,
};

/// A request of the application. Each completes by one [`crate::Action::Complete`].
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// `IMFMediaSession::SetTopology`; completes by `MESessionTopologySet`.
    SetTopology {
        /// What to do with it.
        flags: SetTopologyFlags,
        /// The driver's key of the session's copy; `None` for a NULL topology.
        topology: Option<TopologyKey>,
        /// `IMFTopology::GetTopologyID`; ignored without a topology.
        topology_id: u64,
    },
    /// `IMFMediaSession::ClearTopologies`; completes by `MESessionTopologiesCleared`.
    ClearTopologies,
    /// `IMFMediaSession::Start`; completes by `MESessionStarted`. [`StartPosition::At`] is a presentation time: zero
    /// is the beginning of the presentation, which `MF_TOPONODE_MEDIASTART` may place later in the source. A position
    /// that the source refuses leaves the session stopped.
    ///
    /// A seek behind which another one waits does no work: it completes at once, successfully, with
    /// [`crate::EventAttribute::SeekOvertaken`], and the last position wins.
    Start {
        /// From where.
        position: StartPosition,
        /// How exactly.
        mode: SeekMode,
    },
    /// `IMFMediaSession::Pause`; completes by `MESessionPaused`.
    Pause,
    /// `IMFMediaSession::Stop`; completes by `MESessionStopped`.
    Stop,
    /// `IMFRateControl::SetRate`; completes by `MESessionRateChanged`. Without a topology it succeeds and changes nothing:
    /// the rate is 1.0. A presentation that takes over and does not play at the rate brings it back to 1.0, which an
    /// `MESessionRateChanged` without a command tells.
    SetRate {
        /// The rate.
        rate: Rate,
    },
    /// Goes back to the frame before the one that is shown, while the rate is 0; completes by `MESessionStarted`, and
    /// `MESessionScrubSampleComplete` follows. At the first frame it shows that one again. Not part of the documented
    /// session: forward is a `Start` from the current position.
    StepBack,
    /// `IMFMediaSession::Close`; completes by `MESessionClosed`, except that a second one has no event.
    Close,
}

/// Where a start with a position begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum SeekMode {
    /// At the position, to the frame: what comes before it is decoded and dropped.
    #[default]
    Exact,
    /// At the last key frame at or before the position, which needs no decoding in vain.
    /// [`crate::EventAttribute::StartPresentationTime`] of `MESessionStarted` says where that is. A source that cannot
    /// tell starts at the position.
    KeyFrame,
}

/// `MFSESSION_SETTOPOLOGY_FLAGS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct SetTopologyFlags {
    /// `MFSESSION_SETTOPOLOGY_IMMEDIATE` (1): drop the current presentation and the queue; this one plays now.
    pub immediate: bool,
    /// `MFSESSION_SETTOPOLOGY_NORESOLUTION` (2): the topology is full.
    pub no_resolution: bool,
    /// `MFSESSION_SETTOPOLOGY_CLEAR_CURRENT` (4): drop the current presentation; with a topology, only if that is the
    /// current one.
    pub clear_current: bool,
}

impl SetTopologyFlags {
    /// The flags of the documented number; unknown bits are ignored.
    pub const fn from_bits(bits: u32) -> Self {
        Self {
            immediate: bits & 1 != 0,
            no_resolution: bits & 2 != 0,
            clear_current: bits & 4 != 0,
        }
    }
}

/// What happens to the session: a command, an answer of a component, or a deadline.
///
/// Answers may come late, twice, or without a question: what does not fit is ignored.
#[derive(Clone, Debug)]
pub enum Input {
    /// The application asks for something. The driver has asked [`crate::Session::check`] first.
    Command {
        /// Its number; higher than all before.
        op: OpId,
        /// What.
        command: Command,
    },
    /// `IMFMediaSession::Shutdown`. Its actions release everything; nothing comes after them.
    Shutdown,
    /// A deadline of [`crate::Session::next_deadline`] has passed. Waking too early or too often does no harm.
    Wake,

    /// Answers [`crate::Action::Resolve`].
    TopologyResolved {
        /// The operation that asked.
        op: OpId,
        /// The topology.
        topology: TopologyKey,
        /// What the full topology looks like.
        result: Result<PresentationShape>,
    },
    /// Answers [`crate::Action::Activate`] and [`crate::Action::Prepare`].
    PresentationActivated {
        /// The topology.
        topology: TopologyKey,
        /// Whether its components are bound.
        result: Result<()>,
    },
    /// `MESourceStarted` or `MESourceSeeked`, or the failure of the call; answers [`crate::Action::StartSource`].
    SourceStarted {
        /// Which.
        source: SourceId,
        /// How it went.
        result: Result<()>,
    },
    /// What `MESourceStarted` says besides; comes before its [`Input::SourceStarted`]. Counts for the sources of
    /// [`PresentationShape::playlist_sources`], which may start elsewhere than they were told.
    SourceStartReported {
        /// Which.
        source: SourceId,
        /// `MF_EVENT_SOURCE_ACTUAL_START`: where it starts on its own timeline, if it was not told where.
        actual_start: Option<MediaTime>,
        /// `MF_EVENT_SOURCE_FAKE_START`: this presentation is skipped; it has no data.
        is_fake: bool,
    },
    /// Answers [`crate::Action::FindKeyFrame`].
    KeyFrameFound {
        /// Which.
        source: SourceId,
        /// The time of the last key frame at or before the time asked for; that time itself if the source cannot tell.
        result: Result<MediaTime>,
    },
    /// `MESourcePaused`, or the failure of the call; answers [`crate::Action::PauseSource`].
    SourcePaused {
        /// Which.
        source: SourceId,
        /// How it went.
        result: Result<()>,
    },
    /// `MESourceStopped`, or the failure of the call; answers [`crate::Action::StopSource`].
    SourceStopped {
        /// Which.
        source: SourceId,
        /// How it went.
        result: Result<()>,
    },
    /// `MESourceRateChanged`, or the failure of the call; answers [`crate::Action::SetSourceRate`].
    SourceRateChanged {
        /// Which.
        source: SourceId,
        /// How it went.
        result: Result<()>,
    },
    /// The branch holds, has dropped everything of older generations and has flushed its transforms; answers
    /// [`crate::Action::FlushBranches`].
    BranchFlushed {
        /// Which.
        branch: BranchId,
        /// The generation of the request.
        generation: Generation,
    },
    /// `MEStreamSinkStarted`; answers [`crate::Action::StartClock`] and [`crate::Action::JoinClock`].
    SinkStarted {
        /// Which.
        stream_sink: StreamSinkId,
        /// How it went.
        result: Result<()>,
    },
    /// `MEStreamSinkPaused`; answers [`crate::Action::PauseClock`].
    SinkPaused {
        /// Which.
        stream_sink: StreamSinkId,
        /// How it went.
        result: Result<()>,
    },
    /// `MEStreamSinkStopped`; answers [`crate::Action::StopClock`].
    SinkStopped {
        /// Which.
        stream_sink: StreamSinkId,
        /// How it went.
        result: Result<()>,
    },
    /// `MEStreamSinkPrerolled`; answers [`crate::Action::Preroll`], once for each stream sink.
    SinkPrerolled {
        /// Which.
        stream_sink: StreamSinkId,
        /// Which preroll it answers.
        preroll: Generation,
        /// How it went.
        result: Result<()>,
    },
    /// `MEStreamSinkRateChanged`; answers [`crate::Action::SetClockRate`].
    SinkRateChanged {
        /// Which.
        stream_sink: StreamSinkId,
        /// How it went.
        result: Result<()>,
    },
    /// `MEStreamSinkScrubSampleComplete`; answers [`crate::Action::StartClock`] at rate 0.
    SinkScrubbed {
        /// Which.
        stream_sink: StreamSinkId,
        /// The time of the sample that it rendered; `None` if it rendered none.
        time: Option<PresentationTime>,
        /// How it went.
        result: Result<()>,
    },
    /// The time source's verdict on the last [`crate::Action::StartClock`], [`crate::Action::SetClockRate`] or
    /// [`crate::Action::PauseClock`]. After a
    /// failure no sink was told and the clock is as it was.
    ClockChanged {
        /// How it went.
        result: Result<()>,
    },
    /// Answers [`crate::Action::Finalize`].
    SinkFinalized {
        /// Which.
        sink: SinkId,
        /// How it went.
        result: Result<()>,
    },

    /// `MEEndOfPresentation` of a source. Data may still be on its way.
    SourceEnded {
        /// Which.
        source: SourceId,
        /// The generation of the data that ended.
        generation: Generation,
    },
    /// A branch has given all its data and its `MFSTREAMSINK_MARKER_ENDOFSEGMENT` to the stream sink, which may still
    /// hold them. Lets a queued presentation start early enough to follow without a gap; may be left out.
    BranchDrained {
        /// Which.
        branch: BranchId,
        /// The generation of the data that ended.
        generation: Generation,
        /// Where its last sample ends; `None` if there was none.
        end: Option<PresentationTime>,
    },
    /// The `MFSTREAMSINK_MARKER_ENDOFSEGMENT` of a branch has come back: everything was rendered.
    BranchEnded {
        /// Which.
        branch: BranchId,
        /// The generation of the data that ended.
        generation: Generation,
        /// Where its last sample ends; `None` if there was none.
        end: Option<PresentationTime>,
    },
    /// `MEEndOfPresentationSegment` of a source: this presentation has no more data, and another one follows. The event
    /// itself comes as an [`Input::ForwardedEvent`].
    SourceSegmentEnded {
        /// Which.
        source: SourceId,
        /// The generation of the data that ended.
        generation: Generation,
    },
    /// `IMFTopologyNodeAttributeEditor::UpdateNodeAttributes`: a branch of the current or a queued presentation has
    /// another `MF_TOPONODE_MEDIASTOP`.
    MediaStopChanged {
        /// Which.
        branch: BranchId,
        /// Of which of its source nodes: 0 is the one of the branch itself, the others follow as in
        /// [`BranchShape::joined`](crate::BranchShape::joined).
        input: u32,
        /// Where the content of that node ends now, on its media timeline.
        stop: MediaTime,
    },
    /// A change of format made other transforms necessary; the full topology that the driver keeps shows them.
    TopologyChanged {
        /// Which.
        topology: TopologyKey,
    },
    /// A branch cannot go on: a transform, the stream or the stream sink failed.
    BranchFailed {
        /// Which.
        branch: BranchId,
        /// The generation of the data that failed.
        generation: Generation,
        /// Why.
        error: Error,
    },
    /// `MEError` of a source, or it was shut down behind the session's back ([`Error::Shutdown`]).
    SourceFailed {
        /// Which.
        source: SourceId,
        /// Why.
        error: Error,
    },
    /// A media sink lost its device. What it has is over; the other branches go on. It is not waited for again, and its
    /// branches are not run again.
    SinkInvalidated {
        /// Which.
        sink: SinkId,
        /// Why.
        error: Error,
    },
    /// `MESourceCharacteristicsChanged`. The event itself comes as an [`Input::ForwardedEvent`].
    SourceCharacteristicsChanged {
        /// Which.
        source: SourceId,
        /// `MFMEDIASOURCE_CAN_SEEK` now.
        can_seek: bool,
        /// `MFMEDIASOURCE_CAN_PAUSE` now.
        can_pause: bool,
        /// The rates of its rate control now, if it has one.
        rates: Option<RateBounds>,
    },
    /// `MEBufferingStarted` or `MEBufferingStopped` of a source, which the application gets too. The clock stands still
    /// in between.
    SourceBuffering {
        /// Which.
        source: SourceId,
        /// Whether it begins.
        buffering: bool,
        /// The driver's key of the event.
        event: EventKey,
    },
    /// A component sent an event that applications get from the session unchanged, as long as it is not closed.
    ForwardedEvent {
        /// The driver's key of it.
        event: EventKey,
    },
}
