//! W16: tees.

mod common;

use common::*;
use openmf_core::{Error, EventType, MediaEvent, MediaTime, RateBounds, StartPosition, keys};
use openmf_runtime::NodeAttributeUpdate;
use openmf_testkit::{SinkScript, SourceScript};
use openmf_topology::{NodeKind, Topology, TopologyNode, current_type};

/// What is connected: source → tee → one branch for each sink.
struct Shape {
    tee: TopologyNode,
    topology: Topology,
}

fn teed(rig: &Rig) -> Shape {
    let topology = Topology::new();
    let (source, tee) = (source_node(&rig.source), TopologyNode::new(NodeKind::Tee));
    topology.add_node(&source).unwrap();
    topology.add_node(&tee).unwrap();
    source.connect_output(0, &tee, 0).unwrap();
    for (index, sink) in rig.sinks.iter().enumerate() {
        let output = output_node(sink);
        topology.add_node(&output).unwrap();
        tee.connect_output(index as u32, &output, 0).unwrap();
    }
    Shape { tee, topology }
}

fn script(direct: bool) -> SourceScript {
    SourceScript {
        direct,
        ..SourceScript::default()
    }
}

fn up_to(last: i64) -> Vec<i64> {
    (0..=last).step_by(10).collect()
}

#[test]
fn w16_both_outputs_of_a_tee_get_every_sample_and_the_end_comes_once() {
    for direct in [true, false] {
        let mut rig = Rig::new(script(direct), [named("one", false), named("two", false)]);
        let shape = teed(&rig);
        start(&mut rig, &shape.topology);
        let events = rig.until(EventType::SessionEnded, ms(1_100));
        assert_eq!(
            events
                .iter()
                .filter(|event| *event == "MEEndOfPresentation")
                .count(),
            1
        );
        let (one, two) = (rig.sinks[0].take(), rig.sinks[1].take());
        assert_eq!(one.len(), 100);
        assert_eq!(two.len(), 100);
        for (a, b) in one.iter().zip(&two) {
            assert_eq!((a.time, a.duration), (b.time, b.duration));
            let bytes = |sample: &openmf_core::Sample| sample.buffer().unwrap().as_ptr();
            assert_eq!(bytes(a), bytes(b), "by reference, not by copy");
        }
        drop(shape);
        rig.shut_down();
    }
}

#[test]
fn w16_the_type_of_a_tee_is_that_of_its_input() {
    let mut rig = Rig::new(script(true), [named("one", false), named("two", false)]);
    let shape = teed(&rig);
    start(&mut rig, &shape.topology);
    let full = rig
        .session
        .full_topology(openmf_session::TopologyQuery::Current)
        .unwrap();
    let tee = full.node_by_id(shape.tee.id()).unwrap();
    let source = full.source_nodes().remove(0);
    let expected = current_type(&source, 0, true).unwrap();
    assert_eq!(current_type(&tee, 0, false).unwrap(), expected);
    assert_eq!(current_type(&tee, 1, true).unwrap(), expected);
    assert_eq!(
        current_type(&tee, 2, true).unwrap_err().hresult(),
        openmf_core::codes::MF_E_INVALIDSTREAMNUMBER
    );
    drop((full, tee, source));
    drop(shape);
    rig.shut_down();
}

#[test]
fn primaryoutput_nothing_flows_before_the_primary_output_asks() {
    for primary in [0, 1] {
        let mut rig = Rig::new(script(true), [named("one", false), named("two", false)]);
        let shape = teed(&rig);
        shape
            .tee
            .attributes()
            .set(keys::MF_TOPONODE_PRIMARYOUTPUT, primary as u32);
        rig.sinks[primary].script(|script| script.capacity = 0);
        start(&mut rig, &shape.topology);
        rig.manual.advance(ms(200));
        let other = 1 - primary;
        assert_eq!(
            rig.sinks[other].take_times(),
            Vec::<i64>::new(),
            "primary {primary}"
        );
        rig.sinks[primary].script(|script| script.capacity = 4);
        rig.sinks[primary].ask();
        rig.manual.advance(ms(100));
        assert!(rig.sinks[other].take().len() > 20, "primary {primary}");
        rig.session.shutdown().unwrap();
    }
}

