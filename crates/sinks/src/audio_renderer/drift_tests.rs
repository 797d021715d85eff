//! A device whose clock is not the presentation clock.

use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use openmf_core::{
    AudioFormat, ClockStart, HostTime, MediaBuffer, MediaSink, MediaTime, PresentationClock,
    PresentationTime, Result, Sample, SampleFormat, StreamSink, TimeSpan,
};
use openmf_testkit::ManualClock;

use super::AudioVolume;
use super::device::{Backends, Callback, OpenDevice};
use super::sink::AudioSink;
use super::timeline::LATENCY;

const RATE: u32 = 8_000;
const PERIOD: usize = 80;
/// The sound counts its frames, modulo this.
const COUNT: i64 = 16_000;

#[derive(Clone, Default)]
struct Device(Arc<Mutex<Option<Callback>>>);

impl Backends for Device {
    fn open(&self, _rate: u32, _channels: u32, callback: Callback) -> Result<Box<dyn OpenDevice>> {
        *self.0.lock().unwrap() = Some(callback);
        Ok(Box::new(self.clone()))
    }
}

impl OpenDevice for Device {
    fn is_alive(&self) -> bool {
        true
    }
}

struct Rig {
    clock: Arc<ManualClock>,
    device: Device,
    sink: Arc<AudioSink>,
    fed: i64,
}

impl Rig {
    fn new() -> Self {
        let clock = ManualClock::new(HostTime::from_100ns(1_234_567));
        let device = Device::default();
        let sink = AudioSink::new(Box::new(device.clone()), clock.clone(), AudioVolume::default());
        sink.clone()
            .set_presentation_clock(Some(clock.clone() as Arc<dyn PresentationClock>))
            .unwrap();
        let format = AudioFormat::pcm(SampleFormat::S16, RATE, 1);
        sink.media_type_handler()
            .set_current_type(&format.to_media_type())
            .unwrap();
        sink.direct().unwrap();
        sink.preroll()
            .unwrap()
            .notify_preroll(PresentationTime::ZERO)
            .unwrap();
        Self {
            clock,
            device,
            sink,
            fed: 0,
        }
    }

    /// Gives samples of 100 ms as long as the sink wants some.
    fn feed(&mut self) {
        let frames = i64::from(RATE) / 10;
        let mut cx = Context::from_waker(Waker::noop());
        while self.sink.direct().unwrap().poll_request(&mut cx).is_ready() {
            let count = (0..frames).flat_map(|frame| (((self.fed + frame) % COUNT) as i16).to_le_bytes());
            let sample = Sample::new(MediaBuffer::from(count.collect::<Vec<u8>>()))
                .at(MediaTime::ZERO + TimeSpan::from_frames(self.fed as u64, RATE))
                .lasting(TimeSpan::from_millis(100));
            self.sink.process_sample(sample).unwrap();
            self.fed += frames;
        }
    }

    fn callback(&self) -> [f32; PERIOD] {
        let mut out = [0.0; PERIOD];
        self.device.0.lock().unwrap().as_mut().unwrap()(&mut out);
        out.map(|number| number * 32_768.0)
    }

    /// How far what is heard of this period is ahead of the clock, in ms.
    fn error(&self, out: &[f32]) -> f64 {
        let heard_at = self.clock.time().unwrap() + LATENCY;
        let clock = heard_at.as_100ns() as f64 * f64::from(RATE) / 1e7;
        let count = COUNT as f64;
        let ahead = (f64::from(out[0]) - clock).rem_euclid(count);
        let ahead = if ahead > count / 2.0 { ahead - count } else { ahead };
        ahead * 1_000.0 / f64::from(RATE)
    }
}

