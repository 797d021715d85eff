//! `IMFMediaType`.

use std::ffi::c_void;

use openmf_core::{Attributes, MediaType, codes};
use windows_core::{BOOL, GUID, Ref, implement};

use crate::attributes::{HasAttributes, Store, attributes_of, to_core};
use crate::bindings::{IMFAttributes, IMFMediaType, IMFMediaType_Impl};
use crate::convert::{code, fail, to_guid};

impl HasAttributes for MediaType {
    fn attributes(&self) -> &Attributes {
        self.attributes()
    }
}

#[implement(IMFMediaType)]
pub(crate) struct MediaTypeObject {
    store: Store<MediaType>,
}

// Source: `MF_MEDIATYPE_EQUAL_*`.
const EQUAL_MAJOR_TYPES: u32 = 1;
const EQUAL_FORMAT_TYPES: u32 = 2;
const EQUAL_FORMAT_DATA: u32 = 4;
const EQUAL_FORMAT_USER_DATA: u32 = 8;

impl MediaTypeObject {
    pub(crate) fn create(media_type: MediaType) -> IMFMediaType {
        Self {
            store: Store::new(media_type),
        }
        .into()
    }
}

/// A copy of somebody's media type in the core's form.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn media_type(object: &IMFMediaType) -> windows_core::Result<MediaType> {
    let store: &IMFAttributes = object;
    let media_type = MediaType::new();
    media_type.attributes().copy_from(&to_core(store)?);
    Ok(media_type)
}

attributes_of!(MediaTypeObject_Impl);

impl IMFMediaType_Impl for MediaTypeObject_Impl {
    fn GetMajorType(&self) -> windows_core::Result<GUID> {
        let major = self
            .store
            .inner()
            .attributes()
            .get(openmf_core::keys::MF_MT_MAJOR_TYPE);
        major.map(to_guid).map_err(fail)
    }

    fn IsCompressedFormat(&self) -> windows_core::Result<BOOL> {
        // `MF_MT_ALL_SAMPLES_INDEPENDENT` says it; a missing one counts as compressed.
        let independent = openmf_core::keys::MF_MT_ALL_SAMPLES_INDEPENDENT;
        Ok((!self.store.inner().attributes().get_or(independent, false)).into())
    }

    fn IsEqual(&self, other: Ref<'_, IMFMediaType>) -> windows_core::Result<u32> {
        let other = media_type(other.as_ref().ok_or_else(|| code(codes::E_INVALIDARG))?)?;
        let ours = self.store.inner();
        let user_data = openmf_core::keys::MF_MT_USER_DATA.guid();
        let without_user_data = |media_type: &MediaType| {
            let attributes = media_type.attributes().clone();
            attributes.delete(&user_data);
            attributes
        };
        let mut flags = 0;
        if ours.major_type() == other.major_type() {
            flags |= EQUAL_MAJOR_TYPES;
        }
        if ours.subtype() == other.subtype() {
            flags |= EQUAL_FORMAT_TYPES;
        }
        let (a, b) = (without_user_data(ours), without_user_data(&other));
        if a.matches(&b, openmf_core::MatchType::Intersection) {
            flags |= EQUAL_FORMAT_DATA;
        }
        if ours.attributes().item(&user_data) == other.attributes().item(&user_data) {
            flags |= EQUAL_FORMAT_USER_DATA;
        }
        Ok(flags)
    }

    fn GetRepresentation(
        &self,
        _representation: &GUID,
        _result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        Err(code(codes::MF_E_UNSUPPORTED_REPRESENTATION))
    }

    fn FreeRepresentation(&self, _representation: &GUID, _value: *const c_void) -> windows_core::Result<()> {
        Err(code(codes::MF_E_UNSUPPORTED_REPRESENTATION))
    }
}
