//! `IMF2DBuffer2`: pictures whose rows and planes lie apart in memory.
//!
//! `IMFMediaBuffer::Lock` gives such a picture without the gaps: a copy, which `Unlock` writes back. Sources:
//! `IMF2DBuffer`, `IMF2DBuffer2::Lock2DSize`, `MFCreate2DMediaBuffer`, "Uncompressed Video Buffers" (Microsoft Learn).

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use openmf_core::{AttributeValue, FrameLayout, FrameSize, MediaType, codes, guids, keys};
use windows_core::{HRESULT, implement};

use crate::bindings::{IMF2DBuffer2, IMFMediaBuffer};
use crate::buffer::Block;
use crate::convert::code;
use crate::edge::Live;
use crate::formats::image::{self, ImageFormat};

type Result<T> = windows_core::Result<T>;

/// `HRESULT_FROM_WIN32(ERROR_INVALID_FUNCTION)`. Source: `IMF2DBuffer::GetScanline0AndPitch`.
const E_NOT_LOCKED: HRESULT = HRESULT(0x8007_0001_u32 as i32);

/// Rows begin at multiples of this many bytes, which is what vector instructions like.
const ALIGNMENT: u32 = 64;

// Source: `MF2DBuffer_LockFlags`.
const LOCK_READ: i32 = 1;
const LOCK_READ_WRITE: i32 = 3;

/// One plane, where it lies and where it does without gaps.
#[derive(Clone, Copy, Debug)]
struct Plane {
    offset: usize,
    stride: usize,
    row: usize,
    rows: usize,
    packed_stride: usize,
}

/// Where a picture's planes are.
#[derive(Clone, Debug)]
pub(crate) struct Planes {
    planes: Vec<Plane>,
    bottom_up: bool,
    packed_len: usize,
    total: usize,
}

impl Planes {
    /// The planes of a picture of the core.
    pub(crate) fn of_layout(layout: &FrameLayout) -> Self {
        let planes: Vec<Plane> = layout
            .planes()
            .iter()
            .map(|plane| Plane {
                offset: plane.offset,
                stride: plane.stride,
                row: plane.width_bytes,
                rows: plane.rows,
                packed_stride: plane.width_bytes,
            })
            .collect();
        Self {
            packed_len: planes.iter().map(|plane| plane.row * plane.rows).sum(),
            total: layout.required_len(),
            planes,
            bottom_up: false,
        }
    }

    /// The planes of a new picture; `None` if it has 4 GB or more.
    fn of_format(format: &PictureFormat) -> Option<Self> {
        let FrameSize { width, height } = format.size;
        let least = format.image.stride(width)?;
        let stride = least.checked_next_multiple_of(ALIGNMENT)?;
        let apart = format.image.planes(width, height, stride)?;
        let packed = format.image.planes(width, height, least)?;
        let mut planes = Vec::new();
        let mut total = 0_u32;
        for (plane, packed) in apart.iter().zip(&packed) {
            planes.push(Plane {
                offset: total as usize,
                stride: plane.stride as usize,
                row: plane.row as usize,
                rows: plane.rows as usize,
                packed_stride: packed.stride as usize,
            });
            total = total.checked_add(plane.stride.checked_mul(plane.rows)?)?;
        }
        Some(Self {
            planes,
            bottom_up: format.bottom_up,
            packed_len: format.image.size(width, height)? as usize,
            total: total as usize,
        })
    }

    /// Bytes of the picture without gaps.
    pub(crate) fn packed_len(&self) -> usize {
        self.packed_len
    }

    /// Whether the picture has no gaps.
    pub(crate) fn is_packed(&self) -> bool {
        let mut at = 0;
        self.planes.iter().all(|plane| {
            let packed = plane.offset == at && plane.stride == plane.packed_stride;
            at += plane.stride * plane.rows;
            packed
        })
    }

    /// The top row's place and the stride to the row below it.
    fn scanline0(&self) -> (usize, isize) {
        let Some(first) = self.planes.first() else {
            return (0, 0);
        };
        let stride = isize::try_from(first.stride).unwrap_or(isize::MAX);
        if self.bottom_up {
            let last = first.rows.saturating_sub(1) * first.stride;
            (first.offset + last, -stride)
        } else {
            (first.offset, stride)
        }
    }

    /// The picture without gaps.
    ///
    /// # Errors
    /// `E_OUTOFMEMORY`.
    ///
    /// # Safety
    /// The picture has [`Self::total`] bytes.
    unsafe fn gathered(&self, picture: *mut u8) -> Result<Box<[u8]>> {
        let mut packed = zeroed(self.packed_len)?;
        // SAFETY: by the caller's promise; the copy is as long as the picture is without gaps.
        unsafe { self.copy_rows(picture, packed.as_mut_ptr(), true) };
        Ok(packed)
    }

