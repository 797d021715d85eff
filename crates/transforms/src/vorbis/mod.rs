//! Vorbis. Source: the Vorbis I specification (Xiph.Org), whose sections the modules name.
//!
//! A decoder of this project's own: Symphonia 0.6.1 decodes more than two channels wrongly (the classes of one channel's
//! last residue partitions overwrite those of the next channel's first, and coupling is undone in the wrong order, §8.6.2
//! and §4.3.5) and panics on some damaged codebooks.

mod bits;
mod block;
mod codebook;
mod floor;
mod headers;
mod residue;

use openmf_core::{Error, Guid, MediaType, Result, SampleFormat, default_channel_mask, guids, keys};

use crate::channels::from_vorbis_order;
use crate::decoder::{AudioShape, Codec, DecoderKind, Format, Packet, Sink};
use block::Synthesis;
use headers::{Identification, Malformed, Setup, unlace};

const NAME: &str = "Vorbis decoder";

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8004_766f72626973),
    video: false,
    inputs: &[guids::MFAudioFormat_Vorbis],
    outputs: &[guids::MFAudioFormat_Float],
    create: |media_type| Ok(Box::new(Vorbis::new(media_type)?)),
};

struct Vorbis {
    synthesis: Synthesis,
    shape: AudioShape,
    /// For each channel in WAVE order, its place in the stream.
    order: Vec<usize>,
}

impl Vorbis {
    fn new(media_type: &MediaType) -> Result<Self> {
        let invalid = |Malformed(what)| Error::invalid_media_type(format!("Vorbis headers: {what}"));
        let data = media_type
            .attributes()
            .get(keys::MF_MT_USER_DATA)
            .unwrap_or_default();
        let (identification, setup) =
            unlace(&data).ok_or_else(|| invalid(Malformed("there are not three in the user data")))?;
        let identification = Identification::parse(identification).map_err(invalid)?;
        let setup = Setup::parse(setup, &identification).map_err(invalid)?;
        let channels = identification.channels;
        let mut order = from_vorbis_order(channels).to_vec();
        if order.is_empty() {
            order = (0..channels).collect();
        }
        Ok(Self {
            synthesis: Synthesis::new(&identification, setup),
            shape: AudioShape {
                sample_rate: identification.sample_rate,
                channels: channels as u32,
                channel_mask: default_channel_mask(channels as u32),
                format: SampleFormat::F32,
                valid_bits: 32,
            },
            order,
        })
    }
}

impl Codec for Vorbis {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.shape))
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        // Header packets may be repeated in the stream. Source: §4.2.1.
        if packet.data.first().is_none_or(|byte| byte & 1 == 1) {
            return Ok(());
        }
        let frames = self
            .synthesis
            .decode(packet.data)
            .map_err(|block::Undecodable(what)| Error::codec(NAME, what))?;
        let frame_bytes = self.order.len() * 4;
        out.audio(self.shape, frames, packet.stamp, |bytes| {
            for (slot, channel) in self.order.iter().enumerate() {
                let sound = self.synthesis.sound(*channel);
                for (frame, value) in bytes.chunks_exact_mut(frame_bytes).zip(sound) {
                    if let Some(target) = frame.get_mut(slot * 4..slot * 4 + 4) {
                        target.copy_from_slice(&value.to_le_bytes());
                    }
                }
            }
        })
    }

    fn reset(&mut self) -> Result<()> {
        self.synthesis.reset();
        Ok(())
    }
}
