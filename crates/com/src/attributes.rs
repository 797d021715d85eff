//! `IMFAttributes`, alone and as the base of the objects that have attributes.

use std::ffi::c_void;
use std::{ptr, slice};

use openmf_core::{AttributeValue, Attributes, Guid, MatchType, UserObject, codes};
use windows_core::{BOOL, GUID, HRESULT, IUnknown, PCWSTR, PWSTR, implement};

use crate::bindings::{IMFAttributes, PROPVARIANT};
use crate::convert::{code, from_guid, read_guid, read_string, to_guid};
use crate::edge::Live;
use crate::foreign::{self, Foreign};
use crate::turn::Turn;
use crate::{identity, memory, objects, propvariant};

type Result<T> = windows_core::Result<T>;

/// The caller's buffer is too small (`HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER)`).
const E_NOT_SUFFICIENT_BUFFER: HRESULT = HRESULT(0x8007_007A_u32 as i32);

// Source: `MF_ATTRIBUTE_TYPE`.
const TYPE_UINT32: i32 = 19;
const TYPE_UINT64: i32 = 21;
const TYPE_DOUBLE: i32 = 5;
const TYPE_GUID: i32 = 72;
const TYPE_STRING: i32 = 31;
const TYPE_BLOB: i32 = 0x1011;
const TYPE_IUNKNOWN: i32 = 13;

/// A core store with what COM adds: `LockStore`, which keeps other threads out.
pub(crate) struct Store<A> {
    attributes: A,
    lock: Turn,
    _live: Live,
}

/// What has attributes.
pub(crate) trait HasAttributes {
    fn attributes(&self) -> &Attributes;

    /// The core's form of an application's object under a key that the engine reads. Default: it reads none.
    fn import(&self, _key: &Guid, _object: &IUnknown) -> Option<UserObject> {
        None
    }
}

impl HasAttributes for Attributes {
    fn attributes(&self) -> &Attributes {
        self
    }
}

impl<A: HasAttributes> Store<A> {
    #[track_caller]
    pub(crate) fn new(attributes: A) -> Self {
        Self {
            attributes,
            lock: Turn::default(),
            _live: Live::new(),
        }
    }

    /// What has the attributes, past the lock: for the engine itself.
    pub(crate) fn inner(&self) -> &A {
        &self.attributes
    }

    /// Shows all items to a function that must not use the store.
    pub(crate) fn visit(&self, show: impl FnMut(&Guid, &AttributeValue)) {
        self.open().visit(show);
    }

    fn open(&self) -> &Attributes {
        drop(self.lock.wait());
        self.attributes.attributes()
    }

