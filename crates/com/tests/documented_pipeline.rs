//! What the pages of nodes, byte streams and clocks say, besides what a session needs of them.
//!
//! Sources: `IMFTopologyNode`, `IMFByteStream::SetCurrentPosition`, `IMFPresentationClock`, `IMFClock`,
//! `MFCLOCK_CHARACTERISTICS_FLAGS` (Microsoft Learn).

mod session_common;

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{HResult, codes, guids};
use session_common::*;
use windows_core::{HRESULT, IUnknown, Interface, implement};

const S_OK: HResult = HResult(0);
const TEE: i32 = 3;

#[test]
fn nodes_take_what_their_type_has() {
    let _alone = alone();
    {
        // SAFETY: live objects and documented pointers.
        unsafe {
            let any: IUnknown = make::<IMFCollection>(|result| MFCreateCollection(result)).into();
            let media_type: IMFMediaType = make(|result| MFCreateMediaType(result));
            media_type
                .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Audio))
                .ok()
                .unwrap();
            let not = codes::E_NOTIMPL;
            // The type; what any object is to it; the answers of `SetInputPrefType` and `SetOutputPrefType`.
            for (kind, object, input, output) in [
                (SOURCE, S_OK, not, S_OK),
                (TEE, S_OK, S_OK, S_OK),
                (TRANSFORM, codes::E_INVALIDARG, S_OK, S_OK),
                (OUTPUT, codes::E_INVALIDARG, S_OK, not),
            ] {
                let of = node(kind);
                assert_eq!(code(of.GetObject()), codes::E_FAIL, "{kind}");
                assert_eq!(HResult(of.SetObject(&any).0), object, "{kind}");
                assert_eq!(
                    of.GetObject().is_ok_and(|got| got == any),
                    object == S_OK,
                    "{kind}"
                );
                assert_eq!(HResult(of.SetObject(None).0), S_OK);
                assert_eq!(code(of.GetObject()), codes::E_FAIL);

                // There is no stream yet: it is made by a type, or by none.
                let expected = |set: HResult, code| if set == S_OK { code } else { set };
                for (set, answer) in [(None, codes::E_FAIL), (Some(&media_type), S_OK)] {
                    let of = node(kind);
                    assert_eq!(code(of.GetInputPrefType(0)), expected(input, codes::E_INVALIDARG));
                    assert_eq!(
                        code(of.GetOutputPrefType(0)),
                        expected(output, codes::E_INVALIDARG)
                    );
                    assert_eq!(HResult(of.SetInputPrefType(0, set).0), input, "{kind}");
                    assert_eq!(HResult(of.SetOutputPrefType(0, set).0), output, "{kind}");
                    let got = |got: windows_core::Result<IMFMediaType>| match got {
                        Ok(got) => {
                            assert_eq!(got.GetMajorType().unwrap(), key(guids::MFMediaType_Audio));
                            S_OK
                        }
                        Err(error) => HResult(error.code().0),
                    };
                    assert_eq!(got(of.GetInputPrefType(0)), expected(input, answer), "{kind}");
                    assert_eq!(got(of.GetOutputPrefType(0)), expected(output, answer), "{kind}");
                    assert_eq!(
                        code(of.GetInputPrefType(1)),
                        expected(input, codes::E_INVALIDARG),
                        "{kind}"
                    );
                }
            }
        }
    }
    assert_all_gone();
}

