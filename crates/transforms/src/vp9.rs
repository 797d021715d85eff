//! VP9 by rusty_vp9. Source of the header: VP9 bitstream specification §6.2, §7.2.

use openmf_core::{ColorInfo, Error, FrameSize, Guid, MediaType, PixelFormat, Result, VideoFormat, guids};
use rusty_vp9::{DecodedFrame, Vp9Decoder};

use crate::bits::BitReader;
use crate::color;
use crate::decoder::{Codec, DecoderKind, Format, Packet, Planes, Sink, VideoShape};
use crate::picture_memory;

const NAME: &str = "VP9 decoder";

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d02_8003_767039000000),
    video: true,
    inputs: &[guids::MFVideoFormat_VP90],
    outputs: &[
        PixelFormat::I420.subtype(),
        PixelFormat::I422.subtype(),
        PixelFormat::I444.subtype(),
        PixelFormat::I010.subtype(),
        PixelFormat::I210.subtype(),
        PixelFormat::I410.subtype(),
        PixelFormat::I012.subtype(),
        PixelFormat::I212.subtype(),
        PixelFormat::I412.subtype(),
    ],
    create: |media_type| Ok(Box::new(Vp9::new(media_type)?)),
};

/// The largest picture of any level, in luma samples. Source: "VP9 levels" (WebM project), level 6.2.
const MAX_SAMPLES: u64 = 35_651_584;

/// A picture that others may refer to.
#[derive(Clone, Copy, Default)]
struct Slot {
    number: u64,
    size: (u32, u32),
    bytes: u64,
}

struct Vp9 {
    decoder: Vp9Decoder,
    slots: [Slot; 8],
    pictures: u64,
    /// A picture was refused: all up to the next key frame are left out.
    refused: bool,
    /// Of the last key frame.
    color: ColorInfo,
    announced: Option<VideoShape>,
    /// The packet before, if it was left out.
    left_out: Option<Vec<u8>>,
    /// The decoder is left from before a reset, for its memory: only a key frame may follow, which replaces all it knows.
    rests: bool,
}

/// The frames of a superframe, or the packet itself. Source: Annex B.
fn frames(packet: &[u8]) -> Vec<&[u8]> {
    let split = || {
        let marker = *packet.last()?;
        if marker & 0xe0 != 0xc0 {
            return None;
        }
        let count = usize::from(marker & 7) + 1;
        let bytes = usize::from(marker >> 3 & 3) + 1;
        let index = packet.len().checked_sub(2 + count * bytes)?;
        let (mut rest, index) = packet.split_at_checked(index)?;
        if index.first() != Some(&marker) {
            return None;
        }
        let mut frames = Vec::with_capacity(count);
        for size in index.get(1..)?.chunks_exact(bytes).take(count) {
            let size = size
                .iter()
                .rev()
                .fold(0usize, |size, byte| size << 8 | usize::from(*byte));
            let (frame, after) = rest.split_at_checked(size)?;
            frames.push(frame);
            rest = after;
        }
        Some(frames)
    };
    split().unwrap_or_else(|| vec![packet])
}

fn header(frame: &[u8]) -> Option<rusty_vp9::FrameHeader> {
    let mut bits = rusty_vp9::BitReader::new(frame);
    rusty_vp9::parse_uncompressed_header(&mut bits, &[(0, 0); 8]).ok()
}

/// Whether a frame changes nothing that a frame behind it may need, if that one [needs no
/// state](needs_no_state). A reference is not all that a frame can leave: there are probabilities, motion vectors and
/// the map of segments. Source: VP9 bitstream specification §7.2, refresh_frame_flags and error_resilient_mode.
fn keeps_nothing(frame: &[u8]) -> bool {
    header(frame).is_some_and(|header| {
        !header.show_existing_frame && header.refresh_frame_flags == 0 && header.error_resilient
    })
}

/// Whether a frame needs nothing of the frame before it but references.
fn needs_no_state(frame: &[u8]) -> bool {
    header(frame)
        .is_some_and(|header| !header.show_existing_frame && (header.key_frame || header.error_resilient))
}

fn is_key_frame(frame: &[u8]) -> bool {
    header(frame).is_some_and(|header| !header.show_existing_frame && header.key_frame)
}

