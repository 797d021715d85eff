//! Work queues, timers, branch tasks, and the driver of the session machine.

mod branch;
mod driver;
mod executor;
mod manual;
mod time_source;
mod work_queue;

pub use branch::OutputStatistics;
pub use driver::{Completion, SessionDriver, SessionParts};
pub use executor::Runtime;
pub use manual::ManualRuntime;
pub use work_queue::WorkQueues;
