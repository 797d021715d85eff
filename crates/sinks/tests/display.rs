//! The display control of pictures in somebody else's window, pixel by pixel.

mod common;

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{Rig, ms};
use openmf_core::{
    AttributeValue, ClockStart, Error, FrameLayout, FrameSize, MediaBuffer, MediaTime, PixelFormat,
    PresentationTime, Sample, VideoFormat, guids,
};
use openmf_sinks::{
    AspectRatioMode, DisplayPreferences, PictureSurface, PixelRect, VideoDisplayControl, VideoWindow,
    VideoWindowOptions,
};

/// A window of 8 × 4 pixels, the last two columns of which are on a second screen of 16 × 9 pixels.
struct Surface {
    presented: Mutex<Sender<Presented>>,
    fullscreen: Mutex<Option<bool>>,
    repaint: Mutex<Option<Arc<dyn Fn() + Send + Sync>>>,
}

type Presented = ((u32, u32), FrameSize, Vec<u32>);

const WINDOW: FrameSize = size(8, 4);

impl PictureSurface for Surface {
    fn window(&self) -> usize {
        1
    }
    fn set_window(&self, _window: usize) -> openmf_core::Result<()> {
        Ok(())
    }
    fn size(&self) -> Option<FrameSize> {
        Some(if self.fullscreen() == Ok(true) {
            SCREEN
        } else {
            WINDOW
        })
    }
    fn screen(&self, part: PixelRect) -> Option<PixelRect> {
        let left = if part.left >= 5 { 6 } else { -10 };
        Some(PixelRect::new(left, -3, SCREEN.width, SCREEN.height))
    }
    fn present(&self, at: (u32, u32), size: FrameSize, pixels: &[u32]) {
        let _ = self.presented.lock().unwrap().send((at, size, pixels.to_vec()));
    }
    fn set_fullscreen(&self, _on: bool) {
        *self.fullscreen.lock().unwrap() = None;
    }
    fn fullscreen(&self) -> openmf_core::Result<bool> {
        let fullscreen = *self.fullscreen.lock().unwrap();
        fullscreen.ok_or_else(|| Error::invalid_request("it is changing"))
    }
    fn set_repaint(&self, repaint: Arc<dyn Fn() + Send + Sync>) {
        *self.repaint.lock().unwrap() = Some(repaint);
    }
}

impl Surface {
    /// The change of `set_fullscreen` is done.
    fn changed(&self, fullscreen: bool) {
        *self.fullscreen.lock().unwrap() = Some(fullscreen);
        let repaint = self.repaint.lock().unwrap().clone().unwrap();
        repaint();
    }
}

const SCREEN: FrameSize = size(16, 9);

fn at(time: i64) -> MediaTime {
    MediaTime::ZERO + ms(time)
}

const fn size(width: u32, height: u32) -> FrameSize {
    FrameSize { width, height }
}

fn presented(pictures: &Receiver<Presented>) -> Presented {
    pictures.recv_timeout(Duration::from_secs(120)).unwrap()
}

/// What is shown in all of the window.
fn shown(pictures: &Receiver<Presented>) -> Vec<u32> {
    let (at, size, pixels) = presented(pictures);
    assert_eq!((at, size), ((0, 0), WINDOW));
    pixels
}

/// A picture of these colours.
fn picture(of: FrameSize, colors: &[u32], time: i64) -> Sample {
    let layout = FrameLayout::packed(PixelFormat::Rgb32, of).unwrap();
    let bytes: Vec<u8> = colors.iter().flat_map(|color| color.to_le_bytes()).collect();
    let buffer = MediaBuffer::from(bytes).with_layout(Arc::new(layout)).unwrap();
    Sample::new(buffer).at(at(time)).lasting(ms(40))
}

struct Shown {
    rig: Rig,
    display: Arc<VideoDisplayControl>,
    pictures: Receiver<Presented>,
    surface: Arc<Surface>,
}

/// A renderer of pictures of this format.
fn renderer(format: &VideoFormat, aperture: Option<[u8; 16]>) -> Shown {
    let (sender, pictures) = mpsc::channel();
    let surface = Arc::new(Surface {
        presented: Mutex::new(sender),
        fullscreen: Mutex::new(Some(false)),
        repaint: Mutex::default(),
    });
    let options = VideoWindowOptions {
        background: 9,
        ..VideoWindowOptions::default()
    };
    let window = VideoWindow::on_surface(surface.clone(), &options);
    let media_type = format.to_media_type();
    if let Some(aperture) = aperture {
        let area = AttributeValue::Blob(aperture.to_vec());
        media_type
            .attributes()
            .set_item(guids::MF_MT_GEOMETRIC_APERTURE, area);
    }
    let rig = Rig::new(window.sink(), &media_type);
    let service = rig.sink.service(&guids::MR_VIDEO_RENDER_SERVICE).unwrap();
    let display = service.downcast::<VideoDisplayControl>().unwrap();
    Shown {
        rig,
        display,
        pictures,
        surface,
    }
}

