//! What an application may set at a decoder of pictures: `ICodecAPI` and `IMFQualityAdvise`.
//!
//! The properties are attributes of the decoder too (`IMFTransform::GetAttributes`), and are kept there.
//!
//! Sources: "H.264 Video Decoder", "H.265 / HEVC Video Decoder", `ICodecAPI`, `CODECAPI_AVLowLatencyMode`,
//! `CODECAPI_AVDecVideoThumbnailGenerationMode`, `IMFQualityAdvise` (Microsoft Learn).

use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{DropMode, QualityAdvise, QualityLevel, SharedTransform, TimeSpan, codes, guids};
use windows_core::{GUID, HRESULT};

use crate::bindings::{IMFAttributes, VARIANT, VARIANT_BOOL};
use crate::convert::{code, fail};
use crate::memory;

type Result<T> = windows_core::Result<T>;

/// `CODECAPI_AVLowLatencyMode`, which is `MF_LOW_LATENCY` too.
pub(crate) const LOW_LATENCY: GUID = GUID::from_u128(0x9c27891a_ed7a_40e1_88e8_b22727a024ee);
/// `CODECAPI_AVDecVideoThumbnailGenerationMode`.
const THUMBNAILS: GUID = GUID::from_u128(0x2efd8eee_1150_4328_9cf5_66dce933fcf4);
/// `VFW_E_CODECAPI_ENUMERATED`.
const ENUMERATED: HRESULT = HRESULT(0x8004_0311_u32 as i32);
const VT_BOOL: u16 = 11;

/// What an application has set at a decoder.
pub(crate) struct Settings {
    attributes: IMFAttributes,
    advise: Arc<dyn QualityAdvise>,
    /// The stream has pictures that come out later than they are decoded, unless they are to come out at once.
    delays: bool,
    advised: Mutex<DropMode>,
}

impl Settings {
    /// Those of a decoder that can leave pictures out; `None` for every other transform.
    pub(crate) fn of(transform: &SharedTransform, attributes: &IMFAttributes) -> Option<Self> {
        let advise = transform.quality_advise()?;
        let input = transform.lock().input_available_type(0, 0);
        let decodes = |wanted| input.as_ref().is_ok_and(|input| input.subtype() == wanted);
        Some(Self {
            attributes: attributes.clone(),
            advise,
            delays: decodes(guids::MFVideoFormat_H264),
            advised: Mutex::default(),
        })
    }

