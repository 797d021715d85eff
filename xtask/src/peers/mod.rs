//! `cargo xtask peers`: the same work through openmf, GStreamer and ffmpeg, in one interleaved run.
//!
//! Each round runs every program once, one after the other, so that what else the machine does falls on all of them. The
//! medians and their ratios are printed; a program that is not installed is named and left out. Whole-file figures
//! include the start of the program. The files are clips of `testdata/`, repeated by ffmpeg without recoding.

mod latency;
mod library;
mod overlap;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const ROUNDS: usize = 5;
const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata");
/// GStreamer's samples; a run of none is subtracted.
const SAMPLES: u32 = 1_000_000;
/// What is decoded, the file, whether it has a picture and sound, and how often it is repeated.
const FILES: &[(&str, &str, bool, bool, u32)] = &[
    ("AAC", "clips/aac-edit-list.m4a", false, true, 60),
    ("FLAC", "clips/flac-s16.flac", false, true, 120),
    ("MP3", "clips/mp3-cbr.mp3", false, true, 60),
    ("Opus", "clips/opus.opus", false, true, 60),
    ("Vorbis", "clips/vorbis.ogg", false, true, 60),
    ("H.264", "clips/h264-main-cabac-b.mp4", true, false, 40),
    ("HEVC", "clips/hevc-8bit.mp4", true, false, 20),
    ("AV1", "clips/av1-8bit.mp4", true, false, 10),
    ("VP8", "clips/vp8.webm", true, false, 20),
    ("VP9", "clips/vp9-profile0.webm", true, false, 20),
    ("demo", "demo.mp4", true, true, 2),
];

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let wanted = arguments.first().map(|text| text.to_lowercase());
    let benches = Benches::build()?;
    let (gstreamer, ffmpeg) = (
        installed("gst-launch-1.0", "--version"),
        installed("ffmpeg", "-version"),
    );
    for (name, there) in [("gst-launch-1.0", gstreamer), ("ffmpeg", ffmpeg)] {
        if !there {
            println!("{name} is not installed: its figures are missing");
        }
    }
    if wanted.as_deref().is_none_or(|wanted| wanted == "sample") {
        samples(&benches, gstreamer)?;
    }
    if !ffmpeg {
        println!("without ffmpeg the clips cannot be repeated: no figures of whole files");
        return Ok(());
    }
    let folder = std::env::temp_dir().join(format!("openmf-peers-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let latencies = match wanted.as_deref() {
        None | Some("latency") => latency::run(&benches.latency, &folder),
        Some(_) => Ok(()),
    };
    if wanted.as_deref().is_none_or(|wanted| wanted == "overlap") {
        overlap::run(&benches.decode, &folder)?;
    }
    if wanted.as_deref().is_none_or(|wanted| wanted == "library") {
        library::run(&benches.library, &folder)?;
    }
    let result = latencies.and_then(|()| files(&benches, gstreamer, &folder, wanted.as_deref()));
    let _ = fs::remove_dir_all(&folder);
    result
}

/// The bench programs.
struct Benches {
    sample: PathBuf,
    decode: PathBuf,
    latency: PathBuf,
    library: PathBuf,
}

impl Benches {
    fn build() -> Result<Self, String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let output = Command::new(cargo)
            .args([
                "bench",
                "-p",
                "openmf-benches",
                "--no-run",
                "--message-format=json",
            ])
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        if !output.status.success() {
            return Err("the benches do not build".to_owned());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let messages: Vec<Value> = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let find = |name: &str| {
            let of_bench =
                |message: &&Value| message["target"]["name"] == name && message["executable"].is_string();
            let found = messages
                .iter()
                .find(of_bench)
                .and_then(|message| message["executable"].as_str());
            found
                .map(PathBuf::from)
                .ok_or_else(|| format!("cargo names no program for the bench {name}"))
        };
        Ok(Self {
            sample: find("sample")?,
            decode: find("decode")?,
            latency: find("latency")?,
            library: find("library")?,
        })
    }
}

