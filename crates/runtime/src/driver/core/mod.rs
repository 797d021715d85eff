//! The machine, and what its numbers stand for.

mod calls;
mod clients;
mod emit;
mod graph;
mod quality;
mod topologies;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use openmf_clock::Scheduler;
use openmf_core::{
    AttributeValue, Error, EventType, HostClock, HostTime, MediaEvent, MediaSource, MediaStream, MediaTime,
    PresentationDescriptor, PresentationTimeSource, RateBounds, Result, SharedEvent, TimeSpan, TimerKey,
    TopologyFault, TransformActivate, TransformCatalog, keys,
};
use openmf_session::{
    Action, BranchId, Capabilities, Command, EventKey, Generation, Input, OpId, Rate, Session, SessionState,
    SinkId, SourceId, StreamSinkId, TopologyKey, TopologyQuery,
};
use openmf_topology::{BoundSinks, Explanation, NodeId, Topology, TopologyLoader};

pub(crate) use calls::guarded;

use super::lane::Lane;
use super::presentation::{Components, Graph, SourceInput};
use super::pump::{PumpStop, preroll_begins};
use super::recorder::Records;
use super::segments::Timing;
use super::survey::Survey;
use super::{Message, NodeAttributeUpdate, Recorder, SessionParts, Shared, Submitted};
use crate::Runtime;
use crate::branch::{BranchControl, Custody, Junction, RequestCounter, RunOrder, StreamSlot};
use crate::quality::QualityManager;
use crate::sync::Mutex;
use crate::time_source::RatelessTimeSource;
use crate::work_queue_services::Turnstile;

/// How long `Shutdown` waits for calls that are still inside components.
pub(super) const SHUTDOWN_WAIT: TimeSpan = TimeSpan::from_millis(500);
/// How long one sink may take to be told of a stop before the others are told without waiting for it; well below the
/// time that all of them have together.
const SINK_PATIENCE: TimeSpan = TimeSpan::from_millis(100);
/// How many errors of one branch that did not end it are passed on as events.
const MAX_NON_FATAL_EVENTS: u32 = 100;

/// The machine and what its numbers stand for.
pub(super) struct Core {
    machine: Session,
    runtime: Runtime,
    loader: Arc<dyn TopologyLoader>,
    catalog: Arc<dyn TransformCatalog>,
    components: Components,
    topologies: BTreeMap<TopologyKey, Entry>,
    branches: BTreeMap<BranchId, RunningBranch>,
    /// The segments between junctions, which several branches share.
    inner: BTreeMap<BranchId, RunningSegment>,
    sources: BTreeMap<SourceId, RunningSource>,
    sinks: BTreeMap<SinkId, RunningSink>,
    /// Calls to a source keep their order, also when one topology gives it to another.
    source_lanes: Vec<(Weak<dyn MediaSource>, Lane)>,
    /// Calls to sinks and the clock keep their order among each other.
    sink_lane: Lane,
    /// The clock was stopped last, so that what is flushed now is flushed for good.
    clock_stops: bool,
    quality: Option<Arc<dyn QualityManager>>,
    /// The topology that the quality manager knows.
    watched: Option<TopologyKey>,
    /// The topology whose components have the clock.
    introduced: Option<TopologyKey>,
    consumers: clients::Consumers,
    /// By the application's number of a work queue.
    turnstiles: Mutex<BTreeMap<u32, Weak<Turnstile>>>,
    forwarded: BTreeMap<EventKey, SharedEvent>,
    next_event: u64,
    /// Counts the changes of stop times.
    last_change: u64,
    last_failure: Option<(u64, Explanation)>,
    armed: Option<(HostTime, Option<TimerKey>)>,
    /// The branches that are run next have to fill sinks before the clock starts.
    prerolls: bool,
    recorder: Option<Records>,
    observer: Option<Arc<dyn Recorder>>,
    /// Drives the clock while all sinks are rateless.
    progress: Option<Arc<RatelessTimeSource>>,
    aftermath: Aftermath,
}

/// What the driver does when it has let go of the core: nobody else's code runs while that is locked.
#[derive(Default)]
pub(super) struct Aftermath {
    news: Vec<News>,
    /// What is no longer needed and may hold components, whose end is theirs to take their time over.
    discarded: Vec<Box<dyn Discarded>>,
}

