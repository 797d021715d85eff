//! Work items: callbacks that are put on a queue now, later, when an event is signalled, or again and again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ffi::c_void;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use openmf_clock::Scheduler;
use openmf_core::{Dispatcher, HostClock, TimeSpan, TimerKey, WorkQueueId, codes};
use openmf_runtime::{Runtime, Turn};
use windows_core::{HRESULT, IUnknown, Interface};

use crate::bindings::{HANDLE, IMFAsyncCallback, IMFAsyncResult};
use crate::convert::{code, fail};
use crate::edge::{Live, guard_value};
use crate::foreign::Foreign;
use crate::inward::{Object, pump};
use crate::platform::running;
use crate::{async_result, neighbours, platform, waits};

type Result<T> = windows_core::Result<T>;

/// `MFASYNC_FAST_IO_PROCESSING_CALLBACK`, `MFASYNC_SIGNAL_CALLBACK`: callbacks for the queues of the input and output.
const FLAGS_OF_FAST_QUEUES: u32 = 1 | 2;
/// `MFASYNC_REPLY_CALLBACK`: a serial queue waits until the result is invoked again.
const FLAG_REPLY: u32 = 8;

/// The interval of periodic callbacks in milliseconds (`MFGetTimerPeriodicity`).
pub(crate) const PERIOD_MS: u32 = 10;

/// `MFPERIODICCALLBACK`.
pub(crate) type PeriodicCallback = unsafe extern "system" fn(context: *mut c_void);

/// What a callback's `GetParameters` says; the defaults where it says nothing.
struct Parameters {
    flags: u32,
    queue: Option<WorkQueueId>,
}

fn parameters(callback: &IMFAsyncCallback) -> Parameters {
    let (mut flags, mut queue) = (0, 0);
    // SAFETY: a live callback, and writable locals.
    let answer = unsafe { callback.GetParameters(&mut flags, &mut queue) };
    if answer.is_err() {
        (flags, queue) = (0, 0);
    }
    Parameters {
        flags,
        queue: (queue != 0).then_some(WorkQueueId(queue)),
    }
}

/// A result that a work queue's thread will pass to its callback.
struct Item {
    result: Object<IMFAsyncResult>,
    callback: Object<IMFAsyncCallback>,
    reply: bool,
}

impl Item {
    /// # Errors
    /// `MF_E_INVALID_WORKQUEUE`: what the callback says of itself does not go with this queue.
    fn new(
        result: &IMFAsyncResult,
        callback: &IMFAsyncCallback,
        flags: u32,
        queue: WorkQueueId,
    ) -> Result<Self> {
        let is_fast = matches!(queue, WorkQueueId::IO | WorkQueueId::TIMER);
        if flags & FLAGS_OF_FAST_QUEUES != 0 && !is_fast {
            return Err(code(codes::MF_E_INVALID_WORKQUEUE));
        }
        Ok(Self {
            result: Object::new(result.clone()),
            callback: Object::new(callback.clone()),
            reply: flags & FLAG_REPLY != 0,
        })
    }

    /// Of a callback of the engine's own, that asks for nothing.
    fn plain(result: &IMFAsyncResult, callback: &IMFAsyncCallback) -> Self {
        Self {
            result: Object::new(result.clone()),
            callback: Object::new(callback.clone()),
            reply: false,
        }
    }

    fn invoke(self, turn: Turn) {
        if self.reply {
            let reply = Reply {
                _result: Object::new((*self.result).clone()),
                _turn: turn,
            };
            // The same result put twice: the reply to the first of them is as good as given.
            let key = self.result.as_raw() as usize;
            let former = table().replies.insert(key, reply);
            drop(former);
            // Nobody waits for a reply that comes after the end of the platform.
            if platform::require_started().is_err() {
                let reply = table().replies.remove(&key);
                drop(reply);
            }
        }
        self.call();
    }

    fn call(self) {
        // SAFETY: a live callback with a live result. Its answer has no receiver.
        let _ = unsafe { self.callback.Invoke(&*self.result) };
    }
}

