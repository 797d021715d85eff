use openmf_core::{AudioFormat, MediaTime, MediaType, Sample, TimeSpan};

/// Cuts samples to a range of media time: audio to the frame, pictures as a whole.
///
/// Source: "Mark-in and mark-out" in "Topology Attributes" (Microsoft Learn).
#[derive(Debug, Default)]
pub(crate) struct Trim {
    start: Option<MediaTime>,
    stop: Option<MediaTime>,
    kind: Kind,
    /// Where the previous sample ended, for samples without a time.
    next: Option<MediaTime>,
}

#[derive(Debug, Default)]
enum Kind {
    /// Frames of this many bytes at this rate.
    Audio {
        frame_bytes: usize,
        rate: u32,
    },
    Picture,
    /// Compressed or unknown: nothing can be cut.
    #[default]
    Opaque,
}

/// What is left of a sample.
#[derive(Debug)]
pub(crate) enum Trimmed {
    Keep(Sample),
    /// All of it lies before the range.
    Before,
    /// All of it lies behind the range: nothing more will come.
    Behind,
}

impl Trim {
    pub(crate) fn set_range(&mut self, start: Option<MediaTime>, stop: Option<MediaTime>) {
        self.start = start;
        self.stop = stop;
        self.next = None;
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
                    sample.time = self.next;
                }
                let Some(time) = sample.time else {
                    return Trimmed::Keep(sample);
                };
                let frames = (sample.total_len() / frame_bytes.max(1)) as u64;
                self.next = Some(time + TimeSpan::from_frames(frames, rate));
                self.cut_audio(sample, time, frames, frame_bytes, rate)
            }
            Kind::Picture => self.cut_picture(sample),
            Kind::Opaque => Trimmed::Keep(sample),
        }
    }

    fn cut_audio(
        &self,
        mut sample: Sample,
        time: MediaTime,
        frames: u64,
        frame_bytes: usize,
        rate: u32,
    ) -> Trimmed {
        let skip = self.start.map_or(0, |start| (start - time).to_frames(rate));
        let end = self
            .stop
            .map_or(frames, |stop| (stop - time).to_frames(rate).min(frames));
        if self.stop.is_some() && end == 0 {
            return Trimmed::Behind;
        }
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

    fn cut_picture(&self, mut sample: Sample) -> Trimmed {
        let Some(time) = sample.time else {
            return Trimmed::Keep(sample);
        };
        if self.stop.is_some_and(|stop| time >= stop) {
            return Trimmed::Behind;
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
        trim.set_range(Some(at(25_000)), Some(at(145_000)));
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
    fn the_picture_on_the_screen_at_the_start_is_kept() {
        let mut trim = Trim::default();
        let size = FrameSize { width: 2, height: 2 };
        trim.set_type(&VideoFormat::new(guids::MFVideoFormat_NV12, size).to_media_type());
        trim.set_range(Some(at(100)), Some(at(200)));
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
}
