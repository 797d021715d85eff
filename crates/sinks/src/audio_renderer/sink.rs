use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};

use openmf_core::{
    AudioFormat, ClockStart, ClockStateSink, DirectStreamSink, Error, EventQueue, EventType, Guid, HostClock,
    HostTime, Marker, MarkerKind, MediaEvent, MediaSink, MediaSinkPreroll, MediaType, MediaTypeHandler,
    PresentationClock, PresentationTime, PresentationTimeSource, Result, Sample, SampleFormat,
    SinkCharacteristics, StreamSink, TimeSpan, TimerKey, UserObject, guids, keys,
};

use super::device::{Backends, OpenDevice, PERIOD_MILLIS};
use super::player::Player;
use super::volume::AudioVolume;
use crate::render_sink::{ClockChange, STREAM_ID, presentation};
use crate::statistics::{Statistics, StatisticsReader};
use crate::stream_queue::{Item, Phase, QueueLimits, StreamQueue};

const LIMITS: QueueLimits = QueueLimits {
    samples: 256,
    span: Some(TimeSpan::from_millis(500)),
    preroll_samples: 1,
    preroll_span: Some(TimeSpan::from_millis(100)),
};
/// How much is handed over to the device's callback in advance.
const RING_MILLIS: i64 = 200;
/// How often the ring is filled up.
pub(super) const FILL_INTERVAL: TimeSpan = TimeSpan::from_millis(40);
/// Samples that are off by less follow each other directly.
const TOLERANCE: TimeSpan = TimeSpan::from_millis(10);
/// What is in the device when it asks for more: all of its three periods but the one it asks for. The sound system's
/// own latency is not known.
pub(super) const LATENCY: TimeSpan = TimeSpan::from_millis(2 * PERIOD_MILLIS as i64);
/// A device that has not called for so long is lost. A PulseAudio null sink that was idle begins only after 2 seconds.
pub(super) const LOST_AFTER: TimeSpan = TimeSpan::from_millis(3_000);
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;
const MAX_CHANNELS: u32 = 8;
/// The rate at which time is counted before there is a type.
const UNTYPED_RATE: u32 = 48_000;

/// The audio renderer's sink; it is its own stream sink.
pub(super) struct AudioSink {
    this: Weak<Self>,
    backends: Box<dyn Backends>,
    host: Arc<dyn HostClock>,
    events: EventQueue,
    volume: AudioVolume,
    statistics: StatisticsReader,
    time_source: Arc<AudioTimeSource>,
    state: Mutex<State>,
}

struct State {
    queue: StreamQueue,
    clock: Option<Arc<dyn PresentationClock>>,
    current_type: Option<MediaType>,
    output: Output,
    /// The change that the device follows already, until the other one of its two listeners hears of it.
    followed: Option<(Listener, ClockChange)>,
    running: bool,
    /// The frame and the time at which the presentation started.
    base: (u64, PresentationTime),
    /// The frame that was heard last: the position never goes back.
    heard: u64,
    /// The sample that is being handed over.
    pending: Pending,
    /// Markers behind frames that were handed over.
    markers: VecDeque<(u64, Marker)>,
    timer: Option<Timer>,
    last_timer: u64,
}

/// Who hears of a change: as a time source the renderer is told twice, in whatever order.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Listener {
    TimeSource,
    StateSink,
}

struct Timer {
    number: u64,
    due: HostTime,
    key: Option<TimerKey>,
}

/// The device and what its callback shares.
struct Output {
    rate: u32,
    channels: usize,
    format: SampleFormat,
    player: Arc<Player>,
    device: Device,
}

enum Device {
    /// There is no type yet, or the device was lost: the time is the host's, from this frame on.
    Absent { since: HostTime, frame: u64 },
    Open {
        device: Box<dyn OpenDevice>,
        /// The callbacks counted, and since when their number has not changed.
        seen: (u64, HostTime),
    },
}

#[derive(Default)]
struct Pending {
    silence: u64,
    numbers: Vec<f32>,
    /// How many of the numbers were handed over.
    done: usize,
}

