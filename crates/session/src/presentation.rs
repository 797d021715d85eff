use std::collections::{BTreeMap, BTreeSet};

use openmf_core::{Error, MediaTime, PresentationTime, TimeSpan};

use crate::states::Hold;
use crate::waits::{Answer, Waits};
use crate::{
    BranchId, BranchRun, BranchShape, Component, Generation, PresentationShape, Rate, SinkId, SourceId,
    StreamSinkId, TopologyKey,
};

/// A resolved topology.
#[derive(Clone, Debug)]
pub(crate) struct Presentation {
    pub(crate) key: TopologyKey,
    pub(crate) shape: PresentationShape,
    /// `MF_TOPOSTATUS_READY` was sent.
    pub(crate) ready: bool,
}

impl Presentation {
    pub(crate) fn new(key: TopologyKey, shape: PresentationShape) -> Self {
        Self {
            key,
            shape,
            ready: false,
        }
    }

    pub(crate) fn sink_of(&self, stream_sink: StreamSinkId) -> Option<SinkId> {
        let sink = self
            .shape
            .sinks
            .iter()
            .find(|sink| sink.stream_sinks.contains(&stream_sink))?;
        Some(sink.id)
    }

    pub(crate) fn has_sink(&self, id: SinkId) -> bool {
        self.shape.sinks.iter().any(|sink| sink.id == id)
    }

    pub(crate) fn has_source(&self, id: SourceId) -> bool {
        self.shape.sources.iter().any(|source| source.id == id)
    }

    pub(crate) fn is_playlist(&self, id: SourceId) -> bool {
        self.shape.playlist_sources.contains(&id)
    }

    /// The presentation time of its beginning when it is started by itself.
    pub(crate) fn origin(&self) -> PresentationTime {
        self.shape
            .project
            .map_or(PresentationTime::ZERO, |(start, _)| start)
    }

    pub(crate) fn stream_sinks(&self) -> impl Iterator<Item = StreamSinkId> + '_ {
        self.shape
            .sinks
            .iter()
            .flat_map(|sink| sink.stream_sinks.iter().copied())
    }

    /// What a person calls a component of this presentation.
    pub(crate) fn name_of(&self, component: Component) -> Option<&str> {
        let shape = &self.shape;
        match component {
            Component::Source(id) => shape
                .sources
                .iter()
                .find(|source| source.id == id)
                .map(|source| &*source.name),
            Component::Branch(id) => shape
                .branches
                .iter()
                .find(|branch| branch.id == id)
                .map(|branch| &*branch.name),
            Component::StreamSink(id) => shape
                .sinks
                .iter()
                .find(|sink| sink.stream_sinks.contains(&id))
                .map(|sink| &*sink.name),
            Component::Sink(id) => shape
                .sinks
                .iter()
                .find(|sink| sink.id == id)
                .map(|sink| &*sink.name),
            Component::Loader(_) | Component::Activation(_) | Component::Clock => None,
        }
    }
}

/// What a source with several presentations said when it was started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StartReport {
    pub(crate) source: SourceId,
    pub(crate) actual: Option<MediaTime>,
    pub(crate) is_fake: bool,
}

/// A presentation whose data flows.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) presentation: Presentation,
    /// The generation of its data.
    pub(crate) generation: Generation,
    /// The presentation time of its own zero.
    pub(crate) offset: TimeSpan,
    /// The presentation time at which it began.
    pub(crate) start: PresentationTime,
    /// `MF_TOPOSTATUS_STARTED_SOURCE` was sent.
    pub(crate) announced: bool,
    /// The topology was changed before that; `MF_TOPOSTATUS_DYNAMIC_CHANGED` is due.
    pub(crate) changed: bool,
    /// `MEEndOfPresentation` was sent for these.
    pub(crate) ended_sources: BTreeSet<SourceId>,
    /// `MEEndOfPresentationSegment` came of these.
    pub(crate) ended_segments: BTreeSet<SourceId>,
    /// It follows another presentation, or continues a sequence, at this time.
    pub(crate) from: Option<PresentationTime>,
    /// What a source with several presentations said of this start.
    pub(crate) report: Option<StartReport>,
    /// Its source was told that all that is wanted of it was read.
    pub(crate) is_forced: bool,
    /// These have given all their data to the sinks, and where it ends.
    pub(crate) drained: BTreeMap<BranchId, Option<PresentationTime>>,
    /// Of these everything was rendered.
    pub(crate) ended: BTreeSet<BranchId>,
}

impl Flow {
    pub(crate) fn new(presentation: Presentation) -> Self {
        Self {
            presentation,
            generation: Generation::default(),
            offset: TimeSpan::ZERO,
            start: PresentationTime::ZERO,
            announced: false,
            changed: false,
            ended_sources: BTreeSet::new(),
            ended_segments: BTreeSet::new(),
            from: None,
            report: None,
            is_forced: false,
            drained: BTreeMap::new(),
            ended: BTreeSet::new(),
        }
    }

