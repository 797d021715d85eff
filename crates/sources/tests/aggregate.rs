//! The aggregate source: several sources as one.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use openmf_core::{
    Error, EventType, Guid, MediaSource, MediaStream, MediaTime, SourceCharacteristics, StartPosition,
    StreamItem, StreamObject, TimeSpan, Variant, codes, keys,
};
use openmf_sources::AggregateSource;
use openmf_testkit::{Answer, Journal, ScriptedSource, SourceScript};

fn script(name: &str, streams: u32, samples: u64) -> SourceScript {
    SourceScript {
        name: name.to_owned(),
        streams,
        samples,
        ..SourceScript::default()
    }
}

struct Rig {
    journal: Journal,
    parts: Vec<Arc<ScriptedSource>>,
    whole: Arc<AggregateSource>,
    streams: Vec<Arc<dyn MediaStream>>,
}

impl Rig {
    fn new(scripts: impl IntoIterator<Item = SourceScript>) -> Self {
        let journal = Journal::default();
        let parts: Vec<_> = scripts
            .into_iter()
            .map(|script| ScriptedSource::new(script, &journal))
            .collect();
        let sources = parts.iter().map(|part| Arc::clone(part) as Arc<dyn MediaSource>);
        let whole = AggregateSource::new(sources.collect()).unwrap();
        Self {
            journal,
            parts,
            whole,
            streams: Vec::new(),
        }
    }

    /// A sound of one stream and 100 samples, pictures of two streams and 50 samples.
    fn usual() -> Self {
        Self::new([script("sound", 1, 100), script("pictures", 2, 50)])
    }

    fn start(&mut self, position: StartPosition) -> Result<(), Error> {
        let descriptor = self.whole.create_presentation_descriptor().unwrap();
        self.whole.start(&descriptor, &position)
    }

    /// The events so far; streams that were announced are kept.
    fn events(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        while let Ok(event) = self.whole.events().try_get_event() {
            let mut name = event.event_type().name().to_owned();
            if let Err(error) = event.result() {
                name += &format!(" {error}");
            }
            if let (EventType::NewStream | EventType::UpdatedStream, Variant::Object(object)) =
                (event.event_type(), event.value())
            {
                let stream = Arc::clone(&object.downcast::<StreamObject>().unwrap().0);
                name += &format!(" {}", stream.descriptor().id());
                if event.event_type() == EventType::NewStream {
                    self.streams.push(stream);
                }
            }
            names.push(name);
        }
        names
    }

    fn next(&self, stream: usize) -> StreamItem {
        let direct = self.streams[stream].direct().unwrap();
        direct.set_attached(true);
        match direct.poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(item) => item.unwrap(),
            Poll::Pending => panic!("nothing there"),
        }
    }
}

fn at(milliseconds: i64) -> StartPosition {
    StartPosition::At(MediaTime::ZERO + TimeSpan::from_millis(milliseconds))
}

#[test]
fn mf_create_aggregate_source_of_nothing_is_e_invalidarg() {
    let error = AggregateSource::new(Vec::new()).err().unwrap();
    assert_eq!(error.hresult(), codes::E_INVALIDARG);
}

#[test]
fn its_presentation_has_the_streams_of_all_numbered_anew_and_the_longest_duration() {
    let rig = Rig::usual();
    let descriptor = rig.whole.create_presentation_descriptor().unwrap();
    let ids: Vec<_> = descriptor
        .streams()
        .map(|(stream, on)| (stream.id(), on))
        .collect();
    assert_eq!(ids, [(1, true), (2, true), (3, true)]);
    assert_eq!(
        descriptor.attributes().get(keys::MF_PD_DURATION),
        Ok(TimeSpan::from_millis(1_000))
    );
    assert_eq!(rig.whole.name(), "sound + pictures");
    let again = rig.whole.create_presentation_descriptor().unwrap();
    let shared = |index: usize| {
        Arc::ptr_eq(
            descriptor.stream(index).unwrap().0,
            again.stream(index).unwrap().0,
        )
    };
    assert!((0..3).all(shared), "stream descriptors are shared");
}

