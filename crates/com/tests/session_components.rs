//! The application's own source, transforms and sink in a session: what they are told, in which order, and what comes
//! out of them.
//!
//! Sources: "Writing a Custom Media Source", "Media Foundation Transforms", "Media Sinks", `IMFFinalizableMediaSink`
//! (Microsoft Learn).

mod session_common;

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::{Arc, Mutex};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use session_common::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, Interface, OutRef, Ref, implement};

const READY: u32 = 100;
const S_OK: HResult = HResult(0);
/// The test sound: 16-bit mono.
const RATE: u32 = 8_000;
/// A sample of it lasts this long, in 100 ns.
const STEP: i64 = 1_000_000;
const FRAMES: usize = 800;
const SAMPLES: i64 = 10;

type Log = Arc<Mutex<Vec<String>>>;

fn note(log: &Log, what: impl Into<String>) {
    log.lock().unwrap().push(what.into());
}

fn fail<T>(code: HResult) -> windows_core::Result<T> {
    Err(windows_core::Error::from_hresult(HRESULT(code.0)))
}

fn event_queue() -> IMFMediaEventQueue {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFCreateEventQueue(result) })
}

fn tell(queue: &IMFMediaEventQueue, what: EventType, status: HResult, value: &PROPVARIANT) {
    // SAFETY: live objects.
    let _ = unsafe {
        queue.QueueEventParamVar(
            MediaEventType(what.code()),
            &GUID::zeroed(),
            HRESULT(status.0),
            value,
        )
    };
}

fn tell_object(queue: &IMFMediaEventQueue, what: EventType, object: &IUnknown) {
    // SAFETY: live objects.
    let _ =
        unsafe { queue.QueueEventParamUnk(MediaEventType(what.code()), &GUID::zeroed(), HRESULT(0), object) };
}

/// The generator's methods over a field `queue`.
macro_rules! generator {
    ($object:ty) => {
        impl IMFMediaEventGenerator_Impl for $object {
            fn GetEvent(&self, flags: u32) -> windows_core::Result<IMFMediaEvent> {
                // SAFETY: a live object.
                unsafe { self.queue.GetEvent(flags) }
            }
            fn BeginGetEvent(
                &self,
                callback: Ref<'_, IMFAsyncCallback>,
                state: Ref<'_, IUnknown>,
            ) -> windows_core::Result<()> {
                // SAFETY: live objects.
                unsafe { self.queue.BeginGetEvent(callback.as_ref(), state.as_ref()) }.ok()
            }
            fn EndGetEvent(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<IMFMediaEvent> {
                // SAFETY: live objects.
                unsafe { self.queue.EndGetEvent(result.as_ref()) }
            }
            fn QueueEvent(
                &self,
                what: MediaEventType,
                extended: *const GUID,
                status: HRESULT,
                value: *const PROPVARIANT,
            ) -> windows_core::Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.queue.QueueEventParamVar(what, extended, status, value) }.ok()
            }
        }
    };
}

fn pcm() -> IMFMediaType {
    // SAFETY: live objects.
    unsafe {
        let made: IMFMediaType = make(|result| MFCreateMediaType(result));
        for (key_of, value) in [
            (guids::MF_MT_MAJOR_TYPE, guids::MFMediaType_Audio),
            (guids::MF_MT_SUBTYPE, guids::MFAudioFormat_PCM),
        ] {
            made.SetGUID(&key(key_of), &key(value)).ok().unwrap();
        }
        for (key_of, value) in [
            (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, RATE),
            (guids::MF_MT_AUDIO_NUM_CHANNELS, 1),
            (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, 16),
            (guids::MF_MT_AUDIO_BLOCK_ALIGNMENT, 2),
            (guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, RATE * 2),
            (guids::MF_MT_ALL_SAMPLES_INDEPENDENT, 1),
        ] {
            made.SetUINT32(&key(key_of), value).ok().unwrap();
        }
        made
    }
}

fn sound(index: i64) -> Vec<u8> {
    (0..FRAMES)
        .flat_map(|frame| ((index as i16) * 1000 + frame as i16 % 100).to_le_bytes())
        .collect()
}

fn sample_of(bytes: &[u8], time: i64) -> IMFSample {
    // SAFETY: live objects, and a buffer with room for the bytes.
    unsafe {
        let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(bytes.len() as u32, result));
        let mut data = ptr::null_mut();
        buffer.Lock(&mut data, None, None).ok().unwrap();
        ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len());
        buffer.Unlock().ok().unwrap();
        buffer.SetCurrentLength(bytes.len() as u32).ok().unwrap();
        let sample: IMFSample = make(|result| MFCreateSample(result));
        sample.AddBuffer(&buffer).ok().unwrap();
        sample.SetSampleTime(time).ok().unwrap();
        sample.SetSampleDuration(STEP).ok().unwrap();
        sample
    }
}

fn bytes_of(sample: &IMFSample) -> Vec<u8> {
    // SAFETY: live objects, and bytes that are locked.
    unsafe {
        let buffer = sample.ConvertToContiguousBuffer().unwrap();
        let (mut data, mut len) = (ptr::null_mut(), 0);
        buffer.Lock(&mut data, None, Some(&mut len)).ok().unwrap();
        let bytes = std::slice::from_raw_parts(data, len as usize).to_vec();
        buffer.Unlock().ok().unwrap();
        bytes
    }
}

/// What a test source is to do wrong.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// `Start` fails at once.
    Start,
    /// `MESourceStarted` fails.
    StartLater,
    /// A request fails.
    Request,
}

