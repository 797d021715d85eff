//! Objects by class identifier: the application's registrations where there is no registry, and the system's on Windows.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use openmf_core::{Guid, codes};
use windows_core::{IUnknown, Interface};

use crate::bindings::IClassFactory;
use crate::class_factory;
use crate::convert::code;
use crate::inward::Object;

type Result<T> = windows_core::Result<T>;

#[derive(Default)]
struct Classes {
    factories: HashMap<Guid, (u32, Object<IClassFactory>)>,
    last: u32,
}

fn classes() -> MutexGuard<'static, Classes> {
    static CLASSES: OnceLock<Mutex<Classes>> = OnceLock::new();
    CLASSES
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

#[cfg_attr(windows, allow(dead_code, reason = "the system registers there"))]
/// Registers a class (`CoRegisterClassObject`); the number ends the registration.
pub(crate) fn register(class: Guid, factory: &IClassFactory) -> u32 {
    let mut classes = classes();
    classes.last += 1;
    let number = classes.last;
    let former = classes
        .factories
        .insert(class, (number, Object::new(factory.clone())));
    drop(classes);
    drop(former);
    number
}

#[cfg_attr(windows, allow(dead_code, reason = "the system registers there"))]
/// Ends a registration (`CoRevokeClassObject`).
///
/// # Errors
/// `E_INVALIDARG`: there is none of this number.
pub(crate) fn revoke(number: u32) -> Result<()> {
    let mut classes = classes();
    let class = classes
        .factories
        .iter()
        .find(|(_, (known, _))| *known == number)
        .map(|(class, _)| *class);
    let former = class.and_then(|class| classes.factories.remove(&class));
    drop(classes);
    former.map(drop).ok_or_else(|| code(codes::E_INVALIDARG))
}

/// The class object of a class: the application's, or of what is built in.
///
/// # Errors
/// `CLASS_E_CLASSNOTAVAILABLE`: there is none.
pub(crate) fn class_object(class: Guid) -> Result<IClassFactory> {
    let known = classes()
        .factories
        .get(&class)
        .map(|(_, factory)| (**factory).clone());
    known
        .or_else(|| class_factory::factory(class))
        .ok_or_else(|| windows_core::Error::from_hresult(NOT_AVAILABLE))
}

/// A new object of a class.
///
/// # Errors
/// `REGDB_E_CLASSNOTREG`: nobody has registered it. Whatever the factory answers.
pub(crate) fn create<T: Interface>(class: Guid) -> Result<T> {
    let factory = {
        let classes = classes();
        classes
            .factories
            .get(&class)
            .map(|(_, factory)| (**factory).clone())
    };
    match factory {
        // SAFETY: a live object.
        Some(factory) => unsafe { factory.CreateInstance::<Option<&IUnknown>, T>(None) },
        None => match class_factory::create(class) {
            Some(object) => object.cast(),
            None => system(class),
        },
    }
}

/// As [`create`], of the application's or the system's classes alone: what a registration of the application's names.
///
/// # Errors
/// As [`create`].
pub(crate) fn create_foreign<T: Interface>(class: Guid) -> Result<T> {
    let known = classes().factories.contains_key(&class);
    if known { create(class) } else { system(class) }
}

/// `CLASS_E_CLASSNOTAVAILABLE`.
const NOT_AVAILABLE: windows_core::HRESULT = windows_core::HRESULT(0x8004_0111_u32 as i32);
/// `REGDB_E_CLASSNOTREG`.
const NOT_REGISTERED: windows_core::HRESULT = windows_core::HRESULT(0x8004_0154_u32 as i32);

#[cfg(windows)]
fn system<T: Interface>(class: Guid) -> Result<T> {
    use std::ffi::c_void;
    windows_core::link!("ole32.dll" "system" fn CoCreateInstance(class: *const windows_core::GUID, outer: *mut c_void, context: u32, iid: *const windows_core::GUID, result: *mut *mut c_void) -> windows_core::HRESULT);
    /// `CLSCTX_INPROC_SERVER`.
    const IN_PROCESS: u32 = 1;
    let class = crate::convert::to_guid(class);
    let mut result = std::ptr::null_mut();
    // SAFETY: valid arguments; a successful call gives an object of the interface with a reference.
    unsafe {
        CoCreateInstance(&class, std::ptr::null_mut(), IN_PROCESS, &T::IID, &mut result).ok()?;
        if result.is_null() {
            return Err(windows_core::Error::from_hresult(NOT_REGISTERED));
        }
        Ok(T::from_raw(result))
    }
}

/// Registers built-in classes with the system, for the caller's apartment, unless it has them: what `MFTEnum` tells is made
/// with `CoCreateInstance`, and there is no registry that has it. A thread that is in no apartment and cannot have one is
/// left without.
///
/// Source: `MFTEnum`, which sends the caller to `CoCreateInstance`.
#[cfg(windows)]
pub(crate) fn offer(classes: &[windows_core::GUID]) {
    use std::ffi::c_void;
    use std::ptr::null_mut;

    use windows_core::{GUID, HRESULT};

    windows_core::link!("ole32.dll" "system" fn CoGetClassObject(class: *const GUID, context: u32, server: *mut c_void, iid: *const GUID, result: *mut *mut c_void) -> HRESULT);
    windows_core::link!("ole32.dll" "system" fn CoRegisterClassObject(class: *const GUID, factory: *mut c_void, context: u32, flags: u32, number: *mut u32) -> HRESULT);
    /// `CLSCTX_INPROC_SERVER`.
    const IN_PROCESS: u32 = 1;
    /// `REGCLS_MULTIPLEUSE`.
    const MULTIPLE: u32 = 1;

    for class in classes {
        let mut known = null_mut();
        // SAFETY: valid arguments; a successful call gives an object with a reference.
        unsafe {
            if CoGetClassObject(class, IN_PROCESS, null_mut(), &IUnknown::IID, &mut known).is_ok() {
                if !known.is_null() {
                    drop(IUnknown::from_raw(known));
                }
                continue;
            }
        }
        if let Some(factory) = class_factory::lasting_factory(crate::convert::from_guid(*class)) {
            let mut number = 0;
            // SAFETY: a live object, of which the system takes a reference. It goes with the apartment.
            let _ =
                unsafe { CoRegisterClassObject(class, factory.as_raw(), IN_PROCESS, MULTIPLE, &mut number) };
        }
    }
}

#[cfg(not(windows))]
fn system<T: Interface>(_class: Guid) -> Result<T> {
    Err(windows_core::Error::from_hresult(NOT_REGISTERED))
}