impl AudioSink {
    pub(super) fn new(backends: Box<dyn Backends>, host: Arc<dyn HostClock>) -> Arc<Self> {
        let output = Output {
            rate: UNTYPED_RATE,
            channels: 1,
            format: SampleFormat::F32,
            player: Arc::new(Player::new(1, 1)),
            device: Device::Absent {
                since: host.now(),
                frame: 0,
            },
        };
        Arc::new_cyclic(|this| Self {
            this: this.clone(),
            backends,
            host,
            events: EventQueue::inline(),
            volume: AudioVolume::default(),
            statistics: StatisticsReader::default(),
            time_source: Arc::new(AudioTimeSource(this.clone())),
            state: Mutex::new(State {
                queue: StreamQueue::new(LIMITS),
                clock: None,
                current_type: None,
                output,
                followed: None,
                running: false,
                base: (0, PresentationTime::ZERO),
                heard: 0,
                pending: Pending::default(),
                markers: VecDeque::new(),
                timer: None,
                last_timer: 0,
            }),
        })
    }

    pub(super) fn volume(&self) -> AudioVolume {
        self.volume.clone()
    }

    pub(super) fn statistics(&self) -> Statistics {
        let mut statistics = self.statistics.read();
        statistics.underruns = self.lock().output.player.underruns();
        statistics
    }

    /// What the device does at a change of the clock. Done once for both listeners.
    fn change_device(&self, listener: Listener, change: ClockChange) -> Result<()> {
        if let ClockChange::Rate(rate) = change
            && rate != 1.0
        {
            return Err(Error::UnsupportedRate { rate });
        }
        let now = self.host.now();
        let mut state = self.lock();
        if state.queue.phase() == Phase::ShutDown {
            return Err(Error::Shutdown);
        }
        if state
            .followed
            .take_if(|(first, followed)| *first != listener && *followed == change)
            .is_some()
        {
            return Ok(());
        }
        state.followed = Some((listener, change));
        match change {
            ClockChange::Start(ClockStart::At(time)) => {
                state.set_running(false, now);
                state.rebase(time);
                state.fill(&self.statistics);
                state.set_running(true, now);
            }
            ClockChange::Start(ClockStart::Current) | ClockChange::Restart => state.set_running(true, now),
            ClockChange::Pause => state.set_running(false, now),
            ClockChange::Stop => {
                state.set_running(false, now);
                state.rebase(PresentationTime::ZERO);
            }
            ClockChange::Rate(_) => {}
        }
        Ok(())
    }

    fn change(&self, change: ClockChange) -> Result<()> {
        let result = self.change_device(Listener::StateSink, change);
        if matches!(result, Err(Error::Shutdown)) {
            return result;
        }
        {
            let mut state = self.lock();
            match change {
                ClockChange::Start(ClockStart::At(time)) => state.queue.started(Some(time)),
                ClockChange::Start(ClockStart::Current) | ClockChange::Restart => state.queue.started(None),
                ClockChange::Pause => {
                    let sounding = !state.is_drained();
                    state.queue.paused(sounding);
                }
                ClockChange::Stop => {
                    state.abort_markers();
                    state.queue.stopped();
                }
                ClockChange::Rate(_) => match &result {
                    Ok(()) => state.queue.rate_changed(),
                    Err(error) => state
                        .queue
                        .owe(MediaEvent::new(EventType::StreamSinkRateChanged).with_error(error.clone())),
                },
            }
        }
        self.settle();
        result
    }

    /// Hands samples over, answers markers whose time has come, notices the loss of the device, sets the next timer.
    fn settle(&self) {
        let now = self.host.now();
        let (next, cancelled, clock, lost) = {
            let mut state = self.lock();
            let lost = state.check_device(now);
            state.follow_host(now);
            if state.queue.phase() == Phase::Running {
                state.fill(&self.statistics);
            }
            state.answer_markers(now);
            let (next, cancelled) = state.next_timer(now);
            (next, cancelled, state.clock.clone(), lost)
        };
        if let Some(device) = lost {
            close(device);
        }
        if let Some(clock) = clock {
            if let Some(key) = cancelled {
                clock.cancel_timer(key);
            }
            if let Some((number, due)) = next {
                self.arm(number, due, clock.as_ref());
            }
        }
        self.emit();
    }

