//! Several sources as one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};

use openmf_core::{
    DirectStream, Error, EventQueue, EventType, Guid, MediaEvent, MediaSource, MediaStream, MediaTime,
    MediaTypeHandler, PresentationDescriptor, RateBounds, RateControl, RateDirection, RateRefused,
    RateSupport, Result, SharedEvent, SourceCharacteristics, StartPosition, StreamDescriptor, StreamObject,
    TimeSpan, UserObject, Variant, keys,
};

/// A media source made of several (`MFCreateAggregateSource`): one presentation with all their streams, which start,
/// seek, pause and stop together.
///
/// Its streams are those of the parts in order, numbered anew from 1. It can do what all parts can; it lasts as long as
/// the longest. A part of which no stream is selected does not run. Its presentation ends when those of all parts that
/// run have ended. Shutting it down shuts the parts down.
///
/// Source: `MFCreateAggregateSource` (Microsoft Learn).
pub struct AggregateSource {
    shared: Arc<Shared>,
}

struct Shared {
    events: EventQueue,
    parts: Vec<Part>,
    descriptor: PresentationDescriptor,
    state: Mutex<State>,
    rates: Option<RateBounds>,
}

struct Part {
    source: Arc<dyn MediaSource>,
    descriptor: Arc<PresentationDescriptor>,
    /// The streams as the aggregate shows them.
    streams: Vec<Arc<StreamDescriptor>>,
    pump: Mutex<Pump>,
}

/// One thread at a time passes a part's events on, so that they keep their order.
#[derive(Default)]
struct Pump {
    busy: bool,
    again: bool,
}

#[derive(Default)]
struct State {
    run: Run,
    /// The operations that the parts have not all answered, in call order. Each is told of, also where the next one was
    /// called before its answers came.
    pending: VecDeque<Pending>,
    calls: u64,
    /// Which parts run.
    running: Vec<bool>,
    /// Which parts have ended.
    ended: Vec<bool>,
    streams: Vec<Arc<AggregateStream>>,
    rate: (bool, f32),
    shut_down: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Run {
    #[default]
    Stopped,
    Started,
    Paused,
}

struct Pending {
    /// The number of its call.
    call: u64,
    /// What is told when all have answered.
    tells: EventType,
    value: Variant,
    /// `None`: as before.
    then: Option<Run>,
    waiting: Vec<bool>,
    failure: Option<Error>,
}

impl AggregateSource {
    /// One source of these, each of which belongs to it from now on.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: there are none.
    /// - Those of [`MediaSource::create_presentation_descriptor`] of a part.
    pub fn new(sources: Vec<Arc<dyn MediaSource>>) -> Result<Arc<Self>> {
        if sources.is_empty() {
            return Err(Error::invalid_argument("an aggregate source needs a source"));
        }
        let mut parts = Vec::with_capacity(sources.len());
        let mut all = Vec::new();
        let mut duration: Option<TimeSpan> = None;
        for source in sources {
            let descriptor = source.create_presentation_descriptor()?;
            let mut streams = Vec::new();
            for (stream, on) in descriptor.streams() {
                let id = all.len() as u32 + 1;
                let own = Arc::new(renumbered(stream, id));
                all.push((Arc::clone(&own), on));
                streams.push(own);
            }
            let lasts = descriptor.attributes().get(keys::MF_PD_DURATION).ok();
            duration = duration.max(lasts);
            parts.push(Part {
                source,
                descriptor,
                streams,
                pump: Mutex::default(),
            });
        }
        let descriptor = PresentationDescriptor::new(all);
        if let Some(duration) = duration {
            descriptor.attributes().set(keys::MF_PD_DURATION, duration);
        }
        let bounds = parts
            .iter()
            .map(|part| part.source.rate_control().map(|rates| RateBounds::of(rates)));
        let rates = bounds.collect::<Option<Vec<_>>>();
        let rates = rates.and_then(|all| all.into_iter().reduce(RateBounds::and));
        let state = State {
            running: vec![false; parts.len()],
            ended: vec![false; parts.len()],
            rate: (false, 1.0),
            ..State::default()
        };
        let shared = Arc::new(Shared {
            events: EventQueue::inline(),
            parts,
            descriptor,
            state: Mutex::new(state),
            rates,
        });
        for part in 0..shared.parts.len() {
            shared.pump(part);
        }
        Ok(Arc::new(Self { shared }))
    }

