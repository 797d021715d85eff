//! Ogg with Vorbis, Opus and FLAC, several streams at once.
//!
//! The links of a chain are one presentation: each stream goes on with the one of the same number in the next link, by a
//! change of its type, and the next link begins where the longest stream of the one before ends. Streams of other codecs
//! are passed over, and so are those that a later link has more than the first.
//!
//! Sources: RFC 3533 (Ogg), RFC 7845 (Opus), "Vorbis I specification" A.2 (Vorbis), RFC 9639 §10.1 (FLAC).

mod codec;
mod link;
mod page;
mod stream;

use std::collections::VecDeque;
use std::sync::Arc;

use openmf_core::{
    BufferPool, ByteStream, Error, MediaBuffer, MediaTime, MediaType, Result, Sample, TICKS_PER_SECOND,
    TimeSpan, keys,
};

use crate::container::Container;
use crate::reader::Reader;
use crate::tags::Tags;
use crate::{Demuxer, Presentation, Track, bitrate, limits};
use link::Link;
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

fn recognize(head: &[u8]) -> u8 {
    if head.starts_with(b"OggS\0") { 100 } else { 0 }
}

fn open(stream: Arc<dyn ByteStream>) -> Result<Box<dyn Demuxer>> {
    let mut reader = Reader::new(stream, FORMAT);
    let mut page = Page::default();
    let mut tags = Tags::default();
    let first = Link::open(&mut reader, &mut page, 0, u64::MAX, &mut tags)?;
    let mut ogg = Ogg {
        wanted: vec![true; first.streams.len()],
        presentation: Presentation::default(),
        pool: BufferPool::new(),
        page,
        next: first.data,
        links: vec![first],
        current: 0,
        ready: VecDeque::new(),
        refused: None,
        damage: None,
        done: Vec::new(),
        reader,
    };
    tags.store(&ogg.presentation.attributes);
    ogg.find_starts()?;
    if let Some(len) = ogg.reader.len().filter(|_| ogg.reader.seekable()) {
        ogg.find_links(len)?;
        ogg.presentation.can_seek = true;
    }
    ogg.describe();
    ogg.enter(0);
    Ok(Box::new(ogg))
}

struct Ogg {
    reader: Reader,
    presentation: Presentation,
    pool: BufferPool,
    /// The page that was read last.
    page: Page,
    /// At least one. Of a stream that cannot be sought those that were read so far.
    links: Vec<Link>,
    /// The number of the link that is read.
    current: usize,
    /// Which tracks are wanted.
    wanted: Vec<bool>,
    /// The offset of the page that is read next.
    next: u64,
    ready: VecDeque<(usize, Sample)>,
    /// Why the chain is not played on behind its last known link, while that was not told.
    refused: Option<Error>,
    /// Where the first page is missing, or bytes are none, while that was not told.
    damage: Option<u64>,
    /// The packets that end on a page, while their times are not known.
    done: Vec<(Option<MediaBuffer>, u32)>,
}

