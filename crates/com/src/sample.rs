//! `IMFSample`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use openmf_core::{Attributes, MediaBuffer, codes};
use windows_core::{Ref, implement};

use crate::attributes::{Store, attributes_of};
use crate::bindings::{IMFMediaBuffer, IMFSample, IMFSample_Impl};
use crate::buffer::{self, MemoryBuffer};
use crate::convert::code;

type Result<T> = windows_core::Result<T>;

#[implement(IMFSample)]
pub(crate) struct SampleObject {
    store: Store<Attributes>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    flags: u32,
    time: Option<i64>,
    duration: Option<i64>,
    buffers: Vec<IMFMediaBuffer>,
}

impl SampleObject {
    /// `MFCreateSample`.
    pub(crate) fn create() -> IMFSample {
        Self {
            store: Store::new(Attributes::new()),
            state: Mutex::default(),
        }
        .into()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn buffers(&self) -> Vec<IMFMediaBuffer> {
        self.lock().buffers.clone()
    }

    fn bytes(&self) -> Result<Vec<MediaBuffer>> {
        self.buffers().iter().map(buffer::to_core).collect()
    }
}

attributes_of!(SampleObject_Impl);

impl IMFSample_Impl for SampleObject_Impl {
    fn GetSampleFlags(&self) -> Result<u32> {
        Ok(self.lock().flags)
    }

    fn SetSampleFlags(&self, flags: u32) -> Result<()> {
        self.lock().flags = flags;
        Ok(())
    }

    fn GetSampleTime(&self) -> Result<i64> {
        self.lock()
            .time
            .ok_or_else(|| code(codes::MF_E_NO_SAMPLE_TIMESTAMP))
    }

    fn SetSampleTime(&self, time: i64) -> Result<()> {
        self.lock().time = Some(time);
        Ok(())
    }

    fn GetSampleDuration(&self) -> Result<i64> {
        self.lock()
            .duration
            .ok_or_else(|| code(codes::MF_E_NO_SAMPLE_DURATION))
    }

    fn SetSampleDuration(&self, duration: i64) -> Result<()> {
        self.lock().duration = Some(duration);
        Ok(())
    }

    fn GetBufferCount(&self) -> Result<u32> {
        u32::try_from(self.lock().buffers.len()).map_err(|_| code(codes::E_UNEXPECTED))
    }

    fn GetBufferByIndex(&self, index: u32) -> Result<IMFMediaBuffer> {
        let buffer = self.lock().buffers.get(index as usize).cloned();
        buffer.ok_or_else(|| code(codes::E_INVALIDARG))
    }

    fn ConvertToContiguousBuffer(&self) -> Result<IMFMediaBuffer> {
        let buffers = self.buffers();
        match buffers.as_slice() {
            [] => return Err(code(codes::E_UNEXPECTED)),
            [single] => return Ok(single.clone()),
            _ => {}
        }
        let whole = MemoryBuffer::create(self.GetTotalLength()?, align_of::<u128>())?;
        buffer::copy(&self.bytes()?, &whole)?;
        let replaced = std::mem::replace(&mut self.lock().buffers, vec![whole.clone()]);
        drop(replaced);
        Ok(whole)
    }

    fn AddBuffer(&self, buffer: Ref<'_, IMFMediaBuffer>) -> Result<()> {
        let buffer = buffer::required(&buffer)?.clone();
        self.lock().buffers.push(buffer);
        Ok(())
    }

    fn RemoveBufferByIndex(&self, index: u32) -> Result<()> {
        let removed = {
            let mut state = self.lock();
            let present = (index as usize) < state.buffers.len();
            present.then(|| state.buffers.remove(index as usize))
        };
        removed.map(drop).ok_or_else(|| code(codes::E_INVALIDARG))
    }

    fn RemoveAllBuffers(&self) -> Result<()> {
        let removed = std::mem::take(&mut self.lock().buffers);
        drop(removed);
        Ok(())
    }

    fn GetTotalLength(&self) -> Result<u32> {
        let mut total = 0_u32;
        for buffer in self.buffers() {
            // SAFETY: a live object.
            let len = unsafe { buffer.GetCurrentLength() }?;
            total = total.checked_add(len).ok_or_else(|| code(codes::E_OUTOFMEMORY))?;
        }
        Ok(total)
    }

    fn CopyToBuffer(&self, target: Ref<'_, IMFMediaBuffer>) -> Result<()> {
        buffer::copy(&self.bytes()?, buffer::required(&target)?)
    }
}
