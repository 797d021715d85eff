//! Codebooks: prefix codes and the vectors they stand for. Source: Vorbis I specification §3.

use super::bits::PacketReader;
use super::headers::{Budget, Malformed, OrShort};

/// Bits that the first look at a code covers.
const PRIMARY_BITS: u32 = 10;
/// Codes are at most as long. Source: §3.2.1, lengths are five bits plus one.
const MAX_LENGTH: u32 = 32;
const SYNC: u32 = 0x56_4342;

/// A code that is longer than the first look: left-aligned, the first bit highest.
struct LongCode {
    code: u32,
    length: u8,
    entry: u32,
}

pub(super) struct Codebook {
    dimensions: usize,
    /// For each possible beginning of a code its entry, shifted left by 8, and its length; 0 if it is longer.
    primary: Vec<u32>,
    primary_bits: u32,
    /// In order of their codes.
    long: Vec<LongCode>,
    /// The vectors of all entries, one after the other; empty if the book has none.
    vectors: Vec<f32>,
}

/// How many bits a number takes. Source: §9.2.1.
pub(super) const fn ilog(value: u32) -> u32 {
    u32::BITS - value.leading_zeros()
}

/// Source: §9.2.2.
fn float32(bits: u32) -> f32 {
    let mantissa = f64::from(bits & 0x1f_ffff);
    let exponent = (bits >> 21 & 0x3ff) as i32 - 788;
    let sign = if bits >> 31 == 1 { -1.0 } else { 1.0 };
    (sign * mantissa * 2f64.powi(exponent)) as f32
}