/// What an application is told.
enum News {
    Event(SharedEvent),
    Completed(OpId, Result<()>),
    ShutDown,
}

trait Discarded: Send {}

impl<T: Send> Discarded for T {}

impl Aftermath {
    pub(super) fn is_empty(&self) -> bool {
        self.news.is_empty() && self.discarded.is_empty()
    }

    /// Wakers and callbacks of the application are called here.
    pub(super) fn perform(mut self, shared: &Arc<Shared>) {
        for news in self.news {
            match news {
                News::Event(event) => {
                    // Fails only after Shutdown, when no event may be sent.
                    let _ = shared.events.queue_shared(event);
                }
                News::Completed(op, result) => shared.completions.complete(op, &result),
                News::ShutDown => {
                    self.discarded.push(Box::new(shared.events.shut_down_with_rest()));
                    shared.completions.shutdown();
                }
            }
        }
        if !self.discarded.is_empty() {
            let guard = shared.tasks.enter();
            let discarded = self.discarded;
            shared.runtime.run(move || {
                let _guard = guard;
                for thing in discarded {
                    let _ = catch_unwind(AssertUnwindSafe(|| drop(thing)));
                }
            });
        }
    }
}

/// A topology that was given to the session.
struct Entry {
    original: Topology,
    copy: Topology,
    no_resolution: bool,
    full: Option<Topology>,
    explanation: Option<Explanation>,
    bound: Option<BoundSinks>,
    graph: Graph,
    junctions: Vec<(NodeId, Arc<Junction>)>,
    descriptors: Vec<(SourceId, Arc<PresentationDescriptor>)>,
    /// Of its transforms, and which of them go when it goes: `MF_TOPONODE_NOSHUTDOWN_ON_REMOVE` is false.
    custody: Vec<(Arc<Custody>, bool)>,
    /// The time source it brings, until the clock takes it.
    time_source: Option<Arc<dyn PresentationTimeSource>>,
    /// The same, if it is the engine's own for rateless sinks.
    progress: Option<Arc<RatelessTimeSource>>,
    branches: Vec<BranchId>,
    /// The source nodes of each branch, with the place of each among those of the branch.
    source_nodes: Vec<(NodeId, BranchId, u32)>,
}

/// One task: a branch, or a part of one.
struct RunningSegment {
    control: Arc<BranchControl>,
    /// The stream it reads, unless it begins behind a junction.
    stream: Option<(SourceId, u32, Arc<StreamSlot>)>,
    timing: Timing,
    /// It trims to the stop (`MF_TOPONODE_MARKOUT_HERE`).
    marks_out: bool,
    /// The junction in front of it.
    head: Option<Arc<Junction>>,
    /// The junction behind it, and the input of that.
    tail: Option<(Arc<Junction>, usize)>,
    /// The stop that it was told last.
    told: Option<MediaTime>,
    /// The change of a stop of the branch that it was told that for.
    change: u64,
    /// The generation for which it was flushed last.
    flushed: Generation,
}

struct RunningBranch {
    /// Its last segment, which ends at the sink; mostly the only one.
    segment: RunningSegment,
    inner: Vec<BranchId>,
    /// The junctions on the way, with the output it comes out of.
    via: Vec<(Arc<Junction>, usize)>,
    /// Its sink shows frames at rate 0, as far as is known: it is asked for them, and the last time had one.
    shows: bool,
    sources: Vec<SourceId>,
    /// Its source nodes; the times of the branch are those of the first.
    inputs: Vec<SourceInput>,
    stream_sink: StreamSinkId,
    output_node: NodeId,
    generation: Generation,
    /// Its last order to run.
    order: Option<RunOrder>,
    /// It has given everything to its sink, and where that ends.
    drained: Option<Option<openmf_core::PresentationTime>>,
    /// The last change of a stop of it.
    change: u64,
    /// Its end-of-segment marker has come back.
    returned: bool,
    non_fatal: u32,
}

struct RunningSource {
    lane: Lane,
    stop: Arc<PumpStop>,
    topologies: Vec<TopologyKey>,
    /// The streams it announced last, by identifier.
    streams: BTreeMap<u32, Arc<dyn MediaStream>>,
}

#[derive(Default)]
struct RunningSink {
    topologies: Vec<TopologyKey>,
    has_clock: bool,
    streams: BTreeMap<StreamSinkId, (Arc<PumpStop>, Arc<RequestCounter>)>,
}

