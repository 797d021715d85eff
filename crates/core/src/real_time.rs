//! What a session tells the components of a branch about its threads and its clock.

use std::sync::Arc;

use crate::{PresentationClock, Result, WorkQueueId};

/// A component with threads or work items of its own (`IMFRealTimeClient`, `IMFRealTimeClientEx`).
///
/// A session tells it while the work queues of its topology are registered with a scheduling class
/// (`IMFWorkQueueServices::BeginRegisterTopologyWorkQueuesWithMMCSS`), on a thread that may block.
pub trait RealTimeClient: Send + Sync {
    /// Its threads are to join a class of the scheduler ("Playback") at a priority, 0 being normal. `task` is the number
    /// of the task group that they join; 0: a new one. Returns the number of the group that they are in.
    ///
    /// # Errors
    /// Whatever the component fails with.
    ///
    /// Source: `IMFRealTimeClientEx::RegisterThreadsEx`.
    fn register_threads(&self, class: &str, task: u32, priority: i32) -> Result<u32>;

    /// Its threads are to leave the class.
    ///
    /// # Errors
    /// Whatever the component fails with.
    fn unregister_threads(&self) -> Result<()>;

    /// Its work items belong on this queue, at this priority; `None`: on no queue in particular any more.
    ///
    /// # Errors
    /// Whatever the component fails with.
    ///
    /// Source: `IMFRealTimeClient::SetWorkQueue`.
    fn set_work_queue(&self, queue: Option<WorkQueueId>, priority: i32) -> Result<()>;
}

/// A source or a transform that wants to know the time of the presentation (`IMFClockConsumer`).
pub trait ClockConsumer: Send + Sync {
    /// The clock of the session that it is in; `None` when it leaves it.
    ///
    /// # Errors
    /// Whatever the component fails with.
    fn set_presentation_clock(&self, clock: Option<Arc<dyn PresentationClock>>) -> Result<()>;
}
