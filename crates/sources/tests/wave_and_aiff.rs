//! WAVE and AIFF: the contract, and what FFmpeg finds in the same clips.

mod contract;

use contract::{check, open_clip, survives_damage};

const WAVE: &[&str] = &[
    "wav-s16.wav",
    "wav-u8.wav",
    "wav-s24.wav",
    "wav-s32.wav",
    "wav-f32.wav",
    "wav-f64.wav",
    "wav-alaw.wav",
    "wav-mulaw.wav",
    "wav-ima.wav",
    "wav-ima-mono.wav",
    "wav-msadpcm.wav",
    "wav-extensible-51.wav",
    "wav-rf64.wav",
    "wav-tags.wav",
];
const AIFF: &[&str] = &[
    "aiff-s16.aiff",
    "aiff-s24.aiff",
    "aifc-fl32.aifc",
    "aifc-sowt.aifc",
    "aifc-ulaw.aifc",
];

#[test]
fn wave_keeps_the_contract() {
    WAVE.iter().for_each(|clip| check(|| open_clip("wav", clip)));
}

#[test]
fn aiff_keeps_the_contract() {
    AIFF.iter().for_each(|clip| check(|| open_clip("aiff", clip)));
}

#[test]
fn damage_is_survived() {
    for clip in [
        "wav-s16.wav",
        "wav-ima.wav",
        "wav-extensible-51.wav",
        "wav-tags.wav",
        "wav-rf64.wav",
    ] {
        survives_damage("wav", clip);
    }
    survives_damage("aiff", "aiff-s24.aiff");
}
