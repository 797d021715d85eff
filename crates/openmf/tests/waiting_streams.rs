//! Byte streams that wait and fail at any read, under each built-in container: opening is cancelled, Stop and Shutdown
//! complete, and nothing panics.

mod support;

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use openmf::registry::{Cancellation, Registry, ResolveOptions};
use openmf::{
    AudioOutput, Error, MediaSession, MediaSource, Platform, Player, PresentationTime, Runtime, SinkFactory,
    TopologyBuilder, VideoOutput,
};
use openmf_testkit::{ReadAnswer, ScriptedByteStream};
use support::testdata;

/// A clip of each container, and of each layout that is read differently.
const CLIPS: &[&str] = &[
    "wav-s16.wav",
    "wav-rf64.wav",
    "aiff-s16.aiff",
    "flac-tags-cover.flac",
    "mp3-vbr.mp3",
    "mp3-cbr-bare.mp3",
    "aac-adts.aac",
    "opus.opus",
    "vorbis.ogg",
    "ogg-flac.oga",
    "mp4-index-first.mp4",
    "mp4-index-last.mp4",
    "mp4-fragmented.mp4",
    "alac-s16.m4a",
    "mov-pcm.mov",
    "mkv-h264-aac.mkv",
    "webm-vp9-opus.webm",
    "avi-h264-mp3.avi",
];
/// Clips of which everything has been read once they are open.
const READ_BY_OPENING: &[&str] = &[
    "wav-s16.wav",
    "wav-rf64.wav",
    "aiff-s16.aiff",
    "flac-tags-cover.flac",
    "opus.opus",
    "vorbis.ogg",
    "ogg-flac.oga",
    "avi-h264-mp3.avi",
];
/// Longer than anything here takes; a failure, not a wait.
const LIMIT: Duration = Duration::from_secs(120);

fn stream(clip: &str) -> Arc<ScriptedByteStream> {
    let path = testdata().join("clips").join(clip);
    Arc::new(ScriptedByteStream::new(clip, std::fs::read(path).unwrap()))
}

fn platform() -> Platform {
    Platform::new(Runtime::with_workers(2), Arc::new(Registry::with_defaults()))
}

fn open(
    platform: &Platform,
    stream: &Arc<ScriptedByteStream>,
    cancellation: Option<Cancellation>,
) -> Result<Arc<dyn MediaSource>, Error> {
    let options = ResolveOptions {
        cancellation,
        ..ResolveOptions::default()
    };
    platform.resolver().open_byte_stream(stream.clone(), &options)
}

/// How many reads opening takes.
fn reads_to_open(platform: &Platform, clip: &str) -> u64 {
    let stream = stream(clip);
    let source = open(platform, &stream, None).unwrap();
    let reads = stream.reads();
    source.shutdown().unwrap();
    reads
}

/// Some of so many reads: the first, the last, and a few in between.
fn some_of(reads: u64) -> Vec<u64> {
    let mut some: Vec<u64> = [0, 1, 2, reads / 2, reads.saturating_sub(1)]
        .into_iter()
        .filter(|read| *read < reads)
        .collect();
    some.sort_unstable();
    some.dedup();
    some
}

#[test]
fn opening_is_cancelled_at_whatever_read_it_waits() {
    let platform = platform();
    for clip in CLIPS {
        for read in some_of(reads_to_open(&platform, clip)) {
            let stream = stream(clip);
            stream.script(read, ReadAnswer::Waits);
            let cancellation = Cancellation::new();
            let result = thread::scope(|scope| {
                let opening = scope.spawn(|| open(&platform, &stream, Some(cancellation.clone())));
                assert!(stream.until_waiting(LIMIT), "{clip}: read {read}");
                cancellation.cancel();
                opening.join().unwrap()
            });
            assert!(matches!(result, Err(Error::Aborted)), "{clip}: read {read}");
        }
    }
}

#[test]
fn opening_fails_with_the_error_of_the_read_that_failed_and_goes_on_after_a_wait() {
    let platform = platform();
    for clip in CLIPS {
        let reads = reads_to_open(&platform, clip);
        for read in some_of(reads) {
            let broken = stream(clip);
            let lost = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
            broken.script(read, ReadAnswer::Fails(Error::io("read", clip, lost)));
            // Behind what it needs a container may do without: a damaged index, tags at the end.
            match open(&platform, &broken, None) {
                Err(Error::Io { .. }) => {}
                Err(error) => panic!("{clip}: read {read}: {error}"),
                Ok(source) => {
                    assert!(read > 1, "{clip}: read {read}");
                    source.shutdown().unwrap();
                }
            }
            let slow = stream(clip);
            slow.script(read, ReadAnswer::Waits);
            let source = thread::scope(|scope| {
                let opening = scope.spawn(|| open(&platform, &slow, None));
                assert!(slow.until_waiting(LIMIT), "{clip}: read {read}");
                slow.script(u64::MAX / 2, ReadAnswer::AtOnce);
                opening.join().unwrap()
            });
            source.unwrap().shutdown().unwrap();
        }
        let dribbling = stream(clip);
        dribbling.script(0, ReadAnswer::AtMost(1_000));
        open(&platform, &dribbling, None).unwrap().shutdown().unwrap();
    }
}

