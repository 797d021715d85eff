//! An application's transforms, synchronous and asynchronous.

use std::collections::VecDeque;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Poll;

use openmf_clock::Scheduler;
use openmf_core::{
    Attributes, ClockConsumer, Error, EventType, Guid, HostClock, Input, MediaType, Output, QualityAdvise,
    RateControl, RealTimeClient, Result, Sample, SharedEvent, SharedTransform, TimeSpan, Transform,
    TransformHandles, TransformMessage, UserObject, codes, deferred, guids,
};
use windows_core::{HRESULT, IUnknown, Interface, PWSTR};

use crate::bindings::{
    IMFAttributes, IMFGetService, IMFMediaEventGenerator, IMFSample, IMFShutdown, IMFTransform,
    MFT_MESSAGE_TYPE, MFT_OUTPUT_DATA_BUFFER,
};
use crate::buffer::MemoryBuffer;
use crate::convert::{read_string, to_guid};
use crate::foreign::Foreign;
use crate::identity::{self, Adapted, Kind};
use crate::inward::pump::Pump;
use crate::inward::source::ForeignRates;
use crate::inward::{Object, advice, check, error, real_time};
use crate::media_type::{described, media_type};
use crate::sample::SampleObject;
use crate::{memory, neighbours, sample_convert};

/// `MFT_SET_TYPE_TEST_ONLY`.
const TEST_ONLY: u32 = 1;
/// `MFT_OUTPUT_STREAM_PROVIDES_SAMPLES`, `MFT_OUTPUT_STREAM_CAN_PROVIDE_SAMPLES`.
const PROVIDES: u32 = 0x100 | 0x200;
/// How long an asynchronous transform may keep its branch waiting for what it announces by events.
const PATIENCE: TimeSpan = TimeSpan::from_millis(10_000);
/// More streams than this on either side are not used.
const MAX_STREAMS: u32 = 64;
/// The extended types of the events that [`Asynchronous::forget_announced`] queues begin here.
const FORGET: u128 = 0x6f70_656e_6d66_4e06_9a7c_0000_0000_0000;

// Source: `MFT_MESSAGE_TYPE`.
const FLUSH: u32 = 0;
const DRAIN: u32 = 1;
const SET_D3D_MANAGER: u32 = 2;
const BEGIN_STREAMING: u32 = 0x1000_0000;
const END_STREAMING: u32 = 0x1000_0001;
const END_OF_STREAM: u32 = 0x1000_0002;
const START_OF_STREAM: u32 = 0x1000_0003;

struct ForeignTransform {
    transform: Object<IMFTransform>,
    /// They change where inputs are added or removed.
    inputs: Mutex<Vec<u32>>,
    outputs: Vec<u32>,
    asynchronous: Option<Asynchronous>,
    rates: Option<ForeignRates>,
    advice: Option<Arc<dyn QualityAdvise>>,
    /// What it says of itself that the engine asks for.
    attributes: Attributes,
    /// Nobody else has it: it ends with the adapter.
    owned: bool,
    shut_down: AtomicBool,
    /// The devices that it was given, until they are taken from it.
    devices: Mutex<Option<UserObject>>,
    /// Set once the adapter has its address.
    _adapted: Arc<OnceLock<Adapted>>,
    /// Samples that it gave together with one that was taken before them.
    given: Mutex<VecDeque<(u32, Object<IMFSample>)>>,
}

/// The transform in the core's terms. Handles share it; the object is called without a lock, for its methods may call
/// back, or wait for a thread that does.
struct Handle(Arc<ForeignTransform>);

struct Asynchronous {
    pump: Pump,
    announced: Mutex<Announced>,
}

/// What an asynchronous transform has announced, and where it is in its stream.
#[derive(Default)]
struct Announced {
    /// Inputs it has asked for.
    needs: Vec<u32>,
    /// Outputs it has ready.
    has: u32,
    started: bool,
    /// Inputs that have ended.
    ended: Vec<u32>,
    /// Inputs that it drains.
    draining: Vec<u32>,
    /// Inputs that it has drained, and for which it asks when it is told that they start again.
    drained: Vec<u32>,
}

