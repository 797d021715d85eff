//! The table of rates, through the driver and its components.

mod common;

use common::*;
use openmf_core::codes::*;
use openmf_core::{
    Error, HResult, PresentationClock, RateBounds, RateModes, RateRange, StartPosition, Variant,
};
use openmf_runtime::Completion;
use openmf_testkit::SourceScript;

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

fn in_state(state: &str, source: &str, rate: f32) -> Rig {
    let script = SourceScript {
        samples: 300,
        video: true,
        rates: rates_of(source),
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
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 82);
    let mut wrong = Vec::new();
    for row in rows {
        let [state, source, from, thin, to, result, event, status, value, holds] = row[..] else {
            panic!("{row:?}")
        };
        let mut calls = state.split(';');
        let rig = in_state(calls.next().unwrap(), source, from.parse().unwrap());
        // Nothing runs between these calls and the one that is looked at.
        for name in calls {
            drop(call(&rig, name).unwrap());
        }
        let set = rig.session.set_rate(thin == "yes", to.parse().unwrap());
        let returned = set.as_ref().map_or_else(Error::hresult, |_| HResult(0));
        rig.manual.run_until_idle();
        let events = drain(&rig.session);
        let mut changes = events
            .iter()
            .filter(|event| event.event_type().name() == "MESessionRateChanged");
        let found = changes.next_back().filter(|_| set.is_ok());
        let found_value = found.map_or("-".to_owned(), |event| match event.value() {
            Variant::F32(rate) => rate.to_string(),
            other => format!("{other:?}"),
        });
        let found_rate = rig
            .session
            .rate()
            .map_or("-".to_owned(), |rate| rate.rate.to_string());
        if let (Ok(clock), "S_OK") = (rig.session.clock(), result) {
            let clock: &dyn PresentationClock = &*clock;
            assert_eq!(clock.rate().to_string(), holds, "the clock's rate: {row:?}");
        }
        let found = (
            returned,
            found.map(|event| event.status()),
            found_value,
            found_rate,
        );
        let status = (status != "-").then(|| code_of(status));
        let expected = (code_of(result), status, value.to_owned(), holds.to_owned());
        if found != expected || (event != "-") != status.is_some() {
            wrong.push(format!("{row:?}:\n  found    {found:?}\n  expected {expected:?}"));
        }
        if state != "Shutdown" {
            rig.session.shutdown().unwrap();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
