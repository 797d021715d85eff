//! Media types from and to other descriptions, and the arithmetic of pictures.

use std::ffi::c_void;

use openmf_core::{FrameSize, Guid, MediaType, codes, guids, keys};
use windows_core::{BOOL, GUID, HRESULT};

use super::{answer, borrow, create};
use crate::bindings::{AM_MEDIA_TYPE, IMFMediaType, MFVIDEOFORMAT, WAVEFORMATEX};
use crate::convert::{code, from_guid, read_guid};
use crate::edge::guard_value;
use crate::formats::direct_show::{self, Beside};
use crate::formats::{color, float16, image, invalid, rate, video_format, video_header, wave};
use crate::media_type::{MediaTypeObject, media_type};
use crate::representation::{self, AudioMediaTypeObject, VideoMediaTypeObject, block, initialize};
use crate::{memory, serialize};

type Result<T> = windows_core::Result<T>;

fn null() -> windows_core::Error {
    code(codes::E_POINTER)
}

/// # Safety
/// `object` is NULL or a media type.
unsafe fn core_type(object: &*mut c_void) -> Result<MediaType> {
    // SAFETY: by the caller's promise.
    let object: &IMFMediaType = unsafe { borrow(object) }.ok_or_else(null)?;
    media_type(object)
}

/// Initializes a caller's media type.
///
/// # Safety
/// `object` is NULL or a media type.
unsafe fn fill(object: *mut c_void, make: impl FnOnce() -> Result<MediaType>) -> HRESULT {
    answer(|| {
        // SAFETY: by the caller's promise.
        let target: &IMFMediaType = unsafe { borrow(&object) }.ok_or_else(null)?;
        initialize(target, &make()?)
    })
}

/// A caller's format block, which is not empty; too short a one is an invalid argument.
///
/// # Safety
/// `data` is NULL or has `len` bytes.
unsafe fn format_block<'a, T>(data: *const T, len: u32, least: usize) -> Result<&'a [u8]> {
    if data.is_null() {
        return Err(null());
    }
    if (len as usize) < least {
        return Err(code(codes::E_INVALIDARG));
    }
    // SAFETY: by the caller's promise.
    unsafe { block(data.cast(), len) }
}

/// # Safety
/// `subtype` is NULL or a GUID.
unsafe fn optional_guid(subtype: *const GUID) -> Result<Option<Guid>> {
    if subtype.is_null() {
        return Ok(None);
    }
    // SAFETY: by the caller's promise.
    unsafe { read_guid(subtype) }.map(Some)
}

/// # Safety
/// `format` is NULL or a structure as long as it says.
unsafe fn video_format_block<'a>(format: *const MFVIDEOFORMAT) -> Result<&'a [u8]> {
    if format.is_null() {
        return Err(null());
    }
    // SAFETY: the structure begins with its size.
    let declared = unsafe { format.cast::<u32>().read_unaligned() };
    let size = video_format::declared_size(declared).ok_or_else(invalid)?;
    // SAFETY: by the caller's promise.
    unsafe { block(format.cast(), size as u32) }
}

/// # Safety
/// `target` is NULL or writable.
unsafe fn put<T>(target: *mut T, value: T) -> Result<()> {
    if target.is_null() {
        return Err(null());
    }
    // SAFETY: not NULL, so writable by the caller's promise.
    unsafe { target.write_unaligned(value) };
    Ok(())
}

/// # Safety
/// `target` is NULL or writable.
unsafe fn put_bytes<T>(target: *mut T, bytes: &[u8]) -> Result<()> {
    if target.is_null() {
        return Err(null());
    }
    // SAFETY: not NULL, so writable by the caller's promise, and the bytes are those of the structure.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), target.cast(), bytes.len().min(size_of::<T>())) };
    Ok(())
}

fn compare(full: &MediaType, partial: &MediaType) -> bool {
    let said = |media_type: &MediaType| media_type.attributes().contains(&keys::MF_MT_MAJOR_TYPE.guid());
    said(full)
        && said(partial)
        && partial
            .attributes()
            .matches(full.attributes(), openmf_core::MatchType::OurItems)
}

