//! Decoders and converters.

mod audio_converter;
