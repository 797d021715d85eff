//! What an application's components are told of the threads and the clock of their session.

use std::sync::Arc;

use openmf_core::{ClockConsumer, PresentationClock, RealTimeClient, Result, WorkQueueId};
use windows_core::{IUnknown, Interface, PCWSTR};

use crate::bindings::{IMFClockConsumer, IMFRealTimeClient, IMFRealTimeClientEx};
use crate::clock;
use crate::inward::{Object, check, error};

/// `MFASYNC_CALLBACK_QUEUE_UNDEFINED`.
const UNDEFINED: u32 = 0;

enum ForeignClient {
    Extended(Object<IMFRealTimeClientEx>),
    Plain(Object<IMFRealTimeClient>),
}

/// The object as one that is told its work queue; `None` if it does not want to know. The extended interface replaces
/// the other.
pub(crate) fn client_of(object: &IUnknown) -> Option<Arc<dyn RealTimeClient>> {
    let extended = object
        .cast()
        .map(|client| ForeignClient::Extended(Object::new(client)));
    let client = extended.or_else(|_| {
        let plain = object.cast();
        plain.map(|client| ForeignClient::Plain(Object::new(client)))
    });
    Some(Arc::new(client.ok()?))
}

impl RealTimeClient for ForeignClient {
    fn register_threads(&self, class: &str, task: u32, priority: i32) -> Result<u32> {
        let class: Vec<u16> = class.encode_utf16().chain([0]).collect();
        let class = PCWSTR(class.as_ptr());
        let mut joined = task;
        // SAFETY: live objects, a string that outlives the call, and a writable local.
        check(unsafe {
            match self {
                Self::Extended(client) => client.RegisterThreadsEx(&mut joined, class, priority),
                Self::Plain(client) => client.RegisterThreads(task, class),
            }
        })?;
        Ok(joined)
    }

    fn unregister_threads(&self) -> Result<()> {
        // SAFETY: live objects.
        check(unsafe {
            match self {
                Self::Extended(client) => client.UnregisterThreads(),
                Self::Plain(client) => client.UnregisterThreads(),
            }
        })
    }

    fn set_work_queue(&self, queue: Option<WorkQueueId>, priority: i32) -> Result<()> {
        let queue = queue.map_or(UNDEFINED, |queue| queue.0);
        // SAFETY: live objects.
        check(unsafe {
            match self {
                Self::Extended(client) => client.SetWorkQueueEx(queue, priority),
                Self::Plain(client) => client.SetWorkQueue(queue),
            }
        })
    }
}

struct ForeignConsumer(Object<IMFClockConsumer>);

/// The object as one that is told the clock; `None` if it does not want to know.
pub(crate) fn consumer_of(object: &IUnknown) -> Option<Arc<dyn ClockConsumer>> {
    let consumer = object.cast().ok()?;
    Some(Arc::new(ForeignConsumer(Object::new(consumer))))
}

impl ClockConsumer for ForeignConsumer {
    fn set_presentation_clock(&self, set: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        let set = set.map(|set| clock::to_com(&set)).transpose().map_err(error)?;
        // SAFETY: a live object, and a live clock or NULL.
        check(unsafe { self.0.SetPresentationClock(set.as_ref()) })
    }
}