/// What the loader made, bound and ready to be planned.
pub(crate) struct FullTopology {
    topology: Topology,
    explanation: Option<Explanation>,
    bound: BoundSinks,
    survey: Result<Survey>,
    /// What is worth knowing of its components.
    findings: Vec<MediaEvent>,
}

/// Why there is no full topology.
pub(crate) struct Unresolved {
    error: Error,
    explanation: Option<Box<Explanation>>,
}

/// What the loader makes transforms with, by the nodes that held it.
pub(crate) type Activates = Vec<(NodeId, Arc<dyn TransformActivate>)>;

impl Core {
    pub(super) fn new(
        runtime: Runtime,
        parts: SessionParts,
        quality: Option<Arc<dyn QualityManager>>,
    ) -> Self {
        Self {
            machine: Session::new(parts.config),
            loader: parts.loader,
            catalog: parts.catalog,
            components: Components::default(),
            topologies: BTreeMap::new(),
            branches: BTreeMap::new(),
            inner: BTreeMap::new(),
            sources: BTreeMap::new(),
            sinks: BTreeMap::new(),
            source_lanes: Vec::new(),
            sink_lane: Lane::new(runtime.clone()),
            clock_stops: true,
            quality,
            watched: None,
            introduced: None,
            consumers: clients::Consumers::default(),
            turnstiles: Mutex::default(),
            forwarded: BTreeMap::new(),
            next_event: 0,
            last_change: 0,
            last_failure: None,
            armed: None,
            prerolls: false,
            recorder: None,
            observer: None,
            progress: None,
            aftermath: Aftermath::default(),
            runtime,
        }
    }

    /// Returns the former one.
    pub(super) fn set_recorder(&mut self, recorder: Option<Arc<dyn Recorder>>) -> impl Send + use<> {
        let records = recorder.map(|recorder| Records::new(recorder, &self.runtime));
        std::mem::replace(&mut self.recorder, records)
    }

    /// Returns the former one.
    pub(super) fn set_observer(&mut self, observer: Arc<dyn Recorder>) -> Option<Arc<dyn Recorder>> {
        self.observer.replace(observer)
    }

    /// What is to be done when the core is no longer locked.
    pub(super) fn take_aftermath(&mut self) -> Aftermath {
        std::mem::take(&mut self.aftermath)
    }

    /// Drops something that may hold components, later and elsewhere.
    fn discard(&mut self, thing: impl Send + 'static) {
        self.aftermath.discarded.push(Box::new(thing));
    }

    pub(super) fn config(&self) -> &openmf_session::Config {
        self.machine.config()
    }

    pub(super) fn check(&self, command: &Command) -> Result<()> {
        self.machine.check(command)
    }

    /// The command waits in the inbox.
    pub(super) fn expect(&mut self, op: OpId, command: &Command) {
        self.machine.expect(op, command);
    }

    pub(super) fn rate(&self) -> Result<Rate> {
        self.machine.rate()
    }

    pub(super) fn rate_support(&self) -> Result<RateBounds> {
        self.machine.rate_support()
    }

    pub(super) fn check_open(&self) -> Result<()> {
        self.machine.check_open()
    }

    pub(super) fn state(&self) -> SessionState {
        self.machine.state()
    }

    pub(super) fn capabilities(&self) -> Result<Capabilities> {
        self.machine.capabilities()
    }

    pub(super) fn full_topology(&self, query: TopologyQuery) -> Result<Topology> {
        let key = self.machine.full_topology(query)?;
        let entry = self.topologies.get(&key).ok_or(Error::NotFound {
            what: "the topology".into(),
        })?;
        Ok(entry.full.as_ref().unwrap_or(&entry.copy).clone())
    }

    pub(super) fn explanation(&self, topology_id: u64) -> Option<Explanation> {
        let known = self
            .topologies
            .values()
            .find(|entry| entry.copy.id().0 == topology_id && entry.explanation.is_some());
        match known {
            Some(entry) => entry.explanation.clone(),
            None => self
                .last_failure
                .as_ref()
                .filter(|(id, _)| *id == topology_id)
                .map(|(_, why)| why.clone()),
        }
    }

