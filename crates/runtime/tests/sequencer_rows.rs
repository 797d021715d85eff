//! What a sequencer source says of itself: its topologies, its events, and what it does to its native sources.
//!
//! Source: "Sequencer Source", `MESourceStarted` and its attributes (Microsoft Learn).

mod common;

use std::sync::Arc;

use common::*;
use openmf_core::{
    EventType, MediaSource, MediaTime, PresentationDescriptor, SharedEvent, StartPosition, Variant, codes,
    keys,
};
use openmf_runtime::ManualRuntime;
use openmf_sequencer::SequencerSource;
use openmf_testkit::{Journal, RecordingSink, ScriptedSource, SourceScript};

struct Sequence {
    manual: ManualRuntime,
    journal: Journal,
    sequencer: Arc<SequencerSource>,
    elements: Vec<u32>,
}

/// Elements of one second each; `project` gives each its place in the whole.
fn sequence(count: usize, project: bool) -> Sequence {
    let manual = ManualRuntime::new();
    let journal = Journal::default();
    let sequencer = SequencerSource::new(Arc::new(manual.runtime().clone()));
    let sink = RecordingSink::new(clocked(), &journal);
    let elements = (1..=count).map(|number| {
        let script = SourceScript {
            name: format!("file{number}"),
            ..SourceScript::default()
        };
        let source = ScriptedSource::new(script, &journal);
        let topology = topology_of(&source, std::slice::from_ref(&sink));
        if project {
            let start = presentation(number as i64 * 1_000);
            topology.attributes().set(keys::MF_TOPOLOGY_PROJECTSTART, start);
            topology
                .attributes()
                .set(keys::MF_TOPOLOGY_PROJECTSTOP, start + ms(1_000));
        }
        sequencer.append_topology(&topology, number == count).unwrap()
    });
    let elements = elements.collect();
    Sequence {
        manual,
        journal,
        sequencer,
        elements,
    }
}

impl Sequence {
    fn events(&self) -> Vec<SharedEvent> {
        self.manual.run_until_idle();
        std::iter::from_fn(|| self.sequencer.events().try_get_event().ok()).collect()
    }

    fn start(&self, descriptor: &PresentationDescriptor, position: &StartPosition) -> Vec<SharedEvent> {
        self.sequencer.start(descriptor, position).unwrap();
        self.events()
    }
}

fn announced(events: &[SharedEvent]) -> Arc<PresentationDescriptor> {
    let new = events
        .iter()
        .find(|event| event.event_type() == EventType::NewPresentation);
    match new.expect("the next element is announced").value() {
        Variant::Object(object) => object.downcast().unwrap(),
        other => panic!("MENewPresentation carries {other:?}"),
    }
}

fn of(events: &[SharedEvent], event_type: EventType) -> &SharedEvent {
    let mut found = events.iter().filter(|event| event.event_type() == event_type);
    let event = found.next().unwrap_or_else(|| panic!("no {event_type}"));
    assert!(found.next().is_none(), "{event_type} twice");
    event
}

#[test]
fn topologies_of_a_sequence_carry_their_elements_number() {
    let sequence = sequence(2, false);
    let first = sequence.sequencer.create_presentation_descriptor().unwrap();
    let events = sequence.start(&first, &StartPosition::Current);
    let second = announced(&events);
    for (descriptor, element) in [(&first, sequence.elements[0]), (&second, sequence.elements[1])] {
        let topology = sequence.sequencer.media_source_topology(descriptor).unwrap();
        let (known, original) = sequence.sequencer.presentation_context(descriptor).unwrap();
        assert_eq!((known, original.id()), (element, topology.id()));
        for node in topology.source_nodes() {
            assert_eq!(
                node.attributes().get(keys::MF_TOPONODE_SEQUENCE_ELEMENTID),
                Ok(element)
            );
            let source = node.media_source().unwrap();
            let sequencer: Arc<dyn MediaSource> = Arc::clone(&sequence.sequencer) as _;
            assert!(Arc::ptr_eq(&source, &sequencer));
        }
    }
    let foreign = ScriptedSource::new(SourceScript::default(), &sequence.journal);
    let foreign = foreign.create_presentation_descriptor().unwrap();
    let refused = sequence.sequencer.media_source_topology(&foreign).unwrap_err();
    assert_eq!(refused.hresult(), codes::E_INVALIDARG);
    sequence.sequencer.shutdown().unwrap();
}