#[test]
fn it_can_do_what_all_parts_can() {
    let live = SourceScript {
        characteristics: SourceCharacteristics {
            is_live: true,
            can_seek: false,
            ..SourceCharacteristics::FILE
        },
        ..script("live", 1, 10)
    };
    let rig = Rig::new([script("file", 1, 10), live]);
    let all = rig.whole.characteristics().unwrap();
    assert_eq!((all.can_seek, all.can_pause, all.is_live), (false, true, true));
}

#[test]
fn one_event_tells_that_all_parts_have_started_paused_stopped() {
    let mut rig = Rig::usual();
    rig.start(StartPosition::Current).unwrap();
    assert_eq!(
        rig.events(),
        [
            "MENewStream 1",
            "MENewStream 2",
            "MENewStream 3",
            "MESourceStarted"
        ]
    );
    rig.whole.pause().unwrap();
    assert_eq!(rig.events(), ["MESourcePaused"]);
    assert!(matches!(rig.whole.pause(), Err(Error::InvalidStateTransition)));
    rig.start(at(300)).unwrap();
    assert_eq!(
        rig.events(),
        [
            "MEUpdatedStream 1",
            "MEUpdatedStream 2",
            "MEUpdatedStream 3",
            "MESourceSeeked"
        ]
    );
    rig.whole.stop().unwrap();
    assert_eq!(rig.events(), ["MESourceStopped"]);
    assert_eq!(
        rig.journal.take(),
        [
            "sound.start",
            "pictures.start",
            "sound.pause",
            "pictures.pause",
            "sound.start(300)",
            "pictures.start(300)",
            "sound.stop",
            "pictures.stop"
        ]
    );
}

#[test]
fn the_event_waits_for_the_slowest_part() {
    let mut rig = Rig::usual();
    rig.parts[0].script(|script| script.on_start = Answer::Late);
    rig.start(StartPosition::Current).unwrap();
    assert_eq!(rig.events(), ["MENewStream 2", "MENewStream 3"]);
    rig.parts[0].release();
    assert_eq!(rig.events(), ["MENewStream 1", "MESourceStarted"]);
}

#[test]
fn a_part_that_fails_later_fails_the_start_by_its_event() {
    let mut rig = Rig::usual();
    rig.parts[1].script(|script| script.on_start = Answer::Failed(Error::NoClock));
    rig.start(StartPosition::Current).unwrap();
    let events = rig.events();
    assert_eq!(events[0], "MENewStream 1");
    assert!(events[1].starts_with("MESourceStarted "), "{events:?}");
    assert_eq!(events.len(), 2);
}

#[test]
fn a_part_that_refuses_at_once_stops_the_others_and_no_event_comes() {
    let mut rig = Rig::usual();
    rig.parts[1].script(|script| script.on_start = Answer::Refused(Error::NoClock));
    assert!(matches!(rig.start(StartPosition::Current), Err(Error::NoClock)));
    assert_eq!(rig.journal.count("sound.stop"), 1);
    let events = rig.events();
    assert!(
        !events.iter().any(|event| event.starts_with("MESource")),
        "{events:?}"
    );
}

#[test]
fn its_presentation_ends_with_the_longest_part() {
    let mut rig = Rig::usual();
    rig.start(at(480)).unwrap();
    rig.events();
    for stream in [1, 2] {
        for _ in 0..2 {
            assert!(matches!(rig.next(stream), StreamItem::Sample(_)));
        }
        assert!(matches!(rig.next(stream), StreamItem::EndOfStream));
    }
    assert_eq!(rig.events(), Vec::<String>::new());
    while let StreamItem::Sample(_) = rig.next(0) {}
    assert_eq!(rig.events(), ["MEEndOfPresentation"]);
}

