//! What is on its way to the machine.

use openmf_core::{Error, MediaTime, PresentationTime};
use openmf_session::{
    BranchId, Component, Generation, Input, OpId, SinkId, SourceId, StreamSinkId, TopologyKey,
};

use crate::shape::shape;

/// Where the data of every branch ends.
const END: PresentationTime = PresentationTime::from_100ns(10_000_000);

/// An answer of a component, or news of its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Resolved(OpId, TopologyKey),
    Activated(TopologyKey),
    SourceStarted(SourceId),
    SourcePaused(SourceId),
    SourceStopped(SourceId),
    SourceRateChanged(SourceId),
    KeyFrameFound(SourceId, MediaTime),
    BranchFlushed(BranchId, Generation),
    ClockChanged,
    SinkStarted(StreamSinkId),
    SinkPaused(StreamSinkId),
    SinkStopped(StreamSinkId),
    SinkRateChanged(StreamSinkId),
    SinkScrubbed(StreamSinkId),
    SinkPrerolled(StreamSinkId, Generation),
    SinkFinalized(SinkId),
    SourceEnded(SourceId),
    BranchDrained(BranchId, Generation),
    BranchEnded(BranchId, Generation),
}

impl Answer {
    /// A number for its kind.
    pub(crate) fn kind(self) -> u64 {
        match self {
            Self::Resolved(..) => 0,
            Self::Activated(_) => 1,
            Self::SourceStarted(_) => 2,
            Self::SourcePaused(_) => 3,
            Self::SourceStopped(_) => 4,
            Self::SourceRateChanged(_) => 5,
            Self::KeyFrameFound(..) => 6,
            Self::BranchFlushed(..) => 7,
            Self::ClockChanged => 8,
            Self::SinkStarted(_) => 9,
            Self::SinkPaused(_) => 10,
            Self::SinkStopped(_) => 11,
            Self::SinkRateChanged(_) => 12,
            Self::SinkScrubbed(_) => 13,
            Self::SinkPrerolled(..) => 14,
            Self::SinkFinalized(_) => 15,
            Self::SourceEnded(_) => 16,
            Self::BranchDrained(..) => 17,
            Self::BranchEnded(..) => 18,
        }
    }

    pub(crate) fn component(self) -> Component {
        match self {
            Self::Resolved(_, topology) => Component::Loader(topology),
            Self::Activated(topology) => Component::Activation(topology),
            Self::SourceStarted(source)
            | Self::SourcePaused(source)
            | Self::SourceStopped(source)
            | Self::SourceRateChanged(source)
            | Self::KeyFrameFound(source, _)
            | Self::SourceEnded(source) => Component::Source(source),
            Self::BranchFlushed(branch, _)
            | Self::BranchDrained(branch, _)
            | Self::BranchEnded(branch, _) => Component::Branch(branch),
            Self::ClockChanged => Component::Clock,
            Self::SinkStarted(stream_sink)
            | Self::SinkPaused(stream_sink)
            | Self::SinkStopped(stream_sink)
            | Self::SinkRateChanged(stream_sink)
            | Self::SinkScrubbed(stream_sink)
            | Self::SinkPrerolled(stream_sink, _) => Component::StreamSink(stream_sink),
            Self::SinkFinalized(sink) => Component::Sink(sink),
        }
    }

    /// Of data and not of a request: it may take longer than anything that is waited for.
    pub(crate) fn is_of_data(self) -> bool {
        matches!(
            self,
            Self::SourceEnded(_) | Self::BranchDrained(..) | Self::BranchEnded(..)
        )
    }

    /// The generation that it is of. The machine takes no notice of one that is neither its newest nor of a flow.
    pub(crate) fn generation(self) -> Option<Generation> {
        match self {
            Self::BranchFlushed(_, generation)
            | Self::BranchDrained(_, generation)
            | Self::BranchEnded(_, generation) => Some(generation),
            _ => None,
        }
    }

    /// A component of whom a clock whose time source refused tells nothing.
    pub(crate) fn is_told_by_clock(self) -> bool {
        matches!(
            self,
            Self::SinkStarted(_) | Self::SinkPaused(_) | Self::SinkRateChanged(_) | Self::SinkScrubbed(_)
        )
    }

    /// `newest`: the generation of the data that flows. A source that ends does not know of them.
    pub(crate) fn input(self, branches: u32, newest: Generation) -> Input {
        self.with(branches, newest, Ok(()))
    }

    /// The same answer as a failure, if it can fail.
    pub(crate) fn failure(self, branches: u32) -> Option<Input> {
        let can_fail = !matches!(
            self,
            Self::BranchFlushed(..) | Self::SourceEnded(_) | Self::BranchDrained(..) | Self::BranchEnded(..)
        );
        can_fail.then(|| {
            let error = Error::InvalidStateTransition;
            self.with(branches, Generation::default(), Err(error))
        })
    }

    fn with(self, branches: u32, newest: Generation, result: Result<(), Error>) -> Input {
        match self {
            Self::Resolved(op, topology) => Input::TopologyResolved {
                op,
                topology,
                result: result.map(|()| shape(topology, branches)),
            },
            Self::Activated(topology) => Input::PresentationActivated { topology, result },
            Self::SourceStarted(source) => Input::SourceStarted { source, result },
            Self::SourcePaused(source) => Input::SourcePaused { source, result },
            Self::SourceStopped(source) => Input::SourceStopped { source, result },
            Self::SourceRateChanged(source) => Input::SourceRateChanged { source, result },
            Self::KeyFrameFound(source, time) => Input::KeyFrameFound {
                source,
                result: result.map(|()| time),
            },
            Self::BranchFlushed(branch, generation) => Input::BranchFlushed { branch, generation },
            Self::ClockChanged => Input::ClockChanged { result },
            Self::SinkStarted(stream_sink) => Input::SinkStarted { stream_sink, result },
            Self::SinkPaused(stream_sink) => Input::SinkPaused { stream_sink, result },
            Self::SinkStopped(stream_sink) => Input::SinkStopped { stream_sink, result },
            Self::SinkRateChanged(stream_sink) => Input::SinkRateChanged { stream_sink, result },
            Self::SinkScrubbed(stream_sink) => Input::SinkScrubbed {
                stream_sink,
                time: Some(PresentationTime::ZERO),
                result,
            },
            Self::SinkPrerolled(stream_sink, preroll) => Input::SinkPrerolled {
                stream_sink,
                preroll,
                result,
            },
            Self::SinkFinalized(sink) => Input::SinkFinalized { sink, result },
            Self::SourceEnded(source) => Input::SourceEnded {
                source,
                generation: newest,
            },
            Self::BranchDrained(branch, generation) => Input::BranchDrained {
                branch,
                generation,
                end: Some(END),
            },
            Self::BranchEnded(branch, generation) => Input::BranchEnded {
                branch,
                generation,
                end: Some(END),
            },
        }
    }
}
