//! A media source that does what the scenario says.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    AudioFormat, DirectStream, Error, EventQueue, EventType, Guid, Key, MediaBuffer, MediaEvent, MediaSource,
    MediaStream, MediaTime, MediaType, PresentationDescriptor, RateBounds, RateControl, RateDirection,
    RateModes, RateRange, RateRefused, RateSupport, Result, Sample, SampleFormat, SeekInfo,
    SourceCharacteristics, StartPosition, StreamDescriptor, StreamItem, StreamObject, TimeSpan, UserObject,
    Variant, keys,
};

use crate::scenario::{Call, Rates, SAMPLE_MS, SourcePlan};
use crate::world::{Reply, World, lock};

/// In Hz. A frame lasts a round number of 100 ns.
const SAMPLE_RATE: u32 = 10_000;
const SAMPLE_BYTES: usize = (SAMPLE_RATE / 1000 * SAMPLE_MS) as usize * 2;

pub(crate) struct SimulatedSource {
    this: Weak<Self>,
    world: Arc<World>,
    number: usize,
    plan: SourcePlan,
    events: EventQueue,
    descriptor: Arc<PresentationDescriptor>,
    state: Mutex<State>,
    can_seek: AtomicBool,
    /// How many calls are inside at once.
    inside: AtomicU32,
    /// What it has yet to tell, in order.
    to_tell: Mutex<VecDeque<Box<dyn FnOnce() + Send>>>,
}

#[derive(Default)]
struct State {
    run: Run,
    streams: Vec<Arc<SimulatedStream>>,
    shut_down: bool,
    rate: Rate,
    /// It has run dry.
    dry: bool,
    end_told: bool,
}

/// Whether it thins, and the rate.
#[derive(Clone, Copy, Debug)]
struct Rate(bool, f32);

