//! Every thread there is: the workers of the pool, and one timer thread.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use async_executor::Executor;
use openmf_clock::Scheduler;
use openmf_core::{Dispatcher, HostClock, HostTime, TimeSpan, TimerKey, WorkQueueId};

use crate::near::near;
use crate::stepped::Steps;
use crate::watched::{After, Call, Watched};
use crate::work_queue::{Turn, WorkQueues};

/// The pool that runs all tasks, callbacks and timers of the sessions that share it.
///
/// Clones share the pool. It has as many workers as the machine has processors (at least two). A worker that is held
/// up inside a component for longer than [`Runtime::STUCK_AFTER`] is replaced by another one for that time, so that a
/// component that blocks cannot hold up others. There is no thread per component or per session.
#[derive(Clone)]
pub struct Runtime {
    inner: Arc<Inner>,
    _threads: Arc<Threads>,
}

/// Ends the threads when the last clone of the runtime is gone; the threads themselves hold only `Inner`.
struct Threads(Arc<Inner>);

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.stopping.store(true, Ordering::Release);
        for worker in lock(&self.0.workers).iter() {
            worker.retire();
        }
        self.0.timer_changed.notify_all();
    }
}

pub(crate) struct Inner {
    tasks_of: Tasks,
    workers: Mutex<Vec<Arc<Worker>>>,
    target: usize,
    timers: Mutex<Timers>,
    timer_changed: Condvar,
    time: Time,
    pub(crate) queues: WorkQueues,
    stopping: AtomicBool,
    tasks: AtomicUsize,
}

/// Where tasks wait for their turn.
enum Tasks {
    Pool(Executor<'static>),
    /// The caller of [`crate::SteppedRuntime`] gives each its turn.
    Stepped(Arc<Steps>),
}

enum Time {
    Real(Instant),
    Manual(AtomicU64),
}

#[derive(Default)]
struct Timers {
    due: BTreeMap<(HostTime, TimerKey), Work>,
    at: BTreeMap<TimerKey, HostTime>,
    next_key: u64,
    /// When the timer thread, which sleeps, wakes by itself.
    wakes_at: Option<HostTime>,
}

pub(crate) type Work = Box<dyn FnOnce() + Send>;

/// One worker thread as the timer thread sees it.
pub(crate) struct Worker {
    /// Odd while the worker is in a task, and another number for each: written by the worker alone, who reads no clock.
    stay: AtomicU64,
    /// Of the timer thread: the stay that it saw last, and when it saw it first, in milliseconds.
    seen: (AtomicU64, AtomicU64),
    /// Set while another worker stands in for this one.
    pub(crate) replaced: AtomicBool,
    retire: AtomicBool,
    waker: Mutex<Option<Waker>>,
    pub(crate) after: After,
}

/// The pool and the worker that the calling thread is of; `None` also for a thread that ends.
pub(crate) fn current() -> Option<(Weak<Inner>, Arc<Worker>)> {
    let current = CURRENT.try_with(|current| {
        current
            .borrow()
            .as_ref()
            .map(|(pool, worker)| (pool.clone(), Arc::clone(worker)))
    });
    current.ok().flatten()
}

thread_local! {
    static CURRENT: RefCell<Option<(Weak<Inner>, Arc<Worker>)>> = const { RefCell::new(None) };
}

/// See [`Runtime::enter_workers_by`].
static ENTER: OnceLock<fn() -> Box<dyn Any>> = OnceLock::new();

impl Runtime {
    /// How long a worker may be inside one task before another worker stands in for it.
    pub const STUCK_AFTER: Duration = Duration::from_millis(50);
    /// The largest number of workers, those that are held up included.
    pub const MAX_WORKERS: usize = 256;

    /// The process-wide pool. Made when it is first asked for and kept.
    pub fn shared() -> Self {
        static SHARED: OnceLock<Runtime> = OnceLock::new();
        SHARED.get_or_init(|| Self::with_workers(0)).clone()
    }

    /// Has each worker of every pool call `enter` before it takes its first task; what that gives is dropped on the worker
    /// when it ends. For what a thread must be before foreign code is called on it. It does not change once it is set,
    /// and workers that are there already do without it.
    pub fn enter_workers_by(enter: fn() -> Box<dyn Any>) {
        ENTER.get_or_init(|| enter);
    }

