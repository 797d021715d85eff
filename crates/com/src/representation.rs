//! Media types in other forms: `AM_MEDIA_TYPE` in a caller's memory, and the typed interfaces `IMFVideoMediaType` and
//! `IMFAudioMediaType`.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::sync::{Mutex, PoisonError};

use openmf_core::{AttributeValue, Guid, MediaType, codes, guids};
use windows_core::{GUID, implement};

use crate::attributes::{Store, attributes_of, write_to};
use crate::bindings::{
    AM_MEDIA_TYPE, IMFAttributes, IMFAudioMediaType, IMFAudioMediaType_Impl, IMFMediaType, IMFVideoMediaType,
    IMFVideoMediaType_Impl, MFVIDEOFORMAT, WAVEFORMATEX,
};
use crate::convert::{code, from_guid, to_guid};
use crate::formats::direct_show::{self, AmType};
use crate::formats::{invalid, video_format, wave};
use crate::media_type::media_type_of;
use crate::memory;

type Result<T> = windows_core::Result<T>;

/// Replaces what a media type says.
///
/// # Errors
/// Whatever the object answers.
pub(crate) fn initialize(target: &IMFMediaType, media_type: &MediaType) -> Result<()> {
    let store: &IMFAttributes = target;
    // SAFETY: a live object.
    unsafe { store.DeleteAllItems() }.ok()?;
    write_to(media_type.attributes(), store)
}

/// The structure for a caller, who frees its block.
///
/// # Errors
/// `E_OUTOFMEMORY`, and those of [`direct_show::write`].
pub(crate) fn am_type(media_type: &MediaType, format: Guid) -> Result<AM_MEDIA_TYPE> {
    let am = direct_show::write(media_type, format)?;
    let len = u32::try_from(am.block.len()).map_err(|_| invalid())?;
    let block = if am.block.is_empty() {
        std::ptr::null_mut()
    } else {
        memory::allocate(&am.block)?
    };
    Ok(AM_MEDIA_TYPE {
        majortype: to_guid(am.major),
        subtype: to_guid(am.subtype),
        bFixedSizeSamples: am.fixed_size.into(),
        bTemporalCompression: am.temporal_compression.into(),
        lSampleSize: am.sample_size,
        formattype: to_guid(am.format),
        pUnk: ManuallyDrop::new(None),
        cbFormat: len,
        pbFormat: block,
    })
}

/// The same in memory of its own (`CoTaskMemAlloc`).
///
/// # Errors
/// As [`am_type`].
pub(crate) fn allocate_am_type(media_type: &MediaType, format: Guid) -> Result<*mut AM_MEDIA_TYPE> {
    let block = memory::allocate_block(size_of::<AM_MEDIA_TYPE>()).cast::<AM_MEDIA_TYPE>();
    if block.is_null() {
        return Err(code(codes::E_OUTOFMEMORY));
    }
    match am_type(media_type, format) {
        Ok(am) => {
            // SAFETY: the block is new, of this size, and aligned for any structure.
            unsafe { block.write(am) };
            Ok(block)
        }
        Err(error) => {
            // SAFETY: allocated above, and given to nobody.
            unsafe { memory::free(block.cast()) };
            Err(error)
        }
    }
}

/// The media type of a caller's structure.
///
/// # Errors
/// `E_POINTER`: NULL, or a block that is NULL. Those of [`direct_show::parse`].
///
/// # Safety
/// `am` is NULL or a structure whose block is as long as it says.
pub(crate) unsafe fn from_am_type(am: *const AM_MEDIA_TYPE) -> Result<MediaType> {
    if am.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: not NULL, so by the caller's promise a structure; its object is not touched.
    let am = unsafe { ManuallyDrop::new(am.read_unaligned()) };
    // SAFETY: by the caller's promise.
    let block = unsafe { block(am.pbFormat, am.cbFormat) }?;
    direct_show::parse(&AmType {
        major: from_guid(am.majortype),
        subtype: from_guid(am.subtype),
        fixed_size: am.bFixedSizeSamples.as_bool(),
        temporal_compression: am.bTemporalCompression.as_bool(),
        sample_size: am.lSampleSize,
        format: from_guid(am.formattype),
        block: block.to_vec(),
    })
}

/// A caller's block of bytes.
///
/// # Errors
/// `E_POINTER` for NULL. `E_INVALIDARG` for a length that no format block has.
///
/// # Safety
/// `data` is NULL or has `len` bytes.
pub(crate) unsafe fn block<'a>(data: *const u8, len: u32) -> Result<&'a [u8]> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(code(codes::E_POINTER));
    }
    if len as usize > direct_show::MAX_BLOCK {
        return Err(code(codes::E_INVALIDARG));
    }
    // SAFETY: not NULL, so by the caller's promise this many bytes.
    Ok(unsafe { std::slice::from_raw_parts(data, len as usize) })
}

/// The block that a representation asks for; `None` for what is none.
fn asked(representation: &GUID) -> Option<Guid> {
    match from_guid(*representation) {
        direct_show::REPRESENTATION => Some(Guid::ZERO),
        format @ (direct_show::FORMAT_MF
        | direct_show::FORMAT_VIDEO_INFO
        | direct_show::FORMAT_VIDEO_INFO2
        | direct_show::FORMAT_MPEG
        | direct_show::FORMAT_MPEG2
        | direct_show::FORMAT_WAVE) => Some(format),
        _ => None,
    }
}