#[test]
fn a_secondary_output_that_does_not_ask_holds_two_seconds_and_then_holds_the_tee_up() {
    let script = SourceScript {
        samples: 1_000,
        ..script(true)
    };
    let mut rig = Rig::new(script, [named("one", false), named("two", false)]);
    let shape = teed(&rig);
    rig.sinks[1].script(|script| script.capacity = 0);
    start(&mut rig, &shape.topology);
    rig.manual.advance(ms(5_000));
    assert_eq!(rig.sinks[0].take_times(), up_to(1_990));
    // Nothing was lost: it gets all of it when it asks.
    rig.sinks[1].script(|script| script.capacity = 4);
    rig.sinks[1].ask();
    rig.manual.advance(ms(100));
    let times = rig.sinks[1].take_times();
    assert_eq!(times[..200], up_to(1_990)[..]);
    let statistics = rig.session.output_statistics(shape.tee.id()).unwrap();
    assert_eq!((statistics[0].discarded, statistics[1].discarded), (0, 0));
    drop(shape);
    rig.shut_down();
}

#[test]
fn w16_a_discardable_output_that_does_not_ask_stalls_nothing_and_what_it_loses_is_counted() {
    let mut rig = Rig::new(script(true), [named("one", false), named("two", false)]);
    let shape = teed(&rig);
    shape
        .tee
        .attributes()
        .set(keys::MF_TOPONODE_DISCARDABLE, 1_u32.to_le_bytes().to_vec());
    rig.sinks[1].script(|script| script.capacity = 0);
    start(&mut rig, &shape.topology);
    rig.manual.advance(ms(990));
    assert_eq!(rig.sinks[0].take_times(), up_to(990));
    let statistics = rig.session.output_statistics(shape.tee.id()).unwrap();
    assert_eq!(statistics[0].discarded, 0);
    // Of 100 samples of 10 ms the last half second is kept.
    assert_eq!(statistics[1].discarded, 50);
    assert_eq!(statistics[1].discarded_bytes, 50 * 480 * 2);
    rig.sinks[1].script(|script| script.capacity = 4);
    rig.sinks[1].ask();
    rig.manual.advance(ms(10));
    let late = rig.sinks[1].take();
    assert_eq!(late[0].time, Some(MediaTime::ZERO + ms(500)));
    assert!(late[0].flags.discontinuity, "it follows a gap");
    assert!(!late[1].flags.discontinuity);
    rig.until(EventType::SessionEnded, ms(1_000));
    drop(shape);
    rig.shut_down();
}

