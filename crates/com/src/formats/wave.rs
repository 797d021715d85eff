//! `WAVEFORMATEX` and `WAVEFORMATEXTENSIBLE`.
//!
//! Sources: `MFInitMediaTypeFromWaveFormatEx`, `MFCreateWaveFormatExFromMFMediaType`, "Audio Media Types",
//! `WAVEFORMATEXTENSIBLE` (Microsoft Learn).

use openmf_core::{AttributeValue, Guid, MediaType, guids, keys};

use super::bytes::{Fields, guid_bytes};
use super::{image, invalid};

type Result<T> = windows_core::Result<T>;

const TAG_PCM: u16 = 1;
const TAG_FLOAT: u16 = 3;
const TAG_AAC: u16 = 0x1610;
const TAG_EXTENSIBLE: u16 = 0xFFFE;

/// Bytes of a `WAVEFORMATEX`.
pub(crate) const HEADER: usize = 18;

/// Bytes of a `PCMWAVEFORMAT`: without `cbSize`.
const OLD_HEADER: usize = 16;

/// Bytes that `WAVEFORMATEXTENSIBLE` adds.
const EXTENSION: usize = 22;

/// Source: `SPEAKER_FRONT_LEFT` and its like: what one and two channels are without a mask.
const DEFAULT_MASKS: [(u16, u32); 2] = [(1, 4), (2, 3)];

/// A media type of a format block, which may have any bytes.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: the block is shorter than it says, or than its structure is.
pub(crate) fn parse(block: &[u8]) -> Result<MediaType> {
    let fields = Fields(block);
    let read16 = |at| fields.u16(at).ok_or_else(invalid);
    let read32 = |at| fields.u32(at).ok_or_else(invalid);
    let tag = read16(0)?;
    let bits = read16(14)?;
    // A `PCMWAVEFORMAT` ends here.
    let extra_len = match fields.u16(OLD_HEADER) {
        Some(len) => usize::from(len),
        None if tag == TAG_PCM && block.len() >= OLD_HEADER => 0,
        None => return Err(invalid()),
    };
    let extra = match fields.bytes(HEADER, extra_len) {
        Some(extra) => extra,
        None if extra_len == 0 => &[],
        None => return Err(invalid()),
    };
    let media_type = MediaType::new();
    let set = media_type.attributes();
    set.set(keys::MF_MT_MAJOR_TYPE, guids::MFMediaType_Audio);
    let (subtype, user_data) = if tag == TAG_EXTENSIBLE {
        let extension = Fields(extra);
        let subtype = extension.guid(6).ok_or_else(invalid)?;
        let samples = u32::from(extension.u16(0).ok_or_else(invalid)?);
        if samples != 0 {
            let key = if is_uncompressed(&subtype) {
                guids::MF_MT_AUDIO_VALID_BITS_PER_SAMPLE
            } else {
                guids::MF_MT_AUDIO_SAMPLES_PER_BLOCK
            };
            set.set_item(key, AttributeValue::U32(samples));
        }
        let mask = extension.u32(2).ok_or_else(invalid)?;
        if mask != 0 {
            set.set_item(guids::MF_MT_AUDIO_CHANNEL_MASK, AttributeValue::U32(mask));
        }
        (subtype, extension.rest(EXTENSION))
    } else {
        set.set_item(guids::MF_MT_AUDIO_PREFER_WAVEFORMATEX, AttributeValue::U32(1));
        (image::subtype_of(u32::from(tag)), extra)
    };
    set.set(keys::MF_MT_SUBTYPE, subtype);
    let numbers = [
        (guids::MF_MT_AUDIO_NUM_CHANNELS, u32::from(read16(2)?)),
        (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, read32(4)?),
        (guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, read32(8)?),
        (guids::MF_MT_AUDIO_BLOCK_ALIGNMENT, u32::from(read16(12)?)),
        (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, u32::from(bits)),
    ];
    for (key, value) in numbers {
        // A field of zero says nothing.
        if value != 0 {
            set.set_item(key, AttributeValue::U32(value));
        }
    }
    if is_uncompressed(&subtype) {
        set.set_item(guids::MF_MT_ALL_SAMPLES_INDEPENDENT, AttributeValue::U32(1));
    }
    if !user_data.is_empty() {
        set.set_item(guids::MF_MT_USER_DATA, AttributeValue::Blob(user_data.to_vec()));
        if tag == TAG_AAC {
            // Source: `HEAACWAVEINFO`, of which the data is what follows the `WAVEFORMATEX`.
            let info = Fields(user_data);
            let parts = [
                (guids::MF_MT_AAC_PAYLOAD_TYPE, info.u16(0)),
                (guids::MF_MT_AAC_AUDIO_PROFILE_LEVEL_INDICATION, info.u16(2)),
            ];
            for (key, value) in parts {
                if let Some(value) = value {
                    set.set_item(key, AttributeValue::U32(u32::from(value)));
                }
            }
        }
    }
    Ok(media_type)
}

