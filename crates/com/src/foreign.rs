//! COM objects inside the core.

use std::any::Any;
use std::ffi::c_void;
use std::mem::MaybeUninit;

use openmf_core::UserObject;
use windows_core::{ComObjectInner, DYNAMIC_CAST_IID, GUID, HRESULT, IUnknown, IUnknownImpl, Interface};

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

    /// Whether a [`UserObject`] is a COM object.
    pub(crate) fn is(object: &UserObject) -> bool {
        object.is::<Self>()
    }

    /// The COM object in a [`UserObject`], if it is one.
    pub(crate) fn unwrap(object: &UserObject) -> Option<IUnknown> {
        object.downcast::<Self>().map(|foreign| foreign.object())
    }
}

/// What stands for NULL where a value is of an object's type and has none.
struct Null;

/// The object that stands for NULL.
pub(crate) fn null() -> UserObject {
    UserObject::new(Null)
}

/// Whether an object stands for NULL.
pub(crate) fn is_null(object: &UserObject) -> bool {
    object.is::<Null>()
}

/// The object of this engine behind an interface; `None` for anybody else's.
pub(crate) fn own_of<T>(object: &impl Interface) -> Option<&T::Outer>
where
    T: ComObjectInner,
    T::Outer: Any + IUnknownImpl<Impl = T>,
{
    let mut answer = MaybeUninit::<&dyn Any>::zeroed();
    let words: *mut *mut c_void = answer.as_mut_ptr().cast();
    // SAFETY: room for what objects of ours answer, which is not counted; others refuse.
    if unsafe { object.query(&DYNAMIC_CAST_IID, words) }.is_err() {
        return None;
    }
    // SAFETY: both words were written above, or are zero.
    let (first, second) = unsafe { (*words, *words.add(1)) };
    if first.is_null() || second.is_null() {
        // Somebody's object that answers to every name has given one pointer, and counts it.
        if !first.is_null() {
            // SAFETY: the reference that it gave.
            drop(unsafe { IUnknown::from_raw(first) });
        }
        return None;
    }
    // SAFETY: an object of ours has written all of it, and lives as long as the interface.
    unsafe { answer.assume_init() }.downcast_ref()
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
