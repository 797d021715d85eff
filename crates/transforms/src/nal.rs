//! NAL units: in Annex B byte streams, behind length fields, and in the configuration records of MP4.

use openmf_core::annex_b::{self, is_annex_b};
use openmf_core::nal::{self, ConfigurationRecord, Family};
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
            Self::Length(size) => Units::Length(nal::units(data, size)),
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
        while let Some((len, behind)) = nal::split_length(rest, size) {
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
    Length(nal::Units<'a>),
}

impl<'a> Iterator for Units<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        match self {
            Self::AnnexB(units) => units.next(),
            Self::Length(units) => units.next(),
        }
    }
}

/// A configuration record: the framing of the samples and the parameter sets in their order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Configuration {
    pub(crate) framing: Framing,
    pub(crate) units: Vec<Vec<u8>>,
}

impl Configuration {
    /// Reads a configuration record, or raw parameter sets.
    ///
    /// # Errors
    /// - [`Error::InvalidMediaType`]: the record is malformed.
    pub(crate) fn parse(family: Family, record: &[u8]) -> Result<Self> {
        if is_annex_b(record) {
            return Ok(Self {
                framing: Framing::AnnexB,
                units: annex_b::units(record).map(<[u8]>::to_vec).collect(),
            });
        }
        let parsed = ConfigurationRecord::parse(family, record).filter(|parsed| parsed.has_known_version);
        let parsed = parsed.ok_or_else(|| {
            Error::invalid_media_type(match family {
                Family::H264 => "a malformed avcC record",
                Family::Hevc => "a malformed hvcC record",
            })
        })?;
        Ok(Self {
            framing: Framing::Length(parsed.length_bytes),
            units: parsed.units.into_iter().map(<[u8]>::to_vec).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let parsed = Configuration::parse(Family::H264, &record).unwrap();
        assert_eq!(parsed.framing, Framing::Length(4));
        assert_eq!(parsed.units, [vec![0x67, 1], vec![0x68]]);
        for len in 0..record.len() {
            assert!(
                Configuration::parse(Family::H264, &record[..len]).is_err(),
                "{len} bytes"
            );
        }
        let raw = Configuration::parse(Family::H264, &[0, 0, 0, 1, 0x67, 9]).unwrap();
        assert_eq!((raw.framing, raw.units), (Framing::AnnexB, vec![vec![0x67, 9]]));
    }
}
