//! The window on a real X server: Xvfb, started by the test. What it shows is read back with ffmpeg.

#![expect(clippy::print_stdout, reason = "a test that skips says so")]

mod common;

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use common::{Rig, at, ms};
use openmf_core::{
    ClockStart, Error, FrameLayout, FrameSize, MediaBuffer, MediaTime, PixelFormat, Sample, SinkActivate,
    VideoFormat, guids,
};
use openmf_sinks::{
    Activate, AspectRatioMode, NormalizedRect, PixelRect, VideoDisplayControl, VideoRendererActivate,
    VideoWindow, VideoWindowOptions, WindowInput,
};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const SCREEN: (usize, usize) = (320, 240);

/// Starts an X server on a display that is free. Of two that start at a time one may lose its socket to the other's end:
/// then another one is started.
fn start_server() -> Option<(Server, String)> {
    for _ in 0..10 {
        let (server, display) = start_one_server()?;
        let socket = format!("/tmp/.X11-unix/X{}", display.trim_start_matches(':'));
        if std::os::unix::net::UnixStream::connect(&socket).is_ok() {
            return Some((server, display));
        }
        println!("{socket}: nobody answers");
    }
    println!("skipped: no X server answers");
    None
}

fn start_one_server() -> Option<(Server, String)> {
    let started = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "320x240x24",
            "-nolisten",
            "tcp",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut process = match started {
        Ok(process) => process,
        Err(error) => {
            println!("skipped: Xvfb does not run: {error}");
            return None;
        }
    };
    let mut output = process.stdout.take().unwrap();
    let server = Server(process);
    let mut number = String::new();
    let mut byte = [0];
    while output.read(&mut byte).is_ok_and(|count| count == 1) && byte[0] != b'\n' {
        number.push(char::from(byte[0]));
    }
    if number.is_empty() {
        println!("skipped: Xvfb does not come up");
        return None;
    }
    Some((server, format!(":{number}")))
}

/// The environment cannot be changed in a running program without `unsafe`, so the tests run themselves again in it.
fn run_again(test: &str, display: Option<&str>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", test, "--nocapture"]);
    match display {
        Some(display) => command.env("DISPLAY", display),
        None => command.env_remove("DISPLAY"),
    };
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    println!("{text}");
    assert!(output.status.success(), "{text}");
}

#[test]
fn on_a_display_of_its_own() {
    let Some((_server, display)) = start_server() else {
        return;
    };
    run_again("with_a_display", Some(&display));
}

#[test]
fn on_no_display() {
    run_again("without_a_display", None);
    run_again("without_a_display", Some(":32101"));
}

#[test]
#[ignore = "run by on_no_display, with a DISPLAY that is not there"]
fn without_a_display() {
    let activate: VideoRendererActivate = Activate::video_renderer(VideoWindowOptions::default(), |_| {});
    for _ in 0..2 {
        match activate.activate() {
            Err(Error::Device { device, .. }) => assert_eq!(device, "display"),
            other => panic!("{:?}", other.map(|_| ())),
        }
    }
}

/// The screen's pixels, 0xRRGGBB; `None` without ffmpeg.
fn screen() -> Option<Vec<u32>> {
    let display = std::env::var("DISPLAY").unwrap();
    let size = format!("{}x{}", SCREEN.0, SCREEN.1);
    let arguments = format!(
        "-v error -f x11grab -draw_mouse 0 -video_size {size} -i {display} -frames:v 1 -f rawvideo -pix_fmt bgr0 -"
    );
    let bytes = common::run("ffmpeg", &arguments.split_whitespace().collect::<Vec<_>>())?;
    Some(
        bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|pixel| u32::from_le_bytes(*pixel) & 0x00ff_ffff)
            .collect(),
    )
}

/// Waits until the screen has these colours: how many pixels of each.
fn expect_screen(what: &str, expected: &[(u32, usize)]) -> bool {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let Some(pixels) = screen() else {
            return false;
        };
        let count = |color| pixels.iter().filter(|pixel| **pixel == color).count();
        let found: Vec<_> = expected
            .iter()
            .map(|(color, _)| (*color, count(*color)))
            .collect();
        if found == expected {
            return true;
        }
        assert!(
            Instant::now() < deadline,
            "{what}: {found:x?} instead of {expected:x?}"
        );
    }
}

