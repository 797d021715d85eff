//! Byte streams and demuxing media sources.

mod demuxer;

pub use demuxer::{Demuxer, Presentation, Track};