    /// The machine's next deadline and the timer of the former one, if the deadline is a new one.
    pub(super) fn take_new_deadline(&mut self) -> Option<(Option<HostTime>, Option<TimerKey>)> {
        let next = self.machine.next_deadline();
        if next == self.armed.map(|(at, _)| at) {
            return None;
        }
        let former = self.armed.take().and_then(|(_, timer)| timer);
        self.armed = next.map(|at| (at, None));
        Some((next, former))
    }

    pub(super) fn set_armed(&mut self, timer: TimerKey) {
        if let Some((_, armed)) = &mut self.armed {
            *armed = Some(timer);
        }
    }

    pub(super) fn shutdown(&mut self, shared: &Arc<Shared>) -> bool {
        if self.machine.check_open().is_err() {
            return false;
        }
        self.handle(shared, Input::Shutdown);
        if let Some((_, Some(timer))) = self.armed.take() {
            self.runtime.cancel(timer);
        }
        true
    }

    /// After Shutdown has waited in vain, what is behind a call that does not return has to go on without it.
    pub(super) fn sink_lane(&self) -> Lane {
        self.sink_lane.clone()
    }

    pub(super) fn take(&mut self, shared: &Arc<Shared>, message: Message) {
        let input = match message {
            Message::Input(input) => {
                match &input {
                    Input::Wake => self.armed = None,
                    Input::SinkInvalidated { sink, .. } => self.detach_sink(*sink),
                    Input::SinkScrubbed {
                        stream_sink, time, ..
                    } => {
                        self.sink_shows(*stream_sink, time.is_some());
                    }
                    _ => {}
                }
                input
            }
            Message::Flushed(segment, generation) => {
                return self.segment_flushed(shared, segment, generation);
            }
            Message::Reshaped(segment, change) => {
                let branch = self.branch_of(segment);
                let Some(topology) = self.reshape(branch, &change) else {
                    return;
                };
                Input::TopologyChanged { topology }
            }
            Message::SinkType(stream_sink, notice) => {
                let Some(event) = self.sink_type(stream_sink, notice) else {
                    return;
                };
                self.forward(Arc::new(event))
            }
            Message::Failed(segment, generation, error) => Input::BranchFailed {
                branch: self.branch_of(segment),
                generation,
                error,
            },
            Message::Command(op, command, submitted) => {
                if self.machine.check_open().is_err() {
                    // It was accepted just before, perhaps too late for Shutdown to see that somebody waits for it.
                    self.aftermath
                        .news
                        .push(News::Completed(op, Err(Error::Shutdown)));
                    return self.discard(submitted);
                }
                if let Command::SetTopology {
                    flags,
                    topology: Some(key),
                    ..
                } = &command
                    && let Some(submitted) = submitted
                {
                    self.topologies
                        .insert(*key, Entry::new(submitted, flags.no_resolution));
                }
                Input::Command { op, command }
            }
            Message::Stream(source, stream) => return self.take_stream(shared, source, stream),
            Message::SourceEnded(source) => {
                let generation = self.generation_of(source);
                Input::SourceEnded { source, generation }
            }
            Message::SegmentEnded(source) => {
                let generation = self.generation_of(source);
                Input::SourceSegmentEnded { source, generation }
            }
            Message::Characteristics(source, event) => {
                return self.ask_characteristics(shared, source, event);
            }
            Message::MarkerReturned(stream_sink, generation) => {
                let ended = self
                    .branches
                    .iter_mut()
                    .find(|(_, branch)| branch.stream_sink == stream_sink && branch.generation == generation);
                let Some((id, branch)) = ended else { return };
                branch.returned = true;
                // A sink may be quicker than the branch that gave it the marker; only that one knows the end.
                let Some(end) = branch.drained else { return };
                let branch = *id;
                self.close_outputs(branch);
                Input::BranchEnded {
                    branch,
                    generation,
                    end,
                }
            }
            Message::Drained(branch, generation, change, end) => {
                let mut returned = false;
                if let Some(running) = self.branches.get_mut(&branch)
                    && running.generation == generation
                {
                    // It tells again when it has seen that its stop has moved.
                    if running.change != change {
                        return;
                    }
                    running.drained = Some(end);
                    returned = running.returned;
                }
                let drained = Input::BranchDrained {
                    branch,
                    generation,
                    end,
                };
                if returned {
                    self.handle(shared, drained);
                    self.close_outputs(branch);
                    Input::BranchEnded {
                        branch,
                        generation,
                        end,
                    }
                } else {
                    drained
                }
            }
            Message::NonFatal(segment, event) => {
                let branch = self.branch_of(segment);
                let Some(running) = self.branches.get_mut(&branch) else {
                    return;
                };
                running.non_fatal += 1;
                if running.non_fatal > MAX_NON_FATAL_EVENTS {
                    return;
                }
                self.forward(Arc::new(event))
            }
            Message::SinkFailed(stream_sink, error) => {
                let failed = self
                    .branches
                    .iter()
                    .find(|(_, branch)| branch.stream_sink == stream_sink);
                let Some((id, branch)) = failed else { return };
                Input::BranchFailed {
                    branch: *id,
                    generation: branch.generation,
                    error,
                }
            }
            Message::Forward(event) => self.forward(event),
            Message::Quality(stream_sink, event) => return self.tell_quality(shared, stream_sink, event),
            Message::Buffering(source, event) => Input::SourceBuffering {
                source,
                buffering: event.event_type() == EventType::BufferingStarted,
                event: self.keep(event),
            },
            Message::Resolved(op, topology, mut result, activates) => {
                if let Ok(full) = &mut *result {
                    for event in std::mem::take(&mut full.findings) {
                        let input = self.forward(Arc::new(event));
                        self.handle(shared, input);
                    }
                }
                let result = self.take_resolved(shared, topology, *result, activates);
                Input::TopologyResolved { op, topology, result }
            }
        };
        self.handle(shared, input);
    }

