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
    let own: &T::Outer = unsafe { answer.assume_init() }.downcast_ref()?;
    // The identity of an object of ours is one of its fields.
    let place = std::ptr::from_ref(own).addr();
    let identity = object.cast::<IUnknown>().ok()?.as_raw().addr();
    (place..place + size_of_val(own))
        .contains(&identity)
        .then_some(own)
}

/// Whether an answer that only objects of ours give comes from the object itself. One that wraps an object of ours may
/// pass on questions for interfaces that it does not know, and is another object all the same: what it does itself is not
/// to be passed over.
pub(crate) fn is_one(object: &impl Interface, answered: &impl Interface) -> bool {
    match (object.cast::<IUnknown>(), answered.cast::<IUnknown>()) {
        (Ok(identity), Ok(other)) => identity == other,
        _ => false,
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use openmf_core::MediaBuffer;
    use windows_core::{IUnknown_Vtbl, imp::E_NOINTERFACE};

    use super::*;
    use crate::bindings::{IMFMediaBuffer, IMFSample};
    use crate::sample::SampleObject;
    use crate::{core_buffer, identity};

    /// An object of its own around another one, to which it passes what it does not know.
    #[repr(C)]
    struct Wrapper {
        table: &'static IUnknown_Vtbl,
        count: AtomicU32,
        inner: IUnknown,
    }

    static TABLE: IUnknown_Vtbl = IUnknown_Vtbl {
        QueryInterface: query_interface,
        AddRef: add_ref,
        Release: release,
    };

    unsafe extern "system" fn query_interface(
        this: *mut c_void,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: a live object by the interface's contract, and pointers as it documents them.
        unsafe {
            if *iid != IUnknown::IID {
                return (*this.cast::<Wrapper>()).inner.query(iid, result);
            }
            add_ref(this);
            result.write(this);
        }
        HRESULT(0)
    }

    unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
        // SAFETY: a live object by the interface's contract.
        unsafe { &*this.cast::<Wrapper>() }
            .count
            .fetch_add(1, Ordering::Relaxed)
            + 1
    }

    unsafe extern "system" fn release(this: *mut c_void) -> u32 {
        // SAFETY: as above; the last reference ends what was boxed.
        unsafe {
            let left = (*this.cast::<Wrapper>()).count.fetch_sub(1, Ordering::AcqRel) - 1;
            if left == 0 {
                drop(Box::from_raw(this.cast::<Wrapper>()));
            }
            left
        }
    }

    fn wrapped(inner: &impl Interface) -> IUnknown {
        let wrapper = Box::new(Wrapper {
            table: &TABLE,
            count: AtomicU32::new(1),
            inner: inner.cast().unwrap(),
        });
        // SAFETY: it begins with the function table, and has one reference.
        unsafe { IUnknown::from_raw(Box::into_raw(wrapper).cast()) }
    }

    #[test]
    fn who_wraps_an_object_of_ours_is_not_taken_for_it() {
        let opaque = identity::opaque(UserObject::new(7_u32));
        assert_eq!(identity::inner_of::<u32>(&opaque).as_deref(), Some(&7));
        let wrapper = wrapped(&opaque);
        // What it passes on is the answer of the object inside.
        assert!(wrapper.cast::<identity::IOwn>().is_ok());
        assert!(identity::inner(&wrapper).is_none());

        let sample = SampleObject::create();
        assert!(own_of::<SampleObject>(&sample).is_some());
        assert!(own_of::<SampleObject>(&sample.cast::<IUnknown>().unwrap()).is_some());
        let wrapper = wrapped(&sample);
        assert!(wrapper.cast::<IMFSample>().is_ok());
        assert!(own_of::<SampleObject>(&wrapper).is_none());

        let buffer = core_buffer::to_com(MediaBuffer::from(vec![1, 2, 3]));
        assert_eq!(core_buffer::peek(&buffer).as_deref(), Some(&[1, 2, 3][..]));
        // SAFETY: used as nothing but `IUnknown`, whose table is the beginning of every other.
        let wrapper: IMFMediaBuffer = unsafe { std::mem::transmute(wrapped(&buffer)) };
        assert!(core_buffer::peek(&wrapper).is_none());

        let nobody: IUnknown = wrapper.cast().unwrap();
        let mut result = std::ptr::null_mut();
        // SAFETY: a live object, an identifier and a writable local.
        let answer = unsafe { nobody.query(&GUID::from_u128(1), &mut result) };
        assert_eq!((answer, result), (E_NOINTERFACE, std::ptr::null_mut()));
    }
}
