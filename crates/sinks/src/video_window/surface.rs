//! Pictures in somebody else's window.

use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{FrameSize, Result};

use super::display::{Canvas, DisplayPreferences, VideoDisplayControl};
use super::host::Redraw;
use super::picture::Picture;
use super::placement::{PixelRect, Placement};

/// A window that is not ours: the application's, which shows what it is given.
///
/// It is called on the threads that render, and by whoever controls the display.
pub trait PictureSurface: Send + Sync {
    /// The number by which the application knows the window, 0 for none.
    fn window(&self) -> usize;

    /// Another window from now on (`IMFVideoDisplayControl::SetVideoWindow`).
    ///
    /// # Errors
    /// - [`Error::InvalidArgument`](openmf_core::Error::InvalidArgument): it is no window.
    fn set_window(&self, window: usize) -> Result<()>;

    /// The size of what it shows, in pixels; `None` while there is no window. While it fills the screen, that of the screen.
    fn size(&self) -> Option<FrameSize>;

    /// The screen that most of this part of the window is on, in pixels from the window's upper left corner; `None` if it is
    /// not known, as by default.
    fn screen(&self, _part: PixelRect) -> Option<PixelRect> {
        None
    }

    /// Shows pixels of this size, 0xRRGGBB, the first row first, with their upper left corner at a pixel of the window. It takes
    /// what it can; the presentation goes on without.
    fn present(&self, at: (u32, u32), size: FrameSize, pixels: &[u32]);

    /// Shows on all of the screen that the window is on what it is given, or in the window again. Returns at once; when the
    /// change is done it asks to be drawn. By default nothing is done.
    fn set_fullscreen(&self, _on: bool) {}

    /// Whether it fills the screen; by default it never does.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`](openmf_core::Error::InvalidRequest): it is changing.
    fn fullscreen(&self) -> Result<bool> {
        Ok(false)
    }

    /// What to call, on any thread, when all has to be drawn again. By default nobody does; the application calls
    /// [`VideoDisplayControl::repaint`].
    fn set_repaint(&self, _repaint: Arc<dyn Fn() + Send + Sync>) {}
}

/// More pixels than any screen has are not drawn.
const MAX_PIXELS: u64 = 1 << 27;

/// What is drawn on a surface.
pub(super) struct SurfaceWindow {
    surface: Arc<dyn PictureSurface>,
    canvas: Arc<Canvas>,
    background: u32,
    /// The last picture's memory, for the next one.
    spare: Mutex<Vec<u32>>,
}

impl SurfaceWindow {
    pub(super) fn new(surface: Arc<dyn PictureSurface>, background: u32) -> Arc<Self> {
        let window = Arc::new(Self {
            surface,
            canvas: Arc::default(),
            background: background & 0x00ff_ffff,
            spare: Mutex::default(),
        });
        let weak = Arc::downgrade(&window);
        window.surface.set_repaint(Arc::new(move || {
            if let Some(window) = weak.upgrade() {
                window.draw();
            }
        }));
        window
    }

    pub(super) fn set_picture(&self, picture: Option<Picture>) {
        self.canvas.set_picture(picture);
        self.draw();
    }

    pub(super) fn display_control(self: &Arc<Self>) -> VideoDisplayControl {
        VideoDisplayControl::new(Arc::clone(&self.canvas), Redraw::Surface(Arc::downgrade(self)))
    }

    pub(super) fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    pub(super) fn surface(&self) -> &dyn PictureSurface {
        &*self.surface
    }

    /// Draws what the canvas has in its place in the window, whose present size counts; around it the application draws.
    pub(super) fn draw(&self) {
        let fullscreen = self.surface.fullscreen().unwrap_or(false);
        let Some(window) = self.surface.size() else {
            return;
        };
        let placement = self.canvas.placement_on(fullscreen);
        let place = placement.place(window);
        let mut part = place.intersection(&PixelRect::new(0, 0, window.width, window.height));
        if part.is_empty() {
            return;
        }
        let (picture, preferences) = (self.canvas.picture(), self.canvas.preferences());
        // Source: "MFVideoRenderPrefs": of a window on two screens, that with most of the video has it.
        let screen = match &picture {
            Some(_) if !fullscreen && !preferences.has(DisplayPreferences::DO_NOT_CLIP_TO_DEVICE) => {
                self.surface.screen(place)
            }
            _ => None,
        };
        let mut clip = screen.map_or(part, |screen| part.intersection(&screen));
        if preferences.has(DisplayPreferences::DO_NOT_RENDER_BORDER) {
            part = clip;
        }
        let size = part.size();
        let count = u64::from(size.width) * u64::from(size.height);
        if part.is_empty() || count > MAX_PIXELS {
            return;
        }
        let corner = (part.left, part.top);
        clip = clip.seen_from(corner);
        let mut pixels = std::mem::take(&mut *self.spare.lock().unwrap_or_else(PoisonError::into_inner));
        pixels.clear();
        pixels.resize(count as usize, self.background);
        if let Some(picture) = picture {
            let placement = Placement {
                destination: Some(place.seen_from(corner)),
                ..placement
            };
            picture.draw(&mut pixels, size.width, size.height, &placement);
            let all = PixelRect::new(0, 0, size.width, size.height);
            for beside in clip.around(&all) {
                beside.fill(&mut pixels, size, placement.border);
            }
        }
        // A part of the window has no negative sides.
        self.surface
            .present((part.left as u32, part.top as u32), size, &pixels);
        *self.spare.lock().unwrap_or_else(PoisonError::into_inner) = pixels;
    }
}
