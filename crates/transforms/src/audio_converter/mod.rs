//! The audio converter: any uncompressed sound to any other.

mod channel_matrix;
mod rate_converter;
pub(crate) mod sample_format;
#[cfg(test)]
mod tests;

use openmf_core::{
    Attributes, AudioFormat, BufferPool, Error, Guid, Input, Key, MediaBuffer, MediaTime, MediaType, Output,
    Result, Sample, SampleFormat, TimeSpan, Transform, TransformMessage, default_channel_mask, guids, keys,
};

use channel_matrix::ChannelMatrix;
use rate_converter::RateConverter;
use sample_format::Dither;

/// Add noise of one step (TPDF) before rounding to a narrower integer format, on the audio converter's attributes.
/// Read when the output type is set. Default false: a conversion is then exact and repeatable, which matters more than
/// the shape of an error below the last bit.
pub(crate) const DITHER: Key<bool> = Key::new(Guid::from_u128(0x6f70656e_6d66_4d03_8001_646974686572));

/// The most frames in one output sample; larger input is given out in parts.
const MAX_OUTPUT_FRAMES: usize = 1 << 16;
/// Time stamps may differ from the count of frames by less than this, since containers round them (Matroska to 1 ms, AVI
/// and MPEG program streams to far more); beyond it the stream has a gap or an overlap, and the timeline starts anew.
const MAX_JITTER: TimeSpan = TimeSpan::from_millis(20);
/// The formats offered first, in this order.
const OFFERED: [SampleFormat; 6] = [
    SampleFormat::F32,
    SampleFormat::S16,
    SampleFormat::S24,
    SampleFormat::S32,
    SampleFormat::F64,
    SampleFormat::U8,
];
/// Rates offered besides the input's own, in Hz.
const OFFERED_RATES: [u32; 4] = [48_000, 44_100, 96_000, 192_000];
/// Layouts offered besides the input's own, by their number of channels.
const OFFERED_CHANNELS: [u32; 4] = [2, 1, 6, 8];

/// Converts uncompressed audio: number format, channels and sample rate.
///
/// Equal types pass samples on untouched. Without a change of rate, samples keep their times; with one, times follow
/// from the first input time and the count of frames, until a discontinuity starts anew.
pub(crate) struct AudioConverter {
    attributes: Attributes,
    input: Option<(MediaType, AudioFormat)>,
    output: Option<(MediaType, AudioFormat)>,
    pipeline: Option<Pipeline>,
    pool: BufferPool,
    /// Input that is not used up.
    current: Option<Current>,
    /// Output that waits to be taken.
    ready: Option<Sample>,
    /// Everything held is to be given out; what follows is a new run.
    draining: bool,
    /// The filter's rest is being given out: at a discontinuity or for a drain.
    finishing: bool,
    /// The next output sample follows a break.
    discontinuity: bool,
    /// The first output sample after the filter's rest follows a break.
    break_after_rest: bool,
    decoded: Vec<f64>,
    mixed: Vec<f64>,
    resampled: Vec<f64>,
}

struct Current {
    sample: Sample,
    buffer: MediaBuffer,
    /// Bytes used.
    position: usize,
    /// Whether its time has been compared with the count.
    placed: bool,
}

enum Pipeline {
    /// The types are equal.
    Pass,
    Convert(Box<Conversion>),
}

struct Conversion {
    from: SampleFormat,
    to: SampleFormat,
    input_frame: usize,
    output_frame: usize,
    channels_out: usize,
    rates: (u32, u32),
    /// Applied before the change of rate if that leaves fewer channels to resample.
    mix_before: Option<ChannelMatrix>,
    resampler: Option<RateConverter>,
    mix_after: Option<ChannelMatrix>,
    dither: Option<Dither>,
    /// The time of the first frame of the present run.
    base: Option<MediaTime>,
}

impl AudioConverter {
    pub(crate) const NAME: &'static str = "audio converter";

    pub(crate) fn new() -> Self {
        let attributes = Attributes::new();
        attributes.set(DITHER, false);
        Self {
            attributes,
            input: None,
            output: None,
            pipeline: None,
            pool: BufferPool::new(),
            current: None,
            ready: None,
            draining: false,
            finishing: false,
            discontinuity: false,
            break_after_rest: false,
            decoded: Vec::new(),
            mixed: Vec::new(),
            resampled: Vec::new(),
        }
    }

    fn input_format(&self) -> Result<&AudioFormat> {
        match &self.input {
            Some((_, format)) => Ok(format),
            None => Err(Error::TypeNotSet { side: "input" }),
        }
    }

    /// Forgets all data; the types stay.
    fn flush(&mut self) {
        self.current = None;
        self.ready = None;
        self.draining = false;
        self.finishing = false;
        self.discontinuity = false;
        self.break_after_rest = false;
        if let Some(Pipeline::Convert(conversion)) = &mut self.pipeline {
            conversion.restart();
        }
    }