    /// The generation of what a source gives now.
    fn generation_of(&self, source: SourceId) -> Generation {
        let branches = self
            .branches
            .values()
            .filter(|branch| branch.sources.contains(&source));
        branches.map(|branch| branch.generation).max().unwrap_or_default()
    }

    /// The branches that get another stop time, as a caller of `UpdateNodeAttributes` wants it.
    pub(super) fn stop_changes(
        &mut self,
        topology_id: u64,
        updates: &[NodeAttributeUpdate],
    ) -> Result<Vec<(BranchId, u32, MediaTime)>> {
        let query = match topology_id {
            0 => TopologyQuery::Current,
            id => TopologyQuery::Id(id),
        };
        let key = self.machine.full_topology(query)?;
        let not_found = || Error::NotFound {
            what: "the topology".into(),
        };
        let entry = self.topologies.get_mut(&key).ok_or_else(not_found)?;
        let full = entry.full.as_ref().ok_or_else(not_found)?;
        let mut changes = Vec::new();
        let mut nodes = Vec::new();
        for update in updates {
            let stop = match update.value {
                AttributeValue::U64(stop) if update.attribute == keys::MF_TOPONODE_MEDIASTOP.guid() => {
                    MediaTime::from_100ns(stop as i64)
                }
                _ => continue,
            };
            let Ok(node) = full.node_by_id(update.node) else {
                continue;
            };
            let start = node
                .attributes()
                .get_or(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO);
            if stop < start {
                let what = "MEDIASTOP lies before MEDIASTART";
                return Err(Error::Topology(TopologyFault::InvalidTimeAttributes { what }));
            }
            let branches = entry
                .source_nodes
                .iter()
                .filter(|(known, ..)| *known == update.node);
            changes.extend(branches.map(|(_, branch, input)| (*branch, *input, stop)));
            nodes.push((node, stop));
        }
        for (node, stop) in nodes {
            node.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
            entry.graph.set_stop(node.id(), stop);
        }
        // What runs is told by the machine; what is started later begins with it.
        for (id, input, stop) in &changes {
            if let Some(branch) = self.branches.get_mut(id) {
                branch.set_stop(*input, *stop, &mut self.inner);
            }
        }
        Ok(changes)
    }

    fn forward(&mut self, event: SharedEvent) -> Input {
        let event = self.keep(event);
        Input::ForwardedEvent { event }
    }

    /// Keeps an event of a component until the machine has decided on it.
    fn keep(&mut self, event: SharedEvent) -> EventKey {
        self.next_event += 1;
        let key = EventKey(self.next_event);
        self.forwarded.insert(key, event);
        key
    }

