//! Attribute stores and collections.

use std::ffi::c_void;

use openmf_core::Attributes;
use windows_core::HRESULT;

use super::create;
use crate::attributes::AttributesObject;
use crate::collection::Collection;

exports! {
    /// An empty attribute store. The size is a hint.
    fn MFCreateAttributes(result: *mut *mut c_void, _initial_size: u32) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(AttributesObject::create(Attributes::new()))) }
    }

    /// An empty collection.
    fn MFCreateCollection(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(Collection::of([]))) }
    }
}
