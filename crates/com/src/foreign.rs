//! COM objects inside the core.

use std::ffi::c_void;

use openmf_core::UserObject;
use windows_core::{GUID, HRESULT, IUnknown, Interface};

use crate::edge::Held;

/// A COM object that the core carries as an opaque [`UserObject`] and gives back as the same object.
#[derive(Clone, PartialEq)]
pub(crate) struct Foreign(Held<IUnknown>);

// SAFETY: every object of Media Foundation may be used from any thread: the documentation requires it of the platform's
// objects and of the application's ("Media Foundation and COM"), as there are no apartments between them.
unsafe impl Send for Foreign {}
// SAFETY: as above.
unsafe impl Sync for Foreign {}

impl Foreign {
    pub(crate) fn new(object: &IUnknown) -> Self {
        Self(Held::new(object.clone()))
    }

    pub(crate) fn wrap(object: &IUnknown) -> UserObject {
        UserObject::new(Self::new(object))
    }

    /// The COM object.
    pub(crate) fn object(&self) -> IUnknown {
        (*self.0).clone()
    }

    /// The COM object in a [`UserObject`], if it is one.
    pub(crate) fn unwrap(object: &UserObject) -> Option<IUnknown> {
        object.downcast::<Self>().map(|foreign| foreign.object())
    }
}

/// `QueryInterface` into a caller's pointer.
///
/// # Safety
/// `iid` is readable, and `result` is writable, unless they are NULL.
pub(crate) unsafe fn query(object: &IUnknown, iid: *const GUID, result: *mut *mut c_void) -> HRESULT {
    if iid.is_null() || result.is_null() {
        return crate::edge::E_POINTER;
    }
    // SAFETY: not NULL, and otherwise by the caller's promise.
    unsafe {
        let code = object.query(iid, result);
        // Somebody's object may say that it succeeded, and give nothing.
        if code.is_ok() && (*result).is_null() {
            return crate::edge::E_POINTER;
        }
        code
    }
}
