use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use openmf_core::{EventQueue, Result, SharedEvent};
use openmf_runtime::Runtime;

/// The events of a session.
///
/// As an [`Iterator`] it waits for each event on the calling thread; as a [`futures_core::Stream`], or by
/// [`Events::next_event`], it waits in any executor. It ends when the session is shut down.
#[derive(Debug)]
pub struct Events {
    queue: EventQueue,
    runtime: Runtime,
}

impl Events {
    pub(crate) fn new(queue: EventQueue, runtime: Runtime) -> Self {
        Self { queue, runtime }
    }

    /// The next event, as soon as there is one; `None` after the session was shut down.
    pub async fn next_event(&mut self) -> Option<SharedEvent> {
        std::future::poll_fn(|cx| self.queue.poll_event(cx)).await.ok()
    }

    /// The next event, if there is one now.
    ///
    /// # Errors
    /// - [`openmf_core::Error::NoEventsAvailable`]: there is none.
    /// - [`openmf_core::Error::MultipleSubscribers`]: a callback is waiting for events.
    /// - [`openmf_core::Error::Shutdown`]: the session was shut down.
    pub fn try_next_event(&mut self) -> Result<SharedEvent> {
        self.queue.try_get_event()
    }
}

impl Iterator for Events {
    type Item = SharedEvent;

    fn next(&mut self) -> Option<SharedEvent> {
        let runtime = self.runtime.clone();
        runtime.block_on(self.next_event())
    }
}

impl Stream for Events {
    type Item = SharedEvent;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<SharedEvent>> {
        self.queue.poll_event(cx).map(Result::ok)
    }
}
