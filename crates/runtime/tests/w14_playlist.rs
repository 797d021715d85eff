//! W14: a playlist, by the sequencer source.

mod common;

use std::sync::Arc;

use common::playlist::*;
use common::*;
use openmf_core::{
    EventType, MediaEvent, MediaSource, PresentationDescriptor, PresentationTime, StartPosition, TimeSpan,
    Variant, codes, keys,
};
use openmf_session::SessionState;

const NOTIFY: &str = "MESessionNotifyPresentationTime";

#[test]
fn a_playlist_plays_in_order_without_a_gap() {
    // W14, and `events/10.trace.playlist`.
    let mut playlist = Playlist::new(3, true);
    playlist.play(StartPosition::Current);
    assert_eq!(
        playlist.take(),
        [
            "MESessionTopologySet S1",
            "MESessionTopologyStatus 100 S1",
            NOTIFY,
            "MESessionTopologyStatus 200 S1",
            "MENewPresentation S2",
            "MESessionStarted",
            "MESessionTopologySet S2",
        ]
    );
    playlist.pass(1_000);
    playlist.pass(20);
    assert_eq!(
        playlist.take(),
        [
            "MESessionTopologyStatus 100 S2",
            "MEEndOfPresentationSegment",
            "MENewPresentation S3",
            "MESessionTopologySet S3",
            "MESessionTopologyStatus 400 S1",
            NOTIFY,
            "MESessionTopologyStatus 200 S2",
            "MESessionTopologyStatus 300 S2",
        ]
    );
    playlist.pass(2_100);
    assert_eq!(
        playlist.take(),
        [
            "MESessionTopologyStatus 100 S3",
            "MEEndOfPresentationSegment",
            "MESessionTopologyStatus 400 S2",
            NOTIFY,
            "MESessionTopologyStatus 200 S3",
            "MESessionTopologyStatus 300 S3",
            "MEEndOfPresentation",
            "MESessionTopologyStatus 400 S3",
            "MESessionEnded",
        ]
    );
    assert_eq!(
        playlist.sink.take_times(),
        (0..300).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.session.state(), SessionState::Stopped);
    playlist.end();
}

#[test]
fn the_offset_of_a_segment_is_the_length_of_those_before_it() {
    // W14 row "boundaries".
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    let notified = playlist
        .seen
        .iter()
        .filter(|event| event.event_type() == EventType::SessionNotifyPresentationTime);
    let times: Vec<_> = notified
        .map(|event| {
            let a = event.attributes();
            (
                a.get(keys::MF_EVENT_START_PRESENTATION_TIME).unwrap(),
                a.get(keys::MF_EVENT_PRESENTATION_TIME_OFFSET).unwrap(),
                a.get(keys::MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT).unwrap(),
            )
        })
        .collect();
    let second = presentation(1_000);
    assert_eq!(
        times,
        [
            (PresentationTime::ZERO, TimeSpan::ZERO, PresentationTime::ZERO),
            (second, ms(1_000), second),
        ]
    );
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(1_500)
    );
    playlist.end();
}

#[test]
fn a_jump_cancels_what_is_before_and_starts_the_clock_at_the_offset() {
    // W14, a start with MF_TIME_FORMAT_SEGMENT_OFFSET during S1, and `events/10.trace.skip`.
    let mut playlist = Playlist::new(3, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    playlist.take();
    playlist.sink.take();
    let offset = StartPosition::segment_offset(playlist.elements[2], ms(400));
    playlist.start(offset).unwrap();
    assert_eq!(
        playlist.take(),
        [
            "MESessionStarted",
            "MEEndOfPresentationSegment cancelled",
            "MENewPresentation S3",
            "MESessionTopologyStatus 400 S1",
            "MESessionTopologyStatus 100 S2",
            "MESessionTopologyStatus 200 S2",
            "MEEndOfPresentationSegment cancelled",
            "MESessionTopologyStatus 400 S2",
            "MESessionTopologySet S3",
            "MESessionTopologyStatus 100 S3",
            NOTIFY,
            "MESessionTopologyStatus 200 S3",
            "MESessionTopologyStatus 300 S3",
        ]
    );
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(400)
    );
    assert_eq!(playlist.session.state(), SessionState::Started);
    playlist.pass(700);
    assert_eq!(
        playlist.sink.take_times(),
        (40..100).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(
        playlist.take(),
        [
            "MEEndOfPresentation",
            "MESessionTopologyStatus 400 S3",
            "MESessionEnded"
        ]
    );
    playlist.end();
}

#[test]
fn a_jump_within_the_segment_is_a_seek() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    playlist.take();
    playlist.sink.take();
    let offset = StartPosition::segment_offset(playlist.elements[0], ms(900));
    playlist.start(offset).unwrap();
    assert_eq!(playlist.take(), ["MESessionStarted"]);
    playlist.pass(1_200);
    let expected: Vec<_> = (90..200).map(|n| n * 10).collect();
    assert_eq!(playlist.sink.take_times(), expected);
    playlist.end();
}

