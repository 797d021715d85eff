//! Decoders and converters.
