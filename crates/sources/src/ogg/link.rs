//! The links of a chain: where each begins and ends, and what is in it.
//!
//! Source: RFC 3533 §4 (chaining: one group of streams behind the other, each with headers of its own).

use std::sync::Arc;

use openmf_core::{Error, MediaTime, MediaType, Result, TimeSpan, keys};

use super::codec::Codec;
use super::page::Page;
use super::stream::Stream;
use crate::limits;
use crate::reader::Reader;
use crate::tags::Tags;

/// Bytes at the end of a link in which the last page of each stream is looked for.
const MAX_TAIL_BYTES: u64 = 1 << 20;

/// A page is 65307 bytes at most, so that a step back by this finds another one.
pub(super) const TAIL_STEP: u64 = 64 * 1024;

/// Streams that begin together, and their pages.
pub(super) struct Link {
    /// One for each track.
    pub(super) streams: Vec<Stream>,
    /// The numbers of streams that are passed over.
    others: Vec<u32>,
    /// The offset of the first page with data.
    pub(super) data: u64,
    /// Where the link ends, as far as it is known.
    pub(super) limit: u64,
    /// What lies before the first sample in a file that was cut out of a longer stream.
    pub(super) shift: TimeSpan,
    /// Where the link begins in the presentation.
    pub(super) at: TimeSpan,
    /// The types of the streams, where the link is not the first.
    pub(super) types: Vec<Arc<MediaType>>,
}

impl Link {
    /// Reads the headers of the streams that begin at an offset; `page` is left at their last page.
    pub(super) fn open(
        reader: &mut Reader,
        page: &mut Page,
        begin: u64,
        limit: u64,
        tags: &mut Tags,
    ) -> Result<Self> {
        let mut link = Self {
            streams: Vec::new(),
            others: Vec::new(),
            data: begin,
            limit,
            shift: TimeSpan::ZERO,
            at: TimeSpan::ZERO,
            types: Vec::new(),
        };
        let mut next = begin;
        loop {
            if next.saturating_sub(begin) > limits::MAX_HEADER_BYTES as u64 {
                return Err(reader.malformed(next, "headers", "they do not end"));
            }
            if !page.find(reader, next, limit)? {
                return Err(reader.malformed(next, "headers", "the file ends within them"));
            }
            next = page.end;
            link.data = page.end;
            if page.begins {
                link.add_stream(reader, page)?;
                continue;
            }
            if link.streams.is_empty() {
                return Err(Error::UnsupportedFormat {
                    what: "Ogg without a Vorbis, Opus or FLAC stream".into(),
                });
            }
            link.read_headers(reader, page, tags)?;
            if link.streams.iter().all(|stream| stream.codec.is_complete()) {
                return Ok(link);
            }
        }
    }

    fn add_stream(&mut self, reader: &Reader, page: &Page) -> Result<()> {
        let known = page.packets().next();
        match known.and_then(|(packet, _)| Codec::recognize(packet)) {
            None => self.others.push(page.serial),
            Some(Err(problem)) => return Err(reader.malformed(page.offset, "headers", problem)),
            Some(Ok(codec)) => {
                if self.streams.iter().any(|stream| stream.serial == page.serial) {
                    return Err(reader.malformed(
                        page.offset,
                        "page",
                        format!("stream {:#x} begins twice", page.serial),
                    ));
                }
                self.streams.push(Stream::new(page.serial, codec));
            }
        }
        if self.streams.len() + self.others.len() > limits::MAX_TRACKS {
            return Err(Error::LimitReached {
                what: "streams of an Ogg file",
                limit: limits::MAX_TRACKS as u64,
            });
        }
        Ok(())
    }

