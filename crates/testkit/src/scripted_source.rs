use std::collections::VecDeque;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use openmf_core::{
    AudioFormat, DirectStream, Error, EventQueue, EventType, FrameSize, Guid, MediaBuffer, MediaEvent,
    MediaSource, MediaStream, MediaTime, MediaType, PresentationDescriptor, RateBounds, RateControl,
    RateDirection, RateRefused, RateSupport, Result, Sample, SampleFormat, SourceCharacteristics,
    StartPosition, StreamDescriptor, StreamItem, StreamObject, TimeSpan, UserObject, Variant, VideoFormat,
    guids, keys,
};

use crate::script::{Answer, HeldBack, Journal, find_service, lock};

/// The sample rate of a scripted source's streams, in Hz: 16-bit mono PCM.
pub const SAMPLE_RATE: u32 = 48_000;

/// A picture of 2 × 2 pixels of NV12.
const PICTURE_BYTES: usize = 6;

/// What a [`ScriptedSource`] is like. [`ScriptedSource::script`] changes it while it runs.
#[derive(Clone, Debug)]
pub struct SourceScript {
    /// What messages and the journal call it.
    pub name: String,
    /// How many streams there are; their identifiers count from 1. All are selected.
    pub streams: u32,
    /// How many samples a stream has.
    pub samples: u64,
    /// How long a sample lasts.
    pub sample_duration: TimeSpan,
    /// Every how many samples a clean point is, to which a seek goes back.
    pub clean_every: u64,
    /// The streams offer the direct path; else they answer by events.
    pub direct: bool,
    /// The streams are uncompressed pictures instead of sound.
    pub video: bool,
    /// The rates of its rate control; without one, 1.0 alone. Backwards it delivers decreasing stamps; thinned, clean
    /// points alone.
    pub rates: Option<RateBounds>,
    /// How a change of the rate is answered.
    pub on_rate: Answer,
    /// What the source says it can do.
    pub characteristics: SourceCharacteristics,
    /// How `start` is answered.
    pub on_start: Answer,
    /// How `pause` is answered.
    pub on_pause: Answer,
    /// How `stop` is answered.
    pub on_stop: Answer,
    /// How a sample is answered. `Twice` and `Late` are for streams that answer by events.
    pub on_read: Answer,
    /// From which sample on `on_read` holds; those before come at once.
    pub read_ok: u64,
    /// What it answers when it is asked for a service.
    pub services: Vec<(Guid, UserObject)>,
    /// Samples are there only as [`ScriptedSource::supply`] brings them, as from a camera or a slow line.
    pub supplied: bool,
    /// From which samples on the streams have other types, in order.
    pub formats: Vec<(u64, AudioFormat)>,
}

impl SourceScript {
    fn format_at(&self, index: u64) -> AudioFormat {
        let later = self.formats.iter().rfind(|(from, _)| *from <= index);
        later.map_or_else(first_format, |(_, format)| format.clone())
    }
}

impl Default for SourceScript {
    /// One stream of 100 samples of 10 ms, direct, seekable, everything at once.
    fn default() -> Self {
        Self {
            name: "source".to_owned(),
            streams: 1,
            samples: 100,
            sample_duration: TimeSpan::from_millis(10),
            clean_every: 1,
            direct: true,
            video: false,
            rates: None,
            on_rate: Answer::AtOnce,
            characteristics: SourceCharacteristics::FILE,
            on_start: Answer::AtOnce,
            on_pause: Answer::AtOnce,
            on_stop: Answer::AtOnce,
            on_read: Answer::AtOnce,
            read_ok: 0,
            services: Vec::new(),
            supplied: false,
            formats: Vec::new(),
        }
    }
}

/// A media source that does what a test says.
///
/// Each byte of sample `n` is `n % 256`. The journal gets `NAME.start(POSITION)`, `NAME.pause`, `NAME.stop`,
/// `NAME.shutdown`, `NAME.rate(RATE)`; positions are in milliseconds.
pub struct ScriptedSource {
    shared: Arc<Shared>,
}

