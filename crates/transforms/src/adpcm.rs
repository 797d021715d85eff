//! MS ADPCM and IMA ADPCM, in the block forms of WAVE and QuickTime.

use openmf_core::{
    AudioFormat, Error, Guid, MediaType, Result, SampleFormat, default_channel_mask, guids, keys,
};
use symphonia::core::audio::{Audio, Channels, GenericAudioBufferRef, Position};
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_ADPCM_IMA_QT, CODEC_ID_ADPCM_IMA_WAV, CODEC_ID_ADPCM_MS,
};
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
    create: |media_type| Ok(Box::new(Adpcm::new(media_type)?)),
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
        IMA_QT if each >= 34 => 64,
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
        let block = if subtype == IMA_QT {
            34 * channels
        } else {
            attributes.get_or(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, 0) as usize
        };
        // MSADPCM and IMA both begin their extra bytes with wSamplesPerBlock, which may leave the block's end unused.
        let stated = attributes
            .get(keys::MF_MT_USER_DATA)
            .ok()
            .and_then(|data| {
                data.first_chunk()
                    .map(|bytes| usize::from(u16::from_le_bytes(*bytes)))
            })
            .filter(|_| subtype != IMA_QT);
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
                IMA_WAV => CODEC_ID_ADPCM_IMA_WAV,
                _ => CODEC_ID_ADPCM_IMA_QT,
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
        assert_eq!(frames_in(IMA_QT, 68, 2), 64);
        assert_eq!(frames_in(MS, 6, 1), 0);
    }
}
