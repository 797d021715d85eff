//! Matroska and WebM. Source: RFC 9559.

mod block;
mod ebml;
mod header;
mod ids;
mod reorder;
mod seek;
mod tracks;

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;

use openmf_core::{ByteStream, Error, MediaBuffer, MediaTime, Result, Sample, TimeSpan, guids, keys};

use crate::bitrate;
use crate::chunk_reader::ChunkReader;
use crate::codec;
use crate::container::Container;
use crate::demuxer::{Demuxer, Presentation};
use crate::limits::{MAX_HEADER_BYTES, MAX_RESYNC_BYTES, MAX_TRACKS};
use block::BlockHeader;
use ebml::Element;
use header::{Header, Point, to_100ns};
use reorder::Reorder;
use tracks::MatroskaTrack;

/// Elements walked over at most while a position is looked for.
const MAX_WALK: usize = 1 << 20;
/// The largest set of attachments that is read for a cover, in bytes.
const MAX_ATTACHMENTS: usize = 64 << 20;
/// How much earlier than a position other tracks' blocks may lie, in 100 ns.
const INTERLEAVE: i64 = 5_000_000;
/// Opus packets start at multiples of this, in nanoseconds.
const OPUS_STEP: i64 = 2_500_000;

pub(crate) const MATROSKA: Container = Container {
    name: "matroska",
    extensions: &["mkv", "webm", "mka", "mk3d"],
    mime_types: &[
        "video/x-matroska",
        "audio/x-matroska",
        "video/webm",
        "audio/webm",
        "video/matroska",
        "audio/matroska",
    ],
    recognize,
    open: |stream| Ok(Box::new(MatroskaDemuxer::open(stream)?)),
};

fn recognize(head: &[u8]) -> u8 {
    if !head.starts_with(&ids::EBML.to_be_bytes()) {
        return 0;
    }
    let head = head.get(..64).unwrap_or(head);
    let names = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    if names(b"matroska") || names(b"webm") {
        100
    } else {
        60
    }
}

/// Reads Matroska and WebM.
pub(crate) struct MatroskaDemuxer {
    reader: ChunkReader,
    presentation: Presentation,
    tracks: Vec<Playing>,
    scale: u64,
    first_cluster: u64,
    points: Vec<Point>,
    /// Whether `points` are as good as they get.
    indexed: bool,
    at: u64,
    /// Units of time.
    cluster_time: i64,
    pending: VecDeque<(usize, Sample)>,
    ended: bool,
    /// Where the segment is to end, if it says so, while it was not told that the file ends early.
    segment_end: Option<u64>,
    /// The first thing that was passed over because it made no sense, while that was not told.
    damage: Option<Error>,
    /// Nothing was sought, and it was not told that a stream is empty.
    whole: bool,
}

struct Playing {
    info: MatroskaTrack,
    wanted: bool,
    delivered: u64,
    discontinuity: bool,
    /// Blocks that start earlier in the stream are passed over.
    start: u64,
    reorder: Reorder,
}

/// A block as the walk over headers sees it.
#[derive(Clone, Copy, Debug)]
struct Walked {
    start: u64,
    track: u64,
    /// Units of time.
    time: i64,
    key: bool,
    /// Nanoseconds.
    discard: i64,
    /// Where the frame starts, behind the block's header.
    data: u64,
}

fn malformed(offset: u64, element: &'static str, problem: &'static str) -> Error {
    Error::malformed("matroska", Some(offset), element, problem)
}

