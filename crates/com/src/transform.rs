//! `IMFTransform` over the core's transforms.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{
    AudioFormat, Error, FrameLayout, Guid, Input, MediaBuffer, MediaType, Output, PixelFormat, Sample,
    SampleFormat, SharedTransform, TransformMessage, UserObject, VideoFormat, codes, guids, keys,
};
use windows_core::{GUID, IUnknown, Interface, Ref, implement};

use crate::attributes::AttributesObject;
use crate::bindings::{
    IMFAttributes, IMFGetService, IMFGetService_Impl, IMFMediaEvent, IMFMediaType, IMFSample, IMFTransform,
    IMFTransform_Impl, MFT_INPUT_STREAM_INFO, MFT_MESSAGE_TYPE, MFT_OUTPUT_DATA_BUFFER,
    MFT_OUTPUT_STREAM_INFO,
};
use crate::convert::{code, fail, read_guid};
use crate::event::missing;
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::media_type::{MediaTypeObject, media_type};
use crate::{buffer, foreign, inward, sample_convert, services};

type Result<T> = windows_core::Result<T>;

/// `MFT_SET_TYPE_TEST_ONLY`.
const TEST_ONLY: u32 = 1;
/// `MFT_OUTPUT_STREAM_WHOLE_SAMPLES`, `_SINGLE_SAMPLE_PER_BUFFER`, `_CAN_PROVIDE_SAMPLES`.
const OUTPUT_FLAGS: u32 = 1 | 2 | 0x200;
/// `MFT_INPUT_STREAM_WHOLE_SAMPLES`.
const INPUT_FLAGS: u32 = 1;
/// `MFT_INPUT_STATUS_ACCEPT_DATA`.
const ACCEPT_DATA: u32 = 1;
/// `MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE`.
const FORMAT_CHANGE: u32 = 0x100;
/// What a buffer of compressed or unknown output may have to hold.
const UNKNOWN_SIZE: u32 = 1 << 20;
/// So many milliseconds of sound fit into a buffer of the size that is asked for.
const AUDIO_BUFFER_MS: u64 = 1000;

#[implement(IMFTransform, IMFGetService, IOwn)]
struct TransformObject {
    transform: SharedTransform,
    attributes: IMFAttributes,
    cleared: Mutex<Cleared>,
    own: UserObject,
    _registration: Registration,
}

/// Types that were set to NULL.
#[derive(Default)]
struct Cleared {
    input: bool,
    output: bool,
    /// What is given is not what the transform itself makes.
    relay: Relay,
    /// A sample that the caller had no room for.
    held: Option<(u32, Sample)>,
}

/// In which form samples are given that the transform does not make itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Relay {
    #[default]
    None,
    /// Pictures as NV12.
    Nv12,
    /// Sound of 16 bits.
    Pcm16,
}

own!(TransformObject_Impl);

/// The COM object of a transform.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn to_com(transform: &SharedTransform) -> Result<IMFTransform> {
    if let Some(known) = identity::existing(Kind::Transform, transform.address()) {
        return known.cast();
    }
    // One that a registration of the application's made.
    let original = transform.lock().service(&inward::transform::ORIGINAL);
    if let Some(original) = original.as_ref().and_then(foreign::Foreign::unwrap) {
        return original.cast();
    }
    identity::outward(Kind::Transform, transform.address(), |registration| {
        let object: IMFTransform = TransformObject {
            own: UserObject::new(transform.clone()),
            transform: transform.clone(),
            attributes: AttributesObject::create(openmf_core::Attributes::new()),
            cleared: Mutex::default(),
            _registration: registration,
        }
        .into();
        object.into()
    })
    .cast()
}

/// The core's form of somebody's transform.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn to_core(transform: &IMFTransform) -> Result<SharedTransform> {
    let unknown: IUnknown = transform.cast()?;
    match identity::inner_of::<SharedTransform>(&unknown) {
        Some(ours) => Ok((*ours).clone()),
        None => inward::transform::adapt(transform),
    }
}

/// More output types than this are not listed.
const MAX_TYPES: usize = 256;

/// The same type in the other of the two layouts of 8-bit pictures with quarter colour.
fn relayed(of: &MediaType, subtype: Guid) -> MediaType {
    let other = of.clone();
    other.attributes().set(keys::MF_MT_SUBTYPE, subtype);
    other
}