    /// A pool of its own with this many workers; 0 for one per processor, at least two. Its threads end when the last
    /// clone is gone.
    pub fn with_workers(workers: usize) -> Self {
        let target = match workers {
            0 => std::thread::available_parallelism().map_or(2, usize::from).max(2),
            count => count.min(Self::MAX_WORKERS),
        };
        let runtime = Self::build(target, Tasks::Pool(Executor::new()), Time::Real(Instant::now()));
        for _ in 0..target {
            spawn_worker(&runtime.inner);
        }
        let inner = Arc::clone(&runtime.inner);
        let timer = std::thread::Builder::new()
            .name("openmf-timer".to_owned())
            .spawn(move || run_timers(&inner));
        // A machine that cannot start a thread has nothing to offer; tasks then run only inside `block_on`.
        drop(timer);
        runtime
    }

    fn build(target: usize, tasks_of: Tasks, time: Time) -> Self {
        let inner = Arc::new(Inner {
            tasks_of,
            workers: Mutex::default(),
            target,
            timers: Mutex::default(),
            timer_changed: Condvar::new(),
            time,
            queues: WorkQueues::default(),
            stopping: AtomicBool::new(false),
            tasks: AtomicUsize::new(0),
        });
        Self {
            _threads: Arc::new(Threads(Arc::clone(&inner))),
            inner,
        }
    }

    /// A pool without threads and with a clock that stands still: [`ManualRuntime`] runs it.
    pub(crate) fn manual() -> Self {
        Self::build(0, Tasks::Pool(Executor::new()), Time::Manual(AtomicU64::new(0)))
    }

    /// The same, without an order of its own: [`crate::SteppedRuntime`] runs it.
    pub(crate) fn stepped(steps: Steps) -> Self {
        Self::build(
            0,
            Tasks::Stepped(Arc::new(steps)),
            Time::Manual(AtomicU64::new(0)),
        )
    }

    pub(crate) fn is_manual(&self) -> bool {
        matches!(self.inner.time, Time::Manual(_))
    }

    /// Runs a task on the pool to its end; nobody waits for it.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.inner.spawn(future);
    }

    /// As [`Runtime::spawn`], but a worker of the pool that wakes the task goes on with it behind the task that it is in. For
    /// tasks that are soon done each time and call no component.
    pub(crate) fn spawn_near(&self, future: impl Future<Output = ()> + Send + 'static) {
        match &self.inner.tasks_of {
            Tasks::Pool(_) => self.spawn(near(&self.inner, future)),
            Tasks::Stepped(_) => self.spawn(future),
        }
    }

    /// Runs a function on the pool.
    pub fn run(&self, work: impl FnOnce() + Send + 'static) {
        self.spawn(async move { work() });
    }

    /// As [`Runtime::run`], but on a worker of the pool the function runs on this thread when the task that it is in has
    /// returned, before any other: nobody is woken for it. If the task is held up it runs on another worker meanwhile.
    pub fn run_after(&self, work: impl FnOnce() + Send + 'static) {
        self.inner.run_after(Box::new(work));
    }

