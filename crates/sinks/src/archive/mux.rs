//! Files that a multiplexer makes: a transform with an input for each stream, and one output of bytes.
//!
//! Sources: `MFCreateMuxSink`, "Basic MFT Processing Model", `IMFTransform::AddInputStreams` (Microsoft Learn).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use openmf_core::{
    ClockStart, ClockStateSink, ClockedSink, Error, FinalizableMediaSink, HostTime, Input, MediaSink,
    MediaType, Output, PresentationClock, RateSupport, Result, Sample, SharedTransform, SinkCharacteristics,
    StreamSink, TimeSpan, TransformMessage, codes, from_io,
};

use super::exclusive::Exclusive;
use super::{MAX_STREAMS, RATES};
use crate::null::RATELESS_LIMITS;
use crate::output_file::OutputStream;
use crate::render_sink::{Render, RenderSink, Schedule, Timing};

/// Types of one stream that are looked at.
const MAX_TYPES: usize = 256;
/// Samples of one stream that wait until the multiplexer takes them; it is asked for none meanwhile.
const MAX_WAITING: usize = 256;
/// A multiplexer that changes its output more often than this in a row is given up.
const MAX_CHANGES: usize = 16;

type Stream = RenderSink<MuxStream>;

/// Writes what a multiplexer makes of its streams, rateless.
///
/// It has a stream for each input of the transform, whose identifiers count from 0; streams are added and removed as far as
/// the transform's inputs are. A stream takes the types that its input takes. The output's type is the first one that the
/// transform offers and that agrees with what is asked for; if it offers none, it is what is asked for. Samples go in as they
/// come, with the times that they have; what the transform does not take yet waits, and its stream asks for no more. The
/// transform is drained when the sink is finalized.
#[derive(Clone)]
pub struct MuxSink {
    sink: Arc<Mux>,
}

impl MuxSink {
    /// A sink over a multiplexer that was made for it alone. `wanted` is the type of the output, as far as it matters.
    /// Without a stream what is made goes nowhere. `name` is for messages.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: the transform has not one output, or more than 32 inputs.
    /// - [`Error::InvalidMediaType`]: it does not make such an output.
    pub fn new(
        name: &str,
        transform: SharedTransform,
        wanted: MediaType,
        output: Option<Box<dyn OutputStream>>,
    ) -> Result<Self> {
        let (inputs, outputs) = transform.lock().stream_count();
        if outputs != 1 || inputs as usize > MAX_STREAMS {
            return Err(Error::invalid_argument(format!(
                "a multiplexer with {inputs} inputs and {outputs} outputs"
            )));
        }
        let shared = Arc::new(Shared {
            name: format!("{} to {name}", transform.name()),
            transform,
            wanted,
            ids: Mutex::new((0..inputs).collect()),
            owner: OnceLock::new(),
            work: Exclusive::new(Work {
                output,
                is_open: true,
                is_typed: false,
                is_started: false,
                inlets: (0..inputs).map(|_| Inlet::default()).collect(),
                failure: None,
            }),
        });
        shared.work.with(|work| match shared.choose_output(work) {
            // The inputs' types come first.
            Err(error) if error.hresult() == codes::MF_E_TRANSFORM_TYPE_NOT_SET => Ok(()),
            chosen => chosen,
        })?;
        let sink = Arc::new_cyclic(|this: &Weak<Mux>| {
            let _ = shared.owner.set(this.clone());
            let streams = (0..inputs).map(|id| Mux::stream(this, &shared, id));
            Mux {
                this: this.clone(),
                streams: Mutex::new(streams.collect()),
                clock: Mutex::default(),
                is_shut_down: AtomicBool::new(false),
                shared: Arc::clone(&shared),
            }
        });
        Ok(Self { sink })
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        self.sink.clone()
    }
}

