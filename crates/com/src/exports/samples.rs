//! Buffers and samples.

use std::ffi::c_void;

use windows_core::HRESULT;

use super::{borrow, create};
use crate::buffer::{BufferPart, MemoryBuffer};
use crate::event;
use crate::sample::SampleObject;

exports! {
    /// A buffer of this many bytes.
    fn MFCreateMemoryBuffer(capacity: u32, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || MemoryBuffer::create(capacity, align_of::<u128>())) }
    }

    /// A buffer with an alignment, given as `MF_*_BYTE_ALIGNMENT`: a power of two less one.
    fn MFCreateAlignedMemoryBuffer(capacity: u32, alignment: u32, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe {
            create(result, || {
                let align = (alignment as usize).saturating_add(1);
                MemoryBuffer::create(capacity, align.max(align_of::<u128>()))
            })
        }
    }

    /// A buffer that is a part of another one.
    fn MFCreateMediaBufferWrapper(
        whole: *mut c_void,
        offset: u32,
        len: u32,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let whole = borrow(&whole).ok_or_else(event::missing)?;
                BufferPart::create(whole, offset, len)
            })
        }
    }

    /// An empty sample.
    fn MFCreateSample(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(SampleObject::create())) }
    }
}