    /// Waits for a future on the calling thread. On a worker another one stands in for it meanwhile.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        match &self.inner.tasks_of {
            Tasks::Stepped(steps) => return steps.block_on(future),
            Tasks::Pool(executor) if self.is_manual() => {
                return futures_lite::future::block_on(executor.run(future));
            }
            Tasks::Pool(_) => {}
        }
        self.standing_in(|| futures_lite::future::block_on(future))
    }

    /// As [`Runtime::block_on`], but gives up after a while; whether the future was done.
    pub(crate) fn block_on_for(&self, future: impl Future<Output = ()>, limit: TimeSpan) -> bool {
        if self.is_manual() && self.inner.steps().is_none() {
            // Nothing but the pool's own tasks can complete the future: when they all wait, it never will.
            let mut future = std::pin::pin!(future);
            let mut cx = Context::from_waker(Waker::noop());
            loop {
                if future.as_mut().poll(&mut cx).is_ready() {
                    return true;
                }
                if !self.try_tick() {
                    return false;
                }
            }
        }
        let done = async move {
            future.await;
            true
        };
        let delay = self.delay(limit);
        let limit = async move {
            delay.await;
            false
        };
        self.block_on(futures_lite::future::or(done, limit))
    }

    /// Resolves after a while.
    pub(crate) fn delay(&self, span: TimeSpan) -> Delay {
        let state = Arc::<Mutex<(bool, Option<Waker>)>>::default();
        let timer = self.schedule(HostClock::now(self) + span, {
            let state = Arc::clone(&state);
            Box::new(move || {
                let waker = {
                    let mut state = lock(&state);
                    state.0 = true;
                    state.1.take()
                };
                if let Some(waker) = waker {
                    waker.wake();
                }
            })
        });
        Delay {
            runtime: self.clone(),
            timer,
            state,
        }
    }

    /// The work queues by their identifiers.
    pub fn work_queues(&self) -> &WorkQueues {
        &self.inner.queues
    }

    /// Puts an item on a work queue (`MFPutWorkItemEx2`): those of a higher priority go before the others that wait.
    /// A serial queue goes on when the work has returned and has dropped its turn.
    ///
    /// # Errors
    /// - [`openmf_core::Error::Code`] (`MF_E_INVALID_WORKQUEUE`): there is no such queue.
    pub fn put_work(
        &self,
        queue: WorkQueueId,
        priority: i32,
        work: impl FnOnce(Turn) + Send + 'static,
    ) -> openmf_core::Result<()> {
        WorkQueues::put_item(&self.inner, queue, priority, work)
    }

    /// Whether the calling thread is a worker of this pool.
    pub fn is_worker(&self) -> bool {
        current().is_some_and(|(pool, _)| std::ptr::eq(pool.as_ptr(), Arc::as_ptr(&self.inner)))
    }

    /// How many tasks there are that have not ended: those that run, that are ready, and that wait.
    pub fn task_count(&self) -> usize {
        self.inner.tasks.load(Ordering::Acquire)
    }

    /// How many timers wait.
    pub fn timer_count(&self) -> usize {
        lock(&self.inner.timers).due.len()
    }

    /// How many worker threads there are now.
    pub fn worker_count(&self) -> usize {
        lock(&self.inner.workers).len()
    }

    /// Runs a function that may block; if this is a worker, another one stands in for it meanwhile.
    fn standing_in<T>(&self, work: impl FnOnce() -> T) -> T {
        let worker = current().filter(|(pool, _)| std::ptr::eq(pool.as_ptr(), Arc::as_ptr(&self.inner)));
        match worker {
            Some((_, worker)) if !worker.replaced.swap(true, Ordering::AcqRel) => {
                spawn_worker(&self.inner);
                worker.after.hand_over(&self.inner);
                let result = work();
                return_to_work(&self.inner, &worker);
                result
            }
            _ => work(),
        }
    }

    pub(crate) fn pool(&self) -> &Arc<Inner> {
        &self.inner
    }

    pub(crate) fn try_tick(&self) -> bool {
        match &self.inner.tasks_of {
            Tasks::Pool(executor) => executor.try_tick(),
            Tasks::Stepped(steps) => steps.run_one(),
        }
    }

    pub(crate) fn set_manual_time(&self, now: HostTime) {
        if let Time::Manual(time) = &self.inner.time {
            time.store(now.as_100ns() as u64, Ordering::Release);
        }
    }

    pub(crate) fn next_timer(&self) -> Option<HostTime> {
        lock(&self.inner.timers)
            .due
            .first_key_value()
            .map(|((at, _), _)| *at)
    }

    /// Hands the timers that are due to the pool; returns how many there were.
    pub(crate) fn fire_timers(&self) -> usize {
        self.inner.fire_timers()
    }
}

impl Inner {
    /// The worker of this pool that the calling thread is.
    fn worker(self: &Arc<Self>) -> Option<Arc<Worker>> {
        let (_, worker) = current().filter(|(pool, _)| std::ptr::eq(pool.as_ptr(), Arc::as_ptr(self)))?;
        Some(worker)
    }

    pub(crate) fn is_worker(self: &Arc<Self>) -> bool {
        self.worker().is_some()
    }

    /// See [`Runtime::run_after`].
    pub(crate) fn run_after(self: &Arc<Self>, work: Work) {
        let rest = match self.worker() {
            Some(worker) => worker.after.add(&worker.replaced, work),
            None => Some(work),
        };
        if let Some(work) = rest {
            self.spawn(async move { work() });
        }
    }

    /// The same for a call of a component; gives it back where it does not run on this thread.
    pub(crate) fn call_after(self: &Arc<Self>, kind: Call, call: Work) -> Option<Work> {
        match self.worker() {
            Some(worker) => worker.after.add_call(&worker.replaced, kind, call),
            None => Some(call),
        }
    }

