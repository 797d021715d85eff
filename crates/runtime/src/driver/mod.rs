//! The driver: owns the components and performs the session machine's actions. It holds no rules.
//!
//! Everything that happens to a session is a [`Message`] in its inbox. One task at a time takes them out, passes them
//! to the machine and performs its actions; it never waits for a component. Calls to components run in lanes on the
//! pool, and their answers are messages again.

mod completion;
mod core;
pub(crate) mod lane;
mod presentation;
pub(crate) mod pump;
pub(crate) mod real_time;
mod recorder;
pub(crate) mod segments;
mod services;
mod survey;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, PoisonError};

use openmf_clock::{Scheduler, SessionClock};
use openmf_core::live::{self, Live};
use openmf_core::{
    AttributeValue, Error, EventQueue, Guid, HostClock, MediaEvent, MediaTime, PresentationClock,
    PresentationTime, RateBounds, Result, SharedEvent, StartPosition, TransformCatalog, keys,
};
use openmf_session::{
    BranchId, Capabilities, Command, Config, Generation, Input, OpId, Rate, SeekMode, SessionState,
    SetTopologyFlags, SourceId, StreamSinkId, TopologyKey, TopologyQuery,
};
use openmf_topology::{Explanation, NodeId, Topology, TopologyLoader};

use crate::Runtime;
use crate::branch::{Notice, OutputStatistics, Reshaping};
use crate::local_transforms::LocalTransforms;
use crate::quality::QualityManagement;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard};
pub use completion::Completion;
use completion::Completions;
use core::Core;
pub(crate) use core::guarded;
use pump::AnnouncedStream;
pub use recorder::{Recorder, Recording};
use services::OwnServices;

/// A media session at work (`IMFMediaSession`): the machine, its components, its clock and its events.
///
/// Every method may be called from any thread, also from inside an event callback, and returns at once. Clones are the
/// same session. Dropping the last clone shuts the session down.
///
/// Commands complete by exactly one event each, in the order of their calls; the returned [`Completion`] resolves with
/// that event's status.
#[derive(Clone)]
pub struct SessionDriver {
    shared: Arc<Shared>,
    _owner: Arc<Owner>,
}

/// Shuts the session down when its last handle is gone.
struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        if self.0.begin_shutdown() {
            self.0.watch_shutdown();
        }
    }
}

/// A new value for an attribute of a node (`MFTOPONODE_ATTRIBUTE_UPDATE`).
#[derive(Clone, Debug, PartialEq)]
pub struct NodeAttributeUpdate {
    /// The node.
    pub node: NodeId,
    /// The attribute.
    pub attribute: Guid,
    /// Its value. The documented structure holds 32 bits of a time; this one holds all 64.
    pub value: AttributeValue,
}

impl NodeAttributeUpdate {
    /// Another stop time for a source node, on the source's own timeline (`MF_TOPONODE_MEDIASTOP`).
    pub fn media_stop(node: NodeId, stop: MediaTime) -> Self {
        Self {
            node,
            attribute: keys::MF_TOPONODE_MEDIASTOP.guid(),
            value: AttributeValue::U64(stop.as_100ns() as u64),
        }
    }
}

/// What a session is made with.
#[derive(Clone)]
pub struct SessionParts {
    /// Completes partial topologies.
    pub loader: Arc<dyn TopologyLoader>,
    /// For converters that a change of format makes necessary while data flows.
    pub catalog: Arc<dyn TransformCatalog>,
    /// How long the session waits for components.
    pub config: Config,
}

pub(crate) struct Shared {
    runtime: Runtime,
    inbox: Mutex<Inbox>,
    core: Mutex<Core>,
    completions: Completions,
    events: EventQueue,
    clock: Arc<SessionClock>,
    tasks: Arc<TaskCount>,
    services: OwnServices,
    /// `MF_SESSION_GLOBAL_TIME`.
    global_time: bool,
    /// `MF_LOW_LATENCY`.
    low_latency: bool,
    _live: Live<{ live::SESSION }>,
}

#[derive(Default)]
struct Inbox {
    messages: VecDeque<Message>,
    work: Work,
    last_op: u64,
    last_topology: u64,
}

/// Who takes the messages out of the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Work {
    #[default]
    Nobody,
    /// A worker, behind the task that it is in.
    Behind,
    /// A task of the pool, perhaps besides.
    Due,
    Working,
}

