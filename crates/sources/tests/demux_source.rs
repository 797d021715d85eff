//! What the media source makes of a demuxer that misbehaves, stalls, or brings streams unevenly.

#![allow(clippy::print_stdout, reason = "prints the seed")]

mod contract;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll};

use contract::{Random, Rig, drain, poll, types};
use openmf_core::{
    AsyncCallback, AsyncResult, Attributes, ByteStream, ByteStreamCapabilities, ByteStreamReader, Error,
    EventType, MediaBuffer, MediaSource, MediaStream, MediaTime, MediaType, Result, Sample, StartPosition,
    StreamItem, TimeSpan, guids,
};
use openmf_sources::{DemuxSource, Demuxer, MemoryByteStream, Presentation, Track, limits};

const TICK: i64 = 10_000_000;

/// Brings what a script says: one second a sample.
struct Script {
    presentation: Presentation,
    items: Vec<Result<(usize, usize)>>,
    next: usize,
    wanted: Arc<Mutex<Vec<bool>>>,
}

impl Script {
    fn new(tracks: usize, items: Vec<Result<(usize, usize)>>) -> Self {
        let track = |id| Track {
            id,
            media_type: MediaType::partial(guids::MFMediaType_Audio, guids::MFAudioFormat_PCM),
            selected: true,
            ..Track::default()
        };
        let presentation = Presentation {
            tracks: (1..=tracks as u32).map(track).collect(),
            duration: Some(TimeSpan::from_100ns(TICK * items.len() as i64)),
            can_seek: true,
            ..Presentation::default()
        };
        Self {
            presentation,
            items,
            next: 0,
            wanted: Arc::default(),
        }
    }

    fn source(self) -> Arc<dyn MediaSource> {
        DemuxSource::new("script", Box::new(self), Arc::new(MemoryByteStream::new(vec![])))
    }
}

impl Demuxer for Script {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        *self.wanted.lock().unwrap() = wanted.to_vec();
    }

    fn next_packet(&mut self, _track: usize) -> Result<Option<(usize, Sample)>> {
        loop {
            let index = self.next;
            self.next += 1;
            match self.items.get(index) {
                None => return Ok(None),
                Some(Err(error)) => return Err(error.clone()),
                Some(Ok((track, _))) if !self.wanted.lock().unwrap()[*track] => {}
                Some(Ok((track, len))) => {
                    let sample = Sample::new(MediaBuffer::from(vec![0; *len]))
                        .at(MediaTime::from_100ns(TICK * index as i64))
                        .lasting(TimeSpan::from_100ns(TICK));
                    return Ok(Some((*track, sample)));
                }
            }
        }
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        self.next = (time.as_100ns() / TICK) as usize;
        Ok(())
    }
}

fn damaged() -> Error {
    Error::malformed("script", Some(7), "item", "damaged")
}

#[test]
fn an_error_comes_after_the_samples_before_it_and_stays() {
    let items = || vec![Ok((0, 1)), Ok((0, 1)), Err(damaged()), Ok((0, 1))];
    let mut rig = Rig::new(Script::new(1, items()).source());
    rig.at(0.0);
    let stream = &*rig.streams[0];
    for _ in 0..2 {
        assert!(matches!(poll(stream), Ok(StreamItem::Sample(_))));
    }
    for _ in 0..2 {
        assert!(matches!(poll(stream), Err(Error::Malformed(_))));
    }
    assert_eq!(types(&drain(rig.source.events())), [EventType::EndOfPresentation]);

    // By requests it is reported once, by an event.
    let mut rig = Rig::new(Script::new(1, items()).source());
    rig.at(0.0);
    let stream = &*rig.streams[0];
    for _ in 0..3 {
        stream.request_sample(None).unwrap();
    }
    let events = drain(stream.events());
    assert_eq!(
        types(&events),
        [
            EventType::StreamStarted,
            EventType::MediaSample,
            EventType::MediaSample,
            EventType::Error
        ]
    );
    assert!(matches!(events[3].result(), Err(Error::Malformed(_))));
    assert!(matches!(stream.request_sample(None), Err(Error::EndOfStream)));
    // A seek starts anew, behind the damage.
    rig.at(3.0);
    assert!(matches!(poll(&*rig.streams[0]), Ok(StreamItem::Sample(_))));
}

