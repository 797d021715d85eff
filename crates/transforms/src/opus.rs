//! Opus by opus-pure. Source of the header: RFC 7845 §5.1.

use openmf_core::{Error, Guid, MediaType, Result, SampleFormat, default_channel_mask, guids};
use opus_pure::multistream::ChannelLayout;
use opus_pure::{OpusDecoder, OpusMSDecoder};

use crate::channels::from_vorbis_order;
use crate::decoder::{AudioShape, Codec, DecoderKind, Format, Packet, Sink};
use crate::symphonia_audio::user_data;

const NAME: &str = "Opus decoder";
const SAMPLE_RATE: u32 = 48_000;

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8007_6f7075730000),
    video: false,
    inputs: &[guids::MFAudioFormat_Opus],
    outputs: &[guids::MFAudioFormat_Float],
    create: |media_type| Ok(Box::new(Opus::new(media_type)?)),
};

enum Engine {
    Single(Box<OpusDecoder>),
    Multi(OpusMSDecoder),
}

struct Opus {
    engine: Engine,
    shape: AudioShape,
    /// For each channel of the output, its place in what the engine puts out.
    order: Vec<usize>,
    scratch: Vec<f32>,
}

/// The fields of OpusHead that decoding needs.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    channels: usize,
    gain: i16,
    family: u8,
    streams: usize,
    coupled: usize,
    mapping: Vec<u8>,
}

fn parse_head(data: &[u8]) -> Option<Head> {
    let fixed: &[u8; 19] = data.first_chunk()?;
    if !fixed.starts_with(b"OpusHead") || fixed[8] >> 4 != 0 || fixed[9] == 0 {
        return None;
    }
    let channels = usize::from(fixed[9]);
    let gain = i16::from_le_bytes([fixed[16], fixed[17]]);
    let family = fixed[18];
    if family == 0 {
        return (channels <= 2).then(|| Head {
            channels,
            gain,
            family,
            streams: 1,
            coupled: channels - 1,
            mapping: (0..channels as u8).collect(),
        });
    }
    let mapping = data.get(21..21 + channels)?.to_vec();
    Some(Head {
        channels,
        gain,
        family,
        streams: usize::from(*data.get(19)?),
        coupled: usize::from(*data.get(20)?),
        mapping,
    })
}

impl Opus {
    fn new(media_type: &MediaType) -> Result<Self> {
        let data = user_data(media_type, "Opus")?;
        let head = parse_head(&data).ok_or_else(|| Error::invalid_media_type("a malformed OpusHead"))?;
        let unsupported = |what: String| Error::UnsupportedFormat { what: what.into() };
        let codec = |error: opus_pure::Error| Error::codec(NAME, error.to_string());
        let (engine, source) = match head.family {
            0 => {
                let mut decoder = OpusDecoder::new(SAMPLE_RATE as i32, head.channels).map_err(codec)?;
                decoder.gain_q8 = i32::from(head.gain);
                (Engine::Single(Box::new(decoder)), (0..head.channels).collect())
            }
            1 if head.channels <= 8 => {
                let standard = ChannelLayout::surround(head.channels, 1).map_err(codec)?;
                // opus-pure knows the usual assignment of streams to channels; another order of the same streams
                // is a permutation of its output.
                let source: Option<Vec<usize>> = head
                    .mapping
                    .iter()
                    .map(|stream| standard.mapping.iter().position(|usual| usual == stream))
                    .collect();
                let source = source
                    .filter(|_| {
                        head.streams == standard.nb_streams && head.coupled == standard.nb_coupled_streams
                    })
                    .ok_or_else(|| {
                        unsupported(format!("Opus with the channel mapping {:?}", head.mapping))
                    })?;
                let mut decoder = OpusMSDecoder::new(SAMPLE_RATE as i32, head.channels, 1).map_err(codec)?;
                for stream in decoder.streams_mut() {
                    stream.gain_q8 = i32::from(head.gain);
                }
                (Engine::Multi(decoder), source)
            }
            family => return Err(unsupported(format!("Opus with mapping family {family}"))),
        };
        let order = from_vorbis_order(head.channels)
            .iter()
            .filter_map(|channel| source.get(*channel).copied())
            .collect();
        Ok(Self {
            engine,
            shape: AudioShape {
                sample_rate: SAMPLE_RATE,
                channels: head.channels as u32,
                channel_mask: default_channel_mask(head.channels as u32),
                format: SampleFormat::F32,
                valid_bits: 32,
            },
            order,
            scratch: Vec::new(),
        })
    }
}

impl Codec for Opus {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.shape))
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let codec = |error: opus_pure::Error| Error::codec(NAME, error.to_string());
        // The library takes an empty packet for a lost one and conceals it.
        if packet.data.is_empty() {
            return Err(Error::codec(NAME, "an empty packet"));
        }
        let channels = self.order.len();
        // At most 120 ms; the first stream's header tells for all. Source: RFC 6716 §3.2.5.
        let frames = opus_pure::packet::samples_48k(packet.data)
            .map_err(codec)?
            .min(opus_pure::MAX_PACKET_SAMPLES);
        self.scratch.resize(frames * channels, 0.0);
        let produced = match &mut self.engine {
            Engine::Single(decoder) => decoder.decode(packet.data, frames, &mut self.scratch),
            Engine::Multi(decoder) => decoder.decode(packet.data, frames, &mut self.scratch),
        }
        .map_err(codec)?;
        let (order, scratch) = (&self.order, &self.scratch);
        out.audio(self.shape, produced.min(frames), packet.stamp, |bytes| {
            let targets = bytes.chunks_exact_mut(channels * 4);
            for (target, source) in targets.zip(scratch.chunks_exact(channels)) {
                for (target, channel) in target.chunks_exact_mut(4).zip(order) {
                    let value = source.get(*channel).copied().unwrap_or(0.0);
                    target.copy_from_slice(&value.to_le_bytes());
                }
            }
        })
    }

    fn reset(&mut self) -> Result<()> {
        match &mut self.engine {
            Engine::Single(decoder) => decoder.reset_state(),
            Engine::Multi(decoder) => decoder.reset_state(),
        }
        .map_err(|error| Error::codec(NAME, error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let mut stereo = b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\x00\xff\x00".to_vec();
        let head = parse_head(&stereo).unwrap();
        assert_eq!(
            (head.channels, head.gain, head.family, head.coupled),
            (2, -256, 0, 1)
        );
        stereo[9] = 3;
        assert_eq!(parse_head(&stereo), None, "family 0 has at most two channels");
        let mut surround =
            b"OpusHead\x01\x06\x38\x01\x80\xbb\0\0\0\0\x01\x04\x02\x00\x04\x01\x02\x03\x05".to_vec();
        assert_eq!(parse_head(&surround).unwrap().mapping, [0, 4, 1, 2, 3, 5]);
        surround.pop();
        assert_eq!(parse_head(&surround), None, "the mapping is cut off");
    }
}
