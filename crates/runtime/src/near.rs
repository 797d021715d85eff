//! Short tasks that a worker polls itself when it has woken them.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};

use crate::executor::Inner;
use crate::sync::{Mutex, MutexGuard};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A task that a worker goes on with behind the task that has woken it, so that no other thread is woken for it. For what
/// is soon done and calls no component that could block.
pub(crate) struct Near {
    pool: Weak<Inner>,
    state: Mutex<State>,
}

struct State {
    turn: Turn,
    /// Has the pool poll it.
    keeper: Option<Waker>,
}

enum Turn {
    Waits(Task),
    /// A worker polls it behind the task that it is in.
    Behind(Task),
    /// The pool polls it, if no worker does before.
    Due(Task),
    Polled {
        woken: bool,
    },
    Over,
}

/// A near task as one of the pool's: it ends with that.
struct Keeper(Arc<Near>);

impl Drop for Keeper {
    fn drop(&mut self) {
        let former = std::mem::replace(&mut self.0.lock().turn, Turn::Over);
        drop(former);
    }
}

/// A task for the pool that goes on where it is woken.
pub(crate) fn near(
    pool: &Arc<Inner>,
    task: impl Future<Output = ()> + Send + 'static,
) -> impl Future<Output = ()> + Send + 'static {
    let near = Near {
        pool: Arc::downgrade(pool),
        state: Mutex::new(State {
            turn: Turn::Due(Box::pin(task)),
            keeper: None,
        }),
    };
    let keeper = Keeper(Arc::new(near));
    std::future::poll_fn(move |cx| {
        let near = &keeper.0;
        {
            let mut state = near.lock();
            let known = state.keeper.as_ref();
            if !known.is_some_and(|known| known.will_wake(cx.waker())) {
                state.keeper = Some(cx.waker().clone());
            }
        }
        near.run();
        match near.lock().turn {
            Turn::Over => Poll::Ready(()),
            Turn::Waits(_) | Turn::Behind(_) | Turn::Due(_) | Turn::Polled { .. } => Poll::Pending,
        }
    })
}

impl Near {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Polls the task, if it was woken and nobody has polled it since.
    fn run(self: &Arc<Self>) {
        let mut task = {
            let mut state = self.lock();
            match std::mem::replace(&mut state.turn, Turn::Polled { woken: false }) {
                Turn::Behind(task) | Turn::Due(task) => task,
                other @ (Turn::Waits(_) | Turn::Polled { .. } | Turn::Over) => {
                    state.turn = other;
                    return;
                }
            }
        };
        let waker = Waker::from(Arc::clone(self));
        let mut cx = Context::from_waker(&waker);
        let polled = catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(&mut cx)));
        let (woken, over) = {
            let mut state = self.lock();
            match (&state.turn, polled) {
                (Turn::Polled { woken }, Ok(Poll::Pending)) => {
                    let woken = *woken;
                    state.turn = Turn::Waits(task);
                    (woken, None)
                }
                // It is done, has failed, or the pool has ended.
                _ => {
                    state.turn = Turn::Over;
                    (false, Some((task, state.keeper.take())))
                }
            }
        };
        if let Some((task, keeper)) = over {
            drop(task);
            keeper.into_iter().for_each(Waker::wake);
        }
        if woken {
            self.wake_by_ref();
        }
    }
}

impl Wake for Near {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let here = self.pool.upgrade().filter(Inner::is_worker);
        let keeper = {
            let mut state = self.lock();
            let turn = std::mem::replace(&mut state.turn, Turn::Over);
            let (turn, next) = match (turn, &here) {
                (Turn::Waits(task), Some(_)) => (Turn::Behind(task), Next::Behind),
                // The worker that it waits for may take its time.
                (Turn::Waits(task) | Turn::Behind(task), None) => (Turn::Due(task), Next::Due),
                (Turn::Polled { .. }, _) => (Turn::Polled { woken: true }, Next::Nothing),
                (turn @ (Turn::Behind(_) | Turn::Due(_) | Turn::Over), _) => (turn, Next::Nothing),
            };
            state.turn = turn;
            match next {
                Next::Nothing => return,
                Next::Behind => None,
                Next::Due => state.keeper.clone(),
            }
        };
        match (keeper, here) {
            (Some(keeper), _) => keeper.wake(),
            (None, Some(pool)) => {
                let near = Arc::clone(self);
                pool.run_after(Box::new(move || near.run()));
            }
            // The pool has not polled it yet.
            (None, None) => {}
        }
    }
}

