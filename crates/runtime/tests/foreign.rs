//! Components that are reached by their events only, whatever the timing of their answers.

mod common;

use common::*;
use openmf_core::{Error, EventType, StartPosition};
use openmf_testkit::{Answer, SinkScript, SourceScript};

fn foreign(on_read: Answer, rateless: bool) -> Rig {
    let source = SourceScript {
        direct: false,
        on_read,
        ..SourceScript::default()
    };
    Rig::new(
        source,
        [SinkScript {
            direct: false,
            rateless,
            ..SinkScript::default()
        }],
    )
}

#[test]
fn a_foreign_source_plays_into_a_foreign_sink() {
    for rateless in [true, false] {
        let mut rig = foreign(Answer::AtOnce, rateless).ready();
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(start).unwrap();
        let events = rig.until(EventType::SessionEnded, ms(1_001));
        assert!(events.contains(&"MEEndOfPresentation".to_owned()), "{events:?}");
        assert_eq!(
            rig.sinks[0].take_times(),
            (0..100).map(|n| n * 10).collect::<Vec<_>>()
        );
        rig.shut_down();
    }
}

#[test]
fn samples_that_come_late_come_all_the_same() {
    let mut rig = foreign(Answer::Late, true).playing();
    let mut times = Vec::new();
    for _ in 0..101 {
        rig.source.release();
        rig.manual.run_until_idle();
        times.extend(rig.sinks[0].take_times());
    }
    assert_eq!(times, (0..100).map(|n| n * 10).collect::<Vec<_>>());
    assert_eq!(rig.events().last().unwrap(), "MESessionEnded");
    rig.shut_down();
}

#[test]
fn a_sample_that_was_asked_for_before_a_seek_is_not_played_after_it() {
    let rig = foreign(Answer::AtOnce, true);
    rig.source.script(|script| {
        script.on_read = Answer::Late;
        script.read_ok = 3;
    });
    let mut rig = rig.playing();
    assert_eq!(rig.sinks[0].take_times(), [0, 10, 20]);
    let seek = rig.session.start(at(500)).unwrap();
    rig.settled(seek).unwrap();
    rig.source.script(|script| script.on_read = Answer::AtOnce);
    rig.source.release();
    rig.manual.run_until_idle();
    let times = rig.sinks[0].take_times();
    assert!(times.iter().all(|time| *time >= 500), "{times:?}");
    assert_eq!(rig.events().last().unwrap(), "MESessionEnded");
    rig.shut_down();
}

#[test]
fn an_answer_that_comes_twice_does_no_harm() {
    let mut rig = Rig::new(
        SourceScript {
            on_start: Answer::Twice,
            on_pause: Answer::Twice,
            on_stop: Answer::Twice,
            direct: false,
            ..SourceScript::default()
        },
        [SinkScript {
            on_start: Answer::Twice,
            on_pause: Answer::Twice,
            on_stop: Answer::Twice,
            direct: false,
            ..clocked()
        }],
    )
    .playing();
    rig.manual.advance(ms(100));
    for round in 0..3 {
        let pause = rig.session.pause().unwrap();
        rig.settled(pause).unwrap();
        let resume = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(resume).unwrap();
        let seek = rig.session.start(at(50)).unwrap();
        rig.settled(seek).unwrap();
        assert_eq!(rig.time(), 50, "{round}");
        let events = rig.events();
        let own: Vec<_> = events
            .iter()
            .filter(|event| !event.contains("Topology") && !event.contains("Notify"))
            .collect();
        assert_eq!(own, ["MESessionPaused", "MESessionStarted", "MESessionStarted"]);
    }
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    rig.shut_down();
}

#[test]
fn answers_that_come_late_are_waited_for() {
    let mut rig = Rig::clocked().ready();
    rig.events();
    rig.source.script(|script| {
        script.on_start = Answer::Late;
        script.on_pause = Answer::Late;
        script.on_stop = Answer::Late;
    });
    rig.sinks[0].script(|script| {
        script.on_start = Answer::Late;
        script.on_pause = Answer::Late;
        script.on_stop = Answer::Late;
    });
    let all = [
        rig.session.start(StartPosition::Current).unwrap(),
        rig.session.pause().unwrap(),
        rig.session.start(StartPosition::Current).unwrap(),
    ];
    for _ in 0..6 {
        rig.manual.advance(ms(20));
        rig.source.release();
        rig.manual.advance(ms(20));
        rig.sinks[0].release();
    }
    for completion in all {
        rig.settled(completion).unwrap();
    }
    let stop = rig.session.stop().unwrap();
    rig.manual.advance(ms(20));
    rig.sinks[0].release();
    rig.source.release();
    rig.settled(stop).unwrap();
    rig.shut_down();
}

#[test]
fn a_request_that_fails_is_fatal() {
    let rig = foreign(Answer::Refused(Error::Aborted), true);
    rig.source.script(|script| script.read_ok = 5);
    let rig = rig.playing();
    rig.manual.run_until_idle();
    assert_eq!(rig.sinks[0].take().len(), 5);
    assert_eq!(rig.session.state(), openmf_session::SessionState::Stopped);
    rig.shut_down();
}