struct Shared {
    this: Weak<ScriptedSource>,
    events: EventQueue,
    journal: Journal,
    script: Mutex<SourceScript>,
    state: Mutex<State>,
    held: Arc<HeldBack>,
    descriptor: PresentationDescriptor,
}

#[derive(Default)]
struct State {
    run: Run,
    streams: Vec<Arc<ScriptedStream>>,
    /// Whether it thins, and the rate; `None`: as at the beginning.
    rate: Option<(bool, f32)>,
    shut_down: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Run {
    #[default]
    Stopped,
    Started,
    Paused,
}

impl ScriptedSource {
    /// A stopped source.
    pub fn new(script: SourceScript, journal: &Journal) -> Arc<Self> {
        let streams = (1..=script.streams).map(|id| {
            let descriptor = StreamDescriptor::new(id, vec![media_type(script.video)]);
            (Arc::new(descriptor), true)
        });
        let descriptor = PresentationDescriptor::new(streams);
        let duration = script.sample_duration.as_100ns() * script.samples as i64;
        descriptor
            .attributes()
            .set(keys::MF_PD_DURATION, TimeSpan::from_100ns(duration));
        Arc::new_cyclic(|this| Self {
            shared: Arc::new(Shared {
                this: this.clone(),
                events: EventQueue::inline(),
                journal: journal.clone(),
                script: Mutex::new(script),
                state: Mutex::default(),
                held: Arc::default(),
                descriptor,
            }),
        })
    }

    /// Changes the script from now on.
    pub fn script(&self, change: impl FnOnce(&mut SourceScript)) {
        change(&mut lock(&self.shared.script));
    }

    /// Tells that its characteristics, or its rates, are others now.
    pub fn tell_characteristics(&self) {
        let _ = self
            .shared
            .events
            .queue_type(EventType::SourceCharacteristicsChanged);
    }

    /// Gives the answers that were held back by [`Answer::Late`].
    pub fn release(&self) {
        self.shared.held.release();
    }

    /// Brings samples to every stream of a source that is `supplied`. What comes while a live source is not started is
    /// lost.
    pub fn supply(&self, samples: u64) {
        let is_live = lock(&self.shared.script).characteristics.is_live;
        let (run, streams) = {
            let state = lock(&self.shared.state);
            (state.run, state.streams.clone())
        };
        if is_live && run != Run::Started {
            return;
        }
        for stream in streams {
            lock(&stream.state).supply += samples;
            stream.wake();
            stream.answer_requests();
        }
    }

    /// Every stream ends where it is, without notice.
    pub fn end_now(&self) {
        let streams = self.streams();
        for stream in &streams {
            lock(&stream.state).cut_short = true;
        }
        for stream in streams {
            stream.wake();
            stream.answer_requests();
        }
    }

    /// Sends an event of its own, as any component may at any time.
    pub fn tell(&self, event: MediaEvent) {
        let _ = self.shared.events.queue(event);
    }

    /// Fails out of nowhere: the event `Error`.
    pub fn fail(&self, error: Error) {
        let _ = self
            .shared
            .events
            .queue(MediaEvent::new(EventType::Error).with_error(error));
    }

    /// The streams that it made at its last start.
    pub fn streams(&self) -> Vec<Arc<ScriptedStream>> {
        lock(&self.shared.state).streams.clone()
    }
}

fn media_type(video: bool) -> MediaType {
    if video {
        let size = FrameSize { width: 2, height: 2 };
        return VideoFormat::new(guids::MFVideoFormat_NV12, size).to_media_type();
    }
    first_format().to_media_type()
}

fn first_format() -> AudioFormat {
    AudioFormat::pcm(SampleFormat::S16, SAMPLE_RATE, 1)
}

impl Shared {
    fn alive(&self) -> Result<()> {
        if lock(&self.state).shut_down {
            Err(Error::Shutdown)
        } else {
            Ok(())
        }
    }

