use std::ptr;
use std::sync::{Arc, Mutex};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, codes, guids};
use windows_core::{GUID, HRESULT, IUnknown, Interface, Ref, implement};

use super::*;

/// What a test source is to do wrong.
#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    /// `Start` fails at once.
    Start,
    /// `MESourceStarted` fails.
    StartLater,
    /// A request fails.
    Request,
}

pub struct Shared {
    pub log: Log,
    pub fault: Fault,
    pub hook: Hook,
    pub position: Mutex<Position>,
    pub stream_queue: IMFMediaEventQueue,
    pub source_queue: IMFMediaEventQueue,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

#[derive(Default)]
pub struct Position {
    pub next: i64,
    pub known: bool,
    pub started: bool,
    pub shut_down: bool,
}

#[implement(IMFMediaSourceEx, IMFRealTimeClient, IMFClockConsumer)]
pub struct TestSource {
    hook: Hook,
    pub queue: IMFMediaEventQueue,
    pub shared: Arc<Shared>,
    pub presentation: IMFPresentationDescriptor,
    pub stream: Mutex<Option<IMFMediaStream>>,
}

#[implement(IMFMediaStream)]
pub struct TestStream {
    hook: Hook,
    pub queue: IMFMediaEventQueue,
    pub shared: Arc<Shared>,
    pub descriptor: IMFStreamDescriptor,
}

generator!(TestSource_Impl);
real_time_client!(TestSource_Impl, "source");
clock_consumer!(TestSource_Impl, "source");

impl IMFMediaSourceEx_Impl for TestSource_Impl {
    fn GetSourceAttributes(&self) -> windows_core::Result<IMFAttributes> {
        self.hook.at("IMFMediaSourceEx::GetSourceAttributes")?;
        fail(codes::E_NOTIMPL)
    }

    fn GetStreamAttributes(&self, _id: u32) -> windows_core::Result<IMFAttributes> {
        self.hook.at("IMFMediaSourceEx::GetStreamAttributes")?;
        fail(codes::E_NOTIMPL)
    }

    fn SetD3DManager(&self, manager: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        self.hook.at("IMFMediaSourceEx::SetD3DManager")?;
        note(
            &self.hook.told,
            format!("source: SetD3DManager({})", manager.is_some()),
        );
        Ok(())
    }
}
generator!(TestStream_Impl);

pub fn test_source(fault: Fault) -> (IMFMediaSource, Log) {
    hooked_source(fault, &Hook::none())
}

pub fn hooked_source(fault: Fault, hook: &Hook) -> (IMFMediaSource, Log) {
    let log = Log::default();
    let shared = Arc::new(Shared {
        log: Arc::clone(&log),
        fault,
        hook: hook.clone(),
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
        hook: hook.clone(),
        queue: shared.stream_queue.clone(),
        shared: Arc::clone(&shared),
        descriptor: stream,
    }
    .into();
    let source = TestSource {
        hook: hook.clone(),
        queue: shared.source_queue.clone(),
        shared,
        presentation,
        stream: Mutex::new(Some(media_stream)),
    };
    let source: IMFMediaSourceEx = source.into();
    (source.into(), log)
}

impl IMFMediaSource_Impl for TestSource_Impl {
    fn GetCharacteristics(&self) -> windows_core::Result<u32> {
        self.hook.at("IMFMediaSource::GetCharacteristics")?;
        // Can seek, can pause.
        Ok(6)
    }

    fn CreatePresentationDescriptor(&self) -> windows_core::Result<IMFPresentationDescriptor> {
        self.hook.at("IMFMediaSource::CreatePresentationDescriptor")?;
        // SAFETY: a live object.
        unsafe { self.presentation.Clone() }
    }

    fn Start(
        &self,
        presentation: Ref<'_, IMFPresentationDescriptor>,
        _format: *const GUID,
        value: *const PROPVARIANT,
    ) -> windows_core::Result<()> {
        self.hook.at("IMFMediaSource::Start")?;
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
        let stream = self.stream.lock().unwrap().clone();
        let Some(stream) = stream else {
            return fail(codes::MF_E_SHUTDOWN);
        };
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
        self.hook.at("IMFMediaSource::Stop")?;
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
        self.hook.at("IMFMediaSource::Pause")?;
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
        self.hook.at("IMFMediaSource::Shutdown")?;
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
        self.hook.at("IMFMediaStream::GetMediaSource")?;
        fail(codes::E_NOTIMPL)
    }

    fn GetStreamDescriptor(&self) -> windows_core::Result<IMFStreamDescriptor> {
        self.hook.at("IMFMediaStream::GetStreamDescriptor")?;
        Ok(self.descriptor.clone())
    }

    fn RequestSample(&self, token: Ref<'_, IUnknown>) -> windows_core::Result<()> {
        self.hook.at("IMFMediaStream::RequestSample")?;
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
        let sample = sample_of(&sound(index), index * STEP, &self.hook);
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

impl Drop for TestSource {
    fn drop(&mut self) {
        let _ = self.hook.at("IMFMediaSource::drop");
    }
}

impl Drop for TestStream {
    fn drop(&mut self) {
        let _ = self.hook.at("IMFMediaStream::drop");
    }
}
