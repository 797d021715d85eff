//! Events, seeks, the sample grabber, queues of topologies and the end of sessions, through COM alone.
//!
//! Sources: `IMFMediaEventGenerator::BeginGetEvent`, `IMFMediaSession`, "Using the Sample Grabber Sink", "Seeking, Fast
//! Forward, and Reverse Play" (Microsoft Learn).

mod session_common;

use std::ptr;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use session_common::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface, Ref, implement};

const READY: u32 = 100;
const ENDED: u32 = 400;
const S_OK: HResult = HResult(0);

/// A callback that tells how often it was called.
#[implement(IMFAsyncCallback)]
struct Count {
    sender: Mutex<Sender<()>>,
}

impl IMFAsyncCallback_Impl for Count_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_NOTIMPL.0)))
    }
    fn Invoke(&self, _result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        let _ = self.sender.lock().unwrap().send(());
        Ok(())
    }
}

#[test]
fn w2_one_reader_at_a_time() {
    let _alone = alone();
    {
        let session = session();
        let (sender, called) = channel();
        let callback = || -> IMFAsyncCallback {
            Count {
                sender: Mutex::new(sender.clone()),
            }
            .into()
        };
        let (ours, other) = (callback(), callback());
        let state: IUnknown = topology().cast().unwrap();
        // SAFETY: live objects.
        unsafe {
            assert_eq!(code(session.GetEvent(1)), codes::MF_E_NO_EVENTS_AVAILABLE);
            let begin = |callback: &IMFAsyncCallback, state: &IUnknown| {
                HResult(session.BeginGetEvent(callback, state).0)
            };
            let other_state: IUnknown = topology().cast().unwrap();
            assert_eq!(begin(&ours, &state), S_OK);
            assert_eq!(begin(&ours, &state), codes::MF_S_MULTIPLE_BEGIN);
            assert_eq!(begin(&ours, &other_state), codes::MF_E_MULTIPLE_BEGIN);
            assert_eq!(begin(&other, &state), codes::MF_E_MULTIPLE_SUBSCRIBERS);
            assert_eq!(code(session.GetEvent(0)), codes::MF_E_MULTIPLE_SUBSCRIBERS);
            session.Shutdown().ok().unwrap();
            called.recv_timeout(LIMIT).unwrap();
        }
    }
    {
        let session = session();
        let waiting = Sent(session.clone());
        let (sender, entered) = channel();
        let reader = std::thread::spawn(move || {
            let waiting = waiting;
            sender.send(()).unwrap();
            // SAFETY: a live object.
            code(unsafe { waiting.0.GetEvent(0) })
        });
        entered.recv_timeout(LIMIT).unwrap();
        // SAFETY: a live object.
        unsafe { session.Shutdown() }.ok().unwrap();
        assert_eq!(reader.join().unwrap(), codes::MF_E_SHUTDOWN);
    }
    assert_all_gone();
}

/// Starts the session from inside the callback that tells that it can be.
#[implement(IMFAsyncCallback)]
struct Starter {
    session: IMFMediaSession,
    sender: Mutex<Sender<EventType>>,
}

