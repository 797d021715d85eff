//! `IMFPresentationDescriptor`, `IMFStreamDescriptor`, `IMFMediaTypeHandler`.

use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{
    AttributeValue, Attributes, Guid, MediaType, MediaTypeHandler, PresentationDescriptor, StreamDescriptor,
    StreamSink, UserObject, codes,
};
use windows_core::{BOOL, GUID, IUnknown, Interface, OutRef, Ref, implement};

use crate::attributes::{HasAttributes, Store, attributes_of, to_core};
use crate::bindings::{
    IMFMediaType, IMFMediaTypeHandler, IMFMediaTypeHandler_Impl, IMFPresentationDescriptor,
    IMFPresentationDescriptor_Impl, IMFStreamDescriptor, IMFStreamDescriptor_Impl,
};
use crate::convert::{code, fail, to_guid};
use crate::edge::Live;
use crate::event::missing;
use crate::foreign::Foreign;
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::media_type::{MediaTypeObject, media_type};

type Result<T> = windows_core::Result<T>;

/// Under this key a descriptor of the core carries the application's own that it stands for, which comes out again.
const ORIGINAL: Guid = Guid::from_u128(0x6f70_656e_6d66_4e02_9a7c_2f6b_1d0e_5a31);

/// More streams than this in somebody's descriptor are refused.
const MAX_STREAMS: u32 = 1024;
/// More media types than this of somebody's stream are not read.
const MAX_TYPES: u32 = 256;

fn original(attributes: &Attributes) -> Option<IUnknown> {
    match attributes.item(&ORIGINAL)? {
        AttributeValue::Object(object) => Foreign::unwrap(&object),
        _ => None,
    }
}

fn set_original(attributes: &Attributes, object: &IUnknown) {
    attributes.set_item(ORIGINAL, AttributeValue::Object(Foreign::wrap(object)));
}

/// What is called with an interface is an object of the interface.
fn of<I: Interface>(object: IUnknown) -> Result<I> {
    object.cast()
}

struct Presentation(Arc<PresentationDescriptor>);

impl HasAttributes for Presentation {
    fn attributes(&self) -> &Attributes {
        self.0.attributes()
    }
}

#[implement(IMFPresentationDescriptor, IOwn)]
struct PresentationObject {
    store: Store<Presentation>,
    own: UserObject,
    _registration: Registration,
}

attributes_of!(PresentationObject_Impl);
own!(PresentationObject_Impl);

/// The COM object of a presentation descriptor.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn presentation_to_com(
    descriptor: &Arc<PresentationDescriptor>,
) -> Result<IMFPresentationDescriptor> {
    if let Some(original) = original(descriptor.attributes()) {
        return of(original);
    }
    let address = identity::address(descriptor);
    of(identity::outward(
        Kind::PresentationDescriptor,
        address,
        |registration| {
            let object: IMFPresentationDescriptor = PresentationObject {
                store: Store::new(Presentation(Arc::clone(descriptor))),
                own: UserObject::from_arc(Arc::clone(descriptor)),
                _registration: registration,
            }
            .into();
            object.into()
        },
    ))
}

/// The COM object of a descriptor that is not shared: the one it has, else one of a copy with the same selection.
///
/// # Errors
/// As [`presentation_to_com`].
pub(crate) fn borrowed_to_com(descriptor: &PresentationDescriptor) -> Result<IMFPresentationDescriptor> {
    if let Some(original) = original(descriptor.attributes()) {
        return of(original);
    }
    let address = std::ptr::from_ref(descriptor).addr();
    match identity::existing(Kind::PresentationDescriptor, address) {
        Some(known) => of(known),
        None => presentation_to_com(&Arc::new(descriptor.clone())),
    }
}

