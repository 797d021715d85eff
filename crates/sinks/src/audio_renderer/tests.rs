use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use openmf_core::{
    AudioFormat, ClockStart, ClockStateSink, Error, EventType, HostTime, Marker, MarkerKind, MediaBuffer,
    MediaSink, MediaTime, PresentationClock, PresentationTime, PresentationTimeSource, Result, Sample,
    SampleFormat, StreamSink, TakenItem, TimeSpan, Variant, codes, guids,
};
use openmf_testkit::ManualClock;

use super::AudioVolume;
use super::device::{Backends, Callback, OpenDevice};
use super::sink::AudioSink;
use super::timeline::{FILL_INTERVAL, LATENCY, LOST_AFTER};

const RATE: u32 = 8_000;
/// Frames of one period of 10 ms.
const PERIOD: usize = 80;

/// A device that calls when the test says so.
#[derive(Clone, Default)]
struct FakeDevice {
    callback: Arc<Mutex<Option<Callback>>>,
    dead: Arc<AtomicBool>,
}

impl Backends for FakeDevice {
    fn open(&self, rate: u32, channels: u32, callback: Callback) -> Result<Box<dyn OpenDevice>> {
        assert_eq!((rate, channels), (RATE, 1));
        *self.callback.lock().unwrap() = Some(callback);
        Ok(Box::new(self.clone()))
    }
}

impl OpenDevice for FakeDevice {
    fn is_alive(&self) -> bool {
        !self.dead.load(Ordering::Relaxed)
    }
}

struct Rig {
    clock: Arc<ManualClock>,
    device: FakeDevice,
    sink: Arc<AudioSink>,
    source: Arc<dyn PresentationTimeSource>,
}

impl Rig {
    fn new() -> Self {
        let clock = ManualClock::new(HostTime::from_100ns(1_234_567));
        let device = FakeDevice::default();
        let sink = AudioSink::new(Box::new(device.clone()), clock.clone(), AudioVolume::default());
        sink.clone()
            .set_presentation_clock(Some(clock.clone() as Arc<dyn PresentationClock>))
            .unwrap();
        let format = AudioFormat::pcm(SampleFormat::S16, RATE, 1);
        sink.media_type_handler()
            .set_current_type(&format.to_media_type())
            .unwrap();
        let source = sink.time_source().unwrap();
        sink.direct().unwrap();
        Self {
            clock,
            device,
            sink,
            source,
        }
    }

    /// Tells the time source first, as a presentation clock does.
    fn start(&self, start: ClockStart) {
        self.source.on_clock_start(self.clock.host_time(), start).unwrap();
        self.clock.start(start);
    }

    /// The device plays one period; then 10 ms pass.
    fn period(&self) -> Vec<i32> {
        let mut out = [9.0; PERIOD];
        let mut callback = self.device.callback.lock().unwrap();
        callback.as_mut().unwrap()(&mut out);
        drop(callback);
        self.clock.advance(TimeSpan::from_millis(10));
        out.iter()
            .map(|number| (number * 32_768.0).round() as i32)
            .collect()
    }

    fn time(&self) -> i64 {
        (self.source.correlated_time().unwrap().0.as_100ns() + 5_000) / 10_000
    }

    fn wants(&self) -> bool {
        let mut cx = Context::from_waker(Waker::noop());
        self.sink.direct().unwrap().poll_request(&mut cx).is_ready()
    }

    /// Gives samples of 10 ms from `from` on while the sink wants some, numbered by milliseconds from 1.
    fn feed(&self, from: i64) -> i64 {
        let mut time = from;
        while self.wants() {
            self.give(time, 10);
            time += 10;
        }
        time
    }

    /// Gives one sample of which each frame has the number of its millisecond, from 1.
    fn give(&self, time: i64, millis: i64) {
        let bytes = (0..millis * 8).flat_map(|frame| ((time + frame / 8 + 1) as i16).to_le_bytes());
        let sample = Sample::new(MediaBuffer::from(bytes.collect::<Vec<u8>>()))
            .at(MediaTime::ZERO + TimeSpan::from_millis(time))
            .lasting(TimeSpan::from_millis(millis));
        self.sink.process_sample(sample).unwrap();
    }

