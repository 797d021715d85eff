//! How long it takes to read a large file, beside `ffmpeg -c copy`. Needs ffmpeg.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use openmf::{EventType, MediaTime, Platform, StartPosition, Variant};
use openmf_benches::Figures;
use openmf_core::{MediaStream, Result, StreamItem, StreamObject};

const TIMES: usize = 7;

fn ffmpeg(arguments: &[&str]) -> bool {
    let run = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments)
        .status();
    run.is_ok_and(|status| status.success())
}

/// Reads all streams of a file, as a session does: the one that is furthest behind. How many samples and bytes it has.
fn read(path: &Path) -> Result<(usize, usize)> {
    let source = Platform::shared().open_path(path)?;
    let descriptor = source.create_presentation_descriptor()?;
    for index in 0..descriptor.stream_count() {
        descriptor.select(index, true)?;
    }
    source.start(&descriptor, &StartPosition::At(MediaTime::ZERO))?;
    let mut streams: Vec<(Arc<dyn MediaStream>, Option<MediaTime>)> = Vec::new();
    while let Ok(event) = source.events().try_get_event() {
        if let (EventType::NewStream, Variant::Object(object)) = (event.event_type(), event.value())
            && let Some(stream) = object.downcast::<StreamObject>()
        {
            streams.push((Arc::clone(&stream.0), Some(MediaTime::ZERO)));
        }
    }
    let (mut samples, mut bytes) = (0, 0);
    let mut cx = Context::from_waker(Waker::noop());
    while let Some((stream, reached)) = streams
        .iter_mut()
        .filter(|(_, reached)| reached.is_some())
        .min_by_key(|(_, reached)| *reached)
    {
        let Some(direct) = stream.direct() else { break };
        match direct.poll_next(&mut cx) {
            Poll::Ready(Ok(StreamItem::Sample(sample))) => {
                samples += 1;
                bytes += sample.total_len();
                *reached = sample.decode_time.or(sample.time).or(*reached);
            }
            Poll::Ready(Ok(StreamItem::EndOfStream)) => *reached = None,
            Poll::Ready(Ok(_)) => {}
            Poll::Ready(Err(error)) => return Err(error),
            Poll::Pending => break,
        }
    }
    source.shutdown()?;
    Ok((samples, bytes))
}

fn main() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("openmf-demux-{}", std::process::id()));
    let made = std::fs::create_dir_all(&folder).is_ok();
    let base = folder.join("base.mp4");
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let picture = ["-f", "lavfi", "-i", "mandelbrot=s=640x360:r=30", "-f", "lavfi"];
    let sound = [
        "-i",
        "anoisesrc=r=48000",
        "-t",
        "20",
        "-c:v",
        "mpeg4",
        "-qscale:v",
        "1",
    ];
    let rest = ["-c:a", "aac", "-b:a", "192k"];
    if !made || !ffmpeg(&[&picture[..], &sound, &rest, &[&path(&base)]].concat()) {
        println!("skipped: ffmpeg cannot make the file");
        return Ok(());
    }
    for (name, options) in [
        ("base.mp4", &[][..]),
        ("fragmented.mp4", &["-movflags", "frag_keyframe+empty_moov"]),
        ("base.mkv", &[]),
        ("base.avi", &[]),
    ] {
        let file = folder.join(name);
        if !file.exists()
            && !ffmpeg(&[&["-i", &path(&base), "-c", "copy"], options, &[&path(&file)]].concat())
        {
            println!("{name}: skipped, ffmpeg cannot make it");
            continue;
        }
        let (mut ours, mut theirs) = (Figures::default(), Figures::default());
        let mut found = (0, 0);
        for _ in 0..TIMES {
            let started = Instant::now();
            found = read(&file)?;
            ours.add(started.elapsed());
            let started = Instant::now();
            ffmpeg(&["-i", &path(&file), "-map", "0", "-c", "copy", "-f", "null", "-"]);
            theirs.add(started.elapsed());
        }
        println!(
            "{name}: {} samples, {} MB: {}; ffmpeg {}",
            found.0,
            found.1 >> 20,
            ours.summary(),
            theirs.summary()
        );
    }
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}
