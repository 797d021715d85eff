//! What every decoder shares: types, time stamps, the queue of decoded samples, draining, and the handling of failures.
//!
//! A codec module implements [`Codec`] and describes itself with a [`DecoderKind`]; [`Decoder`] makes a
//! [`Transform`] of it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use openmf_core::{
    Attributes, BufferPool, DropMode, Error, Guid, Input, Key, MediaTime, MediaType, Output, QualityAdvise,
    Result, Sample, Transform, TransformKind, TransformMessage, TransformRegistration, VideoFormat, guids,
    keys,
};

mod output;

pub(crate) use output::{AudioShape, Format, PlaneData, Planes, Sink, Stamp, VideoShape};

use crate::panic_guard::guard;
use crate::resume::{Resume, Step};
use output::{Decoded, FormatCache};

/// The merit of the built-in decoders.
pub(crate) const MERIT: u32 = 100;

/// Whether each picture comes out at once.
const LOW_LATENCY: Key<bool> = Key::new(guids::MF_LOW_LATENCY);

/// A decoder of one coded stream, without queues or types.
pub(crate) trait Codec: Send {
    /// The format that comes out as far as it is known before the first packet.
    fn format(&self) -> Option<Format>;

    /// Decodes one packet and gives what became ready to `out`.
    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()>;

    /// Whether each picture comes out as soon as the stream lets it (`MF_LOW_LATENCY`), from the next one on that needs no
    /// others.
    fn set_low_latency(&mut self, _on: bool) {}

    /// Whether no other picture needs the picture of this packet, so that it may be left out.
    fn is_disposable(&mut self, _data: &[u8]) -> bool {
        false
    }

    /// Gives the next picture that is ready to `out`, for codecs that keep them; false if there is none. Called until
    /// then after each [`decode`](Self::decode) and [`drain`](Self::drain), when what was given before is taken, so
    /// that no more than one picture lies between.
    fn next(&mut self, _out: &mut Sink<'_>) -> Result<bool> {
        Ok(false)
    }

    /// Gives everything held to `out`, or readies it for [`next`](Self::next).
    fn drain(&mut self, _out: &mut Sink<'_>) -> Result<()> {
        Ok(())
    }

    /// Forgets everything held; the stream goes on somewhere else.
    fn reset(&mut self) -> Result<()>;

    /// Whether it may go on as it is when the stream comes back to where it was: its state follows from what it was
    /// given since the last clean point.
    fn can_resume(&self) -> bool {
        false
    }

    /// It goes on, maybe further ahead.
    fn resume(&mut self) {}

    /// Whether it was given the picture of this time and has not given it out, if it [can resume](Self::can_resume).
    fn holds(&self, _time: MediaTime) -> bool {
        false
    }
}

/// What a decoder is called and what it takes.
pub(crate) struct DecoderKind {
    pub(crate) name: &'static str,
    pub(crate) class: Guid,
    pub(crate) video: bool,
    pub(crate) inputs: &'static [Guid],
    pub(crate) outputs: &'static [Guid],
    pub(crate) create: fn(&MediaType) -> Result<Box<dyn Codec>>,
}

impl DecoderKind {
    fn major(&self) -> Guid {
        if self.video {
            guids::MFMediaType_Video
        } else {
            guids::MFMediaType_Audio
        }
    }

    /// The entry in the list of transforms.
    pub(crate) fn registration(&'static self) -> TransformRegistration {
        let pairs = |subtypes: &[Guid]| subtypes.iter().map(|subtype| (self.major(), *subtype)).collect();
        TransformRegistration {
            class: self.class,
            name: self.name,
            category: if self.video {
                guids::MFT_CATEGORY_VIDEO_DECODER
            } else {
                guids::MFT_CATEGORY_AUDIO_DECODER
            },
            inputs: pairs(self.inputs),
            outputs: pairs(self.outputs),
            merit: MERIT,
            kind: TransformKind::default(),
            factory: Arc::new(move || Ok(Box::new(Decoder::new(self)))),
        }
    }
}

