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
const EXCEPTIONS: &[Exception] = &[];

/// One step of 16-bit sound, of full scale 1.
const LSB: f64 = 1.0 / 32768.0;

fn have_programs(programs: &[&str]) -> bool {
    let missing: Vec<&&str> = programs
        .iter()
        .filter(|program| {
            let option = if program.starts_with("ff") { "-version" } else { "--version" };
            let found = Command::new(program).arg(option).stdout(Stdio::null()).stderr(Stdio::null()).status();
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
            let made = std::fs::metadata(folder.join("expected.tsv")).and_then(|table| table.modified()).ok();
            let written = ["generate.sh", "lib.sh", "edit.py", "expect.py"]
                .iter()
                .filter_map(|name| std::fs::metadata(testdata().join(name)).and_then(|file| file.modified()).ok())
                .max();
            if made < written {
                if !have_programs(&["ffmpeg", "ffprobe", "sox", "python3"]) {
                    return None;
                }
                let output = Command::new(script).arg(&folder).stdin(Stdio::null()).output().unwrap();
                assert!(output.status.success(), "generate.sh: {}", String::from_utf8_lossy(&output.stderr));
            }
            Some(folder)
        })
        .clone()
}

fn ffmpeg(path: &Path, index: &str, options: &[&str]) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-noautorotate", "-i"])
        .arg(path)
        .args(["-map", &format!("0:{index}")])
        .args(options)
        .arg("-")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn is_lossy(row: &Row) -> bool {
    row["kind"] == "audio" && ["mp3", "aac", "vorbis", "opus"].contains(&row["codec"].as_str()) && row["samples"] != "0"
}

/// The root of the mean square of the difference, over what both have.
fn rms_difference(ours: &[f32], theirs: &[f32]) -> f64 {
    let squares = ours.iter().zip(theirs).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum::<f64>();
    (squares / ours.len().min(theirs.len()).max(1) as f64).sqrt()
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|word| f32::from_le_bytes(word.try_into().unwrap())).collect()
}

fn lossy_differences(platform: &Platform, folder: &Path) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compared = 0;
    for (file, rows) in expected(folder) {
        if !rows.iter().any(is_lossy) {
            continue;
        }
        let path = folder.join(&file);
        let options = Options { keep_bytes: true, ..Options::default() };
        let decoded = match platform.open_path(&path).and_then(|source| decode(platform, &source, options)) {
            Ok(decoded) => decoded,
            Err(error) => {
                differences.push(format!("{file}: {error}"));
                continue;
            }
        };
        let playable = rows.iter().filter(|row| row["kind"] == "audio" || row["kind"] == "video");
        for (row, stream) in playable.zip(&decoded.streams).filter(|(row, _)| is_lossy(row)) {
            let raw = raw_format(&stream.media_type);
            if raw != "f32le" {
                differences.push(format!("{file} stream {}: decoded as {raw}", row["index"]));
                continue;
            }
            let theirs = floats(&ffmpeg(&path, &row["index"], &["-f", "f32le", "-c:a", "pcm_f32le"]));
            let rms = rms_difference(&floats(&stream.bytes), &theirs);
            compared += 1;
            if rms >= LSB {
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
    let differences: Vec<String> =
        files.iter().flat_map(|(file, rows)| compare(&platform, &folder, file, rows, EXCEPTIONS)).collect();
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn lossy_sound_of_the_clips_is_that_of_ffmpeg_to_a_step_of_16_bits() {
    if have_programs(&["ffmpeg"]) {
        let differences = lossy_differences(&Platform::shared(), &testdata());
        assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    }
}

#[test]
fn lossy_sound_of_generated_files_is_that_of_ffmpeg_to_a_step_of_16_bits() {
    let Some(folder) = generated() else { return };
    if have_programs(&["ffmpeg"]) {
        let differences = lossy_differences(&Platform::shared(), &folder);
        assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    }
}

/// Finds the first picture of a stream that differs; for looking into a failure:
/// `OPENMF_FILE=PATH cargo test -p openmf --test peer first_difference -- --ignored --nocapture`.
#[test]
#[ignore = "a tool, for a file named by OPENMF_FILE"]
fn first_difference() {
    let path = PathBuf::from(std::env::var_os("OPENMF_FILE").unwrap());
    let platform = Platform::shared();
    let options = Options { keep_bytes: true, ..Options::default() };
    let decoded = platform.open_path(&path).and_then(|source| decode(&platform, &source, options)).unwrap();
    for problem in &decoded.problems {
        println!("{problem}");
    }
    for (index, stream) in decoded.streams.iter().enumerate() {
        let raw = raw_format(&stream.media_type);
        let options: &[&str] = if stream.media_type.is_video() {
            &["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", &raw]
        } else {
            &["-f", &raw, "-c:a", &format!("pcm_{raw}")]
        };
        let theirs = ffmpeg(&path, &index.to_string(), options);
        let ours = &stream.bytes;
        let unit = if stream.media_type.is_video() { stream.bytes.len() / stream.samples.max(1) as usize } else { 1 };
        let first = ours.iter().zip(&theirs).position(|(a, b)| a != b);
        let most = ours.iter().zip(&theirs).map(|(a, b)| a.abs_diff(*b)).max();
        println!(
            "stream {index}: {} and {} bytes, {unit} each; first difference at {first:?}, unit {:?}; most {most:?}",
            ours.len(),
            theirs.len(),
            first.map(|at| at / unit.max(1))
        );
        if raw == "f32le" {
            let (ours, theirs) = (floats(ours), floats(&theirs));
            for (at, (a, b)) in ours.chunks(2048).zip(theirs.chunks(2048)).enumerate().take(40) {
                print!(" {at}:{:.2}", rms_difference(a, b) / LSB);
            }
            println!();
        }
        let units: Vec<usize> =
            ours.chunks(unit.max(1)).zip(theirs.chunks(unit.max(1))).enumerate().filter(|(_, (a, b))| a != b).map(|(n, _)| n).collect();
        println!("  {} units differ: {:?}", units.len(), &units[..units.len().min(20)]);
    }
}
