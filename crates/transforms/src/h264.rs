//! H.264 by two libraries: rusty_h264 is the faster, rust_h264 knows more of the standard.
//!
//! The parameter sets decide which one gets a stream. They are read from the samples as well, so that the choice can
//! change at any picture that starts a new sequence.

use std::collections::{BTreeMap, VecDeque};

use openmf_core::annex_b::push_unit;
use openmf_core::nal::Family;
use openmf_core::{Error, FrameSize, Guid, MediaTime, MediaType, PixelFormat, Result, TimeSpan, guids, keys};

use crate::decoder::{Codec, DecoderKind, Format, Packet, Planes, Sink, Stamp, VideoShape};
use crate::h264_sps::{Pps, Sps, slice_pps};
use crate::nal::{Configuration, Framing};
use crate::picture_memory;
use crate::reorder::Reorder;

const NAME: &str = "H.264 decoder";

pub(crate) static KIND: DecoderKind = DecoderKind {
    name: NAME,
    class: Guid::from_u128(0x6f70656e_6d66_4d02_8001_683236340000),
    video: true,
    inputs: &[
        guids::MFVideoFormat_H264,
        guids::MFVideoFormat_H264_ES,
        Guid::from_fourcc(*b"avc1"),
    ],
    outputs: &[
        PixelFormat::I420.subtype(),
        PixelFormat::I422.subtype(),
        PixelFormat::I400.subtype(),
        PixelFormat::I010.subtype(),
        PixelFormat::I210.subtype(),
        PixelFormat::I410Gray.subtype(),
    ],
    create: |media_type| Ok(Box::new(H264::new(media_type)?)),
};

/// Types of NAL units. Source: ISO/IEC 14496-10 table 7-1.
mod unit {
    pub(super) const SLICE: u8 = 1;
    pub(super) const PARTITIONS: std::ops::RangeInclusive<u8> = 2..=4;
    pub(super) const IDR_SLICE: u8 = 5;
    pub(super) const SPS: u8 = 7;
    pub(super) const PPS: u8 = 8;
}

fn unit_type(unit: &[u8]) -> u8 {
    Family::H264.unit_type(unit)
}

enum Picture {
    Fast(rusty_h264::YuvFrame),
    General(rust_h264::decoder::Frame),
}

struct Output {
    picture: Picture,
    shape: VideoShape,
    stamp: Stamp,
    preroll: bool,
}

/// A sample that is decoded when its picture, or one that needs it, has to come out.
struct Ahead {
    data: Vec<u8>,
    time: MediaTime,
    duration: Option<TimeSpan>,
    coded: u64,
    preroll: bool,
}

/// The picture that rust_h264 is putting together.
struct Building {
    shape: VideoShape,
    stamp: Stamp,
    idr: bool,
    preroll: bool,
}

enum Engine {
    Fast(Box<rusty_h264::Decoder>),
    General(Box<rust_h264::decoder::Decoder>, Option<Building>),
}

struct H264 {
    framing: Framing,
    sequence_sets: BTreeMap<u32, (Vec<u8>, Sps)>,
    picture_sets: BTreeMap<u32, (Vec<u8>, Pps)>,
    engine: Option<Engine>,
    /// The engine is left from before a reset, for its memory: only a picture that needs no others may follow.
    rests: bool,
    /// The engine has no part of a picture.
    whole: bool,
    /// The sequence parameter set in use.
    active: Option<Sps>,
    /// rusty_h264 met something it does not know.
    avoid_fast: bool,
    reorder: Reorder<Output>,
    low_latency: bool,
    /// No picture that anybody waits for has come out. Until then, no picture is decoded before it is needed: of those
    /// that are only there to tell which one is the first, the times are enough.
    hurries: bool,
    ahead: VecDeque<Ahead>,
    annex_b: Vec<u8>,
    /// Pictures since the last one that needs no others.
    pictures: u64,
    /// A picture was refused: all up to the next one that needs no others are left out.
    refused: bool,
}

fn codec(what: impl std::fmt::Display) -> Error {
    Error::codec(NAME, what.to_string())
}

