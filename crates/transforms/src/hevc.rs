//! HEVC by rust_h265.
//!
//! The library puts pictures out in presentation order but knows no time stamps. They are found by the picture order
//! count, which is computed here from the slice headers. Source: ISO/IEC 23008-2 §8.3.1.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use openmf_core::nal::Family;
use openmf_core::{Error, FrameSize, Guid, MediaType, PictureOwner, PixelFormat, Result, guids, keys};
use rust_h265::PixelData;

use crate::decoder::{Codec, DecoderKind, Format, Packet, Sink, Stamp, VideoShape};
use crate::hevc_sets::{Pps, SliceStart, Sps, starts_picture, unit_type};
use crate::nal::{Configuration, Framing};
use crate::picture_memory;

const NAME: &str = "HEVC decoder";
/// More gain little: a picture waits for the rows it refers to.
const THREADS: usize = 2;
/// Pictures that wait for output at the most; the decoded picture buffer has 16.
const MAX_WAITING: usize = 64;

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d02_8002_686576630000),
    video: true,
    inputs: &[
        guids::MFVideoFormat_HEVC,
        guids::MFVideoFormat_HEVC_ES,
        guids::MFVideoFormat_H265,
    ],
    outputs: &[
        PixelFormat::I420.subtype(),
        PixelFormat::I010.subtype(),
        PixelFormat::I012.subtype(),
        PixelFormat::I444.subtype(),
        PixelFormat::I410.subtype(),
        PixelFormat::I412.subtype(),
    ],
    create: |media_type| Ok(Box::new(Hevc::new(media_type)?)),
};

/// Types of NAL units. Source: table 7-1.
mod unit {
    pub(super) const RADL: std::ops::RangeInclusive<u8> = 6..=7;
    pub(super) const RASL: std::ops::RangeInclusive<u8> = 8..=9;
    pub(super) const LAST_SUBLAYER_NON_REFERENCE: u8 = 14;
    pub(super) const RANDOM_ACCESS: std::ops::RangeInclusive<u8> = 16..=23;
    pub(super) const CLEAN_RANDOM_ACCESS: u8 = 21;
    pub(super) const LAST_SLICE: u8 = 31;
    pub(super) const VPS: u8 = 32;
    pub(super) const SPS: u8 = 33;
    pub(super) const PPS: u8 = 34;
    pub(super) const END_OF_SEQUENCE: std::ops::RangeInclusive<u8> = 36..=37;
}

/// A picture that will come out.
struct Waiting {
    /// Counts the coded video sequences, each of which has order counts of its own.
    sequence: u64,
    order: i64,
    stamp: Stamp,
    shape: VideoShape,
}

struct Hevc {
    framing: Framing,
    /// Parameter sets by type and number.
    units: BTreeMap<(u8, u32), Vec<u8>>,
    sequence_sets: BTreeMap<u32, Sps>,
    picture_sets: BTreeMap<u32, Pps>,
    decoder: Option<rust_h265::Decoder>,
    waiting: VecDeque<Waiting>,
    sequence: u64,
    /// The order count of the last picture that others count from.
    previous_order: i64,
    /// The next random access point starts a sequence, whatever its type.
    sequence_ended: bool,
    /// Leading pictures of the last random access point refer to what was never there.
    skips_leading: bool,
    /// Pictures since the last one that needs no others.
    pictures: u64,
    /// A picture was refused: all up to the next one that needs no others are left out.
    refused: bool,
    /// No more data will come.
    draining: bool,
    /// The highest temporal sub-layer that was seen.
    highest_layer: u8,
}

/// The units of lower types are parts of pictures.
const FIRST_NON_PICTURE: u8 = 32;

fn codec(what: impl std::fmt::Display) -> Error {
    Error::codec(NAME, what.to_string())
}

