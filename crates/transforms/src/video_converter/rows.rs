//! Rows of pixels in memory and rows of 16-bit components.
//!
//! A component of `n` bits is shifted up by `16 - n`, so that all formats share one scale. RGB has its components in the
//! order R, G, B, A.

use openmf_core::{Error, FrameLayout, MediaBuffer, PixelFormat, Plane, Result};

use super::color::{NEUTRAL, is_rgb};

/// A picture to read.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// The bytes of each plane from its first row on.
    planes: [(&'a [u8], Plane); 3],
}

impl<'a> Source<'a> {
    /// A picture in one piece.
    pub(crate) fn new(bytes: &'a [u8], layout: &FrameLayout) -> Self {
        let mut source = Self {
            planes: [(&[], Plane::default()); 3],
        };
        for (target, plane) in source.planes.iter_mut().zip(layout.planes()) {
            *target = (bytes.get(plane.offset..).unwrap_or(&[]), *plane);
        }
        source
    }

    /// A picture that knows its layout, wherever its planes are.
    pub(crate) fn of(buffer: &'a MediaBuffer) -> Self {
        Self {
            planes: [0, 1, 2].map(|index| buffer.plane(index).unwrap_or((&[], Plane::default()))),
        }
    }

    /// The bytes of one row of a plane.
    pub(crate) fn row(&self, plane: usize, row: usize) -> Result<&'a [u8]> {
        let (bytes, plane) = self.planes.get(plane).ok_or_else(too_short)?;
        plane
            .stride
            .checked_mul(row)
            .and_then(|at| bytes.get(at..at.checked_add(plane.width_bytes)?))
            .ok_or_else(too_short)
    }
}

/// The bytes of one row of a plane of a picture to write.
pub(crate) fn row_mut<'a>(
    bytes: &'a mut [u8],
    layout: &FrameLayout,
    plane: usize,
    row: usize,
) -> Result<&'a mut [u8]> {
    let plane = plane_of(layout, plane)?;
    let at = plane.offset + plane.stride * row;
    bytes.get_mut(at..at + plane.width_bytes).ok_or_else(too_short)
}

fn plane_of(layout: &FrameLayout, plane: usize) -> Result<Plane> {
    layout.planes().get(plane).copied().ok_or_else(too_short)
}

fn too_short() -> Error {
    Error::codec("video converter", "a picture is shorter than its format")
}

/// Which plane holds a component.
pub(crate) fn plane_of_component(format: PixelFormat, component: usize) -> usize {
    match format.plane_count() {
        1 => 0,
        2 => component.min(1),
        // V comes first.
        _ if format == PixelFormat::Yv12 && component > 0 => 3 - component,
        _ => component,
    }
}

/// Whether the format stores the component.
pub(crate) fn has_component(format: PixelFormat, component: usize) -> bool {
    match format {
        PixelFormat::I400 | PixelFormat::I410Gray => component == 0,
        PixelFormat::Argb32 | PixelFormat::Ayuv => component < 4,
        _ => component < 3,
    }
}

/// Reads one component of a row of the plane that holds it.
pub(crate) fn unpack(format: PixelFormat, component: usize, row: &[u8], out: &mut [u16]) {
    match format {
        PixelFormat::Rgb32 | PixelFormat::Argb32 => {
            let at = byte_of_component(component);
            for (out, pixel) in out.iter_mut().zip(row.as_chunks::<4>().0) {
                *out = u16::from(pixel[at]) << 8;
            }
        }
        PixelFormat::Ayuv => {
            let at = [2, 1, 0].get(component).copied().unwrap_or(3);
            for (out, pixel) in out.iter_mut().zip(row.as_chunks::<4>().0) {
                *out = u16::from(pixel[at]) << 8;
            }
        }
        PixelFormat::Yuy2 | PixelFormat::Uyvy => {
            let luma = usize::from(format == PixelFormat::Uyvy);
            let pixels = row.as_chunks::<4>().0;
            match component {
                0 => {
                    for (out, pixels) in out.chunks_mut(2).zip(pixels) {
                        for (out, value) in out.iter_mut().zip([pixels[luma], pixels[luma + 2]]) {
                            *out = u16::from(value) << 8;
                        }
                    }
                }
                _ => {
                    let at = (1 - luma) + 2 * usize::from(component == 2);
                    for (out, pixels) in out.iter_mut().zip(pixels) {
                        *out = u16::from(pixels[at]) << 8;
                    }
                }
            }
        }
        PixelFormat::Nv12 if component > 0 => {
            let at = (component - 1) & 1;
            for (out, pair) in out.iter_mut().zip(row.as_chunks::<2>().0) {
                *out = u16::from(pair[at]) << 8;
            }
        }
        PixelFormat::P010 if component > 0 => {
            let at = (component - 1) & 1;
            for (out, pair) in out.iter_mut().zip(row.as_chunks::<4>().0) {
                let word = if at == 0 {
                    [pair[0], pair[1]]
                } else {
                    [pair[2], pair[3]]
                };
                *out = u16::from_le_bytes(word) & 0xffc0;
            }
        }
        PixelFormat::P010 => {
            for (out, word) in out.iter_mut().zip(row.as_chunks().0) {
                *out = u16::from_le_bytes(*word) & 0xffc0;
            }
        }
        _ if format.bit_depth() == 8 => {
            for (out, byte) in out.iter_mut().zip(row) {
                *out = u16::from(*byte) << 8;
            }
        }
        _ => {
            let shift = 16 - format.bit_depth();
            for (out, word) in out.iter_mut().zip(row.as_chunks().0) {
                *out = u16::from_le_bytes(*word) << shift;
            }
        }
    }
}

