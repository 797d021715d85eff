//! What the program writes, and to what.

mod common;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Ran, demo, finish, run, scratch, signal, start, testdata};

/// The length of the sound in a WAV file, in seconds.
fn wave_seconds(path: &Path) -> f64 {
    let bytes = std::fs::read(path).unwrap();
    let chunk = |id: &[u8; 4]| bytes.windows(4).position(|window| window == id).unwrap() + 8;
    let number = |at: usize| f64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()));
    number(chunk(b"data") - 4) / number(chunk(b"fmt ") + 8)
}

/// The header of a Y4M file, and the number of its pictures.
fn y4m(path: &Path) -> (String, usize) {
    let bytes = std::fs::read(path).unwrap();
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    let header = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let field = |letter: char| {
        let field = header.split(' ').find_map(|field| field.strip_prefix(letter));
        field.and_then(|field| field.parse::<usize>().ok()).unwrap()
    };
    let (width, height) = (field('W'), field('H'));
    let picture = 6 + width * height + 2 * width.div_ceil(2) * height.div_ceil(2);
    assert_eq!((bytes.len() - end - 1) % picture, 0, "{header}");
    (header, (bytes.len() - end - 1) / picture)
}

fn files(folder: &Path) -> (PathBuf, PathBuf, String, String) {
    let (wave, video) = (folder.join("a.wav"), folder.join("a.y4m"));
    let (audio, pictures) = (
        format!("wav:{}", wave.display()),
        format!("y4m:{}", video.display()),
    );
    (wave, video, audio, pictures)
}

#[test]
fn a_stream_that_decodes_to_nothing_is_told() {
    let folder = scratch("damaged-sizes");
    let mut bytes = std::fs::read(testdata("clips/h264-main-cabac-b.mp4")).unwrap();
    let at = bytes.windows(4).position(|window| window == b"stsz").unwrap();
    // Every sample has one byte.
    bytes[at + 8..at + 12].copy_from_slice(&[0, 0, 0, 1]);
    let path = folder.join("damaged.mp4");
    std::fs::write(&path, bytes).unwrap();
    let path = path.display().to_string();
    for arguments in [
        vec!["inspect", &path, "--decode"],
        vec!["play", &path, "--rateless"],
    ] {
        let ran = run(&arguments);
        assert_eq!(ran.code, Some(3), "{arguments:?}: {}", ran.err);
        // A byte is no length: the samples come without a NAL unit.
        let expected =
            format!("openmf: {path}: stream 0: decoder: H.264 decoder: nothing came out of 25 samples\n");
        assert!(ran.err.contains(&expected), "{arguments:?}: {}", ran.err);
    }
}

#[test]
#[cfg(unix)]
fn files_that_are_interrupted_end_together() {
    for (name, options) in [("real-time", &[][..]), ("rateless", &["--rateless"])] {
        let folder = scratch(&format!("together-{name}"));
        let (wave, video, audio, pictures) = files(&folder);
        let script = folder.join("script");
        std::fs::write(&script, "after 0.3 seek 0.5\nafter 0.3 seek 1\nafter 20 close").unwrap();
        let script = script.display().to_string();
        let file = demo();
        let mut arguments = vec!["play", &file, "--events", "--audio", &audio, "--video", &pictures];
        arguments.extend(["--script", &script]);
        arguments.extend(options);
        let mut child = start(&arguments);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // From the beginning, and after each seek.
        let starts = |line: &String| line.contains("MESessionStarted");
        let begun = lines.by_ref().map(Result::unwrap).filter(starts).take(3).count();
        assert_eq!(begun, 3);
        signal(child.id(), "INT");
        lines.for_each(drop);
        let ran = finish(child);
        assert_eq!(ran.code, Some(130), "{name}: {}", ran.err);
        let (sound, (_, count)) = (wave_seconds(&wave), y4m(&video));
        let shown = count as f64 / 25.0;
        // What ended by itself ends with its stream, of which the sound is a packet longer.
        assert!(
            (sound - shown).abs() < 0.041,
            "{name}: {sound} s of sound, {shown} s of pictures"
        );
        assert!(shown > 0.2, "{name}: {shown}");
    }
}

