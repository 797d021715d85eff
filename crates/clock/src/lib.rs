//! The presentation clock, its time sources and its rate, with time as an argument.
//!
//! Nothing here reads a system clock: [`Timeline`] is told the host time, [`SystemTimeSource`] asks a
//! [`openmf_core::HostClock`], [`SessionClock`] asks its [`Scheduler`].

mod presentation_clock;
mod system_time_source;
mod timeline;

pub use presentation_clock::{Scheduler, SessionClock};
pub use system_time_source::SystemTimeSource;
pub use timeline::Timeline;