/// The turn of a queue that waits for its callback's reply.
struct Reply {
    /// Held, so that no other result has the address meanwhile.
    _result: Object<IMFAsyncResult>,
    _turn: Turn,
}

/// An item that is not on its queue yet.
struct Pending {
    item: Item,
    queue: WorkQueueId,
    priority: i32,
    timer: Option<TimerKey>,
    _live: Live,
}

struct Periodic {
    call: PeriodicCallback,
    context: Option<Foreign>,
    timer: Option<TimerKey>,
    _live: Live,
}

#[derive(Default)]
struct Table {
    last_key: u32,
    pending: HashMap<u32, Pending>,
    periodic: HashMap<u32, Periodic>,
    replies: HashMap<usize, Reply>,
}

static TABLE: LazyLock<Mutex<Table>> = LazyLock::new(Mutex::default);

/// Not to be held while anything of the application's is called or released.
fn table() -> MutexGuard<'static, Table> {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number that no entry has, and that is not 0.
fn free_key<T>(last: &mut u32, taken: &HashMap<u32, T>) -> u32 {
    loop {
        *last = last.wrapping_add(1);
        if *last != 0 && !taken.contains_key(last) {
            return *last;
        }
    }
}

/// `MFPutWorkItem2`: calls back on a queue with a new result that carries the state.
///
/// # Errors
/// As [`put_result`].
pub(crate) fn put(
    queue: u32,
    priority: i32,
    callback: &IMFAsyncCallback,
    state: Option<&IUnknown>,
) -> Result<()> {
    let runtime = running()?;
    let result = async_result::create(None, Some(callback), state);
    put_on(&runtime, WorkQueueId(queue), priority, &result, callback)
}

/// As [`put`], with a result that exists (`MFPutWorkItemEx2`).
///
/// # Errors
/// `MF_E_SHUTDOWN`: the platform is not running. `MF_E_INVALID_WORKQUEUE`: no queue has this number, or the callback's
/// flags ask for another. `E_UNEXPECTED`: the result has no callback.
pub(crate) fn put_result(queue: u32, priority: i32, result: &IMFAsyncResult) -> Result<()> {
    let runtime = running()?;
    let callback = callback_of(result)?;
    put_on(&runtime, WorkQueueId(queue), priority, result, &callback)
}

fn put_on(
    runtime: &Runtime,
    queue: WorkQueueId,
    priority: i32,
    result: &IMFAsyncResult,
    callback: &IMFAsyncCallback,
) -> Result<()> {
    let item = Item::new(result, callback, parameters(callback).flags, queue)?;
    let put = runtime.put_work(queue, priority, move |turn| item.invoke(turn));
    put.map_err(fail)
}

/// `MFInvokeCallback`: calls the result's callback on the queue that it asks for, by default the standard one. A queue
/// that waits for a reply by this result goes on instead.
///
/// # Errors
/// As [`put_result`].
pub(crate) fn invoke(result: &IMFAsyncResult) -> Result<()> {
    let reply = table().replies.remove(&(result.as_raw() as usize));
    if reply.is_some() {
        return Ok(());
    }
    let runtime = running()?;
    let callback = callback_of(result)?;
    let Parameters { flags, queue } = parameters(&callback);
    let queue = queue.unwrap_or(WorkQueueId::STANDARD);
    let item = Item::new(result, &callback, flags, queue)?;
    runtime
        .put_work(queue, 0, move |turn| item.invoke(turn))
        .map_err(fail)
}