impl Default for Rate {
    fn default() -> Self {
        Self(false, 1.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Run {
    #[default]
    Stopped,
    Started,
    Paused,
}

impl SimulatedSource {
    pub(crate) fn new(world: &Arc<World>, number: usize, plan: SourcePlan) -> Arc<Self> {
        let streams = (0..plan.streams.len() as u32).map(|index| {
            let descriptor = StreamDescriptor::new(index + 1, vec![media_type(false)]);
            (Arc::new(descriptor), true)
        });
        let descriptor = PresentationDescriptor::new(streams);
        let longest = plan.streams.iter().copied().max().unwrap_or(0);
        let duration = TimeSpan::from_millis(i64::from(longest * SAMPLE_MS));
        descriptor.attributes().set(keys::MF_PD_DURATION, duration);
        let can_seek = AtomicBool::new(plan.can_seek);
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            world: Arc::clone(world),
            number,
            plan,
            events: EventQueue::inline(),
            descriptor: Arc::new(descriptor),
            state: Mutex::default(),
            can_seek,
            inside: AtomicU32::new(0),
            to_tell: Mutex::default(),
        })
    }

    pub(crate) fn send(&self, event: MediaEvent) {
        let _ = self.events.queue(event);
    }

    pub(crate) fn lose_seeking(&self) {
        self.can_seek.store(false, Ordering::Relaxed);
        self.send(MediaEvent::new(EventType::SourceCharacteristicsChanged));
    }

    /// It has no data for so long.
    pub(crate) fn buffer(&self, milliseconds: u32) {
        self.set_dry(true);
        let this = self.this.clone();
        self.world.later(milliseconds, move || {
            if let Some(this) = this.upgrade() {
                this.set_dry(false);
            }
        });
    }

    fn set_dry(&self, dry: bool) {
        let streams = {
            let mut state = lock(&self.state);
            state.dry = dry;
            state.streams.clone()
        };
        self.send(MediaEvent::new(match dry {
            true => EventType::BufferingStarted,
            false => EventType::BufferingStopped,
        }));
        for stream in streams {
            stream.wake();
            stream.answer_requests();
        }
    }

    fn bounds(&self) -> RateBounds {
        let range = |slowest, fastest| Some(RateRange { slowest, fastest });
        let forward = RateModes {
            forward: range(0.25, 4.0),
            reverse: None,
            scrub: true,
        };
        match self.plan.rates {
            Rates::None => RateBounds::NORMAL,
            Rates::Forward => RateBounds {
                whole: forward,
                thinned: RateModes {
                    forward: None,
                    reverse: None,
                    scrub: false,
                },
            },
            Rates::All => RateBounds {
                whole: RateModes {
                    reverse: range(0.5, 2.0),
                    ..forward
                },
                thinned: RateModes {
                    reverse: range(0.5, 8.0),
                    ..forward
                },
            },
        }
    }

    fn enter(&self, call: Call) -> Result<(Reply, Inside<'_>)> {
        if lock(&self.state).shut_down {
            return Err(Error::Shutdown);
        }
        let others = self.inside.fetch_add(1, Ordering::Relaxed);
        let inside = Inside(&self.inside);
        if others > 0 && !self.world.cut_off.load(Ordering::Relaxed) {
            self.world
                .violated(|| format!("source {} is called while it is in a call", self.number));
        }
        let reply = self.world.call(self.number, call)?;
        if reply == Reply::ShutsDown {
            let _ = self.shutdown();
        }
        if lock(&self.state).shut_down {
            return Err(Error::Shutdown);
        }
        Ok((reply, inside))
    }

    /// Takes up the new position at once; what is told of it, and when, is the answer's affair.
    fn started(
        &self,
        selected: &[u32],
        position: Option<MediaTime>,
    ) -> Vec<(Option<Arc<SimulatedStream>>, EventType)> {
        let Some(this) = self.this.upgrade() else {
            return Vec::new();
        };
        let mut told = Vec::new();
        let mut state = lock(&self.state);
        let seeks = state.run != Run::Stopped && position.is_some();
        let from = position.or((state.run == Run::Stopped).then_some(MediaTime::ZERO));
        state.run = Run::Started;
        for (descriptor, _) in self
            .descriptor
            .streams()
            .filter(|(d, _)| selected.contains(&d.id()))
        {
            let known = state
                .streams
                .iter()
                .find(|stream| stream.descriptor.id() == descriptor.id())
                .cloned();
            let (event, stream) = match known {
                Some(known) => (EventType::UpdatedStream, known),
                None => {
                    let stream = Arc::new(SimulatedStream {
                        source: Arc::downgrade(&this),
                        events: EventQueue::inline(),
                        descriptor: Arc::clone(descriptor),
                        state: Mutex::new(StreamState {
                            next: Some(0),
                            ..StreamState::default()
                        }),
                    });
                    state.streams.push(Arc::clone(&stream));
                    (EventType::NewStream, stream)
                }
            };
            told.push((Some(stream), event));
        }
        for stream in &state.streams {
            lock(&stream.state).selected = selected.contains(&stream.descriptor.id());
        }
        if let Some(from) = from {
            state.end_told = false;
            let backwards = state.rate.1 < 0.0;
            let at = (from.as_100ns() / 10_000 / i64::from(SAMPLE_MS)) as u32;
            for stream in &state.streams {
                let samples = self.plan.streams[stream.descriptor.id() as usize - 1];
                let tag = self.number as u8 * 4 + stream.descriptor.id() as u8 - 1;
                let mut stream = lock(&stream.state);
                stream.next = match backwards {
                    true if samples == 0 => None,
                    true => Some(at.min(samples - 1)),
                    false => Some(at / self.plan.clean_every * self.plan.clean_every),
                };
                stream.run += 1;
                lock(&self.world.runs).insert(tag, stream.run);
                stream.ended = false;
                // Another topology may read other streams.
                stream.requested = !stream.requests.is_empty();
            }
        }
        told.push((
            None,
            match seeks {
                true => EventType::SourceSeeked,
                false => EventType::SourceStarted,
            },
        ));
        told
    }

    fn tell_started(&self, told: &[(Option<Arc<SimulatedStream>>, EventType)], result: Result<()>) {
        if let Err(error) = result {
            return self.send(MediaEvent::new(EventType::SourceStarted).with_error(error));
        }
        for (stream, event) in told {
            let event = MediaEvent::new(*event);
            self.send(match stream {
                Some(stream) => {
                    let object = UserObject::new(StreamObject(stream.clone()));
                    event.with_value(Variant::Object(object))
                }
                None => event,
            });
        }
        let seeks = told.iter().any(|(_, event)| *event == EventType::SourceSeeked);
        let on_stream = match seeks {
            true => EventType::StreamSeeked,
            false => EventType::StreamStarted,
        };
        for stream in told.iter().filter_map(|(stream, _)| stream.as_ref()) {
            let _ = stream.events.queue_type(on_stream);
            stream.wake();
            stream.answer_requests();
        }
    }

    /// Answers a call. A source that behaves gives its answers in the order of the calls.
    fn answer(&self, reply: Reply, tell: impl Fn(&Self, Result<()>) + Send + 'static) {
        let this = self.this.clone();
        let tell = move |result| {
            if let Some(this) = this.upgrade() {
                tell(&this, result);
            }
        };
        if reply != Reply::Now {
            return self.world.answer(reply, tell);
        }
        let milliseconds = {
            let mut waiting = lock(&self.to_tell);
            let at_once = waiting.is_empty() && !self.world.one_in(3);
            if !at_once {
                waiting.push_back(Box::new(move || tell(Ok(()))));
                lock(&self.world.random).below(6) as u32
            } else {
                drop(waiting);
                return tell(Ok(()));
            }
        };
        let this = self.this.clone();
        self.world.later(milliseconds, move || {
            let next = this.upgrade().and_then(|this| lock(&this.to_tell).pop_front());
            if let Some(next) = next {
                next();
            }
        });
    }

    fn enter_run(&self, run: Run) {
        let mut state = lock(&self.state);
        state.run = run;
        if run == Run::Stopped {
            for stream in &state.streams {
                let mut stream = lock(&stream.state);
                stream.requests.clear();
                stream.run += 1;
            }
        }
    }

    fn tell_entered(&self, run: Run, result: Result<()>) {
        let (on_source, on_stream) = match run {
            Run::Paused => (EventType::SourcePaused, EventType::StreamPaused),
            Run::Stopped | Run::Started => (EventType::SourceStopped, EventType::StreamStopped),
        };
        let failed = result.is_err();
        self.send(MediaEvent::completion(on_source, result));
        if failed {
            return;
        }
        let streams = lock(&self.state).streams.clone();
        for stream in streams {
            let _ = stream.events.queue_type(on_stream);
            stream.wake();
        }
    }

    fn stream_ended(&self) {
        let is_over = {
            let mut state = lock(&self.state);
            let (mut any, mut all) = (false, true);
            for stream in &state.streams {
                let stream = lock(&stream.state);
                any |= stream.ended;
                // One that is not selected is not awaited, though another topology may hold it.
                all &= stream.ended || !(stream.selected && (stream.attached || stream.requested));
            }
            any && all && !std::mem::replace(&mut state.end_told, any && all)
        };
        if is_over {
            self.send(MediaEvent::new(EventType::EndOfPresentation));
        }
    }
}

/// A call is inside.
struct Inside<'a>(&'a AtomicU32);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The type of all streams, and the one that they may change to.
pub(crate) fn media_type(changed: bool) -> MediaType {
    static TYPES: OnceLock<[MediaType; 2]> = OnceLock::new();
    let types = TYPES.get_or_init(|| {
        [1, 2].map(|channels| AudioFormat::pcm(SampleFormat::S16, SAMPLE_RATE, channels).to_media_type())
    });
    types[usize::from(changed)].clone()
}

