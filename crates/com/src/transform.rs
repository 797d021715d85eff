//! `IMFTransform` over the core's transforms.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{
    AudioFormat, Error, Input, MediaBuffer, MediaType, Output, Sample, SharedTransform, TransformMessage,
    UserObject, VideoFormat, codes, guids,
};
use windows_core::{GUID, IUnknown, Interface, Ref, implement};

use crate::attributes::AttributesObject;
use crate::bindings::{
    ICodecAPI, IMFAttributes, IMFGetService, IMFGetService_Impl, IMFMediaEvent, IMFMediaType,
    IMFQualityAdvise, IMFSample, IMFTransform, IMFTransform_Impl, MFT_INPUT_STREAM_INFO, MFT_MESSAGE_TYPE,
    MFT_OUTPUT_DATA_BUFFER, MFT_OUTPUT_STREAM_INFO,
};
use crate::codec_api::{self, LOW_LATENCY, Settings};
use crate::convert::{code, fail, read_guid};
use crate::event::missing;
use crate::identity::{self, IOwn, Kind, Registration, own};
use crate::media_type::{MediaTypeObject, described, media_type};
use crate::relay::{self, Relay, pcm16};
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
/// `MFT_INPUT_STREAM_FIXED_SAMPLE_SIZE`, `MFT_OUTPUT_STREAM_FIXED_SAMPLE_SIZE`.
const FIXED_SIZE: u32 = 4;
/// `MFT_OUTPUT_STATUS_SAMPLE_READY`.
const SAMPLE_READY: u32 = 1;
/// `MFT_DECODER_EXPOSE_OUTPUT_TYPES_IN_NATIVE_ORDER`.
const NATIVE_ORDER: GUID = GUID::from_u128(0xef80833f_f8fa_44d9_80d8_41ed6232670c);
/// `MFT_OUTPUT_DATA_BUFFER_FORMAT_CHANGE`.
const FORMAT_CHANGE: u32 = 0x100;
/// What a buffer of compressed or unknown output may have to hold.
const UNKNOWN_SIZE: u32 = 1 << 20;
/// So many milliseconds of sound fit into a buffer of the size that is asked for.
const AUDIO_BUFFER_MS: u64 = 1000;

/// What the objects of all transforms do.
struct TransformObject {
    transform: SharedTransform,
    attributes: IMFAttributes,
    /// Of a decoder of pictures.
    settings: Option<Arc<Settings>>,
    state: Mutex<State>,
}

#[implement(IMFTransform, IMFGetService, IOwn)]
struct PlainTransform {
    object: TransformObject,
    own: UserObject,
    _registration: Registration,
}

/// A decoder of pictures, which can leave some out.
///
/// Source: "H.264 Video Decoder". It needs to know nothing of rates.
#[implement(IMFTransform, IMFGetService, IMFQualityAdvise, ICodecAPI, IOwn)]
struct VideoDecoder {
    object: TransformObject,
    settings: Arc<Settings>,
    own: UserObject,
    _registration: Registration,
}

#[derive(Default)]
struct State {
    /// Types that were set to NULL.
    input_cleared: bool,
    output_cleared: bool,
    /// What is given is not what the transform itself makes.
    relay: Relay,
    /// The output type that was set, if it is given by the relay.
    relayed: Option<MediaType>,
    /// What came out, and the caller had no room for or has not asked for yet.
    held: Option<Held>,
}

/// What a transform put out, in the form that it makes itself.
enum Held {
    Output(u32, Output),
    Failure(Error),
}

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
        let attributes = AttributesObject::create(openmf_core::Attributes::new());
        let settings = Settings::of(transform, &attributes).map(Arc::new);
        let common = TransformObject {
            transform: transform.clone(),
            attributes,
            settings: settings.clone(),
            state: Mutex::default(),
        };
        let own = UserObject::new(transform.clone());
        let object: IMFTransform = match settings {
            Some(settings) => VideoDecoder {
                object: common,
                settings,
                own,
                _registration: registration,
            }
            .into(),
            None => PlainTransform {
                object: common,
                own,
                _registration: registration,
            }
            .into(),
        };
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

