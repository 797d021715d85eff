//! The sample tables of a track, ISO/IEC 14496-12 §8.6 and §8.7.
//!
//! They stay as the file has them: an index of runs is walked, never expanded, so that a few bytes which claim
//! billions of samples cost nothing.

use std::sync::Arc;

use super::boxes::MemoryBox;

/// Uncompressed samples are handed out in groups of up to this many.
const MAX_GROUP: u32 = 1024;
/// A group of small samples is at most this large, in bytes.
const MAX_GROUP_BYTES: u64 = 64 * 1024;
/// How far back from a position a picture is looked for that is shown before it, in samples.
const MAX_REORDER: u32 = 64;

/// Entries of equal size somewhere in the movie box.
#[derive(Clone, Copy, Debug, Default)]
struct Table {
    start: usize,
    count: u32,
    width: usize,
}

impl Table {
    /// The entries behind `skip` bytes of the box: at most the `count` that fit.
    fn new(found: &MemoryBox<'_>, skip: usize, count: u32, width: usize) -> Self {
        let room = found.body.len().saturating_sub(skip) / width.max(1);
        Self {
            start: found.start + skip,
            count: count.min(u32::try_from(room).unwrap_or(u32::MAX)),
            width,
        }
    }

    /// A table behind version, flags and a count, as most are.
    fn counted(found: &MemoryBox<'_>, width: usize) -> Option<Self> {
        let (_, _, mut r) = found.full()?;
        Some(Self::new(found, 8, r.u32()?, width))
    }

    fn u32_at(&self, moov: &[u8], index: u32, field: usize) -> Option<u32> {
        if index >= self.count {
            return None;
        }
        let at = self.start + index as usize * self.width + field;
        moov.get(at..)?
            .first_chunk()
            .map(|bytes| u32::from_be_bytes(*bytes))
    }

    fn u64_at(&self, moov: &[u8], index: u32) -> Option<u64> {
        if index >= self.count {
            return None;
        }
        let at = self.start + index as usize * self.width;
        moov.get(at..)?
            .first_chunk()
            .map(|bytes| u64::from_be_bytes(*bytes))
    }
}

#[derive(Clone, Copy, Debug)]
enum Sizes {
    Constant(u32),
    Words(Table),
    /// `stz2` of 4, 8 or 16 bits.
    Small {
        table: Table,
        bits: u8,
    },
}

/// How the bytes of blocks relate to samples, for audio whose samples are smaller than what can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    /// Samples of the table in a block.
    pub(super) samples: u32,
    /// Bytes of a block.
    pub(super) bytes: u32,
}

/// The tables of one track.
#[derive(Clone, Debug)]
pub(super) struct SampleTables {
    moov: Arc<Vec<u8>>,
    times: Table,
    composition: Option<Table>,
    chunk_runs: Table,
    chunk_offsets: Table,
    sizes: Sizes,
    sync: Option<Table>,
    /// The number of samples.
    pub(super) count: u32,
    /// The number that the table of sizes claims to have.
    claimed: u32,
    /// How much decoding times are moved back so that none is later than its presentation, in ticks.
    pub(super) decode_shift: i64,
    /// Set for audio in small blocks: samples are grouped.
    pub(super) blocks: Option<Blocks>,
}

/// One sample, or one group of small ones, as the tables describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) offset: u64,
    pub(super) size: u64,
    /// Decoding time in ticks, not shifted.
    pub(super) decode: i64,
    /// Presentation time minus decoding time in ticks.
    pub(super) composition: i64,
    /// Ticks.
    pub(super) duration: i64,
    pub(super) key: bool,
}

impl Entry {
    /// The presentation time on the media's timeline, in ticks.
    pub(super) fn presentation(&self) -> i64 {
        self.decode.saturating_add(self.composition)
    }
}