fn shape(sps: &Sps) -> Result<VideoShape> {
    let pixel_format = match (sps.chroma_format, sps.bit_depth) {
        (1, 8) => PixelFormat::I420,
        (1, 10) => PixelFormat::I010,
        (1, 12) => PixelFormat::I012,
        (3, 8) => PixelFormat::I444,
        (3, 10) => PixelFormat::I410,
        (3, 12) => PixelFormat::I412,
        (format, depth) => {
            return Err(Error::UnsupportedFormat {
                what: format!("HEVC with chroma format {format} and {depth} bits").into(),
            });
        }
    };
    if sps.chroma_bit_depth != sps.bit_depth {
        return Err(Error::UnsupportedFormat {
            what: "HEVC with different depths of luma and chroma".into(),
        });
    }
    Ok(VideoShape {
        pixel_aspect: sps.pixel_aspect,
        color: sps.color,
        frame_rate: sps.frame_rate,
        ..VideoShape::new(pixel_format, sps.size)
    })
}

impl Hevc {
    fn new(media_type: &MediaType) -> Result<Self> {
        let mut this = Self {
            framing: Framing::AnnexB,
            units: BTreeMap::new(),
            sequence_sets: BTreeMap::new(),
            picture_sets: BTreeMap::new(),
            decoder: None,
            highest_layer: 0,
            waiting: VecDeque::new(),
            sequence: 0,
            previous_order: 0,
            sequence_ended: true,
            skips_leading: true,
            pictures: 0,
            refused: false,
            draining: false,
        };
        if let Ok(record) = media_type.attributes().get(keys::MF_MT_MPEG_SEQUENCE_HEADER)
            && !record.is_empty()
        {
            let configuration = Configuration::parse(Family::Hevc, &record)?;
            this.framing = configuration.framing;
            for unit in &configuration.units {
                // A broken set here may be followed by a good one in the samples.
                let _ = this.store_parameter_set(unit);
            }
            if let Some(sps) = this.sequence_sets.values().next() {
                shape(sps)?;
            }
        }
        Ok(this)
    }

    fn store_parameter_set(&mut self, unit: &[u8]) -> Result<()> {
        let kind = unit_type(unit);
        let id = match kind {
            unit::SPS => {
                let sps = Sps::parse(unit).ok_or_else(|| codec("a malformed sequence parameter set"))?;
                let (id, decodable) = (sps.id, shape(&sps).map(drop));
                self.sequence_sets.insert(id, sps);
                decodable?;
                id
            }
            unit::PPS => {
                let pps = Pps::parse(unit).ok_or_else(|| codec("a malformed picture parameter set"))?;
                self.picture_sets.insert(pps.id, pps);
                pps.id
            }
            unit::VPS => u32::from(unit.get(2).map_or(0, |byte| byte >> 4)),
            _ => return Ok(()),
        };
        self.units.insert((kind, id), unit.to_vec());
        Ok(())
    }

    fn create(&self) -> rust_h265::Decoder {
        let mut decoder = rust_h265::Decoder::new()
            .with_display_order()
            .with_threads(THREADS);
        for unit in self.units.values() {
            if let Some(nal) = rust_h265::parse_nal(unit) {
                // A set that the library refuses is named when a slice uses it.
                let _ = decoder.decode_nal(&nal);
            }
        }
        decoder
    }

    /// Whether there may be memory for the picture that `slice` starts; false if it is to be left out.
    fn admit(&mut self, slice: &[u8], coded: u64) -> Result<bool> {
        let random_access = unit::RANDOM_ACCESS.contains(&unit_type(slice));
        if self.refused && !random_access {
            return Ok(false);
        }
        let start = SliceStart::parse(slice, |id| {
            let pps = self.picture_sets.get(&id)?;
            Some((pps, self.sequence_sets.get(&pps.sps)?))
        });
        let Some(sps) = start.and_then(|start| self.sequence_sets.get(&start.sps)) else {
            return Ok(true);
        };
        let (size, held) = (sps.size, u64::from(sps.held_pictures));
        let picture = picture_memory::picture_bytes(shape(sps)?.pixel_format, size)?;
        if random_access {
            self.pictures = 0;
            self.refused = false;
        }
        self.pictures += 1;
        // The library keeps a picture's motion with it, 20 bytes for each 16 samples; a copy goes out, and another is
        // with whoever has the one before.
        let each = picture + picture_memory::samples(size) * 20 / 16;
        let bytes = each * self.pictures.min(held + THREADS as u64) + 2 * picture;
        let admitted = picture_memory::admit(NAME, size, bytes, coded);
        self.refused = admitted.is_err();
        admitted.map(|()| true)
    }

