//! Pictures of the clips against ffmpeg's, byte for byte, with their time stamps.

#![allow(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]

mod common;

use common::{clip, decode, have_ffmpeg, open, packed, pattern, pixel_format_name, reference};
use openmf_core::{FrameSize, Guid, MediaTime, PixelFormat, Sample, VideoFormat, keys};

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
    vp8: "vp8.webm", I420;
    vp8_odd_size: "vp8-175x143.webm", I420;
    vp9: "vp9-profile0.webm", I420;
    vp9_in_mp4: "vp9.mp4", I420;
    vp9_odd_size: "vp9-175x143.webm", I420;
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

/// Encodes half a second of a test picture and checks it.
fn check_encoded(name: &str, size: &str, expected: PixelFormat, encoder: &str) {
    let options = format!("{encoder} -pix_fmt {}", pixel_format_name(expected));
    check(&pattern(name, size, 0.5, &options), expected);
}

#[test]
fn h264_of_other_formats() {
    if !have_ffmpeg() {
        return;
    }
    let x264 = "-c:v libx264 -bf 3";
    check_encoded("gray.mp4", "176x144", PixelFormat::I400, x264);
    check_encoded("gray10.mp4", "176x144", PixelFormat::I410Gray, x264);
    check_encoded("422-odd-height.mp4", "162x99", PixelFormat::I422, x264);
    check_encoded("422-10-odd-height.mkv", "162x99", PixelFormat::I210, x264);
    let interlaced = "-c:v libx264 -bf 2 -flags +ilme+ildct -x264-params";
    let top_first = format!("{interlaced} tff=1");
    check_encoded("interlaced-10.mp4", "176x160", PixelFormat::I010, &top_first);
    check_encoded("interlaced-8.mkv", "176x160", PixelFormat::I420, &top_first);
    check_encoded("interlaced-422.mkv", "176x160", PixelFormat::I422, &top_first);
    let tools = "bff=1:ref=4:b-pyramid=normal:weightp=2:direct=temporal:slices=3";
    check_encoded(
        "interlaced-tools.mp4",
        "176x144",
        PixelFormat::I420,
        &format!("{interlaced} {tools}"),
    );
    let pyramid = "-c:v libx264 -bf 6 -x264-params b-pyramid=normal:ref=6:weightp=2:direct=temporal";
    check_encoded("pyramid.mp4", "176x144", PixelFormat::I420, pyramid);
    let baseline = "-c:v libx264 -profile:v baseline -slices 4";
    check_encoded("baseline-slices.avi", "176x144", PixelFormat::I420, baseline);
    let intra_refresh = "-c:v libx264 -x264-params intra-refresh=1:keyint=10:bframes=2";
    check_encoded("intra-refresh.mkv", "176x144", PixelFormat::I420, intra_refresh);
}

#[test]
fn hevc_of_other_formats() {
    if !have_ffmpeg() {
        return;
    }
    let x265 = "-c:v libx265 -x265-params log-level=none:bframes=4:keyint=6";
    check_encoded("hevc-444.mp4", "176x144", PixelFormat::I444, x265);
    check_encoded("hevc-444-odd.mkv", "163x99", PixelFormat::I444, x265);
    check_encoded("hevc-444-10.mp4", "176x144", PixelFormat::I410, x265);
    check_encoded("hevc-12.mp4", "176x144", PixelFormat::I012, x265);
    let open_gop = format!("{x265}:open-gop=1:repeat-headers=1");
    check_encoded("hevc-open-gop.mkv", "176x144", PixelFormat::I420, &open_gop);
}

#[test]
fn vp9_and_av1_of_other_formats() {
    if !have_ffmpeg() {
        return;
    }
    let vp9 = "-c:v libvpx-vp9 -deadline good -cpu-used 5 -auto-alt-ref 1 -lag-in-frames 8";
    check_encoded("vp9-422.webm", "163x99", PixelFormat::I422, vp9);
    check_encoded("vp9-444.webm", "163x99", PixelFormat::I444, vp9);
    check_encoded("vp9-10.webm", "163x99", PixelFormat::I010, vp9);
    check_encoded("vp9-422-10.webm", "163x99", PixelFormat::I210, vp9);
    check_encoded("vp9-12.webm", "163x99", PixelFormat::I012, vp9);
    let aom = "-c:v libaom-av1 -cpu-used 8 -usage realtime";
    check_encoded("av1-444.mkv", "163x99", PixelFormat::I444, aom);
    check_encoded("av1-gray.mkv", "163x99", PixelFormat::I400, aom);
    check_encoded("av1-422-10.mkv", "163x99", PixelFormat::I210, aom);
}

