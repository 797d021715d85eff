//! How much memory pictures may take.
//!
//! A few bytes can ask for a dozen pictures of 36 million samples, which every format's highest level allows. Such
//! pictures are decoded only where the coded data is in proportion to them; a picture that is not is refused, and
//! decoding goes on at the next one that needs no others. What a decoder will hold is reckoned beforehand: a library
//! cannot be stopped while it reserves memory.

use openmf_core::{Error, FrameLayout, FrameSize, PixelFormat, Result};

/// What the pictures of one decoder may take, however little coded data there is. Enough for 3840x2160 of 8 bits with
/// the six pictures that level 5.1 holds.
const BASE: u64 = 192 << 20;
/// What they may take for each byte of coded data seen. A film of 3840x2160 and 10 bits earns what it needs with its first
/// ten pictures at 4 Mbit/s; a file of 100 KiB earns less than one such picture.
const FOR_EACH_CODED_BYTE: u64 = 384;

/// The bytes of one picture.
pub(crate) fn picture_bytes(format: PixelFormat, size: FrameSize) -> Result<u64> {
    Ok(FrameLayout::packed(format, size)?.total_len() as u64)
}

/// The luma samples of one picture.
pub(crate) fn samples(size: FrameSize) -> u64 {
    u64::from(size.width) * u64::from(size.height)
}

/// The bytes that pictures may take after `coded` bytes of coded data.
pub(crate) fn limit(coded: u64) -> u64 {
    BASE.saturating_add(coded.saturating_mul(FOR_EACH_CODED_BYTE))
}

/// Allows pictures of a size to take `bytes` after `coded` bytes of coded data.
///
/// # Errors
/// - [`Error::PicturesTooLarge`]: they would take more than the data is worth.
pub(crate) fn admit(component: &'static str, size: FrameSize, bytes: u64, coded: u64) -> Result<()> {
    let limit = limit(coded);
    if bytes <= limit {
        return Ok(());
    }
    Err(Error::PicturesTooLarge {
        component,
        size,
        bytes,
        limit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn huge_pictures_need_data_in_proportion() {
        let size = FrameSize {
            width: 8192,
            height: 4096,
        };
        let one = picture_bytes(PixelFormat::I420, size).unwrap();
        assert_eq!(one, 8192 * 4096 * 3 / 2);
        assert_eq!(admit("a decoder", size, 3 * one, 100), Ok(()));
        let refused = admit("a decoder", size, 6 * one, 100).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "a decoder: pictures of 8192x4096 would take 288 MiB, but no more than 192 MiB for so little coded data"
        );
        assert_eq!(admit("a decoder", size, 6 * one, 300_000), Ok(()));
    }
}