    fn read_headers(&mut self, reader: &Reader, page: &Page, tags: &mut Tags) -> Result<()> {
        let mut streams = self.streams.iter_mut();
        let Some(stream) = streams.find(|stream| stream.serial == page.serial) else {
            return Ok(());
        };
        for (index, (part, ends)) in page.packets().enumerate() {
            if stream.codec.is_complete() {
                break;
            }
            let continues = index == 0 && page.continued;
            let Some(packet) = stream.assemble(part, continues, ends).map(<[u8]>::to_vec) else {
                continue;
            };
            match stream.codec.header(&packet, tags) {
                Ok(true) => {}
                Ok(false) => self.data = page.offset,
                Err(problem) => return Err(reader.malformed(page.offset, "headers", problem)),
            }
            stream.partial.clear();
        }
        Ok(())
    }

    /// Whether the page is of this link: of one of its streams, and not the first of another one.
    fn has(&self, page: &Page) -> bool {
        let known = self.streams.iter().any(|stream| stream.serial == page.serial)
            || self.others.contains(&page.serial);
        known && !page.begins
    }

    /// Finds where the link ends, at the end of the file or in front of the next link, and where its streams end.
    pub(super) fn find_end(&mut self, reader: &mut Reader, page: &mut Page, len: u64) -> Result<()> {
        self.limit = len;
        let (next, first_pages) = self.walk(reader, page, len, MAX_WALKED_BYTES)?;
        if let Some(next) = next {
            self.limit = next;
        } else if let Some(last) = self.find_last_pages(reader, page, len)? {
            // The page numbers of the whole file grow as they do at its beginning, if they are not counted anew by a
            // link whose streams have the same numbers as ours.
            let one = self.streams.len() == 1 && self.others.is_empty();
            let expected =
                u128::from(first_pages) * u128::from(len - self.data) / u128::from(MAX_WALKED_BYTES);
            if !one || u128::from(last) >= expected * 3 / 4 {
                return Ok(());
            }
            let (Some(next), _) = self.walk(reader, page, len, limits::MAX_SCAN_BYTES)? else {
                return Ok(());
            };
            self.limit = next;
        } else {
            // The last page belongs to another link. Ours ends between a page of ours and one that is none: it is
            // looked for in steps that grow, as most of a chain lies behind it.
            let (mut low, mut high, mut step) = (self.data, len, TAIL_STEP);
            while let Some(probe) = low.checked_add(step).filter(|probe| *probe < high) {
                if find_page(reader, page, probe, high)? && self.has(page) {
                    low = page.end;
                    step = step.saturating_mul(2);
                } else {
                    high = probe;
                }
            }
            while high.saturating_sub(low) > TAIL_STEP {
                let middle = low + (high - low) / 2;
                match find_page(reader, page, middle, high)? {
                    true if self.has(page) => low = page.end,
                    _ => high = middle,
                }
            }
            while find_page(reader, page, low, len)? && self.has(page) {
                low = page.end;
            }
            self.limit = low;
        }
        self.streams.iter_mut().for_each(|stream| stream.end = None);
        self.find_last_pages(reader, page, self.limit)?;
        Ok(())
    }

    /// Goes from page to page up to a next link, or so many bytes far. Where that link is, and how many pages there were.
    fn walk(&self, reader: &mut Reader, page: &mut Page, len: u64, most: u64) -> Result<(Option<u64>, u64)> {
        let (mut at, mut pages) = (self.data, 0);
        while at < len && at - self.data < most {
            let Some((next, begins)) = Page::skim(reader, at)? else {
                break;
            };
            if begins {
                let found = find_page(reader, page, at, len)? && page.offset == at;
                return Ok((found.then_some(at), pages));
            }
            (at, pages) = (next, pages + 1);
        }
        Ok((None, pages))
    }

    /// The types of the streams, once their ends are known.
    pub(super) fn set_types(&mut self) {
        let types = self
            .streams
            .iter()
            .map(|stream| Arc::new(self.media_type(stream)));
        self.types = types.collect();
    }

