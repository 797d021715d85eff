//! `IMediaBuffer`, the buffer of DirectX media objects, over one of Media Foundation.

use openmf_core::codes;
use windows_core::implement;

use crate::bindings::{IMFMediaBuffer, IMFSample, IMediaBuffer, IMediaBuffer_Impl};
use crate::convert::code;
use crate::edge::Live;

type Result<T> = windows_core::Result<T>;

/// `MFCreateLegacyMediaBufferOnMFMediaBuffer`. The buffer is locked for as long as the object lives: there is nothing
/// in `IMediaBuffer` that would tell when the caller uses the address.
#[implement(IMediaBuffer)]
pub(crate) struct LegacyBuffer {
    buffer: IMFMediaBuffer,
    // Kept alive with the buffer.
    _sample: Option<IMFSample>,
    start: *mut u8,
    offset: u32,
    capacity: u32,
    _live: Live,
}

impl LegacyBuffer {
    /// # Errors
    /// `E_INVALIDARG`: the offset is not within the buffer. Whatever the buffer answers.
    pub(crate) fn create(
        sample: Option<&IMFSample>,
        buffer: &IMFMediaBuffer,
        offset: u32,
    ) -> Result<IMediaBuffer> {
        let (mut start, mut max) = (std::ptr::null_mut(), 0);
        // SAFETY: a live object and writable locals.
        unsafe { buffer.Lock(&mut start, Some(&mut max), None) }.ok()?;
        let Some(capacity) = max.checked_sub(offset).filter(|_| !start.is_null()) else {
            // SAFETY: locked above.
            unsafe { buffer.Unlock() }.ok()?;
            return Err(code(codes::E_INVALIDARG));
        };
        Ok(Self {
            buffer: buffer.clone(),
            _sample: sample.cloned(),
            start,
            offset,
            capacity,
            _live: Live::new(),
        }
        .into())
    }
}

impl Drop for LegacyBuffer {
    fn drop(&mut self) {
        // SAFETY: a live object that was locked once. Nobody could do anything about a failure.
        let _ = unsafe { self.buffer.Unlock() };
    }
}

impl IMediaBuffer_Impl for LegacyBuffer_Impl {
    fn SetLength(&self, len: u32) -> Result<()> {
        if len > self.capacity {
            return Err(code(codes::E_INVALIDARG));
        }
        // Offset and capacity together are what the buffer has.
        // SAFETY: a live object.
        unsafe { self.buffer.SetCurrentLength(self.offset + len) }.ok()
    }

    fn GetMaxLength(&self) -> Result<u32> {
        Ok(self.capacity)
    }

    fn GetBufferAndLength(&self, data: *mut *mut u8, len: *mut u32) -> Result<()> {
        // Source: `IMediaBuffer::GetBufferAndLength`: either may be NULL, not both.
        if data.is_null() && len.is_null() {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: not NULL, otherwise writable by the interface's contract; the offset is within what is locked.
        unsafe {
            if !data.is_null() {
                data.write(self.start.add(self.offset as usize));
            }
            if !len.is_null() {
                len.write(self.buffer.GetCurrentLength()?.saturating_sub(self.offset));
            }
        }
        Ok(())
    }
}
