//! Samples between the core and COM. What an application put in comes out as the same object.

use std::sync::Arc;

use openmf_core::{
    AttributeValue, FrameLayout, Guid, MediaBuffer, MediaTime, Sample, SampleFlags, TimeSpan, UserObject,
    guids,
};
use windows_core::{IUnknown, Interface};

use crate::attributes::to_core as attributes_to_core;
use crate::bindings::{IMFAttributes, IMFMediaBuffer, IMFSample};
use crate::convert::{fail, to_guid};
use crate::foreign::{self, Foreign};
use crate::identity;
use crate::sample::SampleObject;
use crate::{buffer, core_buffer, objects};

type Result<T> = windows_core::Result<T>;

/// The application's sample behind one of the core, and the bytes it had.
struct Original {
    sample: Foreign,
    /// Of the first buffer, and of the others: most samples have just one.
    bytes: (Option<Place>, Vec<Place>),
}

/// An address and a length.
type Place = (usize, usize);

impl Original {
    fn new(sample: &IUnknown, core: &Sample) -> Self {
        let mut bytes = places(core);
        Self {
            sample: Foreign::new(sample),
            bytes: (bytes.next(), bytes.collect()),
        }
    }

    fn has_bytes_of(&self, core: &Sample) -> bool {
        let (first, others) = &self.bytes;
        places(core).eq(first.iter().chain(others).copied())
    }
}

fn places(sample: &Sample) -> impl Iterator<Item = Place> {
    sample
        .buffers()
        .map(|buffer| (buffer.as_slice().as_ptr().addr(), buffer.len()))
}

/// The keys that the core keeps outside the attributes.
const OUTSIDE: [Guid; 4] = [
    guids::MFSampleExtension_CleanPoint,
    guids::MFSampleExtension_Discontinuity,
    guids::MFSampleExtension_DecodeTimestamp,
    guids::MFSampleExtension_Token,
];

/// The core's form of somebody's sample: its bytes are shared, not copied.
///
/// # Errors
/// Whatever the sample and its buffers answer.
pub(crate) fn to_core(sample: &IMFSample) -> Result<Sample> {
    if let Some(own) = foreign::own_of::<SampleObject>(sample)
        && let Some(core) = own_to_core(sample, own)?
    {
        return Ok(core);
    }
    let mut core = Sample::default();
    // SAFETY: calls of a live object.
    let count = unsafe { sample.GetBufferCount() }?;
    for index in 0..count {
        // SAFETY: as above.
        let held: IMFMediaBuffer = unsafe { sample.GetBufferByIndex(index) }?;
        core.add_buffer(buffer_to_core(&held)?);
    }
    // SAFETY: as above; a sample may have no time or duration.
    unsafe {
        core.time = sample.GetSampleTime().ok().map(MediaTime::from_100ns);
        core.duration = sample.GetSampleDuration().ok().map(TimeSpan::from_100ns);
    }
    let store: &IMFAttributes = sample;
    let attributes = attributes_to_core(store)?;
    let flag = |key| matches!(attributes.item(&key), Some(AttributeValue::U32(value)) if value != 0);
    core.flags = SampleFlags {
        clean_point: flag(guids::MFSampleExtension_CleanPoint),
        discontinuity: flag(guids::MFSampleExtension_Discontinuity),
        ..SampleFlags::default()
    };
    if let Some(AttributeValue::U64(time)) = attributes.item(&guids::MFSampleExtension_DecodeTimestamp) {
        core.decode_time = Some(MediaTime::from_100ns(time as i64));
    }
    if let Some(AttributeValue::Object(token)) = attributes.item(&guids::MFSampleExtension_Token) {
        let token = Foreign::unwrap(&token).map_or(token, |object| identity::to_core(&object));
        core.set_token(Some(token));
    }
    for key in OUTSIDE {
        attributes.delete(&key);
    }
    if !attributes.is_empty() {
        core.attributes_mut().copy_from(&attributes);
    }
    let unknown: IUnknown = sample.cast()?;
    core.set_identity(Some(UserObject::new(Original::new(&unknown, &core))));
    Ok(core)
}

/// As [`to_core`], of a sample object of this engine; `None` if it has attributes that are not the same in the core and
/// outside.
fn own_to_core(sample: &IMFSample, own: &SampleObject) -> Result<Option<Sample>> {
    let mut core = Sample::default();
    let (mut token, mut others, mut is_same) = (None, Vec::new(), true);
    own.store().visit(|key, value| match (*key, value) {
        (guids::MFSampleExtension_CleanPoint, AttributeValue::U32(value)) => {
            core.flags.clean_point = *value != 0;
        }
        (guids::MFSampleExtension_Discontinuity, AttributeValue::U32(value)) => {
            core.flags.discontinuity = *value != 0;
        }
        (guids::MFSampleExtension_DecodeTimestamp, AttributeValue::U64(time)) => {
            core.decode_time = Some(MediaTime::from_100ns(*time as i64));
        }
        (guids::MFSampleExtension_Token, AttributeValue::Object(object)) if Foreign::is(object) => {
            token = Some(object.clone());
        }
        (_, AttributeValue::Object(_)) => is_same = false,
        (key, _) if OUTSIDE.contains(&key) => {}
        (key, value) => others.push((key, value.clone())),
    });
    if !is_same {
        return Ok(None);
    }
    if let Some(token) = token.as_ref().and_then(Foreign::unwrap) {
        core.set_token(Some(identity::to_core(&token)));
    }
    for (key, value) in others {
        core.attributes_mut().set_item(key, value);
    }
    let content = own.content();
    let mut index = 0;
    // Its buffers may be anybody's.
    while let Ok(held) = content.get_buffer_by_index(index) {
        core.add_buffer(buffer_to_core(&held)?);
        index += 1;
    }
    let (time, duration) = content.times();
    core.time = time.map(MediaTime::from_100ns);
    core.duration = duration.map(TimeSpan::from_100ns);
    let unknown: IUnknown = sample.cast()?;
    core.set_identity(Some(UserObject::new(Original::new(&unknown, &core))));
    Ok(Some(core))
}