    /// Notes the last position of each stream. The number of the last page; `None` if no page is of this link.
    fn find_last_pages(&mut self, reader: &mut Reader, page: &mut Page, end: u64) -> Result<Option<u32>> {
        let mut high = end;
        let mut number = None;
        let mut any_page = false;
        while high > self.data && end - high < MAX_TAIL_BYTES {
            let low = high.saturating_sub(TAIL_STEP).max(self.data);
            let mut at = low;
            let mut last = Vec::new();
            let mut number_here = None;
            while find_page(reader, page, at, high)? {
                at = page.end;
                any_page = true;
                if !self.has(page) {
                    continue;
                }
                if page.granule >= 0 {
                    last.push((page.serial, page.granule));
                }
                number_here = Some(page.sequence);
            }
            number = number.or(number_here);
            for stream in &mut self.streams {
                let of_stream = last.iter().rev().find(|(serial, _)| *serial == stream.serial);
                stream.end = stream.end.or(of_stream.map(|(_, granule)| *granule));
            }
            if self.streams.iter().all(|stream| stream.end.is_some()) || (any_page && number.is_none()) {
                break;
            }
            high = low;
        }
        Ok(number.or((!any_page).then_some(u32::MAX)))
    }

    /// Goes to the first page with data.
    pub(super) fn rewind(&mut self) {
        for stream in &mut self.streams {
            stream.lose();
            stream.skip = false;
            stream.ended = false;
            stream.discontinuity = false;
            stream.position = Some(stream.start);
        }
    }

    /// The time of a position of a stream.
    pub(super) fn time(&self, stream: &Stream, position: i64) -> Result<MediaTime> {
        Ok(stream.time(position, self.shift)? + self.at)
    }

    /// Where the last stream ends on the link's own timeline, as far as it is known.
    pub(super) fn duration(&self) -> Option<TimeSpan> {
        let ends = self.streams.iter().filter_map(|stream| {
            let end = stream.time(stream.end?, self.shift).ok()?;
            Some(end.since_zero().max(TimeSpan::ZERO))
        });
        ends.max()
    }

    /// The type of a stream, which tells what is valid of it.
    pub(super) fn media_type(&self, stream: &Stream) -> MediaType {
        let media_type = stream.codec.media_type();
        if stream.codec.trims() {
            let a = media_type.attributes();
            let start = MediaTime::ZERO + self.at;
            a.set(keys::OPENMF_VALID_START, start);
            if let Some(end) = stream.end.and_then(|end| self.time(stream, end).ok()) {
                a.set(keys::OPENMF_VALID_STOP, end.max(start));
            }
        }
        media_type
    }

    /// Where a search for a position ends up: the last page of a stream that ends at or before it, if there is one.
    pub(super) fn page_before(
        &self,
        reader: &mut Reader,
        page: &mut Page,
        serial: u32,
        target: i64,
    ) -> Result<Option<u64>> {
        let (mut low, mut high) = (self.data, self.limit);
        let mut best = None;
        while low < high {
            let middle = low + (high - low) / 2;
            // Close to the end of the search every page counts.
            let from = if high - low > TAIL_STEP { middle } else { low };
            let mut found = find_page(reader, page, from, high)?;
            while found && (page.serial != serial || page.granule < 0) {
                let next = page.end;
                found = find_page(reader, page, next, high)?;
            }
            if found && page.granule <= target {
                best = Some(page.offset);
                low = page.end;
            } else if from == low {
                break;
            } else {
                high = middle;
            }
        }
        Ok(best)
    }
}

/// Bytes of a link that are walked page by page to find its end.
const MAX_WALKED_BYTES: u64 = 256 << 10;

/// As [`Page::find`], where damage means that there is no page.
pub(super) fn find_page(reader: &mut Reader, page: &mut Page, from: u64, limit: u64) -> Result<bool> {
    match page.find(reader, from, limit) {
        Err(Error::Malformed(_)) => Ok(false),
        other => other,
    }
}