/// What the streams have in common.
struct Shared {
    name: String,
    transform: SharedTransform,
    wanted: MediaType,
    /// The streams, in the order of the transform's inputs.
    ids: Mutex<Vec<u32>>,
    owner: OnceLock<Weak<Mux>>,
    work: Exclusive<Work>,
}

struct Work {
    output: Option<Box<dyn OutputStream>>,
    /// The file is neither complete nor failed.
    is_open: bool,
    /// The output has its type.
    is_typed: bool,
    is_started: bool,
    inlets: Vec<Inlet>,
    failure: Option<Error>,
}

/// One input of the transform.
#[derive(Default)]
struct Inlet {
    waiting: VecDeque<Sample>,
    /// Whether its stream is held, as it knows.
    held: Arc<AtomicBool>,
    has_ended: bool,
    /// The transform was told so.
    was_told: bool,
}

impl Shared {
    fn ids(&self) -> MutexGuard<'_, Vec<u32>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The transform's input of a stream.
    fn input(&self, id: u32) -> Result<usize> {
        let at = self.ids().iter().position(|known| *known == id);
        at.ok_or(Error::StreamSinkRemoved)
    }

    /// Sets the output's type, now or when the inputs have theirs.
    fn choose_output(&self, work: &mut Work) -> Result<()> {
        let mut transform = self.transform.lock();
        for index in 0..MAX_TYPES {
            let listed = match transform.output_available_type(0, index) {
                Ok(listed) => listed,
                Err(error) => match error.hresult() {
                    codes::MF_E_NO_MORE_TYPES | codes::E_NOTIMPL => break,
                    _ => return Err(error),
                },
            };
            let chosen = listed.clone();
            for (key, value) in self.wanted.attributes().items() {
                chosen.attributes().set_item(key, value);
            }
            // What it says of itself and what is asked for do not contradict each other.
            if chosen.satisfies(&listed) && transform.set_output_type(0, &chosen).is_ok() {
                work.is_typed = true;
                return Ok(());
            }
        }
        transform.set_output_type(0, &self.wanted)?;
        work.is_typed = true;
        Ok(())
    }

    /// Works with the file, which a failure ends; then holds and releases the streams.
    fn write<R>(&self, run: impl FnOnce(&mut Work) -> Result<R>) -> Result<R> {
        let mut changed = Vec::new();
        let written = self.work.with(|work| {
            if !work.is_open {
                return Err(work
                    .failure
                    .clone()
                    .unwrap_or_else(|| Error::invalid_request("a sample for a file that is complete")));
            }
            let written = run(work);
            if let Err(error) = &written {
                work.failure = Some(error.clone());
                work.is_open = false;
                work.output = None;
            }
            for (at, inlet) in work.inlets.iter().enumerate() {
                let holds = work.is_open && !inlet.waiting.is_empty();
                if inlet.held.swap(holds, Ordering::AcqRel) != holds {
                    changed.push(at);
                }
            }
            written
        });
        if !changed.is_empty() {
            let ids = self.ids().clone();
            let owner = self.owner.get().and_then(Weak::upgrade);
            for id in changed.into_iter().filter_map(|at| ids.get(at)) {
                let stream = owner.as_ref().and_then(|owner| owner.find(*id));
                if let Some(stream) = stream {
                    stream.hold_changed();
                }
            }
        }
        written
    }

    /// Gives the transform what it takes, and writes what it makes.
    fn go_on(&self, work: &mut Work) -> Result<()> {
        if !work.is_typed {
            self.choose_output(work)?;
        }
        if !work.is_started {
            work.is_started = true;
            let mut transform = self.transform.lock();
            transform.process_message(TransformMessage::NotifyBeginStreaming)?;
            transform.process_message(TransformMessage::NotifyStartOfStream)?;
        }
        loop {
            let mut moves = self.take_out(work)?;
            for at in 0..work.inlets.len() {
                moves |= self.give(work, at)?;
            }
            let waits = work.inlets.iter().any(|inlet| !inlet.waiting.is_empty());
            if !moves && waits {
                // It may wait for a stream of which nothing more comes.
                moves = self.tell_ends(work)?;
            }
            if !moves {
                return Ok(());
            }
        }
    }

