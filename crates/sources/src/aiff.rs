//! AIFF and AIFF-C.
//!
//! Sources: "Audio Interchange File Format: AIFF, version 1.3" and "AIFF-C, draft 08/26/91" (Apple); the compression
//! types that QuickTime added: `sowt`, `fl32`, `fl64`, `in24`, `in32`.

use std::sync::Arc;

use openmf_core::{AudioFormat, ByteStream, Error, Guid, Result, guids, keys};

use crate::blocks::{BlockLayout, Blocks};
use crate::container::Container;
use crate::reader::{Fields, Reader};
use crate::tags::{Tags, text};
use crate::{Demuxer, Presentation, Track, limits};

pub(crate) const AIFF: Container = Container {
    name: "aiff",
    extensions: &["aiff", "aif", "aifc", "afc"],
    mime_types: &["audio/aiff", "audio/x-aiff"],
    recognize,
    open,
};

const FORMAT: &str = "AIFF";
const MAX_CHUNKS: usize = 1024;

fn recognize(head: &[u8]) -> u8 {
    match (head.get(..4), head.get(8..12)) {
        (Some(b"FORM"), Some(b"AIFF" | b"AIFC")) => 100,
        _ => 0,
    }
}

fn open(stream: Arc<dyn ByteStream>) -> Result<Box<dyn Demuxer>> {
    let mut reader = Reader::new(stream, FORMAT);
    let head: [u8; 12] = reader.array("FORM header")?;
    if recognize(&head) == 0 {
        return Err(reader.malformed(0, "FORM header", "it does not say FORM and AIFF or AIFC"));
    }
    let mut common = None;
    let mut sound = None;
    let mut tags = Tags::default();
    for _ in 0..MAX_CHUNKS {
        let chunk = reader.position();
        let mut header = [0; 8];
        if reader.len().is_some_and(|len| chunk >= len) || reader.read(&mut header)? < header.len() {
            break;
        }
        let [a, b, c, d, size @ ..] = header;
        let (id, mut size) = ([a, b, c, d], u64::from(u32::from_be_bytes(size)));
        let content = reader.position();
        match &id {
            b"COMM" => {
                let bytes = reader.bytes(size, limits::MAX_HEADER_BYTES, "COMM")?;
                let format = parse_common(&bytes).ok_or_else(|| {
                    reader.malformed(content, "COMM", format!("{} bytes are too few", bytes.len()))
                })?;
                common = Some(format.map_err(|error| match error {
                    Error::InvalidMediaType { what } => reader.malformed(content, "COMM", what),
                    other => other,
                })?);
            }
            b"SSND" if sound.is_none() => {
                let fields: [u8; 8] = reader.array("SSND")?;
                let offset = u64::from(Fields(&fields).u32_be().unwrap_or(0));
                let start = content + 8 + offset;
                if offset > 0 && offset > size.saturating_sub(8) {
                    let problem = format!("the sound begins {offset} bytes into a chunk of {size}");
                    return Err(reader.malformed(content, "SSND", problem));
                }
                let rest = reader.len().map(|len| len.saturating_sub(start));
                let stated = size.saturating_sub(8 + offset);
                // As in WAVE, a recorder that was interrupted leaves the size open.
                let unknown = size == 0 || size == u64::from(u32::MAX);
                let len = match rest {
                    Some(rest) if unknown => Some(rest),
                    Some(rest) => Some(stated.min(rest)),
                    None => Some(stated).filter(|_| !unknown),
                };
                sound = Some((start, len, Some(stated).filter(|_| !unknown)));
                match len {
                    Some(len) if reader.seekable() => size = len + 8 + offset,
                    _ => break,
                }
            }
            b"NAME" | b"AUTH" | b"(c) " | b"ANNO" => {
                let name = match &id {
                    b"NAME" => "TITLE",
                    b"AUTH" => "ARTIST",
                    b"ANNO" => "COMMENT",
                    _ => "COPYRIGHT",
                };
                if size <= limits::MAX_TAG_BYTES as u64 {
                    let bytes = reader.bytes(size, limits::MAX_TAG_BYTES, "text chunk")?;
                    tags.add(name, &text(&bytes));
                }
            }
            b"ID3 " | b"id3 " if size <= limits::MAX_HEADER_BYTES as u64 => {
                let tag = reader.bytes(size, limits::MAX_HEADER_BYTES, "ID3")?;
                tags.add_id3v2(&tag);
            }
            _ => {}
        }
        match content.checked_add(size + (size & 1)) {
            Some(next) => reader.set_position(next),
            None => break,
        }
    }
    let end = reader.position();
    let common = common.ok_or_else(|| reader.malformed(end, "COMM", "the chunk is missing"))?;
    // A file without frames may leave the sound chunk out.
    let (start, len, stated_len) = match sound {
        Some(sound) => sound,
        None if common.frames == 0 => (end, Some(0), None),
        None => return Err(reader.malformed(end, "SSND", "the chunk is missing")),
    };
    // The common chunk's number counts where it asks for more than the sound chunk states.
    let counted = u64::from(common.frames).saturating_mul(u64::from(common.layout.block_bytes));
    let stated_len = match (stated_len, len) {
        (Some(stated), Some(_)) if counted > stated => Some(counted),
        _ => stated_len,
    };
    let layout = BlockLayout {
        start,
        len,
        stated_len,
        ..common.layout
    };
    let presentation = Presentation {
        tracks: vec![Track {
            id: 1,
            media_type: common.format.to_media_type(),
            selected: true,
            ..Track::default()
        }],
        ..Presentation::default()
    };
    let a = presentation.tracks.iter().map(|track| &track.media_type);
    for media_type in a {
        if common.valid_bits < common.format.bits_per_sample {
            media_type
                .attributes()
                .set(keys::MF_MT_AUDIO_VALID_BITS_PER_SAMPLE, common.valid_bits);
        }
        media_type
            .attributes()
            .set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, layout.block_bytes);
    }
    if layout.reverse > 1 || layout.flip_sign {
        let float = common.format.subtype == guids::MFAudioFormat_Float;
        let bytes = if layout.flip_sign { 1 } else { layout.reverse };
        for track in &presentation.tracks {
            crate::codec::set_stored_pcm(&track.media_type, float, bytes, true);
        }
    }
    tags.store(&presentation.attributes);
    Ok(Box::new(Blocks::new(reader, layout, presentation)))
}

