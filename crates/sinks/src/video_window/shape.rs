//! Which part of a frame is shown, how large it is, and which shape it has.

use openmf_core::{AttributeValue, FrameSize, Guid, MediaType, Ratio, VideoFormat, guids};

/// A part of a frame, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crop {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Crop {
    pub(super) const fn all(size: FrameSize) -> Self {
        Self {
            x: 0,
            y: 0,
            width: size.width,
            height: size.height,
        }
    }

    /// This part of a frame of a size; all of it if the part is not within.
    pub(super) fn within(self, size: FrameSize) -> Self {
        let fits = |from: u32, length: u32, limit: u32| {
            length > 0 && from.checked_add(length).is_some_and(|to| to <= limit)
        };
        if fits(self.x, self.width, size.width) && fits(self.y, self.height, size.height) {
            self
        } else {
            Self::all(size)
        }
    }

    /// An `MFVideoArea`: the offsets' fractions of a pixel are left out.
    fn of_area(area: &[u8]) -> Option<Self> {
        let [fields, rest @ ..] = area.as_chunks::<4>().0 else {
            return None;
        };
        let ([y, width, height], 16) = (rest, area.len()) else {
            return None;
        };
        // `MFOffset` is a fraction of 16 bits and a signed number of 16.
        let offset = |of: &[u8; 4]| u32::try_from(i16::from_le_bytes([of[2], of[3]])).ok();
        let length = |of: &[u8; 4]| u32::try_from(i32::from_le_bytes(*of)).ok();
        Some(Self {
            x: offset(fields)?,
            y: offset(y)?,
            width: length(width)?,
            height: length(height)?,
        })
    }
}

/// The part of its frames that a media type wants shown, if it names one. Source: "Picture Aspect Ratio" (the pan/scan aperture
/// in its mode, else the display aperture), and `MF_MT_GEOMETRIC_APERTURE`: the video renderer shows that one, if it is
/// specified.
pub(super) fn aperture(media_type: &MediaType) -> Option<Crop> {
    let attributes = media_type.attributes();
    let area = |key: &Guid| match attributes.item(key) {
        Some(AttributeValue::Blob(area)) => Crop::of_area(&area),
        _ => None,
    };
    let pans = attributes
        .item(&guids::MF_MT_PAN_SCAN_ENABLED)
        .is_some_and(|value| matches!(value, AttributeValue::U32(enabled) if enabled != 0));
    let panned = pans.then(|| area(&guids::MF_MT_PAN_SCAN_APERTURE)).flatten();
    panned
        .or_else(|| area(&guids::MF_MT_GEOMETRIC_APERTURE))
        .or_else(|| area(&guids::MF_MT_MINIMUM_DISPLAY_APERTURE))
}

/// How large pictures are, and which shape they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// What is shown of a frame, in its pixels, before it is turned.
    size: (u32, u32),
    /// Width to height of a pixel, before it is turned.
    pixel_aspect: Ratio,
    /// By a quarter, to either side.
    turned: bool,
}

impl Shape {
    pub(super) fn new(crop: Crop, pixel_aspect: Ratio, rotation: u32) -> Self {
        Self {
            size: (crop.width, crop.height),
            pixel_aspect,
            turned: matches!(rotation, 90 | 270),
        }
    }

    /// Of the pictures of a format.
    pub(super) fn of_format(format: &VideoFormat, aperture: Option<Crop>) -> Self {
        let crop = aperture.unwrap_or(Crop::all(format.size)).within(format.size);
        Self::new(crop, format.pixel_aspect, format.rotation)
    }

    /// What is shown of a frame, turned but not scaled.
    pub(super) fn native_size(self) -> FrameSize {
        let (width, height) = self.turn(self.size);
        FrameSize { width, height }
    }

    /// Width to height of what is shown, turned, in lowest terms.
    pub(super) fn picture_aspect(self) -> Ratio {
        let sides = [
            (self.size.0, self.pixel_aspect.numerator),
            (self.size.1, self.pixel_aspect.denominator),
        ];
        let [across, down] = sides.map(|(pixels, of_pixel)| u64::from(pixels) * u64::from(of_pixel));
        let common = gcd(across, down).max(1);
        let (mut across, mut down) = (across / common, down / common);
        // A ratio of files that lie; it is given as well as it can be.
        while across.max(down) > i32::MAX as u64 {
            (across, down) = (across / 2, down / 2);
        }
        let (numerator, denominator) = self.turn((across as u32, down as u32));
        Ratio {
            numerator,
            denominator,
        }
    }

    /// The size at which the picture has its shape in square pixels, turned.
    pub(super) fn display_size(self) -> (u32, u32) {
        let (width, height) = self.size;
        let aspect = self.pixel_aspect;
        let stretched = u64::from(width) * u64::from(aspect.numerator) / u64::from(aspect.denominator.max(1));
        let width = u32::try_from(stretched).unwrap_or(u32::MAX).clamp(1, MAX_SHAPE);
        self.turn((width, height.clamp(1, MAX_SHAPE)))
    }