/// The errors of an hour in which the device is fast by `ppm`, in ms, and how often two frames did not follow smoothly.
fn an_hour(ppm: f64) -> (Vec<f64>, usize) {
    let mut rig = Rig::new();
    rig.feed();
    rig.clock.start(ClockStart::At(PresentationTime::ZERO));
    let (mut errors, mut clicks, mut left) = (Vec::new(), 0, 0.0);
    let mut last: Option<f32> = None;
    while rig.clock.time().unwrap().as_100ns() < 3_600 * 10_000_000 {
        let out = rig.callback();
        // Where the count begins anew there is a step in the sound itself.
        let due = rig.clock.time().unwrap().as_100ns() * i64::from(RATE) / 10_000_000 % COUNT;
        let smooth = (800..COUNT - 800).contains(&due);
        if smooth {
            errors.push(rig.error(&out));
        }
        for number in out {
            if let Some(last) = last.filter(|_| smooth) {
                clicks += usize::from((number - last - 1.0).abs() > 0.1);
            }
            last = Some(number);
        }
        let period = 100_000.0 / (1.0 + ppm * 1e-6) + left;
        left = period.fract();
        rig.clock.advance(TimeSpan::from_100ns(period as i64));
        rig.feed();
    }
    (errors, clicks)
}

#[test]
fn over_an_hour_sound_stays_with_a_clock_that_is_not_the_devices() {
    for ppm in [-500.0, 500.0] {
        let (errors, clicks) = an_hour(ppm);
        assert!(errors.len() > 320_000, "{} periods", errors.len());
        let mut sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let p99 = sizes[sizes.len() * 99 / 100];
        assert!(p99 < 15.0, "{ppm} ppm: p99 of the error is {p99} ms");
        // The start is the worst: then the error is that of the device's latency.
        let worst = sizes.last().unwrap();
        assert!(*worst < 30.0, "{ppm} ppm: off by {worst} ms");
        let settled = errors[30_000..]
            .iter()
            .fold(0.0f64, |worst, error| worst.max(error.abs()));
        assert!(settled < 5.0, "{ppm} ppm: off by {settled} ms after five minutes");
        assert_eq!(clicks, 0, "{ppm} ppm");
    }
}

#[test]
fn as_the_time_source_it_changes_nothing() {
    let mut rig = Rig::new();
    let source = rig.sink.time_source().unwrap();
    rig.feed();
    source
        .on_clock_start(rig.clock.host_time(), ClockStart::At(PresentationTime::ZERO))
        .unwrap();
    rig.clock.start(ClockStart::At(PresentationTime::ZERO));
    let mut expected = 0;
    for _ in 0..1_000 {
        let out = rig.callback();
        for number in out {
            assert_eq!(number, (expected % COUNT) as f32);
            expected += 1;
        }
        // A device that is slow by 1 %: its own time is what counts.
        rig.clock.advance(TimeSpan::from_100ns(101_000));
        rig.feed();
    }
    // Another time source takes over: from now on it is followed.
    source.dismissed();
    for _ in 0..6_000 {
        rig.callback();
        rig.clock.advance(TimeSpan::from_100ns(100_050));
        rig.feed();
    }
    let error = rig.error(&rig.callback());
    assert!(error.abs() < 5.0, "off by {error} ms");
}

#[test]
fn a_renderer_that_is_far_off_jumps() {
    let mut rig = Rig::new();
    rig.feed();
    rig.clock.start(ClockStart::At(PresentationTime::ZERO));
    for _ in 0..100 {
        rig.callback();
        rig.clock.advance(TimeSpan::from_millis(10));
        rig.feed();
    }
    // The device does not call for a second.
    rig.clock.advance(TimeSpan::from_millis(1_000));
    for _ in 0..800 {
        rig.feed();
        rig.callback();
        rig.clock.advance(TimeSpan::from_millis(10));
    }
    rig.feed();
    let error = rig.error(&rig.callback());
    assert!(error.abs() < 10.0, "off by {error} ms eight seconds later");
    let time = rig.sink.time_source().unwrap().correlated_time().unwrap().0;
    assert!((rig.clock.time().unwrap() - time).abs() < TimeSpan::from_millis(15));
}
