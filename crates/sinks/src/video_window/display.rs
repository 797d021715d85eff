use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{Error, FrameSize, MediaTime, Ratio, Result};

use super::host::{Command, Redraw};
use super::picture::Picture;
use super::placement::{AspectRatioMode, NormalizedRect, PixelRect, Placement};
use super::shape::Shape;

/// A copy of the picture that is shown (`GetCurrentImage`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentImage {
    /// Its size in square pixels; the picture is turned.
    pub size: FrameSize,
    /// 0xRRGGBB, the first row first.
    pub pixels: Vec<u32>,
    /// When the picture was due: the presentation time of its sample, if it had one.
    pub time: Option<MediaTime>,
}

/// What a program has set and asks for again, besides what is shown accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisplayPreferences {
    /// The flags of `MFVideoAspectRatioMode`. Default: `MFVideoARMode_PreservePicture` and `MFVideoARMode_PreservePixel`.
    pub aspect_ratio_flags: u32,
    /// The flags of `MFVideoRenderPrefs`. Default: none. Those of output throttling, batching and scaling save a display adapter
    /// work that is not done here, and have no effect.
    pub rendering_flags: u32,
    /// Whether all of the screen was asked for last. Default: no. To ask for it call
    /// [`set_fullscreen`](VideoDisplayControl::set_fullscreen).
    pub fullscreen: bool,
    /// The number of a window that is not used, for there is one of ours. Default: 0.
    pub window: usize,
}

impl Default for DisplayPreferences {
    fn default() -> Self {
        Self {
            aspect_ratio_flags: 3,
            rendering_flags: 0,
            fullscreen: false,
            window: 0,
        }
    }
}

impl DisplayPreferences {
    /// `MFVideoRenderPrefs_DoNotRenderBorder`: what is cut off for a second screen is not drawn over.
    pub const DO_NOT_RENDER_BORDER: u32 = 0x1;
    /// `MFVideoRenderPrefs_DoNotClipToDevice`: a picture is shown on all screens that the application's window is on.
    pub const DO_NOT_CLIP_TO_DEVICE: u32 = 0x2;
    /// `MFVideoRenderPrefs_DoNotRepaintOnStop`: the last picture stays when the presentation stops.
    pub const DO_NOT_REPAINT_ON_STOP: u32 = 0x100;

    pub(super) fn has(self, flag: u32) -> bool {
        self.rendering_flags & flag != 0
    }
}

/// What a window shows, and how.
#[derive(Default)]
pub(super) struct Canvas {
    picture: Mutex<Option<Picture>>,
    placement: Mutex<Placement>,
    preferences: Mutex<DisplayPreferences>,
    /// Of the pictures that are to come.
    shape: Mutex<Option<Shape>>,
    /// Of a window of ours, and of the screen that it is on.
    window_size: Mutex<Option<FrameSize>>,
    screen_size: Mutex<Option<FrameSize>>,
    is_shut_down: AtomicBool,
}