/// The shape of a stream's pictures, if a library can decode them.
fn shape(sps: &Sps) -> Result<VideoShape> {
    let pixel_format = match (sps.chroma_format, sps.bit_depth) {
        (0, 8) => PixelFormat::I400,
        (1, 8) => PixelFormat::I420,
        (2, 8) => PixelFormat::I422,
        (0, 10) => PixelFormat::I410Gray,
        (1, 10) => PixelFormat::I010,
        (2, 10) => PixelFormat::I210,
        (format, depth) => {
            return Err(Error::UnsupportedFormat {
                what: format!("H.264 with chroma format {format} and {depth} bits").into(),
            });
        }
    };
    if sps.chroma_format != 0 && sps.chroma_bit_depth != sps.bit_depth {
        return Err(Error::UnsupportedFormat {
            what: "H.264 with different depths of luma and chroma".into(),
        });
    }
    Ok(VideoShape {
        pixel_aspect: sps.pixel_aspect,
        color: sps.color,
        frame_rate: sps.frame_rate,
        // `MFVideoInterlace_Progressive` or `MFVideoInterlace_MixedInterlaceOrProgressive`.
        interlace_mode: if sps.frames_only { 2 } else { 7 },
        ..VideoShape::new(pixel_format, sps.size)
    })
}

impl H264 {
    fn new(media_type: &MediaType) -> Result<Self> {
        let mut this = Self {
            framing: Framing::AnnexB,
            sequence_sets: BTreeMap::new(),
            picture_sets: BTreeMap::new(),
            engine: None,
            rests: false,
            whole: false,
            active: None,
            avoid_fast: false,
            reorder: Reorder::new(),
            low_latency: false,
            hurries: true,
            ahead: VecDeque::new(),
            annex_b: Vec::new(),
            pictures: 0,
            refused: false,
        };
        if let Ok(record) = media_type.attributes().get(keys::MF_MT_MPEG_SEQUENCE_HEADER)
            && !record.is_empty()
        {
            let configuration = Configuration::parse(Family::H264, &record)?;
            this.framing = configuration.framing;
            for unit in &configuration.units {
                // A broken set here may be followed by a good one in the samples.
                let _ = this.store_parameter_set(unit);
            }
            if let Some((_, sps)) = this.sequence_sets.values().next() {
                shape(sps)?;
            }
        }
        Ok(this)
    }

    fn store_parameter_set(&mut self, unit: &[u8]) -> Result<()> {
        match unit_type(unit) {
            unit::SPS => {
                let sps = Sps::parse(unit).ok_or_else(|| codec("a malformed sequence parameter set"))?;
                self.sequence_sets.insert(sps.id, (unit.to_vec(), sps));
            }
            unit::PPS => {
                let pps = Pps::parse(unit).ok_or_else(|| codec("a malformed picture parameter set"))?;
                self.picture_sets.insert(pps.id, (unit.to_vec(), pps));
            }
            _ => {}
        }
        Ok(())
    }

    /// The sets that a slice is coded with.
    fn sets_of(&self, slice: &[u8]) -> Option<(&Sps, &Pps)> {
        let (_, pps) = self.picture_sets.get(&slice_pps(slice)?)?;
        let (_, sps) = self.sequence_sets.get(&pps.sps)?;
        Some((sps, pps))
    }

    /// Makes sure that an engine is there which can decode what begins with `slice`.
    fn prepare(&mut self, slice: &[u8], out: &mut Sink<'_>) -> Result<()> {
        let idr = unit_type(slice) == unit::IDR_SLICE;
        let rested = std::mem::take(&mut self.rests);
        if rested && !idr {
            self.engine = None;
        }
        if self.engine.is_some() && !idr {
            return Ok(());
        }
        let (sps, _) = self
            .sets_of(slice)
            .ok_or_else(|| codec("a slice before its parameter sets"))?;
        let sps = sps.clone();
        shape(&sps)?;
        let explicit_bipred = self
            .picture_sets
            .values()
            .any(|(_, pps)| pps.sps == sps.id && pps.explicit_bipred);
        let general = self.avoid_fast
            || explicit_bipred
            || sps.chroma_format != 1
            || sps.bit_depth != 8
            || !sps.frames_only;
        let fits = match &self.engine {
            Some(Engine::Fast(_)) => !general,
            Some(Engine::General(..)) => general,
            None => false,
        };
        if !fits || rested {
            let drained = self.drain_held(out);
            if !fits {
                self.engine = Some(if general {
                    Engine::General(Box::default(), None)
                } else {
                    Engine::Fast(Box::new(rusty_h264::Decoder::new()))
                });
            }
            let sets = self.sequence_sets.values().map(|(unit, _)| unit);
            let sets: Vec<&Vec<u8>> = sets
                .chain(self.picture_sets.values().map(|(unit, _)| unit))
                .collect();
            let mut header = Vec::new();
            for unit in sets {
                push_unit(&mut header, unit);
            }
            header.append(&mut self.annex_b);
            self.annex_b = header;
            self.active = None;
            drained?;
        }
        // Pictures that wait for nothing come at once, the others in their order: browsers ask for a low latency with any
        // file. A stream that does not tell, and whose pictures are not in order, needs more and gets it.
        let depth = if self.low_latency && sps.reorder_guessed {
            0
        } else {
            sps.reorder_frames
        };
        self.reorder.set_depth(depth);
        self.active = Some(sps);
        Ok(())
    }

