use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use openmf_core::{Error, FrameSize, Result};
use winit::application::ApplicationHandler;
use winit::dpi::PhysicalSize;
use winit::event::{ElementState, WindowEvent};
use winit::event_loop::{ActiveEventLoop, EventLoop, EventLoopProxy, OwnedDisplayHandle};
use winit::keyboard::{Key, NamedKey};
#[cfg(windows)]
use winit::platform::windows::EventLoopBuilderExtWindows;
#[cfg(not(windows))]
use winit::platform::x11::EventLoopBuilderExtX11;
use winit::window::{Fullscreen, Window, WindowId};

use super::display::{Canvas, VideoDisplayControl};
use super::picture::Picture;
use super::surface::SurfaceWindow;
use super::{VideoWindowOptions, WindowInput, WindowKey};

/// How long the first window may take to come up.
const OPEN_TIMEOUT: Duration = Duration::from_secs(5);

/// One window of ours, on the thread of all windows. Dropping it closes the window.
pub(super) struct HostedWindow {
    number: u64,
    canvas: Arc<Canvas>,
    proxy: EventLoopProxy<Command>,
}

/// Asks for a window to be drawn again.
#[derive(Clone)]
pub(super) enum Redraw {
    /// A window of ours, by its number.
    Hosted(u64, EventLoopProxy<Command>),
    Surface(Weak<SurfaceWindow>),
}

impl Redraw {
    pub(super) fn request(&self) {
        match self {
            Self::Hosted(number, proxy) => {
                // Fails only when the display is gone.
                let _ = proxy.send_event(Command::Redraw(*number));
            }
            Self::Surface(window) => {
                if let Some(window) = window.upgrade() {
                    window.draw();
                }
            }
        }
    }

    /// The window that is not ours.
    pub(super) fn surface(&self) -> Option<Arc<SurfaceWindow>> {
        match self {
            Self::Hosted(..) => None,
            Self::Surface(window) => window.upgrade(),
        }
    }
}

type InputHandler = Arc<dyn Fn(WindowInput) + Send + Sync>;

pub(super) enum Command {
    Open {
        number: u64,
        options: VideoWindowOptions,
        canvas: Arc<Canvas>,
        input: InputHandler,
        reply: Sender<Result<(), String>>,
    },
    /// The picture has changed.
    Redraw(u64),
    /// Fills the screen, or no longer.
    Fullscreen(u64, bool),
    /// Shows the window, in this size if the user has not chosen one.
    Show(u64, (u32, u32)),
    Close(u64),
}

impl HostedWindow {
    /// Opens a window that is not shown yet.
    ///
    /// # Errors
    /// - [`Error::Device`]: there is no display, or it refuses a window.
    pub(super) fn open(options: VideoWindowOptions, input: InputHandler) -> Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let proxy = event_loop()?;
        let canvas = Arc::new(Canvas::default());
        let (reply, opened) = mpsc::channel();
        let command = Command::Open {
            number,
            options,
            canvas: Arc::clone(&canvas),
            input,
            reply,
        };
        proxy
            .send_event(command)
            .map_err(|_| no_display("its connection was closed"))?;
        match opened.recv_timeout(OPEN_TIMEOUT) {
            Ok(Ok(())) => Ok(Self {
                number,
                canvas,
                proxy,
            }),
            Ok(Err(problem)) => Err(no_display(problem)),
            Err(_) => Err(no_display("a window did not open in time")),
        }
    }

    /// Shows a picture, or the background.
    pub(super) fn set_picture(&self, picture: Option<Picture>) {
        self.canvas.set_picture(picture);
        self.send(Command::Redraw(self.number));
    }

    pub(super) fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    pub(super) fn display_control(&self) -> VideoDisplayControl {
        let redraw = Redraw::Hosted(self.number, self.proxy.clone());
        VideoDisplayControl::new(Arc::clone(&self.canvas), redraw)
    }

    pub(super) fn show(&self, size: (u32, u32)) {
        self.send(Command::Show(self.number, size));
    }

    fn send(&self, command: Command) {
        // Fails only when the display is gone; the presentation goes on without a picture.
        let _ = self.proxy.send_event(command);
    }
}

impl Drop for HostedWindow {
    fn drop(&mut self) {
        self.send(Command::Close(self.number));
    }
}

fn no_display(what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::Device {
        device: "display".into(),
        what: what.into(),
    }
}

