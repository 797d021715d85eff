//! What decoders put out: formats, time stamps, and the queue of decoded samples.

use std::collections::VecDeque;
use std::sync::Arc;

use openmf_core::{
    AudioFormat, BufferPool, ColorInfo, Error, FrameLayout, FrameSize, MediaBuffer, MediaTime, MediaType,
    PictureOwner, PixelFormat, Plane, Ratio, Result, Sample, SampleFormat, TimeSpan, VideoFormat, keys,
};

/// When a picture or a stretch of sound is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) time: Option<MediaTime>,
    pub(crate) duration: Option<TimeSpan>,
}

/// What a codec puts out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Format {
    Audio(AudioShape),
    Video(VideoShape),
}

/// The format of decoded sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AudioShape {
    pub(crate) sample_rate: u32,
    pub(crate) channels: u32,
    pub(crate) channel_mask: u32,
    pub(crate) format: SampleFormat,
    /// Significant bits; they are the upper ones.
    pub(crate) valid_bits: u32,
}

impl AudioShape {
    fn media_type(&self) -> MediaType {
        let mut format = AudioFormat::pcm(self.format, self.sample_rate, self.channels);
        format.channel_mask = self.channel_mask;
        let media_type = format.to_media_type();
        if self.valid_bits != format.bits_per_sample {
            media_type
                .attributes()
                .set(keys::MF_MT_AUDIO_VALID_BITS_PER_SAMPLE, self.valid_bits);
        }
        media_type
    }
}

/// The format of decoded pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct VideoShape {
    pub(crate) pixel_format: PixelFormat,
    pub(crate) size: FrameSize,
    pub(crate) pixel_aspect: Option<Ratio>,
    pub(crate) color: ColorInfo,
    pub(crate) frame_rate: Option<Ratio>,
    /// `MFVideoInterlaceMode`; 0 if the stream does not say.
    pub(crate) interlace_mode: u32,
}

impl VideoShape {
    /// A shape of which only the memory layout is known.
    pub(crate) fn new(pixel_format: PixelFormat, size: FrameSize) -> Self {
        Self {
            pixel_format,
            size,
            pixel_aspect: None,
            color: ColorInfo::default(),
            frame_rate: None,
            interlace_mode: 0,
        }
    }

    /// What the stream says, completed by what the container says.
    fn media_type(&self, input: &MediaType) -> Result<MediaType> {
        let container = VideoFormat::try_from(input)?;
        let or = |stream: u32, container: u32| if stream != 0 { stream } else { container };
        let format = VideoFormat {
            subtype: self.pixel_format.subtype(),
            size: self.size,
            // A container's rate is measured; a stream's is only declared, often wrongly.
            frame_rate: container.frame_rate.or(self.frame_rate),
            pixel_aspect: self.pixel_aspect.unwrap_or(container.pixel_aspect),
            interlace_mode: or(self.interlace_mode, container.interlace_mode),
            rotation: container.rotation,
            color: ColorInfo {
                primaries: or(self.color.primaries, container.color.primaries),
                transfer: or(self.color.transfer, container.color.transfer),
                matrix: or(self.color.matrix, container.color.matrix),
                range: or(self.color.range, container.color.range),
            },
        };
        Ok(format.to_media_type())
    }
}

impl Format {
    pub(super) fn media_type(&self, input: &MediaType) -> Result<MediaType> {
        match self {
            Self::Audio(shape) => Ok(shape.media_type()),
            Self::Video(shape) => shape.media_type(input),
        }
    }
}

/// A decoded sample and the type it has.
pub(super) struct Decoded {
    pub(super) sample: Sample,
    pub(super) media_type: Arc<MediaType>,
}

/// Formats seen last and what follows from them, so that nothing is computed or allocated for each sample.
#[derive(Default)]
pub(super) struct FormatCache {
    format: Option<(Format, Arc<MediaType>)>,
    layout: Option<Arc<FrameLayout>>,
    own_layout: Option<([usize; 3], Arc<FrameLayout>)>,
}

