//! Pages. Source: RFC 3533 §6.

use openmf_core::Result;

use crate::limits;
use crate::reader::{Fields, Reader};

const HEADER_BYTES: usize = 27;
const MAX_SEGMENTS: usize = 255;

/// Bytes of pages with a wrong checksum that are read at most in one search.
const MAX_FALSE_BYTES: usize = 4 << 20;

/// A page with a right checksum.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Where it starts in the file.
    pub(super) offset: u64,
    /// Where the next one starts.
    pub(super) end: u64,
    pub(super) serial: u32,
    pub(super) sequence: u32,
    /// The position at the end of the last packet that ends here; -1 if none does.
    pub(super) granule: i64,
    /// The first packet began on an earlier page.
    pub(super) continued: bool,
    /// The first page of a stream.
    pub(super) begins: bool,
    /// The last page of a stream.
    pub(super) ends: bool,
    segments: Vec<u8>,
    payload: Vec<u8>,
}

impl Page {
    /// The packets and parts of packets; the flag says whether the packet ends here.
    pub(super) fn packets(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let mut segments = self.segments.as_slice();
        let mut payload = self.payload.as_slice();
        std::iter::from_fn(move || {
            if segments.is_empty() {
                return None;
            }
            // A segment of less than 255 bytes ends a packet.
            let ends = segments.iter().position(|len| *len < 255);
            let count = ends.map_or(segments.len(), |last| last + 1);
            let (these, rest) = segments.split_at_checked(count)?;
            let len = these.iter().map(|len| usize::from(*len)).sum();
            let (packet, behind) = payload.split_at_checked(len)?;
            (segments, payload) = (rest, behind);
            Some((packet, ends.is_some()))
        })
    }

    /// Where the page behind the one at an offset starts, and whether the one at the offset begins a stream, by its
    /// header alone; `None` if there is no header.
    pub(super) fn skim(reader: &mut Reader, offset: u64) -> Result<Option<(u64, bool)>> {
        reader.set_position(offset);
        let mut header = [0; HEADER_BYTES];
        if reader.read(&mut header)? < HEADER_BYTES || !header.starts_with(b"OggS\0") {
            return Ok(None);
        }
        let [.., count] = header;
        let mut segments = [0; MAX_SEGMENTS];
        let segments = segments.get_mut(..usize::from(count)).unwrap_or_default();
        if reader.read(segments)? < segments.len() {
            return Ok(None);
        }
        let len: u64 = segments.iter().map(|len| u64::from(*len)).sum();
        let flags = header.get(5).copied().unwrap_or_default();
        let next = offset + (HEADER_BYTES + segments.len()) as u64 + len;
        Ok(Some((next, flags & 2 != 0)))
    }

    /// Reads the page at `offset` into `self`; false if there is no valid one exactly there.
    fn read(&mut self, reader: &mut Reader, offset: u64) -> Result<bool> {
        reader.set_position(offset);
        let mut header = [0; HEADER_BYTES];
        if reader.read(&mut header)? < HEADER_BYTES || !header.starts_with(b"OggS\0") {
            return Ok(false);
        }
        let mut fields = Fields(header.get(5..).unwrap_or_default());
        let (Some(flags), Some(granule), Some(serial), Some(sequence), Some(crc), Some(count)) = (
            fields.u8(),
            fields.u64_le(),
            fields.u32_le(),
            fields.u32_le(),
            fields.u32_le(),
            fields.u8(),
        ) else {
            return Ok(false);
        };
        self.segments.resize(usize::from(count).min(MAX_SEGMENTS), 0);
        if reader.read(&mut self.segments)? < self.segments.len() {
            return Ok(false);
        }
        let len = self.segments.iter().map(|len| usize::from(*len)).sum();
        self.payload.resize(len, 0);
        if reader.read(&mut self.payload)? < len {
            return Ok(false);
        }
        // The checksum is taken with its own field zero.
        if let Some(field) = header.get_mut(22..26) {
            field.fill(0);
        }
        let sum = [&header[..], &self.segments, &self.payload]
            .iter()
            .fold(0, |sum, part| crc32(sum, part));
        self.offset = offset;
        self.end = reader.position();
        self.serial = serial;
        self.sequence = sequence;
        self.granule = granule as i64;
        self.continued = flags & 1 != 0;
        self.begins = flags & 2 != 0;
        self.ends = flags & 4 != 0;
        Ok(sum == crc)
    }

