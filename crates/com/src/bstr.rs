//! `BSTR`, which the string types of the bindings have on Windows only.

use std::ffi::c_void;

/// A length-prefixed string of OLE Automation. The edge passes them through and never makes or frees one.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub struct BSTR(pub *const c_void);