#[test]
fn rotation_and_volume_reach_the_files() {
    let folder = scratch("rotated");
    let (wave, video, audio, pictures) = files(&folder);
    let rotated = testdata("clips/mp4-rotated.mp4");
    let inspected = run(&["inspect", "--json", &rotated]);
    let streams = serde_json::from_str::<serde_json::Value>(&inspected.out).unwrap();
    let stream = &streams["streams"][0];
    let turned = stream["rotation"].as_u64().unwrap() % 180 == 90;
    let (mut width, mut height) = (
        stream["width"].as_u64().unwrap(),
        stream["height"].as_u64().unwrap(),
    );
    if turned {
        std::mem::swap(&mut width, &mut height);
    }
    let ran = run(&["play", "--rateless", &rotated, "--video", &pictures]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let (header, _) = y4m(&video);
    assert!(
        header.starts_with(&format!("YUV4MPEG2 W{width} H{height} ")),
        "{header}"
    );

    let loudest = |level: &str| {
        let clip = testdata("clips/wav-s16.wav");
        let ran = run(&["play", "--rateless", &clip, "--audio", &audio, "--volume", level]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        let bytes = std::fs::read(&wave).unwrap();
        let data = bytes.windows(4).position(|window| window == b"data").unwrap() + 8;
        let samples = bytes[data..].chunks_exact(2);
        samples
            .map(|pair| i32::from(i16::from_le_bytes([pair[0], pair[1]])).abs())
            .max()
            .unwrap()
    };
    let (full, half) = (loudest("1"), loudest("0.5"));
    assert!(full > 1_000 && (half * 2 - full).abs() <= 2, "{full} and {half}");
}

#[test]
fn a_run_that_cannot_start_replaces_nothing() {
    let folder = scratch("kept");
    let (wave, _, audio, _) = files(&folder);
    std::fs::write(&wave, "old").unwrap();
    let ran = run(&["play", "--rateless", &demo(), "--audio", &audio, "--start", "60"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(ran.out, "", "nothing was played, so there is nothing to count");
    assert_eq!(std::fs::read(&wave).unwrap(), b"old");
    let missing = format!("wav:{}", folder.join("no/such/folder.wav").display());
    let ran = run(&["play", "--rateless", &demo(), "--audio", &missing]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
}

#[test]
#[cfg(unix)]
fn sound_goes_to_pipes() {
    let clip = testdata("clips/wav-s16.wav");
    let whole = std::fs::read(&clip).unwrap();
    let data = whole.windows(4).position(|window| window == b"data").unwrap() + 8;
    let data = &whole[data..];
    let data = &data[..data.len() / 4 * 4];
    let is_ours = |bytes: &[u8], name: &str| {
        assert!(bytes.starts_with(b"RIFF\xff\xff\xff\xffWAVE"), "{name}");
        let at = bytes
            .windows(8)
            .position(|window| window == b"data\xff\xff\xff\xff")
            .unwrap()
            + 8;
        let len = data.len().min(bytes.len() - at);
        assert!(bytes[at..at + len] == data[..len] && len > 1_000, "{name}");
    };
    for name in ["-", "/dev/stdout"] {
        let audio = format!("wav:{name}");
        let output = Command::new(env!("CARGO_BIN_EXE_openmf"))
            .args(["play", "--rateless", &clip, "--audio", &audio])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        is_ours(&output.stdout, name);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(
            told.starts_with("stream 0 pcm_s16le (WAV file standard output): "),
            "{told}"
        );
    }
    let ran = run(&["play", "--rateless", "--json", &clip, "--audio", "wav:-"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    let ran = run(&[
        "play",
        "--rateless",
        &demo(),
        "--audio",
        "wav:-",
        "--video",
        "y4m:-",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));

    let pipe = scratch("pipe").join("fifo");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let audio = format!("wav:{}", pipe.display());
    let child = start(&["play", "--rateless", &clip, "--audio", &audio]);
    let read = std::fs::read(&pipe).unwrap();
    let ran: Ran = finish(child);
    assert_eq!(
        (ran.code, ran.err),
        (
            Some(0),
            format!("openmf: waiting for a reader of {}\n", pipe.display())
        )
    );
    is_ours(&read, "fifo");
}

#[test]
#[cfg(target_os = "linux")]
fn names_need_not_be_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = scratch("names");
    let input = folder.join(OsStr::from_bytes(b"caf\xe9.wav"));
    let output = folder.join(OsStr::from_bytes(b"out\xff.wav"));
    std::fs::copy(testdata("clips/wav-s16.wav"), &input).unwrap();
    let run = |arguments: &[&OsStr]| {
        Command::new(env!("CARGO_BIN_EXE_openmf"))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let mut audio = OsStr::new("wav:").to_owned();
    audio.push(&output);
    let played = run(&[
        "play".as_ref(),
        "--rateless".as_ref(),
        "--audio".as_ref(),
        &audio,
        input.as_os_str(),
    ]);
    assert_eq!(played.status.code(), Some(0), "{played:?}");
    assert!(output.exists());
    let inspected = run(&["inspect".as_ref(), "--json".as_ref(), input.as_os_str()]);
    let report: serde_json::Value = serde_json::from_slice(&inspected.stdout).unwrap();
    let name = report["file"].as_str().unwrap();
    assert!(name.ends_with("caf\u{fffd}.wav"), "{name}");
    let missing = folder.join(OsStr::from_bytes(b"no\xe9"));
    let missing = run(&["inspect".as_ref(), missing.as_os_str()]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("no\u{fffd}"));
}

#[test]
fn times_names_and_numbers_of_what_is_printed() {
    let ran = run(&["play", "--rateless", "--json", &demo()]);
    let events: Vec<(String, f64)> = ran
        .objects()
        .iter()
        .filter(|object| object["type"] == "event")
        .map(|event| {
            (
                event["event"].as_str().unwrap().to_owned(),
                event["time"].as_f64().unwrap(),
            )
        })
        .collect();
    let at = |name: &str| events.iter().find(|(event, _)| event == name).unwrap().1;
    assert!((at("MESessionEnded") - 5.0).abs() < 0.1, "{events:?}");
    assert!((at("MESessionClosed") - 5.0).abs() < 0.1, "{events:?}");
    let started = events
        .iter()
        .position(|(event, _)| event == "MESessionStarted")
        .unwrap();
    assert!(
        events[started..].is_sorted_by_key(|(_, time)| *time),
        "{events:?}"
    );

    let text = run(&["inspect", &demo()]).out;
    assert!(text.contains("demo.mp4 stream 0 (source node"), "{text}");
    for (clip, codec, format) in [
        ("aiff-s16.aiff", "pcm_s16be", "pcm_s16le"),
        ("aifc-sowt.aifc", "pcm_s16le", "pcm_s16le"),
        ("aifc-fl32.aifc", "pcm_f32be", "pcm_f32le"),
        ("mov-pcm-be24.mov", "pcm_s24be", "pcm_s24le"),
        ("wav-u8.wav", "pcm_u8", "pcm_u8"),
    ] {
        let ran = run(&[
            "inspect",
            "--decode",
            "--json",
            &testdata(&format!("clips/{clip}")),
        ]);
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let streams = report["streams"].as_array().unwrap();
        let stream = streams.iter().find(|stream| stream["kind"] == "audio").unwrap();
        assert_eq!(
            (&stream["codec"], &stream["format"]),
            (&codec.into(), &format.into()),
            "{clip}"
        );
    }
    let one = run(&["play", "--rateless", &testdata("clips/mp4-one-frame.mp4")]).out;
    assert!(one.contains(": 1 frame, 0 late"), "{one}");
}