/// The sound of a type of floating-point samples, as samples of 16 bits; `None` for any other type.
fn pcm16(of: &MediaType) -> Option<MediaType> {
    let format = AudioFormat::try_from(of).ok()?;
    if format.sample_format() != Some(SampleFormat::F32) {
        return None;
    }
    let made = relayed(of, guids::MFAudioFormat_PCM);
    let block = format.channels.checked_mul(2)?;
    let attributes = made.attributes();
    attributes.set(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, 16);
    attributes.set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, block);
    let second = block.checked_mul(format.sample_rate)?;
    attributes.set(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, second);
    Some(made)
}

/// The same sound in 16 bits.
fn rounded(sample: Sample) -> Sample {
    let mut bytes = Vec::with_capacity(sample.total_len() / 2);
    for part in sample.buffers() {
        for value in part.as_chunks::<4>().0 {
            let value = (f32::from_le_bytes(*value) * 32768.0).round();
            // Beyond the range it is cut off, and what is no number is silence.
            bytes.extend((value as i16).to_le_bytes());
        }
    }
    let mut rounded = sample;
    rounded.set_buffer(MediaBuffer::from(bytes));
    rounded.set_identity(None);
    rounded
}

fn is_planar(of: &MediaType) -> bool {
    matches!(
        of.subtype(),
        guids::MFVideoFormat_I420 | guids::MFVideoFormat_IYUV
    )
}

/// Colour in one plane, as most programs expect pictures of a decoder.
fn nv12(sample: Sample) -> Result<Sample> {
    // What was relaid already, for a caller without room, has two planes.
    let planar = sample.layout().is_some_and(|layout| layout.planes().len() == 3);
    let Some(picture) = sample.buffer().filter(|_| planar) else {
        return Ok(sample);
    };
    let plane = |index| picture.plane(index).ok_or_else(|| code(codes::E_UNEXPECTED));
    let ((luma, of_luma), (blue, of_blue), (red, of_red)) = (plane(0)?, plane(1)?, plane(2)?);
    let mut bytes = Vec::with_capacity(of_luma.rows * of_luma.width_bytes * 3 / 2);
    let row = |bytes: &[u8], of: openmf_core::Plane, row: usize| {
        let start = row * of.stride;
        bytes.get(start..start + of.width_bytes).map(<[u8]>::to_vec)
    };
    for index in 0..of_luma.rows {
        bytes.extend(row(luma, of_luma, index).unwrap_or_default());
    }
    for index in 0..of_blue.rows {
        let (blue, red) = (row(blue, of_blue, index), row(red, of_red, index));
        let pairs = blue.unwrap_or_default().into_iter().zip(red.unwrap_or_default());
        bytes.extend(pairs.flat_map(|(blue, red)| [blue, red]));
    }
    let size = sample.layout().map(|layout| layout.size()).unwrap_or_default();
    let mut relayed = sample;
    let mut buffer = MediaBuffer::from(bytes);
    if let Ok(layout) = FrameLayout::packed(PixelFormat::Nv12, size)
        && layout.required_len() <= buffer.len()
    {
        buffer = buffer.with_layout(Arc::new(layout)).map_err(fail)?;
    }
    relayed.set_buffer(buffer);
    relayed.set_identity(None);
    Ok(relayed)
}

impl TransformObject {
    /// The types that an output can have. Where a decoder makes planar pictures alone, NV12 comes first; where it makes
    /// floating-point sound alone, 16 bits come last.
    fn output_types(&self, stream: u32) -> openmf_core::Result<Vec<MediaType>> {
        let transform = self.transform.lock();
        let mut listed = Vec::new();
        for index in 0..MAX_TYPES {
            match transform.output_available_type(stream, index) {
                Ok(known) => listed.push(known),
                Err(Error::NoMoreTypes) => break,
                Err(error) => return Err(error),
            }
        }
        drop(transform);
        let has_nv12 = listed
            .iter()
            .any(|known| known.subtype() == guids::MFVideoFormat_NV12);
        if !has_nv12 && let Some(planar) = listed.iter().find(|known| is_planar(known)) {
            let first = relayed(planar, guids::MFVideoFormat_NV12);
            listed.insert(0, first);
        }
        if let [float] = &listed[..]
            && let Some(pcm) = self.pcm16(stream, float)
        {
            listed.push(pcm);
        }
        Ok(listed)
    }