/// The event loop's sender. The thread starts with the first window and stays: winit allows one event loop in the life
/// of a process, and without windows it sleeps.
fn event_loop() -> Result<EventLoopProxy<Command>> {
    static HOST: Mutex<Option<EventLoopProxy<Command>>> = Mutex::new(None);
    let mut host = HOST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(proxy) = &*host {
        return Ok(proxy.clone());
    }
    // winit gives a process one attempt; it is not to be spent on a display that is not there.
    find_display()?;
    let (sender, started) = mpsc::channel();
    std::thread::Builder::new()
        .name("openmf-windows".to_owned())
        .spawn(move || run(&sender))
        .map_err(|error| no_display(error.to_string()))?;
    match started.recv_timeout(OPEN_TIMEOUT) {
        Ok(Ok(proxy)) => {
            *host = Some(proxy.clone());
            Ok(proxy)
        }
        Ok(Err(problem)) => Err(no_display(problem)),
        Err(_) => Err(no_display("it does not answer")),
    }
}

/// Whether the X server of `DISPLAY` is there, as far as can be told without connecting through its library.
#[cfg(unix)]
fn find_display() -> Result<()> {
    let display = std::env::var("DISPLAY").unwrap_or_default();
    if display.is_empty() {
        return Err(no_display("DISPLAY is not set"));
    }
    let local = display
        .strip_prefix(':')
        .or_else(|| display.strip_prefix("unix:"));
    if let Some(number) = local.and_then(|rest| rest.split('.').next()) {
        // An abstract socket without a file is possible, but no X server makes only that.
        let socket = format!("/tmp/.X11-unix/X{number}");
        std::os::unix::net::UnixStream::connect(&socket)
            .map_err(|error| no_display(format!("{display} does not answer: {error}")))?;
    }
    Ok(())
}

/// Windows has a display in every session.
#[cfg(not(unix))]
fn find_display() -> Result<()> {
    Ok(())
}

fn run(sender: &Sender<Result<EventLoopProxy<Command>, String>>) {
    let mut builder = EventLoop::<Command>::with_user_event();
    #[cfg(not(windows))]
    builder.with_x11();
    let built = builder.with_any_thread(true).build();
    let event_loop = match built {
        Ok(event_loop) => event_loop,
        Err(error) => {
            let _ = sender.send(Err(error.to_string()));
            return;
        }
    };
    let mut app = App {
        windows: HashMap::new(),
        display: event_loop.owned_display_handle(),
    };
    if sender.send(Ok(event_loop.create_proxy())).is_ok() {
        // It ends only when the display is gone; later commands then fail.
        let _ = event_loop.run_app(&mut app);
    }
}

struct App {
    windows: HashMap<u64, Open>,
    display: OwnedDisplayHandle,
}

struct Open {
    window: Arc<Window>,
    surface: softbuffer::Surface<OwnedDisplayHandle, Arc<Window>>,
    canvas: Arc<Canvas>,
    input: InputHandler,
    background: u32,
    /// The user or the application has chosen the size.
    sized: bool,
    shown: bool,
    /// The size that the window had before it filled the screen.
    before: Option<PhysicalSize<u32>>,
}

impl App {
    fn open(
        &self,
        event_loop: &ActiveEventLoop,
        options: &VideoWindowOptions,
        canvas: Arc<Canvas>,
        input: InputHandler,
    ) -> Result<Open, String> {
        let size = options.size.map_or(PhysicalSize::new(640, 360), |size| {
            PhysicalSize::new(size.width, size.height)
        });
        let attributes = Window::default_attributes()
            .with_title(options.title.clone())
            .with_visible(false)
            .with_inner_size(size);
        let window = Arc::new(
            event_loop
                .create_window(attributes)
                .map_err(|error| error.to_string())?,
        );
        let context = softbuffer::Context::new(self.display.clone()).map_err(|error| error.to_string())?;
        let surface =
            softbuffer::Surface::new(&context, Arc::clone(&window)).map_err(|error| error.to_string())?;
        Ok(Open {
            window,
            surface,
            canvas,
            input,
            background: options.background & 0x00ff_ffff,
            sized: options.size.is_some(),
            shown: false,
            before: None,
        })
    }
}

impl ApplicationHandler<Command> for App {
    fn resumed(&mut self, _event_loop: &ActiveEventLoop) {}