#[test]
fn a_byte_stream_is_not_moved_beyond_its_end() {
    let _alone = alone();
    {
        // SAFETY: live objects, documented pointers and writable locals.
        unsafe {
            let stream: IMFByteStream = make(|result| MFCreateTempFile(3, 4, 0, result));
            assert_eq!(stream.Write(b"bytes".as_ptr(), 5), Ok(5));
            let over: IMFByteStream = make(|result| MFCreateMFByteStreamWrapper(stream.as_raw(), result));
            for of in [&stream, &over] {
                for (position, answer) in [(0, S_OK), (5, S_OK), (6, codes::E_INVALIDARG)] {
                    assert_eq!(HResult(of.SetCurrentPosition(2).0), S_OK);
                    assert_eq!(HResult(of.SetCurrentPosition(position).0), answer, "{position}");
                    let now = if answer == S_OK { position } else { 2 };
                    assert_eq!(of.GetCurrentPosition(), Ok(now));
                }
                // `Seek` has no such rule; there is nothing to read there.
                assert_eq!(of.Seek(0, 9, 0), Ok(9));
                let (mut byte, mut read) = (0, 77);
                assert_eq!(of.Read(&mut byte, 1, &mut read), HRESULT(0));
                assert_eq!((read, of.IsEndOfStream().unwrap().as_bool()), (0, true));
            }
            // An OLE stream may be moved beyond its end.
            let ole: IStream = make(|result| MFCreateStreamOnMFByteStream(stream.as_raw(), result));
            let mut place = 0;
            ole.Seek(3, 2, Some(&mut place)).ok().unwrap();
            assert_eq!(place, 8);
        }
    }
    assert_all_gone();
}

/// A time source of the application's, of one frequency; what it cannot do is a code.
#[implement(IMFPresentationTimeSource, IMFClockStateSink)]
struct TimeSource {
    characteristics: Result<u32, HResult>,
    frequency: Result<u64, HResult>,
    stops: HResult,
    told: Mutex<Sender<&'static str>>,
}

fn answer<T>(answer: Result<T, HResult>) -> windows_core::Result<T> {
    answer.map_err(|code| windows_core::Error::from_hresult(HRESULT(code.0)))
}

impl TimeSource {
    fn tell(&self, what: &'static str) {
        let _ = self.told.lock().unwrap().send(what);
    }
}

impl IMFClock_Impl for TimeSource_Impl {
    fn GetClockCharacteristics(&self) -> windows_core::Result<u32> {
        answer(self.characteristics)
    }
    fn GetCorrelatedTime(&self, _: u32, time: *mut i64, system: *mut MFTIME) -> windows_core::Result<()> {
        // SAFETY: the interface's caller gives places.
        unsafe {
            time.write(4711);
            system.write(MFTIME(0));
        }
        Ok(())
    }
    fn GetContinuityKey(&self) -> windows_core::Result<u32> {
        Ok(0)
    }
    fn GetState(&self, _: u32) -> windows_core::Result<MFCLOCK_STATE> {
        Ok(1)
    }
    fn GetProperties(&self, place: *mut MFCLOCK_PROPERTIES) -> windows_core::Result<()> {
        let frequency = answer(self.frequency)?;
        let properties = MFCLOCK_PROPERTIES {
            qwClockFrequency: frequency,
            dwClockJitter: 12,
            ..MFCLOCK_PROPERTIES::default()
        };
        // SAFETY: the interface's caller gives a place.
        unsafe { place.write(properties) };
        Ok(())
    }
}

impl IMFPresentationTimeSource_Impl for TimeSource_Impl {
    fn GetUnderlyingClock(&self) -> windows_core::Result<IMFClock> {
        answer(Err(codes::MF_E_NO_CLOCK))
    }
}

impl IMFClockStateSink_Impl for TimeSource_Impl {
    fn OnClockStart(&self, _: MFTIME, _: i64) -> windows_core::Result<()> {
        self.tell("start");
        Ok(())
    }
    fn OnClockStop(&self, _: MFTIME) -> windows_core::Result<()> {
        self.tell("stop");
        answer(if self.stops == S_OK {
            Ok(())
        } else {
            Err(self.stops)
        })
    }
    fn OnClockPause(&self, _: MFTIME) -> windows_core::Result<()> {
        self.tell("pause");
        Ok(())
    }
    fn OnClockRestart(&self, _: MFTIME) -> windows_core::Result<()> {
        self.tell("restart");
        Ok(())
    }
    fn OnClockSetRate(&self, _: MFTIME, _: f32) -> windows_core::Result<()> {
        self.tell("rate");
        Ok(())
    }
}