#[test]
fn frames_are_stepped_behind_a_tee_for_as_long_as_another_sink_takes_nothing() {
    for (shows, thin, loses) in [
        (0, false, None),
        (0, true, Some(1)),
        (1, false, None),
        (1, true, None),
        (1, false, Some(1)),
    ] {
        let full = 1 - shows;
        let script = SourceScript {
            video: true,
            samples: 300,
            rates: Some(RateBounds::ALL),
            ..script(true)
        };
        let mut rig = Rig::new(script, [named("one", false), named("two", false)]);
        let shape = teed(&rig);
        if let Some(loses) = loses {
            let discardable = u32::to_le_bytes(loses).to_vec();
            shape
                .tee
                .attributes()
                .set(keys::MF_TOPONODE_DISCARDABLE, discardable);
        }
        // It holds one sample, and shows none while the clock stands still.
        rig.sinks[full].script(|script| (script.capacity, script.scrubs) = (1, false));
        rig.sinks[shows].script(|script| script.capacity = 1);
        let set = rig.set(&shape.topology);
        rig.settled(set).unwrap();
        let rate = rig.session.set_rate(thin, 0.0).unwrap();
        rig.settled(rate).unwrap();
        // More than the two seconds that another output may hold while the clock runs.
        let expected = (0..250).map(|step| step * 10);
        for time in expected.clone() {
            let step = rig.session.start(StartPosition::Current).unwrap();
            rig.settled(step).unwrap();
            rig.until(EventType::SessionScrubSampleComplete, ms(1));
            let complete = rig.seen.last().unwrap();
            complete.result().unwrap();
            let shown = complete.attributes().get(keys::MF_EVENT_SCRUBSAMPLE_TIME);
            assert_eq!(shown.unwrap().as_100ns(), time * 10_000, "{shows} shows");
        }
        assert_eq!(rig.sinks[shows].take_times(), expected.collect::<Vec<_>>());
        assert_eq!(rig.sinks[full].take_times(), [] as [i64; 0]);
        let statistics = rig.session.output_statistics(shape.tee.id()).unwrap();
        // One that may lose samples keeps half a second; the other one has missed nothing yet.
        let lost = |index| {
            if loses == Some(index) && full as u32 == index {
                200
            } else {
                0
            }
        };
        let discarded = [statistics[0].discarded, statistics[1].discarded];
        assert_eq!(discarded, [lost(0), lost(1)]);
        drop(shape);
        rig.shut_down();
    }
}

#[test]
fn a_rateless_sink_behind_a_tee_does_not_run_away_from_frames_that_are_stepped() {
    let script = SourceScript {
        video: true,
        samples: 300,
        rates: Some(RateBounds::ALL),
        ..script(true)
    };
    for shows in [0, 1] {
        let mut sinks = [named("one", false), named("two", false)];
        sinks[shows].capacity = 1;
        sinks[1 - shows] = named("file", true);
        sinks[1 - shows].rates = None;
        let mut rig = Rig::new(script.clone(), sinks);
        let shape = teed(&rig);
        let set = rig.set(&shape.topology);
        rig.settled(set).unwrap();
        let rate = rig.session.set_rate(false, 0.0).unwrap();
        rig.settled(rate).unwrap();
        for time in (0..100).map(|step| step * 10) {
            let step = rig.session.start(StartPosition::Current).unwrap();
            rig.settled(step).unwrap();
            rig.until(EventType::SessionScrubSampleComplete, ms(1));
            let complete = rig.seen.last().unwrap();
            let shown = complete.attributes().get(keys::MF_EVENT_SCRUBSAMPLE_TIME);
            assert_eq!(shown.unwrap().as_100ns(), time * 10_000, "{shows} shows");
        }
        let written = rig.sinks[1 - shows].take_times();
        assert_eq!(written, up_to(written.len() as i64 * 10 - 10));
        assert!((100..=170).contains(&written.len()), "{}", written.len());
        drop(shape);
        rig.shut_down();
    }
}

#[test]
fn w16_a_discardable_output_that_never_asks_does_not_hold_up_the_end() {
    for direct in [true, false] {
        for stop in [None, Some(600)] {
            let sinks = ["one", "two"].map(|name| SinkScript {
                direct,
                ..named(name, false)
            });
            let mut rig = Rig::new(script(direct), sinks);
            let shape = teed(&rig);
            shape
                .tee
                .attributes()
                .set(keys::MF_TOPONODE_DISCARDABLE, 1_u32.to_le_bytes().to_vec());
            rig.sinks[1].script(|script| script.capacity = 0);
            start(&mut rig, &shape.topology);
            rig.manual.advance(ms(100));
            if let Some(stop) = stop {
                let node = shape.topology.source_nodes()[0].id();
                let update = NodeAttributeUpdate::media_stop(node, MediaTime::ZERO + ms(stop));
                rig.session.update_node_attributes(0, &[update]).unwrap();
            }
            let last = stop.unwrap_or(1_000);
            let events = rig.until(EventType::SessionEnded, ms(last + 10));
            let ends = events.iter().filter(|event| *event == "MEEndOfPresentation");
            assert_eq!(ends.count(), 1);
            assert_eq!(rig.sinks[0].take_times(), up_to(last - 10));
            assert_eq!(rig.sinks[1].take_times(), Vec::<i64>::new());
            let statistics = rig.session.output_statistics(shape.tee.id()).unwrap();
            assert_eq!(
                (statistics[0].discarded, statistics[0].delivered),
                (0, last as u64 / 10)
            );
            assert_eq!(
                (statistics[1].discarded, statistics[1].delivered),
                (last as u64 / 10, 0)
            );
            drop(shape);
            rig.shut_down();
        }
    }
}

