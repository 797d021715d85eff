//! `openmf play`: plays files.

mod outputs;
mod rate;
mod report;
mod run;
mod screen;
mod script;
mod script_run;
mod target;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};

use openmf::{PresentationTime, Recording};

use crate::exit::Exit;
use crate::name;
use crate::overwrite::refuse_overwriting;
use crate::time::parse_time;
use outputs::{AudioOutput, VideoOutput};
use script::{parse_rate, parse_volume};
use target::{Target, is_stdout};

/// What to play, how, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Times are seconds or [hh:]mm:ss[.fff].

Keys, in the terminal and in the window: space pauses and resumes, left and right go 5 s back and forth, up and down
change the volume, m mutes, < and > play half and twice as fast, comma and full stop go one frame back and forth (space
plays on), q and Escape quit. Ctrl-Z pauses and suspends the program. Ctrl-C quits and completes the files that are
written; a second Ctrl-C leaves at once.

Several files are played as one presentation, without a gap: sound goes on in one stream, pictures in one window, and
what has another format is converted to that of the first. A file that is written holds them all. Seeking stays within
the file that plays.

Files are written in real time, as they would be seen and heard; with --rateless as fast as data flow. They keep the
time of the presentation: gaps of sound become silence, pictures are repeated or left out to keep a constant rate, and
both files end together where playing is interrupted or goes on elsewhere. A PATH of - is standard output.

Exit codes: 0 all was played, 1 it failed, 2 wrong usage, 3 a part could not be played: standard error says which,
130 interrupted.")]
pub(crate) struct Arguments {
    /// The files, or `file:` URLs, to play one after the other.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<OsString>,
    /// Where sound goes: device, null or wav:PATH. Default: device; with --rateless null.
    #[arg(long, value_name = "OUTPUT", value_parser = OsStringValueParser::new().try_map(|text| AudioOutput::parse(&text)))]
    audio: Option<AudioOutput>,
    /// Where pictures go: window, null or y4m:PATH. Default: window; with --rateless null.
    #[arg(long, value_name = "OUTPUT", value_parser = OsStringValueParser::new().try_map(|text| VideoOutput::parse(&text)))]
    video: Option<VideoOutput>,
    /// Begin each file at this time; with several files, times count from there.
    #[arg(long, value_name = "TIME", allow_negative_numbers = true, value_parser = parse_time)]
    start: Option<PresentationTime>,
    /// End each file at this time.
    #[arg(long, value_name = "TIME", allow_negative_numbers = true, value_parser = parse_time)]
    stop: Option<PresentationTime>,
    /// The volume: 0 to 1, or per cent.
    #[arg(long, value_name = "VOLUME", default_value = "1", allow_negative_numbers = true, value_parser = parse_volume)]
    volume: f32,
    /// The rate: 2 is twice as fast, 0.5 half as fast; negative plays backwards from the end, or from --start. Where every
    /// frame cannot be played, key frames alone are. Sound keeps its pitch from 0.25 to 4 and is silent otherwise. Several
    /// files do not play backwards.
    #[arg(long, value_name = "RATE", default_value = "1", allow_negative_numbers = true, value_parser = parse_rate)]
    rate: f32,
    /// Begin again after the end, until stopped.
    #[arg(long = "loop")]
    repeat: bool,
    /// Play as fast as data flows, into null renderers or files.
    #[arg(long)]
    rateless: bool,
    /// Print each event of the session with its presentation time.
    #[arg(long)]
    events: bool,
    /// Print each event as a JSON object, one per line, and a last one with the totals; see docs/json.md.
    #[arg(long)]
    json: bool,
    /// Run the timed actions of this file; see docs/script.md.
    #[arg(long, value_name = "PATH")]
    script: Option<PathBuf>,
    /// Write everything that happens to the session into this file, for openmf replay; see docs/record.md.
    #[arg(long, value_name = "PATH")]
    record: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    if let Err(problem) = arguments.check() {
        eprintln!("openmf: {problem}");
        return Exit::Usage;
    }
    let script = match &arguments.script {
        None => Vec::new(),
        Some(path) => {
            let text = match read_script(path) {
                Ok(text) => text,
                Err(error) => {
                    eprintln!("openmf: {}: {error}", path.display());
                    return Exit::Usage;
                }
            };
            match script::parse(&text) {
                Ok(lines) => lines,
                Err(error) => {
                    eprintln!("openmf: {}:{}: {}", path.display(), error.line, error.message);
                    return Exit::Usage;
                }
            }
        }
    };
    let targets = match arguments.open_targets() {
        Ok(targets) => targets,
        Err((path, error)) => {
            eprintln!("openmf: cannot write {}: {error}", path.display());
            return Exit::Failed;
        }
    };
    let recording = match arguments.record.as_ref().map(Recording::create).transpose() {
        Ok(recording) => recording,
        Err(error) => {
            eprintln!("openmf: {error}");
            return Exit::Failed;
        }
    };
    run::Run::new(arguments, targets, script, recording).play()
}

