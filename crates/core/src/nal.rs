//! NAL units of H.264 and HEVC: what their headers say, lengths in front of them, and the configuration records of MP4.
//!
//! [`annex_b`](crate::annex_b) has those between start codes.
//!
//! Sources: ISO/IEC 14496-10 table 7-1, ISO/IEC 23008-2 table 7-1, ISO/IEC 14496-15 §5.3.2, §5.3.3.1 and §8.3.3.1.

/// Whose NAL units they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// ISO/IEC 14496-10.
    H264,
    /// ISO/IEC 23008-2.
    Hevc,
}

/// What a NAL unit is for who stores or frames it. The order is that of parameter sets in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A video parameter set; HEVC alone has them.
    VideoSet,
    /// A sequence parameter set.
    SequenceSet,
    /// Belongs to a sequence set, and is of use only to those who know auxiliary pictures; H.264 alone has them.
    SequenceExtension,
    /// A picture parameter set.
    PictureSet,
    /// Supplemental enhancement information.
    Information,
    /// An access unit delimiter.
    Delimiter,
    /// Of a picture that decoding can start with.
    Key,
    /// Any other.
    Other,
}

impl Family {
    /// `nal_unit_type`; 0 of an empty unit.
    pub fn unit_type(self, unit: &[u8]) -> u8 {
        let first = unit.first().copied().unwrap_or(0);
        match self {
            Self::H264 => first & 0x1f,
            Self::Hevc => first >> 1 & 0x3f,
        }
    }

    /// What a unit is; [`Role::Other`] if it is empty.
    pub fn role(self, unit: &[u8]) -> Role {
        match (self, self.unit_type(unit)) {
            (Self::Hevc, 32) => Role::VideoSet,
            (Self::H264, 7) | (Self::Hevc, 33) => Role::SequenceSet,
            (Self::H264, 13) => Role::SequenceExtension,
            (Self::H264, 8) | (Self::Hevc, 34) => Role::PictureSet,
            (Self::H264, 6) | (Self::Hevc, 39 | 40) => Role::Information,
            (Self::H264, 9) | (Self::Hevc, 35) => Role::Delimiter,
            (Self::H264, 5) | (Self::Hevc, 16..=23) => Role::Key,
            _ => Role::Other,
        }
    }
}

impl Role {
    /// Whether it is a parameter set or belongs to one.
    pub fn is_set(self) -> bool {
        self <= Self::PictureSet
    }
}

/// The length in front of a unit and what is behind it, which may be shorter; `None` if there is no length.
///
/// `length_bytes` is 1 to 4.
pub fn split_length(data: &[u8], length_bytes: usize) -> Option<(usize, &[u8])> {
    let (field, behind) = data.split_at_checked(length_bytes)?;
    let len = field
        .iter()
        .fold(0_usize, |len, byte| len << 8 | usize::from(*byte));
    Some((len, behind))
}

/// The units behind their lengths, none of them empty.
///
/// What is behind a length that reaches beyond the data is the last unit. What is too short for a length is left out.
pub fn units(data: &[u8], length_bytes: usize) -> Units<'_> {
    Units { length_bytes, data }
}

/// See [`units`].
#[derive(Clone, Debug)]
pub struct Units<'a> {
    length_bytes: usize,
    data: &'a [u8],
}

impl<'a> Iterator for Units<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let (len, behind) = split_length(self.data, self.length_bytes)?;
            let (unit, rest) = behind.split_at(len.min(behind.len()));
            self.data = rest;
            if !unit.is_empty() {
                return Some(unit);
            }
        }
    }
}

/// An AVCDecoderConfigurationRecord or an HEVCDecoderConfigurationRecord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationRecord<'a> {
    /// Whether the version is one that the standard describes.
    pub has_known_version: bool,
    /// The bytes of the lengths in samples, 1 to 4.
    pub length_bytes: usize,
    /// Parameter sets and, of HEVC, supplemental information in the order of the record, none of them empty.
    pub units: Vec<&'a [u8]>,
    /// The extensions of sequence sets, which only H.264 has; none where they are cut off.
    pub extensions: Vec<&'a [u8]>,
}