#[test]
fn behind_the_end_of_a_shorter_part_that_one_is_at_its_end() {
    let mut rig = Rig::usual();
    rig.start(at(700)).unwrap();
    rig.events();
    assert_eq!(rig.journal.take(), ["sound.start(700)", "pictures.start(500)"]);
    assert!(matches!(rig.next(1), StreamItem::EndOfStream));
    let StreamItem::Sample(sample) = rig.next(0) else {
        panic!("no sample")
    };
    assert_eq!(sample.time, Some(MediaTime::ZERO + TimeSpan::from_millis(700)));
    assert!(matches!(rig.start(at(1_001)), Err(Error::InvalidRequest { .. })));
}

#[test]
fn a_part_without_a_selected_stream_does_not_run() {
    let mut rig = Rig::usual();
    let descriptor = rig.whole.create_presentation_descriptor().unwrap();
    descriptor.select(0, false).unwrap();
    descriptor.select(2, false).unwrap();
    rig.whole.start(&descriptor, &StartPosition::Current).unwrap();
    assert_eq!(rig.events(), ["MENewStream 2", "MESourceStarted"]);
    assert_eq!(rig.journal.take(), ["pictures.start"]);
    while let StreamItem::Sample(_) = rig.next(0) {}
    assert_eq!(rig.events(), ["MEEndOfPresentation"]);
}

/// As a source by itself: `IMFMediaSource::Start`.
#[test]
fn a_start_that_is_refused_is_refused_before_anything_starts() {
    let mut rig = Rig::usual();
    let descriptor = rig.whole.create_presentation_descriptor().unwrap();
    let other = |format, value| StartPosition::Other { format, value };
    for (selected, position, expected) in [
        (
            false,
            StartPosition::Current,
            codes::MF_E_MEDIA_SOURCE_NO_STREAMS_SELECTED,
        ),
        (false, at(1_001), codes::MF_E_MEDIA_SOURCE_NO_STREAMS_SELECTED),
        (true, at(1_001), codes::MF_E_INVALIDREQUEST),
        (
            true,
            other(Guid::ZERO, Variant::I64(10_010_000)),
            codes::MF_E_INVALIDREQUEST,
        ),
    ] {
        for stream in 0..descriptor.stream_count() {
            descriptor.select(stream, selected).unwrap();
        }
        let refused = rig.whole.start(&descriptor, &position).unwrap_err();
        assert_eq!(refused.hresult(), expected, "{selected} {position:?}");
    }
    assert_eq!(rig.events(), [""; 0]);
    assert_eq!(rig.journal.take(), [""; 0]);
    rig.start(other(Guid::ZERO, Variant::I64(7_000_000))).unwrap();
    let StreamItem::Sample(sample) = ({
        rig.events();
        rig.next(0)
    }) else {
        panic!("no sample");
    };
    assert_eq!(sample.time, Some(MediaTime::ZERO + TimeSpan::from_millis(700)));
}

#[test]
fn errors_of_the_parts_are_passed_on_and_a_shut_down_part_takes_the_whole_with_it() {
    let mut rig = Rig::usual();
    rig.start(StartPosition::Current).unwrap();
    rig.events();
    rig.parts[1].fail(Error::NoClock);
    assert!(rig.events()[0].starts_with("MEError "));
    rig.parts[0].shutdown().unwrap();
    assert!(rig.whole.events().is_shut_down());
    assert!(matches!(rig.whole.characteristics(), Err(Error::Shutdown)));
}

#[test]
fn shutdown_shuts_the_parts_down_and_leaves_nothing() {
    let mut rig = Rig::usual();
    rig.start(StartPosition::Current).unwrap();
    rig.events();
    rig.whole.shutdown().unwrap();
    assert!(matches!(rig.whole.shutdown(), Err(Error::Shutdown)));
    assert_eq!(rig.journal.count("sound.shutdown"), 1);
    assert_eq!(rig.journal.count("pictures.shutdown"), 1);
    let weak: Vec<_> = rig.parts.iter().map(Arc::downgrade).collect();
    drop(rig);
    assert!(
        weak.iter().all(|part| part.upgrade().is_none()),
        "a part is still held"
    );
}