    fn note(&self, what: &str) {
        let name = lock(&self.script).name.clone();
        self.journal.note(format!("{name}.{what}"));
    }

    /// Enters the new state and queues the events of it.
    fn started(&self, descriptor: &[u32], position: Option<MediaTime>, result: Result<()>) {
        if let Err(error) = result {
            let _ = self
                .events
                .queue(MediaEvent::new(EventType::SourceStarted).with_error(error));
            return;
        }
        let Some(source) = self.this.upgrade() else { return };
        let script = lock(&self.script).clone();
        let mut events = Vec::new();
        let (streams, seeks) = {
            let mut state = lock(&self.state);
            if state.shut_down {
                return;
            }
            let seeks = state.run != Run::Stopped && position.is_some();
            let from = match (state.run, position) {
                (_, Some(time)) => Some(time),
                (Run::Stopped, None) => Some(MediaTime::ZERO),
                (_, None) => None,
            };
            state.run = Run::Started;
            state.streams.retain(|stream| descriptor.contains(&stream.id()));
            for (info, _) in self
                .descriptor
                .streams()
                .filter(|(info, _)| descriptor.contains(&info.id()))
            {
                let known = state
                    .streams
                    .iter()
                    .find(|stream| stream.id() == info.id())
                    .cloned();
                let event_type = if known.is_some() {
                    EventType::UpdatedStream
                } else {
                    EventType::NewStream
                };
                let stream = known.unwrap_or_else(|| {
                    let stream = Arc::new(ScriptedStream::new(&source, Arc::clone(info)));
                    state.streams.push(Arc::clone(&stream));
                    stream
                });
                let object = StreamObject(stream);
                events.push(MediaEvent::new(event_type).with_value(Variant::Object(UserObject::new(object))));
            }
            if let Some(from) = from {
                let index = from.as_100ns() / script.sample_duration.as_100ns().max(1);
                let mut index = index as u64;
                if state.rate.is_some_and(|(_, rate)| rate < 0.0) {
                    index = index.min(script.samples.saturating_sub(1));
                } else {
                    index = index / script.clean_every.max(1) * script.clean_every.max(1);
                }
                state.streams.iter().for_each(|stream| stream.move_to(index));
            }
            (state.streams.clone(), seeks)
        };
        let (on_source, on_stream) = match seeks {
            true => (EventType::SourceSeeked, EventType::StreamSeeked),
            false => (EventType::SourceStarted, EventType::StreamStarted),
        };
        events.push(MediaEvent::new(on_source));
        for event in events {
            let _ = self.events.queue(event);
        }
        for stream in streams {
            let _ = stream.events.queue_type(on_stream);
            stream.wake();
            stream.answer_requests();
        }
    }

    fn entered(&self, run: Run, on_source: EventType, on_stream: EventType, result: Result<()>) {
        let streams = {
            let mut state = lock(&self.state);
            if state.shut_down {
                return;
            }
            if result.is_ok() {
                state.run = run;
            }
            state.streams.clone()
        };
        let failed = result.is_err();
        let _ = self.events.queue(MediaEvent::completion(on_source, result));
        if failed {
            return;
        }
        for stream in streams {
            if run == Run::Stopped {
                lock(&stream.state).requests.clear();
            }
            let _ = stream.events.queue_type(on_stream);
            stream.wake();
        }
    }

    fn stream_ended(&self) {
        let all = {
            let state = lock(&self.state);
            state.streams.iter().all(|stream| {
                let stream = lock(&stream.state);
                stream.ended || !(stream.attached || stream.requested)
            })
        };
        if all {
            let _ = self.events.queue_type(EventType::EndOfPresentation);
        }
    }
}

impl MediaSource for ScriptedSource {
    fn service(&self, service: &Guid) -> Option<UserObject> {
        find_service(&lock(&self.shared.script).services, service)
    }