/// A coded sample.
#[derive(Clone, Copy)]
pub(crate) struct Packet<'a> {
    pub(crate) data: &'a [u8],
    pub(crate) stamp: Stamp,
    /// Bytes of coded data that came so far, with these.
    pub(crate) coded: u64,
    /// Nobody waits for the picture.
    pub(crate) preroll: bool,
}

/// A [`Codec`] as a [`Transform`].
pub(crate) struct Decoder {
    kind: &'static DecoderKind,
    codec: Option<Box<dyn Codec>>,
    input: Option<MediaType>,
    output: Option<MediaType>,
    /// The type of what comes out next; the output type has to fit it.
    native: Option<Arc<MediaType>>,
    pool: BufferPool,
    cache: FormatCache,
    queue: VecDeque<Decoded>,
    next_time: Option<MediaTime>,
    discontinuity: bool,
    draining: bool,
    /// The codec may have pictures ready.
    pending: bool,
    /// What went wrong while output was made for which nobody had asked yet.
    failure: Option<Error>,
    /// Bytes of coded data since the type was set.
    coded: u64,
    advice: Arc<DropAdvice>,
    /// `MF_LOW_LATENCY` is looked at.
    attributes: Attributes,
    /// Pictures were left out that others need: those wait for a clean point.
    broken: bool,
    /// Samples that were accepted and are still to be decoded.
    waiting: VecDeque<Sample>,
    /// A drain waits for them.
    drain_due: bool,
    resume: Resume,
}

/// What a quality manager tells a decoder of pictures: to leave out those that no other needs, or all but key frames.
#[derive(Default)]
struct DropAdvice(AtomicU32);

impl QualityAdvise for DropAdvice {
    fn set_drop_mode(&self, mode: DropMode) -> Result<()> {
        match mode {
            DropMode::None | DropMode::Mode1 | DropMode::Mode2 => {
                self.0.store(mode.number(), Ordering::Relaxed);
                Ok(())
            }
            DropMode::Mode3 | DropMode::Mode4 | DropMode::Mode5 => Err(Error::NoMoreDropModes),
        }
    }