/// Everything that can happen to a session.
pub(crate) enum Message {
    Input(Input),
    Command(OpId, Command, Option<Submitted>),
    Stream(SourceId, AnnouncedStream),
    SourceEnded(SourceId),
    SegmentEnded(SourceId),
    Characteristics(SourceId, SharedEvent),
    MarkerReturned(StreamSinkId, Generation),
    /// By a branch that knows of this change of its stop.
    Drained(BranchId, Generation, u64, Option<PresentationTime>),
    /// A segment holds and has dropped what it had.
    Flushed(BranchId, Generation),
    /// A change of format made other transforms necessary in a segment.
    Reshaped(BranchId, Reshaping),
    /// A stream sink takes another type, or none any more.
    SinkType(StreamSinkId, Notice),
    /// A segment cannot go on.
    Failed(BranchId, Generation, Error),
    NonFatal(BranchId, MediaEvent),
    SinkFailed(StreamSinkId, Error),
    Buffering(SourceId, SharedEvent),
    Quality(StreamSinkId, SharedEvent),
    Forward(SharedEvent),
    Resolved(
        OpId,
        TopologyKey,
        Box<Result<core::FullTopology, core::Unresolved>>,
        core::Activates,
    ),
}

/// A topology as it was given to `SetTopology`.
pub(crate) struct Submitted {
    pub original: Topology,
    pub copy: Topology,
}

/// How many tasks and calls of a session exist.
#[derive(Default)]
pub(crate) struct TaskCount {
    count: AtomicUsize,
    waiting: Mutex<Vec<std::task::Waker>>,
}

pub(crate) struct TaskGuard(Arc<TaskCount>);

impl TaskCount {
    pub(crate) fn enter(self: &Arc<Self>) -> TaskGuard {
        self.count.fetch_add(1, Ordering::AcqRel);
        TaskGuard(Arc::clone(self))
    }

    fn poll_idle(&self, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> {
        lock(&self.waiting).push(cx.waker().clone());
        if self.count.load(Ordering::Acquire) == 0 {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    }
}

impl Drop for TaskGuard {
    fn drop(&mut self) {
        if self.0.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            std::mem::take(&mut *lock(&self.0.waiting))
                .into_iter()
                .for_each(std::task::Waker::wake);
        }
    }
}

impl SessionDriver {
    /// A session without a topology, on this pool, with the standard quality manager.
    pub fn new(runtime: &Runtime, parts: SessionParts) -> Self {
        Self::with_quality(runtime, parts, &QualityManagement::Standard)
    }

    /// The same with this quality manager (`MF_SESSION_QUALITY_MANAGER`), or none.
    pub fn with_quality(runtime: &Runtime, mut parts: SessionParts, quality: &QualityManagement) -> Self {
        let transforms = Arc::new(LocalTransforms::new(parts.catalog));
        parts.catalog = transforms.clone();
        if let Some(loader) = parts.loader.with_catalog(transforms.clone()) {
            parts.loader = loader;
        }
        let quality = quality.create();
        let scheduler: Arc<dyn Scheduler> = Arc::new(runtime.clone());
        let shared = Arc::new_cyclic(|this| Shared {
            services: OwnServices::new(runtime.clone(), this.clone(), transforms),
            global_time: parts.config.global_time,
            low_latency: parts.config.low_latency,
            runtime: runtime.clone(),
            inbox: Mutex::default(),
            core: Mutex::new(Core::new(runtime.clone(), parts, quality)),
            completions: Completions::default(),
            events: EventQueue::new(Arc::new(runtime.clone())),
            clock: SessionClock::new(scheduler),
            tasks: Arc::default(),
            _live: Live::new(),
        });
        Self {
            _owner: Arc::new(Owner(Arc::clone(&shared))),
            shared,
        }
    }

    /// Resolves a topology and plays it now or after those before it. The session works on its own copy with the same
    /// identifiers; later changes to `topology` have no effect. Completes by `MESessionTopologySet`, whose value is the
    /// full topology; `MF_TOPOSTATUS_READY` follows when it can be started.
    ///
    /// # Errors
    /// - [`Error::Topology`]: the topology's structure or times are wrong.
    /// - [`Error::InvalidArgument`]: no topology, and not to clear the current one.
    /// - [`Error::Shutdown`]: the session was shut down.
    ///
    /// Source: `IMFMediaSession::SetTopology`.
    pub fn set_topology(&self, flags: SetTopologyFlags, topology: Option<&Topology>) -> Result<Completion> {
        if let Some(topology) = topology {
            lock(&self.shared.core).check_open()?;
            openmf_topology::validate_structure(topology)?;
            openmf_topology::validate_times(topology, self.shared.global_time)?;
        }
        let submitted = topology.map(|topology| {
            let copy = topology.duplicate_connected();
            let attributes = copy.attributes();
            if self.shared.low_latency && !attributes.contains(&keys::MF_LOW_LATENCY.guid()) {
                attributes.set(keys::MF_LOW_LATENCY, true);
            }
            Submitted {
                original: topology.clone(),
                copy,
            }
        });
        let topology_id = topology.map_or(0, |topology| topology.id().0);
        self.command(submitted, |key| Command::SetTopology {
            flags,
            topology: key,
            topology_id,
        })
    }

