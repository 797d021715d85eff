//! `MFVIDEOFORMAT`, the typed media types, and types in types.

use super::*;

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
