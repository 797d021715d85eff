//! Where sound and pictures go.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Targets;
use super::report::StreamOutput;
use super::target::Target;
use crate::name;
use openmf::sinks::{
    AudioRenderer, AudioRendererOptions, AudioVolume, Evened, FileOptions, FileTimeline, NullOptions,
    NullRenderer, STATISTICS_SERVICE, SinkHandle, Statistics, StatisticsReader, VideoWindow,
    VideoWindowOptions, WaveSink, WindowInput, Y4mSink,
};
use openmf::{Error, FallbackActivate, HostClock, MediaSink, Platform, Result, SinkActivate, SinkFactory};

/// The argument of `--audio`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AudioOutput {
    Device,
    Null,
    Wave(PathBuf),
}

/// The argument of `--video`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum VideoOutput {
    Window,
    Null,
    Y4m(PathBuf),
}

impl AudioOutput {
    pub(super) fn parse(text: &OsStr) -> Result<Self, String> {
        match (text.to_str(), name::behind(text, "wav:")) {
            (Some("device"), _) => Ok(Self::Device),
            (Some("null"), _) => Ok(Self::Null),
            (_, Some(path)) if !path.is_empty() => Ok(Self::Wave(path.into())),
            _ => Err("it is device, null or wav:PATH".to_owned()),
        }
    }
}

impl VideoOutput {
    pub(super) fn parse(text: &OsStr) -> Result<Self, String> {
        match (text.to_str(), name::behind(text, "y4m:")) {
            (Some("window"), _) => Ok(Self::Window),
            (Some("null"), _) => Ok(Self::Null),
            (_, Some(path)) if !path.is_empty() => Ok(Self::Y4m(path.into())),
            _ => Err("it is window, null or y4m:PATH".to_owned()),
        }
    }
}

const WINDOW: &str = "video window";

/// What the renderers of a run have in common.
pub(super) struct Outputs {
    pub(super) audio: AudioOutput,
    pub(super) video: VideoOutput,
    /// Null renderers take samples as they come.
    pub(super) rateless: bool,
    /// The files that are written, and what keeps them together.
    pub(super) targets: Targets,
    pub(super) timeline: FileTimeline,
    pub(super) volume: Arc<Volume>,
    /// Told when a device is missing.
    pub(super) told: Arc<dyn Fn(String) + Send + Sync>,
    /// Told what the user does to a window.
    pub(super) input: Arc<dyn Fn(WindowInput) + Send + Sync>,
}

/// A renderer as the program sees it: its name and its statistics, once it was made.
#[derive(Clone, Default)]
pub(super) struct Rendered {
    made: Arc<Mutex<Option<Made>>>,
}

struct Made {
    name: String,
    statistics: Box<dyn Fn() -> Statistics + Send>,
    /// Counts segment by segment.
    reader: Option<Arc<StatisticsReader>>,
    note: Box<dyn Fn() -> Option<String> + Send>,
}

impl Rendered {
    pub(super) fn name(&self) -> Option<String> {
        self.lock().as_ref().map(|made| made.name.clone())
    }

    /// The renderer was made but is not used.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    pub(super) fn is_window(&self) -> bool {
        self.lock().as_ref().is_some_and(|made| made.name == WINDOW)
    }

    pub(super) fn statistics(&self) -> Statistics {
        self.lock()
            .as_ref()
            .map(|made| (made.statistics)())
            .unwrap_or_default()
    }

    /// What was done of one file, where several share the renderer: of the oldest that has ended and was not taken, else of
    /// the present one.
    pub(super) fn take_segment(&self) -> Statistics {
        let made = self.lock();
        let Some(reader) = made.as_ref().and_then(|made| made.reader.as_ref()) else {
            return Statistics::default();
        };
        reader.take_segment().unwrap_or_else(|| reader.segment())
    }

    /// What was changed to make a file of the stream, for a person.
    pub(super) fn note(&self) -> Option<String> {
        self.lock().as_ref().and_then(|made| (made.note)())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Made>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn factory<T: SinkHandle>(
        &self,
        name: String,
        statistics: fn(&T) -> Statistics,
        make: impl Fn() -> Result<T> + Send + Sync + 'static,
    ) -> Arc<dyn SinkActivate> {
        self.noting_factory(name, statistics, |_| None, make)
    }

    /// As [`Self::factory`], for a sink of which something is to be told.
    fn noting_factory<T: SinkHandle>(
        &self,
        name: String,
        statistics: fn(&T) -> Statistics,
        note: fn(&T) -> Option<String>,
        make: impl Fn() -> Result<T> + Send + Sync + 'static,
    ) -> Arc<dyn SinkActivate> {
        let rendered = self.clone();
        SinkFactory::new(name.clone(), move || {
            let handle = make()?;
            let sink: Arc<dyn MediaSink> = handle.sink();
            let reader = sink.service(&STATISTICS_SERVICE);
            let noted = handle.clone();
            let made = Made {
                name: name.clone(),
                statistics: Box::new(move || statistics(&handle)),
                reader: reader.and_then(|reader| reader.downcast()),
                note: Box::new(move || note(&noted)),
            };
            *rendered.lock() = Some(made);
            Ok(sink)
        })
    }
}

