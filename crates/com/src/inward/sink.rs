//! An application's media sink and its stream sinks.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

use openmf_core::{
    DeviceManager, Error, EventQueue, FinalizableMediaSink, Guid, Marker, MediaSink, MediaSinkPreroll,
    MediaType, MediaTypeHandler, PresentationClock, PresentationTime, PresentationTimeSource, QualityAdvise,
    RateSupport, RealTimeClient, Result, Sample, SinkCharacteristics, StreamSink, UserObject, codes,
};
use windows_core::{IUnknown, Interface, Ref, implement};

use crate::bindings::{
    IMFAsyncCallback, IMFAsyncCallback_Impl, IMFAsyncResult, IMFFinalizableMediaSink, IMFGetService,
    IMFMediaSink, IMFMediaSinkPreroll, IMFMediaTypeHandler, IMFPresentationTimeSource, IMFStreamSink, MFTIME,
};
use crate::convert::to_guid;
use crate::edge::Live;
use crate::foreign::Foreign;
use crate::identity::{self, Adapted, Kind};
use crate::inward::advice;
use crate::inward::pump::Pump;
use crate::inward::source::ForeignRates;
use crate::inward::{Object, check, error, real_time};
use crate::media_type::{described, media_type};
use crate::{clock, devices, inward, propvariant, sample_convert, sink};

/// More stream sinks than this of one sink are not asked for.
const MAX_STREAMS: u32 = 1024;
/// A sink that has not finalized by then never will; the session has given up long before.
const FINALIZE_LIMIT: Duration = Duration::from_secs(60);

struct ForeignSink {
    sink: Object<IMFMediaSink>,
    finalizable: Option<Object<IMFFinalizableMediaSink>>,
    preroll: Option<Object<IMFMediaSinkPreroll>>,
    time_source: Option<Arc<dyn PresentationTimeSource>>,
    rates: Option<ForeignRates>,
    _adapted: Adapted,
}

/// The sink as a component.
///
/// # Errors
/// Whatever it answers to `QueryInterface`.
pub(crate) fn adapt(sink: &IMFMediaSink) -> windows_core::Result<Arc<dyn MediaSink>> {
    let unknown: IUnknown = sink.cast()?;
    let adapter = identity::adapter(Kind::MediaSink, &unknown, |unknown| {
        let time_source: Option<IMFPresentationTimeSource> = sink.cast().ok();
        let time_source = time_source
            .map(|source| inward::clock::adapt_time_source(&source))
            .transpose()?;
        let rates = ForeignRates::of(unknown);
        Ok::<_, windows_core::Error>(Arc::new_cyclic(|this: &Weak<ForeignSink>| ForeignSink {
            sink: Object::new(sink.clone()),
            finalizable: sink.cast().ok().map(Object::new),
            preroll: sink.cast().ok().map(Object::new),
            time_source,
            rates,
            _adapted: Adapted::note(&[Kind::MediaSink], this.as_ptr().addr(), unknown),
        }))
    })?;
    Ok(adapter)
}

impl MediaSink for ForeignSink {
    fn characteristics(&self) -> SinkCharacteristics {
        // SAFETY: a live object.
        let flags = unsafe { self.sink.GetCharacteristics() }.unwrap_or(0);
        // Source: `MEDIASINK_*`.
        SinkCharacteristics {
            fixed_streams: flags & 1 != 0,
            cannot_match_clock: flags & 2 != 0,
            rateless: flags & 4 != 0,
            can_preroll: flags & 0x10 != 0,
        }
    }

    fn add_stream_sink(&self, id: u32, wanted: Option<&MediaType>) -> Result<Arc<dyn StreamSink>> {
        let wanted = wanted.map(described);
        // SAFETY: a live object, and a live type or NULL.
        let stream = unsafe { self.sink.AddStreamSink(id, wanted.as_ref()) }.map_err(error)?;
        sink::stream_to_core(&stream).map_err(error)
    }

