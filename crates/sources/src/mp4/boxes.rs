//! The boxes of ISO/IEC 14496-12 §4.2, in memory and in the stream.

use openmf_core::{Error, Result};

use crate::bytes::Bytes;
use crate::chunk_reader::ChunkReader;

/// How many boxes in a row are looked at before one of interest is given up.
const MAX_BOXES: usize = 1 << 16;

/// A box whose content is in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct MemoryBox<'a> {
    pub(super) kind: [u8; 4],
    pub(super) body: &'a [u8],
    /// Where `body` starts within what was read.
    pub(super) start: usize,
}

impl<'a> MemoryBox<'a> {
    /// The boxes inside.
    pub(super) fn children(&self) -> Boxes<'a> {
        Boxes {
            data: self.body,
            start: self.start,
        }
    }

    /// The boxes inside, behind `skip` bytes of fields.
    pub(super) fn children_after(&self, skip: usize) -> Boxes<'a> {
        Boxes {
            data: self.body.get(skip..).unwrap_or(&[]),
            start: self.start + skip.min(self.body.len()),
        }
    }

    pub(super) fn child(&self, kind: &[u8; 4]) -> Option<MemoryBox<'a>> {
        self.children().find(|child| child.kind == *kind)
    }

    pub(super) fn bytes(&self) -> Bytes<'a> {
        Bytes::new(self.body)
    }

    /// Version and flags of a full box, and what follows.
    pub(super) fn full(&self) -> Option<(u8, u32, Bytes<'a>)> {
        let mut r = self.bytes();
        let version = r.u8()?;
        let flags = r.u24()?;
        Some((version, flags, r))
    }
}

/// Walks over boxes in memory. A box that claims more than there is gets what there is.
#[derive(Clone, Debug)]
pub(super) struct Boxes<'a> {
    data: &'a [u8],
    start: usize,
}

impl<'a> Boxes<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, start: 0 }
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = MemoryBox<'a>;

    fn next(&mut self) -> Option<MemoryBox<'a>> {
        let mut r = Bytes::new(self.data);
        let size = r.u32()?;
        let kind = *r.array()?;
        let (header, size) = match size {
            0 => (8, self.data.len()),
            1 => (16, usize::try_from(r.u64()?).unwrap_or(usize::MAX)),
            _ => (8, size as usize),
        };
        if size < header {
            self.data = &[];
            return None;
        }
        let size = size.min(self.data.len());
        let found = MemoryBox {
            kind,
            body: self.data.get(header..size)?,
            start: self.start + header,
        };
        self.data = self.data.get(size..).unwrap_or(&[]);
        self.start += size;
        Some(found)
    }
}

/// A box in the stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct StreamBox {
    pub(super) kind: [u8; 4],
    /// Where the box starts.
    pub(super) start: u64,
    /// Where its content starts.
    pub(super) body: u64,
    /// Where the next box starts; `u64::MAX` for a box that goes on to the end of a stream of unknown length.
    pub(super) end: u64,
}

impl StreamBox {
    /// The box at `offset`; `None` at the end of the stream or where no box can be.
    pub(super) fn at(reader: &mut ChunkReader, offset: u64) -> Result<Option<Self>> {
        let total = reader.stream_len().unwrap_or(u64::MAX);
        if offset >= total {
            return Ok(None);
        }
        let mut r = Bytes::new(reader.peek_only(offset, 16)?);
        let (Some(size), Some(kind)) = (r.u32(), r.array()) else {
            return Ok(None);
        };
        let (header, size) = match size {
            0 => (8, total - offset),
            1 => match r.u64() {
                Some(size) => (16, size),
                None => return Ok(None),
            },
            _ => (8, u64::from(size)),
        };
        if size < header {
            return Ok(None);
        }
        Ok(Some(Self {
            kind: *kind,
            start: offset,
            body: offset.saturating_add(header),
            end: offset.saturating_add(size),
        }))
    }

    /// The first box from `offset` on for which `wanted` holds.
    pub(super) fn find(
        reader: &mut ChunkReader,
        mut offset: u64,
        mut wanted: impl FnMut(&Self) -> bool,
    ) -> Result<Option<Self>> {
        for _ in 0..MAX_BOXES {
            match Self::at(reader, offset)? {
                Some(found) if wanted(&found) => return Ok(Some(found)),
                Some(found) => offset = found.end,
                None => return Ok(None),
            }
        }
        Err(Error::malformed(
            "mp4",
            Some(offset),
            "top level",
            format!("{MAX_BOXES} boxes without one of use"),
        ))
    }

    /// The content.
    pub(super) fn read(&self, reader: &mut ChunkReader) -> Result<Vec<u8>> {
        let end = self.end.min(reader.stream_len().unwrap_or(self.end));
        let len = usize::try_from(end.saturating_sub(self.body)).unwrap_or(usize::MAX);
        reader.read_vec(self.body, len)
    }
}
