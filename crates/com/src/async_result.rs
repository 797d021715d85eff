//! `IMFAsyncResult` with the public layout of `MFASYNCRESULT`.
//!
//! Other implementations of the platform's functions reach behind the interface of a result that `MFCreateAsyncResult`
//! made: the structure is published. So these objects are laid out by hand: the function table, the public fields, then
//! ours.

use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering, fence};

use openmf_core::codes;
use windows_core::{GUID, HRESULT, IUnknown, IUnknown_Vtbl, Interface};

use crate::bindings::{HANDLE, IMFAsyncCallback, IMFAsyncResult, IMFAsyncResult_Vtbl, OVERLAPPED};
use crate::edge::{E_POINTER, Live, guard_value};
use crate::platform::ResultLock;

const E_NOINTERFACE: HRESULT = HRESULT(codes::E_NOINTERFACE.0);
const S_OK: HRESULT = HRESULT(0);

#[repr(C)]
struct AsyncResultObject {
    // `MFASYNCRESULT`: as published.
    table: *const IMFAsyncResult_Vtbl,
    overlapped: UnsafeCell<OVERLAPPED>,
    callback: ManuallyDrop<Option<IMFAsyncCallback>>,
    /// An `HRESULT`, which whoever completes the operation writes while others may read.
    status: AtomicI32,
    bytes_transferred: UnsafeCell<u32>,
    event: UnsafeCell<HANDLE>,
    // Ours.
    references: AtomicU32,
    object: Option<IUnknown>,
    state: Option<IUnknown>,
    _live: Live,
    _lock: ResultLock,
}

static TABLE: IMFAsyncResult_Vtbl = IMFAsyncResult_Vtbl {
    base__: IUnknown_Vtbl {
        QueryInterface: query_interface,
        AddRef: add_ref,
        Release: release,
    },
    GetState: get_state,
    GetStatus: get_status,
    SetStatus: set_status,
    GetObject: get_object,
    GetStateNoAddRef: get_state_no_add_ref,
};

/// `MFCreateAsyncResult`.
pub(crate) fn create(
    object: Option<&IUnknown>,
    callback: Option<&IMFAsyncCallback>,
    state: Option<&IUnknown>,
) -> IMFAsyncResult {
    let result = Box::new(AsyncResultObject {
        table: &TABLE,
        overlapped: UnsafeCell::default(),
        callback: ManuallyDrop::new(callback.cloned()),
        status: AtomicI32::new(S_OK.0),
        bytes_transferred: UnsafeCell::default(),
        event: UnsafeCell::default(),
        references: AtomicU32::new(1),
        object: object.cloned(),
        state: state.cloned(),
        _live: Live::new(),
        _lock: ResultLock::new(),
    });
    // SAFETY: the object begins with the interface's function table and has one reference, which the interface takes.
    unsafe { IMFAsyncResult::from_raw(Box::into_raw(result).cast()) }
}

/// The callback of a result in the published layout.
///
/// # Safety
/// `result` was made by [`create`], or by another implementation of `MFCreateAsyncResult`.
pub(crate) unsafe fn callback_of(result: &IMFAsyncResult) -> Option<IMFAsyncCallback> {
    // SAFETY: results of `MFCreateAsyncResult` have this layout up to `event`.
    unsafe {
        (*result.as_raw().cast::<AsyncResultObject>())
            .callback
            .as_ref()
            .cloned()
    }
}

/// # Safety
/// `this` is an object of this module with at least one reference.
unsafe fn object<'a>(this: *mut c_void) -> &'a AsyncResultObject {
    // SAFETY: by the caller's promise.
    unsafe { &*this.cast() }
}

unsafe extern "system" fn query_interface(
    this: *mut c_void,
    iid: *const GUID,
    result: *mut *mut c_void,
) -> HRESULT {
    if iid.is_null() || result.is_null() {
        return E_POINTER;
    }
    // SAFETY: not NULL; readable and writable by the interface's contract.
    unsafe {
        if *iid == IUnknown::IID || *iid == IMFAsyncResult::IID {
            add_ref(this);
            *result = this;
            S_OK
        } else {
            *result = std::ptr::null_mut();
            E_NOINTERFACE
        }
    }
}

unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: a live object by the interface's contract.
    unsafe { object(this) }.references.fetch_add(1, Ordering::Relaxed) + 1
}

unsafe extern "system" fn release(this: *mut c_void) -> u32 {
    // SAFETY: a live object by the interface's contract.
    let left = unsafe { object(this) }.references.fetch_sub(1, Ordering::Release) - 1;
    if left == 0 {
        fence(Ordering::Acquire);
        // Foreign objects end in here, and their code may panic into ours.
        guard_value(|| {
            // SAFETY: it was the last reference, and the object was boxed by `create`.
            let mut this = unsafe { Box::from_raw(this.cast::<AsyncResultObject>()) };
            // SAFETY: dropped once, here.
            unsafe { ManuallyDrop::drop(&mut this.callback) };
        });
    }
    left
}

unsafe extern "system" fn get_state(this: *mut c_void, result: *mut *mut c_void) -> HRESULT {
    // SAFETY: a live object by the interface's contract.
    give(unsafe { object(this) }.state.as_ref(), result)
}

unsafe extern "system" fn get_object(this: *mut c_void, result: *mut *mut c_void) -> HRESULT {
    // SAFETY: a live object by the interface's contract.
    give(unsafe { object(this) }.object.as_ref(), result)
}

fn give(object: Option<&IUnknown>, result: *mut *mut c_void) -> HRESULT {
    if result.is_null() {
        return E_POINTER;
    }
    let code = if object.is_some() { S_OK } else { E_POINTER };
    // SAFETY: not NULL, and writable by the interface's contract.
    unsafe { *result = object.cloned().map_or(std::ptr::null_mut(), IUnknown::into_raw) };
    code
}

unsafe extern "system" fn get_status(this: *mut c_void) -> HRESULT {
    // SAFETY: a live object by the interface's contract.
    HRESULT(unsafe { object(this) }.status.load(Ordering::Acquire))
}

unsafe extern "system" fn set_status(this: *mut c_void, status: HRESULT) -> HRESULT {
    // SAFETY: as above.
    unsafe { object(this) }.status.store(status.0, Ordering::Release);
    S_OK
}

unsafe extern "system" fn get_state_no_add_ref(this: *mut c_void) -> Option<IUnknown> {
    // SAFETY: a live object by the interface's contract. The caller borrows: the copy is of the pointer only.
    unsafe { std::mem::transmute_copy(&object(this).state) }
}
