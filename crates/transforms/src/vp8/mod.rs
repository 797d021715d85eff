//! A VP8 decoder. Source: RFC 6386, whose sections the comments name.
//!
//! [`Decoder::decode`] takes frames as containers hold them, one after the other, and gives pictures in 8-bit 4:2:0,
//! bit-exact as the format demands. A frame that cannot be decoded changes nothing: the decoder goes on with the next,
//! though its prediction may be off until a key frame comes.

mod bool_decoder;
mod frame;
mod header;
mod idct;
mod loop_filter;
mod modes;
mod predict;
mod tables;
mod tokens;
mod transform;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use bool_decoder::BoolDecoder;
use frame::Frame;
use header::{CopyFrom, FrameHeader, FrameSize, FrameTag, LoopFilter, Persistent, Segmentation};
use loop_filter::Limits;
use modes::{Macroblock, ModeReader, Mv, Neighbours};
use predict::Interpolation;
use tables::{B_PRED, SPLIT_MV, ZERO_MV};
use tokens::{Coefficients, Dequantizer, EdgeContext};
pub(crate) use transform::KIND;

/// The most samples a picture may have, 8192 × 4352. The format allows 16383 × 16383, which a few bytes could ask for.
pub(crate) const MAX_PICTURE_SIZE: u32 = 35_651_584;

/// Pictures kept for reuse: the three reference frames and the one in the making.
const MAX_SPARE_FRAMES: usize = 4;

/// Why a frame could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Error {
    /// The frame ends before its data does.
    Truncated,
    /// A key frame without its start code.
    InvalidStartCode,
    /// A version of the format other than 0 to 3.
    UnsupportedVersion {
        /// The version.
        version: u8,
    },
    /// A picture without samples, or with more than [`MAX_PICTURE_SIZE`].
    InvalidSize {
        /// Its width in samples.
        width: u16,
        /// Its height in samples.
        height: u16,
    },
    /// The frame is predicted from another, and no key frame has come yet.
    NoKeyFrame,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("VP8 frame is cut short"),
            Self::InvalidStartCode => f.write_str("VP8 key frame has no start code"),
            Self::UnsupportedVersion { version } => write!(f, "VP8 version {version} is not supported"),
            Self::InvalidSize { width, height } => write!(f, "VP8 picture of {width} × {height} samples"),
            Self::NoKeyFrame => f.write_str("VP8 stream does not start with a key frame"),
        }
    }
}

impl std::error::Error for Error {}

/// The reference frames: section 9.7.
#[derive(Clone)]
struct References {
    last: Arc<Frame>,
    golden: Arc<Frame>,
    alternate: Arc<Frame>,
}

/// A VP8 decoder; see the [module](self).
#[derive(Default)]
pub(crate) struct Decoder {
    persistent: Persistent,
    references: Option<References>,
    size: Option<FrameSize>,
    spare: Vec<Arc<Frame>>,
    grid: Grid,
}

/// What is kept for each macroblock, or each column of macroblocks.
#[derive(Default)]
struct Grid {
    columns: usize,
    rows: usize,
    /// With a row above and a column to the left, of intra-predicted macroblocks.
    macroblocks: Vec<Macroblock>,
    segments: Vec<u8>,
    filters: Vec<MacroblockFilter>,
    contexts: Vec<EdgeContext>,
    block_modes: Vec<[u8; 4]>,
}

#[derive(Clone, Copy, Default)]
struct MacroblockFilter {
    level: u8,
    inner: bool,
}

