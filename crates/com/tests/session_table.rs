//! The state × call table, through COM: what each method of `IMFMediaSession` does in each state.

mod session_common;

use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::codes::*;
use openmf_core::{EventType, HResult, guids};
use session_common::*;
use windows_core::{IUnknown, Interface};

const TABLE: &str = include_str!("../../../conformance/tables/session.tsv");
const READY: u32 = 100;
const S_OK: HResult = HResult(0);

/// A session in a state of the table, with the topologies that the table speaks of.
struct Cell {
    session: IMFMediaSession,
    events: Events,
    sources: Vec<IMFMediaSource>,
    first: IMFTopology,
    second: IMFTopology,
    full: IMFTopology,
    unresolvable: IMFTopology,
}

/// A topology with stream sinks in its output nodes, which the standard loader completed.
fn full_topology(source: &IMFMediaSource) -> IMFTopology {
    let partial = player_topology(source, |major| {
        let activate: IMFActivate = renderer(major)?.cast().ok()?;
        // SAFETY: live objects.
        let sink: IMFMediaSink = unsafe { activate.ActivateObject() }.ok()?;
        // SAFETY: live objects.
        unsafe { sink.GetStreamSinkById(0) }.ok()?.cast().ok()
    });
    // SAFETY: documented pointers and live objects.
    unsafe {
        let loader: IMFTopoLoader = make(|result| MFCreateTopoLoader(result));
        let mut full = None;
        loader.Load(&partial, &mut full, None).ok().unwrap();
        full.unwrap()
    }
}

/// A topology with a stream that no decoder takes.
fn unresolvable_topology(source: &IMFMediaSource) -> IMFTopology {
    let topology = topology();
    // SAFETY: documented pointers and live objects.
    unsafe {
        let unknown: IMFMediaType = make(|result| MFCreateMediaType(result));
        let subtype = windows_core::GUID::from_u128(0x7465_7374_0000_0010_8000_00aa_0038_9b71);
        unknown
            .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Video))
            .ok()
            .unwrap();
        unknown
            .SetGUID(&key(guids::MF_MT_SUBTYPE), &subtype)
            .ok()
            .unwrap();
        let types = [unknown.as_raw()];
        let stream: IMFStreamDescriptor =
            make(|result| MFCreateStreamDescriptor(1, 1, types.as_ptr(), result));
        let streams = [stream.as_raw()];
        let presentation: IMFPresentationDescriptor =
            make(|result| MFCreatePresentationDescriptor(1, streams.as_ptr(), result));
        presentation.SelectStream(0).ok().unwrap();
        let from = source_node(source, &presentation, &stream);
        let to = output_node(&renderer(&key(guids::MFMediaType_Video)).unwrap());
        topology.AddNode(&from).ok().unwrap();
        topology.AddNode(&to).ok().unwrap();
        from.ConnectOutput(0, &to, 0).ok().unwrap();
    }
    topology
}

fn in_state(state: &str) -> Cell {
    let session = session();
    let events = Events::of(&session);
    let sources: Vec<IMFMediaSource> = (0..4).map(|_| open("demo.mp4")).collect();
    let first = player_topology(&sources[0], renderer);
    let cell = Cell {
        second: player_topology(&sources[1], renderer),
        full: full_topology(&sources[2]),
        unresolvable: unresolvable_topology(&sources[3]),
        session,
        events,
        sources,
        first,
    };
    let (session, events) = (&cell.session, &cell.events);
    // SAFETY: live objects.
    unsafe {
        if !matches!(state, "New" | "ClosedNew" | "Shutdown") {
            session.SetTopology(0, &cell.first).ok().unwrap();
            events.wait_status(READY);
            // What the session tells of itself right after.
            events.wait(EventType::SessionCapabilitiesChanged);
        }
        if matches!(state, "Started" | "Paused") {
            session.Start(ptr::null(), &current()).ok().unwrap();
            events.wait(EventType::SessionStarted);
        }
        match state {
            "Paused" => {
                session.Pause().ok().unwrap();
                events.wait(EventType::SessionPaused);
            }
            "Ended" => {
                let duration = cell.sources[0]
                    .CreatePresentationDescriptor()
                    .unwrap()
                    .GetUINT64(&key(guids::MF_PD_DURATION))
                    .unwrap() as i64;
                session.Start(ptr::null(), &at(duration - 500_000)).ok().unwrap();
                events.wait(EventType::SessionEnded);
            }
            "Closed" | "ClosedNew" => {
                session.Close().ok().unwrap();
                events.wait(EventType::SessionClosed);
                // The reader stops at this event; whoever calls more listens again.
            }
            "Shutdown" => session.Shutdown().ok().unwrap(),
            _ => {}
        }
    }
    cell
}

