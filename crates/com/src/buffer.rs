//! `IMFMediaBuffer`: memory of the application's samples, and anybody's buffers for the core.

use std::alloc::{self, Layout};
use std::ptr::NonNull;
use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use openmf_core::{MediaBuffer, codes};
use windows_core::{Interface, Ref, implement};

use crate::bindings::{IMF2DBuffer, IMFMediaBuffer, IMFMediaBuffer_Impl};
use crate::convert::code;
use crate::edge::{Held, Live};

type Result<T> = windows_core::Result<T>;

/// A block of zeroed memory with an alignment.
pub(crate) struct Block {
    pub(crate) data: NonNull<u8>,
    layout: Layout,
}

// SAFETY: the block is plain memory; who may write when is the rule of `IMFMediaBuffer::Lock`, which is the caller's.
unsafe impl Send for Block {}
// SAFETY: as above.
unsafe impl Sync for Block {}

impl Block {
    /// # Errors
    /// `E_INVALIDARG`: the alignment is not a power of two. `E_OUTOFMEMORY`.
    pub(crate) fn new(len: usize, align: usize) -> Result<Self> {
        let layout = Layout::from_size_align(len.max(1), align).map_err(|_| code(codes::E_INVALIDARG))?;
        // SAFETY: the layout's size is not zero.
        let data = NonNull::new(unsafe { alloc::alloc_zeroed(layout) });
        Ok(Self {
            data: data.ok_or_else(|| code(codes::E_OUTOFMEMORY))?,
            layout,
        })
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout, and freed once.
        unsafe { alloc::dealloc(self.data.as_ptr(), self.layout) };
    }
}

/// `MFCreateMemoryBuffer`, `MFCreateAlignedMemoryBuffer`.
#[implement(IMFMediaBuffer)]
pub(crate) struct MemoryBuffer {
    block: Block,
    capacity: u32,
    len: AtomicU32,
    locks: AtomicUsize,
    _live: Live,
}

impl MemoryBuffer {
    /// A buffer of `capacity` bytes, none of them used. The alignment is a power of two.
    ///
    /// # Errors
    /// `E_INVALIDARG`: not a power of two. `E_OUTOFMEMORY`.
    #[track_caller]
    pub(crate) fn create(capacity: u32, align: usize) -> Result<IMFMediaBuffer> {
        let buffer = Self {
            block: Block::new(capacity as usize, align)?,
            capacity,
            len: AtomicU32::new(0),
            locks: AtomicUsize::new(0),
            _live: Live::new(),
        };
        Ok(buffer.into())
    }
}

impl IMFMediaBuffer_Impl for MemoryBuffer_Impl {
    fn Lock(&self, data: *mut *mut u8, max: *mut u32, len: *mut u32) -> Result<()> {
        if data.is_null() {
            return Err(code(codes::E_INVALIDARG));
        }
        self.locks.fetch_add(1, Ordering::Relaxed);
        // SAFETY: not NULL, or checked within; otherwise writable by the interface's contract.
        unsafe {
            data.write(self.block.data.as_ptr());
            if !max.is_null() {
                max.write(self.capacity);
            }
            if !len.is_null() {
                len.write(self.len.load(Ordering::Acquire));
            }
        }
        Ok(())
    }

    fn Unlock(&self) -> Result<()> {
        let unlocked = self
            .locks
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |locks| locks.checked_sub(1));
        unlocked.map(drop).map_err(|_| code(codes::E_INVALIDARG))
    }

    fn GetCurrentLength(&self) -> Result<u32> {
        Ok(self.len.load(Ordering::Acquire))
    }

    fn SetCurrentLength(&self, len: u32) -> Result<()> {
        if len > self.capacity {
            return Err(code(codes::E_INVALIDARG));
        }
        self.len.store(len, Ordering::Release);
        Ok(())
    }

    fn GetMaxLength(&self) -> Result<u32> {
        Ok(self.capacity)
    }
}

/// `MFCreateMediaBufferWrapper`: a part of another buffer.
#[implement(IMFMediaBuffer)]
pub(crate) struct BufferPart {
    whole: IMFMediaBuffer,
    offset: u32,
    capacity: u32,
    len: AtomicU32,
    _live: Live,
}

impl BufferPart {
    /// # Errors
    /// `E_INVALIDARG`: the part is not within what is valid of the buffer. Whatever the buffer answers.
    pub(crate) fn create(whole: &IMFMediaBuffer, offset: u32, len: u32) -> Result<IMFMediaBuffer> {
        // SAFETY: a live object.
        let valid = unsafe { whole.GetCurrentLength() }?;
        if offset.checked_add(len).is_none_or(|end| end > valid) {
            return Err(code(codes::E_INVALIDARG));
        }
        let part = Self {
            whole: whole.clone(),
            offset,
            capacity: len,
            len: AtomicU32::new(0),
            _live: Live::new(),
        };
        Ok(part.into())
    }
}

