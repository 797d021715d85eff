//! Generated files and lossy sound, decoded through a session, against FFmpeg's programs. They are skipped, and say so,
//! where `ffmpeg`, `ffprobe`, `sox` or `python3` is missing.
//!
//! The files are made by `testdata/generate.sh`, once, below the build folder; `OPENMF_GENERATED` names a folder that
//! has them already.

#![allow(clippy::print_stdout)]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use openmf::Platform;
use support::{Exception, Options, Row, compare, decode, expected, raw_format, testdata};

/// Where what FFmpeg finds is not what is right.
const EXCEPTIONS: &[Exception] = &[
    // The edit list cuts the encoder's delay of 1024 samples off. FFmpeg gives them, at a negative time, when the file
    // is fragmented.
    Exception {
        file: "mp4-fragment-index.mp4",
        index: "1",
        column: "samples",
        here: "144384",
    },
];

/// Lossy sound that differs from FFmpeg's by more than a step of 16 bits.
struct Unlike {
    file: &'static str,
    /// What to leave out of FFmpeg's sound before comparing, in samples per channel.
    skip: usize,
    /// In steps of 16 bits.
    limit: f64,
}

const UNLIKE: &[Unlike] = &[
    // As above.
    Unlike {
        file: "mp4-fragment-index.mp4",
        skip: 1024,
        limit: 1.0,
    },
    // FFmpeg's scale factor bands of 24 kHz end at 330 and not at 332; libmad and mpg123 agree with this project to
    // 0.01 of a step.
    Unlike {
        file: "mp3-24000.mp3",
        skip: 0,
        limit: 9.0,
    },
    Unlike {
        file: "mp3-mono-vbr.mp3",
        skip: 0,
        limit: 9.0,
    },
    // The edit list begins inside the track: FFmpeg decodes from the track's beginning, here decoding begins shortly
    // before the edit. AAC's substituted noise is then another random noise of the same power.
    Unlike {
        file: "clips/mp4-edit-cut.mp4",
        skip: 0,
        limit: 300.0,
    },
    Unlike {
        file: "mp4-cut.mp4",
        skip: 0,
        limit: 300.0,
    },
];

/// One step of 16-bit sound, of full scale 1.
const LSB: f64 = 1.0 / 32768.0;

fn have_programs(programs: &[&str]) -> bool {
    let missing: Vec<&&str> = programs
        .iter()
        .filter(|program| {
            let option = if program.starts_with("ff") {
                "-version"
            } else {
                "--version"
            };
            let found = Command::new(program)
                .arg(option)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            !found.is_ok_and(|status| status.success())
        })
        .collect();
    if !missing.is_empty() {
        println!("skipped: {missing:?} is not there");
    }
    missing.is_empty()
}

/// The folder of the generated files, which are made now if they are not there; `None` where they cannot be made.
fn generated() -> Option<PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            if let Some(folder) = std::env::var_os("OPENMF_GENERATED") {
                return Some(PathBuf::from(folder));
            }
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated");
            let script = testdata().join("generate.sh");
            let made = std::fs::metadata(folder.join("expected.tsv"))
                .and_then(|table| table.modified())
                .ok();
            let written = ["generate.sh", "lib.sh", "edit.py", "expect.py"]
                .iter()
                .filter_map(|name| {
                    std::fs::metadata(testdata().join(name))
                        .and_then(|file| file.modified())
                        .ok()
                })
                .max();
            if made < written {
                if !have_programs(&["ffmpeg", "ffprobe", "sox", "python3"]) {
                    return None;
                }
                let output = Command::new(script)
                    .arg(&folder)
                    .stdin(Stdio::null())
                    .output()
                    .unwrap();
                assert!(
                    output.status.success(),
                    "generate.sh: {}",
                    String::from_utf8_lossy(&output.stderr)
                );
            }
            Some(folder)
        })
        .clone()
}

/// A stream as FFmpeg decodes it.
fn ffmpeg(path: &Path, row: &Row, options: &[&str]) -> Vec<u8> {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-noautorotate"]);
    // FFmpeg's own decoder brings the rates of SILK to 48 kHz by another filter than the reference decoder's.
    if row["codec"] == "opus" {
        command.args(["-c:a", "libopus"]);
    }
    let output = command
        .arg("-i")
        .arg(path)
        .args(["-map", &format!("0:{}", row["index"])])
        .args(options)
        .arg("-")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn is_lossy(row: &Row) -> bool {
    row["kind"] == "audio"
        && ["mp3", "aac", "vorbis", "opus"].contains(&row["codec"].as_str())
        && row["samples"] != "0"
}

/// The root of the mean square of the difference, over what both have.
fn rms_difference(ours: &[f32], theirs: &[f32]) -> f64 {
    let squares = ours
        .iter()
        .zip(theirs)
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
        .sum::<f64>();
    (squares / ours.len().min(theirs.len()).max(1) as f64).sqrt()
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|word| f32::from_le_bytes(word.try_into().unwrap()))
        .collect()
}