#[test]
fn an_unread_stream_is_dropped_and_a_slow_one_is_limited() {
    const LEN: usize = 1 << 20;
    let count = limits::MAX_QUEUED_BYTES / LEN + 10;
    let mut items: Vec<_> = (0..count).map(|_| Ok((1, LEN))).collect();
    items.push(Ok((0, 1)));
    let script = Script::new(2, items.clone());
    let wanted = Arc::clone(&script.wanted);
    let mut rig = Rig::new(script.source());
    rig.at(0.0);
    assert!(matches!(poll(&*rig.streams[0]), Ok(StreamItem::Sample(_))));
    assert_eq!(*wanted.lock().unwrap(), [true, false]);
    assert!(matches!(poll(&*rig.streams[0]), Ok(StreamItem::EndOfStream)));

    let mut rig = Rig::new(Script::new(2, items).source());
    rig.at(0.0);
    for stream in &rig.streams {
        stream.direct().unwrap().set_attached(true);
    }
    assert!(matches!(poll(&*rig.streams[0]), Ok(StreamItem::Sample(_))));
    for _ in 0..limits::MAX_QUEUED_BYTES / LEN {
        assert!(matches!(poll(&*rig.streams[1]), Ok(StreamItem::Sample(_))));
    }
    for _ in 0..2 {
        assert!(matches!(poll(&*rig.streams[1]), Err(Error::LimitReached { .. })));
    }
}

