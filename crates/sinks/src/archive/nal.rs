//! NAL units as encoders give them out, and the configuration records that are made of them.
//!
//! Sources: ISO/IEC 14496-10 Annex B and §7.3.2.1, ISO/IEC 23008-2 §7.3.1.2 and §7.3.2.2, ISO/IEC 14496-15 §5.3.3 and §8.3.3.

use openmf_core::annex_b::{self, unescape};
use openmf_core::nal::{Family, Role};

/// Parameter sets that are kept of a stream.
const MAX_SETS: usize = 64;

/// The NAL units between start codes. Zeros behind the last one pad the end.
pub(crate) fn units(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let units = annex_b::units(data).map(annex_b::without_zeros);
    units.filter(|unit| !unit.is_empty())
}

/// Where [`ParameterSets`] have a set: 0 those of video or extensions of sequence sets, 1 of sequences, 2 of pictures.
fn slot(role: Role) -> Option<usize> {
    match role {
        Role::VideoSet | Role::SequenceExtension => Some(0),
        Role::SequenceSet => Some(1),
        Role::PictureSet => Some(2),
        Role::Information | Role::Delimiter | Role::Key | Role::Other => None,
    }
}

/// The parameter sets of a stream that has none in a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ParameterSets {
    /// By their [`slot`].
    sets: [Vec<Vec<u8>>; 3],
    /// Prefix and suffix SEI of an HEVC header. That of samples stays there.
    information: [Vec<Vec<u8>>; 2],
}

impl ParameterSets {
    pub(crate) fn of(family: Family, header: &[u8]) -> Self {
        let mut sets = Self::default();
        for unit in units(header) {
            sets.add(family.role(unit), unit);
            let kind = family.unit_type(unit);
            if family == Family::Hevc
                && let Some(known) = sets.information.get_mut(usize::from(kind.wrapping_sub(39)))
                && known.len() < MAX_SETS
                && unit.len() <= usize::from(u16::MAX)
            {
                known.push(unit.to_vec());
            }
        }
        sets
    }

    /// Whether a set is known, of which there are those that the record has.
    pub(crate) fn contains(&self, role: Role, unit: &[u8]) -> bool {
        slot(role)
            .and_then(|slot| self.sets.get(slot))
            .is_some_and(|sets| sets.iter().any(|set| set == unit))
    }

    /// Adds a unit if it is a set, and one that fits a record.
    pub(crate) fn add(&mut self, role: Role, unit: &[u8]) {
        if unit.len() <= usize::from(u16::MAX)
            && !self.contains(role, unit)
            && let Some(sets) = slot(role).and_then(|slot| self.sets.get_mut(slot))
            // The count of a record's picture sets has 8 bits, that of its sequence sets 5.
            && sets.len() < MAX_SETS.min(31)
        {
            sets.push(unit.to_vec());
        }
    }

    /// Whether there is what a picture needs.
    pub(crate) fn is_complete(&self) -> bool {
        let [_, sequence, picture] = &self.sets;
        !sequence.is_empty() && !picture.is_empty()
    }

    /// The configuration record, for lengths of four bytes; `None` while sets are missing or are none.
    pub(crate) fn record(&self, family: Family) -> Option<Vec<u8>> {
        if !self.is_complete() {
            return None;
        }
        match family {
            Family::H264 => self.avc_record(),
            Family::Hevc => self.hevc_record(),
        }
    }

    fn avc_record(&self) -> Option<Vec<u8>> {
        let [extensions, sequence, picture] = &self.sets;
        let first = sequence.first()?;
        let &[_, profile, compatibility, level, ..] = first.as_slice() else {
            return None;
        };
        let mut record = vec![
            1,
            profile,
            compatibility,
            level,
            0xff,
            0xe0 | sequence.len() as u8,
        ];
        push_sets(&mut record, sequence);
        record.push(picture.len() as u8);
        push_sets(&mut record, picture);
        if matches!(profile, 100 | 110 | 122 | 144 | 244 | 44) {
            let payload = unescape(first.get(4..)?);
            let mut bits = Bits::new(&payload);
            bits.exp_golomb()?;
            let chroma = bits.exp_golomb()?;
            if chroma == 3 {
                bits.read(1)?;
            }
            let (luma_depth, chroma_depth) = (bits.exp_golomb()?, bits.exp_golomb()?);
            record.extend([
                0xfc | (chroma & 3) as u8,
                0xf8 | (luma_depth & 7) as u8,
                0xf8 | (chroma_depth & 7) as u8,
                extensions.len() as u8,
            ]);
            push_sets(&mut record, extensions);
        }
        Some(record)
    }