impl TransformObject {
    /// The types that the transform itself can make.
    fn own_types(&self, stream: u32) -> openmf_core::Result<Vec<MediaType>> {
        let transform = self.transform.lock();
        let mut listed = Vec::new();
        for index in 0..MAX_TYPES {
            match transform.output_available_type(stream, index) {
                Ok(known) => listed.push(known),
                Err(Error::NoMoreTypes) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(listed)
    }

    /// The types that an output can have: a decoder's are more than it makes itself.
    fn output_types(&self, stream: u32) -> Result<Vec<MediaType>> {
        self.input_is_set()?;
        let mut listed = self.own_types(stream).map_err(fail)?;
        if !self.decodes(stream) {
            return Ok(listed);
        }
        if let [float] = &listed[..]
            && let Some(pcm) = pcm16(float)
        {
            listed.push(pcm);
        }
        // SAFETY: a live object.
        let for_encoders = unsafe { self.attributes.GetUINT32(&NATIVE_ORDER) }.is_ok_and(|value| value != 0);
        Ok(relay::pictures(listed, for_encoders))
    }

    /// Whether what goes in is compressed.
    fn decodes(&self, stream: u32) -> bool {
        let input = self.transform.lock().input_type(stream);
        input.is_ok_and(|input| input.is_compressed())
    }

    /// What the transform itself is to make for a type, and what is done with it then.
    ///
    /// # Errors
    /// `MF_E_INVALIDMEDIATYPE`: it does not make this.
    fn inner_type(&self, stream: u32, wanted: &MediaType) -> Result<(MediaType, Relay)> {
        let own = (wanted.clone(), Relay::None);
        if !self.decodes(stream) {
            return Ok(own);
        }
        let listed = self.own_types(stream).map_err(fail)?;
        if listed.iter().any(|known| known.subtype() == wanted.subtype()) {
            return Ok(own);
        }
        match &listed[..] {
            [float] if wanted.subtype() == guids::MFAudioFormat_PCM => {
                match pcm16(float).filter(|made| relay::is_sound(made, wanted)) {
                    Some(_) => Ok((float.clone(), Relay::Pcm16)),
                    None => Ok(own),
                }
            }
            [base, ..] if base.is_video() && wanted.is_video() => {
                Ok((base.clone(), relay::of_pictures(base, wanted)?))
            }
            _ => Ok(own),
        }
    }

    fn check(&self, stream: u32, output: bool) -> Result<()> {
        let (inputs, outputs) = self.transform.lock().stream_count();
        if stream >= if output { outputs } else { inputs } {
            return Err(code(codes::MF_E_INVALIDSTREAMNUMBER));
        }
        Ok(())
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops what came out.
    fn forget(&self) {
        let held = self.state().held.take();
        drop(held);
    }

    fn input_is_set(&self) -> Result<()> {
        if self.state().input_cleared {
            return Err(code(codes::MF_E_TRANSFORM_TYPE_NOT_SET));
        }
        Ok(())
    }

    /// Whether all types are set, without which nothing goes in or comes out.
    fn types_are_set(&self) -> Result<()> {
        {
            let state = self.state();
            if state.input_cleared || state.output_cleared {
                return Err(code(codes::MF_E_TRANSFORM_TYPE_NOT_SET));
            }
        }
        let transform = self.transform.lock();
        let (inputs, outputs) = transform.stream_count();
        for stream in 0..inputs {
            transform.input_type(stream).map_err(fail)?;
        }
        for stream in 0..outputs {
            transform.output_type(stream).map_err(fail)?;
        }
        Ok(())
    }

    /// The type of what comes out.
    fn output_type(&self, stream: u32) -> Result<MediaType> {
        let current = self.transform.lock().output_type(stream).map_err(fail)?;
        let state = self.state();
        if state.input_cleared || state.output_cleared {
            return Err(code(codes::MF_E_TRANSFORM_TYPE_NOT_SET));
        }
        Ok(state.relayed.clone().unwrap_or(current))
    }

    /// Keeps what came out until it is asked for again.
    fn hold(&self, stream: u32, output: Output) {
        if !matches!(output, Output::NeedMoreInput) {
            self.state().held = Some(Held::Output(stream, output));
        }
    }

    /// Tells the transform what the application has set at it.
    fn tell_attributes(&self) {
        if let Some(settings) = &self.settings {
            settings.tell();
        }
        let transform = self.transform.lock();
        let Some(known) = transform.attributes() else {
            return;
        };
        // SAFETY: a live object.
        let low_latency = unsafe { self.attributes.GetUINT32(&LOW_LATENCY) };
        known.set(
            openmf_core::Key::<bool>::new(guids::MF_LOW_LATENCY),
            low_latency.is_ok_and(|value| value != 0),
        );
    }

    /// Whether something comes out, which is kept then.
    fn has_output(&self) -> bool {
        if self.state().held.is_some() {
            return true;
        }
        let held = match self.transform.lock().process_any_output() {
            Ok((_, Output::NeedMoreInput)) => return false,
            Ok((stream, output)) => Held::Output(stream, output),
            Err(error) => Held::Failure(error),
        };
        self.state().held = Some(held);
        true
    }
}

/// The size of one frame of sound.
fn size_of_frame(current: &MediaType) -> u32 {
    let format = AudioFormat::try_from(current).ok();
    let bytes = format.and_then(|format| format.frame_bytes());
    bytes.and_then(|bytes| u32::try_from(bytes).ok()).unwrap_or(0)
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

#[expect(non_snake_case, reason = "the methods of `IMFTransform`")]
impl TransformObject {
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
        let current = self.transform.lock().input_type(stream);
        let current = current.ok().filter(|_| !self.state().input_cleared);
        let (flags, size) = match current.filter(|current| !current.is_compressed()) {
            // A picture as a whole, or any number of frames of sound.
            Some(current) if current.is_video() => (INPUT_FLAGS | FIXED_SIZE, size_of_output(&current)),
            Some(current) => (INPUT_FLAGS, size_of_frame(&current)),
            None => (INPUT_FLAGS, 0),
        };
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe {
            result.write(MFT_INPUT_STREAM_INFO {
                dwFlags: flags,
                cbSize: size,
                ..MFT_INPUT_STREAM_INFO::default()
            });
        }
        Ok(())
    }

    fn GetOutputStreamInfo(&self, stream: u32) -> Result<MFT_OUTPUT_STREAM_INFO> {
        self.check(stream, true)?;
        let current = self.output_type(stream).ok();
        let pictures = current
            .as_ref()
            .is_some_and(|current| current.is_video() && !current.is_compressed());
        Ok(MFT_OUTPUT_STREAM_INFO {
            dwFlags: OUTPUT_FLAGS | if pictures { FIXED_SIZE } else { 0 },
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
        let listed = self.output_types(stream)?;
        let listed = listed.get(index as usize);
        listed
            .map(described)
            .ok_or_else(|| code(codes::MF_E_NO_MORE_TYPES))
    }

    fn SetInputType(&self, stream: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> Result<()> {
        self.check(stream, false)?;
        if flags & !TEST_ONLY != 0 {
            return Err(missing());
        }
        let Some(set) = set.as_ref() else {
            if flags & TEST_ONLY == 0 {
                // Without it nothing is known of what comes out.
                let mut state = self.state();
                (state.input_cleared, state.output_cleared) = (true, true);
                drop(state);
                self.forget();
            }
            return Ok(());
        };
        let set = media_type(set)?;
        if flags & TEST_ONLY != 0 {
            return self.transform.lock().test_input_type(stream, &set).map_err(fail);
        }
        self.tell_attributes();
        let keeps_output = {
            let mut transform = self.transform.lock();
            transform.set_input_type(stream, &set).map_err(fail)?;
            transform.output_type(stream).is_ok()
        };
        let former = {
            let mut state = self.state();
            state.input_cleared = false;
            if !keeps_output {
                (state.relay, state.relayed) = (Relay::None, None);
            }
            state.held.take()
        };
        drop(former);
        Ok(())
    }

    fn SetOutputType(&self, stream: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> Result<()> {
        self.check(stream, true)?;
        if flags & !TEST_ONLY != 0 {
            return Err(missing());
        }
        let Some(set) = set.as_ref() else {
            if flags & TEST_ONLY == 0 {
                self.state().output_cleared = true;
            }
            return Ok(());
        };
        self.input_is_set()?;
        let set = media_type(set)?;
        let (inner, relay) = self.inner_type(stream, &set)?;
        let decodes = self.decodes(stream);
        {
            let mut transform = self.transform.lock();
            if flags & TEST_ONLY != 0 {
                return transform.test_output_type(stream, &inner).map_err(fail);
            }
            transform.set_output_type(stream, &inner).map_err(fail)?;
        }
        let former = {
            let mut state = self.state();
            state.output_cleared = false;
            state.relayed = (!matches!(relay, Relay::None)).then_some(set);
            let former = std::mem::replace(&mut state.relay, relay);
            // What a converter made has the former type; a decoder's picture is still to be brought into its form.
            let held = if decodes { None } else { state.held.take() };
            (former, held)
        };
        drop(former);
        Ok(())
    }

    fn GetInputCurrentType(&self, stream: u32) -> Result<IMFMediaType> {
        self.check(stream, false)?;
        self.input_is_set()?;
        let current = self.transform.lock().input_type(stream);
        current.map(MediaTypeObject::create).map_err(fail)
    }

    fn GetOutputCurrentType(&self, stream: u32) -> Result<IMFMediaType> {
        self.check(stream, true)?;
        self.output_type(stream).map(|current| described(&current))
    }

    fn GetInputStatus(&self, stream: u32) -> Result<u32> {
        self.check(stream, false)?;
        self.types_are_set()?;
        Ok(if self.has_output() { 0 } else { ACCEPT_DATA })
    }

    fn GetOutputStatus(&self) -> Result<u32> {
        self.types_are_set()?;
        Ok(if self.has_output() { SAMPLE_READY } else { 0 })
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
                self.forget();
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
        self.types_are_set()?;
        if self.state().held.is_some() {
            return Err(code(codes::MF_E_NOTACCEPTING));
        }
        self.tell_attributes();
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
        {
            let state = self.state();
            // A change of the stream clears the type, and is told before another is set.
            if state.input_cleared || state.output_cleared {
                return Err(code(codes::MF_E_TRANSFORM_TYPE_NOT_SET));
            }
        }
        let held = self.state().held.take();
        let (stream, output) = match held {
            Some(Held::Output(stream, output)) => (stream, output),
            Some(Held::Failure(error)) => return Err(fail(error)),
            None => self.transform.lock().process_any_output().map_err(fail)?,
        };
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
            Output::Sample(sample) => give(self, target, stream, sample),
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
        let sample = of.state().relay.apply(sample)?;
        target.pSample = ManuallyDrop::new(Some(sample_convert::to_com(sample_convert::packed(sample)?)?));
        return Ok(());
    };
    let formed = of.state().relay.apply(sample.clone())?;
    fill(&given, &formed).inspect_err(|_| {
        // Nothing is lost: the next call with more room gets it.
        of.hold(stream, Output::Sample(sample));
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

macro_rules! transform_of {
    ($($object:ty),*) => { $(
        own!($object);

        impl IMFTransform_Impl for $object {
            fn GetStreamLimits(
                &self,
                input_min: *mut u32,
                input_max: *mut u32,
                output_min: *mut u32,
                output_max: *mut u32,
            ) -> Result<()> {
                self.object.GetStreamLimits(input_min, input_max, output_min, output_max)
            }

            fn GetStreamCount(&self, inputs: *mut u32, outputs: *mut u32) -> Result<()> {
                self.object.GetStreamCount(inputs, outputs)
            }

            fn GetStreamIDs(&self, inputs: u32, input: *mut u32, outputs: u32, output: *mut u32) -> Result<()> {
                self.object.GetStreamIDs(inputs, input, outputs, output)
            }

            fn GetInputStreamInfo(&self, stream: u32, result: *mut MFT_INPUT_STREAM_INFO) -> Result<()> {
                self.object.GetInputStreamInfo(stream, result)
            }

            fn GetOutputStreamInfo(&self, stream: u32) -> Result<MFT_OUTPUT_STREAM_INFO> {
                self.object.GetOutputStreamInfo(stream)
            }

            fn GetAttributes(&self) -> Result<IMFAttributes> {
                self.object.GetAttributes()
            }

            fn GetInputStreamAttributes(&self, stream: u32) -> Result<IMFAttributes> {
                self.object.GetInputStreamAttributes(stream)
            }

            fn GetOutputStreamAttributes(&self, stream: u32) -> Result<IMFAttributes> {
                self.object.GetOutputStreamAttributes(stream)
            }

            fn DeleteInputStream(&self, stream: u32) -> Result<()> {
                self.object.DeleteInputStream(stream)
            }

            fn AddInputStreams(&self, count: u32, ids: *const u32) -> Result<()> {
                self.object.AddInputStreams(count, ids)
            }

            fn GetInputAvailableType(&self, stream: u32, index: u32) -> Result<IMFMediaType> {
                self.object.GetInputAvailableType(stream, index)
            }

            fn GetOutputAvailableType(&self, stream: u32, index: u32) -> Result<IMFMediaType> {
                self.object.GetOutputAvailableType(stream, index)
            }

            fn SetInputType(&self, stream: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> Result<()> {
                self.object.SetInputType(stream, set, flags)
            }

            fn SetOutputType(&self, stream: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> Result<()> {
                self.object.SetOutputType(stream, set, flags)
            }

            fn GetInputCurrentType(&self, stream: u32) -> Result<IMFMediaType> {
                self.object.GetInputCurrentType(stream)
            }

            fn GetOutputCurrentType(&self, stream: u32) -> Result<IMFMediaType> {
                self.object.GetOutputCurrentType(stream)
            }

            fn GetInputStatus(&self, stream: u32) -> Result<u32> {
                self.object.GetInputStatus(stream)
            }

            fn GetOutputStatus(&self) -> Result<u32> {
                self.object.GetOutputStatus()
            }

            fn SetOutputBounds(&self, lower: i64, upper: i64) -> Result<()> {
                self.object.SetOutputBounds(lower, upper)
            }

            fn ProcessEvent(&self, stream: u32, event: Ref<'_, IMFMediaEvent>) -> Result<()> {
                self.object.ProcessEvent(stream, event)
            }

            fn ProcessMessage(&self, message: MFT_MESSAGE_TYPE, param: usize) -> Result<()> {
                self.object.ProcessMessage(message, param)
            }

            fn ProcessInput(&self, stream: u32, sample: Ref<'_, IMFSample>, flags: u32) -> Result<()> {
                self.object.ProcessInput(stream, sample, flags)
            }

            fn ProcessOutput(
                &self,
                flags: u32,
                count: u32,
                buffers: *mut MFT_OUTPUT_DATA_BUFFER,
                status: *mut u32,
            ) -> Result<()> {
                self.object.ProcessOutput(flags, count, buffers, status)
            }
        }

        impl IMFGetService_Impl for $object {
            fn GetService(&self, of: *const GUID, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { service(&self.object.transform, of, iid, result) }
            }
        }
    )* };
}

transform_of!(PlainTransform_Impl, VideoDecoder_Impl);
codec_api::settings_of!(VideoDecoder_Impl);

/// A service of a transform into a caller's pointer.
///
/// # Safety
/// `service` and `iid` are NULL or readable, `result` is NULL or writable.
unsafe fn service(
    of: &SharedTransform,
    service: *const GUID,
    iid: *const GUID,
    result: *mut *mut c_void,
) -> Result<()> {
    // SAFETY: by the caller's promise.
    let service = unsafe { read_guid(service) }?;
    let object = of.lock().service(&service);
    let object = object
        .and_then(|object| services::to_com(&object, None))
        .ok_or_else(|| code(codes::MF_E_UNSUPPORTED_SERVICE))?;
    // SAFETY: by the caller's promise.
    unsafe { foreign::query(&object, iid, result) }.ok()
}
