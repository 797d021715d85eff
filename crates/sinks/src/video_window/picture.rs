use std::ops::Range;

use super::placement::{Placement, Scale};
use super::shape::{Crop, Shape};
use openmf_core::{ColorInfo, FrameSize, MediaBuffer, MediaTime, PixelFormat, Ratio};

/// A picture and how it is to be shown.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) buffer: MediaBuffer,
    /// The part that is shown, if not all of it is.
    pub(super) aperture: Option<Crop>,
    /// Clockwise, in degrees.
    pub(super) rotation: u32,
    pub(super) pixel_aspect: Ratio,
    pub(super) color: ColorInfo,
    /// Of its sample.
    pub(super) time: Option<MediaTime>,
}

impl Picture {
    pub(super) fn shape(&self) -> Option<Shape> {
        Some(Shape::new(self.crop()?, self.pixel_aspect, self.rotation))
    }

    /// The part of the frame that is shown.
    fn crop(&self) -> Option<Crop> {
        let size = self.buffer.layout()?.size();
        Some(self.aperture.unwrap_or(Crop::all(size)).within(size))
    }

    /// Draws the picture into a window of `width` × `height` pixels (0RGB).
    pub(super) fn draw(&self, out: &mut [u32], width: u32, height: u32, placement: &Placement) {
        out.fill(placement.border);
        let window = FrameSize { width, height };
        placement.place(window).fill(out, window, placement.letterbox);
        let (Some(crop), Some(shape), Some(source)) = (self.crop(), self.shape(), Source::new(self)) else {
            return;
        };
        let area = placement.area(shape.display_size(), (width, height));
        let (across, down) = (shape.native_size().width, shape.native_size().height);
        let part = placement.source;
        let columns = match area.wider {
            Some(wider) => Scale::uneven(area.width, across, part.left, part.right, wider),
            None => Scale::new(area.width, across, part.left, part.right),
        };
        let rows = Scale::new(area.height, down, part.top, part.bottom);
        let (left, top) = (crop.x as usize, crop.y as usize);
        let (last_x, last_y) = (crop.width as usize - 1, crop.height as usize - 1);
        // A line of the picture as it is displayed.
        let line = |v: usize, pixels: &mut Vec<u32>| {
            pixels.clear();
            pixels.extend((0..across as usize).map(|u| {
                // Where the pixel comes from before the picture is turned clockwise.
                let (x, y) = match self.rotation {
                    90 => (v, last_y - u.min(last_y)),
                    180 => (last_x - u.min(last_x), last_y - v.min(last_y)),
                    270 => (last_x - v.min(last_x), u),
                    _ => (u, v),
                };
                source.pixel(left + x, top + y)
            }));
        };
        let (across_window, down_window) = (
            visible(area.x, area.width, width),
            visible(area.y, area.height, height),
        );
        if across_window.is_empty() || down_window.is_empty() {
            return;
        }
        let columns: Vec<_> = across_window.clone().map(|x| columns.at(x)).collect();
        let first_x = (area.x + i64::from(across_window.start)) as usize;
        let mut lines: [(Option<usize>, Vec<u32>); 2] = Default::default();
        let mut mixed = Vec::new();
        for y in down_window {
            let (v, weight) = rows.at(y);
            for (slot, wanted) in [(0, v), (1, (v + 1).min(down as usize - 1))] {
                if lines[slot].0 == Some(wanted) {
                    continue;
                }
                if slot == 0 && lines[1].0 == Some(wanted) {
                    lines.swap(0, 1);
                    continue;
                }
                lines[slot].0 = Some(wanted);
                line(wanted, &mut lines[slot].1);
            }
            mixed.clear();
            let (upper, lower) = (lines[0].1.iter(), &lines[1].1);
            mixed.extend(
                upper
                    .zip(lower)
                    .map(|(upper, lower)| blend(*upper, *lower, weight)),
            );
            // A visible pixel is within the window.
            let start = (area.y + i64::from(y)) as usize * width as usize + first_x;
            let Some(row) = out.get_mut(start..start + columns.len()) else {
                return;
            };
            for (pixel, &(u, weight)) in row.iter_mut().zip(&columns) {
                let left = mixed.get(u).copied().unwrap_or(0);
                let right = mixed.get(u + 1).copied().unwrap_or(left);
                *pixel = blend(left, right, weight);
            }
        }
    }
}

