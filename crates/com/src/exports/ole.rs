//! What Windows has in `ole32.dll` and `oleaut32.dll`, and programs need beside Media Foundation's functions: exported off Windows only.

use std::cell::Cell;
use std::ffi::c_void;

use windows_core::{GUID, HRESULT, PCWSTR, PWSTR};

use super::S_OK;
use crate::bindings::PROPVARIANT;
use crate::edge::{E_POINTER, guard};
use crate::{bstr, carried, memory, propvariant};

const S_FALSE: HRESULT = HRESULT(1);
const E_INVALIDARG: HRESULT = HRESULT(0x8007_0057_u32 as i32);
const RPC_E_CHANGED_MODE: HRESULT = HRESULT(0x8001_0106_u32 as i32);
const CO_E_CLASSSTRING: HRESULT = HRESULT(0x8004_01F3_u32 as i32);
/// `COINIT_APARTMENTTHREADED`.
const APARTMENT: u32 = 2;
/// Every flag of `COINIT`.
const COINIT: u32 = 2 | 4 | 8;
/// `{00000000-0000-0000-0000-000000000000}`, without its terminator.
const GUID_UNITS: usize = 38;

/// What `CoInitializeEx` was called with on a thread: the model, and the calls without their `CoUninitialize`. There are no
/// apartments; programs check the codes.
#[derive(Clone, Copy)]
struct Initialized {
    model: u32,
    calls: u32,
}

thread_local! {
    static INITIALIZED: Cell<Initialized> = const { Cell::new(Initialized { model: 0, calls: 0 }) };
}

fn initialize(reserved: *const c_void, flags: u32) -> HRESULT {
    if !reserved.is_null() || flags & !COINIT != 0 {
        return E_INVALIDARG;
    }
    let model = flags & APARTMENT;
    let before = INITIALIZED.get();
    if before.calls > 0 && before.model != model {
        return RPC_E_CHANGED_MODE;
    }
    let calls = before.calls.saturating_add(1);
    INITIALIZED.set(Initialized { model, calls });
    if before.calls == 0 { S_OK } else { S_FALSE }
}

/// The GUID as text, with its terminator.
fn text_of(guid: &GUID) -> Vec<u16> {
    format!("{{{guid:?}}}").encode_utf16().chain([0]).collect()
}

/// A GUID from text of its only form.
///
/// # Safety
/// The text ends with 0.
unsafe fn guid_of(text: PCWSTR) -> Option<GUID> {
    let mut units = [0; GUID_UNITS + 1];
    for (at, unit) in units.iter_mut().enumerate() {
        // SAFETY: none of the units before was the terminator.
        *unit = unsafe { text.0.add(at).read() };
        if *unit == 0 && at < GUID_UNITS {
            return None;
        }
    }
    let text = String::from_utf16(&units).ok()?;
    let digits = text.strip_prefix('{')?.strip_suffix("}\0")?;
    for (at, character) in digits.chars().enumerate() {
        let dash = matches!(at, 8 | 13 | 18 | 23);
        if dash != (character == '-') || !dash && !character.is_ascii_hexdigit() {
            return None;
        }
    }
    let number = u128::from_str_radix(&digits.replace('-', ""), 16).ok()?;
    Some(GUID::from_u128(number))
}

fn string_from(guid: *const GUID, result: *mut PWSTR) -> HRESULT {
    guard(|| {
        if guid.is_null() || result.is_null() {
            return E_POINTER;
        }
        // SAFETY: the documented pointers.
        let text = text_of(unsafe { &*guid });
        let bytes: Vec<u8> = text.iter().flat_map(|unit| unit.to_ne_bytes()).collect();
        match memory::allocate(&bytes) {
            Ok(block) => {
                // SAFETY: as above.
                unsafe { result.write(PWSTR(block.cast())) };
                S_OK
            }
            Err(error) => error.code(),
        }
    })
}