    fn remove_stream_sink(&self, id: u32) -> Result<()> {
        // SAFETY: a live object.
        check(unsafe { self.sink.RemoveStreamSink(id) })
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        // SAFETY: a live object.
        let count = unsafe { self.sink.GetStreamSinkCount() }.map_err(error)?;
        let mut streams = Vec::new();
        for index in 0..count.min(MAX_STREAMS) {
            // SAFETY: a live object.
            let stream = unsafe { self.sink.GetStreamSinkByIndex(index) }.map_err(error)?;
            streams.push(sink::stream_to_core(&stream).map_err(error)?);
        }
        Ok(streams)
    }

    fn stream_sink_by_id(&self, id: u32) -> Result<Arc<dyn StreamSink>> {
        // SAFETY: a live object.
        let stream = unsafe { self.sink.GetStreamSinkById(id) }.map_err(error)?;
        sink::stream_to_core(&stream).map_err(error)
    }

    fn set_presentation_clock(self: Arc<Self>, set: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        let set = set.map(|set| clock::to_com(&set)).transpose().map_err(error)?;
        // SAFETY: a live object, and a live clock or NULL.
        check(unsafe { self.sink.SetPresentationClock(set.as_ref()) })
    }

    fn shutdown(&self) -> Result<()> {
        // SAFETY: a live object.
        check(unsafe { self.sink.Shutdown() })
    }

    fn time_source(&self) -> Option<Arc<dyn PresentationTimeSource>> {
        self.time_source.clone()
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        self.finalizable
            .is_some()
            .then_some(self as &dyn FinalizableMediaSink)
    }

    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        self.preroll.is_some().then_some(self as &dyn MediaSinkPreroll)
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        let services: IMFGetService = self.sink.cast().ok()?;
        // SAFETY: a live object.
        let object: IUnknown = unsafe { services.GetService(&to_guid(*service)) }.ok()?;
        Some(Foreign::wrap(&object))
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        self.rates.as_ref().map(|rates| rates as &dyn RateSupport)
    }

    fn name(&self) -> String {
        "the application's media sink".to_owned()
    }

    fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        real_time::client_of(&self.sink.cast().ok()?)
    }
}

impl MediaSinkPreroll for ForeignSink {
    fn notify_preroll(&self, start: PresentationTime) -> Result<()> {
        match &self.preroll {
            // SAFETY: a live object.
            Some(preroll) => check(unsafe { preroll.NotifyPreroll(MFTIME(start.as_100ns())) }),
            None => Ok(()),
        }
    }
}

/// Tells a waiting thread that an operation is over, with the result to end it with.
#[implement(IMFAsyncCallback)]
struct Done {
    sender: SyncSender<Object<IMFAsyncResult>>,
    _live: Live,
}

impl Done {
    fn pair() -> (IMFAsyncCallback, Receiver<Object<IMFAsyncResult>>) {
        let (sender, receiver) = sync_channel(1);
        let done = Self {
            sender,
            _live: Live::new(),
        };
        (done.into(), receiver)
    }
}

impl IMFAsyncCallback_Impl for Done_Impl {
    fn GetParameters(&self, flags: *mut u32, queue: *mut u32) -> windows_core::Result<()> {
        inward::not_behind_others(flags, queue)
    }

    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        let result = result.as_ref().ok_or_else(crate::event::missing)?;
        // Nobody waits any more, or the object called twice.
        let _ = self.sender.try_send(Object::new(result.clone()));
        Ok(())
    }
}

impl FinalizableMediaSink for ForeignSink {
    fn finalize(&self) -> Result<()> {
        let Some(sink) = &self.finalizable else {
            return Ok(());
        };
        let (callback, done) = Done::pair();
        // SAFETY: live objects.
        check(unsafe { sink.BeginFinalize(&callback, None) })?;
        let result = done
            .recv_timeout(FINALIZE_LIMIT)
            .map_err(|_| Error::from(codes::E_ABORT))?;
        // SAFETY: live objects.
        check(unsafe { sink.EndFinalize(&*result) })
    }
}

struct ForeignStreamSink {
    sink: Object<IMFStreamSink>,
    id: u32,
    handler: ForeignHandler,
    advice: Option<Arc<dyn QualityAdvise>>,
    pump: Pump,
    _adapted: Adapted,
}