/// Which of the `length` pixels from `from` on are within a window of `limit` ones.
fn visible(from: i64, length: u32, limit: u32) -> Range<u32> {
    let length = i64::from(length);
    let first = from.saturating_neg().clamp(0, length);
    let end = i64::from(limit).saturating_sub(from).clamp(first, length);
    // Both are within 0 to `length`.
    first as u32..end as u32
}

/// Two colours mixed; `weight` of 256 is the second one's.
fn blend(first: u32, second: u32, weight: u32) -> u32 {
    if weight == 0 || first == second {
        return first;
    }
    let mix = |mask: u32| ((first & mask) * (256 - weight) + (second & mask) * weight) >> 8 & mask;
    mix(0x00ff_00ff) | ((first >> 8 & 0xff) * (256 - weight) + (second >> 8 & 0xff) * weight) & 0xff00
}

/// Reads pixels of one picture.
enum Source<'a> {
    Rgb {
        bytes: &'a [u8],
        stride: usize,
    },
    Yuv {
        planes: [(&'a [u8], usize); 3],
        step: usize,
        matrix: Matrix,
    },
}

impl<'a> Source<'a> {
    fn new(picture: &'a Picture) -> Option<Self> {
        let buffer = &picture.buffer;
        let plane = |index| buffer.plane(index).map(|(bytes, plane)| (bytes, plane.stride));
        let layout = buffer.layout()?;
        match layout.format() {
            PixelFormat::Rgb32 | PixelFormat::Argb32 => {
                let (bytes, stride) = plane(0)?;
                Some(Self::Rgb { bytes, stride })
            }
            PixelFormat::I420 => Some(Self::Yuv {
                planes: [plane(0)?, plane(1)?, plane(2)?],
                step: 1,
                matrix: Matrix::new(picture.color, layout.size().height),
            }),
            PixelFormat::Nv12 => {
                let (chroma, stride) = plane(1)?;
                Some(Self::Yuv {
                    planes: [plane(0)?, (chroma, stride), (chroma.get(1..)?, stride)],
                    step: 2,
                    matrix: Matrix::new(picture.color, layout.size().height),
                })
            }
            _ => None,
        }
    }

    fn pixel(&self, x: usize, y: usize) -> u32 {
        match self {
            Self::Rgb { bytes, stride } => {
                let at = y * stride + x * 4;
                match bytes.get(at..at + 3) {
                    Some(&[b, g, r]) => u32::from_be_bytes([0, r, g, b]),
                    _ => 0,
                }
            }
            Self::Yuv {
                planes: [luma, u, v],
                step,
                matrix,
            } => {
                let read = |(bytes, stride): &(&[u8], usize), x: usize, y: usize| {
                    i32::from(bytes.get(y * stride + x).copied().unwrap_or(128))
                };
                let chroma_x = x / 2 * step;
                matrix.rgb(
                    read(luma, x, y),
                    read(u, chroma_x, y / 2),
                    read(v, chroma_x, y / 2),
                )
            }
        }
    }
}

/// YUV to RGB in 16.16 fixed point.
struct Matrix {
    luma_offset: i32,
    luma: i32,
    red_v: i32,
    green_u: i32,
    green_v: i32,
    blue_u: i32,
}

impl Matrix {
    /// An unknown matrix is BT.709 from 720 rows on, else BT.601, as is usual.
    fn new(color: ColorInfo, height: u32) -> Self {
        // ITU-R BT.601, BT.709, BT.2020: the weights of red and blue.
        let (red, blue) = match color.matrix {
            1 => (0.2126, 0.0722),
            2 => (0.299, 0.114),
            4 | 5 => (0.2627, 0.0593),
            _ if height >= 720 => (0.2126, 0.0722),
            _ => (0.299, 0.114),
        };
        let green = 1.0 - red - blue;
        let (offset, luma, chroma) = if color.range == 1 {
            (0, 1.0, 1.0)
        } else {
            (16, 255.0 / 219.0, 255.0 / 224.0)
        };
        let fixed = |value: f64| (value * 65_536.0).round() as i32;
        Self {
            luma_offset: offset,
            luma: fixed(luma),
            red_v: fixed(2.0 * (1.0 - red) * chroma),
            green_u: fixed(-2.0 * (1.0 - blue) * blue / green * chroma),
            green_v: fixed(-2.0 * (1.0 - red) * red / green * chroma),
            blue_u: fixed(2.0 * (1.0 - blue) * chroma),
        }
    }

    fn rgb(&self, y: i32, u: i32, v: i32) -> u32 {
        let y = (y - self.luma_offset) * self.luma + 32_768;
        let (u, v) = (u - 128, v - 128);
        let byte = |value: i32| (value >> 16).clamp(0, 255) as u8;
        u32::from_be_bytes([
            0,
            byte(y + self.red_v * v),
            byte(y + self.green_u * u + self.green_v * v),
            byte(y + self.blue_u * u),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::super::placement::{AspectRatioMode, NormalizedRect, PixelRect};
    use super::*;
    use openmf_core::FrameLayout;
    use std::sync::Arc;

    fn picture(format: PixelFormat, width: u32, height: u32, bytes: Vec<u8>, rotation: u32) -> Picture {
        let layout = FrameLayout::packed(format, FrameSize { width, height }).unwrap();
        Picture {
            buffer: MediaBuffer::from(bytes).with_layout(Arc::new(layout)).unwrap(),
            aperture: None,
            rotation,
            pixel_aspect: Ratio::ONE,
            color: ColorInfo::default(),
            time: None,
        }
    }

    #[test]
    fn pictures_are_turned_clockwise() {
        let bytes = [1_u32, 2, 3, 4, 5, 6]
            .iter()
            .flat_map(|n| n.to_le_bytes())
            .collect::<Vec<_>>();
        let table: [(u32, u32, u32, [u32; 6]); 4] = [
            (0, 3, 2, [1, 2, 3, 4, 5, 6]),
            (90, 2, 3, [4, 1, 5, 2, 6, 3]),
            (180, 3, 2, [6, 5, 4, 3, 2, 1]),
            (270, 2, 3, [3, 6, 2, 5, 1, 4]),
        ];
        for (rotation, width, height, expected) in table {
            let mut out = [9; 6];
            picture(PixelFormat::Rgb32, 3, 2, bytes.clone(), rotation).draw(
                &mut out,
                width,
                height,
                &Placement::default(),
            );
            assert_eq!(out, expected, "{rotation}");
        }
    }

    #[test]
    fn a_part_of_a_frame_is_shown_alone() {
        let bytes = (1_u32..=12).flat_map(u32::to_le_bytes).collect::<Vec<_>>();
        // Of 4 × 3 pixels the two at (1, 1).
        for (rotation, width, height, expected) in [
            (0, 2, 1, [6, 7]),
            (90, 1, 2, [6, 7]),
            (180, 2, 1, [7, 6]),
            (270, 1, 2, [7, 6]),
        ] {
            let mut picture = picture(PixelFormat::Rgb32, 4, 3, bytes.clone(), rotation);
            picture.aperture = Some(Crop {
                x: 1,
                y: 1,
                width: 2,
                height: 1,
            });
            let mut out = [99; 2];
            picture.draw(&mut out, width, height, &Placement::default());
            assert_eq!(out, expected, "{rotation}");
        }
        // Nothing of what is around it is mixed in.
        let mut part = picture(PixelFormat::Rgb32, 4, 3, bytes, 0);
        part.aperture = Some(Crop {
            x: 2,
            y: 2,
            width: 1,
            height: 1,
        });
        let mut out = [99; 9];
        part.draw(&mut out, 3, 3, &Placement::default());
        assert_eq!(out, [11; 9]);
    }

    #[test]
    fn the_frame_around_a_picture_is_background() {
        let mut out = [9; 8];
        let bordered = Placement {
            border: 7,
            letterbox: 8,
            ..Placement::default()
        };
        let pixel = picture(PixelFormat::Rgb32, 1, 1, vec![3, 2, 1, 0], 0);
        pixel.draw(&mut out, 4, 2, &bordered);
        assert_eq!(out, [8, 0x01_02_03, 0x01_02_03, 8, 8, 0x01_02_03, 0x01_02_03, 8]);
        // Bars are in the picture's place, the border is around it.
        let placed = Placement {
            destination: Some(PixelRect::new(1, 1, 5, 1)),
            ..bordered
        };
        pixel.draw(&mut out, 4, 2, &placed);
        assert_eq!(out, [7, 7, 7, 7, 7, 8, 8, 0x01_02_03]);
    }

    #[test]
    fn yuv_becomes_rgb() {
        // Limited range BT.601: black, white, and the reddest red; as NV12 and as I420.
        let table = [
            ((16, 128, 128), 0x00_00_00),
            ((235, 128, 128), 0xff_ff_ff),
            ((81, 90, 240), 0xfe_00_00),
        ];
        for ((y, u, v), expected) in table {
            for format in [PixelFormat::Nv12, PixelFormat::I420] {
                let mut out = [9; 4];
                picture(format, 2, 2, vec![y, y, y, y, u, v], 0).draw(&mut out, 2, 2, &Placement::default());
                assert_eq!(out, [expected; 4], "{format:?} {:06x}", out[0]);
            }
        }
    }

    #[test]
    fn scaling_is_bilinear_and_a_part_may_be_shown_anywhere() {
        let grey = |value: u32| value * 0x01_01_01;
        let bytes: Vec<u8> = [0, 100, 200, 50]
            .iter()
            .flat_map(|value| grey(*value).to_le_bytes())
            .collect();
        let picture = picture(PixelFormat::Rgb32, 4, 1, bytes, 0);
        let draw = |width: u32, placement: &Placement| {
            let mut out = vec![9; width as usize];
            picture.draw(&mut out, width, 1, placement);
            out
        };
        let stretched = Placement {
            aspect: AspectRatioMode::Stretch,
            ..Placement::default()
        };
        assert_eq!(draw(4, &stretched), [0, 100, 200, 50].map(grey));
        assert_eq!(draw(8, &stretched), [0, 25, 75, 125, 175, 162, 87, 50].map(grey));
        assert_eq!(draw(2, &stretched), [50, 125].map(grey));
        // The right half, in the middle of a window with a border.
        let part = Placement {
            source: NormalizedRect {
                left: 0.5,
                ..NormalizedRect::ALL
            },
            destination: Some(PixelRect::new(1, 0, 2, 1)),
            border: 7,
            ..stretched
        };
        assert_eq!(draw(4, &part), [7, grey(200), grey(50), 7]);
        // A place that reaches beyond the window is cut off, on both sides.
        for (left, shown) in [
            (2, [0, 0, grey(0), grey(100)]),
            (-1, [grey(100), grey(200), grey(50), 0]),
            (-4, [0; 4]),
            (4, [0; 4]),
            (i32::MIN, [0; 4]),
            (i32::MAX, [0; 4]),
        ] {
            let beyond = Placement {
                destination: Some(PixelRect::new(left, 0, 4, 1)),
                ..stretched
            };
            assert_eq!(draw(4, &beyond), shown, "{left}");
        }
        // So it is above and below.
        let pair = self::picture(PixelFormat::Rgb32, 1, 2, vec![1, 0, 0, 0, 2, 0, 0, 0], 0);
        for (top, shown) in [(-1, [2, 0]), (0, [1, 2]), (1, [0, 1]), (2, [0, 0])] {
            let mut out = [9; 2];
            let beyond = Placement {
                destination: Some(PixelRect::new(0, top, 1, 2)),
                ..stretched
            };
            pair.draw(&mut out, 1, 2, &beyond);
            assert_eq!(out, shown, "{top}");
        }
        // Nothing is shown in an empty place.
        for empty in [
            PixelRect::default(),
            PixelRect::new(1, 0, 0, 1),
            PixelRect {
                left: 3,
                right: 1,
                top: 0,
                bottom: 1,
            },
        ] {
            for aspect in [AspectRatioMode::Preserve, AspectRatioMode::Stretch] {
                let nothing = Placement {
                    destination: Some(empty),
                    border: 7,
                    aspect,
                    ..stretched
                };
                assert_eq!(draw(4, &nothing), [7; 4], "{empty:?}");
            }
        }
    }

    #[test]
    fn an_uneven_stretch_keeps_the_shape_of_the_middle() {
        let step = |value: u32| value * 0x01_01_01;
        // A ramp: the value of a pixel tells where it comes from, in tenths of a pixel.
        let ramp = |width: u32, height: u32| {
            let row: Vec<u8> = (0..width).flat_map(|x| step(x * 10).to_le_bytes()).collect();
            picture(PixelFormat::Rgb32, width, height, row.repeat(height as usize), 0)
        };
        let uneven = Placement {
            aspect: AspectRatioMode::NonLinearStretch,
            ..Placement::default()
        };
        let draw = |of: &Picture, width: u32, height: u32, placement: &Placement| {
            let mut out = vec![9; (width * height) as usize];
            of.draw(&mut out, width, height, placement);
            let (first, rest) = out.split_at(width as usize);
            for row in rest.chunks(width as usize) {
                assert_eq!(row, first, "rows are scaled evenly");
            }
            first.iter().map(|pixel| pixel & 0xff).collect::<Vec<_>>()
        };
        // In its own shape as it is, whatever its size.
        assert_eq!(draw(&ramp(6, 2), 6, 2, &uneven), [0, 10, 20, 30, 40, 50]);
        let even = draw(&ramp(6, 2), 12, 4, &Placement::default());
        assert_eq!(draw(&ramp(6, 2), 12, 4, &uneven), even);
        // Twice as wide: pixel to pixel in the middle, and wide at the sides.
        let wide = draw(&ramp(12, 2), 24, 2, &uneven);
        assert_eq!(wide, WIDE);
        let mirrored: Vec<u32> = wide.iter().rev().map(|value| 110 - value).collect();
        for (value, other) in wide.iter().zip(mirrored) {
            assert!(value.abs_diff(other) <= 1, "the same to both sides");
        }
        // Half as wide: shrunk the more the farther out.
        assert_eq!(draw(&ramp(12, 2), 6, 2, &uneven), NARROW);
        // Of a part of the picture in a part of the window, cut off at the left.
        let part = Placement {
            source: NormalizedRect {
                left: 0.5,
                ..NormalizedRect::ALL
            },
            destination: Some(PixelRect::new(-6, 0, 12, 2)),
            border: 7,
            ..uneven
        };
        assert_eq!(draw(&ramp(12, 2), 8, 2, &part), PART);
        // Turned, it is stretched across the window all the same.
        let mut turned = picture(
            PixelFormat::Rgb32,
            2,
            12,
            (0..12_u32)
                .rev()
                .flat_map(|y| step(y * 10).to_le_bytes().repeat(2))
                .collect(),
            90,
        );
        assert_eq!(draw(&turned, 24, 2, &uneven), WIDE);
        turned.rotation = 270;
        let back: Vec<u32> = draw(&turned, 24, 2, &uneven);
        assert_eq!(back.first(), WIDE.last());
    }

    const WIDE: [u32; 24] = [
        0, 0, 0, 1, 4, 7, 11, 17, 23, 31, 40, 50, 59, 69, 78, 86, 92, 98, 102, 105, 108, 110, 110, 110,
    ];
    const NARROW: [u32; 6] = [18, 38, 49, 60, 71, 91];
    const PART: [u32; 8] = [89, 98, 105, 109, 110, 110, 7, 7];
}
