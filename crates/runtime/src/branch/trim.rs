use std::collections::VecDeque;

use openmf_core::{AudioFormat, MediaTime, MediaType, Sample, TimeSpan, keys};

/// Cuts samples to a range of media time: audio to the frame, pictures as a whole.
///
/// Source: "Mark-in and mark-out" in "Topology Attributes" (Microsoft Learn).
#[derive(Debug, Default)]
pub(crate) struct Trim {
    start: Option<MediaTime>,
    stop: Option<MediaTime>,
    /// The part of the stream that is valid until its type changes; what is behind it is left out, and more may come.
    valid: (Option<MediaTime>, Option<MediaTime>),
    way: Way,
    kind: Kind,
    /// What was left out because of the stop, which may move on.
    rest: VecDeque<Sample>,
    /// The stop has moved since: it is trimmed again.
    again: bool,
    /// While scrubbing: the last picture up to the start.
    held: Option<Sample>,
    /// Where the previous sample of sound began, its frames and their rate: samples without a time follow it.
    previous: Option<(MediaTime, u64, u32)>,
}

/// How the range is passed through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Way {
    #[default]
    Forward,
    /// From the range's start, which is its upper end, down to its stop.
    Backwards,
    /// Forward, from the last picture up to the start on: that one is on the screen at the start whatever its duration
    /// says, and it keeps its time.
    Scrub,
}

#[derive(Debug, Default)]
enum Kind {
    /// Frames of this many bytes at this rate.
    Audio {
        frame_bytes: usize,
        rate: u32,
    },
    Picture,
    /// Compressed or unknown: it comes in whole samples.
    #[default]
    Opaque,
}

/// What is left of a sample.
#[derive(Debug)]
pub(crate) enum Trimmed {
    Keep(Sample),
    /// The sample that was held back, and this one.
    KeepBoth(Sample, Sample),
    /// All of it lies before the range.
    Before,
    /// All of it lies behind the range: nothing more will come.
    Behind,
}

impl Trim {
    /// At a negative rate `start` is where the content ends in time, and `stop` where it begins.
    pub(crate) fn set_range(&mut self, start: Option<MediaTime>, stop: Option<MediaTime>, rate: f32) {
        self.start = start;
        self.stop = stop;
        self.previous = None;
        self.held = None;
        self.rest.clear();
        self.again = false;
        self.way = if rate < 0.0 {
            Way::Backwards
        } else if rate == 0.0 {
            Way::Scrub
        } else {
            Way::Forward
        };
    }

    /// Sound of this type comes from now on, of which a part is valid.
    pub(crate) fn set_valid(&mut self, media_type: &MediaType) {
        let attributes = media_type.attributes();
        self.valid = (
            attributes.get(keys::OPENMF_VALID_START).ok(),
            attributes.get(keys::OPENMF_VALID_STOP).ok(),
        );
    }

    /// What was held back when nothing follows it.
    pub(crate) fn take_held(&mut self) -> Option<Sample> {
        self.held.take()
    }

    /// The stop has moved. [`Trim::take_rest`] gives what was left out for the former one.
    pub(crate) fn set_stop(&mut self, stop: Option<MediaTime>) {
        self.stop = stop;
        self.again = true;
    }

    /// What was left out because of a stop that has moved, to be trimmed again: it comes before anything else.
    pub(crate) fn take_rest(&mut self) -> Option<Sample> {
        let rest = if self.again { self.rest.pop_front() } else { None };
        self.again = rest.is_some();
        rest
    }

    fn leave_out(&mut self, sample: Sample) {
        match (self.way, self.again) {
            (Way::Backwards, _) => {}
            (_, true) => self.rest.push_front(sample),
            (_, false) => self.rest.push_back(sample),
        }
    }

    fn behind(&mut self, sample: Sample) -> Trimmed {
        self.leave_out(sample);
        self.again = false;
        Trimmed::Behind
    }

    pub(crate) fn set_type(&mut self, media_type: &MediaType) {
        self.kind = match AudioFormat::try_from(media_type) {
            Ok(format) => match format.frame_bytes() {
                Some(frame_bytes) => Kind::Audio {
                    frame_bytes,
                    rate: format.sample_rate,
                },
                None => Kind::Opaque,
            },
            Err(_) if media_type.is_video() && !media_type.is_compressed() => Kind::Picture,
            Err(_) => Kind::Opaque,
        };
    }

    pub(crate) fn is_audio(&self) -> bool {
        matches!(self.kind, Kind::Audio { .. })
    }

