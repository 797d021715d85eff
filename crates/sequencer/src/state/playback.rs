//! What the session asks for, and what comes next.

use super::*;

impl State {
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
        let had_ended = self.active.as_ref().is_some_and(|active| active.ended);
        self.take_place(segment.context.element, Some(&segment));
        if let Some(active) = self.active.as_mut().filter(|_| resumes) {
            // What had come to its end while it was paused has told it.
            active.ended = had_ended;
        }
        let pace = self.pace;
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
                native.start(chosen, StartPosition::Current, pace);
            } else if native.is_prerolled(segment.context, at, &chosen) {
                native.preroll = None;
            } else {
                native.start(chosen, StartPosition::At(at), pace);
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
        self.tell_buffering(None);
    }

    pub(super) fn drop_prerolls(&mut self, needed: &[Part]) {
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
        self.tell_buffering(None);
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

    /// The list has changed. The session wants to know what comes next while it plays, and, stopped or not, after the
    /// last element that it had.
    pub(super) fn announce_if_due(&mut self) {
        let waits = self.active.as_ref().is_some_and(|active| active.ended);
        if (self.run != Run::Stopped || waits) && self.operation.is_none() {
            self.announce_next();
        }
    }

    /// What was appended while the sources stopped behind the last element that the session had.
    pub(super) fn announce_appended(&mut self) {
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
    pub(super) fn announce_next(&mut self) {
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
        let pace = self.pace;
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
            native.start(Arc::clone(&descriptor), StartPosition::At(at), pace);
            native.preroll = Some(Preroll {
                context: segment.context,
                at,
                descriptor,
            });
        }
    }
}
