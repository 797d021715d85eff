//! Decoded pictures and their planes.

use std::ffi::c_void;
use std::fmt;
use std::ptr::NonNull;
use std::slice;

use rav1d::include::dav1d::headers::{
    DAV1D_PIXEL_LAYOUT_I400, DAV1D_PIXEL_LAYOUT_I420, DAV1D_PIXEL_LAYOUT_I422, DAV1D_PIXEL_LAYOUT_I444,
    Dav1dPixelLayout, Dav1dSequenceHeader,
};
use rav1d::include::dav1d::picture::Dav1dPicture;
use rav1d::src::lib::dav1d_picture_unref;

use crate::error::{Error, Result};

/// How many chroma samples there are to the luma samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PixelLayout {
    /// No chroma.
    I400,
    /// Chroma halved in both directions.
    I420,
    /// Chroma halved horizontally.
    I422,
    /// Chroma at full size.
    I444,
}

impl PixelLayout {
    pub(crate) fn from_raw(layout: Dav1dPixelLayout) -> Option<Self> {
        match layout {
            DAV1D_PIXEL_LAYOUT_I400 => Some(Self::I400),
            DAV1D_PIXEL_LAYOUT_I420 => Some(Self::I420),
            DAV1D_PIXEL_LAYOUT_I422 => Some(Self::I422),
            DAV1D_PIXEL_LAYOUT_I444 => Some(Self::I444),
            _ => None,
        }
    }

    /// The number of planes, 1 or 3.
    pub fn planes(self) -> usize {
        match self {
            Self::I400 => 1,
            Self::I420 | Self::I422 | Self::I444 => 3,
        }
    }

    /// The width and height in samples of plane `index` of a picture `width` by `height`; odd sizes round up.
    fn plane_size(self, index: usize, width: usize, height: usize) -> (usize, usize) {
        match (self, index) {
            (_, 0) | (Self::I400 | Self::I444, _) => (width, height),
            (Self::I420, _) => (width.div_ceil(2), height.div_ceil(2)),
            (Self::I422, _) => (width.div_ceil(2), height),
        }
    }
}

/// What the sample values mean, as the stream says it.
///
/// The numbers are those of ITU-T H.273; 2 stands for "unspecified".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ColorDescription {
    /// `color_primaries`.
    pub primaries: u8,
    /// `transfer_characteristics`.
    pub transfer: u8,
    /// `matrix_coefficients`.
    pub matrix: u8,
    /// Whether the samples use the full range instead of the studio range.
    pub full_range: bool,
    /// `chroma_sample_position` (AV1 specification, 6.4.2): 0 unknown, 1 vertical, 2 co-located.
    pub chroma_sample_position: u8,
}

impl ColorDescription {
    pub(crate) fn from_raw(header: &Dav1dSequenceHeader) -> Self {
        // Each field has eight bits or fewer in the stream.
        Self {
            primaries: header.pri as u8,
            transfer: header.trc as u8,
            matrix: header.mtrx as u8,
            full_range: header.color_range != 0,
            chroma_sample_position: header.chr as u8,
        }
    }
}

/// A decoded picture, with its share in the memory it lies in.
///
/// The decoder may still read a picture as a reference frame but never writes to it again, so it can be read from any
/// thread. Dropping it gives the memory back to the decoder's pool, or frees it when the decoder is gone.
pub struct Picture {
    raw: Dav1dPicture,
    width: usize,
    height: usize,
    bit_depth: u8,
    layout: PixelLayout,
    color: ColorDescription,
}

// SAFETY: the references in a `Dav1dPicture` are raw `Arc`s of what rav1d itself shares among its worker threads
// (picture data, headers, metadata), so they are `Send` and `Sync`; the user data, whose type rav1d cannot know, is
// never set here. Releasing them from another thread is what rav1d's own frame threads do.
unsafe impl Send for Picture {}

// SAFETY: as above, and no method with `&self` changes anything: the samples of a picture that was given out are only
// read, by us and by the decoder.
unsafe impl Sync for Picture {}

/// Releases a picture's references when its check fails, and otherwise when the [`Picture`] goes.
struct Guard(Dav1dPicture);

impl Drop for Guard {
    fn drop(&mut self) {
        release(&mut self.0);
    }
}

fn release(raw: &mut Dav1dPicture) {
    // SAFETY: `raw` is a live picture as rav1d wrote it, and rav1d leaves an empty one in its place.
    unsafe { dav1d_picture_unref(Some(NonNull::from(&mut *raw))) };
    // Even an empty picture holds a reference in rav1d 1.1.0, to a list of no ITU-T T.35 messages.
    if let Some(messages) = raw.itut_t35_ref.take() {
        // SAFETY: `dav1d_picture_unref` has just made this reference, and taking it out leaves no other copy.
        drop(unsafe { messages.into_arc() });
    }
}