/// Writes a row of a plane from the components that it holds, rounding to the format's depth. For interleaved chroma
/// these are U and V, for RGB they are R, G, B and A; without A the picture is opaque.
pub(crate) fn pack(format: PixelFormat, plane: usize, components: &[&[u16]], out: &mut [u8]) {
    let depth = format.bit_depth();
    match (format, components) {
        (PixelFormat::Argb32, [r, g, b, a]) => {
            for ((((out, r), g), b), a) in out.as_chunks_mut().0.iter_mut().zip(*r).zip(*g).zip(*b).zip(*a) {
                *out = [to_8(*b), to_8(*g), to_8(*r), to_8(*a)];
            }
        }
        (PixelFormat::Rgb32 | PixelFormat::Argb32, [r, g, b, ..]) => {
            for (((out, r), g), b) in out.as_chunks_mut().0.iter_mut().zip(*r).zip(*g).zip(*b) {
                *out = [to_8(*b), to_8(*g), to_8(*r), 255];
            }
        }
        (PixelFormat::Ayuv, [y, u, v, rest @ ..]) => {
            for ((((out, y), u), v), index) in
                out.as_chunks_mut().0.iter_mut().zip(*y).zip(*u).zip(*v).zip(0..)
            {
                let alpha = rest.first().and_then(|alpha| alpha.get::<usize>(index));
                *out = [
                    to_8(*v),
                    to_8(*u),
                    to_8(*y),
                    alpha.map_or(255, |alpha| to_8(*alpha)),
                ];
            }
        }
        (PixelFormat::Yuy2 | PixelFormat::Uyvy, [y, u, v, ..]) => {
            for (((out, y), u), v) in out.as_chunks_mut().0.iter_mut().zip(y.chunks(2)).zip(*u).zip(*v) {
                // The pixel behind an odd width is as the last one.
                let [Some(first), Some(second)] = [y.first(), y.last()] else {
                    continue;
                };
                let [first, second, u, v] = [*first, *second, *u, *v].map(to_8);
                *out = if format == PixelFormat::Yuy2 {
                    [first, u, second, v]
                } else {
                    [u, first, v, second]
                };
            }
        }
        (PixelFormat::Nv12, [u, v]) if plane > 0 => {
            for ((out, u), v) in out.as_chunks_mut().0.iter_mut().zip(*u).zip(*v) {
                *out = [to_8(*u), to_8(*v)];
            }
        }
        (PixelFormat::P010, [u, v]) if plane > 0 => {
            for ((out, u), v) in out.as_chunks_mut().0.iter_mut().zip(*u).zip(*v) {
                let [u, v] = [*u, *v].map(|value| (round_to(value, 10) << 6).to_le_bytes());
                *out = [u[0], u[1], v[0], v[1]];
            }
        }
        (PixelFormat::P010, [y, ..]) => {
            for (out, y) in out.as_chunks_mut().0.iter_mut().zip(*y) {
                *out = (round_to(*y, 10) << 6).to_le_bytes();
            }
        }
        (_, [values, ..]) if depth == 8 => {
            for (out, value) in out.iter_mut().zip(*values) {
                *out = to_8(*value);
            }
        }
        (_, [values, ..]) => {
            for (out, value) in out.as_chunks_mut().0.iter_mut().zip(*values) {
                *out = round_to(*value, depth).to_le_bytes();
            }
        }
        (_, []) => {}
    }
}

/// The value of a component that a format does not store.
pub(crate) fn absent_value(format: PixelFormat, component: usize) -> u16 {
    // Only alpha is ever absent in RGB, and no chroma in grey.
    if is_rgb(format) || component == 3 {
        0xff00
    } else {
        NEUTRAL
    }
}

fn byte_of_component(component: usize) -> usize {
    match component {
        0 => 2,
        1 => 1,
        2 => 0,
        _ => 3,
    }
}

fn to_8(value: u16) -> u8 {
    (value.saturating_add(0x80) >> 8) as u8
}

fn round_to(value: u16, depth: u32) -> u16 {
    value.saturating_add(1 << (15 - depth)) >> (16 - depth)
}
