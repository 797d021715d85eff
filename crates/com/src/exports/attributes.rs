//! Attribute stores and collections.

use std::ffi::c_void;

use openmf_core::{AttributeValue, Attributes, Guid, codes};
use windows_core::HRESULT;

use super::{answer, borrow, create};
use crate::attributes::{AttributesObject, read_all, write_to};
use crate::bindings::{IMFAttributes, IMFPresentationDescriptor, IStream};
use crate::collection::Collection;
use crate::convert::code;
use crate::property_store::{NamedPropertyStore, PropertyStore};
use crate::representation::block;
use crate::{descriptors, memory, serialize};

type Result<T> = windows_core::Result<T>;

fn null() -> windows_core::Error {
    code(codes::E_POINTER)
}

/// # Safety
/// `store` is NULL or an attribute store.
unsafe fn blob_of(store: &*mut c_void) -> Result<Vec<u8>> {
    // SAFETY: by the caller's promise.
    let store: &IMFAttributes = unsafe { borrow(store) }.ok_or_else(null)?;
    serialize::to_blob(&read_all(store)?)
}

/// Replaces what a store has.
fn replace(store: &IMFAttributes, items: Vec<(Guid, AttributeValue)>) -> Result<()> {
    // SAFETY: a live object.
    unsafe { store.DeleteAllItems() }.ok()?;
    let attributes = Attributes::new();
    for (key, value) in items {
        attributes.set_item(key, value);
    }
    write_to(&attributes, store)
}

exports! {
    /// An empty attribute store. The size is a hint.
    fn MFCreateAttributes(result: *mut *mut c_void, _initial_size: u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(AttributesObject::create(Attributes::new()))) }
    }

    /// An empty collection.
    fn MFCreateCollection(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(Collection::of([]))) }
    }

    /// The bytes of a store's flat copy. Objects are not in it.
    fn MFGetAttributesAsBlobSize(store: *mut c_void, size: *mut u32) -> HRESULT {
        answer(|| {
            if size.is_null() {
                return Err(null());
            }
            // SAFETY: the documented pointers; a blob's length has 32 bits.
            unsafe { size.write(blob_of(&store)?.len() as u32) };
            Ok(())
        })
    }

    /// A store's flat copy.
    fn MFGetAttributesAsBlob(store: *mut c_void, buffer: *mut u8, size: u32) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers; the buffer has this many bytes.
            unsafe {
                let blob = blob_of(&store)?;
                if buffer.is_null() {
                    return Err(null());
                }
                if blob.len() > size as usize {
                    return Err(code(codes::MF_E_BUFFERTOOSMALL));
                }
                std::ptr::copy_nonoverlapping(blob.as_ptr(), buffer, blob.len());
            }
            Ok(())
        })
    }

    /// Replaces what a store has by a flat copy.
    fn MFInitAttributesFromBlob(store: *mut c_void, data: *const u8, size: u32) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers; the buffer has this many bytes.
            unsafe {
                let store: &IMFAttributes = borrow(&store).ok_or_else(null)?;
                if data.is_null() {
                    return Err(null());
                }
                replace(store, serialize::from_blob(block(data, size)?)?)
            }
        })
    }

    /// Writes a store's items to an OLE stream; objects only with `MF_ATTRIBUTE_SERIALIZE_UNKNOWN_BYREF`.
    fn MFSerializeAttributesToStream(store: *mut c_void, options: u32, stream: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            let (store, stream) = unsafe { (borrow::<IMFAttributes>(&store), borrow::<IStream>(&stream)) };
            let items = read_all(store.ok_or_else(null)?)?;
            serialize::to_stream(&items, options, stream.ok_or_else(null)?)
        })
    }

    /// Replaces what a store has by what an OLE stream has.
    fn MFDeserializeAttributesFromStream(store: *mut c_void, _options: u32, stream: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            let (store, stream) = unsafe { (borrow::<IMFAttributes>(&store), borrow::<IStream>(&stream)) };
            let store = store.ok_or_else(null)?;
            replace(store, serialize::from_stream(stream.ok_or_else(null)?)?)
        })
    }

    /// A presentation descriptor as bytes, which the caller frees with `CoTaskMemFree`.
    fn MFSerializePresentationDescriptor(object: *mut c_void, size: *mut u32, result: *mut *mut u8) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                if size.is_null() || result.is_null() {
                    return Err(null());
                }
                result.write(std::ptr::null_mut());
                size.write(0);
                let object: &IMFPresentationDescriptor = borrow(&object).ok_or_else(null)?;
                let bytes = serialize::presentation_to_bytes(&*descriptors::presentation_to_core(object)?)?;
                result.write(memory::allocate(&bytes)?);
                // Checked to have 32 bits when it was made.
                size.write(bytes.len() as u32);
            }
            Ok(())
        })
    }

    /// A presentation descriptor of bytes.
    fn MFDeserializePresentationDescriptor(size: u32, data: *const u8, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers; the buffer has this many bytes.
        unsafe {
            create(result, || {
                if data.is_null() {
                    return Err(null());
                }
                let descriptor = serialize::presentation_from_bytes(block(data, size)?)?;
                descriptors::presentation_to_com(&std::sync::Arc::new(descriptor))
            })
        }
    }

    /// An empty property store.
    fn CreatePropertyStore(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(PropertyStore::create())) }
    }

    /// An empty store of named properties.
    fn CreateNamedPropertyStore(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(NamedPropertyStore::create())) }
    }
}
