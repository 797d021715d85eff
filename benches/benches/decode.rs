//! Whole files through their decoders into rateless null sinks, as fast as data flows.
//!
//! Without arguments: clips of `testdata/`, each several times. With `--file PATH`: that file once, for `cargo xtask
//! peers`.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use openmf::{EventType, MediaSession, Platform, TopologyBuilder};
use openmf_benches::testdata;
use openmf_core::{Error, Result, SinkActivate, StreamDescriptor, keys};
use openmf_sinks::{NullActivate, NullOptions};

const CLIPS: &[(&str, &str)] = &[
    ("AAC", "clips/aac-edit-list.m4a"),
    ("HE-AAC", "clips/he-aac-v1.m4a"),
    ("ALAC", "clips/alac-s16.m4a"),
    ("FLAC", "clips/flac-s16.flac"),
    ("MP3", "clips/mp3-cbr.mp3"),
    ("Opus", "clips/opus.opus"),
    ("Vorbis", "clips/vorbis.ogg"),
    ("PCM", "clips/wav-s16.wav"),
    ("H.264", "clips/h264-main-cabac-b.mp4"),
    ("HEVC", "clips/hevc-8bit.mp4"),
    ("AV1", "clips/av1-8bit.mp4"),
    ("VP8", "clips/vp8.webm"),
    ("VP9", "clips/vp9-profile0.webm"),
    ("Motion JPEG", "clips/mjpeg-420.avi"),
    ("demo", "demo.mp4"),
];
/// How long each clip is decoded again and again.
const TIME: Duration = Duration::from_secs(1);

/// Decodes a file once; how much media there was, in seconds.
fn decode(path: &Path) -> Result<f64> {
    let platform = Platform::shared();
    let source = platform.open_path(path)?;
    let sink = |stream: &StreamDescriptor| {
        let options = NullOptions {
            rateless: true,
            ..NullOptions::default()
        };
        let media_type = stream.current_type();
        let activate = if media_type.is_audio() {
            NullActivate::null_audio(options)
        } else if media_type.is_video() {
            NullActivate::null_video(options)
        } else {
            return None;
        };
        Some(Arc::new(activate) as Arc<dyn SinkActivate>)
    };
    let builder = TopologyBuilder::new(&source)?.require_all_streams();
    // Also a second picture, which players leave out.
    for index in 0..builder.descriptor().stream_count() {
        builder.descriptor().select(index, true)?;
    }
    let topology = builder.build(sink)?;
    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait()?;
    session.start().wait()?;
    for event in session.events() {
        match event.event_type() {
            EventType::Error | EventType::NonFatalError => {
                return Err(event.cause().cloned().unwrap_or(Error::Aborted));
            }
            EventType::SessionEnded => break,
            _ => {}
        }
    }
    session.shutdown()?;
    let duration = source
        .create_presentation_descriptor()?
        .attributes()
        .get(keys::MF_PD_DURATION);
    source.shutdown()?;
    Ok(duration.map_or(0.0, |duration| duration.as_secs_f64()))
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(file) = arguments
        .iter()
        .skip_while(|argument| *argument != "--file")
        .nth(1)
    {
        decode(Path::new(file))?;
        return Ok(());
    }
    for (codec, clip) in CLIPS {
        let (mut best, mut media) = (Duration::MAX, 0.0);
        let began = Instant::now();
        let mut failure = None;
        while began.elapsed() < TIME && failure.is_none() {
            let once = Instant::now();
            match decode(&testdata(clip)) {
                Ok(duration) => (best, media) = (best.min(once.elapsed()), duration),
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            None => {
                let seconds = best.as_secs_f64();
                println!(
                    "{codec:<12} {:>8.2} ms for {media:.2} s: {:>6.0} × real time",
                    seconds * 1e3,
                    media / seconds
                );
            }
            Some(error) => println!("{codec:<12} {error}"),
        }
    }
    Ok(())
}
