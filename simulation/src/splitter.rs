//! A transform of several outputs, each of which gives everything that goes in. It may be called while it is in a call, so
//! that a call may also take its time, or never return.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use openmf_core::{
    Error, Input, MediaType, Output, Result, Sample, Transform, TransformHandles, TransformMessage,
};

use crate::scenario::{Call, SPLITTER};
use crate::source::media_type;
use crate::world::{Reply, World, lock};

/// It takes so many samples before they are fetched, and keeps back one until the next comes or the input ends.
const AHEAD: usize = 2;

#[derive(Clone)]
pub(crate) struct Splitter {
    world: Arc<World>,
    state: Arc<Mutex<State>>,
}

struct State {
    /// What each output has still to give.
    outputs: Vec<VecDeque<Sample>>,
    drains: bool,
    ended: bool,
    shut_down: bool,
    /// How often it was flushed.
    flushes: u32,
}

impl Splitter {
    pub(crate) fn new(world: &Arc<World>, outputs: usize) -> Self {
        Self {
            world: Arc::clone(world),
            state: Arc::new(Mutex::new(State {
                outputs: vec![VecDeque::new(); outputs],
                drains: false,
                ended: false,
                shut_down: false,
                flushes: 0,
            })),
        }
    }

    fn call(&self, call: Call) -> Result<Reply> {
        if lock(&self.state).shut_down {
            return Err(Error::Shutdown);
        }
        match self.world.call(SPLITTER, call)? {
            Reply::Failed => Err(Error::InvalidStateTransition),
            Reply::Late(milliseconds) => {
                self.world.sleep(milliseconds);
                Ok(Reply::Now)
            }
            Reply::ShutsDown => {
                lock(&self.state).shut_down = true;
                Err(Error::Shutdown)
            }
            reply @ (Reply::Now | Reply::Twice | Reply::Never) => Ok(reply),
        }
    }
}

impl Transform for Splitter {
    fn name(&self) -> &str {
        "splitter"
    }

    fn stream_count(&self) -> (u32, u32) {
        (1, lock(&self.state).outputs.len() as u32)
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

    fn process_input(&mut self, _stream: u32, sample: Sample) -> Result<Input> {
        // What is in the call already may be of a branch that was cut off, and another one has the transform meanwhile.
        if lock(&self.state).ended {
            self.world
                .violated(|| "the input of a transform gets a sample behind its end".to_owned());
        }
        let flushes = lock(&self.state).flushes;
        let reply = self.call(Call::SplitterInput)?;
        let mut state = lock(&self.state);
        if state.flushes != flushes {
            // What a call brings is flushed with the rest.
            return Ok(Input::Accepted);
        }
        let full = state.outputs.iter().any(|output| output.len() > AHEAD);
        match reply {
            _ if full || state.drains => return Ok(Input::NotAccepting(sample)),
            // It loses the sample.
            Reply::Never => return Ok(Input::Accepted),
            _ => {}
        }
        for output in &mut state.outputs {
            output.push_back(sample.clone());
        }
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.process_any_output().map(|(_, output)| output)
    }

    fn process_any_output(&mut self) -> Result<(u32, Output)> {
        let reply = self.call(Call::SplitterOutput)?;
        let mut state = lock(&self.state);
        let keeps = usize::from(!state.drains);
        let outputs = state.outputs.len();
        let first = lock(&self.world.random).below(outputs as u64) as usize;
        let ready = (0..outputs).map(|step| (first + step) % outputs);
        let ready = ready
            .into_iter()
            .find(|index| state.outputs[*index].len() > keeps);
        let Some(index) = ready else {
            state.drains = false;
            return Ok((0, Output::NeedMoreInput));
        };
        let output = &mut state.outputs[index];
        let sample = match reply {
            Reply::Twice => output.front().cloned(),
            Reply::Never => {
                // It loses one.
                output.pop_front();
                return Ok((index as u32, Output::NeedMoreInput));
            }
            _ => output.pop_front(),
        };
        Ok((index as u32, sample.map_or(Output::NeedMoreInput, Output::Sample)))
    }

    fn end_input(&mut self, stream: u32) -> Result<()> {
        if std::mem::replace(&mut lock(&self.state).ended, true) {
            self.world
                .violated(|| format!("input {stream} of a transform ends twice"));
        }
        Ok(())
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        match message {
            TransformMessage::Flush => {
                {
                    let mut state = lock(&self.state);
                    state.outputs.iter_mut().for_each(VecDeque::clear);
                    (state.drains, state.ended) = (false, false);
                    state.flushes += 1;
                }
                self.call(Call::SplitterFlush)?;
            }
            TransformMessage::Drain => {
                lock(&self.state).drains = true;
                self.call(Call::SplitterDrain)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn handles(&self) -> Option<TransformHandles> {
        let this = self.clone();
        Some(Box::new(move || Box::new(this.clone())))
    }
}
