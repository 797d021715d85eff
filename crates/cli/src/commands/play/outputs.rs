//! Where sound and pictures go.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::report::StreamOutput;
use openmf::sinks::{
    AudioRenderer, AudioRendererOptions, AudioVolume, NullOptions, NullRenderer, SinkHandle, Statistics,
    VideoWindow, VideoWindowOptions, WaveSink, WindowInput, Y4mSink,
};
use openmf::{FallbackActivate, HostClock, MediaSink, Platform, Result, SinkActivate, SinkFactory};

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

impl FromStr for AudioOutput {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.strip_prefix("wav:")) {
            ("device", _) => Ok(Self::Device),
            ("null", _) => Ok(Self::Null),
            (_, Some(path)) if !path.is_empty() => Ok(Self::Wave(path.into())),
            _ => Err("it is device, null or wav:PATH".to_owned()),
        }
    }
}

impl FromStr for VideoOutput {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.strip_prefix("y4m:")) {
            ("window", _) => Ok(Self::Window),
            ("null", _) => Ok(Self::Null),
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

    fn lock(&self) -> MutexGuard<'_, Option<Made>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn factory<T: SinkHandle>(
        &self,
        name: String,
        statistics: fn(&T) -> Statistics,
        make: impl Fn() -> Result<T> + Send + Sync + 'static,
    ) -> Arc<dyn SinkActivate> {
        let rendered = self.clone();
        SinkFactory::new(name.clone(), move || {
            let handle = make()?;
            let sink: Arc<dyn MediaSink> = handle.sink();
            let made = Made {
                name: name.clone(),
                statistics: Box::new(move || statistics(&handle)),
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
                let path = path.clone();
                let name = format!("WAV file {}", path.display());
                rendered.factory(name, WaveSink::statistics, move || WaveSink::create(&path))
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
                let path = path.clone();
                let name = format!("Y4M file {}", path.display());
                rendered.factory(name, Y4mSink::statistics, move || Y4mSink::create(&path))
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

    fn null_options(&self) -> NullOptions {
        NullOptions {
            rateless: self.rateless,
            ..NullOptions::default()
        }
    }
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
