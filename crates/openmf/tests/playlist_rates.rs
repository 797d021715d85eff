//! A playlist at other rates than 1.0: every element at the rate, without a gap, and what is refused.

mod support;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use openmf::registry::Registry;
use openmf::sinks::{FileOptions, NullOptions, NullRenderer, WaveSink};
use openmf::{
    Error, EventType, ManualRuntime, MediaSession, MediaSink, MediaSource, Platform, PresentationTime,
    RateDirection, RateSupport, SequencerSource, SharedEvent, SinkFactory, TimeSpan, TopologyBuilder,
    Variant, codes,
};
use support::sound::{Folder, Sound};

const HZ: u32 = 48_000;

/// A session that plays a list, in virtual time.
struct Rig {
    time: ManualRuntime,
    session: MediaSession,
    sequencer: Arc<SequencerSource>,
    events: openmf::Events,
    seen: Vec<SharedEvent>,
}

impl Rig {
    fn new(files: &[PathBuf], sound: &Arc<dyn MediaSink>, pictures: Option<&Arc<dyn MediaSink>>) -> Self {
        let time = ManualRuntime::new();
        let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
        let sequencer = platform.new_sequencer();
        for (index, file) in files.iter().enumerate() {
            let source = platform.open_path(file).unwrap();
            let topology = TopologyBuilder::new(&source)
                .unwrap()
                .keep_sinks()
                .build(|stream| {
                    let sink = match stream.current_type().is_audio() {
                        true => Some(Arc::clone(sound)),
                        false => pictures.cloned(),
                    };
                    sink.map(|sink| SinkFactory::new("sink", move || Ok(Arc::clone(&sink))) as _)
                })
                .unwrap();
            let last = index + 1 == files.len();
            sequencer.append_topology(&topology, last).unwrap();
        }
        let session = MediaSession::new(&platform);
        let events = session.events();
        let first = sequencer.create_presentation_descriptor().unwrap();
        let topology = sequencer.media_source_topology(&first).unwrap();
        session.set_topology(&topology).wait().unwrap();
        let mut rig = Self {
            time,
            session,
            sequencer,
            events,
            seen: Vec::new(),
        };
        rig.pass(0);
        rig
    }

    /// Lets time pass, and gives the session what is announced.
    fn pass(&mut self, millis: i64) {
        self.time.advance(TimeSpan::from_millis(millis));
        self.time.run_until_idle();
        while let Ok(event) = self.events.try_next_event() {
            if let (EventType::NewPresentation, Variant::Object(object)) = (event.event_type(), event.value())
            {
                let next = object.downcast().unwrap();
                let topology = self.sequencer.media_source_topology(&next).unwrap();
                drop(self.session.set_topology(&topology));
                self.time.run_until_idle();
            }
            self.seen.push(event);
        }
    }

    fn has_seen(&self, event_type: EventType) -> bool {
        self.seen.iter().any(|event| event.event_type() == event_type)
    }

    fn set_rate(&mut self, thin: bool, rate: f32) {
        self.session.set_rate(thin, rate).wait().unwrap();
        self.pass(0);
    }

    fn start(&mut self) {
        self.session.start().wait().unwrap();
        self.pass(0);
    }

    /// Plays to the end and returns how long that took.
    fn play_out(&mut self) -> f64 {
        let began = self.time.now();
        for _ in 0..20_000 {
            if self.has_seen(EventType::SessionEnded) {
                break;
            }
            self.pass(5);
        }
        assert!(self.has_seen(EventType::SessionEnded), "it came to no end");
        (self.time.now() - began).as_secs_f64()
    }

    fn rate(&self) -> f32 {
        self.session.rate().unwrap().rate
    }

    fn end(self) {
        assert!(!self.has_seen(EventType::Error));
        self.session.close().wait().unwrap();
        self.session.shutdown().unwrap();
        self.sequencer.shutdown().unwrap();
    }
}

/// A sine of four seconds in pieces, at no round numbers.
fn pieces(folder: &Folder) -> (Sound, Vec<PathBuf>) {
    let whole = Sound::sine(HZ, 1, 440.0, 4 * HZ as usize);
    let cuts = [0, 50_037, 100_101, 100_999, whole.frames()];
    let files = cuts.windows(2).enumerate().map(|(index, cut)| {
        let path = folder.path(&format!("{index}.wav"));
        whole.part(cut[0]..cut[1]).write(&path);
        path
    });
    let files = files.collect();
    (whole, files)
}

#[test]
fn every_element_plays_at_the_rate_without_a_gap() {
    let folder = Folder::new("playlist-rates");
    let (whole, files) = pieces(&folder);
    for rate in [0.5_f32, 1.5, 2.0, 4.0] {
        let renderer = NullRenderer::audio(NullOptions::default());
        let sink: Arc<dyn MediaSink> = renderer.sink();
        let mut rig = Rig::new(&files, &sink, None);
        rig.set_rate(false, rate);
        rig.start();
        let took = rig.play_out();
        let statistics = renderer.statistics();
        let wanted = whole.frames() as f64 / f64::from(rate);
        // A frame at each end.
        let off = (statistics.frames as f64 - wanted).abs();
        assert!(off <= files.len() as f64, "at {rate}: {statistics:?}");
        assert_eq!(
            (statistics.late, statistics.dropped, statistics.skipped),
            (0, 0, 0),
            "at {rate}"
        );
        assert!((took - 4.0 / f64::from(rate)).abs() < 0.03, "at {rate}: {took} s");
        assert_eq!(rig.rate(), rate, "it holds to the end");
        rig.end();
    }
}

