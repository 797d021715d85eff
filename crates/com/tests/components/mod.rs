//! The application's own source, transform and sink, as the tests bring them. Each method first asks a [`Hook`], which may
//! fail, stall, or call back.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "not every test uses all of it"
)]

pub mod memory;
pub mod sink;
pub mod source;
pub mod transform;

use std::ptr;
use std::sync::{Arc, Mutex};

pub use memory::*;
use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{EventType, HResult, guids};
pub use sink::*;
pub use source::*;
pub use transform::*;
use windows_core::{GUID, HRESULT, IUnknown, Interface, Ref, implement};

use crate::session_common::*;

pub const READY: u32 = 100;
pub const S_OK: HResult = HResult(0);
/// The test sound: 16-bit mono.
pub const RATE: u32 = 8_000;
/// A sample of it lasts this long, in 100 ns.
pub const STEP: i64 = 1_000_000;
pub const FRAMES: usize = 800;
pub const SAMPLES: i64 = 10;

pub type Log = Arc<Mutex<Vec<String>>>;

pub fn note(log: &Log, what: impl Into<String>) {
    log.lock().unwrap().push(what.into());
}

pub fn fail<T>(code: HResult) -> windows_core::Result<T> {
    Err(windows_core::Error::from_hresult(HRESULT(code.0)))
}

pub fn event_queue() -> IMFMediaEventQueue {
    // SAFETY: a documented pointer.
    make(|result| unsafe { MFCreateEventQueue(result) })
}

pub fn tell(queue: &IMFMediaEventQueue, what: EventType, status: HResult, value: &PROPVARIANT) {
    // SAFETY: live objects.
    let _ = unsafe {
        queue.QueueEventParamVar(
            MediaEventType(what.code()),
            &GUID::zeroed(),
            HRESULT(status.0),
            value,
        )
    };
}

pub fn tell_object(queue: &IMFMediaEventQueue, what: EventType, object: &IUnknown) {
    // SAFETY: live objects.
    let _ =
        unsafe { queue.QueueEventParamUnk(MediaEventType(what.code()), &GUID::zeroed(), HRESULT(0), object) };
}

