//! How topologies come and go: resolution, branches and pumps, release.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use openmf_clock::SystemTimeSource;
use openmf_core::{
    Error, EventType, MediaEvent, MediaSink, MediaSource, PresentationTimeSource, Result, StreamSink,
    Variant, guids, keys,
};
use openmf_session::{Generation, Input, OpId, SinkId, SourceId, TopologyKey, TopologyQuery};
use openmf_topology::{
    BoundSinks, Explanation, NodeId, NodeObject, Note, SinkBinding, Topology, TopologyLoader,
    bind_output_nodes_beside, validate_protection,
};

use super::super::lane::Lane;
use super::super::presentation::{BranchPlan, Graph, Plan, plan};
use super::super::pump::{PumpStop, SinkPump, pump_sink, pump_source};
use super::super::survey::Survey;
use super::super::{Message, Shared};
use crate::Runtime;
use crate::branch::{Custody, JunctionWatch, RequestCounter, RequestReader, panic_message};
use crate::time_source::RatelessTimeSource;

use super::calls::guarded;
use super::graph::GraphParts;
use super::{Activates, Core, Entry, FullTopology, RunningSource, Unresolved};

impl Core {
    pub(super) fn resolve(&mut self, shared: &Arc<Shared>, op: OpId, key: TopologyKey, no_resolution: bool) {
        let Some(entry) = self.topologies.get(&key) else {
            return;
        };
        let (copy, original) = (entry.copy.clone(), entry.original.clone());
        let loader = Arc::clone(&self.loader);
        let activates = activates_of(&copy);
        let current = self.machine.full_topology(TopologyQuery::Current).ok();
        let current = current.and_then(|key| self.topologies.get(&key)?.full.clone());
        let in_use: InUse = self
            .bindings()
            .map(|binding| (Arc::clone(&binding.stream), Arc::clone(&binding.sink)))
            .unzip();
        let session = Arc::clone(shared);
        let guard = shared.tasks.enter();
        self.runtime.run(move || {
            let _guard = guard;
            let attempt = catch_unwind(AssertUnwindSafe(|| {
                let result = load(&copy, current.as_ref(), &*loader, no_resolution, &in_use);
                if result.is_err() {
                    leave_errors(&copy, &original);
                }
                result
            }));
            let result = attempt.unwrap_or_else(|panic| {
                let message = panic_message(&*panic);
                Err(Unresolved::from(Error::ComponentPanicked {
                    component: "topology loader".to_owned(),
                    message,
                }))
            });
            session.post(Message::Resolved(op, key, Box::new(result), activates));
        });
    }

    pub(super) fn take_resolved(
        &mut self,
        shared: &Arc<Shared>,
        key: TopologyKey,
        result: Result<FullTopology, Unresolved>,
        activates: Activates,
    ) -> Result<openmf_session::PresentationShape> {
        let Some(entry) = self.topologies.get_mut(&key) else {
            // The session was shut down, or the topology dropped, while the loader worked.
            if let Ok(full) = result {
                self.take_back(shared, full);
            }
            self.shut_down_made(shared, activates);
            return Err(Error::Aborted);
        };
        let full = match result {
            Ok(full) => full,
            Err(failure) => {
                if let Some(explanation) = failure.explanation {
                    self.last_failure = Some((entry.copy.id().0, *explanation));
                }
                self.shut_down_made(shared, activates);
                return Err(failure.error);
            }
        };
        entry.explanation = full.explanation;
        let (known_sinks, known_streams) = (self.components.sinks.len(), self.components.stream_sinks.len());
        let FullTopology { topology, bound, .. } = full;
        let planned = full
            .survey
            .and_then(|survey| plan(&topology, survey, &mut self.components));
        match planned {
            Ok(Plan {
                shape,
                graph,
                descriptors,
            }) => {
                entry.custody = custody_of(&topology, &activates);
                entry.full = Some(topology);
                entry.bound = Some(bound);
                entry.source_nodes = graph
                    .branches
                    .iter()
                    .flat_map(|plan| {
                        let nodes = plan.inputs.iter().zip(0..);
                        nodes.map(|(input, index)| (input.node, plan.id, index))
                    })
                    .collect();
                entry.graph = graph;
                entry.descriptors = descriptors;
                Ok(shape)
            }
            Err(error) => {
                // Observed: a sink in a topology that was refused is not shut down by the session.
                let sinks = self.components.sinks.split_off(known_sinks);
                let streams = self.components.stream_sinks.split_off(known_streams);
                self.discard((sinks, streams));
                self.shut_down_activated(shared, bound);
                self.shut_down_made(shared, activates);
                self.discard(topology);
                Err(error)
            }
        }
    }