    fn item(&self, key: *const GUID) -> Result<AttributeValue> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let key = unsafe { read_guid(key) }?;
        let item = self.open().item(&key);
        item.ok_or_else(|| code(codes::MF_E_ATTRIBUTENOTFOUND))
    }

    fn set(&self, key: *const GUID, value: AttributeValue) -> Result<()> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let key = unsafe { read_guid(key) }?;
        let value = self.imported(&key, value);
        // What it replaces is released after the store's own lock: an object's end may call back.
        let replaced = self.open().item(&key);
        self.open().set_item(key, value);
        drop(replaced);
        Ok(())
    }

    /// An object in the form in which the engine knows it.
    fn imported(&self, key: &Guid, value: AttributeValue) -> AttributeValue {
        let AttributeValue::Object(object) = &value else {
            return value;
        };
        let Some(com) = Foreign::unwrap(object) else {
            return value;
        };
        // What would not come out as the same object again stays what it is.
        let known = identity::known(&com)
            .filter(|known| objects::to_com(known).is_some_and(|same| same == com))
            .or_else(|| self.attributes.import(key, &com));
        known.map_or(value, AttributeValue::Object)
    }

    /// # Safety
    /// `value` is NULL or writable.
    pub(crate) unsafe fn get_item(&self, key: *const GUID, value: *mut PROPVARIANT) -> Result<()> {
        let item = propvariant::from_attribute(self.item(key)?);
        if !value.is_null() {
            // SAFETY: writable by the caller's promise.
            unsafe { value.write(propvariant::make(&item)?) };
        }
        Ok(())
    }

    pub(crate) fn item_type(&self, key: *const GUID) -> Result<i32> {
        Ok(match self.item(key)? {
            AttributeValue::U32(_) => TYPE_UINT32,
            AttributeValue::U64(_) => TYPE_UINT64,
            AttributeValue::F64(_) => TYPE_DOUBLE,
            AttributeValue::Guid(_) => TYPE_GUID,
            AttributeValue::String(_) => TYPE_STRING,
            AttributeValue::Blob(_) => TYPE_BLOB,
            AttributeValue::Object(_) => TYPE_IUNKNOWN,
        })
    }

    /// # Safety
    /// `value` is NULL or a valid variant.
    pub(crate) unsafe fn compare_item(&self, key: *const GUID, value: *const PROPVARIANT) -> Result<BOOL> {
        if key.is_null() || value.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let Ok(ours) = self.item(key) else {
            return Ok(false.into());
        };
        // SAFETY: by the caller's promise.
        let theirs = unsafe { propvariant::read_attribute(value) };
        Ok(theirs
            .is_ok_and(|theirs| propvariant::equal(&ours, &theirs))
            .into())
    }

    pub(crate) fn compare(&self, theirs: Option<&IMFAttributes>, how: i32) -> Result<BOOL> {
        let theirs = read_all(theirs.ok_or_else(|| code(codes::E_INVALIDARG))?)?;
        let how = match how {
            0 => MatchType::OurItems,
            1 => MatchType::TheirItems,
            2 => MatchType::AllItems,
            3 => MatchType::Intersection,
            4 => MatchType::Smaller,
            _ => return Err(code(codes::E_INVALIDARG)),
        };
        Ok(matches(&self.open().items(), &theirs, how).into())
    }

    pub(crate) fn u32(&self, key: *const GUID) -> Result<u32> {
        match self.item(key)? {
            AttributeValue::U32(value) => Ok(value),
            _ => Err(code(codes::MF_E_INVALIDTYPE)),
        }
    }

    pub(crate) fn u64(&self, key: *const GUID) -> Result<u64> {
        match self.item(key)? {
            AttributeValue::U64(value) => Ok(value),
            _ => Err(code(codes::MF_E_INVALIDTYPE)),
        }
    }

    pub(crate) fn f64(&self, key: *const GUID) -> Result<f64> {
        match self.item(key)? {
            AttributeValue::F64(value) => Ok(value),
            _ => Err(code(codes::MF_E_INVALIDTYPE)),
        }
    }

    pub(crate) fn guid(&self, key: *const GUID) -> Result<GUID> {
        match self.item(key)? {
            AttributeValue::Guid(value) => Ok(to_guid(value)),
            _ => Err(code(codes::MF_E_INVALIDTYPE)),
        }
    }

    fn string(&self, key: *const GUID) -> Result<String> {
        match self.item(key)? {
            AttributeValue::String(value) => Ok(value),
            _ => Err(code(codes::MF_E_INVALIDTYPE)),
        }
    }

    fn blob(&self, key: *const GUID) -> Result<Vec<u8>> {
        match self.item(key)? {
            AttributeValue::Blob(value) => Ok(value),
            _ => Err(code(codes::MF_E_INVALIDTYPE)),
        }
    }

    pub(crate) fn string_len(&self, key: *const GUID) -> Result<u32> {
        len_of(self.string(key)?.encode_utf16().count())
    }

    /// # Safety
    /// `buffer` has room for `size` units; `len` is NULL or writable.
    pub(crate) unsafe fn get_string(
        &self,
        key: *const GUID,
        buffer: PWSTR,
        size: u32,
        len: *mut u32,
    ) -> Result<()> {
        let units: Vec<u16> = self.string(key)?.encode_utf16().collect();
        // SAFETY: by the caller's promise.
        unsafe { write_opt(len, len_of(units.len())?) };
        if buffer.is_null() {
            return Err(code(codes::E_POINTER));
        }
        if units.len() >= size as usize {
            return Err(windows_core::Error::from_hresult(E_NOT_SUFFICIENT_BUFFER));
        }
        // SAFETY: the buffer has room for `size` units, which is more than the string has.
        unsafe {
            ptr::copy_nonoverlapping(units.as_ptr(), buffer.0, units.len());
            buffer.0.add(units.len()).write(0);
        }
        Ok(())
    }

    /// # Safety
    /// `result` and `len` are NULL or writable.
    pub(crate) unsafe fn allocated_string(
        &self,
        key: *const GUID,
        result: *mut PWSTR,
        len: *mut u32,
    ) -> Result<()> {
        if result.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let (text, units) = memory::allocate_string(&self.string(key)?)?;
        // SAFETY: not NULL, or checked within; otherwise by the caller's promise.
        unsafe {
            result.write(text);
            write_opt(len, units);
        }
        Ok(())
    }

    pub(crate) fn blob_size(&self, key: *const GUID) -> Result<u32> {
        len_of(self.blob(key)?.len())
    }

    /// # Safety
    /// `buffer` has room for `size` bytes; `len` is NULL or writable.
    pub(crate) unsafe fn get_blob(
        &self,
        key: *const GUID,
        buffer: *mut u8,
        size: u32,
        len: *mut u32,
    ) -> Result<()> {
        let bytes = self.blob(key)?;
        // SAFETY: by the caller's promise.
        unsafe { write_opt(len, len_of(bytes.len())?) };
        if bytes.len() > size as usize {
            return Err(windows_core::Error::from_hresult(E_NOT_SUFFICIENT_BUFFER));
        }
        if buffer.is_null() && !bytes.is_empty() {
            return Err(code(codes::E_POINTER));
        }
        if !bytes.is_empty() {
            // SAFETY: the buffer has room for `size` bytes, and the blob is not longer.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), buffer, bytes.len()) };
        }
        Ok(())
    }

    /// # Safety
    /// `result` and `len` are NULL or writable.
    pub(crate) unsafe fn allocated_blob(
        &self,
        key: *const GUID,
        result: *mut *mut u8,
        len: *mut u32,
    ) -> Result<()> {
        if result.is_null() || len.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let bytes = self.blob(key)?;
        let count = len_of(bytes.len())?;
        // SAFETY: not NULL, otherwise by the caller's promise.
        unsafe {
            result.write(memory::allocate(&bytes)?);
            len.write(count);
        }
        Ok(())
    }

    /// # Safety
    /// `iid` is readable and `result` writable, unless they are NULL.
    pub(crate) unsafe fn get_unknown(
        &self,
        key: *const GUID,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> Result<()> {
        if !result.is_null() {
            // SAFETY: not NULL, so writable by the caller's promise.
            unsafe { result.write(ptr::null_mut()) };
        }
        let object = match self.item(key)? {
            AttributeValue::Object(object) if !foreign::is_null(&object) => object,
            _ => return Err(code(codes::MF_E_INVALIDTYPE)),
        };
        let object = objects::to_com(&object).ok_or_else(|| code(codes::E_NOINTERFACE))?;
        // SAFETY: by the caller's promise.
        unsafe { foreign::query(&object, iid, result) }.ok()
    }

    /// # Safety
    /// `value` is NULL or a valid variant.
    pub(crate) unsafe fn set_item(&self, key: *const GUID, value: *const PROPVARIANT) -> Result<()> {
        if value.is_null() {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: by the caller's promise.
        let value = unsafe { propvariant::read_attribute(value) }?;
        self.set(key, value)
    }

    pub(crate) fn delete_item(&self, key: *const GUID) -> Result<()> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let key = unsafe { read_guid(key) }?;
        let removed = self.open().item(&key);
        self.open().delete(&key);
        drop(removed);
        Ok(())
    }

    pub(crate) fn delete_all(&self) -> Result<()> {
        let removed = self.open().items();
        self.open().delete_all();
        drop(removed);
        Ok(())
    }

    pub(crate) fn set_u32(&self, key: *const GUID, value: u32) -> Result<()> {
        self.set(key, AttributeValue::U32(value))
    }

    pub(crate) fn set_u64(&self, key: *const GUID, value: u64) -> Result<()> {
        self.set(key, AttributeValue::U64(value))
    }

    pub(crate) fn set_f64(&self, key: *const GUID, value: f64) -> Result<()> {
        self.set(key, AttributeValue::F64(value))
    }

    pub(crate) fn set_guid(&self, key: *const GUID, value: *const GUID) -> Result<()> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let value = unsafe { read_guid(value) }?;
        self.set(key, AttributeValue::Guid(value))
    }

    pub(crate) fn set_string(&self, key: *const GUID, value: &PCWSTR) -> Result<()> {
        if value.is_null() {
            return Err(code(codes::E_INVALIDARG));
        }
        // SAFETY: the interface's caller gives a string with a terminator.
        let text = unsafe { read_string(value.0) };
        self.set(key, AttributeValue::String(text))
    }

    pub(crate) fn set_blob(&self, key: *const GUID, data: *const u8, len: u32) -> Result<()> {
        if data.is_null() && len > 0 {
            return Err(code(codes::E_INVALIDARG));
        }
        let bytes = if len == 0 {
            Vec::new()
        } else {
            // SAFETY: the interface's caller gives this many bytes.
            unsafe { slice::from_raw_parts(data, len as usize) }.to_vec()
        };
        self.set(key, AttributeValue::Blob(bytes))
    }

    pub(crate) fn set_unknown(&self, key: *const GUID, object: Option<&IUnknown>) -> Result<()> {
        match object {
            Some(object) => self.set(key, AttributeValue::Object(Foreign::wrap(object))),
            // "It is not an error […]. However, GetUnknown will return MF_E_INVALIDTYPE."
            None => self.set(key, AttributeValue::Object(foreign::null())),
        }
    }

    pub(crate) fn lock_store(&self) -> Result<()> {
        self.lock.begin();
        Ok(())
    }

    pub(crate) fn unlock_store(&self) -> Result<()> {
        if !self.lock.end() {
            return Err(code(codes::MF_E_INVALIDREQUEST));
        }
        Ok(())
    }

    pub(crate) fn count(&self) -> Result<u32> {
        len_of(self.open().len())
    }

    /// # Safety
    /// `key` and `value` are NULL or writable.
    pub(crate) unsafe fn item_by_index(
        &self,
        index: u32,
        key: *mut GUID,
        value: *mut PROPVARIANT,
    ) -> Result<()> {
        let item = self.open().item_by_index(index as usize);
        let (found, item) = item.ok_or_else(|| code(codes::E_INVALIDARG))?;
        if key.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let made = (!value.is_null())
            .then(|| propvariant::make(&propvariant::from_attribute(item)))
            .transpose()?;
        // SAFETY: not NULL, otherwise by the caller's promise.
        unsafe {
            key.write(to_guid(found));
            if let Some(made) = made {
                value.write(made);
            }
        }
        Ok(())
    }

    pub(crate) fn copy_all(&self, destination: Option<&IMFAttributes>) -> Result<()> {
        let destination = destination.ok_or_else(|| code(codes::E_INVALIDARG))?;
        // Before anything is deleted: the destination may be this store.
        let items = self.open().items();
        // SAFETY: a call of a live object.
        unsafe { destination.DeleteAllItems() }.ok()?;
        set_all(items, destination)
    }
}

