//! MPEG audio: MP3, and layers I and II.
//!
//! Sources: ISO/IEC 11172-3 §2.4.1 and ISO/IEC 13818-3 §2.4.1 (frames); "XING VBR header" and the "Mp3 Info Tag
//! rev 1" of LAME; the VBRI header of Fraunhofer IIS.

use std::sync::Arc;

use openmf_core::{AudioFormat, ByteStream, Error, MediaTime, Result, TimeSpan, guids, keys};

use crate::container::Container;
use crate::frames::{FrameFormat, FrameLayout, FrameSize, Frames, ParseFrame, Scan, read_tags};
use crate::reader::{Fields, Reader};
use crate::tags::{Tags, id3v2_len};
use crate::{Demuxer, Presentation, Track, bitrate};

pub(crate) const MP3: Container = Container {
    name: "mp3",
    extensions: &["mp3", "mp2", "mp1", "mpa", "mpga"],
    mime_types: &["audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/mpeg3"],
    recognize,
    open,
};

const FORMAT: &str = "MP3";
const HEADER_BYTES: usize = 4;

/// Samples that the decoder's filter bank delays its output, which counts on top of the encoder's delay.
const DECODER_DELAY: u32 = 529;

/// Frames that are decoded before a position. The bit reservoir of layer III reaches back 511 bytes of main data, which
/// are 8 frames at 32 kbit/s and 44.1 kHz; another frame is overlapped.
const PREROLL: u64 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Mpeg1,
    Mpeg2,
    Mpeg25,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header {
    version: Version,
    /// 1, 2 or 3.
    layer: u8,
    /// Hz.
    sample_rate: u32,
    channels: u32,
    /// Bytes of the frame; 0 for the free format, whose frames do not tell.
    len: usize,
    /// Bits of a second.
    bits: u32,
}

impl Header {
    fn parse(head: &[u8]) -> Option<Self> {
        let [sync, b1, b2, b3] = *head.first_chunk::<HEADER_BYTES>()?;
        if sync != 0xff || b1 & 0xe0 != 0xe0 {
            return None;
        }
        let version = match b1 >> 3 & 3 {
            0 => Version::Mpeg25,
            2 => Version::Mpeg2,
            3 => Version::Mpeg1,
            _ => return None,
        };
        let layer = 4 - (b1 >> 1 & 3);
        // Layer 4 and emphasis 2 are reserved.
        if layer == 4 || b3 & 3 == 2 {
            return None;
        }
        let base = *[44_100, 48_000, 32_000].get(usize::from(b2 >> 2 & 3))?;
        let sample_rate = match version {
            Version::Mpeg1 => base,
            Version::Mpeg2 => base / 2,
            Version::Mpeg25 => base / 4,
        };
        let column = match (version, layer) {
            (Version::Mpeg1, 1) => 0,
            (Version::Mpeg1, 2) => 1,
            (Version::Mpeg1, _) => 2,
            (_, 1) => 3,
            _ => 4,
        };
        let kbits = *BITRATES.get(usize::from(b2 >> 4))?.get(column)?;
        let padding = usize::from(b2 >> 1 & 1);
        let bits = kbits as usize * 1000;
        let rate = sample_rate as usize;
        let len = match (version, layer) {
            _ if kbits == 0 => 0,
            (_, 1) => (12 * bits / rate + padding) * 4,
            (Version::Mpeg2 | Version::Mpeg25, 3) => 72 * bits / rate + padding,
            _ => 144 * bits / rate + padding,
        };
        Some(Self {
            version,
            layer,
            sample_rate,
            channels: if b3 >> 6 == 3 { 1 } else { 2 },
            len,
            bits: kbits * 1000,
        })
    }

    fn is_like(&self, other: &Self) -> bool {
        self.version == other.version
            && self.layer == other.layer
            && self.sample_rate == other.sample_rate
            && self.channels == other.channels
    }

