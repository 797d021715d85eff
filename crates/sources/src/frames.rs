//! Streams that are nothing but one frame after another, each with its length in its header: MP3 and ADTS.

use std::sync::Arc;

use openmf_core::{BufferPool, Error, MediaTime, MediaType, Result, Sample, TimeSpan};

use crate::reader::Reader;
use crate::tags::{ID3V1_BYTES, Tags, id3v2_len};
use crate::{Demuxer, Presentation, bitrate, limits};

/// Finds the length of the frame whose header this is; `None` if it is no header of this stream.
pub(crate) type ParseFrame = Box<dyn Fn(&[u8]) -> Option<FrameSize> + Send>;

/// Finds what stream begins with the frame whose header this is; `None` if it is no header at all.
pub(crate) type ParseFormat = fn(&[u8]) -> Option<FrameFormat>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FrameSize {
    /// Bytes of the whole frame.
    pub(crate) len: usize,
    /// Bytes at its start that the decoder does not get.
    pub(crate) header: usize,
}

/// What frames that follow each other have in common.
pub(crate) struct FrameFormat {
    pub(crate) parse: ParseFrame,
    pub(crate) media_type: MediaType,
    pub(crate) samples_per_frame: u32,
    /// Hz.
    pub(crate) sample_rate: u32,
    /// How many frames before a position have to be decoded first.
    pub(crate) preroll: u64,
}

/// What a stream of frames is like.
pub(crate) struct FrameLayout {
    /// Bytes that `parse` needs.
    pub(crate) header_bytes: usize,
    /// The format at the start.
    pub(crate) format: FrameFormat,
    /// Tells another format, with which files that were put together go on.
    pub(crate) recognize: ParseFormat,
    /// The offset of the first frame.
    pub(crate) start: u64,
    /// Where the frames end and tags may follow.
    pub(crate) end: Option<u64>,
    /// How many frames there are, if the file states it.
    pub(crate) frames: Option<u64>,
    /// The bits of a second as the first frame has them, if they are the same in all as a rule.
    pub(crate) nominal_bits: Option<u32>,
    /// Samples that come before time 0.
    pub(crate) delay: u32,
}

/// The demuxer over one stream of frames.
///
/// There is no index in such a file. Seeking reads the headers from the last known frame on, which makes times exact;
/// what was passed is remembered.
///
/// Where frames of another format follow, as in files that were put together, the stream goes on with those.
pub(crate) struct Frames {
    reader: Reader,
    /// `parse` needs as many bytes.
    header_bytes: usize,
    recognize: ParseFormat,
    end: Option<u64>,
    frames: Option<u64>,
    /// The formats that are known, at least one, in the order of the file.
    parts: Vec<Part>,
    presentation: Presentation,
    pool: BufferPool,
    index: Index,
    /// The frame that is read next.
    next: Place,
    /// The number of the part of the packet that was returned last.
    part: usize,
    wanted: bool,
    discontinuity: bool,
    /// It was told that the file ends early.
    told: bool,
    /// Damage was passed over, so that the frames are no longer counted right.
    lost: bool,
    /// Where that was first, while it was not told.
    damage: Option<u64>,
}

/// Frames of one format.
struct Part {
    format: FrameFormat,
    media_type: Arc<MediaType>,
    /// The number of the first frame in the file, and when it is due.
    first: u64,
    at: MediaTime,
    /// Samples of it that come before.
    delay: u32,
}

impl Part {
    fn time(&self, frame: u64) -> Result<MediaTime> {
        let frames = frame.saturating_sub(self.first);
        let samples = frames.checked_mul(u64::from(self.format.samples_per_frame));
        samples
            .and_then(|samples| i64::try_from(samples).ok())
            .and_then(|samples| samples.checked_sub(i64::from(self.delay)))
            .and_then(|ticks| MediaTime::from_ticks(ticks, self.format.sample_rate))
            .map(|time| self.at + time.since_zero())
            .ok_or(Error::TimeOutOfRange)
    }
}

/// A frame by its number and its offset.
#[derive(Clone, Copy, Debug)]
struct Place {
    number: u64,
    offset: u64,
}

/// A frame that was found.
struct Found {
    offset: u64,
    size: FrameSize,
    /// The number of its part.
    part: usize,
}

