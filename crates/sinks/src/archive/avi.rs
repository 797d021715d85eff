//! AVI files, with OpenDML's indexes and parts where one part is not enough.
//!
//! Times are counted in units of each stream, without stamps: where a stream has a gap it is filled with pictures that last
//! and with silence; compressed sound cannot be filled.
//!
//! Sources: "AVI RIFF File Reference", "BITMAPINFOHEADER structure", "WAVEFORMATEX structure" (Microsoft Learn); "OpenDML
//! AVI File Format Extensions", version 1.02.

use openmf_core::aac::audio_specific_config;
use openmf_core::annex_b::{self, is_annex_b, push_unit};
use openmf_core::nal::{ConfigurationRecord, Family, Role, split_length};
use openmf_core::{
    AudioFormat, Error, FrameLayout, FrameSize, MediaType, PixelFormat, Ratio, Result, Sample,
    TICKS_PER_SECOND, TimeSpan, VideoFormat, codes, guids, keys,
};

use super::container::{Container, Packet};
use super::format::is_framed;
use crate::file_sink::MAX_GAP;
use crate::output_file::OutputFile;

/// A part of the file is ended when it has so many bytes; no field of 32 bits overflows, and old readers read the first.
const PART_BYTES: u64 = 1 << 30;
/// Parts whose indexes have room in the header: 256 GiB.
const MAX_PARTS: usize = 256;
/// The largest chunk.
const MAX_CHUNK: usize = 1 << 30;
/// Gaps of sound that are shorter are none, in 100-nanosecond units.
const JOINT: i64 = TICKS_PER_SECOND / 50;
/// Pictures that come later because others are decoded before them.
const MAX_REORDER: u64 = 32;
/// `AVIF_HASINDEX`, `AVIF_ISINTERLEAVED`, `AVIF_TRUSTCKTYPE`.
const FILE_FLAGS: u32 = 0x10 | 0x100 | 0x800;
/// `AVIIF_KEYFRAME`.
const KEY_FRAME: u32 = 0x10;

/// Whether a type has a place in AVI.
pub(crate) fn check(media_type: &MediaType) -> Result<()> {
    Format::of(media_type).map(|_| ())
}

/// How a stream is described and stored.
#[derive(Clone)]
struct Format {
    is_video: bool,
    /// `fccHandler`.
    handler: [u8; 4],
    /// `strf`: a `BITMAPINFOHEADER` or a `WAVEFORMATEX`.
    description: Vec<u8>,
    /// Units of the stream: `rate / scale` a second.
    rate: u32,
    scale: u32,
    /// `dwSampleSize`: bytes of a unit if all have as many.
    unit_bytes: u32,
    size: (u32, u32),
    storage: Storage,
}

#[derive(Clone)]
enum Storage {
    AsIs,
    /// Start codes, with the parameter sets of the header in front of key frames that have none: no other part of the file
    /// has a place for them.
    Units {
        family: Family,
        length_bytes: usize,
        sets: Vec<u8>,
    },
    /// Pictures of a layout, with the stride that the type states for bytes without one; RGB from the lowest row up.
    Planes(PixelFormat, Option<i32>),
    /// Rows of RGB with this stride, which is negative from the lowest row up.
    Bitmap(i32),
}

impl Format {
    fn of(media_type: &MediaType) -> Result<Self> {
        if media_type.is_video() {
            return Self::video(media_type);
        }
        if media_type.is_audio() {
            return Self::audio(media_type);
        }
        Err(Error::invalid_media_type(format!("{media_type} in an AVI file")))
    }

