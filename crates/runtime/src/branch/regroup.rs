//! Key frames alone, and playing backwards: pictures in another order than they are decoded in, or with gaps between.
//!
//! A group of pictures is decoded by itself: given to the decoders, drained out of them, and they are flushed before the
//! next one. Backwards its pictures are kept and handed out from the last to the first; where they are too large to be
//! kept, the last of them that fit are, and the group is decoded again for those before. Thinned, a group is one key
//! frame. So any transform takes part, whether it knows of rates or not.
//!
//! Source: "Rate Control", thinned reverse playback (Microsoft Learn): the pipeline flushes between samples.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use openmf_core::{Error, MediaTime, Result, Sample, StreamItem, TimeSpan};

use super::{Branch, Report, Stage};

/// Bytes of decoded pictures that a branch keeps while it plays backwards; one picture is always kept. 82 pictures of
/// 1920 by 1080 in NV12.
const MAX_PICTURE_BYTES: usize = 256 << 20;
/// How often one group is decoded. Of a group that would need more, the rest is left out but for its key frame.
const MAX_PASSES: u32 = 8;
/// Bytes of one group that are kept for decoding it again; the sources' own limit is not higher.
const MAX_GROUP_BYTES: usize = 64 << 20;
/// How many samples are decoded before others get a turn.
const SAMPLES_PER_TURN: u32 = 4;

/// What a branch has in hand of the group that it decodes.
#[derive(Debug)]
pub(super) struct Regroup {
    /// Pictures are handed out from the last to the first; else each sample is a group and keeps its place.
    reverse: bool,
    /// The group's samples.
    group: Vec<Sample>,
    bytes: usize,
    /// What came behind them.
    next: Option<StreamItem>,
    decoding: bool,
    /// How many of them were given to the decoders in this pass.
    given: usize,
    passes: u32,
    /// The pictures that are kept, in the order of their times.
    pictures: VecDeque<Sample>,
    picture_bytes: usize,
    /// How many bytes of pictures are kept.
    budget: usize,
    /// Pictures of this pass were given up for later ones.
    dropped: bool,
    /// Pictures from here on were handed out.
    before: Option<MediaTime>,
    /// Pictures that end before this are not wanted.
    floor: MediaTime,
    /// Nothing before the floor is left.
    ended: bool,
}

/// What became of a step of decoding.
enum Step {
    Picture(Sample),
    /// The pictures are of another type from here on.
    Changed(StreamItem),
    Given,
    GroupEnded,
}

impl Regroup {
    /// Backwards from the picture that is on the screen at `start` down to `floor`.
    pub(super) fn backwards(start: MediaTime, floor: MediaTime) -> Self {
        Self {
            reverse: true,
            before: Some(start + TimeSpan::from_100ns(1)),
            floor,
            ..Self::thinned()
        }
    }

    /// Forward, key frame by key frame.
    pub(super) fn thinned() -> Self {
        Self {
            reverse: false,
            group: Vec::new(),
            bytes: 0,
            next: None,
            decoding: false,
            given: 0,
            passes: 0,
            pictures: VecDeque::new(),
            picture_bytes: 0,
            budget: MAX_PICTURE_BYTES,
            dropped: false,
            before: None,
            floor: MediaTime::ZERO,
            ended: false,
        }
    }

    pub(super) fn is_reverse(&self) -> bool {
        self.reverse
    }

    /// Whether a sample begins another group than the one that is being collected.
    fn begins(&self, sample: &Sample) -> bool {
        match self.group.first() {
            None => false,
            Some(_) if !self.reverse => true,
            Some(first) => sample.flags.clean_point && sample.time < first.time,
        }
    }

