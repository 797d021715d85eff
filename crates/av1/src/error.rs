//! Errors: dav1d's negative error numbers as an enum.

use std::fmt;

use rav1d::Dav1dResult;

/// What went wrong in the decoder, by the classes dav1d tells apart.
///
/// After an error of decoding the decoder stays usable: it has let go of its reference frames and resumes with the next
/// key frame. Until then, frames that refer to others give more such errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A field of [`Settings`](crate::Settings) lies outside its range.
    InvalidSetting {
        /// The field.
        name: &'static str,
        /// The value refused.
        value: u64,
        /// The greatest value allowed.
        max: u64,
    },
    /// The data violates the AV1 specification, or refers to frames never seen (`EINVAL`).
    InvalidData,
    /// The data holds no sequence header (`ENOENT`).
    NoSequenceHeader,
    /// A frame has more pixels than [`Settings::frame_size_limit`](crate::Settings::frame_size_limit) (`ERANGE`).
    FrameTooLarge,
    /// The stream uses a bit depth the decoder was built without (`ENOPROTOOPT`).
    Unsupported,
    /// Memory ran out (`ENOMEM`).
    OutOfMemory,
    /// The decoder broke off for a reason it does not name.
    Decode {
        /// dav1d's result, negative; -1 is its generic error.
        code: i32,
    },
    /// The decoder returned a picture that breaks its own contract.
    MalformedPicture,
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidSetting { name, value, max } => {
                write!(f, "AV1 decoder setting {name} is {value}, more than {max}")
            }
            Self::InvalidData => f.write_str("invalid AV1 data"),
            Self::NoSequenceHeader => f.write_str("no AV1 sequence header"),
            Self::FrameTooLarge => f.write_str("AV1 frame larger than the limit"),
            Self::Unsupported => f.write_str("AV1 bit depth not supported by this build"),
            Self::OutOfMemory => f.write_str("out of memory in the AV1 decoder"),
            Self::Decode { code } => write!(f, "AV1 decoder error {code}"),
            Self::MalformedPicture => f.write_str("AV1 decoder returned a malformed picture"),
        }
    }
}

impl std::error::Error for Error {}

/// What a call into rav1d came to.
pub(crate) enum Outcome {
    Done,
    /// `EAGAIN`: pictures must be taken first, or data be sent first.
    Again,
}

/// Sorts dav1d's result; it is 0, or an error number of this platform, negated.
pub(crate) fn outcome(result: Dav1dResult) -> Result<Outcome> {
    let Dav1dResult(code) = result;
    if code == 0 {
        return Ok(Outcome::Done);
    }
    match code.wrapping_neg() {
        libc::EAGAIN => Ok(Outcome::Again),
        libc::EINVAL => Err(Error::InvalidData),
        libc::ENOENT => Err(Error::NoSequenceHeader),
        libc::ERANGE => Err(Error::FrameTooLarge),
        libc::ENOPROTOOPT => Err(Error::Unsupported),
        libc::ENOMEM => Err(Error::OutOfMemory),
        _ => Err(Error::Decode { code }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_numbers_map_to_their_classes() {
        let table = [
            (libc::EINVAL, Error::InvalidData),
            (libc::ENOENT, Error::NoSequenceHeader),
            (libc::ERANGE, Error::FrameTooLarge),
            (libc::ENOPROTOOPT, Error::Unsupported),
            (libc::ENOMEM, Error::OutOfMemory),
            (libc::EIO, Error::Decode { code: -libc::EIO }),
            (1, Error::Decode { code: -1 }),
        ];
        for (number, expected) in table {
            assert_eq!(outcome(Dav1dResult(-number)).err(), Some(expected), "{number}");
        }
        assert!(matches!(outcome(Dav1dResult(0)), Ok(Outcome::Done)));
        assert!(matches!(outcome(Dav1dResult(-libc::EAGAIN)), Ok(Outcome::Again)));
    }
}
