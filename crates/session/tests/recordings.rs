//! Recordings of sessions that were at work once: the machine does today what it did then, or the file says otherwise.
//!
//! With `OPENMF_RECORDINGS=update` the files are given what it does today; `docs/record.md` has the rest.
#![allow(clippy::print_stderr, reason = "what was updated is said")]

use std::path::{Path, PathBuf};

use openmf_session::record::{self, Reader, Replay};

fn recordings() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/recordings");
    let found = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
    paths.sort();
    assert!(paths.len() >= 4, "{paths:?}");
    paths
}

/// The recording with the answers of today.
fn updated(text: &str) -> String {
    let mut reader = Reader::new(text.as_bytes()).unwrap();
    let mut replay = Replay::new(*reader.config());
    let mut new = String::new();
    for line in text.lines() {
        if line.starts_with("> ") || line.starts_with("= ") {
            continue;
        }
        new += line;
        new += "\n";
        if line.starts_with('@') {
            let step = replay.step(&reader.next_entry().unwrap().unwrap());
            new += &record::answer(&step.actions, step.state);
        }
    }
    new
}

#[test]
fn recordings_are_done_as_they_were() {
    let update = std::env::var("OPENMF_RECORDINGS").is_ok_and(|value| value == "update");
    for path in recordings() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        if update {
            let new = updated(&text);
            if new != text {
                eprintln!("{name} is updated");
                std::fs::write(&path, new).unwrap();
            }
            continue;
        }
        let mut reader = Reader::new(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut replay = Replay::new(*reader.config());
        let mut inputs = 0;
        loop {
            let entry = reader
                .next_entry()
                .unwrap_or_else(|damage| panic!("{name}: {damage}"));
            let Some(entry) = entry else { break };
            assert!(entry.is_whole(), "{name}:{}: cut off", entry.line);
            if let Some(difference) = replay.step(&entry).difference {
                panic!("{name}: {difference:#?}");
            }
            inputs += 1;
        }
        assert!(inputs > 10, "{name}: {inputs} inputs");
    }
}

/// The test above can fail.
#[test]
fn a_session_that_did_something_else_is_noticed() {
    for path in recordings() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().rposition(|line| line.starts_with("> ")).unwrap();
        lines.remove(at);
        let changed = lines.join("\n") + "\n";
        let mut reader = Reader::new(changed.as_bytes()).unwrap();
        let mut replay = Replay::new(*reader.config());
        let mut differences = 0;
        while let Some(entry) = reader.next_entry().unwrap() {
            differences += u32::from(replay.step(&entry).difference.is_some());
        }
        assert_eq!(differences, 1, "{}", path.display());
    }
}