impl IMFAsyncCallback_Impl for Starter_Impl {
    fn GetParameters(&self, _flags: *mut u32, _queue: *mut u32) -> windows_core::Result<()> {
        Err(windows_core::Error::from_hresult(HRESULT(codes::E_NOTIMPL.0)))
    }
    fn Invoke(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<()> {
        // SAFETY: live objects.
        unsafe {
            let told = Told::of(self.session.EndGetEvent(result.as_ref())?);
            match told.what {
                EventType::SessionTopologyStatus if told.topology_status() == Some(READY) => {
                    self.session.Start(&GUID::zeroed(), &current()).ok().unwrap();
                }
                EventType::SessionStarted => self.session.Stop().ok().unwrap(),
                EventType::SessionStopped => self.session.Close().ok().unwrap(),
                _ => {}
            }
            let _ = self.sender.lock().unwrap().send(told.what);
            if told.what != EventType::SessionClosed {
                let this: IMFAsyncCallback = windows_core::IUnknownImpl::to_object(self).to_interface();
                self.session.BeginGetEvent(&this, None).ok().unwrap();
            }
        }
        Ok(())
    }
}

#[test]
fn w2_commands_from_inside_the_callback() {
    let _alone = alone();
    {
        let session = session();
        let source = open("demo.mp4");
        let (sender, told) = channel();
        let callback: IMFAsyncCallback = Starter {
            session: session.clone(),
            sender: Mutex::new(sender),
        }
        .into();
        // SAFETY: live objects.
        unsafe {
            session.BeginGetEvent(&callback, None).ok().unwrap();
            session
                .SetTopology(0, &player_topology(&source, renderer))
                .ok()
                .unwrap();
            while told.recv_timeout(LIMIT).unwrap() != EventType::SessionClosed {}
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
        }
    }
    assert_all_gone();
}

/// A session with a topology that is ready.
fn ready(source: &IMFMediaSource) -> (IMFMediaSession, Events) {
    let session = session();
    let events = Events::of(&session);
    let topology = player_topology(source, renderer);
    // SAFETY: live objects.
    unsafe { session.SetTopology(0, &topology) }.ok().unwrap();
    events.wait_status(READY);
    (session, events)
}

fn finish(session: &IMFMediaSession, source: &IMFMediaSource) {
    // SAFETY: live objects.
    unsafe {
        source.Shutdown().ok().unwrap();
        session.Shutdown().ok().unwrap();
    }
}

#[test]
fn w3_seeks_complete_in_the_order_of_their_calls() {
    let _alone = alone();
    {
        let source = open("demo.mp4");
        let (session, events) = ready(&source);
        // SAFETY: live objects.
        unsafe {
            let duration = source
                .CreatePresentationDescriptor()
                .unwrap()
                .GetUINT64(&key(guids::MF_PD_DURATION))
                .unwrap() as i64;
            assert_eq!(session.GetSessionCapabilities().unwrap() & 7, 7);
            let clock: IMFPresentationClock = session.GetClock().unwrap().cast().unwrap();
            session.Start(ptr::null(), &current()).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            let middle = duration / 2;
            session.Start(ptr::null(), &at(middle)).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            assert!(clock.GetTime().unwrap().0 >= middle);

            session.Pause().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionPaused).status, S_OK);
            session.Start(ptr::null(), &at(1_000_000)).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            assert_eq!(clock.GetState(0).unwrap(), 1, "a seek plays on");

            for index in 0..10 {
                let to = if index == 9 { middle } else { index * duration / 20 };
                session.Start(ptr::null(), &at(to)).ok().unwrap();
            }
            for _ in 0..10 {
                assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            }
            assert!(clock.GetTime().unwrap().0 >= middle);

            // Beyond the end: the source's failure, and the session goes on.
            session.Start(ptr::null(), &at(duration * 10)).ok().unwrap();
            assert_eq!(
                events.wait(EventType::SessionStarted).status,
                codes::MF_E_INVALIDREQUEST
            );
            // The wrong type of value.
            let mut wrong = at(0);
            (*wrong.Anonymous.Anonymous).vt.0 = 19;
            assert_eq!(
                HResult(session.Start(ptr::null(), &wrong).0),
                codes::MF_E_INVALIDTYPE
            );
            assert_eq!(
                HResult(session.Start(ptr::null(), ptr::null()).0),
                codes::E_POINTER
            );
            session.Start(ptr::null(), &at(0)).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            finish(&session, &source);
            assert_eq!(
                HResult(session.Start(ptr::null(), ptr::null()).0),
                codes::E_POINTER
            );
        }
    }
    assert_all_gone();
}