/// Adds all items to somebody's store.
pub(crate) fn write_to(attributes: &Attributes, destination: &IMFAttributes) -> Result<()> {
    set_all(attributes.items(), destination)
}

fn set_all(items: Vec<(Guid, AttributeValue)>, destination: &IMFAttributes) -> Result<()> {
    for (key, value) in items {
        // SAFETY: calls of a live object with valid arguments; the value is cleared once.
        unsafe {
            let mut value = propvariant::make(&propvariant::from_attribute(value))?;
            let result = destination.SetItem(&to_guid(key), &value);
            propvariant::clear(&mut value);
            result.ok()?;
        }
    }
    Ok(())
}

/// All items of somebody's store, which may be another implementation's.
pub(crate) fn read_all(store: &IMFAttributes) -> Result<Vec<(Guid, AttributeValue)>> {
    let mut items = Vec::new();
    // SAFETY: calls of a live object; the results are written to locals.
    unsafe {
        let count = store.GetCount()?;
        for index in 0..count {
            let mut key = GUID::zeroed();
            let mut value = PROPVARIANT::default();
            store.GetItemByIndex(index, &mut key, &mut value).ok()?;
            let read = propvariant::read_attribute(&value);
            propvariant::clear(&mut value);
            items.push((from_guid(key), read?));
        }
    }
    Ok(items)
}