/// The offset of every n-th frame.
struct Index {
    offsets: Vec<u64>,
    stride: u64,
}

/// Bytes of a file that are scanned at most to count its frames; beyond, the count is estimated.
const MAX_COUNTED_BYTES: u64 = 16 << 20;

impl Frames {
    /// A demuxer at the first frame; the presentation has its one track already. Its duration is found by counting,
    /// or estimated, unless it is known.
    ///
    /// # Errors
    /// - [`Error::Io`]: the frames could not be counted.
    pub(crate) fn new(reader: Reader, layout: FrameLayout, mut presentation: Presentation) -> Result<Self> {
        presentation.can_seek = reader.seekable();
        let (start, nominal) = (layout.start, layout.nominal_bits);
        let first = Part {
            media_type: Arc::new(layout.format.media_type.clone()),
            format: layout.format,
            first: 0,
            at: MediaTime::ZERO,
            delay: layout.delay,
        };
        let mut frames = Self {
            reader,
            header_bytes: layout.header_bytes,
            recognize: layout.recognize,
            end: layout.end,
            frames: layout.frames,
            parts: vec![first],
            presentation,
            pool: BufferPool::new(),
            index: Index {
                offsets: vec![start],
                stride: 1,
            },
            next: Place {
                number: 0,
                offset: start,
            },
            part: 0,
            wanted: true,
            discontinuity: false,
            told: false,
            lost: false,
            damage: None,
        };
        if frames.presentation.duration.is_none() && frames.presentation.can_seek {
            frames.presentation.duration = frames.measure(start)?;
        }
        frames.tell_bitrate(start, nominal);
        Ok(frames)
    }

    /// Says how many bits a second has on average, unless the file has said so.
    fn tell_bitrate(&mut self, start: u64, nominal: Option<u32>) {
        let (Some(end), Some(duration), 1) = (self.end, self.presentation.duration, self.parts.len()) else {
            return;
        };
        let average = bitrate::average(end.saturating_sub(start), duration);
        // What is within a hundredth is padding.
        let is_near =
            |nominal: &u32| average.is_some_and(|average| average.abs_diff(*nominal) <= nominal / 100);
        let bits = nominal.filter(is_near).or(average);
        if let (Some(bits), Some(part), [track]) = (bits, self.parts.first(), &self.presentation.tracks[..]) {
            bitrate::tell(&part.media_type, bits);
            bitrate::tell(&track.media_type, bits);
        }
    }

    fn measure(&mut self, start: u64) -> Result<Option<TimeSpan>> {
        let mut at = Place {
            number: 0,
            offset: start,
        };
        let mut whole = true;
        loop {
            match self.find(at) {
                Ok(Some(found)) => at = self.pass(at, &found),
                Ok(None) => break,
                // Reading stops there, too.
                Err(Error::Malformed(_)) => break,
                Err(error) => return Err(error),
            }
            if at.offset - start > MAX_COUNTED_BYTES {
                whole = false;
                break;
            }
        }
        let mut length = self.time(at.number)?.since_zero().max(TimeSpan::ZERO);
        if !whole {
            let Some(end) = self.end else {
                return Ok(None);
            };
            let scaled = length.as_100ns() as u128 * u128::from(end.saturating_sub(start))
                / u128::from((at.offset - start).max(1));
            let scaled = i64::try_from(scaled).map_err(|_| Error::TimeOutOfRange)?;
            length = TimeSpan::from_100ns(scaled);
        }
        Ok(Some(length))
    }

    /// Remembers a frame and goes behind it.
    fn pass(&mut self, at: Place, found: &Found) -> Place {
        self.index.note(at.number, found.offset);
        Place {
            number: at.number + 1,
            offset: found.offset + found.size.len as u64,
        }
    }

    /// The number of the part that a frame is in, as far as is known.
    fn part_of(&self, number: u64) -> usize {
        let behind = self.parts.partition_point(|part| part.first <= number);
        behind.saturating_sub(1)
    }

