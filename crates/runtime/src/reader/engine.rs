//! What a reader does: one lock, and what is to be done when it is released.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    Error, HostClock, MediaSource, MediaStream, MediaTime, MediaType, PresentationDescriptor, Result, Sample,
    SharedTransform, StartPosition, StreamDescriptor, TimeSpan, TimerKey, TransformCatalog, codes,
};

use super::chain::Chain;
use super::state::{Phase, State};
use super::stream::{Item, Stream};
use super::{Flushed, Read, ReadDone, ReadFlags, ReaderEvents, ReaderOptions};
use crate::Runtime;
use crate::branch::{Branch, BranchControl, Notice, Order};
use crate::driver::lane::Lane;
use crate::driver::pump::PumpStop;
use crate::sync::{Mutex, MutexGuard};

pub(super) struct Shared {
    pub(super) this: Weak<Shared>,
    pub(super) runtime: Runtime,
    pub(super) source: Arc<dyn MediaSource>,
    presentation: Mutex<Arc<PresentationDescriptor>>,
    pub(super) catalog: Arc<dyn TransformCatalog>,
    pub(super) options: ReaderOptions,
    pub(super) events: Option<Arc<dyn ReaderEvents>>,
    /// Calls to the source.
    pub(super) calls: Lane,
    /// Calls to the application.
    pub(super) answers: Lane,
    pub(super) pump: Arc<PumpStop>,
    state: Mutex<State>,
}

/// How long branches and the source are waited for when the source is started.
const START_TIMEOUT: TimeSpan = TimeSpan::from_millis(10_000);

/// One read that is pending.
pub(super) struct Request {
    pub(super) drain: bool,
    done: Done,
}

enum Done {
    Call(ReadDone),
    Slot(Arc<Slot>),
}

impl Request {
    pub(super) fn told(drain: bool, done: ReadDone) -> Self {
        Self {
            drain,
            done: Done::Call(done),
        }
    }

    pub(super) fn slot(drain: bool, slot: &Arc<Slot>) -> Self {
        Self {
            drain,
            done: Done::Slot(Arc::clone(slot)),
        }
    }
}

/// Where somebody waits for a read.
#[derive(Default)]
pub(super) struct Slot(Mutex<(Option<Read>, Option<Waker>)>);

impl Slot {
    pub(super) fn poll(&self, cx: &mut Context<'_>) -> Poll<Read> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match slot.0.take() {
            Some(read) => Poll::Ready(read),
            None => {
                slot.1 = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    fn put(&self, read: Read) -> Option<Waker> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slot.0 = Some(read);
        slot.1.take()
    }
}

/// What is done when the lock is released.
#[derive(Default)]
#[must_use]
pub(super) struct After {
    pub(super) orders: Vec<(Arc<BranchControl>, Order)>,
    pub(super) drains: Vec<Arc<BranchControl>>,
    pub(super) sink_changes: Vec<Arc<BranchControl>>,
    pub(super) wakers: Vec<Waker>,
    pub(super) items: VecDeque<Item>,
    pub(super) requests: VecDeque<Request>,
    pub(super) branches: Vec<(Branch, Arc<BranchControl>)>,
    pub(super) streams: Vec<Arc<dyn MediaStream>>,
    pub(super) chains: Vec<Chain>,
    pub(super) transforms: Vec<SharedTransform>,
    pub(super) start: Option<u64>,
    pub(super) timer: Option<TimerKey>,
}

impl Shared {
    pub(super) fn create(
        runtime: Runtime,
        source: Arc<dyn MediaSource>,
        catalog: Arc<dyn TransformCatalog>,
        options: ReaderOptions,
        events: Option<Arc<dyn ReaderEvents>>,
    ) -> Result<Arc<Self>> {
        let presentation = source.create_presentation_descriptor()?;
        let presentation = Arc::new(PresentationDescriptor::clone(&presentation));
        let streams = presentation.streams();
        let streams = streams
            .map(|(stream, selected)| Stream::new(stream.id(), selected, stream.current_type()))
            .collect();
        let shared = Arc::new_cyclic(|this| Self {
            this: Weak::clone(this),
            calls: Lane::new(runtime.clone()),
            answers: Lane::new(runtime.clone()),
            runtime,
            source,
            presentation: Mutex::new(presentation),
            catalog,
            options,
            events,
            pump: Arc::default(),
            state: Mutex::new(State::new(streams)),
        });
        shared.start_pump();
        Ok(shared)
    }

