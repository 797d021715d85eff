//! `PROPVARIANT`: the types that Media Foundation puts into attributes and events.

use std::mem::ManuallyDrop;
use std::slice;

use openmf_core::{AttributeValue, Guid, Variant, codes};
use windows_core::{GUID, IUnknown};

use crate::bindings::{CAUB, PROPVARIANT, PROPVARIANT_0_0_0, VARIANT_BOOL};
use crate::convert::{code, from_guid, read_string, to_guid};
use crate::foreign::Foreign;
use crate::{carried, foreign, memory, objects};

// Source: "VARENUM" (wtypes.h).
const VT_EMPTY: u16 = 0;
const VT_I4: u16 = 3;
const VT_R4: u16 = 4;
const VT_R8: u16 = 5;
const VT_BOOL: u16 = 11;
const VT_UNKNOWN: u16 = 13;
const VT_UI4: u16 = 19;
const VT_I8: u16 = 20;
const VT_UI8: u16 = 21;
const VT_LPWSTR: u16 = 31;
const VT_BLOB: u16 = 65;
const VT_CLSID: u16 = 72;
const VT_VECTOR_UI1: u16 = 0x1000 | 17;

/// Blobs beyond this are refused: a wild length is not to be read.
const MAX_BLOB: u32 = 1 << 30;

/// Reads a caller's value; NULL counts as `VT_EMPTY`.
///
/// # Errors
/// `MF_E_INVALIDTYPE`: a type that Media Foundation does not use.
///
/// # Safety
/// `value` is NULL or points to a valid `PROPVARIANT`.
pub(crate) unsafe fn read(value: *const PROPVARIANT) -> windows_core::Result<Variant> {
    if value.is_null() {
        return Ok(Variant::Empty);
    }
    // SAFETY: valid by the caller's promise; every variant begins with its type, and the type says which field is valid.
    unsafe {
        let inner = &*(*value).Anonymous.Anonymous;
        let data = &inner.Anonymous;
        Ok(match inner.vt.0 {
            VT_EMPTY => Variant::Empty,
            VT_BOOL => Variant::Bool(data.boolVal.0 != 0),
            VT_I4 => Variant::I32(data.lVal),
            VT_UI4 => Variant::U32(data.ulVal),
            VT_I8 => Variant::I64(data.hVal),
            VT_UI8 => Variant::U64(data.uhVal),
            VT_R4 => Variant::F32(data.fltVal),
            VT_R8 => Variant::F64(data.dblVal),
            VT_CLSID => Variant::Guid(data.puuid.as_ref().map_or(Guid::ZERO, |guid| from_guid(*guid))),
            VT_LPWSTR if data.pwszVal.is_null() => Variant::String(String::new()),
            VT_LPWSTR => Variant::String(read_string(data.pwszVal.0)),
            VT_VECTOR_UI1 => Variant::Blob(bytes(data.caub.pElems, data.caub.cElems)?.to_vec()),
            VT_BLOB => Variant::Blob(bytes(data.blob.pBlobData, data.blob.cbSize)?.to_vec()),
            VT_UNKNOWN => match &*data.punkVal {
                Some(object) => Variant::Object(Foreign::wrap(object)),
                None => Variant::Empty,
            },
            _ => return Err(code(codes::MF_E_INVALIDTYPE)),
        })
    }
}

/// # Safety
/// `data` points to `len` bytes unless `len` is 0.
unsafe fn bytes<'a>(data: *const u8, len: u32) -> windows_core::Result<&'a [u8]> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() || len > MAX_BLOB {
        return Err(code(codes::E_INVALIDARG));
    }
    // SAFETY: by the caller's promise.
    Ok(unsafe { slice::from_raw_parts(data, len as usize) })
}

