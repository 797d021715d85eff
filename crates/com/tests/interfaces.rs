//! Which interfaces each object answers, and which it does not: `QueryInterface` tables.
//!
//! Sources: the pages of the functions that make the objects; "Media Sinks", "Audio Renderer", "Presentation Clock",
//! `MF_RATE_CONTROL_SERVICE` (Microsoft Learn).

mod session_common;

use std::ffi::c_void;
use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{codes, guids};
use session_common::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface};

/// The interfaces by their names.
macro_rules! interfaces {
    ($($name:ident),* $(,)?) => {
        const INTERFACES: &[(&str, GUID)] = &[$((stringify!($name), $name::IID)),*];
    };
}

interfaces!(
    IMFActivate,
    IMFAsyncCallback,
    IMFAsyncResult,
    IMFAttributes,
    IMF2DBuffer,
    IMF2DBuffer2,
    IMFByteStream,
    IMFByteStreamHandler,
    IMFClock,
    IMFClockStateSink,
    IMFCollection,
    IMFFinalizableMediaSink,
    IMFGetService,
    IMFMediaBuffer,
    IMFMediaEvent,
    IMFMediaEventGenerator,
    IMFMediaEventQueue,
    IMFMediaSession,
    IMFMediaSink,
    IMFMediaSinkPreroll,
    IMFMediaSource,
    IMFMediaSourceEx,
    IMFMediaSourcePresentationProvider,
    IMFMediaSourceTopologyProvider,
    IMFMediaStream,
    IMFMediaType,
    IMFMediaTypeHandler,
    IMFPresentationClock,
    IMFPresentationDescriptor,
    IMFPresentationTimeSource,
    IMFQualityManager,
    IMFRateControl,
    IMFRateSupport,
    IMFSample,
    IMFSchemeHandler,
    IMFSequencerSource,
    IMFShutdown,
    IMFSourceReader,
    IMFSourceResolver,
    IMFStreamDescriptor,
    IMFStreamSink,
    IMFTimer,
    IMFTopoLoader,
    IMFTopology,
    IMFTopologyNode,
    IMFTransform,
    IMFVideoSampleAllocator,
    IStream,
    ISequentialStream,
);

/// Asserts that the object answers exactly these of [`INTERFACES`], with one identity.
fn answers(what: &str, object: &IUnknown, expected: &[&str]) {
    let mut found = Vec::new();
    let identity: IUnknown = object.cast().unwrap();
    for (name, iid) in INTERFACES {
        let mut result: *mut c_void = ptr::null_mut();
        // SAFETY: a live object, an interface and a writable local.
        let answer = unsafe { object.query(iid, &mut result) };
        if answer.is_err() {
            assert_eq!(answer.0, 0x8000_4002_u32 as i32, "{what}, {name}: E_NOINTERFACE");
            assert!(result.is_null(), "{what}, {name}");
            continue;
        }
        // SAFETY: a successful call gave an object.
        let given = unsafe { IUnknown::from_raw(result) };
        assert_eq!(given.cast::<IUnknown>().unwrap(), identity, "{what}, {name}");
        found.push(*name);
    }
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected, "{what}");
}

fn unknown<T: Interface>(call: impl FnOnce(*mut *mut c_void) -> HRESULT) -> IUnknown {
    make::<T>(call).cast().unwrap()
}