fn from_string(text: PCWSTR, result: *mut GUID, malformed: HRESULT) -> HRESULT {
    guard(|| {
        if result.is_null() {
            return E_POINTER;
        }
        if text.is_null() {
            return E_INVALIDARG;
        }
        // SAFETY: the documented pointers.
        let Some(guid) = (unsafe { guid_of(text) }) else {
            return malformed;
        };
        // SAFETY: as above.
        unsafe { result.write(guid) };
        S_OK
    })
}

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
            let copy = unsafe { carried::read(value) }.and_then(|value| propvariant::make(&value));
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

    /// The same block with another length, or another one with its bytes; NULL, and the block as it was, if there is no
    /// memory. A length of 0 frees it.
    fn CoTaskMemRealloc(block: *mut c_void, len: usize) -> *mut c_void {
        if block.is_null() {
            return memory::allocate_block(len);
        }
        // SAFETY: the documented pointer.
        unsafe { memory::reallocate(block, len) }
    }

    /// A string with its length, of text that ends with 0; NULL for NULL, or if there is no memory.
    fn SysAllocString(text: PCWSTR) -> *const c_void {
        if text.is_null() {
            return std::ptr::null();
        }
        let mut units = 0_u32;
        // SAFETY: the documented pointer; none of the units before was the terminator.
        while unsafe { text.0.add(units as usize).read() } != 0 {
            units += 1;
        }
        // SAFETY: so many units.
        unsafe { bstr::make(text.0.cast(), units.saturating_mul(2)) }
    }

    /// A string with its length, of so many units, or of zeros for NULL; NULL if there is no memory.
    fn SysAllocStringLen(text: *const u16, units: u32) -> *const c_void {
        let Some(bytes) = units.checked_mul(2) else {
            return std::ptr::null();
        };
        // SAFETY: the documented pointer.
        unsafe { bstr::make(text.cast(), bytes) }
    }

    /// Frees such a string.
    fn SysFreeString(text: *const c_void) {
        // SAFETY: the documented pointer.
        unsafe { bstr::free(text) };
    }

    /// The units of such a string.
    fn SysStringLen(text: *const c_void) -> u32 {
        // SAFETY: the documented pointer.
        unsafe { bstr::len(text) / 2 }
    }

    /// The bytes of such a string.
    fn SysStringByteLen(text: *const c_void) -> u32 {
        // SAFETY: the documented pointer.
        unsafe { bstr::len(text) }
    }

    /// As `CoInitializeEx` with `COINIT_APARTMENTTHREADED`.
    fn CoInitialize(reserved: *const c_void) -> HRESULT {
        guard(|| initialize(reserved, APARTMENT))
    }

    /// Counts the calls on this thread: `S_OK` for the first, `S_FALSE` for others with the same model,
    /// `RPC_E_CHANGED_MODE` with another one.
    fn CoInitializeEx(reserved: *const c_void, flags: u32) -> HRESULT {
        guard(|| initialize(reserved, flags))
    }

    /// Takes back a call of `CoInitializeEx` that succeeded.
    fn CoUninitialize() {
        let before = INITIALIZED.get();
        let calls = before.calls.saturating_sub(1);
        INITIALIZED.set(Initialized { calls, ..before });
    }

    /// Writes a GUID with braces and its terminator: the units written, or 0 if they are more than there is space for.
    fn StringFromGUID2(guid: *const GUID, text: *mut u16, units: i32) -> i32 {
        if guid.is_null() || text.is_null() {
            return 0;
        }
        // SAFETY: the documented pointer.
        let made = text_of(unsafe { &*guid });
        match i32::try_from(made.len()) {
            Ok(len) if len <= units => {
                // SAFETY: there is space for so many.
                unsafe { std::ptr::copy_nonoverlapping(made.as_ptr(), text, made.len()) };
                len
            }
            _ => 0,
        }
    }

    /// A GUID with braces, as a string that the caller frees.
    fn StringFromCLSID(class: *const GUID, result: *mut PWSTR) -> HRESULT {
        string_from(class, result)
    }

    /// As `StringFromCLSID`.
    fn StringFromIID(iid: *const GUID, result: *mut PWSTR) -> HRESULT {
        string_from(iid, result)
    }

    /// The GUID of a string with braces; `CO_E_CLASSSTRING` for any other string. There are no names of programs.
    fn CLSIDFromString(text: PCWSTR, result: *mut GUID) -> HRESULT {
        from_string(text, result, CO_E_CLASSSTRING)
    }

    /// As `CLSIDFromString`; `E_INVALIDARG` for any other string.
    fn IIDFromString(text: PCWSTR, result: *mut GUID) -> HRESULT {
        from_string(text, result, E_INVALIDARG)
    }
}
