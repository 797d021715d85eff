//! A track while it is written, and its tables when it is complete.

use openmf_core::{Error, MediaType, Result, TICKS_PER_SECOND};

use super::timing::{Counter, Entry, Segment, derive_decode_times, to_ticks, to_time, video_scale};
use crate::archive::container::Packet;
use crate::archive::format::{Shape, TrackFormat};

/// Samples of a track that are indexed: 310 hours at 60 a second, or one gibibyte of memory.
const MAX_SAMPLES: usize = 1 << 26;
/// Memory that is kept for the samples that come next.
pub(super) const PENDING_BYTES: usize = 2 << 20;
/// Times beyond 100 years are none.
const MAX_TIME: i64 = 100 * 366 * 24 * 3600 * TICKS_PER_SECOND;

/// Samples that are next to each other in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) offset: u64,
    pub(super) samples: u32,
}

/// A track: what it is, what was written of it, and what is kept to be written next.
#[derive(Default)]
pub(super) struct Track {
    pub(super) format: Option<TrackFormat>,
    pub(super) entries: Vec<Entry>,
    pub(super) segments: Vec<Segment>,
    pub(super) chunks: Vec<Chunk>,
    /// Samples that are still to be written.
    pub(super) pending: Vec<u8>,
    /// How many these are.
    pub(super) pending_samples: u32,
    pub(super) has_ended: bool,
    bytes: u64,
}

impl Track {
    /// Takes a type; when the file has begun, only one that it can go on in.
    pub(super) fn set_type(&mut self, media_type: &MediaType, has_begun: bool) -> Result<()> {
        let format = TrackFormat::of(media_type)?;
        match &self.format {
            Some(current) if has_begun || !self.entries.is_empty() => {
                if current.goes_on_as(&format) {
                    Ok(())
                } else {
                    Err(Error::invalid_media_type(format!(
                        "{media_type} in the middle of an MP4 file of something else"
                    )))
                }
            }
            Some(_) | None => {
                self.format = Some(format);
                Ok(())
            }
        }
    }

    pub(super) fn begin(&mut self, base: i64) {
        self.has_ended = false;
        let first = self.entries.len();
        if let Some(last) = self.segments.last_mut().filter(|last| last.first == first) {
            last.base = base;
            return;
        }
        self.segments.push(Segment {
            first,
            base,
            has_decode_times: false,
            last_duration: None,
        });
    }

    pub(super) fn is_audio(&self) -> bool {
        let shape = self.format.as_ref().map(|format| &format.shape);
        matches!(shape, Some(Shape::Audio(_)))
    }

    /// Takes a sample into what is to be written next. `false`: there is nothing in it.
    pub(super) fn take(&mut self, packet: Packet<'_>) -> Result<bool> {
        let is_audio = self.is_audio();
        let Some(format) = &mut self.format else {
            return Err(Error::NotInitialized {
                what: "the file's media type",
            });
        };
        let times = [Some(packet.time), packet.decode, packet.duration];
        if times.iter().flatten().any(|time| time.abs() > MAX_TIME) {
            return Err(Error::TimeOutOfRange);
        }
        if self.entries.len() >= MAX_SAMPLES {
            return Err(Error::LimitReached {
                what: "samples of an MP4 file",
                limit: MAX_SAMPLES as u64,
            });
        }
        if packet.sample.total_len() > Entry::MAX_SIZE as usize {
            return Err(Error::LimitReached {
                what: "bytes of a sample in an MP4 file",
                limit: u64::from(Entry::MAX_SIZE),
            });
        }
        let start = self.pending.len();
        let stored = format.store(packet.sample, &mut self.pending);
        let is_key = match stored {
            Ok(is_key) => is_key || packet.sample.flags.clean_point,
            Err(error) => {
                self.pending.truncate(start);
                return Err(error);
            }
        };
        let size = self.pending.len() - start;
        if size == 0 {
            return Ok(false);
        }
        if self.segments.is_empty() {
            self.begin(0);
        }
        // Lengths for start codes make a sample longer by a byte at most for each; it still fits 32 bits.
        let size = u32::try_from(size).unwrap_or(Entry::MAX_SIZE);
        self.entries.push(if is_audio {
            Entry::sound(packet.time, packet.duration, size)
        } else {
            Entry::picture(packet.decode.unwrap_or(packet.time), packet.time, size, is_key)
        });
        if let Some(segment) = self.segments.last_mut() {
            segment.has_decode_times |= packet.decode.is_some();
            segment.last_duration = packet.duration;
        }
        self.pending_samples += 1;
        self.bytes += u64::from(size);
        Ok(true)
    }

    /// Drops what was written from the index.
    pub(super) fn forget(&mut self) {
        self.entries.clear();
        self.pending.clear();
        // One large sample does not keep its memory.
        self.pending.shrink_to(PENDING_BYTES);
        self.pending_samples = 0;
        if let Some(mut last) = self.segments.pop() {
            last.first = 0;
            last.last_duration = None;
            self.segments = vec![last];
        }
    }

    /// From when to when what is pending is decoded.
    pub(super) fn pending_span(&self) -> i64 {
        let first = self.entries.len().saturating_sub(self.pending_samples as usize);
        match (self.entries.get(first), self.entries.last()) {
            (Some(first), Some(last)) => last.decode.saturating_sub(first.decode).abs(),
            _ => 0,
        }
    }

