//! The documented table of samples, markers and events of a stream sink.
//!
//! Source: "Stream Sinks", "Handling Clock State Changes", `IMFStreamSink` (Microsoft Learn).

mod common;

use std::sync::Arc;

use common::{Rig, at, end_of_segment, marker, ms, sample, video_type};
use openmf_core::{ClockStart, Error, EventType, MediaSink, codes};
use openmf_sinks::{NullOptions, NullRenderer};

fn rig() -> Rig {
    Rig::new(NullRenderer::video(NullOptions::default()).sink(), &video_type())
}

fn direct_rig() -> Rig {
    let rig = rig();
    rig.wants();
    rig
}

#[test]
fn characteristics_say_what_is_refused_and_what_is_offered() {
    for rateless in [false, true] {
        let options = NullOptions {
            rateless,
            ..NullOptions::default()
        };
        let sinks = [
            NullRenderer::audio(options).sink(),
            NullRenderer::video(options).sink(),
        ];
        for sink in sinks {
            let is = sink.characteristics();
            assert!(is.fixed_streams && !is.cannot_match_clock);
            assert!(matches!(
                sink.add_stream_sink(1, None),
                Err(Error::StreamSinksFixed)
            ));
            assert!(matches!(sink.remove_stream_sink(0), Err(Error::StreamSinksFixed)));
            assert_eq!((is.rateless, is.can_preroll), (rateless, !rateless));
            assert_eq!(sink.preroll().is_some(), is.can_preroll);
        }
    }
}

#[test]
fn every_change_of_the_clock_is_answered_once() {
    let rig = direct_rig();
    rig.start(0);
    rig.start(500);
    rig.clock.pause();
    rig.clock.start(ClockStart::Current);
    rig.clock.set_rate(2.0);
    rig.clock.stop();
    assert_eq!(
        rig.events(),
        [
            "Started",
            "Started",
            "Paused",
            "Started",
            "RateChanged",
            "Stopped"
        ]
    );
}

#[test]
fn requests_by_event_are_four_and_follow_what_is_consumed() {
    let rig = rig();
    assert!(rig.events().is_empty());
    rig.start(0);
    let four = ["RequestSample"; 4];
    assert_eq!(rig.events(), [&["Started"][..], &four].concat());
    rig.stream.process_sample(sample(0, 40, 12)).unwrap();
    assert_eq!(rig.events(), ["RequestSample"], "the first is consumed at once");
    for time in [40, 80, 120, 160] {
        rig.stream.process_sample(sample(time, 40, 12)).unwrap();
    }
    assert!(rig.events().is_empty(), "the queue is full");
    rig.clock.advance(ms(80));
    assert_eq!(rig.events(), ["RequestSample"; 2]);
    rig.clock.stop();
    rig.start(0);
    assert_eq!(rig.events(), [&["Stopped", "Started"][..], &four].concat());
}

#[test]
fn a_flush_drops_the_samples_and_aborts_the_markers() {
    let rig = direct_rig();
    rig.start(0);
    rig.stream.process_sample(sample(100, 40, 12)).unwrap();
    rig.stream.place_marker(marker(1)).unwrap();
    rig.stream.process_sample(sample(140, 40, 12)).unwrap();
    rig.stream.place_marker(marker(2)).unwrap();
    rig.events();
    rig.stream.flush().unwrap();
    let abort = codes::E_ABORT;
    assert_eq!(
        rig.events(),
        [format!("Marker 1 {abort}"), format!("Marker 2 {abort}")]
    );
    assert!(rig.wants(), "the state stays");
    rig.stream.place_marker(marker(3)).unwrap();
    assert_eq!(rig.events(), ["Marker 3"]);
}

#[test]
fn markers_wait_for_the_samples_before_them() {
    let rig = direct_rig();
    rig.start(0);
    rig.stream.place_marker(marker(1)).unwrap();
    rig.stream.process_sample(sample(0, 40, 12)).unwrap();
    rig.stream.place_marker(marker(2)).unwrap();
    rig.stream.process_sample(sample(100, 40, 12)).unwrap();
    rig.stream.place_marker(marker(3)).unwrap();
    rig.stream.place_marker(end_of_segment(4)).unwrap();
    let table: [(i64, &[&str]); 6] = [
        (0, &["Started", "Marker 1"]),
        (39, &[]),
        (1, &["Marker 2"]),
        (99, &[]),
        (1, &["Marker 3", "Marker 4"]),
        (1_000, &[]),
    ];
    for (advance, expected) in table {
        rig.clock.advance(ms(advance));
        assert_eq!(rig.events(), expected, "at {:?}", rig.clock);
    }
}

#[test]
fn markers_of_a_paused_stream() {
    let rig = direct_rig();
    rig.start(0);
    rig.clock.advance(ms(10));
    rig.clock.pause();
    rig.stream.place_marker(marker(1)).unwrap();
    assert_eq!(
        rig.events(),
        ["Started", "Paused", "Marker 1"],
        "nothing is queued"
    );
    rig.stream.process_sample(sample(50, 40, 12)).unwrap();
    rig.stream.place_marker(marker(2)).unwrap();
    rig.clock.advance(ms(1_000));
    assert!(rig.events().is_empty());
    rig.clock.start(ClockStart::Current);
    rig.clock.advance(ms(80));
    assert_eq!(rig.events(), ["Started", "Marker 2"]);
}

