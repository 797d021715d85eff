//! WAVE: RIFF, and RF64 and BW64 for files past 4 GiB.
//!
//! Sources: "Multimedia Programming Interface and Data Specifications 1.0" (RIFF, WAVE, LIST INFO); "Multimedia Data
//! Standards Update" (ADPCM); `WAVEFORMATEX` and `WAVEFORMATEXTENSIBLE` (Microsoft Learn); EBU Tech 3306 (RF64);
//! ITU-R BS.2088 (BW64).

use std::sync::Arc;

use openmf_core::{AudioFormat, ByteStream, Error, Guid, MediaType, Result, guids, keys};

use crate::blocks::{BlockLayout, Blocks};
use crate::container::Container;
use crate::reader::{Fields, Reader};
use crate::tags::{Tags, text};
use crate::{Demuxer, Presentation, Track, limits};

pub(crate) const WAVE: Container = Container {
    name: "wav",
    extensions: &["wav", "wave", "rf64", "bw64"],
    mime_types: &["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"],
    recognize,
    open,
};

const FORMAT: &str = "WAVE";

const TAG_PCM: u16 = 1;
const TAG_MS_ADPCM: u16 = 2;
const TAG_FLOAT: u16 = 3;
const TAG_ALAW: u16 = 6;
const TAG_MULAW: u16 = 7;
const TAG_IMA_ADPCM: u16 = 0x11;
const TAG_EXTENSIBLE: u16 = 0xfffe;

/// Chunks that are looked at in one file; real files have a handful.
const MAX_CHUNKS: usize = 1024;

fn recognize(head: &[u8]) -> u8 {
    let riff = [b"RIFF", b"RF64", b"BW64"]
        .iter()
        .any(|form| head.starts_with(*form));
    if riff && head.get(8..12) == Some(b"WAVE") {
        100
    } else {
        0
    }
}

fn open(stream: Arc<dyn ByteStream>) -> Result<Box<dyn Demuxer>> {
    let mut reader = Reader::new(stream, FORMAT);
    let head: [u8; 12] = reader.array("RIFF header")?;
    if recognize(&head) == 0 {
        return Err(reader.malformed(0, "RIFF header", "it does not say RIFF and WAVE"));
    }
    let mut format = None;
    let mut data = None;
    let mut long_data = None;
    let mut tags = Tags::default();
    for _ in 0..MAX_CHUNKS {
        let chunk = reader.position();
        let mut header = [0; 8];
        if reader.len().is_some_and(|len| chunk >= len) || reader.read(&mut header)? < header.len() {
            break;
        }
        let [a, b, c, d, size @ ..] = header;
        let (id, mut size) = ([a, b, c, d], u64::from(u32::from_le_bytes(size)));
        let content = reader.position();
        match &id {
            b"ds64" => {
                let bytes: [u8; 24] = reader.array("ds64")?;
                let mut fields = Fields(&bytes);
                let _riff_size = fields.u64_le();
                long_data = fields.u64_le();
            }
            b"fmt " => format = Some(read_format(&mut reader, size)?),
            b"data" if data.is_none() => {
                if size == u64::from(u32::MAX) {
                    size = long_data.unwrap_or(0);
                }
                let rest = reader.len().map(|len| len.saturating_sub(content));
                // 0 and all ones are what a recorder leaves that could not go back to fill it in.
                let unknown = size == 0 || size == u64::from(u32::MAX);
                let len = match rest {
                    Some(rest) if unknown => Some(rest),
                    Some(rest) => Some(size.min(rest)),
                    None => Some(size).filter(|_| !unknown),
                };
                // So are the largest sizes of programs that count with a sign, some rounded down to a page.
                let open = unknown || (0x7fff_f000..=0x7fff_ffff).contains(&size);
                data = Some((content, len, Some(size).filter(|_| !open)));
                match len {
                    Some(len) if reader.seekable() => size = len,
                    _ => break,
                }
            }
            b"LIST" => {
                // Only the tags are lost with a list that ends early or is absurd.
                let len = size.min(limits::MAX_TAG_BYTES as u64) as usize;
                let mut list = vec![0; len.min(rest_of(&reader, len))];
                let count = reader.read(&mut list)?;
                read_list(list.get(..count).unwrap_or_default(), &mut tags);
            }
            b"id3 " | b"ID3 " => {
                let len = size.min(limits::MAX_HEADER_BYTES as u64) as usize;
                let mut tag = vec![0; len.min(rest_of(&reader, len))];
                let count = reader.read(&mut tag)?;
                tags.add_id3v2(tag.get(..count).unwrap_or_default());
            }
            _ => {}
        }
        // Chunks start at even offsets.
        let next = size
            .checked_add(size & 1)
            .and_then(|size| content.checked_add(size));
        match next {
            Some(next) => reader.set_position(next),
            None => break,
        }
    }
    let end = reader.position();
    let format = format.ok_or_else(|| reader.malformed(end, "fmt ", "the chunk is missing"))?;
    let (start, len, stated_len) =
        data.ok_or_else(|| reader.malformed(end, "data", "the chunk is missing"))?;
    let layout = BlockLayout {
        start,
        len,
        stated_len,
        block_bytes: format.block_bytes,
        block_frames: format.block_frames,
        sample_rate: format.sample_rate,
        reverse: 0,
        flip_sign: false,
    };
    let presentation = Presentation {
        tracks: vec![Track {
            id: 1,
            media_type: format.media_type,
            selected: true,
            ..Track::default()
        }],
        ..Presentation::default()
    };
    tags.store(&presentation.attributes);
    Ok(Box::new(Blocks::new(reader, layout, presentation)))
}

