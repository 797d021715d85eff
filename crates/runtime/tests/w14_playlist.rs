//! W14: a playlist, by the sequencer source.

mod common;

use std::sync::Arc;

use common::*;
use openmf_core::{
    Error, EventType, MediaEvent, MediaSource, MediaTime, PresentationDescriptor, PresentationTime,
    SharedEvent, StartPosition, TimeSpan, Variant, codes, keys,
};
use openmf_runtime::{ManualRuntime, SessionDriver};
use openmf_sequencer::SequencerSource;
use openmf_session::{SessionState, SetTopologyFlags};
use openmf_testkit::{Answer, Journal, RecordingSink, ScriptedSource, SourceScript};
use openmf_topology::Topology;

/// A session, a sequencer, and an application that answers each `MENewPresentation` by `SetTopology`.
struct Playlist {
    manual: ManualRuntime,
    session: SessionDriver,
    sequencer: Arc<SequencerSource>,
    journal: Journal,
    sink: Arc<RecordingSink>,
    sources: Vec<Arc<ScriptedSource>>,
    topologies: Vec<Topology>,
    elements: Vec<u32>,
    answers: bool,
    seen: Vec<SharedEvent>,
}

/// What is told of an event: its name, and for which element.
fn told(playlist: &Playlist, event: &SharedEvent) -> String {
    let mut text = describe(event);
    if let Variant::Object(object) = event.value() {
        if let Some(topology) = object.downcast::<Topology>() {
            let place = playlist
                .topologies
                .iter()
                .position(|known| known.id() == topology.id());
            text += &place.map_or(String::new(), |place| format!(" S{}", place + 1));
        }
        if let Some(descriptor) = object.downcast::<PresentationDescriptor>() {
            let (element, _) = playlist.sequencer.presentation_context(&descriptor).unwrap();
            text += &format!(" S{element}");
        }
    }
    if event
        .attributes()
        .get_or(keys::MF_EVENT_SOURCE_TOPOLOGY_CANCELED, false)
    {
        text += " cancelled";
    }
    text
}

impl Playlist {
    /// So many sources of one second into one sink; the last element is marked if `last`.
    fn new(count: usize, last: bool) -> Self {
        Self::with(count, last, |_, _| (), openmf_session::Config::default())
    }

    fn with(
        count: usize,
        last: bool,
        shape: impl Fn(usize, &Topology),
        config: openmf_session::Config,
    ) -> Self {
        let manual = ManualRuntime::new();
        let journal = Journal::default();
        let session = session_with(manual.runtime(), Arc::new(NoTransforms), config);
        let sequencer = SequencerSource::new(Arc::new(manual.runtime().clone()));
        let sink = RecordingSink::new(clocked(), &journal);
        let mut playlist = Self {
            manual,
            session,
            sequencer,
            journal,
            sink,
            sources: Vec::new(),
            topologies: Vec::new(),
            elements: Vec::new(),
            answers: true,
            seen: Vec::new(),
        };
        for index in 0..count {
            let topology = playlist.file(index + 1);
            shape(index, &topology);
            playlist.append(topology, last && index + 1 == count);
        }
        playlist
    }

    fn file(&mut self, number: usize) -> Topology {
        let script = SourceScript {
            name: format!("file{number}"),
            ..SourceScript::default()
        };
        let source = ScriptedSource::new(script, &self.journal);
        let topology = topology_of(&source, std::slice::from_ref(&self.sink));
        self.sources.push(source);
        topology
    }

    fn append(&mut self, topology: Topology, last: bool) -> u32 {
        let element = self.sequencer.append_topology(&topology, last).unwrap();
        self.topologies.push(topology);
        self.elements.push(element);
        element
    }

    fn set(&self, descriptor: &Arc<PresentationDescriptor>) -> openmf_runtime::Completion {
        let topology = self.sequencer.media_source_topology(descriptor).unwrap();
        self.session
            .set_topology(SetTopologyFlags::default(), Some(&topology))
            .unwrap()
    }