fn plain(format: PixelFormat, size: FrameSize, time: i64, color: [u8; 4]) -> Sample {
    let layout = FrameLayout::packed(format, size).unwrap();
    let pixels = (size.width * size.height) as usize;
    let bytes = match format {
        PixelFormat::Rgb32 => color.repeat(pixels),
        _ => [
            vec![color[0]; pixels],
            vec![color[1]; pixels / 4],
            vec![color[2]; pixels / 4],
        ]
        .concat(),
    };
    let buffer = MediaBuffer::from(bytes).with_layout(Arc::new(layout)).unwrap();
    Sample::new(buffer).at(MediaTime::ZERO + ms(time)).lasting(ms(40))
}

/// `IMFVideoDisplayControl` while paused: what is changed is shown at once.
fn the_display_control_moves_the_paused_picture(rig: &Rig, pixels: usize) {
    let service = rig.sink.service(&guids::MR_VIDEO_RENDER_SERVICE).unwrap();
    let display = service.downcast::<VideoDisplayControl>().unwrap();
    display.repaint();
    expect_screen("repainted", &[(0x40_50_60, pixels)]);
    let image = display.current_image().unwrap();
    assert_eq!((image.size.width, image.size.height), (160, 120));
    assert!(image.pixels.iter().all(|pixel| *pixel == 0x40_50_60));
    // A part of the window; the rest has the colour around the picture.
    display.set_border_color(0x11_22_33);
    let place = PixelRect::new;
    display.set_position(None, Some(place(40, 30, 80, 60))).unwrap();
    expect_screen("placed", &[(0x40_50_60, 80 * 60), (0x11_22_33, pixels - 80 * 60)]);
    // It keeps its shape, unless it is told not to.
    display.set_position(None, Some(place(0, 0, 160, 60))).unwrap();
    expect_screen("in shape", &[(0x40_50_60, 80 * 60)]);
    display.set_aspect_ratio_mode(AspectRatioMode::Stretch);
    expect_screen("stretched", &[(0x40_50_60, 160 * 60)]);
    for (source, destination) in [
        (
            Some(NormalizedRect {
                left: 0.5,
                right: 0.5,
                ..NormalizedRect::ALL
            }),
            None,
        ),
        (
            Some(NormalizedRect {
                right: 1.5,
                ..NormalizedRect::ALL
            }),
            None,
        ),
    ] {
        let refused = display.set_position(source, destination);
        assert!(matches!(refused, Err(Error::InvalidArgument { .. })));
    }
    // Beyond the window at the left and above: cut off, not squeezed. In an empty place nothing is shown.
    let beyond = place(-40, -30, 160, 120);
    display.set_position(None, Some(beyond)).unwrap();
    assert_eq!(display.position().1, Some(beyond));
    expect_screen(
        "cut off",
        &[(0x40_50_60, 120 * 90), (0x11_22_33, pixels - 120 * 90)],
    );
    display.set_position(None, Some(PixelRect::default())).unwrap();
    expect_screen("nowhere", &[(0x40_50_60, 0), (0x11_22_33, pixels)]);
    display.set_aspect_ratio_mode(AspectRatioMode::Preserve);
    display
        .set_position(Some(NormalizedRect::ALL), Some(place(0, 0, 160, 120)))
        .unwrap();
    expect_screen("whole again", &[(0x40_50_60, pixels)]);
}

