use openmf_core::{ClockStart, Error, MediaTime, PresentationTime, Result, StartPosition, TimeSpan};

use crate::{
    BranchId, Component, EventKey, Generation, OpId, Rate, SessionEvent, SinkId, SourceId, StreamSinkId,
    TopologyKey,
};

/// What the driver has to do, in order.
///
/// An action that asks a component for something is *begun* in order; its answer is an [`crate::Input`] later. The
/// driver never waits for one answer before it begins the next action.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Bind the output nodes and run the loader. Answer: [`crate::Input::TopologyResolved`]. The driver keeps the
    /// topology until [`Action::Release`], also if resolution fails; sinks that were activated for a failed one are
    /// then shut down by it (those that the application made are not touched).
    Resolve {
        /// The operation that asks.
        op: OpId,
        /// The topology.
        topology: TopologyKey,
        /// The topology is full: do not run the loader.
        no_resolution: bool,
    },
    /// Make a resolved topology current: choose the time source, give the clock to its sinks and take it from all
    /// others, build its branches, which hold. The clock is stopped. Answer: [`crate::Input::PresentationActivated`]. May come for a topology that
    /// was prepared or activated before; then only what is missing is done.
    Activate {
        /// The topology.
        topology: TopologyKey,
    },
    /// Build the branches of a resolved topology, which hold, while another presentation plays; leave the clock and
    /// its sinks alone. Answer: [`crate::Input::PresentationActivated`]. [`Action::JoinClock`] follows, or
    /// [`Action::Activate`] if it becomes current in another way.
    Prepare {
        /// The topology.
        topology: TopologyKey,
    },

    /// Ask a source that is not started where its last key frame at or before a time is
    /// (`IMFSeekInfo::GetNearestKeyFrames`). Answer: [`crate::Input::KeyFrameFound`].
    FindKeyFrame {
        /// Which.
        source: SourceId,
        /// The time, on the source's own timeline.
        time: MediaTime,
    },
    /// `IMFMediaSource::Start`. Answer: [`crate::Input::SourceStarted`].
    StartSource {
        /// Which.
        source: SourceId,
        /// The topology whose presentation descriptor it is started with.
        topology: TopologyKey,
        /// From where, on the source's own timeline.
        position: StartPosition,
    },
    /// `IMFMediaSource::Pause`. Answer: [`crate::Input::SourcePaused`].
    PauseSource {
        /// Which.
        source: SourceId,
    },
    /// `IMFMediaSource::Stop`. Answer: [`crate::Input::SourceStopped`].
    StopSource {
        /// Which.
        source: SourceId,
    },

    /// `IMFRateControl::SetRate` of a source. Answer: [`crate::Input::SourceRateChanged`].
    SetSourceRate {
        /// Which.
        source: SourceId,
        /// The rate.
        rate: Rate,
    },
    /// Each of these branches goes on at another rate, with the data that it has; one that has been flushed or run anew
    /// since is left alone. `IMFRateControl::SetRate` of its transforms that have it. There is no answer.
    SetBranchRates {
        /// Which.
        branches: Vec<BranchId>,
        /// The generation in which they run.
        generation: Generation,
        /// The rate.
        rate: Rate,
    },

    /// Each branch drops what it has, flushes its transforms and holds. Answer: [`crate::Input::BranchFlushed`] of
    /// each.
    FlushBranches {
        /// Which.
        branches: Vec<BranchId>,
        /// Everything older is void.
        generation: Generation,
    },
    /// Each branch goes on pulling, from its source's present position.
    RunBranches {
        /// Which, and how each translates time.
        branches: Vec<BranchRun>,
        /// The generation of the data from here on.
        generation: Generation,
    },
    /// The content of a source node of a running branch ends here from now on, also what was given to the sink already. If
    /// the branch was drained, it tells again when it is ([`Input::BranchDrained`](crate::Input::BranchDrained)).
    ChangeStop {
        /// Which.
        branch: BranchId,
        /// The source node, as in [`Input::MediaStopChanged`](crate::Input::MediaStopChanged).
        input: u32,
        /// On the media timeline of the source node.
        stop: MediaTime,
    },
    /// `IMFMediaSourcePresentationProvider::ForceEndOfPresentation`, if the source offers it: all that is wanted of this
    /// presentation was read. There is no answer.
    ForceEndOfPresentation {
        /// Which.
        source: SourceId,
        /// The topology whose presentation descriptor it was started with.
        topology: TopologyKey,
    },
    /// `IMFStreamSink::Flush` of each. Done when it returns: there is no answer.
    FlushSinks {
        /// Which.
        stream_sinks: Vec<StreamSinkId>,
    },
    /// `IMFMediaSinkPreroll::NotifyPreroll`. Answer: [`crate::Input::SinkPrerolled`] of each of its stream sinks, with
    /// the same number: a sink that is prerolled anew may still answer the time before.
    Preroll {
        /// Which.
        sink: SinkId,
        /// Counts the prerolls.
        preroll: Generation,
        /// The presentation time at which the clock will start.
        time: PresentationTime,
    },

    /// Start the presentation clock; a seek if it runs. Answers: [`crate::Input::ClockChanged`], then
    /// [`crate::Input::SinkStarted`] of every stream sink bound to it; at rate 0 also [`crate::Input::SinkScrubbed`] of
    /// each whose sink has rate support.
    StartClock {
        /// From where.
        start: ClockStart,
        /// The rate the clock is to have, if it has another one.
        rate: f32,
    },
    /// `IMFRateControl::SetRate` of the presentation clock. Answers: [`crate::Input::ClockChanged`], then
    /// [`crate::Input::SinkRateChanged`] of every stream sink bound to it whose sink has rate support.
    SetClockRate {
        /// The rate.
        rate: f32,
    },
    /// Freeze the presentation clock. Answers: [`crate::Input::ClockChanged`], then [`crate::Input::SinkPaused`] of
    /// every stream sink bound to it.
    PauseClock,
    /// Stop the presentation clock; its time is 0 from now on, whatever the time source says. Answer:
    /// [`crate::Input::SinkStopped`] of every stream sink bound to it. Never sent while the clock is stopped, except that
    /// the verdict on a start may be outstanding.
    StopClock,
    /// A presentation takes over while the clock runs. The clock takes its time from that topology's time source from
    /// now on, without a jump; the sinks, which are new to the clock, are given it and told that it runs. Answer:
    /// [`crate::Input::SinkStarted`] of each of their stream sinks.
    JoinClock {
        /// The topology that takes over.
        topology: TopologyKey,
        /// Its sinks that were not bound to the clock before; may be empty.
        sinks: Vec<SinkId>,
    },

    /// `IMFFinalizableMediaSink::BeginFinalize`. Answer: [`crate::Input::SinkFinalized`].
    Finalize {
        /// Which.
        sink: SinkId,
    },
    /// Drop a topology: end its branches, take the clock from its sinks that no other topology holds, and shut down
    /// the sinks listed. Nothing of it is mentioned again.
    Release {
        /// The topology.
        topology: TopologyKey,
        /// The sinks to shut down (`IMFMediaSink::Shutdown`).
        shutdown_sinks: Vec<SinkId>,
    },
    /// A component did not answer in time. Abandon it: nothing waits for it any longer, its answers are ignored, and
    /// it is not asked again. The driver counts and logs it.
    CutOff {
        /// Which.
        component: Component,
        /// [`Error::ComponentStalled`], with the component's name.
        error: Error,
    },

    /// Queue an event of the session's own.
    Emit(SessionEvent),
    /// Queue an event of a component.
    Forward(EventKey),
    /// An operation is complete. Follows its event in the same list of actions; a second `Close`, and whatever
    /// `Shutdown` cuts short, completes without one.
    Complete {
        /// Which.
        op: OpId,
        /// The status of its event.
        result: Result<()>,
    },
    /// The session was shut down: shut down the clock and the event queue. The last action there is.
    ShutDown,
    /// Something went against a component's contract and was ignored. For the log.
    Note(Note),
}

