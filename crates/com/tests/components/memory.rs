use std::sync::{Arc, Mutex};

use openmf_com::bindings::*;
use openmf_core::codes;
use windows_core::{BOOL, IUnknown, Ref, implement};

use super::*;

/// The bytes, and the position among them.
pub type Content = Arc<Mutex<(Vec<u8>, usize)>>;

/// A byte stream in memory of the application's own, which a hook is asked before each write.
#[implement(IMFByteStream)]
pub struct Memory {
    pub shared: Content,
    pub capabilities: u32,
    pub hook: Hook,
}

impl Memory {
    pub fn create(capabilities: u32, start: usize, hook: Hook) -> (IMFByteStream, Content) {
        let shared = Arc::new(Mutex::new((vec![b'-'; start], start)));
        let stream = Self {
            shared: Arc::clone(&shared),
            capabilities,
            hook,
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
        Ok(true.into())
    }
    fn Read(&self, _buffer: *mut u8, _len: u32, _read: *mut u32) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
    }
    fn BeginRead(
        &self,
        _buffer: *mut u8,
        _len: u32,
        _callback: Ref<'_, IMFAsyncCallback>,
        _state: Ref<'_, IUnknown>,
    ) -> windows_core::Result<()> {
        fail(codes::E_NOTIMPL)
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