    fn events(&self) -> &EventQueue {
        &self.shared.events
    }

    fn characteristics(&self) -> Result<SourceCharacteristics> {
        self.shared.alive()?;
        Ok(lock(&self.shared.script).characteristics)
    }

    fn create_presentation_descriptor(&self) -> Result<Arc<PresentationDescriptor>> {
        self.shared.alive()?;
        Ok(Arc::new(self.shared.descriptor.clone()))
    }

    fn start(&self, descriptor: &PresentationDescriptor, position: &StartPosition) -> Result<()> {
        let shared = &self.shared;
        shared.alive()?;
        let position = match position {
            StartPosition::Current => None,
            StartPosition::At(time) => Some(*time),
            StartPosition::Other { format, .. } => {
                return Err(Error::UnsupportedTimeFormat { format: *format });
            }
        };
        shared.note(&match position {
            None => "start".to_owned(),
            Some(time) => format!("start({})", time.as_100ns() / 10_000),
        });
        let script = lock(&shared.script).clone();
        let duration = script.sample_duration.as_100ns() * script.samples as i64;
        if position.is_some_and(|time| time.as_100ns() > duration) {
            return Err(Error::invalid_request("the position is past the end"));
        }
        let selected: Vec<_> = descriptor
            .streams()
            .filter(|(_, on)| *on)
            .map(|(stream, _)| stream.id())
            .collect();
        let answering = Arc::clone(shared);
        shared.held.answer(script.on_start, move |result| {
            answering.started(&selected, position, result)
        })
    }

    fn pause(&self) -> Result<()> {
        self.shared.alive()?;
        self.shared.note("pause");
        let answer = lock(&self.shared.script).on_pause.clone();
        let shared = Arc::clone(&self.shared);
        let (source, stream) = (EventType::SourcePaused, EventType::StreamPaused);
        let deliver = move |result| shared.entered(Run::Paused, source, stream, result);
        self.shared.held.answer(answer, deliver)
    }

    fn stop(&self) -> Result<()> {
        self.shared.alive()?;
        self.shared.note("stop");
        let answer = lock(&self.shared.script).on_stop.clone();
        let shared = Arc::clone(&self.shared);
        let (source, stream) = (EventType::SourceStopped, EventType::StreamStopped);
        let deliver = move |result| shared.entered(Run::Stopped, source, stream, result);
        self.shared.held.answer(answer, deliver)
    }

    fn shutdown(&self) -> Result<()> {
        let streams = {
            let mut state = lock(&self.shared.state);
            if std::mem::replace(&mut state.shut_down, true) {
                return Err(Error::Shutdown);
            }
            std::mem::take(&mut state.streams)
        };
        self.shared.note("shutdown");
        self.shared.events.shutdown();
        for stream in streams {
            stream.events.shutdown();
            stream.wake();
        }
        Ok(())
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        let has = lock(&self.shared.script).rates.is_some();
        if has { Some(self) } else { None }
    }

    fn name(&self) -> String {
        lock(&self.shared.script).name.clone()
    }
}

impl ScriptedSource {
    fn bounds(&self) -> RateBounds {
        lock(&self.shared.script).rates.unwrap_or(RateBounds::NORMAL)
    }
}

impl RateSupport for ScriptedSource {
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

impl RateControl for ScriptedSource {
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()> {
        let shared = &self.shared;
        shared.alive()?;
        shared.note(&format!("rate({rate}{})", if thin { " thin" } else { "" }));
        let answer = lock(&shared.script).on_rate.clone();
        let shared = Arc::clone(shared);
        let deliver = move |result: Result<()>| {
            if result.is_ok() {
                lock(&shared.state).rate = Some((thin, rate));
            }
            let event = MediaEvent::completion(EventType::SourceRateChanged, result);
            let _ = shared.events.queue(event.with_value(Variant::F32(rate)));
        };
        self.shared.held.answer(answer, deliver)
    }

