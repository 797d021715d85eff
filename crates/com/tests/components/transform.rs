use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::{Arc, Mutex};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, codes, guids};
use windows_core::{GUID, HRESULT, IUnknown, Interface, Ref, implement};

use super::*;

/// The identifier of the one input of a [`Half`], whose index is 0.
const INPUT: u32 = 7;

/// Halves the loudness; synchronous, or asynchronous with the documented events.
#[implement(
    IMFTransform,
    IMFMediaEventGenerator,
    IMFShutdown,
    IMFRealTimeClientEx,
    IMFClockConsumer
)]
pub struct Half {
    hook: Hook,
    pub log: Log,
    pub types: Mutex<(Option<IMFMediaType>, Option<IMFMediaType>)>,
    pub held: Mutex<Option<IMFSample>>,
    pub attributes: IMFAttributes,
    pub asynchronous: bool,
    pub queue: IMFMediaEventQueue,
}

generator!(Half_Impl);
real_time_client_ex!(Half_Impl, "transform");
clock_consumer!(Half_Impl, "transform");

pub fn half(asynchronous: bool) -> (IMFTransform, Log) {
    hooked_half(asynchronous, &Hook::none())
}

pub fn hooked_half(asynchronous: bool, hook: &Hook) -> (IMFTransform, Log) {
    let log = Log::default();
    // SAFETY: documented pointers and live objects.
    let attributes: IMFAttributes = unsafe {
        let attributes: IMFAttributes = make(|result| MFCreateAttributes(result, 2));
        if asynchronous {
            attributes
                .SetUINT32(&key(guids::MF_TRANSFORM_ASYNC), 1)
                .ok()
                .unwrap();
        }
        attributes
    };
    let transform = Half {
        hook: hook.clone(),
        log: Arc::clone(&log),
        types: Mutex::default(),
        held: Mutex::default(),
        attributes,
        asynchronous,
        queue: event_queue(),
    };
    (transform.into(), log)
}

impl Half {
    fn ask(&self) {
        self.tell_of_input(EventType::TransformNeedInput);
    }

    fn tell_of_input(&self, event_type: EventType) {
        // SAFETY: documented pointers and live objects.
        unsafe {
            let event: IMFMediaEvent = make(|result| {
                MFCreateMediaEvent(
                    event_type.code(),
                    &GUID::zeroed(),
                    HRESULT(0),
                    ptr::null(),
                    result,
                )
            });
            event
                .SetUINT32(&key(guids::MF_EVENT_MFT_INPUT_STREAM_ID), INPUT)
                .ok()
                .unwrap();
            let _ = self.queue.QueueEvent(&event);
        }
    }
}

pub fn set_or_test(
    slot: &mut Option<IMFMediaType>,
    set: Option<&IMFMediaType>,
    flags: u32,
) -> windows_core::Result<()> {
    if let Some(set) = set {
        // SAFETY: a live object.
        let subtype = unsafe { set.GetGUID(&key(guids::MF_MT_SUBTYPE)) }?;
        if subtype != key(guids::MFAudioFormat_PCM) {
            return fail(codes::MF_E_INVALIDMEDIATYPE);
        }
    }
    if flags & 1 == 0 {
        *slot = set.cloned();
    }
    Ok(())
}

