//! Branches and the segments and junctions that they share.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use openmf_core::{EventType, MediaEvent, MediaTime, Result, SuitedCatalog, keys};
use openmf_session::{
    BranchId, BranchRun, Generation, Input, Rate, SinkId, SourceId, StreamSinkId, TopologyKey,
};
use openmf_topology::{NodeId, TopologyNode};

use super::super::presentation::BranchPlan;
use super::super::pump::BranchObserver;
use super::super::segments::{Cut, Head, Segment, Tail};
use super::super::{Shared, lock};
use super::topologies::spawn_counted;
use super::{Core, RunningBranch, RunningSegment};
use crate::branch::{
    Branch, BranchControl, BranchParts, Custody, Inlet, Junction, JunctionInput, JunctionOutput, Notice,
    Order, Outlet, OutputStatistics, Reshaping, RunOrder, SinkPort, StreamSlot, Watch,
};
use crate::time_source::RatelessTimeSource;
use crate::work_queue_services::Turnstile;

/// What the segments of a topology are built from.
pub(super) struct GraphParts<'g> {
    pub cut: &'g Cut,
    /// For each source node its source and stream.
    pub streams: &'g [(SourceId, u32)],
    pub junctions: &'g [(NodeId, Arc<Junction>)],
    pub custody: &'g [Arc<Custody>],
}

impl GraphParts<'_> {
    fn junction(&self, index: usize) -> Option<Arc<Junction>> {
        self.junctions
            .get(index)
            .map(|(_, junction)| Arc::clone(junction))
    }
}

impl Core {
    /// A segment that ends at a junction.
    pub(super) fn start_inner(
        &mut self,
        shared: &Arc<Shared>,
        parts: &GraphParts<'_>,
        id: BranchId,
        segment: usize,
        output_node: NodeId,
    ) {
        let Some(segment) = parts.cut.segments.get(segment) else {
            return;
        };
        let Tail::Junction(junction, input) = segment.tail else {
            return;
        };
        let Some(junction) = parts.junction(junction) else {
            return;
        };
        let outlet = Outlet::Junction(JunctionInput::new(junction, input));
        if let Some(running) = self.start_segment(shared, parts, segment, (id, output_node), outlet, false) {
            self.inner.insert(id, running);
        }
    }

    pub(super) fn start_branch(
        &mut self,
        shared: &Arc<Shared>,
        parts: &GraphParts<'_>,
        plan: BranchPlan,
        progress: Option<Arc<RatelessTimeSource>>,
    ) {
        let (Some(sink), Some(segment)) = (
            self.components.stream_sink(plan.stream_sink).cloned(),
            parts.cut.segments.get(plan.segment),
        ) else {
            return;
        };
        let requests = self
            .sinks
            .get(&plan.sink)
            .and_then(|sink| sink.streams.get(&plan.stream_sink));
        let requests = requests
            .map(|(_, requests)| Arc::clone(requests))
            .unwrap_or_default();
        let outlet = Outlet::Sink(SinkPort::new(sink, requests, progress));
        let ids = (plan.id, plan.output_node);
        let Some(segment) = self.start_segment(shared, parts, segment, ids, outlet, plan.rateless) else {
            return;
        };
        let via = plan.via.into_iter();
        let running = RunningBranch {
            segment,
            inner: plan.inner,
            via: via
                .filter_map(|(index, output)| Some((parts.junction(index)?, output)))
                .collect(),
            shows: plan.scrubs,
            sources: plan.sources,
            inputs: plan.inputs,
            stream_sink: plan.stream_sink,
            output_node: plan.output_node,
            generation: Generation::default(),
            order: None,
            drained: None,
            change: 0,
            returned: false,
            non_fatal: 0,
        };
        self.branches.insert(plan.id, running);
    }