    fn video(media_type: &MediaType) -> Result<Self> {
        let refused = || Error::invalid_media_type(format!("{media_type} in an AVI file"));
        let format = VideoFormat::try_from(media_type)?;
        let (width, height) = (format.size.width, format.size.height);
        let fits = |side| (1..=u32::from(u16::MAX)).contains(&side);
        if !fits(width) || !fits(height) {
            return Err(Error::invalid_media_type(format!(
                "{media_type} without a size that a file can state"
            )));
        }
        let a = media_type.attributes();
        let config = a.get(keys::MF_MT_MPEG_SEQUENCE_HEADER).unwrap_or_default();
        let stride = a.get(keys::MF_MT_DEFAULT_STRIDE).ok().map(|stride| stride as i32);
        let mut bits = 24;
        let (code, storage) = match (media_type.subtype(), format.pixel_format()) {
            (guids::MFVideoFormat_RGB24, _) => ([0; 4], Storage::Bitmap(stride.unwrap_or(-1))),
            (guids::MFVideoFormat_RGB555, _) => {
                bits = 16;
                ([0; 4], Storage::Bitmap(stride.unwrap_or(-1)))
            }
            (_, Some(pixels)) => {
                let (code, depth) = match pixels {
                    PixelFormat::Rgb32 => ([0; 4], 32),
                    PixelFormat::Nv12 => (*b"NV12", 12),
                    PixelFormat::I420 => (*b"I420", 12),
                    PixelFormat::Iyuv => (*b"IYUV", 12),
                    PixelFormat::Yv12 => (*b"YV12", 12),
                    PixelFormat::Yuy2 => (*b"YUY2", 16),
                    PixelFormat::Uyvy => (*b"UYVY", 16),
                    _ => return Err(refused()),
                };
                bits = depth;
                (code, Storage::Planes(pixels, stride))
            }
            (guids::MFVideoFormat_MJPG, _) => (*b"MJPG", Storage::AsIs),
            (guids::MFVideoFormat_H264 | guids::MFVideoFormat_H264_ES, _) => {
                (*b"H264", units(Family::H264, &config))
            }
            (guids::MFVideoFormat_HEVC | guids::MFVideoFormat_HEVC_ES, _) => {
                (*b"HEVC", units(Family::Hevc, &config))
            }
            (guids::MFVideoFormat_MP4V, _) => (*b"FMP4", Storage::AsIs),
            (guids::MFVideoFormat_VP80, _) => (*b"VP80", Storage::AsIs),
            (guids::MFVideoFormat_VP90, _) => (*b"VP90", Storage::AsIs),
            (guids::MFVideoFormat_AV1, _) => (*b"AV01", Storage::AsIs),
            _ => return Err(refused()),
        };
        let rate = format
            .frame_rate
            .filter(|rate| rate.numerator != 0 && rate.denominator != 0)
            .unwrap_or(Ratio {
                numerator: 25,
                denominator: 1,
            });
        let is_raw = bits != 24 || matches!(storage, Storage::Bitmap(_));
        let image = if is_raw {
            image_bytes(width, height, bits)
        } else {
            0
        };
        let mut description = Vec::new();
        for field in [40, width, height] {
            description.extend(field.to_le_bytes());
        }
        description.extend(1_u16.to_le_bytes());
        description.extend((bits as u16).to_le_bytes());
        description.extend(code);
        for field in [image, 0, 0, 0, 0] {
            description.extend(field.to_le_bytes());
        }
        // What a decoder of MPEG-4 has to know is not in its samples.
        if media_type.subtype() == guids::MFVideoFormat_MP4V {
            description.extend(&config);
            let len = description.len() as u32;
            description.splice(..4, len.to_le_bytes());
        }
        Ok(Self {
            is_video: true,
            handler: if is_raw && code == [0; 4] { *b"DIB " } else { code },
            description,
            rate: rate.numerator,
            scale: rate.denominator,
            unit_bytes: 0,
            size: (width, height),
            storage,
        })
    }

