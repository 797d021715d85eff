//! The player over real files: what is told, what is delivered, and what is left when it is gone.

#![expect(clippy::print_stdout, reason = "a test with random numbers prints their seed")]

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use openmf::registry::Registry;
use openmf::{
    AudioOutput, Error, ManualRuntime, MediaSource, Operation, Platform, Player, PlayerBuilder, PlayerEvent,
    PlayerState, PresentationTime, Runtime, StreamKind, TimeSpan, VideoOutput,
};

/// Far more than anything here takes; only a hang comes to it.
const HANG: Duration = Duration::from_secs(60);
const FRAMES: usize = 125;
const AUDIO_FRAMES: u64 = 240_640;

fn testdata(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata")
        .join(name)
        .display()
        .to_string()
}

fn demo() -> String {
    testdata("demo.mp4")
}

fn seconds(seconds: f64) -> PresentationTime {
    PresentationTime::from_secs_f64(seconds)
}

/// The event without its data.
fn name(event: &PlayerEvent) -> &'static str {
    match event {
        PlayerEvent::Opened { .. } => "opened",
        PlayerEvent::StreamLeftOut { .. } => "left out",
        PlayerEvent::Playing => "playing",
        PlayerEvent::Paused => "paused",
        PlayerEvent::Seeked { .. } => "seeked",
        PlayerEvent::Stopped => "stopped",
        PlayerEvent::Closed => "closed",
        PlayerEvent::Damaged { .. } => "damaged",
        PlayerEvent::Ended => "ended",
        PlayerEvent::Looped => "looped",
        PlayerEvent::Failed { .. } => "failed",
        PlayerEvent::Refused { .. } => "refused",
        PlayerEvent::VolumeChanged { .. } => "volume",
        _ => "other",
    }
}

fn until(player: &Player, last: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for event in player.events() {
        names.push(name(&event));
        if names.last() == Some(&last) {
            return names;
        }
    }
    panic!("the events ended after {names:?}");
}

fn silent() -> PlayerBuilder {
    Player::builder()
        .audio(AudioOutput::Null)
        .video(VideoOutput::Null)
}

/// A player on a virtual clock with null renderers.
struct Virtual {
    time: ManualRuntime,
    player: Player,
}

impl Virtual {
    fn new(configure: impl FnOnce(PlayerBuilder) -> PlayerBuilder) -> Self {
        let time = ManualRuntime::new();
        let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
        let player = configure(silent()).platform(&platform).build();
        Self { time, player }
    }

    /// Runs for some milliseconds; the events meanwhile.
    fn advance(&self, millis: i64) -> Vec<&'static str> {
        self.time.advance(TimeSpan::from_millis(millis));
        self.events()
    }

    fn events(&self) -> Vec<&'static str> {
        let mut events = self.player.events();
        std::iter::from_fn(|| events.try_next_event())
            .map(|event| name(&event))
            .collect()
    }

    /// The outcome of an operation for which no time has to pass.
    fn done<T: Clone>(&self, mut operation: Operation<T>) -> Result<T, Error> {
        self.time.run_until_idle();
        match Pin::new(&mut operation).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => panic!("{operation:?} has not completed"),
        }
    }
}