fn rest_of(reader: &Reader, otherwise: usize) -> usize {
    let rest = reader.len().map(|len| len.saturating_sub(reader.position()));
    rest.and_then(|rest| usize::try_from(rest).ok())
        .unwrap_or(otherwise)
}

struct Format {
    media_type: MediaType,
    sample_rate: u32,
    block_bytes: u32,
    block_frames: u32,
}

fn read_format(reader: &mut Reader, size: u64) -> Result<Format> {
    let offset = reader.position();
    let chunk = reader.bytes(size, limits::MAX_HEADER_BYTES, "fmt ")?;
    let wrong = |problem: String| Error::malformed(FORMAT, Some(offset), "fmt ", problem);
    parse_format(&chunk)
        .ok_or_else(|| wrong(format!("{} bytes are too few", chunk.len())))
        .flatten()
        .map_err(|error| match error {
            Error::InvalidMediaType { what } => wrong(what.into_owned()),
            other => other,
        })
}

/// `None` when the chunk is too short.
fn parse_format(chunk: &[u8]) -> Option<Result<Format>> {
    let mut fields = Fields(chunk);
    let mut tag = fields.u16_le()?;
    let channels = fields.u16_le()?;
    let sample_rate = fields.u32_le()?;
    let bytes_per_second = fields.u32_le()?;
    let block_bytes = fields.u16_le()?;
    let bits = fields.u16_le().unwrap_or(8);
    let extra_len = fields.u16_le().unwrap_or(0);
    let extra = fields.0.get(..usize::from(extra_len)).unwrap_or(fields.0);
    let mut valid_bits = bits;
    let mut mask = None;
    if tag == TAG_EXTENSIBLE {
        let mut fields = Fields(extra);
        valid_bits = fields.u16_le()?;
        mask = Some(fields.u32_le()?);
        let subtype = fields.take(16)?;
        let (low, base) = subtype.split_first_chunk::<4>()?;
        let number = u32::from_le_bytes(*low);
        // KSDATAFORMAT_SUBTYPE_*: a format tag in front of the fixed digits of all media subtypes.
        if base != [0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71] {
            return Some(unsupported(format!("the extensible format {subtype:02x?}")));
        }
        match u16::try_from(number) {
            Ok(number) => tag = number,
            Err(_) => return Some(unsupported(format!("the extensible format {number:#x}"))),
        }
    }
    let raw = RawFormat {
        tag,
        channels: u32::from(channels),
        sample_rate,
        bytes_per_second,
        block_bytes: u32::from(block_bytes),
        bits: u32::from(bits),
        valid_bits: u32::from(valid_bits),
        mask,
        extra,
    };
    Some(raw.check())
}

fn unsupported<T>(what: String) -> Result<T> {
    Err(Error::UnsupportedFormat {
        what: format!("WAVE with {what}").into(),
    })
}

struct RawFormat<'a> {
    tag: u16,
    channels: u32,
    sample_rate: u32,
    bytes_per_second: u32,
    block_bytes: u32,
    bits: u32,
    valid_bits: u32,
    mask: Option<u32>,
    extra: &'a [u8],
}

