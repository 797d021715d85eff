//! Movie fragments, ISO/IEC 14496-12 §8.8, and the indexes over them.

use std::sync::Arc;

use openmf_core::Result;

use super::boxes::{Boxes, MemoryBox, StreamBox};
use super::movie::{Defaults, MovieTrack, rescale};
use super::tables::{Blocks, Entry};
use crate::bytes::Bytes;
use crate::chunk_reader::ChunkReader;

/// Fragments kept in memory, so that tracks in step share one.
const KEPT_FRAGMENTS: usize = 4;
/// The most points kept of an index.
const MAX_POINTS: usize = 1 << 20;
/// Small samples of a run without their own fields are handed out in groups of up to this many.
const MAX_GROUP: u32 = 1024;

/// A `trun`: samples that lie one behind the other.
#[derive(Clone, Debug)]
struct Run {
    moof: Arc<Vec<u8>>,
    /// Where the fields of the first sample are in `moof`.
    fields: usize,
    flags: u32,
    count: u32,
    first_flags: Option<u32>,
    defaults: Defaults,
    offset: u64,
}

impl Run {
    fn width(&self) -> usize {
        [0x100, 0x200, 0x400, 0x800]
            .iter()
            .filter(|flag| self.flags & **flag != 0)
            .count()
            * 4
    }

    /// Duration, size, flags and composition offset of a sample.
    fn sample(&self, index: u32) -> Option<(u32, u32, u32, i32)> {
        let at = self.fields + index as usize * self.width();
        let mut r = Bytes::new(self.moof.get(at..)?);
        let mut field = |flag: u32, default: u32| {
            if self.flags & flag != 0 {
                r.u32()
            } else {
                Some(default)
            }
        };
        let duration = field(0x100, self.defaults.duration)?;
        let size = field(0x200, self.defaults.size)?;
        let first = self.first_flags.filter(|_| index == 0);
        let flags = field(0x400, self.defaults.flags)?;
        let composition = field(0x800, 0)? as i32;
        Some((duration, size, first.unwrap_or(flags), composition))
    }

    fn bytes(&self) -> u64 {
        if self.flags & 0x200 == 0 {
            return u64::from(self.defaults.size) * u64::from(self.count);
        }
        (0..self.count)
            .filter_map(|at| self.sample(at))
            .map(|sample| u64::from(sample.1))
            .sum()
    }

    fn duration(&self) -> i64 {
        if self.flags & 0x100 == 0 {
            return i64::from(self.defaults.duration).saturating_mul(i64::from(self.count));
        }
        (0..self.count)
            .filter_map(|at| self.sample(at))
            .fold(0, |sum, sample| sum.saturating_add(i64::from(sample.0)))
    }
}

/// A track's position in the fragments.
#[derive(Clone, Debug, Default)]
pub(super) struct FragmentCursor {
    /// Where the next fragment is looked for.
    next: u64,
    runs: Vec<Run>,
    run: usize,
    sample: u32,
    offset: u64,
    /// Decoding time of the next sample in ticks.
    decode: i64,
}

impl FragmentCursor {
    /// A position before the first fragment at or behind `offset`, whose samples go on at `decode` unless they say so.
    pub(super) fn at(offset: u64, decode: i64) -> Self {
        Self {
            next: offset,
            decode,
            ..Self::default()
        }
    }

    /// Where the next fragment is looked for.
    pub(super) fn next(&self) -> u64 {
        self.next
    }
}

/// The fragments of a file.
#[derive(Default)]
pub(super) struct Fragments {
    kept: Vec<(u64, Arc<Vec<u8>>)>,
    /// Times of the index's track in 100 ns, and where a fragment is looked for then. Sorted.
    points: Vec<(i64, u64)>,
    /// Whether every fragment says its decoding time, so that reading can start at any.
    pub(super) timed: bool,
}

