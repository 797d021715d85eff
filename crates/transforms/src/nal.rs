//! NAL units: in Annex B byte streams, behind length fields, and in the configuration records of MP4.

use openmf_core::annex_b::{self, is_annex_b};
use openmf_core::{Error, Result};

/// How the NAL units of a sample are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// By start codes. Source: ISO/IEC 14496-10 Annex B.
    AnnexB,
    /// By length fields of this many bytes, 1 to 4. Source: ISO/IEC 14496-15 §5.3.2.
    Length(usize),
}

impl Framing {
    /// The NAL units of a sample, header included. The last one may be cut off.
    pub(crate) fn units(self, data: &[u8]) -> Units<'_> {
        match self {
            Self::AnnexB => Units::AnnexB(annex_b::units(data)),
            Self::Length(size) => Units::Length { size, data },
        }
    }

    /// Whether length fields fit the sample's size. A few zeros behind the last unit are padding.
    ///
    /// # Errors
    /// - [`Error::Codec`], by `component`: a unit is longer than what is left, or there is no room for any.
    pub(crate) fn check(self, data: &[u8], component: &'static str) -> Result<()> {
        let Self::Length(size) = self else {
            return Ok(());
        };
        let mut rest = data;
        let mut units = 0;
        while let Some((field, behind)) = rest.split_at_checked(size) {
            let len = field
                .iter()
                .fold(0usize, |len, byte| len << 8 | usize::from(*byte));
            let Some(behind) = behind.get(len..) else {
                let (has, at) = (behind.len(), data.len() - rest.len());
                let what = format!("a NAL unit of {len} bytes at {at} of a sample that has {has} more");
                return Err(Error::codec(component, what));
            };
            units += usize::from(len > 0);
            rest = behind;
        }
        if units == 0 && !data.is_empty() {
            let what = format!("a sample of {} bytes without a NAL unit", data.len());
            return Err(Error::codec(component, what));
        }
        Ok(())
    }
}

/// The NAL units of a sample.
pub(crate) enum Units<'a> {
    AnnexB(annex_b::Units<'a>),
    Length { size: usize, data: &'a [u8] },
}

impl<'a> Iterator for Units<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (size, data) = match self {
            Self::AnnexB(units) => return units.next(),
            Self::Length { size, data } => (*size, data),
        };
        loop {
            let Some((field, rest)) = data.split_at_checked(size) else {
                *data = &[];
                return None;
            };
            let len = field
                .iter()
                .fold(0usize, |len, byte| len << 8 | usize::from(*byte));
            let (unit, rest) = rest.split_at(len.min(rest.len()));
            *data = rest;
            if !unit.is_empty() {
                return Some(unit);
            }
        }
    }
}

/// Appends a unit with a start code.
pub(crate) fn append_annex_b(target: &mut Vec<u8>, unit: &[u8]) {
    target.extend_from_slice(&[0, 0, 0, 1]);
    target.extend_from_slice(unit);
}

/// A configuration record: the framing of the samples and the parameter sets in their order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Configuration {
    pub(crate) framing: Framing,
    pub(crate) units: Vec<Vec<u8>>,
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

    fn units(&mut self, count: usize, units: &mut Vec<Vec<u8>>) -> Option<()> {
        for _ in 0..count {
            let len = self.u16()?;
            let unit = self.take(len)?;
            if !unit.is_empty() {
                units.push(unit.to_vec());
            }
        }
        Some(())
    }
}

fn raw_headers(record: &[u8]) -> Configuration {
    Configuration {
        framing: Framing::AnnexB,
        units: Framing::AnnexB.units(record).map(<[u8]>::to_vec).collect(),
    }
}