    pub(crate) fn spawn(self: &Arc<Self>, future: impl Future<Output = ()> + Send + 'static) {
        let idle = self.is_idle();
        let count = Counted::new(self);
        let counted = async move {
            let _count = count;
            future.await;
        };
        match &self.tasks_of {
            Tasks::Pool(executor) => executor.spawn(Watched::new(counted)).detach(),
            Tasks::Stepped(steps) => steps.spawn(counted),
        }
        if idle {
            // The timer thread sleeps while there is nothing to watch.
            self.timer_changed.notify_one();
        }
    }

    pub(crate) fn steps(&self) -> Option<&Arc<Steps>> {
        match &self.tasks_of {
            Tasks::Pool(_) => None,
            Tasks::Stepped(steps) => Some(steps),
        }
    }

    fn is_idle(&self) -> bool {
        match &self.tasks_of {
            Tasks::Pool(executor) => executor.is_empty(),
            Tasks::Stepped(steps) => steps.is_idle(),
        }
    }

    fn fire_timers(self: &Arc<Self>) -> usize {
        let mut count = 0;
        while let Some(work) = self.take_due_timer() {
            count += 1;
            self.spawn(async move { work() });
        }
        count
    }

    pub(crate) fn now(&self) -> HostTime {
        match &self.time {
            Time::Real(start) => HostTime::ZERO + TimeSpan::from(start.elapsed()),
            Time::Manual(time) => HostTime::from_100ns(time.load(Ordering::Acquire) as i64),
        }
    }

    /// A moment as the timer thread compares it, in milliseconds.
    fn millis(now: HostTime) -> u64 {
        (now.as_100ns() / 10_000) as u64
    }

    fn take_due_timer(&self) -> Option<Work> {
        let now = self.now();
        let mut timers = lock(&self.timers);
        let entry = timers.due.first_entry()?;
        if entry.key().0 > now {
            return None;
        }
        let ((_, key), work) = entry.remove_entry();
        timers.at.remove(&key);
        Some(work)
    }
}

impl HostClock for Runtime {
    fn now(&self) -> HostTime {
        self.inner.now()
    }
}

impl Scheduler for Runtime {
    fn now(&self) -> HostTime {
        self.inner.now()
    }

    fn schedule(&self, at: HostTime, work: Work) -> TimerKey {
        let mut timers = lock(&self.inner.timers);
        timers.next_key += 1;
        let key = TimerKey(timers.next_key);
        let sleeps_too_long = timers.wakes_at.is_some_and(|wakes| at < wakes);
        timers.due.insert((at, key), work);
        timers.at.insert(key, at);
        drop(timers);
        if sleeps_too_long {
            self.inner.timer_changed.notify_one();
        }
        key
    }

    fn cancel(&self, key: TimerKey) {
        let mut timers = lock(&self.inner.timers);
        let removed = timers
            .at
            .remove(&key)
            .and_then(|at| timers.due.remove(&(at, key)));
        drop(timers);
        drop(removed);
    }
}

impl Dispatcher for Runtime {
    fn dispatch(&self, queue: WorkQueueId, work: Work) {
        WorkQueues::put(&self.inner, queue, work);
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("workers", &self.worker_count())
            .finish_non_exhaustive()
    }
}

/// A time that passes; see [`Runtime::delay`].
pub(crate) struct Delay {
    runtime: Runtime,
    timer: TimerKey,
    state: Arc<Mutex<(bool, Option<Waker>)>>,
}

