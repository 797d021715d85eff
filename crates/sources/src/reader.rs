//! Reading a container's bytes in order, with errors that say where.

use std::borrow::Cow;
use std::io::{ErrorKind, Read};
use std::sync::Arc;

use openmf_core::{BufferPool, ByteStream, ByteStreamReader, Error, MediaBuffer, Result, from_io};

use crate::limits;

/// A [`ByteStreamReader`] that knows whose bytes it reads.
pub(crate) struct Reader {
    inner: ByteStreamReader,
    format: &'static str,
    len: Option<u64>,
}

impl Reader {
    pub(crate) fn new(stream: Arc<dyn ByteStream>, format: &'static str) -> Self {
        let len = stream.len();
        Self {
            inner: ByteStreamReader::new(stream),
            format,
            len,
        }
    }

    /// The length of the stream in bytes, if it is known.
    pub(crate) fn len(&self) -> Option<u64> {
        self.len
    }

    /// Whether the stream can be read in any order.
    pub(crate) fn seekable(&self) -> bool {
        self.inner.stream().capabilities().seekable
    }

    pub(crate) fn position(&self) -> u64 {
        self.inner.position()
    }

    pub(crate) fn set_position(&mut self, position: u64) {
        self.inner.set_position(position);
    }

    /// Fills `buffer` as far as the stream goes; how many bytes there were.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let mut done = 0;
        while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match self.inner.read(rest) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(from_io("read", &self.inner.stream().name(), error)),
            }
        }
        Ok(done)
    }

    /// Fills `buffer`; the file is malformed if it ends before.
    pub(crate) fn read_exact(&mut self, buffer: &mut [u8], element: &'static str) -> Result<()> {
        let start = self.position();
        let count = self.read(buffer)?;
        if count < buffer.len() {
            let problem = format!("the file ends after {count} of {} bytes", buffer.len());
            return Err(self.malformed(start, element, problem));
        }
        Ok(())
    }

    /// A fixed number of bytes.
    pub(crate) fn array<const N: usize>(&mut self, element: &'static str) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read_exact(&mut bytes, element)?;
        Ok(bytes)
    }

    /// `len` bytes, at most `limit`. Memory is taken only for bytes that are there.
    pub(crate) fn bytes(&mut self, len: u64, limit: usize, element: &'static str) -> Result<Vec<u8>> {
        let start = self.position();
        let len = usize::try_from(len)
            .ok()
            .filter(|len| *len <= limit)
            .ok_or_else(|| self.malformed(start, element, format!("{len} bytes, more than {limit}")))?;
        let mut bytes = Vec::new();
        while bytes.len() < len {
            let done = bytes.len();
            let next = len.min(done.saturating_add(CHUNK));
            bytes.resize(next, 0);
            self.read_exact(bytes.get_mut(done..).unwrap_or_default(), element)?;
        }
        Ok(bytes)
    }

    /// Up to `len` bytes as a packet; fewer at the end of the file, `None` if there are none.
    pub(crate) fn packet(&mut self, len: usize, pool: &BufferPool) -> Result<Option<MediaBuffer>> {
        if len > limits::MAX_PACKET_BYTES {
            let problem = format!("{len} bytes, more than {}", limits::MAX_PACKET_BYTES);
            return Err(self.malformed(self.position(), "packet", problem));
        }
        let rest = self.len.map(|end| end.saturating_sub(self.position()));
        let len = rest
            .and_then(|rest| usize::try_from(rest).ok())
            .map_or(len, |rest| len.min(rest));
        let mut buffer = pool.acquire(len);
        let count = self.read(&mut buffer)?;
        buffer.truncate(count);
        Ok((count > 0).then(|| buffer.freeze()))
    }

    pub(crate) fn malformed(
        &self,
        offset: u64,
        element: impl Into<Cow<'static, str>>,
        problem: impl Into<Cow<'static, str>>,
    ) -> Error {
        Error::malformed(self.format, Some(offset), element, problem)
    }
}

const CHUNK: usize = 64 * 1024;

/// Takes numbers off the front of a slice; `None` where it ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl<'a> Fields<'a> {
    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16_le(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32_le(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64_le(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn u16_be(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32_be(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64_be(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }
}
