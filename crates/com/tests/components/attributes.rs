//! The 30 methods of `IMFAttributes` for objects that the tests bring.

/// Implements `IMFAttributes` for an object with a field `inner`, whose items it has to copy; it answers nothing else.
macro_rules! attributes_over {
    ($object:ty) => {
        impl IMFAttributes_Impl for $object {
            fn GetItem(&self, _: *const GUID, _: *mut PROPVARIANT) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn GetItemType(&self, _: *const GUID) -> ::windows_core::Result<i32> {
                fail(codes::E_NOTIMPL)
            }
            fn CompareItem(&self, _: *const GUID, _: *const PROPVARIANT) -> ::windows_core::Result<BOOL> {
                fail(codes::E_NOTIMPL)
            }
            fn Compare(&self, _: Ref<'_, IMFAttributes>, _: i32) -> ::windows_core::Result<BOOL> {
                fail(codes::E_NOTIMPL)
            }
            fn GetUINT32(&self, _: *const GUID) -> ::windows_core::Result<u32> {
                fail(codes::E_NOTIMPL)
            }
            fn GetUINT64(&self, _: *const GUID) -> ::windows_core::Result<u64> {
                fail(codes::E_NOTIMPL)
            }
            fn GetDouble(&self, _: *const GUID) -> ::windows_core::Result<f64> {
                fail(codes::E_NOTIMPL)
            }
            fn GetGUID(&self, _: *const GUID) -> ::windows_core::Result<GUID> {
                fail(codes::E_NOTIMPL)
            }
            fn GetStringLength(&self, _: *const GUID) -> ::windows_core::Result<u32> {
                fail(codes::E_NOTIMPL)
            }
            fn GetString(&self, _: *const GUID, _: PWSTR, _: u32, _: *mut u32) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn GetAllocatedString(
                &self,
                _: *const GUID,
                _: *mut PWSTR,
                _: *mut u32,
            ) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn GetBlobSize(&self, _: *const GUID) -> ::windows_core::Result<u32> {
                fail(codes::E_NOTIMPL)
            }
            fn GetBlob(&self, _: *const GUID, _: *mut u8, _: u32, _: *mut u32) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn GetAllocatedBlob(
                &self,
                _: *const GUID,
                _: *mut *mut u8,
                _: *mut u32,
            ) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn GetUnknown(
                &self,
                _: *const GUID,
                _: *const GUID,
                _: *mut *mut ::std::ffi::c_void,
            ) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn SetItem(&self, _: *const GUID, _: *const PROPVARIANT) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn DeleteItem(&self, _: *const GUID) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn DeleteAllItems(&self) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn SetUINT32(&self, _: *const GUID, _: u32) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn SetUINT64(&self, _: *const GUID, _: u64) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn SetDouble(&self, _: *const GUID, _: f64) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn SetGUID(&self, _: *const GUID, _: *const GUID) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn SetString(&self, _: *const GUID, _: &PCWSTR) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn SetBlob(&self, _: *const GUID, _: *const u8, _: u32) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn SetUnknown(&self, _: *const GUID, _: Ref<'_, IUnknown>) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn LockStore(&self) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn UnlockStore(&self) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn GetCount(&self) -> ::windows_core::Result<u32> {
                fail(codes::E_NOTIMPL)
            }
            fn GetItemByIndex(
                &self,
                _: u32,
                _: *mut GUID,
                _: *mut PROPVARIANT,
            ) -> ::windows_core::Result<()> {
                fail(codes::E_NOTIMPL)
            }
            fn CopyAllItems(&self, destination: Ref<'_, IMFAttributes>) -> ::windows_core::Result<()> {
                // SAFETY: live objects.
                unsafe { self.inner.CopyAllItems(destination.as_ref()) }.ok()
            }
        }
    };
}
pub(crate) use attributes_over;