    /// Copies between the picture and its form without gaps, row by row.
    ///
    /// # Safety
    /// The picture has [`Self::total`] bytes, the other [`Self::packed_len`] bytes.
    unsafe fn copy_rows(&self, picture: *mut u8, packed: *mut u8, gather: bool) {
        let mut at = 0;
        for plane in &self.planes {
            for row in 0..plane.rows {
                // SAFETY: every row of every plane is within the picture, as the layout was checked when it was made,
                // and the planes without gaps make up the packed length.
                unsafe {
                    let apart = picture.add(plane.offset + row * plane.stride);
                    let close = packed.add(at + row * plane.packed_stride);
                    let (from, to) = if gather { (apart, close) } else { (close, apart) };
                    std::ptr::copy(from, to, plane.row);
                }
            }
            at += plane.rows * plane.packed_stride;
        }
    }
}

/// Memory for a copy of a picture.
///
/// # Errors
/// `E_OUTOFMEMORY`.
fn zeroed(len: usize) -> Result<Box<[u8]>> {
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(len)
        .map_err(|_| code(codes::E_OUTOFMEMORY))?;
    bytes.resize(len, 0);
    Ok(bytes.into_boxed_slice())
}

/// A format that pictures are made of.
#[derive(Clone, Debug)]
pub(crate) struct PictureFormat {
    pub(crate) image: ImageFormat,
    pub(crate) size: FrameSize,
    pub(crate) bottom_up: bool,
}

impl PictureFormat {
    /// That of a video type; `None` if it is compressed, not known, or says no size.
    pub(crate) fn of(media_type: &MediaType) -> Option<Self> {
        let image = image::format_of(&media_type.subtype())?;
        let size = media_type.attributes().get(keys::MF_MT_FRAME_SIZE).ok()?;
        let stride = match media_type.attributes().item(&guids::MF_MT_DEFAULT_STRIDE) {
            Some(AttributeValue::U32(stride)) => stride as i32,
            _ => 0,
        };
        (size.width > 0 && size.height > 0).then_some(Self {
            image,
            size,
            bottom_up: stride < 0 && !image.is_yuv(),
        })
    }

    pub(crate) fn len(&self) -> Option<u32> {
        self.image.size(self.size.width, self.size.height)
    }
}

/// Who has a picture locked, and how.
#[derive(Default)]
pub(crate) struct Locks {
    /// `Lock2D` and its like.
    apart: usize,
    flags: i32,
    /// `Lock`.
    packed: usize,
    copy: Option<Box<[u8]>>,
}

/// Memory with a picture in it.
pub(crate) trait Picture {
    fn planes(&self) -> &Planes;
    fn locks(&self) -> &Mutex<Locks>;
    /// The first byte, of as many as the planes need. It stays where it is.
    ///
    /// # Errors
    /// `E_OUTOFMEMORY`.
    fn start(&self) -> Result<*mut u8>;
    fn used(&self) -> u32;
    fn set_used(&self, len: u32);
}

fn locks<P: Picture + ?Sized>(picture: &P) -> MutexGuard<'_, Locks> {
    picture.locks().lock().unwrap_or_else(PoisonError::into_inner)
}

fn packed_len<P: Picture + ?Sized>(picture: &P) -> u32 {
    u32::try_from(picture.planes().packed_len()).unwrap_or(u32::MAX)
}

/// `IMFMediaBuffer::Lock`.
///
/// # Safety
/// The pointers are NULL or writable.
pub(crate) unsafe fn lock<P: Picture + ?Sized>(
    picture: &P,
    data: *mut *mut u8,
    max: *mut u32,
    len: *mut u32,
) -> Result<()> {
    if data.is_null() {
        return Err(code(codes::E_INVALIDARG));
    }
    let start = picture.start()?;
    let mut locks = locks(picture);
    if locks.apart > 0 {
        return Err(code(codes::MF_E_INVALIDREQUEST));
    }
    let planes = picture.planes();
    let address = if planes.is_packed() {
        start
    } else {
        if locks.copy.is_none() {
            // SAFETY: the picture has its bytes.
            locks.copy = Some(unsafe { planes.gathered(start) }?);
        }
        locks.copy.as_mut().map_or(start, |copy| copy.as_mut_ptr())
    };
    locks.packed += 1;
    drop(locks);
    // SAFETY: not NULL, or checked within; writable by the caller's promise.
    unsafe {
        data.write(address);
        if !max.is_null() {
            max.write(packed_len(picture));
        }
        if !len.is_null() {
            len.write(picture.used());
        }
    }
    Ok(())
}

