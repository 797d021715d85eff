//! Class objects by identifier, which Windows has in `ole32.dll`: exported off Windows only, for the classes that an
//! application registers in its process.

use std::ffi::c_void;

use openmf_core::codes;
use windows_core::{GUID, HRESULT, IUnknown, Interface};

use super::{S_OK, answer, borrow};
use crate::bindings::IClassFactory;
use crate::classes;
use crate::convert::{code, read_guid};
use crate::edge::{E_POINTER, guard};
use crate::foreign;

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
            if result.is_null() || iid.is_null() {
                return E_POINTER;
            }
            // SAFETY: not NULL, so writable.
            unsafe { result.write(std::ptr::null_mut()) };
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