    fn hevc_record(&self) -> Option<Vec<u8>> {
        let [_, sequence, _] = &self.sets;
        let payload = unescape(sequence.first()?.get(2..)?);
        let mut bits = Bits::new(&payload);
        bits.read(4)?;
        let sub_layers = bits.read(3)?;
        let nested = bits.read(1)?;
        // general_profile_space to general_level_idc are twelve whole bytes.
        let profile = payload.get(1..13)?;
        bits.skip(96);
        let mut present = Vec::new();
        for _ in 0..sub_layers {
            present.push((bits.read(1)?, bits.read(1)?));
        }
        if sub_layers > 0 {
            bits.skip(2 * (8 - sub_layers as usize));
        }
        for (profile, level) in present {
            bits.skip(88 * profile as usize + 8 * level as usize);
        }
        bits.exp_golomb()?;
        let chroma = bits.exp_golomb()?;
        if chroma == 3 {
            bits.read(1)?;
        }
        bits.exp_golomb()?;
        bits.exp_golomb()?;
        if bits.read(1)? == 1 {
            for _ in 0..4 {
                bits.exp_golomb()?;
            }
        }
        let (luma_depth, chroma_depth) = (bits.exp_golomb()?, bits.exp_golomb()?);
        let mut record = vec![1];
        record.extend(profile);
        // No spatial segmentation, parallelism unknown.
        record.extend([
            0xf0,
            0,
            0xfc,
            0xfc | (chroma & 3) as u8,
            0xf8 | (luma_depth & 7) as u8,
            0xf8 | (chroma_depth & 7) as u8,
            0,
            0,
            ((sub_layers as u8 + 1) & 7) << 3 | (nested as u8) << 2 | 3,
        ]);
        // Of parameter sets all are here.
        let sets = self.sets.iter().zip(0x80 | 32_u8..);
        let information = self.information.iter().zip(39_u8..);
        let arrays = sets.chain(information).filter(|(units, _)| !units.is_empty());
        record.push(arrays.clone().count() as u8);
        for (sets, kind) in arrays {
            record.push(kind);
            record.extend((sets.len() as u16).to_be_bytes());
            push_sets(&mut record, sets);
        }
        Some(record)
    }
}

fn push_sets(record: &mut Vec<u8>, sets: &[Vec<u8>]) {
    for set in sets {
        record.extend((set.len() as u16).to_be_bytes());
        record.extend(set);
    }
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }

    fn read(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.data.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn skip(&mut self, count: usize) {
        self.at += count;
    }

    fn exp_golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.read(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1_u32 << zeros) - 1 + self.read(zeros)?)
    }
}

#[cfg(test)]
#[expect(clippy::unusual_byte_groupings, reason = "grouped by fields")]
mod tests {
    use super::*;

    #[test]
    fn start_codes_separate_units() {
        let data = [
            0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 2, 0, 0, 1, 0, 0, 1, 0x65, 3, 0, 0,
        ];
        let found: Vec<&[u8]> = units(&data).collect();
        assert_eq!(found, [&[0x67, 1][..], &[0x68, 2], &[0x65, 3]]);
        assert_eq!(units(&[0x67, 1]).count(), 0);
    }

    #[test]
    fn a_record_is_made_of_parameter_sets() {
        // Baseline: no further fields.
        let header = [
            0, 0, 0, 1, 0x67, 66, 0xc0, 30, 0x95, 0, 0, 1, 0x68, 0xce, 0, 0, 1, 0x68, 0xce,
        ];
        let sets = ParameterSets::of(Family::H264, &header);
        assert_eq!(
            sets.record(Family::H264).unwrap(),
            [
                1, 66, 0xc0, 30, 0xff, 0xe1, 0, 5, 0x67, 66, 0xc0, 30, 0x95, 1, 0, 2, 0x68, 0xce
            ]
        );
        // High: id 0, 4:2:0, 10 bits for both.
        let header = [
            0,
            0,
            1,
            0x67,
            110,
            0,
            30,
            0b1_010_011_0,
            0b11_000000,
            0,
            0,
            1,
            0x68,
            0xce,
        ];
        let record = ParameterSets::of(Family::H264, &header)
            .record(Family::H264)
            .unwrap();
        assert_eq!(record[record.len() - 4..], [0xfd, 0xfa, 0xfa, 0]);
        // One is missing, or is cut off.
        for header in [&header[..8], &[0, 0, 1, 0x67, 110, 0, 0, 1, 0x68, 1]] {
            assert_eq!(ParameterSets::of(Family::H264, header).record(Family::H264), None);
        }
    }
}