/// Paused with this picture, which is shown.
fn paused(of: FrameSize, colors: &[u32]) -> Shown {
    let all = renderer(&VideoFormat::new(PixelFormat::Rgb32.subtype(), of), None);
    all.display
        .change_preferences(|kept| kept.rendering_flags = DisplayPreferences::DO_NOT_CLIP_TO_DEVICE);
    all.rig.start(0);
    all.rig.stream.process_sample(picture(of, colors, 0)).unwrap();
    shown(&all.pictures);
    all.rig.clock.pause();
    all
}

#[test]
fn an_image_is_of_what_is_shown_and_says_its_time() {
    let format = VideoFormat::new(PixelFormat::Rgb32.subtype(), size(2, 2));
    let Shown {
        rig,
        display,
        pictures,
        surface: _surface,
    } = renderer(&format, None);
    display.change_preferences(|kept| kept.rendering_flags = DisplayPreferences::DO_NOT_CLIP_TO_DEVICE);
    let refused = display.displayed_image();
    assert!(matches!(refused, Err(Error::InvalidRequest { .. })));
    rig.start(0);
    rig.stream
        .process_sample(picture(size(2, 2), &[1; 4], 0))
        .unwrap();
    assert_eq!(shown(&pictures), [0, 0, 1, 1, 1, 1, 0, 0].repeat(4));
    let image = display.displayed_image().unwrap();
    assert_eq!((image.size, image.time), (WINDOW, Some(at(0))));
    rig.clock.advance(ms(40));
    rig.stream
        .process_sample(picture(size(2, 2), &[3; 4], 40))
        .unwrap();
    shown(&pictures);
    let image = display.displayed_image().unwrap();
    assert_eq!((image.size, image.time), (WINDOW, Some(at(40))));
    assert_eq!(image.pixels, [0, 0, 3, 3, 3, 3, 0, 0].repeat(4));

    // In the size of the destination, also of what is not in the window; the picture has its own size always.
    display
        .set_position(None, Some(PixelRect::new(-2, 3, 4, 2)))
        .unwrap();
    let image = display.displayed_image().unwrap();
    assert_eq!((image.size, image.pixels), (size(4, 2), [0, 3, 3, 0].repeat(2)));
    let image = display.current_image().unwrap();
    assert_eq!((image.size, image.pixels), (size(2, 2), vec![3; 4]));
    assert_eq!(image.time, Some(at(40)));
    display.set_aspect_ratio_mode(AspectRatioMode::Stretch);
    assert_eq!(display.displayed_image().unwrap().pixels, vec![3; 8]);
    for (place, refusal) in [
        (PixelRect::default(), "MF_E_INVALIDREQUEST"),
        (PixelRect::new(0, 0, u32::MAX, 1 << 20), "too large"),
    ] {
        display.set_position(None, Some(place)).unwrap();
        match (refusal, display.displayed_image()) {
            ("too large", Err(Error::LimitReached { .. })) => {}
            ("MF_E_INVALIDREQUEST", Err(Error::InvalidRequest { .. })) => {}
            (_, other) => panic!("{place:?}: {other:?}"),
        }
    }
    rig.sink.shutdown().unwrap();
}

#[test]
fn sizes_are_of_the_aperture_and_of_the_screen() {
    let mut format = VideoFormat::new(PixelFormat::Rgb32.subtype(), size(12, 8));
    format.pixel_aspect.numerator = 2;
    // 10 × 8 pixels from the second column on.
    let aperture = [0, 0, 1, 0, 0, 0, 0, 0, 10, 0, 0, 0, 8, 0, 0, 0];
    let Shown { rig, display, .. } = renderer(&format, Some(aperture));
    assert_eq!(display.native_size().unwrap(), size(10, 8));
    let ratio = display.picture_aspect_ratio().unwrap();
    assert_eq!((ratio.numerator, ratio.denominator), (5, 2));
    assert_eq!(display.video_size().unwrap(), size(20, 8));
    assert_eq!(display.ideal_sizes().unwrap(), (size(10, 4), size(16, 9)));
    assert_eq!(display.window_size(), Some(WINDOW));
    rig.sink.shutdown().unwrap();

    // Of pictures much larger than the screen the smallest size is no larger either.
    let format = VideoFormat::new(PixelFormat::Rgb32.subtype(), size(64, 17));
    let Shown { rig, display, .. } = renderer(&format, None);
    assert_eq!(display.ideal_sizes().unwrap(), (size(16, 9), size(16, 9)));
    rig.sink.shutdown().unwrap();
}

