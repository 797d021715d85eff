use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use openmf_clock::{Scheduler, SystemTimeSource};
use openmf_core::{
    Error, EventType, HostClock, HostTime, MediaEvent, MediaSink, MediaStream, PresentationClock,
    PresentationDescriptor, PresentationTimeSource, Result, SharedEvent, StartPosition, TimeSpan, TimerKey,
    TransformCatalog, UserObject, Variant, keys,
};
use openmf_session::{
    Action, BranchId, BranchRun, Capabilities, Command, Component, EventAttribute, EventKey, EventValue,
    Generation, Input, OpId, Session, SessionEvent, SessionState, SinkId, SourceId, StreamSinkId,
    TopologyKey, TopologyQuery,
};
use openmf_topology::{BoundSinks, Explanation, NodeId, Note, Topology, TopologyLoader, bind_output_nodes};

use super::lane::Lane;
use super::presentation::{BranchPlan, Components, Plan, plan};
use super::pump::{BranchObserver, PumpStop, SinkPump, pump_sink, pump_source};
use super::{Message, SessionParts, Shared, Submitted};
use crate::Runtime;
use crate::branch::{
    Branch, BranchControl, BranchParts, Order, RequestCounter, RunOrder, SinkPort, StreamSlot, panic_message,
};
use crate::time_source::RatelessTimeSource;

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
    sources: BTreeMap<SourceId, RunningSource>,
    sinks: BTreeMap<SinkId, RunningSink>,
    /// Calls to sinks and the clock keep their order among each other.
    sink_lane: Lane,
    forwarded: BTreeMap<EventKey, SharedEvent>,
    next_event: u64,
    last_failure: Option<(u64, Explanation)>,
    armed: Option<(HostTime, Option<TimerKey>)>,
}

/// A topology that was given to the session.
struct Entry {
    original: Topology,
    copy: Topology,
    no_resolution: bool,
    full: Option<Topology>,
    explanation: Option<Explanation>,
    bound: Option<BoundSinks>,
    plans: Vec<BranchPlan>,
    descriptors: Vec<(SourceId, Arc<PresentationDescriptor>)>,
    /// The time source it brings, until the clock takes it.
    time_source: Option<Arc<dyn PresentationTimeSource>>,
    branches: Vec<BranchId>,
}

struct RunningBranch {
    source: SourceId,
    stream_id: u32,
    stream_sink: StreamSinkId,
    control: Arc<BranchControl>,
    stream: Arc<StreamSlot>,
    generation: Generation,
    end: Option<openmf_core::PresentationTime>,
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
}

/// Why there is no full topology.
pub(crate) struct Unresolved {
    error: Error,
    explanation: Option<Box<Explanation>>,
}

impl Core {
    pub(super) fn new(runtime: Runtime, parts: SessionParts) -> Self {
        Self {
            machine: Session::new(parts.config),
            loader: parts.loader,
            catalog: parts.catalog,
            components: Components::default(),
            topologies: BTreeMap::new(),
            branches: BTreeMap::new(),
            sources: BTreeMap::new(),
            sinks: BTreeMap::new(),
            sink_lane: Lane::new(runtime.clone()),
            forwarded: BTreeMap::new(),
            next_event: 0,
            last_failure: None,
            armed: None,
            runtime,
        }
    }