impl Picture {
    /// Takes over a picture from rav1d.
    ///
    /// # Safety
    /// `raw` must be as `dav1d_get_picture` wrote it, by a decoder with the default picture allocator, and the caller
    /// must not release it.
    ///
    /// # Errors
    /// - [`Error::MalformedPicture`]: a picture without samples or with an impossible shape; it is released.
    pub(crate) unsafe fn from_raw(raw: Dav1dPicture) -> Result<Self> {
        let mut guard = Guard(raw);
        let raw = &guard.0;
        let header = raw.seq_hdr.ok_or(Error::MalformedPicture)?;
        // SAFETY: rav1d keeps the header alive through `seq_hdr_ref`, which `guard` holds, and never changes it.
        let color = ColorDescription::from_raw(unsafe { header.as_ref() });
        let layout = PixelLayout::from_raw(raw.p.layout).ok_or(Error::MalformedPicture)?;
        let width = usize::try_from(raw.p.w).map_err(|_| Error::MalformedPicture)?;
        let height = usize::try_from(raw.p.h).map_err(|_| Error::MalformedPicture)?;
        let bit_depth = match raw.p.bpc {
            8 => 8,
            10 => 10,
            12 => 12,
            _ => return Err(Error::MalformedPicture),
        };
        let picture = Self {
            raw: std::mem::take(&mut guard.0),
            width,
            height,
            bit_depth,
            layout,
            color,
        };
        let sound = width > 0
            && height > 0
            && (0..layout.planes()).all(|index| picture.plane_memory(index).is_some());
        if sound {
            Ok(picture)
        } else {
            Err(Error::MalformedPicture)
        }
    }

    /// Width of the luma plane in samples.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height of the luma plane in samples.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Bits in a sample: 8, 10 or 12.
    pub fn bit_depth(&self) -> u8 {
        self.bit_depth
    }

    /// Bytes of a sample in memory: 1, or 2 (in the machine's byte order, the value in the low bits) when
    /// [`bit_depth`](Self::bit_depth) is greater than 8.
    pub fn bytes_per_sample(&self) -> usize {
        if self.bit_depth > 8 { 2 } else { 1 }
    }

    /// The sampling of chroma.
    pub fn layout(&self) -> PixelLayout {
        self.layout
    }

    /// What the sample values mean.
    pub fn color(&self) -> ColorDescription {
        self.color
    }

    /// The `timestamp` given to [`Decoder::send_data`](crate::Decoder::send_data) with the data of this picture.
    pub fn timestamp(&self) -> i64 {
        self.raw.m.timestamp
    }

    /// The `duration` given to [`Decoder::send_data`](crate::Decoder::send_data) with the data of this picture.
    pub fn duration(&self) -> i64 {
        self.raw.m.duration
    }

    /// Plane `index`: 0 for Y, 1 for U (Cb), 2 for V (Cr). `None` where [`layout`](Self::layout) has no such plane.
    pub fn plane(&self, index: usize) -> Option<Plane<'_>> {
        let PlaneMemory {
            start,
            stride,
            width,
            height,
        } = self.plane_memory(index)?;
        let row_bytes = width * self.bytes_per_sample();
        let len = stride * (height - 1) + row_bytes;
        // SAFETY: the default picture allocator gives each plane `stride` bytes for every row of the height rounded up
        // to 128, zeroed at first; `plane_memory` has checked that a row fits in the stride. The memory lives while
        // `self.raw` holds its reference, which outlasts the borrow, and nobody writes to it any more.
        let data = unsafe { slice::from_raw_parts(start.as_ptr().cast::<u8>(), len) };
        Some(Plane {
            data,
            stride,
            width,
            height,
            row_bytes,
        })
    }

    fn plane_memory(&self, index: usize) -> Option<PlaneMemory> {
        if index >= self.layout.planes() {
            return None;
        }
        let start = (*self.raw.data.get(index)?)?;
        // The default allocator never makes a negative stride; a picture with one is refused.
        let stride = usize::try_from(self.raw.stride[usize::from(index != 0)]).ok()?;
        let (width, height) = self.layout.plane_size(index, self.width, self.height);
        let row_bytes = width.checked_mul(self.bytes_per_sample())?;
        (row_bytes <= stride).then_some(PlaneMemory {
            start,
            stride,
            width,
            height,
        })
    }
}

struct PlaneMemory {
    start: NonNull<c_void>,
    stride: usize,
    width: usize,
    height: usize,
}

impl Drop for Picture {
    fn drop(&mut self) {
        release(&mut self.raw);
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("bit_depth", &self.bit_depth)
            .field("layout", &self.layout)
            .field("color", &self.color)
            .field("timestamp", &self.timestamp())
            .field("duration", &self.duration())
            .finish_non_exhaustive()
    }
}

/// One plane of a [`Picture`].
#[derive(Clone, Copy)]
pub struct Plane<'a> {
    /// The rows, [`stride`](Self::stride) bytes apart; ends with the last sample of the last row.
    pub data: &'a [u8],
    /// Bytes from one row to the next.
    pub stride: usize,
    /// Width in samples.
    pub width: usize,
    /// Height in rows.
    pub height: usize,
    row_bytes: usize,
}

impl<'a> Plane<'a> {
    /// The rows from top to bottom, without what lies between them.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + use<'a> {
        let row_bytes = self.row_bytes;
        self.data.chunks(self.stride).map(move |row| &row[..row_bytes])
    }
}

impl fmt::Debug for Plane<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plane")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("stride", &self.stride)
            .finish_non_exhaustive()
    }
}
