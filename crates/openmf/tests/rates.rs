//! Rates and frame steps in real files.

mod support;

use std::sync::Arc;

use openmf::registry::Registry;
use openmf::{
    AudioOutput, Error, EventType, ManualRuntime, MediaTime, Platform, Player, PlayerEvent, PlayerState,
    PresentationTime, Rate, TimeSpan, VideoOutput, keys,
};
use support::playing::{Grabbed, Playing, media, ms, picture_at, pictures};
use support::testdata;

/// With pictures that are coded in another order than they are shown in, open groups among them; in Matroska, whose
/// stamps are rounded to milliseconds.
const CLIPS: [&str; 4] = [
    "demo.mp4",
    "clips/h264-open-gop.mkv",
    "clips/hevc-open-gop.mp4",
    "clips/webm-vp9-opus.webm",
];

/// The one picture that was shown by the last start, and the time that the session tells of it.
#[track_caller]
fn shown(playing: &mut Playing, what: &str) -> Grabbed {
    let scrubs = playing.events_of(EventType::SessionScrubSampleComplete);
    let grabbed = playing.take_video();
    assert_eq!((scrubs.len(), grabbed.len()), (1, 1), "{what}: {grabbed:?}");
    let told = scrubs[0]
        .attributes()
        .get(keys::MF_EVENT_SCRUBSAMPLE_TIME)
        .map(media);
    assert_eq!(told.ok(), Some(grabbed[0].time), "{what}");
    grabbed[0].clone()
}

fn scrubbing(clip: &str) -> Playing {
    let playing = Playing::open(clip);
    playing.done(playing.session.set_rate(false, 0.0));
    playing
}

#[test]
fn a_scrub_shows_exactly_the_frame_of_its_time() {
    for clip in CLIPS {
        let all = pictures(clip);
        let mut playing = scrubbing(clip);
        for position in [ms(700), ms(123), ms(1_234), ms(0), ms(1_500), ms(701), ms(680)] {
            playing.done(playing.session.seek(position));
            let found = shown(&mut playing, clip);
            let wanted = picture_at(&all, media(position));
            assert_eq!(
                (found.time, found.hash),
                (wanted.time, wanted.hash),
                "{clip} at {position}"
            );
            playing.advance(1_000);
            assert_eq!(playing.session.position(), position, "the clock holds");
            assert!(playing.take_audio().is_empty(), "nothing is heard");
        }
        playing.end();
    }
}

#[test]
fn every_frame_is_stepped_to_forward_and_back() {
    for clip in CLIPS {
        let all = pictures(clip);
        let mut playing = scrubbing(clip);
        playing.done(playing.session.start());
        for (index, wanted) in all.iter().enumerate() {
            if index > 0 {
                playing.done(playing.session.step(false));
            }
            let found = shown(&mut playing, clip);
            assert_eq!(
                (found.time, found.hash),
                (wanted.time, wanted.hash),
                "{clip}, frame {index}"
            );
        }
        // Back over all, which decodes each group many times: the last twenty and the first.
        for index in (all.len() - 21..all.len() - 1).rev() {
            playing.done(playing.session.step(true));
            let (found, wanted) = (shown(&mut playing, clip), &all[index]);
            assert_eq!(
                (found.time, found.hash),
                (wanted.time, wanted.hash),
                "{clip}, back to frame {index}"
            );
        }
        playing.done(
            playing
                .session
                .seek(PresentationTime::from_100ns(all[3].time.as_100ns())),
        );
        shown(&mut playing, clip);
        for index in [2, 1, 0, 0] {
            playing.done(playing.session.step(true));
            let (found, wanted) = (shown(&mut playing, clip), &all[index]);
            assert_eq!(
                (found.time, found.hash),
                (wanted.time, wanted.hash),
                "{clip}, {index}"
            );
        }
        playing.end();
    }
}

#[test]
fn leaving_a_scrub_plays_on_with_the_next_frame_and_the_sound_in_step() {
    let all = pictures("demo.mp4");
    let mut playing = scrubbing("demo.mp4");
    playing.done(playing.session.seek(ms(1_000)));
    shown(&mut playing, "seek");
    for _ in 0..30 {
        playing.done(playing.session.step(false));
        shown(&mut playing, "step");
    }
    playing.done(playing.session.pause());
    playing.done(playing.session.set_rate(false, 1.0));
    playing.done(playing.session.start());
    playing.advance(200);
    let found: Vec<MediaTime> = playing.take_video().iter().map(|grab| grab.time).collect();
    let first = all
        .iter()
        .position(|picture| picture.time >= media(ms(2_240)))
        .unwrap();
    let expected: Vec<MediaTime> = all[first..].iter().map(|picture| picture.time).take(5).collect();
    assert_eq!(found[..5], expected);
    let sound = playing.take_audio();
    let first = sound.first().unwrap();
    assert!(
        (first.at - PresentationTime::from_100ns(first.time.as_100ns())).abs() <= TimeSpan::from_millis(25),
        "{first:?}"
    );
    playing.end();
}