    /// Sets the first topology and starts at a position.
    fn play(&mut self, position: StartPosition) {
        let first = self.sequencer.create_presentation_descriptor().unwrap();
        let set = self.set(&first);
        self.settle();
        ready(set)
            .expect("complete")
            .expect("the first topology resolves");
        let started = self.session.start(position).unwrap();
        self.settle();
        ready(started).expect("complete").expect("the session starts");
    }

    fn start(&mut self, position: StartPosition) -> Result<(), Error> {
        let started = self.session.start(position).unwrap();
        self.settle();
        ready(started).expect("the start is complete")
    }

    /// Lets everything happen that takes no time.
    fn settle(&mut self) {
        loop {
            self.manual.run_until_idle();
            if !self.answer() {
                return;
            }
        }
    }

    /// Reads the events, and gives the session the topologies that were announced.
    fn answer(&mut self) -> bool {
        let events = drain(&self.session);
        let mut answered = false;
        for event in &events {
            if event.event_type() == EventType::NewPresentation
                && self.answers
                && let Variant::Object(object) = event.value()
            {
                // What was updated since is announced again.
                if let Ok(topology) = self.sequencer.media_source_topology(&object.downcast().unwrap()) {
                    drop(
                        self.session
                            .set_topology(SetTopologyFlags::default(), Some(&topology)),
                    );
                }
                answered = true;
            }
        }
        self.seen.extend(events);
        answered
    }

    fn pass(&mut self, milliseconds: i64) {
        for _ in 0..milliseconds {
            self.manual.advance(ms(1));
            self.settle();
        }
    }

    /// The events since the last call that say how the playlist goes.
    fn take(&mut self) -> Vec<String> {
        self.settle();
        let seen = std::mem::take(&mut self.seen);
        let of_interest = |event: &&SharedEvent| {
            !matches!(
                event.event_type(),
                EventType::SessionCapabilitiesChanged | EventType::SourceCharacteristicsChanged
            )
        };
        seen.iter()
            .filter(of_interest)
            .map(|event| told(self, event))
            .collect()
    }

    fn count(&self, event_type: EventType) -> usize {
        self.seen
            .iter()
            .filter(|event| event.event_type() == event_type)
            .count()
    }

    fn end(self) {
        self.session.shutdown().unwrap();
        self.sequencer.shutdown().unwrap();
        assert!(
            self.sources
                .iter()
                .all(|source| matches!(source.characteristics(), Err(Error::Shutdown))),
            "the sequencer shuts down the sources of its elements"
        );
        let Self {
            manual,
            session,
            sequencer,
            ..
        } = self;
        drop(session);
        manual.run_until_idle();
        assert_eq!(manual.runtime().task_count(), 0, "a task is left");
        drop(sequencer);
    }
}

const NOTIFY: &str = "MESessionNotifyPresentationTime";

#[test]
fn a_playlist_plays_in_order_without_a_gap() {
    // W14, and `events/10.trace.playlist`.
    let mut playlist = Playlist::new(3, true);
    playlist.play(StartPosition::Current);
    assert_eq!(
        playlist.take(),
        [
            "MESessionTopologySet S1",
            "MESessionTopologyStatus 100 S1",
            NOTIFY,
            "MESessionTopologyStatus 200 S1",
            "MENewPresentation S2",
            "MESessionStarted",
            "MESessionTopologySet S2",
        ]
    );
    playlist.pass(1_000);
    playlist.pass(20);
    assert_eq!(
        playlist.take(),
        [
            "MESessionTopologyStatus 100 S2",
            "MEEndOfPresentationSegment",
            "MENewPresentation S3",
            "MESessionTopologySet S3",
            "MESessionTopologyStatus 400 S1",
            NOTIFY,
            "MESessionTopologyStatus 200 S2",
            "MESessionTopologyStatus 300 S2",
        ]
    );
    playlist.pass(2_100);
    assert_eq!(
        playlist.take(),
        [
            "MESessionTopologyStatus 100 S3",
            "MEEndOfPresentationSegment",
            "MESessionTopologyStatus 400 S2",
            NOTIFY,
            "MESessionTopologyStatus 200 S3",
            "MESessionTopologyStatus 300 S3",
            "MEEndOfPresentation",
            "MESessionTopologyStatus 400 S3",
            "MESessionEnded",
        ]
    );
    assert_eq!(
        playlist.sink.take_times(),
        (0..300).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.session.state(), SessionState::Stopped);
    playlist.end();
}

