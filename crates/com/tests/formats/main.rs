//! Media types from and to `WAVEFORMATEX`, DirectShow's structures and `MFVIDEOFORMAT`, and the sizes of pictures.
//!
//! Sources: "Audio Media Types", "Video Media Types", "Recommended 8-Bit YUV Formats for Video Rendering", "10-bit and
//! 16-bit YUV Video Formats", `MFFrameRateToAverageTimePerFrame`, `AM_MEDIA_TYPE` (Microsoft Learn).

mod direct_show;
mod pictures;
mod sound;
mod video_formats;
mod video_headers;

use std::ffi::c_void;
use std::ptr;

use openmf_com::bindings::{
    AM_MEDIA_TYPE, IMFAttributes, IMFAudioMediaType, IMFMediaType, IMFVideoMediaType, MFVIDEOFORMAT,
};
use openmf_com::exports::*;
use openmf_core::{Guid, codes, guids};
use windows_core::{GUID, HRESULT, Interface};

const S_OK: HRESULT = HRESULT(0);

fn make<T: Interface>(call: impl FnOnce(*mut *mut c_void) -> HRESULT) -> T {
    let mut result = ptr::null_mut();
    assert_eq!(call(&mut result), S_OK);
    // SAFETY: a successful call gave an object with a reference of the interface.
    unsafe { T::from_raw(result) }
}

fn new_type() -> IMFMediaType {
    // SAFETY: a valid pointer.
    make(|result| unsafe { MFCreateMediaType(result) })
}

fn key(guid: Guid) -> GUID {
    GUID::from_u128(guid.to_u128())
}

fn u32_of(store: &IMFAttributes, at: Guid) -> Option<u32> {
    // SAFETY: a live object.
    unsafe { store.GetUINT32(&key(at)) }.ok()
}

fn guid_of(store: &IMFAttributes, at: Guid) -> Option<GUID> {
    // SAFETY: a live object.
    unsafe { store.GetGUID(&key(at)) }.ok()
}

fn pair_of(store: &IMFAttributes, at: Guid) -> Option<(u32, u32)> {
    // SAFETY: a live object.
    let value = unsafe { store.GetUINT64(&key(at)) }.ok()?;
    Some(((value >> 32) as u32, value as u32))
}

fn blob_of(store: &IMFAttributes, at: Guid) -> Option<Vec<u8>> {
    // SAFETY: a live object, and a buffer as large as the blob.
    unsafe {
        let mut bytes = vec![0; store.GetBlobSize(&key(at)).ok()? as usize];
        let len = bytes.len() as u32;
        store
            .GetBlob(&key(at), bytes.as_mut_ptr(), len, ptr::null_mut())
            .ok()
            .ok()?;
        Some(bytes)
    }
}

/// A `WAVEFORMATEX` with what follows it.
fn wave(tag: u16, channels: u16, rate: u32, bits: u16, extra: &[u8]) -> Vec<u8> {
    let align = channels * bits.div_ceil(8);
    let mut block = Vec::new();
    block.extend(tag.to_le_bytes());
    block.extend(channels.to_le_bytes());
    block.extend(rate.to_le_bytes());
    block.extend((rate * u32::from(align)).to_le_bytes());
    block.extend(align.to_le_bytes());
    block.extend(bits.to_le_bytes());
    block.extend((extra.len() as u16).to_le_bytes());
    block.extend(extra);
    block
}

fn extension(samples: u16, mask: u32, subtype: Guid) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(samples.to_le_bytes());
    bytes.extend(mask.to_le_bytes());
    bytes.extend(subtype.data1.to_le_bytes());
    bytes.extend(subtype.data2.to_le_bytes());
    bytes.extend(subtype.data3.to_le_bytes());
    bytes.extend(subtype.data4);
    bytes
}

fn init_wave(target: &IMFMediaType, block: &[u8]) -> i32 {
    // SAFETY: a live object and a block of this length.
    unsafe { MFInitMediaTypeFromWaveFormatEx(target.as_raw(), block.as_ptr().cast(), block.len() as u32) }.0
}

