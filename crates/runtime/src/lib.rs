//! Work queues, timers, branch tasks, and the driver of the session machine.

mod branch;
mod driver;
mod executor;
mod local_transforms;
mod manual;
mod near;
mod quality;
mod reader;
mod stepped;
mod sync;
mod time_source;
mod watched;
mod work_queue;
mod work_queue_services;

pub use branch::OutputStatistics;
pub use driver::{Completion, NodeAttributeUpdate, Recorder, Recording, SessionDriver, SessionParts};
pub use executor::Runtime;
pub use local_transforms::LocalTransforms;
pub use manual::ManualRuntime;
pub use quality::{QualityManagement, QualityManager, StandardQualityManager};
pub use reader::{
    Flushed, Read, ReadDone, ReadFlags, ReaderEvents, ReaderOptions, SourceReader, VideoConversion,
};
pub use stepped::{ReadyTask, SteppedRuntime};
pub use work_queue::{QueueKind, Turn, WorkQueues};
pub use work_queue_services::{QueueClass, WorkQueueServices};
