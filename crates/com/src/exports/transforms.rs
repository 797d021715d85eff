//! Registration and listing of transforms.

use std::ffi::c_void;
use std::sync::Arc;

use openmf_core::{AttributeValue, Attributes, Guid, TransformCatalog, TransformRegistration, codes};
use windows_core::{GUID, HRESULT, IUnknown, Interface, PCWSTR, PWSTR};

use super::{answer, borrow, create};
use crate::attributes::{AttributesObject, to_core};
use crate::bindings::{IClassFactory, IMFAttributes, MFT_REGISTER_TYPE_INFO};
use crate::convert::{code, fail, from_guid, read_guid, read_string, to_guid};
use crate::registrations::{self, Made, Pairs, Registered, SYNCHRONOUS, Scope, pairs};
use crate::{memory, plugin_control, session};

type Result<T> = windows_core::Result<T>;

/// # Safety
/// `pair` is NULL or a structure.
unsafe fn pair(pair: *const MFT_REGISTER_TYPE_INFO) -> Option<(Guid, Guid)> {
    if pair.is_null() {
        return None;
    }
    // SAFETY: not NULL, so by the caller's promise a structure.
    let pair = unsafe { pair.read_unaligned() };
    Some((from_guid(pair.guidMajorType), from_guid(pair.guidSubtype)))
}

/// # Safety
/// `name` is NULL or a string.
unsafe fn name_of(name: PCWSTR) -> String {
    if name.is_null() {
        return String::new();
    }
    // SAFETY: by the caller's promise.
    unsafe { read_string(name.0) }
}

/// An array for the caller, of which each element is a reference that it gets.
fn array_of(objects: Vec<IUnknown>) -> Result<*mut *mut c_void> {
    let addresses: Vec<u8> = objects
        .iter()
        .flat_map(|object| object.as_raw().expose_provenance().to_ne_bytes())
        .collect();
    let block = memory::allocate(&addresses)?;
    // The references went into the array.
    objects.into_iter().for_each(std::mem::forget);
    Ok(block.cast())
}

/// # Safety
/// `result` and `count` are NULL or writable.
unsafe fn list(
    found: &[Arc<TransformRegistration>],
    result: *mut *mut *mut c_void,
    count: *mut u32,
) -> Result<()> {
    if result.is_null() || count.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: not NULL, so writable by the caller's promise.
    unsafe {
        result.write(std::ptr::null_mut());
        count.write(0);
    }
    if found.is_empty() {
        return Ok(());
    }
    let activates: Result<Vec<IUnknown>> = found
        .iter()
        .map(|transform| Ok(IUnknown::from(registrations::activation(transform)?)))
        .collect();
    // An activation object's pointer is that of its first interface, as the caller uses it.
    let activates = activates?;
    // SAFETY: as above.
    unsafe {
        result.write(array_of(activates)?);
        count.write(found.len() as u32);
    }
    Ok(())
}

/// # Safety
/// `types` and `count` are NULL or writable.
unsafe fn write_types(of: &Pairs, types: *mut *mut MFT_REGISTER_TYPE_INFO, count: *mut u32) -> Result<()> {
    let infos: Vec<MFT_REGISTER_TYPE_INFO> = of
        .iter()
        .map(|(major, sub)| MFT_REGISTER_TYPE_INFO {
            guidMajorType: to_guid(*major),
            guidSubtype: to_guid(*sub),
        })
        .collect();
    // SAFETY: the structures are plain data without padding.
    let bytes =
        unsafe { std::slice::from_raw_parts(infos.as_ptr().cast::<u8>(), size_of_val(infos.as_slice())) };
    if !count.is_null() {
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { count.write(infos.len() as u32) };
    }
    if !types.is_null() {
        let block = if infos.is_empty() {
            std::ptr::null_mut()
        } else {
            memory::allocate(bytes)?.cast()
        };
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { types.write(block) };
    }
    Ok(())
}

