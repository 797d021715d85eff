//! Media types from and to `WAVEFORMATEX`, DirectShow's structures and `MFVIDEOFORMAT`, and the sizes of pictures.
//!
//! Sources: "Audio Media Types", "Video Media Types", "Recommended 8-Bit YUV Formats for Video Rendering", "10-bit and
//! 16-bit YUV Video Formats", `MFFrameRateToAverageTimePerFrame`, `AM_MEDIA_TYPE` (Microsoft Learn).

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

#[test]
fn wave_formats_come_back_as_they_went() {
    let aac_config = [0, 0, 0x29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10];
    let surround = extension(20, 0x3f, guids::MFAudioFormat_PCM);
    let other = extension(0, 0x3f, guids::MFAudioFormat_Dolby_AC3);
    let table = [
        ("PCM", wave(1, 2, 44100, 16, &[]), guids::MFAudioFormat_PCM),
        ("float", wave(3, 1, 48000, 32, &[]), guids::MFAudioFormat_Float),
        (
            "AAC",
            wave(0x1610, 2, 48000, 16, &aac_config),
            guids::MFAudioFormat_AAC,
        ),
        (
            "MP3",
            wave(0x55, 2, 44100, 0, &[1, 0, 2, 0, 0, 0, 0x71, 5, 1, 0, 0x71, 5]),
            guids::MFAudioFormat_MP3,
        ),
        (
            "5.1",
            wave(0xfffe, 6, 48000, 24, &surround),
            guids::MFAudioFormat_PCM,
        ),
        (
            "AC-3",
            wave(0xfffe, 6, 48000, 0, &other),
            guids::MFAudioFormat_Dolby_AC3,
        ),
    ];
    for (name, block, subtype) in table {
        let media_type = new_type();
        assert_eq!(init_wave(&media_type, &block), 0, "{name}");
        assert_eq!(
            guid_of(&media_type, guids::MF_MT_MAJOR_TYPE),
            Some(key(guids::MFMediaType_Audio))
        );
        assert_eq!(
            guid_of(&media_type, guids::MF_MT_SUBTYPE),
            Some(key(subtype)),
            "{name}"
        );
        assert_eq!(wave_of(&media_type, 0).unwrap(), block, "{name}");
    }
}

#[test]
fn wave_formats_set_the_documented_attributes() {
    let media_type = new_type();
    let block = wave(
        0xfffe,
        6,
        48000,
        24,
        &extension(20, 0x3f, guids::MFAudioFormat_PCM),
    );
    // What the type said before is gone.
    // SAFETY: a live object.
    unsafe { media_type.SetUINT32(&key(guids::MF_LOW_LATENCY), 1) }
        .ok()
        .unwrap();
    assert_eq!(init_wave(&media_type, &block), 0);
    let table = [
        (guids::MF_LOW_LATENCY, None),
        (guids::MF_MT_AUDIO_NUM_CHANNELS, Some(6)),
        (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, Some(48000)),
        (guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, Some(48000 * 18)),
        (guids::MF_MT_AUDIO_BLOCK_ALIGNMENT, Some(18)),
        (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, Some(24)),
        (guids::MF_MT_AUDIO_VALID_BITS_PER_SAMPLE, Some(20)),
        (guids::MF_MT_AUDIO_CHANNEL_MASK, Some(0x3f)),
        (guids::MF_MT_ALL_SAMPLES_INDEPENDENT, Some(1)),
        (guids::MF_MT_AUDIO_PREFER_WAVEFORMATEX, None),
    ];
    for (at, value) in table {
        assert_eq!(u32_of(&media_type, at), value, "{at:?}");
    }
    let aac = wave(
        0x1610,
        2,
        48000,
        16,
        &[1, 0, 0x2a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10],
    );
    assert_eq!(init_wave(&media_type, &aac), 0);
    assert_eq!(u32_of(&media_type, guids::MF_MT_AAC_PAYLOAD_TYPE), Some(1));
    assert_eq!(
        u32_of(&media_type, guids::MF_MT_AAC_AUDIO_PROFILE_LEVEL_INDICATION),
        Some(0x2a)
    );
    assert_eq!(
        u32_of(&media_type, guids::MF_MT_AUDIO_PREFER_WAVEFORMATEX),
        Some(1)
    );
    assert_eq!(
        blob_of(&media_type, guids::MF_MT_USER_DATA).map(|data| data.len()),
        Some(14)
    );
}