#[test]
fn a_file_plays_to_its_end_with_every_frame() {
    let pictures = Arc::<Mutex<Vec<PresentationTime>>>::default();
    let sound = Arc::<Mutex<u64>>::default();
    let (to_pictures, to_sound) = (Arc::clone(&pictures), Arc::clone(&sound));
    let player = Player::builder()
        .rateless()
        .video(VideoOutput::rgba(move |frame| {
            assert_eq!((frame.width, frame.height, frame.stride), (640, 360, 2560));
            assert_eq!(frame.pixels.len(), 2560 * 360);
            to_pictures.lock().unwrap().push(frame.time);
            Ok(())
        }))
        .audio(AudioOutput::blocks(move |block| {
            assert_eq!((block.sample_rate, block.channels), (48_000, 2));
            let mut frames = to_sound.lock().unwrap();
            let expected = PresentationTime::ZERO + TimeSpan::from_frames(*frames, 48_000);
            assert!(
                (block.time - expected).abs() <= TimeSpan::from_100ns(1),
                "{:?} at {expected:?}",
                block.time
            );
            *frames += block.samples.len() as u64 / 2;
            Ok(())
        }))
        .build();
    assert_eq!(player.state(), PlayerState::Empty);
    let media = player.open(demo()).wait().unwrap();
    assert_eq!(media.container.as_deref(), Some("mp4"));
    let kinds: Vec<_> = media
        .streams
        .iter()
        .map(|s| (s.kind, s.codec.as_str(), s.selected))
        .collect();
    assert_eq!(
        kinds,
        [
            (StreamKind::Video, "h264", true),
            (StreamKind::Audio, "aac", true)
        ]
    );
    assert_eq!(
        (player.state(), player.position()),
        (PlayerState::Stopped, PresentationTime::ZERO)
    );
    player.play().wait().unwrap();
    assert_eq!(until(&player, "ended"), ["opened", "playing", "ended"]);
    assert_eq!(player.state(), PlayerState::Ended);
    assert_eq!(
        player.position(),
        PresentationTime::ZERO + player.duration().unwrap()
    );
    let pictures = pictures.lock().unwrap();
    assert_eq!(pictures.len(), FRAMES);
    for (index, time) in pictures.iter().enumerate() {
        assert_eq!(*time, PresentationTime::from_100ns(index as i64 * 400_000));
    }
    assert_eq!(*sound.lock().unwrap(), AUDIO_FRAMES);
}

#[test]
fn pause_resume_seek_and_stop_follow_the_clock() {
    let v = Virtual::new(|player| player);
    let player = &v.player;
    player.open(demo());
    v.done(player.play()).unwrap();
    assert_eq!(v.events(), ["opened", "playing"]);
    assert_eq!(v.advance(1000), [""; 0]);
    assert_eq!(
        (player.position(), player.state()),
        (seconds(1.0), PlayerState::Playing)
    );
    v.done(player.pause()).unwrap();
    assert_eq!(v.advance(3000), ["paused"]);
    assert_eq!(
        (player.position(), player.state()),
        (seconds(1.0), PlayerState::Paused)
    );
    // A paused player stays paused when it is moved.
    v.done(player.seek(seconds(3.5))).unwrap();
    assert_eq!(v.advance(500), ["seeked"]);
    assert_eq!(
        (player.position(), player.state()),
        (seconds(3.5), PlayerState::Paused)
    );
    v.done(player.play()).unwrap();
    assert_eq!(v.advance(250), ["playing"]);
    assert_eq!(player.position(), seconds(3.75));
    v.done(player.seek(seconds(2.0))).unwrap();
    assert_eq!(v.advance(100), ["seeked"]);
    assert_eq!(player.position(), seconds(2.1));
    v.done(player.stop()).unwrap();
    assert_eq!(v.events(), ["stopped"]);
    assert_eq!(
        (player.position(), player.state()),
        (PresentationTime::ZERO, PlayerState::Stopped)
    );
    assert!(matches!(v.done(player.pause()), Err(Error::PauseWhileStopped)));
    assert_eq!(v.events(), ["refused"]);
    v.done(player.play()).unwrap();
    assert_eq!(v.advance(4_900), ["playing"]);
    assert_eq!(v.advance(200), ["ended"]);
    assert_eq!(player.state(), PlayerState::Ended);
}

#[test]
fn a_seek_close_to_the_end_delivers_the_last_frame_and_then_the_end() {
    let player = Player::builder()
        .audio(AudioOutput::None)
        .video(VideoOutput::Frames)
        .build();
    let media = player.open(demo()).wait().unwrap();
    assert_eq!(
        media
            .streams
            .iter()
            .map(|stream| stream.selected)
            .collect::<Vec<_>>(),
        [true, false]
    );
    player.seek(seconds(4.97));
    let mut times = Vec::new();
    while let Some(frame) = futures_lite::future::block_on(player.next_frame()) {
        times.push(frame.unwrap().time);
    }
    // The last picture is there from 4.96 s on; it is shown from the position on.
    assert_eq!(times, [seconds(4.97)]);
    assert_eq!(until(&player, "ended"), ["opened", "seeked", "playing", "ended"]);
}

