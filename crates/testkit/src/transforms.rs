use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use openmf_core::{
    Attributes, AudioFormat, Error, Guid, Input, MediaType, Output, QualityAdvise, RateBounds, RateControl,
    RateDirection, RateRefused, RateSupport, Result, Sample, TimeSpan, Transform, TransformMessage,
    UserObject,
};

use crate::script::{Gate, Journal, find_service, lock};

/// A transform that gives out each sample as it came; any type in, the same type out.
#[derive(Default)]
pub struct PassThrough {
    media_type: Option<MediaType>,
    held: Option<Sample>,
    advice: Option<Arc<dyn QualityAdvise>>,
    services: Vec<(Guid, UserObject)>,
    attributes: Option<Attributes>,
    noted: Option<(String, Journal)>,
    refuses: bool,
    rates: Option<Rates>,
    on_input: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// The rate control of a transform.
struct Rates {
    bounds: RateBounds,
    present: Mutex<(bool, f32)>,
    noted: Option<(String, Journal)>,
}

impl PassThrough {
    /// One that a quality manager can advise.
    pub fn advised(advice: Arc<dyn QualityAdvise>) -> Self {
        Self {
            advice: Some(advice),
            ..Self::default()
        }
    }

    /// One that has a name and writes down what it is told: `NAME.type`, `NAME.in(TIME)`, `NAME.rate(RATE)` and each
    /// message, as `NAME.Flush`. Times are in milliseconds.
    pub fn noted(name: &str, journal: &Journal) -> Self {
        Self {
            noted: Some((name.to_owned(), journal.clone())),
            ..Self::default()
        }
    }

    /// The same, refusing every type.
    #[must_use]
    pub fn refusing(mut self) -> Self {
        self.refuses = true;
        self
    }

    /// The same, calling this inside `process_input`.
    #[must_use]
    pub fn with_hook(mut self, on_input: impl Fn() + Send + Sync + 'static) -> Self {
        self.on_input = Some(Arc::new(on_input));
        self
    }

    /// The same with attributes.
    #[must_use]
    pub fn with_attributes(mut self, attributes: Attributes) -> Self {
        self.attributes = Some(attributes);
        self
    }

    /// The same with a rate control.
    #[must_use]
    pub fn with_rates(mut self, bounds: RateBounds) -> Self {
        self.rates = Some(Rates::new(bounds, self.noted.clone()));
        self
    }

    fn note(&self, what: std::fmt::Arguments<'_>) {
        note(self.noted.as_ref(), what);
    }

    /// The same with a service.
    #[must_use]
    pub fn with_service(mut self, service: Guid, object: UserObject) -> Self {
        self.services.push((service, object));
        self
    }
}

fn note(noted: Option<&(String, Journal)>, what: std::fmt::Arguments<'_>) {
    if let Some((name, journal)) = noted {
        journal.note(format!("{name}.{what}"));
    }
}

impl Rates {
    fn new(bounds: RateBounds, noted: Option<(String, Journal)>) -> Self {
        Self {
            bounds,
            present: Mutex::new((false, 1.0)),
            noted,
        }
    }
}

impl RateSupport for Rates {
    fn slowest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.bounds.slowest_rate(direction, thin)
    }

    fn fastest_rate(&self, direction: RateDirection, thin: bool) -> Result<f32> {
        self.bounds.fastest_rate(direction, thin)
    }

    fn is_rate_supported(&self, thin: bool, rate: f32) -> Result<(), RateRefused> {
        self.bounds.is_rate_supported(thin, rate)
    }
}

impl RateControl for Rates {
    fn set_rate(&self, thin: bool, rate: f32) -> Result<()> {
        note(self.noted.as_ref(), format_args!("rate({rate})"));
        *lock(&self.present) = (thin, rate);
        Ok(())
    }

    fn rate(&self) -> (bool, f32) {
        *lock(&self.present)
    }
}

/// A [`PassThrough`] that does something bad to some samples.
pub struct Faulty {
    inner: PassThrough,
    fault: Fault,
    /// Samples that still pass unharmed.
    good: u64,
}

/// What a [`Faulty`] transform does.
#[derive(Clone, Debug)]
pub enum Fault {
    /// `process_input` panics, once.
    Panics,
    /// `process_input` blocks until the gate is opened. Needs a runtime with threads.
    Stalls(Gate),
    /// `process_input` fails, once.
    Fails(Error),
    /// Samples are taken and nothing comes out.
    Swallows,
    /// Every flush panics.
    PanicsInFlush,
}