#[test]
fn a_time_source_counts_in_100_ns_by_its_characteristics_or_its_properties() {
    const MHZ_10: u32 = 2;
    let not = codes::E_NOTIMPL;
    let not_simple = codes::MF_E_CLOCK_NOT_SIMPLE;
    let early = codes::MF_E_NOT_INITIALIZED;
    let _alone = alone();
    {
        for (characteristics, frequency, expected) in [
            (Ok(MHZ_10), Err(not), S_OK),
            (Ok(MHZ_10 | 4), Ok(48_000), S_OK),
            (Ok(0), Ok(10_000_000), S_OK),
            (Ok(0), Ok(48_000), not_simple),
            (Err(not), Ok(48_000), not_simple),
            (Err(early), Err(early), early),
        ] {
            let (told, _) = channel();
            let source: IMFPresentationTimeSource = TimeSource {
                characteristics,
                frequency,
                stops: S_OK,
                told: Mutex::new(told),
            }
            .into();
            // SAFETY: live objects, documented pointers and a writable local.
            unsafe {
                let clock: IMFPresentationClock = make(|result| MFCreatePresentationClock(result));
                let mut properties = MFCLOCK_PROPERTIES::default();
                let none = codes::MF_E_CLOCK_NO_TIME_SOURCE;
                assert_eq!(code(clock.GetTimeSource()), none);
                assert_eq!(code(clock.GetClockCharacteristics()), none);
                assert_eq!(HResult(clock.GetProperties(&mut properties).0), none);
                assert_eq!((clock.GetState(0), clock.GetContinuityKey()), (Ok(0), Ok(0)));
                assert_eq!(
                    HResult(clock.SetTimeSource(&source).0),
                    expected,
                    "{characteristics:?}"
                );
                if expected != S_OK {
                    assert_eq!(code(clock.GetTimeSource()), none);
                    continue;
                }
                assert_eq!(clock.GetTimeSource().unwrap(), source);
                assert_eq!(clock.GetState(0), Ok(2), "it is stopped");
                assert_eq!(
                    clock
                        .GetClockCharacteristics()
                        .map_err(|error| HResult(error.code().0)),
                    characteristics
                );
                // The properties are the source's, if it tells them.
                clock.GetProperties(&mut properties).ok().unwrap();
                let jitter = if frequency.is_ok() { 12 } else { 1 };
                assert_eq!(
                    (properties.qwClockFrequency, properties.dwClockJitter),
                    (frequency.unwrap_or(10_000_000), jitter)
                );
                let (mut time, mut system) = (77, MFTIME(77));
                clock.GetCorrelatedTime(0, &mut time, &mut system).ok().unwrap();
                assert_eq!(time, 0, "of a clock that is stopped");
                clock.Start(5).ok().unwrap();
                clock.GetCorrelatedTime(0, &mut time, &mut system).ok().unwrap();
                assert_eq!((time, clock.GetTime().unwrap().0), (4711, 4711));
            }
        }
    }
    assert_all_gone();
}

#[test]
fn a_time_source_keeps_its_clock_from_stopping() {
    let _alone = alone();
    {
        let (told, heard) = channel();
        let source: IMFPresentationTimeSource = TimeSource {
            characteristics: Ok(2),
            frequency: Ok(10_000_000),
            stops: codes::E_ACCESSDENIED,
            told: Mutex::new(told),
        }
        .into();
        // SAFETY: live objects and documented pointers.
        unsafe {
            let clock: IMFPresentationClock = make(|result| MFCreatePresentationClock(result));
            clock.SetTimeSource(&source).ok().unwrap();
            let (grabber, sink_heard) = Grabber::pair();
            let sink: IMFClockStateSink = grabber.cast().unwrap();
            clock.AddClockStateSink(&sink).ok().unwrap();
            clock.Start(5).ok().unwrap();
            assert_eq!(HResult(clock.Stop().0), codes::E_ACCESSDENIED);
            assert_eq!(clock.GetState(0), Ok(1), "it runs");
            clock.Pause().ok().unwrap();
            assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["start", "stop", "pause"]);
            // The sink was told of what has happened alone.
            assert_eq!(sink_heard.recv_timeout(LIMIT).unwrap(), Grabbed::Start(5));
            assert_eq!(sink_heard.recv_timeout(LIMIT).unwrap(), Grabbed::Pause);
            clock.cast::<IMFShutdown>().unwrap().Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}