impl MatroskaDemuxer {
    /// Reads everything up to the first cluster, and what the seek head names behind the clusters.
    ///
    /// # Errors
    /// - [`Error::Malformed`]: it is not a Matroska file, or it has no track.
    /// - [`Error::Io`], [`Error::Aborted`]: those of the stream.
    pub(crate) fn open(stream: Arc<dyn ByteStream>) -> Result<Self> {
        let remote = stream.capabilities().remote;
        let mut reader = ChunkReader::new(stream, "matroska");
        let Some(Element {
            id: ids::EBML,
            end: Some(mut at),
            body,
            ..
        }) = Element::at(&mut reader, 0)?
        else {
            return Err(malformed(
                0,
                "EBML",
                "the file does not start with an EBML header",
            ));
        };
        let head = reader.peek(body, usize::try_from(at - body).unwrap_or(usize::MAX))?;
        let doc_type = ebml::children(head)
            .find(|child| child.id == ids::DOC_TYPE)
            .map(|child| child.text());
        let segment = loop {
            match Element::at(&mut reader, at)? {
                Some(found) if found.id == ids::SEGMENT => break found,
                Some(Element { end: Some(end), .. }) if end > at => at = end,
                _ => return Err(malformed(at, "Segment", "the file has no segment")),
            }
        };
        let mut loader = Loader {
            header: Header::default(),
            tracks: Vec::new(),
            segment: segment.body,
            seen: Vec::new(),
            seek_head: Vec::new(),
        };
        let mut at = segment.body;
        let mut first_cluster = None;
        for _ in 0..MAX_WALK {
            let Some(found) = Element::at(&mut reader, at)? else {
                break;
            };
            if found.id == ids::CLUSTER {
                first_cluster = Some(found.start);
                break;
            }
            loader.load(&mut reader, &found)?;
            match found.end {
                Some(end) if end > at => at = end,
                _ => break,
            }
        }
        loader.follow_seek_head(&mut reader);
        let Loader {
            mut header, tracks, ..
        } = loader;
        if tracks.is_empty() {
            return Err(malformed(segment.body, "Tracks", "no track can be read"));
        }
        let first_cluster = first_cluster.unwrap_or(at);
        let mut demuxer = Self {
            presentation: Presentation::default(),
            tracks: tracks
                .into_iter()
                .map(|info| Playing {
                    info,
                    wanted: true,
                    delivered: 0,
                    discontinuity: false,
                    start: 0,
                    reorder: Reorder::default(),
                })
                .collect(),
            scale: header.scale,
            first_cluster,
            indexed: !header.points.is_empty(),
            points: header.points.clone(),
            at: first_cluster,
            cluster_time: 0,
            pending: VecDeque::new(),
            ended: false,
            segment_end: segment.end,
            damage: None,
            whole: true,
            reader,
        };
        demuxer.measure_reordering()?;
        let tail = if !remote && demuxer.reader.stream_len().is_some() {
            demuxer.read_tail(header.duration.is_none())
        } else {
            None
        };
        header.duration = header.duration.or(tail);
        demuxer.present(header, doc_type.as_deref());
        Ok(demuxer)
    }

