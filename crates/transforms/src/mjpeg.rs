//! Motion JPEG: a JPEG picture, or one for each field, in a sample.

use openmf_core::{ColorInfo, Error, FrameSize, Guid, MediaType, PixelFormat, Result, VideoFormat, guids};

use crate::decoder::{Codec, DecoderKind, Format, Packet, Sink, VideoShape};
use crate::jpeg::{Jpeg, TOO_LARGE};
use crate::picture_memory;

const NAME: &str = "Motion JPEG decoder";

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d02_8005_6d6a70656700),
    video: true,
    inputs: &[
        guids::MFVideoFormat_MJPG,
        Guid::from_fourcc(*b"jpeg"),
        Guid::from_fourcc(*b"mjpa"),
        Guid::from_fourcc(*b"dmb1"),
        Guid::from_fourcc(*b"AVRn"),
    ],
    outputs: &[
        PixelFormat::I420.subtype(),
        PixelFormat::I422.subtype(),
        PixelFormat::I444.subtype(),
        PixelFormat::I400.subtype(),
    ],
    create: |media_type| Ok(Box::new(Mjpeg::new(media_type)?)),
};

/// How many times as much data as a picture of a film one that stands alone has for the same memory. The sparsest real
/// ones have a fifth of a bit for each pixel.
const LEAST_RATIO: u64 = 8;

struct Mjpeg {
    input: FrameSize,
    /// The first of two fields has the lower lines. AVI files of this code have it so whatever the marker AVI1 in them says,
    /// as FFmpeg takes them; files of other codes have the upper lines first.
    lower_first: bool,
    /// The first field or the picture, and the second field.
    pictures: [Jpeg; 2],
}

impl Mjpeg {
    fn new(media_type: &MediaType) -> Result<Self> {
        let input = VideoFormat::try_from(media_type)?;
        Ok(Self {
            input: input.size,
            lower_first: media_type.subtype() == guids::MFVideoFormat_MJPG,
            pictures: Default::default(),
        })
    }
}

/// The shape of a picture of `height` rows.
fn shape(picture: &Jpeg, height: usize) -> Result<VideoShape> {
    let factors = |index: usize| picture.components.get(index).map(|c| (c.horizontal, c.vertical));
    let pixel_format = match (picture.components.len(), picture.sampling(), factors(1)) {
        (1, ..) => PixelFormat::I400,
        (3, (horizontal, vertical), Some((h, v)))
            if factors(2) == Some((h, v)) && factors(0) == Some((horizontal, vertical)) =>
        {
            match (horizontal, vertical) {
                (x, y) if (x, y) == (h, v) => PixelFormat::I444,
                (x, y) if (x, y) == (2 * h, v) => PixelFormat::I422,
                (x, y) if (x, y) == (2 * h, 2 * v) => PixelFormat::I420,
                _ => return Err(unsupported(picture)),
            }
        }
        _ => return Err(unsupported(picture)),
    };
    Ok(VideoShape {
        // JFIF: BT.601 with the full range; the primaries are those of the source.
        color: ColorInfo {
            matrix: 2,
            range: 1,
            ..ColorInfo::default()
        },
        ..VideoShape::new(
            pixel_format,
            FrameSize {
                width: picture.width as u32,
                height: height as u32,
            },
        )
    })
}

fn unsupported(picture: &Jpeg) -> Error {
    let factors: Vec<String> = picture
        .components
        .iter()
        .map(|component| format!("{}x{}", component.horizontal, component.vertical))
        .collect();
    Error::UnsupportedFormat {
        what: format!("JPEG with the sampling factors {}", factors.join(", ")).into(),
    }
}

impl Codec for Mjpeg {
    fn format(&self) -> Option<Format> {
        if self.input == FrameSize::default() {
            return None;
        }
        let color = ColorInfo {
            matrix: 2,
            range: 1,
            ..ColorInfo::default()
        };
        // The usual sampling; another one tells with its first picture.
        let shape = VideoShape::new(PixelFormat::I420, self.input);
        Some(Format::Video(VideoShape { color, ..shape }))
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let codec = |problem| Error::codec(NAME, problem);
        let [first, second] = &mut self.pictures;
        // The planes, those of a second field, and the sample that they are copied to. A picture needs no others, so
        // that it is measured by its own data.
        let coded = packet.data.len() as u64 / LEAST_RATIO;
        for picture in [&mut *first, &mut *second] {
            picture.max_plane_bytes = Some(picture_memory::limit(coded) / 2);
        }
        let rest = match first.decode(packet.data) {
            Err(TOO_LARGE) => {
                let size = FrameSize {
                    width: first.width as u32,
                    height: first.height as u32,
                };
                return picture_memory::admit(NAME, size, first.plane_bytes * 2, coded);
            }
            rest => rest.map_err(codec)?,
        };
        // Two fields share a sample where a picture has half the rows that the container tells.
        let halved = (self.input.height as usize).div_ceil(2) == first.height && self.input.height > 1;
        let fields = halved
            && second.decode(rest).is_ok()
            && (second.width, second.height, second.components.len())
                == (first.width, first.height, first.components.len())
            && second.sampling() == first.sampling();
        let height = if fields {
            self.input.height as usize
        } else {
            first.height
        };
        let mut shape = shape(first, height)?;
        shape.interlace_mode = if fields { 7 } else { 2 };
        let (upper, lower) = match fields && self.lower_first {
            true => (&*second, &*first),
            false => (&*first, &*second),
        };
        out.picture_with(&shape, packet.stamp, |layout, target| {
            for (index, plane) in layout.planes().iter().enumerate() {
                let source = |picture: &'_ Jpeg, row: usize| -> Option<std::ops::Range<usize>> {
                    let start = picture.components.get(index)?.stride.checked_mul(row)?;
                    Some(start..start + plane.width_bytes)
                };
                for row in 0..plane.rows {
                    let (picture, at) = match (fields, row % 2) {
                        (false, _) => (upper, row),
                        (true, 0) => (upper, row / 2),
                        (true, _) => (lower, row / 2),
                    };
                    let bytes =
                        source(picture, at).and_then(|range| picture.components.get(index)?.plane.get(range));
                    let start = plane.offset + row * plane.stride;
                    let (Some(bytes), Some(target)) =
                        (bytes, target.get_mut(start..start + plane.width_bytes))
                    else {
                        return false;
                    };
                    target.copy_from_slice(bytes);
                }
            }
            true
        })
    }

    fn reset(&mut self) -> Result<()> {
        Ok(())
    }
}