#[test]
fn a_seek_after_the_end_plays_again() {
    let player = Player::builder()
        .audio(AudioOutput::None)
        .video(VideoOutput::Frames)
        .build();
    player.open(demo());
    player.play();
    let count = || {
        let mut count = 0;
        while let Some(frame) = futures_lite::future::block_on(player.next_frame()) {
            frame.unwrap();
            count += 1;
        }
        count
    };
    assert_eq!(count(), FRAMES);
    assert_eq!(until(&player, "ended"), ["opened", "playing", "ended"]);
    player.seek(seconds(4.0));
    assert_eq!(count(), 25);
    assert_eq!(until(&player, "ended"), ["seeked", "playing", "ended"]);
    player.play();
    assert_eq!(count(), FRAMES);
}

#[test]
fn another_file_closes_the_one_before() {
    let v = Virtual::new(|player| player);
    let first = Platform::shared().open(&demo()).unwrap();
    v.player.open_source(Arc::clone(&first));
    v.done(v.player.play()).unwrap();
    v.advance(500);
    let second = v
        .done(v.player.open(testdata("clips/mp4-video-only.mp4")))
        .unwrap();
    assert_eq!(second.streams.len(), 1);
    assert!(matches!(
        first.create_presentation_descriptor(),
        Err(Error::Shutdown)
    ));
    assert_eq!(v.events(), ["closed", "opened"]);
    assert_eq!(
        (v.player.state(), v.player.position()),
        (PlayerState::Stopped, PresentationTime::ZERO)
    );
    v.done(v.player.play()).unwrap();
    assert_eq!(v.advance(10_000), ["playing", "ended"]);
    v.done(v.player.close()).unwrap();
    assert_eq!(v.events(), ["closed"]);
    assert_eq!(v.player.state(), PlayerState::Empty);
    assert!(matches!(
        v.done(v.player.play()),
        Err(Error::InvalidRequest { .. })
    ));
    assert_eq!(v.events(), ["refused"]);
}

#[test]
fn what_cannot_be_opened_leaves_the_player_usable() {
    let garbage = openmf::sources::MemoryByteStream::new(vec![0x5a; 4096]);
    let v = Virtual::new(|player| player);
    let missing = v.done(v.player.open("no/such/file.mp4"));
    assert!(
        matches!(&missing, Err(Error::Io { name, .. }) if name.contains("no/such/file.mp4")),
        "{missing:?}"
    );
    let unknown = v.done(v.player.open_byte_stream(Arc::new(garbage)));
    assert!(
        matches!(unknown, Err(Error::UnsupportedByteStream { .. })),
        "{unknown:?}"
    );
    assert_eq!(v.events(), ["failed", "failed"]);
    assert_eq!(v.player.state(), PlayerState::Empty);
    v.done(v.player.open(demo())).unwrap();
    v.done(v.player.play()).unwrap();
    assert_eq!(v.advance(6_000), ["opened", "playing", "ended"]);
}

#[test]
fn a_stream_without_decoder_is_named_and_the_others_play() {
    let v = Virtual::new(|player| player);
    v.player.open(testdata("clips/mp4-undecodable-video.mp4"));
    v.time.run_until_idle();
    let mut events = v.player.events();
    assert!(matches!(
        events.try_next_event(),
        Some(PlayerEvent::Opened { .. })
    ));
    match events.try_next_event() {
        Some(PlayerEvent::StreamLeftOut {
            stream: 0,
            error: Error::CodecNotFound { .. },
        }) => {}
        other => panic!("{other:?}"),
    }
    let media = v.player.media().unwrap();
    assert!(matches!(
        media.streams[0].left_out,
        Some(Error::CodecNotFound { .. })
    ));
    assert!(!media.streams[0].selected && media.streams[1].selected);
    v.done(v.player.play()).unwrap();
    assert_eq!(v.advance(10_000), ["playing", "ended"]);
}

