//! The display control of pictures in somebody else's window, pixel by pixel.

mod common;

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{Rig, ms};
use openmf_core::{
    AttributeValue, Error, FrameLayout, FrameSize, MediaBuffer, MediaTime, PixelFormat, Sample, VideoFormat,
    guids,
};
use openmf_sinks::{
    AspectRatioMode, PictureSurface, PixelRect, VideoDisplayControl, VideoWindow, VideoWindowOptions,
};

/// A window of 8 × 4 pixels on a screen of 16 × 9.
struct Surface(Mutex<Sender<Vec<u32>>>);

const WINDOW: FrameSize = size(8, 4);

impl PictureSurface for Surface {
    fn window(&self) -> usize {
        1
    }
    fn set_window(&self, _window: usize) -> openmf_core::Result<()> {
        Ok(())
    }
    fn size(&self) -> Option<FrameSize> {
        Some(WINDOW)
    }
    fn screen_size(&self) -> Option<FrameSize> {
        Some(size(16, 9))
    }
    fn present(&self, size: FrameSize, pixels: &[u32]) {
        assert_eq!(size, WINDOW);
        let _ = self.0.lock().unwrap().send(pixels.to_vec());
    }
}

fn at(time: i64) -> MediaTime {
    MediaTime::ZERO + ms(time)
}

const fn size(width: u32, height: u32) -> FrameSize {
    FrameSize { width, height }
}

fn shown(pictures: &Receiver<Vec<u32>>) -> Vec<u32> {
    pictures.recv_timeout(Duration::from_secs(120)).unwrap()
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
    pictures: Receiver<Vec<u32>>,
}

/// A renderer of pictures of this format.
fn renderer(format: &VideoFormat, aperture: Option<[u8; 16]>) -> Shown {
    let (sender, pictures) = mpsc::channel();
    let surface = Arc::new(Surface(Mutex::new(sender)));
    let window = VideoWindow::on_surface(surface, &VideoWindowOptions::default());
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
    }
}

#[test]
fn an_image_is_of_what_is_shown_and_says_its_time() {
    let format = VideoFormat::new(PixelFormat::Rgb32.subtype(), size(2, 2));
    let Shown {
        rig,
        display,
        pictures,
    } = renderer(&format, None);
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