    fn user_event(&mut self, event_loop: &ActiveEventLoop, command: Command) {
        match command {
            Command::Open {
                number,
                options,
                canvas,
                input,
                reply,
            } => {
                let opened = self.open(event_loop, &options, canvas, input).map(|open| {
                    self.windows.insert(number, open);
                });
                // Nobody waits any more if it took too long; the window then goes as well.
                if reply.send(opened).is_err() {
                    self.windows.remove(&number);
                }
            }
            Command::Redraw(number) => {
                if let Some(open) = self.windows.get_mut(&number) {
                    open.draw();
                }
            }
            Command::Show(number, (width, height)) => {
                if let Some(open) = self.windows.get_mut(&number) {
                    let size = PhysicalSize::new(width, height);
                    match &mut open.before {
                        _ if open.sized => {}
                        Some(before) => *before = size,
                        None => {
                            let _ = open.window.request_inner_size(size);
                        }
                    }
                    open.window.set_visible(true);
                    open.measure();
                    open.shown = true;
                    open.window.request_redraw();
                }
            }
            Command::Fullscreen(number, on) => {
                if let Some(open) = self.windows.get_mut(&number) {
                    open.set_fullscreen(on);
                }
            }
            Command::Close(number) => {
                self.windows.remove(&number);
            }
        }
    }

    fn window_event(&mut self, _event_loop: &ActiveEventLoop, id: WindowId, event: WindowEvent) {
        let Some(open) = self.windows.values_mut().find(|open| open.window.id() == id) else {
            return;
        };
        match event {
            WindowEvent::CloseRequested => (open.input)(WindowInput::CloseRequested),
            WindowEvent::Resized(size) => {
                open.measure();
                (open.input)(WindowInput::Resized {
                    width: size.width,
                    height: size.height,
                });
                open.window.request_redraw();
            }
            WindowEvent::Moved(_) => open.measure(),
            WindowEvent::RedrawRequested => open.draw(),
            WindowEvent::KeyboardInput { event, .. } if event.state == ElementState::Pressed => {
                if let Some(key) = window_key(&event.logical_key) {
                    (open.input)(WindowInput::Key(key));
                }
            }
            _ => {}
        }
    }
}

impl Open {
    /// Notes the sizes of the window and of its screen, for who controls the display.
    fn measure(&self) {
        let size = |of: PhysicalSize<u32>| FrameSize {
            width: of.width,
            height: of.height,
        };
        let screen = self.window.current_monitor();
        self.canvas.set_window_size(size(self.window.inner_size()));
        self.canvas
            .set_screen_size(screen.map(|screen| size(screen.size())));
    }

    /// Fills the screen that the window is on, or takes the size and place of before.
    fn set_fullscreen(&mut self, on: bool) {
        let size = match (on, self.before) {
            (true, None) => {
                self.before = Some(self.window.inner_size());
                self.window.set_fullscreen(Some(Fullscreen::Borderless(None)));
                self.window.current_monitor().map(|screen| screen.size())
            }
            (false, Some(before)) => {
                self.before = None;
                self.window.set_fullscreen(None);
                Some(before)
            }
            _ => None,
        };
        // An X server without a window manager moves the window, but does not size it.
        if let (true, Some(size)) = (cfg!(unix), size) {
            let _ = self.window.request_inner_size(size);
        }
        self.window.request_redraw();
    }

    /// Draws what the canvas has. A failure shows in the next frame or not at all; the presentation goes on.
    fn draw(&mut self) {
        if !self.shown {
            return;
        }
        let size = self.window.inner_size();
        let (Some(width), Some(height)) = (NonZeroU32::new(size.width), NonZeroU32::new(size.height)) else {
            return;
        };
        if self.surface.resize(width, height).is_err() {
            return;
        }
        let placement = self.canvas.placement_on(self.before.is_some());
        let picture = self.canvas.picture();
        let Ok(mut buffer) = self.surface.buffer_mut() else {
            return;
        };
        match picture {
            Some(picture) => picture.draw(&mut buffer, size.width, size.height, &placement),
            None => buffer.fill(self.background),
        }
        let _ = buffer.present();
    }
}

fn window_key(key: &Key) -> Option<WindowKey> {
    Some(match key {
        Key::Character(text) => WindowKey::Character(text.chars().next()?),
        Key::Named(NamedKey::Space) => WindowKey::Character(' '),
        Key::Named(NamedKey::Escape) => WindowKey::Escape,
        Key::Named(NamedKey::Enter) => WindowKey::Enter,
        Key::Named(NamedKey::ArrowLeft) => WindowKey::Left,
        Key::Named(NamedKey::ArrowRight) => WindowKey::Right,
        Key::Named(NamedKey::ArrowUp) => WindowKey::Up,
        Key::Named(NamedKey::ArrowDown) => WindowKey::Down,
        Key::Named(NamedKey::PageUp) => WindowKey::PageUp,
        Key::Named(NamedKey::PageDown) => WindowKey::PageDown,
        Key::Named(NamedKey::Home) => WindowKey::Home,
        Key::Named(NamedKey::End) => WindowKey::End,
        _ => return None,
    })
}
