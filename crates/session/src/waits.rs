use std::collections::BTreeSet;

use openmf_core::{HostTime, TimeSpan};

use crate::Component;

/// A kind of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    Activated,
    BranchFlushed,
    ClockChanged,
    Finalized,
    KeyFrameFound,
    SinkPaused,
    SinkPrerolled,
    SinkRateChanged,
    SinkScrubbed,
    SinkStarted,
    SinkStopped,
    SourcePaused,
    SourceRateChanged,
    SourceStarted,
    SourceStopped,
}

impl Answer {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Activated => "activated",
            Self::BranchFlushed => "flushed",
            Self::ClockChanged => "clock changed",
            Self::Finalized => "finalized",
            Self::KeyFrameFound => "key frame found",
            Self::SinkPaused | Self::SourcePaused => "paused",
            Self::SinkPrerolled => "prerolled",
            Self::SinkRateChanged | Self::SourceRateChanged => "rate changed",
            Self::SinkScrubbed => "scrub complete",
            Self::SinkStarted | Self::SourceStarted => "started",
            Self::SinkStopped | Self::SourceStopped => "stopped",
        }
    }
}

/// The answers a state waits for, and for how long.
#[derive(Clone, Debug)]
pub(crate) struct Waits {
    pub(crate) pending: BTreeSet<(Answer, Component)>,
    pub(crate) since: HostTime,
    pub(crate) deadline: HostTime,
}

impl Waits {
    pub(crate) fn new(now: HostTime, limit: TimeSpan) -> Self {
        Self {
            pending: BTreeSet::new(),
            since: now,
            deadline: now + limit,
        }
    }

    /// What is awaited has until `limit` after `now`.
    pub(crate) fn extend(&mut self, now: HostTime, limit: TimeSpan) {
        self.deadline = now + limit;
    }

    pub(crate) fn add(&mut self, answer: Answer, component: Component) {
        self.pending.insert((answer, component));
    }

    /// Whether the answer was awaited.
    pub(crate) fn take(&mut self, answer: Answer, component: Component) -> bool {
        self.pending.remove(&(answer, component))
    }

    pub(crate) fn awaits(&self, answer: Answer, component: Component) -> bool {
        self.pending.contains(&(answer, component))
    }

    /// Nothing more is expected of this component.
    pub(crate) fn forget(&mut self, component: Component) {
        self.pending.retain(|(_, awaited)| *awaited != component);
    }

    /// Nothing more of this kind is expected.
    pub(crate) fn forget_kind(&mut self, answer: Answer) {
        self.pending.retain(|(awaited, _)| *awaited != answer);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    pub(crate) fn deadline(&self) -> Option<HostTime> {
        (!self.pending.is_empty()).then_some(self.deadline)
    }

    pub(crate) fn has_expired(&self, now: HostTime) -> bool {
        self.deadline().is_some_and(|deadline| deadline <= now)
    }

    /// How long was waited in all, and the components that have not answered. Nothing is awaited any longer.
    pub(crate) fn give_up(&mut self) -> (TimeSpan, BTreeSet<Component>) {
        let stalled = std::mem::take(&mut self.pending);
        (
            self.deadline - self.since,
            stalled.into_iter().map(|(_, component)| component).collect(),
        )
    }
}