/// Reads AVCDecoderConfigurationRecord, or raw parameter sets. Source: ISO/IEC 14496-15 §5.3.3.1.
///
/// # Errors
/// - [`Error::InvalidMediaType`]: the record is malformed.
pub(crate) fn parse_avc_configuration(record: &[u8]) -> Result<Configuration> {
    if is_annex_b(record) {
        return Ok(raw_headers(record));
    }
    let parse = || {
        let mut fields = Fields(record);
        let version = fields.u8()?;
        fields.take(3)?;
        let framing = Framing::Length(usize::from(fields.u8()? & 3) + 1);
        let mut units = Vec::new();
        let sequence_sets = usize::from(fields.u8()? & 0x1f);
        fields.units(sequence_sets, &mut units)?;
        let picture_sets = usize::from(fields.u8()?);
        fields.units(picture_sets, &mut units)?;
        (version == 1).then_some(Configuration { framing, units })
    };
    parse().ok_or_else(|| Error::invalid_media_type("a malformed avcC record"))
}

/// Reads HEVCDecoderConfigurationRecord, or raw parameter sets. Source: ISO/IEC 14496-15 §8.3.3.1.
///
/// # Errors
/// - [`Error::InvalidMediaType`]: the record is malformed.
pub(crate) fn parse_hevc_configuration(record: &[u8]) -> Result<Configuration> {
    if is_annex_b(record) {
        return Ok(raw_headers(record));
    }
    let parse = || {
        let mut fields = Fields(record);
        // Version 0 was written before the standard was final.
        let version = fields.u8()?;
        fields.take(20)?;
        let framing = Framing::Length(usize::from(fields.u8()? & 3) + 1);
        let mut units = Vec::new();
        for _ in 0..fields.u8()? {
            fields.u8()?;
            let count = fields.u16()?;
            fields.units(count, &mut units)?;
        }
        (version <= 1).then_some(Configuration { framing, units })
    };
    parse().ok_or_else(|| Error::invalid_media_type("a malformed hvcC record"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(framing: Framing, data: &[u8]) -> Vec<&[u8]> {
        framing.units(data).collect()
    }

    #[test]
    fn length_fields_separate_units() {
        assert_eq!(
            units(Framing::Length(4), &[0, 0, 0, 2, 5, 6, 0, 0, 0, 0, 0, 0, 0, 1, 7]),
            [&[5, 6][..], &[7]]
        );
        assert_eq!(units(Framing::Length(2), &[0, 9, 5, 6]), [&[5, 6]], "cut off");
        assert_eq!(units(Framing::Length(4), &[0, 0, 0]), <[&[u8]; 0]>::default());
    }

    #[test]
    fn length_fields_that_do_not_fit_are_told() {
        let table: [(usize, &[u8], Option<&str>); 7] = [
            (4, &[0, 0, 0, 2, 5, 6, 0, 0, 0, 0], None),
            (2, &[0, 1, 5, 0], None),
            (4, &[], None),
            (
                4,
                &[0, 0, 0, 1, 5, 0, 0, 0, 9, 5, 6],
                Some("a NAL unit of 9 bytes at 5 of a sample that has 2 more"),
            ),
            (
                1,
                &[3],
                Some("a NAL unit of 3 bytes at 0 of a sample that has 0 more"),
            ),
            (4, &[9], Some("a sample of 1 bytes without a NAL unit")),
            (2, &[0, 0], Some("a sample of 2 bytes without a NAL unit")),
        ];
        for (size, data, expected) in table {
            let told = match Framing::Length(size).check(data, "test") {
                Err(Error::Codec { what, .. }) => Some(what.into_owned()),
                Err(error) => panic!("{error}"),
                Ok(()) => None,
            };
            assert_eq!(told.as_deref(), expected, "{data:?}");
        }
        assert!(Framing::AnnexB.check(&[9], "test").is_ok());
    }

    #[test]
    fn configuration_records() {
        let record = [1, 100, 0, 31, 0xff, 0xe1, 0, 2, 0x67, 1, 1, 0, 1, 0x68];
        let parsed = parse_avc_configuration(&record).unwrap();
        assert_eq!(parsed.framing, Framing::Length(4));
        assert_eq!(parsed.units, [vec![0x67, 1], vec![0x68]]);
        for len in 0..record.len() {
            assert!(parse_avc_configuration(&record[..len]).is_err(), "{len} bytes");
        }
        let raw = parse_avc_configuration(&[0, 0, 0, 1, 0x67, 9]).unwrap();
        assert_eq!((raw.framing, raw.units), (Framing::AnnexB, vec![vec![0x67, 9]]));
    }
}