impl Faulty {
    /// A transform whose fault shows after `good` samples.
    pub fn new(fault: Fault, good: u64) -> Self {
        Self {
            inner: PassThrough::default(),
            fault,
            good,
        }
    }
}

impl Transform for PassThrough {
    fn name(&self) -> &str {
        self.noted.as_ref().map_or("pass-through", |(name, _)| name)
    }

    fn input_available_type(&self, _stream: u32, _index: usize) -> Result<MediaType> {
        Err(Error::NotImplemented {
            what: "a list of input types".into(),
        })
    }

    fn output_available_type(&self, _stream: u32, index: usize) -> Result<MediaType> {
        match (&self.media_type, index) {
            (None, _) => Err(Error::TypeNotSet { side: "input" }),
            (Some(media_type), 0) => Ok(media_type.clone()),
            (Some(_), _) => Err(Error::NoMoreTypes),
        }
    }

    fn test_input_type(&self, _stream: u32, _media_type: &MediaType) -> Result<()> {
        if self.refuses {
            return Err(Error::invalid_media_type("nothing pleases it"));
        }
        Ok(())
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.test_input_type(stream, media_type)?;
        self.note(format_args!("type"));
        self.media_type = Some(media_type.clone());
        Ok(())
    }

    fn set_output_type(&mut self, _stream: u32, media_type: &MediaType) -> Result<()> {
        match &self.media_type {
            Some(input) if input == media_type => Ok(()),
            Some(input) => Err(Error::invalid_media_type(format!("{media_type} is not {input}"))),
            None => Err(Error::TypeNotSet { side: "input" }),
        }
    }

    fn input_type(&self, _stream: u32) -> Result<MediaType> {
        self.media_type.clone().ok_or(Error::TypeNotSet { side: "input" })
    }

    fn output_type(&self, _stream: u32) -> Result<MediaType> {
        self.media_type.clone().ok_or(Error::TypeNotSet { side: "input" })
    }

    fn process_input(&mut self, _stream: u32, sample: Sample) -> Result<Input> {
        let time = sample.time.map_or(-1, |time| time.as_100ns() / 10_000);
        self.note(format_args!("in({time})"));
        if let Some(on_input) = &self.on_input {
            on_input();
        }
        if self.held.is_some() {
            return Ok(Input::NotAccepting(sample));
        }
        self.held = Some(sample);
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        Ok(self.held.take().map_or(Output::NeedMoreInput, Output::Sample))
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.note(format_args!("{message:?}"));
        if message == TransformMessage::Flush {
            self.held = None;
        }
        Ok(())
    }

    fn attributes(&self) -> Option<&Attributes> {
        self.attributes.as_ref()
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        self.rates.as_ref().map(|rates| rates as &dyn RateControl)
    }

    fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        self.advice.clone()
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        find_service(&self.services, service)
    }
}

impl Transform for Faulty {
    fn name(&self) -> &str {
        "faulty transform"
    }

    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.inner.input_available_type(stream, index)
    }

    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.inner.output_available_type(stream, index)
    }

    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.test_input_type(stream, media_type)
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.set_input_type(stream, media_type)
    }

    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.set_output_type(stream, media_type)
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        self.inner.input_type(stream)
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        self.inner.output_type(stream)
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        match self.good.checked_sub(1) {
            Some(good) => self.good = good,
            None => match self.fault.clone() {
                Fault::Panics => {
                    self.good = u64::MAX;
                    panic!("a scripted panic");
                }
                Fault::Stalls(gate) => gate.pass(),
                Fault::Fails(error) => {
                    self.good = u64::MAX;
                    return Err(error);
                }
                Fault::Swallows => return Ok(Input::Accepted),
                Fault::PanicsInFlush => {}
            },
        }
        self.inner.process_input(stream, sample)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.inner.process_output()
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.inner.process_message(message)?;
        if let (Fault::PanicsInFlush, TransformMessage::Flush) = (&self.fault, message) {
            panic!("a scripted panic");
        }
        Ok(())
    }
}

/// A transform with several inputs: one sample of each becomes one of all their bytes, with the first one's time. An
/// input that has ended is left out. The journal gets `mixer.in N`, `mixer.end N`, `mixer.out(TIME)` and the messages.
pub struct Mixer {
    journal: Journal,
    types: Vec<Option<MediaType>>,
    held: Vec<VecDeque<Sample>>,
    ended: Vec<bool>,
    /// How many samples of one input it holds.
    pub depth: usize,
    rates: Option<Rates>,
}