/// A copy of what a store says, as far as a registry could hold it.
///
/// # Errors
/// Whatever the store answers.
fn plain(store: &IMFAttributes) -> Result<Attributes> {
    let copy = to_core(store)?;
    for (key, value) in copy.items() {
        if matches!(value, AttributeValue::Object(_)) {
            copy.delete(&key);
        }
    }
    Ok(copy)
}

/// The arguments of a registration.
struct Arguments {
    category: Guid,
    name: PCWSTR,
    flags: u32,
    inputs: (u32, *const MFT_REGISTER_TYPE_INFO),
    outputs: (u32, *const MFT_REGISTER_TYPE_INFO),
    attributes: Option<Attributes>,
}

/// # Safety
/// The pointers are NULL or as documented.
unsafe fn register(class: Guid, made: Made, scope: Scope, arguments: Arguments) -> Result<()> {
    // SAFETY: by the caller's promise.
    let registered = unsafe {
        Registered {
            class,
            category: arguments.category,
            name: name_of(arguments.name),
            flags: arguments.flags,
            inputs: pairs(arguments.inputs.0, arguments.inputs.1)?,
            outputs: pairs(arguments.outputs.0, arguments.outputs.1)?,
            attributes: arguments.attributes,
        }
    };
    registrations::register(registered, made, scope);
    Ok(())
}

