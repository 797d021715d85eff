//! Tasks as the workers run them: the timer thread is told when one is entered and left, and what can go on on the same
//! thread does so without another one being woken.

use std::collections::VecDeque;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use openmf_core::{HostTime, TimeSpan, deferred};

use crate::executor::{Counted, Inner, Work, Worker, current, return_to_work};

/// So often one thing follows from another on a thread before other tasks have their turn.
const ROUNDS: usize = 512;
/// The time is looked at once in so many.
const ROUNDS_PER_LOOK: usize = 4;
/// A turn is over after this; a branch has turns of that length too.
const TURN: TimeSpan = TimeSpan::from_millis(2);

/// A task of a worker's.
pub(crate) struct Watched<F> {
    future: Pin<Box<F>>,
    /// Made when the task has something to wait for: most tasks end at once.
    again: Option<(Arc<Again>, Waker)>,
    waited: bool,
}

impl<F> Watched<F> {
    pub(crate) fn new(future: F) -> Self {
        Self {
            future: Box::pin(future),
            again: None,
            waited: false,
        }
    }
}

impl<F: Future<Output = ()>> Future for Watched<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let Some((pool, worker)) = current() else {
            let _entered = deferred::enter();
            return this.future.as_mut().poll(cx);
        };
        // It lives while its workers run tasks, but for its last moment.
        let pool = pool.upgrade();
        if this.waited && this.again.is_none() {
            let again = Arc::new(Again {
                state: AtomicU8::new(0),
                task: cx.waker().clone(),
            });
            this.again = Some((Arc::clone(&again), Waker::from(again)));
        }
        let again = this.again.as_ref();
        let mut rounds = 0;
        let mut began: Option<HostTime> = None;
        let result = loop {
            let mut over = pool.is_none();
            worker.enter();
            if let Some(pool) = &pool
                && rounds % ROUNDS_PER_LOOK == 1
            {
                let now = pool.now();
                over = now - *began.get_or_insert(now) >= TURN;
            }
            let entered = deferred::enter();
            let result = match again {
                Some((again, waker)) => {
                    again.enter();
                    this.future.as_mut().poll(&mut Context::from_waker(waker))
                }
                None => this.future.as_mut().poll(cx),
            };
            // An object that takes long to end is watched too.
            drop(entered);
            // It gave up its turn.
            over |= again.is_some_and(|(again, _)| again.is_woken());
            if let Some(pool) = &pool {
                worker.after.run(pool, &worker);
            }
            rounds += 1;
            let (Some((again, _)), Poll::Pending) = (again, result) else {
                break result;
            };
            if again.leave() {
                break result;
            }
            // The others are to have their turn, or another worker stands in for this one.
            if over || rounds == ROUNDS || worker.replaced.load(Ordering::Acquire) {
                again.give_back();
                break result;
            }
        };
        this.waited = true;
        worker.leave();
        if worker.replaced.load(Ordering::Acquire)
            && let Some(pool) = &pool
        {
            return_to_work(pool, &worker);
        }
        result
    }
}

/// So many works that follow from each other run behind one poll.
const WORKS: usize = 32;

/// Is woken in place of its task. When what runs after the task wakes it, the worker polls the task again; a task that is
/// woken while it is polled has its turn behind the others.
struct Again {
    state: AtomicU8,
    task: Waker,
}

const POLLED: u8 = 1;
const WOKEN: u8 = 2;

impl Again {
    /// The task is about to be polled, which sees all that was there before.
    fn enter(&self) {
        self.state.swap(POLLED, Ordering::AcqRel);
    }

    fn is_woken(&self) -> bool {
        self.state.load(Ordering::Acquire) & WOKEN != 0
    }

    /// The task was polled; whether it was not woken meanwhile, so that it waits from now on.
    fn leave(&self) -> bool {
        let left = self
            .state
            .compare_exchange(POLLED, 0, Ordering::AcqRel, Ordering::Acquire);
        left.is_ok()
    }

    /// The task was woken while it was polled, and is polled when its turn comes.
    fn give_back(&self) {
        self.state.swap(0, Ordering::AcqRel);
        self.task.wake_by_ref();
    }
}

impl Wake for Again {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Always written, so that the poll that follows sees what this thread did before.
        let before = self.state.fetch_or(WOKEN, Ordering::AcqRel);
        if before & POLLED == 0 && !wait_behind(&self.task) {
            self.task.wake_by_ref();
        }
    }
}

/// Whether the task will be woken when everything has run that runs on this thread behind a task.
fn wait_behind(task: &Waker) -> bool {
    current().is_some_and(|(_, worker)| worker.after.add_woken(&worker.replaced, task))
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Sinks, or the clock that calls them: what is heard and seen comes first.
    Sinks,
    /// A source.
    Source,
}

/// What a worker runs when the task that it is in has returned.
#[derive(Default)]
pub(crate) struct After {
    rest: Mutex<Rest>,
}

