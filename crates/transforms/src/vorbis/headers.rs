//! The identification and setup headers. Source: Vorbis I specification §4.2.

use super::bits::PacketReader;
use super::codebook::{Codebook, ilog};
use super::floor::Floor;
use super::residue::Residue;

/// Entries of all codebooks together. The books of libvorbis have some ten thousand; a header of few bytes could ask
/// for four billion.
const MAX_ENTRIES: u32 = 1 << 20;
/// Numbers in the vectors of all codebooks together.
const MAX_VALUES: u64 = 1 << 22;

/// What is wrong with a header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) &'static str);

/// A header's reads end in `None` only when it is too short.
pub(super) trait OrShort<T> {
    fn or_short(self) -> Result<T, Malformed>;
}

impl<T> OrShort<T> for Option<T> {
    fn or_short(self) -> Result<T, Malformed> {
        self.ok_or(Malformed("the setup header is cut off"))
    }
}

/// What codebooks may still take.
pub(super) struct Budget {
    entries: u32,
    values: u64,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self {
            entries: MAX_ENTRIES,
            values: MAX_VALUES,
        }
    }

    pub(super) fn take_entries(&mut self, count: u32) -> Result<(), Malformed> {
        let left = self.entries.checked_sub(count);
        self.entries = left.ok_or(Malformed("the codebooks have too many entries"))?;
        Ok(())
    }

    pub(super) fn take_values(&mut self, count: u64) -> Result<(), Malformed> {
        let left = self.values.checked_sub(count);
        self.values = left.ok_or(Malformed("the codebooks have too many values"))?;
        Ok(())
    }
}

/// Source: §4.2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identification {
    pub(super) channels: usize,
    pub(super) sample_rate: u32,
    /// Samples of a short and of a long block, as powers of two.
    pub(super) block_bits: [u32; 2],
}

impl Identification {
    pub(super) fn parse(packet: &[u8]) -> Result<Self, Malformed> {
        let rest = packet
            .strip_prefix(b"\x01vorbis")
            .ok_or(Malformed("no identification header"))?;
        let fields: &[u8; 23] = rest
            .first_chunk()
            .ok_or(Malformed("a short identification header"))?;
        let number = |at: usize| {
            fields
                .iter()
                .skip(at)
                .take(4)
                .rev()
                .fold(0, |n, b| n << 8 | u32::from(*b))
        };
        let [.., blocks, framing] = *fields;
        let block_bits = [u32::from(blocks & 15), u32::from(blocks >> 4)];
        let [short, long] = block_bits;
        let this = Self {
            channels: usize::from(rest.get(4).copied().unwrap_or(0)),
            sample_rate: number(5),
            block_bits,
        };
        if number(0) != 0 {
            return Err(Malformed("an unknown version"));
        }
        if this.channels == 0 || this.sample_rate == 0 || framing & 1 == 0 {
            return Err(Malformed("no channels, sample rate or framing bit"));
        }
        if !(6..=13).contains(&short) || !(short..=13).contains(&long) {
            return Err(Malformed("block sizes out of range"));
        }
        Ok(this)
    }
}

/// One step of channel coupling.
#[derive(Clone, Copy)]
pub(super) struct Coupling {
    pub(super) magnitude: usize,
    pub(super) angle: usize,
}

#[derive(Clone, Copy)]
pub(super) struct Submap {
    pub(super) floor: usize,
    pub(super) residue: usize,
}

pub(super) struct Mapping {
    pub(super) couplings: Vec<Coupling>,
    /// For each channel its submap.
    pub(super) multiplex: Vec<usize>,
    pub(super) submaps: Vec<Submap>,
}

#[derive(Clone, Copy)]
pub(super) struct Mode {
    pub(super) long: bool,
    pub(super) mapping: usize,
}

/// Source: §4.2.4.
pub(super) struct Setup {
    pub(super) codebooks: Vec<Codebook>,
    pub(super) floors: Vec<Floor>,
    pub(super) residues: Vec<Residue>,
    pub(super) mappings: Vec<Mapping>,
    pub(super) modes: Vec<Mode>,
}

impl Setup {
    pub(super) fn parse(packet: &[u8], identification: &Identification) -> Result<Self, Malformed> {
        let rest = packet
            .strip_prefix(b"\x05vorbis")
            .ok_or(Malformed("no setup header"))?;
        let bits = &mut PacketReader::new(rest);
        let mut budget = Budget::new();
        let codebooks = read_list(bits, 8, |bits| Codebook::read(bits, &mut budget))?;
        read_list(bits, 6, |bits| match bits.bits(16).or_short()? {
            0 => Ok(()),
            _ => Err(Malformed("a time domain transform")),
        })?;
        let floors = read_list(bits, 6, |bits| Floor::read(bits, &codebooks, identification))?;
        let residues = read_list(bits, 6, |bits| Residue::read(bits, &codebooks))?;
        let mappings = read_list(bits, 6, |bits| {
            read_mapping(bits, identification.channels, floors.len(), residues.len())
        })?;
        let modes = read_list(bits, 6, |bits| read_mode(bits, mappings.len()))?;
        if !bits.flag().or_short()? {
            return Err(Malformed("no framing bit after the modes"));
        }
        Ok(Self {
            codebooks,
            floors,
            residues,
            mappings,
            modes,
        })
    }
}

