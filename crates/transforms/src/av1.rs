//! AV1 by rav1d, behind [`openmf_av1`].

use std::collections::VecDeque;

use openmf_av1::{Decoder, Picture, PixelLayout, Sent, SequenceHeader, Settings};
use openmf_core::{
    Error, FrameSize, Guid, MediaType, PictureOwner, PixelFormat, Ratio, Result, VideoFormat, guids, keys,
};

use crate::color;
use crate::decoder::{Codec, DecoderKind, Format, Packet, Sink, Stamp, VideoShape};
use crate::picture_memory;

const NAME: &str = "AV1 decoder";
/// Samples whose pictures may still come; far more than there are frames in flight.
const MAX_WAITING: usize = 64;
/// Source: AV1 specification §3, NUM_REF_FRAMES.
const REFERENCES: u64 = 8;

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d02_8004_617631000000),
    video: true,
    inputs: &[guids::MFVideoFormat_AV1],
    outputs: &[
        PixelFormat::I420.subtype(),
        PixelFormat::I010.subtype(),
        PixelFormat::I012.subtype(),
        PixelFormat::I422.subtype(),
        PixelFormat::I210.subtype(),
        PixelFormat::I212.subtype(),
        PixelFormat::I444.subtype(),
        PixelFormat::I410.subtype(),
        PixelFormat::I412.subtype(),
        PixelFormat::I400.subtype(),
        PixelFormat::I410Gray.subtype(),
    ],
    create: |media_type| Ok(Box::new(Av1::new(media_type)?)),
};

struct Av1 {
    decoder: Decoder,
    announced: Option<VideoShape>,
    frame_rate: Option<Ratio>,
    /// The stamps of the samples sent, by the number they were sent with.
    stamps: VecDeque<(i64, Stamp)>,
    sent: i64,
    /// The largest picture of the sequence, and its bytes.
    sequence: Option<(FrameSize, u64)>,
    /// Samples since the last sequence header.
    pictures: u64,
    /// A sample was refused: all up to the next sequence header are left out.
    refused: bool,
    /// Pictures that could not be had since the last sample.
    errors: u32,
}

fn codec(error: openmf_av1::Error) -> Error {
    Error::codec(NAME, error.to_string())
}

fn pixel_format(layout: PixelLayout, bit_depth: u8) -> Result<PixelFormat> {
    Ok(match (layout, bit_depth) {
        (PixelLayout::I400, 8) => PixelFormat::I400,
        (PixelLayout::I400, 10) => PixelFormat::I410Gray,
        (PixelLayout::I420, 8) => PixelFormat::I420,
        (PixelLayout::I420, 10) => PixelFormat::I010,
        (PixelLayout::I420, 12) => PixelFormat::I012,
        (PixelLayout::I422, 8) => PixelFormat::I422,
        (PixelLayout::I422, 10) => PixelFormat::I210,
        (PixelLayout::I422, 12) => PixelFormat::I212,
        (PixelLayout::I444, 8) => PixelFormat::I444,
        (PixelLayout::I444, 10) => PixelFormat::I410,
        (PixelLayout::I444, 12) => PixelFormat::I412,
        (layout, depth) => {
            return Err(Error::UnsupportedFormat {
                what: format!("AV1 of {depth} bits with chroma layout {layout:?}").into(),
            });
        }
    })
}

fn color_info(color: openmf_av1::ColorDescription) -> openmf_core::ColorInfo {
    color::from_code_points(
        u32::from(color.primaries),
        u32::from(color.transfer),
        u32::from(color.matrix),
        Some(color.full_range),
    )
}

impl Av1 {
    fn new(media_type: &MediaType) -> Result<Self> {
        let mut decoder = Decoder::new(&Settings::default()).map_err(codec)?;
        let input = VideoFormat::try_from(media_type)?;
        let mut announced = None;
        let mut frame_rate = None;
        // av1C: four bytes, then OBUs, of which a sequence header may be one. Source: AV1 in ISOBMFF §2.3.3.
        let record = media_type
            .attributes()
            .get(keys::MF_MT_MPEG_SEQUENCE_HEADER)
            .unwrap_or_default();
        let units = if record.first() == Some(&0x81) {
            record.get(4..).unwrap_or(&[])
        } else {
            &record
        };
        if let Ok(header) = SequenceHeader::parse(units) {
            frame_rate = header.frame_rate.map(|(numerator, denominator)| Ratio {
                numerator,
                denominator,
            });
            let stated = FrameSize {
                width: header.max_width,
                height: header.max_height,
            };
            announced = Some(VideoShape {
                color: color_info(header.color),
                frame_rate,
                interlace_mode: 2,
                ..VideoShape::new(
                    pixel_format(header.layout, header.bit_depth)?,
                    if input.size == FrameSize::default() {
                        stated
                    } else {
                        input.size
                    },
                )
            });
            // A broken one here may be followed by a good one in the samples.
            let _ = decoder.send_data(units, -1, 0);
            let _ = decoder.get_picture();
        } else if input.size != FrameSize::default() {
            announced = Some(VideoShape {
                interlace_mode: 2,
                ..VideoShape::new(PixelFormat::I420, input.size)
            });
        }
        Ok(Self {
            decoder,
            announced,
            frame_rate,
            stamps: VecDeque::new(),
            sent: 0,
            sequence: None,
            pictures: 0,
            refused: false,
            errors: 0,
        })
    }