#[test]
fn what_no_library_decodes_is_refused_with_its_name() {
    if !have_ffmpeg() {
        return;
    }
    let table = [
        (
            "refused-444.mp4",
            "-pix_fmt yuv444p -c:v libx264",
            "unsupported: H.264 with chroma format 3 and 8 bits",
        ),
        (
            "refused-422.mp4",
            "-pix_fmt yuv422p -c:v libx265 -x265-params log-level=none",
            "unsupported: HEVC with chroma format 2 and 8 bits",
        ),
    ];
    for (name, encoder, expected) in table {
        let stream = open(&pattern(name, "176x144", 0.2, encoder), "v");
        let mut transform = common::decoder_for(&stream.media_type);
        let error = transform.set_input_type(0, &stream.media_type).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

/// A container may tell another size than its pictures have: the pictures are right.
#[test]
fn the_size_is_that_of_the_pictures() {
    if !have_ffmpeg() {
        return;
    }
    let table = [
        "h264-baseline.mp4",
        "h264-high10.mp4",
        "h264-162x98.mp4",
        "avi-h264-mp3.avi",
        "hevc-162x98.mkv",
        "vp8-175x143.webm",
        "vp9-175x143.webm",
        "av1-175x143.webm",
        "mjpeg-175x143.avi",
    ];
    for name in table {
        let mut stream = open(&clip(name), "v");
        let right = decode(&stream);
        let size = VideoFormat::try_from(&right.types[0]).unwrap().size;
        for (width, height) in [
            (0, 0),
            (1, 1),
            (size.width, 2 * size.height),
            (2 * size.width, size.height / 2),
            (16_384, 16_384),
            (u32::MAX, u32::MAX),
        ] {
            let told = FrameSize { width, height };
            let media_type = stream.media_type.clone();
            media_type.attributes().set(keys::MF_MT_FRAME_SIZE, told);
            stream.media_type = media_type;
            let mut transform = common::decoder_for(&stream.media_type);
            // A size that no picture can have may be refused at once.
            if transform.set_input_type(0, &stream.media_type).is_err() {
                assert_eq!(width, u32::MAX, "{name} of {width}x{height}");
                continue;
            }
            let found = decode(&stream);
            assert!(
                found.errors.is_empty(),
                "{name} of {width}x{height}: {:?}",
                found.errors
            );
            assert!(found.bytes() == right.bytes(), "{name} of {width}x{height}");
            let sizes = found.types.iter().map(|t| VideoFormat::try_from(t).unwrap().size);
            assert!(
                sizes.into_iter().all(|found| found == size),
                "{name} of {width}x{height}"
            );
        }
    }
}

/// Pictures that are fields, each in a sample of its own or both in one.
#[test]
fn h264_coded_as_fields() {
    if !have_ffmpeg() {
        return;
    }
    for name in ["h264-paff.mp4", "h264-paff-fields.mp4"] {
        let path = clip(name);
        check(&path, PixelFormat::I420);
        let decoded = decode(&open(&path, "v"));
        let from = decoded.samples[0].time.unwrap();
        let times: Vec<i64> = decoded
            .samples
            .iter()
            .map(|sample| (sample.time.unwrap() - from).as_100ns() / 400_000)
            .collect();
        assert_eq!(times, (0..9).collect::<Vec<_>>(), "{name}");
    }
}

/// Two fields in a sample become the lines of one picture.
#[test]
fn motion_jpeg_coded_as_fields() {
    if !have_ffmpeg() {
        return;
    }
    let path = clip("mjpeg-fields.avi");
    check_jpeg(&path, PixelFormat::I422, "yuvj422p");
    let mut stream = open(&path, "v");
    let lower_first = decode(&stream);
    let format = VideoFormat::try_from(&lower_first.types[0]).unwrap();
    assert_eq!((format.size.width, format.size.height), (176, 144));
    // `MFVideoInterlace_MixedInterlaceOrProgressive`.
    assert_eq!(format.interlace_mode, 7);
    // Under another code the upper lines come first.
    let a = stream.media_type.attributes();
    a.set(keys::MF_MT_SUBTYPE, Guid::from_fourcc(*b"jpeg"));
    let upper_first = decode(&stream);
    let (one, other) = (packed(&upper_first.samples[0]), packed(&lower_first.samples[0]));
    let pairs = one.chunks(2 * 176).zip(other.chunks(2 * 176)).take(72);
    for (pair, (one, other)) in pairs.enumerate() {
        let exchanged = one[..176] == other[176..] && one[176..] == other[..176];
        assert!(exchanged, "lines {} and {}", 2 * pair, 2 * pair + 1);
    }
    // Without its second field it is a picture of half the lines.
    let first = stream.samples[0].contiguous();
    let end = first.windows(2).position(|two| two == [0xff, 0xd9]).unwrap() + 2;
    stream.samples = vec![Sample::new(first.slice(0..end).unwrap())];
    let alone = decode(&stream);
    assert!(alone.errors.is_empty(), "{:?}", alone.errors);
    let format = VideoFormat::try_from(&alone.types[0]).unwrap();
    assert_eq!((format.size.width, format.size.height), (176, 72));
}
