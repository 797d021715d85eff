//! `IMFVideoDisplayControl` over the display control of a video renderer.

use std::sync::Arc;

use openmf_core::{Error, FrameSize, MediaTime, codes};
use openmf_sinks::{AspectRatioMode, NormalizedRect, PixelRect, VideoDisplayControl};
use windows_core::{BOOL, implement};

use crate::bindings::{
    BITMAPINFOHEADER, COLORREF, HWND, IMFVideoDisplayControl, IMFVideoDisplayControl_Impl,
    MFVideoNormalizedRect, RECT, SIZE,
};
use crate::convert::{code, fail};
use crate::edge::Live;
use crate::event::missing;
use crate::memory;

type Result<T> = windows_core::Result<T>;

/// The object of a display control. All those of one renderer have the same settings.
pub(crate) fn create(control: Arc<VideoDisplayControl>) -> IMFVideoDisplayControl {
    Display {
        control,
        _live: Live::new(),
    }
    .into()
}

#[implement(IMFVideoDisplayControl)]
struct Display {
    control: Arc<VideoDisplayControl>,
    _live: Live,
}

/// `MFVideoARMode_PreservePicture`.
const PRESERVE_PICTURE: u32 = 1;
/// `MFVideoARMode_PreservePixel`.
const PRESERVE_PIXEL: u32 = 2;
/// `MFVideoARMode_NonLinearStretch`.
const NON_LINEAR_STRETCH: u32 = 4;
/// `MFVideoRenderPrefs_Mask`.
const RENDER_PREFS: u32 = 0x1ff;

/// The sets of flags of `MFVideoAspectRatioMode` that there are. Source: "MFVideoAspectRatioMode".
const ASPECT_RATIO_MODES: [u32; 4] = [
    0,
    PRESERVE_PICTURE,
    PRESERVE_PICTURE | PRESERVE_PIXEL,
    PRESERVE_PICTURE | PRESERVE_PIXEL | NON_LINEAR_STRETCH,
];

impl Display {
    /// Source: the pages of all methods: `MF_E_SHUTDOWN` when the video renderer was shut down.
    fn control(&self) -> Result<&VideoDisplayControl> {
        self.control.alive().map_err(fail)?;
        Ok(&self.control)
    }
}

/// 0xRRGGBB of `COLORREF`, which is 0xBBGGRR, and the other way round.
fn swapped(color: u32) -> u32 {
    let [blue, green, red, _] = color.to_le_bytes();
    u32::from_le_bytes([red, green, blue, 0])
}

/// Source: `GetNativeVideoSize`: without a media type it succeeds, and all is zero.
fn known<T: Default>(answer: openmf_core::Result<T>) -> Result<T> {
    match answer {
        Err(Error::NotInitialized { .. }) => Ok(T::default()),
        other => other.map_err(fail),
    }
}

/// # Safety
/// The pointers are NULL or writable.
unsafe fn write_sizes(sizes: [(*mut SIZE, FrameSize); 2]) {
    for (target, size) in sizes {
        if !target.is_null() {
            // SAFETY: not NULL, so writable by this function's contract.
            unsafe {
                target.write(SIZE {
                    cx: size.width as i32,
                    cy: size.height as i32,
                });
            }
        }
    }
}

impl IMFVideoDisplayControl_Impl for Display_Impl {
    fn GetNativeVideoSize(&self, size: *mut SIZE, aspect: *mut SIZE) -> Result<()> {
        if size.is_null() && aspect.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let control = self.control()?;
        let native = known(control.native_size())?;
        let ratio = control.picture_aspect_ratio().map(|of| FrameSize {
            width: of.numerator,
            height: of.denominator,
        });
        let ratio = known(ratio)?;
        // SAFETY: NULL or writable by the interface's contract.
        unsafe { write_sizes([(size, native), (aspect, ratio)]) };
        Ok(())
    }