    fn property(&self, property: *const GUID) -> Result<Option<GUID>> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let property = unsafe { property.as_ref() }.ok_or_else(|| code(codes::E_POINTER))?;
        Ok(match *property {
            LOW_LATENCY if self.delays => Some(LOW_LATENCY),
            THUMBNAILS => Some(THUMBNAILS),
            _ => None,
        })
    }

    /// # Errors
    /// `E_NOTIMPL`, which is preferred to `S_FALSE`: the decoder has no such property.
    pub(crate) fn check(&self, property: *const GUID) -> Result<()> {
        let known = self.property(property)?;
        known.map(drop).ok_or_else(|| code(codes::E_NOTIMPL))
    }

    /// # Errors
    /// `E_INVALIDARG`: the decoder has no such property.
    fn known(&self, property: *const GUID) -> Result<GUID> {
        self.property(property)?.ok_or_else(|| code(codes::E_INVALIDARG))
    }

    /// A property that is on or off has no range.
    pub(crate) fn range(&self, property: *const GUID, results: [*mut VARIANT; 3]) -> Result<()> {
        if results.iter().any(|result| result.is_null()) {
            return Err(code(codes::E_POINTER));
        }
        self.known(property)?;
        Err(ENUMERATED.into())
    }

    /// # Safety
    /// The pointers are NULL or writable.
    pub(crate) unsafe fn values(
        &self,
        property: *const GUID,
        values: *mut *mut VARIANT,
        count: *mut u32,
    ) -> Result<()> {
        if values.is_null() || count.is_null() {
            return Err(code(codes::E_POINTER));
        }
        self.known(property)?;
        let both = [variant(false), variant(true)];
        // SAFETY: structures of numbers, every byte of which is set: they begin as zeros.
        let bytes = unsafe { std::slice::from_raw_parts(both.as_ptr().cast::<u8>(), size_of_val(&both)) };
        let block = memory::allocate(bytes)?;
        // SAFETY: not NULL, so writable by the caller's promise.
        unsafe {
            values.write(block.cast());
            count.write(2);
        }
        Ok(())
    }

    pub(crate) fn default(&self, property: *const GUID) -> Result<VARIANT> {
        self.known(property).map(|_| variant(false))
    }

    pub(crate) fn get(&self, property: *const GUID) -> Result<VARIANT> {
        let property = self.known(property)?;
        Ok(variant(self.is_on(&property)))
    }

    fn is_on(&self, property: &GUID) -> bool {
        // SAFETY: a live object.
        unsafe { self.attributes.GetUINT32(property) }.is_ok_and(|value| value != 0)
    }

    /// # Errors
    /// `E_INVALIDARG`: the decoder has no such property, or it is of another type.
    ///
    /// # Safety
    /// `value` is NULL or a valid variant.
    pub(crate) unsafe fn set(&self, property: *const GUID, value: *const VARIANT) -> Result<()> {
        let known = self.property(property)?;
        // SAFETY: by the caller's promise; the type says which field is valid.
        let on = unsafe {
            let value = value.as_ref().ok_or_else(|| code(codes::E_POINTER))?;
            let inner = &*value.Anonymous.Anonymous;
            if inner.vt.0 != VT_BOOL {
                return Err(code(codes::E_INVALIDARG));
            }
            inner.Anonymous.boolVal.0 != 0
        };
        let property = known.ok_or_else(|| code(codes::E_INVALIDARG))?;
        // SAFETY: a live object.
        unsafe { self.attributes.SetUINT32(&property, u32::from(on)) }.ok()
    }

    pub(crate) fn set_defaults(&self) -> Result<()> {
        for property in [LOW_LATENCY, THUMBNAILS] {
            // SAFETY: a live object.
            unsafe { self.attributes.SetUINT32(&property, 0) }.ok()?;
        }
        Ok(())
    }

    /// Tells the decoder what it may leave out, before it gets a sample: as it was advised, and for thumbnails the
    /// pictures that no others need.
    pub(crate) fn tell(&self) {
        let advised = *self.advised.lock().unwrap_or_else(PoisonError::into_inner);
        let mode = match self.is_on(&THUMBNAILS) {
            true => advised.max(DropMode::Mode1),
            false => advised,
        };
        // Both are modes that it has: the first one it takes, the other one it has taken before.
        let _ = self.advise.set_drop_mode(mode);
    }

    pub(crate) fn set_drop_mode(&self, mode: u32) -> Result<()> {
        let mode = DropMode::from_number(mode);
        let mode = mode.ok_or_else(|| code(codes::MF_E_NO_MORE_DROP_MODES))?;
        self.advise.set_drop_mode(mode).map_err(fail)?;
        *self.advised.lock().unwrap_or_else(PoisonError::into_inner) = mode;
        Ok(())
    }

    pub(crate) fn drop_mode(&self) -> u32 {
        self.advised
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .number()
    }

    pub(crate) fn set_quality_level(&self, level: u32) -> Result<()> {
        let level = match level {
            0 => QualityLevel::Normal,
            // There are no others here.
            _ => return Err(code(codes::MF_E_NO_MORE_QUALITY_LEVELS)),
        };
        self.advise.set_quality_level(level).map_err(fail)
    }

    pub(crate) fn quality_level(&self) -> u32 {
        self.advise.quality_level() as u32
    }

    pub(crate) fn drop_time(&self, amount: i64) -> Result<()> {
        self.advise.drop_time(TimeSpan::from_100ns(amount)).map_err(fail)
    }
}

fn variant(on: bool) -> VARIANT {
    // SAFETY: all zero is a valid empty variant.
    let mut value: VARIANT = unsafe { std::mem::zeroed() };
    let inner = &mut value.Anonymous;
    // SAFETY: the first form of the union is the active one of every type but decimal numbers.
    unsafe {
        let inner = &mut *inner.Anonymous;
        inner.vt.0 = VT_BOOL;
        inner.Anonymous.boolVal = VARIANT_BOOL(if on { -1 } else { 0 });
    }
    value
}