    fn start_segment(
        &self,
        shared: &Arc<Shared>,
        parts: &GraphParts<'_>,
        segment: &Segment,
        (id, output_node): (BranchId, NodeId),
        outlet: Outlet,
        rateless: bool,
    ) -> Option<RunningSegment> {
        let (inlet, stream) = match segment.head {
            Head::Junction(junction, output) => {
                let output = JunctionOutput::new(parts.junction(junction)?, output);
                (Inlet::Junction(output), None)
            }
            Head::Source(index) => {
                let (source, stream) = *parts.streams.get(index)?;
                let slot = Arc::<StreamSlot>::default();
                let known = self
                    .sources
                    .get(&source)
                    .and_then(|source| source.streams.get(&stream));
                if let Some(known) = known {
                    drop(slot.put(Arc::clone(known)));
                }
                (Inlet::Stream(Arc::clone(&slot)), Some((source, stream, slot)))
            }
        };
        let head = match segment.head {
            Head::Junction(junction, _) => Some(parts.junction(junction)?),
            Head::Source(_) => None,
        };
        let tail = match segment.tail {
            Tail::Junction(junction, input) => Some((parts.junction(junction)?, input)),
            Tail::Sink => None,
        };
        let control = Arc::new(BranchControl::new());
        let watch = self.quality.clone().map(|manager| {
            let source = match segment.head {
                Head::Source(index) => parts.cut.sources.get(index).cloned(),
                Head::Junction(..) => None,
            };
            let output = match segment.tail {
                Tail::Sink => parts.cut.ends.iter().find(|(node, _)| node.id() == output_node),
                Tail::Junction(..) => None,
            };
            let output = output.map(|(node, _)| node.clone());
            Watch::new(manager, source, segment.nodes.clone(), output, rateless)
        });
        let queue = segment.sources.iter().rev().find_map(|index| {
            let node = parts.cut.sources.get(*index)?;
            node.attributes().get(keys::MF_TOPONODE_WORKQUEUE_ID).ok()
        });
        let turnstile = queue.map(|queue| self.turnstile(queue));
        let transforms = segment.nodes.iter().filter_map(TopologyNode::shared_transform);
        let custody = transforms.flat_map(|of| parts.custody.iter().filter(move |known| known.is_of(&of)));
        let custody = custody.cloned().collect();
        let parts = BranchParts {
            end_node: parts.cut.node_behind(segment).unwrap_or((output_node, 0)),
            may_reshape: !parts.cut.fixed,
            wants_preroll: false,
            stream_type: segment.stream_type.clone(),
            inlet,
            stages: segment.stages(),
            trim: segment.trim,
            valid: segment.valid,
            outlet,
            catalog: Arc::new(SuitedCatalog {
                all: Arc::clone(&self.catalog),
                mode: parts.cut.hardware,
            }),
            watch,
            host: Arc::new(self.runtime.clone()),
            custody,
        };
        let observer = BranchObserver {
            session: Arc::downgrade(shared),
            branch: id,
            output_node,
        };
        let branch = Branch::new(parts, Arc::clone(&control), Arc::new(observer));
        match turnstile {
            Some(turnstile) => spawn_counted(&self.runtime, shared, turnstile.pass(branch)),
            None => spawn_counted(&self.runtime, shared, branch),
        }
        Some(RunningSegment {
            control,
            stream,
            timing: segment.timing,
            marks_out: segment.trim.is_some_and(|place| place.stop),
            head,
            tail,
            told: None,
            change: 0,
            flushed: Generation::default(),
        })
    }

