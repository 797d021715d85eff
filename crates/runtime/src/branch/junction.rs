//! Where branches part and meet: a tee, or a transform with several inputs or outputs.
//!
//! A junction has no task of its own. The segments before it write, those behind it read, and what is between them is a
//! bounded queue. Data flows when a reader asks; a reader that finds nothing has the segments before the junction asked.

mod tee;
#[cfg(test)]
mod tests;
mod transform;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use openmf_core::{Error, MediaType, Result, Sample, SharedTransform, StreamItem, TimeSpan};

use super::custody::Custody;
use super::stage::{Conduct, new_user};
use super::watch::JunctionWatch;
use crate::sync::{Mutex, MutexGuard};
pub(crate) use transform::changes_in_flight;

/// What an output of a junction has passed on and thrown away since it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct OutputStatistics {
    /// Samples that were taken from the output.
    pub delivered: u64,
    /// Samples that were discarded because the output is discardable (`MF_TOPONODE_DISCARDABLE`) and was late, or because
    /// its sink takes none at rate 0 while another one is shown frame by frame.
    pub discarded: u64,
    /// Bytes of the samples that were discarded.
    pub discarded_bytes: u64,
}

/// What a junction is.
pub(crate) enum JunctionKind {
    /// Every sample of the one input goes to all outputs.
    Tee {
        /// The output whose requests drive the others.
        primary: usize,
        /// The outputs that may lose samples.
        discardable: Vec<usize>,
    },
    /// What goes in and what comes out is up to the transform.
    Transform(SharedTransform),
}

pub(crate) struct Junction {
    name: String,
    kind: JunctionKind,
    conduct: Conduct,
    /// As whom it uses its transform, which may be in another topology too.
    user: u64,
    /// Who is told of the samples of a transform.
    watch: OnceLock<JunctionWatch>,
    state: Mutex<State>,
    custody: OnceLock<Arc<Custody>>,
}

struct State {
    /// The generation of the data.
    generation: u64,
    /// The generation for which the transform was flushed.
    flushed: u64,
    /// A reader is inside the transform.
    pulling: bool,
    /// The reader that is inside the transform flushes it when it comes out.
    flush_due: bool,
    /// The session has stopped: behind the flush the transform is told of the end of its streaming.
    end_due: bool,
    /// `MFT_MESSAGE_NOTIFY_BEGIN_STREAMING` was sent, and no end of it.
    begun: bool,
    /// The transform was taken over for this generation.
    took_over: bool,
    /// Sinks are being filled; then the clock starts.
    prerolls: bool,
    started: bool,
    /// Whether it is thinned, and the rate, as the transform knows them.
    told_rate: (bool, f32),
    /// The same as they are.
    rate: (bool, f32),
    /// All inputs have ended.
    draining: bool,
    /// The transform, which does not drain its inputs one by one, is drained when all have ended.
    drains: bool,
    /// The input that is asked next.
    next_input: usize,
    /// A new type for an input, which waits until the transform has given out what it holds.
    changing: Option<(usize, MediaType)>,
    inputs: Vec<InputState>,
    outputs: Vec<OutputState>,
}

#[derive(Default)]
struct InputState {
    connected: bool,
    queue: VecDeque<StreamItem>,
    wanted: bool,
    ended: bool,
    /// It ends, or has ended, at a stop time.
    marked_out: bool,
    /// The change of a stop for which it was opened again last.
    opened: u64,
    /// The transform was told of its end, and has got nothing of it since.
    told_end: bool,
    /// It was drained by itself, and has got nothing since.
    drained: bool,
    /// The transform did not take the sample at the front until it has been given another input's.
    refused: bool,
    /// The type of what comes, if it is known.
    media_type: Option<MediaType>,
    /// Its segment waits until something is wanted.
    waker: Option<Waker>,
    /// Its segment may wait for what is in front of it, although nothing is wanted any more.
    reading: Option<Waker>,
}

