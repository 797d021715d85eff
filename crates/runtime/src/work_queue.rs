//! Work queues by identifier, over the pool.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, Weak};

use openmf_core::{Error, Result, WorkQueueId};

use crate::QueueClass;
use crate::executor::Inner;
use crate::sync::{Mutex, MutexGuard};
use crate::watched::Call;

type Work = Box<dyn FnOnce() + Send>;

/// The work queues of a pool (`MFAllocateWorkQueue`, `MFPutWorkItem`).
///
/// The documented queues exist always. Items of `STANDARD`, `RT` and of serial queues run one after the other, in order;
/// items of `MULTITHREADED`, `LONG_FUNCTION`, `IO` and `TIMER` begin in order and may overlap. Items of a higher
/// priority go before those that wait. No queue owns a thread.
#[derive(Default)]
pub struct WorkQueues {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Made when they are first used.
    platform: HashMap<WorkQueueId, Queue>,
    private: HashMap<WorkQueueId, Allocated>,
    classes: HashMap<WorkQueueId, QueueClass>,
    next: u32,
}

struct Allocated {
    queue: Queue,
    references: u32,
    /// Only of a queue that is found by its class.
    shared: Option<QueueClass>,
}

#[derive(Clone)]
enum Queue {
    Serial(SerialQueue),
    Parallel(ParallelQueue),
}

/// What kind of private queue is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueKind {
    /// Items run one after the other, those of a higher priority first (`MF_STANDARD_WORKQUEUE`).
    Standard,
    /// Items may overlap (`MF_MULTITHREADED_WORKQUEUE`).
    Multithreaded,
    /// Items run one after the other, strictly in the order in which they were put, each as an item of another queue
    /// (`MFAllocateSerialWorkQueue`).
    Serial {
        /// The queue that lends its turns; it lives as long as this one.
        over: WorkQueueId,
    },
}

/// Private identifiers have bits set in the upper half. Source: "Work Queues" (Microsoft Learn).
const FIRST_PRIVATE: u32 = 0x0001_0000;

impl WorkQueues {
    /// The largest number of private queues.
    pub const MAX_PRIVATE: usize = 0xFFFF;

    const PLATFORM: [WorkQueueId; 6] = [
        WorkQueueId::STANDARD,
        WorkQueueId::RT,
        WorkQueueId::IO,
        WorkQueueId::TIMER,
        WorkQueueId::MULTITHREADED,
        WorkQueueId::LONG_FUNCTION,
    ];

    /// Makes a private queue with one reference (`MFAllocateWorkQueueEx`, `MFAllocateSerialWorkQueue`).
    ///
    /// # Errors
    /// - [`Error::Code`] (`E_FAIL`): there are [`WorkQueues::MAX_PRIVATE`] already.
    /// - [`Error::Code`] (`MF_E_INVALID_WORKQUEUE`): the queue that a serial one is to be over does not exist.
    pub fn allocate(&self, kind: QueueKind) -> Result<WorkQueueId> {
        let mut state = self.lock();
        let queue = match kind {
            QueueKind::Standard => Queue::Serial(SerialQueue::default()),
            QueueKind::Multithreaded => Queue::Parallel(ParallelQueue::default()),
            QueueKind::Serial { over } => {
                Queue::Serial(SerialQueue::over(state.queue(over).ok_or_else(invalid)?))
            }
        };
        state.allocate(queue, None)
    }

    /// The multithreaded queue of a class, with one reference more; made if there is none of this name and task
    /// (`MFLockSharedWorkQueue`).
    ///
    /// # Errors
    /// - [`Error::Code`] (`E_FAIL`): there are [`WorkQueues::MAX_PRIVATE`] already.
    pub fn lock_shared(&self, class: QueueClass) -> Result<WorkQueueId> {
        let mut state = self.lock();
        let known = state.private.iter_mut().find(|(_, allocated)| {
            let shared = allocated.shared.as_ref();
            shared.is_some_and(|shared| shared.name == class.name && shared.task == class.task)
        });
        if let Some((id, allocated)) = known {
            allocated.references += 1;
            return Ok(*id);
        }
        let queue = Queue::Parallel(ParallelQueue::default());
        let id = state.allocate(queue, Some(class.clone()))?;
        if !class.name.is_empty() {
            state.classes.insert(id, class);
        }
        Ok(id)
    }

