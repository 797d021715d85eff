//! The media sinks that write files.

use std::ffi::c_void;

use openmf_core::{MediaType, codes};
use openmf_sinks::PacketFile;
use windows_core::HRESULT;

use super::{borrow, create};
use crate::archive;
use crate::bindings::{IMFByteStream, IMFMediaType};
use crate::convert::code;
use crate::media_type::media_type;

/// The stream and the type that a sink is made with.
///
/// # Errors
/// `E_POINTER` for a NULL. Whatever the type answers.
///
/// # Safety
/// Both are NULL or live objects of their interfaces.
unsafe fn arguments<'a>(
    stream: &'a *mut c_void,
    format: &'a *mut c_void,
) -> windows_core::Result<(&'a IMFByteStream, MediaType)> {
    let missing = || code(codes::E_POINTER);
    // SAFETY: by the caller's promise.
    unsafe {
        let stream = borrow(stream).ok_or_else(missing)?;
        let format: &IMFMediaType = borrow(format).ok_or_else(missing)?;
        Ok((stream, media_type(format)?))
    }
}

exports! {
    /// Writes uncompressed audio of a type to a byte stream, as a WAVE file.
    fn MFCreateWAVEMediaSink(stream: *mut c_void, format: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let (stream, format) = arguments(&stream, &format)?;
                archive::wave(stream, &format)
            })
        }
    }

    /// Writes MP3 packets to a byte stream.
    fn MFCreateMP3MediaSink(stream: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let stream: &IMFByteStream = borrow(&stream).ok_or_else(|| code(codes::E_POINTER))?;
                archive::packets(PacketFile::Mp3, stream, None)
            })
        }
    }

    /// Writes AAC packets of a type to a byte stream, raw ones with ADTS headers.
    fn MFCreateADTSMediaSink(stream: *mut c_void, format: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let (stream, format) = arguments(&stream, &format)?;
                archive::packets(PacketFile::Adts, stream, Some(&format))
            })
        }
    }

    /// Writes AC-3 packets of a type to a byte stream.
    fn MFCreateAC3MediaSink(stream: *mut c_void, format: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let (stream, format) = arguments(&stream, &format)?;
                archive::packets(PacketFile::Ac3, stream, Some(&format))
            })
        }
    }
}
