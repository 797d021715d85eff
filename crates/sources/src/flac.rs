//! FLAC in its own container.
//!
//! Source: RFC 9639.

mod frame;

use std::sync::Arc;

use openmf_core::{
    AudioFormat, BufferPool, ByteStream, Error, MediaTime, MediaType, Result, Sample, TimeSpan, guids, keys,
};

use crate::container::Container;
use crate::reader::{Fields, Reader};
use crate::tags::{ID3V1_BYTES, Tags, id3v2_len};
use crate::{Demuxer, Presentation, Track, bitrate, limits};

pub(crate) use frame::FrameHeader;

pub(crate) const FLAC: Container = Container {
    name: "flac",
    extensions: &["flac", "fla"],
    mime_types: &["audio/flac", "audio/x-flac"],
    recognize,
    open,
};

const FORMAT: &str = "FLAC";

/// The length of the STREAMINFO block.
pub(crate) const STREAM_INFO_BYTES: usize = 34;

/// Metadata blocks that are read of one file.
const MAX_BLOCKS: usize = 1024;

/// Bytes that are read at a time while the end of a frame is looked for.
const READ_BYTES: usize = 16 * 1024;

/// Bytes that are looked through at most for the ends of frames that turn out to be none.
const MAX_FALSE_BYTES: usize = 16 << 20;

fn recognize(head: &[u8]) -> u8 {
    let start = id3v2_len(head).map_or(Some(0), |len| usize::try_from(len).ok());
    match start.and_then(|start| head.get(start..)) {
        Some(content) if content.starts_with(b"fLaC") => 100,
        _ => 0,
    }
}

/// What every stream says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StreamInfo {
    min_block: u32,
    max_block: u32,
    min_frame: u32,
    pub(crate) sample_rate: u32,
    channels: u32,
    bits: u32,
    /// 0 if it is not known.
    pub(crate) samples: u64,
}

impl StreamInfo {
    /// `None` if a value is impossible.
    pub(crate) fn parse(block: &[u8; STREAM_INFO_BYTES]) -> Option<Self> {
        let mut fields = Fields(block);
        let min_block = u32::from(fields.u16_be()?);
        let max_block = u32::from(fields.u16_be()?);
        let [a, b, c] = fields.array()?;
        let min_frame = u32::from_be_bytes([0, a, b, c]);
        fields.take(3)?;
        let packed = fields.u64_be()?;
        let info = Self {
            min_block,
            max_block,
            min_frame,
            sample_rate: (packed >> 44) as u32,
            channels: (packed >> 41 & 7) as u32 + 1,
            bits: (packed >> 36 & 31) as u32 + 1,
            samples: packed & 0xf_ffff_ffff,
        };
        (info.sample_rate > 0 && min_block >= 1 && max_block >= min_block && info.bits >= 4).then_some(info)
    }

    pub(crate) fn media_type(&self, block: &[u8; STREAM_INFO_BYTES]) -> MediaType {
        let format = AudioFormat {
            bits_per_sample: self.bits,
            ..AudioFormat::compressed(guids::MFAudioFormat_FLAC, self.sample_rate, self.channels)
        };
        let media_type = format.to_media_type();
        media_type.attributes().set(keys::MF_MT_USER_DATA, block.to_vec());
        media_type
    }

    /// The largest frame: all samples stored verbatim, a byte more for a side channel, and the headers.
    fn max_frame(&self) -> usize {
        self.max_block.max(16) as usize * self.channels as usize * (self.bits as usize / 8 + 2) + 256
    }

    /// The number of the first sample of a frame.
    pub(crate) fn first_sample(&self, frame: &FrameHeader) -> u64 {
        if frame.variable {
            frame.number
        } else {
            // With a fixed block size all frames but the last have the stream's.
            frame.number.saturating_mul(u64::from(self.max_block))
        }
    }