/// The generator's methods over a field `queue`.
type Asked = dyn Fn(&'static str) -> windows_core::Result<()> + Send + Sync;

/// Asked at the start of every method, and when an object ends.
#[derive(Clone)]
pub struct Hook {
    asked: Arc<Asked>,
    /// What the components with this hook are told besides their work.
    pub told: Log,
}

impl Hook {
    pub fn new(asked: impl Fn(&'static str) -> windows_core::Result<()> + Send + Sync + 'static) -> Self {
        Self {
            asked: Arc::new(asked),
            told: Log::default(),
        }
    }

    pub fn none() -> Self {
        Self::new(|_| Ok(()))
    }

    pub fn at(&self, method: &'static str) -> windows_core::Result<()> {
        (self.asked)(method)
    }

    /// What was told since the last time.
    pub fn taken(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().unwrap())
    }
}

/// The work queue and the class of its branch, by the extended interface, over a field `hook`.
macro_rules! real_time_client_ex {
    ($object:ty, $name:literal) => {
        impl IMFRealTimeClientEx_Impl for $object {
            fn RegisterThreadsEx(
                &self,
                task: *mut u32,
                class: &windows_core::PCWSTR,
                priority: i32,
            ) -> windows_core::Result<()> {
                self.hook.at("IMFRealTimeClientEx::RegisterThreadsEx")?;
                // SAFETY: the interface's caller gives a number and a string.
                let (task, class) = unsafe { (*task, text_of(class)) };
                assert!(task > 0);
                note(
                    &self.hook.told,
                    format!(
                        concat!($name, ": RegisterThreadsEx({}, {})"),
                        class, priority
                    ),
                );
                Ok(())
            }
            fn UnregisterThreads(&self) -> windows_core::Result<()> {
                self.hook.at("IMFRealTimeClientEx::UnregisterThreads")?;
                note(&self.hook.told, concat!($name, ": UnregisterThreads"));
                Ok(())
            }
            fn SetWorkQueueEx(&self, queue: u32, priority: i32) -> windows_core::Result<()> {
                self.hook.at("IMFRealTimeClientEx::SetWorkQueueEx")?;
                note(
                    &self.hook.told,
                    format!(
                        concat!($name, ": SetWorkQueueEx({}, {})"),
                        kind_of(queue),
                        priority
                    ),
                );
                Ok(())
            }
        }
    };
}
pub(crate) use real_time_client_ex;

/// The same by the plain interface.
macro_rules! real_time_client {
    ($object:ty, $name:literal) => {
        impl IMFRealTimeClient_Impl for $object {
            fn RegisterThreads(&self, task: u32, class: &windows_core::PCWSTR) -> windows_core::Result<()> {
                self.hook.at("IMFRealTimeClient::RegisterThreads")?;
                assert!(task > 0);
                // SAFETY: the interface's caller gives a string.
                let class = unsafe { text_of(class) };
                note(
                    &self.hook.told,
                    format!(concat!($name, ": RegisterThreads({})"), class),
                );
                Ok(())
            }
            fn UnregisterThreads(&self) -> windows_core::Result<()> {
                self.hook.at("IMFRealTimeClient::UnregisterThreads")?;
                note(&self.hook.told, concat!($name, ": UnregisterThreads"));
                Ok(())
            }
            fn SetWorkQueue(&self, queue: u32) -> windows_core::Result<()> {
                self.hook.at("IMFRealTimeClient::SetWorkQueue")?;
                note(
                    &self.hook.told,
                    format!(concat!($name, ": SetWorkQueue({})"), kind_of(queue)),
                );
                Ok(())
            }
        }
    };
}
pub(crate) use real_time_client;

/// The session's clock, over a field `hook`.
macro_rules! clock_consumer {
    ($object:ty, $name:literal) => {
        impl IMFClockConsumer_Impl for $object {
            fn SetPresentationClock(&self, clock: Ref<'_, IMFPresentationClock>) -> windows_core::Result<()> {
                self.hook.at("IMFClockConsumer::SetPresentationClock")?;
                note(
                    &self.hook.told,
                    format!(
                        concat!($name, ": SetPresentationClock({})"),
                        clock.is_some()
                    ),
                );
                Ok(())
            }
            fn GetPresentationClock(&self) -> windows_core::Result<IMFPresentationClock> {
                self.hook.at("IMFClockConsumer::GetPresentationClock")?;
                fail(openmf_core::codes::E_NOTIMPL)
            }
        }
    };
}
pub(crate) use clock_consumer;

/// # Safety
/// The string ends with a zero.
pub unsafe fn text_of(text: &windows_core::PCWSTR) -> String {
    // SAFETY: by the caller's promise.
    unsafe {
        let len = (0..).take_while(|at| *text.0.add(*at) != 0).count();
        String::from_utf16_lossy(std::slice::from_raw_parts(text.0, len))
    }
}

/// Whether it is the queue of a program, which works: its identifier has bits in the upper half.
fn kind_of(queue: u32) -> &'static str {
    match queue {
        0 => "none",
        1..=0xFFFF => "of the platform",
        _ => {
            // SAFETY: no pointers.
            unsafe {
                assert_eq!(MFLockWorkQueue(queue), HRESULT(0));
                assert_eq!(MFUnlockWorkQueue(queue), HRESULT(0));
            }
            "own"
        }
    }
}

/// The generator's methods over a field `queue`.
macro_rules! generator {
    ($object:ty) => {
        impl IMFMediaEventGenerator_Impl for $object {
            fn GetEvent(&self, flags: u32) -> windows_core::Result<IMFMediaEvent> {
                self.hook.at(concat!(stringify!($object), "::GetEvent"))?;
                // SAFETY: a live object.
                unsafe { self.queue.GetEvent(flags) }
            }
            fn BeginGetEvent(
                &self,
                callback: Ref<'_, IMFAsyncCallback>,
                state: Ref<'_, IUnknown>,
            ) -> windows_core::Result<()> {
                self.hook
                    .at(concat!(stringify!($object), "::BeginGetEvent"))?;
                // SAFETY: live objects.
                unsafe { self.queue.BeginGetEvent(callback.as_ref(), state.as_ref()) }.ok()
            }
            fn EndGetEvent(&self, result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<IMFMediaEvent> {
                self.hook
                    .at(concat!(stringify!($object), "::EndGetEvent"))?;
                // SAFETY: live objects.
                unsafe { self.queue.EndGetEvent(result.as_ref()) }
            }
            fn QueueEvent(
                &self,
                what: MediaEventType,
                extended: *const GUID,
                status: HRESULT,
                value: *const PROPVARIANT,
            ) -> windows_core::Result<()> {
                self.hook.at(concat!(stringify!($object), "::QueueEvent"))?;
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.queue.QueueEventParamVar(what, extended, status, value) }.ok()
            }
        }
    };
}
pub(crate) use generator;

