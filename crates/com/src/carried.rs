//! Variants of the types that Media Foundation itself does not use: an event carries an application's value whatever it is
//! ("A PROPVARIANT that contains the event value"), and gives a copy of it back. Arrays of OLE Automation (`SAFEARRAY`), values
//! by reference and vectors of variants are refused: `MF_E_INVALIDTYPE`.

use std::mem::ManuallyDrop;
use std::{ptr, slice};

use openmf_core::{UserObject, Variant, codes};

use crate::bindings::{PROPVARIANT, PROPVARIANT_0_0_0};
use crate::bstr::{self, BSTR};
use crate::convert::code;
use crate::{memory, propvariant};

type Result<T> = windows_core::Result<T>;

// Source: "VARENUM" (wtypes.h).
const VT_BSTR: u16 = 8;
const VT_LPSTR: u16 = 30;
const VT_BLOB: u16 = 65;
const VT_BLOB_OBJECT: u16 = 70;
const VT_VECTOR: u16 = 0x1000;
const VT_LPWSTR: u16 = 31;

/// More bytes or elements than this are refused: a wild length is not to be read.
const MAX_COUNT: usize = 1 << 30;

/// Values without anything behind them: VT_NULL, VT_I2, VT_CY, VT_DATE, VT_ERROR, VT_DECIMAL, VT_I1, VT_UI1, VT_UI2, VT_INT,
/// VT_UINT, VT_FILETIME.
const PLAIN: [u16; 12] = [1, 2, 6, 7, 10, 14, 16, 17, 18, 22, 23, 64];

/// Elements of vectors that have nothing behind them, and their bytes.
const ELEMENTS: [(u16, usize); 15] = [
    (2, 2),
    (3, 4),
    (4, 4),
    (5, 8),
    (6, 8),
    (7, 8),
    (10, 4),
    (11, 2),
    (16, 1),
    (18, 2),
    (19, 4),
    (20, 8),
    (21, 8),
    (64, 8),
    (72, 16),
];

/// A value that the engine does not look into.
struct Carried(PROPVARIANT);

// SAFETY: the value is memory of its own that is only read: none of the types below has an object.
unsafe impl Send for Carried {}
// SAFETY: as above.
unsafe impl Sync for Carried {}

impl Drop for Carried {
    fn drop(&mut self) {
        // SAFETY: made by `copy`.
        unsafe { propvariant::clear(&mut self.0) };
    }
}

/// What a vector or a blob has behind it: the field of every form of `CAUB` is of the same layout.
enum Behind {
    Nothing,
    /// A string of bytes.
    Text,
    /// A count of bytes and the bytes.
    Bytes,
    /// A count of elements of so many bytes, and the elements.
    Elements(usize),
    /// A count of strings, whose units have so many bytes, and their addresses.
    Texts(usize),
    /// A string with its length.
    Bstr,
    /// A count of such strings, and their addresses.
    Bstrs,
}

fn behind(vt: u16) -> Option<Behind> {
    Some(match vt {
        VT_BSTR => Behind::Bstr,
        _ if vt == VT_VECTOR | VT_BSTR => Behind::Bstrs,
        VT_LPSTR => Behind::Text,
        VT_BLOB | VT_BLOB_OBJECT => Behind::Bytes,
        _ if PLAIN.contains(&vt) => Behind::Nothing,
        _ if vt == VT_VECTOR | VT_LPSTR => Behind::Texts(1),
        _ if vt == VT_VECTOR | VT_LPWSTR => Behind::Texts(2),
        _ => {
            let (_, size) = ELEMENTS.iter().find(|(element, _)| vt == VT_VECTOR | element)?;
            Behind::Elements(*size)
        }
    })
}

/// Reads a caller's value of any type that can be copied; NULL counts as `VT_EMPTY`, and an object that is NULL as one.
///
/// # Errors
/// `MF_E_INVALIDTYPE`: a type that is not known.
///
/// # Safety
/// `value` is NULL or points to a valid `PROPVARIANT`.
pub(crate) unsafe fn read(value: *const PROPVARIANT) -> Result<Variant> {
    // SAFETY: by the caller's promise.
    unsafe {
        let Some(vt) = value.as_ref().map(|value| value.Anonymous.Anonymous.vt.0) else {
            return Ok(Variant::Empty);
        };
        if behind(vt).is_none() {
            return propvariant::read(value);
        }
        Ok(Variant::Object(UserObject::new(Carried(copy(value)?))))
    }
}

/// A copy of what an object is, if it is such a value.
///
/// # Errors
/// `E_OUTOFMEMORY`.
pub(crate) fn of(object: &UserObject) -> Option<Result<PROPVARIANT>> {
    let carried = object.downcast::<Carried>()?;
    // SAFETY: a valid value of a known type.
    Some(unsafe { copy(&carried.0) })
}