    /// Whether it took something.
    fn give(&self, work: &mut Work, at: usize) -> Result<bool> {
        let mut moves = false;
        while let Some(inlet) = work.inlets.get_mut(at)
            && let Some(sample) = inlet.waiting.pop_front()
        {
            if std::mem::take(&mut inlet.was_told) {
                // Another segment.
                let start = TransformMessage::NotifyStartOfStream;
                self.transform.lock().process_message(start)?;
            }
            let given = self.transform.lock().process_input(at as u32, sample)?;
            if let Input::NotAccepting(sample) = given {
                inlet.waiting.push_front(sample);
                break;
            }
            moves = true;
            self.take_out(work)?;
        }
        Ok(moves)
    }

    /// Whether the transform was told of an end that it did not know of.
    fn tell_ends(&self, work: &mut Work) -> Result<bool> {
        let mut told = false;
        for (input, inlet) in (0_u32..).zip(&mut work.inlets) {
            if inlet.has_ended && inlet.waiting.is_empty() && !std::mem::replace(&mut inlet.was_told, true) {
                self.transform.lock().end_input(input)?;
                told = true;
            }
        }
        Ok(told)
    }

    /// Writes what there is; whether there was something.
    fn take_out(&self, work: &mut Work) -> Result<bool> {
        let (mut moves, mut changes) = (false, 0);
        loop {
            let (_, output) = self.transform.lock().process_any_output()?;
            match output {
                Output::NeedMoreInput => return Ok(moves),
                Output::Sample(sample) => {
                    (moves, changes) = (true, 0);
                    let Some(stream) = &mut work.output else {
                        continue;
                    };
                    for part in sample.buffers() {
                        stream
                            .write_all(part.as_slice())
                            .map_err(|error| from_io("write", &self.name, error))?;
                    }
                }
                Output::StreamChange => {
                    changes += 1;
                    if changes > MAX_CHANGES {
                        return Err(Error::Unexpected {
                            what: "a multiplexer changes its output again and again".into(),
                        });
                    }
                    self.choose_output(work)?;
                }
            }
        }
    }

    /// Completes the file.
    fn finish(&self, work: &mut Work) -> Result<()> {
        if work.is_started {
            for inlet in &mut work.inlets {
                inlet.has_ended = true;
            }
            self.go_on(work)?;
            self.tell_ends(work)?;
            self.go_on(work)?;
            self.transform.lock().process_message(TransformMessage::Drain)?;
            self.take_out(work)?;
            if work.inlets.iter().any(|inlet| !inlet.waiting.is_empty()) {
                return Err(Error::Unexpected {
                    what: "a multiplexer that has samples of all its streams takes none".into(),
                });
            }
            let end = TransformMessage::NotifyEndStreaming;
            self.transform.lock().process_message(end)?;
        }
        if let Some(mut output) = work.output.take() {
            output
                .flush()
                .map_err(|error| from_io("write", &self.name, error))?;
        }
        work.is_open = false;
        Ok(())
    }
}

/// One stream of the file.
struct MuxStream {
    shared: Arc<Shared>,
    id: u32,
    held: OnceLock<Arc<AtomicBool>>,
}