    fn turn(self, (across, down): (u32, u32)) -> (u32, u32) {
        if self.turned {
            (down, across)
        } else {
            (across, down)
        }
    }
}

/// A shape is not taken to be larger than this, whatever aspect a file claims.
const MAX_SHAPE: u32 = 1 << 20;

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use openmf_core::PixelFormat;

    fn area(x: i16, y: i16, width: i32, height: i32) -> AttributeValue {
        let mut area = Vec::new();
        for offset in [x, y] {
            area.extend([0, 0x80]);
            area.extend(offset.to_le_bytes());
        }
        area.extend(width.to_le_bytes());
        area.extend(height.to_le_bytes());
        AttributeValue::Blob(area)
    }

    #[test]
    fn native_sizes_and_aspects_are_of_what_is_shown() {
        // Size, aperture, pixel aspect, rotation; native size, aspect ratio, size in square pixels.
        let crop = |x, y, width, height| Some(Crop { x, y, width, height });
        let table = [
            ((640, 480), None, (1, 1), 0, (640, 480), (4, 3), (640, 480)),
            // Source: `MF_MT_GEOMETRIC_APERTURE`, its example.
            (
                (720, 480),
                crop(8, 0, 704, 480),
                (10, 11),
                0,
                (704, 480),
                (4, 3),
                (640, 480),
            ),
            (
                (720, 480),
                crop(8, 0, 704, 480),
                (10, 11),
                90,
                (480, 704),
                (3, 4),
                (480, 640),
            ),
            ((720, 576), None, (64, 45), 0, (720, 576), (16, 9), (1_024, 576)),
            ((720, 576), None, (64, 45), 180, (720, 576), (16, 9), (1_024, 576)),
            // A part that is not within the frame is none.
            (
                (720, 480),
                crop(17, 0, 704, 480),
                (1, 1),
                0,
                (720, 480),
                (3, 2),
                (720, 480),
            ),
            (
                (720, 480),
                crop(8, 0, 0, 480),
                (1, 1),
                0,
                (720, 480),
                (3, 2),
                (720, 480),
            ),
        ];
        for ((width, height), aperture, (numerator, denominator), rotation, native, aspect, shown) in table {
            let mut format = VideoFormat::new(PixelFormat::Nv12.subtype(), FrameSize { width, height });
            format.pixel_aspect = Ratio {
                numerator,
                denominator,
            };
            format.rotation = rotation;
            let shape = Shape::of_format(&format, aperture);
            let size = shape.native_size();
            let ratio = shape.picture_aspect();
            assert_eq!(
                (
                    (size.width, size.height),
                    (ratio.numerator, ratio.denominator),
                    shape.display_size()
                ),
                (native, aspect, shown),
                "{format:?} {aperture:?}"
            );
        }
        let huge = Shape {
            size: (u32::MAX, 1),
            pixel_aspect: Ratio {
                numerator: u32::MAX,
                denominator: 1,
            },
            turned: false,
        };
        assert!(i32::try_from(huge.picture_aspect().numerator).is_ok());
    }

    #[test]
    fn a_media_type_says_which_part_is_shown() {
        let format = VideoFormat::new(
            PixelFormat::Nv12.subtype(),
            FrameSize {
                width: 64,
                height: 48,
            },
        );
        let media_type = format.to_media_type();
        let set = |key, value| media_type.attributes().set_item(key, value);
        let shown = || aperture(&media_type).map(|of| (of.x, of.y, of.width, of.height));
        assert_eq!(shown(), None);
        set(guids::MF_MT_MINIMUM_DISPLAY_APERTURE, area(1, 2, 3, 4));
        assert_eq!(shown(), Some((1, 2, 3, 4)));
        set(guids::MF_MT_GEOMETRIC_APERTURE, area(5, 6, 7, 8));
        assert_eq!(shown(), Some((5, 6, 7, 8)));
        set(guids::MF_MT_PAN_SCAN_APERTURE, area(9, 10, 11, 12));
        assert_eq!(shown(), Some((5, 6, 7, 8)), "pan/scan is not enabled");
        set(guids::MF_MT_PAN_SCAN_ENABLED, AttributeValue::U32(1));
        assert_eq!(shown(), Some((9, 10, 11, 12)));
        // Areas that are none.
        set(guids::MF_MT_PAN_SCAN_APERTURE, area(-1, 0, 11, 12));
        assert_eq!(shown(), Some((5, 6, 7, 8)));
        set(guids::MF_MT_PAN_SCAN_APERTURE, AttributeValue::Blob(vec![0; 17]));
        assert_eq!(shown(), Some((5, 6, 7, 8)));
    }
}