    /// Nobody wants what was resolved any more.
    fn take_back(&mut self, shared: &Arc<Shared>, full: FullTopology) {
        let FullTopology {
            topology,
            bound,
            survey,
            ..
        } = full;
        self.shut_down_activated(shared, bound);
        self.discard((topology, survey));
    }

    /// The sinks of all topologies that the session has.
    fn bindings(&self) -> impl Iterator<Item = &SinkBinding> {
        let bound = self.topologies.values().filter_map(|entry| entry.bound.as_ref());
        bound.flat_map(|bound| &bound.bindings)
    }

    /// In a task of its own: no command is behind it, and it may take its time. What another topology has stays.
    fn shut_down_activated(&self, shared: &Arc<Shared>, bound: BoundSinks) {
        let in_use: Vec<_> = self.bindings().map(|binding| Arc::clone(&binding.sink)).collect();
        let guard = shared.tasks.enter();
        self.runtime.run(move || {
            let _guard = guard;
            let _ = catch_unwind(AssertUnwindSafe(|| shut_down_unused(&bound, &in_use)));
            drop(bound);
        });
    }

    /// The same for transforms, but for those that another topology has.
    fn shut_down_made(&self, shared: &Arc<Shared>, activates: Activates) {
        let mut made: Vec<_> = activates.into_iter().map(|(_, activate)| activate).collect();
        made.retain(|activate| {
            let mut others = self.topologies.values().flat_map(|entry| &entry.custody);
            !others.any(|(other, _)| other.is_made_by(activate))
        });
        if made.is_empty() {
            return;
        }
        let guard = shared.tasks.enter();
        self.runtime.run(move || {
            let _guard = guard;
            for activate in made {
                let _ = catch_unwind(AssertUnwindSafe(|| activate.shutdown_object()));
            }
        });
    }

    /// Builds the branches of a resolved topology, unless they are there already.
    pub(super) fn prepare(&mut self, shared: &Arc<Shared>, key: TopologyKey) -> Result<()> {
        let Some(entry) = self.topologies.get_mut(&key) else {
            return Err(Error::Aborted);
        };
        let Graph {
            branches: plans,
            cut,
            streams,
            inner,
            junctions,
            time_source: own,
        } = std::mem::take(&mut entry.graph);
        if plans.is_empty() {
            return Ok(());
        }
        let custody: Vec<_> = entry
            .custody
            .iter()
            .map(|(custody, _)| Arc::clone(custody))
            .collect();
        for ((_, junction), custody) in junctions
            .iter()
            .flat_map(|known| custody.iter().map(move |of| (known, of)))
        {
            junction.set_custody(custody);
        }
        let all_rateless = plans.iter().all(|plan| plan.rateless);
        if let Some(manager) = &self.quality {
            for (plan, (_, junction)) in cut.junctions.iter().zip(&junctions) {
                let watch = JunctionWatch::new(Arc::clone(manager), plan.node.clone(), all_rateless);
                junction.set_watch(watch);
            }
        }
        let progress =
            all_rateless.then(|| Arc::new(RatelessTimeSource::new(Arc::new(self.runtime.clone()))));
        let time_source: Arc<dyn PresentationTimeSource> = match &progress {
            Some(progress) => progress.clone(),
            None => own.unwrap_or_else(|| Arc::new(SystemTimeSource::new(Arc::new(self.runtime.clone())))),
        };
        for (source, _) in &streams {
            self.start_source_pump(shared, key, *source);
        }
        let parts = GraphParts {
            cut: &cut,
            streams: &streams,
            junctions: &junctions,
            custody: &custody,
        };
        for (id, segment, output_node) in inner {
            self.start_inner(shared, &parts, id, segment, output_node);
        }
        let mut branches = Vec::new();
        for plan in plans {
            self.start_sink_pump(shared, key, &plan);
            branches.push(plan.id);
            self.start_branch(shared, &parts, plan, progress.clone());
        }
        if let Some(entry) = self.topologies.get_mut(&key) {
            entry.time_source = Some(time_source);
            entry.progress = progress;
            entry.branches = branches;
            entry.junctions = junctions;
        }
        Ok(())
    }