    /// What the frames that are like this one have in common.
    fn format(self) -> FrameFormat {
        let subtype = match self.layer {
            3 => guids::MFAudioFormat_MP3,
            _ => guids::MFAudioFormat_MPEG,
        };
        FrameFormat {
            parse: Box::new(move |head| {
                let header = Header::parse(head)?;
                header.is_like(&self).then(|| header.size()).flatten()
            }),
            media_type: AudioFormat::compressed(subtype, self.sample_rate, self.channels).to_media_type(),
            samples_per_frame: self.samples(),
            sample_rate: self.sample_rate,
            preroll: if self.layer == 3 { PREROLL } else { 1 },
        }
    }

    fn size(&self) -> Option<FrameSize> {
        (self.len > HEADER_BYTES).then_some(FrameSize {
            len: self.len,
            header: 0,
        })
    }

    fn samples(&self) -> u32 {
        match (self.layer, self.version) {
            (1, _) => 384,
            (3, Version::Mpeg2 | Version::Mpeg25) => 576,
            _ => 1152,
        }
    }

    /// Bytes between the header and the main data of layer III.
    fn side_info(&self) -> usize {
        match (self.version, self.channels) {
            (Version::Mpeg1, 1) => 17,
            (Version::Mpeg1, _) => 32,
            (_, 1) => 9,
            _ => 17,
        }
    }
}

/// kbit/s by index, for layers I, II, III of MPEG-1 and layers I, II and III of MPEG-2. 0 is the free format.
const BITRATES: [[u32; 5]; 15] = [
    [0, 0, 0, 0, 0],
    [32, 32, 32, 32, 8],
    [64, 48, 40, 48, 16],
    [96, 56, 48, 56, 24],
    [128, 64, 56, 64, 32],
    [160, 80, 64, 80, 40],
    [192, 96, 80, 96, 48],
    [224, 112, 96, 112, 56],
    [256, 128, 112, 128, 64],
    [288, 160, 128, 144, 80],
    [320, 192, 160, 160, 96],
    [352, 224, 192, 176, 112],
    [384, 256, 224, 192, 128],
    [416, 320, 256, 224, 144],
    [448, 384, 320, 256, 160],
];

fn recognize(head: &[u8]) -> u8 {
    let Some(len) = id3v2_len(head) else {
        return recognize_frames(head);
    };
    // Other formats may follow a tag, too; they say so with more certainty.
    match usize::try_from(len).ok().and_then(|len| head.get(len..)) {
        Some(frames) => recognize_frames(frames).max(20),
        None => 50,
    }
}

fn recognize_frames(head: &[u8]) -> u8 {
    let Some(first) = Header::parse(head).filter(|header| header.len > 0) else {
        return 0;
    };
    match head.get(first.len..) {
        Some(next) if next.len() >= HEADER_BYTES => {
            let follows = Header::parse(next).is_some_and(|next| next.is_like(&first));
            if follows { 85 } else { 0 }
        }
        _ => 40,
    }
}

