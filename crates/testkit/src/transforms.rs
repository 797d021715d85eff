use openmf_core::{Error, Input, MediaType, Output, Result, Sample, Transform, TransformMessage};

use crate::script::Gate;

/// A transform that gives out each sample as it came; any type in, the same type out.
#[derive(Default)]
pub struct PassThrough {
    media_type: Option<MediaType>,
    held: Option<Sample>,
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
        "pass-through"
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
        Ok(())
    }

    fn set_input_type(&mut self, _stream: u32, media_type: &MediaType) -> Result<()> {
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
        if message == TransformMessage::Flush {
            self.held = None;
        }
        Ok(())
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
            },
        }
        self.inner.process_input(stream, sample)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.inner.process_output()
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        self.inner.process_message(message)
    }
}
