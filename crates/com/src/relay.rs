//! In which forms a decoder gives its pictures and its sound besides those that it makes itself: most programs know but a
//! few of them.
//!
//! Sources: "H.264 Video Decoder", "AAC Decoder", `MFT_DECODER_EXPOSE_OUTPUT_TYPES_IN_NATIVE_ORDER` (Microsoft Learn).

use std::sync::Arc;

use openmf_core::{
    AudioFormat, FrameLayout, Guid, Input, MediaBuffer, MediaType, Output, PixelFormat, Plane, Sample,
    SampleFormat, SharedTransform, TransformCatalog, codes, guids, keys,
};

use crate::class_factory::VIDEO_CONVERTER;
use crate::convert::{code, fail};
use crate::session;

type Result<T> = windows_core::Result<T>;

/// The forms of pictures that every decoder of pictures gives, in order of preference.
pub(crate) const PICTURES: [Guid; 5] = [
    guids::MFVideoFormat_NV12,
    guids::MFVideoFormat_YV12,
    guids::MFVideoFormat_IYUV,
    guids::MFVideoFormat_I420,
    guids::MFVideoFormat_YUY2,
];

/// As [`PICTURES`], as an encoder prefers them.
const PICTURES_FOR_ENCODERS: [Guid; 5] = [
    guids::MFVideoFormat_IYUV,
    guids::MFVideoFormat_I420,
    guids::MFVideoFormat_NV12,
    guids::MFVideoFormat_YV12,
    guids::MFVideoFormat_YUY2,
];

/// In which form samples are given that the transform does not make itself.
#[derive(Default)]
pub(crate) enum Relay {
    #[default]
    None,
    /// Planar pictures as NV12.
    Nv12,
    /// Pictures as the converter makes them.
    Picture(SharedTransform),
    /// The stream tells what the pictures are, which then changes: nothing comes in this form.
    Unknown,
    /// Sound of 16 bits.
    Pcm16,
}

/// The same type with another subtype.
pub(crate) fn relayed(of: &MediaType, subtype: Guid) -> MediaType {
    let other = of.clone();
    other.attributes().set(keys::MF_MT_SUBTYPE, subtype);
    other
}

/// The sound of a type of floating-point samples, as samples of 16 bits; `None` for any other type.
pub(crate) fn pcm16(of: &MediaType) -> Option<MediaType> {
    let format = AudioFormat::try_from(of).ok()?;
    if format.sample_format() != Some(SampleFormat::F32) {
        return None;
    }
    let made = relayed(of, guids::MFAudioFormat_PCM);
    let block = format.channels.checked_mul(2)?;
    let attributes = made.attributes();
    attributes.set(keys::MF_MT_AUDIO_BITS_PER_SAMPLE, 16);
    attributes.set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, block);
    let second = block.checked_mul(format.sample_rate)?;
    attributes.set(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, second);
    Some(made)
}

/// Whether what is asked for is this sound, as far as it says so.
pub(crate) fn is_sound(made: &MediaType, wanted: &MediaType) -> bool {
    let numbers = [
        keys::MF_MT_AUDIO_NUM_CHANNELS,
        keys::MF_MT_AUDIO_SAMPLES_PER_SECOND,
        keys::MF_MT_AUDIO_BITS_PER_SAMPLE,
        keys::MF_MT_AUDIO_BLOCK_ALIGNMENT,
    ];
    numbers.into_iter().all(|key| {
        let wanted = wanted.attributes().get(key).ok();
        wanted.is_none_or(|wanted| made.attributes().get(key).is_ok_and(|made| made == wanted))
    })
}

/// The types of pictures that an application is told of, of those that a decoder makes itself.
pub(crate) fn pictures(own: Vec<MediaType>, for_encoders: bool) -> Vec<MediaType> {
    let Some(base) = own.first().filter(|first| first.is_video()).cloned() else {
        return own;
    };
    let forms = if for_encoders {
        PICTURES_FOR_ENCODERS
    } else {
        PICTURES
    };
    let mut listed = Vec::with_capacity(own.len() + forms.len() + 1);
    match PixelFormat::from_subtype(&base.subtype()) {
        // In the order of the forms.
        Some(PixelFormat::I420) => {}
        Some(PixelFormat::I010) => {
            listed.push(relayed(&base, PixelFormat::P010.subtype()));
            listed.extend(own.iter().cloned());
        }
        _ => listed.extend(own.iter().cloned()),
    }
    for form in forms {
        if listed.iter().any(|known: &MediaType| known.subtype() == form) {
            continue;
        }
        let itself = own.iter().find(|known| known.subtype() == form);
        listed.push(itself.cloned().unwrap_or_else(|| relayed(&base, form)));
    }
    listed
}

