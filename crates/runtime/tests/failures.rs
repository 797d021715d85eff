//! Components that fail, panic, or are shut down behind the session's back.

mod common;

use common::*;
use openmf_core::{Error, EventType, MediaEvent, MediaSource, StartPosition, Variant, keys};
use openmf_session::{SessionState, SetTopologyFlags};
use openmf_testkit::{Answer, Fault, Faulty, PassThrough, SourceScript};

fn device_error() -> Error {
    Error::Device {
        device: "test".into(),
        what: "gone".into(),
    }
}

#[test]
fn a_start_that_the_source_refuses_fails_with_its_code() {
    for answer in [Answer::Refused(device_error()), Answer::Failed(device_error())] {
        let mut rig = Rig::clocked().ready();
        rig.events();
        rig.source.script(|script| script.on_start = answer.clone());
        let start = rig.session.start(StartPosition::Current).unwrap();
        assert!(
            matches!(rig.settled(start), Err(Error::Device { .. })),
            "{answer:?}"
        );
        let events = rig.events();
        assert_eq!(events.len(), 1, "{events:?}");
        assert!(events[0].starts_with("MESessionStarted"), "{events:?}");
        assert_eq!(rig.session.state(), SessionState::Stopped);
        rig.source.script(|script| script.on_start = Answer::AtOnce);
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(start).unwrap();
        rig.manual.advance(ms(20));
        assert_eq!(rig.sinks[0].take_times(), [0, 10, 20]);
        rig.shut_down();
    }
}

