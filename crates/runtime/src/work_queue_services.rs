use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use openmf_core::{Error, Result, WorkQueueId};
use openmf_topology::{NodeKind, Topology};

use crate::Runtime;
use crate::driver::real_time::{RealTimeClients, RegisteredBranches};

/// How urgent the work of a queue is: a class of the Multimedia Class Scheduler Service ("Audio", "Playback", …), the
/// number of its task group, and a priority in it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct QueueClass {
    /// The class; empty: none.
    pub name: String,
    /// The task group; queues of one number share it. 0: a new one.
    pub task: u32,
    /// The priority in it; 0 is normal.
    pub priority: i32,
}

/// The work queues of a session and of the platform (`IMFWorkQueueServices`, `IMFWorkQueueServicesEx`). What
/// `MF_WORKQUEUE_SERVICES` answers with.
///
/// A topology's queues are those that source nodes name by `MF_TOPONODE_WORKQUEUE_ID`: what hangs on the nodes of one
/// number runs one thing at a time. There is no scheduler service to register with, here as on most systems: a
/// registration is noted and told when asked for, and all queues are served alike. It takes effect at once.
pub struct WorkQueueServices {
    runtime: Runtime,
    topology: Box<dyn Fn() -> Result<Topology> + Send + Sync>,
    state: Mutex<State>,
    clients: RealTimeClients,
}

#[derive(Default)]
struct State {
    topology: BTreeMap<u32, QueueClass>,
    last_task: u32,
    /// What holds for topologies to come.
    is_registered: bool,
}

impl WorkQueueServices {
    pub(crate) fn new(
        runtime: Runtime,
        topology: impl Fn() -> Result<Topology> + Send + Sync + 'static,
    ) -> Self {
        Self {
            clients: RealTimeClients::new(runtime.clone()),
            runtime,
            topology: Box::new(topology),
            state: Mutex::default(),
        }
    }

    /// Registers the queues of the current topology with the classes that its source nodes name by
    /// `MF_TOPONODE_WORKQUEUE_MMCSS_CLASS` and its companions, and those of each topology that follows
    /// (`BeginRegisterTopologyWorkQueuesWithMMCSS`). The components of these branches that want to know
    /// ([`openmf_core::RealTimeClient`]) are told a queue of their branch and its class.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: there is no current topology.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn register_topology(&self) -> Result<()> {
        self.register_topology_then(|| {})
    }

    /// As [`WorkQueueServices::register_topology`]; calls `then` when the components have been told.
    ///
    /// # Errors
    /// As [`WorkQueueServices::register_topology`]; then it is not called.
    pub fn register_topology_then(&self, then: impl FnOnce() + Send + 'static) -> Result<()> {
        let topology = (self.topology)()?;
        self.lock().is_registered = true;
        self.register(&topology, then);
        Ok(())
    }

    fn register(&self, topology: &Topology, then: impl FnOnce() + Send + 'static) {
        let mut branches: BTreeMap<u32, RegisteredBranches> = BTreeMap::new();
        {
            let mut state = self.lock();
            let former = std::mem::take(&mut state.topology);
            for node in topology.source_nodes() {
                let attributes = node.attributes();
                let Ok(queue) = attributes.get(openmf_core::keys::MF_TOPONODE_WORKQUEUE_ID) else {
                    continue;
                };
                if let Some(branches) = branches.get_mut(&queue) {
                    branches.sources.push(node);
                    continue;
                }
                let class = QueueClass {
                    name: attributes.get_or(keys::CLASS, String::new()),
                    task: attributes.get_or(keys::TASK, 0),
                    priority: attributes.get_or(keys::PRIORITY, 0) as i32,
                };
                if node.kind() != NodeKind::SourceStream || class.name.is_empty() {
                    continue;
                }
                // Who registers again, or goes on with the next topology, keeps the group that it was given.
                let kept = former.get(&queue).filter(|former| {
                    class.task == 0 && former.name == class.name && former.priority == class.priority
                });
                let class = match kept {
                    Some(kept) => kept.clone(),
                    None => state.grouped(class),
                };
                state.topology.insert(queue, class.clone());
                let registered = RegisteredBranches {
                    class,
                    item_priority: attributes.get_or(keys::ITEM_PRIORITY, 0) as i32,
                    sources: vec![node],
                };
                branches.insert(queue, registered);
            }
        }
        self.clients.register(branches.into_values().collect(), then);
    }

    /// Another topology is the current one. `guard` ends when its components have been told.
    pub(crate) fn topology_changed(&self, topology: &Topology, guard: impl Send + 'static) {
        if self.lock().is_registered {
            self.register(topology, move || drop(guard));
        }
    }

    /// There is no current topology any more.
    pub(crate) fn topology_left(&self, guard: impl Send + 'static) {
        self.clients.unregister(move || drop(guard));
    }

    /// Ends the registration of the topology's queues (`BeginUnregisterTopologyWorkQueuesWithMMCSS`).
    pub fn unregister_topology(&self) {
        self.unregister_topology_then(|| {});
    }

    /// As [`WorkQueueServices::unregister_topology`]; calls `then` when the components have been told.
    pub fn unregister_topology_then(&self, then: impl FnOnce() + Send + 'static) {
        {
            let mut state = self.lock();
            state.topology.clear();
            state.is_registered = false;
        }
        self.clients.unregister(then);
    }

    /// The class of a queue of the topology (`GetTopologyWorkQueueMMCSSClass`, `…TaskId`, `…Priority`); an empty one if
    /// it is not registered.
    pub fn topology_class(&self, queue: u32) -> QueueClass {
        self.lock().topology.get(&queue).cloned().unwrap_or_default()
    }

    /// Registers a queue of the platform (`BeginRegisterPlatformWorkQueueWithMMCSSEx`), in the one record that there is:
    /// [`WorkQueues::class`](crate::WorkQueues::class). Returns the number of its task group.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: the class has no name.
    /// - [`Error::Code`] (`MF_E_INVALID_WORKQUEUE`): there is no such queue.
    pub fn register_platform(&self, queue: WorkQueueId, class: QueueClass) -> Result<u32> {
        if class.name.is_empty() {
            return Err(Error::invalid_argument("a scheduling class needs a name"));
        }
        let class = self.lock().grouped(class);
        self.runtime.work_queues().set_class(Some(queue), &class)?;
        Ok(class.task)
    }

    /// Ends the registration of a queue of the platform (`BeginUnregisterPlatformWorkQueueWithMMCSS`).
    pub fn unregister_platform(&self, queue: WorkQueueId) {
        // Fails if the queue is gone, and its class with it.
        let _ = self
            .runtime
            .work_queues()
            .set_class(Some(queue), &QueueClass::default());
    }

    /// The class of a queue of the platform (`GetPlatformWorkQueueMMCSSClass`, `…TaskId`, `…Priority`); an empty one if
    /// it is not registered.
    pub fn platform_class(&self, queue: WorkQueueId) -> QueueClass {
        self.runtime.work_queues().class(queue).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The same class in a task group: its own one if it names none.
    fn grouped(&mut self, mut class: QueueClass) -> QueueClass {
        if class.task == 0 {
            // 0 names no group. A program may have used the last number itself.
            self.last_task = self.last_task.checked_add(1).unwrap_or(1);
            class.task = self.last_task;
        }
        self.last_task = self.last_task.max(class.task);
        class
    }
}