    fn audio(media_type: &MediaType) -> Result<Self> {
        let refused = || Error::invalid_media_type(format!("{media_type} in an AVI file"));
        let format = AudioFormat::try_from(media_type)?;
        let (rate, channels) = (format.sample_rate, format.channels);
        if rate == 0 || channels == 0 {
            return Err(refused());
        }
        let a = media_type.attributes();
        let user_data = a.get(keys::MF_MT_USER_DATA).unwrap_or_default();
        let average = a.get_or(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 0);
        let (tag, block, frames, extra): (u16, u32, u32, Vec<u8>) = match media_type.subtype() {
            guids::MFAudioFormat_PCM | guids::MFAudioFormat_Float => {
                let block = format.frame_bytes().ok_or_else(refused)? as u32;
                let tag = if media_type.subtype() == guids::MFAudioFormat_PCM {
                    1
                } else {
                    3
                };
                (tag, block, 0, Vec::new())
            }
            guids::MFAudioFormat_MP3 => {
                let frames = if rate < 32_000 { 576 } else { 1152 };
                // MPEGLAYER3WAVEFORMAT: its identifier, padding as is needed, a block of a frame.
                let mut extra = vec![1, 0, 2, 0, 0, 0];
                extra.extend((frames as u16).to_le_bytes());
                extra.extend([1, 0, 0, 0]);
                if user_data.len() == extra.len() {
                    extra.clone_from(&user_data);
                }
                (0x55, frames, frames, extra)
            }
            guids::MFAudioFormat_AAC if a.get_or(keys::MF_MT_AAC_PAYLOAD_TYPE, 0) == 0 => {
                let config = audio_specific_config(&user_data).to_vec();
                if config.is_empty() {
                    return Err(refused());
                }
                // Explicit SBR has twice the frames.
                let doubles = config.first().is_some_and(|first| matches!(first >> 3, 5 | 29));
                let frames = if doubles { 2048 } else { 1024 };
                (0xff, frames, frames, config)
            }
            guids::MFAudioFormat_Dolby_AC3 => (0x2000, 1536, 1536, Vec::new()),
            _ => return Err(refused()),
        };
        let is_pcm = frames == 0;
        let average = if is_pcm {
            rate.saturating_mul(block)
        } else {
            average
        };
        let bits = if is_pcm { format.bits_per_sample } else { 0 };
        let mut description = Vec::new();
        description.extend(tag.to_le_bytes());
        description.extend((channels as u16).to_le_bytes());
        description.extend(rate.to_le_bytes());
        description.extend(average.to_le_bytes());
        description.extend((block as u16).to_le_bytes());
        description.extend((bits as u16).to_le_bytes());
        description.extend((extra.len() as u16).to_le_bytes());
        description.extend(&extra);
        Ok(Self {
            is_video: false,
            handler: [0; 4],
            description,
            rate,
            scale: if is_pcm { 1 } else { frames },
            unit_bytes: if is_pcm { block } else { 0 },
            size: (0, 0),
            storage: Storage::AsIs,
        })
    }

    /// The units before a time.
    fn units(&self, time: i64) -> u64 {
        let unit = i128::from(TICKS_PER_SECOND) * i128::from(self.scale);
        let units = (i128::from(time.max(0)) * i128::from(self.rate) + unit / 2) / unit;
        u64::try_from(units).unwrap_or(u64::MAX)
    }

    /// A sample's bytes as they are stored.
    fn store(&self, sample: &Sample, is_key: bool, out: &mut Vec<u8>) -> Result<()> {
        match &self.storage {
            Storage::AsIs => {
                for buffer in sample.buffers() {
                    out.extend_from_slice(buffer);
                }
                Ok(())
            }
            Storage::Units {
                family,
                length_bytes,
                sets,
            } => {
                let data = sample.contiguous();
                // A length may look like a start code.
                let has_codes = is_annex_b(&data) && !is_framed(&data, *length_bytes);
                if *length_bytes == 0 || has_codes {
                    let mut units = annex_b::units(&data);
                    if is_key && !units.any(|unit| family.role(unit) == Role::SequenceSet) {
                        out.extend_from_slice(sets);
                    }
                    out.extend_from_slice(&data);
                    return Ok(());
                }
                let mut has_sets = false;
                let mut units = Vec::new();
                let mut rest: &[u8] = &data;
                while let Some((len, behind)) = split_length(rest, *length_bytes) {
                    let (unit, behind) = behind.split_at_checked(len).ok_or_else(|| {
                        Error::codec(
                            "AVI file",
                            format!("a NAL unit of {len} bytes in a shorter sample"),
                        )
                    })?;
                    has_sets |= family.role(unit) == Role::SequenceSet;
                    if !unit.is_empty() {
                        push_unit(&mut units, unit);
                    }
                    rest = behind;
                }
                if is_key && !has_sets {
                    out.extend_from_slice(sets);
                }
                out.extend(units);
                Ok(())
            }
            Storage::Planes(format, stride) => self.store_planes(sample, *format, *stride, out),
            Storage::Bitmap(stride) => {
                let row_bytes = self.row_bytes();
                let rows = Rows {
                    offset: 0,
                    stride: (stride.unsigned_abs() as usize).max(row_bytes.next_multiple_of(4)),
                    width: row_bytes,
                    count: self.size.1 as usize,
                };
                rows.store(&sample.contiguous(), *stride >= 0, 4, out)
            }
        }
    }