#[test]
fn w9_the_sample_grabber_gets_all_the_sound() {
    let _alone = alone();
    {
        let session = session();
        let source = open("demo.mp4");
        let (callback, grabbed) = Grabber::pair();
        let activate = grabber(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM, &callback);
        let topology = player_topology(&source, |major| {
            (*major == key(guids::MFMediaType_Audio)).then(|| activate.cast().unwrap())
        });
        // SAFETY: live objects.
        unsafe {
            assert_eq!(topology.GetNodeCount().unwrap(), 2);
            // The object that was put in comes out.
            let output = topology.GetOutputNodeCollection().unwrap().GetElement(0).unwrap();
            let output: IMFTopologyNode = output.cast().unwrap();
            assert_eq!(output.GetObject().unwrap(), activate.cast::<IUnknown>().unwrap());

            session.SetTopology(0, &topology).ok().unwrap();
            session.Start(&GUID::zeroed(), &current()).ok().unwrap();
            loop {
                let told = Told::of(session.GetEvent(0).unwrap());
                assert_eq!(told.status, S_OK, "{}", told.what);
                if told.what == EventType::SessionEnded {
                    break;
                }
            }
            let duration = source
                .CreatePresentationDescriptor()
                .unwrap()
                .GetUINT64(&key(guids::MF_PD_DURATION))
                .unwrap() as i64;
            finish(&session, &source);
            let all: Vec<Grabbed> = grabbed.try_iter().collect();
            assert_eq!(all[..2], [Grabbed::Clock(true), Grabbed::Start(0)]);
            assert_eq!(all.last(), Some(&Grabbed::Shutdown));
            assert!(all.contains(&Grabbed::Stop));
            let mut end = 0;
            let mut bytes = 0;
            for grabbed in &all {
                if let Grabbed::Sample { time, duration, len } = grabbed {
                    assert!(*time >= end - 1, "{time} after {end}");
                    end = time + duration;
                    bytes += len;
                }
            }
            assert!((end - duration).abs() < 1_000_000, "{end} of {duration}");
            // 16-bit stereo or mono at the file's rate: whole frames, and as many as the time says.
            let rate = bytes as f64 / (end as f64 / 1e7);
            let known = [
                44_100.0, 48_000.0, 88_200.0, 96_000.0, 176_400.0, 192_000.0, 384_000.0,
            ];
            assert!(
                known.iter().any(|known| (rate / known - 1.0).abs() < 0.01),
                "{rate} bytes/s"
            );
        }
    }
    assert_all_gone();
}

#[test]
fn w17_topologies_wait_are_cleared_and_replaced() {
    let _alone = alone();
    {
        let source = open("demo.mp4");
        let (session, events) = ready(&source);
        // SAFETY: live objects.
        unsafe {
            session.Start(ptr::null(), &current()).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status, S_OK);
            // Queued, then cleared: the first plays on.
            session
                .SetTopology(0, &player_topology(&source, renderer))
                .ok()
                .unwrap();
            assert_eq!(events.wait(EventType::SessionTopologySet).status, S_OK);
            session.ClearTopologies().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionTopologiesCleared).status, S_OK);
            let clock: IMFPresentationClock = session.GetClock().unwrap().cast().unwrap();
            assert_eq!(clock.GetState(0).unwrap(), 1);

            // Replaced at once.
            let other = open("demo.mp4");
            let second = player_topology(&other, renderer);
            session.SetTopology(1, &second).ok().unwrap();
            let until = events.wait_status(READY);
            let first_ended = until.iter().any(|told| told.topology_status() == Some(ENDED));
            assert!(first_ended);
            let current_now = session.GetFullTopology(1, TOPOID(0)).unwrap();
            assert_eq!(
                current_now.GetTopologyID().unwrap().0,
                second.GetTopologyID().unwrap().0
            );

            // Three commands without waiting: three events in order.
            session.Start(ptr::null(), &current()).ok().unwrap();
            session.Pause().ok().unwrap();
            session.Stop().ok().unwrap();
            let order: Vec<EventType> = events
                .until(EventType::SessionStopped)
                .iter()
                .map(|told| told.what)
                .filter(|what| {
                    matches!(
                        what,
                        EventType::SessionStarted | EventType::SessionPaused | EventType::SessionStopped
                    )
                })
                .collect();
            let started = order.iter().rposition(|what| *what == EventType::SessionStarted);
            assert_eq!(
                order[started.unwrap()..],
                [
                    EventType::SessionStarted,
                    EventType::SessionPaused,
                    EventType::SessionStopped
                ]
            );

            // Cleared while nothing waits: playback stops, and the event has no topology.
            session.Start(ptr::null(), &current()).ok().unwrap();
            events.wait(EventType::SessionStarted);
            session.SetTopology(4, None).ok().unwrap();
            let cleared = events.wait(EventType::SessionTopologySet);
            assert_eq!((cleared.status, cleared.value().0), (S_OK, 0));
            assert_eq!(
                HResult(session.SetTopology(0, None).0),
                codes::E_INVALIDARG,
                "no topology, and nothing to clear"
            );
            other.Shutdown().ok().unwrap();
            finish(&session, &source);
        }
    }
    assert_all_gone();
}