    /// What a decoder of floating-point sound is said to make besides.
    fn pcm16(&self, stream: u32, float: &MediaType) -> Option<MediaType> {
        let input = self.transform.lock().input_type(stream).ok()?;
        pcm16(float).filter(|_| input.is_compressed())
    }

    /// What the transform itself is to make for a type, and what is done with it then.
    fn inner_type(&self, stream: u32, wanted: &MediaType) -> (MediaType, Relay) {
        let own = (wanted.clone(), Relay::None);
        let nv12 = wanted.subtype() == guids::MFVideoFormat_NV12;
        let pcm = wanted.subtype() == guids::MFAudioFormat_PCM;
        if !nv12 && !pcm {
            return own;
        }
        let listed: Vec<MediaType> = {
            let transform = self.transform.lock();
            (0..MAX_TYPES)
                .map_while(|index| transform.output_available_type(stream, index).ok())
                .collect()
        };
        if listed.iter().any(|known| known.subtype() == wanted.subtype()) {
            return own;
        }
        if nv12 {
            let planar = listed.iter().find(|known| is_planar(known));
            return planar.map_or(own, |planar| (relayed(wanted, planar.subtype()), Relay::Nv12));
        }
        match &listed[..] {
            [float]
                if self
                    .pcm16(stream, float)
                    .is_some_and(|made| made.satisfies(wanted)) =>
            {
                (float.clone(), Relay::Pcm16)
            }
            _ => own,
        }
    }

    fn check(&self, stream: u32, output: bool) -> Result<()> {
        let (inputs, outputs) = self.transform.lock().stream_count();
        if stream >= if output { outputs } else { inputs } {
            return Err(code(codes::MF_E_INVALIDSTREAMNUMBER));
        }
        Ok(())
    }

    fn cleared(&self) -> std::sync::MutexGuard<'_, Cleared> {
        self.cleared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size_of_output(current: &MediaType) -> u32 {
    if let Ok(video) = VideoFormat::try_from(current)
        && let Some(format) = video.pixel_format()
        && let Ok(layout) = openmf_core::FrameLayout::packed(format, video.size)
    {
        return u32::try_from(layout.required_len()).unwrap_or(UNKNOWN_SIZE);
    }
    if let Ok(audio) = AudioFormat::try_from(current)
        && let Some(format) = audio.sample_format()
    {
        let second = u64::from(audio.sample_rate) * u64::from(audio.channels) * format.bytes() as u64;
        return u32::try_from(second * AUDIO_BUFFER_MS / 1000).unwrap_or(UNKNOWN_SIZE);
    }
    UNKNOWN_SIZE
}

/// A sample whose bytes are the engine's own: what a transform keeps of a foreign one would be unlocked inside its lock.
fn own_bytes(sample: &IMFSample) -> Result<Sample> {
    let mut core = sample_convert::to_core(sample)?;
    core.set_identity(None);
    let bytes: Vec<u8> = core.buffers().flat_map(|part| part.iter().copied()).collect();
    let layout = core.layout().cloned();
    let mut own = MediaBuffer::from(bytes);
    if let Some(layout) = layout
        && layout.required_len() <= own.len()
    {
        own = own.with_layout(layout).map_err(fail)?;
    }
    core.set_buffer(own);
    Ok(core)
}

fn check_pointers<T>(pointers: &[*mut T]) -> Result<()> {
    if pointers.iter().any(|pointer| pointer.is_null()) {
        return Err(code(codes::E_POINTER));
    }
    Ok(())
}

impl IMFTransform_Impl for TransformObject_Impl {
    fn GetStreamLimits(
        &self,
        input_min: *mut u32,
        input_max: *mut u32,
        output_min: *mut u32,
        output_max: *mut u32,
    ) -> Result<()> {
        check_pointers(&[input_min, input_max, output_min, output_max])?;
        let (inputs, outputs) = self.transform.lock().stream_count();
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe {
            input_min.write(inputs);
            input_max.write(inputs);
            output_min.write(outputs);
            output_max.write(outputs);
        }
        Ok(())
    }