    pub(super) fn check(&self, command: &Command) -> Result<()> {
        self.machine.check(command)
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

    /// After Shutdown has waited in vain: what is behind a call that does not return goes on without it.
    pub(super) fn abandon_stuck_calls(&self) {
        self.sink_lane.abandon();
    }

    pub(super) fn take(&mut self, shared: &Arc<Shared>, message: Message) {
        let input = match message {
            Message::Input(input) => {
                if matches!(input, Input::Wake) {
                    self.armed = None;
                }
                input
            }
            Message::Command(op, command, submitted) => {
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
                if self.machine.check_open().is_err() {
                    return;
                }
                Input::Command { op, command }
            }
            Message::Stream(source, stream) => return self.take_stream(source, stream),
            Message::SourceEnded(source) => {
                let generation = self
                    .branches
                    .values()
                    .filter(|branch| branch.source == source)
                    .map(|branch| branch.generation)
                    .max()
                    .unwrap_or_default();
                Input::SourceEnded { source, generation }
            }
            Message::Characteristics(source) => {
                let Some(now) = self
                    .components
                    .source(source)
                    .and_then(|source| source.characteristics().ok())
                else {
                    return;
                };
                Input::SourceCharacteristicsChanged {
                    source,
                    can_seek: now.can_seek,
                    can_pause: now.can_pause,
                }
            }
            Message::MarkerReturned(stream_sink, generation) => {
                let ended = self
                    .branches
                    .iter()
                    .find(|(_, branch)| branch.stream_sink == stream_sink && branch.generation == generation);
                let Some((id, branch)) = ended else { return };
                Input::BranchEnded {
                    branch: *id,
                    generation,
                    end: branch.end,
                }
            }
            Message::Drained(branch, generation, end) => {
                if let Some(running) = self.branches.get_mut(&branch)
                    && running.generation == generation
                {
                    running.end = end;
                }
                Input::BranchDrained {
                    branch,
                    generation,
                    end,
                }
            }
            Message::NonFatal(branch, event) => {
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
            Message::Resolved(op, topology, result) => {
                if let Ok(FullTopology {
                    explanation: Some(explanation),
                    ..
                }) = &*result
                {
                    for event in left_out_events(explanation) {
                        let input = self.forward(Arc::new(event));
                        self.handle(shared, input);
                    }
                }
                let result = self.take_resolved(topology, *result);
                Input::TopologyResolved { op, topology, result }
            }
        };
        self.handle(shared, input);
    }

    fn forward(&mut self, event: SharedEvent) -> Input {
        self.next_event += 1;
        let key = EventKey(self.next_event);
        self.forwarded.insert(key, event);
        Input::ForwardedEvent { event: key }
    }

    fn handle(&mut self, shared: &Arc<Shared>, input: Input) {
        let key = match &input {
            Input::ForwardedEvent { event } => Some(*event),
            _ => None,
        };
        for action in self.machine.handle(HostClock::now(&self.runtime), input) {
            self.perform(shared, action);
        }
        if let Some(key) = key {
            self.forwarded.remove(&key);
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
            Action::FlushBranches { branches, generation } => {
                for id in branches {
                    if let Some(branch) = self.branches.get_mut(&id) {
                        branch.generation = generation;
                        branch.end = None;
                        branch.control.give(Order::Hold {
                            generation: generation.0,
                        });
                    }
                }
            }
            Action::RunBranches { branches, generation } => self.run_branches(shared, branches, generation),
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
            Action::Preroll { sink, time } => {
                let Some(media_sink) = self.components.sink(sink).cloned() else {
                    return;
                };
                let streams = self.stream_sinks_of(sink);
                let session = Arc::clone(shared);
                self.call_sinks(shared, move || {
                    let result = media_sink
                        .preroll()
                        .map_or(Ok(()), |preroll| preroll.notify_preroll(time));
                    if let Err(error) = result {
                        for stream_sink in streams {
                            let result = Err(error.clone());
                            session.post(Message::Input(Input::SinkPrerolled { stream_sink, result }));
                        }
                    }
                });
            }
            Action::StartClock { start } => self.change_clock(shared, move |clock| clock.start(start)),
            Action::PauseClock => self.change_clock(shared, |clock| clock.pause()),
            Action::StopClock => {
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
                    session.post(Message::Input(Input::SinkFinalized { sink, result }));
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
                    let _ = shared.events.queue_shared(event);
                }
            }
            Action::Complete { op, result } => shared.completions.complete(op, &result),
            Action::ShutDown => {
                for branch in self.branches.values() {
                    branch.control.give(Order::Exit);
                }
                for source in self.sources.values() {
                    source.stop.stop();
                }
                for sink in self.sinks.values() {
                    sink.streams.values().for_each(|(stop, _)| stop.stop());
                }
                shared.events.shutdown();
                shared.completions.shutdown();
                let clock = Arc::clone(&shared.clock);
                // Observed: a sink in any topology that was set is shut down by the session's Shutdown. Those that were
                // shut down before say so, and that is all.
                let sinks: Vec<_> = self.components.sinks.drain(..).map(|(_, sink)| sink).collect();
                self.call_sinks(shared, move || {
                    for sink in sinks {
                        let _ = sink.shutdown();
                    }
                    let _ = clock.shutdown();
                });
                self.branches.clear();
                self.sources.clear();
                self.sinks.clear();
                self.topologies.clear();
                self.components = Components::default();
            }
            Action::Note(note) => tracing::debug!(?note, "a component broke its contract"),
        }
    }

    fn resolve(&mut self, shared: &Arc<Shared>, op: OpId, key: TopologyKey, no_resolution: bool) {
        let Some(entry) = self.topologies.get(&key) else {
            return;
        };
        let (copy, loader) = (entry.copy.clone(), Arc::clone(&self.loader));
        let session = Arc::clone(shared);
        let guard = shared.tasks.enter();
        self.runtime.run(move || {
            let _guard = guard;
            let attempt = catch_unwind(AssertUnwindSafe(|| load(&copy, &*loader, no_resolution)));
            let result = attempt.unwrap_or_else(|panic| {
                let message = panic_message(&*panic);
                let error = Error::ComponentPanicked {
                    component: "topology loader".to_owned(),
                    message,
                };
                Err(Unresolved {
                    error,
                    explanation: None,
                })
            });
            session.post(Message::Resolved(op, key, Box::new(result)));
        });
    }

    fn take_resolved(
        &mut self,
        key: TopologyKey,
        result: Result<FullTopology, Unresolved>,
    ) -> Result<openmf_session::PresentationShape> {
        let Some(entry) = self.topologies.get_mut(&key) else {
            // The session was shut down, or the topology dropped, while the loader worked.
            if let Ok(full) = result {
                full.bound.shut_down_activated();
            }
            return Err(Error::Aborted);
        };
        let full = match result {
            Ok(full) => full,
            Err(failure) => {
                if let Some(explanation) = failure.explanation {
                    self.last_failure = Some((entry.copy.id().0, *explanation));
                }
                return Err(failure.error);
            }
        };
        entry.explanation = full.explanation;
        let known_sinks = self.components.sinks.len();
        match plan(&full.topology, &mut self.components) {
            Ok(Plan {
                shape,
                branches,
                descriptors,
            }) => {
                entry.full = Some(full.topology);
                entry.bound = Some(full.bound);
                entry.plans = branches;
                entry.descriptors = descriptors;
                Ok(shape)
            }
            Err(error) => {
                // Observed: a sink in a topology that was refused is not shut down by the session.
                self.components.sinks.truncate(known_sinks);
                full.bound.shut_down_activated();
                Err(error)
            }
        }
    }

    /// Builds the branches of a resolved topology, unless they are there already.
    fn prepare(&mut self, shared: &Arc<Shared>, key: TopologyKey) -> Result<()> {
        let Some(entry) = self.topologies.get_mut(&key) else {
            return Err(Error::Aborted);
        };
        let plans = std::mem::take(&mut entry.plans);
        if plans.is_empty() {
            return Ok(());
        }
        let all_rateless = plans.iter().all(|plan| plan.rateless);
        let progress =
            all_rateless.then(|| Arc::new(RatelessTimeSource::new(Arc::new(self.runtime.clone()))));
        let time_source: Arc<dyn PresentationTimeSource> = match &progress {
            Some(progress) => progress.clone(),
            None => self
                .time_source_of(&plans)
                .unwrap_or_else(|| Arc::new(SystemTimeSource::new(Arc::new(self.runtime.clone())))),
        };
        let mut branches = Vec::new();
        for plan in plans {
            self.start_source_pump(shared, key, plan.source);
            self.start_sink_pump(shared, key, &plan);
            branches.push(plan.id);
            self.start_branch(shared, plan, progress.clone());
        }
        if let Some(entry) = self.topologies.get_mut(&key) {
            entry.time_source = Some(time_source);
            entry.branches = branches;
        }
        Ok(())
    }

    /// Makes a topology current: its time source drives the clock, its sinks follow it.
    fn activate(&mut self, shared: &Arc<Shared>, key: TopologyKey) {
        if let Err(error) = self.prepare(shared, key) {
            let result = Err(error);
            return shared.post(Message::Input(Input::PresentationActivated {
                topology: key,
                result,
            }));
        }
        let time_source = self
            .topologies
            .get_mut(&key)
            .and_then(|entry| entry.time_source.take());
        let mut newcomers: Vec<Arc<dyn MediaSink>> = Vec::new();
        for (id, running) in &mut self.sinks {
            if running.topologies.contains(&key) && !std::mem::replace(&mut running.has_clock, true) {
                newcomers.extend(self.components.sink(*id).cloned());
            }
        }
        let session = Arc::clone(shared);
        // Behind whatever stopped the clock, which is a call in the same lane.
        self.call_sinks(shared, move || {
            let result = guarded("presentation clock", || {
                if let Some(source) = time_source {
                    session.clock.set_time_source(source)?;
                }
                newcomers
                    .into_iter()
                    .try_for_each(|sink| sink.set_presentation_clock(Some(session.clock.clone())))
            });
            session.post(Message::Input(Input::PresentationActivated {
                topology: key,
                result,
            }));
        });
    }

    /// The sink whose own clock is to be followed: one that cannot match another clock first.
    fn time_source_of(&self, plans: &[BranchPlan]) -> Option<Arc<dyn PresentationTimeSource>> {
        let mut sinks: Vec<_> = plans
            .iter()
            .filter_map(|plan| self.components.sink(plan.sink))
            .collect();
        sinks.sort_by_key(|sink| !sink.characteristics().cannot_match_clock);
        sinks.into_iter().find_map(|sink| sink.time_source())
    }

    fn start_source_pump(&mut self, shared: &Arc<Shared>, key: TopologyKey, id: SourceId) {
        let Some(source) = self.components.source(id).cloned() else {
            return;
        };
        let runtime = &self.runtime;
        let running = self.sources.entry(id).or_insert_with(|| {
            let stop = Arc::<PumpStop>::default();
            spawn_counted(
                runtime,
                shared,
                pump_source(shared, id, &source, Arc::clone(&stop)),
            );
            RunningSource {
                lane: Lane::new(runtime.clone()),
                stop,
                topologies: Vec::new(),
                streams: BTreeMap::new(),
            }
        });
        if !running.topologies.contains(&key) {
            running.topologies.push(key);
        }
    }

    fn start_sink_pump(&mut self, shared: &Arc<Shared>, key: TopologyKey, plan: &BranchPlan) {
        let running = self.sinks.entry(plan.sink).or_default();
        if !running.topologies.contains(&key) {
            running.topologies.push(key);
        }
        let Some(sink) = self.components.stream_sink(plan.stream_sink) else {
            return;
        };
        let runtime = &self.runtime;
        running.streams.entry(plan.stream_sink).or_insert_with(|| {
            let (stop, requests) = (Arc::<PumpStop>::default(), Arc::<RequestCounter>::default());
            let ids = SinkPump {
                sink: plan.sink,
                stream_sink: plan.stream_sink,
                requests: Arc::clone(&requests),
            };
            spawn_counted(runtime, shared, pump_sink(shared, ids, sink, Arc::clone(&stop)));
            (stop, requests)
        });
    }

    fn start_branch(
        &mut self,
        shared: &Arc<Shared>,
        plan: BranchPlan,
        progress: Option<Arc<RatelessTimeSource>>,
    ) {
        let Some(sink) = self.components.stream_sink(plan.stream_sink).cloned() else {
            return;
        };
        let requests = self
            .sinks
            .get(&plan.sink)
            .and_then(|sink| sink.streams.get(&plan.stream_sink));
        let requests = requests
            .map(|(_, requests)| Arc::clone(requests))
            .unwrap_or_default();
        let (control, stream) = (Arc::new(BranchControl::new()), Arc::<StreamSlot>::default());
        let known = self
            .sources
            .get(&plan.source)
            .and_then(|source| source.streams.get(&plan.stream_id));
        if let Some(known) = known {
            stream.put(Arc::clone(known));
        }
        let parts = BranchParts {
            stream: Arc::clone(&stream),
            stages: plan.stages(),
            trim_after: plan.trim_after,
            valid: plan.valid,
            sink: SinkPort::new(sink, requests, progress),
            catalog: Arc::clone(&self.catalog),
        };
        let observer = BranchObserver {
            session: Arc::downgrade(shared),
            branch: plan.id,
            output_node: plan.output_node,
        };
        let branch = Branch::new(parts, Arc::clone(&control), Arc::new(observer));
        spawn_counted(&self.runtime, shared, branch);
        let running = RunningBranch {
            source: plan.source,
            stream_id: plan.stream_id,
            stream_sink: plan.stream_sink,
            control,
            stream,
            generation: Generation::default(),
            end: None,
            non_fatal: 0,
        };
        self.branches.insert(plan.id, running);
    }

    fn take_stream(&mut self, source: SourceId, stream: Arc<dyn MediaStream>) {
        let id = stream.descriptor().id();
        for branch in self
            .branches
            .values()
            .filter(|branch| branch.source == source && branch.stream_id == id)
        {
            branch.stream.put(Arc::clone(&stream));
        }
        if let Some(running) = self.sources.get_mut(&source) {
            let mut branches = self.branches.values();
            let read = branches.any(|branch| branch.source == source && branch.stream_id == id);
            if !read || stream.direct().is_some() {
                // Nobody reads the events of a stream that is read directly, or not at all.
                while stream.events().try_get_event().is_ok() {}
            }
            running.streams.insert(id, stream);
        }
    }

    fn start_source(
        &mut self,
        shared: &Arc<Shared>,
        id: SourceId,
        topology: TopologyKey,
        position: StartPosition,
    ) {
        let descriptor = self.topologies.get(&topology).and_then(|entry| {
            entry
                .descriptors
                .iter()
                .find(|(source, _)| *source == id)
                .map(|(_, descriptor)| Arc::clone(descriptor))
        });
        let Some(descriptor) = descriptor else { return };
        self.call_source(
            shared,
            id,
            move |source| source.start(&descriptor, &position),
            move |result| Input::SourceStarted { source: id, result },
        );
    }

    /// Calls a source in its lane. Success is told by the source's event, failure by the call.
    fn call_source(
        &self,
        shared: &Arc<Shared>,
        id: SourceId,
        call: impl FnOnce(&dyn openmf_core::MediaSource) -> Result<()> + Send + 'static,
        answer: impl FnOnce(Result<()>) -> Input + Send + 'static,
    ) {
        let (Some(source), Some(running)) = (self.components.source(id).cloned(), self.sources.get(&id))
        else {
            return shared.post(Message::Input(answer(Err(Error::Shutdown))));
        };
        let session = Arc::clone(shared);
        let guard = shared.tasks.enter();
        running.lane.run(move || {
            let _guard = guard;
            if let Err(error) = guarded(&source.name(), || call(&*source)) {
                session.post(Message::Input(answer(Err(error))));
            }
        });
    }

    fn call_sinks(&self, shared: &Arc<Shared>, call: impl FnOnce() + Send + 'static) {
        let guard = shared.tasks.enter();
        self.sink_lane.run(move || {
            let _guard = guard;
            call();
        });
    }

    fn change_clock(
        &self,
        shared: &Arc<Shared>,
        change: impl FnOnce(&openmf_clock::SessionClock) -> Result<()> + Send + 'static,
    ) {
        let session = Arc::clone(shared);
        self.call_sinks(shared, move || {
            let result = guarded("presentation clock", || change(&session.clock));
            session.post(Message::Input(Input::ClockChanged { result }));
        });
    }

    fn run_branches(&mut self, shared: &Arc<Shared>, branches: Vec<BranchRun>, generation: Generation) {
        let mut orders = Vec::new();
        for run in branches {
            if let Some(branch) = self.branches.get_mut(&run.branch) {
                branch.generation = generation;
                branch.end = None;
                let order = RunOrder {
                    generation: generation.0,
                    start: run.start,
                    stop: run.stop,
                    offset: run.offset,
                };
                orders.push((Arc::clone(&branch.control), Order::Run(order)));
            }
        }
        // Behind the flush of the sinks, which is a call in the same lane.
        self.call_sinks(shared, move || {
            for (control, order) in orders {
                control.give(order);
            }
        });
    }

    fn join_clock(&mut self, shared: &Arc<Shared>, topology: TopologyKey, sinks: &[SinkId]) {
        let time_source = self
            .topologies
            .get_mut(&topology)
            .and_then(|entry| entry.time_source.take());
        let mut newcomers: Vec<Arc<dyn MediaSink>> = Vec::new();
        for id in sinks {
            if let (Some(running), Some(sink)) = (self.sinks.get_mut(id), self.components.sink(*id)) {
                running.has_clock = true;
                newcomers.push(Arc::clone(sink));
            }
        }
        let clock = Arc::clone(&shared.clock);
        self.call_sinks(shared, move || {
            let register = || {
                for sink in newcomers {
                    // A sink that refuses the clock does not answer, and is cut off for it.
                    let _ = sink.set_presentation_clock(Some(clock.clone()));
                }
            };
            if let Err(error) = clock.join(time_source, register) {
                tracing::warn!(%error, "the new time source was refused; the former one stays");
            }
        });
    }

    fn release(&mut self, shared: &Arc<Shared>, key: TopologyKey, shutdown_sinks: &[SinkId]) {
        let Some(entry) = self.topologies.remove(&key) else {
            return;
        };
        for id in &entry.branches {
            if let Some(branch) = self.branches.remove(id) {
                branch.control.give(Order::Exit);
            }
        }
        self.sources.retain(|_, source| {
            source.topologies.retain(|topology| *topology != key);
            let used = !source.topologies.is_empty();
            if !used {
                source.stop.stop();
            }
            used
        });
        let mut without_clock = Vec::new();
        let mut gone = Vec::new();
        for (id, sink) in &mut self.sinks {
            sink.topologies.retain(|topology| *topology != key);
            if sink.topologies.is_empty() {
                gone.push(*id);
            }
        }
        for id in gone {
            if let (Some(running), Some(sink)) = (self.sinks.remove(&id), self.components.sink(id)) {
                running.streams.values().for_each(|(stop, _)| stop.stop());
                if running.has_clock {
                    without_clock.push(Arc::clone(sink));
                }
            }
        }
        let shut_down: Vec<_> = shutdown_sinks
            .iter()
            .filter_map(|id| self.components.sink(*id).cloned())
            .collect();
        let bound = entry.bound;
        let shuts_all = !shutdown_sinks.is_empty();
        self.call_sinks(shared, move || {
            for sink in without_clock {
                let _ = sink.set_presentation_clock(None);
            }
            for sink in shut_down {
                let _ = sink.shutdown();
            }
            // What the session activated, its activation object shuts down, so that it makes a new one next time.
            if let Some(bound) = bound.filter(|_| shuts_all) {
                bound.shut_down_activated();
            }
        });
        let Self {
            components,
            topologies,
            ..
        } = self;
        // What nothing holds any longer keeps no number, so that it can be freed. A topology that is queued holds its
        // sources before they run.
        let holds = |entry: &Entry, id| entry.descriptors.iter().any(|(held, _)| *held == id);
        components
            .sources
            .retain(|(id, _)| topologies.values().any(|entry| holds(entry, *id)));
        components.forget_sinks(shutdown_sinks);
    }

    fn cut_off(&mut self, component: Component, error: &Error) {
        tracing::warn!(%component, %error, "a component was cut off");
        match component {
            Component::Source(id) => {
                if let Some(source) = self.sources.get(&id) {
                    source.lane.abandon();
                }
            }
            Component::Branch(id) => {
                if let Some(branch) = self.branches.remove(&id) {
                    branch.control.give(Order::Exit);
                }
            }
            Component::Clock | Component::Sink(_) | Component::StreamSink(_) => self.sink_lane.abandon(),
            Component::Loader(_) | Component::Activation(_) => {}
        }
    }

    fn stream_sinks_of(&self, sink: SinkId) -> Vec<StreamSinkId> {
        self.sinks
            .get(&sink)
            .map(|sink| sink.streams.keys().copied().collect())
            .unwrap_or_default()
    }

    fn emit(&self, shared: &Arc<Shared>, event: SessionEvent) {
        let mut media_event = MediaEvent::new(event.event_type);
        if let Err(error) = event.status {
            media_event = media_event.with_error(error);
        }
        media_event = media_event.with_value(match event.value {
            EventValue::Empty => Variant::Empty,
            EventValue::Code(code) => Variant::U32(code.0 as u32),
            EventValue::FullTopology(key) => self.topology_value(key),
        });
        let attributes = media_event.attributes();
        for attribute in event.attributes {
            match attribute {
                EventAttribute::TopologyStatus(status) => {
                    attributes.set(keys::MF_EVENT_TOPOLOGY_STATUS, status.code());
                }
                EventAttribute::StartPresentationTime(time) => {
                    attributes.set(keys::MF_EVENT_START_PRESENTATION_TIME, time);
                }
                EventAttribute::PresentationTimeOffset(offset) => {
                    attributes.set(keys::MF_EVENT_PRESENTATION_TIME_OFFSET, offset);
                }
                EventAttribute::StartPresentationTimeAtOutput(time) => {
                    attributes.set(keys::MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT, time);
                }
                EventAttribute::SessionCaps(caps) => attributes.set(keys::MF_EVENT_SESSIONCAPS, caps.bits()),
                EventAttribute::SessionCapsDelta(caps) => {
                    attributes.set(keys::MF_EVENT_SESSIONCAPS_DELTA, caps.bits());
                }
                EventAttribute::OutputNode { topology, sink } => {
                    if let Some(node) = self.output_node_of(topology, sink) {
                        attributes.set(keys::MF_EVENT_OUTPUT_NODE, node.0);
                    }
                }
            }
        }
        if let Ok(time) = shared.clock.time() {
            attributes.set(keys::MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME, time);
        }
        // Fails only after Shutdown, when no event may be sent.
        let _ = shared.events.queue(media_event);
    }

    /// Observed: with NORESOLUTION the value is the caller's own object, else another one.
    fn topology_value(&self, key: TopologyKey) -> Variant {
        let Some(entry) = self.topologies.get(&key) else {
            return Variant::Empty;
        };
        let topology = match &entry.full {
            Some(_) if entry.no_resolution => &entry.original,
            Some(full) => full,
            None => &entry.copy,
        };
        Variant::Object(UserObject::new(topology.clone()))
    }

    fn output_node_of(&self, topology: TopologyKey, sink: SinkId) -> Option<NodeId> {
        let wanted = self.components.sink(sink)?;
        let entry = self.topologies.get(&topology)?;
        let bound = entry.bound.as_ref()?;
        bound
            .bindings
            .iter()
            .find(|binding| Arc::ptr_eq(&binding.sink, wanted))
            .map(|binding| binding.node)
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
            plans: Vec::new(),
            descriptors: Vec::new(),
            time_source: None,
            branches: Vec::new(),
        }
    }
}

