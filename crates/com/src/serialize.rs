//! Attributes as bytes: flat copies, streams, and presentation descriptors.
//!
//! The form is this library's own, as the documentation leaves it open. Bytes may come from anywhere.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use openmf_core::{
    AttributeValue, Attributes, Guid, MediaType, MediaTypeHandler, PresentationDescriptor, StreamDescriptor,
    UserObject, codes,
};
use windows_core::Interface;

use crate::bindings::{ISequentialStream, IStream};
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

/// Begins a stream of attributes.
const STREAM_MAGIC: u32 = u32::from_le_bytes(*b"oMS\x01");

/// Bytes in front of a stream's blob: the magic number, the blob's length, how many objects follow it.
const STREAM_HEAD: usize = 12;

/// Bytes of an object in a stream: its key, and the number under which it waits.
const OBJECT: usize = 24;

/// Blobs in streams beyond this are refused, and so are more objects than this.
const MAX_STREAM: usize = 1 << 26;
const MAX_OBJECTS: usize = 1 << 12;

/// `MF_ATTRIBUTE_SERIALIZE_UNKNOWN_BYREF`.
const BY_REFERENCE: u32 = 1;

/// Objects that were written by reference, until somebody reads them: within this process, as COM does it with
/// interfaces that are marshalled once.
fn waiting() -> MutexGuard<'static, HashMap<u64, UserObject>> {
    static WAITING: OnceLock<Mutex<HashMap<u64, UserObject>>> = OnceLock::new();
    WAITING
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// Lets go of what was written by reference and nobody has read: at the end of the platform, as COM does it at its own.
pub(crate) fn shut_down() {
    let left = std::mem::take(&mut *waiting());
    drop(left);
}

fn write_all(stream: &ISequentialStream, bytes: &[u8]) -> Result<()> {
    let len = u32::try_from(bytes.len()).map_err(|_| code(codes::E_OUTOFMEMORY))?;
    let mut written = 0;
    // SAFETY: a live object, bytes of this length, and a writable local.
    unsafe { stream.Write(bytes.as_ptr().cast(), len, Some(&mut written)) }.ok()?;
    if written == len {
        Ok(())
    } else {
        Err(code(codes::E_FAIL))
    }
}

/// Reads this many bytes. What is not there is not allocated for.
fn read_exactly(stream: &ISequentialStream, len: usize) -> Result<Vec<u8>> {
    const PIECE: usize = 1 << 16;
    let mut bytes = Vec::new();
    while bytes.len() < len {
        let at = bytes.len();
        let piece = PIECE.min(len - at);
        bytes.resize(at + piece, 0);
        let target = bytes.get_mut(at..).unwrap_or_default();
        let mut read = 0;
        // SAFETY: a live object, a buffer of this length, and a writable local.
        unsafe { stream.Read(target.as_mut_ptr().cast(), piece as u32, Some(&mut read)) }.ok()?;
        if read == 0 || read as usize > piece {
            return Err(malformed());
        }
        bytes.truncate(at + read as usize);
    }
    Ok(bytes)
}

/// `MFSerializeAttributesToStream`.
///
/// # Errors
/// `E_INVALIDARG`: options that there are not, or more than a stream holds. Whatever the stream answers.
pub(crate) fn to_stream(items: &[(Guid, AttributeValue)], options: u32, stream: &IStream) -> Result<()> {
    if options & !BY_REFERENCE != 0 {
        return Err(malformed());
    }
    let blob = to_blob(items)?;
    let objects: Vec<(Guid, UserObject)> = items
        .iter()
        .filter_map(|(key, value)| match value {
            AttributeValue::Object(object) if options & BY_REFERENCE != 0 => Some((*key, object.clone())),
            _ => None,
        })
        .collect();
    if blob.len() > MAX_STREAM || objects.len() > MAX_OBJECTS {
        return Err(malformed());
    }
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let mut bytes = Vec::new();
    bytes.extend(STREAM_MAGIC.to_le_bytes());
    // Both fit, as was checked.
    bytes.extend((blob.len() as u32).to_le_bytes());
    bytes.extend((objects.len() as u32).to_le_bytes());
    bytes.extend(blob);
    let mut numbers = Vec::new();
    for (key, object) in objects {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        bytes.extend(guid_bytes(key));
        bytes.extend(number.to_le_bytes());
        waiting().insert(number, object);
        numbers.push(number);
    }
    let stream: ISequentialStream = stream.cast()?;
    write_all(&stream, &bytes).inspect_err(|_| {
        for number in numbers {
            let removed = waiting().remove(&number);
            drop(removed);
        }
    })
}

/// `MFDeserializeAttributesFromStream`.
///
/// # Errors
/// `E_INVALIDARG`: the bytes are not what [`to_stream`] wrote. Whatever the stream answers.
pub(crate) fn from_stream(stream: &IStream) -> Result<Vec<(Guid, AttributeValue)>> {
    let stream: ISequentialStream = stream.cast()?;
    let head = read_exactly(&stream, STREAM_HEAD)?;
    let fields = Fields(&head);
    let (len, count) = match (fields.u32(0), fields.u32(4), fields.u32(8)) {
        (Some(STREAM_MAGIC), Some(len), Some(count)) => (len as usize, count as usize),
        _ => return Err(malformed()),
    };
    if len > MAX_STREAM || count > MAX_OBJECTS {
        return Err(malformed());
    }
    let mut items = from_blob(&read_exactly(&stream, len)?)?;
    let objects = read_exactly(&stream, count * OBJECT)?;
    for object in objects.chunks_exact(OBJECT) {
        let fields = Fields(object);
        let (Some(key), Some(number)) = (fields.guid(0), fields.u64(16)) else {
            return Err(malformed());
        };
        let object = waiting().remove(&number).ok_or_else(malformed)?;
        items.push((key, AttributeValue::Object(object)));
    }
    Ok(items)
}