impl Future for Delay {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = lock(&self.state);
        if state.0 {
            return Poll::Ready(());
        }
        state.1 = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Delay {
    fn drop(&mut self) {
        self.runtime.cancel(self.timer);
    }
}

/// One task of a pool, which it does not keep alive.
pub(crate) struct Counted(Weak<Inner>);

impl Counted {
    pub(crate) fn new(pool: &Arc<Inner>) -> Self {
        pool.tasks.fetch_add(1, Ordering::AcqRel);
        Self(Arc::downgrade(pool))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(pool) = self.0.upgrade() {
            pool.tasks.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

impl Worker {
    /// The worker enters a task, or the next part of one.
    pub(crate) fn enter(&self) {
        let stay = self.stay.load(Ordering::Relaxed);
        self.stay.store((stay + 1) | 1, Ordering::Relaxed);
    }

    /// The worker is between tasks.
    pub(crate) fn leave(&self) {
        let stay = self.stay.load(Ordering::Relaxed);
        self.stay.store((stay + 1) & !1, Ordering::Relaxed);
    }

    /// For how long the timer thread, which looks from time to time, has seen it in the same task, in milliseconds.
    fn stays_for(&self, now: u64) -> u64 {
        let stay = self.stay.load(Ordering::Relaxed);
        let (seen, since) = &self.seen;
        if stay.is_multiple_of(2) || seen.swap(stay, Ordering::Relaxed) != stay {
            since.store(now, Ordering::Relaxed);
        }
        now.saturating_sub(since.load(Ordering::Relaxed))
    }

    /// Whether it takes tasks: it is neither held up nor about to end.
    fn is_active(&self) -> bool {
        !self.replaced.load(Ordering::Acquire) && !self.retire.load(Ordering::Acquire)
    }

    fn retire(&self) {
        self.retire.store(true, Ordering::Release);
        if let Some(waker) = lock(&self.waker).take() {
            waker.wake();
        }
    }

    fn poll_retired(&self, cx: &mut Context<'_>) -> Poll<()> {
        *lock(&self.waker) = Some(cx.waker().clone());
        if self.retire.load(Ordering::Acquire) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

/// Starts a worker if fewer than wanted are at work.
fn spawn_worker(inner: &Arc<Inner>) {
    let worker = Arc::new(Worker {
        stay: AtomicU64::new(0),
        seen: Default::default(),
        replaced: AtomicBool::new(false),
        retire: AtomicBool::new(false),
        waker: Mutex::new(None),
        after: After::default(),
    });
    {
        let mut workers = lock(&inner.workers);
        let active = workers.iter().filter(|other| other.is_active()).count();
        if active >= inner.target || workers.len() >= Runtime::MAX_WORKERS {
            return;
        }
        workers.push(Arc::clone(&worker));
    }
    let pool = Arc::clone(inner);
    let thread = std::thread::Builder::new().name("openmf-worker".to_owned());
    let spawned = thread.spawn({
        let worker = Arc::clone(&worker);
        move || run_worker(&pool, &worker)
    });
    if spawned.is_err() {
        lock(&inner.workers).retain(|other| !Arc::ptr_eq(other, &worker));
    }
}

fn run_worker(inner: &Arc<Inner>, worker: &Arc<Worker>) {
    let _entered = ENTER.get().map(|enter| enter());
    CURRENT.set(Some((Arc::downgrade(inner), Arc::clone(worker))));
    let retired = std::future::poll_fn(|cx| worker.poll_retired(cx));
    // Only a pool has workers.
    if let Tasks::Pool(executor) = &inner.tasks_of {
        futures_lite::future::block_on(executor.run(retired));
    }
    lock(&inner.workers).retain(|other| !Arc::ptr_eq(other, worker));
    CURRENT.set(None);
}

/// A worker that was replaced is back: one worker too many retires, unless the pool needs it.
pub(crate) fn return_to_work(inner: &Arc<Inner>, worker: &Arc<Worker>) {
    if !worker.replaced.swap(false, Ordering::AcqRel) {
        return;
    }
    let surplus = {
        let workers = lock(&inner.workers);
        let active = || workers.iter().filter(|other| other.is_active());
        if active().count() <= inner.target {
            return;
        }
        // One that retires already makes room by another.
        let surplus = if worker.is_active() {
            Some(worker)
        } else {
            active().next()
        };
        let surplus = surplus.cloned();
        if let Some(surplus) = &surplus {
            surplus.retire.store(true, Ordering::Release);
        }
        surplus
    };
    if let Some(surplus) = surplus {
        surplus.retire();
    }
}

fn run_timers(inner: &Arc<Inner>) {
    while !inner.stopping.load(Ordering::Acquire) {
        inner.fire_timers();
        replace_stuck_workers(inner);
        let mut timers = lock(&inner.timers);
        let now = inner.now();
        let next = timers
            .due
            .first_key_value()
            .map(|((at, _), _)| (*at - now).to_duration());
        let watch = (!inner.is_idle()).then_some(Runtime::STUCK_AFTER / 2);
        let wait = [next, watch].into_iter().flatten().min().unwrap_or(IDLE_WAIT);
        if wait > Duration::ZERO && !inner.stopping.load(Ordering::Acquire) {
            timers.wakes_at = Some(now + TimeSpan::from(wait));
            let slept = inner.timer_changed.wait_timeout(timers, wait);
            let (mut timers, _) = slept.unwrap_or_else(PoisonError::into_inner);
            timers.wakes_at = None;
        }
    }
}

const IDLE_WAIT: Duration = Duration::from_millis(500);

fn replace_stuck_workers(inner: &Arc<Inner>) {
    let limit = Runtime::STUCK_AFTER.as_millis() as u64;
    let now = Inner::millis(inner.now());
    let stuck: Vec<_> = lock(&inner.workers)
        .iter()
        .filter(|worker| worker.stays_for(now) >= limit && !worker.replaced.swap(true, Ordering::AcqRel))
        .cloned()
        .collect();
    for worker in stuck {
        spawn_worker(inner);
        worker.after.hand_over(inner);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settles(what: &str, done: impl Fn() -> bool) {
        let began = Instant::now();
        while !done() {
            assert!(
                began.elapsed() < Duration::from_secs(120),
                "{what} does not settle"
            );
            std::thread::yield_now();
        }
    }

    #[test]
    fn the_threads_end_with_the_last_handle() {
        let runtime = Runtime::with_workers(3);
        assert_eq!(runtime.worker_count(), 3);
        let weak = Arc::downgrade(&runtime.inner);
        let other = runtime.clone();
        runtime.run(|| {});
        drop(runtime);
        settles("the task", || other.task_count() == 0);
        assert_eq!(other.worker_count(), 3);
        drop(other);
        // Each thread holds the pool until it ends.
        settles("the threads", || weak.strong_count() == 0);
    }

    #[test]
    fn a_worker_that_is_held_up_is_replaced_for_that_time() {
        let runtime = Runtime::with_workers(1);
        let (release, held) = std::sync::mpsc::channel::<()>();
        let (sender, done) = std::sync::mpsc::channel();
        runtime.run(move || held.recv().unwrap());
        runtime.run(move || sender.send(()).unwrap());
        done.recv_timeout(Duration::from_secs(120))
            .expect("another worker runs it");
        assert_eq!(runtime.worker_count(), 2);
        release.send(()).unwrap();
        settles("the pool", || runtime.worker_count() == 1);
        let ran = runtime.block_on(async { 7 });
        assert_eq!(ran, 7);
    }

    #[test]
    fn waiting_on_a_worker_leaves_the_pool_a_worker_at_every_depth() {
        fn descend(runtime: &Runtime, depth: u32) -> u32 {
            if depth == 0 {
                return 0;
            }
            let (sender, receiver) = std::sync::mpsc::channel();
            let below = runtime.clone();
            runtime.run(move || sender.send(descend(&below, depth - 1)).unwrap());
            // The future is ready when the task below has run, on another worker.
            let receiver = Mutex::new(receiver);
            let wait = std::future::poll_fn(|cx| match lock(&receiver).try_recv() {
                Ok(depth) => Poll::Ready(depth),
                Err(_) => {
                    cx.waker().wake_by_ref();
                    Poll::Pending
                }
            });
            runtime.block_on(wait) + 1
        }
        let runtime = Runtime::with_workers(1);
        assert_eq!(descend(&runtime, 10), 10);
        settles("the pool", || {
            runtime.worker_count() == 1 && runtime.task_count() == 0
        });
    }

    #[test]
    fn timers_fire_in_order_and_not_when_cancelled() {
        let runtime = Runtime::manual();
        let fired = Arc::new(Mutex::new(Vec::new()));
        let set = |at: i64, name: &'static str| {
            let fired = Arc::clone(&fired);
            runtime.schedule(
                HostTime::from_100ns(at),
                Box::new(move || lock(&fired).push(name)),
            )
        };
        let (_c, cancelled) = (set(30, "c"), set(25, "cancelled"));
        set(20, "b");
        set(10, "a");
        runtime.cancel(cancelled);
        runtime.set_manual_time(HostTime::from_100ns(30));
        assert_eq!(runtime.fire_timers(), 3);
        while runtime.try_tick() {}
        assert_eq!(*lock(&fired), ["a", "b", "c"]);
        assert_eq!(runtime.timer_count(), 0);
    }
}
