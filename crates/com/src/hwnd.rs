//! A window of Windows that an application gives to the video renderer.

use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use openmf_core::{Error, FrameSize, Result};
use openmf_sinks::{PictureSurface, PixelRect};
use windows_core::BOOL;

use crate::bindings::{BITMAPINFOHEADER, RECT};
use crate::fullscreen::{FullScreen, client_corner, monitor_of_rect};

windows_core::link!("user32.dll" "system" fn IsWindow(window: usize) -> BOOL);
windows_core::link!("user32.dll" "system" fn GetClientRect(window: usize, rect: *mut RECT) -> BOOL);
windows_core::link!("user32.dll" "system" fn GetDC(window: usize) -> *mut c_void);
windows_core::link!("user32.dll" "system" fn ReleaseDC(window: usize, context: *mut c_void) -> i32);
windows_core::link!("gdi32.dll" "system" fn SetDIBitsToDevice(context: *mut c_void, x: i32, y: i32, width: u32, height: u32, from_x: i32, from_y: i32, first: u32, rows: u32, bits: *const c_void, info: *const c_void, usage: u32) -> i32);

/// A window by its handle. It may end at any time; pictures then go nowhere.
///
/// On the full screen they go to a window of our own that covers the monitor; see [`fullscreen`](crate::fullscreen).
pub(crate) struct WindowSurface {
    window: AtomicUsize,
    fullscreen: FullScreen,
}

impl WindowSurface {
    /// # Errors
    /// - [`Error::InvalidArgument`]: it is neither 0 nor a window.
    pub(crate) fn of(window: usize) -> Result<Self> {
        let surface = Self {
            window: AtomicUsize::new(0),
            fullscreen: FullScreen::default(),
        };
        if window != 0 {
            surface.set_window(window)?;
        }
        Ok(surface)
    }
}

fn size_of_rect(rect: &RECT) -> FrameSize {
    let length = |from: i32, to: i32| u32::try_from(to.saturating_sub(from)).unwrap_or(0);
    FrameSize {
        width: length(rect.left, rect.right),
        height: length(rect.top, rect.bottom),
    }
}

impl WindowSurface {
    /// The window that pictures go to at present.
    fn shown_in(&self) -> usize {
        let covering = self.fullscreen.window().ok().flatten();
        covering.unwrap_or_else(|| self.window())
    }
}

impl PictureSurface for WindowSurface {
    fn window(&self) -> usize {
        self.window.load(Ordering::Relaxed)
    }

    fn set_window(&self, window: usize) -> Result<()> {
        // SAFETY: takes any number.
        if !unsafe { IsWindow(window) }.as_bool() {
            return Err(Error::invalid_argument("a handle that is no window"));
        }
        self.window.store(window, Ordering::Relaxed);
        Ok(())
    }

    fn size(&self) -> Option<FrameSize> {
        // SAFETY: takes any number.
        if self.fullscreen() == Ok(true) && !unsafe { IsWindow(self.window()) }.as_bool() {
            // There is nothing to come back to.
            self.set_fullscreen(false);
            return None;
        }
        let mut rect = RECT::default();
        // SAFETY: takes any number, and writes to a local.
        let known = unsafe { GetClientRect(self.shown_in(), &mut rect) }.as_bool();
        known.then(|| size_of_rect(&rect))
    }

    fn screen(&self, part: PixelRect) -> Option<PixelRect> {
        let (x, y) = client_corner(self.shown_in())?;
        let moved = |left: i32, top: i32, right: i32, bottom: i32, x: i32, y: i32| RECT {
            left: left.saturating_add(x),
            top: top.saturating_add(y),
            right: right.saturating_add(x),
            bottom: bottom.saturating_add(y),
        };
        let on_screen = moved(part.left, part.top, part.right, part.bottom, x, y);
        let screen = monitor_of_rect(&on_screen)?;
        let here = moved(screen.left, screen.top, screen.right, screen.bottom, -x, -y);
        Some(PixelRect {
            left: here.left,
            top: here.top,
            right: here.right,
            bottom: here.bottom,
        })
    }

    fn set_fullscreen(&self, on: bool) {
        self.fullscreen.set(self.window(), on && self.window() != 0);
    }

    fn fullscreen(&self) -> Result<bool> {
        Ok(self.fullscreen.window()?.is_some())
    }

    fn set_repaint(&self, repaint: Arc<dyn Fn() + Send + Sync>) {
        self.fullscreen.set_repaint(repaint);
    }

    fn present(&self, (x, y): (u32, u32), size: FrameSize, pixels: &[u32]) {
        let count = u64::from(size.width) * u64::from(size.height);
        let number = |of: u32| i32::try_from(of).ok();
        let (Some(x), Some(y)) = (number(x), number(y)) else {
            return;
        };
        let (Some(width), Some(height)) = (number(size.width), number(size.height)) else {
            return;
        };
        if count != pixels.len() as u64 {
            return;
        }
        // The colours of the header are 0xRRGGBB in 32 bits; a negative height begins with the first row.
        let info = BITMAPINFOHEADER {
            biSize: size_of::<BITMAPINFOHEADER>() as u32,
            biWidth: width,
            biHeight: -height,
            biPlanes: 1,
            biBitCount: 32,
            ..BITMAPINFOHEADER::default()
        };
        let window = self.shown_in();
        // SAFETY: takes any number; the context is released below. The pixels are as many as the header says, and
        // without a table of colours the header is all that is read.
        unsafe {
            let context = GetDC(window);
            if !context.is_null() {
                let bits = pixels.as_ptr().cast();
                SetDIBitsToDevice(
                    context,
                    x,
                    y,
                    size.width,
                    size.height,
                    0,
                    0,
                    0,
                    size.height,
                    bits,
                    (&raw const info).cast(),
                    0,
                );
                ReleaseDC(window, context);
            }
        }
    }
}