/// The transform as a component.
///
/// # Errors
/// Whatever it answers.
pub(crate) fn adapt(transform: &IMFTransform) -> windows_core::Result<SharedTransform> {
    let unknown: IUnknown = transform.cast()?;
    identity::adapter(Kind::Transform, &unknown, |unknown| {
        let adapted = Arc::default();
        let made = SharedTransform::new(ForeignTransform::handle(transform, false, Arc::clone(&adapted))?);
        let note = Adapted::note(&[Kind::Transform], made.address(), unknown);
        // It is new, so that nothing is set yet.
        let _ = adapted.set(note);
        Ok(made)
    })
}

/// The service by which an adapter tells the application's object behind it.
pub(crate) const ORIGINAL: Guid = Guid::from_u128(0x6f70_656e_6d66_4e04_9a7c_2f6b_1d0e_5a31);

/// A new adapter of a transform that was made for it alone.
///
/// # Errors
/// Whatever it answers.
pub(crate) fn boxed(transform: &IMFTransform) -> windows_core::Result<Box<dyn Transform>> {
    ForeignTransform::handle(transform, true, Arc::default())
}

fn streams(transform: &IMFTransform) -> windows_core::Result<(Vec<u32>, Vec<u32>)> {
    let (mut inputs, mut outputs) = (0, 0);
    // SAFETY: a live object, and writable locals.
    unsafe { transform.GetStreamCount(&mut inputs, &mut outputs) }.ok()?;
    let (inputs, outputs) = (inputs.min(MAX_STREAMS), outputs.min(MAX_STREAMS));
    let mut of_input: Vec<u32> = (0..inputs).collect();
    let mut of_output: Vec<u32> = (0..outputs).collect();
    // Not implemented where the identifiers are the indexes. What a failed call wrote counts for nothing.
    let (mut input_ids, mut output_ids) = (of_input.clone(), of_output.clone());
    // SAFETY: a live object, and room for the numbers of streams.
    if unsafe { transform.GetStreamIDs(inputs, input_ids.as_mut_ptr(), outputs, output_ids.as_mut_ptr()) }
        .is_ok()
    {
        (of_input, of_output) = (input_ids, output_ids);
    }
    Ok((of_input, of_output))
}

impl ForeignTransform {
    fn handle(
        transform: &IMFTransform,
        owned: bool,
        adapted: Arc<OnceLock<Adapted>>,
    ) -> windows_core::Result<Box<dyn Transform>> {
        let attributes = attributes_of(transform);
        let asynchronous = unlock(transform)?;
        let (inputs, outputs) = streams(transform)?;
        let unknown: IUnknown = transform.cast()?;
        Ok(Box::new(Handle(Arc::new(Self {
            rates: ForeignRates::of(&unknown),
            advice: advice::of(&unknown),
            transform: Object::new(transform.clone()),
            inputs: Mutex::new(inputs),
            outputs,
            asynchronous,
            attributes,
            owned,
            shut_down: AtomicBool::new(false),
            devices: Mutex::default(),
            _adapted: adapted,
            given: Mutex::default(),
        }))))
    }

    fn input(&self, stream: u32) -> Result<u32> {
        let id = self.inputs().get(stream as usize).copied();
        id.ok_or(Error::InvalidStreamNumber { stream })
    }

    fn inputs(&self) -> MutexGuard<'_, Vec<u32>> {
        self.inputs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks again what inputs there are.
    fn inputs_changed(&self) -> Result<()> {
        let (inputs, _) = streams(&self.transform).map_err(error)?;
        *self.inputs() = inputs;
        Ok(())
    }

    fn output(&self, stream: u32) -> Result<u32> {
        let id = self.outputs.get(stream as usize).copied();
        id.ok_or(Error::InvalidStreamNumber { stream })
    }

    fn tell(&self, message: u32, param: usize) -> Result<()> {
        // SAFETY: a live object.
        check(unsafe { self.transform.ProcessMessage(message as MFT_MESSAGE_TYPE, param) })
    }

    fn devices(&self) -> MutexGuard<'_, Option<UserObject>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives it devices, or takes them.
    fn give_devices(&self, manager: Option<&UserObject>) -> Result<()> {
        let object = manager.and_then(Foreign::unwrap);
        let address = object.as_ref().map_or(0, |object| object.as_raw().addr());
        let told = self.tell(SET_D3D_MANAGER, address);
        let now = manager.filter(|_| told.is_ok()).cloned();
        let former = std::mem::replace(&mut *self.devices(), now);
        drop(former);
        told
    }

