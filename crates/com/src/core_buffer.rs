//! A buffer of the core as `IMFMediaBuffer`, and as `IMF2DBuffer` where it holds a picture.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use openmf_core::{MediaBuffer, UniqueBuffer, codes};
use windows_core::{BOOL, Interface, implement};

use crate::bindings::{IMF2DBuffer, IMF2DBuffer_Impl, IMFMediaBuffer, IMFMediaBuffer_Impl};
use crate::convert::code;

type Result<T> = windows_core::Result<T>;

/// What a caller locks is its own: the core's block if nobody else has it, else a copy that is made when it is first
/// locked. So nobody writes into bytes that others read.
enum Bytes {
    Shared(MediaBuffer),
    Own(UniqueBuffer),
}

struct State {
    bytes: Bytes,
    len: usize,
}

impl State {
    fn own(&mut self) -> Result<&mut UniqueBuffer> {
        if let Bytes::Shared(shared) = &mut self.bytes {
            let shared = std::mem::replace(shared, MediaBuffer::from(Vec::new()));
            let unique = shared.into_unique().or_else(|shared| {
                let layout = shared.layout().cloned();
                let mut copy = MediaBuffer::from(shared.to_vec());
                if let Some(layout) = layout
                    && layout.required_len() <= copy.len()
                {
                    copy = copy.with_layout(layout).map_err(|error| code(error.hresult()))?;
                }
                // The copy has no other owner yet.
                copy.into_unique().map_err(|_| code(codes::E_UNEXPECTED))
            })?;
            self.bytes = Bytes::Own(unique);
        }
        match &mut self.bytes {
            Bytes::Own(own) => Ok(own),
            Bytes::Shared(_) => Err(code(codes::E_UNEXPECTED)),
        }
    }
}

#[implement(IMFMediaBuffer)]
struct CoreBuffer {
    state: Mutex<State>,
    capacity: usize,
    locks: AtomicUsize,
}

/// The picture in a buffer, with the stride of its first plane.
struct Picture {
    stride: usize,
    contiguous: bool,
}

#[implement(IMFMediaBuffer, IMF2DBuffer)]
struct PictureBuffer {
    state: Mutex<State>,
    capacity: usize,
    locks: AtomicUsize,
    picture: Picture,
}