    /// Tells the time source first, as a presentation clock does.
    fn set_rate(&self, rate: f32) {
        self.source
            .on_clock_set_rate(self.clock.host_time(), rate)
            .unwrap();
        self.clock.set_rate(rate);
    }

    /// Gives a sample of `millis` of presentation time that was stretched for `rate`, of one number.
    fn give_stretched(&self, time: i64, millis: i64, rate: f64) {
        let frames = (millis as f64 * 8.0 / rate) as usize;
        let bytes = std::iter::repeat_n((time + 1) as i16, frames).flat_map(i16::to_le_bytes);
        let sample = Sample::new(MediaBuffer::from(bytes.collect::<Vec<u8>>()))
            .at(MediaTime::ZERO + TimeSpan::from_millis(time))
            .lasting(TimeSpan::from_millis(millis));
        self.sink.process_sample(sample).unwrap();
    }

    fn events(&self) -> Vec<String> {
        std::iter::from_fn(|| self.sink.events().try_get_event().ok())
            .map(|event| {
                let name = event.event_type().name().trim_start_matches("MEStreamSink");
                match (event.event_type(), event.value()) {
                    (EventType::StreamSinkMarker, Variant::U32(context)) => {
                        format!("{name} {context} {}", event.status())
                    }
                    _ => name.to_owned(),
                }
            })
            .collect()
    }

    fn marker(&self, kind: MarkerKind, context: u32) {
        let context = Variant::U32(context);
        self.sink.place_marker(Marker { kind, context }).unwrap();
    }
}

fn at(millis: i64) -> PresentationTime {
    PresentationTime::ZERO + TimeSpan::from_millis(millis)
}

fn ok() -> String {
    codes::S_OK.to_string()
}

/// What a period holds: `(number, how many)`.
fn runs(period: &[i32]) -> Vec<(i32, usize)> {
    period
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], run.len()))
        .collect()
}

#[test]
fn prerolled_data_play_from_the_first_period_and_the_time_follows_what_is_heard() {
    let rig = Rig::new();
    rig.sink.preroll().unwrap().notify_preroll(at(1_000)).unwrap();
    assert_eq!(rig.feed(1_000), 1_500, "half a second");
    assert_eq!(rig.events(), ["Prerolled"]);
    assert_eq!(runs(&rig.period()), [(0, 80)], "silent before the start");
    assert_eq!(rig.time(), 0);
    rig.start(ClockStart::At(at(1_000)));
    assert_eq!(rig.events(), ["Started"]);
    let mut times = vec![rig.time()];
    let mut next = 1_500;
    for period in 0..100 {
        let expected: Vec<_> = (1..=10).map(|ms| (1_000 + period * 10 + ms, 8)).collect();
        assert_eq!(runs(&rig.period()), expected, "period {period}");
        times.push(rig.time());
        next = rig.feed(next);
    }
    let latency = LATENCY.as_100ns() / 10_000;
    let expected: Vec<_> = (0..=100)
        .map(|period| 1_000 + (period * 10 - latency).max(0))
        .collect();
    assert_eq!(times, expected);
    let statistics = rig.sink.statistics();
    assert_eq!(
        (statistics.underruns, statistics.late, statistics.dropped),
        (0, 0, 0)
    );
}

#[test]
fn the_time_is_interpolated_and_never_ahead_of_what_was_handed_over() {
    let rig = Rig::new();
    rig.start(ClockStart::At(at(0)));
    rig.feed(0);
    for _ in 0..10 {
        rig.period();
    }
    assert_eq!(rig.time(), 80);
    rig.clock.advance(TimeSpan::from_millis(3));
    assert_eq!(rig.time(), 80, "all that was handed over: the device is late");
    let mut out = [0.0; PERIOD];
    rig.device.callback.lock().unwrap().as_mut().unwrap()(&mut out);
    assert_eq!(rig.time(), 80, "not back");
    rig.clock.advance(TimeSpan::from_millis(4));
    assert_eq!(rig.time(), 84);
}

