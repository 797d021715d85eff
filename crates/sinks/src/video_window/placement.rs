//! Where in a window a picture goes, and which of its pixels.

use openmf_core::FrameSize;

/// What becomes of a picture's shape (`MFVideoAspectRatioMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AspectRatioMode {
    /// `MFVideoARMode_PreservePicture`: it is kept, with borders around it.
    #[default]
    Preserve,
    /// `MFVideoARMode_None`: the picture is stretched to fill its place.
    Stretch,
    /// `MFVideoARMode_NonLinearStretch`: the picture fills its place; its middle keeps its shape, and it is stretched, or shrunk,
    /// the more the farther left and right. From top to bottom it is scaled evenly.
    ///
    /// With `u` the distance of a place from the middle, 1 at the sides, and `k` how much wider the place is than the picture
    /// would be in its shape, what is shown there is as far from the picture's middle as
    /// `v = k·u / √(1 + (k² − 1)·u²)`: `k` times `u` around the middle, where pixels have their shape, and 1 at the sides.
    NonLinearStretch,
}

/// A part of a picture, as displayed (`MFVideoNormalizedRect`): each side from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct NormalizedRect {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl NormalizedRect {
    /// All of it.
    pub const ALL: Self = Self {
        left: 0.0,
        top: 0.0,
        right: 1.0,
        bottom: 1.0,
    };
}

/// A part of a window, in pixels from its upper left corner (`RECT`). It may reach beyond the window on all sides; what is
/// there is cut off. It is empty if the right side is not right of the left one, or the bottom not below the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PixelRect {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl PixelRect {
    /// The rectangle of a size whose upper left corner is here. It ends where numbers do.
    pub const fn new(left: i32, top: i32, width: u32, height: u32) -> Self {
        Self {
            left,
            top,
            right: left.saturating_add_unsigned(width),
            bottom: top.saturating_add_unsigned(height),
        }
    }

    /// Its size in pixels; an empty one has no width or no height.
    pub fn size(&self) -> FrameSize {
        let length = |from: i32, to: i32| if from < to { to.abs_diff(from) } else { 0 };
        FrameSize {
            width: length(self.left, self.right),
            height: length(self.top, self.bottom),
        }
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// What of another rectangle is not in this part of it.
    pub(super) fn around(&self, all: &Self) -> [Self; 4] {
        if self.is_empty() {
            return [*all, Self::default(), Self::default(), Self::default()];
        }
        [
            Self {
                bottom: self.top,
                ..*all
            },
            Self {
                top: self.bottom,
                ..*all
            },
            Self {
                right: self.left,
                ..*all
            },
            Self {
                left: self.right,
                ..*all
            },
        ]
    }

    /// The same rectangle, in pixels from another point.
    pub(super) fn seen_from(&self, (x, y): (i32, i32)) -> Self {
        Self {
            left: self.left.saturating_sub(x),
            top: self.top.saturating_sub(y),
            right: self.right.saturating_sub(x),
            bottom: self.bottom.saturating_sub(y),
        }
    }

    /// Fills it in a window of this size.
    pub(super) fn fill(&self, out: &mut [u32], window: FrameSize, color: u32) {
        let part = self.intersection(&Self::new(0, 0, window.width, window.height));
        if part.is_empty() {
            return;
        }
        // What is in the window has no negative side.
        let rows = out.chunks_exact_mut(window.width.max(1) as usize);
        let rows = rows.skip(part.top as usize).take(part.size().height as usize);
        for row in rows {
            if let Some(row) = row.get_mut(part.left as usize..part.right as usize) {
                row.fill(color);
            }
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.left >= self.right || self.top >= self.bottom
    }
}

/// Where and how a window shows its pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placement {
    pub(super) aspect: AspectRatioMode,
    pub(super) source: NormalizedRect,
    pub(super) destination: Option<PixelRect>,
    /// Around the picture's place.
    pub(super) border: u32,
    /// Beside the picture, in its place.
    pub(super) letterbox: u32,
}

impl Default for Placement {
    fn default() -> Self {
        Self {
            aspect: AspectRatioMode::default(),
            source: NormalizedRect::ALL,
            destination: None,
            border: 0,
            letterbox: 0,
        }
    }
}

impl Placement {
    /// The part of a window of this size that the picture and the bars beside it have; it may reach beyond the window.
    pub(super) fn place(&self, window: FrameSize) -> PixelRect {
        self.destination
            .unwrap_or(PixelRect::new(0, 0, window.width, window.height))
    }

    /// Where in a window a picture of this shape goes.
    pub(super) fn area(&self, shape: (u32, u32), window: (u32, u32)) -> Area {
        let place = self.place(FrameSize {
            width: window.0,
            height: window.1,
        });
        let FrameSize { width, height } = place.size();
        let source = self.source;
        let part = |length: u32, from: f32, to: f32| ((length as f32 * (to - from)).round() as u32).max(1);
        let shape = (
            part(shape.0, source.left, source.right),
            part(shape.1, source.top, source.bottom),
        );
        let area = match self.aspect {
            _ if place.is_empty() => Area::default(),
            AspectRatioMode::Preserve => fit(shape, (width, height)),
            AspectRatioMode::Stretch => Area {
                width,
                height,
                ..Area::default()
            },
            AspectRatioMode::NonLinearStretch => Area {
                width,
                height,
                wider: Some(wider(shape, (width, height))),
                ..Area::default()
            },
        };
        Area {
            x: i64::from(place.left) + area.x,
            y: i64::from(place.top) + area.y,
            ..area
        }
    }
}