/// What the header of a key frame says of colours; `None` for other frames.
fn key_frame_color(frame: &[u8]) -> Option<ColorInfo> {
    let bits = &mut BitReader::new(frame);
    if bits.bits(2)? != 2 {
        return None;
    }
    let profile = bits.bits(1)? | bits.bits(1)? << 1;
    if profile == 3 {
        bits.skip(1)?;
    }
    let (existing, inter) = (bits.flag()?, bits.flag()?);
    if existing || inter {
        return None;
    }
    bits.skip(2)?;
    if bits.bits(24)? != 0x49_8342 {
        return None;
    }
    let twelve_bits = profile >= 2 && bits.flag()?;
    // The primaries go with the matrix where a value names both.
    let (primaries, transfer, matrix) = match bits.bits(3)? {
        1 => (2, 2, 5),
        2 => (1, 1, 1),
        3 => (6, 6, 6),
        4 => (7, 7, 7),
        5 => (9, if twelve_bits { 15 } else { 14 }, 9),
        7 => return Some(color::from_code_points(1, 13, 2, Some(true))),
        _ => (2, 2, 2),
    };
    let full_range = bits.flag()?;
    Some(color::from_code_points(
        primaries,
        transfer,
        matrix,
        Some(full_range),
    ))
}

impl Vp9 {
    fn new(media_type: &MediaType) -> Result<Self> {
        let input = VideoFormat::try_from(media_type)?;
        // Most streams are of profile 0; another one tells with its first picture.
        let announced = (input.size != FrameSize::default()).then(|| VideoShape {
            interlace_mode: 2,
            ..VideoShape::new(PixelFormat::I420, input.size)
        });
        Ok(Self {
            decoder: Vp9Decoder::new(),
            slots: Default::default(),
            pictures: 0,
            refused: false,
            color: ColorInfo::default(),
            announced,
            left_out: None,
            rests: false,
        })
    }

    /// Refuses a frame whose header asks for a picture beyond all levels, or for one that makes the pictures in use too
    /// large together, before memory is reserved for it.
    fn admit(&mut self, frame: &[u8], coded: u64) -> Result<()> {
        let mut bits = rusty_vp9::BitReader::new(frame);
        let sizes = self.slots.map(|slot| slot.size);
        let Ok(header) = rusty_vp9::parse_uncompressed_header(&mut bits, &sizes) else {
            return Ok(());
        };
        if header.show_existing_frame {
            return Ok(());
        }
        let (width, height) = (header.width, header.height);
        let samples = u64::from(width) * u64::from(height);
        if samples > MAX_SAMPLES {
            return Err(Error::codec(
                NAME,
                format!("a picture of {width}x{height} pixels"),
            ));
        }
        let chroma = samples >> (header.subsampling_x + header.subsampling_y);
        // The library has words for samples of any depth; a copy goes out, and another is with whoever has the one
        // before.
        let bytes = 2 * (samples + 2 * chroma);
        let out = if header.bit_depth > 8 { bytes } else { bytes / 2 };
        self.pictures += 1;
        let mut slots = self.slots;
        for (index, slot) in slots.iter_mut().enumerate() {
            if header.refresh_frame_flags >> index & 1 == 1 {
                *slot = Slot {
                    number: self.pictures,
                    size: (width, height),
                    bytes,
                };
            }
        }
        let held: u64 = slots
            .iter()
            .enumerate()
            .filter(|(at, slot)| !slots.iter().take(*at).any(|other| other.number == slot.number))
            .map(|(_, slot)| slot.bytes)
            .sum();
        picture_memory::admit(NAME, FrameSize { width, height }, held + bytes + 2 * out, coded)?;
        self.slots = slots;
        Ok(())
    }

    /// Whether the frames of a packet are decoded.
    fn admit_all(&mut self, packet: &[u8], coded: u64) -> Result<bool> {
        for frame in frames(packet) {
            if let Some(color) = key_frame_color(frame) {
                self.color = color;
                self.refused = false;
            }
            if self.refused {
                return Ok(false);
            }
            if let Err(error) = self.admit(frame, coded) {
                // With it goes what the decoder holds.
                self.reset()?;
                self.refused = true;
                return Err(error);
            }
        }
        Ok(true)
    }