#[test]
fn extensible_is_used_where_it_is_needed_or_asked_for() {
    let of = |bits: u32, channels: u32, more: &[(Guid, u32)]| {
        let media_type = new_type();
        // SAFETY: a live object.
        unsafe {
            media_type
                .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Audio))
                .ok()
                .unwrap();
            media_type
                .SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFAudioFormat_PCM))
                .ok()
                .unwrap();
            let base = [
                (guids::MF_MT_AUDIO_NUM_CHANNELS, channels),
                (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, 48000),
                (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, bits),
            ];
            for (at, value) in base.iter().chain(more) {
                media_type.SetUINT32(&key(*at), *value).ok().unwrap();
            }
        }
        media_type
    };
    let prefer = (guids::MF_MT_AUDIO_PREFER_WAVEFORMATEX, 1);
    let mask = |mask| (guids::MF_MT_AUDIO_CHANNEL_MASK, mask);
    let table: [(IMFMediaType, u32, Vec<u8>); 7] = [
        (of(16, 2, &[]), 0, wave(1, 2, 48000, 16, &[])),
        (of(16, 2, &[mask(3)]), 0, wave(1, 2, 48000, 16, &[])),
        (
            of(16, 2, &[mask(0x30)]),
            0,
            wave(
                0xfffe,
                2,
                48000,
                16,
                &extension(16, 0x30, guids::MFAudioFormat_PCM),
            ),
        ),
        (
            of(16, 2, &[]),
            1,
            wave(0xfffe, 2, 48000, 16, &extension(16, 3, guids::MFAudioFormat_PCM)),
        ),
        (
            of(24, 1, &[]),
            0,
            wave(0xfffe, 1, 48000, 24, &extension(24, 4, guids::MFAudioFormat_PCM)),
        ),
        (of(24, 1, &[prefer]), 0, wave(1, 1, 48000, 24, &[])),
        (
            of(16, 6, &[]),
            0,
            wave(0xfffe, 6, 48000, 16, &extension(16, 0, guids::MFAudioFormat_PCM)),
        ),
    ];
    for (at, (media_type, flags, expected)) in table.iter().enumerate() {
        assert_eq!(wave_of(media_type, *flags).unwrap(), *expected, "case {at}");
    }
    let wide = of(16, 70000, &[]);
    assert_eq!(wave_of(&wide, 0), Err(codes::MF_E_INVALIDMEDIATYPE.0));
    assert_eq!(wave_of(&new_type(), 0), Err(codes::MF_E_ATTRIBUTENOTFOUND.0));
}

