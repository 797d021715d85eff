//! What Ogg carries: headers, and how many samples a packet decodes to.
//!
//! Sources: RFC 7845 (Opus), RFC 6716 §3.1 (Opus packets), "Vorbis I specification" §4 and A (Vorbis), RFC 9639 §10.1
//! (FLAC).

use openmf_core::{AudioFormat, MediaType, guids, keys};

use crate::bitrate;
use crate::flac::{FrameHeader, STREAM_INFO_BYTES, StreamInfo};
use crate::reader::Fields;
use crate::tags::Tags;

/// The codec of a logical stream, as far as its headers have been read.
#[derive(Debug)]
pub(super) enum Codec {
    Opus {
        pre_skip: u32,
        tags_read: bool,
        head: Vec<u8>,
    },
    Vorbis(Vorbis),
    Flac(Flac),
}

#[derive(Debug)]
pub(super) struct Vorbis {
    sample_rate: u32,
    channels: u32,
    /// Samples of the short and the long block.
    blocks: [u32; 2],
    headers: Vec<Vec<u8>>,
    /// Whether the block of each mode is long.
    modes: Vec<bool>,
}

#[derive(Debug)]
pub(super) struct Flac {
    info: StreamInfo,
    block: [u8; STREAM_INFO_BYTES],
    done: bool,
}

impl Codec {
    /// The codec that a stream's first packet announces; `None` if it is unknown, else an error's text if it is wrong.
    pub(super) fn recognize(packet: &[u8]) -> Option<Result<Self, &'static str>> {
        let codec = if packet.starts_with(b"OpusHead") {
            opus(packet)
        } else if packet.starts_with(b"\x01vorbis") {
            vorbis(packet)
        } else if packet.starts_with(b"\x7fFLAC") {
            flac(packet)
        } else {
            return None;
        };
        Some(codec.ok_or("the identification header is damaged"))
    }

    /// Whether all headers have been read.
    pub(super) fn is_complete(&self) -> bool {
        match self {
            Self::Opus { tags_read, .. } => *tags_read,
            Self::Vorbis(vorbis) => vorbis.headers.len() == 3,
            Self::Flac(flac) => flac.done,
        }
    }

    /// Reads a packet while the headers are not complete; false if it is data already.
    pub(super) fn header(&mut self, packet: &[u8], tags: &mut Tags) -> Result<bool, &'static str> {
        match self {
            Self::Opus { tags_read, .. } => {
                *tags_read = true;
                let Some(comments) = packet.strip_prefix(b"OpusTags") else {
                    return Ok(false);
                };
                tags.add_vorbis_comments(comments);
            }
            Self::Vorbis(vorbis) => {
                match (vorbis.headers.len(), packet.first_chunk::<7>()) {
                    (1, Some(b"\x03vorbis")) => {
                        tags.add_vorbis_comments(packet.get(7..).unwrap_or_default());
                    }
                    (2, Some(b"\x05vorbis")) => {
                        vorbis.modes = modes(packet).ok_or("the modes of the setup header are damaged")?;
                    }
                    _ => return Err("a header packet is missing"),
                }
                vorbis.headers.push(packet.to_vec());
            }
            Self::Flac(flac) => {
                let Some(kind) = packet.first().filter(|byte| **byte != 0xff) else {
                    flac.done = true;
                    return Ok(false);
                };
                let block = packet.get(4..).unwrap_or_default();
                match kind & 0x7f {
                    4 => tags.add_vorbis_comments(block),
                    6 => tags.add_flac_picture(block),
                    _ => {}
                }
                flac.done = kind & 0x80 != 0;
            }
        }
        Ok(true)
    }

    /// Drops the comments, which may be large and which no decoder needs.
    pub(super) fn forget_tags(&mut self) {
        if let Self::Vorbis(vorbis) = self
            && let Some(comments) = vorbis.headers.get_mut(1)
        {
            // No vendor, no comments, and the framing bit. Source: Vorbis I §5.2.1.
            *comments = b"\x03vorbis\0\0\0\0\0\0\0\0\x01".to_vec();
        }
    }

    pub(super) fn media_type(&self) -> MediaType {
        match self {
            Self::Opus { head, .. } => {
                let channels = head.get(9).copied().map_or(2, u32::from);
                let media_type =
                    AudioFormat::compressed(guids::MFAudioFormat_Opus, 48_000, channels).to_media_type();
                media_type.attributes().set(keys::MF_MT_USER_DATA, head.clone());
                media_type
            }
            Self::Vorbis(vorbis) => {
                let format =
                    AudioFormat::compressed(guids::MFAudioFormat_Vorbis, vorbis.sample_rate, vorbis.channels);
                let media_type = format.to_media_type();
                media_type
                    .attributes()
                    .set(keys::MF_MT_USER_DATA, laced(&vorbis.headers));
                if let Some((bits, _)) = self.bitrate() {
                    bitrate::tell(&media_type, bits);
                }
                media_type
            }
            Self::Flac(flac) => flac.info.media_type(&flac.block),
        }
    }

    /// The bits of a second, and whether these vary, if the stream says so.
    pub(super) fn bitrate(&self) -> Option<(u32, bool)> {
        match self {
            Self::Vorbis(vorbis) => bitrate::of_vorbis(vorbis.headers.first()?),
            Self::Opus { .. } | Self::Flac(_) => None,
        }
    }

    /// The unit of positions, Hz.
    pub(super) fn sample_rate(&self) -> u32 {
        match self {
            Self::Opus { .. } => 48_000,
            Self::Vorbis(vorbis) => vorbis.sample_rate,
            Self::Flac(flac) => flac.info.sample_rate,
        }
    }

    /// Samples at the start of the decoded stream that are not heard.
    pub(super) fn pre_skip(&self) -> u32 {
        match self {
            Self::Opus { pre_skip, .. } => *pre_skip,
            _ => 0,
        }
    }

    /// Whether what decodes beyond the last position is to be trimmed.
    pub(super) fn trims(&self) -> bool {
        !matches!(self, Self::Flac(_))
    }

    /// Samples that are decoded before a position so that it is right.
    pub(super) fn preroll(&self) -> u32 {
        match self {
            // RFC 7845 §4.6: at least 80 ms.
            Self::Opus { .. } => 3840,
            // A packet overlaps the one before, and the first one after a seek only serves to know its size.
            Self::Vorbis(vorbis) => 2 * vorbis.blocks.into_iter().max().unwrap_or(0),
            Self::Flac(_) => 0,
        }
    }

    /// Samples that a packet decodes to. `previous` is the size of the block before, for Vorbis; `None` while that is
    /// not known, when the packet decodes to nothing. It becomes this packet's.
    pub(super) fn samples(&self, packet: &[u8], previous: &mut Option<u32>) -> u32 {
        match self {
            Self::Opus { .. } => opus_samples(packet),
            Self::Vorbis(vorbis) => {
                let Some(block) = vorbis.block(packet) else {
                    return 0;
                };
                previous
                    .replace(block)
                    .map_or(0, |previous| (previous + block) / 4)
            }
            Self::Flac(_) => FrameHeader::parse(packet).map_or(0, |header| header.block),
        }
    }

    /// Whether the packet after a seek has to be left out, because its time is known only by the one before.
    pub(super) fn needs_previous(&self) -> bool {
        matches!(self, Self::Vorbis(_))
    }
}