#[test]
fn what_the_functions_make_answers_what_is_documented() {
    let _alone = alone();
    // SAFETY: documented pointers and live objects throughout.
    unsafe {
        let null = ptr::null_mut;
        let session = session();
        let generator = "IMFMediaEventGenerator";
        answers(
            "session",
            &session.cast().unwrap(),
            &[
                "IMFMediaSession",
                generator,
                "IMFGetService",
                "IMFRateControl",
                "IMFRateSupport",
            ],
        );
        answers(
            "session's clock",
            &session.GetClock().unwrap().into(),
            &[
                "IMFPresentationClock",
                "IMFClock",
                "IMFRateControl",
                "IMFRateSupport",
                "IMFShutdown",
                "IMFTimer",
            ],
        );
        session.Shutdown().ok().unwrap();
        drop(session);
        let table: [(&str, IUnknown, &[&str]); 16] = [
            ("topology", topology().into(), &["IMFTopology", "IMFAttributes"]),
            ("node", node(SOURCE).into(), &["IMFTopologyNode", "IMFAttributes"]),
            (
                "clock",
                unknown::<IMFPresentationClock>(|result| MFCreatePresentationClock(result)),
                &[
                    "IMFPresentationClock",
                    "IMFClock",
                    "IMFRateControl",
                    "IMFRateSupport",
                    "IMFShutdown",
                    "IMFTimer",
                ],
            ),
            (
                "system time source",
                unknown::<IMFPresentationTimeSource>(|result| MFCreateSystemTimeSource(result)),
                &["IMFPresentationTimeSource", "IMFClock", "IMFClockStateSink"],
            ),
            (
                "attributes",
                unknown::<IMFAttributes>(|result| MFCreateAttributes(result, 0)),
                &["IMFAttributes"],
            ),
            (
                "media type",
                unknown::<IMFMediaType>(|result| MFCreateMediaType(result)),
                &["IMFMediaType", "IMFAttributes"],
            ),
            (
                "sample",
                unknown::<IMFSample>(|result| MFCreateSample(result)),
                &["IMFSample", "IMFAttributes"],
            ),
            (
                "memory buffer",
                unknown::<IMFMediaBuffer>(|result| MFCreateMemoryBuffer(16, result)),
                &["IMFMediaBuffer"],
            ),
            (
                "picture buffer",
                unknown::<IMFMediaBuffer>(|result| {
                    MFCreate2DMediaBuffer(16, 16, 0x3231_564e, false.into(), result)
                }),
                &["IMFMediaBuffer", "IMF2DBuffer", "IMF2DBuffer2"],
            ),
            (
                "collection",
                unknown::<IMFCollection>(|result| MFCreateCollection(result)),
                &["IMFCollection"],
            ),
            (
                "event queue",
                unknown::<IMFMediaEventQueue>(|result| MFCreateEventQueue(result)),
                &["IMFMediaEventQueue"],
            ),
            (
                "type handler",
                unknown::<IMFMediaTypeHandler>(|result| MFCreateSimpleTypeHandler(result)),
                &["IMFMediaTypeHandler"],
            ),
            (
                "resolver",
                unknown::<IMFSourceResolver>(|result| MFCreateSourceResolver(result)),
                &["IMFSourceResolver", "IMFSchemeHandler", "IMFByteStreamHandler"],
            ),
            (
                "sequencer source",
                unknown::<IMFSequencerSource>(|result| MFCreateSequencerSource(null(), result)),
                &[
                    "IMFSequencerSource",
                    "IMFMediaSource",
                    generator,
                    "IMFGetService",
                    "IMFMediaSourceTopologyProvider",
                    "IMFMediaSourcePresentationProvider",
                ],
            ),
            (
                "temporary file",
                unknown::<IMFByteStream>(|result| MFCreateTempFile(3, 4, 0, result)),
                &["IMFByteStream", "IMFAttributes"],
            ),
            (
                "topology loader",
                unknown::<IMFTopoLoader>(|result| MFCreateTopoLoader(result)),
                &["IMFTopoLoader"],
            ),
        ];
        for (what, object, expected) in &table {
            answers(what, object, expected);
        }
        for (what, object, _) in table {
            if what == "sequencer source" {
                object.cast::<IMFMediaSource>().unwrap().Shutdown().ok().unwrap();
            }
        }
    }
    assert_all_gone();
}

