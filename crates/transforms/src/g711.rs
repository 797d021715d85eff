//! A-law and mu-law by table. Source: ITU-T G.711.

use openmf_core::{AudioFormat, Guid, MediaType, Result, SampleFormat, guids};

use crate::decoder::{AudioShape, Codec, DecoderKind, Format, Packet, Sink};

const A_LAW: Guid = Guid::from_tag(6);
const MU_LAW: Guid = Guid::from_tag(7);

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: "G.711 decoder",
    class: Guid::from_u128(0x6f70656e_6d66_4d01_8005_673731310000),
    video: false,
    inputs: &[A_LAW, MU_LAW],
    outputs: &[guids::MFAudioFormat_PCM],
    create: |media_type| Ok(Box::new(G711::new(media_type)?)),
};

struct G711 {
    table: &'static [i16; 256],
    shape: AudioShape,
}

const fn a_law(code: u8) -> i16 {
    let code = code ^ 0x55;
    let segment = code >> 4 & 7;
    let step = (code as i16 & 0xf) << 4;
    let magnitude = match segment {
        0 => step + 8,
        _ => (step + 0x108) << (segment - 1),
    };
    if code & 0x80 != 0 { magnitude } else { -magnitude }
}

const fn mu_law(code: u8) -> i16 {
    let code = !code;
    let segment = code >> 4 & 7;
    let magnitude = ((((code as i16 & 0xf) << 3) + 0x84) << segment) - 0x84;
    if code & 0x80 != 0 { -magnitude } else { magnitude }
}

const fn table(a: bool) -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        table[code] = if a { a_law(code as u8) } else { mu_law(code as u8) };
        code += 1;
    }
    table
}

static A_LAW_TABLE: [i16; 256] = table(true);
static MU_LAW_TABLE: [i16; 256] = table(false);

impl G711 {
    fn new(media_type: &MediaType) -> Result<Self> {
        let audio = AudioFormat::try_from(media_type)?;
        let mut output = AudioFormat::pcm(SampleFormat::S16, audio.sample_rate, audio.channels);
        if audio.channel_mask != 0 {
            output.channel_mask = audio.channel_mask;
        }
        Ok(Self {
            table: if audio.subtype == A_LAW {
                &A_LAW_TABLE
            } else {
                &MU_LAW_TABLE
            },
            shape: AudioShape {
                sample_rate: output.sample_rate,
                channels: output.channels,
                channel_mask: output.channel_mask,
                format: SampleFormat::S16,
                valid_bits: 16,
            },
        })
    }
}

impl Codec for G711 {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.shape))
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        // At least 1: the channel count was checked with the media type. An incomplete last frame is dropped.
        let frames = packet.data.len() / self.shape.channels.max(1) as usize;
        out.audio(self.shape, frames, packet.stamp, |bytes| {
            for (target, code) in bytes.chunks_exact_mut(2).zip(packet.data) {
                target.copy_from_slice(&self.table[usize::from(*code)].to_le_bytes());
            }
        })
    }

    fn reset(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_the_values_of_the_recommendation() {
        // G.711 tables 1a and 2a, scaled to 16 bits.
        for (code, value) in [(0xd5, 8), (0x55, -8), (0xaa, 32256), (0x2a, -32256), (0x80, 5504)] {
            assert_eq!(A_LAW_TABLE[code], value, "A-law {code:#x}");
        }
        for (code, value) in [(0xff, 0), (0x7f, 0), (0x80, 32124), (0x00, -32124), (0xf0, 120)] {
            assert_eq!(MU_LAW_TABLE[code], value, "mu-law {code:#x}");
        }
    }
}
