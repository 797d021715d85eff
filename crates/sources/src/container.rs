//! One row for each container: how it is recognized and opened.

use std::sync::Arc;

use openmf_core::{ByteStream, ByteStreamHandler, MediaSource, Result, keys};

use crate::{DemuxSource, Demuxer};

/// Reads the headers and makes the demuxer.
pub(crate) type OpenDemuxer = fn(Arc<dyn ByteStream>) -> Result<Box<dyn Demuxer>>;

/// A byte-stream handler whose source is a [`DemuxSource`].
pub(crate) struct Container {
    pub(crate) name: &'static str,
    /// Lower case, without the dot.
    pub(crate) extensions: &'static [&'static str],
    /// Lower case; the first becomes `MF_PD_MIME_TYPE` unless the demuxer knows better.
    pub(crate) mime_types: &'static [&'static str],
    /// How certain the first bytes are, 0 to 100.
    pub(crate) recognize: fn(&[u8]) -> u8,
    pub(crate) open: OpenDemuxer,
}

impl ByteStreamHandler for Container {
    fn name(&self) -> &'static str {
        self.name
    }

    fn extensions(&self) -> &[&'static str] {
        self.extensions
    }

    fn mime_types(&self) -> &[&'static str] {
        self.mime_types
    }

    fn recognize(&self, head: &[u8]) -> u8 {
        (self.recognize)(head)
    }

    fn open(&self, stream: Arc<dyn ByteStream>) -> Result<Arc<dyn MediaSource>> {
        let demuxer = (self.open)(Arc::clone(&stream))?;
        let attributes = &demuxer.presentation().attributes;
        attributes.set(keys::OPENMF_CONTAINER, self.name.to_owned());
        if let (false, Some(mime)) = (
            attributes.contains(&keys::MF_PD_MIME_TYPE.guid()),
            self.mime_types.first(),
        ) {
            attributes.set(keys::MF_PD_MIME_TYPE, (*mime).to_owned());
        }
        let name = source_name(&*stream);
        let (open, content) = (self.open, Arc::clone(&stream));
        let again = Box::new(move || open(Arc::clone(&content)));
        Ok(DemuxSource::with_search(name, demuxer, stream, Some(again)))
    }
}

/// What to call a source: the last part of its stream's path or URL.
pub(crate) fn source_name(stream: &dyn ByteStream) -> String {
    let name = stream.name();
    match name.rsplit(['/', '\\']).next() {
        Some(last) if !last.is_empty() => last.to_owned(),
        _ => name,
    }
}
