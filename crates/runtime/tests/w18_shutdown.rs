//! W18: Close and Shutdown from every state.

mod common;

use common::*;
use openmf_core::{Error, StartPosition};
use openmf_session::{SetTopologyFlags, TopologyQuery};
use openmf_testkit::Answer;

/// A session in a state, by its name.
fn in_state(state: &str) -> Rig {
    let mut rig = match state {
        "new" | "resolving" => Rig::clocked(),
        "stopped" => Rig::clocked().ready(),
        "starting" | "prerolling" => Rig::clocked().ready(),
        "ended" | "started" | "paused" | "pausing" => Rig::clocked().playing(),
        other => panic!("{other}"),
    };
    match state {
        "resolving" => drop(rig.set(&rig.topology())),
        "starting" => {
            rig.source.script(|script| script.on_start = Answer::Never);
            drop(rig.session.start(StartPosition::Current).unwrap());
            rig.manual.run_until_idle();
        }
        "prerolling" => {
            rig.sinks[0].script(|script| {
                script.can_preroll = true;
                script.on_preroll = Answer::Never;
            });
            drop(rig.session.start(StartPosition::Current).unwrap());
            rig.manual.run_until_idle();
        }
        "paused" => {
            let pause = rig.session.pause().unwrap();
            rig.settled(pause).unwrap();
        }
        "pausing" => {
            rig.sinks[0].script(|script| script.on_pause = Answer::Never);
            drop(rig.session.pause().unwrap());
            rig.manual.run_until_idle();
        }
        "ended" => rig.manual.advance(ms(2_000)),
        _ => {}
    }
    rig
}

const STATES: [&str; 9] = [
    "new",
    "resolving",
    "stopped",
    "starting",
    "prerolling",
    "started",
    "paused",
    "pausing",
    "ended",
];

#[test]
fn close_completes_once_from_every_state_and_then_only_refusals_come() {
    for state in STATES {
        let mut rig = in_state(state);
        let close = rig.session.close().unwrap();
        let (result, took) = rig.within(ms(500), close);
        assert!(result.is_ok(), "{state}: {result:?} after {took}");
        let events = rig.events();
        assert_eq!(
            events
                .iter()
                .filter(|event| event.starts_with("MESessionClosed"))
                .count(),
            1,
            "{state}"
        );
        assert!(
            events.last().unwrap().starts_with("MESessionClosed"),
            "{state}: {events:?}"
        );
        let refused = [
            rig.session.start(StartPosition::Current),
            rig.session.pause(),
            rig.session.stop(),
            rig.session.clear_topologies(),
            rig.session
                .set_topology(SetTopologyFlags::default(), Some(&rig.topology())),
        ];
        for completion in refused {
            let result = rig.settled(completion.unwrap());
            assert!(
                matches!(result, Err(Error::InvalidRequest { .. })),
                "{state}: {result:?}"
            );
        }
        assert!(
            rig.session.clock().is_ok() && rig.session.capabilities().is_ok(),
            "{state}"
        );
        let again = rig.session.close().unwrap();
        rig.settled(again).unwrap();
        assert_eq!(
            rig.events()
                .iter()
                .filter(|event| event.starts_with("MESessionClosed"))
                .count(),
            0
        );
        rig.session.shutdown().unwrap();
        rig.manual.run_until_idle();
        assert_eq!(rig.manual.runtime().task_count(), 0, "{state}");
    }
}

#[test]
fn shutdown_from_every_state_leaves_nothing_and_sends_nothing() {
    for state in STATES {
        let mut rig = in_state(state);
        let pending = rig.session.pause().unwrap();
        rig.session.shutdown().unwrap();
        assert!(ready(pending).expect(state).is_err());
        assert!(matches!(
            rig.session.events().try_get_event(),
            Err(Error::Shutdown)
        ));
        assert!(matches!(
            rig.session.start(StartPosition::Current),
            Err(Error::Shutdown)
        ));
        assert!(matches!(
            rig.session.set_topology(SetTopologyFlags::default(), None),
            Err(Error::Shutdown)
        ));
        assert!(matches!(rig.session.clock(), Err(Error::Shutdown)));
        assert!(matches!(rig.session.capabilities(), Err(Error::Shutdown)));
        assert!(matches!(
            rig.session.full_topology(TopologyQuery::Current),
            Err(Error::Shutdown)
        ));
        assert!(matches!(rig.session.shutdown(), Err(Error::Shutdown)));
        rig.manual.run_until_idle();
        assert_eq!(rig.manual.runtime().task_count(), 0, "{state}");
        assert_eq!(rig.manual.runtime().timer_count(), 0, "{state}");
        rig.seen.clear();
        let sink = std::sync::Arc::downgrade(&rig.sinks[0]);
        let source = std::sync::Arc::downgrade(&rig.source);
        drop(rig);
        assert!(
            sink.upgrade().is_none() && source.upgrade().is_none(),
            "{state}: something is still held"
        );
    }
}

#[test]
fn dropping_the_last_handle_shuts_the_session_down() {
    let rig = Rig::clocked().playing();
    let Rig {
        manual,
        session,
        source,
        sinks,
        seen,
        ..
    } = rig;
    let clock = session.clock().unwrap();
    drop((session, seen));
    manual.run_until_idle();
    assert!(matches!(clock.time(), Err(Error::Shutdown)));
    assert!(sinks[0].is_shut_down());
    assert_eq!(manual.runtime().task_count(), 0);
    assert_eq!(std::sync::Arc::strong_count(&source), 1);
}

#[test]
fn opening_and_closing_again_and_again_leaves_nothing() {
    let rig = Rig::clocked();
    for _ in 0..1_000 {
        let rig = Rig {
            session: driver(rig.manual.runtime()),
            ..Rig::clocked()
        };
        rig.session.shutdown().unwrap();
    }
    for _ in 0..200 {
        Rig::clocked().playing().shut_down();
    }
    rig.manual.run_until_idle();
    assert_eq!(rig.manual.runtime().task_count(), 0);
}
