//! MS ADPCM and IMA ADPCM, in the block forms of WAVE and QuickTime.

use openmf_core::{
    AudioFormat, Error, Guid, MediaType, Result, SampleFormat, default_channel_mask, guids, keys,
};
use symphonia::core::audio::{Audio, Channels, GenericAudioBufferRef, Position};
use symphonia::core::codecs::audio::well_known::{CODEC_ID_ADPCM_IMA_WAV, CODEC_ID_ADPCM_MS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder};
use symphonia::default::codecs::AdpcmDecoder;

use crate::decoder::{AudioShape, Codec, DecoderKind, Format, Packet, Sink};
use crate::symphonia_audio::{codec_error, options, packet};

const NAME: &str = "ADPCM decoder";
const MS: Guid = Guid::from_tag(2);
const IMA_WAV: Guid = Guid::from_tag(0x11);
const IMA_QT: Guid = Guid::from_fourcc(*b"ima4");

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8006_616470636d00),
    video: false,
    inputs: &[MS, IMA_WAV, IMA_QT],
    outputs: &[guids::MFAudioFormat_PCM],
    create: |media_type| {
        if media_type.subtype() == IMA_QT {
            Ok(Box::new(QuickTime::new(media_type)?))
        } else {
            Ok(Box::new(Adpcm::new(media_type)?))
        }
    },
};

/// The largest block: nBlockAlign of WAVEFORMATEX is a 16-bit number.
const MAX_BLOCK: usize = 0xffff;

struct Adpcm {
    subtype: Guid,
    decoder: AdpcmDecoder,
    shape: AudioShape,
    block: usize,
    frames_per_block: usize,
    /// An incomplete last block, filled up.
    padded: Vec<u8>,
}

/// The frames in `bytes` bytes of a block.
fn frames_in(subtype: Guid, bytes: usize, channels: usize) -> usize {
    let each = bytes / channels;
    match subtype {
        // A header of 7 bytes with two values, then a nibble a value.
        MS if each >= 7 => (each - 7) * 2 + 2,
        // A header of 4 bytes with one value, then groups of 4 bytes.
        IMA_WAV if each >= 4 => (each - 4) / 4 * 8 + 1,
        _ => 0,
    }
}

impl Adpcm {
    fn new(media_type: &MediaType) -> Result<Self> {
        let audio = AudioFormat::try_from(media_type)?;
        let subtype = audio.subtype;
        let channels = audio.channels as usize;
        let positions = match channels {
            1 => Position::FRONT_LEFT,
            2 => Position::FRONT_LEFT | Position::FRONT_RIGHT,
            _ => return Err(Error::invalid_media_type(format!("ADPCM of {channels} channels"))),
        };
        let attributes = media_type.attributes();
        let block = attributes.get_or(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, 0) as usize;
        // MSADPCM and IMA both begin their extra bytes with wSamplesPerBlock, which may leave the block's end unused.
        let stated = attributes.get(keys::MF_MT_USER_DATA).ok().and_then(|data| {
            data.first_chunk()
                .map(|bytes| usize::from(u16::from_le_bytes(*bytes)))
        });
        let possible = frames_in(subtype, block, channels);
        if block > MAX_BLOCK || possible == 0 {
            return Err(Error::invalid_media_type(format!(
                "ADPCM with blocks of {block} bytes"
            )));
        }
        let frames_per_block = stated
            .filter(|frames| (1..=possible).contains(frames))
            .unwrap_or(possible);
        let mut params = AudioCodecParameters::new();
        params
            .for_codec(match subtype {
                MS => CODEC_ID_ADPCM_MS,
                _ => CODEC_ID_ADPCM_IMA_WAV,
            })
            .with_sample_rate(audio.sample_rate)
            .with_channels(Channels::Positioned(positions))
            .with_max_frames_per_packet(possible as u64)
            .with_frames_per_block(possible as u64);
        let decoder = AdpcmDecoder::try_new(&params, &options())
            .map_err(|e| Error::invalid_media_type(format!("ADPCM: {e}")))?;
        Ok(Self {
            subtype,
            decoder,
            shape: AudioShape {
                sample_rate: audio.sample_rate,
                channels: audio.channels,
                channel_mask: default_channel_mask(audio.channels),
                format: SampleFormat::S16,
                valid_bits: 16,
            },
            block,
            frames_per_block,
            padded: Vec::new(),
        })
    }
}