fn code_of(name: &str) -> HResult {
    match name {
        "S_OK" => S_OK,
        "E_INVALIDARG" => E_INVALIDARG,
        "MF_E_INVALIDREQUEST" => MF_E_INVALIDREQUEST,
        "MF_E_NOT_FOUND" => MF_E_NOT_FOUND,
        "MF_E_SESSION_PAUSEWHILESTOPPED" => MF_E_SESSION_PAUSEWHILESTOPPED,
        "MF_E_SHUTDOWN" => MF_E_SHUTDOWN,
        "MF_E_TOPO_CODEC_NOT_FOUND" => MF_E_TOPO_CODEC_NOT_FOUND,
        other => panic!("unknown code {other}"),
    }
}

fn result<T>(result: windows_core::Result<T>) -> (HResult, Option<T>) {
    match result {
        Ok(value) => (S_OK, Some(value)),
        Err(error) => (HResult(error.code().0), None),
    }
}

/// What the call returns, and what it gives.
fn perform(cell: &Cell, call: &str) -> (HResult, String) {
    let session = &cell.session;
    // SAFETY: live objects.
    unsafe {
        let query = |flags, id| {
            let (code, found) = result(session.GetFullTopology(flags, id));
            let ours = cell.first.GetTopologyID().unwrap().0;
            let given = found.map(|found| found.GetTopologyID().unwrap().0 == ours);
            let name = given.map_or("-", |ours| if ours { "T1" } else { "?" });
            (code, name.to_owned())
        };
        let done = match call {
            "SetTopology(0,T2)" => session.SetTopology(0, &cell.second),
            "SetTopology(NORESOLUTION,T2)" => session.SetTopology(2, &cell.full),
            "SetTopology(IMMEDIATE,T2)" => session.SetTopology(1, &cell.second),
            "SetTopology(CLEAR_CURRENT,NULL)" => session.SetTopology(4, None),
            "SetTopology(CLEAR_CURRENT,current)" => session.SetTopology(4, &cell.first),
            "SetTopology(CLEAR_CURRENT,T2)" => session.SetTopology(4, &cell.second),
            "SetTopology(0,NULL)" => session.SetTopology(0, None),
            "SetTopology(IMMEDIATE,NULL)" => session.SetTopology(1, None),
            "SetTopology(0,unresolvable)" => session.SetTopology(0, &cell.unresolvable),
            "ClearTopologies" => session.ClearTopologies(),
            "Start(VT_EMPTY)" => session.Start(ptr::null(), &current()),
            "Start(VT_I8 10000000)" => session.Start(ptr::null(), &at(10_000_000)),
            "Pause" => session.Pause(),
            "Stop" => session.Stop(),
            "Close" => session.Close(),
            "Shutdown" => session.Shutdown(),
            "GetFullTopology(CURRENT)" => return query(1, TOPOID(0)),
            "GetFullTopology(0,T1)" => return query(0, cell.first.GetTopologyID().unwrap()),
            "GetFullTopology(0,unknown)" => return query(0, TOPOID(u64::MAX)),
            "GetClock" => return (result(session.GetClock()).0, "-".to_owned()),
            "GetSessionCapabilities" => {
                let (code, found) = result(session.GetSessionCapabilities());
                // The table's source has no rate control; that of a file has: both rate flags are left aside.
                return (
                    code,
                    found.map_or("-".to_owned(), |found| (found & !0x30).to_string()),
                );
            }
            other => panic!("unknown call {other}"),
        };
        (HResult(done.0), "-".to_owned())
    }
}