    /// Works until an output sample is ready or the input is used up.
    fn advance(&mut self) -> Result<()> {
        while self.ready.is_none() {
            if self.finishing {
                self.finish()?;
            } else if self.current.is_some() {
                self.convert()?;
            } else if self.draining {
                self.draining = false;
                self.finishing = true;
                self.break_after_rest = true;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Gives out one part of what the filter holds.
    fn finish(&mut self) -> Result<()> {
        let mut more = Ok(false);
        if let Some(Pipeline::Convert(conversion)) = &mut self.pipeline
            && let Some(resampler) = &mut conversion.resampler
        {
            let first = resampler.frames_out();
            self.resampled.clear();
            more = resampler.finish(&mut self.resampled);
            self.emit_resampled(first, None);
        }
        if matches!(more, Ok(true)) {
            return Ok(());
        }
        if let Some(Pipeline::Convert(conversion)) = &mut self.pipeline {
            conversion.restart();
        }
        self.finishing = false;
        self.discontinuity |= std::mem::take(&mut self.break_after_rest);
        more.map(|_| ())
    }

    /// Turns current input into at most one output sample.
    fn convert(&mut self) -> Result<()> {
        let Some(Pipeline::Convert(conversion)) = &mut self.pipeline else {
            self.ready = self.current.take().map(|current| current.sample);
            return Ok(());
        };
        let Some(current) = &mut self.current else {
            return Ok(());
        };
        let Some(resampler) = &mut conversion.resampler else {
            return self.convert_direct();
        };
        if !current.placed {
            let expected = conversion
                .base
                .map(|base| base + TimeSpan::from_frames(resampler.frames_in(), conversion.rates.0));
            let jumps = match (expected, current.sample.time) {
                (Some(expected), Some(time)) => (time - expected).abs() >= MAX_JITTER,
                _ => false,
            };
            if (jumps || current.sample.flags.discontinuity) && resampler.frames_in() > 0 {
                self.finishing = true;
                self.break_after_rest = true;
                return Ok(());
            }
            if resampler.frames_in() == 0 {
                conversion.base = current.sample.time;
                self.discontinuity |= current.sample.flags.discontinuity;
            }
            current.placed = true;
        }
        let first = resampler.frames_out();
        self.resampled.clear();
        let result = loop {
            let bytes = current.buffer.get(current.position..).unwrap_or(&[]);
            let frames = resampler.room().min(bytes.len() / conversion.input_frame);
            if frames == 0 {
                break Ok(true);
            }
            let taken = frames * conversion.input_frame;
            self.decoded.clear();
            sample_format::decode(
                conversion.from,
                bytes.get(..taken).unwrap_or(&[]),
                &mut self.decoded,
            );
            current.position += taken;
            if let Some(mix) = &conversion.mix_before {
                self.mixed.clear();
                mix.apply(&self.decoded, &mut self.mixed);
                resampler.push(&self.mixed);
            } else {
                resampler.push(&self.decoded);
            }
            if let Err(error) = resampler.run(&mut self.resampled) {
                break Err(error);
            }
            if self.resampled.len() >= MAX_OUTPUT_FRAMES {
                break Ok(false);
            }
        };
        let used_up = result?;
        let preroll = current.sample.flags.preroll;
        let template = if used_up { self.current.take() } else { None };
        self.emit_resampled(first, template.map(|current| current.sample));
        if let Some(sample) = &mut self.ready {
            sample.flags.preroll = preroll;
        }
        Ok(())
    }

    /// Makes the frames in `resampled` the output sample; the first one has the number `first`.
    fn emit_resampled(&mut self, first: u64, template: Option<Sample>) {
        let Some(Pipeline::Convert(conversion)) = &mut self.pipeline else {
            return;
        };
        let values = match &conversion.mix_after {
            Some(mix) => {
                self.mixed.clear();
                mix.apply(&self.resampled, &mut self.mixed);
                &self.mixed
            }
            None => &self.resampled,
        };
        if values.is_empty() {
            return;
        }
        let frames = values.len() / conversion.channels_out.max(1);
        let mut buffer = self.pool.acquire(frames * conversion.output_frame);
        sample_format::encode(conversion.to, values, conversion.dither.as_mut(), &mut buffer);
        let mut sample = template.unwrap_or_default();
        sample.set_buffer(buffer.freeze());
        let rate = conversion.rates.1;
        let start = TimeSpan::from_frames(first, rate);
        sample.time = conversion.base.map(|base| base + start);
        sample.decode_time = None;
        sample.duration = Some(TimeSpan::from_frames(first + frames as u64, rate) - start);
        sample.flags.clean_point = true;
        sample.flags.discontinuity = std::mem::take(&mut self.discontinuity);
        self.ready = Some(sample);
    }

    /// Converts without a change of rate: times stay as they are.
    fn convert_direct(&mut self) -> Result<()> {
        let (Some(Pipeline::Convert(conversion)), Some(current)) = (&mut self.pipeline, &mut self.current)
        else {
            return Ok(());
        };
        let bytes = current.buffer.get(current.position..).unwrap_or(&[]);
        let frames = bytes.len() / conversion.input_frame;
        let part = frames.min(MAX_OUTPUT_FRAMES);
        if part == 0 {
            self.current = None;
            return Ok(());
        }
        let taken = part * conversion.input_frame;
        self.decoded.clear();
        sample_format::decode(
            conversion.from,
            bytes.get(..taken).unwrap_or(&[]),
            &mut self.decoded,
        );
        let values = match &conversion.mix_before {
            Some(mix) => {
                self.mixed.clear();
                mix.apply(&self.decoded, &mut self.mixed);
                &self.mixed
            }
            None => &self.decoded,
        };
        let mut buffer = self.pool.acquire(part * conversion.output_frame);
        sample_format::encode(conversion.to, values, conversion.dither.as_mut(), &mut buffer);
        let rate = conversion.rates.0;
        let first = current.position / conversion.input_frame;
        let whole = first == 0 && part == frames;
        let mut sample = if part == frames {
            std::mem::take(&mut current.sample)
        } else {
            let mut sample = Sample::default();
            sample.time = current.sample.time;
            sample.flags = current.sample.flags;
            sample
        };
        sample.set_buffer(buffer.freeze());
        if !whole {
            let start = TimeSpan::from_frames(first as u64, rate);
            sample.flags.discontinuity &= first == 0;
            sample.time = sample.time.map(|time| time + start);
            sample.duration = Some(TimeSpan::from_frames((first + part) as u64, rate) - start);
        } else if sample.duration.is_none() {
            sample.duration = Some(TimeSpan::from_frames(part as u64, rate));
        }
        sample.flags.discontinuity |= std::mem::take(&mut self.discontinuity);
        if part == frames {
            self.current = None;
        } else {
            current.position += taken;
        }
        self.ready = Some(sample);
        Ok(())
    }
}

impl Conversion {
    fn new(from: &AudioFormat, to: &AudioFormat, dither: bool) -> Result<Self> {
        let (source, target) = (sample_format_of(from)?, sample_format_of(to)?);
        let matrix = ChannelMatrix::new(from.channels, from.channel_mask, to.channels, to.channel_mask);
        let matrix = (!matrix.is_identity()).then_some(matrix);
        let resample = from.sample_rate != to.sample_rate;
        let (mix_before, mix_after) = if resample && to.channels > from.channels {
            (None, matrix)
        } else {
            (matrix, None)
        };
        let resampler = if resample {
            let channels = from.channels.min(to.channels) as usize;
            Some(RateConverter::new(from.sample_rate, to.sample_rate, channels)?)
        } else {
            None
        };
        let narrows =
            target.bytes() < source.bytes() || resample || mix_before.is_some() || mix_after.is_some();
        let integer = !matches!(target, SampleFormat::F32 | SampleFormat::F64);
        Ok(Self {
            from: source,
            to: target,
            input_frame: source.bytes() * from.channels as usize,
            output_frame: target.bytes() * to.channels as usize,
            channels_out: to.channels as usize,
            rates: (from.sample_rate, to.sample_rate),
            mix_before,
            resampler,
            mix_after,
            dither: (dither && narrows && integer).then(Dither::new),
            base: None,
        })
    }

    fn restart(&mut self) {
        self.base = None;
        if let Some(resampler) = &mut self.resampler {
            resampler.reset();
        }
    }

    /// Whether all it does is to copy.
    fn is_copy(&self) -> bool {
        self.from == self.to
            && self.resampler.is_none()
            && self.mix_before.is_none()
            && self.mix_after.is_none()
    }
}

impl Transform for AudioConverter {
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
        let input = self.input_format()?;
        let own = (input.channels, input.channel_mask);
        let rates = OFFERED_RATES
            .into_iter()
            .filter(|rate| *rate != input.sample_rate);
        let layouts = OFFERED_CHANNELS
            .into_iter()
            .filter(|channels| *channels != input.channels)
            .map(|channels| (channels, default_channel_mask(channels)));
        let shapes = std::iter::once((input.sample_rate, own))
            .chain(rates.map(|rate| (rate, own)))
            .chain(layouts.map(|layout| (input.sample_rate, layout)));
        let mut offers = shapes.flat_map(|shape| OFFERED.map(|format| (shape, format)));
        let ((rate, (channels, mask)), format) = offers.nth(index).ok_or(Error::NoMoreTypes)?;
        let mut offer = AudioFormat::pcm(format, rate, channels);
        offer.channel_mask = mask;
        Ok(offer.to_media_type())
    }

    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        let format = AudioFormat::try_from(media_type)?;
        sample_format_of(&format).map(|_| ())
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.test_input_type(stream, media_type)?;
        let format = AudioFormat::try_from(media_type)?;
        self.flush();
        self.input = Some((media_type.clone(), format));
        self.pipeline = None;
        if let Some((media_type, _)) = self.output.take() {
            // An output type that does not fit any more is simply gone.
            let _ = self.set_output_type(0, &media_type);
        }
        Ok(())
    }

    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        let input = self.input_format()?;
        let media_type = complete(media_type, input)?;
        let format = AudioFormat::try_from(&media_type)?;
        let conversion = Conversion::new(input, &format, self.attributes.get_or(DITHER, false))?;
        self.flush();
        self.pipeline = Some(if conversion.is_copy() {
            Pipeline::Pass
        } else {
            Pipeline::Convert(Box::new(conversion))
        });
        self.output = Some((media_type, format));
        Ok(())
    }

