//! A runtime without threads whose caller chooses what runs next.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use async_task::Runnable;
use openmf_core::{HostClock, HostTime};

use crate::Runtime;
#[cfg(feature = "schedules")]
use crate::sync::Condvar;
use crate::sync::{Mutex, MutexGuard};

/// Runs a [`Runtime`] on the calling thread with a virtual clock, one task at a time, in an order that the caller
/// chooses: for simulations that look for an order in which something goes wrong, and repeat it.
///
/// A task that waits in a call of its own ([`crate::Completion::wait`], [`crate::SessionDriver::shutdown`]) calls the
/// function given to [`SteppedRuntime::new`], so that the caller may run other tasks meanwhile, each on its own stack.
#[derive(Debug)]
pub struct SteppedRuntime {
    runtime: Runtime,
}

/// A task that is ready to run.
#[must_use = "a task that is neither run nor put back never ends"]
pub struct ReadyTask(Runnable);

/// Returns when the flag is set.
type Park = Box<dyn Fn(&Arc<AtomicBool>) + Send + Sync>;

pub(crate) struct Steps {
    ready: Mutex<Vec<Runnable>>,
    park: Park,
    #[cfg(feature = "schedules")]
    changed: Condvar,
}

impl SteppedRuntime {
    /// A runtime at host time zero. `park` is called by a task that has to wait, and returns when the flag is set.
    pub fn new(park: impl Fn(&Arc<AtomicBool>) + Send + Sync + 'static) -> Self {
        let steps = Steps {
            ready: Mutex::default(),
            park: Box::new(park),
            #[cfg(feature = "schedules")]
            changed: Condvar::new(),
        };
        Self {
            runtime: Runtime::stepped(steps),
        }
    }

    /// The runtime to hand to sessions.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The virtual host time.
    pub fn now(&self) -> HostTime {
        HostClock::now(&self.runtime)
    }

    /// How many tasks are ready.
    pub fn ready_count(&self) -> usize {
        self.steps().map_or(0, |steps| steps.lock().len())
    }

    /// Takes out a ready task; the others change their places.
    pub fn take_ready(&self, index: usize) -> Option<ReadyTask> {
        let mut ready = self.steps()?.lock();
        (index < ready.len()).then(|| ReadyTask(ready.swap_remove(index)))
    }

    /// When the next timer is due.
    pub fn next_timer(&self) -> Option<HostTime> {
        self.runtime.next_timer()
    }

    /// Moves the clock, which never goes back, and makes the timers that are due ready tasks; returns how many.
    pub fn set_time(&self, now: HostTime) -> usize {
        self.runtime.set_manual_time(now.max(self.now()));
        self.runtime.fire_timers()
    }

    /// Takes out a ready task; waits for one, until `over`, which [`SteppedRuntime::wake_all`] makes it look at. When all
    /// `workers` that call this wait, and `may_pass`, the clock moves on to the next timer. `idle` counts them.
    #[cfg(feature = "schedules")]
    pub fn wait_ready(
        &self,
        over: impl Fn() -> bool,
        may_pass: impl Fn() -> bool,
        (idle, workers): (&std::sync::atomic::AtomicUsize, usize),
    ) -> Option<ReadyTask> {
        let steps = self.steps()?;
        let mut ready = steps.lock();
        loop {
            if !ready.is_empty() {
                return Some(ReadyTask(ready.remove(0)));
            }
            if over() {
                return None;
            }
            let all_wait = idle.fetch_add(1, Ordering::SeqCst) + 1 == workers && may_pass();
            if let (true, Some(at)) = (all_wait, self.next_timer()) {
                drop(ready);
                self.set_time(at);
                ready = steps.lock();
            } else {
                ready = steps.changed.wait(ready).unwrap_or_else(PoisonError::into_inner);
            }
            idle.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Lets everybody look again who waits for a task.
    #[cfg(feature = "schedules")]
    pub fn wake_all(&self) {
        if let Some(steps) = self.steps() {
            drop(steps.lock());
            steps.changed.notify_all();
        }
    }

    fn steps(&self) -> Option<&Arc<Steps>> {
        self.runtime.pool().steps()
    }
}

impl ReadyTask {
    /// Runs the task until it waits or ends.
    pub fn run(self) {
        self.0.run();
    }
}

impl fmt::Debug for ReadyTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadyTask").finish_non_exhaustive()
    }
}

impl Steps {
    pub(crate) fn spawn(self: &Arc<Self>, future: impl Future<Output = ()> + Send + 'static) {
        let steps = Arc::downgrade(self);
        let schedule = move |runnable| {
            if let Some(steps) = steps.upgrade() {
                steps.lock().push(runnable);
                #[cfg(feature = "schedules")]
                steps.changed.notify_one();
            }
        };
        let (runnable, task) = async_task::spawn(future, schedule);
        task.detach();
        runnable.schedule();
    }

    pub(crate) fn run_one(&self) -> bool {
        let next = {
            let mut ready = self.lock();
            (!ready.is_empty()).then(|| ready.remove(0))
        };
        next.map(Runnable::run).is_some()
    }

    /// Waits where a wake-up that is lost leaves the thread waiting, which the tests then see.
    #[cfg(feature = "schedules")]
    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        shuttle::future::block_on(future)
    }

    #[cfg(not(feature = "schedules"))]
    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.park_on(future)
    }

    #[cfg_attr(feature = "schedules", allow(dead_code, reason = "there the library waits"))]
    fn park_on<T>(&self, future: impl Future<Output = T>) -> T {
        let flag = Arc::new(Flag::default());
        let waker = Waker::from(Arc::clone(&flag));
        let mut cx = Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            flag.0.store(false, Ordering::Release);
            match future.as_mut().poll(&mut cx) {
                Poll::Ready(value) => return value,
                Poll::Pending => (self.park)(&flag.0),
            }
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Runnable>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct Flag(Arc<AtomicBool>);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}