/// Tells a callback of its result on the queue that it asks for; on the standard one if it asks for none that there is.
/// For operations that have begun: nothing keeps their one call from coming.
pub(crate) fn complete(result: &IMFAsyncResult, callback: &IMFAsyncCallback) {
    let runtime = neighbours::pool();
    let Parameters { flags, queue } = parameters(callback);
    // One of the engine's own, which reads an application's object: on the thread that has the event, once it is out of
    // the method that told it.
    if flags == 0 && queue == Some(WorkQueueId::MULTITHREADED) && pump::is_own(callback) {
        let item = Item::plain(result, callback);
        runtime.run_after(move || item.call());
        return;
    }
    let default = match flags & FLAGS_OF_FAST_QUEUES {
        0 => WorkQueueId::STANDARD,
        _ => WorkQueueId::TIMER,
    };
    // The number of an allocated queue is one of the platform's that the process uses.
    if queue.is_some_and(|queue| neighbours::put_on_platform(queue, result)) {
        return;
    }
    let known = queue.filter(|queue| runtime.work_queues().exists(*queue));
    if known.is_none() && queue.is_some_and(|queue| neighbours::put_on_queues(queue, result)) {
        return;
    }
    let item = Item {
        result: Object::new(result.clone()),
        callback: Object::new(callback.clone()),
        reply: flags & FLAG_REPLY != 0,
    };
    let _ = runtime.put_work(known.unwrap_or(default), 0, move |turn| item.invoke(turn));
}

fn callback_of(result: &IMFAsyncResult) -> Result<IMFAsyncCallback> {
    // SAFETY: results that are put on queues were made by `MFCreateAsyncResult`.
    unsafe { async_result::callback_of(result) }.ok_or_else(|| code(codes::E_UNEXPECTED))
}

/// `MFScheduleWorkItemEx`: calls the result's callback after -`timeout` milliseconds, on the queue that it asks for, by
/// default that of timers; at once for a timeout that is not negative. Returns the key for [`cancel`].
///
/// # Errors
/// As [`put_result`].
pub(crate) fn schedule(result: &IMFAsyncResult, timeout: i64) -> Result<u64> {
    let runtime = running()?;
    let key = pend(&runtime, result, 0, WorkQueueId::TIMER)?;
    let delay = timeout.min(0).saturating_neg();
    let at = HostClock::now(&runtime) + TimeSpan::from_100ns(delay.saturating_mul(10_000));
    let timer = runtime.schedule(at, Box::new(move || signalled(key)));
    if let Some(pending) = table().pending.get_mut(&key) {
        pending.timer = Some(timer);
    }
    Ok(key.into())
}

/// `MFPutWaitingWorkItem`: calls the result's callback when an event is signalled, on the queue that it asks for, by
/// default the standard one. Returns the key for [`cancel`].
///
/// # Errors
/// As [`put_result`]. `E_HANDLE`: the handle is none that can be waited for.
pub(crate) fn put_waiting(event: HANDLE, priority: i32, result: &IMFAsyncResult) -> Result<u64> {
    let runtime = running()?;
    let key = pend(&runtime, result, priority, WorkQueueId::STANDARD)?;
    if let Err(error) = waits::begin(key, event, signalled) {
        let pending = table().pending.remove(&key);
        drop(pending);
        return Err(error);
    }
    Ok(key.into())
}

fn pend(runtime: &Runtime, result: &IMFAsyncResult, priority: i32, default: WorkQueueId) -> Result<u32> {
    let callback = callback_of(result)?;
    let Parameters { flags, queue } = parameters(&callback);
    let queue = queue.unwrap_or(default);
    if !runtime.work_queues().exists(queue) {
        return Err(code(codes::MF_E_INVALID_WORKQUEUE));
    }
    let pending = Pending {
        item: Item::new(result, &callback, flags, queue)?,
        queue,
        priority,
        timer: None,
        _live: Live::new(),
    };
    let mut table = table();
    let table = &mut *table;
    let key = free_key(&mut table.last_key, &table.pending);
    table.pending.insert(key, pending);
    Ok(key)
}

/// What an item has waited for has come: it goes on its queue, unless it was cancelled.
fn signalled(key: u32) {
    let pending = table().pending.remove(&key);
    let Some(Pending {
        item,
        queue,
        priority,
        ..
    }) = pending
    else {
        return;
    };
    let runtime = neighbours::pool();
    // An item was promised its call: where its queue is gone, it runs on the pool.
    let queue = if runtime.work_queues().exists(queue) {
        queue
    } else {
        WorkQueueId::MULTITHREADED
    };
    let _ = runtime.put_work(queue, priority, move |turn| item.invoke(turn));
}