    fn test_output_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        let input = self.input_format()?;
        let format = AudioFormat::try_from(&complete(media_type, input)?)?;
        Conversion::new(input, &format, self.attributes.get_or(DITHER, false)).map(drop)
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        check_stream(stream)?;
        let (media_type, _) = self.input.as_ref().ok_or(Error::TypeNotSet { side: "input" })?;
        Ok(media_type.clone())
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        check_stream(stream)?;
        let (media_type, _) = self.output.as_ref().ok_or(Error::TypeNotSet { side: "output" })?;
        Ok(media_type.clone())
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        check_stream(stream)?;
        self.input_format()?;
        if self.pipeline.is_none() {
            return Err(Error::TypeNotSet { side: "output" });
        }
        if self.ready.is_some() || self.current.is_some() || self.finishing || self.draining {
            return Ok(Input::NotAccepting(sample));
        }
        if matches!(self.pipeline, Some(Pipeline::Pass)) {
            let mut sample = sample;
            sample.flags.discontinuity |= std::mem::take(&mut self.discontinuity);
            self.ready = Some(sample);
            return Ok(Input::Accepted);
        }
        let buffer = sample.contiguous();
        self.current = Some(Current {
            sample,
            buffer,
            position: 0,
            placed: false,
        });
        self.advance()?;
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        if self.pipeline.is_none() {
            return Err(Error::TypeNotSet { side: "output" });
        }
        let Some(sample) = self.ready.take() else {
            return Ok(Output::NeedMoreInput);
        };
        self.advance()?;
        Ok(Output::Sample(sample))
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        match message {
            TransformMessage::Flush => self.flush(),
            TransformMessage::Drain if self.pipeline.is_some() => {
                self.draining = true;
                self.advance()?;
            }
            _ => {}
        }
        Ok(())
    }

    fn attributes(&self) -> Option<&Attributes> {
        Some(&self.attributes)
    }
}

