#![expect(
    clippy::print_stdout,
    reason = "tests print what they measure and what they skip"
)]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::color::{
    MATRIX_BT601, MATRIX_BT709, MATRIX_BT2020_10, MATRIX_SMPTE240M, RANGE_FULL, RANGE_LIMITED,
};
use super::*;
use openmf_core::{ColorInfo, MediaBuffer, MediaTime};

const RANGES: [u32; 2] = [RANGE_LIMITED, RANGE_FULL];
const MATRICES: [(u32, f64, f64); 4] = [
    (MATRIX_BT709, 0.2126, 0.0722),
    (MATRIX_BT601, 0.299, 0.114),
    (MATRIX_SMPTE240M, 0.212, 0.087),
    (MATRIX_BT2020_10, 0.2627, 0.0593),
];

fn size(width: u32, height: u32) -> FrameSize {
    FrameSize { width, height }
}

fn described(format: PixelFormat, size: FrameSize, matrix: u32, range: u32) -> VideoFormat {
    let mut format = VideoFormat::new(format.subtype(), size);
    format.color = ColorInfo {
        matrix,
        range,
        ..ColorInfo::default()
    };
    format
}

fn convert(from: &VideoFormat, to: &VideoFormat, buffer: MediaBuffer) -> MediaBuffer {
    let mut converter = VideoConverter::new();
    converter.set_input_type(0, &from.to_media_type()).unwrap();
    converter.set_output_type(0, &to.to_media_type()).unwrap();
    let accepted = converter.process_input(0, Sample::new(buffer)).unwrap();
    assert!(matches!(accepted, Input::Accepted));
    let Output::Sample(mut sample) = converter.process_output().unwrap() else {
        panic!("a picture comes out for a picture");
    };
    sample.take_buffer().unwrap()
}

/// The codes of one component, or the neutral value where the format has none.
fn codes(buffer: &MediaBuffer, format: PixelFormat, size: FrameSize, component: usize) -> Vec<u32> {
    let packed = FrameLayout::packed(format, size).unwrap();
    let layout = buffer.layout().map_or(&packed, |layout| layout);
    let plane = layout.planes()[rows::plane_of_component(format, component)];
    let mut out = Vec::new();
    for row in 0..plane.rows {
        let at = plane.offset + row * plane.stride;
        let row = &buffer[at..at + plane.width_bytes];
        let bytes = format.bytes_per_component();
        let order = order(format, component);
        let places = order.iter().enumerate().filter(|(_, held)| **held == component);
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        let values = row.chunks_exact(bytes).enumerate();
        let held = values.filter(|(at, _)| places.contains(&(at % order.len())));
        let last = component_width(format, size, component);
        for value in held.map(|(_, value)| value).take(last) {
            let word = if bytes == 1 {
                u32::from(value[0])
            } else {
                u32::from(u16::from_le_bytes([value[0], value[1]]))
            };
            out.push(if format == PixelFormat::P010 {
                word >> 6
            } else {
                word
            });
        }
    }
    out
}

/// The components that lie side by side in the plane of a component.
fn order(format: PixelFormat, component: usize) -> &'static [usize] {
    match format {
        PixelFormat::Rgb32 | PixelFormat::Argb32 => &[2, 1, 0, 3],
        PixelFormat::Yuy2 => &[0, 1, 0, 2],
        PixelFormat::Uyvy => &[1, 0, 2, 0],
        PixelFormat::Ayuv => &[2, 1, 0, 3],
        PixelFormat::Nv12 | PixelFormat::P010 if component > 0 => &[1, 2],
        _ => &[[0], [1], [2]][component],
    }
}

/// How many values of a component a row has.
fn component_width(format: PixelFormat, size: FrameSize, component: usize) -> usize {
    let shift = match component {
        1 | 2 => format.chroma_shift().0,
        _ => 0,
    };
    (size.width as usize).div_ceil(1 << shift)
}

/// A packed picture of one colour, given in codes.
fn patch(format: PixelFormat, size: FrameSize, components: [u32; 4]) -> MediaBuffer {
    let layout = FrameLayout::packed(format, size).unwrap();
    let mut bytes = vec![0; layout.total_len()];
    for (index, plane) in layout.planes().iter().enumerate() {
        let bytes = &mut bytes[plane.offset..plane.offset + plane.stride * plane.rows];
        let of = match format {
            PixelFormat::Yv12 if index > 0 => 3 - index,
            _ => index,
        };
        let order = order(format, of);
        let width = format.bytes_per_component();
        for (at, value) in bytes.chunks_exact_mut(width).enumerate() {
            let code = components[order[at % order.len()]];
            let code = if format == PixelFormat::P010 {
                code << 6
            } else {
                code
            };
            value.copy_from_slice(&code.to_le_bytes()[..width]);
        }
    }
    MediaBuffer::from(bytes)
}