impl Grid {
    fn new(size: FrameSize) -> Self {
        let columns = usize::from(size.width).div_ceil(16);
        let rows = usize::from(size.height).div_ceil(16);
        Self {
            columns,
            rows,
            macroblocks: vec![Macroblock::default(); (columns + 1) * (rows + 1)],
            segments: vec![0; columns * rows],
            filters: vec![MacroblockFilter::default(); columns * rows],
            contexts: vec![EdgeContext::default(); columns],
            block_modes: vec![[0; 4]; columns],
        }
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Decoder {
    /// A decoder that waits for a key frame.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Forgets everything, as before the first frame: for a seek.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Decodes one frame. `None` if it is only meant as a reference for others.
    ///
    /// # Errors
    /// - [`Error::NoKeyFrame`]: the frame needs others that have not been decoded.
    /// - Any other [`Error`]: the frame is broken or not supported.
    pub(crate) fn decode(&mut self, data: &[u8]) -> Result<Option<Arc<Frame>>, Error> {
        let (tag, data) = FrameTag::parse(data)?;
        let key_frame = tag.size.is_some();
        let size = match (tag.size, self.size) {
            (Some(size), _) => {
                let FrameSize { width, height, .. } = size;
                let samples = u32::from(width) * u32::from(height);
                if samples == 0 || samples > MAX_PICTURE_SIZE {
                    return Err(Error::InvalidSize { width, height });
                }
                size
            }
            (None, Some(size)) if self.references.is_some() => size,
            _ => return Err(Error::NoKeyFrame),
        };
        let (first, data) = data
            .split_at_checked(tag.first_partition_size)
            .ok_or(Error::Truncated)?;
        let mut modes = BoolDecoder::new(first);
        let mut persistent = self.persistent.clone();
        let header = FrameHeader::parse(&mut modes, key_frame, &mut persistent)?;
        let mut partitions = split_partitions(data, header.partitions)?;

        if self.size != Some(size) {
            self.grid = Grid::new(size);
            self.spare.clear();
            self.size = Some(size);
            // Frames of another size are of no use, should this one fail.
            self.references = None;
        }
        let mut frame = self.new_frame(size);
        let interpolation = if tag.version == 0 {
            Interpolation::SixTap
        } else {
            Interpolation::Bilinear
        };
        let mut pass = Pass {
            modes: ModeReader {
                key_frame,
                header: &header,
                persistent: &persistent,
                count: (self.grid.columns, self.grid.rows),
            },
            dequantizers: std::array::from_fn(|segment| {
                let index = segment_value(
                    &persistent.segmentation,
                    i32::from(header.quantizer.y_ac),
                    persistent.segmentation.quantizer[segment],
                );
                Dequantizer::new(index, &header.quantizer)
            }),
            references: if key_frame { None } else { self.references.as_ref() },
            interpolation,
            full_sample_chroma: tag.version == 3,
            coefficients: Box::default(),
            frame: &mut frame,
            grid: &mut self.grid,
        };
        pass.run(&mut modes, &mut partitions)?;
        if persistent.filter.level > 0 {
            filter_frame(&mut frame, &self.grid, &persistent.filter, key_frame);
        }
        for plane in &mut frame.planes {
            plane.extend_borders();
        }

        let frame = Arc::new(frame);
        self.update_references(&header, &frame);
        if let Some(saved) = header.saved_probabilities {
            persistent.probabilities = *saved;
        }
        self.persistent = persistent;
        Ok(tag.show_frame.then_some(frame))
    }

    /// A frame whose samples may be anything.
    fn new_frame(&mut self, size: FrameSize) -> Frame {
        let free = self.spare.iter().position(|frame| Arc::strong_count(frame) == 1);
        free.and_then(|i| Arc::into_inner(self.spare.swap_remove(i)))
            .unwrap_or_else(|| Frame::new(size.width, size.height))
    }

    /// Section 9.7: copies come before replacements, and the alternate frame before the golden one.
    fn update_references(&mut self, header: &FrameHeader, frame: &Arc<Frame>) {
        let Some(references) = &mut self.references else {
            self.references = Some(References {
                last: Arc::clone(frame),
                golden: Arc::clone(frame),
                alternate: Arc::clone(frame),
            });
            return;
        };
        let before = references.clone();
        match header.copy_to_alternate {
            CopyFrom::Nothing => {}
            CopyFrom::Last => references.alternate = Arc::clone(&references.last),
            CopyFrom::Other => references.alternate = Arc::clone(&references.golden),
        }
        match header.copy_to_golden {
            CopyFrom::Nothing => {}
            CopyFrom::Last => references.golden = Arc::clone(&references.last),
            CopyFrom::Other => references.golden = Arc::clone(&references.alternate),
        }
        let slots = [
            (header.refresh_golden, &mut references.golden),
            (header.refresh_alternate, &mut references.alternate),
            (header.refresh_last, &mut references.last),
        ];
        for (refresh, slot) in slots {
            if refresh {
                *slot = Arc::clone(frame);
            }
        }
        // Those without other owners can be filled again.
        for old in [before.last, before.golden, before.alternate] {
            if self.spare.len() < MAX_SPARE_FRAMES && !self.spare.iter().any(|spare| Arc::ptr_eq(spare, &old))
            {
                self.spare.push(old);
            }
        }
    }
}

/// Section 9.5: the sizes of all token partitions but the last, of three bytes each, then the partitions.
fn split_partitions(data: &[u8], count: usize) -> Result<Vec<BoolDecoder<'_>>, Error> {
    let (sizes, mut data) = data.split_at_checked(3 * (count - 1)).ok_or(Error::Truncated)?;
    let mut partitions = Vec::with_capacity(count);
    for &[a, b, c] in sizes.as_chunks::<3>().0 {
        let size = u32::from_le_bytes([a, b, c, 0]) as usize;
        let (partition, rest) = data.split_at_checked(size).ok_or(Error::Truncated)?;
        partitions.push(BoolDecoder::new(partition));
        data = rest;
    }
    partitions.push(BoolDecoder::new(data));
    Ok(partitions)
}

/// The value for a segment, of one for the whole frame: section 9.3.
fn segment_value(segmentation: &Segmentation, frame: i32, segment: i8) -> i32 {
    match (segmentation.enabled, segmentation.absolute) {
        (false, _) => frame,
        (true, true) => segment.into(),
        (true, false) => frame + i32::from(segment),
    }
}

/// The decoding of one frame up to the loop filter.
struct Pass<'a> {
    modes: ModeReader<'a>,
    dequantizers: [Dequantizer; 4],
    references: Option<&'a References>,
    interpolation: Interpolation,
    /// Chroma vectors have no fraction: section 5, version 3.
    full_sample_chroma: bool,
    coefficients: Box<Coefficients>,
    frame: &'a mut Frame,
    grid: &'a mut Grid,
}