impl RawFormat<'_> {
    fn check(&self) -> Result<Format> {
        if !(1..=limits::MAX_CHANNELS).contains(&self.channels)
            || !(1..=AudioFormat::MAX_SAMPLE_RATE).contains(&self.sample_rate)
        {
            return Err(Error::invalid_media_type(format!(
                "{} channels at {} Hz",
                self.channels, self.sample_rate
            )));
        }
        match self.tag {
            TAG_PCM => self.uncompressed(guids::MFAudioFormat_PCM, &[8, 16, 24, 32]),
            TAG_FLOAT => self.uncompressed(guids::MFAudioFormat_Float, &[32, 64]),
            TAG_ALAW | TAG_MULAW => {
                let format = AudioFormat {
                    bits_per_sample: 8,
                    ..self.audio_format(Guid::from_tag(self.tag.into()))
                };
                let media_type = format.to_media_type();
                let a = media_type.attributes();
                a.set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, self.channels);
                a.set(
                    keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND,
                    self.channels.saturating_mul(self.sample_rate),
                );
                a.set(keys::MF_MT_ALL_SAMPLES_INDEPENDENT, true);
                Ok(self.blocks(media_type, self.channels, 1))
            }
            TAG_MS_ADPCM => {
                // A block starts with predictor, step and two samples of each channel: 7 bytes; then two samples a byte.
                self.adpcm(7, 2)
            }
            // A block starts with a sample and a step of each channel: 4 bytes.
            TAG_IMA_ADPCM => self.adpcm(4, 1),
            tag => unsupported(format!("the format tag {tag:#06x}")),
        }
    }

    fn audio_format(&self, subtype: Guid) -> AudioFormat {
        let mut format = AudioFormat::compressed(subtype, self.sample_rate, self.channels);
        if let Some(mask) = self.mask {
            format.channel_mask = mask;
        }
        format
    }

    fn uncompressed(&self, subtype: Guid, widths: &[u32]) -> Result<Format> {
        // The container of a sample is a whole number of bytes; the block says how many where both are given.
        let bits = self.bits.div_ceil(8) * 8;
        if !widths.contains(&bits) {
            return unsupported(format!("{} bits a sample", self.bits));
        }
        let block_bytes = bits / 8 * self.channels;
        if self.block_bytes != block_bytes && self.block_bytes != 0 {
            return Err(Error::invalid_media_type(format!(
                "{} channels of {} bits in blocks of {} bytes",
                self.channels, self.bits, self.block_bytes
            )));
        }
        let format = AudioFormat {
            bits_per_sample: bits,
            ..self.audio_format(subtype)
        };
        let media_type = format.to_media_type();
        let valid = if self.valid_bits == 0 {
            self.bits
        } else {
            self.valid_bits
        };
        if valid < bits {
            media_type
                .attributes()
                .set(keys::MF_MT_AUDIO_VALID_BITS_PER_SAMPLE, valid);
        }
        Ok(self.blocks(media_type, block_bytes, 1))
    }

    fn adpcm(&self, header: u32, header_frames: u32) -> Result<Format> {
        let headers = header * self.channels;
        if self.bits != 4 || self.channels > 2 || self.block_bytes <= headers {
            return Err(Error::invalid_media_type(format!(
                "ADPCM of {} bits, {} channels, in blocks of {} bytes",
                self.bits, self.channels, self.block_bytes
            )));
        }
        let capacity = header_frames + (self.block_bytes - headers) * 2 / self.channels;
        let stated = Fields(self.extra).u16_le().map_or(capacity, u32::from);
        // Some writers leave the field 0.
        let block_frames = if stated == 0 { capacity } else { stated };
        if block_frames > capacity {
            return Err(Error::invalid_media_type(format!(
                "{block_frames} frames in an ADPCM block of {} bytes, which holds {capacity}",
                self.block_bytes
            )));
        }
        let media_type = self.audio_format(Guid::from_tag(self.tag.into())).to_media_type();
        let a = media_type.attributes();
        a.set(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, 4);
        a.set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, self.block_bytes);
        a.set(keys::MF_MT_AUDIO_SAMPLES_PER_BLOCK, block_frames);
        a.set(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, self.bytes_per_second);
        a.set(keys::MF_MT_USER_DATA, self.extra.to_vec());
        Ok(self.blocks(media_type, self.block_bytes, block_frames))
    }

    fn blocks(&self, media_type: MediaType, block_bytes: u32, block_frames: u32) -> Format {
        Format {
            media_type,
            sample_rate: self.sample_rate,
            block_bytes,
            block_frames,
        }
    }
}

fn read_list(list: &[u8], tags: &mut Tags) -> Option<()> {
    let mut fields = Fields(list);
    if fields.take(4)? != b"INFO" {
        return None;
    }
    loop {
        let id = fields.take(4)?;
        let len = usize::try_from(fields.u32_le()?).ok()?;
        let value = fields.take(len)?;
        let end = value.iter().position(|byte| *byte == 0).unwrap_or(len);
        if let Some((_, name)) = INFO.iter().find(|(known, _)| *known == id) {
            tags.add(name, &text(value.get(..end)?));
        }
        fields.take(len & 1)?;
    }
}

/// The chunks of LIST INFO and the names of Vorbis comments for them.
const INFO: &[(&[u8], &str)] = &[
    (b"INAM", "TITLE"),
    (b"IART", "ARTIST"),
    (b"IPRD", "ALBUM"),
    (b"ICRD", "DATE"),
    (b"IGNR", "GENRE"),
    (b"ICMT", "COMMENT"),
    (b"ITRK", "TRACKNUMBER"),
    (b"IPRT", "TRACKNUMBER"),
    (b"ICOP", "COPYRIGHT"),
    (b"ISFT", "ENCODER"),
    (b"ILNG", "LANGUAGE"),
];
