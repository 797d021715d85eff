//! Fragmented MP4: what a second or a group of pictures holds is written with its own index, front to back.
//!
//! Source: ISO/IEC 14496-12 §8.8.

use openmf_core::{Error, MediaType, Result, TICKS_PER_SECOND, TimeSpan};

use super::boxes::Boxes;
use super::timing::{Counter, Ticks, derive_decode_times, to_ticks};
use super::track::{Edit, Tables, Track};
use super::{file_type, movie, no_samples, undescribed};
use crate::archive::container::{Container, Packet};
use crate::output_file::OutputFile;

/// A fragment ends with the first key frame behind so much time, in 100-nanosecond units,
const SPAN: i64 = TICKS_PER_SECOND;
/// without a key frame behind so much,
const LONGEST_SPAN: i64 = 10 * TICKS_PER_SECOND;
/// or when so many bytes are kept of all tracks.
const MAX_PENDING: usize = 8 << 20;
/// `sample_depends_on` 2: a key frame.
const KEY: u32 = 0x0200_0000;
/// `sample_depends_on` 1 and `sample_is_non_sync_sample`.
const NO_KEY: u32 = 0x0101_0000;

/// Writes fragments one after the other.
pub(crate) struct FragmentedMp4 {
    tracks: Vec<Track>,
    /// How times are counted; there is one for each track when the file was begun.
    clocks: Vec<Clock>,
    fragments: u32,
    /// Of each fragment that begins with a key frame of the first track that has pictures: its time and its place.
    keys: Vec<(u64, u64)>,
}

/// How a track's times become ticks.
struct Clock {
    scale: u32,
    counter: Counter,
    /// How much earlier than its first presentation decoding begins.
    delay: i64,
    /// What makes all ticks positive.
    shift: i64,
    /// Whether the movie box has the track.
    is_described: bool,
}

impl FragmentedMp4 {
    /// A file of so many streams, which is not begun yet.
    pub(crate) fn new(streams: usize) -> Self {
        Self {
            tracks: (0..streams).map(|_| Track::default()).collect(),
            clocks: Vec::new(),
            fragments: 0,
            keys: Vec::new(),
        }
    }

    fn track(&mut self, number: usize) -> Result<&mut Track> {
        self.tracks.get_mut(number).ok_or(Error::InvalidStreamNumber {
            stream: number as u32,
        })
    }

    /// The track at whose samples fragments end.
    fn lead(&self) -> Option<usize> {
        let open = || {
            self.tracks
                .iter()
                .enumerate()
                .filter(|(_, track)| !track.has_ended)
        };
        open()
            .find(|(_, track)| !track.is_audio())
            .or_else(|| open().next())
            .map(|(at, _)| at)
    }

    /// Whether the head can say where each track begins.
    fn all_are_known(&self) -> bool {
        let mut tracks = self.tracks.iter();
        !self.clocks.is_empty() || tracks.all(|track| track.has_ended || !track.entries.is_empty())
    }

    /// Begins the file, with what is known of its streams.
    fn write_head(&mut self, file: &mut OutputFile) -> Result<()> {
        let mut tables = Vec::new();
        for track in &self.tracks {
            let scale = track.scale();
            let is_audio = track.is_audio();
            let mut counter = Counter::new(scale, is_audio);
            let counted: Vec<Ticks> = track.entries.iter().map(|entry| counter.next(entry)).collect();
            let delay = counted
                .iter()
                .map(|ticks| ticks.decode - ticks.time)
                .max()
                .unwrap_or(0)
                .max(0);
            let first = counted.first().map_or(0, |ticks| ticks.decode - delay);
            let shift = (-first).max(0);
            let edit = Edit {
                len: 0,
                media: Some(shift),
            };
            tables.push(Tables {
                scale,
                // Without a length it goes on to the end.
                edits: if shift > 0 { vec![edit] } else { Vec::new() },
                ..Tables::default()
            });
            self.clocks.push(Clock {
                scale,
                counter: Counter::new(scale, is_audio),
                delay,
                shift,
                is_described: false,
            });
        }
        let mut head = Boxes::new();
        file_type(&[b"iso5", b"iso6", b"mp41"], &mut head);
        let tracks: Vec<_> = self.tracks.iter().zip(tables).collect();
        let described = movie::movie(&tracks, true, &mut head);
        for ((clock, track), is_described) in self.clocks.iter_mut().zip(&self.tracks).zip(described) {
            if !is_described && !track.entries.is_empty() {
                return Err(undescribed());
            }
            clock.is_described = is_described;
        }
        file.write(&head.into_bytes())
    }