    /// Sets a type. What a transform cannot do with its devices it does without them.
    ///
    /// Source: "Supporting DXVA 2.0 in Media Foundation" (Microsoft Learn).
    fn with_or_without_devices(&self, set: impl Fn() -> HRESULT) -> Result<()> {
        let answer = set();
        if openmf_core::HResult(answer.0) != codes::MF_E_UNSUPPORTED_D3D_TYPE || self.devices().is_none() {
            return check(answer);
        }
        // It is without them whatever it says to that.
        let _ = self.give_devices(None);
        check(set())
    }

    fn drain(&self, id: u32) -> Result<()> {
        if let Some(state) = &self.asynchronous {
            let mut announced = state.announced();
            if !announced.started {
                return Ok(());
            }
            announced.needs.retain(|need| *need != id);
            announced.draining.push(id);
        }
        // Source: METransformDrainComplete: the parameter is the stream to drain.
        self.tell(DRAIN, id as usize)
    }

    /// Whether it is to be shut down now: only an asynchronous transform is, and once.
    fn ends_now(&self) -> bool {
        self.asynchronous.is_some() && !self.shut_down.swap(true, Ordering::AcqRel)
    }

    fn given(&self) -> MutexGuard<'_, VecDeque<(u32, Object<IMFSample>)>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what it has given and nobody has taken.
    fn forget_given(&self) {
        let given = std::mem::take(&mut *self.given());
        drop(given);
    }

    /// A sample for what an output gives; none where the transform brings its own.
    ///
    /// # Errors
    /// Whatever the transform answers. `E_OUTOFMEMORY`.
    fn room(&self, id: u32) -> Result<Option<IMFSample>> {
        // SAFETY: a live object.
        let info = unsafe { self.transform.GetOutputStreamInfo(id) }.map_err(error)?;
        if info.dwFlags & PROVIDES != 0 {
            return Ok(None);
        }
        let align = (info.cbAlignment as usize)
            .checked_add(1)
            .and_then(usize::checked_next_power_of_two)
            .ok_or(codes::E_OUTOFMEMORY)?;
        let buffer = MemoryBuffer::create(info.cbSize, align.max(align_of::<u128>())).map_err(error)?;
        let sample = SampleObject::create();
        // SAFETY: live objects.
        check(unsafe { sample.AddBuffer(&buffer) })?;
        Ok(Some(sample))
    }

    /// Takes one sample out of a transform that has one. What it gives with it on other outputs is kept for the next call.
    fn take(&self) -> Result<(u32, Output)> {
        let before = self.given().pop_front();
        if let Some((stream, sample)) = before {
            return Ok((
                stream,
                Output::Sample(sample_convert::to_core(&sample).map_err(error)?),
            ));
        }
        let rooms: Result<Vec<Option<IMFSample>>> = self.outputs.iter().map(|id| self.room(*id)).collect();
        let mut buffers: Vec<MFT_OUTPUT_DATA_BUFFER> = self
            .outputs
            .iter()
            .zip(rooms?)
            .map(|(id, sample)| MFT_OUTPUT_DATA_BUFFER {
                dwStreamID: *id,
                pSample: ManuallyDrop::new(sample),
                dwStatus: 0,
                pEvents: ManuallyDrop::new(None),
            })
            .collect();
        let mut status = 0;
        // SAFETY: a live object, and an array with an element for each stream.
        let answer = unsafe {
            self.transform
                .ProcessOutput(0, buffers.len() as u32, buffers.as_mut_ptr(), &mut status)
        };
        let mut made = VecDeque::new();
        for (index, buffer) in buffers.into_iter().enumerate() {
            drop(ManuallyDrop::into_inner(buffer.pEvents));
            let sample = ManuallyDrop::into_inner(buffer.pSample);
            // `MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE`, `MFT_OUTPUT_DATA_BUFFER_NO_SAMPLE`.
            let none = buffer.dwStatus & 0x300 != 0;
            if let Some(sample) = sample.filter(|_| answer.is_ok() && !none) {
                made.push_back((index as u32, Object::new(sample)));
            }
        }
        match openmf_core::HResult(answer.0) {
            codes::MF_E_TRANSFORM_NEED_MORE_INPUT => return Ok((0, Output::NeedMoreInput)),
            codes::MF_E_TRANSFORM_STREAM_CHANGE => return Ok((0, Output::StreamChange)),
            _ => check(answer)?,
        }
        let Some((stream, sample)) = made.pop_front() else {
            return Ok((0, Output::NeedMoreInput));
        };
        self.given().append(&mut made);
        let sample = sample_convert::to_core(&sample).map_err(error)?;
        Ok((stream, Output::Sample(sample)))
    }
}

