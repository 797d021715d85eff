//! A stream that is reached by its documented events alone.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};

use openmf_core::{
    Error, EventType, MediaEvent, MediaStream, MediaTime, MediaType, Result, Sample, SharedEvent, StreamItem,
    UserObject, Variant,
};

/// A stream that answers by events, at any time, from any thread.
pub(crate) struct EventPort {
    pub(super) stream: Arc<dyn MediaStream>,
    /// The token of the request that is out; a sample with another token is of an older generation.
    outstanding: Option<UserObject>,
    /// After a seek everything up to the stream's own `StreamSeeked` or `StreamStarted` is old.
    awaiting_start: bool,
    ended: bool,
    /// An end was told between a start and a stop, of which nobody knows whether they are of this run.
    ended_before_stop: bool,
    /// The last change of format that was told in a run of which the rest is forgotten. A stream tells when its format
    /// changes, not whenever it starts: the change holds for the next run.
    format: Option<SharedEvent>,
    /// Events that were taken ahead, before those that the stream still has.
    ahead: VecDeque<SharedEvent>,
}

impl EventPort {
    pub(super) fn new(stream: Arc<dyn MediaStream>) -> Self {
        Self {
            stream,
            outstanding: None,
            awaiting_start: true,
            ended: false,
            ended_before_stop: false,
            format: None,
            ahead: VecDeque::new(),
        }
    }

    /// What the stream has told so far is of the run that is over, with its `StreamStarted` if that was not read: the
    /// source is started again when the branch has forgotten. A branch that was held up and forgets later finds the
    /// `StreamStopped` of the old run, and what follows that; a stop that was told late comes behind the new start.
    pub(super) fn forget(&mut self) {
        self.outstanding = None;
        self.awaiting_start = true;
        self.ended = false;
        let told = self.take_told();
        let stop = told.iter().rposition(stops);
        let start = stop.and_then(|stop| told.iter().take(stop).rposition(starts));
        let new = start.or(stop).unwrap_or(told.len());
        for (index, event) in told.into_iter().enumerate() {
            if index >= new || event.event_type() == EventType::Error {
                self.ahead.push_back(event);
            } else {
                self.drop_event(event);
            }
        }
    }

    /// Forgets an event of another run, but for a change of format.
    fn drop_event(&mut self, event: SharedEvent) {
        if event.event_type() == EventType::StreamFormatChanged {
            self.format = Some(event);
        }
    }

    /// Forgets what was told before a start or a stop.
    fn drop_ahead(&mut self) {
        for event in std::mem::take(&mut self.ahead) {
            if event.event_type() == EventType::Error {
                self.ahead.push_back(event);
            } else {
                self.drop_event(event);
            }
        }
    }

    /// The new run begins at the last start that the stream has told. If a stop follows, nobody can tell: that start is
    /// an older one, and the one of the new run is on its way; or the source was stopped and started again, and has told
    /// the stop late. So the stream is asked for a sample: what has not started says so, and tells when it does, and what
    /// is told from now on is of the new run in either case.
    pub(super) fn begin(&mut self) {
        self.ended_before_stop = false;
        for event in self.take_told() {
            if starts(&event) {
                self.awaiting_start = false;
                self.ended_before_stop = false;
            } else if stops(&event) {
                let ended = |event: &SharedEvent| event.event_type() == EventType::EndOfStream;
                self.ended_before_stop |= self.ahead.iter().any(ended);
            } else {
                if !self.awaiting_start || event.event_type() == EventType::Error {
                    self.ahead.push_back(event);
                } else {
                    self.drop_event(event);
                }
                continue;
            }
            self.drop_ahead();
        }
    }