#[test]
fn the_offset_of_a_segment_is_the_length_of_those_before_it() {
    // W14 row "boundaries".
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    let notified = playlist
        .seen
        .iter()
        .filter(|event| event.event_type() == EventType::SessionNotifyPresentationTime);
    let times: Vec<_> = notified
        .map(|event| {
            let a = event.attributes();
            (
                a.get(keys::MF_EVENT_START_PRESENTATION_TIME).unwrap(),
                a.get(keys::MF_EVENT_PRESENTATION_TIME_OFFSET).unwrap(),
                a.get(keys::MF_EVENT_START_PRESENTATION_TIME_AT_OUTPUT).unwrap(),
            )
        })
        .collect();
    let second = presentation(1_000);
    assert_eq!(
        times,
        [
            (PresentationTime::ZERO, TimeSpan::ZERO, PresentationTime::ZERO),
            (second, ms(1_000), second),
        ]
    );
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(1_500)
    );
    playlist.end();
}

#[test]
fn a_jump_cancels_what_is_before_and_starts_the_clock_at_the_offset() {
    // W14, a start with MF_TIME_FORMAT_SEGMENT_OFFSET during S1, and `events/10.trace.skip`.
    let mut playlist = Playlist::new(3, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    playlist.take();
    playlist.sink.take();
    let offset = StartPosition::segment_offset(playlist.elements[2], ms(400));
    playlist.start(offset).unwrap();
    assert_eq!(
        playlist.take(),
        [
            "MESessionStarted",
            "MEEndOfPresentationSegment cancelled",
            "MENewPresentation S3",
            "MESessionTopologyStatus 400 S1",
            "MESessionTopologyStatus 100 S2",
            "MESessionTopologyStatus 200 S2",
            "MEEndOfPresentationSegment cancelled",
            "MESessionTopologyStatus 400 S2",
            "MESessionTopologySet S3",
            "MESessionTopologyStatus 100 S3",
            NOTIFY,
            "MESessionTopologyStatus 200 S3",
            "MESessionTopologyStatus 300 S3",
        ]
    );
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(400)
    );
    assert_eq!(playlist.session.state(), SessionState::Started);
    playlist.pass(700);
    assert_eq!(
        playlist.sink.take_times(),
        (40..100).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(
        playlist.take(),
        [
            "MEEndOfPresentation",
            "MESessionTopologyStatus 400 S3",
            "MESessionEnded"
        ]
    );
    playlist.end();
}

#[test]
fn a_jump_within_the_segment_is_a_seek() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    playlist.take();
    playlist.sink.take();
    let offset = StartPosition::segment_offset(playlist.elements[0], ms(900));
    playlist.start(offset).unwrap();
    assert_eq!(playlist.take(), ["MESessionStarted"]);
    playlist.pass(1_200);
    let expected: Vec<_> = (90..200).map(|n| n * 10).collect();
    assert_eq!(playlist.sink.take_times(), expected);
    playlist.end();
}