#[test]
fn one_file_of_all_elements_is_as_long_as_it_is_heard() {
    let folder = Folder::new("playlist-rates-file");
    let (whole, files) = pieces(&folder);
    let target = folder.path("out.wav");
    let options = FileOptions {
        clocked: true,
        ..FileOptions::default()
    };
    let wave = WaveSink::create_with(&target, &options).unwrap();
    let sink: Arc<dyn MediaSink> = wave.sink();
    let mut rig = Rig::new(&files, &sink, None);
    rig.set_rate(false, 2.0);
    rig.start();
    rig.play_out();
    rig.end();
    let found = Sound::read(&target);
    assert!(
        found.frames().abs_diff(whole.frames() / 2) <= files.len(),
        "{}",
        found.frames()
    );
    assert_eq!((wave.evened().filled, wave.evened().left_out), (0, 0));
    let rises = (1..found.samples.len()).filter(|at| found.samples[at - 1] < 0 && found.samples[*at] >= 0);
    let pitch = rises.count() as f64 / found.frames() as f64 * f64::from(HZ);
    assert!((pitch / 440.0 - 1.0).abs() < 0.01, "{pitch} Hz");
}

#[test]
fn the_rate_changes_while_the_list_plays() {
    let folder = Folder::new("playlist-rates-change");
    let (_, files) = pieces(&folder);
    let renderer = NullRenderer::audio(NullOptions::default());
    let sink: Arc<dyn MediaSink> = renderer.sink();
    let mut rig = Rig::new(&files, &sink, None);
    rig.start();
    let began = rig.time.now();
    for (millis, rate) in [(500, 2.0), (500, 0.5), (1_000, 1.0)] {
        rig.pass(millis);
        rig.set_rate(false, rate);
    }
    let clock = rig.session.clock().unwrap();
    assert_eq!(clock.time().unwrap(), PresentationTime::from_100ns(20_000_000));
    rig.play_out();
    let took = (rig.time.now() - began).as_secs_f64();
    assert!((took - 4.0).abs() < 0.05, "{took} s");
    let statistics = renderer.statistics();
    assert_eq!((statistics.dropped, statistics.skipped), (0, 0));
    let told: Vec<_> = rig
        .seen
        .iter()
        .filter(|event| event.event_type() == EventType::SessionRateChanged)
        .map(|event| event.value().clone())
        .collect();
    assert_eq!(told, [2.0, 0.5, 1.0].map(Variant::F32));
    rig.end();
}

#[test]
fn a_list_does_not_play_backwards_and_says_so() {
    let folder = Folder::new("playlist-rates-reverse");
    let (_, files) = pieces(&folder);
    let sink: Arc<dyn MediaSink> = NullRenderer::audio(NullOptions::default()).sink();
    let mut rig = Rig::new(&files, &sink, None);
    let support = rig.session.rate_support().unwrap();
    assert_eq!(support.fastest_rate(RateDirection::Forward, false).unwrap(), 16.0);
    for thin in [false, true] {
        assert!(matches!(
            support.fastest_rate(RateDirection::Reverse, thin),
            Err(Error::ReverseUnsupported)
        ));
        let refused = rig.session.set_rate(thin, -1.0).wait().unwrap_err();
        assert_eq!(refused.hresult(), codes::MF_E_REVERSE_UNSUPPORTED);
    }
    assert_eq!(rig.rate(), 1.0);
    rig.start();
    assert!((rig.play_out() - 4.0).abs() < 0.03);
    rig.end();
}

#[test]
fn pictures_are_thinned_and_stepped_in_a_list() {
    let demo = support::testdata().join("demo.mp4");
    let files = [demo.clone(), demo];
    let sound: Arc<dyn MediaSink> = NullRenderer::audio(NullOptions::default()).sink();
    let renderer = NullRenderer::video(NullOptions::default());
    let pictures: Arc<dyn MediaSink> = renderer.sink();
    let mut rig = Rig::new(&files, &sound, Some(&pictures));
    rig.set_rate(true, 8.0);
    rig.start();
    let took = rig.play_out();
    // Both files, each to its last key frame.
    assert!((took - 2.0 * 4.04 / 8.0).abs() < 0.03, "{took} s");
    let thinned = renderer.statistics().samples;
    assert!((4..60).contains(&thinned), "{thinned} pictures");
    rig.end();

    let shown = Arc::new(Mutex::new(Vec::new()));
    let sound: Arc<dyn MediaSink> = NullRenderer::audio(NullOptions::default()).sink();
    let renderer = NullRenderer::video(NullOptions::default());
    let pictures: Arc<dyn MediaSink> = renderer.sink();
    let mut rig = Rig::new(&files, &sound, Some(&pictures));
    rig.start();
    rig.pass(1_010);
    rig.session.pause().wait().unwrap();
    rig.set_rate(false, 0.0);
    for _ in 0..3 {
        rig.session.step(false).wait().unwrap();
        rig.pass(50);
    }
    let scrubs = rig
        .seen
        .iter()
        .filter(|event| event.event_type() == EventType::SessionScrubSampleComplete);
    for event in scrubs {
        let time = event.attributes().get(openmf::keys::MF_EVENT_SCRUBSAMPLE_TIME);
        shown.lock().unwrap().push(time.unwrap().as_100ns() / 10_000);
    }
    assert_eq!(*shown.lock().unwrap(), [1_040, 1_080, 1_120]);
    rig.session.pause().wait().unwrap();
    rig.set_rate(false, 2.0);
    rig.session.start().wait().unwrap();
    rig.play_out();
    rig.end();
}
