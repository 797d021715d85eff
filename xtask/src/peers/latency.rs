//! From the name of a file to its first samples, and from a seek to the samples there: openmf and GStreamer.
//!
//! GStreamer runs in a script that uses its library in the process, so that neither figure has the start of a program.
//! Both programs seek exactly and to the same places, and both wait for a sample of every stream.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use super::{ROUNDS, TESTDATA, median, repeat};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/peers/gstreamer.py");
/// The system's interpreter, for which Debian packages GStreamer's bindings (`python3-gi`, `gir1.2-gstreamer-1.0`).
const PYTHON: &str = "/usr/bin/python3";
/// How often each program opens and seeks in each round.
const TIMES: &str = "20";
/// What is opened, the clip, how often it is repeated, under which name, and its streams.
const FILES: &[(&str, &str, u32, &str, &str)] = &[
    ("demo MP4", "demo.mp4", 1, "demo.mp4", "2"),
    ("demo MKV", "demo.mp4", 4, "demo.mkv", "2"),
    ("MP3", "clips/mp3-cbr.mp3", 60, "sound.mp3", "1"),
    ("FLAC", "clips/flac-s16.flac", 60, "sound.flac", "1"),
    ("VP9 WebM", "clips/vp9-profile0.webm", 10, "picture.webm", "1"),
];

/// Opening and seeking, in milliseconds.
type Pair = [f64; 2];

fn measure(program: &OsStr, arguments: &[&OsStr]) -> Result<Pair, String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(open)), Some(Ok(seek))) if output.status.success() => Ok([open, seek]),
        _ => {
            let error = String::from_utf8_lossy(&output.stderr);
            let last = error.lines().last().unwrap_or("no figures").to_owned();
            Err(format!("{}: {last}", program.display()))
        }
    }
}

pub(super) fn run(bench: &Path, folder: &Path) -> Result<(), String> {
    println!(
        "\n{:<10} {:>10} {:>10} {:>6}   {:>10} {:>10} {:>6}",
        "ms", "open", "GStreamer", "ratio", "seek", "GStreamer", "ratio"
    );
    for (name, clip, repeats, file, streams) in FILES {
        let file = folder.join(file);
        if let Err(error) = repeat(&Path::new(TESTDATA).join(clip), *repeats, &file) {
            println!("{name:<10} cannot be repeated: {error}");
            continue;
        }
        let mut ours: [Vec<f64>; 2] = Default::default();
        let mut theirs: [Vec<f64>; 2] = Default::default();
        let mut note = None;
        for _ in 0..ROUNDS {
            let figures = measure(
                bench.as_os_str(),
                &["--file".as_ref(), file.as_os_str(), TIMES.as_ref()],
            )?;
            (0..2).for_each(|at| ours[at].push(figures[at]));
            let arguments = [
                SCRIPT.as_ref(),
                file.as_os_str(),
                streams.as_ref(),
                TIMES.as_ref(),
            ];
            match measure(PYTHON.as_ref(), &arguments) {
                Ok(figures) => (0..2).for_each(|at| theirs[at].push(figures[at])),
                Err(error) => {
                    note = Some(error);
                    break;
                }
            }
        }
        let [open, seek] = ours.map(|values| median(&values));
        match note {
            Some(note) => println!("{name:<10} {open:>10.2} {:>18}{seek:>10.2}   ({note})", ""),
            None => {
                let [open_there, seek_there] = theirs.map(|values| median(&values));
                println!(
                    "{name:<10} {open:>10.2} {open_there:>10.2} {:>6.2}   {seek:>10.2} {seek_there:>10.2} {:>6.2}",
                    open / open_there,
                    seek / seek_there
                );
            }
        }
    }
    println!(
        "(medians of {ROUNDS} rounds, interleaved, of {TIMES} times each; samples of all streams are there)"
    );
    Ok(())
}