/// What a sample says of itself, by each of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Which stream of which source.
    pub stream: u8,
    /// There may be others in between.
    pub thin: bool,
    /// The one before it comes later.
    pub backwards: bool,
}

const THIN: u8 = 0x10;
const BACKWARDS: u8 = 0x20;

impl Tag {
    pub(crate) fn of(byte: u8) -> Self {
        Self {
            stream: byte & 0xf,
            thin: byte & THIN != 0,
            backwards: byte & BACKWARDS != 0,
        }
    }

    fn byte(self) -> u8 {
        self.stream | if self.thin { THIN } else { 0 } | if self.backwards { BACKWARDS } else { 0 }
    }
}

/// On a sample: how many stops and seeks of its stream were before it.
const RUN: Key<u32> = Key::new(Guid::from_u128(0x6a1f_30b2_5a41_4ef0_93c4_2f6e_71c8_05d9));

pub(crate) fn run_of(sample: &Sample) -> u32 {
    let attributes = sample.attributes();
    attributes.map_or(0, |attributes| attributes.get_or(RUN, 0))
}

fn buffer(tag: Tag, changed: bool) -> MediaBuffer {
    static BUFFERS: OnceLock<Vec<[MediaBuffer; 2]>> = OnceLock::new();
    let buffers = BUFFERS.get_or_init(|| {
        (0..64)
            .map(|tag| [1, 2].map(|channels| MediaBuffer::from(vec![tag; SAMPLE_BYTES * channels])))
            .collect()
    });
    buffers[usize::from(tag.byte())][usize::from(changed)].clone()
}