fn wave_of(source: &IMFMediaType, flags: u32) -> Result<Vec<u8>, i32> {
    let (mut block, mut size) = (ptr::null_mut(), 0);
    // SAFETY: a live object and writable locals; the block is read and freed once.
    unsafe {
        let code = MFCreateWaveFormatExFromMFMediaType(source.as_raw(), &mut block, &mut size, flags);
        if code != S_OK {
            assert!(block.is_null());
            return Err(code.0);
        }
        let bytes = std::slice::from_raw_parts(block.cast::<u8>(), size as usize).to_vec();
        free(block.cast());
        Ok(bytes)
    }
}

unsafe fn free(block: *mut c_void) {
    // SAFETY: a block of the library's allocator.
    unsafe { CoTaskMemFree(block) };
}

/// A `BITMAPINFOHEADER`.
fn bitmap(width: i32, height: i32, bits: u16, compression: u32) -> Vec<u8> {
    let mut block = Vec::new();
    block.extend(40_u32.to_le_bytes());
    block.extend(width.to_le_bytes());
    block.extend(height.to_le_bytes());
    block.extend(1_u16.to_le_bytes());
    block.extend(bits.to_le_bytes());
    block.extend(compression.to_le_bytes());
    block.extend([0; 20]);
    block
}

/// A `VIDEOINFOHEADER` in front of this bitmap: bit rate 1 Mb/s, 29.97 frames a second.
fn video_info(source: [i32; 4], bitmap: &[u8]) -> Vec<u8> {
    let mut block = Vec::new();
    for side in source.into_iter().chain([0; 4]) {
        block.extend(side.to_le_bytes());
    }
    block.extend(1_000_000_u32.to_le_bytes());
    block.extend(0_u32.to_le_bytes());
    block.extend(333_667_i64.to_le_bytes());
    block.extend(bitmap);
    block
}

/// A `VIDEOINFOHEADER2` in front of this bitmap.
fn video_info2(interlace: u32, aspect: (u32, u32), control: u32, bitmap: &[u8]) -> Vec<u8> {
    let mut block = video_info([0; 4], &[]);
    for field in [interlace, 0, aspect.0, aspect.1, control, 0] {
        block.extend(field.to_le_bytes());
    }
    block.extend(bitmap);
    block
}

fn init_video(target: &IMFMediaType, block: &[u8]) -> i32 {
    // SAFETY: a live object and a block of this length.
    unsafe {
        MFInitMediaTypeFromVideoInfoHeader(
            target.as_raw(),
            block.as_ptr().cast(),
            block.len() as u32,
            ptr::null(),
        )
    }
    .0
}

fn init_video2(target: &IMFMediaType, block: &[u8]) -> i32 {
    // SAFETY: a live object and a block of this length.
    unsafe {
        MFInitMediaTypeFromVideoInfoHeader2(
            target.as_raw(),
            block.as_ptr().cast(),
            block.len() as u32,
            ptr::null(),
        )
    }
    .0
}

struct Am {
    subtype: GUID,
    format: GUID,
    fixed: bool,
    temporal: bool,
    sample: u32,
    block: Vec<u8>,
}

fn am_of(source: &IMFMediaType, format: Guid) -> Am {
    let mut am: *mut AM_MEDIA_TYPE = ptr::null_mut();
    // SAFETY: a live object and a writable local; structure and block are read and freed once.
    unsafe {
        assert_eq!(
            MFCreateAMMediaTypeFromMFMediaType(source.as_raw(), key(format), &mut am),
            S_OK
        );
        let made = Am {
            subtype: (*am).subtype,
            format: (*am).formattype,
            fixed: (*am).bFixedSizeSamples.as_bool(),
            temporal: (*am).bTemporalCompression.as_bool(),
            sample: (*am).lSampleSize,
            block: if (*am).cbFormat == 0 {
                Vec::new()
            } else {
                std::slice::from_raw_parts((*am).pbFormat, (*am).cbFormat as usize).to_vec()
            },
        };
        free((*am).pbFormat.cast());
        free(am.cast());
        made
    }
}
