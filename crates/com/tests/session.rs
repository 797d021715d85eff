//! The media session through COM alone: the documented walkthroughs.
//!
//! Sources: "How to Play Media Files with Media Foundation", "Using the Sample Grabber Sink", `IMFMediaSession`
//! (Microsoft Learn).

mod session_common;

use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, codes, guids};
use session_common::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface};

const READY: u32 = 100;
const STARTED_SOURCE: u32 = 200;
const ENDED: u32 = 400;

#[test]
fn a_file_plays_as_in_the_basic_player() {
    let _alone = alone();
    {
        let session = session();
        let events = Events::of(&session);
        assert!(events.none());
        let source = open("demo.mp4");
        let topology = player_topology(&source, renderer);
        // SAFETY: live objects throughout.
        unsafe {
            assert_eq!(topology.GetNodeCount().unwrap(), 4);
            session.SetTopology(0, &topology).ok().unwrap();
            let set = events.wait(EventType::SessionTopologySet);
            assert_eq!(set.status.0, 0);
            let (vt, full) = set.value();
            assert_eq!(vt, 13);
            let full: IMFTopology = full.unwrap().cast().unwrap();
            assert_ne!(full, topology, "a resolved topology is another object");
            assert_eq!(
                full.GetTopologyID().unwrap().0,
                topology.GetTopologyID().unwrap().0
            );
            assert_decoders(&full);
            events.wait_status(READY);
            let current = session.GetFullTopology(1, TOPOID(0)).unwrap();
            assert_eq!(current, full, "the same topology is the same object");

            let clock: IMFPresentationClock = session.GetClock().unwrap().cast().unwrap();
            assert_eq!(
                session.GetClock().unwrap().cast::<IUnknown>().unwrap(),
                clock.cast().unwrap()
            );

            session.Start(&GUID::zeroed(), &current_position()).ok().unwrap();
            let started = events.until(EventType::SessionStarted);
            let statuses: Vec<u32> = started.iter().filter_map(Told::topology_status).collect();
            assert_eq!(statuses, [STARTED_SOURCE]);
            let notify = started
                .iter()
                .position(|told| told.what == EventType::SessionNotifyPresentationTime);
            assert!(notify.is_some());
            assert_eq!(started.last().unwrap().status.0, 0);

            session.Pause().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionPaused).status.0, 0);
            let frozen = clock.GetTime().unwrap().0;
            assert_eq!(clock.GetTime().unwrap().0, frozen);
            assert_eq!(clock.GetState(0).unwrap(), 3);
            // What gives the time can be read, and is its session's.
            let time = clock.GetTimeSource().unwrap();
            assert_eq!(clock.GetTimeSource().unwrap(), time);
            assert_eq!(time.GetState(0).unwrap(), 3);
            let told: IMFClockStateSink = time.cast().unwrap();
            assert_eq!(told.OnClockStop(MFTIME(0)).0, codes::MF_E_INVALIDREQUEST.0);
            assert_eq!(clock.GetState(0).unwrap(), 3);
            drop((time, told));
            session.Start(ptr::null(), &current_position()).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status.0, 0);
            assert!(clock.GetTime().unwrap().0 >= frozen);

            session.Stop().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStopped).status.0, 0);
            assert_eq!(clock.GetTime().unwrap().0, 0);
            session.Pause().ok().unwrap();
            assert_eq!(
                events.wait(EventType::SessionPaused).status,
                codes::MF_E_SESSION_PAUSEWHILESTOPPED
            );

            let duration = source
                .CreatePresentationDescriptor()
                .unwrap()
                .GetUINT64(&key(guids::MF_PD_DURATION))
                .unwrap() as i64;
            session
                .Start(ptr::null(), &at(duration - 2_000_000))
                .ok()
                .unwrap();
            let ended = events.until(EventType::SessionEnded);
            let order: Vec<EventType> = ended
                .iter()
                .filter(|told| {
                    told.topology_status() == Some(ENDED)
                        || matches!(
                            told.what,
                            EventType::EndOfPresentation
                                | EventType::SessionEnded
                                | EventType::SessionStopped
                        )
                })
                .map(|told| told.what)
                .collect();
            assert_eq!(
                order,
                [
                    EventType::EndOfPresentation,
                    EventType::SessionTopologyStatus,
                    EventType::SessionEnded
                ]
            );
            session.Start(ptr::null(), &current_position()).ok().unwrap();
            assert_eq!(events.wait(EventType::SessionStarted).status.0, 0);

            session.Close().ok().unwrap();
            assert_eq!(events.wait(EventType::SessionClosed).status.0, 0);
            assert!(events.none());
            source.Shutdown().ok().unwrap();
            session.Shutdown().ok().unwrap();
            assert_eq!(session.Shutdown().0, codes::MF_E_SHUTDOWN.0);
            assert_eq!(code(session.GetClock()), codes::MF_E_SHUTDOWN);
            assert_eq!(code(source.CreatePresentationDescriptor()), codes::MF_E_SHUTDOWN);
        }
    }
    assert_all_gone();
}

fn current_position() -> PROPVARIANT {
    current()
}

/// A decoder for each branch of the demo, marked as one; each node's object is the COM object of its kind.
fn assert_decoders(full: &IMFTopology) {
    // SAFETY: live objects.
    unsafe {
        let (mut decoders, mut marks) = (0, 0);
        for index in 0..full.GetNodeCount().unwrap() {
            let node = full.GetNode(index).unwrap();
            assert_eq!(
                node,
                full.GetNode(index).unwrap(),
                "the same node is the same object"
            );
            let flag = |guid| node.GetUINT32(&key(guid)).unwrap_or(0);
            decoders += flag(guids::MF_TOPONODE_DECODER);
            marks += flag(guids::MF_TOPONODE_MARKIN_HERE);
            match node.GetNodeType().unwrap() {
                TRANSFORM => {
                    let transform: IMFTransform = node.GetObject().unwrap().cast().unwrap();
                    let made = transform.GetOutputCurrentType(0).unwrap();
                    let mut raw = ptr::null_mut();
                    assert_eq!(
                        MFGetTopoNodeCurrentType(node.as_raw(), 0, true.into(), &mut raw),
                        HRESULT(0)
                    );
                    let told = IMFMediaType::from_raw(raw);
                    assert!(told.Compare(&made, 2).unwrap().as_bool());
                }
                OUTPUT => {
                    let sink: IMFStreamSink = node.GetObject().unwrap().cast().unwrap();
                    let media = sink.GetMediaSink().unwrap();
                    assert_eq!(
                        media.GetStreamSinkById(sink.GetIdentifier().unwrap()).unwrap(),
                        sink
                    );
                }
                SOURCE => {
                    let source: IMFMediaSource = node.GetUnknown(&key(guids::MF_TOPONODE_SOURCE)).unwrap();
                    source.GetCharacteristics().unwrap();
                }
                kind => panic!("a node of type {kind}"),
            }
        }
        assert_eq!((decoders, marks), (2, 2));
    }
}
