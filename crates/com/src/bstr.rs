//! `BSTR`: strings of OLE Automation, with their length in front of them.
//!
//! On Windows they are the platform's. Elsewhere they are blocks of the edge's allocator, and `libopenmf.so` exports what makes,
//! measures and frees them.
//!
//! Sources: "BSTR", `SysAllocStringByteLen`, `SysFreeString` (Microsoft Learn).

use std::ffi::c_void;
use std::{ptr, slice};

use openmf_core::codes;

use crate::convert::code;

/// Which the string types of the bindings have on Windows only.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub struct BSTR(pub *const c_void);

/// More bytes than this are refused: a wild length is not to be read.
const MAX_BYTES: u32 = 1 << 30;

#[cfg(windows)]
mod system {
    use std::ffi::c_void;

    windows_core::link!("oleaut32.dll" "system" fn SysAllocStringByteLen(bytes: *const u8, len: u32) -> *const c_void);
    windows_core::link!("oleaut32.dll" "system" fn SysFreeString(text: *const c_void));

    pub(super) unsafe fn make(bytes: *const u8, len: u32) -> *const c_void {
        // SAFETY: the caller promises so many bytes, or NULL.
        unsafe { SysAllocStringByteLen(bytes, len) }
    }

    pub(super) unsafe fn free(text: *const c_void) {
        // SAFETY: the caller promises such a string, or NULL.
        unsafe { SysFreeString(text) };
    }
}

#[cfg(not(windows))]
mod system {
    use std::ffi::c_void;
    use std::ptr;

    use crate::memory;

    /// In front of the units: room that keeps them aligned, and the length.
    const FRONT: usize = 8;

    pub(super) unsafe fn make(bytes: *const u8, len: u32) -> *const c_void {
        let count = len as usize;
        let Some(whole) = count.checked_add(FRONT + 2) else {
            return ptr::null();
        };
        let block = memory::allocate_block(whole).cast::<u8>();
        if block.is_null() {
            return ptr::null();
        }
        // SAFETY: the block has room for all of it, and begins at a multiple of eight.
        unsafe {
            block.add(FRONT - size_of::<u32>()).cast::<u32>().write(len);
            let text = block.add(FRONT);
            if bytes.is_null() {
                text.write_bytes(0, count);
            } else {
                ptr::copy_nonoverlapping(bytes, text, count);
            }
            text.add(count).write_bytes(0, 2);
            text.cast()
        }
    }

    pub(super) unsafe fn free(text: *const c_void) {
        if !text.is_null() {
            // SAFETY: the caller promises a string that `make` made.
            unsafe { memory::free(text.cast_mut().byte_sub(FRONT)) };
        }
    }
}

/// How many bytes a string has; 0 for NULL, which is an empty string.
///
/// # Safety
/// `text` is NULL or a `BSTR`.
pub(crate) unsafe fn len(text: *const c_void) -> u32 {
    if text.is_null() {
        return 0;
    }
    // SAFETY: by the caller's promise the length stands in front of it.
    unsafe { text.cast::<u32>().sub(1).read_unaligned() }
}

/// A string of these bytes, or of as many zeros for NULL; NULL if there is no memory.
///
/// # Safety
/// `bytes` is NULL or points to as many.
pub(crate) unsafe fn make(bytes: *const u8, len: u32) -> *const c_void {
    // SAFETY: by the caller's promise.
    unsafe { system::make(bytes, len) }
}

/// A copy of a string, with all its bytes; NULL stays NULL.
///
/// # Errors
/// `E_OUTOFMEMORY`; `E_INVALIDARG`: it is too long.
///
/// # Safety
/// `text` is NULL or a `BSTR`.
pub(crate) unsafe fn copy(text: *const c_void) -> windows_core::Result<*const c_void> {
    if text.is_null() {
        return Ok(ptr::null());
    }
    // SAFETY: by the caller's promise.
    let made = unsafe {
        let len = len(text);
        if len > MAX_BYTES {
            return Err(code(codes::E_INVALIDARG));
        }
        let bytes = slice::from_raw_parts(text.cast::<u8>(), len as usize);
        make(bytes.as_ptr(), len)
    };
    if made.is_null() {
        return Err(code(codes::E_OUTOFMEMORY));
    }
    Ok(made)
}

/// # Safety
/// `text` is NULL or a `BSTR`, which nobody uses any more.
pub(crate) unsafe fn free(text: *const c_void) {
    // SAFETY: by the caller's promise.
    unsafe { system::free(text) };
}
