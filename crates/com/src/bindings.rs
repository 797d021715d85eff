// Made by `cargo xtask bindings` from Microsoft's metadata. Do not edit: change bindings/ instead.
#[repr(C)]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AM_MEDIA_TYPE {
    pub majortype: windows_core::GUID,
    pub subtype: windows_core::GUID,
    pub bFixedSizeSamples: windows_core::BOOL,
    pub bTemporalCompression: windows_core::BOOL,
    pub lSampleSize: u32,
    pub formattype: windows_core::GUID,
    pub pUnk: core::mem::ManuallyDrop<Option<windows_core::IUnknown>>,
    pub cbFormat: u32,
    pub pbFormat: *mut u8,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct BITMAPINFOHEADER {
    pub biSize: u32,
    pub biWidth: i32,
    pub biHeight: i32,
    pub biPlanes: u16,
    pub biBitCount: u16,
    pub biCompression: u32,
    pub biSizeImage: u32,
    pub biXPelsPerMeter: i32,
    pub biYPelsPerMeter: i32,
    pub biClrUsed: u32,
    pub biClrImportant: u32,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct BLOB {
    pub cbSize: u32,
    pub pBlobData: *mut u8,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct BSTRBLOB {
    pub cbSize: u32,
    pub pData: *mut u8,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CABOOL {
    pub cElems: u32,
    pub pElems: *mut VARIANT_BOOL,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CABSTR {
    pub cElems: u32,
    pub pElems: *mut crate::bstr::BSTR,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CABSTRBLOB {
    pub cElems: u32,
    pub pElems: *mut BSTRBLOB,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAC {
    pub cElems: u32,
    pub pElems: *mut i8,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CACLIPDATA {
    pub cElems: u32,
    pub pElems: *mut CLIPDATA,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CACLSID {
    pub cElems: u32,
    pub pElems: *mut windows_core::GUID,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CACY {
    pub cElems: u32,
    pub pElems: *mut CY,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CADATE {
    pub cElems: u32,
    pub pElems: *mut f64,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CADBL {
    pub cElems: u32,
    pub pElems: *mut f64,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAFILETIME {
    pub cElems: u32,
    pub pElems: *mut FILETIME,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAFLT {
    pub cElems: u32,
    pub pElems: *mut f32,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAH {
    pub cElems: u32,
    pub pElems: *mut i64,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAI {
    pub cElems: u32,
    pub pElems: *mut i16,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAL {
    pub cElems: u32,
    pub pElems: *mut i32,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CALPSTR {
    pub cElems: u32,
    pub pElems: *mut windows_core::PSTR,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CALPWSTR {
    pub cElems: u32,
    pub pElems: *mut windows_core::PWSTR,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAPROPVARIANT {
    pub cElems: u32,
    pub pElems: *mut PROPVARIANT,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CASCODE {
    pub cElems: u32,
    pub pElems: *mut SCODE,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAUB {
    pub cElems: u32,
    pub pElems: *mut u8,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAUH {
    pub cElems: u32,
    pub pElems: *mut u64,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAUI {
    pub cElems: u32,
    pub pElems: *mut u16,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CAUL {
    pub cElems: u32,
    pub pElems: *mut u32,
}
pub const CColorConvertDMO: windows_core::GUID =
    windows_core::GUID::from_u128(0x98230571_0087_4204_b020_3282538e57d3);
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CLIPDATA {
    pub cbSize: u32,
    pub ulClipFmt: i32,
    pub pClipData: *mut u8,
}
pub const CMP3DecMediaObject: windows_core::GUID =
    windows_core::GUID::from_u128(0xbbeea841_0a63_4f52_a7ab_a9b3a84ed38a);
pub const CMSAACDecMFT: windows_core::GUID =
    windows_core::GUID::from_u128(0x32d186a7_218f_4c75_8876_dd77273a8999);
pub const CMSALACDecMFT: windows_core::GUID =
    windows_core::GUID::from_u128(0xc0cd7d12_31fc_4bbc_b363_7322ee3e1879);
pub const CMSFLACDecMFT: windows_core::GUID =
    windows_core::GUID::from_u128(0x6b0b3e6b_a2c5_4514_8055_afe8a95242d9);
pub const CMSH264DecoderMFT: windows_core::GUID =
    windows_core::GUID::from_u128(0x62ce7e72_4c71_4d20_b15d_452831a87d9d);
pub const CMSMPEGAudDecMFT: windows_core::GUID =
    windows_core::GUID::from_u128(0x70707b39_b2ca_4015_abea_f8447d22d88b);
pub const CMSOpusDecMFT: windows_core::GUID =
    windows_core::GUID::from_u128(0x63e17c10_2d43_4c42_8fe3_8d8b63e46a6a);
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct COLORREF(pub u32);
pub const CResamplerMediaObject: windows_core::GUID =
    windows_core::GUID::from_u128(0xf447b69e_1884_4a7e_8055_346f74d6edb3);
#[repr(C)]
#[derive(Clone, Copy)]
pub union CY {
    pub Anonymous: CY_0,
    pub int64: i64,
}
impl Default for CY {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CY_0 {
    pub Lo: u32,
    pub Hi: i32,
}
#[repr(C)]
#[derive(Clone, Copy)]
pub struct DECIMAL {
    pub wReserved: u16,
    pub Anonymous: DECIMAL_0,
    pub Hi32: u32,
    pub Anonymous2: DECIMAL_1,
}
impl Default for DECIMAL {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy)]
pub union DECIMAL_0 {
    pub Anonymous: DECIMAL_0_0,
    pub signscale: u16,
}
impl Default for DECIMAL_0 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DECIMAL_0_0 {
    pub scale: u8,
    pub sign: u8,
}
#[repr(C)]
#[derive(Clone, Copy)]
pub union DECIMAL_1 {
    pub Anonymous: DECIMAL_1_0,
    pub Lo64: u64,
}
impl Default for DECIMAL_1 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DECIMAL_1_0 {
    pub Lo32: u32,
    pub Mid32: u32,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct FILETIME {
    pub dwLowDateTime: u32,
    pub dwHighDateTime: u32,
}
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct HANDLE(pub *mut core::ffi::c_void);
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct HWND(pub *mut core::ffi::c_void);
windows_core::imp::define_interface!(
    IClassFactory,
    IClassFactory_Vtbl,
    0x00000001_0000_0000_c000_000000000046
);
windows_core::imp::interface_hierarchy!(IClassFactory, windows_core::IUnknown);
impl IClassFactory {
    pub unsafe fn CreateInstance<P0, T>(&self, punkouter: P0) -> windows_core::Result<T>
    where
        P0: windows_core::Param<windows_core::IUnknown>,
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).CreateInstance)(
                windows_core::Interface::as_raw(self),
                punkouter.param().abi(),
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn LockServer(&self, flock: bool) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).LockServer)(
                windows_core::Interface::as_raw(self),
                flock.into(),
            )
        }
    }
}
#[repr(C)]
pub struct IClassFactory_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub CreateInstance: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub LockServer:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::BOOL) -> windows_core::HRESULT,
}
pub trait IClassFactory_Impl: windows_core::IUnknownImpl {
    fn CreateInstance(
        &self,
        punkouter: windows_core::Ref<windows_core::IUnknown>,
        riid: *const windows_core::GUID,
        ppvobject: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn LockServer(&self, flock: windows_core::BOOL) -> windows_core::Result<()>;
}
impl IClassFactory_Vtbl {
    pub const fn new<Identity: IClassFactory_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn CreateInstance<Identity: IClassFactory_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            punkouter: *mut core::ffi::c_void,
            riid: *const windows_core::GUID,
            ppvobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IClassFactory::CreateInstance", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvobject.is_null() {
                    ppvobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IClassFactory_Impl::CreateInstance(
                    this,
                    core::mem::transmute_copy(&punkouter),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppvobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn LockServer<Identity: IClassFactory_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            flock: windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IClassFactory::LockServer", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IClassFactory_Impl::LockServer(this, core::mem::transmute_copy(&flock)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            CreateInstance: CreateInstance::<Identity, OFFSET>,
            LockServer: LockServer::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IClassFactory as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IClassFactory {}
windows_core::imp::define_interface!(IDispatch, IDispatch_Vtbl, 0x00020400_0000_0000_c000_000000000046);
windows_core::imp::interface_hierarchy!(IDispatch, windows_core::IUnknown);
#[repr(C)]
pub struct IDispatch_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    GetTypeInfoCount: usize,
    GetTypeInfo: usize,
    GetIDsOfNames: usize,
    Invoke: usize,
}
impl windows_core::RuntimeName for IDispatch {}
windows_core::imp::define_interface!(
    IMF2DBuffer,
    IMF2DBuffer_Vtbl,
    0x7dc9d5f9_9ed9_44ec_9bbf_0600bb589fbb
);
windows_core::imp::interface_hierarchy!(IMF2DBuffer, windows_core::IUnknown);
impl IMF2DBuffer {
    pub unsafe fn Lock2D(&self, ppbscanline0: *mut *mut u8, plpitch: *mut i32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Lock2D)(
                windows_core::Interface::as_raw(self),
                ppbscanline0 as _,
                plpitch as _,
            )
        }
    }
    pub unsafe fn Unlock2D(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Unlock2D)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn GetScanline0AndPitch(
        &self,
        pbscanline0: *mut *mut u8,
        plpitch: *mut i32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetScanline0AndPitch)(
                windows_core::Interface::as_raw(self),
                pbscanline0 as _,
                plpitch as _,
            )
        }
    }
    pub unsafe fn IsContiguousFormat(&self) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).IsContiguousFormat)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetContiguousLength(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetContiguousLength)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn ContiguousCopyTo(&self, pbdestbuffer: *mut u8, cbdestbuffer: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ContiguousCopyTo)(
                windows_core::Interface::as_raw(self),
                pbdestbuffer as _,
                cbdestbuffer,
            )
        }
    }
    pub unsafe fn ContiguousCopyFrom(&self, pbsrcbuffer: &[u8]) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ContiguousCopyFrom)(
                windows_core::Interface::as_raw(self),
                pbsrcbuffer.as_ptr(),
                match u32::try_from(pbsrcbuffer.len()) {
                    Ok(count) => count,
                    Err(_) => return crate::edge::INVALID_ARGUMENT,
                },
            )
        }
    }
}
#[repr(C)]
pub struct IMF2DBuffer_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub Lock2D:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut *mut u8, *mut i32) -> windows_core::HRESULT,
    pub Unlock2D: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetScanline0AndPitch:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut *mut u8, *mut i32) -> windows_core::HRESULT,
    pub IsContiguousFormat:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::BOOL) -> windows_core::HRESULT,
    pub GetContiguousLength:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub ContiguousCopyTo:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u8, u32) -> windows_core::HRESULT,
    pub ContiguousCopyFrom:
        unsafe extern "system" fn(*mut core::ffi::c_void, *const u8, u32) -> windows_core::HRESULT,
}
pub trait IMF2DBuffer_Impl: windows_core::IUnknownImpl {
    fn Lock2D(&self, ppbscanline0: *mut *mut u8, plpitch: *mut i32) -> windows_core::Result<()>;
    fn Unlock2D(&self) -> windows_core::Result<()>;
    fn GetScanline0AndPitch(&self, pbscanline0: *mut *mut u8, plpitch: *mut i32) -> windows_core::Result<()>;
    fn IsContiguousFormat(&self) -> windows_core::Result<windows_core::BOOL>;
    fn GetContiguousLength(&self) -> windows_core::Result<u32>;
    fn ContiguousCopyTo(&self, pbdestbuffer: *mut u8, cbdestbuffer: u32) -> windows_core::Result<()>;
    fn ContiguousCopyFrom(&self, pbsrcbuffer: *const u8, cbsrcbuffer: u32) -> windows_core::Result<()>;
}
impl IMF2DBuffer_Vtbl {
    pub const fn new<Identity: IMF2DBuffer_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn Lock2D<Identity: IMF2DBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppbscanline0: *mut *mut u8,
            plpitch: *mut i32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer::Lock2D", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppbscanline0.is_null() {
                    ppbscanline0.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMF2DBuffer_Impl::Lock2D(
                    this,
                    core::mem::transmute_copy(&ppbscanline0),
                    core::mem::transmute_copy(&plpitch),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Unlock2D<Identity: IMF2DBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer::Unlock2D", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMF2DBuffer_Impl::Unlock2D(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetScanline0AndPitch<Identity: IMF2DBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pbscanline0: *mut *mut u8,
            plpitch: *mut i32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer::GetScanline0AndPitch", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !pbscanline0.is_null() {
                    pbscanline0.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMF2DBuffer_Impl::GetScanline0AndPitch(
                    this,
                    core::mem::transmute_copy(&pbscanline0),
                    core::mem::transmute_copy(&plpitch),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn IsContiguousFormat<Identity: IMF2DBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pfiscontiguous: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer::IsContiguousFormat", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pfiscontiguous.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMF2DBuffer_Impl::IsContiguousFormat(this) {
                    Ok(ok__) => {
                        pfiscontiguous.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetContiguousLength<Identity: IMF2DBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcblength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer::GetContiguousLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcblength.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMF2DBuffer_Impl::GetContiguousLength(this) {
                    Ok(ok__) => {
                        pcblength.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ContiguousCopyTo<Identity: IMF2DBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pbdestbuffer: *mut u8,
            cbdestbuffer: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer::ContiguousCopyTo", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMF2DBuffer_Impl::ContiguousCopyTo(
                    this,
                    core::mem::transmute_copy(&pbdestbuffer),
                    core::mem::transmute_copy(&cbdestbuffer),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ContiguousCopyFrom<Identity: IMF2DBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pbsrcbuffer: *const u8,
            cbsrcbuffer: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer::ContiguousCopyFrom", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMF2DBuffer_Impl::ContiguousCopyFrom(
                    this,
                    core::mem::transmute_copy(&pbsrcbuffer),
                    core::mem::transmute_copy(&cbsrcbuffer),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            Lock2D: Lock2D::<Identity, OFFSET>,
            Unlock2D: Unlock2D::<Identity, OFFSET>,
            GetScanline0AndPitch: GetScanline0AndPitch::<Identity, OFFSET>,
            IsContiguousFormat: IsContiguousFormat::<Identity, OFFSET>,
            GetContiguousLength: GetContiguousLength::<Identity, OFFSET>,
            ContiguousCopyTo: ContiguousCopyTo::<Identity, OFFSET>,
            ContiguousCopyFrom: ContiguousCopyFrom::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMF2DBuffer as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMF2DBuffer {}
windows_core::imp::define_interface!(
    IMF2DBuffer2,
    IMF2DBuffer2_Vtbl,
    0x33ae5ea6_4316_436f_8ddd_d73d22f829ec
);
impl core::ops::Deref for IMF2DBuffer2 {
    type Target = IMF2DBuffer;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMF2DBuffer2, windows_core::IUnknown, IMF2DBuffer);
impl IMF2DBuffer2 {
    pub unsafe fn Lock2DSize(
        &self,
        lockflags: MF2DBuffer_LockFlags,
        ppbscanline0: *mut *mut u8,
        plpitch: *mut i32,
        ppbbufferstart: *mut *mut u8,
        pcbbufferlength: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Lock2DSize)(
                windows_core::Interface::as_raw(self),
                lockflags,
                ppbscanline0 as _,
                plpitch as _,
                ppbbufferstart as _,
                pcbbufferlength as _,
            )
        }
    }
    pub unsafe fn Copy2DTo<P0>(&self, pdestbuffer: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<Self>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).Copy2DTo)(
                windows_core::Interface::as_raw(self),
                pdestbuffer.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMF2DBuffer2_Vtbl {
    pub base__: IMF2DBuffer_Vtbl,
    pub Lock2DSize: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MF2DBuffer_LockFlags,
        *mut *mut u8,
        *mut i32,
        *mut *mut u8,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub Copy2DTo:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMF2DBuffer2_Impl: IMF2DBuffer_Impl {
    fn Lock2DSize(
        &self,
        lockflags: MF2DBuffer_LockFlags,
        ppbscanline0: *mut *mut u8,
        plpitch: *mut i32,
        ppbbufferstart: *mut *mut u8,
        pcbbufferlength: *mut u32,
    ) -> windows_core::Result<()>;
    fn Copy2DTo(&self, pdestbuffer: windows_core::Ref<IMF2DBuffer2>) -> windows_core::Result<()>;
}
impl IMF2DBuffer2_Vtbl {
    pub const fn new<Identity: IMF2DBuffer2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn Lock2DSize<Identity: IMF2DBuffer2_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            lockflags: MF2DBuffer_LockFlags,
            ppbscanline0: *mut *mut u8,
            plpitch: *mut i32,
            ppbbufferstart: *mut *mut u8,
            pcbbufferlength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer2::Lock2DSize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppbscanline0.is_null() {
                    ppbscanline0.write(core::ptr::null_mut());
                }
                if !ppbbufferstart.is_null() {
                    ppbbufferstart.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMF2DBuffer2_Impl::Lock2DSize(
                    this,
                    core::mem::transmute_copy(&lockflags),
                    core::mem::transmute_copy(&ppbscanline0),
                    core::mem::transmute_copy(&plpitch),
                    core::mem::transmute_copy(&ppbbufferstart),
                    core::mem::transmute_copy(&pcbbufferlength),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Copy2DTo<Identity: IMF2DBuffer2_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdestbuffer: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMF2DBuffer2::Copy2DTo", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMF2DBuffer2_Impl::Copy2DTo(this, core::mem::transmute_copy(&pdestbuffer)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMF2DBuffer_Vtbl::new::<Identity, OFFSET>(),
            Lock2DSize: Lock2DSize::<Identity, OFFSET>,
            Copy2DTo: Copy2DTo::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMF2DBuffer2 as windows_core::Interface>::IID
            || iid == &<IMF2DBuffer as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMF2DBuffer2 {}
windows_core::imp::define_interface!(
    IMFActivate,
    IMFActivate_Vtbl,
    0x7fee9e9a_4a89_47a6_899c_b6a53a70fb67
);
impl core::ops::Deref for IMFActivate {
    type Target = IMFAttributes;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFActivate, windows_core::IUnknown, IMFAttributes);
impl IMFActivate {
    pub unsafe fn ActivateObject<T>(&self) -> windows_core::Result<T>
    where
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).ActivateObject)(
                windows_core::Interface::as_raw(self),
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn ShutdownObject(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ShutdownObject)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn DetachObject(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).DetachObject)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFActivate_Vtbl {
    pub base__: IMFAttributes_Vtbl,
    pub ActivateObject: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub ShutdownObject: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub DetachObject: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFActivate_Impl: IMFAttributes_Impl {
    fn ActivateObject(
        &self,
        riid: *const windows_core::GUID,
        ppv: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn ShutdownObject(&self) -> windows_core::Result<()>;
    fn DetachObject(&self) -> windows_core::Result<()>;
}
impl IMFActivate_Vtbl {
    pub const fn new<Identity: IMFActivate_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn ActivateObject<Identity: IMFActivate_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            riid: *const windows_core::GUID,
            ppv: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFActivate::ActivateObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppv.is_null() {
                    ppv.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFActivate_Impl::ActivateObject(
                    this,
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppv),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ShutdownObject<Identity: IMFActivate_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFActivate::ShutdownObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFActivate_Impl::ShutdownObject(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DetachObject<Identity: IMFActivate_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFActivate::DetachObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFActivate_Impl::DetachObject(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAttributes_Vtbl::new::<Identity, OFFSET>(),
            ActivateObject: ActivateObject::<Identity, OFFSET>,
            ShutdownObject: ShutdownObject::<Identity, OFFSET>,
            DetachObject: DetachObject::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFActivate as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFActivate {}
windows_core::imp::define_interface!(
    IMFAsyncCallback,
    IMFAsyncCallback_Vtbl,
    0xa27003cf_2354_4f2a_8d6a_ab7cff15437e
);
windows_core::imp::interface_hierarchy!(IMFAsyncCallback, windows_core::IUnknown);
impl IMFAsyncCallback {
    pub unsafe fn GetParameters(&self, pdwflags: *mut u32, pdwqueue: *mut u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetParameters)(
                windows_core::Interface::as_raw(self),
                pdwflags as _,
                pdwqueue as _,
            )
        }
    }
    pub unsafe fn Invoke<P0>(&self, pasyncresult: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).Invoke)(
                windows_core::Interface::as_raw(self),
                pasyncresult.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFAsyncCallback_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetParameters:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32, *mut u32) -> windows_core::HRESULT,
    pub Invoke:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFAsyncCallback_Impl: windows_core::IUnknownImpl {
    fn GetParameters(&self, pdwflags: *mut u32, pdwqueue: *mut u32) -> windows_core::Result<()>;
    fn Invoke(&self, pasyncresult: windows_core::Ref<IMFAsyncResult>) -> windows_core::Result<()>;
}
impl IMFAsyncCallback_Vtbl {
    pub const fn new<Identity: IMFAsyncCallback_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetParameters<Identity: IMFAsyncCallback_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwflags: *mut u32,
            pdwqueue: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAsyncCallback::GetParameters", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAsyncCallback_Impl::GetParameters(
                    this,
                    core::mem::transmute_copy(&pdwflags),
                    core::mem::transmute_copy(&pdwqueue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Invoke<Identity: IMFAsyncCallback_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pasyncresult: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAsyncCallback::Invoke", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAsyncCallback_Impl::Invoke(this, core::mem::transmute_copy(&pasyncresult)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetParameters: GetParameters::<Identity, OFFSET>,
            Invoke: Invoke::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFAsyncCallback as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFAsyncCallback {}
windows_core::imp::define_interface!(
    IMFAsyncCallbackLogging,
    IMFAsyncCallbackLogging_Vtbl,
    0xc7a4dca1_f5f0_47b6_b92b_bf0106d25791
);
impl core::ops::Deref for IMFAsyncCallbackLogging {
    type Target = IMFAsyncCallback;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFAsyncCallbackLogging, windows_core::IUnknown, IMFAsyncCallback);
impl IMFAsyncCallbackLogging {
    pub unsafe fn GetObjectPointer(&self) -> *mut core::ffi::c_void {
        unsafe {
            (windows_core::Interface::vtable(self).GetObjectPointer)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn GetObjectTag(&self) -> u32 {
        unsafe { (windows_core::Interface::vtable(self).GetObjectTag)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFAsyncCallbackLogging_Vtbl {
    pub base__: IMFAsyncCallback_Vtbl,
    pub GetObjectPointer: unsafe extern "system" fn(*mut core::ffi::c_void) -> *mut core::ffi::c_void,
    pub GetObjectTag: unsafe extern "system" fn(*mut core::ffi::c_void) -> u32,
}
pub trait IMFAsyncCallbackLogging_Impl: IMFAsyncCallback_Impl {
    fn GetObjectPointer(&self) -> *mut core::ffi::c_void;
    fn GetObjectTag(&self) -> u32;
}
impl IMFAsyncCallbackLogging_Vtbl {
    pub const fn new<Identity: IMFAsyncCallbackLogging_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetObjectPointer<
            Identity: IMFAsyncCallbackLogging_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> *mut core::ffi::c_void {
            let call__ =
                crate::diagnostics::enter("IMFAsyncCallbackLogging::GetObjectPointer", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAsyncCallbackLogging_Impl::GetObjectPointer(this)
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetObjectTag<
            Identity: IMFAsyncCallbackLogging_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> u32 {
            let call__ = crate::diagnostics::enter("IMFAsyncCallbackLogging::GetObjectTag", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAsyncCallbackLogging_Impl::GetObjectTag(this)
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAsyncCallback_Vtbl::new::<Identity, OFFSET>(),
            GetObjectPointer: GetObjectPointer::<Identity, OFFSET>,
            GetObjectTag: GetObjectTag::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFAsyncCallbackLogging as windows_core::Interface>::IID
            || iid == &<IMFAsyncCallback as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFAsyncCallbackLogging {}
windows_core::imp::define_interface!(
    IMFAsyncResult,
    IMFAsyncResult_Vtbl,
    0xac6b7889_0740_4d51_8619_905994a55cc6
);
windows_core::imp::interface_hierarchy!(IMFAsyncResult, windows_core::IUnknown);
impl IMFAsyncResult {
    pub unsafe fn GetState(&self) -> windows_core::Result<windows_core::IUnknown> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetState)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetStatus(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).GetStatus)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn SetStatus(&self, hrstatus: windows_core::HRESULT) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetStatus)(windows_core::Interface::as_raw(self), hrstatus)
        }
    }
    pub unsafe fn GetObject(&self) -> windows_core::Result<windows_core::IUnknown> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetObject)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetStateNoAddRef(&self) -> Option<windows_core::IUnknown> {
        unsafe {
            (windows_core::Interface::vtable(self).GetStateNoAddRef)(windows_core::Interface::as_raw(self))
        }
    }
}
#[repr(C)]
pub struct IMFAsyncResult_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetState: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetStatus: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub SetStatus:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::HRESULT) -> windows_core::HRESULT,
    pub GetObject: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetStateNoAddRef: unsafe extern "system" fn(*mut core::ffi::c_void) -> Option<windows_core::IUnknown>,
}
pub trait IMFAsyncResult_Impl: windows_core::IUnknownImpl {
    fn GetState(&self) -> windows_core::Result<windows_core::IUnknown>;
    fn GetStatus(&self) -> windows_core::Result<()>;
    fn SetStatus(&self, hrstatus: windows_core::HRESULT) -> windows_core::Result<()>;
    fn GetObject(&self) -> windows_core::Result<windows_core::IUnknown>;
    fn GetStateNoAddRef(&self) -> Option<windows_core::IUnknown>;
}
impl IMFAsyncResult_Vtbl {
    pub const fn new<Identity: IMFAsyncResult_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetState<Identity: IMFAsyncResult_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppunkstate: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAsyncResult::GetState", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppunkstate.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppunkstate.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAsyncResult_Impl::GetState(this) {
                    Ok(ok__) => {
                        ppunkstate.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStatus<Identity: IMFAsyncResult_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAsyncResult::GetStatus", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAsyncResult_Impl::GetStatus(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetStatus<Identity: IMFAsyncResult_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hrstatus: windows_core::HRESULT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAsyncResult::SetStatus", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAsyncResult_Impl::SetStatus(this, core::mem::transmute_copy(&hrstatus)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetObject<Identity: IMFAsyncResult_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAsyncResult::GetObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppobject.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppobject.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAsyncResult_Impl::GetObject(this) {
                    Ok(ok__) => {
                        ppobject.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStateNoAddRef<Identity: IMFAsyncResult_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> Option<windows_core::IUnknown> {
            let call__ = crate::diagnostics::enter("IMFAsyncResult::GetStateNoAddRef", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAsyncResult_Impl::GetStateNoAddRef(this)
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetState: GetState::<Identity, OFFSET>,
            GetStatus: GetStatus::<Identity, OFFSET>,
            SetStatus: SetStatus::<Identity, OFFSET>,
            GetObject: GetObject::<Identity, OFFSET>,
            GetStateNoAddRef: GetStateNoAddRef::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFAsyncResult as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFAsyncResult {}
windows_core::imp::define_interface!(
    IMFAttributes,
    IMFAttributes_Vtbl,
    0x2cd2d921_c447_44a7_a13c_4adabfc247e3
);
windows_core::imp::interface_hierarchy!(IMFAttributes, windows_core::IUnknown);
impl IMFAttributes {
    pub unsafe fn GetItem(
        &self,
        guidkey: *const windows_core::GUID,
        pvalue: *mut PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetItem)(
                windows_core::Interface::as_raw(self),
                guidkey,
                pvalue,
            )
        }
    }
    pub unsafe fn GetItemType(
        &self,
        guidkey: *const windows_core::GUID,
    ) -> windows_core::Result<MF_ATTRIBUTE_TYPE> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetItemType)(
                windows_core::Interface::as_raw(self),
                guidkey,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn CompareItem(
        &self,
        guidkey: *const windows_core::GUID,
        value: *const PROPVARIANT,
    ) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).CompareItem)(
                windows_core::Interface::as_raw(self),
                guidkey,
                value,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn Compare<P0>(
        &self,
        ptheirs: P0,
        matchtype: MF_ATTRIBUTES_MATCH_TYPE,
    ) -> windows_core::Result<windows_core::BOOL>
    where
        P0: windows_core::Param<Self>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).Compare)(
                windows_core::Interface::as_raw(self),
                ptheirs.param().abi(),
                matchtype,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetUINT32(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetUINT32)(
                windows_core::Interface::as_raw(self),
                guidkey,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetUINT64(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<u64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetUINT64)(
                windows_core::Interface::as_raw(self),
                guidkey,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetDouble(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<f64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetDouble)(
                windows_core::Interface::as_raw(self),
                guidkey,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetGUID(
        &self,
        guidkey: *const windows_core::GUID,
    ) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetGUID)(
                windows_core::Interface::as_raw(self),
                guidkey,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetStringLength(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStringLength)(
                windows_core::Interface::as_raw(self),
                guidkey,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetString(
        &self,
        guidkey: *const windows_core::GUID,
        pwszvalue: windows_core::PWSTR,
        cchbufsize: u32,
        pcchlength: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetString)(
                windows_core::Interface::as_raw(self),
                guidkey,
                pwszvalue,
                cchbufsize,
                pcchlength as _,
            )
        }
    }
    pub unsafe fn GetAllocatedString(
        &self,
        guidkey: *const windows_core::GUID,
        ppwszvalue: *mut windows_core::PWSTR,
        pcchlength: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetAllocatedString)(
                windows_core::Interface::as_raw(self),
                guidkey,
                ppwszvalue as _,
                pcchlength as _,
            )
        }
    }
    pub unsafe fn GetBlobSize(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetBlobSize)(
                windows_core::Interface::as_raw(self),
                guidkey,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetBlob(
        &self,
        guidkey: *const windows_core::GUID,
        pbuf: *mut u8,
        cbbufsize: u32,
        pcbblobsize: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetBlob)(
                windows_core::Interface::as_raw(self),
                guidkey,
                pbuf as _,
                cbbufsize,
                pcbblobsize as _,
            )
        }
    }
    pub unsafe fn GetAllocatedBlob(
        &self,
        guidkey: *const windows_core::GUID,
        ppbuf: *mut *mut u8,
        pcbsize: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetAllocatedBlob)(
                windows_core::Interface::as_raw(self),
                guidkey,
                ppbuf as _,
                pcbsize as _,
            )
        }
    }
    pub unsafe fn GetUnknown<T>(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<T>
    where
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).GetUnknown)(
                windows_core::Interface::as_raw(self),
                guidkey,
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetItem(
        &self,
        guidkey: *const windows_core::GUID,
        value: *const PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetItem)(
                windows_core::Interface::as_raw(self),
                guidkey,
                value,
            )
        }
    }
    pub unsafe fn DeleteItem(&self, guidkey: *const windows_core::GUID) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).DeleteItem)(windows_core::Interface::as_raw(self), guidkey)
        }
    }
    pub unsafe fn DeleteAllItems(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).DeleteAllItems)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn SetUINT32(
        &self,
        guidkey: *const windows_core::GUID,
        unvalue: u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetUINT32)(
                windows_core::Interface::as_raw(self),
                guidkey,
                unvalue,
            )
        }
    }
    pub unsafe fn SetUINT64(
        &self,
        guidkey: *const windows_core::GUID,
        unvalue: u64,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetUINT64)(
                windows_core::Interface::as_raw(self),
                guidkey,
                unvalue,
            )
        }
    }
    pub unsafe fn SetDouble(&self, guidkey: *const windows_core::GUID, fvalue: f64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetDouble)(
                windows_core::Interface::as_raw(self),
                guidkey,
                fvalue,
            )
        }
    }
    pub unsafe fn SetGUID(
        &self,
        guidkey: *const windows_core::GUID,
        guidvalue: *const windows_core::GUID,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetGUID)(
                windows_core::Interface::as_raw(self),
                guidkey,
                guidvalue,
            )
        }
    }
    pub unsafe fn SetString<P1>(
        &self,
        guidkey: *const windows_core::GUID,
        wszvalue: P1,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetString)(
                windows_core::Interface::as_raw(self),
                guidkey,
                wszvalue.param().abi(),
            )
        }
    }
    pub unsafe fn SetBlob(
        &self,
        guidkey: *const windows_core::GUID,
        pbuf: *const u8,
        cbbufsize: u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetBlob)(
                windows_core::Interface::as_raw(self),
                guidkey,
                pbuf,
                cbbufsize,
            )
        }
    }
    pub unsafe fn SetUnknown<P1>(
        &self,
        guidkey: *const windows_core::GUID,
        punknown: P1,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetUnknown)(
                windows_core::Interface::as_raw(self),
                guidkey,
                punknown.param().abi(),
            )
        }
    }
    pub unsafe fn LockStore(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).LockStore)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn UnlockStore(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).UnlockStore)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn GetCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetItemByIndex(
        &self,
        unindex: u32,
        pguidkey: *mut windows_core::GUID,
        pvalue: *mut PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetItemByIndex)(
                windows_core::Interface::as_raw(self),
                unindex,
                pguidkey as _,
                pvalue,
            )
        }
    }
    pub unsafe fn CopyAllItems<P0>(&self, pdest: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<Self>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CopyAllItems)(
                windows_core::Interface::as_raw(self),
                pdest.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFAttributes_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetItem: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub GetItemType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut MF_ATTRIBUTE_TYPE,
    ) -> windows_core::HRESULT,
    pub CompareItem: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const PROPVARIANT,
        *mut windows_core::BOOL,
    ) -> windows_core::HRESULT,
    pub Compare: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        MF_ATTRIBUTES_MATCH_TYPE,
        *mut windows_core::BOOL,
    ) -> windows_core::HRESULT,
    pub GetUINT32: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetUINT64: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut u64,
    ) -> windows_core::HRESULT,
    pub GetDouble: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut f64,
    ) -> windows_core::HRESULT,
    pub GetGUID: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub GetStringLength: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetString: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        windows_core::PWSTR,
        u32,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetAllocatedString: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut windows_core::PWSTR,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetBlobSize: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetBlob: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut u8,
        u32,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetAllocatedBlob: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut *mut u8,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetUnknown: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetItem: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub DeleteItem:
        unsafe extern "system" fn(*mut core::ffi::c_void, *const windows_core::GUID) -> windows_core::HRESULT,
    pub DeleteAllItems: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub SetUINT32: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        u32,
    ) -> windows_core::HRESULT,
    pub SetUINT64: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        u64,
    ) -> windows_core::HRESULT,
    pub SetDouble: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        f64,
    ) -> windows_core::HRESULT,
    pub SetGUID: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub SetString: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        windows_core::PCWSTR,
    ) -> windows_core::HRESULT,
    pub SetBlob: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const u8,
        u32,
    ) -> windows_core::HRESULT,
    pub SetUnknown: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub LockStore: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub UnlockStore: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetItemByIndex: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut windows_core::GUID,
        *mut PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub CopyAllItems:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFAttributes_Impl: windows_core::IUnknownImpl {
    fn GetItem(
        &self,
        guidkey: *const windows_core::GUID,
        pvalue: *mut PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn GetItemType(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<MF_ATTRIBUTE_TYPE>;
    fn CompareItem(
        &self,
        guidkey: *const windows_core::GUID,
        value: *const PROPVARIANT,
    ) -> windows_core::Result<windows_core::BOOL>;
    fn Compare(
        &self,
        ptheirs: windows_core::Ref<IMFAttributes>,
        matchtype: MF_ATTRIBUTES_MATCH_TYPE,
    ) -> windows_core::Result<windows_core::BOOL>;
    fn GetUINT32(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<u32>;
    fn GetUINT64(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<u64>;
    fn GetDouble(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<f64>;
    fn GetGUID(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<windows_core::GUID>;
    fn GetStringLength(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<u32>;
    fn GetString(
        &self,
        guidkey: *const windows_core::GUID,
        pwszvalue: windows_core::PWSTR,
        cchbufsize: u32,
        pcchlength: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetAllocatedString(
        &self,
        guidkey: *const windows_core::GUID,
        ppwszvalue: *mut windows_core::PWSTR,
        pcchlength: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetBlobSize(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<u32>;
    fn GetBlob(
        &self,
        guidkey: *const windows_core::GUID,
        pbuf: *mut u8,
        cbbufsize: u32,
        pcbblobsize: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetAllocatedBlob(
        &self,
        guidkey: *const windows_core::GUID,
        ppbuf: *mut *mut u8,
        pcbsize: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetUnknown(
        &self,
        guidkey: *const windows_core::GUID,
        riid: *const windows_core::GUID,
        ppv: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn SetItem(
        &self,
        guidkey: *const windows_core::GUID,
        value: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn DeleteItem(&self, guidkey: *const windows_core::GUID) -> windows_core::Result<()>;
    fn DeleteAllItems(&self) -> windows_core::Result<()>;
    fn SetUINT32(&self, guidkey: *const windows_core::GUID, unvalue: u32) -> windows_core::Result<()>;
    fn SetUINT64(&self, guidkey: *const windows_core::GUID, unvalue: u64) -> windows_core::Result<()>;
    fn SetDouble(&self, guidkey: *const windows_core::GUID, fvalue: f64) -> windows_core::Result<()>;
    fn SetGUID(
        &self,
        guidkey: *const windows_core::GUID,
        guidvalue: *const windows_core::GUID,
    ) -> windows_core::Result<()>;
    fn SetString(
        &self,
        guidkey: *const windows_core::GUID,
        wszvalue: &windows_core::PCWSTR,
    ) -> windows_core::Result<()>;
    fn SetBlob(
        &self,
        guidkey: *const windows_core::GUID,
        pbuf: *const u8,
        cbbufsize: u32,
    ) -> windows_core::Result<()>;
    fn SetUnknown(
        &self,
        guidkey: *const windows_core::GUID,
        punknown: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn LockStore(&self) -> windows_core::Result<()>;
    fn UnlockStore(&self) -> windows_core::Result<()>;
    fn GetCount(&self) -> windows_core::Result<u32>;
    fn GetItemByIndex(
        &self,
        unindex: u32,
        pguidkey: *mut windows_core::GUID,
        pvalue: *mut PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn CopyAllItems(&self, pdest: windows_core::Ref<IMFAttributes>) -> windows_core::Result<()>;
}
impl IMFAttributes_Vtbl {
    pub const fn new<Identity: IMFAttributes_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetItem<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            pvalue: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetItem", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::GetItem(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&pvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetItemType<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            ptype: *mut MF_ATTRIBUTE_TYPE,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetItemType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::GetItemType(this, core::mem::transmute_copy(&guidkey)) {
                    Ok(ok__) => {
                        ptype.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CompareItem<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            value: *const PROPVARIANT,
            pbresult: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::CompareItem", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pbresult.is_null() {
                    return crate::edge::E_POINTER;
                }
                pbresult.write(core::mem::zeroed());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::CompareItem(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&value),
                ) {
                    Ok(ok__) => {
                        pbresult.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Compare<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ptheirs: *mut core::ffi::c_void,
            matchtype: MF_ATTRIBUTES_MATCH_TYPE,
            pbresult: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::Compare", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pbresult.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::Compare(
                    this,
                    core::mem::transmute_copy(&ptheirs),
                    core::mem::transmute_copy(&matchtype),
                ) {
                    Ok(ok__) => {
                        pbresult.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetUINT32<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            punvalue: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetUINT32", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if punvalue.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::GetUINT32(this, core::mem::transmute_copy(&guidkey)) {
                    Ok(ok__) => {
                        punvalue.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetUINT64<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            punvalue: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetUINT64", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if punvalue.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::GetUINT64(this, core::mem::transmute_copy(&guidkey)) {
                    Ok(ok__) => {
                        punvalue.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetDouble<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            pfvalue: *mut f64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetDouble", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pfvalue.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::GetDouble(this, core::mem::transmute_copy(&guidkey)) {
                    Ok(ok__) => {
                        pfvalue.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetGUID<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            pguidvalue: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetGUID", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pguidvalue.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::GetGUID(this, core::mem::transmute_copy(&guidkey)) {
                    Ok(ok__) => {
                        pguidvalue.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStringLength<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            pcchlength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetStringLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcchlength.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::GetStringLength(this, core::mem::transmute_copy(&guidkey)) {
                    Ok(ok__) => {
                        pcchlength.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetString<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            pwszvalue: windows_core::PWSTR,
            cchbufsize: u32,
            pcchlength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetString", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::GetString(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&pwszvalue),
                    core::mem::transmute_copy(&cchbufsize),
                    core::mem::transmute_copy(&pcchlength),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAllocatedString<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            ppwszvalue: *mut windows_core::PWSTR,
            pcchlength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetAllocatedString", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::GetAllocatedString(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&ppwszvalue),
                    core::mem::transmute_copy(&pcchlength),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetBlobSize<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            pcbblobsize: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetBlobSize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbblobsize.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::GetBlobSize(this, core::mem::transmute_copy(&guidkey)) {
                    Ok(ok__) => {
                        pcbblobsize.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetBlob<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            pbuf: *mut u8,
            cbbufsize: u32,
            pcbblobsize: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetBlob", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::GetBlob(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&pbuf),
                    core::mem::transmute_copy(&cbbufsize),
                    core::mem::transmute_copy(&pcbblobsize),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAllocatedBlob<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            ppbuf: *mut *mut u8,
            pcbsize: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetAllocatedBlob", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppbuf.is_null() {
                    ppbuf.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::GetAllocatedBlob(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&ppbuf),
                    core::mem::transmute_copy(&pcbsize),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetUnknown<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            riid: *const windows_core::GUID,
            ppv: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetUnknown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppv.is_null() {
                    ppv.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::GetUnknown(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppv),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetItem<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            value: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::SetItem", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::SetItem(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&value),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DeleteItem<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::DeleteItem", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::DeleteItem(this, core::mem::transmute_copy(&guidkey)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DeleteAllItems<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::DeleteAllItems", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::DeleteAllItems(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetUINT32<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            unvalue: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::SetUINT32", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::SetUINT32(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&unvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetUINT64<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            unvalue: u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::SetUINT64", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::SetUINT64(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&unvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetDouble<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            fvalue: f64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::SetDouble", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::SetDouble(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&fvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetGUID<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            guidvalue: *const windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::SetGUID", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::SetGUID(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&guidvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetString<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            wszvalue: windows_core::PCWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::SetString", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::SetString(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute(&wszvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetBlob<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            pbuf: *const u8,
            cbbufsize: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::SetBlob", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::SetBlob(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&pbuf),
                    core::mem::transmute_copy(&cbbufsize),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetUnknown<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidkey: *const windows_core::GUID,
            punknown: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::SetUnknown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::SetUnknown(
                    this,
                    core::mem::transmute_copy(&guidkey),
                    core::mem::transmute_copy(&punknown),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn LockStore<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::LockStore", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::LockStore(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn UnlockStore<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::UnlockStore", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::UnlockStore(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetCount<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcitems: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcitems.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAttributes_Impl::GetCount(this) {
                    Ok(ok__) => {
                        pcitems.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetItemByIndex<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            unindex: u32,
            pguidkey: *mut windows_core::GUID,
            pvalue: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::GetItemByIndex", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::GetItemByIndex(
                    this,
                    core::mem::transmute_copy(&unindex),
                    core::mem::transmute_copy(&pguidkey),
                    core::mem::transmute_copy(&pvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CopyAllItems<Identity: IMFAttributes_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdest: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAttributes::CopyAllItems", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAttributes_Impl::CopyAllItems(this, core::mem::transmute_copy(&pdest)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetItem: GetItem::<Identity, OFFSET>,
            GetItemType: GetItemType::<Identity, OFFSET>,
            CompareItem: CompareItem::<Identity, OFFSET>,
            Compare: Compare::<Identity, OFFSET>,
            GetUINT32: GetUINT32::<Identity, OFFSET>,
            GetUINT64: GetUINT64::<Identity, OFFSET>,
            GetDouble: GetDouble::<Identity, OFFSET>,
            GetGUID: GetGUID::<Identity, OFFSET>,
            GetStringLength: GetStringLength::<Identity, OFFSET>,
            GetString: GetString::<Identity, OFFSET>,
            GetAllocatedString: GetAllocatedString::<Identity, OFFSET>,
            GetBlobSize: GetBlobSize::<Identity, OFFSET>,
            GetBlob: GetBlob::<Identity, OFFSET>,
            GetAllocatedBlob: GetAllocatedBlob::<Identity, OFFSET>,
            GetUnknown: GetUnknown::<Identity, OFFSET>,
            SetItem: SetItem::<Identity, OFFSET>,
            DeleteItem: DeleteItem::<Identity, OFFSET>,
            DeleteAllItems: DeleteAllItems::<Identity, OFFSET>,
            SetUINT32: SetUINT32::<Identity, OFFSET>,
            SetUINT64: SetUINT64::<Identity, OFFSET>,
            SetDouble: SetDouble::<Identity, OFFSET>,
            SetGUID: SetGUID::<Identity, OFFSET>,
            SetString: SetString::<Identity, OFFSET>,
            SetBlob: SetBlob::<Identity, OFFSET>,
            SetUnknown: SetUnknown::<Identity, OFFSET>,
            LockStore: LockStore::<Identity, OFFSET>,
            UnlockStore: UnlockStore::<Identity, OFFSET>,
            GetCount: GetCount::<Identity, OFFSET>,
            GetItemByIndex: GetItemByIndex::<Identity, OFFSET>,
            CopyAllItems: CopyAllItems::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFAttributes {}
windows_core::imp::define_interface!(
    IMFAudioMediaType,
    IMFAudioMediaType_Vtbl,
    0x26a0adc3_ce26_4672_9304_69552edd3faf
);
impl core::ops::Deref for IMFAudioMediaType {
    type Target = IMFMediaType;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFAudioMediaType,
    windows_core::IUnknown,
    IMFAttributes,
    IMFMediaType
);
impl IMFAudioMediaType {
    pub unsafe fn GetAudioFormat(&self) -> *const WAVEFORMATEX {
        unsafe {
            (windows_core::Interface::vtable(self).GetAudioFormat)(windows_core::Interface::as_raw(self))
        }
    }
}
#[repr(C)]
pub struct IMFAudioMediaType_Vtbl {
    pub base__: IMFMediaType_Vtbl,
    pub GetAudioFormat: unsafe extern "system" fn(*mut core::ffi::c_void) -> *const WAVEFORMATEX,
}
pub trait IMFAudioMediaType_Impl: IMFMediaType_Impl {
    fn GetAudioFormat(&self) -> *const WAVEFORMATEX;
}
impl IMFAudioMediaType_Vtbl {
    pub const fn new<Identity: IMFAudioMediaType_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetAudioFormat<Identity: IMFAudioMediaType_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> *const WAVEFORMATEX {
            let call__ = crate::diagnostics::enter("IMFAudioMediaType::GetAudioFormat", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAudioMediaType_Impl::GetAudioFormat(this)
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaType_Vtbl::new::<Identity, OFFSET>(),
            GetAudioFormat: GetAudioFormat::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFAudioMediaType as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
            || iid == &<IMFMediaType as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFAudioMediaType {}
windows_core::imp::define_interface!(
    IMFAudioPolicy,
    IMFAudioPolicy_Vtbl,
    0xa0638c2b_6465_4395_9ae7_a321a9fd2856
);
windows_core::imp::interface_hierarchy!(IMFAudioPolicy, windows_core::IUnknown);
impl IMFAudioPolicy {
    pub unsafe fn SetGroupingParam(&self, rguidclass: *const windows_core::GUID) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetGroupingParam)(
                windows_core::Interface::as_raw(self),
                rguidclass,
            )
        }
    }
    pub unsafe fn GetGroupingParam(&self) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetGroupingParam)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetDisplayName<P0>(&self, pszname: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetDisplayName)(
                windows_core::Interface::as_raw(self),
                pszname.param().abi(),
            )
        }
    }
    pub unsafe fn GetDisplayName(&self) -> windows_core::Result<windows_core::PWSTR> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetDisplayName)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetIconPath<P0>(&self, pszpath: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetIconPath)(
                windows_core::Interface::as_raw(self),
                pszpath.param().abi(),
            )
        }
    }
    pub unsafe fn GetIconPath(&self) -> windows_core::Result<windows_core::PWSTR> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetIconPath)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFAudioPolicy_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetGroupingParam:
        unsafe extern "system" fn(*mut core::ffi::c_void, *const windows_core::GUID) -> windows_core::HRESULT,
    pub GetGroupingParam:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::GUID) -> windows_core::HRESULT,
    pub SetDisplayName:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::PCWSTR) -> windows_core::HRESULT,
    pub GetDisplayName:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::PWSTR) -> windows_core::HRESULT,
    pub SetIconPath:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::PCWSTR) -> windows_core::HRESULT,
    pub GetIconPath:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::PWSTR) -> windows_core::HRESULT,
}
pub trait IMFAudioPolicy_Impl: windows_core::IUnknownImpl {
    fn SetGroupingParam(&self, rguidclass: *const windows_core::GUID) -> windows_core::Result<()>;
    fn GetGroupingParam(&self) -> windows_core::Result<windows_core::GUID>;
    fn SetDisplayName(&self, pszname: &windows_core::PCWSTR) -> windows_core::Result<()>;
    fn GetDisplayName(&self) -> windows_core::Result<windows_core::PWSTR>;
    fn SetIconPath(&self, pszpath: &windows_core::PCWSTR) -> windows_core::Result<()>;
    fn GetIconPath(&self) -> windows_core::Result<windows_core::PWSTR>;
}
impl IMFAudioPolicy_Vtbl {
    pub const fn new<Identity: IMFAudioPolicy_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetGroupingParam<Identity: IMFAudioPolicy_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            rguidclass: *const windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioPolicy::SetGroupingParam", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAudioPolicy_Impl::SetGroupingParam(this, core::mem::transmute_copy(&rguidclass)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetGroupingParam<Identity: IMFAudioPolicy_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pguidclass: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioPolicy::GetGroupingParam", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pguidclass.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAudioPolicy_Impl::GetGroupingParam(this) {
                    Ok(ok__) => {
                        pguidclass.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetDisplayName<Identity: IMFAudioPolicy_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pszname: windows_core::PCWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioPolicy::SetDisplayName", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAudioPolicy_Impl::SetDisplayName(this, core::mem::transmute(&pszname)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetDisplayName<Identity: IMFAudioPolicy_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pszname: *mut windows_core::PWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioPolicy::GetDisplayName", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pszname.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAudioPolicy_Impl::GetDisplayName(this) {
                    Ok(ok__) => {
                        pszname.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetIconPath<Identity: IMFAudioPolicy_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pszpath: windows_core::PCWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioPolicy::SetIconPath", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAudioPolicy_Impl::SetIconPath(this, core::mem::transmute(&pszpath)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetIconPath<Identity: IMFAudioPolicy_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pszpath: *mut windows_core::PWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioPolicy::GetIconPath", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pszpath.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAudioPolicy_Impl::GetIconPath(this) {
                    Ok(ok__) => {
                        pszpath.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetGroupingParam: SetGroupingParam::<Identity, OFFSET>,
            GetGroupingParam: GetGroupingParam::<Identity, OFFSET>,
            SetDisplayName: SetDisplayName::<Identity, OFFSET>,
            GetDisplayName: GetDisplayName::<Identity, OFFSET>,
            SetIconPath: SetIconPath::<Identity, OFFSET>,
            GetIconPath: GetIconPath::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFAudioPolicy as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFAudioPolicy {}
windows_core::imp::define_interface!(
    IMFAudioStreamVolume,
    IMFAudioStreamVolume_Vtbl,
    0x76b1bbdb_4ec8_4f36_b106_70a9316df593
);
windows_core::imp::interface_hierarchy!(IMFAudioStreamVolume, windows_core::IUnknown);
impl IMFAudioStreamVolume {
    pub unsafe fn GetChannelCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetChannelCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetChannelVolume(&self, dwindex: u32, flevel: f32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetChannelVolume)(
                windows_core::Interface::as_raw(self),
                dwindex,
                flevel,
            )
        }
    }
    pub unsafe fn GetChannelVolume(&self, dwindex: u32) -> windows_core::Result<f32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetChannelVolume)(
                windows_core::Interface::as_raw(self),
                dwindex,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetAllVolumes(&self, dwcount: u32, pfvolumes: *const f32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetAllVolumes)(
                windows_core::Interface::as_raw(self),
                dwcount,
                pfvolumes,
            )
        }
    }
    pub unsafe fn GetAllVolumes(&self, dwcount: u32) -> windows_core::Result<f32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetAllVolumes)(
                windows_core::Interface::as_raw(self),
                dwcount,
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFAudioStreamVolume_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetChannelCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub SetChannelVolume:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, f32) -> windows_core::HRESULT,
    pub GetChannelVolume:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut f32) -> windows_core::HRESULT,
    pub SetAllVolumes:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *const f32) -> windows_core::HRESULT,
    pub GetAllVolumes:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut f32) -> windows_core::HRESULT,
}
pub trait IMFAudioStreamVolume_Impl: windows_core::IUnknownImpl {
    fn GetChannelCount(&self) -> windows_core::Result<u32>;
    fn SetChannelVolume(&self, dwindex: u32, flevel: f32) -> windows_core::Result<()>;
    fn GetChannelVolume(&self, dwindex: u32) -> windows_core::Result<f32>;
    fn SetAllVolumes(&self, dwcount: u32, pfvolumes: *const f32) -> windows_core::Result<()>;
    fn GetAllVolumes(&self, dwcount: u32) -> windows_core::Result<f32>;
}
impl IMFAudioStreamVolume_Vtbl {
    pub const fn new<Identity: IMFAudioStreamVolume_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetChannelCount<
            Identity: IMFAudioStreamVolume_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdwcount: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioStreamVolume::GetChannelCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwcount.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAudioStreamVolume_Impl::GetChannelCount(this) {
                    Ok(ok__) => {
                        pdwcount.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetChannelVolume<
            Identity: IMFAudioStreamVolume_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwindex: u32,
            flevel: f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioStreamVolume::SetChannelVolume", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAudioStreamVolume_Impl::SetChannelVolume(
                    this,
                    core::mem::transmute_copy(&dwindex),
                    core::mem::transmute_copy(&flevel),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetChannelVolume<
            Identity: IMFAudioStreamVolume_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwindex: u32,
            pflevel: *mut f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioStreamVolume::GetChannelVolume", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pflevel.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAudioStreamVolume_Impl::GetChannelVolume(this, core::mem::transmute_copy(&dwindex)) {
                    Ok(ok__) => {
                        pflevel.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetAllVolumes<Identity: IMFAudioStreamVolume_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwcount: u32,
            pfvolumes: *const f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioStreamVolume::SetAllVolumes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFAudioStreamVolume_Impl::SetAllVolumes(
                    this,
                    core::mem::transmute_copy(&dwcount),
                    core::mem::transmute_copy(&pfvolumes),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAllVolumes<Identity: IMFAudioStreamVolume_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwcount: u32,
            pfvolumes: *mut f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFAudioStreamVolume::GetAllVolumes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pfvolumes.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFAudioStreamVolume_Impl::GetAllVolumes(this, core::mem::transmute_copy(&dwcount)) {
                    Ok(ok__) => {
                        pfvolumes.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetChannelCount: GetChannelCount::<Identity, OFFSET>,
            SetChannelVolume: SetChannelVolume::<Identity, OFFSET>,
            GetChannelVolume: GetChannelVolume::<Identity, OFFSET>,
            SetAllVolumes: SetAllVolumes::<Identity, OFFSET>,
            GetAllVolumes: GetAllVolumes::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFAudioStreamVolume as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFAudioStreamVolume {}
windows_core::imp::define_interface!(
    IMFBufferListNotify,
    IMFBufferListNotify_Vtbl,
    0x24cd47f7_81d8_4785_adb2_af697a963cd2
);
windows_core::imp::interface_hierarchy!(IMFBufferListNotify, windows_core::IUnknown);
impl IMFBufferListNotify {
    pub unsafe fn OnAddSourceBuffer(&self) {
        unsafe {
            (windows_core::Interface::vtable(self).OnAddSourceBuffer)(windows_core::Interface::as_raw(self));
        }
    }
    pub unsafe fn OnRemoveSourceBuffer(&self) {
        unsafe {
            (windows_core::Interface::vtable(self).OnRemoveSourceBuffer)(windows_core::Interface::as_raw(
                self,
            ));
        }
    }
}
#[repr(C)]
pub struct IMFBufferListNotify_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub OnAddSourceBuffer: unsafe extern "system" fn(*mut core::ffi::c_void),
    pub OnRemoveSourceBuffer: unsafe extern "system" fn(*mut core::ffi::c_void),
}
pub trait IMFBufferListNotify_Impl: windows_core::IUnknownImpl {
    fn OnAddSourceBuffer(&self);
    fn OnRemoveSourceBuffer(&self);
}
impl IMFBufferListNotify_Vtbl {
    pub const fn new<Identity: IMFBufferListNotify_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnAddSourceBuffer<
            Identity: IMFBufferListNotify_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) {
            let call__ = crate::diagnostics::enter("IMFBufferListNotify::OnAddSourceBuffer", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFBufferListNotify_Impl::OnAddSourceBuffer(this);
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnRemoveSourceBuffer<
            Identity: IMFBufferListNotify_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) {
            let call__ =
                crate::diagnostics::enter("IMFBufferListNotify::OnRemoveSourceBuffer", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFBufferListNotify_Impl::OnRemoveSourceBuffer(this);
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            OnAddSourceBuffer: OnAddSourceBuffer::<Identity, OFFSET>,
            OnRemoveSourceBuffer: OnRemoveSourceBuffer::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFBufferListNotify as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFBufferListNotify {}
windows_core::imp::define_interface!(
    IMFByteStream,
    IMFByteStream_Vtbl,
    0xad4c1b00_4bf7_422f_9175_756693d9130d
);
windows_core::imp::interface_hierarchy!(IMFByteStream, windows_core::IUnknown);
impl IMFByteStream {
    pub unsafe fn GetCapabilities(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCapabilities)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetLength(&self) -> windows_core::Result<u64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetLength)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetLength(&self, qwlength: u64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetLength)(windows_core::Interface::as_raw(self), qwlength)
        }
    }
    pub unsafe fn GetCurrentPosition(&self) -> windows_core::Result<u64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCurrentPosition)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetCurrentPosition(&self, qwposition: u64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetCurrentPosition)(
                windows_core::Interface::as_raw(self),
                qwposition,
            )
        }
    }
    pub unsafe fn IsEndOfStream(&self) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).IsEndOfStream)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn Read(&self, pb: *mut u8, cb: u32, pcbread: *mut u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Read)(
                windows_core::Interface::as_raw(self),
                pb as _,
                cb,
                pcbread as _,
            )
        }
    }
    pub unsafe fn BeginRead<P2, P3>(
        &self,
        pb: *mut u8,
        cb: u32,
        pcallback: P2,
        punkstate: P3,
    ) -> windows_core::HRESULT
    where
        P2: windows_core::Param<IMFAsyncCallback>,
        P3: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginRead)(
                windows_core::Interface::as_raw(self),
                pb as _,
                cb,
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndRead<P0>(&self, presult: P0) -> windows_core::Result<u32>
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).EndRead)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn Write(&self, pb: *const u8, cb: u32) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).Write)(
                windows_core::Interface::as_raw(self),
                pb,
                cb,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn BeginWrite<P2, P3>(&self, pb: &[u8], pcallback: P2, punkstate: P3) -> windows_core::HRESULT
    where
        P2: windows_core::Param<IMFAsyncCallback>,
        P3: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginWrite)(
                windows_core::Interface::as_raw(self),
                pb.as_ptr(),
                match u32::try_from(pb.len()) {
                    Ok(count) => count,
                    Err(_) => return crate::edge::INVALID_ARGUMENT,
                },
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndWrite<P0>(&self, presult: P0) -> windows_core::Result<u32>
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).EndWrite)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn Seek(
        &self,
        seekorigin: MFBYTESTREAM_SEEK_ORIGIN,
        llseekoffset: i64,
        dwseekflags: u32,
    ) -> windows_core::Result<u64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).Seek)(
                windows_core::Interface::as_raw(self),
                seekorigin,
                llseekoffset,
                dwseekflags,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn Flush(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Flush)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn Close(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Close)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFByteStream_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetCapabilities: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetLength: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u64) -> windows_core::HRESULT,
    pub SetLength: unsafe extern "system" fn(*mut core::ffi::c_void, u64) -> windows_core::HRESULT,
    pub GetCurrentPosition:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u64) -> windows_core::HRESULT,
    pub SetCurrentPosition: unsafe extern "system" fn(*mut core::ffi::c_void, u64) -> windows_core::HRESULT,
    pub IsEndOfStream:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::BOOL) -> windows_core::HRESULT,
    pub Read:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u8, u32, *mut u32) -> windows_core::HRESULT,
    pub BeginRead: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut u8,
        u32,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndRead: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub Write:
        unsafe extern "system" fn(*mut core::ffi::c_void, *const u8, u32, *mut u32) -> windows_core::HRESULT,
    pub BeginWrite: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const u8,
        u32,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndWrite: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub Seek: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MFBYTESTREAM_SEEK_ORIGIN,
        i64,
        u32,
        *mut u64,
    ) -> windows_core::HRESULT,
    pub Flush: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Close: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFByteStream_Impl: windows_core::IUnknownImpl {
    fn GetCapabilities(&self) -> windows_core::Result<u32>;
    fn GetLength(&self) -> windows_core::Result<u64>;
    fn SetLength(&self, qwlength: u64) -> windows_core::Result<()>;
    fn GetCurrentPosition(&self) -> windows_core::Result<u64>;
    fn SetCurrentPosition(&self, qwposition: u64) -> windows_core::Result<()>;
    fn IsEndOfStream(&self) -> windows_core::Result<windows_core::BOOL>;
    fn Read(&self, pb: *mut u8, cb: u32, pcbread: *mut u32) -> windows_core::Result<()>;
    fn BeginRead(
        &self,
        pb: *mut u8,
        cb: u32,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndRead(&self, presult: windows_core::Ref<IMFAsyncResult>) -> windows_core::Result<u32>;
    fn Write(&self, pb: *const u8, cb: u32) -> windows_core::Result<u32>;
    fn BeginWrite(
        &self,
        pb: *const u8,
        cb: u32,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndWrite(&self, presult: windows_core::Ref<IMFAsyncResult>) -> windows_core::Result<u32>;
    fn Seek(
        &self,
        seekorigin: MFBYTESTREAM_SEEK_ORIGIN,
        llseekoffset: i64,
        dwseekflags: u32,
    ) -> windows_core::Result<u64>;
    fn Flush(&self) -> windows_core::Result<()>;
    fn Close(&self) -> windows_core::Result<()>;
}
impl IMFByteStream_Vtbl {
    pub const fn new<Identity: IMFByteStream_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetCapabilities<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwcapabilities: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::GetCapabilities", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwcapabilities.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStream_Impl::GetCapabilities(this) {
                    Ok(ok__) => {
                        pdwcapabilities.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetLength<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pqwlength: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::GetLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pqwlength.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStream_Impl::GetLength(this) {
                    Ok(ok__) => {
                        pqwlength.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetLength<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            qwlength: u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::SetLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStream_Impl::SetLength(this, core::mem::transmute_copy(&qwlength)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetCurrentPosition<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pqwposition: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::GetCurrentPosition", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pqwposition.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStream_Impl::GetCurrentPosition(this) {
                    Ok(ok__) => {
                        pqwposition.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetCurrentPosition<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            qwposition: u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::SetCurrentPosition", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStream_Impl::SetCurrentPosition(this, core::mem::transmute_copy(&qwposition)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn IsEndOfStream<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pfendofstream: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::IsEndOfStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pfendofstream.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStream_Impl::IsEndOfStream(this) {
                    Ok(ok__) => {
                        pfendofstream.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Read<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pb: *mut u8,
            cb: u32,
            pcbread: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::Read", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStream_Impl::Read(
                    this,
                    core::mem::transmute_copy(&pb),
                    core::mem::transmute_copy(&cb),
                    core::mem::transmute_copy(&pcbread),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginRead<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pb: *mut u8,
            cb: u32,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::BeginRead", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStream_Impl::BeginRead(
                    this,
                    core::mem::transmute_copy(&pb),
                    core::mem::transmute_copy(&cb),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndRead<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            pcbread: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::EndRead", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbread.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStream_Impl::EndRead(this, core::mem::transmute_copy(&presult)) {
                    Ok(ok__) => {
                        pcbread.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Write<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pb: *const u8,
            cb: u32,
            pcbwritten: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::Write", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbwritten.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStream_Impl::Write(
                    this,
                    core::mem::transmute_copy(&pb),
                    core::mem::transmute_copy(&cb),
                ) {
                    Ok(ok__) => {
                        pcbwritten.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginWrite<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pb: *const u8,
            cb: u32,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::BeginWrite", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStream_Impl::BeginWrite(
                    this,
                    core::mem::transmute_copy(&pb),
                    core::mem::transmute_copy(&cb),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndWrite<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            pcbwritten: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::EndWrite", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbwritten.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStream_Impl::EndWrite(this, core::mem::transmute_copy(&presult)) {
                    Ok(ok__) => {
                        pcbwritten.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Seek<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            seekorigin: MFBYTESTREAM_SEEK_ORIGIN,
            llseekoffset: i64,
            dwseekflags: u32,
            pqwcurrentposition: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::Seek", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pqwcurrentposition.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStream_Impl::Seek(
                    this,
                    core::mem::transmute_copy(&seekorigin),
                    core::mem::transmute_copy(&llseekoffset),
                    core::mem::transmute_copy(&dwseekflags),
                ) {
                    Ok(ok__) => {
                        pqwcurrentposition.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Flush<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::Flush", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStream_Impl::Flush(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Close<Identity: IMFByteStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStream::Close", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStream_Impl::Close(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetCapabilities: GetCapabilities::<Identity, OFFSET>,
            GetLength: GetLength::<Identity, OFFSET>,
            SetLength: SetLength::<Identity, OFFSET>,
            GetCurrentPosition: GetCurrentPosition::<Identity, OFFSET>,
            SetCurrentPosition: SetCurrentPosition::<Identity, OFFSET>,
            IsEndOfStream: IsEndOfStream::<Identity, OFFSET>,
            Read: Read::<Identity, OFFSET>,
            BeginRead: BeginRead::<Identity, OFFSET>,
            EndRead: EndRead::<Identity, OFFSET>,
            Write: Write::<Identity, OFFSET>,
            BeginWrite: BeginWrite::<Identity, OFFSET>,
            EndWrite: EndWrite::<Identity, OFFSET>,
            Seek: Seek::<Identity, OFFSET>,
            Flush: Flush::<Identity, OFFSET>,
            Close: Close::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFByteStream as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFByteStream {}
windows_core::imp::define_interface!(
    IMFByteStreamBuffering,
    IMFByteStreamBuffering_Vtbl,
    0x6d66d782_1d4f_4db7_8c63_cb8c77f1ef5e
);
windows_core::imp::interface_hierarchy!(IMFByteStreamBuffering, windows_core::IUnknown);
impl IMFByteStreamBuffering {
    pub unsafe fn SetBufferingParams(
        &self,
        pparams: *const MFBYTESTREAM_BUFFERING_PARAMS,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetBufferingParams)(
                windows_core::Interface::as_raw(self),
                pparams,
            )
        }
    }
    pub unsafe fn EnableBuffering(&self, fenable: bool) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).EnableBuffering)(
                windows_core::Interface::as_raw(self),
                fenable.into(),
            )
        }
    }
    pub unsafe fn StopBuffering(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).StopBuffering)(windows_core::Interface::as_raw(self))
        }
    }
}
#[repr(C)]
pub struct IMFByteStreamBuffering_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetBufferingParams: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const MFBYTESTREAM_BUFFERING_PARAMS,
    ) -> windows_core::HRESULT,
    pub EnableBuffering:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::BOOL) -> windows_core::HRESULT,
    pub StopBuffering: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFByteStreamBuffering_Impl: windows_core::IUnknownImpl {
    fn SetBufferingParams(&self, pparams: *const MFBYTESTREAM_BUFFERING_PARAMS) -> windows_core::Result<()>;
    fn EnableBuffering(&self, fenable: windows_core::BOOL) -> windows_core::Result<()>;
    fn StopBuffering(&self) -> windows_core::Result<()>;
}
impl IMFByteStreamBuffering_Vtbl {
    pub const fn new<Identity: IMFByteStreamBuffering_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetBufferingParams<
            Identity: IMFByteStreamBuffering_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pparams: *const MFBYTESTREAM_BUFFERING_PARAMS,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFByteStreamBuffering::SetBufferingParams", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamBuffering_Impl::SetBufferingParams(this, core::mem::transmute_copy(&pparams))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EnableBuffering<
            Identity: IMFByteStreamBuffering_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            fenable: windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStreamBuffering::EnableBuffering", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamBuffering_Impl::EnableBuffering(this, core::mem::transmute_copy(&fenable)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn StopBuffering<
            Identity: IMFByteStreamBuffering_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStreamBuffering::StopBuffering", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamBuffering_Impl::StopBuffering(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetBufferingParams: SetBufferingParams::<Identity, OFFSET>,
            EnableBuffering: EnableBuffering::<Identity, OFFSET>,
            StopBuffering: StopBuffering::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFByteStreamBuffering as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFByteStreamBuffering {}
windows_core::imp::define_interface!(
    IMFByteStreamCacheControl,
    IMFByteStreamCacheControl_Vtbl,
    0xf5042ea4_7a96_4a75_aa7b_2be1ef7f88d5
);
windows_core::imp::interface_hierarchy!(IMFByteStreamCacheControl, windows_core::IUnknown);
impl IMFByteStreamCacheControl {
    pub unsafe fn StopBackgroundTransfer(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).StopBackgroundTransfer)(windows_core::Interface::as_raw(
                self,
            ))
        }
    }
}
#[repr(C)]
pub struct IMFByteStreamCacheControl_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub StopBackgroundTransfer: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFByteStreamCacheControl_Impl: windows_core::IUnknownImpl {
    fn StopBackgroundTransfer(&self) -> windows_core::Result<()>;
}
impl IMFByteStreamCacheControl_Vtbl {
    pub const fn new<Identity: IMFByteStreamCacheControl_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn StopBackgroundTransfer<
            Identity: IMFByteStreamCacheControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFByteStreamCacheControl::StopBackgroundTransfer", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamCacheControl_Impl::StopBackgroundTransfer(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            StopBackgroundTransfer: StopBackgroundTransfer::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFByteStreamCacheControl as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFByteStreamCacheControl {}
windows_core::imp::define_interface!(
    IMFByteStreamCacheControl2,
    IMFByteStreamCacheControl2_Vtbl,
    0x71ce469c_f34b_49ea_a56b_2d2a10e51149
);
impl core::ops::Deref for IMFByteStreamCacheControl2 {
    type Target = IMFByteStreamCacheControl;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFByteStreamCacheControl2,
    windows_core::IUnknown,
    IMFByteStreamCacheControl
);
impl IMFByteStreamCacheControl2 {
    pub unsafe fn GetByteRanges(
        &self,
        pcranges: *mut u32,
        ppranges: *mut *mut MF_BYTE_STREAM_CACHE_RANGE,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetByteRanges)(
                windows_core::Interface::as_raw(self),
                pcranges as _,
                ppranges as _,
            )
        }
    }
    pub unsafe fn SetCacheLimit(&self, qwbytes: u64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetCacheLimit)(
                windows_core::Interface::as_raw(self),
                qwbytes,
            )
        }
    }
    pub unsafe fn IsBackgroundTransferActive(&self) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).IsBackgroundTransferActive)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFByteStreamCacheControl2_Vtbl {
    pub base__: IMFByteStreamCacheControl_Vtbl,
    pub GetByteRanges: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut u32,
        *mut *mut MF_BYTE_STREAM_CACHE_RANGE,
    ) -> windows_core::HRESULT,
    pub SetCacheLimit: unsafe extern "system" fn(*mut core::ffi::c_void, u64) -> windows_core::HRESULT,
    pub IsBackgroundTransferActive:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::BOOL) -> windows_core::HRESULT,
}
pub trait IMFByteStreamCacheControl2_Impl: IMFByteStreamCacheControl_Impl {
    fn GetByteRanges(
        &self,
        pcranges: *mut u32,
        ppranges: *mut *mut MF_BYTE_STREAM_CACHE_RANGE,
    ) -> windows_core::Result<()>;
    fn SetCacheLimit(&self, qwbytes: u64) -> windows_core::Result<()>;
    fn IsBackgroundTransferActive(&self) -> windows_core::Result<windows_core::BOOL>;
}
impl IMFByteStreamCacheControl2_Vtbl {
    pub const fn new<Identity: IMFByteStreamCacheControl2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetByteRanges<
            Identity: IMFByteStreamCacheControl2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pcranges: *mut u32,
            ppranges: *mut *mut MF_BYTE_STREAM_CACHE_RANGE,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFByteStreamCacheControl2::GetByteRanges", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppranges.is_null() {
                    ppranges.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamCacheControl2_Impl::GetByteRanges(
                    this,
                    core::mem::transmute_copy(&pcranges),
                    core::mem::transmute_copy(&ppranges),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetCacheLimit<
            Identity: IMFByteStreamCacheControl2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            qwbytes: u64,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFByteStreamCacheControl2::SetCacheLimit", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamCacheControl2_Impl::SetCacheLimit(this, core::mem::transmute_copy(&qwbytes))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn IsBackgroundTransferActive<
            Identity: IMFByteStreamCacheControl2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pfactive: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFByteStreamCacheControl2::IsBackgroundTransferActive",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if pfactive.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStreamCacheControl2_Impl::IsBackgroundTransferActive(this) {
                    Ok(ok__) => {
                        pfactive.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFByteStreamCacheControl_Vtbl::new::<Identity, OFFSET>(),
            GetByteRanges: GetByteRanges::<Identity, OFFSET>,
            SetCacheLimit: SetCacheLimit::<Identity, OFFSET>,
            IsBackgroundTransferActive: IsBackgroundTransferActive::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFByteStreamCacheControl2 as windows_core::Interface>::IID
            || iid == &<IMFByteStreamCacheControl as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFByteStreamCacheControl2 {}
windows_core::imp::define_interface!(
    IMFByteStreamHandler,
    IMFByteStreamHandler_Vtbl,
    0xbb420aa4_765b_4a1f_91fe_d6a8a143924c
);
windows_core::imp::interface_hierarchy!(IMFByteStreamHandler, windows_core::IUnknown);
impl IMFByteStreamHandler {
    pub unsafe fn BeginCreateObject<P0, P1, P3, P5, P6>(
        &self,
        pbytestream: P0,
        pwszurl: P1,
        dwflags: u32,
        pprops: P3,
        ppiunknowncancelcookie: *mut Option<windows_core::IUnknown>,
        pcallback: P5,
        punkstate: P6,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFByteStream>,
        P1: windows_core::Param<windows_core::PCWSTR>,
        P3: windows_core::Param<IPropertyStore>,
        P5: windows_core::Param<IMFAsyncCallback>,
        P6: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginCreateObject)(
                windows_core::Interface::as_raw(self),
                pbytestream.param().abi(),
                pwszurl.param().abi(),
                dwflags,
                pprops.param().abi(),
                core::mem::transmute(ppiunknowncancelcookie),
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndCreateObject<P0>(
        &self,
        presult: P0,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: *mut Option<windows_core::IUnknown>,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndCreateObject)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                pobjecttype as _,
                core::mem::transmute(ppobject),
            )
        }
    }
    pub unsafe fn CancelObjectCreation<P0>(&self, piunknowncancelcookie: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CancelObjectCreation)(
                windows_core::Interface::as_raw(self),
                piunknowncancelcookie.param().abi(),
            )
        }
    }
    pub unsafe fn GetMaxNumberOfBytesRequiredForResolution(&self) -> windows_core::Result<u64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMaxNumberOfBytesRequiredForResolution)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFByteStreamHandler_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub BeginCreateObject: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        u32,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndCreateObject: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut MF_OBJECT_TYPE,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub CancelObjectCreation:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetMaxNumberOfBytesRequiredForResolution:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u64) -> windows_core::HRESULT,
}
pub trait IMFByteStreamHandler_Impl: windows_core::IUnknownImpl {
    fn BeginCreateObject(
        &self,
        pbytestream: windows_core::Ref<IMFByteStream>,
        pwszurl: &windows_core::PCWSTR,
        dwflags: u32,
        pprops: windows_core::Ref<IPropertyStore>,
        ppiunknowncancelcookie: windows_core::OutRef<windows_core::IUnknown>,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndCreateObject(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: windows_core::OutRef<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn CancelObjectCreation(
        &self,
        piunknowncancelcookie: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn GetMaxNumberOfBytesRequiredForResolution(&self) -> windows_core::Result<u64>;
}
impl IMFByteStreamHandler_Vtbl {
    pub const fn new<Identity: IMFByteStreamHandler_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn BeginCreateObject<
            Identity: IMFByteStreamHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pbytestream: *mut core::ffi::c_void,
            pwszurl: windows_core::PCWSTR,
            dwflags: u32,
            pprops: *mut core::ffi::c_void,
            ppiunknowncancelcookie: *mut *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStreamHandler::BeginCreateObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppiunknowncancelcookie.is_null() {
                    ppiunknowncancelcookie.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamHandler_Impl::BeginCreateObject(
                    this,
                    core::mem::transmute_copy(&pbytestream),
                    core::mem::transmute(&pwszurl),
                    core::mem::transmute_copy(&dwflags),
                    core::mem::transmute_copy(&pprops),
                    core::mem::transmute_copy(&ppiunknowncancelcookie),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndCreateObject<
            Identity: IMFByteStreamHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            pobjecttype: *mut MF_OBJECT_TYPE,
            ppobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStreamHandler::EndCreateObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppobject.is_null() {
                    ppobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamHandler_Impl::EndCreateObject(
                    this,
                    core::mem::transmute_copy(&presult),
                    core::mem::transmute_copy(&pobjecttype),
                    core::mem::transmute_copy(&ppobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CancelObjectCreation<
            Identity: IMFByteStreamHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            piunknowncancelcookie: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFByteStreamHandler::CancelObjectCreation", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamHandler_Impl::CancelObjectCreation(
                    this,
                    core::mem::transmute_copy(&piunknowncancelcookie),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMaxNumberOfBytesRequiredForResolution<
            Identity: IMFByteStreamHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pqwbytes: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFByteStreamHandler::GetMaxNumberOfBytesRequiredForResolution",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if pqwbytes.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStreamHandler_Impl::GetMaxNumberOfBytesRequiredForResolution(this) {
                    Ok(ok__) => {
                        pqwbytes.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            BeginCreateObject: BeginCreateObject::<Identity, OFFSET>,
            EndCreateObject: EndCreateObject::<Identity, OFFSET>,
            CancelObjectCreation: CancelObjectCreation::<Identity, OFFSET>,
            GetMaxNumberOfBytesRequiredForResolution: GetMaxNumberOfBytesRequiredForResolution::<
                Identity,
                OFFSET,
            >,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFByteStreamHandler as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFByteStreamHandler {}
windows_core::imp::define_interface!(
    IMFByteStreamTimeSeek,
    IMFByteStreamTimeSeek_Vtbl,
    0x64976bfa_fb61_4041_9069_8c9a5f659beb
);
windows_core::imp::interface_hierarchy!(IMFByteStreamTimeSeek, windows_core::IUnknown);
impl IMFByteStreamTimeSeek {
    pub unsafe fn IsTimeSeekSupported(&self) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).IsTimeSeekSupported)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn TimeSeek(&self, qwtimeposition: u64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).TimeSeek)(
                windows_core::Interface::as_raw(self),
                qwtimeposition,
            )
        }
    }
    pub unsafe fn GetTimeSeekResult(
        &self,
        pqwstarttime: *mut u64,
        pqwstoptime: *mut u64,
        pqwduration: *mut u64,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetTimeSeekResult)(
                windows_core::Interface::as_raw(self),
                pqwstarttime as _,
                pqwstoptime as _,
                pqwduration as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFByteStreamTimeSeek_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub IsTimeSeekSupported:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::BOOL) -> windows_core::HRESULT,
    pub TimeSeek: unsafe extern "system" fn(*mut core::ffi::c_void, u64) -> windows_core::HRESULT,
    pub GetTimeSeekResult: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut u64,
        *mut u64,
        *mut u64,
    ) -> windows_core::HRESULT,
}
pub trait IMFByteStreamTimeSeek_Impl: windows_core::IUnknownImpl {
    fn IsTimeSeekSupported(&self) -> windows_core::Result<windows_core::BOOL>;
    fn TimeSeek(&self, qwtimeposition: u64) -> windows_core::Result<()>;
    fn GetTimeSeekResult(
        &self,
        pqwstarttime: *mut u64,
        pqwstoptime: *mut u64,
        pqwduration: *mut u64,
    ) -> windows_core::Result<()>;
}
impl IMFByteStreamTimeSeek_Vtbl {
    pub const fn new<Identity: IMFByteStreamTimeSeek_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn IsTimeSeekSupported<
            Identity: IMFByteStreamTimeSeek_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pftimeseekissupported: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFByteStreamTimeSeek::IsTimeSeekSupported", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pftimeseekissupported.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFByteStreamTimeSeek_Impl::IsTimeSeekSupported(this) {
                    Ok(ok__) => {
                        pftimeseekissupported.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn TimeSeek<Identity: IMFByteStreamTimeSeek_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            qwtimeposition: u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStreamTimeSeek::TimeSeek", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamTimeSeek_Impl::TimeSeek(this, core::mem::transmute_copy(&qwtimeposition)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetTimeSeekResult<
            Identity: IMFByteStreamTimeSeek_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pqwstarttime: *mut u64,
            pqwstoptime: *mut u64,
            pqwduration: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFByteStreamTimeSeek::GetTimeSeekResult", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFByteStreamTimeSeek_Impl::GetTimeSeekResult(
                    this,
                    core::mem::transmute_copy(&pqwstarttime),
                    core::mem::transmute_copy(&pqwstoptime),
                    core::mem::transmute_copy(&pqwduration),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            IsTimeSeekSupported: IsTimeSeekSupported::<Identity, OFFSET>,
            TimeSeek: TimeSeek::<Identity, OFFSET>,
            GetTimeSeekResult: GetTimeSeekResult::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFByteStreamTimeSeek as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFByteStreamTimeSeek {}
windows_core::imp::define_interface!(IMFClock, IMFClock_Vtbl, 0x2eb1e945_18b8_4139_9b1a_d5d584818530);
windows_core::imp::interface_hierarchy!(IMFClock, windows_core::IUnknown);
impl IMFClock {
    pub unsafe fn GetClockCharacteristics(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetClockCharacteristics)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetCorrelatedTime(
        &self,
        dwreserved: u32,
        pllclocktime: *mut i64,
        phnssystemtime: *mut MFTIME,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetCorrelatedTime)(
                windows_core::Interface::as_raw(self),
                dwreserved,
                pllclocktime as _,
                phnssystemtime as _,
            )
        }
    }
    pub unsafe fn GetContinuityKey(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetContinuityKey)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetState(&self, dwreserved: u32) -> windows_core::Result<MFCLOCK_STATE> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetState)(
                windows_core::Interface::as_raw(self),
                dwreserved,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetProperties(&self, pclockproperties: *mut MFCLOCK_PROPERTIES) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetProperties)(
                windows_core::Interface::as_raw(self),
                pclockproperties as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFClock_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetClockCharacteristics:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetCorrelatedTime: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut i64,
        *mut MFTIME,
    ) -> windows_core::HRESULT,
    pub GetContinuityKey:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetState:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut MFCLOCK_STATE) -> windows_core::HRESULT,
    pub GetProperties:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MFCLOCK_PROPERTIES) -> windows_core::HRESULT,
}
pub trait IMFClock_Impl: windows_core::IUnknownImpl {
    fn GetClockCharacteristics(&self) -> windows_core::Result<u32>;
    fn GetCorrelatedTime(
        &self,
        dwreserved: u32,
        pllclocktime: *mut i64,
        phnssystemtime: *mut MFTIME,
    ) -> windows_core::Result<()>;
    fn GetContinuityKey(&self) -> windows_core::Result<u32>;
    fn GetState(&self, dwreserved: u32) -> windows_core::Result<MFCLOCK_STATE>;
    fn GetProperties(&self, pclockproperties: *mut MFCLOCK_PROPERTIES) -> windows_core::Result<()>;
}
impl IMFClock_Vtbl {
    pub const fn new<Identity: IMFClock_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetClockCharacteristics<Identity: IMFClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwcharacteristics: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClock::GetClockCharacteristics", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwcharacteristics.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFClock_Impl::GetClockCharacteristics(this) {
                    Ok(ok__) => {
                        pdwcharacteristics.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetCorrelatedTime<Identity: IMFClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwreserved: u32,
            pllclocktime: *mut i64,
            phnssystemtime: *mut MFTIME,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClock::GetCorrelatedTime", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFClock_Impl::GetCorrelatedTime(
                    this,
                    core::mem::transmute_copy(&dwreserved),
                    core::mem::transmute_copy(&pllclocktime),
                    core::mem::transmute_copy(&phnssystemtime),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetContinuityKey<Identity: IMFClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwcontinuitykey: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClock::GetContinuityKey", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwcontinuitykey.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFClock_Impl::GetContinuityKey(this) {
                    Ok(ok__) => {
                        pdwcontinuitykey.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetState<Identity: IMFClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwreserved: u32,
            peclockstate: *mut MFCLOCK_STATE,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClock::GetState", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if peclockstate.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFClock_Impl::GetState(this, core::mem::transmute_copy(&dwreserved)) {
                    Ok(ok__) => {
                        peclockstate.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetProperties<Identity: IMFClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pclockproperties: *mut MFCLOCK_PROPERTIES,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClock::GetProperties", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFClock_Impl::GetProperties(this, core::mem::transmute_copy(&pclockproperties)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetClockCharacteristics: GetClockCharacteristics::<Identity, OFFSET>,
            GetCorrelatedTime: GetCorrelatedTime::<Identity, OFFSET>,
            GetContinuityKey: GetContinuityKey::<Identity, OFFSET>,
            GetState: GetState::<Identity, OFFSET>,
            GetProperties: GetProperties::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFClock as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFClock {}
windows_core::imp::define_interface!(
    IMFClockConsumer,
    IMFClockConsumer_Vtbl,
    0x6ef2a662_47c0_4666_b13d_cbb717f2fa2c
);
windows_core::imp::interface_hierarchy!(IMFClockConsumer, windows_core::IUnknown);
impl IMFClockConsumer {
    pub unsafe fn SetPresentationClock<P0>(&self, ppresentationclock: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFPresentationClock>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetPresentationClock)(
                windows_core::Interface::as_raw(self),
                ppresentationclock.param().abi(),
            )
        }
    }
    pub unsafe fn GetPresentationClock(&self) -> windows_core::Result<IMFPresentationClock> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetPresentationClock)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFClockConsumer_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetPresentationClock:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetPresentationClock: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFClockConsumer_Impl: windows_core::IUnknownImpl {
    fn SetPresentationClock(
        &self,
        ppresentationclock: windows_core::Ref<IMFPresentationClock>,
    ) -> windows_core::Result<()>;
    fn GetPresentationClock(&self) -> windows_core::Result<IMFPresentationClock>;
}
impl IMFClockConsumer_Vtbl {
    pub const fn new<Identity: IMFClockConsumer_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetPresentationClock<
            Identity: IMFClockConsumer_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppresentationclock: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClockConsumer::SetPresentationClock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFClockConsumer_Impl::SetPresentationClock(
                    this,
                    core::mem::transmute_copy(&ppresentationclock),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetPresentationClock<
            Identity: IMFClockConsumer_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pppresentationclock: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClockConsumer::GetPresentationClock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pppresentationclock.is_null() {
                    return crate::edge::E_POINTER;
                }
                pppresentationclock.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFClockConsumer_Impl::GetPresentationClock(this) {
                    Ok(ok__) => {
                        pppresentationclock.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetPresentationClock: SetPresentationClock::<Identity, OFFSET>,
            GetPresentationClock: GetPresentationClock::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFClockConsumer as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFClockConsumer {}
windows_core::imp::define_interface!(
    IMFClockStateSink,
    IMFClockStateSink_Vtbl,
    0xf6696e82_74f7_4f3d_a178_8a5e09c3659f
);
windows_core::imp::interface_hierarchy!(IMFClockStateSink, windows_core::IUnknown);
impl IMFClockStateSink {
    pub unsafe fn OnClockStart(
        &self,
        hnssystemtime: MFTIME,
        llclockstartoffset: i64,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnClockStart)(
                windows_core::Interface::as_raw(self),
                hnssystemtime,
                llclockstartoffset,
            )
        }
    }
    pub unsafe fn OnClockStop(&self, hnssystemtime: MFTIME) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnClockStop)(
                windows_core::Interface::as_raw(self),
                hnssystemtime,
            )
        }
    }
    pub unsafe fn OnClockPause(&self, hnssystemtime: MFTIME) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnClockPause)(
                windows_core::Interface::as_raw(self),
                hnssystemtime,
            )
        }
    }
    pub unsafe fn OnClockRestart(&self, hnssystemtime: MFTIME) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnClockRestart)(
                windows_core::Interface::as_raw(self),
                hnssystemtime,
            )
        }
    }
    pub unsafe fn OnClockSetRate(&self, hnssystemtime: MFTIME, flrate: f32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnClockSetRate)(
                windows_core::Interface::as_raw(self),
                hnssystemtime,
                flrate,
            )
        }
    }
}
#[repr(C)]
pub struct IMFClockStateSink_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub OnClockStart: unsafe extern "system" fn(*mut core::ffi::c_void, MFTIME, i64) -> windows_core::HRESULT,
    pub OnClockStop: unsafe extern "system" fn(*mut core::ffi::c_void, MFTIME) -> windows_core::HRESULT,
    pub OnClockPause: unsafe extern "system" fn(*mut core::ffi::c_void, MFTIME) -> windows_core::HRESULT,
    pub OnClockRestart: unsafe extern "system" fn(*mut core::ffi::c_void, MFTIME) -> windows_core::HRESULT,
    pub OnClockSetRate:
        unsafe extern "system" fn(*mut core::ffi::c_void, MFTIME, f32) -> windows_core::HRESULT,
}
pub trait IMFClockStateSink_Impl: windows_core::IUnknownImpl {
    fn OnClockStart(&self, hnssystemtime: MFTIME, llclockstartoffset: i64) -> windows_core::Result<()>;
    fn OnClockStop(&self, hnssystemtime: MFTIME) -> windows_core::Result<()>;
    fn OnClockPause(&self, hnssystemtime: MFTIME) -> windows_core::Result<()>;
    fn OnClockRestart(&self, hnssystemtime: MFTIME) -> windows_core::Result<()>;
    fn OnClockSetRate(&self, hnssystemtime: MFTIME, flrate: f32) -> windows_core::Result<()>;
}
impl IMFClockStateSink_Vtbl {
    pub const fn new<Identity: IMFClockStateSink_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnClockStart<Identity: IMFClockStateSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnssystemtime: MFTIME,
            llclockstartoffset: i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClockStateSink::OnClockStart", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFClockStateSink_Impl::OnClockStart(
                    this,
                    core::mem::transmute_copy(&hnssystemtime),
                    core::mem::transmute_copy(&llclockstartoffset),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnClockStop<Identity: IMFClockStateSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnssystemtime: MFTIME,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClockStateSink::OnClockStop", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFClockStateSink_Impl::OnClockStop(this, core::mem::transmute_copy(&hnssystemtime)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnClockPause<Identity: IMFClockStateSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnssystemtime: MFTIME,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClockStateSink::OnClockPause", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFClockStateSink_Impl::OnClockPause(this, core::mem::transmute_copy(&hnssystemtime)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnClockRestart<Identity: IMFClockStateSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnssystemtime: MFTIME,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClockStateSink::OnClockRestart", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFClockStateSink_Impl::OnClockRestart(this, core::mem::transmute_copy(&hnssystemtime)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnClockSetRate<Identity: IMFClockStateSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnssystemtime: MFTIME,
            flrate: f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFClockStateSink::OnClockSetRate", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFClockStateSink_Impl::OnClockSetRate(
                    this,
                    core::mem::transmute_copy(&hnssystemtime),
                    core::mem::transmute_copy(&flrate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            OnClockStart: OnClockStart::<Identity, OFFSET>,
            OnClockStop: OnClockStop::<Identity, OFFSET>,
            OnClockPause: OnClockPause::<Identity, OFFSET>,
            OnClockRestart: OnClockRestart::<Identity, OFFSET>,
            OnClockSetRate: OnClockSetRate::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFClockStateSink as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFClockStateSink {}
windows_core::imp::define_interface!(
    IMFCollection,
    IMFCollection_Vtbl,
    0x5bc8a76b_869a_46a3_9b03_fa218a66aebe
);
windows_core::imp::interface_hierarchy!(IMFCollection, windows_core::IUnknown);
impl IMFCollection {
    pub unsafe fn GetElementCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetElementCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetElement(&self, dwelementindex: u32) -> windows_core::Result<windows_core::IUnknown> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetElement)(
                windows_core::Interface::as_raw(self),
                dwelementindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn AddElement<P0>(&self, punkelement: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).AddElement)(
                windows_core::Interface::as_raw(self),
                punkelement.param().abi(),
            )
        }
    }
    pub unsafe fn RemoveElement(&self, dwelementindex: u32) -> windows_core::Result<windows_core::IUnknown> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).RemoveElement)(
                windows_core::Interface::as_raw(self),
                dwelementindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn InsertElementAt<P1>(&self, dwindex: u32, punknown: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).InsertElementAt)(
                windows_core::Interface::as_raw(self),
                dwindex,
                punknown.param().abi(),
            )
        }
    }
    pub unsafe fn RemoveAllElements(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).RemoveAllElements)(windows_core::Interface::as_raw(self))
        }
    }
}
#[repr(C)]
pub struct IMFCollection_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetElementCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetElement: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub AddElement:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub RemoveElement: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub InsertElementAt: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub RemoveAllElements: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFCollection_Impl: windows_core::IUnknownImpl {
    fn GetElementCount(&self) -> windows_core::Result<u32>;
    fn GetElement(&self, dwelementindex: u32) -> windows_core::Result<windows_core::IUnknown>;
    fn AddElement(&self, punkelement: windows_core::Ref<windows_core::IUnknown>) -> windows_core::Result<()>;
    fn RemoveElement(&self, dwelementindex: u32) -> windows_core::Result<windows_core::IUnknown>;
    fn InsertElementAt(
        &self,
        dwindex: u32,
        punknown: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn RemoveAllElements(&self) -> windows_core::Result<()>;
}
impl IMFCollection_Vtbl {
    pub const fn new<Identity: IMFCollection_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetElementCount<Identity: IMFCollection_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcelements: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFCollection::GetElementCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcelements.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFCollection_Impl::GetElementCount(this) {
                    Ok(ok__) => {
                        pcelements.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetElement<Identity: IMFCollection_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwelementindex: u32,
            ppunkelement: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFCollection::GetElement", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppunkelement.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppunkelement.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFCollection_Impl::GetElement(this, core::mem::transmute_copy(&dwelementindex)) {
                    Ok(ok__) => {
                        ppunkelement.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn AddElement<Identity: IMFCollection_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            punkelement: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFCollection::AddElement", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFCollection_Impl::AddElement(this, core::mem::transmute_copy(&punkelement)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RemoveElement<Identity: IMFCollection_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwelementindex: u32,
            ppunkelement: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFCollection::RemoveElement", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppunkelement.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppunkelement.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFCollection_Impl::RemoveElement(this, core::mem::transmute_copy(&dwelementindex)) {
                    Ok(ok__) => {
                        ppunkelement.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn InsertElementAt<Identity: IMFCollection_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwindex: u32,
            punknown: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFCollection::InsertElementAt", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFCollection_Impl::InsertElementAt(
                    this,
                    core::mem::transmute_copy(&dwindex),
                    core::mem::transmute_copy(&punknown),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RemoveAllElements<Identity: IMFCollection_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFCollection::RemoveAllElements", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFCollection_Impl::RemoveAllElements(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetElementCount: GetElementCount::<Identity, OFFSET>,
            GetElement: GetElement::<Identity, OFFSET>,
            AddElement: AddElement::<Identity, OFFSET>,
            RemoveElement: RemoveElement::<Identity, OFFSET>,
            InsertElementAt: InsertElementAt::<Identity, OFFSET>,
            RemoveAllElements: RemoveAllElements::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFCollection as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFCollection {}
windows_core::imp::define_interface!(
    IMFDesiredSample,
    IMFDesiredSample_Vtbl,
    0x56c294d0_753e_4260_8d61_a3d8820b1d54
);
windows_core::imp::interface_hierarchy!(IMFDesiredSample, windows_core::IUnknown);
impl IMFDesiredSample {
    pub unsafe fn GetDesiredSampleTimeAndDuration(
        &self,
        phnssampletime: *mut i64,
        phnssampleduration: *mut i64,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetDesiredSampleTimeAndDuration)(
                windows_core::Interface::as_raw(self),
                phnssampletime as _,
                phnssampleduration as _,
            )
        }
    }
    pub unsafe fn SetDesiredSampleTimeAndDuration(&self, hnssampletime: i64, hnssampleduration: i64) {
        unsafe {
            (windows_core::Interface::vtable(self).SetDesiredSampleTimeAndDuration)(
                windows_core::Interface::as_raw(self),
                hnssampletime,
                hnssampleduration,
            );
        }
    }
    pub unsafe fn Clear(&self) {
        unsafe {
            (windows_core::Interface::vtable(self).Clear)(windows_core::Interface::as_raw(self));
        }
    }
}
#[repr(C)]
pub struct IMFDesiredSample_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetDesiredSampleTimeAndDuration:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut i64, *mut i64) -> windows_core::HRESULT,
    pub SetDesiredSampleTimeAndDuration: unsafe extern "system" fn(*mut core::ffi::c_void, i64, i64),
    pub Clear: unsafe extern "system" fn(*mut core::ffi::c_void),
}
pub trait IMFDesiredSample_Impl: windows_core::IUnknownImpl {
    fn GetDesiredSampleTimeAndDuration(
        &self,
        phnssampletime: *mut i64,
        phnssampleduration: *mut i64,
    ) -> windows_core::Result<()>;
    fn SetDesiredSampleTimeAndDuration(&self, hnssampletime: i64, hnssampleduration: i64);
    fn Clear(&self);
}
impl IMFDesiredSample_Vtbl {
    pub const fn new<Identity: IMFDesiredSample_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetDesiredSampleTimeAndDuration<
            Identity: IMFDesiredSample_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            phnssampletime: *mut i64,
            phnssampleduration: *mut i64,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFDesiredSample::GetDesiredSampleTimeAndDuration", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFDesiredSample_Impl::GetDesiredSampleTimeAndDuration(
                    this,
                    core::mem::transmute_copy(&phnssampletime),
                    core::mem::transmute_copy(&phnssampleduration),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetDesiredSampleTimeAndDuration<
            Identity: IMFDesiredSample_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            hnssampletime: i64,
            hnssampleduration: i64,
        ) {
            let call__ =
                crate::diagnostics::enter("IMFDesiredSample::SetDesiredSampleTimeAndDuration", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFDesiredSample_Impl::SetDesiredSampleTimeAndDuration(
                    this,
                    core::mem::transmute_copy(&hnssampletime),
                    core::mem::transmute_copy(&hnssampleduration),
                );
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Clear<Identity: IMFDesiredSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) {
            let call__ = crate::diagnostics::enter("IMFDesiredSample::Clear", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFDesiredSample_Impl::Clear(this);
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetDesiredSampleTimeAndDuration: GetDesiredSampleTimeAndDuration::<Identity, OFFSET>,
            SetDesiredSampleTimeAndDuration: SetDesiredSampleTimeAndDuration::<Identity, OFFSET>,
            Clear: Clear::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFDesiredSample as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFDesiredSample {}
windows_core::imp::define_interface!(
    IMFFieldOfUseMFTUnlock,
    IMFFieldOfUseMFTUnlock_Vtbl,
    0x508e71d3_ec66_4fc3_8775_b4b9ed6ba847
);
windows_core::imp::interface_hierarchy!(IMFFieldOfUseMFTUnlock, windows_core::IUnknown);
impl IMFFieldOfUseMFTUnlock {
    pub unsafe fn Unlock<P0>(&self, punkmft: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).Unlock)(
                windows_core::Interface::as_raw(self),
                punkmft.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFFieldOfUseMFTUnlock_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub Unlock:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFFieldOfUseMFTUnlock_Impl: windows_core::IUnknownImpl {
    fn Unlock(&self, punkmft: windows_core::Ref<windows_core::IUnknown>) -> windows_core::Result<()>;
}
impl IMFFieldOfUseMFTUnlock_Vtbl {
    pub const fn new<Identity: IMFFieldOfUseMFTUnlock_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn Unlock<Identity: IMFFieldOfUseMFTUnlock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            punkmft: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFFieldOfUseMFTUnlock::Unlock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFFieldOfUseMFTUnlock_Impl::Unlock(this, core::mem::transmute_copy(&punkmft)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            Unlock: Unlock::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFFieldOfUseMFTUnlock as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFFieldOfUseMFTUnlock {}
windows_core::imp::define_interface!(
    IMFFinalizableMediaSink,
    IMFFinalizableMediaSink_Vtbl,
    0xeaecb74a_9a50_42ce_9541_6a7f57aa4ad7
);
impl core::ops::Deref for IMFFinalizableMediaSink {
    type Target = IMFMediaSink;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFFinalizableMediaSink, windows_core::IUnknown, IMFMediaSink);
impl IMFFinalizableMediaSink {
    pub unsafe fn BeginFinalize<P0, P1>(&self, pcallback: P0, punkstate: P1) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncCallback>,
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginFinalize)(
                windows_core::Interface::as_raw(self),
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndFinalize<P0>(&self, presult: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndFinalize)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFFinalizableMediaSink_Vtbl {
    pub base__: IMFMediaSink_Vtbl,
    pub BeginFinalize: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndFinalize:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFFinalizableMediaSink_Impl: IMFMediaSink_Impl {
    fn BeginFinalize(
        &self,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndFinalize(&self, presult: windows_core::Ref<IMFAsyncResult>) -> windows_core::Result<()>;
}
impl IMFFinalizableMediaSink_Vtbl {
    pub const fn new<Identity: IMFFinalizableMediaSink_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn BeginFinalize<
            Identity: IMFFinalizableMediaSink_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFFinalizableMediaSink::BeginFinalize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFFinalizableMediaSink_Impl::BeginFinalize(
                    this,
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndFinalize<Identity: IMFFinalizableMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFFinalizableMediaSink::EndFinalize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFFinalizableMediaSink_Impl::EndFinalize(this, core::mem::transmute_copy(&presult)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaSink_Vtbl::new::<Identity, OFFSET>(),
            BeginFinalize: BeginFinalize::<Identity, OFFSET>,
            EndFinalize: EndFinalize::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFFinalizableMediaSink as windows_core::Interface>::IID
            || iid == &<IMFMediaSink as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFFinalizableMediaSink {}
windows_core::imp::define_interface!(
    IMFGetService,
    IMFGetService_Vtbl,
    0xfa993888_4383_415a_a930_dd472a8cf6f7
);
windows_core::imp::interface_hierarchy!(IMFGetService, windows_core::IUnknown);
impl IMFGetService {
    pub unsafe fn GetService<T>(&self, guidservice: *const windows_core::GUID) -> windows_core::Result<T>
    where
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).GetService)(
                windows_core::Interface::as_raw(self),
                guidservice,
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFGetService_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetService: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFGetService_Impl: windows_core::IUnknownImpl {
    fn GetService(
        &self,
        guidservice: *const windows_core::GUID,
        riid: *const windows_core::GUID,
        ppvobject: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
}
impl IMFGetService_Vtbl {
    pub const fn new<Identity: IMFGetService_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetService<Identity: IMFGetService_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidservice: *const windows_core::GUID,
            riid: *const windows_core::GUID,
            ppvobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFGetService::GetService", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvobject.is_null() {
                    ppvobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFGetService_Impl::GetService(
                    this,
                    core::mem::transmute_copy(&guidservice),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppvobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetService: GetService::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFGetService as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFGetService {}
windows_core::imp::define_interface!(
    IMFLocalMFTRegistration,
    IMFLocalMFTRegistration_Vtbl,
    0x149c4d73_b4be_4f8d_8b87_079e926b6add
);
windows_core::imp::interface_hierarchy!(IMFLocalMFTRegistration, windows_core::IUnknown);
impl IMFLocalMFTRegistration {
    pub unsafe fn RegisterMFTs(
        &self,
        pmfts: *const MFT_REGISTRATION_INFO,
        cmfts: u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).RegisterMFTs)(
                windows_core::Interface::as_raw(self),
                pmfts,
                cmfts,
            )
        }
    }
}
#[repr(C)]
pub struct IMFLocalMFTRegistration_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub RegisterMFTs: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const MFT_REGISTRATION_INFO,
        u32,
    ) -> windows_core::HRESULT,
}
pub trait IMFLocalMFTRegistration_Impl: windows_core::IUnknownImpl {
    fn RegisterMFTs(&self, pmfts: *const MFT_REGISTRATION_INFO, cmfts: u32) -> windows_core::Result<()>;
}
impl IMFLocalMFTRegistration_Vtbl {
    pub const fn new<Identity: IMFLocalMFTRegistration_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn RegisterMFTs<
            Identity: IMFLocalMFTRegistration_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pmfts: *const MFT_REGISTRATION_INFO,
            cmfts: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFLocalMFTRegistration::RegisterMFTs", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFLocalMFTRegistration_Impl::RegisterMFTs(
                    this,
                    core::mem::transmute_copy(&pmfts),
                    core::mem::transmute_copy(&cmfts),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            RegisterMFTs: RegisterMFTs::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFLocalMFTRegistration as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFLocalMFTRegistration {}
windows_core::imp::define_interface!(
    IMFMediaBuffer,
    IMFMediaBuffer_Vtbl,
    0x045fa593_8799_42b8_bc8d_8968c6453507
);
windows_core::imp::interface_hierarchy!(IMFMediaBuffer, windows_core::IUnknown);
impl IMFMediaBuffer {
    pub unsafe fn Lock(
        &self,
        ppbbuffer: *mut *mut u8,
        pcbmaxlength: Option<*mut u32>,
        pcbcurrentlength: Option<*mut u32>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Lock)(
                windows_core::Interface::as_raw(self),
                ppbbuffer as _,
                pcbmaxlength.unwrap_or(core::mem::zeroed()) as _,
                pcbcurrentlength.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn Unlock(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Unlock)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn GetCurrentLength(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCurrentLength)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetCurrentLength(&self, cbcurrentlength: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetCurrentLength)(
                windows_core::Interface::as_raw(self),
                cbcurrentlength,
            )
        }
    }
    pub unsafe fn GetMaxLength(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMaxLength)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFMediaBuffer_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub Lock: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut u8,
        *mut u32,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub Unlock: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetCurrentLength:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub SetCurrentLength: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetMaxLength: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
}
pub trait IMFMediaBuffer_Impl: windows_core::IUnknownImpl {
    fn Lock(
        &self,
        ppbbuffer: *mut *mut u8,
        pcbmaxlength: *mut u32,
        pcbcurrentlength: *mut u32,
    ) -> windows_core::Result<()>;
    fn Unlock(&self) -> windows_core::Result<()>;
    fn GetCurrentLength(&self) -> windows_core::Result<u32>;
    fn SetCurrentLength(&self, cbcurrentlength: u32) -> windows_core::Result<()>;
    fn GetMaxLength(&self) -> windows_core::Result<u32>;
}
impl IMFMediaBuffer_Vtbl {
    pub const fn new<Identity: IMFMediaBuffer_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn Lock<Identity: IMFMediaBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppbbuffer: *mut *mut u8,
            pcbmaxlength: *mut u32,
            pcbcurrentlength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaBuffer::Lock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppbbuffer.is_null() {
                    ppbbuffer.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaBuffer_Impl::Lock(
                    this,
                    core::mem::transmute_copy(&ppbbuffer),
                    core::mem::transmute_copy(&pcbmaxlength),
                    core::mem::transmute_copy(&pcbcurrentlength),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Unlock<Identity: IMFMediaBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaBuffer::Unlock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaBuffer_Impl::Unlock(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetCurrentLength<Identity: IMFMediaBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcbcurrentlength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaBuffer::GetCurrentLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbcurrentlength.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaBuffer_Impl::GetCurrentLength(this) {
                    Ok(ok__) => {
                        pcbcurrentlength.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetCurrentLength<Identity: IMFMediaBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            cbcurrentlength: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaBuffer::SetCurrentLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaBuffer_Impl::SetCurrentLength(this, core::mem::transmute_copy(&cbcurrentlength))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMaxLength<Identity: IMFMediaBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcbmaxlength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaBuffer::GetMaxLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbmaxlength.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaBuffer_Impl::GetMaxLength(this) {
                    Ok(ok__) => {
                        pcbmaxlength.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            Lock: Lock::<Identity, OFFSET>,
            Unlock: Unlock::<Identity, OFFSET>,
            GetCurrentLength: GetCurrentLength::<Identity, OFFSET>,
            SetCurrentLength: SetCurrentLength::<Identity, OFFSET>,
            GetMaxLength: GetMaxLength::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaBuffer as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaBuffer {}
windows_core::imp::define_interface!(
    IMFMediaEvent,
    IMFMediaEvent_Vtbl,
    0xdf598932_f10c_4e39_bba2_c308f101daa3
);
impl core::ops::Deref for IMFMediaEvent {
    type Target = IMFAttributes;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFMediaEvent, windows_core::IUnknown, IMFAttributes);
impl IMFMediaEvent {
    pub unsafe fn GetType(&self) -> windows_core::Result<MediaEventType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetType)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetExtendedType(&self) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetExtendedType)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetStatus(&self) -> windows_core::Result<windows_core::HRESULT> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStatus)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetValue(&self) -> windows_core::Result<PROPVARIANT> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetValue)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
}
#[repr(C)]
pub struct IMFMediaEvent_Vtbl {
    pub base__: IMFAttributes_Vtbl,
    pub GetType:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MediaEventType) -> windows_core::HRESULT,
    pub GetExtendedType:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::GUID) -> windows_core::HRESULT,
    pub GetStatus: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut windows_core::HRESULT,
    ) -> windows_core::HRESULT,
    pub GetValue:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut PROPVARIANT) -> windows_core::HRESULT,
}
pub trait IMFMediaEvent_Impl: IMFAttributes_Impl {
    fn GetType(&self) -> windows_core::Result<MediaEventType>;
    fn GetExtendedType(&self) -> windows_core::Result<windows_core::GUID>;
    fn GetStatus(&self) -> windows_core::Result<windows_core::HRESULT>;
    fn GetValue(&self) -> windows_core::Result<PROPVARIANT>;
}
impl IMFMediaEvent_Vtbl {
    pub const fn new<Identity: IMFMediaEvent_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetType<Identity: IMFMediaEvent_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pmet: *mut MediaEventType,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEvent::GetType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pmet.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaEvent_Impl::GetType(this) {
                    Ok(ok__) => {
                        pmet.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetExtendedType<Identity: IMFMediaEvent_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pguidextendedtype: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEvent::GetExtendedType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pguidextendedtype.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaEvent_Impl::GetExtendedType(this) {
                    Ok(ok__) => {
                        pguidextendedtype.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStatus<Identity: IMFMediaEvent_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            phrstatus: *mut windows_core::HRESULT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEvent::GetStatus", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if phrstatus.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaEvent_Impl::GetStatus(this) {
                    Ok(ok__) => {
                        phrstatus.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetValue<Identity: IMFMediaEvent_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pvvalue: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEvent::GetValue", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pvvalue.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaEvent_Impl::GetValue(this) {
                    Ok(ok__) => {
                        pvvalue.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAttributes_Vtbl::new::<Identity, OFFSET>(),
            GetType: GetType::<Identity, OFFSET>,
            GetExtendedType: GetExtendedType::<Identity, OFFSET>,
            GetStatus: GetStatus::<Identity, OFFSET>,
            GetValue: GetValue::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaEvent as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaEvent {}
windows_core::imp::define_interface!(
    IMFMediaEventGenerator,
    IMFMediaEventGenerator_Vtbl,
    0x2cd0bd52_bcd5_4b89_b62c_eadc0c031e7d
);
windows_core::imp::interface_hierarchy!(IMFMediaEventGenerator, windows_core::IUnknown);
impl IMFMediaEventGenerator {
    pub unsafe fn GetEvent(&self, dwflags: u32) -> windows_core::Result<IMFMediaEvent> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetEvent)(
                windows_core::Interface::as_raw(self),
                dwflags,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn BeginGetEvent<P0, P1>(&self, pcallback: P0, punkstate: P1) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncCallback>,
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginGetEvent)(
                windows_core::Interface::as_raw(self),
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndGetEvent<P0>(&self, presult: P0) -> windows_core::Result<IMFMediaEvent>
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).EndGetEvent)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn QueueEvent(
        &self,
        met: MediaEventType,
        guidextendedtype: *const windows_core::GUID,
        hrstatus: windows_core::HRESULT,
        pvvalue: *const PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).QueueEvent)(
                windows_core::Interface::as_raw(self),
                met,
                guidextendedtype,
                hrstatus,
                pvvalue,
            )
        }
    }
}
#[repr(C)]
pub struct IMFMediaEventGenerator_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub BeginGetEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndGetEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub QueueEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MediaEventType,
        *const windows_core::GUID,
        windows_core::HRESULT,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
}
pub trait IMFMediaEventGenerator_Impl: windows_core::IUnknownImpl {
    fn GetEvent(&self, dwflags: u32) -> windows_core::Result<IMFMediaEvent>;
    fn BeginGetEvent(
        &self,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndGetEvent(&self, presult: windows_core::Ref<IMFAsyncResult>) -> windows_core::Result<IMFMediaEvent>;
    fn QueueEvent(
        &self,
        met: MediaEventType,
        guidextendedtype: *const windows_core::GUID,
        hrstatus: windows_core::HRESULT,
        pvvalue: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
}
impl IMFMediaEventGenerator_Vtbl {
    pub const fn new<Identity: IMFMediaEventGenerator_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetEvent<Identity: IMFMediaEventGenerator_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwflags: u32,
            ppevent: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventGenerator::GetEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppevent.is_null() {
                    return crate::edge::INVALID_ARGUMENT;
                }
                ppevent.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaEventGenerator_Impl::GetEvent(this, core::mem::transmute_copy(&dwflags)) {
                    Ok(ok__) => {
                        ppevent.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginGetEvent<
            Identity: IMFMediaEventGenerator_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventGenerator::BeginGetEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaEventGenerator_Impl::BeginGetEvent(
                    this,
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndGetEvent<Identity: IMFMediaEventGenerator_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            ppevent: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventGenerator::EndGetEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppevent.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppevent.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaEventGenerator_Impl::EndGetEvent(this, core::mem::transmute_copy(&presult)) {
                    Ok(ok__) => {
                        ppevent.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn QueueEvent<Identity: IMFMediaEventGenerator_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            met: MediaEventType,
            guidextendedtype: *const windows_core::GUID,
            hrstatus: windows_core::HRESULT,
            pvvalue: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventGenerator::QueueEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaEventGenerator_Impl::QueueEvent(
                    this,
                    core::mem::transmute_copy(&met),
                    core::mem::transmute_copy(&guidextendedtype),
                    core::mem::transmute_copy(&hrstatus),
                    core::mem::transmute_copy(&pvvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetEvent: GetEvent::<Identity, OFFSET>,
            BeginGetEvent: BeginGetEvent::<Identity, OFFSET>,
            EndGetEvent: EndGetEvent::<Identity, OFFSET>,
            QueueEvent: QueueEvent::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaEventGenerator as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaEventGenerator {}
windows_core::imp::define_interface!(
    IMFMediaEventQueue,
    IMFMediaEventQueue_Vtbl,
    0x36f846fc_2256_48b6_b58e_e2b638316581
);
windows_core::imp::interface_hierarchy!(IMFMediaEventQueue, windows_core::IUnknown);
impl IMFMediaEventQueue {
    pub unsafe fn GetEvent(&self, dwflags: u32) -> windows_core::Result<IMFMediaEvent> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetEvent)(
                windows_core::Interface::as_raw(self),
                dwflags,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn BeginGetEvent<P0, P1>(&self, pcallback: P0, punkstate: P1) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncCallback>,
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginGetEvent)(
                windows_core::Interface::as_raw(self),
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndGetEvent<P0>(&self, presult: P0) -> windows_core::Result<IMFMediaEvent>
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).EndGetEvent)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn QueueEvent<P0>(&self, pevent: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFMediaEvent>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).QueueEvent)(
                windows_core::Interface::as_raw(self),
                pevent.param().abi(),
            )
        }
    }
    pub unsafe fn QueueEventParamVar(
        &self,
        met: MediaEventType,
        guidextendedtype: *const windows_core::GUID,
        hrstatus: windows_core::HRESULT,
        pvvalue: *const PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).QueueEventParamVar)(
                windows_core::Interface::as_raw(self),
                met,
                guidextendedtype,
                hrstatus,
                pvvalue,
            )
        }
    }
    pub unsafe fn QueueEventParamUnk<P3>(
        &self,
        met: MediaEventType,
        guidextendedtype: *const windows_core::GUID,
        hrstatus: windows_core::HRESULT,
        punk: P3,
    ) -> windows_core::HRESULT
    where
        P3: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).QueueEventParamUnk)(
                windows_core::Interface::as_raw(self),
                met,
                guidextendedtype,
                hrstatus,
                punk.param().abi(),
            )
        }
    }
    pub unsafe fn Shutdown(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Shutdown)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFMediaEventQueue_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub BeginGetEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndGetEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub QueueEvent:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub QueueEventParamVar: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MediaEventType,
        *const windows_core::GUID,
        windows_core::HRESULT,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub QueueEventParamUnk: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MediaEventType,
        *const windows_core::GUID,
        windows_core::HRESULT,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Shutdown: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFMediaEventQueue_Impl: windows_core::IUnknownImpl {
    fn GetEvent(&self, dwflags: u32) -> windows_core::Result<IMFMediaEvent>;
    fn BeginGetEvent(
        &self,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndGetEvent(&self, presult: windows_core::Ref<IMFAsyncResult>) -> windows_core::Result<IMFMediaEvent>;
    fn QueueEvent(&self, pevent: windows_core::Ref<IMFMediaEvent>) -> windows_core::Result<()>;
    fn QueueEventParamVar(
        &self,
        met: MediaEventType,
        guidextendedtype: *const windows_core::GUID,
        hrstatus: windows_core::HRESULT,
        pvvalue: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn QueueEventParamUnk(
        &self,
        met: MediaEventType,
        guidextendedtype: *const windows_core::GUID,
        hrstatus: windows_core::HRESULT,
        punk: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn Shutdown(&self) -> windows_core::Result<()>;
}
impl IMFMediaEventQueue_Vtbl {
    pub const fn new<Identity: IMFMediaEventQueue_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetEvent<Identity: IMFMediaEventQueue_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwflags: u32,
            ppevent: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventQueue::GetEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppevent.is_null() {
                    return crate::edge::INVALID_ARGUMENT;
                }
                ppevent.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaEventQueue_Impl::GetEvent(this, core::mem::transmute_copy(&dwflags)) {
                    Ok(ok__) => {
                        ppevent.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginGetEvent<Identity: IMFMediaEventQueue_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventQueue::BeginGetEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaEventQueue_Impl::BeginGetEvent(
                    this,
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndGetEvent<Identity: IMFMediaEventQueue_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            ppevent: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventQueue::EndGetEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppevent.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppevent.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaEventQueue_Impl::EndGetEvent(this, core::mem::transmute_copy(&presult)) {
                    Ok(ok__) => {
                        ppevent.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn QueueEvent<Identity: IMFMediaEventQueue_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pevent: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventQueue::QueueEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaEventQueue_Impl::QueueEvent(this, core::mem::transmute_copy(&pevent)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn QueueEventParamVar<
            Identity: IMFMediaEventQueue_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            met: MediaEventType,
            guidextendedtype: *const windows_core::GUID,
            hrstatus: windows_core::HRESULT,
            pvvalue: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventQueue::QueueEventParamVar", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaEventQueue_Impl::QueueEventParamVar(
                    this,
                    core::mem::transmute_copy(&met),
                    core::mem::transmute_copy(&guidextendedtype),
                    core::mem::transmute_copy(&hrstatus),
                    core::mem::transmute_copy(&pvvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn QueueEventParamUnk<
            Identity: IMFMediaEventQueue_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            met: MediaEventType,
            guidextendedtype: *const windows_core::GUID,
            hrstatus: windows_core::HRESULT,
            punk: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventQueue::QueueEventParamUnk", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaEventQueue_Impl::QueueEventParamUnk(
                    this,
                    core::mem::transmute_copy(&met),
                    core::mem::transmute_copy(&guidextendedtype),
                    core::mem::transmute_copy(&hrstatus),
                    core::mem::transmute_copy(&punk),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Shutdown<Identity: IMFMediaEventQueue_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaEventQueue::Shutdown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaEventQueue_Impl::Shutdown(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetEvent: GetEvent::<Identity, OFFSET>,
            BeginGetEvent: BeginGetEvent::<Identity, OFFSET>,
            EndGetEvent: EndGetEvent::<Identity, OFFSET>,
            QueueEvent: QueueEvent::<Identity, OFFSET>,
            QueueEventParamVar: QueueEventParamVar::<Identity, OFFSET>,
            QueueEventParamUnk: QueueEventParamUnk::<Identity, OFFSET>,
            Shutdown: Shutdown::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaEventQueue as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaEventQueue {}
windows_core::imp::define_interface!(
    IMFMediaSession,
    IMFMediaSession_Vtbl,
    0x90377834_21d0_4dee_8214_ba2e3e6c1127
);
impl core::ops::Deref for IMFMediaSession {
    type Target = IMFMediaEventGenerator;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFMediaSession, windows_core::IUnknown, IMFMediaEventGenerator);
impl IMFMediaSession {
    pub unsafe fn SetTopology<P1>(&self, dwsettopologyflags: u32, ptopology: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFTopology>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetTopology)(
                windows_core::Interface::as_raw(self),
                dwsettopologyflags,
                ptopology.param().abi(),
            )
        }
    }
    pub unsafe fn ClearTopologies(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ClearTopologies)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn Start(
        &self,
        pguidtimeformat: *const windows_core::GUID,
        pvarstartposition: *const PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Start)(
                windows_core::Interface::as_raw(self),
                pguidtimeformat,
                pvarstartposition,
            )
        }
    }
    pub unsafe fn Pause(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Pause)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn Stop(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Stop)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn Close(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Close)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn Shutdown(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Shutdown)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn GetClock(&self) -> windows_core::Result<IMFClock> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetClock)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetSessionCapabilities(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSessionCapabilities)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetFullTopology(
        &self,
        dwgetfulltopologyflags: u32,
        topoid: TOPOID,
    ) -> windows_core::Result<IMFTopology> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetFullTopology)(
                windows_core::Interface::as_raw(self),
                dwgetfulltopologyflags,
                topoid,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFMediaSession_Vtbl {
    pub base__: IMFMediaEventGenerator_Vtbl,
    pub SetTopology: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub ClearTopologies: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Start: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub Pause: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Stop: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Close: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Shutdown: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetClock: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetSessionCapabilities:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetFullTopology: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        TOPOID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFMediaSession_Impl: IMFMediaEventGenerator_Impl {
    fn SetTopology(
        &self,
        dwsettopologyflags: u32,
        ptopology: windows_core::Ref<IMFTopology>,
    ) -> windows_core::Result<()>;
    fn ClearTopologies(&self) -> windows_core::Result<()>;
    fn Start(
        &self,
        pguidtimeformat: *const windows_core::GUID,
        pvarstartposition: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn Pause(&self) -> windows_core::Result<()>;
    fn Stop(&self) -> windows_core::Result<()>;
    fn Close(&self) -> windows_core::Result<()>;
    fn Shutdown(&self) -> windows_core::Result<()>;
    fn GetClock(&self) -> windows_core::Result<IMFClock>;
    fn GetSessionCapabilities(&self) -> windows_core::Result<u32>;
    fn GetFullTopology(
        &self,
        dwgetfulltopologyflags: u32,
        topoid: TOPOID,
    ) -> windows_core::Result<IMFTopology>;
}
impl IMFMediaSession_Vtbl {
    pub const fn new<Identity: IMFMediaSession_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetTopology<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwsettopologyflags: u32,
            ptopology: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::SetTopology", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSession_Impl::SetTopology(
                    this,
                    core::mem::transmute_copy(&dwsettopologyflags),
                    core::mem::transmute_copy(&ptopology),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ClearTopologies<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::ClearTopologies", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSession_Impl::ClearTopologies(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Start<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pguidtimeformat: *const windows_core::GUID,
            pvarstartposition: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::Start", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSession_Impl::Start(
                    this,
                    core::mem::transmute_copy(&pguidtimeformat),
                    core::mem::transmute_copy(&pvarstartposition),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Pause<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::Pause", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSession_Impl::Pause(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Stop<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::Stop", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSession_Impl::Stop(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Close<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::Close", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSession_Impl::Close(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Shutdown<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::Shutdown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSession_Impl::Shutdown(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetClock<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppclock: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::GetClock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppclock.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppclock.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSession_Impl::GetClock(this) {
                    Ok(ok__) => {
                        ppclock.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetSessionCapabilities<
            Identity: IMFMediaSession_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdwcaps: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::GetSessionCapabilities", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwcaps.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSession_Impl::GetSessionCapabilities(this) {
                    Ok(ok__) => {
                        pdwcaps.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetFullTopology<Identity: IMFMediaSession_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwgetfulltopologyflags: u32,
            topoid: TOPOID,
            ppfulltopology: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSession::GetFullTopology", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppfulltopology.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppfulltopology.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSession_Impl::GetFullTopology(
                    this,
                    core::mem::transmute_copy(&dwgetfulltopologyflags),
                    core::mem::transmute_copy(&topoid),
                ) {
                    Ok(ok__) => {
                        ppfulltopology.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaEventGenerator_Vtbl::new::<Identity, OFFSET>(),
            SetTopology: SetTopology::<Identity, OFFSET>,
            ClearTopologies: ClearTopologies::<Identity, OFFSET>,
            Start: Start::<Identity, OFFSET>,
            Pause: Pause::<Identity, OFFSET>,
            Stop: Stop::<Identity, OFFSET>,
            Close: Close::<Identity, OFFSET>,
            Shutdown: Shutdown::<Identity, OFFSET>,
            GetClock: GetClock::<Identity, OFFSET>,
            GetSessionCapabilities: GetSessionCapabilities::<Identity, OFFSET>,
            GetFullTopology: GetFullTopology::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaSession as windows_core::Interface>::IID
            || iid == &<IMFMediaEventGenerator as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaSession {}
windows_core::imp::define_interface!(
    IMFMediaSink,
    IMFMediaSink_Vtbl,
    0x6ef2a660_47c0_4666_b13d_cbb717f2fa2c
);
windows_core::imp::interface_hierarchy!(IMFMediaSink, windows_core::IUnknown);
impl IMFMediaSink {
    pub unsafe fn GetCharacteristics(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCharacteristics)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn AddStreamSink<P1>(
        &self,
        dwstreamsinkidentifier: u32,
        pmediatype: P1,
    ) -> windows_core::Result<IMFStreamSink>
    where
        P1: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).AddStreamSink)(
                windows_core::Interface::as_raw(self),
                dwstreamsinkidentifier,
                pmediatype.param().abi(),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn RemoveStreamSink(&self, dwstreamsinkidentifier: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).RemoveStreamSink)(
                windows_core::Interface::as_raw(self),
                dwstreamsinkidentifier,
            )
        }
    }
    pub unsafe fn GetStreamSinkCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamSinkCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetStreamSinkByIndex(&self, dwindex: u32) -> windows_core::Result<IMFStreamSink> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamSinkByIndex)(
                windows_core::Interface::as_raw(self),
                dwindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetStreamSinkById(
        &self,
        dwstreamsinkidentifier: u32,
    ) -> windows_core::Result<IMFStreamSink> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamSinkById)(
                windows_core::Interface::as_raw(self),
                dwstreamsinkidentifier,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetPresentationClock<P0>(&self, ppresentationclock: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFPresentationClock>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetPresentationClock)(
                windows_core::Interface::as_raw(self),
                ppresentationclock.param().abi(),
            )
        }
    }
    pub unsafe fn GetPresentationClock(&self) -> windows_core::Result<IMFPresentationClock> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetPresentationClock)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn Shutdown(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Shutdown)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFMediaSink_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetCharacteristics:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub AddStreamSink: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub RemoveStreamSink: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetStreamSinkCount:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetStreamSinkByIndex: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetStreamSinkById: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetPresentationClock:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetPresentationClock: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Shutdown: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFMediaSink_Impl: windows_core::IUnknownImpl {
    fn GetCharacteristics(&self) -> windows_core::Result<u32>;
    fn AddStreamSink(
        &self,
        dwstreamsinkidentifier: u32,
        pmediatype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<IMFStreamSink>;
    fn RemoveStreamSink(&self, dwstreamsinkidentifier: u32) -> windows_core::Result<()>;
    fn GetStreamSinkCount(&self) -> windows_core::Result<u32>;
    fn GetStreamSinkByIndex(&self, dwindex: u32) -> windows_core::Result<IMFStreamSink>;
    fn GetStreamSinkById(&self, dwstreamsinkidentifier: u32) -> windows_core::Result<IMFStreamSink>;
    fn SetPresentationClock(
        &self,
        ppresentationclock: windows_core::Ref<IMFPresentationClock>,
    ) -> windows_core::Result<()>;
    fn GetPresentationClock(&self) -> windows_core::Result<IMFPresentationClock>;
    fn Shutdown(&self) -> windows_core::Result<()>;
}
impl IMFMediaSink_Vtbl {
    pub const fn new<Identity: IMFMediaSink_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetCharacteristics<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwcharacteristics: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::GetCharacteristics", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwcharacteristics.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSink_Impl::GetCharacteristics(this) {
                    Ok(ok__) => {
                        pdwcharacteristics.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn AddStreamSink<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamsinkidentifier: u32,
            pmediatype: *mut core::ffi::c_void,
            ppstreamsink: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::AddStreamSink", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppstreamsink.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppstreamsink.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSink_Impl::AddStreamSink(
                    this,
                    core::mem::transmute_copy(&dwstreamsinkidentifier),
                    core::mem::transmute_copy(&pmediatype),
                ) {
                    Ok(ok__) => {
                        ppstreamsink.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RemoveStreamSink<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamsinkidentifier: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::RemoveStreamSink", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSink_Impl::RemoveStreamSink(this, core::mem::transmute_copy(&dwstreamsinkidentifier))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamSinkCount<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcstreamsinkcount: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::GetStreamSinkCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcstreamsinkcount.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSink_Impl::GetStreamSinkCount(this) {
                    Ok(ok__) => {
                        pcstreamsinkcount.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamSinkByIndex<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwindex: u32,
            ppstreamsink: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::GetStreamSinkByIndex", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppstreamsink.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppstreamsink.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSink_Impl::GetStreamSinkByIndex(this, core::mem::transmute_copy(&dwindex)) {
                    Ok(ok__) => {
                        ppstreamsink.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamSinkById<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamsinkidentifier: u32,
            ppstreamsink: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::GetStreamSinkById", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppstreamsink.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppstreamsink.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSink_Impl::GetStreamSinkById(
                    this,
                    core::mem::transmute_copy(&dwstreamsinkidentifier),
                ) {
                    Ok(ok__) => {
                        ppstreamsink.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetPresentationClock<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppresentationclock: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::SetPresentationClock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSink_Impl::SetPresentationClock(this, core::mem::transmute_copy(&ppresentationclock))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetPresentationClock<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pppresentationclock: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::GetPresentationClock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pppresentationclock.is_null() {
                    return crate::edge::E_POINTER;
                }
                pppresentationclock.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSink_Impl::GetPresentationClock(this) {
                    Ok(ok__) => {
                        pppresentationclock.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Shutdown<Identity: IMFMediaSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSink::Shutdown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSink_Impl::Shutdown(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetCharacteristics: GetCharacteristics::<Identity, OFFSET>,
            AddStreamSink: AddStreamSink::<Identity, OFFSET>,
            RemoveStreamSink: RemoveStreamSink::<Identity, OFFSET>,
            GetStreamSinkCount: GetStreamSinkCount::<Identity, OFFSET>,
            GetStreamSinkByIndex: GetStreamSinkByIndex::<Identity, OFFSET>,
            GetStreamSinkById: GetStreamSinkById::<Identity, OFFSET>,
            SetPresentationClock: SetPresentationClock::<Identity, OFFSET>,
            GetPresentationClock: GetPresentationClock::<Identity, OFFSET>,
            Shutdown: Shutdown::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaSink as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaSink {}
windows_core::imp::define_interface!(
    IMFMediaSinkPreroll,
    IMFMediaSinkPreroll_Vtbl,
    0x5dfd4b2a_7674_4110_a4e6_8a68fd5f3688
);
windows_core::imp::interface_hierarchy!(IMFMediaSinkPreroll, windows_core::IUnknown);
impl IMFMediaSinkPreroll {
    pub unsafe fn NotifyPreroll(&self, hnsupcomingstarttime: MFTIME) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyPreroll)(
                windows_core::Interface::as_raw(self),
                hnsupcomingstarttime,
            )
        }
    }
}
#[repr(C)]
pub struct IMFMediaSinkPreroll_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub NotifyPreroll: unsafe extern "system" fn(*mut core::ffi::c_void, MFTIME) -> windows_core::HRESULT,
}
pub trait IMFMediaSinkPreroll_Impl: windows_core::IUnknownImpl {
    fn NotifyPreroll(&self, hnsupcomingstarttime: MFTIME) -> windows_core::Result<()>;
}
impl IMFMediaSinkPreroll_Vtbl {
    pub const fn new<Identity: IMFMediaSinkPreroll_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn NotifyPreroll<Identity: IMFMediaSinkPreroll_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnsupcomingstarttime: MFTIME,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSinkPreroll::NotifyPreroll", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSinkPreroll_Impl::NotifyPreroll(
                    this,
                    core::mem::transmute_copy(&hnsupcomingstarttime),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            NotifyPreroll: NotifyPreroll::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaSinkPreroll as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaSinkPreroll {}
windows_core::imp::define_interface!(
    IMFMediaSource,
    IMFMediaSource_Vtbl,
    0x279a808d_aec7_40c8_9c6b_a6b492c78a66
);
impl core::ops::Deref for IMFMediaSource {
    type Target = IMFMediaEventGenerator;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFMediaSource, windows_core::IUnknown, IMFMediaEventGenerator);
impl IMFMediaSource {
    pub unsafe fn GetCharacteristics(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCharacteristics)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn CreatePresentationDescriptor(&self) -> windows_core::Result<IMFPresentationDescriptor> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).CreatePresentationDescriptor)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn Start<P0>(
        &self,
        ppresentationdescriptor: P0,
        pguidtimeformat: *const windows_core::GUID,
        pvarstartposition: *const PROPVARIANT,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFPresentationDescriptor>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).Start)(
                windows_core::Interface::as_raw(self),
                ppresentationdescriptor.param().abi(),
                pguidtimeformat,
                pvarstartposition,
            )
        }
    }
    pub unsafe fn Stop(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Stop)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn Pause(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Pause)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn Shutdown(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Shutdown)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFMediaSource_Vtbl {
    pub base__: IMFMediaEventGenerator_Vtbl,
    pub GetCharacteristics:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub CreatePresentationDescriptor: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Start: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub Stop: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Pause: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Shutdown: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFMediaSource_Impl: IMFMediaEventGenerator_Impl {
    fn GetCharacteristics(&self) -> windows_core::Result<u32>;
    fn CreatePresentationDescriptor(&self) -> windows_core::Result<IMFPresentationDescriptor>;
    fn Start(
        &self,
        ppresentationdescriptor: windows_core::Ref<IMFPresentationDescriptor>,
        pguidtimeformat: *const windows_core::GUID,
        pvarstartposition: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn Stop(&self) -> windows_core::Result<()>;
    fn Pause(&self) -> windows_core::Result<()>;
    fn Shutdown(&self) -> windows_core::Result<()>;
}
impl IMFMediaSource_Vtbl {
    pub const fn new<Identity: IMFMediaSource_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetCharacteristics<Identity: IMFMediaSource_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwcharacteristics: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSource::GetCharacteristics", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwcharacteristics.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSource_Impl::GetCharacteristics(this) {
                    Ok(ok__) => {
                        pdwcharacteristics.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CreatePresentationDescriptor<
            Identity: IMFMediaSource_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pppresentationdescriptor: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFMediaSource::CreatePresentationDescriptor", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pppresentationdescriptor.is_null() {
                    return crate::edge::E_POINTER;
                }
                pppresentationdescriptor.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSource_Impl::CreatePresentationDescriptor(this) {
                    Ok(ok__) => {
                        pppresentationdescriptor.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Start<Identity: IMFMediaSource_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppresentationdescriptor: *mut core::ffi::c_void,
            pguidtimeformat: *const windows_core::GUID,
            pvarstartposition: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSource::Start", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSource_Impl::Start(
                    this,
                    core::mem::transmute_copy(&ppresentationdescriptor),
                    core::mem::transmute_copy(&pguidtimeformat),
                    core::mem::transmute_copy(&pvarstartposition),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Stop<Identity: IMFMediaSource_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSource::Stop", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSource_Impl::Stop(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Pause<Identity: IMFMediaSource_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSource::Pause", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSource_Impl::Pause(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Shutdown<Identity: IMFMediaSource_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSource::Shutdown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSource_Impl::Shutdown(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaEventGenerator_Vtbl::new::<Identity, OFFSET>(),
            GetCharacteristics: GetCharacteristics::<Identity, OFFSET>,
            CreatePresentationDescriptor: CreatePresentationDescriptor::<Identity, OFFSET>,
            Start: Start::<Identity, OFFSET>,
            Stop: Stop::<Identity, OFFSET>,
            Pause: Pause::<Identity, OFFSET>,
            Shutdown: Shutdown::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaSource as windows_core::Interface>::IID
            || iid == &<IMFMediaEventGenerator as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaSource {}
windows_core::imp::define_interface!(
    IMFMediaSource2,
    IMFMediaSource2_Vtbl,
    0xfbb03414_d13b_4786_8319_5ac51fc0a136
);
impl core::ops::Deref for IMFMediaSource2 {
    type Target = IMFMediaSourceEx;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFMediaSource2,
    windows_core::IUnknown,
    IMFMediaEventGenerator,
    IMFMediaSource,
    IMFMediaSourceEx
);
impl IMFMediaSource2 {
    pub unsafe fn SetMediaType<P1>(&self, dwstreamid: u32, pmediatype: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetMediaType)(
                windows_core::Interface::as_raw(self),
                dwstreamid,
                pmediatype.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFMediaSource2_Vtbl {
    pub base__: IMFMediaSourceEx_Vtbl,
    pub SetMediaType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFMediaSource2_Impl: IMFMediaSourceEx_Impl {
    fn SetMediaType(
        &self,
        dwstreamid: u32,
        pmediatype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<()>;
}
impl IMFMediaSource2_Vtbl {
    pub const fn new<Identity: IMFMediaSource2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetMediaType<Identity: IMFMediaSource2_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamid: u32,
            pmediatype: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSource2::SetMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSource2_Impl::SetMediaType(
                    this,
                    core::mem::transmute_copy(&dwstreamid),
                    core::mem::transmute_copy(&pmediatype),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaSourceEx_Vtbl::new::<Identity, OFFSET>(),
            SetMediaType: SetMediaType::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaSource2 as windows_core::Interface>::IID
            || iid == &<IMFMediaEventGenerator as windows_core::Interface>::IID
            || iid == &<IMFMediaSource as windows_core::Interface>::IID
            || iid == &<IMFMediaSourceEx as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaSource2 {}
windows_core::imp::define_interface!(
    IMFMediaSourceEx,
    IMFMediaSourceEx_Vtbl,
    0x3c9b2eb9_86d5_4514_a394_f56664f9f0d8
);
impl core::ops::Deref for IMFMediaSourceEx {
    type Target = IMFMediaSource;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFMediaSourceEx,
    windows_core::IUnknown,
    IMFMediaEventGenerator,
    IMFMediaSource
);
impl IMFMediaSourceEx {
    pub unsafe fn GetSourceAttributes(&self) -> windows_core::Result<IMFAttributes> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSourceAttributes)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetStreamAttributes(&self, dwstreamidentifier: u32) -> windows_core::Result<IMFAttributes> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamAttributes)(
                windows_core::Interface::as_raw(self),
                dwstreamidentifier,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetD3DManager<P0>(&self, pmanager: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetD3DManager)(
                windows_core::Interface::as_raw(self),
                pmanager.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFMediaSourceEx_Vtbl {
    pub base__: IMFMediaSource_Vtbl,
    pub GetSourceAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetStreamAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetD3DManager:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFMediaSourceEx_Impl: IMFMediaSource_Impl {
    fn GetSourceAttributes(&self) -> windows_core::Result<IMFAttributes>;
    fn GetStreamAttributes(&self, dwstreamidentifier: u32) -> windows_core::Result<IMFAttributes>;
    fn SetD3DManager(&self, pmanager: windows_core::Ref<windows_core::IUnknown>) -> windows_core::Result<()>;
}
impl IMFMediaSourceEx_Vtbl {
    pub const fn new<Identity: IMFMediaSourceEx_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetSourceAttributes<
            Identity: IMFMediaSourceEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppattributes: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSourceEx::GetSourceAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppattributes.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppattributes.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSourceEx_Impl::GetSourceAttributes(this) {
                    Ok(ok__) => {
                        ppattributes.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamAttributes<
            Identity: IMFMediaSourceEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamidentifier: u32,
            ppattributes: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSourceEx::GetStreamAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppattributes.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppattributes.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSourceEx_Impl::GetStreamAttributes(
                    this,
                    core::mem::transmute_copy(&dwstreamidentifier),
                ) {
                    Ok(ok__) => {
                        ppattributes.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetD3DManager<Identity: IMFMediaSourceEx_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pmanager: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaSourceEx::SetD3DManager", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSourceEx_Impl::SetD3DManager(this, core::mem::transmute_copy(&pmanager)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaSource_Vtbl::new::<Identity, OFFSET>(),
            GetSourceAttributes: GetSourceAttributes::<Identity, OFFSET>,
            GetStreamAttributes: GetStreamAttributes::<Identity, OFFSET>,
            SetD3DManager: SetD3DManager::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaSourceEx as windows_core::Interface>::IID
            || iid == &<IMFMediaEventGenerator as windows_core::Interface>::IID
            || iid == &<IMFMediaSource as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaSourceEx {}
windows_core::imp::define_interface!(
    IMFMediaSourcePresentationProvider,
    IMFMediaSourcePresentationProvider_Vtbl,
    0x0e1d600a_c9f3_442d_8c51_a42d2d49452f
);
windows_core::imp::interface_hierarchy!(IMFMediaSourcePresentationProvider, windows_core::IUnknown);
impl IMFMediaSourcePresentationProvider {
    pub unsafe fn ForceEndOfPresentation<P0>(&self, ppresentationdescriptor: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFPresentationDescriptor>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).ForceEndOfPresentation)(
                windows_core::Interface::as_raw(self),
                ppresentationdescriptor.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFMediaSourcePresentationProvider_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub ForceEndOfPresentation:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFMediaSourcePresentationProvider_Impl: windows_core::IUnknownImpl {
    fn ForceEndOfPresentation(
        &self,
        ppresentationdescriptor: windows_core::Ref<IMFPresentationDescriptor>,
    ) -> windows_core::Result<()>;
}
impl IMFMediaSourcePresentationProvider_Vtbl {
    pub const fn new<Identity: IMFMediaSourcePresentationProvider_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn ForceEndOfPresentation<
            Identity: IMFMediaSourcePresentationProvider_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppresentationdescriptor: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFMediaSourcePresentationProvider::ForceEndOfPresentation",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaSourcePresentationProvider_Impl::ForceEndOfPresentation(
                    this,
                    core::mem::transmute_copy(&ppresentationdescriptor),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            ForceEndOfPresentation: ForceEndOfPresentation::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaSourcePresentationProvider as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaSourcePresentationProvider {}
windows_core::imp::define_interface!(
    IMFMediaSourceTopologyProvider,
    IMFMediaSourceTopologyProvider_Vtbl,
    0x0e1d6009_c9f3_442d_8c51_a42d2d49452f
);
windows_core::imp::interface_hierarchy!(IMFMediaSourceTopologyProvider, windows_core::IUnknown);
impl IMFMediaSourceTopologyProvider {
    pub unsafe fn GetMediaSourceTopology<P0>(
        &self,
        ppresentationdescriptor: P0,
    ) -> windows_core::Result<IMFTopology>
    where
        P0: windows_core::Param<IMFPresentationDescriptor>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMediaSourceTopology)(
                windows_core::Interface::as_raw(self),
                ppresentationdescriptor.param().abi(),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFMediaSourceTopologyProvider_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetMediaSourceTopology: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFMediaSourceTopologyProvider_Impl: windows_core::IUnknownImpl {
    fn GetMediaSourceTopology(
        &self,
        ppresentationdescriptor: windows_core::Ref<IMFPresentationDescriptor>,
    ) -> windows_core::Result<IMFTopology>;
}
impl IMFMediaSourceTopologyProvider_Vtbl {
    pub const fn new<Identity: IMFMediaSourceTopologyProvider_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetMediaSourceTopology<
            Identity: IMFMediaSourceTopologyProvider_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppresentationdescriptor: *mut core::ffi::c_void,
            pptopology: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFMediaSourceTopologyProvider::GetMediaSourceTopology",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if pptopology.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptopology.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaSourceTopologyProvider_Impl::GetMediaSourceTopology(
                    this,
                    core::mem::transmute_copy(&ppresentationdescriptor),
                ) {
                    Ok(ok__) => {
                        pptopology.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetMediaSourceTopology: GetMediaSourceTopology::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaSourceTopologyProvider as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaSourceTopologyProvider {}
windows_core::imp::define_interface!(
    IMFMediaStream,
    IMFMediaStream_Vtbl,
    0xd182108f_4ec6_443f_aa42_a71106ec825f
);
impl core::ops::Deref for IMFMediaStream {
    type Target = IMFMediaEventGenerator;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFMediaStream, windows_core::IUnknown, IMFMediaEventGenerator);
impl IMFMediaStream {
    pub unsafe fn GetMediaSource(&self) -> windows_core::Result<IMFMediaSource> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMediaSource)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetStreamDescriptor(&self) -> windows_core::Result<IMFStreamDescriptor> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamDescriptor)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn RequestSample<P0>(&self, ptoken: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).RequestSample)(
                windows_core::Interface::as_raw(self),
                ptoken.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFMediaStream_Vtbl {
    pub base__: IMFMediaEventGenerator_Vtbl,
    pub GetMediaSource: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetStreamDescriptor: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub RequestSample:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFMediaStream_Impl: IMFMediaEventGenerator_Impl {
    fn GetMediaSource(&self) -> windows_core::Result<IMFMediaSource>;
    fn GetStreamDescriptor(&self) -> windows_core::Result<IMFStreamDescriptor>;
    fn RequestSample(&self, ptoken: windows_core::Ref<windows_core::IUnknown>) -> windows_core::Result<()>;
}
impl IMFMediaStream_Vtbl {
    pub const fn new<Identity: IMFMediaStream_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetMediaSource<Identity: IMFMediaStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppmediasource: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaStream::GetMediaSource", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppmediasource.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppmediasource.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaStream_Impl::GetMediaSource(this) {
                    Ok(ok__) => {
                        ppmediasource.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamDescriptor<Identity: IMFMediaStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppstreamdescriptor: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaStream::GetStreamDescriptor", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppstreamdescriptor.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppstreamdescriptor.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaStream_Impl::GetStreamDescriptor(this) {
                    Ok(ok__) => {
                        ppstreamdescriptor.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RequestSample<Identity: IMFMediaStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ptoken: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaStream::RequestSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaStream_Impl::RequestSample(this, core::mem::transmute_copy(&ptoken)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaEventGenerator_Vtbl::new::<Identity, OFFSET>(),
            GetMediaSource: GetMediaSource::<Identity, OFFSET>,
            GetStreamDescriptor: GetStreamDescriptor::<Identity, OFFSET>,
            RequestSample: RequestSample::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaStream as windows_core::Interface>::IID
            || iid == &<IMFMediaEventGenerator as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaStream {}
windows_core::imp::define_interface!(
    IMFMediaStream2,
    IMFMediaStream2_Vtbl,
    0xc5bc37d6_75c7_46a1_a132_81b5f723c20f
);
impl core::ops::Deref for IMFMediaStream2 {
    type Target = IMFMediaStream;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFMediaStream2,
    windows_core::IUnknown,
    IMFMediaEventGenerator,
    IMFMediaStream
);
impl IMFMediaStream2 {
    pub unsafe fn SetStreamState(&self, value: MF_STREAM_STATE) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetStreamState)(
                windows_core::Interface::as_raw(self),
                value,
            )
        }
    }
    pub unsafe fn GetStreamState(&self) -> windows_core::Result<MF_STREAM_STATE> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamState)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFMediaStream2_Vtbl {
    pub base__: IMFMediaStream_Vtbl,
    pub SetStreamState:
        unsafe extern "system" fn(*mut core::ffi::c_void, MF_STREAM_STATE) -> windows_core::HRESULT,
    pub GetStreamState:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MF_STREAM_STATE) -> windows_core::HRESULT,
}
pub trait IMFMediaStream2_Impl: IMFMediaStream_Impl {
    fn SetStreamState(&self, value: MF_STREAM_STATE) -> windows_core::Result<()>;
    fn GetStreamState(&self) -> windows_core::Result<MF_STREAM_STATE>;
}
impl IMFMediaStream2_Vtbl {
    pub const fn new<Identity: IMFMediaStream2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetStreamState<Identity: IMFMediaStream2_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            value: MF_STREAM_STATE,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaStream2::SetStreamState", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaStream2_Impl::SetStreamState(this, core::mem::transmute_copy(&value)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamState<Identity: IMFMediaStream2_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            value: *mut MF_STREAM_STATE,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaStream2::GetStreamState", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if value.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaStream2_Impl::GetStreamState(this) {
                    Ok(ok__) => {
                        value.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaStream_Vtbl::new::<Identity, OFFSET>(),
            SetStreamState: SetStreamState::<Identity, OFFSET>,
            GetStreamState: GetStreamState::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaStream2 as windows_core::Interface>::IID
            || iid == &<IMFMediaEventGenerator as windows_core::Interface>::IID
            || iid == &<IMFMediaStream as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaStream2 {}
windows_core::imp::define_interface!(
    IMFMediaType,
    IMFMediaType_Vtbl,
    0x44ae0fa8_ea31_4109_8d2e_4cae4997c555
);
impl core::ops::Deref for IMFMediaType {
    type Target = IMFAttributes;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFMediaType, windows_core::IUnknown, IMFAttributes);
impl IMFMediaType {
    pub unsafe fn GetMajorType(&self) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMajorType)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn IsCompressedFormat(&self) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).IsCompressedFormat)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn IsEqual<P0>(&self, pimediatype: P0) -> windows_core::Result<u32>
    where
        P0: windows_core::Param<Self>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).IsEqual)(
                windows_core::Interface::as_raw(self),
                pimediatype.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetRepresentation(
        &self,
        guidrepresentation: windows_core::GUID,
        ppvrepresentation: *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetRepresentation)(
                windows_core::Interface::as_raw(self),
                guidrepresentation,
                ppvrepresentation as _,
            )
        }
    }
    pub unsafe fn FreeRepresentation(
        &self,
        guidrepresentation: windows_core::GUID,
        pvrepresentation: *const core::ffi::c_void,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).FreeRepresentation)(
                windows_core::Interface::as_raw(self),
                guidrepresentation,
                pvrepresentation,
            )
        }
    }
}
#[repr(C)]
pub struct IMFMediaType_Vtbl {
    pub base__: IMFAttributes_Vtbl,
    pub GetMajorType:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::GUID) -> windows_core::HRESULT,
    pub IsCompressedFormat:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::BOOL) -> windows_core::HRESULT,
    pub IsEqual: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetRepresentation: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub FreeRepresentation: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::GUID,
        *const core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFMediaType_Impl: IMFAttributes_Impl {
    fn GetMajorType(&self) -> windows_core::Result<windows_core::GUID>;
    fn IsCompressedFormat(&self) -> windows_core::Result<windows_core::BOOL>;
    fn IsEqual(&self, pimediatype: windows_core::Ref<IMFMediaType>) -> windows_core::Result<u32>;
    fn GetRepresentation(
        &self,
        guidrepresentation: &windows_core::GUID,
        ppvrepresentation: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn FreeRepresentation(
        &self,
        guidrepresentation: &windows_core::GUID,
        pvrepresentation: *const core::ffi::c_void,
    ) -> windows_core::Result<()>;
}
impl IMFMediaType_Vtbl {
    pub const fn new<Identity: IMFMediaType_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetMajorType<Identity: IMFMediaType_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pguidmajortype: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaType::GetMajorType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pguidmajortype.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaType_Impl::GetMajorType(this) {
                    Ok(ok__) => {
                        pguidmajortype.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn IsCompressedFormat<Identity: IMFMediaType_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pfcompressed: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaType::IsCompressedFormat", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pfcompressed.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaType_Impl::IsCompressedFormat(this) {
                    Ok(ok__) => {
                        pfcompressed.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn IsEqual<Identity: IMFMediaType_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pimediatype: *mut core::ffi::c_void,
            pdwflags: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaType::IsEqual", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwflags.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaType_Impl::IsEqual(this, core::mem::transmute_copy(&pimediatype)) {
                    Ok(ok__) => {
                        pdwflags.write(ok__);
                        windows_core::HRESULT(i32::from(ok__ != 15))
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetRepresentation<Identity: IMFMediaType_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidrepresentation: windows_core::GUID,
            ppvrepresentation: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaType::GetRepresentation", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvrepresentation.is_null() {
                    ppvrepresentation.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaType_Impl::GetRepresentation(
                    this,
                    core::mem::transmute(&guidrepresentation),
                    core::mem::transmute_copy(&ppvrepresentation),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn FreeRepresentation<Identity: IMFMediaType_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidrepresentation: windows_core::GUID,
            pvrepresentation: *const core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaType::FreeRepresentation", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaType_Impl::FreeRepresentation(
                    this,
                    core::mem::transmute(&guidrepresentation),
                    core::mem::transmute_copy(&pvrepresentation),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAttributes_Vtbl::new::<Identity, OFFSET>(),
            GetMajorType: GetMajorType::<Identity, OFFSET>,
            IsCompressedFormat: IsCompressedFormat::<Identity, OFFSET>,
            IsEqual: IsEqual::<Identity, OFFSET>,
            GetRepresentation: GetRepresentation::<Identity, OFFSET>,
            FreeRepresentation: FreeRepresentation::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaType as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaType {}
windows_core::imp::define_interface!(
    IMFMediaTypeHandler,
    IMFMediaTypeHandler_Vtbl,
    0xe93dcf6c_4b07_4e1e_8123_aa16ed6eadf5
);
windows_core::imp::interface_hierarchy!(IMFMediaTypeHandler, windows_core::IUnknown);
impl IMFMediaTypeHandler {
    pub unsafe fn IsMediaTypeSupported<P0>(&self, pmediatype: P0) -> windows_core::Result<IMFMediaType>
    where
        P0: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).IsMediaTypeSupported)(
                windows_core::Interface::as_raw(self),
                pmediatype.param().abi(),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__))
        }
    }
    pub unsafe fn GetMediaTypeCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMediaTypeCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetMediaTypeByIndex(&self, dwindex: u32) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMediaTypeByIndex)(
                windows_core::Interface::as_raw(self),
                dwindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetCurrentMediaType<P0>(&self, pmediatype: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetCurrentMediaType)(
                windows_core::Interface::as_raw(self),
                pmediatype.param().abi(),
            )
        }
    }
    pub unsafe fn GetCurrentMediaType(&self) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCurrentMediaType)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetMajorType(&self) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMajorType)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFMediaTypeHandler_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub IsMediaTypeSupported: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetMediaTypeCount:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetMediaTypeByIndex: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetCurrentMediaType:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetCurrentMediaType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetMajorType:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::GUID) -> windows_core::HRESULT,
}
pub trait IMFMediaTypeHandler_Impl: windows_core::IUnknownImpl {
    fn IsMediaTypeSupported(
        &self,
        pmediatype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<IMFMediaType>;
    fn GetMediaTypeCount(&self) -> windows_core::Result<u32>;
    fn GetMediaTypeByIndex(&self, dwindex: u32) -> windows_core::Result<IMFMediaType>;
    fn SetCurrentMediaType(&self, pmediatype: windows_core::Ref<IMFMediaType>) -> windows_core::Result<()>;
    fn GetCurrentMediaType(&self) -> windows_core::Result<IMFMediaType>;
    fn GetMajorType(&self) -> windows_core::Result<windows_core::GUID>;
}
impl IMFMediaTypeHandler_Vtbl {
    pub const fn new<Identity: IMFMediaTypeHandler_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn IsMediaTypeSupported<
            Identity: IMFMediaTypeHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pmediatype: *mut core::ffi::c_void,
            ppmediatype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFMediaTypeHandler::IsMediaTypeSupported", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppmediatype.is_null() {
                    ppmediatype.write(core::mem::zeroed());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaTypeHandler_Impl::IsMediaTypeSupported(
                    this,
                    core::mem::transmute_copy(&pmediatype),
                ) {
                    Ok(ok__) => {
                        if !ppmediatype.is_null() {
                            ppmediatype.write(core::mem::transmute(ok__));
                        }
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMediaTypeCount<
            Identity: IMFMediaTypeHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdwtypecount: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaTypeHandler::GetMediaTypeCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwtypecount.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaTypeHandler_Impl::GetMediaTypeCount(this) {
                    Ok(ok__) => {
                        pdwtypecount.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMediaTypeByIndex<
            Identity: IMFMediaTypeHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwindex: u32,
            pptype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaTypeHandler::GetMediaTypeByIndex", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaTypeHandler_Impl::GetMediaTypeByIndex(this, core::mem::transmute_copy(&dwindex))
                {
                    Ok(ok__) => {
                        pptype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetCurrentMediaType<
            Identity: IMFMediaTypeHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pmediatype: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaTypeHandler::SetCurrentMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMediaTypeHandler_Impl::SetCurrentMediaType(this, core::mem::transmute_copy(&pmediatype))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetCurrentMediaType<
            Identity: IMFMediaTypeHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppmediatype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaTypeHandler::GetCurrentMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppmediatype.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppmediatype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaTypeHandler_Impl::GetCurrentMediaType(this) {
                    Ok(ok__) => {
                        ppmediatype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMajorType<Identity: IMFMediaTypeHandler_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pguidmajortype: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMediaTypeHandler::GetMajorType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pguidmajortype.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMediaTypeHandler_Impl::GetMajorType(this) {
                    Ok(ok__) => {
                        pguidmajortype.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            IsMediaTypeSupported: IsMediaTypeSupported::<Identity, OFFSET>,
            GetMediaTypeCount: GetMediaTypeCount::<Identity, OFFSET>,
            GetMediaTypeByIndex: GetMediaTypeByIndex::<Identity, OFFSET>,
            SetCurrentMediaType: SetCurrentMediaType::<Identity, OFFSET>,
            GetCurrentMediaType: GetCurrentMediaType::<Identity, OFFSET>,
            GetMajorType: GetMajorType::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMediaTypeHandler as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMediaTypeHandler {}
windows_core::imp::define_interface!(
    IMFMetadata,
    IMFMetadata_Vtbl,
    0xf88cfb8c_ef16_4991_b450_cb8c69e51704
);
windows_core::imp::interface_hierarchy!(IMFMetadata, windows_core::IUnknown);
impl IMFMetadata {
    pub unsafe fn SetLanguage<P0>(&self, pwszrfc1766: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetLanguage)(
                windows_core::Interface::as_raw(self),
                pwszrfc1766.param().abi(),
            )
        }
    }
    pub unsafe fn GetLanguage(&self) -> windows_core::Result<windows_core::PWSTR> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetLanguage)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetAllLanguages(&self) -> windows_core::Result<PROPVARIANT> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetAllLanguages)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
    pub unsafe fn SetProperty<P0>(&self, pwszname: P0, ppvvalue: *const PROPVARIANT) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetProperty)(
                windows_core::Interface::as_raw(self),
                pwszname.param().abi(),
                ppvvalue,
            )
        }
    }
    pub unsafe fn GetProperty<P0>(&self, pwszname: P0) -> windows_core::Result<PROPVARIANT>
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetProperty)(
                windows_core::Interface::as_raw(self),
                pwszname.param().abi(),
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
    pub unsafe fn DeleteProperty<P0>(&self, pwszname: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).DeleteProperty)(
                windows_core::Interface::as_raw(self),
                pwszname.param().abi(),
            )
        }
    }
    pub unsafe fn GetAllPropertyNames(&self) -> windows_core::Result<PROPVARIANT> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetAllPropertyNames)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
}
#[repr(C)]
pub struct IMFMetadata_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetLanguage:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::PCWSTR) -> windows_core::HRESULT,
    pub GetLanguage:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::PWSTR) -> windows_core::HRESULT,
    pub GetAllLanguages:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut PROPVARIANT) -> windows_core::HRESULT,
    pub SetProperty: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub GetProperty: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        *mut PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub DeleteProperty:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::PCWSTR) -> windows_core::HRESULT,
    pub GetAllPropertyNames:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut PROPVARIANT) -> windows_core::HRESULT,
}
pub trait IMFMetadata_Impl: windows_core::IUnknownImpl {
    fn SetLanguage(&self, pwszrfc1766: &windows_core::PCWSTR) -> windows_core::Result<()>;
    fn GetLanguage(&self) -> windows_core::Result<windows_core::PWSTR>;
    fn GetAllLanguages(&self) -> windows_core::Result<PROPVARIANT>;
    fn SetProperty(
        &self,
        pwszname: &windows_core::PCWSTR,
        ppvvalue: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn GetProperty(&self, pwszname: &windows_core::PCWSTR) -> windows_core::Result<PROPVARIANT>;
    fn DeleteProperty(&self, pwszname: &windows_core::PCWSTR) -> windows_core::Result<()>;
    fn GetAllPropertyNames(&self) -> windows_core::Result<PROPVARIANT>;
}
impl IMFMetadata_Vtbl {
    pub const fn new<Identity: IMFMetadata_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetLanguage<Identity: IMFMetadata_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pwszrfc1766: windows_core::PCWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMetadata::SetLanguage", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMetadata_Impl::SetLanguage(this, core::mem::transmute(&pwszrfc1766)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetLanguage<Identity: IMFMetadata_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppwszrfc1766: *mut windows_core::PWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMetadata::GetLanguage", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppwszrfc1766.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMetadata_Impl::GetLanguage(this) {
                    Ok(ok__) => {
                        ppwszrfc1766.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAllLanguages<Identity: IMFMetadata_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppvlanguages: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMetadata::GetAllLanguages", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppvlanguages.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMetadata_Impl::GetAllLanguages(this) {
                    Ok(ok__) => {
                        ppvlanguages.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetProperty<Identity: IMFMetadata_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pwszname: windows_core::PCWSTR,
            ppvvalue: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMetadata::SetProperty", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMetadata_Impl::SetProperty(
                    this,
                    core::mem::transmute(&pwszname),
                    core::mem::transmute_copy(&ppvvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetProperty<Identity: IMFMetadata_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pwszname: windows_core::PCWSTR,
            ppvvalue: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMetadata::GetProperty", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppvvalue.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMetadata_Impl::GetProperty(this, core::mem::transmute(&pwszname)) {
                    Ok(ok__) => {
                        ppvvalue.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DeleteProperty<Identity: IMFMetadata_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pwszname: windows_core::PCWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMetadata::DeleteProperty", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFMetadata_Impl::DeleteProperty(this, core::mem::transmute(&pwszname)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAllPropertyNames<Identity: IMFMetadata_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppvnames: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMetadata::GetAllPropertyNames", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppvnames.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMetadata_Impl::GetAllPropertyNames(this) {
                    Ok(ok__) => {
                        ppvnames.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetLanguage: SetLanguage::<Identity, OFFSET>,
            GetLanguage: GetLanguage::<Identity, OFFSET>,
            GetAllLanguages: GetAllLanguages::<Identity, OFFSET>,
            SetProperty: SetProperty::<Identity, OFFSET>,
            GetProperty: GetProperty::<Identity, OFFSET>,
            DeleteProperty: DeleteProperty::<Identity, OFFSET>,
            GetAllPropertyNames: GetAllPropertyNames::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMetadata as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMetadata {}
windows_core::imp::define_interface!(
    IMFMetadataProvider,
    IMFMetadataProvider_Vtbl,
    0x56181d2d_e221_4adb_b1c8_3cee6a53f76f
);
windows_core::imp::interface_hierarchy!(IMFMetadataProvider, windows_core::IUnknown);
impl IMFMetadataProvider {
    pub unsafe fn GetMFMetadata<P0>(
        &self,
        ppresentationdescriptor: P0,
        dwstreamidentifier: u32,
        dwflags: u32,
    ) -> windows_core::Result<IMFMetadata>
    where
        P0: windows_core::Param<IMFPresentationDescriptor>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMFMetadata)(
                windows_core::Interface::as_raw(self),
                ppresentationdescriptor.param().abi(),
                dwstreamidentifier,
                dwflags,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFMetadataProvider_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetMFMetadata: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFMetadataProvider_Impl: windows_core::IUnknownImpl {
    fn GetMFMetadata(
        &self,
        ppresentationdescriptor: windows_core::Ref<IMFPresentationDescriptor>,
        dwstreamidentifier: u32,
        dwflags: u32,
    ) -> windows_core::Result<IMFMetadata>;
}
impl IMFMetadataProvider_Vtbl {
    pub const fn new<Identity: IMFMetadataProvider_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetMFMetadata<Identity: IMFMetadataProvider_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppresentationdescriptor: *mut core::ffi::c_void,
            dwstreamidentifier: u32,
            dwflags: u32,
            ppmfmetadata: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFMetadataProvider::GetMFMetadata", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppmfmetadata.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppmfmetadata.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFMetadataProvider_Impl::GetMFMetadata(
                    this,
                    core::mem::transmute_copy(&ppresentationdescriptor),
                    core::mem::transmute_copy(&dwstreamidentifier),
                    core::mem::transmute_copy(&dwflags),
                ) {
                    Ok(ok__) => {
                        ppmfmetadata.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetMFMetadata: GetMFMetadata::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFMetadataProvider as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFMetadataProvider {}
windows_core::imp::define_interface!(
    IMFPluginControl,
    IMFPluginControl_Vtbl,
    0x5c6c44bf_1db6_435b_9249_e8cd10fdec96
);
windows_core::imp::interface_hierarchy!(IMFPluginControl, windows_core::IUnknown);
impl IMFPluginControl {
    pub unsafe fn GetPreferredClsid<P1>(
        &self,
        plugintype: u32,
        selector: P1,
    ) -> windows_core::Result<windows_core::GUID>
    where
        P1: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetPreferredClsid)(
                windows_core::Interface::as_raw(self),
                plugintype,
                selector.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetPreferredClsidByIndex(
        &self,
        plugintype: u32,
        index: u32,
        selector: *mut windows_core::PWSTR,
        clsid: *mut windows_core::GUID,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetPreferredClsidByIndex)(
                windows_core::Interface::as_raw(self),
                plugintype,
                index,
                selector as _,
                clsid as _,
            )
        }
    }
    pub unsafe fn SetPreferredClsid<P1>(
        &self,
        plugintype: u32,
        selector: P1,
        clsid: Option<*const windows_core::GUID>,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetPreferredClsid)(
                windows_core::Interface::as_raw(self),
                plugintype,
                selector.param().abi(),
                clsid.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn IsDisabled(
        &self,
        plugintype: u32,
        clsid: *const windows_core::GUID,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).IsDisabled)(
                windows_core::Interface::as_raw(self),
                plugintype,
                clsid,
            )
        }
    }
    pub unsafe fn GetDisabledByIndex(
        &self,
        plugintype: u32,
        index: u32,
    ) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetDisabledByIndex)(
                windows_core::Interface::as_raw(self),
                plugintype,
                index,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetDisabled(
        &self,
        plugintype: u32,
        clsid: *const windows_core::GUID,
        disabled: bool,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetDisabled)(
                windows_core::Interface::as_raw(self),
                plugintype,
                clsid,
                disabled.into(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFPluginControl_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetPreferredClsid: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        windows_core::PCWSTR,
        *mut windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub GetPreferredClsidByIndex: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut windows_core::PWSTR,
        *mut windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub SetPreferredClsid: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        windows_core::PCWSTR,
        *const windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub IsDisabled: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub GetDisabledByIndex: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub SetDisabled: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const windows_core::GUID,
        windows_core::BOOL,
    ) -> windows_core::HRESULT,
}
pub trait IMFPluginControl_Impl: windows_core::IUnknownImpl {
    fn GetPreferredClsid(
        &self,
        plugintype: u32,
        selector: &windows_core::PCWSTR,
    ) -> windows_core::Result<windows_core::GUID>;
    fn GetPreferredClsidByIndex(
        &self,
        plugintype: u32,
        index: u32,
        selector: *mut windows_core::PWSTR,
        clsid: *mut windows_core::GUID,
    ) -> windows_core::Result<()>;
    fn SetPreferredClsid(
        &self,
        plugintype: u32,
        selector: &windows_core::PCWSTR,
        clsid: *const windows_core::GUID,
    ) -> windows_core::Result<()>;
    fn IsDisabled(&self, plugintype: u32, clsid: *const windows_core::GUID) -> windows_core::Result<()>;
    fn GetDisabledByIndex(&self, plugintype: u32, index: u32) -> windows_core::Result<windows_core::GUID>;
    fn SetDisabled(
        &self,
        plugintype: u32,
        clsid: *const windows_core::GUID,
        disabled: windows_core::BOOL,
    ) -> windows_core::Result<()>;
}
impl IMFPluginControl_Vtbl {
    pub const fn new<Identity: IMFPluginControl_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetPreferredClsid<Identity: IMFPluginControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            plugintype: u32,
            selector: windows_core::PCWSTR,
            clsid: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPluginControl::GetPreferredClsid", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if clsid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFPluginControl_Impl::GetPreferredClsid(
                    this,
                    core::mem::transmute_copy(&plugintype),
                    core::mem::transmute(&selector),
                ) {
                    Ok(ok__) => {
                        clsid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetPreferredClsidByIndex<
            Identity: IMFPluginControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            plugintype: u32,
            index: u32,
            selector: *mut windows_core::PWSTR,
            clsid: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFPluginControl::GetPreferredClsidByIndex", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPluginControl_Impl::GetPreferredClsidByIndex(
                    this,
                    core::mem::transmute_copy(&plugintype),
                    core::mem::transmute_copy(&index),
                    core::mem::transmute_copy(&selector),
                    core::mem::transmute_copy(&clsid),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetPreferredClsid<Identity: IMFPluginControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            plugintype: u32,
            selector: windows_core::PCWSTR,
            clsid: *const windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPluginControl::SetPreferredClsid", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPluginControl_Impl::SetPreferredClsid(
                    this,
                    core::mem::transmute_copy(&plugintype),
                    core::mem::transmute(&selector),
                    core::mem::transmute_copy(&clsid),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn IsDisabled<Identity: IMFPluginControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            plugintype: u32,
            clsid: *const windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPluginControl::IsDisabled", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPluginControl_Impl::IsDisabled(
                    this,
                    core::mem::transmute_copy(&plugintype),
                    core::mem::transmute_copy(&clsid),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetDisabledByIndex<Identity: IMFPluginControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            plugintype: u32,
            index: u32,
            clsid: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPluginControl::GetDisabledByIndex", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if clsid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFPluginControl_Impl::GetDisabledByIndex(
                    this,
                    core::mem::transmute_copy(&plugintype),
                    core::mem::transmute_copy(&index),
                ) {
                    Ok(ok__) => {
                        clsid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetDisabled<Identity: IMFPluginControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            plugintype: u32,
            clsid: *const windows_core::GUID,
            disabled: windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPluginControl::SetDisabled", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPluginControl_Impl::SetDisabled(
                    this,
                    core::mem::transmute_copy(&plugintype),
                    core::mem::transmute_copy(&clsid),
                    core::mem::transmute_copy(&disabled),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetPreferredClsid: GetPreferredClsid::<Identity, OFFSET>,
            GetPreferredClsidByIndex: GetPreferredClsidByIndex::<Identity, OFFSET>,
            SetPreferredClsid: SetPreferredClsid::<Identity, OFFSET>,
            IsDisabled: IsDisabled::<Identity, OFFSET>,
            GetDisabledByIndex: GetDisabledByIndex::<Identity, OFFSET>,
            SetDisabled: SetDisabled::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFPluginControl as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFPluginControl {}
windows_core::imp::define_interface!(
    IMFPluginControl2,
    IMFPluginControl2_Vtbl,
    0xc6982083_3ddc_45cb_af5e_0f7a8ce4de77
);
impl core::ops::Deref for IMFPluginControl2 {
    type Target = IMFPluginControl;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFPluginControl2, windows_core::IUnknown, IMFPluginControl);
impl IMFPluginControl2 {
    pub unsafe fn SetPolicy(&self, policy: MF_PLUGIN_CONTROL_POLICY) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetPolicy)(windows_core::Interface::as_raw(self), policy)
        }
    }
}
#[repr(C)]
pub struct IMFPluginControl2_Vtbl {
    pub base__: IMFPluginControl_Vtbl,
    pub SetPolicy:
        unsafe extern "system" fn(*mut core::ffi::c_void, MF_PLUGIN_CONTROL_POLICY) -> windows_core::HRESULT,
}
pub trait IMFPluginControl2_Impl: IMFPluginControl_Impl {
    fn SetPolicy(&self, policy: MF_PLUGIN_CONTROL_POLICY) -> windows_core::Result<()>;
}
impl IMFPluginControl2_Vtbl {
    pub const fn new<Identity: IMFPluginControl2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetPolicy<Identity: IMFPluginControl2_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            policy: MF_PLUGIN_CONTROL_POLICY,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPluginControl2::SetPolicy", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPluginControl2_Impl::SetPolicy(this, core::mem::transmute_copy(&policy)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFPluginControl_Vtbl::new::<Identity, OFFSET>(),
            SetPolicy: SetPolicy::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFPluginControl2 as windows_core::Interface>::IID
            || iid == &<IMFPluginControl as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFPluginControl2 {}
windows_core::imp::define_interface!(
    IMFPresentationClock,
    IMFPresentationClock_Vtbl,
    0x868ce85c_8ea9_4f55_ab82_b009a910a805
);
impl core::ops::Deref for IMFPresentationClock {
    type Target = IMFClock;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFPresentationClock, windows_core::IUnknown, IMFClock);
impl IMFPresentationClock {
    pub unsafe fn SetTimeSource<P0>(&self, ptimesource: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFPresentationTimeSource>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetTimeSource)(
                windows_core::Interface::as_raw(self),
                ptimesource.param().abi(),
            )
        }
    }
    pub unsafe fn GetTimeSource(&self) -> windows_core::Result<IMFPresentationTimeSource> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetTimeSource)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetTime(&self) -> windows_core::Result<MFTIME> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetTime)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn AddClockStateSink<P0>(&self, pstatesink: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFClockStateSink>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).AddClockStateSink)(
                windows_core::Interface::as_raw(self),
                pstatesink.param().abi(),
            )
        }
    }
    pub unsafe fn RemoveClockStateSink<P0>(&self, pstatesink: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFClockStateSink>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).RemoveClockStateSink)(
                windows_core::Interface::as_raw(self),
                pstatesink.param().abi(),
            )
        }
    }
    pub unsafe fn Start(&self, llclockstartoffset: i64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Start)(
                windows_core::Interface::as_raw(self),
                llclockstartoffset,
            )
        }
    }
    pub unsafe fn Stop(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Stop)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn Pause(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Pause)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFPresentationClock_Vtbl {
    pub base__: IMFClock_Vtbl,
    pub SetTimeSource:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetTimeSource: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetTime: unsafe extern "system" fn(*mut core::ffi::c_void, *mut MFTIME) -> windows_core::HRESULT,
    pub AddClockStateSink:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub RemoveClockStateSink:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Start: unsafe extern "system" fn(*mut core::ffi::c_void, i64) -> windows_core::HRESULT,
    pub Stop: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Pause: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFPresentationClock_Impl: IMFClock_Impl {
    fn SetTimeSource(
        &self,
        ptimesource: windows_core::Ref<IMFPresentationTimeSource>,
    ) -> windows_core::Result<()>;
    fn GetTimeSource(&self) -> windows_core::Result<IMFPresentationTimeSource>;
    fn GetTime(&self) -> windows_core::Result<MFTIME>;
    fn AddClockStateSink(&self, pstatesink: windows_core::Ref<IMFClockStateSink>)
    -> windows_core::Result<()>;
    fn RemoveClockStateSink(
        &self,
        pstatesink: windows_core::Ref<IMFClockStateSink>,
    ) -> windows_core::Result<()>;
    fn Start(&self, llclockstartoffset: i64) -> windows_core::Result<()>;
    fn Stop(&self) -> windows_core::Result<()>;
    fn Pause(&self) -> windows_core::Result<()>;
}
impl IMFPresentationClock_Vtbl {
    pub const fn new<Identity: IMFPresentationClock_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetTimeSource<Identity: IMFPresentationClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ptimesource: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationClock::SetTimeSource", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationClock_Impl::SetTimeSource(this, core::mem::transmute_copy(&ptimesource)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetTimeSource<Identity: IMFPresentationClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pptimesource: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationClock::GetTimeSource", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pptimesource.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptimesource.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFPresentationClock_Impl::GetTimeSource(this) {
                    Ok(ok__) => {
                        pptimesource.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetTime<Identity: IMFPresentationClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            phnsclocktime: *mut MFTIME,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationClock::GetTime", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if phnsclocktime.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFPresentationClock_Impl::GetTime(this) {
                    Ok(ok__) => {
                        phnsclocktime.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn AddClockStateSink<
            Identity: IMFPresentationClock_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pstatesink: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationClock::AddClockStateSink", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationClock_Impl::AddClockStateSink(this, core::mem::transmute_copy(&pstatesink))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RemoveClockStateSink<
            Identity: IMFPresentationClock_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pstatesink: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFPresentationClock::RemoveClockStateSink", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationClock_Impl::RemoveClockStateSink(this, core::mem::transmute_copy(&pstatesink))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Start<Identity: IMFPresentationClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            llclockstartoffset: i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationClock::Start", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationClock_Impl::Start(this, core::mem::transmute_copy(&llclockstartoffset)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Stop<Identity: IMFPresentationClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationClock::Stop", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationClock_Impl::Stop(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Pause<Identity: IMFPresentationClock_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationClock::Pause", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationClock_Impl::Pause(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFClock_Vtbl::new::<Identity, OFFSET>(),
            SetTimeSource: SetTimeSource::<Identity, OFFSET>,
            GetTimeSource: GetTimeSource::<Identity, OFFSET>,
            GetTime: GetTime::<Identity, OFFSET>,
            AddClockStateSink: AddClockStateSink::<Identity, OFFSET>,
            RemoveClockStateSink: RemoveClockStateSink::<Identity, OFFSET>,
            Start: Start::<Identity, OFFSET>,
            Stop: Stop::<Identity, OFFSET>,
            Pause: Pause::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFPresentationClock as windows_core::Interface>::IID
            || iid == &<IMFClock as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFPresentationClock {}
windows_core::imp::define_interface!(
    IMFPresentationDescriptor,
    IMFPresentationDescriptor_Vtbl,
    0x03cb2711_24d7_4db6_a17f_f3a7a479a536
);
impl core::ops::Deref for IMFPresentationDescriptor {
    type Target = IMFAttributes;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFPresentationDescriptor, windows_core::IUnknown, IMFAttributes);
impl IMFPresentationDescriptor {
    pub unsafe fn GetStreamDescriptorCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamDescriptorCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetStreamDescriptorByIndex(
        &self,
        dwindex: u32,
        pfselected: *mut windows_core::BOOL,
        ppdescriptor: *mut Option<IMFStreamDescriptor>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetStreamDescriptorByIndex)(
                windows_core::Interface::as_raw(self),
                dwindex,
                pfselected as _,
                core::mem::transmute(ppdescriptor),
            )
        }
    }
    pub unsafe fn SelectStream(&self, dwdescriptorindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SelectStream)(
                windows_core::Interface::as_raw(self),
                dwdescriptorindex,
            )
        }
    }
    pub unsafe fn DeselectStream(&self, dwdescriptorindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).DeselectStream)(
                windows_core::Interface::as_raw(self),
                dwdescriptorindex,
            )
        }
    }
    pub unsafe fn Clone(&self) -> windows_core::Result<Self> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).Clone)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFPresentationDescriptor_Vtbl {
    pub base__: IMFAttributes_Vtbl,
    pub GetStreamDescriptorCount:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetStreamDescriptorByIndex: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut windows_core::BOOL,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SelectStream: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub DeselectStream: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub Clone: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFPresentationDescriptor_Impl: IMFAttributes_Impl {
    fn GetStreamDescriptorCount(&self) -> windows_core::Result<u32>;
    fn GetStreamDescriptorByIndex(
        &self,
        dwindex: u32,
        pfselected: *mut windows_core::BOOL,
        ppdescriptor: windows_core::OutRef<IMFStreamDescriptor>,
    ) -> windows_core::Result<()>;
    fn SelectStream(&self, dwdescriptorindex: u32) -> windows_core::Result<()>;
    fn DeselectStream(&self, dwdescriptorindex: u32) -> windows_core::Result<()>;
    fn Clone(&self) -> windows_core::Result<IMFPresentationDescriptor>;
}
impl IMFPresentationDescriptor_Vtbl {
    pub const fn new<Identity: IMFPresentationDescriptor_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetStreamDescriptorCount<
            Identity: IMFPresentationDescriptor_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdwdescriptorcount: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFPresentationDescriptor::GetStreamDescriptorCount",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwdescriptorcount.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFPresentationDescriptor_Impl::GetStreamDescriptorCount(this) {
                    Ok(ok__) => {
                        pdwdescriptorcount.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamDescriptorByIndex<
            Identity: IMFPresentationDescriptor_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwindex: u32,
            pfselected: *mut windows_core::BOOL,
            ppdescriptor: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFPresentationDescriptor::GetStreamDescriptorByIndex",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppdescriptor.is_null() {
                    ppdescriptor.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationDescriptor_Impl::GetStreamDescriptorByIndex(
                    this,
                    core::mem::transmute_copy(&dwindex),
                    core::mem::transmute_copy(&pfselected),
                    core::mem::transmute_copy(&ppdescriptor),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SelectStream<
            Identity: IMFPresentationDescriptor_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwdescriptorindex: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationDescriptor::SelectStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationDescriptor_Impl::SelectStream(
                    this,
                    core::mem::transmute_copy(&dwdescriptorindex),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DeselectStream<
            Identity: IMFPresentationDescriptor_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwdescriptorindex: u32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFPresentationDescriptor::DeselectStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFPresentationDescriptor_Impl::DeselectStream(
                    this,
                    core::mem::transmute_copy(&dwdescriptorindex),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Clone<Identity: IMFPresentationDescriptor_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pppresentationdescriptor: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFPresentationDescriptor::Clone", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pppresentationdescriptor.is_null() {
                    return crate::edge::E_POINTER;
                }
                pppresentationdescriptor.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFPresentationDescriptor_Impl::Clone(this) {
                    Ok(ok__) => {
                        pppresentationdescriptor.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAttributes_Vtbl::new::<Identity, OFFSET>(),
            GetStreamDescriptorCount: GetStreamDescriptorCount::<Identity, OFFSET>,
            GetStreamDescriptorByIndex: GetStreamDescriptorByIndex::<Identity, OFFSET>,
            SelectStream: SelectStream::<Identity, OFFSET>,
            DeselectStream: DeselectStream::<Identity, OFFSET>,
            Clone: Clone::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFPresentationDescriptor as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFPresentationDescriptor {}
windows_core::imp::define_interface!(
    IMFPresentationTimeSource,
    IMFPresentationTimeSource_Vtbl,
    0x7ff12cce_f76f_41c2_863b_1666c8e5e139
);
impl core::ops::Deref for IMFPresentationTimeSource {
    type Target = IMFClock;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFPresentationTimeSource, windows_core::IUnknown, IMFClock);
impl IMFPresentationTimeSource {
    pub unsafe fn GetUnderlyingClock(&self) -> windows_core::Result<IMFClock> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetUnderlyingClock)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFPresentationTimeSource_Vtbl {
    pub base__: IMFClock_Vtbl,
    pub GetUnderlyingClock: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFPresentationTimeSource_Impl: IMFClock_Impl {
    fn GetUnderlyingClock(&self) -> windows_core::Result<IMFClock>;
}
impl IMFPresentationTimeSource_Vtbl {
    pub const fn new<Identity: IMFPresentationTimeSource_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetUnderlyingClock<
            Identity: IMFPresentationTimeSource_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppclock: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFPresentationTimeSource::GetUnderlyingClock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppclock.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppclock.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFPresentationTimeSource_Impl::GetUnderlyingClock(this) {
                    Ok(ok__) => {
                        ppclock.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFClock_Vtbl::new::<Identity, OFFSET>(),
            GetUnderlyingClock: GetUnderlyingClock::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFPresentationTimeSource as windows_core::Interface>::IID
            || iid == &<IMFClock as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFPresentationTimeSource {}
windows_core::imp::define_interface!(
    IMFQualityAdvise,
    IMFQualityAdvise_Vtbl,
    0xec15e2e9_e36b_4f7c_8758_77d452ef4ce7
);
windows_core::imp::interface_hierarchy!(IMFQualityAdvise, windows_core::IUnknown);
impl IMFQualityAdvise {
    pub unsafe fn SetDropMode(&self, edropmode: MF_QUALITY_DROP_MODE) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetDropMode)(
                windows_core::Interface::as_raw(self),
                edropmode,
            )
        }
    }
    pub unsafe fn SetQualityLevel(&self, equalitylevel: MF_QUALITY_LEVEL) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetQualityLevel)(
                windows_core::Interface::as_raw(self),
                equalitylevel,
            )
        }
    }
    pub unsafe fn GetDropMode(&self) -> windows_core::Result<MF_QUALITY_DROP_MODE> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetDropMode)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetQualityLevel(&self) -> windows_core::Result<MF_QUALITY_LEVEL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetQualityLevel)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn DropTime(&self, hnsamounttodrop: i64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).DropTime)(
                windows_core::Interface::as_raw(self),
                hnsamounttodrop,
            )
        }
    }
}
#[repr(C)]
pub struct IMFQualityAdvise_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetDropMode:
        unsafe extern "system" fn(*mut core::ffi::c_void, MF_QUALITY_DROP_MODE) -> windows_core::HRESULT,
    pub SetQualityLevel:
        unsafe extern "system" fn(*mut core::ffi::c_void, MF_QUALITY_LEVEL) -> windows_core::HRESULT,
    pub GetDropMode:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MF_QUALITY_DROP_MODE) -> windows_core::HRESULT,
    pub GetQualityLevel:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MF_QUALITY_LEVEL) -> windows_core::HRESULT,
    pub DropTime: unsafe extern "system" fn(*mut core::ffi::c_void, i64) -> windows_core::HRESULT,
}
pub trait IMFQualityAdvise_Impl: windows_core::IUnknownImpl {
    fn SetDropMode(&self, edropmode: MF_QUALITY_DROP_MODE) -> windows_core::Result<()>;
    fn SetQualityLevel(&self, equalitylevel: MF_QUALITY_LEVEL) -> windows_core::Result<()>;
    fn GetDropMode(&self) -> windows_core::Result<MF_QUALITY_DROP_MODE>;
    fn GetQualityLevel(&self) -> windows_core::Result<MF_QUALITY_LEVEL>;
    fn DropTime(&self, hnsamounttodrop: i64) -> windows_core::Result<()>;
}
impl IMFQualityAdvise_Vtbl {
    pub const fn new<Identity: IMFQualityAdvise_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetDropMode<Identity: IMFQualityAdvise_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            edropmode: MF_QUALITY_DROP_MODE,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityAdvise::SetDropMode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityAdvise_Impl::SetDropMode(this, core::mem::transmute_copy(&edropmode)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetQualityLevel<Identity: IMFQualityAdvise_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            equalitylevel: MF_QUALITY_LEVEL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityAdvise::SetQualityLevel", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityAdvise_Impl::SetQualityLevel(this, core::mem::transmute_copy(&equalitylevel)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetDropMode<Identity: IMFQualityAdvise_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pedropmode: *mut MF_QUALITY_DROP_MODE,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityAdvise::GetDropMode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pedropmode.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFQualityAdvise_Impl::GetDropMode(this) {
                    Ok(ok__) => {
                        pedropmode.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetQualityLevel<Identity: IMFQualityAdvise_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pequalitylevel: *mut MF_QUALITY_LEVEL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityAdvise::GetQualityLevel", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pequalitylevel.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFQualityAdvise_Impl::GetQualityLevel(this) {
                    Ok(ok__) => {
                        pequalitylevel.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DropTime<Identity: IMFQualityAdvise_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnsamounttodrop: i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityAdvise::DropTime", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityAdvise_Impl::DropTime(this, core::mem::transmute_copy(&hnsamounttodrop)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetDropMode: SetDropMode::<Identity, OFFSET>,
            SetQualityLevel: SetQualityLevel::<Identity, OFFSET>,
            GetDropMode: GetDropMode::<Identity, OFFSET>,
            GetQualityLevel: GetQualityLevel::<Identity, OFFSET>,
            DropTime: DropTime::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFQualityAdvise as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFQualityAdvise {}
windows_core::imp::define_interface!(
    IMFQualityAdvise2,
    IMFQualityAdvise2_Vtbl,
    0xf3706f0d_8ea2_4886_8000_7155e9ec2eae
);
impl core::ops::Deref for IMFQualityAdvise2 {
    type Target = IMFQualityAdvise;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFQualityAdvise2, windows_core::IUnknown, IMFQualityAdvise);
impl IMFQualityAdvise2 {
    pub unsafe fn NotifyQualityEvent<P0>(&self, pevent: P0) -> windows_core::Result<u32>
    where
        P0: windows_core::Param<IMFMediaEvent>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).NotifyQualityEvent)(
                windows_core::Interface::as_raw(self),
                pevent.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFQualityAdvise2_Vtbl {
    pub base__: IMFQualityAdvise_Vtbl,
    pub NotifyQualityEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
}
pub trait IMFQualityAdvise2_Impl: IMFQualityAdvise_Impl {
    fn NotifyQualityEvent(&self, pevent: windows_core::Ref<IMFMediaEvent>) -> windows_core::Result<u32>;
}
impl IMFQualityAdvise2_Vtbl {
    pub const fn new<Identity: IMFQualityAdvise2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn NotifyQualityEvent<
            Identity: IMFQualityAdvise2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pevent: *mut core::ffi::c_void,
            pdwflags: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityAdvise2::NotifyQualityEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwflags.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFQualityAdvise2_Impl::NotifyQualityEvent(this, core::mem::transmute_copy(&pevent)) {
                    Ok(ok__) => {
                        pdwflags.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFQualityAdvise_Vtbl::new::<Identity, OFFSET>(),
            NotifyQualityEvent: NotifyQualityEvent::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFQualityAdvise2 as windows_core::Interface>::IID
            || iid == &<IMFQualityAdvise as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFQualityAdvise2 {}
windows_core::imp::define_interface!(
    IMFQualityAdviseLimits,
    IMFQualityAdviseLimits_Vtbl,
    0xdfcd8e4d_30b5_4567_acaa_8eb5b7853dc9
);
windows_core::imp::interface_hierarchy!(IMFQualityAdviseLimits, windows_core::IUnknown);
impl IMFQualityAdviseLimits {
    pub unsafe fn GetMaximumDropMode(&self) -> windows_core::Result<MF_QUALITY_DROP_MODE> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMaximumDropMode)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetMinimumQualityLevel(&self) -> windows_core::Result<MF_QUALITY_LEVEL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMinimumQualityLevel)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFQualityAdviseLimits_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetMaximumDropMode:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MF_QUALITY_DROP_MODE) -> windows_core::HRESULT,
    pub GetMinimumQualityLevel:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MF_QUALITY_LEVEL) -> windows_core::HRESULT,
}
pub trait IMFQualityAdviseLimits_Impl: windows_core::IUnknownImpl {
    fn GetMaximumDropMode(&self) -> windows_core::Result<MF_QUALITY_DROP_MODE>;
    fn GetMinimumQualityLevel(&self) -> windows_core::Result<MF_QUALITY_LEVEL>;
}
impl IMFQualityAdviseLimits_Vtbl {
    pub const fn new<Identity: IMFQualityAdviseLimits_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetMaximumDropMode<
            Identity: IMFQualityAdviseLimits_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pedropmode: *mut MF_QUALITY_DROP_MODE,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFQualityAdviseLimits::GetMaximumDropMode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pedropmode.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFQualityAdviseLimits_Impl::GetMaximumDropMode(this) {
                    Ok(ok__) => {
                        pedropmode.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMinimumQualityLevel<
            Identity: IMFQualityAdviseLimits_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pequalitylevel: *mut MF_QUALITY_LEVEL,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFQualityAdviseLimits::GetMinimumQualityLevel", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pequalitylevel.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFQualityAdviseLimits_Impl::GetMinimumQualityLevel(this) {
                    Ok(ok__) => {
                        pequalitylevel.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetMaximumDropMode: GetMaximumDropMode::<Identity, OFFSET>,
            GetMinimumQualityLevel: GetMinimumQualityLevel::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFQualityAdviseLimits as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFQualityAdviseLimits {}
windows_core::imp::define_interface!(
    IMFQualityManager,
    IMFQualityManager_Vtbl,
    0x8d009d86_5b9f_4115_b1fc_9f80d52ab8ab
);
windows_core::imp::interface_hierarchy!(IMFQualityManager, windows_core::IUnknown);
impl IMFQualityManager {
    pub unsafe fn NotifyTopology<P0>(&self, ptopology: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTopology>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyTopology)(
                windows_core::Interface::as_raw(self),
                ptopology.param().abi(),
            )
        }
    }
    pub unsafe fn NotifyPresentationClock<P0>(&self, pclock: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFPresentationClock>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyPresentationClock)(
                windows_core::Interface::as_raw(self),
                pclock.param().abi(),
            )
        }
    }
    pub unsafe fn NotifyProcessInput<P0, P2>(
        &self,
        pnode: P0,
        linputindex: i32,
        psample: P2,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTopologyNode>,
        P2: windows_core::Param<IMFSample>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyProcessInput)(
                windows_core::Interface::as_raw(self),
                pnode.param().abi(),
                linputindex,
                psample.param().abi(),
            )
        }
    }
    pub unsafe fn NotifyProcessOutput<P0, P2>(
        &self,
        pnode: P0,
        loutputindex: i32,
        psample: P2,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTopologyNode>,
        P2: windows_core::Param<IMFSample>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyProcessOutput)(
                windows_core::Interface::as_raw(self),
                pnode.param().abi(),
                loutputindex,
                psample.param().abi(),
            )
        }
    }
    pub unsafe fn NotifyQualityEvent<P0, P1>(&self, pobject: P0, pevent: P1) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
        P1: windows_core::Param<IMFMediaEvent>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyQualityEvent)(
                windows_core::Interface::as_raw(self),
                pobject.param().abi(),
                pevent.param().abi(),
            )
        }
    }
    pub unsafe fn Shutdown(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Shutdown)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFQualityManager_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub NotifyTopology:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub NotifyPresentationClock:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub NotifyProcessInput: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        i32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub NotifyProcessOutput: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        i32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub NotifyQualityEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Shutdown: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFQualityManager_Impl: windows_core::IUnknownImpl {
    fn NotifyTopology(&self, ptopology: windows_core::Ref<IMFTopology>) -> windows_core::Result<()>;
    fn NotifyPresentationClock(
        &self,
        pclock: windows_core::Ref<IMFPresentationClock>,
    ) -> windows_core::Result<()>;
    fn NotifyProcessInput(
        &self,
        pnode: windows_core::Ref<IMFTopologyNode>,
        linputindex: i32,
        psample: windows_core::Ref<IMFSample>,
    ) -> windows_core::Result<()>;
    fn NotifyProcessOutput(
        &self,
        pnode: windows_core::Ref<IMFTopologyNode>,
        loutputindex: i32,
        psample: windows_core::Ref<IMFSample>,
    ) -> windows_core::Result<()>;
    fn NotifyQualityEvent(
        &self,
        pobject: windows_core::Ref<windows_core::IUnknown>,
        pevent: windows_core::Ref<IMFMediaEvent>,
    ) -> windows_core::Result<()>;
    fn Shutdown(&self) -> windows_core::Result<()>;
}
impl IMFQualityManager_Vtbl {
    pub const fn new<Identity: IMFQualityManager_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn NotifyTopology<Identity: IMFQualityManager_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ptopology: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityManager::NotifyTopology", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityManager_Impl::NotifyTopology(this, core::mem::transmute_copy(&ptopology)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn NotifyPresentationClock<
            Identity: IMFQualityManager_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pclock: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFQualityManager::NotifyPresentationClock", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityManager_Impl::NotifyPresentationClock(this, core::mem::transmute_copy(&pclock))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn NotifyProcessInput<
            Identity: IMFQualityManager_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pnode: *mut core::ffi::c_void,
            linputindex: i32,
            psample: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityManager::NotifyProcessInput", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityManager_Impl::NotifyProcessInput(
                    this,
                    core::mem::transmute_copy(&pnode),
                    core::mem::transmute_copy(&linputindex),
                    core::mem::transmute_copy(&psample),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn NotifyProcessOutput<
            Identity: IMFQualityManager_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pnode: *mut core::ffi::c_void,
            loutputindex: i32,
            psample: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityManager::NotifyProcessOutput", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityManager_Impl::NotifyProcessOutput(
                    this,
                    core::mem::transmute_copy(&pnode),
                    core::mem::transmute_copy(&loutputindex),
                    core::mem::transmute_copy(&psample),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn NotifyQualityEvent<
            Identity: IMFQualityManager_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pobject: *mut core::ffi::c_void,
            pevent: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityManager::NotifyQualityEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityManager_Impl::NotifyQualityEvent(
                    this,
                    core::mem::transmute_copy(&pobject),
                    core::mem::transmute_copy(&pevent),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Shutdown<Identity: IMFQualityManager_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFQualityManager::Shutdown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFQualityManager_Impl::Shutdown(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            NotifyTopology: NotifyTopology::<Identity, OFFSET>,
            NotifyPresentationClock: NotifyPresentationClock::<Identity, OFFSET>,
            NotifyProcessInput: NotifyProcessInput::<Identity, OFFSET>,
            NotifyProcessOutput: NotifyProcessOutput::<Identity, OFFSET>,
            NotifyQualityEvent: NotifyQualityEvent::<Identity, OFFSET>,
            Shutdown: Shutdown::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFQualityManager as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFQualityManager {}
windows_core::imp::define_interface!(
    IMFRateControl,
    IMFRateControl_Vtbl,
    0x88ddcd21_03c3_4275_91ed_55ee3929328f
);
windows_core::imp::interface_hierarchy!(IMFRateControl, windows_core::IUnknown);
impl IMFRateControl {
    pub unsafe fn SetRate(&self, fthin: bool, flrate: f32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetRate)(
                windows_core::Interface::as_raw(self),
                fthin.into(),
                flrate,
            )
        }
    }
    pub unsafe fn GetRate(
        &self,
        pfthin: *mut windows_core::BOOL,
        pflrate: *mut f32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetRate)(
                windows_core::Interface::as_raw(self),
                pfthin as _,
                pflrate as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFRateControl_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetRate:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::BOOL, f32) -> windows_core::HRESULT,
    pub GetRate: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut windows_core::BOOL,
        *mut f32,
    ) -> windows_core::HRESULT,
}
pub trait IMFRateControl_Impl: windows_core::IUnknownImpl {
    fn SetRate(&self, fthin: windows_core::BOOL, flrate: f32) -> windows_core::Result<()>;
    fn GetRate(&self, pfthin: *mut windows_core::BOOL, pflrate: *mut f32) -> windows_core::Result<()>;
}
impl IMFRateControl_Vtbl {
    pub const fn new<Identity: IMFRateControl_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetRate<Identity: IMFRateControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            fthin: windows_core::BOOL,
            flrate: f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRateControl::SetRate", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRateControl_Impl::SetRate(
                    this,
                    core::mem::transmute_copy(&fthin),
                    core::mem::transmute_copy(&flrate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetRate<Identity: IMFRateControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pfthin: *mut windows_core::BOOL,
            pflrate: *mut f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRateControl::GetRate", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRateControl_Impl::GetRate(
                    this,
                    core::mem::transmute_copy(&pfthin),
                    core::mem::transmute_copy(&pflrate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetRate: SetRate::<Identity, OFFSET>,
            GetRate: GetRate::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFRateControl as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFRateControl {}
windows_core::imp::define_interface!(
    IMFRateSupport,
    IMFRateSupport_Vtbl,
    0x0a9ccdbc_d797_4563_9667_94ec5d79292d
);
windows_core::imp::interface_hierarchy!(IMFRateSupport, windows_core::IUnknown);
impl IMFRateSupport {
    pub unsafe fn GetSlowestRate(
        &self,
        edirection: MFRATE_DIRECTION,
        fthin: bool,
    ) -> windows_core::Result<f32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSlowestRate)(
                windows_core::Interface::as_raw(self),
                edirection,
                fthin.into(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetFastestRate(
        &self,
        edirection: MFRATE_DIRECTION,
        fthin: bool,
    ) -> windows_core::Result<f32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetFastestRate)(
                windows_core::Interface::as_raw(self),
                edirection,
                fthin.into(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn IsRateSupported(
        &self,
        fthin: bool,
        flrate: f32,
        pflnearestsupportedrate: *mut f32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).IsRateSupported)(
                windows_core::Interface::as_raw(self),
                fthin.into(),
                flrate,
                pflnearestsupportedrate as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFRateSupport_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetSlowestRate: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MFRATE_DIRECTION,
        windows_core::BOOL,
        *mut f32,
    ) -> windows_core::HRESULT,
    pub GetFastestRate: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MFRATE_DIRECTION,
        windows_core::BOOL,
        *mut f32,
    ) -> windows_core::HRESULT,
    pub IsRateSupported: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::BOOL,
        f32,
        *mut f32,
    ) -> windows_core::HRESULT,
}
pub trait IMFRateSupport_Impl: windows_core::IUnknownImpl {
    fn GetSlowestRate(
        &self,
        edirection: MFRATE_DIRECTION,
        fthin: windows_core::BOOL,
    ) -> windows_core::Result<f32>;
    fn GetFastestRate(
        &self,
        edirection: MFRATE_DIRECTION,
        fthin: windows_core::BOOL,
    ) -> windows_core::Result<f32>;
    fn IsRateSupported(
        &self,
        fthin: windows_core::BOOL,
        flrate: f32,
        pflnearestsupportedrate: *mut f32,
    ) -> windows_core::Result<()>;
}
impl IMFRateSupport_Vtbl {
    pub const fn new<Identity: IMFRateSupport_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetSlowestRate<Identity: IMFRateSupport_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            edirection: MFRATE_DIRECTION,
            fthin: windows_core::BOOL,
            pflrate: *mut f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRateSupport::GetSlowestRate", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pflrate.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFRateSupport_Impl::GetSlowestRate(
                    this,
                    core::mem::transmute_copy(&edirection),
                    core::mem::transmute_copy(&fthin),
                ) {
                    Ok(ok__) => {
                        pflrate.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetFastestRate<Identity: IMFRateSupport_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            edirection: MFRATE_DIRECTION,
            fthin: windows_core::BOOL,
            pflrate: *mut f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRateSupport::GetFastestRate", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pflrate.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFRateSupport_Impl::GetFastestRate(
                    this,
                    core::mem::transmute_copy(&edirection),
                    core::mem::transmute_copy(&fthin),
                ) {
                    Ok(ok__) => {
                        pflrate.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn IsRateSupported<Identity: IMFRateSupport_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            fthin: windows_core::BOOL,
            flrate: f32,
            pflnearestsupportedrate: *mut f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRateSupport::IsRateSupported", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRateSupport_Impl::IsRateSupported(
                    this,
                    core::mem::transmute_copy(&fthin),
                    core::mem::transmute_copy(&flrate),
                    core::mem::transmute_copy(&pflnearestsupportedrate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetSlowestRate: GetSlowestRate::<Identity, OFFSET>,
            GetFastestRate: GetFastestRate::<Identity, OFFSET>,
            IsRateSupported: IsRateSupported::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFRateSupport as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFRateSupport {}
windows_core::imp::define_interface!(
    IMFReadWriteClassFactory,
    IMFReadWriteClassFactory_Vtbl,
    0xe7fe2e12_661c_40da_92f9_4f002ab67627
);
windows_core::imp::interface_hierarchy!(IMFReadWriteClassFactory, windows_core::IUnknown);
impl IMFReadWriteClassFactory {
    pub unsafe fn CreateInstanceFromURL<P1, P2, T>(
        &self,
        clsid: *const windows_core::GUID,
        pwszurl: P1,
        pattributes: P2,
    ) -> windows_core::Result<T>
    where
        P1: windows_core::Param<windows_core::PCWSTR>,
        P2: windows_core::Param<IMFAttributes>,
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).CreateInstanceFromURL)(
                windows_core::Interface::as_raw(self),
                clsid,
                pwszurl.param().abi(),
                pattributes.param().abi(),
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn CreateInstanceFromObject<P1, P2, T>(
        &self,
        clsid: *const windows_core::GUID,
        punkobject: P1,
        pattributes: P2,
    ) -> windows_core::Result<T>
    where
        P1: windows_core::Param<windows_core::IUnknown>,
        P2: windows_core::Param<IMFAttributes>,
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).CreateInstanceFromObject)(
                windows_core::Interface::as_raw(self),
                clsid,
                punkobject.param().abi(),
                pattributes.param().abi(),
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFReadWriteClassFactory_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub CreateInstanceFromURL: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        windows_core::PCWSTR,
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub CreateInstanceFromObject: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFReadWriteClassFactory_Impl: windows_core::IUnknownImpl {
    fn CreateInstanceFromURL(
        &self,
        clsid: *const windows_core::GUID,
        pwszurl: &windows_core::PCWSTR,
        pattributes: windows_core::Ref<IMFAttributes>,
        riid: *const windows_core::GUID,
        ppvobject: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn CreateInstanceFromObject(
        &self,
        clsid: *const windows_core::GUID,
        punkobject: windows_core::Ref<windows_core::IUnknown>,
        pattributes: windows_core::Ref<IMFAttributes>,
        riid: *const windows_core::GUID,
        ppvobject: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
}
impl IMFReadWriteClassFactory_Vtbl {
    pub const fn new<Identity: IMFReadWriteClassFactory_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn CreateInstanceFromURL<
            Identity: IMFReadWriteClassFactory_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            clsid: *const windows_core::GUID,
            pwszurl: windows_core::PCWSTR,
            pattributes: *mut core::ffi::c_void,
            riid: *const windows_core::GUID,
            ppvobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFReadWriteClassFactory::CreateInstanceFromURL", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvobject.is_null() {
                    ppvobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFReadWriteClassFactory_Impl::CreateInstanceFromURL(
                    this,
                    core::mem::transmute_copy(&clsid),
                    core::mem::transmute(&pwszurl),
                    core::mem::transmute_copy(&pattributes),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppvobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CreateInstanceFromObject<
            Identity: IMFReadWriteClassFactory_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            clsid: *const windows_core::GUID,
            punkobject: *mut core::ffi::c_void,
            pattributes: *mut core::ffi::c_void,
            riid: *const windows_core::GUID,
            ppvobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFReadWriteClassFactory::CreateInstanceFromObject",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvobject.is_null() {
                    ppvobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFReadWriteClassFactory_Impl::CreateInstanceFromObject(
                    this,
                    core::mem::transmute_copy(&clsid),
                    core::mem::transmute_copy(&punkobject),
                    core::mem::transmute_copy(&pattributes),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppvobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            CreateInstanceFromURL: CreateInstanceFromURL::<Identity, OFFSET>,
            CreateInstanceFromObject: CreateInstanceFromObject::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFReadWriteClassFactory as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFReadWriteClassFactory {}
windows_core::imp::define_interface!(
    IMFRealTimeClient,
    IMFRealTimeClient_Vtbl,
    0x2347d60b_3fb5_480c_8803_8df3adcd3ef0
);
windows_core::imp::interface_hierarchy!(IMFRealTimeClient, windows_core::IUnknown);
impl IMFRealTimeClient {
    pub unsafe fn RegisterThreads<P1>(&self, dwtaskindex: u32, wszclass: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).RegisterThreads)(
                windows_core::Interface::as_raw(self),
                dwtaskindex,
                wszclass.param().abi(),
            )
        }
    }
    pub unsafe fn UnregisterThreads(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).UnregisterThreads)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn SetWorkQueue(&self, dwworkqueueid: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetWorkQueue)(
                windows_core::Interface::as_raw(self),
                dwworkqueueid,
            )
        }
    }
}
#[repr(C)]
pub struct IMFRealTimeClient_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub RegisterThreads:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, windows_core::PCWSTR) -> windows_core::HRESULT,
    pub UnregisterThreads: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub SetWorkQueue: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
}
pub trait IMFRealTimeClient_Impl: windows_core::IUnknownImpl {
    fn RegisterThreads(&self, dwtaskindex: u32, wszclass: &windows_core::PCWSTR) -> windows_core::Result<()>;
    fn UnregisterThreads(&self) -> windows_core::Result<()>;
    fn SetWorkQueue(&self, dwworkqueueid: u32) -> windows_core::Result<()>;
}
impl IMFRealTimeClient_Vtbl {
    pub const fn new<Identity: IMFRealTimeClient_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn RegisterThreads<Identity: IMFRealTimeClient_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwtaskindex: u32,
            wszclass: windows_core::PCWSTR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRealTimeClient::RegisterThreads", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRealTimeClient_Impl::RegisterThreads(
                    this,
                    core::mem::transmute_copy(&dwtaskindex),
                    core::mem::transmute(&wszclass),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn UnregisterThreads<Identity: IMFRealTimeClient_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRealTimeClient::UnregisterThreads", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRealTimeClient_Impl::UnregisterThreads(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetWorkQueue<Identity: IMFRealTimeClient_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwworkqueueid: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRealTimeClient::SetWorkQueue", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRealTimeClient_Impl::SetWorkQueue(this, core::mem::transmute_copy(&dwworkqueueid)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            RegisterThreads: RegisterThreads::<Identity, OFFSET>,
            UnregisterThreads: UnregisterThreads::<Identity, OFFSET>,
            SetWorkQueue: SetWorkQueue::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFRealTimeClient as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFRealTimeClient {}
windows_core::imp::define_interface!(
    IMFRealTimeClientEx,
    IMFRealTimeClientEx_Vtbl,
    0x03910848_ab16_4611_b100_17b88ae2f248
);
windows_core::imp::interface_hierarchy!(IMFRealTimeClientEx, windows_core::IUnknown);
impl IMFRealTimeClientEx {
    pub unsafe fn RegisterThreadsEx<P1>(
        &self,
        pdwtaskindex: *mut u32,
        wszclassname: P1,
        lbasepriority: i32,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).RegisterThreadsEx)(
                windows_core::Interface::as_raw(self),
                pdwtaskindex as _,
                wszclassname.param().abi(),
                lbasepriority,
            )
        }
    }
    pub unsafe fn UnregisterThreads(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).UnregisterThreads)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn SetWorkQueueEx(
        &self,
        dwmultithreadedworkqueueid: u32,
        lworkitembasepriority: i32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetWorkQueueEx)(
                windows_core::Interface::as_raw(self),
                dwmultithreadedworkqueueid,
                lworkitembasepriority,
            )
        }
    }
}
#[repr(C)]
pub struct IMFRealTimeClientEx_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub RegisterThreadsEx: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut u32,
        windows_core::PCWSTR,
        i32,
    ) -> windows_core::HRESULT,
    pub UnregisterThreads: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub SetWorkQueueEx: unsafe extern "system" fn(*mut core::ffi::c_void, u32, i32) -> windows_core::HRESULT,
}
pub trait IMFRealTimeClientEx_Impl: windows_core::IUnknownImpl {
    fn RegisterThreadsEx(
        &self,
        pdwtaskindex: *mut u32,
        wszclassname: &windows_core::PCWSTR,
        lbasepriority: i32,
    ) -> windows_core::Result<()>;
    fn UnregisterThreads(&self) -> windows_core::Result<()>;
    fn SetWorkQueueEx(
        &self,
        dwmultithreadedworkqueueid: u32,
        lworkitembasepriority: i32,
    ) -> windows_core::Result<()>;
}
impl IMFRealTimeClientEx_Vtbl {
    pub const fn new<Identity: IMFRealTimeClientEx_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn RegisterThreadsEx<
            Identity: IMFRealTimeClientEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdwtaskindex: *mut u32,
            wszclassname: windows_core::PCWSTR,
            lbasepriority: i32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRealTimeClientEx::RegisterThreadsEx", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRealTimeClientEx_Impl::RegisterThreadsEx(
                    this,
                    core::mem::transmute_copy(&pdwtaskindex),
                    core::mem::transmute(&wszclassname),
                    core::mem::transmute_copy(&lbasepriority),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn UnregisterThreads<
            Identity: IMFRealTimeClientEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRealTimeClientEx::UnregisterThreads", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRealTimeClientEx_Impl::UnregisterThreads(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetWorkQueueEx<Identity: IMFRealTimeClientEx_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwmultithreadedworkqueueid: u32,
            lworkitembasepriority: i32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFRealTimeClientEx::SetWorkQueueEx", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFRealTimeClientEx_Impl::SetWorkQueueEx(
                    this,
                    core::mem::transmute_copy(&dwmultithreadedworkqueueid),
                    core::mem::transmute_copy(&lworkitembasepriority),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            RegisterThreadsEx: RegisterThreadsEx::<Identity, OFFSET>,
            UnregisterThreads: UnregisterThreads::<Identity, OFFSET>,
            SetWorkQueueEx: SetWorkQueueEx::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFRealTimeClientEx as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFRealTimeClientEx {}
windows_core::imp::define_interface!(IMFSample, IMFSample_Vtbl, 0xc40a00f2_b93a_4d80_ae8c_5a1c634f58e4);
impl core::ops::Deref for IMFSample {
    type Target = IMFAttributes;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFSample, windows_core::IUnknown, IMFAttributes);
impl IMFSample {
    pub unsafe fn GetSampleFlags(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSampleFlags)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetSampleFlags(&self, dwsampleflags: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetSampleFlags)(
                windows_core::Interface::as_raw(self),
                dwsampleflags,
            )
        }
    }
    pub unsafe fn GetSampleTime(&self) -> windows_core::Result<i64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSampleTime)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetSampleTime(&self, hnssampletime: i64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetSampleTime)(
                windows_core::Interface::as_raw(self),
                hnssampletime,
            )
        }
    }
    pub unsafe fn GetSampleDuration(&self) -> windows_core::Result<i64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSampleDuration)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetSampleDuration(&self, hnssampleduration: i64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetSampleDuration)(
                windows_core::Interface::as_raw(self),
                hnssampleduration,
            )
        }
    }
    pub unsafe fn GetBufferCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetBufferCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetBufferByIndex(&self, dwindex: u32) -> windows_core::Result<IMFMediaBuffer> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetBufferByIndex)(
                windows_core::Interface::as_raw(self),
                dwindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn ConvertToContiguousBuffer(&self) -> windows_core::Result<IMFMediaBuffer> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).ConvertToContiguousBuffer)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn AddBuffer<P0>(&self, pbuffer: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFMediaBuffer>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).AddBuffer)(
                windows_core::Interface::as_raw(self),
                pbuffer.param().abi(),
            )
        }
    }
    pub unsafe fn RemoveBufferByIndex(&self, dwindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).RemoveBufferByIndex)(
                windows_core::Interface::as_raw(self),
                dwindex,
            )
        }
    }
    pub unsafe fn RemoveAllBuffers(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).RemoveAllBuffers)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn GetTotalLength(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetTotalLength)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn CopyToBuffer<P0>(&self, pbuffer: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFMediaBuffer>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CopyToBuffer)(
                windows_core::Interface::as_raw(self),
                pbuffer.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSample_Vtbl {
    pub base__: IMFAttributes_Vtbl,
    pub GetSampleFlags: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub SetSampleFlags: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetSampleTime: unsafe extern "system" fn(*mut core::ffi::c_void, *mut i64) -> windows_core::HRESULT,
    pub SetSampleTime: unsafe extern "system" fn(*mut core::ffi::c_void, i64) -> windows_core::HRESULT,
    pub GetSampleDuration:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut i64) -> windows_core::HRESULT,
    pub SetSampleDuration: unsafe extern "system" fn(*mut core::ffi::c_void, i64) -> windows_core::HRESULT,
    pub GetBufferCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetBufferByIndex: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub ConvertToContiguousBuffer: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub AddBuffer:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub RemoveBufferByIndex: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub RemoveAllBuffers: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetTotalLength: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub CopyToBuffer:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFSample_Impl: IMFAttributes_Impl {
    fn GetSampleFlags(&self) -> windows_core::Result<u32>;
    fn SetSampleFlags(&self, dwsampleflags: u32) -> windows_core::Result<()>;
    fn GetSampleTime(&self) -> windows_core::Result<i64>;
    fn SetSampleTime(&self, hnssampletime: i64) -> windows_core::Result<()>;
    fn GetSampleDuration(&self) -> windows_core::Result<i64>;
    fn SetSampleDuration(&self, hnssampleduration: i64) -> windows_core::Result<()>;
    fn GetBufferCount(&self) -> windows_core::Result<u32>;
    fn GetBufferByIndex(&self, dwindex: u32) -> windows_core::Result<IMFMediaBuffer>;
    fn ConvertToContiguousBuffer(&self) -> windows_core::Result<IMFMediaBuffer>;
    fn AddBuffer(&self, pbuffer: windows_core::Ref<IMFMediaBuffer>) -> windows_core::Result<()>;
    fn RemoveBufferByIndex(&self, dwindex: u32) -> windows_core::Result<()>;
    fn RemoveAllBuffers(&self) -> windows_core::Result<()>;
    fn GetTotalLength(&self) -> windows_core::Result<u32>;
    fn CopyToBuffer(&self, pbuffer: windows_core::Ref<IMFMediaBuffer>) -> windows_core::Result<()>;
}
impl IMFSample_Vtbl {
    pub const fn new<Identity: IMFSample_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetSampleFlags<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwsampleflags: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::GetSampleFlags", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwsampleflags.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSample_Impl::GetSampleFlags(this) {
                    Ok(ok__) => {
                        pdwsampleflags.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetSampleFlags<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwsampleflags: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::SetSampleFlags", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSample_Impl::SetSampleFlags(this, core::mem::transmute_copy(&dwsampleflags)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetSampleTime<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            phnssampletime: *mut i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::GetSampleTime", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if phnssampletime.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSample_Impl::GetSampleTime(this) {
                    Ok(ok__) => {
                        phnssampletime.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetSampleTime<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnssampletime: i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::SetSampleTime", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSample_Impl::SetSampleTime(this, core::mem::transmute_copy(&hnssampletime)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetSampleDuration<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            phnssampleduration: *mut i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::GetSampleDuration", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if phnssampleduration.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSample_Impl::GetSampleDuration(this) {
                    Ok(ok__) => {
                        phnssampleduration.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetSampleDuration<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnssampleduration: i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::SetSampleDuration", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSample_Impl::SetSampleDuration(this, core::mem::transmute_copy(&hnssampleduration)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetBufferCount<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwbuffercount: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::GetBufferCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwbuffercount.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSample_Impl::GetBufferCount(this) {
                    Ok(ok__) => {
                        pdwbuffercount.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetBufferByIndex<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwindex: u32,
            ppbuffer: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::GetBufferByIndex", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppbuffer.is_null() {
                    return crate::edge::INVALID_ARGUMENT;
                }
                ppbuffer.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSample_Impl::GetBufferByIndex(this, core::mem::transmute_copy(&dwindex)) {
                    Ok(ok__) => {
                        ppbuffer.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ConvertToContiguousBuffer<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppbuffer: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::ConvertToContiguousBuffer", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppbuffer.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppbuffer.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSample_Impl::ConvertToContiguousBuffer(this) {
                    Ok(ok__) => {
                        ppbuffer.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn AddBuffer<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pbuffer: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::AddBuffer", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSample_Impl::AddBuffer(this, core::mem::transmute_copy(&pbuffer)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RemoveBufferByIndex<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwindex: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::RemoveBufferByIndex", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSample_Impl::RemoveBufferByIndex(this, core::mem::transmute_copy(&dwindex)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RemoveAllBuffers<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::RemoveAllBuffers", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSample_Impl::RemoveAllBuffers(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetTotalLength<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcbtotallength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::GetTotalLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbtotallength.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSample_Impl::GetTotalLength(this) {
                    Ok(ok__) => {
                        pcbtotallength.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CopyToBuffer<Identity: IMFSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pbuffer: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSample::CopyToBuffer", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSample_Impl::CopyToBuffer(this, core::mem::transmute_copy(&pbuffer)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAttributes_Vtbl::new::<Identity, OFFSET>(),
            GetSampleFlags: GetSampleFlags::<Identity, OFFSET>,
            SetSampleFlags: SetSampleFlags::<Identity, OFFSET>,
            GetSampleTime: GetSampleTime::<Identity, OFFSET>,
            SetSampleTime: SetSampleTime::<Identity, OFFSET>,
            GetSampleDuration: GetSampleDuration::<Identity, OFFSET>,
            SetSampleDuration: SetSampleDuration::<Identity, OFFSET>,
            GetBufferCount: GetBufferCount::<Identity, OFFSET>,
            GetBufferByIndex: GetBufferByIndex::<Identity, OFFSET>,
            ConvertToContiguousBuffer: ConvertToContiguousBuffer::<Identity, OFFSET>,
            AddBuffer: AddBuffer::<Identity, OFFSET>,
            RemoveBufferByIndex: RemoveBufferByIndex::<Identity, OFFSET>,
            RemoveAllBuffers: RemoveAllBuffers::<Identity, OFFSET>,
            GetTotalLength: GetTotalLength::<Identity, OFFSET>,
            CopyToBuffer: CopyToBuffer::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSample as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSample {}
windows_core::imp::define_interface!(
    IMFSampleGrabberSinkCallback,
    IMFSampleGrabberSinkCallback_Vtbl,
    0x8c7b80bf_ee42_4b59_b1df_55668e1bdca8
);
impl core::ops::Deref for IMFSampleGrabberSinkCallback {
    type Target = IMFClockStateSink;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFSampleGrabberSinkCallback,
    windows_core::IUnknown,
    IMFClockStateSink
);
impl IMFSampleGrabberSinkCallback {
    pub unsafe fn OnSetPresentationClock<P0>(&self, ppresentationclock: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFPresentationClock>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).OnSetPresentationClock)(
                windows_core::Interface::as_raw(self),
                ppresentationclock.param().abi(),
            )
        }
    }
    pub unsafe fn OnProcessSample(
        &self,
        guidmajormediatype: *const windows_core::GUID,
        dwsampleflags: u32,
        llsampletime: i64,
        llsampleduration: i64,
        psamplebuffer: &[u8],
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnProcessSample)(
                windows_core::Interface::as_raw(self),
                guidmajormediatype,
                dwsampleflags,
                llsampletime,
                llsampleduration,
                psamplebuffer.as_ptr(),
                match u32::try_from(psamplebuffer.len()) {
                    Ok(count) => count,
                    Err(_) => return crate::edge::INVALID_ARGUMENT,
                },
            )
        }
    }
    pub unsafe fn OnShutdown(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).OnShutdown)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFSampleGrabberSinkCallback_Vtbl {
    pub base__: IMFClockStateSink_Vtbl,
    pub OnSetPresentationClock:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub OnProcessSample: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        u32,
        i64,
        i64,
        *const u8,
        u32,
    ) -> windows_core::HRESULT,
    pub OnShutdown: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFSampleGrabberSinkCallback_Impl: IMFClockStateSink_Impl {
    fn OnSetPresentationClock(
        &self,
        ppresentationclock: windows_core::Ref<IMFPresentationClock>,
    ) -> windows_core::Result<()>;
    fn OnProcessSample(
        &self,
        guidmajormediatype: *const windows_core::GUID,
        dwsampleflags: u32,
        llsampletime: i64,
        llsampleduration: i64,
        psamplebuffer: *const u8,
        dwsamplesize: u32,
    ) -> windows_core::Result<()>;
    fn OnShutdown(&self) -> windows_core::Result<()>;
}
impl IMFSampleGrabberSinkCallback_Vtbl {
    pub const fn new<Identity: IMFSampleGrabberSinkCallback_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnSetPresentationClock<
            Identity: IMFSampleGrabberSinkCallback_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppresentationclock: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFSampleGrabberSinkCallback::OnSetPresentationClock",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSampleGrabberSinkCallback_Impl::OnSetPresentationClock(
                    this,
                    core::mem::transmute_copy(&ppresentationclock),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnProcessSample<
            Identity: IMFSampleGrabberSinkCallback_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            guidmajormediatype: *const windows_core::GUID,
            dwsampleflags: u32,
            llsampletime: i64,
            llsampleduration: i64,
            psamplebuffer: *const u8,
            dwsamplesize: u32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSampleGrabberSinkCallback::OnProcessSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSampleGrabberSinkCallback_Impl::OnProcessSample(
                    this,
                    core::mem::transmute_copy(&guidmajormediatype),
                    core::mem::transmute_copy(&dwsampleflags),
                    core::mem::transmute_copy(&llsampletime),
                    core::mem::transmute_copy(&llsampleduration),
                    core::mem::transmute_copy(&psamplebuffer),
                    core::mem::transmute_copy(&dwsamplesize),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnShutdown<
            Identity: IMFSampleGrabberSinkCallback_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSampleGrabberSinkCallback::OnShutdown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSampleGrabberSinkCallback_Impl::OnShutdown(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFClockStateSink_Vtbl::new::<Identity, OFFSET>(),
            OnSetPresentationClock: OnSetPresentationClock::<Identity, OFFSET>,
            OnProcessSample: OnProcessSample::<Identity, OFFSET>,
            OnShutdown: OnShutdown::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSampleGrabberSinkCallback as windows_core::Interface>::IID
            || iid == &<IMFClockStateSink as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSampleGrabberSinkCallback {}
windows_core::imp::define_interface!(
    IMFSampleGrabberSinkCallback2,
    IMFSampleGrabberSinkCallback2_Vtbl,
    0xca86aa50_c46e_429e_ab27_16d6ac6844cb
);
impl core::ops::Deref for IMFSampleGrabberSinkCallback2 {
    type Target = IMFSampleGrabberSinkCallback;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFSampleGrabberSinkCallback2,
    windows_core::IUnknown,
    IMFClockStateSink,
    IMFSampleGrabberSinkCallback
);
impl IMFSampleGrabberSinkCallback2 {
    pub unsafe fn OnProcessSampleEx<P6>(
        &self,
        guidmajormediatype: *const windows_core::GUID,
        dwsampleflags: u32,
        llsampletime: i64,
        llsampleduration: i64,
        psamplebuffer: &[u8],
        pattributes: P6,
    ) -> windows_core::HRESULT
    where
        P6: windows_core::Param<IMFAttributes>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).OnProcessSampleEx)(
                windows_core::Interface::as_raw(self),
                guidmajormediatype,
                dwsampleflags,
                llsampletime,
                llsampleduration,
                psamplebuffer.as_ptr(),
                match u32::try_from(psamplebuffer.len()) {
                    Ok(count) => count,
                    Err(_) => return crate::edge::INVALID_ARGUMENT,
                },
                pattributes.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSampleGrabberSinkCallback2_Vtbl {
    pub base__: IMFSampleGrabberSinkCallback_Vtbl,
    pub OnProcessSampleEx: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        u32,
        i64,
        i64,
        *const u8,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFSampleGrabberSinkCallback2_Impl: IMFSampleGrabberSinkCallback_Impl {
    fn OnProcessSampleEx(
        &self,
        guidmajormediatype: *const windows_core::GUID,
        dwsampleflags: u32,
        llsampletime: i64,
        llsampleduration: i64,
        psamplebuffer: *const u8,
        dwsamplesize: u32,
        pattributes: windows_core::Ref<IMFAttributes>,
    ) -> windows_core::Result<()>;
}
impl IMFSampleGrabberSinkCallback2_Vtbl {
    pub const fn new<Identity: IMFSampleGrabberSinkCallback2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnProcessSampleEx<
            Identity: IMFSampleGrabberSinkCallback2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            guidmajormediatype: *const windows_core::GUID,
            dwsampleflags: u32,
            llsampletime: i64,
            llsampleduration: i64,
            psamplebuffer: *const u8,
            dwsamplesize: u32,
            pattributes: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSampleGrabberSinkCallback2::OnProcessSampleEx", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSampleGrabberSinkCallback2_Impl::OnProcessSampleEx(
                    this,
                    core::mem::transmute_copy(&guidmajormediatype),
                    core::mem::transmute_copy(&dwsampleflags),
                    core::mem::transmute_copy(&llsampletime),
                    core::mem::transmute_copy(&llsampleduration),
                    core::mem::transmute_copy(&psamplebuffer),
                    core::mem::transmute_copy(&dwsamplesize),
                    core::mem::transmute_copy(&pattributes),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFSampleGrabberSinkCallback_Vtbl::new::<Identity, OFFSET>(),
            OnProcessSampleEx: OnProcessSampleEx::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSampleGrabberSinkCallback2 as windows_core::Interface>::IID
            || iid == &<IMFClockStateSink as windows_core::Interface>::IID
            || iid == &<IMFSampleGrabberSinkCallback as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSampleGrabberSinkCallback2 {}
windows_core::imp::define_interface!(
    IMFSampleOutputStream,
    IMFSampleOutputStream_Vtbl,
    0x8feed468_6f7e_440d_869a_49bdd283ad0d
);
windows_core::imp::interface_hierarchy!(IMFSampleOutputStream, windows_core::IUnknown);
impl IMFSampleOutputStream {
    pub unsafe fn BeginWriteSample<P0, P1, P2>(
        &self,
        psample: P0,
        pcallback: P1,
        punkstate: P2,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFSample>,
        P1: windows_core::Param<IMFAsyncCallback>,
        P2: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginWriteSample)(
                windows_core::Interface::as_raw(self),
                psample.param().abi(),
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndWriteSample<P0>(&self, presult: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndWriteSample)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
            )
        }
    }
    pub unsafe fn Close(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Close)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFSampleOutputStream_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub BeginWriteSample: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndWriteSample:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Close: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFSampleOutputStream_Impl: windows_core::IUnknownImpl {
    fn BeginWriteSample(
        &self,
        psample: windows_core::Ref<IMFSample>,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndWriteSample(&self, presult: windows_core::Ref<IMFAsyncResult>) -> windows_core::Result<()>;
    fn Close(&self) -> windows_core::Result<()>;
}
impl IMFSampleOutputStream_Vtbl {
    pub const fn new<Identity: IMFSampleOutputStream_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn BeginWriteSample<
            Identity: IMFSampleOutputStream_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            psample: *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSampleOutputStream::BeginWriteSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSampleOutputStream_Impl::BeginWriteSample(
                    this,
                    core::mem::transmute_copy(&psample),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndWriteSample<
            Identity: IMFSampleOutputStream_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSampleOutputStream::EndWriteSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSampleOutputStream_Impl::EndWriteSample(this, core::mem::transmute_copy(&presult)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Close<Identity: IMFSampleOutputStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSampleOutputStream::Close", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSampleOutputStream_Impl::Close(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            BeginWriteSample: BeginWriteSample::<Identity, OFFSET>,
            EndWriteSample: EndWriteSample::<Identity, OFFSET>,
            Close: Close::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSampleOutputStream as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSampleOutputStream {}
windows_core::imp::define_interface!(
    IMFSaveJob,
    IMFSaveJob_Vtbl,
    0xe9931663_80bf_4c6e_98af_5dcf58747d1f
);
windows_core::imp::interface_hierarchy!(IMFSaveJob, windows_core::IUnknown);
impl IMFSaveJob {
    pub unsafe fn BeginSave<P0, P1, P2>(
        &self,
        pstream: P0,
        pcallback: P1,
        pstate: P2,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFByteStream>,
        P1: windows_core::Param<IMFAsyncCallback>,
        P2: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginSave)(
                windows_core::Interface::as_raw(self),
                pstream.param().abi(),
                pcallback.param().abi(),
                pstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndSave<P0>(&self, presult: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndSave)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
            )
        }
    }
    pub unsafe fn CancelSave(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).CancelSave)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn GetProgress(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetProgress)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFSaveJob_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub BeginSave: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndSave:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub CancelSave: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetProgress: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
}
pub trait IMFSaveJob_Impl: windows_core::IUnknownImpl {
    fn BeginSave(
        &self,
        pstream: windows_core::Ref<IMFByteStream>,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        pstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndSave(&self, presult: windows_core::Ref<IMFAsyncResult>) -> windows_core::Result<()>;
    fn CancelSave(&self) -> windows_core::Result<()>;
    fn GetProgress(&self) -> windows_core::Result<u32>;
}
impl IMFSaveJob_Vtbl {
    pub const fn new<Identity: IMFSaveJob_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn BeginSave<Identity: IMFSaveJob_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstream: *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            pstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSaveJob::BeginSave", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSaveJob_Impl::BeginSave(
                    this,
                    core::mem::transmute_copy(&pstream),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&pstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndSave<Identity: IMFSaveJob_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSaveJob::EndSave", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSaveJob_Impl::EndSave(this, core::mem::transmute_copy(&presult)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CancelSave<Identity: IMFSaveJob_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSaveJob::CancelSave", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSaveJob_Impl::CancelSave(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetProgress<Identity: IMFSaveJob_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwpercentcomplete: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSaveJob::GetProgress", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwpercentcomplete.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSaveJob_Impl::GetProgress(this) {
                    Ok(ok__) => {
                        pdwpercentcomplete.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            BeginSave: BeginSave::<Identity, OFFSET>,
            EndSave: EndSave::<Identity, OFFSET>,
            CancelSave: CancelSave::<Identity, OFFSET>,
            GetProgress: GetProgress::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSaveJob as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSaveJob {}
windows_core::imp::define_interface!(
    IMFSchemeHandler,
    IMFSchemeHandler_Vtbl,
    0x6d4c7b74_52a0_4bb7_b0db_55f29f47a668
);
windows_core::imp::interface_hierarchy!(IMFSchemeHandler, windows_core::IUnknown);
impl IMFSchemeHandler {
    pub unsafe fn BeginCreateObject<P0, P2, P4, P5>(
        &self,
        pwszurl: P0,
        dwflags: u32,
        pprops: P2,
        ppiunknowncancelcookie: *mut Option<windows_core::IUnknown>,
        pcallback: P4,
        punkstate: P5,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
        P2: windows_core::Param<IPropertyStore>,
        P4: windows_core::Param<IMFAsyncCallback>,
        P5: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginCreateObject)(
                windows_core::Interface::as_raw(self),
                pwszurl.param().abi(),
                dwflags,
                pprops.param().abi(),
                core::mem::transmute(ppiunknowncancelcookie),
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndCreateObject<P0>(
        &self,
        presult: P0,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: *mut Option<windows_core::IUnknown>,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndCreateObject)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                pobjecttype as _,
                core::mem::transmute(ppobject),
            )
        }
    }
    pub unsafe fn CancelObjectCreation<P0>(&self, piunknowncancelcookie: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CancelObjectCreation)(
                windows_core::Interface::as_raw(self),
                piunknowncancelcookie.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSchemeHandler_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub BeginCreateObject: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        u32,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndCreateObject: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut MF_OBJECT_TYPE,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub CancelObjectCreation:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFSchemeHandler_Impl: windows_core::IUnknownImpl {
    fn BeginCreateObject(
        &self,
        pwszurl: &windows_core::PCWSTR,
        dwflags: u32,
        pprops: windows_core::Ref<IPropertyStore>,
        ppiunknowncancelcookie: windows_core::OutRef<windows_core::IUnknown>,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndCreateObject(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: windows_core::OutRef<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn CancelObjectCreation(
        &self,
        piunknowncancelcookie: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
}
impl IMFSchemeHandler_Vtbl {
    pub const fn new<Identity: IMFSchemeHandler_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn BeginCreateObject<Identity: IMFSchemeHandler_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pwszurl: windows_core::PCWSTR,
            dwflags: u32,
            pprops: *mut core::ffi::c_void,
            ppiunknowncancelcookie: *mut *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSchemeHandler::BeginCreateObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppiunknowncancelcookie.is_null() {
                    ppiunknowncancelcookie.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSchemeHandler_Impl::BeginCreateObject(
                    this,
                    core::mem::transmute(&pwszurl),
                    core::mem::transmute_copy(&dwflags),
                    core::mem::transmute_copy(&pprops),
                    core::mem::transmute_copy(&ppiunknowncancelcookie),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndCreateObject<Identity: IMFSchemeHandler_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            pobjecttype: *mut MF_OBJECT_TYPE,
            ppobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSchemeHandler::EndCreateObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppobject.is_null() {
                    ppobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSchemeHandler_Impl::EndCreateObject(
                    this,
                    core::mem::transmute_copy(&presult),
                    core::mem::transmute_copy(&pobjecttype),
                    core::mem::transmute_copy(&ppobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CancelObjectCreation<
            Identity: IMFSchemeHandler_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            piunknowncancelcookie: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSchemeHandler::CancelObjectCreation", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSchemeHandler_Impl::CancelObjectCreation(
                    this,
                    core::mem::transmute_copy(&piunknowncancelcookie),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            BeginCreateObject: BeginCreateObject::<Identity, OFFSET>,
            EndCreateObject: EndCreateObject::<Identity, OFFSET>,
            CancelObjectCreation: CancelObjectCreation::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSchemeHandler as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSchemeHandler {}
windows_core::imp::define_interface!(
    IMFSecureBuffer,
    IMFSecureBuffer_Vtbl,
    0xc1209904_e584_4752_a2d6_7f21693f8b21
);
windows_core::imp::interface_hierarchy!(IMFSecureBuffer, windows_core::IUnknown);
impl IMFSecureBuffer {
    pub unsafe fn GetIdentifier(&self) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetIdentifier)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFSecureBuffer_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetIdentifier:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::GUID) -> windows_core::HRESULT,
}
pub trait IMFSecureBuffer_Impl: windows_core::IUnknownImpl {
    fn GetIdentifier(&self) -> windows_core::Result<windows_core::GUID>;
}
impl IMFSecureBuffer_Vtbl {
    pub const fn new<Identity: IMFSecureBuffer_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetIdentifier<Identity: IMFSecureBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pguididentifier: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSecureBuffer::GetIdentifier", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pguididentifier.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSecureBuffer_Impl::GetIdentifier(this) {
                    Ok(ok__) => {
                        pguididentifier.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetIdentifier: GetIdentifier::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSecureBuffer as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSecureBuffer {}
windows_core::imp::define_interface!(
    IMFSeekInfo,
    IMFSeekInfo_Vtbl,
    0x26afea53_d9ed_42b5_ab80_e64f9ee34779
);
windows_core::imp::interface_hierarchy!(IMFSeekInfo, windows_core::IUnknown);
impl IMFSeekInfo {
    pub unsafe fn GetNearestKeyFrames(
        &self,
        pguidtimeformat: *const windows_core::GUID,
        pvarstartposition: *const PROPVARIANT,
        pvarpreviouskeyframe: *mut PROPVARIANT,
        pvarnextkeyframe: *mut PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetNearestKeyFrames)(
                windows_core::Interface::as_raw(self),
                pguidtimeformat,
                pvarstartposition,
                pvarpreviouskeyframe,
                pvarnextkeyframe,
            )
        }
    }
}
#[repr(C)]
pub struct IMFSeekInfo_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetNearestKeyFrames: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const PROPVARIANT,
        *mut PROPVARIANT,
        *mut PROPVARIANT,
    ) -> windows_core::HRESULT,
}
pub trait IMFSeekInfo_Impl: windows_core::IUnknownImpl {
    fn GetNearestKeyFrames(
        &self,
        pguidtimeformat: *const windows_core::GUID,
        pvarstartposition: *const PROPVARIANT,
        pvarpreviouskeyframe: *mut PROPVARIANT,
        pvarnextkeyframe: *mut PROPVARIANT,
    ) -> windows_core::Result<()>;
}
impl IMFSeekInfo_Vtbl {
    pub const fn new<Identity: IMFSeekInfo_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetNearestKeyFrames<Identity: IMFSeekInfo_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pguidtimeformat: *const windows_core::GUID,
            pvarstartposition: *const PROPVARIANT,
            pvarpreviouskeyframe: *mut PROPVARIANT,
            pvarnextkeyframe: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSeekInfo::GetNearestKeyFrames", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSeekInfo_Impl::GetNearestKeyFrames(
                    this,
                    core::mem::transmute_copy(&pguidtimeformat),
                    core::mem::transmute_copy(&pvarstartposition),
                    core::mem::transmute_copy(&pvarpreviouskeyframe),
                    core::mem::transmute_copy(&pvarnextkeyframe),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetNearestKeyFrames: GetNearestKeyFrames::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSeekInfo as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSeekInfo {}
windows_core::imp::define_interface!(
    IMFSequencerSource,
    IMFSequencerSource_Vtbl,
    0x197cd219_19cb_4de1_a64c_acf2edcbe59e
);
windows_core::imp::interface_hierarchy!(IMFSequencerSource, windows_core::IUnknown);
impl IMFSequencerSource {
    pub unsafe fn AppendTopology<P0>(
        &self,
        ptopology: P0,
        dwflags: u32,
    ) -> windows_core::Result<MFSequencerElementId>
    where
        P0: windows_core::Param<IMFTopology>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).AppendTopology)(
                windows_core::Interface::as_raw(self),
                ptopology.param().abi(),
                dwflags,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn DeleteTopology(&self, dwid: MFSequencerElementId) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).DeleteTopology)(
                windows_core::Interface::as_raw(self),
                dwid,
            )
        }
    }
    pub unsafe fn GetPresentationContext<P0>(
        &self,
        ppd: P0,
        pid: Option<*mut MFSequencerElementId>,
        pptopology: Option<*mut Option<IMFTopology>>,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFPresentationDescriptor>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).GetPresentationContext)(
                windows_core::Interface::as_raw(self),
                ppd.param().abi(),
                pid.unwrap_or(core::mem::zeroed()) as _,
                pptopology.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn UpdateTopology<P1>(
        &self,
        dwid: MFSequencerElementId,
        ptopology: P1,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFTopology>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).UpdateTopology)(
                windows_core::Interface::as_raw(self),
                dwid,
                ptopology.param().abi(),
            )
        }
    }
    pub unsafe fn UpdateTopologyFlags(
        &self,
        dwid: MFSequencerElementId,
        dwflags: u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).UpdateTopologyFlags)(
                windows_core::Interface::as_raw(self),
                dwid,
                dwflags,
            )
        }
    }
}
#[repr(C)]
pub struct IMFSequencerSource_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub AppendTopology: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        u32,
        *mut MFSequencerElementId,
    ) -> windows_core::HRESULT,
    pub DeleteTopology:
        unsafe extern "system" fn(*mut core::ffi::c_void, MFSequencerElementId) -> windows_core::HRESULT,
    pub GetPresentationContext: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut MFSequencerElementId,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub UpdateTopology: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MFSequencerElementId,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub UpdateTopologyFlags:
        unsafe extern "system" fn(*mut core::ffi::c_void, MFSequencerElementId, u32) -> windows_core::HRESULT,
}
pub trait IMFSequencerSource_Impl: windows_core::IUnknownImpl {
    fn AppendTopology(
        &self,
        ptopology: windows_core::Ref<IMFTopology>,
        dwflags: u32,
    ) -> windows_core::Result<MFSequencerElementId>;
    fn DeleteTopology(&self, dwid: MFSequencerElementId) -> windows_core::Result<()>;
    fn GetPresentationContext(
        &self,
        ppd: windows_core::Ref<IMFPresentationDescriptor>,
        pid: *mut MFSequencerElementId,
        pptopology: windows_core::OutRef<IMFTopology>,
    ) -> windows_core::Result<()>;
    fn UpdateTopology(
        &self,
        dwid: MFSequencerElementId,
        ptopology: windows_core::Ref<IMFTopology>,
    ) -> windows_core::Result<()>;
    fn UpdateTopologyFlags(&self, dwid: MFSequencerElementId, dwflags: u32) -> windows_core::Result<()>;
}
impl IMFSequencerSource_Vtbl {
    pub const fn new<Identity: IMFSequencerSource_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn AppendTopology<Identity: IMFSequencerSource_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ptopology: *mut core::ffi::c_void,
            dwflags: u32,
            pdwid: *mut MFSequencerElementId,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSequencerSource::AppendTopology", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !pdwid.is_null() {
                    pdwid.write(core::mem::zeroed());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSequencerSource_Impl::AppendTopology(
                    this,
                    core::mem::transmute_copy(&ptopology),
                    core::mem::transmute_copy(&dwflags),
                ) {
                    Ok(ok__) => {
                        if !pdwid.is_null() {
                            pdwid.write(ok__);
                        }
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DeleteTopology<Identity: IMFSequencerSource_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwid: MFSequencerElementId,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSequencerSource::DeleteTopology", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSequencerSource_Impl::DeleteTopology(this, core::mem::transmute_copy(&dwid)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetPresentationContext<
            Identity: IMFSequencerSource_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppd: *mut core::ffi::c_void,
            pid: *mut MFSequencerElementId,
            pptopology: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSequencerSource::GetPresentationContext", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !pptopology.is_null() {
                    pptopology.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSequencerSource_Impl::GetPresentationContext(
                    this,
                    core::mem::transmute_copy(&ppd),
                    core::mem::transmute_copy(&pid),
                    core::mem::transmute_copy(&pptopology),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn UpdateTopology<Identity: IMFSequencerSource_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwid: MFSequencerElementId,
            ptopology: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSequencerSource::UpdateTopology", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSequencerSource_Impl::UpdateTopology(
                    this,
                    core::mem::transmute_copy(&dwid),
                    core::mem::transmute_copy(&ptopology),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn UpdateTopologyFlags<
            Identity: IMFSequencerSource_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwid: MFSequencerElementId,
            dwflags: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSequencerSource::UpdateTopologyFlags", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSequencerSource_Impl::UpdateTopologyFlags(
                    this,
                    core::mem::transmute_copy(&dwid),
                    core::mem::transmute_copy(&dwflags),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            AppendTopology: AppendTopology::<Identity, OFFSET>,
            DeleteTopology: DeleteTopology::<Identity, OFFSET>,
            GetPresentationContext: GetPresentationContext::<Identity, OFFSET>,
            UpdateTopology: UpdateTopology::<Identity, OFFSET>,
            UpdateTopologyFlags: UpdateTopologyFlags::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSequencerSource as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSequencerSource {}
windows_core::imp::define_interface!(
    IMFShutdown,
    IMFShutdown_Vtbl,
    0x97ec2ea4_0e42_4937_97ac_9d6d328824e1
);
windows_core::imp::interface_hierarchy!(IMFShutdown, windows_core::IUnknown);
impl IMFShutdown {
    pub unsafe fn Shutdown(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Shutdown)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn GetShutdownStatus(&self) -> windows_core::Result<MFSHUTDOWN_STATUS> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetShutdownStatus)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFShutdown_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub Shutdown: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetShutdownStatus:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MFSHUTDOWN_STATUS) -> windows_core::HRESULT,
}
pub trait IMFShutdown_Impl: windows_core::IUnknownImpl {
    fn Shutdown(&self) -> windows_core::Result<()>;
    fn GetShutdownStatus(&self) -> windows_core::Result<MFSHUTDOWN_STATUS>;
}
impl IMFShutdown_Vtbl {
    pub const fn new<Identity: IMFShutdown_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn Shutdown<Identity: IMFShutdown_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFShutdown::Shutdown", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFShutdown_Impl::Shutdown(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetShutdownStatus<Identity: IMFShutdown_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstatus: *mut MFSHUTDOWN_STATUS,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFShutdown::GetShutdownStatus", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pstatus.is_null() {
                    return crate::edge::INVALID_ARGUMENT;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFShutdown_Impl::GetShutdownStatus(this) {
                    Ok(ok__) => {
                        pstatus.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            Shutdown: Shutdown::<Identity, OFFSET>,
            GetShutdownStatus: GetShutdownStatus::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFShutdown as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFShutdown {}
windows_core::imp::define_interface!(
    IMFSimpleAudioVolume,
    IMFSimpleAudioVolume_Vtbl,
    0x089edf13_cf71_4338_8d13_9e569dbdc319
);
windows_core::imp::interface_hierarchy!(IMFSimpleAudioVolume, windows_core::IUnknown);
impl IMFSimpleAudioVolume {
    pub unsafe fn SetMasterVolume(&self, flevel: f32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetMasterVolume)(
                windows_core::Interface::as_raw(self),
                flevel,
            )
        }
    }
    pub unsafe fn GetMasterVolume(&self) -> windows_core::Result<f32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMasterVolume)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetMute(&self, bmute: bool) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetMute)(
                windows_core::Interface::as_raw(self),
                bmute.into(),
            )
        }
    }
    pub unsafe fn GetMute(&self) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMute)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFSimpleAudioVolume_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetMasterVolume: unsafe extern "system" fn(*mut core::ffi::c_void, f32) -> windows_core::HRESULT,
    pub GetMasterVolume: unsafe extern "system" fn(*mut core::ffi::c_void, *mut f32) -> windows_core::HRESULT,
    pub SetMute:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::BOOL) -> windows_core::HRESULT,
    pub GetMute:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::BOOL) -> windows_core::HRESULT,
}
pub trait IMFSimpleAudioVolume_Impl: windows_core::IUnknownImpl {
    fn SetMasterVolume(&self, flevel: f32) -> windows_core::Result<()>;
    fn GetMasterVolume(&self) -> windows_core::Result<f32>;
    fn SetMute(&self, bmute: windows_core::BOOL) -> windows_core::Result<()>;
    fn GetMute(&self) -> windows_core::Result<windows_core::BOOL>;
}
impl IMFSimpleAudioVolume_Vtbl {
    pub const fn new<Identity: IMFSimpleAudioVolume_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetMasterVolume<
            Identity: IMFSimpleAudioVolume_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            flevel: f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSimpleAudioVolume::SetMasterVolume", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSimpleAudioVolume_Impl::SetMasterVolume(this, core::mem::transmute_copy(&flevel)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMasterVolume<
            Identity: IMFSimpleAudioVolume_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pflevel: *mut f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSimpleAudioVolume::GetMasterVolume", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pflevel.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSimpleAudioVolume_Impl::GetMasterVolume(this) {
                    Ok(ok__) => {
                        pflevel.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetMute<Identity: IMFSimpleAudioVolume_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            bmute: windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSimpleAudioVolume::SetMute", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSimpleAudioVolume_Impl::SetMute(this, core::mem::transmute_copy(&bmute)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMute<Identity: IMFSimpleAudioVolume_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pbmute: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSimpleAudioVolume::GetMute", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pbmute.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSimpleAudioVolume_Impl::GetMute(this) {
                    Ok(ok__) => {
                        pbmute.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetMasterVolume: SetMasterVolume::<Identity, OFFSET>,
            GetMasterVolume: GetMasterVolume::<Identity, OFFSET>,
            SetMute: SetMute::<Identity, OFFSET>,
            GetMute: GetMute::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSimpleAudioVolume as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSimpleAudioVolume {}
windows_core::imp::define_interface!(
    IMFSinkWriter,
    IMFSinkWriter_Vtbl,
    0x3137f1cd_fe5e_4805_a5d8_fb477448cb3d
);
windows_core::imp::interface_hierarchy!(IMFSinkWriter, windows_core::IUnknown);
impl IMFSinkWriter {
    pub unsafe fn AddStream<P0>(&self, ptargetmediatype: P0) -> windows_core::Result<u32>
    where
        P0: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).AddStream)(
                windows_core::Interface::as_raw(self),
                ptargetmediatype.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetInputMediaType<P1, P2>(
        &self,
        dwstreamindex: u32,
        pinputmediatype: P1,
        pencodingparameters: P2,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaType>,
        P2: windows_core::Param<IMFAttributes>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetInputMediaType)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                pinputmediatype.param().abi(),
                pencodingparameters.param().abi(),
            )
        }
    }
    pub unsafe fn BeginWriting(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).BeginWriting)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn WriteSample<P1>(&self, dwstreamindex: u32, psample: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFSample>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).WriteSample)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                psample.param().abi(),
            )
        }
    }
    pub unsafe fn SendStreamTick(&self, dwstreamindex: u32, lltimestamp: i64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SendStreamTick)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                lltimestamp,
            )
        }
    }
    pub unsafe fn PlaceMarker(
        &self,
        dwstreamindex: u32,
        pvcontext: *const core::ffi::c_void,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).PlaceMarker)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                pvcontext,
            )
        }
    }
    pub unsafe fn NotifyEndOfSegment(&self, dwstreamindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyEndOfSegment)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
            )
        }
    }
    pub unsafe fn Flush(&self, dwstreamindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Flush)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
            )
        }
    }
    pub unsafe fn Finalize(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Finalize)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn GetServiceForStream<T>(
        &self,
        dwstreamindex: u32,
        guidservice: *const windows_core::GUID,
    ) -> windows_core::Result<T>
    where
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).GetServiceForStream)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                guidservice,
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetStatistics(
        &self,
        dwstreamindex: u32,
        pstats: *mut MF_SINK_WRITER_STATISTICS,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetStatistics)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                pstats as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFSinkWriter_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub AddStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub SetInputMediaType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub BeginWriting: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub WriteSample: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SendStreamTick: unsafe extern "system" fn(*mut core::ffi::c_void, u32, i64) -> windows_core::HRESULT,
    pub PlaceMarker: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub NotifyEndOfSegment: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub Flush: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub Finalize: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetServiceForStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const windows_core::GUID,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetStatistics: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut MF_SINK_WRITER_STATISTICS,
    ) -> windows_core::HRESULT,
}
pub trait IMFSinkWriter_Impl: windows_core::IUnknownImpl {
    fn AddStream(&self, ptargetmediatype: windows_core::Ref<IMFMediaType>) -> windows_core::Result<u32>;
    fn SetInputMediaType(
        &self,
        dwstreamindex: u32,
        pinputmediatype: windows_core::Ref<IMFMediaType>,
        pencodingparameters: windows_core::Ref<IMFAttributes>,
    ) -> windows_core::Result<()>;
    fn BeginWriting(&self) -> windows_core::Result<()>;
    fn WriteSample(
        &self,
        dwstreamindex: u32,
        psample: windows_core::Ref<IMFSample>,
    ) -> windows_core::Result<()>;
    fn SendStreamTick(&self, dwstreamindex: u32, lltimestamp: i64) -> windows_core::Result<()>;
    fn PlaceMarker(
        &self,
        dwstreamindex: u32,
        pvcontext: *const core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn NotifyEndOfSegment(&self, dwstreamindex: u32) -> windows_core::Result<()>;
    fn Flush(&self, dwstreamindex: u32) -> windows_core::Result<()>;
    fn Finalize(&self) -> windows_core::Result<()>;
    fn GetServiceForStream(
        &self,
        dwstreamindex: u32,
        guidservice: *const windows_core::GUID,
        riid: *const windows_core::GUID,
        ppvobject: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn GetStatistics(
        &self,
        dwstreamindex: u32,
        pstats: *mut MF_SINK_WRITER_STATISTICS,
    ) -> windows_core::Result<()>;
}
impl IMFSinkWriter_Vtbl {
    pub const fn new<Identity: IMFSinkWriter_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn AddStream<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ptargetmediatype: *mut core::ffi::c_void,
            pdwstreamindex: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::AddStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwstreamindex.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSinkWriter_Impl::AddStream(this, core::mem::transmute_copy(&ptargetmediatype)) {
                    Ok(ok__) => {
                        pdwstreamindex.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetInputMediaType<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pinputmediatype: *mut core::ffi::c_void,
            pencodingparameters: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::SetInputMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::SetInputMediaType(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&pinputmediatype),
                    core::mem::transmute_copy(&pencodingparameters),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginWriting<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::BeginWriting", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::BeginWriting(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn WriteSample<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            psample: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::WriteSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::WriteSample(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&psample),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SendStreamTick<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            lltimestamp: i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::SendStreamTick", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::SendStreamTick(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&lltimestamp),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn PlaceMarker<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pvcontext: *const core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::PlaceMarker", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::PlaceMarker(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&pvcontext),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn NotifyEndOfSegment<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::NotifyEndOfSegment", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::NotifyEndOfSegment(this, core::mem::transmute_copy(&dwstreamindex)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Flush<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::Flush", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::Flush(this, core::mem::transmute_copy(&dwstreamindex)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Finalize<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::Finalize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::Finalize(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetServiceForStream<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            guidservice: *const windows_core::GUID,
            riid: *const windows_core::GUID,
            ppvobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::GetServiceForStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvobject.is_null() {
                    ppvobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::GetServiceForStream(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&guidservice),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppvobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStatistics<Identity: IMFSinkWriter_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pstats: *mut MF_SINK_WRITER_STATISTICS,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriter::GetStatistics", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriter_Impl::GetStatistics(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&pstats),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            AddStream: AddStream::<Identity, OFFSET>,
            SetInputMediaType: SetInputMediaType::<Identity, OFFSET>,
            BeginWriting: BeginWriting::<Identity, OFFSET>,
            WriteSample: WriteSample::<Identity, OFFSET>,
            SendStreamTick: SendStreamTick::<Identity, OFFSET>,
            PlaceMarker: PlaceMarker::<Identity, OFFSET>,
            NotifyEndOfSegment: NotifyEndOfSegment::<Identity, OFFSET>,
            Flush: Flush::<Identity, OFFSET>,
            Finalize: Finalize::<Identity, OFFSET>,
            GetServiceForStream: GetServiceForStream::<Identity, OFFSET>,
            GetStatistics: GetStatistics::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSinkWriter as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSinkWriter {}
windows_core::imp::define_interface!(
    IMFSinkWriterCallback,
    IMFSinkWriterCallback_Vtbl,
    0x666f76de_33d2_41b9_a458_29ed0a972c58
);
windows_core::imp::interface_hierarchy!(IMFSinkWriterCallback, windows_core::IUnknown);
impl IMFSinkWriterCallback {
    pub unsafe fn OnFinalize(&self, hrstatus: windows_core::HRESULT) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnFinalize)(
                windows_core::Interface::as_raw(self),
                hrstatus,
            )
        }
    }
    pub unsafe fn OnMarker(
        &self,
        dwstreamindex: u32,
        pvcontext: *const core::ffi::c_void,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnMarker)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                pvcontext,
            )
        }
    }
}
#[repr(C)]
pub struct IMFSinkWriterCallback_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub OnFinalize:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::HRESULT) -> windows_core::HRESULT,
    pub OnMarker: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFSinkWriterCallback_Impl: windows_core::IUnknownImpl {
    fn OnFinalize(&self, hrstatus: windows_core::HRESULT) -> windows_core::Result<()>;
    fn OnMarker(&self, dwstreamindex: u32, pvcontext: *const core::ffi::c_void) -> windows_core::Result<()>;
}
impl IMFSinkWriterCallback_Vtbl {
    pub const fn new<Identity: IMFSinkWriterCallback_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnFinalize<Identity: IMFSinkWriterCallback_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hrstatus: windows_core::HRESULT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriterCallback::OnFinalize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriterCallback_Impl::OnFinalize(this, core::mem::transmute_copy(&hrstatus)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnMarker<Identity: IMFSinkWriterCallback_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pvcontext: *const core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriterCallback::OnMarker", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriterCallback_Impl::OnMarker(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&pvcontext),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            OnFinalize: OnFinalize::<Identity, OFFSET>,
            OnMarker: OnMarker::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSinkWriterCallback as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSinkWriterCallback {}
windows_core::imp::define_interface!(
    IMFSinkWriterCallback2,
    IMFSinkWriterCallback2_Vtbl,
    0x2456bd58_c067_4513_84fe_8d0c88ffdc61
);
impl core::ops::Deref for IMFSinkWriterCallback2 {
    type Target = IMFSinkWriterCallback;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFSinkWriterCallback2,
    windows_core::IUnknown,
    IMFSinkWriterCallback
);
impl IMFSinkWriterCallback2 {
    pub unsafe fn OnTransformChange(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnTransformChange)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn OnStreamError(
        &self,
        dwstreamindex: u32,
        hrstatus: windows_core::HRESULT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnStreamError)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                hrstatus,
            )
        }
    }
}
#[repr(C)]
pub struct IMFSinkWriterCallback2_Vtbl {
    pub base__: IMFSinkWriterCallback_Vtbl,
    pub OnTransformChange: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub OnStreamError: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        windows_core::HRESULT,
    ) -> windows_core::HRESULT,
}
pub trait IMFSinkWriterCallback2_Impl: IMFSinkWriterCallback_Impl {
    fn OnTransformChange(&self) -> windows_core::Result<()>;
    fn OnStreamError(&self, dwstreamindex: u32, hrstatus: windows_core::HRESULT) -> windows_core::Result<()>;
}
impl IMFSinkWriterCallback2_Vtbl {
    pub const fn new<Identity: IMFSinkWriterCallback2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnTransformChange<
            Identity: IMFSinkWriterCallback2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSinkWriterCallback2::OnTransformChange", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriterCallback2_Impl::OnTransformChange(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnStreamError<
            Identity: IMFSinkWriterCallback2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            hrstatus: windows_core::HRESULT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriterCallback2::OnStreamError", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriterCallback2_Impl::OnStreamError(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&hrstatus),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFSinkWriterCallback_Vtbl::new::<Identity, OFFSET>(),
            OnTransformChange: OnTransformChange::<Identity, OFFSET>,
            OnStreamError: OnStreamError::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSinkWriterCallback2 as windows_core::Interface>::IID
            || iid == &<IMFSinkWriterCallback as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSinkWriterCallback2 {}
windows_core::imp::define_interface!(
    IMFSinkWriterEncoderConfig,
    IMFSinkWriterEncoderConfig_Vtbl,
    0x17c3779e_3cde_4ede_8c60_3899f5f53ad6
);
windows_core::imp::interface_hierarchy!(IMFSinkWriterEncoderConfig, windows_core::IUnknown);
impl IMFSinkWriterEncoderConfig {
    pub unsafe fn SetTargetMediaType<P1, P2>(
        &self,
        dwstreamindex: u32,
        ptargetmediatype: P1,
        pencodingparameters: P2,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaType>,
        P2: windows_core::Param<IMFAttributes>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetTargetMediaType)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                ptargetmediatype.param().abi(),
                pencodingparameters.param().abi(),
            )
        }
    }
    pub unsafe fn PlaceEncodingParameters<P1>(
        &self,
        dwstreamindex: u32,
        pencodingparameters: P1,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFAttributes>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).PlaceEncodingParameters)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                pencodingparameters.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSinkWriterEncoderConfig_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetTargetMediaType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub PlaceEncodingParameters: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFSinkWriterEncoderConfig_Impl: windows_core::IUnknownImpl {
    fn SetTargetMediaType(
        &self,
        dwstreamindex: u32,
        ptargetmediatype: windows_core::Ref<IMFMediaType>,
        pencodingparameters: windows_core::Ref<IMFAttributes>,
    ) -> windows_core::Result<()>;
    fn PlaceEncodingParameters(
        &self,
        dwstreamindex: u32,
        pencodingparameters: windows_core::Ref<IMFAttributes>,
    ) -> windows_core::Result<()>;
}
impl IMFSinkWriterEncoderConfig_Vtbl {
    pub const fn new<Identity: IMFSinkWriterEncoderConfig_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetTargetMediaType<
            Identity: IMFSinkWriterEncoderConfig_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            ptargetmediatype: *mut core::ffi::c_void,
            pencodingparameters: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSinkWriterEncoderConfig::SetTargetMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriterEncoderConfig_Impl::SetTargetMediaType(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&ptargetmediatype),
                    core::mem::transmute_copy(&pencodingparameters),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn PlaceEncodingParameters<
            Identity: IMFSinkWriterEncoderConfig_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pencodingparameters: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFSinkWriterEncoderConfig::PlaceEncodingParameters",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriterEncoderConfig_Impl::PlaceEncodingParameters(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&pencodingparameters),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetTargetMediaType: SetTargetMediaType::<Identity, OFFSET>,
            PlaceEncodingParameters: PlaceEncodingParameters::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSinkWriterEncoderConfig as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSinkWriterEncoderConfig {}
windows_core::imp::define_interface!(
    IMFSinkWriterEx,
    IMFSinkWriterEx_Vtbl,
    0x588d72ab_5bc1_496a_8714_b70617141b25
);
impl core::ops::Deref for IMFSinkWriterEx {
    type Target = IMFSinkWriter;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFSinkWriterEx, windows_core::IUnknown, IMFSinkWriter);
impl IMFSinkWriterEx {
    pub unsafe fn GetTransformForStream(
        &self,
        dwstreamindex: u32,
        dwtransformindex: u32,
        pguidcategory: Option<*mut windows_core::GUID>,
        pptransform: *mut Option<IMFTransform>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetTransformForStream)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                dwtransformindex,
                pguidcategory.unwrap_or(core::mem::zeroed()) as _,
                core::mem::transmute(pptransform),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSinkWriterEx_Vtbl {
    pub base__: IMFSinkWriter_Vtbl,
    pub GetTransformForStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFSinkWriterEx_Impl: IMFSinkWriter_Impl {
    fn GetTransformForStream(
        &self,
        dwstreamindex: u32,
        dwtransformindex: u32,
        pguidcategory: *mut windows_core::GUID,
        pptransform: windows_core::OutRef<IMFTransform>,
    ) -> windows_core::Result<()>;
}
impl IMFSinkWriterEx_Vtbl {
    pub const fn new<Identity: IMFSinkWriterEx_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetTransformForStream<
            Identity: IMFSinkWriterEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            dwtransformindex: u32,
            pguidcategory: *mut windows_core::GUID,
            pptransform: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSinkWriterEx::GetTransformForStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !pptransform.is_null() {
                    pptransform.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSinkWriterEx_Impl::GetTransformForStream(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&dwtransformindex),
                    core::mem::transmute_copy(&pguidcategory),
                    core::mem::transmute_copy(&pptransform),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFSinkWriter_Vtbl::new::<Identity, OFFSET>(),
            GetTransformForStream: GetTransformForStream::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSinkWriterEx as windows_core::Interface>::IID
            || iid == &<IMFSinkWriter as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSinkWriterEx {}
windows_core::imp::define_interface!(
    IMFSourceOpenMonitor,
    IMFSourceOpenMonitor_Vtbl,
    0x059054b3_027c_494c_a27d_9113291cf87f
);
windows_core::imp::interface_hierarchy!(IMFSourceOpenMonitor, windows_core::IUnknown);
impl IMFSourceOpenMonitor {
    pub unsafe fn OnSourceEvent<P0>(&self, pevent: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFMediaEvent>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).OnSourceEvent)(
                windows_core::Interface::as_raw(self),
                pevent.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSourceOpenMonitor_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub OnSourceEvent:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFSourceOpenMonitor_Impl: windows_core::IUnknownImpl {
    fn OnSourceEvent(&self, pevent: windows_core::Ref<IMFMediaEvent>) -> windows_core::Result<()>;
}
impl IMFSourceOpenMonitor_Vtbl {
    pub const fn new<Identity: IMFSourceOpenMonitor_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnSourceEvent<Identity: IMFSourceOpenMonitor_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pevent: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceOpenMonitor::OnSourceEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceOpenMonitor_Impl::OnSourceEvent(this, core::mem::transmute_copy(&pevent)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            OnSourceEvent: OnSourceEvent::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSourceOpenMonitor as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSourceOpenMonitor {}
windows_core::imp::define_interface!(
    IMFSourceReader,
    IMFSourceReader_Vtbl,
    0x70ae66f2_c809_4e4f_8915_bdcb406b7993
);
windows_core::imp::interface_hierarchy!(IMFSourceReader, windows_core::IUnknown);
impl IMFSourceReader {
    pub unsafe fn GetStreamSelection(&self, dwstreamindex: u32) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamSelection)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetStreamSelection(&self, dwstreamindex: u32, fselected: bool) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetStreamSelection)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                fselected.into(),
            )
        }
    }
    pub unsafe fn GetNativeMediaType(
        &self,
        dwstreamindex: u32,
        dwmediatypeindex: u32,
    ) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetNativeMediaType)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                dwmediatypeindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetCurrentMediaType(&self, dwstreamindex: u32) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCurrentMediaType)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetCurrentMediaType<P2>(
        &self,
        dwstreamindex: u32,
        pdwreserved: Option<*const u32>,
        pmediatype: P2,
    ) -> windows_core::HRESULT
    where
        P2: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetCurrentMediaType)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                pdwreserved.unwrap_or(core::mem::zeroed()) as _,
                pmediatype.param().abi(),
            )
        }
    }
    pub unsafe fn SetCurrentPosition(
        &self,
        guidtimeformat: *const windows_core::GUID,
        varposition: *const PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetCurrentPosition)(
                windows_core::Interface::as_raw(self),
                guidtimeformat,
                varposition,
            )
        }
    }
    pub unsafe fn ReadSample(
        &self,
        dwstreamindex: u32,
        dwcontrolflags: u32,
        pdwactualstreamindex: Option<*mut u32>,
        pdwstreamflags: Option<*mut u32>,
        plltimestamp: Option<*mut i64>,
        ppsample: Option<*mut Option<IMFSample>>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ReadSample)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                dwcontrolflags,
                pdwactualstreamindex.unwrap_or(core::mem::zeroed()) as _,
                pdwstreamflags.unwrap_or(core::mem::zeroed()) as _,
                plltimestamp.unwrap_or(core::mem::zeroed()) as _,
                ppsample.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn Flush(&self, dwstreamindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Flush)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
            )
        }
    }
    pub unsafe fn GetServiceForStream<T>(
        &self,
        dwstreamindex: u32,
        guidservice: *const windows_core::GUID,
    ) -> windows_core::Result<T>
    where
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).GetServiceForStream)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                guidservice,
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetPresentationAttribute(
        &self,
        dwstreamindex: u32,
        guidattribute: *const windows_core::GUID,
    ) -> windows_core::Result<PROPVARIANT> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetPresentationAttribute)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                guidattribute,
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
}
#[repr(C)]
pub struct IMFSourceReader_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetStreamSelection: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut windows_core::BOOL,
    ) -> windows_core::HRESULT,
    pub SetStreamSelection:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, windows_core::BOOL) -> windows_core::HRESULT,
    pub GetNativeMediaType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetCurrentMediaType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetCurrentMediaType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetCurrentPosition: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub ReadSample: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut u32,
        *mut u32,
        *mut i64,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Flush: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetServiceForStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const windows_core::GUID,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetPresentationAttribute: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *const windows_core::GUID,
        *mut PROPVARIANT,
    ) -> windows_core::HRESULT,
}
pub trait IMFSourceReader_Impl: windows_core::IUnknownImpl {
    fn GetStreamSelection(&self, dwstreamindex: u32) -> windows_core::Result<windows_core::BOOL>;
    fn SetStreamSelection(
        &self,
        dwstreamindex: u32,
        fselected: windows_core::BOOL,
    ) -> windows_core::Result<()>;
    fn GetNativeMediaType(
        &self,
        dwstreamindex: u32,
        dwmediatypeindex: u32,
    ) -> windows_core::Result<IMFMediaType>;
    fn GetCurrentMediaType(&self, dwstreamindex: u32) -> windows_core::Result<IMFMediaType>;
    fn SetCurrentMediaType(
        &self,
        dwstreamindex: u32,
        pdwreserved: *const u32,
        pmediatype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<()>;
    fn SetCurrentPosition(
        &self,
        guidtimeformat: *const windows_core::GUID,
        varposition: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn ReadSample(
        &self,
        dwstreamindex: u32,
        dwcontrolflags: u32,
        pdwactualstreamindex: *mut u32,
        pdwstreamflags: *mut u32,
        plltimestamp: *mut i64,
        ppsample: windows_core::OutRef<IMFSample>,
    ) -> windows_core::Result<()>;
    fn Flush(&self, dwstreamindex: u32) -> windows_core::Result<()>;
    fn GetServiceForStream(
        &self,
        dwstreamindex: u32,
        guidservice: *const windows_core::GUID,
        riid: *const windows_core::GUID,
        ppvobject: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn GetPresentationAttribute(
        &self,
        dwstreamindex: u32,
        guidattribute: *const windows_core::GUID,
    ) -> windows_core::Result<PROPVARIANT>;
}
impl IMFSourceReader_Vtbl {
    pub const fn new<Identity: IMFSourceReader_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetStreamSelection<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pfselected: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::GetStreamSelection", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pfselected.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSourceReader_Impl::GetStreamSelection(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                ) {
                    Ok(ok__) => {
                        pfselected.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetStreamSelection<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            fselected: windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::SetStreamSelection", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReader_Impl::SetStreamSelection(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&fselected),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetNativeMediaType<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            dwmediatypeindex: u32,
            ppmediatype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::GetNativeMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppmediatype.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppmediatype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSourceReader_Impl::GetNativeMediaType(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&dwmediatypeindex),
                ) {
                    Ok(ok__) => {
                        ppmediatype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetCurrentMediaType<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            ppmediatype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::GetCurrentMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppmediatype.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppmediatype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSourceReader_Impl::GetCurrentMediaType(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                ) {
                    Ok(ok__) => {
                        ppmediatype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetCurrentMediaType<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pdwreserved: *const u32,
            pmediatype: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::SetCurrentMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReader_Impl::SetCurrentMediaType(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&pdwreserved),
                    core::mem::transmute_copy(&pmediatype),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetCurrentPosition<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            guidtimeformat: *const windows_core::GUID,
            varposition: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::SetCurrentPosition", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReader_Impl::SetCurrentPosition(
                    this,
                    core::mem::transmute_copy(&guidtimeformat),
                    core::mem::transmute_copy(&varposition),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ReadSample<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            dwcontrolflags: u32,
            pdwactualstreamindex: *mut u32,
            pdwstreamflags: *mut u32,
            plltimestamp: *mut i64,
            ppsample: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::ReadSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppsample.is_null() {
                    ppsample.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReader_Impl::ReadSample(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&dwcontrolflags),
                    core::mem::transmute_copy(&pdwactualstreamindex),
                    core::mem::transmute_copy(&pdwstreamflags),
                    core::mem::transmute_copy(&plltimestamp),
                    core::mem::transmute_copy(&ppsample),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Flush<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::Flush", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReader_Impl::Flush(this, core::mem::transmute_copy(&dwstreamindex)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetServiceForStream<Identity: IMFSourceReader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            guidservice: *const windows_core::GUID,
            riid: *const windows_core::GUID,
            ppvobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReader::GetServiceForStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvobject.is_null() {
                    ppvobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReader_Impl::GetServiceForStream(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&guidservice),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppvobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetPresentationAttribute<
            Identity: IMFSourceReader_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            guidattribute: *const windows_core::GUID,
            pvarattribute: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSourceReader::GetPresentationAttribute", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pvarattribute.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSourceReader_Impl::GetPresentationAttribute(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&guidattribute),
                ) {
                    Ok(ok__) => {
                        pvarattribute.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetStreamSelection: GetStreamSelection::<Identity, OFFSET>,
            SetStreamSelection: SetStreamSelection::<Identity, OFFSET>,
            GetNativeMediaType: GetNativeMediaType::<Identity, OFFSET>,
            GetCurrentMediaType: GetCurrentMediaType::<Identity, OFFSET>,
            SetCurrentMediaType: SetCurrentMediaType::<Identity, OFFSET>,
            SetCurrentPosition: SetCurrentPosition::<Identity, OFFSET>,
            ReadSample: ReadSample::<Identity, OFFSET>,
            Flush: Flush::<Identity, OFFSET>,
            GetServiceForStream: GetServiceForStream::<Identity, OFFSET>,
            GetPresentationAttribute: GetPresentationAttribute::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSourceReader as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSourceReader {}
windows_core::imp::define_interface!(
    IMFSourceReaderCallback,
    IMFSourceReaderCallback_Vtbl,
    0xdeec8d99_fa1d_4d82_84c2_2c8969944867
);
windows_core::imp::interface_hierarchy!(IMFSourceReaderCallback, windows_core::IUnknown);
impl IMFSourceReaderCallback {
    pub unsafe fn OnReadSample<P4>(
        &self,
        hrstatus: windows_core::HRESULT,
        dwstreamindex: u32,
        dwstreamflags: u32,
        lltimestamp: i64,
        psample: P4,
    ) -> windows_core::HRESULT
    where
        P4: windows_core::Param<IMFSample>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).OnReadSample)(
                windows_core::Interface::as_raw(self),
                hrstatus,
                dwstreamindex,
                dwstreamflags,
                lltimestamp,
                psample.param().abi(),
            )
        }
    }
    pub unsafe fn OnFlush(&self, dwstreamindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnFlush)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
            )
        }
    }
    pub unsafe fn OnEvent<P1>(&self, dwstreamindex: u32, pevent: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaEvent>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).OnEvent)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                pevent.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSourceReaderCallback_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub OnReadSample: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::HRESULT,
        u32,
        u32,
        i64,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub OnFlush: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub OnEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFSourceReaderCallback_Impl: windows_core::IUnknownImpl {
    fn OnReadSample(
        &self,
        hrstatus: windows_core::HRESULT,
        dwstreamindex: u32,
        dwstreamflags: u32,
        lltimestamp: i64,
        psample: windows_core::Ref<IMFSample>,
    ) -> windows_core::Result<()>;
    fn OnFlush(&self, dwstreamindex: u32) -> windows_core::Result<()>;
    fn OnEvent(
        &self,
        dwstreamindex: u32,
        pevent: windows_core::Ref<IMFMediaEvent>,
    ) -> windows_core::Result<()>;
}
impl IMFSourceReaderCallback_Vtbl {
    pub const fn new<Identity: IMFSourceReaderCallback_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnReadSample<
            Identity: IMFSourceReaderCallback_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            hrstatus: windows_core::HRESULT,
            dwstreamindex: u32,
            dwstreamflags: u32,
            lltimestamp: i64,
            psample: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReaderCallback::OnReadSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReaderCallback_Impl::OnReadSample(
                    this,
                    core::mem::transmute_copy(&hrstatus),
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&dwstreamflags),
                    core::mem::transmute_copy(&lltimestamp),
                    core::mem::transmute_copy(&psample),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnFlush<Identity: IMFSourceReaderCallback_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReaderCallback::OnFlush", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReaderCallback_Impl::OnFlush(this, core::mem::transmute_copy(&dwstreamindex)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnEvent<Identity: IMFSourceReaderCallback_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pevent: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReaderCallback::OnEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReaderCallback_Impl::OnEvent(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&pevent),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            OnReadSample: OnReadSample::<Identity, OFFSET>,
            OnFlush: OnFlush::<Identity, OFFSET>,
            OnEvent: OnEvent::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSourceReaderCallback as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSourceReaderCallback {}
windows_core::imp::define_interface!(
    IMFSourceReaderCallback2,
    IMFSourceReaderCallback2_Vtbl,
    0xcf839fe6_8c2a_4dd2_b6ea_c22d6961af05
);
impl core::ops::Deref for IMFSourceReaderCallback2 {
    type Target = IMFSourceReaderCallback;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFSourceReaderCallback2,
    windows_core::IUnknown,
    IMFSourceReaderCallback
);
impl IMFSourceReaderCallback2 {
    pub unsafe fn OnTransformChange(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnTransformChange)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn OnStreamError(
        &self,
        dwstreamindex: u32,
        hrstatus: windows_core::HRESULT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).OnStreamError)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                hrstatus,
            )
        }
    }
}
#[repr(C)]
pub struct IMFSourceReaderCallback2_Vtbl {
    pub base__: IMFSourceReaderCallback_Vtbl,
    pub OnTransformChange: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub OnStreamError: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        windows_core::HRESULT,
    ) -> windows_core::HRESULT,
}
pub trait IMFSourceReaderCallback2_Impl: IMFSourceReaderCallback_Impl {
    fn OnTransformChange(&self) -> windows_core::Result<()>;
    fn OnStreamError(&self, dwstreamindex: u32, hrstatus: windows_core::HRESULT) -> windows_core::Result<()>;
}
impl IMFSourceReaderCallback2_Vtbl {
    pub const fn new<Identity: IMFSourceReaderCallback2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn OnTransformChange<
            Identity: IMFSourceReaderCallback2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSourceReaderCallback2::OnTransformChange", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReaderCallback2_Impl::OnTransformChange(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn OnStreamError<
            Identity: IMFSourceReaderCallback2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            hrstatus: windows_core::HRESULT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReaderCallback2::OnStreamError", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReaderCallback2_Impl::OnStreamError(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&hrstatus),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFSourceReaderCallback_Vtbl::new::<Identity, OFFSET>(),
            OnTransformChange: OnTransformChange::<Identity, OFFSET>,
            OnStreamError: OnStreamError::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSourceReaderCallback2 as windows_core::Interface>::IID
            || iid == &<IMFSourceReaderCallback as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSourceReaderCallback2 {}
windows_core::imp::define_interface!(
    IMFSourceReaderEx,
    IMFSourceReaderEx_Vtbl,
    0x7b981cf0_560e_4116_9875_b099895f23d7
);
impl core::ops::Deref for IMFSourceReaderEx {
    type Target = IMFSourceReader;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFSourceReaderEx, windows_core::IUnknown, IMFSourceReader);
impl IMFSourceReaderEx {
    pub unsafe fn SetNativeMediaType<P1>(
        &self,
        dwstreamindex: u32,
        pmediatype: P1,
    ) -> windows_core::Result<u32>
    where
        P1: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).SetNativeMediaType)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                pmediatype.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn AddTransformForStream<P1>(
        &self,
        dwstreamindex: u32,
        ptransformoractivate: P1,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).AddTransformForStream)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                ptransformoractivate.param().abi(),
            )
        }
    }
    pub unsafe fn RemoveAllTransformsForStream(&self, dwstreamindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).RemoveAllTransformsForStream)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
            )
        }
    }
    pub unsafe fn GetTransformForStream(
        &self,
        dwstreamindex: u32,
        dwtransformindex: u32,
        pguidcategory: Option<*mut windows_core::GUID>,
        pptransform: *mut Option<IMFTransform>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetTransformForStream)(
                windows_core::Interface::as_raw(self),
                dwstreamindex,
                dwtransformindex,
                pguidcategory.unwrap_or(core::mem::zeroed()) as _,
                core::mem::transmute(pptransform),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSourceReaderEx_Vtbl {
    pub base__: IMFSourceReader_Vtbl,
    pub SetNativeMediaType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub AddTransformForStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub RemoveAllTransformsForStream:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetTransformForStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFSourceReaderEx_Impl: IMFSourceReader_Impl {
    fn SetNativeMediaType(
        &self,
        dwstreamindex: u32,
        pmediatype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<u32>;
    fn AddTransformForStream(
        &self,
        dwstreamindex: u32,
        ptransformoractivate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn RemoveAllTransformsForStream(&self, dwstreamindex: u32) -> windows_core::Result<()>;
    fn GetTransformForStream(
        &self,
        dwstreamindex: u32,
        dwtransformindex: u32,
        pguidcategory: *mut windows_core::GUID,
        pptransform: windows_core::OutRef<IMFTransform>,
    ) -> windows_core::Result<()>;
}
impl IMFSourceReaderEx_Vtbl {
    pub const fn new<Identity: IMFSourceReaderEx_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetNativeMediaType<
            Identity: IMFSourceReaderEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            pmediatype: *mut core::ffi::c_void,
            pdwstreamflags: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReaderEx::SetNativeMediaType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwstreamflags.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFSourceReaderEx_Impl::SetNativeMediaType(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&pmediatype),
                ) {
                    Ok(ok__) => {
                        pdwstreamflags.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn AddTransformForStream<
            Identity: IMFSourceReaderEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            ptransformoractivate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReaderEx::AddTransformForStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReaderEx_Impl::AddTransformForStream(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&ptransformoractivate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RemoveAllTransformsForStream<
            Identity: IMFSourceReaderEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSourceReaderEx::RemoveAllTransformsForStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReaderEx_Impl::RemoveAllTransformsForStream(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetTransformForStream<
            Identity: IMFSourceReaderEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwstreamindex: u32,
            dwtransformindex: u32,
            pguidcategory: *mut windows_core::GUID,
            pptransform: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceReaderEx::GetTransformForStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !pptransform.is_null() {
                    pptransform.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceReaderEx_Impl::GetTransformForStream(
                    this,
                    core::mem::transmute_copy(&dwstreamindex),
                    core::mem::transmute_copy(&dwtransformindex),
                    core::mem::transmute_copy(&pguidcategory),
                    core::mem::transmute_copy(&pptransform),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFSourceReader_Vtbl::new::<Identity, OFFSET>(),
            SetNativeMediaType: SetNativeMediaType::<Identity, OFFSET>,
            AddTransformForStream: AddTransformForStream::<Identity, OFFSET>,
            RemoveAllTransformsForStream: RemoveAllTransformsForStream::<Identity, OFFSET>,
            GetTransformForStream: GetTransformForStream::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSourceReaderEx as windows_core::Interface>::IID
            || iid == &<IMFSourceReader as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSourceReaderEx {}
windows_core::imp::define_interface!(
    IMFSourceResolver,
    IMFSourceResolver_Vtbl,
    0xfbe5a32d_a497_4b61_bb85_97b1a848a6e3
);
windows_core::imp::interface_hierarchy!(IMFSourceResolver, windows_core::IUnknown);
impl IMFSourceResolver {
    pub unsafe fn CreateObjectFromURL<P0, P2>(
        &self,
        pwszurl: P0,
        dwflags: u32,
        pprops: P2,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: *mut Option<windows_core::IUnknown>,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
        P2: windows_core::Param<IPropertyStore>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CreateObjectFromURL)(
                windows_core::Interface::as_raw(self),
                pwszurl.param().abi(),
                dwflags,
                pprops.param().abi(),
                pobjecttype as _,
                core::mem::transmute(ppobject),
            )
        }
    }
    pub unsafe fn CreateObjectFromByteStream<P0, P1, P3>(
        &self,
        pbytestream: P0,
        pwszurl: P1,
        dwflags: u32,
        pprops: P3,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: *mut Option<windows_core::IUnknown>,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFByteStream>,
        P1: windows_core::Param<windows_core::PCWSTR>,
        P3: windows_core::Param<IPropertyStore>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CreateObjectFromByteStream)(
                windows_core::Interface::as_raw(self),
                pbytestream.param().abi(),
                pwszurl.param().abi(),
                dwflags,
                pprops.param().abi(),
                pobjecttype as _,
                core::mem::transmute(ppobject),
            )
        }
    }
    pub unsafe fn BeginCreateObjectFromURL<P0, P2, P4, P5>(
        &self,
        pwszurl: P0,
        dwflags: u32,
        pprops: P2,
        ppiunknowncancelcookie: *mut Option<windows_core::IUnknown>,
        pcallback: P4,
        punkstate: P5,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
        P2: windows_core::Param<IPropertyStore>,
        P4: windows_core::Param<IMFAsyncCallback>,
        P5: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginCreateObjectFromURL)(
                windows_core::Interface::as_raw(self),
                pwszurl.param().abi(),
                dwflags,
                pprops.param().abi(),
                core::mem::transmute(ppiunknowncancelcookie),
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndCreateObjectFromURL<P0>(
        &self,
        presult: P0,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: *mut Option<windows_core::IUnknown>,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndCreateObjectFromURL)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                pobjecttype as _,
                core::mem::transmute(ppobject),
            )
        }
    }
    pub unsafe fn BeginCreateObjectFromByteStream<P0, P1, P3, P5, P6>(
        &self,
        pbytestream: P0,
        pwszurl: P1,
        dwflags: u32,
        pprops: P3,
        ppiunknowncancelcookie: *mut Option<windows_core::IUnknown>,
        pcallback: P5,
        punkstate: P6,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFByteStream>,
        P1: windows_core::Param<windows_core::PCWSTR>,
        P3: windows_core::Param<IPropertyStore>,
        P5: windows_core::Param<IMFAsyncCallback>,
        P6: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginCreateObjectFromByteStream)(
                windows_core::Interface::as_raw(self),
                pbytestream.param().abi(),
                pwszurl.param().abi(),
                dwflags,
                pprops.param().abi(),
                core::mem::transmute(ppiunknowncancelcookie),
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndCreateObjectFromByteStream<P0>(
        &self,
        presult: P0,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: *mut Option<windows_core::IUnknown>,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndCreateObjectFromByteStream)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                pobjecttype as _,
                core::mem::transmute(ppobject),
            )
        }
    }
    pub unsafe fn CancelObjectCreation<P0>(&self, piunknowncancelcookie: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CancelObjectCreation)(
                windows_core::Interface::as_raw(self),
                piunknowncancelcookie.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFSourceResolver_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub CreateObjectFromURL: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        u32,
        *mut core::ffi::c_void,
        *mut MF_OBJECT_TYPE,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub CreateObjectFromByteStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        u32,
        *mut core::ffi::c_void,
        *mut MF_OBJECT_TYPE,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub BeginCreateObjectFromURL: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        u32,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndCreateObjectFromURL: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut MF_OBJECT_TYPE,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub BeginCreateObjectFromByteStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        u32,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndCreateObjectFromByteStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut MF_OBJECT_TYPE,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub CancelObjectCreation:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFSourceResolver_Impl: windows_core::IUnknownImpl {
    fn CreateObjectFromURL(
        &self,
        pwszurl: &windows_core::PCWSTR,
        dwflags: u32,
        pprops: windows_core::Ref<IPropertyStore>,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: windows_core::OutRef<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn CreateObjectFromByteStream(
        &self,
        pbytestream: windows_core::Ref<IMFByteStream>,
        pwszurl: &windows_core::PCWSTR,
        dwflags: u32,
        pprops: windows_core::Ref<IPropertyStore>,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: windows_core::OutRef<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn BeginCreateObjectFromURL(
        &self,
        pwszurl: &windows_core::PCWSTR,
        dwflags: u32,
        pprops: windows_core::Ref<IPropertyStore>,
        ppiunknowncancelcookie: windows_core::OutRef<windows_core::IUnknown>,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndCreateObjectFromURL(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: windows_core::OutRef<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn BeginCreateObjectFromByteStream(
        &self,
        pbytestream: windows_core::Ref<IMFByteStream>,
        pwszurl: &windows_core::PCWSTR,
        dwflags: u32,
        pprops: windows_core::Ref<IPropertyStore>,
        ppiunknowncancelcookie: windows_core::OutRef<windows_core::IUnknown>,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndCreateObjectFromByteStream(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
        pobjecttype: *mut MF_OBJECT_TYPE,
        ppobject: windows_core::OutRef<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn CancelObjectCreation(
        &self,
        piunknowncancelcookie: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
}
impl IMFSourceResolver_Vtbl {
    pub const fn new<Identity: IMFSourceResolver_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn CreateObjectFromURL<
            Identity: IMFSourceResolver_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pwszurl: windows_core::PCWSTR,
            dwflags: u32,
            pprops: *mut core::ffi::c_void,
            pobjecttype: *mut MF_OBJECT_TYPE,
            ppobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceResolver::CreateObjectFromURL", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppobject.is_null() {
                    ppobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceResolver_Impl::CreateObjectFromURL(
                    this,
                    core::mem::transmute(&pwszurl),
                    core::mem::transmute_copy(&dwflags),
                    core::mem::transmute_copy(&pprops),
                    core::mem::transmute_copy(&pobjecttype),
                    core::mem::transmute_copy(&ppobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CreateObjectFromByteStream<
            Identity: IMFSourceResolver_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pbytestream: *mut core::ffi::c_void,
            pwszurl: windows_core::PCWSTR,
            dwflags: u32,
            pprops: *mut core::ffi::c_void,
            pobjecttype: *mut MF_OBJECT_TYPE,
            ppobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSourceResolver::CreateObjectFromByteStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppobject.is_null() {
                    ppobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceResolver_Impl::CreateObjectFromByteStream(
                    this,
                    core::mem::transmute_copy(&pbytestream),
                    core::mem::transmute(&pwszurl),
                    core::mem::transmute_copy(&dwflags),
                    core::mem::transmute_copy(&pprops),
                    core::mem::transmute_copy(&pobjecttype),
                    core::mem::transmute_copy(&ppobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginCreateObjectFromURL<
            Identity: IMFSourceResolver_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pwszurl: windows_core::PCWSTR,
            dwflags: u32,
            pprops: *mut core::ffi::c_void,
            ppiunknowncancelcookie: *mut *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSourceResolver::BeginCreateObjectFromURL", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppiunknowncancelcookie.is_null() {
                    ppiunknowncancelcookie.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceResolver_Impl::BeginCreateObjectFromURL(
                    this,
                    core::mem::transmute(&pwszurl),
                    core::mem::transmute_copy(&dwflags),
                    core::mem::transmute_copy(&pprops),
                    core::mem::transmute_copy(&ppiunknowncancelcookie),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndCreateObjectFromURL<
            Identity: IMFSourceResolver_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            pobjecttype: *mut MF_OBJECT_TYPE,
            ppobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSourceResolver::EndCreateObjectFromURL", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppobject.is_null() {
                    ppobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceResolver_Impl::EndCreateObjectFromURL(
                    this,
                    core::mem::transmute_copy(&presult),
                    core::mem::transmute_copy(&pobjecttype),
                    core::mem::transmute_copy(&ppobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginCreateObjectFromByteStream<
            Identity: IMFSourceResolver_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pbytestream: *mut core::ffi::c_void,
            pwszurl: windows_core::PCWSTR,
            dwflags: u32,
            pprops: *mut core::ffi::c_void,
            ppiunknowncancelcookie: *mut *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFSourceResolver::BeginCreateObjectFromByteStream",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppiunknowncancelcookie.is_null() {
                    ppiunknowncancelcookie.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceResolver_Impl::BeginCreateObjectFromByteStream(
                    this,
                    core::mem::transmute_copy(&pbytestream),
                    core::mem::transmute(&pwszurl),
                    core::mem::transmute_copy(&dwflags),
                    core::mem::transmute_copy(&pprops),
                    core::mem::transmute_copy(&ppiunknowncancelcookie),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndCreateObjectFromByteStream<
            Identity: IMFSourceResolver_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            pobjecttype: *mut MF_OBJECT_TYPE,
            ppobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFSourceResolver::EndCreateObjectFromByteStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppobject.is_null() {
                    ppobject.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceResolver_Impl::EndCreateObjectFromByteStream(
                    this,
                    core::mem::transmute_copy(&presult),
                    core::mem::transmute_copy(&pobjecttype),
                    core::mem::transmute_copy(&ppobject),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CancelObjectCreation<
            Identity: IMFSourceResolver_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            piunknowncancelcookie: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFSourceResolver::CancelObjectCreation", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFSourceResolver_Impl::CancelObjectCreation(
                    this,
                    core::mem::transmute_copy(&piunknowncancelcookie),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            CreateObjectFromURL: CreateObjectFromURL::<Identity, OFFSET>,
            CreateObjectFromByteStream: CreateObjectFromByteStream::<Identity, OFFSET>,
            BeginCreateObjectFromURL: BeginCreateObjectFromURL::<Identity, OFFSET>,
            EndCreateObjectFromURL: EndCreateObjectFromURL::<Identity, OFFSET>,
            BeginCreateObjectFromByteStream: BeginCreateObjectFromByteStream::<Identity, OFFSET>,
            EndCreateObjectFromByteStream: EndCreateObjectFromByteStream::<Identity, OFFSET>,
            CancelObjectCreation: CancelObjectCreation::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFSourceResolver as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFSourceResolver {}
windows_core::imp::define_interface!(
    IMFStreamDescriptor,
    IMFStreamDescriptor_Vtbl,
    0x56c03d9c_9dbb_45f5_ab4b_d80f47c05938
);
impl core::ops::Deref for IMFStreamDescriptor {
    type Target = IMFAttributes;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFStreamDescriptor, windows_core::IUnknown, IMFAttributes);
impl IMFStreamDescriptor {
    pub unsafe fn GetStreamIdentifier(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetStreamIdentifier)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetMediaTypeHandler(&self) -> windows_core::Result<IMFMediaTypeHandler> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMediaTypeHandler)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFStreamDescriptor_Vtbl {
    pub base__: IMFAttributes_Vtbl,
    pub GetStreamIdentifier:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetMediaTypeHandler: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFStreamDescriptor_Impl: IMFAttributes_Impl {
    fn GetStreamIdentifier(&self) -> windows_core::Result<u32>;
    fn GetMediaTypeHandler(&self) -> windows_core::Result<IMFMediaTypeHandler>;
}
impl IMFStreamDescriptor_Vtbl {
    pub const fn new<Identity: IMFStreamDescriptor_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetStreamIdentifier<
            Identity: IMFStreamDescriptor_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdwstreamidentifier: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamDescriptor::GetStreamIdentifier", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwstreamidentifier.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFStreamDescriptor_Impl::GetStreamIdentifier(this) {
                    Ok(ok__) => {
                        pdwstreamidentifier.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMediaTypeHandler<
            Identity: IMFStreamDescriptor_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppmediatypehandler: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamDescriptor::GetMediaTypeHandler", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppmediatypehandler.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppmediatypehandler.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFStreamDescriptor_Impl::GetMediaTypeHandler(this) {
                    Ok(ok__) => {
                        ppmediatypehandler.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAttributes_Vtbl::new::<Identity, OFFSET>(),
            GetStreamIdentifier: GetStreamIdentifier::<Identity, OFFSET>,
            GetMediaTypeHandler: GetMediaTypeHandler::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFStreamDescriptor as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFStreamDescriptor {}
windows_core::imp::define_interface!(
    IMFStreamSink,
    IMFStreamSink_Vtbl,
    0x0a97b3cf_8e7c_4a3d_8f8c_0c843dc247fb
);
impl core::ops::Deref for IMFStreamSink {
    type Target = IMFMediaEventGenerator;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFStreamSink, windows_core::IUnknown, IMFMediaEventGenerator);
impl IMFStreamSink {
    pub unsafe fn GetMediaSink(&self) -> windows_core::Result<IMFMediaSink> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMediaSink)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetIdentifier(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetIdentifier)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetMediaTypeHandler(&self) -> windows_core::Result<IMFMediaTypeHandler> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMediaTypeHandler)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn ProcessSample<P0>(&self, psample: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFSample>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).ProcessSample)(
                windows_core::Interface::as_raw(self),
                psample.param().abi(),
            )
        }
    }
    pub unsafe fn PlaceMarker(
        &self,
        emarkertype: MFSTREAMSINK_MARKER_TYPE,
        pvarmarkervalue: *const PROPVARIANT,
        pvarcontextvalue: *const PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).PlaceMarker)(
                windows_core::Interface::as_raw(self),
                emarkertype,
                pvarmarkervalue,
                pvarcontextvalue,
            )
        }
    }
    pub unsafe fn Flush(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Flush)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IMFStreamSink_Vtbl {
    pub base__: IMFMediaEventGenerator_Vtbl,
    pub GetMediaSink: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetIdentifier: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetMediaTypeHandler: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub ProcessSample:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub PlaceMarker: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MFSTREAMSINK_MARKER_TYPE,
        *const PROPVARIANT,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub Flush: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFStreamSink_Impl: IMFMediaEventGenerator_Impl {
    fn GetMediaSink(&self) -> windows_core::Result<IMFMediaSink>;
    fn GetIdentifier(&self) -> windows_core::Result<u32>;
    fn GetMediaTypeHandler(&self) -> windows_core::Result<IMFMediaTypeHandler>;
    fn ProcessSample(&self, psample: windows_core::Ref<IMFSample>) -> windows_core::Result<()>;
    fn PlaceMarker(
        &self,
        emarkertype: MFSTREAMSINK_MARKER_TYPE,
        pvarmarkervalue: *const PROPVARIANT,
        pvarcontextvalue: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn Flush(&self) -> windows_core::Result<()>;
}
impl IMFStreamSink_Vtbl {
    pub const fn new<Identity: IMFStreamSink_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetMediaSink<Identity: IMFStreamSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppmediasink: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamSink::GetMediaSink", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppmediasink.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppmediasink.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFStreamSink_Impl::GetMediaSink(this) {
                    Ok(ok__) => {
                        ppmediasink.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetIdentifier<Identity: IMFStreamSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwidentifier: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamSink::GetIdentifier", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwidentifier.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFStreamSink_Impl::GetIdentifier(this) {
                    Ok(ok__) => {
                        pdwidentifier.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMediaTypeHandler<Identity: IMFStreamSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pphandler: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamSink::GetMediaTypeHandler", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pphandler.is_null() {
                    return crate::edge::E_POINTER;
                }
                pphandler.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFStreamSink_Impl::GetMediaTypeHandler(this) {
                    Ok(ok__) => {
                        pphandler.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ProcessSample<Identity: IMFStreamSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            psample: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamSink::ProcessSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFStreamSink_Impl::ProcessSample(this, core::mem::transmute_copy(&psample)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn PlaceMarker<Identity: IMFStreamSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            emarkertype: MFSTREAMSINK_MARKER_TYPE,
            pvarmarkervalue: *const PROPVARIANT,
            pvarcontextvalue: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamSink::PlaceMarker", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFStreamSink_Impl::PlaceMarker(
                    this,
                    core::mem::transmute_copy(&emarkertype),
                    core::mem::transmute_copy(&pvarmarkervalue),
                    core::mem::transmute_copy(&pvarcontextvalue),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Flush<Identity: IMFStreamSink_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamSink::Flush", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFStreamSink_Impl::Flush(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaEventGenerator_Vtbl::new::<Identity, OFFSET>(),
            GetMediaSink: GetMediaSink::<Identity, OFFSET>,
            GetIdentifier: GetIdentifier::<Identity, OFFSET>,
            GetMediaTypeHandler: GetMediaTypeHandler::<Identity, OFFSET>,
            ProcessSample: ProcessSample::<Identity, OFFSET>,
            PlaceMarker: PlaceMarker::<Identity, OFFSET>,
            Flush: Flush::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFStreamSink as windows_core::Interface>::IID
            || iid == &<IMFMediaEventGenerator as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFStreamSink {}
windows_core::imp::define_interface!(
    IMFStreamingSinkConfig,
    IMFStreamingSinkConfig_Vtbl,
    0x9db7aa41_3cc5_40d4_8509_555804ad34cc
);
windows_core::imp::interface_hierarchy!(IMFStreamingSinkConfig, windows_core::IUnknown);
impl IMFStreamingSinkConfig {
    pub unsafe fn StartStreaming(
        &self,
        fseekoffsetisbyteoffset: bool,
        qwseekoffset: u64,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).StartStreaming)(
                windows_core::Interface::as_raw(self),
                fseekoffsetisbyteoffset.into(),
                qwseekoffset,
            )
        }
    }
}
#[repr(C)]
pub struct IMFStreamingSinkConfig_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub StartStreaming:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::BOOL, u64) -> windows_core::HRESULT,
}
pub trait IMFStreamingSinkConfig_Impl: windows_core::IUnknownImpl {
    fn StartStreaming(
        &self,
        fseekoffsetisbyteoffset: windows_core::BOOL,
        qwseekoffset: u64,
    ) -> windows_core::Result<()>;
}
impl IMFStreamingSinkConfig_Vtbl {
    pub const fn new<Identity: IMFStreamingSinkConfig_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn StartStreaming<
            Identity: IMFStreamingSinkConfig_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            fseekoffsetisbyteoffset: windows_core::BOOL,
            qwseekoffset: u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFStreamingSinkConfig::StartStreaming", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFStreamingSinkConfig_Impl::StartStreaming(
                    this,
                    core::mem::transmute_copy(&fseekoffsetisbyteoffset),
                    core::mem::transmute_copy(&qwseekoffset),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            StartStreaming: StartStreaming::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFStreamingSinkConfig as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFStreamingSinkConfig {}
windows_core::imp::define_interface!(
    IMFTimecodeTranslate,
    IMFTimecodeTranslate_Vtbl,
    0xab9d8661_f7e8_4ef4_9861_89f334f94e74
);
windows_core::imp::interface_hierarchy!(IMFTimecodeTranslate, windows_core::IUnknown);
impl IMFTimecodeTranslate {
    pub unsafe fn BeginConvertTimecodeToHNS<P1, P2>(
        &self,
        ppropvartimecode: *const PROPVARIANT,
        pcallback: P1,
        punkstate: P2,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFAsyncCallback>,
        P2: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginConvertTimecodeToHNS)(
                windows_core::Interface::as_raw(self),
                ppropvartimecode,
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndConvertTimecodeToHNS<P0>(&self, presult: P0) -> windows_core::Result<MFTIME>
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).EndConvertTimecodeToHNS)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn BeginConvertHNSToTimecode<P1, P2>(
        &self,
        hnstime: MFTIME,
        pcallback: P1,
        punkstate: P2,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFAsyncCallback>,
        P2: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginConvertHNSToTimecode)(
                windows_core::Interface::as_raw(self),
                hnstime,
                pcallback.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndConvertHNSToTimecode<P0>(&self, presult: P0) -> windows_core::Result<PROPVARIANT>
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).EndConvertHNSToTimecode)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
}
#[repr(C)]
pub struct IMFTimecodeTranslate_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub BeginConvertTimecodeToHNS: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const PROPVARIANT,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndConvertTimecodeToHNS: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut MFTIME,
    ) -> windows_core::HRESULT,
    pub BeginConvertHNSToTimecode: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MFTIME,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndConvertHNSToTimecode: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut PROPVARIANT,
    ) -> windows_core::HRESULT,
}
pub trait IMFTimecodeTranslate_Impl: windows_core::IUnknownImpl {
    fn BeginConvertTimecodeToHNS(
        &self,
        ppropvartimecode: *const PROPVARIANT,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndConvertTimecodeToHNS(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
    ) -> windows_core::Result<MFTIME>;
    fn BeginConvertHNSToTimecode(
        &self,
        hnstime: MFTIME,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndConvertHNSToTimecode(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
    ) -> windows_core::Result<PROPVARIANT>;
}
impl IMFTimecodeTranslate_Vtbl {
    pub const fn new<Identity: IMFTimecodeTranslate_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn BeginConvertTimecodeToHNS<
            Identity: IMFTimecodeTranslate_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppropvartimecode: *const PROPVARIANT,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTimecodeTranslate::BeginConvertTimecodeToHNS", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTimecodeTranslate_Impl::BeginConvertTimecodeToHNS(
                    this,
                    core::mem::transmute_copy(&ppropvartimecode),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndConvertTimecodeToHNS<
            Identity: IMFTimecodeTranslate_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            phnstime: *mut MFTIME,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTimecodeTranslate::EndConvertTimecodeToHNS", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if phnstime.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTimecodeTranslate_Impl::EndConvertTimecodeToHNS(
                    this,
                    core::mem::transmute_copy(&presult),
                ) {
                    Ok(ok__) => {
                        phnstime.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginConvertHNSToTimecode<
            Identity: IMFTimecodeTranslate_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            hnstime: MFTIME,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTimecodeTranslate::BeginConvertHNSToTimecode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTimecodeTranslate_Impl::BeginConvertHNSToTimecode(
                    this,
                    core::mem::transmute_copy(&hnstime),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndConvertHNSToTimecode<
            Identity: IMFTimecodeTranslate_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            ppropvartimecode: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTimecodeTranslate::EndConvertHNSToTimecode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppropvartimecode.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTimecodeTranslate_Impl::EndConvertHNSToTimecode(
                    this,
                    core::mem::transmute_copy(&presult),
                ) {
                    Ok(ok__) => {
                        ppropvartimecode.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            BeginConvertTimecodeToHNS: BeginConvertTimecodeToHNS::<Identity, OFFSET>,
            EndConvertTimecodeToHNS: EndConvertTimecodeToHNS::<Identity, OFFSET>,
            BeginConvertHNSToTimecode: BeginConvertHNSToTimecode::<Identity, OFFSET>,
            EndConvertHNSToTimecode: EndConvertHNSToTimecode::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTimecodeTranslate as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTimecodeTranslate {}
windows_core::imp::define_interface!(IMFTimer, IMFTimer_Vtbl, 0xe56e4cbd_8f70_49d8_a0f8_edb3d6ab9bf2);
windows_core::imp::interface_hierarchy!(IMFTimer, windows_core::IUnknown);
impl IMFTimer {
    pub unsafe fn SetTimer<P2, P3>(
        &self,
        dwflags: u32,
        llclocktime: i64,
        pcallback: P2,
        punkstate: P3,
    ) -> windows_core::Result<windows_core::IUnknown>
    where
        P2: windows_core::Param<IMFAsyncCallback>,
        P3: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).SetTimer)(
                windows_core::Interface::as_raw(self),
                dwflags,
                llclocktime,
                pcallback.param().abi(),
                punkstate.param().abi(),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn CancelTimer<P0>(&self, punkkey: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CancelTimer)(
                windows_core::Interface::as_raw(self),
                punkkey.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFTimer_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetTimer: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        i64,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub CancelTimer:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFTimer_Impl: windows_core::IUnknownImpl {
    fn SetTimer(
        &self,
        dwflags: u32,
        llclocktime: i64,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<windows_core::IUnknown>;
    fn CancelTimer(&self, punkkey: windows_core::Ref<windows_core::IUnknown>) -> windows_core::Result<()>;
}
impl IMFTimer_Vtbl {
    pub const fn new<Identity: IMFTimer_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetTimer<Identity: IMFTimer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwflags: u32,
            llclocktime: i64,
            pcallback: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
            ppunkkey: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTimer::SetTimer", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppunkkey.is_null() {
                    ppunkkey.write(core::mem::zeroed());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTimer_Impl::SetTimer(
                    this,
                    core::mem::transmute_copy(&dwflags),
                    core::mem::transmute_copy(&llclocktime),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&punkstate),
                ) {
                    Ok(ok__) => {
                        if !ppunkkey.is_null() {
                            ppunkkey.write(core::mem::transmute(ok__));
                        }
                        crate::edge::success()
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CancelTimer<Identity: IMFTimer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            punkkey: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTimer::CancelTimer", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTimer_Impl::CancelTimer(this, core::mem::transmute_copy(&punkkey)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetTimer: SetTimer::<Identity, OFFSET>,
            CancelTimer: CancelTimer::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTimer as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTimer {}
windows_core::imp::define_interface!(
    IMFTopoLoader,
    IMFTopoLoader_Vtbl,
    0xde9a6157_f660_4643_b56a_df9f7998c7cd
);
windows_core::imp::interface_hierarchy!(IMFTopoLoader, windows_core::IUnknown);
impl IMFTopoLoader {
    pub unsafe fn Load<P0, P2>(
        &self,
        pinputtopo: P0,
        ppoutputtopo: *mut Option<IMFTopology>,
        pcurrenttopo: P2,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTopology>,
        P2: windows_core::Param<IMFTopology>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).Load)(
                windows_core::Interface::as_raw(self),
                pinputtopo.param().abi(),
                core::mem::transmute(ppoutputtopo),
                pcurrenttopo.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFTopoLoader_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub Load: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFTopoLoader_Impl: windows_core::IUnknownImpl {
    fn Load(
        &self,
        pinputtopo: windows_core::Ref<IMFTopology>,
        ppoutputtopo: windows_core::OutRef<IMFTopology>,
        pcurrenttopo: windows_core::Ref<IMFTopology>,
    ) -> windows_core::Result<()>;
}
impl IMFTopoLoader_Vtbl {
    pub const fn new<Identity: IMFTopoLoader_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn Load<Identity: IMFTopoLoader_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pinputtopo: *mut core::ffi::c_void,
            ppoutputtopo: *mut *mut core::ffi::c_void,
            pcurrenttopo: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopoLoader::Load", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppoutputtopo.is_null() {
                    ppoutputtopo.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopoLoader_Impl::Load(
                    this,
                    core::mem::transmute_copy(&pinputtopo),
                    core::mem::transmute_copy(&ppoutputtopo),
                    core::mem::transmute_copy(&pcurrenttopo),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            Load: Load::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTopoLoader as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTopoLoader {}
windows_core::imp::define_interface!(
    IMFTopology,
    IMFTopology_Vtbl,
    0x83cf873a_f6da_4bc8_823f_bacfd55dc433
);
impl core::ops::Deref for IMFTopology {
    type Target = IMFAttributes;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFTopology, windows_core::IUnknown, IMFAttributes);
impl IMFTopology {
    pub unsafe fn GetTopologyID(&self) -> windows_core::Result<TOPOID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetTopologyID)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn AddNode<P0>(&self, pnode: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTopologyNode>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).AddNode)(
                windows_core::Interface::as_raw(self),
                pnode.param().abi(),
            )
        }
    }
    pub unsafe fn RemoveNode<P0>(&self, pnode: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTopologyNode>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).RemoveNode)(
                windows_core::Interface::as_raw(self),
                pnode.param().abi(),
            )
        }
    }
    pub unsafe fn GetNodeCount(&self) -> windows_core::Result<u16> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetNodeCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetNode(&self, windex: u16) -> windows_core::Result<IMFTopologyNode> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetNode)(
                windows_core::Interface::as_raw(self),
                windex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn Clear(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Clear)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn CloneFrom<P0>(&self, ptopology: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<Self>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CloneFrom)(
                windows_core::Interface::as_raw(self),
                ptopology.param().abi(),
            )
        }
    }
    pub unsafe fn GetNodeByID(&self, qwtoponodeid: TOPOID) -> windows_core::Result<IMFTopologyNode> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetNodeByID)(
                windows_core::Interface::as_raw(self),
                qwtoponodeid,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetSourceNodeCollection(&self) -> windows_core::Result<IMFCollection> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSourceNodeCollection)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetOutputNodeCollection(&self) -> windows_core::Result<IMFCollection> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetOutputNodeCollection)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFTopology_Vtbl {
    pub base__: IMFAttributes_Vtbl,
    pub GetTopologyID:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut TOPOID) -> windows_core::HRESULT,
    pub AddNode:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub RemoveNode:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetNodeCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u16) -> windows_core::HRESULT,
    pub GetNode: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u16,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub Clear: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub CloneFrom:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetNodeByID: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        TOPOID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetSourceNodeCollection: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetOutputNodeCollection: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFTopology_Impl: IMFAttributes_Impl {
    fn GetTopologyID(&self) -> windows_core::Result<TOPOID>;
    fn AddNode(&self, pnode: windows_core::Ref<IMFTopologyNode>) -> windows_core::Result<()>;
    fn RemoveNode(&self, pnode: windows_core::Ref<IMFTopologyNode>) -> windows_core::Result<()>;
    fn GetNodeCount(&self) -> windows_core::Result<u16>;
    fn GetNode(&self, windex: u16) -> windows_core::Result<IMFTopologyNode>;
    fn Clear(&self) -> windows_core::Result<()>;
    fn CloneFrom(&self, ptopology: windows_core::Ref<IMFTopology>) -> windows_core::Result<()>;
    fn GetNodeByID(&self, qwtoponodeid: TOPOID) -> windows_core::Result<IMFTopologyNode>;
    fn GetSourceNodeCollection(&self) -> windows_core::Result<IMFCollection>;
    fn GetOutputNodeCollection(&self) -> windows_core::Result<IMFCollection>;
}
impl IMFTopology_Vtbl {
    pub const fn new<Identity: IMFTopology_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetTopologyID<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pid: *mut TOPOID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::GetTopologyID", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopology_Impl::GetTopologyID(this) {
                    Ok(ok__) => {
                        pid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn AddNode<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pnode: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::AddNode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopology_Impl::AddNode(this, core::mem::transmute_copy(&pnode)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RemoveNode<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pnode: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::RemoveNode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopology_Impl::RemoveNode(this, core::mem::transmute_copy(&pnode)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetNodeCount<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pwnodes: *mut u16,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::GetNodeCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pwnodes.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopology_Impl::GetNodeCount(this) {
                    Ok(ok__) => {
                        pwnodes.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetNode<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            windex: u16,
            ppnode: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::GetNode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppnode.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppnode.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopology_Impl::GetNode(this, core::mem::transmute_copy(&windex)) {
                    Ok(ok__) => {
                        ppnode.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Clear<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::Clear", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopology_Impl::Clear(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CloneFrom<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ptopology: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::CloneFrom", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopology_Impl::CloneFrom(this, core::mem::transmute_copy(&ptopology)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetNodeByID<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            qwtoponodeid: TOPOID,
            ppnode: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::GetNodeByID", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppnode.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppnode.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopology_Impl::GetNodeByID(this, core::mem::transmute_copy(&qwtoponodeid)) {
                    Ok(ok__) => {
                        ppnode.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetSourceNodeCollection<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppcollection: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::GetSourceNodeCollection", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppcollection.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppcollection.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopology_Impl::GetSourceNodeCollection(this) {
                    Ok(ok__) => {
                        ppcollection.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutputNodeCollection<Identity: IMFTopology_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppcollection: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopology::GetOutputNodeCollection", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppcollection.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppcollection.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopology_Impl::GetOutputNodeCollection(this) {
                    Ok(ok__) => {
                        ppcollection.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAttributes_Vtbl::new::<Identity, OFFSET>(),
            GetTopologyID: GetTopologyID::<Identity, OFFSET>,
            AddNode: AddNode::<Identity, OFFSET>,
            RemoveNode: RemoveNode::<Identity, OFFSET>,
            GetNodeCount: GetNodeCount::<Identity, OFFSET>,
            GetNode: GetNode::<Identity, OFFSET>,
            Clear: Clear::<Identity, OFFSET>,
            CloneFrom: CloneFrom::<Identity, OFFSET>,
            GetNodeByID: GetNodeByID::<Identity, OFFSET>,
            GetSourceNodeCollection: GetSourceNodeCollection::<Identity, OFFSET>,
            GetOutputNodeCollection: GetOutputNodeCollection::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTopology as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTopology {}
windows_core::imp::define_interface!(
    IMFTopologyNode,
    IMFTopologyNode_Vtbl,
    0x83cf873a_f6da_4bc8_823f_bacfd55dc430
);
impl core::ops::Deref for IMFTopologyNode {
    type Target = IMFAttributes;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFTopologyNode, windows_core::IUnknown, IMFAttributes);
impl IMFTopologyNode {
    pub unsafe fn SetObject<P0>(&self, pobject: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetObject)(
                windows_core::Interface::as_raw(self),
                pobject.param().abi(),
            )
        }
    }
    pub unsafe fn GetObject(&self) -> windows_core::Result<windows_core::IUnknown> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetObject)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetNodeType(&self) -> windows_core::Result<MF_TOPOLOGY_TYPE> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetNodeType)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetTopoNodeID(&self) -> windows_core::Result<TOPOID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetTopoNodeID)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetTopoNodeID(&self, ulltopoid: TOPOID) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetTopoNodeID)(
                windows_core::Interface::as_raw(self),
                ulltopoid,
            )
        }
    }
    pub unsafe fn GetInputCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetInputCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetOutputCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetOutputCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn ConnectOutput<P1>(
        &self,
        dwoutputindex: u32,
        pdownstreamnode: P1,
        dwinputindexondownstreamnode: u32,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<Self>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).ConnectOutput)(
                windows_core::Interface::as_raw(self),
                dwoutputindex,
                pdownstreamnode.param().abi(),
                dwinputindexondownstreamnode,
            )
        }
    }
    pub unsafe fn DisconnectOutput(&self, dwoutputindex: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).DisconnectOutput)(
                windows_core::Interface::as_raw(self),
                dwoutputindex,
            )
        }
    }
    pub unsafe fn GetInput(
        &self,
        dwinputindex: u32,
        ppupstreamnode: *mut Option<Self>,
        pdwoutputindexonupstreamnode: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetInput)(
                windows_core::Interface::as_raw(self),
                dwinputindex,
                core::mem::transmute(ppupstreamnode),
                pdwoutputindexonupstreamnode as _,
            )
        }
    }
    pub unsafe fn GetOutput(
        &self,
        dwoutputindex: u32,
        ppdownstreamnode: *mut Option<Self>,
        pdwinputindexondownstreamnode: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetOutput)(
                windows_core::Interface::as_raw(self),
                dwoutputindex,
                core::mem::transmute(ppdownstreamnode),
                pdwinputindexondownstreamnode as _,
            )
        }
    }
    pub unsafe fn SetOutputPrefType<P1>(&self, dwoutputindex: u32, ptype: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetOutputPrefType)(
                windows_core::Interface::as_raw(self),
                dwoutputindex,
                ptype.param().abi(),
            )
        }
    }
    pub unsafe fn GetOutputPrefType(&self, dwoutputindex: u32) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetOutputPrefType)(
                windows_core::Interface::as_raw(self),
                dwoutputindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetInputPrefType<P1>(&self, dwinputindex: u32, ptype: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetInputPrefType)(
                windows_core::Interface::as_raw(self),
                dwinputindex,
                ptype.param().abi(),
            )
        }
    }
    pub unsafe fn GetInputPrefType(&self, dwinputindex: u32) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetInputPrefType)(
                windows_core::Interface::as_raw(self),
                dwinputindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn CloneFrom<P0>(&self, pnode: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<Self>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CloneFrom)(
                windows_core::Interface::as_raw(self),
                pnode.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFTopologyNode_Vtbl {
    pub base__: IMFAttributes_Vtbl,
    pub SetObject:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetObject: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetNodeType:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut MF_TOPOLOGY_TYPE) -> windows_core::HRESULT,
    pub GetTopoNodeID:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut TOPOID) -> windows_core::HRESULT,
    pub SetTopoNodeID: unsafe extern "system" fn(*mut core::ffi::c_void, TOPOID) -> windows_core::HRESULT,
    pub GetInputCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetOutputCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub ConnectOutput: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        u32,
    ) -> windows_core::HRESULT,
    pub DisconnectOutput: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetInput: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetOutput: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub SetOutputPrefType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetOutputPrefType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetInputPrefType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetInputPrefType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub CloneFrom:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFTopologyNode_Impl: IMFAttributes_Impl {
    fn SetObject(&self, pobject: windows_core::Ref<windows_core::IUnknown>) -> windows_core::Result<()>;
    fn GetObject(&self) -> windows_core::Result<windows_core::IUnknown>;
    fn GetNodeType(&self) -> windows_core::Result<MF_TOPOLOGY_TYPE>;
    fn GetTopoNodeID(&self) -> windows_core::Result<TOPOID>;
    fn SetTopoNodeID(&self, ulltopoid: TOPOID) -> windows_core::Result<()>;
    fn GetInputCount(&self) -> windows_core::Result<u32>;
    fn GetOutputCount(&self) -> windows_core::Result<u32>;
    fn ConnectOutput(
        &self,
        dwoutputindex: u32,
        pdownstreamnode: windows_core::Ref<IMFTopologyNode>,
        dwinputindexondownstreamnode: u32,
    ) -> windows_core::Result<()>;
    fn DisconnectOutput(&self, dwoutputindex: u32) -> windows_core::Result<()>;
    fn GetInput(
        &self,
        dwinputindex: u32,
        ppupstreamnode: windows_core::OutRef<IMFTopologyNode>,
        pdwoutputindexonupstreamnode: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetOutput(
        &self,
        dwoutputindex: u32,
        ppdownstreamnode: windows_core::OutRef<IMFTopologyNode>,
        pdwinputindexondownstreamnode: *mut u32,
    ) -> windows_core::Result<()>;
    fn SetOutputPrefType(
        &self,
        dwoutputindex: u32,
        ptype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<()>;
    fn GetOutputPrefType(&self, dwoutputindex: u32) -> windows_core::Result<IMFMediaType>;
    fn SetInputPrefType(
        &self,
        dwinputindex: u32,
        ptype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<()>;
    fn GetInputPrefType(&self, dwinputindex: u32) -> windows_core::Result<IMFMediaType>;
    fn CloneFrom(&self, pnode: windows_core::Ref<IMFTopologyNode>) -> windows_core::Result<()>;
}
impl IMFTopologyNode_Vtbl {
    pub const fn new<Identity: IMFTopologyNode_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetObject<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pobject: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::SetObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::SetObject(this, core::mem::transmute_copy(&pobject)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetObject<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppobject: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppobject.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppobject.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopologyNode_Impl::GetObject(this) {
                    Ok(ok__) => {
                        ppobject.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetNodeType<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ptype: *mut MF_TOPOLOGY_TYPE,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetNodeType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopologyNode_Impl::GetNodeType(this) {
                    Ok(ok__) => {
                        ptype.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetTopoNodeID<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pid: *mut TOPOID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetTopoNodeID", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopologyNode_Impl::GetTopoNodeID(this) {
                    Ok(ok__) => {
                        pid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetTopoNodeID<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ulltopoid: TOPOID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::SetTopoNodeID", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::SetTopoNodeID(this, core::mem::transmute_copy(&ulltopoid)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetInputCount<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcinputs: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetInputCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcinputs.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopologyNode_Impl::GetInputCount(this) {
                    Ok(ok__) => {
                        pcinputs.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutputCount<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcoutputs: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetOutputCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcoutputs.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopologyNode_Impl::GetOutputCount(this) {
                    Ok(ok__) => {
                        pcoutputs.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ConnectOutput<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputindex: u32,
            pdownstreamnode: *mut core::ffi::c_void,
            dwinputindexondownstreamnode: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::ConnectOutput", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::ConnectOutput(
                    this,
                    core::mem::transmute_copy(&dwoutputindex),
                    core::mem::transmute_copy(&pdownstreamnode),
                    core::mem::transmute_copy(&dwinputindexondownstreamnode),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DisconnectOutput<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputindex: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::DisconnectOutput", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::DisconnectOutput(this, core::mem::transmute_copy(&dwoutputindex)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetInput<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputindex: u32,
            ppupstreamnode: *mut *mut core::ffi::c_void,
            pdwoutputindexonupstreamnode: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetInput", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppupstreamnode.is_null() {
                    ppupstreamnode.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::GetInput(
                    this,
                    core::mem::transmute_copy(&dwinputindex),
                    core::mem::transmute_copy(&ppupstreamnode),
                    core::mem::transmute_copy(&pdwoutputindexonupstreamnode),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutput<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputindex: u32,
            ppdownstreamnode: *mut *mut core::ffi::c_void,
            pdwinputindexondownstreamnode: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetOutput", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppdownstreamnode.is_null() {
                    ppdownstreamnode.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::GetOutput(
                    this,
                    core::mem::transmute_copy(&dwoutputindex),
                    core::mem::transmute_copy(&ppdownstreamnode),
                    core::mem::transmute_copy(&pdwinputindexondownstreamnode),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetOutputPrefType<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputindex: u32,
            ptype: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::SetOutputPrefType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::SetOutputPrefType(
                    this,
                    core::mem::transmute_copy(&dwoutputindex),
                    core::mem::transmute_copy(&ptype),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutputPrefType<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputindex: u32,
            pptype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetOutputPrefType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopologyNode_Impl::GetOutputPrefType(this, core::mem::transmute_copy(&dwoutputindex))
                {
                    Ok(ok__) => {
                        pptype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetInputPrefType<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputindex: u32,
            ptype: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::SetInputPrefType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::SetInputPrefType(
                    this,
                    core::mem::transmute_copy(&dwinputindex),
                    core::mem::transmute_copy(&ptype),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetInputPrefType<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputindex: u32,
            pptype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::GetInputPrefType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTopologyNode_Impl::GetInputPrefType(this, core::mem::transmute_copy(&dwinputindex)) {
                    Ok(ok__) => {
                        pptype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CloneFrom<Identity: IMFTopologyNode_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pnode: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyNode::CloneFrom", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNode_Impl::CloneFrom(this, core::mem::transmute_copy(&pnode)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFAttributes_Vtbl::new::<Identity, OFFSET>(),
            SetObject: SetObject::<Identity, OFFSET>,
            GetObject: GetObject::<Identity, OFFSET>,
            GetNodeType: GetNodeType::<Identity, OFFSET>,
            GetTopoNodeID: GetTopoNodeID::<Identity, OFFSET>,
            SetTopoNodeID: SetTopoNodeID::<Identity, OFFSET>,
            GetInputCount: GetInputCount::<Identity, OFFSET>,
            GetOutputCount: GetOutputCount::<Identity, OFFSET>,
            ConnectOutput: ConnectOutput::<Identity, OFFSET>,
            DisconnectOutput: DisconnectOutput::<Identity, OFFSET>,
            GetInput: GetInput::<Identity, OFFSET>,
            GetOutput: GetOutput::<Identity, OFFSET>,
            SetOutputPrefType: SetOutputPrefType::<Identity, OFFSET>,
            GetOutputPrefType: GetOutputPrefType::<Identity, OFFSET>,
            SetInputPrefType: SetInputPrefType::<Identity, OFFSET>,
            GetInputPrefType: GetInputPrefType::<Identity, OFFSET>,
            CloneFrom: CloneFrom::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTopologyNode as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTopologyNode {}
windows_core::imp::define_interface!(
    IMFTopologyNodeAttributeEditor,
    IMFTopologyNodeAttributeEditor_Vtbl,
    0x676aa6dd_238a_410d_bb99_65668d01605a
);
windows_core::imp::interface_hierarchy!(IMFTopologyNodeAttributeEditor, windows_core::IUnknown);
impl IMFTopologyNodeAttributeEditor {
    pub unsafe fn UpdateNodeAttributes(
        &self,
        topoid: TOPOID,
        cupdates: u32,
        pupdates: *const MFTOPONODE_ATTRIBUTE_UPDATE,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).UpdateNodeAttributes)(
                windows_core::Interface::as_raw(self),
                topoid,
                cupdates,
                pupdates,
            )
        }
    }
}
#[repr(C)]
pub struct IMFTopologyNodeAttributeEditor_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub UpdateNodeAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        TOPOID,
        u32,
        *const MFTOPONODE_ATTRIBUTE_UPDATE,
    ) -> windows_core::HRESULT,
}
pub trait IMFTopologyNodeAttributeEditor_Impl: windows_core::IUnknownImpl {
    fn UpdateNodeAttributes(
        &self,
        topoid: TOPOID,
        cupdates: u32,
        pupdates: *const MFTOPONODE_ATTRIBUTE_UPDATE,
    ) -> windows_core::Result<()>;
}
impl IMFTopologyNodeAttributeEditor_Vtbl {
    pub const fn new<Identity: IMFTopologyNodeAttributeEditor_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn UpdateNodeAttributes<
            Identity: IMFTopologyNodeAttributeEditor_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            topoid: TOPOID,
            cupdates: u32,
            pupdates: *const MFTOPONODE_ATTRIBUTE_UPDATE,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFTopologyNodeAttributeEditor::UpdateNodeAttributes",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyNodeAttributeEditor_Impl::UpdateNodeAttributes(
                    this,
                    core::mem::transmute_copy(&topoid),
                    core::mem::transmute_copy(&cupdates),
                    core::mem::transmute_copy(&pupdates),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            UpdateNodeAttributes: UpdateNodeAttributes::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTopologyNodeAttributeEditor as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTopologyNodeAttributeEditor {}
windows_core::imp::define_interface!(
    IMFTopologyServiceLookup,
    IMFTopologyServiceLookup_Vtbl,
    0xfa993889_4383_415a_a930_dd472a8cf6f7
);
windows_core::imp::interface_hierarchy!(IMFTopologyServiceLookup, windows_core::IUnknown);
impl IMFTopologyServiceLookup {
    pub unsafe fn LookupService(
        &self,
        r#type: MF_SERVICE_LOOKUP_TYPE,
        dwindex: u32,
        guidservice: *const windows_core::GUID,
        riid: *const windows_core::GUID,
        ppvobjects: *mut *mut core::ffi::c_void,
        pnobjects: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).LookupService)(
                windows_core::Interface::as_raw(self),
                r#type,
                dwindex,
                guidservice,
                riid,
                ppvobjects as _,
                pnobjects as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFTopologyServiceLookup_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub LookupService: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MF_SERVICE_LOOKUP_TYPE,
        u32,
        *const windows_core::GUID,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
}
pub trait IMFTopologyServiceLookup_Impl: windows_core::IUnknownImpl {
    fn LookupService(
        &self,
        r#type: MF_SERVICE_LOOKUP_TYPE,
        dwindex: u32,
        guidservice: *const windows_core::GUID,
        riid: *const windows_core::GUID,
        ppvobjects: *mut *mut core::ffi::c_void,
        pnobjects: *mut u32,
    ) -> windows_core::Result<()>;
}
impl IMFTopologyServiceLookup_Vtbl {
    pub const fn new<Identity: IMFTopologyServiceLookup_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn LookupService<
            Identity: IMFTopologyServiceLookup_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            r#type: MF_SERVICE_LOOKUP_TYPE,
            dwindex: u32,
            guidservice: *const windows_core::GUID,
            riid: *const windows_core::GUID,
            ppvobjects: *mut *mut core::ffi::c_void,
            pnobjects: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTopologyServiceLookup::LookupService", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvobjects.is_null() {
                    ppvobjects.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyServiceLookup_Impl::LookupService(
                    this,
                    core::mem::transmute_copy(&r#type),
                    core::mem::transmute_copy(&dwindex),
                    core::mem::transmute_copy(&guidservice),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppvobjects),
                    core::mem::transmute_copy(&pnobjects),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            LookupService: LookupService::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTopologyServiceLookup as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTopologyServiceLookup {}
windows_core::imp::define_interface!(
    IMFTopologyServiceLookupClient,
    IMFTopologyServiceLookupClient_Vtbl,
    0xfa99388a_4383_415a_a930_dd472a8cf6f7
);
windows_core::imp::interface_hierarchy!(IMFTopologyServiceLookupClient, windows_core::IUnknown);
impl IMFTopologyServiceLookupClient {
    pub unsafe fn InitServicePointers<P0>(&self, plookup: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTopologyServiceLookup>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).InitServicePointers)(
                windows_core::Interface::as_raw(self),
                plookup.param().abi(),
            )
        }
    }
    pub unsafe fn ReleaseServicePointers(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ReleaseServicePointers)(windows_core::Interface::as_raw(
                self,
            ))
        }
    }
}
#[repr(C)]
pub struct IMFTopologyServiceLookupClient_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub InitServicePointers:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub ReleaseServicePointers: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFTopologyServiceLookupClient_Impl: windows_core::IUnknownImpl {
    fn InitServicePointers(
        &self,
        plookup: windows_core::Ref<IMFTopologyServiceLookup>,
    ) -> windows_core::Result<()>;
    fn ReleaseServicePointers(&self) -> windows_core::Result<()>;
}
impl IMFTopologyServiceLookupClient_Vtbl {
    pub const fn new<Identity: IMFTopologyServiceLookupClient_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn InitServicePointers<
            Identity: IMFTopologyServiceLookupClient_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            plookup: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFTopologyServiceLookupClient::InitServicePointers",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyServiceLookupClient_Impl::InitServicePointers(
                    this,
                    core::mem::transmute_copy(&plookup),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ReleaseServicePointers<
            Identity: IMFTopologyServiceLookupClient_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFTopologyServiceLookupClient::ReleaseServicePointers",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTopologyServiceLookupClient_Impl::ReleaseServicePointers(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            InitServicePointers: InitServicePointers::<Identity, OFFSET>,
            ReleaseServicePointers: ReleaseServicePointers::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTopologyServiceLookupClient as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTopologyServiceLookupClient {}
windows_core::imp::define_interface!(
    IMFTrackedSample,
    IMFTrackedSample_Vtbl,
    0x245bf8e9_0755_40f7_88a5_ae0f18d55e17
);
windows_core::imp::interface_hierarchy!(IMFTrackedSample, windows_core::IUnknown);
impl IMFTrackedSample {
    pub unsafe fn SetAllocator<P0, P1>(&self, psampleallocator: P0, punkstate: P1) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncCallback>,
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetAllocator)(
                windows_core::Interface::as_raw(self),
                psampleallocator.param().abi(),
                punkstate.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFTrackedSample_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetAllocator: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFTrackedSample_Impl: windows_core::IUnknownImpl {
    fn SetAllocator(
        &self,
        psampleallocator: windows_core::Ref<IMFAsyncCallback>,
        punkstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
}
impl IMFTrackedSample_Vtbl {
    pub const fn new<Identity: IMFTrackedSample_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetAllocator<Identity: IMFTrackedSample_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            psampleallocator: *mut core::ffi::c_void,
            punkstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTrackedSample::SetAllocator", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTrackedSample_Impl::SetAllocator(
                    this,
                    core::mem::transmute_copy(&psampleallocator),
                    core::mem::transmute_copy(&punkstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetAllocator: SetAllocator::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTrackedSample as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTrackedSample {}
windows_core::imp::define_interface!(
    IMFTranscodeProfile,
    IMFTranscodeProfile_Vtbl,
    0x4adfdba3_7ab0_4953_a62b_461e7ff3da1e
);
windows_core::imp::interface_hierarchy!(IMFTranscodeProfile, windows_core::IUnknown);
impl IMFTranscodeProfile {
    pub unsafe fn SetAudioAttributes<P0>(&self, pattrs: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAttributes>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetAudioAttributes)(
                windows_core::Interface::as_raw(self),
                pattrs.param().abi(),
            )
        }
    }
    pub unsafe fn GetAudioAttributes(&self) -> windows_core::Result<IMFAttributes> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetAudioAttributes)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetVideoAttributes<P0>(&self, pattrs: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAttributes>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetVideoAttributes)(
                windows_core::Interface::as_raw(self),
                pattrs.param().abi(),
            )
        }
    }
    pub unsafe fn GetVideoAttributes(&self) -> windows_core::Result<IMFAttributes> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetVideoAttributes)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetContainerAttributes<P0>(&self, pattrs: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAttributes>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetContainerAttributes)(
                windows_core::Interface::as_raw(self),
                pattrs.param().abi(),
            )
        }
    }
    pub unsafe fn GetContainerAttributes(&self) -> windows_core::Result<IMFAttributes> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetContainerAttributes)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFTranscodeProfile_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetAudioAttributes:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetAudioAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetVideoAttributes:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetVideoAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetContainerAttributes:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetContainerAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFTranscodeProfile_Impl: windows_core::IUnknownImpl {
    fn SetAudioAttributes(&self, pattrs: windows_core::Ref<IMFAttributes>) -> windows_core::Result<()>;
    fn GetAudioAttributes(&self) -> windows_core::Result<IMFAttributes>;
    fn SetVideoAttributes(&self, pattrs: windows_core::Ref<IMFAttributes>) -> windows_core::Result<()>;
    fn GetVideoAttributes(&self) -> windows_core::Result<IMFAttributes>;
    fn SetContainerAttributes(&self, pattrs: windows_core::Ref<IMFAttributes>) -> windows_core::Result<()>;
    fn GetContainerAttributes(&self) -> windows_core::Result<IMFAttributes>;
}
impl IMFTranscodeProfile_Vtbl {
    pub const fn new<Identity: IMFTranscodeProfile_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetAudioAttributes<
            Identity: IMFTranscodeProfile_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pattrs: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTranscodeProfile::SetAudioAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTranscodeProfile_Impl::SetAudioAttributes(this, core::mem::transmute_copy(&pattrs)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAudioAttributes<
            Identity: IMFTranscodeProfile_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppattrs: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTranscodeProfile::GetAudioAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppattrs.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppattrs.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTranscodeProfile_Impl::GetAudioAttributes(this) {
                    Ok(ok__) => {
                        ppattrs.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetVideoAttributes<
            Identity: IMFTranscodeProfile_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pattrs: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTranscodeProfile::SetVideoAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTranscodeProfile_Impl::SetVideoAttributes(this, core::mem::transmute_copy(&pattrs)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetVideoAttributes<
            Identity: IMFTranscodeProfile_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppattrs: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTranscodeProfile::GetVideoAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppattrs.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppattrs.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTranscodeProfile_Impl::GetVideoAttributes(this) {
                    Ok(ok__) => {
                        ppattrs.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetContainerAttributes<
            Identity: IMFTranscodeProfile_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pattrs: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTranscodeProfile::SetContainerAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTranscodeProfile_Impl::SetContainerAttributes(this, core::mem::transmute_copy(&pattrs))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetContainerAttributes<
            Identity: IMFTranscodeProfile_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppattrs: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTranscodeProfile::GetContainerAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppattrs.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppattrs.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTranscodeProfile_Impl::GetContainerAttributes(this) {
                    Ok(ok__) => {
                        ppattrs.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetAudioAttributes: SetAudioAttributes::<Identity, OFFSET>,
            GetAudioAttributes: GetAudioAttributes::<Identity, OFFSET>,
            SetVideoAttributes: SetVideoAttributes::<Identity, OFFSET>,
            GetVideoAttributes: GetVideoAttributes::<Identity, OFFSET>,
            SetContainerAttributes: SetContainerAttributes::<Identity, OFFSET>,
            GetContainerAttributes: GetContainerAttributes::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTranscodeProfile as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTranscodeProfile {}
windows_core::imp::define_interface!(
    IMFTranscodeSinkInfoProvider,
    IMFTranscodeSinkInfoProvider_Vtbl,
    0x8cffcd2e_5a03_4a3a_aff7_edcd107c620e
);
windows_core::imp::interface_hierarchy!(IMFTranscodeSinkInfoProvider, windows_core::IUnknown);
impl IMFTranscodeSinkInfoProvider {
    pub unsafe fn SetOutputFile<P0>(&self, pwszfilename: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetOutputFile)(
                windows_core::Interface::as_raw(self),
                pwszfilename.param().abi(),
            )
        }
    }
    pub unsafe fn SetOutputByteStream<P0>(&self, pbytestreamactivate: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFActivate>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetOutputByteStream)(
                windows_core::Interface::as_raw(self),
                pbytestreamactivate.param().abi(),
            )
        }
    }
    pub unsafe fn SetProfile<P0>(&self, pprofile: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTranscodeProfile>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetProfile)(
                windows_core::Interface::as_raw(self),
                pprofile.param().abi(),
            )
        }
    }
    pub unsafe fn GetSinkInfo(&self) -> windows_core::Result<MF_TRANSCODE_SINK_INFO> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSinkInfo)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
}
#[repr(C)]
pub struct IMFTranscodeSinkInfoProvider_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetOutputFile:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::PCWSTR) -> windows_core::HRESULT,
    pub SetOutputByteStream:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub SetProfile:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetSinkInfo: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut MF_TRANSCODE_SINK_INFO,
    ) -> windows_core::HRESULT,
}
pub trait IMFTranscodeSinkInfoProvider_Impl: windows_core::IUnknownImpl {
    fn SetOutputFile(&self, pwszfilename: &windows_core::PCWSTR) -> windows_core::Result<()>;
    fn SetOutputByteStream(
        &self,
        pbytestreamactivate: windows_core::Ref<IMFActivate>,
    ) -> windows_core::Result<()>;
    fn SetProfile(&self, pprofile: windows_core::Ref<IMFTranscodeProfile>) -> windows_core::Result<()>;
    fn GetSinkInfo(&self) -> windows_core::Result<MF_TRANSCODE_SINK_INFO>;
}
impl IMFTranscodeSinkInfoProvider_Vtbl {
    pub const fn new<Identity: IMFTranscodeSinkInfoProvider_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetOutputFile<
            Identity: IMFTranscodeSinkInfoProvider_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pwszfilename: windows_core::PCWSTR,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTranscodeSinkInfoProvider::SetOutputFile", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTranscodeSinkInfoProvider_Impl::SetOutputFile(this, core::mem::transmute(&pwszfilename))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetOutputByteStream<
            Identity: IMFTranscodeSinkInfoProvider_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pbytestreamactivate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTranscodeSinkInfoProvider::SetOutputByteStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTranscodeSinkInfoProvider_Impl::SetOutputByteStream(
                    this,
                    core::mem::transmute_copy(&pbytestreamactivate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetProfile<
            Identity: IMFTranscodeSinkInfoProvider_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pprofile: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTranscodeSinkInfoProvider::SetProfile", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTranscodeSinkInfoProvider_Impl::SetProfile(this, core::mem::transmute_copy(&pprofile))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetSinkInfo<
            Identity: IMFTranscodeSinkInfoProvider_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            psinkinfo: *mut MF_TRANSCODE_SINK_INFO,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFTranscodeSinkInfoProvider::GetSinkInfo", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if psinkinfo.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTranscodeSinkInfoProvider_Impl::GetSinkInfo(this) {
                    Ok(ok__) => {
                        psinkinfo.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetOutputFile: SetOutputFile::<Identity, OFFSET>,
            SetOutputByteStream: SetOutputByteStream::<Identity, OFFSET>,
            SetProfile: SetProfile::<Identity, OFFSET>,
            GetSinkInfo: GetSinkInfo::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTranscodeSinkInfoProvider as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTranscodeSinkInfoProvider {}
windows_core::imp::define_interface!(
    IMFTransform,
    IMFTransform_Vtbl,
    0xbf94c121_5b05_4e6f_8000_ba598961414d
);
windows_core::imp::interface_hierarchy!(IMFTransform, windows_core::IUnknown);
impl IMFTransform {
    pub unsafe fn GetStreamLimits(
        &self,
        pdwinputminimum: *mut u32,
        pdwinputmaximum: *mut u32,
        pdwoutputminimum: *mut u32,
        pdwoutputmaximum: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetStreamLimits)(
                windows_core::Interface::as_raw(self),
                pdwinputminimum as _,
                pdwinputmaximum as _,
                pdwoutputminimum as _,
                pdwoutputmaximum as _,
            )
        }
    }
    pub unsafe fn GetStreamCount(
        &self,
        pcinputstreams: *mut u32,
        pcoutputstreams: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetStreamCount)(
                windows_core::Interface::as_raw(self),
                pcinputstreams as _,
                pcoutputstreams as _,
            )
        }
    }
    pub unsafe fn GetStreamIDs(
        &self,
        dwinputidarraysize: u32,
        pdwinputids: *mut u32,
        dwoutputidarraysize: u32,
        pdwoutputids: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetStreamIDs)(
                windows_core::Interface::as_raw(self),
                dwinputidarraysize,
                pdwinputids as _,
                dwoutputidarraysize,
                pdwoutputids as _,
            )
        }
    }
    pub unsafe fn GetInputStreamInfo(
        &self,
        dwinputstreamid: u32,
        pstreaminfo: *mut MFT_INPUT_STREAM_INFO,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetInputStreamInfo)(
                windows_core::Interface::as_raw(self),
                dwinputstreamid,
                pstreaminfo as _,
            )
        }
    }
    pub unsafe fn GetOutputStreamInfo(
        &self,
        dwoutputstreamid: u32,
    ) -> windows_core::Result<MFT_OUTPUT_STREAM_INFO> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetOutputStreamInfo)(
                windows_core::Interface::as_raw(self),
                dwoutputstreamid,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetAttributes(&self) -> windows_core::Result<IMFAttributes> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetAttributes)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetInputStreamAttributes(
        &self,
        dwinputstreamid: u32,
    ) -> windows_core::Result<IMFAttributes> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetInputStreamAttributes)(
                windows_core::Interface::as_raw(self),
                dwinputstreamid,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetOutputStreamAttributes(
        &self,
        dwoutputstreamid: u32,
    ) -> windows_core::Result<IMFAttributes> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetOutputStreamAttributes)(
                windows_core::Interface::as_raw(self),
                dwoutputstreamid,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn DeleteInputStream(&self, dwstreamid: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).DeleteInputStream)(
                windows_core::Interface::as_raw(self),
                dwstreamid,
            )
        }
    }
    pub unsafe fn AddInputStreams(&self, cstreams: u32, adwstreamids: *const u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).AddInputStreams)(
                windows_core::Interface::as_raw(self),
                cstreams,
                adwstreamids,
            )
        }
    }
    pub unsafe fn GetInputAvailableType(
        &self,
        dwinputstreamid: u32,
        dwtypeindex: u32,
    ) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetInputAvailableType)(
                windows_core::Interface::as_raw(self),
                dwinputstreamid,
                dwtypeindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetOutputAvailableType(
        &self,
        dwoutputstreamid: u32,
        dwtypeindex: u32,
    ) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetOutputAvailableType)(
                windows_core::Interface::as_raw(self),
                dwoutputstreamid,
                dwtypeindex,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn SetInputType<P1>(
        &self,
        dwinputstreamid: u32,
        ptype: P1,
        dwflags: u32,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetInputType)(
                windows_core::Interface::as_raw(self),
                dwinputstreamid,
                ptype.param().abi(),
                dwflags,
            )
        }
    }
    pub unsafe fn SetOutputType<P1>(
        &self,
        dwoutputstreamid: u32,
        ptype: P1,
        dwflags: u32,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetOutputType)(
                windows_core::Interface::as_raw(self),
                dwoutputstreamid,
                ptype.param().abi(),
                dwflags,
            )
        }
    }
    pub unsafe fn GetInputCurrentType(&self, dwinputstreamid: u32) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetInputCurrentType)(
                windows_core::Interface::as_raw(self),
                dwinputstreamid,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetOutputCurrentType(&self, dwoutputstreamid: u32) -> windows_core::Result<IMFMediaType> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetOutputCurrentType)(
                windows_core::Interface::as_raw(self),
                dwoutputstreamid,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn GetInputStatus(&self, dwinputstreamid: u32) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetInputStatus)(
                windows_core::Interface::as_raw(self),
                dwinputstreamid,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetOutputStatus(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetOutputStatus)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetOutputBounds(&self, hnslowerbound: i64, hnsupperbound: i64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetOutputBounds)(
                windows_core::Interface::as_raw(self),
                hnslowerbound,
                hnsupperbound,
            )
        }
    }
    pub unsafe fn ProcessEvent<P1>(&self, dwinputstreamid: u32, pevent: P1) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaEvent>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).ProcessEvent)(
                windows_core::Interface::as_raw(self),
                dwinputstreamid,
                pevent.param().abi(),
            )
        }
    }
    pub unsafe fn ProcessMessage(&self, emessage: MFT_MESSAGE_TYPE, ulparam: usize) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ProcessMessage)(
                windows_core::Interface::as_raw(self),
                emessage,
                ulparam,
            )
        }
    }
    pub unsafe fn ProcessInput<P1>(
        &self,
        dwinputstreamid: u32,
        psample: P1,
        dwflags: u32,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFSample>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).ProcessInput)(
                windows_core::Interface::as_raw(self),
                dwinputstreamid,
                psample.param().abi(),
                dwflags,
            )
        }
    }
    pub unsafe fn ProcessOutput(
        &self,
        dwflags: u32,
        coutputbuffercount: u32,
        poutputsamples: *mut MFT_OUTPUT_DATA_BUFFER,
        pdwstatus: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ProcessOutput)(
                windows_core::Interface::as_raw(self),
                dwflags,
                coutputbuffercount,
                poutputsamples,
                pdwstatus as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFTransform_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetStreamLimits: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut u32,
        *mut u32,
        *mut u32,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetStreamCount:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32, *mut u32) -> windows_core::HRESULT,
    pub GetStreamIDs: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut u32,
        u32,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetInputStreamInfo: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut MFT_INPUT_STREAM_INFO,
    ) -> windows_core::HRESULT,
    pub GetOutputStreamInfo: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut MFT_OUTPUT_STREAM_INFO,
    ) -> windows_core::HRESULT,
    pub GetAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetInputStreamAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetOutputStreamAttributes: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub DeleteInputStream: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub AddInputStreams:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *const u32) -> windows_core::HRESULT,
    pub GetInputAvailableType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetOutputAvailableType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub SetInputType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        u32,
    ) -> windows_core::HRESULT,
    pub SetOutputType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        u32,
    ) -> windows_core::HRESULT,
    pub GetInputCurrentType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetOutputCurrentType: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetInputStatus:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut u32) -> windows_core::HRESULT,
    pub GetOutputStatus: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub SetOutputBounds: unsafe extern "system" fn(*mut core::ffi::c_void, i64, i64) -> windows_core::HRESULT,
    pub ProcessEvent: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub ProcessMessage:
        unsafe extern "system" fn(*mut core::ffi::c_void, MFT_MESSAGE_TYPE, usize) -> windows_core::HRESULT,
    pub ProcessInput: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        u32,
    ) -> windows_core::HRESULT,
    pub ProcessOutput: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut MFT_OUTPUT_DATA_BUFFER,
        *mut u32,
    ) -> windows_core::HRESULT,
}
pub trait IMFTransform_Impl: windows_core::IUnknownImpl {
    fn GetStreamLimits(
        &self,
        pdwinputminimum: *mut u32,
        pdwinputmaximum: *mut u32,
        pdwoutputminimum: *mut u32,
        pdwoutputmaximum: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetStreamCount(&self, pcinputstreams: *mut u32, pcoutputstreams: *mut u32)
    -> windows_core::Result<()>;
    fn GetStreamIDs(
        &self,
        dwinputidarraysize: u32,
        pdwinputids: *mut u32,
        dwoutputidarraysize: u32,
        pdwoutputids: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetInputStreamInfo(
        &self,
        dwinputstreamid: u32,
        pstreaminfo: *mut MFT_INPUT_STREAM_INFO,
    ) -> windows_core::Result<()>;
    fn GetOutputStreamInfo(&self, dwoutputstreamid: u32) -> windows_core::Result<MFT_OUTPUT_STREAM_INFO>;
    fn GetAttributes(&self) -> windows_core::Result<IMFAttributes>;
    fn GetInputStreamAttributes(&self, dwinputstreamid: u32) -> windows_core::Result<IMFAttributes>;
    fn GetOutputStreamAttributes(&self, dwoutputstreamid: u32) -> windows_core::Result<IMFAttributes>;
    fn DeleteInputStream(&self, dwstreamid: u32) -> windows_core::Result<()>;
    fn AddInputStreams(&self, cstreams: u32, adwstreamids: *const u32) -> windows_core::Result<()>;
    fn GetInputAvailableType(
        &self,
        dwinputstreamid: u32,
        dwtypeindex: u32,
    ) -> windows_core::Result<IMFMediaType>;
    fn GetOutputAvailableType(
        &self,
        dwoutputstreamid: u32,
        dwtypeindex: u32,
    ) -> windows_core::Result<IMFMediaType>;
    fn SetInputType(
        &self,
        dwinputstreamid: u32,
        ptype: windows_core::Ref<IMFMediaType>,
        dwflags: u32,
    ) -> windows_core::Result<()>;
    fn SetOutputType(
        &self,
        dwoutputstreamid: u32,
        ptype: windows_core::Ref<IMFMediaType>,
        dwflags: u32,
    ) -> windows_core::Result<()>;
    fn GetInputCurrentType(&self, dwinputstreamid: u32) -> windows_core::Result<IMFMediaType>;
    fn GetOutputCurrentType(&self, dwoutputstreamid: u32) -> windows_core::Result<IMFMediaType>;
    fn GetInputStatus(&self, dwinputstreamid: u32) -> windows_core::Result<u32>;
    fn GetOutputStatus(&self) -> windows_core::Result<u32>;
    fn SetOutputBounds(&self, hnslowerbound: i64, hnsupperbound: i64) -> windows_core::Result<()>;
    fn ProcessEvent(
        &self,
        dwinputstreamid: u32,
        pevent: windows_core::Ref<IMFMediaEvent>,
    ) -> windows_core::Result<()>;
    fn ProcessMessage(&self, emessage: MFT_MESSAGE_TYPE, ulparam: usize) -> windows_core::Result<()>;
    fn ProcessInput(
        &self,
        dwinputstreamid: u32,
        psample: windows_core::Ref<IMFSample>,
        dwflags: u32,
    ) -> windows_core::Result<()>;
    fn ProcessOutput(
        &self,
        dwflags: u32,
        coutputbuffercount: u32,
        poutputsamples: *mut MFT_OUTPUT_DATA_BUFFER,
        pdwstatus: *mut u32,
    ) -> windows_core::Result<()>;
}
impl IMFTransform_Vtbl {
    pub const fn new<Identity: IMFTransform_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetStreamLimits<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwinputminimum: *mut u32,
            pdwinputmaximum: *mut u32,
            pdwoutputminimum: *mut u32,
            pdwoutputmaximum: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetStreamLimits", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::GetStreamLimits(
                    this,
                    core::mem::transmute_copy(&pdwinputminimum),
                    core::mem::transmute_copy(&pdwinputmaximum),
                    core::mem::transmute_copy(&pdwoutputminimum),
                    core::mem::transmute_copy(&pdwoutputmaximum),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamCount<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcinputstreams: *mut u32,
            pcoutputstreams: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetStreamCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::GetStreamCount(
                    this,
                    core::mem::transmute_copy(&pcinputstreams),
                    core::mem::transmute_copy(&pcoutputstreams),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetStreamIDs<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputidarraysize: u32,
            pdwinputids: *mut u32,
            dwoutputidarraysize: u32,
            pdwoutputids: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetStreamIDs", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::GetStreamIDs(
                    this,
                    core::mem::transmute_copy(&dwinputidarraysize),
                    core::mem::transmute_copy(&pdwinputids),
                    core::mem::transmute_copy(&dwoutputidarraysize),
                    core::mem::transmute_copy(&pdwoutputids),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetInputStreamInfo<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputstreamid: u32,
            pstreaminfo: *mut MFT_INPUT_STREAM_INFO,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetInputStreamInfo", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::GetInputStreamInfo(
                    this,
                    core::mem::transmute_copy(&dwinputstreamid),
                    core::mem::transmute_copy(&pstreaminfo),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutputStreamInfo<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputstreamid: u32,
            pstreaminfo: *mut MFT_OUTPUT_STREAM_INFO,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetOutputStreamInfo", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pstreaminfo.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetOutputStreamInfo(
                    this,
                    core::mem::transmute_copy(&dwoutputstreamid),
                ) {
                    Ok(ok__) => {
                        pstreaminfo.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAttributes<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pattributes: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pattributes.is_null() {
                    return crate::edge::E_POINTER;
                }
                pattributes.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetAttributes(this) {
                    Ok(ok__) => {
                        pattributes.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetInputStreamAttributes<
            Identity: IMFTransform_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwinputstreamid: u32,
            pattributes: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetInputStreamAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pattributes.is_null() {
                    return crate::edge::E_POINTER;
                }
                pattributes.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetInputStreamAttributes(
                    this,
                    core::mem::transmute_copy(&dwinputstreamid),
                ) {
                    Ok(ok__) => {
                        pattributes.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutputStreamAttributes<
            Identity: IMFTransform_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwoutputstreamid: u32,
            pattributes: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetOutputStreamAttributes", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pattributes.is_null() {
                    return crate::edge::E_POINTER;
                }
                pattributes.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetOutputStreamAttributes(
                    this,
                    core::mem::transmute_copy(&dwoutputstreamid),
                ) {
                    Ok(ok__) => {
                        pattributes.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DeleteInputStream<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwstreamid: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::DeleteInputStream", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::DeleteInputStream(this, core::mem::transmute_copy(&dwstreamid)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn AddInputStreams<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            cstreams: u32,
            adwstreamids: *const u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::AddInputStreams", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::AddInputStreams(
                    this,
                    core::mem::transmute_copy(&cstreams),
                    core::mem::transmute_copy(&adwstreamids),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetInputAvailableType<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputstreamid: u32,
            dwtypeindex: u32,
            pptype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetInputAvailableType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetInputAvailableType(
                    this,
                    core::mem::transmute_copy(&dwinputstreamid),
                    core::mem::transmute_copy(&dwtypeindex),
                ) {
                    Ok(ok__) => {
                        pptype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutputAvailableType<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputstreamid: u32,
            dwtypeindex: u32,
            pptype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetOutputAvailableType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetOutputAvailableType(
                    this,
                    core::mem::transmute_copy(&dwoutputstreamid),
                    core::mem::transmute_copy(&dwtypeindex),
                ) {
                    Ok(ok__) => {
                        pptype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetInputType<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputstreamid: u32,
            ptype: *mut core::ffi::c_void,
            dwflags: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::SetInputType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::SetInputType(
                    this,
                    core::mem::transmute_copy(&dwinputstreamid),
                    core::mem::transmute_copy(&ptype),
                    core::mem::transmute_copy(&dwflags),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetOutputType<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputstreamid: u32,
            ptype: *mut core::ffi::c_void,
            dwflags: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::SetOutputType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::SetOutputType(
                    this,
                    core::mem::transmute_copy(&dwoutputstreamid),
                    core::mem::transmute_copy(&ptype),
                    core::mem::transmute_copy(&dwflags),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetInputCurrentType<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputstreamid: u32,
            pptype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetInputCurrentType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetInputCurrentType(
                    this,
                    core::mem::transmute_copy(&dwinputstreamid),
                ) {
                    Ok(ok__) => {
                        pptype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutputCurrentType<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwoutputstreamid: u32,
            pptype: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetOutputCurrentType", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pptype.is_null() {
                    return crate::edge::E_POINTER;
                }
                pptype.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetOutputCurrentType(
                    this,
                    core::mem::transmute_copy(&dwoutputstreamid),
                ) {
                    Ok(ok__) => {
                        pptype.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetInputStatus<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputstreamid: u32,
            pdwflags: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetInputStatus", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwflags.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetInputStatus(this, core::mem::transmute_copy(&dwinputstreamid)) {
                    Ok(ok__) => {
                        pdwflags.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetOutputStatus<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwflags: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::GetOutputStatus", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwflags.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFTransform_Impl::GetOutputStatus(this) {
                    Ok(ok__) => {
                        pdwflags.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetOutputBounds<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            hnslowerbound: i64,
            hnsupperbound: i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::SetOutputBounds", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::SetOutputBounds(
                    this,
                    core::mem::transmute_copy(&hnslowerbound),
                    core::mem::transmute_copy(&hnsupperbound),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ProcessEvent<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputstreamid: u32,
            pevent: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::ProcessEvent", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::ProcessEvent(
                    this,
                    core::mem::transmute_copy(&dwinputstreamid),
                    core::mem::transmute_copy(&pevent),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ProcessMessage<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            emessage: MFT_MESSAGE_TYPE,
            ulparam: usize,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::ProcessMessage", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::ProcessMessage(
                    this,
                    core::mem::transmute_copy(&emessage),
                    core::mem::transmute_copy(&ulparam),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ProcessInput<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwinputstreamid: u32,
            psample: *mut core::ffi::c_void,
            dwflags: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::ProcessInput", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::ProcessInput(
                    this,
                    core::mem::transmute_copy(&dwinputstreamid),
                    core::mem::transmute_copy(&psample),
                    core::mem::transmute_copy(&dwflags),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ProcessOutput<Identity: IMFTransform_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwflags: u32,
            coutputbuffercount: u32,
            poutputsamples: *mut MFT_OUTPUT_DATA_BUFFER,
            pdwstatus: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFTransform::ProcessOutput", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFTransform_Impl::ProcessOutput(
                    this,
                    core::mem::transmute_copy(&dwflags),
                    core::mem::transmute_copy(&coutputbuffercount),
                    core::mem::transmute_copy(&poutputsamples),
                    core::mem::transmute_copy(&pdwstatus),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetStreamLimits: GetStreamLimits::<Identity, OFFSET>,
            GetStreamCount: GetStreamCount::<Identity, OFFSET>,
            GetStreamIDs: GetStreamIDs::<Identity, OFFSET>,
            GetInputStreamInfo: GetInputStreamInfo::<Identity, OFFSET>,
            GetOutputStreamInfo: GetOutputStreamInfo::<Identity, OFFSET>,
            GetAttributes: GetAttributes::<Identity, OFFSET>,
            GetInputStreamAttributes: GetInputStreamAttributes::<Identity, OFFSET>,
            GetOutputStreamAttributes: GetOutputStreamAttributes::<Identity, OFFSET>,
            DeleteInputStream: DeleteInputStream::<Identity, OFFSET>,
            AddInputStreams: AddInputStreams::<Identity, OFFSET>,
            GetInputAvailableType: GetInputAvailableType::<Identity, OFFSET>,
            GetOutputAvailableType: GetOutputAvailableType::<Identity, OFFSET>,
            SetInputType: SetInputType::<Identity, OFFSET>,
            SetOutputType: SetOutputType::<Identity, OFFSET>,
            GetInputCurrentType: GetInputCurrentType::<Identity, OFFSET>,
            GetOutputCurrentType: GetOutputCurrentType::<Identity, OFFSET>,
            GetInputStatus: GetInputStatus::<Identity, OFFSET>,
            GetOutputStatus: GetOutputStatus::<Identity, OFFSET>,
            SetOutputBounds: SetOutputBounds::<Identity, OFFSET>,
            ProcessEvent: ProcessEvent::<Identity, OFFSET>,
            ProcessMessage: ProcessMessage::<Identity, OFFSET>,
            ProcessInput: ProcessInput::<Identity, OFFSET>,
            ProcessOutput: ProcessOutput::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFTransform as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFTransform {}
windows_core::imp::define_interface!(
    IMFVideoDisplayControl,
    IMFVideoDisplayControl_Vtbl,
    0xa490b1e4_ab84_4d31_a1b2_181e03b1077a
);
windows_core::imp::interface_hierarchy!(IMFVideoDisplayControl, windows_core::IUnknown);
impl IMFVideoDisplayControl {
    pub unsafe fn GetNativeVideoSize(
        &self,
        pszvideo: *mut SIZE,
        pszarvideo: *mut SIZE,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetNativeVideoSize)(
                windows_core::Interface::as_raw(self),
                pszvideo as _,
                pszarvideo as _,
            )
        }
    }
    pub unsafe fn GetIdealVideoSize(&self, pszmin: *mut SIZE, pszmax: *mut SIZE) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetIdealVideoSize)(
                windows_core::Interface::as_raw(self),
                pszmin as _,
                pszmax as _,
            )
        }
    }
    pub unsafe fn SetVideoPosition(
        &self,
        pnrcsource: *const MFVideoNormalizedRect,
        prcdest: *const RECT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetVideoPosition)(
                windows_core::Interface::as_raw(self),
                pnrcsource,
                prcdest,
            )
        }
    }
    pub unsafe fn GetVideoPosition(
        &self,
        pnrcsource: *mut MFVideoNormalizedRect,
        prcdest: *mut RECT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetVideoPosition)(
                windows_core::Interface::as_raw(self),
                pnrcsource as _,
                prcdest as _,
            )
        }
    }
    pub unsafe fn SetAspectRatioMode(&self, dwaspectratiomode: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetAspectRatioMode)(
                windows_core::Interface::as_raw(self),
                dwaspectratiomode,
            )
        }
    }
    pub unsafe fn GetAspectRatioMode(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetAspectRatioMode)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetVideoWindow(&self, hwndvideo: HWND) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetVideoWindow)(
                windows_core::Interface::as_raw(self),
                hwndvideo,
            )
        }
    }
    pub unsafe fn GetVideoWindow(&self) -> windows_core::Result<HWND> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetVideoWindow)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn RepaintVideo(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).RepaintVideo)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn GetCurrentImage(
        &self,
        pbih: *mut BITMAPINFOHEADER,
        pdib: *mut *mut u8,
        pcbdib: *mut u32,
        ptimestamp: *mut i64,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetCurrentImage)(
                windows_core::Interface::as_raw(self),
                pbih as _,
                pdib as _,
                pcbdib as _,
                ptimestamp as _,
            )
        }
    }
    pub unsafe fn SetBorderColor(&self, clr: COLORREF) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetBorderColor)(windows_core::Interface::as_raw(self), clr)
        }
    }
    pub unsafe fn GetBorderColor(&self) -> windows_core::Result<COLORREF> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetBorderColor)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetRenderingPrefs(&self, dwrenderflags: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetRenderingPrefs)(
                windows_core::Interface::as_raw(self),
                dwrenderflags,
            )
        }
    }
    pub unsafe fn GetRenderingPrefs(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetRenderingPrefs)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn SetFullscreen(&self, ffullscreen: bool) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetFullscreen)(
                windows_core::Interface::as_raw(self),
                ffullscreen.into(),
            )
        }
    }
    pub unsafe fn GetFullscreen(&self) -> windows_core::Result<windows_core::BOOL> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetFullscreen)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFVideoDisplayControl_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetNativeVideoSize:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut SIZE, *mut SIZE) -> windows_core::HRESULT,
    pub GetIdealVideoSize:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut SIZE, *mut SIZE) -> windows_core::HRESULT,
    pub SetVideoPosition: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const MFVideoNormalizedRect,
        *const RECT,
    ) -> windows_core::HRESULT,
    pub GetVideoPosition: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut MFVideoNormalizedRect,
        *mut RECT,
    ) -> windows_core::HRESULT,
    pub SetAspectRatioMode: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetAspectRatioMode:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub SetVideoWindow: unsafe extern "system" fn(*mut core::ffi::c_void, HWND) -> windows_core::HRESULT,
    pub GetVideoWindow: unsafe extern "system" fn(*mut core::ffi::c_void, *mut HWND) -> windows_core::HRESULT,
    pub RepaintVideo: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetCurrentImage: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut BITMAPINFOHEADER,
        *mut *mut u8,
        *mut u32,
        *mut i64,
    ) -> windows_core::HRESULT,
    pub SetBorderColor: unsafe extern "system" fn(*mut core::ffi::c_void, COLORREF) -> windows_core::HRESULT,
    pub GetBorderColor:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut COLORREF) -> windows_core::HRESULT,
    pub SetRenderingPrefs: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetRenderingPrefs:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub SetFullscreen:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::BOOL) -> windows_core::HRESULT,
    pub GetFullscreen:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::BOOL) -> windows_core::HRESULT,
}
pub trait IMFVideoDisplayControl_Impl: windows_core::IUnknownImpl {
    fn GetNativeVideoSize(&self, pszvideo: *mut SIZE, pszarvideo: *mut SIZE) -> windows_core::Result<()>;
    fn GetIdealVideoSize(&self, pszmin: *mut SIZE, pszmax: *mut SIZE) -> windows_core::Result<()>;
    fn SetVideoPosition(
        &self,
        pnrcsource: *const MFVideoNormalizedRect,
        prcdest: *const RECT,
    ) -> windows_core::Result<()>;
    fn GetVideoPosition(
        &self,
        pnrcsource: *mut MFVideoNormalizedRect,
        prcdest: *mut RECT,
    ) -> windows_core::Result<()>;
    fn SetAspectRatioMode(&self, dwaspectratiomode: u32) -> windows_core::Result<()>;
    fn GetAspectRatioMode(&self) -> windows_core::Result<u32>;
    fn SetVideoWindow(&self, hwndvideo: HWND) -> windows_core::Result<()>;
    fn GetVideoWindow(&self) -> windows_core::Result<HWND>;
    fn RepaintVideo(&self) -> windows_core::Result<()>;
    fn GetCurrentImage(
        &self,
        pbih: *mut BITMAPINFOHEADER,
        pdib: *mut *mut u8,
        pcbdib: *mut u32,
        ptimestamp: *mut i64,
    ) -> windows_core::Result<()>;
    fn SetBorderColor(&self, clr: COLORREF) -> windows_core::Result<()>;
    fn GetBorderColor(&self) -> windows_core::Result<COLORREF>;
    fn SetRenderingPrefs(&self, dwrenderflags: u32) -> windows_core::Result<()>;
    fn GetRenderingPrefs(&self) -> windows_core::Result<u32>;
    fn SetFullscreen(&self, ffullscreen: windows_core::BOOL) -> windows_core::Result<()>;
    fn GetFullscreen(&self) -> windows_core::Result<windows_core::BOOL>;
}
impl IMFVideoDisplayControl_Vtbl {
    pub const fn new<Identity: IMFVideoDisplayControl_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetNativeVideoSize<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pszvideo: *mut SIZE,
            pszarvideo: *mut SIZE,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoDisplayControl::GetNativeVideoSize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::GetNativeVideoSize(
                    this,
                    core::mem::transmute_copy(&pszvideo),
                    core::mem::transmute_copy(&pszarvideo),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetIdealVideoSize<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pszmin: *mut SIZE,
            pszmax: *mut SIZE,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoDisplayControl::GetIdealVideoSize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::GetIdealVideoSize(
                    this,
                    core::mem::transmute_copy(&pszmin),
                    core::mem::transmute_copy(&pszmax),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetVideoPosition<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pnrcsource: *const MFVideoNormalizedRect,
            prcdest: *const RECT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::SetVideoPosition", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::SetVideoPosition(
                    this,
                    core::mem::transmute_copy(&pnrcsource),
                    core::mem::transmute_copy(&prcdest),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetVideoPosition<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pnrcsource: *mut MFVideoNormalizedRect,
            prcdest: *mut RECT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::GetVideoPosition", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::GetVideoPosition(
                    this,
                    core::mem::transmute_copy(&pnrcsource),
                    core::mem::transmute_copy(&prcdest),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetAspectRatioMode<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwaspectratiomode: u32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoDisplayControl::SetAspectRatioMode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::SetAspectRatioMode(
                    this,
                    core::mem::transmute_copy(&dwaspectratiomode),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAspectRatioMode<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdwaspectratiomode: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoDisplayControl::GetAspectRatioMode", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwaspectratiomode.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFVideoDisplayControl_Impl::GetAspectRatioMode(this) {
                    Ok(ok__) => {
                        pdwaspectratiomode.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetVideoWindow<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            hwndvideo: HWND,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::SetVideoWindow", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::SetVideoWindow(this, core::mem::transmute_copy(&hwndvideo))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetVideoWindow<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            phwndvideo: *mut HWND,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::GetVideoWindow", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if phwndvideo.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFVideoDisplayControl_Impl::GetVideoWindow(this) {
                    Ok(ok__) => {
                        phwndvideo.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn RepaintVideo<Identity: IMFVideoDisplayControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::RepaintVideo", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::RepaintVideo(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetCurrentImage<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pbih: *mut BITMAPINFOHEADER,
            pdib: *mut *mut u8,
            pcbdib: *mut u32,
            ptimestamp: *mut i64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::GetCurrentImage", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !pdib.is_null() {
                    pdib.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::GetCurrentImage(
                    this,
                    core::mem::transmute_copy(&pbih),
                    core::mem::transmute_copy(&pdib),
                    core::mem::transmute_copy(&pcbdib),
                    core::mem::transmute_copy(&ptimestamp),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetBorderColor<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            clr: COLORREF,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::SetBorderColor", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::SetBorderColor(this, core::mem::transmute_copy(&clr)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetBorderColor<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pclr: *mut COLORREF,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::GetBorderColor", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pclr.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFVideoDisplayControl_Impl::GetBorderColor(this) {
                    Ok(ok__) => {
                        pclr.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetRenderingPrefs<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwrenderflags: u32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoDisplayControl::SetRenderingPrefs", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::SetRenderingPrefs(
                    this,
                    core::mem::transmute_copy(&dwrenderflags),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetRenderingPrefs<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdwrenderflags: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoDisplayControl::GetRenderingPrefs", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwrenderflags.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFVideoDisplayControl_Impl::GetRenderingPrefs(this) {
                    Ok(ok__) => {
                        pdwrenderflags.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetFullscreen<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ffullscreen: windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::SetFullscreen", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoDisplayControl_Impl::SetFullscreen(this, core::mem::transmute_copy(&ffullscreen))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetFullscreen<
            Identity: IMFVideoDisplayControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pffullscreen: *mut windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoDisplayControl::GetFullscreen", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pffullscreen.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFVideoDisplayControl_Impl::GetFullscreen(this) {
                    Ok(ok__) => {
                        pffullscreen.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetNativeVideoSize: GetNativeVideoSize::<Identity, OFFSET>,
            GetIdealVideoSize: GetIdealVideoSize::<Identity, OFFSET>,
            SetVideoPosition: SetVideoPosition::<Identity, OFFSET>,
            GetVideoPosition: GetVideoPosition::<Identity, OFFSET>,
            SetAspectRatioMode: SetAspectRatioMode::<Identity, OFFSET>,
            GetAspectRatioMode: GetAspectRatioMode::<Identity, OFFSET>,
            SetVideoWindow: SetVideoWindow::<Identity, OFFSET>,
            GetVideoWindow: GetVideoWindow::<Identity, OFFSET>,
            RepaintVideo: RepaintVideo::<Identity, OFFSET>,
            GetCurrentImage: GetCurrentImage::<Identity, OFFSET>,
            SetBorderColor: SetBorderColor::<Identity, OFFSET>,
            GetBorderColor: GetBorderColor::<Identity, OFFSET>,
            SetRenderingPrefs: SetRenderingPrefs::<Identity, OFFSET>,
            GetRenderingPrefs: GetRenderingPrefs::<Identity, OFFSET>,
            SetFullscreen: SetFullscreen::<Identity, OFFSET>,
            GetFullscreen: GetFullscreen::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoDisplayControl as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoDisplayControl {}
windows_core::imp::define_interface!(
    IMFVideoMediaType,
    IMFVideoMediaType_Vtbl,
    0xb99f381f_a8f9_47a2_a5af_ca3a225a3890
);
impl core::ops::Deref for IMFVideoMediaType {
    type Target = IMFMediaType;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFVideoMediaType,
    windows_core::IUnknown,
    IMFAttributes,
    IMFMediaType
);
impl IMFVideoMediaType {
    pub unsafe fn GetVideoFormat(&self) -> *const MFVIDEOFORMAT {
        unsafe {
            (windows_core::Interface::vtable(self).GetVideoFormat)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn GetVideoRepresentation(
        &self,
        guidrepresentation: windows_core::GUID,
        ppvrepresentation: *mut *mut core::ffi::c_void,
        lstride: i32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetVideoRepresentation)(
                windows_core::Interface::as_raw(self),
                guidrepresentation,
                ppvrepresentation as _,
                lstride,
            )
        }
    }
}
#[repr(C)]
pub struct IMFVideoMediaType_Vtbl {
    pub base__: IMFMediaType_Vtbl,
    pub GetVideoFormat: unsafe extern "system" fn(*mut core::ffi::c_void) -> *const MFVIDEOFORMAT,
    pub GetVideoRepresentation: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::GUID,
        *mut *mut core::ffi::c_void,
        i32,
    ) -> windows_core::HRESULT,
}
pub trait IMFVideoMediaType_Impl: IMFMediaType_Impl {
    fn GetVideoFormat(&self) -> *const MFVIDEOFORMAT;
    fn GetVideoRepresentation(
        &self,
        guidrepresentation: &windows_core::GUID,
        ppvrepresentation: *mut *mut core::ffi::c_void,
        lstride: i32,
    ) -> windows_core::Result<()>;
}
impl IMFVideoMediaType_Vtbl {
    pub const fn new<Identity: IMFVideoMediaType_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetVideoFormat<Identity: IMFVideoMediaType_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> *const MFVIDEOFORMAT {
            let call__ = crate::diagnostics::enter("IMFVideoMediaType::GetVideoFormat", this as usize);
            let answer__ = crate::edge::guard_value(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoMediaType_Impl::GetVideoFormat(this)
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetVideoRepresentation<
            Identity: IMFVideoMediaType_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            guidrepresentation: windows_core::GUID,
            ppvrepresentation: *mut *mut core::ffi::c_void,
            lstride: i32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoMediaType::GetVideoRepresentation", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppvrepresentation.is_null() {
                    ppvrepresentation.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoMediaType_Impl::GetVideoRepresentation(
                    this,
                    core::mem::transmute(&guidrepresentation),
                    core::mem::transmute_copy(&ppvrepresentation),
                    core::mem::transmute_copy(&lstride),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFMediaType_Vtbl::new::<Identity, OFFSET>(),
            GetVideoFormat: GetVideoFormat::<Identity, OFFSET>,
            GetVideoRepresentation: GetVideoRepresentation::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoMediaType as windows_core::Interface>::IID
            || iid == &<IMFAttributes as windows_core::Interface>::IID
            || iid == &<IMFMediaType as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoMediaType {}
windows_core::imp::define_interface!(
    IMFVideoPositionMapper,
    IMFVideoPositionMapper_Vtbl,
    0x1f6a9f17_e70b_4e24_8ae4_0b2c3ba7a4ae
);
windows_core::imp::interface_hierarchy!(IMFVideoPositionMapper, windows_core::IUnknown);
impl IMFVideoPositionMapper {
    pub unsafe fn MapOutputCoordinateToInputStream(
        &self,
        xout: f32,
        yout: f32,
        dwoutputstreamindex: u32,
        dwinputstreamindex: u32,
        pxin: *mut f32,
        pyin: *mut f32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).MapOutputCoordinateToInputStream)(
                windows_core::Interface::as_raw(self),
                xout,
                yout,
                dwoutputstreamindex,
                dwinputstreamindex,
                pxin as _,
                pyin as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFVideoPositionMapper_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub MapOutputCoordinateToInputStream: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        f32,
        f32,
        u32,
        u32,
        *mut f32,
        *mut f32,
    ) -> windows_core::HRESULT,
}
pub trait IMFVideoPositionMapper_Impl: windows_core::IUnknownImpl {
    fn MapOutputCoordinateToInputStream(
        &self,
        xout: f32,
        yout: f32,
        dwoutputstreamindex: u32,
        dwinputstreamindex: u32,
        pxin: *mut f32,
        pyin: *mut f32,
    ) -> windows_core::Result<()>;
}
impl IMFVideoPositionMapper_Vtbl {
    pub const fn new<Identity: IMFVideoPositionMapper_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn MapOutputCoordinateToInputStream<
            Identity: IMFVideoPositionMapper_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            xout: f32,
            yout: f32,
            dwoutputstreamindex: u32,
            dwinputstreamindex: u32,
            pxin: *mut f32,
            pyin: *mut f32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFVideoPositionMapper::MapOutputCoordinateToInputStream",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoPositionMapper_Impl::MapOutputCoordinateToInputStream(
                    this,
                    core::mem::transmute_copy(&xout),
                    core::mem::transmute_copy(&yout),
                    core::mem::transmute_copy(&dwoutputstreamindex),
                    core::mem::transmute_copy(&dwinputstreamindex),
                    core::mem::transmute_copy(&pxin),
                    core::mem::transmute_copy(&pyin),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            MapOutputCoordinateToInputStream: MapOutputCoordinateToInputStream::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoPositionMapper as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoPositionMapper {}
windows_core::imp::define_interface!(
    IMFVideoPresenter,
    IMFVideoPresenter_Vtbl,
    0x29aff080_182a_4a5d_af3b_448f3a6346cb
);
impl core::ops::Deref for IMFVideoPresenter {
    type Target = IMFClockStateSink;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IMFVideoPresenter, windows_core::IUnknown, IMFClockStateSink);
#[repr(C)]
pub struct IMFVideoPresenter_Vtbl {
    pub base__: IMFClockStateSink_Vtbl,
    ProcessMessage: usize,
    GetCurrentMediaType: usize,
}
impl windows_core::RuntimeName for IMFVideoPresenter {}
windows_core::imp::define_interface!(
    IMFVideoProcessorControl,
    IMFVideoProcessorControl_Vtbl,
    0xa3f675d5_6119_4f7f_a100_1d8b280f0efb
);
windows_core::imp::interface_hierarchy!(IMFVideoProcessorControl, windows_core::IUnknown);
impl IMFVideoProcessorControl {
    pub unsafe fn SetBorderColor(&self, pbordercolor: Option<*const MFARGB>) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetBorderColor)(
                windows_core::Interface::as_raw(self),
                pbordercolor.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn SetSourceRectangle(&self, psrcrect: Option<*const RECT>) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetSourceRectangle)(
                windows_core::Interface::as_raw(self),
                psrcrect.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn SetDestinationRectangle(&self, pdstrect: Option<*const RECT>) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetDestinationRectangle)(
                windows_core::Interface::as_raw(self),
                pdstrect.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn SetMirror(&self, emirror: MF_VIDEO_PROCESSOR_MIRROR) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetMirror)(windows_core::Interface::as_raw(self), emirror)
        }
    }
    pub unsafe fn SetRotation(&self, erotation: MF_VIDEO_PROCESSOR_ROTATION) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetRotation)(
                windows_core::Interface::as_raw(self),
                erotation,
            )
        }
    }
    pub unsafe fn SetConstrictionSize(
        &self,
        pconstrictionsize: Option<*const SIZE>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetConstrictionSize)(
                windows_core::Interface::as_raw(self),
                pconstrictionsize.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMFVideoProcessorControl_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetBorderColor:
        unsafe extern "system" fn(*mut core::ffi::c_void, *const MFARGB) -> windows_core::HRESULT,
    pub SetSourceRectangle:
        unsafe extern "system" fn(*mut core::ffi::c_void, *const RECT) -> windows_core::HRESULT,
    pub SetDestinationRectangle:
        unsafe extern "system" fn(*mut core::ffi::c_void, *const RECT) -> windows_core::HRESULT,
    pub SetMirror:
        unsafe extern "system" fn(*mut core::ffi::c_void, MF_VIDEO_PROCESSOR_MIRROR) -> windows_core::HRESULT,
    pub SetRotation: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        MF_VIDEO_PROCESSOR_ROTATION,
    ) -> windows_core::HRESULT,
    pub SetConstrictionSize:
        unsafe extern "system" fn(*mut core::ffi::c_void, *const SIZE) -> windows_core::HRESULT,
}
pub trait IMFVideoProcessorControl_Impl: windows_core::IUnknownImpl {
    fn SetBorderColor(&self, pbordercolor: *const MFARGB) -> windows_core::Result<()>;
    fn SetSourceRectangle(&self, psrcrect: *const RECT) -> windows_core::Result<()>;
    fn SetDestinationRectangle(&self, pdstrect: *const RECT) -> windows_core::Result<()>;
    fn SetMirror(&self, emirror: MF_VIDEO_PROCESSOR_MIRROR) -> windows_core::Result<()>;
    fn SetRotation(&self, erotation: MF_VIDEO_PROCESSOR_ROTATION) -> windows_core::Result<()>;
    fn SetConstrictionSize(&self, pconstrictionsize: *const SIZE) -> windows_core::Result<()>;
}
impl IMFVideoProcessorControl_Vtbl {
    pub const fn new<Identity: IMFVideoProcessorControl_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetBorderColor<
            Identity: IMFVideoProcessorControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pbordercolor: *const MFARGB,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoProcessorControl::SetBorderColor", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoProcessorControl_Impl::SetBorderColor(this, core::mem::transmute_copy(&pbordercolor))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetSourceRectangle<
            Identity: IMFVideoProcessorControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            psrcrect: *const RECT,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoProcessorControl::SetSourceRectangle", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoProcessorControl_Impl::SetSourceRectangle(this, core::mem::transmute_copy(&psrcrect))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetDestinationRectangle<
            Identity: IMFVideoProcessorControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pdstrect: *const RECT,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoProcessorControl::SetDestinationRectangle", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoProcessorControl_Impl::SetDestinationRectangle(
                    this,
                    core::mem::transmute_copy(&pdstrect),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetMirror<Identity: IMFVideoProcessorControl_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            emirror: MF_VIDEO_PROCESSOR_MIRROR,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoProcessorControl::SetMirror", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoProcessorControl_Impl::SetMirror(this, core::mem::transmute_copy(&emirror)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetRotation<
            Identity: IMFVideoProcessorControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            erotation: MF_VIDEO_PROCESSOR_ROTATION,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoProcessorControl::SetRotation", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoProcessorControl_Impl::SetRotation(this, core::mem::transmute_copy(&erotation)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetConstrictionSize<
            Identity: IMFVideoProcessorControl_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pconstrictionsize: *const SIZE,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoProcessorControl::SetConstrictionSize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoProcessorControl_Impl::SetConstrictionSize(
                    this,
                    core::mem::transmute_copy(&pconstrictionsize),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetBorderColor: SetBorderColor::<Identity, OFFSET>,
            SetSourceRectangle: SetSourceRectangle::<Identity, OFFSET>,
            SetDestinationRectangle: SetDestinationRectangle::<Identity, OFFSET>,
            SetMirror: SetMirror::<Identity, OFFSET>,
            SetRotation: SetRotation::<Identity, OFFSET>,
            SetConstrictionSize: SetConstrictionSize::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoProcessorControl as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoProcessorControl {}
windows_core::imp::define_interface!(
    IMFVideoProcessorControl2,
    IMFVideoProcessorControl2_Vtbl,
    0xbde633d3_e1dc_4a7f_a693_bbae399c4a20
);
impl core::ops::Deref for IMFVideoProcessorControl2 {
    type Target = IMFVideoProcessorControl;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFVideoProcessorControl2,
    windows_core::IUnknown,
    IMFVideoProcessorControl
);
impl IMFVideoProcessorControl2 {
    pub unsafe fn SetRotationOverride(&self, uirotation: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetRotationOverride)(
                windows_core::Interface::as_raw(self),
                uirotation,
            )
        }
    }
    pub unsafe fn EnableHardwareEffects(&self, fenabled: bool) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).EnableHardwareEffects)(
                windows_core::Interface::as_raw(self),
                fenabled.into(),
            )
        }
    }
    pub unsafe fn GetSupportedHardwareEffects(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSupportedHardwareEffects)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFVideoProcessorControl2_Vtbl {
    pub base__: IMFVideoProcessorControl_Vtbl,
    pub SetRotationOverride: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub EnableHardwareEffects:
        unsafe extern "system" fn(*mut core::ffi::c_void, windows_core::BOOL) -> windows_core::HRESULT,
    pub GetSupportedHardwareEffects:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
}
pub trait IMFVideoProcessorControl2_Impl: IMFVideoProcessorControl_Impl {
    fn SetRotationOverride(&self, uirotation: u32) -> windows_core::Result<()>;
    fn EnableHardwareEffects(&self, fenabled: windows_core::BOOL) -> windows_core::Result<()>;
    fn GetSupportedHardwareEffects(&self) -> windows_core::Result<u32>;
}
impl IMFVideoProcessorControl2_Vtbl {
    pub const fn new<Identity: IMFVideoProcessorControl2_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetRotationOverride<
            Identity: IMFVideoProcessorControl2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            uirotation: u32,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoProcessorControl2::SetRotationOverride", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoProcessorControl2_Impl::SetRotationOverride(
                    this,
                    core::mem::transmute_copy(&uirotation),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EnableHardwareEffects<
            Identity: IMFVideoProcessorControl2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            fenabled: windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoProcessorControl2::EnableHardwareEffects", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoProcessorControl2_Impl::EnableHardwareEffects(
                    this,
                    core::mem::transmute_copy(&fenabled),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetSupportedHardwareEffects<
            Identity: IMFVideoProcessorControl2_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            puisupport: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFVideoProcessorControl2::GetSupportedHardwareEffects",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if puisupport.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFVideoProcessorControl2_Impl::GetSupportedHardwareEffects(this) {
                    Ok(ok__) => {
                        puisupport.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFVideoProcessorControl_Vtbl::new::<Identity, OFFSET>(),
            SetRotationOverride: SetRotationOverride::<Identity, OFFSET>,
            EnableHardwareEffects: EnableHardwareEffects::<Identity, OFFSET>,
            GetSupportedHardwareEffects: GetSupportedHardwareEffects::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoProcessorControl2 as windows_core::Interface>::IID
            || iid == &<IMFVideoProcessorControl as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoProcessorControl2 {}
windows_core::imp::define_interface!(
    IMFVideoRenderer,
    IMFVideoRenderer_Vtbl,
    0xdfdfd197_a9ca_43d8_b341_6af3503792cd
);
windows_core::imp::interface_hierarchy!(IMFVideoRenderer, windows_core::IUnknown);
impl IMFVideoRenderer {
    pub unsafe fn InitializeRenderer<P0, P1>(
        &self,
        pvideomixer: P0,
        pvideopresenter: P1,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFTransform>,
        P1: windows_core::Param<IMFVideoPresenter>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).InitializeRenderer)(
                windows_core::Interface::as_raw(self),
                pvideomixer.param().abi(),
                pvideopresenter.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFVideoRenderer_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub InitializeRenderer: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFVideoRenderer_Impl: windows_core::IUnknownImpl {
    fn InitializeRenderer(
        &self,
        pvideomixer: windows_core::Ref<IMFTransform>,
        pvideopresenter: windows_core::Ref<IMFVideoPresenter>,
    ) -> windows_core::Result<()>;
}
impl IMFVideoRenderer_Vtbl {
    pub const fn new<Identity: IMFVideoRenderer_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn InitializeRenderer<Identity: IMFVideoRenderer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pvideomixer: *mut core::ffi::c_void,
            pvideopresenter: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoRenderer::InitializeRenderer", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoRenderer_Impl::InitializeRenderer(
                    this,
                    core::mem::transmute_copy(&pvideomixer),
                    core::mem::transmute_copy(&pvideopresenter),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            InitializeRenderer: InitializeRenderer::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoRenderer as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoRenderer {}
windows_core::imp::define_interface!(
    IMFVideoSampleAllocator,
    IMFVideoSampleAllocator_Vtbl,
    0x86cbc910_e533_4751_8e3b_f19b5b806a03
);
windows_core::imp::interface_hierarchy!(IMFVideoSampleAllocator, windows_core::IUnknown);
impl IMFVideoSampleAllocator {
    pub unsafe fn SetDirectXManager<P0>(&self, pmanager: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetDirectXManager)(
                windows_core::Interface::as_raw(self),
                pmanager.param().abi(),
            )
        }
    }
    pub unsafe fn UninitializeSampleAllocator(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).UninitializeSampleAllocator)(
                windows_core::Interface::as_raw(self),
            )
        }
    }
    pub unsafe fn InitializeSampleAllocator<P1>(
        &self,
        crequestedframes: u32,
        pmediatype: P1,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).InitializeSampleAllocator)(
                windows_core::Interface::as_raw(self),
                crequestedframes,
                pmediatype.param().abi(),
            )
        }
    }
    pub unsafe fn AllocateSample(&self) -> windows_core::Result<IMFSample> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).AllocateSample)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IMFVideoSampleAllocator_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetDirectXManager:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub UninitializeSampleAllocator:
        unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub InitializeSampleAllocator: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub AllocateSample: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFVideoSampleAllocator_Impl: windows_core::IUnknownImpl {
    fn SetDirectXManager(
        &self,
        pmanager: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn UninitializeSampleAllocator(&self) -> windows_core::Result<()>;
    fn InitializeSampleAllocator(
        &self,
        crequestedframes: u32,
        pmediatype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<()>;
    fn AllocateSample(&self) -> windows_core::Result<IMFSample>;
}
impl IMFVideoSampleAllocator_Vtbl {
    pub const fn new<Identity: IMFVideoSampleAllocator_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetDirectXManager<
            Identity: IMFVideoSampleAllocator_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pmanager: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoSampleAllocator::SetDirectXManager", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoSampleAllocator_Impl::SetDirectXManager(this, core::mem::transmute_copy(&pmanager))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn UninitializeSampleAllocator<
            Identity: IMFVideoSampleAllocator_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFVideoSampleAllocator::UninitializeSampleAllocator",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoSampleAllocator_Impl::UninitializeSampleAllocator(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn InitializeSampleAllocator<
            Identity: IMFVideoSampleAllocator_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            crequestedframes: u32,
            pmediatype: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFVideoSampleAllocator::InitializeSampleAllocator",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoSampleAllocator_Impl::InitializeSampleAllocator(
                    this,
                    core::mem::transmute_copy(&crequestedframes),
                    core::mem::transmute_copy(&pmediatype),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn AllocateSample<
            Identity: IMFVideoSampleAllocator_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            ppsample: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMFVideoSampleAllocator::AllocateSample", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppsample.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppsample.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFVideoSampleAllocator_Impl::AllocateSample(this) {
                    Ok(ok__) => {
                        ppsample.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetDirectXManager: SetDirectXManager::<Identity, OFFSET>,
            UninitializeSampleAllocator: UninitializeSampleAllocator::<Identity, OFFSET>,
            InitializeSampleAllocator: InitializeSampleAllocator::<Identity, OFFSET>,
            AllocateSample: AllocateSample::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoSampleAllocator as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoSampleAllocator {}
windows_core::imp::define_interface!(
    IMFVideoSampleAllocatorCallback,
    IMFVideoSampleAllocatorCallback_Vtbl,
    0x992388b4_3372_4f67_8b6f_c84c071f4751
);
windows_core::imp::interface_hierarchy!(IMFVideoSampleAllocatorCallback, windows_core::IUnknown);
impl IMFVideoSampleAllocatorCallback {
    pub unsafe fn SetCallback<P0>(&self, pnotify: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFVideoSampleAllocatorNotify>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetCallback)(
                windows_core::Interface::as_raw(self),
                pnotify.param().abi(),
            )
        }
    }
    pub unsafe fn GetFreeSampleCount(&self) -> windows_core::Result<i32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetFreeSampleCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFVideoSampleAllocatorCallback_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetCallback:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetFreeSampleCount:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut i32) -> windows_core::HRESULT,
}
pub trait IMFVideoSampleAllocatorCallback_Impl: windows_core::IUnknownImpl {
    fn SetCallback(
        &self,
        pnotify: windows_core::Ref<IMFVideoSampleAllocatorNotify>,
    ) -> windows_core::Result<()>;
    fn GetFreeSampleCount(&self) -> windows_core::Result<i32>;
}
impl IMFVideoSampleAllocatorCallback_Vtbl {
    pub const fn new<Identity: IMFVideoSampleAllocatorCallback_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetCallback<
            Identity: IMFVideoSampleAllocatorCallback_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pnotify: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoSampleAllocatorCallback::SetCallback", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoSampleAllocatorCallback_Impl::SetCallback(this, core::mem::transmute_copy(&pnotify))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetFreeSampleCount<
            Identity: IMFVideoSampleAllocatorCallback_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            plsamples: *mut i32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFVideoSampleAllocatorCallback::GetFreeSampleCount",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if plsamples.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFVideoSampleAllocatorCallback_Impl::GetFreeSampleCount(this) {
                    Ok(ok__) => {
                        plsamples.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetCallback: SetCallback::<Identity, OFFSET>,
            GetFreeSampleCount: GetFreeSampleCount::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoSampleAllocatorCallback as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoSampleAllocatorCallback {}
windows_core::imp::define_interface!(
    IMFVideoSampleAllocatorEx,
    IMFVideoSampleAllocatorEx_Vtbl,
    0x545b3a48_3283_4f62_866f_a62d8f598f9f
);
impl core::ops::Deref for IMFVideoSampleAllocatorEx {
    type Target = IMFVideoSampleAllocator;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFVideoSampleAllocatorEx,
    windows_core::IUnknown,
    IMFVideoSampleAllocator
);
impl IMFVideoSampleAllocatorEx {
    pub unsafe fn InitializeSampleAllocatorEx<P2, P3>(
        &self,
        cinitialsamples: u32,
        cmaximumsamples: u32,
        pattributes: P2,
        pmediatype: P3,
    ) -> windows_core::HRESULT
    where
        P2: windows_core::Param<IMFAttributes>,
        P3: windows_core::Param<IMFMediaType>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).InitializeSampleAllocatorEx)(
                windows_core::Interface::as_raw(self),
                cinitialsamples,
                cmaximumsamples,
                pattributes.param().abi(),
                pmediatype.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFVideoSampleAllocatorEx_Vtbl {
    pub base__: IMFVideoSampleAllocator_Vtbl,
    pub InitializeSampleAllocatorEx: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        u32,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IMFVideoSampleAllocatorEx_Impl: IMFVideoSampleAllocator_Impl {
    fn InitializeSampleAllocatorEx(
        &self,
        cinitialsamples: u32,
        cmaximumsamples: u32,
        pattributes: windows_core::Ref<IMFAttributes>,
        pmediatype: windows_core::Ref<IMFMediaType>,
    ) -> windows_core::Result<()>;
}
impl IMFVideoSampleAllocatorEx_Vtbl {
    pub const fn new<Identity: IMFVideoSampleAllocatorEx_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn InitializeSampleAllocatorEx<
            Identity: IMFVideoSampleAllocatorEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            cinitialsamples: u32,
            cmaximumsamples: u32,
            pattributes: *mut core::ffi::c_void,
            pmediatype: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFVideoSampleAllocatorEx::InitializeSampleAllocatorEx",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoSampleAllocatorEx_Impl::InitializeSampleAllocatorEx(
                    this,
                    core::mem::transmute_copy(&cinitialsamples),
                    core::mem::transmute_copy(&cmaximumsamples),
                    core::mem::transmute_copy(&pattributes),
                    core::mem::transmute_copy(&pmediatype),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFVideoSampleAllocator_Vtbl::new::<Identity, OFFSET>(),
            InitializeSampleAllocatorEx: InitializeSampleAllocatorEx::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoSampleAllocatorEx as windows_core::Interface>::IID
            || iid == &<IMFVideoSampleAllocator as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoSampleAllocatorEx {}
windows_core::imp::define_interface!(
    IMFVideoSampleAllocatorNotify,
    IMFVideoSampleAllocatorNotify_Vtbl,
    0xa792cdbe_c374_4e89_8335_278e7b9956a4
);
windows_core::imp::interface_hierarchy!(IMFVideoSampleAllocatorNotify, windows_core::IUnknown);
impl IMFVideoSampleAllocatorNotify {
    pub unsafe fn NotifyRelease(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyRelease)(windows_core::Interface::as_raw(self))
        }
    }
}
#[repr(C)]
pub struct IMFVideoSampleAllocatorNotify_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub NotifyRelease: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFVideoSampleAllocatorNotify_Impl: windows_core::IUnknownImpl {
    fn NotifyRelease(&self) -> windows_core::Result<()>;
}
impl IMFVideoSampleAllocatorNotify_Vtbl {
    pub const fn new<Identity: IMFVideoSampleAllocatorNotify_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn NotifyRelease<
            Identity: IMFVideoSampleAllocatorNotify_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoSampleAllocatorNotify::NotifyRelease", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoSampleAllocatorNotify_Impl::NotifyRelease(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            NotifyRelease: NotifyRelease::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoSampleAllocatorNotify as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoSampleAllocatorNotify {}
windows_core::imp::define_interface!(
    IMFVideoSampleAllocatorNotifyEx,
    IMFVideoSampleAllocatorNotifyEx_Vtbl,
    0x3978aa1a_6d5b_4b7f_a340_90899189ae34
);
impl core::ops::Deref for IMFVideoSampleAllocatorNotifyEx {
    type Target = IMFVideoSampleAllocatorNotify;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFVideoSampleAllocatorNotifyEx,
    windows_core::IUnknown,
    IMFVideoSampleAllocatorNotify
);
impl IMFVideoSampleAllocatorNotifyEx {
    pub unsafe fn NotifyPrune<P0>(&self, param0: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFSample>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).NotifyPrune)(
                windows_core::Interface::as_raw(self),
                param0.param().abi(),
            )
        }
    }
}
#[repr(C)]
pub struct IMFVideoSampleAllocatorNotifyEx_Vtbl {
    pub base__: IMFVideoSampleAllocatorNotify_Vtbl,
    pub NotifyPrune:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IMFVideoSampleAllocatorNotifyEx_Impl: IMFVideoSampleAllocatorNotify_Impl {
    fn NotifyPrune(&self, param0: windows_core::Ref<IMFSample>) -> windows_core::Result<()>;
}
impl IMFVideoSampleAllocatorNotifyEx_Vtbl {
    pub const fn new<Identity: IMFVideoSampleAllocatorNotifyEx_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn NotifyPrune<
            Identity: IMFVideoSampleAllocatorNotifyEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            param0: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IMFVideoSampleAllocatorNotifyEx::NotifyPrune", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFVideoSampleAllocatorNotifyEx_Impl::NotifyPrune(this, core::mem::transmute_copy(&param0))
                    .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFVideoSampleAllocatorNotify_Vtbl::new::<Identity, OFFSET>(),
            NotifyPrune: NotifyPrune::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFVideoSampleAllocatorNotifyEx as windows_core::Interface>::IID
            || iid == &<IMFVideoSampleAllocatorNotify as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFVideoSampleAllocatorNotifyEx {}
windows_core::imp::define_interface!(
    IMFWorkQueueServices,
    IMFWorkQueueServices_Vtbl,
    0x35fe1bb8_a3a9_40fe_bbec_eb569c9ccca3
);
windows_core::imp::interface_hierarchy!(IMFWorkQueueServices, windows_core::IUnknown);
impl IMFWorkQueueServices {
    pub unsafe fn BeginRegisterTopologyWorkQueuesWithMMCSS<P0, P1>(
        &self,
        pcallback: P0,
        pstate: P1,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncCallback>,
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginRegisterTopologyWorkQueuesWithMMCSS)(
                windows_core::Interface::as_raw(self),
                pcallback.param().abi(),
                pstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndRegisterTopologyWorkQueuesWithMMCSS<P0>(&self, presult: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndRegisterTopologyWorkQueuesWithMMCSS)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
            )
        }
    }
    pub unsafe fn BeginUnregisterTopologyWorkQueuesWithMMCSS<P0, P1>(
        &self,
        pcallback: P0,
        pstate: P1,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncCallback>,
        P1: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginUnregisterTopologyWorkQueuesWithMMCSS)(
                windows_core::Interface::as_raw(self),
                pcallback.param().abi(),
                pstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndUnregisterTopologyWorkQueuesWithMMCSS<P0>(&self, presult: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndUnregisterTopologyWorkQueuesWithMMCSS)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
            )
        }
    }
    pub unsafe fn GetTopologyWorkQueueMMCSSClass(
        &self,
        dwtopologyworkqueueid: u32,
        pwszclass: windows_core::PWSTR,
        pcchclass: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetTopologyWorkQueueMMCSSClass)(
                windows_core::Interface::as_raw(self),
                dwtopologyworkqueueid,
                pwszclass,
                pcchclass as _,
            )
        }
    }
    pub unsafe fn GetTopologyWorkQueueMMCSSTaskId(
        &self,
        dwtopologyworkqueueid: u32,
    ) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetTopologyWorkQueueMMCSSTaskId)(
                windows_core::Interface::as_raw(self),
                dwtopologyworkqueueid,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn BeginRegisterPlatformWorkQueueWithMMCSS<P1, P3, P4>(
        &self,
        dwplatformworkqueue: u32,
        wszclass: P1,
        dwtaskid: u32,
        pcallback: P3,
        pstate: P4,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::PCWSTR>,
        P3: windows_core::Param<IMFAsyncCallback>,
        P4: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginRegisterPlatformWorkQueueWithMMCSS)(
                windows_core::Interface::as_raw(self),
                dwplatformworkqueue,
                wszclass.param().abi(),
                dwtaskid,
                pcallback.param().abi(),
                pstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndRegisterPlatformWorkQueueWithMMCSS<P0>(&self, presult: P0) -> windows_core::Result<u32>
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).EndRegisterPlatformWorkQueueWithMMCSS)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn BeginUnregisterPlatformWorkQueueWithMMCSS<P1, P2>(
        &self,
        dwplatformworkqueue: u32,
        pcallback: P1,
        pstate: P2,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<IMFAsyncCallback>,
        P2: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginUnregisterPlatformWorkQueueWithMMCSS)(
                windows_core::Interface::as_raw(self),
                dwplatformworkqueue,
                pcallback.param().abi(),
                pstate.param().abi(),
            )
        }
    }
    pub unsafe fn EndUnregisterPlatformWorkQueueWithMMCSS<P0>(&self, presult: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IMFAsyncResult>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).EndUnregisterPlatformWorkQueueWithMMCSS)(
                windows_core::Interface::as_raw(self),
                presult.param().abi(),
            )
        }
    }
    pub unsafe fn GetPlaftormWorkQueueMMCSSClass(
        &self,
        dwplatformworkqueueid: u32,
        pwszclass: windows_core::PWSTR,
        pcchclass: *mut u32,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetPlaftormWorkQueueMMCSSClass)(
                windows_core::Interface::as_raw(self),
                dwplatformworkqueueid,
                pwszclass,
                pcchclass as _,
            )
        }
    }
    pub unsafe fn GetPlatformWorkQueueMMCSSTaskId(
        &self,
        dwplatformworkqueueid: u32,
    ) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetPlatformWorkQueueMMCSSTaskId)(
                windows_core::Interface::as_raw(self),
                dwplatformworkqueueid,
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFWorkQueueServices_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub BeginRegisterTopologyWorkQueuesWithMMCSS: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndRegisterTopologyWorkQueuesWithMMCSS:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub BeginUnregisterTopologyWorkQueuesWithMMCSS: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndUnregisterTopologyWorkQueuesWithMMCSS:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetTopologyWorkQueueMMCSSClass: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        windows_core::PWSTR,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetTopologyWorkQueueMMCSSTaskId:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut u32) -> windows_core::HRESULT,
    pub BeginRegisterPlatformWorkQueueWithMMCSS: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        windows_core::PCWSTR,
        u32,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndRegisterPlatformWorkQueueWithMMCSS: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub BeginUnregisterPlatformWorkQueueWithMMCSS: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub EndUnregisterPlatformWorkQueueWithMMCSS:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub GetPlaftormWorkQueueMMCSSClass: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        windows_core::PWSTR,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub GetPlatformWorkQueueMMCSSTaskId:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut u32) -> windows_core::HRESULT,
}
pub trait IMFWorkQueueServices_Impl: windows_core::IUnknownImpl {
    fn BeginRegisterTopologyWorkQueuesWithMMCSS(
        &self,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        pstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndRegisterTopologyWorkQueuesWithMMCSS(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
    ) -> windows_core::Result<()>;
    fn BeginUnregisterTopologyWorkQueuesWithMMCSS(
        &self,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        pstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndUnregisterTopologyWorkQueuesWithMMCSS(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
    ) -> windows_core::Result<()>;
    fn GetTopologyWorkQueueMMCSSClass(
        &self,
        dwtopologyworkqueueid: u32,
        pwszclass: windows_core::PWSTR,
        pcchclass: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetTopologyWorkQueueMMCSSTaskId(&self, dwtopologyworkqueueid: u32) -> windows_core::Result<u32>;
    fn BeginRegisterPlatformWorkQueueWithMMCSS(
        &self,
        dwplatformworkqueue: u32,
        wszclass: &windows_core::PCWSTR,
        dwtaskid: u32,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        pstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndRegisterPlatformWorkQueueWithMMCSS(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
    ) -> windows_core::Result<u32>;
    fn BeginUnregisterPlatformWorkQueueWithMMCSS(
        &self,
        dwplatformworkqueue: u32,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        pstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn EndUnregisterPlatformWorkQueueWithMMCSS(
        &self,
        presult: windows_core::Ref<IMFAsyncResult>,
    ) -> windows_core::Result<()>;
    fn GetPlaftormWorkQueueMMCSSClass(
        &self,
        dwplatformworkqueueid: u32,
        pwszclass: windows_core::PWSTR,
        pcchclass: *mut u32,
    ) -> windows_core::Result<()>;
    fn GetPlatformWorkQueueMMCSSTaskId(&self, dwplatformworkqueueid: u32) -> windows_core::Result<u32>;
}
impl IMFWorkQueueServices_Vtbl {
    pub const fn new<Identity: IMFWorkQueueServices_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn BeginRegisterTopologyWorkQueuesWithMMCSS<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            pstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::BeginRegisterTopologyWorkQueuesWithMMCSS",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::BeginRegisterTopologyWorkQueuesWithMMCSS(
                    this,
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&pstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndRegisterTopologyWorkQueuesWithMMCSS<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::EndRegisterTopologyWorkQueuesWithMMCSS",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::EndRegisterTopologyWorkQueuesWithMMCSS(
                    this,
                    core::mem::transmute_copy(&presult),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginUnregisterTopologyWorkQueuesWithMMCSS<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            pcallback: *mut core::ffi::c_void,
            pstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::BeginUnregisterTopologyWorkQueuesWithMMCSS",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::BeginUnregisterTopologyWorkQueuesWithMMCSS(
                    this,
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&pstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndUnregisterTopologyWorkQueuesWithMMCSS<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::EndUnregisterTopologyWorkQueuesWithMMCSS",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::EndUnregisterTopologyWorkQueuesWithMMCSS(
                    this,
                    core::mem::transmute_copy(&presult),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetTopologyWorkQueueMMCSSClass<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwtopologyworkqueueid: u32,
            pwszclass: windows_core::PWSTR,
            pcchclass: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::GetTopologyWorkQueueMMCSSClass",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::GetTopologyWorkQueueMMCSSClass(
                    this,
                    core::mem::transmute_copy(&dwtopologyworkqueueid),
                    core::mem::transmute_copy(&pwszclass),
                    core::mem::transmute_copy(&pcchclass),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetTopologyWorkQueueMMCSSTaskId<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwtopologyworkqueueid: u32,
            pdwtaskid: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::GetTopologyWorkQueueMMCSSTaskId",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwtaskid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFWorkQueueServices_Impl::GetTopologyWorkQueueMMCSSTaskId(
                    this,
                    core::mem::transmute_copy(&dwtopologyworkqueueid),
                ) {
                    Ok(ok__) => {
                        pdwtaskid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginRegisterPlatformWorkQueueWithMMCSS<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwplatformworkqueue: u32,
            wszclass: windows_core::PCWSTR,
            dwtaskid: u32,
            pcallback: *mut core::ffi::c_void,
            pstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::BeginRegisterPlatformWorkQueueWithMMCSS",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::BeginRegisterPlatformWorkQueueWithMMCSS(
                    this,
                    core::mem::transmute_copy(&dwplatformworkqueue),
                    core::mem::transmute(&wszclass),
                    core::mem::transmute_copy(&dwtaskid),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&pstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndRegisterPlatformWorkQueueWithMMCSS<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
            pdwtaskid: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::EndRegisterPlatformWorkQueueWithMMCSS",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwtaskid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFWorkQueueServices_Impl::EndRegisterPlatformWorkQueueWithMMCSS(
                    this,
                    core::mem::transmute_copy(&presult),
                ) {
                    Ok(ok__) => {
                        pdwtaskid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginUnregisterPlatformWorkQueueWithMMCSS<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwplatformworkqueue: u32,
            pcallback: *mut core::ffi::c_void,
            pstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::BeginUnregisterPlatformWorkQueueWithMMCSS",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::BeginUnregisterPlatformWorkQueueWithMMCSS(
                    this,
                    core::mem::transmute_copy(&dwplatformworkqueue),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&pstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn EndUnregisterPlatformWorkQueueWithMMCSS<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            presult: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::EndUnregisterPlatformWorkQueueWithMMCSS",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::EndUnregisterPlatformWorkQueueWithMMCSS(
                    this,
                    core::mem::transmute_copy(&presult),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetPlaftormWorkQueueMMCSSClass<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwplatformworkqueueid: u32,
            pwszclass: windows_core::PWSTR,
            pcchclass: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::GetPlaftormWorkQueueMMCSSClass",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServices_Impl::GetPlaftormWorkQueueMMCSSClass(
                    this,
                    core::mem::transmute_copy(&dwplatformworkqueueid),
                    core::mem::transmute_copy(&pwszclass),
                    core::mem::transmute_copy(&pcchclass),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetPlatformWorkQueueMMCSSTaskId<
            Identity: IMFWorkQueueServices_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwplatformworkqueueid: u32,
            pdwtaskid: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServices::GetPlatformWorkQueueMMCSSTaskId",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwtaskid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFWorkQueueServices_Impl::GetPlatformWorkQueueMMCSSTaskId(
                    this,
                    core::mem::transmute_copy(&dwplatformworkqueueid),
                ) {
                    Ok(ok__) => {
                        pdwtaskid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            BeginRegisterTopologyWorkQueuesWithMMCSS: BeginRegisterTopologyWorkQueuesWithMMCSS::<
                Identity,
                OFFSET,
            >,
            EndRegisterTopologyWorkQueuesWithMMCSS: EndRegisterTopologyWorkQueuesWithMMCSS::<Identity, OFFSET>,
            BeginUnregisterTopologyWorkQueuesWithMMCSS: BeginUnregisterTopologyWorkQueuesWithMMCSS::<
                Identity,
                OFFSET,
            >,
            EndUnregisterTopologyWorkQueuesWithMMCSS: EndUnregisterTopologyWorkQueuesWithMMCSS::<
                Identity,
                OFFSET,
            >,
            GetTopologyWorkQueueMMCSSClass: GetTopologyWorkQueueMMCSSClass::<Identity, OFFSET>,
            GetTopologyWorkQueueMMCSSTaskId: GetTopologyWorkQueueMMCSSTaskId::<Identity, OFFSET>,
            BeginRegisterPlatformWorkQueueWithMMCSS: BeginRegisterPlatformWorkQueueWithMMCSS::<
                Identity,
                OFFSET,
            >,
            EndRegisterPlatformWorkQueueWithMMCSS: EndRegisterPlatformWorkQueueWithMMCSS::<Identity, OFFSET>,
            BeginUnregisterPlatformWorkQueueWithMMCSS: BeginUnregisterPlatformWorkQueueWithMMCSS::<
                Identity,
                OFFSET,
            >,
            EndUnregisterPlatformWorkQueueWithMMCSS: EndUnregisterPlatformWorkQueueWithMMCSS::<
                Identity,
                OFFSET,
            >,
            GetPlaftormWorkQueueMMCSSClass: GetPlaftormWorkQueueMMCSSClass::<Identity, OFFSET>,
            GetPlatformWorkQueueMMCSSTaskId: GetPlatformWorkQueueMMCSSTaskId::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFWorkQueueServices as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFWorkQueueServices {}
windows_core::imp::define_interface!(
    IMFWorkQueueServicesEx,
    IMFWorkQueueServicesEx_Vtbl,
    0x96bf961b_40fe_42f1_ba9d_320238b49700
);
impl core::ops::Deref for IMFWorkQueueServicesEx {
    type Target = IMFWorkQueueServices;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(
    IMFWorkQueueServicesEx,
    windows_core::IUnknown,
    IMFWorkQueueServices
);
impl IMFWorkQueueServicesEx {
    pub unsafe fn GetTopologyWorkQueueMMCSSPriority(
        &self,
        dwtopologyworkqueueid: u32,
    ) -> windows_core::Result<i32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetTopologyWorkQueueMMCSSPriority)(
                windows_core::Interface::as_raw(self),
                dwtopologyworkqueueid,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn BeginRegisterPlatformWorkQueueWithMMCSSEx<P1, P4, P5>(
        &self,
        dwplatformworkqueue: u32,
        wszclass: P1,
        dwtaskid: u32,
        lpriority: i32,
        pcallback: P4,
        pstate: P5,
    ) -> windows_core::HRESULT
    where
        P1: windows_core::Param<windows_core::PCWSTR>,
        P4: windows_core::Param<IMFAsyncCallback>,
        P5: windows_core::Param<windows_core::IUnknown>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).BeginRegisterPlatformWorkQueueWithMMCSSEx)(
                windows_core::Interface::as_raw(self),
                dwplatformworkqueue,
                wszclass.param().abi(),
                dwtaskid,
                lpriority,
                pcallback.param().abi(),
                pstate.param().abi(),
            )
        }
    }
    pub unsafe fn GetPlatformWorkQueueMMCSSPriority(
        &self,
        dwplatformworkqueueid: u32,
    ) -> windows_core::Result<i32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetPlatformWorkQueueMMCSSPriority)(
                windows_core::Interface::as_raw(self),
                dwplatformworkqueueid,
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IMFWorkQueueServicesEx_Vtbl {
    pub base__: IMFWorkQueueServices_Vtbl,
    pub GetTopologyWorkQueueMMCSSPriority:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut i32) -> windows_core::HRESULT,
    pub BeginRegisterPlatformWorkQueueWithMMCSSEx: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        windows_core::PCWSTR,
        u32,
        i32,
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub GetPlatformWorkQueueMMCSSPriority:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut i32) -> windows_core::HRESULT,
}
pub trait IMFWorkQueueServicesEx_Impl: IMFWorkQueueServices_Impl {
    fn GetTopologyWorkQueueMMCSSPriority(&self, dwtopologyworkqueueid: u32) -> windows_core::Result<i32>;
    fn BeginRegisterPlatformWorkQueueWithMMCSSEx(
        &self,
        dwplatformworkqueue: u32,
        wszclass: &windows_core::PCWSTR,
        dwtaskid: u32,
        lpriority: i32,
        pcallback: windows_core::Ref<IMFAsyncCallback>,
        pstate: windows_core::Ref<windows_core::IUnknown>,
    ) -> windows_core::Result<()>;
    fn GetPlatformWorkQueueMMCSSPriority(&self, dwplatformworkqueueid: u32) -> windows_core::Result<i32>;
}
impl IMFWorkQueueServicesEx_Vtbl {
    pub const fn new<Identity: IMFWorkQueueServicesEx_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetTopologyWorkQueueMMCSSPriority<
            Identity: IMFWorkQueueServicesEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwtopologyworkqueueid: u32,
            plpriority: *mut i32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServicesEx::GetTopologyWorkQueueMMCSSPriority",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if plpriority.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFWorkQueueServicesEx_Impl::GetTopologyWorkQueueMMCSSPriority(
                    this,
                    core::mem::transmute_copy(&dwtopologyworkqueueid),
                ) {
                    Ok(ok__) => {
                        plpriority.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn BeginRegisterPlatformWorkQueueWithMMCSSEx<
            Identity: IMFWorkQueueServicesEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwplatformworkqueue: u32,
            wszclass: windows_core::PCWSTR,
            dwtaskid: u32,
            lpriority: i32,
            pcallback: *mut core::ffi::c_void,
            pstate: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServicesEx::BeginRegisterPlatformWorkQueueWithMMCSSEx",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMFWorkQueueServicesEx_Impl::BeginRegisterPlatformWorkQueueWithMMCSSEx(
                    this,
                    core::mem::transmute_copy(&dwplatformworkqueue),
                    core::mem::transmute(&wszclass),
                    core::mem::transmute_copy(&dwtaskid),
                    core::mem::transmute_copy(&lpriority),
                    core::mem::transmute_copy(&pcallback),
                    core::mem::transmute_copy(&pstate),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetPlatformWorkQueueMMCSSPriority<
            Identity: IMFWorkQueueServicesEx_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
            dwplatformworkqueueid: u32,
            plpriority: *mut i32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter(
                "IMFWorkQueueServicesEx::GetPlatformWorkQueueMMCSSPriority",
                this as usize,
            );
            let answer__ = crate::edge::guard(move || unsafe {
                if plpriority.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMFWorkQueueServicesEx_Impl::GetPlatformWorkQueueMMCSSPriority(
                    this,
                    core::mem::transmute_copy(&dwplatformworkqueueid),
                ) {
                    Ok(ok__) => {
                        plpriority.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IMFWorkQueueServices_Vtbl::new::<Identity, OFFSET>(),
            GetTopologyWorkQueueMMCSSPriority: GetTopologyWorkQueueMMCSSPriority::<Identity, OFFSET>,
            BeginRegisterPlatformWorkQueueWithMMCSSEx: BeginRegisterPlatformWorkQueueWithMMCSSEx::<
                Identity,
                OFFSET,
            >,
            GetPlatformWorkQueueMMCSSPriority: GetPlatformWorkQueueMMCSSPriority::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMFWorkQueueServicesEx as windows_core::Interface>::IID
            || iid == &<IMFWorkQueueServices as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMFWorkQueueServicesEx {}
windows_core::imp::define_interface!(IMarshal, IMarshal_Vtbl, 0x00000003_0000_0000_c000_000000000046);
windows_core::imp::interface_hierarchy!(IMarshal, windows_core::IUnknown);
impl IMarshal {
    pub unsafe fn GetUnmarshalClass(
        &self,
        riid: *const windows_core::GUID,
        pv: Option<*const core::ffi::c_void>,
        dwdestcontext: u32,
        pvdestcontext: Option<*const core::ffi::c_void>,
        mshlflags: u32,
    ) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetUnmarshalClass)(
                windows_core::Interface::as_raw(self),
                riid,
                pv.unwrap_or(core::mem::zeroed()) as _,
                dwdestcontext,
                pvdestcontext.unwrap_or(core::mem::zeroed()) as _,
                mshlflags,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetMarshalSizeMax(
        &self,
        riid: *const windows_core::GUID,
        pv: Option<*const core::ffi::c_void>,
        dwdestcontext: u32,
        pvdestcontext: Option<*const core::ffi::c_void>,
        mshlflags: u32,
    ) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMarshalSizeMax)(
                windows_core::Interface::as_raw(self),
                riid,
                pv.unwrap_or(core::mem::zeroed()) as _,
                dwdestcontext,
                pvdestcontext.unwrap_or(core::mem::zeroed()) as _,
                mshlflags,
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn MarshalInterface<P0>(
        &self,
        pstm: P0,
        riid: *const windows_core::GUID,
        pv: Option<*const core::ffi::c_void>,
        dwdestcontext: u32,
        pvdestcontext: Option<*const core::ffi::c_void>,
        mshlflags: u32,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IStream>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).MarshalInterface)(
                windows_core::Interface::as_raw(self),
                pstm.param().abi(),
                riid,
                pv.unwrap_or(core::mem::zeroed()) as _,
                dwdestcontext,
                pvdestcontext.unwrap_or(core::mem::zeroed()) as _,
                mshlflags,
            )
        }
    }
    pub unsafe fn UnmarshalInterface<P0, T>(&self, pstm: P0) -> windows_core::Result<T>
    where
        P0: windows_core::Param<IStream>,
        T: windows_core::Interface,
    {
        let mut result__ = core::ptr::null_mut();
        unsafe {
            (windows_core::Interface::vtable(self).UnmarshalInterface)(
                windows_core::Interface::as_raw(self),
                pstm.param().abi(),
                &T::IID,
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
    pub unsafe fn ReleaseMarshalData<P0>(&self, pstm: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IStream>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).ReleaseMarshalData)(
                windows_core::Interface::as_raw(self),
                pstm.param().abi(),
            )
        }
    }
    pub unsafe fn DisconnectObject(&self, dwreserved: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).DisconnectObject)(
                windows_core::Interface::as_raw(self),
                dwreserved,
            )
        }
    }
}
#[repr(C)]
pub struct IMarshal_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetUnmarshalClass: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const core::ffi::c_void,
        u32,
        *const core::ffi::c_void,
        u32,
        *mut windows_core::GUID,
    ) -> windows_core::HRESULT,
    pub GetMarshalSizeMax: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const core::ffi::c_void,
        u32,
        *const core::ffi::c_void,
        u32,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub MarshalInterface: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *const core::ffi::c_void,
        u32,
        *const core::ffi::c_void,
        u32,
    ) -> windows_core::HRESULT,
    pub UnmarshalInterface: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        *const windows_core::GUID,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
    pub ReleaseMarshalData:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub DisconnectObject: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
}
pub trait IMarshal_Impl: windows_core::IUnknownImpl {
    fn GetUnmarshalClass(
        &self,
        riid: *const windows_core::GUID,
        pv: *const core::ffi::c_void,
        dwdestcontext: u32,
        pvdestcontext: *const core::ffi::c_void,
        mshlflags: u32,
    ) -> windows_core::Result<windows_core::GUID>;
    fn GetMarshalSizeMax(
        &self,
        riid: *const windows_core::GUID,
        pv: *const core::ffi::c_void,
        dwdestcontext: u32,
        pvdestcontext: *const core::ffi::c_void,
        mshlflags: u32,
    ) -> windows_core::Result<u32>;
    fn MarshalInterface(
        &self,
        pstm: windows_core::Ref<IStream>,
        riid: *const windows_core::GUID,
        pv: *const core::ffi::c_void,
        dwdestcontext: u32,
        pvdestcontext: *const core::ffi::c_void,
        mshlflags: u32,
    ) -> windows_core::Result<()>;
    fn UnmarshalInterface(
        &self,
        pstm: windows_core::Ref<IStream>,
        riid: *const windows_core::GUID,
        ppv: *mut *mut core::ffi::c_void,
    ) -> windows_core::Result<()>;
    fn ReleaseMarshalData(&self, pstm: windows_core::Ref<IStream>) -> windows_core::Result<()>;
    fn DisconnectObject(&self, dwreserved: u32) -> windows_core::Result<()>;
}
impl IMarshal_Vtbl {
    pub const fn new<Identity: IMarshal_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetUnmarshalClass<Identity: IMarshal_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            riid: *const windows_core::GUID,
            pv: *const core::ffi::c_void,
            dwdestcontext: u32,
            pvdestcontext: *const core::ffi::c_void,
            mshlflags: u32,
            pcid: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMarshal::GetUnmarshalClass", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMarshal_Impl::GetUnmarshalClass(
                    this,
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&pv),
                    core::mem::transmute_copy(&dwdestcontext),
                    core::mem::transmute_copy(&pvdestcontext),
                    core::mem::transmute_copy(&mshlflags),
                ) {
                    Ok(ok__) => {
                        pcid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMarshalSizeMax<Identity: IMarshal_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            riid: *const windows_core::GUID,
            pv: *const core::ffi::c_void,
            dwdestcontext: u32,
            pvdestcontext: *const core::ffi::c_void,
            mshlflags: u32,
            psize: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMarshal::GetMarshalSizeMax", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if psize.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMarshal_Impl::GetMarshalSizeMax(
                    this,
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&pv),
                    core::mem::transmute_copy(&dwdestcontext),
                    core::mem::transmute_copy(&pvdestcontext),
                    core::mem::transmute_copy(&mshlflags),
                ) {
                    Ok(ok__) => {
                        psize.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn MarshalInterface<Identity: IMarshal_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstm: *mut core::ffi::c_void,
            riid: *const windows_core::GUID,
            pv: *const core::ffi::c_void,
            dwdestcontext: u32,
            pvdestcontext: *const core::ffi::c_void,
            mshlflags: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMarshal::MarshalInterface", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMarshal_Impl::MarshalInterface(
                    this,
                    core::mem::transmute_copy(&pstm),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&pv),
                    core::mem::transmute_copy(&dwdestcontext),
                    core::mem::transmute_copy(&pvdestcontext),
                    core::mem::transmute_copy(&mshlflags),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn UnmarshalInterface<Identity: IMarshal_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstm: *mut core::ffi::c_void,
            riid: *const windows_core::GUID,
            ppv: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMarshal::UnmarshalInterface", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppv.is_null() {
                    ppv.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMarshal_Impl::UnmarshalInterface(
                    this,
                    core::mem::transmute_copy(&pstm),
                    core::mem::transmute_copy(&riid),
                    core::mem::transmute_copy(&ppv),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ReleaseMarshalData<Identity: IMarshal_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstm: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMarshal::ReleaseMarshalData", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMarshal_Impl::ReleaseMarshalData(this, core::mem::transmute_copy(&pstm)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn DisconnectObject<Identity: IMarshal_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dwreserved: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMarshal::DisconnectObject", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMarshal_Impl::DisconnectObject(this, core::mem::transmute_copy(&dwreserved)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetUnmarshalClass: GetUnmarshalClass::<Identity, OFFSET>,
            GetMarshalSizeMax: GetMarshalSizeMax::<Identity, OFFSET>,
            MarshalInterface: MarshalInterface::<Identity, OFFSET>,
            UnmarshalInterface: UnmarshalInterface::<Identity, OFFSET>,
            ReleaseMarshalData: ReleaseMarshalData::<Identity, OFFSET>,
            DisconnectObject: DisconnectObject::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMarshal as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMarshal {}
windows_core::imp::define_interface!(
    IMediaBuffer,
    IMediaBuffer_Vtbl,
    0x59eff8b9_938c_4a26_82f2_95cb84cdc837
);
windows_core::imp::interface_hierarchy!(IMediaBuffer, windows_core::IUnknown);
impl IMediaBuffer {
    pub unsafe fn SetLength(&self, cblength: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetLength)(windows_core::Interface::as_raw(self), cblength)
        }
    }
    pub unsafe fn GetMaxLength(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetMaxLength)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetBufferAndLength(
        &self,
        ppbuffer: *mut *mut u8,
        pcblength: Option<*mut u32>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetBufferAndLength)(
                windows_core::Interface::as_raw(self),
                ppbuffer as _,
                pcblength.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
}
#[repr(C)]
pub struct IMediaBuffer_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub SetLength: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub GetMaxLength: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetBufferAndLength:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut *mut u8, *mut u32) -> windows_core::HRESULT,
}
pub trait IMediaBuffer_Impl: windows_core::IUnknownImpl {
    fn SetLength(&self, cblength: u32) -> windows_core::Result<()>;
    fn GetMaxLength(&self) -> windows_core::Result<u32>;
    fn GetBufferAndLength(&self, ppbuffer: *mut *mut u8, pcblength: *mut u32) -> windows_core::Result<()>;
}
impl IMediaBuffer_Vtbl {
    pub const fn new<Identity: IMediaBuffer_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn SetLength<Identity: IMediaBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            cblength: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMediaBuffer::SetLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMediaBuffer_Impl::SetLength(this, core::mem::transmute_copy(&cblength)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetMaxLength<Identity: IMediaBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcbmaxlength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMediaBuffer::GetMaxLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbmaxlength.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IMediaBuffer_Impl::GetMaxLength(this) {
                    Ok(ok__) => {
                        pcbmaxlength.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetBufferAndLength<Identity: IMediaBuffer_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppbuffer: *mut *mut u8,
            pcblength: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IMediaBuffer::GetBufferAndLength", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if !ppbuffer.is_null() {
                    ppbuffer.write(core::ptr::null_mut());
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IMediaBuffer_Impl::GetBufferAndLength(
                    this,
                    core::mem::transmute_copy(&ppbuffer),
                    core::mem::transmute_copy(&pcblength),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            SetLength: SetLength::<Identity, OFFSET>,
            GetMaxLength: GetMaxLength::<Identity, OFFSET>,
            GetBufferAndLength: GetBufferAndLength::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IMediaBuffer as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IMediaBuffer {}
windows_core::imp::define_interface!(
    INamedPropertyStore,
    INamedPropertyStore_Vtbl,
    0x71604b0f_97b0_4764_8577_2f13e98a1422
);
windows_core::imp::interface_hierarchy!(INamedPropertyStore, windows_core::IUnknown);
impl INamedPropertyStore {
    pub unsafe fn GetNamedValue<P0>(&self, pszname: P0) -> windows_core::Result<PROPVARIANT>
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetNamedValue)(
                windows_core::Interface::as_raw(self),
                pszname.param().abi(),
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
    pub unsafe fn SetNamedValue<P0>(&self, pszname: P0, propvar: *const PROPVARIANT) -> windows_core::HRESULT
    where
        P0: windows_core::Param<windows_core::PCWSTR>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).SetNamedValue)(
                windows_core::Interface::as_raw(self),
                pszname.param().abi(),
                propvar,
            )
        }
    }
    pub unsafe fn GetNameCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetNameCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetNameAt(&self, iprop: u32) -> windows_core::Result<crate::bstr::BSTR> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetNameAt)(
                windows_core::Interface::as_raw(self),
                iprop,
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
}
#[repr(C)]
pub struct INamedPropertyStore_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetNamedValue: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        *mut PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub SetNamedValue: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        windows_core::PCWSTR,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub GetNameCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetNameAt: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        u32,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait INamedPropertyStore_Impl: windows_core::IUnknownImpl {
    fn GetNamedValue(&self, pszname: &windows_core::PCWSTR) -> windows_core::Result<PROPVARIANT>;
    fn SetNamedValue(
        &self,
        pszname: &windows_core::PCWSTR,
        propvar: *const PROPVARIANT,
    ) -> windows_core::Result<()>;
    fn GetNameCount(&self) -> windows_core::Result<u32>;
    fn GetNameAt(&self, iprop: u32) -> windows_core::Result<crate::bstr::BSTR>;
}
impl INamedPropertyStore_Vtbl {
    pub const fn new<Identity: INamedPropertyStore_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetNamedValue<Identity: INamedPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pszname: windows_core::PCWSTR,
            ppropvar: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("INamedPropertyStore::GetNamedValue", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppropvar.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match INamedPropertyStore_Impl::GetNamedValue(this, core::mem::transmute(&pszname)) {
                    Ok(ok__) => {
                        ppropvar.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetNamedValue<Identity: INamedPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pszname: windows_core::PCWSTR,
            propvar: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("INamedPropertyStore::SetNamedValue", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                INamedPropertyStore_Impl::SetNamedValue(
                    this,
                    core::mem::transmute(&pszname),
                    core::mem::transmute_copy(&propvar),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetNameCount<Identity: INamedPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pdwcount: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("INamedPropertyStore::GetNameCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pdwcount.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match INamedPropertyStore_Impl::GetNameCount(this) {
                    Ok(ok__) => {
                        pdwcount.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetNameAt<Identity: INamedPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            iprop: u32,
            pbstrname: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("INamedPropertyStore::GetNameAt", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pbstrname.is_null() {
                    return crate::edge::E_POINTER;
                }
                pbstrname.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match INamedPropertyStore_Impl::GetNameAt(this, core::mem::transmute_copy(&iprop)) {
                    Ok(ok__) => {
                        pbstrname.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetNamedValue: GetNamedValue::<Identity, OFFSET>,
            SetNamedValue: SetNamedValue::<Identity, OFFSET>,
            GetNameCount: GetNameCount::<Identity, OFFSET>,
            GetNameAt: GetNameAt::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<INamedPropertyStore as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for INamedPropertyStore {}
windows_core::imp::define_interface!(IPersist, IPersist_Vtbl, 0x0000010c_0000_0000_c000_000000000046);
windows_core::imp::interface_hierarchy!(IPersist, windows_core::IUnknown);
impl IPersist {
    pub unsafe fn GetClassID(&self) -> windows_core::Result<windows_core::GUID> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetClassID)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IPersist_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetClassID:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut windows_core::GUID) -> windows_core::HRESULT,
}
pub trait IPersist_Impl: windows_core::IUnknownImpl {
    fn GetClassID(&self) -> windows_core::Result<windows_core::GUID>;
}
impl IPersist_Vtbl {
    pub const fn new<Identity: IPersist_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetClassID<Identity: IPersist_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pclassid: *mut windows_core::GUID,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPersist::GetClassID", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pclassid.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IPersist_Impl::GetClassID(this) {
                    Ok(ok__) => {
                        pclassid.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetClassID: GetClassID::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IPersist as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IPersist {}
windows_core::imp::define_interface!(
    IPersistStream,
    IPersistStream_Vtbl,
    0x00000109_0000_0000_c000_000000000046
);
impl core::ops::Deref for IPersistStream {
    type Target = IPersist;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IPersistStream, windows_core::IUnknown, IPersist);
impl IPersistStream {
    pub unsafe fn IsDirty(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).IsDirty)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn Load<P0>(&self, pstm: P0) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IStream>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).Load)(
                windows_core::Interface::as_raw(self),
                pstm.param().abi(),
            )
        }
    }
    pub unsafe fn Save<P0>(&self, pstm: P0, fcleardirty: bool) -> windows_core::HRESULT
    where
        P0: windows_core::Param<IStream>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).Save)(
                windows_core::Interface::as_raw(self),
                pstm.param().abi(),
                fcleardirty.into(),
            )
        }
    }
    pub unsafe fn GetSizeMax(&self) -> windows_core::Result<u64> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetSizeMax)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
}
#[repr(C)]
pub struct IPersistStream_Vtbl {
    pub base__: IPersist_Vtbl,
    pub IsDirty: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Load:
        unsafe extern "system" fn(*mut core::ffi::c_void, *mut core::ffi::c_void) -> windows_core::HRESULT,
    pub Save: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        windows_core::BOOL,
    ) -> windows_core::HRESULT,
    pub GetSizeMax: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u64) -> windows_core::HRESULT,
}
pub trait IPersistStream_Impl: IPersist_Impl {
    fn IsDirty(&self) -> windows_core::Result<()>;
    fn Load(&self, pstm: windows_core::Ref<IStream>) -> windows_core::Result<()>;
    fn Save(
        &self,
        pstm: windows_core::Ref<IStream>,
        fcleardirty: windows_core::BOOL,
    ) -> windows_core::Result<()>;
    fn GetSizeMax(&self) -> windows_core::Result<u64>;
}
impl IPersistStream_Vtbl {
    pub const fn new<Identity: IPersistStream_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn IsDirty<Identity: IPersistStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPersistStream::IsDirty", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IPersistStream_Impl::IsDirty(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Load<Identity: IPersistStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstm: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPersistStream::Load", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IPersistStream_Impl::Load(this, core::mem::transmute_copy(&pstm)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Save<Identity: IPersistStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstm: *mut core::ffi::c_void,
            fcleardirty: windows_core::BOOL,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPersistStream::Save", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IPersistStream_Impl::Save(
                    this,
                    core::mem::transmute_copy(&pstm),
                    core::mem::transmute_copy(&fcleardirty),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetSizeMax<Identity: IPersistStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pcbsize: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPersistStream::GetSizeMax", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pcbsize.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IPersistStream_Impl::GetSizeMax(this) {
                    Ok(ok__) => {
                        pcbsize.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: IPersist_Vtbl::new::<Identity, OFFSET>(),
            IsDirty: IsDirty::<Identity, OFFSET>,
            Load: Load::<Identity, OFFSET>,
            Save: Save::<Identity, OFFSET>,
            GetSizeMax: GetSizeMax::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IPersistStream as windows_core::Interface>::IID
            || iid == &<IPersist as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IPersistStream {}
windows_core::imp::define_interface!(
    IPropertyStore,
    IPropertyStore_Vtbl,
    0x886d8eeb_8cf2_4446_8d02_cdba1dbdcf99
);
windows_core::imp::interface_hierarchy!(IPropertyStore, windows_core::IUnknown);
impl IPropertyStore {
    pub unsafe fn GetCount(&self) -> windows_core::Result<u32> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetCount)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .map(|| result__)
        }
    }
    pub unsafe fn GetAt(&self, iprop: u32, pkey: *mut PROPERTYKEY) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).GetAt)(
                windows_core::Interface::as_raw(self),
                iprop,
                pkey as _,
            )
        }
    }
    pub unsafe fn GetValue(&self, key: *const PROPERTYKEY) -> windows_core::Result<PROPVARIANT> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).GetValue)(
                windows_core::Interface::as_raw(self),
                key,
                &mut result__,
            )
            .map(|| core::mem::transmute(result__))
        }
    }
    pub unsafe fn SetValue(
        &self,
        key: *const PROPERTYKEY,
        propvar: *const PROPVARIANT,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetValue)(
                windows_core::Interface::as_raw(self),
                key,
                propvar,
            )
        }
    }
    pub unsafe fn Commit(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Commit)(windows_core::Interface::as_raw(self)) }
    }
}
#[repr(C)]
pub struct IPropertyStore_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub GetCount: unsafe extern "system" fn(*mut core::ffi::c_void, *mut u32) -> windows_core::HRESULT,
    pub GetAt:
        unsafe extern "system" fn(*mut core::ffi::c_void, u32, *mut PROPERTYKEY) -> windows_core::HRESULT,
    pub GetValue: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const PROPERTYKEY,
        *mut PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub SetValue: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const PROPERTYKEY,
        *const PROPVARIANT,
    ) -> windows_core::HRESULT,
    pub Commit: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IPropertyStore_Impl: windows_core::IUnknownImpl {
    fn GetCount(&self) -> windows_core::Result<u32>;
    fn GetAt(&self, iprop: u32, pkey: *mut PROPERTYKEY) -> windows_core::Result<()>;
    fn GetValue(&self, key: *const PROPERTYKEY) -> windows_core::Result<PROPVARIANT>;
    fn SetValue(&self, key: *const PROPERTYKEY, propvar: *const PROPVARIANT) -> windows_core::Result<()>;
    fn Commit(&self) -> windows_core::Result<()>;
}
impl IPropertyStore_Vtbl {
    pub const fn new<Identity: IPropertyStore_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn GetCount<Identity: IPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            cprops: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPropertyStore::GetCount", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if cprops.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IPropertyStore_Impl::GetCount(this) {
                    Ok(ok__) => {
                        cprops.write(ok__);
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetAt<Identity: IPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            iprop: u32,
            pkey: *mut PROPERTYKEY,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPropertyStore::GetAt", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IPropertyStore_Impl::GetAt(
                    this,
                    core::mem::transmute_copy(&iprop),
                    core::mem::transmute_copy(&pkey),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn GetValue<Identity: IPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            key: *const PROPERTYKEY,
            pv: *mut PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPropertyStore::GetValue", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if pv.is_null() {
                    return crate::edge::E_POINTER;
                }
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IPropertyStore_Impl::GetValue(this, core::mem::transmute_copy(&key)) {
                    Ok(ok__) => {
                        pv.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetValue<Identity: IPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            key: *const PROPERTYKEY,
            propvar: *const PROPVARIANT,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPropertyStore::SetValue", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IPropertyStore_Impl::SetValue(
                    this,
                    core::mem::transmute_copy(&key),
                    core::mem::transmute_copy(&propvar),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Commit<Identity: IPropertyStore_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IPropertyStore::Commit", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IPropertyStore_Impl::Commit(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            GetCount: GetCount::<Identity, OFFSET>,
            GetAt: GetAt::<Identity, OFFSET>,
            GetValue: GetValue::<Identity, OFFSET>,
            SetValue: SetValue::<Identity, OFFSET>,
            Commit: Commit::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IPropertyStore as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IPropertyStore {}
windows_core::imp::define_interface!(
    IRtwqPlatformEvents,
    IRtwqPlatformEvents_Vtbl,
    0x63d9255a_7ff1_4b61_8faf_ed6460dacf2b
);
windows_core::imp::interface_hierarchy!(IRtwqPlatformEvents, windows_core::IUnknown);
impl IRtwqPlatformEvents {
    pub unsafe fn InitializationComplete(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).InitializationComplete)(windows_core::Interface::as_raw(
                self,
            ))
        }
    }
    pub unsafe fn ShutdownStart(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ShutdownStart)(windows_core::Interface::as_raw(self))
        }
    }
    pub unsafe fn ShutdownComplete(&self) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).ShutdownComplete)(windows_core::Interface::as_raw(self))
        }
    }
}
#[repr(C)]
pub struct IRtwqPlatformEvents_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub InitializationComplete: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub ShutdownStart: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub ShutdownComplete: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
}
pub trait IRtwqPlatformEvents_Impl: windows_core::IUnknownImpl {
    fn InitializationComplete(&self) -> windows_core::Result<()>;
    fn ShutdownStart(&self) -> windows_core::Result<()>;
    fn ShutdownComplete(&self) -> windows_core::Result<()>;
}
impl IRtwqPlatformEvents_Vtbl {
    pub const fn new<Identity: IRtwqPlatformEvents_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn InitializationComplete<
            Identity: IRtwqPlatformEvents_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ =
                crate::diagnostics::enter("IRtwqPlatformEvents::InitializationComplete", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IRtwqPlatformEvents_Impl::InitializationComplete(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ShutdownStart<Identity: IRtwqPlatformEvents_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IRtwqPlatformEvents::ShutdownStart", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IRtwqPlatformEvents_Impl::ShutdownStart(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn ShutdownComplete<
            Identity: IRtwqPlatformEvents_Impl,
            const OFFSET: isize,
        >(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IRtwqPlatformEvents::ShutdownComplete", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IRtwqPlatformEvents_Impl::ShutdownComplete(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            InitializationComplete: InitializationComplete::<Identity, OFFSET>,
            ShutdownStart: ShutdownStart::<Identity, OFFSET>,
            ShutdownComplete: ShutdownComplete::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IRtwqPlatformEvents as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IRtwqPlatformEvents {}
windows_core::imp::define_interface!(
    ISequentialStream,
    ISequentialStream_Vtbl,
    0x0c733a30_2a1c_11ce_ade5_00aa0044773d
);
windows_core::imp::interface_hierarchy!(ISequentialStream, windows_core::IUnknown);
impl ISequentialStream {
    pub unsafe fn Read(
        &self,
        pv: *mut core::ffi::c_void,
        cb: u32,
        pcbread: Option<*mut u32>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Read)(
                windows_core::Interface::as_raw(self),
                pv as _,
                cb,
                pcbread.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn Write(
        &self,
        pv: *const core::ffi::c_void,
        cb: u32,
        pcbwritten: Option<*mut u32>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Write)(
                windows_core::Interface::as_raw(self),
                pv,
                cb,
                pcbwritten.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
}
#[repr(C)]
pub struct ISequentialStream_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    pub Read: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        u32,
        *mut u32,
    ) -> windows_core::HRESULT,
    pub Write: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *const core::ffi::c_void,
        u32,
        *mut u32,
    ) -> windows_core::HRESULT,
}
pub trait ISequentialStream_Impl: windows_core::IUnknownImpl {
    fn Read(&self, pv: *mut core::ffi::c_void, cb: u32, pcbread: *mut u32) -> windows_core::Result<()>;
    fn Write(&self, pv: *const core::ffi::c_void, cb: u32, pcbwritten: *mut u32) -> windows_core::Result<()>;
}
impl ISequentialStream_Vtbl {
    pub const fn new<Identity: ISequentialStream_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn Read<Identity: ISequentialStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pv: *mut core::ffi::c_void,
            cb: u32,
            pcbread: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("ISequentialStream::Read", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                ISequentialStream_Impl::Read(
                    this,
                    core::mem::transmute_copy(&pv),
                    core::mem::transmute_copy(&cb),
                    core::mem::transmute_copy(&pcbread),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Write<Identity: ISequentialStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pv: *const core::ffi::c_void,
            cb: u32,
            pcbwritten: *mut u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("ISequentialStream::Write", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                ISequentialStream_Impl::Write(
                    this,
                    core::mem::transmute_copy(&pv),
                    core::mem::transmute_copy(&cb),
                    core::mem::transmute_copy(&pcbwritten),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: windows_core::IUnknown_Vtbl::new::<Identity, OFFSET>(),
            Read: Read::<Identity, OFFSET>,
            Write: Write::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<ISequentialStream as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for ISequentialStream {}
windows_core::imp::define_interface!(IStorage, IStorage_Vtbl, 0x0000000b_0000_0000_c000_000000000046);
windows_core::imp::interface_hierarchy!(IStorage, windows_core::IUnknown);
#[repr(C)]
pub struct IStorage_Vtbl {
    pub base__: windows_core::IUnknown_Vtbl,
    CreateStream: usize,
    OpenStream: usize,
    CreateStorage: usize,
    OpenStorage: usize,
    CopyTo: usize,
    MoveElementTo: usize,
    Commit: usize,
    Revert: usize,
    EnumElements: usize,
    DestroyElement: usize,
    RenameElement: usize,
    SetElementTimes: usize,
    SetClass: usize,
    SetStateBits: usize,
    Stat: usize,
}
impl windows_core::RuntimeName for IStorage {}
windows_core::imp::define_interface!(IStream, IStream_Vtbl, 0x0000000c_0000_0000_c000_000000000046);
impl core::ops::Deref for IStream {
    type Target = ISequentialStream;
    fn deref(&self) -> &Self::Target {
        unsafe { core::mem::transmute(self) }
    }
}
windows_core::imp::interface_hierarchy!(IStream, windows_core::IUnknown, ISequentialStream);
impl IStream {
    pub unsafe fn Seek(
        &self,
        dlibmove: i64,
        dworigin: u32,
        plibnewposition: Option<*mut u64>,
    ) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Seek)(
                windows_core::Interface::as_raw(self),
                dlibmove,
                dworigin,
                plibnewposition.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn SetSize(&self, libnewsize: u64) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).SetSize)(windows_core::Interface::as_raw(self), libnewsize)
        }
    }
    pub unsafe fn CopyTo<P0>(
        &self,
        pstm: P0,
        cb: u64,
        pcbread: Option<*mut u64>,
        pcbwritten: Option<*mut u64>,
    ) -> windows_core::HRESULT
    where
        P0: windows_core::Param<Self>,
    {
        unsafe {
            (windows_core::Interface::vtable(self).CopyTo)(
                windows_core::Interface::as_raw(self),
                pstm.param().abi(),
                cb,
                pcbread.unwrap_or(core::mem::zeroed()) as _,
                pcbwritten.unwrap_or(core::mem::zeroed()) as _,
            )
        }
    }
    pub unsafe fn Commit(&self, grfcommitflags: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Commit)(
                windows_core::Interface::as_raw(self),
                grfcommitflags,
            )
        }
    }
    pub unsafe fn Revert(&self) -> windows_core::HRESULT {
        unsafe { (windows_core::Interface::vtable(self).Revert)(windows_core::Interface::as_raw(self)) }
    }
    pub unsafe fn LockRegion(&self, liboffset: u64, cb: u64, dwlocktype: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).LockRegion)(
                windows_core::Interface::as_raw(self),
                liboffset,
                cb,
                dwlocktype,
            )
        }
    }
    pub unsafe fn UnlockRegion(&self, liboffset: u64, cb: u64, dwlocktype: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).UnlockRegion)(
                windows_core::Interface::as_raw(self),
                liboffset,
                cb,
                dwlocktype,
            )
        }
    }
    pub unsafe fn Stat(&self, pstatstg: *mut STATSTG, grfstatflag: u32) -> windows_core::HRESULT {
        unsafe {
            (windows_core::Interface::vtable(self).Stat)(
                windows_core::Interface::as_raw(self),
                pstatstg as _,
                grfstatflag,
            )
        }
    }
    pub unsafe fn Clone(&self) -> windows_core::Result<Self> {
        unsafe {
            let mut result__ = core::mem::zeroed();
            (windows_core::Interface::vtable(self).Clone)(
                windows_core::Interface::as_raw(self),
                &mut result__,
            )
            .and_then(|| windows_core::imp::Type::from_abi(result__).map_err(crate::edge::not_given))
        }
    }
}
#[repr(C)]
pub struct IStream_Vtbl {
    pub base__: ISequentialStream_Vtbl,
    pub Seek: unsafe extern "system" fn(*mut core::ffi::c_void, i64, u32, *mut u64) -> windows_core::HRESULT,
    pub SetSize: unsafe extern "system" fn(*mut core::ffi::c_void, u64) -> windows_core::HRESULT,
    pub CopyTo: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut core::ffi::c_void,
        u64,
        *mut u64,
        *mut u64,
    ) -> windows_core::HRESULT,
    pub Commit: unsafe extern "system" fn(*mut core::ffi::c_void, u32) -> windows_core::HRESULT,
    pub Revert: unsafe extern "system" fn(*mut core::ffi::c_void) -> windows_core::HRESULT,
    pub LockRegion: unsafe extern "system" fn(*mut core::ffi::c_void, u64, u64, u32) -> windows_core::HRESULT,
    pub UnlockRegion:
        unsafe extern "system" fn(*mut core::ffi::c_void, u64, u64, u32) -> windows_core::HRESULT,
    pub Stat: unsafe extern "system" fn(*mut core::ffi::c_void, *mut STATSTG, u32) -> windows_core::HRESULT,
    pub Clone: unsafe extern "system" fn(
        *mut core::ffi::c_void,
        *mut *mut core::ffi::c_void,
    ) -> windows_core::HRESULT,
}
pub trait IStream_Impl: ISequentialStream_Impl {
    fn Seek(&self, dlibmove: i64, dworigin: u32, plibnewposition: *mut u64) -> windows_core::Result<()>;
    fn SetSize(&self, libnewsize: u64) -> windows_core::Result<()>;
    fn CopyTo(
        &self,
        pstm: windows_core::Ref<IStream>,
        cb: u64,
        pcbread: *mut u64,
        pcbwritten: *mut u64,
    ) -> windows_core::Result<()>;
    fn Commit(&self, grfcommitflags: u32) -> windows_core::Result<()>;
    fn Revert(&self) -> windows_core::Result<()>;
    fn LockRegion(&self, liboffset: u64, cb: u64, dwlocktype: u32) -> windows_core::Result<()>;
    fn UnlockRegion(&self, liboffset: u64, cb: u64, dwlocktype: u32) -> windows_core::Result<()>;
    fn Stat(&self, pstatstg: *mut STATSTG, grfstatflag: u32) -> windows_core::Result<()>;
    fn Clone(&self) -> windows_core::Result<IStream>;
}
impl IStream_Vtbl {
    pub const fn new<Identity: IStream_Impl, const OFFSET: isize>() -> Self {
        unsafe extern "system" fn Seek<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            dlibmove: i64,
            dworigin: u32,
            plibnewposition: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::Seek", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IStream_Impl::Seek(
                    this,
                    core::mem::transmute_copy(&dlibmove),
                    core::mem::transmute_copy(&dworigin),
                    core::mem::transmute_copy(&plibnewposition),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn SetSize<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            libnewsize: u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::SetSize", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IStream_Impl::SetSize(this, core::mem::transmute_copy(&libnewsize)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn CopyTo<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstm: *mut core::ffi::c_void,
            cb: u64,
            pcbread: *mut u64,
            pcbwritten: *mut u64,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::CopyTo", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IStream_Impl::CopyTo(
                    this,
                    core::mem::transmute_copy(&pstm),
                    core::mem::transmute_copy(&cb),
                    core::mem::transmute_copy(&pcbread),
                    core::mem::transmute_copy(&pcbwritten),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Commit<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            grfcommitflags: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::Commit", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IStream_Impl::Commit(this, core::mem::transmute_copy(&grfcommitflags)).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Revert<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::Revert", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IStream_Impl::Revert(this).into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn LockRegion<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            liboffset: u64,
            cb: u64,
            dwlocktype: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::LockRegion", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IStream_Impl::LockRegion(
                    this,
                    core::mem::transmute_copy(&liboffset),
                    core::mem::transmute_copy(&cb),
                    core::mem::transmute_copy(&dwlocktype),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn UnlockRegion<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            liboffset: u64,
            cb: u64,
            dwlocktype: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::UnlockRegion", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IStream_Impl::UnlockRegion(
                    this,
                    core::mem::transmute_copy(&liboffset),
                    core::mem::transmute_copy(&cb),
                    core::mem::transmute_copy(&dwlocktype),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Stat<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            pstatstg: *mut STATSTG,
            grfstatflag: u32,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::Stat", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                IStream_Impl::Stat(
                    this,
                    core::mem::transmute_copy(&pstatstg),
                    core::mem::transmute_copy(&grfstatflag),
                )
                .into()
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        unsafe extern "system" fn Clone<Identity: IStream_Impl, const OFFSET: isize>(
            this: *mut core::ffi::c_void,
            ppstm: *mut *mut core::ffi::c_void,
        ) -> windows_core::HRESULT {
            let call__ = crate::diagnostics::enter("IStream::Clone", this as usize);
            let answer__ = crate::edge::guard(move || unsafe {
                if ppstm.is_null() {
                    return crate::edge::E_POINTER;
                }
                ppstm.write(core::ptr::null_mut());
                let this: &Identity = &*((this as *const *const ()).offset(OFFSET) as *const Identity);
                match IStream_Impl::Clone(this) {
                    Ok(ok__) => {
                        ppstm.write(core::mem::transmute(ok__));
                        windows_core::HRESULT(0)
                    }
                    Err(err) => err.into(),
                }
            });
            crate::diagnostics::leave(call__, crate::diagnostics::Answer::code(&answer__));
            answer__
        }
        Self {
            base__: ISequentialStream_Vtbl::new::<Identity, OFFSET>(),
            Seek: Seek::<Identity, OFFSET>,
            SetSize: SetSize::<Identity, OFFSET>,
            CopyTo: CopyTo::<Identity, OFFSET>,
            Commit: Commit::<Identity, OFFSET>,
            Revert: Revert::<Identity, OFFSET>,
            LockRegion: LockRegion::<Identity, OFFSET>,
            UnlockRegion: UnlockRegion::<Identity, OFFSET>,
            Stat: Stat::<Identity, OFFSET>,
            Clone: Clone::<Identity, OFFSET>,
        }
    }
    pub fn matches(iid: &windows_core::GUID) -> bool {
        iid == &<IStream as windows_core::Interface>::IID
            || iid == &<ISequentialStream as windows_core::Interface>::IID
    }
}
impl windows_core::RuntimeName for IStream {}
pub type LPSAFEARRAY = *mut SAFEARRAY;
pub type LPVERSIONEDSTREAM = *mut VERSIONEDSTREAM;
pub type MF2DBuffer_LockFlags = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFARGB {
    pub rgbBlue: u8,
    pub rgbGreen: u8,
    pub rgbRed: u8,
    pub rgbAlpha: u8,
}
#[repr(C)]
pub struct MFASYNCRESULT {
    pub Base: core::mem::ManuallyDrop<Option<IMFAsyncResult>>,
    pub overlapped: OVERLAPPED,
    pub pCallback: core::mem::ManuallyDrop<Option<IMFAsyncCallback>>,
    pub hrStatusResult: windows_core::HRESULT,
    pub dwBytesTransferred: u32,
    pub hEvent: HANDLE,
}
impl Clone for MFASYNCRESULT {
    fn clone(&self) -> Self {
        unsafe { core::mem::transmute_copy(self) }
    }
}
impl Default for MFASYNCRESULT {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFAYUVSample {
    pub bCrValue: u8,
    pub bCbValue: u8,
    pub bYValue: u8,
    pub bSampleAlpha8: u8,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MFBYTESTREAM_BUFFERING_PARAMS {
    pub cbTotalFileSize: u64,
    pub cbPlayableDataSize: u64,
    pub prgBuckets: *mut MF_LEAKY_BUCKET_PAIR,
    pub cBuckets: u32,
    pub qwNetBufferingTime: u64,
    pub qwExtraBufferingTimeDuringSeek: u64,
    pub qwPlayDuration: u64,
    pub dRate: f32,
}
pub type MFBYTESTREAM_SEEK_ORIGIN = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFCLOCK_PROPERTIES {
    pub qwCorrelationRate: u64,
    pub guidClockId: windows_core::GUID,
    pub dwClockFlags: u32,
    pub qwClockFrequency: u64,
    pub dwClockTolerance: u32,
    pub dwClockJitter: u32,
}
pub type MFCLOCK_STATE = i32;
pub type MFNominalRange = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFOffset {
    pub fract: u16,
    pub value: i16,
}
#[repr(C)]
#[derive(Clone, Copy)]
pub union MFPaletteEntry {
    pub ARGB: MFARGB,
    pub AYCbCr: MFAYUVSample,
}
impl Default for MFPaletteEntry {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
pub type MFRATE_DIRECTION = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFRatio {
    pub Numerator: u32,
    pub Denominator: u32,
}
pub type MFSHUTDOWN_STATUS = i32;
pub type MFSTREAMSINK_MARKER_TYPE = i32;
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MFSequencerElementId(pub u32);
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MFTIME(pub i64);
#[repr(C)]
#[derive(Clone, Copy)]
pub struct MFTOPONODE_ATTRIBUTE_UPDATE {
    pub NodeId: TOPOID,
    pub guidAttributeKey: windows_core::GUID,
    pub attrType: MF_ATTRIBUTE_TYPE,
    pub Anonymous: MFTOPONODE_ATTRIBUTE_UPDATE_0,
}
impl Default for MFTOPONODE_ATTRIBUTE_UPDATE {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy)]
pub union MFTOPONODE_ATTRIBUTE_UPDATE_0 {
    pub u32: u32,
    pub u64: u64,
    pub d: f64,
}
impl Default for MFTOPONODE_ATTRIBUTE_UPDATE_0 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFT_INPUT_STREAM_INFO {
    pub hnsMaxLatency: i64,
    pub dwFlags: u32,
    pub cbSize: u32,
    pub cbMaxLookahead: u32,
    pub cbAlignment: u32,
}
pub type MFT_MESSAGE_TYPE = i32;
#[repr(C)]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct MFT_OUTPUT_DATA_BUFFER {
    pub dwStreamID: u32,
    pub pSample: core::mem::ManuallyDrop<Option<IMFSample>>,
    pub dwStatus: u32,
    pub pEvents: core::mem::ManuallyDrop<Option<IMFCollection>>,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFT_OUTPUT_STREAM_INFO {
    pub dwFlags: u32,
    pub cbSize: u32,
    pub cbAlignment: u32,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFT_REGISTER_TYPE_INFO {
    pub guidMajorType: windows_core::GUID,
    pub guidSubtype: windows_core::GUID,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFT_REGISTRATION_INFO {
    pub clsid: windows_core::GUID,
    pub guidCategory: windows_core::GUID,
    pub uiFlags: u32,
    pub pszName: windows_core::PCWSTR,
    pub cInTypes: u32,
    pub pInTypes: *mut MFT_REGISTER_TYPE_INFO,
    pub cOutTypes: u32,
    pub pOutTypes: *mut MFT_REGISTER_TYPE_INFO,
}
#[repr(C)]
#[derive(Clone, Copy)]
pub struct MFVIDEOFORMAT {
    pub dwSize: u32,
    pub videoInfo: MFVideoInfo,
    pub guidFormat: windows_core::GUID,
    pub compressedInfo: MFVideoCompressedInfo,
    pub surfaceInfo: MFVideoSurfaceInfo,
}
impl Default for MFVIDEOFORMAT {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFVideoArea {
    pub OffsetX: MFOffset,
    pub OffsetY: MFOffset,
    pub Area: SIZE,
}
pub type MFVideoChromaSubsampling = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFVideoCompressedInfo {
    pub AvgBitrate: i64,
    pub AvgBitErrorRate: i64,
    pub MaxKeyFrameSpacing: u32,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MFVideoInfo {
    pub dwWidth: u32,
    pub dwHeight: u32,
    pub PixelAspectRatio: MFRatio,
    pub SourceChromaSubsampling: MFVideoChromaSubsampling,
    pub InterlaceMode: MFVideoInterlaceMode,
    pub TransferFunction: MFVideoTransferFunction,
    pub ColorPrimaries: MFVideoPrimaries,
    pub TransferMatrix: MFVideoTransferMatrix,
    pub SourceLighting: MFVideoLighting,
    pub FramesPerSecond: MFRatio,
    pub NominalRange: MFNominalRange,
    pub GeometricAperture: MFVideoArea,
    pub MinimumDisplayAperture: MFVideoArea,
    pub PanScanAperture: MFVideoArea,
    pub VideoFlags: u64,
}
pub type MFVideoInterlaceMode = i32;
pub type MFVideoLighting = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MFVideoNormalizedRect {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}
pub type MFVideoPrimaries = i32;
#[repr(C)]
#[derive(Clone, Copy)]
pub struct MFVideoSurfaceInfo {
    pub Format: u32,
    pub PaletteEntries: u32,
    pub Palette: [MFPaletteEntry; 1],
}
impl Default for MFVideoSurfaceInfo {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
pub type MFVideoTransferFunction = i32;
pub type MFVideoTransferMatrix = i32;
pub type MF_ATTRIBUTES_MATCH_TYPE = i32;
pub type MF_ATTRIBUTE_TYPE = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MF_BYTE_STREAM_CACHE_RANGE {
    pub qwStartOffset: u64,
    pub qwEndOffset: u64,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MF_LEAKY_BUCKET_PAIR {
    pub dwBitrate: u32,
    pub msBufferWindow: u32,
}
pub type MF_OBJECT_TYPE = i32;
pub type MF_PLUGIN_CONTROL_POLICY = i32;
pub type MF_QUALITY_DROP_MODE = i32;
pub type MF_QUALITY_LEVEL = i32;
pub type MF_SERVICE_LOOKUP_TYPE = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MF_SINK_WRITER_STATISTICS {
    pub cb: u32,
    pub llLastTimestampReceived: i64,
    pub llLastTimestampEncoded: i64,
    pub llLastTimestampProcessed: i64,
    pub llLastStreamTickReceived: i64,
    pub llLastSinkSampleRequest: i64,
    pub qwNumSamplesReceived: u64,
    pub qwNumSamplesEncoded: u64,
    pub qwNumSamplesProcessed: u64,
    pub qwNumStreamTicksReceived: u64,
    pub dwByteCountQueued: u32,
    pub qwByteCountProcessed: u64,
    pub dwNumOutstandingSinkSampleRequests: u32,
    pub dwAverageSampleRateReceived: u32,
    pub dwAverageSampleRateEncoded: u32,
    pub dwAverageSampleRateProcessed: u32,
}
pub type MF_STREAM_STATE = i32;
pub type MF_TOPOLOGY_TYPE = i32;
#[repr(C)]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct MF_TRANSCODE_SINK_INFO {
    pub dwVideoStreamID: u32,
    pub pVideoMediaType: core::mem::ManuallyDrop<Option<IMFMediaType>>,
    pub dwAudioStreamID: u32,
    pub pAudioMediaType: core::mem::ManuallyDrop<Option<IMFMediaType>>,
}
pub type MF_VIDEO_PROCESSOR_MIRROR = i32;
pub type MF_VIDEO_PROCESSOR_ROTATION = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MPEG1VIDEOINFO {
    pub hdr: VIDEOINFOHEADER,
    pub dwStartTimeCode: u32,
    pub cbSequenceHeader: u32,
    pub bSequenceHeader: [u8; 1],
}
impl Default for MPEG1VIDEOINFO {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MPEG2VIDEOINFO(pub u8);
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MediaEventType(pub u32);
#[repr(C)]
#[derive(Clone, Copy)]
pub struct OVERLAPPED {
    pub Internal: usize,
    pub InternalHigh: usize,
    pub Anonymous: OVERLAPPED_0,
    pub hEvent: HANDLE,
}
impl Default for OVERLAPPED {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy)]
pub union OVERLAPPED_0 {
    pub Anonymous: OVERLAPPED_0_0,
    pub Pointer: *mut core::ffi::c_void,
}
impl Default for OVERLAPPED_0 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct OVERLAPPED_0_0 {
    pub Offset: u32,
    pub OffsetHigh: u32,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PROPERTYKEY {
    pub fmtid: windows_core::GUID,
    pub pid: u32,
}
#[repr(C)]
pub struct PROPVARIANT {
    pub Anonymous: PROPVARIANT_0,
}
impl Clone for PROPVARIANT {
    fn clone(&self) -> Self {
        unsafe { core::mem::transmute_copy(self) }
    }
}
impl Default for PROPVARIANT {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
pub union PROPVARIANT_0 {
    pub Anonymous: core::mem::ManuallyDrop<PROPVARIANT_0_0>,
    pub decVal: DECIMAL,
}
impl Clone for PROPVARIANT_0 {
    fn clone(&self) -> Self {
        unsafe { core::mem::transmute_copy(self) }
    }
}
impl Default for PROPVARIANT_0 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
pub struct PROPVARIANT_0_0 {
    pub vt: VARTYPE,
    pub wReserved1: PROPVAR_PAD1,
    pub wReserved2: PROPVAR_PAD2,
    pub wReserved3: PROPVAR_PAD3,
    pub Anonymous: PROPVARIANT_0_0_0,
}
impl Clone for PROPVARIANT_0_0 {
    fn clone(&self) -> Self {
        unsafe { core::mem::transmute_copy(self) }
    }
}
impl Default for PROPVARIANT_0_0 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
pub union PROPVARIANT_0_0_0 {
    pub cVal: i8,
    pub bVal: u8,
    pub iVal: i16,
    pub uiVal: u16,
    pub lVal: i32,
    pub ulVal: u32,
    pub intVal: i32,
    pub uintVal: u32,
    pub hVal: i64,
    pub uhVal: u64,
    pub fltVal: f32,
    pub dblVal: f64,
    pub boolVal: VARIANT_BOOL,
    pub __OBSOLETE__VARIANT_BOOL: VARIANT_BOOL,
    pub scode: SCODE,
    pub cyVal: CY,
    pub date: f64,
    pub filetime: FILETIME,
    pub puuid: *mut windows_core::GUID,
    pub pclipdata: *mut CLIPDATA,
    pub bstrVal: core::mem::ManuallyDrop<crate::bstr::BSTR>,
    pub bstrblobVal: BSTRBLOB,
    pub blob: BLOB,
    pub pszVal: windows_core::PSTR,
    pub pwszVal: windows_core::PWSTR,
    pub punkVal: core::mem::ManuallyDrop<Option<windows_core::IUnknown>>,
    pub pdispVal: core::mem::ManuallyDrop<Option<IDispatch>>,
    pub pStream: core::mem::ManuallyDrop<Option<IStream>>,
    pub pStorage: core::mem::ManuallyDrop<Option<IStorage>>,
    pub pVersionedStream: LPVERSIONEDSTREAM,
    pub parray: LPSAFEARRAY,
    pub cac: CAC,
    pub caub: CAUB,
    pub cai: CAI,
    pub caui: CAUI,
    pub cal: CAL,
    pub caul: CAUL,
    pub cah: CAH,
    pub cauh: CAUH,
    pub caflt: CAFLT,
    pub cadbl: CADBL,
    pub cabool: CABOOL,
    pub cascode: CASCODE,
    pub cacy: CACY,
    pub cadate: CADATE,
    pub cafiletime: CAFILETIME,
    pub cauuid: CACLSID,
    pub caclipdata: CACLIPDATA,
    pub cabstr: CABSTR,
    pub cabstrblob: CABSTRBLOB,
    pub calpstr: CALPSTR,
    pub calpwstr: CALPWSTR,
    pub capropvar: CAPROPVARIANT,
    pub pcVal: *mut i8,
    pub pbVal: *mut u8,
    pub piVal: *mut i16,
    pub puiVal: *mut u16,
    pub plVal: *mut i32,
    pub pulVal: *mut u32,
    pub pintVal: *mut i32,
    pub puintVal: *mut u32,
    pub pfltVal: *mut f32,
    pub pdblVal: *mut f64,
    pub pboolVal: *mut VARIANT_BOOL,
    pub pdecVal: *mut DECIMAL,
    pub pscode: *mut SCODE,
    pub pcyVal: *mut CY,
    pub pdate: *mut f64,
    pub pbstrVal: *mut crate::bstr::BSTR,
    pub ppunkVal: *mut Option<windows_core::IUnknown>,
    pub ppdispVal: *mut Option<IDispatch>,
    pub pparray: *mut LPSAFEARRAY,
    pub pvarVal: *mut PROPVARIANT,
}
impl Clone for PROPVARIANT_0_0_0 {
    fn clone(&self) -> Self {
        unsafe { core::mem::transmute_copy(self) }
    }
}
impl Default for PROPVARIANT_0_0_0 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PROPVAR_PAD1(pub u16);
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PROPVAR_PAD2(pub u16);
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PROPVAR_PAD3(pub u16);
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RECT {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct REFERENCE_TIME(pub i64);
#[repr(C)]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SAFEARRAY {
    pub cDims: u16,
    pub fFeatures: u16,
    pub cbElements: u32,
    pub cLocks: u32,
    pub pvData: *mut core::ffi::c_void,
    pub rgsabound: [SAFEARRAYBOUND; 1],
}
impl Default for SAFEARRAY {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SAFEARRAYBOUND {
    pub cElements: u32,
    pub lLbound: i32,
}
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SCODE(pub i32);
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SIZE {
    pub cx: i32,
    pub cy: i32,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct STATSTG {
    pub pwcsName: windows_core::PWSTR,
    pub r#type: u32,
    pub cbSize: u64,
    pub mtime: FILETIME,
    pub ctime: FILETIME,
    pub atime: FILETIME,
    pub grfMode: u32,
    pub grfLocksSupported: u32,
    pub clsid: windows_core::GUID,
    pub grfStateBits: u32,
    pub reserved: u32,
}
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TOPOID(pub u64);
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct VARIANT_BOOL(pub i16);
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct VARTYPE(pub u16);
#[repr(C)]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct VERSIONEDSTREAM {
    pub guidVersion: windows_core::GUID,
    pub pStream: core::mem::ManuallyDrop<Option<IStream>>,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct VIDEOINFOHEADER {
    pub rcSource: RECT,
    pub rcTarget: RECT,
    pub dwBitRate: u32,
    pub dwBitErrorRate: u32,
    pub AvgTimePerFrame: REFERENCE_TIME,
    pub bmiHeader: BITMAPINFOHEADER,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct VIDEOINFOHEADER2(pub u8);
#[repr(C, packed(1))]
#[derive(Clone, Copy, Default)]
pub struct WAVEFORMATEX {
    pub wFormatTag: u16,
    pub nChannels: u16,
    pub nSamplesPerSec: u32,
    pub nAvgBytesPerSec: u32,
    pub nBlockAlign: u16,
    pub wBitsPerSample: u16,
    pub cbSize: u16,
}
#[repr(C, packed(1))]
#[derive(Clone, Copy)]
pub struct WAVEFORMATEXTENSIBLE {
    pub Format: WAVEFORMATEX,
    pub Samples: WAVEFORMATEXTENSIBLE_0,
    pub dwChannelMask: u32,
    pub SubFormat: windows_core::GUID,
}
impl Default for WAVEFORMATEXTENSIBLE {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C, packed(1))]
#[derive(Clone, Copy)]
pub union WAVEFORMATEXTENSIBLE_0 {
    pub wValidBitsPerSample: u16,
    pub wSamplesPerBlock: u16,
    pub wReserved: u16,
}
impl Default for WAVEFORMATEXTENSIBLE_0 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
