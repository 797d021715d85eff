//! Byte streams and the source resolver.

use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use openmf_core::codes;
use windows_core::{HRESULT, IUnknown};

use super::{answer, borrow, create};
use crate::bindings::{IMFActivate, IMFAsyncCallback, IMFAsyncResult, IMFByteStream, IStream, PROPVARIANT};
use crate::byte_stream::{self, OpenMode};
use crate::convert::{code, read_string};
use crate::event::missing;
use crate::inward::Object;
use crate::resolver::{self, ResolverObject};
use crate::{operation, platform, propvariant, streams};

/// # Safety
/// `text` is NULL or ends with a zero.
unsafe fn optional(text: *const u16) -> Option<String> {
    // SAFETY: not NULL, and ends with a zero by the caller's promise.
    (!text.is_null()).then(|| unsafe { read_string(text) })
}

exports! {
    /// Opens a file by its URL or name. `flags` are hints for the system's cache.
    fn MFCreateFile(
        access: u32,
        mode: u32,
        _flags: u32,
        url: *const u16,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let url = optional(url).ok_or_else(missing)?;
                byte_stream::open_file(&url, OpenMode::of(access, mode)?)
            })
        }
    }

    /// As `MFCreateFile`, and calls back when it is done.
    fn MFBeginCreateFile(
        access: u32,
        mode: u32,
        _flags: u32,
        url: *const u16,
        callback: *mut c_void,
        state: *mut c_void,
        cookie: *mut *mut c_void,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            let (url, callback, state) = unsafe {
                (
                    optional(url).ok_or_else(missing)?,
                    borrow::<IMFAsyncCallback>(&callback),
                    borrow::<IUnknown>(&state),
                )
            };
            let mode = OpenMode::of(access, mode)?;
            platform::require_started()?;
            let opening = Arc::new(Opening::default());
            let handle = Arc::clone(&opening);
            operation::begin(callback, state, move || {
                let check = || match opening.is_cancelled.load(Ordering::Acquire) {
                    true => Err(code(codes::E_ABORT)),
                    false => Ok(()),
                };
                check()?;
                let opened = Object::new(byte_stream::open_file(&url, mode)?);
                check()?;
                Ok(opened)
            })?;
            if !cookie.is_null() {
                let handle = crate::identity::opaque(openmf_core::UserObject::from_arc(handle));
                // SAFETY: not NULL, so writable.
                unsafe { cookie.write(windows_core::Interface::into_raw(handle)) };
            }
            Ok(())
        })
    }

    /// The stream that `MFBeginCreateFile` opened.
    fn MFEndCreateFile(done: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let opened = operation::end::<Object<IMFByteStream>>(borrow::<IMFAsyncResult>(&done))?;
                Ok((*opened).clone())
            })
        }
    }

    /// Cancels what `MFBeginCreateFile` began with this handle: unless it is over, it ends with `E_ABORT`.
    fn MFCancelCreateFile(cookie: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointer.
            let cookie: &IUnknown = unsafe { borrow(&cookie) }.ok_or_else(|| code(codes::E_POINTER))?;
            let opening = crate::identity::inner_of::<Opening>(cookie).ok_or_else(missing)?;
            opening.is_cancelled.store(true, Ordering::Release);
            Ok(())
        })
    }

    /// A file that goes with its stream.
    fn MFCreateTempFile(access: u32, mode: u32, _flags: u32, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || byte_stream::temporary_file(OpenMode::of(access, mode)?)) }
    }

    /// An OLE stream as a byte stream.
    fn MFCreateMFByteStreamOnStream(stream: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let stream: &IStream = borrow(&stream).ok_or_else(missing)?;
                streams::byte_stream(stream)
            })
        }
    }

    /// As `MFCreateMFByteStreamOnStream`. Streams of the Windows Runtime are OLE streams too where they can be used.
    fn MFCreateMFByteStreamOnStreamEx(stream: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let object: &IUnknown = borrow(&stream).ok_or_else(missing)?;
                let stream: IStream = windows_core::Interface::cast(object)?;
                streams::byte_stream(&stream)
            })
        }
    }

    /// A byte stream as an OLE stream.
    fn MFCreateStreamOnMFByteStream(stream: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let stream: &IMFByteStream = borrow(&stream).ok_or_else(missing)?;
                Ok(streams::ole_stream(stream))
            })
        }
    }

    /// As `MFCreateStreamOnMFByteStream`, with the interface that is asked for.
    fn MFCreateStreamOnMFByteStreamEx(
        stream: *mut c_void,
        iid: *const windows_core::GUID,
        result: *mut *mut c_void,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            let stream: &IMFByteStream = unsafe { borrow(&stream) }.ok_or_else(missing)?;
            let object: IUnknown = windows_core::Interface::cast(&streams::ole_stream(stream))?;
            // SAFETY: as above.
            unsafe { crate::foreign::query(&object, iid, result) }.ok()
        })
    }

    /// A byte stream over another one, which the caller keeps to itself.
    fn MFCreateMFByteStreamWrapper(stream: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let stream: &IMFByteStream = borrow(&stream).ok_or_else(missing)?;
                Ok(streams::wrapper(stream))
            })
        }
    }

    /// A source resolver.
    fn MFCreateSourceResolver(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(ResolverObject::create())) }
    }

    /// The application's handler of a scheme, for this process.
    fn MFRegisterLocalSchemeHandler(scheme: *const u16, activate: *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            let (scheme, activate) = unsafe { (optional(scheme), borrow::<IMFActivate>(&activate)) };
            let (scheme, activate) = (scheme.ok_or_else(missing)?, activate.ok_or_else(missing)?);
            resolver::register_scheme(&scheme, activate);
            Ok(())
        })
    }

    /// The application's handler of an extension or a MIME type, for this process.
    fn MFRegisterLocalByteStreamHandler(
        extension: *const u16,
        mime_type: *const u16,
        activate: *mut c_void,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            let (extension, mime_type, activate) =
                unsafe { (optional(extension), optional(mime_type), borrow::<IMFActivate>(&activate)) };
            if extension.is_none() && mime_type.is_none() {
                return Err(missing());
            }
            resolver::register_content(extension, mime_type, activate.ok_or_else(missing)?);
            Ok(())
        })
    }

    /// The schemes that URLs may have: a vector of strings.
    fn MFGetSupportedSchemes(value: *mut PROPVARIANT) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { give_strings(&resolver::schemes(), value) }
    }

    /// The MIME types of what can be opened: a vector of strings.
    fn MFGetSupportedMimeTypes(value: *mut PROPVARIANT) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { give_strings(&resolver::mime_types(), value) }
    }
}

/// # Safety
/// `value` is NULL or writable.
unsafe fn give_strings(strings: &[String], value: *mut PROPVARIANT) -> HRESULT {
    answer(|| {
        if value.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let strings: Vec<&str> = strings.iter().map(String::as_str).collect();
        let made = propvariant::strings(&strings)?;
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe { value.write(made) };
        Ok(())
    })
}

/// What the handle of `MFBeginCreateFile` stands for.
#[derive(Default)]
struct Opening {
    is_cancelled: AtomicBool,
}