    fn GetIdealVideoSize(&self, smallest: *mut SIZE, largest: *mut SIZE) -> Result<()> {
        if smallest.is_null() && largest.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let (of_smallest, of_largest) = known(self.control()?.ideal_sizes())?;
        // SAFETY: NULL or writable by the interface's contract.
        unsafe { write_sizes([(smallest, of_smallest), (largest, of_largest)]) };
        Ok(())
    }

    fn SetVideoPosition(&self, source: *const MFVideoNormalizedRect, target: *const RECT) -> Result<()> {
        if source.is_null() && target.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let control = self.control()?;
        // Source: `SetVideoPosition`: the window comes before a place in it.
        if !target.is_null() && control.window() == Some(0) {
            return Err(code(codes::E_POINTER));
        }
        // SAFETY: NULL or readable by the interface's contract.
        let (source, target) = unsafe {
            (
                source.as_ref().map(|of| NormalizedRect {
                    left: of.left,
                    top: of.top,
                    right: of.right,
                    bottom: of.bottom,
                }),
                target.as_ref().map(|of| PixelRect {
                    left: of.left,
                    top: of.top,
                    right: of.right,
                    bottom: of.bottom,
                }),
            )
        };
        control.set_position(source, target).map_err(fail)
    }

    fn GetVideoPosition(&self, source: *mut MFVideoNormalizedRect, target: *mut RECT) -> Result<()> {
        if source.is_null() || target.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let control = self.control()?;
        let (of_source, of_target) = control.position();
        // Source: "Using the Video Display Controls": a renderer that its activation object made has all of the window; the
        // default is an empty rectangle.
        let of_target = of_target.unwrap_or_else(|| {
            let window = control.window_size().unwrap_or_default();
            PixelRect::new(0, 0, window.width, window.height)
        });
        let of_target = RECT {
            left: of_target.left,
            top: of_target.top,
            right: of_target.right,
            bottom: of_target.bottom,
        };
        // SAFETY: not NULL, so writable by the interface's contract.
        unsafe {
            source.write(MFVideoNormalizedRect {
                left: of_source.left,
                top: of_source.top,
                right: of_source.right,
                bottom: of_source.bottom,
            });
            target.write(of_target);
        }
        Ok(())
    }

    fn SetAspectRatioMode(&self, mode: u32) -> Result<()> {
        let control = self.control()?;
        if !ASPECT_RATIO_MODES.contains(&mode) {
            return Err(missing());
        }
        control.change_preferences(|kept| kept.aspect_ratio_flags = mode);
        // Source: "MFVideoAspectRatioMode": `MFVideoARMode_PreservePixel` is ignored, as by the video renderer of Windows.
        control.set_aspect_ratio_mode(if mode & NON_LINEAR_STRETCH != 0 {
            AspectRatioMode::NonLinearStretch
        } else if mode & PRESERVE_PICTURE != 0 {
            AspectRatioMode::Preserve
        } else {
            AspectRatioMode::Stretch
        });
        Ok(())
    }

    fn GetAspectRatioMode(&self) -> Result<u32> {
        Ok(self.control()?.preferences().aspect_ratio_flags)
    }

    fn SetVideoWindow(&self, window: HWND) -> Result<()> {
        let (control, window) = (self.control()?, window.0.addr());
        match control.set_window(window) {
            // The renderer has a window of its own, and keeps the number alone.
            Err(Error::InvalidRequest { .. }) => control.change_preferences(|kept| kept.window = window),
            other => other.map_err(fail)?,
        }
        Ok(())
    }

    fn GetVideoWindow(&self) -> Result<HWND> {
        let control = self.control()?;
        let window = control.window().unwrap_or(control.preferences().window);
        Ok(HWND(std::ptr::without_provenance_mut(window)))
    }

    fn RepaintVideo(&self) -> Result<()> {
        let control = self.control()?;
        // Source: `RepaintVideo`: not between the window and the full screen.
        control.fullscreen().map_err(fail)?;
        control.repaint();
        Ok(())
    }

