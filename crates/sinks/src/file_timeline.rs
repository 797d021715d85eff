use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{PresentationTime, TimeSpan};

/// The timeline that the files of one presentation share.
///
/// A file's time is the time that was presented since the first start, at the clock's rate: a second of media takes half a
/// second at rate 2.0, also backwards. It goes on where a seek, a stop or a loop leaves off. The files end together there, at the latest time that all of them have reached; a stream that has come to its
/// end by itself counts as complete. Sinks that were given clones of one timeline are kept together, others are not.
#[derive(Clone, Debug, Default)]
pub struct FileTimeline {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    segments: Vec<Segment>,
    tracks: Vec<Track>,
}

/// What is presented between two moves of the clock: one piece for each rate, never none.
#[derive(Clone, Debug)]
struct Segment {
    pieces: Vec<Piece>,
}

/// What is presented at one rate.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: PresentationTime,
    /// Where it starts in the files.
    base: TimeSpan,
    rate: f32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Track {
    segment: Option<usize>,
    /// The changes of rate it has heard of in the segment.
    changes: usize,
    /// How far the segment was written, and where that is in the files.
    end: Option<(PresentationTime, TimeSpan)>,
    /// Where the last sample ends, unless it was left out.
    joint: Option<PresentationTime>,
    /// The stream's end was reached.
    ended: bool,
}

/// Where a sample belongs in a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    /// The time in the file.
    pub(crate) at: TimeSpan,
    /// How long the sample is there, if it says so.
    pub(crate) len: Option<TimeSpan>,
    /// The rate has changed since the start, and the sample follows the one before. What was on its way at the change was
    /// made for the former rate, so that this one is not quite in place.
    pub(crate) follows: bool,
    /// The rate at which the sample is presented.
    pub(crate) rate: f32,
}

/// Where a new segment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Begin {
    /// The time in the file.
    pub(crate) base: TimeSpan,
    /// Whether another segment of this file ends there.
    pub(crate) follows: bool,
}

/// One file's place in a [`FileTimeline`].
#[derive(Debug)]
pub(crate) struct FileTrack {
    timeline: FileTimeline,
    index: usize,
}