impl MediaSource for SimulatedSource {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn characteristics(&self) -> Result<SourceCharacteristics> {
        if lock(&self.state).shut_down {
            return Err(Error::Shutdown);
        }
        Ok(SourceCharacteristics {
            can_seek: self.can_seek.load(Ordering::Relaxed),
            can_pause: self.plan.can_pause,
            is_live: self.plan.is_live,
            ..SourceCharacteristics::default()
        })
    }

    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        Ok(Arc::clone(&self.descriptor))
    }

    fn start(&self, descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        let (reply, _inside) = self.enter(Call::SourceStart)?;
        let position = match position {
            StartPosition::Current => None,
            StartPosition::At(time) => Some(*time),
            StartPosition::Other { format, .. } => {
                return Err(Error::UnsupportedTimeFormat { format: *format });
            }
        };
        let duration = self
            .descriptor
            .attributes()
            .get_or(keys::MF_PD_DURATION, TimeSpan::ZERO);
        if position.is_some_and(|time| time.as_100ns() > duration.as_100ns()) {
            return Err(Error::invalid_request("the position is past the end"));
        }
        let selected: Vec<_> = descriptor
            .streams()
            .filter(|(_, on)| *on)
            .map(|(stream, _)| stream.id())
            .collect();
        let told = match reply {
            Reply::Failed => Vec::new(),
            _ => self.started(&selected, position),
        };
        self.answer(reply, move |this, result| this.tell_started(&told, result));
        self.world.pass();
        Ok(())
    }

    fn pause(&self) -> Result<()> {
        let (reply, _inside) = self.enter(Call::SourcePause)?;
        if reply != Reply::Failed {
            self.enter_run(Run::Paused);
        }
        self.answer(reply, move |this, result| this.tell_entered(Run::Paused, result));
        self.world.pass();
        Ok(())
    }

    fn stop(&self) -> Result<()> {
        let (reply, _inside) = self.enter(Call::SourceStop)?;
        if reply != Reply::Failed {
            self.enter_run(Run::Stopped);
        }
        self.answer(reply, move |this, result| this.tell_entered(Run::Stopped, result));
        self.world.pass();
        Ok(())
    }

    fn shutdown(&self) -> Result<()> {
        let streams = {
            let mut state = lock(&self.state);
            if std::mem::replace(&mut state.shut_down, true) {
                return Err(Error::Shutdown);
            }
            std::mem::take(&mut state.streams)
        };
        self.events.shutdown();
        for stream in streams {
            stream.events.shutdown();
            stream.wake();
        }
        Ok(())
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        (self.plan.rates != Rates::None).then_some(self)
    }

    fn seek_info(&self) -> Option<&dyn SeekInfo> {
        (self.plan.clean_every > 1).then_some(self)
    }

    fn name(&self) -> String {
        format!("source {}", self.number)
    }
}

impl SeekInfo for SimulatedSource {
    fn previous_key_frame(&self, time: MediaTime) -> Result<MediaTime> {
        if lock(&self.state).shut_down {
            return Err(Error::Shutdown);
        }
        let apart = i64::from(SAMPLE_MS * self.plan.clean_every) * 10_000;
        Ok(MediaTime::from_100ns(time.as_100ns() / apart * apart))
    }

    fn next_key_frame(&self, time: MediaTime) -> Result<Option<MediaTime>> {
        let apart = TimeSpan::from_millis(i64::from(SAMPLE_MS * self.plan.clean_every));
        self.previous_key_frame(time).map(|before| Some(before + apart))
    }
}

impl RateSupport for SimulatedSource {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.bounds().slowest_rate(direction, thin)
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.bounds().fastest_rate(direction, thin)
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        self.bounds().is_rate_supported(thin, rate)
    }
}

impl RateControl for SimulatedSource {
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()> {
        let (reply, _inside) = self.enter(Call::SourceRate)?;
        if let Err(refused) = self.is_rate_supported(thin, rate) {
            self.world
                .violated(|| format!("source {} is told to play at {rate}", self.number));
            return Err(refused.error);
        }
        if reply != Reply::Failed {
            lock(&self.state).rate = Rate(thin, rate);
        }
        self.answer(reply, move |this, result| {
            let event = MediaEvent::completion(EventType::SourceRateChanged, result);
            this.send(event.with_value(Variant::F32(rate)));
        });
        self.world.pass();
        Ok(())
    }