#[test]
fn whoever_tells_of_a_change_it_is_followed_once() {
    // (the time source is told, and the state sink, in this order)
    for order in [&[true, false][..], &[false, true], &[false]] {
        let rig = Rig::new();
        rig.sink.preroll().unwrap().notify_preroll(at(100)).unwrap();
        rig.feed(100);
        for round in 0..2 {
            for &source in order {
                let host = rig.clock.host_time() + TimeSpan::from_100ns(round);
                let start = ClockStart::At(at(100));
                if source {
                    rig.source.on_clock_start(host, start).unwrap();
                } else {
                    rig.sink.on_clock_start(host, start).unwrap();
                }
            }
            assert_eq!(rig.period().first(), Some(&101), "{order:?}, round {round}");
            rig.sink.flush().unwrap();
            rig.sink.preroll().unwrap().notify_preroll(at(100)).unwrap();
            rig.feed(100);
        }
    }
}

#[test]
fn a_pause_is_silent_and_a_resume_goes_on_with_the_next_frame() {
    let rig = Rig::new();
    rig.start(ClockStart::At(at(0)));
    rig.feed(0);
    for _ in 0..5 {
        rig.period();
    }
    let paused_at = rig.time();
    rig.source.on_clock_pause(rig.clock.host_time()).unwrap();
    rig.clock.pause();
    for _ in 0..30 {
        assert_eq!(runs(&rig.period()), [(0, 80)]);
        assert_eq!(rig.time(), paused_at);
    }
    rig.source.on_clock_restart(rig.clock.host_time()).unwrap();
    rig.clock.start(ClockStart::Current);
    assert_eq!(rig.time(), paused_at);
    assert_eq!(rig.period().first(), Some(&51));
    assert_eq!(rig.events(), ["Started", "Paused", "Started"]);
    assert_eq!(rig.sink.statistics().underruns, 0);
}

#[test]
fn a_seek_drops_what_was_handed_over() {
    let rig = Rig::new();
    rig.start(ClockStart::At(at(0)));
    rig.feed(0);
    rig.period();
    rig.marker(MarkerKind::Default, 1);
    rig.events();
    rig.sink.flush().unwrap();
    assert_eq!(rig.events(), [format!("Marker 1 {}", codes::E_ABORT)]);
    assert_eq!(
        runs(&rig.period()),
        [(0, 80)],
        "nothing of the old position is heard"
    );
    rig.sink.preroll().unwrap().notify_preroll(at(5_000)).unwrap();
    rig.feed(5_000);
    rig.start(ClockStart::At(at(5_000)));
    assert_eq!(rig.time(), 5_000);
    assert_eq!(rig.period().first(), Some(&5_001));
}

#[test]
fn gaps_are_silent_overlaps_and_lateness_are_cut_and_jitter_is_not() {
    let rig = Rig::new();
    rig.start(ClockStart::At(at(0)));
    rig.give(0, 10);
    // A gap of 20 ms, then 5 ms of jitter, which is closed up; then an overlap of 15 ms.
    rig.give(30, 10);
    rig.give(45, 10);
    rig.give(35, 20);
    let heard: Vec<_> = (0..6)
        .flat_map(|_| runs(&rig.period()))
        .map(|(number, _)| number)
        .collect();
    let mut expected: Vec<i32> = (1..=10).collect();
    expected.extend([0, 0]);
    expected.extend(31..=40);
    expected.extend(46..=55);
    expected.extend(51..=55);
    expected.push(0);
    assert_eq!(heard, expected);
    assert_eq!(rig.sink.statistics().underruns, 1, "the last period was not full");
    rig.period();
    // 70 ms have been played: of this only the last 8 ms can be heard, of the next nothing.
    rig.give(58, 20);
    rig.give(20, 10);
    assert_eq!(rig.period().first(), Some(&71));
    let statistics = rig.sink.statistics();
    assert_eq!((statistics.late, statistics.dropped), (3, 1));
}

#[test]
fn a_marker_is_answered_when_what_is_before_it_was_heard() {
    let rig = Rig::new();
    rig.start(ClockStart::At(at(0)));
    rig.give(0, 25);
    rig.marker(MarkerKind::Default, 1);
    rig.give(25, 5);
    rig.marker(MarkerKind::EndOfSegment, 2);
    rig.events();
    let mut answered = Vec::new();
    for period in 1..=6 {
        rig.period();
        answered.extend(rig.events().into_iter().map(|event| (period, event)));
    }
    // 25 ms are heard 20 ms later, in the period from 40 to 50 ms; 30 ms with its end.
    assert_eq!(
        answered,
        [
            (5, format!("Marker 1 {}", ok())),
            (6, format!("Marker 2 {}", ok()))
        ]
    );
    assert_eq!(
        rig.sink.statistics().underruns,
        0,
        "the silence after the end is none"
    );
}