    fn rate(&self) -> (bool, f32) {
        lock(&self.shared.state).rate.unwrap_or((false, 1.0))
    }
}

/// A stream of a [`ScriptedSource`].
pub struct ScriptedStream {
    source: Weak<ScriptedSource>,
    events: EventQueue,
    descriptor: Arc<StreamDescriptor>,
    state: Mutex<StreamState>,
}

#[derive(Default)]
struct StreamState {
    /// The format that was told last.
    told: Option<AudioFormat>,
    next: u64,
    /// How many samples are there to be read.
    supply: u64,
    /// It ends at `next`.
    cut_short: bool,
    ended: bool,
    attached: bool,
    requested: bool,
    requests: VecDeque<Option<UserObject>>,
    waker: Option<Waker>,
}

impl ScriptedStream {
    fn new(source: &Arc<ScriptedSource>, descriptor: Arc<StreamDescriptor>) -> Self {
        Self {
            source: Arc::downgrade(source),
            events: EventQueue::inline(),
            descriptor,
            state: Mutex::default(),
        }
    }

    fn id(&self) -> u32 {
        self.descriptor.id()
    }

    /// Whether a branch has said that it reads this stream.
    pub fn is_attached(&self) -> bool {
        lock(&self.state).attached
    }

    fn move_to(&self, index: u64) {
        let mut state = lock(&self.state);
        state.next = index;
        state.supply = 0;
        state.cut_short = false;
        state.ended = false;
    }

    fn wake(&self) {
        let waker = lock(&self.state).waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn source(&self) -> Result<Arc<ScriptedSource>> {
        self.source.upgrade().ok_or(Error::Shutdown)
    }

    /// The next sample, or `None` at the end.
    fn next(&self, script: &SourceScript) -> Option<Sample> {
        let source = self.source.upgrade();
        let rate = source.and_then(|source| lock(&source.shared.state).rate);
        let (thin, rate) = rate.unwrap_or((false, 1.0));
        let mut state = lock(&self.state);
        let (index, clean) = loop {
            let index = state.next;
            if index >= script.samples || state.cut_short {
                return None;
            }
            if rate >= 0.0 {
                state.next += 1;
            } else if index == 0 {
                state.cut_short = true;
            } else {
                state.next -= 1;
            }
            let clean = index.is_multiple_of(script.clean_every.max(1));
            if clean || !thin {
                break (index, clean);
            }
        };
        state.supply = state.supply.saturating_sub(1);
        let format = script.format_at(index);
        let frames = script.sample_duration.to_frames(format.sample_rate) as usize;
        let time = MediaTime::from_100ns(script.sample_duration.as_100ns() * index as i64);
        let bytes = match script.video {
            true => PICTURE_BYTES,
            false => frames * format.frame_bytes().unwrap_or(2),
        };
        let bytes = vec![index as u8; bytes];
        Some(
            Sample::new(MediaBuffer::from(bytes))
                .at(time)
                .lasting(script.sample_duration)
                .clean_point(clean),
        )
    }

    /// Whether there is nothing to be read yet.
    fn is_dry(&self, script: &SourceScript) -> bool {
        let state = lock(&self.state);
        script.supplied && state.supply == 0 && !state.cut_short && state.next < script.samples
    }

    /// The type of the next sample, if it is another than was told last.
    fn change(&self, script: &SourceScript) -> Option<MediaType> {
        let mut state = lock(&self.state);
        if state.next >= script.samples {
            return None;
        }
        let format = script.format_at(state.next);
        let told = state.told.replace(format.clone()).unwrap_or_else(first_format);
        (told != format).then(|| format.to_media_type())
    }

    /// The answer to the read of the next sample.
    fn reading(&self, script: &SourceScript) -> Answer {
        if lock(&self.state).next < script.read_ok {
            Answer::AtOnce
        } else {
            script.on_read.clone()
        }
    }

    fn answer_requests(&self) {
        let Ok(source) = self.source() else { return };
        loop {
            let script = lock(&source.shared.script).clone();
            if lock(&source.shared.state).run != Run::Started {
                return;
            }
            if self.is_dry(&script) {
                return;
            }
            let Some(token) = lock(&self.state).requests.pop_front() else {
                return;
            };
            let this = source
                .streams()
                .into_iter()
                .find(|stream| stream.id() == self.id());
            let Some(this) = this else { return };
            let answer = self.reading(&script);
            let deliver = move |result| this.deliver(&script, token.clone(), result);
            if let Err(error) = source.shared.held.answer(answer, deliver) {
                let _ = self
                    .events
                    .queue(MediaEvent::new(EventType::Error).with_error(error));
            }
        }
    }

    fn deliver(&self, script: &SourceScript, token: Option<UserObject>, result: Result<()>) {
        if let Err(error) = result {
            let _ = self
                .events
                .queue(MediaEvent::new(EventType::Error).with_error(error));
            return;
        }
        if let Some(media_type) = self.change(script) {
            let value = Variant::Object(UserObject::new(media_type));
            let _ = self
                .events
                .queue(MediaEvent::new(EventType::StreamFormatChanged).with_value(value));
        }
        match self.next(script) {
            Some(mut sample) => {
                sample.set_token(token);
                let value = Variant::Object(UserObject::new(sample));
                let _ = self
                    .events
                    .queue(MediaEvent::new(EventType::MediaSample).with_value(value));
            }
            None => self.end(),
        }
    }

    fn end(&self) {
        if std::mem::replace(&mut lock(&self.state).ended, true) {
            return;
        }
        let _ = self.events.queue_type(EventType::EndOfStream);
        if let Ok(source) = self.source() {
            source.shared.stream_ended();
        }
    }
}

impl MediaStream for ScriptedStream {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn descriptor(&self) -> Arc<StreamDescriptor> {
        Arc::clone(&self.descriptor)
    }