    fn arm(&self, number: u64, due: HostTime, clock: &dyn PresentationClock) {
        let this = self.this.clone();
        let key = clock.set_host_timer(
            due,
            Box::new(move || {
                if let Some(this) = this.upgrade() {
                    this.timer_fired(number);
                }
            }),
        );
        let mut state = self.lock();
        match &mut state.timer {
            Some(timer) if timer.number == number => timer.key = Some(key),
            _ => {
                drop(state);
                clock.cancel_timer(key);
            }
        }
    }

    fn timer_fired(&self, number: u64) {
        {
            let mut state = self.lock();
            if state.timer.as_ref().is_none_or(|timer| timer.number != number) {
                return;
            }
            state.timer = None;
        }
        self.settle();
    }

    fn emit(&self) {
        loop {
            let emission = self.lock().queue.begin_emit();
            let Some(emission) = emission else {
                return;
            };
            emission.perform(&self.events);
            self.lock().queue.end_emit();
        }
    }

    fn sink(&self) -> Result<Arc<Self>> {
        if self.lock().queue.phase() == Phase::ShutDown {
            return Err(Error::Shutdown);
        }
        self.this.upgrade().ok_or(Error::Shutdown)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closing waits until the device has played what it holds, and may wait long for a sound system that hangs; nobody
/// else is to wait for it.
fn close(device: Box<dyn OpenDevice>) {
    let closing = std::thread::Builder::new().name("openmf-audio-close".to_owned());
    // Without a thread the device was dropped with the closure, here.
    let _ = closing.spawn(move || drop(device));
}

impl State {
    /// The frame that is heard now.
    fn position(&mut self, now: HostTime) -> u64 {
        if self.running {
            let rate = self.output.rate;
            let frame = match &self.output.device {
                Device::Absent { since, frame } => frame + (now - *since).to_frames(rate),
                Device::Open { .. } => match self.output.player.last() {
                    None => self.heard,
                    Some(played) => {
                        let since = played.from + (now - played.host).to_frames(rate);
                        since.min(played.to).saturating_sub(LATENCY.to_frames(rate))
                    }
                },
            };
            self.heard = self.heard.max(frame);
        }
        self.heard
    }

    fn time(&mut self, now: HostTime) -> PresentationTime {
        let frames = self.position(now).saturating_sub(self.base.0);
        self.base.1 + TimeSpan::from_frames(frames, self.output.rate)
    }

    fn set_running(&mut self, running: bool, now: HostTime) {
        if running == self.running {
            return;
        }
        self.position(now);
        self.running = running;
        self.output.player.set_running(running);
        match &mut self.output.device {
            Device::Absent { since, frame } => (*since, *frame) = (now, self.heard),
            Device::Open { seen, .. } => seen.1 = now,
        }
    }

    /// Starts a new count of frames, for `time`. What was handed over is dropped.
    fn rebase(&mut self, time: PresentationTime) {
        let frame = self.output.player.jump();
        self.base = (frame, time);
        self.heard = frame;
        self.pending.clear();
        if let Device::Absent { frame: from, .. } = &mut self.output.device {
            *from = frame;
        }
    }

    /// Gives up a device that was lost, and returns it to be closed.
    fn check_device(&mut self, now: HostTime) -> Option<Box<dyn OpenDevice>> {
        let frame = self.position(now);
        let Device::Open { device, seen } = &mut self.output.device else {
            return None;
        };
        let callbacks = self.output.player.callbacks();
        if callbacks != seen.0 {
            *seen = (callbacks, now);
        }
        if device.is_alive() && (!self.running || now - seen.1 < LOST_AFTER) {
            return None;
        }
        let error = Error::Device {
            device: "sound device".into(),
            what: "it was removed or has stopped".into(),
        };
        self.queue
            .owe(MediaEvent::new(EventType::AudioSessionDeviceRemoved).with_error(error));
        match std::mem::replace(&mut self.output.device, Device::Absent { since: now, frame }) {
            Device::Open { device, .. } => Some(device),
            Device::Absent { .. } => None,
        }
    }

    /// Without a device, frames are played by host time.
    fn follow_host(&mut self, now: HostTime) {
        if matches!(self.output.device, Device::Absent { .. }) && self.running {
            let frame = self.position(now);
            self.output.player.advance_to(frame);
        }
    }

    /// Hands over as much as the ring takes.
    fn fill(&mut self, statistics: &StatisticsReader) {
        loop {
            if !self.write_pending() {
                return;
            }
            match self.queue.front() {
                None => return,
                Some(Item::Sample(_)) if self.output.player.free() == 0 => return,
                Some(_) => {}
            }
            match self.queue.pop() {
                Some(Item::Sample(sample)) => self.take_sample(&sample, statistics),
                Some(Item::Marker(marker)) => {
                    if matches!(marker.kind, MarkerKind::EndOfSegment) {
                        self.output.player.set_ended(true);
                    }
                    self.markers.push_back((self.output.player.tail(), marker));
                }
                None => return,
            }
        }
    }

    /// Places a sample on the timeline: silence before it, or its beginning cut off.
    fn take_sample(&mut self, sample: &Sample, statistics: &StatisticsReader) {
        let Output {
            rate,
            channels,
            format,
            ref player,
            ..
        } = self.output;
        player.set_ended(false);
        if player.tail() < player.play() {
            player.skip_to(player.play());
        }
        self.pending.read(sample, format);
        let frames = (self.pending.numbers.len() / channels) as u64;
        statistics.rendered(sample.total_len(), frames, None);
        let ahead = sample
            .time
            .map_or(TimeSpan::ZERO, |time| presentation(time) - self.base.1);
        let tail = (player.tail() - self.base.0) as i64;
        let start = match ahead.as_100ns() {
            0.. => ahead.to_frames(rate) as i64,
            _ => -((-ahead).to_frames(rate) as i64),
        };
        let tolerance = TOLERANCE.to_frames(rate) as i64;
        match start.saturating_sub(tail) {
            gap if gap > tolerance => self.pending.silence = gap as u64,
            gap if gap < -tolerance => {
                let cut = gap.unsigned_abs().min(frames);
                self.pending.done = cut as usize * channels;
                statistics.late();
                if cut == frames {
                    statistics.dropped();
                }
            }
            _ => {}
        }
    }

    /// Returns whether all of it is handed over.
    fn write_pending(&mut self) -> bool {
        let Self { pending, output, .. } = self;
        let player = &output.player;
        let silence = pending.silence.min(player.free());
        player.write_silence(silence);
        pending.silence -= silence;
        if pending.silence > 0 {
            return false;
        }
        let left = pending.numbers.get(pending.done..).unwrap_or(&[]);
        let count = left.len().min(player.free() as usize * output.channels);
        player.write(left.get(..count).unwrap_or(&[]));
        pending.done += count;
        if pending.done < pending.numbers.len() {
            return false;
        }
        pending.clear();
        true
    }

    /// Whether everything was handed to the device.
    fn is_drained(&self) -> bool {
        let player = &self.output.player;
        self.pending.numbers.is_empty() && player.tail() <= player.play()
    }

    fn answer_markers(&mut self, now: HostTime) {
        let position = self.position(now);
        let drained = self.queue.phase() == Phase::Paused && self.is_drained();
        while self
            .markers
            .front()
            .is_some_and(|(frame, _)| *frame <= position || drained)
        {
            if let Some((_, marker)) = self.markers.pop_front() {
                self.queue.answer(&marker, Ok(()));
            }
        }
    }

    fn abort_markers(&mut self) {
        for (_, marker) in std::mem::take(&mut self.markers) {
            self.queue.answer(&marker, Err(Error::Aborted));
        }
    }

    /// When to look again, if that is earlier than planned; and the timer that this replaces.
    fn next_timer(&mut self, now: HostTime) -> (Option<(u64, HostTime)>, Option<TimerKey>) {
        if !self.running || self.queue.phase() == Phase::ShutDown {
            return (None, self.timer.take().and_then(|timer| timer.key));
        }
        let position = self.position(now);
        let to_marker = self
            .markers
            .front()
            .map(|(frame, _)| TimeSpan::from_frames(frame.saturating_sub(position), self.output.rate))
            // Rounding must not make a timer that fires just before its time again and again.
            .map_or(FILL_INTERVAL, |span| {
                (span + TimeSpan::from_100ns(1)).min(FILL_INTERVAL)
            });
        let due = now + to_marker;
        if self.timer.as_ref().is_some_and(|timer| timer.due <= due) {
            return (None, None);
        }
        self.last_timer += 1;
        let number = self.last_timer;
        let former = self.timer.replace(Timer {
            number,
            due,
            key: None,
        });
        (Some((number, due)), former.and_then(|timer| timer.key))
    }
}

impl Pending {
    fn clear(&mut self) {
        self.silence = 0;
        self.numbers.clear();
        self.done = 0;
    }

    fn read(&mut self, sample: &Sample, format: SampleFormat) {
        self.clear();
        let bytes = sample.contiguous();
        match format {
            SampleFormat::S16 => self.numbers.extend(
                bytes
                    .as_chunks::<2>()
                    .0
                    .iter()
                    .map(|number| f32::from(i16::from_le_bytes(*number)) / 32_768.0),
            ),
            _ => self.numbers.extend(
                bytes
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .map(|number| f32::from_le_bytes(*number)),
            ),
        }
    }
}

impl MediaSink for AudioSink {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics {
            fixed_streams: true,
            cannot_match_clock: false,
            rateless: false,
            can_preroll: true,
        }
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        Ok(vec![self.sink()?])
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        let (former, timer) = {
            let mut state = self.lock();
            if state.queue.phase() == Phase::ShutDown {
                return Err(Error::Shutdown);
            }
            let timer = state.timer.take().and_then(|timer| timer.key);
            (std::mem::replace(&mut state.clock, clock.clone()), timer)
        };
        let as_state_sink: Arc<dyn ClockStateSink> = Arc::clone(&self) as _;
        if let Some(former) = former {
            if let Some(key) = timer {
                former.cancel_timer(key);
            }
            // A clock that was shut down has forgotten its sinks; leaving it cannot fail in a way that matters.
            let _ = former.remove_state_sink(&as_state_sink);
        }
        match clock {
            Some(clock) => clock.add_state_sink(as_state_sink),
            None => Ok(()),
        }
    }

    fn shutdown(&self) -> Result<()> {
        let (clock, timer, device) = {
            let mut state = self.lock();
            state.queue.shut_down()?;
            let now = self.host.now();
            state.set_running(false, now);
            state.pending.clear();
            state.markers.clear();
            let absent = Device::Absent { since: now, frame: 0 };
            let device = std::mem::replace(&mut state.output.device, absent);
            let timer = state.timer.take().and_then(|timer| timer.key);
            (state.clock.take(), timer, device)
        };
        if let Some(clock) = clock {
            if let Some(key) = timer {
                clock.cancel_timer(key);
            }
            if let Some(this) = self.this.upgrade() {
                let this: Arc<dyn ClockStateSink> = this;
                let _ = clock.remove_state_sink(&this);
            }
        }
        if let Device::Open { device, .. } = device {
            close(device);
        }
        self.events.shutdown();
        self.emit();
        Ok(())
    }

    fn time_source(&self) -> Option<Arc<dyn PresentationTimeSource>> {
        Some(Arc::clone(&self.time_source) as _)
    }

    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        Some(self)
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        match *service {
            guids::MR_POLICY_VOLUME_SERVICE | guids::MR_STREAM_VOLUME_SERVICE => {
                Some(UserObject::new(self.volume.clone()))
            }
            _ => self.statistics.service(service),
        }
    }