impl<'a> ConfigurationRecord<'a> {
    /// Reads a record; `None` if it is shorter than its counts and lengths say.
    pub fn parse(family: Family, record: &'a [u8]) -> Option<Self> {
        match family {
            Family::H264 => Self::parse_avc(record),
            Family::Hevc => Self::parse_hevc(record),
        }
    }

    /// Source: ISO/IEC 14496-15 §5.3.3.1.2.
    fn parse_avc(record: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(record);
        let [version, profile, _, _, lengths, sequence_sets, ..] = *fields.take(6)? else {
            return None;
        };
        let mut units = Vec::new();
        fields.units(usize::from(sequence_sets & 0x1f), &mut units)?;
        let picture_sets = fields.u8()?;
        fields.units(usize::from(picture_sets), &mut units)?;
        let mut extensions = Vec::new();
        // Chroma format and bit depths, then the extensions, all of which many files leave out.
        if matches!(profile, 100 | 110 | 122 | 144)
            && let Some(&[_, _, _, count]) = fields.take(4)
            && fields.units(usize::from(count), &mut extensions).is_none()
        {
            extensions.clear();
        }
        Some(Self {
            has_known_version: version == 1,
            length_bytes: usize::from(lengths & 3) + 1,
            units,
            extensions,
        })
    }

    /// Source: ISO/IEC 14496-15 §8.3.3.1.2.
    fn parse_hevc(record: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(record);
        let version = fields.u8()?;
        fields.take(20)?;
        let lengths = fields.u8()?;
        let mut units = Vec::new();
        for _ in 0..fields.u8()? {
            fields.u8()?;
            let count = fields.u16()?;
            fields.units(count, &mut units)?;
        }
        Some(Self {
            // Version 0 was written before the standard was final.
            has_known_version: version <= 1,
            length_bytes: usize::from(lengths & 3) + 1,
            units,
            extensions: Vec::new(),
        })
    }
}