    /// The frame of this number, which is the first at or behind the offset; `None` if there is none up to the end.
    fn find(&mut self, at: Place) -> Result<Option<Found>> {
        let part = self.part_of(at.number);
        let Some(known) = self.parts.get(part) else {
            return Ok(None);
        };
        let scan = Scan {
            header_bytes: self.header_bytes,
            parse: &known.format.parse,
            recognize: Some(self.recognize).filter(|_| self.parts.len() < limits::MAX_LINKS),
            end: self.end,
        };
        if let Some(size) = scan.frame_at(&mut self.reader, at.offset)? {
            let offset = at.offset;
            return Ok(Some(Found { offset, size, part }));
        }
        let Some((offset, size, format)) = scan.find(&mut self.reader, at.offset)? else {
            return Ok(None);
        };
        let Some(format) = format else {
            return Ok(Some(Found { offset, size, part }));
        };
        let changed = Part {
            media_type: Arc::new(format.media_type.clone()),
            at: known.time(at.number)?,
            format,
            first: at.number,
            delay: 0,
        };
        // Behind damage the numbers are others than before.
        self.parts.truncate(part + 1);
        self.parts.push(changed);
        let part = part + 1;
        Ok(Some(Found { offset, size, part }))
    }

    /// The end, which is an error the first time if the file was cut off.
    fn end(&mut self) -> Result<Option<(usize, Sample)>> {
        if let Some(at) = self.damage.take() {
            return Err(self.reader.malformed(at, "frame", "no frame starts here"));
        }
        if std::mem::replace(&mut self.told, true) {
            return Ok(None);
        }
        let Place { number, offset } = self.next;
        let mut header = [0; 16];
        let header = header.get_mut(..self.header_bytes).unwrap_or_default();
        self.reader.set_position(offset);
        let count = self.reader.read(header)?;
        let part = self.parts.get(self.part_of(number));
        let begun = Some(&*header)
            .filter(|header| count == header.len())
            .and_then(|header| (part?.format.parse)(header));
        if let Some(frame) = begun {
            let problem = format!("the file ends within its {} bytes", frame.len);
            return Err(self.reader.malformed(offset, "frame", problem));
        }
        if count > 0 && count < header.len() && header.first() == Some(&0xff) {
            return Err(self
                .reader
                .malformed(offset, "frame", "the file ends within its header"));
        }
        // Some encoders count the frame that holds the count.
        match self.frames {
            Some(stated) if !self.lost && number.saturating_add(1) < stated => {
                let problem = format!("the file ends after {number} of {stated} frames");
                Err(self.reader.malformed(offset, "frame", problem))
            }
            _ => Ok(None),
        }
    }

    /// Whether a tag or padding begins here, as where files were put together; damage is something else.
    fn is_between_files(&mut self, offset: u64) -> Result<bool> {
        const BEGINNINGS: [&[u8]; 5] = [b"ID3", b"TAG", b"APE", b"LYR", &[0; 3]];
        let mut head = [0xff; 3];
        self.reader.set_position(offset);
        self.reader.read(&mut head)?;
        Ok(BEGINNINGS.contains(&&head[..]))
    }

    fn time(&self, frame: u64) -> Result<MediaTime> {
        let part = self.parts.get(self.part_of(frame));
        part.map_or(Err(Error::TimeOutOfRange), |part| part.time(frame))
    }
}

/// How frames are searched for.
pub(crate) struct Scan<'a> {
    pub(crate) header_bytes: usize,
    pub(crate) parse: &'a ParseFrame,
    /// Whether frames of another format are found, too.
    pub(crate) recognize: Option<ParseFormat>,
    /// Where the frames end.
    pub(crate) end: Option<u64>,
}

/// A frame of another format than the one before is believed if so many follow that are like it, up to the end.
const CONFIRMING_FRAMES: usize = 2;