#[test]
fn a_source_and_what_it_describes_answer_what_is_documented() {
    let _alone = alone();
    let source = open("demo.mp4");
    // SAFETY: live objects.
    unsafe {
        answers(
            "file source",
            &source.cast().unwrap(),
            &[
                "IMFMediaSource",
                "IMFMediaSourceEx",
                "IMFMediaEventGenerator",
                "IMFGetService",
            ],
        );
        let presentation = source.CreatePresentationDescriptor().unwrap();
        answers(
            "presentation descriptor",
            &presentation.cast().unwrap(),
            &["IMFPresentationDescriptor", "IMFAttributes"],
        );
        let (_, stream, _) = selected(&presentation).remove(0);
        answers(
            "stream descriptor",
            &stream.cast().unwrap(),
            &["IMFStreamDescriptor", "IMFAttributes"],
        );
        answers(
            "handler of a stream descriptor",
            &stream.GetMediaTypeHandler().unwrap().into(),
            &["IMFMediaTypeHandler"],
        );
        source.Shutdown().ok().unwrap();
    }
    drop(source);
    assert_all_gone();
}

const RENDERER: [&str; 5] = [
    "IMFMediaSink",
    "IMFMediaSinkPreroll",
    "IMFClockStateSink",
    "IMFMediaEventGenerator",
    "IMFGetService",
];

#[test]
fn a_sink_answers_what_it_can_do() {
    let _alone = alone();
    let (callback, _told) = Grabber::pair();
    // SAFETY: documented pointers and live objects throughout.
    unsafe {
        let clocked = grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback);
        let ignores_clock = key(guids::MF_SAMPLEGRABBERSINK_IGNORE_CLOCK);
        clocked.SetUINT32(&ignores_clock, 0).ok().unwrap();
        let activates: [(&str, IMFActivate); 4] = [
            (
                "audio renderer",
                make(|result| MFCreateAudioRendererActivate(result)),
            ),
            (
                "video renderer",
                make(|result| MFCreateVideoRendererActivate(ptr::null_mut(), result)),
            ),
            ("grabber", clocked),
            (
                "grabber without a clock",
                grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback),
            ),
        ];
        for (what, activate) in activates {
            answers(what, &activate.cast().unwrap(), &["IMFActivate", "IMFAttributes"]);
            let sink: IMFMediaSink = activate.ActivateObject().unwrap();
            let mut expected = RENDERER.to_vec();
            // `MEDIASINK_CAN_PREROLL`.
            let prerolls = what != "grabber without a clock";
            assert_eq!(sink.GetCharacteristics().unwrap() & 0x10 != 0, prerolls);
            expected.retain(|name| prerolls || *name != "IMFMediaSinkPreroll");
            // Where there is a sound device: a null renderer has no clock of its own.
            if sink.cast::<IMFPresentationTimeSource>().is_ok() {
                assert_eq!(what, "audio renderer");
                expected.extend(["IMFPresentationTimeSource", "IMFClock"]);
            }
            answers(what, &sink.cast().unwrap(), &expected);
            its_services_and_events(&sink);
            activate.ShutdownObject().ok().unwrap();
            assert_eq!(code(sink.GetCharacteristics()), codes::MF_E_SHUTDOWN);
            assert_eq!(
                code(sink.cast::<IMFMediaEventGenerator>().unwrap().GetEvent(1)),
                codes::MF_E_SHUTDOWN
            );
        }
        let stream: IMFByteStream = make(|result| MFCreateTempFile(3, 4, 0, result));
        let sink: IMFMediaSink = make(|result| MFCreateMP3MediaSink(stream.as_raw(), result));
        answers(
            "archive sink",
            &sink.cast().unwrap(),
            &[
                "IMFMediaSink",
                "IMFFinalizableMediaSink",
                "IMFClockStateSink",
                "IMFMediaEventGenerator",
                "IMFGetService",
            ],
        );
        its_services_and_events(&sink);
        sink.Shutdown().ok().unwrap();
        drop((sink, stream, callback));
    }
    assert_all_gone();
}

