//! Memory that one side of the edge allocates and the other frees: `CoTaskMemAlloc`.
//!
//! On Windows it is the platform's. Elsewhere it is the C library's `malloc`, and `libopenmf.so` exports
//! `CoTaskMemAlloc` and `CoTaskMemFree` so that a C program frees with the same allocator.

use std::ffi::c_void;
use std::ptr;

use openmf_core::codes;
use windows_core::PWSTR;

use crate::convert::code;

#[cfg(windows)]
mod system {
    use std::ffi::c_void;

    windows_core::link!("ole32.dll" "system" fn CoTaskMemAlloc(cb: usize) -> *mut c_void);
    windows_core::link!("ole32.dll" "system" fn CoTaskMemFree(pv: *const c_void));

    windows_core::link!("kernel32.dll" "system" fn GetProcessHeap() -> *mut c_void);
    windows_core::link!("kernel32.dll" "system" fn HeapAlloc(heap: *mut c_void, flags: u32, len: usize) -> *mut c_void);
    windows_core::link!("kernel32.dll" "system" fn HeapFree(heap: *mut c_void, flags: u32, block: *mut c_void) -> i32);

    pub(super) fn heap_alloc(len: usize, flags: u32) -> *mut c_void {
        // SAFETY: any size may be asked for, of the heap that the process begins with.
        unsafe { HeapAlloc(GetProcessHeap(), flags, len) }
    }

    pub(super) unsafe fn heap_free(block: *mut c_void) {
        // SAFETY: the caller promises a block of this allocator.
        unsafe { HeapFree(GetProcessHeap(), 0, block) };
    }

    pub(super) unsafe fn alloc(len: usize) -> *mut c_void {
        // SAFETY: any size may be asked for.
        unsafe { CoTaskMemAlloc(len) }
    }

    pub(super) unsafe fn free(block: *mut c_void) {
        // SAFETY: the caller promises a block of this allocator.
        unsafe { CoTaskMemFree(block) }
    }
}

#[cfg(not(windows))]
mod system {
    use std::ffi::c_void;

    /// `HEAP_ZERO_MEMORY`. The others of `HeapAlloc` have no counterpart.
    const ZERO: u32 = 8;

    pub(super) fn heap_alloc(len: usize, flags: u32) -> *mut c_void {
        // SAFETY: any size but zero, whose result C leaves open, may be asked for.
        unsafe {
            if flags & ZERO != 0 {
                libc::calloc(len.max(1), 1)
            } else {
                libc::malloc(len.max(1))
            }
        }
    }

    pub(super) unsafe fn heap_free(block: *mut c_void) {
        // SAFETY: the caller promises a block of this allocator.
        unsafe { libc::free(block) }
    }

    pub(super) unsafe fn alloc(len: usize) -> *mut c_void {
        // SAFETY: any size but zero, whose result C leaves open, may be asked for.
        unsafe { libc::malloc(len.max(1)) }
    }

    pub(super) unsafe fn free(block: *mut c_void) {
        // SAFETY: the caller promises a block of this allocator.
        unsafe { libc::free(block) }
    }

    pub(super) unsafe fn reallocate(block: *mut c_void, len: usize) -> *mut c_void {
        if len == 0 {
            // SAFETY: the caller promises a block of this allocator.
            unsafe { libc::free(block) };
            return std::ptr::null_mut();
        }
        // SAFETY: as above; the length is not zero.
        unsafe { libc::realloc(block, len) }
    }
}

/// A block with another length (`CoTaskMemRealloc`), which is freed with the length 0; NULL if there is no memory.
///
/// # Safety
/// `block` was allocated with the edge's allocator and not freed. It is gone unless the answer is NULL for want of memory.
#[cfg(not(windows))]
pub(crate) unsafe fn reallocate(block: *mut c_void, len: usize) -> *mut c_void {
    // SAFETY: by the caller's promise.
    unsafe { system::reallocate(block, len) }
}

/// A new block of this size, which the caller of the edge frees; NULL if there is no memory.
pub(crate) fn allocate_block(len: usize) -> *mut c_void {
    // SAFETY: any size may be asked for.
    unsafe { system::alloc(len) }
}

/// A new block with these bytes, which the caller of the edge frees.
///
/// # Errors
/// `E_OUTOFMEMORY`.
pub(crate) fn allocate(bytes: &[u8]) -> windows_core::Result<*mut u8> {
    let block = allocate_block(bytes.len()).cast::<u8>();
    if block.is_null() {
        return Err(code(codes::E_OUTOFMEMORY));
    }
    // SAFETY: the block is new and has this many bytes.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), block, bytes.len()) };
    Ok(block)
}

/// A new string of 16-bit units with its terminator, which the caller of the edge frees, and its length without it.
///
/// # Errors
/// `E_OUTOFMEMORY`.
pub(crate) fn allocate_string(text: &str) -> windows_core::Result<(PWSTR, u32)> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let bytes: Vec<u8> = units
        .iter()
        .chain([&0])
        .flat_map(|unit| unit.to_ne_bytes())
        .collect();
    let block = allocate(&bytes)?;
    let len = u32::try_from(units.len()).map_err(|_| code(codes::E_OUTOFMEMORY))?;
    Ok((PWSTR(block.cast()), len))
}

/// Frees a block of [`allocate`], or of the other side; nothing happens for NULL.
///
/// # Safety
/// `block` is NULL or was allocated with the edge's allocator and not freed.
pub(crate) unsafe fn free(block: *mut c_void) {
    // SAFETY: by the caller's promise.
    unsafe { system::free(block) }
}

/// A block of the process's heap (`MFHeapAlloc`), with the flags of `HeapAlloc`; NULL if there is no memory.
pub(crate) fn heap_allocate(len: usize, flags: u32) -> *mut c_void {
    system::heap_alloc(len, flags)
}

/// Frees a block of [`heap_allocate`].
///
/// # Safety
/// `block` was allocated with it and not freed.
pub(crate) unsafe fn heap_free(block: *mut c_void) {
    // SAFETY: by the caller's promise.
    unsafe { system::heap_free(block) }
}