/// Begins the bytes of a presentation descriptor.
const PRESENTATION_MAGIC: u32 = u32::from_le_bytes(*b"oMP\x01");

/// Streams, or types of a stream, beyond this are refused.
const MAX_LISTED: u32 = 1 << 12;

/// No type is the current one.
const NO_CURRENT: u32 = u32::MAX;

/// `MFSerializePresentationDescriptor`: attributes, streams, which are selected, their types and which is current.
///
/// # Errors
/// `E_OUTOFMEMORY`: of 4 GB or more.
pub(crate) fn presentation_to_bytes(descriptor: &PresentationDescriptor) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.extend(PRESENTATION_MAGIC.to_le_bytes());
    put_attributes(&mut bytes, descriptor.attributes())?;
    bytes.extend(count_of(descriptor.streams().count())?.to_le_bytes());
    for (stream, selected) in descriptor.streams() {
        let handler = stream.type_handler();
        let types: Vec<MediaType> = (0..)
            .map_while(|index| handler.type_by_index(index).ok())
            .take(MAX_LISTED as usize)
            .collect();
        let current = handler.current_type().ok();
        let listed = current
            .as_ref()
            .and_then(|current| types.iter().position(|listed| same(listed, current)));
        bytes.extend(stream.id().to_le_bytes());
        bytes.extend(u32::from(selected).to_le_bytes());
        put_attributes(&mut bytes, stream.attributes())?;
        bytes.extend(count_of(types.len())?.to_le_bytes());
        for listed in &types {
            put_attributes(&mut bytes, listed.attributes())?;
        }
        // A current type that is not of the list comes behind it.
        let own = current.filter(|_| listed.is_none());
        let position = match (listed, &own) {
            (Some(position), _) => count_of(position)?,
            (None, Some(_)) => count_of(types.len())?,
            (None, None) => NO_CURRENT,
        };
        bytes.extend(position.to_le_bytes());
        if let Some(own) = own {
            put_attributes(&mut bytes, own.attributes())?;
        }
    }
    count_of(bytes.len())?;
    Ok(bytes)
}

fn same(a: &MediaType, b: &MediaType) -> bool {
    a.attributes()
        .matches(b.attributes(), openmf_core::MatchType::AllItems)
}

fn count_of(count: usize) -> Result<u32> {
    u32::try_from(count).map_err(|_| code(codes::E_OUTOFMEMORY))
}

fn put_attributes(bytes: &mut Vec<u8>, attributes: &Attributes) -> Result<()> {
    let blob = to_blob(&attributes.items())?;
    bytes.extend(count_of(blob.len())?.to_le_bytes());
    bytes.extend(blob);
    Ok(())
}

/// Reads one part after another.
struct Parts<'a> {
    rest: &'a [u8],
}

impl<'a> Parts<'a> {
    fn u32(&mut self) -> Result<u32> {
        let value = Fields(self.rest).u32(0).ok_or_else(malformed)?;
        self.rest = Fields(self.rest).rest(4);
        Ok(value)
    }

    fn attributes(&mut self) -> Result<Attributes> {
        let len = self.u32()? as usize;
        let blob = Fields(self.rest).bytes(0, len).ok_or_else(malformed)?;
        self.rest = Fields(self.rest).rest(len);
        let attributes = Attributes::new();
        for (key, value) in from_blob(blob)? {
            attributes.set_item(key, value);
        }
        Ok(attributes)
    }

    fn media_type(&mut self) -> Result<MediaType> {
        let media_type = MediaType::new();
        media_type.attributes().copy_from(&self.attributes()?);
        Ok(media_type)
    }

    fn count(&mut self) -> Result<u32> {
        self.u32().and_then(|count| {
            if count <= MAX_LISTED {
                Ok(count)
            } else {
                Err(malformed())
            }
        })
    }
}

/// `MFDeserializePresentationDescriptor`.
///
/// # Errors
/// `E_INVALIDARG`: the bytes are not what [`presentation_to_bytes`] made.
pub(crate) fn presentation_from_bytes(bytes: &[u8]) -> Result<PresentationDescriptor> {
    let mut parts = Parts { rest: bytes };
    if parts.u32()? != PRESENTATION_MAGIC {
        return Err(malformed());
    }
    let attributes = parts.attributes()?;
    let count = parts.count()?;
    let mut streams = Vec::new();
    for _ in 0..count {
        let (id, selected) = (parts.u32()?, parts.u32()? != 0);
        let of_stream = parts.attributes()?;
        let count = parts.count()?;
        let mut types = Vec::new();
        for _ in 0..count {
            types.push(parts.media_type()?);
        }
        let current = match parts.u32()? {
            NO_CURRENT => None,
            position if position == count => Some(parts.media_type()?),
            position => Some(types.get(position as usize).cloned().ok_or_else(malformed)?),
        };
        let stream = StreamDescriptor::new(id, types);
        stream.attributes().copy_from(&of_stream);
        if let Some(current) = current {
            // A type that its own list does not take says nothing: the first one stays.
            let _ = stream.type_handler().set_current_type(&current);
        }
        streams.push((Arc::new(stream), selected));
    }
    if !parts.rest.is_empty() || streams.is_empty() {
        return Err(malformed());
    }
    let descriptor = PresentationDescriptor::new(streams);
    descriptor.attributes().copy_from(&attributes);
    Ok(descriptor)
}
