//! Starting and stopping the platform, and its arithmetic.

use std::ffi::{c_char, c_void};

use openmf_core::{HostClock, codes};
use windows_core::{HRESULT, IUnknown, Interface};

use super::{answer, borrow};
use crate::bindings::IMFShutdown;
use crate::convert::code;
use crate::edge::guard_value;
use crate::{memory, neighbours, platform};

exports! {
    /// Starts the platform; counted.
    fn MFStartup(version: u32, _flags: u32) -> HRESULT {
        answer(|| platform::startup(version))
    }

    /// Ends one use of the platform.
    fn MFShutdown() -> HRESULT {
        answer(|| {
            let was_started = platform::shutdown();
            was_started.then_some(()).ok_or_else(|| code(codes::MF_E_PLATFORM_NOT_INITIALIZED))
        })
    }

    /// Holds `MFShutdown` back.
    fn MFLockPlatform() -> HRESULT {
        answer(platform::lock_platform)
    }

    /// Ends one `MFLockPlatform`.
    fn MFUnlockPlatform() -> HRESULT {
        answer(platform::unlock_platform)
    }

    /// The time of the system in 100-nanosecond units: that which clocks correlate theirs with.
    fn MFGetSystemTime() -> i64 {
        guard_value(|| HostClock::now(&neighbours::pool()).as_100ns())
    }

    /// A block of memory; NULL if there is none. The flags are those of `HeapAlloc`.
    fn MFHeapAlloc(
        len: usize,
        flags: u32,
        _file: *const c_char,
        _line: i32,
        _allocation: i32,
    ) -> *mut c_void {
        memory::heap_allocate(len, flags)
    }

    /// Frees what `MFHeapAlloc` allocated.
    fn MFHeapFree(block: *mut c_void) {
        if !block.is_null() {
            // SAFETY: the documented pointer.
            unsafe { memory::heap_free(block) };
        }
    }

    /// (`a` * `b` + `d`) / `c` with 128 bits in between; the greatest or the least number where the result has more than
    /// 64, as it has by a divisor of 0.
    fn MFllMulDiv(a: i64, b: i64, c: i64, d: i64) -> i64 {
        let dividend = i128::from(a) * i128::from(b) + i128::from(d);
        let overflow = if (dividend < 0) == (c < 0) { i64::MAX } else { i64::MIN };
        let value = dividend.checked_div(i128::from(c));
        value.and_then(|value| i64::try_from(value).ok()).unwrap_or(overflow)
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
