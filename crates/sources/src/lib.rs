//! Byte streams and demuxing media sources.
//!
//! - [`FileByteStream`], [`MemoryByteStream`], [`ReadSeekByteStream`]: where bytes come from.
//! - [`Demuxer`]: what a container parser has to offer; one module a container.
//! - [`DemuxSource`]: the media source over any demuxer, with the documented contract.
//! - [`AggregateSource`]: several sources as one.
//! - [`handlers`]: all containers, for a source resolver.
//!
//! A handler recognizes a stream's first bytes and opens it:
//! [`openmf_core::ByteStreamHandler::open`] makes the demuxer, which reads the headers, and the source around it.

mod adts;
mod aggregate;
mod aiff;
mod avi;
mod bitrate;
mod blocks;
mod byte_stream;
mod bytes;
mod chunk_reader;
mod codec;
mod container;
mod demux_source;
mod demuxer;
mod flac;
mod frames;
pub mod limits;
mod matroska;
mod metadata;
mod mp3;
mod mp4;
mod ogg;
#[cfg(test)]
mod packet_tests;
mod reader;
mod start_codes;
mod tags;
mod wave;

use std::sync::Arc;

use openmf_core::ByteStreamHandler;

pub use aggregate::AggregateSource;
pub use byte_stream::{FileByteStream, MemoryByteStream, ReadSeekByteStream};
pub use demux_source::DemuxSource;
pub use demuxer::{Demuxer, Presentation, Track};

/// The handlers of all containers.
pub fn handlers() -> Vec<Arc<dyn ByteStreamHandler>> {
    vec![
        Arc::new(wave::WAVE),
        Arc::new(aiff::AIFF),
        Arc::new(flac::FLAC),
        Arc::new(ogg::OGG),
        Arc::new(mp3::MP3),
        Arc::new(adts::ADTS),
        Arc::new(mp4::MP4),
        Arc::new(matroska::MATROSKA),
        Arc::new(avi::AVI),
    ]
}
