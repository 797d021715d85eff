//! How many bits a second of content has, where a file tells.

use openmf_core::{Attributes, Key, MediaType, TimeSpan, guids, keys};

/// Whether a second may have more bits than the next one has.
const IS_VARIABLE: Key<bool> = Key::new(guids::MF_PD_AUDIO_ISVARIABLEBITRATE);

/// The bits of a second of so many bytes; `None` if that is no number that can be told.
pub(crate) fn average(bytes: u64, duration: TimeSpan) -> Option<u32> {
    let ticks = u128::try_from(duration.as_100ns())
        .ok()
        .filter(|ticks| *ticks > 0)?;
    let bits = u128::from(bytes) * 8 * openmf_core::TICKS_PER_SECOND as u128 / ticks;
    u32::try_from(bits).ok().filter(|bits| *bits > 0)
}

/// Says it of a stream, unless something does already.
pub(crate) fn tell(media_type: &MediaType, bits: u32) {
    let a = media_type.attributes();
    if media_type.is_audio() {
        if media_type.is_compressed()
            && !a.contains(&keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND.guid())
            && bits >= 8
        {
            a.set(keys::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, bits / 8);
        }
    } else if media_type.is_video() && !a.contains(&keys::MF_MT_AVG_BITRATE.guid()) && bits > 0 {
        a.set(keys::MF_MT_AVG_BITRATE, bits);
    }
}

/// Says of a presentation whether its sound has as many bits in each second.
pub(crate) fn tell_variable(presentation: &Attributes, is_variable: bool) {
    presentation.set(IS_VARIABLE, is_variable);
}

/// What the identification header of Vorbis says: the bits of a second, and whether these vary. Source: Vorbis I §4.2.2: equal
/// numbers mean a fixed rate; the nominal one alone is an average.
pub(crate) fn of_vorbis(header: &[u8]) -> Option<(u32, bool)> {
    let number = |at: usize| {
        let bytes = header.get(at..)?.first_chunk::<4>()?;
        Some(i32::from_le_bytes(*bytes))
    };
    let (most, nominal, least) = (number(16)?, number(20)?, number(24)?);
    let nominal = u32::try_from(nominal).ok().filter(|nominal| *nominal > 0)?;
    Some((nominal, most != least || u32::try_from(least) != Ok(nominal)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vorbis_says_its_rate_and_whether_it_varies() {
        let header = |most: i32, nominal: i32, least: i32| {
            let mut header = b"\x01vorbis\0\0\0\0\x02\x44\xac\0\0".to_vec();
            for number in [most, nominal, least] {
                header.extend(number.to_le_bytes());
            }
            header
        };
        assert_eq!(of_vorbis(&header(0, 112_000, 0)), Some((112_000, true)));
        assert_eq!(of_vorbis(&header(64_000, 64_000, 64_000)), Some((64_000, false)));
        assert_eq!(of_vorbis(&header(-1, -1, -1)), None);
        assert_eq!(of_vorbis(&header(0, 0, 0)[..20]), None);
    }

    #[test]
    fn an_average_is_of_whole_seconds() {
        let second = TimeSpan::from_100ns(openmf_core::TICKS_PER_SECOND);
        assert_eq!(average(16_000, second), Some(128_000));
        assert_eq!(average(u64::MAX, second), None);
        assert_eq!(average(1, TimeSpan::ZERO), None);
    }
}