/// What was given back: of a sample its beginning and end in milliseconds and its first number, of a marker its context.
fn given_back(rig: &Rig, from: i64) -> (Vec<String>, Option<i64>) {
    let back = rig.sink.direct().unwrap().take_back(at(from)).unwrap();
    let millis = |time: Option<MediaTime>| time.unwrap().as_100ns() / 10_000;
    let items = back.items.iter().map(|item| match item {
        TakenItem::Sample(sample) => {
            let number = i16::from_le_bytes(*sample.contiguous().first_chunk().unwrap());
            format!("{}-{}: {number}", millis(sample.time), millis(sample.end()))
        }
        TakenItem::Marker(marker) => format!("{:?}", marker.context),
    });
    let until = back.until.map(|until| until.as_100ns() / 10_000);
    (items.collect(), until)
}

#[test]
fn what_is_behind_a_new_end_is_given_back_to_the_frame_though_it_was_handed_to_the_ring() {
    let rig = Rig::new();
    rig.start(ClockStart::At(at(0)));
    for time in [0, 10, 20, 30, 40] {
        rig.give(time, 10);
    }
    rig.marker(MarkerKind::Default, 1);
    rig.give(50, 10);
    rig.marker(MarkerKind::EndOfSegment, 2);
    rig.events();
    assert_eq!(rig.sink.statistics().frames, 480);
    assert_eq!(runs(&rig.period())[0], (1, 8));
    let (items, until) = given_back(&rig, 25);
    let expected = [
        "25-30: 26",
        "30-40: 31",
        "40-50: 41",
        "U32(1)",
        "50-60: 51",
        "U32(2)",
    ];
    assert_eq!((items, until), (expected.map(str::to_owned).to_vec(), Some(25)));
    let heard = rig.sink.statistics();
    assert_eq!((heard.frames, heard.bytes, heard.samples), (200, 400, 3));
    // It ends there; the marker that is placed behind it comes when that is heard.
    rig.marker(MarkerKind::EndOfSegment, 3);
    assert_eq!(rig.period().last(), Some(&20));
    // Moved on before it was heard: what was cut off follows without a gap.
    assert_eq!(given_back(&rig, 1_000), (vec!["U32(3)".to_owned()], Some(25)));
    rig.give(25, 2);
    rig.marker(MarkerKind::EndOfSegment, 4);
    let last = rig.period();
    let numbers: Vec<i32> = runs(&last).into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [21, 22, 23, 24, 25, 26, 27, 0]);
    // Where it was: at once, which is behind what the device has.
    assert_eq!(given_back(&rig, 10).0, ["U32(4)"]);
    assert!(
        rig.events().is_empty(),
        "no marker that was given back is answered"
    );
    assert_eq!(rig.sink.statistics().underruns, 0);
}

#[test]
fn at_a_rate_at_which_nothing_is_heard_what_is_behind_a_new_end_is_given_back_too() {
    let rig = Rig::new();
    rig.set_rate(8.0);
    rig.start(ClockStart::At(at(0)));
    for time in [0, 100, 200] {
        rig.give(time, 100);
    }
    rig.marker(MarkerKind::EndOfSegment, 1);
    assert_eq!(
        given_back(&rig, 150).0,
        ["100-200: 101", "200-300: 201", "U32(1)"].map(str::to_owned)
    );
    rig.marker(MarkerKind::EndOfSegment, 2);
    rig.events();
    // 100 ms of the presentation are over.
    for _ in 0..8 {
        rig.period();
    }
    assert_eq!(rig.events(), [format!("Marker 2 {}", ok())]);
}