    /// What lets the branches on a work queue of the application's number run one at a time.
    fn turnstile(&self, queue: u32) -> Arc<Turnstile> {
        let mut turnstiles = lock(&self.turnstiles);
        turnstiles.retain(|_, turnstile| turnstile.strong_count() > 0);
        let known = turnstiles.get(&queue).and_then(Weak::upgrade);
        known.unwrap_or_else(|| {
            let new = Arc::<Turnstile>::default();
            turnstiles.insert(queue, Arc::downgrade(&new));
            new
        })
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = &RunningSegment> {
        let last = self.branches.values().map(|branch| &branch.segment);
        last.chain(self.inner.values())
    }

    /// The branch that a segment is part of; the first, if there are several.
    pub(super) fn branch_of(&self, segment: BranchId) -> BranchId {
        if !self.inner.contains_key(&segment) {
            return segment;
        }
        let owner = self
            .branches
            .iter()
            .find(|(_, branch)| branch.inner.contains(&segment));
        owner.map_or(segment, |(id, _)| *id)
    }

    pub(super) fn flush_branches(&mut self, branches: &[BranchId], generation: Generation) {
        let order = Order::Hold {
            generation: generation.0,
            ends: self.clock_stops,
        };
        let mut shared_segments: Vec<BranchId> = Vec::new();
        for id in branches {
            if let Some(branch) = self.branches.get_mut(id) {
                branch.generation = generation;
                (branch.drained, branch.returned) = (None, false);
                shared_segments.extend(&branch.inner);
                branch.segment.control.give(order);
            }
        }
        // What another branch needs goes on.
        let others = self.branches.iter().filter(|(id, _)| !branches.contains(id));
        let needed: Vec<BranchId> = others.flat_map(|(_, branch)| branch.inner.clone()).collect();
        shared_segments.retain(|id| !needed.contains(id));
        shared_segments.sort_unstable();
        shared_segments.dedup();
        for segment in shared_segments.iter().filter_map(|id| self.inner.get(id)) {
            segment.control.give(order);
        }
    }

    /// A branch is flushed when all its segments are.
    pub(super) fn segment_flushed(
        &mut self,
        shared: &Arc<Shared>,
        segment: BranchId,
        generation: Generation,
    ) {
        let own = self.branches.get_mut(&segment).map(|branch| &mut branch.segment);
        if let Some(running) = own.or_else(|| self.inner.get_mut(&segment)) {
            running.flushed = running.flushed.max(generation);
        }
        let done = |branch: &RunningBranch| {
            let inner = branch.inner.iter().filter_map(|id| self.inner.get(id));
            let mut segments = inner.chain([&branch.segment]);
            branch.generation == generation && segments.all(|segment| segment.flushed >= generation)
        };
        let concerned = self
            .branches
            .iter()
            .filter(|(id, branch)| **id == segment || branch.inner.contains(&segment));
        let flushed: Vec<BranchId> = concerned
            .filter(|(_, branch)| done(branch))
            .map(|(id, _)| *id)
            .collect();
        for branch in flushed {
            self.handle(shared, Input::BranchFlushed { branch, generation });
        }
    }

    pub(super) fn run_branches(
        &mut self,
        shared: &Arc<Shared>,
        branches: Vec<BranchRun>,
        generation: Generation,
    ) {
        let prerolls = std::mem::take(&mut self.prerolls);
        let mut orders = Vec::new();
        let mut ordered: Vec<BranchId> = Vec::new();
        let mut junctions: Vec<(Arc<Junction>, Vec<usize>)> = Vec::new();
        for run in branches {
            let Some(branch) = self.branches.get_mut(&run.branch) else {
                continue;
            };
            branch.generation = generation;
            (branch.drained, branch.returned) = (None, false);
            let order = RunOrder {
                generation: generation.0,
                start: run.start,
                stop: run.stop,
                limit: None,
                change: branch.change,
                offset: run.offset,
                rate: run.rate,
                thin: run.thin,
            };
            branch.order = Some(order);
            let (first, end) = (branch.first(), branch.end(&order));
            collect_outputs(&mut junctions, branch);
            let inner = branch.inner.iter().filter(|id| !ordered.contains(id));
            let inner: Vec<_> = inner.copied().collect();
            ordered.extend(&inner);
            for id in &inner {
                if let Some(segment) = self.inner.get_mut(id) {
                    orders.push(segment.run(&order, first, end));
                }
            }
            orders.push(branch.segment.run(&order, first, end));
        }
        for (junction, outputs) in &junctions {
            self.tell_shows(junction, outputs);
        }
        // Behind the flush of the sinks, which is a call in the same lane.
        self.call_sinks(shared, move || {
            for (junction, outputs) in junctions {
                junction.begin(generation.0, &outputs, prerolls);
            }
            for (control, order) in orders {
                control.give(order);
            }
        });
    }

    /// Lets a branch that runs end elsewhere, for one of its source nodes.
    pub(super) fn change_stop(&mut self, shared: &Arc<Shared>, id: BranchId, input: u32, stop: MediaTime) {
        let Some(branch) = self.branches.get_mut(&id) else {
            return;
        };
        branch.set_stop(input, stop, &mut self.inner);
        let Some(mut order) = branch.order else { return };
        if input == 0 {
            order.stop = Some(stop);
        }
        self.last_change += 1;
        (branch.change, order.change) = (self.last_change, self.last_change);
        (branch.drained, branch.order) = (None, Some(order));
        let (first, end) = (branch.first(), branch.end(&order));
        let generation = order.generation;
        // Another branch may have told a shared segment already, and those behind it that it shares. What is behind one that
        // goes on goes on too.
        let mut reopened: Vec<(Arc<Junction>, usize)> = Vec::new();
        let mut orders: Vec<(Arc<BranchControl>, Order)> = Vec::new();
        let mut goes_on: Vec<Arc<Junction>> = Vec::new();
        let node = usize::try_from(input)
            .ok()
            .and_then(|input| branch.inputs.get(input));
        let node = node.map(|input| input.node);
        let mut change = order.change;
        let mut open = branch.inner.clone();
        loop {
            let next = open.iter().position(|id| {
                self.inner.get(id).is_some_and(|segment| match &segment.head {
                    None => segment.timing.node() == node,
                    Some(head) => goes_on.iter().any(|junction| Arc::ptr_eq(junction, head)),
                })
            });
            let Some(next) = next else { break };
            let id = open.swap_remove(next);
            let Some(segment) = self.inner.get_mut(&id) else {
                continue;
            };
            if segment.head.is_none() && segment.told == segment.timing.order(&order, first, end).stop {
                change = change.min(segment.change);
            }
            goes_on.extend(segment.tail.as_ref().map(|(junction, _)| Arc::clone(junction)));
            if segment.change < change {
                reopened.extend(segment.tail.clone());
                orders.push(segment.run(&order, first, end));
            }
        }
        let mut last = order;
        let inner = branch.inner.iter().filter_map(|id| self.inner.get(id));
        let marks_out = inner.chain([&branch.segment]).any(|segment| segment.marks_out);
        last.limit = end.filter(|_| marks_out);
        orders.push(branch.segment.run(&last, first, end));
        // Behind the order to run, which is a call in the same lane.
        self.call_sinks(shared, move || {
            for (junction, input) in reopened {
                junction.reopen(generation, input, order.change);
            }
            for (control, order) in orders {
                control.give(order);
            }
        });
    }

    /// A sink has shown its frame at rate 0, or has none.
    pub(super) fn sink_shows(&mut self, stream_sink: StreamSinkId, shows: bool) {
        let mut branches = self.branches.values_mut();
        let changed = branches.find(|branch| branch.stream_sink == stream_sink && branch.shows != shows);
        let Some(branch) = changed else { return };
        branch.shows = shows;
        for (junction, output) in branch.via.clone() {
            self.tell_shows(&junction, &[output]);
        }
    }

    fn tell_shows(&self, junction: &Arc<Junction>, outputs: &[usize]) {
        for output in outputs {
            let mut branches = self.branches.values();
            let shows = branches.any(|branch| {
                let mut via = branch.via.iter();
                branch.shows && via.any(|(known, at)| at == output && Arc::ptr_eq(known, junction))
            });
            junction.set_shows(*output, shows);
        }
    }

    /// A branch has ended. Where all that are behind an output of a junction have, nothing goes there any more, also when
    /// the stop of others moves.
    pub(super) fn close_outputs(&self, id: BranchId) {
        let Some(ended) = self.branches.get(&id) else {
            return;
        };
        let generation = ended.generation;
        for (junction, output) in &ended.via {
            let leads_on = |branch: &RunningBranch| {
                let mut via = branch.via.iter();
                let behind = via.any(|(known, at)| at == output && Arc::ptr_eq(known, junction));
                behind && !(branch.generation == generation && branch.is_over())
            };
            if !self.branches.values().any(leads_on) {
                junction.close(generation.0, *output);
            }
            self.end_discardable(junction, generation);
        }
    }

    /// When those behind a tee have ended that must lose nothing, what the others have not asked for is late: they do not
    /// hold up the end.
    fn end_discardable(&self, junction: &Arc<Junction>, generation: Generation) {
        let passes = |branch: &RunningBranch| {
            let mut via = branch.via.iter();
            branch.generation == generation && via.any(|(known, _)| Arc::ptr_eq(known, junction))
        };
        let needs = |branch: &RunningBranch| {
            let mut via = branch.via.iter();
            via.any(|(known, output)| Arc::ptr_eq(known, junction) && junction.needs(*output))
        };
        let behind = self.branches.values().filter(|branch| passes(branch));
        let (needed, others): (Vec<_>, Vec<_>) = behind.partition(|branch| needs(branch));
        if !needed.is_empty() && needed.iter().all(|branch| branch.is_over()) {
            let late = others.into_iter().filter(|branch| !branch.is_over());
            late.for_each(|branch| branch.segment.control.tell(Notice::Late(generation.0)));
        }
    }

    /// Tells all segments of these branches the rate at which they go on.
    pub(super) fn set_branch_rates(
        &self,
        shared: &Arc<Shared>,
        branches: &[BranchId],
        generation: Generation,
        rate: Rate,
    ) {
        let branches = branches.iter().filter_map(|id| self.branches.get(id));
        let segments = branches.flat_map(|branch| {
            let inner = branch.inner.iter().filter_map(|id| self.inner.get(id));
            inner.chain([&branch.segment])
        });
        let controls: Vec<_> = segments.map(|segment| Arc::clone(&segment.control)).collect();
        // Behind the order to run, which goes through the same lane.
        self.call_sinks(shared, move || {
            for control in controls {
                control.set_rate(generation.0, rate.rate, rate.thin);
            }
        });
    }

    /// Ends a branch's own segment, and those that no other branch needs.
    pub(super) fn end_branch(&mut self, id: BranchId) {
        let Some(branch) = self.branches.remove(&id) else {
            return;
        };
        branch.segment.control.give(Order::Exit);
        for inner in branch.inner {
            let needed = self.branches.values().any(|other| other.inner.contains(&inner));
            if !needed && let Some(segment) = self.inner.remove(&inner) {
                segment.control.give(Order::Exit);
            }
        }
    }

    pub(super) fn cut_off_branch(&mut self, id: BranchId) {
        self.detach(&[id]);
        self.end_branch(id);
    }

    /// A sink that has lost its device takes nothing any more, and holds up no other branch.
    pub(super) fn detach_sink(&mut self, sink: SinkId) {
        let streams = self.stream_sinks_of(sink);
        let lost = self
            .branches
            .iter()
            .filter(|(_, branch)| streams.contains(&branch.stream_sink));
        let lost: Vec<BranchId> = lost.map(|(id, _)| *id).collect();
        self.detach(&lost);
    }

    fn detach(&self, lost: &[BranchId]) {
        let mut junctions: Vec<(Arc<Junction>, Vec<usize>)> = Vec::new();
        for branch in lost.iter().filter_map(|id| self.branches.get(id)) {
            let new = branch
                .via
                .iter()
                .filter(|(junction, _)| !junctions.iter().any(|(known, _)| Arc::ptr_eq(known, junction)));
            let new: Vec<_> = new
                .map(|(junction, _)| (Arc::clone(junction), Vec::new()))
                .collect();
            junctions.extend(new);
        }
        for (id, branch) in &self.branches {
            if !lost.contains(id) {
                for (junction, output) in &branch.via {
                    let known = junctions
                        .iter_mut()
                        .find(|(known, _)| Arc::ptr_eq(known, junction));
                    if let Some((_, outputs)) = known {
                        outputs.push(*output);
                    }
                }
            }
        }
        for (junction, outputs) in junctions {
            junction.keep(&outputs);
        }
    }

    /// Has the branch of a sink negotiate again. A change that the sink made itself is told to the application.
    pub(super) fn sink_type(&self, stream_sink: StreamSinkId, notice: Notice) -> Option<MediaEvent> {
        let mut branches = self.branches.values();
        let branch = branches.find(|branch| branch.stream_sink == stream_sink)?;
        branch.segment.control.tell(notice);
        match notice {
            Notice::SinkTypeChanged => {
                let event = MediaEvent::new(EventType::SessionStreamSinkFormatChanged);
                event
                    .attributes()
                    .set(keys::MF_EVENT_OUTPUT_NODE, branch.output_node.0);
                Some(event)
            }
            Notice::SinkTypeInvalid | Notice::Drain | Notice::Late(_) => None,
        }
    }

    /// Shows nodes that a change of format made necessary in the full topology. Applications hold the former one.
    pub(super) fn reshape(&mut self, branch: BranchId, change: &Reshaping) -> Option<TopologyKey> {
        let (key, entry) = self
            .topologies
            .iter_mut()
            .find(|(_, entry)| entry.branches.contains(&branch))?;
        let changed = entry.full.as_ref()?.duplicate();
        let splice = || -> Result<()> {
            let (down, input) = (changed.node_by_id(change.before.0)?, change.before.1);
            let (mut up, mut output) = match change.removed {
                Some(removed) => {
                    let removed = changed.node_by_id(removed)?;
                    let upstream = removed.input(0)?;
                    changed.remove_node(&removed)?;
                    upstream
                }
                None => down.input(input)?,
            };
            for node in &change.inserted {
                changed.add_node(node)?;
                up.connect_output(output, node, 0)?;
                (up, output) = (node.clone(), 0);
            }
            up.connect_output(output, &down, input)
        };
        if let Err(error) = splice() {
            tracing::warn!(%error, "a change of the topology cannot be shown");
            return None;
        }
        let (former, key) = (entry.full.replace(changed), *key);
        self.discard(former);
        Some(key)
    }

    pub(in crate::driver) fn output_statistics(&self, node: NodeId) -> Option<Vec<OutputStatistics>> {
        let mut junctions = self.topologies.values().flat_map(|entry| &entry.junctions);
        let (_, junction) = junctions.find(|(known, _)| *known == node)?;
        Some(junction.statistics())
    }
}

fn collect_outputs(junctions: &mut Vec<(Arc<Junction>, Vec<usize>)>, branch: &RunningBranch) {
    for (junction, output) in &branch.via {
        let known = junctions
            .iter_mut()
            .find(|(known, _)| Arc::ptr_eq(known, junction));
        match known {
            Some((_, outputs)) => outputs.push(*output),
            None => junctions.push((Arc::clone(junction), vec![*output])),
        }
    }
}

impl RunningSegment {
    /// The order to run, from that of a branch.
    fn run(
        &mut self,
        branch: &RunOrder,
        first: (NodeId, MediaTime),
        end: Option<MediaTime>,
    ) -> (Arc<BranchControl>, Order) {
        let order = self.timing.order(branch, first, end);
        (self.told, self.change) = (order.stop, order.change);
        (Arc::clone(&self.control), Order::Run(order))
    }
}

impl RunningBranch {
    /// Everything of its run was rendered.
    fn is_over(&self) -> bool {
        self.returned && self.drained.is_some()
    }

