use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{Error, FinalizableMediaSink, Guid, MediaType, Result, Sample, TimeSpan, UserObject};

use crate::null::RATELESS_LIMITS;
use crate::output_file::OutputFile;
use crate::render_sink::{Render, RenderSink, Schedule, Timing};
use crate::statistics::StatisticsReader;

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

    /// Writes a sample, and before the first one the header. Returns the audio frames written, 0 for video.
    fn write(&mut self, sample: &Sample, file: &mut OutputFile) -> Result<u64>;

    /// Writes what is still missing.
    fn finish(&mut self, file: &mut OutputFile) -> Result<()>;
}

/// Writes a sink's samples to a file as they come. Nothing is under the final name until the sink is finalized.
pub(crate) struct FileRender<F> {
    target: String,
    state: Mutex<State<F>>,
    pub(crate) statistics: StatisticsReader,
}

struct State<F> {
    format: F,
    /// Gone when the file is complete, has failed, or the sink was shut down.
    file: Option<OutputFile>,
    failure: Option<Error>,
}

impl<F: FileFormat> FileRender<F> {
    /// A rateless sink that writes a new file.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub(crate) fn create(path: &Path, format: F) -> Result<Arc<RenderSink<Self>>> {
        let render = Self {
            target: path.display().to_string(),
            state: Mutex::new(State {
                format,
                file: Some(OutputFile::create(path)?),
                failure: None,
            }),
            statistics: StatisticsReader::default(),
        };
        let schedule = Schedule {
            clocked: false,
            lead: TimeSpan::ZERO,
            limits: RATELESS_LIMITS,
        };
        Ok(RenderSink::new(render, schedule))
    }

    fn lock(&self) -> MutexGuard<'_, State<F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F: FileFormat> Render for FileRender<F> {
    fn name(&self) -> String {
        format!("{} {}", F::NAME, self.target)
    }

    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        F::is_supported(media_type)
    }

    fn preferred_types(&self) -> Vec<MediaType> {
        F::preferred_types()
    }

    fn set_type(&self, media_type: &MediaType) -> Result<()> {
        self.lock().format.set_type(media_type)
    }

    fn render(&self, sample: Sample, _timing: Option<Timing>) -> Result<()> {
        let mut state = self.lock();
        let State {
            format,
            file,
            failure,
        } = &mut *state;
        let Some(open) = file else {
            return Err(failure
                .clone()
                .unwrap_or_else(|| Error::invalid_request("a sample for a file that is complete")));
        };
        match format.write(&sample, open) {
            Ok(frames) => {
                drop(state);
                self.statistics.rendered(sample.total_len(), frames, None);
                Ok(())
            }
            Err(error) => {
                *failure = Some(error.clone());
                *file = None;
                Err(error)
            }
        }
    }

    fn skipped(&self) {
        self.statistics.skipped();
    }

    fn shut_down(&self) {
        self.lock().file = None;
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
        let mut state = self.lock();
        let Some(mut file) = state.file.take() else {
            return Err(state.failure.clone().unwrap_or_else(|| {
                Error::invalid_request("the file is complete, or the sink was shut down")
            }));
        };
        let result = state.format.finish(&mut file).and_then(|()| file.finish());
        if let Err(error) = &result {
            state.failure = Some(error.clone());
        }
        result
    }
}