    /// The bytes of a row of a bitmap that are pixels.
    fn row_bytes(&self) -> usize {
        let bits = self.description.get(14..16).and_then(<[u8]>::first_chunk);
        let bits = bits.map_or(0, |bits| usize::from(u16::from_le_bytes(*bits)));
        self.size.0 as usize * bits / 8
    }

    fn store_planes(
        &self,
        sample: &Sample,
        format: PixelFormat,
        stride: Option<i32>,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let size = FrameSize {
            width: self.size.0,
            height: self.size.1,
        };
        let packed = FrameLayout::packed(format, size)?;
        let layout = sample.layout().map_or(&packed, |layout| layout.as_ref());
        if layout.format() != format || layout.size() != size {
            return Err(Error::invalid_argument(format!(
                "a picture of {} {:?} in an AVI file of {size} {format:?}",
                layout.size(),
                layout.format()
            )));
        }
        let is_rgb = format == PixelFormat::Rgb32;
        let stride = stride.filter(|_| is_rgb && sample.layout().is_none());
        let data = sample.contiguous();
        for plane in layout.planes() {
            let rows = Rows {
                offset: plane.offset,
                stride: stride.map_or(plane.stride, |stride| {
                    (stride.unsigned_abs() as usize).max(plane.width_bytes)
                }),
                width: plane.width_bytes,
                count: plane.rows,
            };
            let is_turned = is_rgb && stride.is_none_or(|stride| stride >= 0);
            rows.store(&data, is_turned, 1, out)?;
        }
        Ok(())
    }
}

/// Where the rows of a picture are.
struct Rows {
    offset: usize,
    stride: usize,
    width: usize,
    count: usize,
}

impl Rows {
    /// Appends the rows, from the last one if they are turned, each filled up to a multiple of so many bytes.
    fn store(&self, data: &[u8], is_turned: bool, multiple: usize, out: &mut Vec<u8>) -> Result<()> {
        for row in 0..self.count {
            let row = if is_turned { self.count - 1 - row } else { row };
            let start = self.offset.saturating_add(row.saturating_mul(self.stride));
            let Some(row) = data.get(start..).and_then(|rest| rest.get(..self.width)) else {
                return Err(Error::invalid_argument("a picture that ends before its last row"));
            };
            out.extend_from_slice(row);
            out.resize(out.len() + self.width.next_multiple_of(multiple) - self.width, 0);
        }
        Ok(())
    }
}

fn image_bytes(width: u32, height: u32, bits: u32) -> u32 {
    let row = match bits {
        24 | 32 => (width * bits).div_ceil(32) * 4,
        bits => (width * bits).div_ceil(8),
    };
    row.saturating_mul(height)
}

/// How samples become a byte stream with start codes, by their configuration record.
fn units(family: Family, config: &[u8]) -> Storage {
    let plain = |sets| Storage::Units {
        family,
        length_bytes: 0,
        sets,
    };
    let mut sets = Vec::new();
    if is_annex_b(config) {
        for unit in annex_b::units(config) {
            push_unit(&mut sets, annex_b::without_zeros(unit));
        }
        return plain(sets);
    }
    let Some(record) = ConfigurationRecord::parse(family, config) else {
        return plain(sets);
    };
    for unit in record.units {
        push_unit(&mut sets, unit);
    }
    Storage::Units {
        family,
        length_bytes: record.length_bytes,
        sets,
    }
}

/// A chunk in the index of the part that is being written.
#[derive(Clone, Copy)]
struct Entry {
    /// From where the part's list begins.
    offset: u32,
    size: u32,
    is_key: bool,
    stream: u8,
}

/// An index of chunks, as the header tells of it.
struct Part {
    offset: u64,
    size: u32,
    units: u32,
}

#[derive(Default)]
struct Stream {
    format: Option<Format>,
    /// Units in the file, and in the part that is being written.
    written: u64,
    in_part: u64,
    /// Before the first unit.
    start: Option<u64>,
    largest: u32,
    parts: Vec<Part>,
    /// Where `strh` and `indx` are in the file.
    header_at: u64,
    index_at: u64,
    bytes: u64,
}

