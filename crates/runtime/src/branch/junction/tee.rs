//! A tee: every sample to all outputs, at the pace of the primary one.
//!
//! What a discardable output holds when all others have ended, and does not ask for, is late: it is discarded, and the end
//! comes.
//!
//! Source: `MF_TOPONODE_PRIMARYOUTPUT`, `MF_TOPONODE_DISCARDABLE` (Microsoft Learn).

use std::task::{Context, Poll};

use openmf_core::{Result, StreamItem, TimeSpan};

use super::{Junction, Limits, OutputState, State, register};

/// What an output that does not ask keeps before it holds the tee up.
const HELD: Limits = Limits {
    samples: 1024,
    bytes: 64 << 20,
    time: TimeSpan::from_millis(2_000),
};
/// What an output whose sink shows nothing at rate 0 keeps then, where time is no measure, before the newest samples take the
/// place of the oldest: the sinks that do show a frame for each step are not held up.
const STEPPED: Limits = Limits {
    time: TimeSpan::MAX,
    ..HELD
};
/// What an output that may lose samples keeps.
const DISCARDABLE: Limits = Limits {
    samples: 64,
    bytes: 16 << 20,
    time: TimeSpan::from_millis(500),
};
/// What the primary output keeps when it is satisfied and another output, which must lose nothing, asks. Without it two
/// sinks that need different amounts before the clock starts would wait for each other.
const LEAD: Limits = Limits {
    samples: 64,
    bytes: 16 << 20,
    time: TimeSpan::from_millis(500),
};

impl State {
    pub(super) fn tee_wants(&self, primary: usize, discardable: &[usize]) -> bool {
        let Some(lead) = self.leader(primary, discardable) else {
            return false;
        };
        let steps = self.rate.1 == 0.0;
        // What a sink that shows nothing asks for is bounded by what the others hold, and bounds nothing for these.
        let is_shown = steps
            && self
                .outputs
                .iter()
                .any(|output| output.is_read() && output.is_starving() && !output.shows_nothing);
        let holds_up =
            |output: &OutputState, limits| output.held.reaches(limits) && !(is_shown && output.shows_nothing);
        let mut others = self
            .outputs
            .iter()
            .enumerate()
            .filter(|(index, output)| *index != lead && output.is_live());
        let Some(leader) = self.outputs.get(lead) else {
            return false;
        };
        if leader.ended || holds_up(leader, &HELD) {
            return false;
        }
        let mut needed = others.clone().filter(|(index, _)| !discardable.contains(index));
        if needed.clone().any(|(_, output)| holds_up(output, &HELD)) {
            return false;
        }
        // The clock, which waits for all sinks that preroll, starts no sooner if those that need least are satisfied: one
        // behind a decoder needs more samples for its first picture, also where it may lose some. At rate 0, where the next
        // step waits for the frame of every sink and the primary one may take nothing, it is the same.
        let waited_for = self.prerolls || steps;
        let asks = match (waited_for, leader.served) {
            (true, _) => others.any(|(_, output)| output.is_starving()),
            (false, true) => needed.any(|(_, output)| output.is_starving()),
            (false, false) => false,
        };
        leader.is_starving() || asks && !holds_up(leader, &LEAD)
    }

    /// The output whose requests count: the primary one, as long as it is read.
    fn leader(&self, primary: usize, discardable: &[usize]) -> Option<usize> {
        let read = |index: &usize| self.outputs.get(*index).is_some_and(OutputState::is_read);
        let all = 0..self.outputs.len();
        Some(primary)
            .filter(read)
            .or_else(|| {
                all.clone()
                    .filter(read)
                    .find(|index| !discardable.contains(index))
            })
            .or_else(|| all.clone().find(read))
    }

    pub(super) fn distribute(&mut self, item: StreamItem, primary: usize, discardable: &[usize]) {
        let lead = self.leader(primary, discardable);
        let steps = self.rate.1 == 0.0;
        let compressed = self
            .inputs
            .first()
            .and_then(|input| input.media_type.as_ref())
            .is_some_and(openmf_core::MediaType::is_compressed);
        let idle = self.outputs.iter_mut().filter(|output| !output.is_live());
        idle.for_each(|output| output.push_type(&item));
        let last = self.outputs.iter().rposition(OutputState::is_live);
        let Some(last) = last else { return };
        let mut item = Some(item);
        for (index, output) in self.outputs.iter_mut().enumerate().take(last + 1) {
            if !output.is_live() {
                continue;
            }
            let item = if index == last { item.take() } else { item.clone() };
            let Some(item) = item else { return };
            if Some(index) != lead && discardable.contains(&index) {
                output.push_if_it_keeps_up(item, compressed, &DISCARDABLE, false);
            } else if steps && output.shows_nothing || output.needs_clean_point {
                output.push_if_it_keeps_up(item, compressed, &STEPPED, true);
            } else {
                output.push(item);
            }
        }
    }
}

impl OutputState {
    /// Of decoded samples the oldest are discarded; of compressed ones everything up to a clean point, without which
    /// what follows could not be decoded. `newest`: a clean point also takes the place of all in front of it.
    fn push_if_it_keeps_up(&mut self, item: StreamItem, compressed: bool, limits: &Limits, newest: bool) {
        let StreamItem::Sample(sample) = &item else {
            return self.push(item);
        };
        if !compressed {
            while self.held.reaches(limits) && self.discard_oldest() {}
            return self.push(item);
        }
        if newest && sample.flags.clean_point && self.held.reaches(limits) {
            while self.discard_oldest() {}
        }
        let useless = self.needs_clean_point && !sample.flags.clean_point;
        if useless || self.held.reaches(limits) {
            (self.needs_clean_point, self.gap_behind) = (true, true);
            return self.discard(sample);
        }
        self.needs_clean_point = false;
        if std::mem::take(&mut self.gap_behind) {
            let mut sample = sample.clone();
            sample.flags.discontinuity = true;
            return self.push(StreamItem::Sample(sample));
        }
        self.push(item);
    }

    /// Returns whether there was one.
    fn discard_oldest(&mut self) -> bool {
        let mut queue = self.queue.iter();
        let oldest = queue.position(|item| matches!(item, StreamItem::Sample(_)));
        let Some(StreamItem::Sample(oldest)) = oldest.and_then(|at| self.queue.remove(at)) else {
            return false;
        };
        self.held.remove(&oldest);
        self.discard(&oldest);
        self.gap = true;
        true
    }
}

impl Junction {
    pub(super) fn poll_tee(
        &self,
        output: usize,
        generation: u64,
        (primary, discardable): (usize, &[usize]),
        cx: &mut Context<'_>,
    ) -> Poll<Result<StreamItem>> {
        let mut state = self.lock();
        let ours = state.generation == generation;
        let Some(reader) = state.outputs.get_mut(output) else {
            return Poll::Pending;
        };
        let item = if ours && reader.active { reader.pop() } else { None };
        if item.is_none() {
            register(&mut reader.waker, cx);
            reader.asking = ours;
            reader.rests &= !ours;
            reader.served |= ours;
        }
        let writer = if ours && state.tee_wants(primary, discardable) {
            state.inputs.first_mut().and_then(|input| input.waker.take())
        } else {
            None
        };
        drop(state);
        if let Some(writer) = writer {
            writer.wake();
        }
        item.map_or(Poll::Pending, |item| Poll::Ready(Ok(item)))
    }
}
