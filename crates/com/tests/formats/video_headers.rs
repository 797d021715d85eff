//! `VIDEOINFOHEADER` and `VIDEOINFOHEADER2`.

use super::*;

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
