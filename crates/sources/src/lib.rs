//! Byte streams and demuxing media sources.
//!
//! - [`FileByteStream`], [`MemoryByteStream`], [`ReadSeekByteStream`]: where bytes come from.
//! - [`Demuxer`]: what a container parser has to offer; one module a container.
//! - [`DemuxSource`]: the media source over any demuxer, with the documented contract.
//! - [`handlers`]: all containers, for a source resolver.
//!
//! A handler recognizes a stream's first bytes and opens it:
//! [`openmf_core::ByteStreamHandler::open`] makes the demuxer, which reads the headers, and the source around it.

mod avi;
mod byte_stream;
mod bytes;
mod chunk_reader;
mod codec;
mod demux_source;
mod demuxer;
pub mod limits;
mod matroska;
mod mp4;
#[cfg(test)]
mod packet_tests;

use std::sync::Arc;

use openmf_core::{ByteStream, ByteStreamHandler};

pub use byte_stream::{FileByteStream, MemoryByteStream, ReadSeekByteStream};
pub use demux_source::DemuxSource;
pub use demuxer::{Demuxer, Presentation, Track};
pub use avi::AviHandler;
pub use matroska::MatroskaHandler;
pub use mp4::Mp4Handler;

/// The handlers of all containers.
pub fn handlers() -> Vec<Arc<dyn ByteStreamHandler>> {
    vec![Arc::new(Mp4Handler), Arc::new(MatroskaHandler), Arc::new(AviHandler)]
}

/// What to call a source: the last part of its stream's path or URL.
#[allow(dead_code, reason = "the containers use it")]
pub(crate) fn source_name(stream: &dyn ByteStream) -> String {
    let name = stream.name();
    match name.rsplit(['/', '\\']).next() {
        Some(last) if !last.is_empty() => last.to_owned(),
        _ => name,
    }
}
