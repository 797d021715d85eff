use std::collections::VecDeque;
use std::sync::Arc;

use openmf_core::{
    Error, EventType, HostTime, Marker, MarkerKind, MediaEvent, MediaType, PresentationClock,
    PresentationTime, Sample, SampleFormat, TakenBack, TakenItem, TimeSpan, TimerKey,
};

use super::device::{OpenDevice, PERIOD_MILLIS};
use super::player::Player;
use super::slaving::{AHEAD, Drift, MAX_ERROR, Stretch};
use super::time_map::{TimeMap, frames_for, is_audible, scaled};
use crate::render_sink::{ClockChange, is_ahead, leaves_at, presentation};
use crate::statistics::StatisticsReader;
use crate::stream_queue::{Item, Phase, StreamQueue};

/// A sample that cannot be heard is silence of its duration, up to this.
const LONGEST_SILENCE: TimeSpan = TimeSpan::from_millis(1_000);
/// How often the ring is filled up.
pub(super) const FILL_INTERVAL: TimeSpan = TimeSpan::from_millis(40);
/// Samples that are off by less follow each other directly.
const TOLERANCE: TimeSpan = TimeSpan::from_millis(10);
/// What is in the device when it asks for more: all of its three periods but the one it asks for. The sound system's
/// own latency is not known.
pub(super) const LATENCY: TimeSpan = TimeSpan::from_millis(2 * PERIOD_MILLIS as i64);
/// A device that has not called for so long is lost. A PulseAudio null sink that was idle begins only after 2 seconds.
pub(super) const LOST_AFTER: TimeSpan = TimeSpan::from_millis(3_000);

/// The state of an audio renderer: what is queued, what was handed to the device, and which frame is which time.
pub(super) struct State {
    pub(super) queue: StreamQueue,
    pub(super) clock: Option<Arc<dyn PresentationClock>>,
    pub(super) current_type: Option<MediaType>,
    pub(super) output: Output,
    /// The change that the device follows already, until the other one of its two listeners hears of it.
    pub(super) followed: Option<(Listener, ClockChange)>,
    pub(super) running: bool,
    pub(super) map: TimeMap,
    /// The clock takes its time from this renderer.
    pub(super) is_master: bool,
    pub(super) drift: Drift,
    /// How many frames of the media to a frame of the device, where that is not the clock's rate's doing.
    pub(super) pace: f64,
    pub(super) stretch: Stretch,
    /// How far samples were taken while nothing is heard.
    pub(super) silent_until: Option<PresentationTime>,
    /// The frame that was heard last: the position never goes back.
    pub(super) heard: u64,
    /// The sample that is being handed over.
    pub(super) pending: Pending,
    /// Markers behind frames that were handed over.
    pub(super) markers: VecDeque<(u64, Marker)>,
    /// The samples that are in the ring or on their way there, each with its first frame and the one behind its last.
    pub(super) sent: VecDeque<(u64, u64, Sample)>,
    pub(super) timer: Option<Timer>,
    pub(super) last_timer: u64,
}

/// Who hears of a change: as a time source the renderer is told twice, in whatever order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Listener {
    TimeSource,
    StateSink,
}

pub(super) struct Timer {
    pub(super) number: u64,
    pub(super) due: HostTime,
    pub(super) key: Option<TimerKey>,
}

/// The device and what its callback shares.
pub(super) struct Output {
    pub(super) rate: u32,
    pub(super) channels: usize,
    pub(super) format: SampleFormat,
    pub(super) player: Arc<Player>,
    pub(super) device: Device,
}

pub(super) enum Device {
    /// There is no type yet, or the device was lost: the time is the host's, from this frame on.
    Absent { since: HostTime, frame: u64 },
    Open {
        device: Box<dyn OpenDevice>,
        /// The callbacks counted, and since when their number has not changed.
        seen: (u64, HostTime),
    },
}

#[derive(Default)]
pub(super) struct Pending {
    pub(super) silence: u64,
    pub(super) numbers: Vec<f32>,
    /// How many of the numbers were handed over.
    pub(super) done: usize,
    /// Memory for the next ones that are stretched.
    pub(super) stretched: Vec<f32>,
}