    /// The sources it is made of, in order.
    pub fn parts(&self) -> impl Iterator<Item = &Arc<dyn MediaSource>> {
        self.shared.parts.iter().map(|part| &part.source)
    }
}

fn renumbered(stream: &StreamDescriptor, id: u32) -> StreamDescriptor {
    let handler = stream.type_handler();
    let types = (0..MAX_TYPES).map_while(|index| handler.type_by_index(index).ok());
    let own = StreamDescriptor::new(id, types.collect());
    // The stream's own current type need not be the first of its list.
    let _ = own.type_handler().set_current_type(&stream.current_type());
    for (key, value) in stream.attributes().items() {
        own.attributes().set_item(key, value);
    }
    own
}

/// The most operations without an answer that are remembered: a part may answer some, and others never.
const MAX_PENDING: usize = 64;

/// The most types of a stream that are shown.
const MAX_TYPES: usize = 256;

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check_open(&self) -> Result<()> {
        if self.lock().shut_down {
            Err(Error::Shutdown)
        } else {
            Ok(())
        }
    }

    /// Calls the parts for which `concerned` holds. If one refuses, nothing is told; if it refused to start, those before
    /// it are stopped again.
    fn call(
        &self,
        concerned: &[bool],
        mut pending: Pending,
        call: impl Fn(usize, &Part) -> Result<()>,
    ) -> Result<()> {
        let number = {
            let mut state = self.lock();
            state.calls += 1;
            pending.call = state.calls;
            state.pending.push_back(pending);
            if state.pending.len() > MAX_PENDING {
                state.pending.pop_front();
            }
            state.calls
        };
        for (index, part) in self.parts.iter().enumerate() {
            if concerned.get(index) != Some(&true) {
                continue;
            }
            if let Err(error) = call(index, part) {
                let starts = {
                    let mut state = self.lock();
                    let place = state.pending.iter().position(|pending| pending.call == number);
                    let pending = place.and_then(|place| state.pending.remove(place));
                    let starts = pending.is_some_and(|pending| pending.then == Some(Run::Started));
                    if starts {
                        state.run = Run::Stopped;
                        state.running.fill(false);
                    }
                    starts
                };
                let before = self.parts.iter().zip(concerned).take(index);
                for (part, _) in before.filter(|(_, concerned)| starts && **concerned) {
                    let _ = part.source.stop();
                }
                return Err(error);
            }
        }
        self.settle();
        Ok(())
    }

    /// Tells what all parts have answered.
    fn settle(&self) {
        loop {
            let done = {
                let mut state = self.lock();
                let place = state
                    .pending
                    .iter()
                    .position(|pending| !pending.waiting.contains(&true));
                let Some(pending) = place.and_then(|place| state.pending.remove(place)) else {
                    return;
                };
                // What was called later decides, also where that has been answered before.
                let is_last = state.pending.iter().all(|later| later.call < pending.call);
                if let (Some(then), None, true) = (pending.then, &pending.failure, is_last) {
                    state.run = then;
                }
                pending
            };
            let event = match done.failure {
                None => MediaEvent::new(done.tells).with_value(done.value),
                Some(error) => MediaEvent::new(done.tells).with_error(error),
            };
            let _ = self.events.queue(event);
        }
    }

    /// A part answers the first operation of this kind that it has not answered.
    fn answered(&self, part: usize, answer: EventType, result: Result<()>) {
        {
            let mut state = self.lock();
            let asked = state.pending.iter_mut().find(|pending| {
                pending.waiting.get(part) == Some(&true) && kind(pending.tells) == kind(answer)
            });
            let Some(pending) = asked else { return };
            if let Some(waiting) = pending.waiting.get_mut(part) {
                *waiting = false;
            }
            if let Err(error) = result {
                pending.failure.get_or_insert(error);
            }
        }
        self.settle();
    }