    fn name(&self) -> String {
        "audio renderer".to_owned()
    }
}

impl MediaSinkPreroll for AudioSink {
    fn notify_preroll(&self, start: PresentationTime) -> Result<()> {
        self.lock().queue.preroll(start)?;
        self.settle();
        Ok(())
    }
}

impl StreamSink for AudioSink {
    fn events(&self) -> &EventQueue {
        &self.events
    }

    fn id(&self) -> u32 {
        STREAM_ID
    }

    fn media_sink(&self) -> Result<Arc<dyn MediaSink>> {
        Ok(self.sink()?)
    }

    fn media_type_handler(&self) -> &dyn MediaTypeHandler {
        self
    }

    fn process_sample(&self, sample: Sample) -> Result<()> {
        if sample.time.is_none() {
            return Err(Error::NoSampleTimestamp);
        }
        {
            let mut state = self.lock();
            if state.queue.phase() != Phase::ShutDown {
                if state.current_type.is_none() {
                    return Err(Error::NotInitialized {
                        what: "the stream sink's media type",
                    });
                }
                if state.clock.is_none() {
                    return Err(Error::NoClock);
                }
            }
            if !state.queue.push_sample(sample)? {
                self.statistics.skipped();
            }
        }
        self.settle();
        Ok(())
    }

