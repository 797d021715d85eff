//! The media sinks that write files.

use std::ffi::c_void;

use openmf_core::{MediaType, codes, guids};
use openmf_sinks::{ArchiveFile, PacketFile};
use windows_core::{GUID, HRESULT};

use super::{borrow, create};
use crate::archive;
use crate::bindings::{IMFAttributes, IMFByteStream, IMFMediaType};
use crate::convert::{code, from_guid};
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

/// Makes the sink of a file of video and sound, whose types may each be NULL, but not both.
///
/// # Errors
/// `E_POINTER`: no stream. `E_INVALIDARG`: no type. `MF_E_INVALIDMEDIATYPE`: a type is not of its kind. Whatever a type
/// answers, and as [`archive::streams`].
///
/// # Safety
/// All are NULL or live objects of their interfaces, and the result is NULL or writable.
unsafe fn file(
    kind: ArchiveFile,
    stream: *mut c_void,
    video: *mut c_void,
    audio: *mut c_void,
    result: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: by the caller's promise.
    unsafe {
        create(result, || {
            let stream: &IMFByteStream = borrow(&stream).ok_or_else(|| code(codes::E_POINTER))?;
            let mut types = Vec::new();
            for (format, major) in [
                (&video, guids::MFMediaType_Video),
                (&audio, guids::MFMediaType_Audio),
            ] {
                let format: Option<&IMFMediaType> = borrow(format);
                let Some(format) = format else { continue };
                let format = media_type(format)?;
                if format.major_type() != major {
                    return Err(code(codes::MF_E_INVALIDMEDIATYPE));
                }
                types.push(format);
            }
            if types.is_empty() {
                return Err(code(codes::E_INVALIDARG));
            }
            archive::streams(kind, stream, &types)
        })
    }
}

exports! {
    /// Writes video and sound to a byte stream that can seek, as an MP4 file.
    fn MFCreateMPEG4MediaSink(
        stream: *mut c_void,
        video: *mut c_void,
        audio: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { file(ArchiveFile::Mp4, stream, video, audio, result) }
    }

    /// Writes video and sound to a byte stream, as an MP4 file in fragments.
    fn MFCreateFMPEG4MediaSink(
        stream: *mut c_void,
        video: *mut c_void,
        audio: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { file(ArchiveFile::FragmentedMp4, stream, video, audio, result) }
    }

    /// Writes what a multiplexer of the application's makes of its inputs; without a byte stream, it goes nowhere.
    fn MFCreateMuxSink(
        subtype: GUID,
        attributes: *mut c_void,
        stream: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let attributes = borrow::<IMFAttributes>(&attributes);
                archive::multiplexed(from_guid(subtype), attributes, borrow(&stream))
            })
        }
    }

    /// Writes video and sound to a byte stream that can seek, as a 3GP file.
    fn MFCreate3GPMediaSink(
        stream: *mut c_void,
        video: *mut c_void,
        audio: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { file(ArchiveFile::ThreeGp, stream, video, audio, result) }
    }

    /// Writes video and sound to a byte stream that can seek, as an AVI file.
    fn MFCreateAVIMediaSink(
        stream: *mut c_void,
        video: *mut c_void,
        audio: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { file(ArchiveFile::Avi, stream, video, audio, result) }
    }

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