fn buffer_to_core(held: &IMFMediaBuffer) -> Result<MediaBuffer> {
    match core_buffer::peek(held) {
        Some(shared) => Ok(shared),
        None => buffer::to_core(held),
    }
}

/// The COM form of a sample: the application's own if it is one and has its bytes still, with the time that it has now.
///
/// # Errors
/// Whatever an application's sample answers.
pub(crate) fn to_com(mut core: Sample) -> Result<IMFSample> {
    let token = core.token().cloned();
    let original = core.identity().and_then(UserObject::downcast::<Original>);
    let sample: IMFSample = match original.filter(|original| original.has_bytes_of(&core)) {
        Some(original) => original.sample.object().cast()?,
        None => {
            let sample = SampleObject::create();
            while let Some(buffer) = core.take_buffer() {
                // SAFETY: live objects.
                unsafe { sample.AddBuffer(&core_buffer::to_com(buffer)) }.ok()?;
            }
            if let Some(attributes) = core.attributes() {
                crate::attributes::write_to(attributes, &sample)?;
            }
            sample
        }
    };
    write_flags(&core, &sample)?;
    // SAFETY: calls of a live object.
    unsafe {
        if let Some(time) = core.time {
            sample.SetSampleTime(time.as_100ns()).ok()?;
        }
        if let Some(duration) = core.duration {
            sample.SetSampleDuration(duration.as_100ns()).ok()?;
        }
        if let Some(time) = core.decode_time {
            let key = to_guid(guids::MFSampleExtension_DecodeTimestamp);
            sample.SetUINT64(&key, time.as_100ns() as u64).ok()?;
        }
        let key = to_guid(guids::MFSampleExtension_Token);
        match token {
            Some(token) => {
                let object = objects::to_com(&token).unwrap_or_else(|| identity::opaque(token));
                sample.SetUnknown(&key, &object).ok()?;
            }
            // The request is answered: what it was given goes back.
            None => sample.DeleteItem(&key).ok()?,
        }
    }
    Ok(sample)
}

/// The sample with its picture as programs expect it that know the format alone: rows and planes without a gap.
///
/// # Errors
/// `E_OUTOFMEMORY`, `MF_E_INVALIDMEDIATYPE`: a picture of this size has no such layout.
pub(crate) fn packed(sample: Sample) -> Result<Sample> {
    let (Some(picture), Some(layout)) = (sample.buffer(), sample.layout()) else {
        return Ok(sample);
    };
    let target = FrameLayout::packed(layout.format(), layout.size()).map_err(fail)?;
    if target == **layout && picture.len() == target.required_len() {
        return Ok(sample);
    }
    let mut bytes = Vec::with_capacity(target.required_len());
    for index in 0..layout.planes().len() {
        let Some((plane, of)) = picture.plane(index) else {
            return Ok(sample);
        };
        for row in plane.chunks(of.stride.max(1)).take(of.rows) {
            bytes.extend_from_slice(row.get(..of.width_bytes).unwrap_or(row));
        }
    }
    if bytes.len() != target.required_len() {
        return Ok(sample);
    }
    let buffer = MediaBuffer::from(bytes)
        .with_layout(Arc::new(target))
        .map_err(fail)?;
    let mut packed = sample;
    packed.set_buffer(buffer);
    packed.set_identity(None);
    Ok(packed)
}

/// Writes the flags that samples have as attributes.
///
/// # Errors
/// Whatever the sample answers.
pub(crate) fn write_flags(core: &Sample, sample: &IMFSample) -> Result<()> {
    if let Some(own) = foreign::own_of::<SampleObject>(sample) {
        let (mut clean_point, mut discontinuity) = (None, None);
        own.store().visit(|key, value| {
            let AttributeValue::U32(value) = value else { return };
            match *key {
                guids::MFSampleExtension_CleanPoint => clean_point = Some(*value),
                guids::MFSampleExtension_Discontinuity => discontinuity = Some(*value),
                _ => {}
            }
        });
        // Most samples say already what they are to say.
        let says = |on: bool, value: Option<u32>| {
            if on {
                value == Some(1)
            } else {
                value.unwrap_or(0) == 0
            }
        };
        if says(core.flags.clean_point, clean_point) && says(core.flags.discontinuity, discontinuity) {
            return Ok(());
        }
    }
    // SAFETY: calls of a live object.
    unsafe {
        let flags = [
            (guids::MFSampleExtension_CleanPoint, core.flags.clean_point),
            (guids::MFSampleExtension_Discontinuity, core.flags.discontinuity),
        ];
        for (key, on) in flags {
            let key = to_guid(key);
            if on {
                sample.SetUINT32(&key, 1).ok()?;
            } else if sample.GetUINT32(&key).is_ok_and(|value| value != 0) {
                sample.SetUINT32(&key, 0).ok()?;
            }
        }
    }
    Ok(())
}
