//! What an application's objects are asked besides their main interfaces, and what they may do while they are asked.
//!
//! Sources: `IMFByteStream::BeginRead`, `IMFSampleGrabberSinkCallback2`, `IMFSourceResolver::CancelObjectCreation`
//! (Microsoft Learn).

mod components;
mod session_common;

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use components::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use session_common::*;
use windows_core::{GUID, HRESULT, Interface, Ref, implement};

/// A source and its first stream, for any thread.
struct Playing {
    source: IMFMediaSource,
    presentation: IMFPresentationDescriptor,
    stream: Option<IMFMediaStream>,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Playing {}

#[test]
fn a_stream_that_calls_the_source_it_is_read_by_is_answered() {
    let _alone = alone();
    {
        let playing: Arc<Mutex<Option<Playing>>> = Arc::default();
        let answers = Arc::new(Mutex::new(Vec::new()));
        let hook = {
            let (playing, answers) = (Arc::clone(&playing), Arc::clone(&answers));
            Hook::new(move |_| {
                let Ok(playing) = playing.try_lock() else {
                    return Ok(());
                };
                let Some(playing) = &*playing else { return Ok(()) };
                let Some(stream) = &playing.stream else {
                    return Ok(());
                };
                let mut answers = answers.lock().unwrap();
                if answers.len() >= 4 {
                    return Ok(());
                }
                // SAFETY: live objects.
                unsafe {
                    let started = playing
                        .source
                        .Start(&playing.presentation, &GUID::zeroed(), &at(0));
                    let asked = stream.RequestSample(None);
                    answers.push((HResult(started.0), HResult(asked.0)));
                }
                Ok(())
            })
        };
        // SAFETY: live objects and writable locals.
        unsafe {
            let bytes = std::fs::read(testdata("demo.mp4")).unwrap();
            let content: IMFByteStream = Memory::holding(bytes, hook).into();
            let (mut kind, mut object) = (0, None);
            resolver()
                .CreateObjectFromByteStream(&content, None, 1, None, &mut kind, &mut object)
                .ok()
                .unwrap();
            let source: IMFMediaSource = object.unwrap().cast().unwrap();
            let presentation = source.CreatePresentationDescriptor().unwrap();
            source.Start(&presentation, &GUID::zeroed(), &at(0)).ok().unwrap();
            let stream: IMFMediaStream = loop {
                let told = Told::of(source.GetEvent(0).unwrap());
                if told.what == EventType::NewStream {
                    break told.value().1.unwrap().cast().unwrap();
                }
            };
            *playing.lock().unwrap() = Some(Playing {
                source: source.clone(),
                presentation: presentation.clone(),
                stream: Some(stream.clone()),
            });
            // The file is read a piece at a time: as many requests as it takes to read again.
            let mut requested = 0;
            while answers.lock().unwrap().is_empty() && requested < 1000 {
                let asked = stream.RequestSample(None);
                if asked.0 == codes::MF_E_END_OF_STREAM.0 {
                    break;
                }
                assert_eq!(asked, HRESULT(0));
                requested += 1;
            }
            // A seek of ours reads for sure.
            if answers.lock().unwrap().is_empty() {
                source.Start(&presentation, &GUID::zeroed(), &at(0)).ok().unwrap();
                stream.RequestSample(None).ok().unwrap();
            }
            let found = answers.lock().unwrap().clone();
            assert!(!found.is_empty());
            for (started, asked) in found {
                assert_eq!(started, codes::MF_E_INVALIDREQUEST);
                assert!([S_OK, codes::MF_E_END_OF_STREAM].contains(&asked), "{asked}");
            }
            let former = playing.lock().unwrap().take();
            drop(former);
            source.Start(&presentation, &GUID::zeroed(), &at(0)).ok().unwrap();
            source.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

#[test]
fn a_stream_that_never_answers_is_given_up_when_its_caller_gives_up() {
    let _alone = alone();
    {
        let (asked, is_asked) = channel();
        let asked = Mutex::new(asked);
        let callbacks: Arc<Mutex<Vec<Held>>> = Arc::default();
        let hook = Hook::new(move |_| {
            let _ = asked.lock().unwrap().send(());
            Ok(())
        });
        let content: IMFByteStream = Memory {
            unanswered: Some(Arc::clone(&callbacks)),
            ..Memory::holding(vec![0; 100], hook)
        }
        .into();
        let (callback, done) = callback();
        let resolver = resolver();
        let (mut cookie, mut kind, mut object) = (None, 0, None);
        // SAFETY: live objects and writable locals.
        unsafe {
            resolver
                .BeginCreateObjectFromByteStream(&content, None, 1, None, &mut cookie, &callback, None)
                .ok()
                .unwrap();
            is_asked.recv_timeout(LIMIT).unwrap();
            resolver.CancelObjectCreation(cookie.as_ref()).ok().unwrap();
            let result = done.recv_timeout(LIMIT).unwrap();
            let ended = resolver.EndCreateObjectFromByteStream(&result, &mut kind, &mut object);
            assert_eq!(ended.0, codes::E_ABORT.0);
        }
        callbacks.lock().unwrap().clear();
    }
    assert_all_gone();
}

/// The time, the flags and three attributes.
type Grabbed = (i64, u32, [Option<u32>; 3]);

/// What a grabber's callback got.
#[implement(IMFSampleGrabberSinkCallback2)]
struct Attributed(Mutex<Sender<Grabbed>>);

impl IMFClockStateSink_Impl for Attributed_Impl {
    fn OnClockStart(&self, _system: MFTIME, _offset: i64) -> windows_core::Result<()> {
        Ok(())
    }
    fn OnClockStop(&self, _system: MFTIME) -> windows_core::Result<()> {
        Ok(())
    }
    fn OnClockPause(&self, _system: MFTIME) -> windows_core::Result<()> {
        Ok(())
    }
    fn OnClockRestart(&self, _system: MFTIME) -> windows_core::Result<()> {
        Ok(())
    }
    fn OnClockSetRate(&self, _system: MFTIME, _rate: f32) -> windows_core::Result<()> {
        Ok(())
    }
}

impl IMFSampleGrabberSinkCallback_Impl for Attributed_Impl {
    fn OnSetPresentationClock(&self, _clock: Ref<'_, IMFPresentationClock>) -> windows_core::Result<()> {
        Ok(())
    }
    fn OnProcessSample(
        &self,
        _major: *const GUID,
        _flags: u32,
        _time: i64,
        _duration: i64,
        _data: *const u8,
        _len: u32,
    ) -> windows_core::Result<()> {
        panic!("who takes attributes is called with them");
    }
    fn OnShutdown(&self) -> windows_core::Result<()> {
        Ok(())
    }
}

impl IMFSampleGrabberSinkCallback2_Impl for Attributed_Impl {
    fn OnProcessSampleEx(
        &self,
        _major: *const GUID,
        flags: u32,
        time: i64,
        _duration: i64,
        _data: *const u8,
        _len: u32,
        attributes: Ref<'_, IMFAttributes>,
    ) -> windows_core::Result<()> {
        let attributes = attributes.as_ref().unwrap();
        // SAFETY: a live object.
        let of = |at| unsafe { attributes.GetUINT32(&key(at)) }.ok();
        let marks = [
            guids::MF_LOW_LATENCY,
            guids::MFSampleExtension_CleanPoint,
            guids::MFSampleExtension_Discontinuity,
        ];
        let _ = self.0.lock().unwrap().send((time, flags, marks.map(of)));
        Ok(())
    }
}

#[test]
fn a_grabber_gives_the_attributes_of_samples_to_who_takes_them() {
    let _alone = alone();
    {
        let (sender, told) = channel();
        let callback: IMFSampleGrabberSinkCallback2 = Attributed(Mutex::new(sender)).into();
        let activate = grabber(
            guids::MFMediaType_Audio,
            guids::MFAudioFormat_PCM,
            &callback.cast().unwrap(),
        );
        // SAFETY: documented pointers and live objects.
        unsafe {
            let sink: IMFMediaSink = activate.ActivateObject().unwrap();
            let stream = sink.GetStreamSinkByIndex(0).unwrap();
            let format: IMFMediaType = make(|result| MFCreateMediaType(result));
            for (of, value) in [
                (guids::MF_MT_MAJOR_TYPE, guids::MFMediaType_Audio),
                (guids::MF_MT_SUBTYPE, guids::MFAudioFormat_PCM),
            ] {
                format.SetGUID(&key(of), &key(value)).ok().unwrap();
            }
            let handler = stream.GetMediaTypeHandler().unwrap();
            handler.SetCurrentMediaType(&format).ok().unwrap();
            let state: IMFClockStateSink = sink.cast().unwrap();
            state.OnClockStart(MFTIME(0), 0).ok().unwrap();
            for (mark, clean, breaks) in [
                (None, None, None),
                (Some(7), None, None),
                (None, Some(1), None),
                (Some(7), Some(1), Some(1)),
            ] {
                let sample: IMFSample = make(|result| MFCreateSample(result));
                let buffer: IMFMediaBuffer = make(|result| MFCreateMemoryBuffer(4, result));
                buffer.SetCurrentLength(4).ok().unwrap();
                sample.AddBuffer(&buffer).ok().unwrap();
                sample.SetSampleTime(5).ok().unwrap();
                for (at, value) in [
                    (guids::MF_LOW_LATENCY, mark),
                    (guids::MFSampleExtension_CleanPoint, clean),
                    (guids::MFSampleExtension_Discontinuity, breaks),
                ] {
                    if let Some(value) = value {
                        sample.SetUINT32(&key(at), value).ok().unwrap();
                    }
                }
                stream.ProcessSample(&sample).ok().unwrap();
                assert_eq!(told.recv_timeout(LIMIT).unwrap(), (5, 0, [mark, clean, breaks]));
            }
            activate.ShutdownObject().ok().unwrap();
        }
    }
    assert_all_gone();
}
