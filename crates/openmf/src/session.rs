use std::sync::Arc;

use openmf_core::{
    AsyncCallback, AsyncResult, Attributes, Begin, Error, EventQueue, Guid, PresentationClock,
    PresentationTime, RateBounds, Result, SharedEvent, StartPosition, UserObject, keys,
};
use openmf_runtime::{Completion, NodeAttributeUpdate, Recording, SessionDriver};
use openmf_session::{Capabilities, Rate, SeekMode, SessionState, SetTopologyFlags, TopologyQuery};
use openmf_topology::{Explanation, Topology};

use crate::{Events, Platform};

/// The media session (`IMFMediaSession`): plays topologies, asynchronously.
///
/// Each command is queued by its call and returns at once; the returned [`Completion`] resolves with the status of the
/// command's completion event, or is waited for with [`Completion::wait`], or ignored. Commands take effect in the
/// order of their calls, from any thread, also from inside an event callback, and each completes exactly once.
///
/// Clones are the same session. Dropping the last clone shuts it down.
///
/// ```no_run
/// # fn main() -> Result<(), openmf::Error> {
/// use openmf::{MediaSession, Platform};
///
/// let platform = Platform::shared();
/// let source = platform.open("clip.mp4")?;
/// let topology = platform.playback_topology(&source)?;
/// let session = MediaSession::new(&platform);
/// session.set_topology(&topology).wait()?;
/// session.start().wait()?;
/// for event in session.events() {
///     println!("{}", event.event_type());
///     if event.event_type() == openmf::EventType::SessionEnded {
///         break;
///     }
/// }
/// session.close().wait()?;
/// source.shutdown()?;
/// session.shutdown()
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct MediaSession {
    driver: SessionDriver,
}

impl MediaSession {
    /// A session without a topology.
    pub fn new(platform: &Platform) -> Self {
        Self {
            driver: platform.new_driver(),
        }
    }

    /// A session with configuration attributes (`MFCreateMediaSession`). `MF_SESSION_GLOBAL_TIME` makes it one for an
    /// edited sequence, whose topologies all carry `MF_TOPOLOGY_PROJECTSTART` and `MF_TOPOLOGY_PROJECTSTOP`;
    /// `MF_LOW_LATENCY` holds for every topology that does not say otherwise; others are ignored.
    pub fn with_attributes(platform: &Platform, attributes: &Attributes) -> Self {
        let global_time = attributes.get_or(keys::MF_SESSION_GLOBAL_TIME, false);
        let low_latency = attributes.get_or(keys::MF_LOW_LATENCY, false);
        Self {
            driver: platform.new_driver_with(|config| {
                config.global_time |= global_time;
                config.low_latency |= low_latency;
            }),
        }
    }

