//! Structures that cross the edge have the sizes and alignments that a C compiler gives them on Windows, of 64 and of 32
//! bits. They are checked when the crate is compiled, for every processor that it is compiled for.

use crate::bindings::*;

macro_rules! laid_out {
    ($($name:ident: $size:literal, $align:literal; $size32:literal, $align32:literal;)*) => {
        $(const _: () = {
            let wide = cfg!(target_pointer_width = "64");
            assert!(size_of::<$name>() == if wide { $size } else { $size32 });
            assert!(align_of::<$name>() == if wide { $align } else { $align32 });
        };)*
    };
}

// Size and alignment in bytes, with pointers of 64 bits, then of 32: as x86_64- and i686-w64-mingw32-gcc have them.
laid_out! {
    AM_MEDIA_TYPE: 88, 8; 72, 4;
    BITMAPINFOHEADER: 40, 4; 40, 4;
    BLOB: 16, 8; 8, 4;
    CAUB: 16, 8; 8, 4;
    DECIMAL: 16, 8; 16, 8;
    FILETIME: 8, 4; 8, 4;
    MFARGB: 4, 1; 4, 1;
    MFASYNCRESULT: 64, 8; 40, 4;
    MFBYTESTREAM_BUFFERING_PARAMS: 64, 8; 56, 8;
    MFCLOCK_PROPERTIES: 48, 8; 48, 8;
    MFOffset: 4, 2; 4, 2;
    MFRatio: 8, 4; 8, 4;
    MFT_INPUT_STREAM_INFO: 24, 8; 24, 8;
    MFT_OUTPUT_DATA_BUFFER: 32, 8; 16, 4;
    MFT_OUTPUT_STREAM_INFO: 12, 4; 12, 4;
    MFT_REGISTER_TYPE_INFO: 32, 4; 32, 4;
    MFT_REGISTRATION_INFO: 80, 8; 56, 4;
    MFVIDEOFORMAT: 176, 8; 176, 8;
    MFVideoArea: 16, 4; 16, 4;
    MFVideoCompressedInfo: 24, 8; 24, 8;
    MFVideoInfo: 112, 8; 112, 8;
    MFVideoSurfaceInfo: 12, 4; 12, 4;
    MF_LEAKY_BUCKET_PAIR: 8, 4; 8, 4;
    MF_SINK_WRITER_STATISTICS: 112, 8; 112, 8;
    MPEG1VIDEOINFO: 104, 8; 104, 8;
    OVERLAPPED: 32, 8; 20, 4;
    PROPERTYKEY: 20, 4; 20, 4;
    PROPVARIANT: 24, 8; 16, 8;
    RECT: 16, 4; 16, 4;
    SIZE: 8, 4; 8, 4;
    STATSTG: 80, 8; 72, 8;
    VARIANT: 24, 8; 16, 8;
    VIDEOINFOHEADER: 88, 8; 88, 8;
    WAVEFORMATEX: 18, 1; 18, 1;
    WAVEFORMATEXTENSIBLE: 40, 1; 40, 1;
}