    /// Whether there may be memory for the next picture.
    fn admit(&mut self, idr: bool, coded: u64) -> Result<()> {
        let Some(sps) = &self.active else {
            return Ok(());
        };
        if idr {
            self.pictures = 0;
        }
        self.pictures += 1;
        let picture = picture_memory::picture_bytes(shape(sps)?.pixel_format, sps.size)?;
        // What the library keeps with a picture, in quarters of it.
        let quarters = match &self.engine {
            Some(Engine::General(..)) => 8,
            _ => 5,
        };
        let references = self.pictures.min(u64::from(sps.reference_frames) + 1);
        let waiting = self.pictures.min(sps.reorder_frames as u64 + 1);
        // One more is with whoever has the picture before.
        let bytes = picture * quarters / 4 * references + picture * (waiting + 1);
        picture_memory::admit(NAME, sps.size, bytes, coded)
    }

    /// Decodes what is in `self.annex_b`.
    fn run(&mut self, packet: Packet<'_>, idr: bool, out: &mut Sink<'_>) -> Result<()> {
        let Packet { stamp, preroll, .. } = packet;
        let Some(sps) = &self.active else {
            return Ok(());
        };
        let shape = shape(sps)?;
        let mut result = Ok(());
        let hurries = &mut self.hurries;
        let mut put = |output, time| emit(output, time, hurries, out);
        self.whole = false;
        match &mut self.engine {
            None => {}
            Some(Engine::Fast(decoder)) => match decoder.decode(&self.annex_b) {
                Ok(Some(frame)) => {
                    self.whole = true;
                    let order = decoder.last_poc();
                    let picture = Picture::Fast(frame);
                    let output = Output {
                        picture,
                        shape,
                        stamp,
                        preroll,
                    };
                    self.reorder.push(output, stamp.time, order, idr, |output, time| {
                        keep(&mut result, put(output, time))
                    });
                }
                Ok(None) => {}
                Err(error) => {
                    self.avoid_fast |= matches!(error, rusty_h264::DecodeError::Unsupported(_));
                    return Err(codec(error));
                }
            },
            Some(Engine::General(decoder, building)) => {
                let frames_only = sps.frames_only;
                let mut push =
                    |frame: rust_h264::decoder::Frame, built: Option<Building>, result: &mut Result<()>| {
                        let built = built.unwrap_or(Building {
                            shape,
                            stamp,
                            idr,
                            preroll,
                        });
                        let order = frame.pic_order_cnt;
                        let output = Output {
                            picture: Picture::General(frame),
                            shape: built.shape,
                            stamp: built.stamp,
                            preroll: built.preroll,
                        };
                        self.reorder
                            .push(output, built.stamp.time, order, built.idr, |output, time| {
                                keep(result, put(output, time))
                            });
                    };
                for nal in rust_h264::nal::parse_annex_b(&self.annex_b) {
                    use rust_h264::nal::NalUnitType;
                    let is_slice = matches!(nal.nal_unit_type, NalUnitType::Slice | NalUnitType::SliceIdr);
                    match decoder.decode_nal(&nal) {
                        Ok(frame) => {
                            let finished = frame.is_some();
                            if let Some(frame) = frame {
                                push(frame, building.take(), &mut result);
                            }
                            if is_slice && (finished || building.is_none()) {
                                *building = Some(Building {
                                    shape,
                                    stamp,
                                    idr,
                                    preroll,
                                });
                            }
                        }
                        Err(error) => {
                            if is_slice {
                                // The picture before it is gone as well.
                                *building = None;
                            }
                            keep(&mut result, Err(codec(error)));
                        }
                    }
                }
                // A sample is a whole picture, unless it is a field that waits for the other one.
                if frames_only && let Some(frame) = decoder.flush() {
                    push(frame, building.take(), &mut result);
                }
            }
        }
        result
    }

