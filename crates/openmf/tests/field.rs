//! Failures that other players have had in the field, each as a test; the reports are named.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use openmf::registry::Registry;
use openmf::sinks::{NullOptions, NullRenderer};
use openmf::{
    AsyncCallback, AsyncResult, AudioOutput, Error, EventType, ManualRuntime, MediaEvent, MediaSession,
    Platform, Player, PlayerEvent, Runtime, SessionState, SinkFactory, StreamSink, TimeSpan, Topology,
    TopologyNode, VideoOutput,
};
use openmf_testkit::{Journal, RecordingSink, SinkScript};
use support::playing::{Playing, media, ms, picture_at, pictures};
use support::stalling::Stalling;
use support::testdata;

/// Far more than anything here takes.
const HANG: Duration = Duration::from_secs(60);
/// Less than the ten seconds that a start may take: a stop does not wait for that. Its own bound is shown on virtual time.
const STOP_BOUND: Duration = Duration::from_secs(9);

/// A session over a file's first streams into null renderers that follow the clock, on threads.
fn session(platform: &Platform, clip: &str) -> MediaSession {
    let source = platform.open_path(&testdata().join(clip)).unwrap();
    let topology = platform.playback_topology_to_null(&source);
    let session = MediaSession::new(platform);
    session.set_topology(&topology).wait().unwrap();
    session
}

trait ToNull {
    fn playback_topology_to_null(&self, source: &Arc<dyn openmf::MediaSource>) -> Topology;
}

impl ToNull for Platform {
    fn playback_topology_to_null(&self, source: &Arc<dyn openmf::MediaSource>) -> Topology {
        openmf::TopologyBuilder::new(source)
            .unwrap()
            .build(|stream| {
                let video = stream.current_type().is_video();
                Some(SinkFactory::new("null", move || {
                    let null = match video {
                        true => NullRenderer::video(NullOptions::default()),
                        false => NullRenderer::audio(NullOptions::default()),
                    };
                    Ok(null.sink())
                }))
            })
            .unwrap()
    }
}

fn threads() -> Platform {
    Platform::new(Runtime::with_workers(2), Arc::new(Registry::with_defaults()))
}

/// What ends within the time, on a thread of its own.
#[track_caller]
fn within<T: Send + 'static>(limit: Duration, what: &str, body: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(body()));
    receiver
        .recv_timeout(limit)
        .unwrap_or_else(|_| panic!("{what} does not end within {limit:?}"))
}

/// One stream of the demo clip connected, the other selected and read by nobody.
fn half_connected() -> (ManualRuntime, MediaSession, Arc<dyn openmf::MediaSource>) {
    let time = ManualRuntime::new();
    let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
    let source = platform.open_path(&testdata().join("demo.mp4")).unwrap();
    let descriptor = source.create_presentation_descriptor().unwrap();
    assert!(descriptor.streams().all(|(_, selected)| selected));
    let stream = Arc::clone(descriptor.stream(0).unwrap().0);
    let null = NullRenderer::video(NullOptions::default());
    let topology = Topology::new();
    let input = TopologyNode::source(Arc::clone(&source), descriptor, stream);
    let output = TopologyNode::output_for(null.sink().stream_sinks().unwrap().remove(0));
    topology.add_node(&input).unwrap();
    topology.add_node(&output).unwrap();
    input.connect_output(0, &output, 0).unwrap();
    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait().unwrap();
    (time, session, source)
}

fn ended(session: &MediaSession) -> usize {
    let mut events = session.events();
    std::iter::from_fn(|| events.try_next_event().ok())
        .filter(|event| event.event_type() == EventType::SessionEnded)
        .count()
}

/// Proton 10094.
#[test]
fn a_selected_stream_that_nobody_reads_does_not_hold_up_the_end() {
    let (time, session, source) = half_connected();
    session.start().wait().unwrap();
    time.advance(TimeSpan::from_millis(5_100));
    assert_eq!(ended(&session), 1);
    assert_eq!(session.state(), SessionState::Stopped);
    session.shutdown().unwrap();
    source.shutdown().unwrap();
}

/// AVPro 799, 1692.
#[test]
fn the_end_and_every_loop_arrive_although_nobody_drains_one_stream() {
    let (time, session, source) = half_connected();
    for round in 0..3 {
        session.start().wait().unwrap();
        time.advance(TimeSpan::from_millis(5_100));
        assert_eq!(ended(&session), 1, "round {round}");
    }
    session.shutdown().unwrap();
    source.shutdown().unwrap();
}