fn open(stream: Arc<dyn ByteStream>) -> Result<Box<dyn Demuxer>> {
    let mut reader = Reader::new(stream, FORMAT);
    let mut tags = Tags::default();
    let (start, end) = read_tags(&mut reader, &mut tags)?;
    let parse: ParseFrame = Box::new(|head| Header::parse(head)?.size());
    let scan = Scan {
        header_bytes: HEADER_BYTES,
        parse: &parse,
        recognize: None,
        end,
    };
    refuse_free_format(&mut reader, start)?;
    let Some((offset, frame, _)) = scan.find(&mut reader, start)? else {
        return Err(reader.malformed(start, "frame", "there is no MPEG audio frame"));
    };
    reader.set_position(offset);
    let frame = reader.bytes(frame.len as u64, frame.len, "frame")?;
    let first = Header::parse(&frame)
        .ok_or_else(|| reader.malformed(offset, "frame", "the header cannot be read again"))?;
    let mut info = Info::parse(&frame, &first);
    if let Some(info) = &mut info
        && info.is_of_a_part(&mut reader, offset, end)?
    {
        // What it says is true of the first of several files that were put together.
        info.frames = None;
    }
    let mut layout = FrameLayout {
        header_bytes: HEADER_BYTES,
        format: first.format(),
        recognize: |head| {
            Header::parse(head)
                .filter(|header| header.len > 0)
                .map(Header::format)
        },
        start: match info {
            // The frame that holds the header is silent and not counted.
            Some(_) => offset + frame.len() as u64,
            None => offset,
        },
        end,
        frames: None,
        nominal_bits: Some(first.bits),
        delay: 0,
    };
    let mut presentation = Presentation {
        tracks: vec![Track {
            id: 1,
            media_type: layout.format.media_type.clone(),
            selected: true,
            ..Track::default()
        }],
        ..Presentation::default()
    };
    if let Some(info) = info {
        let trim = info.trim.unwrap_or_default();
        layout.delay = trim.delay;
        layout.frames = info.frames.map(u64::from);
        if let Some(frames) = info.frames {
            let samples = u64::from(frames) * u64::from(first.samples());
            let samples = samples.saturating_sub(u64::from(trim.delay) + u64::from(trim.padding));
            let duration = TimeSpan::from_frames(samples, first.sample_rate);
            presentation.duration = Some(duration);
            if info.trim.is_some() {
                let valid = presentation.tracks.iter().map(|track| &track.attributes);
                for a in valid {
                    a.set(keys::OPENMF_VALID_STOP, MediaTime::ZERO + duration);
                }
            }
        }
        if info.trim.is_some() {
            let valid = presentation.tracks.iter().map(|track| &track.attributes);
            for a in valid {
                a.set(keys::OPENMF_VALID_START, MediaTime::ZERO);
            }
        }
    }
    tags.store(&presentation.attributes);
    if let Some(info) = info {
        bitrate::tell_variable(&presentation.attributes, info.is_variable);
        let bits = if info.is_variable {
            info.average(&first)
        } else {
            Some(first.bits)
        };
        if let Some(bits) = bits {
            bitrate::tell(&layout.format.media_type, bits);
            for track in &presentation.tracks {
                bitrate::tell(&track.media_type, bits);
            }
        }
    }
    Ok(Box::new(Frames::new(reader, layout, presentation)?))
}

fn refuse_free_format(reader: &mut Reader, start: u64) -> Result<()> {
    let mut head = [0; HEADER_BYTES];
    reader.set_position(start);
    let count = reader.read(&mut head)?;
    match Header::parse(head.get(..count).unwrap_or_default()) {
        Some(Header { len: 0, .. }) => Err(Error::UnsupportedFormat {
            what: format!("MPEG audio of the free format, at offset {start}").into(),
        }),
        _ => Ok(()),
    }
}

/// Some encoders count a frame too few; so much more is another file.
const MIN_PART_BYTES: u64 = 8 << 10;

/// What the first frame says of the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Info {
    frames: Option<u32>,
    /// From the start of the frame that holds the header on.
    bytes: Option<u32>,
    trim: Option<Trim>,
    /// Whether frames differ in their rate.
    is_variable: bool,
}

/// Samples to leave out at the start and at the end of the decoded sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Trim {
    delay: u32,
    padding: u32,
}

impl Info {
    fn parse(frame: &[u8], header: &Header) -> Option<Self> {
        if header.layer != 3 {
            return None;
        }
        let xing = frame.get(HEADER_BYTES + header.side_info()..)?;
        if xing.starts_with(b"Xing") || xing.starts_with(b"Info") {
            return Self::parse_xing(xing);
        }
        // VBRI always lies where the side information of MPEG-1 stereo ends.
        let vbri = frame.get(HEADER_BYTES + 32..)?;
        if vbri.starts_with(b"VBRI") {
            // Identifier, version, delay, quality, bytes, then frames.
            let mut fields = Fields(vbri.get(14..)?);
            let frames = fields.u32_be().filter(|frames| *frames > 0);
            return Some(Self {
                frames,
                bytes: None,
                trim: None,
                is_variable: true,
            });
        }
        None
    }