struct Shared {
    log: Log,
    fault: Fault,
    position: Mutex<Position>,
    stream_queue: IMFMediaEventQueue,
    source_queue: IMFMediaEventQueue,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

#[derive(Default)]
struct Position {
    next: i64,
    known: bool,
    started: bool,
    shut_down: bool,
}

#[implement(IMFMediaSource)]
struct TestSource {
    queue: IMFMediaEventQueue,
    shared: Arc<Shared>,
    presentation: IMFPresentationDescriptor,
    stream: Mutex<Option<IMFMediaStream>>,
}

#[implement(IMFMediaStream)]
struct TestStream {
    queue: IMFMediaEventQueue,
    shared: Arc<Shared>,
    descriptor: IMFStreamDescriptor,
}

generator!(TestSource_Impl);
generator!(TestStream_Impl);

fn test_source(fault: Fault) -> (IMFMediaSource, Log) {
    let log = Log::default();
    let shared = Arc::new(Shared {
        log: Arc::clone(&log),
        fault,
        position: Mutex::default(),
        stream_queue: event_queue(),
        source_queue: event_queue(),
    });
    let types = [pcm()];
    let raw = [types[0].as_raw()];
    // SAFETY: documented pointers and live objects.
    let (stream, presentation) = unsafe {
        let stream: IMFStreamDescriptor = make(|result| MFCreateStreamDescriptor(1, 1, raw.as_ptr(), result));
        let streams = [stream.as_raw()];
        let presentation: IMFPresentationDescriptor =
            make(|result| MFCreatePresentationDescriptor(1, streams.as_ptr(), result));
        presentation.SelectStream(0).ok().unwrap();
        presentation
            .SetUINT64(&key(guids::MF_PD_DURATION), (SAMPLES * STEP) as u64)
            .ok()
            .unwrap();
        (stream, presentation)
    };
    let media_stream: IMFMediaStream = TestStream {
        queue: shared.stream_queue.clone(),
        shared: Arc::clone(&shared),
        descriptor: stream,
    }
    .into();
    let source = TestSource {
        queue: shared.source_queue.clone(),
        shared,
        presentation,
        stream: Mutex::new(Some(media_stream)),
    };
    (source.into(), log)
}

impl IMFMediaSource_Impl for TestSource_Impl {
    fn GetCharacteristics(&self) -> windows_core::Result<u32> {
        // Can seek, can pause.
        Ok(6)
    }

    fn CreatePresentationDescriptor(&self) -> windows_core::Result<IMFPresentationDescriptor> {
        // SAFETY: a live object.
        unsafe { self.presentation.Clone() }
    }

    fn Start(
        &self,
        presentation: Ref<'_, IMFPresentationDescriptor>,
        _format: *const GUID,
        value: *const PROPVARIANT,
    ) -> windows_core::Result<()> {
        assert!(presentation.is_some());
        // SAFETY: the interface's caller gives a variant.
        let (vt, to) = unsafe {
            let inner = &*(*value).Anonymous.Anonymous;
            (inner.vt.0, inner.Anonymous.hVal)
        };
        note(
            &self.shared.log,
            if vt == 20 {
                format!("Start({to})")
            } else {
                "Start()".into()
            },
        );
        if self.shared.fault == Fault::Start {
            return fail(codes::MF_E_INVALIDREQUEST);
        }
        let (known, seek) = {
            let mut position = self.shared.position.lock().unwrap();
            let seek = position.started && vt == 20;
            if vt == 20 {
                position.next = to / STEP;
            } else if !position.started {
                position.next = 0;
            }
            position.started = true;
            (std::mem::replace(&mut position.known, true), seek)
        };
        if self.shared.fault == Fault::StartLater {
            tell(&self.queue, EventType::SourceStarted, codes::E_ABORT, &current());
            return Ok(());
        }
        let stream = self.stream.lock().unwrap().clone().unwrap();
        let announced = if known {
            EventType::UpdatedStream
        } else {
            EventType::NewStream
        };
        tell_object(&self.queue, announced, &stream.into());
        let (of_source, of_stream) = if seek {
            (EventType::SourceSeeked, EventType::StreamSeeked)
        } else {
            (EventType::SourceStarted, EventType::StreamStarted)
        };
        let at = if vt == 20 { at(to) } else { current() };
        tell(&self.queue, of_source, S_OK, &at);
        tell(&self.shared.stream_queue, of_stream, S_OK, &at);
        Ok(())
    }

    fn Stop(&self) -> windows_core::Result<()> {
        note(&self.shared.log, "Stop");
        {
            let mut position = self.shared.position.lock().unwrap();
            position.started = false;
            position.next = 0;
        }
        tell(&self.queue, EventType::SourceStopped, S_OK, &current());
        tell(
            &self.shared.stream_queue,
            EventType::StreamStopped,
            S_OK,
            &current(),
        );
        Ok(())
    }

    fn Pause(&self) -> windows_core::Result<()> {
        note(&self.shared.log, "Pause");
        tell(&self.queue, EventType::SourcePaused, S_OK, &current());
        tell(
            &self.shared.stream_queue,
            EventType::StreamPaused,
            S_OK,
            &current(),
        );
        Ok(())
    }

    fn Shutdown(&self) -> windows_core::Result<()> {
        note(&self.shared.log, "Shutdown");
        self.shared.position.lock().unwrap().shut_down = true;
        // SAFETY: live objects.
        unsafe {
            self.queue.Shutdown().ok()?;
            self.shared.stream_queue.Shutdown().ok()?;
        }
        let stream = self.stream.lock().unwrap().take();
        drop(stream);
        Ok(())
    }
}

impl IMFMediaStream_Impl for TestStream_Impl {
    fn GetMediaSource(&self) -> windows_core::Result<IMFMediaSource> {
        fail(codes::E_NOTIMPL)
    }

    fn GetStreamDescriptor(&self) -> windows_core::Result<IMFStreamDescriptor> {
        Ok(self.descriptor.clone())
    }

