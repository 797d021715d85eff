//! What a sequence header tells of a stream before anything is decoded.

use std::mem::MaybeUninit;
use std::ptr::NonNull;

use rav1d::include::dav1d::headers::Dav1dSequenceHeader;
use rav1d::src::lib::dav1d_parse_sequence_header;

use crate::error::{Error, Outcome, Result, outcome};
use crate::picture::{ColorDescription, PixelLayout};

/// The format of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SequenceHeader {
    /// `seq_profile`: 0 Main, 1 High, 2 Professional.
    pub profile: u8,
    /// The greatest width of a frame, in samples.
    pub max_width: u32,
    /// The greatest height of a frame, in samples.
    pub max_height: u32,
    /// Bits in a sample: 8, 10 or 12.
    pub bit_depth: u8,
    /// The sampling of chroma.
    pub layout: PixelLayout,
    /// What the sample values mean.
    pub color: ColorDescription,
    /// Frames in so many seconds, as numerator and denominator, if the stream promises equal intervals.
    pub frame_rate: Option<(u32, u32)>,
}

impl SequenceHeader {
    /// Reads the last sequence header among the OBUs in `data`, which are in the low-overhead format: a temporal
    /// unit, or the bytes of `av1C` after the first four.
    ///
    /// # Errors
    /// - [`Error::NoSequenceHeader`]: there is none.
    /// - [`Error::InvalidData`]: the data is empty or broken.
    pub fn parse(data: &[u8]) -> Result<Self> {
        if data.is_empty() {
            return Err(Error::InvalidData);
        }
        let mut header = MaybeUninit::<Dav1dSequenceHeader>::uninit();
        let start = NonNull::from(data).cast::<u8>();
        // SAFETY: `header` is a live local that may be written to, and `start` with the length is a live slice.
        let result = unsafe {
            dav1d_parse_sequence_header(Some(NonNull::from(&mut header).cast()), Some(start), data.len())
        };
        let header = match outcome(result)? {
            // SAFETY: on success rav1d has written all of it.
            Outcome::Done => unsafe { header.assume_init_ref() },
            Outcome::Again => return Err(Error::InvalidData),
        };
        Ok(Self {
            profile: header.profile,
            // 1 to 65536.
            max_width: header.max_width as u32,
            max_height: header.max_height as u32,
            bit_depth: 8 + 2 * header.hbd,
            layout: PixelLayout::from_raw(header.layout).ok_or(Error::InvalidData)?,
            color: ColorDescription::from_raw(header),
            frame_rate: frame_rate(header),
        })
    }
}

/// AV1 specification, 6.4.2: a picture lasts `num_ticks_per_picture` ticks of `num_units_in_display_tick` units.
fn frame_rate(header: &Dav1dSequenceHeader) -> Option<(u32, u32)> {
    if header.timing_info_present == 0 || header.equal_picture_interval == 0 {
        return None;
    }
    let interval = header
        .num_units_in_tick
        .checked_mul(header.num_ticks_per_picture)?;
    (header.time_scale != 0 && interval != 0).then_some((header.time_scale, interval))
}