impl Render for MuxStream {
    fn name(&self) -> String {
        self.shared.name.clone()
    }

    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        let input = self.shared.input(self.id)?;
        self.shared
            .transform
            .lock()
            .test_input_type(input as u32, media_type)
    }

    fn preferred_types(&self) -> Vec<MediaType> {
        let Ok(input) = self.shared.input(self.id) else {
            return Vec::new();
        };
        let transform = self.shared.transform.lock();
        (0..MAX_TYPES)
            .map_while(|index| transform.input_available_type(input as u32, index).ok())
            .collect()
    }

    fn set_type(&self, media_type: &MediaType) -> Result<()> {
        let shared = &self.shared;
        let input = shared.input(self.id)?;
        shared.work.with(|work| {
            let all_typed = {
                let mut transform = shared.transform.lock();
                transform.set_input_type(input as u32, media_type)?;
                work.is_typed &= transform.output_type(0).is_ok();
                let (inputs, _) = transform.stream_count();
                (0..inputs).all(|input| transform.input_type(input).is_ok())
            };
            if all_typed && !work.is_typed {
                shared.choose_output(work)?;
            }
            Ok(())
        })
    }

    fn renders_preroll(&self) -> bool {
        true
    }

    fn render(&self, sample: Sample, _timing: Option<Timing>) -> Result<()> {
        let input = self.shared.input(self.id)?;
        self.shared.write(|work| {
            let inlet = work.inlets.get_mut(input).ok_or(Error::StreamSinkRemoved)?;
            if inlet.waiting.len() >= MAX_WAITING {
                return Err(Error::LimitReached {
                    what: "samples that wait for a multiplexer",
                    limit: MAX_WAITING as u64,
                });
            }
            inlet.waiting.push_back(sample);
            inlet.has_ended = false;
            self.shared.go_on(work)
        })
    }

    fn is_held(&self) -> bool {
        self.held.get().is_some_and(|held| held.load(Ordering::Acquire))
    }

    fn segment_ended(&self) {
        let Ok(input) = self.shared.input(self.id) else {
            return;
        };
        // A failure is that of the file, which finalizing it tells.
        let _ = self.shared.write(|work| {
            let Some(inlet) = work.inlets.get_mut(input) else {
                return Ok(());
            };
            inlet.has_ended = true;
            if work.is_started {
                self.shared.go_on(work)?;
            }
            Ok(())
        });
    }
}

/// A sink of several streams that go into one transform.
struct Mux {
    this: Weak<Self>,
    streams: Mutex<Vec<Arc<Stream>>>,
    clock: Mutex<Option<Arc<dyn PresentationClock>>>,
    shared: Arc<Shared>,
    is_shut_down: AtomicBool,
}

impl Mux {
    fn stream(this: &Weak<Self>, shared: &Arc<Shared>, id: u32) -> Arc<Stream> {
        let held = OnceLock::new();
        // Nobody works with the file but who makes the stream.
        let _ = shared.work.with(|work| {
            let inlet = shared.input(id).ok().and_then(|input| work.inlets.get(input));
            if let Some(inlet) = inlet {
                let _ = held.set(Arc::clone(&inlet.held));
            }
            Ok(())
        });
        let stream = MuxStream {
            shared: Arc::clone(shared),
            id,
            held,
        };
        let schedule = Schedule {
            clocked: false,
            lead: TimeSpan::ZERO,
            limits: RATELESS_LIMITS,
        };
        let owner: Weak<dyn MediaSink> = this.clone();
        RenderSink::part(stream, schedule, id, owner)
    }

    fn alive(&self) -> Result<()> {
        if self.is_shut_down.load(Ordering::Acquire) {
            return Err(Error::Shutdown);
        }
        Ok(())
    }

    fn streams(&self) -> MutexGuard<'_, Vec<Arc<Stream>>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: u32) -> Option<Arc<Stream>> {
        self.streams().iter().find(|stream| stream.id() == id).cloned()
    }

    /// Tells each stream, also when one has failed; the first failure.
    fn each(&self, tell: impl Fn(&Arc<Stream>) -> Result<()>) -> Result<()> {
        let streams = self.streams().clone();
        let mut told = Ok(());
        for stream in &streams {
            told = told.and(tell(stream));
        }
        told
    }

    fn is_fixed(&self) -> bool {
        let (fewest, most) = self.shared.transform.lock().input_limits();
        fewest == most
    }

    /// Takes an input away again.
    fn remove_input(&self, id: u32) -> Result<()> {
        let shared = &self.shared;
        shared.work.with(|work| {
            let input = shared.input(id)?;
            shared.transform.lock().remove_input(input as u32)?;
            shared.ids().remove(input);
            if input < work.inlets.len() {
                work.inlets.remove(input);
            }
            Ok(())
        })
    }
}

