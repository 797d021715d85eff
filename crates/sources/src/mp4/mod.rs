//! MP4, M4A, QuickTime and fragmented MP4.
//!
//! Sources: ISO/IEC 14496-12 (the file format), "QuickTime File Format" (Apple).

mod boxes;
mod entry;
mod fragments;
mod meta;
mod movie;
mod tables;

use std::sync::Arc;

use openmf_core::{ByteStream, Error, MediaBuffer, MediaTime, Result, Sample, TimeSpan, guids, keys};

use crate::chunk_reader::ChunkReader;
use crate::codec;
use crate::container::Container;
use crate::demuxer::{Demuxer, Presentation};
use boxes::StreamBox;
use entry::Conversion;
use fragments::{FragmentCursor, Fragments};
use movie::{Edit, Movie, MovieTrack};
use tables::{Cursor, Entry};

/// The largest movie box that is read, in bytes.
const MAX_MOVIE: u64 = 256 << 20;

pub(crate) const MP4: Container = Container {
    name: "mp4",
    extensions: &[
        "mp4", "m4a", "m4v", "m4b", "mov", "qt", "3gp", "3g2", "f4v", "ismv",
    ],
    mime_types: &[
        "video/mp4",
        "audio/mp4",
        "video/quicktime",
        "video/3gpp",
        "audio/x-m4a",
        "application/mp4",
    ],
    recognize,
    open: |stream| Ok(Box::new(Mp4Demuxer::open(stream)?)),
};

fn recognize(head: &[u8]) -> u8 {
    match head.get(4..8) {
        Some(b"ftyp") => 100,
        Some(b"moov" | b"moof" | b"styp" | b"sidx") => 90,
        Some(b"mdat" | b"wide" | b"pnot") => 80,
        Some(b"free" | b"skip") => 60,
        _ => 0,
    }
}

/// Reads MP4, M4A, QuickTime and fragmented MP4.
pub(crate) struct Mp4Demuxer {
    reader: ChunkReader,
    presentation: Presentation,
    tracks: Vec<Playing>,
    fragments: Fragments,
    /// Where fragments are looked for.
    first_fragment: Option<u64>,
    /// Where the movie box starts.
    movie_start: u64,
    /// It was told that the file ends early.
    told: bool,
    /// A track that cannot be read, while that was not told.
    unreadable: Option<(usize, &'static str)>,
}

/// A track and its position.
struct Playing {
    movie: MovieTrack,
    cursor: Cursor,
    fragment: Option<FragmentCursor>,
    /// The edit that is being read.
    edit: usize,
    wanted: bool,
    ended: bool,
    discontinuity: bool,
    preroll: TimeSpan,
    /// Samples handed out since the beginning; `None` after a seek.
    delivered: Option<u64>,
    /// It was told that samples are missing.
    told: bool,
}

impl Mp4Demuxer {
    /// Reads the movie box.
    ///
    /// # Errors
    /// - [`Error::Malformed`]: there is no movie box, or it has no track.
    /// - [`Error::Io`], [`Error::Aborted`]: those of the stream.
    pub(crate) fn open(stream: Arc<dyn ByteStream>) -> Result<Self> {
        let mut reader = ChunkReader::new(stream, "mp4");
        let Some(moov) = StreamBox::find(&mut reader, 0, |found| found.kind == *b"moov")? else {
            return Err(Error::malformed("mp4", None, "moov", "the file has no movie box"));
        };
        if moov.end - moov.body > MAX_MOVIE {
            return Err(Error::malformed(
                "mp4",
                Some(moov.start),
                "moov",
                "the movie box is too large",
            ));
        }
        let mut movie = Movie::parse(moov.read(&mut reader)?);
        if movie.tracks.is_empty() {
            return Err(Error::malformed(
                "mp4",
                Some(moov.start),
                "moov",
                "no track can be read",
            ));
        }
        let mut fragments = Fragments::default();
        let first_fragment = movie.fragmented.then_some(moov.end);
        if movie.fragmented {
            Self::index_fragments(&mut reader, &mut fragments, &mut movie, moov.end)?;
        }
        let chapters = Self::chapters(&mut reader, &mut movie);
        let presentation = Self::present(&mut movie, &chapters);
        let tracks = movie
            .tracks
            .into_iter()
            .map(|movie| Playing::new(movie, first_fragment))
            .collect();
        Ok(Self {
            reader,
            presentation,
            tracks,
            fragments,
            first_fragment,
            movie_start: moov.start,
            told: false,
            unreadable: movie.unreadable,
        })
    }

