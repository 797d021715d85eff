//! The decoder as a transform.

use std::sync::Arc;

use openmf_core::{ColorInfo, Error, FrameSize, Guid, MediaType, PixelFormat, Result, VideoFormat, guids};

use super::{Decoder, Frame};
use crate::color;
use crate::decoder::{Codec, DecoderKind, Format, Packet, PlaneData, Sink, VideoShape};
use crate::picture_memory;

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
    /// The size of the last key frame, and the pictures since.
    size: FrameSize,
    pictures: u64,
    /// A key frame was refused: all up to the next one are left out.
    refused: bool,
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
            size: FrameSize::default(),
            pictures: 0,
            refused: false,
        })
    }

    /// Whether there may be memory for one more picture; false if it is to be left out. Source: RFC 6386 §9.1.
    fn admit(&mut self, data: &[u8], coded: u64) -> Result<bool> {
        if let Some(
            [
                first,
                _,
                _,
                _,
                _,
                _,
                width_low,
                width_high,
                height_low,
                height_high,
            ],
        ) = data.first_chunk()
            && first & 1 == 0
        {
            let number = |low: &u8, high: &u8| u32::from(u16::from_le_bytes([*low, *high])) & 0x3fff;
            self.size = FrameSize {
                width: number(width_low, width_high),
                height: number(height_low, height_high),
            };
            self.pictures = 0;
            self.refused = false;
        }
        if self.refused {
            return Ok(false);
        }
        self.pictures += 1;
        let Ok(picture) = picture_memory::picture_bytes(PixelFormat::I420, self.size) else {
            // No picture, as the decoder will find.
            return Ok(true);
        };
        // Three to refer to and the one in work; one goes out, and another is with whoever has the one before.
        let bytes = picture * (self.pictures.min(4) + 2);
        let admitted = picture_memory::admit(NAME, self.size, bytes, coded);
        if admitted.is_err() {
            self.refused = true;
            self.decoder.reset();
        }
        admitted.map(|()| true)
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
        if !self.admit(packet.data, packet.coded)? {
            return Ok(());
        }
        match self.decoder.decode(packet.data) {
            Ok(Some(frame)) => self.put(&frame, packet, out),
            Ok(None) => Ok(()),
            Err(error) => Err(Error::codec(NAME, error.to_string())),
        }
    }

    fn reset(&mut self) -> Result<()> {
        self.refused = false;
        self.decoder.reset();
        Ok(())
    }

    fn can_resume(&self) -> bool {
        !self.refused
    }
}
