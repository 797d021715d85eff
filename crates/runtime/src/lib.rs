//! Work queues, timers, branch tasks, and the driver of the session machine.

mod branch;
mod driver;
mod executor;
mod manual;
mod stepped;
mod time_source;
mod work_queue;

pub use branch::OutputStatistics;
pub use driver::{Completion, NodeAttributeUpdate, Recorder, SessionDriver, SessionParts};
pub use executor::Runtime;
pub use manual::ManualRuntime;
pub use stepped::{ReadyTask, SteppedRuntime};
pub use work_queue::WorkQueues;