/// The attributes of a transform that the engine reads.
fn attributes_of(transform: &IMFTransform) -> Attributes {
    let known = Attributes::new();
    let keys = [
        guids::MFT_SUPPORT_DYNAMIC_FORMAT_CHANGE,
        guids::MF_SA_D3D_AWARE,
        guids::MF_SA_D3D11_AWARE,
    ];
    // SAFETY: a call of a live object. A transform may have no attributes.
    let attributes = unsafe { transform.GetAttributes() };
    for key in keys {
        let of = |attributes: &IMFAttributes| {
            // SAFETY: a call of a live object.
            unsafe { attributes.GetUINT32(&to_guid(key)) }.is_ok_and(|on| on != 0)
        };
        let on = attributes.as_ref().is_ok_and(of);
        known.set(openmf_core::Key::<bool>::new(key), on);
    }
    let mut url = PWSTR::null();
    let mut len = 0;
    let key = to_guid(guids::MFT_ENUM_HARDWARE_URL_Attribute);
    // SAFETY: a live object and writable locals; the memory that it gives is read once and freed.
    unsafe {
        let given = attributes.map(|attributes| attributes.GetAllocatedString(&key, &mut url, &mut len));
        if given.is_ok_and(HRESULT::is_ok) && !url.is_null() {
            let device = read_string(url.0);
            memory::free(url.0.cast());
            known.set(
                openmf_core::Key::<String>::new(guids::MFT_ENUM_HARDWARE_URL_Attribute),
                device,
            );
        }
    }
    known
}

/// Unlocks an asynchronous transform, and listens to it; `None` for a synchronous one.
fn unlock(transform: &IMFTransform) -> windows_core::Result<Option<Asynchronous>> {
    // SAFETY: calls of a live object.
    unsafe {
        let Ok(attributes) = transform.GetAttributes() else {
            return Ok(None);
        };
        let is = attributes
            .GetUINT32(&to_guid(guids::MF_TRANSFORM_ASYNC))
            .unwrap_or(0)
            != 0;
        if !is {
            return Ok(None);
        }
        attributes
            .SetUINT32(&to_guid(guids::MF_TRANSFORM_ASYNC_UNLOCK), 1)
            .ok()?;
    }
    let generator: IMFMediaEventGenerator = transform.cast()?;
    let pump = Pump::new(generator);
    pump.run()?;
    Ok(Some(Asynchronous {
        pump,
        announced: Mutex::default(),
    }))
}

impl Asynchronous {
    /// Drops what was announced so far, also what is still on its way: an event of the engine's own, queued behind it,
    /// tells where it ends. An object that does not take the event, or does not give it back, is read as far as it goes.
    fn forget_announced(&self) {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mark = Guid::from_u128(FORGET ^ u128::from(number));
        if self.pump.mark(mark).is_ok() {
            while let Ok(told) = self.await_event() {
                if told.event_type() == EventType::ExtendedType && told.extended_type() == mark {
                    break;
                }
            }
        } else {
            while self.pump.queue().try_get_event().is_ok() {}
        }
        *self.announced() = Announced::default();
    }

    fn announced(&self) -> MutexGuard<'_, Announced> {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what was announced; waits for something if `wait` says that there is nothing to go on with.
    fn listen(&self, wait: impl Fn(&Announced) -> bool) -> Result<()> {
        loop {
            while let Ok(told) = self.pump.queue().try_get_event() {
                self.announced().note(&told)?;
            }
            if !wait(&self.announced()) {
                return Ok(());
            }
            let told = self.await_event()?;
            self.announced().note(&told)?;
        }
    }