    fn RequestSample(&self, token: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        let index = {
            let mut position = self.shared.position.lock().unwrap();
            if position.shut_down {
                return fail(codes::MF_E_SHUTDOWN);
            }
            if !position.started {
                return fail(codes::MF_E_MEDIA_SOURCE_WRONGSTATE);
            }
            if position.next >= SAMPLES {
                return fail(codes::MF_E_END_OF_STREAM);
            }
            position.next += 1;
            position.next - 1
        };
        if self.shared.fault == Fault::Request && index == 2 {
            return fail(codes::E_FAIL);
        }
        let sample = sample_of(&sound(index), index * STEP);
        if let Some(token) = token.as_ref() {
            // SAFETY: live objects.
            unsafe { sample.SetUnknown(&key(guids::MFSampleExtension_Token), token) }.ok()?;
        }
        tell_object(&self.queue, EventType::MediaSample, &sample.into());
        if index + 1 == SAMPLES {
            tell(&self.queue, EventType::EndOfStream, S_OK, &current());
            tell(
                &self.shared.source_queue,
                EventType::EndOfPresentation,
                S_OK,
                &current(),
            );
        }
        Ok(())
    }
}

#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    times: Vec<i64>,
}

struct SinkShared {
    log: Log,
    written: Mutex<Written>,
    queue: IMFMediaEventQueue,
    clock: Mutex<Option<IMFPresentationClock>>,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for SinkShared {}
// SAFETY: as above.
unsafe impl Sync for SinkShared {}

#[implement(IMFFinalizableMediaSink, IMFClockStateSink)]
struct TestSink {
    shared: Arc<SinkShared>,
    stream: Mutex<Option<IMFStreamSink>>,
}

#[implement(IMFStreamSink)]
struct TestStreamSink {
    queue: IMFMediaEventQueue,
    shared: Arc<SinkShared>,
    handler: IMFMediaTypeHandler,
    sink: Mutex<Option<IMFMediaSink>>,
}

generator!(TestStreamSink_Impl);

fn test_sink() -> (IMFMediaSink, Arc<SinkShared>) {
    let shared = Arc::new(SinkShared {
        log: Log::default(),
        written: Mutex::default(),
        queue: event_queue(),
        clock: Mutex::default(),
    });
    // SAFETY: documented pointers and live objects.
    let handler: IMFMediaTypeHandler = unsafe {
        let handler: IMFMediaTypeHandler = make(|result| MFCreateSimpleTypeHandler(result));
        let partial: IMFMediaType = make(|result| MFCreateMediaType(result));
        partial
            .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Audio))
            .ok()
            .unwrap();
        partial
            .SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFAudioFormat_PCM))
            .ok()
            .unwrap();
        handler.SetCurrentMediaType(&partial).ok().unwrap();
        handler
    };
    let stream = windows_core::ComObject::new(TestStreamSink {
        queue: shared.queue.clone(),
        shared: Arc::clone(&shared),
        handler,
        sink: Mutex::default(),
    });
    let sink: IMFFinalizableMediaSink = TestSink {
        shared: Arc::clone(&shared),
        stream: Mutex::new(Some(stream.to_interface())),
    }
    .into();
    let sink: IMFMediaSink = sink.cast().unwrap();
    *stream.sink.lock().unwrap() = Some(sink.clone());
    (sink, shared)
}

impl IMFMediaSink_Impl for TestSink_Impl {
    fn GetCharacteristics(&self) -> windows_core::Result<u32> {
        // Fixed streams, rateless.
        Ok(5)
    }

    fn AddStreamSink(&self, _id: u32, _of: Ref<'_, IMFMediaType>) -> windows_core::Result<IMFStreamSink> {
        fail(codes::MF_E_STREAMSINKS_FIXED)
    }

    fn RemoveStreamSink(&self, _id: u32) -> windows_core::Result<()> {
        fail(codes::MF_E_STREAMSINKS_FIXED)
    }

    fn GetStreamSinkCount(&self) -> windows_core::Result<u32> {
        Ok(1)
    }

    fn GetStreamSinkByIndex(&self, _index: u32) -> windows_core::Result<IMFStreamSink> {
        let stream = self.stream.lock().unwrap().clone();
        stream.ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_SHUTDOWN.0)))
    }

    fn GetStreamSinkById(&self, id: u32) -> windows_core::Result<IMFStreamSink> {
        if id != 0 {
            return fail(codes::MF_E_INVALIDSTREAMNUMBER);
        }
        self.GetStreamSinkByIndex(0)
    }

    fn SetPresentationClock(&self, clock: Ref<'_, IMFPresentationClock>) -> windows_core::Result<()> {
        note(
            &self.shared.log,
            format!("SetPresentationClock({})", clock.is_some()),
        );
        let this: IMFClockStateSink = windows_core::IUnknownImpl::to_object(self).to_interface();
        let former = std::mem::replace(&mut *self.shared.clock.lock().unwrap(), clock.cloned());
        // SAFETY: live objects.
        unsafe {
            if let Some(former) = former {
                let _ = former.RemoveClockStateSink(&this);
            }
            if let Some(clock) = clock.as_ref() {
                clock.AddClockStateSink(&this).ok()?;
            }
        }
        Ok(())
    }

    fn GetPresentationClock(&self) -> windows_core::Result<IMFPresentationClock> {
        let clock = self.shared.clock.lock().unwrap().clone();
        clock.ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_NO_CLOCK.0)))
    }

    fn Shutdown(&self) -> windows_core::Result<()> {
        note(&self.shared.log, "Shutdown");
        let stream = self.stream.lock().unwrap().take();
        if let Some(stream) = &stream {
            let stream: IUnknown = stream.cast()?;
            let stream = stream.cast_object_ref::<TestStreamSink>()?;
            let sink = stream.sink.lock().unwrap().take();
            drop(sink);
        }
        let clock = self.shared.clock.lock().unwrap().take();
        drop(clock);
        // SAFETY: a live object.
        unsafe { self.shared.queue.Shutdown() }.ok()
    }
}