#[derive(Default)]
struct Rest {
    works: VecDeque<Work>,
    /// Calls of components, which may take their time: behind the works, and one of each kind alone, so that other workers
    /// make others meanwhile.
    calls: [Option<Work>; 2],
    /// The works run now.
    runs: bool,
    /// The tasks that they have woken. Each has its turn when all of them have run: who waits for their effect is told
    /// first, and a task that several of them wake is polled once.
    woken: Vec<Waker>,
}

impl After {
    fn lock(&self) -> MutexGuard<'_, Rest> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what the worker will run; gives it back if another worker stands in for it.
    pub(crate) fn add(&self, replaced: &AtomicBool, work: Work) -> Option<Work> {
        let mut rest = self.lock();
        // Under the lock, so that who replaces the worker and then hands over misses nothing.
        if replaced.load(Ordering::Acquire) {
            return Some(work);
        }
        rest.works.push_back(work);
        None
    }

    /// Adds a call of a component; gives it back also if another one of its kind waits.
    pub(crate) fn add_call(&self, replaced: &AtomicBool, kind: Call, call: Work) -> Option<Work> {
        let mut rest = self.lock();
        let [sinks, source] = &mut rest.calls;
        let place = match kind {
            Call::Sinks => sinks,
            Call::Source => source,
        };
        if replaced.load(Ordering::Acquire) || place.is_some() {
            return Some(call);
        }
        *place = Some(call);
        None
    }

    /// Keeps a task that is woken by what runs here; `false`: nothing does.
    fn add_woken(&self, replaced: &AtomicBool, woken: &Waker) -> bool {
        let mut rest = self.lock();
        if replaced.load(Ordering::Acquire) || !rest.runs {
            return false;
        }
        if !rest.woken.iter().any(|known| known.will_wake(woken)) {
            rest.woken.push(woken.clone());
        }
        true
    }

    /// Has the pool run what waits, for this worker is held up.
    pub(crate) fn hand_over(&self, pool: &Arc<Inner>) {
        let Rest {
            works, calls, woken, ..
        } = {
            let mut rest = self.lock();
            let runs = rest.runs;
            std::mem::replace(
                &mut *rest,
                Rest {
                    runs,
                    ..Rest::default()
                },
            )
        };
        for work in works.into_iter().chain(calls.into_iter().flatten()) {
            pool.spawn(async move { work() });
        }
        woken.into_iter().for_each(Waker::wake);
    }

    /// What runs next. When nothing does, the tasks that were woken are.
    fn next(&self) -> Option<Work> {
        let woken = {
            let mut rest = self.lock();
            let next = rest.works.pop_front();
            let next = next.or_else(|| rest.calls.iter_mut().find_map(Option::take));
            rest.runs = next.is_some();
            if next.is_some() {
                return next;
            }
            std::mem::take(&mut rest.woken)
        };
        woken.into_iter().for_each(Waker::wake);
        None
    }