/// Where a picture is drawn, in pixels of the window; it may reach beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub(super) struct Area {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: u32,
    pub(super) height: u32,
    /// How much wider it is than the picture in its shape, if it is stretched unevenly for that.
    pub(super) wider: Option<f64>,
}

/// How much wider than this shape in its height a place is.
fn wider(shape: (u32, u32), place: (u32, u32)) -> f64 {
    f64::from(place.0) * f64::from(shape.1.max(1)) / (f64::from(place.1.max(1)) * f64::from(shape.0.max(1)))
}

/// The largest area of this shape within a window, in its middle.
fn fit(shape: (u32, u32), window: (u32, u32)) -> Area {
    let (across, down) = (u64::from(shape.0), u64::from(shape.1));
    let (width, height) = (u64::from(window.0), u64::from(window.1));
    let (w, h) = if width * down <= height * across {
        (width, (width * down / across).max(1).min(height))
    } else {
        ((height * across / down).max(1).min(width), height)
    };
    Area {
        x: ((width - w) / 2) as i64,
        y: ((height - h) / 2) as i64,
        width: w as u32,
        height: h as u32,
        wider: None,
    }
}

/// Which pixels of the source a pixel of the target lies between.
pub(super) struct Scale {
    /// In 1/65536 of a pixel: where the centre of the first target pixel is, and from one to the next.
    first: i64,
    step: i64,
    /// The last pixel of the source.
    last: i64,
    uneven: Option<Uneven>,
}

/// The curve of [`AspectRatioMode::NonLinearStretch`].
struct Uneven {
    target: f64,
    /// `k`.
    wider: f64,
    /// The middle of the part of the source that is shown, and half of its length, in pixels.
    middle: f64,
    half: f64,
}

impl Uneven {
    /// Where the centre of a target pixel is in the source, in 1/65536 of a pixel.
    fn at(&self, target: u32) -> i64 {
        let u = (2.0 * f64::from(target) + 1.0) / self.target - 1.0;
        let k = self.wider;
        let v = k * u / (1.0 + (k * k - 1.0) * u * u).sqrt();
        // The centre of a pixel is half a pixel behind its place.
        ((self.middle + v * self.half - 0.5) * ONE).round() as i64
    }
}

const ONE: f64 = 65_536.0;

impl Scale {
    /// A part of `source` pixels onto `target` ones.
    pub(super) fn new(target: u32, source: u32, from: f32, to: f32) -> Self {
        let length = f64::from(source) * f64::from(to - from);
        let step = length * ONE / f64::from(target.max(1));
        let first = f64::from(source) * f64::from(from) * ONE + (step - ONE) / 2.0;
        Self {
            first: first.round() as i64,
            step: step.round() as i64,
            last: i64::from(source.max(1)) - 1,
            uneven: None,
        }
    }

    /// The same from middle to middle and side to side, but unevenly: [`AspectRatioMode::NonLinearStretch`].
    pub(super) fn uneven(target: u32, source: u32, from: f32, to: f32, wider: f64) -> Self {
        let (from, to) = (f64::from(from), f64::from(to));
        Self {
            uneven: Some(Uneven {
                target: f64::from(target.max(1)),
                wider,
                middle: f64::from(source) * (from + to) / 2.0,
                half: f64::from(source) * (to - from) / 2.0,
            }),
            ..Self::new(target, source, from as f32, to as f32)
        }
    }

    /// The pixel before, and the weight of the one behind it, of 256.
    pub(super) fn at(&self, target: u32) -> (usize, u32) {
        let at = match &self.uneven {
            Some(uneven) => uneven.at(target),
            None => self.first + self.step * i64::from(target),
        };
        let at = at.clamp(0, self.last << 16);
        ((at >> 16) as usize, (at >> 8 & 0xff) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_keep_their_shape_in_the_middle() {
        let table = [
            ((640, 360), (640, 360), (0, 0, 640, 360)),
            ((640, 360), (640, 480), (0, 60, 640, 360)),
            ((640, 360), (1_000, 360), (180, 0, 640, 360)),
            ((4, 2), (2, 4), (0, 1, 2, 1)),
            ((1_000_000, 1), (10, 10), (0, 4, 10, 1)),
        ];
        for (shape, window, (x, y, width, height)) in table {
            assert_eq!(
                fit(shape, window),
                Area {
                    x,
                    y,
                    width,
                    height,
                    wider: None
                },
                "{shape:?} in {window:?}"
            );
        }
    }

    #[test]
    fn rectangles_have_sides_of_either_sign() {
        for (rect, size) in [
            (PixelRect::new(-8, -6, 4, 3), (4, 3)),
            (PixelRect::new(i32::MAX, 0, 2, 3), (0, 3)),
            (
                PixelRect {
                    left: i32::MIN,
                    top: i32::MIN,
                    right: i32::MAX,
                    bottom: i32::MAX,
                },
                (u32::MAX, u32::MAX),
            ),
            (
                PixelRect {
                    left: 4,
                    top: 2,
                    right: 1,
                    bottom: 3,
                },
                (0, 1),
            ),
            (PixelRect::default(), (0, 0)),
        ] {
            let FrameSize { width, height } = rect.size();
            assert_eq!((width, height), size, "{rect:?}");
            assert_eq!(rect.is_empty(), width == 0 || height == 0, "{rect:?}");
        }
    }
}