#[test]
fn a_lost_device_is_told_and_the_presentation_still_ends() {
    for silent in [false, true] {
        let rig = Rig::new();
        rig.start(ClockStart::At(at(0)));
        rig.feed(0);
        for _ in 0..5 {
            rig.period();
        }
        let before = rig.time();
        rig.events();
        if silent {
            rig.clock.advance(LOST_AFTER - TimeSpan::from_millis(50));
            assert!(rig.events().is_empty(), "it may only be slow");
            rig.clock.advance(TimeSpan::from_millis(50) + FILL_INTERVAL);
        } else {
            rig.device.dead.store(true, Ordering::Relaxed);
            rig.clock.advance(FILL_INTERVAL);
        }
        assert_eq!(rig.events(), ["MEAudioSessionDeviceRemoved"]);
        let lost_at = rig.time();
        assert!(lost_at >= before, "{lost_at} {before}");
        rig.clock.advance(TimeSpan::from_millis(100));
        assert_eq!(rig.time(), lost_at + 100, "by host time");
        let mut next = rig.feed(500);
        while next < 3_000 {
            rig.clock.advance(TimeSpan::from_millis(100));
            next = rig.feed(next);
        }
        rig.marker(MarkerKind::EndOfSegment, 3);
        rig.clock.advance(TimeSpan::from_millis(5_000));
        assert_eq!(rig.events(), [format!("Marker 3 {}", ok())]);
        rig.clock.stop();
        assert_eq!(rig.events(), ["Stopped"]);
    }
}

#[test]
fn volume_and_mute_are_a_service_and_fade_within_a_period() {
    let rig = Rig::new();
    let service = rig.sink.service(&guids::MR_POLICY_VOLUME_SERVICE).unwrap();
    let volume = service.downcast::<AudioVolume>().unwrap();
    for wrong in [-0.1, 1.1, f32::NAN] {
        assert!(matches!(
            volume.set_master(wrong),
            Err(Error::InvalidArgument { .. })
        ));
    }
    assert!(matches!(
        volume.set_channel(64, 0.5),
        Err(Error::InvalidIndex { index: 64, count: 64 })
    ));
    rig.start(ClockStart::At(at(8_000)));
    rig.feed(8_000);
    rig.period();
    volume.set_master(0.5).unwrap();
    volume.set_channel(0, 0.5).unwrap();
    let fading = rig.period();
    assert!(fading.windows(2).all(|pair| pair[1] <= pair[0] + 8), "{fading:?}");
    assert_eq!(rig.period().first(), Some(&2_005), "a quarter of 8021");
    volume.set_muted(true);
    rig.period();
    assert_eq!(runs(&rig.period()), [(0, 80)]);
    assert_eq!(volume.master(), 0.5);
}

#[test]
fn stretched_sound_runs_the_clock_at_its_rate() {
    let rig = Rig::new();
    rig.set_rate(2.0);
    rig.start(ClockStart::At(at(0)));
    for n in 0..20 {
        rig.give_stretched(20 * n, 20, 2.0);
    }
    for n in 0..10 {
        assert_eq!(
            runs(&rig.period()),
            [(20 * n + 1, 80)],
            "each period holds 20 ms of content"
        );
    }
    // 100 ms have been played, less the latency.
    let latency = LATENCY.as_100ns() / 10_000;
    assert_eq!(rig.time(), 2 * (100 - latency));
}

#[test]
fn after_a_change_of_the_rate_the_time_follows_what_is_heard() {
    let rig = Rig::new();
    rig.start(ClockStart::At(at(0)));
    for n in 0..10 {
        rig.give(10 * n, 10);
    }
    rig.period();
    rig.set_rate(2.0);
    assert_eq!(rig.events(), ["Started", "RateChanged"]);
    for n in 5..15 {
        rig.give_stretched(20 * n, 20, 2.0);
    }
    let latency = LATENCY.as_100ns() / 10_000;
    for n in 1..10 {
        assert_eq!(
            runs(&rig.period())[0],
            (10 * i32::from(n as u8) + 1, 8),
            "no gap, no jump"
        );
        assert_eq!(
            rig.time(),
            (10 * (n + 1) - latency).max(0),
            "what is there plays at the former rate"
        );
    }
    for n in 5..10 {
        assert_eq!(runs(&rig.period()), [(20 * n + 1, 80)]);
    }
    assert_eq!(rig.time(), 100 + 2 * (50 - latency));
}

