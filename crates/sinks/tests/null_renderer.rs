//! When the null renderers render, what they drop, and what they count.

mod common;

use common::{Rig, at, audio_type, end_of_segment, marker, ms, sample, video_type};
use openmf_core::{ClockStart, Error, MediaType, TimeSpan, guids};
use openmf_sinks::{NullOptions, NullRenderer, STATISTICS_SERVICE, StatisticsReader};

fn video() -> (NullRenderer, Rig) {
    let renderer = NullRenderer::video(NullOptions::default());
    let rig = Rig::new(renderer.sink(), &video_type());
    (renderer, rig)
}

fn counts(renderer: &NullRenderer) -> (u64, u64, u64, u64) {
    let s = renderer.statistics();
    (s.samples, s.late, s.dropped, s.skipped)
}

#[test]
fn pictures_are_rendered_at_their_time() {
    let (renderer, rig) = video();
    rig.start(1_000);
    for time in [1_000, 1_040, 1_080, 1_120] {
        assert!(rig.wants());
        rig.stream.process_sample(sample(time, 40, 12)).unwrap();
    }
    assert_eq!(renderer.statistics().samples, 1, "the first one is due at once");
    assert!(rig.wants());
    rig.stream.process_sample(sample(1_160, 40, 12)).unwrap();
    assert!(!rig.wants(), "four are queued");
    for (advance, rendered) in [(39, 1), (1, 2), (39, 2), (1, 3), (80, 5)] {
        rig.clock.advance(ms(advance));
        assert_eq!(renderer.statistics().samples, rendered, "at {:?}", rig.clock);
    }
    assert!(rig.wants());
    assert_eq!(counts(&renderer), (5, 0, 0, 0));
    assert_eq!(renderer.statistics().max_error, TimeSpan::ZERO);
    assert_eq!(renderer.statistics().bytes, 60);
    assert_eq!(rig.clock.timer_count(), 0);
}

#[test]
fn late_pictures_are_shown_within_their_duration_and_dropped_after_it() {
    // (late by, rendered, late, dropped)
    let table = [
        (0, 1, 0, 0),
        (1, 1, 1, 0),
        (40, 1, 1, 0),
        (41, 0, 1, 1),
        (500, 0, 1, 1),
    ];
    for (lateness, rendered, late, dropped) in table {
        let (renderer, rig) = video();
        rig.start(0);
        rig.clock.advance(ms(1_000 + lateness));
        rig.stream.process_sample(sample(1_000, 40, 12)).unwrap();
        assert_eq!(
            counts(&renderer),
            (rendered, late, dropped, 0),
            "{lateness} ms late"
        );
        let expected = if rendered == 1 { lateness } else { 0 };
        assert_eq!(renderer.statistics().max_error, ms(expected));
    }
    let options = NullOptions {
        late_limit: Some(ms(5)),
        ..NullOptions::default()
    };
    let renderer = NullRenderer::video(options);
    let rig = Rig::new(renderer.sink(), &video_type());
    rig.start(6);
    rig.stream.process_sample(sample(0, 40, 12)).unwrap();
    assert_eq!(counts(&renderer), (0, 1, 1, 0));
}

#[test]
fn late_audio_is_played_and_frames_are_counted() {
    let renderer = NullRenderer::audio(NullOptions::default());
    let rig = Rig::new(renderer.sink(), &audio_type());
    rig.start(0);
    rig.clock.advance(ms(300));
    rig.stream.process_sample(sample(0, 10, 1_920)).unwrap();
    rig.stream.process_sample(sample(310, 10, 1_922)).unwrap();
    rig.clock.advance(ms(10));
    let statistics = renderer.statistics();
    assert_eq!(
        (statistics.samples, statistics.late, statistics.dropped),
        (2, 1, 0)
    );
    assert_eq!((statistics.frames, statistics.bytes), (960, 3_842));
    assert_eq!((statistics.max_error, statistics.mean_error), (ms(300), ms(150)));
}