impl Fragments {
    /// The next sample of `track`, or a group of small ones; `None` at the end of the file.
    pub(super) fn next(
        &mut self,
        reader: &mut ChunkReader,
        track: &MovieTrack,
        cursor: &mut FragmentCursor,
        blocks: Option<Blocks>,
    ) -> Result<Option<Entry>> {
        loop {
            while let Some(run) = cursor.runs.get(cursor.run) {
                if cursor.sample == 0 {
                    cursor.offset = run.offset;
                }
                if cursor.sample < run.count
                    && let Some((duration, size, flags, composition)) = run.sample(cursor.sample)
                {
                    let mut count = 1;
                    if let Some(blocks) = blocks
                        && run.flags & 0x300 == 0
                        && size <= blocks.bytes
                    {
                        count = (run.count - cursor.sample).min(MAX_GROUP);
                    }
                    let entry = Entry {
                        offset: cursor.offset,
                        size: u64::from(size) * u64::from(count),
                        decode: cursor.decode,
                        composition: i64::from(composition),
                        duration: i64::from(duration) * i64::from(count),
                        // sample_is_non_sync_sample, or sample_depends_on = 1 (on others).
                        key: flags & 0x0101_0000 == 0,
                    };
                    cursor.sample += count;
                    cursor.offset = cursor.offset.saturating_add(entry.size);
                    cursor.decode = cursor.decode.saturating_add(entry.duration);
                    return Ok(Some(entry));
                }
                cursor.run += 1;
                cursor.sample = 0;
            }
            let from = std::mem::replace(&mut cursor.next, u64::MAX);
            let Some(moof) = StreamBox::find(reader, from, |found| found.kind == *b"moof")? else {
                return Ok(None);
            };
            // Set before reading: what cannot be read is not tried again.
            cursor.next = moof.end;
            cursor.runs.clear();
            cursor.run = 0;
            cursor.sample = 0;
            let body = self.read(reader, &moof)?;
            if let Some(decode) = parse(&body, &moof, track, &mut cursor.runs) {
                cursor.decode = decode;
            }
        }
    }

    fn read(&mut self, reader: &mut ChunkReader, moof: &StreamBox) -> Result<Arc<Vec<u8>>> {
        if let Some((_, body)) = self.kept.iter().find(|(start, _)| *start == moof.start) {
            return Ok(Arc::clone(body));
        }
        let body = Arc::new(moof.read(reader)?);
        if self.kept.len() >= KEPT_FRAGMENTS {
            self.kept.remove(0);
        }
        self.kept.push((moof.start, Arc::clone(&body)));
        Ok(body)
    }

    /// Builds the index: from `sidx` in front, `mfra` at the end, or by looking at every fragment. Says where the
    /// fragments end in time, in 100 ns, if it came to know.
    pub(super) fn index(
        &mut self,
        reader: &mut ChunkReader,
        from: u64,
        sidx: Option<StreamBox>,
        lead: &MovieTrack,
    ) -> Result<Option<i64>> {
        let Some(first) = StreamBox::find(reader, from, |found| found.kind == *b"moof")? else {
            return Ok(None);
        };
        let body = first.read(reader)?;
        self.timed = Boxes::new(&body)
            .filter(|found| found.kind == *b"traf")
            .all(|traf| traf.child(b"tfdt").is_some());
        let mut end = None;
        if let Some(sidx) = sidx
            && let Some((points, last)) = segment_index(&sidx.read(reader)?, sidx.end)
        {
            self.points = points;
            end = Some(last);
        }
        if self.points.is_empty() && self.timed {
            self.points = random_access(reader, lead)?.unwrap_or_default();
        }
        if end.is_some() || !self.timed {
            return Ok(end);
        }
        // With points of random access only what follows the last is looked at, for the end.
        let known = self.points.last().map(|(_, offset)| *offset);
        let mut at = known.unwrap_or(from);
        while let Some(moof) = StreamBox::find(reader, at, |found| found.kind == *b"moof")? {
            at = moof.end;
            let body = match moof.read(reader) {
                Ok(body) => Arc::new(body),
                // The file was cut here; what comes before plays.
                Err(openmf_core::Error::Malformed(_)) => break,
                Err(error) => return Err(error),
            };
            let mut runs = Vec::new();
            if let Some(decode) = parse(&body, &moof, lead, &mut runs) {
                let last = runs
                    .iter()
                    .fold(decode, |sum, run| sum.saturating_add(run.duration()));
                end = Some(lead.time(last).as_100ns());
                if known.is_none() && self.points.len() < MAX_POINTS {
                    self.points.push((lead.time(decode).as_100ns(), moof.start));
                }
            }
        }
        self.points.sort_unstable();
        Ok(end)
    }