#[derive(Default)]
struct OutputState {
    /// A segment reads it in this generation.
    active: bool,
    /// Its segment needs nothing more.
    done: bool,
    /// Every branch behind it has ended: none goes on when a stop moves.
    over: bool,
    /// The change of a stop for which what was told of the end was taken back last.
    opened: u64,
    /// Its segment has come to a stop that was moved: it asks for nothing, until it reads again because that has moved on.
    rests: bool,
    /// No sink behind it shows a frame at rate 0.
    shows_nothing: bool,
    /// Its segment has found nothing to take.
    asking: bool,
    /// Its segment has asked at least once.
    served: bool,
    ended: bool,
    /// Compressed samples were discarded: the next one that is of use is a clean point.
    needs_clean_point: bool,
    /// Samples were discarded in front of the first one that is held.
    gap: bool,
    /// Samples were discarded behind the last one that is held.
    gap_behind: bool,
    queue: VecDeque<StreamItem>,
    held: Held,
    statistics: OutputStatistics,
    waker: Option<Waker>,
    /// Its segment has found another one inside the transform.
    turned_away: bool,
}

/// How much an output holds.
#[derive(Clone, Copy, Default)]
struct Held {
    samples: usize,
    bytes: usize,
    time: TimeSpan,
}

/// How much an output may hold.
struct Limits {
    samples: usize,
    bytes: usize,
    time: TimeSpan,
}

impl Held {
    fn reaches(&self, limits: &Limits) -> bool {
        self.samples >= limits.samples || self.bytes >= limits.bytes || self.time >= limits.time
    }

    fn add(&mut self, sample: &Sample) {
        self.samples += 1;
        self.bytes = self.bytes.saturating_add(sample.total_len());
        self.time = self.time + sample.duration.unwrap_or_default();
    }

    fn remove(&mut self, sample: &Sample) {
        self.samples = self.samples.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(sample.total_len());
        self.time = self.time - sample.duration.unwrap_or_default();
    }
}

impl OutputState {
    fn is_live(&self) -> bool {
        self.active && !self.done
    }

    /// Something is still asked for it.
    fn is_read(&self) -> bool {
        self.is_live() && !self.rests
    }

    fn is_starving(&self) -> bool {
        self.asking && self.queue.is_empty()
    }

    /// Of what is not read, the type alone is kept: a later flow of data begins with it.
    fn push_type(&mut self, item: &StreamItem) {
        if let StreamItem::FormatChanged(_) = item {
            self.queue.clear();
            self.queue.push_back(item.clone());
        }
    }

    fn push(&mut self, item: StreamItem) {
        match &item {
            StreamItem::Sample(sample) => self.held.add(sample),
            StreamItem::EndOfStream => self.ended = true,
            StreamItem::Tick(_) | StreamItem::ThinMode(_) | StreamItem::FormatChanged(_) => {}
        }
        self.queue.push_back(item);
        self.asking = false;
    }

    fn pop(&mut self) -> Option<StreamItem> {
        let mut item = self.queue.pop_front();
        match &mut item {
            Some(StreamItem::Sample(sample)) => {
                self.held.remove(sample);
                self.statistics.delivered += 1;
                sample.flags.discontinuity |= std::mem::take(&mut self.gap);
            }
            // The end stays the end.
            None if self.ended => item = Some(StreamItem::EndOfStream),
            Some(_) | None => {}
        }
        item
    }

    fn discard(&mut self, sample: &Sample) {
        self.statistics.discarded += 1;
        self.statistics.discarded_bytes += sample.total_len() as u64;
    }

    fn restart(&mut self, active: bool) {
        let statistics = self.statistics;
        let queue = std::mem::take(&mut self.queue);
        *self = Self {
            active,
            statistics,
            shows_nothing: self.shows_nothing,
            queue,
            waker: self.waker.take(),
            ..Self::default()
        };
        keep_type(&mut self.queue);
    }
}

