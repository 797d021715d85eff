//! AAC in ADTS frames.
//!
//! Source: ISO/IEC 13818-7 §6.2 and ISO/IEC 14496-3 §1.A.2 (ADTS), §1.6.2.1 (AudioSpecificConfig).

use std::sync::Arc;

use openmf_core::aac::user_data;
use openmf_core::{AudioFormat, ByteStream, Error, Result, guids, keys};

use crate::container::Container;
use crate::frames::{FrameFormat, FrameLayout, FrameSize, Frames, ParseFrame, Scan, read_tags};
use crate::reader::Reader;
use crate::tags::{Tags, id3v2_len};
use crate::{Demuxer, Presentation, Track};

pub(crate) const ADTS: Container = Container {
    name: "adts",
    extensions: &["aac", "adts"],
    mime_types: &["audio/aac", "audio/aacp", "audio/x-aac"],
    recognize,
    open,
};

const FORMAT: &str = "ADTS";
const HEADER_BYTES: usize = 7;
const SAMPLES_PER_FRAME: u32 = 1024;

/// ISO/IEC 14496-3 table 1.18.
const SAMPLE_RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];

/// Channels by channel configuration, table 1.19; 0 is described inside the stream.
const CHANNELS: [u32; 8] = [0, 1, 2, 3, 4, 5, 6, 8];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header {
    object_type: u8,
    rate_index: u8,
    channel_configuration: u8,
    header: usize,
    len: usize,
    /// Raw data blocks beyond the first.
    more_blocks: u8,
}

impl Header {
    fn parse(head: &[u8]) -> Option<Self> {
        let [sync, b1, b2, b3, b4, b5, b6] = *head.first_chunk::<HEADER_BYTES>()?;
        if sync != 0xff || b1 & 0xf6 != 0xf0 {
            return None;
        }
        let rate_index = b2 >> 2 & 0xf;
        let header = if b1 & 1 != 0 {
            HEADER_BYTES
        } else {
            HEADER_BYTES + 2
        };
        let len = usize::from(b3 & 3) << 11 | usize::from(b4) << 3 | usize::from(b5 >> 5);
        if usize::from(rate_index) >= SAMPLE_RATES.len() || len <= header {
            return None;
        }
        Some(Self {
            object_type: (b2 >> 6) + 1,
            rate_index,
            channel_configuration: (b2 & 1) << 2 | b3 >> 6,
            header,
            len,
            more_blocks: b6 & 3,
        })
    }

    /// Whether a frame continues this one's stream.
    fn is_like(&self, other: &Self) -> bool {
        self.object_type == other.object_type
            && self.rate_index == other.rate_index
            && self.channel_configuration == other.channel_configuration
    }

    /// What the frames that are like this one have in common; `None` if this cannot be played.
    fn format(self) -> Option<FrameFormat> {
        let channels = CHANNELS.get(usize::from(self.channel_configuration));
        let channels = channels.copied().filter(|channels| *channels > 0)?;
        let sample_rate = *SAMPLE_RATES.get(usize::from(self.rate_index))?;
        if self.more_blocks > 0 {
            return None;
        }
        let media_type =
            AudioFormat::compressed(guids::MFAudioFormat_AAC, sample_rate, channels).to_media_type();
        let a = media_type.attributes();
        a.set(keys::MF_MT_AAC_PAYLOAD_TYPE, 0);
        // Object type, 5 bits; sampling frequency index, 4; channel configuration, 4; frame length flag, no core coder,
        // no extension, 3.
        let config = u16::from(self.object_type) << 11
            | u16::from(self.rate_index) << 7
            | u16::from(self.channel_configuration) << 3;
        a.set(keys::MF_MT_USER_DATA, user_data(0, &config.to_be_bytes()));
        Some(FrameFormat {
            parse: Box::new(move |head| {
                let header = Header::parse(head)?;
                (header.is_like(&self) && header.more_blocks == 0).then(|| header.size())
            }),
            media_type,
            samples_per_frame: SAMPLES_PER_FRAME,
            sample_rate,
            // A frame overlaps the one before.
            preroll: 1,
        })
    }

    fn size(&self) -> FrameSize {
        FrameSize {
            len: self.len,
            header: self.header,
        }
    }
}

fn recognize(head: &[u8]) -> u8 {
    let start = id3v2_len(head).map_or(Some(0), |len| usize::try_from(len).ok());
    let Some(frames) = start.and_then(|start| head.get(start..)) else {
        return 0;
    };
    let Some(first) = Header::parse(frames) else {
        return 0;
    };
    match frames.get(first.len..) {
        Some(next) if next.len() >= HEADER_BYTES => {
            let follows = Header::parse(next).is_some_and(|next| next.is_like(&first));
            if follows { 90 } else { 0 }
        }
        _ => 40,
    }
}

fn open(stream: Arc<dyn ByteStream>) -> Result<Box<dyn Demuxer>> {
    let mut reader = Reader::new(stream, FORMAT);
    let mut tags = Tags::default();
    let (start, end) = read_tags(&mut reader, &mut tags)?;
    let parse: ParseFrame = Box::new(|head| Header::parse(head).map(|header| header.size()));
    let scan = Scan {
        header_bytes: HEADER_BYTES,
        parse: &parse,
        recognize: None,
        end,
    };
    let Some((offset, ..)) = scan.find(&mut reader, start)? else {
        return Err(reader.malformed(start, "frame", "there is no ADTS frame"));
    };
    reader.set_position(offset);
    let head: [u8; HEADER_BYTES] = reader.array("frame")?;
    let first = Header::parse(&head)
        .ok_or_else(|| reader.malformed(offset, "frame", "the header cannot be read again"))?;
    if first.more_blocks > 0 {
        return Err(Error::UnsupportedFormat {
            what: format!("ADTS at offset {offset} with several raw data blocks in a frame").into(),
        });
    }
    let Some(format) = first.format() else {
        return Err(Error::UnsupportedFormat {
            what: format!("ADTS at offset {offset} with channels that only the stream describes").into(),
        });
    };
    let presentation = Presentation {
        tracks: vec![Track {
            id: 1,
            media_type: format.media_type.clone(),
            selected: true,
            ..Track::default()
        }],
        ..Presentation::default()
    };
    tags.store(&presentation.attributes);
    let layout = FrameLayout {
        header_bytes: HEADER_BYTES,
        format,
        recognize: |head| Header::parse(head)?.format(),
        start: offset,
        end,
        frames: None,
        nominal_bits: None,
        delay: 0,
    };
    Ok(Box::new(Frames::new(reader, layout, presentation)?))
}