    /// Writes everything that happens to the session into a file, from its first command on; `openmf replay` and
    /// [`crate::record`] show it again.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), openmf::Error> {
    /// use openmf::{MediaSession, Platform, Recording};
    ///
    /// let recording = Recording::create("session.log")?;
    /// let session = MediaSession::new(&Platform::shared());
    /// session.record(&recording)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: the session was given a command already, or the recording is another session's.
    /// - [`Error::Io`]: the file cannot be written.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn record(&self, recording: &Recording) -> Result<()> {
        self.driver.record_into(recording)
    }

    /// Resolves a topology and queues it behind the present one, if any. Completes by `MESessionTopologySet`; the event
    /// [`openmf_core::EventType::SessionTopologyStatus`] with `MF_TOPOSTATUS_READY` follows when it can be started. A
    /// start may be called right away: it waits for the topology.
    ///
    /// The completion fails with
    /// - [`Error::Topology`]: the topology's shape is wrong.
    /// - [`Error::CodecNotFound`]: a stream has no decoder.
    /// - [`Error::CannotConnect`]: two nodes have no media type in common.
    /// - [`Error::Shutdown`]: the session was shut down.
    ///
    /// Source: `IMFMediaSession::SetTopology`.
    pub fn set_topology(&self, topology: &Topology) -> Completion {
        self.set_topology_with(SetTopologyFlags::default(), Some(topology))
    }

    /// As [`MediaSession::set_topology`], with the documented flags; `None` is the NULL topology.
    pub fn set_topology_with(&self, flags: SetTopologyFlags, topology: Option<&Topology>) -> Completion {
        self.completion(self.driver.set_topology(flags, topology))
    }

    /// Drops the queued topologies. Completes by `MESessionTopologiesCleared`.
    pub fn clear_topologies(&self) -> Completion {
        self.completion(self.driver.clear_topologies())
    }

    /// Starts from the beginning when stopped, resumes when paused. Completes by `MESessionStarted`.
    pub fn start(&self) -> Completion {
        self.start_at(StartPosition::Current)
    }

    /// Starts from a presentation time, or seeks there, to the frame. Plays from there, also when paused before.
    ///
    /// Seeks may be called without waiting for each other. Each completes exactly once, in the order of the calls; one
    /// behind which another waits completes without being carried out, and its `MESessionStarted` says so by
    /// [`openmf_core::keys::OPENMF_EVENT_SEEK_OVERTAKEN`].
    pub fn seek(&self, position: PresentationTime) -> Completion {
        self.start_at(StartPosition::At(openmf_core::MediaTime::from_100ns(
            position.as_100ns(),
        )))
    }

    /// Seeks; `mode` says how exactly. [`SeekMode::KeyFrame`] is the quicker one: `MESessionStarted` carries the
    /// position it went to as [`openmf_core::keys::MF_EVENT_START_PRESENTATION_TIME`].
    pub fn seek_with(&self, position: PresentationTime, mode: SeekMode) -> Completion {
        let position = StartPosition::At(openmf_core::MediaTime::from_100ns(position.as_100ns()));
        self.completion(self.driver.start_with(position, mode))
    }

    /// Starts with any start position (`IMFMediaSession::Start`).
    ///
    /// The completion fails with
    /// - [`Error::InvalidRequest`]: there is no topology, or the position cannot be reached.
    /// - [`Error::UnsupportedTimeFormat`]: the source does not know the position's format.
    /// - Whatever a component failed with.
    pub fn start_at(&self, position: StartPosition) -> Completion {
        self.completion(self.driver.start(position))
    }

    /// Changes attributes of the nodes of a resolved topology while it plays or waits, which is how a stop time is set
    /// later (`IMFTopologyNodeAttributeEditor`, `MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE`). `topology_id` 0 is the current
    /// one. Only `MF_TOPONODE_MEDIASTOP` of source nodes counts; everything else is ignored.
    ///
    /// Output ends at the new time, to the frame, also if the renderers hold more already; a time that has passed ends the
    /// presentation at once. A sink that is not the engine's own renders what it was given before
    /// ([`openmf_runtime::SessionDriver::update_node_attributes`] has the limits).
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: there is no current topology.
    /// - [`Error::NotFound`]: no resolved topology has this identifier.
    /// - [`Error::Topology`]: a stop time lies before the start of its node; nothing was changed.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn update_node_attributes(&self, topology_id: u64, updates: &[NodeAttributeUpdate]) -> Result<()> {
        self.driver.update_node_attributes(topology_id, updates)
    }

    /// Freezes the clock. Completes by `MESessionPaused`.
    ///
    /// The completion fails with [`Error::PauseWhileStopped`] when the session is stopped.
    pub fn pause(&self) -> Completion {
        self.completion(self.driver.pause())
    }

    /// Sets the rate: 1 is normal, negative plays backwards, 0 scrubs; `thin` asks for key frames alone. Completes by
    /// `MESessionRateChanged`, whose value is the rate that holds.
    ///
    /// At rate 0 the clock stands still. Each start shows one frame, which `MESessionScrubSampleComplete` tells with its
    /// time ([`openmf_core::keys::MF_EVENT_SCRUBSAMPLE_TIME`]); a start from the current position shows the next one.
    ///
    /// The completion fails with
    /// - [`Error::UnsupportedRateTransition`]: while it plays the direction cannot change, nor to or from 0; while it is
    ///   paused it cannot change to or from backwards.
    /// - [`Error::UnsupportedRate`], [`Error::ReverseUnsupported`], [`Error::ThinningUnsupported`]: see
    ///   [`MediaSession::rate_support`].
    /// - [`Error::InvalidRequest`]: the session is closed.
    ///
    /// Source: `IMFRateControl::SetRate`.
    pub fn set_rate(&self, thin: bool, rate: f32) -> Completion {
        self.completion(self.driver.set_rate(thin, rate))
    }

    /// The rate that holds, and whether it is thinned (`IMFRateControl::GetRate`).
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn rate(&self) -> Result<Rate> {
        self.driver.rate()
    }

    /// The rates at which the current topology plays (`IMFRateSupport`); 1 alone without one. Other topologies have
    /// others: `MESessionCapabilitiesChanged` tells.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn rate_support(&self) -> Result<RateBounds> {
        self.driver.rate_support()
    }

    /// Shows the next frame, or with `back` the one before, while the rate is 0. Completes by `MESessionStarted`;
    /// `MESessionScrubSampleComplete` follows when the frame is shown. At the first frame a step back shows that one
    /// again, at the end a step forward shows none.
    ///
    /// A step back is a seek to the last instant before the frame that is shown: exact, but it costs the decoding from
    /// the key frame before. The completion of one fails with [`Error::InvalidRequest`] while the rate is not 0.
    pub fn step(&self, back: bool) -> Completion {
        self.completion(if back {
            self.driver.step_back()
        } else {
            self.driver.start(StartPosition::Current)
        })
    }

    /// Stops; the position is 0 afterwards. Completes by `MESessionStopped`, always, within half a second.
    pub fn stop(&self) -> Completion {
        self.completion(self.driver.stop())
    }

    /// Stops, completes files that were written, and releases the topologies. Completes by `MESessionClosed`.
    pub fn close(&self) -> Completion {
        self.completion(self.driver.close())
    }

    /// Releases everything at once, from any state. No event follows.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: it was shut down before.
    pub fn shutdown(&self) -> Result<()> {
        self.driver.shutdown()
    }

    /// The session's events, as an iterator that waits and as an asynchronous stream. One reader at a time.
    pub fn events(&self) -> Events {
        Events::new(self.driver.events().clone(), self.driver.runtime().clone())
    }

    /// Asks for one event by callback (`BeginGetEvent`); see [`EventQueue::begin_get_event`].
    ///
    /// # Errors
    /// Those of [`EventQueue::begin_get_event`].
    pub fn begin_get_event(
        &self,
        callback: Arc<dyn AsyncCallback>,
        state: Option<UserObject>,
    ) -> Result<Begin> {
        self.driver.events().begin_get_event(callback, state)
    }

    /// The event a callback was told about (`EndGetEvent`).
    ///
    /// # Errors
    /// Those of [`EventQueue::end_get_event`].
    pub fn end_get_event(&self, result: &Arc<AsyncResult>) -> Result<SharedEvent> {
        self.driver.events().end_get_event(result)
    }

    /// The queue behind the events (`IMFMediaEventGenerator`).
    pub fn event_queue(&self) -> &EventQueue {
        self.driver.events()
    }

    /// The presentation clock, for reading. The same object for the session's whole life.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn clock(&self) -> Result<Arc<dyn PresentationClock>> {
        self.driver.clock()
    }

    /// Where the presentation is; zero when there is none.
    pub fn position(&self) -> PresentationTime {
        self.driver
            .clock()
            .and_then(|clock| clock.time())
            .unwrap_or(PresentationTime::ZERO)
    }

    /// What can be done with the present topology.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn capabilities(&self) -> Result<Capabilities> {
        self.driver.capabilities()
    }

    /// The topology that plays, with every node and media type.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: there is none.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn current_topology(&self) -> Result<Topology> {
        self.driver.full_topology(TopologyQuery::Current)
    }

    /// A topology that plays or is queued, by its identifier (`GetFullTopology`).
    ///
    /// # Errors
    /// - [`Error::NotFound`]: there is none with this identifier.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn full_topology(&self, topology_id: u64) -> Result<Topology> {
        self.driver.full_topology(TopologyQuery::Id(topology_id))
    }

    /// How a topology was resolved, or why it could not be: what was tried along each connection.
    pub fn explanation(&self, topology: &Topology) -> Option<Explanation> {
        self.driver.explanation(topology.id().0)
    }

    /// The object behind a service (`MFGetService`): the first that has it of the session itself, its sources, its
    /// transforms in the order of the data, and its sinks. `T` is what the service is documented to answer with here:
    ///
    /// | service | object | from |
    /// | --- | --- | --- |
    /// | `MR_POLICY_VOLUME_SERVICE`, `MR_STREAM_VOLUME_SERVICE` | [`AudioVolume`](crate::sinks::AudioVolume) | audio and null renderers; sinks that write files have none |
    /// | `MF_METADATA_PROVIDER_SERVICE` | [`MetadataProviderObject`](crate::MetadataProviderObject) | the built-in sources |
    /// | `MF_WORKQUEUE_SERVICES` | [`WorkQueueServices`](crate::WorkQueueServices) | the session |
    /// | `MF_LOCAL_MFT_REGISTRATION_SERVICE` | [`LocalTransforms`](crate::LocalTransforms) | the session |
    ///
    /// # Errors
    /// - [`Error::UnsupportedService`]: nobody has it, it is not a `T`, or no topology is ready whose components could
    ///   be asked.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn service<T: std::any::Any + Send + Sync>(&self, service: &Guid) -> Result<Arc<T>> {
        self.driver.service_of(service)
    }

    /// The state between operations.
    pub fn state(&self) -> SessionState {
        self.driver.state()
    }

    fn completion(&self, result: Result<Completion, Error>) -> Completion {
        result.unwrap_or_else(|error| self.driver.refused(error))
    }
}
