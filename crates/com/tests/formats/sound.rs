//! `WAVEFORMATEX`.

use super::*;

#[test]
fn wave_formats_come_back_as_they_went() {
    let aac_config = [0, 0, 0x29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10];
    let surround = extension(20, 0x3f, guids::MFAudioFormat_PCM);
    let other = extension(0, 0x3f, guids::MFAudioFormat_Dolby_AC3);
    let table = [
        ("PCM", wave(1, 2, 44100, 16, &[]), guids::MFAudioFormat_PCM),
        ("float", wave(3, 1, 48000, 32, &[]), guids::MFAudioFormat_Float),
        (
            "AAC",
            wave(0x1610, 2, 48000, 16, &aac_config),
            guids::MFAudioFormat_AAC,
        ),
        (
            "MP3",
            wave(0x55, 2, 44100, 0, &[1, 0, 2, 0, 0, 0, 0x71, 5, 1, 0, 0x71, 5]),
            guids::MFAudioFormat_MP3,
        ),
        (
            "5.1",
            wave(0xfffe, 6, 48000, 24, &surround),
            guids::MFAudioFormat_PCM,
        ),
        (
            "AC-3",
            wave(0xfffe, 6, 48000, 0, &other),
            guids::MFAudioFormat_Dolby_AC3,
        ),
    ];
    for (name, block, subtype) in table {
        let media_type = new_type();
        assert_eq!(init_wave(&media_type, &block), 0, "{name}");
        assert_eq!(
            guid_of(&media_type, guids::MF_MT_MAJOR_TYPE),
            Some(key(guids::MFMediaType_Audio))
        );
        assert_eq!(
            guid_of(&media_type, guids::MF_MT_SUBTYPE),
            Some(key(subtype)),
            "{name}"
        );
        assert_eq!(wave_of(&media_type, 0).unwrap(), block, "{name}");
    }
}

#[test]
fn wave_formats_set_the_documented_attributes() {
    let media_type = new_type();
    let block = wave(
        0xfffe,
        6,
        48000,
        24,
        &extension(20, 0x3f, guids::MFAudioFormat_PCM),
    );
    // What the type said before is gone.
    // SAFETY: a live object.
    unsafe { media_type.SetUINT32(&key(guids::MF_LOW_LATENCY), 1) }
        .ok()
        .unwrap();
    assert_eq!(init_wave(&media_type, &block), 0);
    let table = [
        (guids::MF_LOW_LATENCY, None),
        (guids::MF_MT_AUDIO_NUM_CHANNELS, Some(6)),
        (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, Some(48000)),
        (guids::MF_MT_AUDIO_AVG_BYTES_PER_SECOND, Some(48000 * 18)),
        (guids::MF_MT_AUDIO_BLOCK_ALIGNMENT, Some(18)),
        (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, Some(24)),
        (guids::MF_MT_AUDIO_VALID_BITS_PER_SAMPLE, Some(20)),
        (guids::MF_MT_AUDIO_CHANNEL_MASK, Some(0x3f)),
        (guids::MF_MT_ALL_SAMPLES_INDEPENDENT, Some(1)),
        (guids::MF_MT_AUDIO_PREFER_WAVEFORMATEX, None),
    ];
    for (at, value) in table {
        assert_eq!(u32_of(&media_type, at), value, "{at:?}");
    }
    let aac = wave(
        0x1610,
        2,
        48000,
        16,
        &[1, 0, 0x2a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10],
    );
    assert_eq!(init_wave(&media_type, &aac), 0);
    assert_eq!(u32_of(&media_type, guids::MF_MT_AAC_PAYLOAD_TYPE), Some(1));
    assert_eq!(
        u32_of(&media_type, guids::MF_MT_AAC_AUDIO_PROFILE_LEVEL_INDICATION),
        Some(0x2a)
    );
    assert_eq!(
        u32_of(&media_type, guids::MF_MT_AUDIO_PREFER_WAVEFORMATEX),
        Some(1)
    );
    assert_eq!(
        blob_of(&media_type, guids::MF_MT_USER_DATA).map(|data| data.len()),
        Some(14)
    );
}