#[test]
fn a_source_that_was_shut_down_behind_the_sessions_back() {
    // Observed: Start completes with MF_E_INVALIDREQUEST; Pause, Stop and Close complete with S_OK or MF_E_SHUTDOWN; a
    // new topology with a new source is taken after that.
    let mut rig = Rig::clocked().playing();
    rig.source.shutdown().unwrap();
    rig.manual.run_until_idle();
    let start = rig
        .session
        .start(StartPosition::At(openmf_core::MediaTime::ZERO))
        .unwrap();
    assert!(matches!(rig.settled(start), Err(Error::InvalidRequest { .. })));
    for completion in [rig.session.pause().unwrap(), rig.session.stop().unwrap()] {
        let (result, _) = rig.within(ms(600), completion);
        assert!(
            matches!(result, Ok(()) | Err(Error::Shutdown | Error::PauseWhileStopped)),
            "{result:?}"
        );
    }
    let fresh = openmf_testkit::ScriptedSource::new(SourceScript::default(), &rig.journal);
    let topology = topology_of(&fresh, &rig.sinks);
    let flags = openmf_session::SetTopologyFlags::from_bits(1);
    let set = rig.session.set_topology(flags, Some(&topology)).unwrap();
    rig.settled(set).unwrap();
    rig.sinks[0].take();
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    rig.until(EventType::SessionEnded, ms(1_100));
    assert_eq!(rig.sinks[0].take().len(), 100);
    let close = rig.session.close().unwrap();
    rig.settled(close).unwrap();
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_source_that_is_shut_down_while_anything_is_in_flight_holds_up_nothing() {
    for state in 0..4 {
        let mut rig = Rig::clocked().ready();
        rig.source.script(|script| {
            script.on_start = Answer::Late;
            script.on_pause = Answer::Late;
            script.on_stop = Answer::Late;
        });
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.manual.run_until_idle();
        if state > 0 {
            rig.source.release();
            rig.settled(start).unwrap();
        }
        match state {
            2 => drop(rig.session.pause().unwrap()),
            3 => drop(rig.session.stop().unwrap()),
            _ => {}
        }
        rig.manual.run_until_idle();
        rig.source.shutdown().unwrap();
        let close = rig.session.close().unwrap();
        let (result, took) = rig.within(ms(600), close);
        assert!(
            matches!(result, Ok(()) | Err(Error::Shutdown)),
            "{state}: {result:?} after {took}"
        );
        rig.shut_down();
    }
}

#[test]
fn a_transform_that_panics_is_named_and_the_rest_plays_on() {
    let mut rig = Rig::clocked();
    let topology = topology_with(&rig.source, &rig.sinks, || {
        Some(Box::new(Faulty::new(Fault::Panics, 10)))
    });
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    rig.manual.advance(ms(200));
    let events = rig.events();
    let error = events
        .iter()
        .find(|event| event.starts_with("MEError"))
        .expect("the panic is told");
    assert!(
        error.contains("faulty transform") && error.contains("a scripted panic"),
        "{error}"
    );
    assert_eq!(rig.session.state(), SessionState::Stopped);
    rig.sinks[0].take();
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    rig.until(EventType::SessionEnded, ms(1_100));
    assert_eq!(rig.sinks[0].take().len(), 100);
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_transform_that_panics_in_a_flush_is_named_and_keeps_nobody_waiting() {
    let mut rig = Rig::clocked();
    let topology = topology_with(&rig.source, &rig.sinks, || {
        Some(Box::new(Faulty::new(Fault::PanicsInFlush, 0)))
    });
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    for _ in 0..2 {
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(start).unwrap();
        rig.manual.advance(ms(100));
        rig.events();
        let stop = rig.session.stop().unwrap();
        let (result, took) = rig.within(ms(500), stop);
        result.unwrap();
        assert_eq!(took, ms(0));
        assert_eq!(rig.events(), ["MENonFatalError", "MESessionStopped"]);
        let told = rig.seen.iter().rev().find_map(|event| event.cause());
        let named = "faulty transform";
        assert!(
            matches!(told, Some(Error::ComponentPanicked { component, .. }) if component == named),
            "{told:?}"
        );
    }
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_transform_that_fails_stops_the_playback_with_its_error() {
    let mut rig = Rig::clocked();
    let topology = topology_with(&rig.source, &rig.sinks, || {
        Some(Box::new(Faulty::new(Fault::Fails(device_error()), 3)))
    });
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    rig.manual.advance(ms(100));
    let events = rig.events();
    assert!(
        events
            .iter()
            .any(|event| event.starts_with("MEError") && event.contains("test")),
        "{events:?}"
    );
    assert_eq!(rig.session.state(), SessionState::Stopped);
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_damaged_stream_ends_there_and_the_session_ends_in_order() {
    let mut rig = Rig::clocked();
    rig.source.script(|script| {
        script.read_ok = 40;
        script.on_read = Answer::Failed(Error::LimitReached {
            what: "test",
            limit: 1,
        });
    });
    let topology = topology_with(&rig.source, &rig.sinks, || Some(Box::<PassThrough>::default()));
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    let events = rig.until(EventType::SessionEnded, ms(1_100));
    assert_eq!(
        events
            .iter()
            .filter(|event| event.starts_with("MENonFatalError"))
            .count(),
        1,
        "{events:?}"
    );
    let damage = rig
        .seen
        .iter()
        .find(|event| event.event_type() == EventType::NonFatalError);
    let code = Error::LimitReached { what: "", limit: 0 }.hresult();
    assert_eq!(damage.unwrap().value(), &Variant::U32(code.0 as u32));
    assert_eq!(rig.sinks[0].take().len(), 40);
    assert_eq!(rig.manual.now().as_100ns(), ms(400).as_100ns());
    drop(topology);
    rig.shut_down();
}

#[test]
fn a_decoder_that_swallows_its_stream_is_told() {
    for (good, told) in [(0, 1), (1, 0)] {
        let mut rig = Rig::clocked();
        let topology = topology_with(&rig.source, &rig.sinks, || {
            Some(Box::new(Faulty::new(Fault::Swallows, good)))
        });
        for node in topology.nodes() {
            if node.shared_transform().is_some() {
                node.attributes().set(keys::MF_TOPONODE_MARKIN_HERE, true);
            }
        }
        let set = rig.set(&topology);
        rig.settled(set).unwrap();
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(start).unwrap();
        let events = rig.until(EventType::SessionEnded, ms(1_100));
        let causes: Vec<String> = rig
            .seen
            .iter()
            .filter_map(|event| event.cause())
            .map(ToString::to_string)
            .collect();
        assert_eq!(causes.len(), told, "{events:?} {causes:?}");
        let expected = "faulty transform: nothing came out of 100 samples";
        assert!(causes.iter().all(|cause| cause.contains(expected)), "{causes:?}");
        assert_eq!(rig.sinks[0].take().len() as u64, good);
        drop(topology);
        rig.shut_down();
    }
}

#[test]
fn an_error_of_the_source_stops_the_playback() {
    let mut rig = Rig::clocked().playing();
    rig.manual.advance(ms(100));
    rig.source.fail(device_error());
    let events = rig.events();
    let errors = events.iter().filter(|event| event.starts_with("MEError"));
    assert_eq!(errors.count(), 1, "{events:?}");
    assert_eq!(rig.session.state(), SessionState::Stopped);
    assert!(rig.journal.count("sink.stop") == 1 && rig.journal.count("source.stop") == 1);
    // It goes on with another topology, and ends in order.
    let (_source, sink, second) = another(&rig, "second");
    let flags = SetTopologyFlags::from_bits(1);
    let set = rig.session.set_topology(flags, Some(&second)).unwrap();
    rig.settled(set).unwrap();
    rig.begin();
    rig.until(EventType::SessionEnded, ms(1_001));
    assert_eq!(sink.take().len(), 100);
    let close = rig.session.close().unwrap();
    rig.settled(close).unwrap();
    drop(second);
    rig.session.shutdown().unwrap();
}

#[test]
fn a_sink_that_lost_its_device_does_not_stop_the_others() {
    let mut rig = Rig::new(
        SourceScript {
            streams: 2,
            ..SourceScript::default()
        },
        [clocked(), clocked()],
    )
    .playing();
    rig.manual.advance(ms(105));
    rig.sinks[0].send(MediaEvent::new(EventType::AudioSessionDeviceRemoved));
    let events = rig.until(EventType::SessionEnded, ms(1_100));
    assert!(
        events.iter().any(|event| event.starts_with("MESinkInvalidated")),
        "{events:?}"
    );
    assert_eq!(rig.sinks[1].take().len(), 100);
    let close = rig.session.close().unwrap();
    rig.settled(close).unwrap();
    rig.shut_down();
}

#[test]
fn a_sink_that_refuses_a_sample_is_an_error_with_its_code() {
    let mut rig = Rig::clocked().playing();
    rig.sinks[0].script(|script| script.on_sample = Answer::Refused(device_error()));
    rig.manual.advance(ms(100));
    let events = rig.events();
    assert!(
        events
            .iter()
            .any(|event| event.starts_with("MEError") && event.contains("test")),
        "{events:?}"
    );
    rig.shut_down();
}

#[test]
fn a_selected_stream_that_the_source_does_not_announce_is_told() {
    // The stream's descriptor is selected, but the source forgets to make the stream.
    let mut rig = Rig::clocked().ready();
    rig.source.script(|script| script.on_start = Answer::Never);
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.manual.run_until_idle();
    openmf_core::EventQueue::queue_type(rig.source.events(), EventType::SourceStarted).unwrap();
    let (result, _) = rig.within(ms(11_000), start);
    let events = rig.events();
    let told = result.is_err() || events.iter().any(|event| event.contains("no such stream"));
    assert!(told, "{result:?} {events:?}");
    rig.shut_down();
}
