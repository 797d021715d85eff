//! Sources that cannot seek or pause, that stall, stutter, and end without notice.

mod common;

use common::*;
use openmf_core::codes::MF_E_INVALIDREQUEST;
use openmf_core::{
    ClockState, EventType, MediaEvent, MediaSource, SourceCharacteristics, StartPosition, keys,
};
use openmf_session::SessionState;
use openmf_testkit::{Answer, SourceScript};

const LIVE: SourceCharacteristics = SourceCharacteristics {
    is_live: true,
    can_seek: false,
    can_pause: false,
    ..SourceCharacteristics::FILE
};

fn supplied() -> SourceScript {
    SourceScript {
        supplied: true,
        ..SourceScript::default()
    }
}

fn live() -> SourceScript {
    SourceScript {
        characteristics: LIVE,
        ..supplied()
    }
}

fn start(rig: &mut Rig) {
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
}

fn clock_state(rig: &Rig) -> ClockState {
    rig.session.clock().unwrap().state()
}

fn names(events: &[String]) -> Vec<&str> {
    events.iter().map(String::as_str).collect()
}

#[test]
fn a_live_source_is_not_paused_and_not_sought_in() {
    let mut rig = Rig::new(live(), [clocked()]).ready();
    let caps = rig.session.capabilities().unwrap();
    assert_eq!((caps.start, caps.seek, caps.pause), (true, false, false));
    start(&mut rig);
    rig.events();
    rig.source.supply(3);
    rig.manual.advance(ms(20));
    let pause = rig.session.pause().unwrap();
    assert_eq!(rig.settled(pause).unwrap_err().hresult(), MF_E_INVALIDREQUEST);
    let seek = rig.session.start(at(500)).unwrap();
    assert_eq!(rig.settled(seek).unwrap_err().hresult(), MF_E_INVALIDREQUEST);
    assert_eq!(rig.session.state(), SessionState::Started);
    assert_eq!(clock_state(&rig), ClockState::Running);
    assert_eq!(rig.journal.count("source.pause"), 0);
    assert_eq!(rig.sinks[0].take_times(), [0, 10, 20]);
    // What comes while it is stopped is lost; the first sample after a start is stamped 0 again.
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    rig.source.supply(50);
    rig.sinks[0].take();
    start(&mut rig);
    rig.source.supply(2);
    rig.manual.advance(ms(15));
    assert_eq!(rig.sinks[0].take_times(), [0, 10]);
    rig.shut_down();
}

#[test]
fn a_live_source_that_can_pause_loses_what_comes_meanwhile() {
    let characteristics = SourceCharacteristics {
        can_pause: true,
        ..LIVE
    };
    let script = SourceScript {
        characteristics,
        ..live()
    };
    let mut rig = Rig::new(script, [clocked()]).ready();
    start(&mut rig);
    rig.source.supply(2);
    rig.manual.advance(ms(20));
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    rig.source.supply(50);
    rig.manual.advance(ms(500));
    assert_eq!(rig.sinks[0].take_times(), [0, 10]);
    start(&mut rig);
    rig.source.supply(1);
    rig.manual.advance(ms(20));
    assert_eq!(
        rig.sinks[0].take_times(),
        [20],
        "one sample, and none of the fifty"
    );
    rig.shut_down();
}

#[test]
fn capabilities_follow_the_characteristics() {
    let mut rig = Rig::clocked().playing();
    rig.source.script(|script| script.characteristics = LIVE);
    let changed = MediaEvent::new(EventType::SourceCharacteristicsChanged);
    changed
        .attributes()
        .set(keys::MF_EVENT_SOURCE_CHARACTERISTICS, LIVE.to_flags());
    rig.source.tell(changed);
    let events = rig.events();
    assert_eq!(
        names(&events),
        ["MESessionCapabilitiesChanged", "MESourceCharacteristicsChanged"]
    );
    let delta = rig.seen[0]
        .attributes()
        .get(keys::MF_EVENT_SESSIONCAPS_DELTA)
        .unwrap();
    assert_eq!(delta & 0x6, 0x6, "SEEK and PAUSE are gone");
    let pause = rig.session.pause().unwrap();
    assert_eq!(rig.settled(pause).unwrap_err().hresult(), MF_E_INVALIDREQUEST);
    rig.source
        .script(|script| script.characteristics = SourceCharacteristics::FILE);
    rig.source
        .tell(MediaEvent::new(EventType::SourceCharacteristicsChanged));
    rig.events();
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    rig.shut_down();
}

#[test]
fn a_source_that_stutters_holds_the_clock_and_nothing_is_late_or_lost() {
    for direct in [true, false] {
        let script = SourceScript { direct, ..supplied() };
        let mut rig = Rig::new(script, [clocked()]).ready();
        start(&mut rig);
        rig.source.supply(2);
        rig.manual.advance(ms(15));
        let mut expected = vec![0, 10];
        for round in 0..5 {
            rig.events();
            rig.source.tell(MediaEvent::new(EventType::BufferingStarted));
            assert_eq!(names(&rig.events()), ["MEBufferingStarted"]);
            assert_eq!(clock_state(&rig), ClockState::Paused);
            assert_eq!(rig.session.state(), SessionState::Started);
            let held_at = rig.time();
            rig.manual.advance(ms(3_000));
            assert_eq!(rig.time(), held_at, "time stands still");
            rig.source.supply(2);
            rig.source.tell(MediaEvent::new(EventType::BufferingStopped));
            assert_eq!(names(&rig.events()), ["MEBufferingStopped"]);
            assert_eq!(clock_state(&rig), ClockState::Running);
            rig.manual.advance(ms(20));
            assert_eq!(rig.time(), held_at + 20);
            expected.extend([20 * (round + 1), 20 * (round + 1) + 10]);
        }
        assert_eq!(rig.sinks[0].take_times(), expected);
        rig.shut_down();
    }
}