/// The exact codes of a colour by Rec. ITU-T H.273, before rounding.
fn exact(format: PixelFormat, (_, kr, kb): (u32, f64, f64), range: u32, rgb: [f64; 3]) -> [f64; 3] {
    if is_rgb(format) {
        return rgb.map(|value| value * 255.0);
    }
    let [r, g, b] = rgb;
    let y = kr * r + (1.0 - kr - kb) * g + kb * b;
    let (pb, pr) = (0.5 * (b - y) / (1.0 - kb), 0.5 * (r - y) / (1.0 - kr));
    let depth = format.bit_depth() as i32;
    let (unit, top) = (2_f64.powi(depth - 8), 2_f64.powi(depth) - 1.0);
    let middle = 2_f64.powi(depth - 1);
    if range == RANGE_FULL {
        [y * top, pb * top + middle, pr * top + middle].map(|v| v.clamp(0.0, top))
    } else {
        [
            (219.0 * y + 16.0) * unit,
            (224.0 * pb + 128.0) * unit,
            (224.0 * pr + 128.0) * unit,
        ]
    }
}

/// What codes mean, as R, G, B between 0 and 1 (and beyond).
fn meaning(format: PixelFormat, (_, kr, kb): (u32, f64, f64), range: u32, codes: [f64; 3]) -> [f64; 3] {
    if is_rgb(format) {
        return codes.map(|code| code / 255.0);
    }
    let depth = format.bit_depth() as i32;
    let (unit, top) = (2_f64.powi(depth - 8), 2_f64.powi(depth) - 1.0);
    let middle = 2_f64.powi(depth - 1);
    let [y, pb, pr] = if range == RANGE_FULL {
        [
            codes[0] / top,
            (codes[1] - middle) / top,
            (codes[2] - middle) / top,
        ]
    } else {
        [
            (codes[0] / unit - 16.0) / 219.0,
            (codes[1] - middle) / unit / 224.0,
            (codes[2] - middle) / unit / 224.0,
        ]
    };
    let (r, b) = (y + 2.0 * (1.0 - kr) * pr, y + 2.0 * (1.0 - kb) * pb);
    [r, (y - kr * r - kb * b) / (1.0 - kr - kb), b]
}

const COLOURS: [[f64; 3]; 12] = [
    [0.0, 0.0, 0.0],
    [1.0, 1.0, 1.0],
    [1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0],
    [1.0, 1.0, 0.0],
    [0.0, 1.0, 1.0],
    [1.0, 0.0, 1.0],
    [0.5, 0.5, 0.5],
    [0.2, 0.7, 0.4],
    [0.9, 0.3, 0.1],
    [0.03, 0.02, 0.05],
];

