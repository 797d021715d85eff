use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{Attributes, ClockedSink, HostClock, MediaSink, MediaType, Result, SinkActivate, keys};

use crate::{
    AudioRenderer, AudioRendererOptions, GrabberOptions, NullOptions, NullRenderer, PictureSurface,
    SampleGrabber, SampleGrabberCallback, VideoWindow, VideoWindowOptions, WaveSink, WindowInput, Y4mSink,
};

/// A sink of this crate, to be made on demand.
pub trait SinkHandle: Clone + Send + Sync + 'static {
    /// The sink, for a topology.
    fn sink(&self) -> Arc<dyn ClockedSink>;
}

macro_rules! handles {
    ($($name:ident),*) => {
        $(impl SinkHandle for $name {
            fn sink(&self) -> Arc<dyn ClockedSink> {
                $name::sink(self)
            }
        })*
    };
}

handles!(
    AudioRenderer,
    NullRenderer,
    SampleGrabber,
    VideoWindow,
    WaveSink,
    Y4mSink
);

/// Makes one sink on demand, for an output node (`IMFActivate`): the same object until
/// [`shutdown_object`](SinkActivate::shutdown_object), then a new one.
pub struct Activate<T> {
    name: &'static str,
    make: Box<dyn Fn() -> Result<T> + Send + Sync>,
    object: Mutex<Option<T>>,
}

/// Makes an [`AudioRenderer`] (`MFCreateAudioRendererActivate`).
pub type AudioRendererActivate = Activate<AudioRenderer>;
/// Makes a [`VideoWindow`] (`MFCreateVideoRendererActivate`).
pub type VideoRendererActivate = Activate<VideoWindow>;
/// Makes a [`NullRenderer`].
pub type NullActivate = Activate<NullRenderer>;
/// Makes a [`SampleGrabber`] (`MFCreateSampleGrabberSinkActivate`).
pub type SampleGrabberActivate = Activate<SampleGrabber>;
/// Makes a [`WaveSink`].
pub type WaveActivate = Activate<WaveSink>;
/// Makes a [`Y4mSink`].
pub type Y4mActivate = Activate<Y4mSink>;

impl Activate<AudioRenderer> {
    /// An audio renderer; `host` is the clock on which the presentation clock's host time runs.
    pub fn audio_renderer(options: AudioRendererOptions, host: Arc<dyn HostClock>) -> Self {
        Self::new("audio renderer", move || {
            AudioRenderer::open(&options, Arc::clone(&host))
        })
    }
}

impl Activate<VideoWindow> {
    /// A window; see [`VideoWindow::open`].
    pub fn video_renderer(
        options: VideoWindowOptions,
        input: impl Fn(WindowInput) + Send + Sync + 'static,
    ) -> Self {
        let input = Arc::new(input);
        Self::new("video window", move || {
            let input = Arc::clone(&input);
            VideoWindow::open(options.clone(), move |event| input(event))
        })
    }
}

impl Activate<VideoWindow> {
    /// Somebody else's window; see [`VideoWindow::on_surface`]. `surface` is called each time a renderer is made.
    pub fn video_surface(
        options: VideoWindowOptions,
        surface: impl Fn() -> Result<Arc<dyn PictureSurface>> + Send + Sync + 'static,
    ) -> Self {
        Self::new("video window", move || {
            Ok(VideoWindow::on_surface(surface()?, &options))
        })
    }
}

impl Activate<NullRenderer> {
    /// A null audio renderer.
    pub fn null_audio(options: NullOptions) -> Self {
        Self::new("null audio renderer", move || Ok(NullRenderer::audio(options)))
    }

    /// A null video renderer.
    pub fn null_video(options: NullOptions) -> Self {
        Self::new("null video renderer", move || Ok(NullRenderer::video(options)))
    }
}

impl Activate<SampleGrabber> {
    /// A sample grabber.
    pub fn sample_grabber(
        media_type: MediaType,
        options: GrabberOptions,
        callback: Arc<dyn SampleGrabberCallback>,
    ) -> Self {
        Self::new("sample grabber", move || {
            Ok(SampleGrabber::new(
                media_type.clone(),
                options,
                Arc::clone(&callback),
            ))
        })
    }
}

impl Activate<WaveSink> {
    /// A WAV file, which is made when the sink is.
    pub fn wave(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self::new("WAV file", move || WaveSink::create(&path))
    }
}

impl Activate<Y4mSink> {
    /// A Y4M file, which is made when the sink is.
    pub fn y4m(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self::new("Y4M file", move || Y4mSink::create(&path))
    }
}

impl<T: SinkHandle> Activate<T> {
    fn new(name: &'static str, make: impl Fn() -> Result<T> + Send + Sync + 'static) -> Self {
        Self {
            name,
            make: Box::new(make),
            object: Mutex::new(None),
        }
    }

    /// The sink's handle, if the sink was made: for its statistics or volume.
    pub fn object(&self) -> Option<T> {
        self.object.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<T: SinkHandle> SinkActivate for Activate<T> {
    fn activate(&self) -> Result<Arc<dyn MediaSink>> {
        let mut object = self.object.lock().unwrap_or_else(PoisonError::into_inner);
        let handle = match &*object {
            Some(handle) => handle.clone(),
            None => object.insert((self.make)()?).clone(),
        };
        Ok(handle.sink())
    }

    fn shutdown_object(&self) {
        let object = self.object.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(handle) = object {
            // Refused only by a sink that was shut down already.
            let _ = handle.sink().shutdown();
        }
    }

    fn name(&self) -> String {
        self.name.to_owned()
    }
}

impl<T> fmt::Debug for Activate<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Activate")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl From<&Attributes> for GrabberOptions {
    /// Reads `MF_SAMPLEGRABBERSINK_IGNORE_CLOCK` and `MF_SAMPLEGRABBERSINK_SAMPLE_TIME_OFFSET`.
    fn from(attributes: &Attributes) -> Self {
        let default = Self::default();
        Self {
            uncompressed: default.uncompressed,
            stretched: default.stretched,
            ignore_clock: attributes.get_or(keys::MF_SAMPLEGRABBERSINK_IGNORE_CLOCK, default.ignore_clock),
            sample_time_offset: attributes.get_or(
                keys::MF_SAMPLEGRABBERSINK_SAMPLE_TIME_OFFSET,
                default.sample_time_offset,
            ),
        }
    }
}
