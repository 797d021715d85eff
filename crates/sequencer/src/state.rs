//! The rules of the sequencer. Nothing here calls a component: calls and events are put into outboxes.

use std::collections::BTreeSet;
use std::sync::Arc;

use openmf_core::{
    Error, EventType, Guid, MediaEvent, MediaSource, MediaTime, PresentationDescriptor, Result, SharedEvent,
    SourceCharacteristics, StartPosition, StreamObject, TimeSpan, UserObject, Variant, codes, guids, keys,
};
use openmf_topology::Topology;

use crate::native::{Call, Native, NativeId, Preroll, Run};
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
    pub(crate) events: Outbox<SharedEvent>,
    /// Streams whose readers are to get the end.
    pub(crate) endings: Vec<Arc<SegmentStream>>,
    told: Option<SourceCharacteristics>,
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
        self.natives.push(Native::new(id, source, characteristics));
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

    // What the session asks for

    pub(crate) fn start(
        &mut self,
        descriptor: &PresentationDescriptor,
        position: &StartPosition,
    ) -> Result<()> {
        self.alive()?;
        let context = self.context_of(descriptor)?;
        let wanted = self.wanted(context.element, position)?;
        let current = self
            .entry(context.element)
            .map(|entry| Arc::clone(&entry.segment));
        let active = self.active.as_ref().and_then(|active| active.segment.clone());
        let segment = [current, active]
            .into_iter()
            .flatten()
            .find(|segment| segment.context == context);
        match (wanted, segment) {
            (Wanted::Elsewhere, _) | (_, None) => self.start_nothing(context.element),
            (wanted, Some(segment)) => self.start_segment(segment, descriptor, &wanted),
        }
        Ok(())
    }

    fn wanted(&mut self, element: u32, position: &StartPosition) -> Result<Wanted> {
        let (target, offset) = match position {
            StartPosition::Current => match self.skip {
                None => return Ok(Wanted::Current),
                Some(target) => target,
            },
            StartPosition::At(time) => {
                self.skip = None;
                return Ok(Wanted::At(*time));
            }
            StartPosition::Other {
                format: Guid::ZERO,
                value: Variant::I64(time),
            } => {
                self.skip = None;
                return Ok(Wanted::At(MediaTime::from_100ns(*time)));
            }
            StartPosition::Other {
                format: guids::MF_TIME_FORMAT_ENTRY_RELATIVE,
                value: Variant::I32(entries),
            } => (self.relative(element, *entries)?, TimeSpan::ZERO),
            StartPosition::Other { format, .. } => match position.as_segment_offset() {
                Some((target, offset)) => {
                    self.index_of(target)?;
                    if offset < TimeSpan::ZERO {
                        return Err(Error::invalid_request("an offset before the segment"));
                    }
                    (target, offset)
                }
                None if [
                    guids::MF_TIME_FORMAT_ENTRY_RELATIVE,
                    guids::MF_TIME_FORMAT_SEGMENT_OFFSET,
                ]
                .contains(format) =>
                {
                    return Err(codes::MF_E_INVALIDTYPE.into());
                }
                None => return Err(Error::UnsupportedTimeFormat { format: *format }),
            },
        };
        if target == element {
            self.skip = None;
            Ok(Wanted::Offset(offset))
        } else {
            self.skip = Some((target, offset));
            Ok(Wanted::Elsewhere)
        }
    }

    /// The element so many entries behind the one that plays, or that a jump goes to already.
    fn relative(&self, element: u32, entries: i32) -> Result<u32> {
        let active = self.active.as_ref().map(|active| active.element);
        let from = self.skip.map(|(target, _)| target).or(active).unwrap_or(element);
        let here = self.index_of(from)?;
        here.checked_add_signed(entries as isize)
            .and_then(|index| self.entries.get(index))
            .map(|entry| entry.segment.context.element)
            .ok_or_else(|| Error::invalid_request("the playlist has no such entry"))
    }

    /// An element that is not to be played is over as soon as it starts.
    fn start_nothing(&mut self, element: u32) {
        self.take_place(element, None);
        self.run = Run::Started;
        (self.operation, self.pause_follows) = (None, false);
        let event = MediaEvent::new(EventType::SourceStarted);
        event.attributes().set(keys::MF_EVENT_SOURCE_FAKE_START, true);
        if let Some(start) = self.entry(element).and_then(|entry| entry.segment.project_start) {
            event.attributes().set(keys::MF_EVENT_SOURCE_PROJECTSTART, start);
        }
        self.events.push(Arc::new(event));
        self.end_segment(false, true);
        match self.skip {
            Some((target, offset)) if !self.held.contains(&target) => self.announce(target, offset),
            Some((target, offset)) => self.preroll(target, offset),
            None => self.announce_next(),
        }
    }

    fn start_segment(&mut self, segment: Arc<Segment>, descriptor: &PresentationDescriptor, wanted: &Wanted) {
        let plays = self.active.as_ref().and_then(|active| active.segment.as_ref());
        let goes_on = self.run != Run::Stopped && plays.is_some_and(|plays| Arc::ptr_eq(plays, &segment));
        let resumes = goes_on && matches!(wanted, Wanted::Current);
        self.take_place(segment.context.element, Some(&segment));
        for part in &segment.parts {
            let chosen = part.started_with(descriptor);
            let at = match *wanted {
                Wanted::At(time) => time,
                Wanted::Offset(offset) => part.start_of(offset),
                Wanted::Current | Wanted::Elsewhere => part.media_start,
            };
            let Some(native) = self.native_mut(&part.source) else {
                continue;
            };
            if resumes {
                native.start(chosen, StartPosition::Current);
            } else if native.is_prerolled(segment.context, at, &chosen) {
                native.preroll = None;
            } else {
                native.start(chosen, StartPosition::At(at));
            }
        }
        let (told, actual) = match *wanted {
            Wanted::At(time) => (Some(time), time),
            Wanted::Offset(offset) => (None, segment.media_start() + offset),
            Wanted::Current | Wanted::Elsewhere => (None, segment.media_start()),
        };
        self.pause_follows = false;
        self.operation = Some(Operation::Start(Starting {
            chosen: descriptor.clone(),
            resumes,
            seeks: goes_on && !resumes,
            told,
            actual,
            segment,
        }));
        self.progress();
    }

    /// An element takes the place of the one before. Sources that it does not need are stopped.
    fn take_place(&mut self, element: u32, segment: Option<&Arc<Segment>>) {
        let former = self.active.take();
        let same = match (&former, segment) {
            (Some(former), Some(segment)) => {
                let plays = former.segment.as_ref();
                plays.is_some_and(|plays| Arc::ptr_eq(plays, segment))
            }
            _ => false,
        };
        match &former {
            // The session goes on to an element that it has: it drops the one before.
            Some(former) if former.element != element && self.held.contains(&element) => {
                self.held.remove(&former.element);
            }
            // It goes back: what it had come to is still to be played.
            _ => {
                self.held.insert(element);
            }
        }
        let needed: &[Part] = segment.map_or(&[], |segment| &segment.parts);
        let needs =
            |source: &Arc<dyn MediaSource>| needed.iter().any(|part| Arc::ptr_eq(&part.source, source));
        if let Some(former) = former.as_ref().and_then(|former| former.segment.as_ref()) {
            let played = former.parts.iter().map(|part| Arc::clone(&part.source));
            let left: Vec<_> = played.filter(|source| !needs(source)).collect();
            for source in left {
                if let Some(native) = self.native_mut(&source) {
                    native.stop();
                }
            }
        }
        self.drop_prerolls(needed);
        self.active = Some(Active {
            element,
            segment: segment.cloned(),
            streams: former
                .filter(|_| same)
                .map(|former| former.streams)
                .unwrap_or_default(),
            ended: false,
        });
    }

    fn drop_prerolls(&mut self, needed: &[Part]) {
        for native in self.natives.iter_mut().filter(|native| native.preroll.is_some()) {
            if !needed
                .iter()
                .any(|part| Arc::ptr_eq(&part.source, &native.source))
            {
                native.stop();
            }
        }
    }

    pub(crate) fn pause(&mut self) -> Result<()> {
        self.alive()?;
        if self.run != Run::Started {
            return Err(Error::InvalidStateTransition);
        }
        self.run = Run::Paused;
        let segment = self.active.as_ref().and_then(|active| active.segment.clone());
        for part in segment.iter().flat_map(|segment| &segment.parts) {
            if let Some(native) = self
                .native_mut(&part.source)
                .filter(|native| native.run == Run::Started)
            {
                native.pause();
            }
        }
        // Each call is answered: a start by its own event, before that of the pause.
        if matches!(self.operation, Some(Operation::Start(_))) {
            self.pause_follows = true;
        } else {
            self.operation = Some(Operation::Pause);
        }
        self.progress();
        Ok(())
    }

    pub(crate) fn stop(&mut self) -> Result<()> {
        self.alive()?;
        self.run = Run::Stopped;
        self.natives.iter_mut().for_each(Native::stop);
        self.pause_follows = false;
        self.operation = Some(Operation::Stop);
        self.progress();
        Ok(())
    }

    pub(crate) fn force_end(&mut self, descriptor: &PresentationDescriptor) -> Result<()> {
        self.alive()?;
        let context = self.context_of(descriptor)?;
        let plays = self.active.as_ref().and_then(|active| active.segment.as_ref());
        if plays.is_some_and(|plays| plays.context == context) {
            let last = self.entry(context.element).is_some_and(|entry| entry.last);
            self.end_segment(last, false);
        }
        Ok(())
    }

    // What the sources answer

    pub(crate) fn source_of(&self, id: NativeId) -> Option<Arc<dyn MediaSource>> {
        let native = self.natives.iter().find(|native| native.id == id)?;
        Some(Arc::clone(&native.source))
    }

    pub(crate) fn next_call(&mut self, id: NativeId) -> Option<(Arc<dyn MediaSource>, Call)> {
        let native = self.natives.iter_mut().find(|native| native.id == id)?;
        let call = native.calls.next()?;
        Some((Arc::clone(&native.source), call))
    }

    /// The sources that somebody has to begin to call.
    pub(crate) fn begin_calls(&mut self) -> Vec<NativeId> {
        let natives = self.natives.iter_mut();
        natives
            .filter_map(|native| native.calls.begin().then_some(native.id))
            .collect()
    }

    pub(crate) fn take_sources(&mut self) -> Vec<Arc<dyn MediaSource>> {
        self.active = None;
        self.entries.clear();
        self.natives.drain(..).map(|native| native.source).collect()
    }

    pub(crate) fn forget(&mut self, id: NativeId) {
        self.natives.retain(|native| native.id != id);
    }

    /// A call failed, so that its event does not come.
    pub(crate) fn call_failed(&mut self, id: NativeId, call: &Call, error: Error) {
        let Some(native) = self.natives.iter_mut().find(|native| native.id == id) else {
            return;
        };
        match call {
            Call::Start(..) => {
                native.starting = native.starting.saturating_sub(1);
                native.failure = Some(error);
            }
            Call::Pause => {
                native.pausing = native.pausing.saturating_sub(1);
                native.failure = Some(error);
            }
            Call::Stop => native.stopping = native.stopping.saturating_sub(1),
            Call::Shutdown => {}
        }
        self.progress();
    }

    pub(crate) fn characteristics_changed(&mut self, id: NativeId, now: SourceCharacteristics) {
        if let Some(native) = self.natives.iter_mut().find(|native| native.id == id) {
            native.characteristics = now;
        }
        self.tell_characteristics();
    }

    pub(crate) fn native_event(&mut self, id: NativeId, event: SharedEvent) {
        let plays = self.is_played(id);
        let Some(native) = self.natives.iter_mut().find(|native| native.id == id) else {
            return;
        };
        match event.event_type() {
            EventType::NewStream | EventType::UpdatedStream => {
                if let Variant::Object(object) = event.value()
                    && let Some(stream) = object.downcast::<StreamObject>()
                {
                    native
                        .streams
                        .insert(stream.0.descriptor().id(), Arc::clone(&stream.0));
                }
            }
            EventType::SourceStarted | EventType::SourceSeeked => {
                native.starting = native.starting.saturating_sub(1);
                native.failure = event.result().err();
                native.started = Some(event);
                self.progress();
            }
            EventType::SourcePaused => {
                native.pausing = native.pausing.saturating_sub(1);
                native.failure = event.result().err();
                self.progress();
            }
            EventType::SourceStopped => {
                native.stopping = native.stopping.saturating_sub(1);
                self.progress();
            }
            // With a start elsewhere under way it is about what was before.
            EventType::EndOfPresentation
                if (native.starting == 0 || native.resuming) && native.run != Run::Stopped =>
            {
                native.ended = true;
                self.end_if_over();
            }
            EventType::Error
            | EventType::NonFatalError
            | EventType::ExtendedType
            | EventType::BufferingStarted
            | EventType::BufferingStopped
            | EventType::ReconnectStart
            | EventType::ReconnectEnd
            | EventType::SourceMetadataChanged
            | EventType::SourceRateChanged
            | EventType::SourceRateChangeRequested
                if plays =>
            {
                self.events.push(event);
            }
            _ => {}
        }
    }

    /// A source was shut down by somebody else.
    pub(crate) fn native_gone(&mut self, id: NativeId) {
        if self.is_played(id) && self.run != Run::Stopped {
            let event = MediaEvent::new(EventType::Error).with_error(Error::Shutdown);
            self.events.push(Arc::new(event));
        }
    }

    fn is_played(&self, id: NativeId) -> bool {
        let Some(native) = self.natives.iter().find(|native| native.id == id) else {
            return false;
        };
        let active = self.active.as_ref().and_then(|active| active.segment.as_ref());
        active.is_some_and(|segment| uses(segment, &native.source))
    }

    /// Completes what the session waits for, if all its sources have answered.
    fn progress(&mut self) {
        match &self.operation {
            None => {}
            Some(Operation::Start(starting)) => {
                let segment = Arc::clone(&starting.segment);
                let natives = self.natives_of(&segment);
                if natives.iter().any(|native| native.starting > 0) {
                    return;
                }
                let failure = natives.iter().find_map(|native| native.failure.clone());
                let Some(Operation::Start(starting)) = self.operation.take() else {
                    return;
                };
                match failure {
                    Some(error) => {
                        let event = MediaEvent::new(EventType::SourceStarted).with_error(error);
                        self.events.push(Arc::new(event));
                    }
                    None => self.started(starting),
                }
                if std::mem::take(&mut self.pause_follows) {
                    self.run = Run::Paused;
                    self.operation = Some(Operation::Pause);
                    self.progress();
                }
            }
            Some(Operation::Pause) if self.natives.iter().all(|native| native.pausing == 0) => {
                self.operation = None;
                let failure = self.natives.iter().find_map(|native| native.failure.clone());
                let event = MediaEvent::completion(EventType::SourcePaused, failure.map_or(Ok(()), Err));
                self.events.push(Arc::new(event));
            }
            Some(Operation::Stop) if self.natives.iter().all(|native| native.stopping == 0) => {
                self.operation = None;
                self.events
                    .push(Arc::new(MediaEvent::new(EventType::SourceStopped)));
                self.announce_appended();
            }
            Some(Operation::Pause | Operation::Stop) => {}
        }
    }

    fn started(&mut self, starting: Starting) {
        let Starting {
            segment,
            chosen,
            resumes,
            seeks,
            told,
            actual,
        } = starting;
        self.run = Run::Started;
        let known = self
            .active
            .as_mut()
            .map(|active| std::mem::take(&mut active.streams));
        let known = known.unwrap_or_default();
        let mut streams = Vec::new();
        for part in &segment.parts {
            let Some(native) = self.native(&part.source) else {
                continue;
            };
            for ((native_stream, _), ours) in part.descriptor.streams().zip(&part.streams) {
                let selected = chosen
                    .streams()
                    .any(|(stream, on)| on && stream.id() == ours.id());
                let Some(inner) = native.streams.get(&native_stream.id()).filter(|_| selected) else {
                    continue;
                };
                let former = known.iter().find(|stream| {
                    stream.is_over(inner)
                        && openmf_core::MediaStream::descriptor(&***stream).id() == ours.id()
                });
                let (event_type, stream) = match former {
                    Some(stream) => {
                        stream.revive();
                        (EventType::UpdatedStream, Arc::clone(stream))
                    }
                    None => {
                        let stream = SegmentStream::new(Arc::clone(inner), Arc::clone(ours));
                        (EventType::NewStream, Arc::new(stream))
                    }
                };
                streams.push((event_type, stream));
            }
        }
        for (event_type, stream) in &streams {
            let object = UserObject::new(StreamObject(Arc::clone(stream) as _));
            let event = MediaEvent::new(*event_type).with_value(Variant::Object(object));
            self.events.push(Arc::new(event));
        }
        if let Some(active) = &mut self.active {
            active.streams = streams.into_iter().map(|(_, stream)| stream).collect();
        }
        let event = MediaEvent::new(if seeks {
            EventType::SourceSeeked
        } else {
            EventType::SourceStarted
        });
        let event = match told {
            Some(time) => event.with_value(Variant::I64(time.as_100ns())),
            None => event,
        };
        let a = event.attributes();
        if resumes {
            let first = segment.parts.first().and_then(|part| self.native(&part.source));
            let said = first.and_then(|native| native.started.as_ref());
            let actual = said.and_then(|said| said.attributes().get(keys::MF_EVENT_SOURCE_ACTUAL_START).ok());
            if let Some(actual) = actual {
                a.set(keys::MF_EVENT_SOURCE_ACTUAL_START, actual);
            }
        } else if told.is_none() {
            a.set(keys::MF_EVENT_SOURCE_ACTUAL_START, actual);
        }
        if let Some(start) = segment.project_start {
            a.set(keys::MF_EVENT_SOURCE_PROJECTSTART, start);
        }
        self.events.push(Arc::new(event));
        self.tell_characteristics();
        self.announce_next();
        self.end_if_over();
    }

    fn end_if_over(&mut self) {
        if self.operation.is_some() {
            return;
        }
        let Some(segment) = self.active.as_ref().and_then(|active| active.segment.clone()) else {
            return;
        };
        if self.natives_of(&segment).iter().all(|native| native.ended) {
            let last = self
                .entry(segment.context.element)
                .is_some_and(|entry| entry.last);
            self.end_segment(last, false);
        }
    }

    fn end_segment(&mut self, last: bool, cancelled: bool) {
        let Some(active) = self.active.as_mut().filter(|active| !active.ended) else {
            return;
        };
        active.ended = true;
        let event = MediaEvent::new(if last {
            EventType::EndOfPresentation
        } else {
            EventType::EndOfPresentationSegment
        });
        if cancelled {
            event
                .attributes()
                .set(keys::MF_EVENT_SOURCE_TOPOLOGY_CANCELED, true);
        }
        self.events.push(Arc::new(event));
    }

    // What follows

    /// The list has changed. The session wants to know what comes next while it plays, and, stopped or not, after the
    /// last element that it had.
    fn announce_if_due(&mut self) {
        let waits = self.active.as_ref().is_some_and(|active| active.ended);
        if (self.run != Run::Stopped || waits) && self.operation.is_none() {
            self.announce_next();
        }
    }

    /// What was appended while the sources stopped behind the last element that the session had.
    fn announce_appended(&mut self) {
        let Some(active) = self.active.as_ref().filter(|active| active.ended) else {
            return;
        };
        let mut elements = self.entries.iter().map(|entry| entry.segment.context.element);
        let next = elements.find(|element| *element > active.element);
        if next.is_some_and(|next| !self.held.contains(&next)) {
            self.announce_next();
        }
    }

    /// Announces the element behind the one that plays, unless the session has it.
    fn announce_next(&mut self) {
        let Some(active) = &self.active else { return };
        if self.skip.is_some() {
            return;
        }
        let behind = self
            .entries
            .partition_point(|entry| entry.segment.context.element <= active.element);
        let Some(next) = self
            .entries
            .get(behind)
            .map(|entry| entry.segment.context.element)
        else {
            return;
        };
        if self.held.contains(&next) {
            self.preroll(next, TimeSpan::ZERO);
        } else {
            self.announce(next, TimeSpan::ZERO);
        }
    }

    fn announce(&mut self, element: u32, offset: TimeSpan) {
        let Some(descriptor) = self.entry(element).map(|entry| entry.segment.describe()) else {
            return;
        };
        self.held.insert(element);
        let value = Variant::Object(UserObject::from_arc(descriptor));
        let event = MediaEvent::new(EventType::NewPresentation).with_value(value);
        self.events.push(Arc::new(event));
        self.preroll(element, offset);
    }

    /// Starts the sources of an element before its turn, as far as nobody needs them.
    fn preroll(&mut self, element: u32, offset: TimeSpan) {
        let Some(segment) = self.entry(element).map(|entry| Arc::clone(&entry.segment)) else {
            return;
        };
        let plays = self.active.as_ref().and_then(|active| active.segment.clone());
        for part in &segment.parts {
            let needed = plays.as_ref().is_some_and(|plays| uses(plays, &part.source));
            let Some(native) = self.native_mut(&part.source) else {
                continue;
            };
            if needed || native.run != Run::Stopped {
                continue;
            }
            let at = part.start_of(offset);
            let descriptor = Arc::new(PresentationDescriptor::clone(&part.descriptor));
            native.start(Arc::clone(&descriptor), StartPosition::At(at));
            native.preroll = Some(Preroll {
                context: segment.context,
                at,
                descriptor,
            });
        }
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
        let former = self.told.replace(now);
        if let Some(former) = former.filter(|former| *former != now) {
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
