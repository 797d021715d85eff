//! One picture to another: the plan for a pair of formats, and its execution.

use std::sync::Arc;

use openmf_core::{ColorInfo, FrameLayout, FrameSize, PixelFormat, Result};

use super::color::{self, Affine, Coding, is_rgb};
use super::rows::{self, Source};
use super::scale::{Grid, Scaler};
use super::yuv_to_rgb::{self, Kernel};

/// What a picture is: its memory format, its size and the meaning of its numbers, resolved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Picture {
    pub(crate) format: PixelFormat,
    pub(crate) size: FrameSize,
    pub(crate) color: ColorInfo,
}

/// Converts pictures of one kind to another.
///
/// Chroma samples lie on the left, in the middle of the rows (the default of H.264 and MPEG-2): horizontally on the
/// first of two pixels, vertically between two rows. Other positions are not told apart.
pub(crate) struct PictureConverter {
    from: Picture,
    to: Picture,
    layout: Arc<FrameLayout>,
    plan: Plan,
    planes: [Vec<u16>; 4],
    turned: [Vec<u16>; 4],
    native: Vec<u16>,
    row: [Vec<u16>; 4],
}

enum Plan {
    /// YUV to RGB of the same size.
    Screen(Kernel),
    /// The components keep their meaning and place: every plane for itself.
    Planes(Box<[Option<Scaler>; 4]>),
    /// By planes of full size.
    Full(Box<Full>),
}

struct Full {
    /// From the input's components to full planes, not turned yet.
    up: [Option<Scaler>; 4],
    color: ColorStep,
    /// Quarter turns clockwise.
    turns: u32,
    /// From a full plane to the output's chroma.
    down: Option<Scaler>,
}

enum ColorStep {
    Keep,
    Map(Affine),
    /// Straight to RGB bytes.
    Screen(Kernel),
}

impl PictureConverter {
    /// A converter that also turns the picture clockwise by a number of quarters.
    ///
    /// # Errors
    /// - [`openmf_core::Error::InvalidMediaType`]: the output size is impossible.
    pub(crate) fn new(from: Picture, to: Picture, turns: u32) -> Result<Self> {
        let layout = Arc::new(FrameLayout::new(to.format, to.size)?);
        FrameLayout::new(from.format, from.size)?;
        let turns = turns % 4;
        let (source, target) = (
            Coding::new(from.format, from.color),
            Coding::new(to.format, to.color),
        );
        let same_meaning = source == target || is_grey_of(from, to, source, target);
        let keeps_alpha = stored_in_both(from.format, to.format, 3);
        let to_screen = is_rgb(to.format) && !is_rgb(from.format) && !keeps_alpha;
        let plan = if to_screen && turns == 0 && from.size == to.size {
            Plan::Screen(Kernel::new(source))
        } else if same_meaning && turns == 0 {
            Plan::Planes(Box::new(std::array::from_fn(|component| {
                stored_in_both(from.format, to.format, component)
                    .then(|| Scaler::new(grids(from, component), grids(to, component)))
            })))
        } else {
            let upright = if turns % 2 == 1 { swapped(to.size) } else { to.size };
            let full = (
                Grid::full(upright.width as usize),
                Grid::full(upright.height as usize),
            );
            let color = if same_meaning {
                ColorStep::Keep
            } else if to_screen && turns == 0 {
                ColorStep::Screen(Kernel::new(source))
            } else {
                ColorStep::Map(source.to(target))
            };
            let turned = (
                Grid::full(to.size.width as usize),
                Grid::full(to.size.height as usize),
            );
            Plan::Full(Box::new(Full {
                up: std::array::from_fn(|component| {
                    rows::has_component(from.format, component)
                        .then(|| Scaler::new(grids(from, component), full))
                }),
                color,
                turns,
                down: (to.format.chroma_shift() != (0, 0)).then(|| Scaler::new(turned, grids(to, 1))),
            }))
        };
        Ok(Self {
            from,
            to,
            layout,
            plan,
            planes: Default::default(),
            turned: Default::default(),
            native: Vec::new(),
            row: Default::default(),
        })
    }

    /// The layout of the output.
    pub(crate) fn layout(&self) -> &Arc<FrameLayout> {
        &self.layout
    }

    /// Converts one picture. `out` has the length of the layout.
    ///
    /// # Errors
    /// - [`openmf_core::Error::Codec`]: the source is shorter than its layout.
    pub(crate) fn convert(&mut self, source: Source<'_>, out: &mut [u8]) -> Result<()> {
        match &mut self.plan {
            Plan::Screen(kernel) => {
                let kernel = *kernel;
                self.screen(kernel, source, out)
            }
            Plan::Planes(_) => self.planes(source, out),
            Plan::Full(_) => self.full(source, out),
        }
    }

