//! Every row of the table of rates.

mod common;

use common::*;
use openmf_core::codes::*;
use openmf_core::{Error, HResult, RateBounds, RateModes, RateRange};
use openmf_session::{Command, EventValue, TopologyKey};

const TABLE: &str = include_str!("../../../conformance/tables/rate.tsv");

fn code_of(name: &str) -> HResult {
    match name {
        "S_OK" => HResult(0),
        "MF_E_INVALIDREQUEST" => MF_E_INVALIDREQUEST,
        "MF_E_REVERSE_UNSUPPORTED" => MF_E_REVERSE_UNSUPPORTED,
        "MF_E_SHUTDOWN" => MF_E_SHUTDOWN,
        "MF_E_THINNING_UNSUPPORTED" => MF_E_THINNING_UNSUPPORTED,
        "MF_E_UNSUPPORTED_RATE" => MF_E_UNSUPPORTED_RATE,
        "MF_E_UNSUPPORTED_RATE_TRANSITION" => MF_E_UNSUPPORTED_RATE_TRANSITION,
        other => panic!("unknown code {other}"),
    }
}

fn rates_of(source: &str) -> Option<RateBounds> {
    let range = |slowest, fastest| Some(RateRange { slowest, fastest });
    let forward = RateModes {
        forward: range(0.25, 4.0),
        reverse: None,
        scrub: true,
    };
    match source {
        "full" => Some(RateBounds::ALL),
        "forward" => Some(RateBounds {
            whole: forward,
            thinned: RateModes::NONE,
        }),
        "thins" => Some(RateBounds {
            whole: forward,
            thinned: RateModes {
                forward: range(0.25, 8.0),
                reverse: range(0.25, 8.0),
                scrub: false,
            },
        }),
        "none" => None,
        other => panic!("unknown source {other}"),
    }
}

fn command_of(call: &str) -> Command {
    match call {
        "Start" => start(),
        "Pause" => Command::Pause,
        "Stop" => Command::Stop,
        "Close" => Command::Close,
        "SetTopology" => set(1),
        "SetRate(-1)" => set_rate(false, -1.0),
        other => panic!("unknown call {other}"),
    }
}

#[test]
fn every_row_holds() {
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(
        rows[0],
        [
            "state", "source", "from", "thin", "to", "result", "event", "status", "value", "holds"
        ]
    );
    let mut wrong = Vec::new();
    for row in &rows[1..] {
        let [state, source, from, thin, to, result, event, status, value, holds] = row[..] else {
            panic!("ten columns: {row:?}");
        };
        let mut calls = state.split(';');
        let state = calls.next().expect("a state");
        let mut rig = Rig::new();
        let mut shape = shape(1);
        shape.sources[0].rates = rates_of(source);
        rig.resolutions.insert(TopologyKey(1), Ok(shape));
        rig.enter(state, from.parse().expect("a rate"));
        for call in calls {
            rig.submit(command_of(call));
        }
        rig.events.clear();
        let command = set_rate(thin == "yes", to.parse().expect("a rate"));
        let accepted = rig.session.check(&command);
        if accepted.is_ok() {
            rig.command(command);
        } else {
            rig.settle();
        }
        let returned = accepted.map_or_else(|error| error.hresult(), |()| HResult(0));
        let changes: Vec<_> = rig
            .events
            .iter()
            .filter(|event| event.event_type.name() == "MESessionRateChanged")
            .collect();
        // Of an earlier call that was waiting there may be one too: that of this call is the last.
        let found = changes.last().filter(|_| returned == HResult(0));
        let (expected_events, found_event) = (usize::from(event != "-"), usize::from(found.is_some()));
        let found_status =
            found.map(|event| event.status.as_ref().map_or_else(Error::hresult, |()| HResult(0)));
        let found_value = found.map_or("-".to_owned(), |event| match event.value {
            EventValue::Rate(rate) => rate.to_string(),
            EventValue::Empty | EventValue::Code(_) | EventValue::FullTopology(_) => "no rate".to_owned(),
        });
        let found_rate = rig
            .session
            .rate()
            .map_or("-".to_owned(), |rate| rate.rate.to_string());
        let found = (returned, found_event, found_status, found_value, found_rate);
        let status = (status != "-").then(|| code_of(status));
        let expected = (
            code_of(result),
            expected_events,
            status,
            value.to_owned(),
            holds.to_owned(),
        );
        if found != expected {
            wrong.push(format!(
                "{row:?}:\n  found    {found:?}\n  expected {expected:?}\n{:#?}",
                rig.trace
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A table that lost its rows would pass.
    assert_eq!(rows.len() - 1, 82);
}