impl State {
    /// The frame that is heard now.
    pub(super) fn position(&mut self, now: HostTime) -> u64 {
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

    pub(super) fn time(&mut self, now: HostTime) -> PresentationTime {
        let frame = self.position(now);
        self.map.forget_before(frame);
        self.map.time_at(frame, self.output.rate)
    }

    pub(super) fn set_running(&mut self, running: bool, now: HostTime) {
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
    pub(super) fn rebase(&mut self, time: PresentationTime) {
        let frame = self.output.player.jump();
        self.map.rebase(frame, time);
        self.stretch.clear();
        self.drift.start_over();
        self.silent_until = None;
        self.heard = frame;
        self.pending.clear();
        self.sent.clear();
        if let Device::Absent { frame: from, .. } = &mut self.output.device {
            *from = frame;
        }
    }

    /// Gives up a device that was lost, and returns it to be closed.
    pub(super) fn check_device(&mut self, now: HostTime) -> Option<Box<dyn OpenDevice>> {
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

    /// Compares what is heard with the clock, `reading`, and corrects the pace if somebody else drives the clock.
    pub(super) fn follow_clock(&mut self, (time, host): (PresentationTime, HostTime)) {
        let silent = self.map.is_silent() || !self.running || self.queue.phase() != Phase::Running;
        if self.is_master || silent {
            return;
        }
        let error = time - self.time(host);
        if error.abs() > MAX_ERROR {
            self.set_running(false, host);
            // What is handed over next is heard when it has passed through the device.
            self.rebase(time + LATENCY);
            self.set_running(true, host);
            return;
        }
        self.pace = 1.0 + self.drift.observe(error, host);
    }

    /// Without a device, frames are played by host time.
    pub(super) fn follow_host(&mut self, now: HostTime) {
        if matches!(self.output.device, Device::Absent { .. }) && self.running {
            let frame = self.position(now);
            self.output.player.advance_to(frame);
        }
    }

    /// The clock's rate changes. What was made for the former one is still heard, if it can be.
    pub(super) fn set_rate(&mut self, rate: f32, now: HostTime) {
        let is_empty = self.queue.front().is_none() && self.is_drained();
        if is_audible(rate) && !self.map.is_silent() && !is_empty {
            let tail = self.map.time_at(self.output.player.tail(), self.output.rate);
            let until = self.queue.end().map_or(tail, |end| end.max(tail));
            self.map.set_next_rate(rate, until);
            return;
        }
        let (time, running) = (self.time(now), self.running);
        self.set_running(false, now);
        self.map.set_rate(rate);
        self.rebase(time);
        self.set_running(running, now);
    }

    /// Drops what the time has passed, without a sound.
    fn pass_silently(&mut self, now: HostTime) {
        let rate = self.map.rate();
        self.output.player.set_ended(true);
        if rate == 0.0 || !self.running {
            return;
        }
        let time = self.time(now);
        loop {
            let leaves = match self.queue.front() {
                None => return,
                Some(Item::Sample(sample)) => leaves_at(sample, rate),
                Some(Item::Marker(_)) => self.silent_until,
            };
            if leaves.is_some_and(|leaves| is_ahead(leaves, time, rate)) {
                return;
            }
            match self.queue.pop() {
                Some(Item::Sample(_)) => self.silent_until = leaves.or(self.silent_until),
                Some(Item::Marker(marker)) => self.queue.answer(&marker, Ok(())),
                None => return,
            }
        }
    }

    /// Hands over as much as the ring takes.
    pub(super) fn fill(&mut self, statistics: &StatisticsReader, now: HostTime) {
        if self.map.is_silent() {
            return self.pass_silently(now);
        }
        self.hand_over(statistics);
        if self.queue.front().is_none() && self.is_drained() {
            // Nothing of the former rate is left.
            let frame = self.position(now).max(self.output.player.tail());
            self.map.go_on_at(frame, self.map.rate(), self.output.rate);
        }
    }

    fn hand_over(&mut self, statistics: &StatisticsReader) {
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
                        statistics.end_segment();
                        self.finish_stretch();
                    }
                    let left = self.pending.numbers.len() / self.output.channels;
                    let behind = self.output.player.tail() + left as u64;
                    self.markers.push_back((behind, marker));
                }
                None => return,
            }
        }
    }

    /// Places a sample on the timeline: silence before it, or its beginning cut off.
    pub(super) fn take_sample(&mut self, sample: &Sample, statistics: &StatisticsReader) {
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
            // What was to be heard meanwhile was not there.
            self.stretch.clear();
        }
        self.pending.read(sample, format);
        let mut frames = (self.pending.numbers.len() / channels) as u64;
        let tail = player.tail();
        let time = sample
            .time
            .map_or_else(|| self.map.time_at(tail, rate), presentation);
        let speed = match self.map.rate_of(time, sample.duration, frames, rate) {
            Some(speed) => {
                statistics.rendered(sample.total_len(), frames, None);
                speed
            }
            None => {
                let speed = self.map.rate();
                let span = sample.duration.unwrap_or_default().min(LONGEST_SILENCE);
                frames = frames_for(span, speed, rate).unsigned_abs();
                self.pending.numbers.clear();
                self.pending.numbers.resize(frames as usize * channels, 0.0);
                speed
            }
        };
        self.map.go_on_at(tail, speed, rate);
        let held = self.stretch.held_span(speed, rate);
        let gap = frames_for(time - self.map.time_at(tail, rate) - held, speed, rate);
        let tolerance = TOLERANCE.to_frames(rate) as i64;
        match gap {
            gap if gap > tolerance => {
                self.pending.silence = gap as u64;
                self.stretch.clear();
            }
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
        self.stretch_pending(time, speed);
        self.note_sent(sample);
    }

    /// Makes the pending numbers longer or shorter, if the clock is not the device's.
    fn stretch_pending(&mut self, time: PresentationTime, speed: f32) {
        let Output { rate, channels, .. } = self.output;
        let tail = self.output.player.tail();
        let input = self.pending.numbers.get(self.pending.done..).unwrap_or(&[]);
        if self.pace == 1.0 && !self.stretch.is_working() {
            self.stretch.pass(channels, input);
            return;
        }
        let cut = TimeSpan::from_frames((self.pending.done / channels) as u64, rate);
        let first = time + scaled(cut, speed) - self.stretch.held_span(speed, rate);
        self.map
            .place(tail + self.pending.silence, first, speed * self.pace as f32);
        let mut output = std::mem::take(&mut self.pending.stretched);
        self.stretch.process(channels, input, self.pace, &mut output);
        self.pending.take_stretched(output);
    }

    /// Keeps the sample that is pending for [`State::take_back`].
    fn note_sent(&mut self, sample: &Sample) {
        let (tail, play) = (self.output.player.tail(), self.output.player.play());
        while self.sent.front().is_some_and(|(_, end, _)| *end <= play) {
            self.sent.pop_front();
        }
        let begin = tail + self.pending.silence;
        let left = self.pending.numbers.len().saturating_sub(self.pending.done) / self.output.channels;
        self.sent.push_back((begin, begin + left as u64, sample.clone()));
    }

    /// Gives back what is behind a time and was neither played nor handed to the device, with the markers behind it.
    pub(super) fn take_back(
        &mut self,
        from: PresentationTime,
        statistics: &StatisticsReader,
        now: HostTime,
    ) -> TakenBack {
        let mut items = Vec::new();
        if self.map.is_silent() {
            let over = self.time(now).max(from);
            self.silent_until = self.silent_until.map(|until| until.min(over));
            items.extend(self.queue.take_back(from));
            let until = self.queue.end().or(self.silent_until);
            return TakenBack { items, until };
        }
        let hz = self.output.rate;
        let written = self.output.player.tail() + self.pending.silence;
        let left = self.pending.numbers.len().saturating_sub(self.pending.done) / self.output.channels;
        let end = written + left as u64;
        let cut = self.map.frame_at(from, hz);
        if cut < end {
            let cut = self.output.player.cut(cut);
            self.map.cut(cut);
            self.pending.clear();
            self.stretch.clear();
            self.output.player.set_ended(true);
            let mut taken: Vec<(u64, TakenItem)> = Vec::new();
            while let Some((begin, end, sample)) = self.sent.pop_back_if(|(_, end, _)| *end > cut) {
                let frame_bytes = self.output.channels * self.output.format.bytes();
                let frames = (sample.total_len() / frame_bytes.max(1)) as u64;
                // Of one whose beginning was cut off, or that was made longer, so much as belongs to the frames.
                let kept = frames.saturating_sub(end - begin.max(cut)).min(frames);
                let (kept, rest) = sample.split_at_frame(kept, frame_bytes);
                let kept = kept.filter(|_| cut > begin);
                if let Some(rest) = rest {
                    statistics.given_back(rest.total_len(), end - begin.max(cut), kept.is_none());
                    taken.push((end, TakenItem::Sample(rest)));
                }
                self.sent.extend(kept.map(|kept| (begin, cut, kept)));
            }
            taken.reverse();
            let behind = self.markers.iter().position(|(frame, _)| *frame > cut);
            let behind = self.markers.split_off(behind.unwrap_or(self.markers.len()));
            taken.extend(
                behind
                    .into_iter()
                    .map(|(frame, marker)| (frame, TakenItem::Marker(marker))),
            );
            taken.sort_by_key(|(frame, _)| *frame);
            items.extend(taken.into_iter().map(|(_, item)| item));
        }
        let ends = |marker: &Marker| matches!(marker.kind, MarkerKind::EndOfSegment);
        let first = self.markers.iter().position(|(_, marker)| ends(marker));
        let first = self.markers.split_off(first.unwrap_or(self.markers.len()));
        items.extend(first.into_iter().map(|(_, marker)| TakenItem::Marker(marker)));
        // The segment was counted as ended when its marker was passed.
        let passed = items
            .iter()
            .filter(|item| matches!(item, TakenItem::Marker(marker) if ends(marker)));
        passed.for_each(|_| statistics.resume_segment());
        items.extend(self.queue.take_back(from));
        let placed = self
            .map
            .time_at(self.output.player.tail() + self.pending.silence, hz);
        let until = self.queue.end().unwrap_or(placed);
        TakenBack {
            items,
            until: Some(until),
        }
    }

    /// Hands over the last frames, which wait for others that do not come.
    fn finish_stretch(&mut self) {
        if !self.stretch.is_working() {
            return;
        }
        let channels = self.output.channels;
        let mut output = std::mem::take(&mut self.pending.stretched);
        let silence = vec![0.0; AHEAD * channels];
        self.stretch.process(channels, &silence, self.pace, &mut output);
        self.stretch.clear();
        self.pending.take_stretched(output);
    }

    /// Returns whether all of it is handed over.
    pub(super) fn write_pending(&mut self) -> bool {
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
    pub(super) fn is_drained(&self) -> bool {
        let player = &self.output.player;
        self.pending.numbers.is_empty() && player.tail() <= player.play()
    }

    pub(super) fn answer_markers(&mut self, now: HostTime) {
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

    pub(super) fn abort_markers(&mut self) {
        for (_, marker) in std::mem::take(&mut self.markers) {
            self.queue.answer(&marker, Err(Error::Aborted));
        }
    }

    /// When to look again, if that is earlier than planned; and the timer that this replaces.
    pub(super) fn next_timer(&mut self, now: HostTime) -> (Option<(u64, HostTime)>, Option<TimerKey>) {
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
    pub(super) fn clear(&mut self) {
        self.silence = 0;
        self.numbers.clear();
        self.done = 0;
    }

    /// What came out of the stretch takes the place of what went in.
    fn take_stretched(&mut self, output: Vec<f32>) {
        self.stretched = std::mem::replace(&mut self.numbers, output);
        self.stretched.clear();
        self.done = 0;
    }

    pub(super) fn read(&mut self, sample: &Sample, format: SampleFormat) {
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
