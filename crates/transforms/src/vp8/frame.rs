//! Pictures: planes with a border, so that prediction rarely has to look where there is nothing.

/// Samples around each plane.
pub(super) const BORDER: usize = 32;

/// One plane, its size rounded up to whole macroblocks.
#[derive(Clone, Debug, Default)]
pub(super) struct PlaneBuffer {
    pub(super) data: Vec<u8>,
    pub(super) stride: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl PlaneBuffer {
    fn new(width: usize, height: usize) -> Self {
        let stride = width + 2 * BORDER;
        Self {
            data: vec![0; stride * (height + 2 * BORDER)],
            stride,
            width,
            height,
        }
    }

    /// The index of a sample; up to [`BORDER`] samples outside are there too.
    #[inline(always)]
    pub(super) fn index(&self, x: isize, y: isize) -> usize {
        ((y + BORDER as isize) * self.stride as isize + x + BORDER as isize) as usize
    }

    /// Gives the samples that intra prediction sees outside the frame the values of RFC 6386, section 12.2: 127 above
    /// and 129 to the left.
    pub(super) fn set_intra_edges(&mut self) {
        let above = self.index(-1, -1);
        self.data[above..above + self.width + 1 + 16].fill(127);
        for y in 0..self.height {
            let left = self.index(-1, y as isize);
            self.data[left] = 129;
        }
    }

    /// Repeats the outermost samples into the border: RFC 6386, section 18.
    pub(super) fn extend_borders(&mut self) {
        let stride = self.stride;
        for row in self.data.chunks_exact_mut(stride).skip(BORDER).take(self.height) {
            let (first, last) = (row[BORDER], row[BORDER + self.width - 1]);
            row[..BORDER].fill(first);
            row[BORDER + self.width..].fill(last);
        }
        let first = BORDER * stride;
        let last = (BORDER + self.height - 1) * stride;
        for y in 0..BORDER {
            self.data.copy_within(first..first + stride, y * stride);
            self.data
                .copy_within(last..last + stride, last + (y + 1) * stride);
        }
    }
}

/// A decoded picture, 8-bit 4:2:0.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(super) planes: [PlaneBuffer; 3],
    width: usize,
    height: usize,
}

/// The visible part of one plane of a [`Frame`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane<'a> {
    /// The rows, [`stride`](Self::stride) bytes apart; starts with the first sample, ends with the last.
    pub(crate) data: &'a [u8],
    /// Bytes from one row to the next.
    pub(crate) stride: usize,
}

impl Frame {
    pub(super) fn new(width: u16, height: u16) -> Self {
        let (width, height) = (usize::from(width), usize::from(height));
        let (columns, rows) = (width.div_ceil(16), height.div_ceil(16));
        let chroma = PlaneBuffer::new(columns * 8, rows * 8);
        Self {
            planes: [PlaneBuffer::new(columns * 16, rows * 16), chroma.clone(), chroma],
            width,
            height,
        }
    }

    /// Width of the luma plane in samples.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Height of the luma plane in samples.
    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// Plane `index`: 0 for Y, 1 for U (Cb), 2 for V (Cr), the latter two half as wide and high, rounded up.
    pub(crate) fn plane(&self, index: usize) -> Option<Plane<'_>> {
        let plane = self.planes.get(index)?;
        let (width, height) = match index {
            0 => (self.width, self.height),
            _ => (self.width.div_ceil(2), self.height.div_ceil(2)),
        };
        let start = plane.index(0, 0);
        let data = plane
            .data
            .get(start..start + plane.stride * (height - 1) + width)?;
        Some(Plane {
            data,
            stride: plane.stride,
        })
    }
}