#[test]
fn a_rateless_secondary_output_is_paced_by_the_primary_one() {
    let mut rig = Rig::new(script(true), [named("clocked", false), named("file", true)]);
    let shape = teed(&rig);
    start(&mut rig, &shape.topology);
    rig.manual.advance(ms(100));
    let ahead = *rig.sinks[1].take_times().last().unwrap();
    // Half a second is what the primary output keeps for a secondary one that asks.
    assert!((100..=660).contains(&ahead), "{ahead}");
    rig.until(EventType::SessionEnded, ms(1_000));
    drop(shape);
    rig.shut_down();
}

#[test]
fn sinks_behind_a_tee_that_want_different_amounts_before_the_start_do_not_wait_for_each_other() {
    let small = SinkScript {
        can_preroll: true,
        capacity: 1,
        ..named("small", false)
    };
    let large = SinkScript {
        can_preroll: true,
        capacity: 30,
        preroll_samples: 30,
        ..named("large", false)
    };
    for sinks in [[small.clone(), large.clone()], [large, small]] {
        let mut rig = Rig::new(script(true), sinks);
        let shape = teed(&rig);
        start(&mut rig, &shape.topology);
        rig.until(EventType::SessionEnded, ms(1_100));
        assert_eq!((rig.sinks[0].take().len(), rig.sinks[1].take().len()), (100, 100));
        drop(shape);
        rig.shut_down();
    }
}

#[test]
fn a_tee_stands_before_and_behind_transforms_and_behind_another_tee() {
    let mut rig = Rig::new(
        script(true),
        [named("one", false), named("two", false), named("three", true)],
    );
    let topology = Topology::new();
    let source = source_node(&rig.source);
    let (first, second) = (TopologyNode::new(NodeKind::Tee), TopologyNode::new(NodeKind::Tee));
    let effects: Vec<_> = (0..3).map(|_| pass_through()).collect();
    let outputs: Vec<_> = rig.sinks.iter().map(output_node).collect();
    for node in [&source, &first, &second]
        .into_iter()
        .chain(&effects)
        .chain(&outputs)
    {
        topology.add_node(node).unwrap();
    }
    source.connect_output(0, &effects[0], 0).unwrap();
    effects[0].connect_output(0, &first, 0).unwrap();
    first.connect_output(0, &effects[1], 0).unwrap();
    effects[1].connect_output(0, &outputs[0], 0).unwrap();
    first.connect_output(1, &second, 0).unwrap();
    second.connect_output(0, &effects[2], 0).unwrap();
    effects[2].connect_output(0, &outputs[1], 0).unwrap();
    second.connect_output(1, &outputs[2], 0).unwrap();
    start(&mut rig, &topology);
    rig.until(EventType::SessionEnded, ms(1_100));
    for sink in &rig.sinks {
        assert_eq!(sink.take_times(), up_to(990));
    }
    drop((topology, source, first, second, effects, outputs));
    rig.shut_down();
}

