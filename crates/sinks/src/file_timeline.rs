use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{PresentationTime, TimeSpan};

/// The timeline that the files of one presentation share.
///
/// A file's time is the time that was presented since the first start: it goes on where a seek, a stop or a loop leaves
/// off. The files end together there, at the latest time that all of them have reached; a stream that has come to its
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

/// What is presented between two moves of the clock.
#[derive(Clone, Copy, Debug)]
struct Segment {
    start: PresentationTime,
    /// Where it starts in the files.
    base: TimeSpan,
}

#[derive(Clone, Copy, Debug, Default)]
struct Track {
    segment: Option<usize>,
    /// How far the segment was written.
    end: Option<PresentationTime>,
    /// The stream's end was reached.
    ended: bool,
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

impl Shared {
    /// How long a segment was presented.
    fn length(&self, index: usize) -> TimeSpan {
        let Some(segment) = self.segments.get(index) else {
            return TimeSpan::ZERO;
        };
        let tracks = || self.tracks.iter().filter(|track| track.segment == Some(index));
        let end = |track: &Track| track.end.unwrap_or(segment.start).max(segment.start);
        let reached = tracks().filter(|track| !track.ended).map(end).min();
        let last = tracks().map(end).max();
        reached.or(last).map_or(TimeSpan::ZERO, |end| end - segment.start)
    }
}

impl FileTrack {
    /// The clock starts at a time.
    pub(crate) fn begin(&self, start: PresentationTime) -> Begin {
        let mut shared = self.timeline.lock();
        let current = shared.tracks.get(self.index).and_then(|track| track.segment);
        let next = match current {
            Some(current) => current + 1,
            None => shared.segments.len().saturating_sub(1),
        };
        if next >= shared.segments.len() {
            let base = match next
                .checked_sub(1)
                .and_then(|last| Some((last, shared.segments.get(last)?)))
            {
                Some((last, segment)) => segment.base + shared.length(last),
                None => TimeSpan::ZERO,
            };
            shared.segments.push(Segment { start, base });
        }
        if let Some(track) = shared.tracks.get_mut(self.index) {
            *track = Track {
                segment: Some(next),
                ..Track::default()
            };
        }
        let base = shared
            .segments
            .get(next)
            .map_or(TimeSpan::ZERO, |segment| segment.base);
        Begin {
            base,
            follows: current.is_some(),
        }
    }

    /// The time in the file of a presentation time; `None` before the first start.
    pub(crate) fn place(&self, time: PresentationTime) -> Option<TimeSpan> {
        let shared = self.timeline.lock();
        let segment = shared.segments.get(shared.tracks.get(self.index)?.segment?)?;
        Some(segment.base + (time - segment.start))
    }

    /// The segment was written up to a time.
    pub(crate) fn reached(&self, end: PresentationTime) {
        if let Some(track) = self.timeline.lock().tracks.get_mut(self.index) {
            track.end = track.end.max(Some(end));
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
        let base = shared.segments.get(index)?.base;
        interrupted.then(|| base + shared.length(index))
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
        assert_eq!((one.place(at(0)), one.cut()), (None, None));
        for track in [&one, &other] {
            let begin = track.begin(at(1_000));
            assert_eq!((begin.base, begin.follows), (ms(0), false));
        }
        one.reached(at(3_000));
        other.reached(at(2_400));
        assert_eq!(one.place(at(1_500)), Some(ms(500)));
        assert_eq!((one.cut(), other.cut()), (Some(ms(1_400)), Some(ms(1_400))));
        // A seek back: the first file to hear of it decides, while the other still is where it was.
        for track in [&other, &one] {
            let begin = track.begin(at(500));
            assert_eq!((begin.base, begin.follows), (ms(1_400), true));
        }
        assert_eq!(other.place(at(700)), Some(ms(1_600)));
        // One has ended by itself: the other alone says how far it went.
        one.reached(at(700));
        one.ended();
        other.reached(at(900));
        assert_eq!((one.cut(), other.cut()), (Some(ms(1_800)), Some(ms(1_800))));
        other.ended();
        assert_eq!((one.cut(), other.cut()), (None, None));
        assert_eq!(one.begin(at(0)).base, ms(1_800));
    }
}
