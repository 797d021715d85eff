//! Manual clocks, scripted sources and recording sinks for tests.
//!
//! - [`ManualClock`]: a presentation clock that stands still until the test moves it: timers fire at exactly their
//!   time, so that a test states when something happens instead of waiting for it.
//! - [`ScriptedSource`] and [`RecordingSink`]: components that answer at once, late, twice, with an error, or never, as
//!   the test says ([`Answer`]), by the direct path or by events. Both write what they were told into one [`Journal`].
//! - [`ScriptedByteStream`]: a byte stream that waits, fails or serves little from any read on.
//! - [`rate_rows`]: a table of `conformance/`.
//! - [`PassThrough`] and [`Faulty`]: transforms that do nothing, panic, fail or stall.

mod byte_stream;
mod manual_clock;
mod recording_sink;
mod script;
mod scripted_source;
mod tables;
mod transforms;

pub use byte_stream::{ReadAnswer, ScriptedByteStream};
pub use manual_clock::ManualClock;
pub use recording_sink::{RecordingSink, SinkScript};
pub use script::{Answer, Gate, Journal};
pub use scripted_source::{SAMPLE_RATE, ScriptedSource, ScriptedStream, SourceScript};
pub use tables::{RateRow, code_of, rate_rows};
pub use transforms::{Converter, Fault, Faulty, Mixer, PassThrough, Splitter};
