//! `IMFMediaEvent`.

use openmf_core::{
    Attributes, EventType, Guid, HResult, MediaEvent, SharedEvent, UserObject, Variant, codes,
};
use windows_core::{GUID, HRESULT, IUnknown, Interface, implement};

use crate::attributes::{HasAttributes, Store, attributes_of, to_core};
use crate::bindings::{IMFAttributes, IMFMediaEvent, IMFMediaEvent_Impl, MediaEventType, PROPVARIANT};
use crate::convert::{code, from_guid, to_guid};
use crate::foreign::{self, Foreign};
use crate::{carried, propvariant};

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
    if let Some(original) = event.identity().and_then(Foreign::unwrap) {
        return original.cast();
    }
    Ok(MediaEventObject {
        store: Store::new(event),
    }
    .into())
}

/// What an event object of this engine stands for, if its value is the same in the core and outside; `None` for anybody
/// else's.
pub(crate) fn known(event: &IMFMediaEvent) -> Option<&SharedEvent> {
    let known = foreign::own_of::<MediaEventObject>(event)?.store.inner();
    let is_same = match known.value() {
        Variant::Object(object) => Foreign::is(object),
        _ => true,
    };
    is_same.then_some(known)
}

/// The core's form of an application's event, as which it comes out again.
pub(crate) fn to_core_event(event: &IMFMediaEvent) -> windows_core::Result<MediaEvent> {
    let core = match known(event) {
        Some(known) => copy_of(known),
        None => copy_of_foreign(event)?,
    };
    let object: IUnknown = event.cast()?;
    Ok(core.with_identity(Foreign::wrap(&object)))
}

/// The same event without what it stands for: others may hold this one, and set attributes.
fn copy_of(known: &MediaEvent) -> MediaEvent {
    let copy = MediaEvent::new(known.event_type())
        .with_extended_type(known.extended_type())
        .with_status(known.status())
        .with_value(known.value().clone());
    if !known.attributes().is_empty() {
        copy.attributes().copy_from(known.attributes());
    }
    copy
}

fn copy_of_foreign(event: &IMFMediaEvent) -> windows_core::Result<MediaEvent> {
    let store: &IMFAttributes = event;
    let attributes = to_core(store)?;
    // SAFETY: calls of a live object; what it gives is read once and cleared.
    let core = unsafe {
        let mut value = event.GetValue()?;
        let read = carried::read(&value);
        propvariant::clear(&mut value);
        make(
            event.GetType()?.0,
            from_guid(event.GetExtendedType()?),
            event.GetStatus()?,
            read.unwrap_or_default(),
        )
    };
    core.attributes().copy_from(&attributes);
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
            carried::read(value)?,
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
