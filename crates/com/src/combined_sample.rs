//! `MFCombineSamples` and `MFSplitSample`: several samples in one.
//!
//! What each part was is kept in an attribute of the whole, so that the parts come back as they went.

use openmf_core::{AttributeValue, Guid, codes};
use windows_core::GUID;

use crate::attributes::read_all;
use crate::bindings::{IMFAttributes, IMFSample};
use crate::convert::{code, to_guid};
use crate::formats::bytes::Fields;
use crate::sample::SampleObject;
use crate::serialize;

type Result<T> = windows_core::Result<T>;

/// The attribute of a whole that tells its parts: for each the number of buffers, its time and duration, and the length
/// of its attributes with these.
const PARTS: Guid = Guid::from_u128(0x6f70656e_6d66_4e03_9a7c_2f6b1d0e5a32);

/// 100-nanosecond units of a millisecond.
const MILLISECOND: i64 = 10_000;

/// Bytes of a part in front of its attributes.
const PART: usize = 28;

/// Bit of a part's flags: it has a time.
const HAS_TIME: u32 = 1;

struct Part {
    buffers: u32,
    time: Option<i64>,
    duration: i64,
    attributes: Vec<(Guid, AttributeValue)>,
}

fn parts_key() -> GUID {
    to_guid(PARTS)
}

fn malformed() -> windows_core::Error {
    code(codes::E_INVALIDARG)
}

/// What a sample is now; `None` without a duration.
fn part_of(sample: &IMFSample) -> Result<Option<Part>> {
    // SAFETY: calls of a live object.
    unsafe {
        let Ok(duration) = sample.GetSampleDuration() else {
            return Ok(None);
        };
        let store: &IMFAttributes = sample;
        Ok(Some(Part {
            buffers: sample.GetBufferCount()?,
            time: sample.GetSampleTime().ok(),
            duration,
            attributes: read_all(store)?,
        }))
    }
}

fn write(parts: &[Part]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in parts {
        let attributes = serialize::to_blob(&part.attributes)?;
        bytes.extend(part.buffers.to_le_bytes());
        bytes.extend((if part.time.is_some() { HAS_TIME } else { 0 }).to_le_bytes());
        bytes.extend(part.time.unwrap_or(0).to_le_bytes());
        bytes.extend(part.duration.to_le_bytes());
        // Attributes of a part are shorter than 4 GB, as a blob is.
        bytes.extend((attributes.len() as u32).to_le_bytes());
        bytes.extend(attributes);
    }
    Ok(bytes)
}

fn read(bytes: &[u8]) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let fields = Fields(rest);
        let mut one = || {
            let len = fields.u32(24)? as usize;
            let flags = fields.u32(4)?;
            let attributes = serialize::from_blob(fields.bytes(PART, len)?).ok()?;
            let part = Part {
                buffers: fields.u32(0)?,
                time: (flags & HAS_TIME != 0).then_some(fields.i64(8)?),
                duration: fields.i64(16)?,
                attributes,
            };
            rest = fields.rest(PART + len);
            Some(part)
        };
        parts.push(one().ok_or_else(malformed)?);
    }
    Ok(parts)
}

/// The parts that a sample is known to have; itself if it was not combined.
fn parts_of(sample: &IMFSample) -> Result<Option<Vec<Part>>> {
    let kept = read_all(sample)?.into_iter().find(|(key, _)| *key == PARTS);
    match kept {
        Some((_, AttributeValue::Blob(bytes))) => read(&bytes).map(Some),
        _ => Ok(part_of(sample)?.map(|part| vec![part])),
    }
}

/// Appends a sample to another one if both together last no longer than this; says whether it did.
///
/// # Errors
/// `E_INVALIDARG`: the same sample twice. Whatever the samples answer.
pub(crate) fn combine(whole: &IMFSample, added: &IMFSample, max_milliseconds: u32) -> Result<bool> {
    if whole == added {
        return Err(code(codes::E_INVALIDARG));
    }
    let (Some(mut parts), Some(more)) = (parts_of(whole)?, parts_of(added)?) else {
        return Ok(false);
    };
    parts.extend(more);
    let total = parts
        .iter()
        .try_fold(0_i64, |total, part| total.checked_add(part.duration.max(0)));
    let limit = i64::from(max_milliseconds) * MILLISECOND;
    let Some(total) = total.filter(|total| *total <= limit) else {
        return Ok(false);
    };
    let kept = write(&parts)?;
    let len = u32::try_from(kept.len()).map_err(|_| code(codes::E_OUTOFMEMORY))?;
    // SAFETY: calls of live objects with valid arguments.
    unsafe {
        for index in 0..added.GetBufferCount()? {
            whole.AddBuffer(&added.GetBufferByIndex(index)?).ok()?;
        }
        whole.SetBlob(&parts_key(), kept.as_ptr(), len).ok()?;
        whole.SetSampleDuration(total).ok()?;
    }
    Ok(true)
}

/// The samples that were combined; one that was not is the only one.
///
/// # Errors
/// `E_INVALIDARG`: what is kept of the parts does not go with the buffers. Whatever the sample answers.
pub(crate) fn split(whole: &IMFSample) -> Result<Vec<IMFSample>> {
    // SAFETY: calls of live objects with valid arguments.
    unsafe {
        if whole.GetItem(&parts_key(), std::ptr::null_mut()).is_err() {
            return Ok(vec![whole.clone()]);
        }
        let parts = parts_of(whole)?.ok_or_else(malformed)?;
        let count = parts
            .iter()
            .try_fold(0_u32, |count, part| count.checked_add(part.buffers));
        if count != Some(whole.GetBufferCount()?) {
            return Err(malformed());
        }
        let mut index = 0;
        let mut samples = Vec::new();
        for part in parts {
            let sample = SampleObject::create();
            let attributes = openmf_core::Attributes::new();
            for (key, value) in part.attributes {
                attributes.set_item(key, value);
            }
            crate::attributes::write_to(&attributes, &sample)?;
            for _ in 0..part.buffers {
                sample.AddBuffer(&whole.GetBufferByIndex(index)?).ok()?;
                index += 1;
            }
            if let Some(time) = part.time {
                sample.SetSampleTime(time).ok()?;
            }
            sample.SetSampleDuration(part.duration).ok()?;
            samples.push(sample);
        }
        Ok(samples)
    }
}