    /// Notes the picture that `slice` starts.
    fn note(&mut self, slice: &[u8], stamp: Stamp) -> Option<()> {
        let kind = unit_type(slice);
        let start = SliceStart::parse(slice, |id| {
            let pps = self.picture_sets.get(&id)?;
            Some((pps, self.sequence_sets.get(&pps.sps)?))
        })?;
        let random_access = unit::RANDOM_ACCESS.contains(&kind);
        let starts_sequence = random_access && (kind != unit::CLEAN_RANDOM_ACCESS || self.sequence_ended);
        if random_access {
            self.skips_leading = starts_sequence;
            self.sequence_ended = false;
        }
        let modulus = 1i64 << start.order_count_bits;
        let low = i64::from(start.order_count_low);
        let order = if starts_sequence {
            self.sequence += 1;
            low
        } else {
            let previous_low = self.previous_order.rem_euclid(modulus);
            let high = self.previous_order - previous_low;
            if low < previous_low && previous_low - low >= modulus / 2 {
                high + modulus + low
            } else if low > previous_low && low - previous_low > modulus / 2 {
                high - modulus + low
            } else {
                high + low
            }
        };
        let base_layer = slice.get(1).is_some_and(|byte| byte & 7 == 1);
        let leading = unit::RADL.contains(&kind) || unit::RASL.contains(&kind);
        let counted = !leading && (kind > unit::LAST_SUBLAYER_NON_REFERENCE || kind % 2 == 1);
        if base_layer && counted {
            self.previous_order = order;
        }
        let skipped = unit::RASL.contains(&kind) && self.skips_leading;
        if start.output && !skipped {
            let shape = shape(self.sequence_sets.get(&start.sps)?).ok()?;
            self.waiting.push_back(Waiting {
                sequence: self.sequence,
                order,
                stamp,
                shape,
            });
            if self.waiting.len() > MAX_WAITING {
                self.waiting.pop_front();
            }
        }
        Some(())
    }

    /// The picture that a frame of the library is; those it left out are forgotten.
    fn take_waiting(&mut self, order: i32) -> Option<Waiting> {
        let at = self
            .waiting
            .iter()
            .position(|waiting| waiting.order == i64::from(order))?;
        let found = self.waiting.remove(at)?;
        self.waiting
            .retain(|other| (other.sequence, other.order) > (found.sequence, found.order));
        Some(found)
    }

    fn put(&mut self, frame: rust_h265::Frame, out: &mut Sink<'_>) -> Result<()> {
        let size = FrameSize {
            width: frame.width,
            height: frame.height,
        };
        let waiting = self.take_waiting(frame.pic_order_cnt);
        let (shape, stamp) = match &waiting {
            Some(waiting) => (waiting.shape, waiting.stamp),
            None => {
                let sps = self.sequence_sets.values().find(|sps| sps.size == size);
                (
                    shape(sps.ok_or_else(|| codec("a picture of an unknown sequence"))?)?,
                    Stamp::default(),
                )
            }
        };
        let chroma_width = match frame.chroma_format_idc {
            1 | 2 => size.width.div_ceil(2),
            _ => size.width,
        };
        let wide = matches!(frame.y, PixelData::U16(_));
        let bytes = shape.pixel_format.bytes_per_component();
        if wide != (bytes == 2) {
            return Err(codec("a picture of another depth than its sequence has"));
        }
        let [luma, chroma] = [size.width, chroma_width].map(|width| width as usize * bytes);
        let mut owner = Planes([frame.y, frame.u, frame.v]);
        if cfg!(target_endian = "big") {
            owner.make_little_endian();
        }
        out.picture_in(
            &VideoShape { size, ..shape },
            owner,
            [luma, chroma, chroma],
            stamp,
        )
    }
}

/// The planes of a picture, which the library leaves to the caller.
struct Planes([PixelData; 3]);

impl Planes {
    fn make_little_endian(&mut self) {
        for plane in &mut self.0 {
            if let PixelData::U16(words) = plane {
                words.iter_mut().for_each(|word| *word = word.to_le());
            }
        }
    }
}

