//! `IMFSeekInfo` over the core's sources.

use std::sync::Arc;

use openmf_core::{Guid, MediaSource, MediaTime, Variant, codes};
use windows_core::{GUID, IUnknown, Interface, implement};

use crate::bindings::{IMFSeekInfo, IMFSeekInfo_Impl, PROPVARIANT};
use crate::convert::{code, fail, read_guid};
use crate::edge::Live;
use crate::propvariant;

type Result<T> = windows_core::Result<T>;

/// The key frames of a source; `None` if it cannot tell.
pub(crate) fn of_source(source: &Arc<dyn MediaSource>) -> Option<IUnknown> {
    source.seek_info()?;
    let object: IMFSeekInfo = SeekInfoObject {
        source: Arc::clone(source),
        _live: Live::new(),
    }
    .into();
    object.cast().ok()
}

#[implement(IMFSeekInfo)]
struct SeekInfoObject {
    source: Arc<dyn MediaSource>,
    _live: Live,
}

impl IMFSeekInfo_Impl for SeekInfoObject_Impl {
    /// There is no key frame behind the last one: then its place stays empty.
    fn GetNearestKeyFrames(
        &self,
        format: *const GUID,
        start: *const PROPVARIANT,
        previous: *mut PROPVARIANT,
        next: *mut PROPVARIANT,
    ) -> Result<()> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let format = unsafe { read_guid(format) }?;
        if start.is_null() || previous.is_null() || next.is_null() {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: not NULL, and writable by the method's contract; what is in them counts for nothing.
        unsafe {
            previous.write(PROPVARIANT::default());
            next.write(PROPVARIANT::default());
        }
        if format != Guid::ZERO {
            return Err(code(codes::MF_E_UNSUPPORTED_TIME_FORMAT));
        }
        // SAFETY: not NULL, so a variant by the method's contract.
        let Variant::I64(time) = unsafe { propvariant::read(start) }? else {
            return Err(code(codes::MF_E_INVALIDTYPE));
        };
        let time = MediaTime::from_100ns(time);
        let info = self.source.seek_info();
        let info = info.ok_or_else(|| code(codes::MF_E_UNSUPPORTED_SERVICE))?;
        let before = info.previous_key_frame(time).map_err(fail)?;
        let behind = info.next_key_frame(time).map_err(fail)?;
        // SAFETY: as above.
        unsafe {
            previous.write(propvariant::make(&Variant::I64(before.as_100ns()))?);
            if let Some(behind) = behind {
                next.write(propvariant::make(&Variant::I64(behind.as_100ns()))?);
            }
        }
        Ok(())
    }
}