#[test]
fn audio_is_queued_up_to_half_a_second() {
    let renderer = NullRenderer::audio(NullOptions::default());
    let rig = Rig::new(renderer.sink(), &audio_type());
    rig.sink.preroll().unwrap().notify_preroll(at(0)).unwrap();
    let mut count = 0;
    while rig.wants() {
        rig.stream.process_sample(sample(count * 20, 20, 3_840)).unwrap();
        count += 1;
    }
    assert_eq!(count, 25);
    assert!(matches!(
        rig.stream.process_sample(sample(500, 20, 3_840)),
        Err(Error::InvalidStateTransition)
    ));
    rig.start(0);
    assert!(rig.wants());
}

#[test]
fn a_pause_freezes_and_a_resume_goes_on() {
    let (renderer, rig) = video();
    rig.start(0);
    for time in [0, 40, 80] {
        rig.stream.process_sample(sample(time, 40, 12)).unwrap();
    }
    rig.clock.advance(ms(30));
    rig.clock.pause();
    rig.clock.advance(ms(5_000));
    assert_eq!(renderer.statistics().samples, 1);
    rig.clock.start(ClockStart::Current);
    rig.clock.advance(ms(9));
    assert_eq!(renderer.statistics().samples, 1);
    rig.clock.advance(ms(1));
    assert_eq!(renderer.statistics().samples, 2);
    rig.clock.advance(ms(40));
    assert_eq!(counts(&renderer), (3, 0, 0, 0));
    assert_eq!(renderer.statistics().max_error, TimeSpan::ZERO);
}

#[test]
fn a_seek_is_a_start_while_running() {
    let (renderer, rig) = video();
    rig.start(0);
    for time in [0, 40, 80, 120] {
        rig.stream.process_sample(sample(time, 40, 12)).unwrap();
    }
    rig.clock.advance(ms(40));
    assert_eq!(renderer.statistics().samples, 2);
    rig.stream.flush().unwrap();
    assert_eq!(rig.clock.timer_count(), 0, "a flush leaves no timer");
    rig.sink.preroll().unwrap().notify_preroll(at(10_000)).unwrap();
    rig.stream.process_sample(sample(9_940, 40, 12)).unwrap();
    rig.stream.process_sample(sample(9_980, 40, 12)).unwrap();
    rig.stream.process_sample(sample(10_020, 40, 12)).unwrap();
    rig.clock.advance(ms(500));
    assert_eq!(
        renderer.statistics().samples,
        2,
        "nothing is rendered before the clock moves"
    );
    rig.start(10_000);
    assert_eq!(
        counts(&renderer),
        (3, 0, 0, 1),
        "the picture that covers the start is shown"
    );
    rig.clock.advance(ms(20));
    assert_eq!(counts(&renderer), (4, 0, 0, 1));
}

#[test]
fn a_seek_without_a_flush_drops_what_ends_before_it() {
    let (renderer, rig) = video();
    rig.start(0);
    for time in [40, 80, 120, 160] {
        rig.stream.process_sample(sample(time, 40, 12)).unwrap();
    }
    rig.start(130);
    assert_eq!(renderer.statistics().samples, 1);
    rig.clock.advance(ms(30));
    assert_eq!(renderer.statistics().samples, 2);
}