    /// Begins anew at a presentation time.
    pub(crate) fn restart(&mut self, start: PresentationTime) {
        self.begin(start, self.presentation.origin().since_zero());
        self.from = None;
    }

    /// Begins at the time at which another presentation ends. Where that one comes to lie in the whole sequence is told
    /// by the topology, if the session has global time.
    pub(crate) fn restart_from(&mut self, from: PresentationTime) {
        let shape = &self.presentation.shape;
        let skipped = shape.start_on_switch;
        match shape.project {
            Some((start, _)) => self.begin(start + skipped, start.since_zero()),
            None => self.begin(from, from.since_zero() - skipped),
        }
        self.from = Some(from);
    }

    fn begin(&mut self, start: PresentationTime, offset: TimeSpan) {
        self.start = start;
        self.offset = offset;
        self.report = None;
        self.is_forced = false;
        self.ended_sources.clear();
        self.ended_segments.clear();
        self.drained.clear();
        self.ended.clear();
    }

    /// A source that chooses where it starts has done so.
    pub(crate) fn settle_start(&mut self) {
        let Some(StartReport {
            source,
            actual: Some(actual),
            ..
        }) = self.report
        else {
            return;
        };
        let into = actual - self.beginning(source);
        match (self.presentation.shape.project, self.from) {
            (None, Some(from)) => self.offset = from.since_zero() - into,
            (Some(_), _) | (None, None) => {
                let origin = self.presentation.origin();
                self.start = origin + into;
                self.offset = origin.since_zero();
            }
        }
    }

    /// The source has no data for this presentation.
    pub(crate) fn is_fake(&self) -> bool {
        self.report.is_some_and(|report| report.is_fake)
    }

    pub(crate) fn lose_all_branches(&mut self) {
        let branches: Vec<_> = self
            .presentation
            .shape
            .branches
            .iter()
            .map(|branch| branch.id)
            .collect();
        branches.into_iter().for_each(|branch| self.branch_lost(branch));
    }

    /// Whether every source with several presentations has said that this one, or the last one, is over.
    pub(crate) fn playlists_have_told(&self) -> bool {
        let mut playlists = self.presentation.shape.playlist_sources.iter();
        playlists.all(|id| self.ended_sources.contains(id) || self.ended_segments.contains(id))
    }

    /// Whether the sources of the next presentation can start. A playlist that starts its next presentation has no more
    /// to say of the one before; of one without data it says all at its start.
    pub(crate) fn gives_way(&self) -> bool {
        self.is_drained() && (self.is_fake() || self.playlists_have_told())
    }

    /// Whether another presentation of one of its sources is to come.
    pub(crate) fn awaits_more(&self) -> bool {
        let mut playlists = self.presentation.shape.playlist_sources.iter();
        playlists.any(|id| !self.ended_sources.contains(id))
    }

    /// Whether it may end before its sources do.
    pub(crate) fn has_stop(&self) -> bool {
        let mut branches = self.presentation.shape.branches.iter();
        branches.any(|branch| {
            let mut joined = branch.joined.iter();
            self.media_stop(branch).is_some() || joined.any(|input| input.media_stop.is_some())
        })
    }

    pub(crate) fn branch(&self, id: BranchId) -> Option<&BranchShape> {
        self.presentation
            .shape
            .branches
            .iter()
            .find(|branch| branch.id == id)
    }

    /// Returns whether `MF_TOPOSTATUS_STARTED_SOURCE`, which comes first, was sent.
    fn note_change(&mut self) -> bool {
        self.changed |= !self.announced;
        self.announced
    }

    /// Of this flow's generation. Returns whether the branch is of this flow.
    pub(crate) fn branch_drained(&mut self, id: BranchId, end: Option<PresentationTime>) -> bool {
        if self.branch(id).is_none() {
            return false;
        }
        let known = self.drained.entry(id).or_default();
        *known = (*known).max(end);
        true
    }

    /// A branch that may have been drained goes on, unless everything of it was rendered or its sources were told that they
    /// are not needed. Returns whether it does.
    pub(crate) fn resume(&mut self, id: BranchId) -> bool {
        let told = self.is_forced && !self.presentation.shape.playlist_sources.is_empty();
        if told || self.has_rendered(id) {
            return false;
        }
        self.is_forced = false;
        self.drained.remove(&id);
        true
    }

    /// Of this flow's generation. Returns whether the branch is of this flow.
    pub(crate) fn branch_ended(&mut self, id: BranchId, end: Option<PresentationTime>) -> bool {
        let ours = self.branch_drained(id, end);
        if ours {
            self.ended.insert(id);
        }
        ours
    }

