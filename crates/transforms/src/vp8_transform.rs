//! VP8 by [`crate::vp8`].

use openmf_core::{Error, FrameSize, Guid, PixelFormat, Result, VideoFormat, guids};

use crate::decoder::{Codec, DecoderKind, Format, Packet, PlaneData, Sink, VideoShape};
use crate::vp8;

const NAME: &str = "VP8 decoder";

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d02_8006_767038000000),
    video: true,
    inputs: &[guids::MFVideoFormat_VP80],
    outputs: &[PixelFormat::I420.subtype()],
    create: |media_type| {
        let input = VideoFormat::try_from(media_type)?;
        Ok(Box::new(Vp8 {
            decoder: vp8::Decoder::new(),
            announced: (input.size != FrameSize::default()).then(|| shape(input.size)),
        }))
    },
};

struct Vp8 {
    decoder: vp8::Decoder,
    announced: Option<VideoShape>,
}

fn shape(size: FrameSize) -> VideoShape {
    VideoShape {
        // There is nothing else. Source: RFC 6386 §2.
        interlace_mode: 2,
        ..VideoShape::new(PixelFormat::I420, size)
    }
}

impl Codec for Vp8 {
    fn format(&self) -> Option<Format> {
        self.announced.map(Format::Video)
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let frame = self
            .decoder
            .decode(packet.data)
            .map_err(|error| Error::codec(NAME, error.to_string()))?;
        let Some(frame) = frame else {
            return Ok(());
        };
        let size = FrameSize {
            width: frame.width() as u32,
            height: frame.height() as u32,
        };
        let mut planes = [PlaneData::Bytes(&[], 0); 3];
        for (index, plane) in planes.iter_mut().enumerate() {
            if let Some(source) = frame.plane(index) {
                *plane = PlaneData::Bytes(source.data, source.stride);
            }
        }
        out.picture(&shape(size), &planes, packet.stamp)
    }

    fn reset(&mut self) -> Result<()> {
        self.decoder.reset();
        Ok(())
    }
}
