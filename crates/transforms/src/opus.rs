//! Opus: by opus-pure, and by ropus where opus-pure does not build. Source of the header: RFC 7845 §5.1.

use openmf_core::{Error, Guid, MediaType, Result, SampleFormat, default_channel_mask, guids};

use crate::channels::from_vorbis_order;
use crate::decoder::{AudioShape, Codec, DecoderKind, Format, Packet, Sink};
use crate::symphonia_audio::user_data;

/// opus-pure 0.2.2 takes the 64-bit processor's instructions for those of 32-bit x86 as well.
#[cfg(not(target_arch = "x86"))]
mod float;
#[cfg(any(target_arch = "x86", test))]
mod integer;

#[cfg(not(target_arch = "x86"))]
use float::Engine;
#[cfg(target_arch = "x86")]
use integer::Engine;

const NAME: &str = "Opus decoder";
/// At most 120 ms at 48 kHz. Source: RFC 6716 §3.2.5.
const MAX_PACKET_FRAMES: usize = 5760;
const SAMPLE_RATE: u32 = 48_000;

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8007_6f7075730000),
    video: false,
    inputs: &[guids::MFAudioFormat_Opus],
    outputs: &[guids::MFAudioFormat_Float],
    create: |media_type| Ok(Box::new(Opus::new(media_type)?)),
};

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
        if head.family > 1 || head.channels > 8 {
            let what = format!("Opus with mapping family {}", head.family);
            return Err(Error::UnsupportedFormat { what: what.into() });
        }
        let (engine, source) = Engine::open(&head)?;
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
        // The library takes an empty packet for a lost one and conceals it.
        if packet.data.is_empty() {
            return Err(Error::codec(NAME, "an empty packet"));
        }
        let channels = self.order.len();
        // The first stream's header tells for all.
        let frames = Engine::packet_frames(packet.data)?.min(MAX_PACKET_FRAMES);
        self.scratch.resize(frames * channels, 0.0);
        let produced = self.engine.decode(packet.data, frames, &mut self.scratch)?;
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
        self.engine.reset()
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

    /// Half a second of a gliding tone over quiet noise.
    fn tone(channels: usize) -> Vec<f32> {
        let mut noise = 1_u32;
        let mut phase = 0.0_f32;
        let frame = |at: usize| {
            phase += 0.02 + at as f32 * 2e-6;
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            0.4 * phase.sin() + 0.02 * (noise >> 16) as f32 / 65_536.0
        };
        let frames = (0..24_000).map(frame);
        frames
            .flat_map(|value| (0..channels).map(move |channel| value / (channel + 1) as f32))
            .collect()
    }

    #[test]
    fn both_libraries_decode_the_same() {
        use opus_pure::Application::{Audio, Voip};
        for (application, channels, bits, gain) in [
            (Audio, 2, 96_000, 0),
            (Audio, 1, 48_000, -512),
            (Voip, 1, 14_000, 0),
            (Voip, 2, 32_000, 256),
        ] {
            let mut encoder = opus_pure::OpusEncoder::new(48_000, channels, application).unwrap();
            encoder.bitrate_bps = bits;
            let head = Head {
                channels,
                gain,
                family: 0,
                streams: 1,
                coupled: channels - 1,
                mapping: (0..channels as u8).collect(),
            };
            let (mut float, order) = float::Engine::open(&head).unwrap();
            let (mut integer, same) = integer::Engine::open(&head).unwrap();
            assert_eq!(order, same);
            let mut largest = 0.0_f32;
            let mut loudest = 0.0_f32;
            for block in tone(channels).chunks_exact(960 * channels) {
                let mut packet = vec![0; opus_pure::MAX_PACKET_BYTES];
                let len = encoder.encode(block, 960, &mut packet).unwrap();
                let packet = &packet[..len];
                assert_eq!(float::Engine::packet_frames(packet).unwrap(), 960);
                assert_eq!(integer::Engine::packet_frames(packet).unwrap(), 960);
                let (mut left, mut right) = (vec![0.0; 960 * channels], vec![0.0; 960 * channels]);
                assert_eq!(float.decode(packet, 960, &mut left).unwrap(), 960);
                assert_eq!(integer.decode(packet, 960, &mut right).unwrap(), 960);
                for (left, right) in left.iter().zip(&right) {
                    largest = largest.max((left - right).abs());
                    loudest = loudest.max(left.abs());
                }
            }
            assert!(loudest > 0.2, "{loudest}");
            // The fixed-point decoder rounds at 16 bits in each of its steps.
            assert!(largest < 0.005, "{application:?} of {channels}: {largest} apart");
        }
    }

    #[test]
    fn the_integer_library_refuses_what_is_no_packet() {
        let head = Head {
            channels: 2,
            gain: 0,
            family: 0,
            streams: 1,
            coupled: 1,
            mapping: vec![0, 1],
        };
        let (mut engine, _) = integer::Engine::open(&head).unwrap();
        let mut out = vec![0.0; 2 * MAX_PACKET_FRAMES];
        // 63 frames of 20 ms: more than 120 ms. Two frames of different sizes, the first of which is missing.
        for packet in [&[0xfb, 63, 0, 0][..], &[0xfa, 0xff]] {
            let frames = integer::Engine::packet_frames(packet);
            assert!(
                frames
                    .and_then(|frames| engine.decode(packet, frames, &mut out))
                    .is_err()
            );
        }
        engine.reset().unwrap();
    }
}
