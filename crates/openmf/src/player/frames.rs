use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    ClockStart, ClockStateSink, DirectStreamSink, Error, EventQueue, EventType, HostTime, Marker, MediaEvent,
    MediaSink, MediaType, MediaTypeHandler, PixelFormat, PresentationClock, Result, Sample,
    SinkCharacteristics, StreamSink, TypeList, codes, guids,
};

use super::output::RgbaFrame;

/// Decoded frames that wait to be fetched.
const MAX_WAITING: usize = 3;

/// What the caller of `next_frame` and the sink of the present file share.
#[derive(Default)]
pub(super) struct FrameQueue {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The sink that may write; the one of the last file.
    sink: Option<Weak<FrameSink>>,
    items: VecDeque<Item>,
    waiting: usize,
    running: bool,
    /// Starts that were asked for and have not completed.
    starts: usize,
    readers: Vec<Waker>,
    branch: Option<Waker>,
    closed: bool,
}

enum Item {
    Frame(Sample, MediaType),
    Marker(Marker),
}

impl FrameQueue {
    /// A start was asked for: frames will come.
    pub(super) fn expect_start(&self) {
        self.lock().starts += 1;
    }

    /// A start completed, well or not.
    pub(super) fn start_completed(&self) {
        let readers = {
            let mut state = self.lock();
            state.starts = state.starts.saturating_sub(1);
            std::mem::take(&mut state.readers)
        };
        readers.into_iter().for_each(Waker::wake);
    }

    /// No frame will come any more.
    pub(super) fn close(&self) {
        let readers = {
            let mut state = self.lock();
            state.closed = true;
            std::mem::take(&mut state.readers)
        };
        readers.into_iter().for_each(Waker::wake);
    }

