//! Manual clocks, scripted sources and recording sinks for tests.
//!
//! [`ManualClock`] is a presentation clock that stands still until the test moves it: timers fire at exactly their
//! time, so that a test states when something happens instead of waiting for it.

mod manual_clock;

pub use manual_clock::ManualClock;
