//! `openmf play` as a user runs it.
#![allow(clippy::print_stderr, reason = "a test that was skipped says so")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use common::{Ran, demo, finish, long, run, scratch, signal, start, testdata};
use serde_json::Value;

/// What `inspect --decode` counts of the demo clip: pictures, and audio frames.
fn demo_frames() -> (u64, u64) {
    let inspected = run(&["inspect", &demo(), "--decode", "--json"]);
    let report: Value = serde_json::from_str(&inspected.out).unwrap();
    let frames = |index: usize| report["streams"][index]["frames"].as_u64().unwrap();
    assert_eq!((inspected.code, frames(0)), (Some(0), 125));
    (frames(0), frames(1))
}

const DEMO_PICTURE_BYTES: u64 = 640 * 360 * 3 / 2;
const DEMO_RATE: u64 = 48_000;

fn script(folder: &Path, text: &str) -> String {
    let path = folder.join("script.txt");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn file_len(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len()
}

#[test]
fn everything_is_rendered_once_without_a_clock() {
    let (pictures, audio_frames) = demo_frames();
    let ran = run(&["play", &demo(), "--rateless", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let result = ran.result();
    let video = &result["streams"][0];
    assert_eq!(
        (video["kind"].as_str(), video["codec"].as_str()),
        (Some("video"), Some("h264"))
    );
    assert_eq!(video["samples"].as_u64(), Some(pictures));
    assert_eq!(video["frames"].as_u64(), Some(pictures));
    assert_eq!(video["bytes"].as_u64(), Some(pictures * DEMO_PICTURE_BYTES));
    let audio = &result["streams"][1];
    assert_eq!(
        (audio["kind"].as_str(), audio["codec"].as_str()),
        (Some("audio"), Some("aac"))
    );
    assert_eq!(audio["frames"].as_u64(), Some(audio_frames));
    for stream in [video, audio] {
        for nothing in ["late", "dropped", "skipped", "underruns"] {
            assert_eq!(stream[nothing].as_u64(), Some(0), "{nothing}");
        }
    }
    let names = ran.event_names();
    assert_eq!(names.first().map(String::as_str), Some("MESessionTopologySet"));
    assert_eq!(names.last().map(String::as_str), Some("MESessionClosed"));
    assert_eq!(names.iter().filter(|name| *name == "MESessionEnded").count(), 1);
}

#[test]
fn start_and_stop_bound_what_is_rendered() {
    let ran = run(&[
        "play",
        &demo(),
        "--rateless",
        "--json",
        "--start",
        "0:01",
        "--stop",
        "3.0",
    ]);
    let result = ran.result();
    assert_eq!(ran.code, Some(0));
    assert_eq!(result["streams"][0]["frames"].as_u64(), Some(50));
    assert_eq!(result["streams"][1]["frames"].as_u64(), Some(2 * DEMO_RATE));
}

#[test]
fn files_hold_exactly_what_was_rendered() {
    let (pictures, audio_frames) = demo_frames();
    let folder = scratch("files");
    let (wave, y4m) = (folder.join("demo.wav"), folder.join("demo.y4m"));
    let (audio, video) = (
        format!("wav:{}", wave.display()),
        format!("y4m:{}", y4m.display()),
    );
    // By the clock, a machine that is too slow leaves pictures out.
    let ran = run(&[
        "play",
        &demo(),
        "--rateless",
        "--audio",
        &audio,
        "--video",
        &video,
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));

    let bytes = std::fs::read(&wave).unwrap();
    assert_eq!(
        (&bytes[..4], &bytes[8..12]),
        (b"RIFF".as_slice(), b"WAVE".as_slice())
    );
    let chunk = |id: &[u8; 4]| bytes.windows(4).position(|window| window == id).unwrap() + 8;
    let (format, data) = (chunk(b"fmt "), chunk(b"data"));
    let u16_at = |at: usize| u64::from(u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()));
    let u32_at = |at: usize| u64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()));
    let (channels, rate, frame_bytes) = (u16_at(format + 2), u32_at(format + 4), u16_at(format + 12));
    assert_eq!((channels, rate), (2, DEMO_RATE));
    assert_eq!(u32_at(data - 4), audio_frames * frame_bytes);
    assert_eq!(bytes.len() as u64, data as u64 + audio_frames * frame_bytes);

    let bytes = std::fs::read(&y4m).unwrap();
    let header = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let text = std::str::from_utf8(&bytes[..header]).unwrap();
    assert!(text.starts_with("YUV4MPEG2 W640 H360 F25:1 "), "{text}");
    assert_eq!(
        bytes.len() as u64,
        header as u64 + pictures * ("FRAME\n".len() as u64 + DEMO_PICTURE_BYTES)
    );
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        2,
        "temporary files are left"
    );
}