    /// Adds a sample to the group. Pictures that are shown before the key frame belong to the group before it, which
    /// brings them too.
    fn collect(&mut self, sample: Sample) -> Result<()> {
        if self.group.first().is_some_and(|first| sample.time < first.time) {
            return Ok(());
        }
        self.bytes = self.bytes.saturating_add(sample.total_len());
        if self.bytes > MAX_GROUP_BYTES && !self.group.is_empty() {
            self.group.truncate(1);
            return Err(Error::LimitReached {
                what: "bytes of a group of pictures that is played backwards",
                limit: MAX_GROUP_BYTES as u64,
            });
        }
        self.group.push(sample);
        Ok(())
    }

    fn begin_pass(&mut self) {
        self.decoding = true;
        self.given = 0;
        self.passes += 1;
        self.dropped = false;
    }

    /// Keeps a picture, if it is of this group and was not handed out.
    fn keep(&mut self, mut picture: Sample) {
        if self.reverse {
            let time = picture.time;
            let key = self.group.first().and_then(|first| first.time);
            let shown = time.zip(self.before).is_some_and(|(time, before)| time >= before);
            if shown || time.zip(key).is_some_and(|(time, key)| time < key) {
                return;
            }
            if let Some(time) = time.filter(|time| *time < self.floor) {
                let Some(end) = picture.end().filter(|end| *end > self.floor) else {
                    return;
                };
                picture.duration = Some(end - self.floor);
                picture.time = Some(time.max(self.floor));
            }
        }
        self.picture_bytes = self.picture_bytes.saturating_add(picture.total_len());
        self.pictures.push_back(picture);
        while self.picture_bytes > self.budget && self.pictures.len() > 1 {
            if let Some(first) = self.pictures.pop_front() {
                self.picture_bytes = self.picture_bytes.saturating_sub(first.total_len());
                self.dropped = true;
            }
        }
    }

    /// The next picture to hand out. While a group is decoded backwards its last picture is not known yet.
    fn take_picture(&mut self) -> Option<Sample> {
        let picture = match (self.reverse, self.decoding) {
            (true, true) => None,
            (true, false) => self.pictures.pop_back(),
            (false, _) => self.pictures.pop_front(),
        }?;
        self.picture_bytes = self.picture_bytes.saturating_sub(picture.total_len());
        Some(picture)
    }

    /// Everything that was given has come out. Returns an error if pictures have to be left out.
    fn end_pass(&mut self) -> Result<()> {
        self.decoding = false;
        if self.dropped {
            self.before = self
                .pictures
                .front()
                .and_then(|picture| picture.time)
                .or(self.before);
            if self.passes < MAX_PASSES {
                return Ok(());
            }
            self.group.truncate(1);
            // The key frame is decoded once more, by itself.
            return Err(Error::LimitReached {
                what: "passes over a group of pictures that is played backwards",
                limit: u64::from(MAX_PASSES),
            });
        }
        if let Some(key) = self.group.first().and_then(|first| first.time) {
            self.before = Some(key);
            self.ended = self.reverse && key <= self.floor;
        }
        self.group.clear();
        self.bytes = 0;
        self.passes = 0;
        Ok(())
    }
}

impl Branch {
    /// Drops the group, but for a change of format that ended it.
    pub(super) fn drop_group(&mut self) {
        if let Some(next) = self.regroup.take().and_then(|mut regroup| regroup.next.take()) {
            self.keep_change(0, next);
        }
    }