impl MediaSink for Mux {
    fn characteristics(&self) -> SinkCharacteristics {
        SinkCharacteristics {
            fixed_streams: self.is_fixed(),
            rateless: true,
            ..SinkCharacteristics::default()
        }
    }

    fn add_stream_sink(&self, id: u32, media_type: Option<&MediaType>) -> Result<Arc<dyn StreamSink>> {
        self.alive()?;
        if self.shared.ids().contains(&id) {
            return Err(Error::StreamSinkExists { id });
        }
        let (_, most) = self.shared.transform.lock().input_limits();
        let shared = &self.shared;
        shared.work.with(|work| {
            if self.is_fixed() || work.inlets.len() >= MAX_STREAMS.min(most as usize) {
                return Err(Error::StreamSinksFixed);
            }
            shared.transform.lock().add_input(id)?;
            shared.ids().push(id);
            work.inlets.push(Inlet::default());
            // Its type is part of what the output's follows from.
            work.is_typed &= shared.transform.lock().output_type(0).is_ok();
            Ok(())
        })?;
        let stream = Self::stream(&self.this, shared, id);
        let clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let readied = media_type
            .map_or(Ok(()), |set| stream.media_type_handler().set_current_type(set))
            .and_then(|()| match clock {
                Some(clock) => Arc::clone(&stream).set_presentation_clock(Some(clock)),
                None => Ok(()),
            });
        if let Err(error) = readied {
            // What it was refused for is what counts.
            let _ = self.remove_input(id);
            return Err(error);
        }
        self.streams().push(Arc::clone(&stream));
        Ok(stream)
    }

    fn remove_stream_sink(&self, id: u32) -> Result<()> {
        self.alive()?;
        let stream = self.find(id).ok_or(Error::InvalidStreamNumber { stream: id })?;
        if self.is_fixed() {
            return Err(Error::StreamSinksFixed);
        }
        self.remove_input(id)?;
        self.streams().retain(|known| known.id() != id);
        stream.remove()
    }

    fn stream_sinks(&self) -> Result<Vec<Arc<dyn StreamSink>>> {
        self.alive()?;
        let streams = self.streams();
        Ok(streams.iter().map(|stream| Arc::clone(stream) as _).collect())
    }

    fn set_presentation_clock(self: Arc<Self>, clock: Option<Arc<dyn PresentationClock>>) -> Result<()> {
        self.alive()?;
        let former = {
            let mut kept = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *kept, clock.clone())
        };
        drop(former);
        self.each(|stream| Arc::clone(stream).set_presentation_clock(clock.clone()))
    }

    fn presentation_clock(&self) -> Option<Arc<dyn PresentationClock>> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn shutdown(&self) -> Result<()> {
        if self.is_shut_down.swap(true, Ordering::AcqRel) {
            return Err(Error::Shutdown);
        }
        let former = self.clock.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(former);
        let told = self.each(|stream| stream.shutdown());
        self.shared.work.close();
        self.shared.transform.lock().shut_down();
        told
    }

    fn clock_state_sink(self: Arc<Self>) -> Option<Arc<dyn ClockStateSink>> {
        Some(self)
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        Some(self)
    }

    fn rate_support(&self) -> Option<&dyn RateSupport> {
        Some(&RATES)
    }

    fn name(&self) -> String {
        self.shared.name.clone()
    }
}

impl FinalizableMediaSink for Mux {
    fn finalize(&self) -> Result<()> {
        self.shared.write(|work| self.shared.finish(work))
    }
}

each_stream_follows_the_clock!(Mux);