    /// Passes on what a part has told, and is woken when there is more.
    fn pump(self: &Arc<Self>, part: usize) {
        let Some(Part { source, pump, .. }) = self.parts.get(part) else {
            return;
        };
        let lock = || pump.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut pump = lock();
            if std::mem::replace(&mut pump.busy, true) {
                pump.again = true;
                return;
            }
        }
        let waker = Waker::from(Arc::new(PartWaker {
            shared: Arc::downgrade(self),
            part,
        }));
        let mut cx = Context::from_waker(&waker);
        loop {
            while let Poll::Ready(event) = source.events().poll_event(&mut cx) {
                match event {
                    Ok(event) => self.take(part, event),
                    Err(_) => {
                        // A part that was shut down by somebody else takes the whole with it.
                        self.lock().shut_down = true;
                        self.events.shutdown();
                        return;
                    }
                }
            }
            let mut pump = lock();
            if !std::mem::take(&mut pump.again) {
                pump.busy = false;
                return;
            }
        }
    }

    fn take(&self, part: usize, event: SharedEvent) {
        match event.event_type() {
            EventType::NewStream | EventType::UpdatedStream => self.take_stream(part, &event),
            EventType::SourceStarted
            | EventType::SourceSeeked
            | EventType::SourcePaused
            | EventType::SourceStopped
            | EventType::SourceRateChanged => self.answered(part, event.event_type(), event.result()),
            EventType::EndOfPresentation => {
                let all = {
                    let mut state = self.lock();
                    if let Some(ended) = state.ended.get_mut(part) {
                        *ended = true;
                    }
                    let mut parts = state.running.iter().zip(&state.ended);
                    parts.all(|(running, ended)| !running || *ended)
                };
                if all {
                    let _ = self.events.queue_type(EventType::EndOfPresentation);
                }
            }
            _ => {
                let _ = self.events.queue_shared(event);
            }
        }
    }

    fn take_stream(&self, part: usize, event: &SharedEvent) {
        let Variant::Object(object) = event.value() else {
            return;
        };
        let Some(object) = object.downcast::<StreamObject>() else {
            return;
        };
        let inner = Arc::clone(&object.0);
        let Some(part) = self.parts.get(part) else { return };
        let place = part
            .descriptor
            .streams()
            .position(|(stream, _)| stream.id() == inner.descriptor().id());
        let Some(descriptor) = place.and_then(|place| part.streams.get(place)) else {
            return;
        };
        let (stream, known) = {
            let mut state = self.lock();
            let known = state
                .streams
                .iter()
                .find(|stream| Arc::ptr_eq(&stream.inner, &inner))
                .cloned();
            let is_known = known.is_some();
            let stream = known.unwrap_or_else(|| {
                let new = Arc::new(AggregateStream {
                    inner,
                    descriptor: Arc::clone(descriptor),
                });
                // A stream that was made anew takes the place of its predecessor.
                state
                    .streams
                    .retain(|stream| stream.descriptor.id() != descriptor.id());
                state.streams.push(Arc::clone(&new));
                new
            });
            (stream, is_known)
        };
        let tells = if known {
            EventType::UpdatedStream
        } else {
            EventType::NewStream
        };
        let object = UserObject::new(StreamObject(stream));
        let _ = self
            .events
            .queue(MediaEvent::new(tells).with_value(Variant::Object(object)));
    }
}

/// A start may be answered as a seek, where a part goes on, or the other way round.
fn kind(answer: EventType) -> EventType {
    match answer {
        EventType::SourceSeeked => EventType::SourceStarted,
        other => other,
    }
}

struct PartWaker {
    shared: Weak<Shared>,
    part: usize,
}

impl Wake for PartWaker {
    fn wake(self: Arc<Self>) {
        if let Some(shared) = self.shared.upgrade() {
            shared.pump(self.part);
        }
    }
}

