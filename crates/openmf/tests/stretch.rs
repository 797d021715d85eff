//! Sound at other rates than 1.0 keeps its pitch, lasts as long as it is presented, and stays with the clock.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use openmf::registry::Registry;
use openmf::sinks::{
    FileOptions, FileTimeline, GrabberOptions, NullOptions, NullRenderer, SampleGrabber, WaveSink, Y4mSink,
};
use openmf::{
    ClockState, Guid, ManualRuntime, MediaSession, MediaSink, MediaTime, MediaType, Platform,
    PresentationClock, PresentationTime, Sample, SinkFactory, StartPosition, TimeSpan, TopologyBuilder,
    guids,
};
use support::sound::{Folder, Sound};

const HZ: u32 = 48_000;
const RATES: [f32; 8] = [0.25, 0.5, 0.75, 1.25, 1.5, 2.0, 3.0, 4.0];

fn ms(millis: i64) -> TimeSpan {
    TimeSpan::from_millis(millis)
}

/// A session that plays a file into one sink for sound and, if there is one, one for pictures.
struct Rig {
    time: ManualRuntime,
    session: MediaSession,
}

impl Rig {
    fn new(file: &Path, sound: Arc<dyn MediaSink>, pictures: Option<Arc<dyn MediaSink>>) -> Self {
        let time = ManualRuntime::new();
        let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
        let source = platform.open_path(file).unwrap();
        let topology = TopologyBuilder::new(&source)
            .unwrap()
            .build(|stream| {
                let sink = match stream.current_type().is_audio() {
                    true => Some(Arc::clone(&sound)),
                    false => pictures.clone(),
                };
                sink.map(|sink| SinkFactory::new("sink", move || Ok(Arc::clone(&sink))) as _)
            })
            .unwrap();
        let session = MediaSession::new(&platform);
        session.set_topology(&topology).wait().unwrap();
        Self { time, session }
    }

    fn set_rate(&self, rate: f32) {
        self.session.set_rate(false, rate).wait().unwrap();
    }

    fn advance(&self, millis: i64) {
        self.time.advance(ms(millis));
    }

    /// Plays to the end and returns how long that took.
    fn play_out(&self) -> TimeSpan {
        let began = self.time.now();
        let clock = self.session.clock().unwrap();
        for _ in 0..100_000 {
            if clock.state() != ClockState::Running {
                break;
            }
            self.advance(5);
        }
        assert_ne!(clock.state(), ClockState::Running, "it came to no end");
        self.time.now() - began
    }

    fn end(self) {
        self.session.close().wait().unwrap();
        self.session.shutdown().unwrap();
    }
}

/// Four seconds of a sine of 440 Hz.
fn sine(folder: &Folder, channels: usize) -> (Sound, std::path::PathBuf) {
    let sound = Sound::sine(HZ, channels, 440.0, 4 * HZ as usize);
    let path = folder.path("sine.wav");
    sound.write(&path);
    (sound, path)
}

/// Between the first and the last time that it rises through 0, in Hz.
fn frequency(numbers: &[i16]) -> f64 {
    let rises: Vec<usize> = (1..numbers.len())
        .filter(|at| numbers[at - 1] < 0 && numbers[*at] >= 0)
        .collect();
    (rises.len() - 1) as f64 / (rises[rises.len() - 1] - rises[0]) as f64 * f64::from(HZ)
}

fn largest_step(numbers: &[i16]) -> i32 {
    let steps = numbers
        .windows(2)
        .map(|pair| (i32::from(pair[1]) - i32::from(pair[0])).abs());
    steps.max().unwrap()
}

/// By so much the sine itself moves from one frame to the next.
fn own_step() -> i32 {
    (12_000.0 * std::f64::consts::TAU * 440.0 / f64::from(HZ)).ceil() as i32
}

#[test]
fn a_renderer_gets_neither_too_much_nor_too_little_and_nothing_late() {
    let folder = Folder::new("stretch-null");
    let (sound, path) = sine(&folder, 2);
    for rate in RATES {
        let renderer = NullRenderer::audio(NullOptions::default());
        let rig = Rig::new(&path, renderer.sink(), None);
        rig.set_rate(rate);
        rig.session.start().wait().unwrap();
        let took = rig.play_out().as_secs_f64();
        let statistics = renderer.statistics();
        let wanted = sound.frames() as f64 / f64::from(rate);
        assert!(
            (statistics.frames as f64 - wanted).abs() <= 1.0,
            "at {rate}: {statistics:?}"
        );
        assert_eq!(
            (statistics.late, statistics.dropped, statistics.skipped),
            (0, 0, 0),
            "at {rate}"
        );
        assert!(statistics.max_error < ms(5), "at {rate}: {statistics:?}");
        assert!((took - 4.0 / f64::from(rate)).abs() < 0.02, "at {rate}: {took} s");
        rig.end();
    }
}