#[test]
fn ten_seeks_complete_in_order_and_the_last_one_wins() {
    let v = Virtual::new(|player| player);
    v.player.open(demo());
    v.done(v.player.play()).unwrap();
    v.events();
    let targets: Vec<_> = (0..10).map(|n| seconds(f64::from((n * 7) % 10) * 0.45)).collect();
    let operations: Vec<_> = targets.iter().map(|target| v.player.seek(*target)).collect();
    for operation in operations {
        v.done(operation).unwrap();
    }
    let mut events = v.player.events();
    let seeked: Vec<_> = std::iter::from_fn(|| events.try_next_event())
        .map(|event| match event {
            PlayerEvent::Seeked { position } => position,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(seeked, targets);
    assert_eq!(v.player.position(), *targets.last().unwrap());
}

#[test]
fn a_loop_begins_again() {
    let v = Virtual::new(|player| player);
    v.player.set_looping(true);
    v.player.open(demo());
    v.done(v.player.play()).unwrap();
    assert_eq!(v.advance(5_100), ["opened", "playing", "looped"]);
    v.player.set_looping(false);
    assert_eq!(v.advance(5_100), ["ended"]);
}

#[test]
fn another_track_is_chosen_while_it_plays() {
    let v = Virtual::new(|player| player);
    v.player.open(testdata("clips/mp4-two-audio.mp4"));
    v.done(v.player.play()).unwrap();
    v.advance(500);
    let media = v.player.media().unwrap();
    let audio: Vec<_> = media
        .streams
        .iter()
        .filter(|stream| stream.kind == StreamKind::Audio)
        .collect();
    assert_eq!(
        audio.iter().map(|stream| stream.selected).collect::<Vec<_>>(),
        [true, false]
    );
    let other = audio[1].index;
    v.done(v.player.select_stream(other, true)).unwrap();
    let media = v.player.media().unwrap();
    let chosen: Vec<_> = media.streams.iter().map(|stream| stream.selected).collect();
    assert_eq!(chosen, [true, false, true]);
    assert_eq!(
        (v.player.position(), v.player.state()),
        (seconds(0.5), PlayerState::Playing)
    );
    v.advance(100);
    assert_eq!(v.player.position(), seconds(0.6));
    assert!(matches!(
        v.done(v.player.select_stream(9, true)),
        Err(Error::InvalidIndex { index: 9, count: 3 })
    ));
    assert_eq!(v.advance(3_000), ["refused", "ended"]);
    assert!(v.player.statistics(other).unwrap().frames > 0);
}

#[test]
fn volume_is_checked_kept_and_told() {
    let v = Virtual::new(|player| player);
    assert_eq!((v.player.volume(), v.player.is_muted()), (1.0, false));
    assert!(matches!(
        v.player.set_volume(1.5),
        Err(Error::InvalidArgument { .. })
    ));
    assert!(matches!(
        v.player.set_volume(f32::NAN),
        Err(Error::InvalidArgument { .. })
    ));
    v.player.set_volume(0.25).unwrap();
    v.player.set_muted(true);
    assert_eq!((v.player.volume(), v.player.is_muted()), (0.25, true));
    assert_eq!(v.events(), ["volume", "volume"]);
}

#[test]
fn an_event_handler_may_wait_for_what_it_asks() {
    for action in ["stop", "close", "shutdown", "open", "drop"] {
        let (sender, receiver) = mpsc::channel();
        let player = silent()
            .on_event(move |player, event| {
                if !matches!(event, PlayerEvent::Playing) {
                    return;
                }
                let result = match action {
                    "stop" => player.stop().wait(),
                    "close" => player.close().wait(),
                    "open" => player.open(demo()).wait().map(|_| ()),
                    "shutdown" => {
                        player.shutdown();
                        Ok(())
                    }
                    _ => Ok(()),
                };
                sender.send((result, player.state())).unwrap();
            })
            .build();
        player.open(demo());
        player.play();
        let kept = (action != "drop").then_some(player);
        let outcome = receiver.recv_timeout(HANG);
        match (action, outcome) {
            ("stop", Ok((Ok(()), PlayerState::Stopped)))
            | ("close", Ok((Ok(()), PlayerState::Empty)))
            | ("open", Ok((Ok(()), PlayerState::Stopped)))
            | ("shutdown", Ok((Ok(()), PlayerState::Shutdown))) => {}
            // It is gone before it could play, or not.
            ("drop", Ok(_) | Err(mpsc::RecvTimeoutError::Disconnected)) => {}
            (action, outcome) => panic!("{action}: {outcome:?}"),
        }
        drop(kept);
    }
}

#[test]
fn after_shutdown_everything_fails_at_once() {
    let player = silent().build();
    player.open(demo());
    player.play().wait().unwrap();
    player.shutdown();
    player.shutdown();
    assert_eq!(player.state(), PlayerState::Shutdown);
    assert!(matches!(player.play().wait(), Err(Error::Shutdown)));
    assert!(matches!(player.open(demo()).wait(), Err(Error::Shutdown)));
    assert_eq!(
        player.events().map(|event| name(&event)).collect::<Vec<_>>(),
        ["opened", "playing"]
    );
    assert!(futures_lite::future::block_on(player.next_frame()).is_none());
}

#[test]
fn a_dropped_player_releases_everything() {
    let time = ManualRuntime::new();
    let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
    let source = Platform::shared().open(&demo()).unwrap();
    let weak: Weak<dyn MediaSource> = Arc::downgrade(&source);
    let token = Arc::new(());
    let held = Arc::clone(&token);
    let player = Player::builder()
        .platform(&platform)
        .audio(AudioOutput::Null)
        .video(VideoOutput::samples(move |_, _| {
            let _held = &held;
            Ok(())
        }))
        .build();
    player.open_source(source);
    player.play();
    time.advance(TimeSpan::from_millis(1_000));
    assert_eq!(player.position(), seconds(1.0));
    let events = player.events();
    drop(player);
    time.run_until_idle();
    assert!(weak.upgrade().is_none(), "the source is held");
    assert_eq!(Arc::strong_count(&token), 1, "the output is held");
    assert_eq!(
        events.map(|event| name(&event)).collect::<Vec<_>>(),
        ["opened", "playing"]
    );
    time.advance(TimeSpan::from_millis(60_000));
}

#[test]
fn it_works_inside_tokio_and_outside() {
    async fn play(player: Player) -> (usize, Vec<&'static str>) {
        player.open(demo()).await.unwrap();
        player.play().await.unwrap();
        let mut count = 0;
        while let Some(frame) = player.next_frame().await {
            frame.unwrap();
            count += 1;
        }
        let mut names = Vec::new();
        while let Some(event) = player.next_event().await {
            names.push(name(&event));
            if matches!(event, PlayerEvent::Ended) {
                break;
            }
        }
        (count, names)
    }
    let platform = Platform::new(Runtime::with_workers(1), Arc::new(Registry::with_defaults()));
    let frames = || {
        Player::builder()
            .platform(&platform)
            .audio(AudioOutput::Null)
            .video(VideoOutput::Frames)
            .rateless()
    };
    let expected = (FRAMES, vec!["opened", "playing", "ended"]);
    let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(tokio.block_on(play(frames().build())), expected);
    assert_eq!(futures_lite::future::block_on(play(frames().build())), expected);
}

/// A small generator of numbers (SplitMix64): the same seed, the same run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// Whatever is asked in whatever order: each operation completes, and afterwards a file still plays to its end.
#[test]
fn any_order_of_operations_leaves_a_player_that_plays() {
    let clip = testdata("clips/mp4-index-first.mp4");
    for seed in 0..40 {
        println!("seed {seed}");
        let mut random = Random(seed);
        let v = Virtual::new(|player| player);
        let mut log = Vec::new();
        let mut pending: Vec<Pin<Box<dyn Future<Output = bool>>>> = Vec::new();
        for _ in 0..30 {
            let choice = random.below(10);
            let operation = match choice {
                0 => {
                    let opened = v.player.open(clip.clone());
                    pending.push(Box::pin(async move { opened.await.is_ok() }));
                    None
                }
                1 => {
                    let opened = v.player.open("missing.mp4");
                    pending.push(Box::pin(async move { opened.await.is_err() }));
                    None
                }
                2 => Some(v.player.play()),
                3 => Some(v.player.pause()),
                4 => Some(v.player.stop()),
                5 => Some(v.player.close()),
                6 => Some(v.player.select_stream(1, random.below(2) == 0)),
                7 => {
                    v.player.set_looping(random.below(3) == 0);
                    None
                }
                8 => Some(v.player.seek(seconds(random.below(25) as f64 / 10.0))),
                _ => {
                    v.time.advance(TimeSpan::from_millis(random.below(900) as i64));
                    None
                }
            };
            log.push(choice);
            if let Some(operation) = operation {
                pending.push(Box::pin(async move {
                    let _ = operation.await;
                    true
                }));
            }
        }
        v.time.run_until_idle();
        for (index, operation) in pending.iter_mut().enumerate() {
            let outcome = operation.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert_eq!(outcome, Poll::Ready(true), "operation {index} of {log:?}");
        }
        v.player.set_looping(false);
        v.events();
        v.done(v.player.open(clip.clone())).unwrap();
        v.done(v.player.play()).unwrap();
        let events = v.advance(3_000);
        let tail = &events[events.len().saturating_sub(3)..];
        assert_eq!(tail, ["opened", "playing", "ended"], "after {log:?}");
    }
}
