//! A transform with several inputs or outputs.
//!
//! Observed: the inputs are asked round-robin; one sample goes in, then output is taken until there is none.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    Error, Input, MediaType, Output, Result, SharedTransform, StreamItem, TimeSpan, Transform,
    TransformMessage, guids,
};

use super::{
    Junction, JunctionKind, Limits, OutputState, State, register, wake, wake_readers, wake_turned_away,
};

/// What an output may hold that does not ask, before it holds the others up.
const HELD: Limits = Limits {
    samples: 1024,
    bytes: 64 << 20,
    time: TimeSpan::from_millis(2_000),
};

/// A transform that cannot flush has nothing that could be used; its next input tells. `flushes`: its node asks for it
/// (`MF_TOPONODE_FLUSH`). `ends`: its streaming ends.
pub(super) fn flush(transform: &SharedTransform, flushes: bool, ends: bool) {
    let mut transform = transform.lock();
    if flushes {
        let _ = transform.process_message(TransformMessage::Flush);
    }
    if ends {
        let _ = transform.process_message(TransformMessage::NotifyEndStreaming);
    }
}

/// Whether a transform takes a new input type while it holds data; else it is drained first.
///
/// Source: `MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE`, "Handling Stream Changes" (Microsoft Learn).
pub(crate) fn changes_in_flight(transform: &SharedTransform) -> bool {
    let transform = transform.lock();
    let supports = transform.attributes().and_then(|attributes| {
        attributes
            .get(openmf_core::Key::<bool>::new(
                guids::MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE,
            ))
            .ok()
    });
    supports.unwrap_or(false)
}

/// The reader that is inside the transform. Nobody waits for it under a lock: it may stay there.
struct Inside<'j> {
    junction: &'j Junction,
    transform: &'j SharedTransform,
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let mut state = self.junction.lock();
        if std::mem::take(&mut state.flush_due) {
            let ends = std::mem::take(&mut state.end_due);
            drop(state);
            // It may be that a panic of the transform has led here, and a second one on its way out ends the process.
            let flush = || flush(self.transform, self.junction.conduct.flushes(), ends);
            let _ = catch_unwind(AssertUnwindSafe(flush));
            state = self.junction.lock();
        }
        state.pulling = false;
        if state.outputs.len() > 1 {
            wake_turned_away(state);
        }
    }
}

enum Fed {
    /// Something went in or was settled: output may be there.
    Yes,
    /// The input whose turn it is has nothing yet.
    Waiting(Option<Waker>),
}

