//! What the sources answer.

use super::*;

impl State {
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
            Call::Start(number, ..) => {
                native.start_answered(Some(*number), Some(error));
            }
            Call::Pause => native.pause_answered(Some(error)),
            Call::Stop => native.stop_answered(),
            Call::SetRate(_) => return self.rate_answered(id, Err(error)),
            Call::Shutdown => {}
        }
        self.progress();
    }

    pub(crate) fn characteristics_changed(
        &mut self,
        id: NativeId,
        now: SourceCharacteristics,
        rates: Option<RateBounds>,
    ) {
        if let Some(native) = self.natives.iter_mut().find(|native| native.id == id) {
            (native.characteristics, native.rates) = (now, rates);
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
                if native.start_answered(None, event.result().err()) {
                    native.started = Some(event);
                }
                self.progress();
            }
            EventType::SourcePaused => {
                native.pause_answered(event.result().err());
                self.progress();
            }
            EventType::SourceStopped => {
                native.stop_answered();
                self.progress();
            }
            EventType::SourceRateChanged if native.rating > 0 => self.rate_answered(id, event.result()),
            EventType::EndOfPresentation if !native.is_moving() && native.run != Run::Stopped => {
                native.ended = true;
                self.end_if_over();
            }
            EventType::BufferingStarted | EventType::BufferingStopped => {
                native.buffers =
                    event.event_type() == EventType::BufferingStarted && native.run != Run::Stopped;
                self.tell_buffering(Some(event));
            }
            EventType::Error
            | EventType::NonFatalError
            | EventType::ExtendedType
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
        let Some(native) = self.natives.iter_mut().find(|native| native.id == id) else {
            return;
        };
        native.leave();
        let rating = std::mem::take(&mut native.rating) > 0;
        if self.is_played(id) && self.run != Run::Stopped {
            let event = MediaEvent::new(EventType::Error).with_error(Error::Shutdown);
            self.events.push(Arc::new(event));
        }
        if rating {
            self.rate_answered(id, Err(Error::Shutdown));
        }
        self.tell_buffering(None);
        self.progress();
    }

    /// Tells when the element that plays begins or ends to wait for data: by the event of the source that made the
    /// difference, if it was one.
    pub(super) fn tell_buffering(&mut self, event: Option<SharedEvent>) {
        let playing = self.active.as_ref().filter(|active| !active.ended);
        let segment = playing.and_then(|active| active.segment.as_ref());
        let buffers =
            segment.is_some_and(|segment| self.natives_of(segment).iter().any(|native| native.buffers));
        if std::mem::replace(&mut self.buffering, buffers) == buffers {
            return;
        }
        let event_type = match buffers {
            true => EventType::BufferingStarted,
            false => EventType::BufferingStopped,
        };
        let event = event.filter(|event| event.event_type() == event_type);
        self.events
            .push(event.unwrap_or_else(|| Arc::new(MediaEvent::new(event_type))));
    }

    pub(super) fn is_played(&self, id: NativeId) -> bool {
        let Some(native) = self.natives.iter().find(|native| native.id == id) else {
            return false;
        };
        let active = self.active.as_ref().and_then(|active| active.segment.as_ref());
        active.is_some_and(|segment| uses(segment, &native.source))
    }

    /// Completes what the session waits for, if all its sources have answered.
    pub(super) fn progress(&mut self) {
        match &self.operation {
            None => {}
            Some(Operation::Start(starting)) => {
                let segment = Arc::clone(&starting.segment);
                let natives = self.natives_of(&segment);
                if natives.iter().any(|native| native.is_starting()) {
                    return;
                }
                let failure = natives.iter().find_map(|native| native.start_failure.clone());
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
            Some(Operation::Pause) if !self.natives.iter().any(Native::is_pausing) => {
                self.operation = None;
                let active = self.active.as_ref().and_then(|active| active.segment.clone());
                let natives = active.iter().flat_map(|segment| self.natives_of(segment));
                let failure = natives
                    .filter(|native| native.run == Run::Paused)
                    .find_map(|native| native.pause_failure.clone());
                let event = MediaEvent::completion(EventType::SourcePaused, failure.map_or(Ok(()), Err));
                self.events.push(Arc::new(event));
            }
            Some(Operation::Stop) if !self.natives.iter().any(Native::is_stopping) => {
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

    pub(super) fn end_if_over(&mut self) {
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

    pub(super) fn end_segment(&mut self, last: bool, cancelled: bool) {
        let Some(active) = self.active.as_mut().filter(|active| !active.ended) else {
            return;
        };
        active.ended = true;
        self.tell_buffering(None);
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
}