    fn drop_mode(&self) -> DropMode {
        DropMode::from_number(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

impl Decoder {
    pub(crate) fn new(kind: &'static DecoderKind) -> Self {
        Self {
            kind,
            codec: None,
            input: None,
            output: None,
            native: None,
            pool: BufferPool::new(),
            cache: FormatCache::default(),
            queue: VecDeque::new(),
            next_time: None,
            discontinuity: false,
            draining: false,
            pending: false,
            failure: None,
            coded: 0,
            advice: Arc::default(),
            attributes: Attributes::new(),
            broken: false,
            waiting: VecDeque::new(),
            drain_due: false,
            resume: Resume::default(),
        }
    }

    /// Whether a picture is left out, as the quality manager wants it.
    fn leaves_out(&mut self, sample: &Sample, data: &[u8]) -> bool {
        if !self.kind.video {
            return false;
        }
        if sample.flags.clean_point {
            self.broken = false;
            return false;
        }
        match self.advice.drop_mode() {
            // Before the position of a seek only the pictures are decoded that others need.
            DropMode::None => self.broken || sample.flags.preroll && self.is_disposable(data),
            DropMode::Mode1 => self.broken || self.is_disposable(data),
            _ => {
                self.broken = true;
                true
            }
        }
    }

    /// Whether no other picture needs this one. A packet that cannot be read is none that can be left out.
    fn is_disposable(&mut self, data: &[u8]) -> bool {
        let name = self.kind.name;
        let look =
            |codec: &mut Box<dyn Codec>| guard(name, || Ok(codec.is_disposable(data))).unwrap_or(false);
        self.codec.as_mut().is_some_and(look)
    }

    fn only_stream(stream: u32) -> Result<()> {
        if stream == 0 {
            Ok(())
        } else {
            Err(Error::InvalidStreamNumber { stream })
        }
    }

    fn create_codec(&self, media_type: &MediaType) -> Result<Box<dyn Codec>> {
        guard(self.kind.name, || (self.kind.create)(media_type))
    }

    /// Calls into the codec; a codec that panicked is dropped.
    fn with_codec(&mut self, call: impl FnOnce(&mut dyn Codec, &mut Sink<'_>) -> Result<()>) -> Result<()> {
        let (Some(codec), Some(input)) = (&mut self.codec, &self.input) else {
            return Ok(());
        };
        let mut sink = Sink {
            pool: &self.pool,
            cache: &mut self.cache,
            queue: &mut self.queue,
            input,
            next_time: &mut self.next_time,
            discontinuity: &mut self.discontinuity,
        };
        let result = guard(self.kind.name, || call(codec.as_mut(), &mut sink));
        if matches!(result, Err(Error::ComponentPanicked { .. })) {
            // What is left of it may panic once more, and only one panic is of interest.
            let broken = self.codec.take();
            let _ = guard(self.kind.name, || {
                drop(broken);
                Ok(())
            });
        }
        result
    }

    /// Has the codec give what is ready, and decodes what waits, until there is something in the queue; at the end of a
    /// drain, forgets the rest.
    fn fill_queue(&mut self) -> Result<()> {
        let mut result = Ok(());
        while self.queue.is_empty() && result.is_ok() {
            if self.pending {
                result = self.fill_from_codec();
            } else if let Some(sample) = self.waiting.pop_front() {
                result = self.decode(&sample);
            } else if std::mem::take(&mut self.drain_due) {
                result = self.drain_codec();
            } else {
                break;
            }
        }
        result
    }

    fn fill_from_codec(&mut self) -> Result<()> {
        let mut more = false;
        let result = self.with_codec(|codec, sink| {
            more = codec.next(sink)?;
            Ok(())
        });
        // After an error there may be more; after a panic there is no codec.
        self.pending = self.codec.is_some() && (more || result.is_err());
        if !self.pending && self.draining && self.waiting.is_empty() && !self.drain_due {
            self.resume.forget();
            return result.and(self.with_codec(|codec, _| codec.reset()));
        }
        result
    }

    fn drain_codec(&mut self) -> Result<()> {
        let result = self.with_codec(|codec, sink| codec.drain(sink));
        self.pending = self.codec.is_some();
        result
    }

    /// Decodes a sample, unless it is left out.
    fn decode(&mut self, sample: &Sample) -> Result<()> {
        let input = self.input.as_ref().ok_or(Error::TypeNotSet { side: "input" })?;
        if self.codec.is_none() {
            // After a panic. Sound can be taken up anywhere; pictures only where they need no others.
            if self.kind.video && !sample.flags.clean_point {
                return Ok(());
            }
            self.codec = Some(self.create_codec(input)?);
            self.discontinuity = true;
        }
        self.discontinuity |= sample.flags.discontinuity;
        let data = sample.contiguous();
        let left_out = self.leaves_out(sample, &data);
        let can_resume = self.codec.as_ref().is_some_and(|codec| codec.can_resume());
        if can_resume && !self.broken {
            self.resume.note(sample, &data, left_out);
        } else {
            self.resume.forget();
        }
        if left_out {
            return Ok(());
        }
        let stamp = Stamp {
            time: sample.time,
            duration: sample.duration,
        };
        self.coded = self.coded.saturating_add(data.len() as u64);
        let coded = self.coded;
        let preroll = sample.flags.preroll;
        let low_latency = self.attributes.get_or(LOW_LATENCY, false);
        let result = self.with_codec(|codec, sink| {
            codec.set_low_latency(low_latency);
            let packet = Packet {
                data: &data,
                stamp,
                coded,
                preroll,
            };
            codec.decode(packet, sink)
        });
        self.pending = self.codec.is_some();
        if result.is_err() {
            self.resume.forget();
        }
        result
    }

    /// Makes the codec ready for data that does not follow what it had.
    fn reset_codec(&mut self) -> Result<()> {
        self.resume.forget();
        self.next_time = None;
        self.with_codec(|codec, _| codec.reset())
    }

    /// The type to offer, complete if the format is known.
    fn offered(&self) -> Result<MediaType> {
        let input = self.input.as_ref().ok_or(Error::TypeNotSet { side: "input" })?;
        if let Some(native) = &self.native {
            return Ok((**native).clone());
        }
        // The size is in the stream: a partial type, and a stream change with the first picture.
        let subtype = self.kind.outputs.first().copied().unwrap_or(Guid::ZERO);
        if self.kind.video {
            let mut format = VideoFormat::try_from(input)?;
            format.subtype = subtype;
            return Ok(format.to_media_type());
        }
        Ok(MediaType::partial(self.kind.major(), subtype))
    }
}

/// Whether samples of type `native` may be sent under the name of `output`.
fn fits(native: &MediaType, output: &MediaType) -> bool {
    let same = |get: &dyn Fn(&MediaType) -> Option<u64>| get(native) == get(output);
    let number = |key: openmf_core::Key<u32>| {
        move |media_type: &MediaType| media_type.attributes().get(key).ok().map(u64::from)
    };
    native.major_type() == output.major_type()
        && native.subtype() == output.subtype()
        && same(&|media_type| {
            let size = media_type.attributes().get(keys::MF_MT_FRAME_SIZE).ok()?;
            Some(u64::from(size.width) << 32 | u64::from(size.height))
        })
        && same(&number(keys::MF_MT_AUDIO_NUM_CHANNELS))
        && same(&number(keys::MF_MT_AUDIO_SAMPLES_PER_SECOND))
        && same(&number(keys::MF_MT_AUDIO_BITS_PER_SAMPLE))
}

impl Transform for Decoder {
    fn name(&self) -> &str {
        self.kind.name
    }

    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        Self::only_stream(stream)?;
        let subtype = self.kind.inputs.get(index).ok_or(Error::NoMoreTypes)?;
        Ok(MediaType::partial(self.kind.major(), *subtype))
    }

    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        Self::only_stream(stream)?;
        let offered = self.offered()?;
        if index == 0 {
            Ok(offered)
        } else {
            Err(Error::NoMoreTypes)
        }
    }

    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        Self::only_stream(stream)?;
        if media_type.major_type() != self.kind.major() || !self.kind.inputs.contains(&media_type.subtype()) {
            return Err(Error::invalid_media_type(format!(
                "the {} does not take {media_type}",
                self.kind.name
            )));
        }
        self.create_codec(media_type).map(drop)
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        Self::only_stream(stream)?;
        if media_type.major_type() != self.kind.major() || !self.kind.inputs.contains(&media_type.subtype()) {
            return Err(Error::invalid_media_type(format!(
                "the {} does not take {media_type}",
                self.kind.name
            )));
        }
        let codec = self.create_codec(media_type)?;
        self.cache = FormatCache::default();
        let native = match codec.format() {
            Some(format) => Some(self.cache.media_type(&format, media_type)?),
            None => None,
        };
        self.codec = Some(codec);
        self.input = Some(media_type.clone());
        self.queue.clear();
        self.waiting.clear();
        self.resume.forget();
        self.next_time = None;
        self.draining = false;
        self.drain_due = false;
        self.pending = false;
        self.failure = None;
        self.coded = 0;
        self.native = native;
        let keeps = match (&self.native, &self.output) {
            (Some(native), Some(output)) => fits(native, output),
            _ => false,
        };
        if !keeps {
            self.output = None;
        }
        Ok(())
    }

    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.test_output_type(stream, media_type)?;
        self.output = Some(media_type.clone());
        Ok(())
    }