impl Scan<'_> {
    /// The frame at an offset, if there is a whole one.
    fn frame_at(&self, reader: &mut Reader, offset: u64) -> Result<Option<FrameSize>> {
        self.frame_like(reader, offset, self.parse)
    }

    fn frame_like(&self, reader: &mut Reader, offset: u64, parse: &ParseFrame) -> Result<Option<FrameSize>> {
        let mut header = [0; 16];
        let header = header.get_mut(..self.header_bytes).unwrap_or_default();
        reader.set_position(offset);
        if reader.read(header)? < header.len() {
            return Ok(None);
        }
        let fits = |frame: &FrameSize| {
            let end = offset.checked_add(frame.len as u64);
            let limit = self.end.unwrap_or(u64::MAX);
            frame.len >= frame.header.max(1) && end.is_some_and(|end| end <= limit)
        };
        Ok(parse(header).filter(fits))
    }

    /// Searches for a frame that is followed by another one or by the end. The format is told where it is another one.
    ///
    /// # Errors
    /// - [`Error::Malformed`]: there is none within [`limits::MAX_RESYNC_BYTES`].
    pub(crate) fn find(
        &self,
        reader: &mut Reader,
        from: u64,
    ) -> Result<Option<(u64, FrameSize, Option<FrameFormat>)>> {
        let mut window = vec![0; 4096];
        let mut at = from;
        while at - from < limits::MAX_RESYNC_BYTES {
            reader.set_position(at);
            let count = reader.read(&mut window)?;
            if count < self.header_bytes {
                return Ok(None);
            }
            let heads = window.get(..count).unwrap_or_default();
            for (skip, head) in heads.windows(self.header_bytes).enumerate() {
                // Both formats start with eleven set bits or more.
                if head.first() != Some(&0xff) {
                    continue;
                }
                let offset = at + skip as u64;
                if (self.parse)(head).is_some() {
                    if let Some(frame) = self.confirmed(reader, offset, self.parse, 1)? {
                        return Ok(Some((offset, frame, None)));
                    }
                } else if let Some(format) = self.recognize.and_then(|recognize| recognize(head))
                    && let Some(frame) = self.confirmed(reader, offset, &format.parse, CONFIRMING_FRAMES)?
                {
                    return Ok(Some((offset, frame, Some(format))));
                }
            }
            at += (count - (self.header_bytes - 1)) as u64;
        }
        Err(reader.malformed(
            from,
            "frame",
            format!("no frame within {} bytes", limits::MAX_RESYNC_BYTES),
        ))
    }

    /// The frame at an offset if so many follow it, or the end.
    fn confirmed(
        &self,
        reader: &mut Reader,
        offset: u64,
        parse: &ParseFrame,
        count: usize,
    ) -> Result<Option<FrameSize>> {
        let first = self.frame_like(reader, offset, parse)?;
        let Some(frame) = first else { return Ok(None) };
        let mut next = offset + frame.len as u64;
        for _ in 0..count {
            if self.end.is_some_and(|end| next >= end) {
                break;
            }
            let Some(following) = self.frame_like(reader, next, parse)? else {
                return Ok(None);
            };
            next += following.len as u64;
        }
        Ok(first)
    }
}

impl Demuxer for Frames {
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
        let Place {
            number,
            offset: expected,
        } = self.next;
        let Some(found) = self.find(self.next)? else {
            return self.end();
        };
        let (offset, frame) = (found.offset, found.size);
        if offset != expected {
            self.lost = true;
            if !self.is_between_files(expected)? {
                self.damage.get_or_insert(expected);
            }
        }
        let discontinuity = std::mem::take(&mut self.discontinuity) || offset != expected;
        self.reader.set_position(offset + frame.header as u64);
        let len = frame.len - frame.header;
        self.next = self.pass(self.next, &found);
        self.part = found.part;
        let Some(buffer) = self.reader.packet(len, &self.pool)?.filter(|b| b.len() == len) else {
            return Ok(None);
        };
        let Some(part) = self.parts.get(found.part) else {
            return Ok(None);
        };
        let time = part.time(number)?;
        let mut sample = Sample::new(buffer)
            .at(time)
            .lasting(part.time(number + 1)? - time)
            .clean_point(true);
        sample.flags.discontinuity = discontinuity;
        Ok(Some((0, sample)))
    }

    fn changed_type(&self, _track: usize) -> Option<&Arc<MediaType>> {
        let part = self.parts.get(self.part).filter(|_| self.part > 0);
        part.map(|part| &part.media_type)
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        let mut target = self.target(time);
        let (number, offset) = self.index.before(target);
        let mut at = Place { number, offset };
        while at.number < target {
            let parts = self.parts.len();
            let Some(found) = self.find(at)? else {
                break;
            };
            if self.parts.len() == parts {
                at = self.pass(at, &found);
            } else {
                at.offset = found.offset;
                target = self.target(time);
            }
        }
        self.next = at;
        self.discontinuity = false;
        Ok(())
    }
}