pub fn pcm() -> IMFMediaType {
    // SAFETY: live objects.
    unsafe {
        let made: IMFMediaType = make(|result| MFCreateMediaType(result));
        for (key_of, value) in [
            (guids::MF_MT_MAJOR_TYPE, guids::MFMediaType_Audio),
            (guids::MF_MT_SUBTYPE, guids::MFAudioFormat_PCM),
        ] {
            made.SetGUID(&key(key_of), &key(value)).ok().unwrap();
        }
        for (key_of, value) in [
            (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, RATE),
            (guids::MF_MT_AUDIO_NUM_CHANNELS, 1),
            (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, 16),
            (guids::MF_MT_AUDIO_BLOCK_ALIGNMENT, 2),
            (guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, RATE * 2),
            (guids::MF_MT_ALL_SAMPLES_INDEPENDENT, 1),
        ] {
            made.SetUINT32(&key(key_of), value).ok().unwrap();
        }
        made
    }
}

pub fn sound(index: i64) -> Vec<u8> {
    (0..FRAMES)
        .flat_map(|frame| ((index as i16) * 1000 + frame as i16 % 100).to_le_bytes())
        .collect()
}

pub fn sample_of(bytes: &[u8], time: i64, hook: &Hook) -> IMFSample {
    // SAFETY: live objects.
    unsafe {
        let buffer: IMFMediaBuffer = TestBuffer {
            bytes: Mutex::new(bytes.to_vec()),
            hook: hook.clone(),
        }
        .into();
        let sample: IMFSample = make(|result| MFCreateSample(result));
        sample.AddBuffer(&buffer).ok().unwrap();
        sample.SetSampleTime(time).ok().unwrap();
        sample.SetSampleDuration(STEP).ok().unwrap();
        sample
    }
}

pub fn bytes_of(sample: &IMFSample) -> Vec<u8> {
    // SAFETY: live objects, and bytes that are locked.
    unsafe {
        let buffer = sample.ConvertToContiguousBuffer().unwrap();
        let (mut data, mut len) = (ptr::null_mut(), 0);
        buffer.Lock(&mut data, None, Some(&mut len)).ok().unwrap();
        let bytes = std::slice::from_raw_parts(data, len as usize).to_vec();
        buffer.Unlock().ok().unwrap();
        bytes
    }
}

/// A buffer of the application's own.
#[implement(IMFMediaBuffer)]
pub struct TestBuffer {
    pub bytes: Mutex<Vec<u8>>,
    pub hook: Hook,
}

impl Drop for TestBuffer {
    fn drop(&mut self) {
        let _ = self.hook.at("IMFMediaBuffer::drop");
    }
}

impl IMFMediaBuffer_Impl for TestBuffer_Impl {
    fn Lock(&self, data: *mut *mut u8, max: *mut u32, len: *mut u32) -> windows_core::Result<()> {
        self.hook.at("IMFMediaBuffer::Lock")?;
        let mut bytes = self.bytes.lock().unwrap();
        // SAFETY: writable, or NULL where that is documented; the bytes stay where they are.
        unsafe {
            data.write(bytes.as_mut_ptr());
            for place in [max, len] {
                if !place.is_null() {
                    place.write(bytes.len() as u32);
                }
            }
        }
        Ok(())
    }
    fn Unlock(&self) -> windows_core::Result<()> {
        self.hook.at("IMFMediaBuffer::Unlock")
    }
    fn GetCurrentLength(&self) -> windows_core::Result<u32> {
        self.hook.at("IMFMediaBuffer::GetCurrentLength")?;
        Ok(self.bytes.lock().unwrap().len() as u32)
    }
    fn SetCurrentLength(&self, _len: u32) -> windows_core::Result<()> {
        fail(openmf_core::codes::E_NOTIMPL)
    }
    fn GetMaxLength(&self) -> windows_core::Result<u32> {
        Ok(self.bytes.lock().unwrap().len() as u32)
    }
}
