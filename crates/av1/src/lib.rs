//! A safe face on the [rav1d](https://github.com/memorysafety/rav1d) AV1 decoder.
//!
//! rav1d is the Rust port of dav1d and offers dav1d's C functions only. This crate owns the pointers and reference
//! counts of that interface and shows plain Rust: [`Decoder`] takes temporal units (the payload of one IVF, MP4 or
//! Matroska packet), [`Picture`] lends its planes as slices and keeps them alive for as long as it lives, even after
//! the decoder is gone. [`SequenceHeader::parse`] reads a stream's format without decoding.
//!
//! # Order of calls
//!
//! ```no_run
//! # fn packets() -> Vec<(Vec<u8>, i64)> { Vec::new() }
//! # fn show(_: openmf_av1::Picture) {}
//! use openmf_av1::{Decoder, Sent, Settings};
//!
//! # fn main() -> Result<(), openmf_av1::Error> {
//! let mut decoder = Decoder::new(&Settings::default())?;
//! for (data, timestamp) in packets() {
//!     // `Again` asks for pictures to be taken before the same data is offered once more.
//!     while decoder.send_data(&data, timestamp, 0)? == Sent::Again {
//!         while let Some(picture) = decoder.get_picture()? {
//!             show(picture);
//!         }
//!     }
//!     while let Some(picture) = decoder.get_picture()? {
//!         show(picture);
//!     }
//! }
//! decoder.drain();
//! while let Some(picture) = decoder.get_picture()? {
//!     show(picture);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Limits of the containment
//!
//! Corrupt data yields an [`Error`], after which the decoder starts anew and goes on with the next key frame. Three
//! defects of rav1d 1.1.0 are kept away from the caller: with one frame in flight any error aborts the process, so
//! there are always two; after an error it may wait for ever, so its context is replaced; an empty picture leaks a
//! reference, which is released here.
//!
//! Should rav1d panic nevertheless, the process aborts: its entry points are `extern "C"` functions, out of which Rust
//! lets no panic unwind, so a `catch_unwind` on this side would never see one. It also aborts when the system refuses
//! it memory or a thread; [`Settings::frame_size_limit`] and [`Settings::threads`] bound what it asks for.

mod decoder;
mod error;
mod obu;
mod picture;
mod sequence_header;

pub use decoder::{Decoder, MAX_PICTURE_SIZE, MAX_THREADS, Sent, Settings};
pub use error::{Error, Result};
pub use picture::{ColorDescription, Picture, PixelLayout, Plane};
pub use sequence_header::SequenceHeader;
