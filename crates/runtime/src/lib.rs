//! Work queues, timers, branch tasks, and the driver of the session machine.

mod branch;
mod executor;
mod manual;
mod work_queue;

pub use executor::Runtime;
pub use manual::ManualRuntime;
pub use work_queue::WorkQueues;
