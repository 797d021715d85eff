//! Memory for media: reference-counted slices of pooled blocks.

use std::fmt;
use std::ops::{Deref, DerefMut, Range};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::live::Live;
use crate::{Error, FrameLayout, Result};

/// A slice of a shared block of bytes (`IMFMediaBuffer`).
///
/// Cloning and slicing share the block. The bytes are read-only while shared; [`MediaBuffer::into_unique`] gives
/// write access to the only owner. A buffer that holds a picture says so with a [`FrameLayout`].
#[derive(Clone)]
pub struct MediaBuffer {
    block: Block,
    start: usize,
    len: usize,
    layout: Option<Arc<FrameLayout>>,
    live: Live<{ crate::live::BUFFER }>,
}

/// A picture in memory of another object, each plane in a place of its own.
pub trait PictureOwner: Send + Sync {
    /// The bytes of a plane from its first row on; the same ones each time.
    fn plane(&self, index: usize) -> &[u8];
}

#[derive(Clone)]
enum Block {
    Owned(Arc<Vec<u8>>),
    Foreign(Arc<dyn AsRef<[u8]> + Send + Sync>),
    Picture(Arc<Picture>),
}

struct Picture {
    owner: Box<dyn PictureOwner>,
    layout: Arc<FrameLayout>,
    /// The planes one after the other, for a reader that wants them so.
    joined: OnceLock<Vec<u8>>,
}

impl Picture {
    fn joined(&self) -> &[u8] {
        self.joined.get_or_init(|| {
            let mut joined = vec![0; self.layout.total_len()];
            for (index, plane) in self.layout.planes().iter().enumerate() {
                let source = self.owner.plane(index);
                let len = source.len().min(plane.stride * plane.rows);
                if let (Some(target), Some(source)) = (
                    joined.get_mut(plane.offset..plane.offset + len),
                    source.get(..len),
                ) {
                    target.copy_from_slice(source);
                }
            }
            joined
        })
    }
}

impl Block {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Owned(bytes) => bytes,
            Self::Foreign(owner) => (**owner).as_ref(),
            Self::Picture(picture) => picture.joined(),
        }
    }
}

