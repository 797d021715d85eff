//! opus-pure, which works in floating point.

use openmf_core::{Error, Result};
use opus_pure::multistream::ChannelLayout;
use opus_pure::{OpusDecoder, OpusMSDecoder};

use super::{Head, NAME, SAMPLE_RATE};

pub(super) enum Engine {
    Single(Box<OpusDecoder>),
    Multi(OpusMSDecoder),
}

fn codec(error: opus_pure::Error) -> Error {
    Error::codec(NAME, error.to_string())
}

impl Engine {
    /// The decoder, and for each channel of the header its place in what the decoder puts out.
    pub(super) fn open(head: &Head) -> Result<(Self, Vec<usize>)> {
        if head.family == 0 {
            let mut decoder = OpusDecoder::new(SAMPLE_RATE as i32, head.channels).map_err(codec)?;
            decoder.gain_q8 = i32::from(head.gain);
            return Ok((Self::Single(Box::new(decoder)), (0..head.channels).collect()));
        }
        let standard = ChannelLayout::surround(head.channels, 1).map_err(codec)?;
        // opus-pure knows the usual assignment of streams to channels; another order of the same streams is a
        // permutation of its output.
        let source: Option<Vec<usize>> = head
            .mapping
            .iter()
            .map(|stream| standard.mapping.iter().position(|usual| usual == stream))
            .collect();
        let source = source
            .filter(|_| head.streams == standard.nb_streams && head.coupled == standard.nb_coupled_streams)
            .ok_or_else(|| Error::UnsupportedFormat {
                what: format!("Opus with the channel mapping {:?}", head.mapping).into(),
            })?;
        let mut decoder = OpusMSDecoder::new(SAMPLE_RATE as i32, head.channels, 1).map_err(codec)?;
        for stream in decoder.streams_mut() {
            stream.gain_q8 = i32::from(head.gain);
        }
        Ok((Self::Multi(decoder), source))
    }

    /// How many frames a packet has, as its header says.
    pub(super) fn packet_frames(packet: &[u8]) -> Result<usize> {
        opus_pure::packet::samples_48k(packet).map_err(codec)
    }

    /// Decodes a packet of this many frames; how many it had.
    pub(super) fn decode(&mut self, packet: &[u8], frames: usize, out: &mut [f32]) -> Result<usize> {
        match self {
            Self::Single(decoder) => decoder.decode(packet, frames, out),
            Self::Multi(decoder) => decoder.decode(packet, frames, out),
        }
        .map_err(codec)
    }

    pub(super) fn reset(&mut self) -> Result<()> {
        match self {
            Self::Single(decoder) => decoder.reset_state(),
            Self::Multi(decoder) => decoder.reset_state(),
        }
        .map_err(codec)
    }
}
