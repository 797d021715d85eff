//! Components that never answer: every operation completes within its limit and names them.

mod common;

use common::*;
use openmf_core::{Error, StartPosition, TimeSpan};
use openmf_testkit::{Answer, SinkScript};

/// `overtake_grace` and `component_timeout` of the default configuration.
const STOP_LIMIT: TimeSpan = ms(500);

fn names(result: &Result<(), Error>, component: &str) {
    match result {
        Err(Error::ComponentStalled { component: named, .. }) => {
            assert!(named.contains(component), "{named}")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_source_that_never_stops() {
    let mut rig = Rig::clocked().playing();
    rig.source.script(|script| script.on_stop = Answer::Never);
    let stop = rig.session.stop().unwrap();
    let (result, took) = rig.within(STOP_LIMIT, stop);
    names(&result, "source");
    assert!(took <= STOP_LIMIT);
    assert_eq!(rig.events().len(), 1);
    let close = rig.session.close().unwrap();
    let (_, took) = rig.within(STOP_LIMIT, close);
    assert_eq!(took, TimeSpan::ZERO, "what was cut off is not waited for again");
    rig.shut_down();
}

#[test]
fn a_sink_that_never_stops_pauses_or_starts() {
    let mut rig = Rig::clocked().playing();
    rig.sinks[0].script(|script| script.on_pause = Answer::Never);
    let pause = rig.session.pause().unwrap();
    let (result, took) = rig.within(STOP_LIMIT, pause);
    names(&result, "sink");
    assert!(took <= STOP_LIMIT);
    rig.shut_down();

    let mut rig = Rig::clocked().playing();
    rig.sinks[0].script(|script| script.on_stop = Answer::Never);
    let stop = rig.session.stop().unwrap();
    let (result, _) = rig.within(STOP_LIMIT, stop);
    names(&result, "sink");
    rig.shut_down();

    let mut rig = Rig::clocked().ready();
    rig.sinks[0].script(|script| script.on_start = Answer::Never);
    let start = rig.session.start(StartPosition::Current).unwrap();
    let (result, took) = rig.within(ms(11_000), start);
    names(&result, "sink");
    assert!(took >= ms(400), "{took}");
    rig.shut_down();
}

#[test]
fn a_source_that_never_starts_is_cut_short_by_stop() {
    let mut rig = Rig::clocked().ready();
    rig.source.script(|script| script.on_start = Answer::Never);
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.manual.advance(ms(1_000));
    let stop = rig.session.stop().unwrap();
    let (_, took) = rig.within(STOP_LIMIT, stop);
    assert!(took <= STOP_LIMIT);
    assert!(rig.settled(start).is_err());
    rig.shut_down();
}

#[test]
fn a_source_that_never_starts_is_given_up_in_the_end() {
    let mut rig = Rig::clocked().ready();
    rig.source.script(|script| script.on_start = Answer::Never);
    let start = rig.session.start(StartPosition::Current).unwrap();
    let (result, took) = rig.within(ms(11_000), start);
    names(&result, "source");
    assert!(took >= ms(10_000));
    rig.shut_down();
}

#[test]
fn a_stream_that_never_delivers_does_not_hold_up_stop_close_or_shutdown() {
    for direct in [true, false] {
        for how in ["stop", "close", "shutdown"] {
            let rig = Rig::clocked();
            rig.source.script(|script| {
                script.direct = direct;
                script.on_read = Answer::Never;
            });
            let mut rig = rig.playing();
            rig.manual.advance(ms(5_000));
            if how != "shutdown" {
                let completion = if how == "stop" {
                    rig.session.stop()
                } else {
                    rig.session.close()
                };
                let (result, took) = rig.within(STOP_LIMIT, completion.unwrap());
                result.unwrap();
                assert_eq!(took, TimeSpan::ZERO);
            }
            rig.shut_down();
        }
    }
}

#[test]
fn a_preroll_that_never_ends_is_given_up() {
    let mut rig = Rig::new(
        Default::default(),
        [SinkScript {
            can_preroll: true,
            on_preroll: Answer::Never,
            ..clocked()
        }],
    )
    .ready();
    let start = rig.session.start(StartPosition::Current).unwrap();
    let (result, took) = rig.within(ms(11_000), start);
    assert!(took <= ms(10_500));
    names(&result, "sink");
    rig.shut_down();
}

#[test]
fn a_pause_that_the_source_never_answers() {
    let mut rig = Rig::clocked().playing();
    rig.source.script(|script| script.on_pause = Answer::Never);
    let pause = rig.session.pause().unwrap();
    let (result, took) = rig.within(STOP_LIMIT, pause);
    names(&result, "source");
    assert!(took <= STOP_LIMIT);
    rig.shut_down();
}
