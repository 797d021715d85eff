//! An open, portable Media Session: playback, transcoding and frames from one crate.
//!
//! - [`Platform`]: the components and the pool of threads; opens files.
//! - [`MediaSession`]: the documented media session: topologies, commands, events.
//! - [`Topology`], [`TopologyNode`], [`TopologyBuilder`]: what is to be played.
//!
//! ```no_run
//! # async fn run() -> Result<(), openmf::Error> {
//! use openmf::{MediaSession, Platform};
//!
//! let platform = Platform::shared();
//! let source = platform.open("clip.mp4")?;
//! let session = MediaSession::new(&platform);
//! session.set_topology(&platform.playback_topology(&source)?).await?;
//! session.start().await?;
//! let mut events = session.events();
//! while let Some(event) = events.next_event().await {
//!     if event.event_type() == openmf::EventType::SessionEnded {
//!         break;
//!     }
//! }
//! session.close().await?;
//! session.shutdown()?;
//! source.shutdown()
//! # }
//! ```

mod default_sinks;
mod events;
mod names;
mod platform;
mod session;

pub use default_sinks::{FallbackActivate, SinkFactory};
pub use events::Events;
pub use names::codec_name;
pub use openmf_core::{self as core, *};
pub use openmf_registry as registry;
pub use openmf_runtime::{Completion, ManualRuntime, Runtime};
pub use openmf_session::{
    Capabilities, Config, SessionState, SetTopologyFlags, TopologyQuery, TopologyStatus,
};
pub use openmf_sinks as sinks;
pub use openmf_sources as sources;
pub use openmf_topology::{
    ConnectMethod, Explanation, NodeId, NodeKind, NodeObject, Topology, TopologyId, TopologyLoader,
    TopologyNode,
};
pub use platform::{Platform, TopologyBuilder};
pub use session::MediaSession;
