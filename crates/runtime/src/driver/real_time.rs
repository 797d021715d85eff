//! The components of a branch are told its work queue and scheduling class.

use std::sync::{Arc, PoisonError};

use openmf_core::{RealTimeClient, Result, WorkQueueId};
use openmf_topology::TopologyNode;

use super::core::guarded;
use super::lane::Lane;
use crate::sync::{Mutex, MutexGuard};
use crate::{QueueClass, QueueKind, Runtime};

/// No topology is deeper.
const MAX_DEPTH: usize = 256;

/// What hangs on source nodes that name the same queue.
pub(crate) struct RegisteredBranches {
    pub(crate) class: QueueClass,
    /// `MF_TOPONODE_WORKQUEUE_ITEM_PRIORITY`.
    pub(crate) item_priority: i32,
    pub(crate) sources: Vec<TopologyNode>,
}

/// Tells components in a lane of its own: one that does not return holds up nobody but them.
pub(crate) struct RealTimeClients {
    runtime: Runtime,
    lane: Lane,
    told: Arc<Mutex<Told>>,
}

#[derive(Default)]
struct Told {
    clients: Vec<Arc<dyn RealTimeClient>>,
    queues: Vec<WorkQueueId>,
}

impl RealTimeClients {
    pub(crate) fn new(runtime: Runtime) -> Self {
        Self {
            lane: Lane::new(runtime.clone()),
            told: Arc::default(),
            runtime,
        }
    }

    /// Tells the components of these branches, each once, and those that were told before that it is over; then calls
    /// `then`.
    pub(crate) fn register(&self, branches: Vec<RegisteredBranches>, then: impl FnOnce() + Send + 'static) {
        let (runtime, told) = (self.runtime.clone(), Arc::clone(&self.told));
        self.lane.run(move || {
            end(&runtime, &told);
            let (mut new, mut seen) = (Told::default(), Vec::new());
            for branch in branches {
                // There are tens of thousands; without one the components keep to their own.
                let Ok(queue) = runtime.work_queues().allocate(QueueKind::Standard) else {
                    break;
                };
                new.queues.push(queue);
                // It exists.
                let _ = runtime.work_queues().set_class(Some(queue), &branch.class);
                let mut clients = Vec::new();
                for source in &branch.sources {
                    collect(source, &mut seen, &mut clients, 0);
                }
                for client in clients {
                    let QueueClass { name, task, priority } = &branch.class;
                    tell(|| client.set_work_queue(Some(queue), branch.item_priority));
                    tell(|| client.register_threads(name, *task, *priority).map(drop));
                    new.clients.push(client);
                }
            }
            *lock(&told) = new;
            then();
        });
    }

    /// Tells those that were told that it is over; then calls `then`.
    pub(crate) fn unregister(&self, then: impl FnOnce() + Send + 'static) {
        let (runtime, told) = (self.runtime.clone(), Arc::clone(&self.told));
        self.lane.run(move || {
            end(&runtime, &told);
            then();
        });
    }
}

fn end(runtime: &Runtime, told: &Mutex<Told>) {
    let former = std::mem::take(&mut *lock(told));
    for client in former.clients {
        tell(|| client.unregister_threads());
        tell(|| client.set_work_queue(None, 0));
    }
    for queue in former.queues {
        // It exists until now.
        let _ = runtime.work_queues().unlock_queue(queue);
    }
}

/// A component that refuses works as it did: being urgent is no condition of being right.
fn tell(call: impl FnOnce() -> Result<()>) {
    if let Err(error) = guarded("real-time client", call) {
        tracing::warn!(%error, "a component does not take its work queue or scheduling class");
    }
}

/// What wants to know on this node and behind it.
fn collect(
    node: &TopologyNode,
    seen: &mut Vec<usize>,
    clients: &mut Vec<Arc<dyn RealTimeClient>>,
    depth: usize,
) {
    let mut is_new = |address: usize| {
        let is_new = !seen.contains(&address);
        if is_new {
            seen.push(address);
        }
        is_new
    };
    if depth > MAX_DEPTH || !is_new(node.address()) {
        return;
    }
    if let Some(source) = node.media_source()
        && is_new(Arc::as_ptr(&source).addr())
    {
        clients.extend(source.real_time_client());
    }
    if let Some(transform) = node.shared_transform()
        && is_new(transform.address())
    {
        clients.extend(transform.real_time_client());
    }
    if let Some(stream) = node.stream_sink() {
        if is_new(Arc::as_ptr(&stream).addr()) {
            clients.extend(stream.real_time_client());
        }
        if let Ok(sink) = stream.media_sink()
            && is_new(Arc::as_ptr(&sink).addr())
        {
            clients.extend(sink.real_time_client());
        }
    }
    for (_, downstream, _) in node.outputs() {
        collect(&downstream, seen, clients, depth + 1);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
