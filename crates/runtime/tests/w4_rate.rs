//! W4: faster, thinned and backwards.

mod common;

use common::*;
use openmf_core::{
    Error, EventType, MediaTime, PresentationTime, RateBounds, RateDirection, RateModes, RateRange,
    RateSupport, StartPosition, Variant, codes, keys,
};
use openmf_session::Rate;
use openmf_testkit::{Answer, SourceScript};

/// Three seconds of pictures of 10 ms, every tenth a clean point.
fn pictures() -> SourceScript {
    SourceScript {
        samples: 300,
        video: true,
        clean_every: 10,
        rates: Some(RateBounds::ALL),
        ..SourceScript::default()
    }
}

fn rate(rate: f32) -> Rate {
    Rate { thin: false, rate }
}

fn set_rate(rig: &mut Rig, thin: bool, rate: f32) {
    let set = rig.session.set_rate(thin, rate).unwrap();
    rig.settled(set).unwrap();
}

#[test]
fn set_rate_while_started_the_clock_runs_twice_as_fast_and_stamps_are_unchanged() {
    for direct in [true, false] {
        let script = SourceScript { direct, ..pictures() };
        let mut rig = Rig::new(script, [clocked()]).playing();
        rig.manual.advance(ms(100));
        assert_eq!(rig.time(), 100);
        rig.sinks[0].take();
        set_rate(&mut rig, false, 2.0);
        assert_eq!(rig.events(), ["MESessionRateChanged"]);
        assert_eq!(rig.seen[0].value(), &Variant::F32(2.0));
        assert_eq!(
            rig.journal.take(),
            ["source.rate(2)", "sink.rate(2)"],
            "the source first, then the clock"
        );
        rig.manual.advance(ms(50));
        assert_eq!(rig.time(), 200);
        let expected: Vec<i64> = (11..=20).map(|n| n * 10).collect();
        assert_eq!(rig.sinks[0].take_times(), expected);
        assert_eq!(rig.session.rate().unwrap(), rate(2.0));
        // W4: from forward to backwards while Started, and while Paused.
        let refused = rig.session.set_rate(false, -1.0).unwrap_err();
        assert_eq!(refused.hresult(), codes::MF_E_UNSUPPORTED_RATE_TRANSITION);
        let pause = rig.session.pause().unwrap();
        rig.settled(pause).unwrap();
        let refused = rig.session.set_rate(false, -1.0).unwrap_err();
        assert_eq!(refused.hresult(), codes::MF_E_UNSUPPORTED_RATE_TRANSITION);
        rig.shut_down();
    }
}

#[test]
fn backwards_it_plays_decreasing_stamps_to_the_beginning() {
    for (thin, expected) in [
        (false, (0..=100).rev().map(|n| n * 10).collect::<Vec<i64>>()),
        (true, (0..=10).rev().map(|n| n * 100).collect()),
    ] {
        let mut rig = Rig::new(pictures(), [clocked()]).ready();
        set_rate(&mut rig, thin, -1.0);
        let start = rig.session.start(at(1_000)).unwrap();
        rig.settled(start).unwrap();
        assert_eq!(rig.time(), 1_000);
        rig.manual.advance(ms(250));
        assert_eq!(rig.time(), 750);
        rig.events();
        let events = rig.until(EventType::SessionEnded, ms(2_000));
        assert_eq!(
            events,
            [
                "MEEndOfPresentation",
                "MESessionTopologyStatus 400",
                "MESessionEnded"
            ],
            "thin {thin}"
        );
        assert_eq!(rig.sinks[0].take_times(), expected, "thin {thin}");
        assert_eq!(rig.session.rate().unwrap().rate, -1.0, "nobody resets the rate");
        // The end of backward play: the application sets 1.0 in Stopped before the next start.
        set_rate(&mut rig, false, 1.0);
        let start = rig.session.start(StartPosition::Current).unwrap();
        rig.settled(start).unwrap();
        rig.manual.advance(ms(30));
        assert_eq!(rig.sinks[0].take_times(), [0, 10, 20, 30]);
        rig.shut_down();
    }
}

#[test]
fn the_player_changes_direction_by_stopping() {
    let mut rig = Rig::new(pictures(), [clocked()]).playing();
    rig.manual.advance(ms(500));
    let time = rig.session.clock().unwrap().correlated_time().unwrap().0;
    let calls = [
        rig.session.stop().unwrap(),
        rig.session.set_rate(false, -1.0).unwrap(),
        rig.session
            .start(StartPosition::At(MediaTime::from_100ns(time.as_100ns())))
            .unwrap(),
    ];
    for call in calls {
        rig.settled(call).unwrap();
    }
    rig.sinks[0].take();
    rig.manual.advance(ms(35));
    assert_eq!(rig.time(), 465);
    assert_eq!(rig.sinks[0].take_times(), [480, 470, 460]);
    rig.shut_down();
}