impl FormatCache {
    pub(super) fn media_type(&mut self, format: &Format, input: &MediaType) -> Result<Arc<MediaType>> {
        match &self.format {
            Some((known, media_type)) if known == format => Ok(Arc::clone(media_type)),
            _ => {
                let media_type = Arc::new(format.media_type(input)?);
                self.format = Some((format.clone(), Arc::clone(&media_type)));
                Ok(media_type)
            }
        }
    }

    fn layout(&mut self, format: PixelFormat, size: FrameSize) -> Result<Arc<FrameLayout>> {
        match &self.layout {
            Some(layout) if layout.format() == format && layout.size() == size => Ok(Arc::clone(layout)),
            _ => {
                let layout = Arc::new(FrameLayout::new(format, size)?);
                self.layout = Some(Arc::clone(&layout));
                Ok(layout)
            }
        }
    }

    /// The layout of pictures in the codec's own memory.
    fn layout_with(
        &mut self,
        format: PixelFormat,
        size: FrameSize,
        strides: [usize; 3],
    ) -> Result<Arc<FrameLayout>> {
        match &self.own_layout {
            Some((known, layout))
                if *known == strides && layout.format() == format && layout.size() == size =>
            {
                Ok(Arc::clone(layout))
            }
            _ => {
                let layout = Arc::new(FrameLayout::with_strides(format, size, strides)?);
                self.own_layout = Some((strides, Arc::clone(&layout)));
                Ok(layout)
            }
        }
    }
}

/// Where a codec puts what it decoded.
pub(crate) struct Sink<'a> {
    pub(super) pool: &'a BufferPool,
    pub(super) cache: &'a mut FormatCache,
    pub(super) queue: &'a mut VecDeque<Decoded>,
    pub(super) input: &'a MediaType,
    pub(super) next_time: &'a mut Option<MediaTime>,
    pub(super) discontinuity: &'a mut bool,
}

/// A picture of a library that leaves its planes to the caller.
pub(crate) struct Planes(pub(crate) [Vec<u8>; 3]);

impl PictureOwner for Planes {
    fn plane(&self, index: usize) -> &[u8] {
        self.0.get(index).map_or(&[], Vec::as_slice)
    }
}

/// One plane of a decoded picture in a codec's memory: its bytes, the first row first, and the bytes from one row to the
/// next.
#[derive(Clone, Copy)]
pub(crate) struct PlaneData<'a>(pub(crate) &'a [u8], pub(crate) usize);

impl PlaneData<'_> {
    /// Copies the rows to where `plane` lies in `target`; false if they are not all there.
    fn copy_to(self, plane: &Plane, target: &mut [u8]) -> bool {
        let Some(target) = target.get_mut(plane.offset..) else {
            return false;
        };
        let Self(bytes, stride) = self;
        for (row, target) in target
            .chunks_mut(plane.stride.max(1))
            .take(plane.rows)
            .enumerate()
        {
            let start = row.saturating_mul(stride);
            let source = bytes.get(start..start.saturating_add(plane.width_bytes));
            let (Some(target), Some(source)) = (target.get_mut(..plane.width_bytes), source) else {
                return false;
            };
            target.copy_from_slice(source);
        }
        true
    }
}

