//! ropus, which works in 16-bit integers.

use openmf_core::{Error, Result};
use ropus::OpusMSDecoder;

use super::{Head, NAME, SAMPLE_RATE};

pub(super) struct Engine {
    decoder: OpusMSDecoder,
    channels: usize,
    /// What a unit of 16 bits is, with the header's gain. Source: RFC 7845 §5.1.
    scale: f32,
    scratch: Vec<i16>,
}

/// An error of the library: libopus' number.
fn codec(number: i32) -> Error {
    let what = match number {
        ropus::OPUS_BAD_ARG => "an argument that is not possible",
        ropus::OPUS_BUFFER_TOO_SMALL => "more frames than the packet says",
        ropus::OPUS_INVALID_PACKET => "a malformed packet",
        _ => "failed",
    };
    Error::codec(NAME, what)
}

impl Engine {
    /// The decoder, and for each channel of the header its place in what the decoder puts out.
    pub(super) fn open(head: &Head) -> Result<(Self, Vec<usize>)> {
        let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let decoder = OpusMSDecoder::new(
            SAMPLE_RATE as i32,
            number(head.channels),
            number(head.streams),
            number(head.coupled),
            &head.mapping,
        )
        .map_err(codec)?;
        let engine = Self {
            decoder,
            channels: head.channels,
            scale: 10_f32.powf(f32::from(head.gain) / (20.0 * 256.0)) / 32_768.0,
            scratch: Vec::new(),
        };
        Ok((engine, (0..head.channels).collect()))
    }

    /// How many frames a packet has, as its header says.
    pub(super) fn packet_frames(packet: &[u8]) -> Result<usize> {
        let frames = ropus::opus::decoder::opus_packet_get_nb_samples(packet, SAMPLE_RATE as i32);
        Ok(usize::try_from(frames.map_err(codec)?).unwrap_or(0))
    }

    /// Decodes a packet of this many frames; how many it had.
    pub(super) fn decode(&mut self, packet: &[u8], frames: usize, out: &mut [f32]) -> Result<usize> {
        let len = i32::try_from(packet.len()).map_err(|_| codec(ropus::OPUS_INVALID_PACKET))?;
        let count = i32::try_from(frames).map_err(|_| codec(ropus::OPUS_INVALID_PACKET))?;
        self.scratch.clear();
        self.scratch.resize(frames * self.channels, 0);
        let produced = self
            .decoder
            .decode(Some(packet), len, &mut self.scratch, count, false)
            .map_err(codec)?;
        for (value, sample) in out.iter_mut().zip(&self.scratch) {
            *value = f32::from(*sample) * self.scale;
        }
        Ok(usize::try_from(produced).unwrap_or(0))
    }

    pub(super) fn reset(&mut self) -> Result<()> {
        self.decoder.reset();
        Ok(())
    }
}