    pub(super) fn presentation(&self) -> Arc<PresentationDescriptor> {
        let presentation = self.presentation.lock();
        Arc::clone(&presentation.unwrap_or_else(PoisonError::into_inner))
    }

    fn select_presented(&self, index: usize, selected: bool) -> Result<()> {
        let presentation = self.presentation.lock().unwrap_or_else(PoisonError::into_inner);
        presentation.select(index, selected)
    }

    /// The source has another stream, which nobody has selected.
    pub(super) fn add_stream(&self, descriptor: Arc<StreamDescriptor>) {
        let stream = Stream::new(descriptor.id(), false, descriptor.current_type());
        let mut presentation = self.presentation.lock().unwrap_or_else(PoisonError::into_inner);
        let present = presentation.streams();
        let streams = present.map(|(stream, selected)| (Arc::clone(stream), selected));
        let more = PresentationDescriptor::new(streams.chain([(descriptor, false)]));
        more.attributes().copy_from(presentation.attributes());
        let former = std::mem::replace(&mut *presentation, Arc::new(more));
        drop(presentation);
        drop(former);
        self.change(|state, _| {
            state.streams.push(stream);
            state.new_streams = true;
        });
    }

    /// Tells the application, behind what it was told before.
    pub(super) fn tell(&self, tell: impl FnOnce(&dyn ReaderEvents) + Send + 'static) {
        if let Some(events) = self.events.clone() {
            self.answers.run(move || tell(&*events));
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn with_stream<T>(
        &self,
        stream: usize,
        ask: impl FnOnce(&mut Stream) -> Result<T>,
    ) -> Result<T> {
        let mut state = self.lock();
        state.alive()?;
        ask(state.stream(stream)?)
    }

    /// Changes the state, and then does what follows from that.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State, &mut After) -> T) -> T {
        let mut after = After::default();
        let result = {
            let mut state = self.lock();
            let result = change(&mut state, &mut after);
            state.go_on(self, &mut after);
            result
        };
        self.perform(after);
        result
    }

    fn perform(&self, after: After) {
        let After {
            orders,
            drains,
            sink_changes,
            wakers,
            items,
            requests,
            branches,
            streams,
            chains,
            transforms,
            start,
            timer,
        } = after;
        if let Some(timer) = timer {
            self.cancel(timer);
        }
        for (branch, _) in branches {
            let shared = Weak::clone(&self.this);
            self.runtime.spawn(async move {
                branch.await;
                if let Some(shared) = shared.upgrade() {
                    shared.change(|state, _| state.exiting = state.exiting.saturating_sub(1));
                }
            });
        }
        for (control, order) in orders {
            control.give(order);
        }
        for control in sink_changes {
            control.tell(Notice::SinkTypeChanged);
        }
        for control in drains {
            control.tell(Notice::Drain);
        }
        wakers.into_iter().for_each(Waker::wake);
        drop((items, requests, streams, chains, transforms));
        if let Some(generation) = start {
            self.start_source(generation);
        }
    }

    fn cancel(&self, timer: TimerKey) {
        openmf_clock::Scheduler::cancel(&self.runtime, timer);
    }

    /// The limit of a start begins.
    pub(super) fn watch_start(&self, generation: u64) -> TimerKey {
        let shared = Weak::clone(&self.this);
        let work = move || {
            let Some(shared) = shared.upgrade() else { return };
            let late = {
                let state = shared.lock();
                state.generation == generation && matches!(state.phase, Phase::Flushing | Phase::Starting)
            };
            if late {
                shared.calls.abandon();
                let component = shared.source.name();
                shared.fail(Error::ComponentStalled {
                    component,
                    waited: START_TIMEOUT,
                });
            }
        };
        let at = HostClock::now(&self.runtime) + START_TIMEOUT;
        openmf_clock::Scheduler::schedule(&self.runtime, at, Box::new(work))
    }

    /// Nothing can be read any more.
    pub(super) fn fail(&self, error: Error) {
        let told = error.clone();
        let first = self.change(|state, _| {
            let first = state.failed.is_none();
            state.failed.get_or_insert(error);
            first
        });
        if first {
            self.tell(move |events| events.failed(None, &told));
        }
    }

    /// Something came from a branch.
    pub(super) fn deliver(&self, stream: usize, media_type: Option<MediaType>, sample: Sample) {
        let time = sample.time;
        self.arrive(stream, media_type, time, Some(sample), ReadFlags::default());
    }

    pub(super) fn gap(&self, stream: usize, time: MediaTime) {
        let flags = ReadFlags {
            tick: true,
            ..ReadFlags::default()
        };
        self.arrive(stream, None, Some(time), None, flags);
    }

    fn arrive(
        &self,
        index: usize,
        media_type: Option<MediaType>,
        time: Option<MediaTime>,
        sample: Option<Sample>,
        flags: ReadFlags,
    ) {
        self.change(|state, after| {
            let Ok(stream) = state.stream(index) else { return };
            let mut item = Item {
                flags,
                time,
                sample,
                media_type: None,
            };
            if !stream.runs() {
                return after.items.push_back(item);
            }
            item.flags = item.flags.and(std::mem::take(&mut stream.news));
            if let Some(known) = media_type
                && known != stream.arriving
            {
                stream.arriving = known.clone();
                item.media_type = Some(known);
                item.flags.current_type_changed = true;
            }
            stream.last = time.or(stream.last);
            stream.ahead.push_back(item);
        });
    }

    pub(super) fn ended(&self, stream: usize) {
        self.change(|state, _| {
            if let Ok(stream) = state.stream(stream)
                && stream.runs()
            {
                stream.ended = true;
                stream.draining = false;
            }
        });
    }

    /// The transforms hold nothing any more.
    pub(super) fn drained(&self, index: usize) {
        let answers = self.answers.clone();
        self.change(|state, after| {
            if let Ok(stream) = state.stream(index) {
                stream.draining = false;
                if stream.ahead.is_empty() && stream.requests.front().is_some_and(|request| request.drain) {
                    let request = stream.requests.pop_front();
                    let flags = std::mem::take(&mut stream.news);
                    answer(&answers, after, request, Read::nothing(index, flags, None));
                }
            }
        });
    }

    pub(super) fn poll_demand(&self, index: usize, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let mut state = self.lock();
        if state.shut_down {
            return Poll::Ready(Err(Error::Shutdown));
        }
        let any = usize::from(!state.any.is_empty());
        let Ok(stream) = state.stream(index) else {
            return Poll::Ready(Err(Error::Shutdown));
        };
        if stream.runs() && stream.requests.len() + any > stream.ahead.len() {
            return Poll::Ready(Ok(()));
        }
        let former = stream.waker.replace(cx.waker().clone());
        drop(state);
        drop(former);
        Poll::Pending
    }

    pub(super) fn read(&self, stream: Option<usize>, request: Request) -> Result<()> {
        let mut request = Some(request);
        self.change(|state, after| {
            state.alive()?;
            let queue = match stream {
                Some(index) => {
                    let known = state.stream(index)?;
                    if !known.selected {
                        return Err(Error::invalid_request("the stream is not selected"));
                    }
                    if known.flushing > 0 {
                        return Err(not_accepting());
                    }
                    &mut known.requests
                }
                None => {
                    if state.streams.iter().any(|stream| stream.flushing > 0) {
                        return Err(not_accepting());
                    }
                    if !state.streams.iter().any(|stream| stream.selected) {
                        return Err(Error::invalid_request("no stream is selected"));
                    }
                    &mut state.any
                }
            };
            queue.extend(request.take());
            if state.failed.is_none()
                && (state.phase == Phase::Idle || (state.phase == Phase::Started && state.stale))
            {
                state.begin_start(self, after);
            }
            Ok(())
        })
    }

    pub(super) fn seek(&self, position: StartPosition) -> Result<()> {
        self.change(|state, after| {
            state.alive()?;
            if let Some(error) = &state.failed {
                return Err(error.clone());
            }
            let pending = state.streams.iter().any(|stream| !stream.requests.is_empty());
            if pending || !state.any.is_empty() {
                return Err(Error::invalid_request("a read is pending"));
            }
            state.target = Some(position);
            // While the source starts, it goes on to the new place as soon as it has.
            if matches!(state.phase, Phase::Idle | Phase::Started) {
                state.begin_start(self, after);
            }
            Ok(())
        })
    }

    pub(super) fn wait_for_start(&self) -> Result<()> {
        self.runtime.block_on(std::future::poll_fn(|cx| {
            let mut state = self.lock();
            if state.shut_down {
                return Poll::Ready(Err(Error::Shutdown));
            }
            if let Some(error) = state.strayed.take().or_else(|| state.failed.clone()) {
                return Poll::Ready(Err(error));
            }
            if state.phase == Phase::Started && state.target.is_none() {
                return Poll::Ready(Ok(()));
            }
            state.waiters.push(cx.waker().clone());
            Poll::Pending
        }))
    }

    pub(super) fn flush(&self, stream: Option<usize>, done: Option<Flushed>) -> Result<()> {
        let mut done = done;
        let answers = self.answers.clone();
        let this = Weak::clone(&self.this);
        self.change(|state, after| {
            state.alive()?;
            let range = match stream {
                Some(index) => {
                    state.stream(index)?;
                    index..index + 1
                }
                None => {
                    after.cancel(usize::MAX, &mut state.any);
                    0..state.streams.len()
                }
            };
            for index in range.clone() {
                if let Ok(stream) = state.stream(index) {
                    after.items.append(&mut stream.drop_ahead());
                    after.cancel(index, &mut stream.requests);
                    stream.flushing += u32::from(done.is_some());
                }
            }
            if let Some(done) = done.take() {
                answers.run(move || {
                    if let Some(this) = this.upgrade() {
                        let mut state = this.lock();
                        for index in range {
                            if let Ok(stream) = state.stream(index) {
                                stream.flushing = stream.flushing.saturating_sub(1);
                            }
                        }
                    }
                    done();
                });
            }
            Ok(())
        })
    }

    pub(super) fn select(&self, index: usize, selected: bool) -> Result<()> {
        let answers = self.answers.clone();
        self.change(|state, after| {
            state.alive()?;
            let stream = state.stream(index)?;
            if stream.selected == selected {
                return Ok(());
            }
            stream.selected = selected;
            if !selected {
                after.items.append(&mut stream.drop_ahead());
                for request in std::mem::take(&mut stream.requests) {
                    let error = Error::invalid_request("the stream was deselected");
                    answer(&answers, after, Some(request), Read::failed(index, error));
                }
            } else {
                after.items.append(&mut stream.forget());
            }
            state.stale = true;
            self.select_presented(index, selected)
        })
    }

    pub(super) fn arc(&self) -> Result<Arc<Self>> {
        self.this.upgrade().ok_or(Error::Shutdown)
    }

    pub(super) fn shut_down(&self) {
        let first = self.change(|state, after| {
            if std::mem::replace(&mut state.shut_down, true) {
                return false;
            }
            after.cancel(usize::MAX, &mut state.any);
            after.timer = state.timer.take();
            after.wakers.append(&mut state.waiters);
            for (index, stream) in state.streams.iter_mut().enumerate() {
                after.items.append(&mut stream.ahead);
                after.cancel(index, &mut stream.requests);
                after.chains.extend(stream.chain.take());
                after.streams.extend(stream.source_stream.take());
                after.wakers.extend(stream.waker.take());
                if let Some(branch) = stream.branch.take() {
                    after.streams.extend(branch.slot.take());
                    after.orders.push((branch.control, Order::Exit));
                }
            }
            true
        });
        if first {
            self.pump.stop();
            if !self.options.keep_source {
                // Fails if the application has done so already.
                let _ = crate::driver::guarded("media source", || self.source.shutdown());
            }
        }
    }
}

fn not_accepting() -> Error {
    Error::Code {
        code: codes::MF_E_NOTACCEPTING,
    }
}

impl Read {
    pub(super) fn nothing(stream: usize, flags: ReadFlags, time: Option<MediaTime>) -> Self {
        Self {
            stream,
            flags,
            time,
            sample: None,
            error: None,
        }
    }

    pub(super) fn failed(stream: usize, error: Error) -> Self {
        Self {
            error: Some(error),
            ..Self::nothing(stream, ReadFlags::default(), None)
        }
    }
}

/// Completes a read. Callbacks are queued in order; they run when the lock is released.
pub(super) fn answer(answers: &Lane, after: &mut After, request: Option<Request>, read: Read) {
    match request.map(|request| request.done) {
        None => {}
        Some(Done::Call(done)) => answers.run(move || done(read)),
        Some(Done::Slot(slot)) => after.wakers.extend(slot.put(read)),
    }
}

impl After {
    /// Something of the source's that is dropped when no lock is held.
    pub(super) fn let_go(&mut self, stream: Option<Arc<dyn MediaStream>>) {
        self.streams.extend(stream);
    }

    /// Reads that are not answered any more. Somebody who waits is told.
    fn cancel(&mut self, stream: usize, requests: &mut VecDeque<Request>) {
        for request in requests.drain(..) {
            match &request.done {
                Done::Call(_) => {}
                Done::Slot(slot) => {
                    let read = Read::failed(stream, Error::Aborted);
                    self.wakers.extend(slot.put(read));
                }
            }
            self.requests.push_back(request);
        }
    }
}
