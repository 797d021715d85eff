//! The table of rates, through the driver and its components.

mod common;

use common::*;
use openmf_core::{Error, HResult, PresentationClock, RateBounds, StartPosition, Variant};
use openmf_runtime::Completion;
use openmf_testkit::{SourceScript, rate_rows};

fn call(rig: &Rig, call: &str) -> Result<Completion, Error> {
    match call {
        "Start" => rig.session.start(StartPosition::Current),
        "Pause" => rig.session.pause(),
        "Stop" => rig.session.stop(),
        "Close" => rig.session.close(),
        "SetTopology" => rig
            .session
            .set_topology(Default::default(), Some(&rig.topology())),
        "SetRate(-1)" => rig.session.set_rate(false, -1.0),
        other => panic!("unknown call {other}"),
    }
}

fn in_state(state: &str, source: Option<RateBounds>, rate: f32) -> Rig {
    let script = SourceScript {
        samples: 300,
        video: true,
        rates: source,
        ..SourceScript::default()
    };
    let mut rig = Rig::new(script, [clocked()]);
    let calls: &[&str] = match state {
        "New" => &[],
        "Stopped" => &["SetTopology"],
        "Started" | "Ended" => &["SetTopology", "Start"],
        "Paused" => &["SetTopology", "Start", "Pause"],
        "Closed" => &["SetTopology", "Close"],
        "ClosedNew" => &["Close"],
        "Shutdown" => {
            rig.session.shutdown().unwrap();
            &[]
        }
        other => panic!("unknown state {other}"),
    };
    for name in calls {
        // Backwards there is something to play from the middle on.
        let completion = match *name {
            "Start" if rate < 0.0 => rig.session.start(at(2_000)),
            name => call(&rig, name),
        };
        rig.settled(completion.unwrap()).unwrap();
        if *name == "SetTopology" && rate != 1.0 {
            let set = rig.session.set_rate(false, rate).unwrap();
            rig.settled(set).unwrap();
        }
    }
    if state == "Ended" {
        rig.manual.advance(ms(4_000));
    }
    if state != "Shutdown" {
        rig.events();
    }
    rig
}

#[test]
fn every_row_holds() {
    let mut wrong = Vec::new();
    for row in rate_rows() {
        let rig = in_state(row.state, row.source, row.from);
        // Nothing runs between these calls and the one that is looked at.
        for name in &row.calls {
            drop(call(&rig, name).unwrap());
        }
        let set = rig.session.set_rate(row.thin, row.to);
        let returned = set.as_ref().map_or_else(Error::hresult, |_| HResult(0));
        rig.manual.run_until_idle();
        let events = drain(&rig.session);
        let mut changes = events
            .iter()
            .filter(|event| event.event_type().name() == "MESessionRateChanged");
        let event = changes.next_back().filter(|_| set.is_ok());
        let value = event.map_or("-".to_owned(), |event| match event.value() {
            Variant::F32(rate) => rate.to_string(),
            other => format!("{other:?}"),
        });
        let holds = rig
            .session
            .rate()
            .map_or("-".to_owned(), |rate| rate.rate.to_string());
        if let (Ok(clock), HResult(0)) = (rig.session.clock(), row.result) {
            let clock: &dyn PresentationClock = &*clock;
            assert_eq!(clock.rate().to_string(), row.holds, "the clock's rate: {row:?}");
        }
        let status = event.map(|event| event.status());
        let found = (returned, status, value.as_str(), holds.as_str());
        if found != (row.result, row.status, row.value, row.holds) {
            wrong.push(format!("{row:?}:\n  found    {found:?}"));
        }
        if row.state != "Shutdown" {
            rig.session.shutdown().unwrap();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
