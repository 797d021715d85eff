//! The sizes of pictures, and numbers of rates and formats.

use super::*;

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
