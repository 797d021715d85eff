//! A source of the application, as the sequencer sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use openmf_core::{
    Error, MediaSource, MediaStream, MediaTime, PresentationDescriptor, RateBounds, RateSupport, SharedEvent,
    SourceCharacteristics, StartPosition,
};

use crate::outbox::Outbox;
use crate::segment::Context;

/// Which native source; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NativeId(pub(crate) u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Run {
    #[default]
    Stopped,
    Started,
    Paused,
}

pub(crate) struct Native {
    pub(crate) id: NativeId,
    pub(crate) source: Arc<dyn MediaSource>,
    pub(crate) characteristics: SourceCharacteristics,
    /// The rates at which it plays, if it has a rate control.
    pub(crate) rates: Option<RateBounds>,
    /// The rate that it was told last.
    pub(crate) pace: Pace,
    /// What it was told last.
    pub(crate) run: Run,
    /// How many answers to `start`, `pause`, `stop` and `set_rate` are awaited.
    pub(crate) starting: u32,
    /// None of the starts that are awaited moves it: its data go on.
    pub(crate) resuming: bool,
    pub(crate) pausing: u32,
    pub(crate) stopping: u32,
    pub(crate) rating: u32,
    /// The last start failed.
    pub(crate) failure: Option<Error>,
    /// What it said of its last start.
    pub(crate) started: Option<SharedEvent>,
    /// The streams that it announced, by its own identifiers.
    pub(crate) streams: BTreeMap<u32, Arc<dyn MediaStream>>,
    /// It was started for an element whose turn has not come.
    pub(crate) preroll: Option<Preroll>,
    pub(crate) ended: bool,
    pub(crate) calls: Outbox<Call>,
}

#[derive(Clone)]
pub(crate) struct Preroll {
    pub(crate) context: Context,
    pub(crate) at: MediaTime,
    pub(crate) descriptor: Arc<PresentationDescriptor>,
}

/// A call to a native source. They keep their order.
pub(crate) enum Call {
    Start(Arc<PresentationDescriptor>, StartPosition),
    Pause,
    Stop,
    SetRate(Pace),
    Shutdown,
}

/// How a source plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pace {
    pub(crate) thin: bool,
    pub(crate) rate: f32,
}

impl Pace {
    pub(crate) const NORMAL: Self = Self {
        thin: false,
        rate: 1.0,
    };
}

impl Native {
    pub(crate) fn new(
        id: NativeId,
        source: Arc<dyn MediaSource>,
        characteristics: SourceCharacteristics,
        rates: Option<RateBounds>,
    ) -> Self {
        Self {
            id,
            source,
            characteristics,
            rates,
            pace: Pace::NORMAL,
            run: Run::Stopped,
            starting: 0,
            resuming: false,
            pausing: 0,
            stopping: 0,
            rating: 0,
            failure: None,
            started: None,
            streams: BTreeMap::new(),
            preroll: None,
            ended: false,
            calls: Outbox::default(),
        }
    }

    /// Starts it at a rate, as far as it plays at that.
    pub(crate) fn start(
        &mut self,
        descriptor: Arc<PresentationDescriptor>,
        position: StartPosition,
        pace: Pace,
    ) {
        if self.run == Run::Stopped {
            self.set_rate(pace);
        }
        // Not every source that is stopped can be sent to its beginning, which is where it starts anyway.
        let position = match position {
            StartPosition::At(MediaTime::ZERO) if self.run == Run::Stopped => StartPosition::Current,
            other => other,
        };
        let moves = position != StartPosition::Current || self.run == Run::Stopped;
        if moves {
            self.ended = false;
        }
        self.resuming = !moves && (self.starting == 0 || self.resuming);
        self.run = Run::Started;
        self.starting += 1;
        self.preroll = None;
        self.calls.push(Call::Start(descriptor, position));
    }

    /// Tells it a rate that it does not know and at which it plays; else one that all do.
    pub(crate) fn set_rate(&mut self, pace: Pace) {
        let bounds = self.rates.unwrap_or(RateBounds::NORMAL);
        let pace = match bounds.is_rate_supported(pace.thin, pace.rate) {
            Ok(()) => pace,
            Err(_) => Pace::NORMAL,
        };
        if pace != self.pace {
            self.pace = pace;
            self.rating += 1;
            self.calls.push(Call::SetRate(pace));
        }
    }

    pub(crate) fn pause(&mut self) {
        self.run = Run::Paused;
        self.pausing += 1;
        self.calls.push(Call::Pause);
    }

    pub(crate) fn stop(&mut self) {
        if self.run != Run::Stopped {
            self.run = Run::Stopped;
            self.stopping += 1;
            self.preroll = None;
            self.calls.push(Call::Stop);
        }
    }

    /// Whether it was started before its turn, just as it is to start now.
    pub(crate) fn is_prerolled(
        &self,
        context: Context,
        at: MediaTime,
        descriptor: &PresentationDescriptor,
    ) -> bool {
        let selection = |descriptor: &PresentationDescriptor| -> Vec<bool> {
            descriptor.streams().map(|(_, on)| on).collect()
        };
        self.run == Run::Started
            && self.failure.is_none()
            && self.preroll.as_ref().is_some_and(|preroll| {
                preroll.context == context
                    && preroll.at == at
                    && selection(&preroll.descriptor) == selection(descriptor)
            })
    }
}
