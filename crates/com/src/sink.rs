//! `IMFMediaSink` and `IMFStreamSink` over the core's sinks.

use std::ffi::c_void;
use std::sync::Arc;

use openmf_core::{
    AudioFormat, Marker, MarkerKind, MediaSink, MediaTime, SinkCharacteristics, StreamSink, UserObject,
    Variant,
};
use windows_core::{GUID, IUnknown, Interface, Ref, implement};

use crate::bindings::{
    IMFGetService, IMFGetService_Impl, IMFMediaEvent, IMFMediaSink, IMFMediaType, IMFMediaTypeHandler,
    IMFSample, IMFStreamSink, IMFStreamSink_Impl, MFSTREAMSINK_MARKER_TYPE, PROPVARIANT,
};
use crate::convert::fail;
use crate::descriptors::{Handler, HandlerObject};
use crate::event::missing;
use crate::event_queue::{Events, generator_of};
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::media_type::media_type;
use crate::{event, foreign, inward, media_sink, propvariant, sample_convert};

type Result<T> = windows_core::Result<T>;

/// A media sink as an object.
pub(crate) struct SinkHandle(pub(crate) Arc<dyn MediaSink>);
/// A stream sink as an object.
pub(crate) struct StreamSinkHandle(pub(crate) Arc<dyn StreamSink>);

/// The COM object of a media sink.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn to_com(sink: &Arc<dyn MediaSink>) -> Result<IMFMediaSink> {
    identity::outward(Kind::MediaSink, identity::address(sink), |registration| {
        media_sink::create(sink, registration)
    })
    .cast()
}

/// The core's form of somebody's media sink.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn to_core(sink: &IMFMediaSink) -> Result<Arc<dyn MediaSink>> {
    let unknown: IUnknown = sink.cast()?;
    match identity::inner_of::<SinkHandle>(&unknown) {
        Some(ours) => Ok(Arc::clone(&ours.0)),
        None => inward::sink::adapt(sink),
    }
}

/// The flags of `GetCharacteristics`.
pub(crate) fn flags(of: SinkCharacteristics) -> u32 {
    u32::from(of.fixed_streams)
        | u32::from(of.cannot_match_clock) << 1
        | u32::from(of.rateless) << 2
        | u32::from(of.can_preroll) << 4
}

/// The channels of what a sink's first stream has now.
pub(crate) fn channels(sink: &Arc<dyn MediaSink>) -> u32 {
    let streams = sink.stream_sinks().unwrap_or_default();
    let current = streams
        .first()
        .and_then(|stream| stream.media_type_handler().current_type().ok());
    current
        .and_then(|current| AudioFormat::try_from(&current).ok())
        .map_or(0, |format| format.channels)
}

#[implement(IMFStreamSink, IMFMediaTypeHandler, IMFGetService, IOwn)]
struct StreamSinkObject {
    sink: Arc<dyn StreamSink>,
    events: Events,
    own: UserObject,
    _registration: Registration,
}

own!(StreamSinkObject_Impl);
generator_of!(StreamSinkObject_Impl);

