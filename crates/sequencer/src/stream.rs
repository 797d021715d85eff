use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    DirectStream, EventQueue, EventType, MediaStream, Result, StreamDescriptor, StreamItem, UserObject,
};

/// A stream of a native source under the identifier that it has in the sequence.
pub(crate) struct SegmentStream {
    inner: Arc<dyn MediaStream>,
    descriptor: Arc<StreamDescriptor>,
    ended: AtomicBool,
    reader: Mutex<Option<Waker>>,
}

impl SegmentStream {
    pub(crate) fn new(inner: Arc<dyn MediaStream>, descriptor: Arc<StreamDescriptor>) -> Self {
        Self {
            inner,
            descriptor,
            ended: AtomicBool::new(false),
            reader: Mutex::new(None),
        }
    }

    pub(crate) fn is_over(&self, inner: &Arc<dyn MediaStream>) -> bool {
        Arc::ptr_eq(&self.inner, inner)
    }

    pub(crate) fn revive(&self) {
        self.ended.store(false, Ordering::Release);
    }

    /// Whoever reads it gets no more than the end.
    pub(crate) fn end(&self) {
        if self.ended.swap(true, Ordering::AcqRel) {
            return;
        }
        if self.inner.direct().is_none() {
            // Fails if the stream was shut down, which is an end too.
            let _ = self.inner.events().queue_type(EventType::EndOfStream);
        }
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(reader) = reader {
            reader.wake();
        }
    }
}

impl MediaStream for SegmentStream {
    fn events(&self) -> &EventQueue {
        self.inner.events()
    }

    fn descriptor(&self) -> Arc<StreamDescriptor> {
        Arc::clone(&self.descriptor)
    }

    fn request_sample(&self, token: Option<UserObject>) -> Result<()> {
        self.inner.request_sample(token)
    }

    fn direct(&self) -> Option<&dyn DirectStream> {
        self.inner.direct().map(|_| self as &dyn DirectStream)
    }
}

impl DirectStream for SegmentStream {
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        let Some(direct) = self.inner.direct() else {
            return Poll::Ready(Ok(StreamItem::EndOfStream));
        };
        if !self.ended.load(Ordering::Acquire) {
            match direct.poll_next(cx) {
                Poll::Pending => {
                    let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
                    *reader = Some(cx.waker().clone());
                }
                // What comes of a stream that was ended meanwhile belongs to another element, or is an error of being
                // stopped.
                _ if self.ended.load(Ordering::Acquire) => {}
                ready => return ready,
            }
        }
        if self.ended.load(Ordering::Acquire) {
            Poll::Ready(Ok(StreamItem::EndOfStream))
        } else {
            Poll::Pending
        }
    }

    fn set_attached(&self, attached: bool) {
        if let Some(direct) = self.inner.direct() {
            direct.set_attached(attached);
        }
    }
}
