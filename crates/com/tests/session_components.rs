//! The application's own source, transforms and sink in a session: what they are told, in which order, and what comes
//! out of them.
//!
//! Sources: "Writing a Custom Media Source", "Media Foundation Transforms", "Media Sinks", `IMFFinalizableMediaSink`
//! (Microsoft Learn).

mod components;
mod session_common;

use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

use components::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, codes, guids};
use session_common::*;
use windows_core::{BOOL, GUID, IUnknown, Interface, OutRef, Ref, implement};

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