    fn screen(&mut self, kernel: Kernel, source: Source<'_>, out: &mut [u8]) -> Result<()> {
        let format = self.from.format;
        let (width, height) = (self.to.size.width as usize, self.to.size.height as usize);
        let (shift_x, shift_y) = format.chroma_shift();
        let depth = format.bit_depth();
        let (chroma_width, chroma_height) = (width.div_ceil(1 << shift_x), height.div_ceil(1 << shift_y));
        let [y, u, v, blended] = &mut self.row;
        for row in [&mut *y, &mut *u, &mut *v] {
            row.clear();
            row.resize(width, color::NEUTRAL);
        }
        blended.resize(chroma_width, 0);
        self.native.resize(chroma_width * 2, 0);
        let (near, far) = self.native.split_at_mut(chroma_width);
        let has_chroma = rows::has_component(format, 1);
        for index in 0..height {
            rows::unpack(format, 0, source.row(0, index)?, y);
            for (component, full) in [(1, &mut *u), (2, &mut *v)] {
                if !has_chroma {
                    continue;
                }
                let plane = rows::plane_of_component(format, component);
                let at = index >> shift_y;
                if shift_x == 0 && shift_y == 0 {
                    rows::unpack(format, component, source.row(plane, at)?, full);
                    continue;
                }
                rows::unpack(format, component, source.row(plane, at)?, near);
                if shift_y == 0 {
                    yuv_to_rgb::blend(near, near, depth, blended);
                } else {
                    // Even rows lie above the middle of their chroma row, odd ones below it.
                    let other = if index % 2 == 0 {
                        at.saturating_sub(1)
                    } else {
                        at + 1
                    };
                    rows::unpack(
                        format,
                        component,
                        source.row(plane, other.min(chroma_height - 1))?,
                        far,
                    );
                    yuv_to_rgb::blend(near, far, depth, blended);
                }
                yuv_to_rgb::double(blended, 12 - depth, full);
            }
            kernel.row(y, u, v, rows::row_mut(out, &self.layout, 0, index)?);
        }
        Ok(())
    }

    fn planes(&mut self, source: Source<'_>, out: &mut [u8]) -> Result<()> {
        let Plan::Planes(scalers) = &mut self.plan else {
            return Ok(());
        };
        let (from, to) = (self.from.format, self.to.format);
        for (component, scaler) in scalers.iter_mut().enumerate() {
            if let Some(scaler) = scaler
                && !scaler.is_identity()
            {
                read_plane(self.from, component, source, &mut self.native)?;
                let (width, height) = component_size(to, component, self.to.size);
                let plane = &mut self.planes[component];
                plane.resize(width * height, 0);
                scaler.plane(&self.native, plane);
            }
        }
        for plane in 0..to.plane_count() {
            let (first, count) = components_of_plane(to, plane);
            let (_, height) = component_size(to, first, self.to.size);
            size_rows(&mut self.row, to, first, self.to.size);
            for index in 0..height {
                let components = scalers.iter_mut().zip(&self.planes).enumerate();
                let stored = components.skip(first).take(count);
                for ((component, (scaler, plane)), row) in stored.zip(&mut self.row) {
                    match scaler {
                        Some(scaler) if !scaler.is_identity() => {
                            copy_row(plane, index, row);
                        }
                        Some(_) => {
                            let plane = rows::plane_of_component(from, component);
                            rows::unpack(from, component, source.row(plane, index)?, row);
                        }
                        None => row.fill(rows::absent_value(to, component)),
                    }
                }
                write_row(
                    to,
                    plane,
                    count,
                    &self.row,
                    rows::row_mut(out, &self.layout, plane, index)?,
                );
            }
        }
        Ok(())
    }

    fn full(&mut self, source: Source<'_>, out: &mut [u8]) -> Result<()> {
        let Plan::Full(plan) = &mut self.plan else {
            return Ok(());
        };
        let Full {
            up,
            color,
            turns,
            down,
        } = &mut **plan;
        let to = self.to.format;
        let upright = if *turns % 2 == 1 {
            swapped(self.to.size)
        } else {
            self.to.size
        };
        let (width, height) = (upright.width as usize, upright.height as usize);
        let wanted = if rows::has_component(to, 3) { 4 } else { 3 };
        let components = up.iter_mut().zip(&mut self.planes).enumerate().take(wanted);
        for (component, (scaler, plane)) in components {
            plane.resize(width * height, 0);
            let Some(scaler) = scaler else {
                plane.fill(rows::absent_value(self.from.format, component));
                continue;
            };
            if scaler.is_identity() {
                read_plane(self.from, component, source, plane)?;
                continue;
            }
            read_plane(self.from, component, source, &mut self.native)?;
            scaler.plane(&self.native, plane);
        }
        let [a, b, c, alpha] = &mut self.planes;
        match color {
            ColorStep::Keep => {}
            ColorStep::Map(map) => color::apply(map, a, b, c),
            ColorStep::Screen(kernel) => {
                let rows = a
                    .chunks_exact(width)
                    .zip(b.chunks_exact(width))
                    .zip(c.chunks_exact(width));
                for (index, ((y, u), v)) in rows.enumerate() {
                    kernel.row(y, u, v, rows::row_mut(out, &self.layout, 0, index)?);
                }
                return Ok(());
            }
        }
        let planes = if *turns == 0 {
            [&*a, &*b, &*c, &*alpha]
        } else {
            for (plane, turned) in [&*a, &*b, &*c, &*alpha].into_iter().zip(&mut self.turned) {
                turn(plane, width, *turns, turned);
            }
            let [a, b, c, alpha] = &self.turned;
            [a, b, c, alpha]
        };
        for plane in 0..to.plane_count() {
            let (first, count) = components_of_plane(to, plane);
            let (_, height) = component_size(to, first, self.to.size);
            size_rows(&mut self.row, to, first, self.to.size);
            for index in 0..height {
                let target = rows::row_mut(out, &self.layout, plane, index)?;
                let stored = planes.iter().enumerate().skip(first).take(count);
                for ((component, full), row) in stored.zip(&mut self.row) {
                    match down {
                        Some(down) if component > 0 => down.row(full, index, row),
                        _ => copy_row(full, index, row),
                    }
                }
                write_row(to, plane, count, &self.row, target);
            }
        }
        Ok(())
    }
}

