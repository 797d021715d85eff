//! Where the chunks of an AVI file are: OpenDML's indexes, `idx1`, or a scan.
//!
//! Sources: "AVI RIFF File Reference" (Microsoft Learn); "OpenDML AVI File Format Extensions", version 1.02.

use openmf_core::Result;

use crate::bytes::Bytes;
use crate::chunk_reader::ChunkReader;
use crate::limits::MAX_HEADER_BYTES;

/// Entries of a super index that are followed.
const MAX_SUPER_ENTRIES: usize = 1 << 14;
/// The largest old-style index that is read, in bytes: sixteen for each chunk.
const MAX_IDX1: usize = 256 << 20;
/// Lists in movie lists that are entered, one in the other.
const MAX_DEPTH: usize = 8;

/// One chunk of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where its data starts in the file.
    pub(super) offset: u64,
    pub(super) size: u32,
    pub(super) key: bool,
    /// Units of the stream before this chunk; filled in last.
    pub(super) units: u64,
}

/// The number of the stream in a chunk's name, such as `00dc`; `None` for chunks that hold no data of a stream.
fn stream_of(id: &[u8; 4]) -> Option<usize> {
    let [a @ b'0'..=b'9', b @ b'0'..=b'9', kind @ ..] = id else {
        return None;
    };
    matches!(kind, b"dc" | b"db" | b"wb" | b"tx" | b"sb" | b"iv")
        .then(|| usize::from(a - b'0') * 10 + usize::from(b - b'0'))
}

/// Reads the chunks of one stream out of its super index (`indx`).
pub(super) fn open_dml(reader: &mut ChunkReader, indx: &[u8], entries: &mut Vec<Entry>) -> Option<()> {
    const INDEX_OF_INDEXES: u8 = 0;
    const INDEX_OF_CHUNKS: u8 = 1;
    let mut r = Bytes::new(indx);
    let width = r.u16_le()?;
    r.skip(1)?;
    let kind = r.u8()?;
    let count = r.u32_le()?;
    if kind == INDEX_OF_CHUNKS {
        return standard_index(indx, entries);
    }
    if kind != INDEX_OF_INDEXES || width != 4 {
        return None;
    }
    r.skip(16)?;
    for _ in 0..(count as usize).min(MAX_SUPER_ENTRIES) {
        let (Some(offset), Some(size), Some(_)) = (r.u64_le(), r.u32_le(), r.u32_le()) else {
            break;
        };
        let len = (size as usize).min(MAX_HEADER_BYTES);
        // A part that cannot be read ends the stream there.
        let Ok(part) = reader.peek_only(offset, len) else {
            break;
        };
        if part.get(..2) != Some(b"ix") {
            break;
        }
        if part.get(8..).and_then(|part| standard_index(part, entries)).is_none() {
            break;
        }
    }
    (!entries.is_empty()).then_some(())
}

fn standard_index(part: &[u8], entries: &mut Vec<Entry>) -> Option<()> {
    let mut r = Bytes::new(part);
    let width = r.u16_le()?;
    r.skip(1)?;
    let kind = r.u8()?;
    let count = r.u32_le()?;
    r.skip(4)?;
    let base = r.u64_le()?;
    r.skip(4)?;
    if kind != 1 || width < 2 {
        return None;
    }
    for _ in 0..count {
        let (Some(offset), Some(size)) = (r.u32_le(), r.u32_le()) else {
            break;
        };
        // Entries of interlaced video have a third field.
        if r.skip(usize::from(width - 2) * 4).is_none() {
            break;
        }
        entries.push(Entry {
            offset: base.checked_add(u64::from(offset))?,
            size: size & 0x7fff_ffff,
            key: size & 0x8000_0000 == 0,
            units: 0,
        });
    }
    Some(())
}

/// Reads the chunks of all streams out of an `idx1` chunk; `None` if it does not fit the file.
pub(super) fn idx1(
    reader: &mut ChunkReader,
    body: u64,
    len: u32,
    movi: u64,
    streams: &mut [Vec<Entry>],
) -> Result<Option<()>> {
    const KEY_FRAME: u32 = 0x10;
    let len = (len as usize).min(MAX_IDX1);
    let data = reader.peek_only(body, len)?.to_vec();
    let mut base = None;
    let mut r = Bytes::new(&data);
    while let (Some(id), Some(flags), Some(offset), Some(size)) = (r.array::<4>(), r.u32_le(), r.u32_le(), r.u32_le()) {
        let Some(stream) = stream_of(id) else {
            continue;
        };
        let offset = u64::from(offset);
        let base = match base {
            Some(base) => base,
            None => {
                // Offsets count from the list's type or from the file's start; the chunk itself tells.
                let mut fits = None;
                for candidate in [movi, 0] {
                    if reader.peek_only(candidate + offset, 4)? == id {
                        fits = Some(candidate);
                        break;
                    }
                }
                let Some(fits) = fits else {
                    return Ok(None);
                };
                *base.insert(fits)
            }
        };
        if let Some(entries) = streams.get_mut(stream) {
            entries.push(Entry {
                offset: base + offset + 8,
                size,
                key: flags & KEY_FRAME != 0,
                units: 0,
            });
        }
    }
    Ok(base.map(|_| ()))
}

/// Finds the chunks of all streams by walking over the file from `from` on.
pub(super) fn scan(reader: &mut ChunkReader, from: u64, streams: &mut [Vec<Entry>]) -> Result<()> {
    let mut at = from;
    let mut depth = 0;
    loop {
        let mut r = Bytes::new(reader.peek(at, 12)?);
        let (Some(id), Some(size)) = (r.array::<4>().copied(), r.u32_le()) else {
            return Ok(());
        };
        let body = at + 8;
        if matches!(&id, b"LIST" | b"RIFF") && r.array().is_some_and(|kind: &[u8; 4]| matches!(kind, b"movi" | b"rec " | b"AVIX")) {
            depth += usize::from(&id == b"LIST");
            at = body + 4;
            if depth < MAX_DEPTH || &id == b"RIFF" {
                continue;
            }
        }
        if let Some(entries) = stream_of(&id).and_then(|stream| streams.get_mut(stream)) {
            let total = reader.stream_len();
            // What the end of the file cuts off is not there.
            if total.is_some_and(|total| body + u64::from(size) > total) {
                return Ok(());
            }
            entries.push(Entry {
                offset: body,
                size,
                key: true,
                units: 0,
            });
        } else if !id.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b' ') {
            // No chunk: the rest is damaged.
            return Ok(());
        }
        at = body + u64::from(size) + u64::from(size & 1);
    }
}
