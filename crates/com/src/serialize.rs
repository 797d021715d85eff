//! Attributes as bytes: flat copies, streams, and presentation descriptors.
//!
//! The form is this library's own, as the documentation leaves it open. Bytes may come from anywhere.

use openmf_core::{AttributeValue, Guid, codes};

use crate::convert::code;
use crate::formats::bytes::{Fields, guid_bytes};

type Result<T> = windows_core::Result<T>;

/// Begins a blob; the last byte is the form's version.
const MAGIC: u32 = u32::from_le_bytes(*b"oMA\x01");

/// Bytes of an item in front of its value: key, type, length.
const ITEM: usize = 24;

/// Bytes in front of the items: the magic number and how many there are.
const HEAD: usize = 8;

// Source: `MF_ATTRIBUTE_TYPE`.
const TYPE_UINT32: u32 = 19;
const TYPE_UINT64: u32 = 21;
const TYPE_DOUBLE: u32 = 5;
const TYPE_GUID: u32 = 72;
const TYPE_STRING: u32 = 31;
const TYPE_BLOB: u32 = 0x1011;

fn malformed() -> windows_core::Error {
    code(codes::E_INVALIDARG)
}

/// The items as bytes. Objects are left out: they cannot be copied.
///
/// # Errors
/// `E_OUTOFMEMORY`: a value of 4 GB or more.
pub(crate) fn to_blob(items: &[(Guid, AttributeValue)]) -> Result<Vec<u8>> {
    let too_long = |_| code(codes::E_OUTOFMEMORY);
    let mut blob = Vec::new();
    let mut count = 0_u32;
    blob.extend(MAGIC.to_le_bytes());
    blob.extend(count.to_le_bytes());
    for (key, value) in items {
        let (kind, bytes) = match value {
            AttributeValue::U32(value) => (TYPE_UINT32, value.to_le_bytes().to_vec()),
            AttributeValue::U64(value) => (TYPE_UINT64, value.to_le_bytes().to_vec()),
            AttributeValue::F64(value) => (TYPE_DOUBLE, value.to_le_bytes().to_vec()),
            AttributeValue::Guid(value) => (TYPE_GUID, guid_bytes(*value).to_vec()),
            AttributeValue::String(value) => (TYPE_STRING, value.clone().into_bytes()),
            AttributeValue::Blob(value) => (TYPE_BLOB, value.clone()),
            AttributeValue::Object(_) => continue,
        };
        blob.extend(guid_bytes(*key));
        blob.extend(kind.to_le_bytes());
        blob.extend(u32::try_from(bytes.len()).map_err(too_long)?.to_le_bytes());
        blob.extend(bytes);
        count += 1;
    }
    if let Some(target) = blob.get_mut(4..HEAD) {
        target.copy_from_slice(&count.to_le_bytes());
    }
    u32::try_from(blob.len()).map_err(too_long)?;
    Ok(blob)
}

/// The items of a blob.
///
/// # Errors
/// `E_INVALIDARG`: the bytes are not a blob.
pub(crate) fn from_blob(blob: &[u8]) -> Result<Vec<(Guid, AttributeValue)>> {
    let fields = Fields(blob);
    if fields.u32(0) != Some(MAGIC) {
        return Err(malformed());
    }
    let count = fields.u32(4).ok_or_else(malformed)?;
    // The count is not to be trusted: each item has to be there.
    let mut items = Vec::new();
    let mut at = HEAD;
    for _ in 0..count {
        let key = fields.guid(at).ok_or_else(malformed)?;
        let kind = fields.u32(at + 16).ok_or_else(malformed)?;
        let len = fields.u32(at + 20).ok_or_else(malformed)? as usize;
        let bytes = fields.bytes(at + ITEM, len).ok_or_else(malformed)?;
        items.push((key, value(kind, bytes).ok_or_else(malformed)?));
        at += ITEM + len;
    }
    if at != blob.len() {
        return Err(malformed());
    }
    Ok(items)
}

fn value(kind: u32, bytes: &[u8]) -> Option<AttributeValue> {
    Some(match kind {
        TYPE_UINT32 => AttributeValue::U32(u32::from_le_bytes(bytes.try_into().ok()?)),
        TYPE_UINT64 => AttributeValue::U64(u64::from_le_bytes(bytes.try_into().ok()?)),
        TYPE_DOUBLE => AttributeValue::F64(f64::from_le_bytes(bytes.try_into().ok()?)),
        TYPE_GUID if bytes.len() == 16 => AttributeValue::Guid(Fields(bytes).guid(0)?),
        TYPE_STRING => AttributeValue::String(String::from_utf8(bytes.to_vec()).ok()?),
        TYPE_BLOB => AttributeValue::Blob(bytes.to_vec()),
        _ => return None,
    })
}