/// `IMFMediaBuffer::Unlock`.
///
/// # Errors
/// `E_INVALIDARG`: it is not locked.
pub(crate) fn unlock<P: Picture + ?Sized>(picture: &P) -> Result<()> {
    let start = picture.start()?;
    let mut locks = locks(picture);
    locks.packed = locks
        .packed
        .checked_sub(1)
        .ok_or_else(|| code(codes::E_INVALIDARG))?;
    if locks.packed == 0
        && let Some(mut copy) = locks.copy.take()
    {
        // SAFETY: as in `lock`.
        unsafe { picture.planes().copy_rows(start, copy.as_mut_ptr(), false) };
    }
    Ok(())
}

/// `IMF2DBuffer::Lock2D`, `IMF2DBuffer2::Lock2DSize`.
///
/// # Errors
/// `E_INVALIDARG`: no such flags. `MF_E_INVALIDREQUEST`: it is locked in a way that does not go with this one.
///
/// # Safety
/// The pointers are writable; those of the bounds may be NULL.
pub(crate) unsafe fn lock_apart<P: Picture + ?Sized>(
    picture: &P,
    flags: i32,
    row: *mut *mut u8,
    pitch: *mut i32,
    bounds: Option<(*mut *mut u8, *mut u32)>,
) -> Result<()> {
    let missing = bounds.is_some_and(|(start, len)| start.is_null() || len.is_null());
    if row.is_null() || pitch.is_null() || missing {
        return Err(code(codes::E_POINTER));
    }
    if !(LOCK_READ..=LOCK_READ_WRITE).contains(&flags) {
        return Err(code(codes::E_INVALIDARG));
    }
    let start = picture.start()?;
    let mut locks = locks(picture);
    // One who locks again gets no more than the first one has.
    if locks.packed > 0 || (locks.apart > 0 && flags & !locks.flags != 0) {
        return Err(code(codes::MF_E_INVALIDREQUEST));
    }
    if locks.apart == 0 {
        locks.flags = flags;
    }
    locks.apart += 1;
    drop(locks);
    let (offset, stride) = picture.planes().scanline0();
    // SAFETY: not NULL, so writable by the caller's promise; the top row is within the picture.
    unsafe {
        row.write(start.add(offset));
        pitch.write(i32::try_from(stride).unwrap_or(i32::MAX));
        if let Some((first, len)) = bounds {
            first.write(start);
            len.write(u32::try_from(picture.planes().total).unwrap_or(u32::MAX));
        }
    }
    Ok(())
}

/// `IMF2DBuffer::Unlock2D`.
///
/// # Errors
/// `E_INVALIDARG`: it is not locked.
pub(crate) fn unlock_apart<P: Picture + ?Sized>(picture: &P) -> Result<()> {
    let mut locks = locks(picture);
    locks.apart = locks
        .apart
        .checked_sub(1)
        .ok_or_else(|| code(codes::E_INVALIDARG))?;
    Ok(())
}

/// `IMF2DBuffer::GetScanline0AndPitch`.
///
/// # Errors
/// `ERROR_INVALID_FUNCTION`: it is not locked.
///
/// # Safety
/// The pointers are NULL or writable.
pub(crate) unsafe fn scanline0<P: Picture + ?Sized>(
    picture: &P,
    row: *mut *mut u8,
    pitch: *mut i32,
) -> Result<()> {
    if row.is_null() || pitch.is_null() {
        return Err(code(codes::E_POINTER));
    }
    if locks(picture).apart == 0 {
        return Err(windows_core::Error::from_hresult(E_NOT_LOCKED));
    }
    let (offset, stride) = picture.planes().scanline0();
    // SAFETY: as in `lock_apart`.
    unsafe {
        row.write(picture.start()?.add(offset));
        pitch.write(i32::try_from(stride).unwrap_or(i32::MAX));
    }
    Ok(())
}

/// `IMF2DBuffer::ContiguousCopyTo`.
///
/// # Errors
/// `E_INVALIDARG`: NULL, or too small.
///
/// # Safety
/// `target` is NULL or has `size` bytes.
pub(crate) unsafe fn copy_to<P: Picture + ?Sized>(picture: &P, target: *mut u8, size: u32) -> Result<()> {
    if target.is_null() || size < packed_len(picture) {
        return Err(code(codes::E_INVALIDARG));
    }
    let start = picture.start()?;
    // SAFETY: the target is as long as the picture is without gaps.
    unsafe { picture.planes().copy_rows(start, target, true) };
    Ok(())
}