    /// Looks how far pictures are out of order, since the file tells only when they are shown.
    fn measure_reordering(&mut self) -> Result<()> {
        /// Pictures looked at; reordering reaches over 16 at most in any codec.
        const LOOKED_AT: usize = 32;
        let scale = self.scale;
        let videos: Vec<usize> = (0..self.tracks.len())
            .filter(|at| {
                self.tracks
                    .get(*at)
                    .is_some_and(|track| track.info.is_video() && track.info.may_reorder())
            })
            .collect();
        for at in videos {
            let Some(number) = self.tracks.get(at).map(|track| track.info.number) else {
                continue;
            };
            let mut times = Vec::new();
            self.walk(self.first_cluster, |block| {
                if block.track == number {
                    times.push(to_100ns(block.time, scale));
                }
                if times.len() < LOOKED_AT {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })?;
            if let Some(track) = self.tracks.get_mut(at) {
                track.reorder = Reorder::measure(&times);
            }
        }
        Ok(())
    }

    /// Finds where Opus streams stop, which only their last block says; and where the file does, in 100 ns, if it is
    /// asked for, as files that were written live do not say.
    fn read_tail(&mut self, with_end: bool) -> Option<i64> {
        if !with_end && !self.tracks.iter().any(|track| track.info.is_opus()) {
            return None;
        }
        if !self.indexed && self.build_index().is_err() {
            return None;
        }
        let from = self
            .points
            .iter()
            .map(|point| point.cluster)
            .max()
            .unwrap_or(self.first_cluster);
        let mut found: Vec<Walked> = Vec::new();
        let mut last: Option<Walked> = None;
        let walked = self.walk(from, |block| {
            if block.discard > 0 {
                found.push(block);
            }
            if last.is_none_or(|last| block.time >= last.time) {
                last = Some(block);
            }
            ControlFlow::Continue(())
        });
        if walked.is_err() {
            return None;
        }
        for block in found {
            let toc = self
                .reader
                .peek(block.data, 2)
                .ok()
                .and_then(block::opus_duration);
            let Some(track) = self.tracks.iter().find(|track| track.info.number == block.track) else {
                continue;
            };
            if let (Some(len), true) = (toc, track.info.is_opus()) {
                let kept = i64::try_from(len).unwrap_or(0).saturating_sub(block.discard);
                let stop = frame_time(block.time, self.scale, &track.info) + TimeSpan::from_100ns(kept / 100);
                track.info.track.attributes.set(keys::OPENMF_VALID_STOP, stop);
            }
        }
        let last = last?;
        let track = self.tracks.iter().find(|track| track.info.number == last.track)?;
        let len = track
            .info
            .default_duration
            .map_or(0, |len| i64::try_from(len / 100).unwrap_or(0));
        let end = frame_time(last.time, self.scale, &track.info) + TimeSpan::from_100ns(len);
        Some(end.as_100ns()).filter(|end| *end > 0)
    }

    fn present(&mut self, mut header: Header, doc_type: Option<&str>) {
        let has = |major| {
            self.tracks
                .iter()
                .any(|track| track.info.track.media_type.major_type() == major)
        };
        let video = has(guids::MFMediaType_Video);
        let webm = doc_type == Some("webm");
        codec::select_one_of_a_kind(self.tracks.iter_mut().map(|track| &mut track.info.track));
        let duration = header.duration.map(TimeSpan::from_100ns);
        for track in self.tracks.iter_mut().map(|track| &mut track.info) {
            let stated = header.bitrates.iter().find(|(uid, _)| *uid == track.uid);
            if let Some((_, bits)) = stated.filter(|_| track.uid != 0) {
                bitrate::tell(&track.track.media_type, *bits);
            }
        }
        self.presentation = Presentation {
            tracks: self.tracks.iter().map(|track| track.info.track.clone()).collect(),
            duration,
            can_seek: true,
            ..Presentation::default()
        };
        let a = &self.presentation.attributes;
        let mime = match (webm, video) {
            (true, true) => "video/webm",
            (true, false) => "audio/webm",
            (false, true) => "video/x-matroska",
            (false, false) => "audio/x-matroska",
        };
        a.set(keys::MF_PD_MIME_TYPE, mime.to_owned());
        if let Some(cover) = header.cover.take() {
            a.set(keys::OPENMF_COVER_ART, cover);
        }
        if !header.chapters.is_empty() {
            a.set(keys::OPENMF_CHAPTERS, codec::chapter_lines(&header.chapters));
        }
        header.tags.store(a);
    }

    fn read_uint(&mut self, element: &Element) -> Result<i64> {
        let len = element.end.map_or(0, |end| end - element.body).min(8) as usize;
        let value = self
            .reader
            .peek_sparse(element.body, len)?
            .iter()
            .fold(0_u64, |v, b| v << 8 | u64::from(*b));
        Ok(i64::try_from(value).unwrap_or(i64::MAX))
    }

    fn track_index(&self, number: u64) -> Option<usize> {
        self.tracks.iter().position(|track| track.info.number == number)
    }

    /// The track of a block if the block is wanted.
    fn wanted(&self, number: u64, start: u64) -> Option<usize> {
        let at = self.track_index(number)?;
        self.tracks
            .get(at)
            .filter(|track| track.wanted && start >= track.start)
            .map(|_| at)
    }

    /// Reads elements until one has given a frame; `None` at the end.
    fn read_next(&mut self) -> Result<Option<(usize, Sample)>> {
        loop {
            if let Some((track, sample)) = self.pending.pop_front() {
                if self.tracks.get(track).is_some_and(|track| track.wanted) {
                    return Ok(Some((track, sample)));
                }
                continue;
            }
            if self.ended {
                if let Some(damage) = self.damage.take() {
                    return Err(damage);
                }
                let missing = self.segment_end.take().zip(self.reader.stream_len());
                return match missing
                    .and_then(|(end, len)| end.checked_sub(len))
                    .filter(|bytes| *bytes > 0)
                {
                    Some(bytes) => Err(Error::malformed(
                        "matroska",
                        self.reader.stream_len(),
                        "Segment",
                        format!("the file ends {bytes} bytes before it"),
                    )),
                    None => self.check_empty().map(|()| None),
                };
            }
            let Some(found) = Element::at(&mut self.reader, self.at)? else {
                let start = self.at;
                self.resync()?;
                if self.is_inside(start) {
                    self.note(start, "Cluster", || "no element starts here".to_owned());
                }
                continue;
            };
            match (found.id, found.end) {
                (ids::CLUSTER | ids::SEGMENT, _) => self.at = found.body,
                (ids::TIMESTAMP, Some(end)) => {
                    self.cluster_time = self.read_uint(&found)?;
                    self.at = end;
                }
                (ids::SIMPLE_BLOCK, Some(end)) => {
                    self.at = end;
                    let header = BlockHeader::parse(self.reader.peek(found.body, 16)?)
                        .ok_or_else(|| malformed(found.start, "SimpleBlock", "it is too short"))?;
                    if let Some(track) = self.wanted_block(header.track, found.start) {
                        let data = self.read_body(found.body, end)?;
                        let frame = self.frames(track, &data, &header, header.key(), None)?;
                        if frame.is_some() {
                            return Ok(frame.map(|sample| (track, sample)));
                        }
                    }
                }
                (ids::BLOCK_GROUP, Some(end)) => {
                    self.at = end;
                    let frame = self.read_group(&found, end)?;
                    if frame.is_some() {
                        return Ok(frame);
                    }
                }
                (id, Some(end)) if is_known(id) && end > self.at => self.at = end,
                (id, _) => {
                    let start = found.start;
                    self.resync()?;
                    if self.is_inside(start) {
                        self.note(start, "Cluster", || format!("no element of it is {id:#x}"));
                    }
                }
            }
        }
    }

    /// Whether there is something at an offset, and it has to be an element of the segment.
    fn is_inside(&self, start: u64) -> bool {
        let end = self.segment_end.into_iter().chain(self.reader.stream_len()).min();
        end.is_none_or(|end| start < end)
    }

    /// Says, once, which stream of sound or pictures has no block at all, if the file was read from its beginning.
    fn check_empty(&mut self) -> Result<()> {
        if !self.whole
            || self
                .presentation
                .duration
                .is_none_or(|duration| duration <= TimeSpan::ZERO)
        {
            return Ok(());
        }
        let is_media = |track: &&Playing| {
            let media_type = &track.info.track.media_type;
            track.wanted && track.delivered == 0 && (media_type.is_audio() || media_type.is_video())
        };
        let Some(number) = self.tracks.iter().find(is_media).map(|track| track.info.number) else {
            return Ok(());
        };
        self.whole = false;
        let problem = format!("there is no block of track {number}");
        Err(Error::malformed(
            "matroska",
            Some(self.first_cluster),
            "Cluster",
            problem,
        ))
    }

    /// Remembers damage that reading goes on behind.
    fn note(&mut self, start: u64, element: &'static str, problem: impl FnOnce() -> String) {
        if self.damage.is_none() {
            self.damage = Some(Error::malformed("matroska", Some(start), element, problem()));
        }
    }

    /// As [`Self::wanted`]; a block of no track is damage.
    fn wanted_block(&mut self, number: u64, start: u64) -> Option<usize> {
        if self.track_index(number).is_none() {
            self.note(start, "Block", || format!("there is no track {number} for it"));
        }
        self.wanted(number, start)
    }

    fn read_body(&mut self, body: u64, end: u64) -> Result<MediaBuffer> {
        let len = usize::try_from(end - body).unwrap_or(usize::MAX);
        let data = self.reader.read(body, len);
        // The file ends within the block: nothing follows.
        if matches!(data, Err(Error::Malformed(_))) {
            self.ended = true;
            self.segment_end = None;
        }
        data
    }

    fn read_group(&mut self, group: &Element, end: u64) -> Result<Option<(usize, Sample)>> {
        // Most often the block is the first child: a look at it tells whether it is wanted at all.
        let head = self.reader.peek(group.body, 32)?;
        if let Some((ids::BLOCK, _, len)) = ebml::header(head)
            && let Some(header) = head.get(len..).and_then(BlockHeader::parse)
            && self.wanted_block(header.track, group.start).is_none()
        {
            return Ok(None);
        }
        let data = self.read_body(group.body, end)?;
        let mut block = None;
        let (mut key, mut duration) = (true, None);
        let mut at = 0_usize;
        while let Some((id, size, len)) = data.get(at..).and_then(ebml::header) {
            let start = at + len;
            let size = size
                .and_then(|size| usize::try_from(size).ok())
                .unwrap_or(usize::MAX);
            let stop = start.saturating_add(size).min(data.len());
            let body = data.get(start..stop).unwrap_or(&[]);
            match id {
                ids::BLOCK => block = Some(start..stop),
                ids::BLOCK_DURATION => {
                    duration = Some(i64::try_from(ebml::Child { id, body }.uint()).unwrap_or(i64::MAX));
                }
                ids::REFERENCE_BLOCK => key = false,
                _ => {}
            }
            at = stop;
            if start >= data.len() {
                break;
            }
        }
        let Some(block) = block else {
            return Ok(None);
        };
        let data = data.slice(block)?;
        let header =
            BlockHeader::parse(&data).ok_or_else(|| malformed(group.start, "Block", "it is too short"))?;
        match self.wanted(header.track, group.start) {
            Some(track) => {
                let frame = self.frames(track, &data, &header, key, duration)?;
                Ok(frame.map(|sample| (track, sample)))
            }
            None => Ok(None),
        }
    }

    /// The first frame of a block; the others are queued.
    fn frames(
        &mut self,
        track: usize,
        block: &MediaBuffer,
        header: &BlockHeader,
        key: bool,
        duration: Option<i64>,
    ) -> Result<Option<Sample>> {
        let time = self.cluster_time.saturating_add(i64::from(header.time));
        let Some(playing) = self.tracks.get_mut(track) else {
            return Ok(None);
        };
        playing.delivered += 1;
        let start = frame_time(time, self.scale, &playing.info);
        let one = header.len..block.len();
        let ranges = if header.flags & 6 == 0 {
            Vec::new()
        } else {
            block::frames(block, header)
                .ok_or_else(|| malformed(self.at, "Block", "the sizes of its frames do not fit"))?
        };
        let count = ranges.len().max(1);
        let whole = duration.map(|duration| to_100ns(duration, self.scale) / count as i64);
        let mut first = None;
        let mut at = start;
        for (index, range) in std::iter::once(one)
            .filter(|_| ranges.is_empty())
            .chain(ranges.iter().cloned())
            .enumerate()
        {
            let data = playing.info.frame(block.slice(range)?, &self.reader);
            let opus = || {
                playing
                    .info
                    .is_opus()
                    .then(|| block::opus_duration(&data))
                    .flatten()
            };
            let default = || {
                playing
                    .info
                    .default_duration
                    .or_else(opus)
                    .map(|ns| (ns / 100) as i64)
            };
            let len = match whole {
                Some(len) if !playing.info.is_opus() => Some(len),
                _ => default().or(whole),
            };
            if data.is_empty() {
                continue;
            }
            let audio = playing.info.track.media_type.is_audio();
            let at_start = at;
            let mut sample = Sample::new(data).at(at).clean_point(key || audio);
            if let Some(len) = len.filter(|len| *len > 0) {
                sample = sample.lasting(TimeSpan::from_100ns(len));
                at += TimeSpan::from_100ns(len);
            }
            sample.decode_time = playing
                .reorder
                .next(at_start)
                .filter(|decode| *decode != at_start);
            sample.flags.discontinuity = std::mem::take(&mut playing.discontinuity);
            if index == 0 || first.is_none() {
                first = Some(sample);
            } else {
                self.pending.push_back((track, sample));
            }
        }
        Ok(first)
    }

    /// Goes on at the next cluster behind damage.
    fn resync(&mut self) -> Result<()> {
        let from = self.at.saturating_add(1);
        let mark = ids::CLUSTER.to_be_bytes();
        let mut at = from;
        while at - from < MAX_RESYNC_BYTES {
            let data = self.reader.peek(at, 64 * 1024)?;
            if let Some(found) = data.windows(4).position(|window| window == mark) {
                self.at = at + found as u64;
                for track in &mut self.tracks {
                    track.discontinuity = true;
                    track.reorder.restart();
                }
                return Ok(());
            }
            if data.len() < 64 * 1024 {
                self.ended = true;
                return Ok(());
            }
            at += data.len() as u64 - 3;
        }
        self.ended = true;
        Err(malformed(
            from,
            "Cluster",
            "the file is damaged, and no further cluster was found",
        ))
    }
}

/// Whether an element may stand among clusters and blocks; anything else is damage.
fn is_known(id: u32) -> bool {
    const CHILDREN_OF_CLUSTERS: [u32; 6] = [0xA7, 0xAB, 0x5854, 0xAF, 0xEC, 0xBF];
    const CHILDREN_OF_SEGMENTS: [u32; 8] = [
        ids::EBML,
        ids::SEEK_HEAD,
        ids::INFO,
        ids::TRACKS,
        ids::CUES,
        ids::CHAPTERS,
        ids::TAGS,
        ids::ATTACHMENTS,
    ];
    CHILDREN_OF_CLUSTERS.contains(&id) || CHILDREN_OF_SEGMENTS.contains(&id)
}

/// When a block is presented.
///
/// Times are mostly rounded to milliseconds. Those of Opus are put back to where its packets can start, so that the
/// stream's ends can be cut to the sample.
fn frame_time(ticks: i64, scale: u64, track: &MatroskaTrack) -> MediaTime {
    if track.is_opus() {
        let scale = i64::try_from(scale).unwrap_or(i64::MAX);
        let stamp = ticks.saturating_mul(scale);
        let snapped = stamp
            .saturating_add(OPUS_STEP / 2)
            .div_euclid(OPUS_STEP)
            .saturating_mul(OPUS_STEP);
        let stamp = if snapped.abs_diff(stamp) <= scale.unsigned_abs() {
            snapped
        } else {
            stamp
        };
        return MediaTime::from_100ns(stamp.saturating_sub(track.codec_delay).div_euclid(100));
    }
    MediaTime::from_100ns(to_100ns(ticks, scale).saturating_sub(track.codec_delay / 100))
}

impl MatroskaTrack {
    /// A frame as it was before it was put into the file, little-endian.
    fn frame(&self, data: MediaBuffer, reader: &ChunkReader) -> MediaBuffer {
        if self.stripped.is_empty() && self.swap == 0 {
            return data;
        }
        let mut whole = reader.pool().acquire(self.stripped.len() + data.len());
        let (head, tail) = whole.split_at_mut(self.stripped.len());
        head.copy_from_slice(&self.stripped);
        tail.copy_from_slice(&data);
        if self.swap > 1 {
            whole.chunks_exact_mut(self.swap).for_each(<[u8]>::reverse);
        }
        whole.freeze()
    }
}

/// Collects the elements of the segment.
struct Loader {
    header: Header,
    tracks: Vec<MatroskaTrack>,
    segment: u64,
    /// Where elements that were read start.
    seen: Vec<u64>,
    seek_head: Vec<u64>,
}

impl Loader {
    fn load(&mut self, reader: &mut ChunkReader, found: &Element) -> Result<()> {
        let Some(end) = found.end else {
            return Ok(());
        };
        let limit = match found.id {
            ids::SEEK_HEAD | ids::INFO | ids::TRACKS | ids::CUES | ids::CHAPTERS | ids::TAGS => {
                MAX_HEADER_BYTES
            }
            ids::ATTACHMENTS => MAX_ATTACHMENTS,
            _ => return Ok(()),
        };
        self.seen.push(found.start);
        let len = usize::try_from(end - found.body).unwrap_or(usize::MAX);
        if len > limit {
            return if found.id == ids::TRACKS {
                Err(malformed(found.start, "Tracks", "it is too large"))
            } else {
                Ok(())
            };
        }
        let body = reader.read_vec(found.body, len)?;
        match found.id {
            ids::SEEK_HEAD => {
                for seek in ebml::children(&body)
                    .filter(|child| child.id == ids::SEEK)
                    .take(64)
                {
                    let position = seek.children().find(|child| child.id == ids::SEEK_POSITION);
                    let target = seek
                        .children()
                        .find(|child| child.id == ids::SEEK_ID)
                        .map(|id| id.uint() as u32);
                    if let Some(position) = position.filter(|_| target != Some(ids::CLUSTER)) {
                        self.seek_head.push(self.segment.saturating_add(position.uint()));
                    }
                }
            }
            ids::INFO => self.header.info(&body),
            ids::TRACKS => {
                let entries = ebml::children(&body).filter(|child| child.id == ids::TRACK_ENTRY);
                let room = MAX_TRACKS.saturating_sub(self.tracks.len());
                self.tracks.extend(entries.filter_map(tracks::parse).take(room));
            }
            ids::CUES => self.header.cues(&body, self.segment),
            ids::CHAPTERS => self.header.chapters(&body),
            ids::TAGS => self.header.tags(&body),
            ids::ATTACHMENTS => self.header.attachments(&body),
            _ => {}
        }
        Ok(())
    }

