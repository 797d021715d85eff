//! The renderer that shows pictures in a window.

mod display;
mod host;
mod picture;
mod placement;
mod shape;
mod surface;

use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{
    ClockedSink, Error, FrameLayout, FrameSize, Guid, HostTime, MediaBuffer, MediaType, PixelFormat,
    PresentationTime, Result, Sample, TimeSpan, UserObject, VideoFormat, guids,
};

use crate::null::{DEFAULT_LATE_LIMIT, VIDEO_LIMITS};
use crate::render_sink::{ClockChange, Render, RenderSink, Schedule, Timing};
use crate::statistics::{Statistics, StatisticsReader};
use display::Canvas;
pub use display::{CurrentImage, DisplayPreferences, VideoDisplayControl};
use host::HostedWindow;
use picture::Picture;
pub use placement::{AspectRatioMode, NormalizedRect, PixelRect};
use shape::{Crop, Shape};
pub use surface::PictureSurface;
use surface::SurfaceWindow;

/// How a window looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoWindowOptions {
    /// The title. Default: `openmf`.
    pub title: String,
    /// The size of the content in pixels. Default: the picture's own.
    pub size: Option<FrameSize>,
    /// The colour shown while nothing is played, 0xRRGGBB. Default: black.
    pub background: u32,
}

impl Default for VideoWindowOptions {
    fn default() -> Self {
        Self {
            title: "openmf".to_owned(),
            size: None,
            background: 0,
        }
    }
}

/// What a user did to a window.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WindowInput {
    /// The user wants the window closed. It stays open until the sink is shut down.
    CloseRequested,
    /// A key was pressed, or repeats.
    Key(WindowKey),
    /// The content has this size now, in pixels.
    Resized {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
}

/// A key of the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it")]
pub enum WindowKey {
    /// A key that writes a character, the space included.
    Character(char),
    Escape,
    Enter,
    Left,
    Right,
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
}

/// Shows pictures in a window of the X server.
///
/// It takes RGB32 (preferred), NV12 and I420. A picture is scaled bilinearly to the window with its shape kept, black around it,
/// and turned by the media type's rotation. Of a media type with an aperture that part of the pictures is shown: the pan/scan
/// aperture if it is enabled, else the geometric one, else that of display. While paused the last picture stays; while stopped the background is
/// shown. Pictures later than their duration are dropped, but one is shown twice a second however late they are.
///
/// All windows of a process live on one thread, which starts with the first window and sleeps when there is none. If
/// the X server dies, its library ends the process.
///
/// It offers [`VideoDisplayControl`] under `MR_VIDEO_RENDER_SERVICE`, which says where and how pictures are shown, and
/// [`STATISTICS_SERVICE`](crate::STATISTICS_SERVICE); the error against the clock is that of handing the
/// picture to the window's thread.
#[derive(Clone)]
pub struct VideoWindow {
    sink: Arc<RenderSink<WindowRender>>,
}

impl VideoWindow {
    /// Opens a window, which is shown when the media type is set. `input` is called on the window's thread and must
    /// return soon.
    ///
    /// # Errors
    /// - [`Error::Device`]: there is no display.
    pub fn open(
        options: VideoWindowOptions,
        input: impl Fn(WindowInput) + Send + Sync + 'static,
    ) -> Result<Self> {
        let window = HostedWindow::open(options, Arc::new(input))?;
        Ok(Self::over(Output::Hosted(Arc::new(window))))
    }

    /// Shows pictures in somebody else's window. Of the options the background is used: the window's title and size are
    /// its owner's, who also asks for it to be drawn again (`RepaintVideo`) when it was uncovered or resized, and draws what is
    /// around the picture's place.
    pub fn on_surface(surface: Arc<dyn PictureSurface>, options: &VideoWindowOptions) -> Self {
        Self::over(Output::Surface(SurfaceWindow::new(surface, options.background)))
    }

    fn over(window: Output) -> Self {
        let render = WindowRender {
            window: Mutex::new(Some(window)),
            format: Mutex::new(None),
            last_shown: Mutex::new(None),
            statistics: StatisticsReader::default(),
        };
        let schedule = Schedule {
            clocked: true,
            lead: TimeSpan::ZERO,
            limits: VIDEO_LIMITS,
        };
        Self {
            sink: RenderSink::new(render, schedule),
        }
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink) as _
    }

    /// What was shown so far.
    pub fn statistics(&self) -> Statistics {
        self.sink.render.statistics.read()
    }
}

const FORMATS: [PixelFormat; 3] = [PixelFormat::Rgb32, PixelFormat::Nv12, PixelFormat::I420];
/// However late pictures are, one is shown after this long.
const LATEST_PICTURE: TimeSpan = TimeSpan::from_millis(500);

/// Where pictures go.
#[derive(Clone)]
enum Output {
    Hosted(Arc<HostedWindow>),
    Surface(Arc<SurfaceWindow>),
}

impl Output {
    fn canvas(&self) -> &Canvas {
        match self {
            Self::Hosted(window) => window.canvas(),
            Self::Surface(window) => window.canvas(),
        }
    }

    fn show(&self, shape: Shape) {
        self.canvas().set_shape(shape);
        if let Self::Hosted(window) = self {
            window.show(shape.display_size());
        }
    }