    fn index_fragments(
        reader: &mut ChunkReader,
        fragments: &mut Fragments,
        movie: &mut Movie,
        from: u64,
    ) -> Result<()> {
        let is_video = |track: &&MovieTrack| track.track.media_type.is_video();
        let Some(lead) = movie.tracks.iter().find(is_video).or(movie.tracks.first()) else {
            return Ok(());
        };
        let sidx = StreamBox::find(reader, from, |found| matches!(&found.kind, b"sidx" | b"moof"))?
            .filter(|found| found.kind == *b"sidx");
        let end = fragments.index(reader, from, sidx, lead)?;
        if let Some(end) = end {
            let end = lead.edits.first().map_or(end, |edit| {
                end.saturating_sub(lead.span(edit.media.saturating_sub(edit.start)).as_100ns())
            });
            let known = movie.duration.unwrap_or_default();
            movie.duration = Some(known.max(TimeSpan::from_100ns(end)));
        }
        Ok(())
    }

    /// The chapters: of the user data, else of a chapter track.
    fn chapters(reader: &mut ChunkReader, movie: &mut Movie) -> String {
        if movie.meta.chapters.is_empty() {
            let ids: Vec<u32> = movie
                .tracks
                .iter()
                .flat_map(|track| track.chapter_tracks.iter().copied())
                .collect();
            let found = movie
                .tracks
                .iter()
                .find(|track| ids.contains(&track.id) && !track.track.media_type.is_video());
            if let Some((track, tables)) = found.and_then(|track| Some((track, track.tables.as_ref()?))) {
                let mut cursor = tables.start();
                while movie.meta.chapters.len() < meta::MAX_CHAPTERS
                    && let Some(entry) = tables.next(&mut cursor)
                {
                    // A title is a few words; a damaged one is not worth the file.
                    let len = usize::try_from(entry.size).unwrap_or(usize::MAX).min(1024);
                    let Ok(sample) = reader.peek_only(entry.offset, len) else {
                        break;
                    };
                    if let Some(title) = meta::chapter_title(sample) {
                        let edit = track.edits.first().copied();
                        let start = edit.map_or(entry.decode, |edit| edit.map(entry.decode));
                        movie.meta.chapters.push((track.time(start), title));
                    }
                }
            }
        }
        codec::chapter_lines(&movie.meta.chapters)
    }

    fn present(movie: &mut Movie, chapters: &str) -> Presentation {
        let presentation = Presentation {
            tracks: movie.tracks.iter().map(|track| track.track.clone()).collect(),
            duration: movie.duration,
            can_seek: true,
            ..Presentation::default()
        };
        let a = &presentation.attributes;
        let video = presentation
            .tracks
            .iter()
            .any(|track| track.media_type.is_video());
        a.set(
            keys::MF_PD_MIME_TYPE,
            if video { "video/mp4" } else { "audio/mp4" }.to_owned(),
        );
        if let Some(cover) = movie.meta.cover.take() {
            a.set(keys::OPENMF_COVER_ART, cover);
        }
        if !chapters.is_empty() {
            a.set(keys::OPENMF_CHAPTERS, chapters.to_owned());
        }
        std::mem::take(&mut movie.meta.tags).store(a);
        presentation
    }

