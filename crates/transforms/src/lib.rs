//! Decoders and converters.

pub mod vp8;
