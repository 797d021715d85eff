//! `IMFReadWriteClassFactory`: the source reader and the sink writer by their classes.

use std::ffi::c_void;

use openmf_core::{Guid, codes};
use windows_core::{GUID, IUnknown, Interface, PCWSTR, Ref, implement};

use crate::bindings::{
    IMFAttributes, IMFByteStream, IMFMediaSource, IMFReadWriteClassFactory, IMFReadWriteClassFactory_Impl,
    IMFSourceReader,
};
use crate::convert::{code, read_guid, read_string};
use crate::edge::Live;
use crate::event::missing;
use crate::{foreign, platform, reader, resolver, source};

type Result<T> = windows_core::Result<T>;

// Source: `mfreadwrite.h`.
/// `CLSID_MFSourceReader`.
const SOURCE_READER: Guid = Guid::from_u128(0x1777133c_0881_411b_a577_ad545f0714c4);
/// `CLSID_MFSinkWriter`.
const SINK_WRITER: Guid = Guid::from_u128(0xa3bbfb17_8273_4e52_9e0e_9739dc887990);

/// `REGDB_E_CLASSNOTREG`.
const NOT_REGISTERED: windows_core::HRESULT = windows_core::HRESULT(0x8004_0154_u32 as i32);

/// Its class is `CLSID_MFReadWriteClassFactory`.
pub(crate) fn create() -> IMFReadWriteClassFactory {
    Factory { _live: Live::new() }.into()
}

#[implement(IMFReadWriteClassFactory)]
struct Factory {
    _live: Live,
}

/// Makes a reader and gives the interface of it that is asked for.
///
/// # Errors
/// `REGDB_E_CLASSNOTREG`: the class is neither a reader nor a writer. That of `MFCreateSinkWriterFromURL`: it is a writer.
///
/// # Safety
/// The pointers are NULL or as the interface documents them.
unsafe fn instance(
    class: *const GUID,
    iid: *const GUID,
    result: *mut *mut c_void,
    make: impl FnOnce() -> Result<IMFSourceReader>,
) -> Result<()> {
    if iid.is_null() || result.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: not NULL, so by the caller's promise writable.
    unsafe { result.write(std::ptr::null_mut()) };
    // SAFETY: by the caller's promise.
    match unsafe { read_guid(class) }? {
        SOURCE_READER => {
            let made: IUnknown = make()?.cast()?;
            // SAFETY: by the caller's promise.
            unsafe { foreign::query(&made, iid, result) }.ok()
        }
        // There is no sink that could be written to yet.
        SINK_WRITER => Err(code(codes::MF_E_UNSUPPORTED_BYTESTREAM_TYPE)),
        _ => Err(windows_core::Error::from_hresult(NOT_REGISTERED)),
    }
}

/// The reader of a URL, which ends its source.
///
/// # Errors
/// Those of `MFCreateSourceReaderFromURL`.
pub(crate) fn reader_of_url(url: &str, attributes: Option<&IMFAttributes>) -> Result<IMFSourceReader> {
    platform::require_started()?;
    let options = reader::Options::read(attributes)?;
    let of = resolver::source_of_url(url, options.configuration.as_ref())?;
    reader::create(of, options.of_own_source())
}

/// The reader of a byte stream, which ends its source.
///
/// # Errors
/// Those of `MFCreateSourceReaderFromByteStream`.
pub(crate) fn reader_of_stream(
    stream: &IMFByteStream,
    attributes: Option<&IMFAttributes>,
) -> Result<IMFSourceReader> {
    platform::require_started()?;
    let options = reader::Options::read(attributes)?;
    let of = resolver::source_of_stream(stream, options.configuration.as_ref())?;
    reader::create(of, options.of_own_source())
}

/// The reader of a source.
///
/// # Errors
/// Those of `MFCreateSourceReaderFromMediaSource`.
pub(crate) fn reader_of_source(
    of: &IMFMediaSource,
    attributes: Option<&IMFAttributes>,
) -> Result<IMFSourceReader> {
    platform::require_started()?;
    reader::create(source::to_core(of)?, reader::Options::read(attributes)?)
}

impl IMFReadWriteClassFactory_Impl for Factory_Impl {
    fn CreateInstanceFromURL(
        &self,
        class: *const GUID,
        url: &PCWSTR,
        attributes: Ref<'_, IMFAttributes>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe {
            instance(class, iid, result, || {
                if url.is_null() {
                    return Err(code(codes::E_POINTER));
                }
                reader_of_url(&read_string(url.0), attributes.as_ref())
            })
        }
    }

    /// The object is a byte stream or a media source.
    fn CreateInstanceFromObject(
        &self,
        class: *const GUID,
        object: Ref<'_, IUnknown>,
        attributes: Ref<'_, IMFAttributes>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> Result<()> {
        let make = || {
            let object = object.as_ref().ok_or_else(missing)?;
            if let Ok(stream) = object.cast::<IMFByteStream>() {
                return reader_of_stream(&stream, attributes.as_ref());
            }
            reader_of_source(&object.cast()?, attributes.as_ref())
        };
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { instance(class, iid, result, make) }
    }
}