#[test]
fn what_was_not_stretched_is_silent_at_another_rate() {
    let rig = Rig::new();
    rig.set_rate(2.0);
    rig.start(ClockStart::At(at(0)));
    for n in 0..20 {
        rig.give(10 * n, 10);
    }
    for _ in 0..10 {
        assert_eq!(runs(&rig.period()), [(0, 80)]);
    }
    let latency = LATENCY.as_100ns() / 10_000;
    assert_eq!(rig.time(), 2 * (100 - latency));
}

#[test]
fn backwards_and_at_great_speed_it_is_silent_and_takes_what_the_time_has_passed() {
    let latency = LATENCY.as_100ns() / 10_000;
    for rate in [-1.0, 8.0] {
        let rig = Rig::new();
        rig.set_rate(rate);
        rig.start(ClockStart::At(at(1_000)));
        let first = if rate < 0.0 { 990 } else { 1_000 };
        let step = if rate < 0.0 { -10 } else { 10 };
        let mut time = first;
        while rig.wants() {
            rig.give(time, 10);
            time += step;
        }
        assert_eq!(time, first + 50 * step, "half a second is queued");
        for _ in 0..12 {
            assert_eq!(runs(&rig.period()), [(0, 80)]);
        }
        assert_eq!(
            rig.time(),
            1_000 + (f64::from(rate) * (120 - latency) as f64) as i64
        );
        rig.clock.advance(FILL_INTERVAL);
        assert!(rig.wants(), "the time has passed some");
        assert_eq!(rig.sink.statistics().samples, 0);
        assert_eq!(rig.sink.statistics().underruns, 0);
    }
}

#[test]
fn while_scrubbing_the_time_holds_and_there_is_no_frame_to_show() {
    let rig = Rig::new();
    rig.set_rate(0.0);
    rig.start(ClockStart::At(at(500)));
    assert_eq!(rig.feed(500), 1_000);
    assert_eq!(rig.events(), ["RateChanged", "Started", "ScrubSampleComplete"]);
    for _ in 0..5 {
        assert_eq!(runs(&rig.period()), [(0, 80)]);
    }
    assert_eq!(rig.time(), 500);
    // Leaving: the sound from there on is still in the queue.
    rig.source.on_clock_pause(rig.clock.host_time()).unwrap();
    rig.clock.pause();
    rig.set_rate(1.0);
    rig.start(ClockStart::At(at(520)));
    assert_eq!(runs(&rig.period())[0], (521, 8));
}

#[test]
fn types_that_it_takes() {
    let rig = Rig::new();
    let handler = rig.sink.media_type_handler();
    let table = [
        (AudioFormat::pcm(SampleFormat::F32, 48_000, 2), true),
        (AudioFormat::pcm(SampleFormat::S16, 8_000, 8), true),
        (AudioFormat::pcm(SampleFormat::S24, 48_000, 2), false),
        (AudioFormat::pcm(SampleFormat::S16, 4_000, 2), false),
        (AudioFormat::pcm(SampleFormat::S16, 384_000, 2), false),
        (AudioFormat::pcm(SampleFormat::S16, 48_000, 9), false),
    ];
    for (format, expected) in table {
        assert_eq!(
            handler.is_supported(&format.to_media_type()).is_ok(),
            expected,
            "{format:?}"
        );
    }
    rig.start(ClockStart::At(at(0)));
    let other = AudioFormat::pcm(SampleFormat::F32, 48_000, 2).to_media_type();
    assert!(matches!(
        handler.set_current_type(&other),
        Err(Error::InvalidRequest { .. })
    ));
}

#[test]
fn shutdown_leaves_the_clock_and_ends_everything() {
    let rig = Rig::new();
    rig.start(ClockStart::At(at(0)));
    rig.feed(0);
    rig.sink.shutdown().unwrap();
    assert_eq!((rig.clock.state_sink_count(), rig.clock.timer_count()), (0, 0));
    assert!(matches!(rig.source.correlated_time(), Err(Error::Shutdown)));
    assert!(Arc::ptr_eq(&rig.source, &rig.sink.time_source().unwrap()));
    assert!(matches!(rig.sink.shutdown(), Err(Error::Shutdown)));
    assert!(matches!(rig.sink.flush(), Err(Error::Shutdown)));
    assert!(matches!(rig.sink.stream_sinks(), Err(Error::Shutdown)));
}
