//! What Windows has in `ole32.dll`, and programs need beside Media Foundation's functions: exported off Windows only.

use std::ffi::c_void;

use windows_core::HRESULT;

use super::S_OK;
use crate::bindings::PROPVARIANT;
use crate::edge::{E_POINTER, guard};
use crate::{memory, propvariant};

exports! {
    /// A block of memory for the other side of the edge; NULL if there is none.
    fn CoTaskMemAlloc(len: usize) -> *mut c_void {
        memory::allocate_block(len)
    }

    /// Makes a variant equal to another one, with copies of what that holds.
    fn PropVariantCopy(result: *mut PROPVARIANT, value: *const PROPVARIANT) -> HRESULT {
        guard(|| {
            if result.is_null() || value.is_null() {
                return E_POINTER;
            }
            // SAFETY: the documented pointers.
            let copy = unsafe { propvariant::read(value) }.and_then(|value| propvariant::make(&value));
            match copy {
                Ok(copy) => {
                    // SAFETY: as above.
                    unsafe { result.write(copy) };
                    S_OK
                }
                Err(error) => error.code(),
            }
        })
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
