//! Playing by somebody else's clock: the sound device's clock is never exactly that one, so that the sound is played a
//! little faster or slower, by resampling.

use std::f64::consts::PI;
use std::sync::OnceLock;

use openmf_core::{HostTime, TimeSpan};

/// By how much the sound may be made faster or slower: ±1 %, which is hardly heard.
pub(super) const MAX_CORRECTION: f64 = 0.01;
/// The renderer jumps instead of correcting when it is off by more than this.
pub(super) const MAX_ERROR: TimeSpan = TimeSpan::from_millis(60);

/// Error of one second is corrected by this per second. Low, so that the jitter of the device's callbacks is not heard.
const PROPORTIONAL: f64 = 0.2;
/// Critically damped: a quarter of the square.
const INTEGRAL: f64 = PROPORTIONAL * PROPORTIONAL / 4.0;
/// Over how many seconds errors are averaged.
const AVERAGED: f64 = 0.5;
/// An average error below this many seconds is none.
const DEAD_BAND: f64 = 50e-6;
/// Observations farther apart than this many seconds say nothing about the time between them.
const MAX_STEP: f64 = 1.0;

/// How far the device's clock is from the presentation clock, and what is done about it.
#[derive(Debug, Default)]
pub(super) struct Drift {
    integral: f64,
    average: f64,
    last: Option<HostTime>,
}

impl Drift {
    /// Takes account of an error: how far the clock is ahead of what is heard. Returns by how much the sound is to be
    /// faster, as a part of one.
    pub(super) fn observe(&mut self, error: TimeSpan, now: HostTime) -> f64 {
        let error = error.as_secs_f64();
        let step = self.last.map_or(0.0, |last| (now - last).as_secs_f64());
        self.last = Some(now);
        if !(0.0..=MAX_STEP).contains(&step) {
            return self.correction();
        }
        self.average += (error - self.average) * (step / AVERAGED).min(1.0);
        let settled = self.integral == 0.0 && self.average.abs() < DEAD_BAND;
        if !settled {
            let integral = self.integral + INTEGRAL * self.average * step;
            self.integral = integral.clamp(-MAX_CORRECTION, MAX_CORRECTION);
        }
        self.correction()
    }

    /// What was learnt of the device's pace holds; the errors of the time before do not.
    pub(super) fn start_over(&mut self) {
        self.average = 0.0;
        self.last = None;
    }

    fn correction(&self) -> f64 {
        if self.integral == 0.0 && self.average.abs() < DEAD_BAND {
            return 0.0;
        }
        (PROPORTIONAL * self.average + self.integral).clamp(-MAX_CORRECTION, MAX_CORRECTION)
    }
}

const TAPS: usize = 16;
/// The frames behind a position that are needed to compute it.
pub(super) const AHEAD: usize = TAPS / 2;
const PHASES: usize = 256;

/// Changes the pace of sound by a small part, through a windowed sinc of 16 taps: the pace may change at any frame
/// without a click.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    channels: usize,
    works: bool,
    /// Interleaved input; the position lies between frames `AHEAD - 1` and `AHEAD` of it. While it rests: the last frames
    /// that passed by.
    window: Vec<f32>,
    /// Behind frame `AHEAD - 1`, as a part of a frame.
    phase: f64,
    /// How many frames before the end of the input the next output lies.
    pub(super) held: f64,
}

impl Stretch {
    /// Whether the sound passes through it. Once it does it goes on until [`Stretch::clear`].
    pub(super) fn is_working(&self) -> bool {
        self.works
    }

    /// The presentation time of what it holds, at a rate.
    pub(super) fn held_span(&self, rate: f32, hz: u32) -> TimeSpan {
        TimeSpan::from_secs_f64(self.held * f64::from(rate) / f64::from(hz))
    }

    /// Forgets what it holds; the sound that follows does not belong to the former.
    pub(super) fn clear(&mut self) {
        self.works = false;
        self.window.clear();
        self.phase = 0.0;
        self.held = 0.0;
    }

    /// Sees sound that is played as it is.
    pub(super) fn pass(&mut self, channels: usize, input: &[f32]) {
        let kept = (AHEAD - 1) * channels.max(1);
        self.channels = channels;
        self.window.extend_from_slice(input);
        let old = self.window.len().saturating_sub(kept);
        self.window.drain(..old);
    }

    /// Takes interleaved input and appends what can be played of it, at `pace` frames of input to one of output.
    pub(super) fn process(&mut self, channels: usize, input: &[f32], pace: f64, output: &mut Vec<f32>) {
        let channels = channels.max(1);
        if !self.works || self.channels != channels {
            // The first frame of the input is the first of the output. Before it came what passed by, or silence.
            let missing = ((AHEAD - 1) * channels).saturating_sub(self.window.len());
            self.window.splice(0..0, std::iter::repeat_n(0.0, missing));
            (self.channels, self.works, self.phase) = (channels, true, 0.0);
        }
        self.window.extend_from_slice(input);
        let table = table();
        let mut first = 0;
        while let Some(frames) = self.window.get(first * channels..(first + TAPS) * channels) {
            let at = self.phase * PHASES as f64;
            let row = (at as usize).min(PHASES - 1);
            let blend = (at - row as f64) as f32;
            if let (Some(near), Some(far)) = (table.get(row), table.get(row + 1)) {
                for channel in 0..channels {
                    let taps = frames.iter().skip(channel).step_by(channels);
                    let weights = near
                        .iter()
                        .zip(far)
                        .map(|(near, far)| near + (far - near) * blend);
                    output.push(taps.zip(weights).map(|(number, weight)| number * weight).sum());
                }
            }
            self.phase += pace;
            let whole = self.phase.floor();
            self.phase -= whole;
            first += whole as usize;
        }
        let used = (first * channels).min(self.window.len());
        self.window.drain(..used);
        // A position past the end of the window, by a frame at most, waits for its input.
        let held = (self.window.len() / channels) as f64;
        self.held = held - (AHEAD - 1) as f64 - self.phase;
    }
}

