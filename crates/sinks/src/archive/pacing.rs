//! Keeps a file's streams together: tells them when they are held, and watches over those that are waited for.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use openmf_core::{PresentationClock, TimerKey};

use super::ArchiveStream;
use super::pace::{Change, PATIENCE, Pace};
use crate::render_sink::RenderSink;

type Stream = RenderSink<ArchiveStream>;

/// A [`Pace`] with the streams and the clock of a sink. No lock is held during any call.
pub(crate) struct Pacing {
    this: Weak<Self>,
    streams: OnceLock<Vec<Weak<Stream>>>,
    state: Mutex<State>,
}

struct State {
    pace: Pace,
    clock: Option<Arc<dyn PresentationClock>>,
    timer: Option<TimerKey>,
}

impl Pacing {
    pub(crate) fn new(streams: usize) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            streams: OnceLock::new(),
            state: Mutex::new(State {
                pace: Pace::new(streams),
                clock: None,
                timer: None,
            }),
        })
    }

    /// The streams, in the order of their numbers.
    pub(crate) fn streams_made(&self, streams: &[Arc<Stream>]) {
        self.streams
            .get_or_init(|| streams.iter().map(Arc::downgrade).collect());
    }

    /// The clock by which streams are waited for. Each stream tells it.
    pub(crate) fn set_clock(&self, clock: Option<&Arc<dyn PresentationClock>>) {
        let (former, change) = {
            let mut state = self.lock();
            let is_same = match (&state.clock, clock) {
                (Some(former), Some(clock)) => Arc::ptr_eq(former, clock),
                (None, None) => true,
                _ => false,
            };
            if is_same {
                return;
            }
            let former = std::mem::replace(&mut state.clock, clock.cloned());
            let former = former.zip(state.timer.take());
            (former, state.pace.set_timed(clock.is_some()))
        };
        if let Some((clock, timer)) = former {
            clock.cancel_timer(timer);
        }
        self.perform(change);
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Pace) -> Change) {
        let change = change(&mut self.lock().pace);
        self.perform(change);
    }

    pub(crate) fn is_held(&self, stream: usize) -> bool {
        self.lock().pace.is_held(stream)
    }

    fn perform(&self, change: Change) {
        let streams = self.streams.get();
        for stream in change.streams {
            let stream = streams.and_then(|streams| streams.get(stream)?.upgrade());
            if let Some(stream) = stream {
                stream.hold_changed();
            }
        }
        let Some(number) = change.watch else { return };
        let Some(clock) = self.lock().clock.clone() else {
            return;
        };
        let this = self.this.clone();
        let key = clock.set_host_timer(
            clock.host_time() + PATIENCE,
            Box::new(move || {
                if let Some(this) = this.upgrade() {
                    this.change(|pace| pace.watched(number));
                }
            }),
        );
        let mut state = self.lock();
        if state.clock.as_ref().is_some_and(|now| Arc::ptr_eq(now, &clock)) {
            state.timer = Some(key);
        } else {
            drop(state);
            clock.cancel_timer(key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