/// `IMF2DBuffer::ContiguousCopyFrom`.
///
/// # Errors
/// As [`copy_to`].
///
/// # Safety
/// `source` is NULL or has `size` bytes.
pub(crate) unsafe fn copy_from<P: Picture + ?Sized>(picture: &P, source: *const u8, size: u32) -> Result<()> {
    if source.is_null() || size < packed_len(picture) {
        return Err(code(codes::E_INVALIDARG));
    }
    let start = picture.start()?;
    // SAFETY: the source is as long as the picture is without gaps, and only read.
    unsafe { picture.planes().copy_rows(start, source.cast_mut(), false) };
    Ok(())
}

/// Somebody's larger buffer that a picture of several planes is copied to has at most this many bytes.
const MAX_LARGER: usize = 1 << 28;

/// `IMF2DBuffer2::Copy2DTo`: row by row where there is one plane, which may lie the other way round there; else without
/// gaps in between. "The destination buffer must be at least as large as the source buffer."
///
/// # Errors
/// `E_INVALIDARG`: nothing to copy to, or smaller. `MF_E_BUFFERTOOSMALL`: its rows are too short or too few.
/// `E_OUTOFMEMORY`: larger than [`MAX_LARGER`]. Whatever the other buffer answers.
pub(crate) fn copy_across<P: Picture + ?Sized>(picture: &P, target: Option<&IMF2DBuffer2>) -> Result<()> {
    let target = target.ok_or_else(|| code(codes::E_INVALIDARG))?;
    let planes = picture.planes();
    let start = picture.start()?;
    // SAFETY: calls of a live object with writable locals, and a buffer of the length that it asks for.
    unsafe {
        let len = target.GetContiguousLength()?;
        if len < packed_len(picture) {
            return Err(code(codes::E_INVALIDARG));
        }
        let [plane] = planes.planes.as_slice() else {
            let room = planes.packed_len().max(len as usize);
            if room > planes.packed_len().max(MAX_LARGER) {
                return Err(code(codes::E_OUTOFMEMORY));
            }
            let mut packed = zeroed(room)?;
            if room > planes.packed_len() {
                // What lies behind the picture stays.
                target.ContiguousCopyTo(packed.as_mut_ptr(), len).ok()?;
            }
            planes.copy_rows(start, packed.as_mut_ptr(), true);
            return target.ContiguousCopyFrom(&packed).ok();
        };
        let (mut row, mut pitch, mut first, mut bytes) = (std::ptr::null_mut(), 0, std::ptr::null_mut(), 0);
        target
            .Lock2DSize(2, &mut row, &mut pitch, &mut first, &mut bytes)
            .ok()?;
        let place = Place {
            row: (row as usize).wrapping_sub(first as usize),
            pitch: pitch as isize,
            len: bytes as usize,
        };
        let (offset, stride) = planes.scanline0();
        let fits = !first.is_null() && place.holds(plane);
        if fits {
            for at in 0..plane.rows {
                let at = at as isize;
                let from = start.offset(offset as isize + at * stride);
                let to = first.offset(place.row as isize + at * place.pitch);
                std::ptr::copy(from, to, plane.row);
            }
        }
        target.Unlock2D().ok()?;
        if fits {
            Ok(())
        } else {
            Err(code(codes::MF_E_BUFFERTOOSMALL))
        }
    }
}

/// Where somebody's rows are, from the start of its memory.
struct Place {
    row: usize,
    pitch: isize,
    len: usize,
}

impl Place {
    /// Whether all rows of a plane are within the memory.
    fn holds(&self, plane: &Plane) -> bool {
        let (Ok(first), Ok(len)) = (isize::try_from(self.row), isize::try_from(self.len)) else {
            return false;
        };
        let Some(down) = plane
            .rows
            .checked_sub(1)
            .and_then(|rows| isize::try_from(rows).ok())
        else {
            return true;
        };
        let Some(last) = down
            .checked_mul(self.pitch)
            .and_then(|way| first.checked_add(way))
        else {
            return false;
        };
        let Ok(row) = isize::try_from(plane.row) else {
            return false;
        };
        first.min(last) >= 0 && first.max(last).checked_add(row).is_some_and(|end| end <= len)
    }
}

