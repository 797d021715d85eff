//! A transform of two inputs: what its first one brings, as long as both go on, and then what the other one has left.

use std::collections::VecDeque;
use std::sync::Arc;

use openmf_core::{Error, Input, MediaType, Output, Result, Sample, Transform, TransformMessage};

use crate::scenario::{Call, MIXER};
use crate::source::media_type;
use crate::world::World;

/// It takes so many samples of one input while it waits for the other.
const AHEAD: usize = 2;

pub(crate) struct Mixer {
    world: Arc<World>,
    inputs: [Side; 2],
    /// It was told that its stream starts, and has got nothing since.
    restarts: bool,
}

#[derive(Default)]
struct Side {
    samples: VecDeque<Sample>,
    ended: bool,
}

impl Mixer {
    pub(crate) fn new(world: &Arc<World>) -> Self {
        Self {
            world: Arc::clone(world),
            inputs: Default::default(),
            restarts: false,
        }
    }
}

impl Transform for Mixer {
    fn name(&self) -> &str {
        "mixer"
    }

    fn stream_count(&self) -> (u32, u32) {
        (2, 1)
    }

    fn input_available_type(&self, _stream: u32, index: usize) -> Result<MediaType> {
        match index {
            0 => Ok(media_type(false)),
            _ => Err(Error::NoMoreTypes),
        }
    }

    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        self.input_available_type(stream, index)
    }

    fn test_input_type(&self, _stream: u32, _media_type: &MediaType) -> Result<()> {
        Ok(())
    }

    fn set_input_type(&mut self, _stream: u32, _media_type: &MediaType) -> Result<()> {
        Ok(())
    }

    fn set_output_type(&mut self, _stream: u32, _media_type: &MediaType) -> Result<()> {
        Ok(())
    }

    fn input_type(&self, _stream: u32) -> Result<MediaType> {
        Ok(media_type(false))
    }

    fn output_type(&self, _stream: u32) -> Result<MediaType> {
        Ok(media_type(false))
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        self.world.call_locked(MIXER, Call::MixerInput)?;
        let side = &mut self.inputs[stream as usize];
        if std::mem::take(&mut self.restarts) {
            side.ended = false;
        }
        if side.ended {
            self.world
                .violated(|| format!("input {stream} of a transform gets a sample behind its end"));
        }
        if side.samples.len() >= AHEAD {
            return Ok(Input::NotAccepting(sample));
        }
        side.samples.push_back(sample);
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.world.call_locked(MIXER, Call::MixerOutput)?;
        let [first, second] = &mut self.inputs;
        let ready = |side: &Side| side.ended || !side.samples.is_empty();
        if !ready(first) || !ready(second) {
            return Ok(Output::NeedMoreInput);
        }
        let other = second.samples.pop_front();
        let made = first.samples.pop_front().or(other);
        Ok(made.map_or(Output::NeedMoreInput, Output::Sample))
    }

    fn end_input(&mut self, stream: u32) -> Result<()> {
        let side = &mut self.inputs[stream as usize];
        if std::mem::replace(&mut side.ended, true) {
            self.world
                .violated(|| format!("input {stream} of a transform ends twice"));
        }
        Ok(())
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        // Of the input that gets the next sample.
        self.restarts |= message == TransformMessage::NotifyStartOfStream;
        if message == TransformMessage::Flush {
            self.inputs = Default::default();
            self.world.call_locked(MIXER, Call::MixerFlush)?;
        }
        Ok(())
    }
}