impl IMFFinalizableMediaSink_Impl for TestSink_Impl {
    fn BeginFinalize(
        &self,
        callback: Ref<'_, IMFAsyncCallback>,
        state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        note(&self.shared.log, "BeginFinalize");
        let raw = |object: Option<&IUnknown>| object.map_or(ptr::null_mut(), Interface::as_raw);
        // SAFETY: documented pointers and live objects.
        unsafe {
            let callback = callback.as_ref().unwrap();
            let result: IMFAsyncResult = make(|result| {
                MFCreateAsyncResult(ptr::null_mut(), callback.as_raw(), raw(state.as_ref()), result)
            });
            MFInvokeCallback(result.as_raw()).ok()
        }
    }

    fn EndFinalize(&self, _result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        note(&self.shared.log, "EndFinalize");
        Ok(())
    }
}

impl TestSink {
    fn answer(&self, what: &str, event: EventType) -> windows_core::Result<()> {
        note(&self.shared.log, what);
        tell(&self.shared.queue, event, S_OK, &current());
        Ok(())
    }
}

impl IMFClockStateSink_Impl for TestSink_Impl {
    fn OnClockStart(&self, _system: MFTIME, offset: i64) -> windows_core::Result<()> {
        self.answer(&format!("OnClockStart({offset})"), EventType::StreamSinkStarted)?;
        tell(
            &self.shared.queue,
            EventType::StreamSinkRequestSample,
            S_OK,
            &current(),
        );
        Ok(())
    }
    fn OnClockStop(&self, _system: MFTIME) -> windows_core::Result<()> {
        self.answer("OnClockStop", EventType::StreamSinkStopped)
    }
    fn OnClockPause(&self, _system: MFTIME) -> windows_core::Result<()> {
        self.answer("OnClockPause", EventType::StreamSinkPaused)
    }
    fn OnClockRestart(&self, _system: MFTIME) -> windows_core::Result<()> {
        self.answer("OnClockRestart", EventType::StreamSinkStarted)
    }
    fn OnClockSetRate(&self, _system: MFTIME, _rate: f32) -> windows_core::Result<()> {
        self.answer("OnClockSetRate", EventType::StreamSinkRateChanged)
    }
}

impl IMFStreamSink_Impl for TestStreamSink_Impl {
    fn GetMediaSink(&self) -> windows_core::Result<IMFMediaSink> {
        let sink = self.sink.lock().unwrap().clone();
        sink.ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_SHUTDOWN.0)))
    }

    fn GetIdentifier(&self) -> windows_core::Result<u32> {
        Ok(0)
    }

    fn GetMediaTypeHandler(&self) -> windows_core::Result<IMFMediaTypeHandler> {
        Ok(self.handler.clone())
    }

    fn ProcessSample(&self, sample: Ref<'_, IMFSample>) -> windows_core::Result<()> {
        let sample = sample.as_ref().unwrap();
        {
            let mut written = self.shared.written.lock().unwrap();
            written.bytes.extend(bytes_of(sample));
            // SAFETY: a live object.
            written.times.push(unsafe { sample.GetSampleTime() }?);
        }
        tell(&self.queue, EventType::StreamSinkRequestSample, S_OK, &current());
        Ok(())
    }

    fn PlaceMarker(
        &self,
        kind: MFSTREAMSINK_MARKER_TYPE,
        _value: *const PROPVARIANT,
        context: *const PROPVARIANT,
    ) -> windows_core::Result<()> {
        note(&self.shared.log, format!("PlaceMarker({kind})"));
        // SAFETY: the interface's caller gives a variant.
        tell(&self.queue, EventType::StreamSinkMarker, S_OK, unsafe {
            &*context
        });
        Ok(())
    }

    fn Flush(&self) -> windows_core::Result<()> {
        note(&self.shared.log, "Flush");
        Ok(())
    }
}

/// A topology of the test source, a transform if there is one, and the test sink.
fn custom_topology(
    source: &IMFMediaSource,
    transform: Option<&IMFTransform>,
    sink: &IMFMediaSink,
) -> IMFTopology {
    let topology = topology();
    // SAFETY: live objects.
    unsafe {
        let presentation = source.CreatePresentationDescriptor().unwrap();
        let (_, stream, _) = selected(&presentation).pop().unwrap();
        let from = source_node(source, &presentation, &stream);
        let stream_sink: IUnknown = sink.GetStreamSinkById(0).unwrap().cast().unwrap();
        let to = output_node(&stream_sink);
        assert_eq!(to.GetObject().unwrap(), stream_sink, "the object that was put in");
        let back: IMFMediaSource = from.GetUnknown(&key(guids::MF_TOPONODE_SOURCE)).unwrap();
        assert_eq!(back, *source);
        topology.AddNode(&from).ok().unwrap();
        topology.AddNode(&to).ok().unwrap();
        match transform {
            Some(transform) => {
                let between = node(TRANSFORM);
                between.SetObject(transform).ok().unwrap();
                assert_eq!(
                    between.GetObject().unwrap(),
                    transform.cast::<IUnknown>().unwrap()
                );
                topology.AddNode(&between).ok().unwrap();
                from.ConnectOutput(0, &between, 0).ok().unwrap();
                between.ConnectOutput(0, &to, 0).ok().unwrap();
            }
            None => from.ConnectOutput(0, &to, 0).ok().unwrap(),
        }
    }
    topology
}