#[test]
fn w18_close_completes_once_from_every_state() {
    let _alone = alone();
    type Prepare = fn(&IMFMediaSession, &Events, &IMFMediaSource);
    // SAFETY: live objects.
    let prepared: [(&str, Prepare); 6] = unsafe {
        [
            ("new", |_, _, _| {}),
            ("resolving", |session, _, source| {
                session
                    .SetTopology(0, &player_topology(source, renderer))
                    .ok()
                    .unwrap();
            }),
            ("stopped", |session, events, source| {
                session
                    .SetTopology(0, &player_topology(source, renderer))
                    .ok()
                    .unwrap();
                events.wait_status(READY);
            }),
            ("starting", |session, events, source| {
                session
                    .SetTopology(0, &player_topology(source, renderer))
                    .ok()
                    .unwrap();
                events.wait_status(READY);
                session.Start(ptr::null(), &current()).ok().unwrap();
            }),
            ("started", |session, events, source| {
                session
                    .SetTopology(0, &player_topology(source, renderer))
                    .ok()
                    .unwrap();
                session.Start(ptr::null(), &current()).ok().unwrap();
                events.wait(EventType::SessionStarted);
            }),
            ("paused", |session, events, source| {
                session
                    .SetTopology(0, &player_topology(source, renderer))
                    .ok()
                    .unwrap();
                session.Start(ptr::null(), &current()).ok().unwrap();
                session.Pause().ok().unwrap();
                events.wait(EventType::SessionPaused);
            }),
        ]
    };
    for (state, prepare) in prepared {
        for close in [true, false] {
            let session = session();
            let source = open("demo.mp4");
            let events = Events::of(&session);
            prepare(&session, &events, &source);
            // SAFETY: live objects.
            unsafe {
                if close {
                    session.Close().ok().unwrap();
                    session.Close().ok().unwrap();
                    let closed = events.wait(EventType::SessionClosed);
                    assert_eq!(closed.status, S_OK, "{state}");
                    assert!(events.none(), "{state}");
                    session.GetClock().unwrap();
                    session.GetSessionCapabilities().unwrap();
                    assert_eq!(session.Pause(), HRESULT(0), "{state}: the event tells");
                }
                finish(&session, &source);
                for after in [
                    session.Close(),
                    session.Pause(),
                    session.Stop(),
                    session.ClearTopologies(),
                    session.Start(ptr::null(), &current()),
                    session.SetTopology(0, &topology()),
                ] {
                    assert_eq!(HResult(after.0), codes::MF_E_SHUTDOWN, "{state}");
                }
                assert_eq!(code(session.GetEvent(1)), codes::MF_E_SHUTDOWN);
                assert_eq!(code(session.GetSessionCapabilities()), codes::MF_E_SHUTDOWN);
                let services: IMFGetService = session.cast().unwrap();
                let service = key(guids::MF_RATE_CONTROL_SERVICE);
                assert_eq!(
                    code(services.GetService::<IMFRateControl>(&service)),
                    codes::MF_E_SHUTDOWN
                );
            }
        }
    }
    assert_all_gone();
}

