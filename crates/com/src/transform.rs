//! `IMFTransform` over the core's transforms.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::sync::{Mutex, PoisonError};

use openmf_core::{
    AudioFormat, Error, Input, MediaBuffer, MediaType, Output, Sample, SharedTransform, TransformMessage,
    UserObject, VideoFormat, codes,
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
    /// A sample that the caller had no room for.
    held: Option<(u32, Sample)>,
}

own!(TransformObject_Impl);

/// The COM object of a transform.
///
/// # Errors
/// Whatever an application's own object answers.
pub(crate) fn to_com(transform: &SharedTransform) -> Result<IMFTransform> {
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

impl TransformObject {
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
        let listed = self
            .transform
            .lock()
            .output_available_type(stream, index as usize);
        listed.map(MediaTypeObject::create).map_err(fail)
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
        let mut transform = self.transform.lock();
        if flags & TEST_ONLY != 0 {
            let mut listed = (0..).map_while(|index| match transform.output_available_type(stream, index) {
                Ok(listed) => Some(Ok(listed)),
                Err(Error::NoMoreTypes) => None,
                Err(error) => Some(Err(error)),
            });
            return match listed.find(|listed| listed.as_ref().map_or(true, |listed| set.satisfies(listed))) {
                Some(Ok(_)) => Ok(()),
                Some(Err(error)) => Err(fail(error)),
                None => Err(code(codes::MF_E_INVALIDMEDIATYPE)),
            };
        }
        transform.set_output_type(stream, &set).map_err(fail)?;
        drop(transform);
        self.cleared().output = false;
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
        let current = self.transform.lock().output_type(stream);
        current.map(MediaTypeObject::create).map_err(fail)
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
        let held = self.cleared().held.take();
        let output = match held {
            Some((stream, sample)) => Ok((stream, Output::Sample(sample))),
            None => self.transform.lock().process_any_output(),
        };
        let (stream, output) = output.map_err(fail)?;
        let at = buffers.iter().position(|buffer| buffer.dwStreamID == stream);
        let at = at.ok_or_else(|| code(codes::MF_E_INVALIDSTREAMNUMBER))?;
        let Some(target) = buffers.get_mut(at) else {
            return Err(code(codes::MF_E_INVALIDSTREAMNUMBER));
        };
        target.dwStatus = 0;
        match output {
            Output::NeedMoreInput => Err(code(codes::MF_E_TRANSFORM_NEED_MORE_INPUT)),
            Output::StreamChange => {
                target.dwStatus = FORMAT_CHANGE;
                Err(code(codes::MF_E_TRANSFORM_STREAM_CHANGE))
            }
            Output::Sample(sample) => match &*target.pSample {
                None => {
                    target.pSample = ManuallyDrop::new(Some(sample_convert::to_com(sample)?));
                    Ok(())
                }
                Some(given) => {
                    let given = given.clone();
                    match fill(&given, &sample) {
                        Ok(()) => Ok(()),
                        Err(error) => {
                            // Nothing is lost: the next call with more room gets it.
                            self.cleared().held = Some((stream, sample));
                            Err(error)
                        }
                    }
                }
            },
        }
    }
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