fn check_stream(stream: u32) -> Result<()> {
    if stream == 0 {
        Ok(())
    } else {
        Err(Error::InvalidStreamNumber { stream })
    }
}

fn sample_format_of(format: &AudioFormat) -> Result<SampleFormat> {
    format.sample_format().ok_or_else(|| {
        Error::invalid_media_type(format!(
            "{} of {} bits is not uncompressed audio",
            format.subtype, format.bits_per_sample
        ))
    })
}

/// What an output type leaves open is as in the input.
fn complete(media_type: &MediaType, input: &AudioFormat) -> Result<MediaType> {
    if !media_type.is_audio() {
        return Err(Error::invalid_media_type(format!("{media_type} is not audio")));
    }
    let completed = media_type.clone();
    let a = completed.attributes();
    let subtype = match media_type.subtype() {
        Guid::ZERO => input.subtype,
        subtype => subtype,
    };
    let channels = a.get_or(keys::MF_MT_AUDIO_NUM_CHANNELS, input.channels);
    let bits = if subtype == input.subtype {
        input.bits_per_sample
    } else if subtype == guids::MFAudioFormat_Float {
        32
    } else {
        16
    };
    let format = AudioFormat {
        subtype,
        sample_rate: a.get_or(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND, input.sample_rate),
        channels,
        channel_mask: a.get_or(
            keys::MF_MT_AUDIO_CHANNEL_MASK,
            if channels == input.channels {
                input.channel_mask
            } else {
                default_channel_mask(channels)
            },
        ),
        bits_per_sample: a.get_or(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, bits),
    };
    for (key, value) in format.to_media_type().attributes().items() {
        if !a.contains(&key) {
            a.set_item(key, value);
        }
    }
    Ok(completed)
}
