//! Byte streams over files, memory and anything that reads and seeks.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use openmf_core::{Attributes, ByteStream, ByteStreamCapabilities, Error, Result, file_time, keys};

/// A file, read at explicit offsets, so that any number of readers can share it without a lock.
///
/// `MF_BYTESTREAM_ORIGIN_NAME` is the path, `MF_BYTESTREAM_LAST_MODIFIED_TIME` what the file system knew when the file was
/// opened. No content type is set: the file system does not know one.
#[derive(Debug)]
pub struct FileByteStream {
    file: File,
    len: u64,
    attributes: Attributes,
    cancelled: AtomicBool,
}

impl FileByteStream {
    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// - [`Error::Io`] with operation "open": the file is missing, unreadable, a directory, a pipe or a device.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let failed = |error| Error::io("open", &name, error);
        // Asked before opening: opening a pipe waits for its other end.
        let kind = std::fs::metadata(path).map_err(failed)?;
        if kind.is_dir() {
            return Err(failed(io::Error::new(
                ErrorKind::IsADirectory,
                "it is a directory",
            )));
        }
        if !kind.is_file() {
            return Err(failed(io::Error::new(
                ErrorKind::Unsupported,
                "it is not a regular file",
            )));
        }
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        let attributes = named(&name);
        // Not every file system keeps it.
        if let Some(modified) = metadata.modified().ok().and_then(file_time) {
            attributes.set(keys::MF_BYTESTREAM_LAST_MODIFIED_TIME, modified);
        }
        Ok(Self {
            file,
            len: metadata.len(),
            attributes,
            cancelled: AtomicBool::new(false),
        })
    }
}

impl ByteStream for FileByteStream {
    fn capabilities(&self) -> ByteStreamCapabilities {
        SEEKABLE
    }

    fn len(&self) -> Option<u64> {
        Some(self.len)
    }

    fn poll_read_at(&self, _cx: &mut Context<'_>, offset: u64, buffer: &mut [u8]) -> Poll<Result<usize>> {
        if self.cancelled.load(Ordering::Acquire) {
            return Poll::Ready(Err(Error::Aborted));
        }
        // Past `i64::MAX` the system calls fail; no file is that long, so it is the end.
        if offset >= self.len || buffer.is_empty() {
            return Poll::Ready(Ok(0));
        }
        let result = uninterrupted(|| read_file_at(&self.file, buffer, offset));
        Poll::Ready(result.map_err(|error| Error::io("read", &self.name(), error)))
    }

    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

/// Bytes in memory.
#[derive(Debug)]
pub struct MemoryByteStream<B = Vec<u8>> {
    bytes: B,
    attributes: Attributes,
    cancelled: AtomicBool,
}

impl<B: AsRef<[u8]> + Send + Sync> MemoryByteStream<B> {
    /// A stream over these bytes.
    pub fn new(bytes: B) -> Self {
        Self {
            bytes,
            attributes: Attributes::new(),
            cancelled: AtomicBool::new(false),
        }
    }

    /// The same stream with `MF_BYTESTREAM_ORIGIN_NAME`, by which a handler is found and errors are reported.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        self.attributes.set(keys::MF_BYTESTREAM_ORIGIN_NAME, name.into());
        self
    }

    /// The same stream with `MF_BYTESTREAM_CONTENT_TYPE`, a MIME type.
    #[must_use]
    pub fn content_type(self, mime: impl Into<String>) -> Self {
        self.attributes.set(keys::MF_BYTESTREAM_CONTENT_TYPE, mime.into());
        self
    }
}

impl<B: AsRef<[u8]> + Send + Sync> ByteStream for MemoryByteStream<B> {
    fn capabilities(&self) -> ByteStreamCapabilities {
        SEEKABLE
    }

    fn len(&self) -> Option<u64> {
        Some(self.bytes.as_ref().len() as u64)
    }

    fn poll_read_at(&self, _cx: &mut Context<'_>, offset: u64, buffer: &mut [u8]) -> Poll<Result<usize>> {
        if self.cancelled.load(Ordering::Acquire) {
            return Poll::Ready(Err(Error::Aborted));
        }
        let bytes = usize::try_from(offset)
            .ok()
            .and_then(|offset| self.bytes.as_ref().get(offset..))
            .unwrap_or_default();
        let count = bytes.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), bytes.get(..count)) {
            to.copy_from_slice(from);
        }
        Poll::Ready(Ok(count))
    }

    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

/// Anything that reads and seeks, shared behind a lock.
///
/// `cancel` takes effect before the next read; it cannot interrupt a read in which the inner reader is waiting.
#[derive(Debug)]
pub struct ReadSeekByteStream<R> {
    inner: Mutex<Positioned<R>>,
    len: u64,
    attributes: Attributes,
    cancelled: AtomicBool,
}