/// Every format to every format in every matrix and range, at a size that exercises the ends of the vector loops.
#[test]
fn patches_are_within_one_code_of_the_exact_formula() {
    let picture = size(19, 4);
    for from_format in PixelFormat::ALL {
        for to_format in PixelFormat::ALL {
            for (index, matrix) in MATRICES.into_iter().enumerate() {
                for range in RANGES {
                    // Another matrix on the other side, and sometimes another range, where both are YUV.
                    let to_matrix = MATRICES[(index + usize::from(range == RANGE_FULL)) % 4];
                    let to_range = if index % 2 == 0 { range } else { 3 - range };
                    for rgb in COLOURS {
                        let grey = |f| matches!(f, PixelFormat::I400 | PixelFormat::I410Gray);
                        let rgb = if grey(from_format) { [rgb[1]; 3] } else { rgb };
                        let stored = exact(from_format, matrix, range, rgb).map(f64::round);
                        let mut stored_codes = [stored[0] as u32, stored[1] as u32, stored[2] as u32, 255];
                        let max = (1_u32 << from_format.bit_depth()) - 1;
                        stored_codes = stored_codes.map(|code| code.min(max));
                        let from = described(from_format, picture, matrix.0, range);
                        let to = described(to_format, picture, to_matrix.0, to_range);
                        let out = convert(&from, &to, patch(from_format, picture, stored_codes));
                        let clipped = [stored_codes[0], stored_codes[1], stored_codes[2]].map(f64::from);
                        let meant = meaning(from_format, matrix, range, clipped);
                        let expected = exact(to_format, to_matrix, to_range, meant);
                        let top = f64::from((1_u32 << to_format.bit_depth()) - 1);
                        for component in 0..if grey(to_format) { 1 } else { 3 } {
                            let expected = expected[component].clamp(0.0, top);
                            for code in codes(&out, to_format, picture, component) {
                                let error = (f64::from(code) - expected).abs();
                                assert!(
                                    error <= 1.0,
                                    "{from_format:?} {matrix:?} {range} {rgb:?} {stored_codes:?} to {to_format:?} \
                                     {to_matrix:?} {to_range}, component {component}: {code}, exactly {expected}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn black_white_and_grey_are_exact_on_screen() {
    for format in [
        PixelFormat::I420,
        PixelFormat::Nv12,
        PixelFormat::P010,
        PixelFormat::I412,
    ] {
        let unit = 1 << (format.bit_depth() - 8);
        for (matrix, ..) in MATRICES {
            for code in 16..=235_u32 {
                let from = described(format, size(2, 2), matrix, RANGE_LIMITED);
                let to = VideoFormat::new(guids::MFVideoFormat_RGB32, size(2, 2));
                let out = convert(
                    &from,
                    &to,
                    patch(format, size(2, 2), [code * unit, 128 * unit, 128 * unit, 0]),
                );
                let level = (f64::from(code - 16) * 255.0 / 219.0).round() as u8;
                assert_eq!(
                    &out[..4],
                    [level, level, level, 255],
                    "{format:?} {matrix} {code}"
                );
            }
        }
    }
}

fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .collect()
}

#[test]
fn what_only_changes_the_layout_or_adds_bits_comes_back_unchanged() {
    use PixelFormat::{
        Argb32, Ayuv, I010, I012, I210, I212, I400, I410Gray, I412, I420, I422, I444, Iyuv, Nv12, P010,
        Rgb32, Uyvy, Yuy2, Yv12,
    };
    let table = [
        (I420, Nv12),
        (I420, I010),
        (I420, P010),
        (I420, I012),
        (Nv12, I420),
        (I422, I210),
        (I422, I212),
        (I444, I412),
        (I400, I410Gray),
        (I400, I420),
        (Rgb32, Argb32),
        (I420, Yv12),
        (Nv12, Iyuv),
        (Yv12, I010),
        (I422, Yuy2),
        (Uyvy, I210),
        (Yuy2, Uyvy),
        (I444, Ayuv),
        (Ayuv, I412),
    ];
    for picture in [size(1, 1), size(2, 2), size(3, 5), size(7, 5), size(33, 18)] {
        for (first, second) in table {
            let from = described(first, picture, MATRIX_BT601, RANGE_LIMITED);
            let to = described(second, picture, MATRIX_BT601, RANGE_LIMITED);
            let len = FrameLayout::packed(first, picture).unwrap().total_len();
            let original = MediaBuffer::from(noise(len, 0x5eed));
            let back = convert(&to, &from, convert(&from, &to, original.clone()));
            let components = if rows::has_component(first, 1) { 3 } else { 1 };
            for component in 0..components {
                assert_eq!(
                    codes(&back, first, picture, component),
                    codes(&original, first, picture, component),
                    "{first:?} {second:?} {picture} {component}"
                );
            }
        }
    }
}

/// Sources: "Recommended 8-Bit YUV Formats for Video Rendering" (Microsoft Learn).
#[test]
fn packed_pictures_have_their_bytes_in_the_documented_order() {
    use PixelFormat::{Ayuv, I420, I422, I444, Iyuv, Uyvy, Yuy2, Yv12};
    type Row = (PixelFormat, FrameSize, &'static [u8], PixelFormat, &'static [u8]);
    let table: [Row; 8] = [
        // Y0 Y1 Y2, U0 U1, V0 V1.
        (
            I422,
            size(3, 1),
            &[1, 2, 3, 11, 12, 21, 22],
            Yuy2,
            &[1, 11, 2, 21, 3, 12, 3, 22],
        ),
        (
            I422,
            size(3, 1),
            &[1, 2, 3, 11, 12, 21, 22],
            Uyvy,
            &[11, 1, 21, 2, 12, 3, 22, 3],
        ),
        (
            Yuy2,
            size(3, 1),
            &[1, 11, 2, 21, 3, 12, 99, 22],
            I422,
            &[1, 2, 3, 11, 12, 21, 22],
        ),
        (Uyvy, size(2, 1), &[11, 1, 21, 2], Yuy2, &[1, 11, 2, 21]),
        (
            I444,
            size(2, 1),
            &[1, 2, 11, 12, 21, 22],
            Ayuv,
            &[21, 11, 1, 255, 22, 12, 2, 255],
        ),
        (Ayuv, size(1, 1), &[21, 11, 1, 77], I444, &[1, 11, 21]),
        (
            I420,
            size(2, 2),
            &[1, 2, 3, 4, 11, 21],
            Yv12,
            &[1, 2, 3, 4, 21, 11],
        ),
        (
            Yv12,
            size(2, 2),
            &[1, 2, 3, 4, 21, 11],
            Iyuv,
            &[1, 2, 3, 4, 11, 21],
        ),
    ];
    for (first, picture, bytes, second, expected) in table {
        let from = described(first, picture, MATRIX_BT601, RANGE_LIMITED);
        let to = described(second, picture, MATRIX_BT601, RANGE_LIMITED);
        let out = convert(&from, &to, MediaBuffer::from(bytes.to_vec()));
        let layout = out.layout().expect("a picture has a layout");
        let mut packed = Vec::new();
        for plane in layout.planes() {
            for row in 0..plane.rows {
                let at = plane.offset + row * plane.stride;
                packed.extend_from_slice(&out[at..at + plane.width_bytes]);
            }
        }
        assert_eq!(packed, expected, "{first:?} to {second:?}");
    }
    // What is see-through stays so.
    let from = described(Ayuv, size(1, 1), MATRIX_BT601, RANGE_LIMITED);
    let to = VideoFormat::new(guids::MFVideoFormat_ARGB32, size(1, 1));
    let out = convert(&from, &to, MediaBuffer::from(vec![128, 128, 235, 77]));
    assert_eq!(out[..4], [255, 255, 255, 77]);
}

#[test]
fn rgb_to_444_and_back_is_within_two_codes() {
    let picture = size(64, 16);
    let original = MediaBuffer::from(noise(64 * 16 * 4, 7));
    for (matrix, ..) in MATRICES {
        for range in RANGES {
            let rgb = VideoFormat::new(guids::MFVideoFormat_RGB32, picture);
            let yuv = described(PixelFormat::I444, picture, matrix, range);
            let back = convert(&yuv, &rgb, convert(&rgb, &yuv, original.clone()));
            for component in 0..3 {
                let pairs = codes(&back, PixelFormat::Rgb32, picture, component)
                    .into_iter()
                    .zip(codes(&original, PixelFormat::Rgb32, picture, component));
                let worst = pairs.map(|(a, b)| a.abs_diff(b)).max();
                assert!(worst <= Some(2), "matrix {matrix}, range {range}: {worst:?}");
            }
        }
    }
}

#[test]
fn ten_bits_are_rounded_to_eight() {
    let from = described(PixelFormat::I010, size(4, 2), MATRIX_BT709, RANGE_LIMITED);
    let to = described(PixelFormat::I420, size(4, 2), MATRIX_BT709, RANGE_LIMITED);
    for (code, expected) in [
        (0, 0),
        (1, 0),
        (2, 1),
        (513, 128),
        (514, 129),
        (1021, 255),
        (1023, 255),
    ] {
        let out = convert(
            &from,
            &to,
            patch(PixelFormat::I010, size(4, 2), [code, 512, 512, 0]),
        );
        assert_eq!(
            codes(&out, PixelFormat::I420, size(4, 2), 0),
            [expected; 8],
            "{code}"
        );
    }
}

#[test]
fn constant_pictures_stay_constant_at_every_size_and_rotation() {
    let sizes = [size(1, 1), size(2, 3), size(7, 5), size(16, 9), size(40, 22)];
    let grey = [100, 128, 128, 255];
    for from_size in sizes {
        for to_size in sizes {
            for (from_format, to_format, expected) in [
                (PixelFormat::I420, PixelFormat::Nv12, [100, 128, 128]),
                (PixelFormat::Nv12, PixelFormat::Rgb32, [98, 98, 98]),
                (PixelFormat::I422, PixelFormat::I420, [100, 128, 128]),
                (PixelFormat::Rgb32, PixelFormat::Argb32, [100, 128, 128]),
            ] {
                for rotation in [0, 90, 180, 270] {
                    let mut from = described(from_format, from_size, MATRIX_BT601, RANGE_LIMITED);
                    from.rotation = rotation;
                    let to = described(to_format, to_size, MATRIX_BT601, RANGE_LIMITED);
                    let out = convert(&from, &to, patch(from_format, from_size, grey));
                    for (component, expected) in expected.into_iter().enumerate() {
                        let all = codes(&out, to_format, to_size, component);
                        assert!(
                            all.iter().all(|code| *code == expected),
                            "{from_format:?} {from_size} to {to_format:?} {to_size} by {rotation}: {all:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn rotation_turns_clockwise() {
    // 1 2 3
    // 4 5 6
    let table: [(u32, FrameSize, [u32; 6]); 4] = [
        (0, size(3, 2), [1, 2, 3, 4, 5, 6]),
        (90, size(2, 3), [4, 1, 5, 2, 6, 3]),
        (180, size(3, 2), [6, 5, 4, 3, 2, 1]),
        (270, size(2, 3), [3, 6, 2, 5, 1, 4]),
    ];
    for (rotation, expected_size, expected) in table {
        let mut from = described(PixelFormat::I400, size(3, 2), MATRIX_BT601, RANGE_LIMITED);
        from.rotation = rotation;
        let to = described(PixelFormat::I400, expected_size, MATRIX_BT601, RANGE_LIMITED);
        let out = convert(&from, &to, MediaBuffer::from(vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(
            codes(&out, PixelFormat::I400, expected_size, 0),
            expected,
            "{rotation}"
        );
    }
}

#[test]
fn an_edge_stays_where_it_is_when_the_size_changes() {
    let mut bytes = vec![16; 40 * 4];
    for row in bytes.chunks_exact_mut(40) {
        row[20..].fill(235);
    }
    for width in [20, 40, 80, 100] {
        let from = described(PixelFormat::I400, size(40, 4), MATRIX_BT601, RANGE_LIMITED);
        let to = described(PixelFormat::I400, size(width, 4), MATRIX_BT601, RANGE_LIMITED);
        let out = codes(
            &convert(&from, &to, bytes.clone().into()),
            PixelFormat::I400,
            size(width, 4),
            0,
        );
        let row = &out[..width as usize];
        let dark: f64 = row.iter().map(|code| (235.0 - f64::from(*code)) / 219.0).sum();
        assert!((dark / f64::from(width) - 0.5).abs() < 0.002, "{width}: {row:?}");
        assert_eq!((row[0], row[row.len() - 1]), (16, 235));
    }
}

#[test]
fn types_are_completed_from_the_input() {
    let mut input = described(PixelFormat::I420, size(640, 360), MATRIX_BT601, RANGE_LIMITED);
    input.frame_rate = Some(Ratio {
        numerator: 25,
        denominator: 1,
    });
    input.pixel_aspect = Ratio {
        numerator: 4,
        denominator: 3,
    };
    input.rotation = 90;
    let mut converter = VideoConverter::new();
    assert!(matches!(
        converter.output_available_type(0, 0),
        Err(Error::TypeNotSet { .. })
    ));
    converter.set_input_type(0, &input.to_media_type()).unwrap();
    let first = converter.output_available_type(0, 0).unwrap();
    assert_eq!(VideoFormat::try_from(&first).unwrap(), input);

    let partial = MediaType::partial(guids::MFMediaType_Video, guids::MFVideoFormat_RGB32);
    converter.set_output_type(0, &partial).unwrap();
    let mut expected = input.clone();
    expected.subtype = guids::MFVideoFormat_RGB32;
    expected.color = ColorInfo {
        range: RANGE_FULL,
        ..ColorInfo::default()
    };
    assert_eq!(
        VideoFormat::try_from(&converter.output_type(0).unwrap()).unwrap(),
        expected
    );

    let upright = converter.output_available_type(0, OFFERED.len()).unwrap();
    let mut expected = input.clone();
    expected.rotation = 0;
    expected.size = size(360, 640);
    expected.pixel_aspect = Ratio {
        numerator: 3,
        denominator: 4,
    };
    assert_eq!(VideoFormat::try_from(&upright).unwrap(), expected);
    let count = (0..)
        .take_while(|index| converter.output_available_type(0, *index).is_ok())
        .count();
    assert_eq!(count, 2 * OFFERED.len());
    for index in 0..count {
        let offer = converter.output_available_type(0, index).unwrap();
        converter.set_output_type(0, &offer).unwrap();
        assert_eq!(converter.output_type(0).unwrap(), offer);
    }
}

#[test]
fn unspecified_colours_follow_the_documented_rule() {
    let resolve = |matrix, primaries, height| {
        let color = ColorInfo {
            matrix,
            primaries,
            ..ColorInfo::default()
        };
        let resolved = color::resolve(color, PixelFormat::I420, height);
        (resolved.matrix, resolved.range)
    };
    for (matrix, primaries, height, expected) in [
        (0, 0, 719, MATRIX_BT601),
        (0, 0, 720, MATRIX_BT709),
        (0, 9, 360, MATRIX_BT2020_10),
        (MATRIX_BT709, 9, 360, MATRIX_BT709),
        (99, 0, 1_080, MATRIX_BT709),
    ] {
        assert_eq!(resolve(matrix, primaries, height), (expected, RANGE_LIMITED));
    }
}

#[test]
fn garbage_is_refused_and_does_no_harm() {
    let mut converter = VideoConverter::new();
    for bad in [size(0, 4), size(4, 0), size(20_000, 2)] {
        let refused = converter.set_input_type(
            0,
            &VideoFormat::new(guids::MFVideoFormat_I420, bad).to_media_type(),
        );
        assert!(matches!(refused, Err(Error::InvalidMediaType { .. })), "{bad}");
    }
    let compressed = VideoFormat::new(guids::MFVideoFormat_H264, size(16, 16));
    assert!(matches!(
        converter.test_input_type(0, &compressed.to_media_type()),
        Err(Error::InvalidMediaType { .. })
    ));
    let good = VideoFormat::new(guids::MFVideoFormat_I420, size(16, 16));
    let mut tilted = good.clone();
    tilted.rotation = 45;
    converter.set_input_type(0, &good.to_media_type()).unwrap();
    for bad in [tilted, compressed] {
        let refused = converter.set_output_type(0, &bad.to_media_type());
        assert!(matches!(refused, Err(Error::InvalidMediaType { .. })), "{bad:?}");
    }
    let rgb = VideoFormat::new(guids::MFVideoFormat_RGB32, size(16, 16));
    converter.set_output_type(0, &rgb.to_media_type()).unwrap();
    for len in [0, 1, 255, 383] {
        let refused = converter.process_input(0, Sample::new(vec![0; len].into()));
        assert!(matches!(refused, Err(Error::Codec { .. })), "{len}");
    }
    let other = Arc::new(FrameLayout::packed(PixelFormat::I420, size(8, 8)).unwrap());
    let buffer = MediaBuffer::from(vec![0; 384]).with_layout(other).unwrap();
    assert!(matches!(
        converter.process_input(0, Sample::new(buffer)),
        Err(Error::Codec { .. })
    ));
    // It goes on after all that.
    let accepted = converter.process_input(0, Sample::new(vec![0; 384].into()));
    assert!(matches!(accepted, Ok(Input::Accepted)));
    assert!(matches!(converter.process_output(), Ok(Output::Sample(_))));
    assert!(matches!(converter.process_output(), Ok(Output::NeedMoreInput)));
}

#[test]
fn equal_types_pass_the_same_memory_on_and_times_stay() {
    let format = VideoFormat::new(guids::MFVideoFormat_NV12, size(16, 16));
    let mut converter = VideoConverter::new();
    converter.set_input_type(0, &format.to_media_type()).unwrap();
    converter.set_output_type(0, &format.to_media_type()).unwrap();
    let buffer = MediaBuffer::from(vec![1; 384]);
    let sample = Sample::new(buffer.clone()).at(MediaTime::from_100ns(42));
    assert!(matches!(
        converter.process_input(0, sample.clone()),
        Ok(Input::Accepted)
    ));
    assert!(matches!(
        converter.process_input(0, sample.clone()),
        Ok(Input::NotAccepting(_))
    ));
    let Output::Sample(out) = converter.process_output().unwrap() else {
        panic!("the sample is there");
    };
    assert_eq!(out.buffer().unwrap().as_ptr(), buffer.as_ptr());
    assert_eq!(out.time, Some(MediaTime::from_100ns(42)));
    converter.process_message(TransformMessage::Drain).unwrap();
    assert!(matches!(converter.process_input(0, sample), Ok(Input::Accepted)));
    let Output::Sample(out) = converter.process_output().unwrap() else {
        panic!("the sample is there");
    };
    assert!(out.flags.discontinuity);
}

/// A smooth test picture in packed I420.
fn smooth(picture: FrameSize) -> Vec<u8> {
    let layout = FrameLayout::packed(PixelFormat::I420, picture).unwrap();
    let mut bytes = vec![0; layout.total_len()];
    for (index, plane) in layout.planes().iter().enumerate() {
        for y in 0..plane.rows {
            for x in 0..plane.width_bytes {
                let (u, v) = (x as f64 / plane.width_bytes as f64, y as f64 / plane.rows as f64);
                let phase = 3.0 + index as f64;
                let wave = (u * 6.0 * phase).sin() * (v * 5.0 * phase).cos();
                bytes[plane.offset + y * plane.stride + x] = (126.0 + wave * 60.0).round() as u8;
            }
        }
    }
    bytes
}

fn ffmpeg(arguments: &str, input: &[u8]) -> Option<Vec<u8>> {
    let child = Command::new("ffmpeg")
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: ffmpeg is not installed");
        return None;
    };
    let mut stdin = child.stdin.take()?;
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Some(output.stdout)
}

fn psnr(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    let error: f64 = a
        .iter()
        .zip(b)
        .map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2))
        .sum();
    10.0 * (255.0 * 255.0 * a.len() as f64 / error.max(1.0)).log10()
}

#[test]
fn swscale_makes_nearly_the_same_pictures() {
    let picture = size(320, 180);
    let original = smooth(picture);
    let table = [
        (PixelFormat::I420, size(320, 180), "yuv420p", MATRIX_BT601, 50.0),
        (PixelFormat::Rgb32, size(320, 180), "bgra", MATRIX_BT601, 50.0),
        (PixelFormat::Rgb32, size(320, 180), "bgra", MATRIX_BT709, 50.0),
        (PixelFormat::Rgb32, size(480, 270), "bgra", MATRIX_BT601, 50.0),
        (PixelFormat::I420, size(640, 480), "yuv420p", MATRIX_BT601, 50.0),
        (PixelFormat::I420, size(128, 72), "yuv420p", MATRIX_BT601, 50.0),
        (PixelFormat::I444, size(320, 180), "yuv444p", MATRIX_BT601, 50.0),
        (PixelFormat::Yuy2, size(320, 180), "yuyv422", MATRIX_BT601, 45.0),
        (PixelFormat::Uyvy, size(480, 270), "uyvy422", MATRIX_BT601, 45.0),
    ];
    for (format, to_size, name, matrix, bound) in table {
        let matrix_name = if matrix == MATRIX_BT709 { "bt709" } else { "bt601" };
        // Given for RGB, the position would move the picture.
        let siting = match format {
            PixelFormat::I420 => "out_h_chr_pos=0:out_v_chr_pos=128:",
            _ => "",
        };
        let arguments = format!(
            "-v error -f rawvideo -pix_fmt yuv420p -s 320x180 -i - -vf \
             scale={}:{}:in_color_matrix={matrix_name}:out_color_matrix={matrix_name}:in_range=tv:in_h_chr_pos=0:in_v_chr_pos=128:{siting}\
             flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp -pix_fmt {name} -f rawvideo -",
            to_size.width, to_size.height
        );
        let Some(theirs) = ffmpeg(&arguments, &original) else {
            return;
        };
        let from = described(PixelFormat::I420, picture, matrix, RANGE_LIMITED);
        let to = described(format, to_size, matrix, RANGE_LIMITED);
        let out = convert(&from, &to, original.clone().into());
        let packed = Arc::new(FrameLayout::packed(format, to_size).unwrap());
        let layout = out.layout().unwrap_or(&packed);
        let mut ours = Vec::new();
        for plane in layout.planes() {
            for row in 0..plane.rows {
                let at = plane.offset + row * plane.stride;
                ours.extend_from_slice(&out[at..at + plane.width_bytes]);
            }
        }
        let psnr = psnr(&ours, &theirs);
        println!("I420 to {format:?} {to_size}, {matrix_name}, against swscale: {psnr:.1} dB");
        assert!(psnr > bound, "{format:?} {to_size}: {psnr:.1} dB");
    }
}
