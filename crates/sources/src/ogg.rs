//! Ogg with Vorbis, Opus and FLAC, several streams at once.
//!
//! Of a chained file the first link is played, and at its end it is told that others follow. Streams of other codecs are passed over.
//!
//! Sources: RFC 3533 (Ogg), RFC 7845 (Opus), "Vorbis I specification" A.2 (Vorbis), RFC 9639 §10.1 (FLAC).

mod codec;
mod page;

use std::collections::VecDeque;
use std::sync::Arc;

use openmf_core::{
    BufferPool, ByteStream, Error, MediaBuffer, MediaTime, Result, Sample, TICKS_PER_SECOND, TimeSpan, keys,
};

use crate::container::Container;
use crate::reader::Reader;
use crate::tags::Tags;
use crate::{Demuxer, Presentation, Track, limits};
use codec::Codec;
use page::Page;

pub(crate) const OGG: Container = Container {
    name: "ogg",
    extensions: &["ogg", "oga", "ogx", "opus", "spx"],
    mime_types: &[
        "audio/ogg",
        "application/ogg",
        "audio/opus",
        "audio/x-vorbis+ogg",
        "audio/vorbis",
    ],
    recognize,
    open,
};

const FORMAT: &str = "Ogg";

/// Bytes at the end of a file in which the last page of each stream is looked for.
const MAX_TAIL_BYTES: u64 = 1 << 20;

/// A page is 65307 bytes at most, so that a step back by this finds another one.
const TAIL_STEP: u64 = 64 * 1024;

fn recognize(head: &[u8]) -> u8 {
    if head.starts_with(b"OggS\0") { 100 } else { 0 }
}

fn open(stream: Arc<dyn ByteStream>) -> Result<Box<dyn Demuxer>> {
    let mut ogg = Ogg {
        reader: Reader::new(stream, FORMAT),
        presentation: Presentation::default(),
        pool: BufferPool::new(),
        page: Page::default(),
        streams: Vec::new(),
        data: 0,
        next: 0,
        limit: u64::MAX,
        shift: TimeSpan::ZERO,
        ready: VecDeque::new(),
        chained: false,
        damage: None,
        done: Vec::new(),
    };
    ogg.read_headers()?;
    ogg.find_starts()?;
    if let Some(len) = ogg.reader.len().filter(|_| ogg.reader.seekable()) {
        ogg.find_ends(len)?;
        ogg.presentation.can_seek = true;
    }
    ogg.describe();
    ogg.rewind();
    Ok(Box::new(ogg))
}

struct Ogg {
    reader: Reader,
    presentation: Presentation,
    pool: BufferPool,
    /// The page that was read last.
    page: Page,
    /// One for each track.
    streams: Vec<Stream>,
    /// The offset of the first page with data.
    data: u64,
    /// The offset of the page that is read next.
    next: u64,
    /// Where the streams end, and another link may begin.
    limit: u64,
    /// What lies before time 0 in a file that was cut out of a longer stream.
    shift: TimeSpan,
    ready: VecDeque<(usize, Sample)>,
    /// Other links follow, while that was not told.
    chained: bool,
    /// Where the first page is missing, or bytes are none, while that was not told.
    damage: Option<u64>,
    /// The packets that end on a page, while their times are not known.
    done: Vec<(Option<MediaBuffer>, u32)>,
}

/// A logical stream.
struct Stream {
    serial: u32,
    codec: Codec,
    wanted: bool,
    /// The number of the last page.
    sequence: Option<u32>,
    /// The packet that goes on on the next page.
    partial: Vec<u8>,
    in_packet: bool,
    /// Where the next packet starts.
    position: Option<i64>,
    /// The size of the block before, for Vorbis.
    previous: Option<u32>,
    /// The next packet is left out: its start is not known.
    skip: bool,
    discontinuity: bool,
    ended: bool,
    /// Where the stream's first packet starts, and where its last one ends.
    start: i64,
    end: Option<i64>,
}

impl Stream {
    fn new(serial: u32, codec: Codec) -> Self {
        Self {
            serial,
            codec,
            wanted: true,
            sequence: None,
            partial: Vec::new(),
            in_packet: false,
            position: None,
            previous: None,
            skip: false,
            discontinuity: false,
            ended: false,
            start: 0,
            end: None,
        }
    }

    /// Forgets where the stream was.
    fn lose(&mut self) {
        self.sequence = None;
        self.partial.clear();
        self.in_packet = false;
        self.position = None;
        self.previous = None;
        self.skip = self.codec.needs_previous();
    }