    /// Makes a topology current: its time source drives the clock, its sinks follow it.
    pub(super) fn activate(&mut self, shared: &Arc<Shared>, key: TopologyKey) {
        if let Err(error) = self.prepare(shared, key) {
            let result = Err(error);
            return shared.post(Message::Input(Input::PresentationActivated {
                topology: key,
                result,
            }));
        }
        let time_source = self.take_time_source(key);
        let mut newcomers: Vec<Arc<dyn MediaSink>> = Vec::new();
        let mut leavers: Vec<Arc<dyn MediaSink>> = Vec::new();
        for (id, running) in &mut self.sinks {
            let joins = running.topologies.contains(&key);
            let had_clock = std::mem::replace(&mut running.has_clock, joins);
            match (had_clock, joins) {
                (false, true) => newcomers.extend(self.components.sink(*id).cloned()),
                (true, false) => leavers.extend(self.components.sink(*id).cloned()),
                (true, true) | (false, false) => {}
            }
        }
        self.introduce(shared, key);
        self.watch_topology(shared, key);
        // A sink that only a later topology has must not be started with this one.
        for sink in leavers {
            self.call_sinks(shared, move || {
                let _ = sink.set_presentation_clock(None);
            });
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

    /// What is to drive the clock from now on.
    pub(super) fn take_time_source(&mut self, key: TopologyKey) -> Option<Arc<dyn PresentationTimeSource>> {
        let entry = self.topologies.get_mut(&key)?;
        let time_source = entry.time_source.take()?;
        self.progress = entry.progress.clone();
        Some(time_source)
    }

    pub(super) fn start_source_pump(&mut self, shared: &Arc<Shared>, key: TopologyKey, id: SourceId) {
        let (Some(source), Some(events)) = (
            self.components.source(id).cloned(),
            self.components.source_events(id).cloned(),
        ) else {
            return;
        };
        let lane = self.source_lane(&source);
        let runtime = &self.runtime;
        let running = self.sources.entry(id).or_insert_with(|| {
            let stop = Arc::<PumpStop>::default();
            let guard = shared.tasks.enter();
            let pump = pump_source(shared, id, events, Arc::clone(&stop));
            runtime.spawn_near(async move {
                let _guard = guard;
                pump.await;
            });
            RunningSource {
                lane,
                stop,
                topologies: Vec::new(),
                streams: BTreeMap::new(),
            }
        });
        if !running.topologies.contains(&key) {
            running.topologies.push(key);
        }
    }

    /// The lane of a source, the same for as long as it lives.
    fn source_lane(&mut self, source: &Arc<dyn MediaSource>) -> Lane {
        self.source_lanes.retain(|(known, _)| known.strong_count() > 0);
        let is_it = |known: &Weak<dyn MediaSource>| std::ptr::addr_eq(known.as_ptr(), Arc::as_ptr(source));
        if let Some((_, lane)) = self.source_lanes.iter().find(|(known, _)| is_it(known)) {
            return lane.clone();
        }
        let lane = Lane::new(self.runtime.clone());
        self.source_lanes.push((Arc::downgrade(source), lane.clone()));
        lane
    }

    pub(super) fn start_sink_pump(&mut self, shared: &Arc<Shared>, key: TopologyKey, plan: &BranchPlan) {
        let running = self.sinks.entry(plan.sink).or_default();
        if !running.topologies.contains(&key) {
            running.topologies.push(key);
        }
        let Some(known) = self.components.known_stream_sink(plan.stream_sink) else {
            return;
        };
        let runtime = &self.runtime;
        running.streams.entry(plan.stream_sink).or_insert_with(|| {
            let (stop, requests) = (Arc::<PumpStop>::default(), Arc::<RequestCounter>::default());
            let ids = SinkPump {
                sink: plan.sink,
                stream_sink: plan.stream_sink,
                requests: RequestReader::new(&requests),
                preroll: Generation::default(),
            };
            let events = known.events.clone();
            stop.count(&events, &requests);
            let guard = shared.tasks.enter();
            let pump = pump_sink(shared, ids, events, Arc::clone(&stop));
            runtime.spawn_near(async move {
                let _guard = guard;
                pump.await;
            });
            (stop, requests)
        });
    }

    /// The session's Shutdown ends the transforms of all its topologies, and a topology that is dropped those that go with
    /// it, unless another one has them too.
    fn end_custody(&self, dropped: &Entry) {
        let is_shut_down = self.machine.check_open().is_err();
        for (custody, goes) in &dropped.custody {
            let mut others = self.topologies.values().flat_map(|entry| &entry.custody);
            if is_shut_down || *goes && !others.any(|(other, _)| other.is_same(custody)) {
                custody.end();
            }
        }
    }

    pub(super) fn release(&mut self, shared: &Arc<Shared>, key: TopologyKey, shutdown_sinks: &[SinkId]) {
        self.forget_topology(shared, key);
        self.dismiss(shared, key);
        let Some(entry) = self.topologies.remove(&key) else {
            return;
        };
        for id in &entry.branches {
            self.end_branch(*id);
        }
        self.end_custody(&entry);
        let mut unused: Vec<SourceId> = Vec::new();
        for (id, source) in &mut self.sources {
            source.topologies.retain(|topology| *topology != key);
            if source.topologies.is_empty() {
                source.stop.stop();
                unused.push(*id);
            }
        }
        let unused: Vec<_> = unused.iter().filter_map(|id| self.sources.remove(id)).collect();
        let mut without_clock = Vec::new();
        let mut gone = Vec::new();
        for (id, sink) in &mut self.sinks {
            sink.topologies.retain(|topology| *topology != key);
            if sink.topologies.is_empty() {
                gone.push(*id);
            }
        }
        for id in gone {
            let Some(running) = self.sinks.remove(&id) else {
                continue;
            };
            running.streams.values().for_each(|(stop, _)| stop.stop());
            if running.has_clock {
                without_clock.extend(self.components.sink(id).cloned());
            }
        }
        let shut_down: Vec<_> = shutdown_sinks
            .iter()
            .filter_map(|id| self.components.sink(*id).cloned())
            .collect();
        let bound = entry.bound.clone();
        let leaving = shut_down.clone();
        // A call for each: one that panics keeps none of the others.
        for sink in without_clock {
            self.call_sinks(shared, move || {
                let _ = sink.set_presentation_clock(None);
            });
        }
        for sink in shut_down {
            self.shut_down_sink(shared, sink);
        }
        // What the session activated, its activation object shuts down, so that it makes a new one next time.
        if let Some(bound) = bound.filter(|_| !leaving.is_empty()) {
            self.retire_sinks(shared, move || {
                bound.shut_down_activated_of(|sink| leaving.iter().any(|leaving| Arc::ptr_eq(leaving, sink)));
            });
        }
        let Self {
            components,
            topologies,
            ..
        } = self;
        // What nothing holds any longer keeps no number, so that it can be freed. A topology that is queued holds its
        // sources before they run.
        let holds = |entry: &Entry, id| entry.descriptors.iter().any(|(held, _)| *held == id);
        let sources = components
            .sources
            .extract_if(.., |(id, ..)| !topologies.values().any(|entry| holds(entry, *id)));
        let sources: Vec<_> = sources.collect();
        let sinks = components.forget_sinks(shutdown_sinks);
        self.discard((entry, unused, sources, sinks));
    }
}

/// A branch that was left out because it is optional is worth knowing of.
fn left_out_events(explanation: &Explanation) -> impl Iterator<Item = MediaEvent> {
    let left_out = explanation.nodes.iter().filter_map(|note| match &note.note {
        Note::OptionalBranchRemoved(error) => Some((note.node.id, error)),
        Note::Inserted | Note::OptionalNodeRejected(_) | Note::TrimsHere => None,
    });
    left_out.map(|(node, error)| non_fatal(node, error))
}

/// So is a sink that takes the place of another one, because there is no device.
fn stand_in_events(topology: &Topology) -> impl Iterator<Item = MediaEvent> {
    topology.output_nodes().into_iter().filter_map(|node| {
        let sink = node.stream_sink()?.media_sink().ok()?;
        let event = non_fatal(node.id(), sink.stand_in()?.tell()?);
        event.attributes().set(keys::OPENMF_EVENT_STAND_IN, sink.name());
        Some(event)
    })
}

fn non_fatal(node: NodeId, error: &Error) -> MediaEvent {
    let event = MediaEvent::new(EventType::NonFatalError)
        .with_value(Variant::U32(error.hresult().0 as u32))
        .with_cause(error.clone());
    event.attributes().set(keys::MF_EVENT_OUTPUT_NODE, node.0);
    event
}

/// `activates`: what the loader has made transforms with.
fn custody_of(topology: &Topology, activates: &Activates) -> Vec<(Arc<Custody>, bool)> {
    let transforms = topology.nodes().into_iter().filter_map(|node| {
        let goes = !node
            .attributes()
            .get_or(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, true);
        let activate = activates.iter().find(|(id, _)| *id == node.id());
        let activate = activate.map(|(_, activate)| Arc::clone(activate));
        Some((Arc::new(Custody::new(node.shared_transform()?, activate)), goes))
    });
    transforms.collect()
}

fn activates_of(topology: &Topology) -> Activates {
    let activates = topology
        .nodes()
        .into_iter()
        .filter_map(|node| match node.object() {
            Some(NodeObject::TransformActivate(activate)) => Some((node.id(), activate)),
            _ => None,
        });
    activates.collect()
}

impl From<Error> for Unresolved {
    fn from(error: Error) -> Self {
        Self {
            error,
            explanation: None,
        }
    }
}

/// The stream sinks and the sinks of the topologies that the session has.
type InUse = (Vec<Arc<dyn StreamSink>>, Vec<Arc<dyn MediaSink>>);

pub(super) fn load(
    copy: &Topology,
    current: Option<&Topology>,
    loader: &dyn TopologyLoader,
    no_resolution: bool,
    (streams_in_use, sinks_in_use): &InUse,
) -> Result<FullTopology, Unresolved> {
    let bound = bind_output_nodes_beside(copy, sinks_in_use)?;
    let made = resolve(copy, current, loader, no_resolution, streams_in_use);
    let checked = made.and_then(|(topology, explanation)| {
        // Neither a topology that is full already nor another loader need have looked for that.
        validate_protection(&topology)?;
        Ok((topology, explanation))
    });
    match checked {
        Ok((topology, explanation)) => {
            prefer_low_latency(&topology);
            let left_out = explanation.iter().flat_map(left_out_events);
            Ok(FullTopology {
                findings: left_out.chain(stand_in_events(&topology)).collect(),
                survey: Survey::of(&topology),
                topology,
                explanation,
                bound,
            })
        }
        Err(failure) => {
            shut_down_unused(&bound, sinks_in_use);
            Err(failure)
        }
    }
}

/// Leaves on the nodes of the application's topology what the loader has left on those of the session's copy. Source:
/// `MF_TOPONODE_ERRORCODE`, `MF_TOPONODE_ERROR_MAJORTYPE`.
fn leave_errors(copy: &Topology, original: &Topology) {
    let left = [
        guids::MF_TOPONODE_ERRORCODE,
        guids::MF_TOPONODE_ERROR_MAJORTYPE,
        guids::MF_TOPONODE_ERROR_SUBTYPE,
    ];
    for node in copy.nodes() {
        let Ok(own) = original.node_by_id(node.id()) else {
            continue;
        };
        for key in left {
            if let Some(value) = node.attributes().item(&key) {
                own.attributes().set_item(key, value);
            }
        }
    }
}

/// Shuts down what a topology that was refused has activated, but for what others have too.
fn shut_down_unused(bound: &BoundSinks, in_use: &[Arc<dyn MediaSink>]) {
    bound.shut_down_activated_of(|sink| !in_use.iter().any(|used| Arc::ptr_eq(used, sink)));
}

/// `MF_LOW_LATENCY`: the transforms of a topology are told.
fn prefer_low_latency(topology: &Topology) {
    if !topology.attributes().get_or(keys::MF_LOW_LATENCY, false) {
        return;
    }
    for node in topology.nodes() {
        if let Some(transform) = node.shared_transform()
            && let Some(attributes) = transform.lock().attributes()
        {
            attributes.set(keys::MF_LOW_LATENCY, true);
        }
    }
}

/// The full topology, and how it came about.
fn resolve(
    copy: &Topology,
    current: Option<&Topology>,
    loader: &dyn TopologyLoader,
    no_resolution: bool,
    in_use: &[Arc<dyn StreamSink>],
) -> Result<(Topology, Option<Explanation>), Unresolved> {
    if no_resolution {
        return Ok((copy.clone(), None));
    }
    // A sink that another topology feeds keeps its media type: what comes is converted to that.
    for node in copy.output_nodes() {
        let sink = node.stream_sink();
        if sink.is_some_and(|sink| in_use.iter().any(|other| Arc::ptr_eq(&sink, other))) {
            node.attributes().set(keys::MF_TOPONODE_LOCKED, true);
        }
    }
    match loader.load(copy, current) {
        Ok(resolved) => Ok((resolved.topology, Some(resolved.explanation))),
        Err(failure) => Err(Unresolved {
            error: failure.error,
            explanation: Some(Box::new(failure.explanation)),
        }),
    }
}

pub(super) fn spawn_counted(
    runtime: &Runtime,
    shared: &Arc<Shared>,
    task: impl Future<Output = ()> + Send + 'static,
) {
    let guard = shared.tasks.enter();
    runtime.spawn(async move {
        let _guard = guard;
        task.await;
    });
}
