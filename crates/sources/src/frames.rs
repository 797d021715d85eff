//! Streams that are nothing but one frame after another, each with its length in its header: MP3 and ADTS.

use openmf_core::{BufferPool, Error, MediaTime, Result, Sample, TimeSpan};

use crate::reader::Reader;
use crate::tags::{ID3V1_BYTES, Tags, id3v2_len};
use crate::{Demuxer, Presentation, limits};

/// Finds the length of the frame whose header this is; `None` if it is no header of this stream.
pub(crate) type ParseFrame = Box<dyn Fn(&[u8]) -> Option<FrameSize> + Send>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FrameSize {
    /// Bytes of the whole frame.
    pub(crate) len: usize,
    /// Bytes at its start that the decoder does not get.
    pub(crate) header: usize,
}

/// What a stream of frames is like.
pub(crate) struct FrameLayout {
    /// Bytes that `parse` needs.
    pub(crate) header_bytes: usize,
    pub(crate) parse: ParseFrame,
    /// The offset of the first frame.
    pub(crate) start: u64,
    /// Where the frames end and tags may follow.
    pub(crate) end: Option<u64>,
    /// How many frames there are, if the file states it.
    pub(crate) frames: Option<u64>,
    pub(crate) samples_per_frame: u32,
    /// Hz.
    pub(crate) sample_rate: u32,
    /// Samples that come before time 0.
    pub(crate) delay: u32,
    /// How many frames before a position have to be decoded first.
    pub(crate) preroll: u64,
}

/// The demuxer over one stream of frames.
///
/// There is no index in such a file. Seeking reads the headers from the last known frame on, which makes times exact;
/// what was passed is remembered.
pub(crate) struct Frames {
    reader: Reader,
    layout: FrameLayout,
    presentation: Presentation,
    pool: BufferPool,
    index: Index,
    /// The number and the offset of the frame that is read next.
    next: (u64, u64),
    wanted: bool,
    discontinuity: bool,
    /// It was told that the file ends early.
    told: bool,
    /// Damage was passed over, so that the frames are no longer counted right.
    lost: bool,
    /// Where that was first, while it was not told.
    damage: Option<u64>,
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
        let start = layout.start;
        let mut frames = Self {
            reader,
            layout,
            presentation,
            pool: BufferPool::new(),
            index: Index {
                offsets: vec![start],
                stride: 1,
            },
            next: (0, start),
            wanted: true,
            discontinuity: false,
            told: false,
            lost: false,
            damage: None,
        };
        if frames.presentation.duration.is_none() && frames.presentation.can_seek {
            frames.presentation.duration = frames.measure()?;
        }
        Ok(frames)
    }

    fn measure(&mut self) -> Result<Option<TimeSpan>> {
        let start = self.layout.start;
        let (mut count, mut offset) = (0_u64, start);
        let mut whole = true;
        loop {
            match self.find(offset) {
                Ok(Some((found, frame))) => {
                    self.index.note(count, found);
                    count += 1;
                    offset = found + frame.len as u64;
                }
                Ok(None) => break,
                // Reading stops there, too.
                Err(Error::Malformed(_)) => break,
                Err(error) => return Err(error),
            }
            if offset - start > MAX_COUNTED_BYTES {
                whole = false;
                break;
            }
        }
        let mut samples = u128::from(count) * u128::from(self.layout.samples_per_frame);
        if !whole {
            let Some(end) = self.layout.end else {
                return Ok(None);
            };
            samples = samples * u128::from(end.saturating_sub(start)) / u128::from((offset - start).max(1));
        }
        let samples = u64::try_from(samples).map_err(|_| Error::TimeOutOfRange)?;
        let samples = samples.saturating_sub(u64::from(self.layout.delay));
        Ok(Some(TimeSpan::from_frames(samples, self.layout.sample_rate)))
    }

    /// The frame at an offset, if there is a whole one.
    fn frame_at(&mut self, offset: u64) -> Result<Option<FrameSize>> {
        frame_at(&mut self.reader, &self.layout, offset)
    }

    /// The first frame at or behind an offset; `None` if there is none up to the end.
    fn find(&mut self, offset: u64) -> Result<Option<(u64, FrameSize)>> {
        if let Some(frame) = self.frame_at(offset)? {
            return Ok(Some((offset, frame)));
        }
        let Some(next) = offset.checked_add(1) else {
            return Ok(None);
        };
        find_frame(&mut self.reader, &self.layout, next)
    }

    /// The end, which is an error the first time if the file was cut off.
    fn end(&mut self) -> Result<Option<(usize, Sample)>> {
        if let Some(at) = self.damage.take() {
            return Err(self.reader.malformed(at, "frame", "no frame starts here"));
        }
        if std::mem::replace(&mut self.told, true) {
            return Ok(None);
        }
        let (number, offset) = self.next;
        let mut header = [0; 16];
        let header = header.get_mut(..self.layout.header_bytes).unwrap_or_default();
        self.reader.set_position(offset);
        let count = self.reader.read(header)?;
        let begun = Some(&*header)
            .filter(|header| count == header.len())
            .and_then(|header| (self.layout.parse)(header));
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
        match self.layout.frames {
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
        let samples = frame.checked_mul(u64::from(self.layout.samples_per_frame));
        samples
            .and_then(|samples| i64::try_from(samples).ok())
            .and_then(|samples| samples.checked_sub(i64::from(self.layout.delay)))
            .and_then(|ticks| MediaTime::from_ticks(ticks, self.layout.sample_rate))
            .ok_or(Error::TimeOutOfRange)
    }
}