#[test]
fn support_is_what_source_transforms_and_sinks_have_in_common() {
    let range = |slowest, fastest| Some(RateRange { slowest, fastest });
    let rates = RateBounds {
        whole: RateModes {
            forward: range(0.5, 4.0),
            reverse: range(1.0, 2.0),
            scrub: true,
        },
        thinned: RateModes {
            forward: range(1.0, 16.0),
            reverse: range(1.0, 16.0),
            scrub: false,
        },
    };
    let script = SourceScript {
        rates: Some(rates),
        ..pictures()
    };
    // Without a topology: 1.0 alone.
    let mut rig = Rig::new(script.clone(), [clocked()]);
    assert_eq!(rig.session.rate_support().unwrap(), RateBounds::NORMAL);
    rig = rig.ready();
    assert_eq!(rig.session.rate_support().unwrap(), rates);
    let support = rig.session.rate_support().unwrap();
    let refused = support.is_rate_supported(false, 5.0).unwrap_err();
    assert_eq!(
        (refused.error.hresult(), refused.nearest),
        (codes::MF_E_UNSUPPORTED_RATE, Some(4.0))
    );
    assert_eq!(support.fastest_rate(RateDirection::Reverse, true).unwrap(), -16.0);
    assert_eq!(rig.session.capabilities().unwrap().bits(), 0x77);
    rig.shut_down();
    // A transform that says nothing plays backwards thinned only.
    let mut rig = Rig::new(script.clone(), [clocked()]);
    let topology = topology_with(&rig.source, &rig.sinks, || {
        Some(Box::new(openmf_testkit::PassThrough::default()))
    });
    let set = rig.set(&topology);
    rig.settled(set).unwrap();
    let support = rig.session.rate_support().unwrap();
    assert_eq!((support.whole.reverse, support.thinned), (None, rates.thinned));
    let refused = rig.session.set_rate(false, -1.0).unwrap_err();
    assert_eq!(refused.hresult(), codes::MF_E_REVERSE_UNSUPPORTED);
    drop(topology);
    rig.shut_down();
    // A sink that says nothing plays at 1.0 only, unless it is rateless.
    for (rateless, expected) in [(false, RateBounds::NORMAL), (true, rates)] {
        let sink = openmf_testkit::SinkScript {
            rates: None,
            rateless,
            ..clocked()
        };
        let rig = Rig::new(script.clone(), [sink]).ready();
        let expected = expected.and(rates);
        assert_eq!(
            rig.session.rate_support().unwrap(),
            expected,
            "rateless {rateless}"
        );
        rig.shut_down();
    }
    // A source without rate control.
    let script = SourceScript {
        rates: None,
        ..script
    };
    let rig = Rig::new(script, [clocked()]).ready();
    assert_eq!(rig.session.capabilities().unwrap().bits(), 0x47);
    let refused = rig.session.set_rate(false, 2.0).unwrap_err();
    assert_eq!(refused.hresult(), codes::MF_E_UNSUPPORTED_RATE);
    rig.shut_down();
}