fn lossy_differences(platform: &Platform, folder: &Path) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compared = 0;
    for (file, rows) in expected(folder) {
        if !rows.iter().any(is_lossy) {
            continue;
        }
        let path = folder.join(&file);
        let options = Options {
            keep_bytes: true,
            ..Options::default()
        };
        let decoded = match platform
            .open_path(&path)
            .and_then(|source| decode(platform, &source, options))
        {
            Ok(decoded) => decoded,
            Err(error) => {
                differences.push(format!("{file}: {error}"));
                continue;
            }
        };
        let playable = rows
            .iter()
            .filter(|row| row["kind"] == "audio" || row["kind"] == "video");
        for (row, stream) in playable.zip(&decoded.streams).filter(|(row, _)| is_lossy(row)) {
            let raw = raw_format(&stream.media_type);
            if raw != "f32le" {
                differences.push(format!("{file} stream {}: decoded as {raw}", row["index"]));
                continue;
            }
            let theirs = floats(&ffmpeg(&path, row, &["-f", "f32le", "-c:a", "pcm_f32le"]));
            let unlike = UNLIKE.iter().find(|unlike| unlike.file == file);
            let channels: usize = row["channels"].parse().unwrap();
            let skip = unlike.map_or(0, |unlike| unlike.skip * channels);
            let rms = rms_difference(&floats(&stream.bytes), &theirs[skip..]);
            compared += 1;
            if rms >= LSB * unlike.map_or(1.0, |unlike| unlike.limit) {
                differences.push(format!("{file} stream {}: {:.3} LSB", row["index"], rms / LSB));
            }
        }
    }
    println!("{compared} streams compared");
    assert!(compared > 20);
    differences
}

#[test]
fn generated_files_decode_to_what_ffmpeg_finds() {
    let Some(folder) = generated() else { return };
    let platform = Platform::shared();
    let files = expected(&folder);
    assert!(files.len() > 100, "{} files in the table", files.len());
    let differences: Vec<String> = files
        .iter()
        .flat_map(|(file, rows)| compare(&platform, &folder, file, rows, EXCEPTIONS))
        .collect();
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn lossy_sound_of_the_clips_is_that_of_ffmpeg_to_a_step_of_16_bits() {
    if have_programs(&["ffmpeg"]) {
        let differences = lossy_differences(&Platform::shared(), &testdata());
        assert!(
            differences.is_empty(),
            "{} differences:\n{}",
            differences.len(),
            differences.join("\n")
        );
    }
}

#[test]
fn lossy_sound_of_generated_files_is_that_of_ffmpeg_to_a_step_of_16_bits() {
    let Some(folder) = generated() else { return };
    if have_programs(&["ffmpeg"]) {
        let differences = lossy_differences(&Platform::shared(), &folder);
        assert!(
            differences.is_empty(),
            "{} differences:\n{}",
            differences.len(),
            differences.join("\n")
        );
    }
}

/// The pictures of Motion JPEG: two correct decoders differ by a step where the exact value is between two.
#[test]
fn motion_jpeg_is_within_a_step_of_ffmpeg() {
    if !have_programs(&["ffmpeg"]) {
        return;
    }
    let platform = Platform::shared();
    let mut compared = 0;
    for folder in [Some(testdata()), generated()].into_iter().flatten() {
        for (file, rows) in expected(&folder) {
            let Some(row) = rows
                .iter()
                .find(|row| row["kind"] == "video" && row["codec"] == "mjpeg")
            else {
                continue;
            };
            let path = folder.join(&file);
            let options = Options {
                keep_bytes: true,
                ..Options::default()
            };
            let decoded = platform
                .open_path(&path)
                .and_then(|source| decode(&platform, &source, options))
                .unwrap();
            let ours = &decoded.streams[0].bytes;
            let theirs = ffmpeg(
                &path,
                row,
                &[
                    "-fps_mode",
                    "passthrough",
                    "-f",
                    "rawvideo",
                    "-pix_fmt",
                    &row["pixel_format"],
                ],
            );
            assert_eq!(ours.len(), theirs.len(), "{file}");
            let most = ours.iter().zip(&theirs).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(most <= Some(1), "{file}: {most:?} steps");
            compared += 1;
        }
    }
    assert!(compared >= 4, "{compared} files");
}