/// The core's form of somebody's presentation descriptor. Of an application's own class, the selection and the media
/// types are those of now: see [`refresh`].
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn presentation_to_core(
    object: &IMFPresentationDescriptor,
) -> Result<Arc<PresentationDescriptor>> {
    let unknown: IUnknown = object.cast()?;
    if let Some(ours) = identity::inner_of(&unknown) {
        return Ok(ours);
    }
    let adapter = identity::adapter(Kind::PresentationDescriptor, &unknown, |unknown| {
        // SAFETY: calls of a live object.
        let count = unsafe { object.GetStreamDescriptorCount() }?;
        if count > MAX_STREAMS {
            return Err(code(codes::E_INVALIDARG));
        }
        let mut streams = Vec::new();
        for index in 0..count {
            let (stream, selected) = stream_of(object, index)?;
            streams.push((stream_to_core(&stream)?, selected));
        }
        let descriptor = PresentationDescriptor::new(streams);
        descriptor.attributes().copy_from(&to_core(object)?);
        set_original(descriptor.attributes(), unknown);
        Ok(Arc::new(descriptor))
    })?;
    refresh(&adapter)?;
    Ok(adapter)
}

/// Reads the selection and the current media types of an application's own descriptor again. Nothing happens with others.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn refresh(descriptor: &PresentationDescriptor) -> Result<()> {
    let Some(original) = original(descriptor.attributes()) else {
        return Ok(());
    };
    let object: IMFPresentationDescriptor = of(original)?;
    for (index, (stream, _)) in descriptor.streams().enumerate() {
        let (_, selected) = stream_of(&object, index as u32)?;
        descriptor.select(index, selected).map_err(fail)?;
        refresh_stream(stream)?;
    }
    Ok(())
}

fn stream_of(object: &IMFPresentationDescriptor, index: u32) -> Result<(IMFStreamDescriptor, bool)> {
    let (mut selected, mut stream) = (BOOL(0), None);
    // SAFETY: a live object and writable locals.
    unsafe { object.GetStreamDescriptorByIndex(index, &mut selected, &mut stream) }.ok()?;
    let stream = stream.ok_or_else(|| code(codes::E_UNEXPECTED))?;
    Ok((stream, selected.as_bool()))
}

impl PresentationObject {
    fn descriptor(&self) -> &Arc<PresentationDescriptor> {
        &self.store.inner().0
    }

    fn select(&self, index: u32, on: bool) -> Result<()> {
        let selected = self.descriptor().select(index as usize, on);
        selected.map_err(|_| code(codes::E_INVALIDARG))
    }
}

impl IMFPresentationDescriptor_Impl for PresentationObject_Impl {
    fn GetStreamDescriptorCount(&self) -> Result<u32> {
        u32::try_from(self.descriptor().stream_count()).map_err(|_| code(codes::E_UNEXPECTED))
    }

    fn GetStreamDescriptorByIndex(
        &self,
        index: u32,
        selected: *mut BOOL,
        stream: OutRef<'_, IMFStreamDescriptor>,
    ) -> Result<()> {
        if selected.is_null() || stream.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let (descriptor, on) = self
            .descriptor()
            .stream(index as usize)
            .map_err(|_| code(codes::E_INVALIDARG))?;
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe { selected.write(on.into()) };
        stream.write(Some(stream_to_com(descriptor)?))
    }

    fn SelectStream(&self, index: u32) -> Result<()> {
        self.select(index, true)
    }

    fn DeselectStream(&self, index: u32) -> Result<()> {
        self.select(index, false)
    }

    fn Clone(&self) -> Result<IMFPresentationDescriptor> {
        let copy = PresentationDescriptor::clone(self.descriptor());
        presentation_to_com(&Arc::new(copy))
    }
}

struct Stream(Arc<StreamDescriptor>);

impl HasAttributes for Stream {
    fn attributes(&self) -> &Attributes {
        self.0.attributes()
    }
}

#[implement(IMFStreamDescriptor, IOwn)]
struct StreamObject {
    store: Store<Stream>,
    own: UserObject,
    _registration: Registration,
}

