//! Byte streams over OLE streams, the other way round, and a byte stream over another one.

use std::ffi::c_void;
use std::sync::Arc;

use openmf_core::{Attributes, codes};
use windows_core::{Ref, implement};

use crate::bindings::{
    IMFByteStream, ISequentialStream, ISequentialStream_Impl, IStream, IStream_Impl,
    MFBYTESTREAM_SEEK_ORIGIN, STATSTG,
};
use crate::byte_stream::{ByteStreamObject, Medium, READABLE, SEEKABLE, WRITABLE};
use crate::convert::code;
use crate::edge::Live;
use crate::event::missing;
use crate::inward::Object;
use crate::turn::Turn;

type Result<T> = windows_core::Result<T>;

// Source: `STREAM_SEEK`.
const SEEK_SET: u32 = 0;
const SEEK_CUR: u32 = 1;
const SEEK_END: u32 = 2;

/// `msoBegin`.
const SEEK_BEGIN: MFBYTESTREAM_SEEK_ORIGIN = 0;

/// `STATFLAG_NONAME`.
const NO_NAME: u32 = 1;

/// `STGTY_STREAM`.
const TYPE_STREAM: u32 = 2;

/// `MFCreateMFByteStreamOnStream`.
///
/// # Errors
/// None so far.
pub(crate) fn byte_stream(stream: &IStream) -> Result<IMFByteStream> {
    let medium = OleMedium {
        stream: Object::new(stream.clone()),
        turn: Turn::default(),
    };
    Ok(ByteStreamObject::create(Arc::new(medium), Attributes::new(), 0))
}

struct OleMedium {
    stream: Object<IStream>,
    /// The stream has one position, so moving it and using it are one step.
    turn: Turn,
}

impl OleMedium {
    fn at<T>(&self, offset: u64, run: impl FnOnce(&IStream) -> Result<T>) -> Result<T> {
        let offset = i64::try_from(offset).map_err(|_| missing())?;
        self.turn.during(|| {
            // SAFETY: a live object.
            unsafe { self.stream.Seek(offset, SEEK_SET, None) }.ok()?;
            run(&self.stream)
        })
    }
}

impl Medium for OleMedium {
    fn capabilities(&self) -> u32 {
        READABLE | WRITABLE | SEEKABLE
    }

    fn len(&self) -> Result<Option<u64>> {
        let mut stat = STATSTG::default();
        // SAFETY: a live object and a writable local; no name is asked for, so there is nothing to free.
        if unsafe { self.stream.Stat(&mut stat, NO_NAME) }.is_ok() {
            return Ok(Some(stat.cbSize));
        }
        self.turn.during(|| {
            let mut end = 0;
            // SAFETY: a live object and a writable local.
            let sought = unsafe { self.stream.Seek(0, SEEK_END, Some(&mut end)) };
            Ok(sought.is_ok().then_some(end))
        })
    }

