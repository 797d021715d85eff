use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::{Attributes, Error, OpenRequest, Result};

/// What a byte stream can do (`IMFByteStream::GetCapabilities`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ByteStreamCapabilities {
    /// `MFBYTESTREAM_IS_SEEKABLE`.
    pub seekable: bool,
    /// `MFBYTESTREAM_IS_REMOTE`.
    pub remote: bool,
    /// `MFBYTESTREAM_HAS_SLOW_SEEK`: reading in order is much cheaper.
    pub slow_seek: bool,
}

/// A readable stream of bytes (`IMFByteStream`).
///
/// Reads name their offset, so several readers can share one stream. Any call may wait, be cancelled, or fail.
#[expect(
    clippy::len_without_is_empty,
    reason = "the length may be unknown, so there is no `is_empty` to answer"
)]
pub trait ByteStream: Send + Sync {
    /// What the stream can do.
    fn capabilities(&self) -> ByteStreamCapabilities;

    /// The number of bytes, if it is known.
    fn len(&self) -> Option<u64>;

    /// Reads up to `buffer.len()` bytes at `offset`; 0 at the end. Registers the waker when it has to wait.
    ///
    /// # Errors
    /// - [`Error::Aborted`]: [`ByteStream::cancel`] was called.
    /// - [`Error::Io`]: the medium failed.
    fn poll_read_at(&self, cx: &mut Context<'_>, offset: u64, buffer: &mut [u8]) -> Poll<Result<usize>>;

    /// Makes waiting and later reads fail with [`Error::Aborted`], from any thread.
    fn cancel(&self);

    /// `MF_BYTESTREAM_ORIGIN_NAME`, `MF_BYTESTREAM_CONTENT_TYPE` and others.
    fn attributes(&self) -> &Attributes;

    /// The file name or URL for messages; "stream" if there is none.
    fn name(&self) -> String {
        self.attributes()
            .get_or(crate::keys::MF_BYTESTREAM_ORIGIN_NAME, "stream".to_owned())
    }
}

/// Reads a byte stream in order through `std::io`, waiting where the stream has to wait.
///
/// For parsers that know nothing of waiting; they run on threads that may block. Reads are buffered.
pub struct ByteStreamReader {
    stream: Arc<dyn ByteStream>,
    position: u64,
    buffer: Vec<u8>,
    buffer_start: u64,
}

impl ByteStreamReader {
    const BUFFER: usize = 64 * 1024;

    /// A reader at the start of the stream.
    pub fn new(stream: Arc<dyn ByteStream>) -> Self {
        Self {
            stream,
            position: 0,
            buffer: Vec::new(),
            buffer_start: 0,
        }
    }

    /// The stream.
    pub fn stream(&self) -> &Arc<dyn ByteStream> {
        &self.stream
    }

    /// Where the next read starts, in bytes.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Moves to an offset, which may lie past the end.
    pub fn set_position(&mut self, position: u64) {
        self.position = position;
    }