    /// Reads what the seek head names and was not met yet. What cannot be read there is done without.
    fn follow_seek_head(&mut self, reader: &mut ChunkReader) {
        let mut next = 0;
        // A seek head may name a second one.
        while let Some(position) = self.seek_head.get(next).copied().filter(|_| next < 128) {
            next += 1;
            if self.seen.contains(&position) {
                continue;
            }
            if let Ok(head) = reader.peek_only(position, 12)
                && let Some((id, size, len)) = ebml::header(head)
            {
                let body = position.saturating_add(len as u64);
                let element = Element {
                    id,
                    start: position,
                    body,
                    end: size.map(|size| body.saturating_add(size)),
                };
                // Ignored: the file was cut, and plays without this.
                let _ = self.load(reader, &element);
            }
        }
    }
}

impl Demuxer for MatroskaDemuxer {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        for (at, track) in self.tracks.iter_mut().enumerate() {
            track.wanted = wanted.get(at).copied().unwrap_or(false);
        }
    }

    fn next_packet(&mut self, _track: usize) -> Result<Option<(usize, Sample)>> {
        self.read_next()
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        if let Some(duration) = self.presentation.duration
            && time.since_zero() > duration
        {
            return Err(Error::invalid_request(format!(
                "seek to {time}: the presentation ends at {duration}"
            )));
        }
        self.whole = false;
        self.seek_to(time.max(MediaTime::ZERO))
    }
}