impl Junction {
    pub(super) fn poll_transform(
        &self,
        transform: &SharedTransform,
        output: usize,
        generation: u64,
        cx: &mut Context<'_>,
    ) -> Poll<Result<StreamItem>> {
        loop {
            {
                let mut state = self.lock();
                if let Poll::Ready(item) = state.take_or_wait(output, generation, cx) {
                    // There is room for more: whoever was held up by this output may go on.
                    if state.outputs.len() > 1 {
                        wake(state);
                    }
                    return Poll::Ready(Ok(item));
                }
                let others = state.outputs.iter().enumerate();
                let held_up = others
                    .filter(|(index, other)| *index != output && other.is_live())
                    .any(|(_, other)| other.held.reaches(&HELD));
                // What is not read any more takes nothing, not even the end: its reader must not pull on for ever.
                let is_read = state.outputs.get(output).is_some_and(OutputState::is_live);
                if !state.flows(generation) || held_up || !is_read {
                    return Poll::Pending;
                }
                if state.pulling {
                    if let Some(reader) = state.outputs.get_mut(output) {
                        reader.turned_away = true;
                    }
                    return Poll::Pending;
                }
                state.pulling = true;
            }
            let _inside = Inside {
                junction: self,
                transform,
            };
            match self.step(transform, generation, output, cx) {
                Ok(Fed::Yes) => {}
                Ok(Fed::Waiting(writer)) => {
                    if let Some(writer) = writer {
                        writer.wake();
                    }
                    return Poll::Pending;
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    fn step(
        &self,
        transform: &SharedTransform,
        generation: u64,
        output: usize,
        cx: &mut Context<'_>,
    ) -> Result<Fed> {
        self.pass_on_rate(transform);
        let takes_over = {
            let mut state = self.lock();
            state.flows(generation) && !std::mem::replace(&mut state.took_over, true)
        };
        // Before anything is taken: it may hold what another topology could not flush. And before the end of an input,
        // which a flush behind it would undo.
        if takes_over {
            self.take_over(&mut **transform.lock())?;
        }
        let (stream, made) = transform.lock().process_any_output()?;
        match made {
            Output::Sample(sample) => {
                if let Some(watch) = self.watch.get() {
                    watch.after(stream, &sample);
                }
                self.place(stream, StreamItem::Sample(sample), generation);
            }
            Output::StreamChange => self.choose_output_type(transform, stream, generation)?,
            Output::NeedMoreInput => return self.feed(transform, generation, output, cx),
        }
        Ok(Fed::Yes)
    }

    /// Tells a transform with a rate control of another rate than it knows.
    fn pass_on_rate(&self, transform: &SharedTransform) {
        let rate = {
            let mut state = self.lock();
            let rate = state.rate;
            (std::mem::replace(&mut state.told_rate, rate) != rate).then_some(rate)
        };
        if let Some((thin, rate)) = rate
            && let Some(control) = transform.lock().rate_control()
        {
            // The session was told what it supports; what it refuses all the same it plays as before.
            let _ = control.set_rate(thin, rate);
        }
    }

    /// Gives the transform one item of the input whose turn it is.
    fn feed(
        &self,
        transform: &SharedTransform,
        generation: u64,
        output: usize,
        cx: &mut Context<'_>,
    ) -> Result<Fed> {
        let (input, item, (first, begins), behind_drain) = {
            let mut state = self.lock();
            // The reader may have been cut off in the transform, which another topology feeds by now.
            let is_read = state.outputs.get(output).is_some_and(OutputState::is_live);
            if !state.flows(generation) || !is_read {
                return Ok(Fed::Waiting(None));
            }
            if let Some((input, media_type)) = state.changing.take() {
                drop(state);
                self.apply_change(transform, input, &media_type, generation)?;
                return Ok(Fed::Yes);
            }
            if state.draining {
                // At once: it may be taken back.
                let outputs = state.outputs.iter_mut().filter(|output| output.is_live());
                outputs.for_each(|output| output.push(StreamItem::EndOfStream));
                wake_readers(state);
                return Ok(Fed::Yes);
            }
            let Some(input) = state.whose_turn() else {
                return Err(Error::Unexpected {
                    what: format!("{} asked for input and refused it", self.name()).into(),
                });
            };
            let Some(turn) = state.inputs.get_mut(input) else {
                return Ok(Fed::Waiting(None));
            };
            match turn.queue.pop_front() {
                Some(item) => {
                    // At once: it may be taken back.
                    turn.ended |= matches!(item, StreamItem::EndOfStream);
                    let is_sample = matches!(item, StreamItem::Sample(_));
                    let behind_drain = is_sample && std::mem::take(&mut turn.drained);
                    let behind_end = is_sample && std::mem::take(&mut turn.told_end);
                    let behind_drain = behind_drain || behind_end;
                    let first = is_sample && (!std::mem::replace(&mut state.started, true) || behind_end);
                    let begins = first && !std::mem::replace(&mut state.begun, true);
                    (input, item, (first, begins), behind_drain)
                }
                None => {
                    turn.wanted = true;
                    let writer = turn.waker.take();
                    if let Some(reader) = state.outputs.get_mut(output) {
                        register(&mut reader.waker, cx);
                    }
                    return Ok(Fed::Waiting(writer));
                }
            }
        };
        match item {
            StreamItem::Sample(mut sample) => {
                if let Some(watch) = self.watch.get() {
                    watch.before(input as u32, &sample);
                }
                // Source: MFT_MESSAGE_COMMAND_DRAIN: the first sample behind a drain has the discontinuity attribute.
                sample.flags.discontinuity |= behind_drain;
                let taken = {
                    let mut transform = transform.lock();
                    if begins {
                        transform.process_message(TransformMessage::NotifyBeginStreaming)?;
                    }
                    if first {
                        transform.process_message(TransformMessage::NotifyStartOfStream)?;
                    }
                    transform.process_input(input as u32, sample)
                };
                let mut state = self.lock();
                let after = (input + 1) % state.inputs.len().max(1);
                let Some(turn) = state.inputs.get_mut(input) else {
                    return Ok(Fed::Yes);
                };
                match taken {
                    // It needs something else first.
                    Ok(Input::NotAccepting(sample)) => {
                        turn.refused = true;
                        turn.queue.push_front(StreamItem::Sample(sample));
                    }
                    taken => {
                        state.inputs.iter_mut().for_each(|input| input.refused = false);
                        state.next_input = after;
                        drop(state);
                        taken?;
                    }
                }
            }
            StreamItem::EndOfStream => {
                let (known, drains) = {
                    let mut state = self.lock();
                    state.inputs.iter_mut().for_each(|input| input.refused = false);
                    let turn = state.inputs.get_mut(input).filter(|turn| turn.ended);
                    turn.map_or((true, false), |turn| {
                        let known = std::mem::replace(&mut turn.told_end, true);
                        (known, self.conduct.drains(turn.marked_out))
                    })
                };
                let mut transform = transform.lock();
                // An end that was taken back comes again, with nothing before it.
                if !known {
                    transform.end_input(input as u32)?;
                }
                let with_others = !known && drains && !transform.drain_input(input as u32)?;
                let drains_all = {
                    let mut state = self.lock();
                    state.drains |= with_others;
                    state.draining = state.inputs.iter().all(|input| input.ended);
                    state.draining && std::mem::take(&mut state.drains)
                };
                if drains_all {
                    transform.process_message(TransformMessage::Drain)?;
                }
            }
            StreamItem::FormatChanged(media_type) => {
                if changes_in_flight(transform) {
                    self.apply_change(transform, input, &media_type, generation)?;
                } else {
                    let mut transform = transform.lock();
                    if !transform.drain_input(input as u32)? {
                        transform.process_message(TransformMessage::Drain)?;
                    }
                    drop(transform);
                    let mut state = self.lock();
                    state.changing = Some((input, media_type));
                    if let Some(turn) = state.inputs.get_mut(input) {
                        turn.drained = true;
                    }
                }
            }
            // A gap in one of several inputs is no gap in what comes out.
            item @ (StreamItem::Tick(_) | StreamItem::ThinMode(_)) => {
                if self.lock().inputs.len() == 1 {
                    self.place_everywhere(&item, generation);
                }
            }
        }
        Ok(Fed::Yes)
    }

    /// From now on this topology feeds the transform, which another one may have used.
    fn take_over(&self, transform: &mut dyn Transform) -> Result<()> {
        let before = match &self.kind {
            JunctionKind::Transform(shared) => shared.hand_over(self.user),
            JunctionKind::Tee { .. } => 0,
        };
        if before != 0 && before != self.user && self.conduct.flushes_between_topologies() {
            transform.process_message(TransformMessage::Flush)?;
        }
        Ok(())
    }

    fn apply_change(
        &self,
        transform: &SharedTransform,
        input: usize,
        media_type: &MediaType,
        generation: u64,
    ) -> Result<()> {
        transform.lock().set_input_type(input as u32, media_type)?;
        let outputs = self.lock().outputs.len() as u32;
        for stream in 0..outputs {
            if transform.lock().output_type(stream).is_err() {
                self.choose_output_type(transform, stream, generation)?;
            }
        }
        Ok(())
    }

    /// The segment behind the output converts what its sink does not take.
    fn choose_output_type(&self, transform: &SharedTransform, stream: u32, generation: u64) -> Result<()> {
        let media_type = {
            let mut transform = transform.lock();
            let media_type = transform.output_available_type(stream, 0)?;
            transform.set_output_type(stream, &media_type)?;
            media_type
        };
        self.place(stream, StreamItem::FormatChanged(media_type), generation);
        Ok(())
    }

    fn place(&self, stream: u32, item: StreamItem, generation: u64) {
        let mut state = self.lock();
        if !state.flows(generation) {
            return;
        }
        let output = state.outputs.get_mut(stream as usize);
        let waker = output.and_then(|output| {
            if output.is_live() {
                output.push(item);
            } else {
                output.push_type(&item);
            }
            output.waker.take()
        });
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn place_everywhere(&self, item: &StreamItem, generation: u64) {
        let outputs = self.lock().outputs.len() as u32;
        (0..outputs).for_each(|stream| self.place(stream, item.clone(), generation));
    }
}

impl State {
    /// Whether data of this generation is still wanted.
    fn flows(&self, generation: u64) -> bool {
        self.generation == generation && self.flushed <= generation
    }

    fn take_or_wait(&mut self, output: usize, generation: u64, cx: &Context<'_>) -> Poll<StreamItem> {
        let ours = self.generation == generation;
        let Some(reader) = self.outputs.get_mut(output) else {
            return Poll::Pending;
        };
        if ours && reader.is_live() {
            if let Some(item) = reader.pop() {
                return Poll::Ready(item);
            }
            (reader.asking, reader.rests) = (true, false);
        }
        register(&mut reader.waker, cx);
        Poll::Pending
    }

    /// The next input that has not ended and whose last sample was not refused.
    fn whose_turn(&self) -> Option<usize> {
        let count = self.inputs.len();
        (0..count)
            .map(|step| (self.next_input + step) % count)
            .find(|index| {
                self.inputs
                    .get(*index)
                    .is_some_and(|input| !input.ended && !input.refused)
            })
    }
}