impl Part {
    /// The part's own descriptor with what is selected of it in one of the aggregate; `None` if nothing is.
    fn selection(&self, of: &PresentationDescriptor) -> Option<PresentationDescriptor> {
        let own = PresentationDescriptor::clone(&self.descriptor);
        let mut any = false;
        for (index, stream) in self.streams.iter().enumerate() {
            let on = of.streams().any(|(known, on)| on && known.id() == stream.id());
            any |= on;
            // The index is that of a stream of the same descriptor.
            let _ = own.select(index, on);
            if let (true, Ok((inner, _))) = (on, own.stream(index)) {
                let wanted = stream.current_type();
                if inner.current_type() != wanted {
                    let _ = inner.type_handler().set_current_type(&wanted);
                }
            }
        }
        any.then_some(own)
    }

    /// A part that is shorter than the others is at its end where they go on.
    fn position(&self, position: &StartPosition) -> StartPosition {
        let duration = self.descriptor.attributes().get(keys::MF_PD_DURATION);
        match (position, duration) {
            (StartPosition::At(time), Ok(duration)) => {
                StartPosition::At((*time).min(MediaTime::ZERO + duration))
            }
            (position, _) => position.clone(),
        }
    }
}

impl MediaSource for AggregateSource {
    fn events(&self) -> &EventQueue {
        &self.shared.events
    }

    fn characteristics(&self) -> Result<SourceCharacteristics> {
        self.shared.check_open()?;
        let mut all = SourceCharacteristics {
            can_seek: true,
            can_pause: true,
            ..SourceCharacteristics::default()
        };
        for part in &self.shared.parts {
            let one = part.source.characteristics()?;
            all.can_seek &= one.can_seek;
            all.can_pause &= one.can_pause;
            all.is_live |= one.is_live;
            all.has_slow_seek |= one.has_slow_seek;
        }
        Ok(all)
    }

    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        self.shared.check_open()?;
        Ok(Arc::new(self.shared.descriptor.clone()))
    }

    fn start(&self, descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        let shared = &self.shared;
        let position = match position {
            StartPosition::Other {
                format: Guid::ZERO,
                value: Variant::I64(time),
            } => &StartPosition::At(MediaTime::from_100ns(*time)),
            // What other formats there are the parts know.
            StartPosition::Other { .. } | StartPosition::At(_) | StartPosition::Current => position,
        };
        shared.check_open()?;
        let selections: Vec<_> = shared
            .parts
            .iter()
            .map(|part| part.selection(descriptor))
            .collect();
        let concerned: Vec<bool> = selections.iter().map(Option::is_some).collect();
        if !concerned.contains(&true) {
            return Err(Error::NoStreamsSelected);
        }
        let lasts = shared.descriptor.attributes().get(keys::MF_PD_DURATION);
        if let (StartPosition::At(time), Ok(lasts)) = (position, lasts)
            && *time > MediaTime::ZERO + lasts
        {
            return Err(Error::invalid_request("the position is past the end"));
        }
        let (seeks, idle) = {
            let mut state = shared.lock();
            let seeks = state.run != Run::Stopped && matches!(position, StartPosition::At(_));
            let idle: Vec<bool> = state
                .running
                .iter()
                .zip(&concerned)
                .map(|(was, is)| *was && !is)
                .collect();
            if state.run == Run::Stopped || seeks {
                state.ended.fill(false);
            }
            state.running.clone_from(&concerned);
            (seeks, idle)
        };
        for (part, _) in shared.parts.iter().zip(idle).filter(|(_, idle)| *idle) {
            let _ = part.source.stop();
        }
        let value = match position {
            StartPosition::At(time) => Variant::I64(time.as_100ns()),
            StartPosition::Current | StartPosition::Other { .. } => Variant::Empty,
        };
        let pending = Pending {
            call: 0,
            tells: if seeks {
                EventType::SourceSeeked
            } else {
                EventType::SourceStarted
            },
            value,
            then: Some(Run::Started),
            waiting: concerned.clone(),
            failure: None,
        };
        shared.call(&concerned, pending, |index, part| match selections.get(index) {
            Some(Some(own)) => part.source.start(own, &part.position(position)),
            _ => Ok(()),
        })
    }

    fn pause(&self) -> Result<()> {
        let concerned = {
            let state = self.shared.lock();
            match (state.shut_down, state.run) {
                (true, _) => return Err(Error::Shutdown),
                (false, Run::Started) => state.running.clone(),
                (false, Run::Stopped | Run::Paused) => return Err(Error::InvalidStateTransition),
            }
        };
        let pending = Pending {
            call: 0,
            tells: EventType::SourcePaused,
            value: Variant::Empty,
            then: Some(Run::Paused),
            waiting: concerned.clone(),
            failure: None,
        };
        self.shared
            .call(&concerned, pending, |_, part| part.source.pause())
    }

    fn stop(&self) -> Result<()> {
        let concerned = {
            let mut state = self.shared.lock();
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            std::mem::replace(&mut state.running, vec![false; self.shared.parts.len()])
        };
        let pending = Pending {
            call: 0,
            tells: EventType::SourceStopped,
            value: Variant::Empty,
            then: Some(Run::Stopped),
            waiting: concerned.clone(),
            failure: None,
        };
        self.shared
            .call(&concerned, pending, |_, part| part.source.stop())
    }

    fn shutdown(&self) -> Result<()> {
        {
            let mut state = self.shared.lock();
            if std::mem::replace(&mut state.shut_down, true) {
                return Err(Error::Shutdown);
            }
            state.streams.clear();
        }
        self.shared.events.shutdown();
        for part in &self.shared.parts {
            // One that was shut down before says so, and that is all.
            let _ = part.source.shutdown();
        }
        Ok(())
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        self.shared
            .parts
            .iter()
            .find_map(|part| part.source.service(service))
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        self.shared.rates.is_some().then_some(self)
    }

    fn name(&self) -> String {
        let names: Vec<_> = self.shared.parts.iter().map(|part| part.source.name()).collect();
        names.join(" + ")
    }
}

