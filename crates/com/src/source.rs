//! `IMFMediaSource` and `IMFMediaStream` over the core's sources.

use std::sync::Arc;

use openmf_core::{
    Attributes, EventType, MediaEvent, MediaSource, MediaStream, MediaTime, SharedEvent, SourceObject,
    StartPosition, StreamObject, UserObject, Variant, codes, guids,
};
use windows_core::{GUID, IUnknown, Interface, Ref, implement};

use crate::attributes::AttributesObject;
use crate::bindings::{
    IMFAttributes, IMFGetService, IMFMediaSource, IMFMediaSourceEx, IMFMediaSourceEx_Impl, IMFMediaStream,
    IMFMediaStream_Impl, IMFPresentationDescriptor, IMFStreamDescriptor, PROPVARIANT,
};
use crate::convert::{code, fail, read_guid};
use crate::event::missing;
use crate::event_queue::Events;
use crate::foreign::Foreign;
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::inward;
use crate::rate::{RateObject, SourceRates};
use crate::{descriptors, propvariant, seek_info, services};

type Result<T> = windows_core::Result<T>;

#[implement(IMFMediaSourceEx, IMFGetService, IOwn)]
struct SourceComObject {
    source: Arc<dyn MediaSource>,
    events: Events,
    attributes: IMFAttributes,
    own: UserObject,
    _registration: Registration,
}

own!(SourceComObject_Impl);

