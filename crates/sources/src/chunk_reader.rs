//! Reads a byte stream in large pooled chunks and hands out slices of them.

use std::sync::Arc;

use openmf_core::{BufferPool, ByteStream, Error, MediaBuffer, Result, read_full_at};

/// Bytes that are read at once.
///
/// Large enough that a read costs little beside copying, small enough that a sample which is kept does not keep much
/// more than itself.
const CHUNK: usize = 256 * 1024;
/// Chunks kept, so that tracks which lie apart in the file do not drive each other out.
const KEPT_CHUNKS: usize = 8;
/// The largest sample or header that is read at all, in bytes.
pub(crate) const MAX_READ: usize = 256 * 1024 * 1024;
/// How much is reserved at once for a sample when the stream does not know its length.
const STEP: usize = 1024 * 1024;

/// Packets out of a byte stream without a copy: each is a slice of a chunk, or a buffer of its own if it is large.
pub(crate) struct ChunkReader {
    stream: Arc<dyn ByteStream>,
    format: &'static str,
    pool: BufferPool,
    chunks: Vec<Chunk>,
    uses: u64,
    scratch: Vec<u8>,
}

struct Chunk {
    start: u64,
    data: MediaBuffer,
    last_use: u64,
}

impl Chunk {
    fn range(&self, offset: u64, len: usize) -> Option<std::ops::Range<usize>> {
        let start = usize::try_from(offset.checked_sub(self.start)?).ok()?;
        let end = start.checked_add(len)?;
        (end <= self.data.len()).then_some(start..end)
    }
}

impl ChunkReader {
    /// A reader whose errors name the container `format`.
    pub(crate) fn new(stream: Arc<dyn ByteStream>, format: &'static str) -> Self {
        Self {
            stream,
            format,
            pool: BufferPool::new(),
            chunks: Vec::new(),
            uses: 0,
            scratch: Vec::new(),
        }
    }

    /// The number of bytes of the stream, if it is known.
    pub(crate) fn stream_len(&self) -> Option<u64> {
        self.stream.len()
    }

    pub(crate) fn pool(&self) -> &BufferPool {
        &self.pool
    }

    /// Exactly `len` bytes at `offset`.
    ///
    /// # Errors
    /// - [`Error::Malformed`]: the stream ends before, or `len` is more than [`MAX_READ`].
    /// - [`Error::Io`], [`Error::Aborted`]: those of the stream.
    pub(crate) fn read(&mut self, offset: u64, len: usize) -> Result<MediaBuffer> {
        if let Some((at, range)) = self.find(offset, len) {
            return match self.chunks.get(at) {
                Some(chunk) => chunk.data.slice(range),
                None => Err(self.ends_early(offset, len)),
            };
        }
        self.check(offset, len)?;
        if len > CHUNK {
            return self.read_large(offset, len);
        }
        let at = self.load(offset)?;
        match self.chunks.get(at).map(|chunk| (chunk, chunk.range(offset, len))) {
            Some((chunk, Some(range))) => chunk.data.slice(range),
            _ => Err(self.ends_early(offset, len)),
        }
    }

    /// Up to `len` bytes at `offset`, fewer at the end of the stream. Reads a whole chunk ahead.
    ///
    /// `len` must be at most [`CHUNK`]; more is cut to it.
    ///
    /// # Errors
    /// - [`Error::Io`], [`Error::Aborted`]: those of the stream.
    pub(crate) fn peek(&mut self, offset: u64, len: usize) -> Result<&[u8]> {
        let len = len.min(CHUNK);
        let at = match self.find(offset, len) {
            Some((at, _)) => at,
            None => self.load(offset)?,
        };
        Ok(self.chunks.get(at).map_or(&[][..], |chunk| {
            let start = usize::try_from(offset.saturating_sub(chunk.start)).unwrap_or(usize::MAX);
            let rest = chunk.data.as_slice().get(start..).unwrap_or(&[]);
            rest.get(..len).unwrap_or(rest)
        }))
    }