    fn read_sample(&mut self, track: usize) -> Result<Option<Sample>> {
        let Some(playing) = self.tracks.get_mut(track) else {
            return Err(Error::InvalidStreamNumber { stream: track as u32 });
        };
        loop {
            let Some((entry, edit)) = playing.next_entry(&mut self.fragments, &mut self.reader)? else {
                playing.ended = true;
                let from = playing
                    .fragment
                    .as_ref()
                    .map_or(self.movie_start, FragmentCursor::next);
                playing.check_count(self.movie_start)?;
                self.check_end(from)?;
                return Ok(None);
            };
            let size = usize::try_from(entry.size).unwrap_or(usize::MAX);
            if size == 0 {
                continue;
            }
            let data = match self.reader.read(entry.offset, size) {
                Ok(data) => data,
                Err(error) => {
                    // Behind the end of the file there is nothing but more of the same error.
                    playing.ended |= matches!(error, Error::Malformed(_));
                    self.told = true;
                    return Err(error);
                }
            };
            let data = match playing.movie.conversion {
                Some(conversion) => convert(conversion, &data, &self.reader),
                None => data,
            };
            let sample = playing.sample(entry, edit, data);
            let presented = !sample.flags.preroll
                && sample
                    .end()
                    .or(sample.time)
                    .is_none_or(|end| end >= MediaTime::ZERO);
            playing.delivered = playing.delivered.map(|count| count + u64::from(presented));
            return Ok(Some(sample));
        }
    }

    /// Says, once, that the file ends within its movie box, whose last tables are missing then, or within the fragments
    /// behind `from`.
    fn check_end(&mut self, from: u64) -> Result<()> {
        if let Some((number, missing)) = self.unreadable.take() {
            let problem = format!("track {number} of the file cannot be read: the box is missing or damaged");
            return Err(Error::malformed("mp4", Some(self.movie_start), missing, problem));
        }
        let Some(len) = self.reader.stream_len().filter(|_| !self.told) else {
            return Ok(());
        };
        self.told = true;
        let movie_start = self.movie_start;
        // Where the walk ends: at the movie box, or at a box that is cut off, or at the end.
        let last = StreamBox::find(&mut self.reader, from, |found| {
            found.end > len || found.start == movie_start
        })?;
        match last.filter(|last| last.end > len) {
            Some(cut) => {
                let missing = cut.end - len;
                Err(Error::malformed(
                    "mp4",
                    Some(cut.start),
                    String::from_utf8_lossy(&cut.kind).into_owned(),
                    format!("the file ends {missing} bytes before the box"),
                ))
            }
            None => Ok(()),
        }
    }