    /// Nothing more comes of a branch whose sink has lost its device.
    pub(crate) fn branch_lost(&mut self, id: BranchId) {
        self.drained.entry(id).or_default();
        self.ended.insert(id);
    }

    pub(crate) fn is_drained(&self) -> bool {
        self.presentation
            .shape
            .branches
            .iter()
            .all(|branch| self.drained.contains_key(&branch.id))
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.presentation
            .shape
            .branches
            .iter()
            .all(|branch| self.ended.contains(&branch.id))
    }

    /// Whether everything of this branch was rendered.
    pub(crate) fn has_rendered(&self, branch: BranchId) -> bool {
        self.ended.contains(&branch)
    }

    pub(crate) fn has_drained(&self, id: BranchId) -> bool {
        self.drained.contains_key(&id)
    }

    /// Whether no source has anything more to give.
    pub(crate) fn sources_are_done(&self) -> bool {
        let all_ended = self.presentation.shape.sources.iter().all(|source| {
            self.ended_sources.contains(&source.id) || self.ended_segments.contains(&source.id)
        });
        all_ended || self.is_drained()
    }

    /// The presentation time at which its last sample ends.
    pub(crate) fn end(&self) -> PresentationTime {
        let end = self.drained.values().flatten().max().copied();
        end.map_or(self.start, |end| end.max(self.start))
    }

    /// The media time of `start` for a branch.
    fn media_start(&self, branch: &BranchShape) -> MediaTime {
        branch.media_start + self.since_media_start()
    }

    /// How far behind the start of every source node its content begins.
    fn since_media_start(&self) -> TimeSpan {
        (self.start - PresentationTime::ZERO) - self.offset
    }

    pub(crate) fn run(&self, branch: &BranchShape, rate: Rate) -> BranchRun {
        let start = self.media_start(branch);
        let (start, stop) = if rate.is_reverse() {
            let first = Some(branch.media_start).filter(|first| *first > MediaTime::ZERO);
            (
                self.media_stop(branch).map_or(start, |last| last.min(start)),
                first,
            )
        } else {
            (start, self.media_stop(branch))
        };
        BranchRun {
            branch: branch.id,
            start,
            stop,
            offset: self.offset - branch.media_start.since_zero(),
            rate: rate.rate,
            thin: rate.thin,
        }
    }

    fn media_stop(&self, branch: &BranchShape) -> Option<MediaTime> {
        let project = self.presentation.shape.project;
        let project = project.map(|(start, stop)| branch.media_start + (stop - start));
        [branch.media_stop, project].into_iter().flatten().min()
    }

    /// Where the content of a source node of a branch ends; `None` if there is no such branch, or it has no stop.
    pub(crate) fn stop_of(&self, branch: BranchId, input: u32) -> Option<MediaTime> {
        let shape = self.branch(branch)?;
        match input.checked_sub(1) {
            None => self.media_stop(shape),
            Some(index) => shape.joined.get(index as usize)?.media_stop,
        }
    }

    /// Where the earliest of a source's nodes begins.
    fn beginning(&self, source: SourceId) -> MediaTime {
        let branches = self.presentation.shape.branches.iter();
        let starts = branches.flat_map(|branch| {
            let joined = branch
                .joined
                .iter()
                .map(|input| (input.source, input.media_start));
            std::iter::once((branch.source, branch.media_start)).chain(joined)
        });
        let own = starts.filter(|(of, _)| *of == source);
        own.map(|(_, start)| start).min().unwrap_or(MediaTime::ZERO)
    }

    /// Where a source starts so that each of its branches gets what it needs.
    pub(crate) fn source_start(&self, source: SourceId, rate: Rate) -> MediaTime {
        let branches = self.presentation.shape.branches.iter();
        let starts = branches.flat_map(|branch| {
            let first = (branch.source, branch.media_start, branch.media_stop);
            let joined = branch
                .joined
                .iter()
                .map(|input| (input.source, input.media_start, input.media_stop));
            std::iter::once(first).chain(joined)
        });
        let own = starts.filter(|(of, ..)| *of == source);
        let start = if rate.is_reverse() {
            own.map(|(_, start, stop)| {
                let start = start + self.since_media_start();
                stop.map_or(start, |stop| stop.min(start))
            })
            .max()
        } else {
            own.map(|(_, start, _)| start + self.since_media_start()).min()
        };
        start.unwrap_or(MediaTime::ZERO)
    }