impl Frames {
    /// The number of the frame that is read first so that `time` is right, as far as the formats are known.
    fn target(&self, time: MediaTime) -> u64 {
        let behind = self.parts.partition_point(|part| part.at <= time);
        let Some(part) = self.parts.get(behind.saturating_sub(1)) else {
            return 0;
        };
        let format = &part.format;
        let samples = (time - part.at).to_frames(format.sample_rate) + u64::from(part.delay);
        // One early, in case the time was rounded up.
        let frame = samples.saturating_sub(1) / u64::from(format.samples_per_frame);
        part.first.saturating_add(frame.saturating_sub(format.preroll))
    }
}

impl Index {
    /// Remembers a frame if its turn has come.
    fn note(&mut self, frame: u64, offset: u64) {
        if frame != self.offsets.len() as u64 * self.stride {
            return;
        }
        if self.offsets.len() >= limits::MAX_SEEK_POINTS {
            let mut keep = false;
            self.offsets.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride *= 2;
            if frame != self.offsets.len() as u64 * self.stride {
                return;
            }
        }
        self.offsets.push(offset);
    }

    /// The last known frame at or before `frame`, and its offset.
    fn before(&self, frame: u64) -> (u64, u64) {
        let last = self.offsets.len().saturating_sub(1) as u64;
        let entry = (frame / self.stride).min(last);
        let offset = self.offsets.get(entry as usize).copied();
        (entry * self.stride, offset.unwrap_or_default())
    }
}

/// Tags that are looked for one behind the other; more than one is rare.
const MAX_TAGS_IN_FRONT: usize = 16;

/// Reads the tags around the frames: ID3v2 in front, APEv2 and ID3v1 behind. Returns where the frames start and end.
pub(crate) fn read_tags(reader: &mut Reader, tags: &mut Tags) -> Result<(u64, Option<u64>)> {
    let mut start = 0_u64;
    for _ in 0..MAX_TAGS_IN_FRONT {
        let mut head = [0; 10];
        reader.set_position(start);
        let count = reader.read(&mut head)?;
        let Some(len) = id3v2_len(head.get(..count).unwrap_or_default()) else {
            break;
        };
        reader.set_position(start);
        let rest = reader.len().map(|end| end.saturating_sub(start));
        let room = rest.unwrap_or(len).min(limits::MAX_HEADER_BYTES as u64);
        let beyond = rest.is_some_and(|rest| len >= rest);
        // A tag past the limit is passed over.
        if len <= room || beyond {
            let tag = reader.bytes(len.min(room), limits::MAX_HEADER_BYTES, "ID3v2 tag")?;
            tags.add_id3v2(&tag);
        }
        if beyond {
            // The size is damaged, or the file ends in the tag: frames are looked for in what the tag claims.
            start += head.len() as u64;
            break;
        }
        start += len;
    }
    let Some(len) = reader.len().filter(|_| reader.seekable()) else {
        return Ok((start, None));
    };
    let mut end = len;
    if let Some(at) = end.checked_sub(ID3V1_BYTES as u64).filter(|at| *at >= start) {
        reader.set_position(at);
        let tag = reader.array("ID3v1 tag")?;
        if tag.starts_with(b"TAG") {
            tags.add_id3v1(&tag);
            end = at;
        }
    }
    // APEv2: a footer of 32 bytes with the length of items and footer, and a flag for a header of as many bytes.
    if let Some(at) = end.checked_sub(32).filter(|at| *at >= start) {
        reader.set_position(at);
        let footer: [u8; 32] = reader.array("APE tag")?;
        if footer.starts_with(b"APETAGEX") {
            let number = |at| {
                let bytes = footer.get(at..).and_then(|rest| rest.first_chunk());
                bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)))
            };
            let header = if number(20) & 0x8000_0000 != 0 { 32 } else { 0 };
            end = end.saturating_sub(number(12) + header).max(start);
        }
    }
    Ok((start, Some(end)))
}
