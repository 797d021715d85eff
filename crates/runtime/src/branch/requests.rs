use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use openmf_core::{EventTap, EventType, MediaEvent, Tapped};

use crate::sync::Mutex;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// Counts the `StreamSinkRequestSample` events of a sink that has no direct path, as they are queued: no other task is
/// between a request and the branch.
///
/// What the sink says of its type reaches the branch through the session. The requests that follow that are left to the
/// reader of the events, so that the branch does not answer them before it was told.
#[derive(Debug, Default)]
pub(crate) struct RequestCounter {
    count: AtomicUsize,
    /// The events from the first one on that goes through the session which were not read.
    unread: AtomicUsize,
    waker: Mutex<Option<Waker>>,
}

fn is_about_the_type(event: EventType) -> bool {
    matches!(
        event,
        EventType::StreamSinkFormatChanged | EventType::StreamSinkFormatInvalidated
    )
}

impl EventTap for RequestCounter {
    fn take(&self, event: &MediaEvent) -> Tapped {
        let event = event.event_type();
        let behind = |unread: usize| (unread > 0 || is_about_the_type(event)).then(|| unread + 1);
        let left = self
            .unread
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, behind);
        match (left, event) {
            (Err(_), EventType::StreamSinkRequestSample) => Tapped::Taken(self.add()),
            (Err(_), EventType::StreamSinkStopped) => {
                self.clear();
                Tapped::Left
            }
            _ => Tapped::Left,
        }
    }
}

impl RequestCounter {
    /// Returns who is to be woken.
    fn add(&self) -> Option<Waker> {
        self.count.fetch_add(1, Ordering::AcqRel);
        self.waker.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A sink that has stopped takes no samples, and asks anew when it starts.
    fn clear(&self) {
        self.count.store(0, Ordering::Release);
    }

    /// Whether there is another one behind it that was not read.
    fn was_read(&self) -> bool {
        let less = |unread: usize| unread.checked_sub(1);
        let before = self
            .unread
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
        before.is_ok_and(|before| before > 1)
    }

    pub(super) fn poll_request(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.count.load(Ordering::Acquire) > 0 {
            return Poll::Ready(());
        }
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(cx.waker().clone());
        if self.count.load(Ordering::Acquire) > 0 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    pub(super) fn take(&self) {
        let _ = self
            .count
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| count.checked_sub(1));
    }
}

/// Counts the requests that are left to the reader of a sink's events.
pub(crate) struct RequestReader {
    counter: Arc<RequestCounter>,
    reads: Reads,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// The counter has seen what there is to be counted.
    Nothing,
    /// What was queued behind an event about the type.
    Rest,
    /// The counter is shown nothing any more: another session has the sink too.
    All,
}

impl RequestReader {
    pub(crate) fn new(counter: &Arc<RequestCounter>) -> Self {
        Self {
            counter: Arc::clone(counter),
            reads: Reads::Nothing,
        }
    }

    /// The event that was read is on its way to whom it concerns.
    pub(crate) fn read(&mut self, event: EventType) {
        self.reads = match self.reads {
            Reads::Nothing if is_about_the_type(event) => Reads::Rest,
            Reads::Nothing if event == EventType::StreamSinkRequestSample => Reads::All,
            reads => reads,
        };
        if self.reads == Reads::Nothing {
            return;
        }
        match event {
            EventType::StreamSinkRequestSample => self.counter.add().into_iter().for_each(Waker::wake),
            EventType::StreamSinkStopped => self.counter.clear(),
            _ => {}
        }
        if !self.counter.was_read() && self.reads == Reads::Rest {
            self.reads = Reads::Nothing;
        }
    }
}

#[cfg(test)]
mod tests {
    use openmf_core::EventQueue;

    use super::*;
    use EventType::{
        StreamSinkFormatChanged as Changed, StreamSinkFormatInvalidated as Invalidated,
        StreamSinkMarker as Marker, StreamSinkRequestSample as Request, StreamSinkStarted as Started,
        StreamSinkStopped as Stopped,
    };

    #[derive(Clone, Copy)]
    enum Step {
        Queues(EventType),
        /// This event is read.
        Reads(EventType),
        /// So many samples are asked for.
        Counts(usize),
        /// Another session counts.
        Taps,
        Untaps,
    }
    use Step::{Counts, Queues, Reads, Taps, Untaps};

