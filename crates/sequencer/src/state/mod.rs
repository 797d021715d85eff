//! The rules of the sequencer. Nothing here calls a component: calls and events are put into outboxes.

mod answers;
mod playback;
mod rates;

use std::collections::BTreeSet;
use std::sync::Arc;

use openmf_core::{
    Error, EventType, Guid, MediaEvent, MediaSource, MediaTime, PresentationDescriptor, RateBounds, Result,
    SharedEvent, SourceCharacteristics, StartPosition, StreamObject, TimeSpan, UserObject, Variant, codes,
    guids, keys,
};
use openmf_topology::Topology;

use crate::native::{Call, Native, NativeId, Pace, Preroll, Run};
use crate::outbox::Outbox;
use crate::segment::{Context, Part, Segment};
use crate::stream::SegmentStream;

/// The most elements at a time.
const MAX_ELEMENTS: usize = 65_536;

pub(crate) struct State {
    number: u64,
    /// In the order of the sequence, which is that of their identifiers.
    entries: Vec<Entry>,
    last_element: u32,
    last_stream: u32,
    last_native: u64,
    last_revision: u32,
    natives: Vec<Native>,
    run: Run,
    active: Option<Active>,
    /// The element, and the offset in it, that a jump goes to.
    skip: Option<(u32, TimeSpan)>,
    /// The elements whose topologies the session has: it starts them sooner or later.
    held: BTreeSet<u32>,
    operation: Option<Operation>,
    /// It is paused as soon as the start that is under way is told.
    pause_follows: bool,
    /// How the sources play.
    pace: Pace,
    /// The session waits until all sources have the rate; what went wrong so far.
    rating: Option<Result<()>>,
    /// The session was told that the element which plays waits for data.
    buffering: bool,
    pub(crate) events: Outbox<SharedEvent>,
    /// Streams whose readers are to get the end.
    pub(crate) endings: Vec<Arc<SegmentStream>>,
    told: Option<(SourceCharacteristics, RateBounds)>,
    pub(crate) shut_down: bool,
}

struct Entry {
    segment: Arc<Segment>,
    last: bool,
}

/// The element that was started last.
struct Active {
    element: u32,
    /// `None`: it was skipped.
    segment: Option<Arc<Segment>>,
    streams: Vec<Arc<SegmentStream>>,
    ended: bool,
}

/// What the session waits for.
enum Operation {
    Start(Starting),
    Pause,
    Stop,
}

struct Starting {
    segment: Arc<Segment>,
    chosen: PresentationDescriptor,
    /// It goes on where it is.
    resumes: bool,
    seeks: bool,
    /// Where it was told to start.
    told: Option<MediaTime>,
    actual: MediaTime,
}

/// Where an element is to start.
enum Wanted {
    Current,
    At(MediaTime),
    Offset(TimeSpan),
    /// Not at all: another element is the one that is wanted.
    Elsewhere,
}

