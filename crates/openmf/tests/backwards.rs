//! Playing backwards and thinned, in real files, compared with what the same files show when they are simply played.

mod support;

use openmf::{EventType, MediaTime, PresentationTime, SessionState, TimeSpan};
use support::playing::{Grabbed, Playing, media, ms, picture_at, pictures};

/// With several groups of pictures; open ones first, whose first pictures need the group before.
const CLIPS: [&str; 5] = [
    "clips/h264-open-gop.mkv",
    "clips/hevc-open-gop.mp4",
    "clips/mp4-index-last.mp4",
    "clips/mjpeg-420.avi",
    "clips/webm-vp9-opus.webm",
];

fn end_of(playing: &Playing) -> PresentationTime {
    PresentationTime::ZERO + playing.duration
}

fn brief(pictures: &[Grabbed]) -> Vec<(MediaTime, u64)> {
    pictures
        .iter()
        .map(|picture| (picture.time, picture.hash))
        .collect()
}

/// The ends come once, in their order.
#[track_caller]
fn check_ended(playing: &mut Playing) {
    let ends: Vec<EventType> = playing
        .events()
        .iter()
        .map(|event| event.event_type())
        .filter(|event| {
            matches!(
                event,
                EventType::EndOfPresentation
                    | EventType::SessionEnded
                    | EventType::Error
                    | EventType::NonFatalError
            )
        })
        .collect();
    assert_eq!(ends, [EventType::EndOfPresentation, EventType::SessionEnded]);
}

#[test]
fn backwards_every_picture_comes_in_the_opposite_order() {
    for clip in CLIPS {
        for sound in [false, true] {
            let mut expected = brief(&pictures(clip));
            expected.reverse();
            let mut playing = Playing::open_streams(clip, sound);
            playing.done(playing.session.set_rate(false, -1.0));
            let end = end_of(&playing);
            playing.done(playing.session.seek(end));
            let began = playing.time.now();
            playing.play_out();
            let found = playing.take_video();
            assert_eq!(brief(&found), expected, "{clip}");
            // Each is shown when the clock comes down to its end.
            let late = |picture: &&Grabbed| media(picture.at) > picture.end;
            assert_eq!(
                found.iter().find(late).map(|picture| picture.time),
                None,
                "{clip}"
            );
            let lasted = playing.time.now() - began;
            let off = (lasted - playing.duration).as_100ns().abs();
            assert!(off < 1_000_000, "{clip}: {lasted} of {}", playing.duration);
            assert_eq!(playing.take_audio().len(), 0, "backwards is silent");
            check_ended(&mut playing);
            assert_eq!(playing.session.state(), SessionState::Stopped);
            playing.end();
        }
    }
}

#[test]
fn backwards_from_the_middle_begins_with_the_picture_that_is_on_the_screen() {
    let clip = CLIPS[0];
    let all = pictures(clip);
    let mut playing = Playing::open(clip);
    playing.done(playing.session.set_rate(false, -2.0));
    let position = ms(1_234);
    playing.done(playing.session.seek(position));
    playing.play_out();
    let found = playing.take_video();
    let first = picture_at(&all, media(position));
    assert_eq!((found[0].time, found[0].hash), (first.time, first.hash));
    let mut expected: Vec<_> = brief(&all);
    expected.retain(|(time, _)| *time <= first.time);
    expected.reverse();
    assert_eq!(brief(&found), expected);
    check_ended(&mut playing);
    playing.end();
}

#[test]
fn a_seek_while_playing_backwards_goes_on_from_there() {
    let playing = Playing::open(CLIPS[1]);
    playing.done(playing.session.set_rate(false, -1.0));
    let end = end_of(&playing);
    playing.done(playing.session.seek(end));
    playing.advance(300);
    playing.take_video();
    playing.done(playing.session.seek(ms(1_000)));
    playing.advance(100);
    let found = playing.take_video();
    assert_eq!(found[0].time, media(ms(1_000)));
    assert!(found.windows(2).all(|pair| pair[1].time < pair[0].time));
    assert_eq!(playing.session.position(), ms(900));
    playing.end();
}

#[test]
fn thinned_key_frames_are_shown_in_both_directions() {
    for clip in &CLIPS[..3] {
        let all = pictures(clip);
        for rate in [4.0, -4.0] {
            let mut playing = Playing::open(clip);
            let info = |time| {
                playing
                    .source
                    .seek_info()
                    .unwrap()
                    .previous_key_frame(time)
                    .unwrap()
            };
            let mut keys: Vec<MediaTime> = all.iter().map(|picture| info(picture.time)).collect();
            keys.dedup();
            playing.done(playing.session.set_rate(true, rate));
            let from = if rate < 0.0 { end_of(&playing) } else { ms(0) };
            if rate < 0.0 {
                keys.reverse();
            }
            playing.done(playing.session.seek(from));
            playing.play_out();
            let found = playing.take_video();
            let expected: Vec<_> = keys
                .iter()
                .map(|key| (*key, picture_at(&all, *key).hash))
                .collect();
            assert_eq!(brief(&found), expected, "{clip} at {rate}");
            assert_eq!(playing.take_audio().len(), 0, "thinned is silent");
            check_ended(&mut playing);
            playing.end();
        }
    }
}

#[test]
fn thinning_begins_and_ends_while_it_plays() {
    let clip = CLIPS[0];
    let all = pictures(clip);
    let mut playing = Playing::open(clip);
    playing.done(playing.session.start());
    playing.advance(100);
    playing.done(playing.session.set_rate(true, 2.0));
    playing.take_video();
    playing.take_audio();
    playing.advance(60);
    playing.done(playing.session.set_rate(false, 1.0));
    playing.play_out();
    let found = playing.take_video();
    let same = |picture: &Grabbed| picture_at(&all, picture.time).hash == picture.hash;
    assert!(
        found.iter().all(same),
        "every picture is as it is when it is simply played"
    );
    assert_eq!(found.last().unwrap().time, all.last().unwrap().time);
    // A stretch of key frames, half a second from one to the next, between two of all pictures.
    let gaps = found.windows(2).map(|pair| pair[1].time - pair[0].time);
    let wide: Vec<bool> = gaps.map(|gap| gap > TimeSpan::from_millis(50)).collect();
    let thinned: Vec<usize> = (0..wide.len()).filter(|index| wide[*index]).collect();
    let (first, last) = (thinned[0], thinned[thinned.len() - 1]);
    assert!(first > 0 && last + 20 < wide.len(), "{wide:?}");
    assert_eq!(last + 1 - first, thinned.len(), "{wide:?}");
    assert!(!playing.take_audio().is_empty(), "the sound comes back");
    check_ended(&mut playing);
    playing.end();
}

#[test]
fn after_playing_backwards_it_plays_forward_as_ever() {
    let clip = CLIPS[2];
    let all = brief(&pictures(clip));
    let mut playing = Playing::open(clip);
    playing.done(playing.session.set_rate(false, -1.0));
    playing.done(playing.session.seek(ms(500)));
    playing.advance(200);
    playing.done(playing.session.stop());
    playing.done(playing.session.set_rate(false, 1.0));
    playing.take_video();
    playing.events();
    playing.done(playing.session.start());
    playing.play_out();
    assert_eq!(brief(&playing.take_video()), all);
    check_ended(&mut playing);
    playing.end();
}