    /// The time of a position.
    fn time(&self, position: i64, shift: TimeSpan) -> Result<MediaTime> {
        let audible = position.checked_sub(i64::from(self.codec.pre_skip()));
        audible
            .and_then(|ticks| MediaTime::from_ticks(ticks, self.codec.sample_rate()))
            .map(|time| time - shift)
            .ok_or(Error::TimeOutOfRange)
    }

    /// Puts the next part of a packet to what is there; the packet when it is whole. `None` also for a packet whose
    /// beginning is missing.
    fn assemble<'a>(&'a mut self, part: &'a [u8], continues: bool, ends: bool) -> Option<&'a [u8]> {
        if continues && !self.in_packet {
            return None;
        }
        if !continues {
            self.partial.clear();
        }
        self.in_packet = !ends;
        if ends && self.partial.is_empty() {
            return Some(part);
        }
        if self.partial.len() + part.len() > limits::MAX_PACKET_BYTES {
            self.partial.clear();
            self.in_packet = false;
            return None;
        }
        self.partial.extend_from_slice(part);
        ends.then_some(&*self.partial)
    }
}

impl Ogg {
    fn read_headers(&mut self) -> Result<()> {
        let mut tags = Tags::default();
        let mut others = 0;
        loop {
            let offset = self.next;
            if offset > limits::MAX_HEADER_BYTES as u64 {
                return Err(self.reader.malformed(offset, "headers", "they do not end"));
            }
            if !self.page.find(&mut self.reader, offset, self.limit)? {
                return Err(self
                    .reader
                    .malformed(offset, "headers", "the file ends within them"));
            }
            self.next = self.page.end;
            self.data = self.page.end;
            if self.page.begins {
                let known = self
                    .page
                    .packets()
                    .next()
                    .and_then(|(packet, _)| Codec::recognize(packet));
                match known {
                    None => others += 1,
                    Some(Err(problem)) => {
                        return Err(self.reader.malformed(self.page.offset, "headers", problem));
                    }
                    Some(Ok(codec)) => {
                        if self
                            .streams
                            .iter()
                            .any(|stream| stream.serial == self.page.serial)
                        {
                            return Err(self.reader.malformed(
                                self.page.offset,
                                "page",
                                format!("stream {:#x} begins twice", self.page.serial),
                            ));
                        }
                        self.streams.push(Stream::new(self.page.serial, codec));
                    }
                }
                if self.streams.len() + others > limits::MAX_TRACKS {
                    return Err(Error::LimitReached {
                        what: "streams of an Ogg file",
                        limit: limits::MAX_TRACKS as u64,
                    });
                }
                continue;
            }
            if self.streams.is_empty() {
                return Err(Error::UnsupportedFormat {
                    what: "Ogg without a Vorbis, Opus or FLAC stream".into(),
                });
            }
            let serial = self.page.serial;
            if let Some(stream) = self.streams.iter_mut().find(|stream| stream.serial == serial) {
                for (index, (part, ends)) in self.page.packets().enumerate() {
                    if stream.codec.is_complete() {
                        break;
                    }
                    let continues = index == 0 && self.page.continued;
                    let Some(packet) = stream.assemble(part, continues, ends).map(<[u8]>::to_vec) else {
                        continue;
                    };
                    match stream.codec.header(&packet, &mut tags) {
                        Ok(true) => {}
                        Ok(false) => self.data = self.page.offset,
                        Err(problem) => {
                            return Err(self.reader.malformed(self.page.offset, "headers", problem));
                        }
                    }
                    stream.partial.clear();
                }
            }
            if self.streams.iter().all(|stream| stream.codec.is_complete()) {
                break;
            }
        }
        tags.store(&self.presentation.attributes);
        Ok(())
    }

    /// Finds where each stream's first packet starts: what the first page's position leaves for it.
    fn find_starts(&mut self) -> Result<()> {
        self.next = self.data;
        for stream in &mut self.streams {
            stream.lose();
            stream.skip = false;
        }
        let from = self.data;
        while self
            .streams
            .iter()
            .any(|stream| stream.position.is_none() && !stream.ended)
        {
            let found = match self.page.find(&mut self.reader, self.next, self.limit) {
                Err(Error::Malformed(_)) => false,
                other => other?,
            };
            if !found || self.page.end - from > limits::MAX_RESYNC_BYTES {
                break;
            }
            self.next = self.page.end;
            let serial = self.page.serial;
            let known = self.streams.iter().position(|stream| stream.serial == serial);
            let unset = known.filter(|index| {
                let stream = self.streams.get(*index);
                stream.is_some_and(|stream| stream.position.is_none())
            });
            self.take_page()?;
            self.ready.clear();
            if let Some(stream) = unset.and_then(|index| self.streams.get_mut(index))
                && self.page.granule >= 0
            {
                let samples: i64 = self.done.iter().map(|(_, samples)| i64::from(*samples)).sum();
                // On the last page the position says where the end is trimmed, not the start.
                stream.start = match self.page.granule.saturating_sub(samples) {
                    negative @ ..0 if self.page.ends => negative.max(0),
                    start => start,
                };
            }
        }
        let starts = self.streams.iter().map(|stream| {
            let time = MediaTime::from_ticks(stream.start.max(0), stream.codec.sample_rate());
            time.unwrap_or_default().since_zero()
        });
        self.shift = starts.min().unwrap_or_default();
        Ok(())
    }