/// A copy of somebody's store in the core's form.
pub(crate) fn to_core(store: &IMFAttributes) -> Result<Attributes> {
    let attributes = Attributes::new();
    for (key, value) in read_all(store)? {
        attributes.set_item(key, value);
    }
    Ok(attributes)
}

/// `IMFAttributes::Compare`; objects are equal by their COM identity.
pub(crate) fn matches(
    ours: &[(Guid, AttributeValue)],
    theirs: &[(Guid, AttributeValue)],
    how: MatchType,
) -> bool {
    let find = |items: &[(Guid, AttributeValue)], key: &Guid| {
        let found = items.iter().find(|(existing, _)| existing == key);
        found.map(|(_, value)| value.clone())
    };
    let within = |a: &[(Guid, AttributeValue)], b: &[(Guid, AttributeValue)]| {
        a.iter()
            .all(|(key, value)| find(b, key).is_some_and(|other| propvariant::equal(value, &other)))
    };
    match how {
        MatchType::OurItems => within(ours, theirs),
        MatchType::TheirItems => within(theirs, ours),
        MatchType::AllItems => ours.len() == theirs.len() && within(ours, theirs),
        MatchType::Intersection => ours
            .iter()
            .all(|(key, value)| find(theirs, key).is_none_or(|other| propvariant::equal(value, &other))),
        MatchType::Smaller if theirs.len() < ours.len() => within(theirs, ours),
        MatchType::Smaller => within(ours, theirs),
    }
}

