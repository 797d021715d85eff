//! Seeks in real files: exact to the frame, by key frames, in bursts, at the end, and against everything else.

mod support;

use openmf::{Completion, Error, EventType, PresentationTime, SeekMode, SessionState, TimeSpan, keys};
use support::playing::{Grabbed, Playing, media, ms, picture_at, pictures};

/// With groups of pictures that need each other, in Matroska; closed ones in MP4; one group only in WebM.
const CLIPS: [&str; 4] = [
    "clips/h264-open-gop.mkv",
    "clips/hevc-open-gop.mp4",
    "clips/mp4-index-last.mp4",
    "clips/webm-vp9-opus.webm",
];

fn is_overtaken(event: &openmf::SharedEvent) -> bool {
    event
        .attributes()
        .get_or(keys::OPENMF_EVENT_SEEK_OVERTAKEN, false)
}

/// The first picture after a seek is the one that is on the screen at that time, from that time on.
#[track_caller]
fn check_first(clip: &str, all: &[Grabbed], found: &[Grabbed], position: PresentationTime) {
    let first = found
        .first()
        .unwrap_or_else(|| panic!("{clip}: no picture at {position}"));
    let wanted = picture_at(all, media(position));
    assert_eq!(first.hash, wanted.hash, "{clip}: another picture at {position}");
    assert_eq!(
        first.time,
        wanted.time.max(media(position)),
        "{clip} at {position}"
    );
}

#[test]
fn a_seek_is_exact_to_the_frame() {
    for clip in CLIPS {
        let all = pictures(clip);
        let playing = Playing::open(clip);
        playing.done(playing.session.start());
        playing.advance(130);
        // Forward over key frames, back, into the middle of a picture, to where it is.
        for position in [ms(700), ms(123), ms(1_234), ms(0), ms(1_500), ms(1_501)] {
            playing.take_video();
            playing.take_audio();
            playing.done(playing.session.seek(position));
            assert_eq!(playing.session.position(), position);
            playing.advance(100);
            let (video, audio) = (playing.take_video(), playing.take_audio());
            check_first(clip, &all, &video, position);
            assert!(
                video.iter().all(|picture| media(picture.at) >= picture.time),
                "{clip}"
            );
            if let Some(first) = audio.first() {
                let off = (first.time - media(position)).as_100ns().abs();
                assert!(off <= 10_000_000 / 44_100 + 1, "{clip}: sound at {}", first.time);
            }
        }
        playing.end();
    }
}

#[test]
fn a_key_frame_seek_goes_to_the_key_frame_and_says_where() {
    for clip in CLIPS {
        let all = pictures(clip);
        let mut playing = Playing::open(clip);
        let source_keys = |time| {
            playing
                .source
                .seek_info()
                .unwrap()
                .previous_key_frame(time)
                .unwrap()
        };
        let position = ms(1_300);
        let key = source_keys(media(position));
        playing.done(playing.session.start());
        playing.advance(130);
        playing.events();
        playing.take_video();
        playing.done(playing.session.seek_with(position, SeekMode::KeyFrame));
        let started = playing.events_of(EventType::SessionStarted);
        let told = started[0]
            .attributes()
            .get(keys::MF_EVENT_START_PRESENTATION_TIME)
            .unwrap();
        assert_eq!(media(told), key, "{clip}");
        assert_eq!(playing.session.position(), told);
        playing.advance(100);
        let video = playing.take_video();
        check_first(clip, &all, &video, told);
        assert_eq!(video[0].time, key);
        playing.end();
    }
}

#[test]
fn a_burst_completes_each_seek_once_and_the_last_position_wins() {
    for paused in [false, true] {
        let clip = CLIPS[0];
        let all = pictures(clip);
        let mut playing = Playing::open(clip);
        playing.done(playing.session.start());
        playing.advance(100);
        if paused {
            playing.done(playing.session.pause());
        }
        playing.events();
        playing.take_video();
        let seeks: Vec<Completion> = (1..=10).map(|n| playing.session.seek(ms(200 * n))).collect();
        seeks.into_iter().for_each(|seek| playing.done(seek));
        let started = playing.events_of(EventType::SessionStarted);
        let overtaken: Vec<bool> = started.iter().map(is_overtaken).collect();
        assert_eq!(started.len(), 10);
        assert_eq!(
            overtaken[1..9],
            [true; 8],
            "what waited in between was never carried out"
        );
        assert!(!overtaken[9]);
        assert_eq!(playing.session.position(), ms(2_000));
        assert_eq!(playing.session.state(), SessionState::Started);
        playing.advance(60);
        let video = playing.take_video();
        // Nothing of the other nine was shown.
        assert!(video.iter().all(|picture| picture.time >= media(ms(2_000))));
        check_first(clip, &all, &video, ms(2_000));
        playing.end();
    }
}

#[test]
fn a_seek_while_paused_plays_from_there() {
    let playing = Playing::open(CLIPS[0]);
    playing.done(playing.session.start());
    playing.advance(100);
    playing.done(playing.session.pause());
    playing.take_video();
    playing.done(playing.session.seek(ms(1_000)));
    assert_eq!(playing.session.state(), SessionState::Started);
    playing.advance(50);
    assert_eq!(playing.session.position(), ms(1_050));
    assert_eq!(playing.take_video()[0].time, media(ms(1_000)));
    playing.end();
}