mod keys {
    use openmf_core::{Key, guids};

    pub(super) const CLASS: Key<String> = Key::new(guids::MF_TOPONODE_WORKQUEUE_MMCSS_CLASS);
    pub(super) const TASK: Key<u32> = Key::new(guids::MF_TOPONODE_WORKQUEUE_MMCSS_TASKID);
    pub(super) const PRIORITY: Key<u32> = Key::new(guids::MF_TOPONODE_WORKQUEUE_MMCSS_PRIORITY);
    pub(super) const ITEM_PRIORITY: Key<u32> = Key::new(guids::MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY);
}

/// Lets the branches on one work queue run one at a time.
#[derive(Default)]
pub(crate) struct Turnstile {
    state: Mutex<Passing>,
}

#[derive(Default)]
struct Passing {
    taken: bool,
    waiting: VecDeque<Waker>,
}

impl Turnstile {
    /// A task that runs when it is its turn.
    pub(crate) fn pass(
        self: Arc<Self>,
        mut task: impl Future<Output = ()> + Send + Unpin,
    ) -> impl Future<Output = ()> + Send {
        std::future::poll_fn(move |cx| {
            {
                let mut state = self.lock();
                if state.taken {
                    if !state.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                        state.waiting.push_back(cx.waker().clone());
                    }
                    return Poll::Pending;
                }
                state.taken = true;
            }
            let _turn = Turn(&self);
            Pin::new(&mut task).poll(cx)
        })
    }

    fn lock(&self) -> MutexGuard<'_, Passing> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends also when the task panics.
struct Turn<'a>(&'a Turnstile);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let next = {
            let mut state = self.0.lock();
            state.taken = false;
            state.waiting.pop_front()
        };
        if let Some(next) = next {
            next.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use super::*;
    use crate::Runtime;

    #[test]
    fn what_shares_a_turnstile_never_runs_at_the_same_time() {
        let runtime = Runtime::with_workers(4);
        let turnstile = Arc::<Turnstile>::default();
        let (inside, done) = (Arc::<AtomicU32>::default(), Arc::<AtomicU32>::default());
        for _ in 0..8 {
            let (inside, done) = (Arc::clone(&inside), Arc::clone(&done));
            let mut turns = 200;
            let task = std::future::poll_fn(move |cx| {
                assert_eq!(inside.fetch_add(1, Ordering::AcqRel), 0, "two at a time");
                thread::yield_now();
                inside.fetch_sub(1, Ordering::AcqRel);
                if turns == 0 {
                    done.fetch_add(1, Ordering::AcqRel);
                    return Poll::Ready(());
                }
                turns -= 1;
                cx.waker().wake_by_ref();
                Poll::Pending
            });
            runtime.spawn(Arc::clone(&turnstile).pass(task));
        }
        let idle = std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            if done.load(Ordering::Acquire) == 8 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        });
        runtime.block_on(idle);
    }
}
