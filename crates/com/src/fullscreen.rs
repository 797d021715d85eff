//! A window of the video renderer's own that covers a monitor (`IMFVideoDisplayControl::SetFullscreen`).
//!
//! The application's window stays as and where it is, and its thread is never waited for: the covering window has no owner, never
//! becomes active, and has a thread of its own. The keyboard stays with the application, and what the mouse does over the covering
//! window is posted to the application's video window, as if it had been done there.

use std::cell::RefCell;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{Error, Result};
use windows_core::{BOOL, w};

use crate::bindings::RECT;

windows_core::link!("user32.dll" "system" fn CreateWindowExW(extended: u32, class: *const u16, name: *const u16, style: u32, x: i32, y: i32, width: i32, height: i32, parent: usize, menu: *const c_void, instance: *const c_void, parameter: *const c_void) -> usize);
windows_core::link!("user32.dll" "system" fn DestroyWindow(window: usize) -> BOOL);
windows_core::link!("user32.dll" "system" fn DefWindowProcW(window: usize, message: u32, word: usize, long: isize) -> isize);
windows_core::link!("user32.dll" "system" fn GetMessageW(message: *mut Message, window: usize, first: u32, last: u32) -> BOOL);
windows_core::link!("user32.dll" "system" fn DispatchMessageW(message: *const Message) -> isize);
windows_core::link!("user32.dll" "system" fn PostMessageW(window: usize, message: u32, word: usize, long: isize) -> BOOL);
windows_core::link!("user32.dll" "system" fn PostQuitMessage(code: i32) -> ());
windows_core::link!("user32.dll" "system" fn SetWindowPos(window: usize, after: isize, x: i32, y: i32, width: i32, height: i32, flags: u32) -> BOOL);
windows_core::link!("user32.dll" "system" fn ValidateRect(window: usize, rect: *const RECT) -> BOOL);
windows_core::link!("user32.dll" "system" fn ClientToScreen(window: usize, point: *mut Point) -> BOOL);
windows_core::link!("user32.dll" "system" fn ScreenToClient(window: usize, point: *mut Point) -> BOOL);
windows_core::link!("user32.dll" "system" fn MonitorFromRect(rect: *const RECT, otherwise: u32) -> *mut c_void);
windows_core::link!("user32.dll" "system" fn MonitorFromWindow(window: usize, otherwise: u32) -> *mut c_void);
windows_core::link!("user32.dll" "system" fn GetMonitorInfoW(monitor: *mut c_void, info: *mut MonitorInfo) -> BOOL);
windows_core::link!("user32.dll" "system" fn GetClassLongW(window: usize, index: i32) -> u32);
windows_core::link!("user32.dll" "system" fn CallWindowProcW(procedure: isize, window: usize, message: u32, word: usize, long: isize) -> isize);
#[cfg(target_pointer_width = "64")]
windows_core::link!("user32.dll" "system" fn SetWindowLongPtrW(window: usize, index: i32, value: isize) -> isize);
#[cfg(target_pointer_width = "32")]
windows_core::link!("user32.dll" "system" fn SetWindowLongW(window: usize, index: i32, value: isize) -> isize);
#[cfg(target_pointer_width = "32")]
use SetWindowLongW as SetWindowLongPtrW;

/// `POINT`.
#[repr(C)]
#[derive(Default)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// `MSG`.
#[repr(C)]
#[derive(Default)]
struct Message {
    window: usize,
    message: u32,
    word: usize,
    long: isize,
    time: u32,
    point: Point,
    private: u32,
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
pub(crate) fn monitor_of_window(window: usize) -> Option<RECT> {
    // SAFETY: takes any number.
    place(unsafe { MonitorFromWindow(window, NEAREST) })
}

/// The place of the monitor that most of a rectangle is on.
pub(crate) fn monitor_of_rect(rect: &RECT) -> Option<RECT> {
    // SAFETY: reads the rectangle.
    place(unsafe { MonitorFromRect(rect, NEAREST) })
}

fn place(monitor: *mut c_void) -> Option<RECT> {
    let mut info = MonitorInfo {
        size: size_of::<MonitorInfo>() as u32,
        ..MonitorInfo::default()
    };
    // SAFETY: takes any handle; the local says its size.
    let known = unsafe { GetMonitorInfoW(monitor, &mut info) }.as_bool();
    known.then_some(info.monitor)
}

/// Where the upper left corner of a window's client area is on the screen.
pub(crate) fn client_corner(window: usize) -> Option<(i32, i32)> {
    let mut point = Point::default();
    // SAFETY: takes any number, and writes to a local.
    let known = unsafe { ClientToScreen(window, &mut point) }.as_bool();
    known.then_some((point.x, point.y))
}

/// The covering window of one renderer, or none.
#[derive(Default)]
pub(crate) struct FullScreen {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// The application's.
    video_window: AtomicUsize,
    mode: Mutex<Mode>,
    repaint: Mutex<Option<Arc<dyn Fn() + Send + Sync>>>,
}

#[derive(Default)]
struct Mode {
    wanted: bool,
    now: Now,
}

#[derive(Clone, Copy, Default)]
enum Now {
    #[default]
    Windowed,
    Entering,
    /// In this window.
    Full(usize),
    Leaving,
}

impl FullScreen {
    /// Covers the monitor that this window of the application is on, or no longer. The change comes later.
    pub(crate) fn set(&self, video_window: usize, on: bool) {
        self.shared.video_window.store(video_window, Ordering::Relaxed);
        let mut mode = self.shared.mode();
        mode.wanted = on;
        match (mode.now, on) {
            (Now::Windowed, true) => {
                let shared = Arc::clone(&self.shared);
                let thread = std::thread::Builder::new().name("openmf-fullscreen".to_owned());
                if thread.spawn(move || run(&shared)).is_ok() {
                    mode.now = Now::Entering;
                }
            }
            (Now::Full(window), true) => post(window, COVER),
            (Now::Full(window), false) => {
                mode.now = Now::Leaving;
                post(window, LEAVE);
            }
            // The thread looks at what is wanted when it is done.
            (Now::Windowed, false) | (Now::Entering | Now::Leaving, _) => {}
        }
    }