    /// Whether a sample may wait to be decoded. The general engine puts several samples together.
    fn can_wait(&self) -> bool {
        !self.refused
            && !self.rests
            && matches!(self.engine, Some(Engine::Fast(_)))
            && self.reorder.depth() > 0
    }

    /// Gives out every picture that is decoded.
    fn drain_held(&mut self, out: &mut Sink<'_>) -> Result<()> {
        let mut result = Ok(());
        if let Some(Engine::General(decoder, building)) = &mut self.engine
            && let Some(frame) = decoder.flush()
            && let Some(built) = building.take()
        {
            let order = frame.pic_order_cnt;
            let output = Output {
                picture: Picture::General(frame),
                shape: built.shape,
                stamp: built.stamp,
                preroll: built.preroll,
            };
            self.reorder
                .push(output, built.stamp.time, order, built.idr, |output, time| {
                    keep(&mut result, put(output, time, out))
                });
        }
        self.reorder
            .drain(|output, time| keep(&mut result, put(output, time, out)));
        result
    }

    fn starts_sequence(&self, data: &[u8]) -> bool {
        let mut units = self.framing.units(data);
        units.any(|unit| unit_type(unit) == unit::IDR_SLICE)
    }

    /// Decodes and gives out what would have come out if nothing waited.
    fn decode_needed(&mut self, out: &mut Sink<'_>) -> Result<()> {
        let mut result = Ok(());
        // Once somebody has what they waited for, the rest has time until the next sample.
        while self.hurries && !self.ahead.is_empty() {
            if !self.can_wait() {
                keep(&mut result, self.catch_up(out));
                break;
            }
            let times = self.ahead.iter().map(|ahead| ahead.time);
            let hurries = &mut self.hurries;
            let put = |output, time| keep(&mut result, emit(output, time, hurries, out));
            if self.reorder.knows_times() && self.reorder.pop_before(times, put) {
                continue;
            }
            if self.reorder.held() + self.ahead.len() <= self.reorder.depth() {
                break;
            }
            keep(&mut result, self.decode_first(out));
        }
        result
    }

    fn decode_first(&mut self, out: &mut Sink<'_>) -> Result<()> {
        let Some(ahead) = self.ahead.pop_front() else {
            return Ok(());
        };
        let packet = Packet {
            data: &ahead.data,
            stamp: Stamp {
                time: Some(ahead.time),
                duration: ahead.duration,
            },
            coded: ahead.coded,
            preroll: ahead.preroll,
        };
        self.decode_now(packet, out)
    }

    /// Decodes what waits.
    fn catch_up(&mut self, out: &mut Sink<'_>) -> Result<()> {
        let mut result = Ok(());
        while !self.ahead.is_empty() {
            keep(&mut result, self.decode_first(out));
        }
        result
    }

    fn decode_now(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        // What can be read is decoded all the same.
        let mut result = self.framing.check(packet.data, NAME);
        let mut idr = false;
        let mut slices = false;
        self.annex_b.clear();
        let starts = |unit: &[u8]| unit_type(unit) == unit::IDR_SLICE;
        let skips = self.refused && !self.framing.units(packet.data).any(starts);
        for unit in self.framing.units(packet.data) {
            match unit_type(unit) {
                unit::SPS | unit::PPS => match self.store_parameter_set(unit) {
                    Ok(()) => push_unit(&mut self.annex_b, unit),
                    Err(error) => keep(&mut result, Err(error)),
                },
                unit::SLICE if skips => {}
                kind @ (unit::SLICE | unit::IDR_SLICE) => {
                    idr |= kind == unit::IDR_SLICE;
                    if !slices {
                        self.prepare(unit, out)?;
                    }
                    slices = true;
                    push_unit(&mut self.annex_b, unit);
                }
                kind if unit::PARTITIONS.contains(&kind) => {
                    keep(&mut result, Err(codec("data partitions are not supported")));
                }
                _ => {}
            }
        }
        if self.engine.is_none() || self.rests || skips {
            return result;
        }
        if slices {
            self.refused = false;
            if let Err(error) = self.admit(idr, packet.coded) {
                self.refused = true;
                // With it goes what it holds, once the pictures before are out.
                keep(&mut result, self.drain_held(out));
                self.engine = None;
                self.active = None;
                return result.and(Err(error));
            }
        }
        let was_avoided = self.avoid_fast;
        let decoded = self.run(packet, idr, out);
        if decoded.is_err() && self.avoid_fast && !was_avoided && idr {
            // Nothing but this picture is needed to go on with the other library.
            return self.decode_now(packet, out);
        }
        keep(&mut result, decoded);
        result
    }
}