/// The weights of the taps for each phase, and for the phase behind the last.
fn table() -> &'static [[f32; TAPS]] {
    static TABLE: OnceLock<Vec<[f32; TAPS]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        (0..=PHASES)
            .map(|row| {
                let phase = row as f64 / PHASES as f64;
                let weight = |tap: usize| {
                    let distance = tap as f64 - (AHEAD - 1) as f64 - phase;
                    let sinc = if distance == 0.0 {
                        1.0
                    } else {
                        (PI * distance).sin() / (PI * distance)
                    };
                    // Blackman, over the taps and one on each side.
                    let turn = PI * distance / AHEAD as f64;
                    sinc * (0.42 + 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos())
                };
                let weights: [f64; TAPS] = std::array::from_fn(|tap| {
                    let outside = (tap as f64 - (AHEAD - 1) as f64 - phase).abs() > AHEAD as f64;
                    if outside { 0.0 } else { weight(tap) }
                });
                let sum: f64 = weights.iter().sum();
                weights.map(|weight| (weight / sum) as f32)
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(frames: usize, frequency: f64) -> Vec<f32> {
        (0..frames)
            .map(|frame| (frame as f64 * frequency * 2.0 * PI).sin() as f32)
            .collect()
    }

    #[test]
    fn at_pace_one_the_sound_is_what_it_was() {
        let input = sine(1_000, 0.1);
        let (mut stretch, mut output) = (Stretch::default(), Vec::new());
        for part in input.chunks(77) {
            stretch.process(1, part, 1.0, &mut output);
        }
        assert_eq!(output.len(), 1_000 - AHEAD);
        for (index, (found, expected)) in output.iter().zip(&input).enumerate() {
            assert!(
                (found - expected).abs() < 1e-6,
                "frame {index}: {found} for {expected}"
            );
        }
    }

    #[test]
    fn a_sine_stays_a_sine_at_any_pace_and_where_the_pace_changes() {
        for frequency in [0.01, 0.1, 0.25] {
            let input = sine(40_000, frequency);
            let (mut stretch, mut output, mut expected) = (Stretch::default(), Vec::new(), Vec::new());
            let mut position = 0.0;
            for (index, part) in input.chunks(441).enumerate() {
                let pace = 1.0 + MAX_CORRECTION * (index as f64 * 0.7).sin();
                let before = output.len();
                stretch.process(1, part, pace, &mut output);
                let left = stretch.held;
                for _ in before..output.len() {
                    expected.push((position * frequency * 2.0 * PI).sin() as f32);
                    position += pace;
                }
                let fed = (index * 441 + part.len()) as f64;
                assert!(
                    (fed - left - position).abs() < 1e-6,
                    "{left} frames are left of {fed}"
                );
            }
            let worst = output
                .iter()
                .zip(&expected)
                .skip(TAPS)
                .map(|(found, expected)| (found - expected).abs())
                .fold(0.0, f32::max);
            assert!(worst < 0.003, "{frequency}: off by {worst}");
        }
    }

    #[test]
    fn channels_do_not_mix() {
        let left = sine(2_000, 0.05);
        let both: Vec<f32> = left.iter().flat_map(|number| [*number, 0.5]).collect();
        let (mut stretch, mut output) = (Stretch::default(), Vec::new());
        stretch.process(2, &both, 1.003, &mut output);
        let (mut alone, mut expected) = (Stretch::default(), Vec::new());
        alone.process(1, &left, 1.003, &mut expected);
        for (frame, expected) in output.chunks(2).zip(&expected).skip(TAPS) {
            assert!((frame[0] - expected).abs() < 1e-6);
            assert!((frame[1] - 0.5).abs() < 1e-5);
        }
    }

    #[test]
    fn the_correction_finds_the_drift_and_holds_the_error_small() {
        for ppm in [-500.0, 500.0, 3_000.0] {
            let (mut drift, mut error, mut correction) = (Drift::default(), 0.0, 0.0);
            let mut worst = 0.0f64;
            for step in 0..90_000i64 {
                let now = HostTime::from_100ns(step * 400_000);
                // The device is slow by `ppm`; the noise is that of a callback every 10 ms.
                error += 0.04 * (ppm * 1e-6 - correction);
                let noise = ((step * 7_919 % 100) as f64 - 50.0) * 1e-4;
                correction = drift.observe(TimeSpan::from_secs_f64(error + noise), now);
                assert!(correction.abs() <= MAX_CORRECTION);
                if step > 1_500 {
                    worst = worst.max(error.abs());
                }
            }
            assert!(worst < 0.002, "{ppm} ppm: off by {worst} s after a minute");
        }
    }
}