fn unsupported() -> windows_core::Error {
    code(codes::MF_E_UNSUPPORTED_REPRESENTATION)
}

/// `IMFMediaType::GetRepresentation`.
///
/// # Errors
/// `E_POINTER`. `MF_E_UNSUPPORTED_REPRESENTATION`. Those of [`am_type`].
///
/// # Safety
/// `result` is NULL or writable.
pub(crate) unsafe fn get(
    media_type: &MediaType,
    representation: &GUID,
    result: *mut *mut c_void,
) -> Result<()> {
    if result.is_null() {
        return Err(code(codes::E_POINTER));
    }
    // SAFETY: not NULL, so writable by the caller's promise.
    unsafe { result.write(std::ptr::null_mut()) };
    let format = asked(representation).ok_or_else(unsupported)?;
    let video = !matches!(format, Guid::ZERO | direct_show::FORMAT_WAVE);
    if video && !media_type.is_video() || format == direct_show::FORMAT_WAVE && !media_type.is_audio() {
        return Err(unsupported());
    }
    let made = allocate_am_type(media_type, format)?;
    // SAFETY: as above.
    unsafe { result.write(made.cast()) };
    Ok(())
}

/// `IMFMediaType::FreeRepresentation`.
///
/// # Errors
/// `MF_E_UNSUPPORTED_REPRESENTATION`.
///
/// # Safety
/// `value` is NULL or what [`get`] gave, and was not freed.
pub(crate) unsafe fn free(representation: &GUID, value: *const c_void) -> Result<()> {
    asked(representation).ok_or_else(unsupported)?;
    if value.is_null() {
        return Ok(());
    }
    let am = value.cast::<AM_MEDIA_TYPE>().cast_mut();
    // SAFETY: by the caller's promise a structure and block of the edge's allocator; its object is NULL.
    unsafe {
        memory::free((*am).pbFormat.cast());
        memory::free(am.cast());
    }
    Ok(())
}

/// A structure of which a caller keeps the address: the object rewrites it in place, so that it lives as long as the
/// object does.
struct Kept(Mutex<Option<Box<[u64]>>>);

impl Kept {
    const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Writes the bytes, of which there are at most `max`, and gives their address.
    fn keep(&self, bytes: &[u8], max: usize) -> *const c_void {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Words align the block for any field.
        let words = kept.get_or_insert_with(|| vec![0; max.div_ceil(8)].into_boxed_slice());
        for (word, bytes) in words.iter_mut().zip(bytes.chunks(8)) {
            let mut whole = [0; 8];
            for (target, byte) in whole.iter_mut().zip(bytes) {
                *target = *byte;
            }
            let whole = u64::from_ne_bytes(whole);
            if *word != whole {
                *word = whole;
            }
        }
        words.as_ptr().cast()
    }
}

/// `MFCreateVideoMediaType` and its like.
#[implement(IMFVideoMediaType)]
pub(crate) struct VideoMediaTypeObject {
    store: Store<MediaType>,
    format: Kept,
}

impl VideoMediaTypeObject {
    pub(crate) fn create(media_type: MediaType) -> IMFVideoMediaType {
        Self {
            store: Store::new(media_type),
            format: Kept::new(),
        }
        .into()
    }
}

attributes_of!(VideoMediaTypeObject_Impl);
media_type_of!(VideoMediaTypeObject_Impl);

impl IMFVideoMediaType_Impl for VideoMediaTypeObject_Impl {
    fn GetVideoFormat(&self) -> *const MFVIDEOFORMAT {
        match video_format::write(self.store.inner()) {
            Ok(bytes) => self.format.keep(&bytes, video_format::MAX_SIZE).cast(),
            Err(_) => std::ptr::null(),
        }
    }

    fn GetVideoRepresentation(
        &self,
        representation: &GUID,
        result: *mut *mut c_void,
        stride: i32,
    ) -> Result<()> {
        let with_stride = MediaType::new();
        with_stride
            .attributes()
            .copy_from(self.store.inner().attributes());
        if stride != 0 {
            let stride = AttributeValue::U32(stride as u32);
            with_stride
                .attributes()
                .set_item(guids::MF_MT_DEFAULT_STRIDE, stride);
        }
        // SAFETY: the interface's caller gives a pointer as the method documents it.
        unsafe { get(&with_stride, representation, result) }
    }
}

/// `MFCreateAudioMediaType`.
#[implement(IMFAudioMediaType)]
pub(crate) struct AudioMediaTypeObject {
    store: Store<MediaType>,
    format: Kept,
}

impl AudioMediaTypeObject {
    pub(crate) fn create(media_type: MediaType) -> IMFAudioMediaType {
        Self {
            store: Store::new(media_type),
            format: Kept::new(),
        }
        .into()
    }
}

attributes_of!(AudioMediaTypeObject_Impl);
media_type_of!(AudioMediaTypeObject_Impl);

/// The longest `WAVEFORMATEX`.
const MAX_WAVE: usize = wave::HEADER + u16::MAX as usize;

impl IMFAudioMediaType_Impl for AudioMediaTypeObject_Impl {
    fn GetAudioFormat(&self) -> *const WAVEFORMATEX {
        match wave::write(self.store.inner(), false) {
            Ok(bytes) => self.format.keep(&bytes, MAX_WAVE).cast(),
            Err(_) => std::ptr::null(),
        }
    }
}
