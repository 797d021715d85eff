//! From one sample rate to another.

use openmf_core::{Error, Result};
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{
    Async, Fft, FixedAsync, FixedSync, Indexing, Resampler, SincInterpolationParameters, WindowFunction,
};

/// Rates whose reduced ratio has a larger term than this are converted by interpolating a table of filters: the exact
/// method would have to work on blocks of that many frames.
const MAX_REDUCED_TERM: u32 = 2_560;
/// The shortest block of the exact method on the slower side, in frames. Longer blocks pass more of the highest octave
/// and delay more; at 44.1 kHz the response is flat to 21 kHz and the delay is 13 ms.
const MIN_BLOCK: u32 = 1_024;
/// Frames that the interpolating method takes at a time.
const INTERPOLATED_BLOCK: usize = 1_024;
/// The largest ratio between the two rates; a file that claims a rate of 1 Hz must not become gigabytes.
pub(crate) const MAX_RATIO: u32 = 256;

/// Converts interleaved frames from one rate to another, keeping count: `n` frames in come out as
/// `round(n × out / in)` frames, of which the first one is at the time of the first one in.
///
/// Ratios of small numbers, which is all pairs of the usual rates, are converted by FFT with a filter as long as the
/// block; others by a 256-point sinc that is interpolated, whose delay is whole only up to a part of a frame. Both suppress
/// aliases and images by more than 110 dB.
pub(crate) struct RateConverter {
    inner: Box<dyn Resampler<f64>>,
    channels: usize,
    rates: (u32, u32),
    /// Interleaved input that does not fill a block yet.
    block: Vec<f64>,
    output: Vec<f64>,
    frames_in: u64,
    frames_out: u64,
    /// Frames of the filter's delay still to be dropped.
    skip: usize,
}

impl RateConverter {
    /// A converter between two rates in Hz.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: the rates are further apart than [`MAX_RATIO`].
    pub(crate) fn new(input_rate: u32, output_rate: u32, channels: usize) -> Result<Self> {
        let refuse = |why: String| {
            Error::invalid_media_type(format!("audio from {input_rate} Hz to {output_rate} Hz: {why}"))
        };
        if input_rate == 0
            || output_rate == 0
            || input_rate / output_rate >= MAX_RATIO
            || output_rate / input_rate >= MAX_RATIO
        {
            return Err(refuse("the rates are too far apart".to_owned()));
        }
        let divisor = gcd(input_rate, output_rate);
        let (reduced_in, reduced_out) = (input_rate / divisor, output_rate / divisor);
        let inner: Box<dyn Resampler<f64>> = if reduced_in.max(reduced_out) <= MAX_REDUCED_TERM {
            let blocks = MIN_BLOCK.div_ceil(reduced_in.min(reduced_out));
            // An even number on both sides puts the filter's centre on a frame, so its delay is whole.
            let blocks = blocks.next_multiple_of(2);
            let resampler = Fft::new_custom(
                reduced_in as usize,
                reduced_out as usize,
                (blocks * reduced_in) as usize,
                1,
                channels,
                WindowFunction::BlackmanHarris2,
                FixedSync::Both,
            );
            Box::new(resampler.map_err(|e| refuse(e.to_string()))?)
        } else {
            let ratio = f64::from(output_rate) / f64::from(input_rate);
            let parameters = SincInterpolationParameters::new(256, WindowFunction::BlackmanHarris2)
                .oversampling_factor(512);
            let resampler = Async::new_sinc(
                ratio,
                1.0,
                &parameters,
                INTERPOLATED_BLOCK,
                channels,
                FixedAsync::Input,
            );
            Box::new(resampler.map_err(|e| refuse(e.to_string()))?)
        };
        Ok(Self {
            block: Vec::with_capacity(inner.input_frames_max() * channels),
            output: vec![0.0; inner.output_frames_max() * channels],
            skip: inner.output_delay(),
            inner,
            channels,
            rates: (input_rate, output_rate),
            frames_in: 0,
            frames_out: 0,
        })
    }

    /// Frames taken since the start.
    pub(crate) fn frames_in(&self) -> u64 {
        self.frames_in
    }

    /// Frames given out since the start.
    pub(crate) fn frames_out(&self) -> u64 {
        self.frames_out
    }

    /// Frames that can be pushed before [`RateConverter::run`] is due.
    pub(crate) fn room(&self) -> usize {
        self.inner
            .input_frames_next()
            .saturating_sub(self.block.len() / self.channels)
    }

    /// Takes interleaved frames, no more than there is room for.
    pub(crate) fn push(&mut self, frames: &[f64]) {
        self.block.extend_from_slice(frames);
        self.frames_in += (frames.len() / self.channels) as u64;
    }

    /// Appends what a full block gives; nothing happens if the block is not full.
    ///
    /// # Errors
    /// - [`Error::Unexpected`]: the library refused the block.
    pub(crate) fn run(&mut self, out: &mut Vec<f64>) -> Result<()> {
        if self.room() > 0 {
            return Ok(());
        }
        self.process(None, u64::MAX, out)
    }

    /// Appends a part of what is still held; false once everything is out.
    ///
    /// # Errors
    /// - [`Error::Unexpected`]: the library refused the block.
    pub(crate) fn finish(&mut self, out: &mut Vec<f64>) -> Result<bool> {
        let (rate_in, rate_out) = (u128::from(self.rates.0), u128::from(self.rates.1));
        let total = (u128::from(self.frames_in) * rate_out * 2 + rate_in) / (rate_in * 2);
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        if self.frames_out >= total {
            return Ok(false);
        }
        let held = self.block.len() / self.channels;
        self.process(Some(held), total, out)?;
        Ok(self.frames_out < total)
    }

    /// Forgets everything.
    pub(crate) fn reset(&mut self) {
        self.inner.reset();
        self.block.clear();
        self.frames_in = 0;
        self.frames_out = 0;
        self.skip = self.inner.output_delay();
    }

    fn process(&mut self, partial: Option<usize>, total: u64, out: &mut Vec<f64>) -> Result<()> {
        let refused = |e: String| Error::Unexpected {
            what: format!("the resampler refused a block: {e}").into(),
        };
        let indexing = partial.map(|frames| Indexing::new().partial_len(frames));
        let frames = self.inner.input_frames_next();
        if partial.is_some() {
            self.block.resize(frames * self.channels, 0.0);
        }
        let input =
            InterleavedSlice::new(&self.block, self.channels, frames).map_err(|e| refused(e.to_string()))?;
        let capacity = self.output.len() / self.channels;
        let mut output = InterleavedSlice::new_mut(&mut self.output, self.channels, capacity)
            .map_err(|e| refused(e.to_string()))?;
        let (_, written) = self
            .inner
            .process_into_buffer(&input, &mut output, indexing.as_ref())
            .map_err(|e| refused(e.to_string()))?;
        self.block.clear();
        let dropped = self.skip.min(written);
        self.skip -= dropped;
        let left = usize::try_from(total - self.frames_out).unwrap_or(usize::MAX);
        let kept = (written - dropped).min(left);
        let range = dropped * self.channels..(dropped + kept) * self.channels;
        out.extend_from_slice(self.output.get(range).unwrap_or(&[]));
        self.frames_out += kept as u64;
        Ok(())
    }
}

const fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