    /// Drops the queued topologies; the current one plays on. Completes by `MESessionTopologiesCleared`.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn clear_topologies(&self) -> Result<Completion> {
        self.command(None, |_| Command::ClearTopologies)
    }

    /// Starts, resumes or seeks. Completes by `MESessionStarted`.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    ///
    /// Source: `IMFMediaSession::Start`.
    pub fn start(&self, position: StartPosition) -> Result<Completion> {
        self.start_with(position, SeekMode::Exact)
    }

    /// The same; `mode` says how exactly a position is meant.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn start_with(&self, position: StartPosition, mode: SeekMode) -> Result<Completion> {
        self.command(None, |_| Command::Start { position, mode })
    }

    /// Freezes the presentation clock. Completes by `MESessionPaused`.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn pause(&self) -> Result<Completion> {
        self.command(None, |_| Command::Pause)
    }

    /// Stops the presentation and resets the presentation clock to 0. Completes by `MESessionStopped`, always.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn stop(&self) -> Result<Completion> {
        self.command(None, |_| Command::Stop)
    }

    /// Sets the rate, thinned to key frames or not. Completes by `MESessionRateChanged`, whose value is the rate that
    /// holds. At rate 0 each start shows one frame, told by `MESessionScrubSampleComplete`, and the clock stands still.
    ///
    /// # Errors
    /// - [`Error::UnsupportedRateTransition`]: while it plays the direction cannot change, nor to or from 0; while it is
    ///   paused it cannot change to or from backwards. What counts is the state when the operations before it are done.
    /// - [`Error::UnsupportedRate`], [`Error::ReverseUnsupported`], [`Error::ThinningUnsupported`]: see
    ///   [`SessionDriver::rate_support`].
    /// - [`Error::InvalidRequest`]: the session is closed.
    /// - [`Error::Shutdown`]: the session was shut down.
    ///
    /// Source: `IMFRateControl::SetRate`.
    pub fn set_rate(&self, thin: bool, rate: f32) -> Result<Completion> {
        let rate = Rate { thin, rate };
        self.command(None, |_| Command::SetRate { rate })
    }

    /// The rate that holds, and whether it is thinned (`IMFRateControl::GetRate`).
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn rate(&self) -> Result<Rate> {
        lock(&self.shared.core).rate()
    }

    /// The rates at which the current topology plays; 1.0 alone without one. It implements
    /// [`openmf_core::RateSupport`].
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn rate_support(&self) -> Result<RateBounds> {
        lock(&self.shared.core).rate_support()
    }

    /// Shows the frame before the one that is shown; only at rate 0. Completes by `MESessionStarted`;
    /// `MESessionScrubSampleComplete` follows. (Forward is [`SessionDriver::start`] from the current position.)
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn step_back(&self) -> Result<Completion> {
        self.command(None, |_| Command::StepBack)
    }

    /// Ends the session: stops, finalizes sinks that write, releases the topologies. Completes by `MESessionClosed`.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn close(&self) -> Result<Completion> {
        self.command(None, |_| Command::Close)
    }

    /// Releases everything, from any state, and returns when it is gone: every task, sink and buffer of the session, at
    /// most 500 ms later if a component is stuck. No event comes; a blocked reader of events gets [`Error::Shutdown`].
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down before.
    ///
    /// Source: `IMFMediaSession::Shutdown`.
    pub fn shutdown(&self) -> Result<()> {
        if !self.shared.begin_shutdown() {
            return Err(Error::Shutdown);
        }
        let tasks = Arc::clone(&self.shared.tasks);
        let idle = std::future::poll_fn(move |cx| tasks.poll_idle(cx));
        if !self.shared.runtime.block_on_for(idle, core::SHUTDOWN_WAIT) {
            lock(&self.shared.core).sink_lane().abandon_all();
        }
        Ok(())
    }

    /// Changes attributes of the nodes of a resolved topology, the current one or one that is queued; 0 means the
    /// current one. Only `MF_TOPONODE_MEDIASTOP` of source nodes can be changed; everything else is left as it is.
    ///
    /// Output ends at the new stop time, sound to the frame; at once, if the clock has passed it. The renderers of this
    /// engine give back what is behind it and was not rendered yet (sound: not fetched by the device), and get it again if
    /// the stop moves on. What follows begins where this ends. These are the limits:
    /// - A sink that cannot give back ([`DirectStreamSink::take_back`](openmf_core::DirectStreamSink::take_back)), which is
    ///   every one that is reached by events, also through COM, renders what it was given before: output ends when it asks
    ///   for more, and behind the marker that says that nothing more comes the stop moves no further. What a file sink has
    ///   written stays in the file.
    /// - What a transform has mixed from several sources is not taken apart: there a source ends when nothing more of it
    ///   is mixed, and output ends at the last of the stops, if each source has one.
    /// - When the presentation that follows has been started behind this one, which is when everything up to the stop has
    ///   reached the sinks, or a sequencer source was told of the end, the stop no longer moves.
    /// - Backwards it counts from the next start on, and compressed streams that reach a sink undecoded are not cut.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: there is no current topology.
    /// - [`Error::NotFound`]: no resolved topology has this identifier.
    /// - [`Error::Topology`]: a stop time is negative or lies before the start of its node; nothing was changed.
    /// - [`Error::Shutdown`]: the session was shut down.
    ///
    /// Source: `IMFTopologyNodeAttributeEditor::UpdateNodeAttributes`.
    pub fn update_node_attributes(&self, topology_id: u64, updates: &[NodeAttributeUpdate]) -> Result<()> {
        let mut core = lock(&self.shared.core);
        let changes = core.stop_changes(topology_id, updates)?;
        for (branch, input, stop) in changes {
            let input = Input::MediaStopChanged { branch, input, stop };
            self.shared.post(Message::Input(input));
        }
        Ok(())
    }

    /// The session's events.
    pub fn events(&self) -> &EventQueue {
        &self.shared.events
    }

    /// The presentation clock: the same object for the session's whole life. Its time is
    /// [`Error::NoTimeSource`] until a topology is ready.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn clock(&self) -> Result<Arc<dyn PresentationClock>> {
        lock(&self.shared.core).check_open()?;
        Ok(self.shared.clock.clone())
    }

    /// What can be done with the current presentation (`GetSessionCapabilities`).
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn capabilities(&self) -> Result<Capabilities> {
        lock(&self.shared.core).capabilities()
    }

    /// The full topology that plays, or one that is queued (`GetFullTopology`).
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: there is no current topology.
    /// - [`Error::NotFound`]: no topology has this identifier.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn full_topology(&self, query: TopologyQuery) -> Result<Topology> {
        lock(&self.shared.core).full_topology(query)
    }

    /// How the topology with this identifier was resolved, or why it could not be; kept while the session knows the
    /// topology, and for the one that failed last.
    pub fn explanation(&self, topology_id: u64) -> Option<Explanation> {
        lock(&self.shared.core).explanation(topology_id)
    }

    /// What the outputs of a tee, or of a transform with several, have passed on and discarded since their topology was
    /// resolved; `None` if no current or queued topology has such a node.
    pub fn output_statistics(&self, node: NodeId) -> Option<Vec<OutputStatistics>> {
        lock(&self.shared.core).output_statistics(node)
    }

    /// The state between operations.
    pub fn state(&self) -> SessionState {
        lock(&self.shared.core).state()
    }

    /// A [`Completion`] that has failed already, for callers that report a refusal like any other outcome.
    pub fn refused(&self, error: Error) -> Completion {
        Completion::refused(self.shared.runtime.clone(), error)
    }

    /// Shows every input of the session's machine from now on to `recorder`; `None` ends it. A session that is not
    /// recorded pays nothing for it.
    pub fn record(&self, recorder: Option<Arc<dyn Recorder>>) {
        let former = lock(&self.shared.core).set_recorder(recorder);
        drop(former);
    }

    /// Shows every input of the session's machine from now on to `observer`, from inside the driver, which waits for it: for
    /// simulations, which compare what the machine does with what its components do at that moment. It must neither block
    /// nor call the session. See [`SessionDriver::record`] for anything else.
    pub fn observe(&self, observer: Arc<dyn Recorder>) {
        let former = lock(&self.shared.core).set_observer(observer);
        drop(former);
    }

    /// Writes everything that happens to the session into a file, from its first command on.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: the session was given a command already, or the recording is another session's.
    /// - [`Error::Io`]: the file cannot be written.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn record_into(&self, recording: &Recording) -> Result<()> {
        let unused = |core: &Core| {
            core.check_open()?;
            if lock(&self.shared.inbox).last_op > 0 {
                return Err(Error::invalid_request(
                    "a session is recorded from its first command on",
                ));
            }
            Ok(*core.config())
        };
        let config = unused(&lock(&self.shared.core))?;
        // The file may take its time.
        recording.begin(&config)?;
        let former = {
            let mut core = lock(&self.shared.core);
            unused(&core)?;
            core.set_recorder(Some(Arc::new(recording.clone())))
        };
        drop(former);
        Ok(())
    }

    /// The pool the session runs on.
    pub fn runtime(&self) -> &Runtime {
        &self.shared.runtime
    }

    fn command(
        &self,
        submitted: Option<Submitted>,
        make: impl FnOnce(Option<TopologyKey>) -> Command,
    ) -> Result<Completion> {
        let mut core = lock(&self.shared.core);
        let mut inbox = lock(&self.shared.inbox);
        let key = submitted.as_ref().map(|_| {
            inbox.last_topology += 1;
            TopologyKey(inbox.last_topology)
        });
        let command = make(key);
        core.check(&command)?;
        inbox.last_op += 1;
        let op = OpId(inbox.last_op);
        core.expect(op, &command);
        drop(core);
        let completion = self.shared.completions.expect(op, self.shared.runtime.clone());
        // The number is given and the message queued under one lock: operations take effect in the order of calls.
        inbox.messages.push_back(Message::Command(op, command, submitted));
        // Not behind the caller, which may be on a worker and wait for the effect.
        self.shared.work(inbox);
        Ok(completion)
    }
}