#[test]
fn services_of_the_session_and_its_renderers() {
    let _alone = alone();
    {
        let source = open("demo.mp4");
        let session = session();
        let service = |service: openmf_core::Guid, iid: &GUID| {
            let mut result = ptr::null_mut();
            // SAFETY: live objects and documented pointers.
            let code = unsafe { MFGetService(session.as_raw(), &key(service), iid, &mut result) };
            // SAFETY: NULL, or an object with a reference.
            let object = (!result.is_null()).then(|| unsafe { IUnknown::from_raw(result) });
            (HResult(code.0), object)
        };
        // Without a topology the session answers for itself alone.
        for (own, iid) in [
            (guids::MF_RATE_CONTROL_SERVICE, IMFRateControl::IID),
            (guids::MF_RATE_CONTROL_SERVICE, IMFRateSupport::IID),
            (
                guids::MF_TOPONODE_ATTRIBUTE_EDITOR_SERVICE,
                IMFTopologyNodeAttributeEditor::IID,
            ),
            (guids::MF_WORKQUEUE_SERVICES, IMFWorkQueueServices::IID),
            (guids::MF_WORKQUEUE_SERVICES, IMFWorkQueueServicesEx::IID),
            (
                guids::MF_LOCAL_MFT_REGISTRATION_SERVICE,
                IMFLocalMFTRegistration::IID,
            ),
        ] {
            assert_eq!(service(own, &iid).0, S_OK);
        }
        assert_eq!(
            service(guids::MR_POLICY_VOLUME_SERVICE, &IMFSimpleAudioVolume::IID).0,
            codes::MF_E_UNSUPPORTED_SERVICE
        );
        // SAFETY: live objects.
        unsafe {
            let control: IMFRateControl = session.cast().unwrap();
            let mut rate = 0.0;
            control.GetRate(ptr::null_mut(), &mut rate).ok().unwrap();
            assert_eq!(rate, 1.0);
            assert_eq!(
                HResult(control.GetRate(ptr::null_mut(), ptr::null_mut()).0),
                codes::E_POINTER
            );
            let events = Events::of(&session);
            session
                .SetTopology(0, &player_topology(&source, renderer))
                .ok()
                .unwrap();
            events.wait_status(READY);
            let (code_of, volume) = service(guids::MR_POLICY_VOLUME_SERVICE, &IMFSimpleAudioVolume::IID);
            assert_eq!(code_of, S_OK);
            let volume: IMFSimpleAudioVolume = volume.unwrap().cast().unwrap();
            volume.SetMasterVolume(0.25).ok().unwrap();
            assert_eq!(volume.GetMasterVolume().unwrap(), 0.25);
            volume.SetMute(true).ok().unwrap();
            assert!(volume.GetMute().unwrap().as_bool());
            assert_eq!(HResult(volume.SetMasterVolume(2.0).0), codes::E_INVALIDARG);
            let streams: IMFAudioStreamVolume = volume.cast().unwrap();
            assert!(streams.GetChannelCount().unwrap() > 0);
            let metadata = service(guids::MF_METADATA_PROVIDER_SERVICE, &IMFMetadataProvider::IID);
            let metadata: IMFMetadataProvider = metadata.1.expect("sources have metadata").cast().unwrap();
            let presentation = source.CreatePresentationDescriptor().unwrap();
            metadata.GetMFMetadata(&presentation, 0, 0).unwrap();

            // A rate.
            let support: IMFRateSupport = session.cast().unwrap();
            let mut nearest = 0.0;
            support.IsRateSupported(false, 2.0, &mut nearest).ok().unwrap();
            assert_eq!(nearest, 2.0);
            control.SetRate(false, 2.0).ok().unwrap();
            let changed = events.wait(EventType::SessionRateChanged);
            assert_eq!((changed.status, changed.f32()), (S_OK, 2.0));
            control.GetRate(ptr::null_mut(), &mut rate).ok().unwrap();
            assert_eq!(rate, 2.0);
            finish(&session, &source);
        }
    }
    assert_all_gone();
}

