//! The header and the checksums of a frame. Source: RFC 9639 §9.

/// What a frame's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FrameHeader {
    /// Bytes of the header.
    pub(crate) len: usize,
    /// Samples of the frame.
    pub(crate) block: u32,
    /// `number` counts samples, else frames.
    pub(crate) variable: bool,
    pub(crate) number: u64,
    pub(crate) channels: u32,
    /// Hz; `None` where the stream's rate holds.
    pub(crate) sample_rate: Option<u32>,
    /// Bits a sample; `None` where the stream's hold.
    pub(crate) bits: Option<u32>,
}

impl FrameHeader {
    /// The longest header.
    pub(crate) const MAX_BYTES: usize = 16;

    /// The header at the start of `bytes`, if there is a whole one with a right checksum.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let [0xff, sync @ (0xf8 | 0xf9), sizes, layout, ..] = *bytes else {
            return None;
        };
        let channels = match layout >> 4 {
            code @ 0..=7 => u32::from(code) + 1,
            8..=10 => 2,
            _ => return None,
        };
        let bits = match layout >> 1 & 7 {
            0 => None,
            1 => Some(8),
            2 => Some(12),
            4 => Some(16),
            5 => Some(20),
            6 => Some(24),
            7 => Some(32),
            _ => return None,
        };
        if layout & 1 != 0 {
            return None;
        }
        let (number, number_len) = coded_number(bytes.get(4..)?)?;
        let mut at = 4 + number_len;
        let mut next = |len: usize| {
            let field = bytes.get(at..at + len)?;
            at += len;
            Some(field.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
        };
        let block = match sizes >> 4 {
            0 => return None,
            1 => 192,
            code @ 2..=5 => 144 << code,
            6 => next(1)? + 1,
            7 => next(2)? + 1,
            code => 1 << code,
        };
        let sample_rate = match sizes & 0xf {
            0 => None,
            12 => Some(next(1)? * 1000),
            13 => Some(next(2)?),
            14 => Some(next(2)? * 10),
            15 => return None,
            code => RATES.get(usize::from(code) - 1).copied(),
        };
        let header = bytes.get(..at)?;
        let crc = header.iter().fold(0, |crc, byte| {
            (0..8).fold(crc ^ byte, |crc: u8, _| {
                crc << 1 ^ if crc & 0x80 != 0 { 7 } else { 0 }
            })
        });
        (bytes.get(at) == Some(&crc)).then_some(Self {
            len: at + 1,
            block,
            variable: sync & 1 != 0,
            number,
            channels,
            sample_rate,
            bits,
        })
    }
}

const RATES: [u32; 11] = [
    88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
];

/// A number in the extended form of UTF-8, and its length.
fn coded_number(bytes: &[u8]) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let len = match first.leading_ones() {
        0 => return Some((u64::from(first), 1)),
        ones @ 2..=7 => ones as usize,
        _ => return None,
    };
    let head = u64::from(first) & (0x7f >> len);
    let rest = bytes.get(1..len)?;
    let number = rest.iter().try_fold(head, |value, byte| {
        (byte >> 6 == 2).then(|| value << 6 | u64::from(byte & 0x3f))
    })?;
    Some((number, len))
}

/// The checksum that ends a frame; zero when it has passed over a right one.
#[derive(Default)]
pub(super) struct Crc16(u16);

impl Crc16 {
    pub(super) fn update(&mut self, byte: u8) {
        let index = (self.0 >> 8) as u8 ^ byte;
        self.0 = self.0 << 8 ^ entry(0, index);
    }

    /// Passes over many bytes, eight at a time.
    pub(super) fn update_all(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for [a, b, c, d, e, f, g, h] in chunks {
            let [high, low] = self.0.to_be_bytes();
            self.0 = entry(7, high ^ a)
                ^ entry(6, low ^ b)
                ^ entry(5, *c)
                ^ entry(4, *d)
                ^ entry(3, *e)
                ^ entry(2, *f)
                ^ entry(1, *g)
                ^ entry(0, *h);
        }
        rest.iter().for_each(|byte| self.update(*byte));
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0 == 0
    }
}

