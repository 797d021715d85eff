//! The movie box: tracks, their edit lists, and what the presentation says of itself.

use std::sync::Arc;

use openmf_core::{MediaTime, Ratio, TimeSpan, keys};

use super::boxes::{Boxes, MemoryBox};
use super::entry::{self, Conversion};
use super::meta::{Gapless, Meta};
use super::tables::{self, Blocks, SampleTables};
use crate::codec;
use crate::demuxer::Track;

/// Tracks read of a file.
const MAX_TRACKS: usize = 256;
/// Edits read of a track.
const MAX_EDITS: usize = 4096;

/// A part of the media on the track's timeline, in ticks of the media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Where the part starts on the timeline.
    pub(super) start: i64,
    /// Where it starts in the media.
    pub(super) media: i64,
    /// Its length; `None` up to the end of the media.
    pub(super) len: Option<i64>,
}

impl Edit {
    /// Media time to the time on the timeline.
    pub(super) fn map(&self, time: i64) -> i64 {
        time.saturating_sub(self.media).saturating_add(self.start)
    }

    /// Where the part ends in the media.
    pub(super) fn media_end(&self) -> Option<i64> {
        Some(self.media.saturating_add(self.len?))
    }
}

/// Values for fragments that do not say their own (`trex`).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defaults {
    pub(super) duration: u32,
    pub(super) size: u32,
    pub(super) flags: u32,
}

/// A track of the movie box.
pub(super) struct MovieTrack {
    pub(super) track: Track,
    pub(super) id: u32,
    pub(super) timescale: u32,
    pub(super) edits: Vec<Edit>,
    pub(super) tables: Option<SampleTables>,
    /// The table that is missing, if the samples cannot be found for want of it.
    pub(super) missing_table: Option<&'static str>,
    pub(super) conversion: Option<Conversion>,
    /// Set for audio in small blocks.
    pub(super) blocks: Option<Blocks>,
    pub(super) defaults: Defaults,
    pub(super) group: u16,
    /// Tracks that hold the chapters of this one.
    pub(super) chapter_tracks: Vec<u32>,
    /// How much decoding times are moved back in fragments, in ticks (`cslg`).
    pub(super) decode_shift: i64,
    pre_skip: u32,
}

impl MovieTrack {
    /// A number of ticks as a time; saturates.
    pub(super) fn time(&self, ticks: i64) -> MediaTime {
        MediaTime::from_ticks(ticks, self.timescale).unwrap_or(if ticks < 0 {
            MediaTime::from_100ns(i64::MIN)
        } else {
            MediaTime::MAX
        })
    }

    /// A length in ticks; saturates.
    pub(super) fn span(&self, ticks: i64) -> TimeSpan {
        self.time(ticks).since_zero()
    }

    /// A time as a number of ticks, rounded down.
    pub(super) fn ticks(&self, time: MediaTime) -> i64 {
        rescale(
            time.as_100ns(),
            self.timescale,
            openmf_core::TICKS_PER_SECOND as u32,
            false,
        )
    }

    /// Where the track ends on its timeline, in ticks.
    pub(super) fn end(&self) -> i64 {
        let media = self.tables.as_ref().map_or(0, SampleTables::duration);
        self.edits.iter().fold(0, |end, edit| {
            let part_end = edit.media_end().map_or(media, |part_end| part_end.min(media));
            end.max(edit.map(part_end))
        })
    }
}