impl Outputs {
    /// The renderer of a stream of sound, and a view of it.
    pub(super) fn audio(&self, platform: &Platform) -> (Arc<dyn SinkActivate>, Rendered) {
        let rendered = Rendered::default();
        let activate = match &self.audio {
            AudioOutput::Null => self.null_audio(&rendered),
            AudioOutput::Wave(path) => {
                let (target, options) = (target(&self.targets.audio, path), self.file_options());
                let name = format!("WAV file {}", target.name());
                let volume = Arc::clone(&self.volume);
                rendered.noting_factory(name, WaveSink::statistics, wave_note, move || {
                    let sink = match target.stream() {
                        Some(file) => WaveSink::stream(&target.name(), reopened(&target, file)?, &options),
                        None => WaveSink::create_with(&target.path, &options)?,
                    };
                    volume.adopt(sink.volume());
                    Ok(sink)
                })
            }
            AudioOutput::Device => {
                let host: Arc<dyn HostClock> = Arc::new(platform.runtime().clone());
                let volume = Arc::clone(&self.volume);
                let device = rendered.factory(
                    "audio renderer".to_owned(),
                    AudioRenderer::statistics,
                    move || {
                        let renderer =
                            AudioRenderer::open(&AudioRendererOptions::default(), Arc::clone(&host))?;
                        volume.adopt(renderer.volume());
                        Ok(renderer)
                    },
                );
                let told = Arc::clone(&self.told);
                FallbackActivate::new(device, self.null_audio(&rendered), move |error| {
                    told(format!("no sound: {error}; the null renderer is used"));
                })
            }
        };
        (activate, rendered)
    }

    /// The renderer of a stream of pictures, and a view of it. A window has the title.
    pub(super) fn video(&self, title: &str) -> (Arc<dyn SinkActivate>, Rendered) {
        let rendered = Rendered::default();
        let activate = match &self.video {
            VideoOutput::Null => self.null_video(&rendered),
            VideoOutput::Y4m(path) => {
                let (target, options) = (target(&self.targets.video, path), self.file_options());
                let name = format!("Y4M file {}", target.name());
                rendered.noting_factory(name, Y4mSink::statistics, y4m_note, move || {
                    Ok(match target.stream() {
                        Some(file) => Y4mSink::stream(&target.name(), reopened(&target, file)?, &options),
                        None => Y4mSink::create_with(&target.path, &options)?,
                    })
                })
            }
            VideoOutput::Window => {
                let options = VideoWindowOptions {
                    title: title.to_owned(),
                    ..VideoWindowOptions::default()
                };
                let input = Arc::clone(&self.input);
                let window = rendered.factory(WINDOW.to_owned(), VideoWindow::statistics, move || {
                    let input = Arc::clone(&input);
                    VideoWindow::open(options.clone(), move |event| input(event))
                });
                let told = Arc::clone(&self.told);
                FallbackActivate::new(window, self.null_video(&rendered), move |error| {
                    told(format!("no picture: {error}; the null renderer is used"));
                })
            }
        };
        (activate, rendered)
    }

