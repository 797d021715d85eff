//! The table of rates, through COM, with a source and a sink of the application's that say at which rates they work.

mod session_common;

use std::ffi::c_void;
use std::ptr;
use std::sync::Mutex;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::codes::*;
use openmf_core::{EventType, HResult, RateBounds, RateSupport, guids};
use openmf_testkit::{RateRow, rate_rows};
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, Ref, implement};

const READY: u32 = 100;
const S_OK: HResult = HResult(0);

type Result<T> = windows_core::Result<T>;

fn fail<T>(code: HResult) -> Result<T> {
    Err(windows_core::Error::from_hresult(HRESULT(code.0)))
}

fn tell(queue: &IMFMediaEventQueue, what: EventType, value: &PROPVARIANT) {
    // SAFETY: live objects.
    let _ =
        unsafe { queue.QueueEventParamVar(MediaEventType(what.code()), &GUID::zeroed(), HRESULT(0), value) };
}

fn event_queue() -> IMFMediaEventQueue {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFCreateEventQueue(result) })
}

macro_rules! generator {
    ($object:ty) => {
        impl IMFMediaEventGenerator_Impl for $object {
            fn GetEvent(&self, flags: u32) -> Result<IMFMediaEvent> {
                // SAFETY: a live object.
                unsafe { self.queue.GetEvent(flags) }
            }
            fn BeginGetEvent(
                &self,
                callback: Ref<'_, IMFAsyncCallback>,
                state: Ref<'_, IUnknown>,
            ) -> Result<()> {
                // SAFETY: live objects.
                unsafe { self.queue.BeginGetEvent(callback.as_ref(), state.as_ref()) }.ok()
            }
            fn EndGetEvent(&self, result: Ref<'_, IMFAsyncResult>) -> Result<IMFMediaEvent> {
                // SAFETY: live objects.
                unsafe { self.queue.EndGetEvent(result.as_ref()) }
            }
            fn QueueEvent(
                &self,
                what: MediaEventType,
                extended: *const GUID,
                status: HRESULT,
                value: *const PROPVARIANT,
            ) -> Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.queue.QueueEventParamVar(what, extended, status, value) }.ok()
            }
        }
    };
}

/// Rates, as a service of a component.
#[implement(IMFRateControl, IMFRateSupport)]
struct Rates {
    bounds: RateBounds,
    rate: Mutex<(bool, f32)>,
    /// A source tells when its rate has changed.
    queue: Option<IMFMediaEventQueue>,
}

fn answer<T>(result: openmf_core::Result<T>) -> Result<T> {
    result.or_else(|error| fail(error.hresult()))
}

fn direction(number: i32) -> openmf_core::RateDirection {
    match number {
        0 => openmf_core::RateDirection::Forward,
        _ => openmf_core::RateDirection::Reverse,
    }
}

impl IMFRateControl_Impl for Rates_Impl {
    fn SetRate(&self, thin: BOOL, rate: f32) -> Result<()> {
        self.IsRateSupported(thin, rate, ptr::null_mut())?;
        *self.rate.lock().unwrap() = (thin.as_bool(), rate);
        if let Some(queue) = &self.queue {
            let mut value = PROPVARIANT::default();
            // SAFETY: the default is a valid empty variant.
            unsafe {
                let inner = &mut *value.Anonymous.Anonymous;
                inner.vt.0 = 4;
                inner.Anonymous.fltVal = rate;
            }
            tell(queue, EventType::SourceRateChanged, &value);
        }
        Ok(())
    }
    fn GetRate(&self, thin: *mut BOOL, rate: *mut f32) -> Result<()> {
        let (is_thin, now) = *self.rate.lock().unwrap();
        // SAFETY: writable, or NULL, by the interface's contract.
        unsafe {
            if !thin.is_null() {
                thin.write(is_thin.into());
            }
            rate.write(now);
        }
        Ok(())
    }
}

