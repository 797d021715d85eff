//! The session machine: every rule of the Media Session (`IMFMediaSession`), and nothing else.
//!
//! [`Session`] is pure. It holds no thread, lock, clock, channel, callback or component: the driver tells it what
//! happened ([`Input`]) and when, and it says what is to be done ([`Action`]), in order.
//!
//! The driver's part:
//! 1. Ask [`Session::check`]; if it accepts, give the command a number and pass it to [`Session::handle`].
//! 2. Perform the actions in order. An action that asks a component for something is begun, not awaited; the answer
//!    is an input later.
//! 3. Pass [`Input::Wake`] when [`Session::next_deadline`] has passed. Ask for it after every call of `handle`.
//!
//! ```
//! use openmf_core::HostTime;
//! use openmf_session::{Action, Command, Config, Input, OpId, Session, SetTopologyFlags, TopologyKey};
//!
//! let mut session = Session::new(Config::default());
//! let command = Command::SetTopology {
//!     flags: SetTopologyFlags::default(),
//!     topology: Some(TopologyKey(1)),
//!     topology_id: 7,
//! };
//! session.check(&command)?;
//! let actions = session.handle(HostTime::ZERO, Input::Command { op: OpId(1), command });
//! for action in actions {
//!     if let Action::Resolve { topology, .. } = action {
//!         // Run the loader on it, then pass `Input::TopologyResolved`.
//!         assert_eq!(topology, TopologyKey(1));
//!     }
//! }
//! # Ok::<(), openmf_core::Error>(())
//! ```
#![forbid(unsafe_code)]

mod action;
mod event;
mod id;
mod input;
mod machine;
mod shape;

pub use action::{Action, Actions, BranchRun, Note};
pub use event::{Capabilities, EventAttribute, EventValue, SessionEvent, TopologyStatus};
pub use id::{BranchId, Component, EventKey, Generation, OpId, SinkId, SourceId, StreamSinkId, TopologyKey};
pub use input::{Command, Input, SetTopologyFlags};
pub use machine::{Config, Session, SessionState, TopologyQuery};
pub use shape::{BranchShape, PresentationShape, SinkShape, SourceShape};