impl PictureOwner for Planes {
    fn plane(&self, index: usize) -> &[u8] {
        match self.0.get(index) {
            None => &[],
            Some(PixelData::U8(bytes)) => bytes,
            Some(PixelData::U16(words)) => bytemuck::cast_slice(words),
        }
    }
}

/// Remembers the first error.
fn keep(result: &mut Result<()>, next: Result<()>) {
    if result.is_ok() {
        *result = next;
    }
}

impl Codec for Hevc {
    fn format(&self) -> Option<Format> {
        shape(self.sequence_sets.values().next()?).ok().map(Format::Video)
    }

    fn is_disposable(&mut self, data: &[u8]) -> bool {
        let mut disposable = None;
        for unit in self.framing.units(data) {
            let (kind, Some(second)) = (unit_type(unit), unit.get(1)) else {
                continue;
            };
            if kind >= FIRST_NON_PICTURE {
                continue;
            }
            let layer = (second & 7).saturating_sub(1);
            self.highest_layer = self.highest_layer.max(layer);
            // An even number below 16 is a sub-layer non-reference picture: none of its own layer refers to it, and above
            // the highest there is none. Source: ITU-T H.265 §7.4.2.2, table 7-1.
            let this = kind < 16 && kind % 2 == 0 && layer == self.highest_layer;
            disposable = Some(disposable.unwrap_or(true) && this);
        }
        disposable.unwrap_or(false)
    }

    fn decode(&mut self, packet: Packet<'_>, _out: &mut Sink<'_>) -> Result<()> {
        // What can be read is decoded all the same.
        let mut result = self.framing.check(packet.data, NAME);
        for data in self.framing.units(packet.data) {
            let kind = unit_type(data);
            // Layers above the base layer belong to extensions that are not decoded.
            let base = data.first().is_some_and(|byte| byte & 1 == 0)
                && data.get(1).is_some_and(|byte| byte >> 3 == 0);
            let Some(nal) = rust_h265::parse_nal(data).filter(|_| base) else {
                continue;
            };
            if matches!(kind, unit::VPS | unit::SPS | unit::PPS)
                && let Err(error) = self.store_parameter_set(data)
            {
                keep(&mut result, Err(error));
                continue;
            }
            if kind <= unit::LAST_SLICE {
                let admitted = if starts_picture(data) {
                    self.admit(data, packet.coded)
                } else {
                    Ok(!self.refused)
                };
                match admitted {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(error) => {
                        keep(&mut result, Err(error));
                        // With it goes what it holds.
                        self.decoder = None;
                        self.waiting.clear();
                        self.sequence_ended = true;
                        continue;
                    }
                }
            }
            if kind <= unit::LAST_SLICE && starts_picture(data) && self.note(data, packet.stamp).is_none() {
                keep(&mut result, Err(codec("a slice without its parameter sets")));
                continue;
            }
            self.sequence_ended |= unit::END_OF_SEQUENCE.contains(&kind);
            let mut decoder = match self.decoder.take() {
                Some(decoder) => decoder,
                None => self.create(),
            };
            if let Err(error) = decoder.decode_nal(&nal) {
                keep(&mut result, Err(codec(error)));
            }
            self.decoder = Some(decoder);
        }
        result
    }

    fn next(&mut self, out: &mut Sink<'_>) -> Result<bool> {
        let Some(decoder) = &mut self.decoder else {
            return Ok(false);
        };
        let frame = if self.draining {
            decoder.flush()
        } else {
            decoder.next_output()
        };
        if let Some(frame) = frame {
            return self.put(frame, out).map(|()| true);
        }
        if self.draining {
            self.draining = false;
            let error = decoder.next_error();
            self.decoder = None;
            return error.map_or(Ok(false), |error| Err(codec(error)));
        }
        Ok(false)
    }

    fn drain(&mut self, _out: &mut Sink<'_>) -> Result<()> {
        self.draining = true;
        Ok(())
    }

    fn reset(&mut self) -> Result<()> {
        self.decoder = None;
        self.draining = false;
        self.refused = false;
        self.waiting.clear();
        self.previous_order = 0;
        self.sequence_ended = true;
        self.skips_leading = true;
        Ok(())
    }
}