#[test]
fn a_script_drives_the_session() {
    let folder = scratch("script");
    let path = script(
        &folder,
        "on started volume 30%\nat 0.3 pause\nexpect paused within 30\nexpect state paused\n\
         expect position 0.3 tolerance 60\nafter 0.1 seek 300\nexpect started within 30\n\
         expect position 300 tolerance 60\nat 300.2 stop\nexpect stopped within 30\nexpect state stopped\n\
         expect position 0 tolerance 0\nafter 0 start\nexpect started within 30\nat 0.1 mute\nafter 0 quit\n",
    );
    let ran = run(&[
        "play",
        &long(),
        "--audio",
        "null",
        "--video",
        "null",
        "--script",
        &path,
        "--json",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.result()["script"], Value::Null);
    let kept = [
        "MESessionStarted",
        "MESessionPaused",
        "MESessionStopped",
        "MESessionEnded",
        "MESessionClosed",
    ];
    let names: Vec<_> = ran
        .event_names()
        .into_iter()
        .filter(|name| kept.contains(&name.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            "MESessionStarted",
            "MESessionPaused",
            "MESessionStarted",
            "MESessionStopped",
            "MESessionStarted",
            "MESessionClosed"
        ]
    );
}

#[test]
fn rates_and_frame_steps() {
    let folder = scratch("rates");
    let path = script(
        &folder,
        "at 0.2 rate 4\nexpect rate-changed within 30\nat 2 pause\nafter 0 rate 0\nexpect rate-changed within 30\n\
         after 0 seek 2.5\nexpect scrub-complete within 30\nexpect position 2.4 tolerance 0.0001\n\
         after 0 step\nexpect scrub-complete within 30\nexpect position 2.6 tolerance 0.0001\n\
         after 0 step back\nexpect scrub-complete within 30\nexpect position 2.4 tolerance 0.0001\n\
         after 0 step back\nexpect scrub-complete within 30\nexpect position 2.2 tolerance 0.0001\n\
         after 0 rate 2\nexpect rate-changed within 30\nexpect started within 30\nat 3 rate -8\non ended quit\n",
    );
    let outputs = ["--audio", "null", "--video", "null", "--json"];
    let (demo, long) = (demo(), long());
    let arguments = [
        &["play", long.as_str(), "--rate", "2", "--script", path.as_str()][..],
        &outputs,
    ]
    .concat();
    let ran = run(&arguments);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.result()["script"], Value::Null);
    let values = |name: &str| {
        let events = ran
            .out
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        events
            .filter_map(|event| event[name].as_f64())
            .collect::<Vec<f64>>()
    };
    assert_eq!(values("rate"), [2.0, 4.0, 0.0, 2.0, -8.0]);
    assert_eq!(values("scrub_time"), [2.4, 2.6, 2.4, 2.2]);
    // What the file does not play at is told, and it plays on.
    let arguments = [
        &["play", demo.as_str(), "--rate", "1000", "--start", "4.8"][..],
        &outputs,
    ]
    .concat();
    let ran = run(&arguments);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(
        ran.result()["errors"][0]["code"],
        "MF_E_UNSUPPORTED_RATE (0xC00D36D0)"
    );
    for wrong in ["0", "fast", "inf"] {
        let ran = run(&["play", &demo, "--rate", wrong]);
        assert_eq!(ran.code, Some(2), "{wrong}: {}", ran.err);
    }
}