    /// Moves a track to the last clean point at or before `time`; says where that is.
    fn seek_track(&mut self, track: usize, time: MediaTime) -> Result<MediaTime> {
        let Some(playing) = self.tracks.get_mut(track) else {
            return Ok(time);
        };
        playing.ended = false;
        playing.discontinuity = true;
        playing.delivered = None;
        let ticks = playing.movie.ticks(time);
        playing.edit = playing
            .movie
            .edits
            .iter()
            .rposition(|edit| edit.start <= ticks)
            .unwrap_or(0);
        let edit = playing.movie.edits.get(playing.edit).copied();
        let media = edit.map_or(ticks, |edit| {
            ticks.saturating_sub(edit.start).saturating_add(edit.media)
        });
        let in_tables = playing
            .movie
            .tables
            .as_ref()
            .is_some_and(|tables| self.first_fragment.is_none() || media < tables.duration());
        if let Some(tables) = playing.movie.tables.as_ref().filter(|_| in_tables) {
            playing.cursor = tables.seek_sample(tables.sync_sample_before(media));
            playing.fragment = self
                .first_fragment
                .map(|at| FragmentCursor::at(at, tables.duration()));
            let mut ahead = playing.cursor;
            let found = tables
                .next(&mut ahead)
                .map_or(media, |entry| entry.presentation());
            return Ok(playing.movie.time(edit.map_or(found, |edit| edit.map(found))));
        }
        let Some(first) = self.first_fragment else {
            return Ok(time);
        };
        if let Some(tables) = &playing.movie.tables {
            playing.cursor = tables.seek_sample(u32::MAX);
        }
        let found = seek_fragments(&mut self.fragments, &mut self.reader, playing, first, media)?;
        Ok(playing.movie.time(edit.map_or(found, |edit| edit.map(found))))
    }
}

/// Puts the track before the last clean point presented at or before `media` ticks; says its time.
fn seek_fragments(
    fragments: &mut Fragments,
    reader: &mut ChunkReader,
    playing: &mut Playing,
    first: u64,
    media: i64,
) -> Result<i64> {
    let movie = &playing.movie;
    let audio = movie.track.media_type.is_audio();
    let from_tables = movie.tables.as_ref().map_or(0, tables::SampleTables::duration);
    let shift = movie.decode_shift;
    let wanted = movie.time(media).as_100ns();
    let starts: Vec<u64> = fragments.starts(wanted, first).collect();
    let mut fallback = (FragmentCursor::at(first, from_tables), media);
    for start in starts {
        let mut cursor = FragmentCursor::at(start, from_tables);
        let mut best = None;
        let mut before = cursor.clone();
        while let Some(entry) = fragments.next(reader, movie, &mut cursor, movie.blocks)? {
            if (audio || entry.key) && entry.presentation() <= media {
                best = Some((before, entry.presentation()));
            }
            if entry.decode.saturating_sub(shift) > media {
                break;
            }
            before = cursor.clone();
        }
        if let Some((cursor, at)) = best {
            playing.fragment = Some(cursor);
            return Ok(at);
        }
        if start == first {
            fallback = (FragmentCursor::at(first, from_tables), media);
        }
    }
    playing.fragment = Some(fallback.0);
    Ok(fallback.1)
}

/// The bytes as the engine wants them, in a buffer of their own.
fn convert(conversion: Conversion, data: &MediaBuffer, reader: &ChunkReader) -> MediaBuffer {
    let mut converted = reader.pool().acquire(data.len());
    converted.copy_from_slice(data);
    match conversion {
        Conversion::SwapBytes(width) => converted.chunks_exact_mut(width.max(1)).for_each(<[u8]>::reverse),
        Conversion::FlipSign => converted.iter_mut().for_each(|byte| *byte ^= 0x80),
    }
    converted.freeze()
}

impl Playing {
    fn new(movie: MovieTrack, first_fragment: Option<u64>) -> Self {
        let preroll = codec::preroll(&movie.track.media_type);
        let mut playing = Self {
            cursor: movie
                .tables
                .as_ref()
                .map(tables::SampleTables::start)
                .unwrap_or_default(),
            fragment: first_fragment.map(|at| {
                let decode = movie.tables.as_ref().map_or(0, tables::SampleTables::duration);
                FragmentCursor::at(at, decode)
            }),
            edit: 0,
            wanted: true,
            ended: false,
            discontinuity: false,
            preroll,
            delivered: Some(0),
            told: false,
            movie,
        };
        playing.enter_edit();
        playing
    }

    /// Says, once, that the tables of the track whose end was reached have fewer samples than they claim, or that
    /// none of them was presented.
    fn check_count(&mut self, movie_start: u64) -> Result<()> {
        if self.told {
            return Ok(());
        }
        let problem = match (&self.movie.tables, self.movie.missing_table) {
            (_, Some(missing)) => Some((missing, "the box is missing or damaged".to_owned())),
            (Some(tables), None) => tables.shortage().or_else(|| {
                let lost = self.delivered == Some(0);
                lost.then(|| ("elst", format!("none of {} samples is presented", tables.count)))
            }),
            (None, None) => None,
        };
        let Some((element, problem)) = problem else {
            return Ok(());
        };
        self.told = true;
        let problem = format!("track {}: {problem}", self.movie.id);
        Err(Error::malformed("mp4", Some(movie_start), element, problem))
    }

    fn edit(&self) -> Edit {
        self.movie.edits.get(self.edit).copied().unwrap_or(Edit {
            start: 0,
            media: 0,
            len: None,
        })
    }