#[test]
fn a_session_can_be_started_in_the_middle_of_the_list() {
    let mut playlist = Playlist::new(3, true);
    let offset = StartPosition::segment_offset(playlist.elements[1], ms(500));
    playlist.play(offset);
    playlist.pass(2_000);
    assert_eq!(
        playlist.sink.take_times(),
        (50..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    assert_eq!(playlist.journal.count("file1.start"), 0, "it was never needed");
    playlist.end();
}

#[test]
fn entries_are_skipped_forward_and_back() {
    // `session/4.3.entry`.
    let mut playlist = Playlist::new(3, true);
    let skips = |playlist: &Playlist| {
        let now = playlist.sequencer.characteristics().unwrap();
        (now.can_skip_forward, now.can_skip_backward)
    };
    playlist.play(StartPosition::Current);
    assert_eq!(skips(&playlist), (true, false));
    playlist.pass(100);
    playlist.start(StartPosition::entry_relative(1)).unwrap();
    playlist.pass(100);
    assert_eq!(skips(&playlist), (true, true));
    playlist.start(StartPosition::entry_relative(1)).unwrap();
    playlist.pass(100);
    assert_eq!(skips(&playlist), (false, true));
    playlist.start(StartPosition::entry_relative(-2)).unwrap();
    playlist.pass(50);
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(50)
    );
    let refused = playlist.start(StartPosition::entry_relative(-1));
    assert_eq!(refused.unwrap_err().hresult(), codes::MF_E_INVALIDREQUEST);
    let starts = playlist.journal.take();
    let plays: Vec<_> = starts.iter().filter(|entry| entry.contains("start")).collect();
    // What is skipped to is started first, the one behind it for later.
    let first: Vec<_> = plays
        .split(|entry| *entry == "sink.start(0)")
        .filter_map(|started| started.first())
        .collect();
    assert_eq!(
        first,
        [&"file1.start", &"file2.start", &"file3.start", &"file1.start"]
    );
    playlist.end();
}

#[test]
fn a_position_that_the_sequence_does_not_have_is_refused() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    let unknown = playlist.start(StartPosition::segment_offset(9, TimeSpan::ZERO));
    assert_eq!(
        unknown.unwrap_err().hresult(),
        codes::MF_E_SEQUENCER_UNKNOWN_SEGMENT_ID
    );
    let foreign = StartPosition::Other {
        format: openmf_core::Guid::from_u128(7),
        value: Variant::Empty,
    };
    let refused = playlist.start(foreign);
    assert_eq!(
        refused.unwrap_err().hresult(),
        codes::MF_E_UNSUPPORTED_TIME_FORMAT
    );
    // The session is usable.
    playlist.start(StartPosition::Current).unwrap();
    playlist.end();
}

#[test]
fn a_late_answer_is_a_gap_and_no_error() {
    // `session/7.8`.
    let mut playlist = Playlist::new(2, true);
    playlist.answers = false;
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    assert_eq!(playlist.sink.take_times().len(), 100);
    let announced = playlist
        .seen
        .iter()
        .find(|event| event.event_type() == EventType::NewPresentation)
        .expect("the next one was announced");
    let Variant::Object(object) = announced.value() else {
        panic!("a descriptor");
    };
    let descriptor: Arc<PresentationDescriptor> = object.downcast().unwrap();
    drop(playlist.set(&descriptor));
    playlist.pass(1_200);
    assert_eq!(
        playlist.sink.take_times(),
        (100..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    assert_eq!(playlist.count(EventType::Error), 0);
    playlist.end();
}

#[test]
fn pause_and_stop_while_the_next_one_is_awaited() {
    let mut playlist = Playlist::new(1, false);
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    let paused = playlist.session.pause().unwrap();
    playlist.settle();
    ready(paused).unwrap().unwrap();
    assert_eq!(playlist.session.state(), SessionState::Paused);
    let more = playlist.file(2);
    playlist.append(more, true);
    playlist.pass(300);
    assert_eq!(
        playlist.sink.take_times().len(),
        100,
        "nothing plays while it is paused"
    );
    playlist.start(StartPosition::Current).unwrap();
    playlist.pass(500);
    assert_eq!(playlist.sink.take_times().first(), Some(&1_000));
    let stopped = playlist.session.stop().unwrap();
    playlist.settle();
    ready(stopped).unwrap().unwrap();
    assert_eq!(playlist.session.state(), SessionState::Stopped);
    playlist.end();
}

#[test]
fn a_seek_in_a_later_segment_keeps_what_follows() {
    let mut playlist = Playlist::new(3, true);
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    playlist.sink.take();
    playlist.start(at(800)).unwrap();
    playlist.pass(1_500);
    assert_eq!(
        playlist.sink.take_times(),
        (80..200).map(|n| n * 10).collect::<Vec<_>>(),
        "the rest of the second, then the third"
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    playlist.end();
}

#[test]
fn stop_and_start_play_the_present_segment_again() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    playlist.pass(400);
    let stopped = playlist.session.stop().unwrap();
    playlist.settle();
    ready(stopped).unwrap().unwrap();
    playlist.sink.take();
    playlist.start(StartPosition::Current).unwrap();
    playlist.pass(2_200);
    assert_eq!(
        playlist.sink.take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    playlist.end();
}

#[test]
fn an_unknown_event_of_a_source_does_no_harm() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    let queue = playlist.sources[0].events();
    for event_type in [
        EventType::SourceStopped,
        EventType::SourceStarted,
        EventType::StreamThinMode,
    ] {
        queue.queue(MediaEvent::new(event_type)).unwrap();
    }
    playlist.pass(2_200);
    assert_eq!(
        playlist.sink.take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    playlist.end();
}
