use std::ptr;
use std::sync::{Arc, Mutex};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, codes, guids};
use windows_core::{GUID, HRESULT, IUnknown, Interface, Ref, implement};

use super::*;

#[derive(Default)]
pub struct Written {
    pub bytes: Vec<u8>,
    pub times: Vec<i64>,
}

pub struct SinkShared {
    pub log: Log,
    pub written: Mutex<Written>,
    pub queue: IMFMediaEventQueue,
    pub clock: Mutex<Option<IMFPresentationClock>>,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for SinkShared {}
// SAFETY: as above.
unsafe impl Sync for SinkShared {}

#[implement(IMFFinalizableMediaSink, IMFClockStateSink, IMFRealTimeClientEx)]
pub struct TestSink {
    hook: Hook,
    pub shared: Arc<SinkShared>,
    pub stream: Mutex<Option<IMFStreamSink>>,
}

#[implement(IMFStreamSink, IMFRealTimeClient)]
pub struct TestStreamSink {
    hook: Hook,
    pub queue: IMFMediaEventQueue,
    pub shared: Arc<SinkShared>,
    pub handler: IMFMediaTypeHandler,
    pub sink: Mutex<Option<IMFMediaSink>>,
}

generator!(TestStreamSink_Impl);
real_time_client_ex!(TestSink_Impl, "sink");
real_time_client!(TestStreamSink_Impl, "stream sink");

pub fn test_sink() -> (IMFMediaSink, Arc<SinkShared>) {
    hooked_sink(&Hook::none())
}

pub fn hooked_sink(hook: &Hook) -> (IMFMediaSink, Arc<SinkShared>) {
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
        hook: hook.clone(),
        queue: shared.queue.clone(),
        shared: Arc::clone(&shared),
        handler,
        sink: Mutex::default(),
    });
    let sink: IMFFinalizableMediaSink = TestSink {
        hook: hook.clone(),
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
        self.hook.at("IMFMediaSink::GetCharacteristics")?;
        // Fixed streams, rateless.
        Ok(5)
    }

    fn AddStreamSink(&self, _id: u32, _of: Ref<'_, IMFMediaType>) -> windows_core::Result<IMFStreamSink> {
        self.hook.at("IMFMediaSink::AddStreamSink")?;
        fail(codes::MF_E_STREAMSINKS_FIXED)
    }

    fn RemoveStreamSink(&self, _id: u32) -> windows_core::Result<()> {
        self.hook.at("IMFMediaSink::RemoveStreamSink")?;
        fail(codes::MF_E_STREAMSINKS_FIXED)
    }

    fn GetStreamSinkCount(&self) -> windows_core::Result<u32> {
        self.hook.at("IMFMediaSink::GetStreamSinkCount")?;
        Ok(1)
    }

    fn GetStreamSinkByIndex(&self, _index: u32) -> windows_core::Result<IMFStreamSink> {
        self.hook.at("IMFMediaSink::GetStreamSinkByIndex")?;
        let stream = self.stream.lock().unwrap().clone();
        stream.ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_SHUTDOWN.0)))
    }

    fn GetStreamSinkById(&self, id: u32) -> windows_core::Result<IMFStreamSink> {
        self.hook.at("IMFMediaSink::GetStreamSinkById")?;
        if id != 0 {
            return fail(codes::MF_E_INVALIDSTREAMNUMBER);
        }
        self.GetStreamSinkByIndex(0)
    }

    fn SetPresentationClock(&self, clock: Ref<'_, IMFPresentationClock>) -> windows_core::Result<()> {
        self.hook.at("IMFMediaSink::SetPresentationClock")?;
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
        self.hook.at("IMFMediaSink::GetPresentationClock")?;
        let clock = self.shared.clock.lock().unwrap().clone();
        clock.ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_NO_CLOCK.0)))
    }

    fn Shutdown(&self) -> windows_core::Result<()> {
        self.hook.at("IMFMediaSink::Shutdown")?;
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
        self.hook.at("IMFFinalizableMediaSink::BeginFinalize")?;
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
        self.hook.at("IMFFinalizableMediaSink::EndFinalize")?;
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
        self.hook.at("IMFClockStateSink::OnClockStart")?;
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
        self.hook.at("IMFClockStateSink::OnClockStop")?;
        self.answer("OnClockStop", EventType::StreamSinkStopped)
    }
    fn OnClockPause(&self, _system: MFTIME) -> windows_core::Result<()> {
        self.hook.at("IMFClockStateSink::OnClockPause")?;
        self.answer("OnClockPause", EventType::StreamSinkPaused)
    }
    fn OnClockRestart(&self, _system: MFTIME) -> windows_core::Result<()> {
        self.hook.at("IMFClockStateSink::OnClockRestart")?;
        self.answer("OnClockRestart", EventType::StreamSinkStarted)
    }
    fn OnClockSetRate(&self, _system: MFTIME, _rate: f32) -> windows_core::Result<()> {
        self.hook.at("IMFClockStateSink::OnClockSetRate")?;
        self.answer("OnClockSetRate", EventType::StreamSinkRateChanged)
    }
}

impl IMFStreamSink_Impl for TestStreamSink_Impl {
    fn GetMediaSink(&self) -> windows_core::Result<IMFMediaSink> {
        self.hook.at("IMFStreamSink::GetMediaSink")?;
        let sink = self.sink.lock().unwrap().clone();
        sink.ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_SHUTDOWN.0)))
    }

    fn GetIdentifier(&self) -> windows_core::Result<u32> {
        self.hook.at("IMFStreamSink::GetIdentifier")?;
        Ok(0)
    }

    fn GetMediaTypeHandler(&self) -> windows_core::Result<IMFMediaTypeHandler> {
        self.hook.at("IMFStreamSink::GetMediaTypeHandler")?;
        Ok(self.handler.clone())
    }

    fn ProcessSample(&self, sample: Ref<'_, IMFSample>) -> windows_core::Result<()> {
        self.hook.at("IMFStreamSink::ProcessSample")?;
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
        self.hook.at("IMFStreamSink::PlaceMarker")?;
        note(&self.shared.log, format!("PlaceMarker({kind})"));
        // SAFETY: the interface's caller gives a variant.
        tell(&self.queue, EventType::StreamSinkMarker, S_OK, unsafe {
            &*context
        });
        Ok(())
    }

    fn Flush(&self) -> windows_core::Result<()> {
        self.hook.at("IMFStreamSink::Flush")?;
        note(&self.shared.log, "Flush");
        Ok(())
    }
}

/// A topology of the test source, a transform if there is one, and the test sink.
pub fn custom_topology(
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

impl Drop for TestSink {
    fn drop(&mut self) {
        let _ = self.hook.at("IMFMediaSink::drop");
    }
}

impl Drop for TestStreamSink {
    fn drop(&mut self) {
        let _ = self.hook.at("IMFStreamSink::drop");
    }
}