impl Pass<'_> {
    fn run(&mut self, modes: &mut BoolDecoder<'_>, partitions: &mut [BoolDecoder<'_>]) -> Result<(), Error> {
        for plane in &mut self.frame.planes {
            plane.set_intra_edges();
        }
        self.grid.contexts.fill(EdgeContext::default());
        self.grid.block_modes.fill([0; 4]);
        let count = partitions.len();
        for row in 0..self.grid.rows {
            let tokens = &mut partitions[row % count];
            let mut left_context = EdgeContext::default();
            let mut left_modes = [0; 4];
            for column in 0..self.grid.columns {
                self.macroblock(modes, tokens, column, row, &mut left_context, &mut left_modes);
            }
            // What nobody has written cannot have been meant: such frames would cost time for nothing.
            if modes.is_overrun() || tokens.is_overrun() {
                return Err(Error::Truncated);
            }
            self.repeat_last_samples(row);
        }
        Ok(())
    }

    /// To the right of the frame, the row above ends with its last sample repeated: section 12.3.
    fn repeat_last_samples(&mut self, row: usize) {
        let luma = &mut self.frame.planes[0];
        let end = luma.index(luma.width as isize, (row * 16 + 15) as isize);
        let last = luma.data[end - 1];
        luma.data[end..end + 4].fill(last);
    }

    fn macroblock(
        &mut self,
        modes: &mut BoolDecoder<'_>,
        tokens: &mut BoolDecoder<'_>,
        column: usize,
        row: usize,
        left_context: &mut EdgeContext,
        left_modes: &mut [u8; 4],
    ) {
        let persistent = self.modes.persistent;
        let grid = &mut *self.grid;
        let index = row * grid.columns + column;
        let segmentation = &persistent.segmentation;
        if segmentation.update_map {
            grid.segments[index] = modes.tree(&tables::SEGMENT_TREE, &segmentation.tree);
        } else if self.modes.key_frame {
            grid.segments[index] = 0;
        }
        let segment = if segmentation.enabled {
            usize::from(grid.segments[index] & 3)
        } else {
            0
        };
        let skip = self.modes.skip(modes);

        let width = grid.columns + 1;
        let at = (row + 1) * width + column + 1;
        let neighbours = Neighbours {
            above: &grid.macroblocks[at - width],
            left: &grid.macroblocks[at - 1],
            above_left: &grid.macroblocks[at - width - 1],
        };
        let mut blocks = [0; 16];
        let macroblock = self.modes.macroblock(
            modes,
            (column, row),
            &neighbours,
            &mut blocks,
            &mut grid.block_modes[column],
            left_modes,
        );
        grid.macroblocks[at] = macroblock;

        let has_y2 = macroblock.has_y2();
        let above_context = &mut grid.contexts[column];
        let has_tokens = if skip {
            above_context.clear(has_y2);
            left_context.clear(has_y2);
            false
        } else {
            let probabilities = &persistent.probabilities.coefficients;
            let dequantizer = &self.dequantizers[segment];
            self.coefficients.read(
                tokens,
                probabilities,
                dequantizer,
                has_y2,
                above_context,
                left_context,
            )
        };
        grid.filters[index] = MacroblockFilter {
            level: filter_level(&persistent.filter, segmentation, segment, &macroblock),
            inner: has_tokens || !has_y2,
        };

        if has_tokens && has_y2 {
            let dc = idct::inverse_walsh(self.coefficients.y2());
            for (block, dc) in self.coefficients.blocks.iter_mut().zip(dc) {
                block[0] = dc;
            }
        }
        if macroblock.reference == 0 {
            self.intra(&macroblock, &blocks, column, row, has_tokens);
        } else {
            self.inter(&macroblock, column, row);
        }
        if has_tokens {
            self.add_residual(macroblock.y_mode == B_PRED, column, row);
        }
    }

    fn intra(
        &mut self,
        macroblock: &Macroblock,
        blocks: &[u8; 16],
        column: usize,
        row: usize,
        has_tokens: bool,
    ) {
        let [y, u, v] = &mut self.frame.planes;
        for chroma in [u, v] {
            predict::intra::<8>(chroma, column, row, macroblock.uv_mode);
        }
        if macroblock.y_mode != B_PRED {
            predict::intra::<16>(y, column, row, macroblock.y_mode);
            return;
        }
        let stride = y.stride;
        let start = y.index((column * 16) as isize, (row * 16) as isize);
        let samples = &mut y.data[..];
        // The right-most blocks of all rows look at the row above the macroblock: section 12.3.
        let beyond: [u8; 4] = std::array::from_fn(|x| samples[start - stride + 16 + x]);
        for (i, &mode) in blocks.iter().enumerate() {
            let at = start + (i >> 2) * 4 * stride + (i & 3) * 4;
            let above_right = match i & 3 {
                3 => beyond,
                _ => std::array::from_fn(|x| samples[at - stride + 4 + x]),
            };
            predict::intra_block(samples, at, stride, mode, above_right);
            // The next block is predicted from the finished one.
            if has_tokens {
                add_block(
                    &self.coefficients.blocks[i],
                    self.coefficients.ends[i],
                    samples,
                    at,
                    stride,
                );
            }
        }
    }

    fn inter(&mut self, macroblock: &Macroblock, column: usize, row: usize) {
        let Some(references) = self.references else { return };
        let reference = match macroblock.reference {
            1 => &references.last,
            2 => &references.golden,
            _ => &references.alternate,
        };
        let interpolation = self.interpolation;
        let [y, u, v] = &mut self.frame.planes;
        let (x0, y0) = ((column * 16) as isize, (row * 16) as isize);
        let start = y.index(x0, y0);
        let stride = y.stride;
        let mvs = &macroblock.mvs;
        let luma = &reference.planes[0];
        let at = |mv: Mv, x: usize, y: usize| {
            let position = (
                x0 + x as isize + isize::from(mv.column >> 2),
                y0 + y as isize + isize::from(mv.row >> 2),
            );
            let fraction = ((mv.column & 3) as usize * 2, (mv.row & 3) as usize * 2);
            (position, fraction)
        };
        if macroblock.y_mode != SPLIT_MV {
            let (position, fraction) = at(mvs[0], 0, 0);
            predict::inter::<16, 16>(
                &mut y.data[start..],
                stride,
                luma,
                position,
                fraction,
                interpolation,
            );
        } else {
            // Four blocks that move alike are predicted at once.
            for quarter in [0, 2, 8, 10] {
                let (x, row) = ((quarter & 3) * 4, (quarter >> 2) * 4);
                let target = &mut y.data[start + row * stride + x..];
                let mv = mvs[quarter];
                if [1, 4, 5].iter().all(|i| mvs[quarter + i] == mv) {
                    let (position, fraction) = at(mv, x, row);
                    predict::inter::<8, 8>(target, stride, luma, position, fraction, interpolation);
                    continue;
                }
                for i in [0, 1, 4, 5] {
                    let (dx, dy) = ((i & 1) * 4, (i >> 2) * 4);
                    let (position, fraction) = at(mvs[quarter + i], x + dx, row + dy);
                    let target = &mut target[dy * stride + dx..];
                    predict::inter::<4, 4>(target, stride, luma, position, fraction, interpolation);
                }
            }
        }

        let full_mask = if self.full_sample_chroma { !7 } else { !0 };
        for (plane, reference) in [(u, &reference.planes[1]), (v, &reference.planes[2])] {
            let stride = plane.stride;
            let start = plane.index(x0 / 2, y0 / 2);
            let mut block = |mv: Mv, x: usize, y: usize, size: usize| {
                let (column, row) = (mv.column & full_mask, mv.row & full_mask);
                let position = (
                    x0 / 2 + x as isize + isize::from(column >> 3),
                    y0 / 2 + y as isize + isize::from(row >> 3),
                );
                let fraction = ((column & 7) as usize, (row & 7) as usize);
                let target = &mut plane.data[start + y * stride + x..];
                if size == 8 {
                    predict::inter::<8, 8>(target, stride, reference, position, fraction, interpolation);
                } else {
                    predict::inter::<4, 4>(target, stride, reference, position, fraction, interpolation);
                }
            };
            if macroblock.y_mode != SPLIT_MV {
                // A quarter of a luma sample is an eighth of a chroma sample.
                block(mvs[0], 0, 0, 8);
                continue;
            }
            for quarter in [0, 2, 8, 10] {
                let four = [0, 1, 4, 5].map(|i| mvs[quarter + i]);
                let mv = Mv {
                    row: average(four.map(|mv| mv.row)),
                    column: average(four.map(|mv| mv.column)),
                };
                block(mv, (quarter & 3) * 2, (quarter >> 2) * 2, 4);
            }
        }
    }

    fn add_residual(&mut self, luma_done: bool, column: usize, row: usize) {
        let Coefficients { blocks, ends } = &*self.coefficients;
        let [y, u, v] = &mut self.frame.planes;
        if !luma_done {
            let stride = y.stride;
            let start = y.index((column * 16) as isize, (row * 16) as isize);
            for i in 0..16 {
                let at = start + (i >> 2) * 4 * stride + (i & 3) * 4;
                add_block(&blocks[i], ends[i], &mut y.data, at, stride);
            }
        }
        for (plane, first) in [(u, 16), (v, 20)] {
            let stride = plane.stride;
            let start = plane.index((column * 8) as isize, (row * 8) as isize);
            for i in 0..4 {
                let at = start + (i >> 1) * 4 * stride + (i & 1) * 4;
                add_block(&blocks[first + i], ends[first + i], &mut plane.data, at, stride);
            }
        }
    }
}