/// How a branch runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BranchRun {
    /// Which.
    pub branch: BranchId,
    /// Samples before this are decoded and dropped, or trimmed to it. At a negative rate those behind it are.
    pub start: MediaTime,
    /// Output ends here, as at the end of the stream; `None`: at the end of the stream. At a negative rate it ends at
    /// this time on the way back; `None`: at the beginning of the stream.
    pub stop: Option<MediaTime>,
    /// Presentation time is media time plus this.
    pub offset: TimeSpan,
    /// At which rate the presentation plays; 0 while it scrubs, negative backwards.
    pub rate: f32,
    /// Whether the source was asked for key frames alone.
    pub thin: bool,
}

/// A breach of a component's contract that does no harm.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// An answer that nobody waits for: late, double, or never asked for.
    UnexpectedAnswer {
        /// Whose.
        component: Component,
        /// Which: "stopped", "prerolled", ….
        what: &'static str,
    },
    /// A failure where the session goes on to the same end: a source that fails to stop while the session closes.
    IgnoredFailure {
        /// Whose.
        component: Component,
        /// What it said.
        error: Error,
    },
}

/// The actions of one input, in order.
#[must_use = "actions not performed stall the session"]
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The actions in order.
    pub fn as_slice(&self) -> &[Action] {
        &self.0
    }

    pub(crate) fn push(&mut self, action: Action) {
        self.0.push(action);
    }
}

impl IntoIterator for Actions {
    type Item = Action;
    type IntoIter = std::vec::IntoIter<Action>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