/// Writes an AVI file.
pub(crate) struct Avi {
    streams: Vec<Stream>,
    /// Where the list of the part that is being written begins (at its kind), and the part itself.
    list_at: Option<u64>,
    part_at: u64,
    is_first_part: bool,
    entries: Vec<Entry>,
    /// Where `avih` and the number of pictures of all parts are.
    header_at: u64,
    total_at: u64,
    /// Pictures of the first part.
    first_pictures: u64,
    buffer: Vec<u8>,
}

impl Avi {
    /// A file of so many streams, which is not begun yet.
    pub(crate) fn new(streams: usize) -> Self {
        Self {
            streams: (0..streams).map(|_| Stream::default()).collect(),
            list_at: None,
            part_at: 0,
            is_first_part: true,
            entries: Vec::new(),
            header_at: 0,
            total_at: 0,
            first_pictures: 0,
            buffer: Vec::new(),
        }
    }

    fn write_header(&mut self, file: &mut OutputFile) -> Result<()> {
        let mut head = Vec::new();
        self.part_at = file.len();
        let base = file.len();
        open(&mut head, b"RIFF", b"AVI ");
        let hdrl = open(&mut head, b"LIST", b"hdrl");
        head.extend(*b"avih");
        put(&mut head, &[56]);
        self.header_at = base + head.len() as u64;
        let video = self.streams.iter().filter_map(|stream| stream.format.as_ref());
        let video = video.clone().find(|format| format.is_video);
        let (micros, size) = video.map_or((0, (0, 0)), |format| {
            let micros = u64::from(format.scale) * 1_000_000 / u64::from(format.rate.max(1));
            (u32::try_from(micros).unwrap_or(u32::MAX), format.size)
        });
        let count = self.streams.len() as u32;
        put(
            &mut head,
            &[micros, 0, 0, FILE_FLAGS, 0, 0, count, 0, size.0, size.1],
        );
        put(&mut head, &[0; 4]);
        for (number, stream) in self.streams.iter_mut().enumerate() {
            let Some(format) = &stream.format else { continue };
            let strl = open(&mut head, b"LIST", b"strl");
            head.extend(*b"strh");
            put(&mut head, &[56]);
            stream.header_at = base + head.len() as u64;
            head.extend(if format.is_video { *b"vids" } else { *b"auds" });
            head.extend(format.handler);
            put(&mut head, &[0, 0, 0, format.scale, format.rate, 0, 0, 0]);
            put(&mut head, &[u32::MAX, format.unit_bytes]);
            for side in [0, 0, size_word(format.size.0), size_word(format.size.1)] {
                head.extend(side.to_le_bytes());
            }
            head.extend(*b"strf");
            put(&mut head, &[format.description.len() as u32]);
            head.extend(&format.description);
            pad(&mut head);
            head.extend(*b"indx");
            put(&mut head, &[24 + 16 * MAX_PARTS as u32]);
            stream.index_at = base + head.len() as u64;
            // Four words an entry, an index of indexes.
            head.extend([4, 0, 0, 0]);
            put(&mut head, &[0]);
            head.extend(chunk_name(number, format.is_video));
            put(&mut head, &[0; 3]);
            head.resize(head.len() + 16 * MAX_PARTS, 0);
            close(&mut head, strl);
        }
        let odml = open(&mut head, b"LIST", b"odml");
        head.extend(*b"dmlh");
        put(&mut head, &[248]);
        self.total_at = base + head.len() as u64;
        head.resize(head.len() + 248, 0);
        close(&mut head, odml);
        close(&mut head, hdrl);
        open(&mut head, b"LIST", b"movi");
        self.list_at = Some(base + head.len() as u64 - 4);
        file.write(&head)
    }

    /// Appends a chunk of a stream, and ends the part before it if it has no room.
    fn write_chunk(&mut self, number: usize, data: &[u8], is_key: bool, file: &mut OutputFile) -> Result<()> {
        if self.list_at.is_none() {
            self.write_header(file)?;
        } else if file.len() - self.part_at + data.len() as u64 + self.index_bytes() > PART_BYTES {
            self.end_part(file)?;
            self.part_at = file.len();
            let mut head = Vec::new();
            open(&mut head, b"RIFF", b"AVIX");
            open(&mut head, b"LIST", b"movi");
            self.list_at = Some(file.len() + head.len() as u64 - 4);
            file.write(&head)?;
        }
        let list_at = self.list_at.unwrap_or_default();
        let Some(stream) = self.streams.get_mut(number) else {
            return Ok(());
        };
        let is_video = stream.format.as_ref().is_some_and(|format| format.is_video);
        let size = data.len() as u32;
        self.entries.push(Entry {
            offset: (file.len() - list_at) as u32,
            size,
            is_key,
            stream: number as u8,
        });
        stream.largest = stream.largest.max(size);
        stream.bytes += u64::from(size);
        file.write(&chunk_name(number, is_video))?;
        file.write(&size.to_le_bytes())?;
        file.write(data)?;
        if !data.len().is_multiple_of(2) {
            file.write(&[0])?;
        }
        Ok(())
    }

