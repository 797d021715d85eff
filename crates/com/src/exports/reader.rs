//! The source reader: what `mfreadwrite.dll` documents.

use std::ffi::c_void;

use windows_core::HRESULT;

use super::{borrow, create};
use crate::bindings::{IMFAttributes, IMFByteStream, IMFMediaSource};
use crate::convert::{code, read_string};
use crate::event::missing;
use crate::read_write;

exports! {
    /// A reader of what a URL names. The source is the reader's own.
    fn MFCreateSourceReaderFromURL(
        url: *const u16,
        attributes: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                if url.is_null() {
                    return Err(code(openmf_core::codes::E_POINTER));
                }
                read_write::reader_of_url(&read_string(url), borrow::<IMFAttributes>(&attributes))
            })
        }
    }

    /// A reader of a byte stream. The source is the reader's own.
    fn MFCreateSourceReaderFromByteStream(
        stream: *mut c_void,
        attributes: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let stream = borrow::<IMFByteStream>(&stream).ok_or_else(missing)?;
                read_write::reader_of_stream(stream, borrow::<IMFAttributes>(&attributes))
            })
        }
    }

    /// A reader of a source.
    fn MFCreateSourceReaderFromMediaSource(
        of: *mut c_void,
        attributes: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let of = borrow::<IMFMediaSource>(&of).ok_or_else(missing)?;
                read_write::reader_of_source(of, borrow::<IMFAttributes>(&attributes))
            })
        }
    }
}