/// A branch that was left out because it is optional is worth knowing of.
fn left_out_events(explanation: &Explanation) -> Vec<MediaEvent> {
    let left_out = explanation.nodes.iter().filter_map(|note| match &note.note {
        Note::OptionalBranchRemoved(error) => Some((note.node.id, error)),
        Note::Inserted | Note::OptionalNodeRejected(_) | Note::TrimsHere => None,
    });
    left_out
        .map(|(node, error)| {
            let event = MediaEvent::new(EventType::NonFatalError)
                .with_value(Variant::U32(error.hresult().0 as u32))
                .with_cause(error.clone());
            event.attributes().set(keys::MF_EVENT_OUTPUT_NODE, node.0);
            event
        })
        .collect()
}

fn load(
    copy: &Topology,
    loader: &dyn TopologyLoader,
    no_resolution: bool,
) -> Result<FullTopology, Unresolved> {
    let bound = bind_output_nodes(copy).map_err(|error| Unresolved {
        error,
        explanation: None,
    })?;
    if no_resolution {
        return Ok(FullTopology {
            topology: copy.clone(),
            explanation: None,
            bound,
        });
    }
    match loader.load(copy, None) {
        Ok(resolved) => Ok(FullTopology {
            topology: resolved.topology,
            explanation: Some(resolved.explanation),
            bound,
        }),
        Err(failure) => {
            bound.shut_down_activated();
            Err(Unresolved {
                error: failure.error,
                explanation: Some(Box::new(failure.explanation)),
            })
        }
    }
}

/// Calls into a component; its panic becomes an error that names it.
fn guarded(component: &str, call: impl FnOnce() -> Result<()>) -> Result<()> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| {
        Err(Error::ComponentPanicked {
            component: component.to_owned(),
            message: panic_message(&*panic),
        })
    })
}

fn spawn_counted(runtime: &Runtime, shared: &Arc<Shared>, task: impl Future<Output = ()> + Send + 'static) {
    let guard = shared.tasks.enter();
    runtime.spawn(async move {
        let _guard = guard;
        task.await;
    });
}