impl MediaBuffer {
    /// Shares bytes that another object owns, without copying.
    pub fn from_owner(owner: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Self {
        let len = (*owner).as_ref().len();
        Self {
            block: Block::Foreign(owner),
            start: 0,
            len,
            layout: None,
            live: Live::new(),
        }
    }

    /// Shares a picture that another object owns, without copying. [`MediaBuffer::plane`] gives its planes as they are;
    /// the first reader of the bytes as one slice has them copied into one.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: a plane of the layout reaches past the owner's.
    pub fn from_picture(owner: Box<dyn PictureOwner>, layout: Arc<FrameLayout>) -> Result<Self> {
        for (index, plane) in layout.planes().iter().enumerate() {
            let needed = plane.stride * plane.rows.saturating_sub(1) + plane.width_bytes;
            let len = owner.plane(index).len();
            if len < needed {
                return Err(Error::invalid_argument(format!(
                    "plane {index} of the picture layout needs {needed} bytes, the picture has {len}"
                )));
            }
        }
        Ok(Self {
            start: 0,
            len: layout.total_len(),
            layout: Some(Arc::clone(&layout)),
            block: Block::Picture(Arc::new(Picture {
                owner,
                layout,
                joined: OnceLock::new(),
            })),
            live: Live::new(),
        })
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        // A foreign owner may shrink behind our back; an empty slice is then the truth.
        self.block
            .bytes()
            .get(self.start..self.start + self.len)
            .unwrap_or(&[])
    }

    /// A part of this buffer that shares its block. The picture layout is not carried over.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: the range is not within the buffer.
    pub fn slice(&self, range: Range<usize>) -> Result<Self> {
        if range.start > range.end || range.end > self.len {
            return Err(Error::invalid_argument(format!(
                "slice {range:?} of a buffer of {} bytes",
                self.len
            )));
        }
        Ok(Self {
            block: self.block.clone(),
            start: self.start + range.start,
            len: range.end - range.start,
            layout: None,
            live: Live::new(),
        })
    }

    /// Where the picture's planes are, if the buffer holds one (`IMF2DBuffer`).
    pub fn layout(&self) -> Option<&Arc<FrameLayout>> {
        self.layout.as_ref()
    }

    /// The same bytes seen as a picture.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: a plane of the layout reaches past the buffer.
    pub fn with_layout(mut self, layout: Arc<FrameLayout>) -> Result<Self> {
        if layout.required_len() > self.len {
            return Err(Error::invalid_argument(format!(
                "the picture layout needs {} bytes, the buffer has {}",
                layout.required_len(),
                self.len
            )));
        }
        self.layout = Some(layout);
        Ok(self)
    }

    /// One plane of the picture and its bytes, from its first row on; `None` without a layout or such a plane.
    pub fn plane(&self, index: usize) -> Option<(&[u8], crate::Plane)> {
        let layout = self.layout.as_ref()?;
        let plane = *layout.planes().get(index)?;
        match &self.block {
            Block::Picture(picture) if self.start == 0 && Arc::ptr_eq(layout, &picture.layout) => {
                Some((picture.owner.plane(index), plane))
            }
            _ => Some((self.as_slice().get(plane.offset..)?, plane)),
        }
    }

    /// Write access, if nobody else holds the block; else the buffer back.
    ///
    /// # Errors
    /// The buffer itself, when its block is shared or foreign.
    pub fn into_unique(self) -> Result<UniqueBuffer, Self> {
        let Self {
            block,
            start,
            len,
            layout,
            live,
        } = self;
        match block {
            Block::Owned(mut bytes) => {
                if Arc::get_mut(&mut bytes).is_some() {
                    Ok(UniqueBuffer {
                        bytes,
                        start,
                        len,
                        layout,
                        pool: None,
                    })
                } else {
                    Err(Self {
                        block: Block::Owned(bytes),
                        start,
                        len,
                        layout,
                        live,
                    })
                }
            }
            block @ (Block::Foreign(_) | Block::Picture(_)) => Err(Self {
                block,
                start,
                len,
                layout,
                live,
            }),
        }
    }
}

impl From<Vec<u8>> for MediaBuffer {
    fn from(bytes: Vec<u8>) -> Self {
        let len = bytes.len();
        Self {
            block: Block::Owned(Arc::new(bytes)),
            start: 0,
            len,
            layout: None,
            live: Live::new(),
        }
    }
}

impl Deref for MediaBuffer {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl fmt::Debug for MediaBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaBuffer")
            .field("len", &self.len)
            .field("layout", &self.layout)
            .finish_non_exhaustive()
    }
}

/// A buffer with a single owner, which may write to it. [`UniqueBuffer::freeze`] makes it shareable.
pub struct UniqueBuffer {
    bytes: Arc<Vec<u8>>,
    start: usize,
    len: usize,
    layout: Option<Arc<FrameLayout>>,
    pool: Option<BufferPool>,
}

impl UniqueBuffer {
    /// Shortens the buffer; nothing happens if it is not longer than `len`.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Ends writing. The block goes back to its pool when the last reference is gone.
    pub fn freeze(self) -> MediaBuffer {
        if let Some(pool) = &self.pool {
            pool.track(&self.bytes);
        }
        MediaBuffer {
            block: Block::Owned(self.bytes),
            start: self.start,
            len: self.len,
            layout: self.layout,
            live: Live::new(),
        }
    }
}

impl Deref for UniqueBuffer {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.bytes.get(self.start..self.start + self.len).unwrap_or(&[])
    }
}

impl DerefMut for UniqueBuffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        let range = self.start..self.start + self.len;
        // The block has no second owner as long as this value exists: `freeze` consumes it.
        Arc::get_mut(&mut self.bytes)
            .and_then(|bytes| bytes.get_mut(range))
            .unwrap_or(&mut [])
    }
}

impl fmt::Debug for UniqueBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UniqueBuffer")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

/// Recycles blocks, so that a running stream allocates nothing per sample.
///
/// Clones share the pool. Blocks in use are remembered and taken again when their last reader is gone; at most
/// [`BufferPool::MAX_BLOCKS`] are remembered, further ones are simply freed.
#[derive(Clone, Default)]
pub struct BufferPool {
    blocks: Arc<Mutex<Vec<Arc<Vec<u8>>>>>,
}