/// Remembers the first error.
fn keep(result: &mut Result<()>, next: Result<()>) {
    if result.is_ok() {
        *result = next;
    }
}

/// Gives a picture out; nobody hurries any more once it is one that somebody waits for.
fn emit(output: Output, time: Option<MediaTime>, hurries: &mut bool, out: &mut Sink<'_>) -> Result<()> {
    *hurries &= output.preroll;
    put(output, time, out)
}

fn put(output: Output, time: Option<MediaTime>, out: &mut Sink<'_>) -> Result<()> {
    let Output {
        picture,
        shape,
        stamp,
        ..
    } = output;
    let stamp = Stamp { time, ..stamp };
    match picture {
        Picture::Fast(frame) => {
            let size = FrameSize {
                width: frame.width as u32,
                height: frame.height as u32,
            };
            let chroma = frame.width / 2;
            let owner = Planes([frame.y, frame.u, frame.v]);
            let strides = [frame.width, chroma, chroma];
            out.picture_in(&VideoShape { size, ..shape }, owner, strides, stamp)
        }
        Picture::General(frame) => {
            let size = FrameSize {
                width: frame.width,
                height: frame.height,
            };
            let bytes = frame.bytes_per_sample();
            let (luma, chroma) = (
                frame.width as usize * bytes,
                frame.chroma_width() as usize * bytes,
            );
            let owner = Planes([frame.y, frame.u, frame.v]);
            out.picture_in(
                &VideoShape { size, ..shape },
                owner,
                [luma, chroma, chroma],
                stamp,
            )
        }
    }
}

impl Codec for H264 {
    fn format(&self) -> Option<Format> {
        let (_, sps) = self.sequence_sets.values().next()?;
        shape(sps).ok().map(Format::Video)
    }

    fn set_low_latency(&mut self, on: bool) {
        self.low_latency = on;
    }

    fn is_disposable(&mut self, data: &[u8]) -> bool {
        // Times of decoding are handed out to the pictures in their order, in which none may be missing.
        if self.reorder.depth() > 0 && !self.reorder.knows_times() {
            return false;
        }
        // nal_ref_idc is 0 in all slices. Source: ISO/IEC 14496-10 §7.4.1.
        let mut slices = self
            .framing
            .units(data)
            .filter(|unit| (1..=5).contains(&unit_type(unit)));
        let first = slices.next();
        let unneeded = |unit: &[u8]| unit.first().is_some_and(|header| header >> 5 & 3 == 0);
        first.is_some_and(unneeded) && slices.all(unneeded)
    }

    fn decode(&mut self, packet: Packet<'_>, out: &mut Sink<'_>) -> Result<()> {
        let Some(time) = packet.stamp.time.filter(|_| self.hurries && self.can_wait()) else {
            let result = self.catch_up(out);
            return result.and(self.decode_now(packet, out));
        };
        let mut result = Ok(());
        if self.starts_sequence(packet.data) {
            // All before it comes out, of which somebody may wait for one.
            result = self.catch_up(out);
            self.reorder
                .drain(|output, time| keep(&mut result, emit(output, time, &mut self.hurries, out)));
        } else if let Some(before) = self
            .ahead
            .back()
            .map(|ahead| ahead.time)
            .or(self.reorder.last_time())
        {
            self.reorder.note_times(before, time);
        }
        self.ahead.push_back(Ahead {
            data: packet.data.to_vec(),
            time,
            duration: packet.stamp.duration,
            coded: packet.coded,
            preroll: packet.preroll,
        });
        result.and(self.decode_needed(out))
    }

    fn drain(&mut self, out: &mut Sink<'_>) -> Result<()> {
        let result = self.catch_up(out);
        result.and(self.drain_held(out))
    }

    fn reset(&mut self) -> Result<()> {
        // New memory for all its pictures costs as much as half a picture's decoding.
        self.rests = self.whole && matches!(self.engine, Some(Engine::Fast(_)));
        if !self.rests {
            self.engine = None;
        }
        self.active = None;
        self.refused = false;
        self.ahead.clear();
        self.hurries = true;
        self.reorder.clear();
        Ok(())
    }

    fn can_resume(&self) -> bool {
        !self.refused && !self.reorder.changes_times()
    }

    fn resume(&mut self) {
        self.hurries = true;
    }

    fn holds(&self, time: MediaTime) -> bool {
        self.reorder.holds(time) || self.ahead.iter().any(|ahead| ahead.time == time)
    }
}