    /// Adds a reference to a private queue; the documented ones need none (`MFLockWorkQueue`).
    ///
    /// # Errors
    /// - [`Error::Code`] (`MF_E_INVALID_WORKQUEUE`): there is no such queue.
    pub fn lock_queue(&self, id: WorkQueueId) -> Result<()> {
        if Self::PLATFORM.contains(&id) {
            return Ok(());
        }
        let mut state = self.lock();
        let queue = state.private.get_mut(&id).ok_or_else(invalid)?;
        queue.references = queue.references.saturating_add(1);
        Ok(())
    }

    /// Releases a reference; the last one removes the queue, whose items still run (`MFUnlockWorkQueue`).
    ///
    /// # Errors
    /// - [`Error::Code`] (`MF_E_INVALID_WORKQUEUE`): there is no such queue.
    pub fn unlock_queue(&self, id: WorkQueueId) -> Result<()> {
        if Self::PLATFORM.contains(&id) {
            return Ok(());
        }
        let mut state = self.lock();
        let queue = state.private.get_mut(&id).ok_or_else(invalid)?;
        queue.references -= 1;
        if queue.references == 0 {
            state.classes.remove(&id);
            let gone = state.private.remove(&id);
            drop(state);
            // What it may still hold is dropped without the lock.
            drop(gone);
        }
        Ok(())
    }

    /// Whether there is a queue of this number.
    pub fn exists(&self, id: WorkQueueId) -> bool {
        Self::PLATFORM.contains(&id) || self.lock().private.contains_key(&id)
    }

    /// Notes the scheduling class of a queue, or of all documented queues for `None`; an empty name ends the
    /// registration (`MFBeginRegisterWorkQueueWithMMCSSEx`, `MFRegisterPlatformWithMMCSS`). All queues are served alike.
    ///
    /// # Errors
    /// - [`Error::Code`] (`MF_E_INVALID_WORKQUEUE`): there is no such queue.
    pub fn set_class(&self, id: Option<WorkQueueId>, class: &QueueClass) -> Result<()> {
        if id.is_some_and(|id| !self.exists(id)) {
            return Err(invalid());
        }
        let mut state = self.lock();
        for id in id
            .as_slice()
            .iter()
            .chain(if id.is_none() { &Self::PLATFORM[..] } else { &[] })
        {
            if class.name.is_empty() {
                state.classes.remove(id);
            } else {
                state.classes.insert(*id, class.clone());
            }
        }
        Ok(())
    }

    /// The scheduling class of a queue; an empty one if it has none (`MFGetWorkQueueMMCSSClass` and its companions).
    ///
    /// # Errors
    /// - [`Error::Code`] (`MF_E_INVALID_WORKQUEUE`): there is no such queue.
    pub fn class(&self, id: WorkQueueId) -> Result<QueueClass> {
        if !self.exists(id) {
            return Err(invalid());
        }
        Ok(self.lock().classes.get(&id).cloned().unwrap_or_default())
    }

    /// Puts an item on a queue that may be gone: it then still runs, as it was promised its one call.
    pub(crate) fn put(pool: &Arc<Inner>, id: WorkQueueId, work: Work) {
        let queue = pool.queues.lock().queue(id);
        let item = Item::plain(0, work);
        match queue {
            Some(queue) => queue.put(pool, item),
            None => ParallelQueue::default().put(pool, item),
        }
    }