    /// Finds where the streams end: by the last pages of the file, or of the first link of a chain.
    fn find_ends(&mut self, len: u64) -> Result<()> {
        self.limit = len;
        if !self.find_last_pages(len)? {
            // The last page belongs to another link. Ours ends between a page of ours and one that is none.
            let (mut low, mut high) = (self.data, len);
            while high.saturating_sub(low) > TAIL_STEP {
                let middle = low + (high - low) / 2;
                match self.find_page(middle, high)? {
                    true if self.is_ours() => low = self.page.end,
                    _ => high = middle,
                }
            }
            while self.find_page(low, len)? && self.is_ours() {
                low = self.page.end;
            }
            self.limit = low;
            self.chained = true;
            self.find_last_pages(low)?;
        }
        Ok(())
    }

    fn is_ours(&self) -> bool {
        self.streams
            .iter()
            .any(|stream| stream.serial == self.page.serial)
            && !self.page.begins
    }

    /// As [`Page::find`], where damage means that there is no page.
    fn find_page(&mut self, from: u64, limit: u64) -> Result<bool> {
        match self.page.find(&mut self.reader, from, limit) {
            Err(Error::Malformed(_)) => Ok(false),
            other => other,
        }
    }

    /// Notes the last position of each stream; false if none of the pages is of our streams.
    fn find_last_pages(&mut self, end: u64) -> Result<bool> {
        let mut high = end;
        let mut some = false;
        let mut any_page = false;
        while high > self.data && end - high < MAX_TAIL_BYTES {
            let low = high.saturating_sub(TAIL_STEP).max(self.data);
            let mut at = low;
            let mut last = Vec::new();
            while self.find_page(at, high)? {
                at = self.page.end;
                any_page = true;
                some |= self.is_ours();
                if self.page.granule >= 0 && self.is_ours() {
                    last.push((self.page.serial, self.page.granule));
                }
            }
            for stream in &mut self.streams {
                let of_stream = last.iter().rev().find(|(serial, _)| *serial == stream.serial);
                stream.end = stream.end.or(of_stream.map(|(_, granule)| *granule));
            }
            if self.streams.iter().all(|stream| stream.end.is_some()) || (any_page && !some) {
                break;
            }
            high = low;
        }
        Ok(some || !any_page)
    }

    fn describe(&mut self) {
        let mut duration = None;
        for (index, stream) in self.streams.iter().enumerate() {
            let track = Track {
                id: index as u32 + 1,
                media_type: stream.codec.media_type(),
                selected: index == 0,
                ..Track::default()
            };
            if stream.codec.trims() {
                track.attributes.set(keys::OPENMF_VALID_START, MediaTime::ZERO);
            }
            if let Some(end) = stream.end.and_then(|end| stream.time(end, self.shift).ok()) {
                if stream.codec.trims() {
                    track
                        .attributes
                        .set(keys::OPENMF_VALID_STOP, end.max(MediaTime::ZERO));
                }
                duration = duration.max(Some(end.since_zero().max(TimeSpan::ZERO)));
            }
            self.presentation.tracks.push(track);
        }
        self.presentation.duration = duration;
    }

    /// Goes to the first page with data.
    fn rewind(&mut self) {
        self.next = self.data;
        self.ready.clear();
        self.damage = None;
        for stream in &mut self.streams {
            stream.lose();
            stream.skip = false;
            stream.ended = false;
            stream.discontinuity = false;
            stream.position = Some(stream.start);
        }
    }