    fn place_marker(&self, marker: Marker) -> Result<()> {
        {
            let mut state = self.lock();
            let sounding = !state.is_drained() || !state.markers.is_empty();
            state.queue.push_marker(marker, sounding)?;
        }
        self.settle();
        Ok(())
    }

    fn flush(&self) -> Result<()> {
        {
            let now = self.host.now();
            let mut state = self.lock();
            if state.queue.phase() == Phase::ShutDown {
                return Err(Error::Shutdown);
            }
            // The time goes on; only what was to be heard is dropped.
            let time = state.time(now);
            let running = state.running;
            state.set_running(false, now);
            state.rebase(time);
            state.abort_markers();
            state.queue.flush()?;
            state.set_running(running, now);
        }
        self.settle();
        Ok(())
    }

    fn direct(&self) -> Option<&dyn DirectStreamSink> {
        self.lock().queue.use_direct();
        Some(self)
    }
}

impl DirectStreamSink for AudioSink {
    fn poll_request(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.lock().queue.poll_request(cx)
    }
}

impl ClockStateSink for AudioSink {
    fn on_clock_start(&self, _host_time: HostTime, start: ClockStart) -> Result<()> {
        self.change(ClockChange::Start(start))
    }

    fn on_clock_stop(&self, _host_time: HostTime) -> Result<()> {
        self.change(ClockChange::Stop)
    }