impl Sink<'_> {
    /// Adds sound of `frames` frames that `fill` writes to the buffer, interleaved.
    pub(crate) fn audio(
        &mut self,
        shape: AudioShape,
        frames: usize,
        stamp: Stamp,
        fill: impl FnOnce(&mut [u8]),
    ) -> Result<()> {
        if frames == 0 {
            return Ok(());
        }
        let len = (shape.channels as usize)
            .checked_mul(shape.format.bytes())
            .and_then(|bytes| bytes.checked_mul(frames))
            .ok_or(Error::LimitReached {
                what: "bytes of a decoded packet",
                limit: u64::MAX,
            })?;
        let media_type = self.cache.media_type(&Format::Audio(shape), self.input)?;
        let mut buffer = self.pool.acquire(len);
        fill(&mut buffer);
        // The number of frames is exact, where a container's duration is rounded or shortened.
        let duration = TimeSpan::from_frames(frames as u64, shape.sample_rate);
        self.push(
            Sample::new(buffer.freeze()),
            Stamp {
                time: stamp.time,
                duration: Some(duration),
            },
            media_type,
        );
        Ok(())
    }

    /// Adds a picture that is copied from a codec's planes.
    pub(crate) fn picture(
        &mut self,
        shape: &VideoShape,
        planes: &[PlaneData<'_>],
        stamp: Stamp,
    ) -> Result<()> {
        self.picture_with(shape, stamp, |layout, target| {
            layout.planes().len() <= planes.len()
                && layout
                    .planes()
                    .iter()
                    .zip(planes)
                    .all(|(plane, data)| data.copy_to(plane, target))
        })
    }

    /// Adds a picture that `fill` writes; false from it means that the codec's planes were too short.
    pub(crate) fn picture_with(
        &mut self,
        shape: &VideoShape,
        stamp: Stamp,
        fill: impl FnOnce(&FrameLayout, &mut [u8]) -> bool,
    ) -> Result<()> {
        let layout = self.cache.layout(shape.pixel_format, shape.size)?;
        let media_type = self.cache.media_type(&Format::Video(*shape), self.input)?;
        let mut buffer = self.pool.acquire(layout.total_len());
        if !fill(&layout, &mut buffer) {
            return Err(Error::Unexpected {
                what: "a decoder's picture is smaller than it says".into(),
            });
        }
        let buffer = buffer.freeze().with_layout(layout)?;
        self.push_picture(buffer, stamp, media_type);
        Ok(())
    }

    /// Adds a picture in the codec's own memory, which is shared and not copied; strides are in bytes.
    pub(crate) fn picture_in(
        &mut self,
        shape: &VideoShape,
        owner: impl PictureOwner + 'static,
        strides: [usize; 3],
        stamp: Stamp,
    ) -> Result<()> {
        let layout = self.cache.layout_with(shape.pixel_format, shape.size, strides)?;
        let media_type = self.cache.media_type(&Format::Video(*shape), self.input)?;
        let buffer = MediaBuffer::from_picture(Box::new(owner), layout).map_err(|_| Error::Unexpected {
            what: "a decoder's picture is smaller than it says".into(),
        })?;
        self.push_picture(buffer, stamp, media_type);
        Ok(())
    }

    fn push_picture(&mut self, buffer: MediaBuffer, stamp: Stamp, media_type: Arc<MediaType>) {
        let duration = stamp.duration.or_else(|| {
            let rate = media_type.attributes().get(keys::MF_MT_FRAME_RATE).ok()?;
            let ticks = i64::from(rate.denominator).checked_mul(openmf_core::TICKS_PER_SECOND)?;
            (rate.numerator != 0).then(|| TimeSpan::from_100ns(ticks / i64::from(rate.numerator)))
        });
        self.push(
            Sample::new(buffer),
            Stamp {
                time: stamp.time,
                duration,
            },
            media_type,
        );
    }

    fn push(&mut self, mut sample: Sample, stamp: Stamp, media_type: Arc<MediaType>) {
        // "Decoders stamp every output once any input stamp is known, and continue their own count if stamps
        // stop arriving." Source: "Time Stamps and Durations" (Microsoft Learn).
        sample.time = stamp.time.or(*self.next_time);
        sample.duration = stamp.duration;
        sample.flags.clean_point = true;
        sample.flags.discontinuity = std::mem::take(self.discontinuity);
        *self.next_time = sample.end().or(sample.time);
        self.queue.push_back(Decoded { sample, media_type });
    }
}
