//! W1: a file is played: start, pause, resume, stop, play again, play to the end, replay, close.

mod common;

use common::*;
use openmf_core::{Error, EventType, StartPosition};
use openmf_testkit::SourceScript;

#[test]
fn the_events_come_in_the_documented_order() {
    let mut rig = Rig::new(
        SourceScript {
            streams: 2,
            ..SourceScript::default()
        },
        [clocked(), clocked()],
    );
    rig.sinks[0].script(|script| script.name = "audio".into());
    rig.sinks[1].script(|script| script.name = "video".into());
    assert!(matches!(
        rig.session.clock().unwrap().time(),
        Err(Error::NoTimeSource)
    ));
    let set = rig.set(&rig.topology());
    rig.settled(set).unwrap();
    assert_eq!(
        rig.events(),
        [
            "MESessionTopologySet",
            "MESessionTopologyStatus 100",
            "MESessionCapabilitiesChanged"
        ]
    );
    assert_eq!(rig.journal.take(), ["audio.clock", "video.clock"]);

    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    assert_eq!(
        rig.events(),
        [
            "MESessionNotifyPresentationTime",
            "MESessionTopologyStatus 200",
            "MESessionStarted"
        ]
    );
    let journal = rig.journal.take();
    let place = |entry: &str| {
        journal
            .iter()
            .position(|known| known == entry)
            .unwrap_or_else(|| panic!("{entry} in {journal:?}"))
    };
    assert!(place("source.start") < place("audio.start(0)"), "{journal:?}");
    assert!(place("audio.start(0)") < place("audio.first(0)"), "{journal:?}");
    assert!(place("video.start(0)") < place("video.first(0)"), "{journal:?}");

    rig.manual.advance(ms(255));
    assert_eq!(rig.time(), 255);
    assert_eq!(
        rig.sinks[0].take_times(),
        (0..=25).map(|n| n * 10).collect::<Vec<_>>()
    );
    let pause = rig.session.pause().unwrap();
    rig.settled(pause).unwrap();
    assert_eq!(rig.events(), ["MESessionPaused"]);
    rig.manual.advance(ms(5_000));
    assert_eq!(rig.time(), 255);
    assert!(rig.sinks[0].take_times().is_empty());

    let resume = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(resume).unwrap();
    assert_eq!(rig.time(), 255);
    rig.manual.advance(ms(20));
    assert_eq!(rig.sinks[0].take_times(), [260, 270]);
    assert_eq!(rig.events().last().unwrap(), "MESessionStarted");

    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    assert_eq!(rig.events(), ["MESessionStopped"]);
    assert_eq!(rig.time(), 0);
    let pause = rig.session.pause().unwrap();
    assert!(matches!(rig.settled(pause), Err(Error::PauseWhileStopped)));
    rig.events();

    rig.sinks[1].take();
    for round in 0..2 {
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(start).unwrap();
        rig.events();
        let events = rig.until(EventType::SessionEnded, ms(1_001));
        assert_eq!(
            events,
            [
                "MEEndOfPresentation",
                "MESessionTopologyStatus 400",
                "MESessionEnded"
            ],
            "{round}"
        );
        assert_eq!(
            rig.sinks[0].take_times(),
            (0..100).map(|n| n * 10).collect::<Vec<_>>()
        );
        assert_eq!(rig.sinks[1].take().len(), 100);
        assert_eq!(rig.time(), 0);
    }

    let close = rig.session.close().unwrap();
    rig.settled(close).unwrap();
    assert_eq!(rig.events(), ["MESessionClosed"]);
    rig.manual.advance(ms(60_000));
    assert!(rig.events().is_empty());
    rig.shut_down();
}

#[test]
fn a_selected_stream_that_nobody_reads_holds_nothing_up() {
    for direct in [true, false] {
        let mut rig = Rig::new(
            SourceScript {
                streams: 3,
                direct,
                ..SourceScript::default()
            },
            [clocked()],
        )
        .playing();
        let events = rig.until(EventType::SessionEnded, ms(1_001));
        assert_eq!(events.last().unwrap(), "MESessionEnded");
        assert_eq!(rig.sinks[0].take().len(), 100);
        let attached: Vec<_> = rig
            .source
            .streams()
            .iter()
            .map(|stream| stream.is_attached())
            .collect();
        assert_eq!(attached, [direct, false, false]);
        rig.shut_down();
    }
}

#[test]
fn rateless_sinks_play_at_once_and_the_clock_follows_the_data() {
    let mut rig = Rig::new(
        SourceScript {
            samples: 1_000,
            ..SourceScript::default()
        },
        [openmf_testkit::SinkScript::default()],
    );
    let set = rig.set(&rig.topology());
    rig.settled(set).unwrap();
    let start = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(start).unwrap();
    assert_eq!(rig.events().last().unwrap(), "MESessionEnded");
    assert_eq!(rig.sinks[0].take().len(), 1_000);
    rig.shut_down();
}