/// Reads the fields of a record.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<usize> {
        let &[high, low] = self.take(2)? else { return None };
        Some(usize::from(high) << 8 | usize::from(low))
    }

    /// Units, each behind its length of 16 bits.
    fn units(&mut self, count: usize, units: &mut Vec<&'a [u8]>) -> Option<()> {
        for _ in 0..count {
            let len = self.u16()?;
            let unit = self.take(len)?;
            if !unit.is_empty() {
                units.push(unit);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_what_units_are() {
        let table = [
            (Family::H264, 0x65, 5, Role::Key),
            (Family::H264, 0x41, 1, Role::Other),
            (Family::H264, 0x06, 6, Role::Information),
            (Family::H264, 0x67, 7, Role::SequenceSet),
            (Family::H264, 0x68, 8, Role::PictureSet),
            (Family::H264, 0x09, 9, Role::Delimiter),
            (Family::H264, 0x6d, 13, Role::SequenceExtension),
            (Family::Hevc, 0x02, 1, Role::Other),
            (Family::Hevc, 0x20, 16, Role::Key),
            (Family::Hevc, 0x2e, 23, Role::Key),
            (Family::Hevc, 0x30, 24, Role::Other),
            (Family::Hevc, 0x40, 32, Role::VideoSet),
            (Family::Hevc, 0x42, 33, Role::SequenceSet),
            (Family::Hevc, 0x44, 34, Role::PictureSet),
            (Family::Hevc, 0x46, 35, Role::Delimiter),
            (Family::Hevc, 0x4e, 39, Role::Information),
            (Family::Hevc, 0x50, 40, Role::Information),
        ];
        for (family, first, unit_type, role) in table {
            let unit = [first, 1];
            let found = (family.unit_type(&unit), family.role(&unit));
            assert_eq!(found, (unit_type, role), "{family:?} {first:#x}");
        }
        for family in [Family::H264, Family::Hevc] {
            assert_eq!((family.unit_type(&[]), family.role(&[])), (0, Role::Other));
        }
    }

    #[test]
    fn lengths_separate_units() {
        let separated = |length_bytes, data| units(data, length_bytes).collect::<Vec<_>>();
        let data = [0, 0, 0, 2, 5, 6, 0, 0, 0, 0, 0, 0, 0, 1, 7];
        assert_eq!(separated(4, &data), [&[5, 6][..], &[7]]);
        assert_eq!(separated(1, &[1, 7, 0, 2, 5, 6]), [&[7][..], &[5, 6]]);
        assert_eq!(separated(2, &[0, 9, 5, 6]), [&[5, 6]], "cut off");
        assert_eq!(separated(3, &[0, 0, 1, 7, 0, 0]), [&[7]], "no whole length");
        assert_eq!(separated(4, &[0, 0, 0]), <[&[u8]; 0]>::default());
        assert_eq!(split_length(&[0, 9, 5, 6], 2), Some((9, &[5, 6][..])));
        assert_eq!(split_length(&[0, 9, 5, 6], 4), Some((0x0009_0506, &[][..])));
        assert_eq!(split_length(&[9], 2), None);
    }

    const AVC: [u8; 14] = [1, 100, 0, 31, 0xfd, 0xe1, 0, 2, 0x67, 1, 1, 0, 1, 0x68];

    fn hevc() -> Vec<u8> {
        let mut record = vec![0; 21];
        record[0] = 1;
        record.extend([0xff, 2]);
        for (kind, unit) in [(39, 0x4e), (33, 0x42)] {
            record.extend([0x80 | kind, 0, 2, 0, 0, 0, 2, unit, kind]);
        }
        record
    }

    #[test]
    fn records_tell_lengths_and_units() {
        let record = ConfigurationRecord {
            has_known_version: true,
            length_bytes: 2,
            units: vec![&[0x67, 1], &[0x68]],
            extensions: Vec::new(),
        };
        assert_eq!(
            ConfigurationRecord::parse(Family::H264, &AVC),
            Some(record.clone())
        );
        let high = [&AVC[..], &[0xfd, 0xf8, 0xf8, 1, 0, 2, 0x6d, 1]].concat();
        let extended = ConfigurationRecord {
            extensions: vec![&[0x6d, 1]],
            ..record.clone()
        };
        assert_eq!(ConfigurationRecord::parse(Family::H264, &high), Some(extended));
        // Extensions that are cut off are none.
        for len in AVC.len()..high.len() {
            let cut = ConfigurationRecord::parse(Family::H264, &high[..len]);
            assert_eq!(cut, Some(record.clone()), "{len} bytes");
        }
        let hevc = hevc();
        assert_eq!(
            ConfigurationRecord::parse(Family::Hevc, &hevc),
            Some(ConfigurationRecord {
                has_known_version: true,
                length_bytes: 4,
                units: vec![&[0x4e, 39], &[0x42, 33]],
                extensions: Vec::new(),
            })
        );
    }

    #[test]
    fn records_that_are_too_short_are_none() {
        for (family, whole) in [(Family::H264, AVC.to_vec()), (Family::Hevc, hevc())] {
            for len in 0..whole.len() {
                let record = ConfigurationRecord::parse(family, &whole[..len]);
                assert_eq!(record, None, "{family:?} of {len} bytes");
            }
            // Counts and lengths beyond the end.
            assert_eq!(ConfigurationRecord::parse(family, &[0xff; 64]), None);
        }
    }

    #[test]
    fn versions_are_told() {
        let known = |family, record: &[u8], version| {
            let record = [&[version], &record[1..]].concat();
            ConfigurationRecord::parse(family, &record).map(|record| record.has_known_version)
        };
        for (version, avc, hvc) in [(0, false, true), (1, true, true), (2, false, false)] {
            assert_eq!(known(Family::H264, &AVC, version), Some(avc));
            assert_eq!(known(Family::Hevc, &hevc(), version), Some(hvc));
        }
    }
}