/// The value for a caller, who clears it.
///
/// # Errors
/// `E_OUTOFMEMORY`.
pub(crate) fn make(value: &Variant) -> windows_core::Result<PROPVARIANT> {
    Ok(match value {
        Variant::Empty => PROPVARIANT::default(),
        Variant::Bool(value) => variant(
            VT_BOOL,
            PROPVARIANT_0_0_0 {
                boolVal: VARIANT_BOOL(if *value { -1 } else { 0 }),
            },
        ),
        Variant::I32(value) => variant(VT_I4, PROPVARIANT_0_0_0 { lVal: *value }),
        Variant::U32(value) => variant(VT_UI4, PROPVARIANT_0_0_0 { ulVal: *value }),
        Variant::I64(value) => variant(VT_I8, PROPVARIANT_0_0_0 { hVal: *value }),
        Variant::U64(value) => variant(VT_UI8, PROPVARIANT_0_0_0 { uhVal: *value }),
        Variant::F32(value) => variant(VT_R4, PROPVARIANT_0_0_0 { fltVal: *value }),
        Variant::F64(value) => variant(VT_R8, PROPVARIANT_0_0_0 { dblVal: *value }),
        Variant::Guid(guid) => {
            let guid = to_guid(*guid);
            // SAFETY: a GUID is sixteen bytes without padding.
            let bytes = unsafe { slice::from_raw_parts((&raw const guid).cast::<u8>(), size_of::<GUID>()) };
            let puuid = memory::allocate(bytes)?.cast();
            variant(VT_CLSID, PROPVARIANT_0_0_0 { puuid })
        }
        Variant::String(text) => {
            let units = memory::allocate_string(text)?.0;
            variant(VT_LPWSTR, PROPVARIANT_0_0_0 { pwszVal: units })
        }
        Variant::Blob(bytes) => {
            let caub = CAUB {
                cElems: u32::try_from(bytes.len()).map_err(|_| code(codes::E_OUTOFMEMORY))?,
                pElems: memory::allocate(bytes)?,
            };
            variant(VT_VECTOR_UI1, PROPVARIANT_0_0_0 { caub })
        }
        Variant::Object(object) if let Some(value) = carried::of(object) => value?,
        Variant::Object(object) if foreign::is_null(object) => {
            let none = ManuallyDrop::new(None);
            variant(VT_UNKNOWN, PROPVARIANT_0_0_0 { punkVal: none })
        }
        Variant::Object(object) => match objects::to_com(object) {
            Some(object) => variant(
                VT_UNKNOWN,
                PROPVARIANT_0_0_0 {
                    punkVal: ManuallyDrop::new(Some(object)),
                },
            ),
            // An object of the engine's own that has no COM form stays inside.
            None => PROPVARIANT::default(),
        },
    })
}

/// `VT_VECTOR | VT_LPWSTR`.
const VT_VECTOR_LPWSTR: u16 = 0x1000 | 31;

/// A list of strings, or `VT_EMPTY` for none.
///
/// # Errors
/// `E_OUTOFMEMORY`.
pub(crate) fn strings(texts: &[&str]) -> windows_core::Result<PROPVARIANT> {
    if texts.is_empty() {
        return Ok(PROPVARIANT::default());
    }
    let mut bytes = Vec::new();
    for text in texts {
        let (units, _) = memory::allocate_string(text)?;
        bytes.extend((units.0.expose_provenance()).to_ne_bytes());
    }
    let calpwstr = crate::bindings::CALPWSTR {
        cElems: u32::try_from(texts.len()).map_err(|_| code(codes::E_OUTOFMEMORY))?,
        pElems: memory::allocate(&bytes)?.cast(),
    };
    Ok(variant(VT_VECTOR_LPWSTR, PROPVARIANT_0_0_0 { calpwstr }))
}

fn variant(vt: u16, data: PROPVARIANT_0_0_0) -> PROPVARIANT {
    let mut value = PROPVARIANT::default();
    // SAFETY: the default is all zero, a valid empty variant, whose first form is the active one.
    unsafe {
        let inner = &mut *value.Anonymous.Anonymous;
        inner.vt.0 = vt;
        inner.Anonymous = data;
    }
    value
}

