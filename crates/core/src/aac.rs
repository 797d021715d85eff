//! The user data of an AAC media type.
//!
//! Source: "AAC Decoder" and `HEAACWAVEINFO` (Microsoft Learn): `MF_MT_USER_DATA` is what follows the `WAVEFORMATEX` of a
//! `HEAACWAVEINFO`, then the AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1).

/// `wPayloadType`, `wAudioProfileLevelIndication`, `wStructType`, `wReserved1`, `dwReserved2`.
const INFO_BYTES: usize = 12;
/// `wAudioProfileLevelIndication` of a stream that does not tell.
const NO_PROFILE: u16 = 0xfe;
/// The last of `wPayloadType`: LOAS.
const LAST_PAYLOAD: u8 = 3;

/// The user data for a configuration, which may be empty where the stream has it. The payload type is that of
/// `MF_MT_AAC_PAYLOAD_TYPE`: 0 raw, 1 ADTS, 2 ADIF, 3 LOAS.
pub fn user_data(payload_type: u16, config: &[u8]) -> Vec<u8> {
    let mut data = Vec::with_capacity(INFO_BYTES + config.len());
    data.extend(payload_type.to_le_bytes());
    data.extend(NO_PROFILE.to_le_bytes());
    data.resize(INFO_BYTES, 0);
    data.extend(config);
    data
}

/// The AudioSpecificConfig in user data; also where it stands alone, as with `MEDIASUBTYPE_RAW_AAC1`. Empty if there is
/// none.
pub fn audio_specific_config(user_data: &[u8]) -> &[u8] {
    match user_data.split_at_checked(INFO_BYTES) {
        // No configuration begins so: its object type would be 0.
        Some(([0..=LAST_PAYLOAD, 0, ..], config)) => config,
        _ => user_data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_come_out_of_what_is_in_front_of_them() {
        let raw = [0, 0, 0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10];
        assert_eq!(user_data(0, &[0x12, 0x10]), raw);
        let cases: &[(&[u8], &[u8])] = &[
            (&raw, &[0x12, 0x10]),
            (&user_data(1, &[]), &[]),
            (
                &user_data(3, &[0x13, 0x90, 0x56, 0xe5, 0]),
                &[0x13, 0x90, 0x56, 0xe5, 0],
            ),
            // Whose reserved fields were never written.
            (
                &[0, 0, 0x29, 0, 0, 0, 9, 9, 9, 9, 9, 9, 0x11, 0x90],
                &[0x11, 0x90],
            ),
            (&[0x12, 0x10], &[0x12, 0x10]),
            (
                &[0x2b, 0x92, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                &[0x2b, 0x92, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            ),
            (&[0, 0, 0x29], &[0, 0, 0x29]),
            (&[], &[]),
        ];
        for (data, config) in cases {
            assert_eq!(audio_specific_config(data), *config, "{data:?}");
        }
    }
}