    fn time(&self, sample: u64) -> MediaTime {
        MediaTime::ZERO + TimeSpan::from_frames(sample, self.sample_rate)
    }
}

fn open(stream: Arc<dyn ByteStream>) -> Result<Box<dyn Demuxer>> {
    let mut reader = Reader::new(stream, FORMAT);
    let mut tags = Tags::default();
    let mut head = [0; 10];
    let count = reader.read(&mut head)?;
    let start = id3v2_len(head.get(..count).unwrap_or_default()).unwrap_or(0);
    reader.set_position(start);
    if reader.array::<4>("signature")? != *b"fLaC" {
        return Err(reader.malformed(start, "signature", "it is not fLaC"));
    }
    let mut info = None;
    let mut table = Vec::new();
    for index in 0..=MAX_BLOCKS {
        let offset = reader.position();
        let [flags, a, b, c] = reader.array("metadata block")?;
        let len = u64::from(u32::from_be_bytes([0, a, b, c]));
        let next = reader.position() + len;
        if index == MAX_BLOCKS {
            return Err(reader.malformed(offset, "metadata block", format!("more than {MAX_BLOCKS} blocks")));
        }
        match flags & 0x7f {
            1.. if index == 0 => {
                return Err(reader.malformed(offset, "STREAMINFO", "it is not the first block"));
            }
            0 if index == 0 => {
                let block = reader.array("STREAMINFO")?;
                let parsed = StreamInfo::parse(&block)
                    .ok_or_else(|| reader.malformed(offset, "STREAMINFO", "a value is impossible"))?;
                info = Some((parsed, block));
            }
            3 => {
                let block = reader.bytes(len, limits::MAX_HEADER_BYTES, "SEEKTABLE")?;
                table = parse_seek_table(&block);
            }
            4 => tags.add_vorbis_comments(&reader.bytes(len, limits::MAX_HEADER_BYTES, "VORBIS_COMMENT")?),
            6 => tags.add_flac_picture(&reader.bytes(len, limits::MAX_HEADER_BYTES, "PICTURE")?),
            127 => return Err(reader.malformed(offset, "metadata block", "type 127 is forbidden")),
            _ => {}
        }
        reader.set_position(next);
        if flags & 0x80 != 0 {
            break;
        }
    }
    let Some((info, block)) = info else {
        return Err(reader.malformed(start + 4, "STREAMINFO", "it is not the first block"));
    };
    let first = reader.position();
    let mut end = reader.len();
    if let Some(at) = end.and_then(|len| len.checked_sub(ID3V1_BYTES as u64))
        && reader.seekable()
        && at >= first
    {
        reader.set_position(at);
        if reader.array::<3>("ID3v1 tag")? == *b"TAG" {
            end = Some(at);
        }
    }
    table.retain(|(_, offset)| end.is_none_or(|end| first.saturating_add(*offset) < end));
    let presentation = Presentation {
        tracks: vec![Track {
            id: 1,
            media_type: info.media_type(&block),
            selected: true,
            ..Track::default()
        }],
        duration: (info.samples > 0).then(|| info.time(info.samples).since_zero()),
        can_seek: reader.seekable() && end.is_some(),
        ..Presentation::default()
    };
    tags.store(&presentation.attributes);
    if let (Some(end), Some(duration), [track]) = (end, presentation.duration, &presentation.tracks[..])
        && let Some(bits) = bitrate::average(end.saturating_sub(first), duration)
    {
        bitrate::tell(&track.media_type, bits);
    }
    let mut demuxer = Flac {
        reader,
        info,
        presentation,
        pool: BufferPool::new(),
        first,
        end,
        table,
        window: Vec::new(),
        start: first,
        position: 0,
        wanted: true,
        discontinuity: false,
        damage: None,
    };
    if demuxer.presentation.duration.is_none() && demuxer.presentation.can_seek {
        demuxer.presentation.duration = demuxer.measure()?;
    }
    Ok(Box::new(demuxer))
}