impl FileTimeline {
    pub(crate) fn join(&self) -> FileTrack {
        let mut shared = self.lock();
        shared.tracks.push(Track::default());
        FileTrack {
            index: shared.tracks.len() - 1,
            timeline: self.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Samples that are closer follow each other.
const JOINT: TimeSpan = TimeSpan::from_millis(20);

impl Shared {
    /// Where a segment ends in the files.
    fn end(&self, index: usize) -> TimeSpan {
        let Some(first) = self
            .segments
            .get(index)
            .and_then(|segment| segment.pieces.first())
        else {
            return TimeSpan::ZERO;
        };
        let tracks = || self.tracks.iter().filter(|track| track.segment == Some(index));
        let end = |track: &Track| track.end.map_or(first.base, |(_, end)| end.max(first.base));
        let reached = tracks().filter(|track| !track.ended).map(end).min();
        let last = tracks().map(end).max();
        reached.or(last).unwrap_or(first.base)
    }
}

impl Segment {
    fn starting(from: PresentationTime, base: TimeSpan, rate: f32) -> Self {
        let pieces = vec![Piece { from, base, rate }];
        Self { pieces }
    }

    /// The piece at a time.
    fn piece(&self, time: PresentationTime) -> Option<&Piece> {
        let begins_before = |piece: &&Piece| match piece.rate < 0.0 {
            true => piece.from >= time,
            false => piece.from <= time,
        };
        self.pieces
            .iter()
            .rev()
            .find(begins_before)
            .or(self.pieces.first())
    }
}

impl Piece {
    fn place(&self, time: PresentationTime) -> TimeSpan {
        self.base + self.scaled(time - self.from)
    }

    fn scaled(&self, span: TimeSpan) -> TimeSpan {
        // While the clock stands still what is shown has its own length.
        if self.rate == 1.0 || self.rate == 0.0 {
            return span;
        }
        TimeSpan::from_100ns((span.as_100ns() as f64 / f64::from(self.rate)).round() as i64)
    }
}

impl FileTrack {
    /// The clock starts at a time, at this rate.
    pub(crate) fn begin(&self, start: PresentationTime, rate: f32) -> Begin {
        let mut shared = self.timeline.lock();
        let current = shared.tracks.get(self.index).and_then(|track| track.segment);
        let next = match current {
            Some(current) => current + 1,
            None => shared.segments.len().saturating_sub(1),
        };
        if next >= shared.segments.len() {
            let base = next
                .checked_sub(1)
                .map_or(TimeSpan::ZERO, |last| shared.end(last));
            shared.segments.push(Segment::starting(start, base, rate));
        }
        if let Some(track) = shared.tracks.get_mut(self.index) {
            *track = Track {
                segment: Some(next),
                ..Track::default()
            };
        }
        let pieces = shared.segments.get(next).map(|segment| &segment.pieces);
        let base = pieces
            .and_then(|pieces| pieces.first())
            .map_or(TimeSpan::ZERO, |piece| piece.base);
        Begin {
            base,
            follows: current.is_some(),
        }
    }

    /// The clock's rate changes: for what comes behind `now`, and behind all that was written.
    pub(crate) fn set_rate(&self, rate: f32, now: Option<PresentationTime>) {
        let mut shared = self.timeline.lock();
        let Shared { segments, tracks } = &mut *shared;
        let Some(track) = tracks.get_mut(self.index) else {
            return;
        };
        let Some(segment) = track.segment.and_then(|index| segments.get_mut(index)) else {
            return;
        };
        track.changes += 1;
        if track.changes < segment.pieces.len() {
            return;
        }
        let index = track.segment;
        let ends = tracks.iter().filter(|track| track.segment == index);
        let presented = now.and_then(|now| Some((now, segment.piece(now)?.place(now))));
        let first = segment.pieces.first().map(|piece| (piece.from, piece.base));
        let all = ends.filter_map(|track| track.end).chain(presented).chain(first);
        if let Some((from, base)) = all.max_by_key(|(_, end)| *end) {
            segment.pieces.push(Piece { from, base, rate });
        }
    }

    /// Where a sample of a presentation time belongs; `None` before the first start.
    pub(crate) fn place(&self, time: PresentationTime, duration: Option<TimeSpan>) -> Option<Place> {
        let shared = self.timeline.lock();
        let track = shared.tracks.get(self.index)?;
        let segment = shared.segments.get(track.segment?)?;
        let piece = segment.piece(time)?;
        let follows = track.joint.is_some_and(|end| (time - end).abs() < JOINT);
        // Backwards a sample begins with its end.
        let begin = match duration {
            Some(duration) if piece.rate < 0.0 => time + duration,
            Some(_) | None => time,
        };
        Some(Place {
            at: piece.place(begin),
            len: duration.map(|duration| piece.scaled(duration).abs()),
            follows: follows && segment.pieces.len() > 1,
            rate: piece.rate,
        })
    }

    /// A sample was written; `unstated`: its length if it does not say so.
    pub(crate) fn reached(&self, time: PresentationTime, duration: Option<TimeSpan>, unstated: TimeSpan) {
        let Some(place) = self.place(time, Some(duration.unwrap_or(unstated))) else {
            return;
        };
        let end = place.at + place.len.unwrap_or_default();
        let time = match place.rate < 0.0 {
            true => time,
            false => time + duration.unwrap_or(unstated),
        };
        let mut shared = self.timeline.lock();
        let Some(track) = shared.tracks.get_mut(self.index) else {
            return;
        };
        track.joint = Some(time);
        if track.end.is_none_or(|(_, former)| former < end) {
            track.end = Some((time, end));
        }
    }

    /// The last sample was left out: its time has passed all the same.
    pub(crate) fn left_out(&self) {
        if let Some(track) = self.timeline.lock().tracks.get_mut(self.index) {
            track.joint = None;
        }
    }

    /// The stream has ended.
    pub(crate) fn ended(&self) {
        if let Some(track) = self.timeline.lock().tracks.get_mut(self.index) {
            track.ended = true;
        }
    }

    /// Whether a clock was ever started.
    pub(crate) fn has_begun(&self) -> bool {
        let shared = self.timeline.lock();
        shared
            .tracks
            .get(self.index)
            .is_some_and(|track| track.segment.is_some())
    }

    /// Where the file ends, if it has to end before its stream does.
    pub(crate) fn cut(&self) -> Option<TimeSpan> {
        let shared = self.timeline.lock();
        let index = shared.tracks.get(self.index)?.segment?;
        let interrupted = shared
            .tracks
            .iter()
            .any(|track| track.segment == Some(index) && !track.ended);
        interrupted.then(|| shared.end(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: i64) -> PresentationTime {
        PresentationTime::from_100ns(millis * 10_000)
    }

    const fn ms(millis: i64) -> TimeSpan {
        TimeSpan::from_millis(millis)
    }

    #[test]
    fn files_go_on_together_where_the_slower_one_was() {
        let timeline = FileTimeline::default();
        let (one, other) = (timeline.join(), timeline.join());
        assert!(!one.has_begun());
        assert_eq!((one.place(at(0), None), one.cut()), (None, None));
        let placed = |track: &FileTrack, time| track.place(at(time), None).map(|place| place.at);
        for track in [&one, &other] {
            let begin = track.begin(at(1_000), 1.0);
            assert_eq!((begin.base, begin.follows), (ms(0), false));
        }
        one.reached(at(2_000), Some(ms(1_000)), ms(0));
        other.reached(at(2_400), None, ms(0));
        assert_eq!(placed(&one, 1_500), Some(ms(500)));
        assert_eq!((one.cut(), other.cut()), (Some(ms(1_400)), Some(ms(1_400))));
        // A seek back: the first file to hear of it decides, while the other still is where it was.
        for track in [&other, &one] {
            let begin = track.begin(at(500), 1.0);
            assert_eq!((begin.base, begin.follows), (ms(1_400), true));
        }
        assert_eq!(placed(&other, 700), Some(ms(1_600)));
        // One has ended by itself: the other alone says how far it went.
        one.reached(at(700), None, ms(0));
        one.ended();
        other.reached(at(800), None, ms(100));
        assert_eq!((one.cut(), other.cut()), (Some(ms(1_800)), Some(ms(1_800))));
        other.ended();
        assert_eq!((one.cut(), other.cut()), (None, None));
        assert_eq!(one.begin(at(0), 1.0).base, ms(1_800));
    }

    #[test]
    fn time_in_the_files_runs_at_the_rate() {
        let timeline = FileTimeline::default();
        let (one, other) = (timeline.join(), timeline.join());
        for track in [&one, &other] {
            track.begin(at(1_000), 2.0);
        }
        let place = |time, len| {
            let place = one.place(at(time), Some(ms(len))).unwrap();
            (place.at, place.len.unwrap(), place.follows)
        };
        assert_eq!(place(1_200, 40), (ms(100), ms(20), false));
        one.reached(at(1_960), Some(ms(40)), ms(0));
        other.reached(at(1_460), Some(ms(40)), ms(0));
        // One piece, where the file is that has come farthest, although both hear of the change.
        for track in [&other, &one] {
            track.set_rate(0.5, Some(at(1_700)));
        }
        assert_eq!(place(1_500, 40), (ms(250), ms(20), false));
        assert_eq!(place(2_000, 40), (ms(500), ms(80), true));
        assert_eq!(place(2_100, 40), (ms(700), ms(80), false));
        // Nothing was written since; the time has gone on.
        for track in [&one, &other] {
            track.set_rate(1.0, Some(at(2_500)));
        }
        assert_eq!(place(2_600, 40), (ms(1_600), ms(40), false));
        // Backwards, from where it is.
        for track in [&one, &other] {
            assert_eq!(track.begin(at(3_000), -2.0).base, ms(250));
        }
        assert_eq!(place(2_960, 40), (ms(250), ms(20), false));
        assert_eq!(place(2_000, 40), (ms(730), ms(20), false));
        one.reached(at(2_000), Some(ms(40)), ms(0));
        other.ended();
        assert_eq!(other.cut(), Some(ms(750)));
    }
}