    fn rate(&self) -> (bool, f32) {
        let Rate(thin, rate) = lock(&self.state).rate;
        (thin, rate)
    }
}

pub(crate) struct SimulatedStream {
    source: Weak<SimulatedSource>,
    events: EventQueue,
    descriptor: Arc<StreamDescriptor>,
    state: Mutex<StreamState>,
}

#[derive(Default)]
struct StreamState {
    /// The next sample; `None` before the first one, on the way back.
    next: Option<u32>,
    /// The last format that was told is the second one.
    changed: bool,
    /// Counts stops and seeks.
    run: u32,
    ended: bool,
    /// Of the last start.
    selected: bool,
    /// A direct read that takes its time has begun.
    was_late: bool,
    attached: bool,
    requested: bool,
    requests: VecDeque<Option<UserObject>>,
    waker: Option<Waker>,
}

impl SimulatedStream {
    fn wake(&self) {
        let waker = lock(&self.state).waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn source(&self) -> Result<Arc<SimulatedSource>> {
        self.source.upgrade().ok_or(Error::Shutdown)
    }

    /// The type of the next sample, if it is another than was told last.
    fn change(&self, source: &SimulatedSource) -> Option<MediaType> {
        let at = source.plan.change_at?;
        let samples = source.plan.streams[self.descriptor.id() as usize - 1];
        let mut state = lock(&self.state);
        let next = state.next.filter(|next| *next < samples)?;
        let changed = next >= at;
        (std::mem::replace(&mut state.changed, changed) != changed).then(|| media_type(changed))
    }

    fn next(&self, source: &SimulatedSource) -> Option<Sample> {
        let stream = self.descriptor.id() - 1;
        let Rate(thin, rate) = lock(&source.state).rate;
        let mut state = lock(&self.state);
        let (index, clean) = loop {
            let index = state
                .next
                .filter(|next| *next < source.plan.streams[stream as usize])?;
            state.next = match rate < 0.0 {
                true => index.checked_sub(1),
                false => Some(index + 1),
            };
            let clean = index.is_multiple_of(source.plan.clean_every);
            if clean || !thin {
                break (index, clean);
            }
        };
        let time = MediaTime::from_100ns(i64::from(index * SAMPLE_MS) * 10_000);
        let tag = Tag {
            stream: source.number as u8 * 4 + stream as u8,
            thin,
            backwards: rate < 0.0,
        };
        let mut sample = Sample::new(buffer(tag, state.changed))
            .at(time)
            .lasting(TimeSpan::from_millis(i64::from(SAMPLE_MS)))
            .clean_point(clean);
        sample.attributes_mut().set(RUN, state.run);
        Some(sample)
    }

    fn answer_requests(&self) {
        let Ok(source) = self.source() else { return };
        loop {
            let this = {
                let source = lock(&source.state);
                if source.run != Run::Started || source.shut_down || source.dry {
                    return;
                }
                let same = |stream: &&Arc<Self>| std::ptr::eq(Arc::as_ptr(stream), self);
                let Some(this) = source.streams.iter().find(same) else {
                    return;
                };
                Arc::clone(this)
            };
            let Some(token) = lock(&self.state).requests.pop_front() else {
                return;
            };
            match source.world.call(source.number, Call::Read) {
                Ok(Reply::ShutsDown) => {
                    let _ = source.shutdown();
                }
                Ok(reply) => {
                    let twice = reply == Reply::Twice;
                    let reply = if twice { Reply::Now } else { reply };
                    let change = self.change(&source);
                    let sample = self.next(&source);
                    let run = lock(&self.state).run;
                    if let Some(media_type) = change {
                        // Ahead of the samples that have it, however late those are.
                        let value = Variant::Object(UserObject::new(media_type));
                        let event = MediaEvent::new(EventType::StreamFormatChanged).with_value(value);
                        let _ = self.events.queue(event);
                    }
                    source.world.answer(reply, move |result| {
                        this.deliver(sample.clone(), token.clone(), run, result, twice);
                    });
                }
                Err(error) => {
                    let _ = self
                        .events
                        .queue(MediaEvent::new(EventType::Error).with_error(error));
                }
            }
        }
    }

    fn deliver(
        &self,
        sample: Option<Sample>,
        token: Option<UserObject>,
        run: u32,
        result: Result<()>,
        twice: bool,
    ) {
        let Ok(source) = self.source() else { return };
        // What was asked for before a stop or a seek is dropped, or comes all the same, with its old token.
        let old = lock(&self.state).run != run;
        if old && (sample.is_none() || result.is_err() || source.world.one_in(2)) {
            return;
        }
        if let Err(error) = result {
            let _ = self
                .events
                .queue(MediaEvent::new(EventType::Error).with_error(error));
            return;
        }
        match sample {
            Some(mut sample) => {
                sample.set_token(token);
                for _ in 0..1 + u32::from(twice) {
                    let value = Variant::Object(UserObject::new(sample.clone()));
                    let _ = self
                        .events
                        .queue(MediaEvent::new(EventType::MediaSample).with_value(value));
                }
            }
            None => self.end(&source),
        }
    }

    fn end(&self, source: &SimulatedSource) {
        if std::mem::replace(&mut lock(&self.state).ended, true) {
            return;
        }
        let _ = self.events.queue_type(EventType::EndOfStream);
        source.stream_ended();
    }
}

impl MediaStream for SimulatedStream {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn descriptor(&self) -> Arc<StreamDescriptor> {
        Arc::clone(&self.descriptor)
    }

