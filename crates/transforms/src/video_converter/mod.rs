//! The video converter: any uncompressed picture to any other.

mod color;
mod picture;
mod rows;
mod scale;
#[cfg(test)]
mod tests;
mod yuv_to_rgb;

use openmf_core::{
    BufferPool, Error, FrameLayout, FrameSize, Guid, Input, MediaType, Output, PixelFormat, Ratio, Result,
    Sample, Transform, TransformMessage, VideoFormat, guids, keys,
};

use color::is_rgb;
use picture::{Picture, PictureConverter};
use rows::Source;

/// The output formats, in order of preference after the input's own.
const OFFERED: [PixelFormat; 20] = [
    PixelFormat::Nv12,
    PixelFormat::I420,
    PixelFormat::Rgb32,
    PixelFormat::Argb32,
    PixelFormat::Yuy2,
    PixelFormat::Yv12,
    PixelFormat::Iyuv,
    PixelFormat::Uyvy,
    PixelFormat::Ayuv,
    PixelFormat::I422,
    PixelFormat::I444,
    PixelFormat::I400,
    PixelFormat::P010,
    PixelFormat::I010,
    PixelFormat::I210,
    PixelFormat::I410,
    PixelFormat::I410Gray,
    PixelFormat::I012,
    PixelFormat::I212,
    PixelFormat::I412,
];

/// Converts uncompressed video: pixel format, matrix and range, size, and rotation.
///
/// - Colour: what a type leaves open is completed by the rules of [`color::resolve`]; RGB is always full range. Primaries
///   and transfer functions are described, not converted.
/// - Size: Catmull-Rom, widened where the picture gets smaller.
/// - Rotation: if the output type's `MF_MT_VIDEO_ROTATION` differs from the input's, the picture is turned by the
///   difference. An output type without a frame size takes the input's rotation where it has none of its own.
///
/// Equal types pass samples on untouched. Samples without a [`FrameLayout`] have their rows one after the other without
/// padding, the first row on top.
pub(crate) struct VideoConverter {
    input: Option<(MediaType, VideoFormat, Picture)>,
    output: Option<(MediaType, VideoFormat)>,
    /// `None` inside: the types are equal.
    pipeline: Option<Option<PictureConverter>>,
    pool: BufferPool,
    packed: Option<FrameLayout>,
    ready: Option<Sample>,
    discontinuity: bool,
}

impl VideoConverter {
    pub(crate) const NAME: &'static str = "video converter";

    pub(crate) fn new() -> Self {
        Self {
            input: None,
            output: None,
            pipeline: None,
            pool: BufferPool::new(),
            packed: None,
            ready: None,
            discontinuity: false,
        }
    }

    fn input(&self) -> Result<&(MediaType, VideoFormat, Picture)> {
        self.input.as_ref().ok_or(Error::TypeNotSet { side: "input" })
    }

    /// The complete output type, and what makes pictures of it; nothing if they are as they come.
    fn plan(&self, wish: &MediaType) -> Result<(MediaType, VideoFormat, Option<PictureConverter>)> {
        let (input_type, input, picture) = self.input()?;
        let media_type = complete(wish, input_type, input, *picture)?;
        let format = VideoFormat::try_from(&media_type)?;
        let target = picture_of(&format)?;
        let turns = (360 + input.rotation % 360 - format.rotation % 360) / 90;
        let pipeline = if target == *picture && turns.is_multiple_of(4) {
            None
        } else {
            Some(PictureConverter::new(*picture, target, turns)?)
        };
        Ok((media_type, format, pipeline))
    }