impl Codec for Adpcm {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.shape))
    }

    fn decode(&mut self, coded: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let channels = self.shape.channels as usize;
        let whole = coded.data.chunks_exact(self.block);
        let rest = whole.remainder();
        let rest_frames = frames_in(self.subtype, rest.len(), channels).min(self.frames_per_block);
        self.padded.clear();
        if rest_frames > 0 {
            self.padded.extend_from_slice(rest);
            self.padded.resize(self.block, 0);
        }
        let blocks = coded.data.len() / self.block;
        let frames = blocks * self.frames_per_block + rest_frames;
        let possible = frames_in(self.subtype, self.block, channels) as u64;
        let frame_bytes = channels * 2;
        let mut result = Ok(());
        out.audio(self.shape, frames, coded.stamp, |bytes| {
            let last = (rest_frames > 0).then_some((self.padded.as_slice(), rest_frames));
            let blocks = whole.map(|block| (block, self.frames_per_block)).chain(last);
            let mut target = bytes;
            for (block, frames) in blocks {
                let (here, after) = target.split_at_mut((frames * frame_bytes).min(target.len()));
                target = after;
                match self.decoder.decode_ref(&packet(block, possible)) {
                    Ok(GenericAudioBufferRef::S32(buffer)) => {
                        for channel in 0..channels {
                            let plane = buffer.plane(channel).unwrap_or(&[]);
                            for (frame, value) in here.chunks_exact_mut(frame_bytes).zip(plane) {
                                if let Some(target) = frame.get_mut(channel * 2..channel * 2 + 2) {
                                    target.copy_from_slice(&((value >> 16) as i16).to_le_bytes());
                                }
                            }
                        }
                    }
                    Ok(_) => here.fill(0),
                    Err(error) => {
                        here.fill(0);
                        result = Err(codec_error(NAME, &error));
                    }
                }
            }
        })?;
        result
    }

    fn reset(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Bytes of a block of one channel in QuickTime's form, and the values in it.
const QT_BLOCK: usize = 34;
const QT_FRAMES: usize = 64;

/// Source: IMA Digital Audio Focus and Technical Working Groups, "Recommended Practices", revision 3.0, table 1.
#[rustfmt::skip]
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130,
    143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282,
    1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630,
    9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

/// One channel's state.
#[derive(Clone, Copy, Default)]
struct Predictor {
    value: i32,
    index: usize,
}

impl Predictor {
    /// A block begins with the state in 16 bits: the value's upper nine, then the index. What was reached by decoding
    /// is more exact, and is kept unless the block says something else.
    fn begin(&mut self, header: [u8; 2]) {
        let header = i16::from_be_bytes(header);
        let index = (usize::from(header as u16) & 0x7f).min(STEPS.len() - 1);
        let value = i32::from(header) & !0x7f;
        if index != self.index || (value - self.value).abs() > 0x7f {
            *self = Self { value, index };
        }
    }

    fn next(&mut self, nibble: u8) -> i16 {
        const CHANGES: [isize; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];
        let step = STEPS.get(self.index).copied().unwrap_or(7);
        let mut difference = step >> 3;
        for (bit, share) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            if nibble & bit != 0 {
                difference += share;
            }
        }
        let difference = if nibble & 8 != 0 { -difference } else { difference };
        self.value = (self.value + difference).clamp(-0x8000, 0x7fff);
        let change = CHANGES.get(usize::from(nibble & 7)).copied().unwrap_or(0);
        self.index = self.index.saturating_add_signed(change).min(STEPS.len() - 1);
        self.value as i16
    }
}

/// IMA ADPCM in QuickTime's form, whose blocks continue each other.
struct QuickTime {
    shape: AudioShape,
    channels: Vec<Predictor>,
}

impl QuickTime {
    fn new(media_type: &MediaType) -> Result<Self> {
        let audio = AudioFormat::try_from(media_type)?;
        Ok(Self {
            shape: AudioShape {
                sample_rate: audio.sample_rate,
                channels: audio.channels,
                channel_mask: default_channel_mask(audio.channels),
                format: SampleFormat::S16,
                valid_bits: 16,
            },
            channels: vec![Predictor::default(); audio.channels as usize],
        })
    }
}

impl Codec for QuickTime {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.shape))
    }

    fn decode(&mut self, coded: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let frame_bytes = self.channels.len() * 2;
        let groups = coded.data.chunks_exact(QT_BLOCK * self.channels.len());
        if !groups.remainder().is_empty() && groups.len() == 0 {
            return Err(Error::codec(NAME, "less than a block"));
        }
        out.audio(self.shape, groups.len() * QT_FRAMES, coded.stamp, |bytes| {
            for (group, target) in groups.zip(bytes.chunks_exact_mut(frame_bytes * QT_FRAMES)) {
                let blocks = group.chunks_exact(QT_BLOCK).zip(&mut self.channels);
                for (channel, (block, predictor)) in blocks.enumerate() {
                    let Some((header, nibbles)) = block.split_first_chunk() else {
                        continue;
                    };
                    predictor.begin(*header);
                    let nibbles = nibbles.iter().flat_map(|byte| [byte & 0xf, byte >> 4]);
                    for (frame, nibble) in target.chunks_exact_mut(frame_bytes).zip(nibbles) {
                        if let Some(target) = frame.get_mut(channel * 2..channel * 2 + 2) {
                            target.copy_from_slice(&predictor.next(nibble).to_le_bytes());
                        }
                    }
                }
            }
        })
    }

    fn reset(&mut self) -> Result<()> {
        self.channels.fill(Predictor::default());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_blocks() {
        // The usual block sizes of 22 050 Hz files and what their WAVEFORMATEX says.
        assert_eq!(frames_in(MS, 512, 1), 1012);
        assert_eq!(frames_in(MS, 1024, 2), 1012);
        assert_eq!(frames_in(IMA_WAV, 512, 1), 1017);
        assert_eq!(frames_in(IMA_WAV, 1024, 2), 1017);
        assert_eq!(frames_in(MS, 6, 1), 0);
    }
}