exports! {
    /// Which transforms come first, and which are not found.
    fn MFGetPluginControl(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(plugin_control::create())) }
    }

    /// Lists transforms, as their activation objects.
    fn MFTEnumEx(
        category: GUID,
        flags: u32,
        input: *const MFT_REGISTER_TYPE_INFO,
        output: *const MFT_REGISTER_TYPE_INFO,
        result: *mut *mut *mut c_void,
        count: *mut u32,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                let found = registrations::find(&from_guid(category), flags, pair(input), pair(output));
                list(&found, result, count)
            }
        })
    }

    /// As `MFTEnumEx`; what the attributes ask for is of devices, of which there are none.
    fn MFTEnum2(
        category: GUID,
        flags: u32,
        input: *const MFT_REGISTER_TYPE_INFO,
        output: *const MFT_REGISTER_TYPE_INFO,
        _attributes: *mut c_void,
        result: *mut *mut *mut c_void,
        count: *mut u32,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                let found = registrations::find(&from_guid(category), flags, pair(input), pair(output));
                list(&found, result, count)
            }
        })
    }

    /// Lists synchronous transforms that everybody has, as their classes.
    fn MFTEnum(
        category: GUID,
        _flags: u32,
        input: *const MFT_REGISTER_TYPE_INFO,
        output: *const MFT_REGISTER_TYPE_INFO,
        _attributes: *mut c_void,
        result: *mut *mut GUID,
        count: *mut u32,
    ) -> HRESULT {
        answer(|| {
            if result.is_null() || count.is_null() {
                return Err(code(codes::E_POINTER));
            }
            // SAFETY: the documented pointers.
            unsafe {
                let found = registrations::find(&from_guid(category), SYNCHRONOUS, pair(input), pair(output));
                let classes: Vec<GUID> = found.iter().map(|transform| to_guid(transform.class)).collect();
                #[cfg(windows)]
                crate::classes::offer(&classes);
                let bytes = std::slice::from_raw_parts(classes.as_ptr().cast::<u8>(), size_of_val(classes.as_slice()));
                result.write(if classes.is_empty() {
                    std::ptr::null_mut()
                } else {
                    memory::allocate(bytes)?.cast()
                });
                count.write(classes.len() as u32);
            }
            Ok(())
        })
    }

    /// What is registered of a class.
    fn MFTGetInfo(
        class: GUID,
        name: *mut PWSTR,
        inputs: *mut *mut MFT_REGISTER_TYPE_INFO,
        input_count: *mut u32,
        outputs: *mut *mut MFT_REGISTER_TYPE_INFO,
        output_count: *mut u32,
        attributes: *mut *mut c_void,
    ) -> HRESULT {
        answer(|| {
            if !attributes.is_null() {
                // SAFETY: not NULL, so writable.
                unsafe { attributes.write(std::ptr::null_mut()) };
            }
            let found = session::registry().by_class(&from_guid(class)).map_err(fail)?;
            // SAFETY: the documented pointers.
            unsafe {
                if !name.is_null() {
                    name.write(memory::allocate_string(found.name)?.0);
                }
                write_types(&found.inputs, inputs, input_count)?;
                write_types(&registrations::made_types(&found), outputs, output_count)?;
                if !attributes.is_null() {
                    let store: IMFAttributes = AttributesObject::create(registrations::attributes(&found));
                    attributes.write(store.into_raw());
                }
            }
            Ok(())
        })
    }

    /// Registers a class as a transform, for this process: there is no registry of the machine.
    fn MFTRegister(
        class: GUID,
        category: GUID,
        name: PWSTR,
        flags: u32,
        input_count: u32,
        inputs: *const MFT_REGISTER_TYPE_INFO,
        output_count: u32,
        outputs: *const MFT_REGISTER_TYPE_INFO,
        attributes: *mut c_void,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let attributes = unsafe { borrow::<IMFAttributes>(&attributes) };
            let arguments = Arguments {
                category: from_guid(category),
                name: PCWSTR(name.0),
                flags,
                inputs: (input_count, inputs),
                outputs: (output_count, outputs),
                attributes: attributes.map(plain).transpose()?,
            };
            // SAFETY: the documented pointers.
            unsafe { register(from_guid(class), Made::Class, Scope::All, arguments) }
        })
    }

    /// An activation object of the transform that its `MFT_TRANSFORM_CLSID_Attribute` names.
    fn MFCreateTransformActivate(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(crate::transform_activate::TransformByClass::create())) }
    }

    /// Ends the registration of a class.
    fn MFTUnregister(class: GUID) -> HRESULT {
        answer(|| registrations::unregister(from_guid(class)).map_err(fail))
    }

    /// Registers a factory of transforms, for this process.
    fn MFTRegisterLocal(
        factory: *mut c_void,
        category: *const GUID,
        name: PCWSTR,
        flags: u32,
        input_count: u32,
        inputs: *const MFT_REGISTER_TYPE_INFO,
        output_count: u32,
        outputs: *const MFT_REGISTER_TYPE_INFO,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                let factory: &IClassFactory = borrow(&factory).ok_or_else(|| code(codes::E_POINTER))?;
                let arguments = Arguments {
                    category: read_guid(category)?,
                    name,
                    flags,
                    inputs: (input_count, inputs),
                    outputs: (output_count, outputs),
                    attributes: None,
                };
                let class = registrations::class_of(factory);
                register(class, Made::Factory(factory.clone()), Scope::Local, arguments)
            }
        })
    }

    /// Registers a class as a transform, for this process.
    fn MFTRegisterLocalByCLSID(
        class: *const GUID,
        category: *const GUID,
        name: PCWSTR,
        flags: u32,
        input_count: u32,
        inputs: *const MFT_REGISTER_TYPE_INFO,
        output_count: u32,
        outputs: *const MFT_REGISTER_TYPE_INFO,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                let arguments = Arguments {
                    category: read_guid(category)?,
                    name,
                    flags,
                    inputs: (input_count, inputs),
                    outputs: (output_count, outputs),
                    attributes: None,
                };
                register(read_guid(class)?, Made::Class, Scope::Local, arguments)
            }
        })
    }

    /// Ends the registration of a factory; NULL means all of them.
    fn MFTUnregisterLocal(factory: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let factory = unsafe { borrow(&factory) };
            registrations::unregister_factory(factory).map_err(fail)
        })
    }

    /// Ends the registration of a class.
    fn MFTUnregisterLocalByCLSID(class: GUID) -> HRESULT {
        answer(|| registrations::unregister_local(from_guid(class)).map_err(fail))
    }
}