#[test]
fn a_timer_of_an_applications_clock_rings_when_it_starts() {
    let _alone = alone();
    {
        let (sender, called) = channel();
        let callback: IMFAsyncCallback = Count {
            sender: Mutex::new(sender),
        }
        .into();
        // SAFETY: live objects and documented pointers.
        unsafe {
            let clock: IMFPresentationClock = make(|result| MFCreatePresentationClock(result));
            assert_eq!(code(clock.GetTime()), codes::MF_E_CLOCK_NO_TIME_SOURCE);
            assert_eq!(HResult(clock.Start(0).0), codes::MF_E_CLOCK_NO_TIME_SOURCE);
            let source: IMFPresentationTimeSource = make(|result| MFCreateSystemTimeSource(result));
            clock.SetTimeSource(&source).ok().unwrap();
            assert_eq!(clock.GetTimeSource().unwrap(), source);
            assert_eq!(HResult(clock.Stop().0), codes::MF_E_CLOCK_STATE_ALREADY_SET);
            assert_eq!(HResult(clock.Pause().0), codes::MF_E_INVALIDREQUEST);

            let (told, told_by) = Grabber::pair();
            let sink: IMFClockStateSink = told.cast().unwrap();
            clock.AddClockStateSink(&sink).ok().unwrap();
            assert_eq!(HResult(clock.AddClockStateSink(&sink).0), codes::E_INVALIDARG);

            let timer: IMFTimer = clock.cast().unwrap();
            let mut key_of = ptr::null_mut();
            let set = (Interface::vtable(&timer).SetTimer)(
                timer.as_raw(),
                0,
                5_000_000,
                callback.as_raw(),
                ptr::null_mut(),
                &mut key_of,
            );
            assert_eq!(HResult(set.0), codes::MF_S_CLOCK_STOPPED);
            assert!(!key_of.is_null());
            drop(IUnknown::from_raw(key_of));
            // The key is optional.
            let unkeyed = (Interface::vtable(&timer).SetTimer)(
                timer.as_raw(),
                0,
                5_000_000,
                callback.as_raw(),
                ptr::null_mut(),
                ptr::null_mut(),
            );
            assert_eq!(HResult(unkeyed.0), codes::MF_S_CLOCK_STOPPED);
            clock.Start(5_000_000).ok().unwrap();
            called.recv_timeout(LIMIT).unwrap();
            called.recv_timeout(LIMIT).unwrap();
            assert!(clock.GetTime().unwrap().0 >= 5_000_000);
            assert_eq!(source.GetState(0).unwrap(), 1, "the time source was told");
            clock.Pause().ok().unwrap();
            clock.Start(i64::MAX).ok().unwrap();
            clock.Stop().ok().unwrap();
            clock.RemoveClockStateSink(&sink).ok().unwrap();
            assert_eq!(HResult(clock.RemoveClockStateSink(&sink).0), codes::E_INVALIDARG);
            // Told after the changes, in their order.
            for expected in [
                Grabbed::Start(5_000_000),
                Grabbed::Pause,
                Grabbed::Restart,
                Grabbed::Stop,
            ] {
                assert_eq!(told_by.recv_timeout(LIMIT).unwrap(), expected);
            }
            assert!(told_by.try_recv().is_err());
            let shutdown: IMFShutdown = clock.cast().unwrap();
            assert_eq!(code(shutdown.GetShutdownStatus()), codes::MF_E_INVALIDREQUEST);
            shutdown.Shutdown().ok().unwrap();
            assert_eq!(shutdown.GetShutdownStatus().unwrap(), 1);
            assert_eq!(code(clock.GetTime()), codes::MF_E_SHUTDOWN);
        }
    }
    assert_all_gone();
}

