//! A buffer of the core as `IMFMediaBuffer`, and as `IMF2DBuffer2` where it holds a picture.

use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use openmf_core::{MediaBuffer, UniqueBuffer, codes};
use windows_core::{IUnknown, Interface, implement, interface};

use crate::bindings::{IMF2DBuffer2, IMFMediaBuffer, IMFMediaBuffer_Impl};
use crate::convert::code;
use crate::edge::Live;
use crate::foreign;
use crate::identity::engine;
use crate::picture_buffer::{Locks, Picture, Planes, picture_buffer_of};

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

/// Answered by these buffers alone, and by this copy of the engine.
///
/// # Safety
/// `state` gives NULL, or a [`Mutex<State>`] that lives as long as the object.
#[interface("6f70656e-6d66-4e03-9a7c-2f6b1d0e5a32")]
unsafe trait IOwnBuffer: IUnknown {
    fn state(&self, asked: *const c_void) -> *const c_void;
}

macro_rules! own_buffer {
    ($object:ty) => {
        impl IOwnBuffer_Impl for $object {
            unsafe fn state(&self, asked: *const c_void) -> *const c_void {
                if asked == engine() {
                    (&raw const self.state).cast()
                } else {
                    std::ptr::null()
                }
            }
        }
    };
}

own_buffer!(CoreBuffer_Impl);
own_buffer!(PictureBuffer_Impl);

#[implement(IMFMediaBuffer, IOwnBuffer)]
struct CoreBuffer {
    state: Mutex<State>,
    capacity: usize,
    locks: AtomicUsize,
    _live: Live,
}

#[implement(IMFMediaBuffer, IMF2DBuffer2, IOwnBuffer)]
struct PictureBuffer {
    state: Mutex<State>,
    planes: Planes,
    locks: Mutex<Locks>,
    _live: Live,
}

/// The COM form of a buffer: shared as long as nobody locks it.
pub(crate) fn to_com(buffer: MediaBuffer) -> IMFMediaBuffer {
    let capacity = buffer.len();
    let planes = buffer
        .layout()
        .filter(|layout| layout.required_len() <= capacity)
        .map(|layout| Planes::of_layout(layout));
    let state = |len| {
        Mutex::new(State {
            bytes: Bytes::Shared(buffer),
            len,
        })
    };
    match planes {
        Some(planes) => PictureBuffer {
            state: state(planes.packed_len()),
            planes,
            locks: Mutex::default(),
            _live: Live::new(),
        }
        .into(),
        None => CoreBuffer {
            state: state(capacity),
            capacity,
            locks: AtomicUsize::new(0),
            _live: Live::new(),
        }
        .into(),
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A buffer's bytes for the core, if it is one of these and nobody has it locked.
pub(crate) fn peek(buffer: &IMFMediaBuffer) -> Option<MediaBuffer> {
    let own: IOwnBuffer = buffer.cast().ok()?;
    if !foreign::is_one(buffer, &own) {
        return None;
    }
    // SAFETY: the interface's contract: only this copy of the engine knows the address it is asked with, and the object
    // is held meanwhile.
    let state = unsafe { own.state(engine()).cast::<Mutex<State>>().as_ref() }?;
    match &lock(state).bytes {
        Bytes::Shared(shared) => Some(shared.clone()),
        Bytes::Own(_) => None,
    }
}

impl IMFMediaBuffer_Impl for CoreBuffer_Impl {
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
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |locks| locks.checked_sub(1));
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

impl Picture for PictureBuffer_Impl {
    fn planes(&self) -> &Planes {
        &self.planes
    }

    fn locks(&self) -> &Mutex<Locks> {
        &self.locks
    }

    fn start(&self) -> Result<*mut u8> {
        // The block stays where it is for as long as the object lives, and the layout is within it.
        Ok(lock(&self.state).own()?.as_mut_ptr())
    }

    fn used(&self) -> u32 {
        u32::try_from(lock(&self.state).len).unwrap_or(u32::MAX)
    }

    fn set_used(&self, len: u32) {
        let mut state = lock(&self.state);
        // What is shared with others cannot become shorter for them.
        if state.own().is_ok() {
            state.len = len as usize;
        }
    }
}

picture_buffer_of!(PictureBuffer_Impl);