impl IMFMediaBuffer_Impl for BufferPart_Impl {
    fn Lock(&self, data: *mut *mut u8, max: *mut u32, len: *mut u32) -> Result<()> {
        if data.is_null() {
            return Err(code(codes::E_INVALIDARG));
        }
        let (mut start, mut whole) = (std::ptr::null_mut(), 0);
        // SAFETY: a live object and writable locals.
        unsafe { self.whole.Lock(&mut start, Some(&mut whole), None) }.ok()?;
        // It may be anybody's, and another size by now.
        let within = self
            .offset
            .checked_add(self.capacity)
            .is_some_and(|end| end <= whole);
        if !within || start.is_null() {
            // SAFETY: locked above.
            unsafe { self.whole.Unlock() }.ok()?;
            return Err(code(codes::E_UNEXPECTED));
        }
        // SAFETY: the part is within what was locked; the pointers are not NULL, or are checked.
        unsafe {
            data.write(start.add(self.offset as usize));
            if !max.is_null() {
                max.write(self.capacity);
            }
            if !len.is_null() {
                len.write(self.len.load(Ordering::Acquire));
            }
        }
        Ok(())
    }

    fn Unlock(&self) -> Result<()> {
        // SAFETY: a live object.
        unsafe { self.whole.Unlock() }.ok()
    }

    fn GetCurrentLength(&self) -> Result<u32> {
        Ok(self.len.load(Ordering::Acquire))
    }

    fn SetCurrentLength(&self, len: u32) -> Result<()> {
        if len > self.capacity {
            return Err(code(codes::E_INVALIDARG));
        }
        self.len.store(len, Ordering::Release);
        Ok(())
    }

    fn GetMaxLength(&self) -> Result<u32> {
        Ok(self.capacity)
    }
}

/// Somebody's buffer, locked for reading for as long as the core uses its bytes.
struct Locked {
    buffer: IMFMediaBuffer,
    data: *const u8,
    len: usize,
}

// SAFETY: Media Foundation's objects may be used from any thread; the bytes are read-only while locked, by the rule
// that a sample that was handed over is not written to.
unsafe impl Send for Locked {}
// SAFETY: as above.
unsafe impl Sync for Locked {}

impl AsRef<[u8]> for Held<Locked> {
    fn as_ref(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: `Lock` gave this many valid bytes, until `Unlock`.
        unsafe { slice::from_raw_parts(self.data, self.len) }
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // SAFETY: a live object that was locked once. Nobody could do anything about a failure.
        let _ = unsafe { self.buffer.Unlock() };
    }
}

/// The core's form of somebody's buffer: shared, not copied.
///
/// # Errors
/// Whatever the object answers to `Lock`.
pub(crate) fn to_core(buffer: &IMFMediaBuffer) -> Result<MediaBuffer> {
    let (mut data, mut max, mut len) = (std::ptr::null_mut(), 0, 0);
    // SAFETY: a live object and writable locals.
    unsafe { buffer.Lock(&mut data, Some(&mut max), Some(&mut len)) }.ok()?;
    if len > max || data.is_null() && len > 0 {
        // SAFETY: locked above.
        unsafe { buffer.Unlock() }.ok()?;
        return Err(code(codes::E_UNEXPECTED));
    }
    // Whoever fills a picture by its rows need not say how long it is.
    if len == 0
        && let Ok(picture) = buffer.cast::<IMF2DBuffer>()
    {
        // SAFETY: a live object.
        len = unsafe { picture.GetContiguousLength() }
            .map_or(0, |whole| if data.is_null() { 0 } else { whole.min(max) });
    }
    Ok(MediaBuffer::from_owner(Arc::new(Held::new(Locked {
        buffer: buffer.clone(),
        data,
        len: len as usize,
    }))))
}

/// Appends a buffer's bytes to another's.
///
/// # Errors
/// `MF_E_BUFFERTOOSMALL`: they do not fit. Whatever the objects answer.
pub(crate) fn copy(from: &[MediaBuffer], to: &IMFMediaBuffer) -> Result<()> {
    let total: usize = from.iter().map(|buffer| buffer.len()).sum();
    let (mut data, mut max) = (std::ptr::null_mut(), 0);
    // SAFETY: a live object and writable locals.
    unsafe { to.Lock(&mut data, Some(&mut max), None) }.ok()?;
    let fits = total <= max as usize && (!data.is_null() || total == 0);
    if fits {
        let room = data.addr()..data.addr().saturating_add(max as usize);
        let overlaps = |buffer: &MediaBuffer| {
            let start = buffer.as_ptr().addr();
            start < room.end && room.start < start + buffer.len()
        };
        // A sample may be copied into one of its own buffers, which would be overwritten before it is read.
        let joined;
        let parts: &[MediaBuffer] = if from.iter().any(overlaps) {
            joined = [MediaBuffer::from(
                from.iter()
                    .flat_map(|part| part.iter().copied())
                    .collect::<Vec<u8>>(),
            )];
            &joined
        } else {
            from
        };
        let mut at = data;
        for buffer in parts {
            // SAFETY: the locked buffer has room for the sum of the lengths, and none of the parts is in it.
            unsafe {
                std::ptr::copy_nonoverlapping(buffer.as_ptr(), at, buffer.len());
                at = at.add(buffer.len());
            }
        }
    }
    // SAFETY: a live object that was locked once.
    unsafe { to.Unlock() }.ok()?;
    if !fits {
        return Err(code(codes::MF_E_BUFFERTOOSMALL));
    }
    // `max` is a `u32`, and the total is not larger.
    // SAFETY: a live object.
    unsafe { to.SetCurrentLength(total as u32) }.ok()
}

/// A required buffer.
pub(crate) fn required<'a>(object: &'a Ref<'_, IMFMediaBuffer>) -> Result<&'a IMFMediaBuffer> {
    object.as_ref().ok_or_else(|| code(codes::E_INVALIDARG))
}