#[test]
fn a_start_says_where_it_was_and_whether_there_is_anything() {
    let sequence = sequence(3, true);
    let first = sequence.sequencer.create_presentation_descriptor().unwrap();
    let events = sequence.start(&first, &StartPosition::Current);
    let started = of(&events, EventType::SourceStarted);
    assert_eq!(started.value(), &Variant::Empty, "it chose where");
    let a = started.attributes();
    assert_eq!(a.get(keys::MF_EVENT_SOURCE_ACTUAL_START), Ok(MediaTime::ZERO));
    assert_eq!(a.get(keys::MF_EVENT_SOURCE_PROJECTSTART), Ok(presentation(1_000)));
    assert!(!a.get_or(keys::MF_EVENT_SOURCE_FAKE_START, false));
    let second = announced(&events);

    // A jump to the third element: the first one is cancelled, the second, which was announced, has nothing to play.
    let jump = StartPosition::segment_offset(sequence.elements[2], ms(400));
    let events = sequence.start(&first, &jump);
    let ended = of(&events, EventType::EndOfPresentationSegment);
    assert!(
        ended
            .attributes()
            .get(keys::MF_EVENT_SOURCE_TOPOLOGY_CANCELED)
            .unwrap()
    );
    let third = announced(&events);
    let events = sequence.start(&second, &StartPosition::Current);
    let fake = of(&events, EventType::SourceStarted).attributes();
    assert_eq!(fake.get(keys::MF_EVENT_SOURCE_FAKE_START), Ok(true));
    assert_eq!(
        fake.get(keys::MF_EVENT_SOURCE_PROJECTSTART),
        Ok(presentation(2_000))
    );
    let ended = of(&events, EventType::EndOfPresentationSegment);
    assert!(
        ended
            .attributes()
            .get(keys::MF_EVENT_SOURCE_TOPOLOGY_CANCELED)
            .unwrap()
    );

    let events = sequence.start(&third, &StartPosition::Current);
    let a = of(&events, EventType::SourceStarted).attributes();
    let offset = MediaTime::ZERO + ms(400);
    assert_eq!(a.get(keys::MF_EVENT_SOURCE_ACTUAL_START), Ok(offset));
    assert_eq!(a.get(keys::MF_EVENT_SOURCE_PROJECTSTART), Ok(presentation(3_000)));
    sequence.sequencer.shutdown().unwrap();
}

#[test]
fn the_native_sources_are_started_stopped_and_shut_down_by_the_sequencer() {
    let sequence = sequence(2, false);
    let first = sequence.sequencer.create_presentation_descriptor().unwrap();
    let events = sequence.start(&first, &StartPosition::Current);
    announced(&events);
    let calls = sequence.journal.take();
    assert_eq!(
        calls.first().map(String::as_str),
        Some("file1.start"),
        "{calls:?}"
    );
    sequence.sequencer.pause().unwrap();
    sequence.events();
    assert_eq!(sequence.journal.count("file1.pause"), 1);
    sequence.sequencer.stop().unwrap();
    let events = sequence.events();
    of(&events, EventType::SourceStopped);
    assert_eq!(sequence.journal.count("file1.stop"), 1);
    sequence.sequencer.shutdown().unwrap();
    sequence.manual.run_until_idle();
    for source in ["file1", "file2"] {
        let shut_down = format!("{source}.shutdown");
        assert_eq!(
            sequence.journal.count(&shut_down),
            1,
            "{:?}",
            sequence.journal.entries()
        );
    }
}

#[test]
fn a_change_of_characteristics_says_what_they_are_and_were() {
    let sequence = sequence(2, false);
    let first = sequence.sequencer.create_presentation_descriptor().unwrap();
    let events = sequence.start(&first, &StartPosition::Current);
    let second = announced(&events);
    let before = sequence.sequencer.characteristics().unwrap();
    let jump = StartPosition::segment_offset(sequence.elements[1], ms(0));
    let mut events = sequence.start(&first, &jump);
    events.extend(sequence.start(&second, &StartPosition::Current));
    let after = sequence.sequencer.characteristics().unwrap();
    assert!(before.can_skip_forward && !before.can_skip_backward);
    assert!(!after.can_skip_forward && after.can_skip_backward);
    let a = of(&events, EventType::SourceCharacteristicsChanged).attributes();
    assert_eq!(a.get(keys::MF_EVENT_SOURCE_CHARACTERISTICS), Ok(after.to_flags()));
    assert_eq!(
        a.get(keys::MF_EVENT_SOURCE_CHARACTERISTICS_OLD),
        Ok(before.to_flags())
    );
    // MFMEDIASOURCE_CAN_SKIPFORWARD and MFMEDIASOURCE_CAN_SKIPBACKWARD.
    assert_eq!((before.to_flags() & 0x60, after.to_flags() & 0x60), (0x20, 0x40));
    sequence.sequencer.shutdown().unwrap();
}