    /// Where to start looking for `time` (100 ns of the media): the last points at or before it, nearest first.
    pub(super) fn starts(&self, time: i64, first: u64) -> impl Iterator<Item = u64> {
        let after = self.points.partition_point(|(at, _)| *at <= time);
        let near: Vec<u64> = self
            .points
            .get(after.saturating_sub(8)..after)
            .unwrap_or(&[])
            .iter()
            .rev()
            .map(|(_, offset)| *offset)
            .collect();
        near.into_iter().chain([first])
    }
}

/// Appends the runs of `track` in a fragment; the decoding time of the first, if the fragment says it.
fn parse(body: &Arc<Vec<u8>>, moof: &StreamBox, track: &MovieTrack, runs: &mut Vec<Run>) -> Option<i64> {
    let mut decode = None;
    // Without a base of its own a `traf` starts where the data of the one before ended.
    let mut previous_end = moof.start;
    for traf in Boxes::new(body).filter(|found| found.kind == *b"traf") {
        let Some((flags, id, base, defaults)) =
            traf.child(b"tfhd").and_then(|tfhd| track_fragment(&tfhd, track))
        else {
            continue;
        };
        let base = match base {
            Some(base) => base,
            None if flags & 0x2_0000 != 0 => moof.start,
            None => previous_end,
        };
        let wanted = id == track.id;
        if wanted
            && decode.is_none()
            && let Some((version, _, mut r)) = traf.child(b"tfdt").and_then(|tfdt| tfdt.full())
        {
            decode = if version == 1 {
                r.i64()
            } else {
                r.u32().map(i64::from)
            };
        }
        let mut end = base;
        for trun in traf.children().filter(|found| found.kind == *b"trun") {
            let Some(mut run) = read_run(body, &trun, base, end, defaults) else {
                continue;
            };
            // Samples without bytes would be counted through for nothing.
            if run.flags & 0x200 == 0 && run.defaults.size == 0 {
                continue;
            }
            let width = run.width();
            if let Some(room) = body.len().saturating_sub(run.fields).checked_div(width) {
                run.count = run.count.min(u32::try_from(room).unwrap_or(u32::MAX));
            }
            end = run.offset.saturating_add(run.bytes());
            if wanted {
                runs.push(run);
            }
        }
        previous_end = end;
    }
    decode
}

fn track_fragment(tfhd: &MemoryBox<'_>, track: &MovieTrack) -> Option<(u32, u32, Option<u64>, Defaults)> {
    let (_, flags, mut r) = tfhd.full()?;
    let id = r.u32()?;
    let base = if flags & 1 != 0 { Some(r.u64()?) } else { None };
    if flags & 2 != 0 {
        r.skip(4)?;
    }
    let mut field = |flag: u32, default: u32| if flags & flag != 0 { r.u32() } else { Some(default) };
    let defaults = Defaults {
        duration: field(8, track.defaults.duration)?,
        size: field(0x10, track.defaults.size)?,
        flags: field(0x20, track.defaults.flags)?,
    };
    Some((flags, id, base, defaults))
}