#[test]
fn faster_play_delivers_every_frame_at_its_time() {
    for rate in [0.5_f32, 2.0, 4.0] {
        let all = pictures("demo.mp4");
        let playing = Playing::open_streams("demo.mp4", false);
        playing.done(playing.session.set_rate(false, rate));
        let began = playing.time.now();
        playing.done(playing.session.start());
        playing.play_out();
        let took = (playing.time.now() - began).as_secs_f64();
        assert!(
            (took - 5.0 / f64::from(rate)).abs() < 0.05,
            "rate {rate}: {took} s"
        );
        let found = playing.take_video();
        assert_eq!(found.len(), all.len());
        for (found, wanted) in found.iter().zip(&all) {
            assert_eq!((found.time, found.hash), (wanted.time, wanted.hash));
            let late = (found.at - PresentationTime::from_100ns(found.time.as_100ns())).abs();
            assert!(
                late < TimeSpan::from_millis(5),
                "rate {rate}: {late} at {}",
                found.time
            );
        }
        playing.end();
    }
}

#[test]
fn backwards_thinned_shows_the_key_frames_from_the_last_to_the_first() {
    let all = pictures("demo.mp4");
    let playing = Playing::open_streams("demo.mp4", false);
    playing.done(playing.session.set_rate(true, -2.0));
    assert_eq!(
        playing.session.rate().unwrap(),
        Rate {
            thin: true,
            rate: -2.0
        }
    );
    playing.done(playing.session.seek(ms(4_990)));
    playing.play_out();
    let found = playing.take_video();
    assert!(found.len() > 1, "{found:?}");
    assert!(
        found.windows(2).all(|pair| pair[0].time > pair[1].time),
        "{found:?}"
    );
    assert_eq!(found.last().unwrap().time, MediaTime::ZERO);
    for found in &found {
        assert_eq!(found.hash, picture_at(&all, found.time).hash, "at {}", found.time);
    }
    playing.end();
}

fn player() -> (ManualRuntime, Player) {
    let time = ManualRuntime::new();
    let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
    let player = Player::builder()
        .platform(&platform)
        .audio(AudioOutput::Null)
        .video(VideoOutput::Null)
        .build();
    player.open_path(testdata().join("demo.mp4")).wait().unwrap();
    (time, player)
}

fn told(player: &Player) -> Vec<PlayerEvent> {
    let mut events = player.events();
    std::iter::from_fn(|| events.try_next_event()).collect()
}

#[test]
fn a_player_changes_its_rate_and_its_direction() {
    let (time, player) = player();
    player.play().wait().unwrap();
    time.advance(TimeSpan::from_millis(1_000));
    player.set_rate(2.0).wait().unwrap();
    time.advance(TimeSpan::from_millis(1_000));
    assert_eq!(player.position(), ms(3_000));
    player.set_rate(-1.0).wait().unwrap();
    assert_eq!((player.rate(), player.state()), (-1.0, PlayerState::Playing));
    time.advance(TimeSpan::from_millis(500));
    assert_eq!(player.position(), ms(2_500));
    time.advance(TimeSpan::from_millis(3_000));
    assert_eq!((player.rate(), player.state()), (1.0, PlayerState::Ended));
    let rates: Vec<f32> = told(&player)
        .iter()
        .filter_map(|event| match event {
            PlayerEvent::RateChanged { rate } => Some(*rate),
            PlayerEvent::Stopped | PlayerEvent::Paused | PlayerEvent::Failed { .. } => panic!("{event:?}"),
            _ => None,
        })
        .collect();
    assert_eq!(rates, [2.0, -1.0, 1.0]);
    assert!(matches!(
        player.set_rate(0.0).wait(),
        Err(Error::InvalidArgument { .. })
    ));
    assert!(matches!(
        player.set_rate(1_000.0).wait(),
        Err(Error::UnsupportedRate { .. })
    ));
    player.shutdown();
}

#[test]
fn a_player_steps_by_frames_and_plays_on() {
    let (time, player) = player();
    player.play().wait().unwrap();
    time.advance(TimeSpan::from_millis(1_010));
    // 25 pictures a second.
    assert_eq!(player.step_forward().wait().unwrap(), ms(1_040));
    assert_eq!(
        (player.state(), player.position()),
        (PlayerState::Paused, ms(1_040))
    );
    assert_eq!(player.step_backward().wait().unwrap(), ms(1_000));
    assert_eq!(player.step_backward().wait().unwrap(), ms(960));
    player.seek(ms(3_333)).wait().unwrap();
    assert_eq!(player.step_forward().wait().unwrap(), ms(3_360));
    assert_eq!(player.step_backward().wait().unwrap(), ms(3_320));
    player.play().wait().unwrap();
    time.advance(TimeSpan::from_millis(100));
    assert_eq!(
        (player.state(), player.position()),
        (PlayerState::Playing, ms(3_420))
    );
    // The first step back from playing goes to the frame before the one on the screen.
    assert_eq!(player.step_backward().wait().unwrap(), ms(3_360));
    player.stop().wait().unwrap();
    assert_eq!(player.session().rate().unwrap(), Rate::default());
    let refused = told(&player)
        .into_iter()
        .find(|event| matches!(event, PlayerEvent::Refused { .. } | PlayerEvent::Failed { .. }));
    assert!(refused.is_none(), "{refused:?}");
    player.shutdown();
}