    /// The window that covers the monitor, if one does.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: it is coming or going.
    pub(crate) fn window(&self) -> Result<Option<usize>> {
        match self.shared.mode().now {
            Now::Windowed => Ok(None),
            Now::Full(window) => Ok(Some(window)),
            Now::Entering | Now::Leaving => Err(Error::invalid_request(
                "the renderer is changing between its window and the full screen",
            )),
        }
    }

    /// What to call when all has to be drawn again.
    pub(crate) fn set_repaint(&self, repaint: Arc<dyn Fn() + Send + Sync>) {
        let kept = self.shared.repaint.lock();
        *kept.unwrap_or_else(PoisonError::into_inner) = Some(repaint);
    }
}

impl Drop for FullScreen {
    fn drop(&mut self) {
        self.set(0, false);
    }
}

impl Shared {
    fn mode(&self) -> MutexGuard<'_, Mode> {
        self.mode.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn repaint(&self) {
        let repaint = self.repaint.lock();
        let repaint = repaint.unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(repaint) = repaint {
            repaint();
        }
    }
}

/// To the covering window: it goes, or covers the monitor that the video window is on now.
const LEAVE: u32 = WM_APP;
const COVER: u32 = WM_APP + 1;

const WM_APP: u32 = 0x8000;
const WM_DESTROY: u32 = 0x0002;
const WM_PAINT: u32 = 0x000f;
const WM_CLOSE: u32 = 0x0010;
const WM_ERASEBKGND: u32 = 0x0014;
const WM_MOUSEACTIVATE: u32 = 0x0021;
const WM_DISPLAYCHANGE: u32 = 0x007e;
const WM_NCHITTEST: u32 = 0x0084;
const WM_MOUSEFIRST: u32 = 0x0200;
const WM_MOUSEWHEEL: u32 = 0x020a;
const WM_MOUSEHWHEEL: u32 = 0x020e;
const MA_NOACTIVATE: isize = 3;
const HTCLIENT: isize = 1;

fn post(window: usize, message: u32) {
    // SAFETY: takes any number. It fails only when the window is gone.
    let _ = unsafe { PostMessageW(window, message, 0, 0) };
}

/// The thread of a covering window.
fn run(shared: &Arc<Shared>) {
    loop {
        let window = open(shared);
        {
            let mut mode = shared.mode();
            match window {
                None => *mode = Mode::default(),
                Some(window) if mode.wanted => mode.now = Now::Full(window),
                Some(window) => {
                    mode.now = Now::Leaving;
                    post(window, LEAVE);
                }
            }
        }
        shared.repaint();
        if window.is_some() {
            serve();
            let mut mode = shared.mode();
            mode.now = if mode.wanted { Now::Entering } else { Now::Windowed };
            let again = mode.wanted;
            drop(mode);
            if again {
                continue;
            }
            shared.repaint();
        }
        return;
    }
}

/// Opens a window that covers the monitor which the video window is on. It is shown, and has nothing in it yet.
fn open(shared: &Arc<Shared>) -> Option<usize> {
    const WS_POPUP: u32 = 0x8000_0000;
    // Above all windows, in no task bar, never active: `WS_EX_TOPMOST`, `WS_EX_TOOLWINDOW`, `WS_EX_NOACTIVATE`.
    const EXTENDED: u32 = 0x0000_0008 | 0x0000_0080 | 0x0800_0000;
    const GWLP_WNDPROC: i32 = -4;
    let procedure: Procedure = window_procedure;
    let null = std::ptr::null();
    // A class of the system's: one of ours would have to be taken back before this library goes.
    let (class, name) = (w!("STATIC").as_ptr(), w!("").as_ptr());
    // SAFETY: the strings are static and end with zero; the other pointers may be NULL. The procedure has the signature of one,
    // and the window that gets it is this thread's, on which alone it is called.
    let window = unsafe {
        let window = CreateWindowExW(EXTENDED, class, name, WS_POPUP, 0, 0, 0, 0, 0, null, null, null);
        if window == 0 {
            return None;
        }
        let before = SetWindowLongPtrW(window, GWLP_WNDPROC, procedure as usize as isize);
        COVERING.set(Some(Covering {
            shared: Arc::clone(shared),
            before,
        }));
        window
    };
    cover(window, shared);
    Some(window)
}

type Procedure = unsafe extern "system" fn(usize, u32, usize, isize) -> isize;

thread_local! {
    /// That of the thread.
    static COVERING: RefCell<Option<Covering>> = const { RefCell::new(None) };
}

#[derive(Clone)]
struct Covering {
    shared: Arc<Shared>,
    /// The procedure of the window's class.
    before: isize,
}

/// Serves a covering window until it is gone.
fn serve() {
    let mut message = Message::default();
    // SAFETY: it writes to the local and reads it. An error, which is negative, ends it as well.
    while unsafe { GetMessageW(&mut message, 0, 0, 0) }.0 > 0 {
        // SAFETY: it reads the local.
        unsafe { DispatchMessageW(&message) };
    }
    COVERING.take();
}

/// Puts a covering window, shown, over the monitor that the video window is on.
fn cover(window: usize, shared: &Shared) {
    const HWND_TOPMOST: isize = -1;
    // `SWP_NOACTIVATE`, `SWP_SHOWWINDOW`.
    const FLAGS: u32 = 0x0010 | 0x0040;
    let Some(place) = monitor_of_window(shared.video_window.load(Ordering::Relaxed)) else {
        return;
    };
    let (width, height) = (place.right - place.left, place.bottom - place.top);
    // SAFETY: takes any numbers.
    let _ = unsafe { SetWindowPos(window, HWND_TOPMOST, place.left, place.top, width, height, FLAGS) };
}

/// # Safety
/// The system calls it for a window of [`open`], on the window's thread.
unsafe extern "system" fn window_procedure(window: usize, message: u32, word: usize, long: isize) -> isize {
    let Some(Covering { shared, before }) = COVERING.with_borrow(Clone::clone) else {
        // SAFETY: takes any message.
        return unsafe { DefWindowProcW(window, message, word, long) };
    };
    match message {
        // All of it is drawn.
        WM_ERASEBKGND => 1,
        WM_PAINT => {
            // SAFETY: takes any number; NULL is all of the window.
            let _ = unsafe { ValidateRect(window, std::ptr::null()) };
            // A panic must not go through the system's code; the picture is drawn with the next one.
            let _ = catch_unwind(AssertUnwindSafe(|| shared.repaint()));
            0
        }
        WM_NCHITTEST => HTCLIENT,
        WM_MOUSEACTIVATE => MA_NOACTIVATE,
        // It goes when the application wants it to.
        WM_CLOSE => 0,
        WM_MOUSEFIRST..=WM_MOUSEHWHEEL => {
            forward(
                window,
                shared.video_window.load(Ordering::Relaxed),
                message,
                word,
                long,
            );
            0
        }
        WM_DISPLAYCHANGE | COVER => {
            cover(window, &shared);
            0
        }
        LEAVE => {
            // SAFETY: the window is this thread's.
            let _ = unsafe { DestroyWindow(window) };
            0
        }
        WM_DESTROY => {
            // SAFETY: ends the loop of this thread.
            unsafe { PostQuitMessage(0) };
            0
        }
        // SAFETY: the procedure that the window had, with the message as it came.
        _ => unsafe { CallWindowProcW(before, window, message, word, long) },
    }
}

/// Posts what the mouse did to the video window, in its coordinates.
fn forward(window: usize, video_window: usize, message: u32, word: usize, long: isize) {
    let mut place = long;
    if !matches!(message, WM_MOUSEWHEEL | WM_MOUSEHWHEEL) {
        let part = |of: isize| i32::from(of as u16 as i16);
        let mut point = Point {
            x: part(long),
            y: part(long >> 16),
        };
        // SAFETY: they take any number, and write to a local.
        let known = unsafe {
            ClientToScreen(window, &mut point).as_bool() && ScreenToClient(video_window, &mut point).as_bool()
        };
        if !known {
            return;
        }
        // `MAKELPARAM`.
        place = (u32::from(point.x as u16) | u32::from(point.y as u16) << 16) as isize;
    }
    // SAFETY: takes any numbers. It fails when the application's window is gone.
    let _ = unsafe { PostMessageW(video_window, single(video_window, message), word, place) };
}

/// A window whose class knows no double clicks gets the second click.
fn single(video_window: usize, message: u32) -> u32 {
    const GCL_STYLE: i32 = -26;
    const CS_DBLCLKS: u32 = 0x0008;
    // The left, the right, the middle, and the further buttons.
    const DOUBLE: [u32; 4] = [0x0203, 0x0206, 0x0209, 0x020d];
    // SAFETY: takes any number.
    let style = unsafe { GetClassLongW(video_window, GCL_STYLE) };
    if DOUBLE.contains(&message) && style & CS_DBLCLKS == 0 {
        // A button's messages are those for down, up, and twice.
        message - 2
    } else {
        message
    }
}