attributes_of!(StreamObject_Impl);
own!(StreamObject_Impl);

/// The COM object of a stream descriptor.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn stream_to_com(descriptor: &Arc<StreamDescriptor>) -> Result<IMFStreamDescriptor> {
    if let Some(original) = original(descriptor.attributes()) {
        return of(original);
    }
    let address = identity::address(descriptor);
    of(identity::outward(
        Kind::StreamDescriptor,
        address,
        |registration| {
            let object: IMFStreamDescriptor = StreamObject {
                store: Store::new(Stream(Arc::clone(descriptor))),
                own: UserObject::from_arc(Arc::clone(descriptor)),
                _registration: registration,
            }
            .into();
            object.into()
        },
    ))
}

/// The core's form of somebody's stream descriptor.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn stream_to_core(object: &IMFStreamDescriptor) -> Result<Arc<StreamDescriptor>> {
    let unknown: IUnknown = object.cast()?;
    if let Some(ours) = identity::inner_of(&unknown) {
        return Ok(ours);
    }
    identity::adapter(Kind::StreamDescriptor, &unknown, |unknown| {
        // SAFETY: calls of a live object.
        let (id, handler) = unsafe { (object.GetStreamIdentifier()?, object.GetMediaTypeHandler()?) };
        let descriptor = StreamDescriptor::new(id, types_of(&handler)?);
        descriptor.attributes().copy_from(&to_core(object)?);
        set_original(descriptor.attributes(), unknown);
        let descriptor = Arc::new(descriptor);
        refresh_stream(&descriptor)?;
        Ok(descriptor)
    })
}

fn refresh_stream(descriptor: &StreamDescriptor) -> Result<()> {
    let Some(original) = original(descriptor.attributes()) else {
        return Ok(());
    };
    let object: IMFStreamDescriptor = of(original)?;
    // SAFETY: calls of a live object.
    let current = unsafe { object.GetMediaTypeHandler()?.GetCurrentMediaType() };
    if let Ok(current) = current {
        let current = media_type(&current)?;
        descriptor
            .type_handler()
            .set_current_type(&current)
            .map_err(fail)?;
    }
    Ok(())
}

/// The types that somebody's handler lists; some list none.
pub(crate) fn types_of(handler: &IMFMediaTypeHandler) -> Result<Vec<MediaType>> {
    // SAFETY: calls of a live object.
    let count = unsafe { handler.GetMediaTypeCount() }.unwrap_or(0);
    let mut types = Vec::new();
    for index in 0..count.min(MAX_TYPES) {
        // SAFETY: as above.
        match unsafe { handler.GetMediaTypeByIndex(index) } {
            Ok(listed) => types.push(media_type(&listed)?),
            Err(_) => break,
        }
    }
    Ok(types)
}

impl IMFStreamDescriptor_Impl for StreamObject_Impl {
    fn GetStreamIdentifier(&self) -> Result<u32> {
        Ok(self.store.inner().0.id())
    }

    fn GetMediaTypeHandler(&self) -> Result<IMFMediaTypeHandler> {
        Ok(HandlerObject::create(Handler::Stream(Arc::clone(
            &self.store.inner().0,
        ))))
    }
}

/// Whose media types a handler is for.
pub(crate) enum Handler {
    Stream(Arc<StreamDescriptor>),
    Sink(Arc<dyn StreamSink>),
    /// `MFCreateSimpleTypeHandler`: the one type that was set.
    Simple(Mutex<Option<MediaType>>),
}

#[implement(IMFMediaTypeHandler)]
pub(crate) struct HandlerObject {
    handler: Handler,
    _live: Live,
}

impl HandlerObject {
    pub(crate) fn create(handler: Handler) -> IMFMediaTypeHandler {
        Self {
            handler,
            _live: Live::new(),
        }
        .into()
    }

