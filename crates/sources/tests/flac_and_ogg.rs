//! FLAC and Ogg: the contract, and what FFmpeg finds in the same clips.

mod contract;

use contract::{check, open_clip, survives_damage};

const FLAC: &[&str] = &["flac-s16.flac", "flac-s24.flac", "flac-tags-cover.flac"];

#[test]
fn flac_keeps_the_contract() {
    FLAC.iter().for_each(|clip| check(|| open_clip("flac", clip)));
}

const OGG: &[&str] = &[
    "ogg-flac.oga",
    "opus-51.opus",
    "opus-voip-mono.opus",
    "opus.opus",
    "vorbis-mono.ogg",
    "vorbis.ogg",
];

#[test]
fn ogg_keeps_the_contract() {
    OGG.iter().for_each(|clip| check(|| open_clip("ogg", clip)));
}

#[test]
fn damage_is_survived() {
    survives_damage("flac", "flac-s24.flac");
    survives_damage("flac", "flac-tags-cover.flac");
    survives_damage("ogg", "ogg-flac.oga");
    survives_damage("ogg", "opus-51.opus");
    survives_damage("ogg", "vorbis-mono.ogg");
}
