use std::fmt;

/// A 128-bit identifier: an attribute key, a media type, a service, a time format.
///
/// Ordering follows the written form (`data1` first), so a list of GUIDs sorts as it reads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[repr(C)]
pub struct Guid {
    /// The first eight hexadecimal digits.
    pub data1: u32,
    /// The next four digits.
    pub data2: u16,
    /// The next four digits.
    pub data3: u16,
    /// The last sixteen digits.
    pub data4: [u8; 8],
}

impl Guid {
    /// `GUID_NULL`.
    pub const ZERO: Self = Self::from_u128(0);

    /// Makes a GUID from its digits read as one number.
    ///
    /// ```
    /// use openmf_core::{Guid, guids};
    /// assert_eq!(Guid::from_u128(0x73646976_0000_0010_8000_00aa00389b71), guids::MFMediaType_Video);
    /// ```
    pub const fn from_u128(value: u128) -> Self {
        Self {
            data1: (value >> 96) as u32,
            data2: (value >> 80) as u16,
            data3: (value >> 64) as u16,
            data4: (value as u64).to_be_bytes(),
        }
    }

    /// The digits read as one number; the inverse of [`Guid::from_u128`].
    pub const fn to_u128(self) -> u128 {
        ((self.data1 as u128) << 96)
            | ((self.data2 as u128) << 80)
            | ((self.data3 as u128) << 64)
            | u64::from_be_bytes(self.data4) as u128
    }

    /// The media subtype of a FOURCC or audio format tag: `XXXXXXXX-0000-0010-8000-00AA00389B71`.
    ///
    /// Source: "Video Subtype GUIDs" and "Audio Subtype GUIDs" (Microsoft Learn).
    pub const fn from_tag(tag: u32) -> Self {
        Self {
            data1: tag,
            data2: 0,
            data3: 0x0010,
            data4: [0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71],
        }
    }

    /// The media subtype of a four-character code.
    pub const fn from_fourcc(code: [u8; 4]) -> Self {
        Self::from_tag(u32::from_le_bytes(code))
    }

    /// The FOURCC or format tag of a subtype made by [`Guid::from_tag`], if it has that form.
    pub fn tag(&self) -> Option<u32> {
        (*self == Self::from_tag(self.data1)).then_some(self.data1)
    }

    /// A new random (version 4) GUID from 128 random bits.
    pub const fn from_random_bits(bits: u128) -> Self {
        let version = (bits & !(0xf << 76)) | (0x4 << 76);
        Self::from_u128((version & !(0x3 << 62)) | (0x2 << 62))
    }
}

impl fmt::Display for Guid {
    /// The documented name if there is one, else the four-character code, else the braced digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = crate::guids::name(self) {
            return f.write_str(name);
        }
        if let Some(tag) = self.tag() {
            let bytes = tag.to_le_bytes();
            if bytes.iter().all(|b| b.is_ascii_graphic() || *b == b' ') {
                return write!(f, "'{}'", String::from_utf8_lossy(&bytes));
            }
        }
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.data4;
        write!(
            f,
            "{{{:08X}-{:04X}-{:04X}-{:02X}{:02X}-{:02X}{:02X}{:02X}{:02X}{:02X}{:02X}}}",
            self.data1, self.data2, self.data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guids;

    #[test]
    fn digits_round_trip() {
        let value = 0x1652c33d_d6b2_4012_b834_72030849a37d;
        assert_eq!(Guid::from_u128(value).to_u128(), value);
        assert_eq!(
            format!("{:?}", Guid::from_u128(value)),
            "{1652C33D-D6B2-4012-B834-72030849A37D}"
        );
    }

    #[test]
    fn subtypes_are_written_by_name_then_by_code() {
        assert_eq!(
            guids::MFVideoFormat_H264.tag(),
            Some(u32::from_le_bytes(*b"H264"))
        );
        assert_eq!(guids::MFVideoFormat_H264.to_string(), "MFVideoFormat_H264");
        assert_eq!(Guid::from_fourcc(*b"xyz1").to_string(), "'xyz1'");
        assert_eq!(guids::MF_MT_FRAME_SIZE.tag(), None);
    }

    #[test]
    fn random_bits_become_version_four() {
        let guid = format!("{:?}", Guid::from_random_bits(u128::MAX));
        assert_eq!(guid, "{FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF}");
    }
}