/// The COM object of a stream sink.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn stream_to_com(sink: &Arc<dyn StreamSink>) -> Result<IMFStreamSink> {
    identity::outward(Kind::StreamSink, identity::address(sink), |registration| {
        let object: IMFStreamSink = StreamSinkObject {
            events: Events::over(sink.events().clone()),
            own: UserObject::new(StreamSinkHandle(Arc::clone(sink))),
            sink: Arc::clone(sink),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

/// The core's form of somebody's stream sink.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn stream_to_core(sink: &IMFStreamSink) -> Result<Arc<dyn StreamSink>> {
    let unknown: IUnknown = sink.cast()?;
    match identity::inner_of::<StreamSinkHandle>(&unknown) {
        Some(ours) => Ok(Arc::clone(&ours.0)),
        None => inward::sink::adapt_stream(sink),
    }
}

// Source: `MFSTREAMSINK_MARKER_TYPE`.
const MARKER_DEFAULT: MFSTREAMSINK_MARKER_TYPE = 0;
const MARKER_END_OF_SEGMENT: MFSTREAMSINK_MARKER_TYPE = 1;
const MARKER_TICK: MFSTREAMSINK_MARKER_TYPE = 2;
const MARKER_EVENT: MFSTREAMSINK_MARKER_TYPE = 3;

/// The documented number and value of a marker.
pub(crate) fn marker_to_com(kind: &MarkerKind) -> Result<(MFSTREAMSINK_MARKER_TYPE, PROPVARIANT)> {
    let (number, value) = match kind {
        MarkerKind::Default => (MARKER_DEFAULT, Variant::Empty),
        MarkerKind::EndOfSegment => (MARKER_END_OF_SEGMENT, Variant::Empty),
        MarkerKind::Tick(time) => (MARKER_TICK, Variant::I64(time.as_100ns())),
        MarkerKind::Event(told) => {
            let told: IUnknown = event::to_com(Arc::clone(told))?.cast()?;
            (MARKER_EVENT, event::object_value(Some(&told)))
        }
    };
    Ok((number, propvariant::make(&value)?))
}

impl IMFStreamSink_Impl for StreamSinkObject_Impl {
    fn GetMediaSink(&self) -> Result<IMFMediaSink> {
        to_com(&self.sink.media_sink().map_err(fail)?)
    }

    fn GetIdentifier(&self) -> Result<u32> {
        self.sink.media_sink().map_err(fail)?;
        Ok(self.sink.id())
    }

    fn GetMediaTypeHandler(&self) -> Result<IMFMediaTypeHandler> {
        self.sink.media_sink().map_err(fail)?;
        Ok(HandlerObject::create(Handler::Sink(Arc::clone(&self.sink))))
    }

    fn ProcessSample(&self, sample: Ref<'_, IMFSample>) -> Result<()> {
        let sample = sample_convert::to_core(sample.as_ref().ok_or_else(missing)?)?;
        self.sink.process_sample(sample).map_err(fail)
    }

    fn PlaceMarker(
        &self,
        kind: MFSTREAMSINK_MARKER_TYPE,
        value: *const PROPVARIANT,
        context: *const PROPVARIANT,
    ) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        let (value, context) = unsafe { (propvariant::read(value)?, propvariant::read(context)?) };
        let kind = match (kind, value) {
            (MARKER_DEFAULT, _) => MarkerKind::Default,
            (MARKER_END_OF_SEGMENT, _) => MarkerKind::EndOfSegment,
            (MARKER_TICK, Variant::I64(time)) => MarkerKind::Tick(MediaTime::from_100ns(time)),
            (MARKER_EVENT, Variant::Object(object)) => {
                let told = foreign::Foreign::unwrap(&object).ok_or_else(missing)?;
                let told: IMFMediaEvent = told.cast().map_err(|_| missing())?;
                MarkerKind::Event(Arc::new(event::to_core_event(&told)?))
            }
            _ => return Err(missing()),
        };
        self.sink.place_marker(Marker { kind, context }).map_err(fail)
    }

    fn Flush(&self) -> Result<()> {
        self.sink.flush().map_err(fail)
    }
}

impl IMFGetService_Impl for StreamSinkObject_Impl {
    fn GetService(&self, service: *const GUID, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
        let sink = self.sink.media_sink().map_err(fail)?;
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { media_sink::service(&sink, service, iid, result) }
    }
}

// Many programs ask the stream sink itself for the handler.
impl crate::bindings::IMFMediaTypeHandler_Impl for StreamSinkObject_Impl {
    fn IsMediaTypeSupported(&self, asked: Ref<'_, IMFMediaType>) -> Result<IMFMediaType> {
        let asked = media_type(asked.as_ref().ok_or_else(missing)?)?;
        self.sink
            .media_type_handler()
            .is_supported(&asked)
            .map_err(fail)?;
        Err(windows_core::Error::empty())
    }

    fn GetMediaTypeCount(&self) -> Result<u32> {
        // SAFETY: a live object of ours.
        unsafe { self.GetMediaTypeHandler()?.GetMediaTypeCount() }
    }

    fn GetMediaTypeByIndex(&self, index: u32) -> Result<IMFMediaType> {
        // SAFETY: a live object of ours.
        unsafe { self.GetMediaTypeHandler()?.GetMediaTypeByIndex(index) }
    }

    fn SetCurrentMediaType(&self, set: Ref<'_, IMFMediaType>) -> Result<()> {
        let set = media_type(set.as_ref().ok_or_else(missing)?)?;
        self.sink
            .media_type_handler()
            .set_current_type(&set)
            .map_err(fail)
    }

    fn GetCurrentMediaType(&self) -> Result<IMFMediaType> {
        // SAFETY: a live object of ours.
        unsafe { self.GetMediaTypeHandler()?.GetCurrentMediaType() }
    }

    fn GetMajorType(&self) -> Result<GUID> {
        // SAFETY: a live object of ours.
        unsafe { self.GetMediaTypeHandler()?.GetMajorType() }
    }
}