    /// # Errors
    /// - [`Error::Code`] (`MF_E_INVALID_WORKQUEUE`): there is no such queue.
    pub(crate) fn put_item(
        pool: &Arc<Inner>,
        id: WorkQueueId,
        priority: i32,
        work: impl FnOnce(Turn) + Send + 'static,
    ) -> Result<()> {
        let queue = pool.queues.lock().queue(id).ok_or_else(invalid)?;
        let turn = Turn::of(&queue, pool);
        let held = turn.clone();
        queue.put(
            pool,
            Item {
                priority,
                work: Box::new(move || work(held)),
                turn: Some(turn),
            },
        );
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn queue(&mut self, id: WorkQueueId) -> Option<Queue> {
        match id {
            WorkQueueId::STANDARD | WorkQueueId::RT => {
                let entry = self.platform.entry(id);
                Some(
                    entry
                        .or_insert_with(|| Queue::Serial(SerialQueue::default()))
                        .clone(),
                )
            }
            WorkQueueId::MULTITHREADED
            | WorkQueueId::LONG_FUNCTION
            | WorkQueueId::IO
            | WorkQueueId::TIMER => {
                let entry = self.platform.entry(id);
                Some(
                    entry
                        .or_insert_with(|| Queue::Parallel(ParallelQueue::default()))
                        .clone(),
                )
            }
            private => self
                .private
                .get(&private)
                .map(|allocated| allocated.queue.clone()),
        }
    }

    fn allocate(&mut self, queue: Queue, shared: Option<QueueClass>) -> Result<WorkQueueId> {
        if self.private.len() >= WorkQueues::MAX_PRIVATE {
            return Err(openmf_core::codes::E_FAIL.into());
        }
        loop {
            self.next = self.next.wrapping_add(1) % (u32::MAX - FIRST_PRIVATE);
            let id = WorkQueueId(FIRST_PRIVATE + self.next);
            if let Entry::Vacant(vacant) = self.private.entry(id) {
                vacant.insert(Allocated {
                    queue,
                    references: 1,
                    shared,
                });
                return Ok(id);
            }
        }
    }
}

fn invalid() -> Error {
    openmf_core::codes::MF_E_INVALID_WORKQUEUE.into()
}

impl Queue {
    fn put(&self, pool: &Arc<Inner>, item: Item) {
        match self {
            Self::Serial(queue) => queue.put_item(pool, item),
            Self::Parallel(queue) => queue.put(pool, item),
        }
    }
}

struct Item {
    priority: i32,
    work: Work,
    turn: Option<Turn>,
}

impl Item {
    fn plain(priority: i32, work: Work) -> Self {
        Self {
            priority,
            work,
            turn: None,
        }
    }