    fn check(steps: &[Step]) {
        let queue = EventQueue::inline();
        let (counter, other) = (Arc::<RequestCounter>::default(), Arc::<RequestCounter>::default());
        queue.tap(&counter);
        let mut reader = RequestReader::new(&counter);
        for (index, step) in steps.iter().enumerate() {
            match step {
                Queues(event) => queue.queue_type(*event).unwrap(),
                Reads(event) => {
                    let read = queue.try_get_event().unwrap().event_type();
                    assert_eq!(read, *event, "step {index}");
                    reader.read(read);
                }
                Counts(count) => assert_eq!(counter.count.load(Ordering::Acquire), *count, "step {index}"),
                Taps => queue.tap(&other),
                Untaps => queue.untap(&other),
            }
        }
        assert!(queue.try_get_event().is_err());
    }

    #[test]
    fn requests_count_as_they_are_queued_until_the_sink_stops() {
        check(&[
            Queues(Started),
            Queues(Request),
            Queues(Request),
            Counts(2),
            Queues(Stopped),
            Counts(0),
            Queues(Started),
            Queues(Request),
            Counts(1),
            Reads(Started),
            Reads(Stopped),
            Reads(Started),
            Counts(1),
        ]);
    }

    #[test]
    fn a_request_behind_a_change_of_type_counts_when_that_was_read() {
        for change in [Changed, Invalidated] {
            check(&[
                Queues(Request),
                Queues(Stopped),
                Queues(Request),
                Queues(change),
                Queues(Request),
                Queues(Marker),
                Counts(1),
                // Of before the change: it was counted.
                Reads(Stopped),
                Counts(1),
                Reads(change),
                Queues(Request),
                Counts(1),
                Reads(Request),
                Counts(2),
                Reads(Marker),
                Reads(Request),
                Counts(3),
                Queues(Request),
                Counts(4),
            ]);
        }
    }

    #[test]
    fn a_stop_behind_a_change_of_type_clears_in_its_order() {
        check(&[
            Queues(Changed),
            Queues(Request),
            Queues(Changed),
            Queues(Stopped),
            Queues(Request),
            Reads(Changed),
            Reads(Request),
            Counts(1),
            Reads(Changed),
            Reads(Stopped),
            Counts(0),
            Reads(Request),
            Counts(1),
            Queues(Stopped),
            Counts(0),
            Queues(Request),
            Counts(1),
            Reads(Stopped),
            Counts(1),
        ]);
    }

    #[test]
    fn a_counter_that_is_shown_nothing_any_more_counts_what_is_read() {
        check(&[
            Queues(Request),
            Taps,
            Queues(Request),
            Counts(1),
            Untaps,
            Queues(Request),
            Queues(Stopped),
            Queues(Request),
            Reads(Request),
            Counts(2),
            Reads(Stopped),
            Counts(0),
            Reads(Request),
            Counts(1),
        ]);
    }

    #[test]
    fn who_waits_is_woken_by_the_request_and_by_the_reader() {
        use std::sync::atomic::AtomicUsize;
        use std::task::Wake;
        #[derive(Default)]
        struct Woken(AtomicUsize);
        impl Wake for Woken {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, Ordering::SeqCst);
            }
        }
        let woken = Arc::<Woken>::default();
        let waker = Waker::from(Arc::clone(&woken));
        let mut cx = Context::from_waker(&waker);
        let queue = EventQueue::inline();
        let counter = Arc::<RequestCounter>::default();
        queue.tap(&counter);
        let mut reader = RequestReader::new(&counter);
        assert!(counter.poll_request(&mut cx).is_pending());
        queue.queue_type(Request).unwrap();
        assert_eq!(woken.0.load(Ordering::SeqCst), 1);
        assert!(counter.poll_request(&mut cx).is_ready());
        counter.take();
        assert!(counter.poll_request(&mut cx).is_pending());
        queue.queue_type(Changed).unwrap();
        queue.queue_type(Request).unwrap();
        assert_eq!(woken.0.load(Ordering::SeqCst), 1);
        for _ in 0..2 {
            reader.read(queue.try_get_event().unwrap().event_type());
        }
        assert_eq!(woken.0.load(Ordering::SeqCst), 2);
        assert!(counter.poll_request(&mut cx).is_ready());
    }
}
