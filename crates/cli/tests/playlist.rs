//! `openmf play A B C`: several files as one presentation.

mod common;

use std::path::{Path, PathBuf};

use common::{demo, finish, run, scratch, signal, start, testdata};
use serde_json::Value;

/// A mono WAV file of 16 bits: numbers that count from `first`, modulo 65536.
fn counting(folder: &Path, name: &str, rate: u32, first: u16, frames: u32) -> String {
    let path = folder.join(name);
    let data_bytes = frames * 2;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data_bytes).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * 2).to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(data_bytes.to_le_bytes());
    bytes.extend((0..frames).flat_map(|index| first.wrapping_add(index as u16).to_le_bytes()));
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

/// The numbers in the data chunk of a WAV file of 16 bits.
fn numbers(path: &Path) -> Vec<u16> {
    let bytes = std::fs::read(path).unwrap();
    let at = bytes.windows(4).position(|name| name == b"data").unwrap() + 8;
    let words = bytes[at..].as_chunks::<2>().0;
    words.iter().map(|word| u16::from_le_bytes(*word)).collect()
}

fn output(folder: &Path, name: &str) -> (PathBuf, String) {
    let path = folder.join(name);
    let argument = format!("wav:{}", path.display());
    (path, argument)
}

fn frames(result: &Value) -> Vec<(u64, u64, u64)> {
    let streams = result["streams"].as_array().unwrap();
    let number = |stream: &Value, key: &str| stream[key].as_u64().unwrap();
    streams
        .iter()
        .map(|stream| {
            (
                number(stream, "file"),
                number(stream, "stream"),
                number(stream, "frames"),
            )
        })
        .collect()
}