/// Drops the data of a queue, but not the last change of type: that is of the stream.
fn keep_type(queue: &mut VecDeque<StreamItem>) {
    let last = queue
        .drain(..)
        .rfind(|item| matches!(item, StreamItem::FormatChanged(_)));
    queue.extend(last);
}

impl Junction {
    /// `conduct`: of a transform's node. `types`: for each connected input what comes, as far as it is known; `None` for the others.
    pub(crate) fn new(
        name: String,
        kind: JunctionKind,
        conduct: Conduct,
        types: Vec<Option<Option<MediaType>>>,
        outputs: usize,
    ) -> Arc<Self> {
        let inputs = types.into_iter().map(|media_type| InputState {
            connected: media_type.is_some(),
            media_type: media_type.flatten(),
            ..InputState::default()
        });
        Arc::new(Self {
            name,
            kind,
            conduct,
            user: new_user(),
            watch: OnceLock::new(),
            state: Mutex::new(State {
                generation: 0,
                flushed: 0,
                pulling: false,
                flush_due: false,
                end_due: false,
                begun: false,
                took_over: false,
                prerolls: false,
                started: false,
                told_rate: (false, 1.0),
                rate: (false, 1.0),
                draining: false,
                drains: false,
                next_input: 0,
                changing: None,
                inputs: inputs.collect(),
                outputs: std::iter::repeat_with(OutputState::default)
                    .take(outputs)
                    .collect(),
            }),
            custody: OnceLock::new(),
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Has a transform's samples told. Called once, before data flows.
    pub(crate) fn set_watch(&self, watch: JunctionWatch) {
        if let JunctionKind::Transform(_) = self.kind {
            let _ = self.watch.set(watch);
        }
    }

    /// Keeps the transform from being shut down while the junction feeds it. Called once, before data flows.
    pub(crate) fn set_custody(&self, custody: &Arc<Custody>) {
        if let JunctionKind::Transform(transform) = &self.kind
            && custody.is_of(transform)
        {
            let _ = self.custody.set(Arc::clone(custody));
        }
    }

    /// Begins a new flow of data, for these outputs; every segment around the junction holds. Given before the segments'
    /// orders to run, so that an output whose segment comes late misses nothing. `prerolls`: sinks are filled before the
    /// clock starts.
    pub(crate) fn begin(&self, generation: u64, active: &[usize], prerolls: bool) {
        let mut state = self.lock();
        if generation < state.generation {
            return;
        }
        (state.generation, state.prerolls) = (generation, prerolls);
        (state.started, state.draining, state.next_input) = (false, false, 0);
        (state.drains, state.took_over) = (false, false);
        for input in &mut state.inputs {
            keep_type(&mut input.queue);
            (input.wanted, input.ended, input.refused) = (false, !input.connected, false);
            (input.marked_out, input.drained, input.told_end) = (false, false, false);
            input.opened = 0;
        }
        for (index, output) in state.outputs.iter_mut().enumerate() {
            output.restart(active.contains(&index));
        }
        wake(state);
    }

    /// The sinks are filled: the primary output alone drives those that may lose samples.
    pub(crate) fn clock_starts(&self) {
        self.lock().prerolls = false;
    }

    /// An input that may have ended goes on: its stop has moved. What was told of the end is taken back, as far as nobody has
    /// acted on it; a transform is told that its stream starts again. `change`: the number of the change; those of the orders
    /// that the segments behind get for it are not lower.
    pub(crate) fn reopen(&self, generation: u64, input: usize, change: u64) {
        let mut state = self.lock();
        if generation != state.generation {
            return;
        }
        if let Some(turn) = state.inputs.get_mut(input) {
            turn.queue.retain(|item| !matches!(item, StreamItem::EndOfStream));
            (turn.marked_out, turn.opened) = (false, change);
            turn.ended = !turn.connected;
        }
        state.draining = false;
        for output in &mut state.outputs {
            (output.ended, output.done, output.opened) = (false, output.over, change);
            output
                .queue
                .retain(|item| !matches!(item, StreamItem::EndOfStream));
        }
        wake(state);
    }

    /// Whether a sink behind an output shows frames at rate 0.
    pub(crate) fn set_shows(&self, output: usize, shows: bool) {
        let mut state = self.lock();
        match state.outputs.get_mut(output) {
            Some(output) if output.shows_nothing == shows => output.shows_nothing = !shows,
            _ => return,
        }
        wake(state);
    }

    /// Whether an output has to get everything: it is the primary one, or not discardable.
    pub(crate) fn needs(&self, output: usize) -> bool {
        match &self.kind {
            JunctionKind::Tee { primary, discardable } => {
                *primary == output || !discardable.contains(&output)
            }
            JunctionKind::Transform(_) => true,
        }
    }

    /// Every branch behind an output has ended, and stays so until the next flow of data.
    pub(crate) fn close(&self, generation: u64, output: usize) {
        let mut state = self.lock();
        if generation != state.generation {
            return;
        }
        if let Some(output) = state.outputs.get_mut(output) {
            (output.done, output.over) = (true, true);
            keep_type(&mut output.queue);
            output.held = Held::default();
        }
        wake(state);
    }

    /// Of the outputs that are read only these are read from now on.
    pub(crate) fn keep(&self, active: &[usize]) {
        let mut state = self.lock();
        for (index, output) in state.outputs.iter_mut().enumerate() {
            if !active.contains(&index) && output.active {
                output.restart(false);
            }
        }
        wake(state);
    }

    /// The transform learns it from the reader that is inside it next.
    fn tell_rate(&self, thin: bool, rate: f32) {
        self.lock().rate = (thin, rate);
    }

    /// Drops everything held, and what the transform holds. Within the generation that is under way it is one output
    /// alone that is held, whose sink is lost: what the others have stays. `ends`: nothing comes for the time being.
    fn flush(&self, output: usize, generation: u64, ends: bool) {
        let mut state = self.lock();
        if generation <= state.flushed || generation < state.generation {
            return;
        }
        let mut others = state.outputs.iter().enumerate();
        if generation == state.generation && others.any(|(index, other)| index != output && other.active) {
            if let Some(own) = state.outputs.get_mut(output) {
                keep_type(&mut own.queue);
                own.held = Held::default();
            }
            return;
        }
        state.flushed = generation;
        state
            .inputs
            .iter_mut()
            .for_each(|input| keep_type(&mut input.queue));
        for output in &mut state.outputs {
            keep_type(&mut output.queue);
            output.held = Held::default();
        }
        let JunctionKind::Transform(transform) = &self.kind else {
            return;
        };
        let ended = ends && std::mem::take(&mut state.begun);
        if state.pulling {
            (state.flush_due, state.end_due) = (true, state.end_due || ended);
            return;
        }
        drop(state);
        transform::flush(transform, self.conduct.flushes(), ended);
    }

    pub(crate) fn statistics(&self) -> Vec<OutputStatistics> {
        self.lock()
            .outputs
            .iter()
            .map(|output| output.statistics)
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Junction {
    /// The topology is dropped. What another one has taken over is left alone.
    fn drop(&mut self) {
        let begun = self
            .state
            .get_mut()
            .is_ok_and(|state| std::mem::take(&mut state.begun));
        if let JunctionKind::Transform(transform) = &self.kind
            && begun
            && transform.give_back(self.user)
        {
            let flushes = self.conduct.flushes_at_release();
            // There is nothing to do about one that panics.
            let _ = catch_unwind(AssertUnwindSafe(|| transform::flush(transform, flushes, true)));
        }
    }
}

/// Lets every segment look again.
fn wake(mut state: MutexGuard<'_, State>) {
    let State { inputs, outputs, .. } = &mut *state;
    let inputs = inputs.iter_mut().filter_map(|input| input.waker.take());
    let wakers: Vec<Waker> = inputs
        .chain(outputs.iter_mut().filter_map(|output| output.waker.take()))
        .collect();
    drop(state);
    wakers.into_iter().for_each(Waker::wake);
}

/// Lets the segments look again that wait for something to read.
fn wake_readers(mut state: MutexGuard<'_, State>) {
    // Most junctions have two outputs: no list is allocated for each sample.
    let mut outputs = state.outputs.iter_mut().filter_map(|output| output.waker.take());
    let (first, second) = (outputs.next(), outputs.next());
    let rest: Vec<Waker> = outputs.collect();
    drop(state);
    first.into_iter().chain(second).chain(rest).for_each(Waker::wake);
}

/// Wakes the readers that have found another one inside the transform. The others have seen what there is: woken for no
/// reason, two that wait for input would wake each other for as long as none comes.
fn wake_turned_away(mut state: MutexGuard<'_, State>) {
    let away = state.outputs.iter_mut().filter(|output| output.turned_away);
    let wakers: Vec<Waker> = away
        .filter_map(|output| {
            output.turned_away = false;
            output.waker.take()
        })
        .collect();
    drop(state);
    wakers.into_iter().for_each(Waker::wake);
}

fn register(slot: &mut Option<Waker>, cx: &Context<'_>) {
    if !slot.as_ref().is_some_and(|known| known.will_wake(cx.waker())) {
        *slot = Some(cx.waker().clone());
    }
}

/// The end of a segment in front of a junction.
pub(crate) struct JunctionInput {
    junction: Arc<Junction>,
    input: usize,
    generation: u64,
}

impl JunctionInput {
    pub(crate) fn new(junction: Arc<Junction>, input: usize) -> Self {
        Self {
            junction,
            input,
            generation: 0,
        }
    }

    pub(crate) fn begin(&mut self, generation: u64) {
        self.generation = generation;
    }

    /// Ready while the junction wants an item.
    pub(crate) fn poll_request(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.junction.lock();
        let wanted = state.generation == self.generation
            && match &self.junction.kind {
                JunctionKind::Tee { primary, discardable } => state.tee_wants(*primary, discardable),
                JunctionKind::Transform(_) => {
                    state.inputs.get(self.input).is_some_and(|input| input.wanted)
                        && state.outputs.iter().any(OutputState::is_read)
                }
            };
        if let Some(input) = state.inputs.get_mut(self.input) {
            register(
                if wanted {
                    &mut input.reading
                } else {
                    &mut input.waker
                },
                cx,
            );
        }
        if wanted { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Nothing is wanted because all that is behind the junction has come to a stop that was moved.
    pub(crate) fn rests(&self) -> bool {
        let state = self.junction.lock();
        let mut live = state.outputs.iter().filter(|output| output.is_live());
        state.generation == self.generation
            && live.clone().next().is_some()
            && live.all(|output| output.rests)
    }

    pub(crate) fn put(&self, item: StreamItem) {
        let mut state = self.junction.lock();
        if state.generation != self.generation {
            return;
        }
        if let (StreamItem::FormatChanged(media_type), Some(input)) =
            (&item, state.inputs.get_mut(self.input))
        {
            input.media_type = Some(media_type.clone());
        }
        match &self.junction.kind {
            JunctionKind::Tee { primary, discardable } => {
                state.distribute(item, *primary, discardable);
            }
            JunctionKind::Transform(_) => {
                if let Some(input) = state.inputs.get_mut(self.input) {
                    input.wanted = false;
                    input.queue.push_back(item);
                }
            }
        }
        wake_readers(state);
    }

    /// Nothing comes any more, as of this change of a stop; where the input was opened for a later one, the order to go on
    /// is on its way. `marked_out`: because of a stop time.
    pub(crate) fn end(&self, change: u64, marked_out: bool) {
        {
            let mut state = self.junction.lock();
            if state.generation == self.generation
                && let Some(input) = state.inputs.get_mut(self.input)
            {
                if input.opened > change {
                    return;
                }
                input.marked_out = marked_out;
            }
        }
        self.put(StreamItem::EndOfStream);
    }

    pub(crate) fn accepts(&self, media_type: &MediaType) -> Result<()> {
        match &self.junction.kind {
            // Each branch behind a tee converts for itself.
            JunctionKind::Tee { .. } => Ok(()),
            JunctionKind::Transform(transform) => {
                transform.lock().test_input_type(self.input as u32, media_type)
            }
        }
    }

    pub(crate) fn current_type(&self) -> Result<MediaType> {
        let known = self
            .junction
            .lock()
            .inputs
            .get(self.input)
            .and_then(|input| input.media_type.clone());
        match (&self.junction.kind, known) {
            // The transform is not asked for what is known: another segment may be inside it.
            (_, Some(media_type)) => Ok(media_type),
            (JunctionKind::Transform(transform), None) => transform.lock().input_type(self.input as u32),
            (JunctionKind::Tee { .. }, None) => Err(Error::TypeNotSet { side: "tee" }),
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.junction.name()
    }
}

/// The beginning of a segment behind a junction.
pub(crate) struct JunctionOutput {
    junction: Arc<Junction>,
    output: usize,
    generation: u64,
}

impl JunctionOutput {
    pub(crate) fn new(junction: Arc<Junction>, output: usize) -> Self {
        Self {
            junction,
            output,
            generation: 0,
        }
    }

    pub(crate) fn begin(&mut self, generation: u64) {
        self.generation = generation;
    }

    pub(crate) fn flush(&self, generation: u64, ends: bool) {
        self.junction.flush(self.output, generation, ends);
    }

    pub(crate) fn tell_rate(&self, thin: bool, rate: f32) {
        self.junction.tell_rate(thin, rate);
    }

    /// What is held is too late.
    pub(crate) fn discard(&self) {
        let mut state = self.junction.lock();
        if state.generation == self.generation
            && let Some(output) = state.outputs.get_mut(self.output)
        {
            for item in std::mem::take(&mut output.queue) {
                match item {
                    StreamItem::Sample(sample) => output.discard(&sample),
                    item => output.queue.push_back(item),
                }
            }
            output.held = Held::default();
        }
    }

    /// Says that nothing more is needed, as of this change of a stop. Where the end was taken back for a later one, the
    /// segment may go on: its order is on the way, and until then what comes is kept.
    pub(crate) fn finish(&self, change: u64) {
        let mut state = self.junction.lock();
        if state.generation != self.generation {
            return;
        }
        if let Some(output) = state.outputs.get_mut(self.output) {
            if output.opened > change {
                return;
            }
            output.done = true;
            keep_type(&mut output.queue);
            output.held = Held::default();
        }
        wake(state);
    }

    /// Says that nothing more is needed unless it is read again. What it has asked for is not asked of the segments in
    /// front any more: their source may be started for the next topology.
    pub(crate) fn rest(&self) {
        let mut state = self.junction.lock();
        if state.generation != self.generation {
            return;
        }
        if let Some(output) = state.outputs.get_mut(self.output) {
            if output.rests && !output.asking {
                return;
            }
            (output.rests, output.asking) = (true, false);
        }
        let inputs = state.inputs.iter_mut();
        let reading: Vec<Waker> = inputs.filter_map(|input| input.reading.take()).collect();
        wake(state);
        reading.into_iter().for_each(Waker::wake);
    }

    /// Whether all that comes in ends at stop times.
    pub(crate) fn is_marked_out(&self) -> bool {
        let state = self.junction.lock();
        let mut connected = state.inputs.iter().filter(|input| input.connected);
        state.generation == self.generation && connected.all(|input| input.marked_out)
    }

    pub(crate) fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        match &self.junction.kind {
            JunctionKind::Tee { primary, discardable } => {
                self.junction
                    .poll_tee(self.output, self.generation, (*primary, discardable), cx)
            }
            JunctionKind::Transform(transform) => {
                self.junction
                    .poll_transform(transform, self.output, self.generation, cx)
            }
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.junction.name()
    }
}