#[test]
fn hostile_wave_formats_are_refused() {
    let media_type = new_type();
    let whole = wave(0xfffe, 2, 48000, 16, &extension(16, 3, guids::MFAudioFormat_PCM));
    for len in 0..whole.len() {
        let code = init_wave(&media_type, &whole[..len]);
        assert_eq!(code, codes::E_INVALIDARG.0, "{len} bytes");
    }
    let mut lies = wave(1, 2, 48000, 16, &[]);
    lies[16..18].copy_from_slice(&[0xff, 0xff]);
    assert_eq!(init_wave(&media_type, &lies), codes::E_INVALIDARG.0);
    // A `PCMWAVEFORMAT` has no `cbSize`; of other tags there is no such structure.
    assert_eq!(init_wave(&media_type, &wave(1, 2, 48000, 16, &[])[..16]), 0);
    assert_eq!(
        init_wave(&media_type, &wave(0x55, 2, 48000, 16, &[])[..16]),
        codes::E_INVALIDARG.0
    );
    // SAFETY: NULL is what is tried.
    unsafe {
        assert_eq!(
            MFInitMediaTypeFromWaveFormatEx(media_type.as_raw(), ptr::null(), 18).0,
            codes::E_POINTER.0
        );
        assert_eq!(
            MFInitMediaTypeFromWaveFormatEx(ptr::null_mut(), whole.as_ptr().cast(), 18).0,
            codes::E_POINTER.0
        );
        assert_eq!(
            MFCreateWaveFormatExFromMFMediaType(media_type.as_raw(), ptr::null_mut(), ptr::null_mut(), 0).0,
            codes::E_POINTER.0
        );
    }
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

#[test]
fn video_info_headers_become_types() {
    let fourcc = |code: &[u8; 4]| u32::from_le_bytes(*code);
    let masks = |masks: [u32; 3]| masks.into_iter().flat_map(u32::to_le_bytes).collect::<Vec<_>>();
    let with = |mut header: Vec<u8>, more: Vec<u8>| {
        header.extend(more);
        header
    };
    // Bitmap, subtype, stride, size of a sample.
    let table = [
        (
            bitmap(638, 480, 24, 0),
            guids::MFVideoFormat_RGB24,
            Some(-1916),
            Some(1916 * 480),
        ),
        (
            bitmap(640, -480, 32, 0),
            guids::MFVideoFormat_RGB32,
            Some(2560),
            Some(2560 * 480),
        ),
        (
            bitmap(640, 480, 16, 0),
            guids::MFVideoFormat_RGB555,
            Some(-1280),
            Some(1280 * 480),
        ),
        (
            with(bitmap(640, 480, 16, 3), masks([0xf800, 0x7e0, 0x1f])),
            guids::MFVideoFormat_RGB565,
            Some(-1280),
            Some(1280 * 480),
        ),
        (
            bitmap(640, 480, 12, fourcc(b"NV12")),
            guids::MFVideoFormat_NV12,
            Some(640),
            Some(640 * 720),
        ),
        (
            bitmap(640, 480, 16, fourcc(b"YUY2")),
            guids::MFVideoFormat_YUY2,
            Some(1280),
            Some(1280 * 480),
        ),
        (
            bitmap(640, 480, 24, fourcc(b"H264")),
            guids::MFVideoFormat_H264,
            None,
            None,
        ),
    ];
    for (bitmap, subtype, stride, sample) in table {
        let media_type = new_type();
        assert_eq!(
            init_video(&media_type, &video_info([0; 4], &bitmap)),
            0,
            "{subtype:?}"
        );
        assert_eq!(guid_of(&media_type, guids::MF_MT_SUBTYPE), Some(key(subtype)));
        assert_eq!(
            u32_of(&media_type, guids::MF_MT_DEFAULT_STRIDE).map(|stride| stride as i32),
            stride
        );
        assert_eq!(
            u32_of(&media_type, guids::MF_MT_SAMPLE_SIZE),
            sample,
            "{subtype:?}"
        );
        assert_eq!(u32_of(&media_type, guids::MF_MT_AVG_BITRATE), Some(1_000_000));
        assert_eq!(pair_of(&media_type, guids::MF_MT_FRAME_RATE), Some((30000, 1001)));
        assert_eq!(u32_of(&media_type, guids::MF_MT_INTERLACE_MODE), Some(2));
        assert_eq!(
            pair_of(&media_type, guids::MF_MT_PIXEL_ASPECT_RATIO),
            Some((1, 1))
        );
    }
    // What a codec keeps behind the header, and a picture of which a part is shown.
    let media_type = new_type();
    let h264 = with(bitmap(1920, 1088, 24, fourcc(b"H264")), vec![7; 30]);
    assert_eq!(init_video(&media_type, &video_info([0, 0, 1920, 1080], &h264)), 0);
    assert_eq!(blob_of(&media_type, guids::MF_MT_USER_DATA), Some(vec![7; 30]));
    assert_eq!(pair_of(&media_type, guids::MF_MT_FRAME_SIZE), Some((1920, 1088)));
    let area = [0, 0, 0, 0, 0, 0, 0, 0, 0x80, 7, 0, 0, 0x38, 4, 0, 0];
    assert_eq!(
        blob_of(&media_type, guids::MF_MT_MINIMUM_DISPLAY_APERTURE),
        Some(area.to_vec())
    );
}

#[test]
fn video_info_headers_of_the_second_kind_say_more() {
    let nv12 = bitmap(720, 576, 12, u32::from_le_bytes(*b"NV12"));
    // Flags of `dwInterlaceFlags`, `MFVideoInterlaceMode`.
    let modes = [
        (0, 2),
        (1, 4),
        (1 | 4, 3),
        (1 | 2, 6),
        (1 | 2 | 4, 5),
        (1 | 0x80, 7),
    ];
    for (flags, mode) in modes {
        let media_type = new_type();
        assert_eq!(
            init_video2(&media_type, &video_info2(flags, (16, 9), 0, &nv12)),
            0
        );
        assert_eq!(
            u32_of(&media_type, guids::MF_MT_INTERLACE_MODE),
            Some(mode),
            "{flags:#x}"
        );
        // 16:9 of 720 by 576 pixels: each is 64:45.
        assert_eq!(
            pair_of(&media_type, guids::MF_MT_PIXEL_ASPECT_RATIO),
            Some((64, 45))
        );
        let am = am_of(&media_type, Guid::ZERO);
        assert_eq!(
            am.format,
            key(Guid::from_u128(0xf72a76a0_eb0a_11d0_ace4_0000c0cc16ba))
        );
        assert_eq!(am.block[48..52], flags.to_le_bytes(), "and back");
        assert_eq!(
            am.block[56..64],
            [16, 0, 0, 0, 9, 0, 0, 0],
            "the picture's aspect ratio"
        );
    }
    let media_type = new_type();
    let control = 1 | 4 | 0x80 | 1 << 12 | 2 << 15;
    assert_eq!(
        init_video2(&media_type, &video_info2(0, (4, 3), control, &nv12)),
        0
    );
    assert_eq!(u32_of(&media_type, guids::MF_MT_PAD_CONTROL_FLAGS), Some(2));
    assert_eq!(u32_of(&media_type, guids::MF_MT_VIDEO_NOMINAL_RANGE), Some(1));
    assert_eq!(u32_of(&media_type, guids::MF_MT_YUV_MATRIX), Some(2));
    assert_eq!(u32_of(&media_type, guids::MF_MT_TRANSFER_FUNCTION), None);
}

#[test]
fn hostile_video_headers_are_refused() {
    let media_type = new_type();
    let whole = video_info([0; 4], &bitmap(640, 480, 12, u32::from_le_bytes(*b"NV12")));
    for len in 0..whole.len() {
        assert_eq!(
            init_video(&media_type, &whole[..len]),
            codes::E_INVALIDARG.0,
            "{len}"
        );
    }
    let nv12 = u32::from_le_bytes(*b"NV12");
    let refused = [
        bitmap(-1, 480, 12, nv12),
        bitmap(640, i32::MIN, 12, nv12),
        // BI_JPEG, BI_RGB of four bits, masks that are not there and masks of nothing known.
        bitmap(640, 480, 24, 4),
        bitmap(640, 480, 4, 0),
        bitmap(640, 480, 16, 3),
        [bitmap(640, 480, 16, 3), vec![1; 12]].concat(),
    ];
    for (at, bitmap) in refused.iter().enumerate() {
        let code = init_video(&media_type, &video_info([0; 4], bitmap));
        assert_eq!(code, codes::MF_E_INVALIDMEDIATYPE.0, "case {at}");
    }
    let mut oversized = whole.clone();
    oversized[48..52].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(
        init_video(&media_type, &oversized),
        codes::MF_E_INVALIDMEDIATYPE.0
    );
    // Rectangles that are none say nothing; a picture of four thousand million pixels has no size that a field holds.
    for source in [
        [5, 5, 1, 1],
        [-1, -1, 10, 10],
        [0, 0, i32::MAX, i32::MAX],
        [i32::MIN; 4],
    ] {
        let huge = video_info(source, &bitmap(i32::MAX, i32::MAX, 12, nv12));
        assert_eq!(init_video(&media_type, &huge), 0);
        assert_eq!(u32_of(&media_type, guids::MF_MT_SAMPLE_SIZE), None);
        let block = am_of(
            &media_type,
            Guid::from_u128(0x05589f80_c356_11ce_bf01_00aa0055595a),
        )
        .block;
        assert_eq!(block.len(), 88);
    }
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

#[test]
fn direct_show_types_go_both_ways() {
    let rgb32_of_direct_show = Guid::from_u128(0xe436eb7e_524f_11ce_9f53_0020af0ba770);
    let media_type = new_type();
    assert_eq!(
        init_video(&media_type, &video_info([0; 4], &bitmap(640, 480, 32, 0))),
        0
    );
    let am = am_of(&media_type, Guid::ZERO);
    assert_eq!(am.subtype, key(rgb32_of_direct_show));
    assert_eq!((am.fixed, am.temporal, am.sample), (true, false, 640 * 480 * 4));
    assert_eq!(am.block[..48], video_info([0, 0, 640, 480], &[])[..], "the head");
    assert_eq!(am.block[52..60], [0x80, 2, 0, 0, 0xe0, 1, 0, 0], "bottom-up");

    let mut block = am.block.clone();
    let structure = AM_MEDIA_TYPE {
        majortype: key(guids::MFMediaType_Video),
        subtype: am.subtype,
        bFixedSizeSamples: true.into(),
        bTemporalCompression: false.into(),
        lSampleSize: am.sample,
        formattype: am.format,
        pUnk: std::mem::ManuallyDrop::new(None),
        cbFormat: block.len() as u32,
        pbFormat: block.as_mut_ptr(),
    };
    let back = new_type();
    // SAFETY: a live object and a valid structure.
    unsafe {
        assert_eq!(MFInitMediaTypeFromAMMediaType(back.as_raw(), &structure), S_OK);
        assert_eq!(media_type.IsEqual(&back), Ok(15), "the same in all four parts");
        let same: IMFMediaType = make(|result| {
            MFCreateMediaTypeFromRepresentation(
                GUID::from_u128(0xe2e42ad2_132c_491e_a268_3c7c2dca181f),
                (&raw const structure).cast_mut().cast(),
                result,
            )
        });
        assert_eq!(same.IsEqual(&back), Ok(15));
        let mut none = ptr::null_mut();
        assert_eq!(
            MFCreateMediaTypeFromRepresentation(
                GUID::zeroed(),
                (&raw const structure).cast_mut().cast(),
                &mut none
            )
            .0,
            codes::MF_E_UNSUPPORTED_REPRESENTATION.0
        );
    }
    // A structure that says less than its block needs, and one that says nothing at all.
    let short = AM_MEDIA_TYPE {
        cbFormat: 87,
        pUnk: std::mem::ManuallyDrop::new(None),
        ..structure
    };
    // SAFETY: as above.
    unsafe {
        assert_eq!(
            MFInitMediaTypeFromAMMediaType(back.as_raw(), &short).0,
            codes::MF_E_INVALIDMEDIATYPE.0
        );
        assert_eq!(
            MFInitMediaTypeFromAMMediaType(back.as_raw(), ptr::null()).0,
            codes::E_POINTER.0
        );
    }
}

#[test]
fn representations_are_made_and_freed() {
    let video = new_type();
    let yuy2 = bitmap(640, 480, 16, u32::from_le_bytes(*b"YUY2"));
    assert_eq!(init_video(&video, &video_info([0; 4], &yuy2)), 0);
    let audio = new_type();
    assert_eq!(init_wave(&audio, &wave(1, 2, 44100, 16, &[])), 0);
    let am = 0xe2e42ad2_132c_491e_a268_3c7c2dca181f;
    let info = 0x05589f80_c356_11ce_bf01_00aa0055595a;
    let info2 = 0xf72a76a0_eb0a_11d0_ace4_0000c0cc16ba;
    let mf = 0xaed4ab2d_7326_43cb_9464_c879cab9c43d;
    let waveformat = 0x05589f81_c356_11ce_bf01_00aa0055595a;
    let unsupported = codes::MF_E_UNSUPPORTED_REPRESENTATION.0;
    // Type, representation, format of the block, its bytes.
    let table = [
        (&video, am, Ok((info, 88))),
        (&video, info, Ok((info, 88))),
        (&video, info2, Ok((info2, 112))),
        (&video, mf, Ok((mf, 176))),
        (&audio, am, Ok((waveformat, 18))),
        (&audio, info, Err(unsupported)),
        (&audio, mf, Err(unsupported)),
        (&video, 5, Err(unsupported)),
    ];
    for (media_type, representation, expected) in table {
        let mut made = ptr::null_mut();
        let representation = GUID::from_u128(representation);
        // SAFETY: a live object and a writable local; what was made is read and freed once.
        unsafe {
            let code = media_type.GetRepresentation(representation, &mut made);
            match expected {
                Ok((format, len)) => {
                    assert_eq!(code.0, 0, "{representation:?}");
                    let am = &*made.cast::<AM_MEDIA_TYPE>();
                    assert_eq!((am.formattype, am.cbFormat), (GUID::from_u128(format), len));
                    assert_eq!(media_type.FreeRepresentation(representation, made).0, 0);
                }
                Err(expected) => {
                    assert_eq!((code.0, made.is_null()), (expected, true), "{representation:?}");
                }
            }
        }
    }
}

#[test]
fn pictures_have_the_documented_sizes() {
    let fourcc = |code: &[u8; 4]| u32::from_le_bytes(*code);
    // Format, width, height, stride, bytes.
    let table = [
        (20, 3, 2, -12, 24),
        (22, 3, 2, -12, 24),
        (23, 3, 2, -8, 16),
        (41, 5, 2, -8, 16),
        (113, 2, 2, -16, 32),
        (fourcc(b"AYUV"), 3, 2, 12, 24),
        (fourcc(b"YUY2"), 3, 2, 8, 16),
        (fourcc(b"UYVY"), 4, 2, 8, 16),
        (fourcc(b"NV12"), 4, 4, 4, 24),
        (fourcc(b"NV12"), 3, 3, 4, 20),
        (fourcc(b"I420"), 4, 4, 4, 24),
        (fourcc(b"IYUV"), 1920, 1080, 1920, 3_110_400),
        (fourcc(b"YV12"), 1920, 1080, 1920, 3_110_400),
        (fourcc(b"IMC1"), 4, 4, 4, 32),
        (fourcc(b"IMC2"), 4, 4, 4, 24),
        (fourcc(b"NV11"), 8, 2, 8, 24),
        (fourcc(b"YVU9"), 8, 8, 8, 72),
        (fourcc(b"P010"), 4, 4, 8, 48),
        (fourcc(b"P016"), 1920, 1080, 3840, 6_220_800),
        (fourcc(b"P210"), 4, 4, 8, 64),
        (fourcc(b"Y210"), 4, 4, 16, 64),
        (fourcc(b"Y410"), 4, 4, 16, 64),
        (fourcc(b"Y416"), 4, 4, 32, 128),
        (fourcc(b"v210"), 1920, 1080, 5120, 5_529_600),
        (fourcc(b"v210"), 6, 1, 128, 128),
        (fourcc(b"Y41P"), 16, 2, 24, 48),
    ];
    for (format, width, height, stride, size) in table {
        let (mut actual_stride, mut actual_size, mut plane) = (0, 0, 0);
        let subtype = GUID::from_values(format, 0, 0x10, [0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]);
        // SAFETY: writable locals.
        unsafe {
            assert_eq!(
                MFGetStrideForBitmapInfoHeader(format, width, &mut actual_stride),
                S_OK
            );
            assert_eq!(
                MFCalculateImageSize(&subtype, width, height, &mut actual_size),
                S_OK
            );
            assert_eq!(MFGetPlaneSize(format, width, height, &mut plane), S_OK);
            assert_eq!(
                (actual_stride, actual_size, plane),
                (stride, size, size),
                "{format:#x} {width}x{height}"
            );
            assert_eq!(MFIsFormatYUV(format).as_bool(), format > 0xff);
        }
    }
    let mut size = 7;
    let h264 = key(guids::MFVideoFormat_H264);
    // SAFETY: writable locals.
    unsafe {
        assert_eq!(MFCalculateImageSize(&h264, 640, 480, &mut size), S_OK);
        assert_eq!(size, 0, "compressed");
        for format in [fourcc(b"H264"), 1234] {
            size = 7;
            assert_eq!(MFGetPlaneSize(format, 640, 480, &mut size), S_OK);
            assert_eq!(size, 0, "compressed, or not known");
        }
        let nv12 = key(guids::MFVideoFormat_NV12);
        let limits = [
            (u32::MAX, u32::MAX),
            (u32::MAX, 1),
            (0x7fff_ffff, 0x7fff_ffff),
            (65536, 65536),
        ];
        for (width, height) in limits {
            assert_eq!(
                MFCalculateImageSize(&nv12, width, height, &mut size).0,
                codes::E_INVALIDARG.0
            );
        }
        assert_eq!(MFCalculateImageSize(&nv12, 0, 0, &mut size), S_OK);
        assert_eq!(size, 0);
        assert_eq!(
            MFCalculateImageSize(&nv12, 4, 4, ptr::null_mut()).0,
            codes::E_POINTER.0
        );
        assert_eq!(
            MFCalculateImageSize(ptr::null(), 4, 4, &mut size).0,
            codes::E_POINTER.0
        );
        let mut stride = 0;
        assert_eq!(
            MFGetStrideForBitmapInfoHeader(1234, 4, &mut stride).0,
            codes::MF_E_INVALIDMEDIATYPE.0
        );
        assert!(!MFIsFormatYUV(fourcc(b"H264")).as_bool());
    }
}

#[test]
fn bitmaps_have_sizes() {
    let calculate = |bitmap: &[u8]| {
        let (mut size, mut known) = (7, windows_core::BOOL(7));
        // SAFETY: a block of this length and writable locals.
        let code = unsafe {
            MFCalculateBitmapImageSize(bitmap.as_ptr().cast(), bitmap.len() as u32, &mut size, &mut known)
        };
        (code.0, size, known.0)
    };
    let h264 = u32::from_le_bytes(*b"H264");
    let table = [
        (bitmap(638, 480, 24, 0), (0, 1916 * 480, 1)),
        (bitmap(638, -480, 24, 0), (0, 1916 * 480, 1)),
        (
            bitmap(640, 480, 12, u32::from_le_bytes(*b"NV12")),
            (0, 640 * 720, 1),
        ),
        (bitmap(640, 480, 24, h264), (0, 0, 0)),
        (bitmap(640, 480, 24, 4), (codes::E_INVALIDARG.0, 0, 0)),
        (
            bitmap(640, 480, 24, 0)[..39].to_vec(),
            (codes::E_INVALIDARG.0, 0, 0),
        ),
    ];
    for (at, (bitmap, expected)) in table.iter().enumerate() {
        assert_eq!(calculate(bitmap), *expected, "case {at}");
    }
}

#[test]
fn video_formats_go_both_ways() {
    // SAFETY: valid pointers throughout.
    unsafe {
        // PAL DVD: `MFStdVideoFormat_DVD_PAL`.
        let mut format = std::mem::zeroed::<MFVIDEOFORMAT>();
        assert_eq!(MFInitVideoFormat(&mut format, 4), S_OK);
        assert_eq!(
            (format.dwSize, format.videoInfo.dwWidth, format.videoInfo.dwHeight),
            (176, 720, 576)
        );
        assert_eq!(
            MFGetUncompressedVideoFormat(&format),
            u32::from_le_bytes(*b"NV12")
        );
        assert_eq!(MFInitVideoFormat(&mut format, 0).0, codes::E_INVALIDARG.0);
        assert_eq!(MFInitVideoFormat(&mut format, 10).0, codes::E_INVALIDARG.0);
        for standard in 1..=9 {
            assert_eq!(MFInitVideoFormat(&mut format, standard), S_OK);
            let media_type = new_type();
            assert_eq!(
                MFInitMediaTypeFromMFVideoFormat(media_type.as_raw(), &format, 176),
                S_OK
            );
            let (mut back, mut size) = (ptr::null_mut(), 0);
            assert_eq!(
                MFCreateMFVideoFormatFromMFMediaType(media_type.as_raw(), &mut back, &mut size),
                S_OK
            );
            let bytes = |of: *const MFVIDEOFORMAT| std::slice::from_raw_parts(of.cast::<u8>(), 176).to_vec();
            assert_eq!(size, 176);
            assert_eq!(bytes(back), bytes(&format), "standard {standard}");
            free(back.cast());
        }
        assert_eq!(MFInitVideoFormat_RGB(&mut format, 640, 480, 0), S_OK);
        assert_eq!(format.guidFormat, key(guids::MFVideoFormat_RGB32));
        let nv12 = u32::from_le_bytes(*b"NV12");
        assert_eq!(
            MFInitVideoFormat_RGB(&mut format, 640, 480, nv12).0,
            codes::E_INVALIDARG.0
        );

        let typed: IMFVideoMediaType = make(|result| MFCreateVideoMediaType(&format, result));
        let seen = typed.GetVideoFormat();
        assert_eq!((*seen).videoInfo.dwWidth, 640);
        typed
            .SetUINT64(&key(guids::MF_MT_FRAME_SIZE), 320 << 32 | 240)
            .ok()
            .unwrap();
        assert_eq!(typed.GetVideoFormat(), seen, "the structure stays where it is");
        assert_eq!((*seen).videoInfo.dwWidth, 320);

        // Sizes that the structure cannot have.
        let media_type = new_type();
        for size in [0, 1, 175, u32::MAX] {
            format.dwSize = size;
            assert_eq!(
                MFInitMediaTypeFromMFVideoFormat(media_type.as_raw(), &format, 176).0,
                codes::MF_E_INVALIDMEDIATYPE.0
            );
            let mut none = ptr::null_mut();
            assert_eq!(
                MFCreateVideoMediaType(&format, &mut none).0,
                codes::MF_E_INVALIDMEDIATYPE.0
            );
        }
        format.dwSize = 176;
        format.surfaceInfo.PaletteEntries = 3;
        assert_eq!(
            MFInitMediaTypeFromMFVideoFormat(media_type.as_raw(), &format, 176).0,
            codes::MF_E_INVALIDMEDIATYPE.0
        );
        assert_eq!(
            MFInitMediaTypeFromMFVideoFormat(media_type.as_raw(), &format, 175).0,
            codes::E_INVALIDARG.0
        );
        format.surfaceInfo.PaletteEntries = 0;
        let mut packed = 0;
        assert_eq!(MFConvertColorInfoToDXVA(&mut packed, &format), S_OK);
        // Progressive, full range, BT.709 primaries, sRGB.
        assert_eq!(packed, 2 | 1 << 12 | 2 << 22 | 7 << 27);
        assert_eq!(MFConvertColorInfoFromDXVA(&mut format, 3 | 2 << 15), S_OK);
        assert_eq!(
            (
                format.videoInfo.InterlaceMode,
                format.videoInfo.TransferMatrix,
                format.videoInfo.ColorPrimaries
            ),
            (3, 2, 0)
        );
    }
}

#[test]
fn typed_media_types_are_media_types() {
    let block = wave(1, 2, 44100, 16, &[]);
    // SAFETY: valid pointers throughout.
    unsafe {
        let audio: IMFAudioMediaType = make(|result| MFCreateAudioMediaType(block.as_ptr().cast(), result));
        let seen = std::slice::from_raw_parts(audio.GetAudioFormat().cast::<u8>(), 18);
        assert_eq!(seen, block);
        let plain: IMFMediaType = audio.cast().unwrap();
        assert_eq!(plain.GetMajorType(), Ok(key(guids::MFMediaType_Audio)));
        assert!(!plain.IsCompressedFormat().unwrap().as_bool());

        let subtype = key(guids::MFVideoFormat_H264);
        let video: IMFVideoMediaType = make(|result| MFCreateVideoMediaTypeFromSubtype(&subtype, result));
        assert_eq!(guid_of(&video, guids::MF_MT_SUBTYPE), Some(subtype));
        assert!(video.IsCompressedFormat().unwrap().as_bool());
        assert!(video.GetVideoFormat().is_null(), "nothing is known of its size");

        let bitmap = bitmap(640, 480, 24, 0);
        let video: IMFVideoMediaType = make(|result| {
            MFCreateVideoMediaTypeFromBitMapInfoHeaderEx(
                bitmap.as_ptr().cast(),
                40,
                2,
                4,
                3,
                0,
                50,
                2,
                5000,
                result,
            )
        });
        assert_eq!(pair_of(&video, guids::MF_MT_PIXEL_ASPECT_RATIO), Some((1, 2)));
        assert_eq!(pair_of(&video, guids::MF_MT_FRAME_RATE), Some((25, 1)));
        assert_eq!(u32_of(&video, guids::MF_MT_AVG_BITRATE), Some(5000));
        assert_eq!(u32_of(&video, guids::MF_MT_INTERLACE_MODE), Some(3));
        let mut none = ptr::null_mut();
        let short = MFCreateVideoMediaTypeFromBitMapInfoHeaderEx(
            bitmap.as_ptr().cast(),
            39,
            1,
            1,
            2,
            0,
            25,
            1,
            0,
            &mut none,
        );
        assert_eq!((short.0, none.is_null()), (codes::E_INVALIDARG.0, true));
    }
}

#[test]
fn mpeg_headers_keep_their_sequence() {
    let media_type = new_type();
    let mut mpeg1 = video_info([0; 4], &bitmap(352, 288, 24, 0));
    mpeg1.extend(100_u32.to_le_bytes());
    mpeg1.extend(12_u32.to_le_bytes());
    mpeg1.extend([0, 0, 1, 0xb3, 1, 2, 3, 4, 5, 6, 7, 8]);
    let init = |block: &[u8]| {
        // SAFETY: a live object and a block of this length.
        unsafe {
            MFInitMediaTypeFromMPEG1VideoInfo(
                media_type.as_raw(),
                block.as_ptr().cast(),
                block.len() as u32,
                ptr::null(),
            )
        }
        .0
    };
    assert_eq!(init(&mpeg1), 0);
    assert_eq!(
        guid_of(&media_type, guids::MF_MT_SUBTYPE),
        Some(key(guids::MFVideoFormat_MPG1))
    );
    assert_eq!(u32_of(&media_type, guids::MF_MT_MPEG_START_TIME_CODE), Some(100));
    assert_eq!(
        blob_of(&media_type, guids::MF_MT_MPEG_SEQUENCE_HEADER),
        Some(mpeg1[96..].to_vec())
    );
    let am = am_of(&media_type, Guid::ZERO);
    assert_eq!(
        am.format,
        key(Guid::from_u128(0x05589f82_c356_11ce_bf01_00aa0055595a))
    );
    assert_eq!(am.block[88..], mpeg1[88..]);
    assert_eq!(init(&mpeg1[..mpeg1.len() - 1]), codes::MF_E_INVALIDMEDIATYPE.0);
    let mut lies = mpeg1.clone();
    lies[92..96].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(init(&lies), codes::MF_E_INVALIDMEDIATYPE.0);
}

#[test]
fn format_blocks_are_validated() {
    let formats = [
        0x05589f80_c356_11ce_bf01_00aa0055595a_u128,
        0xf72a76a0_eb0a_11d0_ace4_0000c0cc16ba,
        0x05589f81_c356_11ce_bf01_00aa0055595a,
        0x05589f82_c356_11ce_bf01_00aa0055595a,
        0x05589f83_c356_11ce_bf01_00aa0055595a,
        0x05589f84_c356_11ce_bf01_00aa0055595a,
        0xe06d80e3_db46_11cf_b4d1_00805f6cbbea,
        0xaed4ab2d_7326_43cb_9464_c879cab9c43d,
    ];
    // SAFETY: blocks of these lengths.
    unsafe {
        for format in formats {
            for fill in [0, 0xff] {
                let block = [fill; 7];
                assert_eq!(
                    MFValidateMediaTypeSize(GUID::from_u128(format), block.as_ptr(), 7).0,
                    codes::MF_E_INVALIDMEDIATYPE.0,
                    "{format:x}"
                );
            }
        }
        let valid = wave(1, 2, 44100, 16, &[]);
        assert_eq!(
            MFValidateMediaTypeSize(GUID::from_u128(formats[2]), valid.as_ptr(), 18),
            S_OK
        );
        let dv = [0; 32];
        assert_eq!(
            MFValidateMediaTypeSize(GUID::from_u128(formats[5]), dv.as_ptr(), 32),
            S_OK
        );
        assert_eq!(
            MFValidateMediaTypeSize(GUID::from_u128(5), dv.as_ptr(), 32).0,
            codes::MF_E_UNSUPPORTED_FORMAT.0
        );
        assert_eq!(
            MFValidateMediaTypeSize(GUID::from_u128(5), ptr::null(), 32).0,
            codes::E_POINTER.0
        );
    }
}

#[test]
fn types_wrap_and_compare() {
    let inner = new_type();
    assert_eq!(init_wave(&inner, &wave(1, 2, 44100, 16, &[])), 0);
    let (major, subtype) = (key(guids::MFMediaType_Protected), key(guids::MFAudioFormat_DRM));
    // SAFETY: valid pointers throughout.
    unsafe {
        let outer: IMFMediaType = make(|result| MFWrapMediaType(inner.as_raw(), &major, &subtype, result));
        assert_eq!(outer.GetMajorType(), Ok(major));
        let back: IMFMediaType = make(|result| MFUnwrapMediaType(outer.as_raw(), result));
        assert_eq!(back.IsEqual(&inner), Ok(15));
        let mut none = ptr::null_mut();
        assert_eq!(
            MFUnwrapMediaType(inner.as_raw(), &mut none).0,
            codes::MF_E_ATTRIBUTENOTFOUND.0
        );

        let partial = new_type();
        let matches = |full: &IMFMediaType, partial: &IMFMediaType| {
            MFCompareFullToPartialMediaType(full.as_raw(), partial.as_raw()).as_bool()
        };
        assert!(!matches(&inner, &partial), "a type has to say its major type");
        let audio = key(guids::MFMediaType_Audio);
        partial
            .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &audio)
            .ok()
            .unwrap();
        assert!(matches(&inner, &partial));
        assert!(!matches(&partial, &inner), "the full type says more");
        partial
            .SetUINT32(&key(guids::MF_MT_AUDIO_NUM_CHANNELS), 1)
            .ok()
            .unwrap();
        assert!(!matches(&inner, &partial));
        assert!(!MFCompareFullToPartialMediaType(ptr::null_mut(), partial.as_raw()).as_bool());
    }
}

#[test]
fn frame_rates_and_pixel_formats_map() {
    // SAFETY: writable locals.
    unsafe {
        let table = [
            (60000, 1001, 166_833),
            (24000, 1001, 417_188),
            (25, 1, 400_000),
            (15, 1, 666_667),
            (0, 1, 0),
        ];
        for (numerator, denominator, time) in table {
            let mut actual = 7;
            assert_eq!(
                MFFrameRateToAverageTimePerFrame(numerator, denominator, &mut actual),
                S_OK
            );
            assert_eq!(actual, time);
        }
        let (mut numerator, mut denominator) = (0, 0);
        assert_eq!(
            MFAverageTimePerFrameToFrameRate(333_667, &mut numerator, &mut denominator),
            S_OK
        );
        assert_eq!((numerator, denominator), (30000, 1001));
        let pairs = [
            (21, 87),
            (22, 88),
            (u32::from_le_bytes(*b"NV12"), 103),
            (u32::from_le_bytes(*b"P010"), 104),
            (113, 10),
        ];
        for (dx9, dxgi) in pairs {
            assert_eq!(MFMapDX9FormatToDXGIFormat(dx9), dxgi);
            assert_eq!(MFMapDXGIFormatToDX9Format(dxgi), dx9);
        }
        assert_eq!(
            (MFMapDX9FormatToDXGIFormat(9999), MFMapDXGIFormatToDX9Format(9999)),
            (0, 0)
        );
        let singles = [1.0_f32, -0.5, 65504.0, 1e9];
        let mut halves = [0; 4];
        let mut back = [0.0; 4];
        assert_eq!(
            MFConvertToFP16Array(halves.as_mut_ptr(), singles.as_ptr(), 4),
            S_OK
        );
        assert_eq!(halves, [0x3c00, 0xb800, 0x7bff, 0x7c00]);
        assert_eq!(
            MFConvertFromFP16Array(back.as_mut_ptr(), halves.as_ptr(), 4),
            S_OK
        );
        assert_eq!(back, [1.0, -0.5, 65504.0, f32::INFINITY]);
    }
}
