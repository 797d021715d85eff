//! Every cell of the state × call table.

mod common;

use common::*;
use openmf_core::{Error, Guid, HResult};
use openmf_session::{Command, EventValue, Input, SessionState, TopologyKey, TopologyQuery};
use openmf_testkit::code_of;

const TABLE: &str = include_str!("../../../conformance/tables/session.tsv");

fn result_code<T>(result: &Result<T, Error>) -> HResult {
    result.as_ref().map_or_else(Error::hresult, |_| HResult(0))
}

/// What a row says, as one finds it.
#[derive(Debug, PartialEq)]
struct Outcome {
    result: HResult,
    event: String,
    status: Option<HResult>,
    value: String,
    next: SessionState,
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

fn run(state: &str, call: &str) -> Outcome {
    let mut rig = Rig::in_state(state);
    rig.resolutions.insert(
        TopologyKey(9),
        Err(Error::CodecNotFound {
            subtype: Guid::ZERO,
            media_type: "an unknown subtype".to_owned(),
            tried: Vec::new(),
        }),
    );
    // The session's own copy of a topology with the identifier of topology 1.
    let current = Command::SetTopology {
        flags: openmf_session::SetTopologyFlags::from_bits(4),
        topology: Some(TopologyKey(8)),
        topology_id: 101,
    };
    let command = match call {
        "SetTopology(0,T2)" => Ok(set_with(0, Some(2))),
        "SetTopology(NORESOLUTION,T2)" => Ok(set_with(2, Some(2))),
        "SetTopology(IMMEDIATE,T2)" => Ok(set_with(1, Some(2))),
        "SetTopology(CLEAR_CURRENT,NULL)" => Ok(set_with(4, None)),
        "SetTopology(CLEAR_CURRENT,current)" => Ok(current),
        "SetTopology(CLEAR_CURRENT,T2)" => Ok(set_with(4, Some(2))),
        "SetTopology(0,NULL)" => Ok(set_with(0, None)),
        "SetTopology(IMMEDIATE,NULL)" => Ok(set_with(1, None)),
        "SetTopology(0,unresolvable)" => Ok(set_with(0, Some(9))),
        "ClearTopologies" => Ok(Command::ClearTopologies),
        "Start(VT_EMPTY)" => Ok(start()),
        "Start(VT_I8 10000000)" => Ok(seek(SECOND)),
        "Pause" => Ok(Command::Pause),
        "Stop" => Ok(Command::Stop),
        "Close" => Ok(Command::Close),
        "GetFullTopology(CURRENT)" => Err(Some(TopologyQuery::Current)),
        "GetFullTopology(0,T1)" => Err(Some(TopologyQuery::Id(101))),
        "GetFullTopology(0,unknown)" => Err(Some(TopologyQuery::Id(999))),
        _ => Err(None),
    };
    let (result, value) = match command {
        Ok(command) => {
            let accepted = rig.session.check(&command);
            if accepted.is_ok() {
                rig.command(command);
            }
            (result_code(&accepted), None)
        }
        Err(Some(query)) => {
            let found = rig.session.full_topology(query);
            (result_code(&found), found.ok().map(|key| format!("T{}", key.0)))
        }
        Err(None) => match call {
            "GetClock" => (result_code(&rig.session.check_open()), None),
            "GetSessionCapabilities" => {
                let found = rig.session.capabilities();
                (
                    result_code(&found),
                    found.ok().map(|caps| caps.bits().to_string()),
                )
            }
            "Shutdown" => {
                let accepted = rig.session.check_open();
                rig.input(Input::Shutdown);
                (result_code(&accepted), None)
            }
            other => panic!("unknown call {other}"),
        },
    };
    let completions = [
        "TopologySet",
        "TopologiesCleared",
        "Started",
        "Paused",
        "Stopped",
        "Closed",
    ];
    let is_completion = |name: &str| {
        completions
            .iter()
            .any(|suffix| name == format!("MESession{suffix}"))
    };
    let mut events = rig
        .events
        .iter()
        .filter(|event| is_completion(event.event_type.name()));
    let event = events.next();
    assert!(
        events.next().is_none(),
        "one event completes an operation: {:#?}",
        rig.trace
    );
    let value_type = event.map(|event| match event.value {
        EventValue::Empty => "VT_EMPTY",
        EventValue::FullTopology(_) => "VT_UNKNOWN",
        EventValue::Code(_) => "VT_UI4",
        EventValue::Rate(_) => "VT_R4",
    });
    Outcome {
        result,
        event: event.map_or("-".to_owned(), |event| event.event_type.name().to_owned()),
        status: event.map(|event| result_code(&event.status)),
        value: value
            .or_else(|| value_type.map(str::to_owned))
            .unwrap_or_else(|| "-".to_owned()),
        next: rig.session.state(),
    }
}

#[test]
fn every_cell_holds() {
    let mut rows = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>());
    assert_eq!(
        rows.next().expect("a header"),
        ["state", "call", "result", "event", "status", "value", "next"]
    );
    let mut count = 0;
    let mut wrong = Vec::new();
    for row in rows {
        let [state, call, result, event, status, value, next] = row[..] else {
            panic!("seven columns: {row:?}");
        };
        let expected = Outcome {
            result: code_of(result),
            event: event.to_owned(),
            status: (status != "-").then(|| code_of(status)),
            value: value.to_owned(),
            next: state_of(next),
        };
        let found = run(state, call);
        if found != expected {
            wrong.push(format!(
                "{state} + {call}:\n  expected {expected:?}\n  found    {found:?}"
            ));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // 8 states, 20 calls and more: a table that lost its rows would pass.
    assert_eq!(count, 8 * 21);
}