fn frame_at(reader: &mut Reader, layout: &FrameLayout, offset: u64) -> Result<Option<FrameSize>> {
    let mut header = [0; 16];
    let header = header.get_mut(..layout.header_bytes).unwrap_or_default();
    reader.set_position(offset);
    if reader.read(header)? < header.len() {
        return Ok(None);
    }
    let fits = |frame: &FrameSize| {
        let end = offset.checked_add(frame.len as u64);
        let limit = layout.end.unwrap_or(u64::MAX);
        frame.len >= frame.header.max(1) && end.is_some_and(|end| end <= limit)
    };
    Ok((layout.parse)(header).filter(fits))
}

/// Searches for a frame that is followed by another one or by the end.
///
/// # Errors
/// - [`Error::Malformed`]: there is none within [`limits::MAX_RESYNC_BYTES`].
pub(crate) fn find_frame(
    reader: &mut Reader,
    layout: &FrameLayout,
    from: u64,
) -> Result<Option<(u64, FrameSize)>> {
    let mut window = vec![0; 4096];
    let mut at = from;
    while at - from < limits::MAX_RESYNC_BYTES {
        reader.set_position(at);
        let count = reader.read(&mut window)?;
        if count < layout.header_bytes {
            return Ok(None);
        }
        let heads = window.get(..count).unwrap_or_default();
        for (skip, head) in heads.windows(layout.header_bytes).enumerate() {
            // Both formats start with eleven set bits or more.
            if head.first() != Some(&0xff) || (layout.parse)(head).is_none() {
                continue;
            }
            let offset = at + skip as u64;
            let Some(frame) = frame_at(reader, layout, offset)? else {
                continue;
            };
            let next = offset + frame.len as u64;
            let last = layout.end.is_some_and(|end| next >= end);
            if last || frame_at(reader, layout, next)?.is_some() {
                return Ok(Some((offset, frame)));
            }
        }
        at += (count - (layout.header_bytes - 1)) as u64;
    }
    Err(reader.malformed(
        from,
        "frame",
        format!("no frame within {} bytes", limits::MAX_RESYNC_BYTES),
    ))
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
        let (number, expected) = self.next;
        let Some((offset, frame)) = self.find(expected)? else {
            return self.end();
        };
        self.index.note(number, offset);
        if offset != expected {
            self.lost = true;
            if !self.is_between_files(expected)? {
                self.damage.get_or_insert(expected);
            }
        }
        let discontinuity = std::mem::take(&mut self.discontinuity) || offset != expected;
        self.reader.set_position(offset + frame.header as u64);
        let len = frame.len - frame.header;
        self.next = (number + 1, offset + frame.len as u64);
        let Some(buffer) = self.reader.packet(len, &self.pool)?.filter(|b| b.len() == len) else {
            return Ok(None);
        };
        let time = self.time(number)?;
        let mut sample = Sample::new(buffer)
            .at(time)
            .lasting(self.time(number + 1)? - time)
            .clean_point(true);
        sample.flags.discontinuity = discontinuity;
        Ok(Some((0, sample)))
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        let layout = &self.layout;
        let samples = time.since_zero().to_frames(layout.sample_rate) + u64::from(layout.delay);
        // One early, in case the time was rounded up.
        let frame = samples.saturating_sub(1) / u64::from(layout.samples_per_frame);
        let target = frame.saturating_sub(layout.preroll);
        let (mut number, mut offset) = self.index.before(target);
        while number < target {
            let Some((found, frame)) = self.find(offset)? else {
                break;
            };
            self.index.note(number, found);
            number += 1;
            offset = found + frame.len as u64;
        }
        self.next = (number, offset);
        self.discontinuity = false;
        Ok(())
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