/// What came to a grabber, and what the clock said then.
type Grabs = Arc<Mutex<Vec<(Sample, PresentationTime)>>>;

fn grabbing(path: &Path) -> (Rig, Grabs) {
    let grabs = Grabs::default();
    let clock: Arc<std::sync::OnceLock<Arc<dyn PresentationClock>>> = Arc::default();
    let (into, time) = (Arc::clone(&grabs), Arc::clone(&clock));
    let options = GrabberOptions {
        uncompressed: true,
        stretched: true,
        ..GrabberOptions::default()
    };
    let wanted = MediaType::partial(guids::MFMediaType_Audio, Guid::ZERO);
    let grabber = SampleGrabber::from_fn(wanted, options, move |sample| {
        let now = time.get().and_then(|clock| clock.time().ok());
        into.lock().unwrap().push((sample, now.unwrap_or_default()));
        Ok(())
    });
    let rig = Rig::new(path, grabber.sink(), None);
    assert!(clock.set(rig.session.clock().unwrap()).is_ok());
    (rig, grabs)
}

fn numbers(grabs: &Grabs) -> Vec<i16> {
    let grabs = grabs.lock().unwrap();
    let bytes: Vec<u8> = grabs
        .iter()
        .flat_map(|(sample, _)| sample.contiguous().to_vec())
        .collect();
    let words = bytes.as_chunks::<2>().0;
    words.iter().map(|word| i16::from_le_bytes(*word)).collect()
}

#[test]
fn a_rate_that_changes_while_it_plays_is_heard_at_once_and_without_a_click() {
    let folder = Folder::new("stretch-change");
    let (_, path) = sine(&folder, 1);
    let (rig, grabs) = grabbing(&path);
    rig.session.start().wait().unwrap();
    let began = rig.time.now();
    for rate in [2.0, 0.5, 1.0, 4.0, 0.25, 1.0] {
        rig.advance(400);
        rig.set_rate(rate);
    }
    rig.play_out();
    let took = (rig.time.now() - began).as_secs_f64();
    let found = numbers(&grabs);
    assert!(largest_step(&found) <= own_step() + 2, "{}", largest_step(&found));
    assert!((frequency(&found) / 440.0 - 1.0).abs() < 0.005);
    // A grabber asks for four samples at a time: so much was made for the former rate at each change.
    let heard = found.len() as f64 / f64::from(HZ);
    assert!((heard - took).abs() < 6.0 * 0.4, "{heard} s heard in {took} s");
    let mut end = MediaTime::ZERO;
    for (sample, at) in grabs.lock().unwrap().iter() {
        assert_eq!(sample.time, Some(end), "nothing is missing");
        end = sample.end().unwrap();
        let off = *at - PresentationTime::from_100ns(sample.time.unwrap().as_100ns());
        assert!(off.abs() < ms(25), "{off}");
    }
    assert_eq!(end, MediaTime::from_100ns(40_000_000));
    rig.end();
}

#[test]
fn a_seek_forgets_what_was_stretched() {
    let folder = Folder::new("stretch-seek");
    let (_, path) = sine(&folder, 1);
    let (rig, grabs) = grabbing(&path);
    rig.set_rate(2.0);
    rig.session.start().wait().unwrap();
    rig.advance(300);
    rig.session.pause().wait().unwrap();
    let target = MediaTime::from_100ns(25_000_000);
    rig.session.start_at(StartPosition::At(target)).wait().unwrap();
    let before = grabs.lock().unwrap().len();
    rig.play_out();
    let first = {
        let grabs = grabs.lock().unwrap();
        let all: Vec<_> = grabs.iter().map(|(sample, _)| sample.time.unwrap()).collect();
        let first = all.iter().position(|time| *time >= target).unwrap();
        assert!(first <= before, "{first} of {before}");
        assert!(all[first..].is_sorted(), "{all:?}");
        first
    };
    let grabs = grabs.lock().unwrap();
    assert_eq!(grabs[first].0.time, Some(target), "to the frame");
    let bytes: usize = grabs[first..].iter().map(|(sample, _)| sample.total_len()).sum();
    assert!((bytes / 2).abs_diff(36_000) <= 1, "{bytes}");
    drop(grabs);
    // At 1.0 after a flush, the frames are those of the file again.
    rig.session.stop().wait().unwrap();
    rig.set_rate(1.0);
    rig.end();
}