    fn on_clock_pause(&self, _host_time: HostTime) -> Result<()> {
        self.change(ClockChange::Pause)
    }

    fn on_clock_restart(&self, _host_time: HostTime) -> Result<()> {
        self.change(ClockChange::Restart)
    }

    fn on_clock_set_rate(&self, _host_time: HostTime, rate: f32) -> Result<()> {
        self.change(ClockChange::Rate(rate))
    }
}

/// The device as the presentation clock's time source: told of a change before the state sinks. One for the life of
/// the sink, so that a clock recognises it.
struct AudioTimeSource(Weak<AudioSink>);

impl AudioTimeSource {
    fn sink(&self) -> Result<Arc<AudioSink>> {
        self.0.upgrade().ok_or(Error::Shutdown)
    }
}

impl ClockStateSink for AudioTimeSource {
    fn on_clock_start(&self, _host_time: HostTime, start: ClockStart) -> Result<()> {
        self.sink()?
            .change_device(Listener::TimeSource, ClockChange::Start(start))
    }

    fn on_clock_stop(&self, _host_time: HostTime) -> Result<()> {
        self.sink()?
            .change_device(Listener::TimeSource, ClockChange::Stop)
    }

    fn on_clock_pause(&self, _host_time: HostTime) -> Result<()> {
        self.sink()?
            .change_device(Listener::TimeSource, ClockChange::Pause)
    }

