use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use openmf_core::{
    AudioFormat, Error, FinalizableMediaSink, Guid, HostTime, MediaType, PresentationClock, PresentationTime,
    Result, Sample, TimeSpan, UserObject, VideoFormat,
};

use crate::file_timeline::{FileTimeline, FileTrack, Place};
use crate::null::RATELESS_LIMITS;
use crate::output_file::{OutputFile, OutputStream};
use crate::render_sink::{ClockChange, Render, RenderSink, Schedule, Timing, presentation};
use crate::statistics::StatisticsReader;

/// How a sink writes its file.
#[derive(Clone, Debug, Default)]
pub struct FileOptions {
    /// Samples are written at their presentation time, so that the file holds what was rendered until the clock was
    /// stopped. Default: as fast as they come.
    pub clocked: bool,
    /// What the file is kept together with. Default: nothing.
    pub timeline: FileTimeline,
}

/// What was changed so that a file's time is the presentation's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evened {
    /// Frames of silence, or pictures that were repeated.
    pub filled: u64,
    /// Frames of sound that overlap others, or pictures for which the rate has no room.
    pub left_out: u64,
}

/// The longest gap that is filled.
pub(crate) const MAX_GAP: TimeSpan = TimeSpan::from_millis(600_000);

/// A file format of one stream that is written from front to back.
pub(crate) trait FileFormat: Send + 'static {
    /// What to call the sink in messages.
    const NAME: &'static str;

    /// Whether a media type can be stored.
    fn is_supported(media_type: &MediaType) -> Result<()>;

    /// The list of preferred types.
    fn preferred_types() -> Vec<MediaType>;

    /// Takes a supported type; refuses a change once something was written.
    fn set_type(&mut self, media_type: &MediaType) -> Result<()>;

    /// Whether the samples of a rate are written. What is not heard then leaves a gap.
    fn takes_rate(_rate: f32) -> bool {
        true
    }

    /// Whether the file wants sound as it is to be heard.
    const STRETCHED: bool = false;

    /// Writes a sample, and before the first one the header. Without a place it follows the sample before. Returns the
    /// audio frames written, 0 for video.
    fn write(&mut self, sample: &Sample, place: Option<Place>, file: &mut OutputFile) -> Result<u64>;

    /// How long a sample is that does not say so.
    fn duration(&self, sample: &Sample) -> TimeSpan;

    /// Takes back what lies behind a time in the file, and fills the file up to it if `fill`.
    fn cut(&mut self, at: TimeSpan, fill: bool, file: &mut OutputFile) -> Result<()>;

    /// Writes what is still missing.
    fn finish(&mut self, file: &mut OutputFile) -> Result<()>;

    /// What was filled and left out.
    fn evened(&self) -> Evened;
}

/// Writes a sink's samples to a file as they come. Nothing is under the final name until the sink is finalized.
pub(crate) struct FileRender<F> {
    target: String,
    track: FileTrack,
    state: Mutex<State<F>>,
    /// The work is there again.
    returned: Condvar,
    pub(crate) statistics: StatisticsReader,
}

struct State<F> {
    /// With the thread that writes, meanwhile: what it writes to may be the application's, so no lock is held.
    work: Option<Work<F>>,
    writer: Option<ThreadId>,
    /// What was set.
    media_type: Option<MediaType>,
    failure: Option<Error>,
    clock: Option<Arc<dyn PresentationClock>>,
    is_shut_down: bool,
}

struct Work<F> {
    format: F,
    /// Gone when the file is complete, has failed, or the sink was shut down.
    file: Option<OutputFile>,
}