    /// Writes what is pending as a fragment.
    fn flush(&mut self, file: &mut OutputFile) -> Result<()> {
        if self.tracks.iter().all(|track| track.entries.is_empty()) {
            return Ok(());
        }
        for track in &mut self.tracks {
            let has_times = track.segments.iter().any(|segment| segment.has_decode_times);
            if !track.is_audio() && !has_times {
                derive_decode_times(&mut track.entries);
            }
        }
        if self.clocks.is_empty() {
            self.write_head(file)?;
        }
        self.fragments = self.fragments.saturating_add(1);
        let mut moof = Boxes::new();
        let mut offsets = Vec::new();
        let mut key = None;
        moof.put(b"moof", |moof| {
            moof.put_full(b"mfhd", 0, 0, |boxes| {
                boxes.u32(self.fragments);
            });
            for ((number, track), clock) in (1_u32..).zip(&self.tracks).zip(&mut self.clocks) {
                if track.entries.is_empty() {
                    continue;
                }
                let (at, first) = put_track(number, track, clock, moof);
                offsets.push((at, track.pending.len()));
                if !track.is_audio()
                    && key.is_none()
                    && track.entries.first().is_some_and(|entry| entry.is_key())
                {
                    key = Some(first);
                }
            }
        });
        let described = self.tracks.iter().zip(&self.clocks);
        if described
            .clone()
            .any(|(track, clock)| !track.entries.is_empty() && !clock.is_described)
        {
            return Err(undescribed());
        }
        if let Some(time) = key {
            self.keys.push((time, file.len()));
        }
        // From where the fragment begins.
        let mut at = moof.len() + 8;
        for (field, len) in &offsets {
            moof.patch(*field, u32::try_from(at).unwrap_or(u32::MAX));
            at += len;
        }
        let len = at - moof.len();
        let Ok(len) = u32::try_from(len) else {
            return Err(Error::LimitReached {
                what: "bytes of a fragment",
                limit: u64::from(u32::MAX),
            });
        };
        moof.u32(len).raw(b"mdat");
        file.write(&moof.into_bytes())?;
        for track in &mut self.tracks {
            file.write(&track.pending)?;
            track.forget();
        }
        Ok(())
    }
}