/// What follows from a wake.
enum Next {
    Nothing,
    Behind,
    Due,
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread::{self, ThreadId};
    use std::time::Duration;

    use super::*;
    use crate::Runtime;

    /// A hang guard.
    const LONG: Duration = Duration::from_secs(120);

    type Said = (&'static str, ThreadId);

    fn say(log: &Sender<Said>, word: &'static str) {
        log.send((word, thread::current().id())).unwrap();
    }

    fn words(log: &Receiver<Said>, count: usize) -> Vec<&'static str> {
        let words = (0..count).map(|_| log.recv_timeout(LONG).unwrap().0);
        words.collect()
    }

    /// A task that says "polled" as often as it is polled, and is over after so many times.
    fn polled(runtime: &Runtime, times: usize, log: &Sender<Said>) -> Receiver<Waker> {
        let (log, (give, wakers)) = (log.clone(), channel());
        let mut left = times;
        runtime.spawn_near(std::future::poll_fn(move |cx| {
            left -= 1;
            let _ = give.send(cx.waker().clone());
            say(&log, "polled");
            match left {
                0 => Poll::Ready(()),
                _ => Poll::Pending,
            }
        }));
        wakers
    }

    #[test]
    fn a_worker_polls_once_what_it_has_woken_when_its_task_has_returned() {
        let runtime = Runtime::with_workers(1);
        let (sender, log) = channel();
        let wakers = polled(&runtime, 2, &sender);
        runtime.run(move || {
            let waker = wakers.recv_timeout(LONG).unwrap();
            waker.wake_by_ref();
            waker.wake();
            say(&sender, "returns");
        });
        let said: Vec<Said> = std::iter::from_fn(|| log.recv_timeout(LONG).ok()).collect();
        let words: Vec<_> = said.iter().map(|(word, _)| *word).collect();
        assert_eq!(words, ["polled", "returns", "polled"]);
        assert_eq!(said[1].1, said[2].1, "on the same thread");
    }

    #[test]
    fn another_thread_wakes_the_pool() {
        let runtime = Runtime::with_workers(1);
        let (sender, log) = channel();
        let wakers = polled(&runtime, 3, &sender);
        drop(sender);
        for _ in 0..2 {
            assert_eq!(words(&log, 1), ["polled"]);
            wakers.recv_timeout(LONG).unwrap().wake();
        }
        let last = log.recv_timeout(LONG).unwrap();
        assert_ne!(last.1, thread::current().id());
        assert!(log.recv_timeout(LONG).is_err(), "it is over");
    }

    #[test]
    fn another_thread_does_not_wait_for_a_worker_that_takes_its_time() {
        let runtime = Runtime::with_workers(2);
        let (sender, log) = channel();
        let wakers = polled(&runtime, 2, &sender);
        assert_eq!(words(&log, 1), ["polled"]);
        let waker = wakers.recv_timeout(LONG).unwrap();
        let ((woke, woken), (release, held)) = (channel(), channel::<()>());
        let other = waker.clone();
        runtime.run(move || {
            other.wake();
            woke.send(()).unwrap();
            held.recv_timeout(LONG).unwrap();
            say(&sender, "returns");
        });
        woken.recv_timeout(LONG).unwrap();
        waker.wake();
        assert_eq!(words(&log, 1), ["polled"]);
        release.send(()).unwrap();
        assert_eq!(words(&log, 1), ["returns"]);
    }

    #[test]
    fn a_task_that_wakes_itself_is_polled_again_and_one_that_panics_is_over() {
        let runtime = Runtime::with_workers(1);
        let (sender, log) = channel();
        let mut left = 100;
        runtime.spawn_near(std::future::poll_fn(move |cx| {
            left -= 1;
            cx.waker().wake_by_ref();
            say(&sender, "polled");
            assert!(left > 0, "the end of this task");
            Poll::<()>::Pending
        }));
        let polls = std::iter::from_fn(|| log.recv_timeout(LONG).ok()).count();
        assert_eq!(polls, 100);
        while runtime.task_count() > 0 {
            thread::yield_now();
        }
    }

    #[test]
    fn a_task_that_waits_ends_with_its_pool() {
        let runtime = Runtime::with_workers(1);
        let (sender, log) = channel();
        let wakers = polled(&runtime, 2, &sender);
        drop(sender);
        assert_eq!(words(&log, 1), ["polled"]);
        let waker = wakers.recv_timeout(LONG).unwrap();
        drop(runtime);
        assert!(log.recv_timeout(LONG).is_err(), "what it holds is gone");
        waker.wake();
    }
}
