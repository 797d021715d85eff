//! Packets compared with ffprobe's, seeks, and damaged files, for the containers with video.

#![allow(clippy::print_stdout, reason = "says what was skipped and the seed")]

mod damage;
mod description;
mod equality;
mod seek;
mod units;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use openmf_core::ByteStream;

use crate::demuxer::Demuxer;
use crate::start_codes::with_start_codes;
use crate::{FileByteStream, MemoryByteStream};

/// As a source has it.
fn open(stream: Arc<dyn ByteStream>, extension: &str) -> openmf_core::Result<Box<dyn Demuxer>> {
    open_stored(stream, extension).map(with_start_codes)
}

/// With packets as they are stored.
fn open_stored(stream: Arc<dyn ByteStream>, extension: &str) -> openmf_core::Result<Box<dyn Demuxer>> {
    Ok(match extension {
        "mp4" | "m4a" | "mov" => Box::new(crate::mp4::Mp4Demuxer::open(stream)?),
        "mkv" | "webm" => Box::new(crate::matroska::MatroskaDemuxer::open(stream)?),
        "avi" => Box::new(crate::avi::AviDemuxer::open(stream)?),
        other => panic!("no demuxer for {other}"),
    })
}

fn extension(path: &Path) -> &str {
    path.extension().and_then(|ext| ext.to_str()).unwrap_or("")
}

fn open_file(path: &Path) -> Box<dyn Demuxer> {
    open(Arc::new(FileByteStream::open(path).unwrap()), extension(path)).unwrap()
}

fn open_stored_file(path: &Path) -> Box<dyn Demuxer> {
    open_stored(Arc::new(FileByteStream::open(path).unwrap()), extension(path)).unwrap()
}

fn have(program: &str) -> bool {
    let found = Command::new(program).arg("-version").output().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

fn clips() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/clips");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| matches!(extension(path), "mp4" | "m4a" | "mov" | "mkv" | "webm" | "avi"))
        .collect();
    found.sort();
    assert!(found.len() > 20);
    found
}

fn ffmpeg(arguments: &[&str]) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A folder of generated files, made once for all tests of a run.
fn generated() -> &'static Path {
    static FOLDER: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("openmf-sources-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let video = "testsrc2=s=176x144:r=25:d=4";
        let sound = "sine=f=440:r=44100:d=4";
        let x264 = [
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-bf",
            "2",
            "-g",
            "20",
            "-b_strategy",
            "0",
            "-pix_fmt",
            "yuv420p",
        ];
        let aac = ["-c:a", "aac", "-b:a", "64k", "-ac", "2"];
        let out = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let base = out("base.mp4");
        let inputs = ["-f", "lavfi", "-i", video, "-f", "lavfi", "-i", sound];
        ffmpeg(&[&inputs[..], &x264[..], &aac[..], &[&base]].concat());
        let copies: &[(&str, &[&str])] = &[
            ("fragment-key.mp4", &["-movflags", "frag_keyframe+empty_moov"]),
            (
                "fragment-base.mp4",
                &["-movflags", "frag_keyframe+empty_moov+default_base_moof"],
            ),
            ("fragment-moov.mp4", &["-movflags", "frag_keyframe"]),
            (
                "fragment-omit.mp4",
                &[
                    "-movflags",
                    "frag_keyframe+empty_moov+omit_tfhd_offset",
                    "-frag_duration",
                    "500000",
                ],
            ),
            (
                "fragment-every.mp4",
                &["-movflags", "frag_every_frame+empty_moov+separate_moof"],
            ),
            (
                "dash.mp4",
                &[
                    "-movflags",
                    "dash+global_sidx+frag_keyframe+empty_moov+delay_moov",
                ],
            ),
            ("negative.mp4", &["-movflags", "negative_cts_offsets"]),
            ("faststart.mov", &["-movflags", "faststart"]),
            (
                "small-timescale.mp4",
                &["-video_track_timescale", "1000", "-movie_timescale", "48000"],
            ),
            ("plain.mkv", &[]),
            ("small-clusters.mkv", &["-cluster_time_limit", "300"]),
            ("live.mkv", &["-live", "1"]),
            ("plain.avi", &["-bsf:v", "h264_mp4toannexb"]),
        ];
        for (name, options) in copies {
            ffmpeg(&[&["-i", &base, "-c", "copy"][..], options, &[&out(name)]].concat());
        }
        let sounds: &[(&str, &[&str])] = &[
            ("s16.mov", &["-c:a", "pcm_s16be"]),
            ("s24.mov", &["-c:a", "pcm_s24le"]),
            ("f32.mov", &["-c:a", "pcm_f32be"]),
            ("ulaw.mov", &["-c:a", "pcm_mulaw"]),
            ("ima4.mov", &["-c:a", "adpcm_ima_qt"]),
            ("s8.mov", &["-c:a", "pcm_s8"]),
            ("alac.m4a", &["-c:a", "alac"]),
            ("flac.mp4", &["-c:a", "flac", "-strict", "-2"]),
            ("opus.mp4", &["-c:a", "libopus"]),
            ("mp3.mp4", &["-c:a", "libmp3lame"]),
            ("ac3.mp4", &["-c:a", "ac3"]),
            ("s24.mkv", &["-c:a", "pcm_s24be"]),
            ("vorbis.mkv", &["-c:a", "libvorbis"]),
            ("mp3.mkv", &["-c:a", "libmp3lame"]),
            ("alac.mkv", &["-c:a", "alac"]),
            ("opus.webm", &["-c:a", "libopus"]),
            ("adpcm.avi", &["-c:a", "adpcm_ms"]),
            ("mp3.avi", &["-c:a", "libmp3lame", "-b:a", "128k"]),
            ("ac3.avi", &["-c:a", "ac3"]),
        ];
        for (name, options) in sounds {
            ffmpeg(
                &[
                    &["-f", "lavfi", "-i", sound, "-ac", "2"][..],
                    options,
                    &[&out(name)],
                ]
                .concat(),
            );
        }
        folder
    })
}

fn generated_files() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(generated())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}