#[inline(always)]
fn add_block(block: &[i16; 16], end: u8, samples: &mut [u8], at: usize, stride: usize) {
    if end > 1 {
        idct::add_inverse_dct(block, samples, at, stride);
    } else if block[0] != 0 {
        idct::add_dc(block[0], samples, at, stride);
    }
}

/// The average of four, rounded to the nearest, halves away from zero: section 18.
fn average(values: [i16; 4]) -> i16 {
    let sum: i32 = values.into_iter().map(i32::from).sum();
    let magnitude = (sum.abs() + 2) >> 2;
    // An average of 16-bit numbers.
    (if sum < 0 { -magnitude } else { magnitude }) as i16
}

/// The filter level of a macroblock: section 9.6.
fn filter_level(
    filter: &LoopFilter,
    segmentation: &Segmentation,
    segment: usize,
    macroblock: &Macroblock,
) -> u8 {
    let level = segment_value(
        segmentation,
        i32::from(filter.level),
        segmentation.filter_level[segment],
    )
    .clamp(0, 63);
    if !filter.deltas_enabled {
        return level as u8;
    }
    let mode_delta = |i: usize| i32::from(filter.mode_deltas[i]);
    let mode = match (macroblock.reference, macroblock.y_mode) {
        (0, B_PRED) => mode_delta(0),
        (0, _) => 0,
        (_, ZERO_MV) => mode_delta(1),
        (_, SPLIT_MV) => mode_delta(3),
        _ => mode_delta(2),
    };
    let reference = i32::from(filter.reference_deltas[usize::from(macroblock.reference & 3)]);
    (level + reference + mode).clamp(0, 63) as u8
}

/// Section 15.
fn filter_frame(frame: &mut Frame, grid: &Grid, filter: &LoopFilter, key_frame: bool) {
    let limits: [Limits; 64] =
        std::array::from_fn(|level| Limits::new(level as u8, filter.sharpness, key_frame));
    let [y, u, v] = &mut frame.planes;
    for (row, macroblocks) in grid.filters.chunks(grid.columns).enumerate() {
        for (column, &MacroblockFilter { level, inner }) in macroblocks.iter().enumerate() {
            if level == 0 {
                continue;
            }
            let limits = limits[usize::from(level & 63)];
            if filter.simple {
                loop_filter::simple(y, column, row, limits, inner);
            } else {
                loop_filter::normal::<16>(y, column, row, limits, inner);
                loop_filter::normal::<8>(u, column, row, limits, inner);
                loop_filter::normal::<8>(v, column, row, limits, inner);
            }
        }
    }
}
