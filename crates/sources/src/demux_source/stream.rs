//! One stream of a [`super::DemuxSource`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use openmf_core::{
    DirectStream, Error, EventQueue, MediaStream, Result, StreamDescriptor, StreamItem, UserObject,
};

use super::Shared;
use super::control::{Control, End, Next, Run};

/// A selected stream.
pub(super) struct DemuxStream {
    shared: Arc<Shared>,
    pub(super) track: usize,
    pub(super) events: EventQueue,
    /// The stream was deselected; a later selection makes another object.
    pub(super) closed: AtomicBool,
    descriptor: Arc<StreamDescriptor>,
}

impl DemuxStream {
    pub(super) fn new(shared: Arc<Shared>, track: usize, descriptor: Arc<StreamDescriptor>) -> Self {
        Self {
            shared,
            track,
            events: EventQueue::inline(),
            closed: AtomicBool::new(false),
            descriptor,
        }
    }

    /// Whether samples may be asked for now.
    pub(super) fn usable(&self, control: &Control) -> Result<()> {
        control.alive()?;
        if self.closed.load(Ordering::Acquire) {
            return Err(Error::invalid_request(format!(
                "stream {} is not selected",
                self.descriptor.id()
            )));
        }
        if control.run == Run::Stopped {
            return Err(Error::SourceWrongState);
        }
        Ok(())
    }
}

impl MediaStream for DemuxStream {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn descriptor(&self) -> Arc<StreamDescriptor> {
        Arc::clone(&self.descriptor)
    }

    /// Besides the trait's errors: [`Error::InvalidRequest`] when the stream is not selected any more. A failure to
    /// read is reported by the event `Error` on the stream; the stream has ended then. The value of `MediaSample` is
    /// a [`UserObject`] that holds the `Sample`.
    fn request_sample(&self, token: Option<UserObject>) -> Result<()> {
        self.shared.control().request(self, token)?;
        self.shared.answer_requests(self);
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStream> {
        Some(self)
    }
}

impl DirectStream for DemuxStream {
    /// While the source is paused the branch waits.
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        loop {
            let generation = {
                let mut control = self.shared.control();
                if let Err(error) = self.usable(&control) {
                    return Poll::Ready(Err(error));
                }
                control.set_branch(self.track);
                if control.run == Run::Paused {
                    control.wait(self.track, cx.waker());
                    return Poll::Pending;
                }
                match control.take(self.track) {
                    Next::Sample(sample) => {
                        let wakes = std::mem::take(&mut control.wakes);
                        drop(control);
                        wakes.into_iter().for_each(std::task::Waker::wake);
                        return Poll::Ready(Ok(StreamItem::Sample(sample)));
                    }
                    Next::Tick(time) => return Poll::Ready(Ok(StreamItem::Tick(time))),
                    Next::FormatChanged(media_type) => {
                        return Poll::Ready(Ok(StreamItem::FormatChanged(media_type)));
                    }
                    Next::ThinMode(thin) => return Poll::Ready(Ok(StreamItem::ThinMode(thin))),
                    Next::Wait => {
                        control.wait(self.track, cx.waker());
                        return Poll::Pending;
                    }
                    Next::Nothing => control.generation,
                    Next::End(end) => {
                        control.end(self.track, &self.shared.events);
                        drop(control);
                        self.shared.deliver();
                        return Poll::Ready(match end {
                            End::Stream => Ok(StreamItem::EndOfStream),
                            End::Failed(error) => Err(error),
                        });
                    }
                }
            };
            if self.shared.is_reading_here() {
                self.shared.control().wait(self.track, cx.waker());
                return Poll::Pending;
            }
            self.shared.read(self.track, generation);
        }
    }

    fn set_attached(&self, attached: bool) {
        {
            let mut control = self.shared.control();
            if control.alive().is_err() || self.closed.load(Ordering::Acquire) {
                return;
            }
            if attached {
                control.attach(self.track);
            } else {
                control.detach(self.track, &self.shared.events);
            }
        }
        self.shared.deliver();
    }
}
