//! The state × call table, through the driver and its components.

mod common;

use std::sync::Arc;

use common::*;
use openmf_core::{Error, HResult, SharedEvent, StartPosition, Variant};
use openmf_runtime::Completion;
use openmf_session::{SessionState, SetTopologyFlags, TopologyQuery};
use openmf_testkit::{RecordingSink, ScriptedSource, SourceScript, code_of};
use openmf_topology::Topology;

const TABLE: &str = include_str!("../../../conformance/tables/session.tsv");

/// A session in a state of the table, with the topologies that the table speaks of.
struct Cell {
    rig: Rig,
    first: Topology,
    second: Topology,
    unresolvable: Topology,
}

fn other_topology(rig: &Rig, refused: bool) -> Topology {
    let source = ScriptedSource::new(SourceScript::default(), &rig.journal);
    if !refused {
        return topology_of(&source, &[RecordingSink::new(clocked(), &rig.journal)]);
    }
    // A stream that no decoder takes: what the source delivers is compressed for a sink of pictures.
    let video = openmf_sinks::NullRenderer::video(openmf_sinks::NullOptions::default());
    let sinks = openmf_core::MediaSink::stream_sinks(&*video.sink()).unwrap();
    topology_to(source, &sinks, || None)
}

fn in_state(state: &str) -> Cell {
    let mut rig = Rig::new(
        SourceScript {
            samples: 300,
            ..SourceScript::default()
        },
        [clocked()],
    );
    let first = rig.topology();
    let (second, unresolvable) = (other_topology(&rig, false), other_topology(&rig, true));
    if !matches!(state, "New" | "ClosedNew" | "Shutdown") {
        let set = rig.set(&first);
        rig.settled(set).unwrap();
    }
    let step =
        |rig: &mut Rig, completion: Result<Completion, Error>| rig.settled(completion.unwrap()).unwrap();
    if matches!(state, "Started" | "Paused" | "Ended") {
        let start = rig.session.start(StartPosition::Current);
        step(&mut rig, start);
    }
    match state {
        "Paused" => {
            let pause = rig.session.pause();
            step(&mut rig, pause);
        }
        "Ended" => rig.manual.advance(ms(4_000)),
        "Closed" | "ClosedNew" => {
            let close = rig.session.close();
            step(&mut rig, close);
        }
        "Shutdown" => rig.session.shutdown().unwrap(),
        _ => {}
    }
    if state != "Shutdown" {
        rig.events();
    }
    rig.seen.clear();
    Cell {
        rig,
        first,
        second,
        unresolvable,
    }
}

fn code<T>(result: &Result<T, Error>) -> HResult {
    result.as_ref().map_or_else(Error::hresult, |_| HResult(0))
}

fn state_of(name: &str) -> SessionState {
    match name {
        "New" => SessionState::New,
        "Stopped" | "Ended" => SessionState::Stopped,
        "Started" => SessionState::Started,
        "Paused" => SessionState::Paused,
        "Closed" | "ClosedNew" => SessionState::Closed,
        "Shutdown" => SessionState::Shutdown,
        other => panic!("unknown state {other}"),
    }
}