impl IMFRateSupport_Impl for Rates_Impl {
    fn GetSlowestRate(&self, way: i32, thin: BOOL) -> Result<f32> {
        answer(self.bounds.slowest_rate(direction(way), thin.as_bool()))
    }
    fn GetFastestRate(&self, way: i32, thin: BOOL) -> Result<f32> {
        answer(self.bounds.fastest_rate(direction(way), thin.as_bool()))
    }
    fn IsRateSupported(&self, thin: BOOL, rate: f32, nearest: *mut f32) -> Result<()> {
        match self.bounds.is_rate_supported(thin.as_bool(), rate) {
            Ok(()) => Ok(()),
            Err(refused) => {
                if let Some(near) = refused.nearest.filter(|_| !nearest.is_null()) {
                    // SAFETY: not NULL, so writable by the interface's contract.
                    unsafe { nearest.write(near) };
                }
                fail(refused.error.hresult())
            }
        }
    }
}

/// A source that never delivers, or ends at once.
#[implement(IMFMediaSource, IMFGetService)]
struct Source {
    queue: IMFMediaEventQueue,
    presentation: IMFPresentationDescriptor,
    stream: Mutex<Option<IMFMediaStream>>,
    stream_queue: IMFMediaEventQueue,
    rates: Option<IMFRateControl>,
    known: Mutex<bool>,
}

#[implement(IMFMediaStream)]
struct Stream {
    queue: IMFMediaEventQueue,
    source_queue: IMFMediaEventQueue,
    descriptor: IMFStreamDescriptor,
    ends: bool,
}

generator!(Source_Impl);
generator!(Stream_Impl);

fn source(bounds: Option<RateBounds>, ends: bool) -> IMFMediaSource {
    let (queue, stream_queue) = (event_queue(), event_queue());
    // SAFETY: documented pointers and live objects.
    unsafe {
        let media_type: IMFMediaType = make(|result| MFCreateMediaType(result));
        media_type
            .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Video))
            .ok()
            .unwrap();
        media_type
            .SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFVideoFormat_NV12))
            .ok()
            .unwrap();
        media_type
            .SetUINT64(&key(guids::MF_MT_FRAME_SIZE), 64 << 32 | 64)
            .ok()
            .unwrap();
        media_type
            .SetUINT32(&key(guids::MF_MT_ALL_SAMPLES_INDEPENDENT), 1)
            .ok()
            .unwrap();
        let types = [media_type.as_raw()];
        let descriptor: IMFStreamDescriptor =
            make(|result| MFCreateStreamDescriptor(1, 1, types.as_ptr(), result));
        let streams = [descriptor.as_raw()];
        let presentation: IMFPresentationDescriptor =
            make(|result| MFCreatePresentationDescriptor(1, streams.as_ptr(), result));
        presentation.SelectStream(0).ok().unwrap();
        let stream = Stream {
            queue: stream_queue.clone(),
            source_queue: queue.clone(),
            descriptor,
            ends,
        };
        let rates = bounds.map(|bounds| {
            Rates {
                bounds,
                rate: Mutex::new((false, 1.0)),
                queue: Some(queue.clone()),
            }
            .into()
        });
        Source {
            queue,
            presentation,
            stream: Mutex::new(Some(stream.into())),
            stream_queue,
            rates,
            known: Mutex::new(false),
        }
        .into()
    }
}

impl IMFGetService_Impl for Source_Impl {
    fn GetService(&self, service: *const GUID, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe {
            match &self.rates {
                Some(rates) if *service == key(guids::MF_RATE_CONTROL_SERVICE) => {
                    rates.query(iid, result).ok()
                }
                _ => fail(MF_E_UNSUPPORTED_SERVICE),
            }
        }
    }
}

impl IMFMediaSource_Impl for Source_Impl {
    fn GetCharacteristics(&self) -> Result<u32> {
        Ok(6)
    }
    fn CreatePresentationDescriptor(&self) -> Result<IMFPresentationDescriptor> {
        // SAFETY: a live object.
        unsafe { self.presentation.Clone() }
    }
    fn Start(
        &self,
        _presentation: Ref<'_, IMFPresentationDescriptor>,
        _format: *const GUID,
        value: *const PROPVARIANT,
    ) -> Result<()> {
        // SAFETY: the interface's caller gives a variant.
        let value = unsafe { &*value };
        let known = std::mem::replace(&mut *self.known.lock().unwrap(), true);
        let announced = if known {
            EventType::UpdatedStream
        } else {
            EventType::NewStream
        };
        let stream: Option<IUnknown> = self.stream.lock().unwrap().clone().map(Into::into);
        // SAFETY: live objects.
        let _ = unsafe {
            self.queue.QueueEventParamUnk(
                MediaEventType(announced.code()),
                &GUID::zeroed(),
                HRESULT(0),
                stream.as_ref(),
            )
        };
        tell(&self.queue, EventType::SourceStarted, value);
        tell(&self.stream_queue, EventType::StreamStarted, value);
        Ok(())
    }
    fn Stop(&self) -> Result<()> {
        tell(&self.queue, EventType::SourceStopped, &current());
        tell(&self.stream_queue, EventType::StreamStopped, &current());
        Ok(())
    }
    fn Pause(&self) -> Result<()> {
        tell(&self.queue, EventType::SourcePaused, &current());
        tell(&self.stream_queue, EventType::StreamPaused, &current());
        Ok(())
    }
    fn Shutdown(&self) -> Result<()> {
        let stream = self.stream.lock().unwrap().take();
        drop(stream);
        // SAFETY: live objects.
        unsafe {
            self.queue.Shutdown().ok()?;
            self.stream_queue.Shutdown().ok()
        }
    }
}

