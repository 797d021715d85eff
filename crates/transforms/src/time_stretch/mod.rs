//! Sound at another rate with its pitch kept.
//!
//! It is the project's own: of the libraries of July 2026, wsola 0.3 gives lengths that are up to 55 ms off and no times,
//! fades in after every seek, and takes 3.7 s for a second of 5.1 at 192 kHz; timestretch 0.16 takes one or two channels
//! from 32 kHz on; Signalsmith Stretch, Rubber Band and SoundTouch need a C++ compiler or a licence that does not fit.

#[cfg(test)]
mod tests;
mod wsola;

use std::sync::atomic::{AtomicU32, Ordering};

use openmf_core::{
    AUDIBLE_RATES, AudioFormat, BufferPool, Error, Input, MediaBuffer, MediaTime, MediaType, Output,
    RateBounds, RateControl, RateDirection, RateModes, RateRange, RateRefused, RateSupport, Result, Sample,
    SampleFormat, TimeSpan, Transform, TransformMessage, guids,
};

use crate::audio_converter::sample_format;
use wsola::Wsola;

/// Plays sound faster or slower and keeps its pitch, at the rates of [`AUDIBLE_RATES`].
///
/// Samples that come out keep media time: `time` and `duration` are the part of the presentation that they are, and they
/// have `duration / rate` of frames. A change of rate takes effect within 20 ms of sound, without a click; at 1.0 the sound
/// passes as it is, moved by up to 10 ms if it was stretched before. A gap or an overlap of more than 20 ms begins anew.
pub(crate) struct TimeStretch {
    media_type: Option<(MediaType, Layout)>,
    /// Whether the output type was set.
    typed: bool,
    control: Control,
    wsola: Wsola,
    /// The time of the first frame since the last break.
    base: Option<MediaTime>,
    /// Input that is not used up, and how many bytes of it are.
    current: Option<(Sample, MediaBuffer, usize)>,
    draining: bool,
    /// The next output sample follows a break.
    discontinuity: bool,
    pool: BufferPool,
    decoded: Vec<f64>,
    numbers: Vec<f32>,
}

#[derive(Clone, Copy, Debug)]
struct Layout {
    format: SampleFormat,
    hz: u32,
    channels: usize,
}

impl Layout {
    fn frame_bytes(&self) -> usize {
        self.format.bytes() * self.channels
    }
}

/// Sample times that differ by less from the count of frames are rounded.
const MAX_JITTER: TimeSpan = TimeSpan::from_millis(20);
/// How much input is taken at a time.
const PART_FRAMES: usize = 1 << 12;

impl TimeStretch {
    pub(crate) const NAME: &'static str = "time stretch";

    pub(crate) fn new() -> Self {
        Self {
            media_type: None,
            typed: false,
            control: Control::default(),
            wsola: Wsola::new(1, 1),
            base: None,
            current: None,
            draining: false,
            discontinuity: false,
            pool: BufferPool::new(),
            decoded: Vec::new(),
            numbers: Vec::new(),
        }
    }

    fn flush(&mut self) {
        self.wsola.clear();
        (self.base, self.current) = (None, None);
        (self.draining, self.discontinuity) = (false, false);
    }

    fn known_type(&self, side: &'static str) -> Result<MediaType> {
        let known = self.media_type.as_ref().filter(|_| side == "input" || self.typed);
        known
            .map(|(media_type, _)| media_type.clone())
            .ok_or(Error::TypeNotSet { side })
    }

    /// Whether a sample does not follow what was taken.
    fn breaks(&self, sample: &Sample, layout: &Layout) -> bool {
        let expected = self
            .base
            .map(|base| base + self.span(self.wsola.taken() as f64, layout));
        let jumps = match (expected, sample.time) {
            (Some(expected), Some(time)) => (time - expected).abs() > MAX_JITTER,
            _ => false,
        };
        !self.wsola.is_empty() && (jumps || sample.flags.discontinuity)
    }

    /// Takes a part of the input; `false` if there is none.
    fn take_part(&mut self, layout: &Layout) -> bool {
        let Some((_, bytes, done)) = &mut self.current else {
            return false;
        };
        let left = bytes.get(*done..).unwrap_or(&[]);
        let count = (left.len() / layout.frame_bytes()).min(PART_FRAMES) * layout.frame_bytes();
        let part = left.get(..count).unwrap_or(&[]);
        self.decoded.clear();
        sample_format::decode(layout.format, part, &mut self.decoded);
        self.numbers.clear();
        self.numbers
            .extend(self.decoded.iter().map(|number| *number as f32));
        self.wsola.push(&self.numbers);
        *done += count;
        if count == 0 {
            self.current = None;
        }
        count > 0
    }

    /// What came out since it was at `from`, in frames of media.
    fn emit(&mut self, from: f64, to: f64, layout: &Layout) -> Option<Sample> {
        if self.numbers.is_empty() {
            return None;
        }
        self.decoded.clear();
        self.decoded
            .extend(self.numbers.iter().map(|number| f64::from(*number)));
        let mut buffer = self.pool.acquire(self.decoded.len() * layout.format.bytes());
        sample_format::encode(layout.format, &self.decoded, None, &mut buffer);
        let mut sample = Sample::new(buffer.freeze());
        let (start, end) = (self.span(from, layout), self.span(to, layout));
        sample.time = self.base.map(|base| base + start);
        sample.duration = Some(end - start);
        sample.flags.clean_point = true;
        sample.flags.discontinuity = std::mem::take(&mut self.discontinuity);
        Some(sample)
    }

