use std::sync::{Arc, OnceLock, Weak};

use openmf_core::{
    AudioFormat, ClockedSink, Error, FrameLayout, MediaSink, MediaType, PixelFormat, PresentationTime,
    Result, Sample, SampleFormat, SinkActivate, StreamSink, TimeSpan, VideoFormat, guids,
};
use openmf_runtime::Runtime;
use openmf_sinks::{GrabberOptions, NullActivate, NullOptions, SampleGrabber};

use super::frames::{FrameQueue, FrameSink};
use crate::{SinkFactory, default_sinks};

/// Gets the samples of a stream with their media type.
type SampleFunction = Arc<dyn Fn(Sample, &MediaType) -> Result<()> + Send + Sync>;

/// Where a player's sound goes. Default: [`AudioOutput::Default`].
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum AudioOutput {
    /// The machine's sound device; without one, as [`AudioOutput::Null`].
    #[default]
    Default,
    /// Sound is not decoded at all.
    None,
    /// Sound is decoded and thrown away at its time.
    Null,
    /// To a function; see [`AudioOutput::samples`] and [`AudioOutput::blocks`].
    Function(AudioFunction),
    /// To a sink of the application's; the function makes one for each file.
    Sink(Arc<dyn Fn() -> Arc<dyn SinkActivate> + Send + Sync>),
}

/// Where a player's pictures go. Default: [`VideoOutput::Default`].
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum VideoOutput {
    /// A window; without a display, as [`VideoOutput::Null`].
    #[default]
    Default,
    /// Pictures are not decoded at all.
    None,
    /// Pictures are decoded and thrown away at their time.
    Null,
    /// To a function; see [`VideoOutput::samples`] and [`VideoOutput::rgba`].
    Function(VideoFunction),
    /// Frames wait to be fetched by [`Player::next_frame`](crate::Player::next_frame), at the caller's pace: decoding
    /// is a few frames ahead and waits. No clock is looked at and no frame is lost.
    Frames,
    /// To a sink of the application's; the function makes one for each file.
    Sink(Arc<dyn Fn() -> Arc<dyn SinkActivate> + Send + Sync>),
}

/// A function that gets sound, and in which format.
#[derive(Clone)]
pub struct AudioFunction {
    wanted: MediaType,
    function: SampleFunction,
}

/// A function that gets pictures, and in which format.
#[derive(Clone)]
pub struct VideoFunction {
    wanted: MediaType,
    function: SampleFunction,
}

impl AudioOutput {
    /// Each sample as the decoder makes it, with its media type, at its presentation time. The function is called on
    /// a thread of the pool and must return soon; an error it returns ends playback with [`PlayerEvent::Failed`].
    ///
    /// [`PlayerEvent::Failed`]: crate::PlayerEvent::Failed
    pub fn samples(function: impl Fn(Sample, &MediaType) -> Result<()> + Send + Sync + 'static) -> Self {
        let wanted = MediaType::new();
        wanted
            .attributes()
            .set(openmf_core::keys::MF_MT_MAJOR_TYPE, guids::MFMediaType_Audio);
        Self::Function(AudioFunction {
            wanted,
            function: Arc::new(function),
        })
    }

    /// As [`AudioOutput::samples`], converted to interleaved 32-bit floating-point numbers from -1 to 1 with the file's
    /// own sample rate and channels.
    pub fn blocks(function: impl Fn(AudioBlock) -> Result<()> + Send + Sync + 'static) -> Self {
        let function =
            move |sample: Sample, media_type: &MediaType| function(AudioBlock::new(&sample, media_type)?);
        let wanted = MediaType::partial(guids::MFMediaType_Audio, SampleFormat::F32.subtype());
        Self::Function(AudioFunction {
            wanted,
            function: Arc::new(function),
        })
    }
}