    /// A callback that panics must not end the queue for the others; its own component notices.
    fn run(work: Work) {
        let _ = catch_unwind(AssertUnwindSafe(work));
    }
}

/// Behind those of the same priority, before those of a lower one.
fn insert(items: &mut VecDeque<Item>, item: Item) {
    let at = items.partition_point(|other| other.priority >= item.priority);
    items.insert(at, item);
}

/// Items that begin in order, each on whichever worker is free.
#[derive(Clone, Default)]
struct ParallelQueue {
    items: Arc<Mutex<VecDeque<Item>>>,
}

impl ParallelQueue {
    fn put(&self, pool: &Arc<Inner>, item: Item) {
        insert(&mut self.lock(), item);
        let queue = self.clone();
        // One task an item; which of them runs which item is decided when it begins.
        pool.spawn(async move {
            let item = queue.lock().pop_front();
            if let Some(item) = item {
                Item::run(item.work);
            }
        });
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Item>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs items one after the other, in order, on whichever worker is free.
#[derive(Clone, Default)]
pub(crate) struct SerialQueue {
    shared: Arc<Serial>,
}

#[derive(Default)]
struct Serial {
    /// The queue that lends its turns; the pool itself for `None`.
    over: Option<Queue>,
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    items: VecDeque<Item>,
    running: bool,
}

impl SerialQueue {
    fn over(queue: Queue) -> Self {
        let serial = Serial {
            over: Some(queue),
            line: Mutex::default(),
        };
        Self {
            shared: Arc::new(serial),
        }
    }

    pub(crate) fn put(&self, pool: &Arc<Inner>, work: Work) {
        self.put_item(pool, Item::plain(0, work));
    }

    fn put_item(&self, pool: &Arc<Inner>, item: Item) {
        let start = {
            let mut line = self.lock();
            if self.shared.over.is_some() {
                line.items.push_back(item);
            } else {
                insert(&mut line.items, item);
            }
            !std::mem::replace(&mut line.running, true)
        };
        if start {
            self.advance(pool);
        }
    }

    /// As [`Self::put`]; a worker that puts it runs it itself when the task that it is in has returned, unless another queue
    /// has put something there before.
    pub(crate) fn put_behind(&self, pool: &Arc<Inner>, kind: Call, call: Work) {
        let start = {
            let mut line = self.lock();
            line.items.push_back(Item::plain(0, call));
            !std::mem::replace(&mut line.running, true)
        };
        if start {
            self.advance_behind(pool, kind);
        }
    }

    fn advance_behind(&self, pool: &Arc<Inner>, kind: Call) {
        let (queue, then) = (self.clone(), Arc::downgrade(pool));
        let step = move || {
            if queue.run_next()
                && queue.goes_on()
                && let Some(pool) = then.upgrade()
            {
                queue.advance_behind(&pool, kind);
            }
        };
        if pool.call_after(kind, Box::new(step)).is_some() {
            self.advance(pool);
        }
    }

    /// Takes out what has not begun yet.
    pub(crate) fn take_items(&self) -> Vec<Work> {
        self.lock().items.drain(..).map(|item| item.work).collect()
    }

    /// Lets the next item run. Belongs to whoever set `running`.
    fn advance(&self, pool: &Arc<Inner>) {
        let queue = self.clone();
        let Some(over) = &self.shared.over else {
            pool.spawn(async move { queue.drain().await });
            return;
        };
        let priority = self.lock().items.front().map_or(0, |item| item.priority);
        let pool_then = Arc::downgrade(pool);
        let step = move || {
            if queue.run_next()
                && queue.goes_on()
                && let Some(pool) = pool_then.upgrade()
            {
                queue.advance(&pool);
            }
        };
        over.put(pool, Item::plain(priority, Box::new(step)));
    }

    async fn drain(self) {
        while self.run_next() && self.goes_on() {
            futures_lite::future::yield_now().await;
        }
    }

    /// Whether another item waits; if not, the next one that is put lets the queue go on.
    fn goes_on(&self) -> bool {
        let mut line = self.lock();
        line.running = !line.items.is_empty();
        line.running
    }

    /// Runs the next item; whether the queue goes on by itself. The turn of an item whose work keeps it is waited for.
    fn run_next(&self) -> bool {
        let item = {
            let mut line = self.lock();
            let item = line.items.pop_front();
            line.running = item.is_some();
            item
        };
        let Some(Item { work, turn, .. }) = item else {
            return false;
        };
        Item::run(work);
        let Some(turn) = turn else { return true };
        // If the work has kept its turn, that turn's end lets the queue go on.
        !turn.leave()
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.shared.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An item's turn on a serial queue: the queue goes on when the work has returned and every clone is dropped. Of an
/// item that others need not wait for it means nothing.
///
/// Source: `MFAllocateSerialWorkQueue`, "Reply Mode" (Microsoft Learn).
#[derive(Clone)]
pub struct Turn(Arc<TurnInner>);

struct TurnInner {
    queue: Option<(SerialQueue, Weak<Inner>)>,
    kept: Mutex<bool>,
}

impl Turn {
    fn of(queue: &Queue, pool: &Arc<Inner>) -> Self {
        let queue = match queue {
            Queue::Serial(serial) => Some((serial.clone(), Arc::downgrade(pool))),
            Queue::Parallel(_) => None,
        };
        Self(Arc::new(TurnInner {
            queue,
            kept: Mutex::new(false),
        }))
    }

    /// The work has returned: whether anybody else still has the turn. The last of them then lets the queue go on.
    fn leave(self) -> bool {
        match Arc::try_unwrap(self.0) {
            Ok(_) => false,
            Err(shared) => {
                *shared.kept.lock().unwrap_or_else(PoisonError::into_inner) = true;
                true
            }
        }
    }
}

impl Drop for TurnInner {
    fn drop(&mut self) {
        let kept = *self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((queue, pool)) = self.queue.take().filter(|_| kept) else {
            return;
        };
        if let Some(pool) = pool.upgrade() {
            queue.advance(&pool);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Duration;

    use openmf_core::codes;

    use super::*;
    use crate::{ManualRuntime, Runtime};

    const PATIENCE: Duration = Duration::from_secs(120);

    fn put(runtime: &Runtime, queue: WorkQueueId, priority: i32, said: &Sender<i32>, word: i32) {
        let said = said.clone();
        let work = move |_turn: Turn| said.send(word).unwrap();
        runtime.put_work(queue, priority, work).unwrap();
    }

    fn heard(manual: &ManualRuntime, ears: &Receiver<i32>) -> Vec<i32> {
        manual.run_until_idle();
        ears.try_iter().collect()
    }

    #[test]
    fn items_of_a_higher_priority_go_first_and_serial_queues_keep_their_order() {
        let manual = ManualRuntime::new();
        let runtime = manual.runtime();
        let queues = runtime.work_queues();
        let standard = queues.allocate(QueueKind::Standard).unwrap();
        let parallel = queues.allocate(QueueKind::Multithreaded).unwrap();
        let serial = queues.allocate(QueueKind::Serial { over: parallel }).unwrap();
        let nested = queues.allocate(QueueKind::Serial { over: serial }).unwrap();
        let by_priority = vec![2, 4, 0, 3, 1];
        let in_order = vec![0, 1, 2, 3, 4];
        for (queue, order) in [
            (standard, &by_priority),
            (parallel, &by_priority),
            (WorkQueueId::STANDARD, &by_priority),
            (WorkQueueId::MULTITHREADED, &by_priority),
            (serial, &in_order),
            (nested, &in_order),
        ] {
            let (said, ears) = channel();
            for (word, priority) in [0, -1, 1, 0, 1].into_iter().enumerate() {
                put(runtime, queue, priority, &said, word as i32);
            }
            assert_eq!(heard(&manual, &ears), *order, "{queue:?}");
        }
    }

    #[test]
    fn a_serial_queue_waits_for_the_turn_that_an_item_keeps() {
        let manual = ManualRuntime::new();
        let runtime = manual.runtime();
        let queues = runtime.work_queues();
        for kind in [
            QueueKind::Standard,
            QueueKind::Serial {
                over: WorkQueueId::MULTITHREADED,
            },
        ] {
            let queue = queues.allocate(kind).unwrap();
            let (said, ears) = channel();
            let (keep, kept) = channel();
            let first = said.clone();
            let work = move |turn: Turn| {
                first.send(1).unwrap();
                keep.send(turn).unwrap();
            };
            runtime.put_work(queue, 0, work).unwrap();
            put(runtime, queue, 0, &said, 2);
            put(runtime, queue, 0, &said, 3);
            // Nobody has the queue any more, but its items still run.
            queues.unlock_queue(queue).unwrap();
            assert_eq!(heard(&manual, &ears), [1], "{kind:?}");
            drop(kept.recv().unwrap());
            assert_eq!(heard(&manual, &ears), [2, 3], "{kind:?}");
        }
    }

    #[test]
    fn items_of_a_serial_queue_over_a_multithreaded_one_never_overlap() {
        let runtime = Runtime::with_workers(4);
        let over = WorkQueueId::MULTITHREADED;
        let queue = runtime
            .work_queues()
            .allocate(QueueKind::Serial { over })
            .unwrap();
        let inside = Arc::new(std::sync::Mutex::new(()));
        let (said, ears) = channel();
        for word in 0..500 {
            let (inside, said) = (Arc::clone(&inside), said.clone());
            let work = move |turn: Turn| {
                let alone = inside.try_lock().expect("nobody else is inside");
                std::thread::yield_now();
                said.send(word).unwrap();
                drop(alone);
                drop(turn);
            };
            runtime.put_work(queue, 0, work).unwrap();
        }
        for word in 0..500 {
            assert_eq!(ears.recv_timeout(PATIENCE), Ok(word));
        }
    }

    #[test]
    fn queues_exist_as_long_as_they_are_referred_to() {
        let runtime = Runtime::with_workers(1);
        let queues = runtime.work_queues();
        let is_invalid = |result: Result<()>| {
            assert_eq!(result.unwrap_err().hresult(), codes::MF_E_INVALID_WORKQUEUE);
        };
        let queue = queues.allocate(QueueKind::Standard).unwrap();
        queues.lock_queue(queue).unwrap();
        queues.unlock_queue(queue).unwrap();
        assert!(queues.exists(queue));
        queues.unlock_queue(queue).unwrap();
        assert!(!queues.exists(queue));
        is_invalid(queues.lock_queue(queue));
        is_invalid(queues.unlock_queue(queue));
        is_invalid(runtime.put_work(queue, 0, |_turn| ()));
        is_invalid(queues.allocate(QueueKind::Serial { over: queue }).map(|_| ()));
        is_invalid(queues.set_class(Some(queue), &QueueClass::default()));
        // The documented ones are always there.
        queues.unlock_queue(WorkQueueId::STANDARD).unwrap();
        let (said, ears) = channel();
        put(&runtime, WorkQueueId::STANDARD, 0, &said, 1);
        assert_eq!(ears.recv_timeout(PATIENCE), Ok(1));
    }

    #[test]
    fn shared_queues_are_found_by_their_class() {
        let runtime = Runtime::with_workers(1);
        let queues = runtime.work_queues();
        let class = |name: &str, task| QueueClass {
            name: name.to_owned(),
            task,
            priority: 1,
        };
        let audio = queues.lock_shared(class("Audio", 0)).unwrap();
        assert_eq!(queues.lock_shared(class("Audio", 0)).unwrap(), audio);
        assert_ne!(queues.lock_shared(class("Audio", 7)).unwrap(), audio);
        assert_ne!(queues.lock_shared(class("Playback", 0)).unwrap(), audio);
        assert_eq!(queues.class(audio).unwrap(), class("Audio", 0));
        queues.unlock_queue(audio).unwrap();
        assert!(queues.exists(audio));
        queues.unlock_queue(audio).unwrap();
        assert!(!queues.exists(audio));
        queues.set_class(None, &class("Games", 3)).unwrap();
        assert_eq!(queues.class(WorkQueueId::RT).unwrap(), class("Games", 3));
        queues.set_class(None, &QueueClass::default()).unwrap();
        assert_eq!(queues.class(WorkQueueId::RT).unwrap(), QueueClass::default());
    }

    #[test]
    fn there_is_a_largest_number_of_queues() {
        let queues = WorkQueues::default();
        for _ in 0..WorkQueues::MAX_PRIVATE {
            queues.allocate(QueueKind::Standard).unwrap();
        }
        let refused = queues.allocate(QueueKind::Standard).unwrap_err();
        assert_eq!(refused.hresult(), codes::E_FAIL);
    }
}