fn len_of(len: usize) -> Result<u32> {
    u32::try_from(len).map_err(|_| code(codes::E_OUTOFMEMORY))
}

/// # Safety
/// `target` is NULL or writable.
unsafe fn write_opt(target: *mut u32, value: u32) {
    if !target.is_null() {
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { target.write(value) };
    }
}

/// `MFCreateAttributes`.
#[implement(IMFAttributes)]
pub(crate) struct AttributesObject {
    store: Store<Attributes>,
}

impl AttributesObject {
    pub(crate) fn create(attributes: Attributes) -> IMFAttributes {
        Self {
            store: Store::new(attributes),
        }
        .into()
    }
}

/// Implements the thirty methods by the object's `store` field.
macro_rules! attributes_of {
    ($object:ty) => {
        impl crate::bindings::IMFAttributes_Impl for $object {
            fn GetItem(
                &self,
                key: *const windows_core::GUID,
                value: *mut crate::bindings::PROPVARIANT,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.get_item(key, value) }
            }
            fn GetItemType(&self, key: *const windows_core::GUID) -> windows_core::Result<i32> {
                self.store.item_type(key)
            }
            fn CompareItem(
                &self,
                key: *const windows_core::GUID,
                value: *const crate::bindings::PROPVARIANT,
            ) -> windows_core::Result<windows_core::BOOL> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.compare_item(key, value) }
            }
            fn Compare(
                &self,
                theirs: windows_core::Ref<'_, crate::bindings::IMFAttributes>,
                how: i32,
            ) -> windows_core::Result<windows_core::BOOL> {
                self.store.compare(theirs.as_ref(), how)
            }
            fn GetUINT32(&self, key: *const windows_core::GUID) -> windows_core::Result<u32> {
                self.store.u32(key)
            }
            fn GetUINT64(&self, key: *const windows_core::GUID) -> windows_core::Result<u64> {
                self.store.u64(key)
            }
            fn GetDouble(&self, key: *const windows_core::GUID) -> windows_core::Result<f64> {
                self.store.f64(key)
            }
            fn GetGUID(&self, key: *const windows_core::GUID) -> windows_core::Result<windows_core::GUID> {
                self.store.guid(key)
            }
            fn GetStringLength(&self, key: *const windows_core::GUID) -> windows_core::Result<u32> {
                self.store.string_len(key)
            }
            fn GetString(
                &self,
                key: *const windows_core::GUID,
                buffer: windows_core::PWSTR,
                size: u32,
                len: *mut u32,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.get_string(key, buffer, size, len) }
            }
            fn GetAllocatedString(
                &self,
                key: *const windows_core::GUID,
                result: *mut windows_core::PWSTR,
                len: *mut u32,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.allocated_string(key, result, len) }
            }
            fn GetBlobSize(&self, key: *const windows_core::GUID) -> windows_core::Result<u32> {
                self.store.blob_size(key)
            }
            fn GetBlob(
                &self,
                key: *const windows_core::GUID,
                buffer: *mut u8,
                size: u32,
                len: *mut u32,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.get_blob(key, buffer, size, len) }
            }
            fn GetAllocatedBlob(
                &self,
                key: *const windows_core::GUID,
                result: *mut *mut u8,
                len: *mut u32,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.allocated_blob(key, result, len) }
            }
            fn GetUnknown(
                &self,
                key: *const windows_core::GUID,
                iid: *const windows_core::GUID,
                result: *mut *mut core::ffi::c_void,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.get_unknown(key, iid, result) }
            }
            fn SetItem(
                &self,
                key: *const windows_core::GUID,
                value: *const crate::bindings::PROPVARIANT,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.set_item(key, value) }
            }
            fn DeleteItem(&self, key: *const windows_core::GUID) -> windows_core::Result<()> {
                self.store.delete_item(key)
            }
            fn DeleteAllItems(&self) -> windows_core::Result<()> {
                self.store.delete_all()
            }
            fn SetUINT32(&self, key: *const windows_core::GUID, value: u32) -> windows_core::Result<()> {
                self.store.set_u32(key, value)
            }
            fn SetUINT64(&self, key: *const windows_core::GUID, value: u64) -> windows_core::Result<()> {
                self.store.set_u64(key, value)
            }
            fn SetDouble(&self, key: *const windows_core::GUID, value: f64) -> windows_core::Result<()> {
                self.store.set_f64(key, value)
            }
            fn SetGUID(
                &self,
                key: *const windows_core::GUID,
                value: *const windows_core::GUID,
            ) -> windows_core::Result<()> {
                self.store.set_guid(key, value)
            }
            fn SetString(
                &self,
                key: *const windows_core::GUID,
                value: &windows_core::PCWSTR,
            ) -> windows_core::Result<()> {
                self.store.set_string(key, value)
            }
            fn SetBlob(
                &self,
                key: *const windows_core::GUID,
                data: *const u8,
                len: u32,
            ) -> windows_core::Result<()> {
                self.store.set_blob(key, data, len)
            }
            fn SetUnknown(
                &self,
                key: *const windows_core::GUID,
                object: windows_core::Ref<'_, windows_core::IUnknown>,
            ) -> windows_core::Result<()> {
                self.store.set_unknown(key, object.as_ref())
            }
            fn LockStore(&self) -> windows_core::Result<()> {
                self.store.lock_store()
            }
            fn UnlockStore(&self) -> windows_core::Result<()> {
                self.store.unlock_store()
            }
            fn GetCount(&self) -> windows_core::Result<u32> {
                self.store.count()
            }
            fn GetItemByIndex(
                &self,
                index: u32,
                key: *mut windows_core::GUID,
                value: *mut crate::bindings::PROPVARIANT,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.store.item_by_index(index, key, value) }
            }
            fn CopyAllItems(
                &self,
                destination: windows_core::Ref<'_, crate::bindings::IMFAttributes>,
            ) -> windows_core::Result<()> {
                self.store.copy_all(destination.as_ref())
            }
        }
    };
}

pub(crate) use attributes_of;

attributes_of!(AttributesObject_Impl);