/// How pictures of a decoder's own type come out in another form; an incomplete type is a placeholder.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: they do not.
pub(crate) fn of_pictures(base: &MediaType, wanted: &MediaType) -> Result<Relay> {
    let size = |of: &MediaType| of.attributes().get(keys::MF_MT_FRAME_SIZE).ok();
    let known = PICTURES.contains(&wanted.subtype()) || wanted.subtype() == PixelFormat::P010.subtype();
    if !known || size(base) != size(wanted) {
        return Err(code(codes::MF_E_INVALIDMEDIATYPE));
    }
    if size(base).is_none() {
        return Ok(Relay::Unknown);
    }
    if base.subtype() == guids::MFVideoFormat_I420 && wanted.subtype() == guids::MFVideoFormat_NV12 {
        return Ok(Relay::Nv12);
    }
    let converter = session::registry()
        .by_class(&Guid::from_u128(VIDEO_CONVERTER))
        .and_then(|registered| registered.create())
        .map_err(fail)?;
    {
        let mut converter = converter.lock();
        converter.set_input_type(0, base).map_err(fail)?;
        let target = relayed(base, wanted.subtype());
        converter.set_output_type(0, &target).map_err(fail)?;
    }
    Ok(Relay::Picture(converter))
}

impl Relay {
    /// The sample in this form.
    ///
    /// # Errors
    /// `E_UNEXPECTED`: it is not what the type said.
    pub(crate) fn apply(&self, sample: Sample) -> Result<Sample> {
        match self {
            Self::None => Ok(sample),
            Self::Nv12 => nv12(sample),
            Self::Pcm16 => Ok(rounded(sample)),
            Self::Unknown => Err(code(codes::E_UNEXPECTED)),
            Self::Picture(converter) => {
                let mut converter = converter.lock();
                match converter.process_input(0, sample).map_err(fail)? {
                    Input::Accepted => {}
                    Input::NotAccepting(_) => return Err(code(codes::E_UNEXPECTED)),
                }
                match converter.process_output().map_err(fail)? {
                    Output::Sample(sample) => Ok(sample),
                    Output::NeedMoreInput | Output::StreamChange => Err(code(codes::E_UNEXPECTED)),
                }
            }
        }
    }
}

/// The same sound in 16 bits.
fn rounded(sample: Sample) -> Sample {
    let mut bytes = Vec::with_capacity(sample.total_len() / 2);
    for part in sample.buffers() {
        for value in part.as_chunks::<4>().0 {
            let value = (f32::from_le_bytes(*value) * 32768.0).round();
            // Beyond the range it is cut off, and what is no number is silence.
            bytes.extend((value as i16).to_le_bytes());
        }
    }
    let mut rounded = sample;
    rounded.set_buffer(MediaBuffer::from(bytes));
    rounded.set_identity(None);
    rounded
}

/// Colour in one plane, as most programs expect pictures of a decoder.
fn nv12(sample: Sample) -> Result<Sample> {
    let planar = sample.layout().is_some_and(|layout| layout.planes().len() == 3);
    let Some(picture) = sample.buffer().filter(|_| planar) else {
        return Ok(sample);
    };
    let plane = |index| picture.plane(index).ok_or_else(|| code(codes::E_UNEXPECTED));
    let ((luma, of_luma), (blue, of_blue), (red, of_red)) = (plane(0)?, plane(1)?, plane(2)?);
    let mut bytes = Vec::with_capacity(of_luma.rows * of_luma.width_bytes * 3 / 2);
    let row = |bytes: &[u8], of: Plane, row: usize| {
        let start = row * of.stride;
        bytes.get(start..start + of.width_bytes).map(<[u8]>::to_vec)
    };
    for index in 0..of_luma.rows {
        bytes.extend(row(luma, of_luma, index).unwrap_or_default());
    }
    for index in 0..of_blue.rows {
        let (blue, red) = (row(blue, of_blue, index), row(red, of_red, index));
        let pairs = blue.unwrap_or_default().into_iter().zip(red.unwrap_or_default());
        bytes.extend(pairs.flat_map(|(blue, red)| [blue, red]));
    }
    let size = sample.layout().map(|layout| layout.size()).unwrap_or_default();
    let mut relayed = sample;
    let mut buffer = MediaBuffer::from(bytes);
    if let Ok(layout) = FrameLayout::packed(PixelFormat::Nv12, size)
        && layout.required_len() <= buffer.len()
    {
        buffer = buffer.with_layout(Arc::new(layout)).map_err(fail)?;
    }
    relayed.set_buffer(buffer);
    relayed.set_identity(None);
    Ok(relayed)
}
