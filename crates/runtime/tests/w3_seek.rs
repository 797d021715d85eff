//! W3: seeks while running and paused, in a burst, and past the end.

mod common;

use common::*;
use openmf_core::{Error, EventType, MediaTime, TimeSpan};
use openmf_testkit::{Answer, SourceScript};

/// Clean points every 100 ms.
fn sparse(direct: bool) -> Rig {
    let script = SourceScript {
        samples: 1_000,
        clean_every: 10,
        direct,
        ..SourceScript::default()
    };
    Rig::new(script, [clocked()]).playing()
}

#[test]
fn a_seek_starts_at_its_position_though_the_source_delivers_from_the_clean_point_before() {
    for direct in [true, false] {
        let mut rig = sparse(direct);
        rig.manual.advance(ms(35));
        rig.sinks[0].take();
        let seek = rig.session.start(at(5_055)).unwrap();
        rig.settled(seek).unwrap();
        assert_eq!(rig.time(), 5_055);
        rig.manual.advance(ms(5));
        let samples = rig.sinks[0].take();
        let first = &samples[0];
        assert_eq!(
            first.time,
            Some(MediaTime::ZERO + ms(5_055)),
            "trimmed to the frame"
        );
        assert_eq!(first.duration, Some(ms(5)));
        assert_eq!(first.buffer().unwrap()[0], (505 % 256) as u8);
        assert_eq!(samples[1].time, Some(MediaTime::ZERO + ms(5_060)));
        assert_eq!(rig.journal.count("source.start(5055)"), 1);
        assert_eq!(rig.journal.count("sink.flush"), 1);
        assert_eq!(
            rig.journal.count("sink.stop"),
            0,
            "the clock is not stopped in between"
        );
        assert_eq!(rig.events().last().unwrap(), "MESessionStarted");
        rig.shut_down();
    }
}

#[test]
fn a_seek_while_paused_plays_from_there() {
    let mut rig = sparse(true);
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    rig.sinks[0].take();
    let seek = rig.session.start(at(2_000)).unwrap();
    rig.settled(seek).unwrap();
    rig.manual.advance(ms(20));
    assert_eq!(rig.time(), 2_020);
    assert_eq!(rig.sinks[0].take_times(), [2_000, 2_010, 2_020]);
    rig.shut_down();
}

#[test]
fn ten_seeks_in_a_row_complete_in_order_and_the_last_position_wins() {
    for direct in [true, false] {
        let mut rig = sparse(direct);
        let seeks: Vec<_> = (1..=10)
            .map(|n| rig.session.start(at(n * 500)).unwrap())
            .collect();
        for seek in seeks {
            rig.settled(seek).unwrap();
        }
        let started = rig
            .events()
            .iter()
            .filter(|event| *event == "MESessionStarted")
            .count();
        assert_eq!(started, 10);
        let journal = rig.journal.take();
        let order: Vec<_> = journal
            .iter()
            .filter(|entry| entry.starts_with("source.start"))
            .cloned()
            .collect();
        // The others were overtaken before their turn came.
        assert_eq!(order, ["source.start(5000)"]);
        rig.sinks[0].take();
        rig.manual.advance(ms(10));
        assert_eq!(rig.time(), 5_010);
        assert_eq!(rig.sinks[0].take_times(), [5_010]);
        rig.shut_down();
    }
}

#[test]
fn a_seek_past_the_end_fails_and_the_session_stays_usable() {
    let mut rig = sparse(true);
    let seek = rig.session.start(at(10_001)).unwrap();
    assert!(matches!(rig.settled(seek), Err(Error::InvalidRequest { .. })));
    let events = rig.events();
    assert!(
        events
            .iter()
            .any(|event| event.starts_with("MESessionStarted invalid request")),
        "{events:?}"
    );
    let start = rig.session.start(at(9_990)).unwrap();
    rig.settled(start).unwrap();
    rig.sinks[0].take();
    let events = rig.until(EventType::SessionEnded, ms(11));
    assert_eq!(events.last().unwrap(), "MESessionEnded");
    rig.shut_down();
}

#[test]
fn a_seek_to_the_very_end_ends_at_once() {
    for direct in [true, false] {
        let mut rig = sparse(direct);
        let seek = rig.session.start(at(10_000)).unwrap();
        rig.settled(seek).unwrap();
        let events = rig.until(EventType::SessionEnded, ms(11));
        assert_eq!(events.last().unwrap(), "MESessionEnded");
        rig.shut_down();
    }
}

#[test]
fn a_pause_or_stop_behind_a_seek_that_takes_its_time_waits_for_it() {
    let mut rig = sparse(true);
    rig.source.script(|script| script.on_start = Answer::Late);
    let seek = rig.session.start(at(1_000)).unwrap();
    let pause = rig.session.pause().unwrap();
    rig.manual.advance(ms(50));
    assert!(rig.events().is_empty());
    rig.source.release();
    rig.settled(seek).unwrap();
    rig.settled(pause).unwrap();
    let events = rig.events();
    let place = |name: &str| events.iter().position(|event| event == name).unwrap();
    assert!(place("MESessionStarted") < place("MESessionPaused"), "{events:?}");
    assert_eq!(rig.time(), 1_000);
    rig.shut_down();
}

#[test]
fn nothing_grows_over_many_seeks() {
    // The events of a direct stream are read by nobody; each seek adds one.
    let mut rig = sparse(true);
    for n in 0..500 {
        let seek = rig.session.start(at(n % 9_000)).unwrap();
        rig.settled(seek).unwrap();
        rig.events();
    }
    for stream in rig.source.streams() {
        let events =
            std::iter::from_fn(|| openmf_core::MediaStream::events(&*stream).try_get_event().ok()).count();
        assert!(events <= 2, "{events} events wait in the stream's queue");
    }
    assert!(rig.manual.now().as_100ns() < TimeSpan::from_millis(1_000).as_100ns());
    rig.shut_down();
}