/// Implements `IMFMediaBuffer`, `IMF2DBuffer` and `IMF2DBuffer2` for an object that is a [`Picture`].
macro_rules! picture_buffer_of {
    ($object:ty) => {
        impl crate::bindings::IMFMediaBuffer_Impl for $object {
            fn Lock(&self, data: *mut *mut u8, max: *mut u32, len: *mut u32) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::picture_buffer::lock(self, data, max, len) }
            }
            fn Unlock(&self) -> windows_core::Result<()> {
                crate::picture_buffer::unlock(self)
            }
            fn GetCurrentLength(&self) -> windows_core::Result<u32> {
                Ok(crate::picture_buffer::Picture::used(self))
            }
            fn SetCurrentLength(&self, len: u32) -> windows_core::Result<()> {
                crate::picture_buffer::set_len(self, len)
            }
            fn GetMaxLength(&self) -> windows_core::Result<u32> {
                crate::picture_buffer::len(self)
            }
        }

        impl crate::bindings::IMF2DBuffer_Impl for $object {
            fn Lock2D(&self, row: *mut *mut u8, pitch: *mut i32) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::picture_buffer::lock_apart(self, 3, row, pitch, None) }
            }
            fn Unlock2D(&self) -> windows_core::Result<()> {
                crate::picture_buffer::unlock_apart(self)
            }
            fn GetScanline0AndPitch(&self, row: *mut *mut u8, pitch: *mut i32) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::picture_buffer::scanline0(self, row, pitch) }
            }
            fn IsContiguousFormat(&self) -> windows_core::Result<windows_core::BOOL> {
                Ok(crate::picture_buffer::Picture::planes(self)
                    .is_packed()
                    .into())
            }
            fn GetContiguousLength(&self) -> windows_core::Result<u32> {
                crate::picture_buffer::len(self)
            }
            fn ContiguousCopyTo(&self, target: *mut u8, size: u32) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::picture_buffer::copy_to(self, target, size) }
            }
            fn ContiguousCopyFrom(&self, source: *const u8, size: u32) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::picture_buffer::copy_from(self, source, size) }
            }
        }

        impl crate::bindings::IMF2DBuffer2_Impl for $object {
            fn Lock2DSize(
                &self,
                flags: i32,
                row: *mut *mut u8,
                pitch: *mut i32,
                start: *mut *mut u8,
                len: *mut u32,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::picture_buffer::lock_apart(self, flags, row, pitch, Some((start, len))) }
            }
            fn Copy2DTo(
                &self,
                target: windows_core::Ref<'_, crate::bindings::IMF2DBuffer2>,
            ) -> windows_core::Result<()> {
                crate::picture_buffer::copy_across(self, target.as_ref())
            }
        }
    };
}

pub(crate) use picture_buffer_of;

/// `SetCurrentLength`.
///
/// # Errors
/// `E_INVALIDARG`: more than there is.
pub(crate) fn set_len<P: Picture + ?Sized>(picture: &P, len: u32) -> Result<()> {
    if len > packed_len(picture) {
        return Err(code(codes::E_INVALIDARG));
    }
    picture.set_used(len);
    Ok(())
}

/// `GetMaxLength`, `GetContiguousLength`.
///
/// # Errors
/// None: a picture's length has 32 bits.
pub(crate) fn len<P: Picture + ?Sized>(picture: &P) -> Result<u32> {
    Ok(packed_len(picture))
}

/// `MFCreate2DMediaBuffer`.
#[implement(IMFMediaBuffer, IMF2DBuffer2)]
struct PictureObject {
    block: Block,
    planes: Planes,
    used: AtomicU32,
    locks: Mutex<Locks>,
    _live: Live,
}

/// A new picture, all bytes zero; of no length yet, as other buffers.
///
/// # Errors
/// `E_INVALIDARG`: without pixels, too large, or of an alignment that is no power of two. `E_OUTOFMEMORY`.
pub(crate) fn create(format: &PictureFormat, alignment: usize) -> Result<IMFMediaBuffer> {
    let planes = Planes::of_format(format)
        .filter(|planes| planes.packed_len > 0)
        .ok_or_else(|| code(codes::E_INVALIDARG))?;
    let object = PictureObject {
        block: Block::new(planes.total, alignment.max(ALIGNMENT as usize))?,
        planes,
        used: AtomicU32::new(0),
        locks: Mutex::default(),
        _live: Live::new(),
    };
    Ok(object.into())
}

impl Picture for PictureObject_Impl {
    fn planes(&self) -> &Planes {
        &self.planes
    }

    fn locks(&self) -> &Mutex<Locks> {
        &self.locks
    }

    fn start(&self) -> Result<*mut u8> {
        Ok(self.block.data.as_ptr())
    }

    fn used(&self) -> u32 {
        self.used.load(Ordering::Acquire)
    }

    fn set_used(&self, len: u32) {
        self.used.store(len, Ordering::Release);
    }
}

picture_buffer_of!(PictureObject_Impl);