impl IMFMediaStream_Impl for Stream_Impl {
    fn GetMediaSource(&self) -> Result<IMFMediaSource> {
        fail(E_NOTIMPL)
    }
    fn GetStreamDescriptor(&self) -> Result<IMFStreamDescriptor> {
        Ok(self.descriptor.clone())
    }
    fn RequestSample(&self, _token: Ref<'_, IUnknown>) -> Result<()> {
        if self.ends {
            tell(&self.queue, EventType::EndOfStream, &current());
            tell(&self.source_queue, EventType::EndOfPresentation, &current());
        }
        Ok(())
    }
}

/// A sink that takes everything at every rate.
#[implement(IMFMediaSink, IMFClockStateSink, IMFGetService)]
struct Sink {
    queue: IMFMediaEventQueue,
    stream: Mutex<Option<IMFStreamSink>>,
    clock: Mutex<Option<IMFPresentationClock>>,
    rates: IMFRateControl,
}

#[implement(IMFStreamSink)]
struct StreamSink {
    queue: IMFMediaEventQueue,
    handler: IMFMediaTypeHandler,
    sink: Mutex<Option<IMFMediaSink>>,
}

generator!(StreamSink_Impl);

fn sink() -> IMFMediaSink {
    let queue = event_queue();
    // SAFETY: documented pointers and live objects.
    let handler: IMFMediaTypeHandler = unsafe {
        let handler: IMFMediaTypeHandler = make(|result| MFCreateSimpleTypeHandler(result));
        let partial: IMFMediaType = make(|result| MFCreateMediaType(result));
        partial
            .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Video))
            .ok()
            .unwrap();
        partial
            .SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFVideoFormat_NV12))
            .ok()
            .unwrap();
        handler.SetCurrentMediaType(&partial).ok().unwrap();
        handler
    };
    let stream = windows_core::ComObject::new(StreamSink {
        queue: queue.clone(),
        handler,
        sink: Mutex::default(),
    });
    let made: IMFMediaSink = Sink {
        queue,
        stream: Mutex::new(Some(stream.to_interface())),
        clock: Mutex::default(),
        rates: Rates {
            bounds: RateBounds::ALL,
            rate: Mutex::new((false, 1.0)),
            queue: None,
        }
        .into(),
    }
    .into();
    *stream.sink.lock().unwrap() = Some(made.clone());
    made
}

impl IMFGetService_Impl for Sink_Impl {
    fn GetService(&self, service: *const GUID, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe {
            if *service == key(guids::MF_RATE_CONTROL_SERVICE) {
                self.rates.query(iid, result).ok()
            } else {
                fail(MF_E_UNSUPPORTED_SERVICE)
            }
        }
    }
}