    /// The bytes of the indexes of this part: both kinds in the first.
    fn index_bytes(&self) -> u64 {
        (self.entries.len() as u64 + 1) * 24 + self.streams.len() as u64 * 32 + 64
    }

    /// Counts units of a stream.
    fn count(&mut self, number: usize, units: u64) {
        if let Some(stream) = self.streams.get_mut(number) {
            stream.written += units;
            stream.in_part += units;
        }
    }

    /// Writes the indexes of the part, and its sizes.
    fn end_part(&mut self, file: &mut OutputFile) -> Result<()> {
        let Some(list_at) = self.list_at else {
            return Ok(());
        };
        for (number, stream) in self.streams.iter_mut().enumerate() {
            let units = std::mem::take(&mut stream.in_part);
            let own = || {
                self.entries
                    .iter()
                    .filter(|entry| usize::from(entry.stream) == number)
            };
            let count = own().count() as u32;
            if count == 0 {
                continue;
            }
            if stream.parts.len() >= MAX_PARTS {
                return Err(Error::LimitReached {
                    what: "parts of an AVI file",
                    limit: MAX_PARTS as u64,
                });
            }
            let is_video = stream.format.as_ref().is_some_and(|format| format.is_video);
            let mut index = Vec::new();
            let [a, b, ..] = chunk_name(number, is_video);
            index.extend([b'i', b'x', a, b]);
            put(&mut index, &[24 + 8 * count]);
            // Two words an entry, an index of chunks.
            index.extend([2, 0, 0, 1]);
            put(&mut index, &[count]);
            index.extend(chunk_name(number, is_video));
            index.extend(list_at.to_le_bytes());
            put(&mut index, &[0]);
            for entry in own() {
                let flag = if entry.is_key { 0 } else { 1 << 31 };
                put(&mut index, &[entry.offset + 8, entry.size | flag]);
            }
            stream.parts.push(Part {
                offset: file.len(),
                size: index.len() as u32,
                units: u32::try_from(units).unwrap_or(u32::MAX),
            });
            file.write(&index)?;
        }
        let list_size = (file.len() - list_at) as u32;
        file.patch(list_at - 4, &list_size.to_le_bytes())?;
        if std::mem::replace(&mut self.is_first_part, false) {
            let mut index = b"idx1".to_vec();
            put(&mut index, &[16 * self.entries.len() as u32]);
            for entry in &self.entries {
                let number = usize::from(entry.stream);
                let format = self.streams.get(number).and_then(|stream| stream.format.as_ref());
                index.extend(chunk_name(number, format.is_some_and(|format| format.is_video)));
                let flags = if entry.is_key { KEY_FRAME } else { 0 };
                put(&mut index, &[flags, entry.offset, entry.size]);
            }
            file.write(&index)?;
            let pictures = self.streams.iter().filter(|stream| {
                let format = stream.format.as_ref();
                format.is_some_and(|format| format.is_video)
            });
            self.first_pictures = pictures.map(|stream| stream.written).max().unwrap_or(0);
        }
        self.entries.clear();
        let part_size = (file.len() - self.part_at - 8) as u32;
        file.patch(self.part_at + 4, &part_size.to_le_bytes())
    }

