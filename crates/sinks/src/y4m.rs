use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use openmf_core::{
    ClockedSink, Error, FrameLayout, FrameSize, MediaBuffer, MediaType, PixelFormat, Ratio, Result, Sample,
    TimeSpan, VideoFormat, guids,
};

use crate::file_sink::{Evened, FileFormat, FileOptions, FileRender, MAX_GAP};
use crate::file_timeline::Place;
use crate::output_file::OutputFile;
use crate::render_sink::RenderSink;
use crate::statistics::Statistics;
use crate::turn::{turn, turned_shape};

/// Writes uncompressed pictures to a YUV4MPEG2 (`.y4m`) file.
///
/// Takes planar 4:2:0, 4:2:2 and 4:4:4 and luma alone, of 8, 10 and 12 bits. The file's rate is that of the media type,
/// else one over the first picture's duration, else 25 per second; rates above 300 are not believed. It is constant, and the file keeps the time of the
/// presentation, from its first start on: a picture is repeated until the next one's time, and of several at one time
/// the last is written. Pictures without a time follow one another. A rotation by quarters is applied; 4:2:2 becomes
/// 4:4:4 where it exchanges rows and columns. All pictures must have the first one's size and format.
///
/// The sink is rateless unless [`FileOptions::clocked`] says otherwise. Its file has a temporary name until it is
/// finalized; if it never is, or nothing was presented, none is left.
///
/// Source: yuv4mpeg(5) of the mjpegtools, with the extensions `C420p10`, `Cmono10` and `XCOLORRANGE` that ffmpeg uses.
#[derive(Clone)]
pub struct Y4mSink {
    sink: Arc<RenderSink<FileRender<Y4mFormat>>>,
}

impl Y4mSink {
    /// A rateless sink that writes the file `path`; an existing one is replaced when the new one is complete.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::create_with(path, &FileOptions::default())
    }

    /// As [`create`](Self::create), with options.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub fn create_with(path: impl AsRef<Path>, options: &FileOptions) -> Result<Self> {
        Ok(Self {
            sink: FileRender::create(path.as_ref(), Y4mFormat::default(), options)?,
        })
    }

    /// A sink that writes to what is open already and may be no file, such as a pipe. `name` is for messages.
    pub fn stream(name: &str, file: File, options: &FileOptions) -> Self {
        Self {
            sink: FileRender::stream(name, file, Y4mFormat::default(), options),
        }
    }

    /// What was repeated and left out.
    pub fn evened(&self) -> Evened {
        self.sink.render.evened()
    }

    /// The rate of the file, once it has begun.
    pub fn frame_rate(&self) -> Option<Ratio> {
        self.sink
            .render
            .with_format(|format| format.header.map(|header| header.rate))
    }

    /// The sink, for a topology.
    pub fn sink(&self) -> Arc<dyn ClockedSink> {
        Arc::clone(&self.sink) as _
    }

    /// What was written so far.
    pub fn statistics(&self) -> Statistics {
        self.sink.render.statistics.read()
    }
}

const DEFAULT_RATE: Ratio = Ratio {
    numerator: 25,
    denominator: 1,
};

/// What is no rate of pictures but a unit of time, as some files give it, and would repeat each picture many times.
const MAX_RATE: f64 = 300.0;

#[derive(Default)]
struct Y4mFormat {
    format: Option<VideoFormat>,
    /// What the first picture was, before it was turned; all are like it.
    picture: Option<(PixelFormat, FrameSize)>,
    header: Option<Header>,
    /// The picture that is shown, until it is known for how long.
    shown: Option<Shown>,
    /// Pictures in the file.
    written: u64,
    evened: Evened,
}

#[derive(Clone, Copy)]
struct Header {
    rate: Ratio,
    /// Bytes of the header, and of each picture.
    len: u64,
    picture_len: u64,
}

struct Shown {
    bytes: MediaBuffer,
    layout: Arc<FrameLayout>,
    /// The number of the first picture of the file that shows it.
    slot: u64,
    /// That of the first one that does not, by its duration.
    end: u64,
}

impl Header {
    /// The number of the picture at a time in the file.
    fn slot(&self, at: TimeSpan) -> u64 {
        let ticks = u128::try_from(at.as_100ns()).unwrap_or(0);
        let unit =
            u128::from(openmf_core::TICKS_PER_SECOND as u64) * u128::from(self.rate.denominator.max(1));
        u64::try_from((ticks * u128::from(self.rate.numerator) + unit / 2) / unit).unwrap_or(u64::MAX)
    }
}