#[test]
fn w10_w12_the_applications_source_and_sink() {
    let _alone = alone();
    {
        let (source, source_log) = test_source(Fault::None);
        let (sink, written) = test_sink();
        let session = session();
        let events = Events::of(&session);
        // SAFETY: live objects.
        unsafe {
            let topology = custom_topology(&source, None, &sink);
            session.SetTopology(0, &topology).ok().unwrap();
            let set = events.wait(EventType::SessionTopologySet);
            assert_eq!(set.status, S_OK);
            let full: IMFTopology = set.value().1.unwrap().cast().unwrap();
            let collection = full.GetSourceNodeCollection().unwrap();
            let first: IMFTopologyNode = collection.GetElement(0).unwrap().cast().unwrap();
            let same: IMFMediaSource = first.GetUnknown(&key(guids::MF_TOPONODE_SOURCE)).unwrap();
            assert_eq!(same, source, "the session works with the same source");
            events.wait_status(READY);
            session.Start(&GUID::zeroed(), &current()).ok().unwrap();
            let all = events.until(EventType::SessionEnded);
            assert!(all.iter().all(|told| told.status == S_OK));
            assert!(all.iter().any(|told| told.what == EventType::EndOfPresentation));
            session.Close().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionClosed).status, S_OK);
            {
                let written = written.written.lock().unwrap();
                let expected: Vec<u8> = (0..SAMPLES).flat_map(sound).collect();
                assert_eq!(written.bytes, expected);
                let times: Vec<i64> = (0..SAMPLES).map(|index| index * STEP).collect();
                assert_eq!(written.times, times);
            }
            assert!(!source_log.lock().unwrap().contains(&"Shutdown".to_owned()));
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
            let log = source_log.lock().unwrap().clone();
            assert_eq!(log.first().map(String::as_str), Some("Start()"));
            assert_eq!(log[log.len() - 2..], ["Stop", "Shutdown"]);
            let log = written.log.lock().unwrap().clone();
            let place = |what: &str| {
                log.iter()
                    .position(|line| line == what)
                    .unwrap_or_else(|| panic!("{what} in {log:?}"))
            };
            let order = [
                "SetPresentationClock(true)",
                "OnClockStart(0)",
                "PlaceMarker(1)",
                "OnClockStop",
                "BeginFinalize",
                "EndFinalize",
                "Shutdown",
            ];
            let places: Vec<usize> = order.iter().map(|what| place(what)).collect();
            assert!(places.is_sorted(), "{log:?}");
        }
    }
    assert_all_gone();
}

#[test]
fn w10_pause_resume_and_seek_reach_the_source() {
    let _alone = alone();
    {
        let (source, log) = test_source(Fault::None);
        let session = session();
        let events = Events::of(&session);
        let topology = player_topology(&source, renderer);
        // SAFETY: live objects.
        unsafe {
            session.SetTopology(0, &topology).ok().unwrap();
            session.Start(ptr::null(), &current()).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            session.Pause().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionPaused).status, S_OK);
            session.Start(ptr::null(), &current()).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            session.Start(ptr::null(), &at(5 * STEP)).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            session.Stop().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStopped).status, S_OK);
            session.Close().ok().unwrap();
            events.wait(EventType::SessionClosed);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
        let log = log.lock().unwrap().clone();
        assert_eq!(log[..3], ["Start()", "Pause", "Start()"]);
        assert!(log.contains(&"Start(5000000)".to_owned()), "{log:?}");
        assert_eq!(log.last().map(String::as_str), Some("Shutdown"));
    }
    assert_all_gone();
}

#[test]
fn w10_what_the_source_fails_with_is_told() {
    let _alone = alone();
    for (fault, expected) in [
        (Fault::Start, codes::MF_E_INVALIDREQUEST),
        (Fault::StartLater, codes::E_ABORT),
    ] {
        let (source, _) = test_source(fault);
        let (sink, _written) = test_sink();
        let session = session();
        let events = Events::of(&session);
        // SAFETY: live objects.
        unsafe {
            session
                .SetTopology(0, &custom_topology(&source, None, &sink))
                .ok()
                .unwrap();
            session.Start(ptr::null(), &current()).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, expected);
            session.Close().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionClosed).status, S_OK);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
    }
    {
        let (source, _) = test_source(Fault::Request);
        let (sink, _written) = test_sink();
        let session = session();
        let events = Events::of(&session);
        // SAFETY: live objects.
        unsafe {
            session
                .SetTopology(0, &custom_topology(&source, None, &sink))
                .ok()
                .unwrap();
            session.Start(ptr::null(), &current()).ok().unwrap();
            assert_eq!(events.wait(EventType::Error).status, codes::E_FAIL);
            session.Close().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionClosed).status, S_OK);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

/// The identifier of the one input of a [`Half`], whose index is 0.
const INPUT: u32 = 7;

/// Halves the loudness; synchronous, or asynchronous with the documented events.
#[implement(IMFTransform, IMFMediaEventGenerator, IMFShutdown)]
struct Half {
    log: Log,
    types: Mutex<(Option<IMFMediaType>, Option<IMFMediaType>)>,
    held: Mutex<Option<IMFSample>>,
    attributes: IMFAttributes,
    asynchronous: bool,
    queue: IMFMediaEventQueue,
}

generator!(Half_Impl);

fn half(asynchronous: bool) -> (IMFTransform, Log) {
    let log = Log::default();
    // SAFETY: documented pointers and live objects.
    let attributes: IMFAttributes = unsafe {
        let attributes: IMFAttributes = make(|result| MFCreateAttributes(result, 2));
        if asynchronous {
            attributes
                .SetUINT32(&key(guids::MF_TRANSFORM_ASYNC), 1)
                .ok()
                .unwrap();
        }
        attributes
    };
    let transform = Half {
        log: Arc::clone(&log),
        types: Mutex::default(),
        held: Mutex::default(),
        attributes,
        asynchronous,
        queue: event_queue(),
    };
    (transform.into(), log)
}

