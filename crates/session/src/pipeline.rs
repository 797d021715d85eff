use std::collections::{BTreeMap, BTreeSet};

use openmf_core::Error;

use crate::presentation::Presentation;
use crate::{BranchShape, Component, Generation, Rate, SinkId, SourceId, StreamSinkId};

/// What the session knows about its components, whichever presentation they belong to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pipeline {
    pub(crate) clock: ClockRun,
    /// The rate that was set.
    pub(crate) rate: Rate,
    /// What the sources were told of it. One that is not here has the rate 1.0.
    pub(crate) source_rates: BTreeMap<SourceId, ToldRate>,
    /// An operation ended before the time source had given its verdict. If that comes later it looks like the verdict on
    /// the next change.
    pub(crate) verdict_is_out: bool,
    /// The highest generation given out.
    pub(crate) generation: Generation,
    /// The number of the last preroll.
    pub(crate) preroll: Generation,
    /// The sources that were started or paused, and not stopped since.
    pub(crate) sources: BTreeMap<SourceId, SourceRun>,
    /// The sources that have run dry, as they said.
    pub(crate) buffering: BTreeSet<SourceId>,
    /// Sources that were told to stop although nothing depends on when they have.
    pub(crate) dismissed: BTreeSet<SourceId>,
    /// What did not answer and was cut off.
    pub(crate) cut_off: BTreeMap<Component, Error>,
    /// Sources that somebody else shut down.
    pub(crate) gone: BTreeSet<SourceId>,
    /// Sinks that were told to finish their files.
    pub(crate) finalized: BTreeSet<SinkId>,
    /// Sinks that have lost their device.
    pub(crate) lost: BTreeMap<SinkId, Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum ClockRun {
    #[default]
    Stopped,
    Running,
    Paused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceRun {
    Started,
    Paused,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ToldRate {
    pub(crate) rate: Rate,
    pub(crate) confirmed: bool,
}

impl Pipeline {
    /// A source is being told the rate. Returns whether that is necessary.
    pub(crate) fn tell_rate(&mut self, source: SourceId, rate: Rate) -> bool {
        let told = self.source_rates.get(&source);
        let has = told.map_or(rate == Rate::default(), |told| {
            told.confirmed && told.rate == rate
        });
        if has || self.is_cut_off(Component::Source(source)) || self.is_gone(source) {
            return false;
        }
        let confirmed = false;
        self.source_rates.insert(source, ToldRate { rate, confirmed });
        true
    }

    pub(crate) fn source_rate_answered(&mut self, source: SourceId, accepted: bool) {
        if let Some(told) = self.source_rates.get_mut(&source) {
            told.confirmed = accepted;
        }
    }

    /// The sources that have confirmed this rate.
    pub(crate) fn sources_at(&self, rate: Rate) -> Vec<SourceId> {
        let at = self
            .source_rates
            .iter()
            .filter(|(_, told)| told.confirmed && told.rate == rate);
        at.map(|(source, _)| *source).collect()
    }

    pub(crate) fn next_generation(&mut self) -> Generation {
        self.generation.0 += 1;
        self.generation
    }

    pub(crate) fn cut_off(&mut self, component: Component, error: Error) {
        if let Component::Source(source) = component {
            self.sources.remove(&source);
        }
        self.cut_off.insert(component, error);
    }

    pub(crate) fn is_cut_off(&self, component: Component) -> bool {
        self.cut_off.contains_key(&component)
    }

    pub(crate) fn why_cut_off(&self, component: Component) -> Option<Error> {
        self.cut_off.get(&component).cloned()
    }

    /// The next topology may have another time source.
    pub(crate) fn forget_clock(&mut self) {
        self.cut_off.remove(&Component::Clock);
    }

    /// Returns whether it was there until now.
    pub(crate) fn source_gone(&mut self, source: SourceId) -> bool {
        self.sources.remove(&source);
        self.gone.insert(source)
    }

    pub(crate) fn is_gone(&self, source: SourceId) -> bool {
        self.gone.contains(&source)
    }

    /// Returns whether it had its device until now.
    pub(crate) fn sink_lost(&mut self, sink: SinkId, error: Error) -> bool {
        self.lost.insert(sink, error).is_none()
    }

    pub(crate) fn is_lost(&self, presentation: &Presentation, stream_sink: StreamSinkId) -> bool {
        presentation
            .sink_of(stream_sink)
            .is_some_and(|sink| self.lost.contains_key(&sink))
    }

    fn is_live(&self, sink: SinkId, stream_sink: StreamSinkId) -> bool {
        !self.lost.contains_key(&sink)
            && !self.is_cut_off(Component::Sink(sink))
            && !self.is_cut_off(Component::StreamSink(stream_sink))
    }

    /// The stream sinks of a presentation that still answer.
    pub(crate) fn live_stream_sinks(&self, presentation: &Presentation) -> Vec<StreamSinkId> {
        let sinks = presentation.shape.sinks.iter();
        let all = sinks.flat_map(|sink| sink.stream_sinks.iter().map(|id| (sink.id, *id)));
        all.filter(|(sink, id)| self.is_live(*sink, *id))
            .map(|(_, id)| id)
            .collect()
    }

    /// The branches of a presentation that lead to a sink with a device.
    pub(crate) fn live_branches<'a>(
        &'a self,
        presentation: &'a Presentation,
    ) -> impl Iterator<Item = &'a BranchShape> + 'a {
        let branches = presentation.shape.branches.iter();
        branches.filter(|branch| {
            !self.is_lost(presentation, branch.stream_sink) && !self.is_cut_off(Component::Branch(branch.id))
        })
    }

    /// Why a presentation cannot be started, if so.
    pub(crate) fn obstacle(&self, presentation: &Presentation) -> Option<Error> {
        let shape = &presentation.shape;
        let sources = shape.sources.iter().map(|source| Component::Source(source.id));
        let branches = shape.branches.iter().map(|branch| Component::Branch(branch.id));
        let stream_sinks = presentation.stream_sinks().map(Component::StreamSink);
        let sinks = shape.sinks.iter().map(|sink| Component::Sink(sink.id));
        let mut components = sources
            .chain(branches)
            .chain(stream_sinks)
            .chain(sinks)
            .chain([Component::Clock]);
        if let Some(error) = components.find_map(|component| self.cut_off.get(&component)) {
            return Some(error.clone());
        }
        if let Some(source) = shape.sources.iter().find(|source| self.is_gone(source.id)) {
            return Some(Error::invalid_request(format!(
                "{} was shut down by its owner",
                source.name
            )));
        }
        if self.live_branches(presentation).next().is_none() {
            let lost = shape.sinks.iter().find_map(|sink| self.lost.get(&sink.id));
            return lost.cloned();
        }
        None
    }
}