impl VideoOutput {
    /// Each picture in the decoder's own pixel format, with its media type, at its presentation time; see
    /// [`AudioOutput::samples`]. [`Sample::layout`] tells where its planes are.
    pub fn samples(function: impl Fn(Sample, &MediaType) -> Result<()> + Send + Sync + 'static) -> Self {
        let wanted = MediaType::new();
        wanted
            .attributes()
            .set(openmf_core::keys::MF_MT_MAJOR_TYPE, guids::MFMediaType_Video);
        Self::Function(VideoFunction {
            wanted,
            function: Arc::new(function),
        })
    }

    /// Each picture as RGBA pixels, at its presentation time; see [`AudioOutput::samples`].
    pub fn rgba(function: impl Fn(RgbaFrame) -> Result<()> + Send + Sync + 'static) -> Self {
        let function =
            move |sample: Sample, media_type: &MediaType| function(RgbaFrame::new(&sample, media_type)?);
        let wanted = MediaType::partial(guids::MFMediaType_Video, PixelFormat::Rgb32.subtype());
        Self::Function(VideoFunction {
            wanted,
            function: Arc::new(function),
        })
    }
}

/// Some sound, as [`AudioOutput::blocks`] gives it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AudioBlock {
    /// When its first frame is heard.
    pub time: PresentationTime,
    /// Hz.
    pub sample_rate: u32,
    /// How many numbers make a frame, in the order of `WAVEFORMATEXTENSIBLE`.
    pub channels: u32,
    /// Interleaved, nominally from -1 to 1.
    pub samples: Vec<f32>,
}

impl AudioBlock {
    fn new(sample: &Sample, media_type: &MediaType) -> Result<Self> {
        let format = AudioFormat::try_from(media_type)?;
        let bytes = sample.contiguous();
        let (numbers, _) = bytes.as_slice().as_chunks::<4>();
        Ok(Self {
            time: time_of(sample)?,
            sample_rate: format.sample_rate,
            channels: format.channels,
            samples: numbers.iter().copied().map(f32::from_le_bytes).collect(),
        })
    }
}

/// A picture as RGBA pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RgbaFrame {
    /// When it is shown.
    pub time: PresentationTime,
    /// How long it is shown, if that is known.
    pub duration: Option<TimeSpan>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bytes from one row to the next: four times the width.
    pub stride: usize,
    /// Width and height of a pixel.
    pub pixel_aspect: (u32, u32),
    /// By how many degrees it is to be turned clockwise to be seen upright: 0, 90, 180 or 270. The pixels are not
    /// turned.
    pub rotation: u32,
    /// Bytes R, G, B, A, the top row first; A is 255. The colours are those of the file, full range.
    pub pixels: Vec<u8>,
}

impl RgbaFrame {
    pub(super) fn new(sample: &Sample, media_type: &MediaType) -> Result<Self> {
        let format = VideoFormat::try_from(media_type)?;
        let mut buffer = sample.contiguous();
        if buffer.layout().is_none() {
            buffer = buffer.with_layout(Arc::new(FrameLayout::packed(PixelFormat::Rgb32, format.size)?))?;
        }
        let (size, (bytes, plane)) = match (buffer.layout(), buffer.plane(0)) {
            (Some(layout), Some(plane)) if layout.format() == PixelFormat::Rgb32 => (layout.size(), plane),
            _ => {
                return Err(Error::invalid_media_type(format!(
                    "{media_type} where RGB32 was agreed on"
                )));
            }
        };
        let stride = size.width as usize * 4;
        let mut pixels = Vec::with_capacity(stride * size.height as usize);
        for row in bytes.chunks(plane.stride.max(1)).take(size.height as usize) {
            let (quads, _) = row.get(..stride).unwrap_or_default().as_chunks::<4>();
            pixels.extend(quads.iter().flat_map(|[b, g, r, _]| [*r, *g, *b, 255]));
        }
        pixels.resize(stride * size.height as usize, 0);
        Ok(Self {
            time: time_of(sample)?,
            duration: sample.duration,
            width: size.width,
            height: size.height,
            stride,
            pixel_aspect: (format.pixel_aspect.numerator, format.pixel_aspect.denominator),
            rotation: format.rotation,
            pixels,
        })
    }
}