    /// Its first source node, and where that starts.
    fn first(&self) -> (NodeId, MediaTime) {
        let first = self.inputs.first();
        first.map_or((NodeId(0), MediaTime::ZERO), |input| (input.node, input.start))
    }

    /// One of its source nodes ends elsewhere.
    pub(super) fn set_stop(
        &mut self,
        input: u32,
        stop: MediaTime,
        inner: &mut BTreeMap<BranchId, RunningSegment>,
    ) {
        let Some(input) = self.inputs.get_mut(input as usize) else {
            return;
        };
        input.stop = Some(stop);
        self.segment.timing.set_stop(input.node, stop);
        for id in &self.inner {
            if let Some(segment) = inner.get_mut(id) {
                segment.timing.set_stop(input.node, stop);
            }
        }
    }

    /// The presentation time at which all its source nodes have ended; `None` if one of them has no stop. Backwards, where
    /// the first one begins.
    fn end(&self, order: &RunOrder) -> Option<MediaTime> {
        let own = order.stop.map(|stop| stop + order.offset);
        if order.rate < 0.0 {
            return own;
        }
        let (_, media_start) = self.first();
        let joined = self.inputs.iter().skip(1).map(|input| {
            let shift = input.start - media_start;
            input.stop.map(|stop| stop + (order.offset - shift))
        });
        joined.fold(own, |last, end| last.zip(end).map(|(last, end)| last.max(end)))
    }
}
