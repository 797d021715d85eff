//! The C functions. Their names, arguments and results are those of `mfapi.h`; on Linux `libopenmf.so` exports them, on
//! Windows the DLL that documents them.
//!
//! Names and arguments are the documented ones.
//!
//! Every function checks for NULL first (`E_POINTER`), runs guarded, and writes a result only when it succeeds.

#![allow(non_snake_case, reason = "the documented names")]

use std::ffi::c_void;

use openmf_core::{Attributes, MediaType, codes};
use windows_core::{GUID, HRESULT, IUnknown, Interface};

use crate::attributes::AttributesObject;
use crate::bindings::{IMFAsyncCallback, IMFAsyncResult, PROPVARIANT};
use crate::buffer::{BufferPart, MemoryBuffer};
use crate::collection::Collection;
use crate::convert::code;
use crate::edge::{E_POINTER, guard};
use crate::event_queue::EventQueueObject;
use crate::media_type::MediaTypeObject;
use crate::sample::SampleObject;
use crate::{async_result, event, memory, platform, propvariant};

const S_OK: HRESULT = HRESULT(0);

/// Runs `make` and writes the interface it gives.
///
/// # Safety
/// `result` is NULL or writable.
unsafe fn create<T: Interface>(
    result: *mut *mut c_void,
    make: impl FnOnce() -> windows_core::Result<T>,
) -> HRESULT {
    guard(|| {
        if result.is_null() {
            return E_POINTER;
        }
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { result.write(std::ptr::null_mut()) };
        match make() {
            Ok(object) => {
                // SAFETY: as above.
                unsafe { result.write(object.into_raw()) };
                S_OK
            }
            Err(error) => error.code(),
        }
    })
}

fn answer(run: impl FnOnce() -> windows_core::Result<()>) -> HRESULT {
    guard(|| run().map_or_else(|error| error.code(), |()| S_OK))
}

/// A caller's interface, borrowed; `None` for NULL.
///
/// # Safety
/// `object` is NULL or a live object of the interface.
unsafe fn borrow<T: Interface>(object: &*mut c_void) -> Option<&T> {
    // SAFETY: by the caller's promise; the borrow takes no reference.
    unsafe { T::from_raw_borrowed(object) }
}

/// Declares exported functions: each body runs with its pointers as the documentation promises them.
macro_rules! exports {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $ret:ty)? $body:block)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// The pointers are NULL or as the function documents them.
            // SAFETY: the name is the documented one, and no other library of this process is to export it.
            #[unsafe(no_mangle)]
            pub unsafe extern "system" fn $name($($arg: $type),*) $(-> $ret)? $body
        )*
    };
}

pub mod session;

exports! {
    /// Starts the platform; counted.
    fn MFStartup(version: u32, _flags: u32) -> HRESULT {
        answer(|| platform::startup(version))
    }

    /// Ends one use of the platform.
    fn MFShutdown() -> HRESULT {
        answer(platform::shutdown)
    }

    /// An empty attribute store. The size is a hint.
    fn MFCreateAttributes(result: *mut *mut c_void, _initial_size: u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(AttributesObject::create(Attributes::new()))) }
    }

    /// An empty media type.
    fn MFCreateMediaType(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(MediaTypeObject::create(MediaType::new()))) }
    }

    /// An empty collection.
    fn MFCreateCollection(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(Collection::of([]))) }
    }

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

    /// An event.
    fn MFCreateMediaEvent(
        event_type: u32,
        extended: *const GUID,
        status: HRESULT,
        value: *const PROPVARIANT,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let made = event::from_arguments(event_type, extended, status, value)?;
                event::to_com(made.into())
            })
        }
    }

    /// An event queue.
    fn MFCreateEventQueue(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(EventQueueObject::create())) }
    }

    /// A result for an asynchronous operation.
    fn MFCreateAsyncResult(
        object: *mut c_void,
        callback: *mut c_void,
        state: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                Ok(async_result::create(borrow(&object), borrow(&callback), borrow(&state)))
            })
        }
    }

    /// Calls a result's callback on the work queue it asks for.
    fn MFInvokeCallback(result: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let result: &IMFAsyncResult = unsafe { borrow(&result) }.ok_or_else(|| code(codes::E_POINTER))?;
            // SAFETY: results that are invoked were made by `MFCreateAsyncResult`.
            let callback = unsafe { async_result::callback_of(result) };
            let callback = callback.ok_or_else(|| code(codes::E_UNEXPECTED))?;
            platform::put_result(crate::event_queue::queue_of(&callback).0, result, &callback)
        })
    }

    /// Calls back on a work queue.
    fn MFPutWorkItem(queue: u32, callback: *mut c_void, state: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            let (callback, state) = unsafe { (borrow::<IMFAsyncCallback>(&callback), borrow::<IUnknown>(&state)) };
            platform::put(queue, callback.ok_or_else(|| code(codes::E_POINTER))?, state)
        })
    }

    /// As `MFPutWorkItem`, with a result that exists.
    fn MFPutWorkItemEx(queue: u32, result: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let result: &IMFAsyncResult = unsafe { borrow(&result) }.ok_or_else(|| code(codes::E_POINTER))?;
            // SAFETY: results that are queued were made by `MFCreateAsyncResult`.
            let callback = unsafe { async_result::callback_of(result) };
            platform::put_result(queue, result, &callback.ok_or_else(|| code(codes::E_UNEXPECTED))?)
        })
    }

    /// A serial work queue with one reference.
    fn MFAllocateWorkQueue(queue: *mut u32) -> HRESULT {
        answer(|| {
            if queue.is_null() {
                return Err(code(codes::E_POINTER));
            }
            let id = platform::running()?.work_queues().allocate();
            // SAFETY: not NULL, so writable.
            unsafe { queue.write(id.0) };
            Ok(())
        })
    }

    /// Adds a reference to a work queue.
    fn MFLockWorkQueue(queue: u32) -> HRESULT {
        answer(|| {
            let runtime = platform::running()?;
            let locked = runtime.work_queues().lock_queue(openmf_core::WorkQueueId(queue));
            locked.map_err(|_| code(codes::MF_E_INVALID_WORKQUEUE))
        })
    }

    /// Releases a reference to a work queue.
    fn MFUnlockWorkQueue(queue: u32) -> HRESULT {
        answer(|| {
            let runtime = platform::running()?;
            let unlocked = runtime.work_queues().unlock_queue(openmf_core::WorkQueueId(queue));
            unlocked.map_err(|_| code(codes::MF_E_INVALID_WORKQUEUE))
        })
    }

    /// `a` * `b` / `c`, rounded by `d`, with 128 bits in between; -1 where the result has more than 64.
    fn MFllMulDiv(a: i64, b: i64, c: i64, d: i64) -> i64 {
        if c == 0 {
            return -1;
        }
        let value = (i128::from(a) * i128::from(b) + i128::from(d)) / i128::from(c);
        i64::try_from(value).unwrap_or(-1)
    }

    /// Frees what a variant holds.
    fn PropVariantClear(value: *mut PROPVARIANT) -> HRESULT {
        guard(|| {
            if !value.is_null() {
                // SAFETY: the documented pointer.
                unsafe { propvariant::clear(value) };
            }
            S_OK
        })
    }

    /// Frees memory that the platform allocated for its caller.
    fn CoTaskMemFree(block: *mut c_void) {
        if !block.is_null() {
            // SAFETY: the documented pointer.
            unsafe { memory::free(block) };
        }
    }
}