    fn put(&mut self, picture: Picture, out: &mut Sink<'_>) -> Result<()> {
        let number = picture.timestamp();
        let stamp = self
            .stamps
            .iter()
            .find(|(sent, _)| *sent == number)
            .map(|(_, stamp)| *stamp);
        // Earlier samples without a picture had none to show. The stamp itself stays: layers share it.
        self.stamps.retain(|(sent, _)| *sent >= number);
        let shape = VideoShape {
            color: color_info(picture.color()),
            frame_rate: self.frame_rate,
            interlace_mode: 2,
            ..VideoShape::new(
                pixel_format(picture.layout(), picture.bit_depth())?,
                FrameSize {
                    width: picture.width() as u32,
                    height: picture.height() as u32,
                },
            )
        };
        let strides = [0, 1, 2].map(|index| picture.plane(index).map_or(0, |plane| plane.stride));
        out.picture_in(&shape, Owner(picture), strides, stamp.unwrap_or_default())
    }

    fn take(&mut self, out: &mut Sink<'_>) -> Result<()> {
        while self.take_one(out)? {}
        Ok(())
    }

    fn take_one(&mut self, out: &mut Sink<'_>) -> Result<bool> {
        match self.decoder.get_picture().map_err(codec)? {
            Some(picture) => self.put(picture, out).map(|()| true),
            None => Ok(false),
        }
    }

    /// Whether there may be memory for one more picture of the sequence; false if it is to be left out.
    fn admit(&mut self, data: &[u8], coded: u64) -> Result<bool> {
        if let Ok(header) = SequenceHeader::parse(data) {
            let size = FrameSize {
                width: header.max_width,
                height: header.max_height,
            };
            // A frame of any other size is refused by the library where it is larger than any level has.
            let format = pixel_format(header.layout, header.bit_depth)?;
            self.sequence = picture_memory::picture_bytes(format, size)
                .ok()
                .map(|bytes| (size, bytes));
            self.pictures = 0;
            self.refused = false;
        }
        let Some((size, picture)) = self.sequence else {
            return Ok(true);
        };
        if self.refused {
            return Ok(false);
        }
        self.pictures += 1;
        let flying = u64::from(self.decoder.frame_delay());
        // Each frame in flight has its coefficients, of twice the size; eight pictures can be referred to, and two are
        // with whoever shows them.
        let bytes = picture * (2 * flying.min(self.pictures) + self.pictures.min(REFERENCES + flying + 2));
        let admitted = picture_memory::admit(NAME, size, bytes, coded);
        if admitted.is_err() {
            self.refused = true;
            self.decoder.flush().map_err(codec)?;
        }
        admitted.map(|()| true)
    }
}

/// A picture in the library's memory.
struct Owner(Picture);

impl PictureOwner for Owner {
    fn plane(&self, index: usize) -> &[u8] {
        self.0.plane(index).map_or(&[], |plane| plane.data)
    }
}

impl Codec for Av1 {
    fn format(&self) -> Option<Format> {
        self.announced.map(Format::Video)
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        if !self.admit(packet.data, packet.coded)? {
            return Ok(());
        }
        let number = self.sent;
        self.sent += 1;
        self.errors = 0;
        self.stamps.push_back((number, packet.stamp));
        if self.stamps.len() > MAX_WAITING {
            self.stamps.pop_front();
        }
        let mut result = Ok(());
        // Each turn takes a picture out, and a frame in flight makes one, or one for each layer.
        for _ in 0..MAX_WAITING {
            if self.decoder.send_data(packet.data, number, 0).map_err(codec)? == Sent::Accepted {
                return result;
            }
            result = result.and(self.take(out));
        }
        Err(Error::codec(NAME, "a sample was not taken"))
    }

    fn next(&mut self, out: &mut Sink<'_>) -> Result<bool> {
        // An error leaves out one picture, and while there is no more data there are no more than frames in flight.
        let errors = self.errors;
        match self.take_one(out) {
            Err(error) if errors < self.decoder.frame_delay() => {
                self.errors += 1;
                Err(error)
            }
            Err(_) => Ok(false),
            more => more,
        }
    }

    fn drain(&mut self, _out: &mut Sink<'_>) -> Result<()> {
        self.errors = 0;
        self.decoder.drain();
        Ok(())
    }

    fn reset(&mut self) -> Result<()> {
        self.stamps.clear();
        self.refused = false;
        self.decoder.flush().map_err(codec)
    }
}
