//! MP3 and ADTS: the contract, and what FFmpeg finds in the same clips.

mod contract;

use contract::{check, open_clip, survives_damage};

const MP3: &[&str] = &[
    "mp3-cbr.mp3",
    "mp3-cbr-bare.mp3",
    "mp3-vbr.mp3",
    "mp3-22k.mp3",
    "mp3-mono-48k.mp3",
    "mp3-tags-cover.mp3",
];
const ADTS: &[&str] = &["aac-adts.aac", "aac-adts-mono-22k.aac"];

#[test]
fn mp3_keeps_the_contract() {
    MP3.iter().for_each(|clip| check(|| open_clip("mp3", clip)));
}

#[test]
fn adts_keeps_the_contract() {
    ADTS.iter().for_each(|clip| check(|| open_clip("adts", clip)));
}

#[test]
fn damage_is_survived() {
    survives_damage("mp3", "mp3-vbr.mp3");
    survives_damage("mp3", "mp3-tags-cover.mp3");
    survives_damage("adts", "aac-adts-mono-22k.aac");
}