/// The COM object of a source: the application's own, if it is one.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn to_com(source: &Arc<dyn MediaSource>) -> Result<IMFMediaSource> {
    identity::outward(Kind::MediaSource, identity::address(source), |registration| {
        let object: IMFMediaSourceEx = SourceComObject {
            events: Events::over(source.events().clone()),
            attributes: AttributesObject::create(Attributes::new()),
            own: UserObject::new(SourceObject(Arc::clone(source))),
            source: Arc::clone(source),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

/// The core's form of somebody's source.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn to_core(source: &IMFMediaSource) -> Result<Arc<dyn MediaSource>> {
    let unknown: IUnknown = source.cast()?;
    match identity::inner_of::<SourceObject>(&unknown) {
        Some(ours) => Ok(Arc::clone(&ours.0)),
        None => inward::source::adapt(source),
    }
}

/// As [`to_core`], as the object that nodes carry.
///
/// # Errors
/// As [`to_core`].
pub(crate) fn to_user_object(source: &IMFMediaSource) -> Result<UserObject> {
    let unknown: IUnknown = source.cast()?;
    match identity::inner(&unknown) {
        Some(ours) => Ok(ours),
        None => Ok(UserObject::new(SourceObject(to_core(source)?))),
    }
}

/// A position out of a caller's time format and value.
///
/// # Errors
/// `MF_E_INVALIDTYPE`: the default format has no value of this type.
///
/// # Safety
/// `format` is NULL or a GUID, `value` is NULL or a valid variant.
pub(crate) unsafe fn position(format: *const GUID, value: *const PROPVARIANT) -> Result<StartPosition> {
    // SAFETY: by the caller's promise.
    let value = unsafe { propvariant::read(value) }?;
    let format = if format.is_null() {
        openmf_core::Guid::ZERO
    } else {
        // SAFETY: by the caller's promise.
        unsafe { read_guid(format) }?
    };
    match (format, value) {
        (openmf_core::Guid::ZERO, Variant::Empty) => Ok(StartPosition::Current),
        (openmf_core::Guid::ZERO, Variant::I64(at)) => Ok(StartPosition::At(MediaTime::from_100ns(at))),
        (openmf_core::Guid::ZERO, _) => Err(code(codes::MF_E_INVALIDTYPE)),
        (format, value) => Ok(StartPosition::Other { format, value }),
    }
}

/// The value of a position in its format, which is the default one for all but [`StartPosition::Other`].
pub(crate) fn position_value(position: &StartPosition) -> (openmf_core::Guid, Variant) {
    match position {
        StartPosition::Current => (openmf_core::Guid::ZERO, Variant::Empty),
        StartPosition::At(at) => (openmf_core::Guid::ZERO, Variant::I64(at.as_100ns())),
        StartPosition::Other { format, value } => (*format, value.clone()),
    }
}

/// A stream that an event tells has its source from the beginning.
pub(crate) fn with_stream(source: &Arc<dyn MediaSource>, event: SharedEvent) -> Result<SharedEvent> {
    let (EventType::NewStream | EventType::UpdatedStream, Variant::Object(object)) =
        (event.event_type(), event.value())
    else {
        return Ok(event);
    };
    let Some(stream) = object.downcast::<StreamObject>() else {
        return Ok(event);
    };
    let stream: IUnknown = stream_to_com(&stream.0, Some(source))?.into();
    let told = MediaEvent::new(event.event_type())
        .with_extended_type(event.extended_type())
        .with_status(event.status())
        .with_value(Variant::Object(Foreign::wrap(&stream)));
    told.attributes().copy_from(event.attributes());
    Ok(Arc::new(told))
}

/// A service of one of our sources.
///
/// # Errors
/// `MF_E_UNSUPPORTED_SERVICE`: it does not have it.
pub(crate) fn service(source: &Arc<dyn MediaSource>, service: &openmf_core::Guid) -> Result<IUnknown> {
    let object: Option<IUnknown> = match *service {
        guids::MF_RATE_CONTROL_SERVICE if source.rate_control().is_some() => {
            Some(RateObject::create(SourceRates(Arc::clone(source))).cast()?)
        }
        guids::MF_SCRUBBING_SERVICE => seek_info::of_source(source),
        _ => source
            .service(service)
            .and_then(|object| services::to_com(&object, None)),
    };
    object.ok_or_else(|| code(codes::MF_E_UNSUPPORTED_SERVICE))
}

/// Starts one of our sources with a caller's arguments.
///
/// # Errors
/// `E_INVALIDARG` for a missing one; whatever the source answers.
///
/// # Safety
/// `format` is NULL or a GUID, `value` is NULL or a valid variant.
pub(crate) unsafe fn start(
    source: &Arc<dyn MediaSource>,
    descriptor: Option<&IMFPresentationDescriptor>,
    format: *const GUID,
    value: *const PROPVARIANT,
) -> Result<()> {
    let descriptor = descriptor.ok_or_else(missing)?;
    if value.is_null() {
        return Err(missing());
    }
    let descriptor = descriptors::presentation_to_core(descriptor)?;
    // SAFETY: by the caller's promise.
    let position = unsafe { position(format, value) }?;
    source.start(&descriptor, &position).map_err(fail)
}

/// Implements `IMFMediaSource` and `IMFGetService` for an object with the fields `source` and `events`.
macro_rules! source_of {
    ($object:ty) => {
        impl crate::bindings::IMFMediaEventGenerator_Impl for $object {
            fn GetEvent(&self, flags: u32) -> windows_core::Result<crate::bindings::IMFMediaEvent> {
                let event = self.events.get_core(flags)?;
                crate::event::to_com(crate::source::with_stream(&self.source, event)?)
            }
            fn BeginGetEvent(
                &self,
                callback: windows_core::Ref<'_, crate::bindings::IMFAsyncCallback>,
                state: windows_core::Ref<'_, windows_core::IUnknown>,
            ) -> windows_core::Result<()> {
                self.events.begin(callback.as_ref(), state.as_ref())
            }
            fn EndGetEvent(
                &self,
                result: windows_core::Ref<'_, crate::bindings::IMFAsyncResult>,
            ) -> windows_core::Result<crate::bindings::IMFMediaEvent> {
                let event = self.events.end_core(result.as_ref())?;
                crate::event::to_com(crate::source::with_stream(&self.source, event)?)
            }
            fn QueueEvent(
                &self,
                event_type: crate::bindings::MediaEventType,
                extended: *const windows_core::GUID,
                status: windows_core::HRESULT,
                value: *const crate::bindings::PROPVARIANT,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.events.queue(event_type.0, extended, status, value) }
            }
        }

        impl crate::bindings::IMFMediaSource_Impl for $object {
            fn GetCharacteristics(&self) -> windows_core::Result<u32> {
                let of = self.source.characteristics();
                of.map(openmf_core::SourceCharacteristics::to_flags)
                    .map_err(crate::convert::fail)
            }
            fn CreatePresentationDescriptor(
                &self,
            ) -> windows_core::Result<crate::bindings::IMFPresentationDescriptor> {
                let descriptor = self.source.create_presentation_descriptor();
                crate::descriptors::presentation_to_com(&descriptor.map_err(crate::convert::fail)?)
            }
            fn Start(
                &self,
                descriptor: windows_core::Ref<'_, crate::bindings::IMFPresentationDescriptor>,
                format: *const windows_core::GUID,
                value: *const crate::bindings::PROPVARIANT,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::source::start(&self.source, descriptor.as_ref(), format, value) }
            }
            fn Stop(&self) -> windows_core::Result<()> {
                self.source.stop().map_err(crate::convert::fail)
            }
            fn Pause(&self) -> windows_core::Result<()> {
                self.source.pause().map_err(crate::convert::fail)
            }
            fn Shutdown(&self) -> windows_core::Result<()> {
                self.source.shutdown().map_err(crate::convert::fail)
            }
        }

        impl crate::bindings::IMFGetService_Impl for $object {
            fn GetService(
                &self,
                service: *const windows_core::GUID,
                iid: *const windows_core::GUID,
                result: *mut *mut core::ffi::c_void,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives a GUID or NULL.
                let service = unsafe { crate::convert::read_guid(service) }?;
                let object = crate::source::service(&self.source, &service)?;
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { crate::foreign::query(&object, iid, result) }.ok()
            }
        }
    };
}
pub(crate) use source_of;

