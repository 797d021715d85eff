//! What every demuxing source must do, for any container: each function takes a clip.

#![allow(dead_code, reason = "every test file uses the part it needs")]
#![allow(clippy::print_stdout, reason = "says what was skipped and with which seed")]

use std::path::PathBuf;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use openmf_core::{
    Error, EventQueue, EventType, MediaEvent, MediaSource, MediaStream, MediaTime, MediaTypeHandler,
    PresentationDescriptor, Result, Sample, SharedEvent, StartPosition, StreamItem, StreamObject, UserObject,
    Variant, keys,
};
use openmf_sources::{FileByteStream, MemoryByteStream};

/// A clip of the test data.
pub(crate) fn clip_path(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("../../testdata/clips").join(name);
    assert!(path.is_file(), "{} is missing", path.display());
    path
}

/// Opens bytes with the handler of this name.
pub(crate) fn open_bytes(handler: &str, name: &str, bytes: Vec<u8>) -> Result<Arc<dyn MediaSource>> {
    let stream = Arc::new(MemoryByteStream::new(bytes).named(name));
    handler_named(handler).open(stream)
}

/// Opens a clip with the handler of this name.
pub(crate) fn open_clip(handler: &str, clip: &str) -> Arc<dyn MediaSource> {
    let stream = Arc::new(FileByteStream::open(clip_path(clip)).unwrap());
    handler_named(handler)
        .open(stream)
        .unwrap_or_else(|error| panic!("{clip}: {error}"))
}

fn handler_named(name: &str) -> Arc<dyn openmf_core::ByteStreamHandler> {
    openmf_sources::handlers()
        .into_iter()
        .find(|handler| handler.name() == name)
        .unwrap_or_else(|| panic!("no handler {name}"))
}

/// A source with what its events brought.
pub(crate) struct Rig {
    pub(crate) source: Arc<dyn MediaSource>,
    pub(crate) descriptor: Arc<PresentationDescriptor>,
    pub(crate) streams: Vec<Arc<dyn MediaStream>>,
}

impl Rig {
    pub(crate) fn new(source: Arc<dyn MediaSource>) -> Self {
        let descriptor = source.create_presentation_descriptor().unwrap();
        Self {
            source,
            descriptor,
            streams: Vec::new(),
        }
    }

    /// Selects every stream.
    pub(crate) fn select_all(self) -> Self {
        for index in 0..self.descriptor.stream_count() {
            self.descriptor.select(index, true).unwrap();
        }
        self
    }

    /// Starts, and collects the streams that are announced.
    pub(crate) fn start(&mut self, position: StartPosition) -> Vec<SharedEvent> {
        self.source.start(&self.descriptor, &position).unwrap();
        let events = drain(self.source.events());
        for event in &events {
            if let (EventType::NewStream | EventType::UpdatedStream, Variant::Object(object)) =
                (event.event_type(), event.value())
            {
                let stream = Arc::clone(&object.downcast::<StreamObject>().unwrap().0);
                if event.event_type() == EventType::NewStream {
                    self.streams.push(stream);
                } else {
                    assert!(self.streams.iter().any(|known| Arc::ptr_eq(known, &stream)));
                }
            }
        }
        events
    }

    pub(crate) fn at(&mut self, seconds: f64) -> Vec<SharedEvent> {
        self.start(StartPosition::At(MediaTime::from_secs_f64(seconds)))
    }

    /// Reads every stream to its end by the direct path, in turns.
    pub(crate) fn read_all(&self) -> Vec<Vec<Sample>> {
        let (samples, errors) = self.read_damaged();
        assert!(errors.is_empty(), "{errors:?}");
        samples
    }

    /// As [`Self::read_all`], with the errors that streams ended with.
    pub(crate) fn read_damaged(&self) -> (Vec<Vec<Sample>>, Vec<Error>) {
        let mut errors = Vec::new();
        let mut samples = vec![Vec::new(); self.streams.len()];
        let mut ended = vec![false; self.streams.len()];
        for stream in &self.streams {
            stream.direct().unwrap().set_attached(true);
        }
        while ended.contains(&false) {
            for (index, stream) in self.streams.iter().enumerate() {
                if ended[index] {
                    continue;
                }
                match poll(&**stream) {
                    Ok(StreamItem::Sample(sample)) => samples[index].push(sample),
                    Ok(StreamItem::EndOfStream) => ended[index] = true,
                    Ok(other) => panic!("{other:?}"),
                    Err(error) => {
                        errors.push(error);
                        ended[index] = true;
                    }
                }
            }
        }
        (samples, errors)
    }