struct Common {
    format: AudioFormat,
    valid_bits: u32,
    frames: u32,
    layout: BlockLayout,
}

/// How the compression type stores a sample: subtype, container bits, whether big-endian.
fn coding(compression: [u8; 4], bits: u32) -> Option<(Guid, u32, bool)> {
    let container = bits.div_ceil(8) * 8;
    Some(match &compression {
        b"NONE" | b"twos" => (guids::MFAudioFormat_PCM, container, true),
        b"sowt" => (guids::MFAudioFormat_PCM, container, false),
        b"in24" => (guids::MFAudioFormat_PCM, 24, true),
        b"in32" => (guids::MFAudioFormat_PCM, 32, true),
        b"fl32" | b"FL32" => (guids::MFAudioFormat_Float, 32, true),
        b"fl64" | b"FL64" => (guids::MFAudioFormat_Float, 64, true),
        b"alaw" | b"ALAW" => (Guid::from_tag(6), 8, false),
        b"ulaw" | b"ULAW" => (Guid::from_tag(7), 8, false),
        _ => return None,
    })
}

/// `None` when the chunk is too short.
fn parse_common(chunk: &[u8]) -> Option<Result<Common>> {
    let mut fields = Fields(chunk);
    let channels = u32::from(fields.u16_be()?);
    let frames = fields.u32_be()?;
    let bits = u32::from(fields.u16_be()?);
    let rate = extended(fields.array()?);
    let compression = fields.array().unwrap_or(*b"NONE");
    Some(check_common(channels, frames, bits, rate, compression))
}

fn check_common(channels: u32, frames: u32, bits: u32, rate: f64, compression: [u8; 4]) -> Result<Common> {
    let Some((subtype, container, big_endian)) = coding(compression, bits) else {
        return Err(Error::UnsupportedFormat {
            what: format!("AIFF-C compression '{}'", compression.escape_ascii()).into(),
        });
    };
    let rate = rate.round();
    if !(1..=limits::MAX_CHANNELS).contains(&channels)
        || !(1.0..=f64::from(AudioFormat::MAX_SAMPLE_RATE)).contains(&rate)
        || !matches!(container, 8 | 16 | 24 | 32 | 64)
        || (container == 64 && subtype != guids::MFAudioFormat_Float)
    {
        return Err(Error::invalid_media_type(format!(
            "{channels} channels of {bits} bits at {rate} Hz"
        )));
    }
    let sample_rate = rate as u32;
    let format = AudioFormat {
        bits_per_sample: container,
        ..AudioFormat::compressed(subtype, sample_rate, channels)
    };
    let pcm = subtype == guids::MFAudioFormat_PCM;
    let layout = BlockLayout {
        start: 0,
        len: None,
        stated_len: None,
        block_bytes: container / 8 * channels,
        block_frames: 1,
        sample_rate,
        reverse: if big_endian { container as usize / 8 } else { 0 },
        flip_sign: pcm && container == 8,
    };
    let valid_bits = if pcm { bits.clamp(1, container) } else { container };
    Ok(Common {
        format,
        valid_bits,
        frames,
        layout,
    })
}

/// An IEEE 754 extended number of 80 bits; 0 for what is no positive number.
fn extended(bytes: [u8; 10]) -> f64 {
    let [high, low, mantissa @ ..] = bytes;
    let exponent = i32::from(u16::from_be_bytes([high, low]) & 0x7fff);
    if high & 0x80 != 0 || exponent == 0x7fff {
        return 0.0;
    }
    u64::from_be_bytes(mantissa) as f64 * 2_f64.powi(exponent - 16383 - 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_numbers_are_read() {
        let table = [
            ([0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0], 44_100.0),
            ([0x40, 0x0c, 0xfa, 0, 0, 0, 0, 0, 0, 0], 16_000.0),
            ([0xc0, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0], 0.0),
            ([0; 10], 0.0),
        ];
        for (bytes, expected) in table {
            assert_eq!(extended(bytes), expected);
        }
    }
}