#[test]
fn commands_while_a_source_buffers() {
    // The command, its event, and the state afterwards.
    let stalled = || {
        let mut rig = Rig::new(supplied(), [clocked()]).ready();
        start(&mut rig);
        rig.source.supply(2);
        rig.manual.advance(ms(15));
        rig.source.tell(MediaEvent::new(EventType::BufferingStarted));
        rig.events();
        rig
    };
    let mut rig = stalled();
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    assert_eq!(names(&rig.events()), ["MEBufferingStopped", "MESessionStopped"]);
    rig.source.tell(MediaEvent::new(EventType::BufferingStopped));
    assert_eq!(names(&rig.events()), [""; 0], "paired");
    rig.shut_down();

    let mut rig = stalled();
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    assert_eq!(names(&rig.events()), ["MESessionPaused"]);
    assert_eq!(rig.session.state(), SessionState::Paused);
    rig.shut_down();

    let mut rig = stalled();
    let seek = rig.session.start(at(500)).unwrap();
    rig.manual.run_until_idle();
    rig.source.supply(5);
    let (result, _) = rig.within(ms(10), seek);
    result.unwrap();
    assert_eq!(names(&rig.events()), ["MEBufferingStopped", "MESessionStarted"]);
    assert_eq!(rig.time(), 500);
    rig.sinks[0].take();
    rig.manual.advance(ms(5));
    rig.shut_down();

    let mut rig = stalled();
    let close = rig.session.close().unwrap();
    rig.settled(close).unwrap();
    assert_eq!(names(&rig.events()), ["MEBufferingStopped", "MESessionClosed"]);
    rig.shut_down();
    stalled().shut_down();
}

#[test]
fn a_source_that_stalls_without_a_word_lets_the_clock_run_and_stop_completes() {
    for direct in [true, false] {
        let script = SourceScript { direct, ..supplied() };
        let mut rig = Rig::new(script, [clocked()]).ready();
        start(&mut rig);
        rig.source.supply(2);
        rig.manual.advance(ms(60_000));
        assert_eq!(rig.time(), 60_000);
        assert_eq!(rig.sinks[0].take_times(), [0, 10]);
        rig.events();
        let stop = rig.session.stop().unwrap();
        let (result, took) = rig.within(ms(500), stop);
        result.unwrap();
        assert_eq!(took, ms(0));
        rig.shut_down();
    }
}

#[test]
fn a_source_that_ends_without_notice_ends_the_presentation() {
    for (direct, buffers) in [(true, false), (true, true), (false, false), (false, true)] {
        let script = SourceScript { direct, ..supplied() };
        let mut rig = Rig::new(script, [clocked()]).ready();
        start(&mut rig);
        rig.events();
        rig.source.supply(2);
        rig.manual.advance(ms(5));
        if buffers {
            rig.source.tell(MediaEvent::new(EventType::BufferingStarted));
            rig.manual.advance(ms(700));
        }
        rig.source.end_now();
        let mut expected = vec![
            "MEEndOfPresentation",
            "MESessionTopologyStatus 400",
            "MESessionEnded",
        ];
        if buffers {
            expected.splice(0..0, ["MEBufferingStarted", "MEBufferingStopped"]);
        }
        let events = rig.until(EventType::SessionEnded, ms(50));
        assert_eq!(names(&events), expected, "direct {direct}");
        assert_eq!(rig.sinks[0].take_times(), [0, 10]);
        rig.shut_down();
    }
}

#[test]
fn a_source_that_vanishes_while_it_buffers_leaves_a_session_that_works() {
    let mut rig = Rig::new(supplied(), [clocked()]).ready();
    start(&mut rig);
    rig.source.supply(2);
    rig.source.tell(MediaEvent::new(EventType::BufferingStarted));
    rig.events();
    rig.source.shutdown().unwrap();
    let events = rig.events();
    assert_eq!(events[0], "MEBufferingStopped");
    assert!(events[1].starts_with("MEError"), "{events:?}");
    let stop = rig.session.stop().unwrap();
    let (result, _) = rig.within(ms(500), stop);
    result.unwrap();
    rig.shut_down();
}

#[test]
fn a_start_that_needs_long_because_the_source_buffers_is_waited_for() {
    let mut rig = Rig::new(supplied(), [clocked()]).ready();
    rig.source.script(|script| script.on_start = Answer::Late);
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.manual.run_until_idle();
    rig.source.tell(MediaEvent::new(EventType::BufferingStarted));
    rig.manual.advance(ms(40_000));
    assert_eq!(
        names(&rig.events()),
        [
            "MESessionTopologySet",
            "MESessionTopologyStatus 100",
            "MESessionCapabilitiesChanged",
            "MEBufferingStarted"
        ]
    );
    rig.source.tell(MediaEvent::new(EventType::BufferingStopped));
    rig.manual.advance(ms(5_000));
    rig.source.release();
    rig.settled(start).unwrap();
    rig.source.supply(1);
    rig.manual.advance(ms(5));
    assert_eq!(rig.sinks[0].take_times(), [0]);
    rig.shut_down();
}
