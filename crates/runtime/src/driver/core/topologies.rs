//! How topologies come and go: resolution, branches and pumps, release.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use openmf_clock::SystemTimeSource;
use openmf_core::{
    Error, EventType, MediaEvent, MediaSink, MediaSource, PresentationTimeSource, Result, StreamSink,
    Variant, keys,
};
use openmf_session::{Input, OpId, SinkId, SourceId, TopologyKey, TopologyQuery};
use openmf_topology::{Explanation, Note, Topology, TopologyLoader, bind_output_nodes, validate_protection};

use super::super::lane::Lane;
use super::super::presentation::{BranchPlan, Graph, Plan, plan};
use super::super::pump::{PumpStop, SinkPump, pump_sink, pump_source};
use super::super::{Message, Shared};
use crate::Runtime;
use crate::branch::{JunctionWatch, RequestCounter, panic_message};
use crate::time_source::RatelessTimeSource;

use super::calls::guarded;
use super::graph::GraphParts;
use super::{Core, Entry, FullTopology, RunningSource, Unresolved};

impl Core {
    pub(super) fn resolve(&mut self, shared: &Arc<Shared>, op: OpId, key: TopologyKey, no_resolution: bool) {
        let Some(entry) = self.topologies.get(&key) else {
            return;
        };
        let (copy, loader) = (entry.copy.clone(), Arc::clone(&self.loader));
        let current = self.machine.full_topology(TopologyQuery::Current).ok();
        let current = current.and_then(|key| self.topologies.get(&key)?.full.clone());
        let in_use: Vec<_> = self
            .topologies
            .values()
            .filter_map(|entry| entry.bound.as_ref())
            .flat_map(|bound| &bound.bindings)
            .map(|binding| Arc::clone(&binding.stream))
            .collect();
        let session = Arc::clone(shared);
        let guard = shared.tasks.enter();
        self.runtime.run(move || {
            let _guard = guard;
            let attempt = catch_unwind(AssertUnwindSafe(|| {
                load(&copy, current.as_ref(), &*loader, no_resolution, &in_use)
            }));
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

    pub(super) fn take_resolved(
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
                graph,
                descriptors,
            }) => {
                entry.full = Some(full.topology);
                entry.bound = Some(full.bound);
                entry.source_nodes = graph
                    .branches
                    .iter()
                    .map(|plan| (plan.source_node, plan.id))
                    .collect();
                entry.graph = graph;
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
    pub(super) fn prepare(&mut self, shared: &Arc<Shared>, key: TopologyKey) -> Result<()> {
        let Some(entry) = self.topologies.get_mut(&key) else {
            return Err(Error::Aborted);
        };
        let Graph {
            branches: plans,
            cut,
            streams,
            inner,
        } = std::mem::take(&mut entry.graph);
        if plans.is_empty() {
            return Ok(());
        }
        let junctions = cut
            .junctions
            .iter()
            .map(|plan| Ok((plan.node.id(), plan.build()?)))
            .collect::<Result<Vec<_>>>()?;
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
            None => self
                .time_source_of(&plans)
                .unwrap_or_else(|| Arc::new(SystemTimeSource::new(Arc::new(self.runtime.clone())))),
        };
        for (source, _) in &streams {
            self.start_source_pump(shared, key, *source);
        }
        let parts = GraphParts {
            cut: &cut,
            streams: &streams,
            junctions: &junctions,
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
        self.watch_topology(shared, key);
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
    pub(super) fn time_source_of(&self, plans: &[BranchPlan]) -> Option<Arc<dyn PresentationTimeSource>> {
        let mut sinks: Vec<_> = plans
            .iter()
            .filter_map(|plan| self.components.sink(plan.sink))
            .collect();
        sinks.sort_by_key(|sink| !sink.characteristics().cannot_match_clock);
        sinks.into_iter().find_map(|sink| sink.time_source())
    }

    pub(super) fn start_source_pump(&mut self, shared: &Arc<Shared>, key: TopologyKey, id: SourceId) {
        let Some(source) = self.components.source(id).cloned() else {
            return;
        };
        let lane = self.source_lane(&source);
        let runtime = &self.runtime;
        let running = self.sources.entry(id).or_insert_with(|| {
            let stop = Arc::<PumpStop>::default();
            spawn_counted(
                runtime,
                shared,
                pump_source(shared, id, &source, Arc::clone(&stop)),
            );
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

    pub(super) fn release(&mut self, shared: &Arc<Shared>, key: TopologyKey, shutdown_sinks: &[SinkId]) {
        self.forget_topology(shared, key);
        let Some(entry) = self.topologies.remove(&key) else {
            return;
        };
        for id in &entry.branches {
            self.end_branch(*id);
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
        let bound = entry.bound;
        let shuts_all = !shutdown_sinks.is_empty();
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
        if let Some(bound) = bound.filter(|_| shuts_all) {
            self.retire_sinks(shared, move || bound.shut_down_activated());
        }
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
}

/// A branch that was left out because it is optional is worth knowing of.
pub(super) fn left_out_events(explanation: &Explanation) -> Vec<MediaEvent> {
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

pub(super) fn load(
    copy: &Topology,
    current: Option<&Topology>,
    loader: &dyn TopologyLoader,
    no_resolution: bool,
    in_use: &[Arc<dyn StreamSink>],
) -> Result<FullTopology, Unresolved> {
    let bound = bind_output_nodes(copy).map_err(|error| Unresolved {
        error,
        explanation: None,
    })?;
    let made = resolve(copy, current, loader, no_resolution, in_use);
    let checked = made.and_then(|(topology, explanation)| {
        // Neither a topology that is full already nor another loader need have looked for that.
        validate_protection(&topology).map_err(|error| Unresolved {
            error,
            explanation: None,
        })?;
        Ok((topology, explanation))
    });
    match checked {
        Ok((topology, explanation)) => {
            prefer_low_latency(&topology);
            Ok(FullTopology {
                topology,
                explanation,
                bound,
            })
        }
        Err(failure) => {
            bound.shut_down_activated();
            Err(failure)
        }
    }
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
