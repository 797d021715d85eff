//! A session that plays a list through the sequencer source.
#![allow(dead_code, reason = "each scenario uses its part")]

use std::sync::Arc;

use super::*;
use openmf_core::{Error, EventType, PresentationDescriptor, SharedEvent, StartPosition, Variant, keys};
use openmf_runtime::{ManualRuntime, SessionDriver};
use openmf_sequencer::SequencerSource;
use openmf_session::SetTopologyFlags;
use openmf_testkit::{Journal, RecordingSink, ScriptedSource, SourceScript};
use openmf_topology::Topology;

/// A session, a sequencer, and an application that answers each `MENewPresentation` by `SetTopology`.
pub(crate) struct Playlist {
    pub manual: ManualRuntime,
    pub session: SessionDriver,
    pub sequencer: Arc<SequencerSource>,
    pub journal: Journal,
    pub sink: Arc<RecordingSink>,
    pub sources: Vec<Arc<ScriptedSource>>,
    pub topologies: Vec<Topology>,
    pub elements: Vec<u32>,
    pub answers: bool,
    pub seen: Vec<SharedEvent>,
}

/// What is told of an event: its name, and for which element.
pub(crate) fn told(playlist: &Playlist, event: &SharedEvent) -> String {
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
    pub(crate) fn new(count: usize, last: bool) -> Self {
        Self::with(count, last, |_, _| (), openmf_session::Config::default())
    }

    pub(crate) fn with(
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

    pub(crate) fn file(&mut self, number: usize) -> Topology {
        let script = SourceScript {
            name: format!("file{number}"),
            ..SourceScript::default()
        };
        let source = ScriptedSource::new(script, &self.journal);
        let topology = topology_of(&source, std::slice::from_ref(&self.sink));
        self.sources.push(source);
        topology
    }

    pub(crate) fn append(&mut self, topology: Topology, last: bool) -> u32 {
        let element = self.sequencer.append_topology(&topology, last).unwrap();
        self.topologies.push(topology);
        self.elements.push(element);
        element
    }

    pub(crate) fn set(&self, descriptor: &Arc<PresentationDescriptor>) -> openmf_runtime::Completion {
        let topology = self.sequencer.media_source_topology(descriptor).unwrap();
        self.session
            .set_topology(SetTopologyFlags::default(), Some(&topology))
            .unwrap()
    }

    /// Sets the first topology and starts at a position.
    pub(crate) fn play(&mut self, position: StartPosition) {
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

    pub(crate) fn start(&mut self, position: StartPosition) -> Result<(), Error> {
        let started = self.session.start(position).unwrap();
        self.settle();
        ready(started).expect("the start is complete")
    }

    /// Lets everything happen that takes no time.
    pub(crate) fn settle(&mut self) {
        loop {
            self.manual.run_until_idle();
            if !self.answer() {
                return;
            }
        }
    }

    /// Reads the events, and gives the session the topologies that were announced.
    pub(crate) fn answer(&mut self) -> bool {
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

    pub(crate) fn pass(&mut self, milliseconds: i64) {
        for _ in 0..milliseconds {
            self.manual.advance(ms(1));
            self.settle();
        }
    }

    /// The events since the last call that say how the playlist goes.
    pub(crate) fn take(&mut self) -> Vec<String> {
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

    pub(crate) fn count(&self, event_type: EventType) -> usize {
        self.seen
            .iter()
            .filter(|event| event.event_type() == event_type)
            .count()
    }

    pub(crate) fn end(self) {
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