/// The points of a seek table: the number of a sample and the offset of its frame from the first one.
fn parse_seek_table(block: &[u8]) -> Vec<(u64, u64)> {
    let mut fields = Fields(block);
    let mut points = Vec::with_capacity(limits::MAX_PREALLOCATED.min(block.len() / 18));
    while let (Some(sample), Some(offset), Some(_)) = (fields.u64_be(), fields.u64_be(), fields.u16_be()) {
        // All ones mark a placeholder. Points out of order are useless.
        let in_order = points
            .last()
            .is_none_or(|(last, at)| *last < sample && *at < offset);
        if sample != u64::MAX && in_order && points.len() < limits::MAX_SEEK_POINTS {
            points.push((sample, offset));
        }
    }
    points
}

struct Flac {
    reader: Reader,
    info: StreamInfo,
    presentation: Presentation,
    pool: BufferPool,
    /// The offset of the first frame, and of what follows the last one.
    first: u64,
    end: Option<u64>,
    table: Vec<(u64, u64)>,
    /// The bytes from `start` on that are read already.
    window: Vec<u8>,
    start: u64,
    /// Where the last frame ended, in samples.
    position: u64,
    wanted: bool,
    discontinuity: bool,
    /// Where the first bytes were passed over that are no frame, while that was not told.
    damage: Option<u64>,
}

impl Flac {
    fn move_to(&mut self, offset: u64) {
        let ahead = offset.checked_sub(self.start).map(usize::try_from);
        match ahead {
            Some(Ok(bytes)) if bytes < self.window.len() => self.drop_front(bytes),
            _ => self.window.clear(),
        }
        self.start = offset;
    }

    fn drop_front(&mut self, bytes: usize) {
        let bytes = bytes.min(self.window.len());
        self.window.drain(..bytes);
        self.start += bytes as u64;
    }

    /// Reads on; false at the end.
    fn read_more(&mut self) -> Result<bool> {
        let have = self.window.len();
        let at = self.start.saturating_add(have as u64);
        let rest = self.end.map_or(u64::MAX, |end| end.saturating_sub(at));
        let want = usize::try_from(rest).unwrap_or(READ_BYTES).min(READ_BYTES);
        self.window.resize(have + want, 0);
        self.reader.set_position(at);
        let result = self.reader.read(self.window.get_mut(have..).unwrap_or_default());
        let count = *result.as_ref().unwrap_or(&0);
        self.window.truncate(have + count);
        result.map(|count| count > 0)
    }

    /// Makes the window start with a frame header; `None` if none comes before `limit` bytes or the end.
    fn header(&mut self, limit: u64) -> Result<Option<FrameHeader>> {
        let mut passed = 0;
        loop {
            while self.window.len() < FrameHeader::MAX_BYTES && self.read_more()? {}
            let found = self
                .window
                .windows(2)
                .position(|pair| matches!(pair, [0xff, 0xf8 | 0xf9]));
            // The last byte may be the first of a sync code.
            let skip = found.unwrap_or(self.window.len().saturating_sub(1));
            self.drop_front(skip);
            passed += skip as u64;
            if found.is_none() {
                if passed > limit || !self.read_more()? {
                    return Ok(None);
                }
                continue;
            }
            while self.window.len() < FrameHeader::MAX_BYTES && self.read_more()? {}
            match FrameHeader::parse(&self.window).filter(|header| self.is_ours(header)) {
                Some(header) => return Ok(Some(header)),
                None => self.drop_front(1),
            }
            passed += 1;
            if passed > limit {
                return Ok(None);
            }
        }
    }

    fn is_ours(&self, header: &FrameHeader) -> bool {
        header.channels == self.info.channels
            && header
                .sample_rate
                .is_none_or(|rate| rate == self.info.sample_rate)
            && header.bits.is_none_or(|bits| bits == self.info.bits)
            && header.block <= self.info.max_block.max(16)
    }