impl IMFTransform_Impl for Half_Impl {
    fn GetStreamLimits(
        &self,
        a: *mut u32,
        b: *mut u32,
        c: *mut u32,
        d: *mut u32,
    ) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::GetStreamLimits")?;
        for limit in [a, b, c, d] {
            // SAFETY: writable by the interface's contract.
            unsafe { limit.write(1) };
        }
        Ok(())
    }
    fn GetStreamCount(&self, inputs: *mut u32, outputs: *mut u32) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::GetStreamCount")?;
        // SAFETY: writable by the interface's contract.
        unsafe {
            inputs.write(1);
            outputs.write(1);
        }
        Ok(())
    }
    fn GetStreamIDs(
        &self,
        inputs: u32,
        input_ids: *mut u32,
        outputs: u32,
        output_ids: *mut u32,
    ) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::GetStreamIDs")?;
        assert_eq!((inputs, outputs), (1, 1));
        // SAFETY: writable by the interface's contract.
        unsafe {
            input_ids.write(INPUT);
            output_ids.write(0);
        }
        Ok(())
    }
    fn GetInputStreamInfo(&self, _: u32, info: *mut MFT_INPUT_STREAM_INFO) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::GetInputStreamInfo")?;
        // SAFETY: writable by the interface's contract.
        unsafe { info.write(MFT_INPUT_STREAM_INFO::default()) };
        Ok(())
    }
    fn GetOutputStreamInfo(&self, _: u32) -> windows_core::Result<MFT_OUTPUT_STREAM_INFO> {
        self.hook.at("IMFTransform::GetOutputStreamInfo")?;
        Ok(MFT_OUTPUT_STREAM_INFO {
            dwFlags: 0,
            cbSize: (FRAMES * 2) as u32,
            cbAlignment: 0,
        })
    }
    fn GetAttributes(&self) -> windows_core::Result<IMFAttributes> {
        self.hook.at("IMFTransform::GetAttributes")?;
        Ok(self.attributes.clone())
    }
    fn GetInputStreamAttributes(&self, _: u32) -> windows_core::Result<IMFAttributes> {
        self.hook.at("IMFTransform::GetInputStreamAttributes")?;
        fail(codes::E_NOTIMPL)
    }
    fn GetOutputStreamAttributes(&self, _: u32) -> windows_core::Result<IMFAttributes> {
        self.hook.at("IMFTransform::GetOutputStreamAttributes")?;
        fail(codes::E_NOTIMPL)
    }
    fn DeleteInputStream(&self, _: u32) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::DeleteInputStream")?;
        fail(codes::E_NOTIMPL)
    }
    fn AddInputStreams(&self, _: u32, _: *const u32) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::AddInputStreams")?;
        fail(codes::E_NOTIMPL)
    }
    fn GetInputAvailableType(&self, _: u32, _: u32) -> windows_core::Result<IMFMediaType> {
        self.hook.at("IMFTransform::GetInputAvailableType")?;
        fail(codes::E_NOTIMPL)
    }
    fn GetOutputAvailableType(&self, _: u32, index: u32) -> windows_core::Result<IMFMediaType> {
        self.hook.at("IMFTransform::GetOutputAvailableType")?;
        if index > 0 {
            return fail(codes::MF_E_NO_MORE_TYPES);
        }
        let input = self.types.lock().unwrap().0.clone();
        input.ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_TRANSFORM_TYPE_NOT_SET.0)))
    }
    fn SetInputType(&self, id: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::SetInputType")?;
        assert_eq!(id, INPUT);
        set_or_test(&mut self.types.lock().unwrap().0, set.as_ref(), flags)
    }
    fn SetOutputType(&self, _: u32, set: Ref<'_, IMFMediaType>, flags: u32) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::SetOutputType")?;
        set_or_test(&mut self.types.lock().unwrap().1, set.as_ref(), flags)
    }
    fn GetInputCurrentType(&self, _: u32) -> windows_core::Result<IMFMediaType> {
        self.hook.at("IMFTransform::GetInputCurrentType")?;
        let current = self.types.lock().unwrap().0.clone();
        current
            .ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_TRANSFORM_TYPE_NOT_SET.0)))
    }
    fn GetOutputCurrentType(&self, _: u32) -> windows_core::Result<IMFMediaType> {
        self.hook.at("IMFTransform::GetOutputCurrentType")?;
        let current = self.types.lock().unwrap().1.clone();
        current
            .ok_or_else(|| windows_core::Error::from_hresult(HRESULT(codes::MF_E_TRANSFORM_TYPE_NOT_SET.0)))
    }
    fn GetInputStatus(&self, _: u32) -> windows_core::Result<u32> {
        self.hook.at("IMFTransform::GetInputStatus")?;
        Ok(self.held.lock().unwrap().is_none().into())
    }
    fn GetOutputStatus(&self) -> windows_core::Result<u32> {
        self.hook.at("IMFTransform::GetOutputStatus")?;
        fail(codes::E_NOTIMPL)
    }
    fn SetOutputBounds(&self, _: i64, _: i64) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::SetOutputBounds")?;
        fail(codes::E_NOTIMPL)
    }
    fn ProcessEvent(&self, _: u32, _: Ref<'_, IMFMediaEvent>) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::ProcessEvent")?;
        fail(codes::E_NOTIMPL)
    }
    fn ProcessMessage(&self, message: MFT_MESSAGE_TYPE, param: usize) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::ProcessMessage")?;
        let name = match message as u32 {
            0 => "Flush",
            1 => "Drain",
            0x1000_0000 => "BeginStreaming",
            0x1000_0001 => "EndStreaming",
            0x1000_0002 => "EndOfStream",
            0x1000_0003 => "StartOfStream",
            _ => "?",
        };
        // These are of a stream.
        let stream = if matches!(name, "Drain" | "EndOfStream") {
            INPUT
        } else {
            0
        };
        assert_eq!(param, stream as usize, "{name}");
        note(&self.log, name);
        match name {
            "Flush" => drop(self.held.lock().unwrap().take()),
            "StartOfStream" if self.asynchronous => self.ask(),
            "Drain" if self.asynchronous => {
                self.tell_of_input(EventType::TransformDrainComplete);
            }
            _ => {}
        }
        Ok(())
    }
    fn ProcessInput(&self, id: u32, sample: Ref<'_, IMFSample>, _: u32) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::ProcessInput")?;
        assert_eq!(id, INPUT);
        // SAFETY: a live object.
        let unlocked = unsafe { self.attributes.GetUINT32(&key(guids::MF_TRANSFORM_ASYNC_UNLOCK)) };
        if self.asynchronous && unlocked.unwrap_or(0) == 0 {
            return fail(codes::MF_E_TRANSFORM_ASYNC_LOCKED);
        }
        let mut held = self.held.lock().unwrap();
        if held.is_some() {
            return fail(codes::MF_E_NOTACCEPTING);
        }
        note(&self.log, "Input");
        *held = sample.cloned();
        drop(held);
        if self.asynchronous {
            tell(&self.queue, EventType::TransformHaveOutput, S_OK, &current());
        }
        Ok(())
    }
    fn ProcessOutput(
        &self,
        _flags: u32,
        count: u32,
        buffers: *mut MFT_OUTPUT_DATA_BUFFER,
        _status: *mut u32,
    ) -> windows_core::Result<()> {
        self.hook.at("IMFTransform::ProcessOutput")?;
        assert_eq!(count, 1);
        let Some(held) = self.held.lock().unwrap().take() else {
            assert!(!self.asynchronous, "output that was not announced");
            return fail(codes::MF_E_TRANSFORM_NEED_MORE_INPUT);
        };
        let halved: Vec<u8> = bytes_of(&held)
            .chunks_exact(2)
            .flat_map(|pair| (i16::from_le_bytes([pair[0], pair[1]]) / 2).to_le_bytes())
            .collect();
        // SAFETY: one structure, as was checked, with a sample of the size that was asked for.
        unsafe {
            let target: &ManuallyDrop<Option<IMFSample>> = &(*buffers).pSample;
            let target = (**target).as_ref().expect("a sample for the output");
            let buffer = target.GetBufferByIndex(0)?;
            let mut data = ptr::null_mut();
            buffer.Lock(&mut data, None, None).ok()?;
            ptr::copy_nonoverlapping(halved.as_ptr(), data, halved.len());
            buffer.Unlock().ok()?;
            buffer.SetCurrentLength(halved.len() as u32).ok()?;
            target.SetSampleTime(held.GetSampleTime()?).ok()?;
            target.SetSampleDuration(held.GetSampleDuration()?).ok()?;
        }
        if self.asynchronous {
            self.ask();
        }
        Ok(())
    }
}

impl IMFShutdown_Impl for Half_Impl {
    fn Shutdown(&self) -> windows_core::Result<()> {
        self.hook.at("IMFShutdown::Shutdown")?;
        note(&self.log, "Shutdown");
        // SAFETY: a live object.
        unsafe { self.queue.Shutdown() }.ok()
    }
    fn GetShutdownStatus(&self) -> windows_core::Result<MFSHUTDOWN_STATUS> {
        self.hook.at("IMFShutdown::GetShutdownStatus")?;
        fail(codes::MF_E_INVALIDREQUEST)
    }
}

impl Drop for Half {
    fn drop(&mut self) {
        let _ = self.hook.at("IMFTransform::drop");
    }
}
