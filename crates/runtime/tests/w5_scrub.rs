//! W5: scrubbing and frame steps.

mod common;

use common::*;
use openmf_core::{Error, EventType, RateBounds, StartPosition, codes, keys};
use openmf_testkit::{Answer, SinkScript, SourceScript};

/// Three seconds of pictures of 10 ms, every tenth a clean point; a second sink that shows nothing while scrubbing.
fn rig() -> Rig {
    let script = SourceScript {
        samples: 300,
        streams: 2,
        video: true,
        clean_every: 10,
        rates: Some(RateBounds::ALL),
        ..SourceScript::default()
    };
    let silent = SinkScript {
        name: "silent".to_owned(),
        scrubs: false,
        ..clocked()
    };
    Rig::new(script, [clocked(), silent])
}

fn set_rate(rig: &mut Rig, rate: f32) {
    let set = rig.session.set_rate(false, rate).unwrap();
    rig.settled(set).unwrap();
}

/// The frame that `MESessionScrubSampleComplete` tells, in ms.
fn shown(rig: &mut Rig) -> Vec<Option<i64>> {
    rig.events();
    let seen = rig.seen.iter();
    let complete = seen.filter(|event| event.event_type() == EventType::SessionScrubSampleComplete);
    complete
        .map(|event| {
            let time = event.attributes().get(keys::MF_EVENT_SCRUBSAMPLE_TIME);
            time.ok().map(|time| time.as_100ns() / 10_000)
        })
        .collect()
}

fn start(rig: &mut Rig, position: StartPosition) {
    let start = rig.session.start(position).unwrap();
    rig.settled(start).unwrap();
}

#[test]
fn set_rate_0_and_start_shows_one_frame_and_the_clock_holds() {
    for paused in [false, true] {
        let mut rig = if paused { rig().playing() } else { rig().ready() };
        if paused {
            let pause = rig.session.pause().unwrap();
            rig.settled(pause).unwrap();
        }
        rig.sinks.iter().for_each(|sink| drop(sink.take()));
        set_rate(&mut rig, 0.0);
        rig.events();
        let start = rig.session.start(at(1_234)).unwrap();
        rig.settled(start).unwrap();
        let events: Vec<_> = rig
            .events()
            .into_iter()
            .filter(|event| event.contains("Scrub") || event.contains("Started") && !event.contains("STATUS"))
            .filter(|event| !event.contains("Topology"))
            .collect();
        assert_eq!(events, ["MESessionStarted", "MESessionScrubSampleComplete"]);
        assert_eq!(
            rig.sinks[0].take_times(),
            [1_230],
            "the frame that contains 1,234 ms"
        );
        assert_eq!(rig.sinks[1].take_times(), [] as [i64; 0]);
        rig.manual.advance(ms(5_000));
        assert_eq!(rig.time(), 1_234, "the clock holds");
        assert_eq!(rig.sinks[0].take_times(), [] as [i64; 0]);
        assert_eq!(rig.events(), [] as [&str; 0]);
        rig.shut_down();
    }
}

#[test]
fn start_from_the_current_position_shows_the_next_frame() {
    let mut rig = rig().ready();
    set_rate(&mut rig, 0.0);
    start(&mut rig, at(1_000));
    assert_eq!(shown(&mut rig), [Some(1_000)]);
    for n in 1..=20 {
        start(&mut rig, StartPosition::Current);
        assert_eq!(shown(&mut rig), [Some(1_000 + 10 * n)]);
    }
    assert_eq!(rig.time(), 1_000);
    assert_eq!(rig.sinks[0].take_times().len(), 21);
    rig.shut_down();
}

#[test]
fn frames_are_stepped_back_one_by_one_to_the_first() {
    let mut rig = rig().ready();
    set_rate(&mut rig, 0.0);
    start(&mut rig, at(125));
    assert_eq!(shown(&mut rig), [Some(120)]);
    for expected in (0..12).rev().map(|n| n * 10).chain([0, 0]) {
        let back = rig.session.step_back().unwrap();
        rig.settled(back).unwrap();
        assert_eq!(shown(&mut rig), [Some(expected)]);
    }
    start(&mut rig, StartPosition::Current);
    assert_eq!(shown(&mut rig), [Some(10)]);
    // Several steps that are not waited for go one frame each.
    start(&mut rig, at(500));
    let steps: Vec<_> = (0..3).map(|_| rig.session.step_back().unwrap()).collect();
    for step in steps {
        rig.settled(step).unwrap();
    }
    assert_eq!(shown(&mut rig), [Some(500), Some(490), Some(480), Some(470)]);
    rig.shut_down();
}

