//! Pictures of the clips against ffmpeg's, byte for byte, with their time stamps.

mod common;

use common::{clip, decode, have_ffmpeg, open, packed, pixel_format_name, reference};
use openmf_core::{MediaTime, PixelFormat, VideoFormat};

/// Decodes `name` and compares every picture and every time stamp.
fn check(path: &std::path::Path, expected: PixelFormat) {
    let stream = open(path, "v");
    let decoded = decode(&stream);
    let name = path.display();
    assert!(decoded.errors.is_empty(), "{name}: {:?}", decoded.errors);
    let format = VideoFormat::try_from(&decoded.types[0]).unwrap();
    assert_eq!(format.pixel_format(), Some(expected), "{name}");
    let reference = reference(
        path,
        "v",
        &["-f", "rawvideo", "-pix_fmt", pixel_format_name(expected)],
    );
    let frame = packed(&decoded.samples[0]).len();
    let count = reference.len() / frame;
    assert_eq!(reference.len() % frame, 0, "{name}: size");
    assert_eq!(decoded.samples.len(), count, "{name}: number of pictures");
    let wrong: Vec<usize> = decoded
        .samples
        .iter()
        .zip(reference.chunks(frame))
        .enumerate()
        .filter(|(_, (sample, reference))| packed(sample) != *reference)
        .map(|(index, _)| index)
        .collect();
    assert!(
        wrong.is_empty(),
        "{name}: {} of {count} pictures differ: {wrong:?}",
        wrong.len()
    );
    let mut times: Vec<Option<MediaTime>> = stream.samples.iter().map(|sample| sample.time).collect();
    times.sort_unstable();
    let got: Vec<Option<MediaTime>> = decoded.samples.iter().map(|sample| sample.time).collect();
    // A stream whose packets have no stamps (AVI) is not checked here.
    if times.iter().all(Option::is_some) && times.len() == got.len() {
        assert_eq!(got, times, "{name}: time stamps");
    }
}

macro_rules! clips {
    ($($test:ident: $file:literal, $format:ident;)*) => {
        $(#[test] fn $test() {
            if have_ffmpeg() {
                check(&clip($file), PixelFormat::$format);
            }
        })*
    };
}

clips! {
    h264_baseline: "h264-baseline.mp4", I420;
    h264_main_with_b_pictures: "h264-main-cabac-b.mp4", I420;
    h264_high: "h264-high-8x8.mp4", I420;
    h264_cropped: "h264-162x98.mp4", I420;
    h264_slices: "h264-slices-cavlc.mkv", I420;
    h264_variable_rate: "h264-vfr.mkv", I420;
    h264_ten_bits: "h264-high10.mp4", I010;
    h264_422: "h264-high422-8bit.mp4", I422;
    h264_422_ten_bits: "h264-high422.mp4", I210;
    h264_mbaff: "h264-mbaff.mp4", I420;
    h264_interlaced_flag: "h264-interlaced-flag.mp4", I420;
    h264_annex_b: "avi-h264-mp3.avi", I420;
    hevc: "hevc-8bit.mp4", I420;
    hevc_cropped: "hevc-162x98.mkv", I420;
    hevc_ten_bits: "hevc-10bit.mp4", I010;
    vp9: "vp9-profile0.webm", I420;
    vp9_in_mp4: "vp9.mp4", I420;
    vp9_odd_size: "vp9-175x143.webm", I420;
}