    /// Waits until there is an event. Another worker stands in for this one meanwhile.
    fn await_event(&self) -> Result<SharedEvent> {
        let runtime = neighbours::pool();
        let late = Arc::new(AtomicBool::new(false));
        let mut timer = None;
        let queue = self.pump.queue().clone();
        let event = std::future::poll_fn(|cx| {
            if let Poll::Ready(event) = queue.poll_event(cx) {
                return Poll::Ready(event);
            }
            if late.load(Ordering::Acquire) {
                return Poll::Ready(Err(Error::from(codes::E_ABORT)));
            }
            if timer.is_none() {
                let (late, waker) = (Arc::clone(&late), cx.waker().clone());
                let at = HostClock::now(&runtime) + PATIENCE;
                timer = Some(runtime.schedule(
                    at,
                    Box::new(move || {
                        late.store(true, Ordering::Release);
                        waker.wake();
                    }),
                ));
            }
            Poll::Pending
        });
        // It may wait itself for a sample to come back.
        deferred::settle();
        let told = runtime.block_on(event);
        if let Some(timer) = timer {
            runtime.cancel(timer);
        }
        told
    }
}

impl Announced {
    /// Whether it takes more of an input before it is told that this starts again.
    fn is_open(&self, id: u32) -> bool {
        !self.ended.contains(&id) && !self.draining.contains(&id) && !self.drained.contains(&id)
    }

    /// What it is to be told before it gets a sample: that the stream starts.
    fn begin(&mut self, id: u32) -> bool {
        let goes_on = std::mem::replace(&mut self.started, true);
        if !goes_on {
            self.ended.clear();
            self.drained.clear();
        }
        let drained = self.drained.iter().position(|drained| *drained == id);
        !goes_on || drained.map(|at| self.drained.remove(at)).is_some()
    }

    fn note(&mut self, told: &openmf_core::MediaEvent) -> Result<()> {
        let key = openmf_core::Key::<u32>::new(guids::MF_EVENT_MFT_INPUT_STREAM_ID);
        match told.event_type() {
            EventType::TransformNeedInput => self.needs.push(told.attributes().get_or(key, 0)),
            EventType::TransformHaveOutput => self.has += 1,
            EventType::TransformDrainComplete => {
                // The attribute is required; where it is missing, the drain that began first is done.
                let stream = told.attributes().get(key).ok();
                let at = stream.and_then(|stream| self.draining.iter().position(|id| *id == stream));
                if !self.draining.is_empty() {
                    self.drained.push(self.draining.remove(at.unwrap_or(0)));
                }
            }
            EventType::Error => told.result()?,
            _ => {}
        }
        Ok(())
    }
}

impl Drop for Asynchronous {
    fn drop(&mut self) {
        self.pump.end();
    }
}

impl Transform for Handle {
    fn name(&self) -> &str {
        "the application's transform"
    }

    fn stream_count(&self) -> (u32, u32) {
        (self.0.inputs().len() as u32, self.0.outputs.len() as u32)
    }

    fn input_limits(&self) -> (u32, u32) {
        let (mut fewest, mut most, mut a, mut b) = (0, 0, 0, 0);
        // SAFETY: a live object, and writable locals.
        let told = unsafe {
            self.0
                .transform
                .GetStreamLimits(&mut fewest, &mut most, &mut a, &mut b)
        };
        let now = self.0.inputs().len() as u32;
        if told.is_ok() { (fewest, most) } else { (now, now) }
    }

    fn add_input(&mut self, id: u32) -> Result<()> {
        // SAFETY: a live object, and one identifier.
        check(unsafe { self.0.transform.AddInputStreams(1, &id) })?;
        self.0.inputs_changed()
    }