#[test]
fn handlers_of_one_type_and_descriptors_of_the_application() {
    let _alone = alone();
    {
        // SAFETY: live objects and documented pointers.
        unsafe {
            let handler: IMFMediaTypeHandler = make(|result| MFCreateSimpleTypeHandler(result));
            assert_eq!(code(handler.GetCurrentMediaType()), codes::MF_E_NOT_INITIALIZED);
            let wanted: IMFMediaType = make(|result| MFCreateMediaType(result));
            wanted
                .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Audio))
                .ok()
                .unwrap();
            wanted
                .SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFAudioFormat_PCM))
                .ok()
                .unwrap();
            handler.SetCurrentMediaType(&wanted).ok().unwrap();
            // The closest type is optional; an exact match gives NULL.
            let supported = |closest: *mut *mut core::ffi::c_void| {
                HResult(
                    (Interface::vtable(&handler).IsMediaTypeSupported)(
                        handler.as_raw(),
                        wanted.as_raw(),
                        closest,
                    )
                    .0,
                )
            };
            assert_eq!(supported(ptr::null_mut()), S_OK);
            let mut closest = ptr::dangling_mut();
            assert_eq!(supported(&mut closest), S_OK);
            assert!(closest.is_null());

            let types = [wanted.as_raw()];
            let stream: IMFStreamDescriptor =
                make(|result| MFCreateStreamDescriptor(7, 1, types.as_ptr(), result));
            assert_eq!(stream.GetStreamIdentifier().unwrap(), 7);
            let streams = [stream.as_raw()];
            let presentation: IMFPresentationDescriptor =
                make(|result| MFCreatePresentationDescriptor(1, streams.as_ptr(), result));
            assert!(selected(&presentation).is_empty());
            presentation.SelectStream(0).ok().unwrap();
            let copy = presentation.Clone().unwrap();
            copy.DeselectStream(0).ok().unwrap();
            let chosen = selected(&presentation);
            assert_eq!(chosen.len(), 1);
            assert_eq!(chosen[0].1, stream, "the object that was put in");
            assert_eq!(HResult(presentation.SelectStream(1).0), codes::E_INVALIDARG);

            let made = node(SOURCE);
            made.SetUnknown(&key(guids::MF_TOPONODE_PRESENTATION_DESCRIPTOR), &presentation)
                .ok()
                .unwrap();
            let back: IMFPresentationDescriptor = made
                .GetUnknown(&key(guids::MF_TOPONODE_PRESENTATION_DESCRIPTOR))
                .unwrap();
            assert_eq!(back, presentation);
            // Connections, as documented.
            let (output, transform) = (node(OUTPUT), node(TRANSFORM));
            assert_eq!(HResult(output.ConnectOutput(0, &transform, 0).0), codes::E_FAIL);
            assert_eq!(
                HResult(transform.ConnectOutput(0, &transform, 0).0),
                codes::E_INVALIDARG
            );
            made.ConnectOutput(0, &transform, 0).ok().unwrap();
            transform.ConnectOutput(0, &output, 0).ok().unwrap();
            let (mut upstream, mut index) = (None, 7);
            output.GetInput(0, &mut upstream, &mut index).ok().unwrap();
            assert_eq!((upstream.unwrap(), index), (transform.clone(), 0));
            let whole = topology();
            for node in [&made, &transform, &output] {
                whole.AddNode(node).ok().unwrap();
            }
            assert_eq!(HResult(whole.AddNode(&made).0), codes::E_INVALIDARG);
            let id = output.GetTopoNodeID().unwrap();
            assert_eq!(whole.GetNodeByID(id).unwrap(), output);
            let clone = topology();
            clone.CloneFrom(&whole).ok().unwrap();
            assert_eq!(clone.GetTopologyID().unwrap().0, whole.GetTopologyID().unwrap().0);
            assert_ne!(clone.GetNodeByID(id).unwrap(), output);
            whole.Clear().ok().unwrap();
            assert_eq!(whole.GetNodeCount().unwrap(), 0);
        }
    }
    assert_all_gone();
}