    fn request_sample(&self, token: Option<UserObject>) -> Result<()> {
        let source = self.source()?;
        {
            let state = lock(&source.state);
            if state.shut_down {
                return Err(Error::Shutdown);
            }
            if state.run == Run::Stopped {
                return Err(Error::SourceWrongState);
            }
        }
        {
            let mut state = lock(&self.state);
            if state.ended {
                return Err(Error::EndOfStream);
            }
            state.requested = true;
            state.requests.push_back(token);
        }
        self.answer_requests();
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStream> {
        let source = self.source.upgrade()?;
        source.plan.direct.then_some(self)
    }
}

impl DirectStream for SimulatedStream {
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        let Ok(source) = self.source() else {
            return Poll::Ready(Err(Error::Shutdown));
        };
        {
            let state = lock(&source.state);
            if state.shut_down {
                return Poll::Ready(Err(Error::Shutdown));
            }
            match state.run {
                Run::Stopped => return Poll::Ready(Err(Error::SourceWrongState)),
                Run::Started if state.dry => {
                    lock(&self.state).waker = Some(cx.waker().clone());
                    return Poll::Pending;
                }
                Run::Paused => {
                    lock(&self.state).waker = Some(cx.waker().clone());
                    return Poll::Pending;
                }
                Run::Started => {}
            }
        }
        let reply = match source.world.call(source.number, Call::Read) {
            Ok(reply) => reply,
            Err(error) => return Poll::Ready(Err(error)),
        };
        match reply {
            Reply::Now | Reply::Twice => {}
            Reply::Failed => return Poll::Ready(Err(Error::InvalidStateTransition)),
            Reply::Late(_) if std::mem::take(&mut lock(&self.state).was_late) => {}
            Reply::Late(milliseconds) => {
                lock(&self.state).was_late = true;
                let waker = cx.waker().clone();
                source.world.later(milliseconds, move || waker.wake());
                return Poll::Pending;
            }
            Reply::Never => {
                lock(&self.state).waker = Some(cx.waker().clone());
                return Poll::Pending;
            }
            Reply::ShutsDown => {
                let _ = source.shutdown();
                return Poll::Ready(Err(Error::Shutdown));
            }
        }
        // It may have been stopped or paused while the read waited.
        let run = lock(&source.state).run;
        match run {
            Run::Stopped => return Poll::Ready(Err(Error::SourceWrongState)),
            Run::Paused => {
                lock(&self.state).waker = Some(cx.waker().clone());
                return Poll::Pending;
            }
            Run::Started => {}
        }
        if let Some(media_type) = self.change(&source) {
            return Poll::Ready(Ok(StreamItem::FormatChanged(media_type)));
        }
        Poll::Ready(Ok(match self.next(&source) {
            Some(sample) => StreamItem::Sample(sample),
            None => {
                self.end(&source);
                StreamItem::EndOfStream
            }
        }))
    }

    fn set_attached(&self, attached: bool) {
        lock(&self.state).attached = attached;
        if let (false, Ok(source)) = (attached, self.source()) {
            // It may have been the last one that the others waited for.
            source.stream_ended();
        }
    }
}