impl FileFormat for Y4mFormat {
    const NAME: &'static str = "Y4M file";

    fn is_supported(media_type: &MediaType) -> Result<()> {
        match VideoFormat::try_from(media_type)?
            .pixel_format()
            .and_then(color_space)
        {
            Some(_) => Ok(()),
            None => Err(Error::invalid_media_type(format!("{media_type} in a Y4M file"))),
        }
    }

    fn preferred_types() -> Vec<MediaType> {
        PixelFormat::ALL
            .into_iter()
            .filter(|format| color_space(*format).is_some())
            .map(|format| MediaType::partial(guids::MFMediaType_Video, format.subtype()))
            .collect()
    }

    fn set_type(&mut self, media_type: &MediaType) -> Result<()> {
        let format = VideoFormat::try_from(media_type)?;
        if let Some((pixels, size)) = self.picture
            && (format.pixel_format() != Some(pixels) || format.size != size)
        {
            return Err(Error::invalid_request(format!(
                "{media_type} in the middle of a Y4M file of {size}"
            )));
        }
        self.format = Some(format);
        Ok(())
    }

    fn write(&mut self, sample: &Sample, place: Option<Place>, file: &mut OutputFile) -> Result<u64> {
        let format = self.format()?;
        let layout = match sample.layout() {
            Some(layout) => Arc::clone(layout),
            None => {
                let pixels = format.pixel_format().ok_or(NOT_SET)?;
                Arc::new(FrameLayout::packed(pixels, format.size)?)
            }
        };
        let picture = (layout.format(), layout.size());
        let header = match (self.picture, self.header) {
            (Some(first), Some(_)) if first != picture => {
                return Err(Error::invalid_media_type(format!(
                    "a picture of {} {:?} in a Y4M file of {} {:?}",
                    picture.1, picture.0, first.1, first.0
                )));
            }
            (_, Some(header)) => header,
            (_, None) => self.begin(picture, sample.duration, file)?,
        };
        let bytes = sample.contiguous();
        if bytes.len() < layout.required_len() {
            return Err(Error::invalid_argument(format!(
                "a picture of {} bytes where {} are needed",
                bytes.len(),
                layout.required_len()
            )));
        }
        let next = self.shown.as_ref().map_or(self.written, |shown| shown.slot + 1);
        let slot = place.map_or(next, |place| header.slot(place.at));
        let end = place.and_then(|place| Some(place.at + place.len?));
        let end = end.map_or(slot + 1, |end| header.slot(end).max(slot + 1));
        let slot = match &self.shown {
            // The later one of two pictures at one time is shown.
            Some(shown) if slot <= shown.slot => {
                self.evened.left_out += 1;
                shown.slot
            }
            Some(_) => {
                self.show_until(slot, file)?;
                slot
            }
            None => slot.max(self.written),
        };
        self.shown = Some(Shown {
            bytes,
            layout,
            slot,
            end: end.max(slot + 1),
        });
        Ok(0)
    }

    fn duration(&self, _sample: &Sample) -> TimeSpan {
        self.header
            .and_then(|header| header.rate.frame_duration())
            .unwrap_or_default()
    }

    fn cut(&mut self, at: TimeSpan, fill: bool, file: &mut OutputFile) -> Result<()> {
        let Some(header) = self.header else {
            return Ok(());
        };
        let target = header.slot(at);
        let last = match &self.shown {
            Some(shown) if shown.slot < target => Some(if fill { target } else { shown.end.min(target) }),
            _ => None,
        };
        if let Some(last) = last {
            self.show_until(last, file)?;
        }
        self.shown = None;
        if self.written > target && file.truncate(header.len + target * header.picture_len)? {
            self.written = target;
        }
        Ok(())
    }

    fn finish(&mut self, file: &mut OutputFile) -> Result<()> {
        if let Some(end) = self.shown.as_ref().map(|shown| shown.end) {
            self.show_until(end, file)?;
        }
        if self.header.is_none() {
            let format = self.format()?;
            let picture = (format.pixel_format().ok_or(NOT_SET)?, format.size);
            self.begin(picture, None, file)?;
        }
        Ok(())
    }

    fn evened(&self) -> Evened {
        self.evened
    }
}

const NOT_SET: Error = Error::NotInitialized {
    what: "the Y4M file's media type",
};

impl Y4mFormat {
    fn format(&self) -> Result<&VideoFormat> {
        self.format.as_ref().ok_or(NOT_SET)
    }

    /// Quarters by which pictures are turned clockwise.
    fn quarters(&self) -> u32 {
        self.format
            .as_ref()
            .map_or(0, |format| format.rotation % 360 / 90)
    }

