use std::sync::PoisonError;
use std::sync::atomic::AtomicU32;
use std::task::Waker;

use openmf_core::{MediaTime, TimeSpan};

use crate::sync::atomic::{AtomicU64, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// What a branch is told to do. The generation tells data of one run from that of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Order {
    /// Drop everything of older generations, flush the transforms, and deliver nothing. `ends`: the session stops.
    Hold { generation: u64, ends: bool },
    /// Deliver what the sink asks for.
    Run(RunOrder),
    /// End the task.
    Exit,
}

impl Order {
    /// What holds before anything was ordered.
    pub(crate) const NOTHING: Self = Self::Hold {
        generation: 0,
        ends: false,
    };

    fn generation(&self) -> u64 {
        match self {
            Self::Hold { generation, .. } => *generation,
            Self::Run(run) => run.generation,
            Self::Exit => u64::MAX,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RunOrder {
    pub generation: u64,
    /// Content before this media time is trimmed.
    pub start: MediaTime,
    /// Content from this media time on is trimmed, and the branch ends there.
    pub stop: Option<MediaTime>,
    /// What reaches the sink, or did so already, ends at this presentation time: the stop has moved while the branch ran.
    pub limit: Option<MediaTime>,
    /// Another number each time that the stop has moved.
    pub change: u64,
    /// Presentation time minus media time.
    pub offset: TimeSpan,
    /// At which rate the presentation plays; 0 while it scrubs, negative backwards.
    pub rate: f32,
    /// Whether the source was asked for key frames alone.
    pub thin: bool,
}

/// What a branch learns about its sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// `MEStreamSinkFormatChanged`: the sink has set another type.
    SinkTypeChanged,
    /// `MEStreamSinkFormatInvalidated`: the sink needs a type again.
    SinkTypeInvalid,
    /// The transforms are to give out what they hold before the stream is asked for more.
    Drain,
    /// In this generation nothing is kept for the sink any more when it does not ask: it may lose samples, and those that
    /// may not have ended.
    Late(u64),
}

/// The place where control and data meet: the driver writes orders, the branch reads them.
#[derive(Debug)]
pub(crate) struct BranchControl {
    state: Mutex<State>,
    /// Counts orders, so that a branch sees without a lock that there is a new one.
    version: AtomicU64,
    /// The component that the branch is inside of; see [`BranchControl::enter`].
    inside: AtomicU32,
}

#[derive(Debug)]
struct State {
    order: Order,
    notices: Vec<Notice>,
    waker: Option<Waker>,
}

/// The branch is in no component.
pub(crate) const OUTSIDE: u32 = u32::MAX;
/// The branch is in its stream.
pub(crate) const IN_STREAM: u32 = u32::MAX - 1;
/// The branch is in its sink.
pub(crate) const IN_SINK: u32 = u32::MAX - 2;

impl BranchControl {
    pub(crate) fn new() -> Self {
        let state = State {
            order: Order::NOTHING,
            notices: Vec::new(),
            waker: None,
        };
        Self {
            state: Mutex::new(state),
            version: AtomicU64::new(1),
            inside: AtomicU32::new(OUTSIDE),
        }
    }

    pub(crate) fn give(&self, order: Order) {
        let waker = {
            let mut state = self.lock();
            // An order of an older generation was overtaken on its way.
            if state.order == Order::Exit || order.generation() < state.order.generation() {
                return;
            }
            state.order = order;
            self.version.fetch_add(1, Ordering::Release);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Tells the branch something that is no order.
    pub(crate) fn tell(&self, notice: Notice) {
        let waker = {
            let mut state = self.lock();
            if !state.notices.contains(&notice) {
                state.notices.push(notice);
            }
            self.version.fetch_add(1, Ordering::Release);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Changes the rate of the run of this generation, if it is the present one.
    pub(crate) fn set_rate(&self, generation: u64, rate: f32, thin: bool) {
        let waker = {
            let mut state = self.lock();
            match &mut state.order {
                Order::Run(run) if run.generation == generation => (run.rate, run.thin) = (rate, thin),
                Order::Run(_) | Order::Hold { .. } | Order::Exit => return,
            }
            self.version.fetch_add(1, Ordering::Release);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Whether nothing is to be delivered any more.
    pub(crate) fn is_held(&self) -> bool {
        match self.lock().order {
            Order::Hold { .. } | Order::Exit => true,
            Order::Run(_) => false,
        }
    }

    /// The present order and its version, and the notices that nobody has taken; the waker is told about the next ones.
    pub(crate) fn listen(&self, waker: &Waker) -> (Order, u64, Vec<Notice>) {
        let mut state = self.lock();
        if !state.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
            state.waker = Some(waker.clone());
        }
        (state.order, self.version(), std::mem::take(&mut state.notices))
    }

    /// Notes which component is called: a stage's number, [`IN_STREAM`], [`IN_SINK`] or [`OUTSIDE`].
    pub(crate) fn enter(&self, component: u32) {
        self.inside.store(component, Ordering::Relaxed);
    }

    pub(crate) fn inside(&self) -> u32 {
        self.inside.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(generation: u64) -> Order {
        let (start, offset) = (MediaTime::ZERO, TimeSpan::ZERO);
        Order::Run(RunOrder {
            generation,
            start,
            stop: None,
            limit: None,
            change: 0,
            offset,
            rate: 1.0,
            thin: false,
        })
    }

    fn hold(generation: u64) -> Order {
        Order::Hold {
            generation,
            ends: false,
        }
    }

    #[test]
    fn an_order_that_was_overtaken_is_ignored_and_exit_is_final() {
        let control = BranchControl::new();
        let order = || control.listen(Waker::noop()).0;
        let first = control.version();
        control.give(hold(2));
        control.give(run(2));
        assert_eq!(order(), run(2));
        control.give(hold(4));
        let version = control.version();
        // The run of a start that a stop has overtaken comes out of its lane late.
        control.give(run(3));
        assert_eq!(order(), hold(4));
        assert_eq!(control.version(), version);
        control.give(Order::Exit);
        control.give(run(5));
        assert_eq!(order(), Order::Exit);
        assert_eq!(control.version(), first + 4);
    }
}