impl Mixer {
    /// A mixer of so many inputs, all of one type.
    pub fn new(inputs: usize, journal: &Journal) -> Self {
        Self {
            journal: journal.clone(),
            types: vec![None; inputs],
            held: vec![VecDeque::new(); inputs],
            ended: vec![false; inputs],
            depth: 1,
            rates: None,
        }
    }

    /// The same with a rate control, which notes `mixer.rate(RATE)`.
    #[must_use]
    pub fn with_rates(mut self, bounds: RateBounds) -> Self {
        let noted = Some(("mixer".to_owned(), self.journal.clone()));
        self.rates = Some(Rates::new(bounds, noted));
        self
    }

    fn input(&self, stream: u32) -> Result<usize> {
        let index = stream as usize;
        if index < self.types.len() {
            Ok(index)
        } else {
            Err(Error::InvalidStreamNumber { stream })
        }
    }
}

impl Transform for Mixer {
    fn name(&self) -> &str {
        "mixer"
    }

    fn stream_count(&self) -> (u32, u32) {
        (self.types.len() as u32, 1)
    }

    fn input_available_type(&self, _stream: u32, _index: usize) -> Result<MediaType> {
        Err(Error::NotImplemented {
            what: "a list of input types".into(),
        })
    }

    fn output_available_type(&self, _stream: u32, index: usize) -> Result<MediaType> {
        match (self.types.iter().flatten().next(), index) {
            (None, _) => Err(Error::TypeNotSet { side: "input" }),
            (Some(media_type), 0) => Ok(media_type.clone()),
            (Some(_), _) => Err(Error::NoMoreTypes),
        }
    }

    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        let index = self.input(stream)?;
        let others = self.types.iter().enumerate().filter(|(other, _)| *other != index);
        match others
            .filter_map(|(_, known)| known.as_ref())
            .find(|known| *known != media_type)
        {
            Some(known) => Err(Error::invalid_media_type(format!("{media_type} is not {known}"))),
            None => Ok(()),
        }
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.test_input_type(stream, media_type)?;
        let index = self.input(stream)?;
        self.types[index] = Some(media_type.clone());
        Ok(())
    }

    fn set_output_type(&mut self, _stream: u32, media_type: &MediaType) -> Result<()> {
        match self.output_available_type(0, 0)? {
            made if made == *media_type => Ok(()),
            made => Err(Error::invalid_media_type(format!("{media_type} is not {made}"))),
        }
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        let index = self.input(stream)?;
        self.types[index]
            .clone()
            .ok_or(Error::TypeNotSet { side: "input" })
    }

    fn output_type(&self, _stream: u32) -> Result<MediaType> {
        self.output_available_type(0, 0)
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        let index = self.input(stream)?;
        if self.held[index].len() >= self.depth {
            return Ok(Input::NotAccepting(sample));
        }
        self.journal.note(format!("mixer.in {stream}"));
        self.held[index].push_back(sample);
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        let waits = (self.held.iter().zip(&self.ended)).any(|(held, ended)| held.is_empty() && !ended);
        let nothing = self.held.iter().all(VecDeque::is_empty);
        if waits || nothing {
            return Ok(Output::NeedMoreInput);
        }
        let parts: Vec<Sample> = self.held.iter_mut().filter_map(VecDeque::pop_front).collect();
        let bytes: Vec<u8> = parts.iter().flat_map(|part| part.contiguous().to_vec()).collect();
        let mut mixed = Sample::new(bytes.into());
        (mixed.time, mixed.duration) = (parts[0].time, parts[0].duration);
        let time = mixed.time.map_or(-1, |time| time.as_100ns() / 10_000);
        self.journal.note(format!("mixer.out({time})"));
        Ok(Output::Sample(mixed))
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        self.rates.as_ref().map(|rates| rates as &dyn RateControl)
    }

    fn end_input(&mut self, stream: u32) -> Result<()> {
        let index = self.input(stream)?;
        self.journal.note(format!("mixer.end {stream}"));
        self.ended[index] = true;
        Ok(())
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.journal.note(format!("mixer.{message:?}"));
        if message == TransformMessage::Flush {
            self.held.iter_mut().for_each(VecDeque::clear);
            self.ended.fill(false);
        }
        Ok(())
    }
}

/// A converter between any two uncompressed audio formats: each sample becomes silence of the same time in the other
/// format. With `delay` it keeps the last sample back until it is drained. The journal gets `converter.type`,
/// `converter.in(TIME)`, `converter.drain`.
pub struct Converter {
    journal: Journal,
    input: Option<MediaType>,
    output: Option<MediaType>,
    held: VecDeque<Sample>,
    delay: bool,
    draining: bool,
    offers: Vec<MediaType>,
}

