//! Blocks: frames of one track with a time. Source: RFC 9559 §10.

use std::ops::Range;

use super::ebml;

/// The header of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlockHeader {
    pub(super) track: u64,
    /// Relative to the cluster.
    pub(super) time: i16,
    pub(super) flags: u8,
    /// Bytes of this header.
    pub(super) len: usize,
}

impl BlockHeader {
    pub(super) fn parse(data: &[u8]) -> Option<Self> {
        let (track, len) = ebml::vint(data)?;
        let [high, low, flags] = *data.get(len..)?.first_chunk()?;
        Some(Self {
            track: track?,
            time: i16::from_be_bytes([high, low]),
            flags,
            len: len + 3,
        })
    }

    /// The bit that only a simple block has.
    pub(super) fn key(&self) -> bool {
        self.flags & 0x80 != 0
    }
}

/// Where the frames of a block are in it; `None` if its lacing is damaged.
pub(super) fn frames(data: &[u8], header: &BlockHeader) -> Option<Vec<Range<usize>>> {
    let mut at = header.len;
    let total = data.len();
    let lacing = header.flags >> 1 & 3;
    if lacing == 0 {
        return Some(vec![at..total]);
    }
    let count = usize::from(*data.get(at)?) + 1;
    at += 1;
    let mut sizes: Vec<usize> = Vec::with_capacity(count);
    match lacing {
        1 => {
            for _ in 1..count {
                let mut size = 0_usize;
                loop {
                    let byte = *data.get(at)?;
                    at += 1;
                    size += usize::from(byte);
                    if byte != 255 {
                        break;
                    }
                }
                sizes.push(size);
            }
        }
        3 => {
            for index in 1..count {
                let (value, len) = ebml::vint(data.get(at..)?)?;
                let value = i64::try_from(value?).ok()?;
                at += len;
                let size = match sizes.last() {
                    Some(previous) if index > 1 => {
                        // Differences are stored with their range's middle as zero.
                        let bias = (1_i64 << (7 * len - 1)) - 1;
                        i64::try_from(*previous).ok()?.checked_add(value - bias)?
                    }
                    _ => value,
                };
                sizes.push(usize::try_from(size).ok()?);
            }
        }
        _ => {
            let each = total.checked_sub(at)? / count;
            sizes.resize(count - 1, each);
        }
    }
    let mut ranges = Vec::with_capacity(count);
    for size in sizes {
        let end = at.checked_add(size).filter(|end| *end <= total)?;
        ranges.push(at..end);
        at = end;
    }
    ranges.push(at..total);
    Some(ranges)
}

/// The length of an Opus packet in nanoseconds. Source: RFC 6716 §3.1 and §3.2.
pub(super) fn opus_duration(packet: &[u8]) -> Option<u64> {
    let toc = *packet.first()?;
    let microseconds = match toc >> 3 {
        config @ 0..=11 => [10_000, 20_000, 40_000, 60_000][usize::from(config & 3)],
        config @ 12..=15 => [10_000, 20_000][usize::from(config & 1)],
        config => [2_500, 5_000, 10_000, 20_000][usize::from(config & 3)],
    };
    let count = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(packet.get(1)? & 63),
    };
    Some(microseconds * count * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lacings() {
        let header = |flags| BlockHeader {
            track: 1,
            time: 0,
            flags,
            len: 4,
        };
        let table: [(u8, &[u8], Option<Vec<Range<usize>>>); 6] = [
            (0, &[9; 10], Some(vec![4..10])),
            // Xiph: three frames of 2, 3 and the rest.
            (2, &[0, 0, 0, 0, 2, 2, 3, 1, 1, 2, 2, 2, 3], Some(vec![7..9, 9..12, 12..13])),
            // EBML: 2, then one more (0x80 | 64), the rest.
            (6, &[0, 0, 0, 0, 2, 0x82, 0xc0, 1, 1, 2, 2, 2, 3], Some(vec![7..9, 9..12, 12..13])),
            (4, &[0, 0, 0, 0, 1, 1, 1, 2, 2], Some(vec![5..7, 7..9])),
            (2, &[0, 0, 0, 0, 1, 200, 1], None),
            (6, &[0, 0, 0, 0, 2, 0x82, 0x80, 1], None),
        ];
        for (flags, data, expected) in table {
            assert_eq!(frames(data, &header(flags)), expected, "{data:02x?}");
        }
    }

    #[test]
    fn opus_packets() {
        let table: [(&[u8], Option<u64>); 5] = [
            (&[0xfc], Some(20_000_000)),
            (&[0x81], Some(5_000_000)),
            (&[0x1b, 2], Some(120_000_000)),
            (&[0x03], None),
            (&[], None),
        ];
        for (packet, expected) in table {
            assert_eq!(opus_duration(packet), expected, "{packet:02x?}");
        }
    }
}