impl Ogg {
    /// Finds where each stream of the current link starts: what the first page's position leaves for its first packet.
    fn find_starts(&mut self) -> Result<()> {
        let Some(link) = self.links.get_mut(self.current) else {
            return Ok(());
        };
        let (from, limit) = (link.data, link.limit);
        self.next = from;
        for stream in &mut link.streams {
            stream.lose();
            stream.skip = false;
        }
        while self.links.get(self.current).is_some_and(|link| {
            let mut streams = link.streams.iter();
            streams.any(|stream| stream.position.is_none() && !stream.ended)
        }) {
            let found = link::find_page(&mut self.reader, &mut self.page, self.next, limit)?;
            if !found || self.page.begins || self.page.end - from > limits::MAX_RESYNC_BYTES {
                break;
            }
            self.next = self.page.end;
            let serial = self.page.serial;
            let is_unset = |stream: &stream::Stream| stream.serial == serial && stream.position.is_none();
            let unset = self
                .links
                .get(self.current)
                .and_then(|link| link.streams.iter().position(is_unset));
            self.take_page()?;
            self.ready.clear();
            let link = self.links.get_mut(self.current);
            if let Some(stream) = unset.and_then(|index| link?.streams.get_mut(index))
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
        if let Some(link) = self.links.get_mut(self.current) {
            let starts = link.streams.iter().map(|stream| {
                let time = MediaTime::from_ticks(stream.start.max(0), stream.codec.sample_rate());
                time.unwrap_or_default().since_zero()
            });
            link.shift = starts.min().unwrap_or_default();
            link.rewind();
        }
        Ok(())
    }

    /// Finds the end of the first link, and the links behind it.
    fn find_links(&mut self, len: u64) -> Result<()> {
        loop {
            let number = self.links.len().saturating_sub(1);
            let Some(last) = self.links.last_mut() else {
                return Ok(());
            };
            last.find_end(&mut self.reader, &mut self.page, len)?;
            let end = last.limit;
            if number > 0 {
                last.set_types();
            }
            if end >= len || !link::find_page(&mut self.reader, &mut self.page, end, len)? {
                return Ok(());
            }
            if !self.append(end, len)? {
                return Ok(());
            }
        }
    }

    /// Opens the link that begins at an offset; false if it cannot be, which is told once what is in front of it was
    /// played.
    fn append(&mut self, begin: u64, limit: u64) -> Result<bool> {
        let refused = |error: &dyn std::fmt::Display| Error::UnsupportedFormat {
            what: format!("a further link of a chained Ogg file, at offset {begin}: {error}").into(),
        };
        if self.links.len() >= limits::MAX_LINKS {
            let problem = format!("more than {} links", limits::MAX_LINKS);
            self.refused = Some(refused(&problem));
            return Ok(false);
        }
        // The link's place among the others is where the one before it ends.
        let at = self.links.last().map_or(TimeSpan::ZERO, |last| {
            last.at + last.duration().unwrap_or(TimeSpan::ZERO)
        });
        // A presentation has one set of tags: that of the first link.
        let mut tags = Tags::default();
        let opened = match Link::open(&mut self.reader, &mut self.page, begin, limit, &mut tags) {
            Ok(mut link) => {
                link.at = at;
                link.streams.truncate(self.wanted.len());
                link.streams
                    .iter_mut()
                    .for_each(|stream| stream.codec.forget_tags());
                let before = std::mem::replace(&mut self.current, self.links.len());
                self.links.push(link);
                let found = self.find_starts();
                self.current = before;
                match found {
                    Ok(()) => Ok(true),
                    Err(error) => {
                        self.links.pop();
                        Err(error)
                    }
                }
            }
            Err(error) => Err(error),
        };
        match opened {
            Err(error @ (Error::Io { .. } | Error::Aborted)) => Err(error),
            Err(error) => {
                self.refused = Some(refused(&error));
                Ok(false)
            }
            Ok(opened) => Ok(opened),
        }
    }

    /// Another link begins at the page that was read, where none was known: it is opened, and those behind it. False if
    /// it cannot be.
    fn split(&mut self) -> Result<bool> {
        let begin = self.page.offset;
        self.links.truncate(self.current + 1);
        if let Some(link) = self.links.last_mut() {
            link.limit = begin;
            for stream in &mut link.streams {
                stream.end = stream.granule.or(stream.end);
            }
        }
        let len = self.reader.len().filter(|_| self.presentation.can_seek);
        let appended = self.append(begin, len.unwrap_or(u64::MAX))?;
        if let (true, Some(len)) = (appended, len) {
            self.find_links(len)?;
        }
        if let Some(last) = self.links.last_mut().filter(|_| appended) {
            last.set_types();
        }
        Ok(appended)
    }

    fn describe(&mut self) {
        let chained = self.links.len() > 1;
        if let Some(link) = self.links.first() {
            if let ([stream], false) = (&link.streams[..], chained)
                && let Some((_, is_variable)) = stream.codec.bitrate()
            {
                bitrate::tell_variable(&self.presentation.attributes, is_variable);
            }
            for (index, stream) in link.streams.iter().enumerate() {
                let media_type = link.media_type(stream);
                let track = Track {
                    id: index as u32 + 1,
                    media_type: if chained {
                        media_type.clone()
                    } else {
                        stream.codec.media_type()
                    },
                    selected: index == 0,
                    ..Track::default()
                };
                if !chained {
                    // Of a stream that does not change, what is valid is a property of the stream.
                    for key in [keys::OPENMF_VALID_START, keys::OPENMF_VALID_STOP] {
                        if let Ok(time) = media_type.attributes().get(key) {
                            track.attributes.set(key, time);
                        }
                    }
                }
                self.presentation.tracks.push(track);
            }
        }
        self.presentation.duration = self
            .links
            .last()
            .and_then(|last| Some(last.at + last.duration()?));
    }

    /// Goes to the first page with data of a link.
    fn enter(&mut self, number: usize) {
        self.ready.clear();
        self.damage = self.damage.filter(|_| number > self.current);
        self.current = number;
        if let Some(link) = self.links.get_mut(number) {
            self.next = link.data;
            link.rewind();
        }
    }

    /// Takes the packets out of the page that was read.
    fn take_page(&mut self) -> Result<()> {
        self.done.clear();
        let page = &self.page;
        let Some(link) = self.links.get_mut(self.current) else {
            return Ok(());
        };
        let (shift, at) = (link.shift, link.at);
        let mut streams = link.streams.iter_mut().enumerate();
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
        let wanted = self.wanted.get(track).copied().unwrap_or(false);
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
                let buffer = (wanted && !skip).then(|| {
                    let mut buffer = self.pool.acquire(packet.len());
                    buffer.copy_from_slice(packet);
                    buffer.freeze()
                });
                self.done.push((buffer, samples));
            }
            stream.partial.clear();
        }
        if page.granule >= 0 {
            stream.granule = Some(page.granule);
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
                let time = stream.time(position, shift)?;
                let mut sample = Sample::new(buffer)
                    .at(time + at)
                    .lasting(stream.time(end, shift)? - time)
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

    /// What is told once a track has no more packets.
    fn end(&mut self) -> Result<Option<(usize, Sample)>> {
        match (self.damage.take(), self.refused.take()) {
            (Some(at), refused) => {
                self.refused = refused;
                Err(self.reader.malformed(at, "page", "a page is missing or damaged"))
            }
            (None, Some(refused)) => Err(refused),
            (None, None) => Ok(None),
        }
    }

    /// Nothing more comes of the current link.
    fn end_all(&mut self) {
        if let Some(link) = self.links.get_mut(self.current) {
            link.streams.iter_mut().for_each(|stream| stream.ended = true);
        }
    }
}

impl Demuxer for Ogg {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        for (now, wanted) in self.wanted.iter_mut().zip(wanted) {
            *now = *wanted;
        }
        let wanted = &self.wanted;
        self.ready
            .retain(|(track, _)| wanted.get(*track).is_some_and(|wanted| *wanted));
    }

    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
        loop {
            if let Some(packet) = self.ready.pop_front() {
                return Ok(Some(packet));
            }
            let Some(link) = self.links.get(self.current) else {
                return Ok(None);
            };
            let (data, limit) = (link.data, link.limit);
            let ended = link.streams.get(track).is_none_or(|stream| stream.ended);
            let all_ended = link.streams.iter().all(|stream| stream.ended);
            let is_last = self.current + 1 >= self.links.len();
            let wanted = self.wanted.get(track).is_some_and(|wanted| *wanted);
            // Of a stream that cannot be sought it is not known whether this is the last link.
            if !wanted || (ended && is_last && (self.presentation.can_seek || self.refused.is_some())) {
                return self.end();
            }
            let found = match self.page.find(&mut self.reader, self.next, limit) {
                Err(Error::Malformed(_)) if ended || !is_last => false,
                other => other?,
            };
            if !found && !is_last {
                if !all_ended {
                    self.damage.get_or_insert(self.next);
                }
                self.enter(self.current + 1);
                continue;
            }
            if !found && ended {
                return self.end();
            }
            if !found {
                self.end_all();
                return Err(self.reader.malformed(
                    self.next,
                    "page",
                    "the file ends before the last page of the stream",
                ));
            }
            if self.page.begins && self.page.offset >= data {
                match self.split()? {
                    true => self.enter(self.current + 1),
                    false => self.end_all(),
                }
                continue;
            }
            if self.page.offset > self.next {
                self.damage.get_or_insert(self.next);
            }
            self.next = self.page.end;
            self.take_page()?;
        }
    }

    fn changed_type(&self, track: usize) -> Option<&Arc<MediaType>> {
        self.links.get(self.current)?.types.get(track)
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        let behind = self
            .links
            .partition_point(|link| MediaTime::ZERO + link.at <= time);
        let number = behind.saturating_sub(1);
        let Some(link) = self.links.get(number) else {
            return Ok(());
        };
        let mut streams = link.streams.iter().zip(&self.wanted);
        let wanted = streams.find_map(|(stream, wanted)| wanted.then_some(stream));
        let best = match wanted.or(link.streams.first()) {
            None => None,
            Some(stream) => {
                let rate = i128::from(stream.codec.sample_rate());
                let since = time.since_zero() - link.at + link.shift;
                let mut before = i128::from(stream.codec.preroll());
                if link.streams.len() > 1 {
                    // Pages of other streams stand up to a second from those of the same time.
                    before += rate;
                }
                let position = i128::from(since.as_100ns()) * rate / i128::from(TICKS_PER_SECOND)
                    + i128::from(stream.codec.pre_skip());
                let target = i64::try_from(position - before).map_err(|_| Error::TimeOutOfRange)?;
                link.page_before(&mut self.reader, &mut self.page, stream.serial, target)?
            }
        };
        self.damage = None;
        self.enter(number);
        if let (Some(offset), Some(link)) = (best, self.links.get_mut(number)) {
            self.next = offset;
            link.streams.iter_mut().for_each(stream::Stream::lose);
        }
        Ok(())
    }
}