/// AVPro 1604, FactoryX MfPack 52.
#[test]
fn a_seek_close_to_the_end_and_one_over_a_key_frame_deliver_their_frame() {
    for clip in ["demo.mp4", "clips/mkv-h264-aac.mkv", "clips/vp9.mp4"] {
        let all = pictures(clip);
        let mut playing = Playing::open(clip);
        playing.done(playing.session.start());
        playing.advance(50);
        let last = all.last().unwrap();
        let close = ms((last.time.as_100ns() / 10_000 - 60).max(0));
        // Far over the key frames between, then to less than 0.1 s before the end.
        let far = ms(last.time.as_100ns() / 10_000 * 2 / 3);
        for position in [far, close] {
            playing.take_video();
            playing.done(playing.session.seek(position));
            playing.advance(20);
            let found = playing.take_video();
            let first = found
                .first()
                .unwrap_or_else(|| panic!("{clip}: no picture at {position}"));
            assert_eq!(
                first.hash,
                picture_at(&all, media(position)).hash,
                "{clip} at {position}"
            );
        }
        playing.play_out();
        assert_eq!(playing.events_of(EventType::SessionEnded).len(), 1, "{clip}");
        playing.end();
    }
}

/// Windows-classic-samples 107.
#[test]
fn shutdown_returns_for_every_file_also_in_the_middle() {
    let platform = threads();
    let mut clips: Vec<_> = std::fs::read_dir(testdata().join("clips"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    clips.sort();
    // Every fourth: each container and codec is among them.
    for clip in clips.into_iter().step_by(4) {
        let Ok(source) = platform.open_path(&clip) else {
            continue;
        };
        let topology = platform.playback_topology_to_null(&source);
        let session = MediaSession::new(&platform);
        if session.set_topology(&topology).wait().is_ok() {
            let _ = session.start().wait();
        }
        let name = format!("Shutdown of {}", clip.display());
        within(STOP_BOUND, &name, move || session.shutdown().unwrap());
        let _ = source.shutdown();
    }
}

/// Calls back with every event until it has called something that ends the session.
struct FromCallback {
    session: MediaSession,
    call: fn(&MediaSession),
    calls: AtomicUsize,
    done: mpsc::Sender<()>,
}

impl AsyncCallback for FromCallback {
    fn invoke(&self, result: Arc<AsyncResult>) {
        let Ok(event) = self.session.end_get_event(&result) else {
            return;
        };
        if event.event_type() == EventType::SessionStarted && self.calls.fetch_add(1, Ordering::SeqCst) == 0 {
            (self.call)(&self.session);
            self.done.send(()).unwrap();
            return;
        }
        let again = Arc::new(Self {
            session: self.session.clone(),
            call: self.call,
            calls: AtomicUsize::new(self.calls.load(Ordering::SeqCst)),
            done: self.done.clone(),
        });
        let _ = self.session.begin_get_event(again, None);
    }
}

/// Vlc.DotNet 542, libvlc-go 87, mpv 894.
#[test]
fn stop_close_and_shutdown_from_inside_an_event_callback_return() {
    let calls: [fn(&MediaSession); 3] = [
        |session| session.stop().wait().unwrap(),
        |session| session.close().wait().unwrap(),
        |session| session.shutdown().unwrap(),
    ];
    for call in calls {
        let platform = threads();
        let session = session(&platform, "demo.mp4");
        let (done, finished) = mpsc::channel();
        let callback = Arc::new(FromCallback {
            session: session.clone(),
            call,
            calls: AtomicUsize::new(0),
            done,
        });
        session.begin_get_event(callback, None).unwrap();
        drop(session.start());
        finished.recv_timeout(HANG).expect("the call returns");
        let _ = session.shutdown();
    }
}

/// banshee 63, web-audio-api-rs 599.
#[test]
fn stop_completes_when_the_audio_device_has_vanished() {
    let platform = threads();
    let source = platform.open_path(&testdata().join("clips/wav-s16.wav")).unwrap();
    let journal = Journal::default();
    let script = SinkScript {
        rateless: false,
        ..SinkScript::default()
    };
    let sink = RecordingSink::new(script, &journal);
    let descriptor = source.create_presentation_descriptor().unwrap();
    let stream = Arc::clone(descriptor.stream(0).unwrap().0);
    let topology = Topology::new();
    let input = TopologyNode::source(Arc::clone(&source), descriptor, stream);
    let output = TopologyNode::output_for(Arc::clone(&sink) as Arc<dyn StreamSink>);
    topology.add_node(&input).unwrap();
    topology.add_node(&output).unwrap();
    input.connect_output(0, &output, 0).unwrap();
    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait().unwrap();
    session.start().wait().unwrap();
    sink.script(|script| script.on_stop = openmf_testkit::Answer::Never);
    sink.send(MediaEvent::new(EventType::AudioSessionDeviceRemoved));
    let session = within(STOP_BOUND, "Stop", move || {
        session.stop().wait().unwrap();
        session
    });
    assert_eq!(session.state(), SessionState::Stopped);
    let mut events = session.events();
    let told = std::iter::from_fn(|| events.try_next_event().ok())
        .any(|event| event.event_type() == EventType::SinkInvalidated);
    assert!(told, "the application is told");
    within(STOP_BOUND, "Close", move || session.close().wait().unwrap());
}

/// EpicGames VlcMedia 62, proton-ge 748.
#[test]
fn stop_and_close_complete_while_a_source_stalls() {
    let bytes = std::fs::read(testdata().join("demo.mp4")).unwrap();
    for blocks in [false, true] {
        // In a read.
        let platform = threads();
        let stream = Stalling::new(bytes.clone(), "demo.mp4", u64::MAX, blocks);
        let source = platform.open_byte_stream(stream.clone()).unwrap();
        let topology = platform.playback_topology_to_null(&source);
        let session = MediaSession::new(&platform);
        session.set_topology(&topology).wait().unwrap();
        session.start().wait().unwrap();
        stream.stall();
        // It has read ahead; it stalls when it wants more, or at a seek.
        drop(session.seek(ms(4_000)));
        let began = Instant::now();
        while !stream.has_stalled() && began.elapsed() < Duration::from_secs(5) {
            std::thread::yield_now();
        }
        let session = within(STOP_BOUND, "Stop", move || {
            let _ = session.stop().wait();
            session
        });
        within(STOP_BOUND, "Close", move || {
            let _ = session.close().wait();
            session.shutdown().unwrap();
        });
        stream.release();
        let _ = source.shutdown();

        // In an open.
        let stream = Stalling::new(bytes.clone(), "demo.mp4", 1, blocks);
        let player = Player::builder()
            .platform(&platform)
            .audio(AudioOutput::Null)
            .video(VideoOutput::Null)
            .build();
        drop(player.open_byte_stream(stream.clone()));
        within(STOP_BOUND * 2, "Shutdown of a player that opens", move || {
            player.shutdown()
        });
        stream.release();
    }
}

/// WebKit 29897, enigma2 3791, strawberry 2294.
#[test]
fn of_a_burst_of_seeks_that_races_a_pause_each_completes_once_and_the_last_wins() {
    let mut playing = Playing::open("demo.mp4");
    playing.done(playing.session.start());
    playing.advance(100);
    playing.events();
    let session = playing.session.clone();
    let seeks: Vec<_> = (1..=20).map(|n| session.seek(ms(200 * n))).collect();
    let pause = session.pause();
    for seek in seeks {
        seek.wait().unwrap();
    }
    pause.wait().unwrap();
    assert_eq!(playing.events_of(EventType::SessionStarted).len(), 20);
    assert_eq!(session.position(), ms(4_000));
    let seeks: Vec<_> = (1..=20).map(|n| session.seek(ms(100 * n))).collect();
    let stop = session.stop();
    for seek in seeks {
        // One that the stop has overtaken may fail; none is lost.
        let _ = seek.wait();
    }
    stop.wait().unwrap();
    assert_eq!(session.state(), SessionState::Stopped);
    let events = playing.events();
    let of = |wanted| events.iter().filter(|event| event.event_type() == wanted).count();
    assert_eq!(
        (of(EventType::SessionStarted), of(EventType::SessionStopped)),
        (20, 1)
    );
    playing.end();
}

/// rodio 578, cosmic-player 134.
#[test]
fn a_seek_on_an_ended_or_failed_source_replays_or_fails() {
    let mut playing = Playing::open("clips/wav-s16.wav");
    playing.done(playing.session.start());
    playing.play_out();
    playing.take_audio();
    playing.done(playing.session.seek(ms(100)));
    playing.play_out();
    let first = playing.take_audio();
    let begins = first
        .first()
        .map(|sample| (sample.time - media(ms(100))).as_100ns());
    // To the frame.
    assert!(begins.is_some_and(|off| (0..1_000).contains(&off)), "{begins:?}");
    assert_eq!(playing.events_of(EventType::SessionEnded).len(), 2);
    playing.source.shutdown().unwrap();
    let result = playing.session.seek(ms(200)).wait();
    assert!(
        matches!(result, Err(Error::InvalidRequest { .. } | Error::Shutdown)),
        "{result:?}"
    );
    playing.done(playing.session.close());
    playing.end();
}

/// cosmic-player 23.
#[test]
fn a_missing_decoder_is_reported_by_name_with_the_media_type() {
    let time = ManualRuntime::new();
    let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
    let player = Player::builder()
        .platform(&platform)
        .audio(AudioOutput::Null)
        .video(VideoOutput::Null)
        .build();
    drop(player.open_path(testdata().join("clips/mp4-undecodable-video.mp4")));
    time.run_until_idle();
    let mut events = player.events();
    let left_out = std::iter::from_fn(|| events.try_next_event()).find_map(|event| match event {
        PlayerEvent::StreamLeftOut { error, .. } => Some(error),
        _ => None,
    });
    let error = left_out.expect("the stream is reported");
    let Error::CodecNotFound { media_type, .. } = &error else {
        panic!("{error:?}");
    };
    let text = error.to_string();
    assert!(
        !media_type.is_empty() && text.contains(media_type.as_str()),
        "{text}"
    );
    // MPEG-4 ASP.
    assert!(
        text.starts_with("no decoder for") && text.contains("MP4V"),
        "{text}"
    );
    player.shutdown();
}

/// streamplace 92, gnome-twitch 272. `OPENMF_ROUNDS` says how often; the memory is looked at after the first rounds.
#[test]
fn nothing_is_left_after_many_times_opening_playing_and_closing() {
    let rounds = std::env::var("OPENMF_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok());
    let rounds: usize = rounds.unwrap_or(200).min(5_000);
    let platform = threads();
    let resident = || {
        let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
        pages
            .split(' ')
            .nth(1)?
            .parse::<usize>()
            .ok()
            .map(|pages| pages * 4)
    };
    let mut after_warming_up = None;
    for round in 0..rounds {
        let source = platform.open_path(&testdata().join("clips/wav-s16.wav")).unwrap();
        let topology = platform.playback_topology_to_null(&source);
        let session = MediaSession::new(&platform);
        session.set_topology(&topology).wait().unwrap();
        session.start().wait().unwrap();
        session.close().wait().unwrap();
        session.shutdown().unwrap();
        source.shutdown().unwrap();
        if round == rounds / 4 {
            after_warming_up = resident();
        }
    }
    if let (Some(before), Some(after)) = (after_warming_up, resident()) {
        // In KiB. Other tests of this program run beside it.
        assert!(
            after < before + 64 * 1024,
            "{before} KiB, then {after} KiB after {rounds} rounds"
        );
    }
}

/// symphonia 483, 485.
#[test]
fn no_damaged_file_stops_or_panics_a_parser() {
    let platform = threads();
    for clip in [
        "clips/wav-ima.wav",
        "clips/vorbis.ogg",
        "clips/mp3-vbr.mp3",
        "clips/mp4-fragmented.mp4",
    ] {
        let whole = std::fs::read(testdata().join(clip)).unwrap();
        let mut state: u64 = 0x1234_5678;
        for round in 0..40 {
            let mut bytes = whole.clone();
            for _ in 0..8 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = (state >> 24) as u8;
            }
            bytes.truncate(bytes.len() - (state >> 40) as usize % (bytes.len() / 2));
            let platform = platform.clone();
            let name = format!("{clip}, round {round}");
            within(HANG, &name, move || {
                let stream = Stalling::new(bytes, clip, u64::MAX, false);
                let Ok(source) = platform.open_byte_stream(stream) else {
                    return;
                };
                if let Ok(decoded) = support::decode(&platform, &source, support::Options::default()) {
                    assert!(decoded.streams.len() <= 8);
                }
                let _ = source.shutdown();
            });
        }
    }
}