    /// All events that are there.
    fn take_told(&mut self) -> VecDeque<SharedEvent> {
        let mut told = std::mem::take(&mut self.ahead);
        while let Ok(event) = self.stream.events().try_get_event() {
            told.push_back(event);
        }
        told
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Result<SharedEvent>> {
        match self.ahead.pop_front() {
            Some(event) => Poll::Ready(Ok(event)),
            None => self.stream.events().poll_event(cx),
        }
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        loop {
            if self.ended {
                return Poll::Ready(Ok(StreamItem::EndOfStream));
            }
            if !self.awaiting_start
                && let Some(event) = self.format.take()
                && let Some(media_type) = object::<MediaType>(event.value())
            {
                return Poll::Ready(Ok(StreamItem::FormatChanged((*media_type).clone())));
            }
            if self.outstanding.is_none() && !self.awaiting_start {
                let token = UserObject::new(());
                match self.stream.request_sample(Some(token.clone())) {
                    // It was of this run.
                    Err(Error::EndOfStream) if self.ended_before_stop => {
                        self.ended = true;
                        continue;
                    }
                    // At the end of the stream, the event that says so is on its way.
                    Ok(()) | Err(Error::EndOfStream) => self.outstanding = Some(token),
                    // It is not started; when it is, it tells.
                    Err(Error::SourceWrongState) => self.awaiting_start = true,
                    Err(error) => return Poll::Ready(Err(error)),
                }
            }
            let event = match self.poll_event(cx) {
                Poll::Ready(event) => event?,
                Poll::Pending => return Poll::Pending,
            };
            match event.event_type() {
                EventType::StreamStarted | EventType::StreamSeeked => self.awaiting_start = false,
                EventType::EndOfStream if !self.awaiting_start => self.ended = true,
                EventType::Error => event.result()?,
                _ if self.awaiting_start => self.drop_event(event),
                EventType::MediaSample => {
                    // The event ends first, so that the sample is moved out where nobody else has it.
                    let sample = match MediaEvent::take_value(event) {
                        Variant::Object(object) => object.into_arc::<Sample>(),
                        _ => None,
                    };
                    let Some(mut sample) = sample.map(Arc::unwrap_or_clone) else {
                        return Poll::Ready(Err(Error::Unexpected {
                            what: "a MediaSample event without a sample".into(),
                        }));
                    };
                    // A sample may come without a token; one with another request's token is old.
                    let ours = sample
                        .token()
                        .is_none_or(|token| self.outstanding.as_ref() == Some(token));
                    sample.set_token(None);
                    if ours {
                        self.outstanding = None;
                        return Poll::Ready(Ok(StreamItem::Sample(sample)));
                    }
                }
                EventType::StreamTick => {
                    if let Variant::I64(time) = event.value() {
                        return Poll::Ready(Ok(StreamItem::Tick(MediaTime::from_100ns(*time))));
                    }
                }
                EventType::StreamThinMode => {
                    if let Variant::Bool(thin) = event.value() {
                        return Poll::Ready(Ok(StreamItem::ThinMode(*thin)));
                    }
                }
                EventType::StreamFormatChanged => {
                    if let Some(media_type) = object::<MediaType>(event.value()) {
                        return Poll::Ready(Ok(StreamItem::FormatChanged((*media_type).clone())));
                    }
                }
                _ => {}
            }
        }
    }
}

fn starts(event: &SharedEvent) -> bool {
    let event_type = event.event_type();
    event_type == EventType::StreamStarted || event_type == EventType::StreamSeeked
}

fn stops(event: &SharedEvent) -> bool {
    event.event_type() == EventType::StreamStopped
}

fn object<T: Send + Sync + 'static>(value: &Variant) -> Option<Arc<T>> {
    match value {
        Variant::Object(object) => object.downcast(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use openmf_core::{EventQueue, StreamDescriptor};

    use std::task::Waker;

    use super::*;

    struct Stream {
        events: EventQueue,
        descriptor: Arc<StreamDescriptor>,
        /// What it says when it is asked for a sample.
        asked: Result<()>,
    }

    impl MediaStream for Stream {
        fn events(&self) -> &EventQueue {
            &self.events
        }

        fn descriptor(&self) -> Arc<StreamDescriptor> {
            Arc::clone(&self.descriptor)
        }

        fn request_sample(&self, _: Option<UserObject>) -> Result<()> {
            self.asked.clone()
        }
    }

    /// What a stream tells before its branch forgets the old run, until the new run begins, and behind that.
    type Told<'a> = [&'a [EventType]; 3];

    fn read(told: &Told<'_>, asked: &Result<()>) -> Vec<String> {
        let stream = Arc::new(Stream {
            events: EventQueue::inline(),
            descriptor: Arc::new(StreamDescriptor::new(1, Vec::new())),
            asked: asked.clone(),
        });
        let tell = |events: &[EventType]| {
            for event_type in events {
                let event = MediaEvent::new(*event_type);
                stream
                    .events
                    .queue(match event_type {
                        EventType::StreamTick => event.with_value(Variant::I64(7)),
                        EventType::Error => event.with_error(Error::InvalidStateTransition),
                        _ => event,
                    })
                    .unwrap();
            }
        };
        let mut port = EventPort::new(Arc::clone(&stream) as Arc<dyn MediaStream>);
        tell(told[0]);
        port.forget();
        tell(told[1]);
        port.begin();
        tell(told[2]);
        let mut cx = Context::from_waker(Waker::noop());
        let mut items = Vec::new();
        while let Poll::Ready(item) = port.poll_next(&mut cx) {
            match item {
                Ok(StreamItem::EndOfStream) => {
                    items.push("end".to_owned());
                    break;
                }
                Ok(StreamItem::Tick(time)) => items.push(time.as_100ns().to_string()),
                Ok(other) => panic!("{other:?}"),
                Err(error) => items.push(format!("{error:?}")),
            }
        }
        items
    }

    #[test]
    fn a_run_begins_at_its_own_start_whatever_was_not_read_of_the_one_before() {
        use EventType::{
            EndOfStream as End, Error as Failed, StreamPaused as Paused, StreamSeeked as Seeked,
            StreamStarted as Started, StreamStopped as Stopped, StreamTick as Tick,
        };
        let cases: &[(Told<'_>, &[&str])] = &[
            // It was resumed and ended, and nobody read that.
            (
                [&[Paused, Started, End], &[Stopped, Started], &[Tick, End]],
                &["7", "end"],
            ),
            (
                [&[Paused, Started], &[End, Stopped, Started], &[Tick, End]],
                &["7", "end"],
            ),
            (
                [&[Paused], &[Started, End, Stopped], &[Started, Tick, End]],
                &["7", "end"],
            ),
            ([&[Paused, Started, End], &[Stopped], &[Started, Tick]], &["7"]),
            // A seek without a stop, told before or behind the answer of the source.
            ([&[Started, End], &[Seeked, Tick], &[End]], &["7", "end"]),
            ([&[Started, End], &[], &[Seeked, Tick, End]], &["7", "end"]),
            ([&[Started, Tick], &[], &[]], &[]),
            // The branch was held up, and forgot when the source had been started again.
            (
                [&[Started, End, Stopped, Started, Tick], &[], &[End]],
                &["7", "end"],
            ),
            ([&[Stopped, Started, End], &[Stopped, Started, Tick], &[]], &["7"]),
            // A failure is one, whenever it came.
            (
                [&[Started, Failed], &[Stopped, Started], &[End]],
                &["InvalidStateTransition", "end"],
            ),
        ];
        for (told, expected) in cases {
            assert_eq!(&read(told, &Ok(())), expected, "{told:?}");
        }
    }

    #[test]
    fn a_stop_that_is_told_behind_the_start_that_followed_it_takes_nothing_from_the_new_run() {
        use EventType::{
            EndOfStream as End, StreamPaused as Paused, StreamStarted as Started, StreamStopped as Stopped,
            StreamTick as Tick,
        };
        let cases: &[(Told<'_>, Result<()>, &[&str])] = &[
            ([&[], &[Started, Stopped], &[Tick, End]], Ok(()), &["7", "end"]),
            (
                [&[Started, End], &[Started, Stopped], &[Tick, End]],
                Ok(()),
                &["7", "end"],
            ),
            (
                [&[Started, End], &[Started], &[Stopped, Tick, End]],
                Ok(()),
                &["7", "end"],
            ),
            // The branch forgot when all of it was told.
            (
                [&[Started, End, Started, Stopped], &[], &[Tick, End]],
                Ok(()),
                &["7", "end"],
            ),
            // It is at its end at once.
            (
                [&[], &[Started, End, Stopped], &[]],
                Err(Error::EndOfStream),
                &["end"],
            ),
            (
                [&[], &[Started, Stopped], &[End]],
                Err(Error::EndOfStream),
                &["end"],
            ),
            (
                [&[], &[Started, End, Stopped, Started], &[]],
                Err(Error::EndOfStream),
                &[],
            ),
            // It is the old run that was told to start, and to end, and the new one does not follow.
            (
                [&[Paused], &[Started, End, Stopped], &[End]],
                Err(Error::SourceWrongState),
                &[],
            ),
        ];
        for (told, asked, expected) in cases {
            assert_eq!(&read(told, asked), expected, "{told:?}, {asked:?}");
        }
    }
}