/// Implements both interfaces for an object with a field `settings`.
macro_rules! settings_of {
    ($object:ty) => {
        impl crate::bindings::ICodecAPI_Impl for $object {
            fn IsSupported(&self, property: *const GUID) -> Result<()> {
                self.settings.check(property)
            }

            fn IsModifiable(&self, property: *const GUID) -> Result<()> {
                self.settings.check(property)
            }

            fn GetParameterRange(
                &self,
                property: *const GUID,
                min: *mut crate::bindings::VARIANT,
                max: *mut crate::bindings::VARIANT,
                step: *mut crate::bindings::VARIANT,
            ) -> Result<()> {
                self.settings.range(property, [min, max, step])
            }

            fn GetParameterValues(
                &self,
                property: *const GUID,
                values: *mut *mut crate::bindings::VARIANT,
                count: *mut u32,
            ) -> Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.settings.values(property, values, count) }
            }

            fn GetDefaultValue(&self, property: *const GUID) -> Result<crate::bindings::VARIANT> {
                self.settings.default(property)
            }

            fn GetValue(&self, property: *const GUID) -> Result<crate::bindings::VARIANT> {
                self.settings.get(property)
            }

            fn SetValue(&self, property: *const GUID, value: *const crate::bindings::VARIANT) -> Result<()> {
                // SAFETY: the interface's caller gives pointers as the method documents them.
                unsafe { self.settings.set(property, value) }
            }

            fn RegisterForEvent(&self, _event: *const GUID, _user: isize) -> Result<()> {
                Err(code(codes::E_NOTIMPL))
            }

            fn UnregisterForEvent(&self, _event: *const GUID) -> Result<()> {
                Err(code(codes::E_NOTIMPL))
            }

            fn SetAllDefaults(&self) -> Result<()> {
                self.settings.set_defaults()
            }

            fn SetValueWithNotify(
                &self,
                _property: *const GUID,
                _value: *const crate::bindings::VARIANT,
                _changed: *mut *mut GUID,
                _count: *mut u32,
            ) -> Result<()> {
                Err(code(codes::E_NOTIMPL))
            }

            fn SetAllDefaultsWithNotify(&self, _changed: *mut *mut GUID, _count: *mut u32) -> Result<()> {
                Err(code(codes::E_NOTIMPL))
            }

            fn GetAllSettings(&self, _to: Ref<'_, crate::bindings::IStream>) -> Result<()> {
                Err(code(codes::E_NOTIMPL))
            }

            fn SetAllSettings(&self, _from: Ref<'_, crate::bindings::IStream>) -> Result<()> {
                Err(code(codes::E_NOTIMPL))
            }

            fn SetAllSettingsWithNotify(
                &self,
                _from: Ref<'_, crate::bindings::IStream>,
                _changed: *mut *mut GUID,
                _count: *mut u32,
            ) -> Result<()> {
                Err(code(codes::E_NOTIMPL))
            }
        }

        impl crate::bindings::IMFQualityAdvise_Impl for $object {
            fn SetDropMode(&self, mode: crate::bindings::MF_QUALITY_DROP_MODE) -> Result<()> {
                self.settings.set_drop_mode(mode as u32)
            }

            fn SetQualityLevel(&self, level: crate::bindings::MF_QUALITY_LEVEL) -> Result<()> {
                self.settings.set_quality_level(level as u32)
            }

            fn GetDropMode(&self) -> Result<crate::bindings::MF_QUALITY_DROP_MODE> {
                Ok(self.settings.drop_mode() as _)
            }

            fn GetQualityLevel(&self) -> Result<crate::bindings::MF_QUALITY_LEVEL> {
                Ok(self.settings.quality_level() as _)
            }

            fn DropTime(&self, amount: i64) -> Result<()> {
                self.settings.drop_time(amount)
            }
        }
    };
}
pub(crate) use settings_of;
