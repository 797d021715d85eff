//! Every row of the table of rates.

mod common;

use common::*;
use openmf_core::{Error, HResult};
use openmf_session::{Command, EventValue, TopologyKey};
use openmf_testkit::rate_rows;

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
    let mut wrong = Vec::new();
    for row in rate_rows() {
        let mut rig = Rig::new();
        let mut shape = shape(1);
        shape.sources[0].rates = row.source;
        rig.resolutions.insert(TopologyKey(1), Ok(shape));
        rig.enter(row.state, row.from);
        for call in &row.calls {
            rig.submit(command_of(call));
        }
        rig.events.clear();
        let command = set_rate(row.thin, row.to);
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
        let event = changes.last().filter(|_| returned == HResult(0));
        let status = event.map(|event| event.status.as_ref().map_or_else(Error::hresult, |()| HResult(0)));
        let value = event.map_or("-".to_owned(), |event| match event.value {
            EventValue::Rate(rate) => rate.to_string(),
            EventValue::Empty | EventValue::Code(_) | EventValue::FullTopology(_) => "no rate".to_owned(),
        });
        let holds = rig
            .session
            .rate()
            .map_or("-".to_owned(), |rate| rate.rate.to_string());
        let found = (returned, status, value.as_str(), holds.as_str());
        if found != (row.result, row.status, row.value, row.holds) {
            wrong.push(format!("{row:?}:\n  found    {found:?}\n{:#?}", rig.trace));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