    /// Writes the picture that is shown, up to a number of pictures in the file.
    fn show_until(&mut self, end: u64, file: &mut OutputFile) -> Result<()> {
        let quarters = self.quarters();
        let (Some(shown), Some(header)) = (&self.shown, self.header) else {
            return Ok(());
        };
        let count = end.saturating_sub(self.written);
        let longest = header.slot(MAX_GAP);
        if count > longest.max(1) {
            return Err(Error::LimitReached {
                what: "seconds without a picture in a Y4M file",
                limit: MAX_GAP.as_secs_f64() as u64,
            });
        }
        let turned = match quarters {
            0 => None,
            quarters => Some(turn(&shown.bytes, &shown.layout, quarters)?),
        };
        for _ in 0..count {
            file.write(b"FRAME\n")?;
            match &turned {
                Some(bytes) => file.write(bytes)?,
                None => {
                    for plane in shown.layout.planes() {
                        for row in 0..plane.rows {
                            let start = plane.offset + row * plane.stride;
                            // The length was checked against the whole layout when the picture came.
                            let bytes = shown.bytes.get(start..start + plane.width_bytes);
                            file.write(bytes.unwrap_or(&[]))?;
                        }
                    }
                }
            }
        }
        self.evened.filled += count.saturating_sub(1);
        self.written += count;
        Ok(())
    }

    fn begin(
        &mut self,
        picture: (PixelFormat, FrameSize),
        duration: Option<TimeSpan>,
        file: &mut OutputFile,
    ) -> Result<Header> {
        let quarters = self.quarters();
        let format = self.format()?;
        let (pixels, size) = turned_shape(picture.0, picture.1, quarters);
        let space = color_space(pixels)
            .ok_or_else(|| Error::invalid_media_type(format!("{pixels:?} in a Y4M file")))?;
        let rate = format
            .frame_rate
            .into_iter()
            .chain(duration.and_then(rate_of))
            .find(|rate| rate.numerator != 0 && (f64::EPSILON..=MAX_RATE).contains(&rate.as_f64()))
            .unwrap_or(DEFAULT_RATE);
        let interlacing = match format.interlace_mode {
            3 => 't',
            4 => 'b',
            7 => 'm',
            _ => 'p',
        };
        let range = match format.color.range {
            1 => " XCOLORRANGE=FULL",
            2 => " XCOLORRANGE=LIMITED",
            _ => "",
        };
        let Ratio {
            numerator: mut across,
            denominator: mut down,
        } = format.pixel_aspect;
        if quarters % 2 == 1 {
            std::mem::swap(&mut across, &mut down);
        }
        let header = format!(
            "YUV4MPEG2 W{} H{} F{}:{} I{interlacing} A{across}:{down} C{space}{range}\n",
            size.width, size.height, rate.numerator, rate.denominator,
        );
        file.write(header.as_bytes())?;
        let bytes = FrameLayout::packed(pixels, size)?.required_len() as u64;
        let header = Header {
            rate,
            len: header.len() as u64,
            picture_len: bytes + b"FRAME\n".len() as u64,
        };
        self.picture = Some(picture);
        self.header = Some(header);
        Ok(header)
    }
}

/// The rate of pictures of this duration, in 100 ns: exact, not rounded to a usual rate.
fn rate_of(duration: TimeSpan) -> Option<Ratio> {
    let denominator = u32::try_from(duration.as_100ns())
        .ok()
        .filter(|ticks| *ticks > 0)?;
    Some(Ratio {
        numerator: openmf_core::TICKS_PER_SECOND as u32,
        denominator,
    })
}

/// The colour space tag with the comment that other programs look for.
fn color_space(format: PixelFormat) -> Option<&'static str> {
    Some(match format {
        PixelFormat::I400 => "mono",
        PixelFormat::I410Gray => "mono10",
        PixelFormat::I420 => "420jpeg XYSCSS=420JPEG",
        PixelFormat::I422 => "422 XYSCSS=422",
        PixelFormat::I444 => "444 XYSCSS=444",
        PixelFormat::I010 => "420p10 XYSCSS=420P10",
        PixelFormat::I210 => "422p10 XYSCSS=422P10",
        PixelFormat::I410 => "444p10 XYSCSS=444P10",
        PixelFormat::I012 => "420p12 XYSCSS=420P12",
        PixelFormat::I212 => "422p12 XYSCSS=422P12",
        PixelFormat::I412 => "444p12 XYSCSS=444P12",
        _ => return None,
    })
}