    fn GetStreamCount(&self, inputs: *mut u32, outputs: *mut u32) -> Result<()> {
        check_pointers(&[inputs, outputs])?;
        let (of_input, of_output) = self.transform.lock().stream_count();
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe {
            inputs.write(of_input);
            outputs.write(of_output);
        }
        Ok(())
    }

    fn GetStreamIDs(&self, _inputs: u32, _input: *mut u32, _outputs: u32, _output: *mut u32) -> Result<()> {
        // The streams are fixed, and their identifiers are their indexes.
        Err(code(codes::E_NOTIMPL))
    }

    fn GetInputStreamInfo(&self, stream: u32, result: *mut MFT_INPUT_STREAM_INFO) -> Result<()> {
        check_pointers(&[result])?;
        self.check(stream, false)?;
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe {
            result.write(MFT_INPUT_STREAM_INFO {
                dwFlags: INPUT_FLAGS,
                ..MFT_INPUT_STREAM_INFO::default()
            });
        }
        Ok(())
    }

    fn GetOutputStreamInfo(&self, stream: u32) -> Result<MFT_OUTPUT_STREAM_INFO> {
        self.check(stream, true)?;
        let current = self.transform.lock().output_type(stream);
        Ok(MFT_OUTPUT_STREAM_INFO {
            dwFlags: OUTPUT_FLAGS,
            cbSize: current.map_or(UNKNOWN_SIZE, |current| size_of_output(&current)),
            cbAlignment: 0,
        })
    }

    fn GetAttributes(&self) -> Result<IMFAttributes> {
        Ok(self.attributes.clone())
    }

    fn GetInputStreamAttributes(&self, _stream: u32) -> Result<IMFAttributes> {
        Err(code(codes::E_NOTIMPL))
    }

    fn GetOutputStreamAttributes(&self, _stream: u32) -> Result<IMFAttributes> {
        Err(code(codes::E_NOTIMPL))
    }

    fn DeleteInputStream(&self, _stream: u32) -> Result<()> {
        Err(code(codes::E_NOTIMPL))
    }

    fn AddInputStreams(&self, _count: u32, _ids: *const u32) -> Result<()> {
        Err(code(codes::E_NOTIMPL))
    }

    fn GetInputAvailableType(&self, stream: u32, index: u32) -> Result<IMFMediaType> {
        self.check(stream, false)?;
        let listed = self.transform.lock().input_available_type(stream, index as usize);
        listed.map(MediaTypeObject::create).map_err(fail)
    }

    fn GetOutputAvailableType(&self, stream: u32, index: u32) -> Result<IMFMediaType> {
        self.check(stream, true)?;
        let listed = self.output_types(stream).map_err(fail)?;
        let listed = listed.into_iter().nth(index as usize);
        listed
            .map(MediaTypeObject::create)
            .ok_or_else(|| code(codes::MF_E_NO_MORE_TYPES))
    }