/// The format block of a media type: `WAVEFORMATEX` if that says all of it, or `WAVEFORMATEXTENSIBLE`, which `extensible`
/// asks for.
///
/// # Errors
/// `MF_E_INVALIDMEDIATYPE`: not audio, or of numbers that the fields cannot hold. `MF_E_ATTRIBUTENOTFOUND`: without major
/// type or subtype.
pub(crate) fn write(media_type: &MediaType, extensible: bool) -> Result<Vec<u8>> {
    let attributes = media_type.attributes();
    let guid = |key| attributes.get(key).map_err(crate::convert::fail);
    if guid(keys::MF_MT_MAJOR_TYPE)? != guids::MFMediaType_Audio {
        return Err(invalid());
    }
    let subtype = guid(keys::MF_MT_SUBTYPE)?;
    let number = |key: Guid| match attributes.item(&key) {
        Some(AttributeValue::U32(value)) => Some(value),
        _ => None,
    };
    let short = |key: Guid| u16::try_from(number(key).unwrap_or(0)).map_err(|_| invalid());
    let channels = short(guids::MF_MT_AUDIO_NUM_CHANNELS)?;
    let rate = number(guids::MF_MT_AUDIO_SAMPLES_PER_SECOND).unwrap_or(0);
    let bits = short(guids::MF_MT_AUDIO_BITS_PER_SAMPLE)?;
    let uncompressed = is_uncompressed(&subtype);
    let align = match number(guids::MF_MT_AUDIO_BLOCK_ALIGNMENT) {
        None if uncompressed => channels.checked_mul(bits / 8).ok_or_else(invalid)?,
        _ => short(guids::MF_MT_AUDIO_BLOCK_ALIGNMENT)?,
    };
    let bytes_per_second = match number(guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND) {
        Some(bytes) => bytes,
        None if uncompressed => rate.checked_mul(u32::from(align)).ok_or_else(invalid)?,
        None => 0,
    };
    let user_data = match attributes.item(&guids::MF_MT_USER_DATA) {
        Some(AttributeValue::Blob(data)) => data,
        _ => Vec::new(),
    };
    let mask = number(guids::MF_MT_AUDIO_CHANNEL_MASK);
    let valid_bits = short(guids::MF_MT_AUDIO_VALID_BITS_PER_SAMPLE)?;
    let tag = image::code_of(&subtype).and_then(|code| u16::try_from(code).ok());
    let prefers_plain = number(guids::MF_MT_AUDIO_PREFER_WAVEFORMATEX).is_some_and(|value| value != 0);
    let more_to_say = !prefers_plain
        && uncompressed
        && (channels > 2
            || (tag == Some(TAG_PCM) && bits > 16)
            || (valid_bits != 0 && valid_bits != bits)
            || mask.is_some_and(|mask| !DEFAULT_MASKS.contains(&(channels, mask))));
    let tag = tag.filter(|tag| *tag != TAG_EXTENSIBLE && !extensible && !more_to_say);

    let extra = user_data.len() + if tag.is_some() { 0 } else { EXTENSION };
    let extra = u16::try_from(extra).map_err(|_| invalid())?;
    let mut block = Vec::with_capacity(HEADER + usize::from(extra));
    block.extend(tag.unwrap_or(TAG_EXTENSIBLE).to_le_bytes());
    block.extend(channels.to_le_bytes());
    block.extend(rate.to_le_bytes());
    block.extend(bytes_per_second.to_le_bytes());
    block.extend(align.to_le_bytes());
    block.extend(bits.to_le_bytes());
    block.extend(extra.to_le_bytes());
    if tag.is_none() {
        let samples = if uncompressed {
            if valid_bits == 0 { bits } else { valid_bits }
        } else {
            short(guids::MF_MT_AUDIO_SAMPLES_PER_BLOCK)?
        };
        let default = DEFAULT_MASKS.iter().find(|(count, _)| *count == channels);
        let mask = mask.or(default.map(|(_, mask)| *mask)).unwrap_or(0);
        block.extend(samples.to_le_bytes());
        block.extend(mask.to_le_bytes());
        block.extend(guid_bytes(subtype));
    }
    block.extend(user_data);
    Ok(block)
}

fn is_uncompressed(subtype: &Guid) -> bool {
    let tags = [TAG_PCM, TAG_FLOAT].map(u32::from);
    image::code_of(subtype).is_some_and(|code| tags.contains(&code))
}
