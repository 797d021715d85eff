//! Between the core's vocabulary and the edge's.

use openmf_core::{Error, Guid, HResult, codes};
use windows_core::{GUID, HRESULT};

/// The same identifier in the edge's type.
pub(crate) const fn to_guid(guid: Guid) -> GUID {
    GUID {
        data1: guid.data1,
        data2: guid.data2,
        data3: guid.data3,
        data4: guid.data4,
    }
}

/// The same identifier in the core's type.
pub(crate) const fn from_guid(guid: GUID) -> Guid {
    Guid {
        data1: guid.data1,
        data2: guid.data2,
        data3: guid.data3,
        data4: guid.data4,
    }
}

/// A caller's identifier.
///
/// # Errors
/// `E_POINTER` for NULL.
///
/// # Safety
/// `guid` is NULL or points to a GUID.
pub(crate) unsafe fn read_guid(guid: *const GUID) -> windows_core::Result<Guid> {
    if guid.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: not NULL, so by the caller's promise a GUID; callers' structures may be packed.
    Ok(from_guid(unsafe { guid.read_unaligned() }))
}

/// A code as the edge's error; also a code of success that the interface documents, such as `MF_S_MULTIPLE_BEGIN`.
pub(crate) fn code(code: HResult) -> windows_core::Error {
    windows_core::Error::from_hresult(HRESULT(code.0))
}

/// The core's error as the edge's. What the core knows besides the code has no place in an `HRESULT`.
pub(crate) fn fail(error: Error) -> windows_core::Error {
    code(error.hresult())
}

/// A caller's string of 16-bit units.
///
/// The string types of the bindings measure with the C library's `wcslen`, whose characters have 32 bits off Windows.
///
/// # Safety
/// `text` points to units that end with a zero.
pub(crate) unsafe fn read_string(text: *const u16) -> String {
    let mut len = 0;
    // SAFETY: by the caller's promise every unit up to the zero can be read.
    while unsafe { text.add(len).read_unaligned() } != 0 {
        len += 1;
    }
    // SAFETY: these units were just read; a caller's packed structure may leave them unaligned.
    let units: Vec<u16> = (0..len)
        .map(|at| unsafe { text.add(at).read_unaligned() })
        .collect();
    String::from_utf16_lossy(&units)
}
