//! A window of Windows that an application gives to the video renderer.

use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};

use openmf_core::{Error, FrameSize, Result};
use openmf_sinks::PictureSurface;
use windows_core::BOOL;

use crate::bindings::{BITMAPINFOHEADER, RECT};

windows_core::link!("user32.dll" "system" fn IsWindow(window: usize) -> BOOL);
windows_core::link!("user32.dll" "system" fn GetClientRect(window: usize, rect: *mut RECT) -> BOOL);
windows_core::link!("user32.dll" "system" fn GetDC(window: usize) -> *mut c_void);
windows_core::link!("user32.dll" "system" fn ReleaseDC(window: usize, context: *mut c_void) -> i32);
windows_core::link!("user32.dll" "system" fn MonitorFromWindow(window: usize, otherwise: u32) -> *mut c_void);
windows_core::link!("user32.dll" "system" fn GetMonitorInfoW(monitor: *mut c_void, info: *mut MonitorInfo) -> BOOL);
windows_core::link!("gdi32.dll" "system" fn SetDIBitsToDevice(context: *mut c_void, x: i32, y: i32, width: u32, height: u32, from_x: i32, from_y: i32, first: u32, rows: u32, bits: *const c_void, info: *const c_void, usage: u32) -> i32);

/// A window by its handle. It may end at any time; pictures then go nowhere.
pub(crate) struct WindowSurface {
    window: AtomicUsize,
}

impl WindowSurface {
    /// # Errors
    /// - [`Error::InvalidArgument`]: it is neither 0 nor a window.
    pub(crate) fn of(window: usize) -> Result<Self> {
        let surface = Self {
            window: AtomicUsize::new(0),
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

/// `MONITORINFO`.
#[repr(C)]
#[derive(Default)]
struct MonitorInfo {
    size: u32,
    monitor: RECT,
    work: RECT,
    flags: u32,
}

/// `MONITOR_DEFAULTTONEAREST`.
const NEAREST: u32 = 2;

/// The place of the monitor that most of a window is on.
fn monitor(window: usize) -> Option<RECT> {
    let mut info = MonitorInfo {
        size: size_of::<MonitorInfo>() as u32,
        ..MonitorInfo::default()
    };
    // SAFETY: they take any number; the local says its size.
    let known = unsafe { GetMonitorInfoW(MonitorFromWindow(window, NEAREST), &mut info) }.as_bool();
    known.then_some(info.monitor)
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
        let mut rect = RECT::default();
        // SAFETY: takes any number, and writes to a local.
        let known = unsafe { GetClientRect(self.window(), &mut rect) }.as_bool();
        known.then(|| size_of_rect(&rect))
    }

    fn screen_size(&self) -> Option<FrameSize> {
        monitor(self.window()).map(|screen| size_of_rect(&screen))
    }

    fn present(&self, size: FrameSize, pixels: &[u32]) {
        let count = u64::from(size.width) * u64::from(size.height);
        let (Ok(width), Ok(height)) = (i32::try_from(size.width), i32::try_from(size.height)) else {
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
        let window = self.window();
        // SAFETY: takes any number; the context is released below. The pixels are as many as the header says, and
        // without a table of colours the header is all that is read.
        unsafe {
            let context = GetDC(window);
            if !context.is_null() {
                let bits = pixels.as_ptr().cast();
                SetDIBitsToDevice(
                    context,
                    0,
                    0,
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