    fn buffered(&self) -> Option<&[u8]> {
        let skip = usize::try_from(self.position.checked_sub(self.buffer_start)?).ok()?;
        self.buffer.get(skip..).filter(|rest| !rest.is_empty())
    }
}

/// Reads at an offset, blocking the calling thread while the stream has to wait.
///
/// # Errors
/// Those of [`ByteStream::poll_read_at`].
pub fn read_at(stream: &dyn ByteStream, offset: u64, buffer: &mut [u8]) -> Result<usize> {
    // The common case is a stream that never waits: no waker is made for it.
    if let Poll::Ready(result) =
        stream.poll_read_at(&mut Context::from_waker(std::task::Waker::noop()), offset, buffer)
    {
        return result;
    }
    let waker = Arc::new(ThreadWaker(std::thread::current())).into();
    let mut cx = Context::from_waker(&waker);
    loop {
        match stream.poll_read_at(&mut cx, offset, buffer) {
            Poll::Ready(result) => return result,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Reads exactly `buffer.len()` bytes at an offset, blocking as [`read_at`] does; fewer at the end of the stream.
///
/// # Errors
/// Those of [`ByteStream::poll_read_at`].
pub fn read_full_at(stream: &dyn ByteStream, mut offset: u64, buffer: &mut [u8]) -> Result<usize> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match read_at(stream, offset, rest)? {
            0 => break,
            count => {
                done += count;
                offset = offset.saturating_add(count as u64);
            }
        }
    }
    Ok(done)
}

struct ThreadWaker(std::thread::Thread);

impl std::task::Wake for ThreadWaker {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl Read for ByteStreamReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.buffered().is_none() {
            if buffer.len() >= Self::BUFFER {
                let count = read_at(&*self.stream, self.position, buffer).map_err(to_io)?;
                self.position = self.position.saturating_add(count as u64);
                return Ok(count);
            }
            self.buffer.resize(Self::BUFFER, 0);
            let result = read_at(&*self.stream, self.position, &mut self.buffer);
            self.buffer_start = self.position;
            self.buffer.truncate(*result.as_ref().unwrap_or(&0));
            result.map_err(to_io)?;
        }
        let Some(available) = self.buffered() else {
            return Ok(0);
        };
        let count = available.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), available.get(..count)) {
            to.copy_from_slice(from);
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for ByteStreamReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
            SeekFrom::End(delta) => self.stream.len().and_then(|len| len.checked_add_signed(delta)),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

fn to_io(error: Error) -> io::Error {
    match error {
        Error::Io { ref source, .. } => io::Error::new(source.kind(), error),
        other => io::Error::other(other),
    }
}

/// The engine's error inside an `io::Error` made by [`ByteStreamReader`], else the I/O error as one of ours.
pub fn from_io(operation: &'static str, name: &str, error: io::Error) -> Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(inner) => inner.clone(),
        None => Error::io(operation, name, error),
    }
}

/// Recognizes and opens one kind of content (`IMFByteStreamHandler`).
pub trait ByteStreamHandler: Send + Sync {
    /// The container's short name: "mp4".
    fn name(&self) -> &'static str;
    /// File extensions without the dot, lower case.
    fn extensions(&self) -> &[&'static str];
    /// MIME types, lower case.
    fn mime_types(&self) -> &[&'static str];
    /// How sure the first bytes of the content (up to 4096) make the handler: 0 not at all, 100 certain.
    fn recognize(&self, head: &[u8]) -> u8;
    /// Makes a media source. May block; runs on a thread that may.
    ///
    /// # Errors
    /// - [`Error::Malformed`], [`Error::UnsupportedFormat`], [`Error::Io`]: the content cannot be opened.
    fn open(&self, stream: Arc<dyn ByteStream>) -> Result<Arc<dyn crate::MediaSource>>;

    /// As [`ByteStreamHandler::open`], with what the resolver's caller said. Default: it needs none of that.
    ///
    /// # Errors
    /// Those of [`ByteStreamHandler::open`].
    fn open_for(
        &self,
        stream: Arc<dyn ByteStream>,
        _request: &OpenRequest<'_>,
    ) -> Result<Arc<dyn crate::MediaSource>> {
        self.open(stream)
    }
}

/// Opens URLs of one scheme (`IMFSchemeHandler`).
pub trait SchemeHandler: Send + Sync {
    /// The scheme without its colon, lower case: "file".
    fn scheme(&self) -> &str;
    /// Opens the URL. May block; runs on a thread that may.
    ///
    /// # Errors
    /// - [`Error::Io`]: it cannot be opened.
    fn open(&self, url: &str) -> Result<SchemeObject>;

    /// As [`SchemeHandler::open`], with what the resolver's caller said. Default: opens to be read alone, and needs nothing
    /// else of that.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: it is to be written (`MF_RESOLUTION_WRITE`), which what has this scheme cannot be.
    fn open_for(&self, url: &str, request: &OpenRequest<'_>) -> Result<SchemeObject> {
        const WRITE: u32 = 0x2_0000;
        if request.flags & WRITE != 0 {
            return Err(Error::NotImplemented {
                what: format!("writing to {url}").into(),
            });
        }
        self.open(url)
    }
}

/// What a scheme handler made.
pub enum SchemeObject {
    /// A stream of bytes for a byte-stream handler.
    ByteStream(Arc<dyn ByteStream>),
    /// A media source, ready.
    MediaSource(Arc<dyn crate::MediaSource>),
}
