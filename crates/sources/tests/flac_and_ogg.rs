//! FLAC and Ogg: the contract, and what FFmpeg finds in the same clips.

mod contract;

use contract::{check, open_clip, survives_damage, survives_repaired_damage};

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

#[test]
fn damage_behind_right_checksums_is_survived() {
    for clip in [
        "ogg-flac.oga",
        "opus-51.opus",
        "opus-voip-mono.opus",
        "vorbis-mono.ogg",
        "vorbis.ogg",
    ] {
        survives_repaired_damage("ogg", clip, repair_pages);
    }
}

/// Puts the checksum of every page right. RFC 3533 §6.
fn repair_pages(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(header) = bytes.get(at..at + 27) {
        let count = usize::from(header[26]);
        let Some(segments) = bytes.get(at + 27..at + 27 + count) else {
            return;
        };
        let len: usize = segments.iter().map(|len| usize::from(*len)).sum();
        let end = at + 27 + count + len;
        let Some(page) = bytes.get_mut(at..end) else {
            return;
        };
        page[22..26].fill(0);
        let crc = page.iter().fold(0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte) << 24, |crc, _| {
                crc << 1 ^ if crc >> 31 == 1 { 0x04c1_1db7 } else { 0 }
            })
        });
        page[22..26].copy_from_slice(&crc.to_le_bytes());
        at = end;
    }
}