#[test]
fn a_session_can_be_started_in_the_middle_of_the_list() {
    let mut playlist = Playlist::new(3, true);
    let offset = StartPosition::segment_offset(playlist.elements[1], ms(500));
    playlist.play(offset);
    playlist.pass(2_000);
    assert_eq!(
        playlist.sink.take_times(),
        (50..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    assert_eq!(playlist.journal.count("file1.start"), 0, "it was never needed");
    playlist.end();
}

#[test]
fn entries_are_skipped_forward_and_back() {
    // `session/4.3.entry`.
    let mut playlist = Playlist::new(3, true);
    let skips = |playlist: &Playlist| {
        let now = playlist.sequencer.characteristics().unwrap();
        (now.can_skip_forward, now.can_skip_backward)
    };
    playlist.play(StartPosition::Current);
    assert_eq!(skips(&playlist), (true, false));
    playlist.pass(100);
    playlist.start(StartPosition::entry_relative(1)).unwrap();
    playlist.pass(100);
    assert_eq!(skips(&playlist), (true, true));
    playlist.start(StartPosition::entry_relative(1)).unwrap();
    playlist.pass(100);
    assert_eq!(skips(&playlist), (false, true));
    playlist.start(StartPosition::entry_relative(-2)).unwrap();
    playlist.pass(50);
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(50)
    );
    let refused = playlist.start(StartPosition::entry_relative(-1));
    assert_eq!(refused.unwrap_err().hresult(), codes::MF_E_INVALIDREQUEST);
    let starts = playlist.journal.take();
    let plays: Vec<_> = starts.iter().filter(|entry| entry.contains("start")).collect();
    assert!(plays.len() >= 4, "{starts:?}");
    playlist.end();
}

#[test]
fn a_position_that_the_sequence_does_not_have_is_refused() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    let unknown = playlist.start(StartPosition::segment_offset(9, TimeSpan::ZERO));
    assert_eq!(
        unknown.unwrap_err().hresult(),
        codes::MF_E_SEQUENCER_UNKNOWN_SEGMENT_ID
    );
    let foreign = StartPosition::Other {
        format: openmf_core::Guid::from_u128(7),
        value: Variant::Empty,
    };
    let refused = playlist.start(foreign);
    assert_eq!(
        refused.unwrap_err().hresult(),
        codes::MF_E_UNSUPPORTED_TIME_FORMAT
    );
    // The session is usable.
    playlist.start(StartPosition::Current).unwrap();
    playlist.end();
}

#[test]
fn without_a_last_element_the_session_waits_for_more() {
    // W14 row "no Last flag".
    let mut playlist = Playlist::new(1, false);
    playlist.play(StartPosition::Current);
    playlist.pass(3_000);
    assert_eq!(playlist.count(EventType::EndOfPresentation), 0);
    assert_eq!(playlist.count(EventType::SessionEnded), 0);
    assert_eq!(playlist.session.state(), SessionState::Started);
    playlist.take();
    let more = playlist.file(2);
    playlist.append(more, true);
    playlist.pass(1_200);
    assert_eq!(
        playlist.take(),
        [
            "MENewPresentation S2",
            "MESessionTopologySet S2",
            "MESessionTopologyStatus 100 S2",
            NOTIFY,
            "MESessionTopologyStatus 200 S2",
            "MESessionTopologyStatus 300 S2",
            "MEEndOfPresentation",
            "MESessionTopologyStatus 400 S2",
            "MESessionEnded",
        ]
    );
    assert_eq!(
        playlist.sink.take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>(),
        "presentation time goes on where it was"
    );
    playlist.end();
}

#[test]
fn an_element_that_becomes_the_last_one_ends_the_session() {
    let mut playlist = Playlist::new(1, false);
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    playlist.take();
    playlist.sequencer.update_topology_flags(1, true).unwrap();
    assert_eq!(playlist.take(), ["MEEndOfPresentation", "MESessionEnded"]);
    assert_eq!(playlist.session.state(), SessionState::Stopped);
    playlist.end();
}

#[test]
fn an_element_may_become_the_last_one_while_the_session_stops_behind_it() {
    let mut playlist = Playlist::new(1, false);
    playlist.play(StartPosition::Current);
    playlist.pass(900);
    playlist.sink.script(|script| script.on_stop = Answer::Late);
    playlist.pass(200);
    playlist.take();
    playlist.sequencer.update_topology_flags(1, true).unwrap();
    assert_eq!(playlist.take(), ["MEEndOfPresentation"]);
    playlist.sink.release();
    assert_eq!(playlist.take(), ["MESessionEnded"]);
    assert_eq!(playlist.session.state(), SessionState::Stopped);
    playlist.end();
}