    fn put(&self, frame: DecodedFrame, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let pixel_format = match (frame.bit_depth, frame.subsampling_x, frame.subsampling_y) {
            (8, 1, 1) => PixelFormat::I420,
            (8, 1, 0) => PixelFormat::I422,
            (8, 0, 0) => PixelFormat::I444,
            (10, 1, 1) => PixelFormat::I010,
            (10, 1, 0) => PixelFormat::I210,
            (10, 0, 0) => PixelFormat::I410,
            (12, 1, 1) => PixelFormat::I012,
            (12, 1, 0) => PixelFormat::I212,
            (12, 0, 0) => PixelFormat::I412,
            (depth, x, y) => {
                return Err(Error::UnsupportedFormat {
                    what: format!("VP9 of {depth} bits with chroma subsampling {x}:{y}").into(),
                });
            }
        };
        let size = FrameSize {
            width: frame.width,
            height: frame.height,
        };
        let shape = VideoShape {
            color: self.color,
            interlace_mode: 2,
            ..VideoShape::new(pixel_format, size)
        };
        let mut planes = frame.planes.into_iter();
        let mut strides = frame.strides.into_iter();
        let owner = Planes([(); 3].map(|()| planes.next().unwrap_or_default()));
        let strides = [(); 3].map(|()| strides.next().unwrap_or_default());
        out.picture_in(&shape, owner, strides, packet.stamp)
    }
}

impl Codec for Vp9 {
    fn is_disposable(&mut self, data: &[u8]) -> bool {
        let disposable = frames(data).into_iter().all(keeps_nothing);
        if disposable {
            self.left_out = Some(data.to_vec());
        }
        disposable
    }

    fn format(&self) -> Option<Format> {
        self.announced.map(Format::Video)
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let codec = |error: rusty_vp9::Error| Error::codec(NAME, error.to_string());
        let rested = std::mem::take(&mut self.rests);
        if rested {
            let packet = self.left_out.as_deref().unwrap_or(packet.data);
            if !frames(packet).first().is_some_and(|frame| is_key_frame(frame)) {
                self.decoder = Vp9Decoder::new();
            }
        }
        if let Some(left_out) = self.left_out.take()
            && !frames(packet.data)
                .first()
                .is_some_and(|frame| needs_no_state(frame))
        {
            if !self.admit_all(&left_out, packet.coded)? {
                return Ok(());
            }
            self.decoder.push(&left_out, None).map_err(codec)?;
            for _ in frames(&left_out) {
                // Its picture was not wanted.
                let _ = self.decoder.next_frame();
            }
        }
        if !self.admit_all(packet.data, packet.coded)? {
            return Ok(());
        }
        self.decoder.push(packet.data, None).map_err(codec)?;
        let mut result = Ok(());
        // As many turns as a superframe can have frames, each of which may be hidden.
        for _ in 0..=8 {
            match self.decoder.next_frame() {
                Ok(frame) => result = result.and(self.put(frame, packet, out)),
                Err(rusty_vp9::Error::Again | rusty_vp9::Error::Eof) => {}
                Err(error) => result = result.and(Err(codec(error))),
            }
        }
        if rested && result.is_err() {
            // The pictures from before the reset may still be there.
            self.decoder = Vp9Decoder::new();
        }
        result
    }

    fn reset(&mut self) -> Result<()> {
        // New memory for its pictures costs as much as decoding small ones.
        self.rests = true;
        self.slots = Default::default();
        self.refused = false;
        self.left_out = None;
        Ok(())
    }

    fn can_resume(&self) -> bool {
        !self.refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn superframes_are_split() {
        let packet = [1, 2, 3, 4, 5, 0xc1, 2, 3, 0xc1];
        assert_eq!(frames(&packet), [&[1, 2][..], &[3, 4, 5]]);
        let mut cut = packet;
        cut[6] = 9;
        assert_eq!(frames(&cut), [&cut[..]], "an index that reaches too far is none");
        assert_eq!(frames(&[]), [&[][..]]);
    }

    #[test]
    fn absurd_sizes_are_refused() {
        // A key frame of profile 0 with 65536x65536 pixels: sync code, colour space 2, limited range.
        let frame = [
            0x82, 0x49, 0x83, 0x42, 0x4f, 0xff, 0xff, 0xff, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        assert_eq!(
            key_frame_color(&frame).map(|color| (color.matrix, color.range)),
            Some((1, 2))
        );
        let mut decoder = Vp9::new(&MediaType::partial(
            guids::MFMediaType_Video,
            guids::MFVideoFormat_VP90,
        ))
        .unwrap();
        assert!(matches!(decoder.admit(&frame, 0), Err(Error::Codec { .. })));
    }
}