/// Frees what a value of the types above holds, and makes it empty (`PropVariantClear`).
///
/// # Safety
/// `value` points to a valid `PROPVARIANT` whose memory is the edge's allocator's.
pub(crate) unsafe fn clear(value: *mut PROPVARIANT) {
    // SAFETY: valid by the caller's promise; the type says which field is valid.
    unsafe {
        let inner = &mut *(*value).Anonymous.Anonymous;
        match inner.vt.0 {
            VT_CLSID => memory::free(inner.Anonymous.puuid.cast()),
            VT_LPWSTR => memory::free(inner.Anonymous.pwszVal.0.cast()),
            VT_VECTOR_UI1 => memory::free(inner.Anonymous.caub.pElems.cast()),
            VT_UNKNOWN => ManuallyDrop::drop(&mut inner.Anonymous.punkVal),
            _ => carried::free(value),
        }
        *value = PROPVARIANT::default();
    }
}

/// An attribute's value as a variant.
pub(crate) fn from_attribute(value: AttributeValue) -> Variant {
    match value {
        AttributeValue::U32(value) => Variant::U32(value),
        AttributeValue::U64(value) => Variant::U64(value),
        AttributeValue::F64(value) => Variant::F64(value),
        AttributeValue::Guid(value) => Variant::Guid(value),
        AttributeValue::String(value) => Variant::String(value),
        AttributeValue::Blob(value) => Variant::Blob(value),
        AttributeValue::Object(value) => Variant::Object(value),
    }
}

/// A variant as an attribute's value.
///
/// # Errors
/// `MF_E_INVALIDTYPE`: attributes do not have this type.
pub(crate) fn to_attribute(value: Variant) -> windows_core::Result<AttributeValue> {
    Ok(match value {
        Variant::U32(value) => AttributeValue::U32(value),
        Variant::U64(value) => AttributeValue::U64(value),
        Variant::F64(value) => AttributeValue::F64(value),
        Variant::Guid(value) => AttributeValue::Guid(value),
        Variant::String(value) => AttributeValue::String(value),
        Variant::Blob(value) => AttributeValue::Blob(value),
        Variant::Object(value) => AttributeValue::Object(value),
        Variant::Empty | Variant::Bool(_) | Variant::I32(_) | Variant::I64(_) | Variant::F32(_) => {
            return Err(code(codes::MF_E_INVALIDTYPE));
        }
    })
}

/// Reads a caller's value of an attribute: of the types of `MF_ATTRIBUTE_TYPE`, of which an object may be NULL.
///
/// # Errors
/// `MF_E_INVALIDTYPE`: another type.
///
/// # Safety
/// `value` points to a valid `PROPVARIANT`.
pub(crate) unsafe fn read_attribute(value: *const PROPVARIANT) -> windows_core::Result<AttributeValue> {
    // SAFETY: valid by the caller's promise; every variant begins with its type, and the type says which field is valid.
    unsafe {
        let inner = &*(*value).Anonymous.Anonymous;
        match inner.vt.0 {
            // Of the two types of bytes it is the other one.
            VT_BLOB => Err(code(codes::MF_E_INVALIDTYPE)),
            VT_UNKNOWN if inner.Anonymous.punkVal.is_none() => Ok(AttributeValue::Object(foreign::null())),
            _ => to_attribute(read(value)?),
        }
    }
}

/// Whether two values are equal; objects by their COM identity.
pub(crate) fn equal(a: &AttributeValue, b: &AttributeValue) -> bool {
    match (a, b) {
        (AttributeValue::Object(a), AttributeValue::Object(b)) => {
            if foreign::is_null(a) || foreign::is_null(b) {
                return foreign::is_null(a) && foreign::is_null(b);
            }
            let both: (Option<IUnknown>, Option<IUnknown>) = (objects::to_com(a), objects::to_com(b));
            match both {
                (Some(a), Some(b)) => a == b,
                _ => a == b,
            }
        }
        (a, b) => a == b,
    }
}