    pub(crate) fn apply(&mut self, mut sample: Sample) -> Trimmed {
        match self.kind {
            Kind::Audio { frame_bytes, rate } => {
                if sample.time.is_none() {
                    let end = |(time, frames, rate)| time + TimeSpan::from_frames(frames, rate);
                    sample.time = self.previous.map(end);
                }
                let Some(time) = sample.time else {
                    return Trimmed::Keep(sample);
                };
                let frames = (sample.total_len() / frame_bytes.max(1)) as u64;
                self.previous = Some((time, frames, rate));
                self.cut_audio(sample, time, frames, frame_bytes, rate)
            }
            Kind::Picture => match self.way {
                Way::Forward => self.cut_picture(sample),
                Way::Backwards => self.cut_picture_back(sample),
                Way::Scrub => self.hold_back(sample),
            },
            Kind::Opaque => self.cut_opaque(sample),
        }
    }

    fn cut_audio(
        &mut self,
        mut sample: Sample,
        time: MediaTime,
        frames: u64,
        frame_bytes: usize,
        rate: u32,
    ) -> Trimmed {
        let (first, last) = match self.way {
            Way::Forward | Way::Scrub => (self.start, self.stop),
            Way::Backwards => (self.stop, self.start),
        };
        let skip = first.map_or(0, |first| (first - time).to_frames(rate));
        let end = last.map_or(frames, |last| (last - time).to_frames(rate).min(frames));
        if self.way == Way::Backwards {
            if end == 0 && last.is_some() {
                return Trimmed::Before;
            }
            if skip >= end {
                return Trimmed::Behind;
            }
        }
        if self.stop.is_some() && end == 0 {
            return self.behind(sample);
        }
        if self.way != Way::Backwards && end < frames {
            let mut rest = sample.clone();
            if let Ok(part) = rest
                .contiguous()
                .slice(end as usize * frame_bytes..sample.total_len())
            {
                rest.set_buffer(part);
                rest.time = Some(time + TimeSpan::from_frames(end, rate));
                rest.duration = Some(TimeSpan::from_frames(frames - end, rate));
                rest.flags.discontinuity = false;
                self.leave_out(rest);
            }
        }
        let (valid_start, valid_stop) = self.valid;
        let skip = valid_start.map_or(skip, |start| (start - time).to_frames(rate).max(skip));
        let end = valid_stop.map_or(end, |stop| (stop - time).to_frames(rate).min(end));
        if skip >= end {
            return Trimmed::Before;
        }
        if (skip, end) == (0, frames) {
            return Trimmed::Keep(sample);
        }
        let bytes = (skip as usize * frame_bytes)..(end as usize * frame_bytes);
        // The range lies within the sample: `end` is at most its number of whole frames.
        if let Ok(part) = sample.contiguous().slice(bytes) {
            sample.set_buffer(part);
        }
        sample.time = Some(time + TimeSpan::from_frames(skip, rate));
        sample.duration = Some(TimeSpan::from_frames(end - skip, rate));
        Trimmed::Keep(sample)
    }

    fn hold_back(&mut self, sample: Sample) -> Trimmed {
        let Some(time) = sample.time else {
            return Trimmed::Keep(sample);
        };
        if self.stop.is_some_and(|stop| time >= stop) {
            return self.behind(sample);
        }
        if self.start.is_some_and(|start| time <= start) {
            self.held = Some(sample);
            return Trimmed::Before;
        }
        match self.held.take() {
            Some(held) => Trimmed::KeepBoth(held, sample),
            None => Trimmed::Keep(sample),
        }
    }

    /// What has to be decoded before the stop is needed for it, also where it is shown later. Before the start a
    /// decoder begins.
    fn cut_opaque(&mut self, sample: Sample) -> Trimmed {
        let (Way::Forward | Way::Scrub, Some(stop)) = (&self.way, self.stop) else {
            return Trimmed::Keep(sample);
        };
        let is_behind = match (sample.decode_time, sample.time) {
            (Some(time), _) => time >= stop,
            // Others that are shown before may follow it, unless it is a key frame.
            (None, Some(time)) => time >= stop && sample.flags.clean_point,
            (None, None) => false,
        };
        if is_behind {
            return self.behind(sample);
        }
        Trimmed::Keep(sample)
    }

    fn cut_picture_back(&self, mut sample: Sample) -> Trimmed {
        let Some(time) = sample.time else {
            return Trimmed::Keep(sample);
        };
        if self.start.is_some_and(|start| time > start) {
            return Trimmed::Before;
        }
        if let Some(stop) = self.stop.filter(|stop| time < *stop) {
            let end = sample.end().filter(|end| *end > stop);
            let Some(end) = end else { return Trimmed::Behind };
            sample.time = Some(stop);
            sample.duration = Some(end - stop);
        }
        Trimmed::Keep(sample)
    }