    /// Reads the first valid page at or behind `offset` that starts before `limit`; false if there is none.
    ///
    /// # Errors
    /// - [`openmf_core::Error::Malformed`]: there is none within [`limits::MAX_RESYNC_BYTES`].
    pub(super) fn find(&mut self, reader: &mut Reader, offset: u64, limit: u64) -> Result<bool> {
        if offset >= limit {
            return Ok(false);
        }
        if self.read(reader, offset)? {
            return Ok(true);
        }
        let mut window = vec![0; 4096];
        let mut at = offset;
        let mut false_bytes = 0;
        while at < limit {
            if at - offset > limits::MAX_RESYNC_BYTES || false_bytes > MAX_FALSE_BYTES {
                return Err(reader.malformed(
                    offset,
                    "page",
                    format!("no page within {} bytes", limits::MAX_RESYNC_BYTES),
                ));
            }
            reader.set_position(at);
            let count = reader.read(&mut window)?;
            if count < 4 {
                break;
            }
            let bytes = window.get(..count).unwrap_or_default();
            for (skip, _) in bytes.windows(4).enumerate().filter(|(_, four)| four == b"OggS") {
                let candidate = at + skip as u64;
                if candidate >= limit {
                    return Ok(false);
                }
                if self.read(reader, candidate)? {
                    return Ok(true);
                }
                false_bytes += self.payload.len();
            }
            at += (count - 3) as u64;
        }
        Ok(false)
    }
}

/// Eight bytes at a time: a seek checks every page that it looks at.
fn crc32(sum: u32, bytes: &[u8]) -> u32 {
    let (eights, rest) = bytes.as_chunks::<8>();
    let sum = eights.iter().fold(sum, |sum, [a, b, c, d, e, f, g, h]| {
        let [i, j, k, l] = (sum ^ u32::from_be_bytes([*a, *b, *c, *d])).to_be_bytes();
        let bytes = [i, j, k, l, *e, *f, *g, *h];
        let ahead = TABLES.iter().rev().zip(bytes);
        ahead.fold(0, |sum, (table, byte)| sum ^ entry(table, byte))
    });
    let [table, ..] = &TABLES;
    rest.iter()
        .fold(sum, |sum, byte| sum << 8 ^ entry(table, (sum >> 24) as u8 ^ byte))
}

fn entry(table: &[u32; 256], byte: u8) -> u32 {
    // The index is a byte and the table has an entry for each.
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

/// What a byte adds to the sum when so many bytes follow it as the table's number.
const TABLES: [[u32; 256]; 8] = {
    let mut tables = [[0; 256]; 8];
    let mut index = 0;
    while index < 256 {
        let mut crc = (index as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            crc = crc << 1 ^ if crc & 0x8000_0000 != 0 { 0x04c1_1db7 } else { 0 };
            bit += 1;
        }
        tables[0][index] = crc;
        index += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut index = 0;
        while index < 256 {
            let before = tables[table - 1][index];
            tables[table][index] = before << 8 ^ tables[0][(before >> 24) as usize];
            index += 1;
        }
        table += 1;
    }
    tables
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_many_bytes_is_that_of_its_bits() {
        let bytes: Vec<u8> = (0..100_u32)
            .map(|index| ((index * index * 31) >> 3) as u8)
            .collect();
        for len in 0..bytes.len() {
            let expected = bytes[..len].iter().fold(7_u32, |sum, byte| {
                (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
                    sum << 1 ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 }
                })
            });
            assert_eq!(crc32(7, &bytes[..len]), expected, "{len} bytes");
        }
    }
}