/// `MFCancelWorkItem`: an item that waits for its time or its event is dropped; its callback is not called, and its
/// result then has the status `MF_E_OPERATION_CANCELLED`.
///
/// # Errors
/// `MF_E_NOT_FOUND`: there is no such item, or it is on its queue already. `MF_E_SHUTDOWN`: the platform is not running.
pub(crate) fn cancel(key: u64) -> Result<()> {
    let runtime = running()?;
    let missing = || code(codes::MF_E_NOT_FOUND);
    let key = u32::try_from(key).map_err(|_| missing())?;
    let pending = table().pending.remove(&key).ok_or_else(missing)?;
    abandon(&runtime, key, pending);
    Ok(())
}

fn abandon(runtime: &Runtime, key: u32, pending: Pending) {
    match pending.timer {
        Some(timer) => runtime.cancel(timer),
        None => waits::cancel(key),
    }
    // SAFETY: a live result. Ours takes every status.
    let _ = unsafe {
        pending
            .item
            .result
            .SetStatus(HRESULT(codes::MF_E_OPERATION_CANCELLED.0))
    };
}

/// `MFAddPeriodicCallback`: calls a function every [`PERIOD_MS`], each call after the one before has returned. Returns
/// the key for [`remove_periodic`].
///
/// # Errors
/// `MF_E_SHUTDOWN`: the platform is not running.
pub(crate) fn add_periodic(call: PeriodicCallback, context: Option<&IUnknown>) -> Result<u32> {
    let runtime = running()?;
    let periodic = Periodic {
        call,
        context: context.map(Foreign::new),
        timer: None,
        _live: Live::new(),
    };
    let key = {
        let mut table = table();
        let table = &mut *table;
        let key = free_key(&mut table.last_key, &table.periodic);
        table.periodic.insert(key, periodic);
        key
    };
    arm(&runtime, key);
    Ok(key)
}

fn arm(runtime: &Runtime, key: u32) {
    let at = HostClock::now(runtime) + TimeSpan::from_100ns(i64::from(PERIOD_MS) * 10_000);
    let timer = runtime.schedule(
        at,
        Box::new(move || neighbours::pool().dispatch(WorkQueueId::TIMER, Box::new(move || tick(key)))),
    );
    match table().periodic.entry(key) {
        Entry::Occupied(mut periodic) => periodic.get_mut().timer = Some(timer),
        Entry::Vacant(_) => runtime.cancel(timer),
    }
}

fn tick(key: u32) {
    let known = {
        let table = table();
        let periodic = table.periodic.get(&key);
        periodic.map(|periodic| (periodic.call, periodic.context.clone()))
    };
    let Some((call, context)) = known else { return };
    let context = context.map(|context| context.object());
    // SAFETY: the caller of `MFAddPeriodicCallback` gave a function of this type, and the object it takes.
    guard_value(|| unsafe { call(context.as_ref().map_or(std::ptr::null_mut(), Interface::as_raw)) });
    drop(context);
    if table().periodic.contains_key(&key) {
        arm(&neighbours::pool(), key);
    }
}

/// `MFRemovePeriodicCallback`: no further call begins. One that is in progress on another thread is not waited for.
///
/// # Errors
/// `MF_E_NOT_FOUND`: there is no such callback.
pub(crate) fn remove_periodic(key: u32) -> Result<()> {
    let periodic = table().periodic.remove(&key);
    let periodic = periodic.ok_or_else(|| code(codes::MF_E_NOT_FOUND))?;
    if let Some(timer) = periodic.timer {
        neighbours::pool().cancel(timer);
    }
    Ok(())
}

/// Everything that has not begun, when the platform is shut down. Queues that wait for a reply go on.
pub(crate) fn cancel_all() {
    let (pending, periodic, replies) = {
        let mut table = table();
        let table = &mut *table;
        (
            std::mem::take(&mut table.pending),
            std::mem::take(&mut table.periodic),
            std::mem::take(&mut table.replies),
        )
    };
    let runtime = neighbours::pool();
    for (key, pending) in pending {
        abandon(&runtime, key, pending);
    }
    for timer in periodic.values().filter_map(|periodic| periodic.timer) {
        runtime.cancel(timer);
    }
    drop((periodic, replies));
}