#[test]
fn a_script_goes_on_after_the_end() {
    let folder = scratch("after-the-end");
    let path = script(
        &folder,
        "on ended seek 4.9\nexpect started within 30\non ended quit\n",
    );
    let ran = run(&["play", &demo(), "--rateless", "--script", &path, "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ends = ran
        .event_names()
        .iter()
        .filter(|name| *name == "MESessionEnded")
        .count();
    assert_eq!(ends, 2);
}

#[test]
fn a_failed_line_of_a_script_is_named() {
    let folder = scratch("failed-line");
    for (text, line, message) in [
        (
            "# one\nat 0.1 pause\nexpect stopped within 0.1 # two\n",
            3,
            "expect stopped within 0.1: stopped did not come within 0.1 s",
        ),
        (
            "on started pause\nexpect state started",
            2,
            "expect state started: the state is paused",
        ),
        (
            "on started stop\n\nat 1 pause",
            3,
            "at 1 pause: the presentation ended before 1.0000",
        ),
    ] {
        let path = script(&folder, text);
        let arguments = [
            "play",
            &long(),
            "--audio",
            "null",
            "--video",
            "null",
            "--script",
            &path,
            "--json",
        ];
        let ran = run(&arguments);
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (Some(1), format!("openmf: {path}:{line}: {message}\n").as_str())
        );
        let result = ran.result();
        assert_eq!(
            (
                result["script"]["line"].as_u64(),
                result["script"]["path"].as_str()
            ),
            (Some(line), Some(path.as_str()))
        );
    }
    let path = script(&folder, "at 0.1 pause\nat 2 dance");
    let ran = run(&["play", &demo(), "--script", &path]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(
        ran.err
            .starts_with(&format!("openmf: {path}:2: 'dance' is no action: ")),
        "{}",
        ran.err
    );
    let ran = run(&["play", &demo(), "--script", "/no/such/script"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            Some(2),
            "openmf: /no/such/script: No such file or directory (os error 2)\n"
        )
    );
}

#[test]
fn a_file_that_cannot_be_played_is_named() {
    let folder = scratch("bad-files");
    let (empty, text) = (folder.join("empty.mp4"), folder.join("text.mp4"));
    std::fs::write(&empty, "").unwrap();
    std::fs::write(&text, "Once upon a time\n").unwrap();
    for path in [folder.join("missing.mp4"), folder.clone(), empty, text] {
        let path = path.display().to_string();
        let ran = run(&["play", &path, "--rateless", "--json"]);
        assert_eq!(ran.code, Some(1), "{path}");
        assert!(
            ran.err.starts_with("openmf: ") && ran.err.contains(&path),
            "{}",
            ran.err
        );
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        let result = ran.result();
        assert_eq!(result["errors"].as_array().map(Vec::len), Some(1));
        assert_eq!(result["result"], "failed");
    }
}

#[test]
fn wrong_usage_is_refused() {
    let demo = demo();
    let demo = demo.as_str();
    let cases: [(&[&str], &str); 10] = [
        (&["play", demo, "--bogus"], "unexpected argument '--bogus'"),
        (&["play"], "<FILE>..."),
        (&["play", demo, "--audio", "loud"], "device, null or wav:PATH"),
        (&["play", demo, "--video", "y4m:"], "window, null or y4m:PATH"),
        (&["play", demo, "--start", "soon"], "'soon' is not a time"),
        (&["play", demo, "--volume", "120"], "'120' is no volume"),
        (
            &["play", demo, "--start", "3", "--stop", "2"],
            "--start 3.000 is not before --stop 2.000",
        ),
        (
            &["play", demo, "--loop", "--audio", "wav:x"],
            "--audio wav: and --loop would never end",
        ),
        (
            &["play", demo, "--rateless", "--audio", "device"],
            "--rateless and --audio device exclude each other",
        ),
        (
            &["play", demo, "--rateless", "--video", "window"],
            "--rateless and --video window exclude each other",
        ),
    ];
    for (arguments, message) in cases {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.contains(message), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn inputs_and_outputs_do_not_overwrite_each_other() {
    let folder = scratch("overwrite");
    let copy = folder.join("copy.mp4");
    std::fs::copy(demo(), &copy).unwrap();
    let (length, copy) = (file_len(&copy), copy.display().to_string());
    let both = folder.join("both").display().to_string();
    for arguments in [
        vec!["play", &copy, "--rateless", "--audio", &format!("wav:{copy}")],
        vec!["inspect", &copy, "--svg", &copy],
        vec![
            "play",
            &copy,
            "--rateless",
            "--audio",
            &format!("wav:{both}"),
            "--video",
            &format!("y4m:{both}"),
        ],
    ] {
        let ran = run(&arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert_eq!(file_len(Path::new(&copy)), length, "{arguments:?}");
    }
}

#[test]
fn a_stream_without_a_decoder_is_left_out_and_named() {
    let file = testdata("clips/mkv-undecodable-audio.mkv");
    let ran = run(&["play", &file, "--rateless", "--json"]);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err
            .starts_with(&format!("openmf: {file}: stream 1: no decoder for audio ")),
        "{}",
        ran.err
    );
    let result = ran.result();
    assert_eq!(
        (&result["result"], &result["errors"][0]["stream"]),
        (&Value::from("partly"), &Value::from(1))
    );
    assert_eq!(result["streams"][0]["frames"].as_u64(), Some(25));
    assert_eq!(
        (&result["streams"][1]["renderer"], &result["streams"][1]["frames"]),
        (&Value::Null, &Value::from(0))
    );
}

#[test]
fn a_file_that_ends_early_is_played_as_far_as_it_goes() {
    let folder = scratch("truncated");
    let path = folder.join("truncated.mp4");
    let bytes = std::fs::read(demo()).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let path = path.display().to_string();
    let ran = run(&["play", &path, "--rateless", "--json"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        ran.err.contains(&path) && ran.err.contains("at byte"),
        "{}",
        ran.err
    );
    let frames = ran.result()["streams"][0]["frames"].as_u64().unwrap();
    assert!((1..125).contains(&frames), "{frames}");
}

#[test]
fn an_output_without_a_stream_is_told() {
    let folder = scratch("no-stream");
    let video = format!("y4m:{}", folder.join("x.y4m").display());
    let wave = testdata("clips/wav-s16.wav");
    let ran = run(&["play", &wave, "--rateless", "--video", &video]);
    let path = folder.join("x.y4m");
    let message = format!(
        "openmf: {wave}: not found: a video stream for {}\n",
        path.display()
    );
    assert_eq!((ran.code, ran.err), (Some(3), message));
    assert!(!path.exists());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_once() {
    let ran = run(&["play", &demo(), "--rateless", "--audio", "wav:/dev/full"]);
    let message = format!(
        "openmf: {}: cannot write /dev/full: No space left on device (os error 28)\n",
        demo()
    );
    assert_eq!((ran.code, ran.err), (Some(1), message));
}

#[test]
fn files_play_one_after_the_other() {
    let (wave, missing) = (testdata("clips/wav-s16.wav"), "/no/such/file.mp4");
    let ran = run(&["play", &demo(), missing, &wave, "--rateless", "--json"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(
        ran.err,
        format!("openmf: cannot open {missing}: No such file or directory (os error 2)\n")
    );
    let result = ran.result();
    let (pictures, audio_frames) = demo_frames();
    let totals: Vec<_> = result["streams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stream| {
            (
                stream["file"].as_u64().unwrap(),
                stream["frames"].as_u64().unwrap(),
            )
        })
        .collect();
    // What another file follows ends with its content, and not with the padding of the last packet.
    assert!(audio_frames > 5 * DEMO_RATE);
    assert_eq!(
        totals.get(..2),
        Some([(0, pictures), (0, 5 * DEMO_RATE)].as_slice())
    );
    assert!(matches!(totals.get(2..), Some([(2, 1..)])), "{totals:?}");
    assert_eq!(result["errors"][0]["file"].as_u64(), Some(1));
}

#[test]
fn without_devices_the_null_renderers_are_used() {
    let ran = run(&["play", &demo(), "--stop", "0.2", "--json", "--audio", "null"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.err,
        "openmf: no picture: display: DISPLAY is not set; the null renderer is used\n"
    );
    let result = ran.result();
    assert_eq!(result["streams"][0]["renderer"], "null video renderer");
    assert_eq!(result["result"], "done");
    assert_eq!(result["errors"], Value::Array(Vec::new()));
    let told: Vec<(Value, Value, Value)> = ran
        .objects()
        .into_iter()
        .filter(|object| object["event"] == "MENonFatalError")
        .map(|event| {
            (
                event["stream"].clone(),
                event["stand_in"].clone(),
                event["message"].clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [(
            0.into(),
            "null video renderer".into(),
            "display: DISPLAY is not set".into()
        )]
    );

    let ran = run(&["play", &demo(), "--stop", "0.2", "--events", "--audio", "null"]);
    let lines = ran.out.lines().filter(|line| line.contains("MENonFatalError"));
    assert_eq!(
        lines.collect::<Vec<_>>(),
        ["    0.0000  MENonFatalError  stream=0  instead=null video renderer  display: DISPLAY is not set"]
    );
}

/// Starts a play that does not end by itself and interrupts it once it runs.
fn interrupted(arguments: &[&str], name: &str) -> Ran {
    let mut child = start(arguments);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    while !printed.contains("MESessionStarted") {
        assert_ne!(out.read_line(&mut printed).unwrap(), 0, "{printed}");
    }
    signal(child.id(), name);
    out.lines().for_each(|line| {
        printed.push_str(&line.unwrap());
        printed.push('\n');
    });
    let ran = finish(child);
    Ran { out: printed, ..ran }
}

#[test]
#[cfg(unix)]
fn an_interrupt_closes_the_session() {
    for name in ["INT", "TERM"] {
        let ran = interrupted(
            &[
                "play",
                &demo(),
                "--audio",
                "null",
                "--video",
                "null",
                "--loop",
                "--json",
            ],
            name,
        );
        assert_eq!((ran.code, ran.err.as_str()), (Some(130), ""));
        assert_eq!(
            ran.event_names().last().map(String::as_str),
            Some("MESessionClosed")
        );
        assert_eq!(ran.result()["result"], "interrupted");
    }
}

#[test]
#[cfg(unix)]
fn an_interrupt_completes_the_files() {
    let folder = scratch("interrupted");
    let wave = folder.join("demo.wav");
    let audio = format!("wav:{}", wave.display());
    let ran = interrupted(
        &["play", &long(), "--audio", &audio, "--video", "null", "--json"],
        "INT",
    );
    assert_eq!((ran.code, ran.err.as_str()), (Some(130), ""));
    let written = ran.result()["streams"][1]["bytes"].as_u64().unwrap();
    let header = file_len(&wave).checked_sub(written).unwrap();
    assert!((44..200).contains(&header), "{header}");
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        1,
        "temporary files are left"
    );
}

/// The program on a terminal, which `script` of util-linux makes.
#[cfg(target_os = "linux")]
struct Terminal {
    child: std::process::Child,
    keys: std::process::ChildStdin,
    screen: BufReader<std::process::ChildStdout>,
}

#[cfg(target_os = "linux")]
impl Terminal {
    fn new(arguments: &str) -> Self {
        let command = format!("{} {arguments}", env!("CARGO_BIN_EXE_openmf"));
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--command", &command, "/dev/null"])
            .env_remove("DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let keys = child.stdin.take().unwrap();
        let screen = BufReader::new(child.stdout.take().unwrap());
        Self { child, keys, screen }
    }

    /// Types keys, and reads what comes on the screen from there on until it gives something.
    fn until<T>(&mut self, keys: &str, given: impl Fn(&str) -> Option<T>) -> T {
        self.keys.write_all(keys.as_bytes()).unwrap();
        let begun = std::time::Instant::now();
        let mut shown = String::new();
        loop {
            if let Some(found) = given(&shown) {
                return found;
            }
            let mut bytes = [0; 256];
            let count = self.screen.read(&mut bytes).unwrap();
            assert_ne!(count, 0, "not in {shown:?}");
            assert!(begun.elapsed().as_secs() < 120, "does not come: {shown:?}");
            shown.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    }

    /// Types keys, and reads the status line until in this state it shows a second that is wanted. Returns that.
    fn status(&mut self, keys: &str, state: &str, wanted: impl Fn(u64) -> bool) -> u64 {
        self.until(keys, |shown| {
            let times = shown.split(state).skip(1);
            let mut seconds = times.filter_map(|rest| {
                // `  1:23 / 10:00`
                let (minutes, seconds) = rest.split_once(" / ")?.0.trim().split_once(':')?;
                Some(minutes.parse::<u64>().ok()? * 60 + seconds.parse::<u64>().ok()?)
            });
            seconds.find(|seconds| wanted(*seconds))
        })
    }
}

#[cfg(target_os = "linux")]
impl Drop for Terminal {
    fn drop(&mut self) {
        // Fails if it has ended, as it should.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const LEFT: &str = "\x1b[D";
const RIGHT: &str = "\x1b[C";
const DOWN: &str = "\x1b[B";

#[test]
#[cfg(target_os = "linux")]
fn keys_and_the_status_line_work_on_a_terminal() {
    if Command::new("script").arg("--version").output().is_err() {
        eprintln!("skipped: the program script is not installed");
        return;
    }
    let mut terminal = Terminal::new(&format!("play {} --audio null --video null", long()));
    let see = |text: &'static str| move |shown: &str| shown.contains(text).then_some(());
    terminal.until("", |shown| {
        let begins = shown.contains("playing  0:00 / 10:00  1x  ");
        (begins && shown.contains(" dropped  volume 100%")).then_some(())
    });
    // From here on it stands still except for seeks. Each of these plays for as long as the pause behind it takes.
    let within = |from: u64| move |seconds: u64| (from..from + 5).contains(&seconds);
    let begin = terminal.status(" ", "paused", |_| true);
    terminal.until(&DOWN.repeat(2), see("volume 90%"));
    terminal.until("m", see("muted"));
    let forward = terminal.status(RIGHT, "paused", within(begin + 5));
    let back = terminal.status(LEFT, "paused", within(forward - 5));
    // Presses that come faster than they take effect add up.
    let presses = [RIGHT, LEFT, RIGHT, RIGHT, LEFT].concat();
    let forward = terminal.status(&presses, "paused", within(back + 5));
    terminal.status(LEFT, "paused", within(forward - 5));
    let playing = terminal.status("   ", "playing", |_| true);
    terminal.status("", "playing", |seconds| seconds > playing);
    terminal.until("q", see("stream 0 h264 (null video renderer): "));
    let mut rest = String::new();
    terminal.screen.read_to_string(&mut rest).unwrap();
    assert_eq!(terminal.child.wait().unwrap().code(), Some(0));
}