#[test]
fn one_file_holds_the_sound_of_all() {
    let folder = scratch("playlist-sound");
    let files = [
        counting(&folder, "a.wav", 8_000, 0, 1_003),
        counting(&folder, "b.wav", 8_000, 1_003, 1),
        counting(&folder, "c.wav", 8_000, 1_004, 4_096),
    ];
    let (path, wav) = output(&folder, "out.wav");
    let ran = run(&[
        "play",
        &files[0],
        &files[1],
        &files[2],
        "--rateless",
        "--audio",
        &wav,
        "--json",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(
        numbers(&path),
        (0..5_100).collect::<Vec<_>>(),
        "no missing and no extra sample"
    );
    assert_eq!(frames(&ran.result()), [(0, 0, 1_003), (1, 0, 1), (2, 0, 4_096)]);
    // One presentation: it is started, and ends, once.
    let names = ran.event_names();
    let count = |name: &str| names.iter().filter(|known| *known == name).count();
    assert_eq!((count("MESessionStarted"), count("MESessionEnded")), (1, 1));
    assert_eq!(
        (count("MENewPresentation"), count("MEEndOfPresentationSegment")),
        (2, 2)
    );
    assert_eq!(names.last().map(String::as_str), Some("MESessionClosed"));
}

#[test]
fn each_file_begins_and_ends_where_it_is_told() {
    let folder = scratch("playlist-cut");
    let files = [
        counting(&folder, "a.wav", 8_000, 0, 8_000),
        counting(&folder, "b.wav", 8_000, 10_000, 8_000),
    ];
    let (path, wav) = output(&folder, "out.wav");
    let ran = run(&[
        "play",
        &files[0],
        &files[1],
        "--rateless",
        "--audio",
        &wav,
        "--start",
        "0.25",
        "--stop",
        "0.5",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let expected: Vec<u16> = (2_000..4_000).chain(12_000..14_000).collect();
    assert_eq!(numbers(&path), expected);
}

#[test]
fn what_cannot_be_played_is_left_out() {
    let folder = scratch("playlist-bad");
    let nothing = folder.join("nothing.wav").display().to_string();
    std::fs::write(&nothing, "no media").unwrap();
    let good = [
        counting(&folder, "a.wav", 8_000, 0, 500),
        counting(&folder, "b.wav", 8_000, 500, 500),
    ];
    let (path, wav) = output(&folder, "out.wav");
    let missing = folder.join("missing.wav").display().to_string();
    for files in [
        [&nothing, &good[0], &good[1], &missing],
        [&good[0], &nothing, &missing, &good[1]],
        [&missing, &good[0], &nothing, &good[1]],
    ] {
        let mut arguments = vec!["play", "--rateless", "--json", "--audio", &wav];
        arguments.extend(files.map(String::as_str));
        let ran = run(&arguments);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert_eq!(numbers(&path), (0..1_000).collect::<Vec<_>>(), "{files:?}");
        let result = ran.result();
        let named: Vec<u64> = result["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["file"].as_u64().unwrap())
            .collect();
        let mut expected: Vec<u64> = (0..4)
            .filter(|index| [&nothing, &missing].contains(&files[*index as usize]))
            .collect();
        expected.sort_unstable();
        let mut named = named;
        named.sort_unstable();
        assert_eq!(named, expected, "{files:?}");
    }
    let ran = run(&["play", &nothing, &missing, "--rateless", "--json"]);
    assert_eq!(
        (ran.code, ran.result()["errors"].as_array().unwrap().len()),
        (Some(1), 2)
    );
}

#[test]
fn totals_are_each_files_own() {
    let folder = scratch("playlist-totals");
    let sound = counting(&folder, "a.wav", 8_000, 0, 1_000);
    let clip = testdata("clips/h264-baseline.mp4");
    let ran = run(&["play", &demo(), &sound, &clip, "--rateless", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let alone = run(&["play", &clip, "--rateless", "--json"]).result();
    // Five seconds; what the last packet has behind that is padding, which another file does not wait for.
    let mut expected = vec![(0, 0, 125), (0, 1, 240_000)];
    expected.push((1, 0, 1_000));
    expected.extend(
        frames(&alone)
            .into_iter()
            .map(|(_, stream, frames)| (2, stream, frames)),
    );
    assert_eq!(frames(&ran.result()), expected);
}

#[test]
fn a_loop_goes_on_without_a_gap_until_it_is_interrupted() {
    let folder = scratch("playlist-loop");
    let files = [
        counting(&folder, "a.wav", 8_000, 0, 800),
        counting(&folder, "b.wav", 8_000, 0, 400),
    ];
    for files in [&files[..1], &files[..]] {
        let mut arguments = vec!["play", "--loop", "--json", "--audio", "null"];
        arguments.extend(files.iter().map(String::as_str));
        let mut child = start(&arguments);
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
        let mut starts: Vec<f64> = Vec::new();
        while starts.len() < 6 {
            let event: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
            if event["event"] == "MESessionNotifyPresentationTime" {
                starts.push(event["start_time"].as_f64().unwrap());
            }
            assert_ne!(event["event"], "MESessionEnded");
        }
        let lengths: Vec<i64> = starts
            .windows(2)
            .map(|pair| ((pair[1] - pair[0]) * 10_000.0).round() as i64)
            .collect();
        let expected: Vec<i64> = (0..5)
            .map(|n| if n % files.len() == 0 { 1_000 } else { 500 })
            .collect();
        assert_eq!(lengths, expected);
        signal(child.id(), "INT");
        lines.for_each(drop);
        assert_eq!(finish(child).code, Some(130));
    }
}

#[test]
fn a_seek_stays_within_the_file_that_plays() {
    let folder = scratch("playlist-seek");
    let files = [
        counting(&folder, "a.wav", 8_000, 0, 2_400),
        counting(&folder, "b.wav", 8_000, 10_000, 60 * 8_000),
    ];
    let script = folder.join("script");
    // In the second file, which begins at 0.3 s.
    std::fs::write(&script, "on sink-switched seek 59.75\n").unwrap();
    let ran = run(&[
        "play",
        &files[0],
        &files[1],
        "--audio",
        "null",
        "--json",
        "--script",
        &script.display().to_string(),
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    // The clock goes on from the position in the file.
    let last = |name: &str| {
        let found = ran.objects().into_iter().rfind(|event| event["event"] == name);
        found.unwrap_or_else(|| panic!("no {name}"))
    };
    for (name, from) in [("MESessionStarted", 59.7), ("MESessionEnded", 59.9)] {
        let event = last(name);
        let time = event["time"].as_f64().unwrap();
        assert!((from..60.1).contains(&time), "{name}: {time}");
        assert_eq!(event["file"], 1);
    }
    assert_eq!(last("MEEndOfPresentation")["file"], 1);
}

#[test]
fn all_files_play_at_the_rate_and_none_backwards() {
    let folder = scratch("playlist-rate");
    let (path, wav) = output(&folder, "out.wav");
    let demo = demo();
    let play = |rate: &str| {
        run(&[
            "play",
            &demo,
            &demo,
            "--rateless",
            "--rate",
            rate,
            "--audio",
            &wav,
            "--json",
        ])
    };
    for (rate, each) in [("2", 120_000), ("0.5", 480_000)] {
        let ran = play(rate);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{rate}");
        // The pictures are all there; the sound lasts as long as it is heard.
        let expected = [(0, 0, 125), (0, 1, each), (1, 0, 125), (1, 1, each)];
        assert_eq!(frames(&ran.result()), expected, "{rate}");
        let header = std::fs::metadata(&path).unwrap().len() % 4_800;
        assert!(header < 200, "whole seconds and a header: {header}");
    }
    let ran = play("-1");
    assert_eq!(ran.code, Some(3), "it plays forwards instead");
    assert_eq!(
        ran.err,
        format!("openmf: {demo}: playing backwards is not supported\n")
    );
    assert_eq!(frames(&ran.result()).len(), 4);
}