#[test]
fn a_late_answer_is_a_gap_and_no_error() {
    // `session/7.8`.
    let mut playlist = Playlist::new(2, true);
    playlist.answers = false;
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    assert_eq!(playlist.sink.take_times().len(), 100);
    let announced = playlist
        .seen
        .iter()
        .find(|event| event.event_type() == EventType::NewPresentation)
        .expect("the next one was announced");
    let Variant::Object(object) = announced.value() else {
        panic!("a descriptor");
    };
    let descriptor: Arc<PresentationDescriptor> = object.downcast().unwrap();
    drop(playlist.set(&descriptor));
    playlist.pass(1_200);
    assert_eq!(
        playlist.sink.take_times(),
        (100..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    assert_eq!(playlist.count(EventType::Error), 0);
    playlist.end();
}

#[test]
fn pause_and_stop_while_the_next_one_is_awaited() {
    let mut playlist = Playlist::new(1, false);
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    let paused = playlist.session.pause().unwrap();
    playlist.settle();
    ready(paused).unwrap().unwrap();
    assert_eq!(playlist.session.state(), SessionState::Paused);
    let more = playlist.file(2);
    playlist.append(more, true);
    playlist.pass(300);
    assert_eq!(
        playlist.sink.take_times().len(),
        100,
        "nothing plays while it is paused"
    );
    playlist.start(StartPosition::Current).unwrap();
    playlist.pass(500);
    assert_eq!(playlist.sink.take_times().first(), Some(&1_000));
    let stopped = playlist.session.stop().unwrap();
    playlist.settle();
    ready(stopped).unwrap().unwrap();
    assert_eq!(playlist.session.state(), SessionState::Stopped);
    playlist.end();
}

#[test]
fn the_same_topology_can_be_played_twice() {
    // `components/8.append`: two identifiers for one topology.
    let mut playlist = Playlist::new(1, false);
    let again = playlist.topologies[0].clone();
    let second = playlist.append(again, true);
    assert_eq!(second, 2);
    playlist.play(StartPosition::Current);
    playlist.pass(2_200);
    assert_eq!(
        playlist.sink.take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    playlist.end();
}

#[test]
fn a_seek_in_a_later_segment_keeps_what_follows() {
    let mut playlist = Playlist::new(3, true);
    playlist.play(StartPosition::Current);
    playlist.pass(1_500);
    playlist.sink.take();
    playlist.start(at(800)).unwrap();
    playlist.pass(1_500);
    assert_eq!(
        playlist.sink.take_times(),
        (80..200).map(|n| n * 10).collect::<Vec<_>>(),
        "the rest of the second, then the third"
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    playlist.end();
}

#[test]
fn stop_and_start_play_the_present_segment_again() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    playlist.pass(400);
    let stopped = playlist.session.stop().unwrap();
    playlist.settle();
    ready(stopped).unwrap().unwrap();
    playlist.sink.take();
    playlist.start(StartPosition::Current).unwrap();
    playlist.pass(2_200);
    assert_eq!(
        playlist.sink.take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    playlist.end();
}

#[test]
fn elements_are_deleted_and_updated() {
    // `components/8.delete`, `components/8.update`.
    let mut playlist = Playlist::new(4, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    // The third is another file now.
    let other = playlist.file(5);
    playlist.sequencer.update_topology(3, &other).unwrap();
    playlist.topologies[2] = other;
    // The session has the second one already; it is skipped.
    playlist.sequencer.delete_topology(2).unwrap();
    playlist.settle();
    let updated: Vec<_> = playlist
        .seen
        .iter()
        .filter(|event| event.event_type() == EventType::SequencerSourceTopologyUpdated)
        .map(|event| (event.value().clone(), event.status().is_ok()))
        .collect();
    assert_eq!(updated, [(Variant::U32(3), true)]);
    playlist.pass(3_000);
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    assert_eq!(
        playlist.sink.take_times(),
        (0..300).map(|n| n * 10).collect::<Vec<_>>()
    );
    let journal = playlist.journal.take();
    assert!(!journal.contains(&"file3.start".to_owned()), "it was replaced");
    assert!(
        journal.iter().any(|entry| entry.starts_with("file5.start")),
        "{journal:?}"
    );
    assert!(
        journal.contains(&"file2.shutdown".to_owned()),
        "nobody needs it any longer"
    );
    for unknown in [2, 17] {
        let calls = [
            playlist.sequencer.delete_topology(unknown),
            playlist.sequencer.update_topology_flags(unknown, true),
            playlist
                .sequencer
                .update_topology(unknown, &playlist.topologies[0]),
        ];
        for call in calls {
            assert_eq!(
                call.unwrap_err().hresult(),
                codes::MF_E_SEQUENCER_UNKNOWN_SEGMENT_ID
            );
        }
    }
    // W14 row "DeleteTopology after ENDED(S1) and STARTED_SOURCE(S2)".
    playlist.sequencer.delete_topology(1).unwrap();
    assert_eq!(playlist.sequencer.elements(), [3, 4]);
    playlist.end();
}

#[test]
fn an_element_that_was_announced_can_be_updated() {
    let mut playlist = Playlist::new(3, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    let other = playlist.file(5);
    playlist.sequencer.update_topology(2, &other).unwrap();
    playlist.topologies[1] = other;
    playlist.pass(3_000);
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    assert_eq!(
        playlist.sink.take_times(),
        (0..300).map(|n| n * 10).collect::<Vec<_>>()
    );
    let journal = playlist.journal.take();
    assert!(journal.contains(&"file5.start".to_owned()), "{journal:?}");
    playlist.end();
}

#[test]
fn deleting_the_element_that_plays_ends_it() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    playlist.pass(300);
    playlist.take();
    playlist.sequencer.delete_topology(1).unwrap();
    playlist.pass(1_500);
    let events = playlist.take();
    assert_eq!(
        events.first().unwrap(),
        "MEEndOfPresentationSegment cancelled",
        "{events:?}"
    );
    assert_eq!(events.last().unwrap(), "MESessionEnded");
    let times = playlist.sink.take_times();
    assert!((130..150).contains(&times.len()), "{}", times.len());
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] == 10), "no gap");
    playlist.end();
}

#[test]
fn what_is_appended_is_checked() {
    let playlist = Playlist::new(1, true);
    let topology = topology_of(&playlist.sources[0], std::slice::from_ref(&playlist.sink));
    topology.source_nodes()[0]
        .attributes()
        .delete(&keys::MF_TOPONODE_STREAM_DESCRIPTOR.guid());
    let refused = playlist.sequencer.append_topology(&topology, false);
    assert_eq!(refused.unwrap_err().hresult(), codes::MF_E_ATTRIBUTENOTFOUND);
    let empty = playlist.sequencer.append_topology(&Topology::new(), false);
    assert_eq!(empty.unwrap_err().hresult(), codes::E_INVALIDARG);
    // A descriptor of another source.
    let foreign = playlist.sources[0].create_presentation_descriptor().unwrap();
    let refused = playlist.sequencer.media_source_topology(&foreign);
    assert_eq!(refused.unwrap_err().hresult(), codes::E_INVALIDARG);
    // The topology that is given out names the sequencer and the element, and keeps its identifiers.
    let descriptor = playlist.sequencer.create_presentation_descriptor().unwrap();
    let given = playlist.sequencer.media_source_topology(&descriptor).unwrap();
    assert_eq!(given.id(), playlist.topologies[0].id());
    let node = &given.source_nodes()[0];
    assert_eq!(node.id(), playlist.topologies[0].source_nodes()[0].id());
    assert_eq!(
        node.attributes()
            .get(keys::MF_TOPONODE_SEQUENCE_ELEMENTID)
            .unwrap(),
        1
    );
    assert_eq!(node.media_source().unwrap().name(), "sequencer source");
    let (element, original) = playlist.sequencer.presentation_context(&descriptor).unwrap();
    assert!(element == 1 && original.is_same(&playlist.topologies[0]));
    playlist.end();
}

#[test]
fn stop_times_end_a_segment_early() {
    // W6.1 in a playlist: the source's presentation provider is told.
    let clip = |_: usize, topology: &Topology| {
        let a = topology.source_nodes()[0].attributes().clone();
        a.set(keys::MF_TOPONODE_MEDIASTART, MediaTime::ZERO + ms(200));
        a.set(keys::MF_TOPONODE_MEDIASTOP, MediaTime::ZERO + ms(500));
        topology.source_nodes()[0].attributes().copy_from(&a);
    };
    let mut playlist = Playlist::with(2, true, clip, openmf_session::Config::default());
    playlist.play(StartPosition::Current);
    playlist.pass(800);
    assert_eq!(
        playlist.sink.take_times(),
        (0..60).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::EndOfPresentationSegment), 1);
    assert_eq!(playlist.count(EventType::EndOfPresentation), 1);
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    playlist.end();
}

#[test]
fn with_global_time_presentation_time_is_that_of_the_whole_sequence() {
    // W14, the whole sequence's time; `session/7.timing`.
    let place = |index: usize, topology: &Topology| {
        let start = presentation(5_000 + 600 * index as i64);
        let a = topology.attributes();
        a.set(keys::MF_TOPOLOGY_PROJECTSTART, start);
        a.set(keys::MF_TOPOLOGY_PROJECTSTOP, start + ms(600));
    };
    let config = openmf_session::Config {
        global_time: true,
        ..openmf_session::Config::default()
    };
    let mut playlist = Playlist::with(3, true, place, config);
    playlist.play(StartPosition::Current);
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(5_000)
    );
    playlist.pass(700);
    assert_eq!(
        playlist.sink.take_times(),
        (500..571).map(|n| n * 10).collect::<Vec<_>>(),
        "the first is cut at its project stop"
    );
    // A jump adds PROJECTSTART.
    let jump = StartPosition::segment_offset(playlist.elements[2], ms(100));
    playlist.start(jump).unwrap();
    assert_eq!(
        playlist.session.clock().unwrap().time().unwrap(),
        presentation(6_300)
    );
    playlist.pass(600);
    assert_eq!(
        playlist.sink.take_times(),
        (630..680).map(|n| n * 10).collect::<Vec<_>>()
    );
    assert_eq!(playlist.count(EventType::SessionEnded), 1);
    playlist.end();
}

