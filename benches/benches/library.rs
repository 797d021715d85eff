//! Video libraries alone against the same libraries through a session: what the engine adds.
//!
//! Each pair of runs follows on the other, so that what else the machine does falls on both; the medians of the times and
//! of the pairs' ratios are printed. With file names: those instead of the clips, which are so short that half a millisecond
//! for opening counts; `cargo xtask peers library` gives longer ones.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use openmf::{EventType, MediaSession, Platform, TopologyBuilder};
use openmf_av1::{Decoder as Av1, Sent, Settings};
use openmf_benches::testdata;
use openmf_core::annex_b::units;
use openmf_core::{Error, MediaSink, MediaType, Result, Sample, SinkActivate, StreamDescriptor, guids, keys};
use openmf_sinks::{GrabberOptions, NullActivate, NullOptions, SampleGrabber};

const CLIPS: &[&str] = &[
    "clips/h264-main-cabac-b.mp4",
    "clips/h264-high10.mp4",
    "clips/hevc-8bit.mp4",
    "clips/vp9-profile0.webm",
    "clips/av1-8bit.mp4",
];
const PAIRS: usize = 15;

/// Plays the first video stream into the sink that `sink` makes, as fast as data flows.
fn play(path: &Path, sink: impl Fn(&StreamDescriptor) -> Arc<dyn SinkActivate>) -> Result<()> {
    let platform = Platform::shared();
    let source = platform.open_path(path)?;
    let topology = TopologyBuilder::new(&source)?.build(|stream: &StreamDescriptor| {
        let video = stream.current_type().is_video();
        video.then(|| sink(stream))
    })?;
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
    source.shutdown()
}

struct Grab(Mutex<Option<SampleGrabber>>, MediaType, Arc<Mutex<Vec<Sample>>>);

impl SinkActivate for Grab {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        let mut made = self.0.lock().map_err(|_| Error::Aborted)?;
        let grabber = made.get_or_insert_with(|| {
            let samples = Arc::clone(&self.2);
            let take = move |sample: Sample| {
                if let Ok(mut samples) = samples.lock() {
                    samples.push(sample);
                }
                Ok(())
            };
            let options = GrabberOptions {
                ignore_clock: true,
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

/// The coded samples of the first video stream, and their type.
fn coded(path: &Path) -> Result<(MediaType, Vec<Vec<u8>>)> {
    let samples = Arc::new(Mutex::new(Vec::new()));
    let media_type = Mutex::new(MediaType::new());
    play(path, |stream| {
        let current = stream.current_type();
        if let Ok(mut media_type) = media_type.lock() {
            *media_type = current.clone();
        }
        Arc::new(Grab(Mutex::new(None), current, Arc::clone(&samples)))
    })?;
    let samples = samples.lock().map_err(|_| Error::Aborted)?;
    let media_type = media_type.into_inner().map_err(|_| Error::Aborted)?;
    Ok((
        media_type,
        samples
            .iter()
            .map(|sample| sample.contiguous().to_vec())
            .collect(),
    ))
}

/// Decodes with the library and nothing around it; how many pictures came out, or `None` if the codec has no library.
fn library(media_type: &MediaType, samples: &[Vec<u8>]) -> Option<usize> {
    let record = media_type
        .attributes()
        .get(keys::MF_MT_MPEG_SEQUENCE_HEADER)
        .unwrap_or_default();
    let subtype = media_type.subtype();
    let mut count = 0;
    if subtype == guids::MFVideoFormat_H264 {
        // Profile 110 is High 10, for which the faster library is not.
        if record.get(5).is_some_and(|profile| *profile < 110) {
            let mut decoder = rusty_h264::Decoder::new();
            decoder.decode(&record).ok()?;
            for sample in samples {
                let picture = decoder.decode(sample).ok()?;
                count += usize::from(picture.is_some());
            }
            return Some(count);
        }
        let mut decoder = rust_h264::decoder::Decoder::default();
        for data in std::iter::once(&record).chain(samples) {
            for nal in rust_h264::nal::parse_annex_b(data) {
                count += usize::from(decoder.decode_nal(&nal).ok()?.is_some());
            }
        }
        return Some(count + usize::from(decoder.flush().is_some()));
    }
    if subtype == guids::MFVideoFormat_HEVC {
        let mut decoder = rust_h265::Decoder::new().with_display_order().with_threads(2);
        for data in std::iter::once(&record).chain(samples) {
            for unit in units(data) {
                decoder.decode_nal(&rust_h265::parse_nal(unit)?).ok()?;
                while decoder.next_output().is_some() {
                    count += 1;
                }
            }
        }
        while decoder.flush().is_some() {
            count += 1;
        }
        return Some(count);
    }
    if subtype == guids::MFVideoFormat_VP90 {
        let mut decoder = rusty_vp9::Vp9Decoder::new();
        for sample in samples {
            decoder.push(sample, None).ok()?;
            while decoder.next_frame().is_ok() {
                count += 1;
            }
        }
        return Some(count);
    }
    if subtype == guids::MFVideoFormat_AV1 {
        let mut decoder = Av1::new(&Settings::default()).ok()?;
        let first = record.get(4..).filter(|units| !units.is_empty());
        for sample in first.into_iter().chain(samples.iter().map(Vec::as_slice)) {
            while decoder.send_data(sample, 0, 0).ok()? == Sent::Again {
                count += usize::from(decoder.get_picture().ok()?.is_some());
            }
            while decoder.get_picture().ok()?.is_some() {
                count += 1;
            }
        }
        decoder.drain();
        while decoder.get_picture().ok()?.is_some() {
            count += 1;
        }
        return Some(count);
    }
    None
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() -> Result<()> {
    let given: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .map(PathBuf::from)
        .collect();
    let files = if given.is_empty() {
        CLIPS.iter().map(|clip| testdata(clip)).collect()
    } else {
        given
    };
    for path in files {
        let (media_type, samples) = coded(&path)?;
        let name = path.file_name().unwrap_or_default().display().to_string();
        let Some(pictures) = library(&media_type, &samples) else {
            println!("{name}: no library of another's");
            continue;
        };
        let (mut alone, mut whole, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        let timed = |call: &mut dyn FnMut() -> Result<()>| -> Result<Duration> {
            let began = Instant::now();
            call()?;
            Ok(began.elapsed())
        };
        for pair in 0..PAIRS {
            let mut by_library = || library(&media_type, &samples).map(drop).ok_or(Error::Aborted);
            let mut by_session = || {
                play(&path, |_| {
                    Arc::new(NullActivate::null_video(NullOptions {
                        rateless: true,
                        ..NullOptions::default()
                    }))
                })
            };
            // Which one is first changes, as the first may find a cooler machine.
            let (library, session) = if pair % 2 == 0 {
                let library = timed(&mut by_library)?;
                (library, timed(&mut by_session)?)
            } else {
                let session = timed(&mut by_session)?;
                (timed(&mut by_library)?, session)
            };
            alone.push(library.as_secs_f64() * 1e3);
            whole.push(session.as_secs_f64() * 1e3);
            ratios.push(session.as_secs_f64() / library.as_secs_f64());
        }
        let ratio = median(&mut ratios);
        let (least, most) = (ratios[PAIRS / 4], ratios[PAIRS - 1 - PAIRS / 4]);
        println!(
            "{name:<28} {pictures:>4} pictures: library {:>8.2} ms, session {:>8.2} ms, ratio {ratio:.3} (half of the pairs {least:.3} to {most:.3})",
            median(&mut alone),
            median(&mut whole),
        );
    }
    Ok(())
}
