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
    vp8: "vp8.webm", I420;
    vp8_odd_size: "vp8-175x143.webm", I420;
    vp8_with_sound: "webm-vp8-vorbis.webm", I420;
    av1: "av1-8bit.mp4", I420;
    av1_ten_bits: "av1-10bit.mkv", I010;
    av1_odd_size: "av1-175x143.webm", I420;
    av1_of_another_encoder: "av1-svt.webm", I420;
}

/// The inverse cosine transform is not exact in JPEG: decoders may differ by one step.
fn check_jpeg(path: &std::path::Path, expected: PixelFormat, expected_name: &str) {
    let stream = open(path, "v");
    let decoded = decode(&stream);
    let name = path.display();
    assert!(decoded.errors.is_empty(), "{name}: {:?}", decoded.errors);
    let format = VideoFormat::try_from(&decoded.types[0]).unwrap();
    assert_eq!(format.pixel_format(), Some(expected), "{name}");
    assert_eq!(
        (format.color.matrix, format.color.range),
        (2, 1),
        "{name}: JFIF colours"
    );
    let reference = reference(path, "v", &["-f", "rawvideo", "-pix_fmt", expected_name]);
    let ours = decoded.bytes();
    assert_eq!(ours.len(), reference.len(), "{name}: size");
    assert_eq!(
        decoded.samples.len(),
        stream.samples.len(),
        "{name}: number of pictures"
    );
    let differing = ours.iter().zip(&reference).filter(|(a, b)| a != b).count();
    let most = ours.iter().zip(&reference).map(|(a, b)| a.abs_diff(*b)).max();
    println!(
        "{name}: {differing} of {} samples differ, by {most:?} at most",
        ours.len()
    );
    assert!(most <= Some(1), "{name}: off by {most:?}");
}

#[test]
fn motion_jpeg() {
    if have_ffmpeg() {
        check_jpeg(&clip("mjpeg-420.avi"), PixelFormat::I420, "yuvj420p");
        check_jpeg(&clip("mjpeg-422.mov"), PixelFormat::I422, "yuvj422p");
        check_jpeg(&clip("mjpeg-175x143.avi"), PixelFormat::I420, "yuvj420p");
    }
}