#[test]
fn a_pause_does_not_end_the_picture_on_the_screen() {
    let rig = direct_rig();
    rig.start(0);
    rig.stream.process_sample(sample(0, 40, 12)).unwrap();
    rig.clock.advance(ms(10));
    rig.clock.pause();
    rig.stream.place_marker(end_of_segment(1)).unwrap();
    assert_eq!(rig.events(), ["Started", "Paused"]);
    rig.clock.start(ClockStart::Current);
    rig.clock.advance(ms(30));
    assert_eq!(rig.events(), ["Started", "Marker 1"]);
}

#[test]
fn a_stop_drops_the_samples_and_answers_markers_at_once_from_then_on() {
    let rig = direct_rig();
    rig.start(0);
    rig.stream.process_sample(sample(100, 40, 12)).unwrap();
    rig.stream.place_marker(marker(1)).unwrap();
    rig.clock.stop();
    let abort = codes::E_ABORT;
    assert_eq!(rig.events(), ["Started", &format!("Marker 1 {abort}"), "Stopped"]);
    assert!(matches!(
        rig.stream.process_sample(sample(0, 40, 12)),
        Err(Error::InvalidRequest { .. })
    ));
    rig.stream.place_marker(marker(2)).unwrap();
    assert_eq!(rig.events(), ["Marker 2"]);
    assert!(!rig.wants());
    assert_eq!(rig.clock.timer_count(), 0);
}

#[test]
fn preroll_ends_with_a_picture_or_with_the_end_of_the_stream() {
    let rig = direct_rig();
    let preroll = rig.sink.preroll().unwrap();
    preroll.notify_preroll(at(0)).unwrap();
    assert!(rig.wants() && rig.events().is_empty());
    rig.stream.process_sample(sample(0, 40, 12)).unwrap();
    assert_eq!(rig.events(), ["Prerolled"]);
    rig.clock.stop();
    rig.events();

    preroll.notify_preroll(at(0)).unwrap();
    rig.stream.place_marker(end_of_segment(7)).unwrap();
    assert_eq!(rig.events(), ["Prerolled"], "an empty stream is prerolled, too");
    rig.start(0);
    assert_eq!(rig.events(), ["Started", "Marker 7"]);
}

#[test]
fn preroll_by_event_asks_for_samples() {
    let rig = rig();
    rig.sink.preroll().unwrap().notify_preroll(at(0)).unwrap();
    assert_eq!(rig.events(), ["RequestSample"; 4]);
    for time in [0, 40, 80, 120] {
        rig.stream.process_sample(sample(time, 40, 12)).unwrap();
    }
    assert_eq!(rig.events(), ["Prerolled"]);
    assert!(matches!(
        rig.stream.process_sample(sample(160, 40, 12)),
        Err(Error::InvalidStateTransition)
    ));
}

#[test]
fn samples_are_refused_by_code() {
    let renderer = NullRenderer::video(NullOptions::default());
    let sink = renderer.sink();
    let stream = sink.stream_sinks().unwrap().remove(0);
    assert!(matches!(
        stream.process_sample(sample(0, 40, 12)),
        Err(Error::NotInitialized { .. })
    ));
    stream
        .media_type_handler()
        .set_current_type(&video_type())
        .unwrap();
    assert!(matches!(
        stream.process_sample(sample(0, 40, 12)),
        Err(Error::NoClock)
    ));
    let rig = Rig::new(sink, &video_type());
    rig.start(0);
    let mut unstamped = sample(0, 40, 12);
    unstamped.time = None;
    assert!(matches!(
        rig.stream.process_sample(unstamped),
        Err(Error::NoSampleTimestamp)
    ));
}

#[test]
fn after_shutdown_everything_fails_and_nothing_is_sent() {
    let rig = direct_rig();
    rig.start(0);
    rig.stream.process_sample(sample(100, 40, 12)).unwrap();
    rig.stream.place_marker(marker(1)).unwrap();
    assert_eq!(rig.clock.state_sink_count(), 1);
    rig.sink.shutdown().unwrap();
    assert_eq!((rig.clock.state_sink_count(), rig.clock.timer_count()), (0, 0));
    let sink: Arc<dyn MediaSink> = rig.sink.clone();
    let answers = [
        rig.sink.shutdown(),
        rig.stream.process_sample(sample(0, 40, 12)),
        rig.stream.place_marker(marker(2)),
        rig.stream.flush(),
        rig.sink.stream_sinks().map(|_| ()),
        rig.stream.media_sink().map(|_| ()),
        sink.set_presentation_clock(None),
        rig.sink.preroll().unwrap().notify_preroll(at(0)),
        rig.sink.on_clock_stop(Default::default()),
        rig.stream.events().queue_type(EventType::Error),
        rig.stream.events().try_get_event().map(|_| ()),
    ];
    for (index, answer) in answers.into_iter().enumerate() {
        assert!(matches!(answer, Err(Error::Shutdown)), "call {index}");
    }
}

#[test]
fn a_sink_leaves_its_former_clock() {
    let rig = direct_rig();
    let sink: Arc<dyn MediaSink> = rig.sink.clone();
    sink.clone().set_presentation_clock(None).unwrap();
    assert_eq!(rig.clock.state_sink_count(), 0);
    sink.clone()
        .set_presentation_clock(Some(rig.clock.clone()))
        .unwrap();
    sink.set_presentation_clock(Some(rig.clock.clone())).unwrap();
    assert_eq!(rig.clock.state_sink_count(), 1);
    assert!(
        rig.sink
            .add_stream_sink(1, None)
            .is_err_and(|e| e.hresult() == codes::MF_E_STREAMSINKS_FIXED)
    );
    assert_eq!(rig.sink.stream_sink_by_id(0).unwrap().id(), 0);
}