/// `MFWaveFormatExConvertFlag_ForceExtensible`.
const FORCE_EXTENSIBLE: u32 = 1;

exports! {
    /// The `WAVEFORMATEX` of an audio type, which the caller frees with `CoTaskMemFree`, and its bytes.
    fn MFCreateWaveFormatExFromMFMediaType(
        object: *mut c_void,
        result: *mut *mut WAVEFORMATEX,
        size: *mut u32,
        flags: u32,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                if result.is_null() {
                    return Err(null());
                }
                result.write(std::ptr::null_mut());
                let made = wave::write(&core_type(&object)?, flags & FORCE_EXTENSIBLE != 0)?;
                result.write(memory::allocate(&made)?.cast());
                if !size.is_null() {
                    size.write(made.len() as u32);
                }
            }
            Ok(())
        })
    }

    /// Initializes a media type from a `WAVEFORMATEX` of this many bytes.
    fn MFInitMediaTypeFromWaveFormatEx(object: *mut c_void, format: *const WAVEFORMATEX, size: u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { fill(object, || wave::parse(format_block(format, size, wave::HEADER - 2)?).map_err(argument)) }
    }

    /// Initializes a media type from a `VIDEOINFOHEADER` of this many bytes.
    fn MFInitMediaTypeFromVideoInfoHeader(
        object: *mut c_void,
        header: *const c_void,
        size: u32,
        subtype: *const GUID,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            fill(object, || {
                video_header::parse(format_block(header, size, video_header::HEADER)?, optional_guid(subtype)?)
            })
        }
    }

    /// Initializes a media type from a `VIDEOINFOHEADER2` of this many bytes.
    fn MFInitMediaTypeFromVideoInfoHeader2(
        object: *mut c_void,
        header: *const c_void,
        size: u32,
        subtype: *const GUID,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            fill(object, || {
                video_header::parse2(format_block(header, size, video_header::HEADER2)?, optional_guid(subtype)?)
            })
        }
    }

    /// Initializes a media type from an `MPEG1VIDEOINFO` of this many bytes.
    fn MFInitMediaTypeFromMPEG1VideoInfo(
        object: *mut c_void,
        info: *const c_void,
        size: u32,
        subtype: *const GUID,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            fill(object, || {
                video_header::parse_mpeg1(format_block(info, size, video_header::MPEG1)?, optional_guid(subtype)?)
            })
        }
    }

    /// Initializes a media type from an `MPEG2VIDEOINFO` of this many bytes.
    fn MFInitMediaTypeFromMPEG2VideoInfo(
        object: *mut c_void,
        info: *const c_void,
        size: u32,
        subtype: *const GUID,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            fill(object, || {
                video_header::parse_mpeg2(format_block(info, size, video_header::MPEG2)?, optional_guid(subtype)?)
            })
        }
    }

    /// Fills in an `MFVIDEOFORMAT` for a standard of television.
    fn MFInitVideoFormat(format: *mut MFVIDEOFORMAT, standard: u32) -> HRESULT {
        answer(|| {
            let made = video_format::standard(standard).ok_or_else(|| code(codes::E_INVALIDARG))?;
            // SAFETY: the documented pointer.
            unsafe { put_bytes(format, &made) }
        })
    }

    /// Fills in an `MFVIDEOFORMAT` for uncompressed RGB.
    fn MFInitVideoFormat_RGB(format: *mut MFVIDEOFORMAT, width: u32, height: u32, d3d_format: u32) -> HRESULT {
        answer(|| {
            let made = video_format::rgb(width, height, d3d_format).ok_or_else(|| code(codes::E_INVALIDARG))?;
            // SAFETY: the documented pointer.
            unsafe { put_bytes(format, &made) }
        })
    }

    /// The `MFVIDEOFORMAT` of a video type, which the caller frees with `CoTaskMemFree`, and its bytes.
    fn MFCreateMFVideoFormatFromMFMediaType(
        object: *mut c_void,
        result: *mut *mut MFVIDEOFORMAT,
        size: *mut u32,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                put(result, std::ptr::null_mut())?;
                let made = video_format::write(&core_type(&object)?)?;
                put(result, memory::allocate(&made)?.cast())?;
                if !size.is_null() {
                    size.write(made.len() as u32);
                }
            }
            Ok(())
        })
    }

    /// Initializes a media type from an `MFVIDEOFORMAT` of this many bytes.
    fn MFInitMediaTypeFromMFVideoFormat(object: *mut c_void, format: *const MFVIDEOFORMAT, size: u32) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { fill(object, || video_format::parse(format_block(format, size, video_format::SIZE)?)) }
    }

    /// Initializes a media type from an `AM_MEDIA_TYPE`.
    fn MFInitMediaTypeFromAMMediaType(object: *mut c_void, am: *const AM_MEDIA_TYPE) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { fill(object, || representation::from_am_type(am)) }
    }

    /// Fills in an `AM_MEDIA_TYPE`, of which the caller frees the block. GUID_NULL as block type lets the type choose.
    fn MFInitAMMediaTypeFromMFMediaType(object: *mut c_void, format: GUID, am: *mut AM_MEDIA_TYPE) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                if am.is_null() {
                    return Err(null());
                }
                am.write_unaligned(representation::am_type(&core_type(&object)?, from_guid(format))?);
            }
            Ok(())
        })
    }

    /// A new `AM_MEDIA_TYPE`, of which the caller frees block and structure.
    fn MFCreateAMMediaTypeFromMFMediaType(
        object: *mut c_void,
        format: GUID,
        result: *mut *mut AM_MEDIA_TYPE,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                put(result, std::ptr::null_mut())?;
                let made = representation::allocate_am_type(&core_type(&object)?, from_guid(format))?;
                put(result, made)
            }
        })
    }

    /// A media type of an `AM_MEDIA_TYPE`, the one representation there is.
    fn MFCreateMediaTypeFromRepresentation(
        representation: GUID,
        value: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                if from_guid(representation) != direct_show::REPRESENTATION {
                    return Err(code(codes::MF_E_UNSUPPORTED_REPRESENTATION));
                }
                Ok(MediaTypeObject::create(representation::from_am_type(value.cast())?))
            })
        }
    }

    /// Whether a block of bytes is one of its kind.
    fn MFValidateMediaTypeSize(format: GUID, data: *const u8, size: u32) -> HRESULT {
        answer(|| {
            if data.is_null() {
                return Err(null());
            }
            // SAFETY: the documented pointer.
            direct_show::validate(from_guid(format), unsafe { block(data, size) }?)
        })
    }

    /// A video type of an `MFVIDEOFORMAT`.
    fn MFCreateVideoMediaType(format: *const MFVIDEOFORMAT, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                Ok(VideoMediaTypeObject::create(video_format::parse(video_format_block(format)?)?))
            })
        }
    }

    /// A video type of this subtype, with nothing else said.
    fn MFCreateVideoMediaTypeFromSubtype(subtype: *const GUID, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                // "The subtype equal to the value specified": DirectShow's are not translated.
                let subtype = read_guid(subtype)?;
                Ok(VideoMediaTypeObject::create(MediaType::partial(guids::MFMediaType_Video, subtype)))
            })
        }
    }

    /// A video type of a `BITMAPINFOHEADER`; masks and colours that it speaks of follow it.
    fn MFCreateVideoMediaTypeFromBitMapInfoHeader(
        bitmap: *const c_void,
        pixel_x: u32,
        pixel_y: u32,
        interlace: u32,
        flags: u64,
        rate_numerator: u64,
        rate_denominator: u64,
        bit_rate: u32,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let beside = Beside {
                    pixel: (pixel_x, pixel_y),
                    interlace,
                    flags,
                    rate: (rate_numerator, rate_denominator),
                    bit_rate,
                };
                if bitmap.is_null() {
                    return Err(null());
                }
                // This form is not told how long the structure is: it counts as long as it says, with the masks that
                // its compression calls for.
                let declared = bitmap.cast::<u32>().read_unaligned();
                let compression = bitmap.cast::<u32>().add(4).read_unaligned();
                let masks = if compression == 3 { 12 } else { 0 };
                let size = declared.saturating_add(masks);
                let block = format_block(bitmap, size, video_header::BITMAP)?;
                Ok(VideoMediaTypeObject::create(direct_show::parse_bitmap(block, &beside)?))
            })
        }
    }

    /// As `MFCreateVideoMediaTypeFromBitMapInfoHeader`, of this many bytes.
    fn MFCreateVideoMediaTypeFromBitMapInfoHeaderEx(
        bitmap: *const c_void,
        size: u32,
        pixel_x: u32,
        pixel_y: u32,
        interlace: u32,
        flags: u64,
        rate_numerator: u32,
        rate_denominator: u32,
        bit_rate: u32,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let beside = Beside {
                    pixel: (pixel_x, pixel_y),
                    interlace,
                    flags,
                    rate: (u64::from(rate_numerator), u64::from(rate_denominator)),
                    bit_rate,
                };
                let block = format_block(bitmap, size, video_header::BITMAP)?;
                Ok(VideoMediaTypeObject::create(direct_show::parse_bitmap(block, &beside)?))
            })
        }
    }

    /// A video type of a `KS_VIDEOINFOHEADER`, which is laid out as a `VIDEOINFOHEADER`.
    fn MFCreateVideoMediaTypeFromVideoInfoHeader(
        header: *const c_void,
        size: u32,
        pixel_x: u32,
        pixel_y: u32,
        interlace: u32,
        flags: u64,
        subtype: *const GUID,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let block = format_block(header, size, video_header::HEADER)?;
                let made = video_header::parse(block, optional_guid(subtype)?)?;
                let beside = Beside {
                    pixel: (pixel_x, pixel_y),
                    interlace,
                    flags,
                    rate: (0, 0),
                    bit_rate: 0,
                };
                beside.write_to(made.attributes());
                Ok(VideoMediaTypeObject::create(made))
            })
        }
    }

    /// A video type of a `KS_VIDEOINFOHEADER2`, which is laid out as a `VIDEOINFOHEADER2`.
    fn MFCreateVideoMediaTypeFromVideoInfoHeader2(
        header: *const c_void,
        size: u32,
        flags: u64,
        subtype: *const GUID,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let block = format_block(header, size, video_header::HEADER2)?;
                let made = video_header::parse2(block, optional_guid(subtype)?)?;
                let beside = Beside { flags, ..Beside::default() };
                beside.write_to(made.attributes());
                Ok(VideoMediaTypeObject::create(made))
            })
        }
    }

    /// An audio type of a `WAVEFORMATEX`, which is as long as its `cbSize` says.
    fn MFCreateAudioMediaType(format: *const WAVEFORMATEX, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                if format.is_null() {
                    return Err(null());
                }
                let extra = format.read_unaligned().cbSize;
                let size = wave::HEADER as u32 + u32::from(extra);
                Ok(AudioMediaTypeObject::create(wave::parse(block(format.cast(), size)?)?))
            })
        }
    }

    /// The code of an `MFVIDEOFORMAT` that is uncompressed; 0 (unknown) otherwise.
    fn MFGetUncompressedVideoFormat(format: *const MFVIDEOFORMAT) -> u32 {
        guard_value(|| {
            // SAFETY: the documented pointer.
            let parsed = unsafe { video_format_block(format) }.and_then(video_format::parse);
            parsed.map_or(0, |parsed| {
                let subtype = parsed.subtype();
                image::format_of(&subtype).map_or(0, |_| subtype.data1)
            })
        })
    }

    /// Whether a full type has everything that a partial one says.
    fn MFCompareFullToPartialMediaType(full: *mut c_void, partial: *mut c_void) -> BOOL {
        guard_value(|| {
            // SAFETY: the documented pointers.
            let types = unsafe { (core_type(&full), core_type(&partial)) };
            match types {
                (Ok(full), Ok(partial)) => compare(&full, &partial).into(),
                _ => false.into(),
            }
        })
    }

    /// The bytes of an uncompressed picture; 0 for a subtype that is compressed or not known.
    fn MFCalculateImageSize(subtype: *const GUID, width: u32, height: u32, result: *mut u32) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                put(result, 0)?;
                let size = image::size_of(&read_guid(subtype)?, FrameSize { width, height });
                put(result, size.unwrap_or(Some(0)).ok_or_else(|| code(codes::E_INVALIDARG))?)
            }
        })
    }

    /// The bytes of the picture that a `BITMAPINFOHEADER` describes.
    fn MFCalculateBitmapImageSize(
        bitmap: *const c_void,
        size: u32,
        result: *mut u32,
        known: *mut BOOL,
    ) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                put(result, 0)?;
                if !known.is_null() {
                    known.write(false.into());
                }
                let block = format_block(bitmap, size, video_header::BITMAP)?;
                let bitmap = video_header::Bitmap::read(block, 0).map_err(argument)?;
                let subtype = bitmap.subtype().ok_or_else(|| code(codes::E_INVALIDARG))?;
                let bytes = image::size_of(&subtype, bitmap.size());
                if !known.is_null() {
                    known.write(bytes.is_some().into());
                }
                let bytes = bytes.unwrap_or(Some(bitmap.image_size));
                put(result, bytes.ok_or_else(|| code(codes::E_INVALIDARG))?)
            }
        })
    }

    /// The least stride of a format, in bytes; negative for RGB, which is bottom-up in a bitmap.
    fn MFGetStrideForBitmapInfoHeader(format: u32, width: u32, result: *mut i32) -> HRESULT {
        answer(|| {
            let format = image::format(format).ok_or_else(invalid)?;
            let stride = format.stride(width).and_then(|stride| i32::try_from(stride).ok());
            let stride = stride.ok_or_else(|| code(codes::E_INVALIDARG))?;
            // SAFETY: the documented pointer.
            unsafe { put(result, if format.is_yuv() { stride } else { -stride }) }
        })
    }

    /// The bytes of a picture of a format; 0 for a format that is compressed or not known.
    fn MFGetPlaneSize(format: u32, width: u32, height: u32, result: *mut u32) -> HRESULT {
        answer(|| {
            let size = image::format(format).map_or(Some(0), |format| format.size(width, height));
            // SAFETY: the documented pointer.
            unsafe {
                put(result, 0)?;
                put(result, size.ok_or_else(|| code(codes::E_INVALIDARG))?)
            }
        })
    }

    /// Whether a format is an uncompressed YUV one.
    fn MFIsFormatYUV(format: u32) -> BOOL {
        guard_value(|| image::format(format).is_some_and(image::ImageFormat::is_yuv).into())
    }

    /// Packs the colour information of an `MFVIDEOFORMAT` as `DXVA2_ExtendedFormat`.
    fn MFConvertColorInfoToDXVA(result: *mut u32, format: *const MFVIDEOFORMAT) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                let (interlace, info) = video_format::color(video_format_block(format)?).ok_or_else(invalid)?;
                put(result, info.to_dxva() | color::sample_format(interlace))
            }
        })
    }

    /// Puts the colour information of a `DXVA2_ExtendedFormat` into an `MFVIDEOFORMAT`.
    fn MFConvertColorInfoFromDXVA(format: *mut MFVIDEOFORMAT, packed: u32) -> HRESULT {
        answer(|| {
            if format.is_null() {
                return Err(null());
            }
            let interlace = color::sample_format(packed & 0xff);
            // SAFETY: not NULL, so by the documentation a structure to write to; what lies before its end is written.
            let bytes = unsafe { std::slice::from_raw_parts_mut(format.cast::<u8>(), size_of::<MFVIDEOFORMAT>()) };
            video_format::set_color(bytes, interlace, color::ColorInfo::from_dxva(packed));
            Ok(())
        })
    }

    /// Converts numbers from half precision.
    fn MFConvertFromFP16Array(target: *mut f32, source: *const u16, count: u32) -> HRESULT {
        answer(|| {
            if target.is_null() || source.is_null() {
                return Err(null());
            }
            for at in 0..count as usize {
                // SAFETY: not NULL, so arrays of this length by the documentation.
                unsafe { target.add(at).write_unaligned(float16::to_f32(source.add(at).read_unaligned())) };
            }
            Ok(())
        })
    }

    /// Converts numbers to half precision.
    fn MFConvertToFP16Array(target: *mut u16, source: *const f32, count: u32) -> HRESULT {
        answer(|| {
            if target.is_null() || source.is_null() {
                return Err(null());
            }
            for at in 0..count as usize {
                // SAFETY: not NULL, so arrays of this length by the documentation.
                unsafe { target.add(at).write_unaligned(float16::from_f32(source.add(at).read_unaligned())) };
            }
            Ok(())
        })
    }

    /// The `DXGI_FORMAT` of a `D3DFORMAT` or four-character code; 0 (unknown) for others.
    fn MFMapDX9FormatToDXGIFormat(format: u32) -> u32 {
        guard_value(|| image::to_dxgi(format))
    }

    /// The `D3DFORMAT` or four-character code of a `DXGI_FORMAT`; 0 (unknown) for others.
    fn MFMapDXGIFormatToDX9Format(format: u32) -> u32 {
        guard_value(|| image::from_dxgi(format))
    }

    /// The average time of a frame, in 100-nanosecond units.
    fn MFFrameRateToAverageTimePerFrame(numerator: u32, denominator: u32, result: *mut u64) -> HRESULT {
        answer(|| {
            let time = rate::average_time(numerator, denominator).unwrap_or(0);
            // SAFETY: the documented pointer.
            unsafe { put(result, time) }
        })
    }

    /// The frame rate of an average time of a frame, in 100-nanosecond units.
    fn MFAverageTimePerFrameToFrameRate(time: u64, numerator: *mut u32, denominator: *mut u32) -> HRESULT {
        answer(|| {
            if numerator.is_null() || denominator.is_null() {
                return Err(null());
            }
            let rate = rate::frame_rate(time);
            // SAFETY: the documented pointers.
            unsafe {
                put(numerator, rate.0)?;
                put(denominator, rate.1)
            }
        })
    }

    /// A media type that carries another one.
    fn MFWrapMediaType(
        object: *mut c_void,
        major: *const GUID,
        subtype: *const GUID,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let inner = core_type(&object)?;
                let outer = MediaType::partial(read_guid(major)?, read_guid(subtype)?);
                let blob = serialize::to_blob(&inner.attributes().items())?;
                outer
                    .attributes()
                    .set_item(guids::MF_MT_WRAPPED_TYPE, openmf_core::AttributeValue::Blob(blob));
                Ok(MediaTypeObject::create(outer))
            })
        }
    }

    /// The media type that another one carries.
    fn MFUnwrapMediaType(object: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let outer = core_type(&object)?;
                let inner = match outer.attributes().item(&guids::MF_MT_WRAPPED_TYPE) {
                    Some(openmf_core::AttributeValue::Blob(blob)) => serialize::from_blob(&blob)?,
                    _ => return Err(code(codes::MF_E_ATTRIBUTENOTFOUND)),
                };
                let media_type = MediaType::new();
                for (key, value) in inner {
                    media_type.attributes().set_item(key, value);
                }
                Ok(MediaTypeObject::create(media_type))
            })
        }
    }
}

/// A block that is not what it should be is an argument that is not.
fn argument(_: windows_core::Error) -> windows_core::Error {
    code(codes::E_INVALIDARG)
}
