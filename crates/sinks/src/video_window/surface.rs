//! Pictures in somebody else's window.

use std::sync::{Arc, Mutex, PoisonError};

use openmf_core::{FrameSize, Result};

use super::display::{Canvas, VideoDisplayControl};
use super::host::Redraw;
use super::picture::Picture;

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

    /// The size of what it shows, in pixels; `None` while there is no window.
    fn size(&self) -> Option<FrameSize>;

    /// The size of the screen that the window is on, in pixels; `None` if it is not known, as by default.
    fn screen_size(&self) -> Option<FrameSize> {
        None
    }

    /// Shows pixels of this size, 0xRRGGBB, the first row first. It takes what it can; the presentation goes on without.
    fn present(&self, size: FrameSize, pixels: &[u32]);
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
        Arc::new(Self {
            surface,
            canvas: Arc::default(),
            background: background & 0x00ff_ffff,
            spare: Mutex::default(),
        })
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

    /// Draws what the canvas has, in the window's present size.
    pub(super) fn draw(&self) {
        let Some(size) = self.surface.size() else {
            return;
        };
        let count = u64::from(size.width) * u64::from(size.height);
        if count == 0 || count > MAX_PIXELS {
            return;
        }
        let (picture, placement) = (self.canvas.picture(), self.canvas.placement());
        let mut pixels = std::mem::take(&mut *self.spare.lock().unwrap_or_else(PoisonError::into_inner));
        pixels.clear();
        pixels.resize(count as usize, self.background);
        if let Some(picture) = picture {
            picture.draw(&mut pixels, size.width, size.height, &placement);
        }
        self.surface.present(size, &pixels);
        *self.spare.lock().unwrap_or_else(PoisonError::into_inner) = pixels;
    }
}