/// The stream sink as a component; its events are read from now on.
///
/// # Errors
/// Whatever it answers.
pub(crate) fn adapt_stream(sink: &IMFStreamSink) -> windows_core::Result<Arc<dyn StreamSink>> {
    let unknown: IUnknown = sink.cast()?;
    let adapter = identity::adapter(Kind::StreamSink, &unknown, |unknown| {
        // SAFETY: calls of a live object.
        let (id, handler) = unsafe { (sink.GetIdentifier()?, sink.GetMediaTypeHandler()?) };
        let generator = sink.cast()?;
        Ok::<_, windows_core::Error>(Arc::new_cyclic(|this: &Weak<ForeignStreamSink>| {
            ForeignStreamSink {
                sink: Object::new(sink.clone()),
                id,
                handler: ForeignHandler(Object::new(handler)),
                advice: advice::of(unknown),
                pump: Pump::new(generator),
                _adapted: Adapted::note(&[Kind::StreamSink], this.as_ptr().addr(), unknown),
            }
        }))
    })?;
    Ok(adapter)
}

impl StreamSink for ForeignStreamSink {
    fn events(&self) -> &EventQueue {
        // Asked for when the session begins to listen.
        self.pump.run_or_tell();
        self.pump.queue()
    }

    fn id(&self) -> u32 {
        self.id
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        // SAFETY: a live object.
        let of = unsafe { self.sink.GetMediaSink() }.map_err(error)?;
        sink::to_core(&of).map_err(error)
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        &self.handler
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        let sample = sample_convert::to_com(sample).map_err(error)?;
        // SAFETY: live objects.
        check(unsafe { self.sink.ProcessSample(&sample) })
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        let (kind, mut value) = sink::marker_to_com(&marker.kind).map_err(error)?;
        let mut context = propvariant::make(&marker.context).map_err(error)?;
        // SAFETY: a live object and valid arguments; each value is cleared once.
        let placed = unsafe {
            let placed = self.sink.PlaceMarker(kind, &value, &context);
            propvariant::clear(&mut value);
            propvariant::clear(&mut context);
            placed
        };
        check(placed)
    }

    fn flush(&self) -> Result<()> {
        // SAFETY: a live object.
        check(unsafe { self.sink.Flush() })
    }

    fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        self.advice.clone()
    }

    fn device_managers(&self) -> Vec<DeviceManager> {
        // SAFETY: a live object.
        let of = unsafe { self.sink.GetMediaSink() };
        let places = [self.sink.cast::<IMFGetService>(), of.and_then(|of| of.cast())];
        let mut places = places.into_iter().flatten();
        // The stream's own, or its sink's.
        places
            .find_map(|services| {
                let found = devices::of_service(&services);
                (!found.is_empty()).then_some(found)
            })
            .unwrap_or_default()
    }

    fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        real_time::client_of(&self.sink.cast().ok()?)
    }
}

/// The media types of an application's stream.
struct ForeignHandler(Object<IMFMediaTypeHandler>);

impl MediaTypeHandler for ForeignHandler {
    fn is_supported(&self, asked: &MediaType) -> Result<()> {
        let asked = described(asked);
        // SAFETY: live objects.
        match unsafe { self.0.IsMediaTypeSupported(&asked) } {
            Ok(_) => Ok(()),
            // No closest type was given, which is what an exact match answers.
            Err(answer) if answer.code().is_ok() => Ok(()),
            Err(answer) => Err(error(answer)),
        }
    }

    fn type_by_index(&self, index: usize) -> Result<MediaType> {
        let index = u32::try_from(index).map_err(|_| Error::NoMoreTypes)?;
        // SAFETY: a live object.
        let listed = unsafe { self.0.GetMediaTypeByIndex(index) }.map_err(error)?;
        media_type(&listed).map_err(error)
    }

    fn set_current_type(&self, set: &MediaType) -> Result<()> {
        let set = described(set);
        // SAFETY: live objects.
        check(unsafe { self.0.SetCurrentMediaType(&set) })
    }

    fn current_type(&self) -> Result<MediaType> {
        // SAFETY: a live object.
        let current = unsafe { self.0.GetCurrentMediaType() }.map_err(error)?;
        media_type(&current).map_err(error)
    }

    fn major_type(&self) -> Guid {
        // SAFETY: a live object.
        unsafe { self.0.GetMajorType() }.map_or(Guid::ZERO, crate::convert::from_guid)
    }
}