#[derive(Debug)]
struct Positioned<R> {
    reader: R,
    /// Where the reader stands; `None` after a failure, when it is unknown.
    position: Option<u64>,
}

impl<R: Read + Seek + Send> ReadSeekByteStream<R> {
    /// A stream over `reader`, whatever its position is now. `name` becomes `MF_BYTESTREAM_ORIGIN_NAME`.
    ///
    /// # Errors
    /// - [`Error::Io`] with operation "seek": its length cannot be found.
    pub fn new(mut reader: R, name: &str) -> Result<Self> {
        let len = reader
            .seek(SeekFrom::End(0))
            .map_err(|error| Error::io("seek", name, error))?;
        let inner = Positioned {
            reader,
            position: Some(len),
        };
        Ok(Self {
            inner: Mutex::new(inner),
            len,
            attributes: named(name),
            cancelled: AtomicBool::new(false),
        })
    }

    /// The same stream with `MF_BYTESTREAM_CONTENT_TYPE`, a MIME type.
    #[must_use]
    pub fn content_type(self, mime: impl Into<String>) -> Self {
        self.attributes.set(keys::MF_BYTESTREAM_CONTENT_TYPE, mime.into());
        self
    }
}

impl<R: Read + Seek + Send> ByteStream for ReadSeekByteStream<R> {
    fn capabilities(&self) -> ByteStreamCapabilities {
        SEEKABLE
    }

    fn len(&self) -> Option<u64> {
        Some(self.len)
    }

    fn poll_read_at(&self, _cx: &mut Context<'_>, offset: u64, buffer: &mut [u8]) -> Poll<Result<usize>> {
        if self.cancelled.load(Ordering::Acquire) {
            return Poll::Ready(Err(Error::Aborted));
        }
        if offset >= self.len {
            return Poll::Ready(Ok(0));
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Positioned { reader, position } = &mut *inner;
        let result = uninterrupted(|| {
            if position.take() != Some(offset) {
                reader.seek(SeekFrom::Start(offset))?;
            }
            let count = reader.read(buffer)?;
            *position = offset.checked_add(count as u64);
            Ok(count)
        });
        Poll::Ready(result.map_err(|error| Error::io("read", &self.name(), error)))
    }

    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

const SEEKABLE: ByteStreamCapabilities = ByteStreamCapabilities {
    seekable: true,
    remote: false,
    slow_seek: false,
};

fn named(name: &str) -> Attributes {
    let attributes = Attributes::new();
    attributes.set(keys::MF_BYTESTREAM_ORIGIN_NAME, name.to_owned());
    attributes
}

fn uninterrupted(mut read: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match read() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_file_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use openmf_core::{read_at, read_full_at};
    use std::io::Cursor;

    fn check(stream: &dyn ByteStream) {
        assert_eq!(stream.len(), Some(10));
        let mut buffer = [0; 4];
        let table: [(u64, &[u8]); 6] = [
            (3, b"3456"),
            (0, b"0123"),
            (4, b"4567"),
            (8, b"89"),
            (10, b""),
            (u64::MAX, b""),
        ];
        for (offset, expected) in table {
            let count = read_full_at(stream, offset, &mut buffer).unwrap();
            assert_eq!(&buffer[..count], expected, "at {offset}");
        }
        stream.cancel();
        assert!(matches!(read_at(stream, 0, &mut buffer), Err(Error::Aborted)));
    }

    #[test]
    fn all_streams_read_at_offsets_and_stop_when_cancelled() {
        let path = std::env::temp_dir().join(format!("openmf-byte-stream-{}", std::process::id()));
        std::fs::write(&path, b"0123456789").unwrap();
        let file = FileByteStream::open(&path).unwrap();
        assert_eq!(file.name(), path.display().to_string());
        std::fs::remove_file(&path).unwrap();
        check(&file);
        check(&MemoryByteStream::new(b"0123456789".to_vec()));
        check(&ReadSeekByteStream::new(Cursor::new(b"0123456789"), "cursor").unwrap());
    }

    #[test]
    fn what_is_not_a_file_is_refused_by_name() {
        let directory = std::env::temp_dir();
        let missing = directory.join("openmf-no-such-file");
        for (path, kind) in [
            (&directory, ErrorKind::IsADirectory),
            (&missing, ErrorKind::NotFound),
        ] {
            match FileByteStream::open(path) {
                Err(Error::Io {
                    operation: "open",
                    name,
                    source,
                }) => {
                    assert_eq!((&*name, source.kind()), (&*path.display().to_string(), kind));
                }
                other => panic!("{path:?}: {other:?}"),
            }
        }
    }
}