impl Vorbis {
    fn block(&self, packet: &[u8]) -> Option<u32> {
        let first = *packet.first()?;
        // An audio packet starts with a zero bit; the mode follows in as many bits as it takes.
        if first & 1 != 0 {
            return None;
        }
        let bits = usize::BITS - (self.modes.len() - 1).leading_zeros();
        let mode = usize::from(first >> 1) & ((1 << bits) - 1);
        let long = *self.modes.get(mode)?;
        self.blocks.get(usize::from(long)).copied()
    }
}

fn opus(packet: &[u8]) -> Option<Codec> {
    let mut fields = Fields(packet.get(8..)?);
    let version = fields.u8()?;
    let channels = fields.u8()?;
    let pre_skip = u32::from(fields.u16_le()?);
    // Input rate, gain, mapping family.
    fields.take(7)?;
    // RFC 7845 §5.1: the upper four bits are the major version.
    (version & 0xf0 == 0 && channels > 0 && u32::from(channels) <= crate::limits::MAX_CHANNELS).then(|| {
        Codec::Opus {
            pre_skip,
            tags_read: false,
            head: packet.to_vec(),
        }
    })
}

fn opus_samples(packet: &[u8]) -> u32 {
    let Some(toc) = packet.first() else {
        return 0;
    };
    let config = toc >> 3;
    // Samples at 48 kHz of one frame.
    let frame = match config {
        0..=11 => [480, 960, 1920, 2880].get(usize::from(config & 3)),
        12..=15 => [480, 960].get(usize::from(config & 1)),
        _ => [120, 240, 480, 960].get(usize::from(config & 3)),
    };
    let count = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => packet.get(1).map_or(0, |byte| u32::from(byte & 0x3f)),
    };
    // A packet lasts 120 ms at most.
    (frame.copied().unwrap_or(0) * count).min(5760)
}