    /// The output files for which there is no stream.
    pub(super) fn unused(&self, streams: &[StreamOutput]) -> Vec<String> {
        let mut unused = Vec::new();
        if let (AudioOutput::Wave(path), true) = (&self.audio, streams.iter().all(|stream| stream.video)) {
            unused.push(format!("an audio stream for {}", path.display()));
        }
        if let (VideoOutput::Y4m(path), false) = (&self.video, streams.iter().any(|stream| stream.video)) {
            unused.push(format!("a video stream for {}", path.display()));
        }
        unused
    }

    fn file_options(&self) -> FileOptions {
        FileOptions {
            clocked: !self.rateless,
            timeline: self.timeline.clone(),
        }
    }

    fn null_audio(&self, rendered: &Rendered) -> Arc<dyn SinkActivate> {
        let options = self.null_options();
        rendered.factory(
            "null audio renderer".to_owned(),
            NullRenderer::statistics,
            move || Ok(NullRenderer::audio(options)),
        )
    }

    fn null_video(&self, rendered: &Rendered) -> Arc<dyn SinkActivate> {
        let options = self.null_options();
        rendered.factory(
            "null video renderer".to_owned(),
            NullRenderer::statistics,
            move || Ok(NullRenderer::video(options)),
        )
    }

    /// Whether the files of a playlist have one renderer of sound: a device and a file are gone on with. Null renderers
    /// are made for each file, so that each takes its file's own format.
    pub(super) fn shares_audio(&self) -> bool {
        self.audio != AudioOutput::Null
    }

    /// Whether the files of a playlist have one renderer of pictures.
    pub(super) fn shares_video(&self) -> bool {
        self.video != VideoOutput::Null
    }

    fn null_options(&self) -> NullOptions {
        NullOptions {
            rateless: self.rateless,
            ..NullOptions::default()
        }
    }
}

fn target(opened: &Option<Target>, path: &Path) -> Target {
    opened.clone().unwrap_or_else(|| Target {
        path: path.to_owned(),
        open: None,
    })
}

fn reopened(target: &Target, file: io::Result<File>) -> Result<File> {
    file.map_err(|error| Error::io("write", &target.name(), error))
}

fn wave_note(sink: &WaveSink) -> Option<String> {
    let Evened { filled, left_out } = sink.evened();
    (filled + left_out > 0).then(|| {
        format!("{filled} frames of silence fill gaps, {left_out} frames that overlap others are left out")
    })
}

fn y4m_note(sink: &Y4mSink) -> Option<String> {
    let Evened { filled, left_out } = sink.evened();
    let rate = sink.frame_rate()?.as_f64();
    (filled + left_out > 0).then(|| {
        format!("{filled} pictures are repeated and {left_out} left out, to keep {rate:.3} a second")
    })
}

/// The volume of a run, which every audio renderer of it takes over.
pub(super) struct Volume {
    state: Mutex<VolumeState>,
}

struct VolumeState {
    level: f32,
    muted: bool,
    renderer: Option<AudioVolume>,
}

impl Volume {
    pub(super) fn new(level: f32) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(VolumeState {
                level,
                muted: false,
                renderer: None,
            }),
        })
    }

    pub(super) fn level(&self) -> f32 {
        self.lock().level
    }

    pub(super) fn is_muted(&self) -> bool {
        self.lock().muted
    }

    /// Sets the level, held between 0 and 1.
    pub(super) fn set_level(&self, level: f32) {
        let mut state = self.lock();
        state.level = level.clamp(0.0, 1.0);
        state.apply();
    }

    pub(super) fn set_muted(&self, muted: bool) {
        let mut state = self.lock();
        state.muted = muted;
        state.apply();
    }

    fn adopt(&self, renderer: AudioVolume) {
        let mut state = self.lock();
        state.renderer = Some(renderer);
        state.apply();
    }

    fn lock(&self) -> MutexGuard<'_, VolumeState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl VolumeState {
    fn apply(&self) {
        if let Some(renderer) = &self.renderer {
            // Refused only outside of 0 to 1, which the level never is.
            let _ = renderer.set_master(self.level);
            renderer.set_muted(self.muted);
        }
    }
}
