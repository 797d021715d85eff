//! W2 through the session's own queue, and commands and Shutdown from inside event callbacks.

mod common;

use std::sync::{Arc, Mutex};

use common::*;
use openmf_core::{AsyncCallback, AsyncResult, Begin, Error, EventType, StartPosition, UserObject};
use openmf_runtime::SessionDriver;

/// Reads event after event, and does something at each.
struct Reader<F> {
    session: SessionDriver,
    seen: Arc<Mutex<Vec<EventType>>>,
    act: F,
}

impl<F: Fn(&SessionDriver, EventType) + Send + Sync + 'static> Reader<F> {
    fn begin(session: &SessionDriver, act: F) -> Arc<Mutex<Vec<EventType>>> {
        let seen = Arc::<Mutex<Vec<EventType>>>::default();
        let reader = Self {
            session: session.clone(),
            seen: Arc::clone(&seen),
            act,
        };
        session
            .events()
            .begin_get_event(Arc::new(Again(Mutex::new(Some(Arc::new(reader))))), None)
            .unwrap();
        seen
    }
}

/// The callback object stays the same; after Shutdown it lets go of the session.
struct Again<F>(Mutex<Option<Arc<Reader<F>>>>);

impl<F: Fn(&SessionDriver, EventType) + Send + Sync + 'static> AsyncCallback for Again<F> {
    fn invoke(&self, result: Arc<AsyncResult>) {
        let Some(reader) = self.0.lock().unwrap().clone() else {
            return;
        };
        match reader.session.events().end_get_event(&result) {
            Ok(event) => {
                reader.seen.lock().unwrap().push(event.event_type());
                (reader.act)(&reader.session, event.event_type());
                let again = Arc::new(Self(Mutex::new(Some(Arc::clone(&reader)))));
                match reader.session.events().begin_get_event(again, None) {
                    Ok(begin) => assert_eq!(begin, Begin::Pending),
                    Err(error) => assert!(matches!(error, Error::Shutdown), "{error}"),
                }
            }
            Err(error) => assert!(matches!(error, Error::Shutdown), "{error}"),
        }
        *self.0.lock().unwrap() = None;
    }
}

#[test]
fn commands_from_inside_a_callback_run() {
    let mut rig = Rig::clocked();
    let seen = Reader::begin(&rig.session, |session, event| match event {
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
    Reader::begin(&rig.session, move |session, event| {
        if event == EventType::SessionStarted {
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
        let seen = Reader::begin(&rig.session, move |session, event| {
            if event == at {
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
