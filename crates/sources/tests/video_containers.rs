//! MP4, Matroska and AVI: the contract, and what FFmpeg finds in the same clips.

mod contract;

use contract::{check, open_clip, survives_damage};

#[test]
fn mp4_keeps_the_contract() {
    for clip in [
        "mp4-index-first.mp4",
        "mp4-index-last.mp4",
        "mp4-fragmented.mp4",
        "mp4-edit-delay.mp4",
        "mp4-two-audio.mp4",
        "alac-s16.m4a",
        "mov-pcm.mov",
    ] {
        check(|| open_clip("mp4", clip));
    }
}

#[test]
fn matroska_keeps_the_contract() {
    for clip in [
        "mkv-h264-aac.mkv",
        "webm-vp9-opus.webm",
        "webm-vp8-vorbis.webm",
        "mkv-hevc-flac.mkv",
    ] {
        check(|| open_clip("matroska", clip));
    }
}

#[test]
fn avi_keeps_the_contract() {
    for clip in ["avi-h264-mp3.avi", "avi-mjpeg-pcm.avi", "avi-pcm.avi"] {
        check(|| open_clip("avi", clip));
    }
}

#[test]
fn damage_is_survived() {
    survives_damage("mp4", "mp4-fragmented.mp4");
    survives_damage("mp4", "mp4-index-last.mp4");
    survives_damage("matroska", "mkv-h264-aac.mkv");
    survives_damage("avi", "avi-h264-mp3.avi");
}
