//! `IMFMediaType`.

use openmf_core::{
    Attributes, AudioFormat, FrameLayout, Guid, Key, MatchType, MediaType, VideoFormat, codes, guids, keys,
};
use windows_core::{GUID, implement};

use crate::attributes::{HasAttributes, Store, attributes_of, matches, to_core};
use crate::bindings::{IMFAttributes, IMFMediaType};
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

/// The object of a type that somebody is given who knows the format by its attributes alone: of uncompressed pictures it
/// says how rows lie, without which RGB is taken to begin with the last one, and of uncompressed samples what size they
/// have.
///
/// Source: "Uncompressed Video Media Types", "Uncompressed Audio Media Types", `MFGetStrideForBitmapInfoHeader` (Microsoft
/// Learn).
pub(crate) fn described(media_type: &MediaType) -> IMFMediaType {
    let described = media_type.clone();
    if !described.is_compressed() {
        describe(&described);
    }
    MediaTypeObject::create(described)
}

fn describe(of: &MediaType) {
    let attributes = of.attributes();
    let add = |key: Key<u32>, value: usize| {
        if let Ok(value) = u32::try_from(value)
            && !attributes.contains(&key.guid())
        {
            attributes.set(key, value);
        }
    };
    if let Ok(video) = VideoFormat::try_from(of)
        && let Some(format) = video.pixel_format()
        && let Ok(layout) = FrameLayout::packed(format, video.size)
        && let Some(rows) = layout.planes().first()
    {
        add(keys::MF_MT_DEFAULT_STRIDE, rows.stride);
        add(keys::MF_MT_SAMPLE_SIZE, layout.required_len());
    } else if let Ok(audio) = AudioFormat::try_from(of)
        && let Some(frame) = audio.frame_bytes()
    {
        add(keys::MF_MT_SAMPLE_SIZE, frame);
    } else {
        return;
    }
    for key in [
        keys::MF_MT_FIXED_SIZE_SAMPLES,
        keys::MF_MT_ALL_SAMPLES_INDEPENDENT,
    ] {
        attributes.set(key, true);
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

/// Implements `IMFMediaType` by the object's `store` field, which holds a [`MediaType`].
macro_rules! media_type_of {
    ($object:ty) => {
        impl crate::bindings::IMFMediaType_Impl for $object {
            fn GetMajorType(&self) -> windows_core::Result<windows_core::GUID> {
                crate::media_type::major_type(self.store.inner())
            }
            fn IsCompressedFormat(&self) -> windows_core::Result<windows_core::BOOL> {
                Ok(crate::media_type::is_compressed(self.store.inner()).into())
            }
            fn IsEqual(
                &self,
                other: windows_core::Ref<'_, crate::bindings::IMFMediaType>,
            ) -> windows_core::Result<u32> {
                crate::media_type::compare(self.store.inner(), other.as_ref())
            }
            fn GetRepresentation(
                &self,
                representation: &windows_core::GUID,
                result: *mut *mut core::ffi::c_void,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives a pointer as the method documents it.
                unsafe { crate::representation::get(self.store.inner(), representation, result) }
            }
            fn FreeRepresentation(
                &self,
                representation: &windows_core::GUID,
                value: *const core::ffi::c_void,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives what `GetRepresentation` gave.
                unsafe { crate::representation::free(representation, value) }
            }
        }
    };
}

pub(crate) use media_type_of;

media_type_of!(MediaTypeObject_Impl);

/// `GetMajorType`.
///
/// # Errors
/// `MF_E_ATTRIBUTENOTFOUND`.
pub(crate) fn major_type(media_type: &MediaType) -> windows_core::Result<GUID> {
    let major = media_type.attributes().get(openmf_core::keys::MF_MT_MAJOR_TYPE);
    major.map(to_guid).map_err(fail)
}

/// `IsCompressedFormat`: `MF_MT_ALL_SAMPLES_INDEPENDENT` says it; a missing one counts as compressed.
pub(crate) fn is_compressed(media_type: &MediaType) -> bool {
    let independent = openmf_core::keys::MF_MT_ALL_SAMPLES_INDEPENDENT;
    !media_type.attributes().get_or(independent, false)
}

/// `IsEqual`: which parts are equal.
///
/// # Errors
/// `E_INVALIDARG`: nothing to compare with, or one of both has no major type. Whatever the other type answers.
pub(crate) fn compare(ours: &MediaType, other: Option<&IMFMediaType>) -> windows_core::Result<u32> {
    let other = media_type(other.ok_or_else(|| code(codes::E_INVALIDARG))?)?;
    let user_data = guids::MF_MT_USER_DATA;
    let format = |media_type: &MediaType| {
        let mut items = media_type.attributes().items();
        let beside = [
            user_data,
            guids::MF_MT_FRAME_RATE_RANGE_MIN,
            guids::MF_MT_FRAME_RATE_RANGE_MAX,
        ];
        items.retain(|(key, _)| !beside.contains(key));
        items
    };
    let item = |key: &Guid| (ours.attributes().item(key), other.attributes().item(key));
    let (Some(our_major), Some(other_major)) = item(&guids::MF_MT_MAJOR_TYPE) else {
        return Err(code(codes::E_INVALIDARG));
    };
    let mut flags = 0;
    if our_major == other_major {
        flags |= EQUAL_MAJOR_TYPES;
    }
    let (our_subtype, other_subtype) = item(&guids::MF_MT_SUBTYPE);
    if our_subtype == other_subtype {
        flags |= EQUAL_FORMAT_TYPES;
    }
    // The one with fewer attributes is a part of the other.
    if matches(&format(ours), &format(&other), MatchType::Smaller) {
        flags |= EQUAL_FORMAT_DATA;
    }
    let (our_data, other_data) = item(&user_data);
    if our_data == other_data {
        flags |= EQUAL_FORMAT_USER_DATA;
    }
    Ok(flags)
}