    pub(super) async fn next(&self) -> Option<Result<RgbaFrame>> {
        std::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<Result<RgbaFrame>>> {
        loop {
            let mut state = self.lock();
            let sink = state.sink.as_ref().and_then(Weak::upgrade);
            match state.items.pop_front() {
                Some(Item::Frame(sample, media_type)) => {
                    state.waiting -= 1;
                    let branch = state.branch.take();
                    drop(state);
                    if let Some(waker) = branch {
                        waker.wake();
                    }
                    return Poll::Ready(Some(RgbaFrame::new(&sample, &media_type)));
                }
                Some(Item::Marker(marker)) => {
                    if matches!(marker.kind, openmf_core::MarkerKind::EndOfSegment) {
                        state.running = false;
                    }
                    drop(state);
                    if let Some(sink) = sink {
                        sink.answer(marker, false);
                    }
                }
                None if state.closed || (!state.running && state.starts == 0) => return Poll::Ready(None),
                None => {
                    if !state.readers.iter().any(|waker| waker.will_wake(cx.waker())) {
                        state.readers.push(cx.waker().clone());
                    }
                    return Poll::Pending;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A rateless sink of one stream of RGB32 pictures, which asks for as many as are fetched.
pub(super) struct FrameSink {
    this: Weak<FrameSink>,
    queue: Arc<FrameQueue>,
    events: EventQueue,
    types: TypeList,
    clock: Mutex<Option<Arc<dyn PresentationClock>>>,
}

impl FrameSink {
    /// A sink that takes the queue over from the one before.
    pub(super) fn create(queue: &Arc<FrameQueue>) -> Arc<Self> {
        let wanted = MediaType::partial(guids::MFMediaType_Video, PixelFormat::Rgb32.subtype());
        let sink = Arc::new_cyclic(|this| Self {
            this: Weak::clone(this),
            queue: Arc::clone(queue),
            events: EventQueue::inline(),
            types: TypeList::new(vec![wanted]),
            clock: Mutex::default(),
        });
        let branch = {
            let mut state = queue.lock();
            state.sink = Some(Arc::downgrade(&sink));
            state.items.clear();
            state.waiting = 0;
            state.running = false;
            state.branch.take()
        };
        if let Some(waker) = branch {
            waker.wake();
        }
        sink
    }

    /// The state of the queue, if it is still this sink's.
    fn state(&self) -> Option<MutexGuard<'_, State>> {
        let state = self.queue.lock();
        let owner = state
            .sink
            .as_ref()
            .is_some_and(|sink| Weak::ptr_eq(sink, &self.this));
        owner.then_some(state)
    }

    fn answer(&self, marker: Marker, flushed: bool) {
        let mut event = MediaEvent::new(EventType::StreamSinkMarker).with_value(marker.context);
        if flushed {
            event = event.with_status(codes::E_ABORT);
        }
        self.tell(event);
    }

    fn tell(&self, event: MediaEvent) {
        // Refused after shutdown, when nobody listens.
        let _ = self.events.queue(event);
    }

    /// Drops what waits; `running` says whether more will come.
    fn discard(&self, running: Option<bool>) {
        let Some(mut state) = self.state() else { return };
        let items = std::mem::take(&mut state.items);
        state.waiting = 0;
        state.running = running.unwrap_or(state.running);
        let wakers: Vec<_> = state
            .branch
            .take()
            .into_iter()
            .chain(std::mem::take(&mut state.readers))
            .collect();
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
        for item in items {
            if let Item::Marker(marker) = item {
                self.answer(marker, true);
            }
        }
    }

    fn push(&self, item: Item) -> Result<()> {
        let readers = {
            let mut state = self.state().ok_or(Error::Shutdown)?;
            if matches!(item, Item::Frame(..)) {
                state.waiting += 1;
            }
            state.items.push_back(item);
            std::mem::take(&mut state.readers)
        };
        readers.into_iter().for_each(Waker::wake);
        Ok(())
    }

    fn check_open(&self) -> Result<()> {
        if self.events.is_shut_down() {
            Err(Error::Shutdown)
        } else {
            Ok(())
        }
    }

    fn shared(&self) -> Result<Arc<Self>> {
        self.check_open()?;
        self.this.upgrade().ok_or(Error::Shutdown)
    }
}

impl MediaSink for FrameSink {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics {
            fixed_streams: true,
            rateless: true,
            ..SinkCharacteristics::default()
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        Ok(vec![self.shared()?])
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        self.check_open()?;
        let state_sink: Arc<dyn ClockStateSink> = self.clone();
        let former = {
            let mut current = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, clock.clone())
        };
        if let Some(former) = former {
            // A clock that was shut down has forgotten its sinks.
            let _ = former.remove_state_sink(&state_sink);
        }
        match clock {
            Some(clock) => clock.add_state_sink(state_sink),
            None => Ok(()),
        }
    }

    fn shutdown(&self) -> Result<()> {
        self.check_open()?;
        self.discard(Some(false));
        self.events.shutdown();
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    fn name(&self) -> String {
        "frames to fetch".to_owned()
    }
}

impl StreamSink for FrameSink {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn id(&self) -> u32 {
        0
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        Ok(self.shared()?)
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        &self.types
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        self.check_open()?;
        if sample.flags.preroll {
            return Ok(());
        }
        let media_type = self.types.current_type()?;
        self.push(Item::Frame(sample, media_type))
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        self.check_open()?;
        self.push(Item::Marker(marker))
    }

    fn flush(&self) -> Result<()> {
        self.check_open()?;
        self.discard(None);
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        Some(self)
    }
}

impl DirectStreamSink for FrameSink {
    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.check_open()?;
        let Some(mut state) = self.state() else {
            return Poll::Ready(Err(Error::Shutdown));
        };
        if state.running && state.waiting < MAX_WAITING {
            return Poll::Ready(Ok(()));
        }
        state.branch = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl FrameSink {
    fn run(&self) {
        let branch = self.state().and_then(|mut state| {
            state.running = true;
            state.branch.take()
        });
        if let Some(waker) = branch {
            waker.wake();
        }
        self.tell(MediaEvent::new(EventType::StreamSinkStarted));
    }
}

impl ClockStateSink for FrameSink {
    fn on_clock_start(&self, _host_time: HostTime, _start: ClockStart) -> Result<()> {
        self.run();
        Ok(())
    }

    fn on_clock_stop(&self, _host_time: HostTime) -> Result<()> {
        self.discard(Some(false));
        self.tell(MediaEvent::new(EventType::StreamSinkStopped));
        Ok(())
    }

    // Frames can be fetched while the clock is paused: nobody but the caller sets the pace.
    fn on_clock_pause(&self, _host_time: HostTime) -> Result<()> {
        self.tell(MediaEvent::new(EventType::StreamSinkPaused));
        Ok(())
    }

    fn on_clock_restart(&self, _host_time: HostTime) -> Result<()> {
        self.run();
        Ok(())
    }

    fn on_clock_set_rate(&self, _host_time: HostTime, _rate: f32) -> Result<()> {
        self.tell(MediaEvent::new(EventType::StreamSinkRateChanged));
        Ok(())
    }
}
