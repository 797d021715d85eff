//! Class objects by identifier. What Windows has in `ole32.dll` is exported off Windows only, for the classes that an
//! application registers in its process and those that are built in.

use std::ffi::c_void;

#[cfg(not(windows))]
use openmf_core::codes;
use windows_core::{GUID, HRESULT};
#[cfg(not(windows))]
use windows_core::{IUnknown, Interface};

use super::S_OK;
#[cfg(not(windows))]
use super::{answer, borrow};
#[cfg(not(windows))]
use crate::bindings::IClassFactory;
use crate::classes;
#[cfg(not(windows))]
use crate::convert::code;
use crate::convert::read_guid;
use crate::edge::{E_POINTER, guard};
use crate::foreign;

/// `S_FALSE`.
const S_FALSE: HRESULT = HRESULT(1);

exports! {
    /// The class object of a built-in class; see `docs/wine.md` for the identifiers.
    fn DllGetClassObject(class: *const GUID, iid: *const GUID, result: *mut *mut c_void) -> HRESULT {
        guard(|| {
            if result.is_null() {
                return E_POINTER;
            }
            // SAFETY: not NULL, so writable.
            unsafe { result.write(std::ptr::null_mut()) };
            if iid.is_null() {
                return E_POINTER;
            }
            // SAFETY: the documented pointers.
            let made = unsafe {
                read_guid(class)
                    .and_then(classes::class_object)
                    .and_then(|factory| foreign::query(&factory.into(), iid, result).ok())
            };
            made.map_or_else(|error| error.code(), |()| S_OK)
        })
    }

    /// Always `S_FALSE`: the threads of the work queues live as long as the process.
    fn DllCanUnloadNow() -> HRESULT {
        S_FALSE
    }
}

#[cfg(not(windows))]
exports! {
    /// Registers a class object; the number ends the registration.
    fn CoRegisterClassObject(
        class: *const GUID,
        factory: *mut c_void,
        _context: u32,
        _flags: u32,
        number: *mut u32,
    ) -> HRESULT {
        answer(|| {
            if number.is_null() {
                return Err(code(codes::E_POINTER));
            }
            // SAFETY: the documented pointers.
            unsafe {
                let factory: &IUnknown = borrow(&factory).ok_or_else(|| code(codes::E_POINTER))?;
                let factory: IClassFactory = factory.cast()?;
                number.write(classes::register(read_guid(class)?, &factory));
            }
            Ok(())
        })
    }

    /// Ends a registration.
    fn CoRevokeClassObject(number: u32) -> HRESULT {
        answer(|| classes::revoke(number))
    }

    /// A new object of a registered class.
    fn CoCreateInstance(
        class: *const GUID,
        outer: *mut c_void,
        _context: u32,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> HRESULT {
        guard(|| {
            if result.is_null() {
                return E_POINTER;
            }
            // SAFETY: not NULL, so writable.
            unsafe { result.write(std::ptr::null_mut()) };
            if iid.is_null() {
                return E_POINTER;
            }
            if !outer.is_null() {
                // `CLASS_E_NOAGGREGATION`.
                return HRESULT(0x8004_0110_u32 as i32);
            }
            // SAFETY: the documented pointers.
            let made = unsafe {
                read_guid(class)
                    .and_then(classes::create::<IUnknown>)
                    .and_then(|object| foreign::query(&object, iid, result).ok())
            };
            made.map_or_else(|error| error.code(), |()| S_OK)
        })
    }
}