#[test]
fn project_times_are_needed_with_global_time_only() {
    // W6.3; `session/1.global_time`.
    let rig = Rig::clocked();
    let config = openmf_session::Config {
        global_time: true,
        ..openmf_session::Config::default()
    };
    let global = session_with(rig.manual.runtime(), Arc::new(NoTransforms), config);
    let placed = rig.topology();
    placed
        .attributes()
        .set(keys::MF_TOPOLOGY_PROJECTSTART, PresentationTime::ZERO);
    placed
        .attributes()
        .set(keys::MF_TOPOLOGY_PROJECTSTOP, presentation(1));
    let table = [
        (&rig.session, rig.topology(), true),
        (&rig.session, placed.duplicate(), false),
        (&global, rig.topology(), false),
        (&global, placed, true),
    ];
    for (index, (session, topology, accepted)) in table.into_iter().enumerate() {
        let result = session.set_topology(SetTopologyFlags::default(), Some(&topology));
        let code = result.err().map(|error| error.hresult());
        let expected = (!accepted).then_some(codes::MF_E_TOPO_INVALID_TIME_ATTRIBUTES);
        assert_eq!(code, expected, "case {index}");
    }
    global.shutdown().unwrap();
    rig.session.shutdown().unwrap();
}

#[test]
fn an_unknown_event_of_a_source_does_no_harm() {
    let mut playlist = Playlist::new(2, true);
    playlist.play(StartPosition::Current);
    let queue = playlist.sources[0].events();
    for event_type in [
        EventType::SourceStopped,
        EventType::SourceStarted,
        EventType::StreamThinMode,
    ] {
        queue.queue(MediaEvent::new(event_type)).unwrap();
    }
    playlist.pass(2_200);
    assert_eq!(
        playlist.sink.take_times(),
        (0..200).map(|n| n * 10).collect::<Vec<_>>()
    );
    playlist.end();
}
