use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{HostClock, HostTime};

use super::volume::AudioVolume;

/// What the renderer and the device's callback share.
///
/// Frames are numbered from the device's point of view: the callback plays frame `play`, `play + 1`, … whether there
/// are data for them or not, so that the device's clock runs on when data are late. The ring holds the frames from
/// `play` to `tail`. All is atomics and one lock that the callback only tries: it neither waits nor allocates.
pub(super) struct Player {
    channels: usize,
    ring: Box<[AtomicU32]>,
    ring_frames: u64,
    running: AtomicBool,
    /// The next frame to be played.
    play: AtomicU64,
    /// The frame behind the last one written.
    tail: AtomicU64,
    /// No data follow; silence is not an underrun.
    ended: AtomicBool,
    underruns: AtomicU64,
    callbacks: AtomicU64,
    last: Mutex<Option<Played>>,
}

/// What the callback did last while the player ran.
#[derive(Clone, Copy, Debug)]
pub(super) struct Played {
    /// When it was called.
    pub(super) host: HostTime,
    /// The first frame it handed over.
    pub(super) from: u64,
    /// The frame behind the last one it handed over.
    pub(super) to: u64,
}

impl Player {
    pub(super) fn new(channels: usize, ring_frames: usize) -> Self {
        Self {
            channels,
            ring: (0..ring_frames * channels).map(|_| AtomicU32::new(0)).collect(),
            ring_frames: ring_frames as u64,
            running: AtomicBool::new(false),
            play: AtomicU64::new(0),
            tail: AtomicU64::new(0),
            ended: AtomicBool::new(false),
            underruns: AtomicU64::new(0),
            callbacks: AtomicU64::new(0),
            last: Mutex::new(None),
        }
    }

    /// The function for the device: fills `out`, frames of interleaved numbers.
    pub(super) fn callback(
        self: Arc<Self>,
        volume: AudioVolume,
        host: Arc<dyn HostClock>,
    ) -> impl FnMut(&mut [f32]) + Send + 'static {
        let mut gains = vec![0.0_f32; self.channels];
        for (channel, gain) in gains.iter_mut().enumerate() {
            *gain = volume.gain(channel);
        }
        move |out| {
            let now = host.now();
            self.fill(out, now);
            apply_gain(out, &mut gains, &volume);
        }
    }

    fn fill(&self, out: &mut [f32], now: HostTime) {
        self.callbacks.fetch_add(1, Ordering::Relaxed);
        out.fill(0.0);
        if !self.running.load(Ordering::Acquire) {
            return;
        }
        let frames = (out.len() / self.channels) as u64;
        let from = self.play.load(Ordering::Acquire);
        let available = self.tail.load(Ordering::Acquire).saturating_sub(from).min(frames);
        for frame in 0..available {
            let at = ((from + frame) % self.ring_frames) as usize * self.channels;
            let to = frame as usize * self.channels;
            let (Some(slots), Some(out)) = (
                self.ring.get(at..at + self.channels),
                out.get_mut(to..to + self.channels),
            ) else {
                break;
            };
            for (number, slot) in out.iter_mut().zip(slots) {
                *number = f32::from_bits(slot.load(Ordering::Relaxed));
            }
        }
        let to = from + frames;
        // Fails if a seek moved the player meanwhile; what was copied then belongs to the past.
        if self
            .play
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed)
            .is_err()
        {
            out.fill(0.0);
            return;
        }
        if available < frames && !self.ended.load(Ordering::Relaxed) {
            self.underruns.fetch_add(1, Ordering::Relaxed);
        }
        if let Ok(mut last) = self.last.try_lock() {
            *last = Some(Played { host: now, from, to });
        }
    }

    /// Jumps to a frame that was never used and returns it. What the ring holds is dropped.
    pub(super) fn jump(&self) -> u64 {
        let next = self
            .play
            .load(Ordering::Acquire)
            .max(self.tail.load(Ordering::Acquire))
            + self.ring_frames;
        // The tail first: the callback must never see data behind the new position.
        self.tail.store(next, Ordering::Release);
        self.play.store(next, Ordering::Release);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        next
    }

    /// Moves the position without a device.
    pub(super) fn advance_to(&self, frame: u64) {
        self.play.fetch_max(frame, Ordering::AcqRel);
    }

    pub(super) fn set_running(&self, running: bool) {
        self.running.store(running, Ordering::Release);
        if !running {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    pub(super) fn set_ended(&self, ended: bool) {
        self.ended.store(ended, Ordering::Relaxed);
    }

    pub(super) fn play(&self) -> u64 {
        self.play.load(Ordering::Acquire)
    }

    pub(super) fn tail(&self) -> u64 {
        self.tail.load(Ordering::Acquire)
    }

    pub(super) fn underruns(&self) -> u64 {
        self.underruns.load(Ordering::Relaxed)
    }

    /// How often the device has called; a living device calls all the time.
    pub(super) fn callbacks(&self) -> u64 {
        self.callbacks.load(Ordering::Relaxed)
    }

    pub(super) fn last(&self) -> Option<Played> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many frames can be written now.
    pub(super) fn free(&self) -> u64 {
        let (play, tail) = (self.play(), self.tail());
        self.ring_frames.saturating_sub(tail.saturating_sub(play))
    }

    /// Writes `count` frames of silence at the tail; the caller knows that there is room.
    pub(super) fn write_silence(&self, count: u64) {
        self.write_with(count, |_| 0.0);
    }

    /// Writes frames at the tail; the caller knows that there is room.
    pub(super) fn write(&self, numbers: &[f32]) {
        let frames = (numbers.len() / self.channels) as u64;
        self.write_with(frames, |index| numbers.get(index).copied().unwrap_or(0.0));
    }

    /// Skips frames whose time is over: the next write goes to `frame`.
    pub(super) fn skip_to(&self, frame: u64) {
        self.tail.fetch_max(frame, Ordering::AcqRel);
    }

    /// Drops the frames from this one on that were not played yet; the next write goes there. Returns where that is: what
    /// the device asks for at this very moment is played.
    pub(super) fn cut(&self, frame: u64) -> u64 {
        let cut = frame.max(self.play());
        if cut < self.tail() {
            self.tail.store(cut, Ordering::Release);
        }
        cut
    }

    fn write_with(&self, frames: u64, number: impl Fn(usize) -> f32) {
        let tail = self.tail();
        for frame in 0..frames {
            let at = ((tail + frame) % self.ring_frames) as usize * self.channels;
            for (channel, slot) in self.ring.iter().skip(at).take(self.channels).enumerate() {
                slot.store(
                    number(frame as usize * self.channels + channel).to_bits(),
                    Ordering::Relaxed,
                );
            }
        }
        self.tail.store(tail + frames, Ordering::Release);
    }
}

/// Scales each channel, from the gain of the last call to the one wanted now, so that a change makes no click.
fn apply_gain(out: &mut [f32], gains: &mut [f32], volume: &AudioVolume) {
    let channels = gains.len();
    let frames = (out.len() / channels.max(1)) as f32;
    for (channel, gain) in gains.iter_mut().enumerate() {
        let (from, to) = (*gain, volume.gain(channel));
        *gain = to;
        if from == 1.0 && to == 1.0 {
            continue;
        }
        for (frame, number) in out.iter_mut().skip(channel).step_by(channels).enumerate() {
            *number *= from + (to - from) * (frame as f32 + 1.0) / frames;
        }
    }
}