    fn handle(&mut self, shared: &Arc<Shared>, input: Input) {
        let key = match &input {
            Input::ForwardedEvent { event } | Input::SourceBuffering { event, .. } => Some(*event),
            _ => None,
        };
        let now = HostClock::now(&self.runtime);
        if let Some(observer) = &self.observer {
            observer.input(now, &input);
        }
        if self.recorder.is_some() {
            // Before it is handled: if the machine fails, this is what it fails at.
            let input = input.clone();
            self.record(shared, move |recorder| recorder.input(now, &input));
        }
        let actions = self.machine.handle(now, input);
        if let Some(observer) = &self.observer {
            observer.actions(actions.as_slice(), self.machine.state());
        }
        if self.recorder.is_some() {
            let (actions, state) = (actions.as_slice().to_vec(), self.machine.state());
            self.record(shared, move |recorder| recorder.actions(&actions, state));
        }
        for action in actions {
            self.perform(shared, action);
        }
        if let Some(key) = key {
            self.forwarded.remove(&key);
        }
    }

    fn record(&mut self, shared: &Arc<Shared>, tell: impl FnOnce(&dyn Recorder) + Send + 'static) {
        let goes_on =
            (self.recorder.as_ref()).is_none_or(|recorder| recorder.tell(shared.tasks.enter(), tell));
        if !goes_on {
            tracing::warn!("recording ends: the recorder does not keep up");
            let former = self.recorder.take();
            self.discard(former);
        }
    }