    fn test_output_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        Self::only_stream(stream)?;
        let offered = self.offered()?;
        let possible = if self.native.is_some() {
            fits(&offered, media_type)
        } else {
            media_type.major_type() == offered.major_type()
                && self.kind.outputs.contains(&media_type.subtype())
        };
        if !possible {
            return Err(Error::invalid_media_type(format!(
                "the {} puts out {offered}, not {media_type}",
                self.kind.name
            )));
        }
        Ok(())
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        Self::only_stream(stream)?;
        self.input.clone().ok_or(Error::TypeNotSet { side: "input" })
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        Self::only_stream(stream)?;
        self.output.clone().ok_or(Error::TypeNotSet { side: "output" })
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        Self::only_stream(stream)?;
        if self.input.is_none() {
            return Err(Error::TypeNotSet { side: "input" });
        }
        if !self.draining && self.failure.is_none() {
            // What it refuses input for has to come out: it is made now.
            self.failure = self.fill_queue().err();
        }
        if !self.queue.is_empty() || self.draining || self.failure.is_some() {
            return Ok(Input::NotAccepting(sample));
        }
        if !self.resume.is_replaying() {
            self.decode(&sample)?;
            return Ok(Input::Accepted);
        }
        self.discontinuity |= sample.flags.discontinuity;
        let data = sample.contiguous();
        match self.resume.take(sample, &data) {
            Step::Wait => {}
            Step::GoOn(samples) => self.waiting.extend(samples),
            Step::Again(samples) => {
                self.waiting.extend(samples);
                self.reset_codec()?;
            }
        }
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        if self.input.is_none() {
            return Err(Error::TypeNotSet { side: "input" });
        }
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        self.fill_queue()?;
        let Some(next) = self.queue.front() else {
            self.discontinuity |= std::mem::take(&mut self.draining);
            return Ok(Output::NeedMoreInput);
        };
        let unchanged = self
            .native
            .as_ref()
            .is_some_and(|native| Arc::ptr_eq(native, &next.media_type) || **native == *next.media_type);
        if !unchanged {
            self.native = Some(Arc::clone(&next.media_type));
            self.output = None;
            return Ok(Output::StreamChange);
        }
        if self.output.is_none() {
            return Err(Error::TypeNotSet { side: "output" });
        }
        match self.queue.pop_front() {
            Some(next) => Ok(Output::Sample(next.sample)),
            None => Ok(Output::NeedMoreInput),
        }
    }

    fn attributes(&self) -> Option<&Attributes> {
        Some(&self.attributes)
    }

    fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        self.kind.video.then(|| Arc::clone(&self.advice) as _)
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        match message {
            TransformMessage::Flush => {
                self.broken = false;
                self.queue.clear();
                self.waiting.clear();
                self.next_time = None;
                self.draining = false;
                self.drain_due = false;
                self.pending = false;
                self.failure = None;
                self.discontinuity = false;
                let codec = self.codec.as_mut().filter(|codec| codec.can_resume());
                if let Some(codec) = codec
                    && self.resume.begin(|time| codec.holds(time))
                {
                    codec.resume();
                    return Ok(());
                }
                self.reset_codec()
            }
            TransformMessage::Drain => {
                self.draining = true;
                if self.resume.is_replaying() {
                    let samples = self.resume.end();
                    self.waiting.extend(samples);
                    self.reset_codec()?;
                }
                if !self.waiting.is_empty() {
                    self.drain_due = true;
                    return Ok(());
                }
                // "The first sample after a drain carries the discontinuity flag." Source: "Basic MFT Processing
                // Model" (Microsoft Learn). `process_output` sets it when everything is out.
                self.drain_codec()
            }
            // What it would need to go on may be much.
            TransformMessage::NotifyEndStreaming if self.resume.is_replaying() => self.reset_codec(),
            _ => Ok(()),
        }
    }
}