fn vorbis(packet: &[u8]) -> Option<Codec> {
    let mut fields = Fields(packet.get(7..)?);
    let version = fields.u32_le()?;
    let channels = u32::from(fields.u8()?);
    let sample_rate = fields.u32_le()?;
    fields.take(12)?;
    let sizes = fields.u8()?;
    let [short, long] = [sizes & 0xf, sizes >> 4];
    let valid = version == 0
        && (1..=crate::limits::MAX_CHANNELS).contains(&channels)
        && (1..=AudioFormat::MAX_SAMPLE_RATE).contains(&sample_rate)
        && short <= long
        && (6..=13).contains(&short)
        && (6..=13).contains(&long);
    valid.then(|| {
        Codec::Vorbis(Vorbis {
            sample_rate,
            channels,
            blocks: [1 << short, 1 << long],
            headers: vec![packet.to_vec()],
            modes: vec![false],
        })
    })
}

/// Whether the block of each mode is long, from the end of the setup header.
///
/// The modes are the last thing in it, behind much that would have to be decoded to be skipped. Read backwards, each
/// mode is 41 bits of which 32 are zero by the specification; in front of them stands their number less one in 6 bits.
fn modes(packet: &[u8]) -> Option<Vec<bool>> {
    let bits = packet.len().checked_mul(8)?;
    let bit = |at: usize| packet.get(at / 8).map(|byte| byte >> (at % 8) & 1);
    let number = |at: usize, len: usize| {
        (0..len).try_fold(0_u64, |value, index| {
            Some(value | u64::from(bit(at + index)?) << index)
        })
    };
    // The framing bit, a one, ends the packet; zeros may fill up its last byte.
    let framing = (bits.saturating_sub(8)..bits)
        .rev()
        .find(|at| bit(*at) == Some(1))?;
    let mut found = None;
    let mut start = framing;
    for count in 1..=64_usize {
        let Some(next) = start.checked_sub(41).filter(|next| *next > 6) else {
            break;
        };
        // Block flag 1 bit, window type 16, transform type 16, mapping 8.
        if number(next + 1, 32)? != 0 || number(next + 33, 8)? > 63 {
            break;
        }
        start = next;
        if number(start - 6, 6)? == count as u64 - 1 {
            found = Some((start, count));
        }
    }
    let (start, count) = found?;
    (0..count)
        .map(|index| Some(bit(start + 41 * index)? == 1))
        .collect()
}

/// The headers as one: their number less one, the lengths of all but the last as sums of bytes, then the headers.
fn laced(headers: &[Vec<u8>]) -> Vec<u8> {
    let mut laced = vec![headers.len().saturating_sub(1) as u8];
    for header in headers.iter().take(headers.len().saturating_sub(1)) {
        laced.extend(std::iter::repeat_n(0xff, header.len() / 255));
        laced.push((header.len() % 255) as u8);
    }
    headers.iter().for_each(|header| laced.extend(header));
    laced
}

fn flac(packet: &[u8]) -> Option<Codec> {
    // Signature, version, number of headers, "fLaC", and the header of the STREAMINFO block.
    let native = packet.get(9..)?;
    let block = native.strip_prefix(b"fLaC")?.get(4..)?.first_chunk()?;
    let info = StreamInfo::parse(block)?;
    Some(Codec::Flac(Flac {
        info,
        block: *block,
        done: native.get(4)? & 0x80 != 0,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opus_packets_tell_their_length() {
        // RFC 6716 table 2 and §3.2.
        let table: [(&[u8], u32); 6] = [
            (&[0x08], 960),
            (&[0x18], 2880),
            (&[0x68], 960),
            (&[0xfc], 960),
            (&[0xfd], 1920),
            (&[0xff, 0x03], 2880),
        ];
        for (packet, expected) in table {
            assert_eq!(opus_samples(packet), expected, "{packet:02x?}");
        }
    }

    #[test]
    fn lacing_counts_in_255s() {
        let headers = [vec![1; 255], vec![2; 3], vec![3; 4]];
        let expected = [&[2, 255, 0, 3][..], &[1; 255], &[2; 3], &[3; 4]].concat();
        assert_eq!(laced(&headers), expected);
    }
}