    fn duration(&self) -> Option<f64> {
        let attributes = self.descriptor.attributes();
        attributes
            .get(keys::MF_PD_DURATION)
            .ok()
            .map(|duration| duration.as_secs_f64())
    }
}

/// The next item of a stream that has not to wait.
pub(crate) fn poll(stream: &dyn MediaStream) -> Result<StreamItem> {
    let mut cx = Context::from_waker(Waker::noop());
    match stream.direct().unwrap().poll_next(&mut cx) {
        Poll::Ready(item) => item,
        Poll::Pending => panic!("the stream waits"),
    }
}

/// Everything that is in a queue now.
pub(crate) fn drain(queue: &EventQueue) -> Vec<SharedEvent> {
    let mut events = Vec::new();
    loop {
        match queue.try_get_event() {
            Ok(event) => events.push(event),
            Err(Error::NoEventsAvailable | Error::Shutdown) => return events,
            Err(error) => panic!("{error}"),
        }
    }
}

pub(crate) fn types(events: &[SharedEvent]) -> Vec<EventType> {
    events.iter().map(|event| event.event_type()).collect()
}

fn sample_of(event: &MediaEvent) -> Arc<Sample> {
    match event.value() {
        Variant::Object(object) => object.downcast::<Sample>().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn same(one: &Sample, other: &Sample) -> bool {
    one.time == other.time && one.contiguous().as_slice() == other.contiguous().as_slice()
}

/// The whole contract, for a clip of at least a tenth of a second.
pub(crate) fn check(open: impl Fn() -> Arc<dyn MediaSource>) {
    descriptor_is_complete(&open);
    states_follow_the_table(&open);
    requests_are_answered_in_order(&open);
    both_paths_deliver_the_same(&open);
    seeks_deliver_the_same_samples(&open);
    an_unread_stream_holds_nothing_up(&open);
    shutdown_ends_everything(&open);
}

fn descriptor_is_complete(open: &impl Fn() -> Arc<dyn MediaSource>) {
    let rig = Rig::new(open());
    let a = rig.descriptor.attributes();
    assert!(!a.get(keys::OPENMF_CONTAINER).unwrap().is_empty());
    assert!(a.get(keys::MF_PD_MIME_TYPE).unwrap().contains('/'));
    assert!(a.get(keys::MF_PD_TOTAL_FILE_SIZE).unwrap() > 0);
    assert!(rig.descriptor.streams().any(|(_, selected)| selected));
    for (stream, _) in rig.descriptor.streams() {
        assert_ne!(stream.current_type().major_type(), openmf_core::Guid::ZERO);
        assert!(stream.type_handler().type_by_index(0).is_ok());
    }
}

fn states_follow_the_table(open: &impl Fn() -> Arc<dyn MediaSource>) {
    use EventType::{
        NewStream, SourcePaused, SourceSeeked, SourceStarted, SourceStopped, StreamPaused, StreamSeeked,
        StreamStarted, StreamStopped, UpdatedStream,
    };
    let mut rig = Rig::new(open());
    let selected = rig.descriptor.streams().filter(|(_, on)| *on).count();
    assert!(matches!(rig.source.pause(), Err(Error::InvalidStateTransition)));
    rig.source.stop().unwrap();
    assert_eq!(types(&drain(rig.source.events())), [SourceStopped]);

    // What fails sends nothing.
    let none = rig.source.create_presentation_descriptor().unwrap();
    for index in 0..none.stream_count() {
        none.select(index, false).unwrap();
    }
    assert!(matches!(
        rig.source.start(&none, &StartPosition::Current),
        Err(Error::NoStreamsSelected)
    ));
    let frames = StartPosition::Other {
        format: openmf_core::guids::MFMediaType_Audio,
        value: Variant::I64(0),
    };
    assert!(matches!(
        rig.source.start(&rig.descriptor, &frames),
        Err(Error::UnsupportedTimeFormat { .. })
    ));
    if let Some(duration) = rig.duration() {
        let past = StartPosition::At(MediaTime::from_secs_f64(duration + 1.0));
        assert!(matches!(
            rig.source.start(&rig.descriptor, &past),
            Err(Error::InvalidRequest { .. })
        ));
    }
    assert_eq!(types(&drain(rig.source.events())), []);

    let expect = |rig: &Rig, events: &[SharedEvent], announced, source, stream, value: Variant| {
        let mut expected = vec![announced; selected];
        expected.push(source);
        assert_eq!(types(events), expected);
        assert_eq!(*events.last().unwrap().value(), value);
        for each in &rig.streams {
            let events = drain(each.events());
            assert_eq!(types(&events), [stream]);
            assert_eq!(*events[0].value(), value);
        }
    };
    let events = rig.start(StartPosition::Current);
    expect(
        &rig,
        &events,
        NewStream,
        SourceStarted,
        StreamStarted,
        Variant::Empty,
    );
    assert!(
        rig.source
            .start(&rig.descriptor, &StartPosition::At(MediaTime::from_100ns(-1)))
            .is_err()
    );
    rig.source.pause().unwrap();
    assert_eq!(types(&drain(rig.source.events())), [SourcePaused]);
    for stream in &rig.streams {
        assert_eq!(types(&drain(stream.events())), [StreamPaused]);
    }
    assert!(matches!(rig.source.pause(), Err(Error::InvalidStateTransition)));
    let events = rig.start(StartPosition::Current);
    expect(
        &rig,
        &events,
        UpdatedStream,
        SourceStarted,
        StreamStarted,
        Variant::Empty,
    );
    let start = events
        .last()
        .unwrap()
        .attributes()
        .get(keys::MF_EVENT_SOURCE_ACTUAL_START);
    assert_eq!(start.unwrap(), MediaTime::ZERO);
    if rig.source.characteristics().unwrap().can_seek {
        let events = rig.at(0.05);
        expect(
            &rig,
            &events,
            UpdatedStream,
            SourceSeeked,
            StreamSeeked,
            Variant::I64(500_000),
        );
    }
    rig.source.stop().unwrap();
    assert_eq!(types(&drain(rig.source.events())), [SourceStopped]);
    for stream in &rig.streams {
        assert_eq!(types(&drain(stream.events())), [StreamStopped]);
        assert!(matches!(
            stream.request_sample(None),
            Err(Error::SourceWrongState)
        ));
        assert!(matches!(poll(&**stream), Err(Error::SourceWrongState)));
    }
    let events = rig.at(0.0);
    expect(
        &rig,
        &events,
        UpdatedStream,
        SourceStarted,
        StreamStarted,
        Variant::I64(0),
    );
}

fn requests_are_answered_in_order(open: &impl Fn() -> Arc<dyn MediaSource>) {
    let mut rig = Rig::new(open());
    rig.at(0.0);
    let stream = Arc::clone(&rig.streams[0]);
    drain(stream.events());
    // Answered in the call.
    let token = UserObject::new("first");
    stream.request_sample(Some(token.clone())).unwrap();
    let events = drain(stream.events());
    assert_eq!(types(&events), [EventType::MediaSample]);
    assert_eq!(sample_of(&events[0]).token(), Some(&token));
    // Kept while paused, answered in order by the next start.
    rig.source.pause().unwrap();
    drain(stream.events());
    let tokens = [UserObject::new(1), UserObject::new(2)];
    for token in &tokens {
        stream.request_sample(Some(token.clone())).unwrap();
    }
    assert_eq!(types(&drain(stream.events())), []);
    rig.start(StartPosition::Current);
    let events = drain(stream.events());
    assert_eq!(events[0].event_type(), EventType::StreamStarted);
    for (event, token) in events[1..].iter().zip(&tokens) {
        match event.event_type() {
            EventType::MediaSample => assert_eq!(sample_of(event).token(), Some(token)),
            other => assert_eq!(other, EventType::EndOfStream),
        }
    }
    drop(events);
    // Dropped by stop: only we hold the token then.
    rig.at(0.0);
    rig.source.pause().unwrap();
    let token = UserObject::new("dropped");
    stream.request_sample(Some(token.clone())).unwrap();
    rig.source.stop().unwrap();
    assert_eq!(token.reference_count(), 1);
    assert_eq!(
        types(&drain(stream.events())).last(),
        Some(&EventType::StreamStopped)
    );
}

fn both_paths_deliver_the_same(open: &impl Fn() -> Arc<dyn MediaSource>) {
    let mut rig = Rig::new(open()).select_all();
    rig.at(0.0);
    let direct = rig.read_all();
    assert_eq!(types(&drain(rig.source.events())), [EventType::EndOfPresentation]);
    assert!(direct.iter().any(|samples| !samples.is_empty()));
    for (stream, samples) in rig.streams.iter().zip(&direct) {
        assert!(matches!(poll(&**stream), Ok(StreamItem::EndOfStream)));
        let times = samples
            .iter()
            .map(|sample| sample.decode_time.or(sample.time).unwrap());
        assert!(times.is_sorted(), "decoding times go back");
        assert!(samples.first().is_none_or(|sample| sample.flags.clean_point));
    }
    assert_eq!(types(&drain(rig.source.events())), []);

    let mut requests = Rig::new(open()).select_all();
    requests.at(0.0);
    let mut samples = vec![Vec::new(); requests.streams.len()];
    let mut ended = vec![false; requests.streams.len()];
    for stream in &requests.streams {
        drain(stream.events());
    }
    while ended.contains(&false) {
        for (index, stream) in requests.streams.iter().enumerate() {
            if ended[index] {
                continue;
            }
            stream.request_sample(None).unwrap();
            let events = drain(stream.events());
            match types(&events)[..] {
                [EventType::MediaSample] => samples[index].push(sample_of(&events[0])),
                [EventType::EndOfStream] => ended[index] = true,
                ref other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(
        types(&drain(requests.source.events())),
        [EventType::EndOfPresentation]
    );
    for (stream, (one, other)) in requests.streams.iter().zip(samples.iter().zip(&direct)) {
        assert!(matches!(stream.request_sample(None), Err(Error::EndOfStream)));
        assert_eq!(one.len(), other.len());
        assert!(one.iter().zip(other).all(|(one, other)| same(one, other)));
    }

    // Started again where it ended, it says so again.
    requests.start(StartPosition::Current);
    // `start` has taken the events of the source; the streams tell.
    for stream in &requests.streams {
        let expected = [EventType::StreamStarted, EventType::EndOfStream];
        assert_eq!(types(&drain(stream.events())), expected);
    }
}

fn seeks_deliver_the_same_samples(open: &impl Fn() -> Arc<dyn MediaSource>) {
    let mut rig = Rig::new(open()).select_all();
    if !rig.source.characteristics().unwrap().can_seek {
        return;
    }
    rig.at(0.0);
    let whole = rig.read_all();
    let Some(duration) = rig.duration() else {
        panic!("a source that seeks knows its duration");
    };
    for part in [0.5, 0.0, 0.9, 0.1, 0.999, 0.33, 1.0, 0.66] {
        let target = MediaTime::from_secs_f64(duration * part);
        drain(rig.source.events());
        rig.start(StartPosition::At(target));
        let rest = rig.read_all();
        assert_eq!(types(&drain(rig.source.events())), [EventType::EndOfPresentation]);
        for (whole, rest) in whole.iter().zip(&rest) {
            let due = whole
                .iter()
                .filter(|sample| sample.end().or(sample.time).unwrap() > target);
            assert!(rest.len() >= due.count(), "at {target}: samples are missing");
            let tail = &whole[whole.len() - rest.len().min(whole.len())..];
            assert_eq!(tail.len(), rest.len(), "at {target}: samples are delivered twice");
            for (one, other) in tail.iter().zip(rest) {
                assert!(same(one, other), "at {target}: {one:?} became {other:?}");
                let past = one.end().is_some_and(|end| end <= target);
                assert_eq!(other.flags.preroll, past && part > 0.0, "at {target}: {other:?}");
            }
            assert!(rest.first().is_none_or(|sample| sample.flags.clean_point));
        }
    }
}

fn an_unread_stream_holds_nothing_up(open: &impl Fn() -> Arc<dyn MediaSource>) {
    let count = Rig::new(open()).descriptor.stream_count();
    for read in 0..count {
        let mut rig = Rig::new(open()).select_all();
        rig.at(0.0);
        let stream = &rig.streams[read];
        while !matches!(poll(&**stream).unwrap(), StreamItem::EndOfStream) {}
        assert_eq!(types(&drain(rig.source.events())), [EventType::EndOfPresentation]);
    }
    if count < 2 {
        return;
    }
    // Nor does one whose reader goes away, nor one that is not selected.
    let mut rig = Rig::new(open()).select_all();
    rig.at(0.0);
    for stream in &rig.streams {
        stream.direct().unwrap().set_attached(true);
    }
    while !matches!(poll(&*rig.streams[0]).unwrap(), StreamItem::EndOfStream) {}
    assert_eq!(types(&drain(rig.source.events())), []);
    for stream in &rig.streams[1..] {
        stream.direct().unwrap().set_attached(false);
    }
    assert_eq!(types(&drain(rig.source.events())), [EventType::EndOfPresentation]);
    rig.descriptor.select(1, false).unwrap();
    let events = rig.at(0.0);
    assert_eq!(events.len(), count);
    let closed = &rig.streams[1];
    assert!(matches!(
        closed.request_sample(None),
        Err(Error::InvalidRequest { .. })
    ));
    assert!(closed.events().is_shut_down());
}

fn shutdown_ends_everything(open: &impl Fn() -> Arc<dyn MediaSource>) {
    let mut rig = Rig::new(open());
    rig.at(0.0);
    rig.source.shutdown().unwrap();
    let source = &rig.source;
    let results = [
        source.shutdown(),
        source.stop(),
        source.pause(),
        source.start(&rig.descriptor, &StartPosition::Current),
        source.characteristics().map(|_| ()),
        source.create_presentation_descriptor().map(|_| ()),
        source.events().get_event().map(|_| ()),
        rig.streams[0].request_sample(None),
        poll(&*rig.streams[0]).map(|_| ()),
        rig.streams[0].events().get_event().map(|_| ()),
    ];
    for (index, result) in results.into_iter().enumerate() {
        assert!(matches!(result, Err(Error::Shutdown)), "{index}: {result:?}");
    }
    // A source that is dropped does the same for its streams.
    let mut rig = Rig::new(open());
    rig.at(0.0);
    let Rig { source, streams, .. } = rig;
    drop(source);
    assert!(matches!(poll(&*streams[0]), Err(Error::Shutdown)));
}

/// Opens and reads damaged copies of a clip: cut off at 200 places, and changed at a few bytes. Nothing may panic,
/// loop, or be larger than the file.
pub(crate) fn survives_damage(handler: &str, clip: &str) {
    survives_repaired_damage(handler, clip, |_| {});
}

/// As [`survives_damage`], where checksums are put right afterwards, so that the damage is not found by them.
pub(crate) fn survives_repaired_damage(handler: &str, clip: &str, repair: impl Fn(&mut [u8])) {
    let bytes = std::fs::read(clip_path(clip)).unwrap();
    for place in 0..200 {
        let len = bytes.len() * place / 200;
        read_damaged(handler, clip, bytes[..len].to_vec(), &format!("cut off at {len}"));
    }
    let seed = 0x0bad_f00d_u64;
    for round in 0..300 {
        let mut random = Random(seed + round);
        let mut copy = bytes.clone();
        // Most damage goes to the headers, where it does the most.
        let region = if round % 3 == 0 {
            copy.len()
        } else {
            copy.len().min(1024)
        };
        for _ in 0..1 + random.below(8) {
            let at = random.below(region);
            copy[at] = match random.below(4) {
                0 => 0xff,
                1 => 0,
                _ => random.below(256) as u8,
            };
        }
        repair(&mut copy);
        read_damaged(handler, clip, copy, &format!("seed {}", seed + round));
    }
}

fn read_damaged(handler: &str, clip: &str, bytes: Vec<u8>, what: &str) {
    let len = bytes.len();
    let Ok(source) = open_bytes(handler, clip, bytes) else {
        return;
    };
    let descriptor = source.create_presentation_descriptor().unwrap();
    for position in [0.0, 0.4] {
        let position = StartPosition::At(MediaTime::from_secs_f64(position));
        if source.start(&descriptor, &position).is_err() {
            continue;
        }
        let streams: Vec<_> = drain(source.events())
            .iter()
            .filter_map(|event| match event.value() {
                Variant::Object(object) => object.downcast::<StreamObject>(),
                _ => None,
            })
            .collect();
        for stream in &streams {
            stream.0.direct().unwrap().set_attached(true);
        }
        for stream in &streams {
            let mut count = 0;
            while let Ok(StreamItem::Sample(sample)) = poll(&*stream.0) {
                assert!(sample.total_len() <= len, "{clip}, {what}: {sample:?}");
                count += 1;
                assert!(count <= 4 * len + 64, "{clip}, {what}: no end");
            }
        }
    }
}

/// A small generator of numbers that repeat for a seed (SplitMix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// A packet as FFmpeg's demuxer sees it.
pub(crate) struct PeerPacket {
    /// Seconds.
    pub(crate) time: f64,
    pub(crate) size: usize,
}

/// The packets that `ffprobe` finds in the first audio stream; `None` where there is no ffprobe.
pub(crate) fn peer_packets(clip: &str) -> Option<Vec<PeerPacket>> {
    let output = std::process::Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-select_streams",
            "a:0",
            "-show_entries",
            "packet=pts_time,size",
        ])
        .args(["-of", "compact=p=0:nk=0"])
        .arg(clip_path(clip))
        .output();
    let Ok(output) = output else {
        println!("skipped: no ffprobe to compare {clip} with");
        return None;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    let field = |line: &str, name: &str| -> Option<f64> {
        let start = line.find(name)? + name.len() + 1;
        line[start..].split('|').next()?.parse().ok()
    };
    let packets = text
        .lines()
        .filter(|line| line.contains("size="))
        .map(|line| PeerPacket {
            time: field(line, "pts_time").unwrap(),
            size: field(line, "size").unwrap() as usize,
        });
    Some(packets.collect())
}

/// The samples of the first audio stream that FFmpeg decodes, by the table of the test data.
pub(crate) fn expected_samples(clip: &str) -> u64 {
    let table = clip_path(clip).with_file_name("../expected.tsv");
    let table = std::fs::read_to_string(table).unwrap();
    let row = table
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .find(|row| row[0] == format!("clips/{clip}") && row[2] == "audio")
        .unwrap_or_else(|| panic!("{clip} is not in the table"));
    row[10].parse().unwrap()
}

/// All samples of the first stream, and its descriptor.
pub(crate) fn first_stream(
    handler: &str,
    clip: &str,
) -> (
    Vec<Sample>,
    Arc<openmf_core::StreamDescriptor>,
    Arc<PresentationDescriptor>,
) {
    let mut rig = Rig::new(open_clip(handler, clip));
    rig.at(0.0);
    let samples = rig.read_all().swap_remove(0);
    (samples, rig.streams[0].descriptor(), Arc::clone(&rig.descriptor))
}

/// How many frames are heard: what the packets last, trimmed as the descriptor says.
pub(crate) fn audible_frames(samples: &[Sample], descriptor: &openmf_core::StreamDescriptor) -> u64 {
    let rate = descriptor
        .current_type()
        .attributes()
        .get(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND)
        .unwrap();
    let first = samples[0].time.unwrap();
    let last = samples.last().unwrap().end().unwrap();
    let a = descriptor.attributes();
    let start = a.get_or(keys::OPENMF_VALID_START, first).max(first);
    let stop = a.get_or(keys::OPENMF_VALID_STOP, last).min(last);
    (stop - start).to_frames(rate)
}