impl BufferPool {
    /// How many blocks a pool remembers.
    pub const MAX_BLOCKS: usize = 64;

    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// A writable buffer of `len` bytes. A recycled block keeps its old content; only a new one is zeroed.
    pub fn acquire(&self, len: usize) -> UniqueBuffer {
        let recycled = {
            let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
            let free = blocks.iter_mut().position(|block| {
                Arc::get_mut(block)
                    .is_some_and(|bytes| bytes.capacity() >= len && bytes.capacity() / 4 <= len.max(4096))
            });
            let unfit = if free.is_none() {
                blocks.iter_mut().position(|block| Arc::get_mut(block).is_some())
            } else {
                None
            };
            match (free, unfit) {
                (Some(at), _) => Some(blocks.swap_remove(at)),
                // A free block of the wrong size would only occupy the pool.
                (None, Some(at)) if blocks.len() >= Self::MAX_BLOCKS / 2 => {
                    blocks.swap_remove(at);
                    None
                }
                _ => None,
            }
        };
        let mut bytes = recycled.unwrap_or_default();
        if let Some(bytes) = Arc::get_mut(&mut bytes) {
            bytes.resize(len, 0);
        }
        UniqueBuffer {
            bytes,
            start: 0,
            len,
            layout: None,
            pool: Some(self.clone()),
        }
    }

    fn track(&self, block: &Arc<Vec<u8>>) {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        if blocks.len() < Self::MAX_BLOCKS {
            blocks.push(Arc::clone(block));
        }
    }
}

impl fmt::Debug for BufferPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferPool").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_share_and_only_the_last_owner_may_write() {
        let whole = MediaBuffer::from(vec![0, 1, 2, 3, 4, 5]);
        let part = whole.slice(2..5).unwrap();
        assert_eq!(&*part, [2, 3, 4]);
        assert!(whole.slice(5..7).is_err());
        let part = part.into_unique().unwrap_err();
        drop(whole);
        let mut part = part.into_unique().unwrap();
        part[0] = 9;
        assert_eq!(&*part.freeze(), [9, 3, 4]);
    }

    struct Apart([Vec<u8>; 3]);

    impl PictureOwner for Apart {
        fn plane(&self, index: usize) -> &[u8] {
            &self.0[index]
        }
    }

    #[test]
    fn a_picture_in_parts_is_read_by_planes_or_as_a_whole() {
        let size = crate::FrameSize { width: 3, height: 2 };
        let layout = Arc::new(FrameLayout::with_strides(crate::PixelFormat::I420, size, [4, 2, 3]).unwrap());
        // The last row of the last plane ends with its pixels.
        let owner = || Apart([(0..8).collect(), vec![8, 9], vec![10, 11]]);
        let buffer = MediaBuffer::from_picture(Box::new(owner()), Arc::clone(&layout)).unwrap();
        assert_eq!(buffer.len(), 8 + 2 + 3);
        assert_eq!(buffer.plane(1).unwrap().0, [8, 9]);
        assert_eq!(
            buffer.plane(2).unwrap().0.len(),
            2,
            "the owner's bytes, not copied ones"
        );
        assert_eq!(*buffer, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0]);
        assert_eq!(*buffer.slice(6..9).unwrap(), [6, 7, 8]);
        assert!(buffer.into_unique().is_err());
        let mut short = owner();
        short.0[0].truncate(6);
        assert!(MediaBuffer::from_picture(Box::new(short), layout).is_err());
    }

    #[test]
    fn a_pool_recycles_a_block_when_its_last_reader_is_gone() {
        let pool = BufferPool::new();
        let first = pool.acquire(100).freeze();
        let address = first.as_slice().as_ptr();
        let second = pool.acquire(100).freeze();
        assert_ne!(second.as_slice().as_ptr(), address);
        let reader = first.slice(10..20).unwrap();
        drop(first);
        assert_ne!(pool.acquire(100).as_ptr(), address);
        drop(reader);
        assert_eq!(pool.acquire(100).as_ptr(), address);
    }
}
