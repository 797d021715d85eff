//! A stop time that moves while the branch runs.
//!
//! The place that trims learns the new stop. What has passed it is in the transforms behind it, in junctions and in the
//! sink: of that, what is behind the new end is held in front of the sink, and the sink gives back what it has not rendered.
//! All of it is kept until the next flush, so that the stop may move on again.
//!
//! Source: `IMFTopologyNodeAttributeEditor::UpdateNodeAttributes`, `MF_TOPONODE_MEDIASTOP`.

use openmf_core::{
    AudioFormat, Marker, MarkerKind, MediaTime, MediaType, PresentationTime, Result, Sample, StreamItem,
    TakenItem, Variant,
};

use super::stage::Stage;
use super::{Branch, IN_SINK, Mode, OUTSIDE, Outlet, Report, RunOrder};

impl Branch {
    /// The same run goes on at another rate, or to another stop, `stop` where it trims.
    pub(super) fn go_on(&mut self, run: RunOrder, stop: Option<MediaTime>) {
        let (moved, ended) = match &mut self.mode {
            Mode::Holding => return,
            Mode::Running(present) => (std::mem::replace(present, run).change != run.change, false),
            Mode::Ended(present) => (std::mem::replace(present, run).change != run.change, true),
        };
        if moved {
            self.trim.set_stop(stop);
            if matches!(self.after_cut, Some(StreamItem::EndOfStream)) {
                self.after_cut = None;
            }
            let goes_on = match self.outlet {
                Outlet::Sink(_) => self.move_limit(&run),
                Outlet::Junction(_) => true,
            };
            match (ended, goes_on) {
                (true, true) => self.resume(run),
                (true, false) => {
                    // Others may be read on, so that the junction in front was opened again.
                    self.stream.finish(run.change);
                    self.report_end(run);
                }
                // The end may be in the transforms already.
                (false, _) => self.take_end_back(),
            }
        }
        if let Mode::Running(run) = self.mode {
            self.change_tempo(run.rate, false);
        }
    }

    /// Returns whether the sink has not passed the end-of-segment marker.
    fn move_limit(&mut self, run: &RunOrder) -> bool {
        let compressed = |media_type: MediaType| media_type.is_compressed();
        // What is in its coded order is not cut.
        let cuts = !self.outlet.current_type().is_ok_and(compressed);
        self.limit = run.limit.filter(|_| cuts);
        let from = self.limit.unwrap_or(MediaTime::MAX);
        self.control.enter(IN_SINK);
        let back = self
            .outlet
            .take_back(PresentationTime::from_100ns(from.as_100ns()));
        self.control.enter(OUTSIDE);
        let Some(back) = back else { return false };
        let until = back.until.map(|until| MediaTime::from_100ns(until.as_100ns()));
        let mut took = false;
        let mut ends = false;
        for item in back.items.into_iter().rev() {
            match item {
                TakenItem::Marker(Marker {
                    kind: MarkerKind::EndOfSegment,
                    context: Variant::U64(generation),
                }) if generation == run.generation => ends = true,
                item => {
                    took |= matches!(item, TakenItem::Sample(_));
                    self.recalled.push_front(item);
                }
            }
        }
        if took || self.end.is_some_and(|end| end > from) {
            self.end = until;
        }
        ends
    }

    /// Behind an end that is none any more.
    fn resume(&mut self, run: RunOrder) {
        self.take_end_back();
        self.mode = Mode::Running(run);
    }

    fn take_end_back(&mut self) {
        self.marked_out = false;
        self.stages.iter_mut().for_each(Stage::resume_behind_end);
    }

    /// Whether what comes next is behind the end, so that it need not be asked for.
    pub(super) fn is_at_limit(&self) -> bool {
        let Some(limit) = self.limit else { return false };
        match self.recalled.front() {
            Some(TakenItem::Sample(sample)) => sample.time.is_some_and(|time| time >= limit),
            Some(TakenItem::Marker(_)) => false,
            None => self.end.is_some_and(|end| end >= limit),
        }
    }

    /// The end, in front of what is kept.
    pub(super) fn end_at_limit(&mut self, run: RunOrder) -> Result<()> {
        self.marked_out = true;
        self.stream.rest();
        self.outlet.end(run.generation, run.change, true)?;
        self.mode = Mode::Ended(run);
        self.report_end(run);
        Ok(())
    }

    pub(super) fn report_end(&self, run: RunOrder) {
        self.observer.report(Report::Drained {
            generation: run.generation,
            change: run.change,
            end: self.end.map(|end| PresentationTime::from_100ns(end.as_100ns())),
        });
    }

    /// What of a sample for the sink is in front of the end; the rest is kept.
    pub(super) fn cut_at_limit(&mut self, mut sample: Sample) -> Option<Sample> {
        let (Some(limit), Some(time)) = (self.limit, sample.time) else {
            return Some(sample);
        };
        if time >= limit {
            self.recalled.push_front(TakenItem::Sample(sample));
            return None;
        }
        if sample.end().is_some_and(|end| end <= limit) {
            return Some(sample);
        }
        let Ok(media_type) = self.outlet.current_type() else {
            return Some(sample);
        };
        let format = AudioFormat::try_from(&media_type).ok();
        let of_frames = format.and_then(|format| Some((format.sample_rate, format.frame_bytes()?)));
        let Some((rate, frame_bytes)) = of_frames else {
            // A picture is on the screen until the next one.
            sample.duration = sample.duration.map(|known| known.min(limit - time));
            return Some(sample);
        };
        let frames = (sample.total_len() / frame_bytes.max(1)) as u64;
        // Stretched sound has other frames than its time says.
        let frame = match sample.duration.filter(|_| self.stretch.is_some()) {
            Some(duration) if duration.as_100ns() > 0 => {
                let part = i128::from((limit - time).as_100ns()) * i128::from(frames);
                let whole = i128::from(duration.as_100ns());
                ((part + whole / 2) / whole) as u64
            }
            Some(_) | None => (limit - time).to_frames(rate),
        };
        if frame >= frames {
            return Some(sample);
        }
        let (kept, rest) = sample.split_at_frame(frame, frame_bytes);
        if let Some(rest) = rest {
            self.recalled.push_front(TakenItem::Sample(rest));
        }
        kept
    }
}