    fn set_len(&self, len: u64) -> Result<()> {
        // SAFETY: a live object.
        unsafe { self.stream.SetSize(len) }.ok()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize> {
        let len = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        self.at(offset, |stream| {
            let mut read = 0;
            // SAFETY: a live object with a buffer of this length.
            unsafe { stream.Read(buffer.as_mut_ptr().cast(), len, Some(&mut read)) }.ok()?;
            Ok((read as usize).min(buffer.len()))
        })
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> Result<usize> {
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.at(offset, |stream| {
            let mut written = 0;
            // SAFETY: a live object with this many bytes.
            unsafe { stream.Write(bytes.as_ptr().cast(), len, Some(&mut written)) }.ok()?;
            Ok((written as usize).min(bytes.len()))
        })
    }

    fn flush(&self) -> Result<()> {
        // SAFETY: a live object.
        unsafe { self.stream.Commit(0) }.ok()
    }
}

/// `MFCreateMFByteStreamWrapper`: as the other stream, with a position of its own.
pub(crate) fn wrapper(stream: &IMFByteStream) -> IMFByteStream {
    let medium = Wrapped {
        stream: Object::new(stream.clone()),
        turn: Turn::default(),
    };
    ByteStreamObject::create(Arc::new(medium), Attributes::new(), 0)
}

struct Wrapped {
    stream: Object<IMFByteStream>,
    /// As in [`OleMedium`].
    turn: Turn,
}

impl Medium for Wrapped {
    fn capabilities(&self) -> u32 {
        // SAFETY: a live object.
        unsafe { self.stream.GetCapabilities() }.unwrap_or_default()
    }

    fn len(&self) -> Result<Option<u64>> {
        // SAFETY: a live object.
        let len = unsafe { self.stream.GetLength() }?;
        Ok((len != u64::MAX).then_some(len))
    }

    fn set_len(&self, len: u64) -> Result<()> {
        // SAFETY: a live object.
        unsafe { self.stream.SetLength(len) }.ok()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize> {
        let len = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let mut read = 0;
        // SAFETY: a live object with a buffer of this length.
        self.turn.during(|| unsafe {
            let moved = self.stream.SetCurrentPosition(offset);
            // Beyond the end, as documented, where there is nothing to read.
            if moved.is_err() && self.stream.GetLength().is_ok_and(|len| offset > len) {
                return Ok(());
            }
            moved.ok()?;
            self.stream.Read(buffer.as_mut_ptr(), len, &mut read).ok()
        })?;
        Ok((read as usize).min(buffer.len()))
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> Result<usize> {
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        // SAFETY: a live object with this many bytes.
        let written = self.turn.during(|| unsafe {
            self.stream.SetCurrentPosition(offset).ok()?;
            self.stream.Write(bytes.as_ptr(), len)
        })?;
        Ok((written as usize).min(bytes.len()))
    }

    fn flush(&self) -> Result<()> {
        // SAFETY: a live object.
        unsafe { self.stream.Flush() }.ok()
    }
}

/// `MFCreateStreamOnMFByteStream`.
pub(crate) fn ole_stream(stream: &IMFByteStream) -> IStream {
    OleStream {
        stream: stream.clone(),
        _live: Live::new(),
    }
    .into()
}

/// A byte stream as OLE reads it; they share the position.
#[implement(IStream, ISequentialStream)]
struct OleStream {
    stream: IMFByteStream,
    _live: Live,
}

/// Writes to a place that may be NULL.
///
/// # Safety
/// `place` is NULL or writable.
unsafe fn give<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: by the caller's promise.
        unsafe { place.write(value) };
    }
}

impl ISequentialStream_Impl for OleStream_Impl {
    fn Read(&self, buffer: *mut c_void, len: u32, read: *mut u32) -> Result<()> {
        if buffer.is_null() && len > 0 {
            return Err(missing());
        }
        let mut count = 0;
        // SAFETY: pointers as the interface documents them.
        unsafe {
            self.stream.Read(buffer.cast(), len, &mut count).ok()?;
            give(read, count);
        }
        Ok(())
    }

    fn Write(&self, bytes: *const c_void, len: u32, written: *mut u32) -> Result<()> {
        if bytes.is_null() && len > 0 {
            return Err(missing());
        }
        // SAFETY: pointers as the interface documents them.
        unsafe {
            let count = self.stream.Write(bytes.cast(), len)?;
            give(written, count);
        }
        Ok(())
    }
}

impl IStream_Impl for OleStream_Impl {
    fn Seek(&self, offset: i64, origin: u32, position: *mut u64) -> Result<()> {
        // SAFETY: calls of a live object; a place as the interface documents it.
        unsafe {
            let from = match origin {
                SEEK_SET => 0,
                SEEK_CUR => self.stream.GetCurrentPosition()?,
                SEEK_END => self.stream.GetLength()?,
                _ => return Err(missing()),
            };
            let to = from.checked_add_signed(offset).ok_or_else(missing)?;
            if self.stream.SetCurrentPosition(to).is_err() {
                // An OLE stream may be moved beyond its end, as a byte stream may by `Seek` alone.
                self.stream
                    .Seek(SEEK_BEGIN, i64::try_from(to).map_err(|_| missing())?, 0)?;
            }
            give(position, to);
        }
        Ok(())
    }

    fn SetSize(&self, len: u64) -> Result<()> {
        // SAFETY: a live object.
        unsafe { self.stream.SetLength(len) }.ok()
    }

    fn CopyTo(&self, to: Ref<'_, IStream>, len: u64, read: *mut u64, written: *mut u64) -> Result<()> {
        let to = to.as_ref().ok_or_else(missing)?;
        let mut block = vec![0_u8; 64 * 1024];
        let (mut taken, mut given) = (0_u64, 0_u64);
        // What there is now: the other may write to the same file, ahead of what is read.
        // SAFETY: calls of a live object.
        let left = unsafe {
            let end = self.stream.GetLength().ok().filter(|end| *end != u64::MAX);
            end.zip(self.stream.GetCurrentPosition().ok())
                .map(|(end, at)| end.saturating_sub(at))
        };
        let len = left.map_or(len, |left| len.min(left));
        while taken < len {
            let want = (len - taken).min(block.len() as u64) as u32;
            let mut count = 0;
            // SAFETY: live objects with a buffer of this length.
            unsafe { self.stream.Read(block.as_mut_ptr(), want, &mut count) }.ok()?;
            if count == 0 {
                break;
            }
            // It may be anybody's stream.
            if count > want {
                return Err(code(codes::E_UNEXPECTED));
            }
            taken += u64::from(count);
            let mut put = 0;
            // SAFETY: as above.
            unsafe { to.Write(block.as_ptr().cast(), count, Some(&mut put)) }.ok()?;
            given += u64::from(put.min(count));
            if put < count {
                break;
            }
        }
        // SAFETY: places as the interface documents them.
        unsafe {
            give(read, taken);
            give(written, given);
        }
        Ok(())
    }

    fn Commit(&self, _flags: u32) -> Result<()> {
        // SAFETY: a live object.
        unsafe { self.stream.Flush() }.ok()
    }

    fn Revert(&self) -> Result<()> {
        Err(code(codes::E_NOTIMPL))
    }

    fn LockRegion(&self, _offset: u64, _len: u64, _kind: u32) -> Result<()> {
        Err(code(codes::E_NOTIMPL))
    }

    fn UnlockRegion(&self, _offset: u64, _len: u64, _kind: u32) -> Result<()> {
        Err(code(codes::E_NOTIMPL))
    }

    fn Stat(&self, stat: *mut STATSTG, _flags: u32) -> Result<()> {
        if stat.is_null() {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: calls of a live object; the place is not NULL, so writable.
        unsafe {
            let len = self.stream.GetLength()?;
            stat.write(STATSTG {
                r#type: TYPE_STREAM,
                cbSize: len,
                ..STATSTG::default()
            });
        }
        Ok(())
    }

    fn Clone(&self) -> Result<IStream> {
        Err(code(codes::E_NOTIMPL))
    }
}