/// Grey has the same luma in every matrix.
fn is_grey_of(from: Picture, to: Picture, source: Coding, target: Coding) -> bool {
    !is_rgb(from.format)
        && !is_rgb(to.format)
        && !rows::has_component(from.format, 1)
        && source.has_same_range(target)
}

fn stored_in_both(from: PixelFormat, to: PixelFormat, component: usize) -> bool {
    rows::has_component(from, component) && rows::has_component(to, component)
}

fn swapped(size: FrameSize) -> FrameSize {
    FrameSize {
        width: size.height,
        height: size.width,
    }
}

/// The horizontal and vertical grid of a component.
fn grids(picture: Picture, component: usize) -> (Grid, Grid) {
    let (width, height) = (picture.size.width as usize, picture.size.height as usize);
    let (shift_x, shift_y) = if component == 1 || component == 2 {
        picture.format.chroma_shift()
    } else {
        (0, 0)
    };
    let horizontal = Grid {
        pixels: width,
        step: 1 << shift_x,
        offset: 0.0,
    };
    let vertical = Grid {
        pixels: height,
        step: 1 << shift_y,
        offset: if shift_y == 0 { 0.0 } else { 0.5 },
    };
    (horizontal, vertical)
}

/// The samples in a row and the rows of a component.
fn component_size(format: PixelFormat, component: usize, size: FrameSize) -> (usize, usize) {
    let (horizontal, vertical) = grids(
        Picture {
            format,
            size,
            color: ColorInfo::default(),
        },
        component,
    );
    (horizontal.samples(), vertical.samples())
}

/// Makes each row as long as one of its component of a plane, of which `first` is the first.
fn size_rows(rows: &mut [Vec<u16>; 4], format: PixelFormat, first: usize, size: FrameSize) {
    for (component, row) in (first..).zip(rows) {
        row.resize(component_size(format, component, size).0, 0);
    }
}

/// The first component of a plane and how many it holds.
fn components_of_plane(format: PixelFormat, plane: usize) -> (usize, usize) {
    match format {
        PixelFormat::Rgb32 | PixelFormat::Yuy2 | PixelFormat::Uyvy => (0, 3),
        PixelFormat::Argb32 | PixelFormat::Ayuv => (0, 4),
        PixelFormat::Yv12 if plane > 0 => (3 - plane, 1),
        PixelFormat::Nv12 | PixelFormat::P010 if plane == 1 => (1, 2),
        _ => (plane, 1),
    }
}

fn read_plane(from: Picture, component: usize, source: Source<'_>, out: &mut Vec<u16>) -> Result<()> {
    let (width, height) = component_size(from.format, component, from.size);
    out.resize(width * height, 0);
    let plane = rows::plane_of_component(from.format, component);
    for (index, row) in out.chunks_exact_mut(width).enumerate() {
        rows::unpack(from.format, component, source.row(plane, index)?, row);
    }
    Ok(())
}

/// Copies a row of a plane that is as wide as `row`.
fn copy_row(plane: &[u16], index: usize, row: &mut [u16]) {
    let at = index * row.len();
    if let Some(values) = plane.get(at..at + row.len()) {
        row.copy_from_slice(values);
    }
}

fn write_row(format: PixelFormat, plane: usize, count: usize, components: &[Vec<u16>; 4], out: &mut [u8]) {
    let [a, b, c, d] = components;
    let all: [&[u16]; 4] = [a, b, c, d];
    rows::pack(format, plane, all.get(..count).unwrap_or(&all), out);
}

/// Turns a plane clockwise by 1 to 3 quarters.
fn turn(plane: &[u16], width: usize, turns: u32, out: &mut Vec<u16>) {
    out.clear();
    if plane.is_empty() || width == 0 {
        return;
    }
    let height = plane.len() / width;
    match turns {
        1 => {
            for x in 0..width {
                out.extend((0..height).rev().map(|y| plane[y * width + x]));
            }
        }
        2 => out.extend(plane.iter().rev()),
        _ => {
            for x in (0..width).rev() {
                out.extend((0..height).map(|y| plane[y * width + x]));
            }
        }
    }
}
