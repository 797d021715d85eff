//! The decoder as a transform.

use std::sync::Arc;

use openmf_core::{ColorInfo, Error, FrameSize, Guid, MediaType, PixelFormat, Result, VideoFormat, guids};

use super::{Decoder, Frame};
use crate::color;
use crate::decoder::{Codec, DecoderKind, Format, Packet, PlaneData, Sink, VideoShape};

const NAME: &str = "VP8 decoder";

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d02_8006_767038000000),
    video: true,
    inputs: &[guids::MFVideoFormat_VP80],
    outputs: &[PixelFormat::I420.subtype()],
    create: |media_type| Ok(Box::new(Vp8::new(media_type)?)),
};

struct Vp8 {
    decoder: Decoder,
    color: ColorInfo,
    announced: Option<VideoShape>,
}

impl Vp8 {
    fn new(media_type: &MediaType) -> Result<Self> {
        let input = VideoFormat::try_from(media_type)?;
        // RFC 6386, section 9.2: there is one colour space, like BT.601. A container that says otherwise is believed.
        let color = if input.color == ColorInfo::default() {
            color::from_code_points(2, 2, 5, Some(false))
        } else {
            ColorInfo::default()
        };
        let announced = (input.size != FrameSize::default()).then(|| shape(input.size, color));
        Ok(Self {
            decoder: Decoder::new(),
            color,
            announced,
        })
    }

    fn put(&self, frame: &Arc<Frame>, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let size = FrameSize {
            // At most 16383.
            width: frame.width() as u32,
            height: frame.height() as u32,
        };
        let planes = [0, 1, 2].map(|index| match frame.plane(index) {
            Some(plane) => PlaneData(plane.data, plane.stride),
            None => PlaneData(&[], 0),
        });
        out.picture(&shape(size, self.color), &planes, packet.stamp)
    }
}

fn shape(size: FrameSize, color: ColorInfo) -> VideoShape {
    VideoShape {
        color,
        interlace_mode: 2,
        ..VideoShape::new(PixelFormat::I420, size)
    }
}

impl Codec for Vp8 {
    fn format(&self) -> Option<Format> {
        self.announced.map(Format::Video)
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        match self.decoder.decode(packet.data) {
            Ok(Some(frame)) => self.put(&frame, packet, out),
            Ok(None) => Ok(()),
            Err(error) => Err(Error::codec(NAME, error.to_string())),
        }
    }

    fn reset(&mut self) -> Result<()> {
        self.decoder.reset();
        Ok(())
    }
}