    /// The length of the frame at the start of the window, whose checksum is right; `None` if there is no such end.
    fn frame_len(&mut self, header: &FrameHeader) -> Result<Option<usize>> {
        let mut crc = frame::Crc16::default();
        let mut checked = 0;
        let least = header.len.max(self.info.min_frame as usize).max(header.len + 2);
        loop {
            let window = &self.window;
            // A header must be whole to be recognized; the last bytes wait for the next read.
            let sure = window.len().saturating_sub(FrameHeader::MAX_BYTES);
            while checked < sure {
                let rest = window.get(checked..sure).unwrap_or_default();
                let at_sync =
                    checked >= least && matches!(window.get(checked..checked + 2), Some([0xff, 0xf8 | 0xf9]));
                if at_sync && crc.is_zero() {
                    let next = window.get(checked..).and_then(FrameHeader::parse);
                    if next.is_some_and(|next| self.is_ours(&next)) {
                        return Ok(Some(checked));
                    }
                }
                // On to where the next frame may start.
                let step = match least.checked_sub(checked) {
                    Some(step @ 1..) => step.min(rest.len()),
                    _ => 1 + frame::next_sync_byte(rest.get(1..).unwrap_or_default()),
                };
                crc.update_all(rest.get(..step).unwrap_or_default());
                checked += step;
            }
            if checked > self.info.max_frame() {
                return Ok(None);
            }
            if !self.read_more()? {
                break;
            }
        }
        // The last frame ends with the file, perhaps with something behind it.
        let tail = self.window.get(checked..).unwrap_or_default();
        for (index, byte) in tail.iter().enumerate() {
            let at = checked + index;
            if at >= least && crc.is_zero() && tail.get(index..).and_then(FrameHeader::parse).is_some() {
                return Ok(Some(at));
            }
            crc.update(*byte);
        }
        let len = self.window.len();
        Ok((len >= least && crc.is_zero()).then_some(len))
    }

    /// The next frame with a right checksum within `limit` bytes.
    fn frame(&mut self, limit: u64) -> Result<Option<(FrameHeader, usize)>> {
        let from = self.start;
        let mut false_bytes = 0_usize;
        loop {
            let passed = self.start - from;
            let Some(header) = self.header(limit.saturating_sub(passed))? else {
                return Ok(None);
            };
            if let Some(len) = self.frame_len(&header)? {
                return Ok(Some((header, len)));
            }
            false_bytes += self.window.len();
            self.drop_front(1);
            if self.start - from > limit || false_bytes > MAX_FALSE_BYTES {
                return Ok(None);
            }
        }
    }

    /// The length from the last frame's number, for a file whose writer could not go back to fill it in.
    fn measure(&mut self) -> Result<Option<TimeSpan>> {
        let (mut at, mut last) = (self.first, None);
        let mut end = self.end.unwrap_or(self.first);
        // Half of what is left, while there are frames in it.
        while end.saturating_sub(at) > 4 * READ_BYTES as u64 {
            let middle = at + (end - at) / 2;
            self.move_to(middle);
            match self.frame(end - middle)? {
                Some((header, len)) => {
                    last = Some(header);
                    at = self.start + len as u64;
                }
                None => end = middle,
            }
        }
        self.move_to(at);
        while let Some((header, len)) = self.frame(limits::MAX_RESYNC_BYTES)? {
            last = Some(header);
            self.drop_front(len);
        }
        self.move_to(self.first);
        Ok(last.map(|header| {
            let end = self
                .info
                .first_sample(&header)
                .saturating_add(u64::from(header.block));
            self.info.time(end).since_zero()
        }))
    }
}