#[test]
fn capabilities_tell_of_rates_and_of_bounds_that_changed() {
    let fastest = |fastest| {
        let forward = Some(RateRange {
            slowest: 0.5,
            fastest,
        });
        Some(RateBounds {
            whole: RateModes {
                forward,
                ..RateModes::NONE
            },
            thinned: RateModes::NONE,
        })
    };
    let script = SourceScript {
        rates: fastest(2.0),
        ..pictures()
    };
    let mut rig = Rig::new(script, [clocked()]).ready();
    let caps = |rig: &mut Rig| {
        rig.events();
        let seen = rig.seen.iter();
        let changed = seen.filter(|event| event.event_type() == EventType::SessionCapabilitiesChanged);
        changed
            .map(|event| {
                let attributes = event.attributes();
                (
                    attributes.get(keys::MF_EVENT_SESSIONCAPS).unwrap(),
                    attributes.get(keys::MF_EVENT_SESSIONCAPS_DELTA).unwrap(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(caps(&mut rig), [(0x57, 0x57)]);
    rig.source.script(|script| script.rates = fastest(4.0));
    rig.source.tell_characteristics();
    assert_eq!(caps(&mut rig), [(0x57, 0x10)], "the same flags, another maximum");
    rig.source.tell_characteristics();
    assert_eq!(caps(&mut rig), []);
    rig.source.script(|script| script.rates = None);
    rig.source.tell_characteristics();
    assert_eq!(caps(&mut rig), [(0x47, 0x10)]);
    rig.shut_down();
}

#[test]
fn a_source_that_does_not_answer_is_cut_off_and_named() {
    let mut rig = Rig::new(pictures(), [clocked()]).playing();
    rig.source.script(|script| script.on_rate = Answer::Never);
    let set = rig.session.set_rate(false, 2.0).unwrap();
    let (result, took) = rig.within(ms(1_000), set);
    assert!(
        matches!(&result, Err(Error::ComponentStalled { component, .. }) if component == "source"),
        "{result:?}"
    );
    assert_eq!(took, ms(400));
    assert_eq!(rig.session.rate().unwrap(), rate(1.0));
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    rig.shut_down();
}

#[test]
fn a_sink_that_refuses_tells_by_the_status_and_the_sources_go_back() {
    let mut rig = Rig::new(pictures(), [clocked()]).playing();
    let error = Error::UnsupportedRate { rate: 2.0 };
    rig.sinks[0].script(|script| script.on_rate = Answer::Failed(error));
    let set = rig.session.set_rate(false, 2.0).unwrap();
    assert_eq!(
        rig.settled(set).unwrap_err().hresult(),
        codes::MF_E_UNSUPPORTED_RATE
    );
    assert_eq!(
        rig.journal.take(),
        ["source.rate(2)", "sink.rate(2)", "source.rate(1)", "sink.rate(1)"]
    );
    assert_eq!(rig.session.rate().unwrap(), rate(1.0));
    assert_eq!(rig.session.clock().unwrap().rate(), 1.0);
    rig.shut_down();
}

#[test]
fn the_next_presentation_plays_at_the_rate_or_brings_it_back() {
    for (rates, expected) in [(Some(RateBounds::ALL), 2.0), (None, 1.0)] {
        let mut rig = Rig::new(pictures(), [clocked()]).playing();
        set_rate(&mut rig, false, 2.0);
        let script = SourceScript {
            name: "second".to_owned(),
            rates,
            ..pictures()
        };
        let second = openmf_testkit::ScriptedSource::new(script, &rig.journal);
        let topology = topology_of(&second, &rig.sinks);
        let set = rig.set(&topology);
        rig.settled(set).unwrap();
        drop(topology);
        rig.manual.advance(ms(1_400));
        rig.events();
        rig.manual.advance(ms(200));
        assert_eq!(rig.session.rate().unwrap(), rate(expected));
        assert_eq!(rig.session.clock().unwrap().rate(), expected);
        let changed = rig.events();
        let changed = changed.iter().any(|event| event == "MESessionRateChanged");
        assert_eq!(changed, expected != 2.0);
        let told = rig.journal.count("second.rate(2)");
        assert_eq!(told, usize::from(expected == 2.0));
        rig.sinks[0].take();
        let before = rig.time();
        rig.manual.advance(ms(100));
        assert_eq!(rig.time() - before, (100.0 * expected) as i64);
        assert_eq!(rig.sinks[0].take_times().len(), (10.0 * expected) as usize);
        rig.shut_down();
    }
}

#[test]
fn rates_and_other_calls_complete_in_order() {
    let mut rig = Rig::new(pictures(), [clocked()]).ready();
    let calls = [
        rig.session.set_rate(false, 2.0).unwrap(),
        rig.session.start(at(500)).unwrap(),
        rig.session.set_rate(false, 0.5).unwrap(),
        rig.session.pause().unwrap(),
        rig.session.set_rate(false, 0.0).unwrap(),
        rig.session.set_rate(false, 1.0).unwrap(),
        rig.session.stop().unwrap(),
        rig.session.set_rate(true, -4.0).unwrap(),
    ];
    for call in calls {
        rig.settled(call).unwrap();
    }
    let events: Vec<_> = rig
        .events()
        .into_iter()
        .filter(|event| !event.contains("Topology") && !event.contains("Capabilities"))
        .collect();
    assert_eq!(
        events,
        [
            "MESessionRateChanged",
            "MESessionNotifyPresentationTime",
            "MESessionStarted",
            "MESessionRateChanged",
            "MESessionPaused",
            "MESessionRateChanged",
            "MESessionRateChanged",
            "MESessionStopped",
            "MESessionRateChanged",
        ]
    );
    assert_eq!(
        rig.session.rate().unwrap(),
        Rate {
            thin: true,
            rate: -4.0
        }
    );
    rig.shut_down();
}

#[test]
fn a_timer_of_the_clock_keeps_to_the_rate() {
    let mut rig = Rig::new(pictures(), [clocked()]).playing();
    set_rate(&mut rig, false, 4.0);
    let clock = rig.session.clock().unwrap();
    assert_eq!(clock.rate(), 4.0);
    rig.manual.advance(ms(100));
    assert_eq!(
        clock.time().unwrap(),
        PresentationTime::ZERO + ms(400),
        "100 ms at four times the speed"
    );
    rig.shut_down();
}
