//! Byte streams and demuxing media sources.