impl Canvas {
    pub(super) fn picture(&self) -> Option<Picture> {
        self.picture
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set_picture(&self, picture: Option<Picture>) {
        *self.picture.lock().unwrap_or_else(PoisonError::into_inner) = picture;
    }

    /// The pictures that are to come have this shape.
    pub(super) fn set_shape(&self, shape: Shape) {
        *self.shape.lock().unwrap_or_else(PoisonError::into_inner) = Some(shape);
    }

    /// A window of ours has this size.
    pub(super) fn set_window_size(&self, size: FrameSize) {
        *self.window_size.lock().unwrap_or_else(PoisonError::into_inner) = Some(size);
    }

    /// The screen that a window of ours is on has this size.
    pub(super) fn set_screen_size(&self, size: Option<FrameSize>) {
        *self.screen_size.lock().unwrap_or_else(PoisonError::into_inner) = size;
    }

    /// The renderer was shut down.
    pub(super) fn shut_down(&self) {
        self.is_shut_down.store(true, Ordering::Release);
    }

    /// Of the present picture, else of those to come.
    fn shape(&self) -> Result<Shape> {
        let shown = self.picture().and_then(|picture| picture.shape());
        let shape = shown.or_else(|| *self.shape.lock().unwrap_or_else(PoisonError::into_inner));
        shape.ok_or(Error::NotInitialized {
            what: "the window's media type",
        })
    }

    pub(super) fn placement(&self) -> Placement {
        *self.placement.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All of a screen has no places.
    pub(super) fn placement_on(&self, fullscreen: bool) -> Placement {
        let placement = self.placement();
        Placement {
            destination: placement.destination.filter(|_| !fullscreen),
            ..placement
        }
    }

    pub(super) fn preferences(&self) -> DisplayPreferences {
        *self.preferences.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, change: impl FnOnce(&mut Placement)) {
        change(&mut self.placement.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Controls how a window shows its pictures (`IMFVideoDisplayControl`). What `MR_VIDEO_RENDER_SERVICE` answers with.
///
/// Every change is shown at once, also while paused. When the window is gone changes have no effect.
#[derive(Clone)]
pub struct VideoDisplayControl {
    canvas: Arc<Canvas>,
    redraw: Redraw,
}

impl VideoDisplayControl {
    pub(super) fn new(canvas: Arc<Canvas>, redraw: Redraw) -> Self {
        Self { canvas, redraw }
    }

    /// Whether the renderer lives.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: it was shut down.
    pub fn alive(&self) -> Result<()> {
        if self.canvas.is_shut_down.load(Ordering::Acquire) {
            return Err(Error::Shutdown);
        }
        Ok(())
    }

    /// What was set with [`change_preferences`](Self::change_preferences), by whichever clone.
    pub fn preferences(&self) -> DisplayPreferences {
        self.canvas.preferences()
    }

    /// Keeps what a program has set, which counts when the window is drawn next.
    pub fn change_preferences(&self, change: impl FnOnce(&mut DisplayPreferences)) {
        let preferences = self.canvas.preferences.lock();
        change(&mut preferences.unwrap_or_else(PoisonError::into_inner));
    }

    /// The application's window (`GetVideoWindow`), 0 for none yet; `None` if the window is ours.
    pub fn window(&self) -> Option<usize> {
        self.redraw.surface().map(|window| window.surface().window())
    }

    /// Shows pictures on all of the screen that the window is on, or in the window again (`SetFullscreen`). Returns at once; the
    /// change comes soon after. Without a window it is kept until there is one.
    ///
    /// On all of the screen the destination rectangle has no meaning, and is kept. A window of ours fills the screen itself. Somebody
    /// else's window stays as and where it is; [`PictureSurface`](crate::PictureSurface) says what is done.
    pub fn set_fullscreen(&self, on: bool) {
        self.change_preferences(|kept| kept.fullscreen = on);
        match &self.redraw {
            Redraw::Hosted(number, proxy) => {
                // Fails only when the display is gone.
                let _ = proxy.send_event(Command::Fullscreen(*number, on));
            }
            Redraw::Surface(window) => {
                if let Some(window) = window.upgrade() {
                    window.surface().set_fullscreen(on);
                }
            }
        }
    }

    /// Whether pictures are shown on all of the screen (`GetFullscreen`).
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: it is changing.
    pub fn fullscreen(&self) -> Result<bool> {
        match self.redraw.surface() {
            Some(window) if window.surface().window() != 0 => window.surface().fullscreen(),
            _ => Ok(self.preferences().fullscreen),
        }
    }

    /// The size of the window, in pixels, if there is one and it is known; while it fills the screen, that of the screen.
    pub fn window_size(&self) -> Option<FrameSize> {
        match self.redraw.surface() {
            Some(window) => window.surface().size(),
            None => *self
                .canvas
                .window_size
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// The size of the screen that the window is on, in pixels, if it is known.
    pub fn screen_size(&self) -> Option<FrameSize> {
        match self.redraw.surface() {
            Some(window) => {
                let size = window.surface().size()?;
                let all = PixelRect::new(0, 0, size.width, size.height);
                window.surface().screen(all).map(|screen| screen.size())
            }
            None => *self
                .canvas
                .screen_size
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Shows pictures in another window of the application (`SetVideoWindow`), at once.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: it is no window.
    /// - [`Error::InvalidRequest`]: the window is ours, or gone.
    pub fn set_window(&self, window: usize) -> Result<()> {
        let surface = self
            .redraw
            .surface()
            .ok_or_else(|| Error::invalid_request("the renderer has a window of its own"))?;
        surface.surface().set_window(window)?;
        if self.preferences().fullscreen {
            surface.surface().set_fullscreen(true);
        }
        surface.draw();
        Ok(())
    }

    /// What becomes of the picture's shape.
    pub fn aspect_ratio_mode(&self) -> AspectRatioMode {
        self.canvas.placement().aspect
    }

    /// Sets what becomes of the picture's shape (`SetAspectRatioMode`). Default: it is kept.
    pub fn set_aspect_ratio_mode(&self, mode: AspectRatioMode) {
        self.change(|placement| placement.aspect = mode);
    }

    /// The part of the picture that is shown, and where; `None`: all of the window.
    pub fn position(&self) -> (NormalizedRect, Option<PixelRect>) {
        let placement = self.canvas.placement();
        (placement.source, placement.destination)
    }

    /// Shows a part of the picture in a part of the window (`SetVideoPosition`). What is `None` stays as it is. In an empty
    /// destination nothing is shown; what reaches beyond the window is cut off.
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`]: the source rectangle is empty, or not within 0 to 1.
    pub fn set_position(&self, source: Option<NormalizedRect>, destination: Option<PixelRect>) -> Result<()> {
        if let Some(source) = source {
            let within = |from: f32, to: f32| from >= 0.0 && to <= 1.0 && from < to;
            if !within(source.left, source.right) || !within(source.top, source.bottom) {
                return Err(Error::invalid_argument(
                    "a source rectangle that is no part of a picture",
                ));
            }
        }
        self.change(|placement| {
            placement.source = source.unwrap_or(placement.source);
            placement.destination = destination.or(placement.destination);
        });
        Ok(())
    }

    /// The colour around the picture's place, 0xRRGGBB.
    pub fn border_color(&self) -> u32 {
        self.canvas.placement().border
    }

    /// Sets the colour around the picture's place, 0xRRGGBB (`SetBorderColor`). Default: black. It is not that of the bars beside a
    /// picture that keeps its shape. Somebody else's window has it where a picture is cut off for a second screen; around the
    /// place its owner draws.
    pub fn set_border_color(&self, color: u32) {
        self.change(|placement| placement.border = color & 0x00ff_ffff);
    }

    /// The colour of the bars beside a picture that keeps its shape, 0xRRGGBB.
    pub fn letterbox_color(&self) -> u32 {
        self.canvas.placement().letterbox
    }

    /// Sets the colour of the bars beside a picture that keeps its shape, 0xRRGGBB (`IMFVideoProcessor::SetBackgroundColor`).
    /// Default: black.
    pub fn set_letterbox_color(&self, color: u32) {
        self.change(|placement| placement.letterbox = color & 0x00ff_ffff);
    }

    /// Draws the window again, with the present picture or, while stopped, the background (`RepaintVideo`).
    pub fn repaint(&self) {
        self.redraw.request();
    }

    /// The size of the present picture, else of the media type's pictures, turned and with square pixels.
    ///
    /// # Errors
    /// - [`Error::NotInitialized`]: there is no media type yet.
    pub fn video_size(&self) -> Result<FrameSize> {
        let (width, height) = self.canvas.shape()?.display_size();
        Ok(FrameSize { width, height })
    }

    /// The size of the present picture, else of the media type's pictures, in their own pixels (`GetNativeVideoSize`): turned,
    /// of the aperture that is shown, and not scaled.
    ///
    /// # Errors
    /// - [`Error::NotInitialized`]: there is no media type yet.
    pub fn native_size(&self) -> Result<FrameSize> {
        Ok(self.canvas.shape()?.native_size())
    }

    /// Width to height of what has [`native_size`](Self::native_size), in lowest terms: 4 to 3 of 704 × 480 pixels that are 10
    /// to 11.
    ///
    /// # Errors
    /// - [`Error::NotInitialized`]: there is no media type yet.
    ///
    /// Source: `GetNativeVideoSize`; "Picture Aspect Ratio" (Microsoft Learn).
    pub fn picture_aspect_ratio(&self) -> Result<Ratio> {
        Ok(self.canvas.shape()?.picture_aspect())
    }

    /// The smallest and the largest size in which the video is shown well (`GetIdealVideoSize`), in square pixels.
    ///
    /// The smallest is half of [`video_size`](Self::video_size): pictures are scaled bilinearly, and below that some of their
    /// pixels are left out. The largest is the screen's, for nothing larger is seen; if it is not known, `video_size`. The
    /// smallest is nowhere larger than the largest.
    ///
    /// # Errors
    /// - [`Error::NotInitialized`]: there is no media type yet.
    pub fn ideal_sizes(&self) -> Result<(FrameSize, FrameSize)> {
        let video = self.video_size()?;
        let largest = self.screen_size().unwrap_or(video);
        let smallest = FrameSize {
            width: video.width.div_ceil(2).min(largest.width),
            height: video.height.div_ceil(2).min(largest.height),
        };
        Ok((smallest, largest))
    }

    /// The present picture, all of it, in [`video_size`](Self::video_size), wherever it is shown.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: none is shown.
    /// - [`Error::LimitReached`]: its pixels are so far from square that it would be too large.
    pub fn current_image(&self) -> Result<CurrentImage> {
        let size = self.video_size();
        self.image(&Placement::default(), || size)
    }

    /// What is shown in the picture's place, with the bars beside it (`GetCurrentImage`): in the size of the destination rectangle,
    /// also of what reaches beyond the window, else of the window or the screen that is filled, else in [`video_size`](Self::video_size).
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: no picture is shown, or its place is empty.
    /// - [`Error::LimitReached`]: the place is too large.
    pub fn displayed_image(&self) -> Result<CurrentImage> {
        let fullscreen = self.fullscreen().unwrap_or(false);
        let destination = self.canvas.placement_on(fullscreen).destination;
        let window = || self.window_size().map_or_else(|| self.video_size(), Ok);
        let placement = self.canvas.placement_on(true);
        self.image(&placement, || {
            destination.map_or_else(window, |place| Ok(place.size()))
        })
    }

    /// The present picture in an image of a size.
    fn image(&self, placement: &Placement, size: impl FnOnce() -> Result<FrameSize>) -> Result<CurrentImage> {
        let Some(picture) = self.canvas.picture() else {
            return Err(Error::invalid_request("no picture is shown"));
        };
        let size = size()?;
        let count = u64::from(size.width) * u64::from(size.height);
        if count == 0 {
            return Err(Error::invalid_request("an image of an empty place"));
        }
        if count > MAX_IMAGE {
            return Err(Error::LimitReached {
                what: "pixels of an image",
                limit: MAX_IMAGE,
            });
        }
        let mut pixels = vec![0; count as usize];
        picture.draw(&mut pixels, size.width, size.height, placement);
        Ok(CurrentImage {
            size,
            pixels,
            time: picture.time,
        })
    }

    fn change(&self, change: impl FnOnce(&mut Placement)) {
        self.canvas.place(change);
        self.redraw.request();
    }
}

/// No picture that is decoded here is larger.
const MAX_IMAGE: u64 = 1 << 28;