    /// Takes the packets out of the page that was read.
    fn take_page(&mut self) -> Result<()> {
        self.done.clear();
        let page = &self.page;
        let mut streams = self.streams.iter_mut().enumerate();
        let Some((track, stream)) = streams.find(|(_, stream)| stream.serial == page.serial) else {
            return Ok(());
        };
        if stream
            .sequence
            .is_some_and(|last| page.sequence != last.wrapping_add(1))
        {
            stream.lose();
            stream.discontinuity = true;
            self.damage.get_or_insert(page.offset);
        }
        stream.sequence = Some(page.sequence);
        for (index, (part, ends)) in page.packets().enumerate() {
            let continues = index == 0 && page.continued;
            if stream.assemble(part, continues, ends).is_none() {
                continue;
            }
            let packet = if stream.partial.is_empty() {
                part
            } else {
                &stream.partial
            };
            if !packet.is_empty() {
                let samples = stream.codec.samples(packet, &mut stream.previous);
                let skip = std::mem::take(&mut stream.skip);
                let buffer = (stream.wanted && !skip).then(|| {
                    let mut buffer = self.pool.acquire(packet.len());
                    buffer.copy_from_slice(packet);
                    buffer.freeze()
                });
                self.done.push((buffer, samples));
            }
            stream.partial.clear();
        }
        let samples: i64 = self.done.iter().map(|(_, samples)| i64::from(*samples)).sum();
        let start = match (stream.position, page.granule) {
            (Some(position), _) => position,
            (None, granule @ 0..) => granule.saturating_sub(samples),
            // Packets without a position can only follow damage.
            (None, _) => return Ok(()),
        };
        let mut position = start;
        for (buffer, samples) in &mut self.done {
            let end = position.saturating_add(i64::from(*samples));
            if let Some(buffer) = buffer.take() {
                let time = stream.time(position, self.shift)?;
                let mut sample = Sample::new(buffer)
                    .at(time)
                    .lasting(stream.time(end, self.shift)? - time)
                    .clean_point(true);
                sample.flags.discontinuity = std::mem::take(&mut stream.discontinuity);
                self.ready.push_back((track, sample));
            }
            position = end;
        }
        // A position on any page but the last, which trims, is the truth.
        let stated = page.granule >= 0 && !page.ends && !self.done.is_empty();
        stream.position = Some(if stated { page.granule } else { position });
        stream.ended |= page.ends;
        Ok(())
    }
}

impl Demuxer for Ogg {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        for (stream, wanted) in self.streams.iter_mut().zip(wanted) {
            stream.wanted = *wanted;
        }
        let streams = &self.streams;
        self.ready
            .retain(|(track, _)| streams.get(*track).is_some_and(|stream| stream.wanted));
    }

    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
        loop {
            if let Some(packet) = self.ready.pop_front() {
                return Ok(Some(packet));
            }
            let stream = self.streams.get(track);
            if stream.is_none_or(|stream| stream.ended || !stream.wanted) {
                return match self.damage.take() {
                    Some(at) => Err(self.reader.malformed(at, "page", "a page is missing or damaged")),
                    None if std::mem::take(&mut self.chained) => Err(Error::UnsupportedFormat {
                        what: format!("a further link of a chained Ogg file, at offset {}", self.limit)
                            .into(),
                    }),
                    None => Ok(None),
                };
            }
            if !self.page.find(&mut self.reader, self.next, self.limit)? {
                self.streams.iter_mut().for_each(|stream| stream.ended = true);
                return Err(self.reader.malformed(
                    self.next,
                    "page",
                    "the file ends before the last page of the stream",
                ));
            }
            if self.page.offset > self.next {
                self.damage.get_or_insert(self.next);
            }
            self.next = self.page.end;
            self.take_page()?;
        }
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        let Some(stream) = self
            .streams
            .iter()
            .find(|stream| stream.wanted)
            .or(self.streams.first())
        else {
            return Ok(());
        };
        let (serial, rate) = (stream.serial, i128::from(stream.codec.sample_rate()));
        let since = i128::from(time.as_100ns()) + i128::from(self.shift.as_100ns());
        let mut before = i128::from(stream.codec.preroll());
        if self.streams.len() > 1 {
            // Pages of other streams stand up to a second from those of the same time.
            before += rate;
        }
        let position = since * rate / i128::from(TICKS_PER_SECOND) + i128::from(stream.codec.pre_skip());
        let target = i64::try_from(position - before).map_err(|_| Error::TimeOutOfRange)?;
        // The last page that ends at or before the target.
        let (mut low, mut high) = (self.data, self.limit);
        let mut best = None;
        while low < high {
            let middle = low + (high - low) / 2;
            // Close to the end of the search every page counts.
            let from = if high - low > TAIL_STEP { middle } else { low };
            let mut found = self.find_page(from, high)?;
            while found && (self.page.serial != serial || self.page.granule < 0) {
                let next = self.page.end;
                found = self.find_page(next, high)?;
            }
            if found && self.page.granule <= target {
                best = Some(self.page.offset);
                low = self.page.end;
            } else if from == low {
                break;
            } else {
                high = middle;
            }
        }
        self.rewind();
        if let Some(offset) = best {
            self.next = offset;
            self.streams.iter_mut().for_each(Stream::lose);
        }
        Ok(())
    }
}