impl RateSupport for AggregateSource {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.shared
            .rates
            .unwrap_or(RateBounds::NORMAL)
            .slowest_rate(direction, thin)
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.shared
            .rates
            .unwrap_or(RateBounds::NORMAL)
            .fastest_rate(direction, thin)
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        self.shared
            .rates
            .unwrap_or(RateBounds::NORMAL)
            .is_rate_supported(thin, rate)
    }
}

impl RateControl for AggregateSource {
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()> {
        self.shared.check_open()?;
        self.is_rate_supported(thin, rate)
            .map_err(|refused| refused.error)?;
        let all = vec![true; self.shared.parts.len()];
        self.shared.lock().rate = (thin, rate);
        let pending = Pending {
            call: 0,
            tells: EventType::SourceRateChanged,
            value: Variant::F32(rate),
            then: None,
            waiting: all.clone(),
            failure: None,
        };
        self.shared
            .call(&all, pending, |_, part| match part.source.rate_control() {
                Some(control) => control.set_rate(thin, rate),
                None => Err(Error::UnsupportedRate { rate }),
            })
    }

    fn rate(&self) -> (bool, f32) {
        self.shared.lock().rate
    }
}

/// A part's stream under the aggregate's number.
struct AggregateStream {
    inner: Arc<dyn MediaStream>,
    descriptor: Arc<StreamDescriptor>,
}

impl MediaStream for AggregateStream {
    fn events(&self) -> &EventQueue {
        self.inner.events()
    }

    fn descriptor(&self) -> Arc<StreamDescriptor> {
        Arc::clone(&self.descriptor)
    }

    fn request_sample(&self, token: Option<UserObject>) -> Result<()> {
        self.inner.request_sample(token)
    }

    fn direct(&self) -> Option<&dyn DirectStream> {
        self.inner.direct()
    }
}