const COMPLETIONS: [EventType; 6] = [
    EventType::SessionTopologySet,
    EventType::SessionTopologiesCleared,
    EventType::SessionStarted,
    EventType::SessionPaused,
    EventType::SessionStopped,
    EventType::SessionClosed,
];

/// The completion that comes next, read as after `MESessionClosed`: by `GetEvent`, or from the reader.
fn next_completion(cell: &Cell, closed: bool) -> Told {
    loop {
        let told = if closed {
            // SAFETY: a live object.
            Told::of(unsafe { cell.session.GetEvent(0) }.expect("an event"))
        } else {
            cell.events.next()
        };
        if COMPLETIONS.contains(&told.what) {
            return told;
        }
    }
}

/// The state, found out by what a pause does.
fn state_now(cell: &Cell, closed: bool) -> &'static str {
    // SAFETY: live objects.
    unsafe {
        let Ok(clock) = cell.session.GetClock() else {
            return "Shutdown";
        };
        let paused = clock.GetState(0).unwrap() == 3;
        cell.session.Pause().ok().unwrap();
        let told = next_completion(cell, closed);
        assert_eq!(told.what, EventType::SessionPaused, "no completion too much");
        match told.status {
            S_OK if paused => "Paused",
            S_OK => "Started",
            MF_E_SESSION_PAUSEWHILESTOPPED => "Stopped",
            MF_E_INVALIDREQUEST => {
                cell.session.ClearTopologies().ok().unwrap();
                match next_completion(cell, closed).status {
                    S_OK => "New",
                    _ => "Closed",
                }
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn every_cell_holds() {
    let _alone = alone();
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 8 * 21);
    let mut wrong = Vec::new();
    for row in rows {
        let [state, call, returns, event, status, value, next] = row[..] else {
            panic!("{row:?}")
        };
        let cell = in_state(state);
        let (returned, mut given) = perform(&cell, call);
        let mut closed = matches!(state, "Closed" | "ClosedNew");
        let (mut found_event, mut found_status) = ("-", None);
        if event != "-" {
            let told = next_completion(&cell, closed);
            (found_event, found_status) = (told.what.name(), Some(told.status));
            let (vt, object) = told.value();
            given = match vt {
                0 => "VT_EMPTY",
                13 => "VT_UNKNOWN",
                _ => "?",
            }
            .to_owned();
            if call == "SetTopology(NORESOLUTION,T2)" && told.status == S_OK {
                let passed: IUnknown = cell.full.cast().unwrap();
                assert_eq!(object, Some(passed), "{state}: the caller's own object");
            }
            closed |= told.what == EventType::SessionClosed;
        }
        let next = match next {
            "Ended" => "Stopped",
            "ClosedNew" => "Closed",
            other => other,
        };
        let found = (
            returned,
            found_event,
            found_status,
            given.as_str(),
            state_now(&cell, closed),
        );
        let wanted = (
            code_of(returns),
            event,
            (status != "-").then(|| code_of(status)),
            value,
            next,
        );
        if found != wanted {
            wrong.push(format!(
                "{state} + {call}:\n  expected {wanted:?}\n  found    {found:?}"
            ));
        }
        // SAFETY: live objects. A session that was shut down says so.
        unsafe {
            let _ = cell.session.Shutdown();
            for source in &cell.sources {
                source.Shutdown().ok().unwrap();
            }
        }
        // The sinks of a topology that no session had are its maker's.
        shut_down_sinks(&cell.full);
        drop(cell);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_all_gone();
}

fn shut_down_sinks(topology: &IMFTopology) {
    // SAFETY: live objects. A sink that the session has shut down says so.
    unsafe {
        let outputs = topology.GetOutputNodeCollection().unwrap();
        for index in 0..outputs.GetElementCount().unwrap() {
            let node: IMFTopologyNode = outputs.GetElement(index).unwrap().cast().unwrap();
            let sink: IMFStreamSink = node.GetObject().unwrap().cast().unwrap();
            if let Ok(sink) = sink.GetMediaSink() {
                let _ = sink.Shutdown();
            }
        }
    }
}