/// What every sink's stream, services and own events answer.
///
/// # Safety
/// A live sink.
unsafe fn its_services_and_events(sink: &IMFMediaSink) {
    // SAFETY: live objects.
    unsafe {
        let stream = sink.GetStreamSinkByIndex(0).unwrap();
        answers(
            "stream sink",
            &stream.cast().unwrap(),
            &[
                "IMFStreamSink",
                "IMFMediaEventGenerator",
                "IMFMediaTypeHandler",
                "IMFGetService",
            ],
        );
        for services in [
            sink.cast::<IMFGetService>().unwrap(),
            stream.cast::<IMFGetService>().unwrap(),
        ] {
            let rates: IMFRateSupport = services.GetService(&key(guids::MF_RATE_CONTROL_SERVICE)).unwrap();
            answers("rates of a sink", &rates.clone().into(), &["IMFRateSupport"]);
            let mut nearest = 0.0;
            rates.IsRateSupported(false, 2.0, &mut nearest).ok().unwrap();
            assert_eq!(nearest, 2.0);
            let none: windows_core::Result<IMFRateControl> =
                services.GetService(&key(guids::MF_RATE_CONTROL_SERVICE));
            assert_eq!(code(none).0, 0x8000_4002_u32 as i32, "E_NOINTERFACE");
            let none: windows_core::Result<IUnknown> =
                services.GetService(&key(guids::MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE));
            assert_eq!(code(none), codes::MF_E_UNSUPPORTED_SERVICE);
        }
        let events: IMFMediaEventGenerator = sink.cast().unwrap();
        assert_eq!(code(events.GetEvent(1)), codes::MF_E_NO_EVENTS_AVAILABLE);
        let told = openmf_core::EventType::SinkInvalidated;
        events
            .QueueEvent(
                MediaEventType(told.code()),
                &GUID::zeroed(),
                HRESULT(0),
                ptr::null(),
            )
            .ok()
            .unwrap();
        assert_eq!(events.GetEvent(1).unwrap().GetType().unwrap().0, told.code());
    }
}

/// An application's pipeline without a session: its clock drives the sink, and the sink's device the clock.
#[test]
fn a_clock_of_the_applications_drives_our_sinks() {
    let _alone = alone();
    let (callback, told) = Grabber::pair();
    // SAFETY: documented pointers and live objects throughout.
    unsafe {
        let activate = grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback);
        let sink: IMFMediaSink = activate.ActivateObject().unwrap();
        let clock: IMFPresentationClock = make(|result| MFCreatePresentationClock(result));
        let time: IMFPresentationTimeSource = make(|result| MFCreateSystemTimeSource(result));
        clock.SetTimeSource(&time).ok().unwrap();
        sink.SetPresentationClock(&clock).ok().unwrap();
        // It is registered, as the sink that it is.
        let state: IMFClockStateSink = sink.cast().unwrap();
        assert_eq!(clock.AddClockStateSink(&state).0, codes::E_INVALIDARG.0);
        clock.Start(50_000).ok().unwrap();
        assert_eq!(told.recv_timeout(LIMIT).unwrap(), Grabbed::Clock(true));
        assert_eq!(told.recv_timeout(LIMIT).unwrap(), Grabbed::Start(50_000));
        clock.RemoveClockStateSink(&state).ok().unwrap();
        clock.Pause().ok().unwrap();
        clock.AddClockStateSink(&state).ok().unwrap();
        clock.Stop().ok().unwrap();
        assert_eq!(told.recv_timeout(LIMIT).unwrap(), Grabbed::Stop);
        activate.ShutdownObject().ok().unwrap();
        clock.cast::<IMFShutdown>().unwrap().Shutdown().ok().unwrap();
    }
    drop((callback, told));
    assert_all_gone();
}