    fn GetCurrentImage(
        &self,
        header: *mut BITMAPINFOHEADER,
        pixels: *mut *mut u8,
        len: *mut u32,
        time: *mut i64,
    ) -> Result<()> {
        if header.is_null() || pixels.is_null() || len.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let image = self.control()?.displayed_image().map_err(fail)?;
        // A device-independent bitmap begins with its last row.
        let rows = image.pixels.chunks_exact(image.size.width.max(1) as usize).rev();
        let dib: Vec<u8> = rows.flatten().flat_map(|pixel| pixel.to_le_bytes()).collect();
        let bytes = memory::allocate(&dib)?;
        // SAFETY: not NULL, or checked within; otherwise writable by the interface's contract.
        unsafe {
            pixels.write(bytes);
            len.write(dib.len() as u32);
            if !time.is_null() {
                time.write(image.time.map_or(0, MediaTime::as_100ns));
            }
            header.write(BITMAPINFOHEADER {
                biSize: size_of::<BITMAPINFOHEADER>() as u32,
                biWidth: image.size.width as i32,
                biHeight: image.size.height as i32,
                biPlanes: 1,
                biBitCount: 32,
                biSizeImage: dib.len() as u32,
                ..BITMAPINFOHEADER::default()
            });
        }
        Ok(())
    }

    fn SetBorderColor(&self, color: COLORREF) -> Result<()> {
        self.control()?.set_border_color(swapped(color.0));
        Ok(())
    }

    fn GetBorderColor(&self) -> Result<COLORREF> {
        Ok(COLORREF(swapped(self.control()?.border_color())))
    }

    fn SetRenderingPrefs(&self, prefs: u32) -> Result<()> {
        let control = self.control()?;
        if prefs & !RENDER_PREFS != 0 {
            return Err(missing());
        }
        control.change_preferences(|kept| kept.rendering_flags = prefs);
        Ok(())
    }

    fn GetRenderingPrefs(&self) -> Result<u32> {
        Ok(self.control()?.preferences().rendering_flags)
    }

    fn SetFullscreen(&self, on: BOOL) -> Result<()> {
        self.control()?.set_fullscreen(on.as_bool());
        Ok(())
    }

    fn GetFullscreen(&self) -> Result<BOOL> {
        Ok(self.control()?.fullscreen().map_err(fail)?.into())
    }
}

#[cfg(test)]
mod tests {
    use std::ptr;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use openmf_core::{HResult, PixelFormat, Ratio, StreamSink, VideoFormat, guids};
    use openmf_sinks::{PictureSurface, VideoWindow, VideoWindowOptions};
    use windows_core::HRESULT;

    use super::*;

    /// A window of any number but 13.
    #[derive(Default)]
    struct Surface(AtomicUsize);

    impl PictureSurface for Surface {
        fn window(&self) -> usize {
            self.0.load(Ordering::Relaxed)
        }
        fn set_window(&self, window: usize) -> openmf_core::Result<()> {
            if window == 13 {
                return Err(Error::invalid_argument("no window"));
            }
            self.0.store(window, Ordering::Relaxed);
            Ok(())
        }
        fn size(&self) -> Option<FrameSize> {
            (self.window() != 0).then_some(FrameSize {
                width: 640,
                height: 480,
            })
        }
        fn screen(&self, _part: PixelRect) -> Option<PixelRect> {
            Some(PixelRect::new(-10, -20, 1_920, 1_080))
        }
        fn present(&self, _at: (u32, u32), _size: FrameSize, _pixels: &[u32]) {}
    }

    fn of(answer: HRESULT) -> HResult {
        HResult(answer.0)
    }

    fn failed<T>(answer: Result<T>) -> HResult {
        answer.map_or_else(|error| of(error.code()), |_| HResult(0))
    }

    const S_OK: HResult = HResult(0);