fn perform(cell: &Cell, call: &str) -> (HResult, Option<String>) {
    let session = &cell.rig.session;
    let set = |flags, topology: Option<&Topology>| {
        session.set_topology(SetTopologyFlags::from_bits(flags), topology)
    };
    let query = |query| {
        let found = session.full_topology(query);
        let value = found
            .as_ref()
            .ok()
            .map(|found| if found.id() == cell.first.id() { "T1" } else { "?" }.to_owned());
        (code(&found), value)
    };
    let completion = match call {
        "SetTopology(0,T2)" => set(0, Some(&cell.second)),
        "SetTopology(NORESOLUTION,T2)" => set(2, Some(&cell.second)),
        "SetTopology(IMMEDIATE,T2)" => set(1, Some(&cell.second)),
        "SetTopology(CLEAR_CURRENT,NULL)" => set(4, None),
        "SetTopology(CLEAR_CURRENT,current)" => set(4, Some(&cell.first)),
        "SetTopology(CLEAR_CURRENT,T2)" => set(4, Some(&cell.second)),
        "SetTopology(0,NULL)" => set(0, None),
        "SetTopology(IMMEDIATE,NULL)" => set(1, None),
        "SetTopology(0,unresolvable)" => set(0, Some(&cell.unresolvable)),
        "ClearTopologies" => session.clear_topologies(),
        "Start(VT_EMPTY)" => session.start(StartPosition::Current),
        "Start(VT_I8 10000000)" => session.start(at(1_000)),
        "Pause" => session.pause(),
        "Stop" => session.stop(),
        "Close" => session.close(),
        "GetFullTopology(CURRENT)" => return query(TopologyQuery::Current),
        "GetFullTopology(0,T1)" => return query(TopologyQuery::Id(cell.first.id().0)),
        "GetFullTopology(0,unknown)" => return query(TopologyQuery::Id(u64::MAX)),
        "GetClock" => return (code(&session.clock()), None),
        "GetSessionCapabilities" => {
            let found = session.capabilities();
            return (code(&found), found.ok().map(|found| found.bits().to_string()));
        }
        "Shutdown" => return (code(&session.shutdown()), None),
        other => panic!("unknown call {other}"),
    };
    (code(&completion), None)
}

fn completion_of(event: &SharedEvent) -> bool {
    [
        "TopologySet",
        "TopologiesCleared",
        "Started",
        "Paused",
        "Stopped",
        "Closed",
    ]
    .iter()
    .any(|suffix| event.event_type().name() == format!("MESession{suffix}"))
}

#[test]
fn every_cell_holds() {
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 8 * 21);
    let mut wrong = Vec::new();
    for row in rows {
        let [state, call, result, event, status, value, next] = row[..] else {
            panic!("{row:?}")
        };
        let cell = in_state(state);
        let (returned, mut found_value) = perform(&cell, call);
        cell.rig.manual.run_until_idle();
        let events = drain(&cell.rig.session);
        let completions: Vec<_> = events.iter().filter(|event| completion_of(event)).collect();
        let found_event = completions.first().map_or("-", |event| event.event_type().name());
        let found_status = completions.first().map(|event| event.status());
        if let Some(event) = completions.first() {
            found_value = Some(match event.value() {
                Variant::Empty => "VT_EMPTY".to_owned(),
                Variant::Object(_) => "VT_UNKNOWN".to_owned(),
                other => format!("{other:?}"),
            });
        }
        let found = (
            returned,
            found_event,
            found_status,
            found_value.as_deref().unwrap_or("-"),
            cell.rig.session.state(),
        );
        let wanted = (
            code_of(result),
            event,
            (status != "-").then(|| code_of(status)),
            value,
            state_of(next),
        );
        // The source of this stream is uncompressed, so what fails is the connection, not the search for a decoder.
        let same_but_code = call == "SetTopology(0,unresolvable)"
            && found.2.is_some_and(HResult::is_err)
            && (found.0, found.1, found.3, found.4) == (wanted.0, wanted.1, wanted.3, wanted.4);
        if found != wanted && !same_but_code {
            wrong.push(format!(
                "{state} + {call}:\n  expected {wanted:?}\n  found    {found:?}"
            ));
        }
        assert!(completions.len() <= 1, "{state} + {call}: {}", completions.len());
        let sinks: Vec<_> = cell.rig.sinks.iter().map(Arc::downgrade).collect();
        let _ = cell.rig.session.shutdown();
        cell.rig.manual.run_until_idle();
        drop((events, cell));
        assert!(
            sinks.iter().all(|sink| sink.upgrade().is_none()),
            "{state} + {call} leaves a sink"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
