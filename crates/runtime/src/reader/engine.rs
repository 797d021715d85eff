//! What happens in a reader: one lock, and what is to be done when it is released.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    Error, HostClock, MediaSource, MediaTime, MediaType, MediaTypeHandler, PresentationDescriptor, Result,
    Sample, SharedTransform, StartPosition, TimeSpan, TimerKey, TransformCatalog, codes,
};

use super::chain::Chain;
use super::stream::{Item, Running, Stream};
use super::{Flushed, Read, ReadDone, ReadFlags, ReaderEvents, ReaderOptions};
use crate::Runtime;
use crate::branch::{
    Branch, BranchControl, BranchParts, Inlet, Notice, Observer, Order, Outlet, Report, RunOrder, SinkPort,
    StreamSlot,
};
use crate::driver::lane::Lane;
use crate::driver::pump::PumpStop;
use crate::sync::{Mutex, MutexGuard};

pub(super) struct Shared {
    this: Weak<Shared>,
    pub(super) runtime: Runtime,
    pub(super) source: Arc<dyn MediaSource>,
    pub(super) presentation: Arc<PresentationDescriptor>,
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

pub(super) struct State {
    pub(super) streams: Vec<Stream>,
    pub(super) phase: Phase,
    pub(super) generation: u64,
    /// Where the source is to go; `None`: it stays where it is.
    target: Option<StartPosition>,
    /// The source was told to go there.
    moves: bool,
    /// The source was not told yet what is selected, and in which types.
    stale: bool,
    /// Branches that were told to end and have not.
    exiting: usize,
    /// Reads of whichever stream.
    any: VecDeque<Request>,
    /// The reader cannot go on.
    failed: Option<Error>,
    /// The source could not go where it was sent; told once.
    strayed: Option<Error>,
    shut_down: bool,
    timer: Option<TimerKey>,
    waiters: Vec<Waker>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The source has to be started before anything is read.
    Idle,
    /// The branches drop what they have.
    Flushing,
    /// The source was told to start.
    Starting,
    Started,
}

/// How long branches and the source are waited for when the source is started.
const START_TIMEOUT: TimeSpan = TimeSpan::from_millis(10_000);

/// One read that is pending.
pub(super) struct Request {
    drain: bool,
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
    orders: Vec<(Arc<BranchControl>, Order)>,
    drains: Vec<Arc<BranchControl>>,
    sink_changes: Vec<Arc<BranchControl>>,
    wakers: Vec<Waker>,
    items: VecDeque<Item>,
    requests: VecDeque<Request>,
    branches: Vec<(Branch, Arc<BranchControl>)>,
    streams: Vec<Arc<dyn openmf_core::MediaStream>>,
    chains: Vec<Chain>,
    start: Option<u64>,
    timer: Option<TimerKey>,
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
            presentation,
            catalog,
            options,
            events,
            pump: Arc::default(),
            state: Mutex::new(State {
                streams,
                phase: Phase::Idle,
                generation: 0,
                target: None,
                moves: false,
                stale: false,
                exiting: 0,
                any: VecDeque::new(),
                failed: None,
                strayed: None,
                shut_down: false,
                timer: None,
                waiters: Vec::new(),
            }),
        });
        shared.start_pump();
        Ok(shared)
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
        drop((items, requests, streams, chains));
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
        self.change(|state, _| {
            state.failed.get_or_insert(error);
        });
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
                    after.items.append(&mut stream.ahead);
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
                after.items.append(&mut stream.ahead);
                for request in std::mem::take(&mut stream.requests) {
                    let error = Error::invalid_request("the stream was deselected");
                    answer(&answers, after, Some(request), Read::failed(index, error));
                }
            } else {
                after.items.append(&mut stream.forget());
            }
            state.stale = true;
            self.presentation.select(index, selected)
        })
    }

    pub(super) fn native_type(&self, index: usize, at: Option<usize>) -> Result<MediaType> {
        self.with_stream(index, |_| Ok(()))?;
        let (descriptor, _) = self.presentation.stream(index)?;
        let Some(at) = at else {
            return Ok(descriptor.current_type());
        };
        let listed = descriptor.type_handler().type_by_index(at);
        match (listed, at) {
            // A source need not list what it gives anyway.
            (Err(Error::NoMoreTypes), 0) => Ok(descriptor.current_type()),
            (listed, _) => listed,
        }
    }

    pub(super) fn set_native_type(&self, index: usize, media_type: &MediaType) -> Result<ReadFlags> {
        self.idle_stream(index)?;
        let (descriptor, _) = self.presentation.stream(index)?;
        descriptor.type_handler().set_current_type(media_type)?;
        let (effects, before) = self.with_stream(index, |stream| {
            Ok((!stream.effects.is_empty(), stream.current.clone()))
        })?;
        let chain = Chain::find(&self.arc()?, index, media_type, &[])?;
        let changed = chain.output != before;
        self.install(index, chain, None, Some(Vec::new()))?;
        Ok(ReadFlags {
            current_type_changed: changed,
            effects_removed: effects,
            ..ReadFlags::default()
        })
    }

    pub(super) fn set_current_type(&self, index: usize, wanted: &MediaType) -> Result<()> {
        self.idle_stream(index)?;
        let (descriptor, _) = self.presentation.stream(index)?;
        let native = descriptor.current_type();
        if wanted.major_type() != native.major_type() {
            return Err(Error::invalid_media_type(format!(
                "the stream is {native}, not {wanted}"
            )));
        }
        if wanted.subtype() == openmf_core::Guid::ZERO {
            return Err(Error::invalid_media_type("the type has no subtype"));
        }
        let effects = self.with_stream(index, |stream| Ok(stream.effects.clone()))?;
        // One of the source's own types needs no transform.
        if effects.is_empty() && !native.satisfies(wanted) {
            let types = descriptor.type_handler();
            let listed = (0..MAX_TYPES).map_while(|at| types.type_by_index(at).ok());
            if let Some(own) = listed.into_iter().find(|own| own.satisfies(wanted)) {
                types.set_current_type(&own)?;
            }
        }
        let chain = Chain::find(&self.arc()?, index, wanted, &effects)?;
        self.install(index, chain, Some(wanted.clone()), None)
    }

    pub(super) fn add_effect(&self, index: usize, effect: SharedTransform) -> Result<()> {
        self.idle_stream(index)?;
        let (mut effects, wanted) = self.with_stream(index, |stream| {
            let wanted = stream.wanted.clone().unwrap_or_else(|| stream.current.clone());
            Ok((stream.effects.clone(), wanted))
        })?;
        effects.push(effect);
        let chain = Chain::find(&self.arc()?, index, &wanted, &effects)?;
        self.install(index, chain, None, Some(effects))
    }

    pub(super) fn remove_effects(&self, index: usize) -> Result<()> {
        self.idle_stream(index)?;
        let wanted = self.with_stream(index, |stream| {
            Ok((!stream.effects.is_empty())
                .then(|| stream.wanted.clone().unwrap_or_else(|| stream.current.clone())))
        })?;
        let Some(wanted) = wanted else { return Ok(()) };
        let chain = Chain::find(&self.arc()?, index, &wanted, &[])?;
        self.install(index, chain, None, Some(Vec::new()))
    }

    pub(super) fn transform(&self, index: usize, at: usize) -> Result<(openmf_core::Guid, SharedTransform)> {
        self.with_stream(index, |stream| {
            let links = stream.chain.as_ref().map_or(&[][..], |chain| &chain.links);
            let link = links.get(at).ok_or(Error::InvalidIndex {
                index: at as u64,
                count: links.len() as u64,
            })?;
            Ok((link.category, link.transform.clone()))
        })
    }

    /// # Errors
    /// [`Error::InvalidRequest`]: a read is pending.
    fn idle_stream(&self, index: usize) -> Result<()> {
        let mut state = self.lock();
        state.alive()?;
        let any = !state.any.is_empty();
        if any || !state.stream(index)?.requests.is_empty() {
            return Err(Error::invalid_request("a read is pending"));
        }
        Ok(())
    }

    pub(super) fn arc(&self) -> Result<Arc<Self>> {
        self.this.upgrade().ok_or(Error::Shutdown)
    }

    /// Puts a chain in the place of the former one.
    fn install(
        &self,
        index: usize,
        chain: Chain,
        wanted: Option<MediaType>,
        effects: Option<Vec<SharedTransform>>,
    ) -> Result<()> {
        let (former_type, former_effects) = self.change(|state, after| {
            state.alive()?;
            let any = !state.any.is_empty();
            let stream = state.stream(index)?;
            if any || !stream.requests.is_empty() {
                return Err(Error::invalid_request("a read is pending"));
            }
            stream.current = chain.output.clone();
            stream.arriving = chain.output.clone();
            let same_source = stream
                .chain
                .as_ref()
                .is_some_and(|former| former.stream_type == chain.stream_type);
            let converts = same_source
                && effects.is_none()
                && (!chain.stream_type.is_compressed()
                    || (chain.decodes() && stream.chain.as_ref().is_some_and(Chain::decodes)));
            let former_wanted = match wanted {
                Some(wanted) => stream.wanted.replace(wanted),
                None => None,
            };
            let former_effects = effects.map_or_else(Vec::new, |effects| {
                std::mem::replace(&mut stream.effects, effects)
            });
            match (&stream.branch, &mut stream.chain) {
                // The decoder goes on with what it holds; what is behind it follows the sink.
                (Some(branch), Some(former)) if converts && branch.runs && !stream.ended => {
                    let asked = chain.sink.current().unwrap_or_else(|| chain.output.clone());
                    former
                        .sink
                        .change(stream.wanted.clone().unwrap_or_else(|| asked.clone()), asked);
                    former.output = chain.output.clone();
                    after.sink_changes.push(Arc::clone(&branch.control));
                    after.chains.push(chain);
                }
                _ => {
                    after.chains.extend(stream.chain.replace(chain));
                    if let Some(branch) = stream.branch.take() {
                        after.orders.push((branch.control, Order::Exit));
                        state.exiting += 1;
                        state.stale = true;
                    }
                }
            }
            Ok((former_wanted, former_effects))
        })?;
        drop((former_type, former_effects));
        Ok(())
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

/// The most native types that are looked through; a source's list may have no end.
const MAX_TYPES: usize = 256;

fn not_accepting() -> Error {
    Error::Code {
        code: codes::MF_E_NOTACCEPTING,
    }
}

impl Read {
    fn nothing(stream: usize, flags: ReadFlags, time: Option<MediaTime>) -> Self {
        Self {
            stream,
            flags,
            time,
            sample: None,
            error: None,
        }
    }

    fn failed(stream: usize, error: Error) -> Self {
        Self {
            error: Some(error),
            ..Self::nothing(stream, ReadFlags::default(), None)
        }
    }
}

/// Completes a read. Callbacks are queued in order; they run when the lock is released.
fn answer(answers: &Lane, after: &mut After, request: Option<Request>, read: Read) {
    match request.map(|request| request.done) {
        None => {}
        Some(Done::Call(done)) => answers.run(move || done(read)),
        Some(Done::Slot(slot)) => after.wakers.extend(slot.put(read)),
    }
}

impl After {
    /// Something of the source's that is dropped when no lock is held.
    pub(super) fn let_go(&mut self, stream: Option<Arc<dyn openmf_core::MediaStream>>) {
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

impl State {
    pub(super) fn alive(&self) -> Result<()> {
        if self.shut_down {
            Err(Error::Shutdown)
        } else {
            Ok(())
        }
    }

    pub(super) fn stream(&mut self, index: usize) -> Result<&mut Stream> {
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        self.streams
            .get_mut(index)
            .ok_or(Error::InvalidStreamNumber { stream: number })
    }

    /// The source is to be started: everything that is in the way is flushed first.
    fn begin_start(&mut self, shared: &Shared, after: &mut After) {
        let moves = self.target.is_some() || self.phase == Phase::Idle;
        self.generation += 1;
        self.stale = false;
        self.phase = Phase::Flushing;
        let generation = self.generation;
        for stream in &mut self.streams {
            if self.target.is_some() {
                after.items.append(&mut stream.forget());
            }
            if let Some(branch) = &mut stream.branch
                && (moves || !stream.selected)
            {
                (branch.runs, branch.flushed) = (false, false);
                let ends = !stream.selected;
                after
                    .orders
                    .push((Arc::clone(&branch.control), Order::Hold { generation, ends }));
            }
        }
        after.timer = self.timer.replace(shared.watch_start(generation));
    }

    /// What can be done now is done: the source started, reads answered, branches asked.
    fn go_on(&mut self, shared: &Shared, after: &mut After) {
        if self.shut_down {
            return;
        }
        if self.phase == Phase::Flushing
            && self.failed.is_none()
            && self.exiting == 0
            && self.streams.iter().all(|stream| {
                stream
                    .branch
                    .as_ref()
                    .is_none_or(|branch| branch.runs || branch.flushed)
            })
        {
            self.phase = Phase::Starting;
            after.start = Some(self.generation);
        }
        if self.phase == Phase::Started && self.failed.is_none() && self.target.is_some() {
            self.begin_start(shared, after);
            return self.go_on(shared, after);
        }
        if self.phase == Phase::Started || self.failed.is_some() || self.strayed.is_some() {
            after.wakers.append(&mut self.waiters);
        }
        self.serve(shared, after);
        let any = usize::from(!self.any.is_empty());
        for stream in &mut self.streams {
            if stream.requests.len() + any > stream.ahead.len() && stream.runs() {
                after.wakers.extend(stream.waker.take());
            }
        }
    }

    pub(super) fn take_target(&mut self) -> StartPosition {
        self.moves = self.target.is_some();
        self.target.take().unwrap_or(StartPosition::Current)
    }

    /// The source did not start.
    pub(super) fn start_failed(&mut self, generation: u64, error: Error, after: &mut After) {
        if self.generation != generation || self.phase != Phase::Starting {
            return;
        }
        after.timer = self.timer.take();
        self.phase = Phase::Idle;
        match self.moves {
            true => self.strayed = Some(error),
            false => {
                self.failed.get_or_insert(error);
            }
        }
    }

    pub(super) fn started(&mut self, shared: &Shared, after: &mut After) {
        if self.phase != Phase::Starting {
            return;
        }
        after.timer = self.timer.take();
        self.phase = Phase::Started;
        for index in 0..self.streams.len() {
            self.run_stream(shared, index, after);
        }
    }

    /// Lets the branch of a stream deliver, if the source has the stream.
    pub(super) fn run_stream(&mut self, shared: &Shared, index: usize, after: &mut After) {
        let (generation, phase) = (self.generation, self.phase);
        let Some(stream) = self.streams.get_mut(index) else {
            return;
        };
        if phase != Phase::Started || !stream.selected || stream.runs() {
            return;
        }
        let Some(source_stream) = &stream.source_stream else {
            return;
        };
        if stream.chain.is_none() {
            let Ok(this) = shared.arc() else { return };
            let native = stream.current.clone();
            stream.chain = Some(Chain::direct(&this, index, &native));
        }
        let Some(chain) = &stream.chain else { return };
        if stream.branch.is_none() {
            let control = Arc::new(BranchControl::new());
            let slot = Arc::<StreamSlot>::default();
            let sink: Arc<dyn openmf_core::StreamSink> = chain.sink.clone();
            let parts = BranchParts {
                // They are the reader's own, or an application's, which ends them.
                custody: Vec::new(),
                inlet: Inlet::Stream(Arc::clone(&slot)),
                stages: chain.stages(),
                trim: chain.trim,
                valid: chain.valid,
                outlet: Outlet::Sink(SinkPort::new(sink, Arc::default(), None)),
                end_node: (chain.end, 0),
                catalog: Arc::clone(&chain.catalog),
                watch: None,
                host: Arc::new(shared.runtime.clone()),
                may_reshape: true,
                wants_preroll: true,
                stream_type: Some(chain.stream_type.clone()),
            };
            let observer = StreamObserver {
                reader: Weak::clone(&shared.this),
                stream: index,
            };
            let branch = Branch::new(parts, Arc::clone(&control), Arc::new(observer));
            after.branches.push((branch, Arc::clone(&control)));
            stream.branch = Some(Running {
                control,
                slot,
                runs: false,
                flushed: true,
            });
        }
        if let Some(branch) = &mut stream.branch {
            after.streams.extend(branch.slot.put(Arc::clone(source_stream)));
            branch.runs = true;
            stream.arriving = chain.output.clone();
            let order = RunOrder {
                generation,
                // What is before the presentation's beginning is no part of it; what is before the position that was
                // sought is given.
                start: MediaTime::ZERO,
                stop: None,
                offset: TimeSpan::ZERO,
                rate: 1.0,
                thin: false,
            };
            after
                .orders
                .push((Arc::clone(&branch.control), Order::Run(order)));
        }
    }

    /// Answers the reads that can be answered.
    fn serve(&mut self, shared: &Shared, after: &mut After) {
        let answers = &shared.answers;
        if let Some(error) = self.failed.clone().or_else(|| self.take_strayed()) {
            for (index, stream) in self.streams.iter_mut().enumerate() {
                for request in std::mem::take(&mut stream.requests) {
                    answer(answers, after, Some(request), Read::failed(index, error.clone()));
                }
            }
            for request in std::mem::take(&mut self.any) {
                answer(answers, after, Some(request), Read::failed(0, error.clone()));
            }
            return;
        }
        let started = self.phase == Phase::Started && !self.stale;
        for (index, stream) in self.streams.iter_mut().enumerate() {
            while !stream.requests.is_empty() {
                let Some(read) = stream.take(index) else { break };
                let request = stream.requests.pop_front();
                answer(answers, after, request, read);
            }
            let drains = stream.requests.front().is_some_and(|request| request.drain);
            if drains && started && !stream.draining {
                match &stream.branch {
                    Some(branch) if branch.runs => {
                        stream.draining = true;
                        after.drains.push(Arc::clone(&branch.control));
                    }
                    _ => {
                        let request = stream.requests.pop_front();
                        let flags = std::mem::take(&mut stream.news);
                        answer(answers, after, request, Read::nothing(index, flags, None));
                    }
                }
            }
        }
        while !self.any.is_empty() {
            let Some(index) = self.next_stream() else { break };
            let Some(stream) = self.streams.get_mut(index) else {
                break;
            };
            let Some(read) = stream.take(index) else { break };
            stream.end_told |= read.flags.end_of_stream;
            let request = self.any.pop_front();
            answer(answers, after, request, read);
        }
    }

    /// A failed seek is told to the one who waits for it, else to the next read.
    fn take_strayed(&mut self) -> Option<Error> {
        let reads = !self.any.is_empty() || self.streams.iter().any(|stream| !stream.requests.is_empty());
        if reads { self.strayed.take() } else { None }
    }

    /// The stream whose turn it is when whichever is asked for: the one that is furthest behind.
    fn next_stream(&self) -> Option<usize> {
        let selected = || {
            self.streams
                .iter()
                .enumerate()
                .filter(|(_, stream)| stream.selected)
        };
        let over = |stream: &Stream| stream.ended || stream.failed.is_some();
        let told = |stream: &Stream| stream.end_told && stream.failed.is_none();
        // An end, or a failure, that was not told yet.
        if let Some((index, _)) =
            selected().find(|(_, stream)| stream.ahead.is_empty() && over(stream) && !told(stream))
        {
            return Some(index);
        }
        let ready = selected().filter_map(|(index, stream)| {
            let item = stream.ahead.front()?;
            Some((item.time.unwrap_or(MediaTime::ZERO), index))
        });
        let Some((time, index)) = ready.min() else {
            // All have ended: the first says so again.
            return selected()
                .all(|(_, stream)| over(stream))
                .then(|| selected().next().map(|(index, _)| index))?;
        };
        // A stream whose sample is sure to come is waited for, so that the order is that of time.
        let behind = selected().any(|(_, stream)| {
            stream.ahead.is_empty()
                && !over(stream)
                && stream.is_direct()
                && stream.last.is_none_or(|last| last <= time)
        });
        (!behind).then_some(index)
    }
}

impl Stream {
    /// What the next read gives, if it is known.
    fn take(&mut self, index: usize) -> Option<Read> {
        if let Some(item) = self.ahead.pop_front() {
            if let Some(media_type) = item.media_type {
                self.current = media_type;
            }
            return Some(Read {
                stream: index,
                flags: item.flags,
                time: item.time,
                sample: item.sample,
                error: None,
            });
        }
        if let Some(error) = &self.failed {
            return Some(Read::failed(index, error.clone()));
        }
        if !self.ended {
            return None;
        }
        let flags = ReadFlags {
            end_of_stream: true,
            ..std::mem::take(&mut self.news)
        };
        Some(Read::nothing(index, flags, self.last))
    }
}

/// Hears what a stream's branch reports.
struct StreamObserver {
    reader: Weak<Shared>,
    stream: usize,
}

impl Observer for StreamObserver {
    fn report(&self, report: Report) {
        let Some(reader) = self.reader.upgrade() else {
            return;
        };
        reader.change(|state, _| {
            let current = state.generation;
            let Ok(stream) = state.stream(self.stream) else {
                return;
            };
            match report {
                Report::Flushed { generation } => {
                    if let Some(branch) = &mut stream.branch
                        && generation == current
                    {
                        branch.flushed = true;
                    }
                }
                Report::Failed { error, .. } => {
                    if stream.runs() {
                        stream.failed.get_or_insert(error);
                    }
                }
                Report::StreamType => stream.news.native_type_changed = true,
                Report::NonFatal { error } => {
                    tracing::warn!(stream = self.stream, %error, "the stream goes on");
                }
                Report::Drained { .. } | Report::Reshaped(_) => {}
            }
        });
    }
}