impl Demuxer for Flac {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        self.wanted = wanted.first().copied().unwrap_or(false);
    }

    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
        if track != 0 || !self.wanted {
            return Ok(None);
        }
        let expected = self.start;
        let Some((header, len)) = self.frame(limits::MAX_RESYNC_BYTES)? else {
            // Nothing but the end, or a tag, may follow the last frame; half a frame may not.
            if self.info.samples > 0 && self.end.is_some_and(|end| expected < end) {
                return Err(self
                    .reader
                    .malformed(expected, "frame", "the rest of the file is damaged"));
            }
            let read = std::mem::replace(&mut self.position, self.info.samples);
            if read < self.info.samples {
                let problem = format!("the file ends after {read} of {} samples", self.info.samples);
                return Err(self.reader.malformed(expected, "frame", problem));
            }
            return match self.damage.take() {
                Some(at) => Err(self.reader.malformed(at, "frame", "no frame starts here")),
                None => Ok(None),
            };
        };
        if self.start != expected {
            self.damage.get_or_insert(expected);
        }
        let mut buffer = self.pool.acquire(len);
        if let Some(bytes) = self.window.get(..len) {
            buffer.copy_from_slice(bytes);
        }
        let discontinuity = std::mem::take(&mut self.discontinuity) || self.start != expected;
        self.drop_front(len);
        let first = self.info.first_sample(&header);
        let time = self.info.time(first);
        self.position = first.saturating_add(u64::from(header.block));
        let end = self.info.time(self.position);
        let mut sample = Sample::new(buffer.freeze())
            .at(time)
            .lasting(end - time)
            .clean_point(true);
        sample.flags.discontinuity = discontinuity;
        Ok(Some((0, sample)))
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        let target = time.since_zero().to_frames(self.info.sample_rate);
        let end = self
            .end
            .ok_or_else(|| Error::invalid_request("the length is not known"))?;
        // The frame that starts at `low` starts at or before the target, the one at `high` behind it.
        let after = self.table.partition_point(|(sample, _)| *sample <= target);
        let point = |index: Option<usize>| index.and_then(|index| self.table.get(index));
        let (mut before, start) = point(after.checked_sub(1)).copied().unwrap_or_default();
        let mut low = self.first + start;
        let mut high = point(Some(after)).map_or(end, |(_, offset)| self.first + offset);
        if low > self.first {
            // The table is not to be trusted.
            self.move_to(low);
            let right = self
                .frame(0)?
                .is_some_and(|(header, _)| self.info.first_sample(&header) <= target);
            if !right {
                (low, high, before) = (self.first, end, 0);
            }
        }
        // By turns where the target is if frames are equally long, and the middle, which cannot be wrong often.
        let mut behind = self.info.samples.max(target.saturating_add(1));
        let mut guess = true;
        while high.saturating_sub(low) > 2 * READ_BYTES as u64 {
            let middle = low + (high - low) / 2;
            let at = if guess {
                let share = u128::from(target.saturating_sub(before)) * u128::from(high - low)
                    / u128::from(behind.saturating_sub(before).max(1));
                // A little earlier, so that the frame which is found is rather one before the target than behind it.
                let at = low + u64::try_from(share).unwrap_or(u64::MAX).min(high - low);
                at.saturating_sub(READ_BYTES as u64)
                    .clamp(low + 1, middle.max(high - READ_BYTES as u64))
            } else {
                middle
            };
            guess = !guess;
            self.move_to(at);
            match self.frame(high - at)? {
                Some((header, _)) if self.start < high => {
                    let first = self.info.first_sample(&header);
                    if first <= target {
                        (low, before) = (self.start, first);
                    } else {
                        (high, behind) = (at, first);
                    }
                }
                _ => high = at,
            }
        }
        self.move_to(low);
        let mut last = low;
        while let Some((header, len)) = self.frame(limits::MAX_RESYNC_BYTES)? {
            let first = self.info.first_sample(&header);
            if first > target {
                break;
            }
            last = self.start;
            if first.saturating_add(u64::from(header.block)) > target {
                break;
            }
            self.drop_front(len);
        }
        self.move_to(last);
        self.discontinuity = false;
        Ok(())
    }
}
