//! W2 through the session's own queue, and commands and Shutdown from inside event callbacks.

mod common;

use std::sync::{Arc, Mutex};

use common::*;
use openmf_core::{AsyncCallback, AsyncResult, Begin, Error, EventType, StartPosition, UserObject};

#[test]
fn commands_from_inside_a_callback_run() {
    let mut rig = Rig::clocked();
    let seen = react(&rig.session, |session, event| match event.event_type() {
        EventType::SessionTopologySet => drop(session.start(StartPosition::Current).unwrap()),
        EventType::SessionStarted => drop(session.pause().unwrap()),
        EventType::SessionPaused => drop(session.stop().unwrap()),
        EventType::SessionStopped => drop(session.close().unwrap()),
        _ => {}
    });
    drop(rig.set(&rig.topology()));
    rig.manual.run_until_idle();
    let seen = seen.lock().unwrap().clone();
    let completions: Vec<_> = seen
        .iter()
        .filter(|event| {
            !matches!(
                event,
                EventType::SessionTopologyStatus | EventType::SessionCapabilitiesChanged
            )
        })
        .collect();
    assert_eq!(
        completions,
        [
            &EventType::SessionTopologySet,
            &EventType::SessionNotifyPresentationTime,
            &EventType::SessionStarted,
            &EventType::SessionPaused,
            &EventType::SessionStopped,
            &EventType::SessionClosed,
        ]
    );
    rig.shut_down();
}

#[test]
fn a_command_may_be_waited_for_inside_a_callback() {
    let mut rig = Rig::clocked().ready();
    rig.events();
    let outcome = Arc::new(Mutex::new(Vec::new()));
    let results = Arc::clone(&outcome);
    react(&rig.session, move |session, event| {
        if event.event_type() == EventType::SessionStarted {
            results.lock().unwrap().push(session.pause().unwrap().wait());
            results.lock().unwrap().push(session.stop().unwrap().wait());
        }
    });
    drop(rig.session.start(StartPosition::Current).unwrap());
    rig.manual.run_until_idle();
    let outcome = outcome.lock().unwrap().clone();
    assert!(matches!(outcome[..], [Ok(()), Ok(())]), "{outcome:?}");
    rig.shut_down();
}

#[test]
fn shutdown_from_inside_a_callback_ends_everything() {
    for at in [
        EventType::SessionTopologySet,
        EventType::SessionStarted,
        EventType::EndOfPresentation,
        EventType::SessionEnded,
    ] {
        let mut rig = Rig::clocked();
        let seen = react(&rig.session, move |session, event| {
            if event.event_type() == at {
                session.shutdown().unwrap();
            }
        });
        let set = rig.set(&rig.topology());
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.manual.advance(ms(2_000));
        drop((set, start));
        assert_eq!(seen.lock().unwrap().last(), Some(&at));
        assert!(matches!(
            rig.session.start(StartPosition::Current),
            Err(Error::Shutdown)
        ));
        assert!(rig.sinks[0].is_shut_down());
        let Rig {
            manual,
            session,
            sinks,
            seen,
            ..
        } = rig;
        drop((session, seen));
        manual.run_until_idle();
        assert_eq!(Arc::strong_count(&sinks[0]), 1);
        assert_eq!(manual.runtime().task_count(), 0);
    }
}

#[test]
fn one_request_at_a_time() {
    struct Never;
    impl AsyncCallback for Never {
        fn invoke(&self, _result: Arc<AsyncResult>) {}
    }
    let rig = Rig::clocked();
    let events = rig.session.events();
    assert!(matches!(events.try_get_event(), Err(Error::NoEventsAvailable)));
    let (one, two) = (Arc::new(Never), Arc::new(Never));
    let state = Some(UserObject::new(1));
    assert_eq!(
        events.begin_get_event(one.clone(), state.clone()).unwrap(),
        Begin::Pending
    );
    assert_eq!(
        events.begin_get_event(one.clone(), state).unwrap(),
        Begin::AlreadyPending
    );
    assert!(matches!(
        events.begin_get_event(one, None),
        Err(Error::MultipleBegin)
    ));
    assert!(matches!(
        events.begin_get_event(two, None),
        Err(Error::MultipleSubscribers)
    ));
    assert!(matches!(events.get_event(), Err(Error::MultipleSubscribers)));
}

#[test]
fn shutdown_wakes_a_blocked_reader() {
    let rig = Rig::clocked();
    let events = rig.session.events().clone();
    let reader = std::thread::spawn(move || events.get_event().map(|event| event.event_type()));
    rig.session.shutdown().unwrap();
    assert!(matches!(reader.join().unwrap(), Err(Error::Shutdown)));
}
