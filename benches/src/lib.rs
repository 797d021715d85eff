//! What the benches share: a source that costs next to nothing, and figures.
//!
//! Run them with `cargo bench -p openmf-benches`, or one with `--bench sample`, `--bench latency`, `--bench decode`, `--bench demux`,
//! `--bench many`, `--bench stretch`.

mod fake_source;
mod figures;

pub use fake_source::{FakeSource, Mark};
pub use figures::{Figures, testdata};