/// Writes the index of a track's samples. Where the place of their bytes is to be told, and when the first is decoded.
fn put_track(number: u32, track: &Track, clock: &mut Clock, moof: &mut Boxes) -> (usize, u64) {
    let mut last = i64::MIN;
    let counted: Vec<Ticks> = track
        .entries
        .iter()
        .map(|entry| {
            let ticks = clock.counter.next(entry);
            // Before the first sample that the file was begun with there is no time.
            let decode = (ticks.decode - clock.delay + clock.shift).max(0).max(last + 1);
            last = decode;
            Ticks {
                decode,
                time: ticks.time + clock.shift,
            }
        })
        .collect();
    let first = counted.first().map_or(0, |ticks| ticks.decode as u64);
    let is_audio = track.is_audio();
    let stated = track.segments.last().and_then(|segment| segment.last_duration);
    let mut at = 0;
    moof.put(b"traf", |boxes| {
        // The default flags are there; offsets count from the fragment.
        boxes.put_full(b"tfhd", 0, 0x2_0020, |boxes| {
            boxes.u32(number).u32(KEY);
        });
        boxes.put_full(b"tfdt", 1, 0, |boxes| {
            boxes.u64(first);
        });
        // The offset, durations and sizes; of pictures also flags and composition offsets.
        let fields = if is_audio { 0x301 } else { 0xf01 };
        boxes.put_full(b"trun", 1, fields, |boxes| {
            boxes.u32(counted.len() as u32);
            at = boxes.len();
            boxes.u32(0);
            let mut former = 0;
            for (index, (entry, ticks)) in track.entries.iter().zip(&counted).enumerate() {
                let len = match counted.get(index + 1) {
                    Some(next) => next.decode - ticks.decode,
                    None => stated
                        .map(|stated| to_ticks(stated, clock.scale))
                        .filter(|stated| *stated > 0)
                        .unwrap_or(former)
                        .max(1),
                };
                former = len;
                boxes
                    .u32(u32::try_from(len).unwrap_or(u32::MAX))
                    .u32(entry.size());
                if !is_audio {
                    let offset = i32::try_from(ticks.time - ticks.decode).unwrap_or(0);
                    boxes.u32(if entry.is_key() { KEY } else { NO_KEY }).i32(offset);
                }
            }
        });
    });
    (at, first)
}

impl Container for FragmentedMp4 {
    fn set_type(&mut self, track: usize, media_type: &MediaType) -> Result<()> {
        let has_begun = !self.clocks.is_empty();
        self.track(track)?.set_type(media_type, has_begun)
    }

    fn begin(&mut self, track: usize, base: TimeSpan) {
        if let Ok(track) = self.track(track) {
            track.begin(base.as_100ns());
        }
    }

    fn write(&mut self, number: usize, packet: Packet<'_>, file: &mut OutputFile) -> Result<()> {
        let is_lead = self.lead() == Some(number);
        let track = self.track(number)?;
        let first = track.entries.first().map(|entry| entry.decode);
        let span = first.map_or(0, |first| packet.time.saturating_sub(first));
        let ends = span >= SPAN && (track.is_audio() || packet.sample.flags.clean_point);
        if is_lead && (ends || span >= LONGEST_SPAN) && self.all_are_known() {
            self.flush(file)?;
        }
        self.track(number)?.take(packet)?;
        let pending: usize = self.tracks.iter().map(|track| track.pending.len()).sum();
        if pending >= MAX_PENDING || !is_lead && span >= LONGEST_SPAN && self.all_are_known() {
            self.flush(file)?;
        }
        Ok(())
    }

    fn ended(&mut self, number: usize, file: &mut OutputFile) -> Result<()> {
        let is_lead = self.lead() == Some(number);
        self.track(number)?.has_ended = true;
        if is_lead && self.all_are_known() {
            self.flush(file)?;
        }
        Ok(())
    }

    fn finish(&mut self, file: &mut OutputFile) -> Result<()> {
        self.flush(file)?;
        if self.clocks.is_empty() {
            return Err(no_samples());
        }
        let Some(video) = self.tracks.iter().position(|track| !track.is_audio()) else {
            return Ok(());
        };
        let mut index = Boxes::new();
        let mut size_at = 0;
        index.put(b"mfra", |boxes| {
            boxes.put_full(b"tfra", 1, 0, |boxes| {
                // The numbers of the track's index, its run and its sample in a fragment have a byte each.
                boxes.u32(video as u32 + 1).u32(0).u32(self.keys.len() as u32);
                for (time, place) in &self.keys {
                    boxes.u64(*time).u64(*place).raw(&[1, 1, 1]);
                }
            });
            boxes.put_full(b"mfro", 0, 0, |boxes| {
                size_at = boxes.len();
                boxes.u32(0);
            });
        });
        let len = index.len();
        index.patch(size_at, u32::try_from(len).unwrap_or(u32::MAX));
        file.write(&index.into_bytes())
    }
}