    fn SetInputType(&self, stream: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> Result<()> {
        self.check(stream, false)?;
        let Some(set) = set.as_ref() else {
            if flags & TEST_ONLY == 0 {
                self.cleared().input = true;
            }
            return Ok(());
        };
        let set = media_type(set)?;
        if flags & TEST_ONLY != 0 {
            return self.transform.lock().test_input_type(stream, &set).map_err(fail);
        }
        self.transform.lock().set_input_type(stream, &set).map_err(fail)?;
        self.cleared().input = false;
        Ok(())
    }

    fn SetOutputType(&self, stream: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> Result<()> {
        self.check(stream, true)?;
        let Some(set) = set.as_ref() else {
            if flags & TEST_ONLY == 0 {
                self.cleared().output = true;
            }
            return Ok(());
        };
        let set = media_type(set)?;
        if flags & TEST_ONLY != 0 {
            let mut listed = self.output_types(stream).map_err(fail)?.into_iter();
            return if listed.any(|listed| set.satisfies(&listed)) {
                Ok(())
            } else {
                Err(code(codes::MF_E_INVALIDMEDIATYPE))
            };
        }
        let (inner, relay) = self.inner_type(stream, &set);
        self.transform
            .lock()
            .set_output_type(stream, &inner)
            .map_err(fail)?;
        let mut cleared = self.cleared();
        (cleared.output, cleared.relay) = (false, relay);
        Ok(())
    }

    fn GetInputCurrentType(&self, stream: u32) -> Result<IMFMediaType> {
        self.check(stream, false)?;
        if self.cleared().input {
            return Err(code(codes::MF_E_TRANSFORM_TYPE_NOT_SET));
        }
        let current = self.transform.lock().input_type(stream);
        current.map(MediaTypeObject::create).map_err(fail)
    }

    fn GetOutputCurrentType(&self, stream: u32) -> Result<IMFMediaType> {
        self.check(stream, true)?;
        if self.cleared().output {
            return Err(code(codes::MF_E_TRANSFORM_TYPE_NOT_SET));
        }
        let current = self.transform.lock().output_type(stream).map_err(fail)?;
        let relay = self.cleared().relay;
        Ok(MediaTypeObject::create(match relay {
            Relay::Nv12 if is_planar(&current) => relayed(&current, guids::MFVideoFormat_NV12),
            Relay::Pcm16 => pcm16(&current).unwrap_or(current),
            Relay::Nv12 | Relay::None => current,
        }))
    }

    fn GetInputStatus(&self, stream: u32) -> Result<u32> {
        self.check(stream, false)?;
        self.transform.lock().input_type(stream).map_err(fail)?;
        Ok(if self.cleared().held.is_none() {
            ACCEPT_DATA
        } else {
            0
        })
    }

    fn GetOutputStatus(&self) -> Result<u32> {
        // As documented, a client that is told this calls `ProcessOutput` and sees.
        Err(code(codes::E_NOTIMPL))
    }

    fn SetOutputBounds(&self, _lower: i64, _upper: i64) -> Result<()> {
        Err(code(codes::E_NOTIMPL))
    }

    fn ProcessEvent(&self, _stream: u32, _event: Ref<'_, IMFMediaEvent>) -> Result<()> {
        Err(code(codes::E_NOTIMPL))
    }

    fn ProcessMessage(&self, message: MFT_MESSAGE_TYPE, param: usize) -> Result<()> {
        // Source: `MFT_MESSAGE_TYPE`.
        let message = match message as u32 {
            0 => {
                let held = self.cleared().held.take();
                drop(held);
                TransformMessage::Flush
            }
            1 => TransformMessage::Drain,
            // Nothing here works on a graphics device.
            2 if param == 0 => return Ok(()),
            2 => return Err(code(codes::E_NOTIMPL)),
            0x1000_0000 => TransformMessage::NotifyBeginStreaming,
            0x1000_0001 => TransformMessage::NotifyEndStreaming,
            0x1000_0002 => {
                let stream = u32::try_from(param).map_err(|_| missing())?;
                self.check(stream, false)?;
                return self.transform.lock().end_input(stream).map_err(fail);
            }
            0x1000_0003 => TransformMessage::NotifyStartOfStream,
            // What is not known is ignored.
            _ => return Ok(()),
        };
        self.transform.lock().process_message(message).map_err(fail)
    }

    fn ProcessInput(&self, stream: u32, sample: Ref<'_, IMFSample>, flags: u32) -> Result<()> {
        let sample = sample.as_ref().ok_or_else(missing)?;
        if flags != 0 {
            return Err(missing());
        }
        self.check(stream, false)?;
        let refused = {
            let cleared = self.cleared();
            if cleared.input || cleared.output {
                return Err(code(codes::MF_E_TRANSFORM_TYPE_NOT_SET));
            }
            cleared.held.is_some()
        };
        if refused {
            return Err(code(codes::MF_E_NOTACCEPTING));
        }
        let sample = own_bytes(sample)?;
        let taken = self.transform.lock().process_input(stream, sample);
        match taken.map_err(fail)? {
            Input::Accepted => Ok(()),
            Input::NotAccepting(_) => Err(code(codes::MF_E_NOTACCEPTING)),
        }
    }

    fn ProcessOutput(
        &self,
        _flags: u32,
        count: u32,
        buffers: *mut MFT_OUTPUT_DATA_BUFFER,
        status: *mut u32,
    ) -> Result<()> {
        if buffers.is_null() || status.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let (_, outputs) = self.transform.lock().stream_count();
        if count != outputs {
            return Err(missing());
        }
        // SAFETY: not NULL; the interface's caller gives this many structures and a number.
        let buffers = unsafe {
            status.write(0);
            std::slice::from_raw_parts_mut(buffers, count as usize)
        };
        // Before anything is taken out that could not be given.
        if (0..outputs).any(|stream| buffers.iter().all(|buffer| buffer.dwStreamID != stream)) {
            return Err(code(codes::MF_E_INVALIDSTREAMNUMBER));
        }
        let held = self.cleared().held.take();
        let was_held = held.is_some();
        let output = match held {
            Some((stream, sample)) => Ok((stream, Output::Sample(sample))),
            None => self.transform.lock().process_any_output(),
        };
        let (stream, output) = output.map_err(fail)?;
        // Each stream has a place, as was checked.
        let target = buffers.iter_mut().find(|buffer| buffer.dwStreamID == stream);
        let target = target.ok_or_else(|| code(codes::E_UNEXPECTED))?;
        target.dwStatus = 0;
        match output {
            Output::NeedMoreInput => Err(code(codes::MF_E_TRANSFORM_NEED_MORE_INPUT)),
            Output::StreamChange => {
                target.dwStatus = FORMAT_CHANGE;
                Err(code(codes::MF_E_TRANSFORM_STREAM_CHANGE))
            }
            Output::Sample(sample) => {
                // What was held back has its form already.
                let relay = if was_held {
                    Relay::None
                } else {
                    self.cleared().relay
                };
                let sample = match relay {
                    Relay::Nv12 => nv12(sample)?,
                    Relay::Pcm16 => rounded(sample),
                    Relay::None => sample,
                };
                give(self, target, stream, sample)
            }
        }
    }
}

/// Gives a sample to the caller: its own, or in the one that it brought.
fn give(
    of: &TransformObject,
    target: &mut MFT_OUTPUT_DATA_BUFFER,
    stream: u32,
    sample: Sample,
) -> Result<()> {
    let Some(given) = (*target.pSample).clone() else {
        target.pSample = ManuallyDrop::new(Some(sample_convert::to_com(sample_convert::packed(sample)?)?));
        return Ok(());
    };
    fill(&given, &sample).inspect_err(|_| {
        // Nothing is lost: the next call with more room gets it.
        of.cleared().held = Some((stream, sample));
    })
}

/// Writes a sample into the caller's.
fn fill(target: &IMFSample, sample: &Sample) -> Result<()> {
    let parts: Vec<MediaBuffer> = match (sample.layout(), sample.buffer()) {
        // Rows without padding, as the buffer's size that is asked for says.
        (Some(layout), Some(picture)) => {
            let mut packed = Vec::with_capacity(layout.total_len());
            for index in 0..layout.planes().len() {
                let Some((bytes, plane)) = picture.plane(index) else {
                    continue;
                };
                for row in 0..plane.rows {
                    let start = row * plane.stride;
                    packed.extend(bytes.get(start..start + plane.width_bytes).unwrap_or_default());
                }
            }
            vec![MediaBuffer::from(packed)]
        }
        _ => sample.buffers().cloned().collect(),
    };
    // SAFETY: calls of a live object.
    unsafe {
        if target.GetBufferCount()? == 0 {
            return Err(missing());
        }
        buffer::copy(&parts, &target.GetBufferByIndex(0)?)?;
        if let Some(time) = sample.time {
            target.SetSampleTime(time.as_100ns()).ok()?;
        }
        if let Some(duration) = sample.duration {
            target.SetSampleDuration(duration.as_100ns()).ok()?;
        }
    }
    sample_convert::write_flags(sample, target)
}

impl IMFGetService_Impl for TransformObject_Impl {
    fn GetService(&self, service: *const GUID, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let service = unsafe { read_guid(service) }?;
        let object = self.transform.lock().service(&service);
        let object = object
            .and_then(|object| services::to_com(&object, 0))
            .ok_or_else(|| code(codes::MF_E_UNSUPPORTED_SERVICE))?;
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { foreign::query(&object, iid, result) }.ok()
    }
}
