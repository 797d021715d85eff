//! Buffers and samples.

use std::ffi::c_void;

use openmf_core::{AttributeValue, FrameSize, MediaType, codes, guids};
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface};

use super::{answer, borrow, create};
use crate::bindings::{IMFMediaBuffer, IMFMediaType, IMFSample};
use crate::buffer::{BufferPart, MemoryBuffer};
use crate::convert::code;
use crate::event::{self, missing};
use crate::formats::{image, invalid};
use crate::legacy_buffer::LegacyBuffer;
use crate::media_type::media_type;
use crate::picture_buffer::{self, PictureFormat};
use crate::sample::SampleObject;
use crate::{allocator, combined_sample, foreign, tracked_sample};

type Result<T> = windows_core::Result<T>;

fn null() -> windows_core::Error {
    code(codes::E_POINTER)
}

/// Bytes of alignment of a `MF_*_BYTE_ALIGNMENT` (a power of two less one) or a power of two; 0 is the default.
///
/// # Errors
/// `E_INVALIDARG`: neither.
fn alignment(value: u32) -> Result<usize> {
    let value = value as usize;
    if value == 0 || value.is_power_of_two() {
        return Ok(value);
    }
    let next = value.saturating_add(1);
    if next.is_power_of_two() {
        Ok(next)
    } else {
        Err(missing())
    }
}

/// The bytes of this much sound, in 100-nanosecond units; 0 of a type that does not say its rates.
fn audio_bytes(of: &MediaType, duration: i64) -> Option<u32> {
    const SECOND: u128 = 10_000_000;
    let number = |key| match of.attributes().item(&key) {
        Some(AttributeValue::U32(value)) => u128::from(value),
        _ => 0,
    };
    let duration = u128::try_from(duration).unwrap_or(0);
    let rate = number(guids::MF_MT_AUDIO_SAMPLES_PER_SECOND);
    let align = number(guids::MF_MT_AUDIO_BLOCK_ALIGNMENT);
    let bytes_per_second = number(guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND);
    let bytes = match (
        of.attributes().contains(&guids::MF_MT_ALL_SAMPLES_INDEPENDENT),
        align,
    ) {
        // Whole frames of sound.
        (true, 1..) => (rate * duration).div_ceil(SECOND) * align,
        _ => (bytes_per_second * duration).div_ceil(SECOND),
    };
    u32::try_from(bytes).ok()
}

/// A buffer for samples of a type.
///
/// # Errors
/// `E_INVALIDARG`: the type does not say how large, and nobody else does; or too large.
fn buffer_for(of: &MediaType, duration: i64, least: u32, align: usize) -> Result<IMFMediaBuffer> {
    if of.is_video() {
        let format = PictureFormat::of(of);
        if let Some(format) = format.filter(|format| format.len().is_some_and(|len| len >= least)) {
            return picture_buffer::create(&format, align);
        }
    }
    let known = if of.is_audio() {
        audio_bytes(of, duration).ok_or_else(missing)?
    } else {
        match of.attributes().item(&guids::MF_MT_SAMPLE_SIZE) {
            Some(AttributeValue::U32(size)) => size,
            _ => 0,
        }
    };
    let len = known.max(least);
    if len == 0 {
        return Err(missing());
    }
    MemoryBuffer::create(len, align.max(align_of::<u128>()))
}

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

    /// A picture in memory, without pixels yet. Rows may lie apart.
    fn MFCreate2DMediaBuffer(
        width: u32,
        height: u32,
        format: u32,
        bottom_up: BOOL,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe {
            create(result, || {
                let image = image::format(format).ok_or_else(invalid)?;
                if bottom_up.as_bool() && image.is_yuv() {
                    // Only RGB has rows from the bottom up.
                    return Err(invalid());
                }
                let format = PictureFormat {
                    image,
                    size: FrameSize { width, height },
                    bottom_up: bottom_up.as_bool(),
                };
                picture_buffer::create(&format, 0)
            })
        }
    }

    /// A buffer for samples of a type: of this duration (100-nanosecond units) of sound, or of a picture.
    fn MFCreateMediaBufferFromMediaType(
        object: *mut c_void,
        duration: i64,
        least: u32,
        align: u32,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let object: &IMFMediaType = borrow(&object).ok_or_else(null)?;
                buffer_for(&media_type(object)?, duration, least, alignment(align)?)
            })
        }
    }

    /// Copies rows of bytes.
    fn MFCopyImage(
        target: *mut u8,
        target_stride: i32,
        source: *const u8,
        source_stride: i32,
        width: u32,
        lines: u32,
    ) -> HRESULT {
        answer(|| {
            if target.is_null() || source.is_null() {
                return Err(null());
            }
            for line in 0..lines as isize {
                // SAFETY: the documented pointers, of which each has rows of this many bytes at its stride.
                unsafe {
                    let to = target.offset(line * target_stride as isize);
                    let from = source.offset(line * source_stride as isize);
                    std::ptr::copy(from, to, width as usize);
                }
            }
            Ok(())
        })
    }

    /// The buffer of DirectX media objects over a buffer, from an offset on.
    fn MFCreateLegacyMediaBufferOnMFMediaBuffer(
        sample: *mut c_void,
        buffer: *mut c_void,
        offset: u32,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers; there need be no sample.
        unsafe {
            create(result, || {
                let buffer: &IMFMediaBuffer = borrow(&buffer).ok_or_else(null)?;
                LegacyBuffer::create(borrow(&sample), buffer, offset)
            })
        }
    }

    /// Appends a sample to another if both together last at most this many milliseconds; says whether it did.
    fn MFCombineSamples(
        sample: *mut c_void,
        added: *mut c_void,
        max_milliseconds: u32,
        merged: *mut BOOL,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                if merged.is_null() {
                    return Err(null());
                }
                merged.write(false.into());
                let sample: &IMFSample = borrow(&sample).ok_or_else(null)?;
                let added = borrow(&added).ok_or_else(null)?;
                merged.write(combined_sample::combine(sample, added, max_milliseconds)?.into());
            }
            Ok(())
        })
    }

    /// The samples that were combined, into the caller's array of this many places.
    fn MFSplitSample(
        sample: *mut c_void,
        result: *mut *mut c_void,
        places: u32,
        count: *mut u32,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers; the array has as many places as it is said to.
            unsafe {
                if result.is_null() || count.is_null() {
                    return Err(null());
                }
                count.write(0);
                let samples = combined_sample::split(borrow(&sample).ok_or_else(null)?)?;
                if samples.len() > places as usize {
                    return Err(missing());
                }
                count.write(samples.len() as u32);
                for (at, sample) in samples.into_iter().enumerate() {
                    result.add(at).write(sample.into_raw());
                }
            }
            Ok(())
        })
    }

    /// A sample that an owner can be set for.
    fn MFCreateTrackedSample(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(tracked_sample::interfaces(&tracked_sample::create()).1)) }
    }

    /// An allocator of pictures, by one of its interfaces.
    fn MFCreateVideoSampleAllocator(iid: *const GUID, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { give_allocator(iid, result) }
    }

    /// An allocator of pictures, by one of its interfaces.
    fn MFCreateVideoSampleAllocatorEx(iid: *const GUID, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { give_allocator(iid, result) }
    }
}

/// # Safety
/// The pointers are NULL or as documented.
unsafe fn give_allocator(iid: *const GUID, result: *mut *mut c_void) -> HRESULT {
    answer(|| {
        let allocator: IUnknown = allocator::create()?;
        // SAFETY: by the caller's promise.
        unsafe { foreign::query(&allocator, iid, result) }.ok()
    })
}