impl IMFMediaSink_Impl for Sink_Impl {
    fn GetCharacteristics(&self) -> Result<u32> {
        Ok(1)
    }
    fn AddStreamSink(&self, _id: u32, _of: Ref<'_, IMFMediaType>) -> Result<IMFStreamSink> {
        fail(MF_E_STREAMSINKS_FIXED)
    }
    fn RemoveStreamSink(&self, _id: u32) -> Result<()> {
        fail(MF_E_STREAMSINKS_FIXED)
    }
    fn GetStreamSinkCount(&self) -> Result<u32> {
        Ok(1)
    }
    fn GetStreamSinkByIndex(&self, _index: u32) -> Result<IMFStreamSink> {
        let stream = self.stream.lock().unwrap().clone();
        stream.map_or_else(|| fail(MF_E_SHUTDOWN), Ok)
    }
    fn GetStreamSinkById(&self, _id: u32) -> Result<IMFStreamSink> {
        self.GetStreamSinkByIndex(0)
    }
    fn SetPresentationClock(&self, set: Ref<'_, IMFPresentationClock>) -> Result<()> {
        let this: IMFClockStateSink = windows_core::IUnknownImpl::to_object(self).to_interface();
        let former = std::mem::replace(&mut *self.clock.lock().unwrap(), set.cloned());
        // SAFETY: live objects.
        unsafe {
            if let Some(former) = former {
                let _ = former.RemoveClockStateSink(&this);
            }
            if let Some(set) = set.as_ref() {
                set.AddClockStateSink(&this).ok()?;
            }
        }
        Ok(())
    }
    fn GetPresentationClock(&self) -> Result<IMFPresentationClock> {
        let clock = self.clock.lock().unwrap().clone();
        clock.map_or_else(|| fail(MF_E_NO_CLOCK), Ok)
    }
    fn Shutdown(&self) -> Result<()> {
        let stream = self.stream.lock().unwrap().take();
        if let Some(stream) = stream {
            let of = stream
                .cast_object_ref::<StreamSink>()?
                .sink
                .lock()
                .unwrap()
                .take();
            drop(of);
        }
        let clock = self.clock.lock().unwrap().take();
        drop(clock);
        // SAFETY: a live object.
        unsafe { self.queue.Shutdown() }.ok()
    }
}

impl IMFClockStateSink_Impl for Sink_Impl {
    fn OnClockStart(&self, _system: MFTIME, _offset: i64) -> Result<()> {
        tell(&self.queue, EventType::StreamSinkStarted, &current());
        tell(&self.queue, EventType::StreamSinkScrubSampleComplete, &current());
        tell(&self.queue, EventType::StreamSinkRequestSample, &current());
        Ok(())
    }
    fn OnClockStop(&self, _system: MFTIME) -> Result<()> {
        tell(&self.queue, EventType::StreamSinkStopped, &current());
        Ok(())
    }
    fn OnClockPause(&self, _system: MFTIME) -> Result<()> {
        tell(&self.queue, EventType::StreamSinkPaused, &current());
        Ok(())
    }
    fn OnClockRestart(&self, _system: MFTIME) -> Result<()> {
        tell(&self.queue, EventType::StreamSinkStarted, &current());
        Ok(())
    }
    fn OnClockSetRate(&self, _system: MFTIME, _rate: f32) -> Result<()> {
        tell(&self.queue, EventType::StreamSinkRateChanged, &current());
        Ok(())
    }
}

impl IMFStreamSink_Impl for StreamSink_Impl {
    fn GetMediaSink(&self) -> Result<IMFMediaSink> {
        let sink = self.sink.lock().unwrap().clone();
        sink.map_or_else(|| fail(MF_E_SHUTDOWN), Ok)
    }
    fn GetIdentifier(&self) -> Result<u32> {
        Ok(0)
    }
    fn GetMediaTypeHandler(&self) -> Result<IMFMediaTypeHandler> {
        Ok(self.handler.clone())
    }
    fn ProcessSample(&self, _sample: Ref<'_, IMFSample>) -> Result<()> {
        Ok(())
    }
    fn PlaceMarker(&self, _kind: i32, _value: *const PROPVARIANT, context: *const PROPVARIANT) -> Result<()> {
        // SAFETY: the interface's caller gives a variant.
        tell(&self.queue, EventType::StreamSinkMarker, unsafe { &*context });
        Ok(())
    }
    fn Flush(&self) -> Result<()> {
        Ok(())
    }
}

struct Rig {
    session: IMFMediaSession,
    control: IMFRateControl,
    events: Events,
    source: IMFMediaSource,
    sink: IMFMediaSink,
    topology: IMFTopology,
}

fn rig(bounds: Option<RateBounds>, ends: bool) -> Rig {
    let session = session();
    let (source, sink) = (source(bounds, ends), sink());
    let topology = player_topology(&source, |_| {
        // SAFETY: a live object.
        unsafe { sink.GetStreamSinkById(0) }.ok()?.cast().ok()
    });
    Rig {
        control: session.cast().unwrap(),
        events: Events::of(&session),
        session,
        source,
        sink,
        topology,
    }
}