/// # Safety
/// `value` points to a valid `PROPVARIANT`.
unsafe fn copy(value: *const PROPVARIANT) -> Result<PROPVARIANT> {
    // SAFETY: by the caller's promise, which covers what the value has behind it.
    unsafe {
        let vt = (&*value).Anonymous.Anonymous.vt.0;
        // Every byte, for a decimal number lies over all of it.
        let mut made = ptr::read(value);
        let data: *mut PROPVARIANT_0_0_0 = &raw mut (*made.Anonymous.Anonymous).Anonymous;
        match behind(vt).ok_or_else(|| code(codes::MF_E_INVALIDTYPE))? {
            Behind::Nothing => {}
            Behind::Text => (*data).pszVal.0 = text((*data).pszVal.0, 1)?,
            Behind::Bytes => {
                (*data).blob.pBlobData = elements((*data).blob.pBlobData, (*data).blob.cbSize, 1)?
            }
            Behind::Elements(size) => {
                (*data).caub.pElems = elements((*data).caub.pElems, (*data).caub.cElems, size)?
            }
            Behind::Texts(unit) => {
                let copy = |from: *mut u8| text(from, unit);
                let free = |made: *mut u8| memory::free(made.cast());
                (*data).caub.pElems = strings((*data).caub.pElems, (*data).caub.cElems, copy, free)?;
            }
            Behind::Bstr => {
                let text = (&raw const (*data).bstrVal).cast::<BSTR>().read();
                let copy = bstr::copy(text.0)?;
                (*data).bstrVal = ManuallyDrop::new(BSTR(copy));
            }
            Behind::Bstrs => {
                let copy = |from: *mut u8| bstr::copy(from.cast()).map(|made| made.cast_mut().cast());
                let free = |made: *mut u8| bstr::free(made.cast());
                (*data).caub.pElems = strings((*data).caub.pElems, (*data).caub.cElems, copy, free)?;
            }
        }
        Ok(made)
    }
}

/// A list of copies of strings.
///
/// # Safety
/// `from` is NULL or has this many addresses of strings.
unsafe fn strings(
    from: *mut u8,
    count: u32,
    copy: impl Fn(*mut u8) -> Result<*mut u8>,
    free: impl Fn(*mut u8),
) -> Result<*mut u8> {
    // SAFETY: by the caller's promise.
    unsafe {
        let to = elements(from, count, size_of::<*mut u8>())?;
        let (from, places): (*mut *mut u8, *mut *mut u8) = (from.cast(), to.cast());
        for at in 0..if from.is_null() { 0 } else { count as usize } {
            match copy(from.add(at).read_unaligned()) {
                Ok(copy) => places.add(at).write(copy),
                Err(error) => {
                    for made in 0..at {
                        free(places.add(made).read());
                    }
                    memory::free(to.cast());
                    return Err(error);
                }
            }
        }
        Ok(to)
    }
}

/// # Safety
/// `from` is NULL or has this many elements.
unsafe fn elements(from: *const u8, count: u32, size: usize) -> Result<*mut u8> {
    let bytes = (count as usize)
        .checked_mul(size)
        .filter(|bytes| *bytes <= MAX_COUNT);
    let bytes = bytes.ok_or_else(|| code(codes::E_INVALIDARG))?;
    if from.is_null() {
        return if bytes == 0 {
            Ok(ptr::null_mut())
        } else {
            Err(code(codes::E_INVALIDARG))
        };
    }
    // SAFETY: by the caller's promise.
    memory::allocate(unsafe { slice::from_raw_parts(from, bytes) })
}

/// # Safety
/// `from` is NULL or a string with a terminator, of units of this many bytes.
unsafe fn text(from: *const u8, unit: usize) -> Result<*mut u8> {
    if from.is_null() {
        return Ok(ptr::null_mut());
    }
    let mut bytes = Vec::new();
    loop {
        // SAFETY: none of the units before was the terminator.
        let next = unsafe { slice::from_raw_parts(from.add(bytes.len()), unit) };
        bytes.extend_from_slice(next);
        if next.iter().all(|byte| *byte == 0) {
            return memory::allocate(&bytes);
        }
    }
}

/// Frees what a value of one of these types has behind it. Nothing happens with others.
///
/// # Safety
/// `value` points to a valid `PROPVARIANT` whose memory is the edge's allocator's.
pub(crate) unsafe fn free(value: *mut PROPVARIANT) {
    // SAFETY: by the caller's promise.
    unsafe {
        let inner = &*(*value).Anonymous.Anonymous;
        let data = &inner.Anonymous;
        match behind(inner.vt.0) {
            None | Some(Behind::Nothing) => {}
            Some(Behind::Text) => memory::free(data.pszVal.0.cast()),
            Some(Behind::Bytes) => memory::free(data.blob.pBlobData.cast()),
            Some(Behind::Elements(_)) => memory::free(data.caub.pElems.cast()),
            Some(Behind::Texts(_)) => {
                free_strings(data.caub.pElems, data.caub.cElems, |text| {
                    memory::free(text.cast())
                });
            }
            Some(Behind::Bstr) => bstr::free(data.bstrVal.0),
            Some(Behind::Bstrs) => {
                free_strings(data.caub.pElems, data.caub.cElems, |text| bstr::free(text.cast()));
            }
        }
    }
}

/// # Safety
/// `list` is NULL or a block of the edge's allocator, with this many addresses.
unsafe fn free_strings(list: *mut u8, count: u32, free: impl Fn(*mut u8)) {
    let places: *mut *mut u8 = list.cast();
    // SAFETY: by the caller's promise.
    unsafe {
        for at in 0..if places.is_null() { 0 } else { count as usize } {
            free(places.add(at).read_unaligned());
        }
        memory::free(places.cast());
    }
}