#[test]
fn a_seek_close_to_the_end_shows_the_frame_and_ends() {
    for clip in CLIPS {
        let all = pictures(clip);
        let mut playing = Playing::open_streams(clip, false);
        let end = PresentationTime::ZERO + playing.duration;
        playing.done(playing.session.start());
        for before in [100, 60, 40, 2] {
            let position = end - TimeSpan::from_millis(before);
            playing.take_video();
            playing.done(playing.session.seek(position));
            playing.play_out();
            check_first(clip, &all, &playing.take_video(), position);
            let ended = playing.events_of(EventType::SessionEnded);
            assert_eq!(ended.len(), 1, "{clip} {before} ms before the end");
        }
        // At the end there is nothing more to show, and past it there is no place.
        playing.done(playing.session.seek(end));
        playing.play_out();
        assert_eq!(playing.events_of(EventType::SessionEnded).len(), 1);
        let past = playing.session.seek(end + TimeSpan::from_millis(1)).wait();
        assert!(matches!(past, Err(Error::InvalidRequest { .. })), "{past:?}");
        let past = playing
            .session
            .seek_with(end + TimeSpan::from_millis(1), SeekMode::KeyFrame)
            .wait();
        assert!(matches!(past, Err(Error::InvalidRequest { .. })), "{past:?}");
        assert_eq!(playing.session.state(), SessionState::Stopped);
        playing.done(playing.session.seek(ms(0)));
        playing.end();
    }
}

#[test]
fn a_seek_while_draining_and_after_the_end_replays() {
    for draining in [true, false] {
        let mut playing = Playing::open(CLIPS[0]);
        playing.done(playing.session.start());
        if draining {
            // The sources are done, the last pictures are still queued.
            let mut read = false;
            while !read {
                playing.advance(10);
                read = !playing.events_of(EventType::EndOfPresentation).is_empty();
            }
            assert_eq!(playing.session.state(), SessionState::Started);
        } else {
            playing.play_out();
            assert_eq!(playing.session.state(), SessionState::Stopped);
        }
        playing.events();
        playing.take_video();
        playing.done(playing.session.seek(ms(2_500)));
        playing.play_out();
        assert_eq!(playing.take_video()[0].time, media(ms(2_500)));
        assert_eq!(playing.events_of(EventType::SessionEnded).len(), 1);
        playing.end();
    }
}

#[test]
fn a_seek_on_a_source_that_is_gone_is_an_error_event() {
    let mut playing = Playing::open(CLIPS[0]);
    playing.done(playing.session.start());
    playing.advance(100);
    playing.source.shutdown().unwrap();
    playing.time.run_until_idle();
    playing.events();
    let outcome = playing.session.seek(ms(500)).wait();
    assert!(
        matches!(outcome, Err(Error::InvalidRequest { .. })),
        "{outcome:?}"
    );
    let started = playing.events_of(EventType::SessionStarted);
    assert!(matches!(started[0].result(), Err(Error::InvalidRequest { .. })));
    playing.done(playing.session.close());
    playing.end();
}

#[test]
fn seeks_race_pause_and_stop_and_each_completes_once() {
    type Call = fn(&Playing) -> Completion;
    let seek_1: Call = |playing| playing.session.seek(ms(500));
    let seek_2: Call = |playing| playing.session.seek(ms(1_500));
    let pause: Call = |playing| playing.session.pause();
    let stop: Call = |playing| playing.session.stop();
    let start: Call = |playing| playing.session.start();
    let table: [(&[Call], SessionState, i64); 6] = [
        (&[seek_1, pause, seek_2, pause], SessionState::Paused, 1_500),
        (&[seek_1, seek_2, pause], SessionState::Paused, 1_500),
        (&[pause, seek_1, stop], SessionState::Stopped, 0),
        (&[seek_1, stop, seek_2], SessionState::Started, 1_500),
        (&[stop, seek_1, seek_2, start], SessionState::Started, 1_500),
        (&[seek_2, pause, stop, seek_1, pause], SessionState::Paused, 500),
    ];
    for (case, (calls, state, position)) in table.into_iter().enumerate() {
        let mut playing = Playing::open(CLIPS[0]);
        playing.done(playing.session.start());
        playing.advance(100);
        playing.events();
        let completions: Vec<Completion> = calls.iter().map(|call| call(&playing)).collect();
        for completion in completions {
            completion
                .wait()
                .unwrap_or_else(|error| panic!("case {case}: {error}"));
        }
        assert_eq!(playing.session.state(), state, "case {case}");
        assert_eq!(playing.session.position(), ms(position), "case {case}");
        let answers = playing.events().into_iter().filter(|event| {
            matches!(
                event.event_type(),
                EventType::SessionStarted | EventType::SessionPaused | EventType::SessionStopped
            )
        });
        assert_eq!(answers.count(), calls.len(), "case {case}");
        playing.end();
    }
}