impl<F: FileFormat> FileRender<F> {
    /// A sink that writes a new file.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub(crate) fn create(path: &Path, format: F, options: &FileOptions) -> Result<Arc<RenderSink<Self>>> {
        Ok(Self::to_file(
            path.display().to_string(),
            OutputFile::create(path)?,
            format,
            options,
        ))
    }

    /// A sink that writes to somebody's stream.
    pub(crate) fn to_stream(
        name: &str,
        stream: Box<dyn OutputStream>,
        seekable: bool,
        format: F,
        options: &FileOptions,
    ) -> Arc<RenderSink<Self>> {
        let file = OutputFile::to_stream(name, stream, seekable);
        Self::to_file(name.to_owned(), file, format, options)
    }

    /// A sink that writes to what is open already, front to back.
    pub(crate) fn stream(name: &str, file: File, format: F, options: &FileOptions) -> Arc<RenderSink<Self>> {
        Self::to_file(name.to_owned(), OutputFile::stream(name, file), format, options)
    }

    fn to_file(target: String, file: OutputFile, format: F, options: &FileOptions) -> Arc<RenderSink<Self>> {
        let render = Self {
            target,
            track: options.timeline.join(),
            state: Mutex::new(State {
                work: Some(Work {
                    format,
                    file: Some(file),
                }),
                writer: None,
                media_type: None,
                failure: None,
                clock: None,
                is_shut_down: false,
            }),
            returned: Condvar::new(),
            statistics: StatisticsReader::default(),
        };
        let schedule = Schedule {
            clocked: options.clocked,
            lead: TimeSpan::ZERO,
            limits: RATELESS_LIMITS,
        };
        RenderSink::new(render, schedule)
    }

    pub(crate) fn evened(&self) -> Evened {
        self.with_work(|work, _| work.format.evened()).unwrap_or_default()
    }

    /// The type that a file which has begun has to its end: what comes in another is converted to it.
    fn fixed_type(&self) -> Option<MediaType> {
        self.track
            .has_begun()
            .then(|| self.lock().media_type.clone())
            .flatten()
    }

    pub(crate) fn with_format<T: Default>(&self, read: impl FnOnce(&F) -> T) -> T {
        self.with_work(|work, _| read(&work.format)).unwrap_or_default()
    }

    /// Works with the file, without a lock, when no other thread does.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: this thread writes to the file, and what it writes to called back.
    fn with_work<T>(&self, run: impl FnOnce(&mut Work<F>, &mut Option<Error>) -> T) -> Result<T> {
        let mut state = self.lock();
        let mut work = loop {
            if let Some(work) = state.work.take() {
                break work;
            }
            if state.writer == Some(thread::current().id()) {
                return Err(Error::invalid_request(
                    "a file that is being written by the caller",
                ));
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        state.writer = Some(thread::current().id());
        let mut failure = state.failure.clone();
        drop(state);
        let result = catch_unwind(AssertUnwindSafe(|| run(&mut work, &mut failure)));
        let mut state = self.lock();
        state.writer = None;
        state.failure = failure;
        let given_up = if state.is_shut_down {
            work.file.take()
        } else {
            None
        };
        state.work = Some(work);
        drop(state);
        self.returned.notify_all();
        drop(given_up);
        Ok(result.unwrap_or_else(|panic| resume_unwind(panic)))
    }

    fn lock(&self) -> MutexGuard<'_, State<F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether samples of both types are the same bytes to a file.
fn is_stored_alike(a: &MediaType, b: &MediaType) -> bool {
    if let (Ok(a), Ok(b)) = (AudioFormat::try_from(a), AudioFormat::try_from(b)) {
        return a == b;
    }
    match (VideoFormat::try_from(a), VideoFormat::try_from(b)) {
        (Ok(a), Ok(b)) => (a.pixel_format(), a.size) == (b.pixel_format(), b.size),
        _ => a == b,
    }
}

impl<F: FileFormat> Render for FileRender<F> {
    fn name(&self) -> String {
        format!("{} {}", F::NAME, self.target)
    }

    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        F::is_supported(media_type)?;
        match self.fixed_type() {
            Some(fixed) if !is_stored_alike(&fixed, media_type) => Err(Error::invalid_media_type(format!(
                "{media_type} in the middle of a {} of {fixed}",
                F::NAME
            ))),
            Some(_) | None => Ok(()),
        }
    }

    fn preferred_types(&self) -> Vec<MediaType> {
        self.fixed_type()
            .map_or_else(F::preferred_types, |fixed| vec![fixed])
    }

    fn set_type(&self, media_type: &MediaType) -> Result<()> {
        self.with_work(|work, _| work.format.set_type(media_type))??;
        self.lock().media_type = Some(media_type.clone());
        Ok(())
    }

    fn render(&self, sample: Sample, _timing: Option<Timing>) -> Result<()> {
        let time = sample.time.map(presentation);
        let place = time.and_then(|time| self.track.place(time, sample.duration));
        let is_taken = place.is_none_or(|place| F::takes_rate(place.rate));
        let written = self.with_work(|Work { format, file }, failure| {
            let Some(open) = file else {
                return Err(failure
                    .clone()
                    .unwrap_or_else(|| Error::invalid_request("a sample for a file that is complete")));
            };
            let written = match is_taken {
                true => format.write(&sample, place, open),
                false => Ok(0),
            };
            match written {
                Ok(frames) => Ok((frames, format.duration(&sample))),
                Err(error) => {
                    *failure = Some(error.clone());
                    *file = None;
                    Err(error)
                }
            }
        })?;
        match written {
            Ok((frames, unstated)) => {
                match time {
                    Some(time) => self.track.reached(time, sample.duration, unstated),
                    // What has no time cannot be cut by it.
                    None => self.track.ended(),
                }
                if is_taken {
                    self.statistics.rendered(sample.total_len(), frames, None);
                } else {
                    self.track.left_out();
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn skipped(&self) {
        self.statistics.skipped();
    }

    fn starting(&self, start: PresentationTime, rate: f32) -> Result<()> {
        let begin = self.track.begin(start, rate);
        if !begin.follows {
            return Ok(());
        }
        self.with_work(|Work { format, file }, failure| {
            let Some(open) = file else { return Ok(()) };
            let cut = format.cut(begin.base, true, open);
            if let Err(error) = &cut {
                *failure = Some(error.clone());
                *file = None;
            }
            cut
        })?
    }

    fn clock_changed(&self, _host_time: HostTime, change: ClockChange) -> Result<()> {
        if let ClockChange::Rate(rate) = change {
            // Asked without the lock, like everything of the clock.
            let clock = self.lock().clock.clone();
            self.track
                .set_rate(rate, clock.and_then(|clock| clock.time().ok()));
        }
        Ok(())
    }

    fn clock_set(&self, clock: Option<&Arc<dyn PresentationClock>>) -> Result<()> {
        self.lock().clock = clock.cloned();
        Ok(())
    }

    fn takes_stretched_sound(&self) -> bool {
        F::STRETCHED
    }

    fn segment_ended(&self) {
        self.statistics.end_segment();
        self.track.ended();
    }

    fn shut_down(&self) {
        let mut state = self.lock();
        state.is_shut_down = true;
        let clock = state.clock.take();
        let file = state.work.as_mut().and_then(|work| work.file.take());
        drop(state);
        drop((file, clock));
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        self.statistics.service(service)
    }

    fn finalizable(&self) -> Option<&dyn FinalizableMediaSink> {
        Some(self)
    }
}

impl<F: FileFormat> FinalizableMediaSink for FileRender<F> {
    fn finalize(&self) -> Result<()> {
        self.with_work(|Work { format, file }, failure| {
            let Some(mut file) = file.take() else {
                return Err(failure.clone().unwrap_or_else(|| {
                    Error::invalid_request("the file is complete, or the sink was shut down")
                }));
            };
            if !self.track.has_begun() {
                // Nothing was presented: what has the name stays.
                return Ok(());
            }
            let cut = match self.track.cut() {
                Some(at) => format.cut(at, false, &mut file),
                None => Ok(()),
            };
            let result = cut
                .and_then(|()| format.finish(&mut file))
                .and_then(|()| file.finish());
            if let Err(error) = &result {
                *failure = Some(error.clone());
            }
            result
        })?
    }
}