source_of!(SourceComObject_Impl);

impl IMFMediaSourceEx_Impl for SourceComObject_Impl {
    fn GetSourceAttributes(&self) -> Result<IMFAttributes> {
        self.source.characteristics().map_err(fail)?;
        Ok(self.attributes.clone())
    }

    fn GetStreamAttributes(&self, id: u32) -> Result<IMFAttributes> {
        let descriptor = self.source.create_presentation_descriptor().map_err(fail)?;
        let stream = descriptor.streams().find(|(stream, _)| stream.id() == id);
        let (stream, _) = stream.ok_or_else(|| code(codes::MF_E_INVALIDSTREAMNUMBER))?;
        descriptors::stream_to_com(stream)?.cast()
    }

    fn SetD3DManager(&self, _manager: Ref<'_, IUnknown>) -> Result<()> {
        self.source.characteristics().map_err(fail)?;
        // Nothing is decoded in a file source: the manager is of no use to it.
        Ok(())
    }
}

#[implement(IMFMediaStream, IOwn)]
struct StreamComObject {
    stream: Arc<dyn MediaStream>,
    source: Option<Arc<dyn MediaSource>>,
    events: Events,
    own: UserObject,
    _registration: Registration,
}

own!(StreamComObject_Impl);

/// The COM object of a stream, made with its source where that is known.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn stream_to_com(
    stream: &Arc<dyn MediaStream>,
    source: Option<&Arc<dyn MediaSource>>,
) -> Result<IMFMediaStream> {
    identity::outward(Kind::MediaStream, identity::address(stream), |registration| {
        let object: IMFMediaStream = StreamComObject {
            events: Events::over(stream.events().clone()),
            own: UserObject::new(StreamObject(Arc::clone(stream))),
            stream: Arc::clone(stream),
            source: source.cloned(),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

/// The core's form of somebody's stream.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn stream_to_core(stream: &IMFMediaStream) -> Result<Arc<dyn MediaStream>> {
    let unknown: IUnknown = stream.cast()?;
    match identity::inner_of::<StreamObject>(&unknown) {
        Some(ours) => Ok(Arc::clone(&ours.0)),
        None => inward::source::adapt_stream(stream),
    }
}

crate::event_queue::generator_of!(StreamComObject_Impl);

impl StreamComObject {
    /// Source: `IMFMediaStream::GetMediaSource`, `GetStreamDescriptor`: `MF_E_SHUTDOWN` once the source was shut down.
    fn alive(&self) -> Result<()> {
        match self.stream.events().is_shut_down() {
            true => Err(code(codes::MF_E_SHUTDOWN)),
            false => Ok(()),
        }
    }
}

impl IMFMediaStream_Impl for StreamComObject_Impl {
    fn GetMediaSource(&self) -> Result<IMFMediaSource> {
        self.alive()?;
        to_com(self.source.as_ref().ok_or_else(|| code(codes::E_UNEXPECTED))?)
    }

    fn GetStreamDescriptor(&self) -> Result<IMFStreamDescriptor> {
        self.alive()?;
        descriptors::stream_to_com(&self.stream.descriptor())
    }

    fn RequestSample(&self, token: Ref<'_, IUnknown>) -> Result<()> {
        let token = token.as_ref().map(identity::to_core);
        self.stream.request_sample(token).map_err(fail)
    }
}