fn installed(program: &str, version: &str) -> bool {
    let status = Command::new(program)
        .arg(version)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn timed(command: &mut Command) -> Result<Duration, String> {
    let began = Instant::now();
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output();
    let output = output.map_err(|error| format!("{:?}: {error}", command.get_program()))?;
    let took = began.elapsed();
    if output.status.success() {
        return Ok(took);
    }
    let last = String::from_utf8_lossy(&output.stderr)
        .lines()
        .last()
        .unwrap_or_default()
        .to_owned();
    Err(format!("{:?} failed: {last}", command.get_program()))
}

/// Writes a clip several times into one file, without recoding.
fn repeat(clip: &Path, times: u32, file: &Path) -> Result<(), String> {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "error", "-y", "-stream_loop"])
        .arg((times - 1).to_string())
        .arg("-i")
        .arg(clip);
    // The header of FLAC says how long it is: copied packets would leave that of one repetition.
    let codec = if file.extension().is_some_and(|it| it == "flac") {
        "flac"
    } else {
        "copy"
    };
    command.args(["-map", "0", "-c", codec]).arg(file);
    timed(&mut command).map(drop)
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn samples(benches: &Benches, gstreamer: bool) -> Result<(), String> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let fake = |count: u32| {
        let mut command = Command::new("gst-launch-1.0");
        command
            .args(["-q", "fakesrc"])
            .arg(format!("num-buffers={count}"));
        command.args(["!", "identity", "!", "identity", "!", "fakesink"]);
        command
    };
    for _ in 0..ROUNDS {
        let output = Command::new(&benches.sample).arg("--once").output();
        let output = output.map_err(|error| format!("the bench sample: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        ours.push(
            text.parse::<f64>()
                .map_err(|_| format!("the bench sample says {text:?}"))?,
        );
        if gstreamer {
            let (all, none) = (timed(&mut fake(SAMPLES))?, timed(&mut fake(1))?);
            theirs.push(all.saturating_sub(none).as_secs_f64() * 1e9 / f64::from(SAMPLES));
        }
    }
    let ours = median(&ours);
    print!("a sample through two transforms: openmf {ours:.0} ns");
    if gstreamer {
        let theirs = median(&theirs);
        print!(", GStreamer {theirs:.0} ns, ratio {:.2}", ours / theirs);
    }
    println!(" (medians of {ROUNDS})");
    Ok(())
}

fn files(benches: &Benches, gstreamer: bool, folder: &Path, wanted: Option<&str>) -> Result<(), String> {
    if matches!(wanted, Some("latency" | "library" | "overlap" | "sample")) {
        return Ok(());
    }
    let testdata = Path::new(TESTDATA);
    println!(
        "\n{:<8} {:>10} {:>12} {:>12} {:>10} {:>10}",
        "ms", "openmf", "ffmpeg -t 1", "GStreamer", "/ ffmpeg", "/ GStreamer"
    );
    for (name, clip, video, audio, repeats) in FILES {
        if wanted.is_some_and(|wanted| wanted != name.to_lowercase()) {
            continue;
        }
        let clip = testdata.join(clip);
        let file = folder.join(clip.file_name().unwrap_or_default());
        if let Err(error) = repeat(&clip, *repeats, &file) {
            println!("{name:<8} cannot be repeated: {error}");
            continue;
        }
        match compare(benches, gstreamer, &file, *video, *audio) {
            Ok([ours, ffmpeg, theirs]) => println!(
                "{name:<8} {ours:>10.0} {ffmpeg:>12.0} {theirs:>12.0} {:>10.2} {:>10.2}",
                ours / ffmpeg,
                ours / theirs
            ),
            Err(error) => println!("{name:<8} {error}"),
        }
    }
    println!("(medians of {ROUNDS}, interleaved; whole processes)");
    Ok(())
}

/// The medians in milliseconds of openmf, ffmpeg and GStreamer; NaN for one that cannot.
fn compare(
    benches: &Benches,
    gstreamer: bool,
    file: &Path,
    video: bool,
    audio: bool,
) -> Result<[f64; 3], String> {
    let mut times: [Vec<f64>; 3] = Default::default();
    let mut note = String::new();
    for _ in 0..ROUNDS {
        let mut commands = [
            Command::new(&benches.decode),
            Command::new("ffmpeg"),
            Command::new("gst-launch-1.0"),
        ];
        commands[0].arg("--file").arg(file);
        commands[1]
            .args(["-v", "error", "-threads", "1", "-i"])
            .arg(file)
            .args(["-f", "null", "-"]);
        commands[2]
            .args(["-q", "filesrc"])
            .arg(format!("location={}", file.display()));
        commands[2].args(["!", "decodebin", "name=d"]);
        if video && audio {
            commands[2].args([
                "d.", "!", "queue", "!", "fakesink", "d.", "!", "queue", "!", "fakesink",
            ]);
        } else {
            commands[2].args(["!", "fakesink"]);
        }
        for (index, command) in commands.iter_mut().enumerate() {
            if index == 2 && (!gstreamer || !note.is_empty()) {
                continue;
            }
            match timed(command) {
                Ok(took) => times[index].push(took.as_secs_f64() * 1e3),
                // A peer without a decoder says so once; the comparison with the others goes on.
                Err(error) if index == 2 => note = error,
                Err(error) => return Err(error),
            }
        }
    }
    if !note.is_empty() {
        println!("{note}");
    }
    Ok(times.map(|values| median(&values)))
}
