//! `AM_MEDIA_TYPE`, MPEG headers, and blocks that are validated.

use super::*;

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