impl fmt::Debug for SessionDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionDriver")
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn post(self: &Arc<Self>, message: Message) {
        let mut inbox = lock(&self.inbox);
        inbox.messages.push_back(message);
        self.work(inbox);
    }

    /// As [`Self::post`], by a task that is about to return: its worker goes on with the message then.
    pub(crate) fn post_behind(self: &Arc<Self>, message: Message) {
        let mut inbox = lock(&self.inbox);
        inbox.messages.push_back(message);
        if inbox.work != Work::Nobody {
            return;
        }
        inbox.work = Work::Behind;
        drop(inbox);
        let shared = Arc::clone(self);
        self.runtime.run_after(move || shared.take_messages());
    }

    fn work(self: &Arc<Self>, mut inbox: MutexGuard<'_, Inbox>) {
        match inbox.work {
            Work::Nobody | Work::Behind => inbox.work = Work::Due,
            Work::Due | Work::Working => return,
        }
        drop(inbox);
        let shared = Arc::clone(self);
        self.runtime.run(move || shared.take_messages());
    }

    fn take_messages(self: Arc<Self>) {
        {
            let mut inbox = lock(&self.inbox);
            match inbox.work {
                Work::Behind | Work::Due => inbox.work = Work::Working,
                // Another thread was faster.
                Work::Nobody | Work::Working => return,
            }
        }
        loop {
            let message = {
                let mut inbox = lock(&self.inbox);
                let message = inbox.messages.pop_front();
                if message.is_none() {
                    inbox.work = Work::Nobody;
                }
                message
            };
            let Some(message) = message else { break };
            let aftermath = {
                let mut core = lock(&self.core);
                core.take(&self, message);
                core.take_aftermath()
            };
            if !aftermath.is_empty() {
                aftermath.perform(&self);
            }
        }
        self.arm();
    }

    /// Arms a timer for the machine's next deadline.
    fn arm(self: &Arc<Self>) {
        let mut core = lock(&self.core);
        let Some((at, former)) = core.take_new_deadline() else {
            return;
        };
        if let Some(former) = former {
            self.runtime.cancel(former);
        }
        if let Some(at) = at {
            let session = Arc::downgrade(self);
            let wake = move || {
                if let Some(session) = session.upgrade() {
                    session.post(Message::Input(Input::Wake));
                }
            };
            let at = at.max(HostClock::now(&self.runtime));
            core.set_armed(self.runtime.schedule(at, Box::new(wake)));
        }
    }

    /// For a shutdown that nobody waits for: calls that hang are left behind all the same.
    fn watch_shutdown(&self) {
        let lane = lock(&self.core).sink_lane();
        let tasks = Arc::clone(&self.tasks);
        let idle = std::future::poll_fn(move |cx| tasks.poll_idle(cx));
        let patience = self.runtime.delay(core::SHUTDOWN_WAIT);
        self.runtime.spawn(async move {
            futures_lite::future::or(idle, patience).await;
            lane.abandon_all();
        });
    }

    /// Whether this call was the one that shut the session down.
    fn begin_shutdown(self: &Arc<Self>) -> bool {
        let (first, aftermath) = {
            let mut core = lock(&self.core);
            (core.shutdown(self), core.take_aftermath())
        };
        aftermath.perform(self);
        first
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
