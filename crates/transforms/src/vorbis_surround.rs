//! Vorbis of more than two channels by lewton.
//!
//! Symphonia 0.6.1 decodes such streams wrongly: the classes of one channel's last residue partitions overwrite those of
//! the next channel's first, and coupling is undone in the wrong order (Vorbis I specification §8.6.2, §4.3.5). For
//! mono and stereo it is right, and faster.

use lewton::audio::{PreviousWindowRight, read_audio_packet_generic};
use lewton::header::{IdentHeader, SetupHeader, read_header_ident, read_header_setup};
use openmf_core::{Error, Result, SampleFormat, default_channel_mask};

use crate::channels::from_vorbis_order;
use crate::decoder::{AudioShape, Codec, Format, Packet, Sink};

pub(crate) struct Surround {
    identification: IdentHeader,
    setup: SetupHeader,
    previous: PreviousWindowRight,
    shape: AudioShape,
    order: Vec<usize>,
}

/// The identification and setup headers among three Xiph-laced ones.
fn unlace(headers: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut at, mut lengths) = (1, [0usize; 2]);
    for length in &mut lengths {
        loop {
            let byte = usize::from(*headers.get(at)?);
            at += 1;
            *length += byte;
            if byte < 255 {
                break;
            }
        }
    }
    let (identification, rest) = headers.get(at..)?.split_at_checked(lengths[0])?;
    Some((identification, rest.get(lengths[1]..)?))
}

impl Surround {
    /// The decoder, or `None` for mono and stereo and for headers that are not three.
    pub(crate) fn new(headers: &[u8]) -> Result<Option<Self>> {
        let invalid = |what: String| Error::invalid_media_type(format!("Vorbis headers: {what}"));
        let Some((identification, setup)) = unlace(headers) else {
            return Ok(None);
        };
        // The channel count follows packet type, signature and version.
        if identification.get(11).is_none_or(|channels| *channels <= 2) {
            return Ok(None);
        }
        let identification = read_header_ident(identification).map_err(|e| invalid(e.to_string()))?;
        let channels = identification.audio_channels;
        let blocks = (identification.blocksize_0, identification.blocksize_1);
        let setup = read_header_setup(setup, channels, blocks).map_err(|e| invalid(e.to_string()))?;
        let mut order = from_vorbis_order(usize::from(channels)).to_vec();
        if order.is_empty() {
            order = (0..usize::from(channels)).collect();
        }
        if identification.audio_sample_rate == 0 {
            return Err(invalid("no sample rate".into()));
        }
        Ok(Some(Self {
            shape: AudioShape {
                sample_rate: identification.audio_sample_rate,
                channels: u32::from(channels),
                channel_mask: default_channel_mask(u32::from(channels)),
                format: SampleFormat::F32,
                valid_bits: 32,
            },
            identification,
            setup,
            previous: PreviousWindowRight::new(),
            order,
        }))
    }
}

impl Codec for Surround {
    fn format(&self) -> Option<Format> {
        Some(Format::Audio(self.shape))
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        // Header packets may be repeated in the stream. Source: Vorbis I specification §4.2.1.
        if packet.data.is_empty() || packet.data.first().is_some_and(|byte| byte & 1 == 1) {
            return Ok(());
        }
        let planes: Vec<Vec<f32>> =
            read_audio_packet_generic(&self.identification, &self.setup, packet.data, &mut self.previous)
                .map_err(|error| Error::codec("Vorbis decoder", error.to_string()))?;
        let frames = planes.iter().map(Vec::len).min().unwrap_or(0);
        let frame_bytes = self.order.len() * 4;
        out.audio(self.shape, frames, packet.stamp, |bytes| {
            bytes.fill(0);
            for (slot, channel) in self.order.iter().enumerate() {
                let plane = planes.get(*channel).map_or(&[][..], Vec::as_slice);
                for (frame, value) in bytes.chunks_exact_mut(frame_bytes).zip(plane) {
                    if let Some(target) = frame.get_mut(slot * 4..slot * 4 + 4) {
                        target.copy_from_slice(&value.to_le_bytes());
                    }
                }
            }
        })
    }

    fn reset(&mut self) -> Result<()> {
        self.previous = PreviousWindowRight::new();
        Ok(())
    }
}
