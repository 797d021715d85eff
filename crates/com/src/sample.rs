//! `IMFSample`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use openmf_core::{Attributes, MediaBuffer, codes};
use windows_core::{Ref, implement};

use crate::attributes::Store;
use crate::bindings::{IMFMediaBuffer, IMFSample};
use crate::buffer::{self, MemoryBuffer};
use crate::convert::code;

type Result<T> = windows_core::Result<T>;

#[implement(IMFSample)]
pub(crate) struct SampleObject {
    store: Store<Attributes>,
    content: Content,
}

/// What a sample has besides attributes.
#[derive(Default)]
pub(crate) struct Content(Mutex<State>);

#[derive(Default)]
struct State {
    flags: u32,
    time: Option<i64>,
    duration: Option<i64>,
    buffers: Vec<IMFMediaBuffer>,
}

impl SampleObject {
    /// `MFCreateSample`.
    #[track_caller]
    pub(crate) fn create() -> IMFSample {
        Self {
            store: Store::new(Attributes::new()),
            content: Content::default(),
        }
        .into()
    }

    pub(crate) fn store(&self) -> &Store<Attributes> {
        &self.store
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }
}

impl Content {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn buffers(&self) -> Vec<IMFMediaBuffer> {
        self.lock().buffers.clone()
    }

    fn bytes(&self) -> Result<Vec<MediaBuffer>> {
        self.buffers().iter().map(buffer::to_core).collect()
    }

    /// The time and the duration, as far as they are set.
    pub(crate) fn times(&self) -> (Option<i64>, Option<i64>) {
        let state = self.lock();
        (state.time, state.duration)
    }

    pub(crate) fn get_sample_flags(&self) -> Result<u32> {
        Ok(self.lock().flags)
    }

    pub(crate) fn set_sample_flags(&self, flags: u32) -> Result<()> {
        self.lock().flags = flags;
        Ok(())
    }

    pub(crate) fn get_sample_time(&self) -> Result<i64> {
        self.lock()
            .time
            .ok_or_else(|| code(codes::MF_E_NO_SAMPLE_TIMESTAMP))
    }

    pub(crate) fn set_sample_time(&self, time: i64) -> Result<()> {
        self.lock().time = Some(time);
        Ok(())
    }

    pub(crate) fn get_sample_duration(&self) -> Result<i64> {
        self.lock()
            .duration
            .ok_or_else(|| code(codes::MF_E_NO_SAMPLE_DURATION))
    }

    pub(crate) fn set_sample_duration(&self, duration: i64) -> Result<()> {
        self.lock().duration = Some(duration);
        Ok(())
    }

    pub(crate) fn get_buffer_count(&self) -> Result<u32> {
        u32::try_from(self.lock().buffers.len()).map_err(|_| code(codes::E_UNEXPECTED))
    }

    pub(crate) fn get_buffer_by_index(&self, index: u32) -> Result<IMFMediaBuffer> {
        let buffer = self.lock().buffers.get(index as usize).cloned();
        buffer.ok_or_else(|| code(codes::E_INVALIDARG))
    }

    pub(crate) fn convert_to_contiguous_buffer(&self) -> Result<IMFMediaBuffer> {
        match self.lock().buffers.as_slice() {
            [] => return Err(code(codes::E_UNEXPECTED)),
            [single] => return Ok(single.clone()),
            _ => {}
        }
        let whole = MemoryBuffer::create(self.get_total_length()?, align_of::<u128>())?;
        buffer::copy(&self.bytes()?, &whole)?;
        let replaced = std::mem::replace(&mut self.lock().buffers, vec![whole.clone()]);
        drop(replaced);
        Ok(whole)
    }

    pub(crate) fn add_buffer(&self, buffer: Ref<'_, IMFMediaBuffer>) -> Result<()> {
        let buffer = buffer::required(&buffer)?.clone();
        self.lock().buffers.push(buffer);
        Ok(())
    }

    pub(crate) fn remove_buffer_by_index(&self, index: u32) -> Result<()> {
        let removed = {
            let mut state = self.lock();
            let present = (index as usize) < state.buffers.len();
            present.then(|| state.buffers.remove(index as usize))
        };
        removed.map(drop).ok_or_else(|| code(codes::E_INVALIDARG))
    }

    pub(crate) fn remove_all_buffers(&self) -> Result<()> {
        let removed = std::mem::take(&mut self.lock().buffers);
        drop(removed);
        Ok(())
    }

    pub(crate) fn get_total_length(&self) -> Result<u32> {
        let mut total = 0_u32;
        for buffer in self.buffers() {
            // SAFETY: a live object.
            let len = unsafe { buffer.GetCurrentLength() }?;
            total = total.checked_add(len).ok_or_else(|| code(codes::E_OUTOFMEMORY))?;
        }
        Ok(total)
    }

    pub(crate) fn copy_to_buffer(&self, target: Ref<'_, IMFMediaBuffer>) -> Result<()> {
        buffer::copy(&self.bytes()?, buffer::required(&target)?)
    }

    /// As new, but with these buffers.
    pub(crate) fn reset(&self, buffers: Vec<IMFMediaBuffer>) {
        let state = State {
            buffers,
            ..State::default()
        };
        let former = std::mem::replace(&mut *self.lock(), state);
        drop(former);
    }
}

/// Implements `IMFSample` by the object's `store` and `content` fields.
macro_rules! sample_of {
    ($object:ty) => {
        crate::attributes::attributes_of!($object);

        impl crate::bindings::IMFSample_Impl for $object {
            fn GetSampleFlags(&self) -> windows_core::Result<u32> {
                self.content.get_sample_flags()
            }
            fn SetSampleFlags(&self, flags: u32) -> windows_core::Result<()> {
                self.content.set_sample_flags(flags)
            }
            fn GetSampleTime(&self) -> windows_core::Result<i64> {
                self.content.get_sample_time()
            }
            fn SetSampleTime(&self, time: i64) -> windows_core::Result<()> {
                self.content.set_sample_time(time)
            }
            fn GetSampleDuration(&self) -> windows_core::Result<i64> {
                self.content.get_sample_duration()
            }
            fn SetSampleDuration(&self, duration: i64) -> windows_core::Result<()> {
                self.content.set_sample_duration(duration)
            }
            fn GetBufferCount(&self) -> windows_core::Result<u32> {
                self.content.get_buffer_count()
            }
            fn GetBufferByIndex(&self, index: u32) -> windows_core::Result<crate::bindings::IMFMediaBuffer> {
                self.content.get_buffer_by_index(index)
            }
            fn ConvertToContiguousBuffer(&self) -> windows_core::Result<crate::bindings::IMFMediaBuffer> {
                self.content.convert_to_contiguous_buffer()
            }
            fn AddBuffer(
                &self,
                buffer: windows_core::Ref<'_, crate::bindings::IMFMediaBuffer>,
            ) -> windows_core::Result<()> {
                self.content.add_buffer(buffer)
            }
            fn RemoveBufferByIndex(&self, index: u32) -> windows_core::Result<()> {
                self.content.remove_buffer_by_index(index)
            }
            fn RemoveAllBuffers(&self) -> windows_core::Result<()> {
                self.content.remove_all_buffers()
            }
            fn GetTotalLength(&self) -> windows_core::Result<u32> {
                self.content.get_total_length()
            }
            fn CopyToBuffer(
                &self,
                target: windows_core::Ref<'_, crate::bindings::IMFMediaBuffer>,
            ) -> windows_core::Result<()> {
                self.content.copy_to_buffer(target)
            }
        }
    };
}

pub(crate) use sample_of;

sample_of!(SampleObject_Impl);