    fn convert(&mut self, mut sample: Sample) -> Result<Sample> {
        let Some(Some(converter)) = &mut self.pipeline else {
            return Ok(sample);
        };
        let buffer = sample.contiguous();
        let source = match (sample.layout(), &self.packed) {
            // Joining several buffers loses their layouts.
            (Some(layout), Some(packed)) if buffer.layout().is_some() => {
                if layout.format() != packed.format() || layout.size() != packed.size() {
                    return Err(Error::codec(
                        Self::NAME,
                        format!(
                            "a picture of {:?} {} in a stream of {:?} {}",
                            layout.format(),
                            layout.size(),
                            packed.format(),
                            packed.size()
                        ),
                    ));
                }
                Source::of(&buffer)
            }
            (_, Some(packed)) if buffer.len() < packed.required_len() => {
                return Err(Error::codec(
                    Self::NAME,
                    format!(
                        "a picture of {} bytes where {} are needed",
                        buffer.len(),
                        packed.required_len()
                    ),
                ));
            }
            (_, Some(packed)) => Source::new(&buffer, packed),
            (_, None) => return Err(Error::TypeNotSet { side: "input" }),
        };
        let target = std::sync::Arc::clone(converter.layout());
        let mut out = self.pool.acquire(target.total_len());
        converter.convert(source, &mut out)?;
        sample.set_buffer(out.freeze().with_layout(target)?);
        Ok(sample)
    }
}

impl Transform for VideoConverter {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn input_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        check_stream(stream)?;
        let format = OFFERED.get(index).ok_or(Error::NoMoreTypes)?;
        Ok(MediaType::partial(guids::MFMediaType_Video, format.subtype()))
    }

    /// The input's own format, then the others; after them, if the input is rotated, the same for an upright picture.
    fn output_available_type(&self, stream: u32, index: usize) -> Result<MediaType> {
        check_stream(stream)?;
        let (media_type, format, picture) = self.input()?;
        let others = OFFERED.into_iter().filter(|offer| *offer != picture.format);
        let offers = || std::iter::once(picture.format).chain(others.clone());
        let upright = (format.rotation != 0).then_some(0);
        let mut shapes = std::iter::once(format.rotation)
            .chain(upright)
            .flat_map(|rotation| offers().map(move |offer| (rotation, offer)));
        let (rotation, offer) = shapes.nth(index).ok_or(Error::NoMoreTypes)?;
        let wish = MediaType::partial(guids::MFMediaType_Video, offer.subtype());
        wish.attributes().set(keys::MF_MT_VIDEO_ROTATION, rotation);
        complete(&wish, media_type, format, *picture)
    }

    fn test_input_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        picture_of(&VideoFormat::try_from(media_type)?).map(|_| ())
    }

    fn set_input_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        let format = VideoFormat::try_from(media_type)?;
        let picture = picture_of(&format)?;
        self.packed = Some(FrameLayout::packed(picture.format, picture.size)?);
        self.input = Some((media_type.clone(), format, picture));
        self.pipeline = None;
        self.ready = None;
        if let Some((media_type, _)) = self.output.take() {
            // An output type that does not fit any more is simply gone.
            let _ = self.set_output_type(0, &media_type);
        }
        Ok(())
    }

    fn set_output_type(&mut self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        let (media_type, format, pipeline) = self.plan(media_type)?;
        self.pipeline = Some(pipeline);
        self.ready = None;
        self.output = Some((media_type, format));
        Ok(())
    }

    fn test_output_type(&self, stream: u32, media_type: &MediaType) -> Result<()> {
        check_stream(stream)?;
        self.plan(media_type).map(drop)
    }

    fn input_type(&self, stream: u32) -> Result<MediaType> {
        check_stream(stream)?;
        self.input().map(|(media_type, ..)| media_type.clone())
    }

    fn output_type(&self, stream: u32) -> Result<MediaType> {
        check_stream(stream)?;
        let (media_type, _) = self.output.as_ref().ok_or(Error::TypeNotSet { side: "output" })?;
        Ok(media_type.clone())
    }

    fn process_input(&mut self, stream: u32, sample: Sample) -> Result<Input> {
        check_stream(stream)?;
        self.input()?;
        if self.pipeline.is_none() {
            return Err(Error::TypeNotSet { side: "output" });
        }
        if self.ready.is_some() {
            return Ok(Input::NotAccepting(sample));
        }
        // A sample without a picture is a mark in time; there is nothing to convert.
        let mut sample = if sample.buffer().is_some() {
            self.convert(sample)?
        } else {
            sample
        };
        sample.flags.discontinuity |= std::mem::take(&mut self.discontinuity);
        self.ready = Some(sample);
        Ok(Input::Accepted)
    }

    fn process_output(&mut self) -> Result<Output> {
        if self.pipeline.is_none() {
            return Err(Error::TypeNotSet { side: "output" });
        }
        Ok(self.ready.take().map_or(Output::NeedMoreInput, Output::Sample))
    }

    fn process_message(&mut self, message: TransformMessage) -> Result<()> {
        match message {
            TransformMessage::Flush => {
                self.ready = None;
                self.discontinuity = false;
            }
            TransformMessage::Drain => self.discontinuity = true,
            _ => {}
        }
        Ok(())
    }
}