fn session(platform: &Platform, source: &Arc<dyn MediaSource>) -> MediaSession {
    let session = MediaSession::new(platform);
    let topology = TopologyBuilder::new(source)
        .unwrap()
        .build(|stream| {
            let options = openmf::sinks::NullOptions {
                rateless: true,
                ..openmf::sinks::NullOptions::default()
            };
            let video = stream.current_type().is_video();
            Some(SinkFactory::new("null", move || {
                let null = if video {
                    openmf::sinks::NullRenderer::video(options)
                } else {
                    openmf::sinks::NullRenderer::audio(options)
                };
                Ok(null.sink())
            }))
        })
        .unwrap();
    session.set_topology(&topology).wait().unwrap();
    session
}

/// Less than the ten seconds that a start may take: a stop does not wait for that. Its own bound is shown on virtual time.
const STOPPED_WITHIN: Duration = Duration::from_secs(9);

#[test]
fn stop_and_shutdown_complete_while_a_read_waits_during_play_or_a_seek() {
    for clip in CLIPS {
        for seeks in [false, true] {
            let platform = platform();
            let stream = stream(clip);
            let source = open(&platform, &stream, None).unwrap();
            let session = session(&platform, &source);
            stream.script(0, ReadAnswer::Waits);
            let started = if seeks {
                session.seek(PresentationTime::from_secs_f64(0.5))
            } else {
                session.start()
            };
            if !READ_BY_OPENING.contains(clip) {
                assert!(stream.until_waiting(LIMIT), "{clip}: seeks {seeks}");
            }
            let began = Instant::now();
            let stopped = session.stop();
            // It tells a component that was cut off; what counts is that it completes.
            let _ = stopped.wait();
            let _ = started.wait();
            assert!(began.elapsed() < STOPPED_WITHIN, "{clip}: {:?}", began.elapsed());
            let began = Instant::now();
            session.shutdown().unwrap();
            assert!(began.elapsed() < STOPPED_WITHIN, "{clip}: {:?}", began.elapsed());
            source.shutdown().unwrap();
            assert!(stream.is_cancelled(), "{clip}: the source lets go of its stream");
        }
    }
}

#[test]
fn a_read_that_fails_during_play_ends_its_streams_and_says_so() {
    for clip in CLIPS {
        let platform = platform();
        let stream = stream(clip);
        let source = open(&platform, &stream, None).unwrap();
        let session = session(&platform, &source);
        let lost = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        stream.script(1, ReadAnswer::Fails(Error::io("read", clip, lost)));
        // A source may find it out at once.
        let started = session.start().wait();
        let told = started.is_err()
            || session.events().any(|event| {
                matches!(
                    event.event_type(),
                    openmf::EventType::SessionEnded | openmf::EventType::Error
                )
            });
        assert!(told, "{clip}");
        session.stop().wait().unwrap();
        session.shutdown().unwrap();
        source.shutdown().unwrap();
    }
}

fn player() -> Player {
    Player::builder()
        .platform(&platform())
        .audio(AudioOutput::None)
        .video(VideoOutput::None)
        .build()
}

#[test]
fn a_player_that_opens_is_closed_and_shut_down() {
    for read in [0, 1] {
        for shuts_down in [false, true] {
            let player = player();
            let stream = stream("mp4-index-last.mp4");
            stream.script(read, ReadAnswer::Waits);
            let opening = player.open_byte_stream(stream.clone());
            assert!(stream.until_waiting(LIMIT));
            if shuts_down {
                player.shutdown();
                assert!(matches!(opening.wait(), Err(Error::Shutdown)));
                continue;
            }
            let closing = player.close();
            assert!(matches!(opening.wait(), Err(Error::Aborted)));
            closing.wait().unwrap();
            // It opens the next one.
            let next = player.open_path(testdata().join("clips").join("wav-s16.wav"));
            assert!(
                matches!(next.wait(), Err(Error::NoStreamsSelected)),
                "nothing is played here"
            );
        }
    }
}