fn read_run(
    moof: &Arc<Vec<u8>>,
    trun: &MemoryBox<'_>,
    base: u64,
    end: u64,
    defaults: Defaults,
) -> Option<Run> {
    let (_, flags, mut r) = trun.full()?;
    let count = r.u32()?;
    let offset = if flags & 1 != 0 {
        base.checked_add_signed(i64::from(r.i32()?))?
    } else {
        end
    };
    let first_flags = if flags & 4 != 0 { Some(r.u32()?) } else { None };
    Some(Run {
        moof: Arc::clone(moof),
        fields: trun.start + (trun.body.len() - r.len()),
        flags,
        count,
        first_flags,
        defaults,
        offset,
    })
}

/// The points of a `sidx` and where the last ends, in 100 ns. `None` for an index of indexes.
fn segment_index(body: &[u8], anchor: u64) -> Option<(Vec<(i64, u64)>, i64)> {
    let sidx = MemoryBox {
        kind: *b"sidx",
        body,
        start: 0,
    };
    let (version, _, mut r) = sidx.full()?;
    r.skip(4)?;
    let timescale = r.u32()?;
    let (mut time, first) = if version == 0 {
        (u64::from(r.u32()?), u64::from(r.u32()?))
    } else {
        (r.u64()?, r.u64()?)
    };
    let mut offset = anchor.checked_add(first)?;
    r.skip(2)?;
    let count = r.u16()?;
    let mut points = Vec::new();
    let units = |time: u64| {
        rescale(
            i64::try_from(time).unwrap_or(i64::MAX),
            10_000_000,
            timescale,
            true,
        )
    };
    for _ in 0..count {
        let reference = r.u32()?;
        let duration = r.u32()?;
        r.skip(4)?;
        if reference & 0x8000_0000 != 0 {
            return None;
        }
        points.push((units(time), offset));
        time = time.saturating_add(u64::from(duration));
        offset = offset.saturating_add(u64::from(reference));
    }
    Some((points, units(time)))
}

/// The points of the random access box at the end of the file, if it has one for `lead`.
fn random_access(reader: &mut ChunkReader, lead: &MovieTrack) -> Result<Option<Vec<(i64, u64)>>> {
    let Some(total) = reader.stream_len().filter(|total| *total >= 16) else {
        return Ok(None);
    };
    // mfro, the last 16 bytes: its own size, kind, version, the size of the whole mfra.
    let tail = reader.peek_only(total - 16, 16)?;
    let size = match tail.get(4..8) {
        Some(b"mfro") => tail.get(12..16).and_then(|bytes| Bytes::new(bytes).u32()),
        _ => None,
    };
    let Some(start) = size.and_then(|size| total.checked_sub(u64::from(size))) else {
        return Ok(None);
    };
    let Some(mfra) = StreamBox::at(reader, start)?.filter(|found| found.kind == *b"mfra") else {
        return Ok(None);
    };
    let body = mfra.read(reader)?;
    Ok(Boxes::new(&body)
        .filter(|found| found.kind == *b"tfra")
        .find_map(|tfra| access_points(&tfra, lead)))
}

fn access_points(tfra: &MemoryBox<'_>, lead: &MovieTrack) -> Option<Vec<(i64, u64)>> {
    let (version, _, mut r) = tfra.full()?;
    if r.u32()? != lead.id {
        return None;
    }
    let widths = r.u32()?;
    let numbers: usize = [4, 2, 0]
        .iter()
        .map(|shift| (widths >> shift & 3) as usize + 1)
        .sum();
    let count = r.u32()?;
    let mut points = Vec::new();
    for _ in 0..count {
        let point = if version == 1 {
            r.u64().zip(r.u64())
        } else {
            r.u32().map(u64::from).zip(r.u32().map(u64::from))
        };
        let (Some((time, offset)), Some(())) = (point, r.skip(numbers)) else {
            break;
        };
        let time = lead.time(i64::try_from(time).unwrap_or(i64::MAX)).as_100ns();
        points.push((time, offset));
    }
    points.sort_unstable();
    points.dedup_by_key(|(_, offset)| *offset);
    (!points.is_empty()).then_some(points)
}