    /// Writes what was not known when the header was.
    fn patch_headers(&mut self, file: &mut OutputFile) -> Result<()> {
        let mut total = 0;
        let mut longest = 0.0_f64;
        let mut bytes = 0;
        for stream in &self.streams {
            let Some(format) = &stream.format else { continue };
            let written = u32::try_from(stream.written).unwrap_or(u32::MAX);
            let start = u32::try_from(stream.start.unwrap_or(0)).unwrap_or(u32::MAX);
            if format.is_video {
                total = written;
            }
            bytes += stream.bytes;
            let seconds = stream.written as f64 * f64::from(format.scale) / f64::from(format.rate.max(1));
            longest = longest.max(seconds);
            let mut fields = Vec::new();
            put(&mut fields, &[start, written, stream.largest]);
            file.patch(stream.header_at + 28, &fields)?;
            let mut index = Vec::new();
            for part in &stream.parts {
                index.extend(part.offset.to_le_bytes());
                put(&mut index, &[part.size, part.units]);
            }
            file.patch(stream.index_at + 24, &index)?;
            file.patch(stream.index_at + 4, &(stream.parts.len() as u32).to_le_bytes())?;
            // Only now is the average known of what is compressed.
            if !format.is_video && format.unit_bytes == 0 && seconds > 0.0 {
                let average = (stream.bytes as f64 / seconds) as u32;
                file.patch(stream.header_at + 56 + 8 + 8, &average.to_le_bytes())?;
            }
        }
        let per_second = if longest > 0.0 {
            (bytes as f64 / longest) as u32
        } else {
            0
        };
        file.patch(self.header_at + 4, &per_second.to_le_bytes())?;
        let first = u32::try_from(self.first_pictures).unwrap_or(u32::MAX);
        file.patch(self.header_at + 16, &first.to_le_bytes())?;
        file.patch(self.total_at, &total.to_le_bytes())
    }

    /// Fills a stream up to a time, where that can be done.
    fn fill(&mut self, number: usize, packet: &Packet<'_>, file: &mut OutputFile) -> Result<()> {
        let Some(stream) = self.streams.get_mut(number) else {
            return Ok(());
        };
        let Some(format) = &stream.format else {
            return Ok(());
        };
        let at = format.units(packet.decode.unwrap_or(packet.time));
        let start = *stream.start.get_or_insert(at);
        let missing = at.saturating_sub(start).saturating_sub(stream.written);
        let most = format.units(MAX_GAP.as_100ns());
        let (is_video, unit_bytes) = (format.is_video, u64::from(format.unit_bytes));
        if is_video {
            let reorders = matches!(format.storage, Storage::Units { .. }) && packet.decode.is_none();
            if missing == 0 || missing > most || reorders && missing <= MAX_REORDER {
                return Ok(());
            }
            for _ in 0..missing {
                // The picture before it lasts.
                self.write_chunk(number, &[], false, file)?;
            }
            self.count(number, missing);
        } else if unit_bytes > 0 && missing > format.units(JOINT) && missing <= most {
            let is_unsigned = unit_bytes == 1;
            let mut left = missing;
            while left > 0 {
                let part = left.min(4096);
                let silence = vec![if is_unsigned { 128 } else { 0 }; (part * unit_bytes) as usize];
                self.write_chunk(number, &silence, true, file)?;
                left -= part;
            }
            self.count(number, missing);
        }
        Ok(())
    }
}

fn put(out: &mut Vec<u8>, words: &[u32]) {
    for word in words {
        out.extend(word.to_le_bytes());
    }
}

fn pad(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(2), 0);
}

/// Begins a list whose size is still to come; where it is.
fn open(out: &mut Vec<u8>, name: &[u8; 4], kind: &[u8; 4]) -> usize {
    out.extend(name);
    put(out, &[0]);
    let at = out.len();
    out.extend(kind);
    at
}

fn close(out: &mut [u8], at: usize) {
    let len = (out.len() - at) as u32;
    if let Some(field) = at.checked_sub(4).and_then(|from| out.get_mut(from..at)) {
        field.copy_from_slice(&len.to_le_bytes());
    }
}

fn size_word(side: u32) -> i16 {
    i16::try_from(side).unwrap_or(i16::MAX)
}

/// What chunks of a stream are called.
fn chunk_name(number: usize, is_video: bool) -> [u8; 4] {
    let digit = |value: usize| b'0' + (value % 10) as u8;
    let [c, d] = if is_video { *b"dc" } else { *b"wb" };
    [digit(number / 10), digit(number), c, d]
}