    /// Presentation time minus source time (`MF_EVENT_PRESENTATION_TIME_OFFSET`), of the first branch.
    pub(crate) fn presentation_offset(&self) -> TimeSpan {
        let first = self.presentation.shape.branches.first();
        self.offset - first.map_or(TimeSpan::ZERO, |branch| branch.media_start.since_zero())
    }
}

/// The presentation that plays, and the one that follows it without a gap.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    pub(crate) flow: Flow,
    /// `MF_TOPOSTATUS_ENDED` was sent for `flow`, and `next` takes over as soon as it can.
    pub(crate) ended: bool,
    pub(crate) next: Option<Next>,
    /// The sinks of `flow` that join the running clock; then `MF_TOPOSTATUS_SINK_SWITCHED` is due.
    pub(crate) switching: Option<Waits>,
    /// Whether the clock waits for a source.
    pub(crate) hold: Hold,
    /// At rate 0: the stream sinks that have still to show the frame of the last start; then
    /// `MESessionScrubSampleComplete` is due.
    pub(crate) scrub: Option<Scrub>,
    /// The time of the frame that the last complete scrub has shown. The clock does not follow it.
    pub(crate) scrubbed_to: Option<PresentationTime>,
}

/// A scrub on its way.
#[derive(Clone, Debug)]
pub(crate) struct Scrub {
    pub(crate) waits: Waits,
    /// The time of the frame that was shown.
    pub(crate) time: Option<PresentationTime>,
    pub(crate) failure: Option<Error>,
}

impl Running {
    pub(crate) fn new(flow: Flow) -> Self {
        Self {
            flow,
            ended: false,
            next: None,
            switching: None,
            scrub: None,
            scrubbed_to: None,
            hold: Hold::Free,
        }
    }

    /// Notes that a topology was changed. Returns whether that is to be told now.
    pub(crate) fn note_change(&mut self, topology: TopologyKey) -> bool {
        if self.flow.presentation.key == topology {
            return self.flow.note_change() && !self.ended;
        }
        let following = self.next.as_mut().map(|next| &mut next.flow);
        following
            .filter(|flow| flow.presentation.key == topology)
            .is_some_and(Flow::note_change)
    }

    /// The presentation that a source was started for last.
    pub(crate) fn owner_of(&self, source: SourceId) -> Option<&Presentation> {
        let next = self.next.as_ref().filter(|next| !next.is_unstarted());
        let flows = [next.map(|next| &next.flow), Some(&self.flow)];
        let mut owners = flows.into_iter().flatten().map(|flow| &flow.presentation);
        owners.find(|owner| owner.has_source(source))
    }

    /// The flow to which a generation belongs.
    pub(crate) fn flow_of(&mut self, generation: Generation) -> Option<&mut Flow> {
        if self.flow.generation == generation {
            return Some(&mut self.flow);
        }
        let next = self.next.as_mut()?;
        (next.is_flowing() && next.flow.generation == generation).then_some(&mut next.flow)
    }
}

/// A queued presentation on its way to take over.
#[derive(Clone, Debug)]
pub(crate) struct Next {
    pub(crate) flow: Flow,
    pub(crate) stage: NextStage,
}

impl Next {
    pub(crate) fn is_flowing(&self) -> bool {
        match self.stage {
            NextStage::Flowing => true,
            NextStage::Preparing(_) | NextStage::Prepared | NextStage::Starting(_) => false,
        }
    }

    pub(crate) fn is_unstarted(&self) -> bool {
        match self.stage {
            NextStage::Preparing(_) | NextStage::Prepared => true,
            NextStage::Starting(_) | NextStage::Flowing => false,
        }
    }

    /// Whether this source was asked to start and has answered, but its branches do not run yet.
    pub(crate) fn has_started(&self, source: SourceId) -> bool {
        match &self.stage {
            NextStage::Starting(waits) => {
                let awaited = waits.awaits(Answer::SourceStarted, Component::Source(source));
                self.flow.presentation.has_source(source) && !awaited
            }
            NextStage::Preparing(_) | NextStage::Prepared | NextStage::Flowing => false,
        }
    }

    pub(crate) fn waits_mut(&mut self) -> Option<&mut Waits> {
        match &mut self.stage {
            NextStage::Preparing(waits) | NextStage::Starting(waits) => Some(waits),
            NextStage::Prepared | NextStage::Flowing => None,
        }
    }

    pub(crate) fn waits(&self) -> Option<&Waits> {
        match &self.stage {
            NextStage::Preparing(waits) | NextStage::Starting(waits) => Some(waits),
            NextStage::Prepared | NextStage::Flowing => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum NextStage {
    /// Its branches are being built.
    Preparing(Waits),
    /// `MF_TOPOSTATUS_READY` was sent; it waits for the present one's last data.
    Prepared,
    /// Its sources are starting.
    Starting(Waits),
    /// Its branches run.
    Flowing,
}
