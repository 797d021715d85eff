//! Media types.

use std::ffi::c_void;

use openmf_core::MediaType;
use windows_core::HRESULT;

use super::create;
use crate::media_type::MediaTypeObject;

exports! {
    /// An empty media type.
    fn MFCreateMediaType(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(MediaTypeObject::create(MediaType::new()))) }
    }
}