/// The files of the outputs.
#[derive(Clone, Debug, Default)]
struct Targets {
    audio: Option<Target>,
    video: Option<Target>,
}

impl Arguments {
    fn audio(&self) -> AudioOutput {
        let default = if self.rateless {
            AudioOutput::Null
        } else {
            AudioOutput::Device
        };
        self.audio.clone().unwrap_or(default)
    }

    fn video(&self) -> VideoOutput {
        let default = if self.rateless {
            VideoOutput::Null
        } else {
            VideoOutput::Window
        };
        self.video.clone().unwrap_or(default)
    }

    /// The names of the files, for people and JSON.
    fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| name::shown(file)).collect()
    }

    fn paths(&self) -> (Option<PathBuf>, Option<PathBuf>) {
        let audio = match self.audio() {
            AudioOutput::Wave(path) => Some(path),
            AudioOutput::Device | AudioOutput::Null => None,
        };
        let video = match self.video() {
            VideoOutput::Y4m(path) => Some(path),
            VideoOutput::Window | VideoOutput::Null => None,
        };
        (audio, video)
    }

    /// Whether standard output is the file of an output.
    fn uses_stdout(&self) -> bool {
        let (audio, video) = self.paths();
        audio.iter().chain(&video).any(|path| is_stdout(path))
    }

    fn open_targets(&self) -> Result<Targets, (PathBuf, io::Error)> {
        let open = |path: Option<PathBuf>| {
            path.map(|path| Target::open(&path).map_err(|error| (path, error)))
                .transpose()
        };
        let (audio, video) = self.paths();
        Ok(Targets {
            audio: open(audio)?,
            video: open(video)?,
        })
    }

    fn check(&self) -> Result<(), String> {
        let (audio, video) = (self.audio(), self.video());
        let file = match (&audio, &video) {
            (AudioOutput::Wave(_), _) => Some("--audio wav:"),
            (_, VideoOutput::Y4m(_)) => Some("--video y4m:"),
            _ => None,
        };
        if let Some(file) = file
            && self.repeat
        {
            return Err(format!("{file} and --loop would never end"));
        }
        let mut outputs = Vec::new();
        if let AudioOutput::Wave(path) = &audio {
            outputs.push(("--audio wav:", path.as_ref()));
        }
        if let VideoOutput::Y4m(path) = &video {
            outputs.push(("--video y4m:", path.as_ref()));
        }
        if let Some(path) = &self.record {
            if is_stdout(path) {
                return Err("--record needs a file".to_owned());
            }
            outputs.push(("--record", path.as_ref()));
        }
        let inputs: Vec<&OsStr> = self.files.iter().map(OsString::as_os_str).collect();
        refuse_overwriting(&inputs, &outputs)?;
        if self.uses_stdout() {
            if outputs.iter().filter(|(_, path)| is_stdout(path)).count() > 1 {
                return Err("sound and pictures cannot both go to standard output".to_owned());
            }
            if self.json || self.events {
                return Err(
                    "--json and --events need standard output, which an output file takes".to_owned(),
                );
            }
        }
        if self.rateless && audio == AudioOutput::Device {
            return Err(
                "--rateless and --audio device exclude each other: a device has its own rate".to_owned(),
            );
        }
        if self.rateless && video == VideoOutput::Window {
            return Err(
                "--rateless and --video window exclude each other: a window has its own rate".to_owned(),
            );
        }
        match (self.start, self.stop) {
            (Some(start), Some(stop)) if start >= stop => Err(format!(
                "--start {:.3} is not before --stop {:.3}",
                start.as_secs_f64(),
                stop.as_secs_f64()
            )),
            _ => Ok(()),
        }
    }
}

/// Reads a script, which is small: a device or a mistaken media file is refused instead of read to its end.
fn read_script(path: &Path) -> io::Result<String> {
    const MAX_SCRIPT_BYTES: u64 = 1024 * 1024;
    let mut text = String::new();
    let length = File::open(path)?
        .take(MAX_SCRIPT_BYTES + 1)
        .read_to_string(&mut text)?;
    if length as u64 > MAX_SCRIPT_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "a script has at most 1 MiB",
        ));
    }
    Ok(text)
}
