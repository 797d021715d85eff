//! Descriptions of formats outside of media types: `WAVEFORMATEX`, the DirectShow format blocks, `MFVIDEOFORMAT`, and
//! the arithmetic of uncompressed pictures.
//!
//! Everything here is safe: the exported functions turn pointers into bytes, and the bytes into these types.

pub(crate) mod bytes;
pub(crate) mod color;
pub(crate) mod direct_show;
pub(crate) mod float16;
pub(crate) mod image;
pub(crate) mod rate;
pub(crate) mod video_format;
pub(crate) mod video_header;
pub(crate) mod wave;

use openmf_core::codes;

use crate::convert::code;

/// `MF_E_INVALIDMEDIATYPE`, as an error.
pub(crate) fn invalid() -> windows_core::Error {
    code(codes::MF_E_INVALIDMEDIATYPE)
}