fn check_stream(stream: u32) -> Result<()> {
    if stream == 0 {
        Ok(())
    } else {
        Err(Error::InvalidStreamNumber { stream })
    }
}

/// The picture that a complete type describes.
fn picture_of(format: &VideoFormat) -> Result<Picture> {
    let Some(pixel_format) = format.pixel_format() else {
        return Err(Error::invalid_media_type(format!(
            "{} is not uncompressed video",
            format.subtype
        )));
    };
    if !format.rotation.is_multiple_of(90) {
        return Err(Error::invalid_media_type(format!(
            "a rotation by {} degrees",
            format.rotation
        )));
    }
    // Refuses impossible sizes.
    FrameLayout::packed(pixel_format, format.size)?;
    Ok(Picture {
        format: pixel_format,
        size: format.size,
        color: color::resolve(format.color, pixel_format, format.size.height),
    })
}

/// An output type with what it leaves open taken from the input.
fn complete(
    wish: &MediaType,
    input_type: &MediaType,
    input: &VideoFormat,
    picture: Picture,
) -> Result<MediaType> {
    if !wish.is_video() {
        return Err(Error::invalid_media_type(format!("{wish} is not video")));
    }
    let subtype = match wish.subtype() {
        Guid::ZERO => input.subtype,
        subtype => subtype,
    };
    let format = PixelFormat::from_subtype(&subtype)
        .ok_or_else(|| Error::invalid_media_type(format!("{subtype} is not uncompressed video")))?;
    let asked = wish.attributes();
    let sized = asked.contains(&keys::MF_MT_FRAME_SIZE.guid());
    let rotation = asked.get_or(keys::MF_MT_VIDEO_ROTATION, if sized { 0 } else { input.rotation });
    let completed = MediaType::new();
    let a = completed.attributes();
    a.copy_from(input_type.attributes());
    for gone in [
        keys::MF_MT_DEFAULT_STRIDE.guid(),
        keys::MF_MT_SAMPLE_SIZE.guid(),
        keys::MF_MT_VIDEO_ROTATION.guid(),
    ] {
        a.delete(&gone);
    }
    a.set(keys::MF_MT_SUBTYPE, subtype);
    if rotation % 180 != input.rotation % 180 {
        a.set(
            keys::MF_MT_FRAME_SIZE,
            FrameSize {
                width: input.size.height,
                height: input.size.width,
            },
        );
        a.set(
            keys::MF_MT_PIXEL_ASPECT_RATIO,
            Ratio {
                numerator: input.pixel_aspect.denominator,
                denominator: input.pixel_aspect.numerator,
            },
        );
    }
    a.set(keys::MF_MT_ALL_SAMPLES_INDEPENDENT, true);
    if is_rgb(picture.format) && !is_rgb(format) {
        // The description of RGB says nothing about YUV.
        a.delete(&keys::MF_MT_YUV_MATRIX.guid());
        a.delete(&keys::MF_MT_VIDEO_NOMINAL_RANGE.guid());
    }
    for (key, value) in asked.items() {
        a.set_item(key, value);
    }
    if rotation != 0 {
        a.set(keys::MF_MT_VIDEO_ROTATION, rotation);
    } else {
        a.delete(&keys::MF_MT_VIDEO_ROTATION.guid());
    }
    if is_rgb(format) {
        a.set(keys::MF_MT_VIDEO_NOMINAL_RANGE, color::RANGE_FULL);
        a.delete(&keys::MF_MT_YUV_MATRIX.guid());
    }
    Ok(completed)
}