/// The COM form of a buffer: shared as long as nobody locks it.
pub(crate) fn to_com(buffer: MediaBuffer) -> IMFMediaBuffer {
    let capacity = buffer.len();
    let picture = buffer.layout().and_then(|layout| {
        let first = layout.planes().first()?;
        Some(Picture {
            stride: first.stride,
            contiguous: layout
                .planes()
                .iter()
                .all(|plane| plane.stride == plane.width_bytes),
        })
    });
    let state = Mutex::new(State {
        bytes: Bytes::Shared(buffer),
        len: capacity,
    });
    let locks = AtomicUsize::new(0);
    match picture {
        Some(picture) => PictureBuffer {
            state,
            capacity,
            locks,
            picture,
        }
        .into(),
        None => CoreBuffer {
            state,
            capacity,
            locks,
        }
        .into(),
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A buffer's bytes for the core, if it is one of these and nobody has it locked.
pub(crate) fn peek(buffer: &IMFMediaBuffer) -> Option<MediaBuffer> {
    let shared = |state: &Mutex<State>| match &lock(state).bytes {
        Bytes::Shared(shared) => Some(shared.clone()),
        Bytes::Own(_) => None,
    };
    if let Ok(plain) = buffer.cast_object_ref::<CoreBuffer>() {
        return shared(&plain.state);
    }
    let picture = buffer.cast_object_ref::<PictureBuffer>().ok()?;
    shared(&picture.state)
}

macro_rules! media_buffer {
    ($object:ty) => {
        impl IMFMediaBuffer_Impl for $object {
            fn Lock(&self, data: *mut *mut u8, max: *mut u32, len: *mut u32) -> Result<()> {
                if data.is_null() {
                    return Err(code(codes::E_INVALIDARG));
                }
                let mut state = lock(&self.state);
                let start = state.own()?.as_mut_ptr();
                let used = state.len;
                drop(state);
                self.locks.fetch_add(1, Ordering::Relaxed);
                // SAFETY: not NULL, or checked within; otherwise writable by the interface's contract. The block stays
                // where it is for as long as the object lives.
                unsafe {
                    data.write(start);
                    if !max.is_null() {
                        max.write(u32::try_from(self.capacity).unwrap_or(u32::MAX));
                    }
                    if !len.is_null() {
                        len.write(u32::try_from(used).unwrap_or(u32::MAX));
                    }
                }
                Ok(())
            }

            fn Unlock(&self) -> Result<()> {
                let unlocked = self
                    .locks
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |locks| {
                        locks.checked_sub(1)
                    });
                unlocked.map(drop).map_err(|_| code(codes::E_INVALIDARG))
            }

            fn GetCurrentLength(&self) -> Result<u32> {
                u32::try_from(lock(&self.state).len).map_err(|_| code(codes::E_UNEXPECTED))
            }

            fn SetCurrentLength(&self, len: u32) -> Result<()> {
                if len as usize > self.capacity {
                    return Err(code(codes::E_INVALIDARG));
                }
                let mut state = lock(&self.state);
                // What is shared with others cannot become shorter for them.
                state.own()?;
                state.len = len as usize;
                Ok(())
            }

            fn GetMaxLength(&self) -> Result<u32> {
                u32::try_from(self.capacity).map_err(|_| code(codes::E_UNEXPECTED))
            }
        }
    };
}

media_buffer!(CoreBuffer_Impl);
media_buffer!(PictureBuffer_Impl);

impl IMF2DBuffer_Impl for PictureBuffer_Impl {
    fn Lock2D(&self, row: *mut *mut u8, pitch: *mut i32) -> Result<()> {
        if row.is_null() || pitch.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let start = lock(&self.state).own()?.as_mut_ptr();
        self.locks.fetch_add(1, Ordering::Relaxed);
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe {
            row.write(start);
            pitch.write(i32::try_from(self.picture.stride).unwrap_or(i32::MAX));
        }
        Ok(())
    }

    fn Unlock2D(&self) -> Result<()> {
        IMFMediaBuffer_Impl::Unlock(self)
    }

    fn GetScanline0AndPitch(&self, row: *mut *mut u8, pitch: *mut i32) -> Result<()> {
        if self.locks.load(Ordering::Relaxed) == 0 {
            // Source: `IMF2DBuffer::GetScanline0AndPitch`: only while it is locked.
            return Err(windows_core::Error::from_hresult(windows_core::HRESULT(
                0x8007_0000_u32 as i32 | 0x139F,
            )));
        }
        self.Lock2D(row, pitch)?;
        self.Unlock2D()
    }

    fn IsContiguousFormat(&self) -> Result<BOOL> {
        Ok(self.picture.contiguous.into())
    }

    fn GetContiguousLength(&self) -> Result<u32> {
        u32::try_from(self.capacity).map_err(|_| code(codes::E_UNEXPECTED))
    }

    fn ContiguousCopyTo(&self, target: *mut u8, size: u32) -> Result<()> {
        if target.is_null() || (size as usize) < self.capacity {
            return Err(code(codes::E_INVALIDARG));
        }
        let mut state = lock(&self.state);
        let own = state.own()?;
        // SAFETY: the target has room for `size` bytes by the interface's contract, and the buffer has no more.
        unsafe { std::ptr::copy_nonoverlapping(own.as_ptr(), target, own.len().min(size as usize)) };
        Ok(())
    }

    fn ContiguousCopyFrom(&self, source: *const u8, size: u32) -> Result<()> {
        if source.is_null() || size as usize > self.capacity {
            return Err(code(codes::E_INVALIDARG));
        }
        let mut state = lock(&self.state);
        let own = state.own()?;
        let count = own.len().min(size as usize);
        // SAFETY: the source has `size` bytes by the interface's contract.
        unsafe { std::ptr::copy_nonoverlapping(source, own.as_mut_ptr(), count) };
        Ok(())
    }
}