    fn request_sample(&self, token: Option<UserObject>) -> Result<()> {
        let source = self.source()?;
        source.shared.alive()?;
        if lock(&source.shared.state).run == Run::Stopped {
            return Err(Error::SourceWrongState);
        }
        let script = lock(&source.shared.script).clone();
        if let Answer::Refused(error) = self.reading(&script) {
            return Err(error);
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
        let direct = lock(&source.shared.script).direct;
        direct.then_some(self)
    }
}

impl DirectStream for ScriptedStream {
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Result<StreamItem>> {
        let source = match self.source() {
            Ok(source) => source,
            Err(error) => return Poll::Ready(Err(error)),
        };
        let wait = || {
            lock(&self.state).waker = Some(cx.waker().clone());
            Poll::Pending
        };
        let run = {
            let state = lock(&source.shared.state);
            if state.shut_down {
                return Poll::Ready(Err(Error::Shutdown));
            }
            state.run
        };
        match run {
            Run::Stopped => return Poll::Ready(Err(Error::SourceWrongState)),
            Run::Paused => return wait(),
            Run::Started => {}
        }
        let script = lock(&source.shared.script).clone();
        if self.is_dry(&script) {
            return wait();
        }
        match self.reading(&script) {
            Answer::AtOnce | Answer::Twice => {}
            Answer::Late | Answer::Never => return wait(),
            Answer::Refused(error) | Answer::Failed(error) => return Poll::Ready(Err(error)),
            Answer::Blocks(gate) => gate.pass(),
        }
        if let Some(media_type) = self.change(&script) {
            return Poll::Ready(Ok(StreamItem::FormatChanged(media_type)));
        }
        match self.next(&script) {
            Some(sample) => Poll::Ready(Ok(StreamItem::Sample(sample))),
            None => {
                self.end();
                Poll::Ready(Ok(StreamItem::EndOfStream))
            }
        }
    }

    fn set_attached(&self, attached: bool) {
        lock(&self.state).attached = attached;
    }
}
