//! A source of the application, as the sequencer sees it.

use std::collections::{BTreeMap, VecDeque};
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
    /// The calls that it has not answered. It answers them in their order.
    unanswered: VecDeque<Asked>,
    /// The number of its last start.
    last_start: u64,
    /// How many answers to `set_rate` are awaited.
    pub(crate) rating: u32,
    /// Its last start failed.
    pub(crate) start_failure: Option<Error>,
    /// Its last pause failed.
    pub(crate) pause_failure: Option<Error>,
    /// What it said of its last start.
    pub(crate) started: Option<SharedEvent>,
    /// The streams that it announced, by its own identifiers.
    pub(crate) streams: BTreeMap<u32, Arc<dyn MediaStream>>,
    /// It was started for an element whose turn has not come.
    pub(crate) preroll: Option<Preroll>,
    pub(crate) ended: bool,
    /// It has said that it has run dry.
    pub(crate) buffers: bool,
    /// Somebody else has shut it down: it answers nothing.
    gone: bool,
    pub(crate) calls: Outbox<Call>,
}

#[derive(Clone)]
pub(crate) struct Preroll {
    pub(crate) context: Context,
    pub(crate) at: MediaTime,
    pub(crate) descriptor: Arc<PresentationDescriptor>,
}

/// A call that is to be answered by an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// `moves`: its data do not go on where they were.
    Start {
        number: u64,
        moves: bool,
    },
    Pause,
    Stop,
}

/// A call to a native source. They keep their order.
pub(crate) enum Call {
    /// The number of the start comes first.
    Start(u64, Arc<PresentationDescriptor>, StartPosition),
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
            unanswered: VecDeque::new(),
            last_start: 0,
            rating: 0,
            start_failure: None,
            pause_failure: None,
            started: None,
            streams: BTreeMap::new(),
            preroll: None,
            ended: false,
            buffers: false,
            gone: false,
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
        self.run = Run::Started;
        self.last_start += 1;
        self.preroll = None;
        self.start_failure = self.gone.then_some(Error::Shutdown);
        if self.gone {
            return;
        }
        let number = self.last_start;
        self.unanswered.push_back(Asked::Start { number, moves });
        self.calls.push(Call::Start(number, descriptor, position));
    }

    /// A start was answered, by its event or, with `number`, by a call that failed. The answer to one that another has
    /// overtaken says nothing of that.
    pub(crate) fn start_answered(&mut self, number: Option<u64>, failure: Option<Error>) -> bool {
        let is_it = |asked: &Asked| match asked {
            Asked::Start { number: known, .. } => number.is_none_or(|number| number == *known),
            Asked::Pause | Asked::Stop => false,
        };
        let Some(Asked::Start { number, .. }) = self.take_asked(is_it) else {
            return false;
        };
        let is_last = number == self.last_start;
        if is_last {
            self.start_failure = failure;
        }
        is_last
    }

    pub(crate) fn pause_answered(&mut self, failure: Option<Error>) {
        if self.take_asked(|asked| *asked == Asked::Pause).is_some() {
            self.pause_failure = failure;
        }
    }

    pub(crate) fn stop_answered(&mut self) {
        self.take_asked(|asked| *asked == Asked::Stop);
    }

    /// Somebody else has shut it down: what it was asked for it does not answer any more.
    pub(crate) fn leave(&mut self) {
        self.gone = true;
        self.buffers = false;
        if self.is_starting() {
            self.start_failure = Some(Error::Shutdown);
        }
        if self.is_pausing() {
            self.pause_failure = Some(Error::Shutdown);
        }
        self.unanswered.clear();
    }

    fn take_asked(&mut self, is_it: impl Fn(&Asked) -> bool) -> Option<Asked> {
        let index = self.unanswered.iter().position(is_it)?;
        self.unanswered.remove(index)
    }

    /// Whether its last start is not answered.
    pub(crate) fn is_starting(&self) -> bool {
        self.unanswered.iter().any(|asked| match asked {
            Asked::Start { number, .. } => *number == self.last_start,
            Asked::Pause | Asked::Stop => false,
        })
    }

    /// Whether a start elsewhere is not answered: what it says of its data is about what was before.
    pub(crate) fn is_moving(&self) -> bool {
        self.unanswered.iter().any(|asked| match asked {
            Asked::Start { moves, .. } => *moves,
            Asked::Pause | Asked::Stop => false,
        })
    }

    pub(crate) fn is_pausing(&self) -> bool {
        self.unanswered.contains(&Asked::Pause)
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.unanswered.contains(&Asked::Stop)
    }

    /// Tells it a rate that it does not know and at which it plays; else one that all do.
    pub(crate) fn set_rate(&mut self, pace: Pace) {
        let bounds = self.rates.unwrap_or(RateBounds::NORMAL);
        let pace = match bounds.is_rate_supported(pace.thin, pace.rate) {
            Ok(()) => pace,
            Err(_) => Pace::NORMAL,
        };
        if pace != self.pace && !self.gone {
            self.pace = pace;
            self.rating += 1;
            self.calls.push(Call::SetRate(pace));
        }
    }

    pub(crate) fn pause(&mut self) {
        self.run = Run::Paused;
        self.pause_failure = self.gone.then_some(Error::Shutdown);
        if !self.gone {
            self.unanswered.push_back(Asked::Pause);
            self.calls.push(Call::Pause);
        }
    }

    pub(crate) fn stop(&mut self) {
        if self.run != Run::Stopped {
            self.run = Run::Stopped;
            self.preroll = None;
            self.buffers = false;
            if !self.gone {
                self.unanswered.push_back(Asked::Stop);
                self.calls.push(Call::Stop);
            }
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
            && self.start_failure.is_none()
            && self.preroll.as_ref().is_some_and(|preroll| {
                preroll.context == context
                    && preroll.at == at
                    && selection(&preroll.descriptor) == selection(descriptor)
            })
    }
}