/// A sink gets samples stamped with presentation time.
fn time_of(sample: &Sample) -> Result<PresentationTime> {
    let time = sample.time.ok_or(Error::NoSampleTimestamp)?;
    Ok(PresentationTime::from_100ns(time.as_100ns()))
}

/// Where the streams of a player go.
#[derive(Clone, Default)]
pub(super) struct Outputs {
    pub(super) audio: AudioOutput,
    pub(super) video: VideoOutput,
    pub(super) rateless: bool,
    pub(super) frames: Arc<FrameQueue>,
}

impl Outputs {
    /// What plays a stream of this type; `None` when it is not to be played.
    pub(super) fn sink_for(
        &self,
        media_type: &MediaType,
        runtime: &Runtime,
    ) -> Option<Arc<dyn SinkActivate>> {
        let null = NullOptions {
            rateless: self.rateless,
            ..NullOptions::default()
        };
        if media_type.is_audio() {
            match &self.audio {
                AudioOutput::Default if !self.rateless => default_sinks::renderer_for(media_type, runtime),
                AudioOutput::Default | AudioOutput::Null => Some(Arc::new(NullActivate::null_audio(null))),
                AudioOutput::None => None,
                AudioOutput::Function(to) => Some(self.grabber("audio function", &to.wanted, &to.function)),
                AudioOutput::Sink(make) => Some(make()),
            }
        } else if media_type.is_video() {
            match &self.video {
                VideoOutput::Default if !self.rateless => default_sinks::renderer_for(media_type, runtime),
                VideoOutput::Default | VideoOutput::Null => Some(Arc::new(NullActivate::null_video(null))),
                VideoOutput::None => None,
                VideoOutput::Function(to) => Some(self.grabber("video function", &to.wanted, &to.function)),
                VideoOutput::Frames => {
                    let frames = Arc::clone(&self.frames);
                    Some(SinkFactory::new("frames", move || {
                        Ok(FrameSink::create(&frames) as Arc<dyn MediaSink>)
                    }))
                }
                VideoOutput::Sink(make) => Some(make()),
            }
        } else {
            None
        }
    }

    fn grabber(&self, name: &str, wanted: &MediaType, function: &SampleFunction) -> Arc<dyn SinkActivate> {
        let options = GrabberOptions {
            ignore_clock: self.rateless,
            uncompressed: true,
            stretched: true,
            ..GrabberOptions::default()
        };
        let (wanted, function) = (wanted.clone(), Arc::clone(function));
        SinkFactory::new(name, move || {
            let function = Arc::clone(&function);
            let this = Arc::<OnceLock<Weak<dyn ClockedSink>>>::default();
            let weak = Arc::clone(&this);
            let grabber = SampleGrabber::from_fn(wanted.clone(), options, move |sample| {
                let sink = weak.get().and_then(Weak::upgrade).ok_or(Error::Shutdown)?;
                let streams = sink.stream_sinks()?;
                let stream: &Arc<dyn StreamSink> = streams.first().ok_or(Error::Shutdown)?;
                function(sample, &stream.media_type_handler().current_type()?)
            });
            let sink = grabber.sink();
            // Set once: the cell was made for this grabber.
            let _ = this.set(Arc::downgrade(&sink));
            Ok(sink as Arc<dyn MediaSink>)
        })
    }
}

macro_rules! debug_by_name {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self {
                    Self::Default => "Default",
                    Self::None => "None",
                    Self::Null => "Null",
                    Self::Function(_) => "Function",
                    Self::Sink(_) => "Sink",
                    #[allow(unreachable_patterns, reason = "only pictures can be fetched")]
                    _ => "Frames",
                })
            }
        })*
    };
}
debug_by_name!(AudioOutput, VideoOutput);