    /// Gives out what is held; what follows is a new run.
    fn finish(&mut self, layout: &Layout) -> Option<Sample> {
        let (from, to) = (self.wsola.position(), self.wsola.taken() as f64);
        self.numbers.clear();
        self.wsola.finish(&mut self.numbers);
        let sample = self.emit(from, to, layout);
        self.base = None;
        self.discontinuity |= sample.is_some();
        sample
    }

    fn span(&self, frames: f64, layout: &Layout) -> TimeSpan {
        let ticks = frames * openmf_core::TICKS_PER_SECOND as f64 / f64::from(layout.hz.max(1));
        TimeSpan::from_100ns(ticks.round() as i64)
    }
}

impl Transform for TimeStretch {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        check_stream(stream)?;
        let subtypes = [guids::MFAudioFormat_Float, guids::MFAudioFormat_PCM];
        let subtype = subtypes.get(index).ok_or(Error::NoMoreTypes)?;
        Ok(MediaType::partial(guids::MFMediaType_Audio, *subtype))
    }

    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        check_stream(stream)?;
        let media_type = self.known_type("input")?;
        if index == 0 {
            Ok(media_type)
        } else {
            Err(Error::NoMoreTypes)
        }
    }

    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        layout_of(media_type).map(|_| ())
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        let layout = layout_of(media_type)?;
        self.flush();
        self.wsola = Wsola::new(layout.hz, layout.channels);
        self.typed &= self
            .media_type
            .as_ref()
            .is_some_and(|(known, _)| known == media_type);
        self.media_type = Some((media_type.clone(), layout));
        Ok(())
    }

    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        let input = self.known_type("input")?;
        if AudioFormat::try_from(media_type)? != AudioFormat::try_from(&input)? {
            return Err(Error::invalid_media_type(format!(
                "{media_type} made of {input} by the {}",
                Self::NAME
            )));
        }
        self.typed = true;
        Ok(())
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        check_stream(stream)?;
        self.known_type("input")
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        check_stream(stream)?;
        self.known_type("output")
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        check_stream(stream)?;
        self.known_type("output")?;
        if self.current.is_some() || self.draining {
            return Ok(Input::NotAccepting(sample));
        }
        let bytes = sample.contiguous();
        self.current = Some((sample, bytes, 0));
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.known_type("output")?;
        let Some((_, layout)) = self.media_type else {
            return Ok(Output::NeedMoreInput);
        };
        loop {
            if let Some((sample, _, 0)) = &self.current {
                let (time, discontinuity) = (sample.time, sample.flags.discontinuity);
                if self.breaks(sample, &layout)
                    && let Some(rest) = self.finish(&layout)
                {
                    return Ok(Output::Sample(rest));
                }
                if self.wsola.is_empty() {
                    self.base = time;
                    self.discontinuity |= discontinuity;
                }
            }
            let from = self.wsola.position();
            self.wsola.set_rate(self.control.rate());
            let took = self.take_part(&layout);
            self.numbers.clear();
            self.wsola.run(&mut self.numbers);
            let to = self.wsola.position();
            if let Some(sample) = self.emit(from, to, &layout) {
                return Ok(Output::Sample(sample));
            }
            if took {
                continue;
            }
            if std::mem::take(&mut self.draining)
                && let Some(rest) = self.finish(&layout)
            {
                return Ok(Output::Sample(rest));
            }
            return Ok(Output::NeedMoreInput);
        }
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        match message {
            TransformMessage::Flush => self.flush(),
            TransformMessage::Drain => self.draining = self.typed,
            _ => {}
        }
        Ok(())
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        Some(&self.control)
    }
}

/// The rate, as the bits of an `f32`.
#[derive(Debug)]
struct Control(AtomicU32);

impl Control {
    const BOUNDS: RateBounds = {
        let modes = RateModes {
            forward: Some(RateRange {
                slowest: *AUDIBLE_RATES.start(),
                fastest: *AUDIBLE_RATES.end(),
            }),
            ..RateModes::NONE
        };
        RateBounds {
            whole: modes,
            thinned: modes,
        }
    };
}

impl Default for Control {
    fn default() -> Self {
        Self(AtomicU32::new(1.0_f32.to_bits()))
    }
}

impl Control {
    fn rate(&self) -> f32 {
        f32::from_bits(self.0.load(Ordering::Relaxed))
    }
}

impl RateSupport for Control {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        Self::BOUNDS.slowest_rate(direction, thin)
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        Self::BOUNDS.fastest_rate(direction, thin)
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        Self::BOUNDS.is_rate_supported(thin, rate)
    }
}

impl RateControl for Control {
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()> {
        self.is_rate_supported(thin, rate)
            .map_err(|refused| refused.error)?;
        self.0.store(rate.to_bits(), Ordering::Relaxed);
        Ok(())
    }

    fn rate(&self) -> (bool, f32) {
        (false, self.rate())
    }
}

fn layout_of(media_type: &MediaType) -> Result<Layout> {
    let format = AudioFormat::try_from(media_type)?;
    let sample_format = format
        .sample_format()
        .ok_or_else(|| Error::invalid_media_type(format!("{media_type} is not uncompressed audio")))?;
    Ok(Layout {
        format: sample_format,
        hz: format.sample_rate,
        channels: format.channels.max(1) as usize,
    })
}

fn check_stream(stream: u32) -> Result<()> {
    if stream == 0 {
        Ok(())
    } else {
        Err(Error::InvalidStreamNumber { stream })
    }
}