    #[test]
    fn a_display_control_answers_as_documented() {
        let window = VideoWindow::on_surface(Arc::<Surface>::default(), &VideoWindowOptions::default());
        let sink = window.sink();
        let display = || {
            let service = sink.service(&guids::MR_VIDEO_RENDER_SERVICE).unwrap();
            create(service.downcast::<VideoDisplayControl>().unwrap())
        };
        let (first, second) = (display(), display());
        let sides = |place: RECT| (place.left, place.top, place.right, place.bottom);
        // SAFETY: live objects and pointers that are NULL or of locals.
        unsafe {
            // Which flags there are.
            assert_eq!(first.GetAspectRatioMode(), Ok(3));
            for (mode, answer) in [
                (0, S_OK),
                (1, S_OK),
                (2, codes::E_INVALIDARG),
                (3, S_OK),
                (4, codes::E_INVALIDARG),
                (5, codes::E_INVALIDARG),
                (7, S_OK),
                (8, codes::E_INVALIDARG),
            ] {
                assert_eq!(of(first.SetAspectRatioMode(mode)), answer, "{mode}");
                if answer == S_OK {
                    assert_eq!(second.GetAspectRatioMode(), Ok(mode), "of the same renderer");
                }
            }
            assert_eq!(first.GetRenderingPrefs(), Ok(0));
            assert_eq!(of(first.SetRenderingPrefs(0x1ff)), S_OK);
            assert_eq!(of(first.SetRenderingPrefs(0x200)), codes::E_INVALIDARG);
            assert_eq!(second.GetRenderingPrefs(), Ok(0x1ff));
            assert_eq!(of(first.SetFullscreen(true)), S_OK);
            assert_eq!(second.GetFullscreen(), Ok(BOOL(1)));

            // The window comes before a place in it.
            let all = RECT {
                left: 0,
                top: 0,
                right: 8,
                bottom: 6,
            };
            let source = MFVideoNormalizedRect {
                left: 0.0,
                top: 0.0,
                right: 0.5,
                bottom: 1.0,
            };
            let handle = |number| HWND(ptr::without_provenance_mut(number));
            assert_eq!(first.GetVideoWindow(), Ok(handle(0)));
            assert_eq!(
                of(first.SetVideoPosition(ptr::null(), ptr::null())),
                codes::E_POINTER
            );
            assert_eq!(of(first.SetVideoPosition(ptr::null(), &all)), codes::E_POINTER);
            assert_eq!(of(first.SetVideoPosition(&source, ptr::null())), S_OK);
            let (mut of_source, mut of_target) = (MFVideoNormalizedRect::default(), all);
            assert_eq!(of(first.GetVideoPosition(&mut of_source, &mut of_target)), S_OK);
            assert_eq!((of_source.right, sides(of_target)), (0.5, (0, 0, 0, 0)));
            assert_eq!(of(first.SetVideoWindow(handle(13))), codes::E_INVALIDARG);
            assert_eq!(of(first.SetVideoWindow(handle(7))), S_OK);
            assert_eq!(second.GetVideoWindow(), Ok(handle(7)));
            // All of the window, until a place is set; then exactly that.
            assert_eq!(of(second.GetVideoPosition(&mut of_source, &mut of_target)), S_OK);
            assert_eq!(sides(of_target), (0, 0, 640, 480));
            for place in [
                (0, 0, 8, 6),
                (-30, -20, 50, 40),
                (-8, -6, -4, -3),
                (600, 470, 700, 500),
                (0, 0, 0, 0),
                (9, 8, 7, 6),
                (i32::MIN, i32::MIN, i32::MAX, i32::MAX),
            ] {
                let (left, top, right, bottom) = place;
                let set = RECT {
                    left,
                    top,
                    right,
                    bottom,
                };
                assert_eq!(of(first.SetVideoPosition(ptr::null(), &set)), S_OK);
                assert_eq!(of(second.GetVideoPosition(&mut of_source, &mut of_target)), S_OK);
                assert_eq!(sides(of_target), place);
            }
            assert_eq!(of(first.SetVideoPosition(&source, ptr::null())), S_OK);
            assert_eq!(of(second.GetVideoPosition(&mut of_source, &mut of_target)), S_OK);
            assert_eq!(sides(of_target), (i32::MIN, i32::MIN, i32::MAX, i32::MAX));

            // Zero without a media type, then its pictures'.
            let mut size = SIZE { cx: 9, cy: 9 };
            assert_eq!(
                of(first.GetNativeVideoSize(ptr::null_mut(), ptr::null_mut())),
                codes::E_POINTER
            );
            assert_eq!(
                of(first.GetIdealVideoSize(ptr::null_mut(), ptr::null_mut())),
                codes::E_POINTER
            );
            assert_eq!(of(first.GetNativeVideoSize(&mut size, ptr::null_mut())), S_OK);
            assert_eq!((size.cx, size.cy), (0, 0));
            size.cx = 9;
            assert_eq!(of(first.GetIdealVideoSize(&mut size, ptr::null_mut())), S_OK);
            assert_eq!((size.cx, size.cy), (0, 0));
            let mut format = VideoFormat::new(
                PixelFormat::Nv12.subtype(),
                FrameSize {
                    width: 720,
                    height: 576,
                },
            );
            format.pixel_aspect = Ratio {
                numerator: 64,
                denominator: 45,
            };
            let stream: Arc<dyn StreamSink> = sink.stream_sink_by_id(0).unwrap();
            stream
                .media_type_handler()
                .set_current_type(&format.to_media_type())
                .unwrap();
            let mut aspect = SIZE::default();
            assert_eq!(of(first.GetNativeVideoSize(&mut size, &mut aspect)), S_OK);
            assert_eq!((size.cx, size.cy, aspect.cx, aspect.cy), (720, 576, 16, 9));
            assert_eq!(of(first.GetNativeVideoSize(ptr::null_mut(), &mut size)), S_OK);
            assert_eq!((size.cx, size.cy), (16, 9));
            assert_eq!(of(first.GetNativeVideoSize(&mut size, ptr::null_mut())), S_OK);
            assert_eq!((size.cx, size.cy), (720, 576));
            let mut largest = SIZE::default();
            assert_eq!(of(first.GetIdealVideoSize(&mut size, &mut largest)), S_OK);
            assert_eq!(
                (size.cx, size.cy, largest.cx, largest.cy),
                (512, 288, 1_920, 1_080)
            );
            assert_eq!(of(first.GetIdealVideoSize(&mut size, ptr::null_mut())), S_OK);
            assert_eq!((size.cx, size.cy), (512, 288));
            let mut header = BITMAPINFOHEADER::default();
            let (mut dib, mut len) = (ptr::null_mut(), 0);
            let image = first.GetCurrentImage(&mut header, &mut dib, &mut len, ptr::null_mut());
            assert_eq!(of(image), codes::MF_E_INVALIDREQUEST, "nothing is shown");

            sink.shutdown().unwrap();
            let image = first.GetCurrentImage(&mut header, &mut dib, &mut len, ptr::null_mut());
            for answer in [
                of(first.GetNativeVideoSize(&mut size, ptr::null_mut())),
                of(first.GetIdealVideoSize(&mut size, ptr::null_mut())),
                of(first.SetVideoPosition(&source, ptr::null())),
                of(first.GetVideoPosition(&mut of_source, &mut of_target)),
                of(first.SetAspectRatioMode(0)),
                failed(first.GetAspectRatioMode()),
                of(first.SetVideoWindow(handle(7))),
                failed(first.GetVideoWindow()),
                of(first.RepaintVideo()),
                of(image),
                of(first.SetBorderColor(COLORREF(0))),
                failed(first.GetBorderColor()),
                of(first.SetRenderingPrefs(0)),
                failed(first.GetRenderingPrefs()),
                of(first.SetFullscreen(false)),
                failed(first.GetFullscreen()),
            ] {
                assert_eq!(answer, codes::MF_E_SHUTDOWN);
            }
        }
    }
}