#[test]
fn a_late_reader_gets_the_first_samples() {
    let items = (0..20)
        .map(|index| Ok((usize::from(index % 10 == 9), 1)))
        .collect();
    let mut rig = Rig::new(Script::new(2, items).source());
    rig.at(0.0);
    for _ in 0..18 {
        assert!(matches!(poll(&*rig.streams[0]), Ok(StreamItem::Sample(_))));
    }
    match poll(&*rig.streams[1]) {
        Ok(StreamItem::Sample(sample)) => assert_eq!(sample.time, Some(MediaTime::from_100ns(9 * TICK))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_paused_stream_waits_and_is_woken() {
    struct Flag(AtomicBool);
    impl std::task::Wake for Flag {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::SeqCst);
        }
    }
    let resumes: [fn(&mut Rig); 3] = [
        |rig| drop(rig.start(StartPosition::Current)),
        |rig| rig.source.stop().unwrap(),
        |rig| rig.source.shutdown().unwrap(),
    ];
    for resume in resumes {
        let mut rig = Rig::new(Script::new(1, vec![Ok((0, 1))]).source());
        rig.at(0.0);
        rig.source.pause().unwrap();
        let flag = Arc::new(Flag(AtomicBool::new(false)));
        let waker = Arc::clone(&flag).into();
        let stream = Arc::clone(&rig.streams[0]);
        let mut cx = Context::from_waker(&waker);
        assert!(stream.direct().unwrap().poll_next(&mut cx).is_pending());
        assert!(!flag.0.load(Ordering::SeqCst));
        resume(&mut rig);
        assert!(flag.0.load(Ordering::SeqCst));
        assert!(stream.direct().unwrap().poll_next(&mut cx).is_ready());
    }
}

/// A byte stream that says when a read waits, and lets it go when it is cancelled.
struct Stalling {
    entered: Mutex<Sender<()>>,
    wakers: Mutex<Vec<std::task::Waker>>,
    cancelled: AtomicBool,
    attributes: Attributes,
}

impl ByteStream for Stalling {
    fn capabilities(&self) -> ByteStreamCapabilities {
        ByteStreamCapabilities::default()
    }

    fn len(&self) -> Option<u64> {
        None
    }

    fn poll_read_at(&self, cx: &mut Context<'_>, _offset: u64, _buffer: &mut [u8]) -> Poll<Result<usize>> {
        let mut wakers = self.wakers.lock().unwrap();
        if self.cancelled.load(Ordering::SeqCst) {
            return Poll::Ready(Err(Error::Aborted));
        }
        wakers.push(cx.waker().clone());
        let _ = self.entered.lock().unwrap().send(());
        Poll::Pending
    }

    fn cancel(&self) {
        let mut wakers = self.wakers.lock().unwrap();
        self.cancelled.store(true, Ordering::SeqCst);
        wakers.drain(..).for_each(std::task::Waker::wake);
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

/// Reads its packets from a byte stream; counts how many of its kind exist.
struct Reading {
    presentation: Presentation,
    reader: ByteStreamReader,
    alive: Arc<AtomicUsize>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Demuxer for Reading {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, _wanted: &[bool]) {}

    fn next_packet(&mut self, _track: usize) -> Result<Option<(usize, Sample)>> {
        let mut bytes = [0; 4];
        match std::io::Read::read_exact(&mut self.reader, &mut bytes) {
            Ok(()) => Ok(Some((0, Sample::new(MediaBuffer::from(bytes.to_vec()))))),
            Err(error) => Err(openmf_core::from_io("read", "stalling", error)),
        }
    }

    fn seek(&mut self, _time: MediaTime) -> Result<()> {
        Ok(())
    }
}

fn stalling() -> (Rig, Receiver<()>, Arc<AtomicUsize>, Weak<Stalling>) {
    let (entered, stalls) = channel();
    let stream = Arc::new(Stalling {
        entered: Mutex::new(entered),
        wakers: Mutex::default(),
        cancelled: AtomicBool::new(false),
        attributes: Attributes::new(),
    });
    let alive = Arc::new(AtomicUsize::new(1));
    let demuxer = Reading {
        presentation: Script::new(1, vec![]).presentation,
        reader: ByteStreamReader::new(stream.clone()),
        alive: Arc::clone(&alive),
    };
    let weak = Arc::downgrade(&stream);
    let mut rig = Rig::new(DemuxSource::new("stalling", Box::new(demuxer), stream));
    rig.at(0.0);
    (rig, stalls, alive, weak)
}

#[test]
fn a_stalled_read_holds_up_neither_stop_nor_shutdown() {
    let (rig, stalls, alive, file) = stalling();
    let stream = Arc::clone(&rig.streams[0]);
    let reader = std::thread::spawn(move || poll(&*stream));
    stalls.recv().unwrap();
    rig.source.pause().unwrap();
    rig.source.stop().unwrap();
    assert_eq!(
        types(&drain(rig.source.events())),
        [EventType::SourcePaused, EventType::SourceStopped]
    );
    assert_eq!(alive.load(Ordering::SeqCst), 1);
    rig.source.shutdown().unwrap();
    assert!(matches!(reader.join().unwrap(), Err(Error::Shutdown)));
    // The last to leave has let the demuxer and the file go.
    assert_eq!(alive.load(Ordering::SeqCst), 0);
    assert_eq!(file.strong_count(), 0);
}

#[test]
fn dropping_the_source_ends_a_stalled_start() {
    let (rig, stalls, alive, _file) = stalling();
    let stream = Arc::clone(&rig.streams[0]);
    let reader = std::thread::spawn(move || poll(&*stream));
    stalls.recv().unwrap();
    // Waits for the reader to let go of the demuxer.
    let seek = std::thread::spawn({
        let (source, descriptor) = (Arc::clone(&rig.source), Arc::clone(&rig.descriptor));
        move || source.start(&descriptor, &StartPosition::At(MediaTime::ZERO))
    });
    rig.source.shutdown().unwrap();
    assert!(matches!(seek.join().unwrap(), Err(Error::Shutdown)));
    assert!(matches!(reader.join().unwrap(), Err(Error::Shutdown)));
    assert_eq!(alive.load(Ordering::SeqCst), 0);
}

/// Asks for the next sample from inside the event of the last one.
struct Greedy {
    stream: Arc<dyn MediaStream>,
    myself: Weak<Greedy>,
    seen: Mutex<Vec<EventType>>,
}

impl AsyncCallback for Greedy {
    fn invoke(&self, result: Arc<AsyncResult>) {
        let Ok(event) = self.stream.events().end_get_event(&result) else {
            return;
        };
        self.seen.lock().unwrap().push(event.event_type());
        if event.event_type() == EventType::MediaSample {
            self.stream.request_sample(None).unwrap();
        }
        let myself = self.myself.upgrade().unwrap();
        self.stream.events().begin_get_event(myself, None).unwrap();
    }
}

#[test]
fn a_callback_may_request_the_next_sample() {
    let mut rig = Rig::new(Script::new(1, vec![Ok((0, 1)), Ok((0, 1)), Ok((0, 1))]).source());
    rig.at(0.0);
    let stream = Arc::clone(&rig.streams[0]);
    drain(stream.events());
    let greedy = Arc::new_cyclic(|myself| Greedy {
        stream: Arc::clone(&stream),
        myself: Weak::clone(myself),
        seen: Mutex::default(),
    });
    stream.events().begin_get_event(greedy.clone(), None).unwrap();
    stream.request_sample(None).unwrap();
    let expected = [
        EventType::MediaSample,
        EventType::MediaSample,
        EventType::MediaSample,
        EventType::EndOfStream,
    ];
    assert_eq!(*greedy.seen.lock().unwrap(), expected);
}

#[test]
fn commands_and_readers_race_without_harm() {
    let seed = 0x5eed;
    println!("seed {seed:#x}");
    let mut random = Random(seed);
    let items = (0..60).map(|index| Ok((index % 3, 16))).collect();
    let mut rig = Rig::new(Script::new(3, items).source());
    rig.at(0.0);
    let last = Arc::new(AtomicBool::new(false));
    let (arrived, arrivals) = channel();
    let readers: Vec<_> = rig
        .streams
        .iter()
        .map(|stream| {
            let (stream, last, arrived) = (Arc::clone(stream), Arc::clone(&last), arrived.clone());
            std::thread::spawn(move || {
                let mut cx = Context::from_waker(std::task::Waker::noop());
                let mut told = false;
                loop {
                    match stream.direct().unwrap().poll_next(&mut cx) {
                        Poll::Ready(Ok(StreamItem::Sample(_))) => {
                            if last.load(Ordering::SeqCst) && !std::mem::replace(&mut told, true) {
                                arrived.send(()).unwrap();
                            }
                        }
                        Poll::Ready(Err(Error::Shutdown)) => return,
                        Poll::Ready(Err(Error::SourceWrongState) | Ok(_)) | Poll::Pending => {
                            std::thread::yield_now();
                        }
                        Poll::Ready(Err(error)) => panic!("{error}"),
                    }
                }
            })
        })
        .collect();
    for _ in 0..2000 {
        match random.below(4) {
            0 => rig.source.stop().unwrap(),
            1 => drop(rig.source.pause()),
            2 => {
                // Only from the beginning after a stop, else from where it is.
                rig.source
                    .start(&rig.descriptor, &StartPosition::Current)
                    .unwrap();
            }
            _ => {
                let time = MediaTime::from_100ns(TICK * random.below(60) as i64);
                rig.source
                    .start(&rig.descriptor, &StartPosition::At(time))
                    .unwrap();
            }
        }
        drain(rig.source.events());
    }
    // After all that every stream still delivers.
    rig.source.stop().unwrap();
    last.store(true, Ordering::SeqCst);
    rig.at(0.0);
    for _ in &readers {
        arrivals.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
    }
    rig.source.shutdown().unwrap();
    for reader in readers {
        reader.join().unwrap();
    }
}