#[test]
fn a_start_before_the_previous_scrub_is_complete_waits() {
    let mut rig = rig().ready();
    set_rate(&mut rig, 0.0);
    rig.sinks[0].script(|script| script.on_scrub = Answer::Late);
    start(&mut rig, at(1_000));
    assert_eq!(shown(&mut rig), []);
    let next = rig.session.start(StartPosition::Current).unwrap();
    rig.manual.run_until_idle();
    assert_eq!(rig.events(), [] as [&str; 0], "it is queued");
    rig.sinks[0].release();
    rig.settled(next).unwrap();
    rig.sinks[0].release();
    assert_eq!(shown(&mut rig), [Some(1_000), Some(1_010)]);
    // What is not a start does not wait, and gives the frame up.
    let next = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(next).unwrap();
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    rig.sinks[0].release();
    assert_eq!(shown(&mut rig), []);
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    rig.shut_down();
}

#[test]
fn leaving_plays_on_from_the_frame_that_is_shown() {
    for stop in [false, true] {
        let mut rig = rig().ready();
        set_rate(&mut rig, 0.0);
        start(&mut rig, at(1_000));
        for _ in 0..10 {
            start(&mut rig, StartPosition::Current);
        }
        assert_eq!(shown(&mut rig).last(), Some(&Some(1_100)));
        // W5: while Started the rate cannot leave 0.
        let refused = rig.session.set_rate(false, 1.0).unwrap_err();
        assert_eq!(refused.hresult(), codes::MF_E_UNSUPPORTED_RATE_TRANSITION);
        let leave = if stop {
            rig.session.stop()
        } else {
            rig.session.pause()
        };
        rig.settled(leave.unwrap()).unwrap();
        set_rate(&mut rig, 1.0);
        rig.sinks.iter().for_each(|sink| drop(sink.take()));
        start(&mut rig, StartPosition::Current);
        rig.manual.advance(ms(25));
        let (time, both) = if stop {
            (25, vec![0, 10, 20])
        } else {
            (1_125, vec![1_110, 1_120])
        };
        assert_eq!(rig.time(), time);
        assert_eq!(rig.sinks[0].take_times(), both);
        let other: Vec<_> = rig.sinks[1].take_times();
        assert_eq!(
            other.last(),
            both.last(),
            "the other stream is in step: {other:?}"
        );
        rig.shut_down();
    }
}

#[test]
fn the_end_does_not_come_while_the_clock_stands_still() {
    let mut rig = rig().ready();
    set_rate(&mut rig, 0.0);
    start(&mut rig, at(2_980));
    start(&mut rig, StartPosition::Current);
    assert_eq!(shown(&mut rig), [Some(2_980), Some(2_990)]);
    start(&mut rig, StartPosition::Current);
    assert_eq!(shown(&mut rig), [None], "there is no frame behind the last one");
    rig.manual.advance(ms(10_000));
    assert_eq!(rig.events(), [] as [&str; 0]);
    let back = rig.session.step_back().unwrap();
    rig.settled(back).unwrap();
    assert_eq!(shown(&mut rig), [Some(2_980)]);
    rig.shut_down();
}

#[test]
fn steps_back_are_refused_where_nothing_is_scrubbed() {
    let mut rig = rig().playing();
    let back = rig.session.step_back().unwrap();
    assert!(matches!(rig.settled(back), Err(Error::InvalidRequest { .. })));
    // W5: SetRate(0) while Started.
    let refused = rig.session.set_rate(false, 0.0).unwrap_err();
    assert_eq!(refused.hresult(), codes::MF_E_UNSUPPORTED_RATE_TRANSITION);
    rig.shut_down();
}

#[test]
fn a_sink_that_never_shows_its_frame_is_cut_off() {
    let mut rig = rig().ready();
    set_rate(&mut rig, 0.0);
    rig.sinks[0].script(|script| script.on_scrub = Answer::Never);
    start(&mut rig, at(1_000));
    rig.events();
    let events = rig.until(EventType::SessionScrubSampleComplete, ms(20_000));
    assert_eq!(events.len(), 1, "{events:?}");
    let status = rig.seen.last().unwrap().result();
    assert!(
        matches!(status, Err(Error::ComponentStalled { .. })),
        "{status:?}"
    );
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    rig.shut_down();
}