    fn core(&self) -> &dyn MediaTypeHandler {
        match &self.handler {
            Handler::Stream(stream) => &**stream.type_handler(),
            Handler::Sink(sink) => sink.media_type_handler(),
            Handler::Simple(_) => &Unset,
        }
    }

    fn simple(&self) -> Option<Option<MediaType>> {
        match &self.handler {
            Handler::Simple(current) => Some(current.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            Handler::Stream(_) | Handler::Sink(_) => None,
        }
    }
}

/// Stands where a simple handler answers by itself.
struct Unset;

impl MediaTypeHandler for Unset {
    fn is_supported(&self, media_type: &MediaType) -> openmf_core::Result<()> {
        Err(openmf_core::Error::invalid_media_type(format!(
            "{media_type}: the handler has no type"
        )))
    }
    fn type_by_index(&self, _index: usize) -> openmf_core::Result<MediaType> {
        Err(openmf_core::Error::NoMoreTypes)
    }
    fn set_current_type(&self, media_type: &MediaType) -> openmf_core::Result<()> {
        self.is_supported(media_type)
    }
    fn current_type(&self) -> openmf_core::Result<MediaType> {
        Err(openmf_core::Error::NotInitialized {
            what: "the handler's media type",
        })
    }
}

fn required<'a>(object: &'a Ref<'_, IMFMediaType>) -> Result<&'a IMFMediaType> {
    object.as_ref().ok_or_else(missing)
}

impl IMFMediaTypeHandler_Impl for HandlerObject_Impl {
    /// The closest type, which is optional, is not given: the caller gets NULL.
    fn IsMediaTypeSupported(&self, asked: Ref<'_, IMFMediaType>) -> Result<IMFMediaType> {
        let asked = media_type(required(&asked)?)?;
        match self.simple() {
            Some(Some(current)) if asked.satisfies(&current) => {}
            Some(_) => return Err(code(codes::MF_E_INVALIDMEDIATYPE)),
            None => self.core().is_supported(&asked).map_err(fail)?,
        }
        Err(windows_core::Error::empty())
    }

    fn GetMediaTypeCount(&self) -> Result<u32> {
        if let Some(current) = self.simple() {
            return Ok(current.is_some().into());
        }
        let listed = (0..MAX_TYPES as usize).take_while(|index| self.core().type_by_index(*index).is_ok());
        Ok(listed.count() as u32)
    }

    fn GetMediaTypeByIndex(&self, index: u32) -> Result<IMFMediaType> {
        let listed = match self.simple() {
            Some(current) if index == 0 => current.ok_or_else(|| code(codes::MF_E_NO_MORE_TYPES))?,
            Some(_) => return Err(code(codes::MF_E_NO_MORE_TYPES)),
            None => self.core().type_by_index(index as usize).map_err(fail)?,
        };
        Ok(MediaTypeObject::create(listed))
    }

    fn SetCurrentMediaType(&self, set: Ref<'_, IMFMediaType>) -> Result<()> {
        if let Handler::Simple(current) = &self.handler {
            let set = set.as_ref().map(media_type).transpose()?;
            let former = std::mem::replace(&mut *current.lock().unwrap_or_else(PoisonError::into_inner), set);
            drop(former);
            return Ok(());
        }
        let set = media_type(required(&set)?)?;
        self.core().set_current_type(&set).map_err(fail)
    }

    fn GetCurrentMediaType(&self) -> Result<IMFMediaType> {
        let current = match self.simple() {
            Some(current) => current.ok_or_else(|| code(codes::MF_E_NOT_INITIALIZED))?,
            None => self.core().current_type().map_err(fail)?,
        };
        Ok(MediaTypeObject::create(current))
    }

    fn GetMajorType(&self) -> Result<GUID> {
        match self.simple() {
            Some(current) => {
                let current = current.ok_or_else(|| code(codes::MF_E_NOT_INITIALIZED))?;
                Ok(to_guid(current.major_type()))
            }
            None => Ok(to_guid(self.core().major_type())),
        }
    }
}