    /// Moves to where decoding has to start for the edit's first sample. Only tables can be moved in.
    fn enter_edit(&mut self) {
        let edit = self.edit();
        if let Some(tables) = &self.movie.tables {
            let preroll = self.movie.ticks(MediaTime::ZERO + self.preroll);
            let from = edit.media.saturating_sub(preroll);
            self.cursor = if from <= 0 && tables.all_sync() {
                tables.start()
            } else {
                tables.seek_sample(tables.sync_sample_before(from))
            };
        }
    }

    /// The next sample with the edit that it belongs to.
    fn next_entry(
        &mut self,
        fragments: &mut Fragments,
        reader: &mut ChunkReader,
    ) -> Result<Option<(Entry, Edit)>> {
        if self.ended {
            return Ok(None);
        }
        // Each turn goes on to the next edit, of which there are few.
        loop {
            let edit = self.edit();
            let from_tables = self
                .movie
                .tables
                .as_ref()
                .and_then(|tables| tables.next(&mut self.cursor));
            let entry = match (from_tables, &mut self.fragment) {
                (Some(entry), _) => Some(entry),
                (None, Some(cursor)) => fragments.next(reader, &self.movie, cursor, self.movie.blocks)?,
                (None, None) => None,
            };
            let inside = entry.filter(|entry| edit.media_end().is_none_or(|end| entry.decode < end));
            if let Some(entry) = inside {
                return Ok(Some((entry, edit)));
            }
            if self.edit + 1 >= self.movie.edits.len() || self.fragment.is_some() {
                return Ok(None);
            }
            self.edit += 1;
            self.enter_edit();
        }
    }

    fn sample(&mut self, entry: Entry, edit: Edit, data: MediaBuffer) -> Sample {
        let presentation = entry.presentation();
        let time = self.movie.time(edit.map(presentation));
        let mut sample = Sample::new(data)
            .at(time)
            .clean_point(entry.key || self.movie.track.media_type.is_audio());
        if entry.duration > 0 {
            sample = sample.lasting(self.movie.span(entry.duration));
        }
        let decode = entry.decode.saturating_sub(self.movie.decode_shift);
        if decode != presentation {
            sample.decode_time = Some(self.movie.time(edit.map(decode)));
        }
        let outside = presentation < edit.media || edit.media_end().is_some_and(|end| presentation >= end);
        // Audio before the first edit is trimmed by its time; between edits only whole packets can be dropped.
        let whole = presentation.saturating_add(entry.duration) <= edit.media;
        sample.flags.preroll = if self.movie.track.media_type.is_video() {
            outside
        } else {
            self.edit > 0 && whole
        };
        sample.flags.discontinuity = std::mem::take(&mut self.discontinuity);
        sample
    }
}

impl Demuxer for Mp4Demuxer {
    fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    fn set_wanted(&mut self, wanted: &[bool]) {
        for (at, track) in self.tracks.iter_mut().enumerate() {
            track.wanted = wanted.get(at).copied().unwrap_or(false);
        }
    }

    fn next_packet(&mut self, track: usize) -> Result<Option<(usize, Sample)>> {
        Ok(self.read_sample(track)?.map(|sample| (track, sample)))
    }

    fn seek(&mut self, time: MediaTime) -> Result<()> {
        if let Some(duration) = self.presentation.duration
            && time.since_zero() > duration
        {
            return Err(Error::invalid_request(format!(
                "seek to {time}: the presentation ends at {duration}"
            )));
        }
        let time = time.max(MediaTime::ZERO);
        let is_video =
            |track: &Playing| track.movie.track.media_type.major_type() == guids::MFMediaType_Video;
        let lead = (0..self.tracks.len()).find(|at| {
            self.tracks
                .get(*at)
                .is_some_and(|track| track.wanted && is_video(track))
        });
        // The others start where the pictures do, so that nothing is missing from there on.
        let start = match lead {
            Some(lead) => self.seek_track(lead, time)?.min(time),
            None => time,
        };
        for at in 0..self.tracks.len() {
            let Some(track) = self
                .tracks
                .get(at)
                .filter(|track| track.wanted && Some(at) != lead)
            else {
                continue;
            };
            let target = start - track.preroll;
            self.seek_track(at, target)?;
        }
        Ok(())
    }
}