/// `IMFVideoDisplayControl::SetFullscreen`, on a window of ours.
fn the_window_fills_the_screen_and_comes_back(rig: &Rig, pixels: usize) {
    let service = rig.sink.service(&guids::MR_VIDEO_RENDER_SERVICE).unwrap();
    let display = service.downcast::<VideoDisplayControl>().unwrap();
    let size = |width: usize, height: usize| FrameSize {
        width: width as u32,
        height: height as u32,
    };
    let place = PixelRect::new(0, 0, 80, 60);
    display.set_position(None, Some(place)).unwrap();
    expect_screen("placed", &[(0x40_50_60, 80 * 60)]);
    assert_eq!(display.screen_size(), Some(size(SCREEN.0, SCREEN.1)));
    assert_eq!(display.window_size(), Some(size(160, 120)));
    display.set_fullscreen(true);
    expect_screen("full screen", &[(0x40_50_60, SCREEN.0 * SCREEN.1)]);
    assert_eq!(display.fullscreen(), Ok(true));
    assert_eq!(display.window_size(), Some(size(SCREEN.0, SCREEN.1)));
    assert_eq!(display.displayed_image().unwrap().size, size(SCREEN.0, SCREEN.1));
    display.set_fullscreen(false);
    expect_screen(
        "placed again",
        &[(0x40_50_60, 80 * 60), (0x11_22_33, pixels - 80 * 60)],
    );
    assert_eq!(display.position().1, Some(place));
    assert_eq!(display.window_size(), Some(size(160, 120)));
    display
        .set_position(None, Some(PixelRect::new(0, 0, 160, 120)))
        .unwrap();
    expect_screen("whole", &[(0x40_50_60, pixels)]);
}

#[test]
#[ignore = "run by on_a_display_of_its_own, with DISPLAY set"]
fn with_a_display() {
    let size = FrameSize {
        width: 160,
        height: 120,
    };
    let options = VideoWindowOptions {
        background: 0x12_34_56,
        ..VideoWindowOptions::default()
    };
    let (sender, inputs) = mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let window = VideoWindow::open(options.clone(), move |input| {
        let _ = sender.lock().unwrap().send(input);
    })
    .unwrap();
    let pixels = 160 * 120;
    let rig = Rig::new(
        window.sink(),
        &VideoFormat::new(PixelFormat::Rgb32.subtype(), size).to_media_type(),
    );
    if !expect_screen("stopped", &[(0x12_34_56, pixels)]) {
        return;
    }
    rig.sink.preroll().unwrap().notify_preroll(at(0)).unwrap();
    rig.stream
        .process_sample(plain(PixelFormat::Rgb32, size, 0, [0x30, 0x20, 0x10, 0]))
        .unwrap();
    rig.stream
        .process_sample(plain(PixelFormat::Rgb32, size, 40, [0x60, 0x50, 0x40, 0]))
        .unwrap();
    expect_screen("prerolled", &[(0x12_34_56, pixels)]);
    rig.start(0);
    expect_screen("first picture", &[(0x10_20_30, pixels), (0x12_34_56, 0)]);
    rig.clock.advance(ms(40));
    expect_screen("second picture", &[(0x40_50_60, pixels)]);
    rig.clock.pause();
    expect_screen("paused", &[(0x40_50_60, pixels)]);
    the_display_control_moves_the_paused_picture(&rig, pixels);
    the_window_fills_the_screen_and_comes_back(&rig, pixels);
    rig.clock.start(ClockStart::Current);
    rig.clock.stop();
    expect_screen("stopped again", &[(0x12_34_56, pixels)]);
    assert_eq!(window.statistics().samples, 2);

    // A second window beside the first, of another format; the first one closes.
    let tall = FrameSize {
        width: 100,
        height: 200,
    };
    let mut format = VideoFormat::new(PixelFormat::I420.subtype(), tall);
    format.rotation = 90;
    let second = VideoWindow::open(options, |_| {}).unwrap();
    let other = Rig::new(second.sink(), &format.to_media_type());
    rig.sink.shutdown().unwrap();
    other.start(0);
    other
        .stream
        .process_sample(plain(PixelFormat::I420, tall, 0, [235, 128, 128, 0]))
        .unwrap();
    expect_screen("second window", &[(0xff_ff_ff, 200 * 100), (0x12_34_56, 0)]);
    other.sink.shutdown().unwrap();
    expect_screen("no window", &[(0, SCREEN.0 * SCREEN.1)]);

    let resized = inputs.try_iter().any(|input| {
        matches!(
            input,
            WindowInput::Resized {
                width: 160,
                height: 120
            }
        )
    });
    assert!(resized, "the window takes the picture's size");
}