#[test]
fn a_seek_behind_a_tee_is_exact_for_every_output_also_while_paused() {
    let script = SourceScript {
        samples: 1_000,
        clean_every: 10,
        ..script(true)
    };
    let mut rig = Rig::new(script, [named("one", false), named("two", false)]);
    let shape = teed(&rig);
    start(&mut rig, &shape.topology);
    rig.manual.advance(ms(55));
    for paused in [false, true] {
        if paused {
            let pause = rig.session.pause().unwrap();
            rig.settled(pause).unwrap();
        }
        let seek = rig.session.start(at(5_055)).unwrap();
        rig.settled(seek).unwrap();
        rig.sinks.iter().for_each(|sink| drop(sink.take()));
        rig.manual.advance(ms(20));
        for sink in &rig.sinks {
            assert_eq!(sink.take_times(), [5_060, 5_070], "paused {paused}");
        }
    }
    let stop = rig.session.stop().unwrap();
    rig.settled(stop).unwrap();
    let again = rig.session.start(StartPosition::Current).unwrap();
    rig.settled(again).unwrap();
    rig.manual.advance(ms(20));
    assert_eq!(rig.sinks[1].take_times(), [0, 10, 20]);
    drop(shape);
    rig.shut_down();
}

#[test]
fn a_stop_time_ends_every_branch_behind_a_tee() {
    let mut rig = Rig::new(script(true), [named("one", false), named("two", false)]);
    let shape = teed(&rig);
    let source = shape.topology.source_nodes().remove(0);
    let set = |key, milliseconds| source.attributes().set(key, MediaTime::ZERO + ms(milliseconds));
    set(keys::MF_TOPONODE_MEDIASTART, 205);
    set(keys::MF_TOPONODE_MEDIASTOP, 405);
    start(&mut rig, &shape.topology);
    rig.until(EventType::SessionEnded, ms(400));
    for sink in &rig.sinks {
        let samples = sink.take();
        assert_eq!(samples.len(), 21);
        assert_eq!(samples[0].time, Some(MediaTime::ZERO), "presentation time");
        assert_eq!(samples[0].duration, Some(ms(5)), "cut to the frame");
        assert_eq!(samples[0].buffer().unwrap()[0], 20);
        assert_eq!(samples[20].end(), Some(MediaTime::ZERO + ms(200)));
    }
    drop((shape, source));
    rig.shut_down();
}

#[test]
fn a_stop_time_that_moves_ends_every_branch_behind_a_tee_there() {
    for (first, moves, end) in [
        (None, &[(300, 313)][..], 313),
        (None, &[(300, 313), (305, 405)], 405),
        (Some(400), &[(395, 605)], 605),
        (Some(400), &[(100, 205)], 205),
    ] {
        let mut rig = Rig::new(script(true), [named("one", false), named("two", false)]);
        let shape = teed(&rig);
        let source = shape.topology.source_nodes().remove(0);
        if let Some(first) = first {
            let stop = MediaTime::ZERO + ms(first);
            source.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
        }
        start(&mut rig, &shape.topology);
        let mut now = 0;
        for (when, stop) in moves {
            rig.manual.advance(ms(*when - now));
            now = *when;
            let update = NodeAttributeUpdate::media_stop(source.id(), MediaTime::ZERO + ms(*stop));
            rig.session.update_node_attributes(0, &[update]).unwrap();
        }
        rig.until(EventType::SessionEnded, ms(end - now));
        for sink in &rig.sinks {
            let mut time = MediaTime::ZERO;
            for sample in sink.take() {
                assert_eq!(sample.time, Some(time), "{moves:?}");
                time = sample.end().unwrap();
            }
            assert_eq!(time, MediaTime::ZERO + ms(end), "{moves:?}");
        }
        drop((shape, source));
        rig.shut_down();
    }
}