#[test]
fn around_its_place_the_application_draws() {
    let Shown {
        rig,
        display,
        pictures,
        ..
    } = paused(size(2, 2), &[5; 4]);
    display.set_letterbox_color(0xff00_0004);
    assert_eq!(display.letterbox_color(), 4);
    assert_eq!(shown(&pictures), [4, 4, 5, 5, 5, 5, 4, 4].repeat(4));
    display.set_border_color(3);
    assert_eq!(shown(&pictures), [4, 4, 5, 5, 5, 5, 4, 4].repeat(4));
    for (place, at, part, pixels) in [
        (
            PixelRect::new(1, 1, 4, 2),
            (1, 1),
            size(4, 2),
            [4, 5, 5, 4].repeat(2),
        ),
        (PixelRect::new(-2, -1, 4, 2), (0, 0), size(2, 1), vec![5, 4]),
        (PixelRect::new(7, 3, 2, 2), (7, 3), size(1, 1), vec![5]),
    ] {
        display.set_position(None, Some(place)).unwrap();
        assert_eq!(presented(&pictures), (at, part, pixels), "{place:?}");
    }
    // Where nothing of it is seen nothing is drawn.
    for place in [
        PixelRect::default(),
        PixelRect::new(8, 0, 4, 4),
        PixelRect::new(-4, 0, 4, 4),
    ] {
        display.set_position(None, Some(place)).unwrap();
    }
    // The background as well is in its place.
    display
        .set_position(None, Some(PixelRect::new(6, 2, 4, 1)))
        .unwrap();
    assert_eq!(presented(&pictures), ((6, 2), size(2, 1), vec![4, 5]));
    rig.clock.start(ClockStart::Current);
    rig.clock.stop();
    assert_eq!(presented(&pictures), ((6, 2), size(2, 1), vec![9, 9]));
    rig.sink.shutdown().unwrap();
}

#[test]
fn a_picture_is_on_the_screen_that_has_most_of_it() {
    let Shown {
        rig,
        display,
        pictures,
        ..
    } = paused(size(2, 1), &[5; 2]);
    display.set_border_color(3);
    assert_eq!(shown(&pictures), [5; 32]);
    let prefer = |flags: u32| {
        display.change_preferences(|kept| kept.rendering_flags = flags);
        display.repaint();
    };
    prefer(0);
    assert_eq!(shown(&pictures), [5, 5, 5, 5, 5, 5, 3, 3].repeat(4));
    prefer(DisplayPreferences::DO_NOT_RENDER_BORDER);
    assert_eq!(presented(&pictures), ((0, 0), size(6, 4), vec![5; 24]));
    prefer(DisplayPreferences::DO_NOT_RENDER_BORDER | DisplayPreferences::DO_NOT_CLIP_TO_DEVICE);
    assert_eq!(shown(&pictures), [5; 32]);
    prefer(0);
    shown(&pictures);
    display
        .set_position(None, Some(PixelRect::new(5, 1, 4, 2)))
        .unwrap();
    assert_eq!(presented(&pictures), ((5, 1), size(3, 2), [3, 5, 5].repeat(2)));
    rig.sink.shutdown().unwrap();
}

#[test]
fn all_of_the_screen_is_filled_and_the_place_is_kept() {
    let Shown {
        rig,
        display,
        pictures,
        surface,
    } = paused(size(16, 9), &[5; 144]);
    let place = PixelRect::new(1, 1, 3, 3);
    display.set_position(None, Some(place)).unwrap();
    presented(&pictures);
    assert_eq!(display.fullscreen(), Ok(false));
    display.set_fullscreen(true);
    let changing = display.fullscreen();
    assert!(matches!(changing, Err(Error::InvalidRequest { .. })));
    surface.changed(true);
    // Nothing is cut off, whatever screen the window is on.
    assert_eq!(presented(&pictures), ((0, 0), SCREEN, vec![5; 144]));
    assert_eq!(display.fullscreen(), Ok(true));
    assert_eq!(
        (display.position().1, display.window_size()),
        (Some(place), Some(SCREEN))
    );
    assert_eq!(display.displayed_image().unwrap().size, SCREEN);
    display.set_fullscreen(false);
    surface.changed(false);
    assert_eq!(presented(&pictures).0, (1, 1));
    assert_eq!(display.displayed_image().unwrap().size, size(3, 3));
    assert_eq!(display.fullscreen(), Ok(false));
    rig.sink.shutdown().unwrap();
}

#[test]
fn the_last_picture_stays_where_a_stop_is_not_to_be_seen() {
    let Shown {
        rig,
        display,
        pictures,
        ..
    } = paused(size(2, 1), &[5; 2]);
    let keep = DisplayPreferences::DO_NOT_REPAINT_ON_STOP | DisplayPreferences::DO_NOT_CLIP_TO_DEVICE;
    display.change_preferences(|kept| kept.rendering_flags = keep);
    rig.clock.start(ClockStart::Current);
    rig.clock.stop();
    display.repaint();
    assert_eq!(shown(&pictures), [5; 32], "the first to be shown since");
    display.change_preferences(|kept| kept.rendering_flags = 0);
    rig.clock.start(ClockStart::At(PresentationTime::ZERO));
    rig.clock.stop();
    assert_eq!(shown(&pictures), [9; 32]);
    rig.sink.shutdown().unwrap();
}