    /// The ticks of a second, if it is sound or its pictures are all known.
    pub(super) fn scale(&self) -> u32 {
        match self.format.as_ref().map(|format| &format.shape) {
            Some(Shape::Audio(audio)) => audio.sample_rate,
            Some(Shape::Video(video)) => video_scale(&self.entries, video.frame_rate),
            None => 1000,
        }
    }

    /// The tables of everything that was taken.
    pub(super) fn tables(&mut self) -> Tables {
        let is_audio = self.is_audio();
        let bounds: Vec<(usize, usize)> = (0..self.segments.len())
            .map(|at| {
                let first = self.segments.get(at).map_or(0, |segment| segment.first);
                let next = self.segments.get(at + 1).map(|segment| segment.first);
                (first, next.unwrap_or(self.entries.len()))
            })
            .collect();
        if !is_audio {
            for (segment, (from, to)) in self.segments.iter().zip(&bounds) {
                if !segment.has_decode_times
                    && let Some(entries) = self.entries.get_mut(*from..*to)
                {
                    derive_decode_times(entries);
                }
            }
        }
        let scale = self.scale();
        let mut tables = Tables {
            scale,
            ..Tables::default()
        };
        let bases: Vec<i64> = self.segments.iter().map(|segment| segment.base).collect();
        for (at, (segment, (from, to))) in self.segments.iter().zip(&bounds).enumerate() {
            let entries = self.entries.get(*from..*to).unwrap_or(&[]);
            if !entries.is_empty() {
                tables.add(entries, segment, bases.get(at + 1).copied(), is_audio);
            }
        }
        tables.keep_times();
        let seconds = to_time(tables.duration, scale).max(1) as f64 / TICKS_PER_SECOND as f64;
        tables.bitrate = (self.bytes as f64 * 8.0 / seconds) as u32;
        tables
    }
}

/// Equal values one after the other.
pub(super) type Runs<T> = Vec<(u32, T)>;

fn push_run<T: PartialEq>(runs: &mut Runs<T>, value: T) {
    match runs.last_mut() {
        Some((count, last)) if *last == value && *count < u32::MAX => *count += 1,
        _ => runs.push((1, value)),
    }
}

/// A part of the presentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// 100-nanosecond units.
    pub(super) len: i64,
    /// Where it begins in the track, in ticks; `None`: nothing is presented.
    pub(super) media: Option<i64>,
}

/// The tables of a track.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Ticks of a second.
    pub(super) scale: u32,
    /// Of each sample: until the next one is decoded.
    pub(super) deltas: Runs<u32>,
    /// Of each sample: how much later it is presented.
    pub(super) offsets: Runs<u32>,
    pub(super) edits: Vec<Edit>,
    /// In ticks.
    pub(super) duration: i64,
    pub(super) bitrate: u32,
    /// Where the presentation of it has come, in 100-nanosecond units.
    pub(super) end: i64,
    /// Where in the track the presentation begins, in ticks, of a part of which nothing is presented.
    pub(super) only_before: Option<i64>,
}

impl Tables {
    fn add(&mut self, entries: &[Entry], segment: &Segment, next_base: Option<i64>, is_audio: bool) {
        let scale = self.scale;
        let counted = || {
            let mut counter = Counter::new(scale, is_audio);
            entries.iter().map(move |entry| counter.next(entry))
        };
        let delay = counted()
            .map(|ticks| ticks.decode - ticks.time)
            .max()
            .unwrap_or(0)
            .max(0);
        let mut from = i64::MAX;
        let mut to = i64::MIN;
        let mut first = 0;
        let mut last = None;
        for ticks in counted() {
            match last {
                None => first = ticks.decode,
                Some(last) => push_run(&mut self.deltas, clamp(ticks.decode - last)),
            }
            push_run(&mut self.offsets, clamp(ticks.time - ticks.decode + delay));
            from = from.min(ticks.time);
            to = to.max(ticks.time);
            last = Some(ticks.decode);
        }
        let former = match entries.len() {
            0 | 1 => None,
            _ => self.deltas.last().map(|(_, delta)| i64::from(*delta)),
        };
        let stated = segment.last_duration.map(|duration| to_ticks(duration, scale));
        let len = clamp(stated.filter(|len| *len > 0).or(former).unwrap_or(1));
        push_run(&mut self.deltas, len);
        // From the file's time to the track's.
        let shift = self.duration - first + delay;
        self.duration += last.unwrap_or(first) - first + i64::from(len);
        let start = segment.base.max(to_time(from, scale));
        let end = to_time(to.saturating_add(i64::from(len)), scale);
        let end = next_base.map_or(end, |next| next.min(end));
        if start > self.end {
            self.edits.push(Edit {
                len: start - self.end,
                media: None,
            });
        }
        if end > start {
            self.edits.push(Edit {
                len: end - start,
                media: Some(to_ticks(start, scale) + shift),
            });
            self.end = end;
        } else {
            self.end = self.end.max(start);
            self.only_before.get_or_insert(to_ticks(start, scale) + shift);
        }
    }

    /// Where everything comes before what is presented, the times say so still.
    fn keep_times(&mut self) {
        let presents = self.edits.iter().any(|edit| edit.media.is_some());
        if !presents && let Some(media) = self.only_before.filter(|media| *media > 0) {
            // Without a length it goes on to the end, where this begins.
            self.edits.push(Edit {
                len: 0,
                media: Some(media),
            });
        }
    }
}

/// What a field of 32 bits holds of a number of ticks.
fn clamp(ticks: i64) -> u32 {
    u32::try_from(ticks.max(0)).unwrap_or(u32::MAX)
}