    fn remove_input(&mut self, stream: u32) -> Result<()> {
        let id = self.0.input(stream)?;
        // SAFETY: a live object.
        check(unsafe { self.0.transform.DeleteInputStream(id) })?;
        self.0.inputs_changed()
    }

    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        let (id, index) = (self.0.input(stream)?, index_of(index)?);
        // SAFETY: a live object.
        let listed = unsafe { self.0.transform.GetInputAvailableType(id, index) }.map_err(error)?;
        media_type(&listed).map_err(error)
    }

    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        let (id, index) = (self.0.output(stream)?, index_of(index)?);
        // SAFETY: a live object.
        let listed = unsafe { self.0.transform.GetOutputAvailableType(id, index) }.map_err(error)?;
        media_type(&listed).map_err(error)
    }

    fn test_input_type(&self, stream: u32, asked: &MediaType) -> Result<()> {
        let (id, asked) = (self.0.input(stream)?, described(asked));
        // SAFETY: live objects.
        let set = || unsafe { self.0.transform.SetInputType(id, &asked, TEST_ONLY) };
        self.0.with_or_without_devices(set)
    }

    fn set_input_type(&mut self, stream: u32, set: &MediaType) -> Result<()> {
        let (id, set) = (self.0.input(stream)?, described(set));
        // SAFETY: live objects.
        let set = || unsafe { self.0.transform.SetInputType(id, &set, 0) };
        self.0.with_or_without_devices(set)
    }

    fn set_output_type(&mut self, stream: u32, set: &MediaType) -> Result<()> {
        let (id, set) = (self.0.output(stream)?, described(set));
        // SAFETY: live objects.
        let set = || unsafe { self.0.transform.SetOutputType(id, &set, 0) };
        self.0.with_or_without_devices(set)
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        let id = self.0.input(stream)?;
        // SAFETY: a live object.
        let current = unsafe { self.0.transform.GetInputCurrentType(id) }.map_err(error)?;
        media_type(&current).map_err(error)
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        let id = self.0.output(stream)?;
        // SAFETY: a live object.
        let current = unsafe { self.0.transform.GetOutputCurrentType(id) }.map_err(error)?;
        media_type(&current).map_err(error)
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        let of = &*self.0;
        let id = of.input(stream)?;
        if let Some(state) = &of.asynchronous {
            let starts = state.announced().begin(id);
            if starts {
                of.tell(START_OF_STREAM, 0)?;
            }
            // It may want another input first.
            state.listen(|announced| announced.needs.is_empty() && announced.has == 0)?;
            let mut announced = state.announced();
            match announced.needs.iter().position(|need| *need == id) {
                Some(at) => {
                    announced.needs.remove(at);
                }
                None => return Ok(Input::NotAccepting(sample)),
            }
        }
        let given = sample_convert::to_com(sample.clone()).map_err(error)?;
        // SAFETY: live objects.
        let taken = unsafe { of.transform.ProcessInput(id, &given, 0) };
        if openmf_core::HResult(taken.0) == codes::MF_E_NOTACCEPTING {
            return Ok(Input::NotAccepting(sample));
        }
        check(taken)?;
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        self.process_any_output().map(|(_, output)| output)
    }

    fn process_any_output(&mut self) -> Result<(u32, Output)> {
        let Some(state) = &self.0.asynchronous else {
            return self.0.take();
        };
        if !self.0.given().is_empty() {
            return self.0.take();
        }
        if !state.announced().started {
            return Ok((0, Output::NeedMoreInput));
        }
        let inputs = self.0.inputs().clone();
        state.listen(|announced| {
            let waits = if inputs.iter().any(|id| announced.is_open(*id)) {
                announced.needs.is_empty()
            } else {
                !announced.draining.is_empty()
            };
            waits && announced.has == 0
        })?;
        let mut announced = state.announced();
        if announced.has > 0 {
            announced.has -= 1;
            drop(announced);
            return self.0.take();
        }
        if !inputs.iter().any(|id| announced.is_open(*id)) {
            *announced = Announced::default();
        }
        Ok((0, Output::NeedMoreInput))
    }

    fn end_input(&mut self, stream: u32) -> Result<()> {
        let id = self.0.input(stream)?;
        if let Some(state) = &self.0.asynchronous {
            state.announced().ended.push(id);
        }
        self.0.tell(END_OF_STREAM, id as usize)
    }

    fn drain_input(&mut self, stream: u32) -> Result<bool> {
        let id = self.0.input(stream)?;
        self.0.drain(id).map(|()| true)
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        match message {
            TransformMessage::Flush => {
                let told = self.0.tell(FLUSH, 0);
                self.0.forget_given();
                if let Some(state) = &self.0.asynchronous {
                    // What was announced before the flush counts no more; what asks for input comes with the next start.
                    state.forget_announced();
                }
                told
            }
            TransformMessage::Drain => {
                let inputs = self.0.inputs().clone();
                inputs.iter().try_for_each(|id| self.0.drain(*id))
            }
            TransformMessage::NotifyBeginStreaming => self.0.tell(BEGIN_STREAMING, 0),
            TransformMessage::NotifyEndStreaming => self.0.tell(END_STREAMING, 0),
            TransformMessage::NotifyEndOfStream => self.end_input(0),
            TransformMessage::NotifyStartOfStream => {
                if let Some(state) = &self.0.asynchronous {
                    let mut announced = state.announced();
                    if announced.started && announced.ended.is_empty() {
                        return Ok(());
                    }
                    *announced = Announced {
                        started: true,
                        ..Announced::default()
                    };
                }
                self.0.tell(START_OF_STREAM, 0)
            }
            _ => Ok(()),
        }
    }

    fn attributes(&self) -> Option<&Attributes> {
        Some(&self.0.attributes)
    }

    fn quality_advise(&self) -> Option<Arc<dyn QualityAdvise>> {
        self.0.advice.clone()
    }

    fn rate_control(&self) -> Option<&dyn RateControl> {
        self.0.rates.as_ref().map(|rates| rates as &dyn RateControl)
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        if *service == ORIGINAL {
            return Some(Foreign::wrap(&self.0.transform.cast().ok()?));
        }
        let services: IMFGetService = self.0.transform.cast().ok()?;
        // SAFETY: a live object.
        let object: IUnknown = unsafe { services.GetService(&to_guid(*service)) }.ok()?;
        Some(Foreign::wrap(&object))
    }

    fn real_time_client(&self) -> Option<Arc<dyn RealTimeClient>> {
        real_time::client_of(&self.0.transform.cast().ok()?)
    }

    fn clock_consumer(&self) -> Option<Arc<dyn ClockConsumer>> {
        real_time::consumer_of(&self.0.transform.cast().ok()?)
    }

    fn set_device_manager(&mut self, manager: Option<&UserObject>) -> Result<()> {
        self.0.give_devices(manager)
    }

    fn has_device_manager(&self) -> bool {
        self.0.devices().is_some()
    }

    fn shut_down(&mut self) {
        if self.0.ends_now() {
            shut_down(&self.0.transform);
        }
    }

    fn handles(&self) -> Option<TransformHandles> {
        let shared = Arc::clone(&self.0);
        Some(Box::new(move || Box::new(Handle(Arc::clone(&shared)))))
    }
}

