//! Many sessions at once: what a paused one keeps, and whether all of them play in time.
//!
//! - 1,000 paused sessions: resident memory of each, threads.
//! - 200 sessions that play sound to clocked null renderers: processor time, threads, samples later than 20 ms.
//! - One that plays picture and sound: how far from the clock they are rendered.
//!
//! The process's memory, time and threads are read from `/proc`; without it those figures are left out.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, thread};

use openmf::{MediaSession, Platform, TopologyBuilder};
use openmf_benches::testdata;
use openmf_core::{ClockedSink, EventType, MediaSink, MediaSource, Result, SinkActivate, StreamDescriptor};
use openmf_sinks::{NullOptions, NullRenderer};

const PAUSED: usize = 1_000;
const PLAYING: usize = 200;
/// A sample that is rendered later than this is heard.
const LATE: Duration = Duration::from_millis(20);

/// A renderer that the bench keeps, to read what it measured.
struct Kept(NullRenderer);

impl SinkActivate for Kept {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        let sink: Arc<dyn ClockedSink> = self.0.sink();
        Ok(sink)
    }

    fn shutdown_object(&self) {
        // A second shutdown is refused; there is nothing left to release then.
        let _ = self.0.sink().shutdown();
    }
}

struct Playback {
    source: Arc<dyn MediaSource>,
    session: MediaSession,
    audio: NullRenderer,
    video: NullRenderer,
}

fn open(with_video: bool) -> Result<Playback> {
    let platform = Platform::shared();
    let source = platform.open_path(&testdata("demo.mp4"))?;
    let audio = NullRenderer::audio(NullOptions::default());
    let video = NullRenderer::video(NullOptions::default());
    let choose = |stream: &StreamDescriptor| {
        let is_video = stream.current_type().is_video();
        let renderer = if is_video { &video } else { &audio };
        (with_video || !is_video).then(|| Arc::new(Kept(renderer.clone())) as Arc<dyn SinkActivate>)
    };
    let topology = TopologyBuilder::new(&source)?
        .require_all_streams()
        .build(choose)?;
    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait()?;
    Ok(Playback {
        source,
        session,
        audio,
        video,
    })
}

impl Playback {
    fn wait_for_the_end(&self) -> Result<()> {
        loop {
            if self.session.event_queue().get_event()?.event_type() == EventType::SessionEnded {
                return Ok(());
            }
        }
    }

    fn end(self) -> Result<()> {
        self.session.shutdown()?;
        self.source.shutdown()
    }
}

fn status(field: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with(field))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Processor time of the process in ticks of 10 ms.
fn processor_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

fn shown<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(|| "unknown".to_owned(), |value| value.to_string())
}

fn paused() -> Result<()> {
    // The first one brings what all share.
    let first = open(false)?;
    first.session.start().wait()?;
    first.session.pause().wait()?;
    let before = status("VmRSS:");
    let mut sessions = Vec::with_capacity(PAUSED);
    for _ in 0..PAUSED {
        let playback = open(false)?;
        playback.session.start().wait()?;
        playback.session.pause().wait()?;
        sessions.push(playback);
    }
    let grown = status("VmRSS:")
        .zip(before)
        .map(|(now, before)| now.saturating_sub(before));
    let idle = processor_time();
    thread::sleep(Duration::from_secs(1));
    let busy = processor_time()
        .zip(idle)
        .map(|(now, then)| (now - then).as_millis());
    println!(
        "{PAUSED} paused sessions: {} KiB each, {} threads, {} ms of processor time in an idle second",
        shown(grown.map(|kib| kib / PAUSED as u64)),
        shown(status("Threads:")),
        shown(busy),
    );
    sessions.push(first);
    sessions.into_iter().try_for_each(Playback::end)
}

fn playing() -> Result<()> {
    let mut sessions = Vec::with_capacity(PLAYING);
    for _ in 0..PLAYING {
        sessions.push(open(false)?);
    }
    let (began, time) = (Instant::now(), processor_time());
    let started: Vec<_> = sessions.iter().map(|playback| playback.session.start()).collect();
    started.into_iter().try_for_each(|started| started.wait())?;
    let threads = status("Threads:");
    sessions.iter().try_for_each(Playback::wait_for_the_end)?;
    let wall = began.elapsed();
    let used = processor_time().zip(time).map(|(now, then)| now - then);
    let all: Vec<_> = sessions
        .iter()
        .map(|playback| playback.audio.statistics())
        .collect();
    let late = all
        .iter()
        .filter(|figures| figures.max_error.as_100ns() * 100 > LATE.as_nanos() as i64)
        .count();
    let samples: u64 = all.iter().map(|figures| figures.samples).sum();
    let worst = all
        .iter()
        .map(|figures| figures.max_error)
        .max()
        .unwrap_or_default();
    let p99 = all
        .iter()
        .map(|figures| figures.p99_error)
        .max()
        .unwrap_or_default();
    println!(
        "{PLAYING} sessions playing sound for {:.1} s: {} of processor time, {} threads, {samples} samples, \
         error of the worst session p99 {:.2} ms, max {:.2} ms; {late} sessions with a sample later than {} ms",
        wall.as_secs_f64(),
        shown(used.map(|used| format!("{:.2} s", used.as_secs_f64()))),
        shown(threads),
        p99.as_100ns() as f64 / 1e4,
        worst.as_100ns() as f64 / 1e4,
        LATE.as_millis(),
    );
    sessions.into_iter().try_for_each(Playback::end)
}

fn in_sync() -> Result<()> {
    let playback = open(true)?;
    playback.session.start().wait()?;
    playback.wait_for_the_end()?;
    for (what, figures) in [
        ("sound", playback.audio.statistics()),
        ("picture", playback.video.statistics()),
    ] {
        println!(
            "one session, {what}: {} samples, error against the clock mean {:.3} ms, p99 {:.3} ms, max {:.3} ms, \
             {} late, {} dropped",
            figures.samples,
            figures.mean_error.as_100ns() as f64 / 1e4,
            figures.p99_error.as_100ns() as f64 / 1e4,
            figures.max_error.as_100ns() as f64 / 1e4,
            figures.late,
            figures.dropped,
        );
    }
    playback.end()
}

fn main() -> Result<()> {
    in_sync()?;
    playing()?;
    paused()
}