impl Half {
    fn ask(&self) {
        self.tell_of_input(EventType::TransformNeedInput);
    }

    fn tell_of_input(&self, event_type: EventType) {
        // SAFETY: documented pointers and live objects.
        unsafe {
            let event: IMFMediaEvent = make(|result| {
                MFCreateMediaEvent(
                    event_type.code(),
                    &GUID::zeroed(),
                    HRESULT(0),
                    ptr::null(),
                    result,
                )
            });
            event
                .SetUINT32(&key(guids::MF_EVENT_MFT_INPUT_STREAM_ID), INPUT)
                .ok()
                .unwrap();
            let _ = self.queue.QueueEvent(&event);
        }
    }
}

fn set_or_test(
    slot: &mut Option<IMFMediaType>,
    set: Option<&IMFMediaType>,
    flags: u32,
) -> windows_core::Result<()> {
    if let Some(set) = set {
        // SAFETY: a live object.
        let subtype = unsafe { set.GetGUID(&key(guids::MF_MT_SUBTYPE)) }?;
        if subtype != key(guids::MFAudioFormat_PCM) {
            return fail(codes::MF_E_INVALIDMEDIATYPE);
        }
    }
    if flags & 1 == 0 {
        *slot = set.cloned();
    }
    Ok(())
}

impl IMFTransform_Impl for Half_Impl {
    fn GetStreamLimits(
        &self,
        a: *mut u32,
        b: *mut u32,
        c: *mut u32,
        d: *mut u32,
    ) -> windows_core::Result<()> {
        for limit in [a, b, c, d] {
            // SAFETY: writable by the interface's contract.
            unsafe { limit.write(1) };
        }
        Ok(())
    }
    fn GetStreamCount(&self, inputs: *mut u32, outputs: *mut u32) -> windows_core::Result<()> {
        // SAFETY: writable by the interface's contract.
        unsafe {
            inputs.write(1);
            outputs.write(1);
        }
        Ok(())
    }
    fn GetStreamIDs(
        &self,
        inputs: u32,
        input_ids: *mut u32,
        outputs: u32,
        output_ids: *mut u32,
    ) -> windows_core::Result<()> {
        assert_eq!((inputs, outputs), (1, 1));
        // SAFETY: writable by the interface's contract.
        unsafe {
            input_ids.write(INPUT);
            output_ids.write(0);
        }
        Ok(())
    }
    fn GetInputStreamInfo(&self, _: u32, info: *mut MFT_INPUT_STREAM_INFO) -> windows_core::Result<()> {
        // SAFETY: writable by the interface's contract.
        unsafe { info.write(MFT_INPUT_STREAM_INFO::default()) };
        Ok(())
    }
    fn GetOutputStreamInfo(&self, _: u32) -> windows_core::Result<MFT_OUTPUT_STREAM_INFO> {
        Ok(MFT_OUTPUT_STREAM_INFO {
            dwFlags: 0,
            cbSize: (FRAMES * 2) as u32,
            cbAlignment: 0,
        })
    }
    fn GetAttributes(&self) -> windows_core::Result<IMFAttributes> {
        Ok(self.attributes.clone())
    }
    fn GetInputStreamAttributes(&self, _: u32) -> windows_core::Result<IMFAttributes> {
        fail(codes::E_NOTIMPL)
    }
    fn GetOutputStreamAttributes(&self, _: u32) -> windows_core::Result<IMFAttributes> {
        fail(codes::E_NOTIMPL)
    }
    fn DeleteInputStream(&self, _: u32) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn AddInputStreams(&self, _: u32, _: *const u32) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn GetInputAvailableType(&self, _: u32, _: u32) -> windows_core::Result<IMFMediaType> {
        fail(codes::E_NOTIMPL)
    }
    fn GetOutputAvailableType(&self, _: u32, index: u32) -> windows_core::Result<IMFMediaType> {
        if index > 0 {
            return fail(codes::MF_E_NO_MORE_TYPES);
        }
        let input = self.types.lock().unwrap().0.clone();
        input.ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_TRANSFORM_TYPE_NOT_SET.0)))
    }
    fn SetInputType(&self, id: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> windows_core::Result<()> {
        assert_eq!(id, INPUT);
        set_or_test(&mut self.types.lock().unwrap().0, set.as_ref(), flags)
    }
    fn SetOutputType(&self, _: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> windows_core::Result<()> {
        set_or_test(&mut self.types.lock().unwrap().1, set.as_ref(), flags)
    }
    fn GetInputCurrentType(&self, _: u32) -> windows_core::Result<IMFMediaType> {
        let current = self.types.lock().unwrap().0.clone();
        current
            .ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_TRANSFORM_TYPE_NOT_SET.0)))
    }
    fn GetOutputCurrentType(&self, _: u32) -> windows_core::Result<IMFMediaType> {
        let current = self.types.lock().unwrap().1.clone();
        current
            .ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_TRANSFORM_TYPE_NOT_SET.0)))
    }
    fn GetInputStatus(&self, _: u32) -> windows_core::Result<u32> {
        Ok(self.held.lock().unwrap().is_none().into())
    }
    fn GetOutputStatus(&self) -> windows_core::Result<u32> {
        fail(codes::E_NOTIMPL)
    }
    fn SetOutputBounds(&self, _: i64, _: i64) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn ProcessEvent(&self, _: u32, _: Ref<'_, IMFMediaEvent>) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn ProcessMessage(&self, message: MFT_MESSAGE_TYPE, param: usize) -> windows_core::Result<()> {
        let name = match message as u32 {
            0 => "Flush",
            1 => "Drain",
            0x1000_0000 => "BeginStreaming",
            0x1000_0001 => "EndStreaming",
            0x1000_0002 => "EndOfStream",
            0x1000_0003 => "StartOfStream",
            _ => "?",
        };
        // These are of a stream.
        let stream = if matches!(name, "Drain" | "EndOfStream") {
            INPUT
        } else {
            0
        };
        assert_eq!(param, stream as usize, "{name}");
        note(&self.log, name);
        match name {
            "Flush" => drop(self.held.lock().unwrap().take()),
            "StartOfStream" if self.asynchronous => self.ask(),
            "Drain" if self.asynchronous => {
                self.tell_of_input(EventType::TransformDrainComplete);
            }
            _ => {}
        }
        Ok(())
    }
    fn ProcessInput(&self, id: u32, sample: Ref<'_, IMFSample>, _: u32) -> windows_core::Result<()> {
        assert_eq!(id, INPUT);
        // SAFETY: a live object.
        let unlocked = unsafe { self.attributes.GetUINT32(&key(guids::MF_TRANSFORM_ASYNC_UNLOCK)) };
        if self.asynchronous && unlocked.unwrap_or(0) == 0 {
            return fail(codes::MF_E_TRANSFORM_ASYNC_LOCKED);
        }
        let mut held = self.held.lock().unwrap();
        if held.is_some() {
            return fail(codes::MF_E_NOTACCEPTING);
        }
        note(&self.log, "Input");
        *held = sample.cloned();
        drop(held);
        if self.asynchronous {
            tell(&self.queue, EventType::TransformHaveOutput, S_OK, &current());
        }
        Ok(())
    }
    fn ProcessOutput(
        &self,
        _flags: u32,
        count: u32,
        buffers: *mut MFT_OUTPUT_DATA_BUFFER,
        _status: *mut u32,
    ) -> windows_core::Result<()> {
        assert_eq!(count, 1);
        let Some(held) = self.held.lock().unwrap().take() else {
            assert!(!self.asynchronous, "output that was not announced");
            return fail(codes::MF_E_TRANSFORM_NEED_MORE_INPUT);
        };
        let halved: Vec<u8> = bytes_of(&held)
            .chunks_exact(2)
            .flat_map(|pair| (i16::from_le_bytes([pair[0], pair[1]]) / 2).to_le_bytes())
            .collect();
        // SAFETY: one structure, as was checked, with a sample of the size that was asked for.
        unsafe {
            let target: &ManuallyDrop<Option<IMFSample>> = &(*buffers).pSample;
            let target = (**target).as_ref().expect("a sample for the output");
            let buffer = target.GetBufferByIndex(0)?;
            let mut data = ptr::null_mut();
            buffer.Lock(&mut data, None, None).ok()?;
            ptr::copy_nonoverlapping(halved.as_ptr(), data, halved.len());
            buffer.Unlock().ok()?;
            buffer.SetCurrentLength(halved.len() as u32).ok()?;
            target.SetSampleTime(held.GetSampleTime()?).ok()?;
            target.SetSampleDuration(held.GetSampleDuration()?).ok()?;
        }
        if self.asynchronous {
            self.ask();
        }
        Ok(())
    }
}