impl Drop for ForeignTransform {
    fn drop(&mut self) {
        let devices = self.devices().take();
        let shuts_down = self.owned && self.ends_now();
        if devices.is_some() || shuts_down {
            deferred::later(Ending {
                transform: Object::new(IMFTransform::clone(&self.transform)),
                devices,
                shuts_down,
            });
        }
    }
}

/// What an object is told at its end, where no lock is held.
struct Ending {
    transform: Object<IMFTransform>,
    devices: Option<UserObject>,
    shuts_down: bool,
}

impl Drop for Ending {
    fn drop(&mut self) {
        // Streaming is over: first the devices are taken from it (`MFT_MESSAGE_SET_D3D_MANAGER`).
        if self.devices.is_some() {
            // SAFETY: a live object. There is nothing to do about a failure.
            let _ = unsafe {
                self.transform
                    .ProcessMessage(SET_D3D_MANAGER as MFT_MESSAGE_TYPE, 0)
            };
        }
        if self.shuts_down {
            shut_down(&self.transform);
        }
    }
}

fn shut_down(transform: &IMFTransform) {
    if let Ok(transform) = transform.cast::<IMFShutdown>() {
        // SAFETY: a live object. There is nothing to do about a failure.
        let _ = unsafe { transform.Shutdown() };
    }
}

fn index_of(index: usize) -> Result<u32> {
    u32::try_from(index).map_err(|_| Error::NoMoreTypes)
}

#[cfg(test)]
mod tests;
