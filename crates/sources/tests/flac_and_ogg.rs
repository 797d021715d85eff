//! FLAC and Ogg: the contract, and what FFmpeg finds in the same clips.

mod contract;

use contract::{check, open_clip, survives_damage};

const FLAC: &[&str] = &["flac-s16.flac", "flac-s24.flac", "flac-tags-cover.flac"];

#[test]
fn flac_keeps_the_contract() {
    FLAC.iter().for_each(|clip| check(|| open_clip("flac", clip)));
}

#[test]
fn damage_is_survived() {
    survives_damage("flac", "flac-s24.flac");
    survives_damage("flac", "flac-tags-cover.flac");
}
