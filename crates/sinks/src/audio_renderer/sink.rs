use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};

use openmf_core::{
    AudioFormat, ClockStart, ClockStateSink, DirectStreamSink, Error, EventQueue, EventType, Guid, HostClock,
    HostTime, Marker, MediaEvent, MediaSink, MediaSinkPreroll, MediaType, MediaTypeHandler,
    PresentationClock, PresentationTime, PresentationTimeSource, RateBounds, RateSupport, Result, Sample,
    SampleFormat, SinkCharacteristics, StreamSink, TakenBack, TimeSpan, UserObject, guids, keys,
};

use super::device::{Backends, OpenDevice};
use super::player::Player;
use super::slaving::{Drift, Stretch};
use super::time_map::TimeMap;
use super::timeline::{Device, Listener, Output, Pending, State};
use super::volume::AudioVolume;
use crate::render_sink::{ClockChange, STREAM_ID};
use crate::statistics::{Statistics, StatisticsReader};
use crate::stream_queue::{Phase, QueueLimits, StreamQueue};

const LIMITS: QueueLimits = QueueLimits {
    samples: 256,
    span: Some(TimeSpan::from_millis(500)),
    preroll_samples: 1,
    preroll_span: Some(TimeSpan::from_millis(100)),
};
/// How much is handed over to the device's callback in advance.
const RING_MILLIS: i64 = 200;
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

impl AudioSink {
    pub(super) fn new(
        backends: Box<dyn Backends>,
        host: Arc<dyn HostClock>,
        volume: AudioVolume,
    ) -> Arc<Self> {
        let events = EventQueue::inline();
        volume.tell(&events);
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
            events: events.clone(),
            volume: volume.clone(),
            statistics: StatisticsReader::default(),
            time_source: Arc::new(AudioTimeSource(this.clone())),
            state: Mutex::new(State {
                queue: StreamQueue::new(LIMITS, false),
                clock: None,
                current_type: None,
                output,
                followed: None,
                running: false,
                map: TimeMap::new(),
                is_master: false,
                drift: Drift::default(),
                pace: 1.0,
                stretch: Stretch::default(),
                silent_until: None,
                heard: 0,
                pending: Pending::default(),
                markers: VecDeque::new(),
                sent: VecDeque::new(),
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
        let clock_rate = self.clock_rate();
        let now = self.host.now();
        let mut state = self.lock();
        if state.queue.phase() == Phase::ShutDown {
            return Err(Error::Shutdown);
        }
        if let ClockChange::Start(_) | ClockChange::Restart = change {
            // A time source is told before the state sinks.
            let told_before = state
                .followed
                .is_some_and(|(first, _)| first == Listener::TimeSource);
            state.is_master = listener == Listener::TimeSource || told_before;
            if state.is_master {
                state.pace = 1.0;
            }
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
                // A renderer that was not there when the rate changed was not told.
                state.map.set_rate(clock_rate);
                state.rebase(time);
                state.queue.set_rate(clock_rate);
                state.queue.starts_at(time);
                state.fill(&self.statistics, now);
                state.set_running(true, now);
            }
            ClockChange::Start(ClockStart::Current) | ClockChange::Restart => state.set_running(true, now),
            ClockChange::Pause => state.set_running(false, now),
            ClockChange::Stop => {
                state.set_running(false, now);
                state.rebase(PresentationTime::ZERO);
            }
            ClockChange::Rate(rate) => state.set_rate(rate, now),
        }
        Ok(())
    }

    /// Asked without the lock, like everything of the clock.
    fn clock_rate(&self) -> f32 {
        let clock = self.lock().clock.clone();
        clock.map_or(1.0, |clock| clock.rate())
    }

    fn change(&self, change: ClockChange) -> Result<()> {
        let result = self.change_device(Listener::StateSink, change);
        if matches!(result, Err(Error::Shutdown)) {
            return result;
        }
        let rate = self.clock_rate();
        {
            let mut state = self.lock();
            match change {
                ClockChange::Start(_) | ClockChange::Restart => state.queue.set_rate(rate),
                ClockChange::Stop | ClockChange::Pause | ClockChange::Rate(_) => {}
            }
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
                ClockChange::Rate(rate) => match &result {
                    Ok(()) => state.queue.rate_changed(rate),
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
                if state.queue.scrub_is_pending() {
                    state.queue.scrubbed(None);
                }
                state.fill(&self.statistics, now);
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
        self.follow_clock();
        self.settle();
    }

    /// Keeps with the clock if that is another's.
    fn follow_clock(&self) {
        let clock = {
            let state = self.lock();
            state.clock.clone().filter(|_| !state.is_master)
        };
        // Read without the lock: the time may come from anywhere.
        if let Some(reading) = clock.and_then(|clock| clock.correlated_time().ok()) {
            self.lock().follow_clock(reading);
        }
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

    fn presentation_clock(&self) -> Option<Arc<dyn PresentationClock>> {
        self.lock().clock.clone()
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

    fn clock_state_sink(self: Arc<Self>) -> Option<Arc<dyn ClockStateSink>> {
        Some(self)
    }

    fn preroll(&self) -> Option<&dyn MediaSinkPreroll> {
        Some(self)
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        Some(&RateBounds::ALL)
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        match *service {
            guids::MR_POLICY_VOLUME_SERVICE | guids::MR_STREAM_VOLUME_SERVICE => {
                Some(UserObject::new(self.volume.clone()))
            }
            _ => self.statistics.service(service),
        }
    }

    fn takes_stretched_sound(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        "audio renderer".to_owned()
    }
}

impl MediaSinkPreroll for AudioSink {
    fn notify_preroll(&self, start: PresentationTime) -> Result<()> {
        self.begin_preroll(start, None)
    }

    fn notify_numbered_preroll(&self, start: PresentationTime, number: u64) -> Result<()> {
        self.begin_preroll(start, Some(number))
    }
}

impl AudioSink {
    fn begin_preroll(&self, start: PresentationTime, number: Option<u64>) -> Result<()> {
        let rate = self.clock_rate();
        {
            let mut state = self.lock();
            state.queue.set_rate(rate);
            state.queue.preroll(start, number)?;
        }
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

    fn take_back(&self, from: PresentationTime) -> Option<TakenBack> {
        let back = {
            let now = self.host.now();
            self.lock().take_back(from, &self.statistics, now)
        };
        self.settle();
        Some(back)
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

    fn dismissed(&self) {
        if let Ok(sink) = self.sink() {
            sink.lock().is_master = false;
        }
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
            let time = state.map.time_at(0, format.sample_rate);
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
