//! Property stores: `CreatePropertyStore`, `CreateNamedPropertyStore`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use openmf_core::{Guid, Variant, codes};
use windows_core::{PCWSTR, implement};

use crate::bindings::{
    INamedPropertyStore, INamedPropertyStore_Impl, IPropertyStore, IPropertyStore_Impl, PROPERTYKEY,
    PROPVARIANT,
};
use crate::bstr::BSTR;
use crate::convert::{code, from_guid, read_string, to_guid};
use crate::edge::Live;
use crate::propvariant;

type Result<T> = windows_core::Result<T>;

/// Values under keys, in the order in which they came. A value of `VT_EMPTY` stays in its place.
struct Values<K>(Mutex<Vec<(K, Variant)>>);

impl<K: PartialEq + Clone> Values<K> {
    const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(K, Variant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self) -> Result<u32> {
        u32::try_from(self.lock().len()).map_err(|_| code(codes::E_UNEXPECTED))
    }

    fn key_at(&self, index: u32) -> Option<K> {
        self.lock().get(index as usize).map(|(key, _)| key.clone())
    }

    /// The value; `VT_EMPTY` where there is none.
    fn get(&self, key: &K) -> Result<PROPVARIANT> {
        let found = self
            .lock()
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, value)| value.clone());
        propvariant::make(&found.unwrap_or(Variant::Empty))
    }

    fn set(&self, key: K, value: Variant) {
        let mut values = self.lock();
        let former = match values.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => Some(std::mem::replace(known, value)),
            None => {
                values.push((key, value));
                None
            }
        };
        drop(values);
        // An object may end here.
        drop(former);
    }
}

/// # Safety
/// `value` is NULL or a valid variant.
unsafe fn read_value(value: *const PROPVARIANT) -> Result<Variant> {
    if value.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: by the caller's promise.
    unsafe { propvariant::read(value) }
}

/// # Safety
/// `key` is NULL or readable.
unsafe fn read_key(key: *const PROPERTYKEY) -> Result<(Guid, u32)> {
    if key.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: not NULL, so readable by the caller's promise.
    let key = unsafe { key.read_unaligned() };
    Ok((from_guid(key.fmtid), key.pid))
}

/// `CreatePropertyStore`.
#[implement(IPropertyStore)]
pub(crate) struct PropertyStore {
    values: Values<(Guid, u32)>,
    _live: Live,
}

impl PropertyStore {
    pub(crate) fn create() -> IPropertyStore {
        Self {
            values: Values::new(),
            _live: Live::new(),
        }
        .into()
    }
}

impl IPropertyStore_Impl for PropertyStore_Impl {
    fn GetCount(&self) -> Result<u32> {
        self.values.count()
    }

    fn GetAt(&self, index: u32, key: *mut PROPERTYKEY) -> Result<()> {
        if key.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let found = self.values.key_at(index);
        let (fmtid, pid) = found.ok_or_else(|| code(codes::E_INVALIDARG))?;
        let found = PROPERTYKEY {
            fmtid: to_guid(fmtid),
            pid,
        };
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe { key.write_unaligned(found) };
        Ok(())
    }

    fn GetValue(&self, key: *const PROPERTYKEY) -> Result<PROPVARIANT> {
        // SAFETY: the interface's caller gives a key or NULL.
        self.values.get(&unsafe { read_key(key) }?)
    }

    fn SetValue(&self, key: *const PROPERTYKEY, value: *const PROPVARIANT) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        let (key, value) = unsafe { (read_key(key)?, read_value(value)?) };
        self.values.set(key, value);
        Ok(())
    }

    fn Commit(&self) -> Result<()> {
        // What is set is there at once.
        Ok(())
    }
}

/// `CreateNamedPropertyStore`.
#[implement(INamedPropertyStore)]
pub(crate) struct NamedPropertyStore {
    values: Values<String>,
    _live: Live,
}

impl NamedPropertyStore {
    pub(crate) fn create() -> INamedPropertyStore {
        Self {
            values: Values::new(),
            _live: Live::new(),
        }
        .into()
    }
}

fn name_of(name: &PCWSTR) -> Result<String> {
    if name.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: the interface's caller gives a string with a terminator.
    Ok(unsafe { read_string(name.0) })
}

impl INamedPropertyStore_Impl for NamedPropertyStore_Impl {
    fn GetNamedValue(&self, name: &PCWSTR) -> Result<PROPVARIANT> {
        self.values.get(&name_of(name)?)
    }

    fn SetNamedValue(&self, name: &PCWSTR, value: *const PROPVARIANT) -> Result<()> {
        let name = name_of(name)?;
        // SAFETY: the interface's caller gives a pointer as the method documents it.
        let value = unsafe { read_value(value) }?;
        self.values.set(name, value);
        Ok(())
    }

    fn GetNameCount(&self) -> Result<u32> {
        self.values.count()
    }

    fn GetNameAt(&self, _index: u32) -> Result<BSTR> {
        // The name would be a string of OLE Automation, which is not made here.
        Err(code(codes::E_NOTIMPL))
    }
}
