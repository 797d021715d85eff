use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use openmf_core::{Error, PresentationTime};
use openmf_runtime::Runtime;

use super::media::MediaInfo;

/// What happens to a player, in the order in which it happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PlayerEvent {
    /// A file was opened and can be played. [`PlayerEvent::StreamLeftOut`] follows for each stream that cannot,
    /// and [`PlayerEvent::NoDevice`] for each whose device is missing.
    Opened {
        /// What is in it.
        media: Arc<MediaInfo>,
    },
    /// A selected stream is not played: no decoder takes it, or no sink takes what comes out. The others play.
    StreamLeftOut {
        /// The place in [`MediaInfo::streams`].
        stream: usize,
        /// Why.
        error: Error,
    },
    /// It plays now, for the first time or again.
    Playing,
    /// It is paused.
    Paused,
    /// The position was moved. When it was not playing before, [`PlayerEvent::Playing`] follows unless it is paused.
    Seeked {
        /// Where to.
        position: PresentationTime,
    },
    /// The rate is another one now.
    RateChanged {
        /// 1 is normal, negative plays backwards.
        rate: f32,
    },
    /// One frame forward or back was stepped; it is paused.
    Stepped {
        /// The time of the frame that is shown.
        position: PresentationTime,
    },
    /// It was stopped; the position is 0.
    Stopped,
    /// What was open was closed, because it was asked for or because another file is to be opened.
    Closed,
    /// Something in the file is damaged. What is intact plays on.
    Damaged {
        /// The place in [`MediaInfo::streams`], if it is known.
        stream: Option<usize>,
        /// What is wrong, and where.
        error: Error,
    },
    /// There is no sound device or no window for a stream; a null renderer takes its place. After
    /// [`PlayerEvent::Opened`], or after another stream was selected.
    NoDevice {
        /// The place in [`MediaInfo::streams`], if it is known.
        stream: Option<usize>,
        /// Why.
        error: Error,
    },
    /// The sound device is lost; it plays on in silence.
    DeviceLost,
    /// The end was reached. [`Player::play`](crate::Player::play) starts again from the beginning.
    Ended,
    /// The end was reached, and it plays again from the beginning.
    Looped,
    /// A file could not be opened, or playback had to stop. The player can open the next file.
    Failed {
        /// Why.
        error: Error,
    },
    /// An operation was not possible; all is as before.
    Refused {
        /// Why.
        error: Error,
    },
    /// The volume was changed, or the sound muted or not.
    VolumeChanged {
        /// From 0 to 1.
        volume: f32,
        /// Whether nothing is heard.
        muted: bool,
    },
}

/// The events of a player, as an [`Iterator`] that waits on the calling thread and as a [`Stream`]. It ends when the
/// player is shut down. Several readers share the events: each event goes to one of them.
#[derive(Clone)]
pub struct PlayerEvents {
    queue: Arc<PlayerEventQueue>,
    runtime: Runtime,
}

impl PlayerEvents {
    pub(super) fn new(queue: Arc<PlayerEventQueue>, runtime: Runtime) -> Self {
        Self { queue, runtime }
    }

    /// The next event, as soon as there is one; `None` after the player was shut down.
    pub async fn next_event(&mut self) -> Option<PlayerEvent> {
        self.queue.next().await
    }

    /// The next event, if there is one now.
    pub fn try_next_event(&mut self) -> Option<PlayerEvent> {
        self.queue.lock().events.pop_front()
    }
}

impl Iterator for PlayerEvents {
    type Item = PlayerEvent;

    fn next(&mut self) -> Option<PlayerEvent> {
        let runtime = self.runtime.clone();
        runtime.block_on(self.queue.next())
    }
}

impl Stream for PlayerEvents {
    type Item = PlayerEvent;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<PlayerEvent>> {
        self.queue.poll_next(cx)
    }
}

impl std::fmt::Debug for PlayerEvents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlayerEvents").finish_non_exhaustive()
    }
}

/// Events that nobody has read yet; beyond this many the oldest are dropped.
pub(super) const MAX_UNREAD_EVENTS: usize = 4096;

#[derive(Default)]
pub(super) struct PlayerEventQueue {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    events: VecDeque<PlayerEvent>,
    wakers: Vec<Waker>,
    closed: bool,
}

impl PlayerEventQueue {
    pub(super) fn push(&self, event: PlayerEvent) {
        let wakers = {
            let mut state = self.lock();
            if state.closed {
                return;
            }
            if state.events.len() == MAX_UNREAD_EVENTS {
                state.events.pop_front();
            }
            state.events.push_back(event);
            std::mem::take(&mut state.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Readers get what is queued, then the end.
    pub(super) fn close(&self) {
        let wakers = {
            let mut state = self.lock();
            state.closed = true;
            std::mem::take(&mut state.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    pub(super) async fn next(&self) -> Option<PlayerEvent> {
        std::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<PlayerEvent>> {
        let mut state = self.lock();
        match state.events.pop_front() {
            Some(event) => Poll::Ready(Some(event)),
            None if state.closed => Poll::Ready(None),
            None => {
                if !state.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
                    state.wakers.push(cx.waker().clone());
                }
                Poll::Pending
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
