use std::ptr;
use std::sync::{Arc, Mutex};

use openmf_com::bindings::*;
use openmf_core::codes;
use windows_core::{BOOL, IUnknown, Ref, implement};

use super::*;

/// The bytes, and the position among them.
pub type Content = Arc<Mutex<(Vec<u8>, usize)>>;

/// A callback that is never called.
pub struct Held {
    _callback: IMFAsyncCallback,
}

// SAFETY: Media Foundation's objects may be used from any thread.
unsafe impl Send for Held {}

/// A byte stream in memory of the application's own, which asks a hook before it reads or writes.
#[implement(IMFByteStream)]
pub struct Memory {
    pub shared: Content,
    pub capabilities: u32,
    pub hook: Hook,
    /// With it the stream is read with `BeginRead` alone, and answers to no one.
    pub unanswered: Option<Arc<Mutex<Vec<Held>>>>,
}

impl Memory {
    /// One to be read, from its beginning.
    pub fn holding(bytes: Vec<u8>, hook: Hook) -> Self {
        Self {
            shared: Arc::new(Mutex::new((bytes, 0))),
            capabilities: 1 | 4,
            hook,
            unanswered: None,
        }
    }

    /// One to be written, which has some bytes already.
    pub fn create(capabilities: u32, start: usize, hook: Hook) -> (IMFByteStream, Content) {
        let shared = Arc::new(Mutex::new((vec![b'-'; start], start)));
        let stream = Self {
            shared: Arc::clone(&shared),
            capabilities,
            hook,
            unanswered: None,
        };
        (stream.into(), shared)
    }
}

impl IMFByteStream_Impl for Memory_Impl {
    fn GetCapabilities(&self) -> windows_core::Result<u32> {
        Ok(self.capabilities)
    }
    fn GetLength(&self) -> windows_core::Result<u64> {
        Ok(self.shared.lock().unwrap().0.len() as u64)
    }
    fn SetLength(&self, len: u64) -> windows_core::Result<()> {
        self.shared.lock().unwrap().0.resize(len as usize, 0);
        Ok(())
    }
    fn GetCurrentPosition(&self) -> windows_core::Result<u64> {
        Ok(self.shared.lock().unwrap().1 as u64)
    }
    fn SetCurrentPosition(&self, position: u64) -> windows_core::Result<()> {
        if self.capabilities & 4 == 0 {
            return fail(codes::E_NOTIMPL);
        }
        self.shared.lock().unwrap().1 = position as usize;
        Ok(())
    }
    fn IsEndOfStream(&self) -> windows_core::Result<BOOL> {
        let (content, position) = &*self.shared.lock().unwrap();
        Ok((*position >= content.len()).into())
    }
    fn Read(&self, buffer: *mut u8, len: u32, read: *mut u32) -> windows_core::Result<()> {
        if self.unanswered.is_some() {
            return fail(codes::E_NOTIMPL);
        }
        self.hook.at("Read")?;
        let (content, position) = &mut *self.shared.lock().unwrap();
        let rest = content.get(*position..).unwrap_or(&[]);
        let count = rest.len().min(len as usize);
        // SAFETY: room for this many bytes by the interface's contract.
        unsafe {
            ptr::copy_nonoverlapping(rest.as_ptr(), buffer, count);
            read.write(count as u32);
        }
        *position += count;
        Ok(())
    }
    fn BeginRead(
        &self,
        _buffer: *mut u8,
        _len: u32,
        callback: Ref<'_, IMFAsyncCallback>,
        _state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        let Some(unanswered) = &self.unanswered else {
            return fail(codes::E_NOTIMPL);
        };
        unanswered.lock().unwrap().push(Held {
            _callback: callback.cloned().unwrap(),
        });
        self.hook.at("BeginRead")
    }
    fn EndRead(&self, _result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<u32> {
        fail(codes::E_NOTIMPL)
    }
    fn Write(&self, bytes: *const u8, len: u32) -> windows_core::Result<u32> {
        self.hook.at("Write")?;
        // A stream may take less than it is given.
        let len = (len as usize).min(1000);
        // SAFETY: as many bytes by the interface's contract.
        let bytes = unsafe { std::slice::from_raw_parts(bytes, len) };
        let (content, position) = &mut *self.shared.lock().unwrap();
        let end = *position + len;
        if content.len() < end {
            content.resize(end, 0);
        }
        content[*position..end].copy_from_slice(bytes);
        *position = end;
        Ok(len as u32)
    }
    fn BeginWrite(
        &self,
        _bytes: *const u8,
        _len: u32,
        _callback: Ref<'_, IMFAsyncCallback>,
        _state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn EndWrite(&self, _result: Ref<'_, IMFAsyncResult>) -> windows_core::Result<u32> {
        fail(codes::E_NOTIMPL)
    }
    fn Seek(
        &self,
        _origin: MFBYTESTREAM_SEEK_ORIGIN,
        _offset: i64,
        _flags: u32,
    ) -> windows_core::Result<u64> {
        fail(codes::E_NOTIMPL)
    }
    fn Flush(&self) -> windows_core::Result<()> {
        self.hook.at("Flush")
    }
    fn Close(&self) -> windows_core::Result<()> {
        self.hook.at("Close")
    }
}
