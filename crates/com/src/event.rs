//! `IMFMediaEvent`.

use openmf_core::{
    AttributeValue, Attributes, EventType, Guid, HResult, MediaEvent, SharedEvent, UserObject, Variant, codes,
};
use windows_core::{GUID, HRESULT, IUnknown, Interface, implement};

use crate::attributes::{HasAttributes, Store, attributes_of, to_core};
use crate::bindings::{IMFAttributes, IMFMediaEvent, IMFMediaEvent_Impl, MediaEventType, PROPVARIANT};
use crate::convert::{code, from_guid, to_guid};
use crate::foreign::Foreign;
use crate::propvariant;

/// Under this key an event of the core carries the COM event that it stands for, which comes out again.
const ORIGINAL: Guid = Guid::from_u128(0x6f70_656e_6d66_4e01_9a7c_2f6b_1d0e_5a31);

impl HasAttributes for SharedEvent {
    fn attributes(&self) -> &Attributes {
        MediaEvent::attributes(self)
    }
}

#[implement(IMFMediaEvent)]
pub(crate) struct MediaEventObject {
    store: Store<SharedEvent>,
}

attributes_of!(MediaEventObject_Impl);

impl IMFMediaEvent_Impl for MediaEventObject_Impl {
    fn GetType(&self) -> windows_core::Result<MediaEventType> {
        Ok(MediaEventType(self.store.inner().event_type().code()))
    }

    fn GetExtendedType(&self) -> windows_core::Result<GUID> {
        Ok(to_guid(self.store.inner().extended_type()))
    }

    fn GetStatus(&self) -> windows_core::Result<HRESULT> {
        Ok(HRESULT(self.store.inner().status().0))
    }

    fn GetValue(&self) -> windows_core::Result<PROPVARIANT> {
        propvariant::make(self.store.inner().value())
    }
}

/// The COM form of an event: the object that was queued, if it came from outside.
pub(crate) fn to_com(event: SharedEvent) -> windows_core::Result<IMFMediaEvent> {
    if let Some(AttributeValue::Object(object)) = event.attributes().item(&ORIGINAL)
        && let Some(original) = Foreign::unwrap(&object)
    {
        return original.cast();
    }
    Ok(MediaEventObject {
        store: Store::new(event),
    }
    .into())
}

/// The core's form of an application's event.
pub(crate) fn to_core_event(event: &IMFMediaEvent) -> windows_core::Result<MediaEvent> {
    let store: &IMFAttributes = event;
    let attributes = to_core(store)?;
    // SAFETY: calls of a live object; what it gives is read once and cleared.
    let core = unsafe {
        let mut value = event.GetValue()?;
        let read = propvariant::read(&value);
        propvariant::clear(&mut value);
        make(
            event.GetType()?.0,
            from_guid(event.GetExtendedType()?),
            event.GetStatus()?,
            read.unwrap_or_default(),
        )
    };
    core.attributes().copy_from(&attributes);
    let object: IUnknown = event.cast()?;
    core.attributes()
        .set_item(ORIGINAL, AttributeValue::Object(Foreign::wrap(&object)));
    Ok(core)
}

/// An event of these parts.
pub(crate) fn make(event_type: u32, extended: Guid, status: HRESULT, value: Variant) -> MediaEvent {
    MediaEvent::new(EventType::from_code(event_type))
        .with_extended_type(extended)
        .with_status(HResult(status.0))
        .with_value(value)
}

/// As [`make`], from a caller's arguments.
///
/// # Errors
/// `MF_E_INVALIDTYPE`: the value has a type that events do not carry.
///
/// # Safety
/// `extended` is NULL or a GUID, `value` is NULL or a valid variant.
pub(crate) unsafe fn from_arguments(
    event_type: u32,
    extended: *const GUID,
    status: HRESULT,
    value: *const PROPVARIANT,
) -> windows_core::Result<MediaEvent> {
    // SAFETY: by the caller's promise.
    let (extended, value) = unsafe {
        (
            extended.as_ref().map_or(Guid::ZERO, |guid| from_guid(*guid)),
            propvariant::read(value)?,
        )
    };
    Ok(make(event_type, extended, status, value))
}

/// The value that carries an object, or nothing for NULL.
pub(crate) fn object_value(object: Option<&IUnknown>) -> Variant {
    object.map_or(Variant::Empty, |object| Variant::Object(Foreign::wrap(object)))
}

/// The core's user object of a caller's state.
pub(crate) fn user_object(object: Option<&IUnknown>) -> Option<UserObject> {
    object.map(Foreign::wrap)
}

/// What a missing argument is answered with.
pub(crate) fn missing() -> windows_core::Error {
    code(codes::E_INVALIDARG)
}