fn call(rig: &Rig, name: &str) -> (HRESULT, EventType) {
    let session = &rig.session;
    // SAFETY: live objects.
    unsafe {
        match name {
            "Start" => (session.Start(ptr::null(), &current()), EventType::SessionStarted),
            "Start back" => (
                session.Start(ptr::null(), &at(20_000_000)),
                EventType::SessionStarted,
            ),
            "Pause" => (session.Pause(), EventType::SessionPaused),
            "Stop" => (session.Stop(), EventType::SessionStopped),
            "Close" => (session.Close(), EventType::SessionClosed),
            "SetTopology" => (
                session.SetTopology(0, &rig.topology),
                EventType::SessionTopologySet,
            ),
            "SetRate(-1)" => (rig.control.SetRate(false, -1.0), EventType::SessionRateChanged),
            other => panic!("unknown call {other}"),
        }
    }
}

fn in_state(row: &RateRow) -> Rig {
    let (state, rate) = (row.state, row.from);
    let rig = rig(row.source, state == "Ended");
    let calls: &[&str] = match state {
        "New" => &[],
        "Stopped" => &["SetTopology"],
        "Started" | "Ended" => &["SetTopology", "Start"],
        "Paused" => &["SetTopology", "Start", "Pause"],
        "Closed" => &["SetTopology", "Close"],
        "ClosedNew" => &["Close"],
        "Shutdown" => {
            // SAFETY: a live object.
            unsafe { rig.session.Shutdown() }.ok().unwrap();
            &[]
        }
        other => panic!("unknown state {other}"),
    };
    for name in calls {
        // Backwards there is something to play from the middle on.
        let name = if *name == "Start" && rate < 0.0 {
            "Start back"
        } else {
            name
        };
        let (returned, completes) = call(&rig, name);
        returned.ok().unwrap();
        assert_eq!(rig.events.wait(completes).status, S_OK, "{state}: {name}");
        if name == "SetTopology" {
            rig.events.wait_status(READY);
            if rate != 1.0 {
                // SAFETY: a live object.
                unsafe { rig.control.SetRate(false, rate) }.ok().unwrap();
                assert_eq!(rig.events.wait(EventType::SessionRateChanged).status, S_OK);
            }
        }
    }
    if state == "Ended" {
        rig.events.wait(EventType::SessionEnded);
    }
    rig
}

#[test]
fn every_row_holds() {
    let _alone = alone();
    let mut wrong = Vec::new();
    for row in rate_rows() {
        let rig = in_state(&row);
        let mut before = 0;
        for name in &row.calls {
            call(&rig, name).0.ok().unwrap();
            before += usize::from(name.starts_with("SetRate"));
        }
        // SAFETY: live objects.
        unsafe {
            let returned = HResult(rig.control.SetRate(row.thin, row.to).0);
            let told = row.status.map(|_| {
                for _ in 0..before {
                    rig.events.wait(EventType::SessionRateChanged);
                }
                let told = rig.events.wait(EventType::SessionRateChanged);
                let value = match told.value().0 {
                    4 => told.f32().to_string(),
                    0 => "VT_EMPTY".to_owned(),
                    other => format!("{other}"),
                };
                (told.status, value)
            });
            let mut now = 0.0;
            let rate = rig.control.GetRate(ptr::null_mut(), &mut now);
            let rate = if rate.is_ok() {
                now.to_string()
            } else {
                "-".to_owned()
            };
            let found = (
                returned,
                told.as_ref().map(|told| told.0),
                told.map_or("-".to_owned(), |told| told.1),
                rate,
            );
            let wanted = (row.result, row.status, row.value.to_owned(), row.holds.to_owned());
            // Where other operations are under way, the rate that holds is read while they are.
            let settled = row.calls.is_empty() || row.status.is_some();
            let same = (&found.0, &found.1, &found.2) == (&wanted.0, &wanted.1, &wanted.2);
            if !same || (settled && found.3 != wanted.3) {
                wrong.push(format!("{row:?}:\n  expected {wanted:?}\n  found    {found:?}"));
            }
            let _ = rig.session.Shutdown();
            rig.source.Shutdown().ok().unwrap();
            // Where no topology was set, the sink is still the test's.
            let _ = rig.sink.Shutdown();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_all_gone();
}