    fn on_clock_restart(&self, _host_time: HostTime) -> Result<()> {
        self.sink()?
            .change_device(Listener::TimeSource, ClockChange::Restart)
    }

    fn on_clock_set_rate(&self, _host_time: HostTime, rate: f32) -> Result<()> {
        self.sink()?
            .change_device(Listener::TimeSource, ClockChange::Rate(rate))
    }
}

impl PresentationTimeSource for AudioTimeSource {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        let sink = self.sink()?;
        let now = sink.host.now();
        let mut state = sink.lock();
        if state.queue.phase() == Phase::ShutDown {
            return Err(Error::Shutdown);
        }
        Ok((state.time(now), now))
    }
}

impl MediaTypeHandler for AudioSink {
    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        let format = AudioFormat::try_from(media_type)?;
        let plays = matches!(
            format.sample_format(),
            Some(SampleFormat::S16 | SampleFormat::F32)
        );
        if plays && RATES.contains(&format.sample_rate) && format.channels <= MAX_CHANNELS {
            Ok(())
        } else {
            Err(Error::invalid_media_type(format!(
                "{media_type} for the audio renderer"
            )))
        }
    }

    fn type_by_index(&self, index: usize) -> Result<MediaType> {
        let (subtype, bits) = match index {
            0 => (guids::MFAudioFormat_Float, 32),
            1 => (guids::MFAudioFormat_PCM, 16),
            2 => return Ok(AudioFormat::pcm(SampleFormat::F32, UNTYPED_RATE, 2).to_media_type()),
            _ => return Err(Error::NoMoreTypes),
        };
        let media_type = MediaType::partial(guids::MFMediaType_Audio, subtype);
        media_type
            .attributes()
            .set(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, bits);
        Ok(media_type)
    }

    /// Opens the device. While the stream runs only the type that is set already is taken.
    fn set_current_type(&self, media_type: &MediaType) -> Result<()> {
        self.is_supported(media_type)?;
        let format = AudioFormat::try_from(media_type)?;
        let sample_format = format.sample_format().unwrap_or(SampleFormat::F32);
        let channels = format.channels as usize;
        {
            let mut state = self.lock();
            if state.queue.phase() == Phase::ShutDown {
                return Err(Error::Shutdown);
            }
            let same = state.current_type.is_some()
                && (state.output.rate, state.output.channels) == (format.sample_rate, channels);
            if same && matches!(state.output.device, Device::Open { .. }) {
                state.output.format = sample_format;
                state.current_type = Some(media_type.clone());
                return Ok(());
            }
            if state.queue.phase() != Phase::Stopped {
                return Err(Error::invalid_request(
                    "another media type while the audio renderer plays",
                ));
            }
        }
        let ring_frames = TimeSpan::from_millis(RING_MILLIS).to_frames(format.sample_rate);
        let player = Arc::new(Player::new(channels, ring_frames as usize));
        let callback = Arc::clone(&player).callback(self.volume.clone(), Arc::clone(&self.host));
        let device = self
            .backends
            .open(format.sample_rate, format.channels, Box::new(callback))?;
        let former = {
            let now = self.host.now();
            let mut state = self.lock();
            state.current_type = Some(media_type.clone());
            let output = Output {
                rate: format.sample_rate,
                channels,
                format: sample_format,
                player,
                device: Device::Open {
                    device,
                    seen: (0, now),
                },
            };
            let former = std::mem::replace(&mut state.output, output);
            let time = state.base.1;
            state.rebase(time);
            former
        };
        if let Device::Open { device, .. } = former.device {
            close(device);
        }
        Ok(())
    }

    fn current_type(&self) -> Result<MediaType> {
        self.lock().current_type.clone().ok_or(Error::NotInitialized {
            what: "the stream sink's media type",
        })
    }
}
