use openmf_core::{Error, EventType, HResult, PresentationTime, Result, TimeSpan};

use crate::{SinkId, TopologyKey};

/// An event that the session sends, for the driver to make a [`openmf_core::MediaEvent`] of.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionEvent {
    /// What it says.
    pub event_type: EventType,
    /// Its status.
    pub status: Result<()>,
    /// Its value.
    pub value: EventValue,
    /// Its attributes, in the documented order.
    pub attributes: Vec<EventAttribute>,
}

impl SessionEvent {
    /// A successful event without value and attributes.
    pub fn new(event_type: EventType) -> Self {
        Self {
            event_type,
            status: Ok(()),
            value: EventValue::Empty,
            attributes: Vec::new(),
        }
    }

    /// The same with a status.
    pub fn with_status(mut self, status: Result<()>) -> Self {
        self.status = status;
        self
    }

    /// The same with a value.
    pub fn with_value(mut self, value: EventValue) -> Self {
        self.value = value;
        self
    }

    /// The same with one more attribute.
    pub fn with(mut self, attribute: EventAttribute) -> Self {
        self.attributes.push(attribute);
        self
    }

    pub(crate) fn failed(event_type: EventType, error: Error) -> Self {
        Self::new(event_type).with_status(Err(error))
    }

    pub(crate) fn topology_status(topology: TopologyKey, status: TopologyStatus) -> Self {
        Self::new(EventType::SessionTopologyStatus)
            .with_value(EventValue::FullTopology(topology))
            .with(EventAttribute::TopologyStatus(status))
    }
}

/// The value of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventValue {
    /// `VT_EMPTY`.
    Empty,
    /// `VT_UNKNOWN`: the full topology of this key; of one that could not be resolved, the topology annotated with
    /// what went wrong, or `VT_EMPTY`.
    FullTopology(TopologyKey),
    /// `VT_UI4`: a result code.
    Code(HResult),
    /// `VT_R4`: a rate.
    Rate(f32),
}

/// An attribute of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventAttribute {
    /// `MF_EVENT_TOPOLOGY_STATUS`.
    TopologyStatus(TopologyStatus),
    /// `MF_EVENT_START_PRESENTATION_TIME`.
    StartPresentationTime(PresentationTime),
    /// `MF_EVENT_PRESENTATION_TIME_OFFSET`: presentation time minus source time.
    PresentationTimeOffset(TimeSpan),
    /// `MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT`.
    StartPresentationTimeAtOutput(PresentationTime),
    /// `OPENMF_EVENT_SEEK_OVERTAKEN`: of `MESessionStarted`, the seek was not carried out because another one waited
    /// behind it.
    SeekOvertaken,
    /// `MF_EVENT_SCRUBSAMPLE_TIME`: of `MESessionScrubSampleComplete`, the presentation time of the frame that is shown;
    /// there is none if no stream sink rendered one.
    ScrubSampleTime(PresentationTime),
    /// `MF_EVENT_SESSIONCAPS`.
    SessionCaps(Capabilities),
    /// `MF_EVENT_SESSIONCAPS_DELTA`.
    SessionCapsDelta(Capabilities),
    /// `MF_EVENT_OUTPUT_NODE`: the node identifier of the (first) output node that feeds this sink.
    OutputNode {
        /// The current topology.
        topology: TopologyKey,
        /// The sink.
        sink: SinkId,
    },
}

/// `MF_TOPOSTATUS`. For one run of a topology they come in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TopologyStatus {
    /// `MF_TOPOSTATUS_READY` (100): it can be started.
    Ready,
    /// `MF_TOPOSTATUS_STARTED_SOURCE` (200): reading has begun.
    StartedSource,
    /// `MF_TOPOSTATUS_DYNAMIC_CHANGED` (210): the session changed it.
    DynamicChanged,
    /// `MF_TOPOSTATUS_SINK_SWITCHED` (300): the sinks have moved over from the previous one.
    SinkSwitched,
    /// `MF_TOPOSTATUS_ENDED` (400): everything was rendered.
    Ended,
}

impl TopologyStatus {
    /// The documented number.
    pub const fn code(self) -> u32 {
        match self {
            Self::Ready => 100,
            Self::StartedSource => 200,
            Self::DynamicChanged => 210,
            Self::SinkSwitched => 300,
            Self::Ended => 400,
        }
    }
}

/// What the present topology allows (`MFSESSIONCAP_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Capabilities {
    /// `MFSESSIONCAP_START` (1).
    pub start: bool,
    /// `MFSESSIONCAP_SEEK` (2).
    pub seek: bool,
    /// `MFSESSIONCAP_PAUSE` (4).
    pub pause: bool,
    /// `MFSESSIONCAP_RATE_FORWARD` (0x10): faster than 1.0.
    pub rate_forward: bool,
    /// `MFSESSIONCAP_RATE_REVERSE` (0x20).
    pub rate_reverse: bool,
    /// `MFSESSIONCAP_DOES_NOT_USE_NETWORK` (0x40).
    pub does_not_use_network: bool,
}

impl Capabilities {
    /// The documented flags.
    pub const fn bits(self) -> u32 {
        self.start as u32
            | (self.seek as u32) << 1
            | (self.pause as u32) << 2
            | (self.rate_forward as u32) << 4
            | (self.rate_reverse as u32) << 5
            | (self.does_not_use_network as u32) << 6
    }

    /// The flags in which the two differ.
    pub const fn delta(self, other: Self) -> Self {
        Self {
            start: self.start != other.start,
            seek: self.seek != other.seek,
            pause: self.pause != other.pause,
            rate_forward: self.rate_forward != other.rate_forward,
            rate_reverse: self.rate_reverse != other.rate_reverse,
            does_not_use_network: self.does_not_use_network != other.does_not_use_network,
        }
    }
}