/// What a byte does to the checksum when `zeros` more bytes follow; fewer than eight, and each table has all bytes.
fn entry(zeros: usize, byte: u8) -> u16 {
    let table = TABLES.get(zeros).unwrap_or(&TABLES[0]);
    table[usize::from(byte)]
}

const TABLES: [[u16; 256]; 8] = {
    let mut tables = [[0; 256]; 8];
    let mut index = 0;
    while index < 256 {
        let mut crc = (index as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = crc << 1 ^ if crc & 0x8000 != 0 { 0x8005 } else { 0 };
            bit += 1;
        }
        tables[0][index] = crc;
        index += 1;
    }
    let mut zeros = 1;
    while zeros < 8 {
        let mut index = 0;
        while index < 256 {
            let before = tables[zeros - 1][index];
            tables[zeros][index] = before << 8 ^ tables[0][(before >> 8) as usize];
            index += 1;
        }
        zeros += 1;
    }
    tables
};

/// Where the next byte is that a sync code may start with; the length if there is none.
pub(super) fn next_sync_byte(bytes: &[u8]) -> usize {
    // Whole blocks are searched without a branch for each byte.
    let (blocks, _) = bytes.as_chunks::<64>();
    let without = blocks
        .iter()
        .take_while(|block| !block.iter().fold(false, |any, byte| any | (*byte == 0xff)))
        .count();
    let from = without * 64;
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| *byte == 0xff).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc_is_read() {
        // RFC 9639 appendix D.1: one frame of one sample.
        let bytes = [
            0xff, 0xf8, 0x69, 0x18, 0x00, 0x00, 0xbf, 0x03, 0x58, 0xfd, 0x03, 0x12, 0x8b, 0xaa, 0x9a,
        ];
        let expected = FrameHeader {
            len: 7,
            block: 1,
            variable: false,
            number: 0,
            channels: 2,
            sample_rate: Some(44_100),
            bits: Some(16),
        };
        assert_eq!(FrameHeader::parse(&bytes), Some(expected));
        let mut crc = Crc16::default();
        bytes.iter().for_each(|byte| crc.update(*byte));
        assert!(crc.is_zero());
        let mut damaged = bytes;
        damaged[4] = 1;
        assert_eq!(FrameHeader::parse(&damaged), None);
    }

    #[test]
    fn many_bytes_are_summed_as_each_of_them_is() {
        let bytes: Vec<u8> = (0..200_u32).map(|n| (n * n * 37 + n / 3) as u8).collect();
        for from in 0..9 {
            for to in from..bytes.len() {
                let (mut one, mut many) = (Crc16(0x1234), Crc16(0x1234));
                bytes[from..to].iter().for_each(|byte| one.update(*byte));
                many.update_all(&bytes[from..to]);
                assert_eq!(one.0, many.0, "{from}..{to}");
            }
        }
    }

    #[test]
    fn the_next_sync_byte_is_the_first() {
        for len in 0..200 {
            let mut bytes = vec![0xfe; len];
            assert_eq!(next_sync_byte(&bytes), len);
            for at in (0..len).rev() {
                bytes[at] = 0xff;
                assert_eq!(next_sync_byte(&bytes), at);
            }
        }
    }

    #[test]
    fn coded_numbers_are_read() {
        let table = [
            (&[0x7f_u8][..], Some((0x7f, 1))),
            (&[0xc2, 0x80], Some((0x80, 2))),
            (
                &[0xfe, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf],
                Some((0xf_ffff_ffff, 7)),
            ),
            (&[0xc2, 0x00], None),
            (&[0x80], None),
        ];
        for (bytes, expected) in table {
            assert_eq!(coded_number(bytes), expected, "{bytes:02x?}");
        }
    }
}