impl State {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            entries: Vec::new(),
            last_element: 0,
            last_stream: 0,
            last_native: 0,
            last_revision: 0,
            natives: Vec::new(),
            run: Run::Stopped,
            active: None,
            skip: None,
            held: BTreeSet::new(),
            operation: None,
            pause_follows: false,
            pace: Pace::NORMAL,
            rating: None,
            buffering: false,
            events: Outbox::default(),
            endings: Vec::new(),
            told: None,
            shut_down: false,
        }
    }

    pub(crate) fn alive(&self) -> Result<()> {
        if self.shut_down {
            Err(Error::Shutdown)
        } else {
            Ok(())
        }
    }

    // The list

    pub(crate) fn append(&mut self, topology: &Topology, last: bool) -> Result<u32> {
        self.alive()?;
        if self.entries.len() >= MAX_ELEMENTS {
            return Err(Error::LimitReached {
                what: "elements of a sequencer source",
                limit: MAX_ELEMENTS as u64,
            });
        }
        let element = self.last_element + 1;
        let segment = self.make_segment(element, topology)?;
        self.last_element = element;
        self.entries.push(Entry { segment, last });
        self.announce_if_due();
        self.tell_characteristics();
        Ok(element)
    }

    fn make_segment(&mut self, element: u32, topology: &Topology) -> Result<Arc<Segment>> {
        self.last_revision = self.last_revision.wrapping_add(1);
        let context = Context {
            sequencer: self.number,
            element,
            revision: self.last_revision,
        };
        Ok(Arc::new(Segment::new(context, topology, &mut self.last_stream)?))
    }

    pub(crate) fn elements(&self) -> Vec<u32> {
        self.entries
            .iter()
            .map(|entry| entry.segment.context.element)
            .collect()
    }

    /// The sources of an element that are not known yet.
    pub(crate) fn unknown_sources(&self, topology: &Topology) -> Vec<Arc<dyn MediaSource>> {
        let mut unknown: Vec<Arc<dyn MediaSource>> = Vec::new();
        for source in topology
            .source_nodes()
            .iter()
            .filter_map(|node| node.media_source())
        {
            let known = self.natives.iter().map(|native| &native.source).chain(&unknown);
            if !known.into_iter().any(|known| Arc::ptr_eq(known, &source)) {
                unknown.push(source);
            }
        }
        unknown
    }

    /// Returns the number it gets, unless another thread was faster.
    pub(crate) fn add_native(
        &mut self,
        source: Arc<dyn MediaSource>,
        characteristics: SourceCharacteristics,
        rates: Option<RateBounds>,
    ) -> Option<NativeId> {
        if self
            .natives
            .iter()
            .any(|native| Arc::ptr_eq(&native.source, &source))
        {
            return None;
        }
        self.last_native += 1;
        let id = NativeId(self.last_native);
        self.natives.push(Native::new(id, source, characteristics, rates));
        Some(id)
    }

    pub(crate) fn delete(&mut self, element: u32) -> Result<()> {
        self.alive()?;
        let index = self.index_of(element)?;
        let entry = self.entries.remove(index);
        self.held.remove(&element);
        if self.skip.is_some_and(|(target, _)| target == element) {
            self.skip = None;
        }
        let plays = self
            .active
            .as_ref()
            .is_some_and(|active| active.element == element && active.segment.is_some());
        if plays && self.run != Run::Stopped {
            if let Some(active) = &self.active {
                self.endings.extend(active.streams.iter().cloned());
            }
            self.end_segment(entry.last, true);
        } else {
            self.announce_if_due();
        }
        for part in &entry.segment.parts {
            let needed = self
                .entries
                .iter()
                .any(|other| uses(&other.segment, &part.source));
            if let Some(native) = self.native_mut(&part.source)
                && !needed
            {
                native.stop();
                native.calls.push(Call::Shutdown);
            }
        }
        self.tell_characteristics();
        Ok(())
    }

    pub(crate) fn update(&mut self, element: u32, topology: &Topology) -> Result<()> {
        self.alive()?;
        let index = self.index_of(element)?;
        let made = self.make_segment(element, topology);
        let status = made.map(|segment| {
            if let Some(entry) = self.entries.get_mut(index) {
                entry.segment = segment;
            }
        });
        let replaced = status.is_ok();
        let event = MediaEvent::completion(EventType::SequencerSourceTopologyUpdated, status);
        self.events
            .push(Arc::new(event.with_value(Variant::U32(element))));
        // The session has the former topology: it is skipped when its turn comes, and the new one is announced.
        let is_active = self
            .active
            .as_ref()
            .is_some_and(|active| active.element == element);
        if replaced && !is_active && self.held.remove(&element) {
            self.drop_prerolls(&[]);
            self.announce_if_due();
        }
        Ok(())
    }

    pub(crate) fn set_last(&mut self, element: u32, last: bool) -> Result<()> {
        self.alive()?;
        let index = self.index_of(element)?;
        let Some(entry) = self.entries.get_mut(index) else {
            return Ok(());
        };
        let was = std::mem::replace(&mut entry.last, last);
        let has_ended = self
            .active
            .as_ref()
            .is_some_and(|active| active.element == element && active.ended && active.segment.is_some());
        if last && !was && has_ended {
            self.events
                .push(Arc::new(MediaEvent::new(EventType::EndOfPresentation)));
        }
        Ok(())
    }

    fn index_of(&self, element: u32) -> Result<usize> {
        let index = self
            .entries
            .binary_search_by_key(&element, |entry| entry.segment.context.element);
        index.map_err(|_| Error::UnknownSegment { segment: element })
    }

    fn entry(&self, element: u32) -> Option<&Entry> {
        self.entries.get(self.index_of(element).ok()?)
    }

    // Descriptors

    pub(crate) fn first_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        self.alive()?;
        let first = self.entries.first();
        first
            .map(|entry| entry.segment.describe())
            .ok_or_else(|| Error::invalid_request("the sequence is empty"))
    }

    /// The element as it is now, of which the descriptor is a description.
    pub(crate) fn described(&self, descriptor: &PresentationDescriptor) -> Result<Arc<Segment>> {
        let segment = self.segment_of(descriptor)?;
        if self.context_of(descriptor)? == segment.context {
            Ok(segment)
        } else {
            Err(Error::invalid_request(
                "the element was updated since it was announced",
            ))
        }
    }

    pub(crate) fn segment_of(&self, descriptor: &PresentationDescriptor) -> Result<Arc<Segment>> {
        self.alive()?;
        let context = self.context_of(descriptor)?;
        let entry = self.entry(context.element).ok_or(Error::UnknownSegment {
            segment: context.element,
        })?;
        Ok(Arc::clone(&entry.segment))
    }

    fn context_of(&self, descriptor: &PresentationDescriptor) -> Result<Context> {
        Context::of(descriptor)
            .filter(|context| context.sequencer == self.number)
            .ok_or_else(|| Error::invalid_argument("a presentation descriptor of another source"))
    }

    // Characteristics

    pub(crate) fn characteristics(&self) -> Result<SourceCharacteristics> {
        self.alive()?;
        let active = self.active.as_ref().and_then(|active| active.segment.as_ref());
        let segment = active.or_else(|| self.entries.first().map(|entry| &entry.segment));
        let natives = segment
            .map(|segment| self.natives_of(segment))
            .unwrap_or_default();
        let all = |test: fn(&SourceCharacteristics) -> bool| {
            natives.iter().all(|native| test(&native.characteristics))
        };
        let any = |test: fn(&SourceCharacteristics) -> bool| {
            natives.iter().any(|native| test(&native.characteristics))
        };
        let here = segment.map_or(0, |segment| segment.context.element);
        let mut elements = self.entries.iter().map(|entry| entry.segment.context.element);
        Ok(SourceCharacteristics {
            is_live: any(|native| native.is_live),
            can_seek: all(|native| native.can_seek),
            can_pause: all(|native| native.can_pause),
            has_slow_seek: any(|native| native.has_slow_seek),
            has_multiple_presentations: true,
            can_skip_forward: elements.clone().any(|element| element > here),
            can_skip_backward: elements.any(|element| element < here),
        })
    }

    fn tell_characteristics(&mut self) {
        let Ok(now) = self.characteristics() else { return };
        let told = (now, self.rates());
        // The event is what makes the session ask for the rates again.
        if let Some((former, _)) = self.told.replace(told).filter(|former| *former != told) {
            let event = MediaEvent::new(EventType::SourceCharacteristicsChanged);
            let a = event.attributes();
            a.set(keys::MF_EVENT_SOURCE_CHARACTERISTICS, now.to_flags());
            a.set(keys::MF_EVENT_SOURCE_CHARACTERISTICS_OLD, former.to_flags());
            self.events.push(Arc::new(event));
        }
    }

    fn native(&self, source: &Arc<dyn MediaSource>) -> Option<&Native> {
        self.natives
            .iter()
            .find(|native| Arc::ptr_eq(&native.source, source))
    }

    fn native_mut(&mut self, source: &Arc<dyn MediaSource>) -> Option<&mut Native> {
        self.natives
            .iter_mut()
            .find(|native| Arc::ptr_eq(&native.source, source))
    }

    fn natives_of(&self, segment: &Segment) -> Vec<&Native> {
        segment
            .parts
            .iter()
            .filter_map(|part| self.native(&part.source))
            .collect()
    }
}

fn uses(segment: &Segment, source: &Arc<dyn MediaSource>) -> bool {
    segment.parts.iter().any(|part| Arc::ptr_eq(&part.source, source))
}