    fn parse_xing(xing: &[u8]) -> Option<Self> {
        let mut fields = Fields(xing.get(4..)?);
        let flags = fields.u32_be()?;
        let frames = if flags & 1 != 0 { fields.u32_be() } else { None };
        let bytes = if flags & 2 != 0 { fields.u32_be() } else { None };
        // Table of contents, quality.
        let skip = [(4, 100), (8, 4)]
            .iter()
            .map(|(flag, len)| if flags & flag != 0 { *len } else { 0 })
            .sum();
        let trim = fields.take(skip).and_then(|_| Self::parse_lame(fields));
        Some(Self {
            frames: frames.filter(|frames| *frames > 0),
            bytes,
            trim,
            // LAME says so of a constant rate.
            is_variable: !xing.starts_with(b"Info"),
        })
    }

    /// The bits of a second, of the bytes that the header counts.
    fn average(&self, header: &Header) -> Option<u32> {
        let samples = u64::from(self.frames?).checked_mul(u64::from(header.samples()))?;
        let duration = TimeSpan::from_frames(samples, header.sample_rate);
        bitrate::average(u64::from(self.bytes?), duration)
    }

    /// Whether more frames follow, or a tag and more frames, where the file of which this is the header should end.
    fn is_of_a_part(&self, reader: &mut Reader, start: u64, end: Option<u64>) -> Result<bool> {
        let next = start + u64::from(self.bytes.unwrap_or_default());
        let rest = end.map_or(0, |end| end.saturating_sub(next));
        if self.bytes.is_none() || rest < MIN_PART_BYTES {
            return Ok(false);
        }
        let mut head = [0; HEADER_BYTES];
        reader.set_position(next);
        let count = reader.read(&mut head)?;
        let head = head.get(..count).unwrap_or_default();
        Ok(head.starts_with(b"ID3") || Header::parse(head).is_some_and(|header| header.len > 0))
    }

    fn parse_lame(mut fields: Fields<'_>) -> Option<Trim> {
        let encoder = fields.take(9)?;
        if encoder.iter().all(|byte| *byte == 0) {
            return None;
        }
        // Revision, low pass, gains, flags, bit rate.
        fields.take(12)?;
        let [a, b, c] = fields.array()?;
        let bits = u32::from_be_bytes([0, a, b, c]);
        Some(Trim {
            delay: (bits >> 12) + DECODER_DELAY,
            // What the decoder delays, it takes from the padding.
            padding: (bits & 0xfff).saturating_sub(DECODER_DELAY),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_lengths_follow_the_tables() {
        let table = [
            ([0xff, 0xfb, 0x90, 0x00], Some((44_100, 2, 417, 1152))),
            ([0xff, 0xfb, 0x92, 0x00], Some((44_100, 2, 418, 1152))),
            ([0xff, 0xf3, 0x84, 0xc0], Some((24_000, 1, 192, 576))),
            ([0xff, 0xe3, 0x88, 0xc0], Some((8_000, 1, 576, 576))),
            ([0xff, 0xff, 0x14, 0x00], Some((48_000, 2, 32, 384))),
            ([0xff, 0xfd, 0x14, 0x00], Some((48_000, 2, 96, 1152))),
            ([0xff, 0xfb, 0x00, 0x00], Some((44_100, 2, 0, 1152))),
            ([0xff, 0xfb, 0xf0, 0x00], None),
            ([0xff, 0xfb, 0x9c, 0x00], None),
            ([0xff, 0xeb, 0x90, 0x00], None),
            ([0xff, 0xf9, 0x90, 0x00], None),
        ];
        for (head, expected) in table {
            let found = Header::parse(&head).map(|h| (h.sample_rate, h.channels, h.len, h.samples()));
            assert_eq!(found, expected, "{head:02x?}");
        }
    }
}
