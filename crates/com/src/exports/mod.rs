//! The C functions. Their names, arguments and results are those of `mfapi.h`; on Linux `libopenmf.so` exports them, on
//! Windows the DLL that documents them.
//!
//! Every function checks for NULL first (`E_POINTER`), runs guarded, and writes a result only when it succeeds.
//! `exports.tsv` beside `src/` lists every name with its DLL.

#![allow(non_snake_case, reason = "the documented names")]

use std::ffi::c_void;

use windows_core::{HRESULT, Interface};

use crate::edge::{E_POINTER, guard};

const S_OK: HRESULT = HRESULT(0);

/// Runs `make` and writes the interface it gives.
///
/// # Safety
/// `result` is NULL or writable.
unsafe fn create<T: Interface>(
    result: *mut *mut c_void,
    make: impl FnOnce() -> windows_core::Result<T>,
) -> HRESULT {
    guard(|| {
        if result.is_null() {
            return E_POINTER;
        }
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { result.write(std::ptr::null_mut()) };
        match make() {
            Ok(object) => {
                // SAFETY: as above.
                unsafe { result.write(object.into_raw()) };
                S_OK
            }
            Err(error) => error.code(),
        }
    })
}

fn answer(run: impl FnOnce() -> windows_core::Result<()>) -> HRESULT {
    guard(|| run().map_or_else(|error| error.code(), |()| S_OK))
}

/// A caller's interface, borrowed; `None` for NULL.
///
/// # Safety
/// `object` is NULL or a live object of the interface.
unsafe fn borrow<T: Interface>(object: &*mut c_void) -> Option<&T> {
    // SAFETY: by the caller's promise; the borrow takes no reference.
    unsafe { T::from_raw_borrowed(object) }
}

/// Declares exported functions: each body runs with its pointers as the documentation promises them.
macro_rules! exports {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $ret:ty)? $body:block)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// The pointers are NULL or as the function documents them.
            // SAFETY: the name is the documented one, and no other library of this process is to export it.
            #[unsafe(no_mangle)]
            pub unsafe extern "system" fn $name($($arg: $type),*) $(-> $ret)? {
                let call = crate::diagnostics::enter(stringify!($name), 0);
                let body = move || $body;
                let answer = body();
                crate::diagnostics::leave(call, crate::diagnostics::Answer::code(&answer));
                answer
            }
        )*
    };
}

/// Declares exported functions that answer every call with one code. A place for an object, the last argument of those
/// that have one, is NULL then.
macro_rules! refused {
    ($($(#[$doc:meta])* fn $name:ident($($type:ty),*; $($place:ident)?) = $code:ident;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// A place for an object is NULL or writable; the other arguments are not looked at.
            // SAFETY: the name is the documented one, and no other library of this process is to export it.
            #[unsafe(no_mangle)]
            pub unsafe extern "system" fn $name($(_: $type,)* $($place: *mut *mut std::ffi::c_void)?) -> HRESULT {
                let call = crate::diagnostics::enter(stringify!($name), 0);
                $(
                    if !$place.is_null() {
                        // SAFETY: not NULL, so writable by the caller's promise.
                        unsafe { $place.write(std::ptr::null_mut()) };
                    }
                )?
                let answer = HRESULT(codes::$code.0);
                crate::diagnostics::leave(call, Some(answer));
                answer
            }
        )*
    };
}

mod archive;
mod attributes;
mod byte_streams;
mod classes;
mod debug;
mod events;
mod formats;
mod media_types;
#[cfg(not(windows))]
mod ole;
mod platform;
mod reader;
mod refused;
mod rtworkq;
mod samples;
mod session;
mod transforms;
mod work_queue_calls;
mod work_queues;

pub use archive::*;
pub use attributes::*;
pub use byte_streams::*;
pub use classes::*;
pub use debug::*;
pub use events::*;
pub use formats::*;
pub use media_types::*;
#[cfg(not(windows))]
pub use ole::*;
pub use platform::*;
pub use reader::*;
pub use refused::*;
pub use rtworkq::*;
pub use samples::*;
pub use session::*;
pub use transforms::*;
pub use work_queues::*;