/// `value * to / from`, rounded to the nearest or down; saturates.
pub(super) fn rescale(value: i64, to: u32, from: u32, nearest: bool) -> i64 {
    if from == 0 {
        return 0;
    }
    let half = if nearest { i128::from(from / 2) } else { 0 };
    let scaled = (i128::from(value) * i128::from(to) + half).div_euclid(i128::from(from));
    i64::try_from(scaled).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// What the movie box holds.
pub(super) struct Movie {
    pub(super) tracks: Vec<MovieTrack>,
    pub(super) meta: Meta,
    pub(super) duration: Option<TimeSpan>,
    /// Whether fragments follow.
    pub(super) fragmented: bool,
    /// A track that cannot be read: its place in the movie box, and the box that is missing or damaged.
    pub(super) unreadable: Option<(usize, &'static str)>,
}

impl Movie {
    /// Reads the content of a movie box.
    pub(super) fn parse(moov: Vec<u8>) -> Self {
        let moov = Arc::new(moov);
        let root = MemoryBox {
            kind: *b"moov",
            body: &moov,
            start: 0,
        };
        let (timescale, duration) = root
            .child(b"mvhd")
            .and_then(|mvhd| header_times(&mvhd))
            .unwrap_or((0, 0));
        let meta = Meta::read(&root);
        let mvex = root.child(b"mvex");
        let extends = mvex.as_ref().map(MemoryBox::children);
        let mut tracks: Vec<MovieTrack> = Vec::new();
        let mut unreadable = None;
        let traks = root.children().filter(|found| found.kind == *b"trak");
        for (at, trak) in traks.take(MAX_TRACKS).enumerate() {
            match parse_track(&moov, &trak, timescale, extends.as_ref(), meta.gapless) {
                Ok(track) => tracks.push(track),
                Err(missing) => {
                    unreadable.get_or_insert((at + 1, missing));
                }
            }
        }
        select(&mut tracks);
        let mehd = mvex
            .and_then(|mvex| mvex.child(b"mehd"))
            .and_then(|mehd| {
                let (version, _, mut r) = mehd.full()?;
                if version == 1 {
                    r.u64()
                } else {
                    r.u32().map(u64::from)
                }
            })
            .unwrap_or(0);
        let duration = MediaTime::from_ticks(i64::try_from(duration.max(mehd)).unwrap_or(0), timescale)
            .map(MediaTime::since_zero)
            .filter(|duration| *duration > TimeSpan::ZERO);
        let longest = tracks.iter().map(|track| track.span(track.end())).max();
        Self {
            meta,
            duration: duration.or(longest.filter(|longest| *longest > TimeSpan::ZERO)),
            fragmented: mvex.is_some(),
            tracks,
            unreadable,
        }
    }
}

/// Selects an enabled track of each kind, and marks those of alternate groups.
fn select(tracks: &mut [MovieTrack]) {
    codec::select_one_of_a_kind(tracks.iter_mut().map(|track| &mut track.track));
    for track in tracks.iter().filter(|track| track.group != 0) {
        if track.track.media_type.is_audio() || track.track.media_type.is_video() {
            track.track.attributes.set(keys::MF_SD_MUTUALLY_EXCLUSIVE, true);
        }
    }
}

/// Timescale and duration of an `mvhd` or `mdhd`; an unknown duration becomes 0.
fn header_times(header: &MemoryBox<'_>) -> Option<(u32, u64)> {
    let (version, _, mut r) = header.full()?;
    if version == 1 {
        r.skip(16)?;
        Some((r.u32()?, r.u64()?)).map(|(scale, len)| (scale, if len == u64::MAX { 0 } else { len }))
    } else {
        r.skip(8)?;
        Some((r.u32()?, u64::from(r.u32()?)))
            .map(|(scale, len)| (scale, if len == 0xffff_ffff { 0 } else { len }))
    }
}

struct TrackHeader {
    enabled: bool,
    id: u32,
    group: u16,
    rotation: u32,
}

fn track_header(tkhd: &MemoryBox<'_>) -> Option<TrackHeader> {
    let (version, flags, mut r) = tkhd.full()?;
    r.skip(if version == 1 { 16 } else { 8 })?;
    let id = r.u32()?;
    r.skip(if version == 1 { 12 } else { 8 })?;
    r.skip(10)?;
    let group = r.u16()?;
    r.skip(4)?;
    // x' = a x + c y, y' = b x + d y, with y downwards.
    let (a, b) = (r.i32().unwrap_or(1), r.i32().unwrap_or(0));
    let _ = r.skip(4);
    let (c, d) = (r.i32().unwrap_or(0), r.i32().unwrap_or(1));
    let rotation = match (a.signum(), b.signum(), c.signum(), d.signum()) {
        (0, 1, -1, 0) => 90,
        (-1, 0, 0, -1) => 180,
        (0, -1, 1, 0) => 270,
        _ => 0,
    };
    Some(TrackHeader {
        enabled: flags & 1 != 0,
        id,
        group,
        rotation,
    })
}

fn parse_track(
    moov: &Arc<Vec<u8>>,
    trak: &MemoryBox<'_>,
    movie_timescale: u32,
    extends: Option<&Boxes<'_>>,
    gapless: Option<Gapless>,
) -> Result<MovieTrack, &'static str> {
    let tkhd = trak.child(b"tkhd");
    let header = tkhd.and_then(|tkhd| track_header(&tkhd)).ok_or("tkhd")?;
    let mdia = trak.child(b"mdia").ok_or("mdia")?;
    let mdhd = mdia.child(b"mdhd").ok_or("mdhd")?;
    let (timescale, _) = header_times(&mdhd).ok_or("mdhd")?;
    let hdlr = mdia.child(b"hdlr").ok_or("hdlr")?;
    let handler = *hdlr.body.get(8..12).and_then(<[u8]>::first_chunk).ok_or("hdlr")?;
    let minf = mdia.child(b"minf").ok_or("minf")?;
    let stbl = minf.child(b"stbl").ok_or("stbl")?;
    let stsd = stbl.child(b"stsd");
    let parsed = stsd.and_then(|stsd| entry::parse(&stsd, handler)).ok_or("stsd")?;
    // The samples of fragments need no tables.
    let (tables, missing_table) = match SampleTables::new(moov, &stbl) {
        Ok(tables) => {
            let promising = tables.count > 0 || tables.shortage().is_some();
            (Some(tables).filter(|_| promising), None)
        }
        Err(missing) => (None, Some(missing).filter(|_| extends.is_none())),
    };
    let mut tables = tables;
    if let (Some(tables), Some(blocks)) = (&mut tables, parsed.blocks)
        && let Some(size) = tables.constant_size()
    {
        // Samples of the tables are frames if they are smaller than a block, or if a block is one frame;
        // else each is a block already.
        if size < blocks.bytes || blocks.samples == 1 {
            tables.blocks = Some(blocks);
        } else if size == blocks.bytes {
            tables.blocks = Some(Blocks {
                samples: 1,
                bytes: size,
            });
        }
    }
    let defaults = extends
        .and_then(|extends| {
            extends
                .clone()
                .filter(|found| found.kind == *b"trex")
                .find_map(|trex| {
                    let (_, _, mut r) = trex.full()?;
                    (r.u32()? == header.id).then_some(())?;
                    r.skip(4)?;
                    Some(Defaults {
                        duration: r.u32()?,
                        size: r.u32()?,
                        flags: r.u32()?,
                    })
                })
        })
        .unwrap_or_default();
    let track = Track {
        id: header.id,
        media_type: parsed.media_type,
        selected: header.enabled,
        ..Track::default()
    };
    let mut track = MovieTrack {
        track,
        id: header.id,
        timescale: timescale.max(1),
        edits: Vec::new(),
        decode_shift: tables.as_ref().map_or(0, |tables| tables.decode_shift),
        tables,
        missing_table,
        conversion: parsed.conversion,
        blocks: parsed.blocks,
        defaults,
        group: header.group,
        chapter_tracks: trak
            .child(b"tref")
            .and_then(|tref| tref.child(b"chap"))
            .map(|chap| {
                let (ids, _) = chap.body.as_chunks::<4>();
                ids.iter()
                    .take(MAX_TRACKS)
                    .map(|id| u32::from_be_bytes(*id))
                    .collect()
            })
            .unwrap_or_default(),
        pre_skip: parsed.pre_skip,
    };
    if let Some(shift) = stbl.child(b"cslg").and_then(|cslg| {
        let (version, _, mut r) = cslg.full()?;
        if version == 0 {
            r.i32().map(i64::from)
        } else {
            r.i64()
        }
    }) {
        track.decode_shift = track.decode_shift.max(shift.clamp(0, i64::from(u32::MAX)));
    }
    let exact = edits(&mut track, trak, movie_timescale, gapless);
    if track.track.media_type.is_audio() {
        valid_range(&track, exact);
        content_stop(&track, movie_timescale);
    }
    if track.track.media_type.is_video() {
        align_edits(&mut track);
    }
    describe(
        &mut track,
        trak,
        &mdia,
        &mdhd,
        &header,
        parsed.bitrate,
        parsed.encrypted,
    );
    Ok(track)
}

/// Reads the edit list, or makes one of other notes about encoder delay. Whether its end is exact to the frame.
fn edits(
    track: &mut MovieTrack,
    trak: &MemoryBox<'_>,
    movie_timescale: u32,
    gapless: Option<Gapless>,
) -> bool {
    let mut start = 0_i64;
    let mut listed = false;
    if let Some((version, _, mut r)) = trak
        .child(b"edts")
        .and_then(|edts| edts.child(b"elst"))
        .and_then(|elst| elst.full())
    {
        let count = r.u32().unwrap_or(0) as usize;
        for _ in 0..count.min(MAX_EDITS) {
            let (Some(len), Some(media)) = (if version == 1 {
                (r.u64(), r.i64())
            } else {
                (r.u32().map(u64::from), r.i32().map(i64::from))
            }) else {
                break;
            };
            if r.skip(4).is_none() {
                break;
            }
            let len = i64::try_from(len).unwrap_or(i64::MAX);
            let len = rescale(len, track.timescale, movie_timescale, true);
            listed = true;
            if media < 0 {
                // Nothing is presented: what follows starts later.
                start = start.saturating_add(len);
                continue;
            }
            track.edits.push(Edit {
                start,
                media,
                // Fragmented files cannot know the length when the list is written, and say 0.
                len: (len != 0).then_some(len),
            });
            start = start.saturating_add(len);
            if len == 0 {
                break;
            }
        }
    }
    if !track.edits.is_empty() {
        return false;
    }
    let delay = match gapless {
        Some(gapless) if track.track.media_type.is_audio() && !listed => i64::from(gapless.delay),
        _ if !listed => rescale(i64::from(track.pre_skip), track.timescale, 48_000, true),
        _ => 0,
    };
    let len = gapless
        .filter(|_| track.track.media_type.is_audio() && !listed)
        .map(|gapless| i64::try_from(gapless.length).unwrap_or(i64::MAX));
    track.edits.push(Edit {
        start,
        media: delay,
        len,
    });
    len.is_some()
}

/// Fills in what the boxes around the sample entry say.
fn describe(
    track: &mut MovieTrack,
    trak: &MemoryBox<'_>,
    mdia: &MemoryBox<'_>,
    mdhd: &MemoryBox<'_>,
    header: &TrackHeader,
    mut bitrate: u32,
    encrypted: bool,
) {
    let media_type = &track.track.media_type;
    let a = media_type.attributes();
    if let (0, Some(tables)) = (bitrate, &track.tables) {
        bitrate = tables.average_bitrate(track.timescale);
    }
    if media_type.is_video() {
        if header.rotation != 0 {
            a.set(keys::MF_MT_VIDEO_ROTATION, header.rotation);
        }
        if let Some(rate) = track
            .tables
            .as_ref()
            .and_then(|tables| frame_rate(tables, track.timescale))
        {
            a.set(keys::MF_MT_FRAME_RATE, rate);
        } else if track.tables.is_none() && track.defaults.duration != 0 {
            a.set(
                keys::MF_MT_FRAME_RATE,
                reduce(track.timescale, track.defaults.duration),
            );
        }
        if bitrate != 0 {
            a.set(keys::MF_MT_AVG_BITRATE, bitrate);
        }
        if track.tables.as_ref().is_some_and(SampleTables::all_sync) {
            a.set(keys::MF_MT_ALL_SAMPLES_INDEPENDENT, true);
        }
    } else if media_type.is_audio() && media_type.is_compressed() && bitrate != 0 {
        a.set(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, bitrate / 8);
    }
    let s = &track.track.attributes;
    if encrypted {
        s.set(keys::MF_SD_PROTECTED, true);
    }
    let extended = mdia
        .child(b"elng")
        .and_then(|elng| elng.body.get(4..))
        .map(|text| String::from_utf8_lossy(text).trim_end_matches('\0').to_owned());
    let language = extended.or_else(|| {
        let (version, _, mut r) = mdhd.full()?;
        r.skip(if version == 1 { 28 } else { 16 })?;
        let packed = r.u16()?;
        // Smaller values are Macintosh language codes; 0 is English there, but also what careless writers leave.
        (packed >= 0x400).then(|| {
            [packed >> 10, packed >> 5, packed]
                .iter()
                .map(|letter| char::from((letter & 31) as u8 + 0x60))
                .collect()
        })
    });
    if let Some(language) = language.as_deref().and_then(codec::language) {
        s.set(keys::MF_SD_LANGUAGE, language);
    }
    if let Some(name) = trak
        .child(b"udta")
        .and_then(|udta| udta.child(b"name"))
        .map(|name| name.body)
    {
        let name = String::from_utf8_lossy(name).trim_matches('\0').to_owned();
        if !name.is_empty() {
            s.set(keys::MF_SD_STREAM_NAME, name);
        }
    }
}

/// Moves edits that start between two pictures to the later one, which is then shown right at the edit's start.
fn align_edits(track: &mut MovieTrack) {
    /// Pictures looked at for the first one of an edit; more than a group of pictures has.
    const MAX_AHEAD: usize = 1024;
    /// Edits that are aligned.
    const MAX_ALIGNED: usize = 64;
    let Some(tables) = &track.tables else {
        return;
    };
    for edit in track
        .edits
        .iter_mut()
        .take(MAX_ALIGNED)
        .filter(|edit| edit.media > 0)
    {
        let mut cursor = tables.seek_sample(tables.sync_sample_before(edit.media));
        let mut first: Option<tables::Entry> = None;
        for _ in 0..MAX_AHEAD {
            let Some(entry) = tables.next(&mut cursor) else {
                break;
            };
            if entry.decode.saturating_sub(tables.decode_shift)
                > first.map_or(i64::MAX, |first| first.presentation())
            {
                break;
            }
            if entry.presentation() >= edit.media
                && first.is_none_or(|first| entry.presentation() < first.presentation())
            {
                first = Some(entry);
            }
        }
        if let Some(first) = first {
            let gap = first.presentation() - edit.media;
            if gap < first.duration && edit.len.is_none_or(|len| len > gap) {
                edit.media += gap;
                edit.len = edit.len.map(|len| len - gap);
            }
        }
    }
}

/// A last sample that is shorter than its packet says in frames where the content ends, which the edit list says in the
/// movie's timescale. Where the two agree but for that rounding, the frames count.
///
/// The last packet is played whole all the same, as players do; only what another piece follows without a gap ends there.
fn content_stop(track: &MovieTrack, movie_timescale: u32) {
    let Some(tables) = track.tables.as_ref().filter(|tables| tables.has_short_end()) else {
        return;
    };
    let duration = tables.duration();
    let tick = rescale(1, track.timescale, movie_timescale, true).saturating_add(1);
    if let [edit] = &track.edits[..]
        && let Some(len) = edit.len
        && let Some(frames) = duration.checked_sub(edit.media).filter(|frames| *frames > 0)
        && frames.saturating_sub(len).saturating_abs() <= tick
    {
        let stop = track.time(edit.start.saturating_add(frames));
        track.track.attributes.set(keys::OPENMF_CONTENT_STOP, stop);
    }
}

/// Says which part of an audio track's timeline is heard, where times below zero do not say it already.
///
/// The end of an edit is exact only where it is counted in frames. Movie timescales are mostly milliseconds, and writers
/// round; there the last packet is played whole, as players do, and packets behind the edit's end are not read at all.
fn valid_range(track: &MovieTrack, exact: bool) {
    let (Some(first), Some(last)) = (track.edits.first(), track.edits.last()) else {
        return;
    };
    let s = &track.track.attributes;
    if first.start > 0 {
        s.set(keys::OPENMF_VALID_START, track.time(first.start));
    }
    if let Some(len) = last.len.filter(|_| exact) {
        s.set(
            keys::OPENMF_VALID_STOP,
            track.time(last.start.saturating_add(len)),
        );
    }
}

fn frame_rate(tables: &SampleTables, timescale: u32) -> Option<Ratio> {
    if let Some(delta) = tables.constant_delta() {
        return Some(reduce(timescale, delta));
    }
    let duration = u64::try_from(tables.duration())
        .ok()
        .filter(|duration| *duration != 0)?;
    let frames = u64::from(tables.count) * u64::from(timescale);
    let divisor = gcd(frames, duration);
    let (mut frames, mut duration) = (frames / divisor, duration / divisor);
    while frames > u64::from(u32::MAX) || duration > u64::from(u32::MAX) {
        frames >>= 1;
        duration >>= 1;
    }
    (frames != 0 && duration != 0).then_some(Ratio {
        numerator: frames as u32,
        denominator: duration as u32,
    })
}

fn reduce(numerator: u32, denominator: u32) -> Ratio {
    let divisor = gcd(u64::from(numerator), u64::from(denominator)).max(1) as u32;
    Ratio {
        numerator: numerator / divisor,
        denominator: denominator / divisor,
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
