//! Starting and stopping the platform, and its arithmetic.

use std::ffi::c_void;

use windows_core::{HRESULT, IUnknown, Interface};

use super::{answer, borrow};
use crate::bindings::IMFShutdown;
use crate::platform;

exports! {
    /// Starts the platform; counted.
    fn MFStartup(version: u32, _flags: u32) -> HRESULT {
        answer(|| platform::startup(version))
    }

    /// Ends one use of the platform.
    fn MFShutdown() -> HRESULT {
        answer(platform::shutdown)
    }

    /// `a` * `b` / `c`, rounded by `d`, with 128 bits in between; -1 where the result has more than 64.
    fn MFllMulDiv(a: i64, b: i64, c: i64, d: i64) -> i64 {
        if c == 0 {
            return -1;
        }
        let value = (i128::from(a) * i128::from(b) + i128::from(d)) / i128::from(c);
        i64::try_from(value).unwrap_or(-1)
    }

    /// Shuts an object down if it has `IMFShutdown`; nothing happens to others, nor for NULL.
    fn MFShutdownObject(object: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let Some(object) = (unsafe { borrow::<IUnknown>(&object) }) else {
                return Ok(());
            };
            match object.cast::<IMFShutdown>() {
                // SAFETY: a live object.
                Ok(object) => unsafe { object.Shutdown() }.ok(),
                Err(_) => Ok(()),
            }
        })
    }
}