#[test]
fn rateless_renderers_take_everything_at_once() {
    let options = NullOptions {
        rateless: true,
        ..NullOptions::default()
    };
    let renderer = NullRenderer::video(options);
    let rig = Rig::new(renderer.sink(), &video_type());
    assert!(rig.sink.characteristics().rateless && rig.sink.preroll().is_none());
    assert!(!rig.wants(), "the clock does not run yet");
    rig.start(0);
    rig.events();
    for time in 0..1_000 {
        assert!(rig.wants());
        rig.stream.process_sample(sample(time * 40, 40, 12)).unwrap();
    }
    rig.stream.place_marker(end_of_segment(1)).unwrap();
    assert_eq!(rig.events(), ["Marker 1"]);
    assert_eq!(counts(&renderer), (1_000, 0, 0, 0));
    rig.clock.pause();
    rig.stream.process_sample(sample(0, 40, 12)).unwrap();
    rig.stream.place_marker(marker(2)).unwrap();
    assert_eq!(rig.events(), ["Paused"]);
    assert_eq!(renderer.statistics().samples, 1_000);
    rig.clock.start(ClockStart::Current);
    assert_eq!(rig.events(), ["Started", "Marker 2"]);
    assert_eq!(renderer.statistics().samples, 1_001);
}

#[test]
fn statistics_are_a_service_that_outlives_the_sink() {
    let (renderer, rig) = video();
    let reader = rig.sink.service(&STATISTICS_SERVICE).unwrap();
    let reader = reader.downcast::<StatisticsReader>().unwrap();
    rig.start(0);
    rig.stream.process_sample(sample(0, 40, 12)).unwrap();
    rig.sink.shutdown().unwrap();
    assert_eq!(reader.read(), renderer.statistics());
    assert_eq!(reader.read().samples, 1);
    assert!(rig.sink.service(&guids::MR_VIDEO_RENDER_SERVICE).is_none());
}

#[test]
fn only_uncompressed_types_of_the_right_kind_are_taken() {
    let aac = MediaType::partial(guids::MFMediaType_Audio, guids::MFAudioFormat_AAC);
    let table = [
        (NullRenderer::audio(NullOptions::default()), audio_type(), true),
        (NullRenderer::audio(NullOptions::default()), video_type(), false),
        (NullRenderer::audio(NullOptions::default()), aac.clone(), false),
        (NullRenderer::video(NullOptions::default()), video_type(), true),
        (NullRenderer::video(NullOptions::default()), audio_type(), false),
    ];
    for (renderer, media_type, expected) in table {
        let stream = renderer.sink().stream_sinks().unwrap().remove(0);
        let supported = stream.media_type_handler().is_supported(&media_type);
        assert_eq!(supported.is_ok(), expected, "{media_type}");
    }
    let any = NullOptions {
        any_type: true,
        ..NullOptions::default()
    };
    let stream = NullRenderer::audio(any).sink().stream_sinks().unwrap().remove(0);
    stream.media_type_handler().is_supported(&aac).unwrap();
}

#[test]
fn null_audio_renderers_have_a_volume_that_a_session_shares() {
    let options = NullOptions {
        session: Some(openmf_core::Guid::from_u128(0x7e57_0011)),
        ..NullOptions::default()
    };
    let sinks = [0; 2].map(|_| NullRenderer::audio(options).sink());
    let volume = |index: usize, service| {
        let service = sinks[index].service(&service).unwrap();
        service.downcast::<openmf_sinks::AudioVolume>().unwrap()
    };
    volume(0, openmf_core::guids::MR_POLICY_VOLUME_SERVICE)
        .set_master(0.25)
        .unwrap();
    let second = volume(1, openmf_core::guids::MR_STREAM_VOLUME_SERVICE);
    second.set_channel(0, 0.5).unwrap();
    assert_eq!((second.gain(0), second.gain(1)), (0.125, 0.25));
    let told = |index: usize| {
        let stream = sinks[index].stream_sinks().unwrap().remove(0);
        std::iter::from_fn(|| stream.events().try_get_event().ok())
            .map(|event| event.event_type())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(0), []);
    assert_eq!(told(1), [openmf_core::EventType::AudioSessionVolumeChanged]);
    let video = NullRenderer::video(NullOptions::default()).sink();
    assert!(
        video
            .service(&openmf_core::guids::MR_POLICY_VOLUME_SERVICE)
            .is_none()
    );
}