/// A list that begins with its length less one.
fn read_list<T>(
    bits: &mut PacketReader<'_>,
    count_bits: u32,
    mut read: impl FnMut(&mut PacketReader<'_>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let count = bits.bits(count_bits).or_short()? + 1;
    (0..count).map(|_| read(bits)).collect()
}

/// A number that is the place of one of `len` things.
pub(super) fn read_index(bits: &mut PacketReader<'_>, count: u32, len: usize) -> Result<usize, Malformed> {
    let index = bits.bits(count).or_short()? as usize;
    if index < len {
        Ok(index)
    } else {
        Err(Malformed("the setup header refers to what it does not have"))
    }
}

fn read_mapping(
    bits: &mut PacketReader<'_>,
    channels: usize,
    floors: usize,
    residues: usize,
) -> Result<Mapping, Malformed> {
    if bits.bits(16).or_short()? != 0 {
        return Err(Malformed("an unknown type of mapping"));
    }
    let submap_count = if bits.flag().or_short()? {
        bits.bits(4).or_short()? as usize + 1
    } else {
        1
    };
    let mut couplings = Vec::new();
    if bits.flag().or_short()? {
        let steps = bits.bits(8).or_short()? + 1;
        let width = ilog(channels as u32 - 1);
        for _ in 0..steps {
            let magnitude = read_index(bits, width, channels)?;
            let angle = read_index(bits, width, channels)?;
            if magnitude == angle {
                return Err(Malformed("a channel coupled with itself"));
            }
            couplings.push(Coupling { magnitude, angle });
        }
    }
    if bits.bits(2).or_short()? != 0 {
        return Err(Malformed("reserved bits are set"));
    }
    let multiplex = (0..channels)
        .map(|_| {
            if submap_count > 1 {
                read_index(bits, 4, submap_count)
            } else {
                Ok(0)
            }
        })
        .collect::<Result<_, _>>()?;
    let submaps = (0..submap_count)
        .map(|_| {
            // A time configuration that nothing uses.
            bits.bits(8).or_short()?;
            Ok(Submap {
                floor: read_index(bits, 8, floors)?,
                residue: read_index(bits, 8, residues)?,
            })
        })
        .collect::<Result<_, Malformed>>()?;
    Ok(Mapping {
        couplings,
        multiplex,
        submaps,
    })
}

fn read_mode(bits: &mut PacketReader<'_>, mappings: usize) -> Result<Mode, Malformed> {
    let long = bits.flag().or_short()?;
    if bits.bits(32).or_short()? != 0 {
        return Err(Malformed("an unknown window or transform"));
    }
    Ok(Mode {
        long,
        mapping: read_index(bits, 8, mappings)?,
    })
}

/// The identification and setup headers among three Xiph-laced ones.
pub(super) fn unlace(headers: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut at, mut lengths) = (1, [0usize; 2]);
    for length in &mut lengths {
        loop {
            let byte = usize::from(*headers.get(at)?);
            at += 1;
            *length += byte;
            if byte < 255 {
                break;
            }
        }
    }
    let [identification_len, comment_len] = lengths;
    let (identification, rest) = headers.get(at..)?.split_at_checked(identification_len)?;
    Some((identification, rest.get(comment_len..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identification() -> Vec<u8> {
        let mut header = b"\x01vorbis\0\0\0\0\x06".to_vec();
        header.extend_from_slice(&48_000u32.to_le_bytes());
        header.extend_from_slice(&[0; 12]);
        header.extend_from_slice(&[0xb8, 1]);
        header
    }

    #[test]
    fn the_identification_header_is_read_and_checked() {
        let header = identification();
        let expected = Identification {
            channels: 6,
            sample_rate: 48_000,
            block_bits: [8, 11],
        };
        assert_eq!(Identification::parse(&header), Ok(expected));
        assert!(Identification::parse(&header[..header.len() - 1]).is_err());
        for (at, value) in [
            (0, 3),
            (7, 1),
            (11, 0),
            (28, 0x8b),
            (28, 0xe8),
            (28, 0x85),
            (29, 0),
        ] {
            let mut wrong = header.clone();
            wrong[at] = value;
            assert!(Identification::parse(&wrong).is_err(), "byte {at} = {value:#x}");
        }
    }

    #[test]
    fn a_codebook_that_asks_for_too_much_is_refused_unread() {
        // 2^24 - 1 entries, ordered by length: a few bytes would stand for all of them.
        let mut header = b"\x05vorbis\0BCV\x01\0\xff\xff\xff".to_vec();
        header.extend_from_slice(&[0xff; 8]);
        let parsed = Setup::parse(&header, &Identification::parse(&identification()).unwrap());
        assert_eq!(
            parsed.err(),
            Some(Malformed("the codebooks have too many entries"))
        );
    }

    #[test]
    fn laced_headers_come_apart() {
        let mut laced = vec![2, 3, 255, 1];
        laced.extend_from_slice(&[7; 3]);
        laced.extend_from_slice(&[8; 256]);
        laced.extend_from_slice(&[9; 4]);
        assert_eq!(unlace(&laced), Some((&[7u8; 3][..], &[9u8; 4][..])));
        assert_eq!(unlace(&laced[..200]), None);
    }
}