    /// Up to `len` bytes at `offset`, fewer at the end of the stream. Reads only these: for headers far apart.
    ///
    /// # Errors
    /// - [`Error::Malformed`]: `len` is more than [`MAX_READ`] or than the stream has.
    /// - [`Error::Io`], [`Error::Aborted`]: those of the stream.
    pub(crate) fn peek_only(&mut self, offset: u64, len: usize) -> Result<&[u8]> {
        if let Some((at, range)) = self.find(offset, len) {
            return Ok(self
                .chunks
                .get(at)
                .and_then(|chunk| chunk.data.as_slice().get(range))
                .unwrap_or(&[]));
        }
        let len = len.min(match self.stream.len() {
            Some(total) => usize::try_from(total.saturating_sub(offset)).unwrap_or(usize::MAX),
            None => usize::MAX,
        });
        self.check(offset, len)?;
        let mut done = 0;
        self.scratch.clear();
        while done < len {
            let step = (len - done).min(STEP);
            self.scratch.resize(done + step, 0);
            let to = self.scratch.get_mut(done..).unwrap_or(&mut []);
            let count = read_full_at(&*self.stream, offset.saturating_add(done as u64), to)?;
            done += count;
            if count < step {
                break;
            }
        }
        self.scratch.truncate(done);
        Ok(&self.scratch)
    }

    /// Exactly `len` bytes at `offset` as a vector of its own.
    ///
    /// # Errors
    /// Those of [`ChunkReader::read`].
    pub(crate) fn read_vec(&mut self, offset: u64, len: usize) -> Result<Vec<u8>> {
        self.check(offset, len)?;
        let found = self.peek_only(offset, len)?.to_vec();
        if found.len() < len {
            return Err(self.ends_early(offset, len));
        }
        Ok(found)
    }

    fn find(&mut self, offset: u64, len: usize) -> Option<(usize, std::ops::Range<usize>)> {
        self.uses += 1;
        let uses = self.uses;
        self.chunks.iter_mut().enumerate().find_map(|(at, chunk)| {
            let range = chunk.range(offset, len)?;
            chunk.last_use = uses;
            Some((at, range))
        })
    }

    fn check(&self, offset: u64, len: usize) -> Result<()> {
        let beyond = self
            .stream
            .len()
            .is_some_and(|total| offset.checked_add(len as u64).is_none_or(|end| end > total));
        if beyond {
            return Err(self.ends_early(offset, len));
        }
        if len > MAX_READ {
            return Err(Error::malformed(
                self.format,
                Some(offset),
                "data",
                format!("{len} bytes at once; at most {MAX_READ} are read"),
            ));
        }
        Ok(())
    }

    fn ends_early(&self, offset: u64, len: usize) -> Error {
        Error::malformed(
            self.format,
            Some(offset),
            "data",
            format!("the file ends within these {len} bytes"),
        )
    }

    /// Makes a chunk that starts at `offset`. What a kept chunk has of it is copied, not read again.
    fn load(&mut self, offset: u64) -> Result<usize> {
        let mut fresh = self.pool.acquire(CHUNK);
        let mut done = 0;
        for chunk in &self.chunks {
            let skip = offset
                .checked_sub(chunk.start)
                .and_then(|skip| usize::try_from(skip).ok());
            let overlap = skip.and_then(|skip| chunk.data.as_slice().get(skip..)).unwrap_or(&[]);
            if overlap.len() > done
                && let (Some(to), Some(from)) = (fresh.get_mut(..overlap.len()), overlap.get(..overlap.len()))
            {
                to.copy_from_slice(from);
                done = overlap.len();
            }
        }
        if let Some(to) = fresh.get_mut(done..) {
            done += read_full_at(&*self.stream, offset.saturating_add(done as u64), to)?;
        }
        fresh.truncate(done);
        let chunk = Chunk {
            start: offset,
            data: fresh.freeze(),
            last_use: self.uses,
        };
        if self.chunks.len() < KEPT_CHUNKS {
            self.chunks.push(chunk);
            return Ok(self.chunks.len() - 1);
        }
        let oldest = (0..self.chunks.len())
            .min_by_key(|at| self.chunks.get(*at).map(|chunk| chunk.last_use))
            .unwrap_or(0);
        if let Some(slot) = self.chunks.get_mut(oldest) {
            *slot = chunk;
        }
        Ok(oldest)
    }

    fn read_large(&mut self, offset: u64, len: usize) -> Result<MediaBuffer> {
        if self.stream.len().is_none() {
            return Ok(MediaBuffer::from(self.read_vec(offset, len)?));
        }
        let mut buffer = self.pool.acquire(len);
        if read_full_at(&*self.stream, offset, &mut buffer)? < len {
            return Err(self.ends_early(offset, len));
        }
        Ok(buffer.freeze())
    }
}