    fn perform(&mut self, shared: &Arc<Shared>, action: Action) {
        match action {
            Action::Resolve {
                op,
                topology,
                no_resolution,
            } => self.resolve(shared, op, topology, no_resolution),
            Action::Activate { topology } => self.activate(shared, topology),
            Action::Prepare { topology } => {
                let result = self.prepare(shared, topology);
                shared.post(Message::Input(Input::PresentationActivated { topology, result }));
            }
            Action::StartSource {
                source,
                topology,
                position,
            } => self.start_source(shared, source, topology, position),
            Action::FindKeyFrame { source, time } => self.find_key_frame(shared, source, time),
            Action::PauseSource { source } => self.call_source(
                shared,
                source,
                |source| source.pause(),
                move |result| Input::SourcePaused { source, result },
            ),
            Action::StopSource { source } => self.call_source(
                shared,
                source,
                |source| source.stop(),
                move |result| Input::SourceStopped { source, result },
            ),
            Action::FlushBranches { branches, generation } => self.flush_branches(&branches, generation),
            Action::RunBranches { branches, generation } => self.run_branches(shared, branches, generation),
            Action::ChangeStop { branch, input, stop } => self.change_stop(shared, branch, input, stop),
            Action::ForceEndOfPresentation { source, topology } => {
                self.force_end(shared, source, topology);
            }
            Action::FlushSinks { stream_sinks } => {
                for id in stream_sinks {
                    if let Some(sink) = self.components.stream_sink(id).cloned() {
                        self.call_sinks(shared, move || {
                            // A sink that cannot flush says so by its own events.
                            let _ = sink.flush();
                        });
                    }
                }
            }
            Action::Preroll { sink, preroll, time } => {
                self.prerolls = true;
                let Some(media_sink) = self.components.sink(sink).cloned() else {
                    return;
                };
                let streams = self.stream_sinks_of(sink);
                let known = streams
                    .iter()
                    .filter_map(|id| self.components.known_stream_sink(*id));
                let queues: Vec<_> = known.map(|known| known.events.clone()).collect();
                let session = Arc::clone(shared);
                self.call_sinks(shared, move || {
                    // What the sinks have told until now is no answer to this.
                    for queue in queues {
                        let _ = queue.queue(preroll_begins(preroll));
                    }
                    let result = media_sink
                        .preroll()
                        .map_or(Ok(()), |sink| sink.notify_numbered_preroll(time, preroll.0));
                    if let Err(error) = result {
                        for stream_sink in streams {
                            let result = Err(error.clone());
                            session.post_behind(Message::Input(Input::SinkPrerolled {
                                stream_sink,
                                preroll,
                                result,
                            }));
                        }
                    }
                });
            }
            Action::SetSourceRate { source, rate } => self.call_source(
                shared,
                source,
                move |source| match source.rate_control() {
                    Some(control) => control.set_rate(rate.thin, rate.rate),
                    None => Err(Error::UnsupportedRate { rate: rate.rate }),
                },
                move |result| Input::SourceRateChanged { source, result },
            ),
            Action::SetBranchRates {
                branches,
                generation,
                rate,
            } => self.set_branch_rates(shared, &branches, generation, rate),
            Action::StartClock { start, rate } => {
                self.clock_stops = false;
                for (junction, _) in self.branches.values().flat_map(|branch| &branch.via) {
                    junction.clock_starts();
                }
                self.change_clock(shared, move |clock| {
                    if openmf_core::PresentationClock::rate(clock) != rate {
                        clock.set_rate(rate)?;
                    }
                    clock.start(start)
                });
            }
            Action::SetClockRate { rate } => self.change_clock(shared, move |clock| clock.set_rate(rate)),
            Action::PauseClock => self.change_clock(shared, |clock| clock.pause()),
            Action::StopClock => {
                self.clock_stops = true;
                let clock = Arc::clone(&shared.clock);
                let others = Arc::downgrade(&shared.clock);
                let go_on = move || {
                    if let Some(clock) = others.upgrade() {
                        clock.go_on_stopping();
                    }
                };
                let at = HostClock::now(&self.runtime) + SINK_PATIENCE;
                let timer = self.runtime.schedule(at, Box::new(go_on));
                let runtime = self.runtime.clone();
                self.call_sinks(shared, move || {
                    // It is stopped whatever the time source says; the machine asks for no verdict.
                    let _ = clock.stop();
                    runtime.cancel(timer);
                });
            }
            Action::JoinClock { topology, sinks } => self.join_clock(shared, topology, &sinks),
            Action::Finalize { sink } => {
                let Some(media_sink) = self.components.sink(sink).cloned() else {
                    return;
                };
                let session = Arc::clone(shared);
                let guard = shared.tasks.enter();
                // Not in the sinks' lane: a large index may take its time.
                self.runtime.run(move || {
                    let _guard = guard;
                    let call = || media_sink.finalizable().map_or(Ok(()), |sink| sink.finalize());
                    let result = guarded(&media_sink.name(), call);
                    session.post_behind(Message::Input(Input::SinkFinalized { sink, result }));
                });
            }
            Action::Release {
                topology,
                shutdown_sinks,
            } => self.release(shared, topology, &shutdown_sinks),
            Action::CutOff { component, error } => self.cut_off(component, &error),
            Action::Emit(event) => self.emit(shared, event),
            Action::Forward(key) => {
                if let Some(event) = self.forwarded.remove(&key) {
                    self.aftermath.news.push(News::Event(event));
                }
            }
            Action::Complete { op, result } => self.aftermath.news.push(News::Completed(op, result)),
            Action::ShutDown => {
                // What runs was ended with the release of its topology.
                debug_assert!(self.topologies.is_empty(), "Shutdown releases all topologies");
                debug_assert!(self.segments().next().is_none(), "a branch without a topology");
                debug_assert!(self.sources.is_empty(), "a source without a topology");
                debug_assert!(self.sinks.is_empty(), "a sink without a topology");
                self.aftermath.news.push(News::ShutDown);
                let clock = Arc::clone(&shared.clock);
                // Observed: a sink in any topology that was set is shut down by the session's Shutdown. Those that were
                // shut down before say so, and that is all.
                let sinks: Vec<_> = self.components.sinks.drain(..).map(|(_, sink)| sink).collect();
                let quality = self.quality.take();
                for sink in sinks {
                    self.shut_down_sink(shared, sink);
                }
                self.call_sinks(shared, move || {
                    let _ = clock.shutdown();
                    if let Some(manager) = quality {
                        manager.shutdown();
                    }
                });
                self.progress = None;
                let rest = (
                    std::mem::take(&mut self.components),
                    std::mem::take(&mut self.forwarded),
                );
                self.discard(rest);
            }
            Action::Note(note) => tracing::debug!(?note, "a component broke its contract"),
        }
    }
}

impl Entry {
    fn new(submitted: Submitted, no_resolution: bool) -> Self {
        Self {
            original: submitted.original,
            copy: submitted.copy,
            no_resolution,
            full: None,
            explanation: None,
            bound: None,
            graph: Graph::default(),
            junctions: Vec::new(),
            descriptors: Vec::new(),
            custody: Vec::new(),
            time_source: None,
            progress: None,
            branches: Vec::new(),
            source_nodes: Vec::new(),
        }
    }
}