#[test]
fn a_stop_time_that_moves_reaches_what_is_behind_another_tee() {
    for (first, when, stop) in [(400, 395, 605), (400, 300, 605), (400, 100, 205)] {
        let sinks = ["one", "two", "three"].map(|name| named(name, false));
        let mut rig = Rig::new(script(true), sinks);
        let topology = Topology::new();
        let source = source_node(&rig.source);
        let tees = [TopologyNode::new(NodeKind::Tee), TopologyNode::new(NodeKind::Tee)];
        let outputs: Vec<_> = rig.sinks.iter().map(output_node).collect();
        for node in [&source].into_iter().chain(&tees).chain(&outputs) {
            topology.add_node(node).unwrap();
        }
        let media_stop = MediaTime::ZERO + ms(first);
        source.attributes().set(keys::MF_TOPONODE_MEDIASTOP, media_stop);
        source.connect_output(0, &tees[0], 0).unwrap();
        // The branch that has the shared part alone is told of the change first.
        tees[0].connect_output(0, &outputs[0], 0).unwrap();
        tees[0].connect_output(1, &tees[1], 0).unwrap();
        tees[1].connect_output(0, &outputs[1], 0).unwrap();
        tees[1].connect_output(1, &outputs[2], 0).unwrap();
        start(&mut rig, &topology);
        rig.manual.advance(ms(when));
        let update = NodeAttributeUpdate::media_stop(source.id(), MediaTime::ZERO + ms(stop));
        rig.session.update_node_attributes(0, &[update]).unwrap();
        rig.until(EventType::SessionEnded, ms(stop - when));
        for sink in &rig.sinks {
            let mut time = MediaTime::ZERO;
            for sample in sink.take() {
                assert_eq!(sample.time, Some(time), "{first} to {stop}");
                time = sample.end().unwrap();
            }
            assert_eq!(time, MediaTime::ZERO + ms(stop), "{first} to {stop} at {when}");
        }
        drop((topology, source, tees, outputs));
        rig.shut_down();
    }
}

#[test]
fn markout_here_behind_a_tee_ends_its_branch_alone_and_holds_nothing_up() {
    let mut rig = Rig::new(script(true), [named("one", false), named("two", false)]);
    let topology = Topology::new();
    let (source, tee) = (source_node(&rig.source), TopologyNode::new(NodeKind::Tee));
    let (effect, outputs) = (
        pass_through(),
        rig.sinks.iter().map(output_node).collect::<Vec<_>>(),
    );
    for node in [&source, &tee, &effect].into_iter().chain(&outputs) {
        topology.add_node(node).unwrap();
    }
    source
        .attributes()
        .set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::ZERO + ms(300));
    effect.attributes().set(keys::MF_TOPONODE_MARKIN_HERE, true);
    effect.attributes().set(keys::MF_TOPONODE_MARKOUT_HERE, true);
    source.connect_output(0, &tee, 0).unwrap();
    tee.connect_output(0, &effect, 0).unwrap();
    effect.connect_output(0, &outputs[0], 0).unwrap();
    tee.connect_output(1, &outputs[1], 0).unwrap();
    start(&mut rig, &topology);
    rig.until(EventType::SessionEnded, ms(1_100));
    assert_eq!(rig.sinks[0].take_times(), up_to(290));
    assert_eq!(rig.sinks[1].take_times(), up_to(990));
    drop((topology, source, tee, effect, outputs));
    rig.shut_down();
}

#[test]
fn a_sink_behind_a_tee_that_loses_its_device_holds_the_others_up_neither_as_primary_nor_as_secondary() {
    for lost in [0, 1] {
        let mut rig = Rig::new(script(true), [named("one", false), named("two", false)]);
        let shape = teed(&rig);
        start(&mut rig, &shape.topology);
        rig.manual.advance(ms(100));
        rig.sinks[lost].script(|script| script.capacity = 0);
        rig.sinks[lost].send(
            MediaEvent::new(EventType::SinkInvalidated).with_error(Error::Device {
                device: "speaker".into(),
                what: "was unplugged".into(),
            }),
        );
        rig.until(EventType::SessionEnded, ms(1_100));
        assert_eq!(rig.sinks[1 - lost].take().len(), 100, "lost {lost}");
        rig.session.shutdown().unwrap();
    }
}
