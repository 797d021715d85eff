//! How long commands take while a real file plays: start, pause, seek, stop, and from the name of a file to its first
//! sample.
//!
//! With `--file PATH TIMES`: the medians of opening that file and of seeking in it, in milliseconds, for `cargo xtask
//! peers`. Both last until every stream has delivered a sample.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

use std::cell::Cell;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use openmf::{MediaSession, Platform, TopologyBuilder};
use openmf_benches::{Figures, testdata};
use openmf_core::{
    Error, MediaSink, MediaSource, MediaType, PresentationTime, Result, Sample, SinkActivate,
    StreamDescriptor, TimeSpan, keys,
};
use openmf_sinks::{GrabberOptions, SampleGrabber};

const TIMES: u64 = 200;
/// Streams need not begin at the same time: with this, how much later one begins is not measured.
const LEAD: TimeSpan = TimeSpan::from_millis(100);
/// The most that the project allows: `Stop` while playing, 99 of 100 times.
const STOP_LIMIT: Duration = Duration::from_millis(50);

/// A sink that follows the clock and tells of each sample `LEAD` before it is due.
struct Grab(
    Mutex<Option<SampleGrabber>>,
    MediaType,
    Sender<(usize, Instant)>,
    usize,
);

impl SinkActivate for Grab {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        let mut made = self.0.lock().map_err(|_| Error::Aborted)?;
        let grabber = made.get_or_insert_with(|| {
            let (sender, stream) = (Mutex::new(self.2.clone()), self.3);
            let take = move |_sample: Sample| {
                if let Ok(sender) = sender.lock() {
                    let _ = sender.send((stream, Instant::now()));
                }
                Ok(())
            };
            let options = GrabberOptions {
                uncompressed: true,
                sample_time_offset: LEAD,
                ..GrabberOptions::default()
            };
            SampleGrabber::from_fn(self.1.clone(), options, take)
        });
        Ok(grabber.sink())
    }

    fn shutdown_object(&self) {
        if let Some(grabber) = self.0.lock().ok().and_then(|mut made| made.take()) {
            let _ = grabber.sink().shutdown();
        }
    }
}

/// A file that is open, its session, and when a sample of which stream came.
struct Opened {
    source: Arc<dyn MediaSource>,
    session: MediaSession,
    samples: Receiver<(usize, Instant)>,
    streams: usize,
}

/// Opens the file and sets its topology; every stream's samples are told to the receiver.
fn open(path: &Path) -> Result<Opened> {
    let platform = Platform::shared();
    let source = platform.open_path(path)?;
    let (sender, samples) = channel();
    let streams = Cell::new(0);
    let grab = |stream: &StreamDescriptor| {
        let media_type = MediaType::partial(stream.current_type().major_type(), openmf_core::Guid::ZERO);
        let grab = Grab(Mutex::new(None), media_type, sender.clone(), streams.get());
        streams.set(streams.get() + 1);
        Some(Arc::new(grab) as Arc<dyn SinkActivate>)
    };
    let topology = TopologyBuilder::new(&source)?.require_all_streams().build(grab)?;
    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait()?;
    Ok(Opened {
        source,
        session,
        samples,
        streams: streams.get(),
    })
}

fn timed(figures: &mut Figures, operation: impl FnOnce() -> Result<()>) -> Result<()> {
    let began = Instant::now();
    operation()?;
    figures.add(began.elapsed());
    Ok(())
}

impl Opened {
    /// When the next sample comes.
    fn sample(&self) -> Result<(usize, Instant)> {
        self.samples
            .recv_timeout(Duration::from_secs(10))
            .map_err(|_| Error::Aborted)
    }

    /// When every stream has delivered a sample.
    fn all_samples(&self) -> Result<Instant> {
        let mut waiting: Vec<usize> = (0..self.streams).collect();
        loop {
            let (stream, at) = self.sample()?;
            waiting.retain(|other| *other != stream);
            if waiting.is_empty() {
                return Ok(at);
            }
        }
    }

    fn forget_samples(&self) {
        while self.samples.try_recv().is_ok() {}
    }

    fn close(self) -> Result<()> {
        self.session.shutdown()?;
        self.source.shutdown()
    }
}

/// The medians of opening and of seeking.
fn of_file(path: &Path, times: u64) -> Result<()> {
    let (mut opened, mut sought) = (Figures::default(), Figures::default());
    open(path)?.close()?;
    for _ in 0..times {
        let began = Instant::now();
        let file = open(path)?;
        file.session.start().wait()?;
        opened.add(file.all_samples()? - began);
        file.close()?;
    }
    let file = open(path)?;
    let duration = file
        .source
        .create_presentation_descriptor()?
        .attributes()
        .get(keys::MF_PD_DURATION)?;
    file.session.start().wait()?;
    for number in 0..times {
        let share = 0.9 * (number as f64 * 0.37).fract();
        let at = TimeSpan::from_100ns((duration.as_100ns() as f64 * share) as i64);
        file.session.pause().wait()?;
        file.forget_samples();
        let began = Instant::now();
        file.session.seek(PresentationTime::ZERO + at).wait()?;
        sought.add(file.all_samples()? - began);
    }
    file.close()?;
    let milliseconds = |figures: &Figures| figures.quantile(0.5).as_secs_f64() * 1e3;
    println!("{} {}", milliseconds(&opened), milliseconds(&sought));
    Ok(())
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args()
        .skip_while(|argument| argument != "--file")
        .collect();
    if let [_, file, times, ..] = arguments.as_slice() {
        return of_file(Path::new(file), times.parse().unwrap_or(20));
    }
    let demo = testdata("demo.mp4");
    let mut opened = Figures::default();
    for _ in 0..TIMES / 4 {
        let began = Instant::now();
        let file = open(&demo)?;
        file.session.start().wait()?;
        opened.add(file.sample()?.1 - began);
        file.close()?;
    }
    let file = open(&demo)?;
    let session = &file.session;
    let [mut start, mut pause, mut resume, mut seek, mut sought, mut stop] =
        [(); 6].map(|()| Figures::default());
    for n in 0..TIMES {
        timed(&mut start, || session.start().wait())?;
        std::thread::sleep(Duration::from_millis(n % 17));
        timed(&mut pause, || session.pause().wait())?;
        timed(&mut resume, || session.start().wait())?;
        std::thread::sleep(Duration::from_millis(n % 13));
        let position = PresentationTime::ZERO + TimeSpan::from_millis((n * 37 % 2_000) as i64);
        let began = Instant::now();
        timed(&mut seek, || session.seek(position).wait())?;
        file.forget_samples();
        sought.add(file.sample()?.1 - began);
        std::thread::sleep(Duration::from_millis(n % 11));
        timed(&mut stop, || session.stop().wait())?;
    }
    file.close()?;
    let rows = [
        ("open to first sample", &opened),
        ("Start to MESessionStarted", &start),
        ("Pause to MESessionPaused", &pause),
        ("Start after Pause", &resume),
        ("seek to MESessionStarted", &seek),
        ("seek to a sample there", &sought),
        ("Stop to MESessionStopped", &stop),
    ];
    for (what, figures) in rows {
        println!("{what}: {}", figures.summary());
    }
    assert!(stop.quantile(0.99) <= STOP_LIMIT, "Stop takes too long");
    Ok(())
}
