//! The state of a reader, and its rules: when the source is started, whose turn it is, which read gets what.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::task::Waker;

use openmf_core::{Error, MediaTime, Result, StartPosition, StreamSink, TimeSpan, TimerKey};

use super::chain::{Chain, Reshaped};
use super::engine::{After, Request, Shared, answer};
use super::stream::{Running, Stream};
use super::{Read, ReadFlags};
use crate::branch::{
    Branch, BranchControl, BranchParts, Inlet, Observer, Order, Outlet, Report, RunOrder, SinkPort,
    StreamSlot,
};

pub(super) struct State {
    pub(super) streams: Vec<Stream>,
    pub(super) phase: Phase,
    pub(super) generation: u64,
    /// Where the source is to go; `None`: it stays where it is.
    pub(super) target: Option<StartPosition>,
    /// The source was told to go there.
    pub(super) moves: bool,
    /// The source was not told yet what is selected, and in which types.
    pub(super) stale: bool,
    /// Branches that were told to end and have not.
    pub(super) exiting: usize,
    /// Reads of whichever stream.
    pub(super) any: VecDeque<Request>,
    /// The reader cannot go on.
    pub(super) failed: Option<Error>,
    /// The source could not go where it was sent; told once.
    pub(super) strayed: Option<Error>,
    pub(super) shut_down: bool,
    /// The source has more streams than the application was told of.
    pub(super) new_streams: bool,
    pub(super) timer: Option<TimerKey>,
    pub(super) waiters: Vec<Waker>,
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

impl State {
    pub(super) fn new(streams: Vec<Stream>) -> Self {
        Self {
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
            new_streams: false,
            timer: None,
            waiters: Vec::new(),
        }
    }

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
    pub(super) fn begin_start(&mut self, shared: &Shared, after: &mut After) {
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
    pub(super) fn go_on(&mut self, shared: &Shared, after: &mut After) {
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
            stream.chain = Some(Chain::direct(&this, index, &native, None));
        }
        let Some(chain) = &stream.chain else { return };
        if stream.branch.is_none() {
            let control = Arc::new(BranchControl::new());
            let slot = Arc::<StreamSlot>::default();
            let sink: Arc<dyn StreamSink> = chain.sink.clone();
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
            let order = RunOrder {
                generation,
                // What is before the presentation's beginning is no part of it; what is before the position that was
                // sought is given.
                start: MediaTime::ZERO,
                stop: None,
                limit: None,
                change: 0,
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
                let Some(mut read) = stream.take(index) else { break };
                read.flags.new_stream |= std::mem::take(&mut self.new_streams);
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
            let Some(mut read) = stream.take(index) else { break };
            read.flags.new_stream |= std::mem::take(&mut self.new_streams);
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
    /// A change of format has put other transforms in. Where one of the application's could not take the new type, it is
    /// gone.
    fn reshape(&mut self, change: Reshaped, after: &mut After) {
        let Some(chain) = &mut self.chain else { return };
        let Some(removed) = chain.reshape(change) else {
            return;
        };
        if let Some(at) = self.effects.iter().position(|effect| effect.is_same(&removed)) {
            after.transforms.push(self.effects.remove(at));
            self.news.effects_removed |= self.effects.is_empty();
        }
        after.transforms.push(removed);
    }

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
        let failed = match &report {
            Report::Failed { error, .. } => Some(error.clone()),
            _ => None,
        };
        let mut reshaped = match &report {
            Report::Reshaped(change) => Some(Reshaped::of(change)),
            _ => None,
        };
        let is_reshaped = reshaped.is_some();
        reader.change(|state, after| {
            let current = state.generation;
            let Ok(stream) = state.stream(self.stream) else {
                return;
            };
            if let Some(change) = reshaped.take() {
                stream.reshape(change, after);
            }
            match &report {
                Report::Flushed { generation } => {
                    if let Some(branch) = &mut stream.branch
                        && *generation == current
                    {
                        branch.flushed = true;
                    }
                }
                Report::Failed { error, .. } => {
                    if stream.runs() {
                        stream.failed.get_or_insert_with(|| error.clone());
                    }
                }
                Report::StreamType => stream.news.native_type_changed = true,
                Report::NonFatal { error } => {
                    tracing::warn!(stream = self.stream, %error, "the stream goes on");
                }
                Report::Drained { .. } | Report::Reshaped(_) => {}
            }
        });
        if let Some(error) = failed {
            let stream = self.stream;
            reader.tell(move |events| events.failed(Some(stream), &error));
        }
        if is_reshaped {
            reader.tell(|events| events.transforms_changed());
        }
    }
}
