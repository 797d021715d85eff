//! How long commands take while a real file plays: start, pause, seek, stop, and from the name of a file to its first
//! sample.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use openmf::{MediaSession, Platform, TopologyBuilder};
use openmf_benches::{Figures, testdata};
use openmf_core::{
    Error, MediaSink, MediaSource, MediaType, PresentationTime, Result, Sample, SinkActivate,
    StreamDescriptor, TimeSpan,
};
use openmf_sinks::{GrabberOptions, SampleGrabber};

const TIMES: u64 = 200;
/// The most that the project allows: `Stop` while playing, 99 of 100 times.
const STOP_LIMIT: Duration = Duration::from_millis(50);

/// A sink that follows the clock and tells of each sample when it is due.
struct Grab(Mutex<Option<SampleGrabber>>, MediaType, Sender<Instant>);

impl SinkActivate for Grab {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        let mut made = self.0.lock().map_err(|_| Error::Aborted)?;
        let grabber = made.get_or_insert_with(|| {
            let sender = Mutex::new(self.2.clone());
            let take = move |_sample: Sample| {
                if let Ok(sender) = sender.lock() {
                    let _ = sender.send(Instant::now());
                }
                Ok(())
            };
            let options = GrabberOptions {
                uncompressed: true,
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

/// Opens the file and sets its topology; every stream's samples are told to the receiver.
fn open() -> Result<(Arc<dyn MediaSource>, MediaSession, Receiver<Instant>)> {
    let platform = Platform::shared();
    let source = platform.open_path(&testdata("demo.mp4"))?;
    let (sender, receiver) = channel();
    let grab = |stream: &StreamDescriptor| {
        let media_type = MediaType::partial(stream.current_type().major_type(), openmf_core::Guid::ZERO);
        let grab = Grab(Mutex::new(None), media_type, sender.clone());
        Some(Arc::new(grab) as Arc<dyn SinkActivate>)
    };
    let topology = TopologyBuilder::new(&source)?.require_all_streams().build(grab)?;
    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait()?;
    Ok((source, session, receiver))
}

fn timed(figures: &mut Figures, operation: impl FnOnce() -> Result<()>) -> Result<()> {
    let began = Instant::now();
    operation()?;
    figures.add(began.elapsed());
    Ok(())
}

fn first_sample(figures: &mut Figures, samples: &Receiver<Instant>, began: Instant) -> Result<()> {
    let at = samples
        .recv_timeout(Duration::from_secs(10))
        .map_err(|_| Error::Aborted)?;
    figures.add(at - began);
    Ok(())
}

fn main() -> Result<()> {
    let mut opened = Figures::default();
    for _ in 0..TIMES / 4 {
        let began = Instant::now();
        let (source, session, samples) = open()?;
        session.start().wait()?;
        first_sample(&mut opened, &samples, began)?;
        session.shutdown()?;
        source.shutdown()?;
    }
    let (source, session, samples) = open()?;
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
        while samples.try_recv().is_ok() {}
        first_sample(&mut sought, &samples, began)?;
        std::thread::sleep(Duration::from_millis(n % 11));
        timed(&mut stop, || session.stop().wait())?;
    }
    session.shutdown()?;
    source.shutdown()?;
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