#[test]
fn a_file_holds_what_would_be_heard() {
    let folder = Folder::new("stretch-file");
    let (sound, path) = sine(&folder, 2);
    for clocked in [false, true] {
        for rate in RATES {
            let target = folder.path("out.wav");
            let options = FileOptions {
                clocked,
                ..FileOptions::default()
            };
            let sink = WaveSink::create_with(&target, &options).unwrap();
            let rig = Rig::new(&path, sink.sink(), None);
            rig.set_rate(rate);
            rig.session.start().wait().unwrap();
            rig.play_out();
            rig.end();
            let found = Sound::read(&target);
            let case = format!("at {rate}, clocked {clocked}");
            let wanted = (sound.frames() as f64 / f64::from(rate)).round() as usize;
            assert!(
                found.frames().abs_diff(wanted) <= 1,
                "{case}: {} frames",
                found.frames()
            );
            let left: Vec<i16> = found.samples.iter().step_by(2).copied().collect();
            assert!((frequency(&left) / 440.0 - 1.0).abs() < 0.005, "{case}");
            assert!(
                largest_step(&left) <= own_step() * 21 / 20 + 2,
                "{case}: {}",
                largest_step(&left)
            );
            assert_eq!((sink.evened().filled, sink.evened().left_out), (0, 0), "{case}");
        }
    }
}

#[test]
fn a_file_follows_a_rate_that_changes_and_is_silent_where_nothing_is_heard() {
    let folder = Folder::new("stretch-file-change");
    let (_, path) = sine(&folder, 1);
    let target = folder.path("out.wav");
    // A timeline is of one presentation.
    let options = || FileOptions {
        clocked: true,
        ..FileOptions::default()
    };
    let sink = WaveSink::create_with(&target, &options()).unwrap();
    let rig = Rig::new(&path, sink.sink(), None);
    rig.session.start().wait().unwrap();
    for rate in [2.0, 0.5, 1.0] {
        rig.advance(500);
        rig.set_rate(rate);
    }
    rig.play_out();
    rig.end();
    let found = Sound::read(&target);
    assert!(largest_step(&found.samples) <= own_step() * 21 / 20 + 2);
    assert_eq!((sink.evened().filled, sink.evened().left_out), (0, 0));
    // 0.5 s, 0.5 s at 2.0, 0.5 s at 0.5, and 2.25 s of the rest; what is on its way at a change is of the former rate.
    let seconds = found.frames() as f64 / f64::from(HZ);
    assert!((seconds - 3.75).abs() < 0.4, "{seconds} s");

    let sink = WaveSink::create_with(&target, &options()).unwrap();
    let rig = Rig::new(&path, sink.sink(), None);
    rig.set_rate(8.0);
    rig.session.start().wait().unwrap();
    rig.advance(250);
    rig.set_rate(1.0);
    rig.play_out();
    rig.end();
    let found = Sound::read(&target);
    let seconds = found.frames() as f64 / f64::from(HZ);
    assert!((seconds - 2.25).abs() < 0.05, "{seconds} s");
    assert!(
        found.samples[..11_000].iter().all(|number| *number == 0),
        "silent at 8.0"
    );
    assert!((frequency(&found.samples[14_000..]) / 440.0 - 1.0).abs() < 0.005);
}

#[test]
fn sound_and_pictures_in_files_last_equally_long() {
    let folder = Folder::new("stretch-both");
    for (rate, seconds) in [(2.0, 2.5), (0.5, 10.0)] {
        let (sound, pictures) = (folder.path("out.wav"), folder.path("out.y4m"));
        let options = FileOptions {
            clocked: false,
            timeline: FileTimeline::default(),
        };
        let (wave, y4m) = (
            WaveSink::create_with(&sound, &options).unwrap(),
            Y4mSink::create_with(&pictures, &options).unwrap(),
        );
        let demo = support::testdata().join("demo.mp4");
        let rig = Rig::new(&demo, wave.sink(), Some(y4m.sink()));
        rig.set_rate(rate);
        rig.session.start().wait().unwrap();
        rig.play_out();
        rig.end();
        let heard = Sound::read(&sound);
        let heard = heard.frames() as f64 / f64::from(heard.rate);
        assert!((heard - seconds).abs() < 0.03, "at {rate}: {heard} s of sound");
        let shown = std::fs::read(&pictures).unwrap();
        let shown = shown.windows(6).filter(|word| word == b"FRAME\n").count() as f64 / 25.0;
        assert!(
            (shown - seconds).abs() <= 0.04,
            "at {rate}: {shown} s of pictures"
        );
    }
}

#[test]
fn what_a_change_of_format_makes_necessary_is_in_front_of_the_stretch() {
    // HE-AAC comes at twice the rate that its container tells; the file keeps the type that it has begun with.
    let folder = Folder::new("stretch-format");
    for (rate, wanted) in [(1.0, 44_032), (0.5, 88_064), (2.0, 22_016)] {
        let target = folder.path("out.wav");
        let sink = WaveSink::create(&target).unwrap();
        let clip = support::testdata().join("clips/he-aac-v1.aac");
        let rig = Rig::new(&clip, sink.sink(), None);
        rig.set_rate(rate);
        rig.session.start().wait().unwrap();
        rig.play_out();
        rig.end();
        let found = Sound::read(&target);
        assert!(
            found.frames().abs_diff(wanted) <= 2,
            "at {rate}: {} frames",
            found.frames()
        );
        assert_eq!(
            (sink.evened().filled, sink.evened().left_out),
            (0, 0),
            "at {rate}"
        );
    }
}