    fn set_picture(&self, picture: Option<Picture>) {
        match self {
            Self::Hosted(window) => window.set_picture(picture),
            Self::Surface(window) => window.set_picture(picture),
        }
    }

    fn display_control(&self) -> VideoDisplayControl {
        match self {
            Self::Hosted(window) => window.display_control(),
            Self::Surface(window) => window.display_control(),
        }
    }
}

struct WindowRender {
    window: Mutex<Option<Output>>,
    format: Mutex<Option<(VideoFormat, Option<Crop>)>>,
    last_shown: Mutex<Option<PresentationTime>>,
    statistics: StatisticsReader,
}

impl WindowRender {
    fn with_window(&self, action: impl FnOnce(&Output)) {
        // Somebody else's window is drawn in without a lock.
        let window = self.window.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(window) = window {
            action(&window);
        }
    }

    /// Whether the picture's time is over and it can be left out.
    fn is_too_late(&self, sample: &Sample, format: &VideoFormat, timing: Timing) -> bool {
        let now = timing.now;
        let limit = sample
            .duration
            .or_else(|| format.frame_rate.and_then(|rate| rate.frame_duration()))
            .unwrap_or(DEFAULT_LATE_LIMIT);
        let mut last = self.last_shown.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |last| timing.in_host_time(now - last) < LATEST_PICTURE;
        if timing.lateness() > limit && last.is_some_and(is_recent) {
            return true;
        }
        *last = Some(now);
        false
    }
}

impl Render for WindowRender {
    fn name(&self) -> String {
        "video window".to_owned()
    }

    fn is_supported(&self, media_type: &MediaType) -> Result<()> {
        let format = VideoFormat::try_from(media_type)?;
        let known = format
            .pixel_format()
            .is_some_and(|pixels| FORMATS.contains(&pixels));
        if known && FrameLayout::packed(PixelFormat::Rgb32, format.size).is_ok() {
            Ok(())
        } else {
            Err(Error::invalid_media_type(format!("{media_type} for a window")))
        }
    }

    fn preferred_types(&self) -> Vec<MediaType> {
        FORMATS
            .map(|format| MediaType::partial(guids::MFMediaType_Video, format.subtype()))
            .to_vec()
    }

    fn set_type(&self, media_type: &MediaType) -> Result<()> {
        let format = VideoFormat::try_from(media_type)?;
        let aperture = shape::aperture(media_type);
        self.with_window(|window| window.show(Shape::of_format(&format, aperture)));
        *self.format.lock().unwrap_or_else(PoisonError::into_inner) = Some((format, aperture));
        Ok(())
    }

    fn renders_scrubs(&self) -> bool {
        true
    }

    fn render(&self, sample: Sample, timing: Option<Timing>) -> Result<()> {
        let format = self.format.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (format, aperture) = format.ok_or(Error::NotInitialized {
            what: "the window's media type",
        })?;
        if timing.is_some_and(|timing| self.is_too_late(&sample, &format, timing)) {
            self.statistics.dropped();
            return Ok(());
        }
        let buffer = with_layout(&sample, &format)?;
        let bytes = sample.total_len();
        let picture = Picture {
            buffer,
            aperture,
            rotation: format.rotation,
            pixel_aspect: format.pixel_aspect,
            color: format.color,
            time: sample.time,
        };
        self.with_window(|window| window.set_picture(Some(picture)));
        self.statistics.rendered(bytes, 0, timing);
        Ok(())
    }

    fn arrived_late(&self) {
        self.statistics.late();
    }

    fn skipped(&self) {
        self.statistics.skipped();
    }

    fn segment_ended(&self) {
        self.statistics.end_segment();
    }

    fn clock_changed(&self, _host_time: HostTime, change: ClockChange) -> Result<()> {
        match change {
            ClockChange::Start(_) => {
                *self.last_shown.lock().unwrap_or_else(PoisonError::into_inner) = None;
            }
            // Source: "MFVideoRenderPrefs": after a stop the window is black, unless the application wants it left.
            ClockChange::Stop => self.with_window(|window| {
                let preferences = window.canvas().preferences();
                if !preferences.has(DisplayPreferences::DO_NOT_REPAINT_ON_STOP) {
                    window.set_picture(None);
                }
            }),
            ClockChange::Pause | ClockChange::Restart | ClockChange::Rate(_) => {}
        }
        Ok(())
    }

    fn shut_down(&self) {
        self.with_window(|window| window.canvas().shut_down());
        *self.window.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn service(&self, service: &Guid) -> Option<UserObject> {
        if *service == guids::MR_VIDEO_RENDER_SERVICE {
            let mut control = None;
            self.with_window(|window| control = Some(window.display_control()));
            return control.map(UserObject::new);
        }
        self.statistics.service(service)
    }
}

/// The sample's picture; bytes without a layout are rows without padding.
fn with_layout(sample: &Sample, format: &VideoFormat) -> Result<MediaBuffer> {
    let buffer = sample.contiguous();
    if buffer.layout().is_some() {
        return Ok(buffer);
    }
    let pixels = format.pixel_format().unwrap_or(PixelFormat::Rgb32);
    buffer.with_layout(Arc::new(FrameLayout::packed(pixels, format.size)?))
}