/// A position in the tables: everything about the sample `sample`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cursor {
    pub(super) sample: u32,
    decode: i64,
    time_run: u32,
    time_left: u32,
    composition_run: u32,
    composition_left: u32,
    chunk: u32,
    chunk_run: u32,
    chunk_left: u32,
    offset: u64,
    sync_next: u32,
}

impl SampleTables {
    /// Reads the tables out of an `stbl` box; the name of an essential one that is missing or unreadable.
    pub(super) fn new(moov: &Arc<Vec<u8>>, stbl: &MemoryBox<'_>) -> Result<Self, &'static str> {
        let table = |kind: &[u8; 4], width| stbl.child(kind).and_then(|found| Table::counted(&found, width));
        let mut chunk_offsets = None;
        let mut sizes = None;
        let mut tables = Self {
            moov: Arc::clone(moov),
            times: table(b"stts", 8).ok_or("stts")?,
            composition: None,
            chunk_runs: table(b"stsc", 12).ok_or("stsc")?,
            chunk_offsets: Table::default(),
            sizes: Sizes::Constant(0),
            sync: None,
            count: 0,
            claimed: 0,
            decode_shift: 0,
            blocks: None,
        };
        for found in stbl.children() {
            match &found.kind {
                b"stco" => chunk_offsets = Table::counted(&found, 4),
                b"co64" => chunk_offsets = Table::counted(&found, 8),
                b"ctts" => tables.composition = Table::counted(&found, 8).filter(|table| table.count > 0),
                b"stss" => tables.sync = Table::counted(&found, 4),
                b"stsz" => sizes = tables.read_sizes(&found),
                b"stz2" => sizes = tables.read_small_sizes(&found),
                _ => {}
            }
        }
        tables.chunk_offsets = chunk_offsets.ok_or("stco")?;
        (tables.sizes, tables.count) = sizes.ok_or("stsz")?;
        tables.decode_shift = match tables.composition {
            // Version 0 is unsigned by the standard, but QuickTime and others write negative offsets in it.
            Some(table) => (0..table.count)
                .filter_map(|run| table.u32_at(moov, run, 4))
                .map(|offset| -i64::from(offset as i32))
                .fold(0, i64::max),
            None => 0,
        };
        Ok(tables)
    }

    fn read_sizes(&mut self, found: &MemoryBox<'_>) -> Option<(Sizes, u32)> {
        let (_, _, mut r) = found.full()?;
        let (constant, count) = (r.u32()?, r.u32()?);
        self.claimed = count;
        if constant != 0 {
            return Some((Sizes::Constant(constant), count));
        }
        let table = Table::new(found, 12, count, 4);
        Some((Sizes::Words(table), table.count))
    }

    fn read_small_sizes(&mut self, found: &MemoryBox<'_>) -> Option<(Sizes, u32)> {
        let (_, _, mut r) = found.full()?;
        r.u24()?;
        let (bits, claimed) = (r.u8()?, r.u32()?);
        if !matches!(bits, 4 | 8 | 16) {
            return None;
        }
        self.claimed = claimed;
        let room = found.body.len().saturating_sub(12) as u64 * 8 / u64::from(bits);
        let count = claimed.min(u32::try_from(room).unwrap_or(u32::MAX));
        let table = Table {
            start: found.start + 12,
            count,
            width: 1,
        };
        Some((Sizes::Small { table, bits }, count))
    }

    /// How the tables contradict each other so that samples are missing, if they do: the box and the problem.
    ///
    /// Room in the chunks for more samples costs none and is not told.
    pub(super) fn shortage(&self) -> Option<(&'static str, String)> {
        let (count, claimed) = (self.count, self.claimed);
        if claimed > count {
            return Some((
                "stsz",
                format!("the sizes of {count} samples are there, of {claimed} claimed"),
            ));
        }
        let timed = (0..self.times.count)
            .filter_map(|run| self.times.u32_at(&self.moov, run, 0))
            .fold(0_u64, |sum, count| sum.saturating_add(u64::from(count)));
        if timed > u64::from(count) {
            return Some((
                "stsz",
                format!("the sizes of {count} samples are there, and the times of {timed}"),
            ));
        }
        // Some writers leave the last sample's duration out.
        if timed + 1 < u64::from(count) {
            return Some((
                "stts",
                format!("the times of {timed} samples are there, and the sizes of {count}"),
            ));
        }
        let chunked = self.samples_in_chunks();
        (chunked < u64::from(count)).then(|| {
            (
                "stsc",
                format!("the chunks have {chunked} samples, and {count} are claimed"),
            )
        })
    }

    fn samples_in_chunks(&self) -> u64 {
        let chunks = self.chunk_offsets.count;
        let mut total = 0_u64;
        for run in 0..self.chunk_runs.count {
            let first = self.run_start(run).unwrap_or(0).min(chunks);
            let after = self.run_start(run + 1).unwrap_or(chunks).min(chunks);
            let per_chunk = self.chunk_runs.u32_at(&self.moov, run, 4).unwrap_or(0);
            let run_total = u64::from(after.saturating_sub(first)).saturating_mul(u64::from(per_chunk));
            total = total.saturating_add(run_total);
        }
        total
    }

    /// The length of all samples in ticks.
    pub(super) fn duration(&self) -> i64 {
        let mut left = self.count;
        let mut total = 0_i64;
        for run in 0..self.times.count {
            let (Some(count), Some(delta)) = (
                self.times.u32_at(&self.moov, run, 0),
                self.times.u32_at(&self.moov, run, 4),
            ) else {
                break;
            };
            let count = count.min(left);
            left -= count;
            total = total.saturating_add(i64::from(count).saturating_mul(i64::from(delta)));
        }
        total
    }

    /// Whether the last sample is shorter than all others, which are of one duration: its packet is cut.
    pub(super) fn has_short_end(&self) -> bool {
        let Some(usual) = self.constant_delta() else {
            return false;
        };
        let runs = (0..self.times.count).rev();
        let mut used = runs.filter(|run| {
            self.times
                .u32_at(&self.moov, *run, 0)
                .is_some_and(|count| count > 0)
        });
        let last = used.next().and_then(|run| self.times.u32_at(&self.moov, run, 4));
        last.is_some_and(|last| last > 0 && last < usual)
    }

    /// The length that all samples but the last have, if they have one, in ticks.
    pub(super) fn constant_delta(&self) -> Option<u32> {
        let first = self.times.u32_at(&self.moov, 0, 4)?;
        let mut seen = 0_u32;
        for run in 0..self.times.count {
            let count = self.times.u32_at(&self.moov, run, 0)?;
            if count == 0 {
                continue;
            }
            // The last sample is often cut or stretched to the file's end.
            let only_the_last = count == 1 && seen.saturating_add(1) >= self.count;
            if self.times.u32_at(&self.moov, run, 4)? != first && !only_the_last {
                return None;
            }
            seen = seen.saturating_add(count);
        }
        Some(first).filter(|delta| *delta != 0)
    }

    /// Bits per second over the whole track, as far as the sizes are cheaply summed; 0 if unknown.
    pub(super) fn average_bitrate(&self, timescale: u32) -> u32 {
        let bytes: u64 = match (self.sizes, self.blocks) {
            (Sizes::Constant(_), Some(blocks)) => {
                u64::from(self.count / blocks.samples).saturating_mul(u64::from(blocks.bytes))
            }
            (Sizes::Constant(size), None) => u64::from(size) * u64::from(self.count),
            (Sizes::Words(table), _) => (0..table.count)
                .filter_map(|at| table.u32_at(&self.moov, at, 0))
                .fold(0, |sum, size| sum.saturating_add(u64::from(size))),
            (Sizes::Small { .. }, _) => return 0,
        };
        let duration = u128::try_from(self.duration()).unwrap_or(0);
        (u128::from(bytes) * 8 * u128::from(timescale))
            .checked_div(duration)
            .and_then(|rate| u32::try_from(rate).ok())
            .unwrap_or(0)
    }

    /// The size of every sample in bytes, if the file says that it is always the same.
    pub(super) fn constant_size(&self) -> Option<u32> {
        match self.sizes {
            Sizes::Constant(size) => Some(size),
            Sizes::Words(_) | Sizes::Small { .. } => None,
        }
    }

    /// Whether every sample can be decoded on its own.
    pub(super) fn all_sync(&self) -> bool {
        self.sync.is_none_or(|table| table.count >= self.count)
    }

    fn size_of(&self, sample: u32) -> u64 {
        match self.sizes {
            Sizes::Constant(size) => u64::from(size),
            Sizes::Words(table) => u64::from(table.u32_at(&self.moov, sample, 0).unwrap_or(0)),
            Sizes::Small { table, bits } => {
                let byte = |at: u64| {
                    let at = usize::try_from(at).ok()?.checked_add(table.start)?;
                    self.moov.get(at).copied()
                };
                let sample = u64::from(sample);
                let size = match bits {
                    4 => byte(sample / 2).map(|pair| {
                        u16::from(if sample.is_multiple_of(2) {
                            pair >> 4
                        } else {
                            pair & 15
                        })
                    }),
                    8 => byte(sample).map(u16::from),
                    _ => byte(sample * 2)
                        .zip(byte(sample * 2 + 1))
                        .map(|(high, low)| u16::from_be_bytes([high, low])),
                };
                u64::from(size.unwrap_or(0))
            }
        }
    }

    /// The position of the first sample.
    pub(super) fn start(&self) -> Cursor {
        let mut cursor = Cursor {
            // Before the first chunk: the chunk's first sample opens it.
            chunk: u32::MAX,
            ..Cursor::default()
        };
        self.load_time_run(&mut cursor);
        self.load_composition_run(&mut cursor);
        self.open_chunk(&mut cursor, 0);
        cursor
    }

    fn load_time_run(&self, cursor: &mut Cursor) {
        while cursor.time_left == 0 && cursor.time_run < self.times.count {
            cursor.time_left = self.times.u32_at(&self.moov, cursor.time_run, 0).unwrap_or(0);
            if cursor.time_left == 0 {
                cursor.time_run += 1;
            }
        }
    }

    fn load_composition_run(&self, cursor: &mut Cursor) {
        let Some(table) = self.composition else {
            return;
        };
        while cursor.composition_left == 0 && cursor.composition_run < table.count {
            cursor.composition_left = table.u32_at(&self.moov, cursor.composition_run, 0).unwrap_or(0);
            if cursor.composition_left == 0 {
                cursor.composition_run += 1;
            }
        }
    }

    /// The chunk (from 0) at which a run of chunks starts; `None` past the last run.
    fn run_start(&self, run: u32) -> Option<u32> {
        Some(self.chunk_runs.u32_at(&self.moov, run, 0)?.saturating_sub(1))
    }

    fn open_chunk(&self, cursor: &mut Cursor, chunk: u32) {
        cursor.chunk = chunk;
        cursor.chunk_left = 0;
        let offset = match self.chunk_offsets.width {
            8 => self.chunk_offsets.u64_at(&self.moov, chunk),
            _ => self.chunk_offsets.u32_at(&self.moov, chunk, 0).map(u64::from),
        };
        let Some(offset) = offset else {
            return;
        };
        while self
            .run_start(cursor.chunk_run + 1)
            .is_some_and(|start| start <= chunk)
        {
            cursor.chunk_run += 1;
        }
        cursor.offset = offset;
        cursor.chunk_left = self
            .chunk_runs
            .u32_at(&self.moov, cursor.chunk_run, 4)
            .unwrap_or(0);
    }

    fn delta(&self, cursor: &Cursor) -> i64 {
        // Behind the table's end the last delta goes on.
        let run = cursor.time_run.min(self.times.count.saturating_sub(1));
        i64::from(self.times.u32_at(&self.moov, run, 4).unwrap_or(0))
    }

    fn composition(&self, cursor: &Cursor) -> i64 {
        self.composition
            .and_then(|table| table.u32_at(&self.moov, cursor.composition_run, 4))
            .map_or(0, |offset| i64::from(offset as i32))
    }

    fn is_sync(&self, cursor: &mut Cursor) -> bool {
        let Some(table) = self.sync else {
            return true;
        };
        let number = u64::from(cursor.sample) + 1;
        while let Some(sync) = table.u32_at(&self.moov, cursor.sync_next, 0) {
            if u64::from(sync) >= number {
                return u64::from(sync) == number;
            }
            cursor.sync_next += 1;
        }
        false
    }

    /// The sample, or group of samples, at the cursor, which moves behind it. `None` at the end.
    pub(super) fn next(&self, cursor: &mut Cursor) -> Option<Entry> {
        while cursor.chunk_left == 0 {
            let next = cursor.chunk.checked_add(1)?;
            if next >= self.chunk_offsets.count {
                return None;
            }
            self.open_chunk(cursor, next);
        }
        if cursor.sample >= self.count {
            return None;
        }
        let delta = self.delta(cursor);
        let (samples, size) = match self.blocks {
            None => (1, self.size_of(cursor.sample)),
            Some(blocks) => {
                let most = cursor.chunk_left.min(self.count - cursor.sample);
                let wanted = u64::from(MAX_GROUP)
                    .min(MAX_GROUP_BYTES * u64::from(blocks.samples) / u64::from(blocks.bytes.max(1)))
                    .max(1);
                let whole = (wanted / u64::from(blocks.samples)).max(1) * u64::from(blocks.samples);
                let samples = u64::from(most).min(whole);
                // A chunk may end with a block that is not full, which still has all its bytes.
                let bytes = samples.div_ceil(u64::from(blocks.samples)) * u64::from(blocks.bytes);
                (samples as u32, bytes)
            }
        };
        let entry = Entry {
            offset: cursor.offset,
            size,
            decode: cursor.decode,
            composition: self.composition(cursor),
            duration: delta.saturating_mul(i64::from(samples)),
            key: self.is_sync(cursor),
        };
        cursor.offset = cursor.offset.saturating_add(size);
        cursor.chunk_left -= samples;
        self.advance_times(cursor, samples);
        Some(entry)
    }

    /// Moves the sample number and the runs of both kinds of time forward by `samples`.
    fn advance_times(&self, cursor: &mut Cursor, samples: u32) {
        cursor.sample = cursor.sample.saturating_add(samples);
        let mut left = samples;
        while left > 0 {
            let delta = self.delta(cursor);
            let step = if cursor.time_left == 0 {
                left
            } else {
                left.min(cursor.time_left)
            };
            cursor.decode = cursor
                .decode
                .saturating_add(delta.saturating_mul(i64::from(step)));
            left -= step;
            if cursor.time_left != 0 {
                cursor.time_left -= step;
                if cursor.time_left == 0 {
                    cursor.time_run += 1;
                    self.load_time_run(cursor);
                }
            }
        }
        let mut left = samples;
        while left > 0 && cursor.composition_left > 0 {
            let step = left.min(cursor.composition_left);
            left -= step;
            cursor.composition_left -= step;
            if cursor.composition_left == 0 {
                cursor.composition_run += 1;
                self.load_composition_run(cursor);
            }
        }
    }

    /// The position of a sample; the end if there is no such sample.
    pub(super) fn seek_sample(&self, sample: u32) -> Cursor {
        let mut cursor = self.start();
        let sample = sample.min(self.count);
        self.advance_times(&mut cursor, sample);
        // Runs of chunks are skipped whole: each holds chunks times samples per chunk.
        let mut left = u64::from(sample);
        let mut run = 0;
        loop {
            let per_chunk = u64::from(self.chunk_runs.u32_at(&self.moov, run, 4).unwrap_or(0));
            let first = self.run_start(run).unwrap_or(0);
            let after = self
                .run_start(run + 1)
                .unwrap_or(self.chunk_offsets.count)
                .min(self.chunk_offsets.count);
            let chunks = u64::from(after.saturating_sub(first));
            if left < per_chunk.saturating_mul(chunks) {
                let skipped = left / per_chunk;
                cursor.chunk_run = run;
                self.open_chunk(&mut cursor, first.saturating_add(skipped as u32));
                left -= skipped * per_chunk;
                break;
            }
            left -= per_chunk.saturating_mul(chunks);
            run += 1;
            if run >= self.chunk_runs.count {
                cursor.chunk = self.chunk_offsets.count;
                cursor.chunk_left = 0;
                return cursor;
            }
        }
        let inside = left as u32;
        cursor.offset = cursor.offset.saturating_add(match self.blocks {
            Some(blocks) => left / u64::from(blocks.samples) * u64::from(blocks.bytes),
            None => match self.sizes {
                Sizes::Constant(size) => left.saturating_mul(u64::from(size)),
                // `left` is below the number of sizes in the file, since `sample` is.
                Sizes::Words(_) | Sizes::Small { .. } => {
                    (sample - inside..sample).map(|at| self.size_of(at)).sum()
                }
            },
        });
        cursor.chunk_left = cursor.chunk_left.saturating_sub(inside);
        cursor
    }

    /// The last sample that is decoded at or before `time` (ticks); the first if there is none.
    fn sample_decoded_at(&self, time: i64) -> u32 {
        let mut cursor_time = 0_i64;
        let mut sample = 0_u32;
        for run in 0..self.times.count {
            let count = self.times.u32_at(&self.moov, run, 0).unwrap_or(0);
            let delta = i64::from(self.times.u32_at(&self.moov, run, 4).unwrap_or(0));
            let end = cursor_time.saturating_add(delta.saturating_mul(i64::from(count)));
            if time < end && delta > 0 {
                let inside = time.saturating_sub(cursor_time).max(0) / delta;
                sample = sample.saturating_add(u32::try_from(inside).unwrap_or(u32::MAX));
                break;
            }
            cursor_time = end;
            sample = sample.saturating_add(count);
        }
        sample.min(self.count.saturating_sub(1))
    }

    /// The last sync sample that is presented at or before `time` (ticks of the media); the first if there is none.
    pub(super) fn sync_sample_before(&self, time: i64) -> u32 {
        // Nothing decoded later than `time` and presented before it is further off than reordering reaches.
        let latest = self.sample_decoded_at(time.saturating_add(self.decode_shift));
        let Some(table) = self.sync else {
            let mut sample = latest;
            if let Some(blocks) = self.blocks {
                return sample - sample % blocks.samples;
            }
            for _ in 0..MAX_REORDER {
                if sample == 0 || self.presentation_of(sample) <= time {
                    break;
                }
                sample -= 1;
            }
            return sample;
        };
        // The table is sorted: the first entry past `latest`, then back while an entry is presented too late.
        let (mut low, mut high) = (0, table.count);
        while low < high {
            let middle = low + (high - low) / 2;
            let number = table.u32_at(&self.moov, middle, 0).unwrap_or(u32::MAX);
            if number.saturating_sub(1) <= latest {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for back in 0..MAX_REORDER {
            let Some(index) = low.checked_sub(1 + back) else {
                break;
            };
            let sample = table.u32_at(&self.moov, index, 0).unwrap_or(1).saturating_sub(1);
            if self.presentation_of(sample) <= time {
                return sample;
            }
        }
        table.u32_at(&self.moov, 0, 0).unwrap_or(1).saturating_sub(1)
    }

    fn presentation_of(&self, sample: u32) -> i64 {
        let mut cursor = Cursor::default();
        self.load_time_run(&mut cursor);
        self.load_composition_run(&mut cursor);
        self.advance_times(&mut cursor, sample);
        cursor.decode.saturating_add(self.composition(&cursor))
    }
}
