//! `openmf play --record` and `openmf replay` as a user runs them.

mod common;

use std::path::Path;

use common::{demo, finish, run, scratch, signal, start};
use serde_json::Value;

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

/// A recording of the demo clip, played with this script.
fn record(folder: &Path, script: &str) -> String {
    let (log, script_file) = (path(folder, "session.log"), path(folder, "script.txt"));
    std::fs::write(&script_file, script).unwrap();
    let ran = run(&[
        "play",
        &demo(),
        "--rateless",
        "--json",
        "--record",
        &log,
        "--script",
        &script_file,
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    log
}

fn text(log: &str) -> String {
    std::fs::read_to_string(log).unwrap()
}

#[test]
fn what_was_played_is_replayed() {
    let folder = scratch("replayed");
    let log = record(&folder, "");
    let recorded = text(&log);
    assert!(recorded.starts_with("openmf-session-log 1\n"), "{recorded}");
    assert!(recorded.contains("demo.mp4"), "the source is named");
    assert!(recorded.ends_with("> shut-down\n= shutdown\n"), "{recorded}");

    let shown = run(&["replay", &log]);
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    let inputs: Vec<&str> = recorded
        .lines()
        .filter_map(|line| line.strip_prefix('@'))
        .collect();
    // Everything that is in the file is shown.
    for part in recorded.lines().filter(|line| line.starts_with("> ")) {
        assert!(shown.out.contains(part), "{part}");
    }
    for input in &inputs {
        let (_, words) = input.split_once(' ').unwrap();
        assert!(shown.out.contains(words), "{words}");
    }

    let objects = run(&["replay", &log, "--json"]);
    assert_eq!(objects.code, Some(0));
    let result = objects.result();
    assert_eq!(result["result"], "same");
    assert_eq!(result["state"], "shutdown");
    assert_eq!(result["inputs"].as_u64(), Some(inputs.len() as u64));
    let steps: Vec<Value> = objects
        .objects()
        .into_iter()
        .filter(|object| object["type"] == "step")
        .collect();
    assert_eq!(steps.len(), inputs.len());
    assert_eq!(steps[0]["state"], "new");
    assert!(
        steps
            .iter()
            .any(|step| step["phase"] == "starting" && step["deadline"].is_number())
    );
    let times: Vec<f64> = steps.iter().map(|step| step["time"].as_f64().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");

    let quiet = run(&["replay", "--quiet", &log]);
    assert_eq!(quiet.out.lines().count(), 1, "{}", quiet.out);
}

#[test]
fn a_session_that_did_something_else_is_told() {
    let folder = scratch("different");
    let log = record(&folder, "");
    let other = path(&folder, "other.log");
    let recorded = text(&log);
    let at = recorded.lines().position(|line| line == "> stop-clock").unwrap();
    std::fs::write(&other, recorded.replacen("> stop-clock\n", "> pause-clock\n", 1)).unwrap();
    let ran = run(&["replay", "--json", &other]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains(&format!("other.log:{}:", at + 1)), "{}", ran.err);
    let result = ran.result();
    assert_eq!(result["result"], "different");
    assert_eq!(result["difference"]["line"].as_u64(), Some(at as u64 + 1));
    assert_eq!(result["difference"]["recorded"], "pause-clock");
    assert_eq!(result["difference"]["answered"], "stop-clock");
}

#[test]
fn a_damaged_recording_is_replayed_to_its_damage() {
    let folder = scratch("damaged");
    let log = record(&folder, "");
    let (recorded, other) = (text(&log), path(&folder, "other.log"));
    let inputs = |text: &str| text.lines().filter(|line| line.starts_with('@')).count() as u64;

    // Cut off in the middle of a line.
    let cut = recorded.find("> start-clock").unwrap() + 5;
    std::fs::write(&other, &recorded[..cut]).unwrap();
    let ran = run(&["replay", "--json", &other]);
    let line = recorded[..cut].lines().count();
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains(&format!("other.log:{line}:")), "{}", ran.err);
    assert_eq!(ran.result()["result"], "damaged");
    assert_eq!(ran.result()["inputs"].as_u64(), Some(inputs(&recorded[..cut])));
    assert_eq!(ran.result()["damage"]["line"].as_u64(), Some(line as u64));

    // Overwritten.
    let mut lines: Vec<&str> = recorded.lines().collect();
    let middle = lines.iter().rposition(|line| line.starts_with('@')).unwrap();
    lines[middle] = "@12.0000000 \u{fffd}\u{fffd}";
    std::fs::write(&other, lines.join("\n") + "\n").unwrap();
    let ran = run(&["replay", &other]);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err.contains(&format!("other.log:{}:", middle + 1)),
        "{}",
        ran.err
    );
    assert_eq!(
        ran.out.lines().filter(|line| line.contains(" = ")).count() as u64,
        inputs(&recorded) - 1
    );
}

#[test]
fn what_is_no_recording_is_wrong_usage() {
    let folder = scratch("usage");
    let absent = path(&folder, "absent.log");
    for arguments in [
        &["replay"][..],
        &["replay", &absent],
        &["replay", &demo()],
        &["replay", "--json", "--quiet", &absent],
        &["play", &demo(), "--rateless", "--record", "-"],
        &["play", &demo(), "--rateless", "--record", &demo()],
    ] {
        let ran = run(arguments);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(2), ""),
            "{arguments:?}: {}",
            ran.err
        );
        assert!(!ran.err.is_empty());
    }
    let nowhere = path(&folder, "absent/session.log");
    let ran = run(&["play", &demo(), "--rateless", "--record", &nowhere]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("absent/session.log"), "{}", ran.err);
}

/// Waits until the file has this in it.
fn wait_for(log: &str, what: &str) {
    let begun = std::time::Instant::now();
    while !std::fs::read_to_string(log).is_ok_and(|text| text.contains(what)) {
        assert!(begun.elapsed().as_secs() < 300, "`{what}` does not come");
        std::thread::yield_now();
    }
}

#[test]
#[cfg(unix)]
fn what_a_killed_program_leaves_can_be_replayed() {
    for (name, code) in [("KILL", None), ("INT", Some(130))] {
        let folder = scratch(&format!("killed-{name}"));
        let log = path(&folder, "session.log");
        let child = start(&[
            "play",
            &demo(),
            "--audio",
            "null",
            "--video",
            "null",
            "--loop",
            "--record",
            &log,
        ]);
        wait_for(&log, "= started");
        signal(child.id(), name);
        let ran = finish(child);
        assert_eq!(ran.code, code, "{}", ran.err);
        let replayed = run(&["replay", "--json", &log]);
        let whole = text(&log).ends_with("= started\n") || name == "INT";
        assert!(
            replayed.code == Some(0) || (!whole && replayed.code == Some(3)),
            "{}",
            replayed.err
        );
        if name == "INT" {
            assert_eq!(replayed.result()["state"], "shutdown");
        }
    }
}