/// The greatest number whose power to `dimensions` is not above `entries`. Source: §9.2.3.
fn lookup1_values(entries: u32, dimensions: u32) -> u32 {
    let fits = |value: u32| {
        let mut power = 1u64;
        (0..dimensions).all(|_| {
            power = power.saturating_mul(u64::from(value));
            // Beyond this a value of 2 or more stays beyond, and 1 never gets there.
            power <= u64::from(entries)
        })
    };
    let (mut low, mut high) = (0, entries);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if fits(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

impl Codebook {
    pub(super) fn read(bits: &mut PacketReader<'_>, budget: &mut Budget) -> Result<Self, Malformed> {
        if bits.bits(24).or_short()? != SYNC {
            return Err(Malformed("a codebook does not begin with its pattern"));
        }
        let dimensions = bits.bits(16).or_short()?;
        let entries = bits.bits(24).or_short()?;
        if dimensions == 0 || entries == 0 {
            return Err(Malformed("a codebook without entries or dimensions"));
        }
        budget.take_entries(entries)?;
        let lengths = read_lengths(bits, entries)?;
        let vectors = read_vectors(bits, entries, dimensions, budget)?;
        let (primary, primary_bits, long) = build_codes(&lengths)?;
        Ok(Self {
            dimensions: dimensions as usize,
            primary,
            primary_bits,
            long,
            vectors,
        })
    }

    /// Numbers of a vector.
    pub(super) fn dimensions(&self) -> usize {
        self.dimensions
    }

    pub(super) fn has_vectors(&self) -> bool {
        !self.vectors.is_empty()
    }

    /// The entry of the next code; `None` at the end of the packet and for bits that are no code.
    #[inline]
    pub(super) fn entry(&self, bits: &mut PacketReader<'_>) -> Option<u32> {
        let next = bits.peek();
        let found = *self
            .primary
            .get((next & ((1 << self.primary_bits) - 1)) as usize)?;
        if found != 0 {
            bits.skip(found & 0xff)?;
            return Some(found >> 8);
        }
        self.long_entry(next.reverse_bits(), bits)
    }

    #[cold]
    fn long_entry(&self, next: u32, bits: &mut PacketReader<'_>) -> Option<u32> {
        let after = self.long.partition_point(|long| long.code <= next);
        let long = self.long.get(after.checked_sub(1)?)?;
        let mask = u32::MAX << (MAX_LENGTH - u32::from(long.length));
        if next & mask != long.code {
            return None;
        }
        bits.skip(u32::from(long.length))?;
        Some(long.entry)
    }

    /// The vector of the next code.
    #[inline]
    pub(super) fn vector(&self, bits: &mut PacketReader<'_>) -> Option<&[f32]> {
        let start = self.entry(bits)? as usize * self.dimensions;
        self.vectors.get(start..start + self.dimensions)
    }
}

/// The lengths of the codes by entry; 0 stands for an entry without one. Source: §3.2.1.
fn read_lengths(bits: &mut PacketReader<'_>, entries: u32) -> Result<Vec<u8>, Malformed> {
    let mut lengths = Vec::with_capacity(entries as usize);
    if bits.flag().or_short()? {
        let mut length = bits.bits(5).or_short()? + 1;
        let mut left = entries;
        while left > 0 {
            let count = bits.bits(ilog(left)).or_short()?;
            if count > left || length > MAX_LENGTH {
                return Err(Malformed("a codebook's lengths exceed its entries"));
            }
            lengths.resize(lengths.len() + count as usize, length as u8);
            left -= count;
            length += 1;
        }
    } else {
        let sparse = bits.flag().or_short()?;
        for _ in 0..entries {
            let used = !sparse || bits.flag().or_short()?;
            lengths.push(if used {
                bits.bits(5).or_short()? as u8 + 1
            } else {
                0
            });
        }
    }
    Ok(lengths)
}

/// The vectors of all entries. Source: §3.2.1, §3.3.
fn read_vectors(
    bits: &mut PacketReader<'_>,
    entries: u32,
    dimensions: u32,
    budget: &mut Budget,
) -> Result<Vec<f32>, Malformed> {
    let kind = bits.bits(4).or_short()?;
    if kind == 0 {
        return Ok(Vec::new());
    }
    if kind > 2 {
        return Err(Malformed("a codebook of an unknown lookup type"));
    }
    budget.take_values(u64::from(entries) * u64::from(dimensions))?;
    let minimum = float32(bits.bits(32).or_short()?);
    let delta = float32(bits.bits(32).or_short()?);
    let value_bits = bits.bits(4).or_short()? + 1;
    let sequence = bits.flag().or_short()?;
    let count = match kind {
        1 => lookup1_values(entries, dimensions),
        // Within the budget, so no overflow.
        _ => entries * dimensions,
    };
    let mut multiplicands = Vec::with_capacity(count as usize);
    for _ in 0..count {
        multiplicands.push(bits.bits(value_bits).or_short()? as f32 * delta + minimum);
    }
    let mut vectors = Vec::with_capacity(entries as usize * dimensions as usize);
    for entry in 0..entries {
        let mut last = 0.0;
        let mut quotient = entry;
        for dimension in 0..dimensions {
            let at = if kind == 1 {
                let at = quotient % count.max(1);
                quotient /= count.max(1);
                at
            } else {
                entry * dimensions + dimension
            };
            let value = multiplicands.get(at as usize).copied().unwrap_or(0.0) + last;
            if sequence {
                last = value;
            }
            vectors.push(value);
        }
    }
    Ok(vectors)
}

/// Gives out the codes in order of the entries, each the first free one of its length. Source: §3.2.1.
fn build_codes(lengths: &[u8]) -> Result<(Vec<u32>, u32, Vec<LongCode>), Malformed> {
    let longest = lengths.iter().copied().max().map_or(0, u32::from);
    let primary_bits = longest.min(PRIMARY_BITS);
    let mut primary = vec![0u32; 1 << primary_bits];
    let mut long = Vec::new();
    let mut used = lengths.iter().enumerate().filter(|(_, length)| **length != 0);
    if let (Some((entry, 1)), None) = (used.next().map(|(at, length)| (at, *length)), used.next()) {
        // "A codebook with a single used entry" has a code of one bit, whatever its value. Source: §3.2.1.
        primary.fill((entry as u32) << 8 | 1);
        return Ok((primary, primary_bits, long));
    }
    // For each length the next free code, left-aligned, or none.
    let mut free = [None::<u32>; MAX_LENGTH as usize + 1];
    let mut begun = false;
    for (entry, length) in lengths.iter().enumerate().filter(|(_, length)| **length != 0) {
        let length = u32::from(*length);
        let code = if begun {
            let taken = (1..=length)
                .rev()
                .find_map(|at| Some((at, free.get_mut(at as usize)?.take()?)));
            let Some((at, code)) = taken else {
                return Err(Malformed("a codebook has more codes than there can be"));
            };
            // The branches passed on the way down become free.
            for below in at + 1..=length {
                if let Some(slot) = free.get_mut(below as usize) {
                    *slot = Some(code | 1 << (MAX_LENGTH - below));
                }
            }
            code
        } else {
            begun = true;
            for below in 1..=length {
                if let Some(slot) = free.get_mut(below as usize) {
                    *slot = Some(1 << (MAX_LENGTH - below));
                }
            }
            0
        };
        if length <= primary_bits {
            let step = 1usize << length;
            let first = code.reverse_bits() as usize;
            for slot in primary.iter_mut().skip(first).step_by(step) {
                *slot = (entry as u32) << 8 | length;
            }
        } else {
            long.push(LongCode {
                code,
                length: length as u8,
                entry: entry as u32,
            });
        }
    }
    long.sort_unstable_by_key(|long| long.code);
    Ok((primary, primary_bits, long))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code of each entry as a string of its bits.
    fn codes(lengths: &[u8]) -> Option<Vec<String>> {
        let (primary, bits, long) = build_codes(lengths).ok()?;
        let book = Codebook {
            dimensions: 1,
            primary,
            primary_bits: bits,
            long,
            vectors: Vec::new(),
        };
        let mut codes = vec![String::new(); lengths.len()];
        for value in 0..1u32 << 12 {
            let data = value.to_le_bytes();
            let mut reader = PacketReader::new(&data);
            let Some(entry) = book.entry(&mut reader) else {
                continue;
            };
            let length = u32::from(lengths[entry as usize]);
            codes[entry as usize] = (0..length)
                .map(|bit| if value >> bit & 1 == 1 { '1' } else { '0' })
                .collect();
        }
        Some(codes)
    }

    #[test]
    fn codes_are_given_out_as_the_example_shows() {
        // The example of §3.2.1.
        let expected = ["00", "0100", "0101", "0110", "0111", "10", "110", "111"];
        assert_eq!(codes(&[2, 4, 4, 4, 4, 2, 3, 3]).unwrap(), expected);
    }

    #[test]
    fn codes_longer_than_the_first_look_are_found() {
        let lengths: Vec<u8> = (1..=11).chain([12, 12]).collect();
        let codes = codes(&lengths).unwrap();
        for (at, code) in codes.iter().take(11).enumerate() {
            assert_eq!(*code, "1".repeat(at) + "0");
        }
        assert_eq!(codes[12], "1".repeat(12));
    }

    #[test]
    fn too_many_codes_are_refused_and_one_alone_is_taken() {
        assert!(codes(&[1, 1, 1]).is_none());
        assert!(codes(&[1, 2, 2, 3]).is_none());
        let (primary, bits, _) = build_codes(&[0, 1, 0]).unwrap();
        assert_eq!((primary, bits), (vec![1 << 8 | 1; 2], 1));
        assert_eq!(codes(&[0, 0]).unwrap(), ["", ""]);
    }

    #[test]
    fn numbers_of_the_appendix() {
        assert_eq!([0, 1, 2, 3, 4, 7].map(ilog), [0, 1, 2, 2, 3, 3]);
        assert_eq!(lookup1_values(81, 4), 3);
        assert_eq!(lookup1_values(80, 4), 2);
        assert_eq!(lookup1_values(5, 65_535), 1);
        assert_eq!(lookup1_values(0xff_ffff, 1), 0xff_ffff);
        // 1.0 is 2^20 times 2^-20.
        assert_eq!(float32(768 << 21 | 1 << 20), 1.0);
        assert_eq!(float32(1 << 31 | 788 << 21 | 3), -3.0);
    }
}
