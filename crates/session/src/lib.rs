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
//! The rules that a driver can rely on:
//! - Every accepted command ends in one [`Action::Complete`], in call order, right after the event that tells of it. Only
//!   a second `Close`, and what [`Input::Shutdown`] cuts short, completes without an event.
//! - One operation runs at a time. `SetTopology` runs while the present topology plays on; the others move it.
//! - `Stop`, `Close` and `Shutdown` wait for nobody: `Stop` lets what is before it run for
//!   [`Config::overtake_grace`], `Close` and `Shutdown` end it at once. A component that does not answer is named in
//!   [`Action::CutOff`] and in the status of the operation, and is never asked again.
//! - [`Action::RunBranches`] and [`Action::FlushBranches`] have ever higher [`Generation`]s, except that the branches of a
//!   lost sink are held within their own. What branches and sources
//!   report carries the generation in which it happened; a report of an older one is about data that is void.
//! - After [`Action::ShutDown`] there are no actions.
//!
//! Where the documentation is silent:
//! - `MESessionTopologySet` of a topology that becomes current at once waits until its components are bound, so that it
//!   tells of their failure. A queued topology that cannot be made ready has a failed `MF_TOPOSTATUS_READY`, and the next
//!   one takes its turn.
//! - A start or seek that fails leaves the session stopped: what was started is stopped again before its event.
//! - `MEError` ends the playback. Pending starts and pauses of it fail with the same error, up to the next operation that
//!   stops it or brings another topology.
//! - A seek counts presentation time from the beginning of the presentation that is current, also if that one followed
//!   another without a gap.
//! - A rate is set at the sources first, then in the branches and on the clock. What refuses or does not answer takes the
//!   others back to the former rate. A presentation that does not play at the rate brings it back to 1.0, told by an
//!   `MESessionRateChanged` that no command asked for.
//! - At rate 0 a start waits for the frame of the one before; a pause or stop does not, and the frame is then not told. The
//!   end does not come. A resume at another rate goes on from the frame that was shown last.
//! - Played backwards, a presentation ends at its beginning, and the queue waits.
//! - `MF_TOPOSTATUS_STARTED_SOURCE` and `MF_TOPOSTATUS_ENDED` are sent again each time a topology is played from `Stopped`.
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
mod digest;
mod event;
mod id;
mod input;
mod machine;
mod operations;
mod outlook;
mod pipeline;
mod presentation;
mod rate;
pub mod record;
mod shape;
mod states;
mod waits;

pub use action::{Action, Actions, BranchRun, Note};
pub use digest::Digest;
pub use event::{Capabilities, EventAttribute, EventValue, SessionEvent, TopologyStatus};
pub use id::{BranchId, Component, EventKey, Generation, OpId, SinkId, SourceId, StreamSinkId, TopologyKey};
pub use input::{Command, Input, SeekMode, SetTopologyFlags};
pub use machine::{Config, Session, SessionState, TopologyQuery};
pub use rate::Rate;
pub use shape::{BranchInput, BranchShape, PresentationShape, SinkShape, SourceShape};