impl Container for Avi {
    fn set_type(&mut self, track: usize, media_type: &MediaType) -> Result<()> {
        let format = Format::of(media_type)?;
        let has_begun = self.list_at.is_some();
        let stream = self
            .streams
            .get_mut(track)
            .ok_or(Error::InvalidStreamNumber { stream: track as u32 })?;
        match &stream.format {
            Some(current) if has_begun => {
                if current.description != format.description {
                    return Err(Error::invalid_media_type(format!(
                        "{media_type} in the middle of an AVI file of something else"
                    )));
                }
            }
            Some(_) | None => stream.format = Some(format),
        }
        Ok(())
    }

    fn begin(&mut self, _track: usize, _base: TimeSpan) {}

    fn write(&mut self, track: usize, packet: Packet<'_>, file: &mut OutputFile) -> Result<()> {
        let stream = self.streams.get(track);
        let Some(format) = stream.and_then(|stream| stream.format.as_ref()) else {
            return Err(Error::NotInitialized {
                what: "the file's media type",
            });
        };
        if packet.sample.total_len() > MAX_CHUNK / 2 {
            return Err(Error::LimitReached {
                what: "bytes of a sample in an AVI file",
                limit: MAX_CHUNK as u64 / 2,
            });
        }
        let is_raw = matches!(format.storage, Storage::Planes(..) | Storage::Bitmap(_));
        let is_key = packet.sample.flags.clean_point || is_raw || !format.is_video;
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        format.store(packet.sample, is_key, &mut buffer)?;
        let unit_bytes = format.unit_bytes as usize;
        let units = match buffer.len().checked_div(unit_bytes) {
            Some(units) => units as u64,
            None => 1,
        };
        if !buffer.is_empty() {
            self.fill(track, &packet, file)?;
            self.write_chunk(track, &buffer, is_key, file)?;
            self.count(track, units);
        }
        self.buffer = buffer;
        Ok(())
    }

    fn ended(&mut self, _track: usize, _file: &mut OutputFile) -> Result<()> {
        Ok(())
    }

    fn finish(&mut self, file: &mut OutputFile) -> Result<()> {
        if self.list_at.is_none() {
            return Err(Error::Code {
                code: codes::MF_E_SINK_NO_SAMPLES_PROCESSED,
            });
        }
        self.end_part(file)?;
        self.patch_headers(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_become_sets_with_start_codes() {
        // Lengths of two bytes; an empty unit between two sets.
        let record = [1, 66, 0, 30, 0xfd, 0xe2, 0, 2, 0x67, 1, 0, 0, 1, 0, 1, 0x68];
        let stored = |record: &[u8]| match units(Family::H264, record) {
            Storage::Units {
                length_bytes, sets, ..
            } => (length_bytes, sets),
            _ => panic!("not stored as units"),
        };
        let sets = vec![0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68];
        assert_eq!(stored(&record), (2, sets.clone()));
        // Its version does not matter.
        assert_eq!(stored(&[&[9], &record[1..]].concat()), (2, sets));
        // Cut off: samples are stored as they are.
        for len in 0..record.len() {
            assert_eq!(stored(&record[..len]), (0, Vec::new()), "{len} bytes");
        }
        let short_codes = [0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 0, 0];
        assert_eq!(
            stored(&short_codes),
            (0, vec![0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68])
        );
    }

    #[test]
    fn sets_of_a_header_with_start_codes_are_in_front_of_key_frames_that_have_none() {
        let media_type = MediaType::partial(guids::MFMediaType_Video, guids::MFVideoFormat_H264);
        let sets = [0, 0, 0, 1, 0x67, 66, 0xc0, 30, 0, 0, 0, 1, 0x68, 0xce];
        let (width, height) = (64, 48);
        let a = media_type.attributes();
        a.set(keys::MF_MT_FRAME_SIZE, FrameSize { width, height });
        a.set(keys::MF_MT_MPEG_SEQUENCE_HEADER, sets.to_vec());
        let format = Format::of(&media_type).unwrap();
        let stored = |data: &[u8], is_key| {
            let mut out = Vec::new();
            let sample = Sample::new(openmf_core::MediaBuffer::from(data.to_vec()));
            format.store(&sample, is_key, &mut out).unwrap();
            out
        };
        let picture = [0, 0, 0, 1, 0x65, 1, 2];
        assert_eq!(stored(&picture, true), [&sets[..], &picture].concat());
        assert_eq!(stored(&picture, false), picture);
        let whole = [&[0, 0, 1, 0x67, 1][..], &picture].concat();
        assert_eq!(stored(&whole, true), whole);
    }
}