    fn cut_picture(&mut self, mut sample: Sample) -> Trimmed {
        let Some(time) = sample.time else {
            return Trimmed::Keep(sample);
        };
        if self.stop.is_some_and(|stop| time >= stop) {
            return self.behind(sample);
        }
        if let Some(start) = self.start.filter(|start| time < *start) {
            // The picture that is on the screen at the start is shown from the start on: a seek into the last
            // picture's duration must not come up empty.
            let end = sample.end().filter(|end| *end > start);
            let Some(end) = end else { return Trimmed::Before };
            sample.time = Some(start);
            sample.duration = Some(end - start);
        }
        if let (Some(stop), Some(end), Some(time)) = (self.stop, sample.end(), sample.time)
            && end > stop
        {
            sample.duration = Some(stop - time);
        }
        Trimmed::Keep(sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openmf_core::{FrameSize, MediaBuffer, SampleFormat, VideoFormat, guids};

    const fn at(units: i64) -> MediaTime {
        MediaTime::from_100ns(units)
    }

    fn audio(time: i64, frames: u8) -> Sample {
        let bytes: Vec<u8> = (0..frames).flat_map(|n| [n, 0]).collect();
        Sample::new(MediaBuffer::from(bytes)).at(at(time))
    }

    #[test]
    fn audio_is_cut_to_the_frame() {
        let mut trim = Trim::default();
        trim.set_type(&AudioFormat::pcm(SampleFormat::S16, 1_000, 1).to_media_type());
        trim.set_range(Some(at(25_000)), Some(at(145_000)), 1.0);
        // Frames last 1 ms; the start lies 2.5 frames in and rounds to the third.
        assert!(matches!(trim.apply(audio(-100_000, 10)), Trimmed::Before));
        let Trimmed::Keep(first) = trim.apply(audio(0, 10)) else {
            panic!("dropped")
        };
        assert_eq!(
            (first.time, first.duration),
            (Some(at(30_000)), Some(TimeSpan::from_100ns(70_000)))
        );
        assert_eq!(first.buffer().unwrap()[0], 3);
        let mut untimed = audio(0, 10);
        untimed.time = None;
        let Trimmed::Keep(last) = trim.apply(untimed) else {
            panic!("dropped")
        };
        assert_eq!((last.time, last.total_len()), (Some(at(100_000)), 10));
        assert!(matches!(trim.apply(audio(200_000, 10)), Trimmed::Behind));
    }

    #[test]
    fn behind_the_valid_part_of_one_type_the_next_one_comes() {
        let mut trim = Trim::default();
        let media_type = AudioFormat::pcm(SampleFormat::S16, 1_000, 1).to_media_type();
        trim.set_type(&media_type);
        trim.set_range(Some(at(0)), Some(at(400_000)), 1.0);
        media_type.attributes().set(keys::OPENMF_VALID_START, at(20_000));
        media_type.attributes().set(keys::OPENMF_VALID_STOP, at(150_000));
        trim.set_valid(&media_type);
        let mut kept = |time| match trim.apply(audio(time, 10)) {
            Trimmed::Keep(part) => Ok((part.time.unwrap().as_100ns(), part.total_len() / 2)),
            Trimmed::Before => Err("left out"),
            Trimmed::KeepBoth(..) => Err("both"),
            Trimmed::Behind => Err("the end"),
        };
        assert_eq!(kept(0), Ok((20_000, 8)));
        assert_eq!(kept(100_000), Ok((100_000, 5)));
        assert_eq!(kept(200_000), Err("left out"));
        assert_eq!(kept(400_000), Err("the end"));
    }

    #[test]
    fn the_picture_on_the_screen_at_the_start_is_kept() {
        let mut trim = Trim::default();
        let size = FrameSize { width: 2, height: 2 };
        trim.set_type(&VideoFormat::new(guids::MFVideoFormat_NV12, size).to_media_type());
        trim.set_range(Some(at(100)), Some(at(200)), 1.0);
        let picture = |time, duration| {
            Sample::new(MediaBuffer::from(vec![0]))
                .at(at(time))
                .lasting(TimeSpan::from_100ns(duration))
        };
        assert!(matches!(trim.apply(picture(0, 100)), Trimmed::Before));
        let Trimmed::Keep(first) = trim.apply(picture(80, 30)) else {
            panic!("dropped")
        };
        assert_eq!((first.time, first.end()), (Some(at(100)), Some(at(110))));
        let Trimmed::Keep(last) = trim.apply(picture(190, 30)) else {
            panic!("dropped")
        };
        assert_eq!(last.end(), Some(at(200)));
        assert!(matches!(trim.apply(picture(200, 30)), Trimmed::Behind));
    }

    fn pictures(rate: f32, start: i64, stop: i64) -> Trim {
        let mut trim = Trim::default();
        let size = FrameSize { width: 2, height: 2 };
        trim.set_type(&VideoFormat::new(guids::MFVideoFormat_NV12, size).to_media_type());
        trim.set_range(Some(at(start)), Some(at(stop)), rate);
        trim
    }

    #[test]
    fn a_compressed_stream_ends_before_what_is_decoded_behind_the_stop() {
        let mut trim = Trim::default();
        trim.set_type(
            &VideoFormat::new(guids::MFVideoFormat_H264, FrameSize { width: 2, height: 2 }).to_media_type(),
        );
        trim.set_range(Some(at(0)), Some(at(60)), 1.0);
        let coded = |decode: i64, time: i64| {
            let mut sample = picture(time);
            sample.decode_time = Some(at(decode));
            sample
        };
        // One that is shown behind the stop, and needed for one that is shown before it.
        for (decode, time) in [(0, 0), (20, 80), (40, 40)] {
            assert!(matches!(trim.apply(coded(decode, time)), Trimmed::Keep(_)));
        }
        assert!(matches!(trim.apply(coded(60, 60)), Trimmed::Behind));
        trim.set_stop(Some(at(70)));
        let rest = trim.take_rest().unwrap();
        assert!(matches!(trim.apply(rest), Trimmed::Keep(_)));
        // Without decoding times a key frame is the first that nothing before the stop needs.
        assert!(matches!(trim.apply(picture(80)), Trimmed::Keep(_)));
        assert!(matches!(
            trim.apply(picture(90).clean_point(true)),
            Trimmed::Behind
        ));
    }

    fn picture(time: i64) -> Sample {
        Sample::new(MediaBuffer::from(vec![0]))
            .at(at(time))
            .lasting(TimeSpan::from_100ns(30))
    }

    #[test]
    fn while_scrubbing_the_last_picture_up_to_the_start_is_kept_as_it_is() {
        // There is a gap: the picture at 40 ends at 70, and is on the screen until 100.
        let mut trim = pictures(0.0, 90, 200);
        assert!(matches!(trim.apply(picture(10)), Trimmed::Before));
        assert!(matches!(trim.apply(picture(40)), Trimmed::Before));
        let Trimmed::KeepBoth(first, second) = trim.apply(picture(100)) else {
            panic!("dropped")
        };
        assert_eq!((first.time, second.time), (Some(at(40)), Some(at(100))));
        assert!(matches!(trim.apply(picture(130)), Trimmed::Keep(_)));
        assert!(matches!(trim.apply(picture(200)), Trimmed::Behind));
        let mut trim = pictures(0.0, 90, 200);
        assert!(matches!(trim.apply(picture(80)), Trimmed::Before));
        assert_eq!(trim.take_held().and_then(|held| held.time), Some(at(80)));
    }

    #[test]
    fn backwards_the_range_is_passed_from_its_upper_end() {
        let mut trim = pictures(-1.0, 100, 20);
        assert!(matches!(trim.apply(picture(101)), Trimmed::Before));
        let Trimmed::Keep(first) = trim.apply(picture(100)) else {
            panic!("dropped")
        };
        assert_eq!(first.time, Some(at(100)));
        assert!(matches!(trim.apply(picture(50)), Trimmed::Keep(_)));
        let Trimmed::Keep(last) = trim.apply(picture(10)) else {
            panic!("dropped")
        };
        assert_eq!((last.time, last.end()), (Some(at(20)), Some(at(40))));
        assert!(matches!(trim.apply(picture(-10)), Trimmed::Behind));
        let mut trim = Trim::default();
        trim.set_type(&AudioFormat::pcm(SampleFormat::S16, 1_000, 1).to_media_type());
        trim.set_range(Some(at(145_000)), Some(at(20_000)), -1.0);
        assert!(matches!(trim.apply(audio(200_000, 10)), Trimmed::Before));
        let Trimmed::Keep(first) = trim.apply(audio(100_000, 10)) else {
            panic!("dropped")
        };
        assert_eq!((first.time, first.total_len()), (Some(at(100_000)), 10));
        let Trimmed::Keep(last) = trim.apply(audio(0, 10)) else {
            panic!("dropped")
        };
        assert_eq!((last.time, last.total_len()), (Some(at(20_000)), 16));
        assert!(matches!(trim.apply(audio(-100_000, 10)), Trimmed::Behind));
    }
}