    fn run(&self, pool: &Arc<Inner>, worker: &Worker) {
        let mut rounds = 0;
        while let Some(work) = self.next() {
            let _count = Counted::new(pool);
            worker.enter();
            let entered = deferred::enter();
            // A callback that panics must not end the task whose effect it is.
            let _ = catch_unwind(AssertUnwindSafe(work));
            drop(entered);
            rounds += 1;
            if rounds == WORKS {
                self.hand_over(pool);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;
    use crate::Runtime;

    /// A hang guard.
    const LONG: Duration = Duration::from_secs(120);

    #[test]
    fn what_runs_after_a_task_runs_on_its_thread_when_it_has_returned() {
        let runtime = Runtime::with_workers(2);
        let (sender, log) = channel();
        let own = runtime.clone();
        runtime.run(move || {
            let id = std::thread::current().id();
            for index in 0..3 {
                let sender = sender.clone();
                own.run_after(move || sender.send((index, std::thread::current().id() == id)).unwrap());
            }
            sender.send((-1, true)).unwrap();
        });
        let log: Vec<_> = std::iter::from_fn(|| log.recv_timeout(LONG).ok()).collect();
        assert_eq!(log, [(-1, true), (0, true), (1, true), (2, true)]);
    }

    #[test]
    fn what_waits_behind_a_task_that_is_held_up_runs_elsewhere() {
        let runtime = Runtime::with_workers(1);
        let (release, held) = channel::<()>();
        let (sender, done) = channel();
        let own = runtime.clone();
        runtime.run(move || {
            own.run_after(move || release.send(()).unwrap());
            // Until what is to run after this has run.
            held.recv_timeout(LONG).unwrap();
            let (release, held) = channel::<()>();
            own.run_after(move || release.send(()).unwrap());
            held.recv_timeout(LONG).unwrap();
            sender.send(()).unwrap();
        });
        done.recv_timeout(LONG).expect("another worker runs it");
    }

    #[test]
    fn waiting_hands_over_what_waits() {
        let runtime = Runtime::with_workers(1);
        let (sender, done) = channel();
        let own = runtime.clone();
        runtime.run(move || {
            let (release, held) = async_channel();
            own.run_after(move || release.wake());
            own.block_on(held);
            sender.send(()).unwrap();
        });
        done.recv_timeout(LONG).expect("the function runs meanwhile");
    }

    #[test]
    fn tasks_that_are_woken_behind_a_task_have_their_turn_when_all_has_run() {
        let runtime = Runtime::with_workers(1);
        let (sender, log) = channel();
        let says = Arc::new(Says(Mutex::new(sender.clone())));
        let own = runtime.clone();
        runtime.run(move || {
            let waker = Waker::from(says);
            assert!(!wait_behind(&waker), "the task has not returned");
            for word in ["first", "second"] {
                let (sender, waker) = (sender.clone(), waker.clone());
                own.run_after(move || {
                    assert!(wait_behind(&waker));
                    sender.send(word).unwrap();
                });
            }
        });
        let log: Vec<_> = std::iter::from_fn(|| log.recv_timeout(LONG).ok()).collect();
        assert_eq!(log, ["first", "second", "woken"]);
    }

    #[test]
    fn calls_run_behind_the_works_and_a_second_one_of_a_kind_elsewhere() {
        let runtime = Runtime::with_workers(2);
        let (sender, log) = channel();
        let own = runtime.clone();
        runtime.run(move || {
            let pool = own.pool();
            let say = |word: &'static str| {
                let sender = sender.clone();
                Box::new(move || sender.send((word, std::thread::current().id())).unwrap())
            };
            assert!(pool.call_after(Call::Source, say("source")).is_none());
            assert!(pool.call_after(Call::Sinks, say("sinks")).is_none());
            assert!(pool.call_after(Call::Source, say("other")).is_some());
            own.run_after(say("work"));
            say("task")();
        });
        assert!(runtime.pool().call_after(Call::Source, Box::new(|| ())).is_some());
        let log: Vec<_> = std::iter::from_fn(|| log.recv_timeout(LONG).ok()).collect();
        let (words, threads): (Vec<_>, Vec<_>) = log.into_iter().unzip();
        assert_eq!(words, ["task", "work", "sinks", "source"]);
        assert!(threads.iter().all(|thread| *thread == threads[0]));
    }

    #[test]
    fn outside_of_a_pool_it_runs_on_a_worker() {
        let runtime = Runtime::with_workers(1);
        let (sender, done) = channel();
        let own = runtime.clone();
        runtime.run_after(move || sender.send(own.is_worker()).unwrap());
        assert_eq!(done.recv_timeout(LONG), Ok(true));
    }

    #[test]
    fn a_task_that_wakes_itself_lets_others_have_their_turn() {
        let runtime = Runtime::with_workers(1);
        let (sender, log) = channel();
        let own = runtime.clone();
        let mut polls = 0;
        runtime.spawn(std::future::poll_fn(move |cx| {
            polls += 1;
            let name = ["first", "second", "third", "fourth"][polls - 1];
            sender.send(name).unwrap();
            if polls == 4 {
                return Poll::Ready(());
            }
            let other = sender.clone();
            own.run(move || other.send("other").unwrap());
            cx.waker().wake_by_ref();
            Poll::Pending
        }));
        let log: Vec<_> = std::iter::from_fn(|| log.recv_timeout(LONG).ok()).collect();
        assert_eq!(
            log,
            ["first", "other", "second", "other", "third", "other", "fourth"]
        );
    }

    #[test]
    fn a_task_that_what_runs_after_it_wakes_goes_on_and_others_have_their_turn() {
        let runtime = Runtime::with_workers(1);
        let (sender, log) = channel();
        let own = runtime.clone();
        let mut left = 10 * ROUNDS;
        let mut other = Some(sender.clone());
        runtime.spawn(std::future::poll_fn(move |cx| {
            if let Some(other) = other.take() {
                // Ready from now on, for the only worker.
                own.run(move || other.send("other").unwrap());
            }
            left -= 1;
            if left == 0 {
                sender.send("done").unwrap();
                return Poll::Ready(());
            }
            let waker = cx.waker().clone();
            own.run_after(move || waker.wake());
            Poll::Pending
        }));
        let log: Vec<_> = std::iter::from_fn(|| log.recv_timeout(LONG).ok()).collect();
        assert_eq!(log, ["other", "done"]);
    }

    struct Says(Mutex<std::sync::mpsc::Sender<&'static str>>);

    impl Wake for Says {
        fn wake(self: Arc<Self>) {
            self.0.lock().unwrap().send("woken").unwrap();
        }
    }

    struct Release(Arc<Mutex<(bool, Option<Waker>)>>);

    impl Release {
        fn wake(self) {
            let mut state = self.0.lock().unwrap();
            state.0 = true;
            if let Some(waker) = state.1.take() {
                waker.wake();
            }
        }
    }

    /// What resolves when the other end is released.
    fn async_channel() -> (Release, impl Future<Output = ()>) {
        let state = Arc::<Mutex<(bool, Option<Waker>)>>::default();
        let waits = Arc::clone(&state);
        let held = std::future::poll_fn(move |cx| {
            let mut state = waits.lock().unwrap();
            if state.0 {
                return Poll::Ready(());
            }
            state.1 = Some(cx.waker().clone());
            Poll::Pending
        });
        (Release(state), held)
    }
}