impl Converter {
    /// A converter without types.
    pub fn new(journal: &Journal, delay: bool) -> Self {
        Self {
            journal: journal.clone(),
            input: None,
            output: None,
            held: VecDeque::new(),
            delay,
            draining: false,
            offers: Vec::new(),
        }
    }

    fn frames_of(media_type: &MediaType) -> Result<(u32, usize)> {
        let format = AudioFormat::try_from(media_type)?;
        let frame = format
            .frame_bytes()
            .ok_or_else(|| Error::invalid_media_type("compressed"))?;
        Ok((format.sample_rate, frame))
    }
}

impl Transform for Converter {
    fn name(&self) -> &str {
        "converter"
    }

    fn input_available_type(&self, _stream: u32, _index: usize) -> Result<MediaType> {
        Err(Error::NotImplemented {
            what: "a list of input types".into(),
        })
    }

    fn output_available_type(&self, _stream: u32, index: usize) -> Result<MediaType> {
        self.offers.get(index).cloned().ok_or(Error::NoMoreTypes)
    }

    fn test_input_type(&self, _stream: u32, media_type: &MediaType) -> Result<()> {
        Self::frames_of(media_type).map(drop)
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.test_input_type(stream, media_type)?;
        self.journal.note("converter.type");
        self.input = Some(media_type.clone());
        self.offers = vec![media_type.clone()];
        Ok(())
    }

    fn set_output_type(&mut self, _stream: u32, media_type: &MediaType) -> Result<()> {
        Self::frames_of(media_type)?;
        self.output = Some(media_type.clone());
        Ok(())
    }

    fn input_type(&self, _stream: u32) -> Result<MediaType> {
        self.input.clone().ok_or(Error::TypeNotSet { side: "input" })
    }

    fn output_type(&self, _stream: u32) -> Result<MediaType> {
        self.output.clone().ok_or(Error::TypeNotSet { side: "output" })
    }

    fn process_input(&mut self, _stream: u32, mut sample: Sample) -> Result<Input> {
        if self.held.len() > usize::from(self.delay) {
            return Ok(Input::NotAccepting(sample));
        }
        let (rate, frame) = Self::frames_of(&self.input_type(0)?)?;
        let (out_rate, out_frame) = Self::frames_of(&self.output_type(0)?)?;
        assert_eq!(sample.total_len() % frame, 0, "data of another type than was set");
        let frames = (sample.total_len() / frame) as u64;
        let span = TimeSpan::from_frames(frames, rate);
        assert!(
            sample.duration.is_none_or(|duration| duration == span),
            "data of another type than was set"
        );
        let time = sample.time.map_or(-1, |time| time.as_100ns() / 10_000);
        self.journal.note(format!("converter.in({time})"));
        sample.set_buffer(vec![0; span.to_frames(out_rate) as usize * out_frame].into());
        self.held.push_back(sample);
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        let keeps = usize::from(self.delay && !self.draining);
        if self.held.len() > keeps {
            return Ok(self
                .held
                .pop_front()
                .map_or(Output::NeedMoreInput, Output::Sample));
        }
        self.draining = false;
        Ok(Output::NeedMoreInput)
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        match message {
            TransformMessage::Drain => {
                self.journal.note("converter.drain");
                self.draining = true;
            }
            TransformMessage::Flush => {
                self.held.clear();
                self.draining = false;
            }
            _ => {}
        }
        Ok(())
    }
}

/// A transform with two outputs: samples go to them in turn.
#[derive(Default)]
pub struct Splitter {
    inner: PassThrough,
    next: u32,
}

impl Transform for Splitter {
    fn name(&self) -> &str {
        "splitter"
    }

    fn stream_count(&self) -> (u32, u32) {
        (1, 2)
    }

    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.inner.input_available_type(stream, index)
    }

    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.inner.output_available_type(stream, index)
    }

    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.test_input_type(stream, media_type)
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.set_input_type(stream, media_type)
    }

    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        self.inner.set_output_type(stream, media_type)
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        self.inner.input_type(stream)
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        self.inner.output_type(stream)
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        self.inner.process_input(stream, sample)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.inner.process_output()
    }

    fn process_any_output(&mut self) -> Result<(u32, Output)> {
        let output = self.inner.process_output()?;
        let stream = self.next;
        if let Output::Sample(_) = output {
            self.next = 1 - self.next;
        }
        Ok((stream, output))
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        if message == TransformMessage::Flush {
            self.next = 0;
        }
        self.inner.process_message(message)
    }
}