#[test]
fn extensible_is_used_where_it_is_needed_or_asked_for() {
    let of = |bits: u32, channels: u32, more: &[(Guid, u32)]| {
        let media_type = new_type();
        // SAFETY: a live object.
        unsafe {
            media_type
                .SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(guids::MFMediaType_Audio))
                .ok()
                .unwrap();
            media_type
                .SetGUID(&key(guids::MF_MT_SUBTYPE), &key(guids::MFAudioFormat_PCM))
                .ok()
                .unwrap();
            let base = [
                (guids::MF_MT_AUDIO_NUM_CHANNELS, channels),
                (guids::MF_MT_AUDIO_SAMPLES_PER_SECOND, 48000),
                (guids::MF_MT_AUDIO_BITS_PER_SAMPLE, bits),
            ];
            for (at, value) in base.iter().chain(more) {
                media_type.SetUINT32(&key(*at), *value).ok().unwrap();
            }
        }
        media_type
    };
    let prefer = (guids::MF_MT_AUDIO_PREFER_WAVEFORMATEX, 1);
    let mask = |mask| (guids::MF_MT_AUDIO_CHANNEL_MASK, mask);
    let table: [(IMFMediaType, u32, Vec<u8>); 7] = [
        (of(16, 2, &[]), 0, wave(1, 2, 48000, 16, &[])),
        (of(16, 2, &[mask(3)]), 0, wave(1, 2, 48000, 16, &[])),
        (
            of(16, 2, &[mask(0x30)]),
            0,
            wave(
                0xfffe,
                2,
                48000,
                16,
                &extension(16, 0x30, guids::MFAudioFormat_PCM),
            ),
        ),
        (
            of(16, 2, &[]),
            1,
            wave(0xfffe, 2, 48000, 16, &extension(16, 3, guids::MFAudioFormat_PCM)),
        ),
        (
            of(24, 1, &[]),
            0,
            wave(0xfffe, 1, 48000, 24, &extension(24, 4, guids::MFAudioFormat_PCM)),
        ),
        (of(24, 1, &[prefer]), 0, wave(1, 1, 48000, 24, &[])),
        (
            of(16, 6, &[]),
            0,
            wave(0xfffe, 6, 48000, 16, &extension(16, 0, guids::MFAudioFormat_PCM)),
        ),
    ];
    for (at, (media_type, flags, expected)) in table.iter().enumerate() {
        assert_eq!(wave_of(media_type, *flags).unwrap(), *expected, "case {at}");
    }
    let wide = of(16, 70000, &[]);
    assert_eq!(wave_of(&wide, 0), Err(codes::MF_E_INVALIDMEDIATYPE.0));
    assert_eq!(wave_of(&new_type(), 0), Err(codes::MF_E_ATTRIBUTENOTFOUND.0));
}

#[test]
fn hostile_wave_formats_are_refused() {
    let media_type = new_type();
    let whole = wave(0xfffe, 2, 48000, 16, &extension(16, 3, guids::MFAudioFormat_PCM));
    for len in 0..whole.len() {
        let code = init_wave(&media_type, &whole[..len]);
        assert_eq!(code, codes::E_INVALIDARG.0, "{len} bytes");
    }
    let mut lies = wave(1, 2, 48000, 16, &[]);
    lies[16..18].copy_from_slice(&[0xff, 0xff]);
    assert_eq!(init_wave(&media_type, &lies), codes::E_INVALIDARG.0);
    // A `PCMWAVEFORMAT` has no `cbSize`; of other tags there is no such structure.
    assert_eq!(init_wave(&media_type, &wave(1, 2, 48000, 16, &[])[..16]), 0);
    assert_eq!(
        init_wave(&media_type, &wave(0x55, 2, 48000, 16, &[])[..16]),
        codes::E_INVALIDARG.0
    );
    // SAFETY: NULL is what is tried.
    unsafe {
        assert_eq!(
            MFInitMediaTypeFromWaveFormatEx(media_type.as_raw(), ptr::null(), 18).0,
            codes::E_POINTER.0
        );
        assert_eq!(
            MFInitMediaTypeFromWaveFormatEx(ptr::null_mut(), whole.as_ptr().cast(), 18).0,
            codes::E_POINTER.0
        );
        assert_eq!(
            MFCreateWaveFormatExFromMFMediaType(media_type.as_raw(), ptr::null_mut(), ptr::null_mut(), 0).0,
            codes::E_POINTER.0
        );
    }
}
