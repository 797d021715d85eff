//! Streams of one file stay together: who is ahead asks for nothing until the others have come after, or do not come.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use common::*;
use openmf_core::{
    ClockStart, ClockedSink, EventType, HostTime, Marker, MarkerKind, MediaSink, MediaTime,
    PresentationClock, StreamSink, Variant,
};
use openmf_sinks::{ArchiveFile, ArchiveSink};
use openmf_testkit::ManualClock;

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

struct File {
    _folder: Folder,
    clock: Arc<ManualClock>,
    sink: Arc<dyn ClockedSink>,
    streams: Vec<Arc<dyn StreamSink>>,
}

impl File {
    /// An AVI file of pictures and of sound.
    fn new() -> Self {
        let folder = Folder::new();
        let types = [video_type(), audio_type()];
        let made = ArchiveSink::create(ArchiveFile::Avi, folder.file("file.avi"), &types).unwrap();
        let sink = made.sink();
        let clock = ManualClock::new(HostTime::from_100ns(77));
        let media_sink: Arc<dyn MediaSink> = sink.clone();
        media_sink
            .set_presentation_clock(Some(clock.clone() as Arc<dyn PresentationClock>))
            .unwrap();
        let streams = sink.stream_sinks().unwrap();
        Self {
            _folder: folder,
            clock,
            sink,
            streams,
        }
    }

    fn start(&self, time: i64) {
        for answer in self.clock.start(ClockStart::At(at(time))) {
            answer.unwrap();
        }
    }

    /// Asks on behalf of a branch whether a stream wants a sample.
    fn poll(&self, stream: usize, woken: &Arc<Woken>) -> bool {
        let waker = Waker::from(Arc::clone(woken));
        let direct = self.streams[stream].direct().unwrap();
        match direct.poll_request(&mut Context::from_waker(&waker)) {
            Poll::Ready(answer) => {
                answer.unwrap();
                true
            }
            Poll::Pending => false,
        }
    }

    fn wants(&self) -> [bool; 2] {
        [0, 1].map(|stream| self.poll(stream, &Arc::default()))
    }

    /// A second of a stream, from this one on.
    fn give(&self, stream: usize, second: i64) {
        let bytes = if stream == 0 { 12 } else { 4 * 48_000 };
        let second = sample(second * 1_000, 1_000, bytes);
        self.streams[stream].process_sample(second).unwrap();
    }

    fn finalize(&self) {
        let media_sink: &dyn MediaSink = self.sink.as_ref();
        media_sink.finalizable().unwrap().finalize().unwrap();
        media_sink.shutdown().unwrap();
    }
}

#[test]
fn who_is_ahead_asks_again_when_the_other_has_come_after() {
    let file = File::new();
    file.start(0);
    assert_eq!(file.wants(), [true, true]);
    file.give(1, 0);
    assert_eq!(file.wants(), [true, true], "a second is allowed");
    file.give(1, 1);
    let woken = Arc::<Woken>::default();
    assert!(!file.poll(1, &woken));
    file.give(0, 0);
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    assert_eq!(file.wants(), [true, true]);
    // What is given unasked is taken.
    file.give(1, 2);
    file.give(1, 3);
    assert_eq!(file.wants(), [true, false]);
    // A seek begins anew, for both.
    file.start(500);
    assert_eq!(file.wants(), [true, true]);
    for second in 1..4 {
        file.give(0, second);
    }
    assert_eq!(file.wants(), [false, true]);
    file.finalize();
    assert_eq!(file.clock.timer_count(), 0);
}

#[test]
fn an_end_and_a_gap_are_positions() {
    let file = File::new();
    file.start(0);
    assert_eq!(file.wants(), [true, true]);
    for second in 0..4 {
        file.give(1, second);
    }
    assert_eq!(file.wants(), [true, false]);
    let tick = |millis| Marker {
        kind: MarkerKind::Tick(MediaTime::ZERO + ms(millis)),
        context: Variant::Empty,
    };
    file.streams[0].place_marker(tick(2_000)).unwrap();
    assert_eq!(file.wants(), [true, false]);
    file.streams[0].place_marker(tick(3_000)).unwrap();
    assert_eq!(file.wants(), [true, true]);
    file.give(1, 4);
    assert_eq!(file.wants(), [true, false]);
    let woken = Arc::<Woken>::default();
    assert!(!file.poll(1, &woken));
    file.streams[0].place_marker(end_of_segment(1)).unwrap();
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    for second in 5..50 {
        assert!(file.poll(1, &woken), "nobody is waited for");
        file.give(1, second);
    }
    file.finalize();
}

#[test]
fn nobody_waits_for_what_does_not_come() {
    let file = File::new();
    file.start(0);
    assert_eq!(file.wants(), [true, true]);
    file.give(1, 0);
    file.give(1, 1);
    let woken = Arc::<Woken>::default();
    assert!(!file.poll(1, &woken));
    file.clock.advance(ms(499));
    assert!(!file.poll(1, &woken));
    file.clock.advance(ms(1));
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    for second in 2..50 {
        assert!(file.poll(1, &woken), "the other gets nothing");
        file.give(1, second);
    }
    // It is back, and waited for.
    file.give(0, 0);
    assert_eq!(file.wants(), [true, false]);
    // As long as it comes on.
    for second in 1..10 {
        file.clock.advance(ms(499));
        file.give(0, second);
        assert_eq!(file.wants(), [true, false], "{second}");
    }
    // While the clock is paused, too.
    let _ = file.clock.pause();
    file.clock.advance(ms(1_000));
    assert_eq!(file.wants(), [true, true]);
    assert_eq!(file.clock.timer_count(), 0, "nobody is held");
    file.finalize();
}

#[test]
fn a_stream_that_nothing_is_connected_to_is_not_waited_for() {
    let file = File::new();
    file.start(0);
    let woken = Arc::<Woken>::default();
    for second in 0..50 {
        assert!(file.poll(1, &woken));
        file.give(1, second);
    }
    assert_eq!(file.clock.timer_count(), 0);
    file.finalize();
}

#[test]
fn requests_by_event_are_withheld_too() {
    let file = File::new();
    file.start(0);
    let requests = |stream: usize| {
        let mut count = 0;
        while let Ok(event) = file.streams[stream].events().try_get_event() {
            count += usize::from(event.event_type() == EventType::StreamSinkRequestSample);
        }
        count
    };
    let (pictures, sound) = (requests(0), requests(1));
    assert!(pictures > 0 && sound > 0);
    file.give(0, 0);
    assert_eq!(requests(0), 1, "one for one");
    // Those that were made are answered; no new ones come.
    for second in 0..sound as i64 {
        file.give(1, second);
    }
    let early = requests(1);
    assert!(early < sound, "{early} of {sound}");
    for second in 1..4 {
        file.give(0, second);
    }
    assert_eq!(early + requests(1), sound, "they are made up for");
    file.finalize();
}

#[test]
fn without_a_clock_nobody_is_held() {
    let file = File::new();
    let media_sink: Arc<dyn MediaSink> = file.sink.clone();
    Arc::clone(&media_sink).set_presentation_clock(None).unwrap();
    let state = media_sink.clock_state_sink().unwrap();
    state
        .on_clock_start(HostTime::ZERO, ClockStart::At(at(0)))
        .unwrap();
    assert_eq!(file.wants(), [true, true]);
    for second in 0..10 {
        file.give(1, second);
    }
    assert_eq!(file.wants(), [true, true]);
    file.finalize();
}
