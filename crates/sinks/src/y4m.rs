use std::path::Path;
use std::sync::Arc;

use openmf_core::{
    ClockedSink, Error, FrameLayout, FrameSize, MediaType, PixelFormat, Ratio, Result, Sample, TimeSpan,
    VideoFormat, guids,
};

use crate::file_sink::{FileFormat, FileRender};
use crate::output_file::OutputFile;
use crate::render_sink::RenderSink;
use crate::statistics::Statistics;

/// Writes uncompressed pictures to a YUV4MPEG2 (`.y4m`) file.
///
/// Takes planar 4:2:0, 4:2:2 and 4:4:4 and luma alone, of 8, 10 and 12 bits. The pictures are written one after the
/// other: the file's rate is that of the media type, else one over the first picture's duration, else 25 per second,
/// and uneven times are not evened out. All pictures must have the first one's size and format.
///
/// The sink is rateless. Its file has a temporary name until it is finalized; if it never is, none is left.
///
/// Source: yuv4mpeg(5) of the mjpegtools, with the extensions `C420p10`, `Cmono10` and `XCOLORRANGE` that ffmpeg uses.
#[derive(Clone)]
pub struct Y4mSink {
    sink: Arc<RenderSink<FileRender<Y4mFormat>>>,
}

impl Y4mSink {
    /// A sink that writes the file `path`; an existing one is replaced when the new one is complete.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file cannot be made.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let format = Y4mFormat {
            format: None,
            picture: None,
        };
        Ok(Self {
            sink: FileRender::create(path.as_ref(), format)?,
        })
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

struct Y4mFormat {
    format: Option<VideoFormat>,
    /// What the header says; there is one.
    picture: Option<(PixelFormat, FrameSize)>,
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

    fn write(&mut self, sample: &Sample, file: &mut OutputFile) -> Result<u64> {
        let format = self.format()?;
        let layout = match sample.layout() {
            Some(layout) => Arc::clone(layout),
            None => {
                let pixels = format.pixel_format().ok_or(NOT_SET)?;
                Arc::new(FrameLayout::packed(pixels, format.size)?)
            }
        };
        let picture = (layout.format(), layout.size());
        match self.picture {
            None => self.begin(picture, sample.duration, file)?,
            Some(first) if first != picture => {
                return Err(Error::invalid_media_type(format!(
                    "a picture of {} {:?} in a Y4M file of {} {:?}",
                    picture.1, picture.0, first.1, first.0
                )));
            }
            Some(_) => {}
        }
        let buffer = sample.contiguous();
        // Joining several buffers loses their layouts.
        let buffer = match buffer.layout() {
            Some(_) => Ok(buffer),
            None => buffer.with_layout(Arc::clone(&layout)),
        };
        let Ok(buffer) = buffer else {
            return Err(Error::invalid_argument(format!(
                "a picture of {} bytes where {} are needed",
                sample.total_len(),
                layout.required_len()
            )));
        };
        file.write(b"FRAME\n")?;
        for (bytes, plane) in (0..layout.planes().len()).filter_map(|index| buffer.plane(index)) {
            for row in 0..plane.rows {
                let start = row * plane.stride;
                // A buffer is as long as its layout.
                file.write(bytes.get(start..start + plane.width_bytes).unwrap_or(&[]))?;
            }
        }
        Ok(0)
    }

    fn finish(&mut self, file: &mut OutputFile) -> Result<()> {
        if self.picture.is_none() {
            let format = self.format()?;
            let picture = (format.pixel_format().ok_or(NOT_SET)?, format.size);
            self.begin(picture, None, file)?;
        }
        Ok(())
    }
}

const NOT_SET: Error = Error::NotInitialized {
    what: "the Y4M file's media type",
};

impl Y4mFormat {
    fn format(&self) -> Result<&VideoFormat> {
        self.format.as_ref().ok_or(NOT_SET)
    }

    fn begin(
        &mut self,
        picture: (PixelFormat, FrameSize),
        duration: Option<TimeSpan>,
        file: &mut OutputFile,
    ) -> Result<()> {
        let format = self.format()?;
        let space = color_space(picture.0)
            .ok_or_else(|| Error::invalid_media_type(format!("{:?} in a Y4M file", picture.0)))?;
        let rate = format
            .frame_rate
            .or_else(|| rate_of(duration?))
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
        let header = format!(
            "YUV4MPEG2 W{} H{} F{}:{} I{interlacing} A{}:{} C{space}{range}\n",
            picture.1.width,
            picture.1.height,
            rate.numerator,
            rate.denominator,
            format.pixel_aspect.numerator,
            format.pixel_aspect.denominator,
        );
        file.write(header.as_bytes())?;
        self.picture = Some(picture);
        Ok(())
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