    /// The next picture behind the last decoder, or whatever else the stream has.
    pub(super) fn poll_regrouped(&mut self, cx: &mut Context<'_>, after: usize) -> Poll<Result<StreamItem>> {
        let mut given = 0;
        loop {
            let Some(regroup) = &mut self.regroup else {
                return Poll::Ready(Err(Error::Unexpected {
                    what: "a branch without groups was asked for one".into(),
                }));
            };
            if let Some(picture) = regroup.take_picture() {
                return Poll::Ready(Ok(StreamItem::Sample(picture)));
            }
            if !regroup.decoding && regroup.passes > 0 {
                regroup.begin_pass();
            }
            if regroup.decoding {
                if given >= SAMPLES_PER_TURN || self.control.version() != self.seen {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                match self.decode_step(after)? {
                    Step::Picture(picture) => {
                        if let Some(regroup) = &mut self.regroup {
                            regroup.keep(picture);
                        }
                    }
                    Step::Changed(item) => return Poll::Ready(Ok(item)),
                    Step::Given => given += 1,
                    Step::GroupEnded => {
                        self.for_stages(after, Stage::flush);
                        if let Some(Err(error)) = self.regroup.as_mut().map(Regroup::end_pass) {
                            self.observer.report(Report::NonFatal { error });
                        }
                    }
                }
                continue;
            }
            if regroup.ended {
                return Poll::Ready(Ok(StreamItem::EndOfStream));
            }
            let item = match regroup.next.take() {
                Some(item) => item,
                None => match self.kept_change(0) {
                    Some(change) => change,
                    None => ready!(self.poll_stream(cx))?,
                },
            };
            if let Some(item) = self.collect(item, after)? {
                return Poll::Ready(Ok(item));
            }
        }
    }

    /// Puts an item into the group, or begins to decode the group; an item that belongs to no group comes back.
    fn collect(&mut self, item: StreamItem, after: usize) -> Result<Option<StreamItem>> {
        let Some(regroup) = &mut self.regroup else {
            return Ok(Some(item));
        };
        let is_whole = match &item {
            StreamItem::Sample(sample) => regroup.begins(sample),
            StreamItem::EndOfStream | StreamItem::FormatChanged(_) => !regroup.group.is_empty(),
            StreamItem::Tick(_) | StreamItem::ThinMode(_) => false,
        };
        if is_whole {
            regroup.next = Some(item);
            regroup.begin_pass();
            return Ok(None);
        }
        match item {
            StreamItem::Sample(sample) => {
                let single = !regroup.reverse;
                if let Err(error) = regroup.collect(sample) {
                    self.observer.report(Report::NonFatal { error });
                } else if single {
                    regroup.begin_pass();
                }
                Ok(None)
            }
            StreamItem::FormatChanged(media_type) if after > 0 => {
                self.stream_type = Some(media_type.clone());
                self.change_input(0, &media_type)?;
                Ok(None)
            }
            item @ (StreamItem::FormatChanged(_)
            | StreamItem::Tick(_)
            | StreamItem::ThinMode(_)
            | StreamItem::EndOfStream) => Ok(Some(item)),
        }
    }

    /// Goes on decoding the group until a picture is there or one more sample was given.
    fn decode_step(&mut self, after: usize) -> Result<Step> {
        let mut level = after;
        loop {
            let Some(stage) = level.checked_sub(1) else {
                let next = self.regroup.as_mut().and_then(|regroup| {
                    let sample = regroup.group.get(regroup.given).cloned()?;
                    regroup.given += 1;
                    Some(sample)
                });
                return match next {
                    // Without a decoder the samples are the pictures.
                    Some(sample) if after == 0 => Ok(Step::Picture(sample)),
                    None if after == 0 => Ok(Step::GroupEnded),
                    Some(sample) => {
                        self.give_input(0, sample)?;
                        Ok(Step::Given)
                    }
                    None => {
                        self.begin_drain(0)?;
                        Ok(Step::Given)
                    }
                };
            };
            let item = match self.kept_change(level) {
                Some(change) => change,
                None => {
                    let Some(item) = self.take_output(stage)? else {
                        level = stage;
                        continue;
                    };
                    if self.is_void() {
                        self.keep_change(level, item);
                        return Ok(Step::Given);
                    }
                    item
                }
            };
            match item {
                StreamItem::Sample(sample) if level == after => return Ok(Step::Picture(sample)),
                StreamItem::EndOfStream if level == after => return Ok(Step::GroupEnded),
                item @ StreamItem::FormatChanged(_) if level == after => return Ok(Step::Changed(item)),
                StreamItem::Sample(sample) => self.give_input(level, sample)?,
                StreamItem::EndOfStream => self.begin_drain(level)?,
                StreamItem::FormatChanged(media_type) => self.change_input(level, &media_type)?,
                StreamItem::Tick(_) | StreamItem::ThinMode(_) => {}
            }
            level = after.min(level + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openmf_core::MediaBuffer;

    const fn at(time: i64) -> MediaTime {
        MediaTime::from_100ns(time)
    }

    fn sample(time: i64) -> Sample {
        Sample::new(MediaBuffer::from(vec![0; 10]))
            .at(at(time))
            .lasting(TimeSpan::from_100ns(10))
    }

    /// Decodes a group whose pictures come out in their order, and hands them out. The times, and the passes.
    fn play(regroup: &mut Regroup, times: &[i64]) -> (Vec<i64>, u32, Vec<Error>) {
        let key = sample(times[0]).clean_point(true);
        assert!(!regroup.begins(&key));
        regroup.collect(key).unwrap();
        for &time in &times[1..] {
            assert!(!regroup.begins(&sample(time)));
            regroup.collect(sample(time)).unwrap();
        }
        let (mut found, mut passes, mut errors) = (Vec::new(), 0, Vec::new());
        loop {
            regroup.begin_pass();
            passes += 1;
            for picture in regroup.group.clone() {
                regroup.keep(picture);
                assert!(regroup.picture_bytes <= regroup.budget.max(10));
                assert!(
                    regroup.take_picture().is_none(),
                    "which one is the last is not known yet"
                );
            }
            errors.extend(regroup.end_pass().err());
            while let Some(picture) = regroup.take_picture() {
                found.push(picture.time.unwrap().as_100ns());
            }
            if regroup.passes == 0 {
                return (found, passes, errors);
            }
        }
    }

    #[test]
    fn a_group_comes_out_from_its_last_picture_to_its_first() {
        let mut regroup = Regroup::backwards(at(40), at(0));
        // From the middle of a group; behind it come the next key frame and what needs both.
        let (found, passes, _) = play(&mut regroup, &[20, 30, 40, 60, 50]);
        assert_eq!((found, passes), (vec![40, 30, 20], 1));
        assert!(!regroup.ended);
        let earlier = sample(0).clean_point(true);
        regroup.group.push(sample(20));
        assert!(regroup.begins(&earlier));
        regroup.group.clear();
        let (found, ..) = play(&mut regroup, &[0, 10, 20]);
        assert_eq!(found, [10, 0]);
        assert!(regroup.ended);
    }

    #[test]
    fn what_does_not_fit_is_decoded_again() {
        let mut regroup = Regroup::backwards(at(1_000), at(0));
        regroup.budget = 30;
        let times: Vec<i64> = (0..8).map(|n| n * 10).collect();
        let backwards: Vec<i64> = times.iter().rev().copied().collect();
        let (found, passes, errors) = play(&mut regroup, &times);
        assert_eq!((found, passes, errors.len()), (backwards, 3, 0));
    }

    #[test]
    fn of_a_group_of_too_many_passes_the_key_frame_is_left() {
        let mut regroup = Regroup::backwards(at(1_000), at(0));
        regroup.budget = 10;
        let times: Vec<i64> = (0..20).map(|n| n * 10).collect();
        let (found, passes, errors) = play(&mut regroup, &times);
        assert_eq!(found, [190, 180, 170, 160, 150, 140, 130, 120, 0]);
        assert_eq!(passes, MAX_PASSES + 1);
        assert!(matches!(errors[..], [Error::LimitReached { limit: 8, .. }]));
    }

    #[test]
    fn backwards_the_floor_cuts_a_picture_and_ends() {
        let mut regroup = Regroup::backwards(at(69), at(25));
        let (found, ..) = play(&mut regroup, &[0, 10, 20, 30, 60, 70, 80]);
        assert_eq!(found, [60, 30, 25]);
        assert!(regroup.ended);
    }
}