impl IMFShutdown_Impl for Half_Impl {
    fn Shutdown(&self) -> windows_core::Result<()> {
        note(&self.log, "Shutdown");
        // SAFETY: a live object.
        unsafe { self.queue.Shutdown() }.ok()
    }
    fn GetShutdownStatus(&self) -> windows_core::Result<MFSHUTDOWN_STATUS> {
        fail(codes::MF_E_INVALIDREQUEST)
    }
}

#[test]
fn w11_the_applications_transform_synchronous_and_asynchronous() {
    let _alone = alone();
    for asynchronous in [false, true] {
        let (source, _) = test_source(Fault::None);
        let (sink, written) = test_sink();
        let (transform, log) = half(asynchronous);
        let session = session();
        let events = Events::of(&session);
        // SAFETY: live objects.
        unsafe {
            session
                .SetTopology(0, &custom_topology(&source, Some(&transform), &sink))
                .ok()
                .unwrap();
            assert_eq!(events.wait(EventType::SessionTopologySet).status, S_OK);
            session.Start(ptr::null(), &current()).ok().unwrap();
            let all = events.until(EventType::SessionEnded);
            assert!(all.iter().all(|told| told.status == S_OK));
            {
                let written = written.written.lock().unwrap();
                let expected: Vec<u8> = (0..SAMPLES)
                    .flat_map(sound)
                    .collect::<Vec<u8>>()
                    .chunks_exact(2)
                    .flat_map(|pair| (i16::from_le_bytes([pair[0], pair[1]]) / 2).to_le_bytes())
                    .collect();
                assert_eq!(written.bytes, expected, "asynchronous: {asynchronous}");
            }
            session.Close().ok().unwrap();
            events.wait(EventType::SessionClosed);
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
        drop((session, events, transform, source, sink));
        let log = log.lock().unwrap().clone();
        let place = |what: &str| {
            log.iter()
                .position(|line| line == what)
                .unwrap_or_else(|| panic!("{what} in {log:?}"))
        };
        assert!(place("BeginStreaming") < place("StartOfStream"), "{log:?}");
        assert!(place("StartOfStream") < place("Input"), "{log:?}");
        assert!(place("Input") < place("EndOfStream"), "{log:?}");
        assert!(place("EndOfStream") < place("Drain"), "{log:?}");
        assert_eq!(
            log.iter().filter(|line| *line == "Input").count(),
            SAMPLES as usize
        );
        assert_eq!(log.contains(&"Shutdown".to_owned()), asynchronous, "{log:?}");
    }
    assert_all_gone();
}

#[test]
fn w11_an_asynchronous_transform_is_shut_down_with_its_topology_only_if_the_node_says_so() {
    // MF_TOPONODE_NOSHUTDOWN_ON_REMOVE; default true.
    let _alone = alone();
    for goes in [false, true] {
        let (transform, log) = half(true);
        let shutdowns = |log: &Log| {
            let log = log.lock().unwrap();
            log.iter().filter(|line| *line == "Shutdown").count()
        };
        let session = session();
        let events = Events::of(&session);
        let mut sources = Vec::new();
        for round in 0..if goes { 1 } else { 2 } {
            let (source, _) = test_source(Fault::None);
            let (sink, _written) = test_sink();
            // SAFETY: live objects.
            unsafe {
                let topology = custom_topology(&source, Some(&transform), &sink);
                let no_shutdown = key(guids::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE);
                for index in 0..topology.GetNodeCount().unwrap() {
                    let node = topology.GetNode(index).unwrap();
                    if node
                        .GetObject()
                        .is_ok_and(|object| object == transform.cast().unwrap())
                    {
                        if goes {
                            node.SetUINT32(&no_shutdown, 0).ok().unwrap();
                        }
                    } else {
                        // A sink that has to finish first would hold up the end of its topology.
                        node.SetUINT32(&no_shutdown, 1).ok().unwrap();
                    }
                }
                session.SetTopology(0, &topology).ok().unwrap();
                drop(topology);
                assert_eq!(
                    events.wait(EventType::SessionTopologySet).status,
                    S_OK,
                    "round {round}"
                );
                session.Start(ptr::null(), &current()).ok().unwrap();
                let all = events.until(EventType::SessionEnded);
                assert!(all.iter().all(|told| told.status == S_OK), "round {round}");
                // MFSESSION_SETTOPOLOGY_CLEAR_CURRENT
                session.SetTopology(4, None).ok().unwrap();
                events.wait(EventType::SessionTopologySet);
            }
            sources.push(source);
        }
        // SAFETY: live objects.
        unsafe {
            if !goes {
                assert_eq!(shutdowns(&log), 0);
            }
            session.Shutdown().ok().unwrap();
            for source in &sources {
                source.Shutdown().ok().unwrap();
            }
        }
        // With it, by the topology; else it is the application's to end.
        assert_eq!(shutdowns(&log), usize::from(goes));
        drop((session, events, sources));
        assert_eq!(shutdowns(&log), usize::from(goes));
        if !goes {
            // SAFETY: a live object.
            unsafe { transform.cast::<IMFShutdown>().unwrap().Shutdown() }
                .ok()
                .unwrap();
        }
        drop(transform);
    }
    assert_all_gone();
}

/// A loader of the application's, which has the standard one do the work.
#[implement(IMFTopoLoader)]
struct Loader {
    log: Log,
}

impl IMFTopoLoader_Impl for Loader_Impl {
    fn Load(
        &self,
        partial: Ref<'_, IMFTopology>,
        full: OutRef<'_, IMFTopology>,
        current: Ref<'_, IMFTopology>,
    ) -> windows_core::Result<()> {
        note(&self.log, format!("Load({})", current.is_some()));
        // SAFETY: documented pointers and live objects.
        unsafe {
            let standard: IMFTopoLoader = make(|result| MFCreateTopoLoader(result));
            let mut made = None;
            standard
                .Load(partial.as_ref(), &mut made, current.as_ref())
                .ok()?;
            full.write(made)
        }
    }
}

#[implement(IClassFactory)]
struct Factory {
    log: Log,
}

impl IClassFactory_Impl for Factory_Impl {
    fn CreateInstance(
        &self,
        _outer: Ref<'_, IUnknown>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> windows_core::Result<()> {
        let loader: IMFTopoLoader = Loader {
            log: Arc::clone(&self.log),
        }
        .into();
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { loader.query(iid, result) }.ok()
    }
    fn LockServer(&self, _lock: BOOL) -> windows_core::Result<()> {
        Ok(())
    }
}

#[test]
fn w13_a_loader_of_a_registered_class_resolves() {
    let _alone = alone();
    {
        let class = GUID::from_u128(0x11c9_0f4e_7a5d_4c1e_8e43_1d0c_66c5_aa01);
        let log = Log::default();
        let factory: IClassFactory = Factory {
            log: Arc::clone(&log),
        }
        .into();
        let mut number = 0;
        // SAFETY: documented pointers and live objects.
        unsafe {
            CoRegisterClassObject(&class, factory.as_raw(), 1, 1, &mut number)
                .ok()
                .unwrap();
            for (class, expected) in [
                (class, S_OK),
                (GUID::from_u128(7), HResult(0x8004_0154_u32 as i32)),
            ] {
                let configuration: IMFAttributes = make(|result| MFCreateAttributes(result, 1));
                configuration
                    .SetGUID(&key(guids::MF_SESSION_TOPOLOADER), &class)
                    .ok()
                    .unwrap();
                let session: IMFMediaSession =
                    make(|result| MFCreateMediaSession(configuration.as_raw(), result));
                let events = Events::of(&session);
                let source = open("demo.mp4");
                session
                    .SetTopology(0, &player_topology(&source, renderer))
                    .ok()
                    .unwrap();
                assert_eq!(events.wait(EventType::SessionTopologySet).status, expected);
                session.Close().ok().unwrap();
                events.wait(EventType::SessionClosed);
                source.Shutdown().ok().unwrap();
                session.Shutdown().ok().unwrap();
            }
            CoRevokeClassObject(number).ok().unwrap();
            assert_eq!(HResult(CoRevokeClassObject(number).0), codes::E_INVALIDARG);
        }
        assert_eq!(*log.lock().unwrap(), ["Load(false)"]);
    }
    assert_all_gone();
}
